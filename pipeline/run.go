package pipeline

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"concordat/analyzers"
	"concordat/analyzers/result"
	"concordat/analyzers/tally"
	"concordat/corpus"
	"concordat/corpus/lint"
	"concordat/pipeline/config"
	"concordat/pipeline/drawing"
	"concordat/pipeline/flow"
	"concordat/pipeline/intake"
	"concordat/reports"
	"concordat/reports/charts"
	"concordat/reports/folder"
	"concordat/reports/manifest"
)

// Outcome is what a run came to.
type Outcome struct {
	Dir       string // of the report
	Documents []tally.Document
	Failures  []corpus.Failure
	Notes     []result.Note
	Findings  []string
	Files     int
	Hits      int64
	Tokens    int64
	Results   []*result.Result
}

// Run carries a plan out and publishes the report, whole or not at all.
func Run(ctx context.Context, p *Plan, env Env) (*Outcome, error) {
	env.defaults()
	last := drawing.Open(folder.Open(p.Out), Tool(), env.Built)
	made, err := render(ctx, p, env, last)
	if err != nil {
		return nil, err
	}
	env.Progress.Start("publish", 0)
	each := func(n int, do func(i int) error) error { return forAll(ctx, env.Workers, "publish", n, do) }
	if err := folder.Publish(p.Out, made.files, made.manifest(p, env), folder.Options{Force: env.Force, Each: each}); err != nil {
		return nil, err
	}
	env.Progress.End(fmt.Sprintf("%s in %s", plural(len(made.files)+1, "file"), filepath.ToSlash(p.Out)))
	out := &Outcome{Dir: p.Out, Documents: made.input.Tally.Documents, Failures: made.reading.Failures, Files: len(made.files) + 1, Results: made.results}
	out.Notes = append(out.Notes, made.notes...)
	for _, r := range made.results {
		out.Notes = append(out.Notes, r.Notes...)
		for _, f := range r.Findings {
			out.Findings = append(out.Findings, f.Text)
		}
	}
	for i := range out.Documents {
		out.Hits += out.Documents[i].Hits
		out.Tokens += out.Documents[i].Tokens
	}
	return out, nil
}

// made is a run before it is published.
type made struct {
	reading *intake.Reading
	input   *analyzers.Input
	notes   []result.Note // about the run as a whole
	results []*result.Result
	figures []manifest.Figure
	files   []manifest.File
}

// forAll does something for every i below n, on all workers.
func forAll(ctx context.Context, workers int, name string, n int, do func(i int) error) error {
	st := flow.Stage[struct{}, struct{}]{Name: name, Worker: func() (func(context.Context, int, struct{}) (struct{}, error), error) {
		return func(_ context.Context, i int, _ struct{}) (struct{}, error) { return struct{}{}, do(i) }, nil
	}}
	_, err := flow.Each(ctx, workers, st, make([]struct{}, n), func() {})
	return err
}

// render makes a report; its tables are made as they are written. Figures of
// the last report are used where they would be the same.
func render(ctx context.Context, p *Plan, env Env, last *drawing.Last) (*made, error) {
	whole, reading, err := Count(ctx, p, env)
	if err != nil {
		return nil, err
	}
	if err := tooManyFailures(p, reading); err != nil {
		return nil, err
	}
	in, err := Input(p, whole)
	if err != nil {
		return nil, err
	}
	results, err := Analyze(ctx, p, in, env)
	if err != nil {
		return nil, err
	}
	check, err := lint.Check(ctx, p.Book, nil)
	if err != nil {
		return nil, err
	}
	rep := report(p, reading, in, results, check)
	env.Progress.Start("render", 0)
	out := &made{reading: reading, input: in, notes: rep.Notes, results: results}
	if err := out.draw(ctx, p, env, rep, last); err != nil {
		return nil, err
	}
	env.Progress.End(plural(len(out.files), "file"))
	return out, nil
}

// guarded is from how many documents on max_failures is a limit.
const guarded = 20

// tooManyFailures stops a run in which nothing, or too little, could be read.
func tooManyFailures(p *Plan, r *intake.Reading) error {
	n := len(r.Failures)
	if r.Texts == 0 {
		return usage("no document could be read:%s", first(r.Failures))
	}
	// A few failures among few documents are always a high share of them, and
	// everybody sees them; the limit guards long runs.
	if total := r.Texts + n; total >= guarded && n*100 > p.Project.MaxFailures*total {
		return fmt.Errorf("%d of %d documents failed, more than max_failures %d %%; nothing is published. Mend them, leave them out or raise --max-failures:%s",
			n, total, p.Project.MaxFailures, first(r.Failures))
	}
	return nil
}

// first returns the first few failures, a line each, and how many more there are.
func first(failures []corpus.Failure) string {
	const most = 10
	var b strings.Builder
	for _, f := range failures[:min(most, len(failures))] {
		b.WriteString("\n  " + f.Message)
	}
	if n := len(failures) - most; n > 0 {
		fmt.Fprintf(&b, "\n  and %s more", result.Whole(n))
	}
	return b.String()
}

// Input decides the sides of the comparisons and puts together what the
// analyzers see.
func Input(p *Plan, whole tally.Tally) (*analyzers.Input, error) {
	all := groups(whole.Documents)
	cs, err := comparisons(p.Project, whole.Documents, all)
	if err != nil {
		return nil, err
	}
	options, err := placed(p.Project.Options, whole.Documents)
	if err != nil {
		return nil, err
	}
	in := &analyzers.Input{Book: p.Book, Tally: whole, Groups: all, Comparisons: cs, List: p.List, Options: options}
	if p.Variation != nil {
		in.Variants = p.Variation.Variants
	}
	return in, nil
}

// Analyze runs the analyzers of a plan, in parallel; the results are in the
// catalog's order.
func Analyze(ctx context.Context, p *Plan, in *analyzers.Input, env Env) ([]*result.Result, error) {
	env.defaults()
	if p.Needs.Resamples {
		var err error
		if in, err = resampled(ctx, in, env); err != nil {
			return nil, err
		}
	}
	env.Progress.Start("analyse", len(p.Analyzers))
	st := flow.Stage[analyzers.Analyzer, *result.Result]{Name: "analyse", Worker: func() (func(context.Context, int, analyzers.Analyzer) (*result.Result, error), error) {
		return func(ctx context.Context, _ int, a analyzers.Analyzer) (*result.Result, error) {
			r, err := a.Analyze(ctx, in)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", a.Info().Name, err)
			}
			for _, t := range r.Tables {
				if err := t.Check(); err != nil {
					return nil, fmt.Errorf("%s: %w", a.Info().Name, err)
				}
			}
			return r, nil
		}, nil
	}}
	results, err := flow.Each(ctx, env.Workers, st, p.Analyzers, env.Progress.Step)
	if err != nil {
		return nil, err
	}
	n := 0
	for _, r := range results {
		n += len(r.Tables)
	}
	env.Progress.End(plural(n, "table"))
	return results, nil
}

// resampled returns an input with its bootstrap. Documents are drawn in
// parallel and entered as they come: their order shows in nothing.
func resampled(ctx context.Context, in *analyzers.Input, env Env) (*analyzers.Input, error) {
	with := *in
	with.Bootstrap = in.NewBootstrap()
	n := len(in.Tally.Documents)
	env.Progress.Start("resample", n)
	var entering sync.Mutex
	st := flow.Stage[struct{}, struct{}]{Name: "resample", Worker: func() (func(context.Context, int, struct{}) (struct{}, error), error) {
		d := in.NewDraws()
		return func(_ context.Context, document int, _ struct{}) (none struct{}, err error) {
			drawn := in.Draw(d, document)
			entering.Lock()
			defer entering.Unlock()
			with.Bootstrap.Enter(drawn)
			return none, nil
		}, nil
	}}
	if _, err := flow.Each(ctx, env.Workers, st, make([]struct{}, n), env.Progress.Step); err != nil {
		return nil, err
	}
	with.Bootstrap.Settle()
	env.Progress.End(plural(in.Options.Resamples, "resample") + " of " + plural(n, "document"))
	return &with, nil
}

// draw draws the figures in parallel and renders the report around them.
func (m *made) draw(ctx context.Context, p *Plan, env Env, rep *reports.Report, last *drawing.Last) error {
	var figures []*result.Figure
	look := drawing.Look{
		Formats: p.Project.Figures,
		Options: charts.Options{Preset: p.Project.Preset, Anonymous: p.Project.Anonymous, Creator: ToolName + " " + Version(), Date: drawing.Date()},
	}
	if !slices.Contains(look.Formats, "svg") {
		look.Formats = append([]string{"svg"}, look.Formats...) // the page shows the SVG
	}
	for _, r := range m.results {
		figures = append(figures, r.Figures...)
		for _, s := range r.Series {
			look.Series = appendNew(look.Series, s)
		}
	}
	st := flow.Stage[*result.Figure, drawing.Drawn]{Name: "draw", Worker: func() (func(context.Context, int, *result.Figure) (drawing.Drawn, error), error) {
		return func(_ context.Context, _ int, f *result.Figure) (drawing.Drawn, error) { return last.Draw(f, look) }, nil
	}}
	pictures, err := flow.Each(ctx, env.Workers, st, figures, func() {})
	if err != nil {
		return err
	}
	byFigure := make(map[*result.Figure]drawing.Drawn, len(figures))
	for i, f := range figures {
		byFigure[f] = pictures[i]
		m.figures = append(m.figures, pictures[i].Record)
	}
	m.files, err = reports.Render(rep, reportOptions(p.Project),
		func(f *result.Figure, _ []string, _ reports.Options) (map[string][]byte, []result.Note, error) {
			d := byFigure[f]
			return d.Files, d.Notes, nil
		})
	return err
}

func reportOptions(p config.Project) reports.Options {
	return reports.Options{TableFormats: p.Tables, FigureFormats: p.Figures, Preset: p.Preset, Anonymous: p.Anonymous, RawCells: p.RawCells, ExcelBOM: p.ExcelBOM}
}

// manifest returns the record of the run; the outputs are added as it is built.
func (m *made) manifest(p *Plan, env Env) manifest.Manifest {
	var inputs []manifest.Input
	for _, f := range m.reading.Files {
		inputs = append(inputs, manifest.Input{Path: f.Path, Bytes: f.Bytes, SHA256: f.SHA256, Documents: f.Documents, Status: f.Status})
	}
	if l := p.List; l != nil {
		inputs = append(inputs, manifest.Input{Path: l.Path, Bytes: l.Bytes, SHA256: l.SHA256, Status: listStatus})
	}
	decided := Decisions(p)
	decided.Sides = sides(m.input)
	return manifest.Manifest{
		Name: p.Project.Name, Created: env.Now.UTC().Format("2006-01-02T15:04:05Z"),
		Tool: Tool(), Command: env.Command, Figures: m.figures, Seed: p.Project.Options.Seed,
		Options: mustJSON(decided), Codebook: mustJSON(bookRecord(p)), Inputs: inputs,
	}
}

// listStatus is the status of a frequency list among the inputs of a manifest.
const listStatus = "reference list"

// mustJSON encodes a value of our own making, which always can be.
func mustJSON(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}
