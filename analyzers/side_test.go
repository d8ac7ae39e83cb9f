package analyzers

import (
	"slices"
	"strings"
	"testing"

	"concordat/analyzers/tally"
	"concordat/corpus/codebook"
)

// counted has one document with paragraphs and one without.
func counted() *Input {
	docs := []tally.Document{
		{ID: "x", Tokens: 100, Stretches: []tally.Stretch{{Tokens: 40}, {Tokens: 60}},
			Concepts: []tally.Count{{Concept: 0, Hits: 10}, {Concept: 1, Hits: 4}},
			Cells:    []tally.Cell{{Paragraph: 0, Concept: 0, Hits: 7}, {Paragraph: 0, Concept: 1, Hits: 4}, {Paragraph: 1, Concept: 0, Hits: 3}}},
		{ID: "y", Tokens: 50, Concepts: []tally.Count{{Concept: 1, Hits: 1}}},
	}
	book := &codebook.Codebook{Concepts: []codebook.Concept{{ID: "a", Parent: codebook.None, End: 1}, {ID: "b", Parent: codebook.None, End: 2}}}
	return &Input{Book: book, Tally: tally.Tally{Documents: docs}, Options: DefaultOptions()}
}

// The bootstrap has the same sums as the counts, also for a document without paragraphs.
func TestTotals(t *testing.T) {
	in, both := counted(), Side{Documents: []int{0, 1}}
	all := in.Totals(both)
	if all.Documents != 2 || all.Tokens != 150 || !slices.Equal(all.Hits, []int64{10, 5}) || !slices.Equal(all.Present, []int64{1, 2}) {
		t.Errorf("totals %+v", all)
	}
	if r := all.Per10k(1); r != 5e4/150 {
		t.Errorf("rate %v", r)
	}
	if r := (Totals{Hits: []int64{0}}).Per10k(0); r != 0 {
		t.Errorf("rate without tokens %v", r)
	}
	drawn, err := in.Resampled(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	r, err := drawn.Side(t.Context(), both)
	if err != nil {
		t.Fatal(err)
	}
	if r.Size != all.Tokens || !slices.Equal(r.Counts, all.Hits) {
		t.Errorf("replicates of %d tokens and %v, want %d and %v", r.Size, r.Counts, all.Tokens, all.Hits)
	}
}

func TestBootstrapWords(t *testing.T) {
	want := "95% percentile bootstrap intervals, paragraphs resampled within each document (2000 resamples, seed 1)"
	if got := DefaultOptions().Bootstrap(); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestTarget(t *testing.T) {
	in, a, b := counted(), Side{"a", []int{0}}, Side{"b", []int{1}}
	if _, ok := in.Target(); ok {
		t.Error("a target without comparisons")
	}
	in.Comparisons = []Comparison{{a, b}, {a, Side{"c", []int{2}}}}
	if s, ok := in.Target(); !ok || s.Name != "a" {
		t.Errorf("target %v, %v", s, ok)
	}
	in.Comparisons = append(in.Comparisons, Comparison{b, a})
	if s, ok := in.Target(); ok {
		t.Errorf("two targets, but one is %v", s)
	}
}

func TestProse(t *testing.T) {
	in := counted()
	in.Tally.Documents = append(in.Tally.Documents, tally.Document{ID: "z"})
	in.Groups = []Side{{"west", []int{1, 2}}}
	for want, s := range map[string]Side{
		"a": {"a", []int{0}}, "west (2 documents)": {Rest, []int{1, 2}}, "the rest (2 documents)": {Rest, []int{0, 2}},
		"all 3 documents": {All, []int{0, 1, 2}},
	} {
		if got := in.Prose(s); got != want {
			t.Errorf("Prose(%v) = %q, want %q", s, got, want)
		}
	}
	in.Tally.Documents = in.Tally.Documents[:2]
	if got := in.Prose(Side{All, []int{0, 1}}); got != "both documents" {
		t.Errorf("Prose of two = %q", got)
	}
}

// A legend names what the reader cannot know: titles, groups, and the rest.
func TestLegend(t *testing.T) {
	in := counted()
	in.Tally.Documents = []tally.Document{{ID: "a", Title: "On peace"}, {ID: "b"}, {ID: "c", Title: "c"}}
	a, b, c, rest := Side{"a", []int{0}}, Side{"b", []int{1}}, Side{"c", []int{2}}, Side{Rest, []int{1, 2}}
	for _, x := range []struct {
		groups, sides []Side
		want          string
	}{
		{nil, []Side{b, c}, ""},
		{nil, []Side{b, {"others", []int{0, 2}}}, " Names: others = all documents but those of b."},
		{nil, []Side{a, rest, a}, " Names: a = “On peace”; (rest) = all documents but those of a."},
		{nil, []Side{rest, b}, ""}, // they overlap
		{nil, []Side{{"west", []int{1, 2}}, b}, ""},
		{[]Side{{"west", []int{1, 2}}}, []Side{a, rest}, " Names: a = “On peace”; (rest) = group west."},
		{[]Side{{"west", []int{1, 2}}}, []Side{{"west", []int{1, 2}}}, ""},
		{nil, []Side{{Rest, []int{1}}}, " Names: (rest) = b."},
		{nil, []Side{{"east", []int{0, 2}}, {"west", []int{1}}}, " Names: west = b."},
	} {
		in.Groups = x.groups
		if got := in.Legend(x.sides...); got != x.want {
			t.Errorf("Legend(%v) = %q, want %q", x.sides, got, x.want)
		}
	}
}

// Two rests are not explained as if they were one, and two folders not each by
// the other.
func TestLegendOfAll(t *testing.T) {
	in := counted()
	in.Tally.Documents = []tally.Document{{ID: "a"}, {ID: "b"}, {ID: "c"}, {ID: "d"}}
	x, y, rest := Side{"x", []int{0, 1}}, Side{"y", []int{2, 3}}, " In each row (rest) = all documents but those of the target."
	in.Comparisons = []Comparison{{x, y}}
	if got, want := in.LegendOfAll(), " Names: y = all documents but those of x."; got != want {
		t.Errorf("two folders: %q, want %q", got, want)
	}
	in.Comparisons = []Comparison{{x, Side{Rest, y.Documents}}, {y, Side{Rest, x.Documents}}}
	if got, want := in.LegendOfAll(), rest+" Names: y = all documents but those of x."; got != want {
		t.Errorf("two rests: %q, want %q", got, want)
	}
	in.Groups = []Side{x, y}
	if got := in.LegendOfAll(); got != rest {
		t.Errorf("two groups: %q, want %q", got, rest)
	}
	in.Groups = nil
	for i := range in.Tally.Documents {
		c := Comparison{Side{in.Tally.Documents[i].ID, []int{i}}, Side{Name: Rest}}
		for j := range in.Tally.Documents {
			if j != i {
				c.Reference.Documents = append(c.Reference.Documents, j)
			}
		}
		in.Comparisons = append(in.Comparisons, c)
	}
	if got := in.LegendOfAll(); got != rest {
		t.Errorf("many: %q, want %q", got, rest)
	}
}

func TestShorten(t *testing.T) {
	long := strings.Repeat("é", longest)
	if got := shorten(long); got != long {
		t.Errorf("%q", got)
	}
	if got := []rune(shorten(long + "e")); len(got) != longest || got[longest-1] != '…' {
		t.Errorf("%q", got)
	}
}
