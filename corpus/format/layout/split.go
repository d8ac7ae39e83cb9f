package layout

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// part returns where the part of a text that begins at start ends.
func part(body []byte, start int) int {
	if len(body)-start <= maxPart {
		return len(body)
	}
	area := body[start : start+maxPart]
	for _, sign := range []string{"\n\n", "\n"} {
		if i := bytes.LastIndex(area, []byte(sign)); i >= 0 {
			return start + i + len(sign)
		}
	}
	if i := bytes.IndexByte(body[start+maxPart:], '\n'); i >= 0 {
		return start + maxPart + i + 1
	}
	return len(body)
}

// split returns the lines that are not empty.
func split(body []byte) []line {
	var lines []line
	hard, fresh, start := true, true, 0 // an empty line, a page before what comes
	for i := 0; i <= len(body); {
		for i < len(body) && !mayEnd[body[i]] {
			i++
		}
		n, ends, page := 1, i == len(body), false
		if !ends {
			n, ends, page = lineEnd(body[i:])
		}
		if !ends {
			i += n
			continue
		}
		if text := body[start:i]; len(bytes.TrimSpace(text)) > 0 {
			lines = append(lines, newLine(text, start, hard))
			lines[len(lines)-1].page = fresh
			hard, fresh = false, false
		} else {
			hard = true
		}
		hard, fresh = hard || page, fresh || page
		i += n
		start = i
	}
	return lines
}

// mayEnd has the bytes that a line end begins with.
var mayEnd = [256]bool{'\n': true, '\v': true, '\f': true, '\r': true, 0xc2: true, 0xe2: true}

// lineEnd returns the length of what b begins with, whether it ends a line,
// and whether it ends a page or paragraph.
func lineEnd(b []byte) (n int, ends, page bool) {
	switch c := b[0]; {
	case c == '\n', c == '\v':
		return 1, true, false
	case c == '\r':
		if len(b) > 1 && b[1] == '\n' {
			return 2, true, false
		}
		return 1, true, false
	case c == '\f':
		return 1, true, true
	case c < utf8.RuneSelf:
		return 1, false, false
	}
	switch r, n := utf8.DecodeRune(b); r {
	case '\u0085', '\u2028':
		return n, true, false
	case '\u2029':
		return n, true, true
	default:
		return n, false, false
	}
}

// unnumbered returns a line without the page numbers it begins or ends with,
// Arabic or small Roman.
func unnumbered(b []byte) []byte {
	for {
		i := bytes.IndexFunc(b, unicode.IsSpace)
		if i < 0 || !pageNumber(b[:i]) {
			break
		}
		b = b[i+skipSpace(b[i:]):]
	}
	for {
		i := bytes.LastIndexFunc(b, unicode.IsSpace)
		if i < 0 || !pageNumber(b[i+skipSpace(b[i:]):]) {
			return b
		}
		b = b[:trimEnd(b[:i])]
	}
}

func pageNumber(b []byte) bool {
	return len(bytes.Trim(b, "0123456789|")) == 0 || len(bytes.Trim(b, "ivxl")) == 0
}
