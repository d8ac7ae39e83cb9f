package match

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"concordat/corpus"
	"concordat/corpus/codebook"
	"concordat/corpus/tokenize"
)

// Outcome says what became of a match.
type Outcome uint8

// The outcomes. Barred and Cased are near misses: the words stand there in
// order, and yet there is no match.
const (
	Counted    Outcome = iota // a hit
	Overlapped                // a longer or earlier hit of the same concept has some of its tokens
	Inside                    // it lies inside a longer hit of another concept (policy codebook)
	Claimed                   // a concept that comes first has some of its tokens (policy exclusive)
	Refused                   // the condition of its rule does not hold
	Barred                    // punctuation or the end of a sentence stands in between
	Cased                     // only the case differs
)

// Explanation is what became of one match, or near miss, of one pattern.
type Explanation struct {
	Hit
	Outcome Outcome
	By      *Hit   // what it lost to, for Overlapped, Inside and Claimed
	Why     string // the same in words; "" if it is counted
}

// Explain says of a document which patterns fire in it, which of them lose to
// which, and which miss only by punctuation, the end of a sentence or case. It
// is meant for sentences, not for books: near misses are found by coding the
// document again. The order is that of hits.
func Explain(ctx context.Context, p *Program, doc *corpus.Document) ([]Explanation, error) {
	x := &explainer{p: p, doc: doc}
	m := p.NewMatcher()
	m.trace = x.refuse
	s := &settler{}
	err := m.each(doc, 0, func(cs []candidate, first, end uint32) { x.settle(s, cs, first, end) })
	if err != nil {
		return nil, err
	}
	for _, again := range []func() error{x.barred, x.cased} {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := again(); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(x.out, func(a, b Explanation) int {
		return cmp.Or(compareHits(a.Hit, b.Hit), cmp.Compare(a.Outcome, b.Outcome))
	})
	return x.out, nil
}

// explainer gathers explanations.
type explainer struct {
	p   *Program
	doc *corpus.Document
	out []Explanation
}

// settle explains the candidates of one sentence.
func (x *explainer) settle(s *settler, cs []candidate, first, end uint32) {
	var coding Coding
	s.together(x.p, &coding, cs, first, end)
	for _, c := range cs {
		i := slices.IndexFunc(coding.Hits, c.is)
		if i >= 0 {
			x.out = append(x.out, Explanation{Hit: coding.Hits[i]})
			continue
		}
		x.out = append(x.out, x.lost(s, c))
	}
}

// is reports whether a hit is the candidate.
func (c candidate) is(h Hit) bool {
	return h.Concept == c.concept && h.Pattern == c.pattern && h.First == c.first
}

func (c candidate) touches(d candidate) bool { return c.first < d.end && d.first < c.end }

// lost explains a candidate that is no hit by the one that it lost to.
func (x *explainer) lost(s *settler, c candidate) Explanation {
	out := Explanation{Hit: c.hit(0)}
	by := func(outcome Outcome, winners []candidate, won func(candidate) bool, why string) bool {
		i := slices.IndexFunc(winners, won)
		if i < 0 {
			return false
		}
		w := winners[i].hit(0)
		out.Outcome, out.By, out.Why = outcome, &w, fmt.Sprintf(why, x.words(w), x.p.book.Concepts[w.Concept].ID)
		return true
	}
	same := func(w candidate) bool { return w.concept == c.concept && w.touches(c) && w != c }
	winners := s.concept
	if x.p.policy == codebook.OverlapExclusive {
		winners = s.other
		if by(Claimed, winners, func(w candidate) bool {
			return w.concept != c.concept && w.touches(c) && x.p.rank[w.concept] < x.p.rank[c.concept]
		},
			"%q belongs to concept %q, which comes first") {
			return out
		}
	}
	if by(Overlapped, winners, same, "%q, a longer or earlier hit of concept %q itself, has some of its words") {
		return out
	}
	by(Inside, winners, func(w candidate) bool {
		return w.concept != c.concept && w.first <= c.first && c.end <= w.end && w.end-w.first > c.end-c.first
	}, "it lies inside the longer hit %q of concept %q")
	return out
}

// words returns the text of a hit, white space collapsed.
func (x *explainer) words(h Hit) string {
	s := corpus.Span{Start: x.doc.Tokens[h.First].Start, End: x.doc.Tokens[h.End-1].End}
	return strings.Join(strings.Fields(x.doc.Slice(s)), " ")
}

// refuse notes a match whose rule's condition does not hold.
func (x *explainer) refuse(pat *pattern, r *rule, s span) {
	var why string
	switch r.op {
	case codebook.OpNear:
		why = fmt.Sprintf("the other side of near/%d does not stand within %d tokens of it in the sentence", r.n, r.n)
	case codebook.OpBefore:
		why = fmt.Sprintf("the other side of before/%d does not follow within %d tokens in the sentence", r.n, r.n)
	case codebook.OpSentence:
		why = "the other side of & does not stand in the sentence"
	case codebook.OpUnless:
		why = "what stands after unless overlaps it"
	case codebook.OpUnlessSentence:
		why = "what stands after unless is in the sentence"
	}
	c := candidate{s, pat.concept, pat.index}
	for _, e := range x.out {
		if e.Outcome == Refused && c.is(e.Hit) {
			return // a rule that names this concept asked again
		}
	}
	x.out = append(x.out, Explanation{Hit: c.hit(0), Outcome: Refused, Why: why})
}

// miss notes a near miss, unless the pattern has a match there anyway.
func (x *explainer) miss(c candidate, outcome Outcome, why string) {
	for _, e := range x.out {
		if e.Concept == c.concept && e.Pattern == c.pattern && e.First < c.end && c.first < e.End {
			return
		}
	}
	x.out = append(x.out, Explanation{Hit: c.hit(0), Outcome: outcome, Why: why})
}

// barred finds what would match without punctuation and ends of sentences:
// each block as one sentence without gaps.
func (x *explainer) barred() error {
	loose := *x.doc
	loose.Tokens = slices.Clone(x.doc.Tokens)
	for i := range loose.Tokens {
		loose.Tokens[i].Gap = 0
	}
	loose.Sentences = nil
	for _, s := range x.doc.Sentences {
		if n := len(loose.Sentences); n > 0 && loose.Sentences[n-1].Block == s.Block {
			loose.Sentences[n-1].End = s.End
			continue
		}
		loose.Sentences = append(loose.Sentences, s)
	}
	return x.p.NewMatcher().each(&loose, 0, func(cs []candidate, _, _ uint32) {
		for _, c := range cs {
			x.miss(c, Barred, x.barrier(c))
		}
	})
}

// barrier names what stands between the words of a near miss.
func (x *explainer) barrier(c candidate) string {
	for t := c.first + 1; t < c.end; t++ {
		before := fmt.Sprintf("stands before %q", x.words(Hit{First: t, End: t + 1}))
		if x.doc.Sentences[x.doc.SentenceOf(t)].First == t {
			return "the end of a sentence " + before
		}
		if gap := x.doc.Tokens[t].Gap; gap != 0 {
			return gapName(gap) + " " + before
		}
	}
	return "the end of a sentence stands between it and the other side of its rule"
}

// gapName names the first kind of punctuation in a gap.
func gapName(g corpus.Gap) string {
	names := []struct {
		bit  corpus.Gap
		name string
	}{
		{corpus.GapComma, "a comma"}, {corpus.GapSemicolon, "a semicolon"}, {corpus.GapColon, "a colon"},
		{corpus.GapBracket, "a bracket"}, {corpus.GapDash, "a dash"},
	}
	for _, n := range names {
		if g&n.bit != 0 {
			return n.name
		}
	}
	return "a symbol"
}

// cased finds what would match if no pattern minded the case.
func (x *explainer) cased() error {
	book := *x.p.book
	book.Concepts = slices.Clone(book.Concepts)
	for i := range book.Concepts {
		c := &book.Concepts[i]
		c.Patterns = slices.Clone(c.Patterns)
		for j := range c.Patterns {
			c.Patterns[j].Rule = *caseless(&c.Patterns[j].Rule)
		}
	}
	p, err := Compile(&book, Options{Policy: x.p.policy})
	if err != nil {
		return err
	}
	return p.NewMatcher().each(x.doc, 0, func(cs []candidate, _, _ uint32) {
		for _, c := range cs {
			x.miss(c, Cased, fmt.Sprintf("the case of %q is not the pattern's", x.words(c.hit(0))))
		}
	})
}

// caseless returns a copy of a rule in which no element is exact.
func caseless(r *codebook.Rule) *codebook.Rule {
	if r == nil {
		return nil
	}
	out := *r
	out.A, out.B = caseless(r.A), caseless(r.B)
	out.Sequence = foldElements(r.Sequence)
	return &out
}

func foldElements(es []codebook.Element) []codebook.Element {
	out := slices.Clone(es)
	for i := range out {
		e := &out[i]
		if e.Exact && e.Kind == codebook.Literal {
			e.Text = tokenize.FoldString(e.Text)
		}
		if e.Exact && e.Kind == codebook.Glob {
			e.Text = foldGlob(e.Text)
		}
		e.Exact = false
		e.Alts = slices.Clone(e.Alts)
		for j := range e.Alts {
			e.Alts[j] = foldElements(e.Alts[j])
		}
	}
	return out
}

// String returns the outcome as a word.
func (o Outcome) String() string {
	return [...]string{"counted", "overlapped", "inside", "claimed", "refused", "barred", "cased"}[min(o, Cased)]
}
