// Package tally holds what counting leaves of coded documents: integers and
// quotations, nothing computed. Tallies merge: Merge is commutative and
// associative and the empty Tally is its identity, so any split of a corpus
// over workers or machines gives the same Tally.
package tally

import (
	"cmp"
	"slices"
	"strconv"

	"concordat/corpus"
)

// Unit is a unit in which concepts can stand together. The units of one kind
// partition the tokens of a document, and a hit belongs to the unit of its
// first token. So the number of units, the units with one concept and those
// with two are counts of one population: a joint count never exceeds its
// margins, and every 2×2 statistic holds. Two hits on the same tokens stand
// together like any others.
type Unit uint8

// The units.
const (
	Sentence  Unit = iota
	Paragraph      // a block of the text that has words
	Window         // Options.Window consecutive tokens of a paragraph, side by side without overlap; its last may be shorter
)

// String returns the unit's name in tables and project files.
func (u Unit) String() string {
	switch u {
	case Sentence:
		return "sentence"
	case Paragraph:
		return "paragraph"
	case Window:
		return "window"
	}
	return "unit " + strconv.Itoa(int(u))
}

// Options says what is counted.
type Options struct {
	Words     bool   // type frequencies
	Positions bool   // where each hit stands
	Quotes    bool   // every hit with its quotation
	Entities  bool   // named entities
	Sections  bool   // where sections begin, and their titles
	Sequence  bool   // the words in their order, and with it Words
	Text      bool   // the text itself and where its words stand, and with it Sequence
	Units     []Unit // co-occurrence units
	Window    int    // tokens, for Window; at least 1
	Context   int    // bytes of context at most on either side of a quotation

	// Reuse hands out the Counter's own memory: a document's slices are valid
	// until the Counter counts the next one. Strings stay valid. Nothing is
	// then allocated for a document without quotations or entities.
	Reuse bool
}

// Count is a number of hits of one concept in some stretch of text. Hits of a
// parent are the union of its own and its descendants', no token twice.
type Count struct {
	Concept    int32
	Hits       int64
	Tokens     int64 // inside those hits
	Sentences  int64 // with a hit
	Paragraphs int64 // with a hit
	Own        int64 // hits of the concept itself that share no token with a hit of a concept below it
}

// Cell is the number of hits of one concept in one paragraph, an index into
// Document.Stretches.
type Cell struct {
	Paragraph int32
	Concept   int32
	Hits      int32
	Own       int32 // as in Count
}

// Stretch is the size of one paragraph.
type Stretch struct {
	Tokens    int32
	Sentences int32
	Heading   bool
}

// Word is the number of occurrences of a type, an id of Tally.Words.
type Word struct {
	Type corpus.TypeID
	N    int64
}

// Pair is the number of units with both concepts, A < B. A pair of a concept
// and its own ancestor is not counted. Shared is the number of those units in
// which a hit of A and a hit of B have a token in common.
type Pair struct {
	A, B      int32
	N, Shared int64
}

// Margin is the number of units with a concept.
type Margin struct {
	Concept int32
	N       int64
}

// Cooccurrence is what stands together in one unit.
type Cooccurrence struct {
	Unit    Unit
	Units   int64 // number of units
	Margins []Margin
	Pairs   []Pair
}

// Position is a hit that a concept counts, rolled up as in Count: the tokens
// [Token, End).
type Position struct {
	Concept    int32
	Token, End uint32
}

// Omission is what leaving out one pattern of a concept changes: the hits that
// are lost and those that come in their place, by concept, then token.
type Omission struct {
	Concept, Pattern int32
	Lost, Gained     []Position
}

// Section is where a section begins. A heading begins one, whatever its level;
// what stands before the first heading is a section without a title.
type Section struct {
	Title string // the heading, white space as single spaces
	Level uint8  // of the heading, 1 = top; 0 = unknown, or no heading
	First int32  // its first paragraph, an index into Document.Stretches: that of the heading
}

// Sequence is a document word by word. Sentence lengths divide it, and
// Document.Stretches says how many sentences each paragraph has.
type Sequence struct {
	Types     []corpus.TypeID // by token, of Tally.Words
	Tags      []corpus.Tag    // by token; nil unless the document is tagged
	Sentences []uint32        // by sentence: its tokens
	Body      string          // the text; "" without Options.Text
	Spans     []corpus.Span   // by token: where it stands in Body; nil without Options.Text
}

// Quote is one hit with its quotation.
type Quote struct {
	ID         string // stable: of the document's id, the span, the concept and the pattern
	Start, End uint32 // byte range of the hit
	Sentence   int32  // 1-based
	Paragraph  int32  // 1-based, of the paragraphs that have words
	Token      uint32 // 0-based index of its first token
	Section    string
	Concept    int32
	Pattern    int32
	Form       uint8
	Up         []int32 // ancestors that count this hit
	Left       string  // with Match and Right the text as it reads, white space as single spaces
	Match      string
	Right      string
}

// Entity is a named entity with its number of mentions.
type Entity struct {
	Text, Label string
	N           int64
}

// Document is the tally of one document, or of one part of a long one until
// Join or Merge has joined its parts.
type Document struct {
	Ordinal    int  // place in the run's order of documents; all parts of a document have the same
	Part       int  // number of the part, from 0
	More       bool // further parts follow
	Seam       Seam // of a part, otherwise zero
	ID         string
	Title      string
	Language   string
	Meta       corpus.Meta
	Origin     corpus.Origin
	Warnings   []corpus.Warning
	Tokens     int64
	Letters    int64 // tokens in runs of three or more single letters: words spaced out, as "N a t i o n"
	Types      int64
	Sentences  int64
	Paragraphs int64    // with words
	Hits       int64    // of the codebook's concepts themselves, without roll-up
	Covered    int64    // tokens inside any hit
	Policies   [4]int64 // hits under each overlap policy, by codebook.Overlap
	Forms      [5]int64 // hits by form: part, hyphen, solid, possessive, folded
	Tagged     bool

	Concepts      []Count // by concept, all with at least one hit
	Stretches     []Stretch
	Cells         []Cell // by paragraph, then concept
	Words         []Word // by first occurrence; by type once merged; nil if they were not counted
	Cooccurrences []Cooccurrence
	Positions     []Position   // by concept, then token
	Sections      []Section    // in order; nil if they were not asked for
	Sequence      *Sequence    // nil if it was not asked for
	Variants      [][]Position // as Positions, by the variants of coding that the run was asked for
	Omissions     []Omission   // by concept, then pattern: those with a match; nil if they were not asked for
	Quotes        []Quote      // in text order
	Entities      []Entity     // by label, then text
}

// Tally is a set of documents, in their order, with one lexicon.
type Tally struct {
	Documents []Document
	Words     *corpus.Lexicon // nil if words were not counted
}

// Merge joins tallies of disjoint sets of documents and of parts of documents.
// The result is in the order of the documents' ordinals, its lexicon in order
// of first occurrence, whatever lexicons the tallies had and however they shared
// them. A document in parts becomes one once all of its parts are there; until
// then they stand beside each other. The tallies are not changed, but the result
// shares their documents' slices.
func Merge(tallies ...Tally) Tally {
	var all []source
	for _, t := range tallies {
		for i := range t.Documents {
			all = append(all, source{&t.Documents[i], t.Words})
		}
	}
	slices.SortStableFunc(all, func(a, b source) int {
		return cmp.Or(cmp.Compare(a.doc.Ordinal, b.doc.Ordinal), cmp.Compare(a.doc.Part, b.doc.Part))
	})
	var words, types renumbering // of the result, and of documents whose types alone are counted
	out := Tally{}
	if len(all) > 0 {
		out.Documents = make([]Document, 0, len(all))
	}
	for len(all) > 0 {
		n, to := parts(all), &words
		doc := *all[0].doc
		if n > 1 {
			doc = joined(all[:n])
			if all[0].doc.Seam.Unasked {
				to = &types
			}
		}
		doc.Sequence = nil
		for _, s := range all[:n] {
			to.add(s.doc.Words, s.lexicon)
			if s.doc.Sequence != nil {
				doc.Sequence = doc.Sequence.with(s.doc.Sequence, to.tables[s.lexicon])
			}
		}
		if all[0].doc.Words != nil {
			doc.Words = to.sums.take()
		}
		if n > 1 {
			doc.Types = int64(len(doc.Words))
		}
		if to == &types {
			doc.Words = nil
		}
		out.Documents = append(out.Documents, doc)
		all = all[n:]
	}
	out.Words = words.lexicon
	return out
}

// source is a document with the lexicon of its words.
type source struct {
	doc     *Document
	lexicon *corpus.Lexicon
}

// parts returns how many of the first sources are all the parts of one
// document, 1 if they are not complete.
func parts(all []source) int {
	for i, s := range all {
		switch {
		case s.doc.Part != i || s.doc.Ordinal != all[0].doc.Ordinal:
			return 1
		case !s.doc.More:
			return i + 1
		}
	}
	return 1
}

// renumbering translates word counts to one lexicon.
type renumbering struct {
	lexicon *corpus.Lexicon // nil as long as there is nothing to translate
	tables  map[*corpus.Lexicon][]corpus.TypeID
	sums    sums
}

// add adds word counts to the sums. New words enter the lexicon in the order of
// ws: by first occurrence in a fresh document; in a merged one by type, where
// the words of earlier documents, which the lexicon has already, stand before
// the document's own in order of first occurrence. Either way the lexicon's order
// depends on the documents alone. A table has the lexicon's id plus one of
// every type that was already translated.
func (r *renumbering) add(ws []Word, from *corpus.Lexicon) {
	if ws == nil || from == nil {
		return
	}
	if r.lexicon == nil {
		r.lexicon, r.tables = corpus.NewLexicon(), map[*corpus.Lexicon][]corpus.TypeID{}
	}
	table := r.tables[from]
	if table == nil {
		table = make([]corpus.TypeID, from.Len())
		r.tables[from] = table
	}
	for _, w := range ws {
		if table[w.Type] == 0 {
			table[w.Type] = r.lexicon.Intern([]byte(from.Word(w.Type))) + 1
		}
		r.sums.add(table[w.Type]-1, w.N)
	}
}
