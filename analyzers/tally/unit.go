package tally

import (
	"cmp"
	"slices"

	"concordat/corpus"
	"concordat/corpus/codebook"
	"concordat/corpus/match"
)

// grid is how a document divides into sentences and paragraphs. Paragraphs
// are the blocks that have words, numbered from 0.
type grid struct {
	doc        *corpus.Document
	stretches  []Stretch
	firsts     []uint32 // first token by paragraph
	paragraphs []int32  // paragraph by sentence
}

func newGrid(d *corpus.Document) *grid {
	g := &grid{doc: d, paragraphs: make([]int32, len(d.Sentences))}
	block := int64(-1)
	for i, s := range d.Sentences {
		if int64(s.Block) != block {
			block = int64(s.Block)
			g.stretches = append(g.stretches, Stretch{Heading: d.Blocks[s.Block].Kind == corpus.Heading})
			g.firsts = append(g.firsts, s.First)
		}
		p := len(g.stretches) - 1
		g.paragraphs[i] = int32(p)
		g.stretches[p].Sentences++
		g.stretches[p].Tokens += int32(s.End - s.First)
	}
	return g
}

// sentence returns the index of the sentence that holds a token, searching
// forwards from sentence at.
func (g *grid) sentence(at int, token uint32) int {
	for g.doc.Sentences[at].End <= token {
		at++
	}
	return at
}

// windows returns the index of the first window of every paragraph and the
// number of windows.
func (g *grid) windows(size uint32) ([]int64, int64) {
	bases := make([]int64, len(g.stretches))
	n := int64(0)
	for p, s := range g.stretches {
		bases[p] = n
		n += (int64(s.Tokens) + int64(size) - 1) / int64(size)
	}
	return bases, n
}

// unitSet is the set of concepts in one unit with their hits.
type unitSet struct {
	n       []int32 // hits by concept; all 0 between units
	members []int32
}

func (s *unitSet) reset(concepts int) {
	if concepts > len(s.n) {
		s.n = make([]int32, concepts)
	}
}

func (s *unitSet) add(concept int32) {
	if s.n[concept] == 0 {
		s.members = append(s.members, concept)
	}
	s.n[concept]++
}

func (s *unitSet) clear() {
	for _, c := range s.members {
		s.n[c] = 0
	}
	s.members = s.members[:0]
}

// cells appends the set as the cells of a paragraph and empties it.
func (s *unitSet) cells(to []Cell, paragraph int32) []Cell {
	slices.Sort(s.members)
	for _, c := range s.members {
		to = append(to, Cell{paragraph, c, s.n[c]})
	}
	s.clear()
	return to
}

// together counts the units in which concepts stand together. Its cost is that
// of the pairs in each unit, quadratic in the concepts that a unit has.
func (k *Counter) together(c *match.Coding, book *codebook.Codebook, g *grid, u Unit, window int) Cooccurrence {
	size := uint32(max(window, 1))
	bases, windows := g.windows(size)
	co := Cooccurrence{Unit: u}
	switch u {
	case Sentence:
		co.Units = int64(len(g.paragraphs))
	case Paragraph:
		co.Units = int64(len(g.stretches))
	case Window:
		co.Units = windows
	}
	j := joint{book: book, margins: make([]int64, len(book.Concepts)), pairs: map[[2]int32]*joined{}}
	k.cell.reset(len(book.Concepts))
	at, unit, first := 0, int64(-1), 0
	for i := range c.Hits {
		h := &c.Hits[i]
		at = g.sentence(at, h.First)
		p := g.paragraphs[at]
		now := int64(at)
		switch u {
		case Paragraph:
			now = int64(p)
		case Window:
			now = bases[p] + int64((h.First-g.firsts[p])/size)
		}
		if now != unit {
			j.unit(k, c.Hits[first:i])
			unit, first = now, i
		}
		for _, id := range k.rollUp(book, h) {
			k.cell.add(id)
		}
	}
	j.unit(k, c.Hits[first:])
	for id, n := range j.margins {
		if n > 0 {
			co.Margins = append(co.Margins, Margin{int32(id), n})
		}
	}
	for p, n := range j.pairs {
		co.Pairs = append(co.Pairs, Pair{p[0], p[1], n.units, n.shared})
	}
	slices.SortFunc(co.Pairs, func(a, b Pair) int { return cmp.Or(cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B)) })
	return co
}

// joint gathers what stands together, unit by unit.
type joint struct {
	book    *codebook.Codebook
	margins []int64
	pairs   map[[2]int32]*joined
	past    int64 // units with hits so far
}

// joined is what is known of one pair.
type joined struct {
	units, shared int64
	last          int64 // unit in which shared was raised last, 1-based
}

// unit adds one unit: the concepts of k.cell, which is emptied, and their hits.
func (j *joint) unit(k *Counter, hits []match.Hit) {
	j.past++
	slices.Sort(k.cell.members)
	for i, a := range k.cell.members {
		j.margins[a]++
		for _, b := range k.cell.members[i+1:] {
			if j.kin(a, b) {
				continue
			}
			pair := j.pairs[[2]int32{a, b}]
			if pair == nil {
				pair = new(joined)
				j.pairs[[2]int32{a, b}] = pair
			}
			pair.units++
		}
	}
	k.cell.clear()
	for x := range hits {
		for y := x + 1; y < len(hits) && hits[y].First < hits[x].End; y++ {
			j.share(k, &hits[x], &hits[y])
		}
	}
}

// share notes that two hits of the present unit have a token in common.
func (j *joint) share(k *Counter, x, y *match.Hit) {
	k.other = append(k.other[:0], k.rollUp(j.book, x)...)
	for _, b := range k.rollUp(j.book, y) {
		for _, a := range k.other {
			if a == b || j.kin(min(a, b), max(a, b)) {
				continue
			}
			if pair := j.pairs[[2]int32{min(a, b), max(a, b)}]; pair.last != j.past {
				pair.last = j.past
				pair.shared++
			}
		}
	}
}

// kin reports whether a is an ancestor of b, a < b.
func (j *joint) kin(a, b int32) bool { return b < int32(j.book.Concepts[a].End) }
