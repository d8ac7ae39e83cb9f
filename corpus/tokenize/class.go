package tokenize

import (
	"unicode"
	"unicode/utf8"

	"concordat/corpus"
)

// class says what a character is to the word scanner.
type class uint8

const (
	clOther     class = iota // white space, punctuation, symbols
	clLetter                 // letters of scripts that write words apart, letter numbers
	clDigit                  // decimal digits
	clSingle                 // a word each: Han, Hiragana, Thai and other scripts without spaces
	clKatakana               // runs of Katakana
	clMark                   // combining marks: belong to the character before
	clIgnorable              // soft hyphen, zero-width and direction characters
	clNumber                 // fractions, circled and other numbers
	clEmoji                  // pictographs, regional indicators
)

// Bits of asciiBits.
const (
	bitLetter = 1 << iota
	bitDigit
	bitJoin  // may join two words: ' - . , _ : @
	bitHigh  // part of a character of several bytes
	bitSpace // white space
	bitPlain = bitLetter | bitDigit
)

// asciiBits has the bits of each byte.
var asciiBits = func() (t [256]uint8) {
	for c := range t {
		switch {
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z':
			t[c] = bitLetter
		case c >= '0' && c <= '9':
			t[c] = bitDigit
		case c >= 0x80:
			t[c] = bitHigh
		case c == ' ' || c >= '\t' && c <= '\r':
			t[c] = bitSpace
		}
	}
	for _, c := range "'-.,_:@" {
		t[c] = bitJoin
	}
	return t
}()

// Bits beside those of corpus.Gap.
const (
	gapStop = 1 << 6 // a sentence may end here
	gapAsk  = 1 << 7 // it depends on what stands around it
)

// asciiGap has what the bytes that are no word bytes are to patterns and
// sentences.
var asciiGap = func() (t [256]uint8) {
	for c := range rune(utf8.RuneSelf) {
		t[c] = uint8(gapOf(c))
	}
	for _, c := range ".!?" {
		t[c] |= gapStop
	}
	t['.'] |= gapAsk
	t['-'] |= gapAsk
	return t
}()

// general has, by their third byte, the characters from U+2000 to U+203F, which
// have the dashes and quotation marks: what they are to patterns and sentences,
// and whether a word ends before them whatever follows.
var general = func() (t [256]struct {
	gap  uint8
	ends bool
}) {
	for c := range t {
		t[c].gap = gapAsk
		if r := rune(0x2000 + c&0x3F); c&0xC0 == 0x80 && !isHyphen(r) {
			t[c].gap = uint8(gapOf(r))
			t[c].ends = classOf(r) == clOther && !isApostrophe(r) && !unicode.Is(unicode.Pc, r)
		}
	}
	t[0xA6].gap |= gapStop // …
	return t
}()

// lower maps ASCII capitals to small letters and every other byte to itself.
var lower = func() (t [256]byte) {
	for c := range t {
		t[c] = byte(c)
		if c >= 'A' && c <= 'Z' {
			t[c] += 'a' - 'A'
		}
	}
	return t
}()

// singles are the scripts in which every letter is a word of its own.
var singles = []*unicode.RangeTable{
	unicode.Hiragana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar,
	unicode.Tai_Le, unicode.New_Tai_Lue, unicode.Tai_Tham, unicode.Tai_Viet, unicode.Ahom,
	unicode.Ideographic,
}

func classOf(r rune) class {
	switch {
	case r < 0x80:
		switch b := asciiBits[r]; {
		case b&bitLetter != 0:
			return clLetter
		case b&bitDigit != 0:
			return clDigit
		}
		return clOther
	case r >= 0x2010 && r <= 0x205F: // dashes, quotation marks: the most frequent
		if r >= 0x202A && r <= 0x202E {
			return clIgnorable
		}
		return clOther
	case r >= firstHan && r <= lastHan:
		return clSingle
	case unicode.IsLetter(r):
		switch {
		case r < 0x0E00:
			return clLetter
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

// The commonest Han characters.
const (
	firstHan = 0x4E00
	lastHan  = 0x9FFF
)

// aloneHan reports whether the character of three bytes at b[i] is one of the
// commonest Han characters and certainly the whole of its token.
func aloneHan(b []byte, i int) bool {
	if r, size := utf8.DecodeRune(b[i:]); size != 3 || r < firstHan || r > lastHan {
		return false
	}
	b = b[i+3:]
	switch {
	case len(b) == 0 || b[0] < utf8.RuneSelf, b[0] >= 0xE4 && b[0] <= 0xE9:
		return true // U+4000 to U+9FFF have neither marks nor ignorable characters
	case len(b) < 3:
		return false
	case b[0] == 0xE2 && b[1] == 0x80:
		return general[b[2]].ends
	}
	// U+3000 to U+301F and U+FF00 to U+FF3F: the punctuation of Chinese.
	return b[0] == 0xE3 && b[1] == 0x80 && b[2] < 0xA0 || b[0] == 0xEF && b[1] == 0xBC
}

// ignorable reports characters without a look of their own, which neither
// divide a word nor belong to its type.
func ignorable(r rune) bool {
	switch {
	case r == 0xAD, r == 0x61C, r == 0x180E, r == 0xFEFF,
		r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E,
		r >= 0x2060 && r <= 0x206F, r >= 0xFFF9 && r <= 0xFFFB:
		return true
	}
	return false
}

// superscript reports raised and lowered digits: in running text they are
// marks of notes, no part of a word and no number.
func superscript(r rune) bool {
	return r == 0xB2 || r == 0xB3 || r == 0xB9 || r >= 0x2070 && r <= 0x2089
}

// isHyphen reports the characters that join the parts of a compound.
func isHyphen(r rune) bool {
	return r == '-' || r == 0x2010 || r == 0x2011 || r == 0xFE63 || r == 0xFF0D
}

// isApostrophe reports the characters that are written as an apostrophe.
func isApostrophe(r rune) bool {
	return r == '\'' || r == '’' || r == '‘' || r == '‛' || r == '＇'
}

// gapOf returns what a character that stands between words is to patterns. A
// hyphen is not decided here but in separator.
func gapOf(r rune) corpus.Gap {
	switch r {
	case '.', '!', '?', '"', '\'', '`', '。', '．', '｡', '！', '？', '؟', '‼', '⁇', '⁈', '⁉', '´':
		return 0
	case ',', '،', '、', '，', '､':
		return corpus.GapComma
	case ';', '؛', '；':
		return corpus.GapSemicolon
	case ':', '：':
		return corpus.GapColon
	case '–', '—', '―', '‒', '−', '─', '⸺', '⸻', '﹘', '〜':
		return corpus.GapDash
	case '‚', '„', '‟', '〝', '〞', '〟', '＂', '＇', '「', '」', '『', '』', '｢', '｣', '《', '》', '〈', '〉':
		return 0
	}
	switch {
	case unicode.IsSpace(r), classOf(r) != clOther, superscript(r), unicode.In(r, unicode.Pi, unicode.Pf):
		return 0
	case unicode.In(r, unicode.Ps, unicode.Pe):
		return corpus.GapBracket
	}
	return corpus.GapOther
}
