// Package twomode is the analyzer of two-mode networks: which actors use which
// concepts more than all others do, and which actors share them.
package twomode

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"concordat/analyzers"
	"concordat/analyzers/result"
	"concordat/analyzers/stats"
)

// name is the analyzer's, its table's and its network's.
const name = "twomode"

const (
	level    = 0.05 // of q
	thinCell = 5    // expected hits below which G² is rough
)

type analyzer struct{}

// New returns the analyzer.
func New() analyzers.Analyzer { return analyzer{} }

// Info describes the analyzer.
func (analyzer) Info() analyzers.Info {
	return analyzers.Info{
		Name:  name,
		Title: "Actors and concepts",
		Doc: "Which actors (documents, groups or actors of the metadata) are tied to which concepts, in that they use them more than all others do: a two-mode network, " +
			"and which actors are tied to the same concepts; also as files for Gephi, igraph and Pajek.",
		Output: []string{name, name + "_actors", name + "_projection"},
		References: []result.Reference{
			{Key: "leifeld2017", Text: "Leifeld, P. (2017), Discourse network analysis: policy debates as dynamic networks, in: The Oxford Handbook of Political Networks, Oxford University Press, 301–326", DOI: "10.1093/oxfordhb/9780190228217.013.25"},
			{Key: "breiger1974", Text: "Breiger, R. L. (1974), The duality of persons and groups, Social Forces 53(2), 181–190", DOI: "10.1093/sf/53.2.181"},
			{Key: "dunning1993", Text: "Dunning, T. (1993), Accurate methods for the statistics of surprise and coincidence, Computational Linguistics 19(1), 61–74"},
			{Key: "benjamini1995", Text: "Benjamini, Y. and Hochberg, Y. (1995), Controlling the false discovery rate, Journal of the Royal Statistical Society B 57(1), 289–300", DOI: "10.1111/j.2517-6161.1995.tb02031.x"},
		},
	}
}

// Analyze ties actors to concepts.
func (analyzer) Analyze(_ context.Context, in *analyzers.Input) (*result.Result, error) {
	w := newWeb(in)
	r := &result.Result{Analyzer: name, Methods: w.methods()}
	if len(w.ties) == 0 {
		why := fmt.Sprintf("none of %s of %s and concept is over-represented", result.Counted(w.tested, "pair"), w.kind)
		if len(w.sides) < 2 {
			why = fmt.Sprintf("it needs two actors, and the run has %s", result.Counted(len(w.sides), w.kind))
		}
		r.Notes = []result.Note{{Code: "no-network", Row: -1, Message: "no two-mode network: " + why}}
		return r, nil
	}
	ties := w.tieTable()
	r.Tables = []*result.Table{ties, w.actorTable(), w.projection()}
	r.Notes = w.notes()
	r.Networks = []*result.Network{{Name: name, Title: "Actors and concepts of " + in.Prose(in.Whole()), Caption: ties.Caption,
		Nodes: w.nodes(ties), ID: "id", Label: "label", Part: "mode", Edges: w.edges(ties), Source: "source", Target: "target", Weight: "weight"}}
	return r, nil
}

// tie is one actor with one concept.
type tie struct {
	actor, concept             int
	hits, others               int64 // of the actor and of all others
	expected, g2, p, q, ratio  float64
	rate, otherRate            float64
	tokens, otherTokens, texts int64
}

// web is the two-mode network.
type web struct {
	in     *analyzers.Input
	kind   string // "document", "group" or "actor"
	sides  []analyzers.Side
	tokens []int64
	tested int
	thin   int
	ties   []tie // over-represented, by actor, then the highest rate first
}

// actors returns the actors and what they are.
func actors(in *analyzers.Input) (kind string, sides []analyzers.Side) {
	by := func(of func(i int) string) (out []analyzers.Side) {
		for i := range in.Tally.Documents {
			v := of(i)
			if v == "" {
				continue
			}
			at := slices.IndexFunc(out, func(s analyzers.Side) bool { return s.Name == v })
			if at < 0 {
				at = len(out)
				out = append(out, analyzers.Side{Name: v})
			}
			out[at].Documents = append(out[at].Documents, i)
		}
		return out
	}
	named := by(func(i int) string { return in.Tally.Documents[i].Meta.Actor })
	documents := by(func(i int) string { return in.Tally.Documents[i].ID })
	switch in.Options.Actors {
	case "group":
		return "group", in.Groups
	case "actor":
		return "actor", named
	case "document":
		return "document", documents
	}
	switch {
	case len(in.Groups) > 1:
		return "group", in.Groups
	case len(named) > 1:
		return "actor", named
	}
	return "document", documents
}

// newWeb tests every actor with every elementary concept.
func newWeb(in *analyzers.Input) *web {
	w := &web{in: in}
	w.kind, w.sides = actors(in)
	whole := in.Totals(in.Whole())
	if len(w.sides) < 2 {
		return w
	}
	var all []tie
	var ps []float64
	for a, s := range w.sides {
		t := in.Totals(s)
		w.tokens = append(w.tokens, t.Tokens)
		rest := whole.Tokens - t.Tokens
		if t.Tokens == 0 || rest == 0 {
			continue
		}
		for _, c := range in.Elementary() {
			x := tie{actor: a, concept: c, hits: t.Hits[c], others: whole.Hits[c] - t.Hits[c], tokens: t.Tokens, otherTokens: rest, texts: t.Present[c]}
			if whole.Hits[c] == 0 || x.hits > x.tokens || x.others > x.otherTokens {
				continue // more hits than tokens are no share of them
			}
			table := stats.FromCorpora(x.hits, x.tokens, x.others, x.otherTokens)
			x.expected, x.g2 = table.Expected(), table.G2()
			x.p = stats.ChiSquareP(x.g2)
			x.rate, x.otherRate = stats.Per*float64(x.hits)/float64(x.tokens), stats.Per*float64(x.others)/float64(x.otherTokens)
			if x.ratio = stats.LogRatio(x.hits, x.tokens, x.others, x.otherTokens); math.IsInf(x.ratio, 0) {
				x.ratio = math.NaN()
			}
			all, ps = append(all, x), append(ps, x.p)
		}
	}
	w.tested = len(all)
	for i, q := range stats.BenjaminiHochberg(ps) {
		if x := all[i]; q <= level && x.g2 > 0 {
			x.q = q
			w.ties = append(w.ties, x)
			if x.expected < thinCell {
				w.thin++
			}
		}
	}
	slices.SortStableFunc(w.ties, func(x, y tie) int { return cmp.Or(cmp.Compare(x.actor, y.actor), cmp.Compare(y.rate, x.rate)) })
	return w
}

// rule says when an actor and a concept are tied.
func (w *web) rule() string {
	return fmt.Sprintf("in whose texts the concept is more frequent than in all others', with q ≤ %.2f (signed G² of four cells, adjusted by Benjamini and Hochberg over %s)", level, result.Counted(w.tested, "tested pair"))
}

func (w *web) notes() []result.Note {
	var out []result.Note
	add := func(code, message string) {
		out = append(out, result.Note{Code: code, Message: message, Table: name, Row: -1})
	}
	add("tokens-independent", "tokens are taken as independent, so q understates the uncertainty: a concept that one passage repeats can tie its actor; look at the documents with it")
	if w.thin > 0 {
		add("thin-cell", fmt.Sprintf("in %s of %s ties fewer than %d hits were to be expected: there G² is only a rough guide", result.Whole(w.thin), result.Whole(len(w.ties)), thinCell))
	}
	if left := len(w.in.Tally.Documents) - w.placed(); left > 0 {
		add("without-actor", fmt.Sprintf("documents that belong to no %s count among the others only: %s", w.kind, result.Whole(left)))
	}
	return out
}

// placed returns how many documents belong to an actor.
func (w *web) placed() (n int) {
	for _, s := range w.sides {
		n += len(s.Documents)
	}
	return n
}

func (w *web) methods() []string {
	return []string{fmt.Sprintf("The two-mode network of actors and concepts (after Leifeld 2017) ties each %s to the concepts that are over-represented in its texts: its hits per token set against those of all other documents of the run, by the signed G² of Dunning (1993), without correction, "+
		"adjusted by Benjamini and Hochberg (1995) over all tested pairs (%s), q ≤ %.2f. The weight is the rate per 10,000 tokens. Concepts are those with patterns and without concepts below them. "+
		"The projection ties actors that share such concepts (Breiger 1974).", w.kind, result.Whole(w.tested), level)}
}
