package spread

import "math"

// The measures along a text take the positions of an item's occurrences,
// ascending, each from 0 to below size, in a text of size tokens. The text is
// taken as a ring, so that the distances between f occurrences are f numbers
// that add up to size: the last is that from the last occurrence over the
// end of the text to the first.

// distances calls do with every distance; several occurrences at one place
// have the distance 0.
func distances(positions []int64, size int64, do func(d float64)) {
	for i, p := range positions {
		if i+1 < len(positions) {
			do(float64(positions[i+1] - p))
		} else {
			do(float64(size - p + positions[0]))
		}
	}
}

// ARF returns the average reduced frequency,
//
//	1/v Σ min(d, v)    v = size/f
//
// d are the distances between f occurrences in tokens, v their mean. It is the
// number of f equal parts that have the item, averaged over all places where the
// first part may begin. f = evenly spread, towards 1 = all in one place; 0 if the
// item does not occur, NaN without tokens.
//
// Source: Savický and Hlaváčová 2002, doi:10.1076/jqul.9.3.215.14124.
func ARF(positions []int64, size int64) float64 {
	if size <= 0 {
		return math.NaN()
	}
	v := float64(size) / float64(len(positions))
	sum := 0.0
	distances(positions, size, func(d float64) { sum += math.Min(d, v) / v })
	return sum
}

// Burstiness returns how much more unevenly f ≥ 2 occurrences follow one
// another than by chance,
//
//	(√(f+1)·r − √(f−1)) / ((√(f+1) − 2)·r + √(f−1))    r = σ/μ
//
// σ and μ are the standard deviation (population) and the mean of the f
// distances. −1 = at equal distances, about 0 = as by chance, 1 = all in one place.
// It is the parameter (r−1)/(r+1) of Goh and Barabási freed of its dependence on
// f: that one is −1 too at equal distances, but below 0 by chance and
// far below 1 in one place where f is small. NaN if f is below 2. With few
// occurrences it varies widely by chance.
//
// Source: Kim and Jo 2016, equation 22, doi:10.1103/PhysRevE.94.032311; the ring
// makes f distances, for which the equation holds.
func Burstiness(positions []int64, size int64) float64 {
	f := float64(len(positions))
	r := variation(positions, size)
	return (math.Sqrt(f+1)*r - math.Sqrt(f-1)) / ((math.Sqrt(f+1)-2)*r + math.Sqrt(f-1))
}

// GohBarabasi returns the burstiness parameter (r−1)/(r+1), r = σ/μ of the
// distances. −1 = at equal distances, towards 1 = clumped; what chance gives
// depends on the number of occurrences and reaches 0 only for many: use
// Burstiness to compare. NaN if there are fewer than two.
//
// Source: Goh and Barabási 2008, doi:10.1209/0295-5075/81/48002.
func GohBarabasi(positions []int64, size int64) float64 {
	r := variation(positions, size)
	return (r - 1) / (r + 1)
}

// variation returns the coefficient of variation of the distances.
func variation(positions []int64, size int64) float64 {
	f := float64(len(positions))
	if f < 2 || size <= 0 {
		return math.NaN()
	}
	mean, square := float64(size)/f, 0.0
	distances(positions, size, func(d float64) { square += (d - mean) * (d - mean) })
	return math.Sqrt(square/f) / mean
}

// PerPart returns the occurrences in the parts that have any, f/range: what a
// document that names the item at all names it. 1 = never twice. Church and Gale
// call it burstiness where parts are documents; it grows with the length of the
// documents, so it serves to compare items, not corpora. NaN if the item does not occur.
//
// Source: Church and Gale 1995, Poisson mixtures, doi:10.1017/S1351324900000139.
func PerPart(counts []int64) float64 {
	sum := int64(0)
	for _, c := range counts {
		sum += c
	}
	return float64(sum) / float64(Range(counts))
}

// ResidualIDF returns how many fewer documents have the item, in doublings, than
// if its occurrences had fallen among them by chance:
//
//	log₂(1 − e^(−f/D)) − log₂(n/D)
//
// D is the number of documents, n that of those with the item, f the
// occurrences. 0 = as by chance (Poisson), above 0 = gathered in fewer documents;
// it takes documents as equally long. NaN if the item does not occur.
//
// Source: Church and Gale 1995, Inverse document frequency (IDF): a measure of
// deviations from Poisson, Third Workshop on Very Large Corpora, 121–130.
func ResidualIDF(counts []int64) float64 {
	sum, with, all := 0.0, float64(Range(counts)), float64(len(counts))
	for _, c := range counts {
		sum += float64(c)
	}
	return math.Log2(-math.Expm1(-sum/all)) - math.Log2(with/all)
}
