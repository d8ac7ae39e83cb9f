// Package variation codes documents in every other way that a run could have
// chosen: under each overlap policy, with hyphenated compounds whole or in parts,
// with the case of abbreviations kept or folded, and without each pattern.
package variation

import (
	"fmt"

	"concordat/analyzers"
	"concordat/analyzers/tally"
	"concordat/corpus"
	"concordat/corpus/codebook"
	"concordat/corpus/match"
)

// Plan is what is varied. It is shared by the workers.
type Plan struct {
	Variants []analyzers.Variant // the first is the run's own
	programs []*match.Program    // the first is the run's own
	books    []*codebook.Codebook
	own      int // policy of the run
}

// policies is how many overlap policies there are.
const policies = int(codebook.OverlapExclusive) + 1

// New decides the variants of coding with a codebook under a policy.
func New(book *codebook.Codebook, own codebook.Overlap) (*Plan, error) {
	p := &Plan{own: int(own)}
	other := codebook.CaseFold
	if book.Case == codebook.CaseFold {
		other = codebook.CaseAuto
	}
	for _, c := range []codebook.CaseMode{book.Case, other} {
		for _, whole := range []bool{book.WholeHyphen, !book.WholeHyphen} {
			reread, err := book.Reread(c, whole)
			if err != nil {
				return nil, fmt.Errorf("the codebook cannot be varied: %w", err)
			}
			program, err := match.Compile(reread, match.Options{Policy: own})
			if err != nil {
				return nil, fmt.Errorf("the codebook cannot be varied: %w", err)
			}
			p.programs, p.books = append(p.programs, program), append(p.books, reread)
			for i := range policies {
				p.Variants = append(p.Variants, analyzers.Variant{Overlap: p.policy(i), Case: c, WholeHyphen: whole})
			}
		}
	}
	return p, nil
}

// policy returns the i-th policy, the run's own first.
func (p *Plan) policy(i int) codebook.Overlap {
	switch {
	case i == 0:
		return codebook.Overlap(p.own)
	case i <= p.own:
		return codebook.Overlap(i - 1)
	}
	return codebook.Overlap(i)
}

// Worker returns what fills in the variants and omissions of a document's tally,
// for one goroutine.
func (p *Plan) Worker() func(d *corpus.Document, to *tally.Document) error {
	matchers := make([]*match.Matcher, len(p.programs))
	for i := range matchers {
		matchers[i] = p.programs[i].NewMatcher()
	}
	return func(d *corpus.Document, to *tally.Document) error {
		to.Variants, to.Omissions = nil, nil
		for i, m := range matchers {
			a, err := m.Alternatives(d)
			if err != nil {
				return fmt.Errorf("%s: %w", d.ID, err)
			}
			for k := range policies {
				to.Variants = append(to.Variants, tally.Positions(a.Policies[p.policy(k)], p.books[i]))
			}
			if i > 0 {
				continue
			}
			for _, w := range a.Without {
				to.Omissions = append(to.Omissions, omission(w, p.books[i]))
			}
		}
		return nil
	}
}

// omission rolls up what leaving out a pattern changes. A hit that another
// ancestor counts instead is lost and gained; what is both cancels out.
func omission(w match.Without, book *codebook.Codebook) tally.Omission {
	o := tally.Omission{Concept: int32(w.Concept), Pattern: w.Pattern}
	more := map[tally.Position]int{}
	lost, gained := tally.Positions(w.Lost, book), tally.Positions(w.Gained, book)
	for _, p := range gained {
		more[p]++
	}
	for _, p := range lost {
		if more[p] > 0 {
			more[p]--
			continue
		}
		o.Lost = append(o.Lost, p)
	}
	for _, p := range gained {
		if more[p] > 0 {
			more[p]--
			o.Gained = append(o.Gained, p)
		}
	}
	return o
}
