// Package permute tests whether two sides differ by giving their blocks
// (paragraphs, documents) to the sides anew.
package permute

import (
	"math"

	"concordat/analyzers/stats"
)

// Blocks are the blocks of one side: their tokens, and the counts of items in
// them, each block and item once. Blocks without tokens are left out.
type Blocks struct {
	Sizes []int32
	Cells []stats.Cell
}

// Test is a permutation test of every item.
type Test struct {
	P            []float64 // by item; NaN for an item without a hit, and where nothing can be permuted
	Permutations int       // divisions that were looked at, the observed one not counted in Monte Carlo
	Exact        bool      // all divisions were looked at
	Blocks       [2]int    // with tokens, of either side
}

// most is how many blocks are drawn at most in all permutations together, so
// that large sides take seconds and not minutes; enough never becomes less.
const (
	most   = 200_000_000
	enough = 999
)

// Rates tests, for every item, whether the rates of two sides differ by more
// than a random division of their blocks makes them differ. The statistic is the
// absolute difference of the rates, hits per token of a side; the blocks are
// divided among the sides in all ways that keep the number of blocks of each. The
// p-value is two-sided:
//
//	exact:       divisions that differ no less than the observed one / all divisions
//	Monte Carlo: (b+1)/(m+1)
//
// Exact where all divisions are at most m; otherwise m divisions are drawn, b of
// which differ no less than the observed one. From 1/(m+1) (or 1/divisions) to 1,
// never 0. It holds if the blocks may be exchanged under the null hypothesis;
// paragraphs of one document are more like one another than like those of
// others, so over paragraphs p tends to be too small. The draws follow
// from the stream alone and all items share them. m is cut where sides are
// so large that more than 200 million blocks were to be drawn, never below 999.
// Cost: m·(blocks of the smaller side + their cells + items).
//
// Source: Phipson and Smyth 2010, doi:10.2202/1544-6115.1585; Fisher 1935, The
// Design of Experiments, section 21.
func Rates(a, b Blocks, items, m int, s *stats.Stream) Test {
	p, na, nb := newPool(a, b, items)
	out := Test{P: make([]float64, items), Blocks: [2]int{na, nb}}
	if na == 0 || nb == 0 || na+nb < 3 {
		for i := range out.P {
			out.P[i] = math.NaN()
		}
		return out
	}
	p.drawn = min(na, nb)
	first := 0 // the observed division draws the smaller side
	if nb < na {
		first = na
	}
	for i := range p.drawn {
		p.order[i] = int32(first + i)
	}
	observed := p.differences(make([]float64, items))
	reached := make([]int, items)
	count := func() {
		for i, d := range p.differences(p.scratch) {
			// Equal fractions may differ in their last digits.
			if d >= observed[i]*(1-1e-9) {
				reached[i]++
			}
		}
	}
	if all := divisions(na+nb, p.drawn, m); all <= m {
		out.Exact, out.Permutations = true, all
		p.everyDivision(count)
	} else {
		out.Permutations = min(m, max(enough, most/p.drawn))
		for i := range p.order {
			p.order[i] = int32(i)
		}
		for range out.Permutations {
			p.draw(s)
			count()
		}
	}
	for i := range out.P {
		switch {
		case p.totals[i] == 0:
			out.P[i] = math.NaN()
		case out.Exact:
			out.P[i] = float64(reached[i]) / float64(out.Permutations)
		default:
			out.P[i] = float64(reached[i]+1) / float64(out.Permutations+1)
		}
	}
	return out
}

// pool holds the blocks of both sides. The first drawn of order are the smaller
// side.
type pool struct {
	sizes   []int64
	from    []int32 // by block: its first cell; one more at the end
	items   []int32
	hits    []int64
	size    int64
	totals  []int64 // by item
	order   []int32
	drawn   int
	sums    []int64
	scratch []float64
}

func newPool(a, b Blocks, items int) (p *pool, na, nb int) {
	p = &pool{totals: make([]int64, items), sums: make([]int64, items), scratch: make([]float64, items)}
	for _, side := range []Blocks{a, b} {
		na, nb = nb, 0
		of := make([]int32, len(side.Sizes)+1) // cells by block, as a counting sort has them
		for _, c := range side.Cells {
			of[c.Block+1]++
		}
		for i := range side.Sizes {
			of[i+1] += of[i]
		}
		sorted := make([]stats.Cell, len(side.Cells))
		next := append([]int32(nil), of...)
		for _, c := range side.Cells {
			sorted[next[c.Block]] = c
			next[c.Block]++
		}
		for i, size := range side.Sizes {
			if size <= 0 {
				continue
			}
			nb++
			p.sizes, p.from = append(p.sizes, int64(size)), append(p.from, int32(len(p.items)))
			p.size += int64(size)
			for _, c := range sorted[of[i]:of[i+1]] {
				p.items, p.hits = append(p.items, c.Item), append(p.hits, int64(c.Count))
				p.totals[c.Item] += int64(c.Count)
			}
		}
	}
	p.from = append(p.from, int32(len(p.items)))
	p.order = make([]int32, len(p.sizes))
	return p, na, nb
}

// differences writes the absolute difference of the rates by item.
func (p *pool) differences(dst []float64) []float64 {
	clear(p.sums)
	size := int64(0)
	for _, b := range p.order[:p.drawn] {
		size += p.sizes[b]
		for k := p.from[b]; k < p.from[b+1]; k++ {
			p.sums[p.items[k]] += p.hits[k]
		}
	}
	x, y := 1/float64(size), 1/float64(p.size-size)
	for i, n := range p.sums {
		dst[i] = math.Abs(float64(n)*x - float64(p.totals[i]-n)*y)
	}
	return dst
}

// draw draws a division: the first steps of a shuffle, which begins with
// whatever the last one left.
func (p *pool) draw(s *stats.Stream) {
	for i := range p.drawn {
		j := i + s.IntN(len(p.order)-i)
		p.order[i], p.order[j] = p.order[j], p.order[i]
	}
}

// everyDivision visits all divisions, the drawn blocks in ascending order.
func (p *pool) everyDivision(visit func()) {
	at, n := p.order[:p.drawn], int32(len(p.order))
	for i := range at {
		at[i] = int32(i)
	}
	for {
		visit()
		i := len(at) - 1
		for i >= 0 && at[i] == n-int32(len(at)-i) {
			i--
		}
		if i < 0 {
			return
		}
		at[i]++
		for k := i + 1; k < len(at); k++ {
			at[k] = at[k-1] + 1
		}
	}
}

// divisions returns the binomial coefficient of n over k, or limit+1 where it
// is larger than limit.
func divisions(n, k, limit int) int {
	c := 1.0
	for i := 1; i <= k; i++ {
		c = c * float64(n-k+i) / float64(i)
		if c > float64(limit)+0.5 {
			return limit + 1
		}
	}
	return int(math.Round(c))
}
