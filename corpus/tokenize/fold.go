package tokenize

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold appends the folded form of a word to dst: small letters, compatibility
// forms replaced (ﬁ by fi, full-width by usual letters, Unicode NFKC), curly
// apostrophes by ', hyphens and dashes by -. White space, soft hyphens and
// zero-width characters are removed. The hyphen at the end of a line stays:
// texts break compounds there far more often than words, and matching treats
// hyphenated and solid forms alike. A final sigma is a sigma; ß stays ß.
// Folding is idempotent: Fold(Fold(w)) = Fold(w).
func Fold(dst, word []byte) []byte {
	for _, c := range word {
		if c >= utf8.RuneSelf {
			return foldUnicode(dst, word)
		}
	}
	n := len(dst)
	dst = lowerASCII(dst, word)
	if bytes.ContainsAny(dst[n:], " \t\n\v\f\r") {
		return append(dst[:n], bytes.Join(bytes.Fields(dst[n:]), nil)...)
	}
	return dst
}

// FoldString is Fold of a string.
func FoldString(s string) string { return string(Fold(nil, []byte(s))) }

func lowerASCII(dst, word []byte) []byte {
	for _, c := range word {
		dst = append(dst, lower[c])
	}
	return dst
}

// small has the folded forms of those letters below U+0540 (Latin, Greek,
// Cyrillic) that fold to one letter of at most two bytes, which no character
// before or after it changes; 0 for every other character.
var small = func() (t [0x540]uint16) {
	var b [utf8.UTFMax]byte
	for r := rune(utf8.RuneSelf); r < rune(len(t)); r++ {
		if classOf(r) != clLetter {
			continue
		}
		f := foldRune(r)
		letter := b[:utf8.EncodeRune(b[:], f)]
		if len(letter) <= 2 && norm.NFKC.IsNormal(letter) && norm.NFKC.Properties(letter).BoundaryBefore() {
			t[r] = uint16(f)
		}
	}
	return t
}()

// smallLetter returns the folded form of the letter of two bytes at b[i] if
// small has it, otherwise 0.
func smallLetter(b []byte, i int) rune {
	if c := b[i]; c < 0xC2 || c > 0xD4 || i+1 == len(b) || b[i+1]&0xC0 != 0x80 {
		return 0
	}
	return rune(small[uint(b[i]&0x1F)<<6|uint(b[i+1]&0x3F)])
}

// foldUnicode maps every character and then normalizes, until nothing changes:
// to make a letter small can give a sequence that has a composed form, and the
// other way round. Nearly every word is normal after the first mapping.
func foldUnicode(dst, word []byte) []byte {
	n := len(dst)
	dst = mapRunes(dst, word)
	if norm.NFKC.IsNormal(dst[n:]) {
		return dst
	}
	for range 8 { // two rounds are the most that occur
		before := norm.NFKC.Bytes(dst[n:])
		dst = mapRunes(dst[:n], before)
		if bytes.Equal(dst[n:], before) {
			break
		}
	}
	return dst
}

func mapRunes(dst, word []byte) []byte {
	for i := 0; i < len(word); {
		r, size := utf8.DecodeRune(word[i:])
		i += size
		if r = foldRune(r); r >= 0 {
			dst = utf8.AppendRune(dst, r)
		}
	}
	return dst
}

// foldRune maps one character, to −1 if it is removed.
func foldRune(r rune) rune {
	switch {
	case r < utf8.RuneSelf:
		if unicode.IsSpace(r) {
			return -1
		}
		return rune(lower[r])
	case ignorable(r), r >= 0xFE00 && r <= 0xFE0F, unicode.IsSpace(r):
		return -1
	case isApostrophe(r), r == 'ʼ':
		return '\''
	case isHyphen(r), r >= 0x2012 && r <= 0x2015, r == '−', r == '﹘':
		return '-'
	case r == '⁄':
		return '/'
	case r == 'ς':
		return 'σ'
	}
	return unicode.ToLower(r)
}

// Parts returns the parts of a folded hyphenated compound, multi and
// stakeholder of multi-stakeholder; nil of any other word and of addresses.
func Parts(folded string) []string {
	if !strings.Contains(folded, "-") || strings.ContainsAny(folded, "/@") {
		return nil
	}
	parts := strings.FieldsFunc(folded, func(r rune) bool { return r == '-' })
	if len(parts) < 2 {
		return nil
	}
	return parts
}

// contractions are words in 's that is no possessive.
var contractions = map[string]bool{
	"it's": true, "he's": true, "she's": true, "that's": true, "what's": true, "who's": true,
	"there's": true, "here's": true, "where's": true, "how's": true, "when's": true, "why's": true,
	"let's": true,
}

// Possessive returns a folded word without its possessive ending, china of
// china's, and whether it had one. States' needs none: the token is states.
func Possessive(folded string) (string, bool) {
	w, ok := strings.CutSuffix(folded, "'s")
	if !ok || w == "" || contractions[folded] {
		return folded, false
	}
	return w, true
}

// Undotted returns a folded abbreviation without its full stops, us of u.s.,
// and whether it is one. So a matcher finds U.S. where US is asked for, while
// the types us and u.s. stay apart.
func Undotted(folded string) (string, bool) {
	if folded == "ph.d." || folded == "ph.d" {
		return "phd", true
	}
	letters, dots := 0, 0
	for _, r := range folded {
		switch {
		case r == '.':
			dots++
			if letters != dots {
				return folded, false
			}
		case unicode.IsLetter(r) && letters == dots:
			letters++
		default:
			return folded, false
		}
	}
	if letters < 2 {
		return folded, false
	}
	return strings.ReplaceAll(folded, ".", ""), true
}
