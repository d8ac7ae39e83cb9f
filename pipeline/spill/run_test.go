package spill

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// encode writes counts, in their order, as run number 7.
func encode(t interface{ Fatal(...any) }, limit int, counts []count) []byte {
	var out bytes.Buffer
	w := newWriter(&out, 7, limit, make([]byte, limit+MaxKey+blockHeader+recordHead), make([]byte, MaxKey), func() error { return nil })
	for _, x := range counts {
		if err := w.add([]byte(x.key), x.n); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.flush(); err != nil {
		t.Fatal(err)
	}
	if w.size != int64(out.Len()) || w.records != int64(len(counts)) {
		t.Fatal("the writer's size or records are wrong")
	}
	return out.Bytes()
}

func decode(in io.Reader, records int64) ([]count, error) {
	r := newReader(in, 7, records, make([]byte, 1<<17), make([]byte, MaxKey), func() error { return nil })
	var out []count
	var h head
	for {
		more, err := r.next(&h)
		if err != nil || !more {
			return out, err
		}
		if h.prefix != prefix8(h.key) {
			return out, errors.New("another prefix")
		}
		out = append(out, count{string(h.key), h.n})
	}
}

func TestRunRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		long := rapid.Map(rapid.StringN(0, 5, -1), func(s string) string { return string(bytes.Repeat([]byte{'q'}, 300)) + s })
		m := rapid.MapOf(rapid.OneOf(rapid.String(), long), rapid.Int64Min(1)).Draw(t, "counts")
		want := byKey(m)
		got, err := decode(bytes.NewReader(encode(t, rapid.IntRange(0, 1000).Draw(t, "limit"), want)), int64(len(want)))
		if err != nil || !slices.Equal(got, want) {
			t.Fatalf("%v, %v; want %v", got, err, want)
		}
	})
}

// FuzzReader reads any bytes as blocks with right checksums: no panic, and
// what comes out rises and has counts.
func FuzzReader(f *testing.F) {
	seed := encode(f, 1<<16, []count{{"", 1}, {"a", 200}, {"ab", 1 << 62}, {string(make([]byte, 40)), 3}})
	f.Add(seed[blockHeader:], uint8(4), uint16(0))
	f.Add([]byte{0x02, 'a', 'b', 1, 0x11, 'c', 1}, uint8(2), uint16(4))
	f.Add([]byte{0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01, 1}, uint8(1), uint16(0))
	f.Add([]byte{0x01, 'a', 0}, uint8(1), uint16(0))
	f.Fuzz(func(t *testing.T, data []byte, records uint8, cut uint16) {
		var file []byte
		at := min(int(cut), len(data))
		for i, payload := range [][]byte{data[:at], data[at:]} {
			if len(payload) > 0 {
				block := append(make([]byte, blockHeader), payload...)
				seal(block, uint32(i), 7)
				file = append(file, block...)
			}
		}
		if _, err := decode(bytes.NewReader(data), int64(records)); err == nil && len(data) > 0 && records == 0 {
			t.Error("bytes after the last record")
		}
		got, err := decode(bytes.NewReader(file), int64(records))
		for i, x := range got {
			if x.n < 1 || i > 0 && got[i-1].key >= x.key {
				t.Fatalf("record %d: %v after %v", i, x, got[:i])
			}
		}
		if err == nil && len(got) != int(records) {
			t.Errorf("%d records, want %d", len(got), records)
		}
		if err != nil && !errors.Is(err, errDamaged) {
			t.Errorf("error %v", err)
		}
	})
}

// TestSort is where keys with zeros meet keys that end.
func TestSort(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		letter := rapid.SampledFrom([]byte{0, 1, 0xFF})
		keys := rapid.SliceOfNDistinct(rapid.SliceOfN(letter, 0, 14), rapid.IntRange(0, 500).Draw(t, "at least"), -1, func(b []byte) string { return string(b) }).Draw(t, "keys")
		tb := newTable(1 << 20)
		for i, k := range keys {
			for errors.Is(tb.add(k, int64(i+1)), errFull) {
				if !tb.grow() {
					t.Fatal("full")
				}
			}
		}
		p := tb.sort()
		want := map[string]int64{}
		for i, k := range keys {
			if len(k) != 8 {
				want[string(k)] = int64(i + 1)
			}
		}
		var got []count
		for _, s := range p.refs {
			got = append(got, count{string(p.arena.key(uint32(s.key))), s.n})
		}
		if !slices.Equal(got, byKey(want)) && len(got)+len(want) > 0 {
			t.Fatalf("%v, want %v", got, byKey(want))
		}
		pairs := rapid.SliceOfNDistinct(rapid.OneOf(rapid.Uint64(), rapid.Uint64Max(3000)), rapid.IntRange(0, 500).Draw(t, "at least"), -1, func(x uint64) uint64 { return x }).Draw(t, "pairs")
		var slots []slot
		for _, k := range pairs {
			slots = append(slots, slot{k, 1})
		}
		sortPairs(slots)
		slices.Sort(pairs)
		for i, k := range pairs {
			if slots[i].key != k {
				t.Fatalf("%d at %d, want %d", slots[i].key, i, k)
			}
		}
	})
}

func TestCommon(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		letter := rapid.SampledFrom([]byte("ab"))
		a, b := rapid.SliceOfN(letter, 0, 20).Draw(t, "a"), rapid.SliceOfN(letter, 0, 20).Draw(t, "b")
		want := 0
		for want < len(a) && want < len(b) && a[want] == b[want] {
			want++
		}
		if got := common(a, b); got != want {
			t.Fatalf("%d, want %d", got, want)
		}
		if got, want := prefix8(a), binary.BigEndian.Uint64(append(slices.Clone(a), make([]byte, 8)...)); got != want {
			t.Fatalf("prefix %x, want %x", got, want)
		}
	})
}
