package analyzers

import (
	"cmp"
	"slices"

	"concordat/analyzers/tally"
	"concordat/corpus"
)

// Matrix is how often documents use features, words or concepts.
type Matrix struct {
	Keys      []string // of the features: the folded word form, or the concept's id
	Labels    []string // what people read
	Documents []int    // indices of Tally.Documents
	Counts    [][]int64
}

// ConceptFeatures is the name of concepts as features; every other name is words.
const ConceptFeatures = "concepts"

// Matrix returns how often every document uses every feature that any document
// uses. Words are what IsWord says. Concepts are those without concepts below
// them, so that no hit counts for its parents too.
func (in *Input) Matrix(features string) *Matrix {
	m := &Matrix{}
	for i := range in.Tally.Documents {
		m.Documents = append(m.Documents, i)
	}
	column := m.columns(in, features)
	for i := range in.Tally.Documents {
		d := &in.Tally.Documents[i]
		row := make([]int64, len(m.Keys))
		switch {
		case features == ConceptFeatures:
			for _, c := range d.Concepts {
				if k := column[c.Concept]; k >= 0 {
					row[k] += c.Hits
				}
			}
		case in.Tally.Words != nil:
			for _, w := range d.Words {
				if k := column[w.Type]; k >= 0 {
					row[k] += w.N
				}
			}
		}
		m.Counts = append(m.Counts, row)
	}
	return m.Where(func(row []int64) bool { return true }, func(total, _ int64) bool { return total > 0 })
}

// columns names the features and returns the column of every concept or type,
// −1 for those that are none.
func (m *Matrix) columns(in *Input, features string) []int {
	var column []int
	add := func(is bool, key, label string) {
		if !is {
			column = append(column, -1)
			return
		}
		column = append(column, len(m.Keys))
		m.Keys, m.Labels = append(m.Keys, key), append(m.Labels, label)
	}
	switch {
	case features == ConceptFeatures:
		labels, elementary := Labels(in.Book), in.Elementary()
		for c := range in.Book.Concepts {
			add(slices.Contains(elementary, c), in.Book.Concepts[c].ID, labels[c])
		}
	case in.Tally.Words != nil:
		for i := range in.Tally.Words.Len() {
			word := in.Tally.Words.Word(corpus.TypeID(i))
			add(IsWord(word), word, word)
		}
	}
	return column
}

// Where returns the matrix without the documents for which keep is false and then
// without the features that use refuses, by their occurrences in the documents
// kept and the number of these that have them.
func (m *Matrix) Where(keep func(row []int64) bool, use func(total, documents int64) bool) *Matrix {
	out := &Matrix{}
	var rows [][]int64
	for i, row := range m.Counts {
		if keep(row) {
			rows, out.Documents = append(rows, row), append(out.Documents, m.Documents[i])
		}
	}
	total, documents := make([]int64, len(m.Keys)), make([]int64, len(m.Keys))
	for _, row := range rows {
		for k, n := range row {
			total[k] += n
			if n > 0 {
				documents[k]++
			}
		}
	}
	var kept []int
	for k := range m.Keys {
		if use(total[k], documents[k]) {
			kept = append(kept, k)
			out.Keys, out.Labels = append(out.Keys, m.Keys[k]), append(out.Labels, m.Labels[k])
		}
	}
	for _, row := range rows {
		counts := make([]int64, len(kept))
		for i, k := range kept {
			counts[i] = row[k]
		}
		out.Counts = append(out.Counts, counts)
	}
	return out
}

// Elementary returns the concepts with patterns and without concepts below
// them, which share no hit with an ancestor that is also returned.
func (in *Input) Elementary() []int {
	var out []int
	for c := range in.Book.Concepts {
		if concept := &in.Book.Concepts[c]; len(concept.Patterns) > 0 && int(concept.End) <= c+1 {
			out = append(out, c)
		}
	}
	return out
}

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
