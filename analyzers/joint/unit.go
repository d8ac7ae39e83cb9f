// Package joint counts how often concepts and words stand together, after all
// documents have been counted: in sentences, paragraphs, sections and documents,
// and in moving windows around each occurrence.
//
// Every count is of one population: for units the units, for windows the tokens
// that are not the node itself. So no joint count exceeds its margins, and every
// 2×2 statistic holds.
package joint

import (
	"cmp"
	"slices"
	"strconv"

	"concordat/analyzers/tally"
	"concordat/corpus/codebook"
)

// Unit is where two items stand together.
//
// Sentences, paragraphs, sections and documents divide the tokens; a hit belongs
// to the unit of its first token, as in tally.Unit. Windows move: the collocate
// is among the Span tokens before or after an occurrence of the node, within
// its paragraph and outside every occurrence of the node.
type Unit uint8

// The units.
const (
	Sentence  Unit = iota
	Paragraph      // a block of the text that has words
	Section        // from one heading to the next
	Document
	Window // the collocate stands before or after the node
	Left   // before it
	Right  // after it
)

// Units returns the names of the units, by unit.
func Units() []string {
	return []string{"sentence", "paragraph", "section", "document", "window", "left", "right"}
}

// Parse returns the unit of a name.
func Parse(name string) (u Unit, ok bool) {
	i := slices.Index(Units(), name)
	return Unit(max(i, 0)), i >= 0
}

// String returns the name.
func (u Unit) String() string { return Units()[u] }

// Choose returns the unit of a name, and for "" the unit of co-occurrence: its
// windows are those around the node.
func Choose(name string, unit tally.Unit) Unit {
	if u, ok := Parse(name); ok {
		return u
	}
	return map[tally.Unit]Unit{tally.Paragraph: Paragraph, tally.Window: Window}[unit]
}

// Phrase names the unit for sentences: "sentence", "window of 10 tokens to the
// left of the node".
func (u Unit) Phrase(span int) string {
	if !u.Moving() {
		return u.String()
	}
	return "window of " + strconv.Itoa(max(span, 1)) + " tokens " +
		map[Unit]string{Window: "on either side of the node", Left: "to the left of the node", Right: "to the right of the node"}[u]
}

// Counted names what N counts: "sentences", and in windows "tokens".
func (u Unit) Counted() string {
	if u.Moving() {
		return "tokens"
	}
	return u.String() + "s"
}

// Moving reports whether the unit is a window around a node.
func (u Unit) Moving() bool { return u >= Window }

// Pair is a pair of items with its table: A is a concept, the node of a window;
// B is a concept or a type of the lexicon. In families of words both are types.
type Pair struct {
	A, B int32
	Both int64 // units with both; in windows the occurrences of B near A
	OfA  int64 // units with A; in windows the tokens near A
	OfB  int64 // units with B; in windows the occurrences of B outside A's own
	N    int64 // units; in windows the tokens outside A's own
	Same int64 // of two concepts: those of Both in which a hit of either has a token in common
	Met  int64 // in windows: pairs of an occurrence of A and one of B near it
}

// Family is the pairs of one kind.
type Family struct {
	Pairs []Pair
	Size  int64   // all pairs that were asked about, also those left out for too small a joint count
	Nodes []int64 // of Counter.Concepts: OfA by concept
}

// Counter counts in the documents of a tally.
type Counter struct {
	book    *codebook.Codebook
	tally   *tally.Tally
	unit    Unit
	span    uint32
	layouts []*layout // by document, made when first asked for
}

// NewCounter returns a counter for a unit; span is the tokens of a window on
// either side of the node, at least 1. Documents whose words are not known in
// their order (Needs.Sequence) count as empty.
func NewCounter(book *codebook.Codebook, t *tally.Tally, unit Unit, span int) *Counter {
	return &Counter{book, t, unit, uint32(max(span, 1)), make([]*layout, len(t.Documents))}
}

// kin reports whether one of two concepts is the other's ancestor, or both are one.
func (k *Counter) kin(a, b int32) bool {
	a, b = min(a, b), max(a, b)
	return a == b || int(b) < int(k.book.Concepts[a].End)
}

// stretch is the tokens [first, end) of a unit, and the block that holds it.
type stretch struct{ first, end, block uint32 }

// layout is how one document divides.
type layout struct {
	doc    *tally.Document
	tokens uint32
	units  []stretch        // what divides the tokens; in windows the paragraphs
	hits   []tally.Position // by token, then end, then concept
	starts []int32          // in windows, by token: where the concepts that begin there start in begins; one more
	begins []int32          // the concepts, ascending for each token
	ends   []uint32         // where the longest of those hits ends
}

// layout returns the layout of a document.
func (k *Counter) layout(document int) *layout {
	if l := k.layouts[document]; l != nil {
		return l
	}
	doc := &k.tally.Documents[document]
	l := &layout{doc: doc}
	k.layouts[document] = l
	if doc.Sequence == nil {
		return l
	}
	l.tokens = uint32(len(doc.Sequence.Types))
	l.divide(k.unit)
	l.hits = slices.Clone(doc.Positions)
	slices.SortFunc(l.hits, func(a, b tally.Position) int {
		return cmp.Or(cmp.Compare(a.Token, b.Token), cmp.Compare(a.End, b.End), cmp.Compare(a.Concept, b.Concept))
	})
	if k.unit.Moving() {
		l.index()
	}
	return l
}

// divide finds the units. A document's blocks are its paragraphs for sentences,
// paragraphs and windows, otherwise the units themselves.
func (l *layout) divide(unit Unit) {
	switch unit {
	case Sentence:
		at, paragraph, left := uint32(0), uint32(0), int32(0)
		for _, s := range l.doc.Stretches[:min(1, len(l.doc.Stretches))] {
			left = s.Sentences
		}
		for _, n := range l.doc.Sequence.Sentences {
			for left == 0 && int(paragraph)+1 < len(l.doc.Stretches) {
				paragraph++
				left = l.doc.Stretches[paragraph].Sentences
			}
			left--
			l.units = append(l.units, stretch{at, at + n, paragraph})
			at += n
		}
	case Document:
		l.units = []stretch{{0, l.tokens, 0}}
	default:
		at := uint32(0)
		sections := l.doc.Sections
		for p, s := range l.doc.Stretches {
			n := uint32(len(l.units))
			joins := unit == Section && n > 0 && (len(sections) == 0 || int(sections[0].First) != p)
			for unit == Section && len(sections) > 0 && int(sections[0].First) <= p {
				sections = sections[1:]
			}
			if joins {
				l.units[n-1].end += uint32(s.Tokens)
			} else {
				l.units = append(l.units, stretch{at, at + uint32(s.Tokens), n})
			}
			at += uint32(s.Tokens)
		}
	}
}

// index notes which concepts begin at each token.
func (l *layout) index() {
	l.starts = make([]int32, l.tokens+1)
	i := 0
	for t := range l.tokens {
		l.starts[t] = int32(len(l.begins))
		first := i
		for i < len(l.hits) && l.hits[i].Token == t {
			i++
		}
		here := slices.Clone(l.hits[first:i])
		slices.SortFunc(here, func(a, b tally.Position) int {
			return cmp.Or(cmp.Compare(a.Concept, b.Concept), cmp.Compare(a.End, b.End))
		})
		for j, h := range here {
			if j > 0 && here[j-1].Concept == h.Concept {
				l.ends[len(l.ends)-1] = h.End
				continue
			}
			l.begins, l.ends = append(l.begins, h.Concept), append(l.ends, h.End)
		}
	}
	l.starts[l.tokens] = int32(len(l.begins))
}

// at returns the concepts that begin at a token.
func (l *layout) at(token uint32) []int32 { return l.begins[l.starts[token]:l.starts[token+1]] }

// of returns the hits of a concept, in the order of their tokens.
func (l *layout) of(concept int32) []tally.Position {
	if l.tokens == 0 {
		return nil
	}
	find := func(c int32) int {
		i, _ := slices.BinarySearchFunc(l.doc.Positions, c, func(p tally.Position, c int32) int { return int(p.Concept) - int(c) })
		return i
	}
	return l.doc.Positions[find(concept):find(concept+1)]
}

// unitOf returns which unit a token is in.
func (l *layout) unitOf(token uint32) int {
	i, found := slices.BinarySearchFunc(l.units, token, func(u stretch, t uint32) int { return int(u.first) - int(t) })
	if !found {
		i--
	}
	return i
}
