package concordance

import (
	"context"
	"strings"
	"testing"
	"unicode/utf8"

	"concordat/analyzers/analyzertest"

	"pgregory.net/rapid"
)

func TestContract(t *testing.T) { analyzertest.Contract(t, New()) }

func TestLinesAreFrequency(t *testing.T) {
	for _, id := range []string{"security", "never"} {
		in := analyzertest.Sample()
		in.Options.Query = id
		r, err := New().Analyze(context.Background(), in)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range analyzertest.CheckResult(New().Info(), r) {
			t.Error(p)
		}
		n := int64(0)
		concept, _ := in.Book.Lookup(id)
		for _, d := range in.Tally.Documents {
			for _, c := range d.Concepts {
				if c.Concept == int32(concept) {
					n += c.Hits
				}
			}
		}
		if int64(r.Tables[0].Rows()) != n {
			t.Errorf("%s: %d lines, %d hits", id, r.Tables[0].Rows(), n)
		}
		if (n == 0) != (len(r.Notes) == 1) {
			t.Errorf("%s: notes %v", id, r.Notes)
		}
	}
}

func TestLines(t *testing.T) {
	in := analyzertest.Input("# Head\n\nNo interference in the\naffairs of sovereign states. Peace.", "Peace.")
	in.Options.Query, in.Options.Width = "sovereignty", 12
	r, err := New().Analyze(context.Background(), in)
	if err != nil {
		t.Fatal(err)
	}
	tab := r.Tables[0]
	var got []string
	for i := range tab.Rows() {
		for _, c := range []string{"document", "start", "end", "sentence", "section", "concept", "left", "match", "right"} {
			got = append(got, tab.Column(c).Cell(i))
		}
	}
	want := "d0|11|23|2|Head|non-interference|# Head No |interference| in the|" +
		"d0|42|51|2|Head|sovereignty|affairs of |sovereign| states."
	if strings.Join(got, "|") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, "|"), want)
	}
	if !strings.Contains(tab.Caption, "2 in 1 of 2 documents") {
		t.Error(tab.Caption)
	}
}

func TestUnknownConcept(t *testing.T) {
	in := analyzertest.Sample()
	in.Options.Query = "nothing"
	if _, err := New().Analyze(context.Background(), in); err == nil || !strings.Contains(err.Error(), "no concept \"nothing\"") {
		t.Error(err)
	}
}

// TestCuts checks that a cut is a border of words, as long as it may be.
func TestCuts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOf(rapid.StringMatching(`[a-zä世]{1,5}`)).Draw(t, "words")
		s := strings.Join(words, " ")
		n := rapid.IntRange(0, 20).Draw(t, "n")
		head, tail := "", ""
		for i := 1; i <= len(words); i++ {
			if h := strings.Join(words[:i], " "); utf8.RuneCountInString(h) <= n {
				head = h
			}
			if h := strings.Join(words[len(words)-i:], " "); utf8.RuneCountInString(h) <= n {
				tail = h
			}
		}
		if got := first(s, n); got != head {
			t.Fatalf("first(%q, %d) = %q, want %q", s, n, got, head)
		}
		if got := last(s, n); got != tail {
			t.Fatalf("last(%q, %d) = %q, want %q", s, n, got, tail)
		}
	})
}
