package analyzers

import (
	"reflect"
	"strings"
	"testing"

	"concordat/analyzers/tally"
	"concordat/corpus/codebook"
)

func input() *Input {
	p := []codebook.Pattern{{Source: "x"}}
	return &Input{
		Book: &codebook.Codebook{Concepts: []codebook.Concept{
			{ID: "peace", Label: "Peace", Parent: -1, End: 3, Patterns: p},
			{ID: "force", Label: "Use of force", Parent: 0, Depth: 1, End: 2, Patterns: p},
			{ID: "arms", Label: "Arms", Parent: 0, Depth: 1, End: 3, Patterns: p},
			{ID: "actors", Label: "Actors", Parent: -1, End: 5},
			{ID: "arms-2", Label: "Arms", Parent: 3, Depth: 1, End: 5, Patterns: p},
		}},
		Tally: tally.Tally{Documents: []tally.Document{{ID: "a"}, {ID: "b"}, {ID: "c"}}},
	}
}

func TestLabels(t *testing.T) {
	want := []string{"Peace", "Use of force", "Arms [arms]", "Actors", "Arms [arms-2]"}
	if got := Labels(input().Book); !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestChoose(t *testing.T) {
	in := input()
	weight := []int64{5, 7, 7, 99, 0}
	for _, c := range []struct {
		concepts []string
		n        int
		kin      bool
		want     []int
	}{
		{nil, 9, true, []int{1, 2, 0}}, // actors has no patterns, arms-2 no weight
		{nil, 9, false, []int{1, 2}},   // peace is the parent of both
		{nil, 1, true, []int{1}},       // ties in the order of the book
		{[]string{"actors", "nothing", "arms-2", "peace", "force", "peace"}, 1, false, []int{3, 0, 1}},
	} {
		in.Options.Concepts = c.concepts
		if got := in.Choose(weight, c.n, c.kin); !reflect.DeepEqual(got, c.want) {
			t.Errorf("Choose(%v, %d, %v) = %v, want %v", c.concepts, c.n, c.kin, got, c.want)
		}
	}
}

// The caption counts every concept with hits that a figure does not show.
func TestChosen(t *testing.T) {
	in := input()
	weight := []int64{5, 7, 7, 99, 0}
	if got := in.Chosen(weight, 2); !strings.HasSuffix(got, "or as less frequent: 2.") {
		t.Error(got)
	}
	if got := in.Chosen(weight, 4); strings.Contains(got, "not shown for") {
		t.Error(got)
	}
	in.Options.Concepts = []string{"peace"}
	if got := in.Chosen(weight, 1); !strings.Contains(got, "those that the run's options name") {
		t.Error(got)
	}
}

func TestKin(t *testing.T) {
	b := input().Book
	for _, c := range []struct {
		a, b int
		want bool
	}{{0, 1, true}, {2, 0, true}, {1, 2, false}, {3, 4, true}, {0, 3, false}, {1, 1, true}} {
		if Kin(b, c.a, c.b) != c.want {
			t.Errorf("Kin(%d, %d) = %v", c.a, c.b, !c.want)
		}
	}
}

func TestSides(t *testing.T) {
	in := input()
	in.Comparisons = []Comparison{{Side{"us", []int{1}}, Side{Rest, []int{0, 2}}}, {Side{"us", []int{1}}, Side{"them", []int{0}}}}
	want := []Side{{All, []int{0, 1, 2}}, {"a", []int{0}}, {"b", []int{1}}, {"c", []int{2}}, {Rest, []int{0, 2}}}
	if got := in.Sides(3); !reflect.DeepEqual(got, want) {
		t.Errorf("few documents: %v", got)
	}
	want = []Side{{All, []int{0, 1, 2}}, {"b", []int{1}}, {Rest, []int{0, 2}}, {"a", []int{0}}}
	if got := in.Sides(2); !reflect.DeepEqual(got, want) {
		t.Errorf("many documents: %v", got)
	}
	in.Groups = []Side{{"g", []int{0, 1}}, {"h", []int{2}}}
	in.Comparisons = []Comparison{{in.Groups[0], Side{Rest, []int{2}}}, {in.Groups[1], Side{Rest, []int{0, 1}}}}
	want = []Side{{All, []int{0, 1, 2}}, {"g", []int{0, 1}}, {"c", []int{2}}}
	if got := in.Sides(2); !reflect.DeepEqual(got, want) {
		t.Errorf("groups: %v", got)
	}
	// Two different rests of several documents: neither has rows.
	in.Tally.Documents = append(in.Tally.Documents, tally.Document{ID: "d"})
	in.Groups = nil
	in.Comparisons = []Comparison{{Side{"a", []int{0}}, Side{Rest, []int{1, 2, 3}}}, {Side{"b", []int{1}}, Side{Rest, []int{0, 2, 3}}}}
	want = []Side{{All, []int{0, 1, 2, 3}}, {"a", []int{0}}, {"b", []int{1}}}
	if got := in.Sides(2); !reflect.DeepEqual(got, want) {
		t.Errorf("two rests: %v", got)
	}
	in.Tally.Documents = in.Tally.Documents[:1]
	in.Comparisons = nil
	if got := in.Sides(2); !reflect.DeepEqual(got, []Side{{"a", []int{0}}}) {
		t.Errorf("one document: %v", got)
	}
	in.Tally.Documents = nil
	if got := in.Sides(2); got != nil {
		t.Errorf("no document: %v", got)
	}
}

func TestIsWord(t *testing.T) {
	for w, want := range map[string]bool{"state": true, "multi-stakeholder": true, "5g": true, "网络": true, "2017": false, "1,594": false, "https://un.org": false, "www.un.org": false, "a@b.org": false} {
		if IsWord(w) != want {
			t.Errorf("IsWord(%q) = %v", w, !want)
		}
	}
}
