package correspondence

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"

	"concordat/analyzers"
	"concordat/analyzers/analyzertest"
	"concordat/analyzers/result"
	"concordat/analyzers/stats/correspondence"
)

func TestContract(t *testing.T) { analyzertest.Contract(t, New()) }

func analyze(t testing.TB, in *analyzers.Input) *result.Result {
	t.Helper()
	r, err := New().Analyze(context.Background(), in)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// smoke writes Greenacre's table as five texts: a word for each count, spread
// over paragraphs of one of each.
func smoke() *analyzers.Input {
	words := []string{"Peace.", "Sovereignty.", "Attack.", "Interference."}
	var all []string
	for _, counts := range [][]int{{4, 2, 3, 2}, {4, 3, 7, 4}, {25, 10, 12, 4}, {18, 24, 33, 13}, {10, 6, 7, 2}} {
		var text strings.Builder
		for k := range 33 {
			for j, n := range counts {
				if k < n {
					text.WriteString(words[j] + " ")
				}
			}
			text.WriteString("\n\n")
		}
		all = append(all, text.String())
	}
	return analyzertest.Input(all...)
}

func TestSmoke(t *testing.T) {
	in := smoke()
	r := analyze(t, in)
	tab := r.Tables[0]
	for name, want := range map[string][]float64{"inertia": {.0747591058860, .0100171805122, .0004135740799}, "percent": {87.8, 11.8, .5}, "chi2": {16.44164307, 16.44164307, 16.44164307}} {
		for k, v := range tab.Column(name).Floats {
			if math.Abs(v-want[k]) > .051 || name == "inertia" && math.Abs(v-want[k]) > 1e-12 {
				t.Errorf("%s %d = %v, want %v", name, k, v, want[k])
			}
		}
	}
	if !slices.ContainsFunc(r.Notes, func(n result.Note) bool {
		return n.Code == "one-row-axis" && strings.Contains(n.Message, "axis 1 is made by one row, d2, which has 51%")
	}) {
		t.Errorf("the senior employees make the first axis: %v", r.Notes)
	}
	rows := r.Tables[1]
	for i, want := range []float64{.0657683839, -.2589584214, .3805948871, -.2329519082, .2010891219} {
		x, lo, hi := rows.Column("dim1").Floats[i], rows.Column("dim1_low").Floats[i], rows.Column("dim1_high").Floats[i]
		if math.Abs(x-want) > 1e-9 || !(lo < x && x < hi) {
			t.Errorf("%s: %v [%v, %v], want %v", rows.Column("name").Texts[i], x, lo, hi, want)
		}
	}
	if n := rows.Rows(); n != 5 || slices.Contains(rows.Column("role").Texts, "supplementary") {
		t.Errorf("%d rows without groups", n)
	}
	columns := r.Tables[2]
	sum := 0.0
	for i, c := range columns.Column("contribution1_percent").Floats {
		if columns.Column("role").Texts[i] == "active" {
			sum += c
		}
	}
	if math.Abs(sum-100) > 1e-9 {
		t.Errorf("contributions sum to %v", sum)
	}
	// Sovereignty with interference below it: the column of their sum.
	i := slices.Index(columns.Column("of").Texts, "concept with those below it")
	if i < 0 || columns.Column("key").Texts[i] != "sovereignty" || columns.Column("counts").Ints[i] != 70 {
		t.Fatalf("no parent: %v", columns.Column("of").Texts)
	}
	a, _ := correspondence.Analyze(in.Each().Counts)
	want, _ := a.Column([]float64{4, 7, 14, 37, 8})
	if got := columns.Column("dim1").Floats[i]; math.Abs(got-want[0]) > 1e-12 {
		t.Errorf("the parent stands at %v, want %v", got, want[0])
	}
}

// Three groups make the axes, and documents are placed in them; a group of one
// document stands where the document does.
func TestGroups(t *testing.T) {
	in := smoke()
	in.Groups = []analyzers.Side{{Name: "x", Documents: []int{0, 1}}, {Name: "y", Documents: []int{2}}, {Name: "z", Documents: []int{3, 4}}}
	rows := analyze(t, in).Tables[1]
	if got := strings.Join(rows.Column("role").Texts, " "); got != "active active active supplementary supplementary supplementary supplementary supplementary" {
		t.Fatal(got)
	}
	x, q := rows.Column("dim1").Floats, rows.Column("quality").Floats
	if math.Abs(x[1]-x[5]) > 1e-12 || math.Abs(q[1]-1) > 1e-9 || !math.IsNaN(rows.Column("mass").Floats[5]) {
		t.Errorf("%v %v", x, q)
	}
	in.Groups = in.Groups[:2]
	rows = analyze(t, in).Tables[1]
	if of := rows.Column("of").Texts; of[0] != "document" || of[5] != "group" || rows.Column("role").Texts[5] != "supplementary" {
		t.Errorf("two groups: %v", of)
	}
}

func TestUndefined(t *testing.T) {
	r := analyze(t, analyzertest.Input("Peace.", "Peace. Peace."))
	if len(r.Notes) != 1 || r.Notes[0].Code != "undefined" || r.Tables[0].Rows()+r.Tables[1].Rows()+r.Tables[2].Rows() != 0 {
		t.Errorf("%v", r.Notes)
	}
}

// The map has the active rows and columns at their principal coordinates, and
// says what it is; two rows have no plane.
func TestMap(t *testing.T) {
	r := analyze(t, smoke())
	if len(r.Figures) != 1 {
		t.Fatal("no map")
	}
	f := r.Figures[0]
	for _, want := range []string{"symmetric map", "5 documents by 4 concepts", "87.8% and 11.8%", "Axis 1 is made by d2, which has 51% of its inertia"} {
		if !strings.Contains(f.Caption, want) {
			t.Errorf("%q is not in %s", want, f.Caption)
		}
	}
	sum := 0.0
	for i, of := range f.Data.Column("of").Texts {
		if of == "Document" {
			sum += f.Data.Column("plane_percent").Floats[i]
		}
	}
	if math.Abs(sum-100) > 1e-9 || f.XLabel != "Dimension 1 (87.8% of inertia)" {
		t.Errorf("parts in the plane sum to %v; %s", sum, f.XLabel)
	}
	if r := analyze(t, analyzertest.Input("Peace. Attack.", "Peace. Peace. Attack.")); len(r.Figures) != 0 {
		t.Error("a map of one axis")
	}
}
