package tokenize

import (
	"bytes"
	"unicode"
	"unicode/utf8"

	"concordat/corpus"
)

// Words appends the words of the blocks of a body to dst and enters their
// types into lex. Words never cross a block, and a block gives the same words
// wherever it stands. It allocates for new types and to grow dst only; cost
// is linear.
//
// Word boundaries are those of Unicode Standard Annex 29, but:
//
//   - a hyphen (- ‐ ‑) joins, unless it stands between two digits:
//     multi-stakeholder, COVID-19, but 2016-2018 is two numbers;
//   - so does a hyphen at the end of a line before a small letter
//     ("long-⏎term", not before "and" and "or"), and a soft hyphen there;
//   - an apostrophe (' ’ ‘) joins digits and letters too: 1980's;
//   - a full stop joins digits and the single letters of an abbreviation, which
//     also keeps its last one: U.S., e.g., U.S.-led; and Ph.D.; elsewhere it
//     divides: "law.The";
//   - a comma joins digits; a colon or semicolon joins nothing;
//   - web and e-mail addresses are one token of kind corpus.URL;
//   - characters without a look of their own (soft hyphen, zero-width space)
//     do not divide a word;
//   - of pictographs, only emoji are tokens (kind corpus.Symbol);
//   - an underscore joins, but does not begin or end a word; superscript digits
//     are marks of notes and belong to nothing.
func Words(dst []corpus.Token, body []byte, blocks []corpus.Block, lex *corpus.Lexicon) []corpus.Token {
	s := scanner{lex: lex, out: dst, fold: make([]byte, 0, 64)}
	for _, b := range blocks {
		s.scan(body[:b.End], int(b.Start))
	}
	return s.out
}

// scanner holds what lives through the blocks of one body.
type scanner struct {
	lex  *corpus.Lexicon
	out  []corpus.Token
	fold []byte // scratch for one folded word
}

// scan appends the words of b[i:], one block. Offsets count from the start of b.
func (s *scanner) scan(b []byte, i int) {
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

func (s *scanner) add(start, end int, kind corpus.Kind, gap corpus.Gap) {
	s.out = append(s.out, corpus.Token{
		Start: uint32(start), End: uint32(end), Type: s.lex.Intern(s.fold), Kind: kind, Gap: gap,
	})
}

// mayGoOn reports whether the word before b[j] may go on there. It only has to
// be false where the plain word is certain to end.
func mayGoOn(b []byte, j int) bool {
	switch {
	case j == len(b):
		return false
	case asciiBits[b[j]] == bitHigh:
		return true
	case asciiBits[b[j]] != bitJoin || j+1 == len(b):
		return false
	}
	c, next := b[j], asciiBits[b[j+1]]
	return next&(bitPlain|bitHigh) != 0 || c == '_' ||
		c == '-' && next == bitSpace || c == ':' && b[j+1] == '/'
}

// tokenAt returns the end and kind of the token that starts at b[i], which is
// no ASCII letter or digit; i itself if none does.
func tokenAt(b []byte, i int) (int, corpus.Kind) {
	if b[i] < 0x80 {
		return i, corpus.Word
	}
	r, size := utf8.DecodeRune(b[i:])
	switch classOf(r) {
	case clLetter, clDigit, clSingle, clKatakana:
		return wordEnd(b, i)
	case clNumber:
		end := i + size
		for end < len(b) {
			r, size := utf8.DecodeRune(b[end:])
			if classOf(r) != clNumber {
				break
			}
			end += size
		}
		return end, corpus.Number
	case clEmoji:
		return emojiEnd(b, i), corpus.Symbol
	case clOther:
		if r >= 0x2190 && r < 0x2C00 && bytes.HasPrefix(b[i+size:], emojiStyle) {
			return emojiEnd(b, i), corpus.Symbol
		}
	}
	return i, corpus.Word
}

// emojiStyle is variation selector 16: show the symbol before as an emoji.
var emojiStyle = []byte("\uFE0F")

// emojiEnd returns the end of the emoji at b[i]: with its modifiers, joined to
// others by U+200D, or a pair of regional indicators (a flag).
func emojiEnd(b []byte, i int) int {
	r, size := utf8.DecodeRune(b[i:])
	end := i + size
	flag := r >= 0x1F1E6 && r <= 0x1F1FF
	for end < len(b) {
		r, size := utf8.DecodeRune(b[end:])
		switch {
		case flag && r >= 0x1F1E6 && r <= 0x1F1FF:
			flag = false
			end += size
		case r >= 0x1F3FB && r <= 0x1F3FF, classOf(r) == clMark:
			end += size
		case r == 0x200D:
			next, n := utf8.DecodeRune(b[end+size:])
			if classOf(next) != clEmoji && (next < 0x2190 || next >= 0x2C00) {
				return end
			}
			end += size + n
		default:
			return end
		}
	}
	return end
}

// separator returns what the character at b[i], which belongs to no word, is to
// patterns, and its size. afterWord says that a word ends at i.
func separator(b []byte, i int, afterWord bool) (corpus.Gap, int) {
	r, size := utf8.DecodeRune(b[i:])
	switch {
	case isHyphen(r):
		// A hyphen on one side of a word is part of its spelling (pre- and
		// post-war, -5); a spaced one, a double one and one between
		// numbers is a dash.
		next, _ := utf8.DecodeRune(b[i+size:])
		if c := classOf(next); afterWord != (c == clLetter || c == clDigit) {
			if next == '-' {
				return corpus.GapDash, size
			}
			return 0, size
		}
		return corpus.GapDash, size
	case r == '.' && i+1 < len(b) && b[i+1] == '.', r == '…':
		for size < len(b)-i && b[i+size] == '.' {
			size++
		}
		return corpus.GapOther, size // something is left out
	}
	return gapOf(r), size
}

// word is the state of wordEnd.
type word struct {
	b       []byte
	start   int
	part    int // where the current part of the word starts
	pos     int // of the next character
	end     int // after the last character that certainly belongs to the word
	last    class
	letters bool
	tried   bool // for an address
	closed  bool // by the last full stop of an abbreviation: only a joiner goes on
}

// wordEnd returns the end and kind of the word that starts at b[i], a letter
// or digit of any script.
func wordEnd(b []byte, i int) (int, corpus.Kind) {
	r, size := utf8.DecodeRune(b[i:])
	w := word{b: b, start: i, part: i, pos: i + size, end: i + size, last: classOf(r)}
	w.letters = w.last != clDigit
	for w.pos < len(b) {
		r, size := utf8.DecodeRune(b[w.pos:])
		c := classOf(r)
		switch {
		case c == clMark:
			w.take(size)
		case c == clIgnorable:
			w.pos += size
			if r == 0xAD {
				w.pos = afterLineEnd(b, w.pos)
			}
		case w.last == clSingle, w.closed && (c == clLetter || c == clDigit):
			return w.finish()
		case w.last == clKatakana:
			if c != clKatakana {
				return w.finish()
			}
			w.take(size)
		case c == clLetter || c == clDigit:
			w.letters = w.letters || c == clLetter
			w.last = c
			w.take(size)
		default:
			if end := w.address(r); end > 0 {
				return end, corpus.URL
			}
			if !w.join(r, size) {
				return w.finish()
			}
			w.closed = w.b[w.pos-1] == '.' && w.end == w.pos
		}
	}
	return w.finish()
}

// take accepts the next size bytes.
func (w *word) take(size int) {
	w.pos += size
	w.end = w.pos
}

func (w *word) finish() (int, corpus.Kind) {
	if w.letters {
		return w.end, corpus.Word
	}
	return w.end, corpus.Number
}

// next returns the class of the character at b[i:], passing over ignorable ones.
func (w *word) next(i int) class {
	for i < len(w.b) {
		r, size := utf8.DecodeRune(w.b[i:])
		if c := classOf(r); c != clIgnorable {
			return c
		}
		i += size
	}
	return clOther
}

// join passes over r, of size bytes at w.pos, if it joins what stands around it.
func (w *word) join(r rune, size int) bool {
	after := w.pos + size
	next := w.next(after)
	plain := next == clLetter || next == clDigit
	switch {
	case isHyphen(r):
		if !plain {
			line := afterLineEnd(w.b, after)
			if line == after || w.last != clLetter {
				return false
			}
			after = line
		} else if w.last == clDigit && next == clDigit {
			return false
		}
		w.pos, w.part = after, after
		return true
	case r == '.':
		if w.last == clDigit && next == clDigit {
			w.pos = after
			return true
		}
		return w.abbreviation()
	case r == ',', r == '٬', r == '٫':
		if w.last != clDigit || next != clDigit {
			return false
		}
	case r == '·', r == '״':
		if w.last != clLetter || next != clLetter {
			return false
		}
	case unicode.Is(unicode.Pc, r):
		for after < len(w.b) && w.b[after] == '_' {
			after++
		}
		if next = w.next(after); next != clLetter && next != clDigit {
			return false
		}
	case isApostrophe(r):
		if !plain {
			return false
		}
	default:
		return false
	}
	w.pos, w.part = after, after
	return true
}

// abbreviation takes the rest of an abbreviation of single letters whose first
// full stop stands at w.pos, with its last full stop; or of Ph.D. It reports
// whether there was one.
func (w *word) abbreviation() bool {
	b, end, n := w.b, 0, 0
	if len(b)-w.part >= 4 && bytes.EqualFold(b[w.part:w.part+4], []byte("ph.d")) && w.next(w.part+4) != clLetter {
		end, n = w.part+4, 2
		if end < len(b) && b[end] == '.' {
			end++
		}
	} else {
		for i := w.part; i < len(b); {
			r, size := utf8.DecodeRune(b[i:])
			if classOf(r) != clLetter {
				break
			}
			i += size
			dot := i < len(b) && b[i] == '.'
			if c := w.next(i); !dot && (c == clLetter || c == clDigit || c == clMark) {
				break // a longer word: U.S.Government
			}
			n++
			end = i
			if !dot {
				break
			}
			i++
			end = i
		}
	}
	if n < 2 || end <= w.pos {
		return false
	}
	w.letters, w.last = true, clLetter
	w.pos, w.end, w.part = end, end, end
	return true
}

// afterLineEnd returns the start of the next line if b[i:] is the end of one and
// the next goes on with a small letter, as after a hyphen in "long-⏎term";
// otherwise i. "pre-⏎and post-war" is no such place.
func afterLineEnd(b []byte, i int) int {
	j := i
	for j < len(b) && (b[j] == ' ' || b[j] == '\t' || b[j] == '\r') {
		j++
	}
	if j == len(b) || b[j] != '\n' {
		return i
	}
	j++
	for j < len(b) && (b[j] == ' ' || b[j] == '\t') {
		j++
	}
	if r, _ := utf8.DecodeRune(b[j:]); !unicode.IsLower(r) || classOf(r) != clLetter {
		return i
	}
	for _, s := range []string{"and", "or"} {
		if bytes.HasPrefix(b[j:], []byte(s)) {
			if k := j + len(s); k == len(b) || asciiBits[b[k]]&(bitPlain|bitHigh) == 0 {
				return i
			}
		}
	}
	return j
}
