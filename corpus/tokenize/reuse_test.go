package tokenize

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"concordat/corpus"
)

// tokenizer returns one with the options.
func tokenizer(t testing.TB, o Options) *Tokenizer {
	t.Helper()
	tok, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return tok
}

// Memory that is used again leaves no trace: each call gives what a tokenizer
// without it gives, for all of its documents at once.
func TestReuse(t *testing.T) {
	reuse, fresh := tokenizer(t, Options{Sentences: SentencesRule, Reuse: true}), tokenizer(t, Options{Sentences: SentencesRule})
	rapid.Check(t, func(r *rapid.T) {
		var texts []*corpus.Text
		for range rapid.IntRange(0, 5).Draw(r, "texts") {
			texts = append(texts, together(texture().Draw(r, "a"), texture().Draw(r, "b")))
		}
		lexicons := func() []*corpus.Lexicon {
			return slices.Repeat([]*corpus.Lexicon{corpus.NewLexicon()}, len(texts))
		}
		got, err := reuse.Documents(t.Context(), texts, lexicons())
		if err != nil {
			r.Fatal(err)
		}
		want, err := fresh.Documents(t.Context(), texts, lexicons())
		if err != nil {
			r.Fatal(err)
		}
		for i := range texts {
			if err := checkDocument(got[i]); err != nil {
				r.Fatal(err)
			}
			if got[i].Text != texts[i] || !slices.Equal(got[i].Tokens, want[i].Tokens) || !slices.Equal(got[i].Sentences, want[i].Sentences) {
				r.Fatalf("text %d of %d:\n got %v %v\nwant %v %v", i, len(texts), got[i].Tokens, got[i].Sentences, want[i].Tokens, want[i].Sentences)
			}
		}
	})
}

// Without Reuse, what one call returned outlives the next.
func TestDocumentsAreKept(t *testing.T) {
	for _, o := range []Options{{Sentences: SentencesRule}, {}} {
		tok := tokenizer(t, o)
		first, err := tok.Document(t.Context(), together("One is here. Two is there.", "Three."), corpus.NewLexicon())
		if err != nil {
			t.Fatal(err)
		}
		tokens, sentences := slices.Clone(first.Tokens), slices.Clone(first.Sentences)
		if _, err := tok.Document(t.Context(), together("Another text. It has other words, and more. Much more."), corpus.NewLexicon()); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(first.Tokens, tokens) || !slices.Equal(first.Sentences, sentences) || len(sentences) != 3 {
			t.Errorf("%v: a second call changed the first document: %v %v", o, first.Tokens, first.Sentences)
		}
	}
}

// Counting documents whose words are known allocates nothing.
func TestReuseAllocates(t *testing.T) {
	plain := strings.Repeat("The states agreed, in general, on 12 points (see No. 5). Was it “China’s” law? ", 50)
	rare := strings.Repeat("Long-term peace – Québec’s, Київ’s and 网络。 E.g. U.S. law at 1,594.5 or un.org… ", 50)
	texts := []*corpus.Text{together(plain, rare), together(rare), together(plain, plain, plain)}
	lexicons := slices.Repeat([]*corpus.Lexicon{corpus.NewLexicon()}, len(texts))
	tok := tokenizer(t, Options{Sentences: SentencesRule, Reuse: true})
	n := testing.AllocsPerRun(10, func() {
		docs, err := tok.Documents(t.Context(), texts, lexicons)
		if err != nil || len(docs) != 3 || len(docs[2].Sentences) != 300 {
			t.Fatalf("%d documents, %v", len(docs), err)
		}
	})
	if n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// A document that comes in pieces is at every piece the beginning of what it
// becomes, and the same as in one.
func TestPieces(t *testing.T) {
	whole := tokenizer(t, Options{Sentences: SentencesRule})
	rapid.Check(t, func(r *rapid.T) {
		var blocks []string
		for range rapid.IntRange(0, 6).Draw(r, "blocks") {
			blocks = append(blocks, texture().Draw(r, "block"))
		}
		text := together(blocks...)
		want, err := whole.Document(t.Context(), text, corpus.NewLexicon())
		if err != nil {
			r.Fatal(err)
		}
		sentences, calls, wide := 0, 0, 0
		for _, b := range text.Blocks {
			if b.Len() > 1 {
				wide++
			}
		}
		tok := tokenizer(t, Options{Reuse: rapid.Bool().Draw(r, "reuse"), Piece: func(d *corpus.Document, from int) error {
			if from != sentences || len(d.Sentences) < from || len(d.Sentences) > len(want.Sentences) || len(d.Tokens) > len(want.Tokens) {
				r.Fatalf("piece %d: from sentence %d, want %d; %d sentences, %d tokens", calls, from, sentences, len(d.Sentences), len(d.Tokens))
			}
			if !slices.Equal(d.Tokens, want.Tokens[:len(d.Tokens)]) || !slices.Equal(d.Sentences, want.Sentences[:len(d.Sentences)]) {
				r.Fatalf("piece %d:\n got %v %v\nwant %v %v", calls, d.Tokens, d.Sentences, want.Tokens, want.Sentences)
			}
			if n := len(d.Sentences); n > 0 && int(d.Sentences[n-1].End) != len(d.Tokens) {
				r.Fatalf("piece %d: %d tokens, the last sentence ends at %d", calls, len(d.Tokens), d.Sentences[n-1].End)
			}
			calls, sentences = calls+1, len(d.Sentences)
			return nil
		}})
		tok.piece = 2
		got, err := tok.Document(t.Context(), text, corpus.NewLexicon())
		if err != nil {
			r.Fatal(err)
		}
		if !slices.Equal(got.Tokens, want.Tokens) || !slices.Equal(got.Sentences, want.Sentences) || sentences != len(want.Sentences) || calls < max(wide, 1) {
			r.Fatalf("%d pieces, the last with %d sentences of %d", calls, sentences, len(want.Sentences))
		}
	})
}

// An error ends it, and what prose is asked about comes in one piece.
func TestPieceErrors(t *testing.T) {
	text := together("One is here. Two is there.", "Three.")
	refuse := errors.New("no")
	for _, way := range []string{SentencesRule, SentencesProse} {
		calls := 0
		tok := tokenizer(t, Options{Sentences: way, Piece: func(*corpus.Document, int) error { calls++; return refuse }})
		tok.piece = 1
		if _, err := tok.Document(t.Context(), text, corpus.NewLexicon()); !errors.Is(err, refuse) || calls != 1 {
			t.Errorf("%s: %v after %d calls", way, err, calls)
		}
		calls = 0
		tok.options.Piece = func(d *corpus.Document, from int) error {
			if calls++; way == SentencesProse && (from != 0 || len(d.Sentences) != 3) {
				t.Errorf("%d sentences from %d", len(d.Sentences), from)
			}
			return nil
		}
		if _, err := tok.Document(t.Context(), text, corpus.NewLexicon()); err != nil || calls != map[string]int{SentencesRule: 2, SentencesProse: 1}[way] {
			t.Errorf("%s: %v after %d calls", way, err, calls)
		}
	}
}
