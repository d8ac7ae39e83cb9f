package match

import (
	"cmp"
	"slices"

	"concordat/corpus/codebook"
)

// settler decides which candidates of a sentence are hits. Hits never cross a
// sentence, so each sentence is settled alone.
type settler struct {
	taken   []uint32 // token of the sentence → round in which it was taken
	round   uint32
	first   uint32 // of the sentence
	order   []candidate
	concept []candidate
	other   []candidate
	hits    []Hit
	mine    []int
}

// settle adds the hits of one sentence to a coding.
func (s *settler) settle(p *Program, to *Coding, cs []candidate, first, end uint32) {
	s.first = first
	if n := int(end - first); n > len(s.taken) {
		s.taken = make([]uint32, n)
		s.round = 0
	}
	if len(cs) == 1 {
		s.one(p, to, cs[0])
		return
	}
	s.concept = s.perConcept(s.concept[:0], cs)
	inside := s.nested(s.concept)
	exclusive := s.exclusive(p, s.other[:0], cs)
	s.other = exclusive
	to.Policies.All += int64(len(cs))
	to.Policies.Concept += int64(len(s.concept))
	to.Policies.Codebook += int64(len(s.concept) - count(inside))
	to.Policies.Exclusive += int64(len(exclusive))
	s.hits = s.hits[:0]
	switch p.policy {
	case codebook.OverlapConcept:
		s.keep(s.concept, nil)
	case codebook.OverlapCodebook:
		s.keep(s.concept, inside)
	case codebook.OverlapAll:
		s.keep(cs, nil)
	case codebook.OverlapExclusive:
		s.keep(exclusive, nil)
	}
	s.rollUp(p)
	slices.SortFunc(s.hits, compareHits)
	to.Hits = append(to.Hits, s.hits...)
	to.Covered += s.covered()
}

// one is settle of a single candidate, which every policy keeps.
func (s *settler) one(p *Program, to *Coding, c candidate) {
	depth := p.book.Concepts[c.concept].Depth
	to.Hits = append(to.Hits, c.hit(uint32(1)<<depth-1))
	to.Covered += int64(c.end - c.first)
	to.Policies.Concept++
	to.Policies.Codebook++
	to.Policies.All++
	to.Policies.Exclusive++
}

func (c candidate) hit(up uint32) Hit {
	return Hit{Concept: c.concept, Pattern: c.pattern, First: c.first, End: c.end, Form: c.form, Up: up}
}

func (s *settler) keep(cs []candidate, without []bool) {
	for i, c := range cs {
		if without == nil || !without[i] {
			s.hits = append(s.hits, c.hit(0))
		}
	}
}

// compareHits orders hits by first token, longer first, concept, pattern.
func compareHits(a, b Hit) int {
	return cmp.Or(cmp.Compare(a.First, b.First), cmp.Compare(b.End, a.End),
		cmp.Compare(a.Concept, b.Concept), cmp.Compare(a.Pattern, b.Pattern))
}

// compareLength orders candidates longest first, then leftmost, then by pattern.
func compareLength(a, b candidate) int {
	return cmp.Or(cmp.Compare(b.end-b.first, a.end-a.first), cmp.Compare(a.first, b.first),
		cmp.Compare(a.pattern, b.pattern))
}

// next begins a new round, in which no token is taken.
func (s *settler) next() {
	s.round++
	if s.round == 0 {
		clear(s.taken)
		s.round = 1
	}
}

// take takes the tokens [first, end) unless one of them is taken already.
func (s *settler) take(first, end uint32) bool {
	span := s.taken[first-s.first : end-s.first]
	for _, t := range span {
		if t == s.round {
			return false
		}
	}
	for i := range span {
		span[i] = s.round
	}
	return true
}

// perConcept appends the candidates that are left when inside each concept a
// token belongs to one hit: the longest, then the leftmost, then by pattern.
func (s *settler) perConcept(to, cs []candidate) []candidate {
	s.order = append(s.order[:0], cs...)
	slices.SortFunc(s.order, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.concept, b.concept), compareLength(a, b))
	})
	return s.greedy(to, true)
}

// exclusive appends the candidates that are left when a token belongs to one
// concept, in priority order, and in a concept to one hit.
func (s *settler) exclusive(p *Program, to, cs []candidate) []candidate {
	s.order = append(s.order[:0], cs...)
	slices.SortFunc(s.order, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(p.rank[a.concept], p.rank[b.concept]), compareLength(a, b))
	})
	return s.greedy(to, false)
}

// greedy appends from s.order what shares no token with what came before it,
// in the same concept or in any.
func (s *settler) greedy(to []candidate, apart bool) []candidate {
	last := codebook.None
	s.next()
	for _, c := range s.order {
		if apart && c.concept != last {
			s.next()
			last = c.concept
		}
		if s.take(c.first, c.end) {
			to = append(to, c)
		}
	}
	return to
}

// nested says of each candidate whether it lies inside one longer candidate.
// The candidates of a concept share no token, so that one is another concept's.
func (s *settler) nested(cs []candidate) []bool {
	order := make([]int, len(cs))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int {
		return cmp.Or(cmp.Compare(cs[i].first, cs[j].first), cmp.Compare(cs[j].end, cs[i].end))
	})
	inside := make([]bool, len(cs))
	var before, here, at uint32 // greatest end of those that begin earlier, and of those that begin here
	for n, i := range order {
		c := cs[i]
		if n == 0 || c.first != at {
			before, here, at = max(before, here), c.end, c.first
		}
		inside[i] = before >= c.end || here > c.end
	}
	return inside
}

func count(bs []bool) int {
	n := 0
	for _, b := range bs {
		if b {
			n++
		}
	}
	return n
}

// rollUp finds for every ancestor of a hit's concept which hits it counts: its
// own, then of its descendants' those that share no token with them or with
// each other, the longest first, then the leftmost, then by concept and pattern.
func (s *settler) rollUp(p *Program) {
	hits := s.hits
	slices.SortFunc(hits, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(a.Concept, b.Concept), compareHits(a, b))
	})
	last := codebook.None
	for _, h := range hits {
		if h.Concept == last {
			continue
		}
		last = h.Concept
		for c := p.book.Concepts[h.Concept].Parent; c != codebook.None; c = p.book.Concepts[c].Parent {
			if s.firstBelow(c) == h.Concept {
				s.rollUpTo(p, c)
			}
		}
	}
}

// firstBelow returns the first descendant of c that has hits. s.hits are by concept.
func (s *settler) firstBelow(c codebook.ConceptID) codebook.ConceptID {
	i, _ := slices.BinarySearchFunc(s.hits, c+1, func(h Hit, c codebook.ConceptID) int { return cmp.Compare(h.Concept, c) })
	return s.hits[i].Concept
}

// rollUpTo sets the bit of ancestor c in the hits that it counts.
func (s *settler) rollUpTo(p *Program, c codebook.ConceptID) {
	s.next()
	s.mine = s.mine[:0]
	i, _ := slices.BinarySearchFunc(s.hits, c, func(h Hit, c codebook.ConceptID) int { return cmp.Compare(h.Concept, c) })
	for ; i < len(s.hits) && s.hits[i].Concept < p.book.Concepts[c].End; i++ {
		if h := s.hits[i]; h.Concept == c {
			s.force(h.First, h.End)
		} else {
			s.mine = append(s.mine, i)
		}
	}
	slices.SortFunc(s.mine, func(i, j int) int {
		a, b := s.hits[i], s.hits[j]
		return cmp.Or(cmp.Compare(b.End-b.First, a.End-a.First), cmp.Compare(a.First, b.First),
			cmp.Compare(a.Concept, b.Concept), cmp.Compare(a.Pattern, b.Pattern))
	})
	depth := p.book.Concepts[c].Depth
	for _, i := range s.mine {
		h := &s.hits[i]
		if s.take(h.First, h.End) {
			h.Up |= 1 << (p.book.Concepts[h.Concept].Depth - depth - 1)
		}
	}
}

// force takes the tokens [first, end), taken or not.
func (s *settler) force(first, end uint32) {
	for t := first; t < end; t++ {
		s.taken[t-s.first] = s.round
	}
}

// covered returns the number of tokens in any of the hits.
func (s *settler) covered() int64 {
	s.next()
	var n int64
	for _, h := range s.hits {
		for t := h.First; t < h.End; t++ {
			if s.taken[t-s.first] != s.round {
				s.taken[t-s.first] = s.round
				n++
			}
		}
	}
	return n
}
