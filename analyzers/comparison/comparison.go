// Package comparison is the analyzer of two sides: how much more or less often
// each concept is named in the target than in the reference.
package comparison

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"concordat/analyzers"
	"concordat/analyzers/result"
	"concordat/analyzers/stats"
)

type analyzer struct{}

// New returns the analyzer.
func New() analyzers.Analyzer { return analyzer{} }

// Info describes the analyzer.
func (analyzer) Info() analyzers.Info {
	return analyzers.Info{
		Name:  "comparison",
		Title: "Comparison",
		Doc: "How often each concept is named in a target against a reference: both rates, their difference and log ratio with intervals, " +
			"and a permutation test with a false discovery rate. Concepts without a hit are listed too.",
		Output: []string{"comparison"},
		References: []result.Reference{
			{Key: "efron1979", Text: "Efron, B. (1979). Bootstrap methods: another look at the jackknife. The Annals of Statistics 7(1), 1–26.", DOI: "10.1214/aos/1176344552"},
			{Key: "efron1987", Text: "Efron, B. (1987). Better bootstrap confidence intervals. Journal of the American Statistical Association 82(397), 171–185.", DOI: "10.1080/01621459.1987.10478410"},
			{Key: "zou2008", Text: "Zou, G. Y. and Donner, A. (2008). Construction of confidence limits about effect measures: a general approach. Statistics in Medicine 27(10), 1693–1702.", DOI: "10.1002/sim.3095"},
			{Key: "hardie2014", Text: "Hardie, A. (2014). Log Ratio: an informal introduction. ESRC Centre for Corpus Approaches to Social Science, Lancaster."},
			{Key: "clopper1934", Text: "Clopper, C. J. and Pearson, E. S. (1934). The use of confidence or fiducial limits illustrated in the case of the binomial. Biometrika 26(4), 404–413.", DOI: "10.1093/biomet/26.4.404"},
			{Key: "evert2022", Text: "Evert, S. (2022). Measuring keyness. Digital Humanities 2022, Tokyo."},
			{Key: "dunning1993", Text: "Dunning, T. (1993). Accurate methods for the statistics of surprise and coincidence. Computational Linguistics 19(1), 61–74."},
			{Key: "phipson2010", Text: "Phipson, B. and Smyth, G. K. (2010). Permutation p-values should never be zero: calculating exact p-values when permutations are randomly drawn. Statistical Applications in Genetics and Molecular Biology 9(1), 39.", DOI: "10.2202/1544-6115.1585"},
			{Key: "holm1979", Text: "Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics 6(2), 65–70."},
			{Key: "benjamini2001", Text: "Benjamini, Y. and Yekutieli, D. (2001). The control of the false discovery rate in multiple testing under dependency. The Annals of Statistics 29(4), 1165–1188.", DOI: "10.1214/aos/1013699998"},
			{Key: "benjamini1995", Text: "Benjamini, Y. and Hochberg, Y. (1995). Controlling the false discovery rate. Journal of the Royal Statistical Society B 57(1), 289–300.", DOI: "10.1111/j.2517-6161.1995.tb02031.x"},
		},
		Needs:   analyzers.Needs{Resamples: true},
		Default: true,
	}
}

// Analyze compares the two sides of every comparison.
func (analyzer) Analyze(ctx context.Context, in *analyzers.Input) (*result.Result, error) {
	out := &result.Result{Analyzer: "comparison"}
	drawn, err := in.Resampled(ctx)
	if err != nil {
		return nil, err
	}
	samples := &sampler{drawn: drawn}
	var all, candidates []row
	for i, c := range in.Comparisons {
		target, err := samples.side(ctx, c.Target)
		if err != nil {
			return nil, err
		}
		reference, err := samples.side(ctx, c.Reference)
		if err != nil {
			return nil, err
		}
		rows := compare(in, c, target, reference)
		all = append(all, rows...)
		shown := choose(in, rows)
		for _, k := range shown {
			candidates = append(candidates, rows[k])
		}
		if i > 0 {
			continue
		}
		if f := dumbbell(in, c, rows, shown); f != nil {
			out.Figures = append(out.Figures, f)
		}
		out.Series = []string{c.Target.Name, c.Reference.Name}
		out.Methods = methods(in)
	}
	out.Findings = findings(in, candidates)
	out.Tables = []*result.Table{table(in, all)}
	return out, nil
}

// row is one concept in one comparison.
type row struct {
	concept                   int
	id, label                 string
	sides                     analyzers.Comparison
	target, reference         string // their names
	a, A, b, B                int64  // hits and tokens of target and reference
	inTarget, inReference     int64  // documents with a hit
	rateTarget, rateReference stats.Interval
	difference, ratio         stats.Interval
	conservative              float64
	g2, likelihood            float64 // statistic and its p-value
	p, bh, by, holm           float64 // of the permutation test
	family                    int64   // tests of the comparison
	test                      *test
	fewBlocks, fewTokens      bool
}

const (
	fewHits       = 5
	fewParagraphs = 5
	fewTokens     = 1000
)

// compare returns a row for every concept, in the order of the codebook.
func compare(in *analyzers.Input, c analyzers.Comparison, target, reference *stats.Replicates) []row {
	t, r := in.Totals(c.Target), in.Totals(c.Reference)
	level := in.Options.Level
	rows := make([]row, len(in.Book.Concepts))
	family := 0
	for i := range rows {
		if w := (row{a: t.Hits[i], A: t.Tokens, b: r.Hits[i], B: r.Tokens}); w.tested() {
			family++
		}
	}
	permuted := permutation(in, c)
	ps := make([]float64, len(rows))
	for i := range rows {
		w := &rows[i]
		*w = row{
			concept: i, id: in.Book.Concepts[i].ID, label: in.Book.Concepts[i].Label,
			sides: c, target: c.Target.Name, reference: c.Reference.Name,
			a: t.Hits[i], A: t.Tokens, b: r.Hits[i], B: r.Tokens,
			inTarget: t.Present[i], inReference: r.Present[i],
			rateTarget: target.Rate(i, level), rateReference: reference.Rate(i, level),
			difference: target.Difference(reference, i, level),
			test:       permuted,
			fewBlocks:  target.Blocks < fewParagraphs || reference.Blocks < fewParagraphs,
			fewTokens:  t.Tokens < fewTokens || r.Tokens < fewTokens,
		}
		nan := math.NaN()
		w.ratio = stats.Interval{Value: nan, Low: nan, High: nan}
		w.conservative, w.g2, w.likelihood, w.p = nan, nan, nan, nan
		if w.tested() {
			w.ratio = target.LogRatio(reference, i, level)
			w.conservative = stats.ConservativeLogRatio(w.a, w.A, w.b, w.B, level, family)
			w.g2 = stats.FromCorpora(w.a, w.A, w.b, w.B).G2()
			w.likelihood = stats.ChiSquareP(w.g2)
			w.p = permuted.P[i]
		}
		ps[i] = w.p
	}
	bh, by := stats.FalseDiscovery(ps, 0)
	holm := stats.Holm(ps)
	tests := int64(0)
	for _, p := range ps {
		if !math.IsNaN(p) {
			tests++
		}
	}
	for i := range rows {
		w := &rows[i]
		w.bh, w.by, w.holm, w.family = bh[i], by[i], holm[i], tests
	}
	return rows
}

// tested reports whether there is something to test: tokens on both sides, at
// least one hit, and not more hits than tokens.
func (w *row) tested() bool {
	return w.A > 0 && w.B > 0 && w.a+w.b > 0 && w.a <= w.A && w.b <= w.B
}

// clear reports whether the interval of the difference excludes 0.
func (w *row) clear() bool { return w.difference.Low > 0 || w.difference.High < 0 }

// stands reports whether a difference is clear and, where it was tested, its q is
// not above what the level leaves: what is told of many concepts must stand the
// correction for all of them.
func (w *row) stands(level float64) bool { return w.clear() && !(w.bh > 1-level) }

// weights returns the sum of the two rates of every row, in thousandths of a
// hit per 10,000 tokens; 0 only for those without a hit or a rate.
func weights(rows []row) []int64 {
	weight := make([]int64, len(rows))
	for i := range rows {
		w := &rows[i]
		if w.A > 0 && w.B > 0 && w.a+w.b > 0 {
			weight[i] = 1 + int64(1000*(w.rateTarget.Value+w.rateReference.Value))
		}
	}
	return weight
}

// choose returns the concepts of the figure and the findings, in order of
// falling difference.
func choose(in *analyzers.Input, rows []row) []int {
	shown := in.Choose(weights(rows), max(in.Options.Top, len(in.Options.Concepts)), false)
	slices.SortStableFunc(shown, func(a, b int) int {
		return cmp.Compare(rows[b].difference.Value, rows[a].difference.Value)
	})
	return shown
}

// findings returns the three greatest differences that stand and rest on some
// hits, of all comparisons, each concept once.
func findings(in *analyzers.Input, rows []row) []result.Finding {
	slices.SortStableFunc(rows, func(a, b row) int {
		return cmp.Compare(math.Abs(b.difference.Value), math.Abs(a.difference.Value))
	})
	var out []result.Finding
	told := map[int]bool{}
	for i := range rows {
		if w := &rows[i]; len(out) < 3 && w.stands(in.Options.Level) && max(w.a, w.b) >= fewHits && !told[w.concept] {
			told[w.concept] = true
			out = append(out, result.Finding{Text: fmt.Sprintf("“%s”, per 10,000 tokens with %s intervals: %s in %s against %s in %s.",
				cmp.Or(w.label, w.id), in.Options.Percent(), interval(w.rateTarget), in.Prose(w.sides.Target), interval(w.rateReference), in.Prose(w.sides.Reference))})
		}
	}
	return out
}

func interval(v stats.Interval) string {
	return fmt.Sprintf("%s [%s, %s]", result.Number(v.Value, 1), result.Number(v.Low, 1), result.Number(v.High, 1))
}

// described names a side with its size.
func described(in *analyzers.Input, s analyzers.Side) string {
	t := in.Totals(s)
	return fmt.Sprintf("%s (%s, %s)", s.Spoken(), result.Counted(t.Documents, "document"), result.Counted(t.Tokens, "token"))
}

func methods(in *analyzers.Input) []string {
	parts := make([]string, 0, len(in.Comparisons))
	for _, c := range in.Comparisons {
		parts = append(parts, described(in, c.Target)+" with "+described(in, c.Reference))
	}
	o := in.Options
	return []string{
		"Compared were: " + strings.Join(parts, "; ") + ".",
		fmt.Sprintf("Differences of rates between target and reference, and log ratios (Hardie 2014), have %s (Efron 1979); where one side cannot vary (no hits, or one paragraph), a difference has the interval of Zou and Donner (2008) from the intervals of the two sides, and a log ratio the exact one over tokens (Clopper and Pearson 1934).", o.Bootstrap()),
		o.Reasons(),
		"Whether rates differ is tested by permutation: " + tests(in) + " The p-value is two-sided for the absolute difference of the rates; where divisions are drawn it is (b+1)/(m+1), b of m of them differing no less than the observed one (Phipson and Smyth 2010). It holds if what is permuted could have stood on either side; paragraphs of one document are alike, so over paragraphs it tends to be too small.",
		"The p-values of a comparison are one family, the concepts with a hit on either side (column family); q_bh is the false discovery rate of Benjamini and Hochberg (1995), q_by that of Benjamini and Yekutieli (2001), which holds however concepts depend on one another, as parents and children do, and p_holm the chance of any false rejection (Holm 1979). A finding is told only if the interval of its difference excludes 0 and its q_bh is not above 1 less the level of the intervals.",
		fmt.Sprintf("The conservative log ratio lrc is the bound of the exact %s interval nearer to zero, 0 if that covers 0, at a level for all tested concepts of a comparison together (Bonferroni; Evert 2022). G² is the signed log-likelihood statistic of four cells, without correction (Dunning 1993). Both take tokens as independent and so understate the uncertainty.", o.Percent()),
	}
}
