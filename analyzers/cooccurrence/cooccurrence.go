// Package cooccurrence says which concepts stand together in one sentence,
// paragraph or window more often than chance would have them.
package cooccurrence

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"concordat/analyzers"
	"concordat/analyzers/result"
	"concordat/analyzers/tally"
)

// name is the analyzer's, its table's and its first figure's.
const name = "cooccurrence"

// limit is the number of documents up to which each has rows of its own.
const limit = 12

type analyzer struct{}

// New returns the analyzer.
func New() analyzers.Analyzer { return analyzer{} }

// Info describes the analyzer.
func (analyzer) Info() analyzers.Info {
	return analyzers.Info{
		Name:  name,
		Title: "Co-occurrence of concepts",
		Doc: "Which concepts stand together in one sentence, paragraph or window: joint counts with both margins, " +
			"the count to expect, and measures of association and significance, each by its name.",
		Needs:   analyzers.Needs{Units: true},
		Output:  []string{name, "network", name + "-target", name + "-reference"},
		Default: true,
		References: []result.Reference{
			{Key: "bouma2009", Text: "Bouma, G. (2009). Normalized (pointwise) mutual information in collocation extraction. Proceedings of GSCL, 31–40."},
			{Key: "rychly2008", Text: "Rychlý, P. (2008). A lexicographer-friendly association score. Proceedings of RASLAN, 6–9."},
			{Key: "dunning1993", Text: "Dunning, T. (1993). Accurate methods for the statistics of surprise and coincidence. Computational Linguistics 19(1), 61–74."},
			{Key: "fisher1922", Text: "Fisher, R. A. (1922). On the interpretation of χ² from contingency tables, and the calculation of P. Journal of the Royal Statistical Society 85(1), 87–94.", DOI: "10.2307/2340521"},
			{Key: "benjamini1995", Text: "Benjamini, Y. and Hochberg, Y. (1995). Controlling the false discovery rate. Journal of the Royal Statistical Society B 57(1), 289–300.", DOI: "10.1111/j.2517-6161.1995.tb02031.x"},
		},
	}
}

// Analyze tests every pair of concepts that both occur.
func (analyzer) Analyze(ctx context.Context, in *analyzers.Input) (*result.Result, error) {
	sides := in.Sides(limit)
	blocks := make([]*block, 0, len(sides))
	for _, s := range sides {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		blocks = append(blocks, newBlock(in, s))
	}
	t := table(in, blocks)
	r := &result.Result{Analyzer: name, Tables: []*result.Table{t}, Notes: notes(in, blocks)}
	if len(blocks) == 0 || len(in.Book.Concepts) == 0 {
		return r, nil
	}
	whole := blocks[0]
	whole.legend = in.Legend(sides[0])
	r.Methods = methods(in, whole)
	add := func(f *result.Figure) {
		if f != nil {
			r.Figures = append(r.Figures, f)
		}
	}
	add(triangle(in, whole, name))
	told := []*block{whole}
	of := func(s analyzers.Side) *block {
		i := slices.IndexFunc(sides, func(o analyzers.Side) bool { return slices.Equal(o.Documents, s.Documents) })
		if i < 0 {
			return newBlock(in, s)
		}
		b := *blocks[i]
		return &b
	}
	if side, ok := in.Target(); ok {
		target := of(side)
		target.legend = in.Legend(side)
		told = []*block{target, whole}
		add(triangle(in, target, name+"-target"))
	}
	if len(in.Comparisons) == 1 {
		c := in.Comparisons[0]
		reference := of(c.Reference)
		reference.legend = in.Legend(c.Target, c.Reference)
		add(triangle(in, reference, name+"-reference"))
	}
	for _, b := range told {
		r.Findings = append(r.Findings, findings(in, b)...)
	}
	add(network(in, whole))
	return r, nil
}

// unitNoun names a unit of co-occurrence with its size.
func unitNoun(in *analyzers.Input) string {
	switch in.Options.Unit {
	case tally.Window:
		return fmt.Sprintf("window of %s tokens", result.Whole(max(in.Options.Window, 1)))
	default:
		return in.Options.Unit.String()
	}
}

// unitNouns is the plural of unitNoun.
func unitNouns(in *analyzers.Input) string {
	first, rest, _ := strings.Cut(unitNoun(in), " ")
	return strings.TrimSpace(first + "s " + rest)
}

// notes returns what to mind about all figures and rows.
func notes(in *analyzers.Input, blocks []*block) []result.Note {
	var out []result.Note
	add := func(code, format string, args ...any) {
		out = append(out, result.Note{Code: code, Message: fmt.Sprintf(format, args...), Table: name, Row: -1})
	}
	rows, thin, same := 0, 0, 0
	for _, b := range blocks {
		for _, p := range b.listed {
			rows++
			if p.expected < thinCell {
				thin++
			}
			if p.sameWords() {
				same++
			}
		}
	}
	if thin > 0 {
		add("thin-cell", "in %s of %s rows the expected count is below %d: there G² is only a rough guide; judge them by p_fisher and q_bh",
			result.Whole(thin), result.Whole(rows), thinCell)
	}
	if same > 0 {
		add("same-words", "in %s of %s rows most joint units have the two on the same words (same_words): such a tie is of the codebook's making; figures and findings leave it out",
			result.Whole(same), result.Whole(rows))
	}
	if asking := dependent(in, blocks); asking != "" {
		add("conditional", "concepts that have hits only where the codebook finds other words nearby: %s; their ties with those words are of the codebook's making, and findings leave them out", asking)
	}
	if len(in.Tally.Documents) > 1 && rows > 0 {
		add("pooled", "an association over several documents can come from differences between the documents; read it beside those within each")
	}
	if len(in.Tally.Documents) > limit {
		add("not-every-document", "with more than %d documents only all together, the groups and the sides of the comparisons have rows", limit)
	}
	return out
}

// dependent names the concepts in rows that are conditional.
func dependent(in *analyzers.Input, blocks []*block) string {
	labels := analyzers.Labels(in.Book)
	var names []string
	for c := range in.Book.Concepts {
		has := func(p pair) bool { return p.a == c || p.b == c }
		if analyzers.Conditional(in.Book, c) && slices.ContainsFunc(blocks, func(b *block) bool { return slices.ContainsFunc(b.listed, has) }) {
			names = append(names, labels[c])
		}
	}
	return strings.Join(names, ", ")
}

// rule says how the units divide the text, a sentence that follows others; ""
// where the unit's name says it.
func rule(in *analyzers.Input) string {
	if in.Options.Unit != tally.Window {
		return ""
	}
	return " Windows are consecutive tokens side by side in a paragraph, without overlap, not spans around a word; the last of a paragraph may be shorter."
}

func methods(in *analyzers.Input, b *block) []string {
	return []string{
		fmt.Sprintf("Two concepts co-occur if both have a hit in one %s; hits of a parent concept include its descendants', a hit belongs to the unit of its first token, "+
			"and hits on the same words count as together (how often is given with each pair). A concept was not paired with its own ancestors or descendants.%s", unitNoun(in), rule(in)),
		fmt.Sprintf("Every pair of concepts that both occur was tested: %s in %s for %s, of which %s at least once; those that never do are given where at least %d units were to be expected, with an NPMI of −1 by definition. "+
			"Association is given as lift (observed over expected), NPMI (Bouma 2009), logDice (Rychlý 2008) and signed G² (Dunning 1993, four cells, no continuity correction); "+
			"significance by Fisher's exact test (Fisher 1922), two-sided, adjusted by Benjamini and Hochberg (1995) over all tested pairs of the same document or set of documents. The tests take units as independent.",
			result.Counted(b.tested, "pair"), counted(in, b.units), b.title, verb(b.met, "stands together", "stand together"), thinCell),
	}
}

// counted returns a number of units with their noun.
func counted(in *analyzers.Input, n int64) string {
	if n == 1 {
		return "1 " + unitNoun(in)
	}
	return result.Whole(n) + " " + unitNouns(in)
}

// verb returns a number with the verb it goes with.
func verb(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return result.Whole(n) + " " + many
}

// findings names the pair with the strongest evidence in a block that is no
// matter of the codebook: both have patterns of their own, they are not on the
// same words, and neither asks in all its patterns for other words nearby.
func findings(in *analyzers.Input, b *block) []result.Finding {
	concepts := in.Book.Concepts
	i := slices.IndexFunc(b.listed, func(p pair) bool {
		return !p.sameWords() && len(concepts[p.a].Patterns) > 0 && len(concepts[p.b].Patterns) > 0 &&
			!analyzers.Conditional(in.Book, p.a) && !analyzers.Conditional(in.Book, p.b)
	})
	if i < 0 || !(b.listed[i].q < level) || b.listed[i].g2 <= 0 {
		return nil
	}
	p := b.listed[i]
	labels := analyzers.Labels(in.Book)
	return []result.Finding{{Text: fmt.Sprintf("The pair most clearly tied in %s is “%s” and “%s”: together in %s of %s, where %s would be expected (lift %s).",
		b.title, labels[p.a], labels[p.b], result.Whole(p.both), counted(in, b.units),
		few(p.expected), result.Number(p.lift, 1))}}
}

// few returns an expected count, to two decimals where one would show nothing.
func few(expected float64) string {
	switch {
	case expected < .005:
		return "fewer than 0.01"
	case expected < 1:
		return result.Number(expected, 2)
	}
	return result.Number(expected, 1)
}
