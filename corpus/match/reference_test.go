package match

import (
	"slices"

	"concordat/corpus"
)

// CodeByTrial is Code without the filter: every sequence that a token can
// start is run, as its definition has it.
func (m *Matcher) CodeByTrial(doc *corpus.Document) (Coding, error) {
	coding := Coding{Document: doc}
	var anywhere []int32
	for q := range m.p.sequences {
		if slices.ContainsFunc(m.p.sequences[q].states[0].steps, func(s step) bool { return s.kind != stepWord }) {
			anywhere = append(anywhere, int32(q))
		}
	}
	err := m.sentences(doc, 0, func(_ int, s corpus.Sentence) {
		for t := s.First; t < s.End; t++ {
			for _, q := range m.startable(anywhere, t, s.End) {
				m.try(q, t, s.End)
			}
		}
		m.addWoken()
		m.forget()
		m.settler.settle(m.p, &coding, m.cs)
		m.cs = m.cs[:0]
	})
	return coding, err
}

// startable returns the sequences that any token, token t, or it and the next
// written as one, can start, each once.
func (m *Matcher) startable(anywhere []int32, t, end uint32) []int32 {
	qs := slices.Clone(anywhere)
	for _, e := range m.info(t).edges {
		qs = append(qs, m.p.words.list[e.word].starts...)
	}
	for _, h := range m.info(t).halves {
		if _, ok := m.otherHalf(h, t, end); ok {
			qs = append(qs, m.p.words.list[h.word].starts...)
		}
	}
	slices.Sort(qs)
	return slices.Compact(qs)
}

// Tried returns how many sequences the matcher has run, and the steps that its
// filter has worked out since it was last emptied.
func (m *Matcher) Tried() (runs, steps int) { return m.tried, m.filter.filled }

// ForgetOften makes the filter forget what it worked out after so many nodes.
func (m *Matcher) ForgetOften(nodes int) { m.filter.limit = nodes }
