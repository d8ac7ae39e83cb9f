package tally

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math/bits"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"concordat/corpus"
	"concordat/corpus/codebook"
	"concordat/corpus/match"
)

// forms names match.Form's bits in their order, which is that of Document.Forms.
var forms = [5]string{"part", "hyphen", "solid", "possessive", "folded"}

// Forms names the equivalences by which the hit came about: part, hyphen,
// solid, possessive, folded; none if the text has the words as the pattern does.
func (q *Quote) Forms() []string {
	var names []string
	for bit, name := range forms {
		if q.Form>>bit&1 == 1 {
			names = append(names, name)
		}
	}
	return names
}

// quoting is the working memory of quotations. All of a document's quotations
// are parts of one string, and all of its names (ids and sections) of another:
// while the text is gathered only their places are known.
type quoting struct {
	quotes []Quote // under Options.Reuse the document's
	places []placed
	text   excerpts
	names  []byte
	key    []byte // what an id is the digest of: the document's part of it, with room for the rest

	book     *codebook.Codebook
	patterns []string // concept by concept: what its patterns give to an id
	first    []int32  // by concept: its first pattern
}

// placed says where the strings of one quotation stand.
type placed struct {
	left, match, right, end int // in the text
	id                      int // in the names
	section, sectionEnd     int // in the names
}

// idBytes is the length of a Quote.ID.
const idBytes = 1 + 2*6

// quote fills the quotations of a document: every hit, in their order.
func (k *Counter) quote(doc *Document, c *match.Coding, o Options) {
	d, m := c.Document, &k.quoting
	m.set(d, k.tree.book)
	if doc.part() {
		doc.Seam.Section, doc.Seam.Headed = lastHeading(d)
	}
	qs := room(&m.quotes, len(c.Hits), o.Reuse)
	edge := edges{tokens: d.Tokens, body: d.Body, context: max(o.Context, 0)}
	block, heading, named := 0, -1, -1 // named is the heading whose section stands in the names
	section, sectionEnd := 0, 0
	for i := range c.Hits {
		h := &c.Hits[i]
		at := k.spread.sentences[i]
		for ; block <= int(d.Sentences[at].Block); block++ { // as Document.Section, but each block once
			if d.Blocks[block].Kind == corpus.Heading {
				heading = block
			}
		}
		if heading != named {
			section = len(m.names)
			m.names = appendSection(m.names, d, heading)
			named, sectionEnd = heading, len(m.names)
		}
		if heading < 0 && doc.part() {
			doc.Seam.Opening++
		}
		span := corpus.Span{Start: d.Tokens[h.First].Start, End: d.Tokens[h.End-1].End}
		lo, hi := edge.around(h, span)
		m.text.reach(lo, hi)
		m.places = append(m.places, placed{
			left: m.text.place(lo), match: m.text.place(int(span.Start)),
			right: m.text.place(int(span.End)), end: m.text.place(hi),
			id: len(m.names), section: section, sectionEnd: sectionEnd,
		})
		span.Start, span.End = span.Start+d.Base, span.End+d.Base
		m.appendID(span, m.patterns[m.first[h.Concept]+h.Pattern])
		q := &qs[i]
		q.Start, q.End = span.Start, span.End
		q.Sentence, q.Paragraph, q.Token = at+1, k.grid.paragraphs[at]+1, h.First
		q.Concept, q.Pattern, q.Form = int32(h.Concept), h.Pattern, uint8(h.Form)
	}
	if len(qs) > 0 {
		m.fill(qs, &k.spread, o.Reuse)
		doc.Quotes = qs
	}
}

// fill gives the quotations their strings.
func (m *quoting) fill(qs []Quote, s *spread, reuse bool) {
	text, names := string(m.text.text), string(m.names)
	concepts, first := keep(s.concepts, reuse), int32(0)
	for i := range qs {
		q, p := &qs[i], &m.places[i]
		q.ID, q.Section = names[p.id:p.id+idBytes], names[p.section:p.sectionEnd]
		q.Left = strings.TrimLeft(text[p.left:p.match], " ")
		q.Match = text[p.match:p.right]
		q.Right = strings.TrimRight(text[p.right:p.end], " ")
		end := s.ends[i]
		if q.Up = nil; end > first+1 {
			q.Up = concepts[first+1 : end : end]
		}
		first = end
	}
}

// appendID appends a name for a hit that stays the same as long as the
// document's id, the span, the concept's id and the pattern's text do: the
// letter h and the first twelve hexadecimal digits of their SHA-256. The letter
// keeps spreadsheets from reading it as a number.
func (m *quoting) appendID(s corpus.Span, pattern string) {
	key := strconv.AppendUint(m.key, uint64(s.Start), 10)
	key = strconv.AppendUint(append(key, 0), uint64(s.End), 10)
	key = append(key, pattern...)
	m.key = key[:len(m.key)]
	sum := sha256.Sum256(key)
	m.names = hex.AppendEncode(append(m.names, 'h'), sum[:6])
}

// set prepares the parts of ids that a document and a codebook give.
func (m *quoting) set(d *corpus.Document, book *codebook.Codebook) {
	m.places, m.names = m.places[:0], m.names[:0]
	m.text.reset(d.Body)
	m.key = append(append(m.key[:0], d.ID...), 0)
	if m.book == book {
		return
	}
	m.book, m.first, m.patterns = book, nil, nil
	for i := range book.Concepts {
		m.first = append(m.first, int32(len(m.patterns)))
		for j := range book.Concepts[i].Patterns {
			m.patterns = append(m.patterns, "\x00"+book.Concepts[i].ID+"\x00"+book.Concepts[i].Patterns[j].Source)
		}
	}
}

// appendSection appends the text of a heading without white space around it,
// nothing for block -1.
func appendSection(to []byte, d *corpus.Document, block int) []byte {
	if block < 0 {
		return to
	}
	return append(to, strings.Trim(collapse(d.Body[d.Blocks[block].Start:d.Blocks[block].End]), " ")...)
}

// lastHeading returns the section that is open at the end of a document.
func lastHeading(d *corpus.Document) (section string, found bool) {
	for i := len(d.Blocks) - 1; i >= 0; i-- {
		if d.Blocks[i].Kind == corpus.Heading {
			return string(appendSection(nil, d, i)), true
		}
	}
	return "", false
}

// edges finds how far quotations reach.
type edges struct {
	tokens      []corpus.Token
	body        []byte
	context     int // bytes at most on either side
	left, right int // tokens at the borders of the last one: those of the next are near
}

// bytesPerToken is about how far apart words stand; it only says where to look first.
const bytesPerToken = 6

// around returns the stretch of a hit with its surroundings, shortened to
// borders of runes and words. It may reach into the paragraphs beside the
// hit's own.
func (e *edges) around(h *match.Hit, s corpus.Span) (lo, hi int) {
	lo = max(int(s.Start)-e.context, 0)
	for lo < int(s.Start) && !utf8.RuneStart(e.body[lo]) {
		lo++
	}
	e.left = e.behind(lo, max(e.left, int(h.First)-e.context/bytesPerToken))
	if t := e.left; t < len(e.tokens) && int(e.tokens[t].Start) < lo {
		lo = min(int(e.tokens[t].End), int(s.Start))
	}
	hi = min(int(s.End)+e.context, len(e.body))
	for hi > int(s.End) && hi < len(e.body) && !utf8.RuneStart(e.body[hi]) {
		hi--
	}
	e.right = e.behind(hi, max(e.right, int(h.End)))
	if t := e.right; t < len(e.tokens) && int(e.tokens[t].Start) < hi {
		hi = max(int(e.tokens[t].Start), int(s.End))
	}
	return lo, hi
}

// behind returns the first token that ends behind an offset, walking from a
// token near it.
func (e *edges) behind(offset, from int) int {
	i := min(from, len(e.tokens))
	for i > 0 && int(e.tokens[i-1].End) > offset {
		i--
	}
	for i < len(e.tokens) && int(e.tokens[i].End) <= offset {
		i++
	}
	return i
}

// excerpts are stretches of a body with every run of white space as one space.
// What two quotations have in common is there once.
type excerpts struct {
	body       []byte
	text       []byte
	start, end int   // the last stretch in the body
	base       int   // where it begins in text
	cuts       []cut // where it lost bytes
	open       bool  // it ends in white space
}

// cut says that up to an offset of the body so many bytes of a stretch were left out.
type cut struct {
	offset, gone int
}

func (e *excerpts) reset(body []byte) {
	*e = excerpts{body: body, text: e.text[:0], cuts: e.cuts[:0]}
}

// reach sees to it that the last stretch has [lo, hi) of the body; lo never falls.
func (e *excerpts) reach(lo, hi int) {
	if lo > e.end || len(e.text) == 0 {
		e.start, e.end, e.base, e.cuts, e.open = lo, lo, len(e.text), e.cuts[:0], false
	}
	if hi > e.end {
		e.extend(hi)
	}
}

// place returns where an offset of the last stretch stands in the text.
func (e *excerpts) place(offset int) int {
	i := len(e.cuts)
	for i > 0 && e.cuts[i-1].offset > offset {
		i--
	}
	at := e.base + offset - e.start
	if i > 0 {
		at -= e.cuts[i-1].gone
	}
	return at
}

// extend appends the body up to hi to the last stretch. Eight bytes that are
// ASCII without control characters and have no space after white space, which
// are nearly all, are copied as they are; otherwise what stands before the
// first odd one is.
func (e *excerpts) extend(hi int) {
	const low, high = 0x0101010101010101, 0x8080808080808080
	text, open, i := slices.Grow(e.text, hi-e.end+8), e.open, e.end
	for i < hi && i+8 <= len(e.body) {
		x := binary.LittleEndian.Uint64(e.body[i:])
		// Without the high bits no sum carries into the next byte.
		ascii := x &^ high
		spaces := ^((ascii ^ ' '*low) + 0x7f*low) & high
		before := spaces << 8
		if open {
			before |= 0x80
		}
		odd := x&high | ^(ascii+0x60*low)&high | spaces&before
		n := len(text)
		binary.LittleEndian.PutUint64(text[n:n+8], x)
		if odd == 0 && i+8 <= hi {
			text, open, i = text[:n+8], spaces>>63 != 0, i+8
			continue
		}
		plain := min(bits.TrailingZeros64(odd)>>3, hi-i)
		if plain > 0 {
			open = spaces>>(8*plain-1)&1 != 0
		}
		text, i = text[:n+plain], i+plain
		if i < hi {
			e.text, e.open = text, open
			i = e.odd(i, hi)
			text, open = e.text, e.open
		}
	}
	e.text, e.open = text, open
	for i < hi {
		i = e.odd(i, hi)
	}
	e.end = hi
}

// odd appends one byte and those beyond ASCII that follow it, or one rune of
// white space, and returns where it ended. Only runes that begin with four of
// the bytes beyond ASCII can be white space.
func (e *excerpts) odd(i, hi int) int {
	for first := i; i < hi && (i == first || e.body[i] >= utf8.RuneSelf); i++ {
		c := e.body[i]
		if c == ' ' || c >= '\t' && c <= '\r' {
			return e.space(i, 1)
		}
		if c == 0xc2 || c == 0xe1 || c == 0xe2 || c == 0xe3 {
			if r, n := utf8.DecodeRune(e.body[i:]); unicode.IsSpace(r) {
				return e.space(i, n)
			}
		}
		e.text, e.open = append(e.text, c), false
	}
	return i
}

// space appends white space of n bytes at i and returns where it ended.
func (e *excerpts) space(i, n int) int {
	i += n
	if !e.open {
		e.text, e.open = append(e.text, ' '), true
		n--
	}
	if n > 0 {
		e.cuts = append(e.cuts, cut{i, e.gone() + n})
	}
	return i
}

// gone returns how many bytes the last stretch has lost.
func (e *excerpts) gone() int {
	if len(e.cuts) == 0 {
		return 0
	}
	return e.cuts[len(e.cuts)-1].gone
}

// collapse returns text with every run of white space as one space.
func collapse(b []byte) string {
	e := excerpts{body: b}
	e.extend(len(b))
	return string(e.text)
}
