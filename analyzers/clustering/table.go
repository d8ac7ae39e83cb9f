package clustering

import (
	"fmt"
	"math"
	"strings"

	"concordat/analyzers"
	"concordat/analyzers/result"
	"concordat/analyzers/stats/cluster"
)

// column builds the values of a column with a row for each merge.
func column[T any](trees []*tree, of func(t *tree, merge int) T) []T {
	v := []T{}
	for _, t := range trees {
		for m := range t.Merge {
			v = append(v, of(t, m))
		}
	}
	return v
}

// merges lists the merges of every tree.
func merges(in *analyzers.Input, trees []*tree) *result.Table {
	side := func(k int) []int64 {
		return column(trees, func(t *tree, m int) int64 { return int64(t.Merge[m][k]) })
	}
	t := &result.Table{Name: name, Title: "Clusters of documents and groups", Columns: []result.Column{
		result.Texts("of", "Of", "What is clustered: document, group, or side of a comparison.", column(trees, func(t *tree, _ int) string { return t.Of })),
		result.Ints("merge", "Merge", "", "Number of the merge, by rising height.", column(trees, func(_ *tree, m int) int64 { return int64(m + 1) })),
		result.Ints("left", "Left", "", "What is joined, as in hclust of R: −k is leaf k of clustering_order, k the cluster of merge k.", side(0)),
		result.Ints("right", "Right", "", "What it is joined with, in the same way.", side(1)),
		result.Floats("height", "Height", "", 3, "Height of the merge: for ward √2 times the root of what the sum of squares within clusters grows by, otherwise the distance of the two by the linkage.", column(trees, func(t *tree, m int) float64 { return t.Height[m] })),
		result.Ints("size", "Size", "leaves", "Leaves of the new cluster.", column(trees, func(t *tree, m int) int64 { return int64(len(t.members[m])) })),
		result.Floats("support", "Support", "", 2, "Share of the resamples in which the same leaves are a cluster: 0 to 1; of the last merge always 1.", column(trees, func(t *tree, m int) float64 { return t.supported(m) })),
		result.Detail(result.Ints("resamples", "Resamples", "resamples", "Resamples with a clustering; those in which a leaf has no count have none.", column(trees, func(t *tree, _ int) int64 {
			if t.support == nil {
				return 0
			}
			return int64(t.support.Trees)
		}))),
		result.Texts("joins", "Joins", "What is joined, by name.", column(trees, func(t *tree, m int) string { return t.called(t.Merge[m][0]) + " + " + t.called(t.Merge[m][1]) })),
		result.Detail(result.Texts("members", "Members", "Leaves of the new cluster, from left to right.", column(trees, func(t *tree, m int) string { return t.list(m) }))),
	}}
	t.Caption = fmt.Sprintf("One row a merge. Distance: %s; linkage: %s. ", in.Options.Distance, in.Options.Linkage)
	if len(trees) > 0 {
		t.Caption += fmt.Sprintf("Profiles: rates of %s. ", trees[0].Says())
	}
	for _, tree := range trees {
		if c := tree.fits[linkage(in)]; !math.IsNaN(c) {
			t.Caption += fmt.Sprintf("Cophenetic correlation of the %ss: %s. ", tree.Of, result.Number(c, 2))
		}
	}
	t.Caption += "Support is the share of resamples (paragraphs within each document) in which the same leaves are a cluster."
	for _, s := range column(trees, func(t *tree, m int) float64 { return t.supported(m) }) {
		if math.IsNaN(s) {
			t.Notes = []result.Note{{Code: "no-support", Table: name, Row: -1, Message: "support is missing where nothing could be resampled"}}
			break
		}
	}
	return t
}

// called names one of the two that a merge joins.
func (t *tree) called(c int) string {
	if c < 0 {
		return t.Sides[-c-1].Name
	}
	return "(merge " + result.Whole(c) + ")"
}

// list names the members of a merge in the order of the leaves.
func (t *tree) list(merge int) string {
	in := make(map[int]bool, len(t.members[merge]))
	for _, i := range t.members[merge] {
		in[i] = true
	}
	var names []string
	for _, i := range t.Order {
		if in[i] {
			names = append(names, t.Sides[i].Name)
		}
	}
	return strings.Join(names, " | ")
}

// order lists the leaves from left to right.
func order(in *analyzers.Input, trees []*tree) *result.Table {
	var of, names []string
	var place, leaf, counts []int64
	for _, t := range trees {
		for k, i := range t.Order {
			of, names = append(of, t.Of), append(names, t.Sides[i].Name)
			place, leaf, counts = append(place, int64(k+1)), append(leaf, int64(i+1)), append(counts, int64(t.Sum(i)))
		}
	}
	return &result.Table{Name: name + "_order", Title: "Leaves of the clustering", Caption: "The documents, or groups, in the order in which a dendrogram has them, so that no branches cross (as order of hclust in R).", Columns: []result.Column{
		result.Texts("of", "Of", "What is clustered: document, group, or side of a comparison.", of),
		result.Ints("place", "Place", "", "Place in the dendrogram, from the left.", place),
		result.Ints("leaf", "Leaf", "", "Number of the leaf, whose negative stands in left and right of clustering.", leaf),
		result.Texts("name", "Name", "Id of the document, or name of the group.", names),
		result.Ints("counts", "Counts", in.Options.ProfileUnit(), "Counts of all features in it.", counts),
	}}
}

// fit compares the linkages by how well their trees keep the distances.
func fit(in *analyzers.Input, trees []*tree) *result.Table {
	var of, linkages, used []string
	var r []float64
	for _, t := range trees {
		for k, l := range cluster.Linkages() {
			of, linkages, r = append(of, t.Of), append(linkages, l), append(r, t.fits[k])
			used = append(used, map[bool]string{true: "yes", false: "no"}[cluster.Linkage(k) == linkage(in)])
		}
	}
	t := &result.Table{Name: name + "_fit", Title: "Fit of the linkages", Caption: "How well the tree of each linkage keeps the distances. A linkage is chosen for what it looks for (ward for compact clusters, single for chains), not for this number alone.", Columns: []result.Column{
		result.Texts("of", "Of", "What is clustered: document, group, or side of a comparison.", of),
		result.Texts("linkage", "Linkage", "Name of the linkage.", linkages),
		result.Floats("cophenetic_r", "Cophenetic r", "", 2, "Correlation of distances and cophenetic heights (Sokal and Rohlf 1962): 1 = the tree keeps the distances.", r),
		result.Texts("used", "Used", "Whether it is the linkage of the clustering.", used),
	}}
	for _, v := range r {
		if math.IsNaN(v) {
			t.Notes = []result.Note{{Code: "undefined", Table: t.Name, Row: -1, Message: "two leaves, or equal distances, have no cophenetic correlation"}}
			break
		}
	}
	return t
}
