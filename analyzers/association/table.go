package association

import (
	"math"

	"concordat/analyzers/joint"
	"concordat/analyzers/result"
	"concordat/analyzers/stats"
	measure "concordat/analyzers/stats/association"
)

// rows builds the values of one column.
func rows[T any](sides []*side, of func(*side, *pair) T) []T {
	v := []T{}
	for _, s := range sides {
		for kind := range s.families {
			for i := range s.families[kind].pairs {
				v = append(v, of(s, &s.families[kind].pairs[i]))
			}
		}
	}
	return v
}

// finite turns infinities into missing values.
func finite(v float64) float64 {
	if math.IsInf(v, 0) {
		return math.NaN()
	}
	return v
}

// columns returns the columns of the table.
func (k *counter) columns(sides []*side) []result.Column {
	text := func(of func(*side, *pair) string) []string { return rows(sides, of) }
	ints := func(of func(*side, *pair) int64) []int64 { return rows(sides, of) }
	floats := func(of func(*pair) float64) []float64 {
		return rows(sides, func(_ *side, p *pair) float64 { return finite(of(p)) })
	}
	n := k.unit.Counted()
	margins := [2]string{"Units with A.", "Units with B; with a concept as A, of a word only where it stands outside the concept's hits."}
	both := "Units with both; a word counts with a concept where it stands outside the concept's hits."
	if k.unit.Moving() {
		margins = [2]string{"Tokens in the window of at least one occurrence of A, A's own left out.", "Occurrences of B outside A's own words; of a concept the tokens at which a hit begins."}
		both = "Occurrences of B in the window of at least one occurrence of A, each once."
	}
	out := []result.Column{
		result.Texts("document", "Document", "Document, group, side of a comparison, or (all) documents together.", text(func(s *side, _ *pair) string { return s.Name })),
		result.Detail(result.Texts("unit", "Unit", "Unit in which the two stand together: sentence, paragraph, section, document, or a window around every occurrence of A: window (either side), left, right.", text(func(*side, *pair) string { return k.unit.String() }))),
		result.Texts("kind", "Kind", "What is paired: concept-concept, concept-word or word-word.", text(func(_ *side, p *pair) string { return kindNames()[p.kind] })),
		result.Detail(result.Texts("a", "Id of A", "Concept id or word; in windows the node. In units of two concepts the first in the codebook, of two words the first in the alphabet.", text(func(_ *side, p *pair) string { return p.idA }))),
		result.Detail(result.Texts("b", "Id of B", "Concept id or word; in windows the collocate.", text(func(_ *side, p *pair) string { return p.idB }))),
		result.Texts("label_a", "A", "Label of A; a word is its own.", text(func(_ *side, p *pair) string { return p.labelA })),
		result.Texts("label_b", "B", "Label of B; a word is its own.", text(func(_ *side, p *pair) string { return p.labelB })),
		result.Ints("both", "Both", n, both, ints(func(_ *side, p *pair) int64 { return p.Both })),
		result.Ints("of_a", "Of A", n, margins[0], ints(func(_ *side, p *pair) int64 { return p.OfA })),
		result.Ints("of_b", "Of B", n, margins[1], ints(func(_ *side, p *pair) int64 { return p.OfB })),
		result.Detail(result.Ints("n", "N", n, "All units; in windows all tokens outside A's own words.", ints(func(_ *side, p *pair) int64 { return p.N }))),
		result.Floats("expected", "Expected", n, 2, "Joint count if the two were independent, of_a·of_b/n.", floats(func(p *pair) float64 { return p.expected })),
	}
	out = append(out, result.Ints("same_words", "Same words", n, "Of two concepts, those of both in which a hit of each has a token in common: where they are most of both, the tie is of the codebook's making.", ints(func(_ *side, p *pair) int64 { return p.Same })))
	if k.unit.Moving() {
		out = append(out, result.Detail(result.Ints("occurrence_pairs", "Pairs of occurrences", "", "Pairs of an occurrence of A and one of B in its window; more than both where windows overlap.", ints(func(_ *side, p *pair) int64 { return p.Met }))))
	}
	add := func(name, label, unit string, digits int, doc string, shown bool, of func(stats.Contingency) float64) {
		c := result.Floats(name, label, unit, digits, doc, floats(func(p *pair) float64 { return of(p.table) }))
		c.Detail = !shown
		out = append(out, c)
	}
	effects(k.in.Options.Level, k.in.Options.Percent(), add)
	out = append(out, result.Floats("g2", "G²", "", 1, "Signed log-likelihood ratio of the four cells (Dunning 1993), uncorrected: positive = together more often than expected. Rows are in its order.", floats(func(p *pair) float64 { return p.g2 })))
	evidence(add)
	return append(out,
		result.Detail(result.Floats("p_fisher", "p (Fisher)", "", -1, "Fisher's exact test, two-sided.", floats(func(p *pair) float64 { return math.Exp(p.logP) }))),
		result.Detail(result.Floats("log10_p_fisher", "log₁₀ p (Fisher)", "", 1, "Logarithm of p_fisher to the base 10, for where p is too small for a number.", floats(func(p *pair) float64 { return p.logP / math.Ln10 }))),
		result.Floats("q_bh", "q (BH)", "", -1, "p_fisher adjusted by Benjamini and Hochberg (1995) over the family of tests.", floats(func(p *pair) float64 { return p.bh })),
		result.Detail(result.Floats("q_by", "q (BY)", "", -1, "p_fisher adjusted by Benjamini and Yekutieli (2001), which holds however the tests depend on each other.", floats(func(p *pair) float64 { return p.by }))),
		result.Detail(result.Ints("tests", "Tests", "pairs", "Size of the family: all pairs of the same kind and document or set whose margins allow a test, those with too small a joint count to be listed included, with a p of 1.", ints(func(s *side, p *pair) int64 { return s.families[p.kind].size }))),
	)
}

// adder adds a column of a measure.
type adder func(name, label, unit string, digits int, doc string, shown bool, of func(stats.Contingency) float64)

// effects adds the measures of how strong a tie is.
func effects(level float64, percent string, add adder) {
	type table = stats.Contingency
	bound := func(of func(table, float64) (lo, hi float64), upper bool) func(table) float64 {
		return func(c table) float64 {
			lo, hi := of(c, level)
			if upper {
				return hi
			}
			return lo
		}
	}
	add("lift", "Lift", "", 2, "both/expected: 1 = independent, above it together more often.", true, table.Lift)
	add("lift_low", "Low", "", 2, "Lower bound of the "+percent+" interval of lift, log-normal by the delta method; empty where both is 0.", true, bound(measure.LiftCI, false))
	add("lift_high", "High", "", 2, "Upper bound of the "+percent+" interval of lift.", true, bound(measure.LiftCI, true))
	add("odds_ratio", "Odds ratio", "", 2, "Conditional maximum likelihood estimate of the odds ratio (Cornfield 1956): 1 = independent; empty where it is infinite.", false, measure.ConditionalOddsRatio)
	add("odds_ratio_low", "Odds ratio, low", "", 2, "Lower bound of its exact "+percent+" interval.", false, bound(measure.ConditionalOddsRatioCI, false))
	add("odds_ratio_high", "Odds ratio, high", "", 2, "Upper bound of its exact "+percent+" interval; empty where it is infinite.", false, bound(measure.ConditionalOddsRatioCI, true))
	add("odds_ratio_sample", "Sample odds ratio", "", 2, "O11·O22/(O12·O21); empty where it is infinite or not defined.", false, table.OddsRatio)
	add("odds_ratio_discounted", "Discounted odds ratio", "", 2, "The same with a half added to every cell (Haldane 1956).", false, measure.DiscountedOddsRatio)
	add("pmi", "PMI", "bits", 2, "Pointwise mutual information, log₂ of lift (Church and Hanks 1990); favours rare pairs; empty where both is 0.", false, table.PMI)
	add("npmi", "NPMI", "", 2, "Normalised PMI (Bouma 2009): −1 never together (its limit, by definition), 0 independent, 1 only together.", false, table.NPMI)
	add("mi2", "MI²", "bits", 2, "log₂(both²/expected) (Daille 1994); empty where both is 0.", false, measure.MI2)
	add("mi3", "MI³", "bits", 2, "log₂(both³/expected) (Daille 1994); empty where both is 0.", false, table.MI3)
	add("local_mi", "Local MI", "bits", 1, "both·PMI (Evert 2008): what the pair adds to the mutual information, times n.", false, measure.LocalMI)
	add("log_dice", "logDice", "", 2, "14 + log₂(Dice) (Rychlý 2008): at most 14, one less is half as strong; independent of n; empty where both is 0.", false, table.LogDice)
	add("dice", "Dice", "", 3, "2·both/(of_a+of_b) (Dice 1945), from 0 to 1.", false, table.Dice)
	add("jaccard", "Jaccard", "", 3, "both/(of_a+of_b−both) (Jaccard 1901), from 0 to 1.", false, table.Jaccard)
	add("min_sensitivity", "Minimum sensitivity", "", 3, "The smaller of both/of_a and both/of_b (Pedersen 1998).", false, table.MinSensitivity)
	add("cosine", "Cosine", "", 3, "both/√(of_a·of_b) (Ochiai 1957), the geometric mean of both/of_a and both/of_b.", false, measure.Cosine)
	add("delta_p_b_given_a", "ΔP(B|A)", "", 3, "Share of B with A less its share without (Gries 2013), from −1 to 1.", false, table.DeltaP)
	add("delta_p_a_given_b", "ΔP(A|B)", "", 3, "Share of A with B less its share without (Gries 2013), from −1 to 1.", false, measure.DeltaPBackward)
	add("phi", "φ", "", 3, "Correlation of the two (Yule 1912), from −1 to 1; empty where one is everywhere.", false, table.Phi)
	add("association_strength", "Association strength", "", 6, "both/(of_a·of_b) (van Eck and Waltman 2009): lift/n.", false, measure.Strength)
}

// evidence adds the measures of how sure a tie is.
func evidence(add adder) {
	type table = stats.Contingency
	add("g2_williams", "G² (Williams)", "", 1, "g2 divided by Williams's q.", false, measure.WilliamsG2)
	add("simple_ll", "Simple LL", "", 1, "Signed log-likelihood of the first cell alone (Evert 2008).", false, table.SimpleLL)
	add("chi2", "χ²", "", 1, "Pearson's chi-square, uncorrected.", false, table.ChiSquare)
	add("chi2_yates", "χ² (Yates)", "", 1, "With Yates's correction for continuity, not below 0.", false, table.Yates)
	add("chi2_williams", "χ² (Williams)", "", 1, "chi2 divided by Williams's q (Williams 1976).", false, measure.WilliamsChiSquare)
	add("williams_q", "q (Williams)", "", 4, "Williams's correction for small samples, above 1 (Williams 1976).", false, measure.WilliamsQ)
	add("t_score", "t", "", 2, "(both−expected)/√both; empty where both is 0.", false, table.TScore)
	add("z_score", "z", "", 2, "(both−expected)/√expected.", false, table.ZScore)
	add("p_greater", "p (attraction)", "", -1, "Fisher's exact test, one-sided: both or more.", false, table.FisherGreater)
	add("p_less", "p (repulsion)", "", -1, "Fisher's exact test, one-sided: both or fewer.", false, table.FisherLess)
}

// spoken names so many of what is counted: "1 sentence", "7 tokens".
func spoken(u joint.Unit, n int64) string {
	return result.Counted(n, u.Counted()[:len(u.Counted())-1])
}
