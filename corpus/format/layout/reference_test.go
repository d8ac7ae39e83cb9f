package layout

import (
	"bytes"
	"slices"
	"unicode/utf8"

	"concordat/corpus"
)

// refBlocks is the layout as it was first written, with every feature of every
// line and plain loops: what Blocks must say, found in the plainest way. It
// shares the cuts between parts and the names of the features with it.
func refBlocks(body []byte) []corpus.Block {
	var blocks []corpus.Block
	for at := 0; at < len(body); {
		end := at + Part(body[at:])
		part := refBlocksOf(body[at:end], at)
		refDemote(part)
		blocks = append(blocks, part...)
		at = end
	}
	return blocks
}

// refBlocksOf returns the blocks of one part, which begins at byte at of the body.
func refBlocksOf(text []byte, at int) []corpus.Block {
	s := &refSegmenter{lines: refSplit(text)}
	if len(s.lines) == 0 {
		return nil
	}
	refSoften(s.lines)
	s.layout()
	var blocks []corpus.Block
	for i := 0; i < len(s.lines); {
		s.head = s.heading(i)
		end := i + max(1, s.head)
		if s.head == 0 {
			for end < len(s.lines) && !s.ends(i, end) {
				end++
			}
		}
		b := corpus.Block{Span: corpus.Span{Start: uint32(at + s.lines[i].start), End: uint32(at + s.lines[end-1].end)}}
		switch l := &s.lines[i]; {
		case s.head > 0:
			b.Kind, b.Level = corpus.Heading, l.levels
		case l.mark == markBullet || l.mark == markDash || l.mark == markNumber && l.levels < 2:
			b.Kind = corpus.Item
		}
		if l := &s.lines[i]; l.mark == markNumber {
			s.number = l.number
		}
		blocks = append(blocks, b)
		s.after = s.head > 0
		i = end
	}
	return blocks
}

// refDemote makes paragraphs of headings that head nothing: those at the end, and
// all but the last three in a row.
func refDemote(blocks []corpus.Block) {
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

// refSegmenter is one text on its way into blocks.
type refSegmenter struct {
	lines   []refLine
	wrapped bool
	width   int  // usual length of a wrapped line
	head    int  // lines of the heading that the block at hand is, 0 = none
	after   bool // the block before was a heading
	number  int  // of the last numbered block
}

// refSoften takes back the empty lines that do not end a block: the one after a
// lone bullet or number, and, in texts where they stand within sentences again and
// again, as page breaks and double spacing leave them, those that do so.
func refSoften(lines []refLine) {
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
		lone := p.mark != markNone && p.runes == p.marker
		if n.hard && !n.page && (lone || often && p.runs(n)) {
			n.hard = false
		}
	}
}

// runs reports whether a sentence runs on from a line into the next, as far as
// the two can tell.
func (l *refLine) runs(next *refLine) bool {
	if l.runes < sentence || next.mark != markNone {
		return false
	}
	return l.close <= closeComma && next.first == firstSmall || l.joins && next.first == firstCapital
}

// layout tells whether lines are wrapped, how wide, and which are running heads.
func (s *refSegmenter) layout() {
	pairs, small, closed, widths := 0, 0, 0, []int(nil)
	all := 0
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
				p.full = true
				widths = append(widths, p.runes)
			}
		}
	}
	switch typical := s.typical(); {
	case typical > longLine:
	case pairs >= 3:
		s.wrapped = small*5 >= pairs
	default:
		s.wrapped = typical <= maxHeading && closed*2 < all
	}
	if !s.wrapped {
		return
	}
	if len(widths) == 0 {
		for i := range s.lines {
			widths = append(widths, min(s.lines[i].runes, longLine))
		}
	}
	slices.Sort(widths)
	s.width = widths[(len(widths)-1)*9/10]
	s.widths()
	s.runningHeads()
}

// typical returns the length of the line in which the middle character of the
// text stands.
func (s *refSegmenter) typical() int {
	lengths, total := make([]int, len(s.lines)), 0
	for i := range s.lines {
		lengths[i] = s.lines[i].runes
		total += lengths[i]
	}
	slices.Sort(lengths)
	for _, n := range lengths {
		if total -= 2 * n; total <= 0 {
			return n
		}
	}
	return 0
}

// runningHeads marks the short lines that come again and again, but for a page
// number, and break into sentences. One that comes again only between
// sentences is a heading ("Our approach").
func (s *refSegmenter) runningHeads() {
	type tally struct{ times, between int }
	seen := map[string]tally{}
	for i := range s.lines {
		if l := &s.lines[i]; l.mayRun(s.width) {
			t := seen[string(refUnnumbered(l.text))]
			t.times++
			if l.hard || s.lines[i-1].close >= closeColon {
				t.between++
			}
			seen[string(refUnnumbered(l.text))] = t
		}
	}
	for i := range s.lines {
		l := &s.lines[i]
		if !l.mayRun(s.width) {
			continue
		}
		t := seen[string(refUnnumbered(l.text))]
		l.running = t.times >= repeats && t.between*10 < t.times*9 && !s.opens(i)
	}
}

// mayRun is what a line must be to be a running head.
func (l *refLine) mayRun(width int) bool { return l.mayHead(width) && (l.words > 1 || l.caps) }

// opens reports whether line i is the first of a sentence that runs on into the next.
func (s *refSegmenter) opens(i int) bool {
	l := &s.lines[i]
	if l.caps || i+1 >= len(s.lines) || s.lines[i+1].first != firstSmall || s.lines[i+1].hard {
		return false
	}
	p := &s.lines[max(0, i-1)]
	return l.hard || p.close >= closeColon || p.running || p.mayHead(longLine) && (p.title || p.caps)
}

// mayHead is what running heads and headings have in common.
func (l *refLine) mayHead(width int) bool {
	return l.close == closeNone && l.first == firstCapital && l.words <= maxWords &&
		l.runes <= min(width, maxHeading) && l.letters > 1 && !l.greets
}

// widths notes for each line the length that lines near it are wrapped at.
// Columns and boxes make it vary within a text.
func (s *refSegmenter) widths() {
	for i := range s.lines {
		most, next, n := 0, 0, 0
		for k := max(0, i-window); k < min(len(s.lines), i+window); k++ {
			if l := &s.lines[k]; l.full {
				n++
				if l.runes > most {
					most, next = l.runes, most
				} else {
					next = max(next, l.runes)
				}
			}
		}
		switch {
		case n >= 4:
			s.lines[i].width = next // one line may be two that were joined
		case n > 0:
			s.lines[i].width = most
		default:
			s.lines[i].width = s.width
		}
	}
}

// short reports whether the first word of line i would have stood on line i-1.
// Letters differ in width, so it must fit with room to spare.
func (s *refSegmenter) short(i int) bool {
	return (s.lines[i-1].runes+1+s.lines[i].word)*100 <= s.lines[i-1].width*85
}

// ends reports whether a block that began at line start ends before line i.
func (s *refSegmenter) ends(start, i int) bool {
	p, n := &s.lines[i-1], &s.lines[i]
	switch {
	case n.hard:
		return true
	case p.runes == p.marker:
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
func (s *refSegmenter) paragraphEnds(p, n *refLine) bool {
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
func (s *refSegmenter) numbered(p, n *refLine, i int) bool {
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
func (s *refSegmenter) heading(i int) int {
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
func (s *refSegmenter) heads(h, n *refLine, i int) bool {
	switch {
	case h.joins, n.first == firstSmall, n.text[0] == '(' && n.mark == markNone:
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
func (s *refSegmenter) shortHeading(i int) int {
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
func (s *refSegmenter) headingLine(i int) int {
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

// refSplit returns the lines that are not empty.
func refSplit(body []byte) []refLine {
	var lines []refLine
	hard, fresh, start := true, true, 0 // an empty line, a page before what comes
	for i := 0; i <= len(body); {
		for i < len(body) && !refMayEnd[body[i]] {
			i++
		}
		n, ends, page := 1, i == len(body), false
		if !ends {
			n, ends, page = refLineEnd(body[i:])
		}
		if !ends {
			i += n
			continue
		}
		if text := body[start:i]; len(bytes.TrimSpace(text)) > 0 {
			lines = append(lines, refNewLine(text, start, hard))
			lines[len(lines)-1].page = fresh
			hard, fresh = false, false
		} else {
			hard = true
		}
		hard, fresh = hard || page, fresh || page
		i += n
		start = i
	}
	return lines
}

// refMayEnd has the bytes that a line end begins with.
var refMayEnd = [256]bool{'\n': true, '\v': true, '\f': true, '\r': true, 0xc2: true, 0xe2: true}

// refLineEnd returns the length of what b begins with, whether it ends a line,
// and whether it ends a page or paragraph.
func refLineEnd(b []byte) (n int, ends, page bool) {
	switch c := b[0]; {
	case c == '\n', c == '\v':
		return 1, true, false
	case c == '\r':
		if len(b) > 1 && b[1] == '\n' {
			return 2, true, false
		}
		return 1, true, false
	case c == '\f':
		return 1, true, true
	case c < utf8.RuneSelf:
		return 1, false, false
	}
	switch r, n := utf8.DecodeRune(b); r {
	case '\u0085', '\u2028':
		return n, true, false
	case '\u2029':
		return n, true, true
	default:
		return n, false, false
	}
}
