package tally

import (
	"math/bits"

	"concordat/corpus"
	"concordat/corpus/codebook"
)

// Total is the sum of the tallies of documents, for counting more of them than
// can be kept. Its size follows the codebook, the vocabulary and the pairs of
// concepts, not the documents. Parts of one document share its Ordinal and
// count as one document; they may come in any order, between those of others.
// No number depends on the order of Add and Merge; the numbering of the words
// does, so sort them before they are shown.
type Total struct {
	Documents, Tokens, Letters, Sentences, Paragraphs, Hits, Covered int64

	Policies   [4]int64        // as in Document
	Forms      [5]int64        // as in Document
	Concepts   []ConceptTotal  // by concept, all of the codebook's
	Words      *corpus.Lexicon // nil without Options.Words
	WordCounts []WordTotal     // by type of Words

	units  []unitTotal
	tables map[*corpus.Lexicon][]corpus.TypeID // the type in Words + 1, by type of a document's lexicon
	open   map[int]*open                       // documents of which parts are awaited, by ordinal
	spare  []*open
}

// ConceptTotal is what all documents have of one concept.
type ConceptTotal struct {
	Hits, Tokens, Sentences, Paragraphs int64 // as in Count
	Documents                           int64 // with a hit
}

// WordTotal is what all documents have of one type.
type WordTotal struct {
	N         int64 // occurrences
	Documents int64 // with an occurrence
}

// unitTotal is what stands together in one unit in all documents.
type unitTotal struct {
	unit    Unit
	units   int64
	margins []int64 // by concept
	pairs   pairSums
}

// open is a document of which some parts were added. What it has is kept as
// sets, a bit a type and concept, until its last part is there: the document
// counts once for each, whatever was added in between.
type open struct {
	parts, last     int // parts so far; number of the last one, -1 = not met
	words, concepts []uint64
}

// usualTypes is for how many words there is room from the start: a few tens of
// megabytes of text in one language have no more.
const usualTypes = 1 << 15

// NewTotal returns the total of no documents. The documents to be added are
// counted with the codebook and the options.
func NewTotal(book *codebook.Codebook, o Options) *Total {
	t := &Total{Concepts: make([]ConceptTotal, len(book.Concepts)), open: map[int]*open{}}
	if o.Words {
		t.Words, t.tables = corpus.NewLexicon(), map[*corpus.Lexicon][]corpus.TypeID{}
		t.Words.Grow(usualTypes)
	}
	t.units = make([]unitTotal, len(o.Units))
	for i, u := range o.Units {
		t.units[i].unit = u
		t.units[i].margins = make([]int64, len(book.Concepts))
		t.units[i].pairs.concepts = len(book.Concepts)
	}
	return t
}

// Add adds a document or a part of one, with the lexicon of its words. The
// document is only read and nothing of it is kept. For every lexicon a table is
// kept, so documents should share a few.
func (t *Total) Add(d *Document, lexicon *corpus.Lexicon) {
	var doc *open
	if d.part() {
		doc = t.opened(d.Ordinal)
		doc.parts++
		if !d.More {
			doc.last = d.Part
		}
	} else {
		t.Documents++
	}
	t.addSizes(d)
	for _, c := range d.Concepts {
		s := &t.Concepts[c.Concept]
		s.Hits += c.Hits
		s.Tokens += c.Tokens
		s.Sentences += c.Sentences
		s.Paragraphs += c.Paragraphs
		if doc == nil || enter(&doc.concepts, int(c.Concept)) {
			s.Documents++
		}
	}
	for i := range d.Cooccurrences {
		t.units[i].add(&d.Cooccurrences[i])
	}
	if t.Words != nil && len(d.Words) > 0 {
		t.addWords(d.Words, lexicon, doc)
	}
	if doc != nil {
		t.settle(d.Ordinal, doc)
	}
}

// addSizes adds what is a plain number of both.
func (t *Total) addSizes(d *Document) {
	t.Tokens += d.Tokens
	t.Letters += d.Letters
	t.Sentences += d.Sentences
	t.Paragraphs += d.Paragraphs
	t.Hits += d.Hits
	t.Covered += d.Covered
	for i, n := range d.Policies {
		t.Policies[i] += n
	}
	for i, n := range d.Forms {
		t.Forms[i] += n
	}
}

// addWords adds the words of a document, or of a part of the open document.
func (t *Total) addWords(ws []Word, lexicon *corpus.Lexicon, doc *open) {
	table := t.table(lexicon)
	for _, w := range ws {
		id := table[w.Type]
		if id == 0 {
			id = t.intern(lexicon.Word(w.Type))
			table[w.Type] = id
		}
		s := &t.WordCounts[id-1]
		s.N += w.N
		if doc == nil || enter(&doc.words, int(id-1)) {
			s.Documents++
		}
	}
}

// table returns the table of a lexicon with room for all of its types.
func (t *Total) table(l *corpus.Lexicon) []corpus.TypeID {
	table := t.tables[l]
	if n := l.Len(); n > len(table) {
		table = append(make([]corpus.TypeID, 0, n+n/2), table...)[:n+n/2]
		t.tables[l] = table
	}
	return table
}

// intern returns the type of a word + 1.
func (t *Total) intern(word string) corpus.TypeID {
	id := t.Words.Intern([]byte(word))
	if int(id) == len(t.WordCounts) {
		t.WordCounts = append(t.WordCounts, WordTotal{})
	}
	return id + 1
}

// add adds what stands together in a document.
func (u *unitTotal) add(co *Cooccurrence) {
	u.units += co.Units
	for _, m := range co.Margins {
		u.margins[m.Concept] += m.N
	}
	u.pairs.add(co.Pairs)
}

// merge adds another total of the same unit.
func (u *unitTotal) merge(o *unitTotal) {
	u.units += o.units
	for id, n := range o.margins {
		u.margins[id] += n
	}
	u.pairs.add(o.pairs.sums)
	u.pairs.add(o.pairs.recent)
}

// Cooccurrences returns what stands together in all documents, in the order of
// Options.Units.
func (t *Total) Cooccurrences() []Cooccurrence {
	var out []Cooccurrence
	for i := range t.units {
		u := &t.units[i]
		co := Cooccurrence{Unit: u.unit, Units: u.units}
		for id, n := range u.margins {
			if n > 0 {
				co.Margins = append(co.Margins, Margin{int32(id), n})
			}
		}
		co.Pairs = keep(u.pairs.all(), false)
		out = append(out, co)
	}
	return out
}

// opened returns the open document of an ordinal, counting it if it is new.
func (t *Total) opened(ordinal int) *open {
	doc := t.open[ordinal]
	if doc == nil {
		t.Documents++
		doc = &open{last: -1}
		if n := len(t.spare); n > 0 {
			doc, t.spare = t.spare[n-1], t.spare[:n-1]
		}
		t.open[ordinal] = doc
	}
	return doc
}

// settle forgets what an open document has once all of its parts were added.
func (t *Total) settle(ordinal int, doc *open) {
	if doc.parts != doc.last+1 {
		return
	}
	delete(t.open, ordinal)
	clear(doc.words)
	clear(doc.concepts)
	doc.parts, doc.last = 0, -1
	t.spare = append(t.spare, doc)
}

// enter puts a number into a set and reports whether it is new.
func enter(set *[]uint64, i int) bool {
	if n := i>>6 + 1; n > len(*set) {
		*set = append(*set, make([]uint64, max(n, 2*len(*set))-len(*set))...)
	}
	bit := uint64(1) << (i & 63)
	if (*set)[i>>6]&bit != 0 {
		return false
	}
	(*set)[i>>6] |= bit
	return true
}

// members calls yield with the numbers of a set, ascending.
func members(set []uint64, yield func(i int)) {
	for w, b := range set {
		for ; b != 0; b &= b - 1 {
			yield(w<<6 | bits.TrailingZeros64(b))
		}
	}
}

// Take is Merge of a total that is not used afterwards. The first one is taken
// as it is.
func (t *Total) Take(o *Total) {
	if t.Documents == 0 {
		*t = *o
		return
	}
	t.Merge(o)
}

// Merge adds the total of other documents, or of other parts of the same ones,
// which was made with the same codebook and options. The other is not changed.
func (t *Total) Merge(o *Total) {
	t.Documents += o.Documents
	t.addSizes(&Document{
		Tokens: o.Tokens, Letters: o.Letters, Sentences: o.Sentences, Paragraphs: o.Paragraphs,
		Hits: o.Hits, Covered: o.Covered, Policies: o.Policies, Forms: o.Forms,
	})
	for i, c := range o.Concepts {
		s := &t.Concepts[i]
		s.Hits += c.Hits
		s.Tokens += c.Tokens
		s.Sentences += c.Sentences
		s.Paragraphs += c.Paragraphs
		s.Documents += c.Documents
	}
	for i := range o.units {
		t.units[i].merge(&o.units[i])
	}
	words := make([]corpus.TypeID, len(o.WordCounts))
	for i, w := range o.WordCounts {
		words[i] = t.intern(o.Words.Word(corpus.TypeID(i))) - 1
		s := &t.WordCounts[words[i]]
		s.N += w.N
		s.Documents += w.Documents
	}
	for ordinal, other := range o.open { // the order changes nothing
		t.unite(ordinal, other, words)
	}
}

// unite adds an open document of another total, whose words have the types
// given. What both have of it was counted twice.
func (t *Total) unite(ordinal int, other *open, words []corpus.TypeID) {
	t.Documents--
	doc := t.opened(ordinal)
	doc.parts += other.parts
	doc.last = max(doc.last, other.last)
	members(other.concepts, func(i int) {
		if !enter(&doc.concepts, i) {
			t.Concepts[i].Documents--
		}
	})
	members(other.words, func(i int) {
		if !enter(&doc.words, int(words[i])) {
			t.WordCounts[words[i]].Documents--
		}
	})
	t.settle(ordinal, doc)
}
