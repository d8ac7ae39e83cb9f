package layout

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// refLine is one line of a text that is not empty, and what the rules ask of it.
type refLine struct {
	text       []byte // without white space at its ends
	start, end int    // of text in the body
	hard       bool   // an empty line, a page or nothing stands before it
	page       bool   // a page or nothing stands before it
	full       bool   // it is followed by a small letter: its end is a wrap
	running    bool   // a running head
	width      int    // that lines near it are wrapped at
	indent     int    // runes of white space before it
	runes      int
	words      int
	letters    int
	word       int // runes of its first word
	marker     int // runes of its bullet or number
	mark       mark
	levels     uint8 // of a number: 2 for 3.13
	number     int   // the last of the numbers, 3 for c)
	first      first
	close      closing
	greets     bool // it begins as an address to the audience
	joins      bool // its last word cannot end a sentence
	listAnd    bool // it ends with "; and" or ", or"
	caps       bool // all its letters are capitals
	title      bool // its longer words have capitals
}

func refNewLine(raw []byte, at int, hard bool) refLine {
	lead := refSkipSpace(raw)
	text := raw[lead:]
	text = text[:refTrimEnd(text)]
	l := refLine{
		text: text, start: at + lead, end: at + lead + len(text), hard: hard,
		indent: utf8.RuneCount(raw[:lead]), runes: utf8.RuneCount(text),
	}
	body := text[l.readMark():]
	l.readWords(body)
	l.readEnd(body)
	return l
}

// readMark recognises a bullet or number and returns the offset of what follows.
func (l *refLine) readMark() int {
	r, n := utf8.DecodeRune(l.text)
	switch r {
	case '•', '◦', '▪', '■', '●', '▶', '►', '➢', '‣', '·', '\uf0b7', '*', '-', '–', '—':
		space := refSkipSpace(l.text[n:])
		if space == 0 && n < len(l.text) && r != '•' && r != '\uf0b7' {
			return 0
		}
		l.mark, l.marker = markBullet, 1
		if r == '-' || r == '–' || r == '—' {
			l.mark = markDash
		}
		return n + space
	}
	n = l.readNumber()
	if n == 0 {
		return 0
	}
	space := refSkipSpace(l.text[n:])
	if glued := space == 0 && n < len(l.text); glued && !(refIsDigit(l.text[0]) && refIsCapital(l.text[n])) {
		l.levels, l.number = 0, 0
		return 0
	}
	l.mark, l.marker = markNumber, n // ASCII: bytes are runes
	return n + space
}

// readNumber returns the length of "1.", "1.2", "1.2.", "(3)", "a)", "(iv)" or
// "B." at the start of a line, 0 if there is none. A single number without a
// sign, a year or a lone "a" is none.
func (l *refLine) readNumber() int {
	b, i := l.text, 0
	open := b[0] == '('
	if open {
		i = 1
	}
	signs := 0
	for l.levels < 8 {
		n, value := refCounter(b[i:])
		if n == 0 || l.levels > 0 && !refIsDigit(b[i]) {
			break
		}
		l.levels++
		l.number = value
		i += n
		if i >= len(b) || b[i] != '.' {
			break
		}
		signs++
		i++
	}
	switch {
	case l.levels == 0:
	case i < len(b) && b[i] == ')' && (open || signs < int(l.levels)):
		return i + 1
	case !open && signs > 0:
		return i
	}
	l.levels, l.number = 0, 0
	return 0
}

// refCounter returns the length and value of up to three digits, one letter or a
// small Roman number of up to four letters.
func refCounter(b []byte) (n, value int) {
	for n < len(b) && n < 4 && refIsDigit(b[n]) {
		value = value*10 + int(b[n]-'0')
		n++
	}
	if n > 3 {
		return 0, 0
	}
	if n > 0 {
		return n, value
	}
	for n < len(b) && n < 5 && (b[n]|0x20 >= 'a' && b[n]|0x20 <= 'z') {
		n++
	}
	switch {
	case n == 1:
		return 1, int(b[0]|0x20-'a') + 1
	case n > 1 && n < 5 && len(bytes.Trim(b[:n], "ivx")) == 0:
		return n, refRoman(b[:n])
	}
	return 0, 0
}

func refRoman(b []byte) int {
	value, worth := 0, map[byte]int{'i': 1, 'v': 5, 'x': 10}
	for i := range b {
		w := worth[b[i]]
		if i+1 < len(b) && worth[b[i+1]] > w {
			w = -w
		}
		value += w
	}
	return value
}

// refSkipSpace returns the number of bytes of white space that b begins with.
func refSkipSpace(b []byte) int { return len(b) - len(bytes.TrimLeftFunc(b, unicode.IsSpace)) }

// refTrimEnd returns the length of b without the white space it ends with.
func refTrimEnd(b []byte) int { return len(bytes.TrimRightFunc(b, unicode.IsSpace)) }

func refIsCapital(c byte) bool { return c >= 'A' && c <= 'Z' }

func refIsDigit(c byte) bool { return c >= '0' && c <= '9' }

// readWords counts words and looks at their capitals. Of a line too long for
// a heading only the first word is asked for.
func (l *refLine) readWords(b []byte) {
	long, capital, upper := 0, 0, 0
	for {
		w, n := refReadWord(b)
		if w.runes == 0 {
			break
		}
		if l.runes > longLine && l.words > 0 {
			l.words = maxWords + 1
			return
		}
		if l.words == 0 {
			if w.starts == firstNone && w.digit {
				w.starts = firstCapital // a number can begin a sentence
			}
			l.word, l.first = w.runes, w.starts
			l.greets = refGreetings[refLower(bytes.Trim(b[:n], " \t.,*"))]
		}
		if l.words++; w.letters > 3 || l.words == 1 {
			long++
			if w.starts == firstCapital {
				capital++
			}
		}
		l.letters, upper = l.letters+w.letters, upper+w.upper
		b = b[n:]
	}
	l.caps = l.letters > 1 && upper == l.letters
	l.title = l.letters > 1 && l.first == firstCapital && capital*10 >= long*6
}

// refWord is what a line asks of one of its words.
type refWord struct {
	runes, letters, upper int
	starts                first // the case of its first letter that has one
	digit                 bool  // a digit stands before that letter
}

// refReadWord returns the first word of b and the offset behind it.
func refReadWord(b []byte) (w refWord, n int) {
	for n < len(b) {
		r, k := rune(b[n]), 1
		if r >= utf8.RuneSelf {
			r, k = utf8.DecodeRune(b[n:])
		}
		if unicode.IsSpace(r) {
			if w.runes > 0 {
				return w, n
			}
			n += k
			continue
		}
		n += k
		w.runes++
		switch {
		case r >= 'a' && r <= 'z' || r >= utf8.RuneSelf && unicode.IsLower(r):
			w.letters++
			if w.starts == firstNone {
				w.starts = firstSmall
			}
		case r >= 'A' && r <= 'Z' || r >= utf8.RuneSelf && unicode.IsUpper(r):
			w.letters++
			w.upper++
			if w.starts == firstNone {
				w.starts = firstCapital
			}
		case r >= utf8.RuneSelf && unicode.IsLetter(r):
			w.letters++
		case w.starts == firstNone && unicode.IsDigit(r):
			w.digit = true
		}
	}
	return w, n
}

// readEnd looks at the last word and its punctuation.
func (l *refLine) readEnd(b []byte) {
	b = refTrimClosers(b)
	if n := len(bytes.TrimRight(b, "0123456789")); n > 0 && n < len(b) && refClosingOf(b[:n]) == closeFull && len(b)-n <= 3 && b[n-1] != ',' {
		if !(n > 1 && refIsDigit(b[n-2])) { // 2.4 is a number, impact.12 has a footnote
			b = refTrimClosers(b[:n])
		}
	}
	l.close = refClosingOf(b)
	last := b
	if i := bytes.LastIndexFunc(b, unicode.IsSpace); i >= 0 {
		last = b[i:]
		last = last[refSkipSpace(last):]
		before := b[:i]
		switch refLower(last) {
		case "and", "or":
			c := refClosingOf(before[:refTrimEnd(before)])
			l.listAnd = c == closeColon || c == closeComma
		}
	}
	switch {
	case l.close == closeFull && refAbbreviated(last):
		l.close = closeNone
		l.joins = true
	case l.close == closeNone:
		l.joins = refOpenEnded[refLower(last)] || bytes.HasSuffix(last, []byte("-")) || bytes.HasSuffix(last, []byte("\u00ad"))
	}
}

func refLower(b []byte) string {
	if len(b) > 12 {
		return ""
	}
	return string(bytes.ToLower(b))
}

func refTrimClosers(b []byte) []byte {
	return bytes.TrimRightFunc(b, func(r rune) bool {
		switch r {
		case '"', '\'', '”', '’', '»', ')', ']', '“', '*', '_':
			return true
		}
		return unicode.IsSpace(r)
	})
}

func refClosingOf(b []byte) closing {
	switch r, _ := utf8.DecodeLastRune(b); r {
	case '.', '!', '?', '…', '。', '！', '？', '।', '؟', '۔', '．':
		return closeFull
	case ':', ';', '：', '；', '؛':
		return closeColon
	case ',', '，', '、', '،':
		return closeComma
	}
	return closeNone
}

// refAbbreviated reports whether a last word with a full stop is one that a
// sentence seldom ends with: an initial, "U.S.", "Mr." or "No.".
func refAbbreviated(b []byte) bool {
	b = bytes.TrimLeft(b, "(\"'")
	if len(b) == 2 && b[0] >= 'A' && b[0] <= 'Z' {
		return true
	}
	if len(b) >= 4 && b[1] == '.' && b[3] == '.' {
		return true
	}
	return refAbbreviations[refLower(b)]
}

var refAbbreviations = refSet("mr.", "mrs.", "ms.", "dr.", "prof.", "st.", "no.", "nos.", "art.", "vs.", "cf.",
	"sen.", "gen.", "gov.", "rep.", "para.", "sec.", "vol.", "pp.", "p.", "h.e.")

// refOpenEnded has the English words after which a sentence goes on, and those
// that await a number.
var refOpenEnded = refSet("a", "an", "the", "of", "to", "in", "on", "at", "by", "for", "from", "with", "and", "or", "as",
	"that", "which", "who", "is", "are", "was", "were", "be", "its", "their", "our", "his", "her", "this", "these",
	"those", "into", "than", "between", "through", "under", "against", "upon", "has", "have", "will", "&",
	"section", "article", "paragraph", "chapter", "resolution", "nos", "mr", "mrs")

// refGreetings begin the addresses of speeches, which look like headings.
var refGreetings = refSet("mr", "mrs", "madam", "madame", "mister", "excellency", "excellencies", "your", "dear",
	"ladies", "distinguished", "honourable", "colleagues", "friends", "president", "heads")

func refSet(words ...string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[w] = true
	}
	return m
}

// refUnnumbered returns a line without the page numbers it begins or ends with,
// Arabic or small Roman.
func refUnnumbered(b []byte) []byte {
	for {
		i := bytes.IndexFunc(b, unicode.IsSpace)
		if i < 0 || !refPageNumber(b[:i]) {
			break
		}
		b = b[i+refSkipSpace(b[i:]):]
	}
	for {
		i := bytes.LastIndexFunc(b, unicode.IsSpace)
		if i < 0 || !refPageNumber(b[i+refSkipSpace(b[i:]):]) {
			return b
		}
		b = b[:refTrimEnd(b[:i])]
	}
}

func refPageNumber(b []byte) bool {
	return len(bytes.Trim(b, "0123456789|")) == 0 || len(bytes.Trim(b, "ivxl")) == 0
}
