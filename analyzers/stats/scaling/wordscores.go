// Package scaling places documents on a line from how often they use words or
// concepts: Wordscores, which learns the line from documents of known position,
// and Wordfish, which finds the line on which documents differ most.
package scaling

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// WordScores returns the score of every feature, the mean of the scores of the
// reference documents weighted by where the feature is likely to be read:
//
//	S_w = Σ_r P_wr·A_r,  P_wr = F_wr / Σ_r F_wr,  F_wr = n_wr / Σ_w n_wr
//
// counts[r][w] is how often reference r has feature w, scores[r] is A_r. Within
// the range of the scores. NaN for a feature that no reference has; a reference
// without any feature says nothing.
//
// Source: Laver, Benoit and Garry 2003, doi:10.1017/S0003055403000698, p. 315–316.
func WordScores(counts [][]int64, scores []float64) []float64 {
	if len(counts) == 0 {
		return nil
	}
	sum, weighted := make([]float64, len(counts[0])), make([]float64, len(counts[0]))
	for r, row := range counts {
		size := total(row)
		for w, n := range row {
			if n > 0 {
				f := float64(n) / float64(size)
				sum[w] += f
				weighted[w] += f * scores[r]
			}
		}
	}
	for w := range weighted {
		weighted[w] /= sum[w] // 0/0 = NaN
	}
	return weighted
}

func total(row []int64) (n int64) {
	for _, k := range row {
		n += k
	}
	return n
}

// Score is the place of one document on the scale of the references.
type Score struct {
	Raw    float64 // mean score of its scored features
	SE     float64 // standard error of Raw
	Scored int64   // occurrences of features that have a score
	Total  int64   // occurrences of all features
	Types  int     // different features with a score
	All    int     // different features
}

// ScoreText returns the raw score of a document: the mean of the scores of its
// features, each as often as it occurs, and its standard error:
//
//	S_v = Σ_w F_wv·S_w,  se = √( Σ_w F_wv (S_w − S_v)² / N_v )
//
// F_wv is a share of, and N_v the number of, the occurrences that have a score;
// others are left out, and Scored of Total says how many those are. Raw is
// within the range of the scores and drawn towards their mean, since most words
// are used by all sides: compare raw scores with each other or rescale them. SE
// takes occurrences as independent, so it is a lower bound; it is about the words
// that were drawn, not about the reference scores. NaN without a scored feature.
//
// Source: Laver, Benoit and Garry 2003, doi:10.1017/S0003055403000698, p. 316–317.
func ScoreText(counts []int64, scores []float64) Score {
	var s Score
	for w, n := range counts {
		if n == 0 {
			continue
		}
		s.Total += n
		s.All++
		if !math.IsNaN(scores[w]) {
			s.Scored += n
			s.Types++
			s.Raw += float64(n) * scores[w]
		}
	}
	size := float64(s.Scored)
	s.Raw /= size
	variance := 0.0
	for w, n := range counts {
		if n > 0 && !math.IsNaN(scores[w]) {
			d := scores[w] - s.Raw
			variance += float64(n) / size * d * d
		}
	}
	s.SE = math.Sqrt(variance / size)
	return s
}

// Interval returns the bounds of a value whose error is normal with a standard
// error: value ∓ z·se with z = 1.96 for level 0.95. NaN where either is.
func Interval(value, se, level float64) (lo, hi float64) {
	z := distuv.UnitNormal.Quantile((1 + level) / 2)
	return value - z*se, value + z*se
}

// Linear is a rescaling of raw scores: Shift + Slope·raw. A standard error is
// multiplied by |Slope|; the shift moves a score and never its error.
type Linear struct{ Shift, Slope float64 }

// Value returns a raw score on the new scale.
func (l Linear) Value(raw float64) float64 { return l.Shift + l.Slope*raw }

// SE returns the standard error of a raw score on the new scale.
func (l Linear) SE(se float64) float64 { return math.Abs(l.Slope) * se }

// LBG returns the rescaling that gives the raw scores of the virgin documents
// the standard deviation of the reference scores and leaves their mean:
//
//	S* = (S − S̄)·SD_r/SD_v + S̄
//
// SD_r standard deviation of the scores given to the references, SD_v of the
// virgin documents' raw scores, both with n − 1. What comes out depends on
// which documents are scored together. NaN with fewer than two of either, or
// where the virgin scores do not differ.
//
// Source: Laver, Benoit and Garry 2003, doi:10.1017/S0003055403000698, p. 316.
func LBG(virgin, references []float64) Linear {
	mean, sd := moments(virgin)
	_, reference := moments(references)
	slope := reference / sd
	if sd == 0 {
		slope = math.NaN()
	}
	return Linear{mean * (1 - slope), slope}
}

// moments returns mean and standard deviation (n − 1).
func moments(x []float64) (mean, sd float64) {
	for _, v := range x {
		mean += v
	}
	mean /= float64(len(x))
	for _, v := range x {
		sd += (v - mean) * (v - mean)
	}
	return mean, math.Sqrt(sd / float64(len(x)-1)) // 0/0 = NaN
}

// MartinVanberg returns the rescaling that puts the references with the lowest
// and with the highest score where their scores are:
//
//	S* = (S − S_lo)·(A_hi − A_lo)/(S_hi − S_lo) + A_lo
//
// raw are the references' own raw scores, scores those given to them. The source
// has two references; of several with the extreme score the mean raw score is
// taken, so that their order does not matter. It does not depend on the other
// documents. NaN if all scores, or both raw scores, are equal.
//
// Source: Martin and Vanberg 2008, doi:10.1093/pan/mpm010.
func MartinVanberg(raw, scores []float64) Linear {
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, a := range scores {
		lo, hi = math.Min(lo, a), math.Max(hi, a)
	}
	at := func(score float64) float64 {
		sum, n := 0.0, 0.0
		for r, a := range scores {
			if a == score {
				sum += raw[r]
				n++
			}
		}
		return sum / n
	}
	from, to := at(lo), at(hi)
	if from == to || !(lo < hi) {
		return Linear{math.NaN(), math.NaN()}
	}
	slope := (hi - lo) / (to - from)
	return Linear{lo - slope*from, slope}
}
