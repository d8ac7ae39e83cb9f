package layout

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"concordat/corpus"
)

// fill returns n bytes of repetitions.
func fill(unit string, n int) string { return strings.Repeat(unit, n/len(unit)+1)[:n] }

func TestPart(t *testing.T) {
	const p = PartSize
	for _, c := range []struct {
		name, text string
		want       int
	}{
		{"nothing", "", 0},
		{"a part", fill("x", p), p},
		{"after the last empty line", fill("x\n\n", p/2) + fill("x\n", p), p / 2 / 3 * 3},
		{"after the last empty line of Windows", "x\r\n\r\n" + fill("x\r\n", 2*p), 5},
		{"an empty line at the very beginning", "\n" + fill("x\n", 2*p), p - 1},
		{"an empty line across two pieces", fill("x", p-pieceSize-1) + "\n\n" + fill("x", 3*p), p - pieceSize + 1},
		{"after the last line end", fill("x\n", 3*p), p},
		{"after the next line end", fill("word ", p+10) + "\n" + fill("x", p), p + 11},
		{"a line end just too far", fill("x", 2*p) + "\n", p},
		{"no line end, and the end is near", fill("word ", 2*p), 2 * p},
		{"after the last line end of an old Mac", fill("word ", p-7) + "\r" + fill("word ", 2*p), p - 6},
		{"after the last white space", fill("x", p-2) + " " + fill("x", 2*p), p - 1},
		{"after the last wide space", fill("x", p-8) + "\u2003" + fill("x", 2*p), p - 5},
		{"after a stray NUL", fill("x", p-8) + "\x00" + fill("x", 2*p), p - 7},
		{"between runes", "x" + fill("网", 3*p), p}, // 1 + 3·349525 = 2²⁰
		{"between runes, one byte on", "xy" + fill("网", 3*p), p - 2},
		{"what is no UTF-8", fill("\x80", 3*p), p - 4},
	} {
		if got := Part([]byte(c.text)); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}

// A part's blocks depend on its bytes alone, and its cut on little more.
func TestPartsStandAlone(t *testing.T) {
	units := []string{"The states have agreed.\n", "wrapped words that\ngo on and on\n", "THE ROAD AHEAD\n", "word ", "网", "\n", " ", "\r\n", "A heading\n\nA paragraph of words.\n\n"}
	for seed := range uint64(5) {
		dice := rand.New(rand.NewPCG(seed, 2))
		var b strings.Builder
		for b.Len() < 4*PartSize {
			b.WriteString(fill(units[dice.IntN(len(units))], 1+dice.IntN(2*PartSize)))
		}
		body := []byte(strings.ToValidUTF8(b.String(), "?"))
		var blocks []corpus.Block
		for at := 0; at < len(body); {
			n := Part(body[at:])
			if n <= 0 || n > 2*PartSize || n != Part(body[at:min(len(body), at+2*PartSize+1)]) {
				t.Fatalf("seed %d: a part of %d bytes at %d", seed, n, at)
			}
			part := slices.Clone(body[at : at+n])
			if Part(part) != n {
				t.Fatalf("seed %d: the part at %d is cut again", seed, at)
			}
			for _, x := range Blocks(part) {
				x.Start, x.End = x.Start+uint32(at), x.End+uint32(at)
				blocks = append(blocks, x)
			}
			at += n
		}
		if d := differ(body, Blocks(body), blocks); d != "" {
			t.Fatalf("seed %d: %.200s", seed, d)
		}
	}
}
