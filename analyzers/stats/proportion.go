package stats

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// normalQuantile returns the standard normal deviate z that leaves (1−level)/2
// in either tail: 1.96 for 0.95.
func normalQuantile(level float64) float64 {
	return distuv.UnitNormal.Quantile((1 + level) / 2)
}

// Wilson returns the score interval, at a level such as 0.95, of the
// proportion k/n; it lies within [0, 1] and holds k/n. NaN if n is 0 or k is
// outside 0 … n.
//
// Source: Wilson 1927, doi:10.1080/01621459.1927.10502953.
func Wilson(k, n int64, level float64) (lo, hi float64) {
	if n <= 0 || k < 0 || k > n {
		return math.NaN(), math.NaN()
	}
	z := normalQuantile(level)
	N, p := float64(n), float64(k)/float64(n)
	centre := p + z*z/(2*N)
	half := z * math.Sqrt(p*(1-p)/N+z*z/(4*N*N))
	lo, hi = (centre-half)/(1+z*z/N), (centre+half)/(1+z*z/N)
	// The bounds at the ends are exact; rounding must not push past them.
	if k == 0 {
		lo = 0
	}
	if k == n {
		hi = 1
	}
	return math.Min(lo, p), math.Max(hi, p)
}

// ClopperPearson returns the exact interval, at a level such as 0.95, of the
// proportion k/n: no proportion outside it gives k or what is further off with a
// probability above (1−level)/2. It holds k/n and is never too narrow, so mostly
// wider than Wilson's. NaN if n is 0 or k is outside 0 … n.
//
// Source: Clopper and Pearson 1934, doi:10.1093/biomet/26.4.404.
func ClopperPearson(k, n int64, level float64) (lo, hi float64) {
	if n <= 0 || k < 0 || k > n {
		return math.NaN(), math.NaN()
	}
	tail := (1 - level) / 2
	lo, hi = 0, 1
	if k > 0 {
		lo = 1 / (1 + math.Exp2(-logOdds(float64(k), float64(n-k)+1, tail)))
	}
	if k < n {
		hi = 1 / (1 + math.Exp2(logOdds(float64(n-k), float64(k)+1, tail)))
	}
	return lo, hi
}

// NewcombeDifference returns the interval, at a level such as 0.95, of the
// difference of proportions k1/n1 − k2/n2 from the Wilson intervals of either
// (Newcombe's method 10). NaN where Wilson is.
//
// Source: Newcombe 1998, doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I.
func NewcombeDifference(k1, n1, k2, n2 int64, level float64) (lo, hi float64) {
	l1, u1 := Wilson(k1, n1, level)
	l2, u2 := Wilson(k2, n2, level)
	p1, p2 := float64(k1)/float64(n1), float64(k2)/float64(n2)
	return squareAndAdd(Interval{p1, l1, u1, ""}, Interval{p2, l2, u2, ""})
}

// squareAndAdd returns the bounds of the difference a − b of two independent
// estimates from the bounds of either.
//
// Source: Zou and Donner 2008, doi:10.1002/sim.3095.
func squareAndAdd(a, b Interval) (lo, hi float64) {
	d := a.Value - b.Value
	return d - math.Hypot(a.Value-a.Low, b.High-b.Value), d + math.Hypot(a.High-a.Value, b.Value-b.Low)
}
