package revision

import (
	"cmp"
	"regexp"
	"slices"
	"sort"

	"concordat/analyzers"
	"concordat/analyzers/stats/alignment"
	"concordat/analyzers/tally"
	"concordat/corpus"
)

// version is one of the two texts.
type version struct {
	doc        *tally.Document
	paragraphs []alignment.Span // of tokens
	byConcept  [][]tally.Position
}

// newVersion divides a document into its paragraphs; nil if it has no words or
// its text was not kept.
func newVersion(in *analyzers.Input, document int) *version {
	d := &in.Tally.Documents[document]
	if d.Sequence == nil || len(d.Sequence.Types) == 0 || len(d.Sequence.Spans) != len(d.Sequence.Types) {
		return nil
	}
	v := &version{doc: d, byConcept: make([][]tally.Position, len(in.Book.Concepts))}
	at := 0
	for _, s := range d.Stretches {
		if s.Tokens > 0 {
			v.paragraphs = append(v.paragraphs, alignment.Span{First: at, End: at + int(s.Tokens)})
		}
		at += int(s.Tokens)
	}
	for _, p := range d.Positions {
		v.byConcept[p.Concept] = append(v.byConcept[p.Concept], p)
	}
	return v
}

// words returns the words of every paragraph, without the number of a list item:
// an item that is only renumbered is kept.
func (v *version) words() [][]corpus.TypeID {
	out := make([][]corpus.TypeID, len(v.paragraphs))
	for i, p := range v.paragraphs {
		if p.Len() > 1 && v.numbered(p.First) {
			p.First++
		}
		out[i] = v.doc.Sequence.Types[p.First:p.End]
	}
	return out
}

// item matches what stands before the words of a list item: (a), 1., iv).
var item = regexp.MustCompile(`^\(?([0-9]{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]+\s`)

// numbered reports whether the first word of a paragraph is the number of a
// list item.
func (v *version) numbered(token int) bool {
	q := v.doc.Sequence
	from := int(q.Spans[token].Start)
	if from > 0 && q.Body[from-1] == '(' {
		from--
	}
	return item.MatchString(q.Body[from:min(len(q.Body), from+10)])
}

// tokens returns the tokens of some paragraphs side by side; none at the place
// of an empty span.
func (v *version) tokens(s alignment.Span) alignment.Span {
	switch {
	case s.Len() > 0:
		return alignment.Span{First: v.paragraphs[s.First].First, End: v.paragraphs[s.End-1].End}
	case s.First < len(v.paragraphs):
		return alignment.Span{First: v.paragraphs[s.First].First, End: v.paragraphs[s.First].First}
	}
	n := len(v.doc.Sequence.Types)
	return alignment.Span{First: n, End: n}
}

// change is a pairing of paragraphs with what became of its words.
type change struct {
	alignment.Pairing
	edits        []alignment.Edit // of tokens of the documents
	lost, gained []hit
}

// kept returns how many words were kept.
func (c *change) kept() (n int) {
	for _, e := range c.edits {
		if e.Kind == alignment.Kept {
			n += e.A.Len()
		}
	}
	return n
}

// pair is two versions and what was changed.
type pair struct {
	old, new *version
	changes  []change
	hits     []hit   // all of them, by concept, then place
	becomes  []int32 // by token of the old version: that of the new one, −1 = none
	inOld    []int32 // by token of the old version: its change
	inNew    []int32
}

// tooMuch is how many changes between two kept words are tried.
const tooMuch = 4000

// align pairs the paragraphs and compares their words.
func (p *pair) align() {
	a, b := p.old.doc.Sequence.Types, p.new.doc.Sequence.Types
	p.becomes, p.inOld, p.inNew = make([]int32, len(a)), make([]int32, len(a)), make([]int32, len(b))
	for i := range p.becomes {
		p.becomes[i] = -1
	}
	for k, pairing := range alignment.Versions(p.old.words(), p.new.words()) {
		c := change{Pairing: pairing}
		from, to := p.old.tokens(pairing.Old), p.new.tokens(pairing.New)
		common := alignment.Common(a[from.First:from.End], b[to.First:to.End], tooMuch)
		for _, at := range common {
			p.becomes[from.First+at.A] = int32(to.First + at.B)
		}
		for _, e := range alignment.Edits(common, from.Len(), to.Len()) {
			e.A.First, e.A.End = e.A.First+from.First, e.A.End+from.First
			e.B.First, e.B.End = e.B.First+to.First, e.B.End+to.First
			c.edits = append(c.edits, e)
		}
		for i := from.First; i < from.End; i++ {
			p.inOld[i] = int32(k)
		}
		for j := to.First; j < to.End; j++ {
			p.inNew[j] = int32(k)
		}
		p.changes = append(p.changes, c)
	}
}

// count returns how many pairings have each fate.
func (p *pair) count() (n [len(fates)]int) {
	for _, c := range p.changes {
		n[c.Fate]++
	}
	return n
}

// outcome is what became of a hit.
type outcome uint8

// The outcomes.
const (
	kept outcome = iota
	rephrased
	lost
	gained
)

// outcomes are their names.
var outcomes = [...]string{"kept", "rephrased", "lost", "gained"}

// hit is a hit of a concept in the old version, the new one, or both.
type hit struct {
	outcome  outcome
	concept  int
	old, new tally.Position // what is not there is empty
	change   int            // where it was lost or gained
}

// follow says what became of every hit.
func (p *pair) follow(in *analyzers.Input) {
	for c := range in.Book.Concepts {
		p.hits = append(p.hits, p.followConcept(c)...)
	}
	for _, h := range p.own(in) {
		c := &p.changes[h.change]
		switch h.outcome {
		case lost:
			c.lost = append(c.lost, h)
		case gained:
			c.gained = append(c.gained, h)
		}
	}
}

// followConcept follows the hits of one concept, which share no words.
func (p *pair) followConcept(concept int) []hit {
	was, is := p.old.byConcept[concept], p.new.byConcept[concept]
	partner := make([]int, len(was))
	taken := make([]bool, len(is))
	for i, h := range was {
		partner[i] = -1
		for t := h.Token; t < h.End && partner[i] < 0; t++ {
			to := p.becomes[t]
			if to < 0 {
				continue
			}
			j := sort.Search(len(is), func(j int) bool { return int32(is[j].End) > to })
			if j < len(is) && int32(is[j].Token) <= to && !taken[j] {
				partner[i], taken[j] = j, true
			}
		}
	}
	var out []hit
	free := map[int32][]int{} // by change: hits of the new version that are left
	for j, h := range is {
		if k := p.inNew[h.Token]; !taken[j] {
			free[k] = append(free[k], j)
		}
	}
	for i, h := range was {
		k := p.inOld[h.Token]
		one := hit{outcome: lost, concept: concept, old: h, change: int(k)}
		switch {
		case partner[i] >= 0:
			one.outcome, one.new = kept, is[partner[i]]
		case len(free[k]) > 0:
			one.outcome, one.new = rephrased, is[free[k][0]]
			taken[free[k][0]] = true
			free[k] = free[k][1:]
		}
		out = append(out, one)
	}
	for j, h := range is {
		if !taken[j] {
			out = append(out, hit{outcome: gained, concept: concept, new: h, change: int(p.inNew[h.Token])})
		}
	}
	return out
}

// own returns the hits that no concept below counts too with the same words and
// outcome, in the order of the changes.
func (p *pair) own(in *analyzers.Input) []hit {
	type place struct {
		outcome  outcome
		old, new [2]uint32
	}
	at := func(h hit) place {
		return place{h.outcome, [2]uint32{h.old.Token, h.old.End}, [2]uint32{h.new.Token, h.new.End}}
	}
	counted := map[place][]int{}
	for _, h := range p.hits {
		counted[at(h)] = append(counted[at(h)], h.concept)
	}
	var out []hit
	for _, h := range p.hits {
		below := func(c int) bool { return c > h.concept && c < int(in.Book.Concepts[h.concept].End) }
		if !slices.ContainsFunc(counted[at(h)], below) {
			out = append(out, h)
		}
	}
	slices.SortStableFunc(out, func(x, y hit) int {
		return cmp.Or(cmp.Compare(x.change, y.change), cmp.Compare(x.outcome, y.outcome), cmp.Compare(x.old.Token, y.old.Token), cmp.Compare(x.new.Token, y.new.Token))
	})
	return out
}
