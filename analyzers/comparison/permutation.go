package comparison

import (
	"fmt"

	"concordat/analyzers"
	"concordat/analyzers/result"
	"concordat/analyzers/stats"
	"concordat/analyzers/stats/permute"
)

// test is the permutation test of one comparison.
type test struct {
	permute.Test
	by analyzers.Resample // what was permuted
}

// permutation tests all concepts of a comparison. Documents are permuted if both
// sides have enough of them, otherwise paragraphs.
func permutation(in *analyzers.Input, c analyzers.Comparison) *test {
	t := &test{by: analyzers.ByParagraph}
	if len(c.Target.Documents) >= analyzers.EnoughDocuments && len(c.Reference.Documents) >= analyzers.EnoughDocuments {
		t.by = analyzers.ByDocument
	}
	a, b := c.Target, c.Reference
	if a.Name > b.Name { // so that p does not see which is the target
		a, b = b, a
	}
	side := func(s analyzers.Side) (b permute.Blocks) {
		b.Sizes, b.Cells = in.Blocks(s, t.by)
		return b
	}
	s := stats.NewStream(in.Options.Seed, "permutation", a.Name, b.Name)
	t.Test = permute.Rates(side(a), side(b), len(in.Book.Concepts), max(in.Options.Resamples, 1), s)
	return t
}

// permuted names what was permuted, "" if nothing was.
func (w *row) permuted() string {
	if w.test.Permutations == 0 {
		return ""
	}
	return w.test.by.String()
}

// tests says what is permuted, of all comparisons.
func tests(in *analyzers.Input) string {
	documents := 0
	for _, c := range in.Comparisons {
		if len(c.Target.Documents) >= analyzers.EnoughDocuments && len(c.Reference.Documents) >= analyzers.EnoughDocuments {
			documents++
		}
	}
	drawn := fmt.Sprintf("in all ways if these are at most %s, otherwise in as many drawn at random (seed %s; fewer where sides are very large: column permutations).",
		result.Whole(max(in.Options.Resamples, 1)), result.Whole(in.Options.Seed))
	switch documents {
	case 0:
		return fmt.Sprintf("the paragraphs of both sides are divided among them anew, since a side has fewer than %d documents, ", analyzers.EnoughDocuments) + drawn
	case len(in.Comparisons):
		return "the documents of both sides are divided among them anew, " + drawn
	}
	return fmt.Sprintf("the documents of both sides are divided among them anew where each has %d or more (%s), otherwise their paragraphs, ", analyzers.EnoughDocuments, result.Counted(documents, "comparison")) + drawn
}
