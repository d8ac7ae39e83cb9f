package reuse

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"

	"concordat/analyzers"
	"concordat/analyzers/analyzertest"
	"concordat/analyzers/result"
	"concordat/analyzers/stats/alignment"

	"pgregory.net/rapid"
)

func TestContract(t *testing.T) { analyzertest.Contract(t, New()) }

func analyze(t interface{ Fatal(...any) }, in *analyzers.Input) (*result.Result, map[string]*result.Table) {
	r, err := New().Analyze(context.Background(), in)
	if err != nil {
		t.Fatal(err)
	}
	tables := map[string]*result.Table{}
	for _, tab := range r.Tables {
		if err := tab.Check(); err != nil {
			t.Fatal(err)
		}
		tables[tab.Name] = tab
	}
	return r, tables
}

// cells returns a row as name=value pairs.
func cells(t *result.Table, row int, names ...string) string {
	var out []string
	for _, n := range names {
		out = append(out, n+"="+t.Column(n).Cell(row))
	}
	return strings.Join(out, " ")
}

// TestKnownBorrowing: eleven words with two hits are borrowed, one of them
// replaced; each text has a hit of its own outside.
func TestKnownBorrowing(t *testing.T) {
	a := "Peace comes first here. We believe that every state has equal sovereignty and a right to security in its own territory."
	b := "They write otherwise: we hold, as before, that every state has full sovereignty and a right to security in its own way. China objects."
	_, tabs := analyze(t, analyzertest.Input(a, b))
	pairs, quotes, docs := tabs[name], tabs[passages], tabs[documents]
	if pairs.Rows() != 1 || quotes.Rows() != 1 || docs.Rows() != 2 {
		t.Fatalf("%d pairs, %d passages, %d documents", pairs.Rows(), quotes.Rows(), docs.Rows())
	}
	if got, want := cells(quotes, 0, "document_a", "document_b", "same", "words_a", "words_b", "formula", "documents", "text_a", "text_b"),
		"document_a=d0 document_b=d1 same=13 words_a=14 words_b=14 formula=no documents=2 text_a=that every state has equal sovereignty and a right to security in its own text_b=that every state has full sovereignty and a right to security in its own"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if from, to := quotes.Column("start_b").Ints[0], quotes.Column("end_b").Ints[0]; b[from:to] != quotes.Column("whole_b").Texts[0] {
		t.Errorf("bytes %d to %d are %q", from, to, b[from:to])
	}
	// Hits: sovereignty and security inside, peace (a) and China (b) outside.
	if got, want := cells(docs, 0, "coded", "coded_inside", "coded_outside", "words", "documents"), "coded=3 coded_inside=2 coded_outside=1 words=14 documents=1"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := cells(pairs, 0, "shared_concepts", "shared_outside", "cosine_outside"), "shared_concepts=2 shared_outside=0 cosine_outside=0"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := pairs.Column("cosine").Floats[0]; math.Abs(got-2./3) > 1e-12 {
		t.Errorf("cosine %v", got)
	}
}

func TestIdenticalDocuments(t *testing.T) {
	text := "Peace and security are the sovereign right of all states in the whole wide world."
	_, tabs := analyze(t, analyzertest.Input(text, text))
	if got, want := cells(tabs[name], 0, "passages", "share_a", "share_b", "cosine", "cosine_outside"), "passages=1 share_a=100 share_b=100 cosine=1 cosine_outside="; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestFormula: what stands in six of six documents is a formula; where two go on
// together it is a passage of their own.
func TestFormula(t *testing.T) {
	var texts []string
	for i := range 6 {
		text := "We thank the president of the general assembly for this kind word."
		if i < 2 {
			text += " Nothing is agreed until everything on this long list is agreed by all."
		}
		texts = append(texts, text)
	}
	in := analyzertest.Input(texts...)
	in.Comparisons = nil
	_, tabs := analyze(t, in)
	formulas := map[string]int{}
	for i := range tabs[passages].Rows() {
		formulas[cells(tabs[passages], i, "formula", "documents")]++
	}
	if len(formulas) != 2 || formulas["formula=no documents=2"] != 1 || formulas["formula=yes documents=6"] != 14 {
		t.Error(formulas)
	}
	if got, want := cells(tabs[documents], 0, "words", "formula_words")+" "+cells(tabs[documents], 2, "words", "formula_words"), "words=25 formula_words=0 words=12 formula_words=12"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestTargetOnly: with many documents only the target is aligned, with the
// others in B.
func TestTargetOnly(t *testing.T) {
	var texts []string
	for i := range everyPair + 1 {
		texts = append(texts, fmt.Sprintf("Peace and security are the right of all states in the world%d.", i%3))
	}
	in := analyzertest.Input(texts...)
	in.Comparisons = []analyzers.Comparison{{Target: analyzers.Side{Name: "d7", Documents: []int{7}}, Reference: analyzers.Side{Documents: []int{0}}}}
	r, tabs := analyze(t, in)
	if got := tabs[name].Rows(); got != everyPair {
		t.Errorf("%d pairs", got)
	}
	for _, a := range tabs[name].Column("document_a").Texts {
		if a != "d7" {
			t.Errorf("%s is aligned", a)
		}
	}
	if len(r.Notes) != 1 || r.Notes[0].Code != "target-only" {
		t.Errorf("%+v", r.Notes)
	}
}

// TestRandomTexts: the index finds what the seeds of a pair give, quotations are
// the bytes they say, and the order of the documents does not matter.
func TestRandomTexts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := func(name string) string {
			return strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"peace", "and", "war", "China"}), 0, 40).Draw(t, name), " ")
		}
		a, b := text("a"), text("b")
		in, turned := analyzertest.Input(a, b), analyzertest.Input(b, a)
		in.Options.ReuseWords, turned.Options.ReuseWords = 6, 6
		_, tabs := analyze(t, in)
		_, back := analyze(t, turned)
		quotes := tabs[passages]
		for i := range quotes.Rows() {
			from, to := quotes.Column("start_a").Ints[i], quotes.Column("end_a").Ints[i]
			if a[from:to] != quotes.Column("whole_a").Texts[i] {
				t.Fatalf("row %d", i)
			}
		}
		if tabs[name].Rows() != back[name].Rows() {
			t.Fatal("one way there is a pair, the other not")
		}
		if in.Tally.Documents[0].Sequence == nil || in.Tally.Documents[1].Sequence == nil {
			return
		}
		o := alignment.Usual(6)
		x, y := in.Tally.Documents[0].Sequence.Types, in.Tally.Documents[1].Sequence.Types
		found := alignment.Passages(x, y, alignment.Seeds(x, y, o.Seed), o)
		if len(found) == 0 && tabs[name].Rows() > 0 {
			t.Fatalf("the seeds of the pair give %d passages", len(found))
		}
	})
}

func TestCovered(t *testing.T) {
	span := func(from, to int) alignment.Span { return alignment.Span{First: from, End: to} }
	c := covered{span(5, 9), span(0, 2), span(2, 3), span(6, 7)}.union()
	if len(c) != 2 || c.words() != 7 || !c.has(0) || c.has(3) || !c.has(8) || c.has(9) {
		t.Errorf("%v", c)
	}
}

func TestCut(t *testing.T) {
	long := strings.Repeat("word ", 100) + "end"
	if got := cut(long); len([]rune(got)) > shown+10 || !strings.Contains(got, " […] ") || !strings.HasSuffix(got, " end") {
		t.Error(got)
	}
	if got := cut("short"); got != "short" {
		t.Error(got)
	}
}
