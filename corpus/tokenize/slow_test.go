package tokenize

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"concordat/corpus"
)

// slowWords is Words without any short way: every word goes through the rules,
// one character at a time.
func slowWords(dst []corpus.Token, body []byte, blocks []corpus.Block, lex *corpus.Lexicon) []corpus.Token {
	s := slowScanner{lex: lex, out: dst, fold: make([]byte, 0, 64)}
	for _, b := range blocks {
		s.scan(body[:b.End], int(b.Start))
	}
	return s.out
}

type slowScanner struct {
	lex  *corpus.Lexicon
	out  []corpus.Token
	fold []byte
}

func (s *slowScanner) scan(b []byte, i int) {
	first := len(s.out)
	gap := corpus.Gap(0)
	for i < len(b) {
		bits := asciiBits[b[i]]
		if bits == bitSpace {
			i++
			continue
		}
		end, kind := i, corpus.Word
		if bits&bitPlain != 0 {
			var seen uint8
			for end < len(b) && asciiBits[b[end]]&bitPlain != 0 {
				seen |= asciiBits[b[end]]
				end++
			}
			if !mayGoOn(b, end) {
				if seen == bitDigit {
					kind = corpus.Number
				}
				s.fold = lowerASCII(s.fold[:0], b[i:end])
				s.add(i, end, kind, gap)
				gap, i = 0, end
				continue
			}
			end, kind = wordEnd(b, i)
		} else {
			end, kind = tokenAt(b, i)
		}
		if end > i {
			s.fold = Fold(s.fold[:0], b[i:end])
			s.add(i, end, kind, gap)
			gap, i = 0, end
			continue
		}
		g, size := separator(b, i, len(s.out) > first && int(s.out[len(s.out)-1].End) == i)
		i += size
		if len(s.out) > first {
			gap |= g
		}
	}
}

func (s *slowScanner) add(start, end int, kind corpus.Kind, gap corpus.Gap) {
	s.out = append(s.out, corpus.Token{
		Start: uint32(start), End: uint32(end), Type: s.lex.Intern(s.fold), Kind: kind, Gap: gap,
	})
}

// slowRule returns the tokens before which a sentence ends by the rule, looking
// at every token.
func slowRule(d *corpus.Document) []uint32 {
	var out []uint32
	for i := 1; i < len(d.Tokens); i++ {
		prev, next := d.Tokens[i-1], d.Tokens[i]
		if gap := next.Start - prev.End; d.Body[prev.End-1] != '.' && (gap == 0 || gap == 1 && d.Body[prev.End] <= ' ') {
			continue
		}
		if stopped(d.Body, prev.End, next.Start) && !torn(d.Body, prev, next) || tight(d, prev, next) {
			out = append(out, uint32(i))
		}
	}
	return out
}

// slowSentences divides the tokens at blocks and breaks, looking at every token.
func slowSentences(d *corpus.Document, breaks []uint32) []corpus.Sentence {
	var out []corpus.Sentence
	wide := bytes.ContainsAny(d.Body, wideEnds)
	i, k := 0, 0
	for b, block := range d.Blocks {
		first := i
		for ; i < len(d.Tokens) && d.Tokens[i].Start < block.End; i++ {
			ends := false
			for ; k < len(breaks) && breaks[k] <= uint32(i); k++ {
				ends = true
			}
			if i == first {
				continue
			}
			ends = ends && !abbreviated(d, i) && !enumerates(d, i-1, i-1 == first || listed(d, i-1))
			if wide && !ends {
				ends = bytes.ContainsAny(d.Body[d.Tokens[i-1].End:d.Tokens[i].Start], wideEnds)
			}
			if ends {
				out = append(out, corpus.Sentence{First: uint32(first), End: uint32(i), Block: uint32(b)})
				first = i
			}
		}
		if i > first {
			out = append(out, corpus.Sentence{First: uint32(first), End: uint32(i), Block: uint32(b)})
		}
	}
	return out
}

// slowClass is classOf without the ranges that it knows by heart.
func slowClass(r rune) class {
	switch {
	case r < 0x80 && (r|0x20 >= 'a' && r|0x20 <= 'z'):
		return clLetter
	case r < 0x80 && r >= '0' && r <= '9':
		return clDigit
	case unicode.IsLetter(r):
		switch {
		case unicode.Is(unicode.Katakana, r), r == 'ー', r == 'ｰ', r >= 0x3031 && r <= 0x3035:
			return clKatakana
		case unicode.In(r, singles...):
			return clSingle
		}
		return clLetter
	case ignorable(r):
		return clIgnorable
	case unicode.Is(unicode.M, r):
		return clMark
	case unicode.IsDigit(r):
		return clDigit
	case unicode.Is(unicode.Nl, r):
		if unicode.In(r, singles...) {
			return clSingle
		}
		return clLetter
	case unicode.Is(unicode.No, r) && !superscript(r):
		return clNumber
	case r >= 0x1F000 && r <= 0x1FAFF:
		return clEmoji
	}
	return clOther
}

func TestClasses(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if got, want := classOf(r), slowClass(r); got != want {
			t.Errorf("%U is of class %d, want %d", r, got, want)
		}
	}
}

// checkSame compares the scanner with slowWords, and what follows from its notes
// with what follows from looking at every token, on a text of the blocks.
func checkSame(t interface{ Fatalf(string, ...any) }, body []byte, blocks []corpus.Block) {
	lex, slow := corpus.NewLexicon(), corpus.NewLexicon()
	got, want := Words(nil, body, blocks, lex), slowWords(nil, body, blocks, slow)
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			at := want[i].Start
			t.Fatalf("token %d is %+v, want %+v in %q", i, got[i], want[i], body[max(at, 20)-20:min(int(at)+60, len(body))])
		}
	}
	if len(got) != len(want) || lex.Len() != slow.Len() {
		t.Fatalf("%d tokens of %d types, want %d of %d in %q", len(got), lex.Len(), len(want), slow.Len(), body[:min(len(body), 100)])
	}
	for id := range corpus.TypeID(lex.Len()) {
		if lex.Word(id) != slow.Word(id) {
			t.Fatalf("type %d is %q, want %q", id, lex.Word(id), slow.Word(id))
		}
	}
	text := &corpus.Text{ID: "same", Body: body, Blocks: blocks}
	tok := Tokenizer{options: Options{Sentences: SentencesRule}}
	docs, err := tok.Documents(context.Background(), []*corpus.Text{text}, []*corpus.Lexicon{lex})
	if err != nil {
		t.Fatalf("%v", err)
	}
	if got, want := docs[0].Sentences, slowSentences(docs[0], slowRule(docs[0])); !slices.Equal(got, want) {
		t.Fatalf("sentences %v, want %v in %q", got, want, body[:min(len(body), 200)])
	}
}

// cuts divides a body into blocks at offsets; every third stretch is in no block.
func cuts(body []byte, at []int) []corpus.Block {
	slices.Sort(at)
	var blocks []corpus.Block
	start := 0
	for i, end := range append(at, len(body)) {
		for end < len(body) && !utf8.RuneStart(body[end]) {
			end++
		}
		if i%3 != 2 && end >= start {
			blocks = append(blocks, corpus.Block{Span: corpus.Span{Start: uint32(start), End: uint32(end)}})
		}
		start = max(start, end)
	}
	return blocks
}

// nasty has what any of the ways through the scanner looks at.
var nasty = []string{
	"a", "B", "the", "China", "U", "S", "ph", "d", "com", "www", "http", "ABCDEFGH", "abcdefghijklmnop", "abcdefghijklmnopq", strings.Repeat("x", 61),
	"0", "7", "20", "1945", "'", "-", ".", ",", "_", ":", "@", "/", "!", "?", ";", "(", ")", "+", "%", "..", " ", " ", " ", " ", " ", "\n", "\t", "\r\n",
	"’", "‘", "‛", "“", "”", "„", "‚", "…", "–", "—", "‐", "\u2011", "‿", "\u2002", "\u2028", "•", "\u00ad", "\u200b", "\u200d", "\u200f", "\u202a", "\u2060", "\ufeff",
	"é", "É", "ß", "ÿ", "Ÿ", "İ", "ſ", "ĳ", "ŀ", "ŉ", "µ", "º", "ʼ", "Ⱥ", "÷", "«", "»", "·", "\u00a0", "²", "½", "e\u0301", "\u0301", "ς", "Σ", "ϐ", "\u037a",
	"Ж", "й", "и\u0306", "ѳ", "\u0483", "і", "א", "״", "ב", "ا", "٬", "٣", "网", "络", "。", "，", "、", "！", "\u302a", "\u3099", "が", "カ", "ー", "〇", "ไ", "ํ",
	"👍", "🇨", "🏽", "\ufe0f", "☎", "ﬁ", "Ｕ", "①", "Ⅷ", "\u0345", "한", "ᄒ", "ᅡ", "\x00", "\x7f",
}

func TestWordsAreSame(t *testing.T) {
	for _, s := range append(seeds, "2.4+@b.com 2.4%x@y.org 2.4.@z.org 1.5_@a.b 2.4-x@y.int 3.5% 1.2. 1.org", "The U.S.. 5 are. the U.S. . Then", "1‛000’5 a‛b") {
		checkSame(t, []byte(s), one(s))
	}
	for _, a := range nasty {
		var parts []string
		for _, b := range nasty {
			for _, form := range []string{"a%b", "%a%b%a", "1%b2", "é%a’%bx", "a%a-%b a", "a%a,%b1", "“%a.%b0"} {
				parts = append(parts, strings.NewReplacer("%a", a, "%b", b, "%", a).Replace(form))
			}
		}
		text := together(parts...) // a block each
		checkSame(t, text.Body, text.Blocks)
	}
	rapid.Check(t, func(r *rapid.T) {
		body := []byte(strings.Join(rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(nasty), rapid.StringN(0, 3, -1)), 0, 200).Draw(r, "text"), ""))
		body = bytes.ToValidUTF8(body, nil)
		checkSame(r, body, cuts(body, rapid.SliceOfN(rapid.IntRange(0, len(body)), 0, 6).Draw(r, "cuts")))
	})
}

func TestWordsAreSameInCorpus(t *testing.T) {
	for _, text := range shared(t, ".") {
		checkSame(t, text.Body, text.Blocks)
	}
}

func FuzzWordsAreSame(f *testing.F) {
	for _, s := range seeds {
		f.Add([]byte(s), 3)
	}
	f.Add([]byte(strings.Join(nasty, "")), 100)
	f.Add([]byte(strings.Join(nasty, " ")), 1000)
	f.Fuzz(func(t *testing.T, body []byte, cut int) {
		if len(body) > 1<<14 {
			t.Skip()
		}
		checkSame(t, body, cuts(body, []int{min(max(cut, 0), len(body))}))
	})
}
