package layout

import "bytes"

// head is a line that may be a running head, and the number of its like.
type head struct {
	line    int32 // index of the line
	same    int32 // index of the first head with the same words
	times   int32 // of the first one: heads with the same words
	between int32 // of the first one: those of them that stand between sentences
}

// runningHeads marks the short lines that come again and again, but for a page
// number, and break into sentences. One that comes again only between
// sentences is a heading ("Our approach").
func (s *segmenter) runningHeads() {
	var heads []head
	for i := range s.lines {
		if s.lines[i].mayRun(s.width) {
			heads = append(heads, head{line: int32(i)})
		}
	}
	if len(heads) < repeats {
		return
	}
	s.gather(heads)
	for _, h := range heads {
		first := &heads[h.same]
		s.lines[h.line].running = first.times >= repeats && first.between*10 < first.times*9 && !s.opens(int(h.line))
	}
}

// gather finds for each head the first with the same words. The table is
// open-addressed, with linear probing, and at most half full.
func (s *segmenter) gather(heads []head) {
	size := 16
	for size < 2*len(heads) {
		size *= 2
	}
	slots := make([]int32, size) // index of a first head + 1; 0 = free
	for i := range heads {
		h := &heads[i]
		words := s.headWords(h)
		k := hash(words) & uint64(size-1)
		for slots[k] > 0 && !bytes.Equal(words, s.headWords(&heads[slots[k]-1])) {
			k = (k + 1) & uint64(size-1)
		}
		if slots[k] == 0 {
			slots[k] = int32(i + 1)
		}
		h.same = slots[k] - 1
		first := &heads[h.same]
		first.times++
		if l := &s.lines[h.line]; l.hard || s.lines[h.line-1].close >= closeColon {
			first.between++
		}
	}
}

// headWords returns the line of a head without its page number.
func (s *segmenter) headWords(h *head) []byte {
	l := &s.lines[h.line]
	return unnumbered(s.text[l.start:l.end])
}

// hash is the same in every run. The lines it is given are short.
//
// Source: FNV-1a, Fowler, Noll, Vo and Eastlake 2025, RFC 9923, with a last
// shift that brings its high bits down.
func hash(b []byte) uint64 {
	h := uint64(14695981039346656037)
	for _, c := range b {
		h = (h ^ uint64(c)) * 1099511628211
	}
	return h ^ h>>32
}

// mayRun is what a line must be to be a running head.
func (l *line) mayRun(width int32) bool { return l.mayHead(width) && (l.words > 1 || l.caps) }

// opens reports whether line i is the first of a sentence that runs on into the next.
func (s *segmenter) opens(i int) bool {
	l := &s.lines[i]
	if l.caps || i+1 >= len(s.lines) || s.lines[i+1].first != firstSmall || s.lines[i+1].hard {
		return false
	}
	p := &s.lines[max(0, i-1)]
	return l.hard || p.close >= closeColon || p.running || p.mayHead(longLine) && (p.title || p.caps)
}

// unnumbered returns a line without the page numbers it begins or ends with,
// Arabic or small Roman.
func unnumbered(b []byte) []byte {
	for pageNumber(b[:1]) {
		i := bytes.IndexFunc(b, isSpace)
		if i < 0 || !pageNumber(b[:i]) {
			break
		}
		b = b[i+skipSpace(b[i:]):]
	}
	for pageNumber(b[len(b)-1:]) {
		i := lastSpace(b)
		if i < 0 || !pageNumber(b[i+skipSpace(b[i:]):]) {
			break
		}
		b = b[:trimEnd(b[:i])]
	}
	return b
}

func pageNumber(b []byte) bool {
	arabic, roman := true, true
	for _, c := range b {
		arabic = arabic && (isDigit(c) || c == '|')
		roman = roman && (c == 'i' || c == 'v' || c == 'x' || c == 'l')
	}
	return arabic || roman
}
