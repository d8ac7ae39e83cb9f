package match_test

import (
	"strings"
	"testing"

	"concordat/corpus"
	"concordat/corpus/codebook"
	"concordat/corpus/match"
	"concordat/corpus/tokenize"
)

// document makes a Document of a text in which every line is a sentence.
func document(t interface{ Helper() }, body string) *corpus.Document {
	t.Helper()
	text := &corpus.Text{ID: "text", Body: []byte(body), Blocks: []corpus.Block{{Span: corpus.Span{End: uint32(len(body))}}}}
	doc := &corpus.Document{Text: text, Lexicon: corpus.NewLexicon()}
	doc.Tokens = tokenize.Words(nil, text.Body, text.Blocks, doc.Lexicon)
	first := 0
	for i := range doc.Tokens {
		last := i == len(doc.Tokens)-1
		if last || strings.Contains(body[doc.Tokens[i].End:doc.Tokens[i+1].Start], "\n") {
			doc.Sentences = append(doc.Sentences, corpus.Sentence{First: uint32(first), End: uint32(i + 1)})
			first = i + 1
		}
	}
	return doc
}

// concept is a concept of a test codebook.
type concept struct {
	id       string
	parent   string
	priority int
	patterns []string
}

// book makes a codebook of concepts in depth-first order.
func book(t testing.TB, concepts ...concept) *codebook.Codebook {
	t.Helper()
	b := &codebook.Codebook{Name: "test", Path: "test.yaml"}
	number := map[string]codebook.ConceptID{"": codebook.None}
	for i, c := range concepts {
		id := codebook.ConceptID(i)
		number[c.id] = id
		out := codebook.Concept{ID: c.id, Label: c.id, Parent: number[c.parent], End: id + 1, Priority: c.priority, Line: i + 1}
		for a := out.Parent; a != codebook.None; a = b.Concepts[a].Parent {
			b.Concepts[a].End = id + 1
			out.Depth++
		}
		b.Concepts = append(b.Concepts, out)
	}
	for i, c := range concepts {
		for _, src := range c.patterns {
			r, _, err := codebook.ParsePattern(src, codebook.PatternOptions{Book: b})
			if err != nil {
				t.Fatalf("pattern %q: %v", src, err)
			}
			b.Concepts[i].Patterns = append(b.Concepts[i].Patterns, codebook.Pattern{Source: src, Rule: r, Line: i + 1, Column: 1})
		}
	}
	return b
}

// code codes a text and returns the coding.
func code(t testing.TB, b *codebook.Codebook, policy codebook.Overlap, body string) match.Coding {
	t.Helper()
	p, err := match.Compile(b, match.Options{Policy: policy})
	if err != nil {
		t.Fatal(err)
	}
	coding, err := p.NewMatcher().Code(document(t, body))
	if err != nil {
		t.Fatal(err)
	}
	return coding
}

// shown writes hits as "concept:words", with the forms where there are any.
func shown(b *codebook.Codebook, c match.Coding) []string {
	out := []string{}
	for _, h := range c.Hits {
		toks := c.Document.Tokens
		s := b.Concepts[h.Concept].ID + ":" + string(c.Document.Body[toks[h.First].Start:toks[h.End-1].End])
		for i, name := range []string{"part", "hyphen", "solid", "possessive", "folded"} {
			if h.Form&(1<<i) != 0 {
				s += " " + name
			}
		}
		out = append(out, s)
	}
	return out
}
