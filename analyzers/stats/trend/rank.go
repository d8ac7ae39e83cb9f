package trend

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// Kendall is the Mann–Kendall test of a sequence of values for going up or down.
type Kendall struct {
	N     int     // values
	S     int     // pairs that go up less pairs that go down
	Tau   float64 // τ_b, from −1 (always down) to 1 (always up)
	P     float64 // two-sided
	Exact bool    // P is from the exact distribution
}

// exactUpTo is up to how many values without ties the exact distribution is used.
const exactUpTo = 50

// MannKendall tests values in the order of time: S = Σ sign(x_j − x_i) over
// pairs i < j. It sees the order of the values only, not how far they are
// apart in size or in time, and takes them as independent of one another. P is
// exact for up to 50 values without ties, otherwise normal with the correction
// for ties and for continuity. With n values the smallest P is 2/n!: 0.083 for 4.
// Tau and P are NaN for fewer than three values, and where all are the same.
//
// Source: Mann 1945, doi:10.2307/1907187; Kendall 1975, Rank Correlation
// Methods, 4th edition, chapters 4 and 5.
func MannKendall(x []float64) Kendall {
	n := len(x)
	out := Kendall{N: n, Tau: math.NaN(), P: math.NaN()}
	for i := range x {
		for j := i + 1; j < n; j++ {
			out.S += sign(x[j] - x[i])
		}
	}
	variance, pairs := ties(x)
	if n < 3 || variance <= 0 {
		return out
	}
	all := float64(n * (n - 1) / 2)
	out.Tau = float64(out.S) / math.Sqrt(all*(all-pairs))
	if out.Exact = pairs == 0 && n <= exactUpTo; out.Exact {
		out.P = exactKendall(n, out.S)
		return out
	}
	z := max(0, math.Abs(float64(out.S))-1) / math.Sqrt(variance)
	out.P = math.Erfc(z / math.Sqrt2)
	return out
}

func sign(d float64) int {
	switch {
	case d > 0:
		return 1
	case d < 0:
		return -1
	}
	return 0
}

// ties returns the variance of S under the null hypothesis and the number of
// tied pairs.
func ties(x []float64) (variance, pairs float64) {
	n := float64(len(x))
	variance = n * (n - 1) * (2*n + 5)
	sorted := slices.Sorted(slices.Values(x))
	for i := 0; i < len(sorted); {
		j := i
		for j < len(sorted) && sorted[j] == sorted[i] {
			j++
		}
		t := float64(j - i)
		variance -= t * (t - 1) * (2*t + 5)
		pairs += t * (t - 1) / 2
		i = j
	}
	return variance / 18, pairs
}

// exactKendall returns the two-sided p-value of S for n values without ties:
// probabilities of the number of inversions, built up value by value.
func exactKendall(n, s int) float64 {
	p := []float64{1}
	for k := 2; k <= n; k++ {
		next := make([]float64, len(p)+k-1)
		for i, v := range p {
			for j := range k {
				next[i+j] += v / float64(k)
			}
		}
		p = next
	}
	// S = pairs − 2·inversions; the distribution is symmetric.
	most := (n*(n-1)/2 - max(s, -s)) / 2
	tail := 0.0
	for i := range most + 1 {
		tail += p[i]
	}
	return math.Min(1, 2*tail)
}

// Sen returns the median slope of all pairs of values, (x_j − x_i)/(t_j − t_i),
// per unit of time, with its interval at a level such as 0.95 from the variance of
// Mann–Kendall's S: 0 = no trend. A single outlier does not move it. Times must differ
// from one another. The slope is NaN for fewer than two values, the bounds where
// there are too few pairs for the level.
//
// Source: Sen 1968, doi:10.1080/01621459.1968.10480934; the interval as in
// Gilbert 1987, Statistical Methods for Environmental Pollution Monitoring, 16.5.
func Sen(t, x []float64, level float64) (slope, low, high float64) {
	var slopes []float64
	for i := range x {
		for j := i + 1; j < len(x); j++ {
			slopes = append(slopes, (x[j]-x[i])/(t[j]-t[i]))
		}
	}
	k := len(slopes)
	if k == 0 {
		return math.NaN(), math.NaN(), math.NaN()
	}
	slices.Sort(slopes)
	slope, low, high = (slopes[(k-1)/2]+slopes[k/2])/2, math.NaN(), math.NaN()
	variance, _ := ties(x)
	c := distuv.UnitNormal.Quantile((1+level)/2) * math.Sqrt(max(variance, 0))
	lo, hi := int(math.Round((float64(k)-c)/2)), int(math.Round((float64(k)+c)/2+1))
	if lo >= 1 && hi <= k && variance > 0 {
		low, high = slopes[lo-1], slopes[hi-1]
	}
	return slope, low, high
}
