package match_test

import (
	"cmp"
	"math/bits"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"concordat/corpus"
	"concordat/corpus/codebook"
	"concordat/corpus/match"
)

// brute codes a document by the definitions alone: patterns are written out as
// flat sequences, every way of reading the text is tried, and every policy
// compares every hit with every other. ASCII only; no lemmas, no tags.
type brute struct {
	book *codebook.Codebook
	doc  *corpus.Document
}

// stretch is a match: tokens [first, end), read in the forms.
type stretch struct {
	first, end uint32
	form       match.Form
}

// flat is one element of a pattern that was written out.
type flat struct {
	e codebook.Element
	before
}

// before is what is written before an element.
type before struct {
	allow  uint8
	hyphen bool
}

func (b before) and(e codebook.Element) before {
	return before{b.allow | e.Allow, b.hyphen || e.Join == codebook.JoinHyphen}
}

// spelling is a pattern without alternatives and gaps. over is what stood
// before elements at its end that were left out.
type spelling struct {
	seq  []flat
	over before
}

// writeOut returns every spelling of elements. What stands before an element
// that is left out stands before the next one.
func writeOut(es []codebook.Element, with before) []spelling {
	if len(es) == 0 {
		return []spelling{{nil, with}}
	}
	e := es[0]
	with = with.and(e)
	var heads []spelling
	switch e.Kind {
	case codebook.Alternatives:
		for _, alt := range e.Alts {
			heads = append(heads, writeOut(alt, with)...)
		}
	case codebook.Gaps:
		for n := e.Min; n <= e.Max; n++ {
			head := spelling{over: with}
			for range n {
				head.seq = append(head.seq, flat{codebook.Element{Kind: codebook.Any}, head.over})
				head.over = before{}.and(e)
			}
			if n > 0 {
				head.over = before{}
			}
			heads = append(heads, head)
		}
	default:
		heads = []spelling{{seq: []flat{{e, with}}}}
	}
	var out []spelling
	for _, head := range heads {
		for _, tail := range writeOut(es[1:], head.over) {
			out = append(out, spelling{slices.Concat(head.seq, tail.seq), tail.over})
		}
	}
	return out
}

func (b *brute) word(t uint32) string { return b.doc.Slice(b.doc.Tokens[t].Span()) }

func (b *brute) parts(t uint32) []string {
	if w := b.word(t); !b.book.WholeHyphen && strings.Contains(w, "-") {
		return strings.Split(w, "-")
	}
	return nil
}

// said is a way of reading a stretch of letters.
type said struct {
	word string
	form match.Form
}

// readings returns a word as it is, without stops, without a possessive ending.
func readings(w string) []said {
	out := []said{{w, 0}}
	if short, ok := strings.CutSuffix(w, "'s"); ok && short != "" {
		out = append(out, said{short, match.FormPossessive})
	}
	for _, r := range out {
		if regexp.MustCompile(`^([A-Za-z]\.){2,}$`).MatchString(r.word) {
			out = append(out, said{strings.ReplaceAll(r.word, ".", ""), r.form})
		}
	}
	return out
}

// fits reports whether an element matches a word, as written.
func fits(e codebook.Element, w string) bool {
	text := e.Text
	switch e.Kind {
	case codebook.Any:
		return true
	case codebook.Regex:
		flags := "(?i)"
		if e.Exact {
			flags = ""
		}
		return regexp.MustCompile(flags + "^(?:" + text + ")$").MatchString(w)
	case codebook.Glob:
		text = strings.NewReplacer(`\*`, ".*", `\?`, ".").Replace(regexp.QuoteMeta(text))
		if !e.Exact {
			text = "(?i)" + text
		}
		return regexp.MustCompile("^" + strings.Replace(text, "(?i)", "(?i:", 1) + strings.Repeat(")", strings.Count(text, "(?i)")) + "$").MatchString(w)
	}
	if !e.Exact {
		return strings.ToLower(w) == text
	}
	return w == text || regexp.MustCompile(`^([A-Za-z]\.){2,}$`).MatchString(text) && w == strings.ReplaceAll(text, ".", "")
}

func letters(s string) int {
	n := 0
	for _, r := range s {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}

// place is where a pattern stands in the text: before part of token.
type place struct {
	token uint32
	part  int
}

// way is one way on from a place.
type way struct {
	to   place
	form match.Form
}

func (b *brute) behind(t uint32, part int) place {
	if part >= len(b.parts(t)) {
		return place{t + 1, 0}
	}
	return place{t, part}
}

// ways returns every way in which one element can be read at a place. one says
// that the element stands for two as one word.
func (b *brute) ways(e codebook.Element, at place, end uint32, one bool) []way {
	var out []way
	parts := b.parts(at.token)
	try := func(w string, to place, form match.Form) {
		for _, r := range readings(w) {
			if fits(e, r.word) {
				out = append(out, way{to, form | r.form})
			}
		}
	}
	if at.part == 0 {
		try(b.word(at.token), place{at.token + 1, 0}, 0)
	}
	if parts != nil {
		try(parts[at.part], b.behind(at.token, at.part+1), 0)
	}
	if one || e.Kind != codebook.Literal && e.Kind != codebook.Glob {
		return out
	}
	for k := at.part + 2; k <= len(parts); k++ {
		for _, r := range readings(parts[k-1]) {
			if strings.Contains(parts[k-1], ".") {
				continue
			}
			begun := strings.Join(parts[at.part:k-1], "")
			if !fits(e, begun+r.word) {
				continue
			}
			if e.Kind == codebook.Glob {
				stem, ok := strings.CutSuffix(e.Text, "*")
				if !ok || strings.ContainsAny(stem, "*?") || len(stem) <= len(begun) || letters(stem[len(begun):]) < 3 {
					continue
				}
			}
			out = append(out, way{b.behind(at.token, k), match.FormSolid | r.form})
		}
	}
	if next := at.token + 1; e.Kind == codebook.Literal && at.part == 0 && next < end && b.doc.Tokens[next].Gap == 0 {
		first := b.word(at.token)
		for _, r := range readings(b.word(next)) {
			if letters(first) >= 3 && letters(r.word) >= 3 && !strings.Contains(b.word(next), ".") && fits(e, first+r.word) {
				out = append(out, way{place{next + 1, 0}, match.FormSolid | r.form})
			}
		}
	}
	return out
}

// ends calls do with every end and form of a flat sequence from a place on.
func (b *brute) ends(seq []flat, at, start place, end uint32, form match.Form, do func(uint32, match.Form)) {
	if len(seq) == 0 {
		if at.part > 0 {
			do(at.token+1, form|match.FormPart)
		} else {
			do(at.token, form)
		}
		return
	}
	if at.token >= end {
		return
	}
	if at != start {
		if at.part == 0 && uint8(b.doc.Tokens[at.token].Gap)&^seq[0].allow != 0 {
			return
		}
		if seq[0].hyphen && at.part == 0 || !seq[0].hyphen && at.part > 0 {
			form |= match.FormHyphen
		}
	}
	for _, w := range b.ways(seq[0].e, at, end, false) {
		b.ends(seq[1:], w.to, start, end, form|w.form, do)
	}
	if len(seq) == 1 {
		return
	}
	if both, ok := solid(seq[0].e, seq[1].e); ok {
		for _, w := range b.ways(both, at, end, true) {
			b.ends(seq[2:], w.to, start, end, form|w.form|match.FormSolid, do)
		}
	}
}

// solid returns two elements as one word.
func solid(x, y codebook.Element) (codebook.Element, bool) {
	if x.Kind != codebook.Literal || x.Exact != y.Exact || letters(x.Text)+letters(y.Text) == 0 {
		return x, false
	}
	stem, trailing := strings.CutSuffix(y.Text, "*")
	if y.Kind != codebook.Literal && !(y.Kind == codebook.Glob && trailing && !strings.ContainsAny(stem, "*?") && letters(stem) >= 3) {
		return x, false
	}
	y.Text = x.Text + y.Text
	return y, true
}

// matches returns the matches of a rule in a sentence.
func (b *brute) matches(r *codebook.Rule, s corpus.Sentence) []stretch {
	var out []stretch
	switch r.Op {
	case codebook.OpSequence:
		for t := s.First; t < s.End; t++ {
			if m, ok := b.longest(r.Sequence, t, s.End); ok {
				out = append(out, m)
			}
		}
		return out
	case codebook.OpConcept:
		return b.hitsOf(r.Ref, s)
	}
	bs := b.matches(r.B, s)
	for _, x := range b.matches(r.A, s) {
		yes := slices.ContainsFunc(bs, func(y stretch) bool {
			apart := x.end <= y.first || y.end <= x.first
			between := int(y.first) - int(x.end)
			if y.end <= x.first {
				between = int(x.first) - int(y.end)
			}
			switch r.Op {
			case codebook.OpNear:
				return apart && between <= r.N
			case codebook.OpBefore:
				return apart && x.end <= y.first && between <= r.N
			case codebook.OpSentence:
				return apart
			case codebook.OpUnless:
				return !apart
			}
			return true
		})
		if yes != (r.Op == codebook.OpUnless || r.Op == codebook.OpUnlessSentence) {
			out = append(out, x)
		}
	}
	return out
}

// longest returns the longest match that starts in a token, in its plainest form.
func (b *brute) longest(es []codebook.Element, t, end uint32) (stretch, bool) {
	best := stretch{first: t}
	for part := range max(1, len(b.parts(t))) {
		at, form := place{t, part}, match.Form(0)
		if part > 0 {
			form = match.FormPart
		}
		for _, seq := range writeOut(es, before{}) {
			b.ends(seq.seq, at, at, end, form, func(e uint32, f match.Form) {
				plainer := cmp.Or(cmp.Compare(bits.OnesCount8(uint8(f)), bits.OnesCount8(uint8(best.form))), cmp.Compare(f, best.form)) < 0
				if e > best.end || e == best.end && plainer {
					best.end, best.form = e, f
				}
			})
		}
	}
	return best, best.end > 0
}

// choose returns the candidates that are left when no token is given twice:
// again and again the first in the order, of those that touch none before it.
func choose[T any](taken, all []T, touch func(a, b T) bool, order func(a, b T) int) []T {
	all = slices.Clone(all)
	slices.SortStableFunc(all, order)
	for _, x := range all {
		if !slices.ContainsFunc(taken, func(y T) bool { return touch(x, y) }) {
			taken = append(taken, x)
		}
	}
	return taken
}

func (b *brute) hitsOf(c codebook.ConceptID, s corpus.Sentence) []stretch {
	touch := func(x, y stretch) bool { return x.first < y.end && y.first < x.end }
	longer := func(x, y stretch) int {
		return cmp.Or(cmp.Compare(y.end-y.first, x.end-x.first), cmp.Compare(x.first, y.first))
	}
	var own, below []stretch
	for i := range b.book.Concepts[c].Patterns {
		own = append(own, b.matches(&b.book.Concepts[c].Patterns[i].Rule, s)...)
	}
	for d := range b.book.Concepts {
		if b.book.Concepts[d].Parent == c {
			below = append(below, b.hitsOf(codebook.ConceptID(d), s)...)
		}
	}
	hits := choose(choose(nil, own, touch, longer), below, touch, longer)
	slices.SortFunc(hits, func(x, y stretch) int { return cmp.Compare(x.first, y.first) })
	return hits
}

func touch(x, y match.Hit) bool { return x.First < y.End && y.First < x.End }

func longer(x, y match.Hit) int {
	return cmp.Or(cmp.Compare(y.End-y.First, x.End-x.First), cmp.Compare(x.First, y.First),
		cmp.Compare(x.Concept, y.Concept), cmp.Compare(x.Pattern, y.Pattern))
}

// code returns what Matcher.Code is to return.
func (b *brute) code(policy codebook.Overlap) match.Coding {
	var all, perConcept, outer, exclusive []match.Hit
	for c := range b.book.Concepts {
		for p := range b.book.Concepts[c].Patterns {
			for _, s := range b.doc.Sentences {
				for _, m := range b.matches(&b.book.Concepts[c].Patterns[p].Rule, s) {
					all = append(all, match.Hit{Concept: codebook.ConceptID(c), Pattern: int32(p), First: m.first, End: m.end, Form: m.form})
				}
			}
		}
	}
	perConcept = choose(nil, all, func(x, y match.Hit) bool { return x.Concept == y.Concept && touch(x, y) }, longer)
	for _, x := range perConcept {
		if !slices.ContainsFunc(perConcept, func(y match.Hit) bool {
			return y.Concept != x.Concept && y.First <= x.First && x.End <= y.End && y.End-y.First > x.End-x.First
		}) {
			outer = append(outer, x)
		}
	}
	exclusive = choose(nil, all, touch, func(x, y match.Hit) int {
		return cmp.Or(cmp.Compare(b.book.Concepts[x.Concept].Priority, b.book.Concepts[y.Concept].Priority),
			cmp.Compare(x.Concept, y.Concept), longer(x, y))
	})
	out := match.Coding{Document: b.doc}
	out.Policies = match.Policies{Concept: int64(len(perConcept)), Codebook: int64(len(outer)), All: int64(len(all)), Exclusive: int64(len(exclusive))}
	out.Hits = map[codebook.Overlap][]match.Hit{codebook.OverlapConcept: perConcept, codebook.OverlapCodebook: outer, codebook.OverlapAll: all, codebook.OverlapExclusive: exclusive}[policy]
	b.rollUp(out.Hits)
	slices.SortFunc(out.Hits, func(x, y match.Hit) int {
		return cmp.Or(cmp.Compare(x.First, y.First), cmp.Compare(y.End, x.End), cmp.Compare(x.Concept, y.Concept), cmp.Compare(x.Pattern, y.Pattern))
	})
	for t := range b.doc.Tokens {
		if slices.ContainsFunc(out.Hits, func(h match.Hit) bool { return h.First <= uint32(t) && uint32(t) < h.End }) {
			out.Covered++
		}
	}
	return out
}

func (b *brute) rollUp(hits []match.Hit) {
	for a := range b.book.Concepts {
		var own, below []match.Hit
		for _, h := range hits {
			if int(h.Concept) == a {
				own = append(own, h)
			} else if int(h.Concept) > a && h.Concept < b.book.Concepts[a].End {
				below = append(below, h)
			}
		}
		counted := choose(own, below, touch, longer)[len(own):]
		for i := range hits {
			if slices.ContainsFunc(counted, func(h match.Hit) bool {
				return h.Concept == hits[i].Concept && h.Pattern == hits[i].Pattern && h.First == hits[i].First
			}) {
				hits[i].Up |= 1 << (b.book.Concepts[hits[i].Concept].Depth - b.book.Concepts[a].Depth - 1)
			}
		}
	}
}
