package tally

import (
	"math/bits"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"concordat/corpus"
)

// Letter reports whether a folded word is one letter of a script that has
// capitals, as "e" and "я" are. A word of one ideograph is none.
func Letter(word string) bool {
	r, size := utf8.DecodeRuneInString(word)
	return size == len(word) && unicode.IsLower(r)
}

// spaced is from how many single letters in a row on they are taken for a word
// whose letters were spaced: no language has so many words of one letter in a
// row, while in some every tenth word is one.
const spaced = 3

// vocabulary counts the words of one document after the other.
type vocabulary struct {
	lexicon *corpus.Lexicon
	known   int      // types of the lexicon that were looked at
	types   []uint32 // by type: its occurrences, 0 between documents, and the bit letter

	// Of the present document.
	at      int             // tokens that were counted
	met     []corpus.TypeID // types in order of first occurrence
	letters int64           // tokens in runs of single letters
	last    int             // the last token that is a single letter
	run     int64           // how many of them stand in a row up to there
}

// letter marks a type that is a single letter. A body has less than 4 GiB, so
// no type occurs so often.
const letter = 1 << 31

// learn makes room for the types of a lexicon and marks the letters among them.
func (v *vocabulary) learn(l *corpus.Lexicon) {
	n := l.Len()
	if l != v.lexicon || n < v.known {
		clear(v.types[:v.known])
		v.lexicon, v.known = l, 0
	}
	if n > len(v.types) {
		types := make([]uint32, max(n, 2*len(v.types)))
		copy(types, v.types[:v.known])
		v.types = types
	}
	for ; v.known < n; v.known++ {
		if Letter(l.Word(corpus.TypeID(v.known))) {
			v.types[v.known] = letter
		}
	}
}

// count counts the words of a document that were not counted yet; words must be
// called before the next document.
func (v *vocabulary) count(d *corpus.Document) {
	v.learn(d.Lexicon)
	tokens, n := d.Tokens[v.at:], len(v.met)
	// The place behind the last type is written to at every word that is no new
	// type, which is quicker than to decide whether to write.
	met := slices.Grow(v.met, min(len(tokens), v.known-n)+1)
	met = met[:cap(met)]
	types := v.types
	for i := range tokens {
		t := tokens[i].Type
		seen := types[t]
		types[t] = seen + 1
		met[n] = t
		if seen&^letter == 0 {
			n++
		}
		if seen >= letter {
			v.single(v.at + i)
		}
	}
	v.met, v.at = met[:n], len(d.Tokens)
}

// single counts a token that is a single letter.
func (v *vocabulary) single(i int) {
	if i != v.last+1 || i == 0 {
		v.run = 0
	}
	v.last = i
	if v.run++; v.run == spaced {
		v.letters += spaced
	} else if v.run > spaced {
		v.letters++
	}
}

// words writes the types of the document that was counted last, in order of
// first occurrence, to a slice of their number, if there is one, and forgets them.
func (v *vocabulary) words(to []Word) []Word {
	for i, t := range v.met {
		if to != nil {
			to[i] = Word{t, int64(v.types[t] &^ letter)}
		}
		v.types[t] &= letter
	}
	v.met, v.at, v.letters, v.run = v.met[:0], 0, 0, 0
	return to
}

// sums adds up the words of a document by type.
type sums struct {
	n       []int64 // by type; all 0 between documents
	types   numbers
	members []uint32
}

// add counts n more occurrences of a type.
func (s *sums) add(t corpus.TypeID, n int64) {
	if int(t) >= len(s.n) {
		s.n = append(s.n, make([]int64, max(int(t)+1, 2*len(s.n))-len(s.n))...)
		s.types.grow(len(s.n))
	}
	s.types.add(uint32(t))
	s.n[t] += n
}

// take returns the words by type and forgets them.
func (s *sums) take() []Word {
	s.members = s.types.appendTo(s.members[:0])
	s.types.remove(s.members)
	out := make([]Word, len(s.members))
	for i, t := range s.members {
		out[i] = Word{corpus.TypeID(t), s.n[t]}
		s.n[t] = 0
	}
	return out
}

// numbers is a set of numbers that gives them back in order without sorting: a
// bit a number and above it a bit for 64 of them, so that what is not there is
// passed over 4,096 at a time.
type numbers struct {
	low, high []uint64
}

// grow makes room for the numbers below n.
func (s *numbers) grow(n int) {
	n = (n + 4095) >> 12
	s.high = append(s.high, make([]uint64, max(n-len(s.high), 0))...)
	s.low = append(s.low, make([]uint64, max(64*n-len(s.low), 0))...)
}

func (s *numbers) add(i uint32) {
	s.low[i>>6] |= 1 << (i & 63)
	s.high[i>>12] |= 1 << (i >> 6 & 63)
}

// appendTo appends the numbers, ascending.
func (s *numbers) appendTo(to []uint32) []uint32 {
	for i, h := range s.high {
		for ; h != 0; h &= h - 1 {
			w := i<<6 | bits.TrailingZeros64(h)
			for l := s.low[w]; l != 0; l &= l - 1 {
				to = append(to, uint32(w<<6|bits.TrailingZeros64(l)))
			}
		}
	}
	return to
}

// remove empties the set, all of whose numbers are given.
func (s *numbers) remove(all []uint32) {
	for _, i := range all {
		s.low[i>>6], s.high[i>>12] = 0, 0
	}
}

// sequence returns a document word by word.
func sequence(d *corpus.Document, text bool) *Sequence {
	n := len(d.Tokens)
	s := &Sequence{Types: slices.Grow([]corpus.TypeID(nil), n), Sentences: slices.Grow([]uint32(nil), len(d.Sentences))}
	if d.Tagged {
		s.Tags = slices.Grow(s.Tags, n)
	}
	if text {
		s.Body, s.Spans = string(d.Body), slices.Grow(s.Spans, n)
	}
	for i := range d.Tokens {
		t := &d.Tokens[i]
		s.Types = append(s.Types, t.Type)
		if d.Tagged {
			s.Tags = append(s.Tags, t.Tag)
		}
		if text {
			s.Spans = append(s.Spans, t.Span())
		}
	}
	for _, sentence := range d.Sentences {
		s.Sentences = append(s.Sentences, sentence.End-sentence.First)
	}
	return s
}

// with returns a sequence followed by another, whose types have the ids + 1 that
// a table gives, or their own where there is none. Neither is changed.
func (s *Sequence) with(o *Sequence, table []corpus.TypeID) *Sequence {
	if s == nil {
		s = &Sequence{}
	}
	out := &Sequence{
		Types:     slices.Concat(s.Types, o.Types),
		Sentences: slices.Concat(s.Sentences, o.Sentences),
		Spans:     slices.Concat(s.Spans, o.Spans),
		Body:      s.Body + o.Body,
	}
	if table != nil {
		for i, t := range o.Types {
			out.Types[len(s.Types)+i] = table[t] - 1
		}
	}
	for i := range o.Spans {
		span := &out.Spans[len(s.Spans)+i]
		span.Start, span.End = span.Start+uint32(len(s.Body)), span.End+uint32(len(s.Body))
	}
	if s.Tags != nil || o.Tags != nil { // a part without tags has words without
		out.Tags = make([]corpus.Tag, len(out.Types))
		copy(out.Tags, s.Tags)
		copy(out.Tags[len(s.Types):], o.Tags)
	}
	return out
}

// sections lists where the sections of a document begin, by its grid.
func sections(d *corpus.Document, g *grid) []Section {
	var out []Section
	for p, stretch := range g.stretches {
		switch {
		case stretch.Heading:
			b := d.Blocks[d.Sentences[d.SentenceOf(g.firsts[p])].Block]
			out = append(out, Section{strings.TrimSpace(collapse(d.Body[b.Start:b.End])), b.Level, int32(p)})
		case p == 0:
			out = append(out, Section{})
		}
	}
	return out
}
