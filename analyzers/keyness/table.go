package keyness

import (
	"fmt"
	"strings"

	"concordat/analyzers"
	"concordat/analyzers/result"
)

// maxListed is how many rows a comparison has at least, if so many items were tested:
// those after them are listed only if their conservative log ratio is not 0.
const maxListed = 1000

// list is the rows of one table.
type list struct {
	kind    string // "words" or "concepts"
	items   []item
	tested  []int // by comparison
	dropped int   // tested, but not listed
}

// add lists the ranked items of one comparison.
func (l *list) add(ranked []item) {
	l.tested = append(l.tested, len(ranked))
	n := len(ranked)
	for n > maxListed && ranked[n-1].conservative == 0 {
		n--
	}
	l.dropped += len(ranked) - n
	l.items = append(l.items, ranked[:n]...)
}

// families says how many items were tested in each comparison.
func (l *list) families(in *analyzers.Input) string {
	parts := make([]string, len(l.tested))
	for i, n := range l.tested {
		parts[i] = result.Whole(n)
		if len(l.tested) > 1 {
			parts[i] += " for " + in.Comparisons[i].Target.Name
		}
	}
	if len(parts) == 0 {
		return "none"
	}
	return strings.Join(parts, ", ")
}

// each returns one value of every item: a column.
func each[T any](items []item, f func(*item) T) []T {
	out := make([]T, len(items))
	for i := range items {
		out[i] = f(&items[i])
	}
	return out
}

func (l *list) table(in *analyzers.Input) *result.Table {
	for i := range l.items {
		l.items[i].describe(in.Options.Level)
	}
	text := func(name, label, doc string, f func(*item) string) result.Column {
		return result.Texts(name, label, doc, each(l.items, f))
	}
	whole := func(name, label, unit, doc string, f func(*item) int64) result.Column {
		return result.Ints(name, label, unit, doc, each(l.items, f))
	}
	number := func(name, label, unit string, digits int, doc string, f func(*item) float64) result.Column {
		return result.Floats(name, label, unit, digits, doc, each(l.items, f))
	}
	const per = "per 10,000 tokens"
	first := []result.Column{text("word", "Word", "folded word form", func(w *item) string { return w.key })}
	count, left := "occurrences", " Left out are "+excluded(in)+"; totals count every token."
	if l.kind == "concepts" {
		first = []result.Column{
			text("concept", "Concept id", "id of the concept in the codebook", func(w *item) string { return w.key }),
			text("label", "Concept", "label of the concept", func(w *item) string { return w.label }),
		}
		count, left = "hits", " Left out are concepts without a hit on either side. The hits of a concept include those of the concepts below it."
	}
	t := &result.Table{
		Name:  "keyness_" + l.kind,
		Title: "Key " + l.kind,
		Caption: fmt.Sprintf("Each row is one of the %s in one comparison (%s), ranked by the size of the conservative log ratio (lrc), then of G²; where lrc is 0, a difference is not shown. Log ratios have exact %s intervals; lrc and q hold for all tested %s of the comparison together (%s). Tokens are taken as independent.%s%s",
			l.kind, result.Counted(len(in.Comparisons), "comparison"), in.Options.Percent(), l.kind, l.families(in), left, in.LegendOfAll()),
		Brief: in.Options.Top,
		Columns: append(first,
			text("target", "Target", "name of the target", func(w *item) string { return w.target }),
			text("reference", "Reference", "name of the reference", func(w *item) string { return w.reference }),
			whole("target_count", "Count, target", count, count+" in the target", func(w *item) int64 { return w.a }),
			whole("reference_count", "Count, reference", count, count+" in the reference", func(w *item) int64 { return w.b }),
			result.Detail(whole("target_tokens", "Tokens, target", "tokens", "tokens of the target", func(w *item) int64 { return w.A })),
			result.Detail(whole("reference_tokens", "Tokens, reference", "tokens", "tokens of the reference", func(w *item) int64 { return w.B })),
			number("target_per_10k", "Rate, target", per, 1, count+" per 10,000 tokens of the target", func(w *item) float64 { return w.rateTarget }),
			number("reference_per_10k", "Rate, reference", per, 1, count+" per 10,000 tokens of the reference", func(w *item) float64 { return w.rateReference }),
			number("log_ratio", "Log ratio", "doublings", 2, "log2 of the ratio of the rates: 1 = twice as often in the target; missing where one side has none", func(w *item) float64 { return w.ratio }),
			number("lrc", "Conservative log ratio", "doublings", 2, "bound of the exact interval of log_ratio nearer to 0, at a level for all tested items of the comparison together; 0 if it covers 0", func(w *item) float64 { return w.conservative }),
			result.Detail(number("log_ratio_low", "Low, log ratio", "doublings", 2, "lower bound of log_ratio, exact (Clopper and Pearson); missing where it has none", func(w *item) float64 { return w.low })),
			result.Detail(number("log_ratio_high", "High, log ratio", "doublings", 2, "upper bound of log_ratio, exact (Clopper and Pearson); missing where it has none", func(w *item) float64 { return w.high })),
			number("g2", "G²", "", 1, "log-likelihood statistic of four cells; positive = more in the target", func(w *item) float64 { return w.g2 }),
			result.Detail(number("p", "p", "", -1, "p-value of g2, chi-square with one degree of freedom; tokens taken as independent", func(w *item) float64 { return w.p })),
			number("q_bh", "q", "", -1, "p adjusted by Benjamini and Hochberg over the tested items of the comparison", func(w *item) float64 { return w.q }),
			result.Detail(number("percent_diff", "% difference", "%", 0, "difference of the rates in per cent of the reference's; missing where the reference has none", func(w *item) float64 { return w.percent })),
			result.Detail(whole("documents_target", "Documents, target", "documents", "documents of the target with an occurrence", func(w *item) int64 { return w.inTarget })),
			result.Detail(whole("documents_reference", "Documents, reference", "documents", "documents of the reference with an occurrence", func(w *item) int64 { return w.inReference })),
		),
	}
	t.Notes = l.notes(in, t.Name)
	return t
}

func (l *list) notes(in *analyzers.Input, table string) []result.Note {
	var notes []result.Note
	add := func(n int, code, message string) {
		if n > 0 {
			notes = append(notes, result.Note{Code: code, Message: fmt.Sprintf(message, result.Whole(n)), Table: table, Row: -1})
		}
	}
	count := func(is func(*item) bool) int {
		n := 0
		for i := range l.items {
			if is(&l.items[i]) {
				n++
			}
		}
		return n
	}
	if len(in.Comparisons) == 0 {
		notes = append(notes, result.Note{Code: "no-comparison", Message: "there is nothing to compare: keyness needs a target and a reference", Table: table, Row: -1})
	}
	if l.kind == "words" && in.Tally.Words == nil {
		notes = append(notes, result.Note{Code: "no-words", Message: "words were not counted", Table: table, Row: -1})
	}
	empty := 0
	for _, c := range in.Comparisons {
		if _, _, ok := tokens(in, c); !ok {
			empty++
		}
	}
	add(empty, "no-tokens", "comparisons with a side without tokens: %s; they have no rows")
	add(count(func(w *item) bool { return w.a == 0 || w.b == 0 }), "one-sided",
		"rows that occur on one side only: %s; their log ratio is infinite and left empty, the conservative log ratio (lrc) is finite")
	add(count(func(w *item) bool { return w.p == 0 }), "p-underflow", "rows whose p-value is below 1e-308 and written as 0: %s; see g2")
	add(l.dropped, "not-listed", "tested "+l.kind+" that are not listed, since their conservative log ratio is 0 and "+result.Whole(maxListed)+" others rank before them: %s")
	return notes
}
