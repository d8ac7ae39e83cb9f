package match

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"concordat/corpus/codebook"
)

// Options are the choices of a coding.
type Options struct {
	Policy codebook.Overlap
}

// Program is a compiled codebook. It is never changed after Compile and is
// shared by the workers; each makes its own Matcher.
type Program struct {
	book      *codebook.Codebook
	policy    codebook.Overlap
	patterns  []pattern // in the order of concepts, then of patterns
	firstOf   []int32   // concept → index of its first pattern; one more at the end
	rank      []int32   // concept → place in priority order, for OverlapExclusive
	ranked    bool      // that is not the order of the concepts
	above     []uint32  // concept → Hit.Up of a hit that all of its ancestors count
	sequences []sequence
	anywhere  []int32 // sequences that any token may start and that need no certain word
	maxStates int
	needsTags bool
	words     vocabulary
	net       net
}

// pattern is one pattern of a concept.
type pattern struct {
	concept codebook.ConceptID
	index   int32 // in the concept
	rule    *rule
}

// rule is a codebook.Rule whose sequences are numbered in Program.sequences.
type rule struct {
	op       codebook.Op
	n        uint32
	a, b     *rule
	sequence int32
	ref      codebook.ConceptID
}

const (
	maxDepth  = 32   // levels of a codebook: the bits of Hit.Up
	maxGap    = 100  // tokens that a gap may span
	maxStates = 4096 // of one sequence
)

// Compile prepares a codebook for matching. It refuses patterns that match
// nothing at all or the empty string, regular expressions that do not compile,
// and concepts that refer to themselves, be it through a descendant.
func Compile(book *codebook.Codebook, o Options) (*Program, error) {
	if o.Policy > codebook.OverlapExclusive {
		return nil, fmt.Errorf("overlap policy %d is unknown: use concept, codebook, all or exclusive", o.Policy)
	}
	p := &Program{book: book, policy: o.Policy, needsTags: book.NeedsTags()}
	p.words.init(book.WholeHyphen)
	n := 0
	for c := range book.Concepts {
		n += len(book.Concepts[c].Patterns)
	}
	p.patterns, p.sequences = make([]pattern, 0, n), make([]sequence, 0, n) // some have two
	for c := range book.Concepts {
		concept := &book.Concepts[c]
		if concept.Depth >= maxDepth {
			return nil, fmt.Errorf("%s:%d:%d: concept %q stands %d levels deep: a codebook has at most %d", book.Path, concept.Line, concept.Column, concept.ID, concept.Depth+1, maxDepth)
		}
		p.firstOf = append(p.firstOf, int32(len(p.patterns)))
		p.above = append(p.above, uint32(1)<<concept.Depth-1)
		for i := range concept.Patterns {
			r, err := p.rule(&concept.Patterns[i].Rule)
			if err != nil {
				at := concept.Patterns[i]
				return nil, fmt.Errorf("%s:%d:%d: concept %q: pattern %q: %w", book.Path, at.Line, at.Column, concept.ID, at.Source, err)
			}
			p.patterns = append(p.patterns, pattern{codebook.ConceptID(c), int32(i), r})
		}
	}
	p.firstOf = append(p.firstOf, int32(len(p.patterns)))
	p.rank = ranks(book)
	p.ranked = !slices.IsSorted(p.rank)
	if err := p.refuseCycles(); err != nil {
		return nil, err
	}
	p.wake()
	p.net.init(p.sequences)
	for i := range p.sequences {
		p.index(int32(i))
	}
	p.words.finish()
	p.words.numbers = nil // there is nothing more to enter
	return p, nil
}

// NeedsTags reports whether a pattern uses lemma: or tag:, so that documents
// must be tokenized with tags.
func (p *Program) NeedsTags() bool { return p.needsTags }

// rule compiles a rule and the sequences in it.
func (p *Program) rule(from *codebook.Rule) (*rule, error) {
	r := &rule{op: from.Op, n: uint32(max(from.N, 0)), sequence: -1, ref: codebook.None}
	switch from.Op {
	case codebook.OpSequence:
		q, err := p.newSequence(from.Sequence)
		if err != nil {
			return nil, err
		}
		r.sequence = int32(len(p.sequences))
		p.sequences = append(p.sequences, q)
		p.maxStates = max(p.maxStates, len(q.states))
		return r, nil
	case codebook.OpConcept:
		if from.Ref < 0 || int(from.Ref) >= len(p.book.Concepts) {
			return nil, fmt.Errorf("refers to concept number %d of %d", from.Ref, len(p.book.Concepts))
		}
		r.ref = from.Ref
		return r, nil
	case codebook.OpNear, codebook.OpBefore, codebook.OpSentence, codebook.OpUnless, codebook.OpUnlessSentence:
	default:
		return nil, fmt.Errorf("operator %d is unknown", from.Op)
	}
	if from.A == nil || from.B == nil {
		return nil, fmt.Errorf("a rule needs a pattern on either side")
	}
	var err error
	if r.a, err = p.rule(from.A); err != nil {
		return nil, err
	}
	r.b, err = p.rule(from.B)
	return r, err
}

// ranks returns the place of each concept in priority order; file order breaks ties.
func ranks(book *codebook.Codebook) []int32 {
	order := make([]int32, len(book.Concepts))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortStableFunc(order, func(a, b int32) int {
		return cmp.Compare(book.Concepts[a].Priority, book.Concepts[b].Priority)
	})
	rank := make([]int32, len(order))
	for place, c := range order {
		rank[c] = int32(place)
	}
	return rank
}

// refuseCycles returns an error if the hits of a concept depend on themselves.
// A concept depends on those that its patterns name and on its descendants,
// whose hits it counts.
func (p *Program) refuseCycles() error {
	const (
		unseen = iota
		open
		done
	)
	state := make([]uint8, len(p.book.Concepts))
	var visit func(c codebook.ConceptID) error
	visit = func(c codebook.ConceptID) error {
		concept := &p.book.Concepts[c]
		switch state[c] {
		case done:
			return nil
		case open:
			return fmt.Errorf("%s:%d:%d: concept %q refers to itself, directly or through a descendant: name other concepts in its patterns", p.book.Path, concept.Line, concept.Column, concept.ID)
		}
		state[c] = open
		for d := c + 1; d < concept.End; d++ {
			if p.book.Concepts[d].Parent == c {
				if err := visit(d); err != nil {
					return err
				}
			}
		}
		for _, pat := range p.patternsOf(c) {
			for _, ref := range pat.rule.refs(nil) {
				if err := visit(ref); err != nil {
					return err
				}
			}
		}
		state[c] = done
		return nil
	}
	for c := range p.book.Concepts {
		if err := visit(codebook.ConceptID(c)); err != nil {
			return err
		}
	}
	return nil
}

// patternsOf returns the patterns of a concept itself.
func (p *Program) patternsOf(c codebook.ConceptID) []pattern {
	return p.patterns[p.firstOf[c]:p.firstOf[c+1]]
}

// refs appends the concepts that a rule names.
func (r *rule) refs(to []codebook.ConceptID) []codebook.ConceptID {
	if r == nil {
		return to
	}
	if r.op == codebook.OpConcept {
		return append(to, r.ref)
	}
	return r.b.refs(r.a.refs(to))
}

// wake notes with each sequence the patterns that a match of it can lead to:
// those whose hit it is, and those that name a concept with such a pattern.
// The conditions of a rule wake nothing. A sequence that is a pattern whose
// concept no rule names stands alone: its matches are candidates as they are.
func (p *Program) wake() {
	sources := make([][]int32, len(p.book.Concepts)) // concept → sequences of its and its descendants' hits
	known := make([]bool, len(p.book.Concepts))
	var of func(c codebook.ConceptID) []int32
	spine := func(r *rule) []int32 {
		for r.a != nil {
			r = r.a
		}
		if r.op == codebook.OpConcept {
			return of(r.ref)
		}
		return []int32{r.sequence}
	}
	of = func(c codebook.ConceptID) []int32 {
		if known[c] {
			return sources[c]
		}
		var all []int32
		for i := p.firstOf[c]; i < p.firstOf[p.book.Concepts[c].End]; i++ {
			all = append(all, spine(p.patterns[i].rule)...)
		}
		slices.Sort(all)
		sources[c], known[c] = slices.Compact(all), true
		return sources[c]
	}
	for i := range p.patterns {
		for _, s := range spine(p.patterns[i].rule) {
			p.sequences[s].wakes = append(p.sequences[s].wakes, int32(i))
		}
	}
	named := make([]bool, len(p.book.Concepts))
	for i := range p.patterns {
		for _, c := range p.patterns[i].rule.refs(nil) {
			for d := c; d < p.book.Concepts[c].End; d++ {
				named[d] = true
			}
		}
	}
	for i := range p.sequences {
		p.sequences[i].alone = -1
	}
	for i, pat := range p.patterns {
		if pat.rule.op == codebook.OpSequence && !named[pat.concept] {
			p.sequences[pat.rule.sequence].alone = int32(i)
		}
	}
}

// sequence is a sequence of elements as a finite automaton without cycles and
// without empty steps. State 0 is the start.
type sequence struct {
	states []state
	wakes  []int32 // patterns that a match may lead to
	words  int32   // of its longest match, if it is nothing but words with spaces between, or 0
	tagged bool    // it has lemmas or tags
	alone  int32   // the pattern that it is and that no other names, or -1
}

type state struct {
	steps  []step
	accept bool
}

// stepKind says what a step consumes.
type stepKind uint8

const (
	stepWord  stepKind = iota // a word that Program.words knows by number
	stepAny                   // any token, or one part of a compound
	stepLemma                 // a word by its lemma
	stepTag                   // a token by its part of speech
)

// step consumes one token or part of one and leads to another state.
type step struct {
	kind   stepKind
	hyphen bool   // the pattern has a hyphen before it
	allow  uint8  // corpus.Gap bits that may stand before it
	form   Form   // FormSolid: the step stands for two elements
	word   int32  // of stepWord: number in Program.words.list
	text   string // of stepLemma and stepTag
	to     int32
}

// node is a state in the making. Sequences are built from their end, so what
// follows an element is known when its steps are made.
type node struct {
	steps  []step
	accept bool
	number int32 // of the state, -1 before it has one
}

// builder makes the automaton of one sequence.
type builder struct {
	words  *vocabulary
	states []state
}

// newSequence compiles a sequence of elements.
func (p *Program) newSequence(es []codebook.Element) (sequence, error) {
	b := &builder{words: &p.words, states: make([]state, 1)}
	n, err := b.sequence(es, &node{accept: true, number: -1})
	if err != nil {
		return sequence{}, err
	}
	if n.accept {
		return sequence{}, fmt.Errorf("matches the empty string: give it a word that must stand there")
	}
	if len(n.steps) == 0 {
		return sequence{}, fmt.Errorf("matches nothing: an alternative has no sequence")
	}
	b.states[0] = state{n.steps, n.accept}
	q := sequence{states: b.states}
	q.words, q.tagged = q.survey()
	b.addSolid()
	return q, nil
}

// survey returns the number of words of a sequence's longest match, 0 if it is
// not only of words with spaces between, and whether it has lemmas or tags.
func (q *sequence) survey() (words int32, tagged bool) {
	plain := true
	longest := make([]int32, len(q.states)) // from each state; the states behind it have smaller numbers
	for n := range q.states {
		i := (n + 1) % len(q.states) // the start comes last
		for _, s := range q.states[i].steps {
			plain = plain && s.kind == stepWord && !s.hyphen
			tagged = tagged || s.kind == stepLemma || s.kind == stepTag
			longest[i] = max(longest[i], longest[s.to]+1)
		}
	}
	if !plain {
		return 0, tagged
	}
	return longest[0], tagged
}

// sequence returns the node of es followed by next.
func (b *builder) sequence(es []codebook.Element, next *node) (*node, error) {
	for _, e := range slices.Backward(es) {
		n, err := b.element(&e, next)
		if err != nil {
			return nil, err
		}
		next = n
	}
	return next, nil
}

// element returns the node of one element followed by next.
func (b *builder) element(e *codebook.Element, next *node) (*node, error) {
	s := step{allow: e.Allow, hyphen: e.Join == codebook.JoinHyphen}
	switch e.Kind {
	case codebook.Literal, codebook.Glob, codebook.Regex:
		number, err := b.words.add(e)
		if err != nil {
			return nil, err
		}
		s.kind, s.word = stepWord, number
	case codebook.Any:
		s.kind = stepAny
	case codebook.Lemma:
		s.kind, s.text = stepLemma, e.Text
	case codebook.TagGlob:
		s.kind, s.text = stepTag, strings.ToUpper(e.Text)
	case codebook.Gaps:
		return b.gap(e, s, next)
	case codebook.Alternatives:
		return b.alternatives(e, next)
	default:
		return nil, fmt.Errorf("element kind %d is unknown", e.Kind)
	}
	return b.consume(s, next)
}

// consume returns the node of one step to next.
func (b *builder) consume(s step, next *node) (*node, error) {
	if next.number < 0 {
		if len(b.states) >= maxStates {
			return nil, fmt.Errorf("has more than %d words and gaps: split it into several patterns", maxStates)
		}
		next.number = int32(len(b.states))
		b.states = append(b.states, state{next.steps, next.accept})
	}
	s.to = next.number
	return &node{steps: []step{s}, number: -1}, nil
}

// gap returns the node of between Min and Max tokens followed by next.
func (b *builder) gap(e *codebook.Element, s step, next *node) (*node, error) {
	if e.Min < 0 || e.Max < e.Min || e.Max > maxGap {
		return nil, fmt.Errorf("gap {%d,%d}: the numbers ascend and are at most %d", e.Min, e.Max, maxGap)
	}
	s.kind = stepAny
	n := next
	for i := e.Max; i > 0; i-- {
		more, err := b.consume(s, n)
		if err != nil {
			return nil, err
		}
		if i <= e.Min {
			n = more
			continue
		}
		if i == 1 {
			next = next.after(e)
		}
		n = &node{steps: slices.Concat(more.steps, next.steps), accept: next.accept, number: -1}
	}
	if e.Max == 0 {
		return next.after(e), nil
	}
	return n, nil
}

// alternatives returns the node of one of several sequences followed by next.
func (b *builder) alternatives(e *codebook.Element, next *node) (*node, error) {
	all := &node{number: -1}
	for _, alt := range e.Alts {
		n, err := b.sequence(alt, next)
		if err != nil {
			return nil, err
		}
		n = n.after(e)
		all.steps = append(all.steps, n.steps...)
		all.accept = all.accept || n.accept
	}
	return all, nil
}

// after returns the node with what is written before e passed on to its first
// steps: e was left out, or it is the brackets around them.
func (n *node) after(e *codebook.Element) *node {
	out := &node{steps: slices.Clone(n.steps), accept: n.accept, number: -1}
	for i := range out.steps {
		out.steps[i].allow |= e.Allow
		out.steps[i].hyphen = out.steps[i].hyphen || e.Join == codebook.JoinHyphen
	}
	return out
}

// addSolid adds to each pair of words that follow each other one step for
// both of them written as one word.
func (b *builder) addSolid() {
	solid := make([][]step, len(b.states))
	for i, st := range b.states {
		for _, first := range st.steps {
			if first.kind != stepWord {
				continue
			}
			for _, second := range b.states[first.to].steps {
				if second.kind != stepWord {
					continue
				}
				number, ok := b.words.addSolid(first.word, second.word)
				if !ok {
					continue
				}
				both := first
				both.word, both.to, both.form = number, second.to, FormSolid
				solid[i] = append(solid[i], both)
			}
		}
	}
	for i := range b.states {
		b.states[i].steps = append(b.states[i].steps, solid[i]...)
	}
}

func hasLetter(s string) bool { return strings.ContainsFunc(s, unicode.IsLetter) }
