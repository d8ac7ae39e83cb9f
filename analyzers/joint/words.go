package joint

import (
	"cmp"
	"slices"

	"concordat/corpus"
)

// Choice says which words are counted.
type Choice struct {
	Allowed []bool // by type; the others are no collocates and no nodes
	Least   int64  // of a word's margin and of a pair's joint count, at least 1
	Most    int    // words that are paired with each other: those in the most units
}

// Words is what words stand together with.
type Words struct {
	Concepts Family // of a concept and a word outside its hits
	Words    Family // of two words
	Eligible int    // words whose margin is at least Choice.Least
	Paired   int    // those that were paired with each other, at most Choice.Most
}

// Words counts in some documents the pairs of a concept and a word and of two
// words. A word stands together with a concept where it occurs outside the
// concept's own hits: its margin is of such units. In Left and Right each of two
// words is the node of a pair; otherwise a pair stands once, in units by the words in
// alphabetical order, in windows with the rarer as the node. Pairs come
// without an order that means anything, but the same every time.
//
// Families have all pairs of two items whose margins are at least Least, listed
// if Both is. Cost: each concept's units, word by word; Most² numbers, and the pairs
// of those words in each unit, or the tokens of every window.
func (k *Counter) Words(documents []int, c Choice) Words {
	if k.tally.Words == nil {
		return Words{}
	}
	c.Least = max(c.Least, 1)
	s := &wordSums{Counter: k, Choice: c, documents: documents, margins: make([]int64, k.tally.Words.Len())}
	s.counts = make([]wordCount, len(s.margins))
	s.measure()
	var out Words
	for t, n := range s.margins {
		if n >= c.Least && c.Allowed[t] {
			s.eligible = append(s.eligible, corpus.TypeID(t))
		}
	}
	out.Eligible = len(s.eligible)
	s.pick()
	out.Paired = len(s.chosen)
	if k.unit.Moving() {
		s.conceptsNear(&out.Concepts)
		s.wordsNear(&out.Words)
	} else {
		s.conceptsWithin(&out.Concepts)
		s.wordsWithin(&out.Words)
	}
	return out
}

// wordSums adds up words.
type wordSums struct {
	*Counter
	Choice
	documents []int
	units     int64   // in windows the tokens
	margins   []int64 // by type: units, in windows occurrences
	eligible  []corpus.TypeID
	chosen    []corpus.TypeID // for pairs of words
	places    []int32         // by type: its place in chosen, −1 = none
	counts    []wordCount     // by type, for one concept
	met       []corpus.TypeID // types with a count
	here      []corpus.TypeID // types of the present unit
}

// wordCount is what one concept has of a type.
type wordCount struct {
	both, met, own int64
	stamp          uint32 // the unit that met it last
	outside        bool   // in that unit outside the concept's hits
}

// measure counts the units or tokens and the margins of all types.
func (s *wordSums) measure() {
	stamps := make([]uint32, len(s.margins))
	at := uint32(0)
	for _, d := range s.documents {
		l := s.layout(d)
		if s.unit.Moving() {
			s.units += int64(l.tokens)
			for t := range l.tokens {
				s.margins[l.doc.Sequence.Types[t]]++
			}
			continue
		}
		for _, u := range l.units {
			s.units++
			at++
			for _, t := range l.doc.Sequence.Types[u.first:u.end] {
				if stamps[t] != at {
					stamps[t] = at
					s.margins[t]++
				}
			}
		}
	}
}

// pick chooses the words that are paired with each other: the most frequent,
// in alphabetical order.
func (s *wordSums) pick() {
	word := s.tally.Words.Word
	s.chosen = slices.Clone(s.eligible)
	slices.SortFunc(s.chosen, func(a, b corpus.TypeID) int {
		return cmp.Or(cmp.Compare(s.margins[b], s.margins[a]), cmp.Compare(word(a), word(b)))
	})
	s.chosen = s.chosen[:min(len(s.chosen), max(s.Most, 0))]
	slices.SortFunc(s.chosen, func(a, b corpus.TypeID) int { return cmp.Compare(word(a), word(b)) })
	s.places = make([]int32, len(s.margins))
	for t := range s.places {
		s.places[t] = -1
	}
	for i, t := range s.chosen {
		s.places[t] = int32(i)
	}
}

// emit appends the pairs of a concept and forgets its counts.
func (s *wordSums) emit(f *Family, concept int32, ofA, n int64) {
	slices.Sort(s.met)
	if ofA >= s.Least {
		f.Size += int64(len(s.eligible))
		for _, t := range s.met {
			c := &s.counts[t]
			b := s.margins[t] - c.own
			switch {
			case !s.Allowed[t] || s.margins[t] < s.Least:
			case b < s.Least:
				f.Size-- // outside the concept's hits it is too rare to be asked about
			case c.both >= s.Least:
				f.Pairs = append(f.Pairs, Pair{A: concept, B: int32(t), Both: c.both, OfA: ofA, OfB: b, N: n, Met: c.met})
			}
		}
	}
	for _, t := range s.met {
		s.counts[t] = wordCount{}
	}
	s.met = s.met[:0]
}

// count returns the counts of a type for the present concept.
func (s *wordSums) count(t corpus.TypeID) *wordCount {
	c := &s.counts[t]
	if c.stamp == 0 {
		c.stamp = 1
		s.met = append(s.met, t)
	}
	return c
}

// The two things that a hit can do to a unit.
const (
	covers = 1 << iota // has tokens in it
	begins             // belongs to it
)

// conceptsWithin counts pairs of a concept and a word in units.
func (s *wordSums) conceptsWithin(f *Family) {
	var inside []bool // by token
	var does []uint8  // by unit
	var touched []int // units with hits
	for a := range int32(len(s.book.Concepts)) {
		ofA, at := int64(0), uint32(1)
		for _, d := range s.documents {
			l := s.layout(d)
			hits := l.of(a)
			for len(inside) < int(l.tokens) {
				inside = append(inside, false)
			}
			for len(does) < len(l.units) {
				does = append(does, 0)
			}
			for _, h := range hits {
				for t := h.Token; t < min(h.End, l.tokens); t++ {
					inside[t] = true
				}
				own := l.unitOf(h.Token)
				for u := own; u < len(l.units) && l.units[u].first < h.End; u++ {
					if does[u] == 0 {
						touched = append(touched, u)
					}
					does[u] |= covers
				}
				does[own] |= begins
			}
			for _, u := range touched {
				at++
				if does[u]&begins != 0 {
					ofA++
				}
				s.within(l, l.units[u], inside, at, does[u]&begins != 0)
				does[u] = 0
			}
			touched = touched[:0]
			for _, h := range hits {
				clear(inside[h.Token:min(h.End, l.tokens)])
			}
		}
		s.emit(f, a, ofA, s.units)
	}
}

// within counts the words of a unit that hits of the concept touch; has says
// that one begins there.
func (s *wordSums) within(l *layout, u stretch, inside []bool, at uint32, has bool) {
	s.here = s.here[:0]
	for i, t := range l.doc.Sequence.Types[u.first:u.end] {
		c := s.count(t)
		if c.stamp != at {
			c.stamp, c.outside = at, false
			s.here = append(s.here, t)
		}
		c.outside = c.outside || !inside[int(u.first)+i]
	}
	for _, t := range s.here {
		switch c := &s.counts[t]; {
		case !c.outside:
			c.own++
		case has:
			c.both++
		}
	}
}

// wordsWithin counts pairs of words in units, in a triangle of all pairs.
func (s *wordSums) wordsWithin(f *Family) {
	n := len(s.chosen)
	f.Size = int64(n) * int64(n-1) / 2
	if n < 2 {
		return
	}
	row := func(i int) int { return i * (i - 1) / 2 } // of the pairs (i, j), j < i
	both := make([]int32, row(n))
	var here []int
	stamps, at := make([]int, n), 0
	for _, d := range s.documents {
		l := s.layout(d)
		for _, u := range l.units {
			at++
			here = here[:0]
			for _, t := range l.doc.Sequence.Types[u.first:u.end] {
				if i := s.places[t]; i >= 0 && stamps[i] != at {
					stamps[i] = at
					here = append(here, int(i))
				}
			}
			slices.Sort(here)
			for x, i := range here {
				to := both[row(i):]
				for _, j := range here[:x] {
					to[j]++
				}
			}
		}
	}
	for i := range n {
		for j := range i {
			if k := int64(both[row(i)+j]); k >= s.Least {
				a, b := s.chosen[j], s.chosen[i]
				f.Pairs = append(f.Pairs, Pair{A: int32(a), B: int32(b), Both: k, OfA: s.margins[a], OfB: s.margins[b], N: s.units})
			}
		}
	}
}
