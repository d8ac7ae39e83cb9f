package association

import (
	"math"
	"testing"

	"concordat/analyzers/stats"

	"pgregory.net/rapid"
)

// near fails unless got is within a relative tolerance of want.
func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if math.IsNaN(got) || math.Abs(got-want) > tolerance*math.Max(1e-300, math.Abs(want)) {
		t.Errorf("%s = %.12g, want %.12g", what, got, want)
	}
}

// The tests of quanteda.textstats; Williams's chi-square from the one that is
// commented out there.
func TestQuanteda(t *testing.T) {
	c := stats.Contingency{O11: 3, O12: 7, O21: 7, O22: 2}
	near(t, "q", WilliamsQ(c), 1.07953325, 1e-8)
	near(t, "chi2/q", WilliamsChiSquare(c), 4.01762568, 1e-8)
	near(t, "|G2|/q", -WilliamsG2(c), 4.20083341, 1e-8)
	near(t, "sample OR", c.OddsRatio(), 0.122448980, 1e-8)
	// Theirs is R's, which stops at five digits.
	near(t, "conditional OR", ConditionalOddsRatio(c), 0.139542374, 1e-5)
	// c and d of their eight words.
	near(t, "OR of c", ConditionalOddsRatio(stats.FromCorpora(6, 17, 2, 12)), 2.63759843, 1e-4)
	near(t, "OR of d", ConditionalOddsRatio(stats.FromCorpora(1, 17, 4, 12)), .13473595, 1e-4)
}

// Two rows of the gold table of the UCS toolkit (N = 191,998, f1 = 15,334): the
// discounted odds ratio, to the base 10.
func TestUCS(t *testing.T) {
	near(t, "7, 120", math.Log10(DiscountedOddsRatio(stats.FromMargins(7, 15334, 120, 191998))), -0.118534511211, 1e-9)
	near(t, "1, 2", math.Log10(DiscountedOddsRatio(stats.FromMargins(1, 15334, 2, 191998))), 1.061505532759, 1e-9)
	// From its definitions (MI of the first row is −0.136441960174 to the base 10).
	c := stats.FromMargins(7, 15334, 120, 191998)
	near(t, "local MI", LocalMI(c)*math.Log10(2), 7*-0.136441960174, 1e-9)
	near(t, "gmean", Cosine(c), 7/math.Sqrt(15334*120), 1e-12)
	near(t, "MI2", MI2(c)*math.Log10(2), -0.136441960174+math.Log10(7), 1e-9)
}

// 100 paragraphs, A in 30, B in 20, both in 12. The standard errors of ln lift by
// R 4.2 from a numerical gradient.
func TestUnits(t *testing.T) {
	c := stats.FromMargins(12, 30, 20, 100)
	near(t, "cosine", Cosine(c), .489897949, 1e-8)
	near(t, "strength·N", Strength(c)*c.N(), c.Lift(), 1e-12)
	near(t, "MI2", MI2(c), math.Log2(24), 1e-12)
	near(t, "local MI", LocalMI(c), 12, 1e-12)
	near(t, "ΔP back", DeltaPBackward(c), 12./20-18./80, 1e-12)
	near(t, "ΔP", c.DeltaP(), 12./30-8./70, 1e-12)
	for _, g := range []struct {
		c  stats.Contingency
		se float64
	}{
		{c, 0.173205081}, {stats.Contingency{O11: 3, O12: 7, O21: 7, O22: 2}, 0.375102325},
		{stats.Contingency{O11: 40, O12: 300, O21: 100, O22: 20000}, 0.128637922},
	} {
		lo, hi := LiftCI(g.c, 0.95)
		near(t, "lift", math.Sqrt(lo*hi), g.c.Lift(), 1e-12)
		near(t, "se of ln lift", math.Log(hi/lo)/2/1.9599639845400542, g.se, 1e-6)
	}
}

func TestEdges(t *testing.T) {
	never := stats.FromMargins(0, 5, 5, 100)
	if !math.IsInf(MI2(never), -1) || LocalMI(never) != 0 || Cosine(never) != 0 || Strength(never) != 0 || WilliamsG2(never) >= 0 {
		t.Error("a pair that is never together")
	}
	if lo, hi := LiftCI(never, .95); !math.IsNaN(lo) || !math.IsNaN(hi) {
		t.Error("an interval of ln 0")
	}
	always := stats.FromMargins(9, 9, 9, 9)
	if lo, hi := LiftCI(always, .95); lo != 1 || hi != 1 {
		t.Errorf("lift of what cannot vary: %v to %v", lo, hi)
	}
	empty := stats.Contingency{}
	for name, v := range map[string]float64{"MI2": MI2(empty), "local MI": LocalMI(empty), "cosine": Cosine(empty), "ΔP": DeltaPBackward(empty), "OR": ConditionalOddsRatio(empty)} {
		if !math.IsNaN(v) {
			t.Errorf("%s of nothing = %v", name, v)
		}
	}
	if g := WilliamsG2(always); g != 0 {
		t.Errorf("G² with an empty margin = %v", g)
	}
}

// What does not depend on which variable is first, and what only changes sign
// or turns over where the second variable is replaced by its absence.
func TestSymmetries(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := func(name string) float64 { return float64(rapid.IntRange(1, 400).Draw(t, name)) }
		c := stats.Contingency{O11: n("a"), O12: n("b"), O21: n("c"), O22: n("d")}
		turned := stats.Contingency{O11: c.O11, O12: c.O21, O21: c.O12, O22: c.O22}
		same := func(what string, a, b float64) {
			if math.Abs(a-b) > 1e-9*math.Max(1, math.Abs(a)) {
				t.Fatalf("%v: %s is %v and %v", c, what, a, b)
			}
		}
		for what, f := range map[string]func(stats.Contingency) float64{
			"q": WilliamsQ, "MI2": MI2, "local MI": LocalMI, "cosine": Cosine, "strength": Strength,
			"discounted OR": DiscountedOddsRatio, "conditional OR": ConditionalOddsRatio,
		} {
			same(what, f(c), f(turned))
		}
		same("ΔP", DeltaPBackward(c), turned.DeltaP())
		if WilliamsQ(c) < 1 || math.Abs(WilliamsG2(c)) > math.Abs(c.G2()) {
			t.Fatalf("%v: q = %v", c, WilliamsQ(c))
		}
		if v := Cosine(c); v < 0 || v > 1 {
			t.Fatalf("cosine %v", v)
		}
		// Log measures come in order: PMI ≤ MI2 ≤ MI3 for whole counts.
		if !(c.PMI() <= MI2(c)+1e-12 && MI2(c) <= c.MI3()+1e-12) {
			t.Fatalf("%v: PMI %v, MI2 %v, MI3 %v", c, c.PMI(), MI2(c), c.MI3())
		}
		lo, hi := LiftCI(c, .95)
		if !(lo <= c.Lift() && c.Lift() <= hi) {
			t.Fatalf("%v: lift %v outside [%v, %v]", c, c.Lift(), lo, hi)
		}
	})
}

// R 4.2: the interaction of three factors in glm(y ~ r*c*s, poisson) with a half
// added to every cell, and its Wald interval.
func TestRatioOfOddsRatios(t *testing.T) {
	a, b := stats.Contingency{O11: 9, O12: 3, O21: 5, O22: 40}, stats.Contingency{O11: 3, O12: 17, O21: 60, O22: 300}
	ratio, lo, hi := RatioOfOddsRatios(a, b, .95)
	near(t, "ratio", ratio, 20.120038, 1e-7)
	near(t, "low", lo, 2.94807008, 1e-6)
	near(t, "high", hi, 137.315573, 1e-6)
	back, bl, bh := RatioOfOddsRatios(b, a, .95)
	near(t, "turned over", back*ratio, 1, 1e-12)
	near(t, "turned over", bl*hi, 1, 1e-12)
	near(t, "turned over", bh*lo, 1, 1e-12)
	if r, l, h := RatioOfOddsRatios(stats.Contingency{}, stats.Contingency{}, .95); r != 1 || math.IsInf(h, 0) || !(l > 0) {
		t.Errorf("of nothing: %v [%v, %v]", r, l, h)
	}
}
