package association

import (
	"math"

	"concordat/analyzers/stats"
)

// ConditionalOddsRatio returns the maximum likelihood estimate of the odds
// ratio given the margins: the ω for which O11 is the mean of
//
//	P(x) ∝ C(R1, x)·C(R2, C1−x)·ω^x
//
// (Fisher's noncentral hypergeometric distribution). 1 = independent; it is nearer
// to 1 than the sample odds ratio. 0 or +Inf where O11 is the least or the most
// that the margins allow, NaN where it is both or a count is negative or not
// finite; counts are rounded to whole numbers. Cost: about ten times the
// tables whose probability matters, about √N.
//
// Source: Cornfield 1956, Proceedings of the Third Berkeley Symposium 4,
// 135–148; the estimate is that of R's fisher.test.
func ConditionalOddsRatio(c stats.Contingency) float64 {
	n, ok := newNoncentral(c)
	switch {
	case !ok || n.lo == n.hi:
		return math.NaN()
	case n.x == n.lo:
		return 0
	case n.x == n.hi:
		return math.Inf(1)
	}
	return math.Exp(n.estimate())
}

// ConditionalOddsRatioCI returns the exact interval of ConditionalOddsRatio at
// a level such as 0.95: the bounds at which O11 or more, and O11 or less, has
// the probability (1−level)/2. From 0 where O11 is the least that the margins
// allow, to +Inf where it is the most; NaN where a count is negative or not
// finite. It takes the units as independent. The bounds are exact to about 12
// digits, where those of R's fisher.test are to three or four.
//
// Source: Cornfield 1956, Proceedings of the Third Berkeley Symposium 4, 135–148.
func ConditionalOddsRatioCI(c stats.Contingency, level float64) (lo, hi float64) {
	n, ok := newNoncentral(c)
	if !ok {
		return math.NaN(), math.NaN()
	}
	tail := (1 - level) / 2
	lo, hi = 0, math.Inf(1)
	if n.x > n.lo {
		lo = math.Exp(n.bound(tail))
	}
	if n.x < n.hi {
		// The upper bound is the lower one of the mirror, in which what has the
		// second variable and what has not change places.
		m, _ := newNoncentral(stats.Contingency{O11: c.O12, O12: c.O11, O21: c.O22, O22: c.O21})
		hi = math.Exp(-m.bound(tail))
	}
	return lo, hi
}

// noncentral is the distribution of O11 given the margins and the odds ratio,
// on lo … hi.
type noncentral struct {
	r1, r2, c1 float64
	lo, hi     float64
	x          float64 // observed
	start, se  float64 // a first guess of ln ω with its standard error
}

// newNoncentral returns the distribution of a table with whole counts; ok is
// false if they are none.
func newNoncentral(c stats.Contingency) (n noncentral, ok bool) {
	a, b, d, e := math.Round(c.O11), math.Round(c.O12), math.Round(c.O21), math.Round(c.O22)
	if !(a >= 0 && b >= 0 && d >= 0 && e >= 0) || math.IsInf(a+b+d+e, 0) {
		return n, false
	}
	n = noncentral{r1: a + b, r2: d + e, c1: a + d, x: a}
	n.lo, n.hi = math.Max(0, n.c1-n.r2), math.Min(n.r1, n.c1)
	n.start = math.Log(DiscountedOddsRatio(c))
	n.se = math.Sqrt(1/(a+.5) + 1/(b+.5) + 1/(d+.5) + 1/(e+.5))
	return n, true
}

// moments are of the distribution at one ω.
type moments struct {
	mean, variance float64
	tail           float64 // the probability of x or more
	tailMean       float64 // the mean of those
}

// at returns the moments at ln ω. The weights are summed from the mode outwards
// until they no longer matter, each from its neighbour.
func (n *noncentral) at(logOmega float64) moments {
	omega := math.Exp(logOmega)
	mode := n.mode(omega)
	var s sums
	s.add(n, mode, 1)
	w := 1.0
	for k := mode; k < n.hi; k++ {
		w *= (n.r1 - k) * (n.c1 - k) / ((k + 1) * (n.r2 - n.c1 + k + 1)) * omega
		s.add(n, k+1, w)
		if w < negligible*s.all {
			break
		}
	}
	w = 1.0
	for k := mode; k > n.lo; k-- {
		w *= k * (n.r2 - n.c1 + k) / ((n.r1 - k + 1) * (n.c1 - k + 1)) / omega
		s.add(n, k-1, w)
		if w < negligible*s.all {
			break
		}
	}
	first := s.first / s.all
	return moments{
		mean: n.x + first, variance: s.second/s.all - first*first,
		tail: s.above / s.all, tailMean: n.x + s.aboveFirst/s.above,
	}
}

// negligible is the weight, as a share of the sum, below which the rest is left out.
const negligible = 1e-20

// sums are of weights, with distances measured from x so that no digits are lost.
type sums struct {
	all, first, second float64
	above, aboveFirst  float64
}

func (s *sums) add(n *noncentral, k, w float64) {
	d := k - n.x
	s.all += w
	s.first += w * d
	s.second += w * d * d
	if d >= 0 {
		s.above += w
		s.aboveFirst += w * d
	}
}

// mode returns where the weights are largest, or next to it: where the ratio of
// two neighbours is 1, the root of
//
//	(ω−1)x² − ((R1+C1+2)ω + R2 − C1)x + (R1+1)(C1+1)ω
//
// Source: Fog 2008, doi:10.1080/03610910701790269.
func (n *noncentral) mode(omega float64) float64 {
	a := omega - 1
	b := n.c1 - n.r2 - (n.r1+n.c1+2)*omega
	c := (n.r1 + 1) * (n.c1 + 1) * omega
	root := math.Sqrt(math.Max(0, b*b-4*a*c))
	m := -2 * c / (b - root)
	if b > 0 { // then ω < 1, and b − root would lose its digits
		m = -(b + root) / (2 * a)
	}
	if math.IsNaN(m) { // ω is beyond all numbers
		m = n.hi
	}
	return math.Min(n.hi, math.Max(n.lo, math.Floor(m)))
}

// estimate returns ln ω at which the mean is x. It rises with ln ω, by the
// variance.
func (n *noncentral) estimate() float64 {
	return solve(n.start, func(at float64) (f, slope float64) {
		m := n.at(at)
		return m.mean - n.x, m.variance
	})
}

// bound returns ln ω at which x or more has a probability. Its logarithm rises
// with ln ω, by the excess of its mean.
func (n *noncentral) bound(p float64) float64 {
	target := math.Log(p)
	return solve(n.start-2*n.se, func(at float64) (f, slope float64) {
		m := n.at(at)
		return math.Log(m.tail) - target, m.tailMean - m.mean
	})
}

// furthest is how far from 0 a logarithm of an odds ratio is looked for.
const furthest = 690

// solve returns the root of a rising function, by Newton's method kept inside
// what is known to hold the root, by bisection where it leaves that.
func solve(start float64, f func(at float64) (value, slope float64)) float64 {
	lo, hi := -float64(furthest), float64(furthest)
	at := start
	for range 200 {
		v, slope := f(at)
		if v == 0 {
			return at
		}
		if v < 0 {
			lo = at
		} else {
			hi = at
		}
		next := at - v/slope
		if !(next > lo && next < hi) {
			next = (lo + hi) / 2
		}
		if math.Abs(next-at) <= 1e-13*math.Max(1, math.Abs(at)) {
			return next
		}
		at = next
	}
	return at
}
