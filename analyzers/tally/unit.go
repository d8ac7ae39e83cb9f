package tally

import (
	"concordat/corpus"
	"concordat/corpus/match"
)

// grid is how a document divides into sentences and paragraphs. Paragraphs
// are the blocks that have words, numbered from 0.
type grid struct {
	sentences  []corpus.Sentence
	stretches  []Stretch
	firsts     []uint32 // first token by paragraph
	paragraphs []int32  // paragraph by sentence
	bases      []int64  // first window by paragraph
}

// set divides a document.
func (g *grid) set(d *corpus.Document) {
	g.sentences = d.Sentences
	g.stretches, g.firsts = g.stretches[:0], g.firsts[:0]
	g.paragraphs = sized(g.paragraphs, len(d.Sentences))
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
}

// windows numbers the windows of every paragraph and returns how many there are.
func (g *grid) windows(size uint32) int64 {
	g.bases = sized(g.bases, len(g.stretches))
	n := int64(0)
	for p, s := range g.stretches {
		g.bases[p] = n
		n += (int64(s.Tokens) + int64(size) - 1) / int64(size)
	}
	return n
}

// unitSet is the set of concepts in one unit with their hits.
type unitSet struct {
	n       []int32 // hits by concept; all 0 between units
	own     []int32 // of them Cell.Own; all 0 between paragraphs
	set     numbers
	members []uint32 // as close has left them
}

func (s *unitSet) reset(concepts int) {
	if concepts > len(s.n) {
		s.n, s.own = make([]int32, concepts), make([]int32, concepts)
		s.set.grow(concepts)
	}
}

func (s *unitSet) add(concept int32) {
	s.set.add(uint32(concept))
	s.n[concept]++
}

// close empties the set and returns its members, ascending.
func (s *unitSet) close() []uint32 {
	s.members = s.set.appendTo(s.members[:0])
	s.set.remove(s.members)
	return s.members
}

// cells appends the set as the cells of a paragraph and empties it.
func (s *unitSet) cells(to []Cell, paragraph int32) []Cell {
	for _, c := range s.close() {
		to = append(to, Cell{paragraph, int32(c), s.n[c], s.own[c]})
		s.n[c], s.own[c] = 0, 0
	}
	return to
}

// together counts the units in which concepts stand together, once hits has
// been called. Its cost is that of the pairs in each unit, quadratic in the
// concepts that a unit has.
func (k *Counter) together(c *match.Coding, u Unit, o Options) (co Cooccurrence) {
	size := uint32(max(o.Window, 1))
	co.Unit = u
	switch u {
	case Sentence:
		co.Units = int64(len(k.grid.paragraphs))
	case Paragraph:
		co.Units = int64(len(k.grid.stretches))
	case Window:
		co.Units = k.grid.windows(size)
	}
	if len(c.Hits) == 0 {
		return co
	}
	k.joint.reset(len(k.tree.parents))
	unit, first := int64(-1), 0
	for i := range c.Hits {
		at := k.spread.sentences[i]
		now := int64(at)
		switch u {
		case Paragraph:
			now = int64(k.grid.paragraphs[at])
		case Window:
			p := k.grid.paragraphs[at]
			now = k.grid.bases[p] + int64((c.Hits[i].First-k.grid.firsts[p])/size)
		}
		if now != unit {
			k.unit(c.Hits, first, i)
			unit, first = now, i
		}
		for _, id := range k.spread.of(i) {
			k.cell.add(id)
		}
	}
	k.unit(c.Hits, first, len(c.Hits))
	margins, pairs := len(k.margins), len(k.pairs)
	for _, id := range k.met { // every concept with a hit has a unit
		k.margins = append(k.margins, Margin{id, k.joint.margins[id]})
		k.joint.margins[id] = 0
	}
	k.pairs = k.joint.pairs.appendTo(k.pairs)
	co.Margins = keep(k.margins[margins:len(k.margins):len(k.margins)], o.Reuse)
	co.Pairs = keep(k.pairs[pairs:len(k.pairs):len(k.pairs)], o.Reuse)
	return co
}

// joint gathers what stands together, unit by unit.
type joint struct {
	margins []int64 // by concept; all 0 between documents
	pairs   pairs
	past    int64 // units with hits so far
}

func (j *joint) reset(concepts int) {
	if concepts > len(j.margins) {
		j.margins = make([]int64, concepts)
	}
	j.pairs.reset(concepts)
	j.past = 0
}

// unit adds one unit: the concepts of k.cell, which is emptied, and its hits [first, end).
func (k *Counter) unit(hits []match.Hit, first, end int) {
	j := &k.joint
	j.past++
	members := k.cell.close()
	for i, a := range members {
		k.cell.n[a] = 0
		j.margins[a]++
		descendants := uint32(k.tree.ends[a])
		for _, b := range members[i+1:] {
			if b >= descendants {
				j.pairs.of(int32(a), int32(b)).N++
			}
		}
	}
	for x := first; x < end; x++ {
		for y := x + 1; y < end && hits[y].First < hits[x].End; y++ {
			k.share(x, y)
		}
	}
}

// share notes that two hits of the present unit have a token in common.
func (k *Counter) share(x, y int) {
	for _, b := range k.spread.of(y) {
		for _, a := range k.spread.of(x) {
			if a == b || k.kin(min(a, b), max(a, b)) {
				continue
			}
			if p := k.joint.pairs.of(min(a, b), max(a, b)); p.last != k.joint.past {
				p.last = k.joint.past
				p.Shared++
			}
		}
	}
}

// kin reports whether a is an ancestor of b, a < b.
func (k *Counter) kin(a, b int32) bool { return b < k.tree.ends[a] }
