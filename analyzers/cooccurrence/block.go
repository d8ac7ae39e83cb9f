package cooccurrence

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"concordat/analyzers"
	"concordat/analyzers/result"
	"concordat/analyzers/stats"
	"concordat/analyzers/tally"
)

const (
	level    = 0.05 // of the adjusted p-values
	thinCell = 5    // expected count below which G² is rough, and that no unit has both says little
)

// pair is one tested pair of concepts, a < b, by index.
type pair struct {
	a, b                                      int
	both, shared, unitsA, unitsB              int64
	expected, lift, npmi, logDice, g2, fisher float64
	q                                         float64
}

// sameWords reports whether most of what the pair has in common is the same
// words, as where "peace" and "principle of peace" are found in one phrase. Such a tie is of the codebook's
// making and is no finding about the text.
func (p pair) sameWords() bool { return 2*p.shared > p.both }

// tells reports whether the counts of the pair say something: it stands
// together somewhere, or nowhere although that was to be expected.
func (p pair) tells() bool { return p.both > 0 || p.expected >= thinCell }

// block is the co-occurrence in one document or set of documents.
type block struct {
	name    string
	title   string // its name in a sentence
	units   int64
	margins []int64 // units by concept
	hits    []int64 // hits by concept
	tested  int     // pairs of concepts that both occur, without kin
	met     int     // those with a joint count
	listed  []pair  // those, and the ones without of which a joint count was to be expected, the largest G² first
	legend  string  // what its name stands for, for captions
}

// newBlock adds up the counts of the documents of a side and tests every pair.
func newBlock(in *analyzers.Input, s analyzers.Side) *block {
	together := in.Together(s)
	b := &block{name: s.Name, title: in.Prose(s), units: together.Units, margins: together.Margins, hits: in.Totals(s).Hits}
	joint := make(map[[2]int]tally.Pair, len(together.Pairs))
	for _, p := range together.Pairs {
		joint[[2]int{int(p.A), int(p.B)}] = p
	}
	b.test(in, joint)
	return b
}

// test computes the statistics. Its cost is quadratic in the concepts that occur.
func (b *block) test(in *analyzers.Input, joint map[[2]int]tally.Pair) {
	var pairs []pair
	var ps []float64
	for a := range b.margins {
		for z := int(in.Book.Concepts[a].End); z < len(b.margins); z++ {
			if b.margins[a] == 0 || b.margins[z] == 0 {
				continue
			}
			together := joint[[2]int{a, z}]
			both := together.N
			c := stats.FromMargins(both, b.margins[a], b.margins[z], b.units)
			fisher := c.FisherP()
			ps = append(ps, fisher)
			p := pair{a: a, b: z, both: both, shared: together.Shared, unitsA: b.margins[a], unitsB: b.margins[z], expected: c.Expected(), fisher: fisher}
			if p.tells() {
				p.lift, p.npmi, p.logDice, p.g2 = c.Lift(), c.NPMI(), c.LogDice(), c.G2()
			}
			if both == 0 {
				p.logDice = math.NaN() // the logarithm of 0
			} else {
				b.met++
			}
			pairs = append(pairs, p)
		}
	}
	b.tested = len(pairs)
	for i, q := range stats.BenjaminiHochberg(ps) {
		if pairs[i].tells() {
			pairs[i].q = q
			b.listed = append(b.listed, pairs[i])
		}
	}
	slices.SortStableFunc(b.listed, func(x, y pair) int {
		return cmp.Or(cmp.Compare(y.g2, x.g2), cmp.Compare(y.both, x.both))
	})
}

// column builds the values of one column of the table.
func column[T any](blocks []*block, of func(*block, pair) T) []T {
	v := []T{}
	for _, b := range blocks {
		for _, p := range b.listed {
			v = append(v, of(b, p))
		}
	}
	return v
}

// table lists the pairs of every block that stand together or were expected to.
func table(in *analyzers.Input, blocks []*block) *result.Table {
	concepts, labels, noun := in.Book.Concepts, analyzers.Labels(in.Book), unitNoun(in)
	text := func(of func(*block, pair) string) []string { return column(blocks, of) }
	ints := func(of func(*block, pair) int64) []int64 { return column(blocks, of) }
	floats := func(of func(*block, pair) float64) []float64 { return column(blocks, of) }
	t := &result.Table{Name: name, Title: "Concepts that stand together", Brief: max(in.Options.Top, 0), Columns: []result.Column{
		result.Texts("document", "Document", "Document, group, side of a comparison, or (all) documents together.", text(func(b *block, _ pair) string { return b.name })),
		result.Detail(result.Texts("unit", "Unit", "Unit in which the two stand together: sentence, paragraph or window; windows are consecutive tokens side by side, without overlap, not spans around a word.", text(func(*block, pair) string { return in.Options.Unit.String() }))),
		result.Texts("concept_a", "Concept A", "Id of the concept that stands first in the codebook.", text(func(_ *block, p pair) string { return concepts[p.a].ID })),
		result.Texts("concept_b", "Concept B", "Id of the other concept.", text(func(_ *block, p pair) string { return concepts[p.b].ID })),
		result.Ints("both", "Both", "units", "Units with a hit of each.", ints(func(_ *block, p pair) int64 { return p.both })),
		result.Ints("a", "A", "units", "Units with concept A.", ints(func(_ *block, p pair) int64 { return p.unitsA })),
		result.Ints("b", "B", "units", "Units with concept B.", ints(func(_ *block, p pair) int64 { return p.unitsB })),
		result.Detail(result.Ints("n", "N", "units", "All units.", ints(func(b *block, _ pair) int64 { return b.units }))),
		result.Floats("expected", "Expected", "units", 2, "Joint count if the two were independent, a·b/n.", floats(func(_ *block, p pair) float64 { return p.expected })),
		result.Detail(result.Floats("lift", "Lift", "", 2, "both/expected: 1 = independent, above it together more often.", floats(func(_ *block, p pair) float64 { return p.lift }))),
		result.Floats("npmi", "NPMI", "", 2, "Normalised pointwise mutual information (Bouma 2009): −1 never together (its limit, by definition), 0 independent, 1 only together.", floats(func(_ *block, p pair) float64 { return p.npmi })),
		result.Detail(result.Floats("log_dice", "logDice", "", 2, "14 + log₂(2·both/(a+b)) (Rychlý 2008): at most 14, one less is half as strong; independent of n; empty where the two never stand together.", floats(func(_ *block, p pair) float64 { return p.logDice }))),
		result.Detail(result.Floats("g2", "G²", "", 2, "Signed log-likelihood ratio of the four cells (Dunning 1993): positive = together more often than expected.", floats(func(_ *block, p pair) float64 { return p.g2 }))),
		result.Detail(result.Floats("p_fisher", "p (Fisher)", "", -1, "Fisher's exact test, two-sided.", floats(func(_ *block, p pair) float64 { return p.fisher }))),
		result.Floats("q_bh", "q (BH)", "", -1, "p_fisher adjusted by Benjamini and Hochberg over all pairs of occurring concepts in the same document or set, those never together included.", floats(func(_ *block, p pair) float64 { return p.q })),
		result.Detail(result.Ints("same_words", "Same words", "units", "Units of both in which a hit of each has a token in common: where they are most of both, the tie is of the codebook's making.", ints(func(_ *block, p pair) int64 { return p.shared }))),
		result.Texts("label_a", "Label A", "Label of concept A.", text(func(_ *block, p pair) string { return labels[p.a] })),
		result.Texts("label_b", "Label B", "Label of concept B.", text(func(_ *block, p pair) string { return labels[p.b] })),
	}}
	t.Caption = fmt.Sprintf("One row a pair of concepts with at least one %s in common, or with none where at least %d were to be expected (both 0, lift 0, NPMI −1 by definition, logDice not defined); the clearest association (largest G²) first within each document. "+
		"Counts are of %s; hits of a parent include its descendants', and a concept is not paired with its own ancestors or descendants. "+
		"p by Fisher's exact test, two-sided; q adjusted over the tested pairs of the same document or set.%s", noun, thinCell, unitNouns(in), rule(in))
	for _, b := range blocks[:min(1, len(blocks))] {
		t.Caption += fmt.Sprintf(" In %s, with %s, the tested pairs of concepts that both occur are %s, of which %s; %s no row.",
			b.title, counted(in, b.units), result.Whole(b.tested), verb(b.tested-b.met, "never stands together", "never stand together"), verb(b.tested-len(b.listed), "has", "have"))
	}
	never := 0
	for _, both := range t.Column("both").Ints {
		if both == 0 {
			never++
		}
	}
	if never > 0 {
		t.Notes = append(t.Notes, result.Note{Code: "never-together", Row: -1, Table: name,
			Message: fmt.Sprintf("rows of pairs that never stand together although %d %s or more were to be expected: %s; their NPMI is −1 by definition, and logDice is not defined", thinCell, unitNouns(in), result.Whole(never))})
	}
	for i, v := range t.Column("npmi").Floats {
		if math.IsNaN(v) {
			t.Notes = append(t.Notes, result.Note{Code: "npmi-undefined", Row: i, Table: name,
				Message: "both concepts are in every unit, so NPMI is not defined"})
		}
	}
	return t
}
