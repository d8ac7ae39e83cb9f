package association

import (
	"math"
	"testing"

	"concordat/analyzers/stats"

	"pgregory.net/rapid"
)

var inf = math.Inf(1)

// gold was made by testdata/fisher.R with R 4.2.2; the estimate and the bounds
// agree with SciPy 1.10's odds_ratio to 1e-12 where that was asked.
var gold = []struct {
	a, b, c, d          float64
	p, greater, less    float64 // p two-sided, then the logarithms of both tails
	estimate, low, high float64
}{
	{3, 1, 1, 3, 0.485714285714, -1.41528189799, -0.0143887374521, 6.4083196582, 0.211735595447, 626.243530589},
	{12, 18, 8, 62, 0.0021326423097, -6.30310634859, -0.000307239211106, 5.06436295799, 1.62237888619, 16.7627213324},
	{3, 7, 7, 2, 0.0697785186949, -0.00450253281799, -2.97090712842, 0.139541900338, 0.00881489305386, 1.32976128721},
	{3, 1337, 49, 2341, 5.4409749293e-07, -3.37396259376e-08, -14.9124890668, 0.107238495805, 0.0213394892592, 0.333349186976},
	{10, 1640, 53, 1737, 1.29081742179e-07, -1.41413767427e-08, -16.4176310604, 0.199915617518, 0.0903667096575, 0.398770354425},
	{0, 20, 15, 400, 1, 0, -0.717917096163, 0, 0, 6.06671628103},
	{20, 0, 15, 400, 2.09189299182e-25, -56.8265579311, 0, inf, 112.669209144, inf},
	{40, 300, 100, 20000, 2.74046258328e-38, -86.4901068016, -1.00116209649e-39, 26.6443825566, 17.6661565295, 39.5755193723},
	{2, 30, 10, 9, 0.000304173032339, -1.5552620334e-05, -8.09791383316, 0.0643152243447, 0.00583421239864, 0.377111781714},
	{9, 49, 67, 901, 0.0325427295295, -3.79559945882, -0.00774788054103, 2.46696324023, 1.02091285186, 5.36235359784},
	{3, 42, 59, 945, 0.744891538728, -0.68361626612, -0.318314547953, 1.1439128243, 0.220378450445, 3.7502359308},
	{6, 49, 50, 939, 0.112419798974, -2.68705832014, -0.0238193460803, 2.29704384542, 0.767533347741, 5.729269446},
	{12, 50, 60, 939, 0.000533433398506, -7.5361763338, -0.000126931118369, 3.74841590486, 1.72317220194, 7.62284322049},
	{8, 44, 57, 928, 0.0126906764387, -4.36688769381, -0.00362817020524, 2.95543098379, 1.1470052113, 6.74740459236},
	{4, 48, 57, 958, 0.533104554813, -1.06161375164, -0.186825009417, 1.40007893804, 0.354322443504, 4.02791687161},
	{11, 47, 74, 887, 0.00615245933854, -5.09090338465, -0.00192040763998, 2.80125659216, 1.25579970433, 5.77606009638},
	{8, 28, 52, 913, 0.000834852436543, -7.08825557143, -0.000143471441184, 5.00125861183, 1.87535805156, 11.9863697807},
	{8, 41, 53, 915, 0.00672314980837, -5.00219851278, -0.00169806275767, 3.36218121309, 1.29552128787, 7.75251659252},
	{2, 33, 83, 811, 0.763246690376, -0.165043659499, -1.01416282661, 0.592460845974, 0.0676901942481, 2.38883598473},
	{5, 42, 61, 859, 0.24477394171, -1.55285290139, -0.0984350026071, 1.67533092135, 0.499195242033, 4.45016576439},
	{307, 3948, 2027, 90011, 1.47090069322e-65, -149.282156115, -4.23900697307e-66, 3.45297526471, 3.03963875795, 3.91237191052},
	{305, 3950, 2070, 90192, 5.42869583158e-63, -143.371161932, -1.60561648407e-63, 3.36427233389, 2.96099051289, 3.81247598485},
	{301, 4017, 2030, 90026, 3.59783632244e-61, -139.177358029, -1.07723651494e-61, 3.32297782672, 2.922316447, 3.76853491767},
	{248, 4060, 1989, 90174, 3.70840149213e-39, -88.5613850652, -1.23881707963e-39, 2.76926826743, 2.40803388497, 3.17395424327},
}

func TestFisherTestOfR(t *testing.T) {
	for _, g := range gold {
		c := stats.Contingency{O11: g.a, O12: g.b, O21: g.c, O22: g.d}
		near(t, "p", c.FisherP(), g.p, 1e-7)
		near(t, "greater", c.LogFisherGreater(), g.greater, 1e-7)
		near(t, "less", c.LogFisherLess(), g.less, 1e-7)
		lo, hi := ConditionalOddsRatioCI(c, .95)
		for what, v := range map[string][2]float64{"estimate": {ConditionalOddsRatio(c), g.estimate}, "low": {lo, g.low}, "high": {hi, g.high}} {
			if v[0] != v[1] {
				near(t, what, v[0], v[1], 2e-11)
			}
		}
	}
}

// Two of the five rows in CorporaCoCo's README: log₂ of the odds ratio of the
// second corpus to the first. They come from R's fisher.test, which is exact to
// three or four digits.
func TestCorporaCoCo(t *testing.T) {
	for _, g := range []struct {
		ha, ma, hb, mb       float64
		effect, low, high, p float64
	}{
		{3, 1337, 49, 2341, 3.221181, 1.584866, 5.548981, 5.440975e-07},
		{10, 1640, 53, 1737, 2.322489, 1.326370, 3.468098, 1.290817e-07},
	} {
		c := stats.Contingency{O11: g.hb, O12: g.mb, O21: g.ha, O22: g.ma}
		lo, hi := ConditionalOddsRatioCI(c, .95)
		near(t, "effect", math.Log2(ConditionalOddsRatio(c)), g.effect, 1e-3)
		near(t, "low", math.Log2(lo), g.low, 1e-3)
		near(t, "high", math.Log2(hi), g.high, 1e-3)
		near(t, "p", c.FisherP(), g.p, 1e-6)
	}
	// The conditional estimate is not the sample odds ratio.
	near(t, "sample", math.Log2(stats.Contingency{O11: 49, O12: 2341, O21: 3, O22: 1337}.OddsRatio()), 3.221622, 1e-6)
}

// The 100 paragraphs of the units example, as R prints them.
func TestConditionalOfUnits(t *testing.T) {
	c := stats.FromMargins(12, 30, 20, 100)
	lo, hi := ConditionalOddsRatioCI(c, .95)
	near(t, "OR", ConditionalOddsRatio(c), 5.064365671, 1e-5)
	near(t, "low", lo, 1.622379048, 1e-5)
	near(t, "high", hi, 16.7617193, 1e-3)
}

// Brute force: every table of the margins with its logarithm of a probability.
func brute(c stats.Contingency, logOmega float64) (mean, above, below float64) {
	r1, r2, c1 := c.O11+c.O12, c.O21+c.O22, c.O11+c.O21
	choose := func(n, k float64) float64 {
		a, _ := math.Lgamma(n + 1)
		b, _ := math.Lgamma(k + 1)
		d, _ := math.Lgamma(n - k + 1)
		return a - b - d
	}
	lo, hi := math.Max(0, c1-r2), math.Min(r1, c1)
	top := math.Inf(-1)
	logs := map[float64]float64{}
	for k := lo; k <= hi; k++ {
		logs[k] = choose(r1, k) + choose(r2, c1-k) + k*logOmega
		top = math.Max(top, logs[k])
	}
	sum := 0.0
	for k := lo; k <= hi; k++ {
		w := math.Exp(logs[k] - top)
		sum += w
		mean += w * k
		if k >= c.O11 {
			above += w
		}
		if k <= c.O11 {
			below += w
		}
	}
	return mean / sum, above / sum, below / sum
}

func TestConditionalSolvesItsEquations(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := func(name string, most int) float64 { return float64(rapid.IntRange(0, most).Draw(t, name)) }
		c := stats.Contingency{O11: n("a", 40), O12: n("b", 300), O21: n("c", 300), O22: n("d", 3000)}
		level := rapid.Float64Range(.5, .9999).Draw(t, "level")
		lo, hi := ConditionalOddsRatioCI(c, level)
		est := ConditionalOddsRatio(c)
		m, ok := newNoncentral(c)
		if !ok {
			t.Fatal("whole counts are refused")
		}
		if m.lo == m.hi {
			if !math.IsNaN(est) || lo != 0 || !math.IsInf(hi, 1) {
				t.Fatalf("%v: %v [%v, %v] of the one table there is", c, est, lo, hi)
			}
			return
		}
		if !(lo <= est && est <= hi) {
			t.Fatalf("%v: %v outside [%v, %v]", c, est, lo, hi)
		}
		close := func(what string, got, want float64) {
			if math.Abs(got-want) > 1e-8*math.Max(1, want) {
				t.Fatalf("%v: %s is %v, want %v", c, what, got, want)
			}
		}
		if est > 0 && !math.IsInf(est, 1) {
			mean, _, _ := brute(c, math.Log(est))
			close("mean", mean, c.O11)
		}
		if lo > 0 {
			_, above, _ := brute(c, math.Log(lo))
			close("tail at the lower bound", above, (1-level)/2)
		}
		if !math.IsInf(hi, 1) {
			_, _, below := brute(c, math.Log(hi))
			close("tail at the upper bound", below, (1-level)/2)
		}
		wl, wh := ConditionalOddsRatioCI(c, 1-(1-level)/2)
		if wl > lo*(1+1e-12) || wh < hi*(1-1e-12) {
			t.Fatalf("%v: a higher level is narrower", c)
		}
		// With the second variable replaced by its absence the odds turn over.
		ml, mh := ConditionalOddsRatioCI(stats.Contingency{O11: c.O12, O12: c.O11, O21: c.O22, O22: c.O21}, level)
		if lo > 0 {
			close("mirrored", mh*lo, 1)
		}
		if !math.IsInf(hi, 1) {
			close("mirrored", ml*hi, 1)
		}
	})
}

func TestConditionalEdges(t *testing.T) {
	if v := ConditionalOddsRatio(stats.Contingency{O11: -1, O12: 2, O21: 3, O22: 4}); !math.IsNaN(v) {
		t.Errorf("a negative count gives %v", v)
	}
	if lo, hi := ConditionalOddsRatioCI(stats.Contingency{O11: inf, O12: 2, O21: 3, O22: 4}, .95); !math.IsNaN(lo) || !math.IsNaN(hi) {
		t.Error("an infinite count has an interval")
	}
	// Large tables, far from independence: finite and in order.
	c := stats.Contingency{O11: 49_999, O12: 1, O21: 1, O22: 949_999}
	lo, hi := ConditionalOddsRatioCI(c, .999)
	if est := ConditionalOddsRatio(c); !(1 < lo && lo < est && est < hi && hi < 1e15) {
		t.Errorf("%v [%v, %v]", est, lo, hi)
	}
}
