// Package trend measures whether a rate goes up or down over the years.
package trend

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// Count is what one document has: hits among tokens, in a year.
type Count struct {
	Year         int
	Hits, Tokens int64
}

// Fit is a log-linear trend over documents.
type Fit struct {
	Documents, Years int
	Ratio            float64 // of the rates of a year and the year before: exp β
	Low, High        float64 // its interval
	P                float64 // of β = 0, two-sided
	Beta, SE         float64 // β and its robust standard error
	Quasi            float64 // its quasi-Poisson standard error
	Dispersion       float64 // Pearson's X²/(n−2): 1 = Poisson, above it the documents vary more
}

// EnoughDocuments (with a hit) and EnoughYears are from how many on a trend is
// fitted.
const (
	EnoughDocuments = 5
	EnoughYears     = 3
)

// LogLinear fits, over documents with tokens,
//
//	hits ~ tokens · exp(α + β·year)
//
// by Poisson quasi-likelihood, and returns the rate ratio of a year, exp β: 1 =
// no trend, 1.1 = 10 % more with every year. Documents and not tokens are what
// varies: the standard error is the sandwich one with documents for clusters,
// times √(n/(n−2)), and its t-distribution has n−2 degrees of freedom for n
// documents. level is such as 0.95. With few documents the interval still tends to be too
// narrow, and so it does where documents of one year share what moved them. Everything but the counts is NaN for fewer than EnoughDocuments with a
// hit or EnoughYears, since a sandwich of one or two such documents is an
// accident, and where the greatest likelihood is not reached: all hits in the first
// year or all in the last.
//
// Source: McCullagh and Nelder 1989, Generalized Linear Models, chapters 6 and 9;
// White 1980, doi:10.2307/1912934; MacKinnon and White 1985,
// doi:10.1016/0304-4076(85)90158-7 (their HC1).
func LogLinear(counts []Count, level float64) Fit {
	counts = slices.DeleteFunc(slices.Clone(counts), func(c Count) bool { return c.Tokens <= 0 })
	nan := math.NaN()
	out := Fit{Documents: len(counts), Ratio: nan, Low: nan, High: nan, P: nan, Beta: nan, SE: nan, Quasi: nan, Dispersion: nan}
	first, last, with := math.MaxInt, math.MinInt, 0
	low, high := math.MaxInt, math.MinInt // years with hits
	years := map[int]bool{}
	for _, c := range counts {
		years[c.Year] = true
		first, last = min(first, c.Year), max(last, c.Year)
		if c.Hits > 0 {
			with++
			low, high = min(low, c.Year), max(high, c.Year)
		}
	}
	out.Years = len(years)
	if with < EnoughDocuments || out.Years < EnoughYears || high == first || low == last {
		return out
	}
	beta, fitted, ok := newton(counts)
	if !ok {
		return out
	}
	n := float64(len(counts))
	mean := meanYear(counts)
	var bread, meat [3]float64 // of a symmetric 2×2 matrix: 11, 12, 22
	pearson := 0.0
	for i, c := range counts {
		z, e := float64(c.Year)-mean, float64(c.Hits)-fitted[i]
		for k, w := range [3]float64{1, z, z * z} {
			bread[k] += fitted[i] * w
			meat[k] += e * e * w
		}
		pearson += e * e / fitted[i]
	}
	det := bread[0]*bread[2] - bread[1]*bread[1]
	a, b := -bread[1]/det, bread[0]/det // the second row of the inverse
	variance := (a*a*meat[0] + 2*a*b*meat[1] + b*b*meat[2]) * n / (n - 2)
	out.Beta, out.SE, out.Ratio = beta, math.Sqrt(variance), math.Exp(beta)
	if out.Dispersion = pearson / (n - 2); math.IsInf(out.Dispersion, 0) { // a hit where none can be expected
		out.Dispersion = nan
	}
	out.Quasi = math.Sqrt(out.Dispersion * b)
	t := distuv.StudentsT{Sigma: 1, Nu: n - 2}
	half := t.Quantile((1+level)/2) * out.SE
	out.Low, out.High = math.Exp(beta-half), math.Exp(beta+half)
	if out.SE > 1e-12 { // below it nothing varies but the last digits
		out.P = 2 * t.CDF(-math.Abs(beta)/out.SE)
	}
	return out
}

func meanYear(counts []Count) float64 {
	sum := 0.0
	for _, c := range counts {
		sum += float64(c.Year) / float64(len(counts))
	}
	return sum
}

// newton maximizes the Poisson likelihood and returns β and the fitted counts.
func newton(counts []Count) (beta float64, fitted []float64, ok bool) {
	mean, hits, tokens := meanYear(counts), 0.0, 0.0
	for _, c := range counts {
		hits, tokens = hits+float64(c.Hits), tokens+float64(c.Tokens)
	}
	alpha := math.Log(hits / tokens)
	fitted = make([]float64, len(counts))
	likelihood := func(alpha, beta float64) (sum float64) {
		for i, c := range counts {
			eta := math.Log(float64(c.Tokens)) + alpha + beta*(float64(c.Year)-mean)
			fitted[i] = math.Exp(eta)
			sum += float64(c.Hits)*eta - fitted[i]
		}
		return sum
	}
	now := likelihood(alpha, beta)
	for range 200 {
		var g0, g1, h00, h01, h11 float64
		for i, c := range counts {
			z, e := float64(c.Year)-mean, float64(c.Hits)-fitted[i]
			g0, g1 = g0+e, g1+e*z
			h00, h01, h11 = h00+fitted[i], h01+fitted[i]*z, h11+fitted[i]*z*z
		}
		det := h00*h11 - h01*h01
		da, db := (h11*g0-h01*g1)/det, (h00*g1-h01*g0)/det
		if math.IsNaN(da) || math.IsNaN(db) || math.IsInf(da, 0) || math.IsInf(db, 0) {
			return 0, nil, false
		}
		step, next := 1.0, 0.0
		for range 60 {
			if next = likelihood(alpha+step*da, beta+step*db); next >= now-1e-12*math.Abs(now) {
				break
			}
			step /= 2
		}
		alpha, beta, now = alpha+step*da, beta+step*db, next
		if math.Abs(step*da) < 1e-12 && math.Abs(step*db) < 1e-13 {
			return beta, fitted, true
		}
	}
	// Rounding can keep the steps from becoming so small: at the maximum all the same
	// if the derivatives are nothing beside the counts.
	g0, g1, scale := 0.0, 0.0, 0.0
	for i, c := range counts {
		z, e := float64(c.Year)-mean, float64(c.Hits)-fitted[i]
		g0, g1, scale = g0+e, g1+e*z, scale+float64(c.Hits)*(1+math.Abs(z))
	}
	return beta, fitted, math.Abs(g0)+math.Abs(g1) <= 1e-8*scale
}
