package network

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

// pairs is an input in which peace stands with interference and attack with
// states, twenty times each, among eighty sentences.
func pairs() *analyzers.Input {
	return analyzertest.Input(strings.Repeat("Peace without interference. ", 20) + strings.Repeat("An attack of states. ", 20) + strings.Repeat("Nothing of note. ", 38) + "Peace of states. An attack.")
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

// ties returns the edges as "a b".
func ties(t *result.Table) []string {
	var out []string
	for i := range t.Rows() {
		out = append(out, t.Column("concept_a").Texts[i]+" "+t.Column("concept_b").Texts[i])
	}
	slices.Sort(out)
	return out
}

func TestSignificantTies(t *testing.T) {
	r := analyse(t, pairs())
	nodes, edges, whole := r.Tables[0], r.Tables[1], r.Tables[2]
	if got := ties(edges); !slices.Equal(got, []string{"attack states", "non-interference peace"}) {
		t.Fatalf("ties %v", got)
	}
	for i := range edges.Rows() {
		// 80 units; the six pairs of the four concepts were tested.
		c := stats.FromMargins(edges.Column("both").Ints[i], edges.Column("a").Ints[i], edges.Column("b").Ints[i], 80)
		if p := edges.Column("p_fisher_greater").Floats[i]; p != c.FisherGreater() || edges.Column("weight").Floats[i] != c.NPMI() || edges.Column("n").Ints[i] != 80 {
			t.Errorf("row %d: p %v", i, p)
		}
	}
	get := func(name string) float64 {
		c := whole.Column(name)
		if c.Type == result.Int {
			return float64(c.Ints[0])
		}
		return c.Floats[0]
	}
	for name, want := range map[string]float64{"nodes": 4, "untied": 0, "edges": 2, "tested": 6, "density": 1. / 3, "components": 2, "largest": 2,
		"communities": 2, "runs": runs, "runs_best": runs, "partitions": 1, "best_run": 1, "stability": 1, "mean_clustering": 0} {
		if got := get(name); math.Abs(got-want) > 1e-12 {
			t.Errorf("%s = %v, want %v", name, got, want)
		}
	}
	// Two ties of weights v and w are two communities: Q = 1 − (v² + w²)/(v + w)².
	v, w := edges.Column("weight").Floats[0], edges.Column("weight").Floats[1]
	if want := 1 - (v*v+w*w)/(v+w)/(v+w); math.Abs(get("modularity")-want) > 1e-12 {
		t.Errorf("Q = %v, want %v", get("modularity"), want)
	}
	if nodes.Rows() != 4 || nodes.Column("degree").Ints[0] != 1 || nodes.Column("pagerank").Floats[0] != .25 || nodes.Column("community").Ints[3] != 2 {
		t.Errorf("%+v", nodes.Columns)
	}
	if n := r.Networks; len(n) != 1 || n[0].Nodes != nodes || n[0].Edges != edges {
		t.Errorf("networks %v", n)
	}
	if len(r.Figures) != 1 || r.Figures[0].Data.Rows() != 2 {
		t.Error("no figure")
	}
}

// The disparity filter needs weights that differ: the one heavy tie of a concept
// with many light ones stays.
func TestDisparityFilter(t *testing.T) {
	in := analyzertest.Input(strings.Repeat("Peace of states. ", 40) + "Peace without interference. An attack on peace. States without interference. An attack of states. No interference by an attack.")
	in.Options.Edges = disparity
	r := analyse(t, in)
	edges := r.Tables[1]
	if got := ties(edges); !slices.Equal(got, []string{"peace states"}) {
		t.Fatalf("ties %v", got)
	}
	// peace: strength 42 over three ties, of which states has 40.
	if got, want := edges.Column("alpha").Floats[0], math.Pow(1-40./42, 2); math.Abs(got-want) > 1e-12 {
		t.Errorf("α = %v, want %v", got, want)
	}
	if edges.Column("weight").Floats[0] != 40 || !strings.Contains(edges.Caption, "disparity filter") {
		t.Errorf("weight %v; %s", edges.Column("weight").Floats, edges.Caption)
	}
}

// Without a tie there is a note, and neither tables nor files.
func TestNoNetwork(t *testing.T) {
	for _, text := range []string{"Nothing of note.", "Peace. States. Attack."} {
		r := analyse(t, analyzertest.Input(text))
		if len(r.Tables)+len(r.Figures)+len(r.Networks) != 0 || len(r.Notes) != 1 || r.Notes[0].Code != "no-network" {
			t.Errorf("%q: %+v", text, r.Notes)
		}
	}
}

// The seed chooses among orders of the nodes only: the best partition of so
// small a network does not depend on it, and the same seed gives the same result.
func TestSeeds(t *testing.T) {
	one, other := pairs(), pairs()
	other.Options.Seed = 77
	a, b := analyse(t, one).Tables[0].Column("community").Ints, analyse(t, other).Tables[0].Column("community").Ints
	if !slices.Equal(a, b) {
		t.Errorf("%v and %v", a, b)
	}
}

// A tie that rests on two units is in the table and not in the figure, unless
// there are no others.
func TestFigureLeavesOutRareTies(t *testing.T) {
	text := strings.Repeat("Peace without interference. ", 20) + strings.Repeat("An attack of states. ", 2) + strings.Repeat("Nothing of note. ", 78)
	r := analyse(t, analyzertest.Input(text))
	if got := ties(r.Tables[1]); !slices.Equal(got, []string{"attack states", "non-interference peace"}) {
		t.Fatalf("ties %v", got)
	}
	if f := r.Figures[0]; f.Data.Rows() != 1 || f.Data.Column("both").Ints[0] != 20 || !strings.Contains(f.Caption, "1 of 2 ties, the heaviest of those with at least 3 common units") {
		t.Errorf("%d ties drawn: %s", f.Data.Rows(), f.Caption)
	}
	rare := analyse(t, analyzertest.Input(strings.Repeat("An attack of states. ", 2)+strings.Repeat("Nothing of note. ", 78)))
	if len(rare.Figures) != 1 || rare.Figures[0].Data.Rows() != 1 {
		t.Errorf("rare ties alone: %+v", rare.Figures)
	}
}
