package stats

import "math"

// FisherP returns the two-sided p-value of Fisher's exact test: the
// probability, given the margins, of a table that is no more likely than this
// one (tables within 1e-7 of its probability count as equally likely, as in
// R). Counts are rounded to whole numbers; a table with an empty margin gives
// 1. Below about 1e-308 it is 0: LogFisherP goes on. The cost is the number of
// tables whose probability matters, about √N.
//
// Source: Fisher 1935, doi:10.2307/2342435.
func (c Contingency) FisherP() float64 { return math.Exp(c.LogFisherP()) }

// LogFisherP returns the natural logarithm of FisherP, at most 0. NaN if a
// count is negative or not finite.
func (c Contingency) LogFisherP() float64 {
	h, x := c.hypergeometric()
	if !(h.lo <= h.hi) || math.IsInf(h.n, 0) || x < h.lo || x > h.hi {
		return math.NaN()
	}
	const slack = 1e-7
	at := h.logP(x)
	limit := at + math.Log1p(slack)
	// Everything at or beyond x on its own side of the mode, and on the other
	// side from the first table that is no more likely.
	mode := math.Floor((h.r1 + 1) * (h.c1 + 1) / (h.n + 2))
	left, right := x, x
	if x > mode {
		left = h.lastBelow(limit, h.lo, mode)
	} else {
		right = h.firstBelow(limit, mode, h.hi)
	}
	if left >= right {
		return 0
	}
	sum := h.tail(left, -1, at) + h.tail(right, 1, at)
	return math.Min(0, at+math.Log(sum))
}

// FisherGreater returns the one-sided p-value of Fisher's exact test for
// attraction: the probability, given the margins, of a joint count of O11 or
// more. It is 1 where O11 is the least that the margins allow; counts are
// rounded to whole numbers; NaN if one is negative or not finite. Below about
// 1e-308 it is 0: LogFisherGreater goes on.
//
// Source: Fisher 1935, doi:10.2307/2342435.
func (c Contingency) FisherGreater() float64 { return math.Exp(c.LogFisherGreater()) }

// LogFisherGreater returns the natural logarithm of FisherGreater, at most 0.
// NaN as there.
func (c Contingency) LogFisherGreater() float64 {
	h, x := c.hypergeometric()
	switch {
	case !(h.lo <= h.hi) || math.IsInf(h.n, 0) || x < h.lo || x > h.hi:
		return math.NaN()
	case x == h.lo:
		return 0
	case x <= math.Floor((h.r1+1)*(h.c1+1)/(h.n+2)):
		// Up to the mode the sum is taken from the other end, where the terms fall.
		at := h.logP(x - 1)
		return math.Log1p(-math.Min(1, math.Exp(at+math.Log(h.tail(x-1, -1, at)))))
	}
	at := h.logP(x)
	return math.Min(0, at+math.Log(h.tail(x, 1, at)))
}

// FisherLess returns the one-sided p-value of Fisher's exact test for
// repulsion: the probability, given the margins, of a joint count of O11 or
// less. It is 1 where O11 is the most that the margins allow, otherwise as
// FisherGreater.
//
// Source: Fisher 1935, doi:10.2307/2342435.
func (c Contingency) FisherLess() float64 { return math.Exp(c.LogFisherLess()) }

// LogFisherLess returns the natural logarithm of FisherLess, at most 0. NaN as
// there.
func (c Contingency) LogFisherLess() float64 {
	// O11 or less with both is R1−O11 or more with the first alone.
	return Contingency{c.O12, c.O11, c.O22, c.O21}.LogFisherGreater()
}

// hypergeometric is the distribution of O11 given the margins, on lo … hi.
type hypergeometric struct {
	r1, c1, n float64
	lo, hi    float64
	norm      float64
}

func (c Contingency) hypergeometric() (h hypergeometric, x float64) {
	x = math.Round(c.O11)
	b, d, e := math.Round(c.O12), math.Round(c.O21), math.Round(c.O22)
	h = hypergeometric{r1: x + b, c1: x + d, n: x + b + d + e}
	h.lo = math.Max(0, h.r1+h.c1-h.n)
	h.hi = math.Min(h.r1, h.c1)
	h.norm = logFactorial(h.r1) + logFactorial(h.n-h.r1) + logFactorial(h.c1) + logFactorial(h.n-h.c1) - logFactorial(h.n)
	return h, x
}

func logFactorial(x float64) float64 {
	v, _ := math.Lgamma(x + 1)
	return v
}

// logP returns the natural logarithm of the probability of x.
func (h hypergeometric) logP(x float64) float64 {
	return h.norm - logFactorial(x) - logFactorial(h.r1-x) - logFactorial(h.c1-x) - logFactorial(h.n-h.r1-h.c1+x)
}

// lastBelow returns the greatest x in [lo, mode] whose log probability is at
// most limit, lo−1 if there is none; firstBelow its mirror. The probabilities
// rise up to the mode, so bisection finds them.
func (h hypergeometric) lastBelow(limit, lo, mode float64) float64 {
	lo, hi := lo-1, mode+1
	for hi-lo > 1 {
		m := math.Floor((lo + hi) / 2)
		if h.logP(m) <= limit {
			lo = m
		} else {
			hi = m
		}
	}
	return lo
}

func (h hypergeometric) firstBelow(limit, mode, hi float64) float64 {
	lo, hi := mode-1, hi+1
	for hi-lo > 1 {
		m := math.Floor((lo + hi) / 2)
		if h.logP(m) <= limit {
			hi = m
		} else {
			lo = m
		}
	}
	return hi
}

// tail sums the probabilities from x outwards in steps of ±1, as multiples of
// exp(unit).
func (h hypergeometric) tail(x, step, unit float64) float64 {
	if x < h.lo || x > h.hi {
		return 0
	}
	p := math.Exp(h.logP(x) - unit)
	sum := 0.0
	for x >= h.lo && x <= h.hi {
		sum += p
		if p < 1e-18*sum {
			break
		}
		rest := h.n - h.r1 - h.c1 + x
		if step > 0 {
			p *= (h.r1 - x) * (h.c1 - x) / ((x + 1) * (rest + 1))
		} else {
			p *= x * rest / ((h.r1 - x + 1) * (h.c1 - x + 1))
		}
		x += step
	}
	return sum
}
