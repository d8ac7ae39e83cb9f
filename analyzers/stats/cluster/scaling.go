package cluster

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// Map is a classical scaling: points whose distances are as near as few
// dimensions allow to those given.
type Map struct {
	Eigenvalues []float64   // all n, falling; negative ones are distances that no Euclidean space has
	Points      [][]float64 // by thing: its coordinates, one for each positive eigenvalue among the first k asked for
}

// Torgerson returns the classical scaling of a matrix of distances in at most
// k dimensions: the eigenvectors of the doubly centred matrix
//
//	B = −½·J·D²·J,  J = I − 11ᵀ/n
//
// times the roots of their eigenvalues. Coordinates have the unit of the
// distances and mean 0; dimensions come by falling eigenvalue, and the
// coordinate of greatest magnitude in each is positive (of equal ones the
// first). Where two eigenvalues are equal the dimensions between them are
// arbitrary. Eigenvalues within rounding of 0 are 0. ok is false if a distance
// is NaN. Cost: n³.
//
// Source: Torgerson 1952, doi:10.1007/BF02288916; Gower 1966,
// doi:10.1093/biomet/53.3-4.325.
func Torgerson(distances [][]float64, k int) (m Map, ok bool) {
	n := len(distances)
	if n == 0 {
		return Map{}, true
	}
	squares := make([][]float64, n)
	means, all := make([]float64, n), 0.0
	for i := range squares {
		squares[i] = make([]float64, n)
		for j := range n {
			if j == i {
				continue
			}
			v := distances[min(i, j)][max(i, j)]
			if math.IsNaN(v) {
				return Map{}, false
			}
			squares[i][j] = v * v
			means[i] += v * v / float64(n)
		}
		all += means[i] / float64(n)
	}
	b := mat.NewSymDense(n, nil)
	for i := range n {
		for j := i; j < n; j++ {
			b.SetSym(i, j, -(squares[i][j]-means[i]-means[j]+all)/2)
		}
	}
	var e mat.EigenSym
	if !e.Factorize(b, true) {
		return Map{}, false
	}
	var vectors mat.Dense
	e.VectorsTo(&vectors)
	rising := e.Values(nil)
	zero := 0.0
	for _, v := range rising {
		zero = math.Max(zero, math.Abs(v))
	}
	zero *= float64(n) * 0x1p-50
	m.Points = make([][]float64, n)
	for d := range n {
		c := n - 1 - d
		v := rising[c]
		if math.Abs(v) <= zero {
			v = 0
		}
		m.Eigenvalues = append(m.Eigenvalues, v)
		if d >= k || v <= 0 {
			continue
		}
		scale := math.Sqrt(v) * sign(func(i int) float64 { return vectors.At(i, c) }, n)
		for i := range m.Points {
			m.Points[i] = append(m.Points[i], scale*vectors.At(i, c)+0)
		}
	}
	return m, true
}

// sign returns −1 if the first of the n values of greatest magnitude is
// negative, else 1. Magnitudes within rounding of each other are equal.
func sign(at func(int) float64, n int) float64 {
	most, s := 0.0, 1.0
	for i := range n {
		if v := at(i); math.Abs(v) > most*(1+1e-9) {
			most, s = math.Abs(v), math.Copysign(1, v)
		}
	}
	return s
}

// Fit returns the goodness of fit of the first k dimensions: the sum of their
// eigenvalues, negative ones not counted, over the sum of the magnitudes of
// all eigenvalues, and over the sum of the positive ones. 1 = the points keep
// the distances. The two are equal if no eigenvalue is negative. NaN if all
// distances are 0.
//
// Source: Mardia, Kent and Bibby 1979, Multivariate Analysis, 14.4; GOF of
// cmdscale in R.
func (m Map) Fit(k int) (ofAll, ofPositive float64) {
	some, positive, magnitude := 0.0, 0.0, 0.0
	for d, v := range m.Eigenvalues {
		if d < k {
			some += math.Max(v, 0)
		}
		positive += math.Max(v, 0)
		magnitude += math.Abs(v)
	}
	return some / magnitude, some / positive
}
