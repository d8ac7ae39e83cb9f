package tally

import (
	"crypto/sha256"
	"encoding/hex"
	"sort"
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

// quotes returns every hit with its quotation, in the order of the hits.
func (k *Counter) quotes(c *match.Coding, book *codebook.Codebook, g *grid, context int) []Quote {
	d := c.Document
	out := make([]Quote, 0, len(c.Hits))
	at, block, section := 0, 0, ""
	for i := range c.Hits {
		h := &c.Hits[i]
		at = g.sentence(at, h.First)
		for ; block <= int(d.Sentences[at].Block); block++ { // as Document.Section, but each block once
			if b := d.Blocks[block]; b.Kind == corpus.Heading {
				section = strings.TrimSpace(collapse(d.Body[b.Start:b.End]))
			}
		}
		span := corpus.Span{Start: d.Tokens[h.First].Start, End: d.Tokens[h.End-1].End}
		left, right := surroundings(d, span, context)
		q := Quote{
			ID:    quoteID(d.ID, span, book, h),
			Start: span.Start, End: span.End,
			Sentence: int32(at) + 1, Paragraph: g.paragraphs[at] + 1, Token: h.First,
			Section: section, Concept: int32(h.Concept), Pattern: h.Pattern, Form: uint8(h.Form),
			Left:  strings.TrimLeft(collapse(d.Body[left.Start:left.End]), " "),
			Match: collapse(d.Body[span.Start:span.End]),
			Right: strings.TrimRight(collapse(d.Body[right.Start:right.End]), " "),
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

// quoteID returns a name for a hit that stays the same as long as the
// document's id, the span, the concept's id and the pattern's text do: the
// letter h and the first twelve hexadecimal digits of their SHA-256. The letter
// keeps spreadsheets from reading it as a number.
func quoteID(document string, s corpus.Span, book *codebook.Codebook, h *match.Hit) string {
	concept := &book.Concepts[h.Concept]
	sum := sha256.Sum256([]byte(strings.Join([]string{
		document, strconv.Itoa(int(s.Start)), strconv.Itoa(int(s.End)),
		concept.ID, concept.Patterns[h.Pattern].Source,
	}, "\x00")))
	return "h" + hex.EncodeToString(sum[:6])
}

// surroundings returns the stretches of at most n bytes before and after a span,
// shortened to borders of runes and words. They may reach into the paragraphs
// beside the span's own.
func surroundings(d *corpus.Document, s corpus.Span, n int) (left, right corpus.Span) {
	lo := max(int(s.Start)-max(n, 0), 0)
	for lo < int(s.Start) && !utf8.RuneStart(d.Body[lo]) {
		lo++
	}
	if t, inside := tokenAcross(d, uint32(lo)); inside {
		lo = min(int(t.End), int(s.Start))
	}
	hi := min(int(s.End)+max(n, 0), len(d.Body))
	for hi > int(s.End) && hi < len(d.Body) && !utf8.RuneStart(d.Body[hi]) {
		hi--
	}
	if t, inside := tokenAcross(d, uint32(hi)); inside {
		hi = max(int(t.Start), int(s.End))
	}
	return corpus.Span{Start: uint32(lo), End: s.Start}, corpus.Span{Start: s.End, End: uint32(hi)}
}

// tokenAcross returns the token that has a byte offset strictly inside it.
func tokenAcross(d *corpus.Document, offset uint32) (corpus.Token, bool) {
	i := sort.Search(len(d.Tokens), func(i int) bool { return d.Tokens[i].End > offset })
	if i == len(d.Tokens) || d.Tokens[i].Start >= offset {
		return corpus.Token{}, false
	}
	return d.Tokens[i], true
}

// collapse returns text with every run of white space as one space.
func collapse(b []byte) string {
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
