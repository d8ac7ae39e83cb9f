package tokenize

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"concordat/corpus"
)

// seeds are texts on which tokenizers have failed, prose's among them: it
// panics on some and loses words on others.
var seeds = []string{
	"", "a", " \n ", "The ‘sovereignty’ and 'security' and 'reform' and ‘market’ and ‘llama’",
	"America's. 'social credit'", "ȺȺȺȺ's", "ẞ\u212a's ẞ\u212a'll", "don't “quoted”", "The régime's policy, résumé's",
	strings.Repeat(".", 300) + strings.Repeat("! ", 100) + strings.Repeat("(", 200) + strings.Repeat("\"", 200),
	strings.Repeat(" \n", 2000) + "x. Y", "\x00\x00a\x00", "U.S. Government. No. 5 of Dec. 16. Mr. President",
	"govern-\nance, co\u00ad\noperate, multi\u2011stakeholder", "http://a.b/(c", "a@b", "a@b.c", "www.", "://", "a.b.c.d.e.",
	"网络主权。网络安全！ไทย", "👨\u200d👩\u200d👧🇨🇳🇺", "\u0301\u0301a\u200b\u200b", "1,2.3-4,5", "ﬁﬂ ＵＮ ½⅓ x²", "_ __a__b_", "'’'", "-a-", "\u200da",
	"U.S.-", "U.S.'s", "Ph.D", "ph.d.x", "a.\u0301b.", "İstanbul ΟΔΟΣ ſ ŉ ͺ", "a:b;c,d", "\ufeffa\u2060b",
}

// texture is a generator of texts rich in what word and sentence rules look at.
func texture() *rapid.Generator[string] {
	pieces := []string{
		"a", "the", "China", "U", "S", "I", "n't", "'s", "’", "‘", "'", "\"", "“", "”", ".", "..", "…", ",", ";", ":", "!", "?", "-", "‐", "–",
		" ", " ", " ", " ", "\n", "\r\n", "\t", "\u00a0", "\u00ad", "\u200b", "\u200d", "1", "20", "½", "²", "_", "/", "@", "www.", "http://", "un.org",
		"(", ")", "[", "é", "e\u0301", "\u0301", "Ⱥ", "ẞ", "İ", "ŉ", "网", "。", "ひ", "カ", "ไ", "ท", "👍", "🇨", "\ufe0f", "☎", "Mr", "No", "etc", "U.S.", "Ph.D.", "•",
	}
	return rapid.Map(rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(pieces), rapid.StringN(0, 4, -1)), 0, 60), func(s []string) string {
		return strings.ToValidUTF8(strings.Join(s, ""), "")
	})
}

// checkDocument returns what is wrong with a document, nil if nothing is.
func checkDocument(d *corpus.Document) error {
	end := uint32(0)
	covered := make([]bool, len(d.Body))
	block := 0
	for i, t := range d.Tokens {
		if t.Start < end || t.End <= t.Start || int(t.End) > len(d.Body) {
			return fmt.Errorf("token %d [%d,%d) overlaps, is empty or leaves the text", i, t.Start, t.End)
		}
		end = t.End
		if !utf8.RuneStart(d.Body[t.Start]) || int(t.End) < len(d.Body) && !utf8.RuneStart(d.Body[t.End]) {
			return fmt.Errorf("token %d [%d,%d) divides a character", i, t.Start, t.End)
		}
		for d.Blocks[block].End <= t.Start {
			block++
		}
		if !d.Blocks[block].Contains(t.Span()) {
			return fmt.Errorf("token %d [%d,%d) crosses a block", i, t.Start, t.End)
		}
		for k := t.Start; k < t.End; k++ {
			covered[k] = true
		}
		surface := d.Body[t.Start:t.End]
		if got, want := d.Lexicon.Word(t.Type), string(Fold(nil, surface)); got != want || got == "" {
			return fmt.Errorf("token %q has the type %q, want %q", surface, got, want)
		}
	}
	for i, r := range string(d.Body) {
		if (unicode.IsLetter(r) || unicode.IsDigit(r)) && !covered[i] {
			return fmt.Errorf("%q at %d is in no token", r, i)
		}
	}
	next := uint32(0)
	for i, s := range d.Sentences {
		if s.First != next || s.End <= s.First {
			return fmt.Errorf("sentence %d [%d,%d) does not follow token %d", i, s.First, s.End, next)
		}
		next = s.End
		b := d.Blocks[s.Block]
		if d.Tokens[s.First].Start < b.Start || d.Tokens[s.End-1].End > b.End {
			return fmt.Errorf("sentence %d leaves its block", i)
		}
		if d.Tokens[s.First].Start == b.Start && d.Tokens[s.First].Gap != 0 {
			return fmt.Errorf("sentence %d: gap at the start of a block", i)
		}
	}
	if int(next) != len(d.Tokens) {
		return fmt.Errorf("sentences end at token %d of %d", next, len(d.Tokens))
	}
	return nil
}

// together makes one text of blocks that follow each other without a byte between.
func together(parts ...string) *corpus.Text {
	t := &corpus.Text{ID: "together"}
	for _, p := range parts {
		start := uint32(len(t.Body))
		t.Body = append(t.Body, p...)
		t.Blocks = append(t.Blocks, corpus.Block{Span: corpus.Span{Start: start, End: uint32(len(t.Body))}})
	}
	return t
}

// law checks everything that must hold of two blocks, in one text and alone.
func law(t testing.TB, o Options, a, b string) error {
	whole := together(a, b)
	before := bytes.Clone(whole.Body)
	d := documents(t, o, whole, together(a), together(b))
	if !bytes.Equal(before, whole.Body) {
		return fmt.Errorf("the body was changed")
	}
	for _, d := range d {
		if err := checkDocument(d); err != nil {
			return err
		}
	}
	got, want := shape(d[0], 0), append(shape(d[1], 0), shape(d[2], uint32(len(a)))...)
	if !reflect.DeepEqual(got, want) {
		return fmt.Errorf("together %v\napart %v", got, want)
	}
	return nil
}

// shape is a document without the numbers that depend on the lexicon and on what
// stands before: words and where sentences begin.
func shape(d *corpus.Document, shift uint32) []string {
	var starts []uint32
	for _, s := range d.Sentences {
		starts = append(starts, s.First)
	}
	out := []string{}
	for i, t := range d.Tokens {
		out = append(out, fmt.Sprint(t.Start+shift, t.End+shift, d.Lexicon.Word(t.Type), t.Kind, t.Gap, slices.Contains(starts, uint32(i))))
	}
	return out
}

func TestLaws(t *testing.T) {
	for _, a := range seeds {
		for _, o := range []Options{{Sentences: SentencesRule}, {Tags: true}} {
			if err := law(t, o, a, "The end. It is"); err != nil {
				t.Errorf("%q, %v: %v", a, o, err)
			}
		}
	}
	rapid.Check(t, func(r *rapid.T) {
		if err := law(t, Options{Sentences: SentencesRule}, texture().Draw(r, "a"), texture().Draw(r, "b")); err != nil {
			r.Fatal(err)
		}
	})
}

// Prose needs 12 ms a call, so all random texts go to it at once.
func TestLawsProse(t *testing.T) {
	var texts []*corpus.Text
	for i := range 400 {
		g := texture()
		texts = append(texts, together(g.Example(i)), together(g.Example(i+1)), together(g.Example(i), g.Example(i+1)))
	}
	docs := documents(t, Options{}, texts...)
	for i := 0; i < len(docs); i += 3 {
		for _, d := range docs[i : i+3] {
			if err := checkDocument(d); err != nil {
				t.Errorf("%q: %v", d.Body, err)
			}
			if len(d.Warnings) > 0 {
				t.Errorf("%q: %v", d.Body, d.Warnings)
			}
		}
		got := shape(docs[i+2], 0)
		want := append(shape(docs[i], 0), shape(docs[i+1], uint32(len(docs[i].Body)))...)
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%q: together %v\napart %v", docs[i+2].Body, got, want)
		}
	}
}

func TestFoldIdempotent(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		s := rapid.String().Draw(r, "word")
		once := FoldString(s)
		if twice := FoldString(once); twice != once {
			r.Fatalf("%q folds to %q and that to %q", s, once, twice)
		}
	})
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if !unicode.In(r, unicode.L, unicode.M, unicode.N, unicode.P, unicode.S, unicode.Cf) || unicode.Is(unicode.Ideographic, r) {
			continue
		}
		for _, s := range []string{string(r), "a" + string(r) + "\u0301"} {
			once := FoldString(s)
			if twice := FoldString(once); twice != once {
				t.Errorf("%q folds to %q and that to %q", s, once, twice)
			}
		}
		// A letter must leave something, and small and capital letters fold alike.
		if unicode.IsLetter(r) && FoldString(string(r)) == "" {
			t.Errorf("%q folds to nothing", r)
		}
	}
}

func FuzzDocument(f *testing.F) {
	for _, s := range seeds {
		f.Add(s, "b")
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		if !utf8.ValidString(a) || !utf8.ValidString(b) || len(a)+len(b) > 1<<14 {
			t.Skip()
		}
		if err := law(t, Options{Sentences: SentencesRule}, a, b); err != nil {
			t.Fatal(err)
		}
	})
}

func FuzzProse(f *testing.F) {
	for _, s := range seeds {
		f.Add(s, "b")
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		if !utf8.ValidString(a) || !utf8.ValidString(b) || len(a)+len(b) > 1<<12 {
			t.Skip()
		}
		if err := law(t, Options{}, a, b); err != nil {
			t.Fatal(err)
		}
	})
}

func FuzzFold(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := FoldString(s)
		if twice := FoldString(once); twice != once {
			t.Fatalf("%q folds to %q and that to %q", s, once, twice)
		}
	})
}
