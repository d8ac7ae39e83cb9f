package dispersion

import (
	"fmt"
	"math"

	"concordat/analyzers"
	"concordat/analyzers/result"
)

// fewParts is below how many parts every measure over parts is coarse.
const fewParts = 5

// table lists the rows in the order of documents, kinds of parts, then of the codebook.
func table(in *analyzers.Input, rows []row) *result.Table {
	texts := func(of func(row) string) []string { return column(rows, of) }
	ints := func(of func(row) int64) []int64 { return column(rows, of) }
	labels := analyzers.Labels(in.Book)
	number := func(name, label, unit, doc string, of func(row) float64) result.Column {
		return result.Floats(name, label, unit, 2, doc, column(rows, of))
	}
	detail := func(name, label, unit, doc string, of func(row) float64) result.Column {
		return result.Detail(number(name, label, unit, doc, of))
	}
	t := &result.Table{Name: name, Title: "Dispersion of concepts", Brief: max(in.Options.Top, 0),
		Caption: fmt.Sprintf("One row a concept with at least one hit in a document (over %s parts of equal numbers of tokens, and over its sections where there are two or more) or in several documents (a part for each). "+
			"DP is Gries's deviation of proportions of 2008: 0 = spread as the tokens are, towards 1 = all in one small part; DPnorm of 2012 and the form of 2020 reach 1. D and D_A are 1 where the spread is even, ARF is the number of hits where it is. "+
			"With few hits or few parts all of them are coarse: read hits and parts beside them.", result.Whole(parts(in))),
		Columns: []result.Column{
			result.Texts("document", "Document", "Document, group, side of a comparison, or (all) documents together.", texts(func(r row) string { return r.document })),
			result.Texts("parts_of", "Parts are", "What the parts are: equal parts of the document, its sections, or documents.", texts(func(r row) string { return r.kind })),
			result.Texts("concept", "Concept", "Id of the concept.", texts(func(r row) string { return in.Book.Concepts[r.concept].ID })),
			result.Texts("label", "Label", "Label of the concept.", texts(func(r row) string { return labels[r.concept] })),
			result.Ints("hits", "Hits", "hits", "Hits, descendants' included.", ints(func(r row) int64 { return r.hits })),
			result.Detail(result.Ints("tokens", "Tokens", "tokens", "Tokens of the document or documents.", ints(func(r row) int64 { return r.tokens }))),
			result.Ints("parts", "Parts", "parts", "Parts with at least one token.", ints(func(r row) int64 { return r.parts })),
			result.Ints("parts_with", "Parts with", "parts", "Parts with at least one hit (range).", ints(func(r row) int64 { return r.with })),
			number("dp", "DP", "", "Deviation of proportions (Gries 2008): 0 = spread as the tokens are, towards 1 = all in one small part.", func(r row) float64 { return r.dp }),
			number("dp_norm", "DPnorm", "", "DP/(1 − smallest part's share) (Lijffijt and Gries 2012): 0 to 1, 1 = all in the smallest part; empty where there is only one part.", func(r row) float64 { return r.norm }),
			detail("dp_egbert", "DP of 2020", "", "DP/(1 − share of the smallest part with a hit) (Egbert, Burch and Biber 2020, turned around): 0 to 1, 1 = all in one part; empty where there is only one part.", func(r row) float64 { return r.egbert }),
			number("juilland_d", "D", "", "Juilland's D of the rates: 1 = even, 0 = all in one part; empty where there is only one part.", func(r row) float64 { return r.d }),
			detail("juilland_raw", "D, counts", "", "Juilland's D of the counts, whatever the sizes of the parts: 1 = even, 0 = all in one part.", func(r row) float64 { return r.raw }),
			detail("carroll_d2", "D2", "", "Carroll's D2: 1 = even, 0 = all in one part.", func(r row) float64 { return r.d2 }),
			detail("rosengren_s", "S", "", "Rosengren's S: 1 = even, the smallest share of a part at least.", func(r row) float64 { return r.s }),
			detail("kl", "KL", "bits", "Kullback–Leibler divergence of the hits from the tokens: 0 = even, larger = more clumped.", func(r row) float64 { return r.kl }),
			detail("kl_odds", "KL/(1+KL)", "", "kl/(1+kl): 0 = even, towards 1 = clumped.", func(r row) float64 { return r.scaled.Odds }),
			detail("kl_natural", "1−e^−KL", "", "1 − e^(−kl): 0 = even, towards 1 = clumped.", func(r row) float64 { return r.scaled.Natural }),
			detail("kl_binary", "1−2^−KL", "", "1 − 2^(−kl): 0 = even, towards 1 = clumped.", func(r row) float64 { return r.scaled.Binary }),
			number("burch_da", "D_A", "", "D_A of Burch, Egbert and Biber: 1 = even, 0 = all in one part; empty where there is only one part.", func(r row) float64 { return r.da }),
			number("arf", "ARF", "hits", "Average reduced frequency along the document: hits = evenly spread, towards 1 = all in one place; only for equal parts.", func(r row) float64 { return r.arf }),
			number("burstiness", "Burstiness", "", "Burstiness of the distances between hits (Kim and Jo 2016): −1 = equal, about 0 = as by chance, 1 = all in one place; only for equal parts, from two hits on.", func(r row) float64 { return r.burst }),
			detail("burstiness_2008", "Burstiness of 2008", "", "(r−1)/(r+1), r the distances' coefficient of variation (Goh and Barabási 2008): depends on the number of hits.", func(r row) float64 { return r.goh }),
			detail("per_part", "Hits per part with", "hits", "Hits in documents with a hit (Church and Gale 1995), from 1; only for documents.", func(r row) float64 { return r.per }),
		}}
	for i, r := range rows {
		if math.IsNaN(r.dp) || math.IsNaN(r.norm) {
			t.Notes = append(t.Notes, result.Note{Code: "one-part", Table: name, Row: i,
				Message: "dispersion over a single part is not defined"})
		}
	}
	if len(rows) > 0 {
		t.Notes = append(t.Notes, result.Note{Code: "kinds", Table: name, Row: -1,
			Message: "ARF and burstiness are measured along a document, so only rows of equal parts have them, and burstiness only from two hits on; hits per part is for documents"})
	}
	return t
}

// column builds the values of one column.
func column[T any](rows []row, of func(row) T) []T {
	v := make([]T, len(rows))
	for i, r := range rows {
		v[i] = of(r)
	}
	return v
}

func notes(in *analyzers.Input, rows []row) []result.Note {
	var out []result.Note
	few := 0
	for _, r := range rows {
		if r.hits < r.parts {
			few++
		}
	}
	if few > 0 {
		out = append(out, result.Note{Code: "few-hits", Table: name, Row: -1, Message: fmt.Sprintf(
			"%s of %s rows have fewer hits than parts, so DP cannot be near 0 there however even the spread", result.Whole(few), result.Whole(len(rows)))})
	}
	coarse := 0
	for _, r := range rows {
		if r.parts < fewParts {
			coarse++
		}
	}
	if coarse > 0 {
		out = append(out, result.Note{Code: "few-parts", Table: name, Row: -1, Message: fmt.Sprintf(
			"%s of %s rows are over fewer than five parts: their measures can take few values and say little", result.Whole(coarse), result.Whole(len(rows)))})
	}
	if len(in.Tally.Documents) > limit {
		out = append(out, result.Note{Code: "not-every-document", Table: name, Row: -1, Message: fmt.Sprintf(
			"with more than %d documents only all together, the groups and the sides of the comparisons have rows", limit)})
	}
	return out
}
