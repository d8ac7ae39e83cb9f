package diversity

import (
	"fmt"
	"math"

	"concordat/analyzers"
	"concordat/analyzers/result"
	"concordat/analyzers/stats/diversity"
)

// column builds the values of one column.
func column[T any](rows []row, of func(*row) T) []T {
	v := make([]T, len(rows))
	for i := range rows {
		v[i] = of(&rows[i])
	}
	return v
}

// table has a row for each document with words.
func table(in *analyzers.Input, rows []row) *result.Table {
	size := in.Options.DiversityWindow
	number := func(name, label, unit string, digits int, doc string, of func(*row) float64) result.Column {
		return result.Floats(name, label, unit, digits, doc, column(rows, of))
	}
	detail := func(name, label, unit string, digits int, doc string, of func(*row) float64) result.Column {
		return result.Detail(number(name, label, unit, digits, doc, of))
	}
	const byLength = "; depends on length: not for texts of different lengths"
	t := &result.Table{Name: name, Title: "Lexical diversity", Brief: max(in.Options.Top, 0),
		Caption: fmt.Sprintf("One row a document with words. Words are tokens with at least one letter; types are folded forms, not lemmas. MATTR is over windows of %s words, with %s bootstrap intervals over blocks of windows; "+
			"MTLD closes a factor at a type–token ratio of 0.72 or less; HD-D draws 42 words. TTR falls as a text gets longer: read it only between texts of equal length.",
			result.Whole(size), in.Options.Percent()),
		Columns: []result.Column{
			result.Texts("document", "Document", "Id of the document.", column(rows, func(r *row) string { return r.document })),
			result.Ints("words", "Words", "words", "Tokens with at least one letter, web and mail addresses aside.", column(rows, func(r *row) int64 { return r.words })),
			result.Ints("types", "Types", "types", "Distinct words; grows with length.", column(rows, func(r *row) int64 { return r.types })),
			number("mattr", "MATTR", "", 3, fmt.Sprintf("Mean type–token ratio of all windows of %s words; higher is more varied, at most 1; empty for a shorter document.", result.Whole(size)), func(r *row) float64 { return r.mattr }),
			number("mattr_low", "Low", "", 3, "Lower bound of mattr, block bootstrap; empty where the document is too short for one.", func(r *row) float64 { return r.low }),
			number("mattr_high", "High", "", 3, "Upper bound of mattr, block bootstrap; empty where the document is too short for one.", func(r *row) float64 { return r.high }),
			number("mtld", "MTLD", "words", 1, "Mean number of consecutive words that keep the type–token ratio above 0.72 (a factor closes at TTR ≤ 0.72), mean of forward and backward; higher is more varied.", func(r *row) float64 { return r.mtld.Mean }),
			detail("mtld_forward", "MTLD forward", "words", 1, "MTLD read from the first word to the last.", func(r *row) float64 { return r.mtld.Forward }),
			detail("mtld_backward", "MTLD backward", "words", 1, "MTLD read from the last word to the first.", func(r *row) float64 { return r.mtld.Backward }),
			detail("mtld_below", "MTLD (<)", "words", 1, "MTLD where a factor closes only below 0.72, mean of forward and backward.", func(r *row) float64 { return r.below.Mean }),
			detail("mtld_below_forward", "MTLD (<) forward", "words", 1, "mtld_below read from the first word to the last.", func(r *row) float64 { return r.below.Forward }),
			detail("mtld_below_backward", "MTLD (<) backward", "words", 1, "mtld_below read from the last word to the first.", func(r *row) float64 { return r.below.Backward }),
			number("hdd", "HD-D", "", 3, "Expected type–token ratio of 42 words drawn without replacement; higher is more varied, at most 1; empty for fewer words.", func(r *row) float64 { return r.hdd }),
			number("yule_k", "Yule's K", "", 1, "10⁴(Σf² − N)/N²; lower is more varied, 0 where no word occurs twice.", func(r *row) float64 { return r.k }),
			detail("yule_i", "Yule's I", "", 1, "V²/(Σf² − V); higher is more varied"+byLength+".", func(r *row) float64 { return r.i }),
			detail("simpson", "Simpson's D", "", 4, "Probability that two words drawn without replacement are one type, 0 to 1; lower is more varied.", func(r *row) float64 { return r.simpson }),
			detail("msttr", "MSTTR", "", 3, fmt.Sprintf("Mean type–token ratio of segments of %s words side by side, the rest unused; higher is more varied; empty for a shorter document.", result.Whole(size)), func(r *row) float64 { return r.msttr }),
			number("ttr", "TTR", "", 3, "Types divided by words, at most 1"+byLength+".", func(r *row) float64 { return r.ttr }),
			detail("guiraud", "Guiraud's R", "", 2, "Types divided by √words"+byLength+".", func(r *row) float64 { return r.root }),
			detail("cttr", "CTTR", "", 2, "Types divided by √(2·words)"+byLength+".", func(r *row) float64 { return r.cttr }),
			detail("herdan", "Herdan's C", "", 3, "ln types divided by ln words, 0 to 1"+byLength+".", func(r *row) float64 { return r.herdan }),
			detail("maas", "Maas's a²", "", 5, "(ln N − ln V)/ln² N; lower is more varied; depends on length somewhat.", func(r *row) float64 { return r.maas }),
		}}
	t.Notes = notes(in, rows)
	return t
}

// notes says of how many documents something is missing or rough, and names a
// few of them.
func notes(in *analyzers.Input, rows []row) []result.Note {
	var out []result.Note
	add := func(code, message string, is func(*row) bool) {
		var names []string
		for i := range rows {
			if is(&rows[i]) {
				names = append(names, rows[i].document)
			}
		}
		if len(names) > 0 {
			out = append(out, result.Note{Code: code, Table: name, Row: -1, Message: result.Counted(len(names), "document") + " " + message + ": " + few(names)})
		}
	}
	size := in.Options.DiversityWindow
	add("short-for-window", fmt.Sprintf("shorter than a window of %s words, so MATTR and MSTTR are not defined", result.Whole(size)),
		func(r *row) bool { return math.IsNaN(r.mattr) })
	if in.Options.Resamples > 0 && size > 0 {
		add("short-for-interval", fmt.Sprintf("with fewer than %s words, too few blocks for an interval of MATTR", result.Whole(diversity.Enough(size))),
			func(r *row) bool { return !math.IsNaN(r.mattr) && math.IsNaN(r.low) })
	} else if len(rows) > 0 {
		out = append(out, result.Note{Code: "no-resamples", Table: name, Row: -1, Message: "no resamples or no window were asked for, so MATTR has no interval"})
	}
	add("short-for-mtld", fmt.Sprintf("with fewer than %d words, for which MTLD is rough", short), func(r *row) bool { return r.words < short })
	add("short-for-draw", fmt.Sprintf("with fewer than the %d words that HD-D draws", draw), func(r *row) bool { return math.IsNaN(r.hdd) })
	add("no-repeat", "in which no word occurs twice, so MTLD and Yule's I are not defined", func(r *row) bool { return math.IsNaN(r.i) })
	add("one-word", "of one word, for which Herdan's C, Maas's a² and Simpson's D are not defined", func(r *row) bool { return r.words < 2 })
	if len(rows) < len(in.Tally.Documents) {
		out = append(out, result.Note{Code: "no-words", Table: name, Row: -1, Message: result.Counted(len(in.Tally.Documents)-len(rows), "document") + " without words, or whose words were not counted, left out"})
	}
	least, most := int64(math.MaxInt64), int64(0)
	for i := range rows {
		least, most = min(least, rows[i].words), max(most, rows[i].words)
	}
	if len(rows) > 1 && most > least+least/10 {
		out = append(out, result.Note{Code: "length", Table: name, Row: -1, Message: fmt.Sprintf(
			"the documents have from %s to %s words: TTR, Guiraud's R, CTTR, Herdan's C and Yule's I differ for that alone; compare by MATTR, MTLD or HD-D", result.Whole(least), result.Whole(most))})
	}
	return out
}

// few names the first of some documents.
func few(names []string) string {
	const most = 5
	s := ""
	for i, n := range names[:min(most, len(names))] {
		if i > 0 {
			s += ", "
		}
		s += n
	}
	if n := len(names) - most; n > 0 {
		s += " and " + result.Whole(n) + " more"
	}
	return s
}
