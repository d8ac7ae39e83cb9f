package pipeline

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"concordat/analyzers/result"
	"concordat/analyzers/tally"
	"concordat/corpus"
	"concordat/corpus/codebook"
	"concordat/corpus/format"
	"concordat/corpus/match"
	"concordat/corpus/tokenize"
	"concordat/pipeline/cache"
	"concordat/pipeline/flow"
	"concordat/pipeline/intake"
)

// step is what is done with texts, and what it makes of each.
type step[T any] func(ctx context.Context, texts []*corpus.Text) ([]T, error)

// keeper keeps what a step made of the texts of a plan, in order.
type keeper[T any] interface {
	keep(text *corpus.Text, made T) error
	drop() // the parts of the last text, if not all of them came
}

// passage takes the texts of a plan through a step.
type passage[T any] struct {
	*intake.Intake
	to   keeper[T]
	tick func()
	made []T // of the file being entered
}

// Keep hands on what was made of a text that stays.
func (p *passage[T]) Keep(i int, text *corpus.Text) error { return p.to.keep(text, p.made[i]) }

// Drop drops the parts of a text that cannot be used.
func (p *passage[T]) Drop() { p.to.drop() }

// passed is what a worker made of a batch.
type passed[T any] struct {
	files []intake.Taken
	made  []T // by text
}

// Deliver enters the files of a batch and keeps what was made of their texts.
func (p *passage[T]) Deliver(_ context.Context, out passed[T]) error {
	p.made = out.made
	for _, f := range out.files {
		if err := p.Enter(f, p); err != nil {
			return err
		}
		p.made = p.made[min(len(f.Texts), len(p.made)):]
		if f.Ends() {
			p.tick()
		}
	}
	return nil
}

// through reads the files of a plan and takes their texts through a step, on
// all workers; the keeper gets what came of each. With several texts at a time
// they live together; otherwise a text is gone once the step is done with it,
// and its memory is used again.
func through[T any](ctx context.Context, p *Plan, env Env, o intake.Options, together bool, worker func() (step[T], error), to keeper[T]) (*intake.Reading, error) {
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
		var one [1]*corpus.Text
		return func(ctx context.Context, _ int, b intake.Batch) (out passed[T], err error) {
			if together {
				out.files, out.made, err = all(ctx, b, do)
				return out, err
			}
			out.files, err = b.Read(ctx, &buf, func(t *corpus.Text) error {
				one[0] = t
				made, err := do(ctx, one[:])
				out.made = append(out.made, made...)
				return err
			})
			return out, err
		}, err
	}}
	err = flow.Line(ctx, env.Workers, st, &passage[T]{Intake: in, to: to, tick: env.Progress.Step})
	if err := errors.Join(err, in.Close()); err != nil {
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
// questions about the texts themselves. A long text stays in its parts.
func Read(ctx context.Context, p *Plan, env Env) ([]corpus.Text, *intake.Reading, error) {
	same := func() (step[corpus.Text], error) {
		return func(_ context.Context, ts []*corpus.Text) ([]corpus.Text, error) {
			out := make([]corpus.Text, len(ts))
			for i, t := range ts {
				out[i] = *t
			}
			return out, nil
		}, nil
	}
	var texts textList
	r, err := through(ctx, p, env, intake.Options{Digest: true, List: true}, true, same, &texts)
	return texts, r, err
}

// textList keeps texts.
type textList []corpus.Text

func (ts *textList) keep(entered *corpus.Text, t corpus.Text) error {
	t.Title, t.Language, t.Meta, t.Warnings = entered.Title, entered.Language, entered.Meta, entered.Warnings
	*ts = append(*ts, t)
	return nil
}

func (ts *textList) drop() {
	*ts = slices.Delete(*ts, complete(len(*ts), func(i int) bool { return (*ts)[i].More }), len(*ts))
}

// complete returns how many of the first n texts and parts are not parts of a
// text whose last one is missing.
func complete(n int, more func(i int) bool) int {
	for n > 0 && more(n-1) {
		n--
	}
	return n
}

// counted is the tally of one text, with the lexicon of its words.
type counted struct {
	document tally.Document
	lexicon  *corpus.Lexicon
}

// Count reads, tokenizes, matches and counts every text of a plan.
func Count(ctx context.Context, p *Plan, env Env) (tally.Tally, *intake.Reading, error) {
	var all tallies
	r, err := count(ctx, p, env, intake.Options{Digest: true, List: true}, p.tallyOptions(), nil, &all)
	if err != nil {
		return tally.Tally{}, r, err
	}
	env.defaults()
	env.Progress.Start("count", 0)
	whole := tally.Merge(all...)
	var tokens, hits int64
	for i := range whole.Documents {
		tokens += whole.Documents[i].Tokens
		hits += whole.Documents[i].Hits
	}
	env.Progress.End(fmt.Sprintf("%s tokens, %s hits", result.Whole(tokens), result.Whole(hits)))
	return whole, r, nil
}

// tallies keeps the tally of each text, and of each part of a long one.
type tallies []tally.Tally

func (ts *tallies) last() *tally.Document { return &(*ts)[len(*ts)-1].Documents[0] }

func (ts *tallies) keep(_ *corpus.Text, c counted) error {
	d := c.document
	if n := len(*ts); n > 0 {
		before := ts.last()
		if d.Ordinal = before.Ordinal; d.Part == 0 {
			d.Ordinal++
		} else if !d.More { // the origin is known when the text is read to its end
			(*ts)[n-d.Part].Documents[0].Origin = d.Origin
		}
	}
	*ts = append(*ts, tally.Tally{Documents: []tally.Document{d}, Words: c.lexicon})
	return nil
}

func (ts *tallies) drop() {
	*ts = slices.Delete(*ts, complete(len(*ts), func(i int) bool { return (*ts)[i].Documents[0].More }), len(*ts))
}

// described gives a tally the metadata that were found when its text was entered.
type described struct{ to keeper[counted] }

func (k described) keep(text *corpus.Text, c counted) error {
	d := &c.document
	d.Title, d.Language, d.Meta, d.Origin = text.Title, text.Language, text.Meta, text.Origin
	d.Warnings = slices.Concat(text.Warnings, d.Warnings[min(len(d.Warnings), len(text.Warnings)):])
	return k.to.keep(text, c)
}

func (k described) drop() { k.to.drop() }

// aside makes for a worker what is to be done with each of its documents beside
// coding it, nil for nothing.
type aside func() func(*corpus.Document) error

// proseBatch is how much text is a batch where prose tags it or looks for
// entities: it takes a tenth of a second or more for so much, and a small corpus
// is shared among all workers.
const proseBatch = 32 << 10

// memory makes a tokenizer's memory of a cache, which may be nil. Only what prose
// says is kept. The words, the house's own sentences and the hits of 28 MB of
// speeches and strategies (2,000 texts, 300 concepts) are found in 0.36 s and
// would be read and decoded in 0.22 s; the 0.14 s are not worth 37 MB on disk and
// 0.6 s to write them, and a codebook that is edited would need all anew.
func memory(c *cache.Cache) tokenize.Memory {
	if c == nil {
		return nil
	}
	return remembered{c}
}

type remembered struct{ *cache.Cache }

func keyOf(content []byte, options string) cache.Key {
	return cache.KeyOf("prose", tokenize.Version, content, options)
}

// Recall returns what prose said of some content.
func (r remembered) Recall(content []byte, options string) ([]byte, bool) {
	return r.Get(keyOf(content, options), nil)
}

// Keep keeps what prose said. Of the records of one text that the packs hold, the
// one in the pack used last is found: each is true, and if it has too little,
// the rest is computed again.
func (r remembered) Keep(content []byte, options string, rec []byte) {
	r.Put(keyOf(content, options), rec)
}

// count counts every text of a plan.
func count(ctx context.Context, p *Plan, env Env, in intake.Options, o tally.Options, also aside, to keeper[counted]) (*intake.Reading, error) {
	program, err := match.Compile(p.Book, match.Options{Policy: p.Project.Options.Overlap})
	if err != nil {
		return nil, &UsageError{err}
	}
	tok := tokenize.Options{Tags: p.Book.NeedsTags(), Entities: o.Entities, Sentences: p.Project.Sentences, Memory: memory(env.Cache)}
	together := tok.Sentences != tokenize.SentencesRule
	tok.Reuse = !together
	if tok.Tags || tok.Entities {
		in.Batch = proseBatch
		env.defaults()
		if stage, time := Forecast(p, env); time != "" {
			env.Progress.Start(stage, 0)
			env.Progress.End(time)
		}
	}
	return through(ctx, p, env, in, together, func() (step[counted], error) {
		var more func(*corpus.Document) error
		if also != nil {
			more = also()
		}
		var vary func(*corpus.Document, *tally.Document) error
		if p.Variation != nil {
			vary = p.Variation.Worker()
		}
		return countStep(program, p.Book, tok, o, more, vary)
	}, described{to})
}

// usualTypes is for how many words a worker's lexicon has room from the start: to
// make room again and again costs more than to have it.
const usualTypes = 1 << 15

// countStep returns the counting of one worker: its own tokenizer, matcher and
// lexicon. more, if it is not nil, is called with each document, and vary with
// it and its tally.
func countStep(program *match.Program, book *codebook.Codebook, tok tokenize.Options, o tally.Options,
	more func(*corpus.Document) error, vary func(*corpus.Document, *tally.Document) error) (step[counted], error) {
	matcher, lexicon, counter := program.NewMatcher(), corpus.NewLexicon(), new(tally.Counter)
	lexicon.Grow(usualTypes)
	if vary == nil { // otherwise tags may matter wherever another choice has hits
		tok.Matter = matcher.Candidates
	}
	var coding match.Coding
	if tok.Reuse { // a text at a time: it is coded and counted while it is made
		tok.Piece = func(d *corpus.Document, from int) error {
			counter.Ahead(d, from == 0)
			if err := matcher.CodeFrom(d, from, &coding); err != nil {
				return fmt.Errorf("%s: %w", d.ID, err)
			}
			return nil
		}
	}
	t, err := tokenize.New(tok)
	if err != nil {
		return nil, &UsageError{err}
	}
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
			if tok.Piece == nil {
				if err := matcher.CodeInto(d, &coding); err != nil {
					return nil, fmt.Errorf("%s: %w", d.ID, err)
				}
			}
			if more != nil {
				if err := more(d); err != nil {
					return nil, err
				}
			}
			one := counter.Of(&coding, book, 0, o)
			if vary != nil {
				if err := vary(d, &one.Documents[0]); err != nil {
					return nil, err
				}
			}
			out[i] = counted{document: one.Documents[0], lexicon: one.Words}
		}
		return out, nil
	}, nil
}
