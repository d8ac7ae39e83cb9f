package match

import (
	"cmp"
	"fmt"
	"slices"

	"concordat/corpus"
	"concordat/corpus/codebook"
)

// Matcher codes documents with one Program. It keeps what it learned of the
// types it met, by the document's lexicon, so documents that share a lexicon
// are coded faster. A Matcher is used by one goroutine at a time.
type Matcher struct {
	p         *Program
	lexicon   *corpus.Lexicon
	marks     []mark               // by TypeID of lexicon
	types     []*typeInfo          // the same; nil if new
	known     map[string]*typeInfo // by word, from other lexicons
	learned   int                  // types that were worked out since known was last emptied
	described typeInfo             // scratch
	blank     [2]typeInfo          // types that mean nothing, but for 1 = the second half of a word
	filter    filter
	doc       *corpus.Document

	// Of the sentence being coded.
	called  []int32 // sequences that any token may start
	nodes   []uint32
	run     runner
	found   [][]span // sequence → its longest match at each start, by First
	hot     []int32  // sequences with a match
	woken   []int32  // patterns with a possible hit
	asleep  []bool   // pattern → not in woken
	refs    map[codebook.ConceptID][]span
	others  field  // matches of the B of the rule at hand
	kept    []span // matches of rules
	cs      []candidate
	settler settler
	trace   func(p *pattern, r *rule, s span) // told of matches that a rule refuses; may be nil

	tried  int  // sequences that were run to see whether they match
	asking bool // only for sequences with lemmas or tags that may match
	asked  bool // there is one
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
		filter: newFilter(p),
		refs:   make(map[codebook.ConceptID][]span),
		run:    runner{states: p.maxStates},
		found:  make([][]span, len(p.sequences)),
		asleep: make([]bool, len(p.patterns)),
	}
	for i := range m.asleep {
		m.asleep[i] = true
	}
	m.blank[0] = typeInfo{parts: 1, mark: isPlain}
	m.blank[1] = typeInfo{parts: 1, mark: isPlain | mayEnd}
	return m
}

// Code returns all hits of the codebook in a document. It is an error if a
// pattern asks for lemmas or parts of speech and the document has no tags.
func (m *Matcher) Code(doc *corpus.Document) (Coding, error) {
	var coding Coding
	err := m.CodeInto(doc, &coding)
	return coding, err
}

// CodeInto is Code into a coding whose hits' memory is used again: what it
// held is overwritten.
func (m *Matcher) CodeInto(doc *corpus.Document, coding *Coding) error {
	return m.CodeFrom(doc, 0, coding)
}

// CodeFrom is CodeInto of a document that is still being made: it adds the hits
// of the sentences from one on to those of the sentences before. From 0 on, it
// begins anew.
func (m *Matcher) CodeFrom(doc *corpus.Document, from int, coding *Coding) error {
	if from == 0 {
		*coding = Coding{Document: doc, Hits: coding.Hits[:0]}
	}
	return m.each(doc, from, func(cs []candidate, _, _ uint32) {
		m.settler.settle(m.p, coding, cs)
	})
}

// Candidates reports for every sentence of a document, which needs no tags yet,
// whether lemma: or tag: may match something in it. Where that is false, the
// tags of the sentence have no bearing on the hits and need not be found.
func (m *Matcher) Candidates(doc *corpus.Document) ([]bool, error) {
	may := make([]bool, len(doc.Sentences))
	if !m.p.needsTags {
		return may, nil
	}
	m.asking = true
	defer func() { m.asking = false }()
	err := m.sentences(doc, 0, func(i int, s corpus.Sentence) {
		m.asked = false
		m.scan(s.First, s.End)
		may[i] = m.asked
		m.forget() // what of the sentence needs no tags was found on the way
		m.cs = m.cs[:0]
	})
	return may, err
}

// each calls do with the candidates of every sentence [first, end) that has
// any, from one on, in no certain order.
func (m *Matcher) each(doc *corpus.Document, from int, do func(cs []candidate, first, end uint32)) error {
	if m.p.needsTags && !doc.Tagged && len(doc.Tokens) > 0 {
		return fmt.Errorf("document %q has no part-of-speech tags, and the codebook uses lemma: or tag: patterns: tokenize it with tags", doc.ID)
	}
	return m.sentences(doc, from, func(_ int, s corpus.Sentence) {
		m.scan(s.First, s.End)
		if len(m.hot) > 0 {
			m.addWoken()
			m.forget()
		}
		if len(m.cs) > 0 {
			do(m.cs, s.First, s.End)
			m.cs = m.cs[:0]
		}
	})
}

// sentences prepares for a document and calls do with each of its sentences
// from one on.
func (m *Matcher) sentences(doc *corpus.Document, from int, do func(i int, s corpus.Sentence)) error {
	if doc.Lexicon == nil && len(doc.Tokens) > 0 {
		return fmt.Errorf("document %q has tokens but no lexicon: make it with package tokenize", doc.ID)
	}
	tooMany := m.learned > maxKnown
	if tooMany {
		clear(m.known)
		m.filter = newFilter(m.p)
		m.learned = 0
	}
	if tooMany || doc.Lexicon != m.lexicon {
		if !tooMany {
			m.remember()
		}
		m.lexicon = doc.Lexicon
		clear(m.types)
		m.types, m.marks = m.types[:0], m.marks[:0]
	}
	if doc.Lexicon != nil {
		n := len(m.marks)
		if more := doc.Lexicon.Len() - n; more > 0 {
			m.types = append(m.types, make([]*typeInfo, more)...)
			m.marks = slices.Grow(m.marks, more)[:n+more]
			for i := range m.marks[n:] {
				m.marks[n+i] = newcomer
			}
		}
	}
	m.doc = doc
	for i := from; i < len(doc.Sentences); i++ {
		s := doc.Sentences[i]
		if s.End > uint32(len(doc.Tokens)) || s.First > s.End {
			return fmt.Errorf("document %q: sentence of tokens [%d, %d) of %d", doc.ID, s.First, s.End, len(doc.Tokens))
		}
		do(i, s)
	}
	return nil
}

// info returns what is known of the type of token t.
func (m *Matcher) info(t uint32) *typeInfo {
	id := m.doc.Tokens[t].Type
	if m.types[id] == nil {
		m.learn(id)
	}
	return m.types[id]
}

// remember keeps what is known of the types of a lexicon for other lexicons.
func (m *Matcher) remember() {
	for id, info := range m.types {
		if info != nil {
			m.known[m.lexicon.Word(corpus.TypeID(id))] = info
		}
	}
}

// learn works out what the patterns have to say of a type.
func (m *Matcher) learn(id corpus.TypeID) mark {
	w := m.lexicon.Word(id)
	info := m.known[w]
	if info == nil {
		m.learned++
		info = m.describe(w)
	}
	m.types[id], m.marks[id] = info, info.mark
	return info.mark
}

// describe works out what the patterns have to say of a word. Most words have
// the same, nothing, and share it.
func (m *Matcher) describe(w string) *typeInfo {
	info := &m.described
	m.p.words.describe(info, w)
	rest := m.p.words.isRest(w)
	if info.parts > 1 || len(info.edges) > 0 || len(info.halves) > 0 {
		info.mark = m.filter.mark(info, rest)
		kept := *info
		m.described = typeInfo{} // the memory of the edges is gone
		return &kept
	}
	if rest {
		return &m.blank[1]
	}
	return &m.blank[0]
}

// scan finds every match of every sequence in a sentence. Most tokens mean
// nothing to the patterns, and what they can be tells so at once.
func (m *Matcher) scan(first, end uint32) {
	tokens, marks, f := m.doc.Tokens[:end], m.marks, &m.filter
	for t := first; t < end; t++ {
		k := marks[tokens[t].Type]
		if k&isEvent == 0 {
			continue
		}
		if k&mayCall == 0 && t+1 < end && int(k&classOf) < len(f.root) {
			next := marks[tokens[t+1].Type]
			r := &f.root[k&classOf]
			if !r.always && !r.words.meets(&f.masks[next&classOf]) && k&mayHalve&(next<<1) == 0 &&
				(next&mayHalve == 0 || !m.mayHalve(t+1, end)) {
				continue // nothing that it starts goes on with the next token
			}
		}
		m.begin(k, t, end)
	}
	for _, q := range m.p.anywhere {
		m.everywhere(q, first, end)
	}
	if len(m.called) == 0 {
		return
	}
	slices.Sort(m.called)
	for _, q := range slices.Compact(m.called) {
		m.everywhere(q, first, end)
	}
	m.called = m.called[:0]
}

// everywhere finds the matches of a sequence that any token may start.
func (m *Matcher) everywhere(q int32, first, end uint32) {
	if m.asking {
		m.asked = m.asked || m.p.sequences[q].tagged
		return
	}
	for t := first; t < end; t++ {
		m.try(q, t, end)
	}
}

// begin finds the matches that start at token t, of mark k.
func (m *Matcher) begin(k mark, t, end uint32) {
	if k&isNew != 0 {
		k = m.learn(m.doc.Tokens[t].Type)
	}
	halved, known := false, len(m.cs)
	if k&mayHalve != 0 && m.mayHalve(t, end) {
		for _, h := range m.info(t).halves {
			if _, ok := m.otherHalf(h, t, end); !ok {
				continue
			}
			halved = true
			w := &m.p.words.list[h.word]
			m.called = append(m.called, w.calls...)
			for _, q := range w.starts {
				m.may(q, t, end)
			}
		}
	}
	if k&mayCall != 0 {
		m.called = append(m.called, m.filter.classes[k&classOf].calls...)
	}
	if k&mayStart != 0 {
		halved = m.walk(k, t, end, halved)
	} else {
		m.filter.begin(int32(k & classOf))
	}
	if halved {
		m.cs = m.cs[:known+len(once(m.cs[known:]))]
	}
}

// once returns candidates of one first token without repetitions.
func once(cs []candidate) []candidate {
	slices.SortFunc(cs, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.concept, b.concept), cmp.Compare(a.pattern, b.pattern))
	})
	return slices.Compact(cs)
}

// mayHalve reports whether the token behind t can be the second half of a
// word, if t is the first.
func (m *Matcher) mayHalve(t, end uint32) bool {
	if t+1 >= end {
		return false
	}
	next := &m.doc.Tokens[t+1]
	return next.Gap == 0 && m.marks[next.Type]&mayEnd != 0
}

// walk follows the filter from token t, of mark k, and finds the matches of
// the sequences that it yields. halved says that t is the first half of a word;
// walk reports whether it or a later token is, so that a match may come twice.
//
// A chain of n words that the filter yields after n tokens needs no closer
// look if all of them are plain and nothing stands between: it matches there
// and, as no word is written as two tokens, cannot match more.
func (m *Matcher) walk(k mark, t, end uint32, halved bool) bool {
	f := &m.filter
	at := f.begin(int32(k & classOf))
	plain := k&isPlain != 0 && !halved
	for next := t + 1; at >= 0; next++ {
		st := &f.states[at]
		for i := st.out; i < st.outs; i++ {
			out := &f.outs[i]
			if plain && uint32(out.words) == next-t {
				m.sure(out, t, next)
			} else {
				m.may(out.sequence, t, end)
			}
		}
		if !st.more || next >= end {
			break
		}
		tok := &m.doc.Tokens[next]
		if tok.Gap != 0 {
			if uint8(tok.Gap)&^st.allow != 0 {
				break
			}
			plain = false
		}
		k := m.marks[tok.Type]
		if k&isNew != 0 {
			k = m.learn(tok.Type)
		}
		if k&mayHalve != 0 && m.mayHalve(next, end) && m.halve(at, t, next, end) {
			plain, halved = false, true
		}
		plain = plain && k&isPlain != 0
		at = f.next(at, int32(k&classOf))
	}
	return halved
}

// halve finds the matches from token t of sequences for which token next, in
// a state of the filter, is the first half of a word. It reports whether the
// token is the half of any word.
func (m *Matcher) halve(at int32, t, next, end uint32) bool {
	halved := false
	for _, h := range m.info(next).halves {
		if _, ok := m.otherHalf(h, next, end); !ok {
			continue
		}
		halved = true
		m.nodes = m.filter.cold[at].follow(m.nodes[:0], h.word)
		for _, n := range m.nodes {
			m.may(m.p.net.owner[n], t, end)
		}
	}
	return halved
}

// may notes the match of a sequence that may start at token t.
func (m *Matcher) may(q int32, t, end uint32) {
	if m.asking {
		m.asked = m.asked || m.p.sequences[q].tagged
		return
	}
	m.try(q, t, end)
}

// sure notes a match that needs no closer look.
func (m *Matcher) sure(out *output, first, end uint32) {
	if m.asking {
		return
	}
	s := span{first, end, m.folding(first, end)}
	if out.alone {
		m.cs = append(m.cs, candidate{s, out.concept, out.pattern})
		return
	}
	m.note(out.sequence, s)
}

// try notes the longest match of a sequence that starts at token t.
func (m *Matcher) try(q int32, t, end uint32) {
	list := m.found[q]
	if n := len(list); n > 0 && list[n-1].first == t {
		return // found by another of its first words
	}
	m.tried++
	if s, ok := m.longest(&m.p.sequences[q], t, end); ok {
		m.note(q, s)
	}
}

// note enters a match. One of a sequence that stands alone must not come twice.
func (m *Matcher) note(q int32, s span) {
	if n := m.p.sequences[q].alone; n >= 0 {
		pat := &m.p.patterns[n]
		m.cs = append(m.cs, candidate{s, pat.concept, pat.index})
		return
	}
	list := m.found[q]
	if n := len(list); n > 0 && list[n-1].first == s.first {
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

// addWoken adds the matches of the patterns that were woken to the candidates.
func (m *Matcher) addWoken() {
	for _, n := range m.woken {
		pat := &m.p.patterns[n]
		for _, s := range m.matches(pat, pat.rule) {
			m.cs = append(m.cs, candidate{s, pat.concept, pat.index})
		}
	}
}

// forget leaves the sentence.
func (m *Matcher) forget() {
	for _, q := range m.hot {
		m.found[q] = m.found[q][:0]
	}
	for _, p := range m.woken {
		m.asleep[p] = true
	}
	m.hot, m.woken, m.kept = m.hot[:0], m.woken[:0], m.kept[:0]
	if len(m.refs) > 0 {
		clear(m.refs)
	}
}
