package comparison

import (
	"context"
	"math"
	"math/bits"
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

func at(t testing.TB, table *result.Table, concept string) int {
	t.Helper()
	for i, c := range table.Column("concept").Texts {
		if c == concept {
			return i
		}
	}
	t.Fatalf("no row of %s", concept)
	return -1
}

// The columns agree with the counts and with statistics worked out here.
func TestNumbers(t *testing.T) {
	in := analyzertest.Sample()
	table := analyze(t, in).Tables[0]
	i := at(t, table, "peace")
	target := in.Tally.Documents[0].Tokens
	reference := in.Tally.Documents[1].Tokens + in.Tally.Documents[2].Tokens
	whole := func(name string) int64 { return table.Column(name).Ints[i] }
	number := func(name string) float64 { return table.Column(name).Floats[i] }
	if whole("target_hits") != 4 || whole("reference_hits") != 2 || whole("target_tokens") != target || whole("reference_tokens") != reference {
		t.Fatalf("counts %d of %d and %d of %d", whole("target_hits"), whole("target_tokens"), whole("reference_hits"), whole("reference_tokens"))
	}
	a, b := 4e4/float64(target), 2e4/float64(reference)
	if number("target_per_10k") != a || number("reference_per_10k") != b || math.Abs(number("difference")-(a-b)) > 1e-9 {
		t.Error("the rates are wrong")
	}
	if got, want := number("log_ratio"), math.Log2(a/b); math.Abs(got-want) > 1e-12 {
		t.Errorf("log ratio %v, want %v", got, want)
	}
	if got, want := number("p_g2"), stats.ChiSquareP(number("g2")); got != want {
		t.Errorf("p of G² %v, want %v", got, want)
	}
	if whole("documents_target") != 1 || whole("documents_reference") != 1 {
		t.Error("documents with a hit: want 1 and 1")
	}
	// Seven concepts have hits: security, cyber, attack, peace, sovereignty, actors, states, and non-interference makes eight.
	least, family := 1.0, 0
	for k, p := range table.Column("p").Floats {
		if !math.IsNaN(p) {
			family++
			least = min(least, p)
		}
		if q := table.Column("q_bh").Floats[k]; q < p {
			t.Errorf("q %v below p %v", q, p)
		}
	}
	if family != 8 || whole("family") != 8 {
		t.Errorf("a family of %d tests, by the column %d, want 8", family, whole("family"))
	}
}

// The test against all divisions of the nine paragraphs of the sample, four of
// them in the target: C(9,4) = 126.
func TestPermutation(t *testing.T) {
	in := analyzertest.Sample()
	table := analyze(t, in).Tables[0]
	c := in.Comparisons[0]
	sizes, cells := in.Blocks(analyzers.Side{Documents: append(slices.Clone(c.Target.Documents), c.Reference.Documents...)}, analyzers.ByParagraph)
	if len(sizes) != 9 {
		t.Fatalf("%d paragraphs", len(sizes))
	}
	for concept := range in.Book.Concepts {
		hits := make([]float64, len(sizes))
		for _, cell := range cells {
			if int(cell.Item) == concept {
				hits[cell.Block] = float64(cell.Count)
			}
		}
		difference := func(mask uint) float64 {
			var n, size [2]float64
			for b, s := range sizes {
				n[mask>>b&1] += hits[b]
				size[mask>>b&1] += float64(s)
			}
			return math.Abs(n[1]/size[1] - n[0]/size[0])
		}
		all, reached := 0, 0
		for mask := range uint(1 << 9) {
			if bits.OnesCount(mask) == 4 {
				all++
				if difference(mask) >= difference(1<<4-1)*(1-1e-9) {
					reached++
				}
			}
		}
		want := float64(reached) / float64(all)
		if got := table.Column("p").Floats[concept]; got != want && !(math.IsNaN(got) && slices.Max(hits) == 0) {
			t.Errorf("%s: p %v, want %v", in.Book.Concepts[concept].ID, got, want)
		}
	}
	if table.Column("permutations").Ints[0] != 126 || table.Column("exact").Ints[0] != 1 || table.Column("permuted").Texts[0] != "paragraph" {
		t.Error("126 divisions of paragraphs, all of them")
	}
}

// Two documents are a sample of two, and say so; ten are permuted as documents.
func TestWhatIsPermuted(t *testing.T) {
	codes := func(table *result.Table) (out []string) {
		for _, n := range table.Notes {
			out = append(out, n.Code)
		}
		return out
	}
	two := analyze(t, analyzertest.Input("Peace.\n\nPeace. Word.", "Word.\n\nCyber. Word.")).Tables[0]
	if c := codes(two); !slices.Contains(c, "two-documents") || two.Column("permuted").Texts[0] != "paragraph" {
		t.Errorf("notes %q", c)
	}
	texts := slices.Repeat([]string{"Peace. Word goes on and on.\n\nWord.", "Cyber. Word goes on and on.\n\nPeace."}, 5)
	for i := range texts {
		texts[i] += strings.Repeat(" Peace on.", i%3)
	}
	in := analyzertest.Input(texts...)
	in.Comparisons = []analyzers.Comparison{{Target: analyzers.Side{Name: "odd", Documents: []int{0, 2, 4, 6, 8}}, Reference: analyzers.Side{Name: "even", Documents: []int{1, 3, 5, 7, 9}}}}
	in.Options.Resamples = 252 // C(10,5)
	r := analyze(t, in)
	ten := r.Tables[0]
	i := at(t, ten, "cyber")
	if c := codes(ten); slices.Contains(c, "two-documents") || slices.Contains(c, "few-documents") || ten.Column("permuted").Texts[i] != "document" {
		t.Errorf("notes %q", c)
	}
	// Only the observed division and its mirror differ so much.
	if p := ten.Column("p").Floats[i]; p != 2./252 {
		t.Errorf("p %v, want 2/252", p)
	}
	if m := strings.Join(r.Methods, " "); !strings.Contains(m, "the documents of both sides are divided") {
		t.Error(m)
	}
	in.Options.Resamples, in.Options.Resample, in.Options.BCa = 200, analyzers.ByDocument, true
	r = analyze(t, in)
	ten = r.Tables[0]
	if ten.Column("exact").Ints[i] != 0 || ten.Column("permutations").Ints[i] != 200 || ten.Column("p").Floats[i] < 1./201 {
		t.Error("200 of the 252 divisions are drawn")
	}
	if !slices.Contains(ten.Column("ci_method").Texts, stats.MethodBCa) || !strings.Contains(r.Figures[0].Caption, "BCa bootstrap intervals, documents resampled") {
		t.Errorf("%q, %s", ten.Column("ci_method").Texts, r.Figures[0].Caption)
	}
}

// A concept on one side only has no log ratio but a finite conservative one
// with the right sign, and a note.
func TestOneSided(t *testing.T) {
	in := analyzertest.Input(strings.Repeat("Sovereignty. Word.\n\n", 40), strings.Repeat("Peace. Word.\n\n", 40))
	table := analyze(t, in).Tables[0]
	lr, lrc := table.Column("log_ratio").Floats, table.Column("lrc").Floats
	i, k := at(t, table, "sovereignty"), at(t, table, "peace")
	if !math.IsNaN(lr[i]) || !(lrc[i] > 0) || !math.IsNaN(lr[k]) || lrc[k] != -lrc[i] {
		t.Errorf("log ratios %v and %v, conservative %v and %v", lr[i], lr[k], lrc[i], lrc[k])
	}
	if m := table.Column("ci_method").Texts[i]; m != stats.MethodCombined {
		t.Errorf("method %q: nothing varies here", m)
	}
	for _, n := range table.Notes {
		if n.Code == "one-sided" && strings.Contains(n.Message, ": 2;") {
			return
		}
	}
	t.Errorf("no note on two one-sided rows in %v", table.Notes)
}

// Swapping the sides turns every sign and changes nothing else.
func TestSwap(t *testing.T) {
	in := analyzertest.Sample()
	there := analyze(t, in).Tables[0]
	c := in.Comparisons[0]
	in.Comparisons = []analyzers.Comparison{{Target: c.Reference, Reference: c.Target}}
	back := analyze(t, in).Tables[0]
	mirror := map[string]string{"difference": "difference", "ci_low": "ci_high", "ci_high": "ci_low", "log_ratio": "log_ratio",
		"log_ratio_low": "log_ratio_high", "lrc": "lrc", "g2": "g2"}
	for one, other := range mirror {
		for i, v := range there.Column(one).Floats {
			if w := back.Column(other).Floats[i]; math.Abs(v+w) > 1e-9 || math.IsNaN(v) != math.IsNaN(w) {
				t.Errorf("%s %v, swapped %s %v", one, v, other, w)
			}
		}
	}
	for i, p := range there.Column("p").Floats {
		if q := back.Column("p").Floats[i]; math.Abs(p-q) > 1e-12 {
			t.Errorf("p %v and %v", p, q)
		}
	}
}

// The figure is sorted, has both sides of each concept, and marks clear differences.
func TestFigure(t *testing.T) {
	r := analyze(t, analyzertest.Sample())
	if len(r.Figures) != 1 {
		t.Fatalf("%d figures", len(r.Figures))
	}
	d := r.Figures[0].Data
	diff, mark := d.Column("difference").Floats, d.Column("clear").Texts
	low, high := d.Column("ci_low").Floats, d.Column("ci_high").Floats
	for i := range diff {
		if i >= 2 && diff[i] > diff[i-2] {
			t.Error("not in order of falling difference")
		}
		if (mark[i] == "*") != (low[i] > 0 || high[i] < 0) {
			t.Errorf("mark %q beside [%v, %v]", mark[i], low[i], high[i])
		}
		if i%2 == 1 && d.Column("concept").Texts[i] != d.Column("concept").Texts[i-1] {
			t.Error("a concept without its two sides")
		}
	}
	if len(r.Findings) > 3 {
		t.Errorf("%d findings, want three at most", len(r.Findings))
	}
}

func TestFindings(t *testing.T) {
	in := analyzertest.Input(
		strings.Repeat("Sovereignty and nothing else here.\n\nPeace to all of the world.\n\n", 30),
		strings.Repeat("Peace and nothing else in here.\n\nNo concept stands in this.\n\n", 30)+"Sovereignty.")
	f := analyze(t, in).Findings
	if len(f) == 0 || !strings.Contains(f[0].Text, " in d0 against ") {
		t.Fatalf("findings %v", f)
	}
}

// With several comparisons the findings are the greatest differences of all,
// each concept once, though its mirror image is as great.
func TestFindingsOfSeveral(t *testing.T) {
	in := analyzertest.Input(
		strings.Repeat("No concept is in this one here.\n\nNor here at all.\n\n", 30)+"Peace.",
		strings.Repeat("Peace and nothing else in here.\n\nPeace is not in this.\n\nOr here.\n\n", 30),
		strings.Repeat("Sovereignty it is.\n\nSovereignty of all the people of the world.\n\nOr here.\n\n", 30))
	side := func(name string, docs ...int) analyzers.Side { return analyzers.Side{Name: name, Documents: docs} }
	in.Comparisons = []analyzers.Comparison{
		{Target: side("d0", 0), Reference: side(analyzers.Rest, 1, 2)},
		{Target: side("d1", 1), Reference: side(analyzers.Rest, 0, 2)},
		{Target: side("d2", 2), Reference: side(analyzers.Rest, 0, 1)}}
	r := analyze(t, in)
	if len(r.Findings) != 2 {
		t.Fatalf("findings %v", r.Findings)
	}
	for i, want := range []string{"in d2 against 0.0 [0.0, ", "in d1 against "} {
		f := r.Findings[i].Text
		if !strings.Contains(f, want) || !strings.HasSuffix(f, " in the rest (2 documents).") {
			t.Errorf("finding %d: %s", i, f)
		}
	}
	if c := r.Figures[0].Caption; !strings.Contains(c, "This is the first of 3 comparisons; the table has them all.") {
		t.Error(c)
	}
	if m := r.Methods[0]; !strings.HasPrefix(m, "Compared were: d0 (1 document, ") || strings.Count(m, ";") != 2 {
		t.Error(m)
	}
}

// A difference of a few hits is no finding, whatever its interval.
func TestFindingsNeedHits(t *testing.T) {
	r := row{label: "x", difference: stats.Interval{Value: 9, Low: 1, High: 20}, a: fewHits - 1}
	in := analyzertest.Sample()
	if f := findings(in, []row{r}); f != nil {
		t.Errorf("findings %v", f)
	}
	r.a = fewHits
	if f := findings(in, []row{r}); len(f) != 1 {
		t.Errorf("findings %v", f)
	}
	// Nor is one that does not stand the correction for all that was tested; without a
	// test the interval decides.
	for q, want := range map[float64]int{.04: 1, .06: 0, math.NaN(): 1} {
		r.bh = q
		if f := findings(in, []row{r}); len(f) != want {
			t.Errorf("q %v: findings %v", q, f)
		}
	}
}

// The caption says for how many concepts the interval is not the bootstrap's.
func TestCombined(t *testing.T) {
	rows := []row{{difference: stats.Interval{Method: stats.MethodCombined}}, {difference: stats.Interval{Method: stats.MethodBootstrap}}}
	if got := combined(rows, []int{0, 1}); !strings.HasPrefix(got, "for 1 concept of which one side") {
		t.Error(got)
	}
	if got := combined(rows, []int{1}); got != "" {
		t.Error(got)
	}
}

func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := New().Analyze(ctx, analyzertest.Sample()); err == nil {
		t.Error("a cancelled run must end with an error")
	}
}
