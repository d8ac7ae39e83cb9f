package documents

import (
	"context"
	"strings"
	"testing"

	"concordat/analyzers/analyzertest"
	"concordat/analyzers/result"
	"concordat/corpus"
	"concordat/corpus/codebook"
)

func TestContract(t *testing.T) { analyzertest.Contract(t, New()) }

func TestTable(t *testing.T) {
	in := analyzertest.Input("# Peace\n\nCyber attacks on states. No peace.", "Nothing here at all.")
	in.Tally.Documents[1].Meta.Year = 0
	in.Tally.Documents[1].Warnings = []corpus.Warning{{Code: "a", Message: "one"}, {Code: "b", Message: "two"}}
	r, err := New().Analyze(context.Background(), in)
	if err != nil {
		t.Fatal(err)
	}
	tab := r.Tables[0]
	var got []string
	for row := range 2 {
		var cells []string
		for i := range tab.Columns {
			if n := tab.Columns[i].Name; n != "sha256" && n != "bytes" {
				cells = append(cells, tab.Columns[i].Cell(row))
			}
		}
		got = append(got, strings.Join(cells, "|"))
	}
	want := []string{
		// 7 tokens; hits: peace, cyber twice, attacks, states, peace; 5 tokens are covered.
		"d0|Text 0|en|7|6|3|2|6|5|71.42857142857143|Actor|2010|speech||plain|utf-8|",
		"d1|Text 1|en|4|4|1|1|0|0|0|Actor||speech||plain|utf-8|one; two",
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("row %d\n got %s\nwant %s", i, got[i], want[i])
		}
	}
	for _, phrase := range []string{"2 documents, 11 tokens, 4 sentences and 3 paragraphs", "6 hits", "on 5 tokens (45.5%)"} {
		if !strings.Contains(tab.Caption, phrase) {
			t.Errorf("caption lacks %q: %s", phrase, tab.Caption)
		}
	}
}

func codes(ns []result.Note) string {
	var all []string
	for _, n := range ns {
		all = append(all, n.Code)
	}
	return strings.Join(all, " ")
}

func TestNotes(t *testing.T) {
	in := analyzertest.Input("Peace.", "Nothing.", strings.Repeat("Peace and states. ", 400))
	in.Tally.Documents[2].Language = "fr"
	r, err := New().Analyze(context.Background(), in)
	if err != nil {
		t.Fatal(err)
	}
	if got := codes(r.Notes); got != "few-tokens no-hits unequal-lengths mixed-languages" {
		t.Errorf("notes %s", got)
	}
	for i, want := range []string{": d0, d1;", ": d1;", "(d2, 1,200 tokens) is 1,200.0 times", "(en, fr)"} {
		want = strings.ReplaceAll(want, "1,200", result.Whole(1200))
		if !strings.Contains(r.Notes[i].Message, want) {
			t.Errorf("note %d lacks %q: %s", i, want, r.Notes[i].Message)
		}
	}
	if got := list([]string{"a", "b", "c", "d", "e", "f", "g"}); got != "a, b, c, d, e and 2 more" {
		t.Error(got)
	}
}

func TestMethods(t *testing.T) {
	in := analyzertest.Input("Cyber attack. Peace.", "States.")
	d := &in.Tally.Documents[0]
	d.Policies = [4]int64{4, 3, 9, 2}
	d.Forms = [5]int64{0, 2, 0, 1, 0}
	in.Tally.Documents[1].Policies = [4]int64{1, 1, 1, 1}
	in.Options.Overlap = codebook.OverlapExclusive
	all := strings.Join(methods(in), "\n")
	for _, want := range []string{
		"2 documents with 4 tokens", "2 documents are known to be from 2010 to 2011", "Languages as given: en.",
		"5 hits under the overlap policy \"exclusive\"", "5 under \"concept\", 4 under \"codebook\", 10 under \"all\"",
		"2 with a hyphen", "1 past a possessive",
	} {
		if !strings.Contains(all, want) {
			t.Errorf("the methods lack %q:\n%s", want, all)
		}
	}
}

// Words spaced out into letters are told beside the document and in a note,
// from more than 2 % of the tokens on.
func TestLetterSpaced(t *testing.T) {
	in := analyzertest.Input("N a t i o n. "+strings.Repeat("Peace of states. ", 98), "N a t i o n. "+strings.Repeat("Peace of states. ", 97)+"Peace.")
	for i, c := range []struct {
		letters, tokens int64
		want            string
	}{{6, 300, ""}, {6, 298, "letter-spaced: 2.0% of the tokens are letters of words spaced out"}} {
		if d := in.Tally.Documents[i]; d.Letters != c.letters || d.Tokens != c.tokens {
			t.Fatalf("%d letters of %d tokens", d.Letters, d.Tokens)
		}
		if got := warnings(&in.Tally.Documents[i]); !strings.HasPrefix(got, c.want) || (got == "") != (c.want == "") {
			t.Errorf("d%d: warnings %q", i, got)
		}
	}
	ns := notes(in.Tally.Documents)
	if codes(ns) != "few-tokens letter-spaced" || !strings.Contains(ns[1].Message, ": d1 (2.0% of the tokens); ") {
		t.Errorf("notes %v", ns)
	}
}
