package clustering

import (
	"fmt"
	"math"

	"concordat/analyzers"
	"concordat/analyzers/result"
)

const (
	fewLeaves = 3  // below which a tree shows nothing
	shown     = 50 // percent of support from which on charts write it
)

// figure is the dendrogram of a tree, nil if it has too few leaves, and the
// names of its groups.
func (t *tree) figure(in *analyzers.Input) (*result.Figure, []string) {
	n := len(t.Sides)
	if n < fewLeaves {
		return nil, nil
	}
	called := name
	if t.Of != "document" {
		called = name + "_groups"
	}
	merge := func(m int) string { return t.called(m + 1) }
	above := map[int]string{} // by leaf or merge, as in hclust
	for m, pair := range t.Merge {
		above[pair[0]], above[pair[1]] = merge(m), merge(m)
	}
	var nodes, parents, groups []string
	var heights, support []float64
	of, series := in.GroupsOf(t.Sides)
	for _, i := range t.Order {
		nodes, parents = append(nodes, t.Sides[i].Name), append(parents, above[-i-1])
		heights, support = append(heights, 0), append(support, math.NaN())
		if of != nil {
			groups = append(groups, of[i])
		}
	}
	for m := range t.Merge {
		nodes, parents = append(nodes, merge(m)), append(parents, above[m+1])
		heights, support, groups = append(heights, t.Height[m]), append(support, t.supported(m)), append(groups, "")
	}
	caption := fmt.Sprintf("Clustering of %s by %s linkage of the distances (%s) between their profiles, the rates of %s. Two clusters join at the height of their merge; the order of leaves that join means nothing.",
		result.Counted(n, t.Of), in.Options.Linkage, in.Options.Distance, t.Says())
	if c := t.fits[linkage(in)]; !math.IsNaN(c) {
		caption += fmt.Sprintf(" Cophenetic correlation: %s.", result.Number(c, 2))
	}
	if t.support != nil && t.support.Trees > 0 {
		caption += fmt.Sprintf(" Numbers are the support of a cluster, the percent of %s (paragraphs within each document, seed %s) in which the same leaves are one, from %d%% on; the table has those below. Support is no probability that a cluster is real.",
			result.Counted(t.support.Trees, "resample"), result.Whole(in.Options.Seed), shown)
	} else {
		caption += " Nothing could be resampled, so that clusters have no support."
	}
	data := &result.Table{Name: called, Title: "Dendrogram of the " + t.Of + "s", Place: result.Hidden, Columns: []result.Column{
		result.Texts("node", "Node", "Id of the document, name of the group, or number of the merge.", nodes),
		result.Texts("parent", "Parent", "The merge that joins it; empty for the last.", parents),
		result.Floats("height", "Height", "", 3, "Height of the merge; 0 of leaves.", heights),
		result.Floats("support", "Support", "", 2, "Share of the resamples with the same cluster; missing for leaves.", support),
	}, Notes: []result.Note{{Code: "no-support", Table: called, Row: -1, Message: "leaves have no support, nor has anything where nothing could be resampled"}}}
	f := &result.Figure{Name: called, Title: data.Title, Kind: "dendrogram", Data: data, X: "height", Y: "node", Size: "support",
		XLabel: fmt.Sprintf("Height of the merge (%s linkage, %s distance)", in.Options.Linkage, in.Options.Distance)}
	if of != nil {
		data.Columns = append(data.Columns, result.Texts("group", "Group", "Group of the document; empty for merges.", groups))
		f.Group = "group"
		caption += " Marks are those of the documents' groups, which have no part in the clustering."
	}
	data.Caption, f.Caption = caption, caption
	return f, series
}
