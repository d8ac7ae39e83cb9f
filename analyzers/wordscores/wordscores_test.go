package wordscores

import (
	"math"
	"strings"
	"testing"

	"concordat/analyzers"
	"concordat/analyzers/analyzertest"
	"concordat/analyzers/result"
	"concordat/analyzers/stats/scaling"
)

// scored is an input of four texts of which the first and the last are references.
func scored() *analyzers.Input {
	in := analyzertest.Input(
		"Sovereignty and states. Sovereignty of states. Peace of sovereign states. The state is all.",
		"Sovereignty and peace. The internet of users and states.",
		"Users and internet and freedom. Peace of the users. Zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo.",
		"Freedom of users. Freedom of the internet. Freedom and peace.")
	in.Options.MinCount = 1
	in.Options.Scores = []analyzers.Score{{Document: "d0", Value: -1}, {Document: "d3", Value: 1}}
	return in
}

func analyse(t *testing.T, in *analyzers.Input) *result.Result {
	t.Helper()
	r, err := New().Analyze(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range analyzertest.CheckResult(New().Info(), r) {
		t.Error(p)
	}
	return r
}

func codes(notes []result.Note) string {
	var out []string
	for _, n := range notes {
		out = append(out, n.Code)
	}
	return strings.Join(out, " ")
}

// The positions by hand: "peace" is one of d0's 14 words and one of d3's 10.
func TestPositionsByHand(t *testing.T) {
	r := analyse(t, scored())
	table, features := r.Tables[0], r.Tables[1]
	at := func(word string) float64 {
		for i, w := range features.Column("feature").Texts {
			if w == word {
				return features.Column("score").Floats[i]
			}
		}
		t.Fatalf("%q has no score", word)
		return 0
	}
	peace := (1./10 - 1./14) / (1./10 + 1./14)
	if at("sovereignty") != -1 || at("freedom") != 1 || math.Abs(at("peace")-peace) > 1e-12 {
		t.Errorf("%v %v %v, want −1, 1, %v", at("sovereignty"), at("freedom"), at("peace"), peace)
	}
	raw, low, high := table.Column("raw").Floats, table.Column("raw_low").Floats, table.Column("raw_high").Floats
	if !(raw[0] < raw[1] && raw[1] < raw[2] && raw[2] < raw[3]) {
		t.Errorf("raw scores %v", raw)
	}
	se := table.Column("se").Floats
	for i := range raw {
		if math.Abs(high[i]-raw[i]-1.959963984540054*se[i]) > 1e-12 || math.Abs(raw[i]-low[i]-(high[i]-raw[i])) > 1e-12 {
			t.Errorf("interval %v … %v of %v ± %v", low[i], high[i], raw[i], se[i])
		}
	}
	mv, lbg := table.Column("mv").Floats, table.Column("lbg").Floats
	if math.Abs(mv[0]+1) > 1e-12 || math.Abs(mv[3]-1) > 1e-12 || !math.IsNaN(lbg[0]) || math.IsNaN(lbg[1]) {
		t.Errorf("mv %v, lbg %v", mv, lbg)
	}
	slope := 2 / (raw[3] - raw[0])
	if got := table.Column("mv_se").Floats[1]; math.Abs(got-slope*se[1]) > 1e-12 {
		t.Errorf("se of mv %v, want %v", got, slope*se[1])
	}
	if got := table.Column("scored_percent").Floats[2]; math.Abs(got-100*9./24) > 1e-9 {
		t.Errorf("%v %% of d2 is scored", got)
	}
	if got := codes(table.Notes) + " " + codes(r.Notes); got != "roles lower-bound little-overlap" {
		t.Errorf("notes %s", got)
	}
	if len(r.Figures) != 1 {
		t.Error("no figure")
	}
}

// Turning the given scores round turns the line round.
func TestScaleTurnsRound(t *testing.T) {
	in := scored()
	for i := range in.Options.Scores {
		in.Options.Scores[i].Value *= -1
	}
	for _, name := range []string{"raw", "mv", "lbg"} {
		a, b := analyse(t, scored()).Tables[0].Column(name).Floats, analyse(t, in).Tables[0].Column(name).Floats
		for i := range a {
			if math.Abs(a[i]+b[i]) > 1e-12 {
				t.Errorf("%s: %v and %v", name, a, b)
			}
		}
	}
}

// Positions are never guessed.
func TestNoScale(t *testing.T) {
	for what, c := range map[string]struct {
		scores []analyzers.Score
		want   string
	}{
		"none":       {nil, "no reference documents"},
		"one":        {[]analyzers.Score{{Document: "d0", Value: 1}}, "two reference documents with different scores"},
		"equal ones": {[]analyzers.Score{{Document: "d0", Value: 1}, {Document: "d1", Value: 1}}, "two reference documents with different scores"},
	} {
		in := scored()
		in.Options.Scores = c.scores
		r := analyse(t, in)
		if len(r.Tables)+len(r.Figures) != 0 || len(r.Notes) != 1 || !strings.Contains(r.Notes[0].Message, c.want) {
			t.Errorf("%s: %d tables, notes %v", what, len(r.Tables), r.Notes)
		}
	}
	in := analyzertest.Input("Peace of states.", "Zoo.", "Peace.")
	in.Options.Scaling, in.Options.Scores = analyzers.ConceptFeatures, []analyzers.Score{{Document: "d0", Value: -1}, {Document: "d1", Value: 1}}
	if r := analyse(t, in); len(r.Tables) != 0 || !strings.Contains(r.Notes[0].Message, "d1 has none of the concepts") {
		t.Errorf("%v", r.Notes)
	}
}

// A document without a feature of the references has no position, and the
// Martin–Vanberg rescaling is not defined where the references read alike.
func TestUndefined(t *testing.T) {
	in := analyzertest.Input("Peace and states.", "Peace and states.", "Zoo.", "")
	in.Options.Scores = []analyzers.Score{{Document: "d0", Value: -1}, {Document: "d1", Value: 1}}
	r := analyse(t, in)
	table := r.Tables[0]
	if raw := table.Column("raw").Floats; raw[0] != 0 || !math.IsNaN(raw[2]) || !math.IsNaN(raw[3]) {
		t.Errorf("%v", raw)
	}
	if got := codes(table.Notes); got != "nothing-scored nothing-scored roles lbg-undefined mv-undefined" {
		t.Errorf("notes %s", got)
	}
}

// Of many documents the figure has both ends, and a row for the middle.
func TestFigureOfMany(t *testing.T) {
	s := &scale{mv: scaling.Linear{Slope: 1}}
	for i := range 50 {
		s.rows = append(s.rows, row{document: "d", score: scaling.Score{Raw: float64(i), SE: 1, Scored: 1}})
	}
	f := s.figure(analyzertest.Input("Peace."))
	names, x := f.Data.Column("document").Texts, f.Data.Column("position").Floats
	if len(x) != 41 || names[20] != "… (10 documents)" || !math.IsNaN(x[20]) || x[19] != 19 || x[21] != 30 || f.Data.Check() != nil {
		t.Errorf("%v %q %v", x, names, f.Data.Check())
	}
	if !strings.Contains(f.Caption, "Positions of 50 documents") || !strings.Contains(f.Caption, "the 10 documents in the middle") {
		t.Error(f.Caption)
	}
}
