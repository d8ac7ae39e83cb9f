package spill

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

type count struct {
	key string
	n   int64
}

// byKey and byCount are the oracles: a plain map, sorted.
func byKey(m map[string]int64) []count {
	out := make([]count, 0, len(m))
	for k, n := range m {
		out = append(out, count{k, n})
	}
	slices.SortFunc(out, func(a, b count) int { return strings.Compare(a.key, b.key) })
	return out
}

func byCount(m map[string]int64) []count {
	out := byKey(m)
	slices.SortStableFunc(out, func(a, b count) int { return cmp.Compare(b.n, a.n) })
	return out
}

func collect(t interface{ Fatal(...any) }, read func(func([]byte, int64) error) error) []count {
	out := []count{}
	if err := read(func(key []byte, n int64) error {
		out = append(out, count{string(key), n})
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

func allByCount(c *Counter, k int) func(func([]byte, int64) error) error {
	return func(yield func([]byte, int64) error) error { return c.ByCount(k, yield) }
}

func fine(string) error { return nil }

// closed fails if closing does.
func closed(t interface{ Error(...any) }, c *Counter) {
	if err := c.Close(); err != nil {
		t.Error(err)
	}
}

// leftovers fails if a temporary folder has anything in it.
func leftovers(t interface{ Fatalf(string, ...any) }, dir string) {
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) > 0 {
		t.Fatalf("left behind: %v, %v", entries, err)
	}
}

// TestLikeAMap is the law of the package: for any sequence of adding, any
// moments of spilling, any number of counters and any number of runs merged
// at once, the counts are those of a map.
func TestLikeAMap(t *testing.T) {
	dir := t.TempDir()
	letter := rapid.SampledFrom([]byte{0, 1, 'a', 'b', 0xFF})
	key := rapid.OneOf(
		rapid.SliceOfN(letter, 0, 20),
		rapid.SliceOfN(letter, 8, 8),
		rapid.Map(rapid.SliceOfN(letter, 0, 3), func(end []byte) []byte { return append(bytes.Repeat([]byte{'x'}, 40), end...) }),
	)
	n := rapid.OneOf(rapid.Int64Range(1, 3), rapid.Int64Range(1, 1<<50))
	rapid.Check(t, func(t *rapid.T) {
		want := map[string]int64{}
		var counters []*Counter
		for range rapid.IntRange(1, 3).Draw(t, "counters") {
			c := newCounter(context.Background(), dir, MinMemory, fine)
			c.fanIn = rapid.IntRange(2, 5).Draw(t, "fan-in")
			c.block = rapid.IntRange(1, 200).Draw(t, "block")
			defer closed(t, c)
			counters = append(counters, c)
		}
		keys := rapid.SliceOfN(key, 1, 150).Draw(t, "keys")
		for range rapid.IntRange(0, 400).Draw(t, "adds") {
			c := counters[rapid.IntRange(0, len(counters)-1).Draw(t, "counter")]
			k, n := rapid.SampledFrom(keys).Draw(t, "key"), n.Draw(t, "n")
			want[string(k)] += n
			if err := c.Add(k, n); err != nil {
				t.Fatal(err)
			}
			if rapid.IntRange(0, 30).Draw(t, "spill") == 0 {
				if err := c.writeRun(c.table.sort().sources()); err != nil {
					t.Fatal(err)
				}
				c.table.reset()
			}
		}
		c := counters[0]
		if err := c.Merge(counters[1:]...); err != nil {
			t.Fatal(err)
		}
		listed, ordered := byKey(want), byCount(want)
		k := rapid.IntRange(1, 200).Draw(t, "k")
		for range 2 {
			if got := collect(t, c.Each); !slices.Equal(got, listed) {
				t.Fatalf("by key: %v, want %v", got, listed)
			}
			if got := collect(t, allByCount(c, k)); !slices.Equal(got, ordered[:min(k, len(ordered))]) {
				t.Fatalf("the first %d by count: %v, want %v", k, got, ordered)
			}
			if got := collect(t, allByCount(c, 0)); !slices.Equal(got, ordered) {
				t.Fatalf("by count: %v, want %v", got, ordered)
			}
		}
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
		leftovers(t, dir)
	})
}

// ngram is a key of n numbers that are distributed as words are: few are frequent.
func ngram(r *rand.Rand, buf []byte, n int) []byte {
	buf = buf[:0]
	for range n {
		buf = binary.BigEndian.AppendUint32(buf, uint32(math.Exp(r.Float64()*9)))
	}
	return buf
}

// TestBudgets counts the same with little memory, and many runs, and with much.
func TestBudgets(t *testing.T) {
	want := map[string]int64{}
	var outputs [][]count
	for _, workers := range []int{1, 3} {
		for _, memory := range []int64{0, 64 << 20} {
			dir := t.TempDir()
			var counters []*Counter
			for range workers {
				c := New(context.Background(), Options{Memory: memory, Dir: dir})
				counters = append(counters, c)
			}
			r := rand.New(rand.NewPCG(1, 2))
			var buf []byte
			for i := range 150_000 {
				buf = ngram(r, buf, 1+i%4)
				if i%5 == 0 {
					buf = append(buf, "word"[:i%4]...)
				}
				if len(outputs) == 0 {
					want[string(buf)]++
				}
				if err := counters[i%workers].Add(buf, 1); err != nil {
					t.Fatal(err)
				}
			}
			c := counters[0]
			if err := c.Merge(counters[1:]...); err != nil {
				t.Fatal(err)
			}
			runs, _ := c.Spilled()
			if spilled := runs > 0; spilled != (memory < 64<<20) {
				t.Errorf("%d runs with %d bytes of memory", runs, memory)
			}
			outputs = append(outputs, collect(t, c.Each))
			// 10 fit into the memory for them, 20,000 do not.
			for _, k := range []int{10, 20_000, 0, 1 << 40} {
				ordered := byCount(want)
				if 0 < k && k < len(ordered) {
					ordered = ordered[:k]
				}
				if got := collect(t, allByCount(c, k)); !slices.Equal(got, ordered) {
					t.Errorf("memory %d, %d workers: another list of the first %d by count", memory, workers, k)
				}
			}
			if err := c.Close(); err != nil {
				t.Fatal(err)
			}
			leftovers(t, dir)
		}
	}
	for i, got := range outputs {
		if !slices.Equal(got, byKey(want)) {
			t.Errorf("output %d is not that of a map", i)
		}
	}
}

func TestAddPairIsAddOfEightBytes(t *testing.T) {
	c := New(context.Background(), Options{Dir: t.TempDir()})
	defer closed(t, c)
	for _, err := range []error{c.AddPair(1, 2, 3), c.Add([]byte{0, 0, 0, 1, 0, 0, 0, 2}, 4), c.AddPair(0, 0, 1), c.AddPair(math.MaxUint32, math.MaxUint32, 1)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	want := []count{{strings.Repeat("\x00", 8), 1}, {"\x00\x00\x00\x01\x00\x00\x00\x02", 7}, {strings.Repeat("\xFF", 8), 1}}
	if got := collect(t, c.Each); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// TestChangingKeys changes from short keys to long ones and back, with the
// memory laid out for the others, and to the longest.
func TestChangingKeys(t *testing.T) {
	c := New(context.Background(), Options{Dir: t.TempDir()})
	defer closed(t, c)
	want := map[string]int64{}
	add := func(key []byte) {
		want[string(key)]++
		if err := c.Add(key, 1); err != nil {
			t.Fatal(err)
		}
	}
	var buf []byte
	for round := range 2 {
		for i := range 60_000 {
			add(binary.BigEndian.AppendUint64(buf[:0], uint64(i+round*30_000)))
		}
		for i := range 600 {
			add(append(binary.BigEndian.AppendUint64(buf[:0], uint64(i+round*300)), make([]byte, 3000)...))
		}
	}
	for i := range 100 {
		add(append(bytes.Repeat([]byte{'k'}, MaxKey-1), byte(i)))
	}
	if runs, _ := c.Spilled(); runs == 0 || runs > 40 {
		t.Errorf("%d runs: the memory is not laid out again", runs)
	}
	if got := collect(t, c.Each); !slices.Equal(got, byKey(want)) {
		t.Error("another result than that of a map")
	}
	if got := collect(t, allByCount(c, 0)); !slices.Equal(got, byCount(want)) {
		t.Error("another list by count than that of a map")
	}
}

func TestRefusals(t *testing.T) {
	for name, tc := range map[string]struct {
		add  func(*Counter) error
		want string
	}{
		"no times":       {func(c *Counter) error { return c.Add([]byte("a"), 0) }, "added 0 times"},
		"a pair less":    {func(c *Counter) error { return c.AddPair(1, 2, -1) }, "added -1 times"},
		"too long":       {func(c *Counter) error { return c.Add(make([]byte, MaxKey+1), 1) }, "at most 16384"},
		"too many":       {func(c *Counter) error { return errors.Join(c.Add([]byte("a"), math.MaxInt64), c.Add([]byte("a"), 1)) }, "2⁶³−1"},
		"too many pairs": {func(c *Counter) error { return errors.Join(c.AddPair(1, 1, math.MaxInt64), c.AddPair(1, 1, 1)) }, "2⁶³−1"},
		"too many in two": {func(c *Counter) error {
			d := New(context.Background(), Options{})
			return errors.Join(c.AddPair(1, 1, math.MaxInt64), d.AddPair(1, 1, 1), c.Merge(d), c.Each(func([]byte, int64) error { return nil }))
		}, "2⁶³−1"},
		"after the end": {func(c *Counter) error {
			return errors.Join(c.Each(nil), c.Add([]byte("a"), 1))
		}, "counting has ended"},
		"after Close": {func(c *Counter) error { return errors.Join(c.Close(), c.Add([]byte("a"), 1)) }, "closed"},
		"merging twice": {func(c *Counter) error {
			d := New(context.Background(), Options{})
			return errors.Join(c.Merge(d), c.Merge(d))
		}, "closed"},
	} {
		c := New(context.Background(), Options{Dir: t.TempDir()})
		if err := tc.add(c); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: error %v, want %q", name, err, tc.want)
		}
		if name != "after the end" {
			if err := c.ByCount(0, nil); err == nil {
				t.Errorf("%s: the counter can still be read", name)
			}
		}
		if err := errors.Join(c.Close(), c.Close()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// spilled returns a counter with several runs and a table, and its oracle.
func spilled(ctx context.Context, t *testing.T, dir string, step func(string) error) (*Counter, map[string]int64, error) {
	t.Helper()
	c := newCounter(ctx, dir, MinMemory, step)
	c.fanIn = 3
	want := map[string]int64{}
	for i := range 120_000 {
		key := binary.BigEndian.AppendUint32(nil, uint32(i*7%90_000))
		key = append(key, "abcd"[:i%2*4]...)
		want[string(key)]++
		if err := c.Add(key, 1); err != nil {
			return c, want, err
		}
	}
	return c, want, nil
}

// TestDiskTrouble lets each step on disk fail, one after the other: there is
// an error that names the folder and what helps, nothing is left on disk, and
// what was yielded before is right.
func TestDiskTrouble(t *testing.T) {
	full := errors.New("no space left on device")
	for deadly := 1; ; deadly += 1 + deadly/8 {
		dir, steps := t.TempDir(), 0
		c, want, err := spilled(context.Background(), t, dir, func(string) error {
			if steps++; steps == deadly {
				return full
			}
			return nil
		})
		right := func(key []byte, n int64) error {
			if want[string(key)] != n {
				t.Fatalf("%q: %d, want %d", key, n, want[string(key)])
			}
			return nil
		}
		if err == nil {
			err = c.Each(right)
		}
		if err == nil {
			err = c.ByCount(0, right)
		}
		if err == nil && steps < deadly {
			if runs, _ := c.Spilled(); runs == 0 || runs > 3 || deadly < 100 {
				t.Errorf("%d runs after %d steps: the test meets too little", runs, steps)
			}
			_ = c.Close()
			return
		}
		if !errors.Is(err, full) || !strings.Contains(err.Error(), "temporary files in "+dir) || !strings.Contains(err.Error(), "TMPDIR") {
			t.Fatalf("step %d: error %v", deadly, err)
		}
		if c.err != nil { // a failure of the list by count leaves the counter as it was
			leftovers(t, dir)
		}
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
		leftovers(t, dir)
	}
}

func TestCancel(t *testing.T) {
	stop := errors.New("enough of it")
	for deadly := 1; deadly < 100; deadly += 7 {
		ctx, cancel := context.WithCancelCause(context.Background())
		dir, steps := t.TempDir(), 0
		c, _, err := spilled(ctx, t, dir, func(string) error {
			if steps++; steps == deadly {
				cancel(stop)
			}
			return nil
		})
		if err == nil {
			err = c.Each(func([]byte, int64) error { return nil })
		}
		if !errors.Is(err, stop) {
			t.Errorf("step %d: error %v", deadly, err)
		}
		leftovers(t, dir)
		cancel(nil)
	}
}

// TestYieldStops: an error of the caller's own comes back and breaks nothing.
func TestYieldStops(t *testing.T) {
	dir, stop := t.TempDir(), errors.New("seen enough")
	c, want, err := spilled(context.Background(), t, dir, fine)
	if err != nil {
		t.Fatal(err)
	}
	for _, read := range []func(func([]byte, int64) error) error{c.Each, allByCount(c, 3), allByCount(c, 0)} {
		if err := read(func([]byte, int64) error { return stop }); !errors.Is(err, stop) {
			t.Errorf("error %v", err)
		}
	}
	if got := collect(t, c.Each); !slices.Equal(got, byKey(want)) {
		t.Error("another result after a stop")
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	leftovers(t, dir)
}

// TestDamage changes each part of a run's file: there is an error, and no
// count that is wrong.
func TestDamage(t *testing.T) {
	c := newCounter(context.Background(), t.TempDir(), MinMemory, fine)
	c.block = 256
	defer closed(t, c)
	want := map[string]int64{}
	for i := range 300 {
		key := binary.BigEndian.AppendUint32(nil, uint32(i))[:3+i%2]
		want[string(key)] += int64(i + 1)
		if err := c.Add(key, int64(i+1)); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.writeRun(c.table.sort().sources()); err != nil {
		t.Fatal(err)
	}
	c.table.reset()
	name := c.folders[0].run(1)
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	damaged := func(what string, at int, data []byte) {
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
		err := c.mergeAll(func(key []byte, n int64) error {
			if want[string(key)] != n {
				t.Fatalf("%s at %d: a wrong count", what, at)
			}
			return nil
		})
		if !errors.Is(err, errDamaged) || !strings.Contains(err.Error(), name) {
			t.Fatalf("%s at %d: error %v", what, at, err)
		}
	}
	for i := range whole {
		for _, flip := range []byte{1, 0x80, 0xFF} {
			data := slices.Clone(whole)
			data[i] ^= flip
			damaged("a changed byte", i, data)
		}
		damaged("the end", i, whole[:i])
		damaged("a missing byte", i, slices.Delete(slices.Clone(whole), i, i+1))
	}
	damaged("one more byte", len(whole), append(slices.Clone(whole), 0))
	first := blockHeader + int(binary.LittleEndian.Uint32(whole[4:]))
	damaged("no first block", 0, whole[first:])
	damaged("a block twice", 0, append(slices.Clone(whole[:first]), whole...))
	if err := os.WriteFile(name, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := collect(t, c.Each); !slices.Equal(got, byKey(want)) {
		t.Error("the whole file gives another result")
	}
}

// TestPrivate: folder and files are their owner's, and their names tell nothing.
func TestPrivate(t *testing.T) {
	dir := t.TempDir()
	c, _, err := spilled(context.Background(), t, dir, fine)
	if err != nil {
		t.Fatal(err)
	}
	defer closed(t, c)
	err = filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || path == dir {
			return err
		}
		info, err := d.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s is open to others: %v", path, info.Mode())
		}
		if base := d.Name(); !ours.MatchString(base) && base != lockName && strings.Trim(base, "0123456789") != "" {
			t.Errorf("the name %q", base)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
