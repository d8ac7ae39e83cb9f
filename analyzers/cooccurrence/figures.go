package cooccurrence

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"concordat/analyzers"
	"concordat/analyzers/result"
	"concordat/corpus/codebook"
)

const (
	triangleSize = 12 // concepts in a triangle
	nodes        = 25 // concepts that a network draws from
	edges        = 60 // pairs in a network
	weakEdges    = 20 // pairs in a network where none is significant
	fewUnits     = 5  // joint units below which NPMI is unsteady
	groups       = 6  // colours of a network, the last for all other branches
)

// otherBranches is the name of the colour that small branches share.
const otherBranches = "other branches"

// index returns the pairs of a block by their concepts.
func (b *block) index() map[[2]int]pair {
	m := make(map[[2]int]pair, len(b.listed))
	for _, p := range b.listed {
		m[[2]int{p.a, p.b}] = p
	}
	return m
}

// triangle draws the NPMI of the concepts that stand in most units of a block;
// nil where nothing is known of any two of them. The NPMI of pairs that never
// stand together is −1 by definition, however little was to be expected: their
// cells are left empty unless that was enough to tell. So are the cells of pairs
// that stand together on the same words.
func triangle(in *analyzers.Input, b *block, figure string) *result.Figure {
	chosen := in.Choose(b.margins, triangleSize, false)
	labels, pairs := analyzers.Labels(in.Book), b.index()
	var as, bs []string
	var both []int64
	var npmi, expected, q []float64
	filled, thin, clear := 0, 0, 0
	var same []string
	for j := range chosen {
		for i := range j {
			p, ok := pairs[[2]int{min(chosen[i], chosen[j]), max(chosen[i], chosen[j])}]
			if !ok {
				p = pair{npmi: math.NaN(), q: math.NaN()}
				p.expected = float64(b.margins[chosen[i]]) * float64(b.margins[chosen[j]]) / float64(max(b.units, 1))
			} else if p.sameWords() {
				same = append(same, labels[p.a]+" with "+labels[p.b])
				p.npmi = math.NaN()
			}
			if !math.IsNaN(p.npmi) {
				filled++
				if p.both < fewUnits {
					thin++
				}
				if p.q < level {
					clear++
				}
			}
			as, bs = append(as, labels[chosen[i]]), append(bs, labels[chosen[j]])
			both, expected = append(both, p.both), append(expected, p.expected)
			npmi, q = append(npmi, p.npmi), append(q, p.q)
		}
	}
	if filled == 0 {
		return nil
	}
	title := fmt.Sprintf("Co-occurrence of concepts in one %s, %s", unitNoun(in), b.title)
	caption := fmt.Sprintf("Association of %s in one %s, as normalised pointwise mutual information (NPMI: 0 independent, 1 only together, below 0 less often than chance; Bouma 2009), in %s: %s.%s "+
		"−1 is a pair that never stands together although at least %d %s were to be expected (the limit of NPMI, by definition). "+
		"An empty cell is a pair that never stands together where fewer were, that is not tested (ancestor and descendant) or for which NPMI is not defined. "+
		"Of %s, %s on fewer than %d %s, and %s q < 0.05 (Fisher's exact test, Benjamini–Hochberg over %s).%s",
		result.Counted(len(chosen), "concept"), unitNoun(in), b.title, counted(in, b.units), order(in, b, len(chosen)),
		thinCell, unitNouns(in),
		result.Counted(filled, "filled cell"), verb(thin, "rests", "rest"), fewUnits, unitNouns(in), verb(clear, "has", "have"), result.Counted(b.tested, "tested pair"), rule(in))
	if len(same) > 0 {
		caption += " Also empty, since most of what they have in common is the same words: " + strings.Join(same, ", ") + "."
	}
	caption += b.legend
	data := &result.Table{Name: figure, Title: title, Caption: caption, Place: result.Hidden, Columns: []result.Column{
		result.Texts("concept_a", "Concept A", "Label of the concept in the column.", as),
		result.Texts("concept_b", "Concept B", "Label of the concept in the row.", bs),
		result.Floats("npmi", "NPMI", "", 2, "Normalised pointwise mutual information; −1 where the two never stand together although 5 units or more were expected; empty where fewer were, where they stand together mostly on the same words, or where it is not defined.", npmi),
		result.Ints("both", "Both", "units", "Units with a hit of each.", both),
		result.Floats("expected", "Expected", "units", 2, "Joint count if the two were independent.", expected),
		result.Floats("q_bh", "q (BH)", "", -1, "Adjusted p of Fisher's exact test as in the table; empty for a pair that the table does not list.", q),
	}}
	if filled < len(npmi) {
		data.Notes = []result.Note{{Code: "never-together", Row: -1, Table: figure,
			Message: fmt.Sprintf("the cells of %d of %d pairs are empty; the caption says which pairs these are", len(npmi)-filled, len(npmi))}}
	}
	return &result.Figure{Name: figure, Title: title, Caption: caption, Kind: "triangle", Data: data,
		X: "concept_a", Y: "concept_b", Size: "npmi", XLabel: "NPMI, same " + unitNoun(in)}
}

// order says how a triangle's concepts were chosen and in which order they stand.
func order(in *analyzers.Input, b *block, shown int) string {
	first := ""
	if len(in.Options.Concepts) == 0 {
		first = " They are those that stand in most " + unitNouns(in) + " there, the most frequent first."
	}
	return first + in.Chosen(b.margins, shown)
}

// network draws the strongest ties between the most frequent concepts; nil
// where there are none.
func network(in *analyzers.Input, b *block) *result.Figure {
	chosen := in.Choose(b.margins, nodes, false)
	drawn, significant := ties(b, chosen)
	if len(drawn) == 0 {
		return nil
	}
	labels := analyzers.Labels(in.Book)
	branch := branches(in.Book, labels, drawn, b.margins)
	var source, target, from, to, lines []string
	var both, sourceHits, targetHits []int64
	var npmi, q []float64
	met := map[int]bool{}
	for _, p := range drawn {
		source, target = append(source, labels[p.a]), append(target, labels[p.b])
		npmi, q, both = append(npmi, p.npmi), append(q, p.q), append(both, p.both)
		sourceHits, targetHits = append(sourceHits, b.hits[p.a]), append(targetHits, b.hits[p.b])
		from, to = append(from, branch[p.a]), append(to, branch[p.b])
		line := ""
		if top(in.Book, p.a) == top(in.Book, p.b) {
			line = branch[p.a]
		}
		lines = append(lines, line)
		met[p.a], met[p.b] = true, true
	}
	title := fmt.Sprintf("Network of concepts in one %s, %s", unitNoun(in), b.title)
	cut := fmt.Sprintf("%s (the strongest by NPMI, at most %d) standing together more often than chance with q < 0.05 (Fisher's exact test, Benjamini–Hochberg over %s)",
		result.Counted(len(drawn), "pair"), edges, result.Counted(b.tested, "tested pair"))
	if !significant {
		cut = fmt.Sprintf("no pair has q < 0.05, so an illustration only, of %s standing together most often, and more often than expected",
			result.Counted(len(drawn), "pair"))
	}
	var alone []string
	for _, c := range chosen {
		if !met[c] {
			alone = append(alone, labels[c])
		}
	}
	which := fmt.Sprintf("among the %d concepts that stand in most %s", len(chosen), unitNouns(in))
	if len(in.Options.Concepts) > 0 {
		which = fmt.Sprintf("among %d concepts", len(chosen))
	}
	caption := fmt.Sprintf("Concepts that stand together in one %s in %s (%s): %s, %s; pairs that share mostly the same words are left out.%s "+
		"Area of a node: hits; width of a line: NPMI; colour: the top concept above it in the codebook%s. Distances and layout have no scale.%s",
		unitNoun(in), b.title, counted(in, b.units), cut, which, in.Chosen(b.margins, len(chosen)), others(branch), rule(in))
	if len(alone) > 0 {
		caption += " Without a line, and not drawn: " + strings.Join(alone, ", ") + "."
	}
	caption += b.legend
	data := &result.Table{Name: "network", Title: title, Caption: caption, Place: result.Hidden, Columns: []result.Column{
		result.Texts("source", "Concept A", "Label of one concept.", source),
		result.Texts("target", "Concept B", "Label of the other concept.", target),
		result.Floats("npmi", "NPMI", "", 2, "Normalised pointwise mutual information.", npmi),
		result.Ints("both", "Both", "units", "Units with a hit of each.", both),
		result.Floats("q_bh", "q (BH)", "", -1, "Adjusted p of Fisher's exact test.", q),
		result.Ints("source_hits", "Hits of A", "hits", "Hits of the first concept.", sourceHits),
		result.Ints("target_hits", "Hits of B", "hits", "Hits of the second concept.", targetHits),
		result.Texts("source_group", "Branch of A", "Top concept above the first, or other branches.", from),
		result.Texts("target_group", "Branch of B", "Top concept above the second, or other branches.", to),
		result.Texts("line_group", "Branch of both", "As the two before, if one top concept is above both; otherwise empty.", lines),
	}}
	return &result.Figure{Name: "network", Title: title, Caption: caption, Kind: "network", Data: data,
		X: "source", Y: "target", Size: "npmi"}
}

// others says what the shared colour of a network stands for; "" without one.
func others(branch map[int]string) string {
	for _, name := range branch {
		if name == otherBranches {
			return fmt.Sprintf(", one colour for each of the %d branches whose concepts are in the most units and one, “%s”, for the rest", groups-1, otherBranches)
		}
	}
	return ""
}

// ties returns the pairs that a network draws and whether they are significant.
func ties(b *block, chosen []int) (drawn []pair, significant bool) {
	var candidates []pair
	for _, p := range b.listed {
		if p.npmi > 0 && !p.sameWords() && slices.Contains(chosen, p.a) && slices.Contains(chosen, p.b) {
			candidates = append(candidates, p)
		}
	}
	for _, p := range candidates {
		if p.q < level {
			drawn = append(drawn, p)
		}
	}
	if len(drawn) > 0 {
		slices.SortStableFunc(drawn, func(x, y pair) int { return cmp.Compare(y.npmi, x.npmi) })
		return drawn[:min(len(drawn), edges)], true
	}
	slices.SortStableFunc(candidates, func(x, y pair) int { return cmp.Compare(y.both, x.both) })
	return candidates[:min(len(candidates), weakEdges)], false
}

// top returns the top concept above a concept.
func top(book *codebook.Codebook, c int) int {
	for book.Concepts[c].Parent != codebook.None {
		c = int(book.Concepts[c].Parent)
	}
	return c
}

// branches names the top concept above every drawn concept. Where there are
// more branches than colours, those whose drawn concepts are in fewer units share a
// name.
func branches(book *codebook.Codebook, labels []string, drawn []pair, margins []int64) map[int]string {
	members := map[int]map[int]bool{}
	for _, p := range drawn {
		for _, c := range []int{p.a, p.b} {
			if members[top(book, c)] == nil {
				members[top(book, c)] = map[int]bool{}
			}
			members[top(book, c)][c] = true
		}
	}
	var tops []int
	weight := map[int]int64{}
	for t, cs := range members {
		tops = append(tops, t)
		for c := range cs {
			weight[t] += margins[c]
		}
	}
	slices.SortFunc(tops, func(x, y int) int {
		return cmp.Or(cmp.Compare(weight[y], weight[x]), cmp.Compare(x, y))
	})
	out := map[int]string{}
	for i, t := range tops {
		for c := range members[t] {
			out[c] = labels[t]
			if len(tops) > groups && i >= groups-1 {
				out[c] = otherBranches
			}
		}
	}
	return out
}
