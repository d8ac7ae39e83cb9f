package trend

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"

	"concordat/analyzers"
	"concordat/analyzers/analyzertest"
	"concordat/analyzers/result"
	"concordat/analyzers/stats/trend"
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

// growing has twelve documents in six years, with peace more and more often, and
// one document without a year.
func growing() *analyzers.Input {
	var texts []string
	for i := range 13 {
		texts = append(texts, strings.Repeat("Peace goes on. ", 1+i/2+i%2)+"\n\n"+strings.Repeat("States and more. ", 20))
	}
	in := analyzertest.Input(texts...)
	for i := range in.Tally.Documents {
		in.Tally.Documents[i].Meta.Year = 2010 + i/2
	}
	in.Tally.Documents[12].Meta.Year = 0
	return in
}

func TestTrend(t *testing.T) {
	in := growing()
	r := analyze(t, in)
	tab, byYear := r.Tables[0], r.Tables[1]
	i := slices.Index(tab.Column("concept").Texts, "peace")
	if i < 0 || tab.Column("documents").Ints[i] != 12 || tab.Column("years").Ints[i] != 6 {
		t.Fatalf("%+v", tab.Column("concept").Texts)
	}
	peace, _ := in.Book.Lookup("peace")
	var counts []trend.Count
	for k := range 12 {
		d := &in.Tally.Documents[k]
		n := trend.Count{Year: d.Meta.Year, Tokens: d.Tokens}
		for _, c := range d.Concepts {
			if int(c.Concept) == int(peace) {
				n.Hits = c.Hits
			}
		}
		counts = append(counts, n)
	}
	want := trend.LogLinear(counts, in.Options.Level)
	if got := tab.Column("rate_ratio").Floats[i]; got != want.Ratio || !(want.Low > 1) {
		t.Errorf("ratio %v, want %+v", got, want)
	}
	// Six rates that only go up: τ = 1, p = 2/6!.
	if tau, p := tab.Column("tau").Floats[i], tab.Column("p_mk").Floats[i]; tau != 1 || math.Abs(p-2./720) > 1e-12 {
		t.Errorf("τ %v, p %v", tau, p)
	}
	for k := range byYear.Rows() {
		if byYear.Column("concept").Texts[k] == "peace" && byYear.Column("year").Ints[k] == 2010 {
			// Documents of 3 and 6 tokens of peace sentences and 60 others each.
			if h, n := byYear.Column("hits").Ints[k], byYear.Column("tokens").Ints[k]; h != 3 || n != 129 || byYear.Column("documents").Ints[k] != 2 {
				t.Errorf("2010: %d hits in %d tokens", h, n)
			}
		}
	}
	if len(r.Figures) != 1 || r.Figures[0].Kind != "curves" || !strings.Contains(r.Figures[0].Caption, "12 documents of 6 years, 2010 to 2015; 2 documents a year") {
		t.Fatalf("%+v", r.Figures)
	}
	if len(r.Findings) == 0 || !strings.Contains(r.Findings[0].Text, "12 documents of 6 years") {
		t.Errorf("%v", r.Findings)
	}
	if !slices.ContainsFunc(tab.Notes, func(n result.Note) bool { return n.Code == "undated" && strings.HasSuffix(n.Message, ": 1") }) {
		t.Errorf("%v", tab.Notes)
	}
}

// The order of the documents shows in nothing.
func TestOrder(t *testing.T) {
	in, turned := growing(), growing()
	slices.Reverse(turned.Tally.Documents)
	a, b := analyze(t, in).Tables, analyze(t, turned).Tables
	for k := range a {
		for c := range a[k].Columns {
			for i := range a[k].Rows() {
				if x, y := &a[k].Columns[c], &b[k].Columns[c]; x.Type == result.Float && math.Abs(x.Floats[i]-y.Floats[i]) > 1e-9 || x.Type != result.Float && x.Cell(i) != y.Cell(i) {
					t.Fatalf("table %s, column %s, row %d: %s and %s", a[k].Name, x.Name, i, x.Cell(i), y.Cell(i))
				}
			}
		}
	}
}

// Without years, and with two documents, there is nothing to say and a note.
func TestFewYears(t *testing.T) {
	for _, n := range []int{0, 2} {
		in := analyzertest.Input("Peace. Word.", "Peace. Word.\n\nPeace.")
		for i := range in.Tally.Documents {
			if n == 0 {
				in.Tally.Documents[i].Meta.Year = 0
			}
		}
		r := analyze(t, in)
		if len(r.Figures)+len(r.Findings) != 0 || len(r.Tables[0].Notes) == 0 {
			t.Errorf("%d years: %d figures, notes %v", n, len(r.Figures), r.Tables[0].Notes)
		}
		for _, v := range r.Tables[0].Column("p").Floats {
			if !math.IsNaN(v) {
				t.Errorf("two documents have p = %v", v)
			}
		}
	}
}
