package tokenize

import (
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
