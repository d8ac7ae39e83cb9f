package tokenize

import (
	"strings"
	"testing"

	"concordat/corpus"
)

// scripts returns, by the name of their writing, texts of about a megabyte.
func scripts(b testing.TB) map[string][]*corpus.Text {
	texts := shared(b, "bulk/S70_2015")
	each := func(f func(string) string) []*corpus.Text {
		var out []*corpus.Text
		for _, t := range texts[:min(70, len(texts))] {
			out = append(out, paragraphs(t.ID, f(string(t.Body))))
		}
		return out
	}
	ascii := strings.NewReplacer("’", "'", "‘", "'", "“", "\"", "”", "\"", "–", "-", "—", "-", "…", "...")
	accents := strings.NewReplacer("a", "á", "e", "é", "o", "ö", "u", "ü", "c", "ç")
	cyrillic := strings.NewReplacer(strings.Split("a а b б c ц d д e е f ф g г h х i и j й k к l л m м n н o о p п q щ r р s с t т u у v в w ш x ж y ы z з "+
		"A А B Б C Ц D Д E Е F Ф G Г H Х I И J Й K К L Л M М N Н O О P П Q Щ R Р S С T Т U У V В W Ш X Ж Y Ы Z З", " ")...)
	return map[string][]*corpus.Text{
		"ascii":    each(ascii.Replace),
		"curly":    each(strings.NewReplacer("'", "’", " the ", " “the” ").Replace),
		"accented": each(accents.Replace),
		"cyrillic": each(cyrillic.Replace),
		"chinese": each(func(s string) string {
			return strings.Map(han, strings.NewReplacer(", ", "，", ". ", "。").Replace(s))
		}),
	}
}

// han writes small letters as Han characters and leaves spaces out.
func han(r rune) rune {
	switch {
	case r >= 'a' && r <= 'z':
		return 0x4E00 + (r-'a')*97
	case r == ' ':
		return -1
	}
	return r
}

// way is one of the two ways to find words.
type way func([]corpus.Token, []byte, []corpus.Block, *corpus.Lexicon) []corpus.Token

// benchWords runs the scanner, and the slow one for comparison.
func benchWords(b *testing.B, texts []*corpus.Text, warm bool) {
	lex := corpus.NewLexicon()
	want := 0
	for _, t := range texts {
		want += len(slowWords(nil, t.Body, t.Blocks, lex))
	}
	for name, words := range map[string]way{"scanner": Words, "slow": slowWords} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(bytesOf(texts))
			b.ReportAllocs()
			var dst []corpus.Token
			for b.Loop() {
				if !warm {
					lex = corpus.NewLexicon()
				}
				n := 0
				for _, t := range texts {
					dst = words(dst[:0], t.Body, t.Blocks, lex)
					n += len(dst)
				}
				if n != want {
					b.Fatalf("%d tokens, want %d", n, want)
				}
			}
		})
	}
}

func BenchmarkWords(b *testing.B) {
	texts := shared(b, "bulk")
	b.Run("warm", func(b *testing.B) { benchWords(b, texts, true) })
	b.Run("cold", func(b *testing.B) { benchWords(b, texts, false) })
}

func BenchmarkWordsScripts(b *testing.B) {
	for name, texts := range scripts(b) {
		b.Run(name, func(b *testing.B) { benchWords(b, texts, true) })
	}
}

// BenchmarkRule makes whole documents by the rule, and by looking at every token.
func BenchmarkRule(b *testing.B) {
	texts := shared(b, "bulk")
	lex := corpus.NewLexicon()
	slow := func(t *corpus.Text, tokens []corpus.Token) *corpus.Document {
		d := &corpus.Document{Text: t, Lexicon: lex, Tokens: slowWords(tokens, t.Body, t.Blocks, lex)}
		d.Sentences = slowSentences(d, slowRule(d))
		return d
	}
	want := 0
	for _, t := range texts {
		want += len(slow(t, nil).Sentences)
	}
	tok, err := New(Options{Sentences: SentencesRule, Reuse: true})
	if err != nil {
		b.Fatal(err)
	}
	lexicons := []*corpus.Lexicon{lex}
	var tokens []corpus.Token
	for name, document := range map[string]func(i int) *corpus.Document{
		"scanner": func(i int) *corpus.Document {
			docs, err := tok.Documents(b.Context(), texts[i:i+1], lexicons)
			if err != nil {
				b.Fatal(err)
			}
			return docs[0]
		},
		"slow": func(i int) *corpus.Document {
			d := slow(texts[i], tokens[:0])
			tokens = d.Tokens
			return d
		},
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(bytesOf(texts))
			b.ReportAllocs()
			for b.Loop() {
				n := 0
				for i := range texts {
					n += len(document(i).Sentences)
				}
				if n != want {
					b.Fatalf("%d sentences, want %d", n, want)
				}
			}
		})
	}
}
