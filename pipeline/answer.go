package pipeline

import (
	"context"
	"fmt"
	"slices"

	"concordat/analyzers/result"
	"concordat/corpus"
	"concordat/corpus/codebook"
	"concordat/corpus/lint"
	"concordat/corpus/match"
	"concordat/corpus/tokenize"
	"concordat/pipeline/cache"
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
	whole, reading, err := Count(ctx, plan, env)
	if err != nil {
		return nil, nil, err
	}
	if reading.Texts == 0 {
		return nil, nil, tooManyFailures(plan, reading)
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

// CheckCodebook runs a codebook's examples and examines its patterns, against
// the project's documents if it names any; the failures are of those.
func CheckCodebook(ctx context.Context, p config.Project, env Env) (*codebook.Codebook, lint.Report, []corpus.Failure, error) {
	book, err := LoadCodebook(ctx, p)
	if err != nil {
		return nil, lint.Report{}, nil, &UsageError{err}
	}
	var docs []*corpus.Document
	var failures []corpus.Failure
	if len(p.Documents) > 0 {
		p.Analyzers = []string{"documents"}
		plan, err := NewPlan(ctx, p, env)
		if err != nil {
			return nil, lint.Report{}, nil, err
		}
		texts, reading, err := Read(ctx, plan, env)
		if err != nil {
			return nil, lint.Report{}, nil, err
		}
		if failures = reading.Failures; len(texts) == 0 {
			return nil, lint.Report{}, nil, tooManyFailures(plan, reading)
		}
		if docs, err = tokenized(ctx, book, p, texts, env.Cache); err != nil {
			return nil, lint.Report{}, nil, err
		}
	}
	r, err := lint.Check(ctx, book, docs)
	return book, r, failures, err
}

// tokenized makes documents of texts, with tags only if the codebook asks for them.
func tokenized(ctx context.Context, book *codebook.Codebook, p config.Project, texts []corpus.Text, c *cache.Cache) ([]*corpus.Document, error) {
	t, err := tokenize.New(tokenize.Options{Tags: book.NeedsTags(), Sentences: p.Sentences, Memory: memory(c)})
	if err != nil {
		return nil, &UsageError{err}
	}
	lexicon := corpus.NewLexicon()
	refs, lexicons := make([]*corpus.Text, len(texts)), make([]*corpus.Lexicon, len(texts))
	for i := range texts {
		refs[i], lexicons[i] = &texts[i], lexicon
	}
	return t.Documents(ctx, refs, lexicons)
}

// Explain says which patterns of a codebook match a text, which lose to
// which, and which miss and why.
func Explain(ctx context.Context, p config.Project, text string) (*codebook.Codebook, *corpus.Document, []match.Explanation, error) {
	book, err := LoadCodebook(ctx, p)
	if err != nil {
		return nil, nil, nil, &UsageError{err}
	}
	body := []byte(text)
	texts := []corpus.Text{{ID: "text", Body: body, Blocks: []corpus.Block{{Span: corpus.Span{End: uint32(len(body))}}}}}
	docs, err := tokenized(ctx, book, p, texts, nil)
	if err != nil {
		return nil, nil, nil, err
	}
	program, err := match.Compile(book, match.Options{Policy: p.Options.Overlap})
	if err != nil {
		return nil, nil, nil, &UsageError{err}
	}
	ex, err := match.Explain(ctx, program, docs[0])
	return book, docs[0], ex, err
}

// validated is what the codebook's own examples say of it, as a sentence for
// the methods and, if some fail, a caution.
func validated(r lint.Report) (sentence, caution string) {
	if r.ExamplesRun == 0 {
		return "The codebook has no examples to validate it with.", "the codebook has no examples and counter-examples; nothing validates its patterns"
	}
	if r.ExamplesFailed == 0 {
		return fmt.Sprintf("All %d examples and counter-examples of the codebook gave what they should in the same run.", r.ExamplesRun), ""
	}
	s := fmt.Sprintf("%d of the codebook's %d examples and counter-examples failed in the same run", r.ExamplesFailed, r.ExamplesRun)
	return s + ".", s + "; `concordat codebook check` names them"
}
