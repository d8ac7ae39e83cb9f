package analyzers_test

import (
	"slices"
	"testing"

	"concordat/analyzers"
	"concordat/analyzers/analyzertest"
	"concordat/analyzers/tally"
)

// What stands together in several documents is the sum of what stands together in each.
func TestTogetherSumsDocuments(t *testing.T) {
	in := analyzertest.Sample()
	for _, unit := range []tally.Unit{tally.Sentence, tally.Paragraph, tally.Window} {
		in.Options.Unit = unit
		whole := in.Together(in.Whole())
		var units int64
		margins := make([]int64, len(in.Book.Concepts))
		pairs := map[[2]int32]tally.Pair{}
		for i := range in.Tally.Documents {
			one := in.Together(analyzers.Side{Documents: []int{i}})
			units += one.Units
			for c, n := range one.Margins {
				margins[c] += n
			}
			for _, p := range one.Pairs {
				q := pairs[[2]int32{p.A, p.B}]
				pairs[[2]int32{p.A, p.B}] = tally.Pair{A: p.A, B: p.B, N: q.N + p.N, Shared: q.Shared + p.Shared}
			}
		}
		if whole.Units != units || !slices.Equal(whole.Margins, margins) || len(whole.Pairs) != len(pairs) || units == 0 {
			t.Errorf("%s: %+v", unit, whole)
		}
		for i, p := range whole.Pairs {
			if p != pairs[[2]int32{p.A, p.B}] || p.N > min(margins[p.A], margins[p.B]) {
				t.Errorf("%s: pair %+v, the documents give %+v", unit, p, pairs[[2]int32{p.A, p.B}])
			}
			if i > 0 && (p.A < whole.Pairs[i-1].A || p.A == whole.Pairs[i-1].A && p.B <= whole.Pairs[i-1].B) {
				t.Errorf("%s: pair %d is out of order", unit, i)
			}
		}
	}
}
