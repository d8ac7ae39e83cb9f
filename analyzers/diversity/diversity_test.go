package diversity

import (
	"context"
	"math"
	"strings"
	"testing"

	"concordat/analyzers"
	"concordat/analyzers/analyzertest"
	"concordat/analyzers/result"
)

func TestContract(t *testing.T) { analyzertest.Contract(t, New()) }

func analyze(t *testing.T, in *analyzers.Input) *result.Table {
	t.Helper()
	r, err := New().Analyze(context.Background(), in)
	if err != nil {
		t.Fatal(err)
	}
	return r.Tables[0]
}

// TestReadme has the text of LexicalRichness's README run through the analyzer:
// case, numbers and punctuation do not matter.
func TestReadme(t *testing.T) {
	in := analyzertest.Input("Measure of textual lexical diversity, computed as the mean length of sequential words in a text that maintains a minimum threshold TTR score.\n\n" +
		"Iterates over words until TTR scores falls below a threshold, then increase factor counter by 1 and start over. McCarthy and Jarvis (2010, pg. 385) recommends a factor threshold in the range of [0.660, 0.750]. (McCarthy 2005, McCarthy and Jarvis 2010)")
	in.Options.DiversityWindow = 25
	tab := analyze(t, in)
	for name, want := range map[string]float64{"ttr": .684210526, "mattr": .835151515, "msttr": .88, "mtld": 46.792263610, "mtld_below": 48.009463722,
		"hdd": .746870332, "yule_k": 153.893505694, "maas": .023215680} {
		if got := tab.Column(name).Floats[0]; math.Abs(got-want) > 1e-8 {
			t.Errorf("%s = %v, want %v", name, got, want)
		}
	}
	if !math.IsNaN(tab.Column("mattr_low").Floats[0]) {
		t.Error("57 words have an interval")
	}
}

// TestShortDocumentAlone: a short document has no MATTR, and that of the others
// does not change for it.
func TestShortDocumentAlone(t *testing.T) {
	long := strings.Repeat("one two three four five six seven eight nine ten eleven twelve. ", 300)
	alone, both := analyze(t, analyzertest.Input(long)), analyze(t, analyzertest.Input(long, "A short text."))
	if a, b := alone.Column("mattr").Floats[0], both.Column("mattr").Floats[0]; a != b || math.IsNaN(a) {
		t.Errorf("MATTR alone %v, beside a short text %v", a, b)
	}
	if low := both.Column("mattr_low").Floats[0]; math.IsNaN(low) || !math.IsNaN(both.Column("mattr").Floats[1]) {
		t.Errorf("low %v, MATTR of three words %v", low, both.Column("mattr").Floats[1])
	}
	codes := map[string]bool{}
	for _, n := range both.Notes {
		codes[n.Code] = true
	}
	for _, want := range []string{"short-for-window", "short-for-mtld", "short-for-draw", "no-repeat", "length"} {
		if !codes[want] {
			t.Errorf("no note %s", want)
		}
	}
}
