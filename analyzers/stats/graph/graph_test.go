package graph

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// near fails unless got is within a relative tolerance of want.
func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if math.IsNaN(got) || math.Abs(got-want) > tolerance*math.Max(1e-300, math.Abs(want)) {
		t.Errorf("%s = %.12g, want %.12g", what, got, want)
	}
}

// karate is Zachary's karate club (1977, Journal of Anthropological Research
// 33(4), 452–473) with the weights of networkx 2.8.8; nodes from 0.
var karate = []Edge{
	{0, 1, 4}, {0, 2, 5}, {0, 3, 3}, {0, 4, 3}, {0, 5, 3}, {0, 6, 3}, {0, 7, 2}, {0, 8, 2}, {0, 10, 2}, {0, 11, 3},
	{0, 12, 1}, {0, 13, 3}, {0, 17, 2}, {0, 19, 2}, {0, 21, 2}, {0, 31, 2}, {1, 2, 6}, {1, 3, 3}, {1, 7, 4}, {1, 13, 5},
	{1, 17, 1}, {1, 19, 2}, {1, 21, 2}, {1, 30, 2}, {2, 3, 3}, {2, 7, 4}, {2, 8, 5}, {2, 9, 1}, {2, 13, 3}, {2, 27, 2},
	{2, 28, 2}, {2, 32, 2}, {3, 7, 3}, {3, 12, 3}, {3, 13, 3}, {4, 6, 2}, {4, 10, 3}, {5, 6, 5}, {5, 10, 3}, {5, 16, 3},
	{6, 16, 3}, {8, 30, 3}, {8, 32, 3}, {8, 33, 4}, {9, 33, 2}, {13, 33, 3}, {14, 32, 3}, {14, 33, 2}, {15, 32, 3},
	{15, 33, 4}, {18, 32, 1}, {18, 33, 2}, {19, 33, 1}, {20, 32, 3}, {20, 33, 1}, {22, 32, 2}, {22, 33, 3}, {23, 25, 5},
	{23, 27, 4}, {23, 29, 3}, {23, 32, 5}, {23, 33, 4}, {24, 25, 2}, {24, 27, 3}, {24, 31, 2}, {25, 31, 7}, {26, 29, 4},
	{26, 33, 2}, {27, 33, 4}, {28, 31, 2}, {28, 33, 2}, {29, 32, 4}, {29, 33, 2}, {30, 32, 3}, {30, 33, 3}, {31, 32, 4},
	{31, 33, 4}, {32, 33, 5},
}

// clubs are the two that the club split into, M and O, by node (networkx 2.8.8).
const clubs = "MMMMMMMMMOMMMMOOMMOMOMOOOOOOOOOOOO"

// plain is the karate club without weights.
func plain() *Graph {
	edges := slices.Clone(karate)
	for i := range edges {
		edges[i].Weight = 1
	}
	return New(34, edges)
}

// Numbers of networkx 2.8.8: density, transitivity, average_clustering,
// betweenness_centrality (normalised; with length = 420/weight, a whole number:
// with 1/weight networkx takes paths that round apart for paths of different
// length and gives .3949 for the first), pagerank(tol=1e-15),
// eigenvector_centrality_numpy, clustering; α of the disparity filter from its formula.
func TestKarateClub(t *testing.T) {
	g, w := plain(), New(34, karate)
	if g.N() != 34 || len(g.Edges()) != 78 || g.Degree(33) != 17 || w.Strength(0) != 42 {
		t.Errorf("%d nodes, %d edges, degree %d, strength %v", g.N(), len(g.Edges()), g.Degree(33), w.Strength(0))
	}
	near(t, "density", g.Density(), .13903743315508021, 1e-12)
	near(t, "transitivity", g.Transitivity(), .2556818181818182, 1e-12)
	near(t, "mean clustering", g.MeanClustering(), .5706384782076823, 1e-12)
	c := g.Clustering()
	near(t, "clustering of 1", c[0], .15, 1e-12)
	near(t, "clustering of 34", c[33], .11029411764705882, 1e-12)
	if !math.IsNaN(c[11]) {
		t.Errorf("clustering of a node with one neighbour is %v", c[11])
	}
	b := g.Betweenness(false)
	near(t, "betweenness of 1", b[0], .43763528138528146, 1e-12)
	near(t, "betweenness of 34", b[33], .30407497594997596, 1e-12)
	near(t, "betweenness of 3", b[2], .14365680615680618, 1e-12)
	b = w.Betweenness(true)
	near(t, "weighted betweenness of 1", b[0], .39583333333333337, 1e-12)
	near(t, "weighted betweenness of 34", b[33], .32954545454545453, 1e-12)
	near(t, "weighted betweenness of 3", b[2], .33522727272727276, 1e-12)
	near(t, "weighted betweenness of 32", b[31], .08996212121212122, 1e-12)
	p := g.PageRank(.85)
	near(t, "PageRank of 34", p[33], .10091918233261697, 1e-11)
	near(t, "PageRank of 1", p[0], .09699728538830414, 1e-11)
	p = w.PageRank(.85)
	near(t, "weighted PageRank of 34", p[33], .09698936283438502, 1e-11)
	near(t, "weighted PageRank of 12", p[11], .009784998142584388, 1e-11)
	e := g.Eigenvector()
	near(t, "eigenvector of 34", e[33], .37336347029148315, 1e-10)
	near(t, "eigenvector of 1", e[0], .35549144452456666, 1e-10)
	e = w.Eigenvector()
	near(t, "weighted eigenvector of 34", e[33], .3640968819701097, 1e-10)
	near(t, "weighted eigenvector of 12", e[11], .04320695496206984, 1e-10)
	d, sum := w.Disparity(), 0.0
	for _, a := range d {
		sum += a
	}
	near(t, "α of 1–2", d[0], .2228510031024404, 1e-12)
	near(t, "α of 7–17", d[40], .4551661356395083, 1e-12)
	near(t, "sum of α", sum, 30.561745159386305, 1e-12)
	if of, n := g.Components(); n != 1 || of[33] != 0 {
		t.Errorf("%d components", n)
	}
}

// The two clubs have Q = .3582347140; the greatest is .4197896121 without and
// .4449035813 with weights (igraph 0.10.2, community_optimal_modularity; the
// former as in Brandes and others 2008).
func TestKarateCommunities(t *testing.T) {
	g := plain()
	recorded := make([]int, 34)
	for i, c := range clubs {
		if c == 'O' {
			recorded[i] = 1
		}
	}
	near(t, "Q of the clubs", g.Modularity(sorted(recorded), 1), .3582347140, 1e-9)
	for _, seed := range []uint64{1, 2, 99} {
		c := g.Louvain(1, 200, seed)
		near(t, "best Q", c.Modularity, .4197896120973046, 1e-12)
		near(t, "Q of the partition", g.Modularity(c.Partition, 1), c.Modularity, 1e-12)
		if c.Runs != 200 || c.Best < 1 || c.Best >= 200 || c.Least >= c.Modularity || !(c.Stability > .5 && c.Stability < 1) {
			t.Errorf("%+v", c)
		}
		for _, community := range [][]int{{1, 2, 3, 4, 8, 12, 13, 14, 18, 20, 22}, {5, 6, 7, 11, 17},
			{9, 10, 15, 16, 19, 21, 23, 27, 30, 31, 33, 34}, {24, 25, 26, 28, 29, 32}} {
			for _, node := range community {
				if c.Partition[node-1] != c.Partition[community[0]-1] {
					t.Errorf("seed %d: node %d is not with node %d", seed, node, community[0])
				}
			}
		}
		if c.Partition.Size() != 4 || c.Partition[8] != 0 || c.Partition[4] != 3 {
			t.Errorf("communities are not the largest first: %v", c.Partition)
		}
	}
	near(t, "best weighted Q", New(34, karate).Louvain(1, 200, 1).Modularity, .4449035812672174, 1e-12)
}

// One run is not to be trusted: some stop below .40.
func TestSingleRunsOfLouvainDiffer(t *testing.T) {
	if c := plain().Louvain(1, 200, 1); c.Least >= .41 || c.Distinct < 2 {
		t.Errorf("%+v", c)
	}
}

func TestAdjustedRand(t *testing.T) {
	// igraph 0.10.2, compare_communities(…, method = "adjusted_rand")
	near(t, "ARI", AdjustedRand(Partition{0, 0, 1, 1, 2, 2, 0, 1}, Partition{0, 0, 1, 2, 2, 2, 1, 1}), .23809523809523783, 1e-12)
	for _, p := range []Partition{{0, 0, 0}, {0, 1, 2}, {0}, {}} {
		if got := AdjustedRand(p, p); got != 1 {
			t.Errorf("%v with itself: %v", p, got)
		}
	}
	if got := AdjustedRand(Partition{0, 0, 0}, Partition{0, 1, 2}); got != 0 {
		t.Errorf("one community against none: %v", got)
	}
	if !math.IsNaN(AdjustedRand(Partition{0}, Partition{0, 0})) {
		t.Error("partitions of different length agree")
	}
}

// draw draws a graph with whole weights.
func draw(t *rapid.T, most int) *Graph {
	n := rapid.IntRange(0, most).Draw(t, "n")
	var edges []Edge
	for a := range n {
		for b := range a {
			if rapid.Bool().Draw(t, "edge") {
				edges = append(edges, Edge{b, a, float64(rapid.IntRange(1, 4).Draw(t, "weight"))})
			}
		}
	}
	return New(n, edges)
}

// Betweenness agrees with walking every path without a repeated node.
func TestBetweennessBrute(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := draw(t, 7)
		for _, weighted := range []bool{false, true} {
			got := g.Betweenness(weighted)
			want := brute(g, weighted)
			for i := range got {
				if g.N() < 3 && !math.IsNaN(got[i]) || g.N() >= 3 && math.Abs(got[i]-want[i]) > 1e-9 {
					t.Fatalf("weighted %v: node %d of %v has %v, want %v", weighted, i, g.Edges(), got[i], want[i])
				}
			}
		}
	})
}

// brute counts shortest paths by walking all.
func brute(g *Graph, weighted bool) []float64 {
	n := g.N()
	out := make([]float64, n)
	for s := range n {
		for end := s + 1; end < n; end++ {
			shortest, count := math.Inf(1), 0.0
			through := make([]float64, n)
			var walk func(path []int, length float64)
			walk = func(path []int, length float64) {
				at := path[len(path)-1]
				if at == end {
					if length < shortest-1e-9 {
						shortest, count = length, 0
						clear(through)
					}
					if length < shortest+1e-9 {
						count++
						for _, v := range path[1 : len(path)-1] {
							through[v]++
						}
					}
					return
				}
				for _, nb := range g.near[at] {
					if !slices.Contains(path, nb.node) {
						step := 1.0
						if weighted {
							step = 1 / nb.weight
						}
						walk(append(slices.Clone(path), nb.node), length+step)
					}
				}
			}
			walk([]int{s}, 0)
			for v := range through {
				if count > 0 {
					out[v] += through[v] / count / (float64(n-1) * float64(n-2) / 2)
				}
			}
		}
	}
	return out
}

// The laws of the other measures: PageRank is a distribution that solves its
// equation, the eigenvector solves its own, triangles are counted as by hand.
func TestMeasuresKeepTheirLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := draw(t, 9)
		n := g.N()
		sum := 0.0
		for _, p := range g.PageRank(.85) {
			sum += p
		}
		if n > 0 && math.Abs(sum-1) > 1e-10 {
			t.Fatalf("PageRank sums to %v", sum)
		}
		x := g.Eigenvector()
		if len(g.Edges()) > 0 {
			lambda, length := 0.0, 0.0
			for i := range x {
				for _, nb := range g.near[i] {
					lambda += x[i] * nb.weight * x[nb.node]
				}
				length += x[i] * x[i]
			}
			for i := range x {
				y := 0.0
				for _, nb := range g.near[i] {
					y += nb.weight * x[nb.node]
				}
				if x[i] < 0 || math.Abs(y-lambda*x[i]) > 1e-5 || math.Abs(length-1) > 1e-8 {
					t.Fatalf("eigenvector %v of %v", x, g.Edges())
				}
			}
		}
		for i, got := range g.triangles() {
			want := 0
			for a := range n {
				for b := range a {
					if a != i && b != i && g.adjacent(i, a) && g.adjacent(i, b) && g.adjacent(a, b) {
						want++
					}
				}
			}
			if got != want {
				t.Fatalf("node %d is in %d triangles, want %d", i, got, want)
			}
		}
		for _, a := range g.Disparity() {
			if !(a >= 0 && a <= 1) {
				t.Fatalf("α = %v", a)
			}
		}
	})
}

// Louvain never finds more than the greatest modularity, which small graphs
// tell; no two of its communities would be better as one; and it finds the same
// whenever it is asked.
func TestLouvainBrute(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := draw(t, 7)
		c := g.Louvain(1, 40, 1)
		if len(c.Partition) != g.N() {
			t.Fatalf("%+v", c)
		}
		if len(g.Edges()) == 0 {
			if !math.IsNaN(c.Modularity) || c.Partition.Size() != g.N() {
				t.Fatalf("without edges %+v", c)
			}
			return
		}
		best := math.Inf(-1)
		var all func(of []int, most int)
		all = func(of []int, most int) {
			if len(of) == g.N() {
				best = math.Max(best, g.Modularity(sorted(of), 1))
				return
			}
			for k := 0; k <= most; k++ {
				all(append(slices.Clone(of), k), max(most, k+1))
			}
		}
		all(nil, 0)
		if c.Modularity > best+1e-12 {
			t.Fatalf("Q = %v of %v, the greatest is %v", c.Modularity, g.Edges(), best)
		}
		for a := range c.Partition.Size() {
			for b := range a {
				joined := slices.Clone(c.Partition)
				for i := range joined {
					if joined[i] == a {
						joined[i] = b
					}
				}
				if q := g.Modularity(sorted(joined), 1); q > c.Modularity+1e-9 {
					t.Fatalf("Q = %v of %v, with %d and %d joined %v", c.Modularity, g.Edges(), a, b, q)
				}
			}
		}
		again := g.Louvain(1, 40, 1)
		if !slices.Equal(again.Partition, c.Partition) || again.Stability != c.Stability && !math.IsNaN(c.Stability) {
			t.Fatalf("%+v, again %+v", c, again)
		}
	})
}

// Agreement does not depend on the order, nor on which comes first.
func TestAdjustedRandIsSymmetric(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "n")
		names := rapid.SliceOfN(rapid.IntRange(0, 4), n, n)
		p, q := sorted(names.Draw(t, "p")), sorted(names.Draw(t, "q"))
		a := AdjustedRand(p, q)
		if b := AdjustedRand(q, p); math.Abs(a-b) > 1e-12 || a > 1+1e-12 || AdjustedRand(p, p) != 1 {
			t.Fatalf("%v %v: %v and %v", p, q, a, b)
		}
	})
}

func TestNewMergesAndRefuses(t *testing.T) {
	g := New(3, []Edge{{1, 0, 2}, {0, 1, 3}, {2, 2, 1}, {0, 2, 0}, {0, 5, 1}, {-1, 1, 1}, {1, 2, math.NaN()}})
	if e := g.Edges(); len(e) != 1 || e[0] != (Edge{0, 1, 5}) {
		t.Errorf("%v", e)
	}
	if empty := New(0, nil); !math.IsNaN(empty.Density()) || !math.IsNaN(empty.Transitivity()) || !math.IsNaN(empty.MeanClustering()) {
		t.Error("an empty graph has measures")
	}
	if _, n := New(4, []Edge{{1, 3, 1}}).Components(); n != 3 {
		t.Errorf("%d components", n)
	}
}
