// Package mask finds the runs of word bytes in a text 64 bytes at a time, by
// arithmetic on whole machine words and without a branch for a byte.
//
// A word byte is an ASCII letter or digit or any byte of a character beyond
// ASCII. Whether such a character belongs to a word is for others to say: the
// runs are where a word can be, and nothing between them is part of one but
// what joins two runs.
package mask

import (
	"encoding/binary"
	"math/bits"
	"slices"
)

// Size is the number of bytes in a group, one for each bit of its mask.
const Size = 64

const (
	ones = 0x0101010101010101
	high = 0x80 * ones
)

// Words returns the mask of a group: bit i is set if byte i is a word byte.
func Words(group *[Size]byte) uint64 {
	var mask uint64
	for i := 0; i < Size; i += 8 {
		x := binary.LittleEndian.Uint64(group[i : i+8])
		// The high bit of each byte of what follows says whether a byte, without
		// its own high bit, is at least some character: no sum carries over.
		low := x &^ high
		small := low | 0x20*ones // only letters become letters
		letter := (small + (0x80-'a')*ones) &^ (small + (0x80-'z'-1)*ones)
		digit := (low + (0x80-'0')*ones) &^ (low + (0x80-'9'-1)*ones)
		// Bit k of byte j is then byte j of the k-th eight bytes.
		mask = mask>>1 | (letter|digit|x)&high
	}
	return transpose(mask)
}

// transpose mirrors eight rows of eight bits at the diagonal: bit k of byte j
// becomes bit j of byte k.
//
// Source: Warren 2013, Hacker's Delight, 2nd edition, section 7-3.
func transpose(x uint64) uint64 {
	t := (x ^ x>>7) & 0x00aa00aa00aa00aa
	x ^= t ^ t<<7
	t = (x ^ x>>14) & 0x0000cccc0000cccc
	x ^= t ^ t<<14
	t = (x ^ x>>28) & 0x00000000f0f0f0f0
	return x ^ t ^ t<<28
}

// Edges appends to dst the offsets, counted from base, at which b changes
// between word bytes and other bytes: the first byte of a run of word bytes, the
// first byte after it, the start of the next run, and so on. inside says
// whether the byte before b is a word byte; what Edges returns says it of the
// last byte of b, so that a text can come in pieces. A run that reaches the
// end of b has no end yet.
func Edges(dst []uint32, b []byte, base uint32, inside bool) ([]uint32, bool) {
	before := uint64(0)
	if inside {
		before = 1
	}
	for ; len(b) >= Size; b, base = b[Size:], base+Size {
		mask := Words((*[Size]byte)(b))
		dst = flatten(dst, mask^(mask<<1|before), base)
		before = mask >> (Size - 1)
	}
	if n := len(b); n > 0 {
		var group [Size]byte
		copy(group[:], b)
		mask := Words(&group)
		dst = flatten(dst, (mask^(mask<<1|before))&(1<<n-1), base)
		before = mask >> (n - 1)
	}
	return dst, before&1 != 0
}

// flatten appends the numbers of the set bits of mask, counted from base. It
// writes four at a time, which the processor can foresee better than the end
// of a loop over single bits.
func flatten(dst []uint32, mask uint64, base uint32) []uint32 {
	n, count := len(dst), bits.OnesCount64(mask)
	if cap(dst)-n < Size+4 {
		dst = slices.Grow(dst, Size+4)
	}
	for to := dst[n : n+count+3]; len(to) > 3; to = to[4:] {
		to[0] = base + uint32(bits.TrailingZeros64(mask))
		mask &= mask - 1
		to[1] = base + uint32(bits.TrailingZeros64(mask))
		mask &= mask - 1
		to[2] = base + uint32(bits.TrailingZeros64(mask))
		mask &= mask - 1
		to[3] = base + uint32(bits.TrailingZeros64(mask))
		mask &= mask - 1
	}
	return dst[:n+count]
}
