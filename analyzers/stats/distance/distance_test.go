package distance

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func near(t testing.TB, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s = %.12f, want %.12f", what, got, want)
	}
}

// The numbers were made with R 4.2.2:
//
//	x <- c(3,2,1,0); y <- c(1,2,3,4); p <- x/sum(x); q <- y/sum(y); m <- (p+q)/2
//	kl <- function(a,b) sum(ifelse(a>0, a*log2(a/b), 0)); j <- (kl(p,m)+kl(q,m))/2
//	print(c(sum(x*y)/sqrt(sum(x^2)*sum(y^2)), j, sqrt(j), sqrt(sum((sqrt(p)-sqrt(q))^2)/2), sum(sqrt(p*q))), digits=13)
func TestTwoProfiles(t *testing.T) {
	x, y := []float64{3, 2, 1, 0}, []float64{1, 2, 3, 4}
	const exact = 1e-12
	near(t, "cosine", Cosine(x, y), .4879500364743, exact)
	near(t, "divergence", JensenShannon(x, y), .3310774823690, exact)
	near(t, "distance", JensenShannonDistance(x, y), .5753933284016, exact)
	near(t, "Hellinger", Hellinger(x, y), .5427591682808, exact)
	near(t, "Bhattacharyya", Bhattacharyya(x, y), .7054124852471, exact)
	near(t, "Jaccard", Jaccard(x, y), .75, 0)
}

// TestDelta has a matrix for which dist.delta of the R package stylo was
// reported to give 1.0537218910, 1.2473710583, .6011506622 … and cosine Delta
// .6073047252, 1.223578045, 1.874873291; here with R 4.2.2:
//
//	M <- matrix(c(6,3,2.5,1, 5,3.5,2,1.5, 7,2,3,.5, 6.5,2.5,2.5,1.5),4,byrow=TRUE); z <- scale(M)
//	print(dist(z,"manhattan")/ncol(z), digits=13); print(1 - tcrossprod(z/sqrt(rowSums(z^2))), digits=13)
func TestDelta(t *testing.T) {
	z := ZScores([][]float64{{6, 3, 2.5, 1}, {5, 3.5, 2, 1.5}, {7, 2, 3, .5}, {6.5, 2.5, 2.5, 1.5}})
	for _, c := range []struct {
		i, j          int
		delta, cosine float64
	}{
		{0, 1, 1.0537218909764, .6073047252466}, {0, 2, 1.2473710582867, 1.223578045003}, {0, 3, .6011506621862, 1.874873290948},
		{1, 2, 2.3010929492631, 1.967503614428}, {1, 3, 1.1326395852955, 1.186064949960}, {2, 3, 1.1684533639676, 1.053006590756},
	} {
		near(t, "Delta", Delta(z[c.i], z[c.j]), c.delta, 1e-12)
		near(t, "cosine Delta", CosineDelta(z[c.i], z[c.j]), c.cosine, 1e-12)
	}
}

func TestUndefined(t *testing.T) {
	none, some := []float64{0, 0}, []float64{1, 2}
	for name, f := range measures() {
		if v := f(none, none); !math.IsNaN(v) {
			t.Errorf("%s of nothing with nothing is %v", name, v)
		}
		v := f(none, some)
		if name == "Jaccard" {
			near(t, name, v, 0, 0)
		} else if !math.IsNaN(v) {
			t.Errorf("%s with nothing is %v", name, v)
		}
		if v := f([]float64{math.NaN(), 1}, some); !math.IsNaN(v) {
			t.Errorf("%s of NaN is %v", name, v)
		}
	}
	z := ZScores([][]float64{{1, 2}, {1, 3}, {1, 5}})
	if len(z[0]) != 1 {
		t.Errorf("%d scores, want 1: a feature does not vary", len(z[0]))
	}
	for _, rows := range [][][]float64{{{1, 2}}, {{1}, {1}}} {
		z := ZScores(rows)
		if len(z) != len(rows) || !math.IsNaN(Delta(z[0], z[0])) || !math.IsNaN(CosineDelta(z[0], z[0])) {
			t.Errorf("Delta where nothing varies: %v", z)
		}
	}
	// Of two texts Delta says nothing.
	z = ZScores([][]float64{{4, 1, 7}, {5, 9, 2}})
	near(t, "Delta of two", Delta(z[0], z[1]), math.Sqrt2, 1e-15)
	near(t, "cosine Delta of two", CosineDelta(z[0], z[1]), 2, 1e-15)
}

func measures() map[string]func(x, y []float64) float64 {
	return map[string]func(x, y []float64) float64{"cosine": Cosine, "Jaccard": Jaccard, "divergence": JensenShannon,
		"distance": JensenShannonDistance, "Hellinger": Hellinger, "Bhattacharyya": Bhattacharyya}
}

// profiles draws so many profiles with at least one count.
func profiles(t *rapid.T, n int) [][]float64 {
	k := rapid.IntRange(1, 8).Draw(t, "features")
	return rapid.SliceOfN(rapid.SliceOfN(rapid.Custom(func(t *rapid.T) float64 {
		return float64(rapid.IntRange(0, 6).Draw(t, "count"))
	}), k, k).Filter(func(x []float64) bool { return sum(x) > 0 }), n, n).Draw(t, "profiles")
}

// TestLaws checks symmetry, identity, range, that multiplying a profile and
// reordering features change nothing, and the triangle inequality where the
// measure is a metric.
func TestLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ps := profiles(t, 3)
		x, y, z := ps[0], ps[1], ps[2]
		order := rapid.Permutation(seq(len(x))).Draw(t, "order")
		scaled := make([]float64, len(x))
		for i := range x {
			scaled[i] = 3 * x[i]
		}
		for name, f := range measures() {
			self := 1.0
			if name == "divergence" || name == "distance" || name == "Hellinger" {
				self = 0
			}
			v := f(x, y)
			if v != f(y, x) {
				t.Fatalf("%s is not symmetric", name)
			}
			if v < 0 || v > 1 {
				t.Fatalf("%s = %v", name, v)
			}
			if got := f(x, x); math.Abs(got-self) > 1e-7 {
				t.Fatalf("%s of a profile with itself is %v", name, got)
			}
			if got := f(x, scaled); math.Abs(got-self) > 1e-7 {
				t.Fatalf("%s of a profile with three times itself is %v", name, got)
			}
			if got := f(reordered(x, order), reordered(y, order)); math.Abs(got-v) > 1e-7 {
				t.Fatalf("%s changes with the order of features: %v and %v", name, v, got)
			}
		}
		for name, f := range map[string]func(x, y []float64) float64{"distance": JensenShannonDistance, "Hellinger": Hellinger,
			"1 − Jaccard": func(x, y []float64) float64 { return 1 - Jaccard(x, y) }} {
			if f(x, y) > f(x, z)+f(z, y)+1e-7 {
				t.Fatalf("%s: %v > %v + %v", name, f(x, y), f(x, z), f(z, y))
			}
		}
		if h, b := Hellinger(x, y), Bhattacharyya(x, y); math.Abs(h*h-(1-b)) > 1e-12 {
			t.Fatalf("Hellinger² %v, 1 − Bhattacharyya %v", h*h, 1-b)
		}
		// In bits the divergence is never below the squared Hellinger distance.
		if h, d := Hellinger(x, y), JensenShannon(x, y); d < h*h-1e-12 {
			t.Fatalf("divergence %v below squared Hellinger %v", d, h*h)
		}
	})
}

// TestDeltaLaws checks the metric axioms of Delta over a set of texts, and that
// the unit of a feature does not matter.
func TestDeltaLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(3, 6).Draw(t, "texts")
		rows := profiles(t, n)
		other := make([][]float64, n)
		for i, r := range rows {
			other[i] = slices.Clone(r)
			other[i][0] = 7*r[0] + 2
		}
		z, w := ZScores(rows), ZScores(other)
		if len(z[0]) == 0 {
			t.Skip("no feature varies")
		}
		for i := range n {
			for j := range n {
				d := Delta(z[i], z[j])
				if d != Delta(z[j], z[i]) || i == j && d != 0 || math.Abs(d-Delta(w[i], w[j])) > 1e-9 {
					t.Fatalf("Delta %v, changed %v", d, Delta(w[i], w[j]))
				}
				for k := range n {
					if d > Delta(z[i], z[k])+Delta(z[k], z[j])+1e-9 {
						t.Fatal("no triangle")
					}
				}
			}
		}
		for j := range z[0] {
			mean, squares := 0.0, 0.0
			for i := range z {
				mean += z[i][j]
				squares += z[i][j] * z[i][j]
			}
			if math.Abs(mean) > 1e-9 || math.Abs(squares/float64(n-1)-1) > 1e-9 {
				t.Fatalf("scores with mean %v and squares %v", mean, squares)
			}
		}
	})
}

func TestMatrix(t *testing.T) {
	d := Matrix(3, func(i, j int) float64 { return float64(10*i + j) })
	want := [][]float64{{0, 1, 2}, {1, 0, 12}, {2, 12, 0}}
	for i := range want {
		if !slices.Equal(d[i], want[i]) {
			t.Errorf("%v, want %v", d, want)
		}
	}
	if len(Matrix(0, nil)) != 0 {
		t.Error("a matrix of nothing")
	}
}

func TestOf(t *testing.T) {
	rows := [][]float64{{6, 3, 2.5, 1}, {5, 3.5, 2, 1.5}, {7, 2, 3, .5}, {0, 0, 0, 0}}
	z := ZScores(rows)
	for name, want := range map[string]float64{"jensen-shannon": JensenShannonDistance(rows[0], rows[1]), "hellinger": Hellinger(rows[0], rows[1]),
		"cosine": 1 - Cosine(rows[0], rows[1]), "delta": Delta(z[0], z[1]), "cosine-delta": CosineDelta(z[0], z[1])} {
		if !slices.Contains(Names(), name) {
			t.Errorf("%s has no name", name)
		}
		d := Of(name, rows)
		near(t, name, d[0][1], want, 0)
		near(t, name, d[1][0], want, 0)
		if undefined := math.IsNaN(d[0][3]); undefined == (name == "delta" || name == "cosine-delta") {
			t.Errorf("%s of an empty profile is %v", name, d[0][3])
		}
		if few := Of(name, rows[:2])[0][1]; math.IsNaN(few) != (name == "delta" || name == "cosine-delta") {
			t.Errorf("%s of two profiles is %v", name, few)
		}
	}
	if len(Names()) != 5 {
		t.Error("a distance without a test")
	}
}

func seq(n int) []int {
	s := make([]int, n)
	for i := range s {
		s[i] = i
	}
	return s
}

func reordered(x []float64, order []int) []float64 {
	out := make([]float64, len(x))
	for i, k := range order {
		out[i] = x[k]
	}
	return out
}
