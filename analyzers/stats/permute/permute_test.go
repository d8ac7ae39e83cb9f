package permute

import (
	"math"
	"math/bits"
	"slices"
	"testing"

	"concordat/analyzers/stats"

	"pgregory.net/rapid"
)

// blocks returns blocks with one item from their counts.
func blocks(sizes []int32, counts ...int32) Blocks {
	out := Blocks{Sizes: sizes}
	for b, c := range counts {
		if c > 0 {
			out.Cells = append(out.Cells, stats.Cell{Block: int32(b), Count: c})
		}
	}
	return out
}

func same(n int) []int32 { return slices.Repeat([]int32{100}, n) }

// Efron and Tibshirani 1993, table 2.1, survival of 7 treated (94 197 16
// 38 99 141 23) and 9 untreated mice (52 104 146 10 51 30 40 27 46). In R 4.2.2
//
//	x <- c(94,197,16,38,99,141,23); y <- c(52,104,146,10,51,30,40,27,46); z <- c(x,y)
//	d <- combn(16, 7, function(i) abs(mean(z[i])-mean(z[-i]))); o <- abs(mean(x)-mean(y))
//	sum(d >= o*(1-1e-9)); length(d)
//
// gives 3184 of 11440, p = .2783217.
func TestMice(t *testing.T) {
	x := blocks(same(7), 94, 197, 16, 38, 99, 141, 23)
	y := blocks(same(9), 52, 104, 146, 10, 51, 30, 40, 27, 46)
	exact := Rates(x, y, 1, 20_000, stats.NewStream(1, "mice"))
	if !exact.Exact || exact.Permutations != 11440 || math.Abs(exact.P[0]-3184./11440) > 1e-12 {
		t.Errorf("%+v, want 3184/11440", exact)
	}
	m := Rates(x, y, 1, 9999, stats.NewStream(1, "mice"))
	if m.Exact || m.Permutations != 9999 || math.Abs(m.P[0]-3184./11440) > 4*math.Sqrt(.28*.72/9999) {
		t.Errorf("%+v, want about %v", m, 3184./11440)
	}
}

// The test is its definition: all divisions, one by one, in sides of up to six
// blocks of any size, and either side may be the smaller one.
func TestExactIsItsDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		na, nb := rapid.IntRange(1, 6).Draw(t, "a"), rapid.IntRange(2, 6).Draw(t, "b")
		n := na + nb
		sizes := rapid.SliceOfN(rapid.Int32Range(1, 50), n, n).Draw(t, "sizes")
		counts := rapid.SliceOfN(rapid.Int32Range(0, 4), n, n).Draw(t, "counts")
		difference := func(mask uint) float64 {
			var c, s [2]float64
			for i := range n {
				c[mask>>i&1] += float64(counts[i])
				s[mask>>i&1] += float64(sizes[i])
			}
			return math.Abs(c[1]/s[1] - c[0]/s[0])
		}
		observed := difference(1<<na - 1)
		all, reached, hits := 0, 0, 0
		for mask := uint(0); mask < 1<<n; mask++ {
			if bits.OnesCount(mask) == na {
				all++
				if difference(mask) >= observed*(1-1e-9) {
					reached++
				}
			}
		}
		for _, c := range counts {
			hits += int(c)
		}
		got := Rates(blocks(sizes[:na], counts[:na]...), blocks(sizes[na:], counts[na:]...), 1, 2000, stats.NewStream(1))
		want := float64(reached) / float64(all)
		if hits == 0 {
			want = math.NaN()
		}
		if !got.Exact || got.Permutations != all || got.P[0] != want && !(math.IsNaN(want) && math.IsNaN(got.P[0])) {
			t.Fatalf("%+v, want %d of %d", got, reached, all)
		}
	})
}

// A p-value of draws is never 0, does not see which side is the target, nor the
// order of cells, nor blocks without tokens, nor what other items there are.
func TestMonteCarloLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(12, 30).Draw(t, "n")
		na := rapid.IntRange(7, n-4).Draw(t, "a")
		const m = 99
		sizes := rapid.SliceOfN(rapid.Int32Range(1, 50), n, n).Draw(t, "sizes")
		counts := rapid.SliceOfN(rapid.Int32Range(0, 4), n, n).Draw(t, "counts")
		counts[0]++
		a, b := blocks(sizes[:na], counts[:na]...), blocks(sizes[na:], counts[na:]...)
		one := Rates(a, b, 1, m, stats.NewStream(5, "x"))
		if one.Exact || one.Permutations != m || one.P[0] < 1./(m+1) || one.P[0] > 1 || one.Blocks != [2]int{na, n - na} {
			t.Fatalf("%+v", one)
		}
		more := Blocks{append(slices.Clone(a.Sizes), 0), slices.Clone(a.Cells)}
		slices.Reverse(more.Cells)
		more.Cells = append(more.Cells, stats.Cell{Block: 2, Item: 1, Count: 3})
		if again := Rates(more, b, 2, m, stats.NewStream(5, "x")); again.P[0] != one.P[0] {
			t.Fatalf("%v became %v", one.P, again.P)
		}
	})
	big := Rates(blocks(same(10), 9, 9, 9, 9, 9, 9, 9, 9, 9, 9), blocks(same(12), 1, 1, 1), 1, 999, stats.NewStream(1))
	if big.P[0] != 1./1000 {
		t.Errorf("p = %v, the least is 1/1000", big.P[0])
	}
	for name, c := range map[string][2]Blocks{"no blocks": {}, "one side": {blocks(same(3), 1), Blocks{}}, "one and one": {blocks(same(1), 1), blocks(same(1), 2)}} {
		if got := Rates(c[0], c[1], 1, 99, stats.NewStream(1)); !math.IsNaN(got.P[0]) || got.Permutations != 0 {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// Under the null hypothesis p is at most α in about α of the trials, and never
// in many more: 2,000 trials of equal sides.
func TestLevelHolds(t *testing.T) {
	const trials, m = 2000, 199
	s := stats.NewStream(9, "level")
	rejected := 0
	for range trials {
		counts := make([]int32, 20)
		for i := range counts {
			counts[i] = int32(s.IntN(4) * s.IntN(3))
		}
		if Rates(blocks(same(8), counts[:8]...), blocks(same(12), counts[8:]...), 1, m, s).P[0] <= .05 {
			rejected++
		}
	}
	if share := float64(rejected) / trials; share > .05+4*math.Sqrt(.05*.95/trials) || share < .02 {
		t.Errorf("%v of the trials were rejected at 0.05", share)
	}
}
