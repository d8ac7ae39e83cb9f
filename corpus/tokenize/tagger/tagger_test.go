package tagger

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/jdkato/prose/v2"
)

// theirs returns prose's own words and tags of a text.
func theirs(t *testing.T, m *prose.Model, text string) (words, tags []string) {
	t.Helper()
	doc, err := prose.NewDocument(text, prose.UsingModel(m), prose.WithSegmentation(false), prose.WithExtraction(false))
	if err != nil {
		t.Fatal(err)
	}
	for _, tok := range doc.Tokens() {
		words, tags = append(words, tok.Text), append(tags, tok.Tag)
	}
	return words, tags
}

// The tags are those of prose, but for the ties that prose settles by chance and
// for words that stand once more in the text: prose gives them the tag of the
// last one.
func TestTagsAreProses(t *testing.T) {
	m := prose.ModelFromData("en")
	tagger, err := New(m)
	if err != nil {
		t.Fatal(err)
	}
	words, want := theirs(t, m, "China 's government will regulate the multi-stakeholder model of 2017 , and 3.5 % of www.example.org or a@b.org - 0 * @you -LRB- naïve Ärger x .")
	if got := tagger.Tags(words); !slices.Equal(got, want) {
		t.Errorf("words %q\ngot  %q\nwant %q", words, got, want)
	}
	if got := tagger.Tags([]string{"", "states"}); got[0] != "" || got[1] != "NNS" {
		t.Errorf("tags %q", got)
	}
	data, err := os.ReadFile("../../../../shared/corpus/un-general-debate/CHN_2017.txt")
	if err != nil {
		t.Skip("the shared corpus is not beside the repository")
	}
	differ, n := 0, 0
	for line := range strings.Lines(string(data)) {
		words, want := theirs(t, m, line)
		got := tagger.Tags(words)
		for i := range got {
			if slices.Contains(words[i+1:], words[i]) {
				continue
			}
			n++
			if got[i] != want[i] {
				differ++
			}
		}
	}
	if n < 1000 || differ > n/1000 {
		t.Errorf("%d of %d tags differ from prose's", differ, n)
	}
	t.Logf("%d of %d tags differ from prose's", differ, n)
}

// The same words have the same tags, however often they are asked for.
func TestTagsRepeat(t *testing.T) {
	m := prose.ModelFromData("en")
	tagger, err := New(m)
	if err != nil {
		t.Fatal(err)
	}
	other, err := New(prose.ModelFromData("en"))
	if err != nil {
		t.Fatal(err)
	}
	words := strings.Fields("The states that govern left the meeting close to better ruled cyberspace and set out more fast running forms")
	want := tagger.Tags(words)
	for range 100 {
		if got := tagger.Tags(words); !slices.Equal(got, want) {
			t.Fatalf("tags %q, before %q", got, want)
		}
		if got := other.Tags(words); !slices.Equal(got, want) {
			t.Fatalf("tags %q of another tagger, before %q", got, want)
		}
	}
	// Where two tags score alike the first by name is taken.
	tie := &Tagger{classes: []string{"JJ", "NN"}, weights: map[string][]weight{"bias": {{0, 1}, {1, 1}}}}
	if got := tie.Tags([]string{"x"}); got[0] != "JJ" {
		t.Errorf("a tie gives %q", got)
	}
}

func TestNewRefusesOtherModels(t *testing.T) {
	if _, err := New(&prose.Model{}); err == nil {
		t.Error("an empty model was taken")
	}
}
