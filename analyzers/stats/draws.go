package stats

import (
	"math"
	"math/bits"
	"slices"
)

// Draws is the bootstrap of one document: for each resample of its blocks the
// tokens drawn and the counts of every item with a hit. It draws one document
// after the other and keeps its memory.
type Draws struct {
	Size   int64   // observed tokens
	Blocks int     // observed blocks with tokens
	Items  []int32 // with a count in a block with tokens, ascending

	n       int
	slots   []int32 // by item: its place in Items, −1 = none
	counts  []drawn // by place in Items
	size    lanes
	squares float64 // Σ of the squared sizes of blocks
	sizes   []int64 // by resample
	least   int64   // most sizes are not below it
	most    int64   // or above it
	small   []int32 // the resamples whose sizes are below least
	large   []int32 // above most
	rows    []int32 // by block: its place among those drawn, −1 = none
	blocks  []int32 // sizes of those drawn
	cells   []Cell
	weights []uint64
	found   []int32 // as long as the lanes
	rates   []float64
	heap    []float64
}

// drawn is what is known of one item.
type drawn struct {
	lanes
	observed int64
	squares  float64 // Σ of its squared counts in blocks
	products float64 // Σ of count times size
	lo, hi   float64 // bounds of its rate, once they are known
}

// lanes holds a whole number for each resample, four to a word, the first in
// the lowest 16 bits. Where one could exceed 65,535 they stand alone in wide.
type lanes struct {
	packed []uint64
	wide   []int64
	limit  int64 // no number exceeds it
}

const (
	laneBits = 16
	perWord  = 64 / laneBits
	ones     = 1<<48 | 1<<32 | 1<<16 | 1 // one in every lane
	tops     = ones << (laneBits - 1)    // the highest bit of every lane
	laneMax  = 1<<laneBits - 1
	sureMax  = laneMax / 2 // what leaves the highest bit free, so that words can be compared
)

// lane returns the number of a lane of a word.
func lane(word uint64, l int) int64 { return int64(word >> (laneBits * l) & laneMax) }

// reset makes the lanes 0, for numbers up to limit.
func (s *lanes) reset(n int, limit int64) {
	words := (n + perWord - 1) / perWord
	s.limit = limit
	if limit > laneMax {
		s.packed = s.packed[:0]
		s.wide = slices.Grow(s.wide[:0], words*perWord)[:words*perWord]
		clear(s.wide)
		return
	}
	s.wide = s.wide[:0]
	s.packed = slices.Grow(s.packed[:0], words)[:words]
	clear(s.packed)
}

// add adds so many times the weights to the resamples from first on; first is
// the first of a word.
func (s *lanes) add(first int, weights []uint64, by int64) {
	if s.limit <= laneMax {
		dst := s.packed[first/perWord:][:len(weights)]
		for i, w := range weights {
			dst[i] += w * uint64(by)
		}
		return
	}
	for i, w := range weights {
		dst := s.wide[first+perWord*i:][:perWord]
		dst[0] += by * lane(w, 0)
		dst[1] += by * lane(w, 1)
		dst[2] += by * lane(w, 2)
		dst[3] += by * lane(w, 3)
	}
}

// at returns the number of resample i.
func (s *lanes) at(i int) int64 {
	if s.limit <= laneMax {
		return lane(s.packed[i/perWord], i%perWord)
	}
	return s.wide[i]
}

// NewDraws returns the bootstrap of documents with so many items in n ≥ 1 resamples.
func NewDraws(items, n int) *Draws {
	d := &Draws{n: max(n, 1), slots: make([]int32, items)}
	d.sizes, d.found = make([]int64, d.n), make([]int32, d.n+perWord)
	return d
}

// chunk is how many resamples are drawn at once: the weights of a document of
// a hundred paragraphs stay in a first-level cache.
const (
	chunk      = 128
	chunkWords = chunk / perWord
)

// Draw draws the blocks of one document with replacement, as many as it has,
// in every resample. sizes are the blocks' tokens (blocks without tokens are
// not drawn and have no counts), cells the non-zero counts. Which blocks are
// drawn follows from seed, id and the number of the resample alone, so all
// items, and all sums that a document enters, share its draws, and documents
// may be drawn in any order. Cost: n·blocks + n·(blocks + cells)/4.
//
// Source: Efron 1979, doi:10.1214/aos/1176344552; blocks as in Davison and
// Hinkley 1997, Bootstrap Methods and their Application, chapter 3.
func (d *Draws) Draw(seed uint64, id string, sizes []int32, cells []Cell) {
	d.take(sizes, cells)
	stream := mix(seed ^ hash(id))
	for first := 0; first < d.n; first += chunk {
		width := min(chunk, d.n-first)
		words := (width + perWord - 1) / perWord
		d.draw(stream, first, width)
		for b, s := range d.blocks {
			d.size.add(first, d.weights[b*chunkWords:][:words], int64(s))
		}
		for _, c := range d.cells {
			d.counts[c.Item].add(first, d.weights[int(c.Block)*chunkWords:][:words], int64(c.Count))
		}
	}
	size := float64(d.Size)
	spread := 2 * math.Sqrt(max(0, d.squares-size*size/float64(max(d.Blocks, 1)))) // two standard deviations
	d.least, d.most = max(1, int64(size-spread)), int64(size+spread)
	d.small, d.large = d.small[:0], d.large[:0]
	for i := range d.sizes {
		s := d.size.at(i)
		d.sizes[i] = s
		switch {
		case s < d.least:
			d.small = append(d.small, int32(i))
		case s > d.most:
			d.large = append(d.large, int32(i))
		}
	}
}

// take notes what is to be drawn: the cells with the places of their blocks
// and items.
func (d *Draws) take(sizes []int32, cells []Cell) {
	d.Size, d.squares = 0, 0
	d.rows, d.blocks = d.rows[:0], d.blocks[:0]
	longest := int64(0)
	for _, s := range sizes {
		row := int32(-1)
		if s > 0 {
			row = int32(len(d.blocks))
			d.blocks = append(d.blocks, s)
			d.Size += int64(s)
			d.squares += float64(s) * float64(s)
			longest = max(longest, int64(s))
		}
		d.rows = append(d.rows, row)
	}
	d.Blocks = len(d.blocks)
	d.size.reset(d.n, longest*int64(d.Blocks))

	d.Items = d.Items[:0]
	for i := range d.slots {
		d.slots[i] = -1
	}
	for _, c := range cells {
		if d.rows[c.Block] >= 0 && d.slots[c.Item] < 0 {
			d.slots[c.Item] = 0
			d.Items = append(d.Items, c.Item)
		}
	}
	slices.Sort(d.Items)
	d.counts = slices.Grow(d.counts[:0], len(d.Items))[:len(d.Items)]
	for k, item := range d.Items {
		d.slots[item] = int32(k)
		c := &d.counts[k]
		c.observed, c.squares, c.products, c.limit = 0, 0, 0, 0
	}
	d.cells = d.cells[:0]
	for _, c := range cells {
		row := d.rows[c.Block]
		if row < 0 {
			continue
		}
		k := d.slots[c.Item]
		to := &d.counts[k]
		to.observed += int64(c.Count)
		to.squares += float64(c.Count) * float64(c.Count)
		to.products += float64(c.Count) * float64(d.blocks[row])
		to.limit = max(to.limit, int64(c.Count))
		d.cells = append(d.cells, Cell{Block: row, Item: k, Count: c.Count})
	}
	for k := range d.counts {
		c := &d.counts[k]
		c.reset(d.n, c.limit*int64(d.Blocks))
	}
}

// draw fills weights with how often each block is drawn, by block, in the
// resamples [first, first+width). No block is drawn more than 65,535 times:
// with more blocks than that its chance is below 10^−280,000.
func (d *Draws) draw(stream uint64, first, width int) {
	n := uint64(len(d.blocks))
	d.weights = slices.Grow(d.weights[:0], len(d.blocks)*chunkWords)[:len(d.blocks)*chunkWords]
	if n == 0 {
		return
	}
	clear(d.weights)
	for i := range width {
		state := mix(stream + uint64(first+i))
		one := uint64(1) << (laneBits * (i % perWord))
		column := d.weights[i/perWord:]
		for range n / 2 {
			state += golden
			x := mix(state)
			column[x>>32*n>>32*chunkWords] += one
			column[x&math.MaxUint32*n>>32*chunkWords] += one
		}
		if n%2 == 1 {
			column[mix(state+golden)>>32*n>>32*chunkWords] += one
		}
	}
}

// Stream is a sequence of random numbers that follows from a seed and some
// names alone: what is drawn for one thing does not depend on what was drawn
// for another, nor on the order of drawing. It is a source of math/rand/v2.
type Stream struct{ state uint64 }

// NewStream returns the stream of a seed and names.
func NewStream(seed uint64, names ...string) *Stream {
	s := Stream{seed}
	for _, name := range names {
		s.state = mix(s.state ^ hash(name))
	}
	return &s
}

// At returns the number at place i, whatever was taken before.
func (s Stream) At(i uint64) uint64 { return mix(s.state + (i+1)*golden) }

// Uint64 returns the next number of the stream.
func (s *Stream) Uint64() uint64 {
	s.state += golden
	return mix(s.state)
}

// IntN returns one of 0 … n−1, all equally likely; n > 0.
//
// Source: Lemire 2019, doi:10.1145/3230636.
func (s *Stream) IntN(n int) int {
	hi, lo := bits.Mul64(s.Uint64(), uint64(n))
	for least := -uint64(n) % uint64(n); lo < least; {
		hi, lo = bits.Mul64(s.Uint64(), uint64(n))
	}
	return int(hi)
}

// Float64 returns a number between 0 and 1, neither of them.
func (s *Stream) Float64() float64 { return (float64(s.Uint64()>>11) + 0.5) / (1 << 53) }

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

// Rates returns the relative frequencies of Items as Replicates.Rate has them
// for a side of this one document. The slice is dst, made longer.
func (d *Draws) Rates(level float64, dst []Interval) []Interval {
	k := tail(d.n, level)
	d.heap = slices.Grow(d.heap[:0], k)[:k]
	far := normalQuantile(1 - 2*float64(k)/float64(d.n+1))
	for i := range d.Items {
		c := &d.counts[i]
		lo, hi := math.NaN(), math.NaN()
		if twin := d.twin(i); twin >= 0 {
			lo, hi = d.counts[twin].lo, d.counts[twin].hi
		} else if d.Blocks > 1 {
			lo, hi = d.bounds(c, far)
		}
		c.lo, c.hi = lo, hi
		dst = append(dst, rate(c.observed, d.Size, lo, hi, MethodBootstrap, level))
	}
	return dst
}

// twin returns an earlier item with the same count in every resample, −1 if
// there is none. A concept all of whose hits are of one below it has one.
func (d *Draws) twin(i int) int {
	c := &d.counts[i]
	for k := range d.counts[:i] {
		o := &d.counts[k]
		if o.products == c.products && o.squares == c.squares && o.limit == c.limit && slices.Equal(o.packed, c.packed) && slices.Equal(o.wide, c.wide) {
			return k
		}
	}
	return -1
}

// Unseen returns the relative frequency of an item without a hit among so many
// tokens, as Rate does.
func Unseen(size int64, level float64) Interval {
	return rate(0, size, math.NaN(), math.NaN(), MethodBootstrap, level)
}

// Order statistics are looked for first among the rates beyond the place where
// they would be, less so many standard deviations; then a little further in.
const firstStep, secondStep = 0.2, 0.6

// bounds returns the percentile interval of one item: the order statistics of
// Percentile with as many tails as the heap is long. far is how many standard
// deviations off they would be, were the rates normal.
func (d *Draws) bounds(c *drawn, far float64) (lo, hi float64) {
	if c.limit > sureMax {
		return d.everyRate(c)
	}
	// The variance of the rate of a resample, by the delta method.
	R := float64(c.observed) / float64(d.Size)
	sd := math.Sqrt(max(0, c.squares-2*R*c.products+R*R*d.squares))
	for _, step := range []float64{firstStep, secondStep} {
		if hi = d.above(c, float64(c.observed)+max(0, far-step)*sd); !math.IsNaN(hi) {
			break
		}
	}
	if d.zeros(c) >= len(d.heap) {
		lo = 0
	} else {
		for _, step := range []float64{firstStep, secondStep} {
			if lo = d.below(c, float64(c.observed)-max(0, far-step)*sd); !math.IsNaN(lo) {
				break
			}
		}
	}
	if math.IsNaN(lo) || math.IsNaN(hi) {
		return d.everyRate(c)
	}
	return lo, hi
}

// everyRate takes the order statistics from all resamples.
func (d *Draws) everyRate(c *drawn) (lo, hi float64) {
	d.rates = d.rates[:0]
	for i, size := range d.sizes {
		d.rates = append(d.rates, Per*float64(c.at(i))/float64(size))
	}
	return kthSmallest(d.rates, d.heap, 1), kthSmallest(d.rates, d.heap, -1)
}

// zeros counts the resamples without the item.
func (d *Draws) zeros(c *drawn) int {
	some := 0
	for _, w := range c.packed {
		some += bits.OnesCount64((w + (tops - ones)) & tops)
	}
	return d.n - some
}

// fine is the denominator of thresholds.
const fine = 16

// above returns the k-th largest rate if it is among those that are not below
// hits in as many tokens as the document has; NaN if it is not. Rates are
// compared as fractions of whole numbers, and only in resamples that are unusually
// small or have a count that is high enough for all others.
func (d *Draws) above(c *drawn, hits float64) float64 {
	at := int64(fine * hits)
	scale := fine * d.Size
	least := (at*d.least + scale - 1) / scale
	if least < 1 || least > sureMax {
		return math.NaN()
	}
	rates := d.rates[:0]
	for _, i := range d.atLeast(c.packed, least) {
		if n, size := lane(c.packed[i/perWord], int(i%perWord)), d.sizes[i]; n*scale >= at*size && size >= d.least {
			rates = append(rates, Per*float64(n)/float64(size))
		}
	}
	for _, i := range d.small {
		if n, size := lane(c.packed[i/perWord], int(i%perWord)), d.sizes[i]; n*scale >= at*size {
			rates = append(rates, Per*float64(n)/float64(size))
		}
	}
	d.rates = rates
	return d.kth(rates, -1)
}

// below is above for the k-th smallest rate.
func (d *Draws) below(c *drawn, hits float64) float64 {
	at := int64(math.Ceil(fine * hits))
	scale := fine * d.Size
	if at < 1 {
		return math.NaN()
	}
	most := at * d.most / scale
	if most >= sureMax {
		return math.NaN()
	}
	rates := d.rates[:0]
	for _, i := range d.atMost(c.packed, most) {
		if n, size := lane(c.packed[i/perWord], int(i%perWord)), d.sizes[i]; n*scale <= at*size && size <= d.most {
			rates = append(rates, Per*float64(n)/float64(size))
		}
	}
	for _, i := range d.large {
		if n, size := lane(c.packed[i/perWord], int(i%perWord)), d.sizes[i]; n*scale <= at*size {
			rates = append(rates, Per*float64(n)/float64(size))
		}
	}
	d.rates = rates
	return d.kth(rates, 1)
}

// atLeast returns the resamples whose number is at least 1 ≤ least ≤ sureMax. It
// does so little that everything stays in registers.
func (d *Draws) atLeast(packed []uint64, least int64) []int32 {
	found, n, add := d.found, 0, tops-uint64(least)*ones
	for i, w := range packed {
		for m := (w + add) & tops; m != 0; m &= m - 1 {
			found[n] = int32(i*perWord + bits.TrailingZeros64(m)/laneBits)
			n++
		}
	}
	return found[:n]
}

// atMost returns the resamples whose number is at most 0 ≤ most < sureMax.
func (d *Draws) atMost(packed []uint64, most int64) []int32 {
	found, n, add := d.found, 0, tops-uint64(most+1)*ones
	for i, w := range packed {
		for m := ^(w + add) & tops; m != 0; m &= m - 1 {
			found[n] = int32(i*perWord + bits.TrailingZeros64(m)/laneBits)
			n++
		}
	}
	for n > 0 && int(found[n-1]) >= d.n {
		n-- // the lanes after the last resample
	}
	return found[:n]
}

// kth is kthSmallest, from whichever end it is nearer to; NaN if there are
// fewer rates than the heap holds.
func (d *Draws) kth(rates []float64, sign float64) float64 {
	k := len(d.heap)
	if len(rates) < k {
		return math.NaN()
	}
	if other := len(rates) - k + 1; other < k {
		return kthSmallest(rates, d.heap[:other], -sign)
	}
	return kthSmallest(rates, d.heap, sign)
}
