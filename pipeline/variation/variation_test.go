package variation

import (
	"slices"
	"testing"

	"concordat/analyzers/tally"
	"concordat/corpus"
	"concordat/corpus/codebook"
	"concordat/corpus/match"
	"concordat/corpus/tokenize"
)

func read(t *testing.T, body string) *corpus.Document {
	t.Helper()
	tok, err := tokenize.New(tokenize.Options{Sentences: tokenize.SentencesRule})
	if err != nil {
		t.Fatal(err)
	}
	text := &corpus.Text{ID: "d", Body: []byte(body), Blocks: []corpus.Block{{Span: corpus.Span{End: uint32(len(body))}}}}
	docs, err := tok.Documents(t.Context(), []*corpus.Text{text}, []*corpus.Lexicon{corpus.NewLexicon()})
	if err != nil {
		t.Fatal(err)
	}
	return docs[0]
}

const book = `name: b
concepts:
  un: {patterns: [UN]}
  state: {patterns: [state, "state security"], concepts: {security: {patterns: [security]}}}
`

// Every variant is what a run with those choices counts.
func TestVariantsAreRuns(t *testing.T) {
	b, err := codebook.Parse("b.yaml", []byte(book))
	if err != nil {
		t.Fatal(err)
	}
	d := read(t, "The UN, un sommet. State security is cyber-security. State's security.")
	for own := range codebook.Overlap(policies) {
		p, err := New(b, own)
		if err != nil {
			t.Fatal(err)
		}
		var doc tally.Document
		if err := p.Worker()(d, &doc); err != nil {
			t.Fatal(err)
		}
		if len(doc.Variants) != 16 || len(p.Variants) != 16 || p.Variants[0].Overlap != own || p.Variants[0].Case != b.Case || p.Variants[0].WholeHyphen {
			t.Fatalf("%d positions of variants %v", len(doc.Variants), p.Variants)
		}
		differ := false
		for i, v := range p.Variants {
			if slices.Contains(p.Variants[:i], v) {
				t.Errorf("variant %v comes twice", v)
			}
			other, err := b.Reread(v.Case, v.WholeHyphen)
			if err != nil {
				t.Fatal(err)
			}
			program, err := match.Compile(other, match.Options{Policy: v.Overlap})
			if err != nil {
				t.Fatal(err)
			}
			coding, err := program.NewMatcher().Code(d)
			if err != nil {
				t.Fatal(err)
			}
			want := tally.Of(&coding, other, 0, tally.Options{Positions: true}).Documents[0].Positions
			if !slices.Equal(doc.Variants[i], want) {
				t.Errorf("variant %+v: %v, want %v", v, doc.Variants[i], want)
			}
			differ = differ || !slices.Equal(doc.Variants[i], doc.Variants[0])
		}
		if !differ || len(doc.Omissions) != 4 {
			t.Errorf("the variants do not differ, or not 4 omissions: %+v", doc)
		}
	}
}
