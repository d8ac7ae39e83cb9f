package readability

import (
	"strings"
	"unicode"
)

// Syllables estimates the number of spoken syllables of an English word in
// lower case: by a short dictionary of exceptions, otherwise by rules that
// count groups of vowel letters, leave out silent e and part vowels that meet
// across a syllable's end. The parts of a hyphenated compound are added up, and
// so are those of anything else that letters stand on both sides of. At least 1
// for a word with a letter, 0 for others. Rules cannot know English spelling: on
// what they were measured and how often they are right is in testdata/SYLLABLES.md.
//
// Source: rules and dictionary were written for this program; the idea is that
// of Fang 1966, Journal of Broadcasting 11(1), 63–68, doi:10.1080/08838156609363529.
func Syllables(word string) int {
	n := 0
	for _, part := range Parts(word) {
		n += syllables(part)
	}
	return n
}

// Parts returns the runs of letters of a word in plain Latin letters, with the
// apostrophes inside them: the parts of a hyphenated compound.
func Parts(word string) []string {
	return strings.FieldsFunc(strings.Map(plain, word), func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' })
}

// plain takes the commonest marks from letters of the Latin alphabet.
func plain(r rune) rune {
	if r < 0x80 {
		return r
	}
	for _, of := range [...]struct {
		plain  rune
		marked string
	}{{'a', "àáâãäåāă"}, {'c', "çćč"}, {'e', "èéêëēęě"}, {'i', "ìíîïī"}, {'n', "ñńň"}, {'o', "òóôõöøō"}, {'u', "ùúûüūů"}, {'y', "ýÿ"}, {'\'', "’ʼ"}} {
		if strings.ContainsRune(of.marked, r) {
			return of.plain
		}
	}
	return r
}

// syllables counts one run of letters.
func syllables(w string) int {
	w = strings.Trim(w, "'")
	if w == "" {
		return 0
	}
	if stem, clitic, ok := strings.Cut(w, "'"); ok {
		switch clitic {
		case "s": // office's
			if n := syllables(stem); sibilant(stem) {
				return n + 1
			}
			return syllables(stem)
		case "t": // isn't, but don't and can't
			if strings.HasSuffix(stem, "n") && !vowel(before(stem, 1)) {
				return syllables(stem[:len(stem)-1]) + 1
			}
			return syllables(stem)
		}
		return syllables(stem)
	}
	if n, ok := known(w); ok {
		return n
	}
	for _, c := range compounds {
		if rest, ok := strings.CutPrefix(w, c); ok && len(rest) > 1 && strings.ContainsAny(rest, "aeiouy") && (!vowel(rest[0]) || strings.HasSuffix(c, "here")) {
			if n, ok := known(rest); ok {
				return 1 + n
			}
			return 1 + max(1, rules(rest))
		}
	}
	return max(1, rules(w))
}

// known looks a word up, and an inflected one by what it is made of.
func known(w string) (int, bool) {
	if n, ok := exceptions[w]; ok {
		return n, true
	}
	if s, ok := strings.CutSuffix(w, "s"); ok && !sibilant(s) {
		if n, ok := exceptions[s]; ok {
			return n, true
		}
	}
	for _, ending := range [...]struct {
		suffix, instead string
		adds            int
	}{{"ly", "", 1}, {"ing", "", 1}, {"ing", "e", 1}, {"ed", "", 0}, {"d", "", 0}, {"es", "", 1}, {"s", "", 1}, {"ness", "", 1}, {"less", "", 1}, {"ship", "", 1}, {"ships", "", 1}, {"ful", "", 1}} {
		s, ok := strings.CutSuffix(w, ending.suffix)
		if !ok || ending.suffix == "s" && !sibilant(s) || ending.suffix == "es" && !sibilant(s) {
			continue
		}
		if s += ending.instead; len(s) < 3 {
			continue
		}
		if n, ok := exceptions[s]; ok {
			if ending.adds == 0 && dental(strings.TrimSuffix(s, "e")) {
				n++
			}
			return n + ending.adds, true
		}
	}
	return 0, false
}

// before returns the letter so many places before the end, 0 if there is none.
func before(w string, places int) byte {
	if len(w) <= places {
		return 0
	}
	return w[len(w)-1-places]
}

func vowel(c byte) bool { return strings.IndexByte("aeiouy", c) >= 0 && c != 0 }

func dental(w string) bool { return strings.HasSuffix(w, "t") || strings.HasSuffix(w, "d") }

// sibilant reports whether s or es after a stem is a syllable of its own.
func sibilant(w string) bool {
	for _, s := range [...]string{"s", "x", "z", "ce", "ge", "se", "ze", "ch", "sh", "che", "she", "xe"} {
		if strings.HasSuffix(w, s) {
			return true
		}
	}
	return false
}

// rules counts groups of vowels, then parts what is spoken apart.
func rules(w string) int {
	n, groups := 0, w[:len(w)-silentEnding(w)]
	inside := false
	for i := range len(groups) {
		v := vowel(groups[i]) && !consonant(groups, i)
		if v && !inside {
			n++
		}
		if v && inside && hiatus(groups, i, w) {
			n++
		}
		inside = v
	}
	for _, s := range [...]string{"sm", "sms", "thm", "thms"} { // terrorism, rhythm
		if strings.HasSuffix(w, s) {
			n++
		}
	}
	return n - silentInside(w)
}

// consonant reports whether a vowel letter is spoken as a consonant: y before a
// vowel at the beginning or after a vowel, u after q and between g and a vowel.
func consonant(w string, i int) bool {
	next := i+1 < len(w) && vowel(w[i+1])
	switch w[i] {
	case 'y':
		return next && (i == 0 || vowel(w[i-1]))
	case 'u':
		return next && i > 0 && (w[i-1] == 'q' || w[i-1] == 'g' && w[i+1] != 'o' && w[i+1] != 'u' && !strings.HasPrefix(w[i+1:], "ou") && !strings.HasPrefix(w[i+1:], "ity"))
	}
	return false
}

// silentEnding returns how many letters at the end do not count since their e
// is silent: e, es, ed after a consonant.
func silentEnding(w string) int {
	stem, n := w, 0
	switch {
	case strings.HasSuffix(w, "e"):
		n = 1
	case strings.HasSuffix(w, "es"):
		if n = 2; sibilant(w[:len(w)-2]) || sibilant(w[:len(w)-1]) {
			return 0
		}
	case strings.HasSuffix(w, "ed"):
		if n = 2; dental(w[:len(w)-2]) {
			return 0
		}
	default:
		return 0
	}
	stem = w[:len(w)-n]
	last := before(stem, 0)
	switch {
	case !strings.ContainsAny(stem, "aeiouy"): // the, me
		return 0
	case strings.HasSuffix(stem, "gu") || strings.HasSuffix(stem, "qu"): // league, technique
		if len(stem) > 3 {
			return n + 1
		}
		return 0
	case last == 'y' && vowel(before(stem, 1)): // deployed
		return n
	case vowel(last):
		return 0
	case last == 'l' || last == 'r' && n < 2: // table, centre; not file, here
		if c := before(stem, 1); !vowel(c) && c != last && c != 'r' && c != 'w' && c != 0 {
			return 0
		}
	}
	return n
}

// silentInside counts the silent e before endings that begin with a consonant:
// management, safely, useful.
func silentInside(w string) int {
	for _, s := range [...]string{"ment", "ments", "ly", "ful", "fully", "less", "lessly", "lessness", "ness", "some", "hood", "hoods", "ship", "ships", "ty"} {
		stem, ok := strings.CutSuffix(w, s)
		if !ok || !strings.HasSuffix(stem, "e") || len(stem) < 3 || vowel(before(stem, 1)) || !strings.ContainsAny(stem[:len(stem)-1], "aeiouy") {
			continue
		}
		if strings.HasSuffix(stem, "le") && !vowel(before(stem, 2)) { // settlement, element and implement have a syllable there
			return 0
		}
		if strings.HasPrefix(s, "ment") && strings.HasSuffix(stem, "le") || s == "ty" && !strings.HasSuffix(stem, "fe") && !strings.HasSuffix(stem, "ve") {
			return 0
		}
		return 1
	}
	return 0
}

// hiatus reports whether the vowel letter at i begins a syllable though one
// stands before it. w is the word with what is silent at its end, head what
// stands before the two, rest what begins at i.
func hiatus(g string, i int, w string) bool {
	a, rest, head := g[i-1], w[i:], w[:i-1]
	last := before(head, 0)
	begins := func(prefixes ...string) bool {
		for _, p := range prefixes {
			if strings.HasPrefix(rest, p) {
				return true
			}
		}
		return false
	}
	if i >= 2 && vowel(last) && !consonant(g, i-2) && !(a == 'i' && last == 'u') {
		return begins("ing")
	}
	if head == "r" && a == 'e' && prefixed(rest) {
		return true
	}
	switch a {
	case 'a':
		return begins("o", "ic", "el", "a")
	case 'e':
		return meetsE(head, last, rest, begins)
	case 'i':
		return meetsI(head, last, rest, begins)
	case 'o':
		return begins("ing", "e", "alit") && !begins("es") || head == "c" && begins("oper", "ordin", "opt", "incid") || head == "pr" && begins("act")
	case 'u':
		return meetsU(last, rest, begins)
	case 'y':
		return true
	}
	return false
}

// prefixed reports whether re, de and pre stand apart from the vowel that follows.
func prefixed(rest string) bool {
	for _, p := range [...]string{
		"aff", "act", "ass", "app", "alloc", "align", "arr", "aut", "awak", "arm", "adjust", "ev", "ex", "en", "em", "es",
		"inf", "int", "ins", "inv", "imb", "imp", "iter", "or", "op", "occ", "us", "un", "up",
	} {
		if strings.HasPrefix(rest, p) {
			return true
		}
	}
	return false
}

// meetsU parts u from the vowel after it.
func meetsU(last byte, rest string, begins func(...string) bool) bool {
	switch {
	case last == 'q' || last == 'g' && !begins("ou", "ity", "al"):
		return false
	case begins("es", "er"): // influences, fluency; not issued, conquer
		return (last == 'l' || last == 'n') && len(rest) > 2
	case begins("at"): // evaluate; not persuade
		return last != 's'
	}
	return begins("al", "an", "ar", "en", "el", "in", "id", "ity", "ition", "itive", "ou", "u")
}

// meetsE parts e from the vowel after it.
func meetsE(head string, last byte, rest string, begins func(...string) bool) bool {
	switch rest[0] {
	case 'a':
		if strings.HasSuffix(head, "cr") {
			return begins("at") && !begins("atur")
		}
		return (rest == "a" || rest == "as") && len(head) > 1 && strings.ContainsAny(head, "aeiouy") ||
			begins("an") && len(rest) < 4 && strings.ContainsAny(head, "aeiouy") && last != 'c' ||
			strings.HasSuffix(head, "cl") && strings.HasPrefix(head, "nu")
	case 'i':
		return begins("ing", "ity")
	case 'o':
		return last != 'g' || head == "g"
	case 'u':
		return begins("um", "us")
	}
	return false
}

// meetsI parts i from the vowel after it.
func meetsI(head string, last byte, rest string, begins func(...string) bool) bool {
	soft := strings.IndexByte("cts", last) >= 0 && head != ""
	switch rest[0] {
	case 'a':
		if begins("at", "ality", "asm", "ast") || head == "b" {
			return true
		}
		return !soft && last != 'g' && !(last == 'r' && begins("age"))
	case 'o':
		if begins("on", "ou") && (soft || last == 'g' || last == 'x' || last == 'h') {
			return false
		}
		return !(begins("on") && (last == 'l' || last == 'n') && len(head) > 1)
	case 'u':
		return true
	case 'e':
		switch {
		case begins("ent", "enc"):
			return !soft
		case begins("et") || head == "b":
			return true
		case begins("er", "est"):
			return strings.ContainsAny(head, "aeiouy") || len(head) > 1 && last == 'l'
		}
	}
	return false
}
