package joint

import (
	"slices"

	"concordat/analyzers/tally"
)

// Concepts returns every pair of concepts that both occur in some documents,
// without pairs of a concept and its ancestor, by A, then B. In units a pair
// stands once, A before B in the codebook; in windows it stands for each of the two
// as the node. Cost: the pairs of each unit or the tokens near each hit, and
// the square of the concepts that occur.
func (k *Counter) Concepts(documents []int) Family {
	if k.unit.Moving() {
		return k.conceptsNear(documents)
	}
	s := newUnitSums(len(k.book.Concepts))
	for _, d := range documents {
		k.eachUnit(d, func(u stretch, hits []tally.Position) {
			s.add(k, hits)
		})
	}
	out := Family{Nodes: s.margins}
	for a, n := range s.margins {
		for b := int32(k.book.Concepts[a].End); n > 0 && int(b) < len(s.margins); b++ {
			if s.margins[b] == 0 {
				continue
			}
			p := Pair{A: int32(a), B: b, OfA: n, OfB: s.margins[b], N: s.units}
			if i, met := s.index[key(int32(a), b)]; met {
				p.Both, p.Same = s.pairs[i].both, s.pairs[i].same
			}
			out.Pairs = append(out.Pairs, p)
		}
	}
	out.Size = int64(len(out.Pairs))
	return out
}

// eachUnit calls visit with the units of a document and the hits that begin in
// each.
func (k *Counter) eachUnit(document int, visit func(u stretch, hits []tally.Position)) {
	l := k.layout(document)
	i := 0
	for _, u := range l.units {
		first := i
		for i < len(l.hits) && l.hits[i].Token < u.end {
			i++
		}
		visit(u, l.hits[first:i])
	}
}

// unitSums adds up units.
type unitSums struct {
	units   int64
	margins []int64 // by concept
	index   map[uint64]int32
	pairs   []unitPair
	stamps  []int64  // by concept: the unit in which it was last met
	met     []int32  // concepts of the present unit
	reach   []uint32 // by hit of the unit: where it and those before it end
}

// unitPair is what is known of a pair.
type unitPair struct {
	both, same int64
	last       int64 // unit in which same was raised last
}

func newUnitSums(concepts int) *unitSums {
	return &unitSums{margins: make([]int64, concepts), index: map[uint64]int32{}, stamps: make([]int64, concepts)}
}

func key(a, b int32) uint64 { return uint64(min(a, b))<<32 | uint64(max(a, b)) }

// concepts returns the concepts of hits in one unit, ascending.
func (s *unitSums) concepts(hits []tally.Position) []int32 {
	s.units++
	s.met = s.met[:0]
	for _, h := range hits {
		if s.stamps[h.Concept] != s.units {
			s.stamps[h.Concept] = s.units
			s.met = append(s.met, h.Concept)
		}
	}
	slices.Sort(s.met)
	return s.met
}

// add adds a unit.
func (s *unitSums) add(k *Counter, hits []tally.Position) {
	met := s.concepts(hits)
	for i, a := range met {
		s.margins[a]++
		for _, b := range met[i+1:] {
			if !k.kin(a, b) {
				s.pair(a, b).both++
			}
		}
	}
	// Hits come by their first token, so one that shares a token with a later
	// hit reaches beyond that one's first.
	s.reach = s.reach[:0]
	for i, h := range hits {
		for j := i - 1; j >= 0 && s.reach[j] > h.Token; j-- {
			if o := hits[j]; o.End > h.Token && !k.kin(o.Concept, h.Concept) {
				if p := s.pair(o.Concept, h.Concept); p.last != s.units {
					p.last = s.units
					p.same++
				}
			}
		}
		furthest := h.End
		if i > 0 {
			furthest = max(furthest, s.reach[i-1])
		}
		s.reach = append(s.reach, furthest)
	}
}

// pair returns the record of a pair, valid until the next call.
func (s *unitSums) pair(a, b int32) *unitPair {
	i, known := s.index[key(a, b)]
	if !known {
		i = int32(len(s.pairs))
		s.index[key(a, b)] = i
		s.pairs = append(s.pairs, unitPair{})
	}
	return &s.pairs[i]
}

// Blocks is the tables of some pairs by the blocks of a document that a bootstrap
// draws: its paragraphs, or the units themselves where these are larger.
type Blocks struct {
	Sizes []int32 // tokens, by block
	Cells []Cell  // of what is not 0, by block
}

// Cell is a number of one block: of item i the Both of a pair, of item
// len(pairs)+A the OfA of every pair of that A.
type Cell struct{ Block, Item, Count int32 }

// Blocks returns the tables of pairs of concepts in a document by block; Both
// and OfA of a pair are the sums of its cells over all documents. Cost: the
// document and, for each unit or node, its pairs.
func (k *Counter) Blocks(document int, pairs []Pair) Blocks {
	l := k.layout(document)
	var out Blocks
	of := map[int32][]int32{} // by concept A: its pairs
	for i, p := range pairs {
		of[p.A] = append(of[p.A], int32(i))
	}
	counts := make([]int32, len(pairs)+len(k.book.Concepts))
	block, touched := uint32(0), []int32(nil)
	flush := func() {
		slices.Sort(touched)
		for _, item := range touched {
			out.Cells = append(out.Cells, Cell{int32(block), item, counts[item]})
			counts[item] = 0
		}
		touched = touched[:0]
	}
	raise := func(item int32) {
		if counts[item] == 0 {
			touched = append(touched, item)
		}
		counts[item]++
	}
	enter := func(b, tokens uint32) {
		if b != block {
			flush()
			block = b
		}
		for int(b) >= len(out.Sizes) {
			out.Sizes = append(out.Sizes, 0)
		}
		out.Sizes[b] += int32(tokens)
	}
	if k.unit.Moving() {
		k.blocksNear(l, pairs, of, enter, raise)
	} else {
		s := newUnitSums(len(k.book.Concepts))
		k.eachUnit(document, func(u stretch, hits []tally.Position) {
			enter(u.block, u.end-u.first)
			for _, a := range s.concepts(hits) {
				if len(of[a]) > 0 {
					raise(int32(len(pairs)) + a)
				}
				for _, i := range of[a] {
					if s.stamps[pairs[i].B] == s.units {
						raise(i)
					}
				}
			}
		})
	}
	flush()
	return out
}
