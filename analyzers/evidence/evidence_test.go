package evidence

import (
	"context"
	"slices"
	"strings"
	"testing"

	"concordat/analyzers"
	"concordat/analyzers/analyzertest"
	"concordat/analyzers/result"

	"pgregory.net/rapid"
)

func TestContract(t *testing.T) { analyzertest.Contract(t, New()) }

func hits(in *analyzers.Input) *result.Table {
	r, err := New().Analyze(context.Background(), in)
	if err != nil {
		panic(err)
	}
	return r.Tables[0]
}

// TestRowsAreFrequency checks that a concept's frequency in a document is the
// number of rows that name it in concept or counts_for.
func TestRowsAreFrequency(t *testing.T) {
	words := []string{"sovereignty", "interference", "cyber", "attack", "peace.", "china", "and\n\n", "the", "attacks."}
	rapid.Check(t, func(t *rapid.T) {
		var texts []string
		for range rapid.IntRange(1, 3).Draw(t, "documents") {
			texts = append(texts, strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 0, 30).Draw(t, "words"), " "))
		}
		in := analyzertest.Input(texts...)
		tab := hits(in)
		rows := map[[2]string]int64{}
		for i := range tab.Rows() {
			counted := append(strings.Fields(tab.Column("counts_for").Texts[i]), tab.Column("concept").Texts[i])
			for _, c := range counted {
				rows[[2]string{tab.Column("document").Texts[i], c}]++
			}
		}
		for _, d := range in.Tally.Documents {
			for _, c := range d.Concepts {
				key := [2]string{d.ID, in.Book.Concepts[c.Concept].ID}
				if rows[key] != c.Hits {
					t.Fatalf("%v: %d rows, %d hits", key, rows[key], c.Hits)
				}
				delete(rows, key)
			}
		}
		if len(rows) != 0 {
			t.Fatalf("rows without hits: %v", rows)
		}
		ids := slices.Clone(tab.Column("id").Texts)
		slices.Sort(ids)
		if len(slices.Compact(ids)) != tab.Rows() {
			t.Fatal("two hits have one id")
		}
	})
}

func TestRow(t *testing.T) {
	text := "# On peace\n\nThe end of cyber\n war. Peace."
	in := analyzertest.Input(text)
	in.Tally.Documents[0].Quotes[1].Form = 1 | 1<<4 // part and folded
	tab := hits(in)
	var got []string
	for _, c := range []string{"document", "start", "end", "sentence", "paragraph", "section", "concept", "pattern", "left", "match", "right", "form", "counts_for"} {
		got = append(got, tab.Column(c).Cell(1))
	}
	want := "d0|23|28|2|2|On peace|security|cyber|# On peace The end of |cyber| war. Peace.|part folded|"
	if strings.Join(got, "|") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, "|"), want)
	}
	// The same word is a hit of the child, which the parent does not count again.
	if tab.Column("concept").Texts[2] != "cyber" || tab.Column("counts_for").Texts[2] != "" || tab.Column("match").Texts[2] != "cyber" {
		t.Error("the child's hit is wrong")
	}
	for i := range tab.Rows() {
		s, e := tab.Column("start").Ints[i], tab.Column("end").Ints[i]
		if text[s:e] != tab.Column("match").Texts[i] {
			t.Errorf("bytes %d to %d are %q, not %q", s, e, text[s:e], tab.Column("match").Texts[i])
		}
	}
	if tab.Place != result.Evidence {
		t.Error("the hits must be evidence, not a table of the report")
	}
}
