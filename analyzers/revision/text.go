package revision

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"concordat/analyzers/stats/alignment"
)

// Sizes of quotations.
const (
	shown  = 480 // characters of a long piece in people's formats
	around = 6   // words shown of a long kept piece on either side
	nearby = 8   // words beside a hit
)

// quote returns the words of a span as the text has them, with the punctuation
// that hangs on to them, white space as single spaces.
func (v *version) quote(s alignment.Span) string {
	if s.Len() <= 0 {
		return ""
	}
	q := v.doc.Sequence
	from, to := int(q.Spans[s.First].Start), int(q.Spans[s.End-1].End)
	if s.First > 0 {
		gap := q.Body[q.Spans[s.First-1].End:from]
		if i := strings.LastIndexFunc(gap, unicode.IsSpace); i >= 0 {
			_, size := utf8.DecodeRuneInString(gap[i:])
			from -= len(gap) - i - size
		}
	} else if lead := q.Body[:from]; !strings.ContainsFunc(lead, unicode.IsSpace) {
		from = 0
	}
	tail := q.Body[to:]
	if s.End < len(q.Spans) {
		tail = q.Body[to:q.Spans[s.End].Start]
	}
	if i := strings.IndexFunc(tail, unicode.IsSpace); i >= 0 {
		tail = tail[:i]
	}
	return single(q.Body[from : to+len(tail)])
}

// marked writes a change with its deletions as [-…-] and its insertions as
// {+…+}. Long pieces are cut in the middle unless whole is set.
func (p *pair) marked(c *change, whole bool) string {
	var out []string
	for _, e := range readable(c.edits) {
		switch e.Kind {
		case alignment.Kept:
			text := p.new.quote(e.B)
			if n := e.B.Len(); !whole && n > 2*around+2 {
				head, tail := e.B, e.B
				head.End, tail.First = head.First+around, tail.End-around
				text = p.new.quote(head) + " … " + p.new.quote(tail)
			}
			out = append(out, text)
		case alignment.Dropped:
			out = append(out, "[-"+cut(p.old.quote(e.A), whole)+"-]")
		case alignment.Added:
			out = append(out, "{+"+cut(p.new.quote(e.B), whole)+"+}")
		}
	}
	return strings.Join(out, " ")
}

// cut shortens a text in the middle, between words.
func cut(text string, whole bool) string {
	r := []rune(text)
	if whole || len(r) <= shown {
		return text
	}
	head, tail := string(r[:shown/2]), string(r[len(r)-shown/2:])
	if i := strings.LastIndexByte(head, ' '); i > 0 {
		head = head[:i]
	}
	if i := strings.IndexByte(tail, ' '); i >= 0 {
		tail = tail[i+1:]
	}
	return head + " […] " + tail
}

// crumb is how many kept words between two changes are shown as changed with
// them, if both are longer: "of the" that happens to stand in both.
const crumb = 2

// readable joins changes that only a crumb parts. The words are all there, and
// what was dropped stands before what was added.
func readable(edits []alignment.Edit) []alignment.Edit {
	var out []alignment.Edit
	for i := 0; i < len(edits); {
		if edits[i].Kind == alignment.Kept {
			out = append(out, edits[i])
			i++
			continue
		}
		dropped, added, end := size(edits, i)
		for end+1 < len(edits) && edits[end].A.Len() <= crumb {
			d, a, next := size(edits, end+1)
			n := edits[end].A.Len()
			if min(dropped+added, d+a) <= 2*n || dropped+d == 0 || added+a == 0 {
				break
			}
			dropped, added, end = dropped+n+d, added+n+a, next
		}
		first, last := edits[i], edits[end-1]
		if a := (alignment.Span{First: first.A.First, End: last.A.End}); a.Len() > 0 {
			out = append(out, alignment.Edit{Kind: alignment.Dropped, A: a})
		}
		if b := (alignment.Span{First: first.B.First, End: last.B.End}); b.Len() > 0 {
			out = append(out, alignment.Edit{Kind: alignment.Added, B: b})
		}
		i = end
	}
	return out
}

// size returns how many words the changes from edit i on drop and add, up to the
// next edit that keeps words.
func size(edits []alignment.Edit, i int) (dropped, added, end int) {
	for end = i; end < len(edits) && edits[end].Kind != alignment.Kept; end++ {
		dropped, added = dropped+edits[end].A.Len(), added+edits[end].B.Len()
	}
	return dropped, added, end
}

// beside returns a hit with the words beside it in its paragraph.
func (v *version) beside(paragraph alignment.Span, token, end uint32) (left, match, right string) {
	at := alignment.Span{First: int(token), End: int(end)}
	before := alignment.Span{First: max(paragraph.First, at.First-nearby), End: at.First}
	after := alignment.Span{First: at.End, End: min(paragraph.End, at.End+nearby)}
	q := v.doc.Sequence
	from, to := q.Spans[at.First].Start, q.Spans[at.End-1].End
	match = q.Body[from:to]
	if before.Len() > 0 {
		left = single(q.Body[q.Spans[before.First].Start:from])
	}
	if after.Len() > 0 {
		right = single(q.Body[to:q.Spans[after.End-1].End])
	}
	return left, single(match), right
}

// single writes white space as single spaces.
func single(text string) string { return strings.Join(strings.Fields(text), " ") }

// bracketed writes a hit in brackets between the words beside it.
func bracketed(left, match, right string) string {
	s := strings.TrimSpace(left + " [" + match + "]")
	if r, _ := utf8.DecodeRuneInString(right); right != "" && !strings.ContainsRune(",.;:!?)’”", r) {
		s += " "
	}
	return s + right
}
