package correspondence

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

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

func table(columns int, counts []float64) [][]float64 {
	var out [][]float64
	for len(counts) > 0 {
		out = append(out, counts[:columns])
		counts = counts[columns:]
	}
	return out
}

func TestOracles(t *testing.T) {
	for _, o := range oracles() {
		a, ok := Analyze(table(o.columns, o.counts))
		if !ok {
			t.Fatal(o.name)
		}
		const exact = 1e-11
		near(t, o.name+" χ²", []float64{a.ChiSquare}, []float64{o.chi}, 1e-10)
		near(t, o.name+" inertias", a.Principal, o.inertias, exact)
		near(t, o.name+" rows", slices.Concat(a.Rows.Principal...), o.rows, exact)
		near(t, o.name+" columns", slices.Concat(a.Columns.Principal...), o.cols, exact)
		near(t, o.name+" contributions", slices.Concat(a.Rows.Contributions...), o.contributions, exact)
		near(t, o.name+" standard", slices.Concat(a.Rows.Standard...), o.standard, 1e-10)
		f, q := a.Row(o.extraRow)
		near(t, o.name+" supplementary row", f, o.extraRowPrincipal, exact)
		near(t, o.name+" its quality", q, o.extraQuality, exact)
		g, _ := a.Column(o.extraColumn)
		near(t, o.name+" supplementary column", g, o.extraColumnPrincipal, exact)
	}
}

// TestSmoke has the published numbers of Greenacre's example (the package ca on
// CRAN), whose first axis points the other way.
func TestSmoke(t *testing.T) {
	o := oracles()[0]
	a, _ := Analyze(table(o.columns, o.counts))
	near(t, "inertias", a.Principal, []float64{.0747591058860, .0100171805122, .0004135740799}, 5e-13)
	near(t, "χ², inertia, degrees of freedom, N", []float64{a.ChiSquare, a.Inertia, float64(a.DF), a.N}, []float64{16.44164307, .085190, 12, 193}, 1e-6)
	for i, want := range [][2]float64{{-.0657683839, -.1937370036}, {.2589584214, -.2433045749}, {-.3805948871, -.0106599072}, {.2329519082, .0577439078}, {-.2010891219, .0789112309}} {
		near(t, "row", a.Rows.Principal[i][:2], []float64{-want[0], -want[1]}, 1e-10)
	}
}

// some draws a table in which some rows and columns may be empty.
func some(t *rapid.T) [][]float64 {
	rows, columns := rapid.IntRange(2, 6).Draw(t, "rows"), rapid.IntRange(2, 6).Draw(t, "columns")
	cell := rapid.Map(rapid.IntRange(0, 9), func(n int) float64 { return float64(max(0, n-2)) })
	return rapid.SliceOfN(rapid.SliceOfN(cell, columns, columns), rows, rows).Draw(t, "table")
}

// TestLaws checks that the axes rebuild the table; that inertias, contributions
// and qualities sum to what they must; that coordinates are centred; that an
// active row, put back as a supplementary one, stands where it stood; and that
// the table turned on its side gives the same with rows and columns exchanged.
func TestLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		counts := some(t)
		a, ok := Analyze(counts)
		if !ok {
			t.Skip("too little")
		}
		const close = 1e-8
		sum := 0.0
		for k, l := range a.Principal {
			sum += l
			if k > 0 && l > a.Principal[k-1] || l < 0 || l > 1+close {
				t.Fatalf("inertias %v", a.Principal)
			}
		}
		if math.Abs(sum-a.Inertia) > close {
			t.Fatalf("inertias sum to %v of %v", sum, a.Inertia)
		}
		points(t, a, a.Rows)
		points(t, a, a.Columns)
		for i := range counts {
			if a.Rows.Masses[i] == 0 {
				continue
			}
			f, _ := a.Row(counts[i])
			near(t, "a row put back", f, a.Rows.Principal[i], 1e-6)
			for j, n := range counts[i] {
				if a.Columns.Masses[j] == 0 {
					continue
				}
				x := 1.0
				for k := range a.Principal {
					x += a.Rows.Principal[i][k] * a.Columns.Standard[j][k]
				}
				if got := a.N * a.Rows.Masses[i] * a.Columns.Masses[j] * x; math.Abs(got-n) > 1e-6 {
					t.Fatalf("cell %d, %d is rebuilt as %v, want %v", i, j, got, n)
				}
			}
		}
		turned := make([][]float64, len(counts[0]))
		for j := range turned {
			for i := range counts {
				turned[j] = append(turned[j], counts[i][j])
			}
		}
		b, _ := Analyze(turned)
		near(t, "turned", b.Principal, a.Principal, close)
		near(t, "turned distances", distances(b.Rows), distances(a.Columns), close)
	})
}

func distances(p Points) (d []float64) {
	for i, m := range p.Masses {
		if m > 0 {
			d = append(d, p.Distances[i])
		}
	}
	return d
}

// points checks the sums over points and axes.
func points(t *rapid.T, a Analysis, p Points) {
	inertia := 0.0
	for i, m := range p.Masses {
		if m == 0 {
			if len(a.Principal) > 0 && !math.IsNaN(p.Principal[i][0]) {
				t.Fatal("an empty point has a place")
			}
			continue
		}
		if len(a.Principal) > 0 {
			inertia += p.Inertias[i]
		}
		q := 0.0
		for k := range a.Principal {
			q += p.Qualities[i][k]
		}
		if len(a.Principal) > 0 && !math.IsNaN(q) && p.Distances[i] > 1e-9 && math.Abs(q-1) > 1e-6 {
			t.Fatalf("qualities sum to %v at distance %v", q, p.Distances[i])
		}
	}
	if len(a.Principal) > 0 && math.Abs(inertia-1) > 1e-8 {
		t.Fatalf("shares of inertia sum to %v", inertia)
	}
	for k := range a.Principal {
		c, mean, variance := 0.0, 0.0, 0.0
		for i, m := range p.Masses {
			if m > 0 {
				c += p.Contributions[i][k]
				mean += m * p.Standard[i][k]
				variance += m * p.Standard[i][k] * p.Standard[i][k]
			}
		}
		if math.Abs(c-1) > 1e-6 || math.Abs(mean) > 1e-6 || math.Abs(variance-1) > 1e-6 {
			t.Fatalf("axis %d: contributions %v, mean %v, variance %v", k, c, mean, variance)
		}
	}
}

// TestSame checks that rows of the same profile stand in one place, and that
// joining them changes no inertia (the principle of distributional equivalence).
func TestSame(t *testing.T) {
	a, _ := Analyze([][]float64{{2, 4, 1}, {4, 8, 2}, {5, 1, 3}, {1, 1, 6}})
	b, _ := Analyze([][]float64{{6, 12, 3}, {5, 1, 3}, {1, 1, 6}})
	near(t, "inertias", a.Principal, b.Principal, 1e-12)
	near(t, "rows", a.Rows.Principal[0], a.Rows.Principal[1], 1e-12)
	near(t, "joined", a.Rows.Principal[0], b.Rows.Principal[0], 1e-12)
}

func TestEdges(t *testing.T) {
	for _, c := range [][][]float64{nil, {}, {{1, 2}}, {{1}, {2}}, {{0, 0}, {0, 0}}, {{1, 2}, {0, 0}}, {{1, 0}, {2, 0}}, {{1, -1}, {2, 3}}, {{1, math.NaN()}, {2, 3}}} {
		if _, ok := Analyze(c); ok {
			t.Errorf("an analysis of %v", c)
		}
	}
	a, ok := Analyze([][]float64{{1, 2}, {2, 4}})
	if !ok || len(a.Principal) != 0 || !math.IsNaN(a.Rows.Inertias[0]) || a.Rows.Distances[0] > 1e-12 {
		t.Errorf("independence: %+v", a)
	}
	a, _ = Analyze([][]float64{{3, 0, 1}, {1, 0, 2}})
	f, q := a.Row([]float64{0, 7, 0})
	if !math.IsNaN(f[0]) || !math.IsNaN(q[0]) {
		t.Errorf("a row with counts only where there are none: %v %v", f, q)
	}
}
