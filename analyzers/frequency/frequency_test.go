package frequency

import (
	"context"
	"fmt"
	"math"
	"math/rand"
	"slices"
	"strings"
	"testing"

	"concordat/analyzers"
	"concordat/analyzers/analyzertest"
	"concordat/analyzers/result"
	"concordat/analyzers/tally"
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

// row returns the index of the row with the texts in the first columns.
func row(t testing.TB, table *result.Table, keys ...string) int {
	t.Helper()
rows:
	for i := range table.Rows() {
		for k, want := range keys {
			if table.Columns[k].Texts[i] != want {
				continue rows
			}
		}
		return i
	}
	t.Fatalf("table %s has no row %q", table.Name, keys)
	return -1
}

// Counted by hand: "sovereignty", "sovereign" and "interference" in d0.
func TestCounts(t *testing.T) {
	in := analyzertest.Sample()
	table := analyze(t, in).Tables[0]
	if got, want := table.Rows(), 3*len(in.Book.Concepts); got != want {
		t.Fatalf("%d rows, want every document by every concept: %d", got, want)
	}
	i := row(t, table, "d0", "sovereignty")
	tokens := in.Tally.Documents[0].Tokens
	if h := table.Column("hits").Ints[i]; h != 5 {
		t.Errorf("hits %d, want 5", h)
	}
	if s, p := table.Column("sentences").Ints[i], table.Column("paragraphs").Ints[i]; s != 4 || p != 3 {
		t.Errorf("%d sentences and %d paragraphs, want 4 and 3", s, p)
	}
	if r, want := table.Column("per_10k").Floats[i], 5e4/float64(tokens); r != want {
		t.Errorf("rate %v, want %v", r, want)
	}
	if m := table.Column("ci_method").Texts[i]; m != "bootstrap" {
		t.Errorf("method %q", m)
	}
	i = row(t, table, "d1", "never")
	if table.Column("ci_low").Floats[i] != 0 || !(table.Column("ci_high").Floats[i] > 0) || table.Column("ci_method").Texts[i] != "wilson" {
		t.Error("a concept without hits has no upper bound")
	}
}

// The totals are the sums of the documents, and the bounds hold the rate.
func TestTotals(t *testing.T) {
	r := analyze(t, analyzertest.Sample())
	documents, total := r.Tables[0], r.Tables[1]
	sums := map[string]int64{}
	for i, c := range documents.Column("concept").Texts {
		sums[c] += documents.Column("hits").Ints[i]
	}
	for i, c := range total.Column("concept").Texts {
		if got := total.Column("hits").Ints[i]; got != sums[c] {
			t.Errorf("%s: %d hits in all, %d in the documents", c, got, sums[c])
		}
		rate, low, high := total.Column("per_10k").Floats[i], total.Column("ci_low").Floats[i], total.Column("ci_high").Floats[i]
		if !(low <= rate && rate <= high) {
			t.Errorf("%s: %v outside [%v, %v]", c, rate, low, high)
		}
	}
}

// A document's row is the same whatever other documents are read, and in
// whatever order the tallies were merged.
func TestSplit(t *testing.T) {
	in := analyzertest.Sample()
	want := fmt.Sprintf("%+v", analyze(t, in).Tables[0].Columns)
	parts := make([]tally.Tally, 3)
	for i, d := range in.Tally.Documents {
		parts[i] = tally.Tally{Documents: []tally.Document{d}, Words: in.Tally.Words}
	}
	slices.Reverse(parts)
	in.Tally = tally.Merge(parts...)
	if got := fmt.Sprintf("%+v", analyze(t, in).Tables[0].Columns); got != want {
		t.Error("the order of merging shows")
	}
	const first = "Peace and security need peace.\n\nChina. No peace.\n\nNothing here. Peace."
	one := analyze(t, analyzertest.Input(first)).Tables[0]
	two := analyze(t, analyzertest.Input(first, "Peace at last.\n\nNone.")).Tables[0]
	i := row(t, one, "d0", "peace")
	if a, b := one.Column("ci_low").Floats[i], two.Column("ci_low").Floats[row(t, two, "d0", "peace")]; a != b {
		t.Errorf("the interval of d0 depends on its company: %v and %v", a, b)
	}
}

// No figure shows a concept beside one that includes it; every shown number is in its data.
func TestFigures(t *testing.T) {
	in := analyzertest.Sample()
	r := analyze(t, in)
	if len(r.Figures) != 2 {
		t.Fatalf("%d figures, want bars and a heat map", len(r.Figures))
	}
	for _, f := range r.Figures {
		shown := map[string]bool{}
		for _, c := range f.Data.Column("concept").Texts {
			shown[c] = true
		}
		if shown["Security"] && (shown["Cyber security"] || shown["Attack"]) || shown["Cyber security"] && shown["Attack"] {
			t.Errorf("%s shows nested concepts: %v", f.Name, shown)
		}
		if shown["Never"] || shown["Actors"] {
			t.Errorf("%s shows a concept without hits or without patterns: %v", f.Name, shown)
		}
	}
	if !slices.Equal(r.Series, []string{"d0", "the others"}) {
		t.Errorf("series %q", r.Series)
	}
	in.Options.Concepts = []string{"attack"}
	for _, f := range analyze(t, in).Figures {
		for _, c := range f.Data.Column("concept").Texts {
			if c != "Attack" {
				t.Errorf("%s shows %q, which was not asked for", f.Name, c)
			}
		}
	}
}

// Groups have rows of their own, whose sums are those of their documents; the
// bars show the groups where each is compared with the rest.
func TestGroups(t *testing.T) {
	in := analyzertest.Sample()
	in.Groups = []analyzers.Side{{Name: "east", Documents: []int{0, 2}}, {Name: "west", Documents: []int{1}}}
	in.Comparisons = []analyzers.Comparison{
		{Target: in.Groups[0], Reference: analyzers.Side{Name: analyzers.Rest, Documents: []int{1}}},
		{Target: in.Groups[1], Reference: analyzers.Side{Name: analyzers.Rest, Documents: []int{0, 2}}}}
	r := analyze(t, in)
	byDocument, byGroup := r.Tables[0], r.Tables[2]
	if byGroup.Name != "frequency_group" || byGroup.Rows() != 2*len(in.Book.Concepts) {
		t.Fatalf("table %s with %d rows", byGroup.Name, byGroup.Rows())
	}
	for k, c := range in.Book.Concepts {
		a, b := row(t, byDocument, "d0", c.ID), row(t, byDocument, "d2", c.ID)
		i := row(t, byGroup, "east", c.ID)
		hits := byDocument.Column("hits").Ints[a] + byDocument.Column("hits").Ints[b]
		tokens := byDocument.Column("tokens").Ints[a] + byDocument.Column("tokens").Ints[b]
		if byGroup.Column("hits").Ints[i] != hits || byGroup.Column("tokens").Ints[i] != tokens {
			t.Errorf("%s: %d hits, want %d", c.ID, byGroup.Column("hits").Ints[i], hits)
		}
		if got, want := byGroup.Column("per_10k").Floats[i], 1e4*float64(hits)/float64(tokens); got != want {
			t.Errorf("%s: %v per 10,000, want %v", c.ID, got, want)
		}
		// A group of one document has that document's numbers, interval and all.
		w, d := row(t, byGroup, "west", c.ID), row(t, byDocument, "d1", c.ID)
		for _, name := range []string{"per_10k", "ci_low", "ci_high"} {
			if byGroup.Column(name).Floats[w] != byDocument.Column(name).Floats[d] {
				t.Errorf("concept %d: %s of a group of one document is not the document's", k, name)
			}
		}
	}
	if !slices.Equal(r.Series, []string{"east", "west"}) {
		t.Errorf("series %q", r.Series)
	}
	in.Groups = in.Groups[:1]
	if n := len(analyze(t, in).Tables); n != 2 {
		t.Errorf("%d tables with one group, want no table of groups", n)
	}
}

// The bars show what the run is about: the target, the groups, the documents or all.
func TestSeries(t *testing.T) {
	in := analyzertest.Input("a", "b", "c", "d")
	one := func(i int) analyzers.Side { return analyzers.Side{Name: in.Tally.Documents[i].ID, Documents: []int{i}} }
	names := func() string {
		var n []string
		for _, s := range series(in) {
			n = append(n, s.Name)
		}
		return strings.Join(n, " ")
	}
	in.Comparisons = []analyzers.Comparison{{Target: one(2), Reference: one(0)}, {Target: one(2), Reference: one(1)}, {Target: one(2), Reference: one(3)}}
	if got := names(); got != "d2 d0 d1" {
		t.Errorf("one target: %s", got)
	}
	in.Comparisons = []analyzers.Comparison{{Target: one(0), Reference: one(1)}, {Target: one(1), Reference: one(0)}}
	if got := names(); got != "all documents" {
		t.Errorf("two targets: %s", got)
	}
	in.Groups = []analyzers.Side{{Name: "x", Documents: []int{0}}, {Name: "y", Documents: []int{1, 2, 3}}}
	if got := names(); got != "x y" {
		t.Errorf("groups: %s", got)
	}
	in.Groups, in.Comparisons, in.Tally.Documents = nil, nil, in.Tally.Documents[:3]
	if got := names(); got != "d0 d1 d2" {
		t.Errorf("three documents: %s", got)
	}
}

// The caption of the heat map says by what rule its columns were chosen.
func TestColumns(t *testing.T) {
	texts := make([]string, 14)
	for i := range texts {
		texts[i] = strings.Repeat("Peace is here. ", i+1)
	}
	in := analyzertest.Input(texts...)
	sides, described := columns(in)
	if sides[0].Name != "d0" || sides[1].Name != "d3" || len(sides) != maxColumns || described != "12 of 14 documents: d0 and the longest of the others" {
		t.Errorf("%v: %s", sides, described)
	}
	in.Comparisons = nil
	if sides, described = columns(in); sides[0].Name != "d2" || described != "the 12 longest of 14 documents" {
		t.Errorf("%v: %s", sides, described)
	}
	in.Groups = []analyzers.Side{{Name: "a", Documents: []int{0}}, {Name: "b", Documents: []int{1, 2}}}
	if _, described = columns(in); described != "2 groups of 14 documents" {
		t.Error(described)
	}
	in.Tally.Documents = in.Tally.Documents[:3]
	if _, described = columns(in); described != "3 documents" {
		t.Error(described)
	}
}

// The finding names concepts in order of their rates, none with few hits.
func TestFindings(t *testing.T) {
	in := analyzertest.Input(strings.Repeat("Peace and security. ", 5) + strings.Repeat("Peace. ", 3) + strings.Repeat("Sovereignty. ", 4))
	f := analyze(t, in).Findings
	if len(f) != 1 || !strings.HasPrefix(f[0].Text, "Named most in d0, per 10,000 tokens with 95% intervals: “Peace” ") ||
		!strings.Contains(f[0].Text, "; “Security” ") || strings.Contains(f[0].Text, "Sovereignty") {
		t.Errorf("findings %v", f)
	}
	if f := analyze(t, analyzertest.Input("Peace. Peace.")).Findings; f != nil {
		t.Errorf("findings %v of two hits", f)
	}
}

func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := New().Analyze(ctx, analyzertest.Sample()); err == nil {
		t.Error("a cancelled run must end with an error")
	}
}

// BenchmarkBulk is the size of a large corpus: 1,950 documents of about 40
// paragraphs, 75 concepts, 2,000 resamples.
func BenchmarkBulk(b *testing.B) {
	in := analyzertest.Sample()
	in.Options.Resamples = 2000
	in.Comparisons = nil
	for len(in.Book.Concepts) < 75 {
		c := in.Book.Concepts[len(in.Book.Concepts)-1]
		c.End++
		c.ID = fmt.Sprint("concept-", len(in.Book.Concepts))
		in.Book.Concepts = append(in.Book.Concepts, c)
	}
	random := rand.New(rand.NewSource(1))
	docs := make([]tally.Document, 1950)
	for i := range docs {
		d := &docs[i]
		d.ID, d.Ordinal = fmt.Sprint("d", i), i
		counts := make([]tally.Count, 75)
		for p := range 40 {
			d.Stretches = append(d.Stretches, tally.Stretch{Tokens: int32(20 + p)})
			d.Tokens += int64(20 + p)
			for c := range 75 {
				if random.Float64() < 0.2*math.Exp(-float64(c)/15) {
					d.Cells = append(d.Cells, tally.Cell{Paragraph: int32(p), Concept: int32(c), Hits: 1})
					counts[c].Hits++
				}
			}
		}
		for c := range counts {
			if counts[c].Hits > 0 {
				counts[c].Concept = int32(c)
				d.Concepts = append(d.Concepts, counts[c])
			}
		}
	}
	in.Tally.Documents = docs
	for b.Loop() {
		analyze(b, in)
	}
}
