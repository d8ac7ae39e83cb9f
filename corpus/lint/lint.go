// Package lint checks a codebook: it runs its examples and looks for patterns
// that are superfluous, dead or too broad.
package lint

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"concordat/corpus"
	"concordat/corpus/codebook"
	"concordat/corpus/match"
	"concordat/corpus/tokenize"
)

// Severity says how much a finding matters.
type Severity uint8

// The severities.
const (
	Error   Severity = iota // the codebook does not do what it says
	Warning                 // very likely a mistake
	Info                    // mind this
)

// String returns error, warning or info.
func (s Severity) String() string {
	return [...]string{"error", "warning", "info"}[min(s, Info)]
}

// Finding is one remark about a codebook.
type Finding struct {
	Severity Severity
	// Code is stable: example-missed, counterexample-hit, duplicate-pattern,
	// shadowed-pattern, dead-pattern, broad-pattern, function-word,
	// empty-concept, no-definition, no-example, no-counterexample, or the code
	// of a codebook.Note.
	Code         string
	Concept      string // its id
	Pattern      string // as written; "" if the finding is about no pattern
	Message      string
	Line, Column int
}

// Report is what a check found.
type Report struct {
	Findings       []Finding // by line, column, code
	Concepts       int
	Patterns       int
	ExamplesRun    int // examples and counter-examples
	ExamplesFailed int
	Documents      int
	Tokens         int // of the documents
}

// Count returns the number of findings of a severity.
func (r Report) Count(s Severity) int {
	n := 0
	for _, f := range r.Findings {
		if f.Severity == s {
			n++
		}
	}
	return n
}

// Check runs the examples and counter-examples of a book and examines its
// patterns. With documents, it also looks which patterns find nothing in them
// or too much; without any, these findings are left out. The documents must
// carry tags if the book needs them. An error means that the check could not
// be made.
func Check(ctx context.Context, book *codebook.Codebook, docs []*corpus.Document) (Report, error) {
	c := &check{book: book, uses: make([][]use, len(book.Concepts))}
	for i := range book.Concepts {
		c.uses[i] = make([]use, len(book.Concepts[i].Patterns))
		c.report.Patterns += len(book.Concepts[i].Patterns)
	}
	c.report.Concepts = len(book.Concepts)
	c.report.Documents = len(docs)
	if err := c.compile(); err != nil {
		return Report{}, err
	}
	if err := c.examples(ctx); err != nil {
		return Report{}, err
	}
	for _, d := range docs {
		if err := ctx.Err(); err != nil {
			return Report{}, err
		}
		if err := c.document(d); err != nil {
			return Report{}, err
		}
	}
	c.concepts()
	c.duplicates()
	c.patterns()
	for _, n := range book.Notes {
		c.report.Findings = append(c.report.Findings, Finding{
			Severity: Info, Code: n.Code, Concept: n.Concept, Message: n.Message, Line: n.Line, Column: n.Column,
		})
	}
	slices.SortStableFunc(c.report.Findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Code, b.Code))
	})
	return c.report, nil
}

// check is the state of one Check.
type check struct {
	book     *codebook.Codebook
	settled  *match.Matcher // hits as a run counts them
	all      *match.Matcher // every match of every pattern
	uses     [][]use        // by concept and pattern
	reported map[*codebook.Pattern]bool
	report   Report
}

// use counts what a pattern found.
type use struct {
	documents int    // matches in the documents
	matches   int    // matches in documents and examples
	hits      int    // those that were left as hits
	taker     string // a pattern of the concept that took a match
}

func (c *check) compile() error {
	c.reported = make(map[*codebook.Pattern]bool)
	p, err := match.Compile(c.book, match.Options{Policy: codebook.OverlapConcept})
	if err != nil {
		return err
	}
	c.settled = p.NewMatcher()
	if p, err = match.Compile(c.book, match.Options{Policy: codebook.OverlapAll}); err != nil {
		return err
	}
	c.all = p.NewMatcher()
	return nil
}

func (c *check) find(s Severity, code string, concept int, p *codebook.Pattern, format string, args ...any) {
	con := &c.book.Concepts[concept]
	f := Finding{Severity: s, Code: code, Concept: con.ID, Message: fmt.Sprintf(format, args...), Line: con.Line, Column: con.Column}
	if p != nil {
		f.Pattern, f.Line, f.Column = p.Source, p.Line, p.Column
	}
	c.report.Findings = append(c.report.Findings, f)
}

// example is one example or counter-example, with its concept.
type example struct {
	*codebook.Example
	concept int
	counter bool
}

func (c *check) examples(ctx context.Context) error {
	var all []example
	for i := range c.book.Concepts {
		con := &c.book.Concepts[i]
		for k := range con.Examples {
			all = append(all, example{&con.Examples[k], i, false})
		}
		for k := range con.CounterExamples {
			all = append(all, example{&con.CounterExamples[k], i, true})
		}
	}
	docs, err := c.tokenize(ctx, all)
	if err != nil {
		return err
	}
	for i, e := range all {
		coding, err := c.count(docs[i], false)
		if err != nil {
			return err
		}
		c.report.ExamplesRun++
		if c.example(e, coding) {
			c.report.ExamplesFailed++
		}
	}
	return nil
}

// tokenize makes a document of each example, all with one lexicon.
func (c *check) tokenize(ctx context.Context, examples []example) ([]*corpus.Document, error) {
	t, err := tokenize.New(tokenize.Options{Tags: c.book.NeedsTags()})
	if err != nil {
		return nil, err
	}
	lex := corpus.NewLexicon()
	texts := make([]*corpus.Text, len(examples))
	lexicons := make([]*corpus.Lexicon, len(examples))
	for i, e := range examples {
		texts[i] = &corpus.Text{
			ID:     fmt.Sprintf("example in line %d", e.Line),
			Body:   []byte(e.Text),
			Blocks: []corpus.Block{{Span: corpus.Span{End: uint32(len(e.Text))}}},
		}
		lexicons[i] = lex
	}
	return t.Documents(ctx, texts, lexicons)
}

// example reports whether an example fails, and why.
func (c *check) example(e example, coding match.Coding) bool {
	con := &c.book.Concepts[e.concept]
	for _, h := range coding.Hits {
		if int(h.Concept) < e.concept || h.Concept >= con.End {
			continue
		}
		if !e.counter {
			return false
		}
		by := &c.book.Concepts[h.Concept].Patterns[h.Pattern]
		tokens := coding.Document.Tokens
		found := coding.Document.Slice(corpus.Span{Start: tokens[h.First].Start, End: tokens[h.End-1].End})
		c.failed(e, "counterexample-hit", by.Source, "counter-example gives a hit, %q by pattern %q: %q", found, by.Source, shorten(e.Text))
		return true
	}
	if e.counter {
		return false
	}
	c.failed(e, "example-missed", "", "example gives no hit: %q", shorten(e.Text))
	return true
}

func (c *check) failed(e example, code, pattern, format string, args ...any) {
	c.report.Findings = append(c.report.Findings, Finding{
		Severity: Error, Code: code, Concept: c.book.Concepts[e.concept].ID, Pattern: pattern,
		Message: fmt.Sprintf(format, args...), Line: e.Line, Column: e.Column,
	})
}

func (c *check) document(d *corpus.Document) error {
	c.report.Tokens += len(d.Tokens)
	_, err := c.count(d, true)
	return err
}

// count codes a document and enters what each pattern found.
func (c *check) count(d *corpus.Document, isDocument bool) (match.Coding, error) {
	settled, err := c.settled.Code(d)
	if err != nil {
		return match.Coding{}, err
	}
	all, err := c.all.Code(d)
	if err != nil {
		return match.Coding{}, err
	}
	byConcept := make(map[codebook.ConceptID][]match.Hit)
	for _, h := range settled.Hits {
		c.uses[h.Concept][h.Pattern].hits++
		byConcept[h.Concept] = append(byConcept[h.Concept], h)
	}
	for _, h := range all.Hits {
		u := &c.uses[h.Concept][h.Pattern]
		u.matches++
		if isDocument {
			u.documents++
		}
		if u.taker == "" {
			u.taker = c.taker(h, byConcept[h.Concept])
		}
	}
	return settled, nil
}

// taker returns the pattern of the same concept whose hit holds tokens of h.
// The hits ascend and do not overlap.
func (c *check) taker(h match.Hit, hits []match.Hit) string {
	i, _ := slices.BinarySearchFunc(hits, h.First, func(x match.Hit, first uint32) int {
		if x.End <= first {
			return -1
		}
		return 1
	})
	if i < len(hits) && hits[i].First < h.End && hits[i].Pattern != h.Pattern {
		return c.book.Concepts[h.Concept].Patterns[hits[i].Pattern].Source
	}
	return ""
}

// shorten cuts a text to what fits a line.
func shorten(s string) string {
	const most = 80
	if rs := []rune(s); len(rs) > most {
		return string(rs[:most]) + "…"
	}
	return s
}
