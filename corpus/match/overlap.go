package match

import (
	"cmp"
	"slices"

	"concordat/corpus/codebook"
)

// settler decides which candidates of a sentence are hits. Hits never cross a
// sentence, so each sentence is settled alone.
type settler struct {
	taken   []uint32 // token → round in which it was taken
	round   uint32
	first   uint32 // token of the first of them
	order   []candidate
	concept []candidate
	other   []candidate
	inside  []bool // of concept: it lies inside one longer candidate
	hits    []Hit
	mine    []int
}

// settle adds the hits of one sentence to a coding. Only candidates that share
// tokens, directly or through others, bear on each other: each such group is
// settled alone, and most are one candidate, which every policy keeps.
func (s *settler) settle(p *Program, to *Coding, cs []candidate) {
	if !slices.IsSortedFunc(cs, compareFirst) {
		slices.SortFunc(cs, compareFirst)
	}
	for len(cs) > 0 {
		n, end := 1, cs[0].end
		for n < len(cs) && cs[n].first < end {
			end = max(end, cs[n].end)
			n++
		}
		if n == 1 {
			to.Hits = append(to.Hits, cs[0].hit(p.above[cs[0].concept]))
			to.Covered += int64(end - cs[0].first)
			to.Policies.Concept++
			to.Policies.Codebook++
			to.Policies.All++
			to.Policies.Exclusive++
		} else {
			s.together(p, to, cs[:n], cs[0].first, end)
		}
		cs = cs[n:]
	}
}

func compareFirst(a, b candidate) int { return cmp.Compare(a.first, b.first) }

// together is settle of candidates in the tokens [first, end) that may all
// bear on each other.
func (s *settler) together(p *Program, to *Coding, cs []candidate, first, end uint32) {
	s.first = first
	if n := int(end - first); n > len(s.taken) {
		s.taken = make([]uint32, n)
		s.round = 0
	}
	s.concept = s.perConcept(s.concept[:0], cs)
	s.nested()
	s.other = s.exclusive(p, s.other[:0])
	to.Policies.All += int64(len(cs))
	to.Policies.Concept += int64(len(s.concept))
	to.Policies.Codebook += int64(len(s.concept) - count(s.inside))
	to.Policies.Exclusive += int64(len(s.other))
	s.hits = s.hits[:0]
	switch p.policy {
	case codebook.OverlapConcept:
		s.keep(s.concept, nil)
	case codebook.OverlapCodebook:
		s.keep(s.concept, s.inside)
	case codebook.OverlapAll:
		s.keep(cs, nil)
	case codebook.OverlapExclusive:
		s.keep(s.other, nil)
	}
	s.rollUp(p)
	slices.SortFunc(s.hits, compareHits)
	to.Hits = append(to.Hits, s.hits...)
	to.Covered += s.covered()
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
	switch {
	case a.First != b.First:
		return cmp.Compare(a.First, b.First)
	case a.End != b.End:
		return cmp.Compare(b.End, a.End)
	case a.Concept != b.Concept:
		return cmp.Compare(a.Concept, b.Concept)
	}
	return cmp.Compare(a.Pattern, b.Pattern)
}

// compareLength orders candidates longest first, then leftmost, then by pattern.
func compareLength(a, b candidate) int {
	switch {
	case a.end-a.first != b.end-b.first:
		return cmp.Compare(b.end-b.first, a.end-a.first)
	case a.first != b.first:
		return cmp.Compare(a.first, b.first)
	}
	return cmp.Compare(a.pattern, b.pattern)
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
		if a.concept != b.concept {
			return cmp.Compare(a.concept, b.concept)
		}
		return compareLength(a, b)
	})
	return s.greedy(to, true)
}

// exclusive appends the candidates that are left when a token belongs to one
// concept, in priority order, and in a concept to one hit. perConcept has been
// called with the same candidates.
func (s *settler) exclusive(p *Program, to []candidate) []candidate {
	if p.ranked { // otherwise perConcept has left them in this order
		slices.SortFunc(s.order, func(a, b candidate) int {
			if a.concept != b.concept {
				return cmp.Compare(p.rank[a.concept], p.rank[b.concept])
			}
			return compareLength(a, b)
		})
	}
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

// nested notes of each of s.concept whether it lies inside one longer candidate.
// The candidates of a concept share no token, so that one is another concept's.
func (s *settler) nested() {
	cs := s.concept
	s.mine, s.inside = s.mine[:0], s.inside[:0]
	for i := range cs {
		s.mine = append(s.mine, i)
		s.inside = append(s.inside, false)
	}
	slices.SortFunc(s.mine, func(i, j int) int {
		if cs[i].first != cs[j].first {
			return cmp.Compare(cs[i].first, cs[j].first)
		}
		return cmp.Compare(cs[j].end, cs[i].end)
	})
	var before, here, at uint32 // greatest end of those that begin earlier, and of those that begin here
	for n, i := range s.mine {
		c := cs[i]
		if n == 0 || c.first != at {
			before, here, at = max(before, here), c.end, c.first
		}
		s.inside[i] = before >= c.end || here > c.end
	}
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
	if !slices.ContainsFunc(hits, func(h Hit) bool { return p.above[h.Concept] != 0 }) {
		return
	}
	slices.SortFunc(hits, func(a, b Hit) int {
		if a.Concept != b.Concept {
			return cmp.Compare(a.Concept, b.Concept)
		}
		return compareHits(a, b)
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

// matches returns the matches of a rule in the sentence, by first token. A
// rule's matches are those of its A of which the condition holds; only the
// longest match of A and of B at each start is looked at.
func (m *Matcher) matches(pat *pattern, r *rule) []span {
	switch r.op {
	case codebook.OpSequence:
		return m.found[r.sequence]
	case codebook.OpConcept:
		return m.hitsOf(r.ref)
	}
	as := m.matches(pat, r.a)
	if len(as) == 0 {
		return nil
	}
	m.others.set(m.matches(pat, r.b))
	known := len(m.kept)
	for _, a := range as {
		if m.others.holds(r, a) {
			m.kept = append(m.kept, a)
		} else if m.trace != nil {
			m.trace(pat, r, a)
		}
	}
	return m.kept[known:len(m.kept):len(m.kept)]
}

// field is a set of matches prepared for questions of where they stand.
type field struct {
	spans  []span   // by first
	ends   []uint32 // of all, ascending
	behind []uint32 // greatest end among spans[:i+1]
}

// set prepares the field for matches in the order of their first tokens.
func (f *field) set(spans []span) {
	f.spans, f.ends, f.behind = spans, f.ends[:0], f.behind[:0]
	last := uint32(0)
	for _, s := range spans {
		last = max(last, s.end)
		f.ends = append(f.ends, s.end)
		f.behind = append(f.behind, last)
	}
	slices.Sort(f.ends)
}

// holds reports whether the condition of r holds of a match of its A.
func (f *field) holds(r *rule, a span) bool {
	switch r.op {
	case codebook.OpBefore:
		return f.follows(a, r.n)
	case codebook.OpNear:
		return f.follows(a, r.n) || f.precedes(a, r.n)
	case codebook.OpSentence:
		n := uint32(1) << 31
		return f.follows(a, n) || f.precedes(a, n)
	case codebook.OpUnless:
		return !f.overlaps(a)
	case codebook.OpUnlessSentence:
		return len(f.spans) == 0
	}
	return false
}

// follows reports whether a match begins at most n tokens behind a.
func (f *field) follows(a span, n uint32) bool {
	i, _ := slices.BinarySearchFunc(f.spans, a.end, func(s span, t uint32) int { return cmp.Compare(s.first, t) })
	return i < len(f.spans) && f.spans[i].first-a.end <= n
}

// precedes reports whether a match ends at most n tokens before a.
func (f *field) precedes(a span, n uint32) bool {
	i, _ := slices.BinarySearch(f.ends, a.first+1)
	return i > 0 && a.first-f.ends[i-1] <= n
}

// overlaps reports whether a match shares a token with a.
func (f *field) overlaps(a span) bool {
	i, _ := slices.BinarySearchFunc(f.spans, a.end, func(s span, t uint32) int { return cmp.Compare(s.first, t) })
	return i > 0 && f.behind[i-1] > a.first
}

// hitsOf returns the hits of a concept in the sentence as a rule sees them:
// its own and its descendants', no token twice, whatever the overlap policy.
func (m *Matcher) hitsOf(c codebook.ConceptID) []span {
	if known, ok := m.refs[c]; ok {
		return known
	}
	var own, below []span
	for _, pat := range m.p.patternsOf(c) {
		own = append(own, m.matches(&pat, pat.rule)...)
	}
	own = disjoint(nil, own)
	for d := c + 1; d < m.p.book.Concepts[c].End; d++ {
		if m.p.book.Concepts[d].Parent == c {
			below = append(below, m.hitsOf(d)...)
		}
	}
	hits := disjoint(own, below)
	slices.SortFunc(hits, func(a, b span) int { return cmp.Compare(a.first, b.first) })
	m.refs[c] = hits
	return hits
}

// disjoint adds to the spans taken, which share no token, those of more that
// share none with them or with each other: the longest first, then the leftmost.
func disjoint(taken, more []span) []span {
	slices.SortStableFunc(more, func(a, b span) int {
		return cmp.Or(cmp.Compare(b.end-b.first, a.end-a.first), cmp.Compare(a.first, b.first))
	})
	used := make(map[uint32]bool)
	mark := func(s span) {
		for t := s.first; t < s.end; t++ {
			used[t] = true
		}
	}
	for _, s := range taken {
		mark(s)
	}
	for _, s := range more {
		if free(used, s) {
			taken = append(taken, s)
			mark(s)
		}
	}
	return taken
}

func free(used map[uint32]bool, s span) bool {
	for t := s.first; t < s.end; t++ {
		if used[t] {
			return false
		}
	}
	return true
}
