package cluster

import (
	"math"
	"slices"
	"strconv"
)

// Members returns the leaves of the cluster of each merge, from 0, ascending.
func (t Tree) Members() [][]int {
	out := make([][]int, len(t.Merge))
	for m, pair := range t.Merge {
		for _, c := range pair {
			if c < 0 {
				out[m] = append(out[m], -c-1)
			} else {
				out[m] = append(out[m], out[c-1]...)
			}
		}
		slices.Sort(out[m])
	}
	return out
}

// Cophenetic returns the matrix of heights at which two leaves come into one
// cluster, 0 on the diagonal.
//
// Source: Sokal and Rohlf 1962, doi:10.2307/1217208.
func (t Tree) Cophenetic() [][]float64 {
	n := len(t.Merge) + 1
	d := make([][]float64, n)
	for i := range d {
		d[i] = make([]float64, n)
	}
	members := t.Members()
	leaves := func(c int) []int {
		if c < 0 {
			return []int{-c - 1}
		}
		return members[c-1]
	}
	for m, pair := range t.Merge {
		for _, i := range leaves(pair[0]) {
			for _, j := range leaves(pair[1]) {
				d[i][j], d[j][i] = t.Height[m], t.Height[m]
			}
		}
	}
	return d
}

// CopheneticCorrelation returns Pearson's correlation, over the pairs of
// leaves, of their distances with the heights at which they are joined: 1 =
// the tree keeps the distances, near 0 = it does not. NaN for fewer than three
// leaves, and where all distances or all heights are the same.
//
// Source: Sokal and Rohlf 1962, doi:10.2307/1217208.
func (t Tree) CopheneticCorrelation(distances [][]float64) float64 {
	var x, y []float64
	for i, row := range t.Cophenetic() {
		for j := i + 1; j < len(row); j++ {
			x, y = append(x, distances[i][j]), append(y, row[j])
		}
	}
	return correlation(x, y)
}

// correlation returns Pearson's correlation; NaN where one side does not vary.
func correlation(x, y []float64) float64 {
	n := float64(len(x))
	mx, my := 0.0, 0.0
	for i := range x {
		mx += x[i] / n
		my += y[i] / n
	}
	xy, xx, yy := 0.0, 0.0, 0.0
	for i := range x {
		xy += (x[i] - mx) * (y[i] - my)
		xx += (x[i] - mx) * (x[i] - mx)
		yy += (y[i] - my) * (y[i] - my)
	}
	if len(x) < 2 || !varies(x) || !varies(y) {
		return math.NaN()
	}
	return math.Max(-1, math.Min(1, xy/math.Sqrt(xx*yy)))
}

func varies(x []float64) bool {
	return slices.ContainsFunc(x, func(v float64) bool { return v != x[0] })
}

// Support counts, over many trees of the same leaves, in how many the clusters
// of one tree are found again: the same leaves, however they are joined among
// themselves and at whatever height.
//
// Source: Felsenstein 1985, doi:10.1111/j.1558-5646.1985.tb00420.x.
type Support struct {
	Trees int   // that were entered
	Found []int // by merge of the tree: in how many of them its cluster is
	merge map[string]int
}

// NewSupport returns the support of a tree's clusters before any other tree is entered.
func NewSupport(t Tree) *Support {
	s := &Support{Found: make([]int, len(t.Merge)), merge: make(map[string]int, len(t.Merge))}
	for m, leaves := range t.Members() {
		s.merge[key(leaves)] = m
	}
	return s
}

// Enter enters a tree of the same leaves.
func (s *Support) Enter(t Tree) {
	s.Trees++
	for _, leaves := range t.Members() {
		if m, ok := s.merge[key(leaves)]; ok {
			s.Found[m]++
		}
	}
}

// key writes a set of leaves.
func key(leaves []int) string {
	var b []byte
	for _, i := range leaves {
		b = strconv.AppendInt(append(b, ' '), int64(i), 36)
	}
	return string(b)
}
