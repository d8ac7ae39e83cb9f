// Package keyness is the analyzer of key words and key concepts: those that
// tell a target from a reference.
package keyness

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"concordat/analyzers"
	"concordat/analyzers/result"
)

type analyzer struct{}

// New returns the analyzer.
func New() analyzers.Analyzer { return analyzer{} }

// Info describes the analyzer.
func (analyzer) Info() analyzers.Info {
	return analyzers.Info{
		Name:  "keyness",
		Title: "Keyness",
		Doc: "Which words and concepts tell a target from a reference: effect size (log ratio and its conservative bound) and " +
			"significance (G² with a false discovery rate) side by side, ranked by the conservative effect size. " +
			"On demand also n-grams, lemmas and parts of speech, and a frequency list of another corpus as reference.",
		Needs:      analyzers.Needs{Words: true},
		Output:     []string{"keyness_words", "keyness_ngrams", "keyness_lemmas", "keyness_tags", "keyness_concepts", "keyness_list", "keyness"},
		References: references(),
		Default:    true,
	}
}

// Demand says what the features need that are counted from the order of the words.
func (analyzer) Demand(o analyzers.Options) analyzers.Needs {
	tags := slices.Contains(o.Features, "lemmas") || slices.Contains(o.Features, "tags")
	return analyzers.Needs{Sequence: tags || slices.Contains(o.Features, "ngrams"), Tags: tags}
}

// features returns what is compared, in the order of the tables.
func features(in *analyzers.Input) []*feature {
	names := in.Options.Features
	if len(names) == 0 {
		names = analyzers.DefaultOptions().Features
	}
	var out []*feature
	for _, f := range []struct {
		name  string
		count func(*analyzers.Input) *feature
	}{{"words", newWords}, {"ngrams", newNGrams}, {"lemmas", newLemmas}, {"tags", newTags}, {"concepts", newConcepts}} {
		if slices.Contains(names, f.name) {
			out = append(out, f.count(in))
		}
	}
	return out
}

// Analyze ranks what is compared in every comparison.
func (analyzer) Analyze(ctx context.Context, in *analyzers.Input) (*result.Result, error) {
	out := &result.Result{Analyzer: "keyness"}
	all := features(in)
	if len(in.Comparisons) > 0 || in.List != nil {
		out.Methods = methods(in, all)
	}
	if len(in.Comparisons) > 0 {
		out.Series = []string{in.Comparisons[0].Target.Name, in.Comparisons[0].Reference.Name}
	}
	for _, f := range all {
		s := sheet{kind: f.kind, noun: nounOf(in, f.kind), cautions: f.cautions}
		var ranked []family
		if len(f.keys) > 0 {
			whole := f.sum(in.Whole().Documents)
			for _, c := range in.Comparisons {
				if err := ctx.Err(); err != nil {
					return nil, err
				}
				r := f.compare(c, whole)
				r.rank(in.Options.Level)
				ranked = append(ranked, r)
				s.add(r, in.Options)
			}
		}
		if f.kind == "words" && len(ranked) > 0 {
			out.Findings = findings(in, ranked)
			if p := figure(in, in.Comparisons[0], ranked[0]); p != nil {
				out.Figures = []*result.Figure{p}
			}
		}
		out.Tables = append(out.Tables, s.table(in))
	}
	if in.List != nil {
		t, err := listed(ctx, in)
		if err != nil {
			return nil, err
		}
		out.Tables = append(out.Tables, t)
	}
	return out, nil
}

// listed sets the targets of the comparisons, or all documents if there are
// none, against the frequency list.
func listed(ctx context.Context, in *analyzers.Input) (*result.Table, error) {
	var targets []analyzers.Side
	for _, c := range in.Comparisons {
		if !slices.ContainsFunc(targets, func(s analyzers.Side) bool { return slices.Equal(s.Documents, c.Target.Documents) }) {
			targets = append(targets, c.Target)
		}
	}
	if n := len(in.Tally.Documents); len(targets) == 0 && n > 0 {
		whole := in.Whole()
		if n == 1 {
			whole.Name = in.Tally.Documents[0].ID
		}
		targets = append(targets, whole)
	}
	f := newWords(in)
	s := sheet{kind: "list", noun: nounOf(in, "words"), list: in.List, cautions: f.cautions}
	if len(f.keys) > 0 {
		whole := f.sum(in.Whole().Documents)
		for _, t := range targets {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			r := f.against(t, in.List, whole)
			r.rank(in.Options.Level)
			s.add(r, in.Options)
		}
	}
	return s.table(in), nil
}

// findings names the words with the greatest conservative log ratio: on either
// side of the only comparison, or of the target of each of several. Each is
// given in favour of its side: swapping the sides only changes its sign.
func findings(in *analyzers.Input, ranked []family) []result.Finding {
	const scale = "with their conservative log ratio (1 = at least twice as often)"
	if len(ranked) == 1 {
		var out []result.Finding
		t, r := in.Prose(in.Comparisons[0].Target), in.Prose(in.Comparisons[0].Reference)
		if more := top(ranked[0].items, 1, 5); more != "" {
			out = append(out, result.Finding{Text: fmt.Sprintf("Words that most set %s apart from %s, %s: %s.", t, r, scale, more)})
		}
		if less := top(ranked[0].items, -1, 5); less != "" {
			out = append(out, result.Finding{Text: fmt.Sprintf("Words that most set %s apart from %s, %s: %s.", r, t, scale, less)})
		}
		return out
	}
	var parts []string
	for i, words := range ranked {
		if more := top(words.items, 1, 3); more != "" {
			parts = append(parts, fmt.Sprintf("%s from %s: %s", in.Comparisons[i].Target.Spoken(), in.Comparisons[i].Reference.Spoken(), more))
		}
	}
	if len(parts) == 0 {
		return nil
	}
	return []result.Finding{{Text: fmt.Sprintf("Words that most set each target apart, %s: %s.", scale, strings.Join(parts, "; "))}}
}

// top names the first n words of one side: of the target for sign 1, of the
// reference for sign −1.
func top(words []item, sign float64, n int) string {
	const visible = 0.05 // prints as 0.1 and not as nothing
	var parts []string
	for _, w := range words {
		if len(parts) < n && w.conservative*sign >= visible {
			parts = append(parts, fmt.Sprintf("“%s” (%s)", w.key, result.Number(math.Abs(w.conservative), 1)))
		}
	}
	return strings.Join(parts, ", ")
}
