package graph

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"concordat/analyzers/stats"
)

// Partition gives every node the number of its community, from 0 on, the
// largest first, those of one size by their lowest node.
type Partition []int

// Size returns the number of communities.
func (p Partition) Size() int {
	n := 0
	for _, c := range p {
		n = max(n, c+1)
	}
	return n
}

// sorted numbers communities as Partition promises.
func sorted(of []int) Partition {
	size, first := map[int]int{}, map[int]int{}
	var names []int
	for i, c := range of {
		if size[c] == 0 {
			names, first[c] = append(names, c), i
		}
		size[c]++
	}
	slices.SortFunc(names, func(a, b int) int { return cmp.Or(cmp.Compare(size[b], size[a]), cmp.Compare(first[a], first[b])) })
	number := map[int]int{}
	for i, c := range names {
		number[c] = i
	}
	out := make(Partition, len(of))
	for i, c := range of {
		out[i] = number[c]
	}
	return out
}

// Modularity returns how much more weight lies inside communities than if the
// edges were drawn anew with every node's strength kept:
//
//	Q = Σ_c [ L_c/W − γ (S_c/2W)² ]
//
// L_c weight of the edges inside community c, S_c sum of the strengths of its
// nodes, W weight of all edges, γ the resolution, customarily 1. At γ = 1 it is
// from −½ to below 1, and 0 if all nodes are one community; NaN without edges.
//
// Source: Newman and Girvan 2004, doi:10.1103/PhysRevE.69.026113; weights as in
// Newman 2004, doi:10.1103/PhysRevE.70.056131; γ as in Reichardt and Bornholdt
// 2006, doi:10.1103/PhysRevE.74.016110.
func (g *Graph) Modularity(p Partition, resolution float64) float64 {
	inside, strength := make([]float64, p.Size()), make([]float64, p.Size())
	whole := 0.0
	for _, e := range g.edges {
		whole += e.Weight
		strength[p[e.A]] += e.Weight
		strength[p[e.B]] += e.Weight
		if p[e.A] == p[e.B] {
			inside[p[e.A]] += e.Weight
		}
	}
	q := 0.0
	for c := range inside {
		share := strength[c] / (2 * whole)
		q += inside[c]/whole - resolution*share*share
	}
	if whole == 0 {
		return math.NaN()
	}
	return q
}

// Communities are the best partition of many runs of Louvain.
type Communities struct {
	Partition  Partition
	Modularity float64 // of the best run
	Run        int     // the first run, from 0, that found it
	Runs       int
	Best       int     // runs whose modularity is as great
	Distinct   int     // different partitions among the runs
	Least      float64 // the smallest modularity of a run
	// Stability is the mean of AdjustedRand over all pairs of runs: 1 = every run
	// found the same; NaN with fewer than two runs.
	Stability float64
}

// Louvain runs the method of Blondel and others so many times, each with its
// own order of the nodes, which follows from the seed and the number of the run,
// and keeps the partition with the greatest modularity; of several the one
// found first. One run is a local optimum only: on Zachary's karate club single
// runs stop at .398 where .4198 is the optimum. The zero value without edges,
// with every node alone. Cost of a run: some times the edges.
//
// Source: Blondel, Guillaume, Lambiotte and Lefebvre 2008,
// doi:10.1088/1742-5468/2008/10/P10008.
func (g *Graph) Louvain(resolution float64, runs int, seed uint64) Communities {
	out := Communities{Modularity: math.NaN(), Least: math.NaN(), Stability: math.NaN()}
	if len(g.edges) == 0 || runs < 1 {
		for i := range g.N() {
			out.Partition = append(out.Partition, i)
		}
		return out
	}
	var found []Partition
	var times []int
	for run := range runs {
		p := g.once(resolution, stats.NewStream(seed, "louvain", strconv.Itoa(run)))
		q := g.Modularity(p, resolution)
		const even = 1e-12 // sums of the same numbers in another order
		switch {
		case run == 0 || q > out.Modularity+even:
			out.Partition, out.Modularity, out.Run, out.Best = p, q, run, 1
		case q > out.Modularity-even:
			out.Best++
		}
		if run == 0 || q < out.Least {
			out.Least = q
		}
		if i := slices.IndexFunc(found, func(o Partition) bool { return slices.Equal(o, p) }); i >= 0 {
			times[i]++
		} else {
			found, times = append(found, p), append(times, 1)
		}
	}
	out.Runs, out.Distinct = runs, len(found)
	if runs > 1 {
		sum := 0.0
		for i := range found {
			sum += float64(times[i]*(times[i]-1)) / 2 // pairs of equals: 1 each
			for j := range i {
				sum += float64(times[i]*times[j]) * AdjustedRand(found[i], found[j])
			}
		}
		out.Stability = sum / (float64(runs) * float64(runs-1) / 2)
	}
	return out
}

// once runs the method once.
func (g *Graph) once(resolution float64, chance *stats.Stream) Partition {
	level := &level{near: g.near, loops: make([]float64, g.N())}
	of := make([]int, g.N()) // by node of g: its node of the level
	for i := range of {
		of[i] = i
	}
	for {
		moved := level.move(resolution, chance)
		if !moved {
			return sorted(of)
		}
		for i := range of {
			of[i] = level.community[of[i]]
		}
		level = level.next()
	}
}

// level is a graph whose nodes are communities of the one before, with what
// lies inside each as a loop.
type level struct {
	near      [][]neighbour
	loops     []float64 // weight inside a node
	community []int     // by node, numbered from 0
}

// move takes nodes, in an order of chance, to the neighbouring community where
// they add most to the modularity, until none moves. It reports whether any did.
func (l *level) move(resolution float64, chance *stats.Stream) bool {
	n := len(l.near)
	strength, total := make([]float64, n), make([]float64, n) // of nodes and of communities
	whole := 0.0                                              // twice the weight of all edges
	l.community = make([]int, n)
	order := make([]int, n)
	for i := range n {
		strength[i] = 2 * l.loops[i]
		for _, nb := range l.near[i] {
			strength[i] += nb.weight
		}
		total[i], l.community[i], order[i] = strength[i], i, i
		whole += strength[i]
	}
	for i := n - 1; i > 0; i-- {
		j := chance.IntN(i + 1)
		order[i], order[j] = order[j], order[i]
	}
	to := make([]float64, n) // weight between the node and a community
	var met []int
	moved := false
	for again := true; again; {
		again = false
		for _, i := range order {
			own := l.community[i]
			met = append(met[:0], own)
			for _, nb := range l.near[i] {
				c := l.community[nb.node]
				if to[c] == 0 && c != own {
					met = append(met, c)
				}
				to[c] += nb.weight
			}
			total[own] -= strength[i]
			gain := func(c int) float64 { return to[c] - resolution*strength[i]*total[c]/whole }
			best := own
			for _, c := range met[1:] {
				if gain(c) > gain(best)+1e-12*whole {
					best = c
				}
			}
			total[best] += strength[i]
			for _, c := range met {
				to[c] = 0
			}
			if best != own {
				l.community[i], again, moved = best, true, true
			}
		}
	}
	l.number()
	return moved
}

// number numbers the communities from 0, by their first node.
func (l *level) number() {
	names := slices.Repeat([]int{-1}, len(l.community))
	n := 0
	for i, c := range l.community {
		if names[c] < 0 {
			names[c] = n
			n++
		}
		l.community[i] = names[c]
	}
}

// next returns the graph of the communities.
func (l *level) next() *level {
	n := Partition(l.community).Size()
	out := &level{near: make([][]neighbour, n), loops: make([]float64, n)}
	var edges []Edge
	for i, ns := range l.near {
		a := l.community[i]
		out.loops[a] += l.loops[i]
		for _, nb := range ns {
			if nb.node < i {
				continue // each edge once
			}
			if b := l.community[nb.node]; a == b {
				out.loops[a] += nb.weight
			} else {
				edges = append(edges, Edge{a, b, nb.weight})
			}
		}
	}
	out.near = New(n, edges).near
	return out
}

// AdjustedRand returns how far two partitions of the same nodes agree on which
// pairs belong together, corrected for chance:
//
//	(Σ C(n_ij,2) − E) / (½[Σ C(a_i,2) + Σ C(b_j,2)] − E),  E = Σ C(a_i,2) Σ C(b_j,2) / C(n,2)
//
// n_ij nodes in community i of the first and j of the second, a_i and b_j their
// sums. 1 = the same, 0 = as chance would have it, below 0 = less. 1 if both
// are one community, or all communities of one node; NaN if the lengths differ.
//
// Source: Hubert and Arabie 1985, doi:10.1007/BF01908075.
func AdjustedRand(p, q Partition) float64 {
	if len(p) != len(q) {
		return math.NaN()
	}
	pairs := func(n int) float64 { return float64(n) * float64(n-1) / 2 }
	rows := q.Size()
	cells, a, b := make([]int, p.Size()*rows), make([]int, p.Size()), make([]int, rows)
	for i := range p {
		cells[p[i]*rows+q[i]]++
		a[p[i]]++
		b[q[i]]++
	}
	sum := func(ns []int) (s float64) {
		for _, n := range ns {
			s += pairs(n)
		}
		return s
	}
	both, sa, sb := sum(cells), sum(a), sum(b)
	if sa == both && sb == both {
		return 1 // also where nothing can be expected
	}
	expected := sa * sb / pairs(len(p))
	return (both - expected) / ((sa+sb)/2 - expected)
}
