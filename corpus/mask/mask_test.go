package mask

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// isWord is what the package says of a byte, without arithmetic.
func isWord(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c >= 0x80
}

// Every byte at every place of a group, among word bytes and among others.
func TestWords(t *testing.T) {
	for _, around := range []byte{0, ' ', 'x', '@', '[', '`', '{', '/', ':', 0x7f, 0x80, 0xff} {
		for at := range Size {
			for c := range 256 {
				var group [Size]byte
				for i := range group {
					group[i] = around
				}
				group[at] = byte(c)
				got := Words(&group)
				for i, b := range group {
					if got>>i&1 != 0 != isWord(b) {
						t.Fatalf("%#x at %d among %#x: bit %d is wrong in %064b", c, at, around, i, got)
					}
				}
			}
		}
	}
}

// edges is Edges, a byte at a time.
func edges(b []byte, base uint32, inside bool) ([]uint32, bool) {
	var out []uint32
	for i, c := range b {
		if isWord(c) != inside {
			inside = !inside
			out = append(out, base+uint32(i))
		}
	}
	return out, inside
}

// checkEdges compares a text, whole and in two pieces, with the loop over bytes.
func checkEdges(t interface{ Fatalf(string, ...any) }, b []byte, cut int, inside bool) {
	want, wantInside := edges(b, 7, inside)
	got, gotInside := Edges([]uint32{1, 2}, b, 7, inside)
	if !slices.Equal(got, append([]uint32{1, 2}, want...)) || gotInside != wantInside {
		t.Fatalf("%q, inside %v: %v, %v, want %v, %v", b, inside, got[2:], gotInside, want, wantInside)
	}
	part, between := Edges(nil, b[:cut], 7, inside)
	part, gotInside = Edges(part, b[cut:], 7+uint32(cut), between)
	if !slices.Equal(part, want) || gotInside != wantInside {
		t.Fatalf("%q cut at %d: %v, %v, want %v, %v", b, cut, part, gotInside, want, wantInside)
	}
}

func TestEdges(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		words := rapid.SliceOfN(rapid.SampledFrom([]string{" ", "a", "the", "’", ". ", "\n", "Ж", "- ", strings.Repeat("x", 70), strings.Repeat(" ", 70)}), 0, 60)
		b := []byte(strings.Join(words.Draw(r, "words"), ""))
		checkEdges(r, b, rapid.IntRange(0, len(b)).Draw(r, "cut"), rapid.Bool().Draw(r, "inside"))
	})
}

func FuzzEdges(f *testing.F) {
	f.Add([]byte("The rule of law."), 4, false)
	f.Add([]byte(strings.Repeat("a ", 100)), 64, true)
	f.Fuzz(func(t *testing.T, b []byte, cut int, inside bool) {
		checkEdges(t, b, min(max(cut, 0), len(b)), inside)
	})
}

// Edges into memory that is large enough allocates nothing.
func TestEdgesAllocate(t *testing.T) {
	b := []byte(strings.Repeat("a ", 500))
	dst := make([]uint32, 0, len(b)+Size+4)
	if n := testing.AllocsPerRun(10, func() { dst, _ = Edges(dst[:0], b, 0, false) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkEdges(b *testing.B) {
	text := []byte(strings.Repeat("the states of the region agreed, in general, on a common position. ", 60))
	want, _ := edges(text, 0, false)
	dst := make([]uint32, 0, len(want)+2*Size)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if dst, _ = Edges(dst[:0], text, 0, false); len(dst) != len(want) {
			b.Fatalf("%d edges, want %d", len(dst), len(want))
		}
	}
}
