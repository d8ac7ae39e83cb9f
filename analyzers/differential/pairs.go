package differential

import (
	"cmp"
	"math"
	"slices"

	"concordat/analyzers"
	"concordat/analyzers/joint"
	"concordat/analyzers/stats"
	"concordat/analyzers/stats/association"
)

const (
	thinCell   = 5   // expected count below which a cell is thin
	listedMost = 500 // pairs that are listed of a comparison
	level      = 0.05
)

// count is what one side has of a pair, as joint.Pair.
type count struct{ both, ofA, ofB, n, same int64 }

// share returns the share of A's units that have B too.
func (c count) share() float64 { return float64(c.both) / float64(c.ofA) }

// overall returns the share of all units that have B.
func (c count) overall() float64 { return float64(c.ofB) / float64(c.n) }

// lift returns how many times larger share is than overall; NaN where B is not.
func (c count) lift() float64 { return c.share() / c.overall() }

// whole returns the table of A and B in all units.
func (c count) whole() stats.Contingency {
	if c.n == 0 { // B is nowhere on the side
		return stats.Contingency{}
	}
	return stats.FromMargins(c.both, c.ofA, c.ofB, c.n)
}

// pair is two concepts with what both sides have: the share of B where A is.
type pair struct {
	a, b              int32
	target, reference count
	logP, bh, by      float64
	odds, low, high   float64        // log₂
	tie               [3]float64     // log₂ of the ratio of the odds ratios of A and B in all units, with its interval
	difference        stats.Interval // of the shares
}

// table returns B and no B where A is, target first.
func (p *pair) table() stats.Contingency {
	return stats.Contingency{
		O11: float64(p.target.both), O12: float64(p.target.ofA - p.target.both),
		O21: float64(p.reference.both), O22: float64(p.reference.ofA - p.reference.both),
	}
}

// thin reports whether a cell is expected to hold fewer than thinCell.
func (p *pair) thin() bool {
	c := p.table()
	least := math.Min(c.O11+c.O12, c.O21+c.O22) * math.Min(c.O11+c.O21, c.O12+c.O22) / c.N()
	return least < thinCell
}

// sameWords reports whether most of what the two have in common is the same words.
func (p *pair) sameWords() bool {
	return 2*(p.target.same+p.reference.same) > p.target.both+p.reference.both
}

// comparison is the pairs of one comparison.
type comparison struct {
	two
	size  int // the family of tests
	pairs []pair
}

// counter counts and tests.
type counter struct {
	in     *analyzers.Input
	joint  *joint.Counter
	unit   joint.Unit
	labels []string
	least  int64
}

func newCounter(in *analyzers.Input) *counter {
	unit := joint.Choose(in.Options.Association, in.Options.Unit)
	return &counter{in, joint.NewCounter(in.Book, &in.Tally, unit, in.Options.Window), unit, analyzers.Labels(in.Book), int64(max(in.Options.MinCount, 1))}
}

// tests reports whether units are tested: documents are no sample of units.
func (k *counter) tests() bool { return k.unit != joint.Document }

// count returns the counts of one side by ordered pair, and the units of each A.
func (k *counter) count(s analyzers.Side) (of map[[2]int32]count, nodes []int64) {
	f := k.joint.Concepts(s.Documents)
	of = make(map[[2]int32]count, 2*len(f.Pairs))
	for _, p := range f.Pairs {
		of[[2]int32{p.A, p.B}] = count{p.Both, p.OfA, p.OfB, p.N, p.Same}
		if !k.unit.Moving() {
			of[[2]int32{p.B, p.A}] = count{p.Both, p.OfB, p.OfA, p.N, p.Same}
		}
	}
	return of, f.Nodes
}

// compare tests every ordered pair of concepts that stand together often enough
// on both sides together, where A is on both sides. What is tested so depends on
// the margins of the tests only.
func (k *counter) compare(c two) *comparison {
	out := &comparison{two: c}
	target, ofTarget := k.count(c.Target)
	reference, ofReference := k.count(c.Reference)
	var keys [][2]int32
	for key := range target {
		keys = append(keys, key)
	}
	for key := range reference {
		if _, both := target[key]; !both {
			keys = append(keys, key)
		}
	}
	slices.SortFunc(keys, func(x, y [2]int32) int { return cmp.Or(cmp.Compare(x[0], y[0]), cmp.Compare(x[1], y[1])) })
	var ps []float64
	for _, key := range keys {
		p := pair{a: key[0], b: key[1], target: target[key], reference: reference[key]}
		p.target.ofA, p.reference.ofA = ofTarget[p.a], ofReference[p.a]
		if p.target.ofA == 0 || p.reference.ofA == 0 || p.target.both+p.reference.both < k.least {
			continue
		}
		p.logP = math.NaN()
		if k.tests() {
			p.logP = p.table().LogFisherP()
		}
		out.pairs = append(out.pairs, p)
		ps = append(ps, math.Exp(p.logP))
	}
	out.size = len(out.pairs)
	bh, by := stats.FalseDiscovery(ps, 0)
	for i := range out.pairs {
		out.pairs[i].bh, out.pairs[i].by = bh[i], by[i]
	}
	slices.SortStableFunc(out.pairs, func(x, y pair) int {
		return cmp.Or(cmp.Compare(x.logP, y.logP), cmp.Compare(math.Abs(y.target.share()-y.reference.share()), math.Abs(x.target.share()-x.reference.share())))
	})
	out.pairs = slices.Clip(out.pairs[:min(len(out.pairs), listedMost)])
	for i := range out.pairs {
		p := &out.pairs[i]
		c := p.table()
		low, high := association.ConditionalOddsRatioCI(c, k.in.Options.Level)
		ratio, from, to := association.RatioOfOddsRatios(p.target.whole(), p.reference.whole(), k.in.Options.Level)
		for i, v := range []float64{ratio, from, to} {
			p.tie[i] = math.Log2(v)
			if p.target.ofB == 0 || p.reference.ofB == 0 {
				p.tie[i] = math.NaN()
			}
		}
		p.odds, p.low, p.high = finite(math.Log2(association.ConditionalOddsRatio(c))), finite(math.Log2(low)), finite(math.Log2(high))
	}
	return out
}

// finite turns infinities into missing values.
func finite(v float64) float64 {
	if math.IsInf(v, 0) {
		return math.NaN()
	}
	return v
}

// resample gives the listed pairs the intervals of their differences: the
// paragraphs of every document are drawn with replacement, in larger units
// these.
func (k *counter) resample(c *comparison) {
	if len(c.pairs) == 0 {
		return
	}
	pairs := make([]joint.Pair, len(c.pairs))
	for i, p := range c.pairs {
		pairs[i] = joint.Pair{A: p.a, B: p.b}
	}
	items, n := len(pairs)+len(k.in.Book.Concepts), k.in.Options.Resamples
	draws := stats.NewDraws(items, n)
	of := func(s analyzers.Side) *stats.Replicates {
		r := stats.NewReplicates(items, n)
		var sizes []int32
		var cells []stats.Cell
		for _, d := range s.Documents {
			b := k.joint.Blocks(d, pairs)
			first := int32(len(sizes))
			sizes = append(sizes, b.Sizes...)
			for _, cell := range b.Cells {
				cells = append(cells, stats.Cell{Block: first + cell.Block, Item: cell.Item, Count: cell.Count})
			}
			if k.unit != joint.Document { // whose blocks are the documents of the side
				draws.Draw(k.in.Options.Seed, k.in.Tally.Documents[d].ID, sizes, cells)
				r.Enter(draws)
				sizes, cells = sizes[:0], cells[:0]
			}
		}
		if k.unit == joint.Document {
			draws.Draw(k.in.Options.Seed, s.Name, sizes, cells)
			r.Enter(draws)
		}
		r.Settle()
		return r
	}
	target, reference := of(c.Target), of(c.Reference)
	for i := range c.pairs {
		p := &c.pairs[i]
		p.difference = target.ShareDifference(reference, i, len(pairs)+int(p.a), k.in.Options.Level)
	}
}
