package match_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"concordat/corpus"
	"concordat/corpus/codebook"
	"concordat/corpus/match"
)

var policies = map[string]codebook.Overlap{
	"concept": codebook.OverlapConcept, "codebook": codebook.OverlapCodebook,
	"all": codebook.OverlapAll, "exclusive": codebook.OverlapExclusive,
}

// words and texts are made of few letters, so that patterns meet them often.
var (
	words = []string{"aaa", "bbb", "ccc", "d", "AAA", "Bbb", "aaabbb", "bbbccc", "AAABBB", "aaa-bbb", "bbb-ccc-aaa", "Aaa-BBB", "d-ccc",
		"aaa's", "bbb's", "aaa-bbb's", "ab", "AB", "A.B.", "a.b.", "A.B.-aaa", "dccc", "19", "195"}
	gaps     = []string{" ", " ", " ", " ", " ", ", ", "; ", " (", "\n"}
	literals = []string{"aaa", "bbb", "ccc", "d", "aaabbb", "bbbccc", "ab", "a.b.", "19", "5", "dccc", "aaa's"}
	exacts   = []string{"AAA", "Bbb", "AB", "A.B.", "aaa", "AAABBB", "BBB"}
	globs    = []string{"aaa*", "*b", "a?a", "aaabb*", "aaabbb*", "b*", "?", "*-*", "bbbc*", "*'s"}
	exactGs  = []string{"A*", "*B", "AAAB*", "Bb?"}
	regexes  = []string{"a+b*", "[ab]+", "b.*c", "(?-i:A+)b*"}
)

func drawElement(t *rapid.T, depth int) codebook.Element {
	e := codebook.Element{Allow: rapid.SampledFrom([]uint8{0, 0, 0, uint8(corpus.GapComma), 0xff}).Draw(t, "allow")}
	if rapid.IntRange(0, 3).Draw(t, "join") == 0 {
		e.Join = codebook.JoinHyphen
	}
	kind := rapid.IntRange(0, 15).Draw(t, "kind")
	text := func(kind codebook.ElementKind, exact bool, of []string) {
		e.Kind, e.Exact, e.Text = kind, exact, rapid.SampledFrom(of).Draw(t, "text")
	}
	switch {
	case kind < 6:
		text(codebook.Literal, false, literals)
	case kind < 8:
		text(codebook.Literal, true, exacts)
	case kind < 10:
		text(codebook.Glob, false, globs)
	case kind == 10:
		text(codebook.Glob, true, exactGs)
	case kind == 11:
		text(codebook.Regex, rapid.Bool().Draw(t, "exact"), regexes)
	case kind == 12:
		e.Kind = codebook.Any
	case kind == 13:
		e.Kind = codebook.Gaps
		e.Min = rapid.IntRange(0, 2).Draw(t, "min")
		e.Max = e.Min + rapid.IntRange(0, 2).Draw(t, "more")
	case depth > 0:
		e.Kind = codebook.Alternatives
		for range rapid.IntRange(1, 3).Draw(t, "alternatives") {
			e.Alts = append(e.Alts, drawSequence(t, depth-1, 0))
		}
	default:
		text(codebook.Literal, false, literals)
	}
	return e
}

func drawSequence(t *rapid.T, depth, least int) []codebook.Element {
	var es []codebook.Element
	for range rapid.IntRange(least, 3).Draw(t, "elements") {
		es = append(es, drawElement(t, depth))
	}
	return es
}

func drawRule(t *rapid.T, depth, concepts int) codebook.Rule {
	kind := rapid.IntRange(0, 9).Draw(t, "rule")
	switch {
	case kind == 9:
		return codebook.Rule{Op: codebook.OpConcept, Ref: codebook.ConceptID(rapid.IntRange(0, concepts-1).Draw(t, "ref"))}
	case kind > 5 && depth > 0:
		a, b := drawRule(t, depth-1, concepts), drawRule(t, depth-1, concepts)
		op := rapid.SampledFrom([]codebook.Op{codebook.OpNear, codebook.OpBefore, codebook.OpSentence, codebook.OpUnless, codebook.OpUnlessSentence}).Draw(t, "op")
		return codebook.Rule{Op: op, N: rapid.IntRange(0, 3).Draw(t, "n"), A: &a, B: &b}
	}
	return codebook.Rule{Sequence: drawSequence(t, 2, 1)}
}

func drawBook(t *rapid.T) *codebook.Codebook {
	b := &codebook.Codebook{Path: "test.yaml", WholeHyphen: rapid.IntRange(0, 4).Draw(t, "whole") == 0}
	n := rapid.IntRange(1, 5).Draw(t, "concepts")
	for i := range n {
		c := codebook.Concept{ID: fmt.Sprint("c", i), Parent: codebook.None, End: codebook.ConceptID(i + 1), Priority: rapid.IntRange(0, 2).Draw(t, "priority")}
		if i > 0 { // a child of the last concept or of one of its ancestors
			c.Parent = codebook.ConceptID(i - 1)
			for up := rapid.IntRange(0, 3).Draw(t, "up"); up > 0 && c.Parent != codebook.None; up-- {
				c.Parent = b.Concepts[c.Parent].Parent
			}
		}
		for a := c.Parent; a != codebook.None; a = b.Concepts[a].Parent {
			b.Concepts[a].End = codebook.ConceptID(i + 1)
			c.Depth++
		}
		for range rapid.IntRange(0, 3).Draw(t, "patterns") {
			r := drawRule(t, 2, n)
			c.Patterns = append(c.Patterns, codebook.Pattern{Source: r.String(), Rule: r})
		}
		b.Concepts = append(b.Concepts, c)
	}
	return b
}

func drawBody(t *rapid.T) string {
	var b strings.Builder
	for range rapid.IntRange(1, 10).Draw(t, "tokens") {
		b.WriteString(rapid.SampledFrom(words).Draw(t, "word"))
		b.WriteString(rapid.SampledFrom(gaps).Draw(t, "gap"))
	}
	return b.String()
}

// TestAgreesWithBruteForce compares every hit, form, roll-up and count with
// those found by the definitions alone.
func TestAgreesWithBruteForce(t *testing.T) {
	for name, policy := range policies {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				b := drawBook(t)
				p, err := match.Compile(b, match.Options{Policy: policy})
				if err != nil {
					t.Skip(err) // a cycle, or a pattern that matches the empty string
				}
				m := p.NewMatcher()
				for range 3 { // one matcher for several documents
					doc := document(t, drawBody(t))
					if _, err := m.Code(doc); err != nil {
						t.Fatal(err)
					}
					got, err := m.Code(doc) // of words that it knows by now
					if err != nil {
						t.Fatal(err)
					}
					want := (&brute{b, doc}).code(policy)
					if len(got.Hits)+len(want.Hits) > 0 && !reflect.DeepEqual(got.Hits, want.Hits) {
						t.Fatalf("%stext %q\ngot  %v\nwant %v", sources(b), doc.Body, got.Hits, want.Hits)
					}
					if got.Policies != want.Policies || got.Covered != want.Covered {
						t.Fatalf("text %q: got %+v, %d tokens covered; want %+v, %d", doc.Body, got.Policies, got.Covered, want.Policies, want.Covered)
					}
				}
			})
		})
	}
}

// sources lists the patterns of a codebook.
func sources(b *codebook.Codebook) string {
	var out strings.Builder
	for i, c := range b.Concepts {
		fmt.Fprintf(&out, "%d of %d:", i, c.Parent)
		for _, p := range c.Patterns {
			fmt.Fprintf(&out, " %q", p.Source)
		}
		out.WriteByte('\n')
	}
	return out.String()
}
