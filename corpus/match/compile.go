package match

import (
	"cmp"
	"fmt"
	"slices"

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
	sequences []sequence
	anywhere  []int32 // sequences that any token may start
	maxStates int
	needsTags bool
	words     vocabulary
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
	for c := range book.Concepts {
		concept := &book.Concepts[c]
		if concept.Depth >= maxDepth {
			return nil, fmt.Errorf("%s:%d:%d: concept %q stands %d levels deep: a codebook has at most %d", book.Path, concept.Line, concept.Column, concept.ID, concept.Depth+1, maxDepth)
		}
		p.firstOf = append(p.firstOf, int32(len(p.patterns)))
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
	if err := p.refuseCycles(); err != nil {
		return nil, err
	}
	p.wake()
	for i := range p.sequences {
		p.index(int32(i))
	}
	p.words.finish()
	return p, nil
}

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
// The conditions of a rule wake nothing.
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
}
