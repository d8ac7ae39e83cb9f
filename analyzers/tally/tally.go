// Package tally holds what counting leaves of coded documents: integers and
// quotations, nothing computed. Tallies merge: Merge is commutative and
// associative and the empty Tally is its identity, so any split of a corpus
// over workers or machines gives the same Tally.
package tally

import (
	"slices"

	"concordat/corpus"
)

// Unit is a unit in which concepts can stand together.
type Unit uint8

// The units.
const (
	Sentence  Unit = iota
	Paragraph      // a block of the text
	Window         // every pair of hits whose nearest tokens are at most Options.Window tokens apart
)

// Options says what is counted.
type Options struct {
	Words     bool   // type frequencies
	Positions bool   // where each hit stands
	Quotes    bool   // every hit with its quotation
	Entities  bool   // named entities
	Units     []Unit // co-occurrence units
	Window    int    // tokens, for Window
	Context   int    // bytes of context at most on either side of a quotation
}

// Count is a number of hits of one concept in some stretch of text. Hits of a
// parent are the union of its own and its descendants', no token twice.
type Count struct {
	Concept    int32
	Hits       int64
	Tokens     int64 // inside those hits
	Sentences  int64 // with a hit
	Paragraphs int64 // with a hit
}

// Cell is the number of hits of one concept in one paragraph.
type Cell struct {
	Paragraph int32
	Concept   int32
	Hits      int32
}

// Stretch is the size of one paragraph.
type Stretch struct {
	Tokens    int32
	Sentences int32
	Heading   bool
}

// Word is the number of occurrences of a type. Before Merge the type is an id
// of the document's own lexicon, afterwards of Tally.Words.
type Word struct {
	Type corpus.TypeID
	N    int64
}

// Pair is the number of units with both concepts, A < B. A pair of a concept
// and its own ancestor is not counted.
type Pair struct {
	A, B int32
	N    int64
}

// Margin is the number of units with a concept.
type Margin struct {
	Concept int32
	N       int64
}

// Cooccurrence is what stands together in one unit.
type Cooccurrence struct {
	Unit    Unit
	Units   int64 // number of units; for Window the number of tokens
	Margins []Margin
	Pairs   []Pair
}

// Position is the first token of a hit, in hits order of the concept.
type Position struct {
	Concept int32
	Token   uint32
}

// Quote is one hit with its quotation.
type Quote struct {
	ID         string // stable: of the document's id, the span, the concept and the pattern
	Start, End uint32 // byte range of the hit
	Sentence   int32  // 1-based
	Paragraph  int32  // 1-based
	Token      uint32 // 0-based index of its first token
	Section    string
	Concept    int32
	Pattern    int32
	Form       uint8
	Up         []int32 // ancestors that count this hit
	Left       string
	Match      string
	Right      string
}

// Entity is a named entity with its number of mentions.
type Entity struct {
	Text, Label string
	N           int64
}

// Document is the tally of one document.
type Document struct {
	Ordinal    int // place in the run's order of documents
	ID         string
	Title      string
	Language   string
	Meta       corpus.Meta
	Origin     corpus.Origin
	Warnings   []corpus.Warning
	Tokens     int64
	Types      int64
	Sentences  int64
	Paragraphs int64
	Hits       int64 // of the codebook's concepts themselves, without roll-up
	Covered    int64 // tokens inside any hit
	Policies   [4]int64
	Forms      [5]int64 // hits by form: part, hyphen, solid, possessive, folded
	Tagged     bool

	Concepts      []Count // by concept, all with at least one hit
	Stretches     []Stretch
	Cells         []Cell // by paragraph, then concept
	Words         []Word // by type
	Cooccurrences []Cooccurrence
	Positions     []Position // by concept, then token
	Quotes        []Quote    // in text order
	Entities      []Entity   // by label, then text
}

// Tally is a set of documents, in their order, with one lexicon.
type Tally struct {
	Documents []Document
	Words     *corpus.Lexicon // nil if words were not counted
}

// Merge joins tallies of disjoint sets of documents. The result is in the
// order of the documents' ordinals, its lexicon in order of first occurrence.
func Merge(parts ...Tally) Tally {
	type from struct {
		doc Document
		lex *corpus.Lexicon
	}
	var all []from
	for _, p := range parts {
		for _, d := range p.Documents {
			all = append(all, from{d, p.Words})
		}
	}
	slices.SortStableFunc(all, func(a, b from) int { return a.doc.Ordinal - b.doc.Ordinal })
	var out Tally
	for _, f := range all {
		if f.lex != nil {
			if out.Words == nil {
				out.Words = corpus.NewLexicon()
			}
			f.doc.Words = renumber(f.doc.Words, f.lex, out.Words)
		}
		out.Documents = append(out.Documents, f.doc)
	}
	return out
}

// renumber translates word counts from one lexicon to another. Ids of a
// document's own lexicon ascend by first occurrence, so the words are entered
// into the target in that order.
func renumber(ws []Word, from, to *corpus.Lexicon) []Word {
	out := make([]Word, len(ws))
	for i, w := range ws {
		out[i] = Word{to.Intern([]byte(from.Word(w.Type))), w.N}
	}
	slices.SortFunc(out, func(a, b Word) int { return int(a.Type) - int(b.Type) })
	return out
}
