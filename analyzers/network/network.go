// Package network is the analyzer of concept networks: which concepts are tied
// to which, how central each is, and which belong together.
package network

import (
	"context"
	"fmt"
	"math"

	"concordat/analyzers"
	"concordat/analyzers/result"
	"concordat/analyzers/stats"
	"concordat/analyzers/stats/graph"
	"concordat/analyzers/tally"
)

// name is the analyzer's and its network's.
const name = "network"

// nodesTable is the table of nodes.
const nodesTable = name + "_concepts"

const (
	level     = 0.05 // of q, and of α in the disparity filter
	runs      = 200  // of Louvain
	damping   = 0.85 // of PageRank
	few       = 3    // joint units below which a tie is thin
	unsteady  = 0.8  // stability below which communities are not to be relied on
	disparity = "disparity"
)

type analyzer struct{}

// New returns the analyzer.
func New() analyzers.Analyzer { return analyzer{} }

// Info describes the analyzer.
func (analyzer) Info() analyzers.Info {
	return analyzers.Info{
		Name:  name,
		Title: "Concept network",
		Doc: "The network of concepts that stand together in one sentence, paragraph or window more often than chance would have them: its ties, the centrality of each concept, " +
			"and communities with how steady they are; also as files for Gephi, igraph and Pajek.",
		Needs:  analyzers.Needs{Units: true},
		Output: []string{nodesTable, name + "_edges", name + "_measures", "communities"},
		References: []result.Reference{
			{Key: "fisher1922", Text: "Fisher, R. A. (1922), On the interpretation of χ² from contingency tables, and the calculation of P, Journal of the Royal Statistical Society 85(1), 87–94", DOI: "10.2307/2340521"},
			{Key: "benjamini1995", Text: "Benjamini, Y. and Hochberg, Y. (1995), Controlling the false discovery rate, Journal of the Royal Statistical Society B 57(1), 289–300", DOI: "10.1111/j.2517-6161.1995.tb02031.x"},
			{Key: "serrano2009", Text: "Serrano, M. Á., Boguñá, M. and Vespignani, A. (2009), Extracting the multiscale backbone of complex weighted networks, Proceedings of the National Academy of Sciences 106(16), 6483–6488", DOI: "10.1073/pnas.0808904106"},
			{Key: "bouma2009", Text: "Bouma, G. (2009), Normalized (pointwise) mutual information in collocation extraction, Proceedings of GSCL, 31–40"},
			{Key: "freeman1977", Text: "Freeman, L. C. (1977), A set of measures of centrality based on betweenness, Sociometry 40(1), 35–41", DOI: "10.2307/3033543"},
			{Key: "brandes2001", Text: "Brandes, U. (2001), A faster algorithm for betweenness centrality, Journal of Mathematical Sociology 25(2), 163–177", DOI: "10.1080/0022250X.2001.9990249"},
			{Key: "brin1998", Text: "Brin, S. and Page, L. (1998), The anatomy of a large-scale hypertextual web search engine, Computer Networks and ISDN Systems 30, 107–117", DOI: "10.1016/S0169-7552(98)00110-X"},
			{Key: "bonacich1972", Text: "Bonacich, P. (1972), Factoring and weighting approaches to status scores and clique identification, Journal of Mathematical Sociology 2(1), 113–120", DOI: "10.1080/0022250X.1972.9989806"},
			{Key: "watts1998", Text: "Watts, D. J. and Strogatz, S. H. (1998), Collective dynamics of “small-world” networks, Nature 393, 440–442", DOI: "10.1038/30918"},
			{Key: "newman2004", Text: "Newman, M. E. J. (2004), Analysis of weighted networks, Physical Review E 70, 056131", DOI: "10.1103/PhysRevE.70.056131"},
			{Key: "blondel2008", Text: "Blondel, V. D., Guillaume, J.-L., Lambiotte, R. and Lefebvre, E. (2008), Fast unfolding of communities in large networks, Journal of Statistical Mechanics P10008", DOI: "10.1088/1742-5468/2008/10/P10008"},
			{Key: "hubert1985", Text: "Hubert, L. and Arabie, P. (1985), Comparing partitions, Journal of Classification 2, 193–218", DOI: "10.1007/BF01908075"},
		},
	}
}

// Analyze joins the concepts of all documents.
func (analyzer) Analyze(_ context.Context, in *analyzers.Input) (*result.Result, error) {
	w := newWeb(in)
	r := &result.Result{Analyzer: name, Methods: w.methods()}
	if len(w.edges) == 0 {
		r.Notes = []result.Note{{Code: "no-network", Row: -1, Message: fmt.Sprintf("no network: of %s of concepts none is tied by the rule %s", result.Counted(w.tested, "tested pair"), w.rule)}}
		return r, nil
	}
	nodes, edges := w.nodeTable(), w.edgeTable()
	r.Tables = []*result.Table{nodes, edges, w.measures()}
	r.Notes = w.notes()
	r.Networks = []*result.Network{{
		Name: name, Title: "Concept network of " + in.Prose(in.Whole()), Caption: edges.Caption,
		Nodes: nodes, ID: "concept", Label: "label", Edges: edges, Source: "concept_a", Target: "concept_b", Weight: "weight",
	}}
	r.Figures = []*result.Figure{w.figure()}
	return r, nil
}

// edge is a tested pair of concepts, or one that became an edge.
type edge struct {
	a, b                         int // indices of concepts
	both, shared                 int64
	expected, lift, npmi, g2     float64
	p, q, alpha, weight          float64
	nodeA, nodeB, unitsA, unitsB int64
}

// web is the network with everything that is said of it.
type web struct {
	in     *analyzers.Input
	rule   string
	units  int64
	tested int   // pairs of concepts that both occur
	same   int   // pairs left out since they share mostly the same words
	occur  int   // concepts that occur
	nodes  []int // concepts with an edge, in the codebook's order
	edges  []edge
	hits   []int64
	margin []int64
	g      *graph.Graph
	found  graph.Communities
}

// newWeb tests every pair of elementary concepts and keeps the edges.
func newWeb(in *analyzers.Input) *web {
	whole := in.Whole()
	together := in.Together(whole)
	w := &web{in: in, rule: in.Options.Edges, units: together.Units, hits: in.Totals(whole).Hits, margin: together.Margins}
	if w.rule != disparity {
		w.rule = "significant"
	}
	joint := make(map[[2]int]tally.Pair, len(together.Pairs))
	for _, p := range together.Pairs {
		joint[[2]int{int(p.A), int(p.B)}] = p
	}
	var pairs []edge
	var ps []float64
	concepts := in.Elementary()
	for i, a := range concepts {
		if w.margin[a] == 0 {
			continue
		}
		w.occur++
		for _, b := range concepts[i+1:] {
			if w.margin[b] == 0 {
				continue
			}
			p := joint[[2]int{a, b}]
			c := stats.FromMargins(p.N, w.margin[a], w.margin[b], w.units)
			e := edge{a: a, b: b, both: p.N, shared: p.Shared, expected: c.Expected(), p: c.FisherGreater(), unitsA: w.margin[a], unitsB: w.margin[b], alpha: math.NaN()}
			if p.N > 0 {
				e.lift, e.npmi, e.g2 = c.Lift(), c.NPMI(), c.G2()
			}
			pairs, ps = append(pairs, e), append(ps, e.p)
		}
	}
	w.tested = len(pairs)
	for i, q := range stats.BenjaminiHochberg(ps) {
		pairs[i].q = q
	}
	w.choose(pairs)
	w.join()
	return w
}

// choose keeps the pairs that are edges. Pairs that stand together mostly on the same
// words are ties of the codebook's making and never are.
func (w *web) choose(pairs []edge) {
	var candidates []edge
	for _, e := range pairs {
		switch {
		case e.both == 0:
		case 2*e.shared > e.both:
			w.same++
		default:
			candidates = append(candidates, e)
		}
	}
	if w.rule != disparity {
		for _, e := range candidates {
			if e.q <= level && e.npmi > 0 {
				e.weight = e.npmi
				w.edges = append(w.edges, e)
			}
		}
		return
	}
	all := make([]graph.Edge, len(candidates))
	for i, e := range candidates {
		all[i] = graph.Edge{A: e.a, B: e.b, Weight: float64(e.both)}
	}
	// Candidates are in the order of their concepts, which is that of the graph's edges.
	for i, alpha := range graph.New(len(w.margin), all).Disparity() {
		if e := candidates[i]; alpha < level {
			e.alpha, e.weight = alpha, float64(e.both)
			w.edges = append(w.edges, e)
		}
	}
}

// join makes the graph of the edges and finds its communities.
func (w *web) join() {
	at := map[int]int{}
	for _, c := range w.in.Elementary() {
		for _, e := range w.edges {
			if e.a == c || e.b == c {
				at[c] = len(w.nodes)
				w.nodes = append(w.nodes, c)
				break
			}
		}
	}
	edges := make([]graph.Edge, len(w.edges))
	for i := range w.edges {
		e := &w.edges[i]
		e.nodeA, e.nodeB = int64(at[e.a]), int64(at[e.b])
		edges[i] = graph.Edge{A: at[e.a], B: at[e.b], Weight: e.weight}
	}
	w.g = graph.New(len(w.nodes), edges)
	w.found = w.g.Louvain(1, runs, w.in.Options.Seed)
}

// community returns the number of a node's community as people read it, from 1.
func (w *web) community(node int64) int64 { return int64(w.found.Partition[node]) + 1 }

// unit names a unit of co-occurrence.
func (w *web) unit() string {
	if w.in.Options.Unit == tally.Window {
		return fmt.Sprintf("window of %s tokens", result.Whole(max(w.in.Options.Window, 1)))
	}
	return w.in.Options.Unit.String()
}

// tie says when two concepts are joined.
func (w *web) tie() string {
	if w.rule == disparity {
		return fmt.Sprintf("whose joint count passes the disparity filter (Serrano, Boguñá and Vespignani 2009) at α < %.2f for at least one of the two; the weight is the joint count", level)
	}
	return fmt.Sprintf("that stand in one %s more often than chance has them, q ≤ %.2f (Fisher's exact test, one-sided, adjusted by Benjamini and Hochberg over %s); the weight is NPMI", w.unit(), level, result.Counted(w.tested, "tested pair"))
}

// notes returns what to mind about the network.
func (w *web) notes() []result.Note {
	var out []result.Note
	add := func(code, message string) {
		out = append(out, result.Note{Code: code, Message: message, Table: nodesTable, Row: -1})
	}
	if w.same > 0 {
		add("same-words", fmt.Sprintf("pairs that stand together mostly on the same words, a tie of the codebook's making, are no edges: %s", result.Whole(w.same)))
	}
	if len(w.in.Tally.Documents) > 1 {
		add("pooled", "a tie over several documents can come from differences between the documents; look at it within each")
	}
	thin := 0
	for _, e := range w.edges {
		if e.both < few {
			thin++
		}
	}
	if thin > 0 {
		add("thin-cell", fmt.Sprintf("ties that rest on fewer than %d common units: %s of %s; with rare concepts these have the greatest NPMI", few, result.Whole(thin), result.Whole(len(w.edges))))
	}
	if w.found.Stability < unsteady {
		add("unsteady", fmt.Sprintf("the communities are not steady: two runs agree by an adjusted Rand index of %s on average (1 = the same)", result.Number(w.found.Stability, 2)))
	}
	if w.rule == disparity {
		add("not-tested", "the disparity filter keeps the heaviest ties of each concept; q tells which of them chance could have made")
	}
	return out
}

func (w *web) methods() []string {
	out := []string{fmt.Sprintf("The concept network joins concepts %s. Nodes are concepts with patterns and without concepts below them, so that no hit counts twice; a hit belongs to the %s of its first token; pairs that stand together mostly on the same words are no edges. "+
		"Both rules can be had: a one-sided test of each pair (Fisher 1922) with the false discovery rate of Benjamini and Hochberg (1995), weighted by NPMI (Bouma 2009), or the disparity filter of Serrano, Boguñá and Vespignani (2009), weighted by joint counts.", w.tie(), w.unit())}
	out = append(out, fmt.Sprintf("Betweenness (Freeman 1977, computed after Brandes 2001) is normalised to 0–1, once with every edge of length 1 and once of length 1/weight; PageRank (Brin and Page 1998, damping %.2f) and the eigenvector (Bonacich 1972) are weighted; the clustering coefficient (Watts and Strogatz 1998) is not. "+
		"Communities are those of the greatest weighted modularity (Newman 2004, resolution 1) in %s runs of the method of Blondel and others (2008), each with an order of nodes of its own from seed %s; stability is the mean adjusted Rand index (Hubert and Arabie 1985) of all pairs of runs.%s",
		damping, result.Whole(runs), result.Whole(w.in.Options.Seed), w.outcome()))
	return out
}

// outcome says what the runs found; "" without a network.
func (w *web) outcome() string {
	if len(w.edges) == 0 {
		return ""
	}
	return fmt.Sprintf(" The best run, number %s, found %s with Q = %s, as did %s of the runs; the worst had %s; stability %s.",
		result.Whole(w.found.Run+1), communities(w.found.Partition.Size()), result.Number(w.found.Modularity, 4), result.Whole(w.found.Best),
		result.Number(w.found.Least, 4), result.Number(w.found.Stability, 3))
}

// communities returns a number with its noun.
func communities(n int) string {
	if n == 1 {
		return "1 community"
	}
	return result.Whole(n) + " communities"
}
