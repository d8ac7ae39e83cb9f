package cache

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"testing"
)

const (
	benchEntries = 80_000
	benchBytes   = 1_000
)

// benchKeys are the keys of as many documents.
func benchKeys() []Key {
	keys := make([]Key, benchEntries)
	for i := range keys {
		keys[i] = KeyOf("count", "1", fmt.Sprint(i), "")
	}
	return keys
}

// stamp makes a value of its number.
func stamp(value []byte, i int) { binary.LittleEndian.PutUint64(value, uint64(i)) }

// benchStore puts all entries in one run.
func benchStore(b *testing.B, dir string, keys []Key) {
	b.Helper()
	c := Open(dir, Options{})
	value := bytes.Repeat([]byte("concordat "), benchBytes/10)
	for i, k := range keys {
		stamp(value, i)
		c.Put(k, value)
	}
	if err := c.Close(); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkPut is a run that computes everything: 80,000 entries of 1 kB and
// the Close that publishes them.
func BenchmarkPut(b *testing.B) {
	keys := benchKeys()
	dir := b.TempDir()
	b.SetBytes(benchEntries * benchBytes)
	b.ReportAllocs()
	for b.Loop() {
		benchStore(b, dir, keys) // the same bytes: the pack replaces itself
	}
	if u, err := Inspect(dir); err != nil || u.Packs != 1 || u.Entries != benchEntries {
		b.Fatalf("usage %+v, %v", u, err)
	}
}

// BenchmarkGet is a run that finds everything, from Open to Close.
func BenchmarkGet(b *testing.B) {
	keys := benchKeys()
	dir := b.TempDir()
	benchStore(b, dir, keys)
	want := bytes.Repeat([]byte("concordat "), benchBytes/10)
	b.SetBytes(benchEntries * benchBytes)
	b.ReportAllocs()
	for b.Loop() {
		c := Open(dir, Options{})
		var buf []byte
		for i, k := range keys {
			value, ok := c.Get(k, buf)
			if stamp(want, i); !ok || !bytes.Equal(value, want) {
				b.Fatalf("entry %d: %v", i, ok)
			}
			buf = value
		}
		if err := c.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkOpen is what the first Get costs with 80,000 entries on disk, in 1
// pack or in 16.
func BenchmarkOpen(b *testing.B) {
	keys := benchKeys()
	for _, packs := range []int{1, mostSmall} {
		b.Run(fmt.Sprintf("packs=%d", packs), func(b *testing.B) {
			dir := b.TempDir()
			for p := range packs {
				benchStore(b, dir, keys[p*benchEntries/packs:(p+1)*benchEntries/packs])
			}
			b.ReportAllocs()
			for b.Loop() {
				c := Open(dir, Options{})
				if _, ok := c.Get(keys[7], nil); !ok {
					b.Fatal("missing")
				}
				if err := c.Close(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkMiss is what a cache of 16 packs costs for what it does not hold.
func BenchmarkMiss(b *testing.B) {
	keys := benchKeys()
	dir := b.TempDir()
	for p := range mostSmall {
		benchStore(b, dir, keys[p*benchEntries/mostSmall/2:(p+1)*benchEntries/mostSmall/2])
	}
	c := Open(dir, Options{})
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if _, ok := c.Get(keys[benchEntries/2+i%(benchEntries/2)], nil); ok {
			b.Fatal("found what was never put")
		}
	}
	if err := c.Close(); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkKeyOf is the key of a text of 10 kB.
func BenchmarkKeyOf(b *testing.B) {
	text := bytes.Repeat([]byte("concordat "), 1000)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	want := KeyOf("count", "1", string(text), "options")
	for b.Loop() {
		if KeyOf("count", "1", text, "options") != want {
			b.Fatal("another key")
		}
	}
}
