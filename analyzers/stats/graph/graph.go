// Package graph holds the statistics of networks: undirected graphs without
// loops whose edges have weights above 0. Nothing in it depends on the order of
// a map, and what needs chance takes it from a seed.
package graph

import (
	"cmp"
	"math"
	"slices"
)

// Edge joins two nodes, A < B, with a weight above 0.
type Edge struct {
	A, B   int
	Weight float64
}

// neighbour is one end of an edge as the other end sees it.
type neighbour struct {
	node   int
	weight float64
}

// Graph is an undirected weighted graph on the nodes 0 … N−1. It is not
// changed once made.
type Graph struct {
	edges []Edge
	near  [][]neighbour // by node, ascending
}

// New returns the graph of n nodes with edges in any order. Edges that join the
// same two nodes become one with the sum of their weights; loops, and edges
// whose weight is not above 0 or which lead outside 0 … n−1, are left out.
func New(n int, edges []Edge) *Graph {
	g := &Graph{near: make([][]neighbour, n)}
	sorted := make([]Edge, 0, len(edges))
	for _, e := range edges {
		e.A, e.B = min(e.A, e.B), max(e.A, e.B)
		if e.A != e.B && e.A >= 0 && e.B < n && e.Weight > 0 {
			sorted = append(sorted, e)
		}
	}
	slices.SortStableFunc(sorted, func(x, y Edge) int { return cmp.Or(cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B)) })
	for _, e := range sorted {
		if k := len(g.edges) - 1; k >= 0 && g.edges[k].A == e.A && g.edges[k].B == e.B {
			g.edges[k].Weight += e.Weight
			continue
		}
		g.edges = append(g.edges, e)
	}
	for _, e := range g.edges {
		g.near[e.A] = append(g.near[e.A], neighbour{e.B, e.Weight})
		g.near[e.B] = append(g.near[e.B], neighbour{e.A, e.Weight})
	}
	for _, ns := range g.near {
		slices.SortFunc(ns, func(x, y neighbour) int { return cmp.Compare(x.node, y.node) })
	}
	return g
}

// N returns the number of nodes.
func (g *Graph) N() int { return len(g.near) }

// Edges returns the edges by their first node, then their second; they are not
// to be changed.
func (g *Graph) Edges() []Edge { return g.edges }

// Degree returns the number of edges at a node.
func (g *Graph) Degree(node int) int { return len(g.near[node]) }

// Strength returns the sum of the weights of the edges at a node, 0 for an
// isolated one.
//
// Source: Barrat, Barthélemy, Pastor-Satorras and Vespignani 2004, doi:10.1073/pnas.0400087101.
func (g *Graph) Strength(node int) float64 {
	sum := 0.0
	for _, nb := range g.near[node] {
		sum += nb.weight
	}
	return sum
}

// Density returns the share of the possible edges that there are:
//
//	2m / (n(n−1))
//
// n nodes, m edges; 0 to 1; NaN with fewer than two nodes.
//
// Source: Wasserman and Faust 1994, Social Network Analysis, eq. 4.3.
func (g *Graph) Density() float64 {
	n := float64(g.N())
	if n < 2 {
		return math.NaN()
	}
	return 2 * float64(len(g.edges)) / (n * (n - 1))
}

// triangles returns the number of triangles that each node is in. Cost: for
// each edge the smaller of its ends' degrees, times a search.
func (g *Graph) triangles() []int {
	out := make([]int, g.N())
	for _, e := range g.edges {
		a, b := e.A, e.B
		if g.Degree(a) > g.Degree(b) {
			a, b = b, a
		}
		for _, nb := range g.near[a] {
			if nb.node > e.B && g.adjacent(b, nb.node) { // each triangle once, from its two lowest nodes
				out[e.A]++
				out[e.B]++
				out[nb.node]++
			}
		}
	}
	return out
}

// adjacent reports whether an edge joins two nodes.
func (g *Graph) adjacent(a, b int) bool {
	_, found := slices.BinarySearchFunc(g.near[a], b, func(nb neighbour, node int) int { return cmp.Compare(nb.node, node) })
	return found
}

// Clustering returns for every node the share of its pairs of neighbours that
// are neighbours themselves:
//
//	2t / (k(k−1))
//
// k neighbours, t edges among them; weights are not looked at. 0 to 1; NaN for
// a node with fewer than two neighbours.
//
// Source: Watts and Strogatz 1998, doi:10.1038/30918.
func (g *Graph) Clustering() []float64 {
	out := make([]float64, g.N())
	for i, t := range g.triangles() {
		k := float64(g.Degree(i))
		out[i] = 2 * float64(t) / (k * (k - 1))
		if k < 2 {
			out[i] = math.NaN()
		}
	}
	return out
}

// MeanClustering returns the mean of Clustering over all nodes, in which those
// with fewer than two neighbours count as 0, as is customary; NaN without nodes.
//
// Source: Watts and Strogatz 1998, doi:10.1038/30918.
func (g *Graph) MeanClustering() float64 {
	sum := 0.0
	for _, c := range g.Clustering() {
		if !math.IsNaN(c) {
			sum += c
		}
	}
	return sum / float64(g.N())
}

// Transitivity returns the share of the paths of two edges that are closed:
//
//	3 · triangles / paths of length two
//
// 0 to 1; NaN where there is no such path.
//
// Source: Newman, Strogatz and Watts 2001, doi:10.1103/PhysRevE.64.026118.
func (g *Graph) Transitivity() float64 {
	closed, all := 0.0, 0.0
	for i, t := range g.triangles() {
		k := float64(g.Degree(i))
		closed += float64(t)
		all += k * (k - 1) / 2
	}
	return closed / all // 0/0 = NaN
}

// Components returns for every node the number of its component, from 0 in the
// order of the components' lowest nodes, and how many there are.
func (g *Graph) Components() (of []int, n int) {
	of = make([]int, g.N())
	for i := range of {
		of[i] = -1
	}
	for start := range of {
		if of[start] >= 0 {
			continue
		}
		of[start] = n
		for stack := []int{start}; len(stack) > 0; {
			node := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			for _, nb := range g.near[node] {
				if of[nb.node] < 0 {
					of[nb.node] = n
					stack = append(stack, nb.node)
				}
			}
		}
		n++
	}
	return of, n
}

// Disparity returns for every edge, in the order of Edges, the probability that
// an edge takes so large a share of a node's strength if the strength is spread
// over the node's edges at random, the smaller of its two ends':
//
//	α = (1 − w/s)^(k−1)
//
// w weight, s strength and k degree of the end. 0 to 1; an end with a single
// edge says nothing and gives 1. Edges with α below a level are the backbone of
// a network whose weights range over scales.
//
// Source: Serrano, Boguñá and Vespignani 2009, doi:10.1073/pnas.0808904106, eq. 2.
func (g *Graph) Disparity() []float64 {
	out := make([]float64, len(g.edges))
	at := func(node int, w float64) float64 {
		k := g.Degree(node)
		if k < 2 {
			return 1
		}
		return math.Pow(math.Max(0, 1-w/g.Strength(node)), float64(k-1))
	}
	for i, e := range g.edges {
		out[i] = math.Min(at(e.A, e.Weight), at(e.B, e.Weight))
	}
	return out
}
