package spill

import (
	"context"
	"encoding/binary"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"testing"
)

// heap returns the bytes of all objects, dead ones too if none were collected.
func heap() int64 {
	s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(s)
	return int64(s[0].Value.Uint64())
}

// TestMemory counts keys of fifty times the memory. The collector is off, so
// that every byte ever allocated counts, but for the two moments at which the
// package calls it itself: garbage cannot hide. Beyond the budget there is
// only the small garbage of each opening of a file: about 1.4 kB, as a run is read or written.
func TestMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	for name, length := range map[string]func(i int) int{
		"pairs":   func(int) int { return 8 },
		"n-grams": func(i int) int { return 4 + i%6*4 },
		"long":    func(i int) int { return 4 + i%2000 },
	} {
		t.Run(name, func(t *testing.T) {
			const memory = MinMemory
			files := int64(0)
			c := newCounter(context.Background(), t.TempDir(), memory, func(what string) error {
				if what == "create a run" || what == "open a run" {
					files++
				}
				return nil
			})
			defer closed(t, c)
			key, most := make([]byte, 2100), int64(0)
			runtime.GC()
			before := heap()
			look := func(i int) {
				if i%1000 == 0 {
					most = max(most, heap()-before)
				}
			}
			keys := 0
			times := int64(50)
			if name == "n-grams" {
				times = 12 // pairs show the rest; this takes seconds
			}
			for bytes := int64(0); bytes < times*memory; keys++ {
				n := length(keys)
				binary.BigEndian.PutUint32(key, uint32(keys)*0x9e3779b1) // odd: a permutation
				if err := c.Add(key[:n], 1); err != nil {
					t.Fatal(err)
				}
				bytes += int64(n)
				look(keys)
			}
			runs, _ := c.Spilled()
			counting := most
			reads := []func(func([]byte, int64) error) error{c.Each, allByCount(c, 200)}
			if name != "pairs" {
				reads = append(reads, allByCount(c, 0))
			}
			for _, read := range reads {
				got := 0
				if err := read(func([]byte, int64) error {
					look(got)
					got++
					return nil
				}); err != nil {
					t.Fatal(err)
				}
				if got != keys && got != 200 {
					t.Errorf("%d keys, want %d", got, keys)
				}
			}
			if most > memory+64<<10+1536*files || runs < 30 {
				t.Errorf("%d runs, %d bytes, want at most %d and 1536 for each of %d files", runs, most, memory, files)
			}
			t.Logf("%d keys, %d runs, %d files; of %d bytes at most %d while counting, %d in all", keys, runs, files, memory, counting, most)
		})
	}
}
