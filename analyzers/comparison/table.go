package comparison

import (
	"fmt"
	"math"
	"strings"

	"concordat/analyzers"
	"concordat/analyzers/result"
)

// each returns one value of every row: a column.
func each[T any](rows []row, f func(*row) T) []T {
	out := make([]T, len(rows))
	for i := range rows {
		out[i] = f(&rows[i])
	}
	return out
}

// caution names what makes a row rough, words joined by spaces.
func (w *row) caution() string {
	var words []string
	add := func(is bool, word string) {
		if is {
			words = append(words, word)
		}
	}
	add(w.fewTokens, "few-tokens")
	add(w.fewBlocks, "few-paragraphs")
	add(w.a+w.b == 0, "no-hits")
	add(w.a == 0 && w.b > 0, "absent-from-target")
	add(w.b == 0 && w.a > 0, "absent-from-reference")
	add(w.a > 0 && w.a < fewHits || w.b > 0 && w.b < fewHits, "few-hits")
	return strings.Join(words, " ")
}

func table(in *analyzers.Input, rows []row) *result.Table {
	text := func(name, label, doc string, f func(*row) string) result.Column {
		return result.Texts(name, label, doc, each(rows, f))
	}
	whole := func(name, label, unit, doc string, f func(*row) int64) result.Column {
		return result.Ints(name, label, unit, doc, each(rows, f))
	}
	number := func(name, label, unit string, digits int, doc string, f func(*row) float64) result.Column {
		return result.Floats(name, label, unit, digits, doc, each(rows, f))
	}
	const per = "per 10,000 tokens"
	t := &result.Table{
		Name:  "comparison",
		Title: "Concepts in target and reference",
		Caption: fmt.Sprintf("Each row is one concept in one comparison (%s): hits, hits per 10,000 tokens, their difference and log ratio with %s (column ci_method where it is another); p of a permutation test of the difference (column permuted: what of), and q, the false discovery rate over the tests of a comparison (%s). The hits of a concept include those of the concepts below it.%s",
			result.Counted(len(in.Comparisons), "comparison"), in.Options.Bootstrap(), families(rows), in.LegendOfAll()),
		Brief: in.Options.Top,
		Lead:  "difference",
		Columns: []result.Column{
			text("concept", "Concept id", "id of the concept in the codebook", func(w *row) string { return w.id }),
			text("label", "Concept", "label of the concept", func(w *row) string { return w.label }),
			text("target", "Target", "name of the target", func(w *row) string { return w.target }),
			text("reference", "Reference", "name of the reference", func(w *row) string { return w.reference }),
			whole("target_hits", "Hits, target", "hits", "hits in the target", func(w *row) int64 { return w.a }),
			whole("reference_hits", "Hits, reference", "hits", "hits in the reference", func(w *row) int64 { return w.b }),
			result.Detail(whole("target_tokens", "Tokens, target", "tokens", "tokens of the target", func(w *row) int64 { return w.A })),
			result.Detail(whole("reference_tokens", "Tokens, reference", "tokens", "tokens of the reference", func(w *row) int64 { return w.B })),
			number("target_per_10k", "Rate, target", per, 1, "hits per 10,000 tokens of the target", func(w *row) float64 { return w.rateTarget.Value }),
			number("reference_per_10k", "Rate, reference", per, 1, "hits per 10,000 tokens of the reference", func(w *row) float64 { return w.rateReference.Value }),
			number("difference", "Difference", per, 1, "target_per_10k less reference_per_10k; above 0 = more in the target", func(w *row) float64 { return w.difference.Value }),
			number("ci_low", "Low", per, 1, "lower bound of the interval of difference", func(w *row) float64 { return w.difference.Low }),
			number("ci_high", "High", per, 1, "upper bound of the interval of difference", func(w *row) float64 { return w.difference.High }),
			result.Detail(text("ci_method", "Interval", "method of the interval of difference: bootstrap = percentile bootstrap; bca = bias-corrected and accelerated bootstrap; square-add = from the intervals of the two sides, where one cannot vary", func(w *row) string { return w.difference.Method })),
			number("log_ratio", "Log ratio", "doublings", 2, "log2 of the ratio of the rates: 1 = twice as often in the target; missing where one side has no hits", func(w *row) float64 { return w.ratio.Value }),
			number("log_ratio_low", "Low, log ratio", "doublings", 2, "lower bound of the interval of log_ratio; missing where it has none", func(w *row) float64 { return w.ratio.Low }),
			number("log_ratio_high", "High, log ratio", "doublings", 2, "upper bound of the interval of log_ratio; missing where it has none", func(w *row) float64 { return w.ratio.High }),
			result.Detail(text("log_ratio_method", "Interval, log ratio", "method of the interval of log_ratio: bootstrap or bca as for the difference; exact = Clopper and Pearson's over tokens, where one side cannot vary", func(w *row) string { return w.ratio.Method })),
			result.Detail(number("lrc", "Conservative log ratio", "doublings", 2, "bound of the exact interval of the log ratio over tokens nearer to 0, at a level for all tested concepts of the comparison together; 0 if it covers 0", func(w *row) float64 { return w.conservative })),
			number("p", "p", "", -1, "p-value of the permutation test, two-sided, above 0; missing where there is nothing to permute", func(w *row) float64 { return w.p }),
			number("q_bh", "q", "", -1, "p adjusted by Benjamini and Hochberg over the tests of the comparison", func(w *row) float64 { return w.bh }),
			result.Detail(number("q_by", "q, Yekutieli", "", -1, "p adjusted by Benjamini and Yekutieli over the tests of the comparison", func(w *row) float64 { return w.by })),
			result.Detail(number("p_holm", "p, Holm", "", -1, "p adjusted by Holm over the tests of the comparison", func(w *row) float64 { return w.holm })),
			result.Detail(whole("family", "Family", "tests", "tests of the comparison: concepts with a hit on either side", func(w *row) int64 { return w.family })),
			result.Detail(text("permuted", "Permuted", "what the permutation test divides among the sides: paragraph or document", (*row).permuted)),
			result.Detail(whole("permutations", "Permutations", "divisions", "divisions of the permutation test, all of them if exact", func(w *row) int64 { return int64(w.test.Permutations) })),
			result.Detail(whole("exact", "Exact", "", "1 = all divisions were looked at, 0 = some were drawn", func(w *row) int64 { return int64(map[bool]int{true: 1}[w.test.Exact]) })),
			result.Detail(number("g2", "G²", "", 1, "log-likelihood statistic of four cells; the sign is that of the difference", func(w *row) float64 { return w.g2 })),
			result.Detail(number("p_g2", "p, G²", "", -1, "p-value of g2, chi-square with one degree of freedom; tokens taken as independent, so too small", func(w *row) float64 { return w.likelihood })),
			result.Detail(whole("documents_target", "Documents, target", "documents", "documents of the target with a hit", func(w *row) int64 { return w.inTarget })),
			result.Detail(whole("documents_reference", "Documents, reference", "documents", "documents of the reference with a hit", func(w *row) int64 { return w.inReference })),
			result.Detail(text("caution", "Caution", "what makes the row rough: few-tokens (a side under 1000), few-paragraphs (under 5), few-hits (1 to 4), absent-from-target, absent-from-reference, no-hits", (*row).caution)),
		},
	}
	t.Notes = notes(in, rows)
	return t
}

func notes(in *analyzers.Input, rows []row) []result.Note {
	var notes []result.Note
	add := func(is func(*row) bool, code, message string) {
		n := 0
		for i := range rows {
			if is(&rows[i]) {
				n++
			}
		}
		if n > 0 {
			notes = append(notes, result.Note{Code: code, Message: fmt.Sprintf(message, result.Whole(n)), Table: "comparison", Row: -1})
		}
	}
	if len(in.Comparisons) == 0 {
		notes = append(notes, result.Note{Code: "no-comparison", Message: "there is nothing to compare: a comparison needs a target and a reference", Table: "comparison", Row: -1})
	}
	add(func(w *row) bool { return w.A == 0 || w.B == 0 }, "no-tokens", "rows with a side without tokens: %s; their rates and tests are missing")
	add(func(w *row) bool { return w.a+w.b == 0 }, "no-hits", "rows without hits on either side: %s; they are not tested and have no log ratio")
	add(func(w *row) bool { return (w.a == 0) != (w.b == 0) }, "one-sided", "rows with hits on one side only: %s; their log ratio and a bound of it are infinite and left empty, the conservative log ratio (lrc) is finite")
	add(func(w *row) bool { return w.a > w.A || w.b > w.B }, "more-hits-than-tokens", "rows with more hits than tokens: %s; they are not tested")
	add(func(w *row) bool { return w.a > 0 && w.a < fewHits || w.b > 0 && w.b < fewHits }, "few-hits", "rows with one to four hits on a side: %s; their intervals are rough (column caution)")
	add(func(w *row) bool { return w.fewBlocks || w.fewTokens }, "short-side", "rows with a side of fewer than 1000 tokens or five paragraphs: %s; their intervals are rough and tend to be too narrow (column caution)")
	notes = append(notes, documentNotes(in)...)
	add(func(w *row) bool { return w.tested() && math.IsNaN(w.p) }, "no-test", "rows without a permutation test, since the two sides together have fewer than three paragraphs: %s")
	add(func(w *row) bool { return w.likelihood == 0 }, "p-underflow", "rows whose p_g2 is below 1e-308 and written as 0: %s; see g2")
	add(func(w *row) bool { return math.IsNaN(w.difference.Low) && w.A > 0 && w.B > 0 }, "no-interval", "rows whose difference has no interval: %s")
	add(func(w *row) bool {
		return !math.IsNaN(w.ratio.Value) && (math.IsNaN(w.ratio.Low) || math.IsNaN(w.ratio.High))
	}, "open-ratio", "rows whose log ratio has an open interval: %s; too many resamples have no hit on one side")
	return notes
}

// documentNotes says of how many documents the comparisons are, and what that
// means for the tests.
func documentNotes(in *analyzers.Input) (notes []result.Note) {
	two, few, drawn := 0, 0, 0
	for _, c := range in.Comparisons {
		a, b := len(c.Target.Documents), len(c.Reference.Documents)
		switch {
		case a == 1 && b == 1:
			two++
		case min(a, b) < analyzers.EnoughDocuments:
			few++
		}
		if in.Options.Resample == analyzers.ByDocument && min(a, b) < analyzers.EnoughDocuments {
			drawn++
		}
	}
	add := func(n int, code, message string) {
		if n > 0 {
			notes = append(notes, result.Note{Code: code, Message: fmt.Sprintf(message, result.Whole(n)), Table: "comparison", Row: -1})
		}
	}
	add(two, "two-documents", "comparisons of one document with one other: %s; two documents are a sample of two, so there is no p-value over documents: p and the intervals are over the paragraphs of these two and say nothing of other documents")
	add(few, "few-documents", "comparisons with a side of fewer than five documents: %s; their paragraphs and not their documents are permuted, so p says nothing of other documents and tends to be too small")
	add(drawn, "paragraphs-drawn", "comparisons with a side of fewer than five documents, whose paragraphs are resampled instead of its documents: %s")
	return notes
}

// families says how many tests a comparison has.
func families(rows []row) string {
	least, most := int64(math.MaxInt64), int64(0)
	for i := range rows {
		least, most = min(least, rows[i].family), max(most, rows[i].family)
	}
	if least < most {
		return result.Whole(least) + " to " + result.Counted(most, "test")
	}
	return result.Counted(most, "test")
}
