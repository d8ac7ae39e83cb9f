// Package dispersion says where in a text concepts stand, and how evenly they
// are spread over it and over the documents.
package dispersion

import (
	"context"
	"fmt"
	"math"

	"concordat/analyzers"
	"concordat/analyzers/result"
	"concordat/analyzers/stats/spread"
)

// name is the analyzer's, its table's and its figure's.
const name = "dispersion"

// limit is the number of documents up to which each has rows of its own.
const limit = 12

type analyzer struct{}

// New returns the analyzer.
func New() analyzers.Analyzer { return analyzer{} }

// Info describes the analyzer.
func (analyzer) Info() analyzers.Info {
	return analyzers.Info{
		Name:  name,
		Title: "Dispersion of concepts",
		Doc: "Where in a text each concept stands, and how evenly it is spread over equal parts of a document or over the documents " +
			"(Gries's deviation of proportions, DP): a frequency that one passage makes is told from one that runs through the text.",
		Needs:   analyzers.Needs{Positions: true},
		Output:  []string{name},
		Default: true,
		References: []result.Reference{
			{Key: "gries2008", Text: "Gries, S. Th. (2008), Dispersions and adjusted frequencies in corpora, International Journal of Corpus Linguistics 13(4), 403–437", DOI: "10.1075/ijcl.13.4.02gri"},
			{Key: "lijffijt2012", Text: "Lijffijt, J. and Gries, S. Th. (2012), Correction to Stefan Th. Gries' “Dispersions and adjusted frequencies in corpora”, International Journal of Corpus Linguistics 17(1), 147–149", DOI: "10.1075/ijcl.17.1.08lij"},
		},
	}
}

// Analyze measures every concept with a hit in every document that the table
// has, and over all documents.
func (analyzer) Analyze(_ context.Context, in *analyzers.Input) (*result.Result, error) {
	var rows []row
	for _, s := range in.Sides(limit) {
		switch {
		case len(s.Documents) == 1:
			rows = append(rows, within(in, s.Documents[0])...)
		default:
			rows = append(rows, across(in, s)...)
		}
	}
	r := &result.Result{Analyzer: name, Tables: []*result.Table{table(in, rows)}, Notes: notes(in, rows)}
	if len(rows) > 0 {
		r.Methods = []string{fmt.Sprintf("Dispersion is the deviation of proportions (Gries 2008), DP = ½Σ|v/f − s| (0 = spread as the tokens are, towards 1 = all in one small part), "+
			"and DPnorm = DP/(1 − min s) (Lijffijt and Gries 2012): within a document over %s parts of equal numbers of tokens, over several documents with a part for each. "+
			"A hit belongs to the part of its first token; hits of a parent concept include its descendants'.", result.Whole(parts(in)))}
	}
	if f := strips(in, rows); f != nil {
		r.Figures = []*result.Figure{f}
	}
	return r, nil
}

// parts returns the number of parts that a document is divided into.
func parts(in *analyzers.Input) int { return max(in.Options.Parts, 1) }

// row is one concept in one document or set of documents.
type row struct {
	document     string
	concept      int
	hits, tokens int64
	parts, with  int64
	dp, norm     float64
}

// measure fills a row from the counts in parts and the parts' sizes in tokens.
func measure(document string, concept int, counts, sizes []int64) row {
	r := row{document: document, concept: concept, with: int64(spread.Range(counts)), dp: spread.DP(counts, sizes), norm: spread.DPNorm(counts, sizes)}
	for i := range counts {
		r.hits += counts[i]
		r.tokens += sizes[i]
		if sizes[i] > 0 {
			r.parts++
		}
	}
	return r
}

// within measures the concepts of one document over its equal parts: token t
// of n belongs to part ⌊t·k/n⌋ of k.
func within(in *analyzers.Input, document int) (rows []row) {
	d := &in.Tally.Documents[document]
	k, n := int64(parts(in)), d.Tokens
	sizes := make([]int64, k)
	for p := range k {
		sizes[p] = ceil((p+1)*n, k) - ceil(p*n, k)
	}
	counts := make([]int64, k)
	for i, pos := range d.Positions {
		counts[int64(pos.Token)*k/n]++
		if i+1 == len(d.Positions) || d.Positions[i+1].Concept != pos.Concept {
			rows = append(rows, measure(d.ID, int(pos.Concept), counts, sizes))
			clear(counts)
		}
	}
	return rows
}

func ceil(a, b int64) int64 { return (a + b - 1) / b }

// across measures the concepts of several documents with a part for each.
func across(in *analyzers.Input, s analyzers.Side) (rows []row) {
	counts := make([][]int64, len(in.Book.Concepts))
	sizes := make([]int64, len(s.Documents))
	for i, doc := range s.Documents {
		d := &in.Tally.Documents[doc]
		sizes[i] = d.Tokens
		for _, c := range d.Concepts {
			if counts[c.Concept] == nil {
				counts[c.Concept] = make([]int64, len(s.Documents))
			}
			counts[c.Concept][i] = c.Hits
		}
	}
	for c, n := range counts {
		if n != nil {
			rows = append(rows, measure(s.Name, c, n, sizes))
		}
	}
	return rows
}

// table lists the rows in the order of documents, then of the codebook.
func table(in *analyzers.Input, rows []row) *result.Table {
	texts := func(of func(row) string) []string { return column(rows, of) }
	ints := func(of func(row) int64) []int64 { return column(rows, of) }
	floats := func(of func(row) float64) []float64 { return column(rows, of) }
	labels := analyzers.Labels(in.Book)
	t := &result.Table{Name: name, Title: "Dispersion of concepts", Brief: max(in.Options.Top, 0),
		Caption: fmt.Sprintf("One row a concept with at least one hit in a document (over %s parts of equal numbers of tokens) or in several documents (a part for each). "+
			"DP is Gries's deviation of proportions of 2008: 0 = spread as the tokens are, towards 1 = all in one small part. "+
			"With few hits or few parts DP is coarse: read hits and parts beside it.", result.Whole(parts(in))),
		Columns: []result.Column{
			result.Texts("document", "Document", "Document, group, side of a comparison, or (all) documents together.", texts(func(r row) string { return r.document })),
			result.Texts("concept", "Concept", "Id of the concept.", texts(func(r row) string { return in.Book.Concepts[r.concept].ID })),
			result.Texts("label", "Label", "Label of the concept.", texts(func(r row) string { return labels[r.concept] })),
			result.Ints("hits", "Hits", "hits", "Hits, descendants' included.", ints(func(r row) int64 { return r.hits })),
			result.Detail(result.Ints("tokens", "Tokens", "tokens", "Tokens of the document or documents.", ints(func(r row) int64 { return r.tokens }))),
			result.Ints("parts", "Parts", "parts", "Parts with at least one token: of the document, or the documents themselves.", ints(func(r row) int64 { return r.parts })),
			result.Ints("parts_with", "Parts with", "parts", "Parts with at least one hit (range).", ints(func(r row) int64 { return r.with })),
			result.Floats("dp", "DP", "", 2, "Deviation of proportions (Gries 2008): 0 = spread as the tokens are, towards 1 = all in one small part.", floats(func(r row) float64 { return r.dp })),
			result.Floats("dp_norm", "DPnorm", "", 2, "DP/(1 − smallest part's share) (Lijffijt and Gries 2012): 0 to 1; empty where there is only one part.", floats(func(r row) float64 { return r.norm })),
		}}
	for i, r := range rows {
		if math.IsNaN(r.dp) || math.IsNaN(r.norm) {
			t.Notes = append(t.Notes, result.Note{Code: "one-part", Table: name, Row: i,
				Message: "dispersion over a single part is not defined"})
		}
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
	if len(in.Tally.Documents) > limit {
		out = append(out, result.Note{Code: "not-every-document", Table: name, Row: -1, Message: fmt.Sprintf(
			"with more than %d documents only all together, the groups and the sides of the comparisons have rows", limit)})
	}
	return out
}
