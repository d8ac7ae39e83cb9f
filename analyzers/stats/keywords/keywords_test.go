package keywords

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"concordat/analyzers/stats"
)

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-9*math.Abs(want) || math.IsNaN(got) != math.IsNaN(want) {
		t.Errorf("%s = %.15g, want %.15g", what, got, want)
	}
}

// Computed in R 4.2.2 from the formulas (testdata/oracle.R). The first
// log-likelihood is 100·ln 2.
func TestOracle(t *testing.T) {
	for _, c := range []struct {
		a, A, b, B                   int64
		g2, q, ell, one, hundredfold float64
	}{
		{100, 10000, 50, 20000, 69.3147180559945, 1.00388898659966, 0.000590612733785193, 3.99880047980808, 3.88461538461538},
		{10000, 1e6, 9000, 1e6, 52.6559048860449, 1.00002631818725, 2.87452965575913e-06, 1.11109876680369, 1.10989010989011},
		{0, 10000, 25, 20000, -20.2732554054082, 1.02333334955055, 0.000318722257230056, 0.000799360511590727, 0.0740740740740741},
		{3, 10, 7, 9, -2.09483890155959, 1.07953324669699, 0.0708864321899707, 0.385715075509189, 0.385793255152909},
		{1189, 168329, 968, 19552238, 8376.63775464561, 1.00905296782818, 0.000145818736883241, 139.86878048369, 47.9140183365361},
	} {
		near(t, "two-cell G2", TwoCellG2(c.a, c.A, c.b, c.B), c.g2)
		near(t, "q", WilliamsQ(stats.FromCorpora(c.a, c.A, c.b, c.B)), c.q)
		near(t, "ELL", ELL(c.a, c.A, c.b, c.B), c.ell)
		near(t, "simple maths, 1", SimpleMaths(c.a, c.A, c.b, c.B, 1), c.one)
		near(t, "simple maths, 100", SimpleMaths(c.a, c.A, c.b, c.B, 100), c.hundredfold)
	}
	// The example of sketchengine.eu/documentation/simple-maths.
	near(t, "simple maths", SimpleMaths(35, 112289776, 263, 1559716979, 1), 1.12242917572448)
	near(t, "relative risk", RelativeRisk(100, 10000, 50, 20000), 4)
}

// The 2×2 table of the tests of quanteda.textstats: target 3 and 7, reference
// 7 and 2. Its χ² and G² after Williams are those of its (commented-out) tests.
func TestWilliams(t *testing.T) {
	c := stats.Contingency{O11: 3, O12: 7, O21: 7, O22: 2}
	if got := c.ChiSquare() / WilliamsQ(c); math.Abs(got-4.01762568) > 5e-9 {
		t.Errorf("chi-square after Williams %v", got)
	}
	if got := -c.G2() / WilliamsQ(c); math.Abs(got-4.20083341) > 5e-9 {
		t.Errorf("G² after Williams %v", got)
	}
}

// y1 = (1, 5, 1, 9) against y2 = (100, 510, 100, 199), the data of scattertext's
// test_logOddsUninformativePriorScore.py, whose δ these are; z and the prior of
// ten tokens in proportion to both together from R 4.2.2 (testdata/oracle.R).
func TestFightingWords(t *testing.T) {
	y1, y2 := []int64{1, 5, 1, 9}, []int64{100, 510, 100, 199}
	flat := [][2]float64{{-0.609532054710904, -0.609502186787763}, {-1.0345766495046, -2.30440513114701},
		{-0.609532054710904, -0.609502186787763}, {1.52010051374328, 4.46292517037284}}
	informative := [][2]float64{{-0.345428715739321, -0.494516166138106}, {-0.62394099645552, -2.00782187392336},
		{-0.345428715739321, -0.494516166138106}, {1.0004953059584, 3.26554003375385}}
	for i := range y1 {
		delta, z := FightingWords(y1[i], 16, y2[i], 909, .01, .04)
		near(t, "δ, flat", delta, flat[i][0])
		near(t, "z, flat", z, flat[i][1])
		delta, z = FightingWords(y1[i], 16, y2[i], 909, 10*float64(y1[i]+y2[i])/925, 10)
		near(t, "δ, informative", delta, informative[i][0])
		near(t, "z, informative", z, informative[i][1])
	}
}

// What a list that begins at five occurrences lacks is compared as if it had
// four. The bound is R's qbeta(.025/20, 40, 5).
func TestBelow(t *testing.T) {
	b, ok := Below(40, 10000, 4, 1e6)
	if !ok || b != 4 {
		t.Fatal(b, ok)
	}
	near(t, "lower bound", stats.ConservativeLogRatio(40, 10000, b, 1e6, .95, 20), 7.91918945717862)
	if _, ok := Below(4, 1e6, 4, 1e6); ok {
		t.Error("4 in a million is not known to differ from at most 4 in a million")
	}
	if b, ok := Below(1, 1e6, 0, 1e6); !ok || b != 0 {
		t.Error("without a cut-off what is lacking occurs 0 times")
	}
}

type counts struct{ a, A, b, B int64 }

func draw(t *rapid.T) counts {
	size := rapid.Int64Range(1, 1e9)
	A, B := size.Draw(t, "A"), size.Draw(t, "B")
	return counts{rapid.Int64Range(0, A).Draw(t, "a"), A, rapid.Int64Range(0, B).Draw(t, "b"), B}
}

// Swapping target and reference turns signs and ratios over, and the two cells
// never exceed the four.
func TestLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := draw(t)
		g2, back := TwoCellG2(c.a, c.A, c.b, c.B), TwoCellG2(c.b, c.B, c.a, c.A)
		if math.Abs(g2+back) > 1e-9*math.Max(1, math.Abs(g2)) {
			t.Fatalf("G² %v, swapped %v", g2, back)
		}
		if four := stats.FromCorpora(c.a, c.A, c.b, c.B).G2(); math.Abs(g2) > math.Abs(four)*(1+1e-9)+1e-9 {
			t.Fatalf("two cells %v, four %v", g2, four)
		}
		more := float64(c.a)/float64(c.A) - float64(c.b)/float64(c.B)
		if more != 0 && math.Abs(g2) > 1e-6 && (g2 > 0) != (more > 0) {
			t.Fatalf("G² %v where the rates differ by %v", g2, more)
		}
		q := WilliamsQ(stats.FromCorpora(c.a, c.A, c.b, c.B))
		if q < 1 {
			t.Fatalf("q = %v", q)
		}
		rr := RelativeRisk(c.a, c.A, c.b, c.B)
		if lr := stats.LogRatio(c.a, c.A, c.b, c.B); c.a+c.b > 0 && !same(math.Log2(rr), lr) {
			t.Fatalf("log₂ of %v is not %v", rr, lr)
		}
		sm := SimpleMaths(c.a, c.A, c.b, c.B, 1)
		if back := SimpleMaths(c.b, c.B, c.a, c.A, 1); math.Abs(sm*back-1) > 1e-9 {
			t.Fatalf("simple maths %v, swapped %v", sm, back)
		}
		alpha := rapid.Float64Range(1e-6, 1).Draw(t, "alpha")
		delta, z := FightingWords(c.a, c.A, c.b, c.B, alpha, 2)
		d, y := FightingWords(c.b, c.B, c.a, c.A, alpha, 2)
		if delta != -d || z != -y || math.IsInf(delta, 0) || math.IsNaN(z) {
			t.Fatalf("δ %v, swapped %v; z %v, swapped %v", delta, d, z, y)
		}
	})
}

func same(x, y float64) bool { return x == y || math.Abs(x-y) <= 1e-9*math.Max(1, math.Abs(y)) }

// A larger prior draws the log odds of both sides together.
func TestPriorShrinks(t *testing.T) {
	last := math.Inf(1)
	for _, size := range []float64{1, 10, 100, 1000, 1e4, 1e6} {
		delta, _ := FightingWords(20, 1000, 5, 1000, size*25/2000, size)
		if !(delta > 0 && delta < last) {
			t.Errorf("δ = %v under a prior of %v, %v under the one before", delta, size, last)
		}
		last = delta
	}
}

func TestEdges(t *testing.T) {
	for what, v := range map[string]float64{
		"G² of an empty target":          TwoCellG2(0, 0, 1, 10),
		"relative risk of absent":        RelativeRisk(0, 10, 0, 10),
		"relative risk without target":   RelativeRisk(0, 0, 1, 10),
		"ELL of an expectation below 1":  ELL(1, 10, 0, 1000),
		"ELL of an empty reference":      ELL(1, 10, 0, 0),
		"simple maths without n":         SimpleMaths(1, 10, 0, 10, 0),
		"simple maths without reference": SimpleMaths(1, 10, 0, 0, 1),
		"q of an empty column":           WilliamsQ(stats.FromCorpora(0, 10, 0, 10)),
	} {
		if !math.IsNaN(v) {
			t.Errorf("%s = %v, want NaN", what, v)
		}
	}
	if d, z := FightingWords(1, 10, 1, 10, 0, 1); !math.IsNaN(d) || !math.IsNaN(z) {
		t.Error("log odds without a prior")
	}
	if v := RelativeRisk(1, 10, 0, 10); !math.IsInf(v, 1) {
		t.Errorf("relative risk of what the reference lacks = %v", v)
	}
	if v := TwoCellG2(0, 10, 0, 10); v != 0 {
		t.Errorf("G² of what does not occur = %v", v)
	}
}
