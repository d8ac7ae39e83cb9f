// Package cluster finds groups and maps in a matrix of distances:
// agglomerative clustering with its dendrogram, and classical scaling.
//
// A matrix of distances is square, symmetric and 0 on the diagonal; only the
// part above the diagonal is read.
package cluster

import "math"

// Linkage is how the distance of two clusters follows from those of their members.
type Linkage uint8

// The linkages.
const (
	Ward     Linkage = iota // least growth of the variance within clusters (Ward.D2)
	Average                 // mean distance between their members (UPGMA)
	Complete                // greatest distance
	Single                  // least distance
)

// Linkages returns the names of the linkages, by linkage.
func Linkages() []string { return []string{"ward", "average", "complete", "single"} }

// Tree is a dendrogram of n leaves as hclust of R has it: n − 1 merges by
// rising height.
type Tree struct {
	// Merge has the two clusters of each merge: −1 … −n are the leaves 1 … n,
	// a positive number the cluster of that merge, counted from 1. A leaf stands
	// before a cluster, otherwise the smaller magnitude first.
	Merge  [][2]int
	Height []float64 // of each merge
	Order  []int     // the leaves, from 0, so that no branches cross
}

// Agglomerate joins, from single leaves on, the two clusters that are nearest
// until one is left. Distances from a new cluster i ∪ j to k are, with sizes n,
//
//	Ward      √[((nᵢ+nₖ)·dᵢₖ² + (nⱼ+nₖ)·dⱼₖ² − nₖ·dᵢⱼ²) / (nᵢ+nⱼ+nₖ)]
//	average   (nᵢ·dᵢₖ + nⱼ·dⱼₖ) / (nᵢ+nⱼ)
//	complete  max(dᵢₖ, dⱼₖ)
//	single    min(dᵢₖ, dⱼₖ)
//
// and heights are these distances, never falling. Ward's is the criterion
// that Ward meant (Ward.D2 in R, not ward.D) and asks for distances that are
// Euclidean. Of equal distances the one that hclust of R takes is taken, so
// that trees are the same. ok is false if a distance is NaN or negative.
// Cost: n³ at worst, mostly n².
//
// Source: Lance and Williams 1967, doi:10.1093/comjnl/9.4.373; Murtagh and
// Legendre 2014, doi:10.1007/s00357-014-9161-z.
func Agglomerate(distances [][]float64, l Linkage) (t Tree, ok bool) {
	n := len(distances)
	s := &state{n: n, linkage: l, d: make([][]float64, n), size: make([]float64, n), alive: make([]bool, n),
		nearest: make([]int, n), least: make([]float64, n)}
	for i := range n {
		s.d[i] = make([]float64, n)
		s.size[i], s.alive[i] = 1, true
	}
	for i := range n {
		for j := i + 1; j < n; j++ {
			v := distances[i][j]
			if math.IsNaN(v) || v < 0 {
				return Tree{}, false
			}
			if l == Ward {
				v *= v
			}
			s.d[i][j], s.d[j][i] = v, v
		}
	}
	for i := range n {
		s.look(i)
	}
	pairs := make([][2]int, 0, max(n-1, 0))
	for range n - 1 {
		i, j, height := s.next()
		s.join(i, j)
		if l == Ward {
			height = math.Sqrt(height)
		}
		pairs = append(pairs, [2]int{i, j})
		t.Height = append(t.Height, height)
	}
	for k := 1; k < len(t.Height); k++ { // rounding alone can make them fall
		t.Height[k] = math.Max(t.Height[k], t.Height[k-1])
	}
	t.Merge = merges(pairs, n)
	t.Order = order(t.Merge, n)
	return t, true
}

// state is a partition into clusters, each under the number of its first leaf.
type state struct {
	n       int
	linkage Linkage
	d       [][]float64 // squared for Ward
	size    []float64
	alive   []bool
	nearest []int     // by cluster: the nearest one after it, −1 = none
	least   []float64 // its distance
}

// look finds the nearest cluster after i.
func (s *state) look(i int) {
	s.nearest[i], s.least[i] = -1, math.Inf(1)
	for j := i + 1; j < s.n; j++ {
		if s.alive[j] && s.d[i][j] < s.least[i] {
			s.nearest[i], s.least[i] = j, s.d[i][j]
		}
	}
}

// next returns the two clusters that are nearest, i < j.
func (s *state) next() (i, j int, d float64) {
	d = math.Inf(1)
	for k := range s.n {
		if s.alive[k] && s.nearest[k] >= 0 && s.least[k] < d {
			i, d = k, s.least[k]
		}
	}
	return i, s.nearest[i], d
}

// join makes j a part of i.
func (s *state) join(i, j int) {
	ni, nj, dij := s.size[i], s.size[j], s.d[i][j]
	s.alive[j] = false
	for k := range s.n {
		if !s.alive[k] || k == i {
			continue
		}
		a, b := s.d[i][k], s.d[j][k]
		switch s.linkage {
		case Ward:
			nk := s.size[k]
			a = ((ni+nk)*a + (nj+nk)*b - nk*dij) / (ni + nj + nk)
		case Average:
			a = (ni*a + nj*b) / (ni + nj)
		case Complete:
			a = math.Max(a, b)
		default:
			a = math.Min(a, b)
		}
		s.d[i][k], s.d[k][i] = a, a
	}
	s.size[i] = ni + nj
	for k := range s.n {
		switch {
		case !s.alive[k]:
		case k == i || s.nearest[k] == i || s.nearest[k] == j:
			s.look(k)
		case k < i && s.d[k][i] < s.least[k]:
			s.nearest[k], s.least[k] = i, s.d[k][i]
		}
	}
}

// merges numbers the clusters, which pairs name by their first leaves.
func merges(pairs [][2]int, n int) [][2]int {
	name := make([]int, n) // by first leaf: the cluster's number in Merge
	for i := range name {
		name[i] = -(i + 1)
	}
	out := make([][2]int, len(pairs))
	for m, p := range pairs {
		a, b := name[p[0]], name[p[1]]
		if a > 0 && (b < 0 || b < a) {
			a, b = b, a
		}
		out[m] = [2]int{a, b}
		name[p[0]] = m + 1
	}
	return out
}

// order returns the leaves from 0 as the last merge, taken apart, has them.
func order(merge [][2]int, n int) []int {
	if n == 0 {
		return nil
	}
	out := make([]int, 0, n)
	stack := []int{len(merge)}
	if len(merge) == 0 {
		stack[0] = -1
	}
	for len(stack) > 0 {
		c := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if c < 0 {
			out = append(out, -c-1)
			continue
		}
		stack = append(stack, merge[c-1][1], merge[c-1][0])
	}
	return out
}
