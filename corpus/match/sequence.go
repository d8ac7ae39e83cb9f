package match

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"concordat/corpus/codebook"
)

// sequence is a sequence of elements as a finite automaton without cycles and
// without empty steps. State 0 is the start.
type sequence struct {
	states []state
	wakes  []int32 // patterns that a match may lead to
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
	b.addSolid()
	return sequence{states: b.states}, nil
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

// index enters a sequence with the words that can start it.
func (p *Program) index(number int32) {
	for _, s := range p.sequences[number].states[0].steps {
		if s.kind != stepWord {
			p.anywhere = appendNew(p.anywhere, number)
			continue
		}
		w := &p.words.list[s.word]
		w.starts = appendNew(w.starts, number)
	}
}

// appendNew appends a number that is at least the last one, once.
func appendNew(to []int32, n int32) []int32 {
	if len(to) > 0 && to[len(to)-1] == n {
		return to
	}
	return append(to, n)
}

func hasLetter(s string) bool { return strings.ContainsFunc(s, unicode.IsLetter) }
