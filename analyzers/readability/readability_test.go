package readability

import (
	"context"
	"math"
	"slices"
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

// TestQuanteda runs a sentence of quanteda's tests through the analyzer; a
// heading above it changes nothing.
func TestQuanteda(t *testing.T) {
	for _, text := range []string{"The cat in the hat ate breakfast.", "# On extraordinary felines\n\nThe cat in the hat ate breakfast."} {
		tab := analyze(t, analyzertest.Input(text))
		for name, want := range map[string]float64{"flesch": 103.044286, "flesch_kincaid": .625714, "fog": 2.8, "words_per_sentence": 7, "lix": 7 + 100./7} {
			if got := tab.Column(name).Floats[0]; math.Abs(got-want) > 5e-7 {
				t.Errorf("%q: %s = %v, want %v", text, name, got, want)
			}
		}
		if !math.IsNaN(tab.Column("flesch_kincaid_low").Floats[0]) {
			t.Errorf("%q: one paragraph has an interval", text)
		}
	}
}

func TestCompounds(t *testing.T) {
	for word, want := range map[string][2]int64{"well-being": {0, 1}, "multi-stakeholder": {1, 1}, "state": {0, 0}, "2017": {0, 0}} {
		if c := countWord(word); c.Complex != want[0] || c.Many != want[1] {
			t.Errorf("%s: %+v", word, c)
		}
	}
	if c := countWord("2017"); c.Words != 0 {
		t.Errorf("2017 is a word: %+v", c)
	}
}

func TestOtherLanguagesAreLeftOut(t *testing.T) {
	in := analyzertest.Input("Ein Satz.", "A sentence.", "No language.")
	in.Tally.Documents[0].Language, in.Tally.Documents[1].Language, in.Tally.Documents[2].Language = "de", "en-GB", ""
	tab := analyze(t, in)
	if got := tab.Column("document").Texts; !slices.Equal(got, []string{"d1", "d2"}) {
		t.Errorf("rows %v", got)
	}
	var notes []string
	for _, n := range tab.Notes {
		notes = append(notes, n.Code+" "+n.Message)
	}
	if all := strings.Join(notes, "\n"); !strings.Contains(all, "not-english 1 document") || !strings.Contains(all, "language-unsaid 1 document") || !strings.Contains(all, "d2") {
		t.Error(all)
	}
}

// TestIntervals: paragraphs that are all alike leave nothing to vary, others do.
func TestIntervals(t *testing.T) {
	alike := analyze(t, analyzertest.Input(strings.Repeat("The cat in the hat ate breakfast.\n\n", 8)))
	lo, hi := alike.Column("flesch_low").Floats[0], alike.Column("flesch_high").Floats[0]
	if math.Abs(lo-103.044286) > 1e-6 || math.Abs(hi-lo) > 1e-9 {
		t.Errorf("[%v, %v]", lo, hi)
	}
	mixed := analyze(t, analyzertest.Input(strings.Repeat("The cat in the hat ate breakfast.\n\nInternational cooperation necessitates institutional stability.\n\n", 4)))
	lo, hi = mixed.Column("flesch_low").Floats[0], mixed.Column("flesch_high").Floats[0]
	if v := mixed.Column("flesch").Floats[0]; !(lo < v && v < hi) {
		t.Errorf("%v in [%v, %v]", v, lo, hi)
	}
}

// A text in another script is not English, whatever is not said of its language.
func TestOtherScriptsAreLeftOut(t *testing.T) {
	in := analyzertest.Input("Суверенитет государств и мир во всём мире.", "Peace and Россия agree on many things.")
	in.Tally.Documents[0].Language = "en"
	if got := analyze(t, in).Column("document").Texts; !slices.Equal(got, []string{"d1"}) {
		t.Errorf("rows %v", got)
	}
}
