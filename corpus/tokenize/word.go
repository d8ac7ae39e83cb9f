package tokenize

import (
	"bytes"
	"unicode"
	"unicode/utf8"

	"concordat/corpus"
)

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

// maxAddress bounds the look ahead for an address without a scheme: 64 bytes of
// a mailbox, @ and 253 of a domain (RFC 5321, section 4.5.3.1).
const maxAddress = 64 + 1 + 253

// domains are the last labels by which a bare domain is known. Country codes
// are left out: "law.in" is more often a missing space.
var domains = map[string]bool{
	"com": true, "org": true, "net": true, "gov": true, "edu": true, "int": true, "mil": true,
	"info": true, "eu": true, "uk": true, "cn": true,
}

// address returns the end of the web or e-mail address that starts with this
// word, if r, at w.pos, shows that it is one; otherwise 0. It is tried once a word.
func (w *word) address(r rune) int {
	if w.tried || r != '.' && r != '@' && r != ':' {
		return 0
	}
	if r != ':' && w.next(w.pos+1) != clLetter && w.next(w.pos+1) != clDigit {
		return 0
	}
	b := w.b[w.start:]
	if n := schemeEnd(b); n > 0 {
		w.tried = true
		return w.start + webEnd(b, n)
	}
	if r == ':' {
		return 0
	}
	w.tried = true
	if n := mailEnd(b); n > 0 {
		return w.start + n
	}
	if n := domainEnd(b); n > 0 {
		if n < len(b) && b[n] == '/' {
			n = webEnd(b, n)
		}
		return w.start + n
	}
	return 0
}

// schemeEnd returns the end of the scheme or "www." with which b begins, if a
// character of an address follows; otherwise 0.
func schemeEnd(b []byte) int {
	for _, s := range []string{"http://", "https://", "ftp://", "www."} {
		if len(b) > len(s) && bytes.EqualFold(b[:len(s)], []byte(s)) && asciiBits[b[len(s)]]&(bitPlain|bitHigh) != 0 {
			return len(s)
		}
	}
	return 0
}

// webEnd returns the end of the web address b[:n…]: before white space, a
// quotation mark or angle bracket, and without the punctuation of the sentence.
func webEnd(b []byte, n int) int {
	end, open := n, 0
	for i := n; i < len(b); {
		r, size := utf8.DecodeRune(b[i:])
		if unicode.IsSpace(r) || bytes.ContainsRune([]byte("<>\"“”«»"), r) {
			break
		}
		i += size
		switch {
		case r == '(':
			open++
		case r == ')' && open > 0:
			open--
			end = i
		case bytes.ContainsRune([]byte(").,;:!?]}'’‘*…、。"), r):
		default:
			end = i
		}
	}
	return end
}

// mailEnd returns the end of the e-mail address with which b begins, otherwise 0.
func mailEnd(b []byte) int {
	b = b[:min(len(b), maxAddress)]
	i := 0
	for i < len(b) && (asciiBits[b[i]]&bitPlain != 0 || bytes.IndexByte([]byte("._%+-"), b[i]) >= 0) {
		i++
	}
	if i == 0 || i == len(b) || b[i] != '@' {
		return 0
	}
	n := labels(b[i+1:])
	if bytes.IndexByte(b[i+1:i+1+n], '.') < 0 {
		return 0
	}
	return i + 1 + n
}

// domainEnd returns the end of the bare domain with which b begins, otherwise 0.
func domainEnd(b []byte) int {
	b = b[:min(len(b), maxAddress)]
	n := labels(b)
	dot := bytes.LastIndexByte(b[:n], '.')
	if dot < 0 || !domains[string(b[dot+1:n])] {
		return 0
	}
	return n
}

// labels returns the length of the letters, digits, hyphens and inner full
// stops with which b begins.
func labels(b []byte) int {
	end := 0
	for i := 0; i < len(b); i++ {
		switch {
		case asciiBits[b[i]]&bitPlain != 0:
			end = i + 1
		case b[i] == '-' && i > 0:
		case b[i] == '.' && end == i && i > 0:
		default:
			return end
		}
	}
	return end
}
