package match

import (
	"cmp"
	"fmt"
	"slices"

	"concordat/corpus"
	"concordat/corpus/codebook"
	"concordat/corpus/tokenize"
)

// Matcher codes documents with one Program. It keeps what it learned of the
// types it met, by the document's lexicon, so documents that share a lexicon
// are coded faster. A Matcher is used by one goroutine at a time.
type Matcher struct {
	p       *Program
	lexicon *corpus.Lexicon
	types   []*typeInfo          // by TypeID of lexicon
	known   map[string]*typeInfo // by word, over all lexicons
	doc     *corpus.Document

	// Of the sentence being coded.
	run     runner
	found   [][]span // sequence → its longest match at each start, by First
	hot     []int32  // sequences with a match
	woken   []int32  // patterns with a possible hit
	asleep  []bool   // pattern → not in woken
	refs    map[codebook.ConceptID][]span
	settler settler
	trace   func(p *pattern, r *rule, s span) // told of matches that a rule refuses; may be nil
}

// span is a match of a rule: tokens [first, end).
type span struct {
	first, end uint32
	form       Form
}

// candidate is a match of a pattern before the overlap policy.
type candidate struct {
	span
	concept codebook.ConceptID
	pattern int32 // in the concept
}

// maxKnown bounds the types remembered over all lexicons.
const maxKnown = 1 << 20

// NewMatcher returns a matcher for one worker.
func (p *Program) NewMatcher() *Matcher {
	m := &Matcher{
		p:      p,
		known:  make(map[string]*typeInfo),
		refs:   make(map[codebook.ConceptID][]span),
		run:    runner{states: p.maxStates},
		found:  make([][]span, len(p.sequences)),
		asleep: make([]bool, len(p.patterns)),
	}
	for i := range m.asleep {
		m.asleep[i] = true
	}
	return m
}

// Code returns all hits of the codebook in a document. It is an error if a
// pattern asks for lemmas or parts of speech and the document has no tags.
func (m *Matcher) Code(doc *corpus.Document) (Coding, error) {
	coding := Coding{Document: doc}
	err := m.each(doc, func(cs []candidate, first, end uint32) {
		m.settler.settle(m.p, &coding, cs, first, end)
	})
	return coding, err
}

// each calls do with the candidates of every sentence [first, end) that has
// any, ordered by concept, pattern, first token.
func (m *Matcher) each(doc *corpus.Document, do func(cs []candidate, first, end uint32)) error {
	if m.p.needsTags && !doc.Tagged && len(doc.Tokens) > 0 {
		return fmt.Errorf("document %q has no part-of-speech tags, and the codebook uses lemma: or tag: patterns: tokenize it with tags", doc.ID)
	}
	if doc.Lexicon == nil && len(doc.Tokens) > 0 {
		return fmt.Errorf("document %q has tokens but no lexicon: make it with package tokenize", doc.ID)
	}
	if doc.Lexicon != m.lexicon {
		m.lexicon = doc.Lexicon
		clear(m.types)
		m.types = m.types[:0]
	}
	if len(m.known) > maxKnown {
		clear(m.known)
	}
	if doc.Lexicon != nil {
		if more := doc.Lexicon.Len() - len(m.types); more > 0 {
			m.types = append(m.types, make([]*typeInfo, more)...)
		}
	}
	m.doc = doc
	var cs []candidate
	for _, s := range doc.Sentences {
		if s.End > uint32(len(doc.Tokens)) || s.First > s.End {
			return fmt.Errorf("document %q: sentence of tokens [%d, %d) of %d", doc.ID, s.First, s.End, len(doc.Tokens))
		}
		m.scan(s.First, s.End)
		if cs = m.candidates(cs[:0]); len(cs) > 0 {
			do(cs, s.First, s.End)
		}
		m.forget()
	}
	return nil
}

// info returns what is known of the type of token t.
func (m *Matcher) info(t uint32) *typeInfo {
	id := m.doc.Tokens[t].Type
	if info := m.types[id]; info != nil {
		return info
	}
	w := m.lexicon.Word(id)
	info := m.known[w]
	if info == nil {
		info = m.p.words.describe(w)
		m.known[w] = info
	}
	m.types[id] = info
	return info
}

// scan finds every match of every sequence in a sentence.
func (m *Matcher) scan(first, end uint32) {
	for t := first; t < end; t++ {
		info := m.info(t)
		for _, q := range info.starts {
			m.try(q, t, end)
		}
		for _, h := range info.halves {
			if _, ok := m.otherHalf(h, t, end); ok {
				for _, q := range m.p.words.list[h.word].starts {
					m.try(q, t, end)
				}
			}
		}
		for _, q := range m.p.anywhere {
			m.try(q, t, end)
		}
	}
}

// try notes the longest match of a sequence that starts at token t.
func (m *Matcher) try(q int32, t, end uint32) {
	list := m.found[q]
	if n := len(list); n > 0 && list[n-1].first == t {
		return // found by another of its first words
	}
	s, ok := m.longest(&m.p.sequences[q], t, end)
	if !ok {
		return
	}
	if len(list) == 0 {
		m.hot = append(m.hot, q)
		for _, p := range m.p.sequences[q].wakes {
			if m.asleep[p] {
				m.asleep[p] = false
				m.woken = append(m.woken, p)
			}
		}
	}
	m.found[q] = append(list, s)
}

// candidates appends the matches of all patterns in the sentence.
func (m *Matcher) candidates(cs []candidate) []candidate {
	slices.Sort(m.woken)
	for _, n := range m.woken {
		pat := &m.p.patterns[n]
		for _, s := range m.matches(pat, pat.rule) {
			cs = append(cs, candidate{s, pat.concept, pat.index})
		}
	}
	return cs
}

// forget leaves the sentence.
func (m *Matcher) forget() {
	for _, q := range m.hot {
		m.found[q] = m.found[q][:0]
	}
	for _, p := range m.woken {
		m.asleep[p] = true
	}
	m.hot, m.woken = m.hot[:0], m.woken[:0]
	clear(m.refs)
}

// isHalf reports whether token t and the next are the halves of any word.
func (m *Matcher) isHalf(info *typeInfo, t, end uint32) bool {
	for _, h := range info.halves {
		if _, ok := m.otherHalf(h, t, end); ok {
			return true
		}
	}
	return false
}

// otherHalf reports whether token t+1 is the second half of a word of which t
// is the first, and how it is written. Nothing but space may stand between.
func (m *Matcher) otherHalf(h half, t, end uint32) (Form, bool) {
	if t+1 >= end || m.doc.Tokens[t+1].Gap != 0 {
		return 0, false
	}
	form := FormSolid
	next := m.lexicon.Word(m.doc.Tokens[t+1].Type)
	if next != h.rest {
		if len(next) != len(h.rest)+len("'s") {
			return 0, false
		}
		short, ok := tokenize.Possessive(next)
		if !ok || short != h.rest {
			return 0, false
		}
		form |= FormPossessive
	}
	w := &m.p.words.list[h.word]
	if !w.exact {
		return form, true
	}
	a, whole := m.written(t)
	b, too := m.written(t + 1)
	return form, whole && too && string(a)+string(b[:len(h.rest)]) == w.text
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
	bs := newField(m.matches(pat, r.b))
	var out []span
	for _, a := range as {
		if bs.holds(r, a) {
			out = append(out, a)
		} else if m.trace != nil {
			m.trace(pat, r, a)
		}
	}
	return out
}

// field is a set of matches prepared for questions of where they stand.
type field struct {
	spans  []span   // by first
	ends   []uint32 // of all, ascending
	behind []uint32 // greatest end among spans[:i+1]
}

func newField(spans []span) field {
	f := field{spans: spans}
	last := uint32(0)
	for _, s := range spans {
		last = max(last, s.end)
		f.ends = append(f.ends, s.end)
		f.behind = append(f.behind, last)
	}
	slices.Sort(f.ends)
	return f
}

// holds reports whether the condition of r holds of a match of its A.
func (f field) holds(r *rule, a span) bool {
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
func (f field) follows(a span, n uint32) bool {
	i, _ := slices.BinarySearchFunc(f.spans, a.end, func(s span, t uint32) int { return cmp.Compare(s.first, t) })
	return i < len(f.spans) && f.spans[i].first-a.end <= n
}

// precedes reports whether a match ends at most n tokens before a.
func (f field) precedes(a span, n uint32) bool {
	i, _ := slices.BinarySearch(f.ends, a.first+1)
	return i > 0 && a.first-f.ends[i-1] <= n
}

// overlaps reports whether a match shares a token with a.
func (f field) overlaps(a span) bool {
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
