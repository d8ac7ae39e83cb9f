package stats

import (
	"math"
	"slices"
)

// Per is the base of the house's relative frequencies: per 10,000 tokens.
const Per = 10_000

// Names of the methods of an Interval.
const (
	MethodBootstrap = "bootstrap"  // percentile bootstrap over blocks
	MethodBCa       = "bca"        // bias-corrected and accelerated bootstrap over blocks
	MethodExact     = "exact"      // Clopper and Pearson's over tokens
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
// counts of every item in them, beside what was observed: the sum of the Draws
// of documents. Every number is a whole number, so they may be added in any
// order. Once it is settled, several goroutines may read it.
type Replicates struct {
	Size   int64   // observed tokens
	Counts []int64 // observed, by item
	Blocks int     // observed blocks with tokens
	n      int
	sizes  sums
	counts []sums // by item; without totals = all 0

	influences []Influence // by item; nil = intervals are percentile
}

// sums adds up lanes. They are kept as lanes until they could overflow.
type sums struct {
	totals  []int64 // by resample
	pending []uint64
	limit   int64 // of pending
}

// add adds the numbers of one document.
func (s *sums) add(l *lanes, n int) {
	if s.totals == nil {
		s.totals = make([]int64, n)
	}
	if l.limit > laneMax {
		for i := range s.totals {
			s.totals[i] += l.wide[i]
		}
		return
	}
	if s.limit+l.limit >= 1<<laneBits {
		s.settle()
	}
	if s.pending == nil {
		s.pending = make([]uint64, len(l.packed))
	}
	s.limit += l.limit
	pending := s.pending[:len(l.packed)]
	for i, w := range l.packed {
		pending[i] += w
	}
}

// settle moves what is pending to the totals.
func (s *sums) settle() {
	if s.limit == 0 {
		return
	}
	for i := range s.totals {
		s.totals[i] += lane(s.pending[i/perWord], i%perWord)
	}
	clear(s.pending)
	s.limit = 0
}

// NewReplicates returns the empty sum of n ≥ 1 resamples of so many items.
func NewReplicates(items, n int) *Replicates {
	n = max(n, 1)
	return &Replicates{n: n, Counts: make([]int64, items), sizes: sums{totals: make([]int64, n)}, counts: make([]sums, items)}
}

// Enter adds the draws of a document, which have the same items and number of
// resamples.
func (r *Replicates) Enter(d *Draws) {
	r.Size += d.Size
	r.Blocks += d.Blocks
	r.sizes.add(&d.size, r.n)
	for k, item := range d.Items {
		r.Counts[item] += d.counts[k].observed
		r.counts[item].add(&d.counts[k].lanes, r.n)
	}
}

// Settle ends the adding up: every method does it, but only a sum that is
// settled may be read by several goroutines at once.
func (r *Replicates) Settle() {
	r.sizes.settle()
	for i := range r.counts {
		r.counts[i].settle()
	}
}

// Len returns the number of resamples.
func (r *Replicates) Len() int { return r.n }

// Resample writes the counts of resample i into dst, by item, and returns its
// tokens. The replicates must be settled.
func (r *Replicates) Resample(i int, dst []float64) int64 {
	for item := range r.counts {
		dst[item] = 0
		if t := r.counts[item].totals; t != nil {
			dst[item] = float64(t[i])
		}
	}
	return r.sizes.totals[i]
}

// Add adds o, which has the same items and number of resamples.
func (r *Replicates) Add(o *Replicates) { r.combine(o, 1) }

// Subtract takes away o, which must be a part of r: what is left are the
// replicates of the other documents, exactly.
func (r *Replicates) Subtract(o *Replicates) { r.combine(o, -1) }

func (r *Replicates) combine(o *Replicates, sign int64) {
	r.Settle()
	o.Settle()
	r.Size += sign * o.Size
	r.Blocks += int(sign) * o.Blocks
	for i, s := range o.sizes.totals {
		r.sizes.totals[i] += sign * s
	}
	for item := range o.counts {
		r.Counts[item] += sign * o.Counts[item]
		if o.Counts[item] == 0 {
			continue
		}
		dst := &r.counts[item]
		if dst.totals == nil {
			dst.totals = make([]int64, r.n)
		}
		for i, c := range o.counts[item].totals {
			dst.totals[i] += sign * c
		}
	}
}

// Resampled returns the count of an item in every resample, nil if it is 0 in
// all of them. It is not to be changed.
func (r *Replicates) Resampled(item int) []int64 {
	r.counts[item].settle()
	return r.counts[item].totals
}

// Sizes returns the tokens of every resample. They are not to be changed.
func (r *Replicates) Sizes() []int64 {
	r.sizes.settle()
	return r.sizes.totals
}

// Rate returns the relative frequency of an item per 10,000 tokens with its
// percentile (or, once Accelerated, BCa) interval at a level such as 0.95. Where the bootstrap cannot vary
// (no hit, one block, or the same rate in every block), Wilson's interval over
// tokens stands in, and Method says so. NaN if there are no tokens; no bounds if
// there are more hits than tokens in one block.
func (r *Replicates) Rate(item int, level float64) Interval {
	lo, hi, method := math.NaN(), math.NaN(), MethodBootstrap
	if r.Counts[item] > 0 && r.Blocks > 1 {
		lo, hi, method = bounds(r.rates(item, nil), Per*float64(r.Counts[item])/float64(r.Size), r.influence(item), level)
	}
	return rate(r.Counts[item], r.Size, lo, hi, method, level)
}

// rate returns the relative frequency of k hits among size tokens with the
// bounds of its bootstrap, or Wilson's where they are no interval.
func rate(k, size int64, lo, hi float64, method string, level float64) Interval {
	out := Interval{Value: Per * float64(k) / float64(size), Low: lo, High: hi, Method: method}
	if lo < hi {
		return out
	}
	lo, hi = Wilson(k, size, level)
	out.Low, out.High, out.Method = Per*lo, Per*hi, MethodWilson
	if math.IsNaN(lo) {
		out.Method = MethodNone
	}
	return out
}

// rates returns the item's rate in every resample, less that of other if it is
// not nil.
func (r *Replicates) rates(item int, other *Replicates) []float64 {
	out := make([]float64, r.n)
	r.Settle()
	r.enter(item, out, 1)
	if other != nil {
		other.Settle()
		other.enter(item, out, -1)
	}
	return out
}

// enter adds the item's rates to dst, times sign.
func (r *Replicates) enter(item int, dst []float64, sign float64) {
	for i, c := range r.counts[item].totals {
		dst[i] += sign * (Per * float64(c) / float64(r.sizes.totals[i]))
	}
}

// Difference returns the difference of the item's rates, r less other, per
// 10,000 tokens, with its percentile interval: both are resampled. Where one
// of the two cannot vary, the interval comes from those of the two sides by
// squaring and adding their distances (Zou and Donner 2008). NaN if one side
// has no tokens.
func (r *Replicates) Difference(other *Replicates, item int, level float64) Interval {
	a, b := r.Rate(item, level), other.Rate(item, level)
	out := Interval{Value: a.Value - b.Value, Method: MethodBootstrap}
	if varies(a) && varies(b) {
		var v *Influence
		if r.influences != nil && other.influences != nil {
			d := r.influences[item].less(other.influences[item], 1, 1)
			v = &d
		}
		out.Low, out.High, out.Method = bounds(r.rates(item, other), out.Value, v, level)
		return out
	}
	out.Low, out.High = squareAndAdd(a, b)
	out.Method = MethodCombined
	if math.IsNaN(out.Low) {
		out.Method = MethodNone
	}
	return out
}

// Basic returns the basic bootstrap interval of an estimate from its
// replicates: 2·estimate less the bounds of Percentile, the upper one first. It
// takes from the estimate what resampling adds to it, and so corrects the bias
// of statistics that noise can only make larger, or only smaller, whose percentile
// interval need not even hold the estimate. Bounds may lie outside the range of
// the statistic. NaN if there are no replicates.
//
// Source: Davison and Hinkley 1997, Bootstrap Methods and their Application, (5.6).
func Basic(estimate float64, replicates []float64, level float64) (lo, hi float64) {
	lo, hi = Percentile(replicates, level)
	return 2*estimate - hi, 2*estimate - lo
}

// varies reports whether an interval is of the bootstrap.
func varies(v Interval) bool { return v.Method == MethodBootstrap || v.Method == MethodBCa }

// LogRatio returns the log ratio of the item's rates, r to other, in doublings,
// with its interval as in Rate: both are resampled, and resamples without a hit
// on either side are left out. Where one of the two cannot vary, the interval is
// that of LogRatioExactCI, over tokens. A value or bound that is not finite is
// NaN: the value where one side has no hits, a bound that lies among resamples
// without hits on one side. The acceleration of BCa is that of the two rates, to
// the first order.
func (r *Replicates) LogRatio(other *Replicates, item int, level float64) Interval {
	a, A, b, B := r.Counts[item], r.Size, other.Counts[item], other.Size
	out := Interval{Value: LogRatio(a, A, b, B), Method: MethodExact}
	if x, y := r.Rate(item, level), other.Rate(item, level); varies(x) && varies(y) {
		r.Settle()
		other.Settle()
		ratios := make([]float64, 0, r.n)
		for i := range r.n {
			v := LogRatio(r.counts[item].totals[i], r.sizes.totals[i], other.counts[item].totals[i], other.sizes.totals[i])
			if !math.IsNaN(v) {
				ratios = append(ratios, v)
			}
		}
		var v *Influence
		if r.influences != nil && other.influences != nil {
			d := r.influences[item].less(other.influences[item], 1/x.Value, 1/y.Value)
			v = &d
		}
		out.Low, out.High, out.Method = bounds(ratios, out.Value, v, level)
	} else {
		out.Low, out.High = LogRatioExactCI(a, A, b, B, level)
	}
	for _, v := range []*float64{&out.Value, &out.Low, &out.High} {
		if math.IsInf(*v, 0) {
			*v = math.NaN()
		}
	}
	return out
}

// Share returns the counts of item part as a share of those of item whole, from
// 0 to 1 where they are counts of a part, with its percentile interval at a level
// such as 0.95. Resamples in which the whole is 0 are left out; where these
// are more than one in twenty there is no interval. Where the bootstrap cannot
// vary, Wilson's interval stands in, and Method says so. NaN if the whole is 0.
func (r *Replicates) Share(part, whole int, level float64) Interval {
	k, n := r.Counts[part], r.Counts[whole]
	out := Interval{Value: float64(k) / float64(n), Low: math.NaN(), High: math.NaN(), Method: MethodBootstrap}
	if k > 0 && r.Blocks > 1 {
		out.Low, out.High = defined(r.shares(part, whole, nil), level)
	}
	if out.Low < out.High {
		return out
	}
	out.Low, out.High = Wilson(k, n, level)
	out.Method = MethodWilson
	if math.IsNaN(out.Low) {
		out.Method = MethodNone
	}
	return out
}

// ShareDifference returns the difference of the shares of Share, r less other,
// with its percentile interval: both are resampled. Where one of the two cannot
// vary, the interval comes from those of the two sides by squaring and adding their
// distances (Zou and Donner 2008). NaN if the whole is 0 on one side.
func (r *Replicates) ShareDifference(other *Replicates, part, whole int, level float64) Interval {
	a, b := r.Share(part, whole, level), other.Share(part, whole, level)
	out := Interval{Value: a.Value - b.Value, Low: math.NaN(), Method: MethodBootstrap}
	if a.Method == MethodBootstrap && b.Method == MethodBootstrap {
		out.Low, out.High = defined(r.shares(part, whole, other), level)
	}
	if !math.IsNaN(out.Low) {
		return out
	}
	out.Low, out.High = squareAndAdd(a, b)
	out.Method = MethodCombined
	if math.IsNaN(out.Low) {
		out.Method = MethodNone
	}
	return out
}

// shares returns the share of every resample, less that of other if it is not
// nil; NaN where the whole is 0.
func (r *Replicates) shares(part, whole int, other *Replicates) []float64 {
	out := make([]float64, r.n)
	sign := 1.0
	for _, of := range []*Replicates{r, other} {
		if of == nil {
			continue
		}
		of.Settle()
		parts, wholes := of.counts[part].totals, of.counts[whole].totals
		for i := range out {
			k, n := int64(0), int64(0)
			if parts != nil {
				k = parts[i]
			}
			if wholes != nil {
				n = wholes[i]
			}
			out[i] += sign * (float64(k) / float64(n))
		}
		sign = -1
	}
	return out
}

// defined returns the percentile interval of the replicates that are not NaN;
// NaN if they are less than nineteen in twenty.
func defined(x []float64, level float64) (lo, hi float64) {
	n := len(x)
	x = slices.DeleteFunc(x, math.IsNaN)
	if 20*len(x) < 19*n {
		return math.NaN(), math.NaN()
	}
	return Percentile(x, level)
}

// Percentile returns the percentile interval of bootstrap replicates at a
// level such as 0.95: the k-th smallest and the k-th largest, where k =
// ⌊(n+1)(1−level)/2⌋, at least 1. NaN if x is empty. Cost: n + k·log k·log n
// for replicates in random order, n·log k at most.
//
// Source: Efron and Tibshirani 1993, An Introduction to the Bootstrap, 12.5 and 13.3.
func Percentile(x []float64, level float64) (lo, hi float64) {
	if len(x) == 0 {
		return math.NaN(), math.NaN()
	}
	heap := make([]float64, tail(len(x), level))
	return kthSmallest(x, heap, 1), kthSmallest(x, heap, -1)
}

// tail returns which order statistics of n replicates are the bounds of an
// interval, counted from either end.
func tail(n int, level float64) int {
	// The factor keeps (n+1)(1−level)/2 = 50 from being rounded to 49.999….
	k := int(float64(n+1) * (1 - level) / 2 * (1 + 1e-12))
	return min(max(k, 1), (n+1)/2)
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
