package agreement

import (
	"fmt"
	"math"
	"testing"

	"concordat/analyzers/stats"

	"pgregory.net/rapid"
)

// sample is a stratified sample whose estimates and standard errors were
// computed with the R package survey 4.1.1:
//
//	S <- data.frame(h=c("a","b","near","far"), N=c(40,25,120,900), n=c(20,12,15,30), k=c(17,7,4,2), hit=c(1,1,0,0))
//	d <- do.call(rbind, lapply(1:4, function(i) data.frame(h=S$h[i], N=S$N[i], hit=S$hit[i], y=c(rep(1,S$k[i]), rep(0,S$n[i]-S$k[i])))))
//	d$tp <- d$hit*d$y; d$fn <- (1-d$hit)*d$y; d$two <- 2*d$tp; d$den <- d$hit+d$y
//	des <- svydesign(id=~1, strata=~h, fpc=~N, data=d)
//	svytotal(~tp+fn, des); svyratio(~tp, ~y, des); svyratio(~tp, ~hit, des); svyratio(~two, ~den, des); svymean(~y, des)
var sample = []Stratum{
	{Hit: true, Class: "hit", Size: 40, Coded: 20, Present: 17},
	{Hit: true, Class: "hit", Size: 25, Coded: 12, Present: 7},
	{Class: "near", Size: 120, Coded: 15, Present: 4},
	{Class: "other", Size: 900, Coded: 30, Present: 2},
}

func TestAccuracyAgainstSurvey(t *testing.T) {
	a := Of(sample, stats.NewStream(1, "survey"), 20_000)
	for _, c := range []struct {
		name      string
		measure   func(Totals) float64
		value, se float64
		within    float64 // of the standard error, relative: survey's is linearised
	}{
		{"true", func(t Totals) float64 { return t.True }, 48.58333333, 3.54254, .02},
		{"missing", func(t Totals) float64 { return t.Missing }, 92, 43.08132, .02},
		{"precision", Totals.Precision, .747435897436, .0545006550557, .02},
		{"recall", Totals.Recall, .345583876704, .107179299724, .25},
		{"f1", Totals.F1, .47263883259, .10248173818, .12},
		{"prevalence", Totals.Prevalence, .1295698925, .03984, .02},
	} {
		near(t, c.name, c.measure(a.Totals), c.value, 1e-8*max(1, c.value))
		sum, squares := 0.0, 0.0
		for _, r := range a.Replicates {
			v := c.measure(r)
			sum, squares = sum+v, squares+v*v
		}
		n := float64(len(a.Replicates))
		sd := math.Sqrt(squares/n - sq(sum/n))
		if math.Abs(sd/c.se-1) > c.within {
			t.Errorf("%s: the replicates have the standard deviation %v, survey's standard error is %v", c.name, sd, c.se)
		}
	}
	if a.Fixed != nil {
		t.Errorf("fixed: %v", a.Fixed)
	}
}

// By the formula: a share of 10 % found with a sensitivity
// of .9 and a specificity of .95 is one of .05/.85; what chance pushes out of 0 … 1 is clipped.
func TestRoganGladen(t *testing.T) {
	for _, c := range []struct {
		q, se, sp, want float64
		clipped         bool
	}{
		{.10, .9, .95, .05 / .85, false}, {.02, .9, .95, 0, true}, {.96, .9, .95, 1, true}, {.05, .9, .95, 0, false}, {.3, 1, 1, .3, false},
	} {
		got, clipped := RoganGladen(c.q, c.se, c.sp)
		if math.Abs(got-c.want) > 1e-12 || clipped != c.clipped {
			t.Errorf("RoganGladen(%v, %v, %v) = %v, %t; want %v, %t", c.q, c.se, c.sp, got, clipped, c.want, c.clipped)
		}
	}
	for _, bad := range [][3]float64{{.1, .5, .5}, {.1, .2, .3}, {none, .9, .9}, {.1, none, .9}} {
		if got, _ := RoganGladen(bad[0], bad[1], bad[2]); !math.IsNaN(got) {
			t.Errorf("RoganGladen%v = %v, want NaN", bad, got)
		}
	}
}

func strata() *rapid.Generator[[]Stratum] {
	return rapid.Custom(func(t *rapid.T) []Stratum {
		out := make([]Stratum, rapid.IntRange(1, 6).Draw(t, "strata"))
		for i := range out {
			s := Stratum{Class: rapid.SampledFrom([]string{"hit", "near", "other"}).Draw(t, "class")}
			s.Hit = s.Class == "hit"
			s.Size = int64(rapid.IntRange(1, 200).Draw(t, "size"))
			s.Coded = int64(rapid.IntRange(1, int(min(s.Size, 20))).Draw(t, "coded"))
			s.Present = int64(rapid.IntRange(0, int(s.Coded)).Draw(t, "present"))
			out[i] = s
		}
		return out
	})
}

// The corrected prevalence of Rogan and Gladen, with sensitivity and
// specificity from the same population, is the estimated prevalence itself; joining
// loses no unit; every replicate stays within the population.
func TestAccuracyLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := strata().Draw(t, "strata")
		a := Of(in, stats.NewStream(rapid.Uint64().Draw(t, "seed")), 20)
		if c, clipped := RoganGladen(a.Apparent(), a.Recall(), a.Specificity()); !math.IsNaN(c) && (math.Abs(c-a.Prevalence()) > 1e-9 || clipped) {
			t.Fatalf("corrected %v, estimated %v", c, a.Prevalence())
		}
		var size, coded int64
		for _, s := range in {
			size, coded = size+s.Size, coded+s.Coded
		}
		for _, s := range joined(in) {
			size, coded = size-s.Size, coded-s.Coded
		}
		if size != 0 || coded != 0 {
			t.Fatalf("joining lost %d units, %d coded", size, coded)
		}
		for _, r := range a.Replicates {
			if r.True < -1e-9 || r.True > r.Hits+1e-9 || r.Missing < -1e-9 || r.Missing > r.Others+1e-9 {
				t.Fatalf("a replicate is impossible: %+v", r)
			}
		}
		for _, m := range []func(Totals) float64{Totals.Precision, Totals.Recall, Totals.F1, Totals.Prevalence} {
			if i := a.Interval(m, .95); i.Low > i.Value || i.High < i.Value {
				t.Fatalf("%+v does not hold its value", i)
			}
		}
	})
}

// A sample of everything is no estimate: no interval is wider than a point.
func TestCensus(t *testing.T) {
	a := Of([]Stratum{{Hit: true, Class: "hit", Size: 3, Coded: 3, Present: 3}, {Class: "other", Size: 5, Coded: 5, Present: 1}}, stats.NewStream(1), 100)
	if in := a.Interval(Totals.Recall, .95); in.Low != .75 || in.High != .75 || a.Fixed != nil {
		t.Errorf("recall %+v, fixed %v", in, a.Fixed)
	}
}

// Where none of n coded units has the concept, the bound of what is missed is
// that of Jeffreys' interval: Beta(½, n + ½) leaves .152 to the right with
// n = 15 in 2.5 of 100 (R: qbeta(.975, .5, 15.5) = 0.1518167).
func TestNoneFound(t *testing.T) {
	a := Of([]Stratum{{Class: "other", Size: 1_000_000, Coded: 15}}, stats.NewStream(1), 20_000)
	in := a.Interval(Totals.Prevalence, .95)
	if in.Low != 0 || math.Abs(in.High-.1518167) > .004 || len(a.Fixed) != 1 {
		t.Errorf("%+v, fixed %v", in, a.Fixed)
	}
	if !math.IsNaN(a.Recall()) || !math.IsNaN(a.Precision()) {
		t.Errorf("recall %v, precision %v of nothing", a.Recall(), a.Precision())
	}
}

func ExampleOf() {
	a := Of([]Stratum{
		{Hit: true, Class: "hits", Size: 60, Coded: 30, Present: 27},
		{Class: "others", Size: 2000, Coded: 40, Present: 1},
	}, stats.NewStream(1, "example"), 2000)
	p, r := a.Interval(Totals.Precision, .95), a.Interval(Totals.Recall, .95)
	fmt.Printf("precision %.2f [%.2f, %.2f], recall %.2f [%.2f, %.2f]\n", p.Value, p.Low, p.High, r.Value, r.Low, r.High)
	// Output: precision 0.90 [0.82, 0.97], recall 0.52 [0.25, 0.99]
}

// Intervals hold what they are intervals of: samples are drawn again and again
// from a population that is known, hypergeometrically, and 95 % intervals hold its precision, recall
// and prevalence in nine of ten samples or more, though most samples miss all
// that is rare.
func TestCoverage(t *testing.T) {
	population := []struct {
		Stratum
		with int64 // units of the population with the concept
	}{
		{Stratum{Hit: true, Class: "hit", Size: 60, Coded: 20}, 45},
		{Stratum{Hit: true, Class: "hit", Size: 40, Coded: 10}, 36},
		{Stratum{Class: "near", Size: 200, Coded: 15}, 12},
		{Stratum{Class: "other", Size: 5000, Coded: 15}, 10},
	}
	truth := Totals{Hits: 100, Others: 5200, True: 81, Missing: 22}
	s := stats.NewStream(11, "coverage")
	measures := map[string]func(Totals) float64{"precision": Totals.Precision, "recall": Totals.Recall, "f1": Totals.F1, "prevalence": Totals.Prevalence}
	held := map[string]int{}
	const samples = 300
	for range samples {
		var drawn []Stratum
		for _, p := range population {
			x, left, with := p.Stratum, p.Size, p.with
			for range x.Coded {
				if s.IntN(int(left)) < int(with) {
					x.Present++
					with--
				}
				left--
			}
			drawn = append(drawn, x)
		}
		a := Of(drawn, s, 400)
		for name, m := range measures {
			if in := a.Interval(m, .95); in.Low <= m(truth) && m(truth) <= in.High {
				held[name]++
			}
		}
	}
	for name := range measures {
		if held[name] < samples*9/10 {
			t.Errorf("the interval of %s held it in %d of %d samples", name, held[name], samples)
		}
	}
	t.Log(held)
}

// TP 20, FP 5, FN 10, TN 15; the correlation of the two decisions is Matthews'.
func TestAccuracyOfATable(t *testing.T) {
	x := Totals{Hits: 25, Others: 25, True: 20, Missing: 10}
	near(t, "precision", x.Precision(), .8, 1e-12)
	near(t, "recall", x.Recall(), .666667, 5e-7)
	near(t, "F1", x.F1(), .727273, 5e-7)
	near(t, "specificity", x.Specificity(), .75, 1e-12)
	near(t, "MCC", stats.Contingency{O11: 20, O12: 5, O21: 10, O22: 15}.Phi(), .408248290, 5e-10)
}
