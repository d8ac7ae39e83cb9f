package sections

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"

	"concordat/analyzers"
	"concordat/analyzers/analyzertest"
	"concordat/analyzers/result"
	"concordat/analyzers/stats"

	"pgregory.net/rapid"
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

// One document of three sections: before the first heading 4 tokens, then 1 +
// 120 with two hits of peace, then 1 + 199 with one.
func document() string {
	return "States of the world.\n\n# Peace\n\n" + strings.Repeat("Peace goes on. ", 1) + strings.Repeat("Word on word. ", 39) +
		"\n\n# Rest\n\n" + strings.Repeat("Word and on. ", 66) + "\n\nPeace."
}

func TestSections(t *testing.T) {
	in := analyzertest.Input(document(), "No heading. Peace.")
	r := analyze(t, in)
	tab, list := r.Tables[0], r.Tables[1]
	var got []string
	for i := range list.Rows() {
		var cells []string
		for _, c := range []string{"document", "section", "title", "first_paragraph", "paragraphs", "tokens", "concepts"} {
			cells = append(cells, list.Column(c).Cell(i))
		}
		got = append(got, strings.Join(cells, "|"))
	}
	want := "d0|1|(before the first heading)|1|1|4|2 d0|2|Peace|2|2|121|1 d0|3|Rest|4|3|200|1"
	if strings.Join(got, " ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, " "), want)
	}
	got = nil
	for i := range tab.Rows() {
		var cells []string
		for _, c := range []string{"section", "concept", "hits", "per_10k"} {
			cells = append(cells, tab.Column(c).Cell(i))
		}
		got = append(got, strings.Join(cells, "|"))
	}
	if s := strings.Join(got, " "); s != fmt.Sprintf("2|peace|2|%v 3|peace|1|50", 2e4/121) {
		t.Errorf("rows %s", s)
	}
	if v := tab.Column("document_per_10k").Floats[0]; v != 3e4/325 {
		t.Errorf("in the document %v", v)
	}
	_, high := stats.Wilson(0, 200, .95)
	if u := list.Column("unseen_high").Floats; !math.IsNaN(u[0]) || math.Abs(u[2]-1e4*high) > 1e-9 {
		t.Errorf("upper bounds %v", u)
	}
	codes := ""
	for _, n := range list.Notes {
		codes += n.Code + " " + n.Message + ". "
	}
	if !strings.Contains(codes, "short-sections") || !strings.Contains(codes, "begins them: 1;") {
		t.Error(codes)
	}
	in.Options.BCa = true
	if m := analyze(t, in).Tables[0].Column("ci_method").Texts; m[0] != stats.MethodBCa {
		t.Errorf("methods %q", m)
	}
}

// Sections add up to their document.
func TestSectionsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		for range rapid.IntRange(2, 8).Draw(t, "blocks") {
			if rapid.Bool().Draw(t, "heading") {
				b.WriteString("# Peace\n\n")
			}
			b.WriteString(strings.Repeat("Peace of states. ", rapid.IntRange(1, 60).Draw(t, "sentences")) + "\n\n")
		}
		in := analyzertest.Input(b.String())
		d := &in.Tally.Documents[0]
		var tokens, sentences int64
		hits := make([]int64, len(in.Book.Concepts))
		for _, s := range divide(in, 0) {
			tokens, sentences = tokens+s.tokens, sentences+s.sentences
			for c, n := range s.hits {
				hits[c] += n
			}
		}
		if tokens != d.Tokens || sentences != d.Sentences {
			t.Fatalf("%d tokens and %d sentences of %d and %d", tokens, sentences, d.Tokens, d.Sentences)
		}
		for _, c := range d.Concepts {
			if hits[c.Concept] != c.Hits {
				t.Fatalf("concept %d: %d hits of %d", c.Concept, hits[c.Concept], c.Hits)
			}
		}
	})
}
