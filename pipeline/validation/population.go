// Package validation draws sentences for people to code, blind, and says from
// their codes how far a codebook finds what it says it finds.
//
// For each concept every sentence of the corpus belongs to one class: a hit, a
// near miss, or another sentence. The sample is random within strata of classes,
// so that every sentence has a known chance of being drawn.
package validation

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"concordat/analyzers/stats"
	"concordat/corpus"
	"concordat/corpus/codebook"
	"concordat/corpus/match"
)

// The classes of sentences, for one concept.
const (
	ClassHit   = "hit"       // the concept counts a hit in it
	ClassNear  = "near miss" // no hit, but it stands beside one in the text or has a word of the concept's patterns
	ClassOther = "other"     // neither
)

// classes are the classes in their order.
var classes = [...]string{ClassHit, ClassNear, ClassOther}

// Options are the choices of a sample.
type Options struct {
	Concepts   []string // ids; none = all that have a hit
	PerConcept int      // units to be drawn for each
	By         string   // strata of hits: "group", "document" or "none"; "" = groups if there are any, otherwise documents
	Seed       uint64
}

// passage is a sentence as coders read it, and where it stands.
type passage struct {
	start, end          uint32 // bytes of the document
	before, text, after string
}

// candidate is a sentence that may be drawn: the sentences of the lowest ranks
// of a stratum are a simple random sample of it.
type candidate struct {
	rank     uint64
	document int // ordinal, in the order of the corpus
	*passage
}

func (c candidate) compare(o candidate) int {
	return cmp.Or(cmp.Compare(c.rank, o.rank), cmp.Compare(c.document, o.document), cmp.Compare(c.start, o.start))
}

// pool is a class of sentences, or a part of one: how many there are, and those
// of the lowest ranks.
type pool struct {
	size  int64
	least []candidate // ascending, at most as many as may be drawn
}

// merge adds what another pool has.
func (p *pool) merge(o pool, most int) {
	p.size += o.size
	p.least = append(p.least, o.least...)
	slices.SortFunc(p.least, candidate.compare)
	p.least = p.least[:min(len(p.least), most)]
}

// Part is what one document, or a part of one, gives to the population: for
// each concept its three classes.
type Part struct {
	sentences int64
	pools     [][len(classes)]pool
}

// Worker sorts the sentences of documents into classes, one document after
// the other; it is used by one goroutine.
type Worker struct {
	o       Options
	book    *codebook.Codebook
	chosen  []codebook.ConceptID
	slots   []int             // by concept: its place in chosen, −1 = none
	roots   []map[string]bool // by place: the beginnings of the words in its patterns
	lexicon *corpus.Lexicon
	words   [][]int   // by type: the concepts (their places) that have such a word in a pattern; nil = not looked up
	hits    [][]int32 // by place: sentences of the document at hand, ascending
}

// ranked is a sentence with its rank.
type ranked struct {
	rank     uint64
	sentence int
}

// NewWorker returns a worker for the concepts chosen of a codebook.
func NewWorker(book *codebook.Codebook, o Options) *Worker {
	w := &Worker{o: o, book: book, slots: make([]int, len(book.Concepts))}
	for i := range book.Concepts {
		w.slots[i] = -1
		if len(o.Concepts) == 0 || slices.Contains(o.Concepts, book.Concepts[i].ID) {
			w.slots[i] = len(w.chosen)
			w.chosen = append(w.chosen, codebook.ConceptID(i))
			w.roots = append(w.roots, roots(&book.Concepts[i]))
		}
	}
	w.hits = make([][]int32, len(w.chosen))
	return w
}

// rootLength is how many letters two words have in common that are near; words
// of fewer than leastRoot are not looked at, since most say little.
const rootLength, leastRoot = 6, 5

// roots returns the beginnings of the words in a concept's own patterns, but
// for those that are only conditions.
func roots(c *codebook.Concept) map[string]bool {
	out := map[string]bool{}
	var elements func([]codebook.Element)
	elements = func(es []codebook.Element) {
		for i := range es {
			switch e := &es[i]; e.Kind {
			case codebook.Literal, codebook.Lemma, codebook.Glob:
				word, _, _ := strings.Cut(strings.ToLower(e.Text), "*")
				word, _, _ = strings.Cut(word, "?")
				if utf8.RuneCountInString(word) >= leastRoot {
					out[root(word)] = true
				}
			case codebook.Alternatives:
				for _, alt := range e.Alts {
					elements(alt)
				}
			}
		}
	}
	for i := range c.Patterns {
		for r := &c.Patterns[i].Rule; r != nil; r = r.A {
			elements(r.Sequence)
		}
	}
	return out
}

// root returns the first letters of a word.
func root(word string) string {
	n := 0
	for i := range word {
		if n == rootLength {
			return word[:i]
		}
		n++
	}
	return word
}

// nearTo returns the concepts, by their places, that have a word like this type
// in a pattern.
func (w *Worker) nearTo(d *corpus.Document, t corpus.TypeID) []int {
	if w.lexicon != d.Lexicon {
		w.lexicon, w.words = d.Lexicon, nil
	}
	for int(t) >= len(w.words) {
		w.words = append(w.words, nil)
	}
	if w.words[t] == nil {
		found := []int{}
		for _, part := range strings.Split(d.Lexicon.Word(t), "-") {
			for n := leastRoot; n <= rootLength; n++ {
				if r := root(part); len(r) > 0 && utf8.RuneCountInString(part) >= n {
					if n < rootLength { // a word of leastRoot letters begins longer ones
						r = string([]rune(part)[:n])
					}
					for slot := range w.roots {
						if w.roots[slot][r] && !slices.Contains(found, slot) {
							found = append(found, slot)
						}
					}
				}
			}
		}
		w.words[t] = found
	}
	return w.words[t]
}

// Add sorts the sentences of a coded document.
func (w *Worker) Add(c *match.Coding) *Part {
	d := c.Document
	n := len(d.Sentences)
	for i := range w.hits {
		w.hits[i] = w.hits[i][:0]
	}
	sentence := 0
	for i := range c.Hits {
		h := &c.Hits[i]
		for d.Sentences[sentence].End <= h.First {
			sentence++
		}
		w.mark(h.Concept, sentence)
		up := h.Up
		for a := w.book.Concepts[h.Concept].Parent; a != codebook.None && up != 0; a = w.book.Concepts[a].Parent {
			if up&1 == 1 {
				w.mark(a, sentence)
			}
			up >>= 1
		}
	}
	out := &Part{sentences: int64(n), pools: make([][len(classes)]pool, len(w.chosen))}
	passages := make(map[int]*passage)
	marks := w.wordsNear(d)
	for slot := range w.chosen {
		w.sort(d, slot, marks, out, passages)
	}
	return out
}

// mark notes a hit of a concept in a sentence; sentences come ascending.
func (w *Worker) mark(c codebook.ConceptID, sentence int) {
	slot := w.slots[c]
	if slot < 0 {
		return
	}
	if hs := w.hits[slot]; len(hs) == 0 || hs[len(hs)-1] != int32(sentence) {
		w.hits[slot] = append(hs, int32(sentence))
	}
}

// wordsNear returns, for each concept, the sentences with a word of its patterns,
// ascending.
func (w *Worker) wordsNear(d *corpus.Document) [][]int32 {
	out := make([][]int32, len(w.chosen))
	for i, s := range d.Sentences {
		for _, t := range d.Tokens[s.First:s.End] {
			for _, slot := range w.nearTo(d, t.Type) {
				if l := out[slot]; len(l) == 0 || l[len(l)-1] != int32(i) {
					out[slot] = append(l, int32(i))
				}
			}
		}
	}
	return out
}

// sort sorts the sentences for one concept into its classes.
func (w *Worker) sort(d *corpus.Document, slot int, marks [][]int32, out *Part, passages map[int]*passage) {
	n := len(d.Sentences)
	class := make([]uint8, n)
	for i := range class {
		class[i] = 2
	}
	for _, i := range marks[slot] {
		class[i] = 1
	}
	for _, i := range w.hits[slot] {
		class[max(i-1, 0)] = 1
		class[min(int(i)+1, n-1)] = 1
	}
	for _, i := range w.hits[slot] {
		class[i] = 0
	}
	stream := stats.NewStream(w.o.Seed, "validate", w.book.Concepts[w.chosen[slot]].ID, d.ID)
	var chosen [len(classes)]lowest
	for i := range n {
		start := d.Base + d.Tokens[d.Sentences[i].First].Start
		k := class[i]
		out.pools[slot][k].size++
		chosen[k].add(ranked{stream.At(uint64(start)), i}, w.o.PerConcept)
	}
	for k := range chosen {
		for _, r := range chosen[k].first(w.o.PerConcept) {
			p := passages[r.sentence]
			if p == nil {
				p = read(d, r.sentence)
				passages[r.sentence] = p
			}
			pool := &out.pools[slot][k]
			pool.least = append(pool.least, candidate{rank: r.rank, passage: p})
		}
	}
}

// lowest keeps those of the lowest ranks.
type lowest struct {
	kept  []ranked
	limit uint64 // once there are enough: what has a higher rank is not kept
	full  bool
}

// add keeps a sentence if it may be among the n of the lowest ranks.
func (l *lowest) add(r ranked, n int) {
	if l.full && r.rank > l.limit {
		return
	}
	if l.kept = append(l.kept, r); len(l.kept) >= 4*n {
		l.kept = l.first(n)
		l.limit, l.full = l.kept[n-1].rank, true
	}
}

// first returns the n of the lowest ranks, ascending.
func (l *lowest) first(n int) []ranked {
	slices.SortFunc(l.kept, func(a, b ranked) int { return cmp.Or(cmp.Compare(a.rank, b.rank), a.sentence-b.sentence) })
	return l.kept[:min(len(l.kept), n)]
}

// The most that coders read of a sentence, and of those beside it, in
// characters: a cell of a spreadsheet is limited.
const maxText, maxContext = 12_000, 600

// read returns a sentence as coders read it.
func read(d *corpus.Document, i int) *passage {
	lo, hi := bounds(d, i)
	p := &passage{start: d.Base + uint32(lo), end: d.Base + uint32(hi)}
	p.text = shortened(d.Body[lo:hi], maxText, false)
	if i > 0 {
		lo, hi := bounds(d, i-1)
		p.before = shortened(d.Body[lo:hi], maxContext, true)
	}
	if i+1 < len(d.Sentences) {
		lo, hi := bounds(d, i+1)
		p.after = shortened(d.Body[lo:hi], maxContext, false)
	}
	return p
}

// bounds returns where a sentence begins and ends in the body. Two sentences of
// a block part at the last white space between their words, so that an opening
// quotation mark stays with what it opens.
func bounds(d *corpus.Document, i int) (lo, hi int) {
	s := d.Sentences[i]
	block := d.Blocks[s.Block]
	lo, hi = int(block.Start), int(block.End)
	if i > 0 && d.Sentences[i-1].Block == s.Block {
		lo = border(d, s.First)
	}
	if i+1 < len(d.Sentences) && d.Sentences[i+1].Block == s.Block {
		hi = border(d, d.Sentences[i+1].First)
	}
	trimmed := strings.TrimSpace(string(d.Body[lo:hi]))
	lo += strings.Index(string(d.Body[lo:hi]), trimmed)
	return lo, lo + len(trimmed)
}

// border returns where the sentence of the token first begins, behind the one
// before it.
func border(d *corpus.Document, first uint32) int {
	from, to := d.Tokens[first-1].End, d.Tokens[first].Start
	between := string(d.Body[from:to])
	if k := strings.LastIndexAny(between, " \t\r\n\u00a0"); k >= 0 {
		_, n := utf8.DecodeRuneInString(between[k:])
		return int(from) + k + n
	}
	return int(to)
}

// shortened returns text with single spaces, at most so many characters of its
// beginning, or of its end.
func shortened(b []byte, most int, end bool) string {
	r := []rune(strings.Join(strings.Fields(string(b)), " "))
	switch {
	case len(r) <= most:
		return string(r)
	case end:
		return "…" + string(r[len(r)-most:])
	}
	return string(r[:most]) + "…"
}
