// Package layout tells paragraphs, headings and list items apart in text
// without markup, by the lengths of its lines and how they begin and end.
package layout

import (
	"slices"
	"unicode/utf8"

	"concordat/corpus"
)

// Thresholds of the rules below. Lengths are in runes.
const (
	longLine   = 160 // no wrapped line is longer, so a longer one is a paragraph
	maxHeading = 100 // of a heading's line
	maxWords   = 12  // of a heading's line
	headLines  = 3   // lines of a wrapped heading
	repeats    = 6   // a short line that stands so often is a running head
	spaced     = 5   // empty lines within sentences, a twentieth of all, are a habit
	sentence   = 20  // a shorter line may be anything
	window     = 12  // lines up and down from which the width is told
)

// Blocks splits a plain text, valid UTF-8, into its blocks: they ascend, do not
// overlap, begin and end with a byte that is not white space and cover every
// such byte. Linear in the text.
//
// A form feed or U+2029 always ends a block. So does an empty line, but for the one
// after a lone bullet or number, and those within sentences where a text
// has many of them (double spacing, page breaks). A single line end is read by the
// layout of the whole part, which is wrapped if at least a fifth of its line ends
// are followed by a small letter; otherwise a line is a paragraph.
//
// Where a line is a paragraph, a long line without closing punctuation goes on
// in the next. In either layout a line that holds nothing but a bullet or number belongs to
// the next, and a line end after a word that cannot end a sentence ("of the"), or
// before a small letter, is only white space.
//
// In a wrapped text, a block further ends before a bullet; before a number in
// sequence or after the end of a sentence; around running heads; around
// headings (short lines in capitals or title case, or of few words between
// the end of a sentence and a full line, without closing punctuation); and after the end
// of a sentence on a line so short that the next word would have stood on it.
//
// Where the rules leave doubt, lines stay together: two paragraphs in one block
// cost little, a sentence in two loses its matches. A heading that heads nothing is a paragraph.
//
// A text of more than 1 MiB is taken in the parts that Part cuts, and the blocks
// of a part depend on its bytes alone.
func Blocks(body []byte) []corpus.Block {
	var room [96]line // on the stack: most texts have no more lines, and so need no other
	var blocks []corpus.Block
	lines := room[:0]
	for at := 0; at < len(body); {
		end := at + Part(body[at:])
		lines = split(body[at:end], lines[:0])
		s := segmenter{text: body[at:end], lines: lines}
		first := len(blocks)
		blocks = s.appendBlocks(blocks, at)
		demote(blocks[first:])
		at = end
	}
	return blocks
}

// segmenter is one part of a text on its way into blocks.
type segmenter struct {
	text    []byte
	lines   []line
	wrapped bool
	width   int32 // usual length of a wrapped line
	after   bool  // the block before was a heading
	number  int32 // of the last numbered block
}

// appendBlocks adds the blocks of the part, which begins at byte at of the body.
func (s *segmenter) appendBlocks(blocks []corpus.Block, at int) []corpus.Block {
	if len(s.lines) == 0 {
		return blocks
	}
	soften(s.lines)
	s.layout()
	if s.wrapped {
		blocks = slices.Grow(blocks, len(s.lines)/4)
	} else {
		blocks = slices.Grow(blocks, len(s.lines))
	}
	for i := 0; i < len(s.lines); {
		head := s.heading(i)
		end := i + max(1, head)
		if head == 0 {
			for end < len(s.lines) && !s.ends(i, end) {
				end++
			}
		}
		l := &s.lines[i]
		b := corpus.Block{Span: corpus.Span{Start: uint32(at + int(l.start)), End: uint32(at + int(s.lines[end-1].end))}}
		switch {
		case head > 0:
			b.Kind, b.Level = corpus.Heading, l.levels
		case l.mark == markBullet || l.mark == markDash || l.mark == markNumber && l.levels < 2:
			b.Kind = corpus.Item
		}
		if l.mark == markNumber {
			s.number = l.number
		}
		blocks = append(blocks, b)
		s.after = head > 0
		i = end
	}
	return blocks
}

// demote makes paragraphs of headings that head nothing: those at the end, and
// all but the last three in a row.
func demote(blocks []corpus.Block) {
	row := headLines
	for i := len(blocks) - 1; i >= 0; i-- {
		if blocks[i].Kind != corpus.Heading {
			row = 0
			continue
		}
		if row++; row > headLines {
			blocks[i].Kind, blocks[i].Level = corpus.Paragraph, 0
		}
	}
}

// soften takes back the empty lines that do not end a block: the one after a
// lone bullet or number, and, in texts where they stand within sentences again and
// again, as page breaks and double spacing leave them, those that do so.
func soften(lines []line) {
	all, within := 0, 0
	for i := 1; i < len(lines); i++ {
		if p, n := &lines[i-1], &lines[i]; n.hard && !n.page {
			all++
			if p.runs(n) && n.first == firstSmall {
				within++
			}
		}
	}
	often := within >= spaced && within*20 >= all
	for i := 1; i < len(lines); i++ {
		p, n := &lines[i-1], &lines[i]
		if n.hard && !n.page && (p.lone || often && p.runs(n)) {
			n.hard = false
		}
	}
}

// runs reports whether a sentence runs on from a line into the next, as far as
// the two can tell.
func (l *line) runs(next *line) bool {
	if l.runes < sentence || next.mark != markNone {
		return false
	}
	return l.close <= closeComma && next.first == firstSmall || l.joins && next.first == firstCapital
}

// layout tells whether lines are wrapped, how wide, and which are running heads.
func (s *segmenter) layout() {
	pairs, small, closed, wraps := 0, 0, 0, 0
	all := 0
	var widths [longLine + 1]int // lines of a length whose end is a wrap
	for i := 1; i < len(s.lines); i++ {
		p, n := &s.lines[i-1], &s.lines[i]
		if n.hard || n.mark != markNone {
			continue
		}
		all++
		if p.close == closeFull {
			closed++
		}
		if n.first == firstNone {
			continue
		}
		pairs++
		if n.first == firstSmall {
			small++
			if p.runes <= longLine {
				p.wrap = p.runes
				widths[p.runes]++
				wraps++
			}
		}
	}
	switch {
	case !s.middleWithin(longLine):
	case pairs >= 3:
		s.wrapped = small*5 >= pairs
	default:
		s.wrapped = closed*2 < all && s.middleWithin(maxHeading)
	}
	if !s.wrapped {
		return
	}
	if wraps == 0 {
		for i := range s.lines {
			widths[min(s.lines[i].runes, longLine)]++
		}
		wraps = len(s.lines)
	}
	rank := (wraps - 1) * 9 / 10
	for n := range widths {
		if rank -= widths[n]; rank < 0 {
			s.width = int32(n)
			break
		}
	}
	s.widths()
	s.runningHeads()
}

// middleWithin reports whether the middle character of the text stands in a
// line of at most limit runes, which is no more than longLine. The runes of
// longer lines are counted only if their bytes leave it open.
func (s *segmenter) middleWithin(limit int32) bool {
	within, beyond, long := 0, 0, 0
	for i := range s.lines {
		switch l := &s.lines[i]; {
		case l.runes <= limit:
			within += int(l.runes)
		case l.runes <= longLine:
			beyond += int(l.runes)
		default:
			long += int(l.end - l.start)
		}
	}
	switch {
	case beyond+(long+utf8.UTFMax-1)/utf8.UTFMax > within:
		return false
	case beyond+long <= within:
		return true
	}
	for i := range s.lines {
		if l := &s.lines[i]; l.runes > longLine {
			beyond += utf8.RuneCount(s.text[l.start:l.end])
		}
	}
	return beyond <= within
}

// mayHead is what running heads and headings have in common.
func (l *line) mayHead(width int32) bool { return l.headlike && l.runes <= width }

// widths notes for each line the length that lines near it are wrapped at.
// Columns and boxes make it vary within a text.
func (s *segmenter) widths() {
	n := 0 // wraps among the lines near
	for i := range s.lines[:min(window-1, len(s.lines))] {
		n += min(1, int(s.lines[i].wrap))
	}
	for i := range s.lines {
		if i+window <= len(s.lines) {
			n += min(1, int(s.lines[i+window-1].wrap))
		}
		most, next := int32(0), int32(0)
		near := s.lines[max(0, i-window):min(len(s.lines), i+window)]
		for k := range near {
			w := near[k].wrap
			most, next = max(most, w), max(next, min(most, w))
		}
		switch {
		case n >= 4:
			s.lines[i].width = next // one line may be two that were joined
		case n > 0:
			s.lines[i].width = most
		default:
			s.lines[i].width = s.width
		}
		if i >= window {
			n -= min(1, int(s.lines[i-window].wrap))
		}
	}
}

// short reports whether the first word of line i would have stood on line i-1.
// Letters differ in width, so it must fit with room to spare.
func (s *segmenter) short(i int) bool {
	return (s.lines[i-1].runes+1+s.lines[i].word)*100 <= s.lines[i-1].width*85
}

// ends reports whether a block that began at line start ends before line i.
func (s *segmenter) ends(start, i int) bool {
	p, n := &s.lines[i-1], &s.lines[i]
	switch {
	case n.hard:
		return true
	case p.lone:
		return false
	case !s.wrapped:
		return s.paragraphEnds(p, n)
	case n.running || p.running:
		return true
	case n.mark == markBullet:
		return true
	case n.mark == markDash:
		return p.close != closeNone || s.lines[start].mark == markDash
	case n.mark == markNumber:
		return s.numbered(p, n, i)
	case n.first == firstSmall || p.joins || p.close == closeComma:
		return false
	case p.close == closeFull:
		return p.runes > longLine || n.indent > p.indent+1 || s.short(i) || s.heading(i) > 0
	case n.caps && !p.caps && n.words > 1:
		return s.heading(i) > 0
	}
	return false
}

// paragraphEnds reports whether a line that may be a whole paragraph is one. A
// long line without closing punctuation is not, whatever follows it.
func (s *segmenter) paragraphEnds(p, n *line) bool {
	switch {
	case n.mark != markNone:
		return true
	case p.close <= closeComma && p.runes > maxHeading:
		return false
	}
	return !p.joins && (n.first != firstSmall || p.close >= closeColon)
}

// numbered reports whether a block ends before a line that begins with a
// number: not after "Section" or "of", else if it can be the next in a row.
func (s *segmenter) numbered(p, n *line, i int) bool {
	switch {
	case p.close >= closeColon || p.listAnd:
		return true
	case p.joins:
		return false
	case n.levels > 1:
		return n.first == firstCapital
	}
	return s.short(i) && (n.number == s.number+1 || n.number == 1)
}

// heading returns the number of lines of the heading that begins at line i, 0 if none does.
func (s *segmenter) heading(i int) int {
	l := &s.lines[i]
	if !s.wrapped {
		return s.headingLine(i)
	}
	if l.running || !l.mayHead(longLine) || l.mark == markBullet || l.mark == markDash {
		return 0
	}
	found := 0
	for k := i; k < min(i+headLines, len(s.lines)-1); k++ {
		h, n := &s.lines[k], &s.lines[k+1]
		if k > i && (h.hard || h.mark != markNone || !h.mayHead(longLine) || h.caps != l.caps || h.running) {
			break
		}
		if !h.caps && !h.title {
			break
		}
		if s.heads(h, n, k+1) {
			found = k + 1 - i
		}
	}
	if found > 0 {
		return found
	}
	return s.shortHeading(i)
}

// heads reports whether a line in capitals or title case can be the last of a heading.
func (s *segmenter) heads(h, n *line, i int) bool {
	switch {
	case h.joins, n.first == firstSmall, s.text[n.start] == '(' && n.mark == markNone:
		return false
	case n.hard || n.running:
		return true
	case n.mark != markNone && h.mark != markNone && n.levels == h.levels:
		return false
	case h.caps:
		return !n.caps
	}
	return s.short(i)
}

// shortHeading returns 1 for a line of few words in sentence case that stands
// before an empty line, or between the end of a sentence or heading and a full line.
func (s *segmenter) shortHeading(i int) int {
	if i+1 >= len(s.lines) {
		return 0
	}
	l, n := &s.lines[i], &s.lines[i+1]
	if l.joins {
		return 0
	}
	begins := i == 0 || l.hard || s.after || s.lines[i-1].close == closeFull
	if !begins || n.first == firstSmall || l.mark != markNone && n.mark != markNone {
		return 0
	}
	width := n.width
	if n.hard && l.hard || n.first == firstCapital && l.words <= 8 && l.runes*10 <= width*6 && n.runes*10 >= width*7 {
		return 1
	}
	return 0
}

// headingLine returns 1 if line i is a heading where a line is a paragraph:
// few words, no closing punctuation, and something longer or numbered after it.
func (s *segmenter) headingLine(i int) int {
	l := &s.lines[i]
	if i+1 >= len(s.lines) || !l.mayHead(maxHeading) || l.joins || l.mark == markBullet || l.mark == markDash {
		return 0
	}
	n := &s.lines[i+1]
	if n.first == firstSmall || l.mark == markNumber && n.mark == markNumber && l.levels == n.levels {
		return 0
	}
	return 1
}
