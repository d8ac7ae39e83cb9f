package trend

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if math.IsNaN(got) || math.Abs(got-want) > tolerance*math.Max(1e-300, math.Abs(want)) {
		t.Errorf("%s = %.12g, want %.12g", what, got, want)
	}
}

func counts(years []int, hits, tokens []int64) []Count {
	out := make([]Count, len(years))
	for i := range years {
		out[i] = Count{years[i], hits[i], tokens[i]}
	}
	return out
}

var sample = counts([]int{2010, 2010, 2011, 2012, 2012, 2013, 2014, 2015, 2015, 2016},
	[]int64{2, 5, 3, 8, 4, 9, 7, 15, 6, 20}, []int64{1000, 1800, 900, 2500, 1200, 2000, 1500, 3000, 1100, 2600})

// R 4.2.2 with sandwich 3.0-2, x, y, n being year, hits, tokens of the sample:
//
//	m <- glm(y~I(x-mean(x))+offset(log(n)), family=quasipoisson, control=list(epsilon=1e-14,maxit=100))
//	b <- coef(m)[2]; se <- sqrt(vcovHC(m,type="HC1")[2,2]); sqrt(vcov(m)[2,2]); summary(m)$dispersion
//	exp(b+c(-1,1)*qt(.975,8)*se); 2*pt(-abs(b/se),8)
func TestLogLinear(t *testing.T) {
	f := LogLinear(sample, .95)
	if f.Documents != 10 || f.Years != 7 {
		t.Errorf("%+v", f)
	}
	near(t, "β", f.Beta, 0.173879461778, 1e-10)
	near(t, "ratio", f.Ratio, 1.189912127283, 1e-10)
	near(t, "robust error", f.SE, 0.024644147395, 1e-9)
	near(t, "quasi-Poisson error", f.Quasi, 0.020503477867, 1e-9)
	near(t, "dispersion", f.Dispersion, 0.119672738694, 1e-9)
	near(t, "low", f.Low, 1.124175587577, 1e-9)
	near(t, "high", f.High, 1.259492632914, 1e-9)
	near(t, "p", f.P, 0.000106574521, 1e-8)
}

// Turning time around inverts the ratio; shifting it, and scaling all tokens,
// changes nothing; documents without tokens are not there.
func TestLogLinearLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(6, 25).Draw(t, "n")
		c := make([]Count, n)
		for i := range c {
			c[i] = Count{2000 + i%5, rapid.Int64Range(0, 20).Draw(t, "hits"), rapid.Int64Range(50, 5000).Draw(t, "tokens")}
		}
		for i := range 5 {
			c[i].Hits++
		}
		f := LogLinear(c, .95)
		if !(f.Low <= f.Ratio && f.Ratio <= f.High && f.P >= 0 && f.P <= 1) {
			t.Fatalf("%+v", f)
		}
		turned, other := slices.Clone(c), append(slices.Clone(c), Count{2003, 0, 0})
		for i := range c {
			turned[i].Year = -c[i].Year
			other[i].Year += 17
			other[i].Tokens *= 10
		}
		if g := LogLinear(turned, .95); math.Abs(g.Beta+f.Beta) > 1e-8 || math.Abs(g.SE-f.SE) > 1e-7 {
			t.Fatalf("turned around %+v, was %+v", g, f)
		}
		if g := LogLinear(other, .95); math.Abs(g.Beta-f.Beta) > 1e-8 || g.Documents != n || math.Abs(g.Dispersion-f.Dispersion) > 1e-6*(1+f.Dispersion) {
			t.Fatalf("shifted %+v, was %+v", g, f)
		}
	})
}

func TestNoTrend(t *testing.T) {
	for name, c := range map[string][]Count{
		"none":              nil,
		"four documents":    sample[:4],
		"two years":         counts([]int{1, 1, 1, 2, 2}, []int64{1, 2, 3, 4, 5}, []int64{9, 9, 9, 9, 9}),
		"no hits":           counts([]int{1, 2, 3, 4, 5}, make([]int64, 5), []int64{9, 9, 9, 9, 9}),
		"four with hits":    counts([]int{1, 2, 3, 4, 5}, []int64{1, 2, 0, 1, 1}, []int64{9, 9, 9, 9, 9}),
		"all in the last":   counts([]int{1, 2, 3, 3, 3, 3, 3}, []int64{0, 0, 1, 2, 1, 2, 3}, []int64{9, 9, 9, 9, 9, 9, 9}),
		"all in the first":  counts([]int{1, 1, 1, 1, 1, 2, 3}, []int64{4, 2, 1, 1, 2, 0, 0}, []int64{9, 9, 9, 9, 9, 9, 9}),
		"tokens in no year": counts([]int{1, 2, 3, 4, 5}, []int64{1, 1, 1, 1, 1}, make([]int64, 5)),
	} {
		if f := LogLinear(c, .95); !math.IsNaN(f.Ratio) || !math.IsNaN(f.Low) || !math.IsNaN(f.P) || !math.IsNaN(f.Dispersion) {
			t.Errorf("%s: %+v", name, f)
		}
	}
	// The same rate in every document: no trend, and nothing that varies.
	flat := LogLinear(counts([]int{1, 2, 3, 4, 5}, []int64{2, 4, 6, 8, 10}, []int64{10, 20, 30, 40, 50}), .95)
	if math.Abs(flat.Ratio-1) > 1e-9 || flat.SE > 1e-9 {
		t.Errorf("the same rate everywhere: %+v", flat)
	}
}

// R's cor.test(1:n, x, method="kendall"), exact for the first, with
// exact=FALSE, continuity=TRUE for the second, which has ties.
func TestMannKendall(t *testing.T) {
	k := MannKendall([]float64{3, 1, 4, 1.5, 5, 9, 2.6, 5.3})
	near(t, "τ", k.Tau, 0.428571428571, 1e-9)
	near(t, "p", k.P, 0.178869047619, 1e-10)
	if k.S != 12 || !k.Exact || k.N != 8 {
		t.Errorf("%+v", k)
	}
	k = MannKendall([]float64{1, 2, 2, 3, 5, 4, 4, 6, 7, 7, 8, 9})
	near(t, "τ with ties", k.Tau, 0.9149761, 1e-6)
	near(t, "p with ties", k.P, 0.000061870589, 1e-6)
	if k.Exact {
		t.Error("ties have no exact distribution here")
	}
	if k := MannKendall([]float64{1, 2, 3, 4}); math.Abs(k.P-2./24) > 1e-15 || k.Tau != 1 {
		t.Errorf("four values: %+v", k)
	}
	for _, x := range [][]float64{nil, {1, 2}, {5, 5, 5, 5}} {
		if k := MannKendall(x); !math.IsNaN(k.P) || !math.IsNaN(k.Tau) {
			t.Errorf("%v: %+v", x, k)
		}
	}
}

// The exact p-value is the share of all orders that are no less extreme.
func TestKendallIsItsDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(3, 7).Draw(t, "n")
		x := make([]float64, n)
		for i, v := range rapid.SliceOfNDistinct(rapid.IntRange(0, 99), n, n, rapid.ID).Draw(t, "x") {
			x[i] = float64(v)
		}
		k := MannKendall(x)
		all, reached := 0, 0
		var orders func(order []float64, rest []float64)
		orders = func(order, rest []float64) {
			if len(rest) == 0 {
				all++
				s := 0
				for i := range order {
					for j := i + 1; j < n; j++ {
						s += sign(order[j] - order[i])
					}
				}
				if max(s, -s) >= max(k.S, -k.S) {
					reached++
				}
				return
			}
			for i := range rest {
				orders(append(order, rest[i]), slices.Concat(rest[:i], rest[i+1:]))
			}
		}
		orders(nil, x)
		if math.Abs(k.P-float64(reached)/float64(all)) > 1e-12 {
			t.Fatalf("%+v, want %d of %d", k, reached, all)
		}
		slices.Reverse(x)
		if back := MannKendall(x); back.S != -k.S || back.P != k.P {
			t.Fatalf("%+v, the other way %+v", k, back)
		}
	})
}

// The median of the 28 slopes and the order statistics at (28∓1.96·√Var S)/2, in R
// with sort(), round() and qnorm(.975).
func TestSen(t *testing.T) {
	years := []float64{2010, 2011, 2013, 2014, 2015, 2018, 2019, 2020}
	slope, low, high := Sen(years, []float64{3, 1, 4, 1.5, 5, 9, 2.6, 5.3}, .95)
	near(t, "slope", slope, 0.281666666667, 1e-10)
	near(t, "low", low, -0.375, 1e-10)
	near(t, "high", high, 1.142857142857, 1e-10)
	slope, low, high = Sen([]float64{1, 2, 4}, []float64{1, 3, 7}, .95)
	if slope != 2 || !math.IsNaN(low) || !math.IsNaN(high) {
		t.Errorf("three points on a line: %v [%v, %v]", slope, low, high)
	}
	if slope, _, _ := Sen(nil, nil, .95); !math.IsNaN(slope) {
		t.Error("no points have no slope")
	}
}

// What is returned is at the maximum, for any counts: the derivatives of the
// likelihood vanish there, or nothing is returned.
func TestFitIsAtTheMaximum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var counts []Count
		for range rapid.IntRange(2, 12).Draw(t, "documents") {
			counts = append(counts, Count{
				Year: rapid.IntRange(1000, 2025).Draw(t, "year"), Hits: rapid.Int64Range(0, 1_000_000).Draw(t, "hits"), Tokens: rapid.Int64Range(1, 100_000_000).Draw(t, "tokens"),
			})
		}
		f := LogLinear(counts, .95)
		if math.IsNaN(f.Beta) {
			return
		}
		if math.IsInf(f.Quasi, 0) || math.IsInf(f.Dispersion, 0) {
			t.Fatalf("%+v: an infinite value", f)
		}
		mean, hits, expected := meanYear(counts), 0.0, 0.0
		most := math.Inf(-1)
		for _, c := range counts {
			most = math.Max(most, f.Beta*(float64(c.Year)-mean))
		}
		for _, c := range counts {
			hits += float64(c.Hits)
			expected += float64(c.Tokens) * math.Exp(f.Beta*(float64(c.Year)-mean)-most)
		}
		g, scale := 0.0, 0.0
		for _, c := range counts {
			z := float64(c.Year) - mean
			g += z * (float64(c.Hits) - float64(c.Tokens)*math.Exp(f.Beta*z-most)*hits/expected)
			scale += float64(c.Hits) * (1 + math.Abs(z))
		}
		if math.Abs(g) > 1e-7*scale {
			t.Fatalf("%+v: derivative %v of %v", f, g, scale)
		}
	})
}
