package keyness

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"concordat/analyzers"
	"concordat/analyzers/analyzertest"
	"concordat/analyzers/result"
	"concordat/analyzers/stats"
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

// sides has two texts of 240 words each: peace only in the first, war only in
// the second, state three times as often in the first, and function words.
func sides() *analyzers.Input {
	return analyzertest.Input(
		strings.Repeat("the of state state state peace peace common. ", 30),
		strings.Repeat("the of of state war war common the. ", 30))
}

// Every number of a row, worked out from the counts.
func TestNumbers(t *testing.T) {
	words := analyze(t, sides()).Tables[0]
	i := slices.Index(words.Column("word").Texts, "state")
	whole := func(name string) int64 { return words.Column(name).Ints[i] }
	number := func(name string) float64 { return words.Column(name).Floats[i] }
	if whole("target_count") != 90 || whole("reference_count") != 30 || whole("target_size") != 240 || whole("reference_size") != 240 {
		t.Fatalf("counts %d and %d", whole("target_count"), whole("reference_count"))
	}
	if whole("documents_target") != 1 || whole("documents_reference") != 1 {
		t.Error("documents: want 1 and 1")
	}
	// m = 4: state, peace, war, common.
	for name, want := range map[string]float64{
		"target_per_10k": 3750, "reference_per_10k": 1250, "log_ratio": math.Log2(3), "percent_diff": 200,
		"relative_risk": 3, "odds_ratio": 90. * 210 / (30 * 150), "simple_maths": (375000. + 1) / (125000 + 1),
		"lrc": stats.ConservativeLogRatio(90, 240, 30, 240, .95, 4), "g2": stats.Contingency{O11: 90, O12: 150, O21: 30, O22: 210}.G2(),
	} {
		if got := number(name); math.Abs(got-want) > 1e-9*math.Abs(want) {
			t.Errorf("%s %v, want %v", name, got, want)
		}
	}
	if words.Rows() != 4 {
		t.Errorf("words %q: want four, no function words", words.Column("word").Texts)
	}
}

// Ranked by the size of the conservative log ratio; common comes last.
func TestRank(t *testing.T) {
	words := analyze(t, sides()).Tables[0]
	if got := words.Column("word").Texts; !slices.Equal(got, []string{"peace", "war", "state", "common"}) {
		t.Errorf("order %q", got)
	}
	lrc := words.Column("lrc").Floats
	if lrc[0] <= 0 || lrc[1] != -lrc[0] || lrc[3] != 0 {
		t.Errorf("conservative log ratios %v", lrc)
	}
	if lr := words.Column("log_ratio").Floats; !math.IsNaN(lr[0]) || !math.IsNaN(lr[1]) {
		t.Errorf("log ratios of words of one side %v: want them missing", lr[:2])
	}
}

// Function words are left out of the list and never out of the totals.
func TestStopwords(t *testing.T) {
	in := sides()
	in.Options.Stopwords = false
	words := analyze(t, in).Tables[0]
	if got := words.Column("word").Texts; !slices.Contains(got, "the") || !slices.Contains(got, "of") || len(got) != 6 {
		t.Errorf("words %q", got)
	}
	if words.Column("target_size").Ints[0] != 240 {
		t.Error("the stop list changed the totals")
	}
	for w := range stopwords {
		if w != strings.ToLower(w) || strings.ContainsAny(w, "’") {
			t.Errorf("stop word %q is not folded", w)
		}
	}
	if stopwords["shall"] || stopwords["must"] || stopwords["should"] {
		t.Error("words of obligation are no stop words")
	}
}

// Single letters are no words, whatever the stop list; ideographs are.
func TestSingleLetters(t *testing.T) {
	in := analyzertest.Input(strings.Repeat("n e peace 国 я world. ", 30), strings.Repeat("world. ", 180))
	in.Options.Stopwords = false
	words := analyze(t, in).Tables[0]
	if got := slices.Sorted(slices.Values(words.Column("word").Texts)); !slices.Equal(got, []string{"peace", "world", "国"}) {
		t.Errorf("words %q", got)
	}
	if words.Column("target_size").Ints[0] != 180 || !strings.Contains(words.Caption, "words of a single letter") {
		t.Errorf("%d tokens; %s", words.Column("target_size").Ints[0], words.Caption)
	}
}

func TestMinCount(t *testing.T) {
	in := sides()
	in.Options.MinCount = 61
	if got := analyze(t, in).Tables[0].Column("word").Texts; !slices.Equal(got, []string{"state"}) {
		t.Errorf("words %q: only state occurs more than 60 times", got)
	}
}

// Swapping the sides turns every sign and keeps the order.
func TestSwap(t *testing.T) {
	in := sides()
	there := analyze(t, in).Tables[0]
	c := in.Comparisons[0]
	in.Comparisons = []analyzers.Comparison{{Target: c.Reference, Reference: c.Target}}
	back := analyze(t, in).Tables[0]
	for _, name := range []string{"lrc", "g2", "log_ratio"} {
		for i, v := range there.Column(name).Floats {
			k := slices.Index(back.Column("word").Texts, there.Column("word").Texts[i])
			if w := back.Column(name).Floats[k]; math.Abs(v+w) > 1e-9 || math.IsNaN(v) != math.IsNaN(w) {
				t.Errorf("%s %v, swapped %v", name, v, w)
			}
		}
	}
}

// The figure has the words whose conservative log ratio is not 0, from target to reference.
func TestFigure(t *testing.T) {
	r := analyze(t, sides())
	if len(r.Figures) != 1 {
		t.Fatalf("%d figures", len(r.Figures))
	}
	d := r.Figures[0].Data
	if got := d.Column("word").Texts; !slices.Equal(got, []string{"peace", "state", "war"}) {
		t.Errorf("words %q", got)
	}
	if got := d.Column("side").Texts; !slices.Equal(got, []string{"d0", "d0", "the others"}) {
		t.Errorf("sides %q", got)
	}
	if len(r.Findings) != 2 || !strings.Contains(r.Findings[0].Text, "“peace” (") || !strings.Contains(r.Findings[1].Text, "“war” (") || strings.Contains(r.Findings[1].Text, "−") {
		t.Errorf("findings %v", r.Findings)
	}
	same := strings.Repeat("state peace. ", 20)
	if f := analyze(t, analyzertest.Input(same, same)).Figures; f != nil {
		t.Error("a figure of two equal texts")
	}
}

// A side without key words is named in the caption, and the captions say how
// many words were tested.
func TestOneSidedFigure(t *testing.T) {
	text := strings.Repeat("state people world. ", 100)
	r := analyze(t, analyzertest.Input(strings.Repeat("peace state people world. ", 30), text))
	f := r.Figures[0]
	if !strings.Contains(f.Caption, "The only word of d0 is shown. No word is known to be more frequent in the others at that level, so that side is empty.") {
		t.Error(f.Caption)
	}
	if c := r.Tables[0].Caption; !strings.Contains(c, "for all tested words of the comparison together (4)") || !strings.Contains(c, " Names: d0 = “Text 0”; ") {
		t.Error(c)
	}
	if c := known(10, 12, "x"); c != "The first 10 of 12 words of x are shown." {
		t.Error(c)
	}
	if c := known(10, 10, "x"); c != "All 10 of x are shown." {
		t.Error(c)
	}
}

// Several comparisons have one finding, which names the words of each target.
func TestFindingsOfSeveral(t *testing.T) {
	in := analyzertest.Input(strings.Repeat("peace world. ", 30), strings.Repeat("war world. ", 30), strings.Repeat("world. ", 30))
	side := func(name string, docs ...int) analyzers.Side { return analyzers.Side{Name: name, Documents: docs} }
	in.Comparisons = []analyzers.Comparison{
		{Target: side("d0", 0), Reference: side(analyzers.Rest, 1, 2)}, {Target: side("d1", 1), Reference: side(analyzers.Rest, 0, 2)}}
	r := analyze(t, in)
	if len(r.Findings) != 1 || !strings.Contains(r.Findings[0].Text, ": d0 from the rest: “peace” (") || !strings.Contains(r.Findings[0].Text, "; d1 from the rest: “war” (") {
		t.Errorf("findings %v", r.Findings)
	}
	if c := r.Tables[0].Caption; !strings.Contains(c, "(3 for d0, 3 for d1)") {
		t.Error(c)
	}
}

// A long list keeps what differs and says what it does not list.
func TestLongList(t *testing.T) {
	var b strings.Builder
	for i := range 1500 {
		word := strings.Map(func(r rune) rune { return r - '0' + 'a' }, fmt.Sprintf("%04d", i))
		b.WriteString(strings.Repeat("w"+word+" ", 5))
	}
	words := analyze(t, analyzertest.Input(b.String(), b.String()+strings.Repeat("peace ", 400))).Tables[0]
	if words.Rows() != maxListed || words.Column("word").Texts[0] != "peace" {
		t.Fatalf("%d rows, the first %q", words.Rows(), words.Column("word").Texts[0])
	}
	if !slices.ContainsFunc(words.Notes, func(n result.Note) bool { return n.Code == "not-listed" && strings.HasSuffix(n.Message, ": 501") }) {
		t.Errorf("notes %v: 501 words of 1,501 are not listed", words.Notes)
	}
}
