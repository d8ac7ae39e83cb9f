package pipeline

import (
	"context"
	"fmt"
	"slices"

	"concordat/analyzers/result"
	"concordat/analyzers/tally"
	"concordat/corpus"
	"concordat/corpus/codebook"
	"concordat/corpus/format"
	"concordat/corpus/match"
	"concordat/corpus/tokenize"
	"concordat/pipeline/flow"
	"concordat/pipeline/intake"
)

// step is what is done with texts, and what it makes of each.
type step[T any] func(ctx context.Context, texts []*corpus.Text) ([]T, error)

// passage takes the texts of a plan through a step.
type passage[T any] struct {
	*intake.Intake
	keep func(text *corpus.Text, made T) error
	tick func()
}

// passed is what a worker made of a batch.
type passed[T any] struct {
	files []intake.Taken
	made  []T // by text
}

// Deliver enters the files of a batch and keeps what was made of their texts.
func (p *passage[T]) Deliver(_ context.Context, out passed[T]) error {
	at := 0
	for _, f := range out.files {
		err := p.Enter(f, func(i int, text *corpus.Text) error { return p.keep(text, out.made[at+i]) })
		if err != nil {
			return err
		}
		at += len(f.Texts)
		p.tick()
	}
	return nil
}

// through reads the files of a plan and takes their texts through a step, on
// all workers; keep gets what came of each text, in order. With several
// texts at a time they live together; otherwise a text is gone once the step
// is done with it, and its memory is used again.
func through[T any](ctx context.Context, p *Plan, env Env, o intake.Options, together bool, worker func() (step[T], error), keep func(*corpus.Text, T) error) (*intake.Reading, error) {
	env.defaults()
	env.Progress.Start("read", len(p.Found.Items))
	o.Format = format.Options{Format: p.Project.Format, TextColumn: p.Project.TextColumn, IDColumn: p.Project.IDColumn}
	in, err := intake.New(ctx, p.Found, p.IDs, o)
	if err != nil {
		return nil, &UsageError{err}
	}
	st := flow.Stage[intake.Batch, passed[T]]{Name: "count", Worker: func() (func(context.Context, int, intake.Batch) (passed[T], error), error) {
		do, err := worker()
		var buf []byte
		return func(ctx context.Context, _ int, b intake.Batch) (out passed[T], err error) {
			if together {
				out.files, out.made, err = all(ctx, b, do)
				return out, err
			}
			out.files, err = b.Read(ctx, &buf, func(t *corpus.Text) error {
				made, err := do(ctx, []*corpus.Text{t})
				out.made = append(out.made, made...)
				return err
			})
			return out, err
		}, err
	}}
	err = flow.Line(ctx, env.Workers, st, &passage[T]{in, keep, env.Progress.Step})
	if err != nil {
		return nil, err
	}
	r := in.Finish()
	env.Progress.End(fmt.Sprintf("%s, %s", plural(r.Texts, "text"), plural(len(r.Failures), "failure")))
	return r, nil
}

// all reads a batch and takes all its texts through a step together.
func all[T any](ctx context.Context, b intake.Batch, do step[T]) (files []intake.Taken, made []T, err error) {
	var texts []*corpus.Text
	files, err = b.Read(ctx, nil, func(t *corpus.Text) error {
		texts = append(texts, t)
		return nil
	})
	if err == nil {
		made, err = do(ctx, texts)
	}
	return files, made, err
}

// Read reads and parses every file of a plan and keeps the texts, for
// questions about the texts themselves.
func Read(ctx context.Context, p *Plan, env Env) ([]corpus.Text, *intake.Reading, error) {
	var texts []corpus.Text
	same := func() (step[corpus.Text], error) {
		return func(_ context.Context, ts []*corpus.Text) ([]corpus.Text, error) {
			out := make([]corpus.Text, len(ts))
			for i, t := range ts {
				out[i] = *t
			}
			return out, nil
		}, nil
	}
	r, err := through(ctx, p, env, intake.Options{Digest: true, List: true}, true, same, func(text *corpus.Text, t corpus.Text) error {
		described(&t, text)
		texts = append(texts, t)
		return nil
	})
	return texts, r, err
}

// described gives a text the metadata that were found when it was entered.
func described(t, entered *corpus.Text) {
	t.Title, t.Language, t.Meta, t.Warnings = entered.Title, entered.Language, entered.Meta, entered.Warnings
}

// counted is the tally of one text, with the lexicon of its words.
type counted struct {
	document tally.Document
	lexicon  *corpus.Lexicon
}

// Count reads, tokenizes, matches and counts every text of a plan.
func Count(ctx context.Context, p *Plan, env Env) (tally.Tally, *intake.Reading, error) {
	var parts []tally.Tally
	o := intake.Options{Digest: true, List: true}
	r, err := count(ctx, p, env, o, p.tallyOptions(), func(c *counted) error {
		c.document.Ordinal = len(parts)
		parts = append(parts, tally.Tally{Documents: []tally.Document{c.document}, Words: c.lexicon})
		return nil
	})
	if err != nil {
		return tally.Tally{}, r, err
	}
	env.defaults()
	env.Progress.Start("count", 0)
	whole := tally.Merge(parts...)
	var tokens, hits int64
	for i := range whole.Documents {
		tokens += whole.Documents[i].Tokens
		hits += whole.Documents[i].Hits
	}
	env.Progress.End(fmt.Sprintf("%s tokens, %s hits", result.Whole(tokens), result.Whole(hits)))
	return whole, r, nil
}

// count counts every text of a plan and hands the tallies on, in order.
func count(ctx context.Context, p *Plan, env Env, in intake.Options, o tally.Options, keep func(*counted) error) (*intake.Reading, error) {
	program, err := match.Compile(p.Book, match.Options{Policy: p.Project.Options.Overlap})
	if err != nil {
		return nil, &UsageError{err}
	}
	tok := tokenize.Options{Tags: p.Book.NeedsTags(), Entities: o.Entities, Sentences: p.Project.Sentences}
	together := tok.Sentences != tokenize.SentencesRule || tok.Tags || tok.Entities
	return through(ctx, p, env, in, together, func() (step[counted], error) {
		return countStep(program, p.Book, tok, o)
	}, func(text *corpus.Text, c counted) error {
		d := &c.document
		d.Title, d.Language, d.Meta = text.Title, text.Language, text.Meta
		d.Warnings = slices.Concat(text.Warnings, d.Warnings[min(len(d.Warnings), len(text.Warnings)):])
		return keep(&c)
	})
}

// countStep returns the counting of one worker: its own tokenizer, matcher and
// lexicon.
func countStep(program *match.Program, book *codebook.Codebook, tok tokenize.Options, o tally.Options) (step[counted], error) {
	t, err := tokenize.New(tok)
	if err != nil {
		return nil, &UsageError{err}
	}
	matcher, lexicon, counter := program.NewMatcher(), corpus.NewLexicon(), new(tally.Counter)
	var lexicons []*corpus.Lexicon
	return func(ctx context.Context, texts []*corpus.Text) ([]counted, error) {
		for len(lexicons) < len(texts) {
			lexicons = append(lexicons, lexicon)
		}
		docs, err := t.Documents(ctx, texts, lexicons[:len(texts)])
		if err != nil {
			return nil, err
		}
		out := make([]counted, len(docs))
		for i, d := range docs {
			coding, err := matcher.Code(d)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", d.ID, err)
			}
			one := counter.Of(&coding, book, 0, o)
			out[i] = counted{document: one.Documents[0], lexicon: one.Words}
		}
		return out, nil
	}, nil
}
