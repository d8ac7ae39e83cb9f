package comparison

import (
	"fmt"

	"concordat/analyzers"
	"concordat/analyzers/result"
	"concordat/analyzers/stats"
)

// combined says in a caption for how many of the shown concepts one side
// cannot vary; "" if for none.
func combined(rows []row, shown []int) string {
	n := 0
	for _, i := range shown {
		if rows[i].difference.Method == stats.MethodCombined {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("for %s of which one side has no hits or one paragraph, the interval of Zou and Donner from those of the two sides, Wilson's over tokens on that side; ", result.Counted(n, "concept"))
}

// dumbbell shows the rates of both sides for the chosen concepts, in order of
// falling difference; nil if there is nothing to show.
func dumbbell(in *analyzers.Input, c analyzers.Comparison, rows []row, shown []int) *result.Figure {
	if len(shown) == 0 {
		return nil
	}
	labels := analyzers.Labels(in.Book)
	var concepts, sides, clear []string
	var hits []int64
	var rates, differences, low, high []float64
	for _, i := range shown {
		w := &rows[i]
		mark := ""
		if w.clear() {
			mark = "*"
		}
		concepts = append(concepts, labels[i], labels[i])
		sides = append(sides, w.target, w.reference)
		hits = append(hits, w.a, w.b)
		rates = append(rates, w.rateTarget.Value, w.rateReference.Value)
		differences = append(differences, w.difference.Value, w.difference.Value)
		low, high = append(low, w.difference.Low, w.difference.Low), append(high, w.difference.High, w.difference.High)
		clear = append(clear, mark, mark)
	}
	first := &rows[shown[0]]
	which := result.Counted(len(shown), "concept")
	if len(in.Options.Concepts) == 0 {
		which += ", those with the greatest sum of the two rates"
	}
	caption := fmt.Sprintf("Hits per 10,000 tokens of %s, in %s (%s, %s) and %s (%s, %s), in order of falling difference. * the interval of the difference excludes 0 (%s, on both sides; %sno correction for the number of concepts).%s%s%s",
		which, c.Target.Spoken(), result.Counted(len(c.Target.Documents), "document"), result.Counted(first.A, "token"),
		c.Reference.Spoken(), result.Counted(len(c.Reference.Documents), "document"), result.Counted(first.B, "token"),
		in.Options.Bootstrap(), combined(rows, shown), in.Chosen(weights(rows), len(shown)), in.FirstOnly(), in.Legend(c.Target, c.Reference))
	const per = "per 10,000 tokens"
	return &result.Figure{
		Name: "comparison", Title: c.Target.Spoken() + " and " + c.Reference.Spoken(), Caption: caption, Kind: "dumbbell",
		X: "per_10k", Group: "side", Label: "concept", XLabel: "Hits (per 10,000 tokens)",
		Data: &result.Table{
			Name: "comparison_dumbbell", Title: "Concepts in target and reference", Caption: caption, Place: result.Hidden,
			Columns: []result.Column{
				result.Texts("concept", "Concept", "label of the concept", concepts),
				result.Texts("side", "Side", "target or reference", sides),
				result.Ints("hits", "Hits", "hits", "hits of the concept and of those below it, no token twice", hits),
				result.Floats("per_10k", "Per 10,000 tokens", per, 1, "hits per 10,000 tokens of the side", rates),
				result.Floats("difference", "Difference", per, 1, "target less reference", differences),
				result.Floats("ci_low", "Low", per, 1, "lower bound of the interval of difference", low),
				result.Floats("ci_high", "High", per, 1, "upper bound of the interval of difference", high),
				result.Texts("clear", "Clear", "* = the interval of the difference excludes 0", clear),
			},
		},
	}
}
