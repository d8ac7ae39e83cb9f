package analyzers_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"concordat/analyzers"
	"concordat/analyzers/analyzertest"
	"concordat/analyzers/stats"

	"pgregory.net/rapid"
)

// texts are random texts of the words of the test codebook.
func texts(t *rapid.T) []string {
	words := []string{"peace", "cyber", "states", "goes", "on", "security", "attack"}
	var out []string
	for range rapid.IntRange(1, 7).Draw(t, "documents") {
		var b strings.Builder
		for range rapid.IntRange(0, 4).Draw(t, "paragraphs") {
			for range rapid.IntRange(1, 3).Draw(t, "sentences") {
				for range rapid.IntRange(1, 6).Draw(t, "words") {
					b.WriteString(rapid.SampledFrom(words).Draw(t, "word") + " ")
				}
				b.WriteString(". ")
			}
			b.WriteString("\n\n")
		}
		out = append(out, b.String())
	}
	return out
}

// However a side is cut into blocks, they add up to it; sentences add up to
// paragraphs, and no block and concept comes twice.
func TestBlocksAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := analyzertest.Input(texts(t)...)
		sums := in.Totals(in.Whole())
		for _, by := range []analyzers.Resample{analyzers.ByParagraph, analyzers.BySentence, analyzers.ByDocument} {
			sizes, cells := in.Blocks(in.Whole(), by)
			tokens, hits := int64(0), make([]int64, len(in.Book.Concepts))
			for _, s := range sizes {
				tokens += int64(s)
			}
			seen := map[[2]int32]bool{}
			for _, c := range cells {
				hits[c.Item] += int64(c.Count)
				if at := [2]int32{c.Block, c.Item}; seen[at] {
					t.Fatalf("by %s: block %d and concept %d come twice", by, c.Block, c.Item)
				} else {
					seen[at] = true
				}
			}
			if tokens != sums.Tokens || !slices.Equal(hits, sums.Hits) {
				t.Fatalf("by %s: %d tokens and %v, want %d and %v", by, tokens, hits, sums.Tokens, sums.Hits)
			}
			var want int64
			for i := range in.Tally.Documents {
				d := &in.Tally.Documents[i]
				want += max(1, map[analyzers.Resample]int64{analyzers.ByParagraph: d.Paragraphs, analyzers.BySentence: d.Sentences, analyzers.ByDocument: 1}[by])
			}
			if int64(len(sizes)) != want {
				t.Fatalf("by %s: %d blocks, want %d", by, len(sizes), want)
			}
		}
	})
}

// The second sentence of the first paragraph and the first of the second.
func TestSentences(t *testing.T) {
	in := analyzertest.Input("Peace. States of peace and peace goes.\n\nCyber states.")
	sizes, cells := in.Blocks(in.Whole(), analyzers.BySentence)
	var got []string
	for _, c := range cells {
		got = append(got, fmt.Sprint(c.Block, in.Book.Concepts[c.Item].ID, c.Count))
	}
	slices.Sort(got)
	want := []string{"0peace1", "1actors1", "1peace2", "1states1", "2actors1", "2cyber1", "2security1", "2states1"}
	for i := range want {
		got[i] = strings.ReplaceAll(got[i], " ", "")
	}
	if !slices.Equal(sizes, []int32{1, 6, 2}) || !slices.Equal(got, want) {
		t.Errorf("sizes %v, cells %q", sizes, got)
	}
}

// Documents are drawn where there are five, whatever their order, and two sides
// of five are drawn apart; of four the paragraphs are.
func TestDrawsDocuments(t *testing.T) {
	in, plainly := drawn(t)
	in.Options.Resample = analyzers.ByDocument
	peace, _ := in.Book.Lookup("peace")
	four, five, rest := analyzers.Side{Documents: []int{0, 1, 2, 3}}, analyzers.Side{Documents: []int{4, 5, 6, 7, 8}}, analyzers.Side{Documents: []int{0, 1, 2, 3, 4, 5}}
	in.Comparisons = []analyzers.Comparison{{Target: four, Reference: five}}
	b, err := in.Resampled(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	side := func(s analyzers.Side) *stats.Replicates {
		r, err := b.Side(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	if in.Drawn(four) != analyzers.ByParagraph || in.Drawn(five) != analyzers.ByDocument {
		t.Error("five documents are drawn, four are not")
	}
	if got, want := side(four).Rate(int(peace), .95), plainly(four.Documents).Rate(int(peace), .95); got != want {
		t.Errorf("four documents: %+v, want %+v", got, want)
	}
	if r := side(five); r.Blocks != 5 || r.Size != in.Totals(five).Tokens {
		t.Errorf("%d blocks and %d tokens", r.Blocks, r.Size)
	}
	wide, narrow := side(five).Rate(int(peace), .95), plainly(five.Documents).Rate(int(peace), .95)
	if wide.Value != narrow.Value || wide.High-wide.Low < narrow.High-narrow.Low {
		t.Errorf("documents %+v, paragraphs %+v: these documents differ more than their paragraphs", wide, narrow)
	}
	turned := *in
	turned.Tally.Documents = slices.Clone(in.Tally.Documents)
	slices.Reverse(turned.Tally.Documents)
	back, err := turned.Resampled(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	again, err := back.Side(t.Context(), analyzers.Side{Documents: []int{0, 1, 2, 3, 4}})
	if err != nil {
		t.Fatal(err)
	}
	if got := again.Rate(int(peace), .95); got != wide {
		t.Errorf("in another order %+v, want %+v", got, wide)
	}
	if got := side(five).Difference(side(rest), int(peace), .95); got.Method != stats.MethodBootstrap || got.Low == got.High {
		t.Errorf("two sides of documents: %+v", got)
	}
}

// With bca every interval is that, but where it cannot be; document by document
// as for the side of that document.
func TestBCa(t *testing.T) {
	in, _ := drawn(t)
	in.Options.BCa = true
	for _, by := range []analyzers.Resample{analyzers.ByParagraph, analyzers.BySentence, analyzers.ByDocument} {
		in.Options.Resample = by
		b, err := in.Resampled(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		bca := 0
		for i := range in.Tally.Documents {
			r, err := b.Side(t.Context(), analyzers.Side{Documents: []int{i}})
			if err != nil {
				t.Fatal(err)
			}
			for k, c := range b.Document(i).Concepts {
				got, want := b.Document(i).Rates[k], r.Rate(int(c), in.Options.Level)
				if got != want {
					t.Errorf("by %s, document %d, concept %d: %+v, want %+v", by, i, c, got, want)
				}
				if got.Method == stats.MethodBCa {
					bca++
				}
			}
		}
		if bca == 0 {
			t.Errorf("by %s: no interval is bca", by)
		}
	}
}

func TestResamplingWords(t *testing.T) {
	o := analyzers.DefaultOptions()
	o.BCa, o.Resample = true, analyzers.ByDocument
	want := "95% BCa bootstrap intervals, documents resampled where there are 5 or more, otherwise paragraphs within each document (2000 resamples, seed 1)"
	if got := o.Bootstrap(); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	for _, by := range []analyzers.Resample{analyzers.ByParagraph, analyzers.BySentence, analyzers.ByDocument} {
		o.Resample = by
		if why := o.Reasons(); !strings.Contains(why, "(BCa, Efron 1987)") {
			t.Error(why)
		}
	}
}
