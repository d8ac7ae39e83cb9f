// Package sensitivity asks what the headline findings of a run hang on: it
// repeats them under every other choice that could have been made, without each
// pattern and without each document.
package sensitivity

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"concordat/analyzers"
	"concordat/analyzers/result"
	"concordat/corpus/codebook"
)

const (
	name           = "sensitivity"
	specifications = "sensitivity_specifications"
	pairsName      = "sensitivity_pairs"
	pairsSpecs     = "sensitivity_pairs_specifications"

	// mostComparisons is how many comparisons are examined, the first ones.
	mostComparisons = 6
	// mostLeftOut is up to how many documents each is left out in turn.
	mostLeftOut = 200
)

type analyzer struct{}

// New returns the analyzer.
func New() analyzers.Analyzer { return analyzer{} }

// Info describes the analyzer.
func (analyzer) Info() analyzers.Info {
	return analyzers.Info{
		Name:  name,
		Title: "What the findings hang on",
		Doc: "The headline comparisons and pairs of concepts again under every other choice: overlap policy, hyphens, case, denominator and unit, " +
			"without each pattern and without each document. Which findings keep their sign and their significance, and which hang on one pattern.",
		Needs:  analyzers.Needs{Positions: true, Sequence: true, Variants: true},
		Output: []string{name, specifications, pairsName, pairsSpecs},
		References: []result.Reference{
			{Key: "simonsohn2020", Text: "Simonsohn, U., Simmons, J. P. and Nelson, L. D. (2020). Specification curve analysis. Nature Human Behaviour 4, 1208–1214.", DOI: "10.1038/s41562-020-0912-z"},
			{Key: "denny2018", Text: "Denny, M. J. and Spirling, A. (2018). Text preprocessing for unsupervised learning: why it matters, when it misleads, and what to do about it. Political Analysis 26(2), 168–189.", DOI: "10.1017/pan.2017.44"},
		},
	}
}

// Analyze examines the comparisons and the pairs.
func (analyzer) Analyze(ctx context.Context, in *analyzers.Input) (*result.Result, error) {
	r := &result.Result{Analyzer: name}
	var all []*finding
	for _, c := range in.Comparisons[:min(mostComparisons, len(in.Comparisons))] {
		found, err := examine(ctx, in, c)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	pairs, err := examinePairs(ctx, in)
	if err != nil {
		return nil, err
	}
	r.Tables = []*result.Table{table(in, all), specTable(in, all), pairTable(in, pairs), pairSpecTable(in, pairs)}
	if f := curve(in, all); f != nil {
		r.Figures = []*result.Figure{f}
	}
	r.Notes = notes(in, all, pairs)
	r.Findings = told(in, all)
	if len(in.Variants) > 0 && len(all)+len(pairs.found) > 0 {
		r.Methods = methods(in)
	}
	return r, nil
}

// spec is one way of making an estimate.
type spec struct {
	variant     int // of the coding
	per         int // denominator of a rate
	unit        unitSpec
	omitted     *drop // the pattern left out, nil = none
	document    int   // the document left out + 1, 0 = none
	estimate    estimate
	association association
}

// kind says what a specification changes.
func (s *spec) kind() string {
	switch {
	case s.omitted != nil:
		return "pattern"
	case s.document > 0:
		return "document"
	}
	return "choice"
}

// finding is one concept in one comparison, or a pair of concepts, with the
// run's own specification first.
type finding struct {
	concept, other int // the other is −1 unless it is a pair
	comparison     analyzers.Comparison
	specs          []spec
}

// standing is how a finding fares under the specifications of one kind.
type standing struct {
	n, sameSign, sameVerdict int
	weakest                  *spec // the one that speaks least for the finding
}

// stand returns how a finding fares. value and verdict read a specification; a
// value that is missing keeps neither sign nor verdict.
func (f *finding) stand(kind string, value func(*spec) float64, verdict func(*spec) string) standing {
	own := &f.specs[0]
	direction := 1.0
	if value(own) < 0 {
		direction = -1
	}
	var s standing
	for i := range f.specs {
		p := &f.specs[i]
		if p.kind() != kind {
			continue
		}
		s.n++
		if direction*value(p) > 0 {
			s.sameSign++
		}
		if verdict(p) == verdict(own) {
			s.sameVerdict++
		}
		// One that loses the verdict is weaker than one that keeps it.
		rank := func(q *spec) (bool, float64) {
			return verdict(q) == verdict(own), direction * orBelow(value(q), direction)
		}
		if s.weakest == nil {
			s.weakest = p
			continue
		}
		keeps, v := rank(p)
		kept, w := rank(s.weakest)
		if kept && !keeps || kept == keeps && v < w {
			s.weakest = p
		}
	}
	return s
}

// orBelow returns a value, or one that is weaker than any other if it is missing.
func orBelow(v, direction float64) float64 {
	if v != v {
		return math.Inf(-int(direction))
	}
	return v
}

// choices describes the specification of a variant in words.
func choices(in *analyzers.Input, variant int) (overlap, hyphens, letterCase string) {
	if variant >= len(in.Variants) {
		return "", "", ""
	}
	v := in.Variants[variant]
	overlap = [...]string{"concept", "codebook", "all", "exclusive"}[v.Overlap]
	hyphens = "parts"
	if v.WholeHyphen {
		hyphens = "whole"
	}
	letterCase = map[codebook.CaseMode]string{codebook.CaseAuto: "auto", codebook.CaseFold: "fold", codebook.CaseExact: "exact"}[v.Case]
	return overlap, hyphens, letterCase
}

// describe says in a few words what a specification has otherwise than the run.
func (s *spec) describe(in *analyzers.Input) string {
	switch {
	case s.omitted != nil:
		return in.Book.Concepts[s.omitted.concept].Patterns[s.omitted.pattern].Source
	case s.document > 0:
		return in.Tally.Documents[s.document-1].ID
	}
	var words []string
	overlap, hyphens, letterCase := choices(in, s.variant)
	own, ownHyphens, ownCase := choices(in, 0)
	add := func(is bool, format string, a ...any) {
		if is {
			words = append(words, fmt.Sprintf(format, a...))
		}
	}
	add(overlap != own, "overlap %s", overlap)
	add(hyphens != ownHyphens, "hyphens %s", hyphens)
	add(letterCase != ownCase, "case %s", letterCase)
	add(s.per != perTokens, "per %s", strings.TrimSuffix(denominator(s.per), "s"))
	add(s.unit != unitSpec{} && s.unit != ownUnit(in), "unit %s", s.unit)
	if len(words) == 0 {
		return "as the run"
	}
	return strings.Join(words, ", ")
}

// examine repeats one comparison for its headline concepts.
func examine(ctx context.Context, in *analyzers.Input, c analyzers.Comparison) ([]*finding, error) {
	chosen := headline(in, c)
	if len(chosen) == 0 || len(in.Variants) == 0 {
		return nil, nil
	}
	lean := newLayout(in, chosen)
	full := lean.withAll(slices.Concat(c.Target.Documents, c.Reference.Documents))
	target, err := full.gather(ctx, c.Target)
	if err != nil {
		return nil, err
	}
	reference, err := full.gather(ctx, c.Reference)
	if err != nil {
		return nil, err
	}
	level := in.Options.Level
	out := make([]*finding, len(chosen))
	for place, concept := range chosen {
		f := &finding{concept: concept, other: -1, comparison: c}
		add := func(item, per int, s spec) {
			s.per = per
			s.estimate = compare(target.rate(item, per), reference.rate(item, per), level)
			f.specs = append(f.specs, s)
		}
		for v := range in.Variants {
			for per := range denominators {
				add(full.item(v, place), per, spec{variant: v})
			}
		}
		for i := range full.drops {
			if d := &full.drops[i]; d.place == place {
				add(full.dropped(i), perTokens, spec{omitted: d})
			}
		}
		out[place] = f
	}
	return out, leaveOut(ctx, lean, c, out)
}

// leaveOut adds the estimates without each document, of sides that have several.
func leaveOut(ctx context.Context, l *layout, c analyzers.Comparison, found []*finding) error {
	if len(c.Target.Documents)+len(c.Reference.Documents) > mostLeftOut {
		return nil
	}
	target, err := l.gather(ctx, c.Target)
	if err != nil {
		return err
	}
	reference, err := l.gather(ctx, c.Reference)
	if err != nil {
		return err
	}
	for k, s := range []analyzers.Side{c.Target, c.Reference} {
		if len(s.Documents) < 2 {
			continue
		}
		for _, i := range s.Documents {
			one, err := l.gather(ctx, analyzers.Side{Documents: []int{i}})
			if err != nil {
				return err
			}
			t, r := target, reference
			if k == 0 {
				t = target.less(one)
			} else {
				r = reference.less(one)
			}
			for place, f := range found {
				e := compare(t.rate(l.item(0, place), perTokens), r.rate(l.item(0, place), perTokens), l.in.Options.Level)
				f.specs = append(f.specs, spec{document: i + 1, estimate: e})
			}
		}
	}
	return nil
}

// headline returns the concepts that the comparison's figure shows.
func headline(in *analyzers.Input, c analyzers.Comparison) []int {
	t, r := in.Totals(c.Target), in.Totals(c.Reference)
	if t.Tokens == 0 || r.Tokens == 0 {
		return nil
	}
	weight := make([]int64, len(in.Book.Concepts))
	for i := range weight {
		if t.Hits[i]+r.Hits[i] > 0 {
			weight[i] = 1 + int64(1000*(t.Per10k(i)+r.Per10k(i)))
		}
	}
	return in.Choose(weight, max(in.Options.Top, len(in.Options.Concepts)), false)
}
