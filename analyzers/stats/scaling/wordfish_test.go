package scaling

import (
	"math"
	"slices"
	"strings"
	"testing"

	"concordat/analyzers/stats"

	"pgregory.net/rapid"
)

// six are six documents on a line, with ten features.
func six() [][]int64 {
	return [][]int64{
		{20, 15, 10, 8, 5, 3, 2, 1, 12, 11}, {16, 14, 11, 9, 6, 5, 3, 2, 10, 13}, {11, 12, 10, 10, 9, 8, 6, 5, 12, 10},
		{7, 9, 9, 11, 11, 10, 9, 8, 11, 12}, {4, 6, 8, 10, 12, 14, 12, 11, 10, 11}, {2, 3, 6, 9, 13, 17, 16, 15, 13, 10},
	}
}

// SciPy 1.10, testdata/wordfish.py: eight starts of BFGS over all parameters,
// errors by inverting the whole matrix of second derivatives.
func TestWordfishAgainstSciPy(t *testing.T) {
	for _, c := range []struct {
		sigma             float64
		theta, se         []float64
		firstBeta         float64
		loglik, objective float64
		dispersion        float64
	}{
		{math.Inf(1), []float64{-1.278101918754, -.902600027569, -.24087045129, .283062103307, .817250377903, 1.321259916403},
			[]float64{.172343805878, .184293606237, .204926491046, .19816344567, .179947198942, .16551902957}, -.941838379553, 765.0406338536, 765.0406338536, .101900183504},
		{3, []float64{-1.277628446289, -.902673841769, -.241321344473, .282727101776, .81722247506, 1.321674055696},
			[]float64{.172367931684, .184547845061, .205075810039, .198423974364, .180351366431, .16552288106}, -.938270757369, 765.0399935073, 764.8826204124, .101826708382},
		{.5, []float64{-1.266519199913, -.904903022784, -.251788908337, .275694326308, .81708701089, 1.330429793835},
			[]float64{.175976197763, .193547599671, .212472604162, .208075117938, .192583997699, .168301714844}, -.8320026967, 764.4413579054, 760.0355363788, .133061009386},
	} {
		f, err := Wordfish(six(), FishOptions{Sigma: c.sigma, Starts: 8, Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		for i := range c.theta {
			near(t, "θ", f.Theta[i], c.theta[i], 1e-7)
			near(t, "se", f.SE[i], c.se[i], 1e-7)
		}
		near(t, "β", f.Beta[0], c.firstBeta, 1e-7)
		near(t, "log-likelihood", f.LogLikelihood, c.loglik, 1e-11)
		near(t, "objective", f.Objective, c.objective, 1e-11)
		near(t, "dispersion", f.Dispersion, c.dispersion, 1e-7)
		if f.Starts != 8 || f.Reached != 8 || f.Shift > .015 || (f.Shift > 0) != (c.sigma < math.Inf(1)) || f.Steps > 20 {
			t.Errorf("%d of %d starts reached the maximum in %d steps; shift %v", f.Reached, f.Starts, f.Steps, f.Shift)
		}
	}
}

// Features that separate documents send β beyond all bounds without a prior.
func TestWordfishRefuses(t *testing.T) {
	separated := [][]int64{{9, 5, 0, 0, 1}, {8, 6, 0, 0, 0}, {0, 0, 7, 8, 0}, {0, 0, 9, 6, 1}}
	for name, c := range map[string]struct {
		counts [][]int64
		sigma  float64
		want   string
	}{
		"two documents": {six()[:2], 3, "2 documents with counts"},
		"few features":  {[][]int64{{1, 2}, {2, 1}, {1, 1}}, 3, "fewer cells"},
		"empty row":     {[][]int64{{1, 2, 3, 4}, {0, 0, 0, 0}, {1, 1, 2, 2}, {4, 1, 2, 2}}, 3, "no counts"},
		"apart":         {[][]int64{{1, 2, 0, 0, 0}, {2, 1, 0, 0, 0}, {0, 0, 3, 1, 1}, {0, 0, 1, 3, 1}}, 3, "share no feature"},
		"separated":     {separated, math.Inf(1), "β grows without end"},
	} {
		if _, err := Wordfish(c.counts, FishOptions{Sigma: c.sigma, Starts: 2, Seed: 1}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	references, _, virgin := lbg()
	if _, err := Wordfish(append(references, virgin), FishOptions{Sigma: math.Inf(1), Starts: 2, Seed: 1}); err == nil {
		t.Error("the table of Laver, Benoit and Garry, whose first and last texts have no word in common, has a scale without a prior")
	}
	f, err := Wordfish(separated, FishOptions{Sigma: 3, Starts: 2, Seed: 1})
	if err != nil || !(f.Shift > .05) {
		t.Errorf("%+v, %v: the prior does not show", f, err)
	}
}

// drawFish draws counts from the model itself.
func drawFish(t *rapid.T) [][]int64 {
	n, m := rapid.IntRange(3, 7).Draw(t, "documents"), rapid.IntRange(6, 12).Draw(t, "features")
	s := stats.NewStream(rapid.Uint64().Draw(t, "seed"))
	beta := make([]float64, m)
	for j := range beta {
		beta[j] = 2*s.Float64() - 1
	}
	counts := make([][]int64, n)
	for i := range counts {
		theta := 3*float64(i)/float64(n-1) - 1.5
		for j := range m {
			// Knuth's way of drawing from a Poisson distribution.
			limit, k, p := math.Exp(-math.Exp(2+beta[j]*theta)), int64(0), s.Float64()
			for p > limit {
				k, p = k+1, p*s.Float64()
			}
			counts[i] = append(counts[i], k+1)
		}
	}
	return counts
}

// At the mode the derivatives vanish and no change of the parameters is better;
// the constraints hold; the order of the documents and features does not matter,
// nor does what of the seed is not used.
func TestWordfishKeepsItsLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		counts := drawFish(t)
		sigma := rapid.SampledFrom([]float64{3, 1}).Draw(t, "sigma")
		f, err := Wordfish(counts, FishOptions{Sigma: sigma, Starts: 3, Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		mean, sd := moments(f.Theta)
		middle, _ := moments(f.Beta)
		if math.Abs(mean) > 1e-9 || math.Abs(sd-1) > 1e-9 || math.Abs(middle) > 1e-9 || f.Alpha[0] != 0 {
			t.Fatalf("θ has mean %v and sd %v, β mean %v, α_1 = %v", mean, sd, middle, f.Alpha[0])
		}
		m, err := newModel(counts, sigma)
		if err != nil {
			t.Fatal(err)
		}
		m = m.copy()
		set := func(shift func() float64) float64 {
			for k, dst := range [][]float64{m.alpha, m.th, m.psi, m.beta} {
				for i := range dst {
					dst[i] = [][]float64{f.Alpha, f.Theta, f.Psi, f.Beta}[k][i] + shift()
				}
			}
			return m.value()
		}
		if v := set(func() float64 { return 0 }); math.Abs(v-f.Objective) > 1e-7*(1+math.Abs(v)) {
			t.Fatalf("the objective is %v, of its own parameters %v", f.Objective, v)
		}
		s := stats.NewStream(7)
		for _, size := range []float64{1e-4, 1e-2, .3} {
			for range 10 {
				if v := set(func() float64 { return size * (2*s.Float64() - 1) }); v > f.Objective+1e-9*math.Abs(f.Objective) {
					t.Fatalf("%v nearby, %v at the mode", v, f.Objective)
				}
			}
		}
		// Derivatives by difference.
		const h = 1e-5
		for k := range 2*m.n + 2*m.m {
			at := func(d float64) float64 {
				i := -1
				return set(func() float64 {
					if i++; i == k {
						return d
					}
					return 0
				})
			}
			if slope := (at(h) - at(-h)) / (2 * h); math.Abs(slope) > 1e-3 {
				t.Fatalf("derivative %d is %v", k, slope)
			}
		}
		turned := slices.Clone(counts)
		slices.Reverse(turned)
		g, err := Wordfish(turned, FishOptions{Sigma: sigma, Starts: 3, Seed: 2})
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(g.Objective-f.Objective) > 1e-6*math.Abs(f.Objective) {
			return // another maximum, which so small a table may have
		}
		for i := range f.Theta {
			if k := len(f.Theta) - 1 - i; math.Abs(math.Abs(g.Theta[k])-math.Abs(f.Theta[i])) > 1e-4 || math.Abs(g.SE[k]-f.SE[i]) > 1e-4 {
				t.Fatalf("θ %v ± %v, of the documents in reverse %v ± %v", f.Theta, f.SE, g.Theta, g.SE)
			}
		}
	})
}

func TestTurn(t *testing.T) {
	f, err := Wordfish(six(), FishOptions{Sigma: 3, Starts: 1})
	if err != nil {
		t.Fatal(err)
	}
	theta, beta, se := slices.Clone(f.Theta), slices.Clone(f.Beta), slices.Clone(f.SE)
	f.Turn()
	for i := range theta {
		if f.Theta[i] != -theta[i] || f.SE[i] != se[i] {
			t.Error("θ did not turn, or its error did")
		}
	}
	if f.Beta[0] != -beta[0] {
		t.Error("β did not turn")
	}
}

// The positions that made the counts come back in their order.
func TestWordfishFindsPositions(t *testing.T) {
	const n, m = 12, 60
	s := stats.NewStream(3)
	beta := make([]float64, m)
	for j := range beta {
		beta[j] = 2*s.Float64() - 1
	}
	counts := make([][]int64, n)
	for i := range counts {
		for j := range m {
			counts[i] = append(counts[i], int64(math.Round(20*math.Exp(beta[j]*(float64(i)-5.5)/4))))
		}
	}
	f, err := Wordfish(counts, FishOptions{Sigma: 3, Starts: 3, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if f.Theta[0] > f.Theta[n-1] {
		f.Turn()
	}
	if !slices.IsSorted(f.Theta) || f.Reached != 3 {
		t.Errorf("%v, %d starts", f.Theta, f.Reached)
	}
}

// One count where nearly none was expected says nothing of the others.
func TestDispersionLeavesOutSmallMeans(t *testing.T) {
	y, lambda := []float64{2, 4, 1}, []float64{3, 3, 1e-6}
	if got, want := dispersion(y, lambda, 3), (1.0/3+1.0/3)/2; math.Abs(got-want) > 1e-12 {
		t.Errorf("dispersion %v, want %v", got, want)
	}
	if got := dispersion([]float64{1}, []float64{.1}, 1); !math.IsNaN(got) {
		t.Errorf("dispersion without an expected count %v", got)
	}
}
