package trend

import (
	"fmt"
	"math"
	"strings"

	"concordat/analyzers"
	"concordat/analyzers/result"
	"concordat/analyzers/stats"
)

const per = "per 10,000 tokens"

// each returns one value of every row: a column.
func each[R, T any](rows []R, f func(R) T) []T {
	out := make([]T, len(rows))
	for i := range rows {
		out[i] = f(rows[i])
	}
	return out
}

// table has a row for each concept with a hit in a document with a year.
func table(in *analyzers.Input, years []year, rows []row, undated int) *result.Table {
	labels := analyzers.Labels(in.Book)
	number := func(name, label, unit string, digits int, doc string, f func(row) float64) result.Column {
		return result.Floats(name, label, unit, digits, doc, each(rows, f))
	}
	whole := func(name, label, unit, doc string, f func(row) int64) result.Column {
		return result.Ints(name, label, unit, doc, each(rows, f))
	}
	fitted, ordered := int64(0), int64(0)
	if len(rows) > 0 {
		fitted, ordered = rows[0].fitted, rows[0].ordered
	}
	t := &result.Table{
		Name: name, Title: "Trends over the years", Brief: max(in.Options.Top, 0), Lead: "hits",
		Caption: fmt.Sprintf("Each row is one concept with a hit in %s: the ratio of its rates in one year and the year before with %s interval, documents being what varies (Poisson quasi-likelihood, sandwich error; q over %s), and over the yearly rates Kendall's τ (q over %s) and Sen's slope. 1 or 0 = no trend. The hits of a concept include those of the concepts below it.",
			span(years), in.Options.Percent(), result.Counted(fitted, "test"), result.Counted(ordered, "test")),
		Columns: []result.Column{
			result.Texts("concept", "Concept id", "id of the concept in the codebook", each(rows, func(w row) string { return in.Book.Concepts[w.concept].ID })),
			result.Texts("label", "Concept", "label of the concept", each(rows, func(w row) string { return labels[w.concept] })),
			whole("hits", "Hits", "hits", "hits in documents with a year", func(w row) int64 { return w.hits }),
			whole("documents", "Documents", "documents", "documents with a year and tokens", func(w row) int64 { return int64(w.Documents) }),
			whole("documents_with", "Documents with", "documents", "those with a hit", func(w row) int64 { return w.with }),
			whole("years", "Years", "years", "years with a document", func(w row) int64 { return int64(w.Years) }),
			number("rate_ratio", "Ratio per year", "", 3, "exp β: 1 = no trend, 1.1 = 10 % more with every year; missing where no trend is fitted", func(w row) float64 { return w.Ratio }),
			number("ci_low", "Low", "", 3, "lower bound of the interval of rate_ratio", func(w row) float64 { return w.Low }),
			number("ci_high", "High", "", 3, "upper bound of the interval of rate_ratio", func(w row) float64 { return w.High }),
			number("p", "p", "", -1, "p-value of β = 0, two-sided, t-distribution with documents−2 degrees of freedom", func(w row) float64 { return w.P }),
			number("q_bh", "q", "", -1, "p adjusted by Benjamini and Hochberg over the concepts with a fit", func(w row) float64 { return w.qFit }),
			result.Detail(number("beta", "β", "per year", 4, "natural logarithm of rate_ratio", func(w row) float64 { return w.Beta })),
			result.Detail(number("se", "Robust error", "per year", 4, "sandwich standard error of beta, documents as clusters", func(w row) float64 { return w.SE })),
			result.Detail(number("se_quasi", "Quasi-Poisson error", "per year", 4, "quasi-Poisson standard error of beta: a check of se", func(w row) float64 { return w.Quasi })),
			result.Detail(number("overdispersion", "Overdispersion", "", 2, "Pearson's X² per degree of freedom: 1 = as Poisson, above it documents differ more", func(w row) float64 { return w.Dispersion })),
			number("tau", "τ", "", 2, "Kendall's τ of the yearly rates with time, −1 to 1; missing below four years and where all rates are equal", func(w row) float64 { return w.kendall.Tau }),
			number("p_mk", "p, τ", "", -1, "p-value of Mann and Kendall's test, two-sided", func(w row) float64 { return w.kendall.P }),
			number("q_mk", "q, τ", "", -1, "p_mk adjusted by Benjamini and Hochberg over the concepts with such a test", func(w row) float64 { return w.qKendall }),
			number("sen", "Sen's slope", per+" and year", 2, "median slope of all pairs of yearly rates", func(w row) float64 { return w.slope }),
			result.Detail(number("sen_low", "Low, slope", per+" and year", 2, "lower bound of the interval of sen", func(w row) float64 { return w.low })),
			result.Detail(number("sen_high", "High, slope", per+" and year", 2, "upper bound of the interval of sen", func(w row) float64 { return w.up })),
			result.Detail(result.Texts("caution", "Caution", "what makes the row rough: few-documents (under 10), few-hits (under 10)", each(rows, caution))),
		},
	}
	t.Notes = notes(years, rows, undated)
	return t
}

func caution(w row) string {
	var words []string
	if w.Documents < fewDocuments {
		words = append(words, "few-documents")
	}
	if w.hits < 2*fewHits {
		words = append(words, "few-hits")
	}
	return strings.Join(words, " ")
}

func notes(years []year, rows []row, undated int) []result.Note {
	var out []result.Note
	add := func(n int, code, message string) {
		if n > 0 {
			out = append(out, result.Note{Code: code, Message: fmt.Sprintf(message, result.Whole(n)), Table: name, Row: -1})
		}
	}
	count := func(is func(row) bool) (n int) {
		for _, w := range rows {
			if is(w) {
				n++
			}
		}
		return n
	}
	if len(years) == 0 {
		out = append(out, result.Note{Code: "no-years", Table: name, Row: -1,
			Message: "no document has a year: give one in front matter, a column, or index.tsv"})
	}
	add(undated, "undated", "documents without a year, which are left out: %s")
	single := 0
	for _, y := range years {
		if len(y.Documents) == 1 {
			single++
		}
	}
	add(single, "one-document", "years of one document: %s; what is said of such a year is said of that document")
	add(count(func(w row) bool { return math.IsNaN(w.Ratio) }), "no-fit", "concepts without a rate ratio: %s; it needs five documents with a hit, three years, and hits elsewhere than in the first or last year alone")
	add(count(func(w row) bool { return !math.IsNaN(w.Ratio) && w.Documents < fewDocuments }), "few-documents", "rate ratios over fewer than ten documents: %s; their intervals tend to be too narrow")
	if len(years) > 0 && len(years) < kendallFrom {
		out = append(out, result.Note{Code: "few-years", Table: name, Row: -1, Message: "fewer than four years have no test of Mann and Kendall and no slope"})
	}
	add(count(func(w row) bool { return len(years) >= kendallFrom && (math.IsNaN(w.slope) || math.IsNaN(w.low)) }), "no-slope", "concepts whose slope has no interval, since there are few years: %s")
	add(count(func(w row) bool { return !math.IsNaN(w.Ratio) && math.IsNaN(w.P) }), "no-variation", "concepts whose rate is the same in all documents: %s; they have no p-value")
	add(count(func(w row) bool { return !math.IsNaN(w.Ratio) && math.IsNaN(w.Dispersion) }), "no-dispersion", "concepts with a hit where the trend leaves none to be expected: %s; they have no overdispersion and no quasi-Poisson error")
	return out
}

// cell is one concept in one year.
type cell struct {
	year
	concept int
}

// yearTable has a row for each year and concept with a hit in any.
func yearTable(in *analyzers.Input, years []year) *result.Table {
	var rows []cell
	missing := 0
	for c := range in.Book.Concepts {
		hits := int64(0)
		for _, y := range years {
			hits += y.totals.Hits[c]
		}
		for _, y := range years {
			if hits > 0 {
				rows = append(rows, cell{y, c})
				if math.IsNaN(y.rates[c].Low) {
					missing++
				}
			}
		}
	}
	labels := analyzers.Labels(in.Book)
	t := &result.Table{
		Name: yearly, Title: "Concepts by year", Brief: max(in.Options.Top, 0),
		Caption: fmt.Sprintf("Each row is one concept in the documents of one year (%s), for concepts with a hit in any: hits, and hits per 10,000 tokens of the year with %s. Long documents weigh more than short ones. The hits of a concept include those of the concepts below it.",
			span(years), in.Options.Bootstrap()),
		Columns: []result.Column{
			result.Texts("concept", "Concept id", "id of the concept in the codebook", each(rows, func(w cell) string { return in.Book.Concepts[w.concept].ID })),
			result.Texts("label", "Concept", "label of the concept", each(rows, func(w cell) string { return labels[w.concept] })),
			result.Ints("year", "Year", "", "year of the documents", each(rows, func(w cell) int64 { return int64(w.year.year) })),
			result.Ints("documents", "Documents", "documents", "documents of the year with tokens", each(rows, func(w cell) int64 { return int64(len(w.Documents)) })),
			result.Ints("documents_with", "Documents with", "documents", "those with a hit", each(rows, func(w cell) int64 { return w.totals.Present[w.concept] })),
			result.Ints("tokens", "Tokens", "tokens", "tokens of the year, the denominator of per_10k", each(rows, func(w cell) int64 { return w.totals.Tokens })),
			result.Ints("hits", "Hits", "hits", "hits of the concept and of those below it, no token twice", each(rows, func(w cell) int64 { return w.totals.Hits[w.concept] })),
			result.Floats("per_10k", "Per 10,000 tokens", per, 1, "hits per 10,000 tokens of the year", each(rows, func(w cell) float64 { return w.rates[w.concept].Value })),
			result.Floats("ci_low", "Low", per, 1, "lower bound of the interval of per_10k", each(rows, func(w cell) float64 { return w.rates[w.concept].Low })),
			result.Floats("ci_high", "High", per, 1, "upper bound of the interval of per_10k", each(rows, func(w cell) float64 { return w.rates[w.concept].High })),
			result.Detail(result.Texts("ci_method", "Interval", "method of the interval: bootstrap = percentile bootstrap; bca = bias-corrected and accelerated bootstrap; wilson = score interval over tokens, where the bootstrap cannot vary", each(rows, func(w cell) string { return w.rates[w.concept].Method }))),
			result.Detail(result.Texts("caution", "Caution", "what makes the row rough: one-document, few-hits (1 to 4), few-paragraphs (under 5)", each(rows, cell.caution))),
		},
	}
	add := func(n int, code, message string) {
		if n > 0 {
			t.Notes = append(t.Notes, result.Note{Code: code, Message: fmt.Sprintf(message, result.Whole(n)), Table: yearly, Row: -1})
		}
	}
	wilson := 0
	for _, w := range rows {
		if w.rates[w.concept].Method == stats.MethodWilson {
			wilson++
		}
	}
	add(wilson, "wilson-interval", "rows whose bootstrap cannot vary: %s; they have Wilson's interval over tokens, which is a lower bound on the uncertainty")
	add(missing, "no-interval", "rows with more hits than tokens in one paragraph: %s; they have no interval")
	return t
}

func (w cell) caution() string {
	var words []string
	if len(w.Documents) == 1 {
		words = append(words, "one-document")
	}
	if n := w.totals.Hits[w.concept]; n > 0 && n < fewHits {
		words = append(words, "few-hits")
	}
	if w.blocks < fewParagraphs {
		words = append(words, "few-paragraphs")
	}
	return strings.Join(words, " ")
}

// shown is how many concepts the figure has.
const shown = 3

// curves draws the yearly rates of the most frequent concepts; nil where there
// are fewer than three years or no hits.
func curves(in *analyzers.Input, years []year) *result.Figure {
	hits := make([]int64, len(in.Book.Concepts))
	for _, y := range years {
		for c, n := range y.totals.Hits {
			hits[c] += n
		}
	}
	chosen := in.Choose(hits, shown, false)
	if len(in.Options.Concepts) > 0 {
		chosen = chosen[:min(shown, len(chosen))]
	}
	if len(years) < 3 || len(chosen) == 0 {
		return nil
	}
	labels := analyzers.Labels(in.Book)
	var concepts []string
	var at, documents []int64
	var rate, low, high []float64
	missing := false
	for _, c := range chosen {
		for _, y := range years {
			v := y.rates[c]
			concepts, at, documents = append(concepts, labels[c]), append(at, int64(y.year)), append(documents, int64(len(y.Documents)))
			rate, low, high = append(rate, v.Value), append(low, v.Low), append(high, v.High)
			missing = missing || math.IsNaN(v.Low)
		}
	}
	which := result.Counted(len(chosen), "concept")
	if len(in.Options.Concepts) == 0 {
		which = "the " + result.Counted(len(chosen), "most frequent concept")
	}
	least, most := math.MaxInt, 0
	for _, y := range years {
		least, most = min(least, len(y.Documents)), max(most, len(y.Documents))
	}
	n := result.Counted(most, "document")
	if least < most {
		n = result.Whole(least) + " to " + n
	}
	caption := fmt.Sprintf("Hits per 10,000 tokens of %s in the documents of each year (%s; %s a year), with %s; Wilson intervals over tokens where a concept has no hits in a year. Years without a document have no mark.%s",
		which, span(years), n, in.Options.Bootstrap(), in.Chosen(hits, len(chosen)))
	t := &result.Table{
		Name: "trend_curves", Title: "Concepts by year", Caption: caption, Place: result.Hidden,
		Columns: []result.Column{
			result.Texts("concept", "Concept", "label of the concept", concepts),
			result.Ints("year", "Year", "", "year of the documents", at),
			result.Ints("documents", "Documents", "documents", "documents of the year", documents),
			result.Floats("per_10k", "Per 10,000 tokens", per, 1, "hits per 10,000 tokens of the year", rate),
			result.Floats("ci_low", "Low", per, 1, "lower bound of the interval of per_10k", low),
			result.Floats("ci_high", "High", per, 1, "upper bound of the interval of per_10k", high),
		},
	}
	if missing {
		t.Notes = []result.Note{{Code: "no-interval", Message: "a rate without an interval rests on more hits than tokens in one paragraph", Table: t.Name, Row: -1}}
	}
	return &result.Figure{
		Name: name, Title: "Concepts over the years", Caption: caption, Kind: "curves", Data: t,
		X: "year", Y: "per_10k", Low: "ci_low", High: "ci_high", Group: "concept", XLabel: "Year", YLabel: "Hits (per 10,000 tokens)",
	}
}
