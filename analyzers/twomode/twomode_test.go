package twomode

import (
	"math"
	"slices"
	"strings"
	"testing"

	"concordat/analyzers"
	"concordat/analyzers/analyzertest"
	"concordat/analyzers/result"
	"concordat/analyzers/stats"
)

// three is an input of three documents: d0 and d2 speak of peace, d1 of attacks.
func three() *analyzers.Input {
	filler := strings.Repeat("Nothing of note here. ", 40)
	return analyzertest.Input(strings.Repeat("Peace. ", 20)+filler, strings.Repeat("Attack. ", 30)+filler, strings.Repeat("Peace. ", 20)+filler+"Zoo.")
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

func ties(t *result.Table) []string {
	var out []string
	for i := range t.Rows() {
		out = append(out, t.Column("actor").Texts[i]+" "+t.Column("concept").Texts[i])
	}
	return out
}

func TestTiesAreOverRepresented(t *testing.T) {
	in := three()
	in.Options.Actors = "document"
	r := analyse(t, in)
	table := r.Tables[0]
	if got := ties(table); !slices.Equal(got, []string{"d0 peace", "d1 attack", "d2 peace"}) {
		t.Fatalf("ties %v", got)
	}
	tokens := in.Totals(in.Whole()).Tokens
	c := stats.FromCorpora(20, in.Tally.Documents[0].Tokens, 20, tokens-in.Tally.Documents[0].Tokens)
	if g := table.Column("g2").Floats[0]; g != c.G2() || table.Column("expected").Floats[0] != c.Expected() {
		t.Errorf("G² %v, want %v", g, c.G2())
	}
	if rate := table.Column("per_10k").Floats[0]; math.Abs(rate-10000*20/180.) > 1e-9 {
		t.Errorf("rate %v", rate)
	}
	if ratio := table.Column("log_ratio").Floats[1]; !math.IsNaN(ratio) || table.Notes[0].Code != "only-here" {
		t.Errorf("log ratio of a concept that no other has: %v", ratio)
	}
	// Six pairs were tested: three documents, two concepts.
	if !strings.Contains(table.Caption, "6 tested pairs") {
		t.Error(table.Caption)
	}
	projection := r.Tables[2]
	if projection.Rows() != 1 || projection.Column("actor_b").Texts[0] != "d2" || projection.Column("shared").Ints[0] != 1 || projection.Column("jaccard").Floats[0] != 1 {
		t.Errorf("%+v", projection.Columns)
	}
	n := r.Networks[0]
	if n.Nodes.Rows() != 5 || n.Edges.Rows() != 3 || n.Edges.Column("weight").Floats[0] != table.Column("per_10k").Floats[0] {
		t.Errorf("%d nodes, %d edges", n.Nodes.Rows(), n.Edges.Rows())
	}
}

// Groups come first, then actors, then documents; what is asked for is taken.
func TestActors(t *testing.T) {
	in := three()
	in.Tally.Documents[1].Meta.Actor = "Other"
	if kind, sides := actors(in); kind != "actor" || len(sides) != 2 || !slices.Equal(sides[0].Documents, []int{0, 2}) {
		t.Errorf("%s %v", kind, sides)
	}
	in.Groups = []analyzers.Side{{Name: "east", Documents: []int{0}}, {Name: "west", Documents: []int{1}}}
	if kind, sides := actors(in); kind != "group" || len(sides) != 2 {
		t.Errorf("%s %v", kind, sides)
	}
	r := analyse(t, in)
	// d2 belongs to no group; its peace counts among the others'.
	if got := ties(r.Tables[0]); !slices.Equal(got, []string{"east peace", "west attack"}) || r.Tables[0].Column("others_hits").Ints[0] != 20 {
		t.Errorf("ties %v", got)
	}
	if !slices.ContainsFunc(r.Notes, func(n result.Note) bool { return n.Code == "without-actor" }) {
		t.Errorf("%v", r.Notes)
	}
	in.Options.Actors = "document"
	if kind, sides := actors(in); kind != "document" || len(sides) != 3 {
		t.Errorf("%s %v", kind, sides)
	}
	in.Tally.Documents[1].Meta.Actor, in.Groups, in.Options.Actors = "Actor", nil, ""
	if kind, _ := actors(in); kind != "document" {
		t.Errorf("one actor only: %s", kind)
	}
}

func TestNoNetwork(t *testing.T) {
	for what, c := range map[string]struct {
		texts []string
		kind  string
		want  string
	}{
		"one document": {[]string{"Peace."}, "document", "the run has 1 document"},
		"no groups":    {[]string{"Peace.", "Attack."}, "group", "the run has 0 groups"},
		"alike":        {[]string{"Peace. Zoo.", "Peace. Zoo."}, "document", "none of 2 pairs of document and concept"},
	} {
		in := analyzertest.Input(c.texts...)
		in.Options.Actors = c.kind
		r := analyse(t, in)
		if len(r.Tables)+len(r.Networks) != 0 || len(r.Notes) != 1 || !strings.Contains(r.Notes[0].Message, c.want) {
			t.Errorf("%s: %v", what, r.Notes)
		}
	}
}
