package pipeline

import (
	"context"
	"fmt"
	"slices"

	"concordat/analyzers/result"
	"concordat/corpus"
	"concordat/corpus/codebook"
	"concordat/pipeline/config"
)

// Results reads, counts and analyses, and writes nothing.
func Results(ctx context.Context, p config.Project, env Env) ([]*result.Result, []corpus.Failure, error) {
	plan, err := NewPlan(ctx, p, env)
	if err != nil {
		return nil, nil, err
	}
	return analyse(ctx, plan, env)
}

func analyse(ctx context.Context, plan *Plan, env Env) ([]*result.Result, []corpus.Failure, error) {
	reading, err := Read(ctx, plan, env)
	if err != nil {
		return nil, nil, err
	}
	if len(reading.Texts) == 0 {
		return nil, nil, tooManyFailures(plan, reading)
	}
	whole, err := Count(ctx, reading.Texts, plan.Book, plan, env)
	if err != nil {
		return nil, nil, err
	}
	in, err := Input(plan, whole)
	if err != nil {
		return nil, nil, err
	}
	results, err := Analyze(ctx, plan, in, env)
	return results, reading.Failures, err
}

// queryID is the id of the concept that a pattern query makes.
const queryID = "query"

// Concordance returns the concordance of a concept, or of a pattern, which
// becomes a concept of its own beside those of the codebook.
func Concordance(ctx context.Context, p config.Project, query string, width int, env Env) (*result.Table, []corpus.Failure, error) {
	p.Analyzers = []string{"concordance"}
	p.Target, p.References = "", nil
	if width > 0 {
		p.Options.Width = width
	}
	p.Options.Query = query
	plan, err := NewPlan(ctx, p, env)
	if err != nil {
		return nil, nil, err
	}
	if _, isConcept := plan.Book.Lookup(query); !isConcept {
		if plan.Book, err = withQuery(plan.Book, query); err != nil {
			return nil, nil, &UsageError{err}
		}
		plan.Project.Options.Query = plan.Book.Concepts[len(plan.Book.Concepts)-1].ID
		plan.Project.Options.Overlap = codebook.OverlapConcept // a longer hit of another concept must not hide one
	}
	results, failures, err := analyse(ctx, plan, env)
	if err != nil {
		return nil, nil, err
	}
	for _, t := range results[0].Tables {
		if t.Name == "concordance" {
			return t, failures, nil
		}
	}
	return nil, nil, fmt.Errorf("the concordance of %q gave no table", query)
}

// withQuery returns a codebook with one more concept, whose pattern is the query.
func withQuery(b *codebook.Codebook, query string) (*codebook.Codebook, error) {
	rule, _, err := codebook.ParsePattern(query, codebook.PatternOptions{Case: b.Case, WholeHyphen: b.WholeHyphen, Book: b})
	if err != nil {
		return nil, fmt.Errorf("%q is no concept of %s, and as a pattern: %w", query, b.Name, err)
	}
	id := queryID
	for n := 2; ; n++ {
		if _, taken := b.Lookup(id); !taken {
			break
		}
		id = fmt.Sprintf("%s-%d", queryID, n)
	}
	out := *b
	out.Concepts = append(slices.Clone(b.Concepts), codebook.Concept{
		ID: id, Label: query, Parent: codebook.None, End: codebook.ConceptID(len(b.Concepts) + 1),
		Patterns: []codebook.Pattern{{Source: query, Rule: rule}},
	})
	return &out, nil
}
