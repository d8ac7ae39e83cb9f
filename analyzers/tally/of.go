package tally

import (
	"cmp"
	"math/bits"
	"slices"

	"concordat/corpus"
	"concordat/corpus/codebook"
	"concordat/corpus/match"
)

// Of counts one coded document or part of one; ordinal is its place in the run.
// Without words the result has no lexicon, unless it is a part; with them it
// has the document's own, so it is merged only once nothing is added to that
// lexicon any more.
func Of(c *match.Coding, book *codebook.Codebook, ordinal int, o Options) Tally {
	return new(Counter).Of(c, book, ordinal, o)
}

// Counter counts documents one after the other and keeps its working memory
// between them. It is quickest if they share a codebook and a lexicon, which it
// reads once: meanwhile the one does not change and the other only grows. The
// zero Counter is ready; it is used by one goroutine.
type Counter struct {
	vocabulary vocabulary
	tree       tree
	grid       grid
	quoting    quoting
	joint      joint
	spread     spread
	concepts   []running // by concept; all zero between documents
	met        []int32   // concepts with a hit in the document
	cell       unitSet
	places     []int64 // by concept: where its next position goes
	general    []bool  // by hit: a hit of a concept below its own shares a token with it

	// What a document is made of: under Options.Reuse its own memory.
	documents     []Document
	words         []Word
	counts        []Count
	cells         []Cell
	cooccurrences []Cooccurrence
	margins       []Margin
	pairs         []Pair
	positions     []Position
}

// running is what is known of a concept up to the present hit.
type running struct {
	count                    Count
	end                      uint32 // of its last hit
	lastSentence, lastParagr int32  // 1-based; 0 = none
}

// tree is the part of a codebook that counting reads at every hit.
type tree struct {
	book    *codebook.Codebook
	parents []int32 // by concept
	ends    []int32 // by concept: one past its last descendant
}

func (t *tree) set(book *codebook.Codebook) {
	if t.book == book && len(t.parents) == len(book.Concepts) {
		return
	}
	*t = tree{book: book, parents: make([]int32, len(book.Concepts)), ends: make([]int32, len(book.Concepts))}
	for i := range book.Concepts {
		t.parents[i], t.ends[i] = int32(book.Concepts[i].Parent), int32(book.Concepts[i].End)
	}
}

// spread is where the hits of a document stand and who counts them.
type spread struct {
	sentences []int32 // by hit: the sentence of its first token
	concepts  []int32 // hit by hit its concept and the ancestors that count it, nearest first
	ends      []int32 // by hit: where its concepts end
}

func (s *spread) set(hits []match.Hit, t *tree, g *grid) {
	s.sentences, s.ends, s.concepts = sized(s.sentences, len(hits)), sized(s.ends, len(hits)), s.concepts[:0]
	at := 0
	for i := range hits {
		h := &hits[i]
		for g.sentences[at].End <= h.First {
			at++
		}
		s.sentences[i] = int32(at)
		s.concepts = append(s.concepts, int32(h.Concept))
		if up := h.Up; up != 0 {
			for a := t.parents[h.Concept]; a != int32(codebook.None) && up != 0; a = t.parents[a] {
				if up&1 == 1 {
					s.concepts = append(s.concepts, a)
				}
				up >>= 1
			}
		}
		s.ends[i] = int32(len(s.concepts))
	}
}

// of returns the concepts that count a hit, its own first.
func (s *spread) of(hit int) []int32 {
	if hit == 0 {
		return s.concepts[:s.ends[0]]
	}
	return s.concepts[s.ends[hit-1]:s.ends[hit]]
}

// Ahead counts the words that a document has, which is still being made, so that
// Of, which is called next with it, counts only those that were not there yet.
// first says that it is a new document: what was counted ahead of the last one is
// dropped if Of was not called.
func (k *Counter) Ahead(d *corpus.Document, first bool) {
	if first && k.vocabulary.at > 0 {
		k.vocabulary.words(nil)
	}
	k.vocabulary.count(d)
}

// Of counts one coded document, as the function of that name does.
func (k *Counter) Of(c *match.Coding, book *codebook.Codebook, ordinal int, o Options) Tally {
	d := c.Document
	k.tree.set(book)
	k.grid.set(d)
	k.vocabulary.count(d)
	out := Tally{Documents: room(&k.documents, 1, o.Reuse)}
	doc := &out.Documents[0]
	*doc = Document{
		Ordinal: ordinal, Part: d.Part, More: d.More,
		ID: d.ID, Title: d.Title, Language: d.Language,
		Meta: d.Meta, Origin: d.Origin, Warnings: d.Warnings, Tagged: d.Tagged,
		Tokens: int64(len(d.Tokens)), Letters: k.vocabulary.letters, Types: int64(len(k.vocabulary.met)),
		Sentences: int64(len(d.Sentences)), Paragraphs: int64(len(k.grid.stretches)),
		Hits: int64(len(c.Hits)), Covered: c.Covered,
		Policies: [4]int64{
			codebook.OverlapConcept: c.Policies.Concept, codebook.OverlapCodebook: c.Policies.Codebook,
			codebook.OverlapAll: c.Policies.All, codebook.OverlapExclusive: c.Policies.Exclusive,
		},
		Stretches: keep(k.grid.stretches, o.Reuse),
	}
	o.Sequence = o.Sequence || o.Text
	o.Words = o.Words || o.Sequence
	if o.Words || doc.part() {
		out.Words = d.Lexicon
		doc.Words = k.vocabulary.words(room(&k.words, len(k.vocabulary.met), o.Reuse))
		doc.Seam.Unasked = !o.Words
	} else {
		k.vocabulary.words(nil)
	}
	k.spread.set(c.Hits, &k.tree, &k.grid)
	k.hits(doc, c)
	doc.Concepts, doc.Cells = keep(k.counts, o.Reuse), keep(k.cells, o.Reuse)
	if len(o.Units) > 0 {
		doc.Cooccurrences = room(&k.cooccurrences, len(o.Units), o.Reuse)
		k.margins, k.pairs = k.margins[:0], k.pairs[:0]
		for i, u := range o.Units {
			doc.Cooccurrences[i] = k.together(c, u, o)
		}
	}
	if o.Positions {
		doc.Positions = k.positionsOf(doc.Concepts, c, o.Reuse)
	}
	if o.Quotes {
		k.quote(doc, c, o)
	}
	if o.Sections {
		doc.Sections = sections(d, &k.grid)
	}
	if o.Sequence {
		doc.Sequence = sequence(d, o.Text)
	}
	if o.Entities {
		doc.Entities = entities(d)
	}
	return out
}

// keep returns a slice that was filled in the Counter's own memory for the
// document: a copy unless that memory may be handed out, nil if it is empty.
func keep[T any](s []T, reuse bool) []T {
	if len(s) == 0 {
		return nil
	}
	if reuse {
		return s
	}
	out := make([]T, len(s))
	copy(out, s)
	return out
}

// room returns n places for the document, in own if that may be handed out.
func room[T any](own *[]T, n int, reuse bool) []T {
	if !reuse {
		return make([]T, n)
	}
	*own = sized(*own, n)
	return *own
}

// sized returns a slice of n elements, s itself if it has the room.
func sized[T any](s []T, n int) []T {
	if n > cap(s) || s == nil {
		return make([]T, n, n+n/2)
	}
	return s[:n]
}

// hits fills the forms of a document and, in the Counter's own memory, its
// counts and cells.
func (k *Counter) hits(doc *Document, c *match.Coding) {
	concepts := len(k.tree.parents)
	if concepts > len(k.concepts) {
		k.concepts = make([]running, concepts)
	}
	k.met, k.counts, k.cells = k.met[:0], k.counts[:0], k.cells[:0]
	k.cell.reset(concepts)
	k.specify(c)
	paragraph := int32(-1)
	for i := range c.Hits {
		h := &c.Hits[i]
		at := k.spread.sentences[i]
		if p := k.grid.paragraphs[at]; p != paragraph {
			k.cells = k.cell.cells(k.cells, paragraph)
			paragraph = p
		}
		for f := uint8(h.Form) & (1<<len(doc.Forms) - 1); f != 0; f &= f - 1 {
			doc.Forms[bits.TrailingZeros8(f)]++
		}
		for _, id := range k.spread.of(i) {
			k.cell.add(id)
			k.count(id, h, at+1, paragraph+1)
		}
		if id := h.Concept; !k.general[i] {
			k.cell.own[id]++
			k.concepts[id].count.Own++
		}
	}
	k.cells = k.cell.cells(k.cells, paragraph)
	slices.Sort(k.met)
	for _, id := range k.met {
		k.counts = append(k.counts, k.concepts[id].count)
		k.concepts[id] = running{}
	}
}

// specify finds the hits that one of a more specific concept says again. Its
// cost is that of the pairs of hits that share a token.
func (k *Counter) specify(c *match.Coding) {
	k.general = sized(k.general, len(c.Hits))
	clear(k.general)
	for x := range c.Hits {
		for y := x + 1; y < len(c.Hits) && c.Hits[y].First < c.Hits[x].End; y++ {
			a, b := int32(c.Hits[x].Concept), int32(c.Hits[y].Concept)
			switch {
			case a < b && k.kin(a, b):
				k.general[x] = true
			case b < a && k.kin(b, a):
				k.general[y] = true
			}
		}
	}
}

// count adds a hit to a concept. Hits come in the order of their first token,
// so what the concept has covered of the hit ends at its furthest end so far.
func (k *Counter) count(id int32, h *match.Hit, sentence, paragraph int32) {
	r := &k.concepts[id]
	if r.count.Hits == 0 {
		r.count.Concept = id
		k.met = append(k.met, id)
	}
	r.count.Hits++
	if h.End > r.end {
		r.count.Tokens += int64(h.End - max(h.First, r.end))
		r.end = h.End
	}
	if r.lastSentence != sentence {
		r.count.Sentences++
		r.lastSentence = sentence
	}
	if r.lastParagr != paragraph {
		r.count.Paragraphs++
		r.lastParagr = paragraph
	}
}

// positionsOf lists the first tokens of hits by concept, then token. Hits come
// in the order of their first token, so they need no sorting once it is known
// where each concept begins.
func (k *Counter) positionsOf(counts []Count, c *match.Coding, reuse bool) []Position {
	if len(counts) == 0 {
		return nil
	}
	k.places = sized(k.places, len(k.tree.parents))
	n := int64(0)
	for _, count := range counts {
		k.places[count.Concept] = n
		n += count.Hits
	}
	ps := room(&k.positions, int(n), reuse)
	for i := range c.Hits {
		for _, id := range k.spread.of(i) {
			ps[k.places[id]] = Position{id, c.Hits[i].First, c.Hits[i].End}
			k.places[id]++
		}
	}
	return ps
}

// Positions lists hits as the concepts that count them do: by concept, then token.
func Positions(hits []match.Hit, book *codebook.Codebook) []Position {
	var ps []Position
	for i := range hits {
		h := &hits[i]
		ps = append(ps, Position{int32(h.Concept), h.First, h.End})
		up := h.Up
		for a := book.Concepts[h.Concept].Parent; a != codebook.None && up != 0; a = book.Concepts[a].Parent {
			if up&1 == 1 {
				ps = append(ps, Position{int32(a), h.First, h.End})
			}
			up >>= 1
		}
	}
	slices.SortStableFunc(ps, comparePositions)
	return ps
}

func comparePositions(a, b Position) int {
	return cmp.Or(cmp.Compare(a.Concept, b.Concept), cmp.Compare(a.Token, b.Token))
}

// entities counts the named entities of a document by label and text.
func entities(d *corpus.Document) []Entity {
	es := make([]Entity, 0, len(d.Entities))
	for _, e := range d.Entities {
		if e.First >= e.End {
			continue
		}
		text := collapse(d.Body[d.Tokens[e.First].Start:d.Tokens[e.End-1].End])
		es = append(es, Entity{text, e.Label, 1})
	}
	return summed(es, compareEntities, addEntity)
}

// compareEntities orders entities by label and text.
func compareEntities(a, b Entity) int {
	return cmp.Or(cmp.Compare(a.Label, b.Label), cmp.Compare(a.Text, b.Text))
}

// addEntity adds the mentions of the same entity.
func addEntity(to *Entity, e Entity) { to.N += e.N }
