package cache

import (
	"bytes"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"testing"
)

// packed returns the bytes of a pack of some numbers.
func packed(t testing.TB, numbers ...int) []byte {
	t.Helper()
	var b bytes.Buffer
	w := newPackWriter(&b, math.MaxInt64)
	for _, n := range numbers {
		if added, err := w.add(key(n), value(n), checksum(value(n))); !added || err != nil {
			t.Fatal(added, err)
		}
	}
	if _, err := w.finish(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// check gets numbers from the bytes of a pack: none may be wrong. It returns
// how many there were.
func check(t testing.TB, data []byte, numbers ...int) int {
	t.Helper()
	p, err := readPack(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		if !errors.Is(err, errDamaged) {
			t.Fatalf("error %v", err)
		}
		return 0
	}
	n := 0
	for _, i := range numbers {
		v, ok := p.get(key(i), nil)
		if ok && !bytes.Equal(v, value(i)) {
			t.Fatalf("entry %d: a wrong value", i)
		}
		if ok {
			n++
		}
	}
	return n
}

// TestDamage: of a pack cut at any byte, with any bit turned, with bytes lost
// in front or added behind, no value is wrong and nothing panics.
func TestDamage(t *testing.T) {
	numbers := []int{5, 100, 0, 33, 1}
	good := packed(t, numbers...)
	if n := check(t, good, numbers...); n != len(numbers) {
		t.Fatalf("%d of %d entries of a whole pack", n, len(numbers))
	}
	if n := check(t, good, 2, 3, 4); n != 0 {
		t.Fatal("entries that were never put")
	}
	for i := range good {
		if n := check(t, good[:i], numbers...); n != 0 {
			t.Errorf("cut to %d bytes it has %d entries", i, n)
		}
		if n := check(t, good[i+1:], numbers...); n != 0 {
			t.Errorf("without the first %d bytes it has %d entries", i+1, n)
		}
		for bit := range 8 {
			bad := bytes.Clone(good)
			bad[i] ^= 1 << bit
			if n := check(t, bad, numbers...); n > len(numbers)-1 {
				t.Errorf("with bit %d of byte %d turned it has all entries", bit, i)
			}
		}
	}
	for _, bad := range [][]byte{append(bytes.Clone(good), 0), append(bytes.Clone(good), good...), make([]byte, len(good))} {
		if n := check(t, bad, numbers...); n != 0 {
			t.Errorf("a pack with a tail has %d entries", n)
		}
	}
}

// TestDamageOnDisk: a damaged entry is put again and then found; a pack that
// nobody can read goes when the next is published.
func TestDamageOnDisk(t *testing.T) {
	dir := t.TempDir()
	store(t, dir, Options{}, 100, 105)
	packs, _ := packsOf(t, dir)
	path := filepath.Join(dir, packs[0])
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	data[0] ^= 1 // in the value of 100
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	if n := found(t, dir, 100, 105); n != 4 {
		t.Fatalf("%d of 5 entries, want 4", n)
	}
	store(t, dir, Options{}, 100, 101)
	if n := found(t, dir, 100, 105); n != 5 {
		t.Fatalf("%d of 5 entries after a new put", n)
	}
	if err := os.Truncate(path, int64(len(data))-1); err != nil {
		t.Fatal(err)
	}
	c := Open(dir, Options{})
	if _, ok := c.Get(key(101), nil); ok {
		t.Error("an entry of a cut pack")
	}
	c.Put(key(101), value(101))
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the cut pack is still there: %v", err)
	}
	if n := found(t, dir, 100, 102); n != 2 {
		t.Errorf("%d of 2 entries", n)
	}
}

// TestShrinking: a file that shrinks while it is in use is a miss.
func TestShrinking(t *testing.T) {
	dir := t.TempDir()
	store(t, dir, Options{}, 100, 200)
	packs, _ := packsOf(t, dir)
	c := Open(dir, Options{})
	if _, ok := c.Get(key(100), nil); !ok {
		t.Fatal("missing")
	}
	if err := os.Truncate(filepath.Join(dir, packs[0]), 150); err != nil {
		t.Fatal(err)
	}
	if _, ok := c.Get(key(100), nil); !ok {
		t.Error("the part that is left is not found")
	}
	if _, ok := c.Get(key(150), nil); ok {
		t.Error("an entry beyond the end")
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
}

// failing writes so many bytes and then no more, like a full disk.
type failing struct{ room int }

var errFull = errors.New("no space left")

func (f *failing) Write(b []byte) (int, error) {
	n := min(f.room, len(b))
	f.room -= n
	if n < len(b) {
		return n, errFull
	}
	return n, nil
}

// TestFullDisk: an error of writing comes out, wherever it strikes.
func TestFullDisk(t *testing.T) {
	whole := packed(t, 1000, 1001, 1002)
	for room := range len(whole) {
		w := newPackWriter(&failing{room}, math.MaxInt64)
		var errs []error
		for n := 1000; n < 1003; n++ {
			_, err := w.add(key(n), value(n), checksum(value(n)))
			errs = append(errs, err)
		}
		_, err := w.finish()
		if err = errors.Join(append(errs, err)...); !errors.Is(err, errFull) {
			t.Fatalf("room for %d of %d bytes: error %v", room, len(whole), err)
		}
	}
}

// unreadable is a disk with a fault.
type unreadable struct{}

func (unreadable) ReadAt([]byte, int64) (int, error) { return 0, errFull }

// TestUnreadable: what cannot be read is not called damaged, since it may be
// whole.
func TestUnreadable(t *testing.T) {
	if _, err := readPack(unreadable{}, 1000); !errors.Is(err, errFull) || errors.Is(err, errDamaged) {
		t.Errorf("error %v", err)
	}
	if _, err := readPack(bytes.NewReader(nil), 1000); !errors.Is(err, errDamaged) || errors.Is(err, io.EOF) {
		t.Errorf("error %v", err)
	}
}

// TestBound: a pack has no more bytes than it may.
func TestBound(t *testing.T) {
	for most := range int64(3000) {
		var b bytes.Buffer
		w := newPackWriter(&b, most)
		n := 0
		for i := 500; i < 504; i++ {
			added, err := w.add(key(i), value(i), checksum(value(i)))
			if err != nil {
				t.Fatal(err)
			}
			if added {
				n++
			}
		}
		if n == 0 {
			continue
		}
		if _, err := w.finish(); err != nil || int64(b.Len()) > most {
			t.Fatalf("%d bytes of at most %d: %v", b.Len(), most, err)
		}
		if want := min(4, int(most-trailerSize)/(recordSize+502)); n < want {
			t.Fatalf("%d entries in %d bytes, at least %d have room", n, most, want)
		}
	}
}

// FuzzPack reads anything as a pack: no panic, no value that its checksum does
// not vouch for, no value beyond the values.
func FuzzPack(f *testing.F) {
	good := packed(f, 5, 100, 0, 33)
	f.Add(good)
	f.Add(good[:len(good)-1])
	f.Add(packed(f))
	f.Add([]byte{})
	f.Add(bytes.Repeat([]byte{0xff}, 100))
	f.Fuzz(func(t *testing.T, data []byte) {
		// A fuzzer finds no checksum: this makes the one that fits, too.
		for _, b := range [][]byte{data, sealed(data)} {
			p, err := readPack(bytes.NewReader(b), int64(len(b)))
			if err != nil {
				continue
			}
			for i := range p.len() {
				e := p.entry(i)
				v, ok := p.read(e, nil)
				if ok && (int64(e.offset)+int64(e.length) > p.values || checksum(v) != e.sum) {
					t.Fatalf("entry %d: %+v gives %d bytes", i, e, len(v))
				}
				p.get(Key(p.key(i)), nil)
			}
			p.get(Key{}, nil)
			p.get(key(5), nil)
		}
	})
}

// sealed returns data as the values and index of a pack with a valid trailer.
func sealed(data []byte) []byte {
	var b bytes.Buffer
	w := newPackWriter(&b, math.MaxInt64)
	if _, err := w.finish(); err != nil {
		return nil
	}
	index := len(data) / recordSize * recordSize
	values := len(data) - index
	t := bytes.Clone(b.Bytes())
	t[0], t[1], t[8], t[9] = byte(values), byte(values>>8), byte(index), byte(index>>8)
	out := append(bytes.Clone(data), t...)
	seal := checksum(out[values : len(out)-16])
	for i := range 8 {
		out[len(out)-16+i] = byte(seal >> (8 * i))
	}
	return out
}
