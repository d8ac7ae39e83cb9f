package stats

import (
	"math"
	"slices"
)

// ChiSquareP returns the upper tail probability of chi-square with one degree
// of freedom at |x|: the p-value of ChiSquare, Yates and of the absolute
// value of G2. It keeps its digits far out, is 1 at 0, and falls to 0 only
// beyond x ≈ 1,480; LogChiSquareP goes on from there.
func ChiSquareP(x float64) float64 { return math.Erfc(math.Sqrt(math.Abs(x) / 2)) }

// LogChiSquareP returns the natural logarithm of ChiSquareP, exact to about
// 1e-12 (relative) for every finite x.
//
// Source: Abramowitz and Stegun 1964, 7.1.23 for the far tail.
func LogChiSquareP(x float64) float64 {
	x = math.Abs(x)
	if x < 400 {
		return math.Log(ChiSquareP(x))
	}
	// erfc(z) = exp(−z²)/(z√π) · (1 − 1/(2z²) + 3/(2z²)² − 15/(2z²)³ + …), and 2z² = x.
	sum, term := 1.0, 1.0
	for k := 1.0; k <= 9; k += 2 {
		term *= -k / x
		sum += term
	}
	return -x/2 - math.Log(math.Pi*x/2)/2 + math.Log(sum)
}

// BenjaminiHochberg returns p-values adjusted so that those at or below q
// hold the expected share of false discoveries at q. The family is all the
// values that are not NaN; NaN stays NaN. The order is that of p.
//
// Source: Benjamini and Hochberg 1995, doi:10.1111/j.2517-6161.1995.tb02031.x.
func BenjaminiHochberg(p []float64) []float64 { return stepUp(p, family(p), 0, 1) }

// FalseDiscovery returns p-values adjusted by Benjamini and Hochberg, bh, and by
// Benjamini and Yekutieli, by, for a family of m tests, of which p are those
// that were kept; all others of the family enter with a p-value of 1, which can
// only raise what is returned. bh holds the expected share of false
// discoveries where the tests are independent or positively dependent, by
// under any dependence: it is larger by 1 + 1/2 + … + 1/m. NaN stays NaN and
// is not of the family; m is at least the number of the others.
//
// Source: Benjamini and Hochberg 1995, doi:10.1111/j.2517-6161.1995.tb02031.x;
// Benjamini and Yekutieli 2001, doi:10.1214/aos/1013699998.
func FalseDiscovery(p []float64, m int64) (bh, by []float64) {
	order := family(p)
	return stepUp(p, order, m, 1), stepUp(p, order, m, harmonic(max(m, int64(len(order)))))
}

// stepUp returns min(1, min over ranks i ≥ rank of factor·m·p₍ᵢ₎/i) for a family of m
// or, if these are more, the values that are not NaN, whose order is given.
func stepUp(p []float64, order []int, m int64, factor float64) []float64 {
	out := missing(len(p))
	size := float64(max(m, int64(len(order))))
	least := 1.0
	for i := len(order) - 1; i >= 0; i-- {
		j := order[i]
		// factor·m/rank is at least 1 also after rounding, so nothing becomes smaller.
		least = math.Min(least, p[j]*(factor*size/float64(i+1)))
		out[j] = least
	}
	return out
}

// harmonic returns 1 + 1/2 + … + 1/m; beyond a million terms by Euler and
// Maclaurin, whose error is then below 1e-25.
func harmonic(m int64) float64 {
	const many, euler = 1_000_000, 0.57721566490153286
	if n := float64(m); m > many {
		return math.Log(n) + euler + 1/(2*n) - 1/(12*n*n)
	}
	sum := 0.0
	for i := m; i >= 1; i-- {
		sum += 1 / float64(i)
	}
	return sum
}

// Holm returns p-values adjusted by Holm's step-down method: those at or below
// α hold the chance of any false rejection at α. NaN stays NaN and is not of
// the family.
//
// Source: Holm 1979, Scandinavian Journal of Statistics 6(2), 65–70.
func Holm(p []float64) []float64 {
	order := family(p)
	out := missing(len(p))
	most := 0.0
	for i, j := range order {
		most = math.Max(most, math.Min(1, p[j]*float64(len(order)-i)))
		out[j] = most
	}
	return out
}

// Bonferroni returns min(1, m·p) for a family of m p-values. NaN stays NaN and
// is not of the family.
//
// Source: Dunn 1961, doi:10.1080/01621459.1961.10482090.
func Bonferroni(p []float64) []float64 {
	m := float64(len(family(p)))
	out := missing(len(p))
	for i, v := range p {
		if !math.IsNaN(v) {
			out[i] = math.Min(1, m*v)
		}
	}
	return out
}

// family returns the indices of the values that are not NaN, by ascending
// value, then index.
func family(p []float64) []int {
	var order []int
	for i, v := range p {
		if !math.IsNaN(v) {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(a, b int) int {
		switch {
		case p[a] < p[b]:
			return -1
		case p[a] > p[b]:
			return 1
		}
		return a - b
	})
	return order
}

func missing(n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = math.NaN()
	}
	return out
}
