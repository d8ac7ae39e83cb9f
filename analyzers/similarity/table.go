package similarity

import (
	"fmt"
	"math"

	"concordat/analyzers"
	"concordat/analyzers/result"
	"concordat/analyzers/stats/cluster"
	"concordat/analyzers/stats/distance"
)

// column builds the values of one column.
func column[T any](sets []set, of func(set, pair) T) []T {
	v := []T{}
	for _, s := range sets {
		for _, w := range s.pairs {
			v = append(v, of(s, w))
		}
	}
	return v
}

// table lists all pairs of every set.
func table(in *analyzers.Input, sets []set) *result.Table {
	texts := func(of func(set, pair) string) []string { return column(sets, of) }
	ints := func(of func(set, pair) int64) []int64 { return column(sets, of) }
	floats := func(of func(pair) float64) []float64 {
		return column(sets, func(_ set, w pair) float64 { return of(w) })
	}
	unit, features := in.Options.ProfileUnit(), "concepts"
	if in.Options.Profile == "words" {
		features = "words"
	}
	level := in.Options.Percent()
	t := &result.Table{Name: name, Title: "Similarity of documents and groups", Brief: max(in.Options.Top, 0), Lead: "cosine", Columns: []result.Column{
		result.Texts("of", "Of", "What is set side by side: document, group, or side of a comparison.", texts(func(s set, _ pair) string { return s.Of })),
		result.Texts("a", "A", "Id of the document, or name of the group.", texts(func(s set, w pair) string { return s.Sides[w.a].Name })),
		result.Texts("b", "B", "The other one.", texts(func(s set, w pair) string { return s.Sides[w.b].Name })),
		result.Ints(unit+"_a", "In A", unit, "Counts of all features in A.", ints(func(s set, w pair) int64 { return int64(s.Sum(w.a)) })),
		result.Ints(unit+"_b", "In B", unit, "Counts of all features in B.", ints(func(s set, w pair) int64 { return int64(s.Sum(w.b)) })),
		result.Ints("both", "In both", features, "Features that occur in both.", ints(func(_ set, w pair) int64 { return w.both })),
		result.Detail(result.Ints("either", "In either", features, "Features that occur in A or B.", ints(func(_ set, w pair) int64 { return w.either }))),
		result.Floats("cosine", "Cosine", "", 2, "Cosine of the two profiles: 1 = the same proportions, 0 = no feature in common; frequent features weigh most.", floats(func(w pair) float64 { return w.cosine })),
		result.Floats("cosine_low", "low", "", 2, "Lower bound of the basic bootstrap interval of the cosine at "+level+".", floats(func(w pair) float64 { return w.cosineLow })),
		result.Floats("cosine_high", "high", "", 2, "Upper bound of that interval.", floats(func(w pair) float64 { return w.cosineHigh })),
		result.Floats("jaccard", "Jaccard", "", 2, "Features in both over features in either (Jaccard 1912): 1 = the same features, 0 = none in common; longer texts have more.", floats(func(w pair) float64 { return w.jaccard })),
		result.Floats("js_bits", "JSD", "bits", 3, "Jensen–Shannon divergence (Lin 1991): 0 = the same proportions, 1 = no feature in common.", floats(func(w pair) float64 { return w.divergence })),
		result.Floats("js_bits_low", "low", "bits", 3, "Lower bound of the basic bootstrap interval of the divergence at "+level+".", floats(func(w pair) float64 { return w.divergenceLow })),
		result.Floats("js_bits_high", "high", "bits", 3, "Upper bound of that interval.", floats(func(w pair) float64 { return w.divergenceHigh })),
		result.Detail(result.Floats("js_bits_noise", "noise", "bits", 3, "Mean divergence of the resamples less js_bits: an estimate of how much of js_bits is noise.", floats(func(w pair) float64 { return w.excess }))),
		result.Detail(result.Floats("js_distance", "JS distance", "", 3, "Square root of js_bits, a metric (Endres and Schindelin 2003).", floats(func(w pair) float64 { return math.Sqrt(w.divergence) }))),
		result.Detail(result.Floats("hellinger", "Hellinger", "", 3, "Hellinger (1909) distance: 0 = the same proportions, 1 = no feature in common.", floats(func(w pair) float64 { return w.hellinger }))),
		result.Detail(result.Floats("bhattacharyya", "Bhattacharyya", "", 3, "Coefficient of Bhattacharyya (1946), 1 − hellinger²: 1 = the same proportions, 0 = no feature in common.", floats(func(w pair) float64 { return w.coefficient }))),
		result.Floats("delta", "Delta", "", 2, "Burrows's Delta (2002): mean absolute difference of z-scores, 0 = the same rates; comparable within one kind of pair only.", floats(func(w pair) float64 { return w.delta })),
		result.Floats("cosine_delta", "Cosine Delta", "", 2, "1 − the cosine of z-scores (Smith and Aldridge 2011): 0 = apart from the mean in the same way, 1 = in unrelated ways, 2 = in opposite ways; comparable within one kind of pair only.", floats(func(w pair) float64 { return w.cosineDelta })),
		result.Detail(result.Ints("paragraphs_a", "Paragraphs of A", "paragraphs", "Paragraphs with tokens that were resampled; 0 = none were.", ints(func(_ set, w pair) int64 { return int64(w.paragraphsA) }))),
		result.Detail(result.Ints("paragraphs_b", "Paragraphs of B", "paragraphs", "The same for B.", ints(func(_ set, w pair) int64 { return int64(w.paragraphsB) }))),
	}}
	t.Caption = "One row a pair of documents, and of groups"
	if len(sets) > 0 {
		t.Caption += ", by the rates of " + sets[0].Says()
	}
	t.Caption += fmt.Sprintf(". Intervals are basic %s bootstrap intervals, paragraphs resampled within each document. "+
		"No p-values: documents are not a sample of documents.", level)
	tableNotes(t, sets)
	return t
}

// tableNotes says why values are missing.
func tableNotes(t *result.Table, sets []set) {
	note := func(code, message string) {
		t.Notes = append(t.Notes, result.Note{Code: code, Table: name, Row: -1, Message: message})
	}
	empty, still, few, flat := 0, 0, false, false
	for _, s := range sets {
		few = few || len(s.Sides) < 3
		for _, w := range s.pairs {
			switch {
			case math.IsNaN(w.divergence):
				empty++
			case !w.drawn:
				still++
			}
			flat = flat || len(s.Sides) > 2 && (math.IsNaN(w.delta) || math.IsNaN(w.cosineDelta))
		}
	}
	if empty > 0 {
		note("undefined", fmt.Sprintf("pairs with a profile without counts, of which nothing but Jaccard (if the other has some) and Delta is defined: %s", result.Whole(empty)))
	}
	if still > 0 {
		note("no-interval", fmt.Sprintf("pairs without intervals, since one of the two has a single paragraph or its words by paragraph were not counted: %s", result.Whole(still)))
	}
	if few {
		note("delta-of-two", "Delta and cosine Delta of two alone are always √2 and 2 and say nothing; they are left out")
	}
	if flat {
		note("delta-undefined", "Delta and cosine Delta are not defined where no feature varies, and cosine Delta not where a profile is at the mean in all")
	}
}

// heatmap shows the Jensen–Shannon divergences of a set, what is alike side by
// side; nil for fewer than three profiles with counts.
func heatmap(s set) *result.Figure {
	var kept []int
	var rows [][]float64
	for i := range s.Sides {
		if s.Sum(i) > 0 {
			kept, rows = append(kept, i), append(rows, s.Rates[i])
		}
	}
	d := distance.Of("jensen-shannon", rows)
	tree, ok := cluster.Agglomerate(d, cluster.Average)
	if !ok || len(kept) < 3 {
		return nil
	}
	var a, b []string
	var v []float64
	for _, i := range tree.Order {
		for _, j := range tree.Order {
			a, b, v = append(a, s.Sides[kept[i]].Name), append(b, s.Sides[kept[j]].Name), append(v, d[i][j]*d[i][j])
		}
	}
	caption := fmt.Sprintf("Jensen–Shannon divergence of %s %ss, in bits (0 = the same proportions, 1 = nothing in common), by %s. Rows and columns are in the order of average-linkage clustering of its square roots, so that those alike stand together. "+
		"Noise in small counts makes divergences larger; the table has intervals.", result.Whole(len(kept)), s.Of, s.Says())
	if n := len(s.Sides) - len(kept); n > 0 {
		caption += fmt.Sprintf(" Without counts and left out: %s.", result.Counted(n, s.Of))
	}
	figure := name + "-" + s.Of
	return &result.Figure{Name: figure, Kind: "heatmap", Title: fmt.Sprintf("Divergence of %ss", s.Of), Caption: caption, X: "b", Y: "a", Size: "js_bits",
		Data: &result.Table{Name: figure, Title: fmt.Sprintf("Divergence of %ss", s.Of), Caption: caption, Place: result.Hidden, Columns: []result.Column{
			result.Texts("a", "A", "Id of the document, or name of the group.", a),
			result.Texts("b", "B", "The other one.", b),
			result.Floats("js_bits", "Jensen–Shannon divergence", "bits", 2, "0 = the same proportions, 1 = nothing in common.", v),
		}}}
}
