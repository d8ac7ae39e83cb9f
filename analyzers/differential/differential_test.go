package differential

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

	"pgregory.net/rapid"
)

func TestContract(t *testing.T) { analyzertest.Contract(t, New()) }

func run(t testing.TB, in *analyzers.Input) *result.Result {
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

// sentences returns a text of paragraphs of one sentence each: both with peace and
// sovereignty, alone with peace, others with neither.
func sentences(both, alone, others int) string {
	return strings.Repeat("Peace and sovereignty.\n\n", both) + strings.Repeat("Peace here.\n\n", alone) + strings.Repeat("Nothing here.\n\n", others)
}

// find returns the row of a comparison by its target, a and b, −1 if there is none.
func find(t *result.Table, target, a, b string) int {
	for i := range t.Rows() {
		if t.Column("target").Texts[i] == target && t.Column("a").Texts[i] == a && t.Column("b").Texts[i] == b {
			return i
		}
	}
	return -1
}

// The test and the exact odds ratio are those of R 4.2 for 9, 3, 3, 17; its
// fisher.test with the root finding made exact, as in the room of association.
func TestAgainstR(t *testing.T) {
	in := analyzertest.Input(sentences(9, 3, 30), sentences(3, 17, 10))
	in.Tally.Documents[1].Meta.Year = in.Tally.Documents[0].Meta.Year
	table := run(t, in).Tables[0]
	i := find(table, "d0", "peace", "sovereignty")
	if i < 0 {
		t.Fatal("no row")
	}
	for name, want := range map[string]int64{"both_target": 9, "of_a_target": 12, "both_reference": 3, "of_a_reference": 20, "tests": 2} {
		if got := table.Column(name).Ints[i]; got != want {
			t.Errorf("%s = %d, want %d", name, got, want)
		}
	}
	for name, want := range map[string]float64{
		"p_fisher": 0.00172525842715, "log2_odds_ratio": 3.90677360973, "log2_odds_ratio_low": 1.14949066638, "log2_odds_ratio_high": 7.21455223668,
		"percent_b_target": 100 * 9. / 42, "percent_b_reference": 10, "lift_target": .75 / (9. / 42), "lift_reference": 1.5,
		"percent_target": 75, "percent_reference": 15, "difference": 60, "q_bh": 2 * 0.00172525842715, "q_by": 3 * 0.00172525842715,
	} {
		if got := table.Column(name).Floats[i]; math.Abs(got-want) > 1e-9*math.Max(1, math.Abs(want)) {
			t.Errorf("%s = %.12g, want %.12g", name, got, want)
		}
	}
	// √(.75·.25/12 + .15·.85/20) = .1484, a paragraph each: the bootstrap draws
	// also paragraphs without peace, which changes little.
	lo, hi := table.Column("difference_low").Floats[i], table.Column("difference_high").Floats[i]
	if table.Column("difference_method").Texts[i] != stats.MethodBootstrap || math.Abs((hi-lo)/2/1.96-14.84) > 2 {
		t.Errorf("the difference is from %v to %v", lo, hi)
	}
	// Where sovereignty is, peace always is: the odds are infinite or none.
	i = find(table, "d0", "sovereignty", "peace")
	if i < 0 || !math.IsNaN(table.Column("log2_odds_ratio").Floats[i]) || table.Column("p_fisher").Floats[i] != 1 {
		t.Error("a row without a choice")
	}
}

// Target and reference change places.
func TestMirror(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := func(name string) int { return rapid.IntRange(0, 8).Draw(t, name) }
		texts := []string{sentences(n("a"), n("b"), n("c")+1), sentences(n("d"), n("e"), n("f")+1)}
		there := analyzertest.Input(texts...)
		back := analyzertest.Input(texts...)
		for _, in := range []*analyzers.Input{there, back} {
			in.Options.MinCount, in.Options.Resamples = 1, 100
			for i := range in.Tally.Documents {
				in.Tally.Documents[i].Meta.Year = 0
			}
		}
		c := &back.Comparisons[0]
		c.Target, c.Reference = c.Reference, c.Target
		one, err := New().Analyze(context.Background(), there)
		if err != nil {
			t.Fatal(err)
		}
		other, err := New().Analyze(context.Background(), back)
		if err != nil {
			t.Fatal(err)
		}
		x, y := one.Tables[0], other.Tables[0]
		if x.Rows() != y.Rows() {
			t.Fatalf("%d rows and %d", x.Rows(), y.Rows())
		}
		for i := range x.Rows() {
			j := -1
			for r := range y.Rows() {
				if y.Column("a").Texts[r] == x.Column("a").Texts[i] && y.Column("b").Texts[r] == x.Column("b").Texts[i] {
					j = r
				}
			}
			if j < 0 {
				t.Fatal("a row is missing")
			}
			same := func(name string, a, b float64) {
				if math.IsNaN(a) != math.IsNaN(b) || math.Abs(a-b) > 1e-9 {
					t.Fatalf("%s: %v and %v", name, a, b)
				}
			}
			at := func(t *result.Table, name string, i int) float64 { return t.Column(name).Floats[i] }
			same("p", at(x, "p_fisher", i), at(y, "p_fisher", j))
			same("odds", at(x, "log2_odds_ratio", i), -at(y, "log2_odds_ratio", j))
			same("low", at(x, "log2_odds_ratio_low", i), -at(y, "log2_odds_ratio_high", j))
			same("difference", at(x, "difference", i), -at(y, "difference", j))
			if lo, v, hi := at(x, "difference_low", i), at(x, "difference", i), at(x, "difference_high", i); lo > hi || v < lo-60 || v > hi+60 {
				t.Fatalf("%v in [%v, %v]", v, lo, hi)
			}
		}
	})
}

// Years are compared with the years before them, many with halves of the text.
func TestPeriods(t *testing.T) {
	in := analyzertest.Input(sentences(3, 3, 3), sentences(4, 2, 1), sentences(5, 5, 0))
	in.Comparisons = nil
	for i, y := range []int{2015, 0, 2011} {
		in.Tally.Documents[i].Meta.Year = y
	}
	table := run(t, in).Tables[0]
	if i := find(table, "2015", "peace", "sovereignty"); i < 0 || table.Column("reference").Texts[i] != "2011" ||
		table.Column("both_target").Ints[i] != 3 || table.Column("both_reference").Ints[i] != 5 || table.Column("by").Texts[i] != periods {
		t.Error("2015 against 2011 is wrong")
	}
	texts := make([]string, 14)
	for i := range texts {
		texts[i] = sentences(1, 1, 1)
	}
	texts[13] = sentences(30, 30, 30)
	many := analyzertest.Input(texts...)
	many.Comparisons = nil
	for i := range texts {
		many.Tally.Documents[i].Meta.Year = 2000 + i
	}
	table = run(t, many).Tables[0]
	if i := find(table, "2013", "peace", "sovereignty"); i < 0 || table.Column("reference").Texts[i] != "2000–2012" || table.Column("both_reference").Ints[i] != 13 {
		t.Error("halves of the text are wrong")
	}
}

// Documents as units have shares and no p-values.
func TestDocumentsAreNotTested(t *testing.T) {
	in := analyzertest.Input(sentences(2, 2, 2), sentences(0, 3, 1), sentences(1, 0, 2))
	in.Options.Association, in.Options.MinCount = "document", 1
	r := run(t, in)
	table := r.Tables[0]
	i := find(table, "d0", "peace", "sovereignty")
	if i < 0 || !math.IsNaN(table.Column("p_fisher").Floats[i]) || !math.IsNaN(table.Column("q_bh").Floats[i]) {
		t.Fatal("documents are tested")
	}
	if table.Column("both_target").Ints[i] != 1 || table.Column("of_a_reference").Ints[i] != 2 || table.Column("percent_reference").Floats[i] != 50 {
		t.Error("shares of documents are wrong")
	}
	found := false
	for _, n := range r.Notes {
		found = found || n.Code == "no-test"
	}
	if !found || len(r.Figures)+len(r.Findings) > 0 {
		t.Error("the note is missing, or there is a conclusion")
	}
}

// The finding names counts of both sides, and only where the tie differs and
// not the frequency alone.
func TestFinding(t *testing.T) {
	lone := strings.Repeat("Sovereignty alone.\n\n", 40)
	in := analyzertest.Input(sentences(40, 10, 60), sentences(10, 40, 20)+lone)
	in.Options.Unit = tally.Paragraph
	r := run(t, in)
	if len(r.Findings) != 1 || !strings.Contains(r.Findings[0].Text, "“Peace” is in 40 of 40 paragraphs (100.0%; lift 2.2) in the former and in 10 of 50 paragraphs (20.0%; lift 0.4)") {
		t.Errorf("%+v", r.Findings)
	}
	if len(r.Figures) != 1 || r.Figures[0].Data.Rows() != 1 { // the other odds ratio is infinite
		t.Errorf("figures %+v", r.Figures)
	}
	// The target has sovereignty everywhere, with peace or without.
	in = analyzertest.Input(sentences(40, 10, 10)+lone, sentences(10, 40, 50)+strings.Repeat("Sovereignty alone.\n\n", 10))
	in.Options.Unit = tally.Paragraph
	r = run(t, in)
	if i := find(r.Tables[0], "d0", "peace", "sovereignty"); i < 0 || !(r.Tables[0].Column("q_bh").Floats[i] < .001) {
		t.Error("the shares do not differ")
	}
	if len(r.Findings) != 0 {
		t.Errorf("a difference in frequency is told as one of a tie: %+v", r.Findings)
	}
}

// In windows the counts are of the tokens near A, as in CorporaCoCo.
func TestWindows(t *testing.T) {
	in := analyzertest.Input("Peace needs sovereignty here.", "Peace is here. Peace was sovereignty.")
	in.Options.Association, in.Options.Window, in.Options.MinCount = "right", 2, 1
	table := run(t, in).Tables[0]
	i := find(table, "d0", "peace", "sovereignty")
	if i < 0 || table.Column("both_target").Ints[i] != 1 || table.Column("of_a_target").Ints[i] != 2 ||
		table.Column("both_reference").Ints[i] != 1 || table.Column("of_a_reference").Ints[i] != 4 {
		t.Error("counts in windows are wrong")
	}
}

// A bootstrap of another kind is not taken over in silence.
func TestOtherBootstrapIsSaid(t *testing.T) {
	for _, bca := range []bool{false, true} {
		in := analyzertest.Input(sentences(9, 3, 30), sentences(3, 17, 10))
		in.Options.BCa = bca
		said := false
		for _, n := range run(t, in).Notes {
			said = said || n.Code == "percentile"
		}
		if said != bca {
			t.Errorf("bca %v: said %v", bca, said)
		}
	}
}
