// Package distance holds measures of how alike two profiles are: the counts or
// rates of the same features, such as concepts or words, in two texts.
//
// All are symmetric and take features in the same order. Values must not be
// negative unless a comment says otherwise; NaN among them gives NaN. Cost is
// linear in the number of features.
package distance

import "math"

// Cosine returns the cosine of the angle between two profiles,
//
//	Σxy / √(Σx²·Σy²)
//
// It does not change if one of them is multiplied, so that counts and rates
// give the same. 1 = the same proportions, 0 = no feature in common; frequent
// features weigh most. With negative values −1 is the least. NaN if a profile
// is all 0.
//
// Source: Salton and McGill 1983, Introduction to Modern Information Retrieval, 121.
func Cosine(x, y []float64) float64 {
	xy, xx, yy := 0.0, 0.0, 0.0
	for i := range x {
		xy += x[i] * y[i]
		xx += x[i] * x[i]
		yy += y[i] * y[i]
	}
	// 0/0 is NaN; roots apart, so that products of small squares do not vanish.
	return clamp(xy/(math.Sqrt(xx)*math.Sqrt(yy)), -1, 1)
}

// Jaccard returns the share of the features present in both among those
// present in either, a feature being present where its value is above 0. 1 =
// the same features, 0 = none in common; how often one occurs does not matter,
// so a longer text has more of them. NaN if neither has one.
//
// Source: Jaccard 1912, doi:10.1111/j.1469-8137.1912.tb05611.x.
func Jaccard(x, y []float64) float64 {
	both, either := 0.0, 0.0
	for i := range x {
		if math.IsNaN(x[i]) || math.IsNaN(y[i]) {
			return math.NaN()
		}
		if x[i] > 0 && y[i] > 0 {
			both++
		}
		if x[i] > 0 || y[i] > 0 {
			either++
		}
	}
	return both / either
}

// JensenShannon returns the Jensen–Shannon divergence of the proportions of
// two profiles, in bits:
//
//	½ Σ p·log₂(p/m) + ½ Σ q·log₂(q/m),  m = (p+q)/2
//
// p and q are the profiles divided by their sums; 0·log 0 = 0. 0 = the same
// proportions, 1 = no feature in common. It is the information that one
// feature, drawn from either text with equal chance, gives on which of them it
// was drawn from. Noise in the counts makes it larger. NaN if a profile is all 0.
//
// Source: Lin 1991, doi:10.1109/18.61115.
func JensenShannon(x, y []float64) float64 {
	a, b := sum(x), sum(y)
	d := 0.0
	for i := range x {
		p, q := x[i]/a, y[i]/b
		d += excess(p, q) + excess(q, p)
	}
	return clamp(d/2, 0, 1)
}

// excess returns p·log₂(p/m), m being the mean of p and q.
func excess(p, q float64) float64 {
	switch {
	case p == 0 && q >= 0:
		return 0
	case q == 0:
		return p // the logarithm of 2
	}
	return p * math.Log2(p/((p+q)/2))
}

// JensenShannonDistance returns the square root of JensenShannon: 0 = the same
// proportions, 1 = no feature in common. It is a metric, and distances of any
// profiles have points in a Euclidean space (Fuglede and Topsøe 2004). NaN if
// a profile is all 0.
//
// Source: Endres and Schindelin 2003, doi:10.1109/TIT.2003.813506.
func JensenShannonDistance(x, y []float64) float64 { return math.Sqrt(JensenShannon(x, y)) }

// Bhattacharyya returns the Bhattacharyya coefficient of the proportions p and
// q of two profiles,
//
//	Σ √(p·q)
//
// 1 = the same proportions, 0 = no feature in common. NaN if a profile is all 0.
//
// Source: Bhattacharyya 1946, Sankhyā 7(4), 401–406.
func Bhattacharyya(x, y []float64) float64 {
	a, b := sum(x), sum(y)
	c := 0.0
	for i := range x {
		c += math.Sqrt(x[i] / a * (y[i] / b))
	}
	return clamp(c, 0, 1)
}

// Hellinger returns the Hellinger distance of the proportions p and q of two
// profiles,
//
//	√(½ Σ (√p − √q)²)
//
// which is the root of 1 − Bhattacharyya. 0 = the same proportions, 1 = no
// feature in common; a metric. NaN if a profile is all 0.
//
// Source: Hellinger 1909, doi:10.1515/crll.1909.136.210, scaled to reach 1.
func Hellinger(x, y []float64) float64 {
	a, b := sum(x), sum(y)
	d := 0.0
	for i := range x {
		r := math.Sqrt(x[i]/a) - math.Sqrt(y[i]/b)
		d += r * r
	}
	return clamp(math.Sqrt(d/2), 0, 1)
}

// ZScores returns the rows, a text each, with every feature standardised over
// the texts: less its mean, divided by its standard deviation with n − 1.
// Features that do not vary are left out, since they have no such score; so
// the rows returned may be shorter, and are of length 0 if there are fewer than
// two texts.
//
// Source: Burrows 2002, doi:10.1093/llc/17.3.267.
func ZScores(rows [][]float64) [][]float64 {
	out := make([][]float64, len(rows))
	n := float64(len(rows))
	if len(rows) < 2 {
		return out
	}
	for j := range rows[0] {
		mean, squares := 0.0, 0.0
		varies := false
		for _, r := range rows {
			mean += r[j] / n
			varies = varies || r[j] != rows[0][j]
		}
		if !varies {
			continue
		}
		for _, r := range rows {
			squares += (r[j] - mean) * (r[j] - mean)
		}
		sd := math.Sqrt(squares / (n - 1))
		for i, r := range rows {
			out[i] = append(out[i], (r[j]-mean)/sd)
		}
	}
	return out
}

// Delta returns Burrows's Delta of two texts from their ZScores, the mean
// absolute difference
//
//	(1/k) Σ |z₁ − z₂|
//
// over the k features that vary. 0 = the same rates; it has no upper bound, and
// its values are comparable within one set of texts only, whose means and
// deviations it is made of. Of two texts every pair of scores is ±√½, so that
// Delta is always √2 and says nothing. A metric. NaN if no feature varies.
//
// Source: Burrows 2002, doi:10.1093/llc/17.3.267; in this form Argamon 2008,
// doi:10.1093/llc/fqn003.
func Delta(z1, z2 []float64) float64 {
	d := 0.0
	for i := range z1 {
		d += math.Abs(z1[i] - z2[i])
	}
	return d / float64(len(z1))
}

// CosineDelta returns 1 − the cosine of the ZScores of two texts: 0 = they
// depart from the mean of the texts in the same direction, 1 = in unrelated
// directions, 2 = in opposite ones, as two texts alone always do. NaN if a
// text is at the mean in every feature.
//
// Source: Smith and Aldridge 2011, doi:10.1080/09296174.2011.533591; Evert et
// al. 2017, doi:10.1093/llc/fqx023.
func CosineDelta(z1, z2 []float64) float64 { return 1 - Cosine(z1, z2) }

// Names returns the names of the distances that Of knows.
func Names() []string {
	return []string{"jensen-shannon", "hellinger", "cosine", "delta", "cosine-delta"}
}

// Of returns the matrix of the distances of a name between all pairs of
// profiles: JensenShannonDistance, Hellinger, 1 − Cosine, or Delta or
// CosineDelta of the rows' ZScores. NaN where the distance is not defined, and
// for the two Deltas everywhere if there are fewer than three profiles.
func Of(name string, rows [][]float64) [][]float64 {
	pair := JensenShannonDistance
	switch name {
	case "hellinger":
		pair = Hellinger
	case "cosine":
		pair = func(x, y []float64) float64 { return 1 - Cosine(x, y) }
	case "delta", "cosine-delta":
		if rows = ZScores(rows); len(rows) < 3 {
			return Matrix(len(rows), func(int, int) float64 { return math.NaN() })
		}
		if pair = Delta; name == "cosine-delta" {
			pair = CosineDelta
		}
	}
	return Matrix(len(rows), func(i, j int) float64 { return pair(rows[i], rows[j]) })
}

// Matrix returns the symmetric matrix of the values of f for all pairs of n
// things, asked for i < j only, with 0 on the diagonal.
func Matrix(n int, f func(i, j int) float64) [][]float64 {
	cells := make([]float64, n*n)
	d := make([][]float64, n)
	for i := range d {
		d[i] = cells[i*n : (i+1)*n : (i+1)*n]
	}
	for i := range d {
		for j := i + 1; j < n; j++ {
			v := f(i, j)
			d[i][j], d[j][i] = v, v
		}
	}
	return d
}

func sum(x []float64) float64 {
	s := 0.0
	for _, v := range x {
		s += v
	}
	return s
}

// clamp takes away what rounding put beyond the ends of a range; NaN stays.
func clamp(v, lo, hi float64) float64 { return math.Max(lo, math.Min(hi, v)) }
