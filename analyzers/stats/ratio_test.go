package stats

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mathext"
	"pgregory.net/rapid"
)

// Keyness with effect sizes, recomputed in R 4.2 (binom.test, qbeta).
func TestKeyness(t *testing.T) {
	a, A, b, B := int64(100), int64(10000), int64(50), int64(20000)
	c := FromCorpora(a, A, b, B)
	near(t, "G2", c.G2(), 69.691919319, 1e-9)
	near(t, "chi2", c.ChiSquare(), 75.376884422, 1e-9)
	near(t, "%DIFF", PercentDiff(a, A, b, B), 300, 1e-12)
	near(t, "BIC", BIC(69.314718056, A+B), 59.005765395, 1e-9)
	near(t, "log ratio", LogRatio(a, A, b, B), 2, 1e-12)
	near(t, "odds ratio", c.OddsRatio(), 4.030303030, 1e-9)
	lo, hi := LogRatioCI(a, A, b, B, .95)
	near(t, "Katz low", lo, 1.511465996, 1e-9)
	near(t, "Katz high", hi, 2.488534004, 1e-9)
	lo, hi = LogRatioExactCI(a, A, b, B, .95)
	near(t, "exact low", lo, 1.496258278, 1e-9)
	near(t, "exact high", hi, 2.519858214, 1e-9)

	near(t, "log ratio", LogRatio(10000, 1e6, 9000, 1e6), .152003093, 1e-8)
	near(t, "BIC", BIC(52.655904886, 2e6), 38.147247148, 1e-9)
	half(t, "%DIFF", PercentDiff(10000, 1e6, 9000, 1e6), 11.111111, 6)

	if lr := LogRatio(0, 10000, 25, 20000); !math.IsInf(lr, -1) {
		t.Errorf("log ratio of an absent type = %v, want −Inf", lr)
	}
	lo, hi = LogRatioExactCI(0, 10000, 25, 20000, .95)
	if !math.IsInf(lo, -1) {
		t.Errorf("low = %v, want −Inf", lo)
	}
	near(t, "exact high", hi, -1.652926423, 1e-9)
	lo, _ = LogRatioExactCI(25, 20000, 0, 10000, .95)
	near(t, "mirror low", lo, 1.652926423, 1e-9)
	lo, _ = LogRatioExactCI(25, 10000, 0, 20000, .95)
	near(t, "exact low", lo, 3.652926423, 1e-9)
}

// One row of Evert's log-ratio-gold.tsv: α = .05 over 599 types.
func TestConservative(t *testing.T) {
	a, A, b, B := int64(1189), int64(168329), int64(968), int64(19552238)
	near(t, "log ratio", LogRatio(a, A, b, B), 7.156575956, 1e-9)
	near(t, "conservative", ConservativeLogRatio(a, A, b, B, .95, 599), 6.910068550, 1e-9)
	if got := ConservativeLogRatio(5, 1000, 4, 1000, .95, 1); got != 0 {
		t.Errorf("conservative log ratio of no difference = %v, want 0", got)
	}
}

// The bounds are where Clopper and Pearson put them: the binomial tail beyond
// them has the probability asked for, also for large counts and small tails.
func TestExactBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.SampledFrom([]int64{10, 1000, 1e6})
		a, b := rapid.Int64Range(1, size.Draw(t, "size of a")).Draw(t, "a"), rapid.Int64Range(0, size.Draw(t, "size of b")).Draw(t, "b")
		tail := math.Pow(10, rapid.Float64Range(-9, -1).Draw(t, "log tail"))
		lo, _ := exactBounds(a, 1e9, b, 1e9, tail)
		p := 1 / (1 + math.Exp2(-lo))
		if got := mathext.RegIncBeta(float64(a), float64(b)+1, p); math.Abs(got/tail-1) > 1e-6 {
			t.Fatalf("%d against %d: tail %v beyond the bound, want %v", a, b, got, tail)
		}
	})
	// With no reference the quantile is tail^(1/a).
	lo, _ := exactBounds(250305, 1e9, 0, 1e9, 1e-7)
	p := math.Pow(1e-7, 1./250305)
	near(t, "bound of 250305 against 0", lo, math.Log2(p/(1-p)), 1e-9)
}

// R's p.adjust on the fifteen p-values of Benjamini and Hochberg 1995.
func TestAdjust(t *testing.T) {
	p := []float64{.0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .0459, .3240, .4262, .5719, .6528, .7590, 1}
	want := []float64{.0015, .0030, .0095, .035625, .0603, .063857143, .063857143, .0645, .0765, .486, .581181818, .714875, .753230769, .813214286, 1}
	for i, q := range BenjaminiHochberg(p) {
		near(t, "BH", q, want[i], 1e-8)
	}
	holm := Holm(p)
	for i, w := range []float64{.0015, .0056, .0247, .114} {
		near(t, "Holm", holm[i], w, 1e-9)
	}
	bonferroni := Bonferroni(p)
	rejected := 0
	for _, q := range bonferroni {
		if q <= .05 {
			rejected++
		}
	}
	if rejected != 3 {
		t.Errorf("Bonferroni rejects %d, want 3", rejected)
	}
}

// Adjusting keeps the order, never makes a value smaller, does not see the
// order of the input, and leaves NaN out of the family.
func TestAdjustLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SliceOf(rapid.Float64Range(0, 1)).Draw(t, "p")
		bh, holm := BenjaminiHochberg(p), Holm(p)
		for i := range p {
			if bh[i] < p[i] || bh[i] > 1 || holm[i] < bh[i]-1e-15 || holm[i] > 1 {
				t.Fatalf("p %v, BH %v, Holm %v", p[i], bh[i], holm[i])
			}
			for j := range p {
				if p[i] <= p[j] && (bh[i] > bh[j] || holm[i] > holm[j]) {
					t.Fatalf("order lost between %v and %v", p[i], p[j])
				}
			}
		}
		more := append([]float64{math.NaN()}, p...)
		again := BenjaminiHochberg(more)
		if !math.IsNaN(again[0]) {
			t.Fatal("NaN became a p-value")
		}
		for i := range p {
			if again[i+1] != bh[i] {
				t.Fatal("a NaN changed the family")
			}
		}
	})
}

// The tail of chi-square, against R's pchisq(x, 1, lower = FALSE, log = TRUE)
// by identity with the normal tail, and without a jump where the series begins.
func TestChiSquareTail(t *testing.T) {
	near(t, "p at 3.841459", ChiSquareP(3.841458820694124), 0.05, 1e-12)
	near(t, "p at 10.827566", ChiSquareP(10.827566170662733), 0.001, 1e-12)
	if p := ChiSquareP(100); p <= 0 || p > 1e-20 {
		t.Errorf("p at 100 = %v: far out is not zero", p)
	}
	for _, x := range []float64{400, 500, 900, 1300} {
		near(t, "log p", LogChiSquareP(x), math.Log(ChiSquareP(x)), 1e-12)
	}
	below, above := LogChiSquareP(math.Nextafter(400, 0)), LogChiSquareP(400)
	near(t, "log p across 400", below, above, 1e-12)
	// For large x the log is −x/2 − ½ ln(πx/2) − 1/x.
	near(t, "log p at 1e8", LogChiSquareP(1e8), -5e7-math.Log(math.Pi*5e7)/2, 1e-12)
}

// Newcombe 1998: 81/263 and 0/20 in the paper on single proportions, 56/70 and
// 48/80 in the one on differences.
func TestProportions(t *testing.T) {
	lo, hi := Wilson(81, 263, .95)
	half(t, "Wilson low", lo, .255289, 6)
	half(t, "Wilson high", hi, .366210, 6)
	lo, hi = Wilson(0, 20, .95)
	half(t, "Wilson low", lo, 0, 6)
	half(t, "Wilson high", hi, .161125, 6)
	lo, hi = NewcombeDifference(56, 70, 48, 80, .95)
	half(t, "Newcombe low", lo, .052431, 6)
	half(t, "Newcombe high", hi, .333873, 6)
	if lo, _ := Wilson(1, 0, .95); !math.IsNaN(lo) {
		t.Error("Wilson without trials must be NaN")
	}
}

func TestWilsonLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(1, 1e9).Draw(t, "n")
		k := rapid.Int64Range(0, n).Draw(t, "k")
		level := rapid.Float64Range(.5, .999).Draw(t, "level")
		lo, hi := Wilson(k, n, level)
		if p := float64(k) / float64(n); !(0 <= lo && lo <= p && p <= hi && hi <= 1) {
			t.Fatalf("%d/%d: [%v, %v]", k, n, lo, hi)
		}
	})
}
