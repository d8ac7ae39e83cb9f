package match

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"strings"
	"unicode/utf8"

	"concordat/corpus/codebook"
	"concordat/corpus/tokenize"
)

// formSet is a set of the sixteen combinations of FormPart, FormHyphen,
// FormSolid and FormPossessive: bit f stands for the Form f. One stretch can
// be matched in several ways; the plainest is reported.
type formSet uint16

// with returns the set with f added to each of its members.
func (s formSet) with(f Form) formSet {
	if f == 0 {
		return s
	}
	var out formSet
	for ; s != 0; s &= s - 1 {
		out |= 1 << (Form(bits.TrailingZeros16(uint16(s))) | f)
	}
	return out
}

// plainest returns the member with the fewest bits, the smallest if there are several.
func (s formSet) plainest() Form {
	best, fewest := Form(0), 5
	for ; s != 0; s &= s - 1 {
		f := bits.TrailingZeros16(uint16(s))
		if n := bits.OnesCount(uint(f)); n < fewest {
			best, fewest = Form(f), n
		}
	}
	return best
}

// item is a state that was reached, and in which forms.
type item struct {
	state int32
	forms formSet
}

// bucket is the set of states reached at one place. slot makes the look-up of
// a state constant without clearing (Briggs and Torczon 1993).
type bucket struct {
	items []item
	slot  []int32
}

func (b *bucket) add(state int32, forms formSet) {
	if i := b.slot[state]; int(i) < len(b.items) && b.items[i].state == state {
		b.items[i].forms |= forms
		return
	}
	b.slot[state] = int32(len(b.items))
	b.items = append(b.items, item{state, forms})
}

// runner holds the states of a sequence at the places of one token: before its
// first part, between its parts, and behind it. skipped holds the states
// behind the next token.
type runner struct {
	states  int
	places  []bucket
	skipped bucket
}

func (r *runner) reset(places int) {
	for i := range r.places {
		r.places[i].items = r.places[i].items[:0]
	}
	r.grow(places)
	if r.skipped.slot == nil {
		r.skipped.slot = make([]int32, r.states)
	}
	r.skipped.items = r.skipped.items[:0]
}

func (r *runner) grow(places int) {
	for len(r.places) < places {
		r.places = append(r.places, bucket{slot: make([]int32, r.states)})
	}
}

// longest returns the longest match of a sequence that starts at token first,
// before it or at a part of it, in the sentence that ends at end.
func (m *Matcher) longest(q *sequence, first, end uint32) (span, bool) {
	best, ok := m.straight(q, first, end)
	if !ok {
		best = m.branching(q, first, end)
	}
	if best.end == 0 {
		return best, false
	}
	best.form |= m.folding(best.first, best.end)
	return best, true
}

// straight is branching for the common case: one state at a time, no token a
// compound or half a word. ok is false if it is not that case.
func (m *Matcher) straight(q *sequence, first, end uint32) (best span, ok bool) {
	at, forms := int32(0), formSet(1)
	for t := first; t < end; t++ {
		info := m.info(t)
		if info.parts > 1 || m.isHalf(info, t, end) {
			return best, false
		}
		next, reached := int32(-1), formSet(0)
		gap := uint8(m.doc.Tokens[t].Gap)
		for i := range q.states[at].steps {
			s := &q.states[at].steps[i]
			if s.kind != stepWord {
				return best, false
			}
			if at != 0 && gap&^s.allow != 0 {
				continue
			}
			form := s.form
			if at != 0 && s.hyphen {
				form |= FormHyphen
			}
			for j := range info.edges {
				e := &info.edges[j]
				if e.word != s.word || e.exact && !m.asWritten(e, t) {
					continue
				}
				if next >= 0 && next != s.to {
					return best, false
				}
				next = s.to
				reached |= forms.with(form | e.form)
			}
		}
		if next < 0 {
			return best, true
		}
		at, forms = next, reached
		if q.states[at].accept {
			best = span{first, t + 1, forms.plainest()}
		}
		if len(q.states[at].steps) == 0 {
			return best, true
		}
	}
	return best, true
}

// branching follows all states at once.
func (m *Matcher) branching(q *sequence, first, end uint32) span {
	r := &m.run
	r.reset(2)
	var best span
	for t := first; t < end; t++ {
		info := m.info(t)
		k := info.parts
		r.grow(k + 1)
		if t == first {
			r.places[0].add(0, 1)
			for i := 1; i < k; i++ {
				r.places[i].add(0, formSet(1).with(FormPart))
			}
		}
		arrived := r.skipped.items
		for _, it := range arrived {
			r.places[k].add(it.state, it.forms)
		}
		r.skipped.items = arrived[:0]
		for i := range k {
			for j := 0; j < len(r.places[i].items); j++ {
				m.advance(q, r.places[i].items[j], t, i, info, end)
			}
		}
		var done formSet
		for i := 1; i <= k; i++ {
			for _, it := range r.places[i].items {
				if !q.states[it.state].accept {
					continue
				}
				if i < k {
					it.forms = it.forms.with(FormPart)
				}
				done |= it.forms
			}
		}
		if done != 0 {
			best = span{first, t + 1, done.plainest()}
		}
		r.places[0], r.places[k] = r.places[k], r.places[0]
		for i := 1; i <= k; i++ {
			r.places[i].items = r.places[i].items[:0]
		}
		if len(r.places[0].items) == 0 && len(r.skipped.items) == 0 {
			break
		}
	}
	return best
}

// advance takes every step of a state at place i of token t.
func (m *Matcher) advance(q *sequence, it item, t uint32, i int, info *typeInfo, end uint32) {
	tok := &m.doc.Tokens[t]
	for si := range q.states[it.state].steps {
		s := &q.states[it.state].steps[si]
		form := s.form
		if it.state != 0 {
			if i == 0 && uint8(tok.Gap)&^s.allow != 0 {
				continue
			}
			if s.hyphen == (i == 0) {
				form |= FormHyphen
			}
		}
		switch s.kind {
		case stepWord:
			m.advanceWord(s, it.forms.with(form), t, i, info, end)
		case stepAny:
			m.advanceBy(s, it.forms.with(form), i, info, func(string) bool { return true })
		case stepLemma:
			m.advanceBy(s, it.forms.with(form), i, info, func(w string) bool {
				if w == "" {
					w = m.lexicon.Word(tok.Type)
				}
				return tokenize.Lemma(w, tok.Tag) == s.text
			})
		case stepTag:
			if i == 0 && globMatch(s.text, strings.ToUpper(tokenize.TagName(tok.Tag))) {
				m.run.places[info.parts].add(s.to, it.forms.with(form))
			}
		}
	}
}

// advanceWord takes a step over a word.
func (m *Matcher) advanceWord(s *step, forms formSet, t uint32, i int, info *typeInfo, end uint32) {
	for j := range info.edges {
		e := &info.edges[j]
		if e.word == s.word && int(e.from) == i && (!e.exact || m.asWritten(e, t)) {
			m.run.places[e.to].add(s.to, forms.with(e.form))
		}
	}
	if i != 0 {
		return
	}
	for _, h := range info.halves {
		if h.word != s.word {
			continue
		}
		if form, ok := m.otherHalf(h, t, end); ok {
			m.run.skipped.add(s.to, forms.with(form))
		}
	}
}

// advanceBy takes a step over the whole token or over one part of it, if ok
// says so of the part; it is asked of "" for the whole.
func (m *Matcher) advanceBy(s *step, forms formSet, i int, info *typeInfo, ok func(string) bool) {
	if i == 0 && ok("") {
		m.run.places[info.parts].add(s.to, forms)
	}
	if info.parts > 1 && ok(info.texts[i]) {
		m.run.places[i+1].add(s.to, forms)
	}
}

// asWritten reports whether an exact word is token t as written.
func (m *Matcher) asWritten(e *edge, t uint32) bool {
	b, ok := m.written(t)
	p := e.piece
	if !ok || int(p.end) > len(b) {
		return false
	}
	b = b[p.start:p.end]
	if p.strip != 0 {
		b = bytes.ReplaceAll(b, []byte{p.strip}, nil)
	}
	w := &m.p.words.list[e.word]
	switch w.kind {
	case codebook.Glob:
		return globMatch(w.text, string(b))
	case codebook.Regex:
		return w.re.Match(b)
	}
	return string(b) == w.text || w.undot != "" && string(b) == w.undot
}

// written returns token t as written, with its case, but its quotes, hyphens
// and invisible characters folded. ok is false in the rare case that a place
// in it is not the same place in its type.
func (m *Matcher) written(t uint32) (b []byte, ok bool) {
	tok := m.doc.Tokens[t]
	b = m.doc.Body[tok.Start:tok.End]
	if bytes.ContainsFunc(b, refolded) {
		b = bytes.Map(plain, b)
	}
	return b, len(b) == len(m.lexicon.Word(tok.Type))
}

// refolded reports whether plain changes a character.
func refolded(r rune) bool { return plain(r) != r }

// plain replaces the hyphens and apostrophes of a word by the plain ones and
// removes what is invisible.
func plain(r rune) rune {
	switch {
	case r == '\n', r == '\r', r == '\t', r == ' ':
		return -1
	case r < utf8.RuneSelf:
		return r
	case r >= 0x2010 && r <= 0x2015, r == 0x2212, r == 0xFE58, r == 0xFE63, r == 0xFF0D:
		return '-'
	case r == 0x2018, r == 0x2019, r == 0x02BC, r == 0xFF07, r == 0x201B:
		return '\''
	case r == 0x00AD, r >= 0x200B && r <= 0x200D, r == 0x2060, r == 0xFEFF, r >= 0xFE00 && r <= 0xFE0F:
		return -1
	}
	return r
}

// folding returns FormFolded if a token in [first, end) is written with curly
// apostrophes, other hyphens, invisible characters or compatibility forms.
func (m *Matcher) folding(first, end uint32) Form {
	if ascii(m.doc.Body[m.doc.Tokens[first].Start:m.doc.Tokens[end-1].End]) {
		return 0
	}
	for t := first; t < end; t++ {
		tok := m.doc.Tokens[t]
		if b := m.doc.Body[tok.Start:tok.End]; !ascii(b) && bytes.ContainsFunc(b, other) {
			return FormFolded
		}
	}
	return 0
}

func ascii(b []byte) bool {
	for ; len(b) >= 8; b = b[8:] {
		if binary.LittleEndian.Uint64(b)&0x8080808080808080 != 0 {
			return false
		}
	}
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// other reports whether r is folded to another character, apart from its case:
// beside what plain changes a ligature or a full-width form.
func other(r rune) bool {
	return r >= utf8.RuneSelf && refolded(r) || r >= 0xFB00 && r <= 0xFB06 || r >= 0xFF01 && r <= 0xFFEF
}

// isHalf reports whether token t and the next are the halves of any word.
func (m *Matcher) isHalf(info *typeInfo, t, end uint32) bool {
	if !m.mayHalve(t, end) {
		return false
	}
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
