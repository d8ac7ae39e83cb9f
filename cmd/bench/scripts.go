package main

import (
	"hash/fnv"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// writings returns how a sentence is written in a corpus: as it is (""), in
// another script (see scripts), or with new words, "types N" for N words more
// than the language has.
func writings(name string) func(string) string {
	if n, ok := strings.CutPrefix(name, "types "); ok {
		if more, err := strconv.Atoi(n); err == nil && more > 0 {
			return (&coiner{more: uint64(more)}).rewrite
		}
	}
	for _, s := range scripts {
		if s.name == name {
			return s.write
		}
	}
	return func(s string) string { return s }
}

// scripts are the writings whose speed is compared, the first with nothing but
// ASCII.
var scripts = []struct {
	name  string
	write func(string) string
}{
	{"ASCII", ascii},
	{"curly quotes", curly},
	{"accented", func(s string) string { return mapped(ascii(s), accents) }},
	{"Cyrillic", func(s string) string { return mapped(ascii(s), cyrillic) }},
	{"Chinese", chinese},
}

// plain are the ASCII characters that stand for others in the texts.
var plain = map[rune]string{
	'’': "'", '‘': "'", '“': `"`, '”': `"`, '–': "-", '—': "-", '…': "...", '\u00a0': " ",
	'é': "e", 'è': "e", 'ê': "e", 'á': "a", 'à': "a", 'ã': "a", 'ä': "a", 'ö': "o", 'ó': "o", 'ô': "o", 'ü': "u", 'í': "i", 'ñ': "n", 'ç': "c",
}

// ascii writes a sentence with ASCII characters; what has none is left out.
func ascii(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch p, ok := plain[r]; {
		case r < utf8.RuneSelf:
			b.WriteRune(r)
		case ok:
			b.WriteString(p)
		}
	}
	return b.String()
}

// curly sets a sentence as printers do: curly apostrophes, dashes for hyphens
// between words, and a pair of curly quotation marks around its first words.
func curly(s string) string {
	s = strings.NewReplacer("'", "’", `"`, "”", " - ", " – ").Replace(ascii(s))
	words := strings.SplitAfterN(s, " ", 4)
	if len(words) < 4 {
		return "“" + s + "”"
	}
	return "“" + strings.TrimSpace(words[0]+words[1]+words[2]) + "” " + words[3]
}

// accents and cyrillic stand for the letters of the alphabet.
const (
	accents  = "áƀçďéfğĥíjķłmñöpqřşţüvŵxýž"
	cyrillic = "абцдефгхийклмнопкрстувшжыз"
)

// mapped writes each letter as that of another alphabet, capitals as capitals.
func mapped(s, alphabet string) string {
	letters := []rune(alphabet)
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return letters[r-'a']
		case r >= 'A' && r <= 'Z':
			return unicode.ToUpper(letters[r-'A'])
		}
		return r
	}, s)
}

// chinese writes each word as one or two Chinese characters, which depend on
// the word alone, without spaces, and the marks of the script.
func chinese(s string) string {
	const first, common = 0x4e00, 3000
	var b strings.Builder
	for word := range strings.FieldsSeq(ascii(s)) {
		core := strings.TrimFunc(word, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		if core != "" {
			h := fnv.New32a()
			_, _ = h.Write([]byte(strings.ToLower(core))) // a hash takes everything
			v := h.Sum32()
			b.WriteRune(rune(first + v%common))
			if len(core) > 3 {
				b.WriteRune(rune(first + v/common%common))
			}
		}
		switch word[len(word)-1] {
		case '.', '!', '?':
			b.WriteRune('。')
		case ',', ';', ':':
			b.WriteRune('，')
		}
	}
	return b.String()
}

// coiner replaces words of a text by words that it coins.
type coiner struct {
	more  uint64 // words to coin
	state uint64
}

// One in so many words is replaced, of those that have so many letters.
const replaced, letters = 2, 4

// rewrite coins a word for half of the longer words of a sentence. The
// coined words are drawn with equal chances, so that a text of ten megabytes
// has most of two hundred thousand.
func (c *coiner) rewrite(s string) string {
	words := strings.Split(s, " ")
	for i, w := range words {
		if len(w) < letters || strings.IndexFunc(w, func(r rune) bool { return r >= utf8.RuneSelf || !unicode.IsLetter(r) }) >= 0 {
			continue
		}
		// Steele, Lea and Flood 2014, "Fast splittable pseudorandom number
		// generators", doi:10.1145/2660193.2660195: one draw a word, no more state.
		c.state += 0x9e3779b97f4a7c15
		z := c.state
		z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		z ^= z >> 31
		if z%replaced == 0 {
			words[i] = coined(z / replaced % c.more)
		}
	}
	return strings.Join(words, " ")
}

// coined spells a number in syllables of a consonant and a vowel: at least
// three, different for different numbers.
func coined(n uint64) string {
	const consonants, vowels = "bcdfghjklmnprstvwxyz", "aeiou"
	const syllables = uint64(len(consonants) * len(vowels))
	var b strings.Builder
	for k := 0; k < 3 || n > 0; k++ {
		s := n % syllables
		b.WriteByte(consonants[s/uint64(len(vowels))])
		b.WriteByte(vowels[s%uint64(len(vowels))])
		n /= syllables
	}
	return b.String()
}
