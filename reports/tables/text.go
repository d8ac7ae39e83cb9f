package tables

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// Visible returns text fit to be shown: white space is single spaces, control
// characters become their pictures (U+2400 …), characters that steer the
// direction of writing become their code point in brackets, so that a text
// can neither hide words nor turn them round, and bytes that are not UTF-8
// become U+FFFD.
func Visible(s string) string {
	clean := true
	for i, r := range s {
		if r < ' ' || r == 0x7F || steers(r) || r == utf8.RuneError || r == ' ' && i > 0 && s[i-1] == ' ' {
			clean = false
			break
		}
	}
	if clean {
		return s
	}
	var b strings.Builder
	space := false
	for _, r := range s {
		blank := r == ' ' || r == '\n' || r == '\r' || r == '\t'
		switch {
		case blank && !space:
			b.WriteByte(' ')
		case blank:
		case r < ' ':
			b.WriteRune('␀' + r)
		case r == 0x7F:
			b.WriteRune('␡')
		case steers(r):
			fmt.Fprintf(&b, "[U+%04X]", r)
		default:
			b.WriteRune(r)
		}
		space = blank
	}
	return b.String()
}

// steers reports whether r is a control character of the second set or of the
// bidirectional algorithm, or a line separator.
//
// Source: Boucher and Anderson 2021, "Trojan Source", arXiv:2111.00169.
func steers(r rune) bool {
	return r >= 0x80 && r < 0xA0 || r == 0x061C || r == 0x200E || r == 0x200F ||
		r >= 0x2028 && r <= 0x202E || r >= 0x2066 && r <= 0x2069
}

// columns returns how many columns of a terminal or a fixed-width editor a
// text takes: two for wide East Asian characters.
func columns(s string) int {
	n := 0
	for _, r := range s {
		if r < 0x300 { // before the first wide character; the table below is slow
			n++
			continue
		}
		switch width.LookupRune(r).Kind() {
		case width.EastAsianWide, width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
	}
	return n
}
