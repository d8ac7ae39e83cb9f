package layout

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"slices"
	"unicode"
	"unicode/utf8"
)

// PartSize is about how many bytes of a text are laid out in one go.
const PartSize = 1 << 20

// Part returns the length of the part that a text begins with: all of it up to
// PartSize, otherwise up to the last empty line in its first PartSize bytes, else the
// last line end there, else the next within as many bytes again. A line
// that is longer still is cut at white space, or between two runes. So a part
// has at most 2·PartSize bytes, and the cut depends on no more than that and
// on whether anything follows.
func Part(text []byte) int {
	if len(text) <= PartSize {
		return len(text)
	}
	area := text[:PartSize]
	if n := lastEmptyLine(area); n > 0 {
		return n
	}
	if i := bytes.LastIndexByte(area, '\n'); i >= 0 {
		return i + 1
	}
	if i := bytes.IndexByte(text[PartSize:min(len(text), 2*PartSize)], '\n'); i >= 0 {
		return PartSize + i + 1
	}
	if len(text) <= 2*PartSize {
		return len(text)
	}
	if i := bytes.LastIndexByte(area, '\r'); i >= 0 {
		return i + 1
	}
	n := PartSize
	for !utf8.RuneStart(text[n]) && n > PartSize-utf8.UTFMax {
		n--
	}
	for i := n; i > 0; {
		r, k := lastRune(text[:i])
		if isSpace(r) || r == 0 { // a stray NUL is read as a space
			return i
		}
		i -= k
	}
	return n
}

const pieceSize = 16 << 10

// lastEmptyLine returns the offset behind the last empty line, 0 if there is none.
// It looks at the text piece by piece from its end, and at a piece forwards,
// which is quicker.
func lastEmptyLine(text []byte) int {
	for end := len(text); end > 0; end -= pieceSize {
		last := 0
		for i := max(0, end-pieceSize); i < end; i++ {
			k := bytes.IndexByte(text[i:end], '\n')
			if k < 0 {
				break
			}
			i += k
			if bytes.HasSuffix(text[:i], []byte("\n")) || bytes.HasSuffix(text[:i], []byte("\n\r")) {
				last = i + 1
			}
		}
		if last > 0 {
			return last
		}
	}
	return 0
}

// split adds the lines that are not empty.
func split(body []byte, lines []line) []line {
	lines = slices.Grow(lines, min(bytes.Count(body, []byte("\n")), len(body)/usual)+1)
	hard, fresh, start := true, true, 0 // an empty line, a page before what comes
	for i := 0; i <= len(body); {
		i += mayEnd(body[i:])
		n, ends, page := 1, true, false
		if i < len(body) && body[i] != '\n' {
			n, ends, page = lineEnd(body[i:])
		}
		if !ends {
			i += n
			continue
		}
		if lead := skipSpace(body[start:i]); start+lead < i {
			end := start + trimEnd(body[start:i])
			lines = append(lines, line{start: int32(start + lead), end: int32(end), hard: hard, page: fresh})
			l := &lines[len(lines)-1]
			if lead > 0 {
				l.indent = int32(utf8.RuneCount(body[start:l.start]))
			}
			l.read(body[l.start:end])
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

// usual is a length that lines seldom have less of: room is made for no more of them.
const usual = 32

// The same byte eight times, for looking at eight bytes at once.
const (
	ones   = 0x0101010101010101
	highs  = 0x80 * ones
	lows   = 0x7f * ones
	spaces = ' ' * ones
)

// mayEnd returns the offset of the first byte that a line end may begin with:
// a control character, 0xc2 or 0xe2; len(b) if there is none.
func mayEnd(b []byte) int {
	i := 0
	for {
		for ; i+32 <= len(b); i += 32 { // letters, digits, signs and spaces of ASCII only
			p := b[i : i+32 : i+32]
			w, x := binary.LittleEndian.Uint64(p), binary.LittleEndian.Uint64(p[8:])
			y, z := binary.LittleEndian.Uint64(p[16:]), binary.LittleEndian.Uint64(p[24:])
			if ((w-spaces)|w|(x-spaces)|x|(y-spaces)|y|(z-spaces)|z)&highs != 0 {
				break
			}
		}
		stop := min(i+32, len(b))
		for ; i+8 <= stop; i += 8 {
			x := binary.LittleEndian.Uint64(b[i:])
			control := ^((x | highs) - spaces) & ^x
			lead := (x | spaces) ^ 0xe2*ones // zero bytes are found without carries
			lead = ^((lead&lows + lows) | lead)
			if m := (control | lead) & highs; m != 0 {
				return i + bits.TrailingZeros64(m)/8
			}
		}
		if i+8 > len(b) {
			break
		}
	}
	for ; i < len(b); i++ {
		if c := b[i]; c < 0x20 || c|0x20 == 0xe2 {
			return i
		}
	}
	return i
}

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

// skipSpace returns the number of bytes of white space that b begins with.
func skipSpace(b []byte) int {
	for i := 0; i < len(b); {
		r, n := rune(b[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRune(b[i:])
		}
		if !isSpace(r) {
			return i
		}
		i += n
	}
	return len(b)
}

// trimEnd returns the length of b without the white space it ends with.
func trimEnd(b []byte) int {
	for len(b) > 0 {
		r, n := lastRune(b)
		if !isSpace(r) {
			break
		}
		b = b[:len(b)-n]
	}
	return len(b)
}

// lastSpace returns the offset of the last white space in b, -1 if there is none.
func lastSpace(b []byte) int {
	for i := len(b) - 1; i >= 0; i-- {
		switch c := b[i]; {
		case c > ' ' && c < utf8.RuneSelf:
			continue
		case c < utf8.RuneSelf:
			if isSpace(rune(c)) {
				return i
			}
		default:
			r, n := utf8.DecodeLastRune(b[:i+1])
			i -= n - 1
			if isSpace(r) {
				return i
			}
		}
	}
	return -1
}

// lastRune returns the last rune of b, which is not empty, and its length.
func lastRune(b []byte) (r rune, n int) {
	if c := b[len(b)-1]; c < utf8.RuneSelf {
		return rune(c), 1
	}
	return utf8.DecodeLastRune(b)
}

// isSpace is unicode.IsSpace, quick for what is most of a text.
func isSpace(r rune) bool {
	if r < utf8.RuneSelf {
		return r == ' ' || r >= '\t' && r <= '\r'
	}
	return unicode.IsSpace(r)
}

// runesUpTo returns the number of runes in b, or most + 1 if there are more.
func runesUpTo(b []byte, most int) int {
	if len(b) > utf8.UTFMax*most {
		return most + 1
	}
	n, i := 0, 0
	for ; i+32 <= len(b) && n <= most; i += 32 {
		p := b[i : i+32 : i+32]
		if (binary.LittleEndian.Uint64(p)|binary.LittleEndian.Uint64(p[8:])|
			binary.LittleEndian.Uint64(p[16:])|binary.LittleEndian.Uint64(p[24:]))&highs != 0 {
			break
		}
		n += 32
	}
	for ; i+8 <= len(b) && n <= most; i += 8 {
		n += 8
		if x := binary.LittleEndian.Uint64(b[i:]); x&highs != 0 {
			n -= bits.OnesCount64(x &^ (x << 1) & highs) // bytes 10xxxxxx begin no rune
		}
	}
	for ; i < len(b) && n <= most; i++ {
		if utf8.RuneStart(b[i]) {
			n++
		}
	}
	return min(n, most+1)
}
