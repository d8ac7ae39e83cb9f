package analyzers

import (
	"cmp"
	"slices"

	"concordat/analyzers/tally"
)

// Together is how often concepts stand in the same unit of a side, in
// Options.Unit.
type Together struct {
	Units   int64        // all units
	Margins []int64      // units with the concept, by concept
	Pairs   []tally.Pair // with a joint count, by the first concept, then the second
}

// Together sums what stands together in the documents of a side.
func (in *Input) Together(s Side) Together {
	t := Together{Margins: make([]int64, len(in.Book.Concepts))}
	joint := map[[2]int32]int{} // the place in Pairs
	for _, i := range s.Documents {
		for _, co := range in.Tally.Documents[i].Cooccurrences {
			if co.Unit != in.Options.Unit {
				continue
			}
			t.Units += co.Units
			for _, m := range co.Margins {
				t.Margins[m.Concept] += m.N
			}
			for _, p := range co.Pairs {
				at, known := joint[[2]int32{p.A, p.B}]
				if !known {
					at = len(t.Pairs)
					joint[[2]int32{p.A, p.B}] = at
					t.Pairs = append(t.Pairs, tally.Pair{A: p.A, B: p.B})
				}
				t.Pairs[at].N += p.N
				t.Pairs[at].Shared += p.Shared
			}
		}
	}
	slices.SortFunc(t.Pairs, func(a, b tally.Pair) int { return cmp.Or(cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B)) })
	return t
}
