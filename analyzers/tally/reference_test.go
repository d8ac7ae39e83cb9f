package tally

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"sort"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"concordat/corpus"
	"concordat/corpus/codebook"
	"concordat/corpus/match"
)

// The counting as it was first written, plain and slow: what Counter must agree
// with on every document in one piece.
type refCounter struct {
	types    []int64 // occurrences by type; all 0 between documents
	order    []corpus.TypeID
	concepts []refRunning // by concept; all zero between documents
	met      []int32      // concepts with a hit in the document
	cell     refUnitSet
	rolled   []int32 // a hit's concept and the ancestors that count it
	other    []int32 // those of another hit
}

type refRunning struct {
	count                    Count
	end                      uint32 // of its last hit
	lastSentence, lastParagr int32  // 1-based; 0 = none
}

func (k *refCounter) Of(c *match.Coding, book *codebook.Codebook, ordinal int, o Options) Tally {
	d := c.Document
	doc := Document{
		Ordinal: ordinal, ID: d.ID, Title: d.Title, Language: d.Language,
		Meta: d.Meta, Origin: d.Origin, Warnings: d.Warnings, Tagged: d.Tagged,
		Tokens: int64(len(d.Tokens)), Letters: refLetters(d), Sentences: int64(len(d.Sentences)),
		Hits: int64(len(c.Hits)), Covered: c.Covered,
		Policies: [4]int64{
			codebook.OverlapConcept: c.Policies.Concept, codebook.OverlapCodebook: c.Policies.Codebook,
			codebook.OverlapAll: c.Policies.All, codebook.OverlapExclusive: c.Policies.Exclusive,
		},
	}
	g := refNewGrid(d)
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

func refLetters(d *corpus.Document) (n int64) {
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

func (k *refCounter) words(d *corpus.Document, wanted bool) (int64, []Word) {
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

func (k *refCounter) hits(doc *Document, c *match.Coding, book *codebook.Codebook, g *refGrid) {
	if len(book.Concepts) > len(k.concepts) {
		k.concepts = make([]refRunning, len(book.Concepts))
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
		k.own(book, c.Hits, i)
	}
	doc.Cells = k.cell.cells(doc.Cells, paragraph)
	slices.Sort(k.met)
	for _, id := range k.met {
		doc.Concepts = append(doc.Concepts, k.concepts[id].count)
		k.concepts[id] = refRunning{}
	}
}

func (k *refCounter) count(id int32, h *match.Hit, sentence, paragraph int32) {
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

func (k *refCounter) rollUp(book *codebook.Codebook, h *match.Hit) []int32 {
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

func (k *refCounter) positions(c *match.Coding, book *codebook.Codebook) []Position {
	var ps []Position
	for i := range c.Hits {
		for _, id := range k.rollUp(book, &c.Hits[i]) {
			ps = append(ps, Position{id, c.Hits[i].First, c.Hits[i].End})
		}
	}
	slices.SortStableFunc(ps, func(a, b Position) int {
		return cmp.Or(cmp.Compare(a.Concept, b.Concept), cmp.Compare(a.Token, b.Token))
	})
	return ps
}

func (k *refCounter) quotes(c *match.Coding, book *codebook.Codebook, g *refGrid, context int) []Quote {
	d := c.Document
	out := make([]Quote, 0, len(c.Hits))
	at, block, section := 0, 0, ""
	for i := range c.Hits {
		h := &c.Hits[i]
		at = g.sentence(at, h.First)
		for ; block <= int(d.Sentences[at].Block); block++ { // as Document.Section, but each block once
			if b := d.Blocks[block]; b.Kind == corpus.Heading {
				section = strings.TrimSpace(refCollapse(d.Body[b.Start:b.End]))
			}
		}
		span := corpus.Span{Start: d.Tokens[h.First].Start, End: d.Tokens[h.End-1].End}
		left, right := refSurroundings(d, span, context)
		q := Quote{
			ID:    refQuoteID(d.ID, span, book, h),
			Start: span.Start, End: span.End,
			Sentence: int32(at) + 1, Paragraph: g.paragraphs[at] + 1, Token: h.First,
			Section: section, Concept: int32(h.Concept), Pattern: h.Pattern, Form: uint8(h.Form),
			Left:  strings.TrimLeft(refCollapse(d.Body[left.Start:left.End]), " "),
			Match: refCollapse(d.Body[span.Start:span.End]),
			Right: strings.TrimRight(refCollapse(d.Body[right.Start:right.End]), " "),
		}
		if up := k.rollUp(book, h)[1:]; len(up) > 0 {
			q.Up = append([]int32(nil), up...)
		}
		out = append(out, q)
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

func refQuoteID(document string, s corpus.Span, book *codebook.Codebook, h *match.Hit) string {
	concept := &book.Concepts[h.Concept]
	sum := sha256.Sum256([]byte(strings.Join([]string{
		document, strconv.Itoa(int(s.Start)), strconv.Itoa(int(s.End)),
		concept.ID, concept.Patterns[h.Pattern].Source,
	}, "\x00")))
	return "h" + hex.EncodeToString(sum[:6])
}

func refSurroundings(d *corpus.Document, s corpus.Span, n int) (left, right corpus.Span) {
	lo := max(int(s.Start)-max(n, 0), 0)
	for lo < int(s.Start) && !utf8.RuneStart(d.Body[lo]) {
		lo++
	}
	if t, inside := refTokenAcross(d, uint32(lo)); inside {
		lo = min(int(t.End), int(s.Start))
	}
	hi := min(int(s.End)+max(n, 0), len(d.Body))
	for hi > int(s.End) && hi < len(d.Body) && !utf8.RuneStart(d.Body[hi]) {
		hi--
	}
	if t, inside := refTokenAcross(d, uint32(hi)); inside {
		hi = max(int(t.Start), int(s.End))
	}
	return corpus.Span{Start: uint32(lo), End: s.Start}, corpus.Span{Start: s.End, End: uint32(hi)}
}

func refTokenAcross(d *corpus.Document, offset uint32) (corpus.Token, bool) {
	i := sort.Search(len(d.Tokens), func(i int) bool { return d.Tokens[i].End > offset })
	if i == len(d.Tokens) || d.Tokens[i].Start >= offset {
		return corpus.Token{}, false
	}
	return d.Tokens[i], true
}

func refCollapse(b []byte) string {
	out := make([]byte, 0, len(b))
	inSpace := false
	for i := 0; i < len(b); {
		n, space := 1, b[i] == ' ' || b[i] >= '\t' && b[i] <= '\r'
		if b[i] >= utf8.RuneSelf {
			var r rune
			r, n = utf8.DecodeRune(b[i:])
			space = unicode.IsSpace(r)
		}
		switch {
		case !space:
			out = append(out, b[i:i+n]...)
		case !inSpace:
			out = append(out, ' ')
		}
		inSpace = space
		i += n
	}
	return string(out)
}

type refGrid struct {
	doc        *corpus.Document
	stretches  []Stretch
	firsts     []uint32 // first token by paragraph
	paragraphs []int32  // paragraph by sentence
}

func refNewGrid(d *corpus.Document) *refGrid {
	g := &refGrid{doc: d, paragraphs: make([]int32, len(d.Sentences))}
	block := int64(-1)
	for i, s := range d.Sentences {
		if int64(s.Block) != block {
			block = int64(s.Block)
			g.stretches = append(g.stretches, Stretch{Heading: d.Blocks[s.Block].Kind == corpus.Heading})
			g.firsts = append(g.firsts, s.First)
		}
		p := len(g.stretches) - 1
		g.paragraphs[i] = int32(p)
		g.stretches[p].Sentences++
		g.stretches[p].Tokens += int32(s.End - s.First)
	}
	return g
}

func (g *refGrid) sentence(at int, token uint32) int {
	for g.doc.Sentences[at].End <= token {
		at++
	}
	return at
}

func (g *refGrid) windows(size uint32) ([]int64, int64) {
	bases := make([]int64, len(g.stretches))
	n := int64(0)
	for p, s := range g.stretches {
		bases[p] = n
		n += (int64(s.Tokens) + int64(size) - 1) / int64(size)
	}
	return bases, n
}

type refUnitSet struct {
	n, own  []int32 // by concept; all 0 between units
	members []int32
}

func (s *refUnitSet) reset(concepts int) {
	if concepts > len(s.n) {
		s.n, s.own = make([]int32, concepts), make([]int32, concepts)
	}
}

func (s *refUnitSet) add(concept int32) {
	if s.n[concept] == 0 {
		s.members = append(s.members, concept)
	}
	s.n[concept]++
}

func (s *refUnitSet) clear() {
	clear(s.n)
	clear(s.own)
	s.members = s.members[:0]
}

func (s *refUnitSet) cells(to []Cell, paragraph int32) []Cell {
	slices.Sort(s.members)
	for _, c := range s.members {
		to = append(to, Cell{paragraph, c, s.n[c], s.own[c]})
	}
	s.clear()
	return to
}

func (k *refCounter) together(c *match.Coding, book *codebook.Codebook, g *refGrid, u Unit, window int) Cooccurrence {
	size := uint32(max(window, 1))
	bases, windows := g.windows(size)
	co := Cooccurrence{Unit: u}
	switch u {
	case Sentence:
		co.Units = int64(len(g.paragraphs))
	case Paragraph:
		co.Units = int64(len(g.stretches))
	case Window:
		co.Units = windows
	}
	j := refJoint{book: book, margins: make([]int64, len(book.Concepts)), pairs: map[[2]int32]*refJoined{}}
	k.cell.reset(len(book.Concepts))
	at, unit, first := 0, int64(-1), 0
	for i := range c.Hits {
		h := &c.Hits[i]
		at = g.sentence(at, h.First)
		p := g.paragraphs[at]
		now := int64(at)
		switch u {
		case Paragraph:
			now = int64(p)
		case Window:
			now = bases[p] + int64((h.First-g.firsts[p])/size)
		}
		if now != unit {
			j.unit(k, c.Hits[first:i])
			unit, first = now, i
		}
		for _, id := range k.rollUp(book, h) {
			k.cell.add(id)
		}
	}
	j.unit(k, c.Hits[first:])
	for id, n := range j.margins {
		if n > 0 {
			co.Margins = append(co.Margins, Margin{int32(id), n})
		}
	}
	for p, n := range j.pairs {
		co.Pairs = append(co.Pairs, Pair{p[0], p[1], n.units, n.shared})
	}
	slices.SortFunc(co.Pairs, func(a, b Pair) int { return cmp.Or(cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B)) })
	return co
}

type refJoint struct {
	book    *codebook.Codebook
	margins []int64
	pairs   map[[2]int32]*refJoined
	past    int64 // units with hits so far
}

type refJoined struct {
	units, shared int64
	last          int64 // unit in which shared was raised last, 1-based
}

func (j *refJoint) unit(k *refCounter, hits []match.Hit) {
	j.past++
	slices.Sort(k.cell.members)
	for i, a := range k.cell.members {
		j.margins[a]++
		for _, b := range k.cell.members[i+1:] {
			if j.kin(a, b) {
				continue
			}
			pair := j.pairs[[2]int32{a, b}]
			if pair == nil {
				pair = new(refJoined)
				j.pairs[[2]int32{a, b}] = pair
			}
			pair.units++
		}
	}
	k.cell.clear()
	for x := range hits {
		for y := x + 1; y < len(hits) && hits[y].First < hits[x].End; y++ {
			j.share(k, &hits[x], &hits[y])
		}
	}
}

func (j *refJoint) share(k *refCounter, x, y *match.Hit) {
	k.other = append(k.other[:0], k.rollUp(j.book, x)...)
	for _, b := range k.rollUp(j.book, y) {
		for _, a := range k.other {
			if a == b || j.kin(min(a, b), max(a, b)) {
				continue
			}
			if pair := j.pairs[[2]int32{min(a, b), max(a, b)}]; pair.last != j.past {
				pair.last = j.past
				pair.shared++
			}
		}
	}
}

func (j *refJoint) kin(a, b int32) bool { return b < int32(j.book.Concepts[a].End) }

func refMerge(parts ...Tally) Tally {
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
	slices.SortStableFunc(all, func(a, b from) int { return cmp.Compare(a.doc.Ordinal, b.doc.Ordinal) })
	var out Tally
	tables := map[*corpus.Lexicon][]corpus.TypeID{}
	for _, f := range all {
		if f.lex != nil {
			if out.Words == nil {
				out.Words = corpus.NewLexicon()
			}
			if tables[f.lex] == nil {
				tables[f.lex] = make([]corpus.TypeID, f.lex.Len())
			}
			f.doc.Words = refRenumber(f.doc.Words, f.lex, out.Words, tables[f.lex])
		}
		out.Documents = append(out.Documents, f.doc)
	}
	return out
}

func refRenumber(ws []Word, from, to *corpus.Lexicon, table []corpus.TypeID) []Word {
	out := make([]Word, len(ws))
	for i, w := range ws {
		if table[w.Type] == 0 {
			table[w.Type] = to.Intern([]byte(from.Word(w.Type))) + 1
		}
		out[i] = Word{table[w.Type] - 1, w.N}
	}
	slices.SortFunc(out, func(a, b Word) int { return cmp.Compare(a.Type, b.Type) })
	return out
}
