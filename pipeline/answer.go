package pipeline

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"

	"concordat/analyzers/result"
	"concordat/corpus"
	"concordat/corpus/codebook"
	"concordat/corpus/lint"
	"concordat/corpus/match"
	"concordat/corpus/source"
	"concordat/corpus/tokenize"
	"concordat/pipeline/cache"
	"concordat/pipeline/config"
	"concordat/pipeline/intake"
	"concordat/pipeline/validation"
	"concordat/reports/folder"
	"concordat/reports/manifest"
	"concordat/reports/tables"
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

// SampleUnits draws sentences for people to code, and the key to their sheets.
func SampleUnits(ctx context.Context, p config.Project, o validation.Options, env Env) (*validation.Sample, []corpus.Failure, error) {
	p.Analyzers = []string{"documents"}
	p.Target, p.References, p.Options.Concepts = "", nil, o.Concepts
	if err := o.Check(); err != nil {
		return nil, nil, &UsageError{err}
	}
	plan, err := NewPlan(ctx, p, env)
	if err != nil {
		return nil, nil, err
	}
	program, err := match.Compile(plan.Book, match.Options{Policy: p.Options.Overlap})
	if err != nil {
		return nil, nil, &UsageError{err}
	}
	tok := tokenize.Options{Tags: plan.Book.NeedsTags(), Sentences: p.Sentences, Memory: memory(env.Cache)}
	together := tok.Sentences != tokenize.SentencesRule
	tok.Reuse = !together
	all := population{validation.NewPopulation(plan.Book, o)}
	reading, err := through(ctx, plan, env, intake.Options{Digest: true}, together, func() (step[*validation.Part], error) {
		return partStep(program, validation.NewWorker(plan.Book, o), tok)
	}, all)
	if err != nil {
		return nil, nil, err
	}
	if err := tooManyFailures(plan, reading); err != nil {
		return nil, nil, err
	}
	s, err := all.Draw()
	if err != nil {
		return nil, nil, &UsageError{err}
	}
	s.Tool, s.Tokenizer = ToolName+" "+version, tokenize.Version
	s.Overlap, s.Sentences = config.Overlaps()[p.Options.Overlap], p.Sentences
	return s, reading.Failures, nil
}

// population keeps what documents give to a sample.
type population struct{ *validation.Population }

func (p population) keep(text *corpus.Text, part *validation.Part) error {
	p.Add(text, part)
	return nil
}

func (p population) drop() { p.Drop() }

// partStep returns the sorting of sentences of one worker.
func partStep(program *match.Program, w *validation.Worker, tok tokenize.Options) (step[*validation.Part], error) {
	matcher, lexicon := program.NewMatcher(), corpus.NewLexicon()
	tok.Matter = matcher.Candidates
	t, err := tokenize.New(tok)
	if err != nil {
		return nil, &UsageError{err}
	}
	var coding match.Coding
	return func(ctx context.Context, texts []*corpus.Text) ([]*validation.Part, error) {
		lexicons := make([]*corpus.Lexicon, len(texts))
		for i := range lexicons {
			lexicons[i] = lexicon
		}
		docs, err := t.Documents(ctx, texts, lexicons)
		if err != nil {
			return nil, err
		}
		out := make([]*validation.Part, len(docs))
		for i, d := range docs {
			if err := matcher.CodeInto(d, &coding); err != nil {
				return nil, fmt.Errorf("%s: %w", d.ID, err)
			}
			out[i] = w.Add(&coding)
		}
		return out, nil
	}, nil
}

// Score reads coders' sheets and their key, and computes what they say of the
// codebook. Names are relative to dir, "" = the current folder.
func Score(ctx context.Context, o validation.ScoreOptions, dir string) (*validation.Score, []manifest.Input, error) {
	if err := o.Check(); err != nil {
		return nil, nil, &UsageError{err}
	}
	var inputs []manifest.Input
	read := func(name string) ([]byte, error) {
		data, err := readOne(ctx, name, source.Options{Dir: dir})
		sum := sha256.Sum256(data)
		inputs = append(inputs, manifest.Input{Path: name, Bytes: int64(len(data)), SHA256: hex.EncodeToString(sum[:]), Status: "used", Documents: []string{}})
		return data, err
	}
	data, err := read(o.Key)
	if err != nil {
		return nil, nil, usage("key: %w; name it with --key", err)
	}
	key, err := validation.ParseKey(o.Key, data)
	if err != nil {
		return nil, nil, &UsageError{err}
	}
	var files []validation.File
	var errs []error
	for _, name := range o.Sheets {
		data, err := read(name)
		errs = append(errs, err)
		files = append(files, validation.File{Name: name, Data: data})
	}
	if err := errors.Join(errs...); err != nil {
		return nil, nil, &UsageError{err}
	}
	s, err := validation.NewScore(key, files, o)
	if err != nil {
		return nil, nil, &UsageError{err}
	}
	return s, inputs, nil
}

// PublishScore writes the tables of a score into the folder out, whole or not at all.
func PublishScore(s *validation.Score, inputs []manifest.Input, p config.Project, env Env) error {
	env.defaults()
	if err := knownNames("tables", p.Tables, tableFormats()); err != nil {
		return &UsageError{err}
	}
	d := Decision{Base: base(&Plan{Project: p, Out: p.Out}), Tables: p.Tables, RawCells: p.RawCells, ExcelBOM: p.ExcelBOM, Validation: &s.Options}
	m := manifest.Manifest{
		Name: filepath.Base(p.Out), Created: env.Now.UTC().Format("2006-01-02T15:04:05Z"), Tool: Tool(), Command: env.Command,
		Seed: s.Options.Seed, Options: mustJSON(d), Codebook: mustJSON(s.Key.Codebook), Inputs: inputs,
	}
	return folder.Publish(p.Out, scoreFiles(s, p), m, folder.Options{Force: env.Force})
}

// scoreFiles are the files of a score.
func scoreFiles(s *validation.Score, p config.Project) []manifest.File {
	o := tables.Options{RawCells: p.RawCells, ExcelBOM: p.ExcelBOM}
	files := []manifest.File{{Path: "methods.md", Data: []byte(s.MethodsText())}}
	for _, t := range s.Result.Tables {
		if t.Place == result.Evidence {
			files = append(files, manifest.File{Path: "evidence/" + t.Name + ".csv", Write: func(w io.Writer) error {
				return writeTable(w, "csv", t, o)
			}})
			continue
		}
		for _, name := range p.Tables {
			f, _ := tables.Lookup(name)
			files = append(files, manifest.File{Path: "tables/" + t.Name + "." + f.Ext, Write: func(w io.Writer) error {
				return writeTable(w, name, t, o)
			}})
		}
	}
	return files
}

func writeTable(w io.Writer, format string, t *result.Table, o tables.Options) error {
	f, ok := tables.Lookup(format)
	if !ok {
		return fmt.Errorf("there is no table format %q", format)
	}
	if f.People {
		t = tables.Printed(t)
	}
	return f.Write(w, t, o)
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
