package sensitivity

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"concordat/analyzers"
	"concordat/analyzers/analyzertest"
	"concordat/analyzers/result"
	"concordat/analyzers/stats"
	"concordat/analyzers/tally"
)

func input(t *testing.T) *analyzers.Input {
	t.Helper()
	in := analyzertest.Input(
		strings.Repeat("Sovereignty of states and peace. Peace is security.\n\nChina attacks. Cyber peace and interference.\n\n", 6),
		strings.Repeat("Security is cyber security. States attack.\n\nSovereign states. Nothing here.\n\n", 5),
		strings.Repeat("Attack and interference. Peace.\n\nSovereignty, cyber states.\n\nMore security words go here.\n\n", 4),
		"Zyzzyva.")
	in.Options.Resamples = 400
	return in
}

// found returns the finding of a concept in the first comparison.
func found(t *testing.T, in *analyzers.Input, concept string) *finding {
	t.Helper()
	all, err := examine(t.Context(), in, in.Comparisons[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range all {
		if in.Book.Concepts[f.concept].ID == concept {
			return f
		}
	}
	t.Fatalf("%s is not examined", concept)
	return nil
}

// The run's own specification has the counts of the run and the verdict of its
// comparison.
func TestOwnSpecificationIsTheRun(t *testing.T) {
	in := input(t)
	c := in.Comparisons[0]
	target, reference := in.Totals(c.Target), in.Totals(c.Reference)
	drawn, err := in.Resampled(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	a, err := drawn.Side(t.Context(), c.Target)
	if err != nil {
		t.Fatal(err)
	}
	b, err := drawn.Side(t.Context(), c.Reference)
	if err != nil {
		t.Fatal(err)
	}
	all, err := examine(t.Context(), in, c)
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 3 {
		t.Fatalf("%d findings", len(all))
	}
	for _, f := range all {
		e := f.specs[0].estimate
		if e.a != target.Hits[f.concept] || e.A != target.Tokens || e.b != reference.Hits[f.concept] || e.B != reference.Tokens {
			t.Errorf("concept %d: %+v", f.concept, e)
		}
		if want := stats.LogRatio(e.a, e.A, e.b, e.B); e.ratio != want {
			t.Errorf("concept %d: log ratio %v, want %v", f.concept, e.ratio, want)
		}
		d := a.Difference(b, f.concept, in.Options.Level)
		want := unclear
		if d.Low > 0 {
			want = more
		} else if d.High < 0 {
			want = less
		}
		if e.method == byBootstrap && d.Method == stats.MethodBootstrap && e.verdict != want {
			t.Errorf("concept %d: %s, the comparison says %s (%+v)", f.concept, e.verdict, want, d)
		}
	}
}

// Denominators are the sentences and paragraphs of the documents.
func TestDenominators(t *testing.T) {
	in := input(t)
	var sentences, paragraphs int64
	for _, i := range in.Comparisons[0].Reference.Documents {
		sentences += in.Tally.Documents[i].Sentences
		paragraphs += in.Tally.Documents[i].Paragraphs
	}
	f := found(t, in, "peace")
	if s := f.specs[perSentences]; s.per != perSentences || s.estimate.B != sentences || s.estimate.A != in.Tally.Documents[0].Sentences {
		t.Errorf("per sentences: %+v, want %d in the reference", s, sentences)
	}
	if s := f.specs[perParagraphs]; s.per != perParagraphs || s.estimate.B != paragraphs {
		t.Errorf("per paragraphs: %+v, want %d in the reference", s, paragraphs)
	}
}

// Leaving out a document is a run without it.
func TestLeavingOutADocument(t *testing.T) {
	in := input(t)
	f := found(t, in, "peace")
	n := 0
	for i := range f.specs {
		s := &f.specs[i]
		if s.document == 0 {
			continue
		}
		n++
		less := *in
		keep := func(d int) bool { return d == s.document-1 }
		c := less.Comparisons[0]
		c.Reference.Documents = slices.DeleteFunc(slices.Clone(c.Reference.Documents), keep)
		less.Comparisons = []analyzers.Comparison{c}
		if want := found(t, &less, "peace").specs[0].estimate; fmt.Sprint(want) != fmt.Sprint(s.estimate) { // as text, where a missing bound equals itself
			t.Errorf("without document %d: %+v, want %+v", s.document-1, s.estimate, want)
		}
	}
	if n != 3 {
		t.Errorf("%d documents were left out, want the 3 of the reference", n)
	}
}

// Leaving out a pattern is counting without it.
func TestLeavingOutAPattern(t *testing.T) {
	in := input(t)
	f := found(t, in, "sovereignty")
	n := 0
	for i := range f.specs {
		s := &f.specs[i]
		if s.omitted == nil {
			continue
		}
		n++
		var want [2]int64
		for d, doc := range in.Tally.Documents {
			k := min(d, 1)
			for _, p := range doc.Positions {
				if int(p.Concept) == f.concept {
					want[k]++
				}
			}
			for _, o := range doc.Omissions {
				if o.Concept == s.omitted.concept && o.Pattern == s.omitted.pattern {
					has := func(p tally.Position) bool { return int(p.Concept) == f.concept }
					want[k] -= int64(len(slices.DeleteFunc(slices.Clone(o.Lost), func(p tally.Position) bool { return !has(p) })))
					want[k] += int64(len(slices.DeleteFunc(slices.Clone(o.Gained), func(p tally.Position) bool { return !has(p) })))
				}
			}
		}
		if got := [2]int64{s.estimate.a, s.estimate.b}; got != want {
			t.Errorf("without %q: %v hits, want %v", s.describe(in), got, want)
		}
	}
	// sovereignty, sovereign, and interference of the concept below it
	if n != 3 {
		t.Errorf("%d patterns were left out, want 3", n)
	}
	// Without all of its own patterns one at a time, what is lost adds up to its hits, since none stands in for another.
	sum := int64(0)
	for i := range f.specs {
		if s := &f.specs[i]; s.omitted != nil {
			sum += f.specs[0].estimate.a - s.estimate.a
		}
	}
	if sum != f.specs[0].estimate.a {
		t.Errorf("the patterns have %d hits together, the concept %d", sum, f.specs[0].estimate.a)
	}
}

// The pairs of the run's own choices have the counts that counting has, in
// every unit.
func TestPairsAreTheTally(t *testing.T) {
	for _, unit := range []tally.Unit{tally.Sentence, tally.Paragraph, tally.Window} {
		in := input(t)
		in.Options.Unit = unit
		x := &examination{documents: in.Whole().Documents, fisher: map[[4]int64]float64{}}
		for c := range in.Book.Concepts {
			if len(in.Book.Concepts[c].Patterns) > 0 {
				x.layout = newLayout(in, append(chosen(x), c))
			}
		}
		for a := range x.chosen {
			for b := a + 1; b < len(x.chosen); b++ {
				if !analyzers.Kin(in.Book, x.chosen[a], x.chosen[b]) {
					x.pairs = append(x.pairs, [2]int{a, b})
				}
			}
		}
		x.shared = make([]int64, len(x.pairs))
		sum := x.counts()
		for i := range in.Tally.Documents {
			d := &in.Tally.Documents[i]
			g := divide(d, ownUnit(in))
			sum.add(x.count(g, d.Variants[0]), 1)
			x.share(g, d.Variants[0])
		}
		want := in.Together(in.Whole())
		if sum.units != want.Units {
			t.Errorf("%s: %d units, want %d", unit, sum.units, want.Units)
		}
		for place, c := range x.chosen {
			if sum.margins[place] != want.Margins[c] {
				t.Errorf("%s: %d units with concept %d, want %d", unit, sum.margins[place], c, want.Margins[c])
			}
		}
		joint := map[[2]int32]tally.Pair{}
		for _, p := range want.Pairs {
			joint[[2]int32{p.A, p.B}] = p
		}
		met := 0
		for i, p := range x.pairs {
			w := joint[[2]int32{int32(x.chosen[p[0]]), int32(x.chosen[p[1]])}]
			if sum.both[i] != w.N || x.shared[i] != w.Shared {
				t.Errorf("%s: pair %v has %d units, %d shared; want %d, %d", unit, p, sum.both[i], x.shared[i], w.N, w.Shared)
			}
			if w.N > 0 {
				met++
			}
		}
		if met < 5 {
			t.Errorf("%s: only %d pairs meet", unit, met)
		}
	}
}

func chosen(x *examination) []int {
	if x.layout == nil {
		return nil
	}
	return x.chosen
}

// A finding that one pattern makes is said to hang on it.
func TestHangsOnOnePattern(t *testing.T) {
	in := input(t)
	r, err := New().Analyze(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	own := r.Tables[0]
	ids, hangs, needed := own.Column("concept"), own.Column("hangs_on"), own.Column("patterns_needed")
	i := slices.Index(ids.Texts, "peace")
	if i < 0 || needed.Ints[i] != 1 || !strings.Contains(hangs.Texts[i], "one pattern") {
		t.Errorf("peace, of one pattern: %v needed, hangs on %q", needed.Ints, hangs.Texts)
	}
}

func TestStand(t *testing.T) {
	s := func(v float64, verdict string) spec {
		return spec{estimate: estimate{ratio: v, verdict: verdict}}
	}
	f := finding{specs: []spec{s(-2, less), s(-1, unclear), s(-3, less), s(math.NaN(), unclear), s(math.Inf(-1), less), s(1, unclear)}}
	got := f.stand("choice", ratio, verdict)
	if got.n != 6 || got.sameSign != 4 || got.sameVerdict != 3 || !math.IsNaN(got.weakest.estimate.ratio) {
		t.Errorf("%+v, weakest %+v", got, got.weakest)
	}
}

// Where every resample has the same ratio, an interval without width would be a
// verdict without evidence: the exact one stands in.
func TestNothingVaries(t *testing.T) {
	same := func(n int64) rate {
		return rate{n: n, of: 100, sample: slices.Repeat([]int64{n}, 50), sizes: slices.Repeat([]int64{100}, 50), varies: true}
	}
	e := compare(same(3), same(2), .95)
	low, high := stats.LogRatioExactCI(3, 100, 2, 100, .95)
	if e.method != byExact || e.verdict != unclear || e.low != low || e.high != high {
		t.Errorf("%+v, want the exact interval %v to %v", e, low, high)
	}
}

// A bootstrap of another kind is not taken over in silence.
func TestOtherBootstrapIsSaid(t *testing.T) {
	for _, bca := range []bool{false, true} {
		in := input(t)
		in.Options.BCa = bca
		r, err := New().Analyze(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		said := slices.ContainsFunc(r.Notes, func(n result.Note) bool { return n.Code == "paragraphs-drawn" })
		if said != bca {
			t.Errorf("bca %v: said %v", bca, said)
		}
	}
}
