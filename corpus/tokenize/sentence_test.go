package tokenize

import (
	"testing"

	"concordat/corpus"
)

func documents(t testing.TB, o Options, texts ...*corpus.Text) []*corpus.Document {
	t.Helper()
	tok, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	lexicons := make([]*corpus.Lexicon, len(texts))
	for i := range lexicons {
		lexicons[i] = corpus.NewLexicon()
	}
	docs, err := tok.Documents(t.Context(), texts, lexicons)
	if err != nil {
		t.Fatal(err)
	}
	return docs
}

func TestRuleAgreesWithProse(t *testing.T) {
	texts := shared(t, "strategies", "commentary")
	prose := documents(t, Options{}, texts...)
	ruled := documents(t, Options{Sentences: SentencesRule}, texts...)
	both, only, other := 0, 0, 0
	for i := range texts {
		p, r := map[uint32]bool{}, map[uint32]bool{}
		for _, s := range prose[i].Sentences {
			p[s.First] = true
		}
		for _, s := range ruled[i].Sentences {
			r[s.First] = true
			if p[s.First] {
				both++
			} else {
				other++
				t.Logf("rule only: %q", around(ruled[i], s.First))
			}
		}
		for _, s := range prose[i].Sentences {
			if !r[s.First] {
				only++
				t.Logf("prose only: %q", around(ruled[i], s.First))
			}
		}
	}
	share := float64(both) / float64(both+only+other)
	t.Logf("both %d, prose only %d, rule only %d: %.4f", both, only, other, share)
}

func around(d *corpus.Document, i uint32) string {
	from, to := uint32(0), uint32(len(d.Tokens)-1)
	if i > 4 {
		from = i - 4
	}
	if i+2 < to {
		to = i + 2
	}
	return string(d.Body[d.Tokens[from].Start:d.Tokens[to].End])
}
