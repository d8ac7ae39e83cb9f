package cache

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

// key and value of a number: what a stage would make of it.
func key(i int) Key { return KeyOf("square", "1", fmt.Sprint(i), "") }

func value(i int) []byte {
	sum := sha256.Sum256([]byte(fmt.Sprint(i)))
	return bytes.Repeat(sum[:], 40)[:i%1100]
}

// store puts the numbers in [from, to) in one run.
func store(t testing.TB, dir string, o Options, from, to int) {
	t.Helper()
	c := Open(dir, o)
	for i := from; i < to; i++ {
		c.Put(key(i), value(i))
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
}

// found counts those numbers in [from, to) that a new run gets. A wrong value
// is fatal.
func found(t testing.TB, dir string, from, to int) int {
	t.Helper()
	c := Open(dir, Options{})
	n := 0
	var buf []byte
	for i := from; i < to; i++ {
		v, ok := c.Get(key(i), buf)
		if !ok {
			continue
		}
		if !bytes.Equal(v, value(i)) {
			t.Fatalf("entry %d: a wrong value of %d bytes", i, len(v))
		}
		n, buf = n+1, v
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	return n
}

// packsOf returns the names of the packs and drafts in a folder.
func packsOf(t testing.TB, dir string) (packs, drafts []string) {
	t.Helper()
	p, d, err := list(dir)
	if err != nil {
		t.Fatal(err)
	}
	return names(p), names(d)
}

// TestGetWhatWasPut: after any runs, a cache is the map of all that was put.
func TestGetWhatWasPut(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		dir := filepath.Join(t.TempDir(), "new", "folder")
		want := map[Key][]byte{}
		for range rapid.IntRange(1, 20).Draw(rt, "runs") {
			c := Open(dir, Options{})
			for range rapid.IntRange(0, 8).Draw(rt, "puts") {
				n := rapid.IntRange(0, 30).Draw(rt, "number")
				v, ok := c.Get(key(n), nil)
				if w, there := want[key(n)]; there != ok || !bytes.Equal(v, w) {
					// What this run itself put is seen by the next.
					if ok || c.draft == nil {
						rt.Fatalf("%d: got %q, %v; want %q, %v", n, v, ok, w, there)
					}
				}
				c.Put(key(n), value(n))
				want[key(n)] = value(n)
			}
			if err := c.Close(); err != nil {
				rt.Fatal(err)
			}
		}
		c := Open(dir, Options{ReadOnly: true})
		for k, w := range want {
			if v, ok := c.Get(k, nil); !ok || !bytes.Equal(v, w) {
				rt.Fatalf("got %q, %v; want %q", v, ok, w)
			}
		}
		if s := c.Stats(); s.Hits != int64(len(want)) || s.Misses != 0 {
			rt.Fatalf("stats %+v for %d hits", s, len(want))
		}
		if err := c.Close(); err != nil {
			rt.Fatal(err)
		}
	})
}

// TestKeys: every part of a key tells, and none runs into the next.
func TestKeys(t *testing.T) {
	keys := map[Key]string{}
	for _, p := range [][4]string{
		{"count", "1", "text", "o"}, {"Count", "1", "text", "o"}, {"count", "2", "text", "o"}, {"count", "1", "texts", "o"}, {"count", "1", "text", "p"},
		{"count1", "", "text", "o"}, {"coun", "t1", "text", "o"}, {"count", "1o", "text", ""}, {"count", "", "text", "1o"},
		{"", "", "", ""}, {"", "", "", "\x00"}, {"", "", "\x00", ""}, {strings.Repeat("long", 300), "", "", ""}, {strings.Repeat("long", 299), "long", "", ""},
	} {
		k := KeyOf(p[0], p[1], p[2], p[3])
		if other, twice := keys[k]; twice {
			t.Errorf("%q has the key of %s", p, other)
		}
		keys[k] = fmt.Sprintf("%q", p)
		if k != KeyOf(p[0], p[1], []byte(p[2]), p[3]) {
			t.Errorf("%q: bytes and text have different keys", p)
		}
	}
	// A changed form of keys must come with a new formatVersion: this is
	// SHA-256("\x01" "\x05count" "\x011" "\x01o" + SHA-256("text"))[:24].
	digest := sha256.Sum256([]byte("text"))
	want := sha256.Sum256(append([]byte("\x01\x05count\x011\x01o"), digest[:]...))
	if got := KeyOf("count", "1", "text", "o"); !bytes.Equal(got[:], want[:24]) {
		t.Errorf("key %x, want %x", got, want[:24])
	}
}

// TestNil: the cache that keeps nothing.
func TestNil(t *testing.T) {
	c := Open("", Options{})
	if c != nil {
		t.Fatal("no folder, but a cache")
	}
	c.Put(key(1), value(1))
	if _, ok := c.Get(key(1), nil); ok || c.Stats() != (Stats{}) || c.Close() != nil {
		t.Error("nil keeps something")
	}
}

// TestBuffer: a buffer with room is used, another is not written beyond its end.
func TestBuffer(t *testing.T) {
	dir := t.TempDir()
	store(t, dir, Options{}, 100, 102)
	c := Open(dir, Options{})
	defer func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	}()
	room := make([]byte, 7, 2000)
	if v, ok := c.Get(key(100), room); !ok || &v[0] != &room[0] || len(v) != 100 {
		t.Error("the buffer was not used")
	}
	backing := bytes.Repeat([]byte{'x'}, 200)
	v, ok := c.Get(key(101), backing[:0:50])
	if !ok || !bytes.Equal(v, value(101)) || !bytes.Equal(backing, bytes.Repeat([]byte{'x'}, 200)) {
		t.Error("a buffer without room was written")
	}
}

// TestConcurrentUse: several goroutines in one cache, several caches in one
// folder; whoever publishes loses nothing of the others'.
func TestConcurrentUse(t *testing.T) {
	dir := t.TempDir()
	var runs sync.WaitGroup
	for run := range 6 {
		runs.Add(1)
		go func() {
			defer runs.Done()
			c := Open(dir, Options{})
			var workers sync.WaitGroup
			for w := range 4 {
				workers.Add(1)
				go func() {
					defer workers.Done()
					var buf []byte
					for range 300 {
						n := run*100 + rand.IntN(200)
						if v, ok := c.Get(key(n), buf); ok {
							if !bytes.Equal(v, value(n)) {
								t.Errorf("entry %d: a wrong value", n)
							}
							buf = v
						}
						c.Put(key(n), value(n))
						_ = c.Stats()
					}
					for n := run * 100; n < run*100+200; n++ {
						if n%4 == w {
							c.Put(key(n), value(n))
						}
					}
				}()
			}
			workers.Wait()
			if err := c.Close(); err != nil {
				t.Error(err)
			}
		}()
	}
	runs.Wait()
	if n := found(t, dir, 0, 700); n != 700 {
		t.Errorf("%d of 700 entries", n)
	}
}

// TestPrivate: nobody else reads the cache.
func TestPrivate(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("permissions are the folder's on Windows")
	}
	dir := filepath.Join(t.TempDir(), "a", "b")
	store(t, dir, Options{}, 0, 3)
	packs, _ := packsOf(t, dir)
	for path, want := range map[string]os.FileMode{dir: 0o700, filepath.Join(dir, packs[0]): 0o600} {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != want {
			t.Errorf("%s: %v, want %v", path, got, want)
		}
	}
}

// TestReadOnly: a cache that is only read leaves the folder as it is.
func TestReadOnly(t *testing.T) {
	dir := t.TempDir()
	store(t, dir, Options{}, 0, 10)
	packs, _ := packsOf(t, dir)
	before, err := os.Stat(filepath.Join(dir, packs[0]))
	if err != nil {
		t.Fatal(err)
	}
	c := Open(dir, Options{ReadOnly: true})
	if _, ok := c.Get(key(3), nil); !ok {
		t.Error("nothing to read")
	}
	c.Put(key(50), value(50))
	if err := c.Close(); err != nil {
		t.Error(err)
	}
	after, err := os.Stat(filepath.Join(dir, packs[0]))
	if err != nil || !after.ModTime().Equal(before.ModTime()) {
		t.Errorf("the pack was touched: %v", err)
	}
	if now, drafts := packsOf(t, dir); len(now) != 1 || len(drafts) != 0 {
		t.Errorf("the folder has %v, %v", now, drafts)
	}
}

// TestNowhere: a folder that cannot be made is a warning, once, and no more.
func TestNowhere(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	c := Open(filepath.Join(file, "cache"), Options{})
	if _, ok := c.Get(key(1), nil); ok {
		t.Error("a value from nowhere")
	}
	c.Put(key(1), value(1))
	c.Put(key(2), value(2))
	if err := c.Close(); err == nil || !strings.Contains(err.Error(), "nothing but time is lost") {
		t.Errorf("error %v", err)
	}
	if err := c.Close(); err != nil {
		t.Errorf("the second Close: %v", err)
	}
	c.Put(key(3), value(3))
	if _, ok := c.Get(key(1), nil); ok || c.Stats().Stored != 0 {
		t.Error("something was stored")
	}
}

// TestAfterClose: what comes too late is neither found nor kept.
func TestAfterClose(t *testing.T) {
	dir := t.TempDir()
	store(t, dir, Options{}, 0, 10)
	c := Open(dir, Options{})
	if _, ok := c.Get(key(3), nil); !ok {
		t.Fatal("missing")
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if _, ok := c.Get(key(3), nil); ok {
		t.Error("found after Close")
	}
	c.Put(key(11), value(11))
	if packs, drafts := packsOf(t, dir); len(packs) != 1 || len(drafts) != 0 {
		t.Errorf("after Close: %v, %v", packs, drafts)
	}
}
