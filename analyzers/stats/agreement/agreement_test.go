package agreement

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"concordat/analyzers/stats"

	"pgregory.net/rapid"
)

var none = math.NaN()

// published are the four coders and twelve units of Krippendorff 2011.
func published() Ratings {
	coders := [][]float64{
		{1, 2, 3, 3, 2, 1, 4, 1, 2, none, none, none},
		{1, 2, 3, 3, 2, 2, 4, 1, 2, 5, none, 3},
		{none, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, none},
		{1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, none},
	}
	r := make(Ratings, 12)
	for u := range r {
		for _, c := range coders {
			r[u] = append(r[u], c[u])
		}
	}
	return r
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s = %.12g, want %.12g", what, got, want)
	}
}

// α as Krippendorff 2011 prints it (.743, .815, .849, .797); the further digits
// are those of the program fast-krippendorff and, for nominal, of NLTK.
func TestAlphaPublished(t *testing.T) {
	for m, want := range []float64{.743421053, .815387504, .849107143, .797402775} {
		near(t, Metrics()[m], Alpha(published(), Metric(m)), want, 5e-10)
	}
	if units, codes := published().Pairable(); units != 11 || codes != 40 {
		t.Errorf("%d units with %d codes can be paired, want 11 with 40", units, codes)
	}
}

// Fleiss' κ .76117, AC1 .77544 and percent agreement .8181818 of the same codes
// are those of the R package irrCAC 1.0 (its documentation of cac.raw4raters, the same
// data), after Gwet 2014.
func TestChancePublished(t *testing.T) {
	near(t, "percent", Percent(published()), .8181818, 5e-8)
	near(t, "pi", Pi(published()), .76117, 5e-6)
	near(t, "AC1", AC1(published(), 5), .77544, 5e-6)
}

// square returns the codes of two coders from the table of their counts.
func square(counts [][]int) (a, b []float64, r Ratings) {
	for j, row := range counts {
		for k, n := range row {
			for range n {
				a, b = append(a, float64(j)), append(b, float64(k))
				r = append(r, []float64{float64(j), float64(k)})
			}
		}
	}
	return a, b, r
}

// κ and its standard error from cohen.kappa of the R package psych 2.2.9; of
// the first table the standard error is also irr's and π and AC1 are by hand.
func TestTwoCoders(t *testing.T) {
	a, b, r := square([][]int{{20, 5}, {10, 15}})
	kappa, se, n := Kappa(a, b)
	near(t, "kappa", kappa, .4, 1e-12)
	near(t, "se", se, .126996062931, 1e-11)
	near(t, "pi", Pi(r), .393939394, 5e-10)
	near(t, "AC1", AC1(r, 2), .405940594, 5e-10)
	if n != 50 {
		t.Errorf("n = %d", n)
	}
	a, b, _ = square([][]int{{44, 5, 1}, {7, 20, 3}, {9, 5, 6}})
	kappa, se, _ = Kappa(append(a, 1, none), append(b, none, 1))
	near(t, "kappa", kappa, .491525423729, 1e-11)
	near(t, "se", se, .0721274592933, 1e-11)
}

func TestNothingToAgreeAbout(t *testing.T) {
	for name, r := range map[string]Ratings{
		"empty": {}, "one code": {{1, 1}, {1, 1}}, "alone": {{1, none}, {none, 0}},
	} {
		kappa, _, _ := Kappa(column(r, 0), column(r, 1))
		in, _ := AlphaInterval(r, Nominal, .95, stats.NewStream(1), 50)
		for what, v := range map[string]float64{"alpha": Alpha(r, Nominal), "pi": Pi(r), "kappa": kappa, "low": in.Low} {
			if !math.IsNaN(v) {
				t.Errorf("%s: %s = %v, want NaN", name, what, v)
			}
		}
	}
	if got := AC1(Ratings{{1, 1}, {1, 1}}, 2); got != 1 {
		t.Errorf("AC1 of one code throughout = %v, want 1", got)
	}
}

func column(r Ratings, i int) (out []float64) {
	for _, row := range r {
		out = append(out, row[i])
	}
	return out
}

// slowAlpha is α by its definition: the mean distance of all ordered pairs
// within units over that of all ordered pairs of codes whatsoever.
func slowAlpha(r Ratings, m Metric) float64 {
	var pool []float64
	for _, row := range r {
		if coded(row) > 1 {
			for _, v := range row {
				if !math.IsNaN(v) {
					pool = append(pool, v)
				}
			}
		}
	}
	apart := func(a, b float64) float64 {
		switch m {
		case Ordinal:
			lo, hi, s := min(a, b), max(a, b), 0.0
			for _, v := range pool {
				switch {
				case v == lo || v == hi:
					s += .5
				case v > lo && v < hi:
					s++
				}
			}
			if a == b {
				return 0
			}
			return s * s
		case Interval:
			return (a - b) * (a - b)
		case Ratio:
			if a+b == 0 {
				return 0
			}
			return (a - b) / (a + b) * (a - b) / (a + b)
		}
		if a != b {
			return 1
		}
		return 0
	}
	n, do, de := float64(len(pool)), 0.0, 0.0
	for _, row := range r {
		mu := coded(row)
		for i, a := range row {
			for j, b := range row {
				if mu > 1 && i != j && !math.IsNaN(a) && !math.IsNaN(b) {
					do += apart(a, b) / float64(mu-1)
				}
			}
		}
	}
	for i, a := range pool {
		for j, b := range pool {
			if i != j {
				de += apart(a, b)
			}
		}
	}
	if de == 0 {
		return math.NaN()
	}
	return 1 - (do/n)/(de/(n*(n-1)))
}

func ratings(most int) *rapid.Generator[Ratings] {
	return rapid.Custom(func(t *rapid.T) Ratings {
		coders := rapid.IntRange(1, 4).Draw(t, "coders")
		r := make(Ratings, rapid.IntRange(0, 12).Draw(t, "units"))
		for u := range r {
			for range coders {
				v := float64(rapid.IntRange(-1, most).Draw(t, "code"))
				if v < 0 {
					v = none
				}
				r[u] = append(r[u], v)
			}
		}
		return r
	})
}

func same(a, b float64) bool { return math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) < 1e-9 }

func TestAlphaIsItsDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := ratings(5).Draw(t, "r")
		for m := range Metrics() {
			if got, want := Alpha(r, Metric(m)), slowAlpha(r, Metric(m)); !same(got, want) {
				t.Fatalf("%s: %v, by definition %v", Metrics()[m], got, want)
			}
		}
	})
}

// Neither the order of units nor that of coders matters, all coefficients are
// at most 1, and with two codes the metrics are one.
func TestAgreementLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := ratings(rapid.IntRange(1, 4).Draw(t, "most")).Draw(t, "r")
		turned := make(Ratings, len(r))
		for u := range r {
			turned[len(r)-1-u] = slices.Clone(r[u])
			slices.Reverse(turned[len(r)-1-u])
		}
		for name, f := range map[string]func(Ratings) float64{
			"percent": Percent, "pi": Pi, "ac1": func(r Ratings) float64 { return AC1(r, 5) },
			"nominal": func(r Ratings) float64 { return Alpha(r, Nominal) },
			"ordinal": func(r Ratings) float64 { return Alpha(r, Ordinal) },
		} {
			a, b := f(r), f(turned)
			if !same(a, b) || a > 1+1e-12 {
				t.Fatalf("%s: %v, turned round %v", name, a, b)
			}
		}
		two := ratings(1).Draw(t, "two")
		for m := range Metrics() {
			if a, b := Alpha(two, Nominal), Alpha(two, Metric(m)); !same(a, b) {
				t.Fatalf("two codes: nominal %v, %s %v", a, Metrics()[m], b)
			}
		}
	})
}

// With two coders and nothing left out, α is Scott's π raised by the
// correction for the number of codes: 1 − α = (1 − π)(n − 1)/n, n = 2·units.
// Source: Krippendorff 2019, chapter 12.
func TestAlphaAndPi(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := make(Ratings, rapid.IntRange(2, 20).Draw(t, "units"))
		for u := range r {
			r[u] = []float64{float64(rapid.IntRange(0, 3).Draw(t, "a")), float64(rapid.IntRange(0, 3).Draw(t, "b"))}
		}
		n := float64(2 * len(r))
		if a, p := Alpha(r, Nominal), Pi(r); !same(1-a, (1-p)*(n-1)/n) {
			t.Fatalf("α %v, π %v", a, p)
		}
	})
}

// The interval of α holds it, repeats with its seed, and about covers: of 200
// samples of 60 units drawn from a population of known α, 95 % intervals hold it in
// 0.90 or more.
func TestAlphaInterval(t *testing.T) {
	a, lost := AlphaInterval(published(), Nominal, .95, stats.NewStream(1, "x"), 500)
	b, _ := AlphaInterval(published(), Nominal, .95, stats.NewStream(1, "x"), 500)
	if a != b || !(a.Low < a.Value && a.Value < a.High) || lost != 0 {
		t.Errorf("%+v, again %+v, lost %d", a, b, lost)
	}
	s := stats.NewStream(7, "population")
	draw := func() []float64 {
		truth, r := 0.0, make([]float64, 2)
		if s.Float64() < .4 {
			truth = 1
		}
		for i := range r {
			if r[i] = truth; s.Float64() < .1 {
				r[i] = 1 - truth
			}
		}
		return r
	}
	// Two coders, 40 % present, one in ten codes wrong: p = .4·.9 + .6·.1 = .42,
	// disagreement 2·.9·.1 = .18 against 2·.42·.58 by chance.
	want, held := 1-.18/(2*.42*.58), 0
	for range 200 {
		r := make(Ratings, 60)
		for i := range r {
			r[i] = draw()
		}
		if in, _ := AlphaInterval(r, Nominal, .95, s, 300); in.Low <= want && want <= in.High {
			held++
		}
	}
	if held < 180 {
		t.Errorf("the interval held α in %d of 200 samples", held)
	}
}

func ExampleAlpha() {
	r := Ratings{{1, 1}, {0, 0}, {1, 0}, {1, 1}, {0, 0}, {0, math.NaN()}}
	fmt.Printf("α %.3f, π %.3f, AC1 %.3f\n", Alpha(r, Nominal), Pi(r), AC1(r, 2))
	// Output: α 0.640, π 0.589, AC1 0.611
}
