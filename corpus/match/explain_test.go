package match_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"concordat/corpus/codebook"
	"concordat/corpus/match"
)

// TestExplain shows each outcome with its reason.
func TestExplain(t *testing.T) {
	tests := []struct {
		name, text string
		policy     codebook.Overlap
		concepts   []concept
		want       []string
	}{
		{
			"overlap in a concept and inside another's", british, codebook.OverlapCodebook, britishBook,
			[]string{
				"VG 0 British Virgin Islands 0 ",
				`GB 0 British 2 it lies inside the longer hit "British Virgin Islands" of concept "VG"`,
				`GB 1 British 1 "British", a longer or earlier hit of concept "GB" itself, has some of its words`,
				`VG 1 Virgin Islands 1 "British Virgin Islands", a longer or earlier hit of concept "VG" itself, has some of its words`,
				"GB 0 British 0 ",
				`GB 1 British 1 "British", a longer or earlier hit of concept "GB" itself, has some of its words`,
			},
		},
		{
			"claimed", "a b c", codebook.OverlapExclusive,
			[]concept{{id: "K", patterns: []string{"a b"}}, {id: "L", patterns: []string{"b c"}}},
			[]string{"K 0 a b 0 ", `L 0 b c 3 "a b" belongs to concept "K", which comes first`},
		},
		{
			"refused", "social security\nnet", codebook.OverlapConcept,
			[]concept{
				{id: "K", patterns: []string{"security unless social security", "security near/3 net"}},
				{id: "L", patterns: []string{"security before/4 net", "security & net in sentence", "security unless social in sentence"}},
			},
			[]string{
				"K 0 security 4 what stands after unless overlaps it",
				"K 1 security 4 the other side of near/3 does not stand within 3 tokens of it in the sentence",
				"L 0 security 4 the other side of before/4 does not follow within 4 tokens in the sentence",
				"L 1 security 4 the other side of & does not stand in the sentence",
				"L 2 security 4 what stands after unless is in the sentence",
			},
		},
		{
			"near misses", "Manchester United, states\nUnited\nstates and us of CERT", codebook.OverlapConcept,
			[]concept{{id: "K", patterns: []string{"United States", "=US", "CERT"}}},
			[]string{
				`K 0 United, states 5 a comma stands before "states"`,
				`K 0 United states 5 the end of a sentence stands before "states"`,
				`K 1 us 6 the case of "us" is not the pattern's`,
				"K 2 CERT 0 ",
			},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := book(t, tt.concepts...)
			p, err := match.Compile(b, match.Options{Policy: tt.policy})
			if err != nil {
				t.Fatal(err)
			}
			doc := document(t, tt.text)
			es, err := match.Explain(context.Background(), p, doc)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, e := range es {
				words := strings.Join(strings.Fields(string(doc.Body[doc.Tokens[e.First].Start:doc.Tokens[e.End-1].End])), " ")
				got = append(got, fmt.Sprint(b.Concepts[e.Concept].ID, " ", e.Pattern, " ", words, " ", int(e.Outcome), " ", e.Why))
				if (e.By != nil) != (e.Outcome == match.Overlapped || e.Outcome == match.Inside || e.Outcome == match.Claimed) {
					t.Errorf("%+v: By", e)
				}
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(tt.want, "\n"))
			}
		})
	}
}

// TestExplainStops shows that a cancelled context ends the work.
func TestExplainStops(t *testing.T) {
	p, err := match.Compile(book(t, concept{id: "k", patterns: []string{"a"}}), match.Options{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := match.Explain(ctx, p, document(t, "a")); err == nil {
		t.Error("no error")
	}
}
