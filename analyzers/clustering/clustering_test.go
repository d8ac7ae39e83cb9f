package clustering

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"

	"concordat/analyzers"
	"concordat/analyzers/analyzertest"
	"concordat/analyzers/result"
	"concordat/analyzers/stats/cluster"
	"concordat/analyzers/stats/distance"
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

// pairs has two documents on peace and two on attacks, far apart, each pair in
// the same proportions in every paragraph but for one of them; a fifth has no hit.
func pairs() *analyzers.Input {
	peace, war := strings.Repeat("Peace and states. Peace.\n\n", 8), strings.Repeat("Attack and security. Attack.\n\n", 8)
	return analyzertest.Input(peace, war, peace+"Peace. Sovereignty.", war+"Attack. Peace.", "Nothing at all.")
}

func TestTree(t *testing.T) {
	in := pairs()
	r := analyze(t, in)
	tab := r.Tables[0]
	got := strings.Join(tab.Column("members").Texts, "; ")
	if got != "d1 | d3; d0 | d2; d1 | d3 | d0 | d2" && got != "d0 | d2; d1 | d3; d0 | d2 | d1 | d3" {
		t.Fatal(got)
	}
	if s := tab.Column("support").Floats; !slices.Equal(s, []float64{1, 1, 1}) {
		t.Errorf("support %v: nothing else can come of any resample", s)
	}
	if n := tab.Column("resamples").Ints[0]; n != 200 {
		t.Errorf("%d resamples", n)
	}
	p := in.Profiles(limit)[0].Counted()
	d := distance.Of("jensen-shannon", p.Rates)
	tree, _ := cluster.Agglomerate(d, cluster.Ward)
	if !slices.Equal(tab.Column("height").Floats, tree.Height) || len(p.Sides) != 4 {
		t.Errorf("heights %v, want %v", tab.Column("height").Floats, tree.Height)
	}
	fit := r.Tables[2]
	if v := fit.Column("cophenetic_r").Floats; len(v) != 4 || v[0] != tree.CopheneticCorrelation(d) || fit.Column("used").Texts[0] != "yes" {
		t.Errorf("fit %v", v)
	}
	order := r.Tables[1]
	for k, i := range tree.Order {
		if order.Column("leaf").Ints[k] != int64(i+1) || order.Column("name").Texts[k] != p.Sides[i].Name {
			t.Errorf("leaf %d is %s", k, order.Column("name").Texts[k])
		}
	}
	if !slices.ContainsFunc(r.Notes, func(n result.Note) bool {
		return n.Code == "no-counts" && strings.Contains(n.Message, "d4")
	}) {
		t.Errorf("no note on d4: %v", r.Notes)
	}
}

// Support falls where the documents do not differ but by chance.
func TestSupportOfChance(t *testing.T) {
	text := func(a, b string) string {
		return strings.Repeat("Peace. "+a+".\n\nStates. "+b+".\n\nSovereignty. Peace.\n\n", 5)
	}
	in := analyzertest.Input(text("Attack", "Security"), text("Security", "Attack"), text("Attack", "Attack"), text("Security", "Security"))
	for _, s := range analyze(t, in).Tables[0].Column("support").Floats[:2] {
		if s > .9 || s < 0 {
			t.Errorf("support %v", s)
		}
	}
}

func TestOptions(t *testing.T) {
	in := pairs()
	in.Options.Linkage, in.Options.Distance, in.Options.Profile = "single", "cosine-delta", "words"
	r := analyze(t, in)
	p := in.Profiles(limit)[0].Counted()
	tree, _ := cluster.Agglomerate(distance.Of("cosine-delta", p.Rates), cluster.Single)
	if !slices.Equal(r.Tables[0].Column("height").Floats, tree.Height) || r.Tables[2].Column("used").Texts[3] != "yes" {
		t.Error("the options do not hold")
	}
	for i := range in.Tally.Documents {
		in.Tally.Documents[i].Sequence = nil
	}
	if s := analyze(t, in).Tables[0].Column("support").Floats[0]; !math.IsNaN(s) {
		t.Errorf("support %v without paragraphs", s)
	}
}
