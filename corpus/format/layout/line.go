package layout

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// mark says with what sign a line begins.
type mark uint8

const (
	markNone   mark = iota
	markBullet      // • and its like, or *
	markDash        // - – —, which may also stand within a sentence
	markNumber      // 1. 1.2 (3) a) iv.
)

// first says with what letter a line begins, after signs, quotes and brackets.
type first uint8

const (
	firstNone first = iota // no letter, or one of a script without case
	firstSmall
	firstCapital
)

// closing says with what punctuation a line ends, before quotes and brackets.
type closing uint8

const (
	closeNone closing = iota
	closeComma
	closeColon // colon or semicolon
	closeFull  // full stop, question or exclamation mark
)

// line is one line of a text that is not empty, and what the rules ask of it.
// Of a line longer than longLine they do not ask how long it is, nor of one
// that cannot be a heading how many words it has.
type line struct {
	start, end int32   // in the part, without white space at its ends
	indent     int32   // runes of white space before it
	runes      int32   // longLine + 1 for all that are longer
	word       int32   // runes of its first word
	width      int32   // that lines near it are wrapped at
	wrap       int32   // runes, if a small letter follows: its end is a wrap
	number     int32   // the last of the numbers, 3 for c)
	words      int32   // known if it is headlike or in capitals
	levels     uint8   // of a number: 2 for 3.13
	mark       mark    // how it begins
	first      first   // with what letter
	close      closing // how it ends
	lone       bool    // it is nothing but a bullet or number
	hard       bool    // an empty line, a page or nothing stands before it
	page       bool    // a page or nothing stands before it
	headlike   bool    // it may be a heading or a running head
	running    bool    // a running head
	joins      bool    // its last word cannot end a sentence
	listAnd    bool    // it ends with "; and" or ", or"
	caps       bool    // all its letters are capitals
	title      bool    // it is headlike, and its longer words have capitals
}

// read finds the features of a line in its text.
func (l *line) read(text []byte) {
	l.runes = int32(runesUpTo(text, longLine))
	marker := l.readMark(text)
	l.lone = l.mark != markNone && marker == len(text)
	l.readEnd(text[marker:])
	l.readWords(text[marker:])
}

// readMark recognises a bullet or number and returns the offset of what follows.
func (l *line) readMark(text []byte) int {
	r, n := utf8.DecodeRune(text)
	switch {
	case isLetter(r):
		if len(text) > 1 && isLetter(rune(text[1])) && r != 'i' && r != 'v' && r != 'x' {
			return 0 // neither "a)" nor "iv."
		}
		return l.readNumber(text)
	case r >= '0' && r <= '9' || r == '(':
		return l.readNumber(text)
	case !isBullet(r):
		return 0
	}
	space := skipSpace(text[n:])
	if space == 0 && n < len(text) && r != '•' && r != '\uf0b7' {
		return 0
	}
	l.mark = markBullet
	if r == '-' || r == '–' || r == '—' {
		l.mark = markDash
	}
	return n + space
}

func isBullet(r rune) bool {
	switch r {
	case '•', '◦', '▪', '■', '●', '▶', '►', '➢', '‣', '·', '\uf0b7', '*', '-', '–', '—':
		return true
	}
	return false
}

// readNumber recognises "1.", "1.2", "1.2.", "(3)", "a)", "(iv)" or "B." at the
// start of a line and returns the offset of what follows, 0 if there is none. A
// single number without a sign, a year or a lone "a" is none.
func (l *line) readNumber(text []byte) int {
	n, levels, number := enumerator(text)
	if n == 0 {
		return 0
	}
	space := skipSpace(text[n:])
	if glued := space == 0 && n < len(text); glued && !(isDigit(text[0]) && isCapital(text[n])) {
		return 0
	}
	l.mark, l.levels, l.number = markNumber, levels, number
	return n + space
}

// enumerator returns the length of the number that b begins with, its levels
// and the last of them.
func enumerator(b []byte) (n int, levels uint8, number int32) {
	open := b[0] == '('
	if open {
		n = 1
	}
	signs := uint8(0)
	for levels < 8 {
		k, value := counter(b[n:])
		if k == 0 || levels > 0 && !isDigit(b[n]) {
			break
		}
		levels++
		number = value
		n += k
		if n >= len(b) || b[n] != '.' {
			break
		}
		signs++
		n++
	}
	switch {
	case levels == 0:
	case n < len(b) && b[n] == ')' && (open || signs < levels):
		return n + 1, levels, number
	case !open && signs > 0:
		return n, levels, number
	}
	return 0, 0, 0
}

// counter returns the length and value of up to three digits, one letter or a
// small Roman number of up to four letters.
func counter(b []byte) (n int, value int32) {
	for n < len(b) && n < 4 && isDigit(b[n]) {
		value = value*10 + int32(b[n]-'0')
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
		return 1, int32(b[0]|0x20-'a') + 1
	case n > 1 && n < 5:
		if v := roman(b[:n]); v != 0 {
			return n, v
		}
	}
	return 0, 0
}

// roman returns the value of a small Roman number, 0 if b is none.
func roman(b []byte) int32 {
	value, last := int32(0), int32(0)
	for i := len(b) - 1; i >= 0; i-- {
		var worth int32
		switch b[i] {
		case 'i':
			worth = 1
		case 'v':
			worth = 5
		case 'x':
			worth = 10
		default:
			return 0
		}
		if worth < last {
			value -= worth
		} else {
			value += worth
		}
		last = worth
	}
	return value
}

func isLetter(r rune) bool { return r|0x20 >= 'a' && r|0x20 <= 'z' }

func isCapital(c byte) bool { return c >= 'A' && c <= 'Z' }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// readWords looks at the first word, and at the others only if the line may be
// a heading or in capitals.
func (l *line) readWords(b []byte) {
	w, n := readWord(b)
	if w.runes == 0 {
		return
	}
	if w.starts == firstNone && w.digit {
		w.starts = firstCapital // a number can begin a sentence
	}
	l.word, l.first, l.words = w.runes, w.starts, 1
	if l.runes > longLine && n < len(b) {
		l.words = maxWords + 1
		return
	}
	may := l.close == closeNone && l.first == firstCapital && l.runes <= maxHeading
	begin := b[:n]
	letters, upper := w.letters, w.upper
	long, capital := 1, 0
	if w.starts == firstCapital {
		capital++
	}
	for b = b[n:]; len(b) > 0 && (may || upper == letters); b = b[n:] {
		w, n = readWord(b)
		if l.words++; l.words > maxWords {
			may = false
		}
		if w.letters > 3 {
			long++
			if w.starts == firstCapital {
				capital++
			}
		}
		letters, upper = letters+w.letters, upper+w.upper
	}
	l.caps = letters > 1 && upper == letters
	l.headlike = may && letters > 1 && !greets(begin)
	l.title = l.headlike && capital*10 >= long*6
}

// word is what a line asks of one of its words.
type word struct {
	runes, letters, upper int32
	starts                first // the case of its first letter that has one
	digit                 bool  // a digit stands before that letter
}

// readWord returns the first word of b and the offset behind it.
func readWord(b []byte) (w word, n int) {
	n = skipSpace(b)
	for n < len(b) {
		c := b[n]
		switch {
		case c >= 'a' && c <= 'z':
			w.small()
		case c >= utf8.RuneSelf:
			r, k := utf8.DecodeRune(b[n:])
			if isSpace(r) {
				return w, n
			}
			w.beyond(r)
			n += k - 1
		case isSpace(rune(c)):
			return w, n
		case isCapital(c):
			w.capital()
		default:
			w.digit = w.digit || w.starts == firstNone && isDigit(c)
		}
		w.runes++
		n++
	}
	return w, n
}

// small takes a small letter.
func (w *word) small() {
	w.letters++
	if w.starts == firstNone {
		w.starts = firstSmall
	}
}

// capital takes a capital letter.
func (w *word) capital() {
	w.letters++
	w.upper++
	if w.starts == firstNone {
		w.starts = firstCapital
	}
}

// beyond takes a rune beyond ASCII.
func (w *word) beyond(r rune) {
	switch {
	case unicode.IsLower(r):
		w.small()
	case unicode.IsUpper(r):
		w.capital()
	case unicode.IsLetter(r):
		w.letters++
	case w.starts == firstNone && unicode.IsDigit(r):
		w.digit = true
	}
}

// readEnd looks at the last word and its punctuation.
func (l *line) readEnd(b []byte) {
	b = withoutNote(trimClosers(b))
	l.close = closingOf(b)
	last := b
	if i := lastSpace(b); i >= 0 {
		last = b[i+skipSpace(b[i:]):]
		if conjunction(last) {
			c := closingOf(b[:trimEnd(b[:i])])
			l.listAnd = c == closeColon || c == closeComma
		}
	}
	switch {
	case l.close == closeFull && abbreviated(last):
		l.close = closeNone
		l.joins = true
	case l.close == closeNone:
		l.joins = openEnded(last) || bytes.HasSuffix(last, []byte("-")) || bytes.HasSuffix(last, []byte("\u00ad"))
	}
}

// withoutNote returns b without the number of a footnote after the end of a
// sentence: 2.4 is a number, impact.12 has a footnote.
func withoutNote(b []byte) []byte {
	n := len(b)
	for n > 0 && isDigit(b[n-1]) {
		n--
	}
	if n == 0 || n == len(b) || len(b)-n > 3 || closingOf(b[:n]) != closeFull || n > 1 && isDigit(b[n-2]) {
		return b
	}
	return trimClosers(b[:n])
}

// conjunction reports whether b is "and" or "or", in any case.
func conjunction(b []byte) bool {
	return len(b) == 3 && b[0]|0x20 == 'a' && b[1]|0x20 == 'n' && b[2]|0x20 == 'd' ||
		len(b) == 2 && b[0]|0x20 == 'o' && b[1]|0x20 == 'r'
}

// trimClosers returns b without the quotes, brackets and white space it ends with.
func trimClosers(b []byte) []byte {
	for len(b) > 0 {
		r, n := lastRune(b)
		switch r {
		case '"', '\'', '”', '’', '»', ')', ']', '“', '*', '_':
		default:
			if !isSpace(r) {
				return b
			}
		}
		b = b[:len(b)-n]
	}
	return b
}

func closingOf(b []byte) closing {
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

// abbreviated reports whether a last word with a full stop is one that a
// sentence seldom ends with: an initial, "U.S.", "Mr." or "No.".
func abbreviated(b []byte) bool {
	for len(b) > 0 && (b[0] == '(' || b[0] == '"' || b[0] == '\'') {
		b = b[1:]
	}
	if len(b) == 2 && b[0] >= 'A' && b[0] <= 'Z' {
		return true
	}
	if len(b) >= 4 && b[1] == '.' && b[3] == '.' {
		return true
	}
	if len(b) > len("prof.") {
		return false
	}
	var room [longest]byte
	switch string(small(b, &room)) {
	case "mr.", "mrs.", "ms.", "dr.", "prof.", "st.", "no.", "nos.", "art.", "vs.", "cf.",
		"sen.", "gen.", "gov.", "rep.", "para.", "sec.", "vol.", "pp.", "p.", "h.e.":
		return true
	}
	return false
}

// openEnded reports whether a word is one of the English words after which a
// sentence goes on, or one that awaits a number.
func openEnded(b []byte) bool {
	var room [longest]byte
	switch string(small(b, &room)) {
	case "a", "an", "the", "of", "to", "in", "on", "at", "by", "for", "from", "with", "and", "or", "as",
		"that", "which", "who", "is", "are", "was", "were", "be", "its", "their", "our", "his", "her", "this", "these",
		"those", "into", "than", "between", "through", "under", "against", "upon", "has", "have", "will", "&",
		"section", "article", "paragraph", "chapter", "resolution", "nos", "mr", "mrs":
		return true
	}
	return false
}

// greets reports whether a first word begins the address of a speech, which
// looks like a heading.
func greets(b []byte) bool {
	var room [longest]byte
	switch string(small(bytes.Trim(b, " \t.,*"), &room)) {
	case "mr", "mrs", "madam", "madame", "mister", "excellency", "excellencies", "your", "dear",
		"ladies", "honourable", "colleagues", "friends", "president", "heads":
		return true
	}
	return false
}

// longest is the length in bytes of the longest of these words.
const longest = 12

// small returns a word in small letters, nil if it is too long to be one of
// these. Nearly all are ASCII, and need no more room than is given.
func small(w []byte, room *[longest]byte) []byte {
	if len(w) > longest {
		return nil
	}
	for i, c := range w {
		if c >= utf8.RuneSelf {
			return bytes.ToLower(w)
		}
		if isCapital(c) {
			c |= 0x20
		}
		room[i] = c
	}
	return room[:len(w)]
}
