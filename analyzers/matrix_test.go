package analyzers_test

import (
	"slices"
	"testing"

	"concordat/analyzers"
	"concordat/analyzers/analyzertest"
)

func TestMatrixCountsWordsAndConcepts(t *testing.T) {
	in := analyzertest.Sample()
	words := in.Matrix("words")
	peace := slices.Index(words.Keys, "peace")
	if peace < 0 || words.Counts[0][peace] != 4 || words.Counts[1][peace] != 0 || words.Counts[2][peace] != 2 || slices.Contains(words.Keys, "") {
		t.Errorf("%v: %v", words.Keys, words.Counts)
	}
	concepts := in.Matrix(analyzers.ConceptFeatures)
	// Leaves of the codebook with hits, and no parent of one.
	if want := []string{"non-interference", "attack", "peace", "states"}; !slices.Equal(concepts.Keys, want) || concepts.Labels[0] != "Non-interference" {
		t.Errorf("%v %v", concepts.Keys, concepts.Labels)
	}
	if concepts.Counts[0][2] != 4 || concepts.Counts[2][2] != 2 {
		t.Errorf("%v", concepts.Counts)
	}
	some := words.Where(func(row []int64) bool { return row[peace] > 0 }, func(total, documents int64) bool { return total >= 3 && documents == 2 })
	if !slices.Equal(some.Documents, []int{0, 2}) || !slices.Contains(some.Keys, "peace") || slices.Contains(some.Keys, "nothing") {
		t.Errorf("%v: %v", some.Documents, some.Keys)
	}
	for i, row := range some.Counts {
		if len(row) != len(some.Keys) || row[slices.Index(some.Keys, "peace")] != words.Counts[some.Documents[i]][peace] {
			t.Errorf("row %d: %v", i, row)
		}
	}
	in.Tally.Words = nil
	if m := in.Matrix("words"); len(m.Keys) != 0 || len(m.Counts) != 3 {
		t.Errorf("words that were not counted: %v", m.Keys)
	}
}
