package pipeline

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"concordat/analyzers"
	"concordat/analyzers/result"
	"concordat/analyzers/tally"
	"concordat/corpus"
	"concordat/corpus/codebook"
	"concordat/corpus/format"
	"concordat/corpus/match"
	"concordat/corpus/source"
	"concordat/corpus/tokenize"
)

// reading is what one file gave.
type reading struct {
	texts    []corpus.Text
	failures []corpus.Failure
	bytes    int64
	sha256   string
}

// reserved is where the names that stand for several documents come from.
const reserved = "(reserved)"

// Reading is everything that was read for a run.
type Reading struct {
	Texts    []corpus.Text // in the order of the run, ids unique
	Failures []corpus.Failure
	Skipped  []corpus.Failure // passed over on purpose
	Files    []FileRead
	Notes    []result.Note
}

// FileRead is what became of one file.
type FileRead struct {
	Path      string
	Bytes     int64
	SHA256    string
	Documents []string
	Status    string // "used", "index", "skipped: " and why, or the class of its failure
}

// Read reads and parses every file of a plan.
func Read(ctx context.Context, p *Plan, env Env) (*Reading, error) {
	env.defaults()
	items := p.Found.Items
	env.Progress.Start("read", len(items))
	opts := format.Options{Format: p.Project.Format, TextColumn: p.Project.TextColumn, IDColumn: p.Project.IDColumn}
	st := Stage[source.Item, reading]{Name: "read", Worker: func() (func(context.Context, int, source.Item) (reading, error), error) {
		return func(ctx context.Context, i int, it source.Item) (reading, error) {
			return readItem(ctx, it, p.IDs[i], opts)
		}, nil
	}}
	all, err := each(ctx, env.Workers, st, items, env.Progress.Step)
	if err != nil {
		return nil, err
	}
	indexes, files, err := readIndexes(ctx, p.Found.Index)
	if err != nil {
		return nil, err
	}
	r := &Reading{Files: files, Failures: slices.Clone(p.Found.Failures), Skipped: p.Found.Skipped}
	for _, f := range p.Found.Failures {
		r.Files = append(r.Files, FileRead{Path: f.Document, Bytes: f.Bytes, SHA256: f.SHA256, Status: f.Class})
	}
	for _, f := range p.Found.Skipped {
		if f.Class == "report" {
			continue // see skippedNote
		}
		r.Files = append(r.Files, FileRead{Path: f.Document, Status: "skipped: " + f.Class})
	}
	seen := map[string]string{analyzers.All: reserved, analyzers.Rest: reserved}
	for i, one := range all {
		r.add(items[i].Path, one, indexes, seen)
	}
	for _, ix := range indexes {
		if !ix.used && ix.Len() > 0 {
			r.Notes = append(r.Notes, result.Note{
				Code: "unused-index", Row: -1,
				Message: fmt.Sprintf("%s: none of its %s is of a text that was read; its paths are relative to its folder", ix.path, plural(ix.Len(), "line")),
			})
		}
	}
	slices.SortFunc(r.Files, func(a, b FileRead) int { return strings.Compare(a.Path, b.Path) })
	env.Progress.End(fmt.Sprintf("%s, %s", plural(len(r.Texts), "text"), plural(len(r.Failures), "failure")))
	return r, nil
}

// add enters what one file gave. Of two texts with one id the first stays and
// the second is a failure, so that no number is about two texts.
func (r *Reading) add(file string, one reading, indexes []index, seen map[string]string) {
	fr := FileRead{Path: file, Bytes: one.bytes, SHA256: one.sha256, Status: "used"}
	for _, t := range one.texts {
		if first, twice := seen[t.ID]; twice && first == reserved {
			one.failures = append(one.failures, corpus.Failure{
				Document: t.ID, Stage: "read", Class: "reserved-id", Bytes: one.bytes, SHA256: one.sha256,
				Message: fmt.Sprintf("%s: the id %q stands for several documents in the tables; give the text another (ID=PATH, or the id column)", file, t.ID),
			})
			continue
		} else if twice {
			one.failures = append(one.failures, corpus.Failure{
				Document: t.ID, Stage: "read", Class: "duplicate-id", Bytes: one.bytes, SHA256: one.sha256,
				Message: fmt.Sprintf("%s: the id %q is already that of a text in %s; give one of them another id (ID=PATH, or the id column)", file, t.ID, first),
			})
			continue
		}
		seen[t.ID] = file
		for i := range indexes {
			indexes[i].used = indexes[i].Apply(&t) || indexes[i].used
		}
		fr.Documents = append(fr.Documents, t.ID)
		r.Texts = append(r.Texts, t)
	}
	r.Failures = append(r.Failures, one.failures...)
	if len(fr.Documents) == 0 && len(one.failures) > 0 {
		fr.Status = one.failures[0].Class
	}
	r.Files = append(r.Files, fr)
}

// readItem reads one file and makes texts of it. The only error is that the
// run was interrupted.
func readItem(ctx context.Context, it source.Item, id string, o format.Options) (reading, error) {
	f, err := it.Read(ctx)
	if err != nil {
		if ctx.Err() != nil {
			return reading{}, ctx.Err()
		}
		var e *source.Error
		if errors.As(err, &e) {
			return reading{failures: []corpus.Failure{e.Failure}, bytes: e.Failure.Bytes, sha256: e.Failure.SHA256}, nil
		}
		return reading{failures: []corpus.Failure{{Document: it.Path, Stage: "read", Class: "read", Message: err.Error()}}}, nil
	}
	texts, failures := format.Read(format.File{Path: f.Path, ID: id, Data: f.Data, SHA256: f.SHA256}, o)
	return reading{texts, failures, f.Bytes, f.SHA256}, nil
}

// index is a sidecar table of metadata, and whether a text was in it.
type index struct {
	format.Index
	path string
	used bool
}

// readIndexes reads the sidecar tables of metadata. What is wrong in one is an
// error of the user's, with its line: metadata must not be lost in silence.
func readIndexes(ctx context.Context, items []source.Item) ([]index, []FileRead, error) {
	var out []index
	var files []FileRead
	var errs []error
	for _, it := range items {
		f, err := it.Read(ctx)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		ix, err := format.ParseIndex(f.Path, f.Data)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		out = append(out, index{Index: ix, path: f.Path})
		files = append(files, FileRead{Path: path.Clean(f.Path), Bytes: f.Bytes, SHA256: f.SHA256, Status: "index"})
	}
	if err := errors.Join(errs...); err != nil {
		return nil, nil, &UsageError{err}
	}
	return out, files, nil
}

// Count tokenizes, matches and counts every text.
func Count(ctx context.Context, texts []corpus.Text, book *codebook.Codebook, p *Plan, env Env) (tally.Tally, error) {
	env.defaults()
	program, err := match.Compile(book, match.Options{Policy: p.Project.Options.Overlap})
	if err != nil {
		return tally.Tally{}, &UsageError{err}
	}
	env.Progress.Start("count", len(texts))
	o := p.tallyOptions()
	tok := tokenize.Options{Tags: book.NeedsTags(), Entities: o.Entities, Sentences: p.Project.Sentences}
	st := Stage[[]*corpus.Text, tally.Tally]{Name: "count", Worker: func() (func(context.Context, int, []*corpus.Text) (tally.Tally, error), error) {
		return countWorker(program, book, tok, o, texts)
	}}
	batches := batch(texts)
	parts, err := each(ctx, env.Workers, st, batches, func() {})
	if err != nil {
		return tally.Tally{}, err
	}
	whole := tally.Merge(parts...)
	var tokens, hits int64
	for i := range whole.Documents {
		tokens += whole.Documents[i].Tokens
		hits += whole.Documents[i].Hits
	}
	env.Progress.End(fmt.Sprintf("%s tokens, %s hits", result.Whole(tokens), result.Whole(hits)))
	return whole, nil
}

// batchBytes is how much text one batch holds at least: prose's segmenter has
// a fixed cost a call, which a batch shares.
const batchBytes = 1 << 20

// batch cuts the texts into runs of neighbours. The cut depends on the texts
// alone, never on the workers.
func batch(texts []corpus.Text) [][]*corpus.Text {
	var out [][]*corpus.Text
	var cur []*corpus.Text
	size := 0
	for i := range texts {
		cur = append(cur, &texts[i])
		if size += len(texts[i].Body); size >= batchBytes {
			out = append(out, cur)
			cur, size = nil, 0
		}
	}
	if len(cur) > 0 {
		out = append(out, cur)
	}
	return out
}

// countWorker returns the counting step of one goroutine: its own tokenizer,
// matcher and lexicon.
func countWorker(program *match.Program, book *codebook.Codebook, tok tokenize.Options, o tally.Options, texts []corpus.Text) (func(context.Context, int, []*corpus.Text) (tally.Tally, error), error) {
	t, err := tokenize.New(tok)
	if err != nil {
		return nil, &UsageError{err}
	}
	ordinal := make(map[*corpus.Text]int, len(texts))
	for i := range texts {
		ordinal[&texts[i]] = i
	}
	matcher, lexicon, counter := program.NewMatcher(), corpus.NewLexicon(), new(tally.Counter)
	return func(ctx context.Context, _ int, in []*corpus.Text) (tally.Tally, error) {
		lexicons := make([]*corpus.Lexicon, len(in))
		for i := range lexicons {
			lexicons[i] = lexicon
		}
		docs, err := t.Documents(ctx, in, lexicons)
		if err != nil {
			return tally.Tally{}, err
		}
		out := tally.Tally{}
		for i, d := range docs {
			coding, err := matcher.Code(d)
			if err != nil {
				return tally.Tally{}, fmt.Errorf("%s: %w", d.ID, err)
			}
			one := counter.Of(&coding, book, ordinal[in[i]], o)
			out.Documents = append(out.Documents, one.Documents...)
			out.Words = one.Words
		}
		return out, nil
	}, nil
}
