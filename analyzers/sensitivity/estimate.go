package sensitivity

import (
	"context"
	"math"

	"concordat/analyzers"
	"concordat/analyzers/stats"
)

// The verdicts of a specification.
const (
	more    = "more"    // the target has it more often: the interval lies above 0
	less    = "less"    // less often: it lies below
	unclear = "unclear" // it has 0 in it
)

// Methods of an interval of a log ratio.
const (
	byBootstrap = "bootstrap" // percentile, paragraphs resampled within each document
	byExact     = "exact"     // Clopper and Pearson's, hits taken as independent, where a side cannot vary
	byNone      = ""          // no interval
)

// estimate is a log ratio under one specification.
type estimate struct {
	a, A, b, B int64   // hits and denominators of target and reference
	ratio      float64 // infinite where a side has no hit
	low, high  float64 // NaN where the interval has no such bound
	method     string
	verdict    string
}

// sums are the resampled counts of a side.
type sums struct {
	*stats.Replicates
	layout *layout
}

// gather resamples the documents of a side.
func (l *layout) gather(ctx context.Context, s analyzers.Side) (*sums, error) {
	d := stats.NewDraws(l.items(), l.in.Options.Resamples)
	r := stats.NewReplicates(l.items(), l.in.Options.Resamples)
	for _, i := range s.Documents {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		sizes, cells := l.cells(i)
		d.Draw(l.in.Options.Seed, l.in.Tally.Documents[i].ID, sizes, cells)
		r.Enter(d)
	}
	r.Settle()
	return &sums{r, l}, nil
}

// rate is a numerator and a denominator, observed and resampled.
type rate struct {
	n, of         int64
	sample, sizes []int64 // nil sample = all 0
	varies        bool    // there are several paragraphs
}

func (s *sums) rate(item, per int) rate {
	r := rate{n: s.Counts[item], of: s.Size, sample: s.Resampled(item), sizes: s.Sizes(), varies: s.Blocks > 1}
	if per != perTokens {
		r.of, r.sizes = s.Counts[s.layout.base(per)], s.Resampled(s.layout.base(per))
	}
	return r
}

// compare returns the log ratio of two rates. Its interval is the percentile
// bootstrap's; where a side has no hit or one paragraph, or all resamples are alike, it cannot vary, and the
// exact interval, given how many hits there are on both sides, stands in. A resample in which neither
// side has a hit says nothing for either and counts as a ratio of 1.
func compare(t, r rate, level float64) estimate {
	e := estimate{a: t.n, A: t.of, b: r.n, B: r.of, low: math.NaN(), high: math.NaN(), verdict: unclear}
	e.ratio = stats.LogRatio(t.n, t.of, r.n, r.of)
	if t.of == 0 || r.of == 0 || t.n+r.n == 0 {
		e.ratio = math.NaN()
		return e
	}
	low, high := math.NaN(), math.NaN()
	if t.n > 0 && r.n > 0 && t.varies && r.varies {
		low, high = stats.Percentile(logRatios(t, r), level)
		e.method = byBootstrap
	}
	if !(low < high) { // also where all paragraphs have the same rate, so that nothing varies
		low, high = stats.LogRatioExactCI(t.n, t.of, r.n, r.of, level)
		e.method = byExact
	}
	switch {
	case low > 0:
		e.verdict = more
	case high < 0:
		e.verdict = less
	}
	e.low, e.high = finite(low), finite(high)
	return e
}

// logRatios returns the log ratio of every resample.
func logRatios(t, r rate) []float64 {
	out := make([]float64, len(t.sizes))
	for i := range out {
		a, b := t.sample[i], r.sample[i]
		if a == 0 && b == 0 || t.sizes[i] == 0 || r.sizes[i] == 0 {
			continue
		}
		out[i] = stats.LogRatio(a, t.sizes[i], b, r.sizes[i])
	}
	return out
}

func finite(v float64) float64 {
	if math.IsInf(v, 0) {
		return math.NaN()
	}
	return v
}

// less returns the sums without those of a part.
func (s *sums) less(part *sums) *sums {
	r := stats.NewReplicates(s.layout.items(), s.layout.in.Options.Resamples)
	r.Add(s.Replicates)
	r.Subtract(part.Replicates)
	return &sums{r, s.layout}
}
