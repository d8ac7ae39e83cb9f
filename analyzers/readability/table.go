package readability

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"concordat/analyzers"
	"concordat/analyzers/result"
	"concordat/analyzers/stats/readability"
)

// column builds the values of one column.
func column[T any](rows []row, of func(*row) T) []T {
	v := make([]T, len(rows))
	for i := range rows {
		v[i] = of(&rows[i])
	}
	return v
}

// table has a row for each document in English with sentences.
func table(in *analyzers.Input, rows []row) *result.Table {
	whole := func(name, label, unit, doc string, of func(readability.Counts) int64) result.Column {
		return result.Ints(name, label, unit, doc, column(rows, func(r *row) int64 { return of(r.counts) }))
	}
	score := func(name, label, unit string, digits int, doc string, of readability.Formula) result.Column {
		return result.Floats(name, label, unit, digits, doc, column(rows, func(r *row) float64 { return of(r.counts) }))
	}
	bound := func(name, label, unit, doc string, of func(*row) float64) result.Column {
		return result.Floats(name, label, unit, 1, doc, column(rows, of))
	}
	const grade = "school years"
	t := &result.Table{Name: name, Title: "Readability", Brief: max(in.Options.Top, 0),
		Caption: fmt.Sprintf("One row a document in English, without its headings. Words are tokens with at least one letter; long words have seven letters or more; syllables are counted by rules. "+
			"Grades are American school years: higher is harder; the reading ease is higher where a text is easier. Low and High are %s bootstrap intervals over paragraphs.", in.Options.Percent()),
		Columns: []result.Column{
			result.Texts("document", "Document", "Id of the document.", column(rows, func(r *row) string { return r.document })),
			whole("words", "Words", "words", "Tokens with at least one letter, outside of headings; numbers, web and mail addresses are left out.", func(c readability.Counts) int64 { return c.Words }),
			whole("sentences", "Sentences", "sentences", "Sentences with a word, outside of headings; list items and table cells that end no sentence are included.", func(c readability.Counts) int64 { return c.Sentences }),
			result.Detail(result.Ints("paragraphs", "Paragraphs", "paragraphs", "Paragraphs with a sentence, headings not: what is resampled.", column(rows, func(r *row) int64 { return int64(r.paragraphs) }))),
			score("words_per_sentence", "Words per sentence", "words", 1, "Words divided by sentences.", readability.SentenceLength),
			score("letters_per_word", "Letters per word", "letters", 2, "Letters divided by words.", readability.WordLength),
			score("long_words", "Long words", "%", 1, "Share of words of seven letters or more, 0 to 100.", readability.LongShare),
			result.Detail(whole("syllables", "Syllables", "syllables", "Syllables of all words, by rules and a dictionary of exceptions.", func(c readability.Counts) int64 { return c.Syllables })),
			result.Detail(whole("complex_words", "Complex words", "words", "Words of three syllables or more; a hyphenated compound only if one of its parts has so many.", func(c readability.Counts) int64 { return c.Complex })),
			score("flesch", "Reading ease", "", 1, "Flesch reading ease, 206.835 − 1.015·words/sentences − 84.6·syllables/words; higher is easier, about 0 to 100.", readability.Flesch),
			result.Detail(bound("flesch_low", "Low, reading ease", "", "Lower bound of flesch; empty with fewer than five paragraphs.", func(r *row) float64 { return r.easeLow })),
			result.Detail(bound("flesch_high", "High, reading ease", "", "Upper bound of flesch; empty with fewer than five paragraphs.", func(r *row) float64 { return r.easeUp })),
			score("flesch_kincaid", "Flesch–Kincaid", grade, 1, "0.39·words/sentences + 11.8·syllables/words − 15.59; higher is harder.", readability.FleschKincaid),
			bound("flesch_kincaid_low", "Low", grade, "Lower bound of flesch_kincaid; empty with fewer than five paragraphs.", func(r *row) float64 { return r.gradeLow }),
			bound("flesch_kincaid_high", "High", grade, "Upper bound of flesch_kincaid; empty with fewer than five paragraphs.", func(r *row) float64 { return r.gradeUp }),
			score("fog", "FOG", grade, 1, "0.4·(words/sentences + 100·complex words/words); higher is harder.", readability.FOG),
			score("smog", "SMOG", grade, 1, "1.0430·√(30·words of three syllables or more/sentences) + 3.1291; higher is harder; rough below 30 sentences.", readability.SMOG),
			result.Detail(score("coleman_liau", "Coleman–Liau", grade, 1, "0.0588·letters per 100 words − 0.296·sentences per 100 words − 15.8; higher is harder; no syllables.", readability.ColemanLiau)),
			result.Detail(score("ari", "ARI", grade, 1, "4.71·letters/words + 0.5·words/sentences − 21.43; higher is harder; no syllables.", readability.ARI)),
			score("lix", "LIX", "", 1, "Words per sentence plus per cent of long words; about 20 easy, 60 very hard; no syllables.", readability.LIX),
			result.Detail(score("rix", "RIX", "", 2, "Long words per sentence; higher is harder; no syllables.", readability.RIX)),
		}}
	add := func(code, message string, is func(*row) bool) {
		var names []string
		for i := range rows {
			if is(&rows[i]) {
				names = append(names, rows[i].document)
			}
		}
		if len(names) > 0 {
			t.Notes = append(t.Notes, result.Note{Code: code, Table: name, Row: -1, Message: result.Counted(len(names), "document") + " " + message + ": " + few(names)})
		}
	}
	add("no-interval", fmt.Sprintf("with fewer than %d paragraphs, or without resamples, and so without intervals", fewBlocks), func(r *row) bool { return math.IsNaN(r.gradeLow) })
	add("few-sentences", fmt.Sprintf("with fewer than %d sentences, on which McLaughlin did not try SMOG: its values there are rough", sample), func(r *row) bool { return r.counts.Sentences < sample })
	return t
}

// pictured is how many documents the figure has room for.
const pictured = 40

// bars shows the grades of the documents from the hardest to the easiest; nil
// for a single document and for more than fit.
func bars(in *analyzers.Input, rows []row) *result.Figure {
	if len(rows) < 2 || len(rows) > pictured {
		return nil
	}
	rows = slices.Clone(rows)
	slices.SortStableFunc(rows, func(a, b row) int {
		return cmp.Compare(readability.FleschKincaid(b.counts), readability.FleschKincaid(a.counts))
	})
	const unit = "school years"
	caption := fmt.Sprintf("Flesch–Kincaid grade of %s, hardest first, in American school years, with %s percentile bootstrap intervals, paragraphs resampled within each document (%s resamples, seed %s); "+
		"documents with fewer than %d paragraphs have none. Headings are left out; syllables are counted by rules.",
		result.Counted(len(rows), "document"), in.Options.Percent(), result.Whole(in.Options.Resamples), result.Whole(in.Options.Seed), fewBlocks)
	data := &result.Table{Name: "readability_bars", Title: "Flesch–Kincaid grade", Caption: caption, Place: result.Hidden, Columns: []result.Column{
		result.Texts("document", "Document", "Id of the document.", column(rows, func(r *row) string { return r.document })),
		result.Ints("words", "Words", "words", "Words outside of headings.", column(rows, func(r *row) int64 { return r.counts.Words })),
		result.Floats("flesch_kincaid", "Flesch–Kincaid", unit, 1, "0.39·words/sentences + 11.8·syllables/words − 15.59; higher is harder.", column(rows, func(r *row) float64 { return readability.FleschKincaid(r.counts) })),
		result.Floats("low", "Low", unit, 1, "Lower bound; empty with fewer than five paragraphs.", column(rows, func(r *row) float64 { return r.gradeLow })),
		result.Floats("high", "High", unit, 1, "Upper bound; empty with fewer than five paragraphs.", column(rows, func(r *row) float64 { return r.gradeUp })),
	}}
	if slices.ContainsFunc(rows, func(r row) bool { return math.IsNaN(r.gradeLow) }) {
		data.Notes = append(data.Notes, result.Note{Code: "no-interval", Message: "documents with too few paragraphs, or a run without resamples, have no interval", Table: data.Name, Row: -1})
	}
	return &result.Figure{Name: name, Title: "Flesch–Kincaid grade of the documents", Caption: caption, Kind: "bars", Data: data,
		X: "flesch_kincaid", Y: "document", Low: "low", High: "high", XLabel: "Flesch–Kincaid grade (school years)"}
}
