package revision

import (
	"cmp"
	"slices"

	"concordat/analyzers"
	"concordat/analyzers/result"
)

// bars shows how many hits of which concepts the first revision lost and
// gained; nil if it did neither.
func bars(in *analyzers.Input, all []*pair) *result.Figure {
	if len(all) == 0 {
		return nil
	}
	rows := tallies(in, all[:1])
	weight := make([]int64, len(in.Book.Concepts))
	by := make([]*tallied, len(weight))
	for i := range rows {
		r := &rows[i]
		weight[r.concept], by[r.concept] = r.n[lost]+r.n[gained], r
	}
	shown := in.Choose(weight, max(in.Options.Top/2, 1), false)
	if len(shown) == 0 {
		return nil
	}
	slices.SortStableFunc(shown, func(a, b int) int {
		return cmp.Compare(by[b].n[gained]-by[b].n[lost], by[a].n[gained]-by[a].n[lost])
	})
	labels := analyzers.Labels(in.Book)
	var names, groups []string
	var hits []int64
	for _, c := range shown {
		for _, o := range []outcome{lost, gained} {
			names, groups, hits = append(names, labels[c]), append(groups, outcomes[o]), append(hits, by[c].n[o])
		}
	}
	caption := "Hits that the revision of " + all[0].old.doc.ID + " to " + all[0].new.doc.ID + " lost and gained, by concept, those that gained most at the top; hits that were kept or rephrased are not counted." +
		in.Chosen(weight, len(shown))
	if len(all) > 1 {
		caption += " This is the first of " + result.Whole(len(all)) + " pairs of versions; the table has them all."
	}
	data := &result.Table{Name: "revision_bars", Title: "Hits lost and gained", Caption: caption, Place: result.Hidden, Columns: []result.Column{
		result.Texts("concept", "Concept", "Label of the concept.", names),
		result.Texts("outcome", "Outcome", "lost or gained.", groups),
		result.Ints("hits", "Hits", "hits", "Hits lost or gained, descendants' included.", hits),
	}}
	return &result.Figure{Name: name, Title: "Hits lost and gained in the revision", Caption: caption, Kind: "bars", Data: data, X: "hits", Y: "concept", Group: "outcome", XLabel: "Hits (number)"}
}
