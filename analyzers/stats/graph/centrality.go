package graph

import (
	"cmp"
	"container/heap"
	"math"
	"slices"
)

// Betweenness returns for every node the share of the shortest paths between
// two other nodes that pass through it:
//
//	Σ_{s<t} σ_st(v)/σ_st / ((n−1)(n−2)/2)
//
// σ_st shortest paths from s to t, σ_st(v) those through v; pairs that no path
// joins add 0. Every edge has length 1, or with weighted set 1/weight, so that
// strong ties are short; lengths that differ by less than a part in 10¹² are
// one length. 0 to 1; NaN with fewer than three nodes. Cost: nodes · edges,
// with weights times a logarithm.
//
// Source: Freeman 1977, doi:10.2307/3033543; Brandes 2001,
// doi:10.1080/0022250X.2001.9990249; lengths as in Newman 2001,
// doi:10.1103/PhysRevE.64.016132.
func (g *Graph) Betweenness(weighted bool) []float64 {
	n := g.N()
	out := make([]float64, n)
	p := newPaths(n)
	for s := range n {
		if weighted {
			p.dijkstra(g, s)
		} else {
			p.breadth(g, s)
		}
		// Back from the farthest, each node hands its dependency to those before it.
		for i := len(p.order) - 1; i >= 0; i-- {
			w := p.order[i]
			for _, v := range p.before[w] {
				p.dependency[v] += p.sigma[v] / p.sigma[w] * (1 + p.dependency[w])
			}
			if w != s {
				out[w] += p.dependency[w]
			}
		}
	}
	for i := range out {
		out[i] /= float64(n-1) * float64(n-2) // each pair was met from both ends
		if n < 3 {
			out[i] = math.NaN()
		}
	}
	return out
}

// paths are the shortest paths from one node.
type paths struct {
	distance   []float64
	sigma      []float64 // number of shortest paths
	dependency []float64
	before     [][]int // nodes before each on its shortest paths
	order      []int   // nodes by distance
}

func newPaths(n int) *paths {
	return &paths{make([]float64, n), make([]float64, n), make([]float64, n), make([][]int, n), make([]int, 0, n)}
}

// reset begins at a node.
func (p *paths) reset(from int) {
	for i := range p.distance {
		p.distance[i], p.sigma[i], p.dependency[i] = math.Inf(1), 0, 0
		p.before[i] = p.before[i][:0]
	}
	p.order = p.order[:0]
	p.distance[from], p.sigma[from] = 0, 1
}

// breadth finds the paths of the fewest edges.
func (p *paths) breadth(g *Graph, from int) {
	p.reset(from)
	p.order = append(p.order, from)
	for i := 0; i < len(p.order); i++ {
		v := p.order[i]
		for _, nb := range g.near[v] {
			w := nb.node
			if math.IsInf(p.distance[w], 1) {
				p.distance[w] = p.distance[v] + 1
				p.order = append(p.order, w)
			}
			if p.distance[w] == p.distance[v]+1 {
				p.sigma[w] += p.sigma[v]
				p.before[w] = append(p.before[w], v)
			}
		}
	}
}

// same is how far two lengths may be apart, as a part of them, and be one length.
const same = 1e-12

// dijkstra finds the paths of the least sum of 1/weight.
func (p *paths) dijkstra(g *Graph, from int) {
	p.reset(from)
	done := make([]bool, g.N())
	q := &queue{{from, 0}}
	for q.Len() > 0 {
		v := heap.Pop(q).(reached).node
		if done[v] {
			continue
		}
		done[v] = true
		p.order = append(p.order, v)
		for _, nb := range g.near[v] {
			w, d := nb.node, p.distance[v]+1/nb.weight
			switch {
			case done[w]:
			case d < p.distance[w]*(1-same):
				p.distance[w], p.sigma[w] = d, p.sigma[v]
				p.before[w] = append(p.before[w][:0], v)
				heap.Push(q, reached{w, d})
			case d <= p.distance[w]*(1+same):
				p.sigma[w] += p.sigma[v]
				p.before[w] = append(p.before[w], v)
			}
		}
	}
}

// reached is a node with a distance at which it was reached.
type reached struct {
	node     int
	distance float64
}

// queue is a heap of what was reached, the nearest first, ties by node.
type queue []reached

// Len, Less, Swap, Push and Pop make it a heap.
func (q queue) Len() int { return len(q) }

// Less orders by distance, then node.
func (q queue) Less(i, j int) bool {
	return cmp.Or(cmp.Compare(q[i].distance, q[j].distance), cmp.Compare(q[i].node, q[j].node)) < 0
}

// Swap changes places.
func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }

// Push adds at the end.
func (q *queue) Push(x any) { *q = append(*q, x.(reached)) }

// Pop takes from the end.
func (q *queue) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}

// most is how many steps an iteration may take.
const most = 100_000

// PageRank returns the share of time that a walker spends at every node who
// follows an edge with probability d, chosen by weight, and otherwise, or where
// there is none, goes to any node:
//
//	p = d·W p + (1−d)/n
//
// They sum to 1. Solved by iteration until the sum of all changes is below
// 1e-14; NaN if it is not after 100,000 steps, and without nodes nothing.
//
// Source: Brin and Page 1998, doi:10.1016/S0169-7552(98)00110-X, as Langville
// and Meyer 2006, Google's PageRank and Beyond, normalise it; d = 0.85.
func (g *Graph) PageRank(d float64) []float64 {
	n := g.N()
	p, next := make([]float64, n), make([]float64, n)
	strength := make([]float64, n)
	for i := range n {
		p[i], strength[i] = 1/float64(n), g.Strength(i)
	}
	for range most {
		loose := 0.0
		for i := range n {
			if strength[i] == 0 {
				loose += p[i]
			}
		}
		change := 0.0
		for i := range n {
			sum := 0.0
			for _, nb := range g.near[i] {
				sum += p[nb.node] * nb.weight / strength[nb.node]
			}
			next[i] = d*(sum+loose/float64(n)) + (1-d)/float64(n)
			change += math.Abs(next[i] - p[i])
		}
		p, next = next, p
		if change < 1e-14 {
			return p
		}
	}
	return undefined(n)
}

// Eigenvector returns the eigenvector of the largest eigenvalue of the matrix of
// weights, of length 1 and with no negative value: a node is as central as its
// neighbours, by weight, are. In a graph of several components only those with
// the largest eigenvalue have values above 0. Found by iterating with the
// matrix plus its greatest strength on the diagonal, halved, which moves no
// eigenvector and keeps bipartite graphs from swinging, until no value changes by
// more than 1e-13; NaN if that takes more than 100,000 steps or there are no edges.
//
// Source: Bonacich 1972, doi:10.1080/0022250X.1972.9989806.
func (g *Graph) Eigenvector() []float64 {
	n := g.N()
	if len(g.edges) == 0 {
		return undefined(n)
	}
	shift := 0.0
	for i := range n {
		shift = math.Max(shift, g.Strength(i)/2)
	}
	x, next := make([]float64, n), make([]float64, n)
	for i := range x {
		x[i] = 1 / math.Sqrt(float64(n))
	}
	for range most {
		for i := range n {
			next[i] = shift * x[i]
			for _, nb := range g.near[i] {
				next[i] += nb.weight * x[nb.node]
			}
		}
		length := 0.0
		for _, v := range next {
			length = math.Hypot(length, v)
		}
		change := 0.0
		for i := range next {
			next[i] /= length
			change = math.Max(change, math.Abs(next[i]-x[i]))
		}
		x, next = next, x
		if change < 1e-13 {
			for i := range x {
				if x[i] < 1e-9 {
					x[i] = 0 // what is left of components with a smaller eigenvalue
				}
			}
			return x
		}
	}
	return undefined(n)
}

// undefined returns n times NaN.
func undefined(n int) []float64 { return slices.Repeat([]float64{math.NaN()}, n) }
