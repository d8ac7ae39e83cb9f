package differential

import (
	"fmt"
	"math"
	"slices"

	"concordat/analyzers"
	"concordat/analyzers/result"
)

// rows builds the values of one column.
func rows[T any](all []*comparison, of func(*comparison, *pair) T) []T {
	v := []T{}
	for _, c := range all {
		for i := range c.pairs {
			v = append(v, of(c, &c.pairs[i]))
		}
	}
	return v
}

// columns returns the columns of the table.
func (k *counter) columns(all []*comparison) []result.Column {
	text := func(of func(*comparison, *pair) string) []string { return rows(all, of) }
	ints := func(of func(*pair) int64) []int64 {
		return rows(all, func(_ *comparison, p *pair) int64 { return of(p) })
	}
	floats := func(of func(*pair) float64) []float64 {
		return rows(all, func(_ *comparison, p *pair) float64 { return of(p) })
	}
	n, percent := k.unit.Counted(), k.in.Options.Percent()
	both, ofA := "Units with both in the ", "Units with A in the "
	if k.unit.Moving() {
		both, ofA = "Hits of B near A, each once, in the ", "Tokens near A in the "
	}
	id := func(c int32) string { return k.in.Book.Concepts[c].ID }
	return []result.Column{
		result.Detail(result.Texts("by", "Compared", "What is compared: sides of a comparison, or periods.", text(func(c *comparison, _ *pair) string { return c.by }))),
		result.Texts("target", "Target", "Side of the comparison; of periods the later.", text(func(c *comparison, _ *pair) string { return c.Target.Name })),
		result.Texts("reference", "Reference", "What it is compared with; of periods the earlier.", text(func(c *comparison, _ *pair) string { return c.Reference.Name })),
		result.Detail(result.Texts("unit", "Unit", "Unit in which the two stand together: sentence, paragraph, section, document, or a window around every occurrence of A: window (either side), left, right.", text(func(*comparison, *pair) string { return k.unit.String() }))),
		result.Detail(result.Texts("a", "Id of A", "Id of the concept whose surroundings are compared.", text(func(_ *comparison, p *pair) string { return id(p.a) }))),
		result.Detail(result.Texts("b", "Id of B", "Id of the concept that stands with it or does not.", text(func(_ *comparison, p *pair) string { return id(p.b) }))),
		result.Texts("label_a", "A", "Label of the concept whose surroundings are compared.", text(func(_ *comparison, p *pair) string { return k.labels[p.a] })),
		result.Texts("label_b", "B", "Label of the concept that stands with it or does not.", text(func(_ *comparison, p *pair) string { return k.labels[p.b] })),
		result.Ints("both_target", "Both, target", n, both+"target.", ints(func(p *pair) int64 { return p.target.both })),
		result.Ints("of_a_target", "Of A, target", n, ofA+"target.", ints(func(p *pair) int64 { return p.target.ofA })),
		result.Ints("both_reference", "Both, reference", n, both+"reference.", ints(func(p *pair) int64 { return p.reference.both })),
		result.Ints("of_a_reference", "Of A, reference", n, ofA+"reference.", ints(func(p *pair) int64 { return p.reference.ofA })),
		result.Detail(result.Ints("same_words", "Same words", n, "Those of both, on both sides together, in which a hit of either has a token in common: where they are most, the tie is of the codebook's making.", ints(func(p *pair) int64 { return p.target.same + p.reference.same }))),
		result.Detail(result.Floats("percent_target", "Share, target", "%", 1, "100·both/of_a in the target.", floats(func(p *pair) float64 { return 100 * p.target.share() }))),
		result.Detail(result.Floats("percent_reference", "Share, reference", "%", 1, "100·both/of_a in the reference.", floats(func(p *pair) float64 { return 100 * p.reference.share() }))),
		result.Detail(result.Floats("percent_b_target", "B in all, target", "%", 2, "Share of all "+n+" of the target that have B; in windows of all tokens outside A's own words.", floats(func(p *pair) float64 { return 100 * p.target.overall() }))),
		result.Detail(result.Floats("percent_b_reference", "B in all, reference", "%", 2, "The same in the reference.", floats(func(p *pair) float64 { return 100 * p.reference.overall() }))),
		result.Floats("lift_target", "Lift, target", "", 2, "percent_target/percent_b_target: how many times more often B is where A is than in all of the target. Empty where B is not.", floats(func(p *pair) float64 { return p.target.lift() })),
		result.Floats("lift_reference", "Lift, reference", "", 2, "The same in the reference: where the lifts are alike, the two sides differ in how frequent B is and not in the tie.", floats(func(p *pair) float64 { return p.reference.lift() })),
		result.Detail(result.Floats("log2_tie_ratio", "log₂ ratio of odds ratios", "", 2, "How much stronger A and B are tied in the target, whatever the frequency of either: log₂ of the ratio of the odds ratios of A and B in all "+n+", a half added to each cell; 0 alike. Empty where B is on one side only.", floats(func(p *pair) float64 { return p.tie[0] }))),
		result.Detail(result.Floats("log2_tie_ratio_low", "log₂ ratio, low", "", 2, "Lower bound of its "+percent+" interval (Woolf 1955), which takes units as independent.", floats(func(p *pair) float64 { return p.tie[1] }))),
		result.Detail(result.Floats("log2_tie_ratio_high", "log₂ ratio, high", "", 2, "Upper bound of its "+percent+" interval.", floats(func(p *pair) float64 { return p.tie[2] }))),
		result.Floats("difference", "Difference", "points", 1, "percent_target less percent_reference, in percentage points.", floats(func(p *pair) float64 { return 100 * p.difference.Value })),
		result.Floats("difference_low", "Low", "points", 1, "Lower bound of the "+percent+" interval of the difference, by resampling blocks of text.", floats(func(p *pair) float64 { return 100 * p.difference.Low })),
		result.Floats("difference_high", "High", "points", 1, "Upper bound of the "+percent+" interval of the difference.", floats(func(p *pair) float64 { return 100 * p.difference.High })),
		result.Detail(result.Texts("difference_method", "Method", "Method of the interval: bootstrap; square-add, from the intervals of both sides, where one of them cannot vary; or none.", text(func(_ *comparison, p *pair) string { return p.difference.Method }))),
		result.Floats("log2_odds_ratio", "log₂ odds ratio", "", 2, "Conditional maximum likelihood estimate (Cornfield 1956) of the odds of B where A is, target to reference, in doublings: 0 equal, above 0 more in the target; empty where it is infinite.", floats(func(p *pair) float64 { return p.odds })),
		result.Detail(result.Floats("log2_odds_ratio_low", "log₂ odds ratio, low", "", 2, "Lower bound of its exact "+percent+" interval, which takes units as independent; empty where it is infinite.", floats(func(p *pair) float64 { return p.low }))),
		result.Detail(result.Floats("log2_odds_ratio_high", "log₂ odds ratio, high", "", 2, "Upper bound of its exact "+percent+" interval; empty where it is infinite.", floats(func(p *pair) float64 { return p.high }))),
		result.Detail(result.Floats("p_fisher", "p (Fisher)", "", -1, "Fisher's exact test, two-sided, of both against A alone in target and reference; empty for documents.", floats(func(p *pair) float64 { return math.Exp(p.logP) }))),
		result.Detail(result.Floats("log10_p_fisher", "log₁₀ p (Fisher)", "", 1, "Logarithm of p_fisher to the base 10.", floats(func(p *pair) float64 { return p.logP / math.Ln10 }))),
		result.Floats("q_bh", "q (BH)", "", -1, "p_fisher adjusted by Benjamini and Hochberg (1995) over all pairs of the comparison that were tested.", floats(func(p *pair) float64 { return p.bh })),
		result.Detail(result.Floats("q_by", "q (BY)", "", -1, "p_fisher adjusted by Benjamini and Yekutieli (2001), which holds however the tests depend on each other.", floats(func(p *pair) float64 { return p.by }))),
		result.Detail(result.Ints("tests", "Tests", "pairs", "Size of the family: the pairs of the comparison that were tested.", rows(all, func(c *comparison, _ *pair) int64 { return int64(c.size) }))),
	}
}

// table returns the table of all comparisons.
func (k *counter) table(all []*comparison) *result.Table {
	o := k.in.Options
	t := &result.Table{Name: name, Title: "What stands with a concept on two sides", Brief: max(o.Top, 0), Columns: k.columns(all)}
	t.Caption = fmt.Sprintf("One row a concept A and a concept B in a comparison, the least p first: of what A has on either side, how much has B too, in percentage points and beside how frequent B is in all (lift). %s "+
		"Compared are pairs that stand together at least %s on both sides together, where A is on both; listed are at most %s of a comparison. "+
		"The difference has a %s percentile interval, %s resampled within each side (%s resamples, seed %s); the odds ratio is exact given the margins.%s%s%s",
		k.definition(), result.Counted(k.least, "time"), result.Whole(listedMost), o.Percent(), k.blocks(), result.Whole(o.Resamples), result.Whole(o.Seed), k.tested(), k.sizes(all), k.in.LegendOfAll())
	empty := slices.ContainsFunc(t.Columns, func(c result.Column) bool { return slices.ContainsFunc(c.Floats, math.IsNaN) })
	if empty {
		t.Notes = append(t.Notes, result.Note{Code: "undefined", Row: -1, Table: name,
			Message: "a log₂ odds ratio or a bound of it is empty where it is infinite, as where one side never has the two together; a lift or ratio where B is not; p and q for documents"})
	}
	return t
}

// sizes says how many pairs of the first comparisons were tested.
func (k *counter) sizes(all []*comparison) string {
	const named = 3
	s := ""
	for _, c := range all[:min(named, len(all))] {
		s += fmt.Sprintf(" %s against %s: %s.", c.Target.Name, c.Reference.Spoken(), result.Counted(c.size, "pair"))
	}
	return s
}

// figure draws the clearest differences of the first comparison that has any:
// the odds ratios with their exact intervals.
func (k *counter) figure(all []*comparison) *result.Figure {
	i := slices.IndexFunc(all, func(c *comparison) bool { return len(k.shown(c)) > 0 })
	if i < 0 {
		return nil
	}
	c := all[i]
	shown := k.shown(c)
	data := &result.Table{Name: figureName, Title: "What differs most clearly", Place: result.Hidden, Caption: "The data of the figure."}
	column := func(of func(p *pair) float64) []float64 {
		v := make([]float64, len(shown))
		for i := range shown {
			v[i] = of(&shown[i])
		}
		return v
	}
	labels := make([]string, len(shown))
	for i, p := range shown {
		labels[i] = k.labels[p.b] + " with " + k.labels[p.a]
	}
	data.Columns = []result.Column{
		result.Texts("pair", "Pair", "B with A.", labels),
		result.Floats("log2_odds_ratio", "log₂ odds ratio", "", 2, "Odds of B where A is, target to reference.", column(func(p *pair) float64 { return p.odds })),
		result.Floats("low", "Low", "", 2, "Lower bound.", column(func(p *pair) float64 { return p.low })),
		result.Floats("high", "High", "", 2, "Upper bound.", column(func(p *pair) float64 { return p.high })),
	}
	return &result.Figure{Name: figureName, Title: "What differs most clearly between " + c.Target.Name + " and " + c.Reference.Spoken(), Kind: "forest",
		Caption: fmt.Sprintf("How much more often one concept stands with another in %s than in %s: log₂ of the conditional odds ratio with its exact %s interval, which takes units as independent; to the right of 0 more often in the former, be it for a closer tie or because the first of the two is more frequent there altogether (lift in the table tells). "+
			"The %s with the least p of those with q (Benjamini and Hochberg) below %s in a family of %s, patterns of their own, an interval that is finite, and a tie that is not mostly on the same words. %s%s",
			k.in.Prose(c.Target), k.in.Prose(c.Reference), k.in.Options.Percent(), result.Counted(len(shown), "pair"), result.Number(level, 2), result.Whole(c.size), k.definition(), k.in.Legend(c.Target, c.Reference)),
		Data: data, X: "log2_odds_ratio", Y: "pair", Low: "low", High: "high", XLabel: "log₂ odds ratio, with exact " + k.in.Options.Percent() + " intervals"}
}

// figureRows is how many pairs a figure has at most.
const figureRows = 20

// shown returns the pairs that a figure of a comparison has, the greatest first.
func (k *counter) shown(c *comparison) []pair {
	var out []pair
	for _, p := range c.pairs {
		if len(out) < min(figureRows, max(k.in.Options.Top, 0)) && k.clear(&p) && k.own(&p) && !math.IsNaN(p.odds+p.low+p.high) {
			out = append(out, p)
		}
	}
	slices.SortStableFunc(out, func(x, y pair) int {
		switch {
		case x.odds > y.odds:
			return -1
		case x.odds < y.odds:
			return 1
		}
		return 0
	})
	return out
}

// clear reports whether the difference of a pair is significant and no matter
// of the codebook.
func (k *counter) clear(p *pair) bool {
	return p.bh < level && !p.sameWords() && !k.conditional(p.a) && !k.conditional(p.b)
}

// own reports whether both concepts have patterns, so that they are no headings
// of the codebook.
func (k *counter) own(p *pair) bool {
	return len(k.in.Book.Concepts[p.a].Patterns) > 0 && len(k.in.Book.Concepts[p.b].Patterns) > 0
}

// conditional reports whether a concept has hits only where other words stand nearby.
func (k *counter) conditional(c int32) bool { return analyzers.Conditional(k.in.Book, int(c)) }
