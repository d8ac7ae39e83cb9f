package spill

import (
	"context"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// bigrams returns keys of two numbers each of which is as frequent as the word
// of its rank (Zipf), and how many different ones there are.
func bigrams(n int, types float64) (keys []uint64, different int) {
	r := rand.New(rand.NewPCG(3, 4))
	keys = make([]uint64, n)
	for i := range keys {
		keys[i] = uint64(math.Exp(r.Float64()*math.Log(types)))<<32 | uint64(math.Exp(r.Float64()*math.Log(types)))
	}
	sorted := slices.Clone(keys)
	slices.Sort(sorted)
	return keys, len(slices.Compact(sorted))
}

func BenchmarkAdd(b *testing.B) {
	for _, size := range []struct {
		name  string
		types float64
	}{{"cache", 150}, {"memory", 100_000}} {
		keys, different := bigrams(1<<21, size.types)
		for _, kind := range []string{"pair", "bytes8", "bytes12", "map"} {
			b.Run(size.name+"/"+kind, func(b *testing.B) {
				for b.Loop() {
					c := New(context.Background(), Options{Memory: 512 << 20, Dir: b.TempDir()})
					m := map[uint64]int64{}
					var buf [12]byte
					for _, k := range keys {
						var err error
						switch kind {
						case "pair":
							err = c.AddPair(uint32(k>>32), uint32(k), 1)
						case "bytes8":
							binary.BigEndian.PutUint64(buf[:], k)
							err = c.Add(buf[:8], 1)
						case "bytes12":
							binary.BigEndian.PutUint64(buf[4:], k)
							err = c.Add(buf[:], 1)
						case "map":
							m[k]++
						}
						if err != nil {
							b.Fatal(err)
						}
					}
					if got := c.table.used + len(m); got != different {
						b.Fatalf("%d keys, want %d", got, different)
					}
					if err := c.Close(); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(len(keys)*b.N)/b.Elapsed().Seconds()/1e6, "M/s")
			})
		}
	}
}

// BenchmarkSort sorts a table of random and of frequent keys.
func BenchmarkSort(b *testing.B) {
	for _, width := range []int{8, 12, 24} {
		keys, different := bigrams(1<<20, 100_000)
		b.Run(map[int]string{8: "pairs", 12: "bytes12", 24: "bytes24"}[width], func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				c := New(context.Background(), Options{Memory: 256 << 20})
				buf := make([]byte, width)
				for _, k := range keys {
					binary.BigEndian.PutUint64(buf[width-8:], k)
					if err := c.Add(buf, 1); err != nil {
						b.Fatal(err)
					}
				}
				b.StartTimer()
				p := c.table.sort()
				if len(p.pairs)+len(p.refs) != different {
					b.Fatal("another number of keys")
				}
			}
			b.ReportMetric(float64(different*b.N)/b.Elapsed().Seconds()/1e6, "M/s")
		})
	}
}

// BenchmarkSpill counts with a hundredth of the memory that the keys need,
// and lists them.
func BenchmarkSpill(b *testing.B) {
	keys, different := bigrams(4<<20, 1e6)
	for _, kind := range []string{"key", "count"} {
		b.Run(kind, func(b *testing.B) {
			for b.Loop() {
				c := New(context.Background(), Options{Memory: 2 << 20, Dir: b.TempDir()})
				for _, k := range keys {
					if err := c.AddPair(uint32(k>>32), uint32(k), 1); err != nil {
						b.Fatal(err)
					}
				}
				got, sum := 0, int64(0)
				add := func(_ []byte, n int64) error {
					got++
					sum += n
					return nil
				}
				var err error
				if kind == "key" {
					err = c.Each(add)
				} else {
					err = c.ByCount(0, add)
				}
				if err != nil || got != different || sum != int64(len(keys)) {
					b.Fatalf("%d keys, %d in all, %v", got, sum, err)
				}
				runs, bytes := c.Spilled()
				b.ReportMetric(float64(runs), "runs")
				b.ReportMetric(float64(bytes)/float64(got), "B/key")
				if err := c.Close(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(len(keys)*b.N)/b.Elapsed().Seconds()/1e6, "M/s")
		})
	}
}
