package cluster

import (
	"math"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// square makes a matrix of the pairs (0,1), (0,2) … as dist of R has them.
func square(n int, pairs []float64) [][]float64 {
	d := make([][]float64, n)
	for i := range d {
		d[i] = make([]float64, n)
	}
	for i := range n {
		for j := i + 1; j < n; j++ {
			d[i][j], d[j][i] = pairs[0], pairs[0]
			pairs = pairs[1:]
		}
	}
	return d
}

func upper(d [][]float64) (pairs []float64) {
	for i := range d {
		pairs = append(pairs, d[i][i+1:]...)
	}
	return pairs
}

func near(t interface {
	Helper()
	Errorf(string, ...any)
}, what string, got, want []float64, tolerance float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: %d values, want %d", what, len(got), len(want))
		return
	}
	for i := range want {
		if !(math.Abs(got[i]-want[i]) <= tolerance) {
			t.Errorf("%s: value %d is %.15g, want %.15g", what, i, got[i], want[i])
		}
	}
}

func TestTreesOfR(t *testing.T) {
	for _, c := range trees() {
		d := square(c.n, c.pairs)
		for i, w := range c.want {
			what := c.name + " " + w.linkage
			tree, ok := Agglomerate(d, Linkage(i))
			if !ok {
				t.Fatal(what)
			}
			var merge []int
			for _, m := range tree.Merge {
				merge = append(merge, m[0], m[1])
			}
			leaves := make([]int, len(w.order))
			for k, o := range w.order {
				leaves[k] = o - 1
			}
			if !slices.Equal(merge, w.merge) || !slices.Equal(tree.Order, leaves) {
				t.Errorf("%s\n got %v, order %v\nwant %v, order %v", what, merge, tree.Order, w.merge, leaves)
			}
			near(t, what+" heights", tree.Height, w.height, 1e-12)
			near(t, what+" cophenetic", upper(tree.Cophenetic()), w.cophenetic, 1e-12)
			near(t, what+" correlation", []float64{tree.CopheneticCorrelation(d)}, []float64{w.correlation}, 1e-12)
		}
	}
}

// TestDeltaExample has Burrows's Delta of four texts, heights by hclust of R 4.2.
func TestDeltaExample(t *testing.T) {
	d := square(4, []float64{1.0537218910, 1.2473710583, .6011506622, 2.3010929493, 1.1326395853, 1.1684533640})
	for l, want := range [][]float64{{.601151, 1.214499, 1.910242}, {.601151, 1.093181, 1.572306}, {.601151, 1.132640, 2.301093}, {.601151, 1.053722, 1.168453}} {
		tree, _ := Agglomerate(d, Linkage(l))
		near(t, Linkages()[l], tree.Height, want, 5e-7)
		if !reflect.DeepEqual(tree.Merge, [][2]int{{-1, -4}, {-2, 1}, {-3, 2}}) {
			t.Errorf("%s joins %v", Linkages()[l], tree.Merge)
		}
	}
}

func TestSmallTrees(t *testing.T) {
	for n, want := range []Tree{{}, {Merge: [][2]int{}, Order: []int{0}}, {Merge: [][2]int{{-1, -2}}, Height: []float64{3}, Order: []int{0, 1}}} {
		if n == 0 {
			want.Merge = [][2]int{}
		}
		tree, ok := Agglomerate(square(n, []float64{3}), Ward)
		if !ok || !reflect.DeepEqual(tree, want) {
			t.Errorf("of %d leaves %+v, want %+v", n, tree, want)
		}
		if n > 0 && !math.IsNaN(tree.CopheneticCorrelation(square(n, []float64{3}))) {
			t.Errorf("a correlation of %d leaves", n)
		}
	}
	for _, bad := range []float64{math.NaN(), -1} {
		if _, ok := Agglomerate(square(2, []float64{bad}), Single); ok {
			t.Errorf("a tree of distance %v", bad)
		}
	}
	equal := square(4, []float64{1, 1, 1, 1, 1, 1})
	tree, _ := Agglomerate(equal, Average)
	if !math.IsNaN(tree.CopheneticCorrelation(equal)) {
		t.Error("a correlation where nothing varies")
	}
}

// distances draws a matrix of distances, with ties or without.
func distances(t *rapid.T, least int) [][]float64 {
	n := rapid.IntRange(least, 9).Draw(t, "n")
	value := rapid.Float64Range(0, 3)
	if rapid.Bool().Draw(t, "ties") {
		value = rapid.Map(rapid.IntRange(0, 4), func(k int) float64 { return float64(k) })
	}
	return square(n, rapid.SliceOfN(value, n*(n-1)/2, n*(n-1)/2).Draw(t, "distances"))
}

// TestTreeLaws checks that heights do not fall, that every leaf is there once,
// that each merge is of the definition, and that the cophenetic distances are
// an ultrametric, below the distances for single linkage and above for complete.
func TestTreeLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := distances(t, 2)
		n := len(d)
		l := Linkage(rapid.IntRange(0, 3).Draw(t, "linkage"))
		tree, _ := Agglomerate(d, l)
		if !slices.IsSorted(tree.Height) {
			t.Fatalf("heights %v", tree.Height)
		}
		leaves := slices.Clone(tree.Order)
		slices.Sort(leaves)
		members := tree.Members()
		for i := range n {
			if leaves[i] != i || members[n-2][i] != i {
				t.Fatalf("leaves %v, members %v", leaves, members)
			}
		}
		for m, pair := range tree.Merge {
			if want := between(d, members, pair, l); math.Abs(tree.Height[m]-want) > 1e-7 {
				t.Fatalf("height %v of merge %d, want %v", tree.Height[m], m, want)
			}
		}
		c := tree.Cophenetic()
		for i := range n {
			for j := range n {
				if l == Single && c[i][j] > d[i][j]+1e-9 || l == Complete && c[i][j] < d[i][j]-1e-9 {
					t.Fatalf("cophenetic %v of distance %v", c[i][j], d[i][j])
				}
				for k := range n {
					if c[i][j] > max(c[i][k], c[k][j])+1e-9 {
						t.Fatal("no ultrametric")
					}
				}
			}
		}
	})
}

// between returns the distance of the two clusters of a merge by definition:
// for Ward √2 times the root of what the sum of squares within clusters grows
// by, in terms of distances.
func between(d [][]float64, members [][]int, pair [2]int, l Linkage) float64 {
	of := func(c int) []int {
		if c < 0 {
			return []int{-c - 1}
		}
		return members[c-1]
	}
	a, b := of(pair[0]), of(pair[1])
	squares := func(x, y []int) (s float64) {
		for _, i := range x {
			for _, j := range y {
				s += d[i][j] * d[i][j]
			}
		}
		return s
	}
	na, nb := float64(len(a)), float64(len(b))
	sum, least, most := 0.0, math.Inf(1), 0.0
	for _, i := range a {
		for _, j := range b {
			sum += d[i][j]
			least, most = min(least, d[i][j]), max(most, d[i][j])
		}
	}
	switch l {
	case Ward:
		apart := squares(a, b)/(na*nb) - squares(a, a)/(2*na*na) - squares(b, b)/(2*nb*nb)
		return math.Sqrt(max(0, 2*na*nb/(na+nb)*apart))
	case Average:
		return sum / (na * nb)
	case Complete:
		return most
	}
	return least
}

// TestPermutation checks that the order of the leaves does not change which
// clusters there are, where no two distances are equal.
func TestPermutation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 8).Draw(t, "n")
		pairs := rapid.SliceOfNDistinct(rapid.Float64Range(.1, 3), n*(n-1)/2, n*(n-1)/2, func(v float64) int { return int(v * 1e6) }).Draw(t, "pairs")
		d := square(n, pairs)
		p := rapid.Permutation(seq(n)).Draw(t, "order")
		e := make([][]float64, n)
		for i := range e {
			for j := range n {
				e[i] = append(e[i], d[p[i]][p[j]])
			}
		}
		for l := range Linkages() {
			one, _ := Agglomerate(d, Linkage(l))
			other, _ := Agglomerate(e, Linkage(l))
			s := NewSupport(one)
			back := make([][2]int, len(other.Merge))
			for m, pair := range other.Merge {
				back[m] = pair
				for k, c := range pair {
					if c < 0 {
						back[m][k] = -p[-c-1] - 1
					}
				}
			}
			s.Enter(Tree{Merge: back})
			for m, k := range s.Found {
				if k != 1 {
					t.Fatalf("%s: cluster %v is not found again", Linkages()[l], one.Members()[m])
				}
			}
			near(t, "heights", other.Height, one.Height, 1e-9)
		}
	})
}

func TestSupport(t *testing.T) {
	s := NewSupport(Tree{Merge: [][2]int{{-1, -2}, {-3, -4}, {1, 2}}})
	s.Enter(Tree{Merge: [][2]int{{-1, -2}, {-3, 1}, {-4, 2}}}) // ((1 2) 3) 4
	s.Enter(Tree{Merge: [][2]int{{-3, -4}, {-2, 1}, {-1, 2}}}) // ((3 4) 2) 1
	s.Enter(Tree{Merge: [][2]int{{-2, -3}, {-1, -4}, {1, 2}}})
	if s.Trees != 3 || !slices.Equal(s.Found, []int{1, 1, 3}) {
		t.Errorf("%d trees, found %v", s.Trees, s.Found)
	}
}

func seq(n int) []int {
	s := make([]int, n)
	for i := range s {
		s[i] = i
	}
	return s
}

func TestMapsOfR(t *testing.T) {
	for _, c := range maps() {
		m, ok := Torgerson(square(c.n, c.pairs), 2)
		if !ok {
			t.Fatal("no map")
		}
		near(t, "eigenvalues", m.Eigenvalues, c.eigenvalues, 1e-11)
		all, positive := m.Fit(2)
		near(t, "fit", []float64{all, positive}, c.fit[:], 1e-11)
		near(t, "points", slices.Concat(m.Points...), c.points, 1e-11)
	}
}

// TestMapLaws checks that the points of Euclidean distances keep them, that
// they are centred, that signs are fixed, and that the eigenvalues add up.
func TestMapLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 8).Draw(t, "n")
		x := rapid.SliceOfN(rapid.SliceOfN(rapid.Float64Range(-2, 2), 3, 3), n, n).Draw(t, "points")
		d := make([][]float64, n)
		squares := 0.0
		for i := range d {
			for j := range n {
				d[i] = append(d[i], apart(x[i], x[j]))
				squares += d[i][j] * d[i][j]
			}
		}
		m, _ := Torgerson(d, n)
		trace := 0.0
		for _, v := range m.Eigenvalues {
			trace += v
		}
		if math.Abs(trace-squares/float64(2*n)) > 1e-9 {
			t.Fatalf("eigenvalues sum to %v, want %v", trace, squares/float64(2*n))
		}
		for i := range n {
			for j := range n {
				if got := apart(m.Points[i], m.Points[j]); math.Abs(got-d[i][j]) > 1e-6 {
					t.Fatalf("distance %v, want %v", got, d[i][j])
				}
			}
		}
		for k := range m.Points[0] {
			mean, most := 0.0, 0.0
			for i := range n {
				mean += m.Points[i][k]
				if math.Abs(m.Points[i][k]) > math.Abs(most)+1e-6 {
					most = m.Points[i][k]
				}
			}
			if math.Abs(mean) > 1e-8 || most < 0 {
				t.Fatalf("dimension %d: sum %v, greatest %v", k, mean, most)
			}
		}
	})
}

func apart(x, y []float64) float64 {
	s := 0.0
	for i := range x {
		s += (x[i] - y[i]) * (x[i] - y[i])
	}
	return math.Sqrt(s)
}

func TestMapEdges(t *testing.T) {
	if m, ok := Torgerson(nil, 2); !ok || len(m.Eigenvalues) != 0 {
		t.Error("a map of nothing")
	}
	if _, ok := Torgerson(square(2, []float64{math.NaN()}), 2); ok {
		t.Error("a map of NaN")
	}
	m, ok := Torgerson(square(3, []float64{0, 0, 0}), 2)
	all, positive := m.Fit(2)
	if !ok || len(m.Points[0]) != 0 || !math.IsNaN(all) || !math.IsNaN(positive) {
		t.Errorf("a map of one place: %+v", m)
	}
	m, _ = Torgerson(square(2, []float64{3}), 2)
	near(t, "two points", slices.Concat(m.Points...), []float64{1.5, -1.5}, 1e-12)
}
