package sensitivity

import (
	"cmp"
	"slices"

	"concordat/analyzers"
	"concordat/analyzers/stats"
	"concordat/analyzers/tally"
)

// Denominators of a rate.
const (
	perTokens = iota
	perSentences
	perParagraphs
	denominators
)

// denominator returns the name of a denominator.
func denominator(d int) string { return [denominators]string{"tokens", "sentences", "paragraphs"}[d] }

// drop is a concept under examination counted without one pattern.
type drop struct {
	place            int   // of the concept, in layout.chosen
	concept, pattern int32 // the pattern left out, and the concept that has it
}

// layout numbers everything that is resampled together, so that all of it
// shares the draws: each concept under each variant, the sentences and
// paragraphs, and each concept without each of the patterns that bear on it.
type layout struct {
	in       *analyzers.Input
	chosen   []int // the concepts under examination
	places   []int // by concept: its place in chosen, −1 = none
	variants int
	drops    []drop
}

// newLayout returns the layout of the run's own choices alone.
func newLayout(in *analyzers.Input, chosen []int) *layout {
	l := &layout{in: in, chosen: chosen, places: make([]int, len(in.Book.Concepts)), variants: min(1, len(in.Variants))}
	for c := range l.places {
		l.places[c] = slices.Index(chosen, c)
	}
	return l
}

// withAll returns the layout of every variant and of every pattern that has a
// match in some documents.
func (l *layout) withAll(documents []int) *layout {
	all := *l
	l, in := &all, l.in
	l.variants, l.drops = len(in.Variants), nil
	for _, i := range documents {
		for _, o := range in.Tally.Documents[i].Omissions {
			for _, list := range [][]tally.Position{o.Lost, o.Gained} {
				for _, p := range list {
					if at := l.places[p.Concept]; at >= 0 {
						l.drops = append(l.drops, drop{at, o.Concept, o.Pattern})
					}
				}
			}
		}
		slices.SortFunc(l.drops, compareDrops)
		l.drops = slices.Compact(l.drops)
	}
	return l
}

func compareDrops(a, b drop) int {
	return cmp.Or(cmp.Compare(a.place, b.place), cmp.Compare(a.concept, b.concept), cmp.Compare(a.pattern, b.pattern))
}

// item returns the number of a concept, by its place, under a variant.
func (l *layout) item(variant, place int) int { return variant*len(l.chosen) + place }

// base returns the number of a denominator other than tokens.
func (l *layout) base(d int) int { return l.variants*len(l.chosen) + d - 1 }

// dropped returns the number of a drop.
func (l *layout) dropped(i int) int { return l.base(denominators) + i }

// items returns how many numbers there are.
func (l *layout) items() int { return l.dropped(len(l.drops)) }

// cells counts everything in the paragraphs of a document.
func (l *layout) cells(document int) (sizes []int32, cells []stats.Cell) {
	doc := &l.in.Tally.Documents[document]
	firsts := make([]uint32, 0, len(doc.Stretches))
	first := uint32(0)
	for b, s := range doc.Stretches {
		sizes, firsts = append(sizes, s.Tokens), append(firsts, first)
		first += uint32(s.Tokens)
		cells = append(cells, stats.Cell{Block: int32(b), Item: int32(l.base(perSentences)), Count: s.Sentences},
			stats.Cell{Block: int32(b), Item: int32(l.base(perParagraphs)), Count: 1})
	}
	enter := func(item int, ps []tally.Position, sign int32) {
		for _, p := range ps {
			b, found := slices.BinarySearch(firsts, p.Token)
			if !found {
				b--
			}
			cells = append(cells, stats.Cell{Block: int32(b), Item: int32(item), Count: sign})
		}
	}
	for v := range min(l.variants, len(doc.Variants)) {
		l.each(doc.Variants[v], func(place int, ps []tally.Position) { enter(l.item(v, place), ps, 1) })
	}
	if len(l.drops) > 0 && len(doc.Variants) > 0 {
		l.each(doc.Variants[0], func(place int, ps []tally.Position) {
			for i, d := range l.drops {
				if d.place == place {
					enter(l.dropped(i), ps, 1)
				}
			}
		})
	}
	for _, o := range doc.Omissions {
		change := func(ps []tally.Position, sign int32) {
			l.each(ps, func(place int, ps []tally.Position) {
				if i, ok := slices.BinarySearchFunc(l.drops, drop{place, o.Concept, o.Pattern}, compareDrops); ok {
					enter(l.dropped(i), ps, sign)
				}
			})
		}
		change(o.Lost, -1)
		change(o.Gained, 1)
	}
	return sizes, together(cells)
}

// each calls do with the positions of every concept under examination.
func (l *layout) each(ps []tally.Position, do func(place int, ps []tally.Position)) {
	for len(ps) > 0 {
		n := 1
		for n < len(ps) && ps[n].Concept == ps[0].Concept {
			n++
		}
		if at := l.places[ps[0].Concept]; at >= 0 {
			do(at, ps[:n])
		}
		ps = ps[n:]
	}
}

// together adds up the cells of the same block and item and leaves out those of 0.
func together(cells []stats.Cell) []stats.Cell {
	slices.SortFunc(cells, func(a, b stats.Cell) int {
		return cmp.Or(cmp.Compare(a.Block, b.Block), cmp.Compare(a.Item, b.Item))
	})
	out := cells[:0]
	for _, c := range cells {
		if n := len(out); n > 0 && out[n-1].Block == c.Block && out[n-1].Item == c.Item {
			out[n-1].Count += c.Count
			continue
		}
		out = append(out, c)
	}
	return slices.DeleteFunc(out, func(c stats.Cell) bool { return c.Count == 0 })
}
