// Package spread measures how evenly an item is spread: over parts of a corpus,
// or along a text.
//
// The measures over parts take the counts of an item in the parts and the sizes
// of those parts in tokens, in the same order. Parts without tokens are left
// out. They are NaN for an item that does not occur. With few parts all of them
// are coarse: report the number of parts beside them.
package spread

import (
	"math"
	"slices"
)

// part is one part with tokens: its share s of them, and the item's count.
type part struct{ count, size, share float64 }

// partsOf returns the parts that have tokens and the item's frequency.
func partsOf(counts, sizes []int64) (ps []part, f float64) {
	var total float64
	for _, n := range sizes {
		total += float64(n)
	}
	for i, n := range sizes {
		if n > 0 && i < len(counts) {
			ps = append(ps, part{float64(counts[i]), float64(n), float64(n) / total})
			f += float64(counts[i])
		}
	}
	return ps, f
}

// Range returns the number of parts with at least one occurrence.
func Range(counts []int64) int {
	n := 0
	for _, c := range counts {
		if c > 0 {
			n++
		}
	}
	return n
}

// snap returns 0 for what is 0 but for rounding.
func snap(v float64) float64 {
	if math.Abs(v) < 1e-12 {
		return 0
	}
	return v
}

// DP returns Gries's deviation of proportions,
//
//	½ Σ |v/f − s|
//
// v being the counts, f their sum and s the parts' shares of the tokens. 0 is
// spread exactly as the tokens are, and towards 1 all in one small part; the
// greatest value is 1 − min s. This is the form of 2008. NaN if f is 0.
//
// Source: Gries 2008, doi:10.1075/ijcl.13.4.02gri.
func DP(counts, sizes []int64) float64 {
	ps, f := partsOf(counts, sizes)
	if f == 0 {
		return math.NaN()
	}
	sum := 0.0
	for _, p := range ps {
		sum += math.Abs(p.count/f - p.share)
	}
	return math.Min(sum/2, 1)
}

// DPNorm returns DP/(1 − min s), which runs from 0 to 1 whatever the parts.
// NaN if the item does not occur or there is only one part.
//
// Source: Lijffijt and Gries 2012, doi:10.1075/ijcl.17.1.08lij.
func DPNorm(counts, sizes []int64) float64 {
	ps, _ := partsOf(counts, sizes)
	if len(ps) < 2 {
		return math.NaN()
	}
	least := ps[0].share
	for _, p := range ps {
		least = math.Min(least, p.share)
	}
	return math.Min(DP(counts, sizes)/(1-least), 1)
}

// DPEgbert returns the deviation of proportions in the form of Egbert, Burch
// and Biber, turned to the direction of DP:
//
//	½ Σ |v/f − s| / (1 − min(s : v > 0))
//
// v are the counts, f their sum, s the parts' shares of the tokens; the least
// share is that of the parts with a hit. 0 = spread as the tokens are, 1 = all
// in one part, however large: there the form of 2012 gives less than 1 unless
// the part is the smallest. The authors print 1 − this value (1 = even). It may
// exceed 1 in none of its terms; NaN if the item does not occur or there is
// only one part.
//
// Source: Egbert, Burch and Biber 2020, p. 99, doi:10.1075/ijcl.18010.egb.
func DPEgbert(counts, sizes []int64) float64 {
	ps, _ := partsOf(counts, sizes)
	if len(ps) < 2 {
		return math.NaN()
	}
	least := 1.0
	for _, p := range ps {
		if p.count > 0 {
			least = math.Min(least, p.share)
		}
	}
	return math.Min(DP(counts, sizes)/(1-least), 1)
}

// JuillandD returns 1 − V/√(n−1), V being the coefficient of variation
// (population) of the relative frequencies in n parts: 1 is even, 0 all in
// one part. NaN if the item does not occur or there is only one part.
//
// Source: Juilland, Brodin and Davidovitch 1970; sizes as in Gries 2020,
// doi:10.1007/978-3-030-46216-1_5.
func JuillandD(counts, sizes []int64) float64 {
	ps, f := partsOf(counts, sizes)
	n := float64(len(ps))
	if f == 0 || n < 2 {
		return math.NaN()
	}
	mean, square := 0.0, 0.0
	for _, p := range ps {
		mean += p.count / p.size / n
	}
	for _, p := range ps {
		d := p.count/p.size - mean
		square += d * d / n
	}
	return snap(1 - math.Sqrt(square)/mean/math.Sqrt(n-1))
}

// JuillandRaw returns JuillandD of the counts themselves, whatever the sizes of
// the parts: the form of the original, for parts of equal size. 1 is even, 0 all
// in one part. NaN if the item does not occur or there is only one part.
//
// Source: Juilland and Chang-Rodríguez 1964, doi:10.1515/9783112415467.
func JuillandRaw(counts, sizes []int64) float64 {
	ps, _ := partsOf(counts, sizes)
	same := make([]int64, len(ps))
	own := make([]int64, len(ps))
	for i, p := range ps {
		same[i], own[i] = 1, int64(p.count)
	}
	return JuillandD(own, same)
}

// CarrollD2 returns the entropy of the relative frequencies over the parts
// divided by its greatest value log₂ n: 1 is even, 0 all in one part. NaN if
// the item does not occur or there is only one part.
//
// Source: Carroll 1970, Computer Studies in the Humanities and Verbal Behavior 3(2), 61–65.
func CarrollD2(counts, sizes []int64) float64 {
	ps, f := partsOf(counts, sizes)
	if f == 0 || len(ps) < 2 {
		return math.NaN()
	}
	total, h := 0.0, 0.0
	for _, p := range ps {
		total += p.count / p.size
	}
	for _, p := range ps {
		if q := p.count / p.size / total; q > 0 {
			h -= q * math.Log2(q)
		}
	}
	return snap(h / math.Log2(float64(len(ps))))
}

// RosengrenS returns (Σ√(s·v))²/f: 1 is even, and the smallest share s the
// lowest value. NaN if the item does not occur.
//
// Source: Rosengren 1971, Études de linguistique appliquée 1, 103–127.
func RosengrenS(counts, sizes []int64) float64 {
	ps, f := partsOf(counts, sizes)
	sum := 0.0
	for _, p := range ps {
		sum += math.Sqrt(p.share * p.count)
	}
	return sum * sum / f
}

// KLDivergence returns Σ (v/f)·log₂((v/f)/s), in bits: 0 is even, larger is
// more clumped. NaN if the item does not occur.
//
// Source: Kullback and Leibler 1951, doi:10.1214/aoms/1177729694; Gries 2020,
// doi:10.1007/978-3-030-46216-1_5.
func KLDivergence(counts, sizes []int64) float64 {
	ps, f := partsOf(counts, sizes)
	if f == 0 {
		return math.NaN()
	}
	sum := 0.0
	for _, p := range ps {
		if q := p.count / f; q > 0 {
			sum += q * math.Log2(q/p.share)
		}
	}
	return math.Max(sum, 0)
}

// Scaled is a KL divergence on a scale from 0 (even) to below 1 (clumped), in
// the three ways that are in use: KL/(1+KL), 1 − e^(−KL) and 1 − 2^(−KL), KL in
// bits. Values of different ways must not be compared.
//
// Source: Gries 2021, A new approach to (key) keywords analysis, Research in
// Corpus Linguistics 9(2), doi:10.32714/ricl.09.02.02; Sönning 2025, R package tlda.
type Scaled struct{ Odds, Natural, Binary float64 }

// Scale returns a KL divergence, which is in bits, on the three scales. NaN
// stays NaN.
func Scale(kl float64) Scaled {
	return Scaled{kl / (1 + kl), -math.Expm1(-kl), -math.Expm1(-kl * math.Ln2)}
}

// BurchDA returns 1 − the mean absolute difference of the relative
// frequencies of two parts, over twice their mean: 1 is even, 0 all in one
// part. NaN if the item does not occur or there is only one part. The cost is
// n·log n for n parts.
//
// Source: Burch, Egbert and Biber 2017, Journal of Research Design and
// Statistics in Linguistics and Communication Science 3(2), 189–216 (their D_A).
func BurchDA(counts, sizes []int64) float64 {
	ps, f := partsOf(counts, sizes)
	n := float64(len(ps))
	if f == 0 || n < 2 {
		return math.NaN()
	}
	rates := make([]float64, len(ps))
	total := 0.0
	for i, p := range ps {
		rates[i] = p.count / p.size
		total += rates[i]
	}
	slices.Sort(rates)
	// Of all pairs the i-th smallest is the greater one i times and the
	// smaller one n−1−i times.
	differences := 0.0
	for i, r := range rates {
		differences += r * (2*float64(i) - n + 1)
	}
	return snap(1 - differences/(n*(n-1)/2)/(2*total/n))
}
