package tally

import (
	"cmp"
	"slices"
	"unicode"
	"unicode/utf8"

	"concordat/corpus"
	"concordat/corpus/codebook"
	"concordat/corpus/match"
)

// Of counts one coded document; ordinal is its place in the run. Without
// words the result has no lexicon; with them it has the document's own, so it
// is merged only once nothing is added to that lexicon any more.
func Of(c *match.Coding, book *codebook.Codebook, ordinal int, o Options) Tally {
	return new(Counter).Of(c, book, ordinal, o)
}

// Counter counts documents one after the other and keeps its working memory
// between them. The zero Counter is ready; it is used by one goroutine.
type Counter struct {
	types    []int64 // occurrences by type; all 0 between documents
	order    []corpus.TypeID
	concepts []running // by concept; all zero between documents
	met      []int32   // concepts with a hit in the document
	cell     unitSet
	rolled   []int32 // a hit's concept and the ancestors that count it
	other    []int32 // those of another hit
}

// running is what is known of a concept up to the present hit.
type running struct {
	count                    Count
	end                      uint32 // of its last hit
	lastSentence, lastParagr int32  // 1-based; 0 = none
}

// Of counts one coded document, as the function of that name does.
func (k *Counter) Of(c *match.Coding, book *codebook.Codebook, ordinal int, o Options) Tally {
	d := c.Document
	doc := Document{
		Ordinal: ordinal, ID: d.ID, Title: d.Title, Language: d.Language,
		Meta: d.Meta, Origin: d.Origin, Warnings: d.Warnings, Tagged: d.Tagged,
		Tokens: int64(len(d.Tokens)), Letters: letters(d), Sentences: int64(len(d.Sentences)),
		Hits: int64(len(c.Hits)), Covered: c.Covered,
		Policies: [4]int64{
			codebook.OverlapConcept: c.Policies.Concept, codebook.OverlapCodebook: c.Policies.Codebook,
			codebook.OverlapAll: c.Policies.All, codebook.OverlapExclusive: c.Policies.Exclusive,
		},
	}
	g := newGrid(d)
	doc.Stretches = g.stretches
	doc.Paragraphs = int64(len(g.stretches))
	out := Tally{}
	doc.Types, doc.Words = k.words(d, o.Words)
	if o.Words {
		out.Words = d.Lexicon
	}
	k.hits(&doc, c, book, g)
	for _, u := range o.Units {
		doc.Cooccurrences = append(doc.Cooccurrences, k.together(c, book, g, u, o.Window))
	}
	if o.Positions {
		doc.Positions = k.positions(c, book)
	}
	if o.Quotes {
		doc.Quotes = k.quotes(c, book, g, o.Context)
	}
	if o.Entities {
		doc.Entities = entities(d)
	}
	out.Documents = []Document{doc}
	return out
}

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

// letters returns the number of tokens in runs of single letters.
func letters(d *corpus.Document) (n int64) {
	run := int64(0)
	for i := range d.Tokens {
		switch {
		case !Letter(d.Lexicon.Word(d.Tokens[i].Type)):
			run = 0
			continue
		case run == spaced-1:
			n += spaced
		case run >= spaced:
			n++
		}
		run++
	}
	return n
}

// words returns the number of types of a document and, if they are wanted,
// their occurrences in order of first occurrence.
func (k *Counter) words(d *corpus.Document, wanted bool) (int64, []Word) {
	if n := d.Lexicon.Len(); n > len(k.types) {
		k.types = make([]int64, max(n, 2*len(k.types)))
	}
	k.order = k.order[:0]
	for i := range d.Tokens {
		t := d.Tokens[i].Type
		if k.types[t] == 0 {
			k.order = append(k.order, t)
		}
		k.types[t]++
	}
	var ws []Word
	if wanted {
		ws = make([]Word, 0, len(k.order))
	}
	for _, t := range k.order {
		if wanted {
			ws = append(ws, Word{t, k.types[t]})
		}
		k.types[t] = 0
	}
	return int64(len(k.order)), ws
}

// hits fills the counts, cells and forms of a document.
func (k *Counter) hits(doc *Document, c *match.Coding, book *codebook.Codebook, g *grid) {
	if len(book.Concepts) > len(k.concepts) {
		k.concepts = make([]running, len(book.Concepts))
	}
	k.met = k.met[:0]
	k.cell.reset(len(book.Concepts))
	at, paragraph := 0, int32(-1)
	for i := range c.Hits {
		h := &c.Hits[i]
		at = g.sentence(at, h.First)
		if p := g.paragraphs[at]; p != paragraph {
			doc.Cells = k.cell.cells(doc.Cells, paragraph)
			paragraph = p
		}
		for form := range doc.Forms {
			if h.Form>>form&1 == 1 {
				doc.Forms[form]++
			}
		}
		for _, id := range k.rollUp(book, h) {
			k.cell.add(id)
			k.count(id, h, int32(at)+1, paragraph+1)
		}
	}
	doc.Cells = k.cell.cells(doc.Cells, paragraph)
	slices.Sort(k.met)
	for _, id := range k.met {
		doc.Concepts = append(doc.Concepts, k.concepts[id].count)
		k.concepts[id] = running{}
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

// rollUp returns the hit's concept and the ancestors that count it, nearest
// first. The slice is the Counter's own until the next call.
func (k *Counter) rollUp(book *codebook.Codebook, h *match.Hit) []int32 {
	k.rolled = append(k.rolled[:0], int32(h.Concept))
	up := h.Up
	for a := book.Concepts[h.Concept].Parent; a != codebook.None && up != 0; a = book.Concepts[a].Parent {
		if up&1 == 1 {
			k.rolled = append(k.rolled, int32(a))
		}
		up >>= 1
	}
	return k.rolled
}

// positions lists the first tokens of hits by concept, then token.
func (k *Counter) positions(c *match.Coding, book *codebook.Codebook) []Position {
	var ps []Position
	for i := range c.Hits {
		for _, id := range k.rollUp(book, &c.Hits[i]) {
			ps = append(ps, Position{id, c.Hits[i].First})
		}
	}
	slices.SortFunc(ps, func(a, b Position) int {
		return cmp.Or(cmp.Compare(a.Concept, b.Concept), cmp.Compare(a.Token, b.Token))
	})
	return ps
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
	slices.SortFunc(es, func(a, b Entity) int {
		return cmp.Or(cmp.Compare(a.Label, b.Label), cmp.Compare(a.Text, b.Text))
	})
	out := es[:0]
	for _, e := range es {
		if n := len(out); n > 0 && out[n-1].Label == e.Label && out[n-1].Text == e.Text {
			out[n-1].N++
			continue
		}
		out = append(out, e)
	}
	if len(out) == 0 {
		return nil
	}
	return out
}
