package tally

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"concordat/corpus"
	"concordat/corpus/match"

	"pgregory.net/rapid"
)

// withRunning adds to the tally of a document its sections and its words in
// order, block by block and word by word.
func withRunning(doc Document, d *corpus.Document) Document {
	paragraph := int32(0)
	for i, b := range d.Blocks {
		if !slices.ContainsFunc(d.Sentences, func(s corpus.Sentence) bool { return int(s.Block) == i }) {
			continue
		}
		if b.Kind == corpus.Heading {
			title := strings.Join(strings.Fields(string(d.Body[b.Start:b.End])), " ")
			doc.Sections = append(doc.Sections, Section{title, b.Level, paragraph})
		} else if paragraph == 0 {
			doc.Sections = append(doc.Sections, Section{})
		}
		paragraph++
	}
	doc.Sequence = &Sequence{Body: string(d.Body)}
	for _, t := range d.Tokens {
		doc.Sequence.Types = append(doc.Sequence.Types, t.Type)
		doc.Sequence.Spans = append(doc.Sequence.Spans, t.Span())
		if d.Tagged {
			doc.Sequence.Tags = append(doc.Sequence.Tags, t.Tag)
		}
	}
	for _, s := range d.Sentences {
		doc.Sequence.Sentences = append(doc.Sequence.Sentences, s.End-s.First)
	}
	return doc
}

// What is not asked for is not there, and a text asks for its words.
func TestSequenceOnDemand(t *testing.T) {
	c := &match.Coding{Document: document("d", "# Peace\n\none two", corpus.NewLexicon())}
	b := book(-1)
	plain := Of(c, b, 0, Options{})
	if d := plain.Documents[0]; d.Sequence != nil || d.Sections != nil || plain.Words != nil {
		t.Errorf("without being asked: %+v", d)
	}
	running := Of(c, b, 0, Options{Sequence: true})
	if s := running.Documents[0].Sequence; running.Words == nil || s.Spans != nil || s.Body != "" || len(s.Types) != 3 {
		t.Errorf("sequence %+v of lexicon %v", s, running.Words)
	}
}

// Every word of a merged document is the word that stands in its text.
func TestMergedSequenceReadsAsTheText(t *testing.T) {
	b := book(-1, 0)
	rapid.Check(t, func(t *rapid.T) {
		all, _ := shuffled(t, b, inOrder)
		merged := Merge(all...)
		for _, d := range merged.Documents {
			s := d.Sequence
			if int64(len(s.Types)) != d.Tokens || len(s.Spans) != len(s.Types) || int64(len(s.Sentences)) != d.Sentences {
				t.Fatalf("%d types, %d spans, %d sentences of %+v", len(s.Types), len(s.Spans), len(s.Sentences), d)
			}
			for i, span := range s.Spans {
				if got, want := merged.Words.Word(s.Types[i]), strings.ToLower(s.Body[span.Start:span.End]); got != want {
					t.Fatalf("word %d is %q, in the text %q", i, got, want)
				}
			}
		}
	})
}

// The alternatives of a document are those of its parts, moved to where they stand.
func TestJoinAlternatives(t *testing.T) {
	part := func(n int, more bool, tokens int64, p ...Position) Document {
		return Document{Part: n, More: more, Tokens: tokens, Stretches: []Stretch{{Tokens: int32(tokens)}}, Variants: [][]Position{p, nil},
			Omissions: []Omission{{Concept: 1, Pattern: 2, Lost: p}}}
	}
	got := Join([]Document{part(0, true, 5, Position{1, 3, 4}), part(1, false, 7, Position{0, 2, 3}, Position{1, 1, 2})})
	all := []Position{{0, 7, 8}, {1, 3, 4}, {1, 6, 7}}
	if want := [][]Position{all, nil}; !reflect.DeepEqual(got.Variants, want) {
		t.Errorf("variants %v, want %v", got.Variants, want)
	}
	if want := []Omission{{Concept: 1, Pattern: 2, Lost: all}}; !reflect.DeepEqual(got.Omissions, want) {
		t.Errorf("omissions %v, want %v", got.Omissions, want)
	}
}

// Listing hits gives what counting them does.
func TestPositionsOfHits(t *testing.T) {
	b := book(-1, 0, 1, 0, -1)
	rapid.Check(t, func(t *rapid.T) {
		c := coding(t, "d", b, corpus.NewLexicon())
		if got, want := Positions(c.Hits, b), Of(c, b, 0, everything).Documents[0].Positions; !slices.Equal(got, want) {
			t.Fatalf("got %v, want %v", got, want)
		}
	})
}
