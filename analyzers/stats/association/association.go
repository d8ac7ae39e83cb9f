// Package association has the measures of association in a 2×2 table that are
// not methods of stats.Contingency itself: corrections of chi-square, the
// family of mutual information, the odds ratio in its four forms, and lift,
// with their intervals.
//
// As in package stats, NaN means undefined and an infinite value that the
// limit is infinite: nothing is added to a zero cell unless the name says so.
package association

import (
	"math"

	"concordat/analyzers/stats"

	"gonum.org/v1/gonum/stat/distuv"
)

// margins returns the row and column sums of a table.
func margins(c stats.Contingency) (r1, r2, c1, c2 float64) {
	return c.O11 + c.O12, c.O21 + c.O22, c.O11 + c.O21, c.O12 + c.O22
}

// WilliamsQ returns Williams's correction, by which G² and Pearson's chi-square are
// divided so that they follow chi-square more closely in small samples:
//
//	1 + (N/R1 + N/R2 − 1)(N/C1 + N/C2 − 1)/(6N)
//
// It is above 1 and falls to 1 as the margins grow. +Inf if a margin is 0, NaN
// for an empty table.
//
// Source: Williams 1976, doi:10.1093/biomet/63.1.33.
func WilliamsQ(c stats.Contingency) float64 {
	r1, r2, c1, c2 := margins(c)
	n := c.N()
	return 1 + (n/r1+n/r2-1)*(n/c1+n/c2-1)/(6*n)
}

// WilliamsG2 returns the signed log-likelihood ratio of stats.Contingency.G2
// divided by WilliamsQ; 0 if a margin is 0.
//
// Source: Williams 1976, doi:10.1093/biomet/63.1.33.
func WilliamsG2(c stats.Contingency) float64 {
	g := c.G2()
	if g == 0 {
		return 0
	}
	return g / WilliamsQ(c)
}

// WilliamsChiSquare returns Pearson's chi-square divided by WilliamsQ, at
// least 0. NaN if a margin is 0.
//
// Source: Williams 1976, doi:10.1093/biomet/63.1.33.
func WilliamsChiSquare(c stats.Contingency) float64 { return c.ChiSquare() / WilliamsQ(c) }

// MI2 returns log₂(O11²/E11), in bits: pointwise mutual information with the joint
// count as a weight, which favours rare pairs less than PMI and more than MI3.
// −Inf if the two are never together, NaN if E11 is 0.
//
// Source: Daille 1994, Université Paris 7.
func MI2(c stats.Contingency) float64 { return c.PMI() + math.Log2(c.O11) }

// LocalMI returns O11·log₂(O11/E11), in bits: what the pair adds to the mutual
// information of the two variables, times N. Positive if they are together
// more often than expected, 0 if they never are, NaN if E11 is 0.
//
// Source: Evert 2008, doi:10.1515/9783110213881.2.1212.
func LocalMI(c stats.Contingency) float64 {
	if c.O11 == 0 && c.Expected() > 0 {
		return 0
	}
	return c.O11 * c.PMI()
}

// DeltaPBackward returns O11/C1 − O12/C2: by how much the second variable
// raises the share of the first, from −1 to 1; stats.Contingency.DeltaP is the
// other direction. NaN if a column is empty.
//
// Source: Gries 2013, doi:10.1075/ijcl.18.1.09gri.
func DeltaPBackward(c stats.Contingency) float64 {
	_, _, c1, c2 := margins(c)
	return c.O11/c1 - c.O12/c2
}

// Cosine returns O11/√(R1·C1), from 0 (never together) to 1 (only together):
// the cosine of the two variables as vectors of 0 and 1, the geometric mean of
// O11/R1 and O11/C1, and so the "gmean" of the UCS toolkit. NaN if a variable
// never occurs.
//
// Source: Ochiai 1957, doi:10.2331/suisan.22.526.
func Cosine(c stats.Contingency) float64 {
	r1, _, c1, _ := margins(c)
	return c.O11 / (math.Sqrt(r1) * math.Sqrt(c1))
}

// Strength returns O11/(R1·C1), the association strength of maps of science
// (VOSviewer): Lift without its factor N, so it can be compared within one
// corpus only. At least 0, NaN if a variable never occurs.
//
// Source: van Eck and Waltman 2009, doi:10.1002/asi.21075.
func Strength(c stats.Contingency) float64 {
	r1, _, c1, _ := margins(c)
	return c.O11 / r1 / c1
}

// LiftCI returns the interval of stats.Contingency.Lift at a level such as
// 0.95: normal on the logarithmic scale, with the standard error of ln lift
//
//	√(1/O11 − 1/R1 − 1/C1 + (2·lift − 1)/N)
//
// which the delta method gives where all four cells are random. It takes the
// units as independent. NaN if O11 is 0; of no width where both variables are in
// every unit, so that the lift cannot but be 1.
//
// Source: Agresti 2013, Categorical Data Analysis, 3rd edition, 16.1, for the method.
func LiftCI(c stats.Contingency, level float64) (lo, hi float64) {
	if !(c.O11 > 0) {
		return math.NaN(), math.NaN()
	}
	r1, _, c1, _ := margins(c)
	lift := c.Lift()
	variance := 1/c.O11 - 1/r1 - 1/c1 + (2*lift-1)/c.N()
	half := distuv.UnitNormal.Quantile((1+level)/2) * math.Sqrt(math.Max(0, variance))
	return lift * math.Exp(-half), lift * math.Exp(half)
}

// DiscountedOddsRatio returns the odds ratio with a half added to every cell,
// (O11+½)(O22+½)/((O12+½)(O21+½)): always finite, above 0, 1 = independent.
//
// Source: Haldane 1956, doi:10.1111/j.1469-1809.1955.tb01285.x; Anscombe 1956,
// doi:10.1093/biomet/43.3-4.461.
func DiscountedOddsRatio(c stats.Contingency) float64 {
	const half = 0.5
	return (c.O11 + half) * (c.O22 + half) / (c.O12 + half) / (c.O21 + half)
}

// RatioOfOddsRatios returns how many times larger the odds ratio of one table is
// than that of another, whatever the margins of either, so that two corpora can be
// compared in how strongly two things are tied and not in how frequent they are:
//
//	ω₁/ω₂, each with a half added to every cell
//
// with its log-normal interval at a level such as 0.95, whose standard error is
// √Σ 1/(O+½) over all eight cells. 1 = tied alike; above 0, always finite. It
// takes the units as independent.
//
// Source: Woolf 1955, doi:10.1111/j.1469-1809.1955.tb01348.x; Anscombe 1956,
// doi:10.1093/biomet/43.3-4.461, for the half; Altman and Bland 2003,
// doi:10.1136/bmj.326.7382.219, for the comparison.
func RatioOfOddsRatios(a, b stats.Contingency, level float64) (ratio, lo, hi float64) {
	const half = 0.5
	ratio = DiscountedOddsRatio(a) / DiscountedOddsRatio(b)
	variance := 0.0
	for _, o := range []float64{a.O11, a.O12, a.O21, a.O22, b.O11, b.O12, b.O21, b.O22} {
		variance += 1 / (o + half)
	}
	width := distuv.UnitNormal.Quantile((1+level)/2) * math.Sqrt(variance)
	return ratio, ratio * math.Exp(-width), ratio * math.Exp(width)
}
