package ink

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
)

// Tags and types of TIFF 6.0 (Adobe 1992) that a baseline RGB file has.
const (
	tiffWidth, tiffHeight, tiffBits, tiffCompression, tiffColours     = 256, 257, 258, 259, 262
	tiffDescription, tiffOffsets, tiffSamples, tiffRows, tiffCounts   = 270, 273, 277, 278, 279
	tiffXDensity, tiffYDensity, tiffPlanar, tiffDensityUnit, tiffMade = 282, 283, 284, 296, 305

	tiffText, tiffShort, tiffLong, tiffRatio = 2, 3, 4, 5

	tiffLZW, tiffRGB, tiffInch = 5, 2, 2

	stripBytes = 64 << 10 // of pixels, about
)

// encodeTIFF writes a baseline TIFF: opaque RGB of 8 bits, LZW, with its
// resolution. golang.org/x/image/tiff cannot write LZW, says 72 dpi of every
// file and keeps an alpha channel, which journals refuse.
func encodeTIFF(img image.Image, dpi int, m Meta) ([]byte, error) {
	flat := onWhite(img)
	size := flat.Rect.Size()
	if size.X == 0 || size.Y == 0 {
		return nil, fmt.Errorf("a picture of %d × %d pixels has no TIFF", size.X, size.Y)
	}
	out := []byte("II*\x00\x00\x00\x00\x00")
	order := binary.LittleEndian
	rows := max(1, stripBytes/(3*size.X))
	var offsets, counts []uint32
	strip := make([]byte, 0, 3*size.X*rows)
	for y := 0; y < size.Y; y += rows {
		strip = strip[:0]
		for j := y; j < min(y+rows, size.Y); j++ {
			from := flat.Pix[flat.PixOffset(flat.Rect.Min.X, flat.Rect.Min.Y+j):]
			for range size.X {
				strip = append(strip, from[0], from[1], from[2])
				from = from[4:]
			}
		}
		packed := lzwEncode(strip)
		offsets, counts = append(offsets, uint32(len(out))), append(counts, uint32(len(packed)))
		out = even(append(out, packed...))
	}
	longs := func(v ...uint32) uint32 {
		at := uint32(len(out))
		for _, x := range v {
			out = order.AppendUint32(out, x)
		}
		return at
	}
	texts := func(s string) (at, n uint32) {
		at = uint32(len(out))
		out = even(append(append(out, s...), 0))
		return at, uint32(len(s) + 1)
	}
	where, how := offsets[0], counts[0]
	if len(offsets) > 1 { // one is written in place of its address
		where, how = longs(offsets...), longs(counts...)
	}
	density := longs(uint32(dpi), 1)
	bits := uint32(len(out))
	for range 4 {
		out = order.AppendUint16(out, 8) // the fourth keeps the length even
	}
	type entry struct{ tag, kind, n, value uint32 }
	entries := []entry{
		{tiffWidth, tiffLong, 1, uint32(size.X)}, {tiffHeight, tiffLong, 1, uint32(size.Y)}, {tiffBits, tiffShort, 3, bits},
		{tiffCompression, tiffShort, 1, tiffLZW}, {tiffColours, tiffShort, 1, tiffRGB},
	}
	if s := ascii(m.Title); len(s) > 3 { // shorter ones would stand in place of their address
		at, n := texts(s)
		entries = append(entries, entry{tiffDescription, tiffText, n, at})
	}
	entries = append(entries,
		entry{tiffOffsets, tiffLong, uint32(len(offsets)), where}, entry{tiffSamples, tiffShort, 1, 3}, entry{tiffRows, tiffLong, 1, uint32(rows)},
		entry{tiffCounts, tiffLong, uint32(len(counts)), how}, entry{tiffXDensity, tiffRatio, 1, density}, entry{tiffYDensity, tiffRatio, 1, density},
		entry{tiffPlanar, tiffShort, 1, 1}, entry{tiffDensityUnit, tiffShort, 1, tiffInch})
	if s := ascii(m.Creator); len(s) > 3 {
		at, n := texts(s)
		entries = append(entries, entry{tiffMade, tiffText, n, at})
	}
	order.PutUint32(out[4:], uint32(len(out)))
	out = order.AppendUint16(out, uint16(len(entries)))
	for _, e := range entries {
		out = order.AppendUint16(order.AppendUint16(out, uint16(e.tag)), uint16(e.kind))
		out = order.AppendUint32(order.AppendUint32(out, e.n), e.value)
	}
	return order.AppendUint32(out, 0), nil
}

// even adds a byte where one is missing: TIFF wants addresses to be even.
func even(b []byte) []byte {
	if len(b)%2 == 1 {
		return append(b, 0)
	}
	return b
}

// ascii keeps what a text tag of TIFF may hold.
func ascii(s string) string {
	var b bytes.Buffer
	for _, r := range Clean(s) {
		if r < 0x80 {
			b.WriteRune(r)
		} else {
			b.WriteByte('?')
		}
	}
	return b.String()
}

// The codes of TIFF's LZW.
const (
	lzwClear = 256
	lzwEnd   = 257
	lzwFirst = 258
	lzwFull  = 4094
)

// lzwEncode compresses as TIFF 6.0 does: most significant bits first, and codes grow
// one entry earlier than in GIF, so that compress/lzw cannot serve.
func lzwEncode(data []byte) []byte {
	var out []byte
	var held uint32
	var bits uint
	put := func(code uint32, width uint) {
		held = held<<width | code
		for bits += width; bits >= 8; bits -= 8 {
			out = append(out, byte(held>>(bits-8)))
		}
		held &= 1<<bits - 1
	}
	width, next := uint(9), uint32(lzwFirst)
	table := map[uint32]uint32{} // prefix code and byte → code
	put(lzwClear, width)
	if len(data) > 0 {
		current := uint32(data[0])
		for _, c := range data[1:] {
			key := current<<8 | uint32(c)
			if code, known := table[key]; known {
				current = code
				continue
			}
			put(current, width)
			table[key] = next
			next++
			switch {
			case next > lzwFull:
				put(lzwClear, width)
				clear(table)
				width, next = 9, lzwFirst
			case next == 1<<width:
				width++
			}
			current = uint32(c)
		}
		put(current, width)
		if next++; next == 1<<width && width < 12 {
			width++
		}
	}
	put(lzwEnd, width)
	if bits > 0 {
		out = append(out, byte(held<<(8-bits)))
	}
	return out
}
