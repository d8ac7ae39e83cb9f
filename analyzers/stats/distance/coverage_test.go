package distance

import (
	"math"
	"math/rand/v2"
	"testing"

	"concordat/analyzers/stats"
)

// TestBasicCoversAndPercentileDoesNot is why intervals of the divergence are
// basic ones. Two texts of 100 paragraphs have 60 features with known
// proportions, some 3 counts a paragraph, each feature three times as frequent
// in a third of the paragraphs and absent from the others. Of 80 pairs of
// such texts the percentile interval hardly ever holds the true divergence.
func TestBasicCoversAndPercentileDoesNot(t *testing.T) {
	const features, paragraphs, pairs, resamples, level = 60, 100, 80, 199, .95
	r := rand.New(rand.NewPCG(1, 2))
	basic, percentile := 0, 0
	for range pairs {
		x, y := make([]float64, features), make([]float64, features)
		for f := range x {
			x[f] = math.Exp(r.NormFloat64()/2) / (1 + .3*float64(f))
			y[f] = x[f] * math.Exp(r.NormFloat64()/2)
		}
		a, b := text(r, x, paragraphs), text(r, y, paragraphs)
		replicates := make([]float64, resamples)
		for i := range replicates {
			replicates[i] = JensenShannon(drawn(r, a, true), drawn(r, b, true))
		}
		truth, estimate := JensenShannon(x, y), JensenShannon(drawn(r, a, false), drawn(r, b, false))
		if lo, hi := stats.Basic(estimate, replicates, level); lo <= truth && truth <= hi {
			basic++
		}
		if lo, hi := stats.Percentile(replicates, level); lo <= truth && truth <= hi {
			percentile++
		}
	}
	t.Logf("of %d intervals hold the true divergence: basic %d, percentile %d", pairs, basic, percentile)
	if basic < pairs*8/10 || percentile > pairs/10 {
		t.Errorf("basic %d, percentile %d", basic, percentile)
	}
}

// text draws the counts of features in paragraphs.
func text(r *rand.Rand, x []float64, paragraphs int) [][]float64 {
	out := make([][]float64, paragraphs)
	total := sum(x)
	for p := range out {
		out[p] = make([]float64, len(x))
		for f := range x {
			if r.IntN(3) == 0 {
				out[p][f] = poisson(r, 9*x[f]/total)
			}
		}
	}
	return out
}

// poisson counts by Knuth's method.
func poisson(r *rand.Rand, mean float64) float64 {
	k := 0.0
	for p := r.Float64(); p > math.Exp(-mean); p *= r.Float64() {
		k++
	}
	return k
}

// drawn adds up the paragraphs, or as many drawn with replacement.
func drawn(r *rand.Rand, paragraphs [][]float64, again bool) []float64 {
	out := make([]float64, len(paragraphs[0]))
	for p := range paragraphs {
		if again {
			p = r.IntN(len(paragraphs))
		}
		for f, n := range paragraphs[p] {
			out[f] += n
		}
	}
	return out
}
