package similarity

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"

	"concordat/analyzers"
	"concordat/analyzers/analyzertest"
	"concordat/analyzers/result"
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

// three has sovereignty, peace and states 3, 2, 1 times in d0 and 1, 2, 3 times
// in d1, which is in two paragraphs; d2 has attacks alone.
func three() *analyzers.Input {
	return analyzertest.Input(
		"Sovereignty sovereignty peace.\n\nSovereignty peace states.",
		"Peace states states.\n\nPeace states sovereignty.",
		"Attack attack.\n\nAttack.")
}

// TestNumbers checks the table against the measures of the counts that the
// texts were made with.
func TestNumbers(t *testing.T) {
	tab := analyze(t, three()).Tables[0]
	if got := strings.Join(tab.Column("a").Texts, " ") + " / " + strings.Join(tab.Column("b").Texts, " "); got != "d0 d0 d1 / d1 d2 d2" {
		t.Fatal(got)
	}
	x, y := []float64{3, 2, 1}, []float64{1, 2, 3}
	for name, want := range map[string]float64{"cosine": distance.Cosine(x, y), "js_bits": distance.JensenShannon(x, y), "jaccard": 1,
		"js_distance": distance.JensenShannonDistance(x, y), "hellinger": distance.Hellinger(x, y), "bhattacharyya": distance.Bhattacharyya(x, y)} {
		if got := tab.Column(name).Floats[0]; math.Abs(got-want) > 1e-12 {
			t.Errorf("%s = %v, want %v", name, got, want)
		}
	}
	for name, want := range map[string]int64{"hits_a": 6, "hits_b": 6, "both": 3, "either": 3, "paragraphs_a": 2, "paragraphs_b": 2} {
		if got := tab.Column(name).Ints[0]; got != want {
			t.Errorf("%s = %d, want %d", name, got, want)
		}
	}
	// Nothing in common is certain under any resample.
	for name, want := range map[string]float64{"cosine": 0, "cosine_low": 0, "cosine_high": 0, "jaccard": 0, "js_bits": 1, "js_bits_low": 1, "js_bits_high": 1, "hellinger": 1} {
		if got := tab.Column(name).Floats[1]; math.Abs(got-want) > 1e-12 {
			t.Errorf("nothing in common: %s = %v, want %v", name, got, want)
		}
	}
	// z-scores of rates over the three; the fourth concept is the attack of d2.
	z := distance.ZScores([][]float64{{3. / 6, 2. / 6, 1. / 6, 0}, {1. / 6, 2. / 6, 3. / 6, 0}, {0, 0, 0, 1}})
	if got, want := tab.Column("delta").Floats[0], distance.Delta(z[0], z[1]); math.Abs(got-want) > 1e-12 {
		t.Errorf("Delta %v, want %v", got, want)
	}
}

// TestIntervals checks that intervals hold the estimate's side of the range
// they must: with what noise adds taken away, the divergence of two texts with
// the same proportions in expectation is near 0.
func TestIntervals(t *testing.T) {
	one := strings.Repeat("Peace and states.\n\nSovereignty and peace.\n\nStates. States.\n\n", 12)
	two := strings.Repeat("States and states.\n\nSovereignty and peace.\n\nPeace and states.\n\n", 12)
	tab := analyze(t, analyzertest.Input(one, two)).Tables[0]
	v := func(name string) float64 { return tab.Column(name).Floats[0] }
	if v("js_bits_low") > v("js_bits_high") || v("js_bits_low") < 0 || v("js_bits_low") > 0.01 || v("js_bits_noise") <= 0 {
		t.Errorf("divergence %v [%v, %v], noise %v", v("js_bits"), v("js_bits_low"), v("js_bits_high"), v("js_bits_noise"))
	}
	if v("cosine_low") > v("cosine") || v("cosine_high") < v("cosine") {
		t.Errorf("cosine %v [%v, %v]", v("cosine"), v("cosine_low"), v("cosine_high"))
	}
	if !math.IsNaN(v("delta")) || !math.IsNaN(v("cosine_delta")) {
		t.Error("Delta of two documents alone")
	}
}

// TestWords compares by words, whose paragraphs are counted too.
func TestWords(t *testing.T) {
	in := three()
	in.Options.Profile, in.Options.ProfileWords = "words", 2
	r := analyze(t, in)
	tab := r.Tables[0]
	// sovereignty, peace and states stand 4 times each, attack 3 times: peace and sovereignty by the alphabet.
	if got, want := tab.Column("cosine").Floats[0], distance.Cosine([]float64{2, 3}, []float64{2, 1}); math.Abs(got-want) > 1e-12 {
		t.Errorf("cosine %v, want %v", got, want)
	}
	if math.IsNaN(tab.Column("cosine_low").Floats[0]) {
		t.Error("no interval of words in paragraphs")
	}
	if !math.IsNaN(tab.Column("cosine").Floats[1]) || len(r.Notes) == 0 {
		t.Error("d2 has neither of the two words, and that is noted")
	}
	for i := range in.Tally.Documents {
		in.Tally.Documents[i].Sequence = nil
	}
	tab = analyze(t, in).Tables[0]
	if !math.IsNaN(tab.Column("cosine_low").Floats[0]) || math.IsNaN(tab.Column("cosine").Floats[0]) {
		t.Error("an interval without paragraphs")
	}
}

func TestGroupsAndMany(t *testing.T) {
	in := three()
	in.Groups = []analyzers.Side{{Name: "g", Documents: []int{0, 1}}, {Name: "h", Documents: []int{2}}}
	r := analyze(t, in)
	if of := r.Tables[0].Column("of").Texts; !slices.Equal(of, []string{"document", "document", "document", "group"}) {
		t.Errorf("%v", of)
	}
	if len(r.Figures) != 1 || r.Figures[0].Name != "similarity-document" || r.Figures[0].Data.Rows() != 9 {
		t.Errorf("%d figures", len(r.Figures))
	}
	in = analyzertest.Input(slices.Repeat([]string{"Peace."}, limit+1)...)
	in.Groups = []analyzers.Side{{Name: "g", Documents: []int{0, 1}}, {Name: "h", Documents: []int{2}}}
	r = analyze(t, in)
	if of := r.Tables[0].Column("of").Texts; !slices.Equal(of, []string{"group"}) || r.Notes[0].Code != "not-every-document" {
		t.Errorf("%v %v", of, r.Notes)
	}
	in.Groups = nil
	r = analyze(t, in)
	if of := r.Tables[0].Column("of").Texts; !slices.Equal(of, []string{"side"}) || r.Notes[0].Code != "too-many" {
		t.Errorf("%v %v", of, r.Notes)
	}
}

func TestFindingOfTarget(t *testing.T) {
	text := func(words ...string) string {
		return strings.Repeat(strings.Join(words, ". ")+".\n\n", 40)
	}
	in := analyzertest.Input(text("Peace", "States", "Sovereignty"), text("Attack", "Security", "Peace"), text("Peace", "Peace", "States"))
	r := analyze(t, in)
	if len(r.Findings) != 1 || !strings.Contains(r.Findings[0].Text, "d0 is nearest to d2, ") || !strings.Contains(r.Findings[0].Text, "furthest from d1, ") {
		t.Errorf("%v", r.Findings)
	}
	in.Comparisons = nil
	if r = analyze(t, in); len(r.Findings) != 1 || !strings.Contains(r.Findings[0].Text, "most alike are d0 and d2, ") {
		t.Errorf("%v", r.Findings)
	}
}
