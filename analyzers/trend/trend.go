// Package trend says how often concepts are named in each year, and whether
// more or less often with the years.
package trend

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"

	"concordat/analyzers"
	"concordat/analyzers/result"
	"concordat/analyzers/stats"
	"concordat/analyzers/stats/trend"
)

const (
	name   = "trend"
	yearly = "trend_years"

	kendallFrom   = 4 // years from which on ranks are tested
	fewDocuments  = 10
	fewHits       = 5
	toldHits      = 30 // hits from which a trend is worth a sentence at the head of the report
	fewParagraphs = 5
)

type analyzer struct{}

// New returns the analyzer.
func New() analyzers.Analyzer { return analyzer{} }

// Info describes the analyzer.
func (analyzer) Info() analyzers.Info {
	return analyzers.Info{
		Name:  name,
		Title: "Concepts over the years",
		Doc: "How often each concept is named in the documents of each year, with intervals, and whether its rate goes up or down: " +
			"a rate ratio per year over documents, Mann and Kendall's test and Sen's slope over years. Years are those of the documents' metadata.",
		Needs:  analyzers.Needs{Resamples: true},
		Output: []string{name, yearly},
		References: []result.Reference{
			{Key: "efron1979", Text: "Efron, B. (1979). Bootstrap methods: another look at the jackknife. The Annals of Statistics 7(1), 1–26.", DOI: "10.1214/aos/1176344552"},
			{Key: "efron1987", Text: "Efron, B. (1987). Better bootstrap confidence intervals. Journal of the American Statistical Association 82(397), 171–185.", DOI: "10.1080/01621459.1987.10478410"},
			{Key: "mccullagh1989", Text: "McCullagh, P. and Nelder, J. A. (1989). Generalized Linear Models, 2nd edition. Chapman and Hall, London."},
			{Key: "mackinnon1985", Text: "MacKinnon, J. G. and White, H. (1985). Some heteroskedasticity-consistent covariance matrix estimators with improved finite sample properties. Journal of Econometrics 29(3), 305–325.", DOI: "10.1016/0304-4076(85)90158-7"},
			{Key: "mann1945", Text: "Mann, H. B. (1945). Nonparametric tests against trend. Econometrica 13(3), 245–259.", DOI: "10.2307/1907187"},
			{Key: "kendall1975", Text: "Kendall, M. G. (1975). Rank Correlation Methods, 4th edition. Griffin, London."},
			{Key: "sen1968", Text: "Sen, P. K. (1968). Estimates of the regression coefficient based on Kendall's tau. Journal of the American Statistical Association 63(324), 1379–1389.", DOI: "10.1080/01621459.1968.10480934"},
			{Key: "benjamini1995", Text: "Benjamini, Y. and Hochberg, Y. (1995). Controlling the false discovery rate. Journal of the Royal Statistical Society B 57(1), 289–300.", DOI: "10.1111/j.2517-6161.1995.tb02031.x"},
		},
	}
}

// year is the documents of one year.
type year struct {
	analyzers.Side
	year   int
	totals analyzers.Totals
	blocks int
	rates  []stats.Interval // by concept
}

// Analyze counts by year and fits a trend to every concept with a hit.
func (analyzer) Analyze(ctx context.Context, in *analyzers.Input) (*result.Result, error) {
	years, undated := yearsOf(in)
	drawn, err := in.Resampled(ctx)
	if err != nil {
		return nil, err
	}
	for k := range years {
		y := &years[k]
		r, err := drawn.Side(ctx, y.Side)
		if err != nil {
			return nil, err
		}
		y.blocks = r.Blocks
		for c := range in.Book.Concepts {
			y.rates = append(y.rates, r.Rate(c, in.Options.Level))
		}
	}
	rows := fit(in, years)
	r := &result.Result{Analyzer: name, Tables: []*result.Table{table(in, years, rows, undated), yearTable(in, years)}, Methods: methods(in, years, rows, undated)}
	if f := curves(in, years); f != nil {
		r.Figures = []*result.Figure{f}
	}
	r.Findings = findings(in, rows)
	return r, nil
}

// yearsOf returns the years of the documents with tokens, ascending, and how many
// of the documents have no year.
func yearsOf(in *analyzers.Input) (years []year, undated int) {
	by := map[int][]int{}
	for i := range in.Tally.Documents {
		d := &in.Tally.Documents[i]
		switch {
		case d.Tokens == 0:
		case d.Meta.Year == 0:
			undated++
		default:
			by[d.Meta.Year] = append(by[d.Meta.Year], i)
		}
	}
	for y, documents := range by {
		side := analyzers.Side{Name: strconv.Itoa(y), Documents: documents}
		years = append(years, year{Side: side, year: y, totals: in.Totals(side)})
	}
	slices.SortFunc(years, func(a, b year) int { return cmp.Compare(a.year, b.year) })
	return years, undated
}

// row is the trend of one concept.
type row struct {
	concept         int
	hits            int64
	with            int64 // documents
	trend.Fit             // over documents
	kendall         trend.Kendall
	slope, low, up  float64 // Sen's, per 10,000 tokens and year
	qFit, qKendall  float64
	fitted, ordered int64 // sizes of the families
}

// fit returns the concepts with a hit in a year, in the order of the codebook.
func fit(in *analyzers.Input, years []year) []row {
	var rows []row
	for c := range in.Book.Concepts {
		w := row{concept: c}
		var counts []trend.Count
		var times, rates []float64
		for _, y := range years {
			w.hits += y.totals.Hits[c]
			w.with += y.totals.Present[c]
			times, rates = append(times, float64(y.year)), append(rates, y.rates[c].Value)
			for _, i := range y.Documents {
				d := &in.Tally.Documents[i]
				n := trend.Count{Year: y.year, Tokens: d.Tokens}
				for _, k := range d.Concepts {
					if int(k.Concept) == c {
						n.Hits = k.Hits
					}
				}
				counts = append(counts, n)
			}
		}
		if w.hits == 0 {
			continue
		}
		w.Fit = trend.LogLinear(counts, in.Options.Level)
		w.kendall = trend.Kendall{N: len(years), Tau: math.NaN(), P: math.NaN()}
		w.slope, w.low, w.up = math.NaN(), math.NaN(), math.NaN()
		if len(years) >= kendallFrom {
			w.kendall = trend.MannKendall(rates)
			w.slope, w.low, w.up = trend.Sen(times, rates, in.Options.Level)
		}
		rows = append(rows, w)
	}
	adjust := func(p func(*row) float64, put func(w *row, q float64, family int64)) {
		ps, family := make([]float64, len(rows)), int64(0)
		for i := range rows {
			if ps[i] = p(&rows[i]); !math.IsNaN(ps[i]) {
				family++
			}
		}
		for i, q := range stats.BenjaminiHochberg(ps) {
			put(&rows[i], q, family)
		}
	}
	adjust(func(w *row) float64 { return w.P }, func(w *row, q float64, n int64) { w.qFit, w.fitted = q, n })
	adjust(func(w *row) float64 { return w.kendall.P }, func(w *row, q float64, n int64) { w.qKendall, w.ordered = q, n })
	return rows
}

// span describes the documents: "12 documents of 5 years, 2010 to 2016".
func span(years []year) string {
	if len(years) == 0 {
		return "no document with a year"
	}
	n := 0
	for _, y := range years {
		n += len(y.Documents)
	}
	if len(years) == 1 {
		return fmt.Sprintf("%s of the year %d", result.Counted(n, "document"), years[0].year)
	}
	return fmt.Sprintf("%s of %s, %d to %d", result.Counted(n, "document"), result.Counted(len(years), "year"), years[0].year, years[len(years)-1].year)
}

func methods(in *analyzers.Input, years []year, rows []row, undated int) []string {
	if len(years) == 0 {
		return nil
	}
	fitted, ordered := int64(0), int64(0)
	if len(rows) > 0 {
		fitted, ordered = rows[0].fitted, rows[0].ordered
	}
	left := ""
	if undated > 0 {
		left = " Documents without a year, which are left out: " + result.Whole(undated) + "."
	}
	return []string{
		fmt.Sprintf("By year were counted %s.%s The rate of a year is hits per 10,000 tokens of its documents together, with %s (Efron 1979).", span(years), left, in.Options.Bootstrap()),
		in.Options.Reasons(),
		fmt.Sprintf("The trend of a concept is the rate ratio of a year, exp β of hits ~ tokens·exp(α + β·year) over documents, by Poisson quasi-likelihood (McCullagh and Nelder 1989) with a sandwich standard error with documents for clusters (HC1 of MacKinnon and White 1985) and the t-distribution with n−2 degrees of freedom for n documents; it is fitted from %d documents with a hit and %d years on. Documents of one author, and those of one year, are taken as independent of one another: what moves a whole year makes the interval too narrow, and only the test over years sees it.", trend.EnoughDocuments, trend.EnoughYears),
		fmt.Sprintf("Over the rates of the years, from %d years on, stand the test of Mann (1945) and Kendall (1975), exact for up to 50 rates without ties, and the median slope of Sen (1968) with its interval. Both see the order of the years and take these as independent of one another.", kendallFrom),
		fmt.Sprintf("q-values are false discovery rates (Benjamini and Hochberg 1995), for the rate ratios over %s, for Mann and Kendall's test over %s.", result.Counted(fitted, "concept"), result.Counted(ordered, "concept")),
	}
}

// findings returns the three clearest trends of many documents.
func findings(in *analyzers.Input, rows []row) (out []result.Finding) {
	clear := func(w row) bool {
		return w.Documents >= fewDocuments && w.qFit <= 1-in.Options.Level && w.hits >= toldHits && (w.Low > 1 || w.High < 1)
	}
	rows = slices.DeleteFunc(slices.Clone(rows), func(w row) bool { return !clear(w) })
	slices.SortStableFunc(rows, func(a, b row) int { return cmp.Compare(a.P, b.P) })
	labels := analyzers.Labels(in.Book)
	for _, w := range rows[:min(3, len(rows))] {
		out = append(out, result.Finding{Text: fmt.Sprintf("The rate of “%s” changes by a factor of %s [%s, %s] a year over %s of %s with %s (%s interval).",
			labels[w.concept], result.Number(w.Ratio, 2), result.Number(w.Low, 2), result.Number(w.High, 2), result.Counted(w.Documents, "document"), result.Counted(w.Years, "year"), result.Counted(w.hits, "hit"), in.Options.Percent())})
	}
	return out
}
