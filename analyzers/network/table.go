package network

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"concordat/analyzers"
	"concordat/analyzers/result"
)

// column builds the values of a column from items.
func column[T, V any](items []T, of func(T) V) []V {
	out := make([]V, len(items))
	for i, it := range items {
		out[i] = of(it)
	}
	return out
}

// nodeTable lists the concepts with an edge, the most central first.
func (w *web) nodeTable() *result.Table {
	labels := analyzers.Labels(w.in.Book)
	plain, weighted := w.g.Betweenness(false), w.g.Betweenness(true)
	rank, eigen, clustering := w.g.PageRank(damping), w.g.Eigenvector(), w.g.Clustering()
	component, _ := w.g.Components()
	order := make([]int, len(w.nodes))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(w.found.Partition[a], w.found.Partition[b]), cmp.Compare(w.g.Strength(b), w.g.Strength(a)))
	})
	texts := func(of func(i int) string) []string { return column(order, of) }
	ints := func(of func(i int) int64) []int64 { return column(order, of) }
	floats := func(v []float64) []float64 { return column(order, func(i int) float64 { return v[i] }) }
	weightName := "NPMI"
	if w.rule == disparity {
		weightName = "joint count"
	}
	t := &result.Table{Name: nodesTable, Title: "Concepts of the network", Brief: max(w.in.Options.Top, 0),
		Caption: fmt.Sprintf("One row a concept with at least one tie in %s, by community, the largest first, and by strength. Tied are concepts %s. Concepts that occur without a tie, and are left out: %s.",
			w.in.Prose(w.in.Whole()), w.tie(), result.Whole(w.occur-len(w.nodes))),
		Columns: []result.Column{
			result.Texts("concept", "Concept", "Id of the concept.", texts(func(i int) string { return w.in.Book.Concepts[w.nodes[i]].ID })),
			result.Texts("label", "Label", "Label of the concept.", texts(func(i int) string { return labels[w.nodes[i]] })),
			result.Ints("community", "Community", "", "Number of its community, 1 = the largest; the numbers mean nothing else.", ints(func(i int) int64 { return w.community(int64(i)) })),
			result.Ints("hits", "Hits", "hits", "Hits of the concept.", ints(func(i int) int64 { return w.hits[w.nodes[i]] })),
			result.Ints("units", "Units", "units", "Units of co-occurrence with a hit.", ints(func(i int) int64 { return w.margin[w.nodes[i]] })),
			result.Ints("degree", "Degree", "edges", "Number of ties.", ints(func(i int) int64 { return int64(w.g.Degree(i)) })),
			result.Floats("strength", "Strength", "", 2, "Sum of the weights ("+weightName+") of its ties.", column(order, func(i int) float64 { return w.g.Strength(i) })),
			result.Floats("betweenness", "Betweenness", "", 3, "Share of the shortest paths between others that pass through it, every edge of length 1: 0 to 1 (Freeman 1977).", floats(plain)),
			result.Detail(result.Floats("betweenness_weighted", "Betweenness, weighted", "", 3, "The same with edges of length 1/weight.", floats(weighted))),
			result.Floats("pagerank", "PageRank", "", 3, fmt.Sprintf("Weighted, damping %.2f; sums to 1 over the nodes.", damping), floats(rank)),
			result.Floats("eigenvector", "Eigenvector", "", 3, "Weighted eigenvector centrality, of length 1 over the nodes; 0 outside the component with the largest eigenvalue.", floats(eigen)),
			result.Floats("clustering", "Clustering", "", 2, "Share of its pairs of neighbours that are tied; empty with fewer than two neighbours.", floats(clustering)),
			result.Detail(result.Ints("component", "Component", "", "Number of its connected component.", ints(func(i int) int64 { return int64(component[i]) + 1 }))),
		}}
	missing := func(name, message string) {
		if slices.ContainsFunc(t.Column(name).Floats, math.IsNaN) {
			t.Notes = append(t.Notes, result.Note{Code: "undefined", Message: message, Table: t.Name, Row: -1})
		}
	}
	missing("clustering", "clustering is empty for concepts with a single tie, which have no pair of neighbours")
	missing("betweenness", "betweenness needs three concepts")
	missing("eigenvector", "the eigenvector was not found")
	return t
}

// edgeTable lists the ties, the heaviest first.
func (w *web) edgeTable() *result.Table {
	labels := analyzers.Labels(w.in.Book)
	edges := slices.Clone(w.edges)
	slices.SortStableFunc(edges, func(x, y edge) int { return cmp.Or(cmp.Compare(y.weight, x.weight), cmp.Compare(y.g2, x.g2)) })
	texts := func(of func(edge) string) []string { return column(edges, of) }
	ints := func(of func(edge) int64) []int64 { return column(edges, of) }
	floats := func(of func(edge) float64) []float64 { return column(edges, of) }
	t := &result.Table{Name: name + "_edges", Title: "Ties of the network", Brief: max(w.in.Options.Top, 0),
		Caption: fmt.Sprintf("One row a tie between two concepts %s; the heaviest first. In %s, with %s units (%s).",
			w.tie(), w.in.Prose(w.in.Whole()), result.Whole(w.units), w.unit()),
		Columns: []result.Column{
			result.Texts("concept_a", "Concept A", "Id of the concept that stands first in the codebook.", texts(func(e edge) string { return w.in.Book.Concepts[e.a].ID })),
			result.Texts("concept_b", "Concept B", "Id of the other concept.", texts(func(e edge) string { return w.in.Book.Concepts[e.b].ID })),
			result.Ints("both", "Both", "units", "Units with a hit of each.", ints(func(e edge) int64 { return e.both })),
			result.Ints("a", "A", "units", "Units with concept A.", ints(func(e edge) int64 { return e.unitsA })),
			result.Ints("b", "B", "units", "Units with concept B.", ints(func(e edge) int64 { return e.unitsB })),
			result.Detail(result.Ints("n", "N", "units", "All units.", ints(func(edge) int64 { return w.units }))),
			result.Floats("expected", "Expected", "units", 2, "Joint count if the two were independent, a·b/n.", floats(func(e edge) float64 { return e.expected })),
			result.Detail(result.Floats("lift", "Lift", "", 2, "both/expected: 1 = independent.", floats(func(e edge) float64 { return e.lift }))),
			result.Floats("npmi", "NPMI", "", 2, "Normalised pointwise mutual information (Bouma 2009): 0 independent, 1 only together.", floats(func(e edge) float64 { return e.npmi })),
			result.Detail(result.Floats("g2", "G²", "", 2, "Signed log-likelihood ratio of the four cells.", floats(func(e edge) float64 { return e.g2 }))),
			result.Detail(result.Floats("p_fisher_greater", "p (Fisher, one-sided)", "", -1, "Fisher's exact test for attraction.", floats(func(e edge) float64 { return e.p }))),
			result.Floats("q_bh", "q (BH)", "", -1, "p_fisher_greater adjusted by Benjamini and Hochberg over all tested pairs, those never together included.", floats(func(e edge) float64 { return e.q })),
			result.Floats("weight", "Weight", "", 3, "Weight of the tie: NPMI if ties are chosen by a test, the joint count if by the disparity filter.", floats(func(e edge) float64 { return e.weight })),
			result.Detail(result.Ints("community_a", "Community A", "", "Community of concept A.", ints(func(e edge) int64 { return w.community(e.nodeA) }))),
			result.Detail(result.Ints("community_b", "Community B", "", "Community of concept B.", ints(func(e edge) int64 { return w.community(e.nodeB) }))),
			result.Texts("label_a", "Label A", "Label of concept A.", texts(func(e edge) string { return labels[e.a] })),
			result.Texts("label_b", "Label B", "Label of concept B.", texts(func(e edge) string { return labels[e.b] })),
		}}
	if w.rule == disparity {
		t.Columns = slices.Insert(t.Columns, 13, result.Floats("alpha", "α", "", -1, "Probability in the disparity filter of so large a share of a concept's joint counts, the smaller of both ends'.", floats(func(e edge) float64 { return e.alpha })))
	}
	if slices.ContainsFunc(t.Column("npmi").Floats, math.IsNaN) {
		t.Notes = append(t.Notes, result.Note{Code: "npmi-undefined", Row: -1, Table: t.Name, Message: "NPMI is empty where both concepts are in every unit"})
	}
	return t
}

// measures has one row: the network as a whole.
func (w *web) measures() *result.Table {
	one := func(v int) []int64 { return []int64{int64(v)} }
	number := func(name, label string, digits int, doc string, v float64) result.Column {
		return result.Floats(name, label, "", digits, doc, []float64{v})
	}
	component, n := w.g.Components()
	sizes := make([]int, n)
	for _, c := range component {
		sizes[c]++
	}
	t := &result.Table{Name: name + "_measures", Title: "The network as a whole",
		Caption: fmt.Sprintf("The network of %s: one row. Tied are concepts %s. Communities are those of the greatest modularity Q in %s seeded runs of Louvain; a modularity is no test, and networks without communities reach some too.", w.in.Prose(w.in.Whole()), w.tie(), result.Whole(runs)),
		Columns: []result.Column{
			result.Ints("nodes", "Nodes", "concepts", "Concepts with a tie.", one(len(w.nodes))),
			result.Ints("untied", "Untied", "concepts", "Concepts that occur without a tie; they are not in the network.", one(w.occur-len(w.nodes))),
			result.Ints("edges", "Edges", "ties", "Ties.", one(len(w.edges))),
			result.Ints("tested", "Tested", "pairs", "Pairs of concepts that both occur.", one(w.tested)),
			number("density", "Density", 3, "Share of the possible ties among the nodes that there are.", w.g.Density()),
			number("transitivity", "Transitivity", 3, "Share of the paths of two ties that are closed.", w.g.Transitivity()),
			number("mean_clustering", "Mean clustering", 3, "Mean of the clustering coefficients, nodes with one tie counted as 0.", w.g.MeanClustering()),
			result.Ints("components", "Components", "", "Connected components.", one(n)),
			result.Ints("largest", "Largest component", "concepts", "Nodes of the largest component.", one(slices.Max(sizes))),
			result.Ints("communities", "Communities", "", "Communities of the best run.", one(w.found.Partition.Size())),
			number("modularity", "Q", 4, "Weighted modularity of the best run, resolution 1 (Newman 2004).", w.found.Modularity),
			result.Ints("best_run", "Best run", "", "Number of the first run that found it, from 1.", one(w.found.Run+1)),
			result.Texts("seed", "Seed", "Seed of the runs.", []string{fmt.Sprint(w.in.Options.Seed)}),
			result.Ints("runs", "Runs", "runs", "Runs of Louvain.", one(w.found.Runs)),
			result.Ints("runs_best", "Runs at best", "runs", "Runs with as great a modularity.", one(w.found.Best)),
			result.Ints("partitions", "Partitions", "", "Different partitions among the runs.", one(w.found.Distinct)),
			number("least_modularity", "Least Q", 4, "Smallest modularity of a run.", w.found.Least),
			number("stability", "Stability", 3, "Mean adjusted Rand index of all pairs of runs: 1 = every run found the same (Hubert and Arabie 1985).", w.found.Stability),
		}}
	if math.IsNaN(t.Column("transitivity").Floats[0]) {
		t.Notes = append(t.Notes, result.Note{Code: "no-paths", Row: -1, Table: t.Name, Message: "transitivity is not defined: no concept has two ties"})
	}
	return t
}
