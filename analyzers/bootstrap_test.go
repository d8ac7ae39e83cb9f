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

// drawn returns an input of nine documents, and the replicates of some of them
// added up by themselves.
func drawn(t *testing.T) (*analyzers.Input, func(documents []int) *stats.Replicates) {
	t.Helper()
	texts := make([]string, 9)
	for i := range texts {
		texts[i] = strings.Repeat(fmt.Sprintf("Peace %s.\n\nSecurity of states.\n\n", strings.Repeat("goes on ", i)), i+1)
	}
	in := analyzertest.Input(texts...)
	return in, func(documents []int) *stats.Replicates {
		d, sum := in.NewDraws(), stats.NewReplicates(len(in.Book.Concepts), in.Options.Resamples)
		for _, i := range documents {
			in.Draw(d, i)
			sum.Enter(d)
		}
		return sum
	}
}

// A side has the same replicates whether added up as documents are entered, in
// whatever order, taken from the whole, or drawn when it is asked for.
func TestBootstrapSides(t *testing.T) {
	in, plainly := drawn(t)
	n := len(in.Tally.Documents)
	rapid.Check(t, func(t *rapid.T) {
		side := func() (s analyzers.Side) {
			for i := range n {
				if rapid.Bool().Draw(t, "in") {
					s.Documents = append(s.Documents, i)
				}
			}
			return s
		}
		with := *in
		with.Comparisons = []analyzers.Comparison{{Target: side(), Reference: side()}}
		with.Groups = []analyzers.Side{side()}
		b, d := with.NewBootstrap(), with.NewDraws()
		for _, i := range rapid.Permutation([]int{0, 1, 2, 3, 4, 5, 6, 7, 8}).Draw(t, "order") {
			b.Enter(with.Draw(d, i))
		}
		b.Settle()
		for _, s := range []analyzers.Side{with.Comparisons[0].Target, with.Comparisons[0].Reference, with.Groups[0], with.Whole(), side()} {
			got, err := b.Side(t.Context(), s)
			if err != nil {
				t.Fatal(err)
			}
			want := plainly(s.Documents)
			for c := range in.Book.Concepts {
				g, w := got.Rate(c, .95), want.Rate(c, .95)
				if fmt.Sprint(g) != fmt.Sprint(w) { // as text, where a missing bound equals itself
					t.Fatalf("documents %v: %v, want %v", s.Documents, g, w)
				}
			}
		}
	})
}

// The rates of a document are those of a side of it alone.
func TestBootstrapDocuments(t *testing.T) {
	in, plainly := drawn(t)
	b, err := in.Resampled(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	with := *in
	with.Bootstrap = b
	if again, err := with.Resampled(t.Context()); again != b || err != nil {
		t.Errorf("a bootstrap that is there was made again: %v", err)
	}
	for i := range in.Tally.Documents {
		d, want := b.Document(i), plainly([]int{i})
		if d.Paragraphs != want.Blocks {
			t.Errorf("document %d: %d paragraphs, want %d", i, d.Paragraphs, want.Blocks)
		}
		for c := range in.Book.Concepts {
			got := d.Unseen
			if k := slices.Index(d.Concepts, int32(c)); k >= 0 {
				got = d.Rates[k]
			}
			if w := want.Rate(c, in.Options.Level); got != w {
				t.Errorf("document %d, concept %d: %v, want %v", i, c, got, w)
			}
		}
	}
}
