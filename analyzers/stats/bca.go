package stats

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// Influence sums up what single blocks do to an estimate: over the strata i of
// m_i blocks, the squares and the cubes of the blocks' influence values l_ij.
type Influence struct {
	Second float64 // Σ m_i⁻² Σ l_ij²: about the variance of the estimate
	Third  float64 // Σ m_i⁻³ Σ l_ij³
}

// Acceleration returns how fast the standard error of an estimate changes with
// the estimate,
//
//	Third / (6·Second^1.5)
//
// which is a pure number, mostly between −0.2 and 0.2, 0 for an estimate whose
// influence values are symmetric; 0 too if nothing varies. With one stratum it
// is Efron's Σl³/(6(Σl²)^1.5).
//
// Source: Efron 1987, doi:10.1080/01621459.1987.10478410; strata as in Davison
// and Hinkley 1997, Bootstrap Methods and their Application, section 5.3.2.
func (v Influence) Acceleration() float64 {
	if v.Second <= 0 {
		return 0
	}
	return v.Third / (6 * math.Pow(v.Second, 1.5))
}

// less returns the influence on the difference of two independent estimates,
// each times a factor.
func (v Influence) less(o Influence, f, g float64) Influence {
	return Influence{f*f*v.Second + g*g*o.Second, f*f*f*v.Third - g*g*g*o.Third}
}

// Enter adds the jackknife of one stratum: values are the estimate without each
// of its blocks, the others counting for it. A stratum of one block does not vary.
//
//	l_j = (m−1)(mean of values − values_j)
func (v *Influence) Enter(values []float64) {
	m := float64(len(values))
	if m < 2 {
		return
	}
	mean := 0.0
	for _, x := range values {
		mean += x / m
	}
	second, third := 0.0, 0.0
	for _, x := range values {
		l := (m - 1) * (mean - x)
		second += l * l
		third += l * l * l
	}
	v.Second += second / (m * m)
	v.Third += third / (m * m * m)
}

// Influences returns, by item, the jackknife influence of the blocks on the
// item's rate per 10,000 tokens in size tokens with counts, which are the sums
// over all documents; documents gives those one by one, with the sizes of their
// blocks and the cells, each block and item once. A document is a stratum: what
// it lacks while a block is left out its other blocks make up for. Cost:
// items·blocks.
func Influences(size int64, counts []int64, documents func(yield func(sizes []int32, cells []Cell) bool)) []Influence {
	out := make([]Influence, len(counts))
	var values []float64
	byItem := make([][]Cell, len(counts))
	for sizes, cells := range documents {
		m, tokens := 0.0, 0.0
		for _, s := range sizes {
			if s > 0 {
				m++
				tokens += float64(s)
			}
		}
		for i := range byItem {
			byItem[i] = byItem[i][:0]
		}
		for _, c := range cells {
			if sizes[c.Block] > 0 {
				byItem[c.Item] = append(byItem[c.Item], c)
			}
		}
		for item, total := range counts {
			if total == 0 || m < 2 {
				continue
			}
			own := 0.0
			for _, c := range byItem[item] {
				own += float64(c.Count)
			}
			values = values[:0]
			next, grow := 0, m/(m-1)
			slices.SortFunc(byItem[item], func(a, b Cell) int { return int(a.Block - b.Block) })
			for b, s := range sizes {
				if s <= 0 {
					continue
				}
				x := 0.0
				if mine := byItem[item]; next < len(mine) && int(mine[next].Block) == b {
					x = float64(mine[next].Count)
					next++
				}
				hits := float64(total) - own + (own-x)*grow
				all := float64(size) - tokens + (tokens-float64(s))*grow
				values = append(values, Per*hits/all)
			}
			out[item].Enter(values)
		}
	}
	return out
}

// BCa returns the bias-corrected and accelerated interval of bootstrap
// replicates of an estimate at a level such as 0.95: the order statistics at
//
//	Φ(z₀ + (z₀ ± z)/(1 − a(z₀ ± z)))
//
// z is the normal quantile of the level, z₀ that of the share of the replicates
// below the estimate, those equal to it counted half, a the acceleration. With
// z₀ = a = 0 it is Percentile. ok is false, and the bounds NaN, where it is not
// defined: no replicates, none or all of them below the estimate, or an acceleration
// that turns the scale around, a(z₀ ± z) ≥ 1. Cost: n·log n.
//
// Source: Efron 1987, doi:10.1080/01621459.1987.10478410; Efron and Tibshirani
// 1993, An Introduction to the Bootstrap, 14.3.
func BCa(x []float64, estimate, acceleration, level float64) (lo, hi float64, ok bool) {
	n := len(x)
	below := 0.0
	for _, v := range x {
		switch {
		case v < estimate:
			below++
		case v == estimate:
			below += 0.5
		}
	}
	low, high, ok := bcaLevels(below/float64(n), acceleration, level)
	if n == 0 || !ok {
		return math.NaN(), math.NaN(), false
	}
	sorted := slices.Sorted(slices.Values(x))
	place := func(p float64) int { // as in tail
		return min(max(int(float64(n+1)*p*(1+1e-12)), 1), n)
	}
	return sorted[place(low)-1] + 0, sorted[n-place(high)] + 0, true
}

// bcaLevels returns the probabilities below the lower and above the upper bound.
func bcaLevels(below, a, level float64) (low, high float64, ok bool) {
	if !(below > 0 && below < 1) || math.IsNaN(a) {
		return 0, 0, false
	}
	z0, z := distuv.UnitNormal.Quantile(below), normalQuantile(level)
	at := func(z float64) (float64, bool) {
		scale := 1 - a*(z0+z)
		return z0 + (z0+z)/scale, scale > 0
	}
	l, ok1 := at(-z)
	h, ok2 := at(z)
	return distuv.UnitNormal.CDF(l), distuv.UnitNormal.CDF(-h), ok1 && ok2
}

// Accelerated returns the replicates with the influences of their blocks, by
// item: their intervals are then BCa where that is defined. The replicates are
// shared and not to be changed.
func (r *Replicates) Accelerated(by []Influence) *Replicates {
	r.Settle()
	with := *r
	with.influences = by
	return &with
}

// bounds returns the interval of replicates of an estimate and its method.
func bounds(x []float64, estimate float64, v *Influence, level float64) (lo, hi float64, method string) {
	if v != nil {
		if lo, hi, ok := BCa(x, estimate, v.Acceleration(), level); ok {
			return lo, hi, MethodBCa
		}
	}
	lo, hi = Percentile(x, level)
	return lo, hi, MethodBootstrap
}

// influence returns that of an item, nil if intervals are percentile.
func (r *Replicates) influence(item int) *Influence {
	if r.influences == nil {
		return nil
	}
	return &r.influences[item]
}

// AcceleratedRates is Rates with BCa intervals where they are defined. The
// influences are by item.
func (d *Draws) AcceleratedRates(level float64, by []Influence, dst []Interval) []Interval {
	for i, item := range d.Items {
		c := &d.counts[i]
		lo, hi, method := math.NaN(), math.NaN(), MethodBootstrap
		if d.Blocks > 1 {
			d.rates = d.rates[:0]
			for k, size := range d.sizes {
				d.rates = append(d.rates, Per*float64(c.at(k))/float64(size))
			}
			lo, hi, method = bounds(d.rates, Per*float64(c.observed)/float64(d.Size), &by[item], level)
		}
		dst = append(dst, rate(c.observed, d.Size, lo, hi, method, level))
	}
	return dst
}

// RatioSE returns, by item, the standard error of a rate per 10,000 tokens,
// Σx/Σn, when blocks and not tokens are drawn, by linearization: x are the counts
// and n the sizes of the blocks, in strata (documents) that are given:
//
//	Per/N · √( Σ_i m_i/(m_i−1) Σ_j (e_ij − ē_i)² )    e = x − (X/N)·n
//
// size is N and counts are the X; documents is as in Influences. The same as a
// sandwich (cluster-robust) error with the blocks for clusters. A stratum of one
// block adds nothing; NaN if there are no tokens. Cost: blocks + cells + items·documents.
//
// Source: Cochran 1977, Sampling Techniques, 6.4 and 6.11.
func RatioSE(size int64, counts []int64, documents func(yield func(sizes []int32, cells []Cell) bool)) []float64 {
	out, N := make([]float64, len(counts)), float64(size)
	x, xx, xn := make([]float64, len(counts)), make([]float64, len(counts)), make([]float64, len(counts))
	for sizes, cells := range documents {
		m, n, nn := 0.0, 0.0, 0.0
		for _, s := range sizes {
			if s > 0 {
				m, n, nn = m+1, n+float64(s), nn+float64(s)*float64(s)
			}
		}
		if m < 2 {
			continue
		}
		clear(x)
		clear(xx)
		clear(xn)
		for _, c := range cells {
			if s := float64(sizes[c.Block]); s > 0 {
				k := float64(c.Count)
				x[c.Item], xx[c.Item], xn[c.Item] = x[c.Item]+k, xx[c.Item]+k*k, xn[c.Item]+k*s
			}
		}
		for i, total := range counts {
			r := float64(total) / N
			e := x[i] - r*n
			out[i] += m / (m - 1) * max(0, xx[i]-2*r*xn[i]+r*r*nn-e*e/m)
		}
	}
	for i := range out {
		out[i] = Per * math.Sqrt(out[i]) / N
	}
	return out
}
