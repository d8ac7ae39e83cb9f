package stats

import (
	"math"
	"slices"
)

// Per is the base of the house's relative frequencies: per 10,000 tokens.
const Per = 10_000

// Names of the methods of an Interval.
const (
	MethodBootstrap = "bootstrap"  // percentile bootstrap over paragraphs
	MethodWilson    = "wilson"     // score interval over tokens
	MethodCombined  = "square-add" // difference from the intervals of its two sides
	MethodNone      = ""           // no interval: the bounds are NaN
)

// Interval is an estimate with its interval and the name of its method.
// Low ≤ High; NaN bounds with MethodNone where there is none.
type Interval struct {
	Value, Low, High float64
	Method           string
}

// Cell is the count of one item in one block.
type Cell struct {
	Block, Item, Count int32
}

// Replicates holds, for each resample of a bootstrap, the tokens drawn and the
// counts of every item in them, beside what was observed. Every number is a
// whole number, so Replicates of several documents may be added in any order.
type Replicates struct {
	Size    int64   // observed tokens
	Counts  []int64 // observed, by item
	Blocks  int     // observed blocks with tokens
	n       int
	sizes   []int64   // by resample
	counts  [][]int64 // by item, then resample; nil = all 0
	weights []uint16  // scratch of Resample
	scratch []float64 // scratch of Rate and Difference
}

// NewReplicates returns the empty sum of n ≥ 1 resamples of so many items.
func NewReplicates(items, n int) *Replicates {
	n = max(n, 1)
	return &Replicates{n: n, Counts: make([]int64, items), sizes: make([]int64, n), counts: make([][]int64, items)}
}

// Reset empties r and keeps its memory.
func (r *Replicates) Reset() {
	r.Size, r.Blocks = 0, 0
	clear(r.Counts)
	clear(r.sizes)
	for _, c := range r.counts {
		clear(c)
	}
}

// chunk is how many resamples are drawn at once: the weights of a document of
// a hundred paragraphs stay in a first-level cache.
const chunk = 128

// Resample draws the blocks of one document with replacement, as many as it
// has, in every resample, and adds the sums to r. sizes are the blocks' tokens
// (blocks without tokens are not drawn and have no counts), cells the non-zero
// counts. Which blocks are drawn follows from seed, id and the number of the
// resample alone, so all items, and all sums that a document enters, share its
// draws. Cost: n·(blocks + cells).
//
// Source: Efron 1979, doi:10.1214/aos/1176344552; blocks as in Davison and
// Hinkley 1997, Bootstrap Methods and their Application, chapter 3.
func (r *Replicates) Resample(seed uint64, id string, sizes []int32, cells []Cell) {
	rows := make([]int32, len(sizes)) // of each block among those drawn, −1 = none
	var drawn []int32
	for i, s := range sizes {
		rows[i] = -1
		if s > 0 {
			rows[i] = int32(len(drawn))
			drawn = append(drawn, s)
			r.Size += int64(s)
		}
	}
	cells = slices.DeleteFunc(slices.Clone(cells), func(c Cell) bool { return rows[c.Block] < 0 })
	for _, c := range cells {
		r.Counts[c.Item] += int64(c.Count)
		if r.counts[c.Item] == nil {
			r.counts[c.Item] = make([]int64, r.n)
		}
	}
	r.Blocks += len(drawn)
	stream := mix(seed ^ hash(id))
	for first := 0; first < r.n; first += chunk {
		width := min(chunk, r.n-first)
		r.draw(stream, first, width, len(drawn))
		for b, s := range drawn {
			addScaled(r.sizes[first:first+width], r.weights[b*width:(b+1)*width], int64(s))
		}
		for _, c := range cells {
			row := int(rows[c.Block])
			addScaled(r.counts[c.Item][first:first+width], r.weights[row*width:(row+1)*width], int64(c.Count))
		}
	}
}

// draw fills weights with how often each of n blocks is drawn, by block, in
// the resamples [first, first+width). No block is drawn more than 65,535
// times: with n above that its chance is below 10^−280,000.
func (r *Replicates) draw(stream uint64, first, width, n int) {
	if cap(r.weights) < n*width {
		r.weights = make([]uint16, n*width)
	}
	r.weights = r.weights[:n*width]
	clear(r.weights)
	for i := range width {
		state := mix(stream + uint64(first+i))
		for k := 0; k < n; k += 2 {
			state += golden
			x := mix(state)
			r.weights[int(x>>32*uint64(n)>>32)*width+i]++
			if k+1 < n {
				r.weights[int(x&math.MaxUint32*uint64(n)>>32)*width+i]++
			}
		}
	}
}

func addScaled(dst []int64, weights []uint16, by int64) {
	for i, w := range weights {
		dst[i] += by * int64(w)
	}
}

// golden is the step of SplitMix64, 2⁶⁴ divided by the golden ratio.
const golden = 0x9e3779b97f4a7c15

// mix is the output function of SplitMix64.
//
// Source: Steele, Lea and Flood 2014, doi:10.1145/2660193.2660195.
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// hash is FNV-1a, 64 bits.
func hash(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}

// Add adds o, which has the same items and number of resamples.
func (r *Replicates) Add(o *Replicates) { r.combine(o, 1) }

// Subtract takes away o, which must be a part of r: what is left are the
// replicates of the other documents, exactly.
func (r *Replicates) Subtract(o *Replicates) { r.combine(o, -1) }

func (r *Replicates) combine(o *Replicates, sign int64) {
	r.Size += sign * o.Size
	r.Blocks += int(sign) * o.Blocks
	for i, s := range o.sizes {
		r.sizes[i] += sign * s
	}
	for item, cs := range o.counts {
		r.Counts[item] += sign * o.Counts[item]
		if cs == nil || o.Counts[item] == 0 {
			continue
		}
		if r.counts[item] == nil {
			r.counts[item] = make([]int64, r.n)
		}
		dst := r.counts[item]
		for i, c := range cs {
			dst[i] += sign * c
		}
	}
}

// Rate returns the relative frequency of an item per 10,000 tokens with its
// percentile interval at a level such as 0.95. Where the bootstrap cannot vary
// (no hit, one block, or the same rate in every block), Wilson's interval over
// tokens stands in, and Method says so. NaN if there are no tokens; no bounds if
// there are more hits than tokens in one block.
func (r *Replicates) Rate(item int, level float64) Interval {
	k := r.Counts[item]
	out := Interval{Value: Per * float64(k) / float64(r.Size)}
	if k > 0 && r.Blocks > 1 {
		out.Low, out.High = Percentile(r.rates(item, nil), level)
		if out.Low < out.High {
			out.Method = MethodBootstrap
			return out
		}
	}
	lo, hi := Wilson(k, r.Size, level)
	out.Low, out.High, out.Method = Per*lo, Per*hi, MethodWilson
	if math.IsNaN(lo) {
		out.Method = MethodNone
	}
	return out
}

// rates returns the item's rate in every resample, less that of other if it is
// not nil, in r's scratch.
func (r *Replicates) rates(item int, other *Replicates) []float64 {
	if r.scratch == nil {
		r.scratch = make([]float64, r.n)
	}
	out := r.scratch
	for i := range out {
		out[i] = r.rate(item, i)
		if other != nil {
			out[i] -= other.rate(item, i)
		}
	}
	return out
}

func (r *Replicates) rate(item, i int) float64 {
	if r.counts[item] == nil {
		return 0
	}
	return Per * float64(r.counts[item][i]) / float64(r.sizes[i])
}

// Difference returns the difference of the item's rates, r less other, per
// 10,000 tokens, with its percentile interval: both are resampled. Where one
// of the two cannot vary, the interval comes from those of the two sides by
// squaring and adding their distances (Zou and Donner 2008). NaN if one side
// has no tokens.
func (r *Replicates) Difference(other *Replicates, item int, level float64) Interval {
	a, b := r.Rate(item, level), other.Rate(item, level)
	out := Interval{Value: a.Value - b.Value, Method: MethodBootstrap}
	if a.Method == MethodBootstrap && b.Method == MethodBootstrap {
		out.Low, out.High = Percentile(r.rates(item, other), level)
		return out
	}
	out.Low, out.High = squareAndAdd(a, b)
	out.Method = MethodCombined
	if math.IsNaN(out.Low) {
		out.Method = MethodNone
	}
	return out
}

// Percentile returns the percentile interval of bootstrap replicates at a
// level such as 0.95: the k-th smallest and the k-th largest, where k =
// ⌊(n+1)(1−level)/2⌋, at least 1. NaN if x is empty. Cost: n + k·log k·log n
// for replicates in random order, n·log k at most.
//
// Source: Efron and Tibshirani 1993, An Introduction to the Bootstrap, 12.5 and 13.3.
func Percentile(x []float64, level float64) (lo, hi float64) {
	n := len(x)
	if n == 0 {
		return math.NaN(), math.NaN()
	}
	// The factor keeps (n+1)(1−level)/2 = 50 from being rounded to 49.999….
	k := int(float64(n+1) * (1 - level) / 2 * (1 + 1e-12))
	k = min(max(k, 1), (n+1)/2)
	heap := make([]float64, k)
	return kthSmallest(x, heap, 1), kthSmallest(x, heap, -1)
}

// kthSmallest returns the k-th smallest of x for sign 1, the k-th largest for
// sign −1, where k is the length of the scratch heap. The heap holds the k
// smallest so far, the largest of them at its top.
func kthSmallest(x, heap []float64, sign float64) float64 {
	k := len(heap)
	for i := range heap {
		heap[i] = sign * x[i]
	}
	for i := k/2 - 1; i >= 0; i-- {
		sink(heap, i)
	}
	top := heap[0]
	for _, v := range x[k:] {
		if v *= sign; v < top {
			heap[0] = v
			sink(heap, 0)
			top = heap[0]
		}
	}
	return sign*top + 0 // + 0 turns −0 into 0
}

func sink(heap []float64, i int) {
	for {
		child := 2*i + 1
		if child >= len(heap) {
			return
		}
		if child+1 < len(heap) && heap[child+1] > heap[child] {
			child++
		}
		if heap[i] >= heap[child] {
			return
		}
		heap[i], heap[child] = heap[child], heap[i]
		i = child
	}
}
