// Package evidence lists every hit with its place and its quotation, so that
// each number of a report can be read in the text.
package evidence

import (
	"context"
	"fmt"
	"strings"

	"concordat/analyzers"
	"concordat/analyzers/result"
	"concordat/analyzers/tally"
	"concordat/corpus/codebook"
)

// name is the analyzer's; table is where the hits stand.
const (
	name  = "evidence"
	table = "hits"
)

type analyzer struct{}

// New returns the analyzer.
func New() analyzers.Analyzer { return analyzer{} }

// Info describes the analyzer.
func (analyzer) Info() analyzers.Info {
	return analyzers.Info{
		Name:  name,
		Title: "Evidence",
		Doc: "Every hit with a stable id, its place in the text, the pattern that found it, the concepts that count it, " +
			"and the words around it.",
		Needs:   analyzers.Needs{Quotes: true},
		Output:  []string{table},
		Default: true,
		References: []result.Reference{
			{Key: "grimmer2013", Text: "Grimmer, J. and Stewart, B. M. (2013). Text as data: the promise and pitfalls of automatic content analysis methods for political texts. Political Analysis 21(3), 267–297.", DOI: "10.1093/pan/mps028"},
		},
	}
}

// Analyze lists the quotations of the tally.
func (analyzer) Analyze(_ context.Context, in *analyzers.Input) (*result.Result, error) {
	var hits []hit
	for i := range in.Tally.Documents {
		d := &in.Tally.Documents[i]
		for j := range d.Quotes {
			hits = append(hits, hit{d, &d.Quotes[j]})
		}
	}
	t := &result.Table{
		Name: table, Title: "Every hit with its quotation", Place: result.Evidence,
		Columns: columns(in.Book, hits), Brief: max(in.Options.Top, 0),
		Caption: fmt.Sprintf("One row a hit of a concept itself: %s in %s, in the order of the texts. "+
			"Start and end are byte offsets into the text as read, [start, end); sentences and paragraphs are numbered from 1. "+
			"The frequency of a concept is the number of rows that have it in concept or in counts_for.",
			result.Counted(len(hits), "hit"), result.Counted(len(in.Tally.Documents), "document")),
	}
	r := &result.Result{Analyzer: name, Tables: []*result.Table{t}}
	if len(hits) > 0 {
		r.Methods = []string{fmt.Sprintf("Each of the %s hits is listed with its quotation, document, section and byte range, under an id that is "+
			"made of the document's id, the byte range, the concept and the pattern (h and the first twelve hexadecimal digits of their SHA-256); what is counted by machine is to be validated by reading (Grimmer and Stewart 2013).",
			result.Whole(len(hits)))}
	}
	return r, nil
}

// hit is a quotation with its document.
type hit struct {
	doc *tally.Document
	*tally.Quote
}

// columns returns the table's columns.
func columns(book *codebook.Codebook, hits []hit) []result.Column {
	texts := func(of func(hit) string) []string {
		v := make([]string, len(hits))
		for i, h := range hits {
			v[i] = of(h)
		}
		return v
	}
	ints := func(of func(hit) int64) []int64 {
		v := make([]int64, len(hits))
		for i, h := range hits {
			v[i] = of(h)
		}
		return v
	}
	return []result.Column{
		result.Texts("id", "Id", "Stable id of the hit, h and twelve hexadecimal digits, for `concordat show`.", texts(func(h hit) string { return h.ID })),
		result.Texts("document", "Document", "Id of the document.", texts(func(h hit) string { return h.doc.ID })),
		result.Ints("start", "Start", "bytes", "Offset of the hit's first byte in the text as read, from 0.", ints(func(h hit) int64 { return int64(h.Start) })),
		result.Ints("end", "End", "bytes", "Offset after the hit's last byte.", ints(func(h hit) int64 { return int64(h.End) })),
		result.Ints("sentence", "Sentence", "", "Number of the sentence in the document, from 1.", ints(func(h hit) int64 { return int64(h.Sentence) })),
		result.Ints("paragraph", "Paragraph", "", "Number of the paragraph in the document, from 1; paragraphs without words have no number.", ints(func(h hit) int64 { return int64(h.Paragraph) })),
		result.Texts("section", "Section", "Nearest heading at or above the hit.", texts(func(h hit) string { return h.Section })),
		result.Texts("concept", "Concept", "Id of the concept whose pattern matched.", texts(func(h hit) string { return book.Concepts[h.Concept].ID })),
		result.Texts("pattern", "Pattern", "The pattern as the codebook has it.", texts(func(h hit) string { return book.Concepts[h.Concept].Patterns[h.Pattern].Source })),
		result.Texts("match", "Match", "The words of the hit, white space as single spaces.", texts(func(h hit) string { return h.Match })),
		result.Texts("left", "Left", "The words before it, shortened to whole words; may begin in the paragraph before.", texts(func(h hit) string { return h.Left })),
		result.Texts("right", "Right", "The words after it, shortened to whole words; may end in the paragraph after.", texts(func(h hit) string { return h.Right })),
		result.Texts("form", "Form", "How the text differs from the pattern's writing: part, hyphen, solid, possessive, folded; empty = not at all.", texts(func(h hit) string { return strings.Join(h.Forms(), " ") })),
		result.Texts("counts_for", "Counts for", "Ids of the ancestors that count the hit too, parted by spaces.", texts(func(h hit) string {
			ids := make([]string, len(h.Up))
			for i, a := range h.Up {
				ids[i] = book.Concepts[a].ID
			}
			return strings.Join(ids, " ")
		})),
	}
}
