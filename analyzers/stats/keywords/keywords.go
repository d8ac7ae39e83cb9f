// Package keywords holds the statistics that set how often a type occurs in a
// target against how often it occurs in a reference, beside those of package
// stats: a and b are its occurrences, A and B the sizes of the two, in tokens
// unless said otherwise. Counts are at least 0 and at most the size.
package keywords

import (
	"math"

	"concordat/analyzers/stats"
)

// difference returns a − A(a+b)/(A+B), the occurrences in the target beyond
// those to expect, without cancellation (Kahan's difference of products).
func difference(a, A, b, B float64) float64 {
	w := b * A
	return (math.FMA(a, B, -w) + math.FMA(-b, A, w)) / (A + B)
}

// TwoCellG2 returns the signed log-likelihood statistic of the two cells that
// have the type,
//
//	±2(a·ln(a/E1) + b·ln(b/E2)), E1 = A(a+b)/(A+B), E2 = B(a+b)/(A+B)
//
// with 0·ln 0 = 0: positive if the type is more frequent in the target. It is
// the form of log-likelihood calculators and of the effect sizes below; the
// other tokens are left out, so it is never larger than Contingency.G2, which
// has all four cells, and near it for rare types. 0 if the type does not occur;
// NaN if A or B is 0.
//
// Source: Rayson and Garside 2000, doi:10.3115/1117729.1117730.
func TwoCellG2(a, A, b, B int64) float64 {
	if A <= 0 || B <= 0 {
		return math.NaN()
	}
	fa, fA, fb, fB := float64(a), float64(A), float64(b), float64(B)
	if a+b == 0 {
		return 0
	}
	d, share := difference(fa, fA, fb, fB), (fa+fb)/(fA+fB)
	// ln(O/E) = ln(1 + (O−E)/E) keeps its digits where O is close to E.
	term := func(o, size, diff float64) float64 {
		if o == 0 {
			return 0
		}
		return o * math.Log1p(diff/(size*share))
	}
	return math.Copysign(math.Max(0, 2*(term(fa, fA, d)+term(fb, fB, -d))), d)
}

// WilliamsQ returns Williams's correction, by which G² or chi-square of a 2×2
// table is divided to bring it nearer to its distribution,
//
//	q = 1 + (N/R1 + N/R2 − 1)(N/C1 + N/C2 − 1)/(6N)
//
// R and C being the sums of rows and columns, N the total. It is above 1 and
// near it for large counts. NaN if a row or column is empty.
//
// Source: Williams 1976, doi:10.1093/biomet/63.1.33.
func WilliamsQ(c stats.Contingency) float64 {
	n := c.N()
	r1, r2, c1, c2 := c.O11+c.O12, c.O21+c.O22, c.O11+c.O21, c.O12+c.O22
	if r1 == 0 || r2 == 0 || c1 == 0 || c2 == 0 {
		return math.NaN()
	}
	return 1 + (n/r1+n/r2-1)*(n/c1+n/c2-1)/(6*n)
}

// ELL returns the effect size for log-likelihood,
//
//	|G²| / ((A+B)·ln min(E1, E2))
//
// of TwoCellG2 with its expected counts: 0 = no difference, and up to 1 (more
// only in corpora of a few words). NaN where the smallest expectation is 1 or
// less, as its logarithm is then no scale, and if A or B is 0.
//
// Source: Johnston, Berry and Mielke 2006, doi:10.2466/pms.103.2.412-414, as
// used for keyness on the log-likelihood page of UCREL, Lancaster.
func ELL(a, A, b, B int64) float64 {
	if A <= 0 || B <= 0 {
		return math.NaN()
	}
	n := float64(A) + float64(B)
	least := (float64(a) + float64(b)) * math.Min(float64(A), float64(B)) / n
	if least <= 1 {
		return math.NaN()
	}
	return math.Abs(TwoCellG2(a, A, b, B)) / (n * math.Log(least))
}

// RelativeRisk returns the ratio of the relative frequencies, (a/A)/(b/B): 1 =
// equal, 0 = absent from the target, +Inf = absent from the reference. NaN if
// it is absent from both, or A or B is 0. Its logarithm to base 2 is LogRatio.
//
// Source: Damerau 1993, doi:10.1016/0306-4573(93)90039-G.
func RelativeRisk(a, A, b, B int64) float64 {
	if A <= 0 || B <= 0 {
		return math.NaN()
	}
	return float64(a) * float64(B) / (float64(b) * float64(A))
}

// million is the number of tokens that SimpleMaths gives frequencies in.
const million = 1e6

// SimpleMaths returns the ratio of the frequencies per million tokens after n
// was added to both,
//
//	(10⁶·a/A + n) / (10⁶·b/B + n)
//
// above 1 if the type is more frequent in the target. n is greater than 0: 1
// brings rare types to the top, 100 or 1,000 common ones. It is finite where b
// is 0. NaN if A or B is 0, or n is not above 0.
//
// Source: Kilgarriff 2009, "Simple maths for keywords", Corpus Linguistics
// 2009, Liverpool.
func SimpleMaths(a, A, b, B int64, n float64) float64 {
	if A <= 0 || B <= 0 || !(n > 0) {
		return math.NaN()
	}
	return (million*float64(a)/float64(A) + n) / (million*float64(b)/float64(B) + n)
}

// FightingWords returns the difference of the log odds of a type in the target
// and in the reference under a Dirichlet prior, and that difference in standard
// deviations:
//
//	δ = ln((a+α)/(A+α₀−a−α)) − ln((b+α)/(B+α₀−b−α))
//	z = δ/√(1/(a+α) + 1/(b+α))
//
// α is the type's share of the prior in tokens and α₀ the whole prior, the sum
// of α over all types: equal for all of them in a flat prior, or α₀ times the
// type's relative frequency in a larger corpus in an informative one. Natural
// logarithms; above 0 if the type is more frequent in the target. Both are
// finite for 0 < α < α₀; NaN otherwise, and if A or B is 0.
//
// Source: Monroe, Colaresi and Quinn 2008, "Fightin' Words",
// doi:10.1093/pan/mpn018, with the variance that the article calls approximate.
func FightingWords(a, A, b, B int64, alpha, alpha0 float64) (delta, z float64) {
	if A <= 0 || B <= 0 || !(alpha > 0) || !(alpha < alpha0) {
		return math.NaN(), math.NaN()
	}
	y1, y2 := float64(a)+alpha, float64(b)+alpha
	odds := func(y, size float64) float64 { return math.Log(y) - math.Log(size+alpha0-y) }
	delta = odds(y1, float64(A)) - odds(y2, float64(B))
	return delta, delta / math.Sqrt(1/y1+1/y2)
}

// Below returns the occurrences in the reference, from 0 to most, under which a
// type differs least from its frequency in the target; ok is false if one of
// them is at or above that frequency, so that no difference is known. It
// is for a reference that lists no type of most or fewer occurrences: the
// statistics of a type that it lacks are computed with b, and hold for
// whatever number it left out. The upper bound of a log ratio is then that of
// 0 occurrences, which is infinite.
func Below(a, A, most, B int64) (b int64, ok bool) {
	if float64(a)*float64(B) <= float64(most)*float64(A) {
		return 0, false
	}
	return max(most, 0), true
}
