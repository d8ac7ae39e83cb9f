// Package documents says what was read: the size, language, origin and coding
// of every document.
package documents

import (
	"context"
	"fmt"
	"strings"

	"concordat/analyzers"
	"concordat/analyzers/result"
	"concordat/analyzers/tally"
)

// name is the analyzer's and its table's.
const name = "documents"

type analyzer struct{}

// New returns the analyzer.
func New() analyzers.Analyzer { return analyzer{} }

// Info describes the analyzer.
func (analyzer) Info() analyzers.Info {
	return analyzers.Info{
		Name:  name,
		Title: "Documents",
		Doc: "What was read: tokens, types, sentences and paragraphs of every document, how much of it the codebook " +
			"covers, where it came from, and what to mind.",
		Output:  []string{name},
		Default: true,
		References: []result.Reference{
			{Key: "davis2022", Text: "Davis, M. and Chapman, C. (2022). Unicode Text Segmentation. Unicode Standard Annex 29."},
		},
	}
}

// Analyze makes the table of documents.
func (analyzer) Analyze(_ context.Context, in *analyzers.Input) (*result.Result, error) {
	docs := in.Tally.Documents
	t := &result.Table{
		Name: name, Title: "Documents read", Columns: columns(docs), Brief: max(in.Options.Top, 0),
		Caption: caption(docs),
	}
	for i := range docs {
		if docs[i].Tokens == 0 {
			t.Notes = append(t.Notes, result.Note{Code: "no-tokens", Table: name, Row: i,
				Message: fmt.Sprintf("%s has no words, so its coverage is not defined", docs[i].ID)})
		}
	}
	return &result.Result{
		Analyzer: name, Tables: []*result.Table{t}, Notes: notes(docs), Methods: methods(in),
	}, nil
}

func columns(docs []tally.Document) []result.Column {
	texts := func(of func(*tally.Document) string) []string {
		v := make([]string, len(docs))
		for i := range docs {
			v[i] = of(&docs[i])
		}
		return v
	}
	ints := func(of func(*tally.Document) int64) []int64 {
		v := make([]int64, len(docs))
		for i := range docs {
			v[i] = of(&docs[i])
		}
		return v
	}
	coverage := make([]float64, len(docs))
	for i := range docs {
		coverage[i] = 100 * float64(docs[i].Covered) / float64(docs[i].Tokens)
	}
	year := result.Ints("year", "Year", "", "Year of the text as its metadata give it; empty = unknown.",
		ints(func(d *tally.Document) int64 { return int64(d.Meta.Year) }))
	year.Missing = make([]bool, len(docs))
	for i := range docs {
		year.Missing[i] = docs[i].Meta.Year == 0
	}
	return []result.Column{
		result.Texts("document", "Document", "Id of the document, unique in the run.", texts(func(d *tally.Document) string { return d.ID })),
		result.Texts("title", "Title", "Title of the document.", texts(func(d *tally.Document) string { return d.Title })),
		result.Texts("language", "Language", "Language tag as given (BCP 47); empty = unknown.", texts(func(d *tally.Document) string { return d.Language })),
		result.Ints("tokens", "Tokens", "tokens", "Running words, numbers included, punctuation not.", ints(func(d *tally.Document) int64 { return d.Tokens })),
		result.Ints("types", "Types", "types", "Distinct words after folding of case and typography; grows with length.", ints(func(d *tally.Document) int64 { return d.Types })),
		result.Ints("sentences", "Sentences", "sentences", "Sentences with at least one word; headings count as sentences.", ints(func(d *tally.Document) int64 { return d.Sentences })),
		result.Ints("paragraphs", "Paragraphs", "paragraphs", "Paragraphs, headings, list items and table cells with at least one word.", ints(func(d *tally.Document) int64 { return d.Paragraphs })),
		result.Ints("hits", "Hits", "hits", "Hits of the codebook's concepts themselves, each once, without roll-up to parents.", ints(func(d *tally.Document) int64 { return d.Hits })),
		result.Detail(result.Ints("covered_tokens", "Covered tokens", "tokens", "Tokens inside at least one hit, each once.", ints(func(d *tally.Document) int64 { return d.Covered }))),
		result.Floats("coverage", "Coverage", "%", 1, "Share of the tokens inside at least one hit, 0 to 100; empty where there are no tokens.", coverage),
		result.Detail(result.Texts("actor", "Actor", "Who speaks, as the metadata give it.", texts(func(d *tally.Document) string { return d.Meta.Actor }))),
		year,
		result.Detail(result.Texts("kind", "Kind", "Kind of text, as the metadata give it.", texts(func(d *tally.Document) string { return d.Meta.Kind }))),
		result.Texts("group", "Group", "Group for comparisons, as the metadata give it.", texts(func(d *tally.Document) string { return d.Meta.Group })),
		result.Detail(result.Texts("format", "Format", "Format that read the file.", texts(func(d *tally.Document) string { return d.Origin.Format }))),
		result.Detail(result.Texts("charset", "Encoding", "Encoding of the file.", texts(func(d *tally.Document) string { return d.Origin.Charset }))),
		result.Detail(result.Ints("bytes", "Bytes", "bytes", "Size of the file; records of one file share it.", ints(func(d *tally.Document) int64 { return d.Origin.Bytes }))),
		result.Detail(result.Texts("sha256", "SHA-256", "Digest of the file's bytes, in hexadecimal.", texts(func(d *tally.Document) string { return d.Origin.SHA256 }))),
		result.Texts("warnings", "Warnings", "What to mind about the text, parted by semicolons.", texts(warnings)),
	}
}

func warnings(d *tally.Document) string {
	var all []string
	for _, w := range d.Warnings {
		all = append(all, w.Message)
	}
	if letterSpaced(d) {
		all = append(all, "letter-spaced: "+spacedShare(d)+" of the tokens are letters of words spaced out, as N a t i o n; close the gaps in the text")
	}
	return strings.Join(all, "; ")
}

// sums are the totals of the corpus.
type sums struct {
	tokens, sentences, paragraphs, hits, covered int64
	policies                                     [4]int64
	forms                                        [5]int64
}

func sum(docs []tally.Document) (s sums) {
	for i := range docs {
		d := &docs[i]
		s.tokens += d.Tokens
		s.sentences += d.Sentences
		s.paragraphs += d.Paragraphs
		s.hits += d.Hits
		s.covered += d.Covered
		for k, n := range d.Policies {
			s.policies[k] += n
		}
		for k, n := range d.Forms {
			s.forms[k] += n
		}
	}
	return s
}

func caption(docs []tally.Document) string {
	s := sum(docs)
	c := fmt.Sprintf("One row a document, in the order of the run. In all %s, %s, %s and %s; %s of the codebook's concepts",
		result.Counted(len(docs), "document"), result.Counted(s.tokens, "token"), result.Counted(s.sentences, "sentence"),
		result.Counted(s.paragraphs, "paragraph"), result.Counted(s.hits, "hit"))
	if s.tokens > 0 {
		c += fmt.Sprintf(" on %s (%s%%)", result.Counted(s.covered, "token"), result.Number(100*float64(s.covered)/float64(s.tokens), 1))
	}
	return c + ". Coverage is the share of the tokens that lie inside a hit. The number of types grows with length: compare it only between documents of one size."
}
