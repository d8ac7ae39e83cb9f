package wordfish

import (
	"math"
	"strings"
	"testing"

	"concordat/analyzers"
	"concordat/analyzers/analyzertest"
	"concordat/analyzers/result"
	"concordat/analyzers/stats/scaling"
)

// line is an input of six texts whose words are the counts of the gold table of
// the statistics, word by word.
func line() *analyzers.Input {
	words := []string{"alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa"}
	var texts []string
	for _, row := range [][]int{
		{20, 15, 10, 8, 5, 3, 2, 1, 12, 11}, {16, 14, 11, 9, 6, 5, 3, 2, 10, 13}, {11, 12, 10, 10, 9, 8, 6, 5, 12, 10},
		{7, 9, 9, 11, 11, 10, 9, 8, 11, 12}, {4, 6, 8, 10, 12, 14, 12, 11, 10, 11}, {2, 3, 6, 9, 13, 17, 16, 15, 13, 10},
	} {
		var text strings.Builder
		for j, n := range row {
			text.WriteString(strings.Repeat(words[j]+" ", n))
		}
		texts = append(texts, text.String()+"rare")
	}
	return analyzertest.Input(append(texts, "")...) // and an empty one
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

// The positions are those of the statistic on the same counts; the last
// document, which has no counts, has none.
func TestPositionsAreTheStatistics(t *testing.T) {
	in := line()
	in.Options.MinCount = 7 // "rare" occurs six times
	in.Options.Poles = []string{"d5", "d0"}
	r := analyse(t, in)
	theta := r.Tables[0].Column("theta").Floats
	want := []float64{-1.277628446289, -.902673841769, -.241321344473, .282727101776, .81722247506, 1.321674055696} // SciPy, σ = 3
	if len(theta) != 6 {
		t.Fatalf("%d positions", len(theta))
	}
	for i := range want {
		if math.Abs(theta[i]+want[i]) > 1e-7 {
			t.Errorf("θ of d%d is %v, want %v", i, theta[i], -want[i])
		}
	}
	low, high, se := r.Tables[0].Column("theta_low").Floats, r.Tables[0].Column("theta_high").Floats, r.Tables[0].Column("se").Floats
	if lo, hi := scaling.Interval(theta[0], se[0], .95); low[0] != lo || high[0] != hi {
		t.Errorf("%v … %v", low[0], high[0])
	}
	features := r.Tables[1]
	if features.Rows() != 10 || features.Column("feature").Texts[0] != "alpha" || features.Column("count").Ints[0] != 60 || !(features.Column("beta").Floats[0] > 0) {
		t.Errorf("%+v", features.Columns)
	}
	fit := r.Tables[2]
	if fit.Column("reached").Ints[0] != climbs || fit.Column("documents").Ints[0] != 6 || math.Abs(fit.Column("log_likelihood").Floats[0]-765.0399935073) > 1e-6 {
		t.Errorf("%+v", fit.Columns)
	}
	if !strings.Contains(r.Tables[0].Caption, "d5 lies below d0") {
		t.Error(r.Tables[0].Caption)
	}
	said := ""
	for _, n := range r.Notes {
		said += n.Code + " "
	}
	if said != "meaning left-out few-documents " {
		t.Errorf("notes %s", said)
	}
}

// The poles turn the scale and change nothing else.
func TestPoles(t *testing.T) {
	in := line()
	in.Options.Poles = []string{"d0", "d5"}
	one := analyse(t, in).Tables[0]
	in.Options.Poles = []string{"d5", "d0"}
	other := analyse(t, in).Tables[0]
	for i, v := range one.Column("theta").Floats {
		if other.Column("theta").Floats[i] != -v || other.Column("se").Floats[i] != one.Column("se").Floats[i] {
			t.Errorf("d%d: %v and %v", i, v, other.Column("theta").Floats[i])
		}
	}
	in.Options.Poles = []string{"d5", "d6"} // which has no position
	r := analyse(t, in)
	if !strings.Contains(r.Tables[0].Caption, "arbitrary") || r.Notes[len(r.Notes)-2].Code != "no-direction" {
		t.Errorf("%v", r.Notes)
	}
}

// Where the data identify no line there is a note and nothing else.
func TestNoScale(t *testing.T) {
	for what, c := range map[string]struct {
		texts []string
		want  string
	}{
		"two documents": {[]string{"peace and states and peace", "states and peace and states"}, "three documents"},
		"nothing":       {nil, "three documents"},
		"apart":         {[]string{"a b c a b c", "b c a c b a", "x y z y x z", "z y x x y z"}, "share no feature"},
		"few words":     {[]string{"peace state", "peace peace state", "state state peace"}, "fewer cells"},
	} {
		in := analyzertest.Input(c.texts...)
		in.Options.MinCount = 1
		r := analyse(t, in)
		if len(r.Tables)+len(r.Figures) != 0 || len(r.Notes) != 1 || !strings.Contains(r.Notes[0].Message, c.want) {
			t.Errorf("%s: %d tables, %v", what, len(r.Tables), r.Notes)
		}
	}
}

func TestConcepts(t *testing.T) {
	in := line()
	in.Options.Scaling = analyzers.ConceptFeatures
	if r := analyse(t, in); len(r.Tables) != 0 || !strings.Contains(r.Notes[0].Message, "concepts") {
		t.Errorf("%v", r.Notes)
	}
}
