package match_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"concordat/corpus"
	"concordat/corpus/codebook"
	"concordat/corpus/match"
	"concordat/corpus/tokenize"
)

// TestRollUp states what a parent's count is: no token twice, no less than its
// own hits, no more than all hits below it, and every hit below it is counted
// or shares a token with one that is.
func TestRollUp(t *testing.T) {
	for name, policy := range policies {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				b := drawBook(t)
				p, err := match.Compile(b, match.Options{Policy: policy})
				if err != nil {
					t.Skip(err)
				}
				coding, err := p.NewMatcher().Code(document(t, drawBody(t)))
				if err != nil {
					t.Fatal(err)
				}
				for c := range b.Concepts {
					checkCount(t, b, codebook.ConceptID(c), coding.Hits, policy)
				}
			})
		})
	}
}

func checkCount(t *rapid.T, b *codebook.Codebook, c codebook.ConceptID, hits []match.Hit, policy codebook.Overlap) {
	var own, counted, left []match.Hit
	for _, h := range hits {
		up := b.Concepts[h.Concept].Depth - b.Concepts[c].Depth - 1
		switch {
		case h.Concept == c:
			own = append(own, h)
		case h.Concept < c || h.Concept >= b.Concepts[c].End:
		case h.Up&(1<<up) != 0:
			counted = append(counted, h)
		default:
			left = append(left, h)
		}
		if h.Up>>b.Concepts[h.Concept].Depth != 0 {
			t.Fatalf("%+v counts for ancestors that there are not", h)
		}
	}
	all := slices.Concat(own, counted)
	for i, x := range all {
		for j, y := range all[:i] {
			if touch(x, y) && (policy != codebook.OverlapAll || i >= len(own)) {
				t.Fatalf("concept %d counts %d %+v and %d %+v", c, i, x, j, y)
			}
		}
	}
	for _, x := range left {
		found := false
		for _, y := range all {
			found = found || touch(x, y)
		}
		if !found {
			t.Fatalf("concept %d leaves out %+v for no reason", c, x)
		}
	}
}

// TestLexiconsDoNotMatter codes the same texts with one lexicon for each and
// with one for all, with one matcher and with new ones: the hits are the same.
func TestLexiconsDoNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, err := match.Compile(drawBook(t), match.Options{})
		if err != nil {
			t.Skip(err)
		}
		lex, one := corpus.NewLexicon(), p.NewMatcher()
		for range 3 {
			doc := document(t, drawBody(t))
			again := *doc
			again.Lexicon = lex
			again.Tokens = tokenize.Words(nil, doc.Body, doc.Blocks, lex)
			want, err := p.NewMatcher().Code(doc)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range []*corpus.Document{doc, &again, doc} {
				got, err := one.Code(d)
				if err != nil {
					t.Fatal(err)
				}
				if !reflect.DeepEqual(got.Hits, want.Hits) || got.Policies != want.Policies || got.Covered != want.Covered {
					t.Fatalf("%q: %+v, want %+v", d.Body, got, want)
				}
			}
		}
	})
}

// TestCompileErrors shows what Compile refuses and where it says the fault is.
func TestCompileErrors(t *testing.T) {
	sequence := func(es ...codebook.Element) codebook.Rule { return codebook.Rule{Sequence: es} }
	word := codebook.Element{Text: "a"}
	tests := []struct {
		name string
		rule codebook.Rule
		want string
	}{
		{"empty", sequence(), "empty string"},
		{"optional", sequence(codebook.Element{Kind: codebook.Gaps, Max: 2}), "empty string"},
		{"no alternative", sequence(codebook.Element{Kind: codebook.Alternatives}), "matches nothing"},
		{"no text", sequence(codebook.Element{}), "no text"},
		{"gap", sequence(word, codebook.Element{Kind: codebook.Gaps, Min: 3, Max: 2}, word), "gap {3,2}"},
		{"long gap", sequence(word, codebook.Element{Kind: codebook.Gaps, Max: 1 << 30}, word), "at most 100"},
		{"regex", sequence(codebook.Element{Kind: codebook.Regex, Text: "a("}), "missing closing )"},
		{"empty regex", sequence(codebook.Element{Kind: codebook.Regex, Text: "a*"}), "empty word"},
		{"kind", sequence(codebook.Element{Kind: 99}), "element kind 99"},
		{"op", codebook.Rule{Op: 99}, "operator 99"},
		{"one side", codebook.Rule{Op: codebook.OpNear, A: &codebook.Rule{Sequence: []codebook.Element{word}}}, "either side"},
		{"reference", codebook.Rule{Op: codebook.OpConcept, Ref: 7}, "concept"},
		{"unresolved", codebook.Rule{Op: codebook.OpConcept, Ref: codebook.None}, "concept"},
		{"itself", codebook.Rule{Op: codebook.OpConcept, Ref: 0}, "refers to itself"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := book(t, concept{id: "k"})
			b.Concepts[0].Patterns = []codebook.Pattern{{Source: "source", Rule: tt.rule, Line: 4, Column: 7}}
			_, err := match.Compile(b, match.Options{})
			if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.HasPrefix(err.Error(), "test.yaml:") {
				t.Errorf("error %v, want one with %q", err, tt.want)
			}
		})
	}
	parent := book(t, concept{id: "p", patterns: []string{"a"}}, concept{id: "c", parent: "p", patterns: []string{"concept:p near/2 b"}})
	if _, err := match.Compile(parent, match.Options{}); err == nil || !strings.Contains(err.Error(), "through a descendant") {
		t.Errorf("a child that names its parent: error %v", err)
	}
	if _, err := match.Compile(parent, match.Options{Policy: 9}); err == nil {
		t.Error("unknown policy: no error")
	}
}

// TestReferences shows that a concept in a rule stands for its descendants' hits as well.
func TestReferences(t *testing.T) {
	b := book(t,
		concept{id: "actors", patterns: []string{"states"}},
		concept{id: "blocs", parent: "actors", patterns: []string{"European Union", "united nations"}},
		concept{id: "appeal", patterns: []string{"call near/1 concept:actors", "shall unless concept:blocs in sentence"}},
	)
	got := strings.Join(shown(b, code(t, b, codebook.OverlapConcept, "call the United Nations; it shall\ncall for states, shall\ncall for all states")), "|")
	want := "appeal:call|blocs:United Nations|appeal:call|actors:states|appeal:shall|actors:states"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// TestTags shows lemma: and tag: patterns, and that they need tags.
func TestTags(t *testing.T) {
	b := book(t, concept{id: "k", patterns: []string{"tag:NN* house", "lemma:house near/3 green"}})
	p, err := match.Compile(b, match.Options{})
	if err != nil {
		t.Fatal(err)
	}
	doc := document(t, "tree house, green house and house")
	if _, err := p.NewMatcher().Code(doc); err == nil || !strings.Contains(err.Error(), "tags") {
		t.Fatalf("a document without tags: error %v", err)
	}
	doc.Tagged = true
	for i, name := range []string{"NN", "NN", "JJ", "NN", "CC", "NN"} {
		doc.Tokens[i].Tag = tokenize.TagOf(name)
	}
	coding, err := p.NewMatcher().Code(doc)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(shown(b, coding), "|"); got != "k:tree house|k:house|k:house" {
		t.Errorf("got %s", got)
	}
}

// TestBrokenDocuments shows that a document which no tokenizer makes is an error.
func TestBrokenDocuments(t *testing.T) {
	p, err := match.Compile(book(t, concept{id: "k", patterns: []string{"a"}}), match.Options{})
	if err != nil {
		t.Fatal(err)
	}
	long, bare := document(t, "a b"), document(t, "a b")
	long.Sentences[0].End = 3
	bare.Lexicon = nil
	for _, doc := range []*corpus.Document{long, bare} {
		if _, err := p.NewMatcher().Code(doc); err == nil {
			t.Errorf("%+v: no error", doc)
		}
	}
	empty, err := p.NewMatcher().Code(document(t, ""))
	if err != nil || len(empty.Hits) != 0 || empty.Covered != 0 {
		t.Errorf("empty document: %+v, %v", empty, err)
	}
}

// FuzzCode states that no text and no pattern that compiles makes Code panic,
// and that hits lie inside sentences, in order.
func FuzzCode(f *testing.F) {
	for _, w := range words {
		f.Add(w+" * {0,2} b*", w+", "+w+" aaa")
	}
	f.Add("multi-stakehold*", "multi\u00adstake‑holders’s Ⅷ-ﬁ multi stakeholder's")
	f.Add("=U.S. led", "U.S.-led ÜS İ's a--b -a- 's 's-'s")
	f.Add("/(?-i:A)+/ near/2 (|a) b", "A-a-A b")
	f.Fuzz(func(t *testing.T, pattern, body string) {
		rule, _, err := codebook.ParsePattern(pattern, codebook.PatternOptions{})
		if err != nil {
			t.Skip()
		}
		b := book(t, concept{id: "k"})
		b.Concepts[0].Patterns = []codebook.Pattern{{Source: pattern, Rule: rule}}
		p, err := match.Compile(b, match.Options{Policy: codebook.OverlapAll})
		if err != nil {
			t.Skip()
		}
		doc := document(t, strings.ToValidUTF8(body, "?"))
		doc.Tagged = true
		coding, err := p.NewMatcher().Code(doc)
		if err != nil {
			t.Fatal(err)
		}
		last := uint32(0)
		for _, h := range coding.Hits {
			s := doc.Sentences[doc.SentenceOf(h.First)]
			if h.First < last || h.End <= h.First || h.End > s.End {
				t.Fatalf("hit %+v in sentence %+v after %d", h, s, last)
			}
			last = h.First
		}
	})
}
