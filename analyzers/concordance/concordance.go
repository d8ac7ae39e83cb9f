// Package concordance lists the hits of one concept as key words in context.
package concordance

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"concordat/analyzers"
	"concordat/analyzers/result"
	"concordat/analyzers/tally"
)

// name is the analyzer's and its table's.
const name = "concordance"

type analyzer struct{}

// New returns the analyzer.
func New() analyzers.Analyzer { return analyzer{} }

// Info describes the analyzer.
func (analyzer) Info() analyzers.Info {
	return analyzers.Info{
		Name:  name,
		Title: "Concordance",
		Doc: "Every hit of one concept, or of a pattern given for the purpose, as a line of text with the key word in the middle. " +
			"Without a query there is nothing to list.",
		Needs:  analyzers.Needs{Quotes: true},
		Output: []string{name},
		References: []result.Reference{
			{Key: "luhn1960", Text: "Luhn, H. P. (1960). Key word-in-context index for technical literature (KWIC index). American Documentation 11(4), 288–295.", DOI: "10.1002/asi.5090110403"},
		},
	}
}

// Analyze lists the hits that Options.Query, a concept's id, counts. Without
// a query the result is empty.
func (analyzer) Analyze(_ context.Context, in *analyzers.Input) (*result.Result, error) {
	r := &result.Result{Analyzer: name}
	if in.Options.Query == "" {
		return r, nil
	}
	node, ok := in.Book.Lookup(in.Options.Query)
	if !ok {
		return nil, fmt.Errorf("concordance: the codebook has no concept %q; `concordat codebook list` shows those it has", in.Options.Query)
	}
	var lines []line
	documents := 0
	for i := range in.Tally.Documents {
		d := &in.Tally.Documents[i]
		before := len(lines)
		for j := range d.Quotes {
			if q := &d.Quotes[j]; counts(q, int32(node)) {
				lines = append(lines, line{d, q})
			}
		}
		if len(lines) > before {
			documents++
		}
	}
	label := analyzers.Labels(in.Book)[node]
	r.Tables = []*result.Table{{
		Name: name, Title: "Concordance of " + label, Columns: columns(in, lines), Brief: max(in.Options.Top, 0),
		Caption: fmt.Sprintf("One line a hit of %s or of its descendants where it counts them: %s in %s of %s, in the order of the texts, "+
			"with at most %d characters of context on either side, shortened to whole words. Start and end are byte offsets into the text as read.",
			label, result.Whole(len(lines)), result.Whole(documents),
			result.Counted(len(in.Tally.Documents), "document"), max(in.Options.Width, 0)),
	}}
	r.Methods = []string{fmt.Sprintf("The concordance sets each hit of %s in the middle of its context (Luhn 1960).", label)}
	if len(lines) == 0 {
		r.Notes = []result.Note{{Code: "no-hits", Message: label + " has no hit in these documents", Table: name, Row: -1}}
	}
	return r, nil
}

// counts reports whether a concept counts a hit, as its own or a descendant's.
func counts(q *tally.Quote, concept int32) bool {
	if q.Concept == concept {
		return true
	}
	for _, a := range q.Up {
		if a == concept {
			return true
		}
	}
	return false
}

// line is a quotation with its document.
type line struct {
	doc *tally.Document
	*tally.Quote
}

func columns(in *analyzers.Input, lines []line) []result.Column {
	texts := func(of func(line) string) []string {
		v := make([]string, len(lines))
		for i, l := range lines {
			v[i] = of(l)
		}
		return v
	}
	ints := func(of func(line) int64) []int64 {
		v := make([]int64, len(lines))
		for i, l := range lines {
			v[i] = of(l)
		}
		return v
	}
	width := max(in.Options.Width, 0)
	return []result.Column{
		result.Texts("id", "Id", "Stable id of the hit, h and twelve hexadecimal digits, for `concordat show`.", texts(func(l line) string { return l.ID })),
		result.Texts("document", "Document", "Id of the document.", texts(func(l line) string { return l.doc.ID })),
		result.Ints("start", "Start", "bytes", "Offset of the hit's first byte in the text as read, from 0.", ints(func(l line) int64 { return int64(l.Start) })),
		result.Ints("end", "End", "bytes", "Offset after the hit's last byte.", ints(func(l line) int64 { return int64(l.End) })),
		result.Ints("sentence", "Sentence", "", "Number of the sentence in the document, from 1.", ints(func(l line) int64 { return int64(l.Sentence) })),
		result.Texts("section", "Section", "Nearest heading at or above the hit.", texts(func(l line) string { return l.Section })),
		result.Texts("concept", "Concept", "Id of the concept whose pattern matched.", texts(func(l line) string { return in.Book.Concepts[l.Concept].ID })),
		result.Texts("left", "Left", "The words before the hit.", texts(func(l line) string { return last(l.Left, width) })),
		result.Texts("match", "Hit", "The words of the hit.", texts(func(l line) string { return l.Match })),
		result.Texts("right", "Right", "The words after the hit.", texts(func(l line) string { return first(l.Right, width) })),
	}
}

// first returns at most n characters from the beginning of s, up to the end
// of a word. A word longer than that is left out.
func first(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	cut := 0
	for range n {
		_, size := utf8.DecodeRuneInString(s[cut:])
		cut += size
	}
	if s[cut] != ' ' {
		cut = strings.LastIndexByte(s[:cut], ' ')
	}
	return strings.TrimRight(s[:max(cut, 0)], " ")
}

// last returns at most n characters from the end of s, from the beginning of
// a word on. A word longer than that is left out.
func last(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	cut := len(s)
	for range n {
		_, size := utf8.DecodeLastRuneInString(s[:cut])
		cut -= size
	}
	if s[cut-1] != ' ' {
		space := strings.IndexByte(s[cut:], ' ')
		if space < 0 {
			return ""
		}
		cut += space
	}
	return strings.TrimLeft(s[cut:], " ")
}
