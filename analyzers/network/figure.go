package network

import (
	"cmp"
	"fmt"
	"slices"

	"concordat/analyzers"
	"concordat/analyzers/result"
)

const (
	drawn  = 60 // ties in the figure
	steady = 3  // common units from which a tie is drawn: one sentence makes an NPMI of 1
	groups = 6  // colours for communities, the last for all others where there are more
)

// figure draws the heaviest ties, a colour for each community.
func (w *web) figure() *result.Figure {
	labels := analyzers.Labels(w.in.Book)
	edges, least := slices.Clone(w.edges), ""
	if rare := func(e edge) bool { return e.both < steady }; slices.ContainsFunc(edges, rare) && !allOf(edges, rare) {
		edges = slices.DeleteFunc(edges, rare)
		least = fmt.Sprintf(" of those with at least %d common units", steady)
	}
	slices.SortStableFunc(edges, func(x, y edge) int { return cmp.Compare(y.weight, x.weight) })
	edges = edges[:min(drawn, len(edges))]
	n := w.found.Partition.Size()
	group := func(node int64) string {
		c := w.community(node)
		if n > groups && c >= groups {
			return "other communities"
		}
		return fmt.Sprintf("community %d", c)
	}
	line := func(e edge) string {
		if w.community(e.nodeA) == w.community(e.nodeB) {
			return group(e.nodeA)
		}
		return ""
	}
	weight := "NPMI"
	if w.rule == disparity {
		weight = "Joint count"
	}
	caption := fmt.Sprintf("Network of concepts in %s: concepts %s. Drawn are %s of %s, the heaviest%s; area of a node: hits; width of a line: weight; colour: community, of %s found by the best of %s runs of Louvain (Q = %s, stability %s). Distances and layout have no scale.",
		w.in.Prose(w.in.Whole()), w.tie(), result.Whole(len(edges)), result.Counted(len(w.edges), "tie"), least, result.Whole(n), result.Whole(runs), result.Number(w.found.Modularity, 3), result.Number(w.found.Stability, 2))
	if n > groups {
		caption += fmt.Sprintf(" The %d smallest communities share a colour.", n-groups+1)
	}
	data := &result.Table{Name: "communities", Title: "Communities of the concept network", Caption: caption, Place: result.Hidden, Columns: []result.Column{
		result.Texts("source", "Concept A", "Label of one concept.", column(edges, func(e edge) string { return labels[e.a] })),
		result.Texts("target", "Concept B", "Label of the other concept.", column(edges, func(e edge) string { return labels[e.b] })),
		result.Floats("weight", weight, "", 3, "Weight of the tie.", column(edges, func(e edge) float64 { return e.weight })),
		result.Ints("both", "Both", "units", "Units with a hit of each.", column(edges, func(e edge) int64 { return e.both })),
		result.Floats("q_bh", "q (BH)", "", -1, "Adjusted p of Fisher's exact test, one-sided.", column(edges, func(e edge) float64 { return e.q })),
		result.Ints("source_hits", "Hits of A", "hits", "Hits of the first concept.", column(edges, func(e edge) int64 { return w.hits[e.a] })),
		result.Ints("target_hits", "Hits of B", "hits", "Hits of the second concept.", column(edges, func(e edge) int64 { return w.hits[e.b] })),
		result.Texts("source_group", "Community of A", "Community of the first concept.", column(edges, func(e edge) string { return group(e.nodeA) })),
		result.Texts("target_group", "Community of B", "Community of the second concept.", column(edges, func(e edge) string { return group(e.nodeB) })),
		result.Texts("line_group", "Community of both", "As the two before, if they are the same; otherwise empty.", column(edges, line)),
	}}
	return &result.Figure{Name: "communities", Title: data.Title, Caption: caption, Kind: "network", Data: data, X: "source", Y: "target", Size: "weight"}
}

// allOf reports whether something is true of all ties.
func allOf(edges []edge, is func(edge) bool) bool {
	return !slices.ContainsFunc(edges, func(e edge) bool { return !is(e) })
}
