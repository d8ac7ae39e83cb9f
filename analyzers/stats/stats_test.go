package stats

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// near fails unless got is within a relative tolerance of want.
func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if math.IsNaN(got) || math.Abs(got-want) > tolerance*math.Max(1e-300, math.Abs(want)) {
		t.Errorf("%s = %.12g, want %.12g", what, got, want)
	}
}

// half fails unless got is within half a unit of the last of so many decimals.
func half(t *testing.T, what string, got, want float64, decimals int) {
	t.Helper()
	if math.IsNaN(got) || math.Abs(got-want) > 0.5001*math.Pow10(-decimals) {
		t.Errorf("%s = %.12f, want %.*f", what, got, decimals, want)
	}
}

// Dunning 1993 ("the swiss" is published as 270.72) and NLTK's collocations.doctest.
func TestDunning(t *testing.T) {
	for _, c := range []struct {
		name   string
		c      Contingency
		g2, x2 float64
	}{
		{"the swiss", Contingency{110, 2442, 111, 29114}, 270.7219, 525.0211},
		{"can be", Contingency{29, 13, 123, 31612}, 263.8966, 4153.6949},
		{"previous year", Contingency{31, 23, 139, 31584}, 256.8365, 3287.9829},
		{"mineral water", Contingency{10, 0, 3, 31764}, 167.2298, 24441.5377},
	} {
		half(t, c.name+" G2", c.c.G2(), c.g2, 4)
		half(t, c.name+" chi2", c.c.ChiSquare(), c.x2, 4)
	}
}

// Manning and Schütze 1999, chapter 5, and NLTK's collocations.doctest.
func TestManningSchuetze(t *testing.T) {
	a := FromMargins(8, 15828, 4675, 14307668)
	half(t, "t", a.TScore(), 0.999932, 6)
	half(t, "chi2", a.ChiSquare(), 1.55, 2)
	half(t, "PMI", a.PMI(), 0.629343, 6)
	half(t, "logDice", a.LogDice(), 3.676453, 6)
	b := FromMargins(20, 42, 20, 14307668)
	half(t, "t", b.TScore(), 4.472123, 6)
	half(t, "PMI", b.PMI(), 18.377968, 6)
	half(t, "MI3", b.MI3(), 27.021824, 6)
	half(t, "NPMI", b.NPMI(), 0.944962, 6)
	half(t, "Dice", b.Dice(), 0.645161, 6)
	half(t, "Jaccard", b.Jaccard(), 0.476190, 6)
	half(t, "logDice", b.LogDice(), 13.367732, 6)
	half(t, "PMI", FromMargins(20, 15019, 15629, 14307668).PMI(), 0.285774, 6)
	half(t, "chi2", FromMargins(59, 67, 65, 571007).ChiSquare(), 456400, 0)
}

// Two rows of the gold table of the UCS toolkit (N = 191,998, f1 = 15,334);
// its chi-square is signed, its MI has base 10.
func TestUCS(t *testing.T) {
	for _, g := range []struct {
		f, f2                     int64
		g2, x2, mi, ts, zs, dices float64
	}{
		{7, 120, -0.829802488929, -0.757555937350, -0.136441960174, -0.976603440000, -0.834636300974, 0.000905914326388},
		{1, 2, 2.448756724674, 4.803980961049, 0.796611250195, 0.840269169471, 2.102442146958, 0.000130412102243},
	} {
		c := FromMargins(g.f, 15334, g.f2, 191998)
		near(t, "G2", c.G2(), g.g2, 1e-9)
		near(t, "chi2", math.Copysign(c.ChiSquare(), c.G2()), g.x2, 1e-9)
		near(t, "MI", c.PMI()*math.Log10(2), g.mi, 1e-9)
		near(t, "t", c.TScore(), g.ts, 1e-9)
		near(t, "z", c.ZScore(), g.zs, 1e-9)
		near(t, "Dice", c.Dice(), g.dices, 1e-9)
	}
	if y := FromMargins(1, 15334, 8, 191998).Yates(); y != 0 {
		t.Errorf("Yates = %v, want 0: the correction stops at zero", y)
	}
}

// The 2×2 example and the eight-word example of quanteda.textstats' tests.
func TestQuanteda(t *testing.T) {
	c := Contingency{3, 7, 7, 2}
	near(t, "Yates", c.Yates(), 2.632438271605, 1e-9)
	near(t, "p of Yates", ChiSquareP(c.Yates()), 0.1047008150, 1e-9)
	near(t, "chi2", c.ChiSquare(), 4.337160493827, 1e-9)
	near(t, "p of chi2", ChiSquareP(c.ChiSquare()), 0.0372890630, 1e-8)
	near(t, "|G2|", -c.G2(), 4.534939332256, 1e-9)
	near(t, "Fisher p", c.FisherP(), 0.0697785187, 1e-9)
	near(t, "odds ratio", c.OddsRatio(), 0.122448980, 1e-8)

	for _, w := range []struct {
		word   string
		a, b   int64
		x2, g2 float64
	}{
		{"a", 3, 2, .004739, .004751}, {"b", 2, 1, .089304, .091242}, {"c", 6, 2, 1.221872, 1.274238},
		{"d", 1, 4, -3.715033, -3.779441}, {"e", 1, 1, -.065813, -.064900}, {"g", 1, 0, .731092, 1.093291},
		{"h", 2, 1, .089304, .091242},
	} {
		c := FromCorpora(w.a, 17, w.b, 12)
		half(t, w.word+" chi2", math.Copysign(c.ChiSquare(), c.G2()), w.x2, 6)
		half(t, w.word+" G2", c.G2(), w.g2, 6)
	}
	half(t, "PMI of a", FromCorpora(3, 17, 2, 12).PMI()*math.Ln2, .023257, 6)
	half(t, "PMI of c", FromCorpora(6, 17, 2, 12).PMI()*math.Ln2, .246400, 6)
	half(t, "PMI of g", FromCorpora(1, 17, 0, 12).PMI()*math.Ln2, .534082, 6)
	half(t, "PMI of d", FromCorpora(1, 17, 4, 12).PMI()*math.Ln2, -1.075355, 6)
	half(t, "Fisher p of c", FromCorpora(6, 17, 2, 12).FisherP(), .40834711, 8)
	half(t, "Fisher p of d", FromCorpora(1, 17, 4, 12).FisherP(), .12963665, 8)
}

// 100 paragraphs, A in 30, B in 20, both in 12; R's fisher.test.
func TestUnits(t *testing.T) {
	c := FromMargins(12, 30, 20, 100)
	near(t, "E", c.Expected(), 6, 1e-12)
	near(t, "PMI", c.PMI(), 1, 1e-12)
	near(t, "NPMI", c.NPMI(), .326915579, 1e-8)
	near(t, "lift", c.Lift(), 2, 1e-12)
	near(t, "Jaccard", c.Jaccard(), .315789474, 1e-8)
	near(t, "Dice", c.Dice(), .48, 1e-12)
	near(t, "phi", c.Phi(), .327326835, 1e-8)
	near(t, "chi2", c.ChiSquare(), 10.714285714, 1e-9)
	near(t, "Yates", c.Yates(), 9.002976190, 1e-9)
	near(t, "G2", c.G2(), 9.946179206, 1e-9)
	near(t, "Fisher p", c.FisherP(), .002132642, 1e-6)
	near(t, "min. sensitivity", c.MinSensitivity(), 0.4, 1e-12)
	near(t, "ΔP", c.DeltaP(), 12./30-8./70, 1e-12)
}

// R's fisher.test, and two rows of the README of CorporaCoCo.
func TestFisher(t *testing.T) {
	near(t, "3,1,1,3", Contingency{3, 1, 1, 3}.FisherP(), .4857142857, 1e-9)
	near(t, "CoCo 1", Contingency{3, 1337, 49, 2341}.FisherP(), 5.440975e-07, 1e-6)
	near(t, "CoCo 2", Contingency{10, 1640, 53, 1737}.FisherP(), 1.290817e-07, 1e-6)
	if p := FromMargins(0, 0, 5, 10).FisherP(); p != 1 {
		t.Errorf("p of an empty margin = %v, want 1", p)
	}
	// Only one table is as unlikely as a full diagonal of n and n: p = 2/C(2n,n).
	for _, n := range []float64{5, 400, 2000} {
		lg := func(x float64) float64 { v, _ := math.Lgamma(x + 1); return v }
		near(t, "diagonal", Contingency{n, 0, 0, n}.LogFisherP(), math.Ln2+2*lg(n)-lg(2*n), 1e-9)
	}
}

// FisherP agrees with the sum over every table.
func TestFisherBrute(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := func(name string) float64 { return float64(rapid.IntRange(0, 60).Draw(t, name)) }
		c := Contingency{n("a"), n("b"), n("c"), n("d")}
		h, x := c.hypergeometric()
		limit := math.Exp(h.logP(x)) * (1 + 1e-7)
		want := 0.0
		for k := h.lo; k <= h.hi; k++ {
			if p := math.Exp(h.logP(k)); p <= limit {
				want += p
			}
		}
		if got := c.FisherP(); math.Abs(got-want) > 1e-9*want {
			t.Fatalf("%v: %v, want %v", c, got, want)
		}
	})
}

// R 4.2: phyper(x − 1, …, lower.tail = FALSE) and fisher.test(…, alternative = "greater").
func TestFisherGreater(t *testing.T) {
	near(t, "3,1,1,3", Contingency{3, 1, 1, 3}.FisherGreater(), 2.42857142857143e-01, 1e-9)
	near(t, "paragraphs", FromMargins(12, 30, 20, 100).FisherGreater(), 1.83060942472401e-03, 1e-9)
	near(t, "far out", Contingency{40, 300, 100, 20000}.FisherGreater(), 2.74046258328417e-38, 1e-7)
	near(t, "fewer than expected", Contingency{2, 30, 10, 9}.FisherGreater(), 9.99984447500607e-01, 1e-12)
	if p := FromMargins(0, 0, 5, 10).FisherGreater(); p != 1 {
		t.Errorf("p of an empty margin = %v, want 1", p)
	}
	rapid.Check(t, func(t *rapid.T) {
		n := func(name string) float64 { return float64(rapid.IntRange(0, 60).Draw(t, name)) }
		c := Contingency{n("a"), n("b"), n("c"), n("d")}
		h, x := c.hypergeometric()
		want := 0.0
		for k := x; k <= h.hi; k++ {
			want += math.Exp(h.logP(k))
		}
		if got := c.FisherGreater(); math.Abs(got-want) > 1e-9 {
			t.Fatalf("%v: %v, want %v", c, got, want)
		}
	})
}

// With O11 at its expectation nothing is left but zero.
func TestIndependent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r1, r2 := rapid.Int64Range(1, 1e6).Draw(t, "r1"), rapid.Int64Range(1, 1e6).Draw(t, "r2")
		c1, c2 := rapid.Int64Range(1, 1000).Draw(t, "c1"), rapid.Int64Range(1, 1000).Draw(t, "c2")
		c := Contingency{float64(r1 * c1), float64(r1 * c2), float64(r2 * c1), float64(r2 * c2)}
		if g := c.G2(); g != 0 {
			t.Fatalf("G2 of independence = %v", g)
		}
		if p := c.PMI(); math.Abs(p) > 1e-12 {
			t.Fatalf("PMI of independence = %v", p)
		}
	})
}

// Swapping the rows turns the sign of G² and keeps its size, whatever the
// counts; no measure of a proper table is NaN.
func TestSymmetry(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		A, B := rapid.Int64Range(1, 1e8).Draw(t, "A"), rapid.Int64Range(1, 1e8).Draw(t, "B")
		a, b := rapid.Int64Range(0, A).Draw(t, "a"), rapid.Int64Range(0, B).Draw(t, "b")
		c, d := FromCorpora(a, A, b, B), FromCorpora(b, B, a, A)
		if g, h := c.G2(), d.G2(); math.Abs(g+h) > 1e-9*math.Max(1e-6, math.Abs(g)) {
			t.Fatalf("G2 %v and %v", g, h)
		}
		if g := c.G2(); (float64(a)/float64(A) > float64(b)/float64(B)) != (g > 0) && math.Abs(g) > 1e-6 {
			t.Fatalf("the sign of %v is wrong", g)
		}
		const m = 100
		if l, r := ConservativeLogRatio(a, A, b, B, .95, m), ConservativeLogRatio(b, B, a, A, .95, m); l != -r {
			t.Fatalf("conservative %v and %v", l, r)
		}
		lo, hi := LogRatioExactCI(a, A, b, B, .95)
		if lr := LogRatio(a, A, b, B); a+b > 0 && (lr < lo || lr > hi) {
			t.Fatalf("%v outside [%v, %v]", lr, lo, hi)
		}
		if lo2, hi2 := LogRatioExactCI(b, B, a, A, .95); lo2 != -hi || hi2 != -lo {
			t.Fatalf("[%v, %v] and [%v, %v]", lo, hi, lo2, hi2)
		}
		if c := ConservativeLogRatio(a, A, b, B, .95, m); math.IsNaN(c) || math.IsInf(c, 0) {
			t.Fatalf("conservative log ratio is %v", c)
		}
		if lo, hi := LogRatioCI(a, A, b, B, .95); a > 0 && b > 0 && !(lo <= hi) {
			t.Fatalf("Katz [%v, %v]", lo, hi)
		}
	})
}

// The edges: what is undefined is NaN, what has no bound is infinite.
func TestEdges(t *testing.T) {
	never := FromMargins(0, 3, 4, 100)
	for name, got := range map[string]float64{"PMI": never.PMI(), "MI3": never.MI3(), "logDice": never.LogDice(), "t": never.TScore()} {
		if !math.IsInf(got, -1) {
			t.Errorf("%s of a pair never together = %v, want −Inf", name, got)
		}
	}
	if never.NPMI() != -1 || never.Dice() != 0 || never.Lift() != 0 {
		t.Error("a pair never together: NPMI −1, Dice 0, lift 0")
	}
	empty := Contingency{}
	if empty.G2() != 0 || !math.IsNaN(empty.PMI()) || !math.IsNaN(empty.ChiSquare()) {
		t.Error("the empty table: G2 0, PMI and chi-square NaN")
	}
	if p := empty.FisherP(); p != 1 {
		t.Errorf("Fisher p of the empty table = %v, want 1", p)
	}
	if got := LogRatio(0, 0, 1, 5); !math.IsNaN(got) {
		t.Errorf("log ratio without a target = %v, want NaN", got)
	}
}

// R 4.2: phyper(…, log.p = TRUE). The mirror, and the sum of both tails less the
// table itself is 1.
func TestFisherTails(t *testing.T) {
	for _, c := range []struct {
		c             Contingency
		greater, less float64
	}{
		{Contingency{3, 1, 1, 3}, -1.41528189799, -0.0143887374521},
		{Contingency{3, 1337, 49, 2341}, -3.37396259376e-08, -14.9124890668},
		{Contingency{20, 0, 15, 400}, -56.8265579311, 0},
		{Contingency{0, 20, 15, 400}, 0, -0.717917096163},
		{Contingency{307, 3948, 2027, 90011}, -149.282156115, -4.23900697307e-66},
	} {
		near(t, "log greater", c.c.LogFisherGreater()+1, c.greater+1, 1e-9)
		near(t, "log less", c.c.LogFisherLess()+1, c.less+1, 1e-9)
	}
	far := Contingency{5000, 100, 100, 900000}
	if l := far.LogFisherGreater(); !(l < -700) || math.IsInf(l, 0) || far.FisherGreater() != 0 {
		t.Errorf("log p = %v far out", l)
	}
	rapid.Check(t, func(t *rapid.T) {
		n := func(name string) float64 { return float64(rapid.IntRange(0, 60).Draw(t, name)) }
		c := Contingency{n("a"), n("b"), n("c"), n("d")}
		h, x := c.hypergeometric()
		if got := c.FisherGreater() + c.FisherLess() - math.Exp(h.logP(x)); math.Abs(got-1) > 1e-9 {
			t.Fatalf("%v: the tails sum to %v", c, got)
		}
	})
}

// R 4.2: p.adjust(c(.001, .008, .039, .041, .042, .06, .074, .205), "BY"), and
// with 12 more values of 1.
func TestFalseDiscovery(t *testing.T) {
	p := []float64{.001, .008, .039, .041, .042, .06, .074, .205}
	bh, by := FalseDiscovery(p, 0)
	for i, q := range BenjaminiHochberg(p) {
		near(t, "BH", bh[i], q, 0)
	}
	ones := append(append([]float64{}, p...), 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)
	wantBH, wantBY := FalseDiscovery(ones, 0)
	gotBH, gotBY := FalseDiscovery(p, 20)
	for i := range p {
		near(t, "BH of 20", gotBH[i], wantBH[i], 1e-15)
		near(t, "BY of 20", gotBY[i], wantBY[i], 1e-15)
	}
	for i, want := range byOfR {
		near(t, "BY", by[i], want, 1e-9)
		near(t, "BY of 20", gotBY[i], byOfRWithOnes[i], 1e-9)
	}
	near(t, "harmonic", harmonic(2_000_000), harmonic(1_000_000)+sumOfReciprocals(1_000_001, 2_000_000), 1e-13)
	if bh, _ := FalseDiscovery([]float64{math.NaN(), .5}, 1); !math.IsNaN(bh[0]) || bh[1] != .5 {
		t.Errorf("NaN is of the family: %v", bh)
	}
}

func sumOfReciprocals(from, to int) (sum float64) {
	for i := to; i >= from; i-- {
		sum += 1 / float64(i)
	}
	return sum
}

var byOfR = []float64{0.0217428571429, 0.0869714285714, 0.18264, 0.18264, 0.18264, 0.217428571429, 0.229853061224, 0.557160714286}

var byOfRWithOnes = []float64{0.0719547931429, 0.287819172571, 0.6044202624, 0.6044202624, 0.6044202624, 0.719547931429, 0.760664956082, 1}
