package association

import (
	"context"
	"math"
	"strings"
	"testing"

	"concordat/analyzers"
	"concordat/analyzers/analyzertest"
	"concordat/analyzers/result"
	"concordat/analyzers/stats"
	"concordat/analyzers/tally"
)

func TestContract(t *testing.T) { analyzertest.Contract(t, New()) }

func run(t *testing.T, in *analyzers.Input) *result.Result {
	t.Helper()
	r, err := New().Analyze(context.Background(), in)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range analyzertest.CheckResult(New().Info(), r) {
		t.Error(p)
	}
	return r
}

// row finds the row of a side, a and b, −1 if there is none.
func row(t *result.Table, side, a, b string) int {
	for i := range t.Rows() {
		if t.Column("document").Texts[i] == side && t.Column("a").Texts[i] == a && t.Column("b").Texts[i] == b {
			return i
		}
	}
	return -1
}

// paragraphs returns the 100 paragraphs of the reference example: sovereignty
// in 30, peace in 20, both in 12, and the word "order" in those with peace.
func paragraphs() *analyzers.Input {
	var ps []string
	for i := range 100 {
		p := "Text goes on."
		if i < 30 {
			p += " Here is sovereignty."
		}
		if i >= 18 && i < 38 {
			p += " Here is peace and order."
		}
		ps = append(ps, p)
	}
	in := analyzertest.Input(strings.Join(ps, "\n\n"))
	in.Options.Unit = tally.Paragraph
	return in
}

// The values are those of R 4.2 for the table 12, 18, 8, 62.
func TestReferenceExample(t *testing.T) {
	table := run(t, paragraphs()).Tables[0]
	i := row(table, "d0", "sovereignty", "peace")
	if i < 0 {
		t.Fatal("the pair has no row")
	}
	for name, want := range map[string]int64{"both": 12, "of_a": 30, "of_b": 20, "n": 100, "same_words": 0, "tests": 1} {
		if got := table.Column(name).Ints[i]; got != want {
			t.Errorf("%s = %d, want %d", name, got, want)
		}
	}
	for name, want := range map[string]float64{
		"expected": 6, "lift": 2, "pmi": 1, "npmi": .326915579, "jaccard": .315789474, "dice": .48, "cosine": .489897949, "phi": .327326835,
		"chi2": 10.714285714, "chi2_yates": 9.002976190, "g2": 9.946179206, "p_fisher": .002132642, "p_greater": .001830609,
		"odds_ratio": 5.06436295799, "odds_ratio_low": 1.62237888619, "odds_ratio_high": 16.7627213324, "odds_ratio_sample": 5.16666667,
		"mi2": 4.5849625, "mi3": 8.1699250, "local_mi": 12, "min_sensitivity": .4, "delta_p_b_given_a": .285714286, "delta_p_a_given_b": .375,
		"association_strength": .02, "q_bh": .002132642, "q_by": .002132642, "log10_p_fisher": math.Log10(.0021326423097),
	} {
		if got := table.Column(name).Floats[i]; math.Abs(got-want) > 1e-7*math.Max(1, math.Abs(want)) {
			t.Errorf("%s = %.10g, want %.10g", name, got, want)
		}
	}
	// The word stands with peace in all 20, outside the hits; "peace" itself never does.
	if i := row(table, "d0", "peace", "order"); i < 0 || table.Column("both").Ints[i] != 20 || table.Column("of_b").Ints[i] != 20 {
		t.Error("peace with the word order is wrong")
	}
	if row(table, "d0", "peace", "peace") >= 0 {
		t.Error("a concept stands with its own word")
	}
	if i := row(table, "d0", "order", "peace"); i < 0 || table.Column("kind").Texts[i] != "word-word" {
		t.Error("two words have no row")
	}
	profile := run(t, paragraphs()).Tables[1]
	found := false
	for i := range profile.Rows() {
		if profile.Column("concept").Texts[i] == "peace" {
			found = true
			if w := profile.Column("words").Texts[i]; !strings.HasPrefix(w, "order (20)") {
				t.Errorf("peace stands with %q", w)
			}
			if c := profile.Column("concepts").Texts[i]; c != "Sovereignty (12)" {
				t.Errorf("peace stands with %q", c)
			}
		}
	}
	if !found {
		t.Error("peace has no profile")
	}
}

// In every unit each row is a table, and every q is that of the family.
func TestEveryUnit(t *testing.T) {
	for _, unit := range []string{"", "sentence", "paragraph", "section", "document", "window", "left", "right"} {
		in := analyzertest.Sample()
		in.Options.Association, in.Options.MinCount = unit, 1
		table := run(t, in).Tables[0]
		if table.Rows() == 0 {
			t.Fatalf("%s: no rows", unit)
		}
		ps, tests := map[string][]float64{}, map[string]int64{}
		for i := range table.Rows() {
			n := func(name string) int64 { return table.Column(name).Ints[i] }
			if n("both") > min(n("of_a"), n("of_b")) || n("of_a")+n("of_b")-n("both") > n("n") {
				t.Errorf("%s: row %d is no table", unit, i)
			}
			c := stats.FromMargins(n("both"), n("of_a"), n("of_b"), n("n"))
			if p := table.Column("p_fisher").Floats[i]; math.Abs(p-c.FisherP()) > 1e-12 {
				t.Errorf("%s: row %d has p = %v", unit, i, p)
			}
			family := table.Column("document").Texts[i] + table.Column("kind").Texts[i]
			ps[family], tests[family] = append(ps[family], table.Column("p_fisher").Floats[i]), n("tests")
		}
		for i := range table.Rows() {
			family := table.Column("document").Texts[i] + table.Column("kind").Texts[i]
			if tests[family] < int64(len(ps[family])) {
				t.Errorf("%s: a family of %d has %d rows", unit, tests[family], len(ps[family]))
			}
			p, bh, by := table.Column("p_fisher").Floats[i], table.Column("q_bh").Floats[i], table.Column("q_by").Floats[i]
			if p > bh || bh > by || by > 1 || bh > math.Min(1, p*float64(tests[family]))*(1+1e-12) {
				t.Errorf("%s: p %v, q %v and %v in a family of %d", unit, p, bh, by, tests[family])
			}
		}
	}
}

// Left and right part what a window has.
func TestDirections(t *testing.T) {
	counts := map[string]int64{}
	for _, unit := range []string{"window", "left", "right"} {
		in := analyzertest.Input("Peace needs sovereignty. Sovereignty is not peace. And peace goes on.")
		in.Options.Association, in.Options.MinCount, in.Options.Window = unit, 1, 2
		table := run(t, in).Tables[0]
		if i := row(table, "d0", "peace", "sovereignty"); i >= 0 {
			counts[unit] = table.Column("occurrence_pairs").Ints[i]
		}
	}
	if counts["left"] != 0 || counts["right"] != 1 || counts["window"] != 1 {
		t.Errorf("%v", counts)
	}
}

// A pair that stands nowhere together has a row if that is telling.
func TestNeverTogether(t *testing.T) {
	text := strings.Repeat("Peace here.\n\n", 20) + strings.Repeat("Security there.\n\n", 20)
	table := run(t, analyzertest.Input(text)).Tables[0]
	i := row(table, "d0", "security", "peace")
	if i < 0 || table.Column("both").Ints[i] != 0 || table.Column("g2").Floats[i] >= 0 {
		t.Fatal("no row")
	}
	if !math.IsNaN(table.Column("pmi").Floats[i]) || table.Column("npmi").Floats[i] != -1 || table.Column("odds_ratio").Floats[i] != 0 {
		t.Error("measures of a pair that is never together")
	}
}

// What is not listed is counted in a note.
func TestBounds(t *testing.T) {
	var words []string
	for i := range 60 {
		words = append(words, "zz"+string(rune('a'+i/26))+string(rune('a'+i%26)))
	}
	text := strings.Repeat("Peace "+strings.Join(words, " ")+".\n\nNothing.\n\n", 6)
	r := run(t, analyzertest.Input(text))
	table, n := r.Tables[0], 0
	for i := range table.Rows() {
		if table.Column("kind").Texts[i] == "word-word" {
			n++
			if table.Column("tests").Ints[i] != 61*60/2 {
				t.Fatalf("a family of %d", table.Column("tests").Ints[i])
			}
		}
	}
	if n != listedMost {
		t.Errorf("%d rows of two words", n)
	}
	found := false
	for _, note := range r.Notes {
		found = found || note.Code == "rows-left-out"
	}
	if !found {
		t.Error("no note on rows that are left out")
	}
}
