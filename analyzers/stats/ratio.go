package stats

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// LogRatio returns how many times, in doublings, a type is more frequent in
// the target than in the reference:
//
//	log₂(a/A) − log₂(b/B)
//
// a and b are occurrences, A and B corpus sizes, all in tokens. +1 is twice as
// frequent in the target, 0 equally. −Inf or +Inf if it is absent from the
// target or the reference; NaN if absent from both, or A or B is 0.
//
// Source: Hardie 2014, "Log Ratio: an informal introduction", CASS.
func LogRatio(a, A, b, B int64) float64 {
	return math.Log2(float64(a)*float64(B)) - math.Log2(float64(b)*float64(A))
}

// LogRatioCI returns the interval of LogRatio by Katz's method, at a level
// such as 0.95: normal on the logarithmic scale with the standard error
// √(1/a − 1/A + 1/b − 1/B) of the natural logarithm. It takes tokens as
// independent, so it is a lower bound on the uncertainty. NaN if a or b is 0.
//
// Source: Katz, Baptista, Azen and Pike 1978, doi:10.2307/2530610.
func LogRatioCI(a, A, b, B int64, level float64) (lo, hi float64) {
	if a <= 0 || b <= 0 {
		return math.NaN(), math.NaN()
	}
	se := math.Sqrt(1/float64(a) - 1/float64(A) + 1/float64(b) - 1/float64(B))
	half := normalQuantile(level) * se / math.Ln2
	lr := LogRatio(a, A, b, B)
	return lr - half, lr + half
}

// LogRatioExactCI returns the interval of LogRatio, at a level such as 0.95,
// from Clopper and Pearson's exact interval of a among a+b: given that a type
// occurred a+b times, how often in the target. It is finite on one side where
// a or b is 0, and (−Inf, +Inf) where both are. It takes tokens as
// independent. NaN if A or B is 0.
//
// Source: Clopper and Pearson 1934, doi:10.1093/biomet/26.4.404; Evert 2022,
// "Measuring keyness".
func LogRatioExactCI(a, A, b, B int64, level float64) (lo, hi float64) {
	if A <= 0 || B <= 0 || a < 0 || b < 0 {
		return math.NaN(), math.NaN()
	}
	return exactBounds(a, A, b, B, (1-level)/2)
}

// ConservativeLogRatio returns the bound of the exact interval of LogRatio
// that is nearer to zero, 0 if the interval covers zero: an effect size that
// rare types cannot inflate. The level, such as 0.95, holds for a family of m
// types together (Bonferroni); m is at least 1. It is finite also where a type is absent
// from one side. NaN if A or B is 0.
//
// Source: Evert 2022, "Measuring keyness", Digital Humanities 2022, Tokyo.
func ConservativeLogRatio(a, A, b, B int64, level float64, m int) float64 {
	if A <= 0 || B <= 0 || a < 0 || b < 0 {
		return math.NaN()
	}
	lo, hi := exactBounds(a, A, b, B, (1-level)/2/float64(max(m, 1)))
	switch {
	case lo > 0:
		return lo
	case hi < 0:
		return hi
	}
	return 0
}

// exactBounds returns the bounds with probability tail beyond each.
func exactBounds(a, A, b, B int64, tail float64) (lo, hi float64) {
	lo, hi = math.Inf(-1), math.Inf(1)
	size := math.Log2(float64(B)) - math.Log2(float64(A))
	if a > 0 {
		lo = size + logOdds(float64(a), float64(b)+1, tail)
	}
	if b > 0 {
		// The upper bound is the mirror of the lower one, so that swapping
		// target and reference changes the sign and nothing else.
		hi = size - logOdds(float64(b), float64(a)+1, tail)
	}
	return lo, hi
}

// logOdds returns log₂(p/(1−p)) of the quantile p of a beta distribution with
// probability tail below it. mathext's inverse is the first guess only: for a
// large alpha, a small beta and a small tail (250305, 1, 1e-7) it is far off.
func logOdds(alpha, beta, tail float64) float64 {
	below := func(l float64) float64 { return mathext.RegIncBeta(alpha, beta, 1/(1+math.Exp2(-l))) }
	p := mathext.InvRegIncBeta(alpha, beta, tail)
	if p > 0 && p < 1 {
		l := math.Log2(p) - math.Log1p(-p)/math.Ln2
		got := below(l)
		if off := math.Log(got / tail); math.Abs(off) < 0.01 {
			// One step of Newton's on the logarithm: d ln I/dl = ln 2·p(1−p)·density/I.
			slope := math.Ln2 * math.Exp(alpha*math.Log(p)+beta*math.Log1p(-p)-logBeta(alpha, beta)) / got
			return l - off/slope
		}
	}
	lo, hi := -1000.0, 52.0
	for range 64 {
		if m := (lo + hi) / 2; below(m) < tail {
			lo = m
		} else {
			hi = m
		}
	}
	return (lo + hi) / 2
}

// logBeta returns ln B(a, b).
func logBeta(a, b float64) float64 {
	return logFactorial(a-1) + logFactorial(b-1) - logFactorial(a+b-1)
}

// PercentDiff returns the difference of the relative frequencies in per cent
// of the reference's, 100(a/A − b/B)/(b/B): 0 = equal, −100 = absent from the
// target. NaN if b, A or B is 0.
//
// Source: Gabrielatos and Marchi 2011, "Keyness: matching metrics to definitions".
func PercentDiff(a, A, b, B int64) float64 {
	if b == 0 || A == 0 || B == 0 {
		return math.NaN()
	}
	r := float64(b) / float64(B)
	return 100 * (float64(a)/float64(A) - r) / r
}

// BIC returns |G2| − ln n, the evidence against equal frequencies in n tokens
// of both corpora together: above 10 very strong, 6 to 10 strong, 2 to 6
// positive, below 0 in favour of equal frequencies. NaN if n is 0.
//
// Source: Wilson 2013, in Bieswanger and Koll-Stobbe, New Approaches to the
// Study of Linguistic Variability, 3–11.
func BIC(g2 float64, n int64) float64 {
	if n <= 0 {
		return math.NaN()
	}
	return math.Abs(g2) - math.Log(float64(n))
}
