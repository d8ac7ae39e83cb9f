// Package pipeline takes a project from paths to a report. It knows every
// other package and computes nothing itself: it finds, reads, counts, gathers,
// analyses, renders and publishes, each by the package made for it.
package pipeline

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"concordat/analyzers"
	"concordat/analyzers/catalog"
	"concordat/analyzers/result"
	"concordat/analyzers/tally"
	"concordat/corpus"
	"concordat/corpus/codebook"
	"concordat/corpus/format"
	"concordat/corpus/sample"
	"concordat/corpus/source"
	"concordat/corpus/tokenize"
	"concordat/corpus/wordlist"
	"concordat/pipeline/cache"
	"concordat/pipeline/config"
	"concordat/pipeline/flow"
	"concordat/pipeline/progress"
	"concordat/pipeline/variation"
	"concordat/reports/charts/ink"
	"concordat/reports/manifest"
	"concordat/reports/tables"
)

// Env is what a run is given beside its project: the world, and nothing that
// could change a result.
type Env struct {
	Stdin    io.Reader
	Progress progress.Sink // nil = silent
	Workers  int           // 0 = as many as there are processors
	Now      time.Time     // of the manifest; zero = the clock
	Command  []string      // for the manifest, without what cannot change a result
	Force    bool          // replace a report whose files were edited since
	Cache    *cache.Cache  // what prose said of texts before; nil = none. It is not closed
	Built    time.Time     // of the program; figures of reports since then may be used again. Zero = unknown: all are drawn
}

func (e *Env) defaults() {
	if e.Progress == nil {
		e.Progress = progress.Silent()
	}
	if e.Workers <= 0 {
		e.Workers = runtime.GOMAXPROCS(0)
	}
	if e.Now.IsZero() {
		e.Now = time.Now()
	}
}

// Defect is a panic that was recovered: a fault of concordat, not of the data.
type Defect = flow.Defect

// UsageError is an error of the user's choices: nothing has been done.
type UsageError struct{ Err error }

// Error returns the message of what is wrong.
func (e *UsageError) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *UsageError) Unwrap() error { return e.Err }

func usage(format string, args ...any) error { return &UsageError{fmt.Errorf(format, args...)} }

// Plan is everything decided about a run, and nothing done.
type Plan struct {
	Project   config.Project
	Book      *codebook.Codebook
	List      *wordlist.List // of another corpus, nil = none
	Analyzers []analyzers.Analyzer
	Found     source.Found
	IDs       []string // of Found.Items; tables of texts add their records'
	Needs     analyzers.Needs
	Variation *variation.Plan // nil unless the needs ask for it
	Out       string
}

// samplePath stands for the project file of the embedded sample.
const samplePath = "builtin:sample"

// Sample returns the project of the embedded sample corpus.
func Sample() (config.Project, error) {
	data, err := sample.FS.ReadFile("project.yaml")
	if err != nil {
		return config.Project{}, err
	}
	p, err := config.Parse("project.yaml", data)
	if err != nil {
		return config.Project{}, err
	}
	p.FS, p.Path = sample.FS, samplePath
	return p, nil
}

// NewPlan decides everything about a run: it finds the files, reads the
// codebook and checks every choice, all errors at once.
func NewPlan(ctx context.Context, p config.Project, env Env) (*Plan, error) {
	var errs []error
	plan := &Plan{Project: p}
	errs = append(errs, p.Check())
	if len(p.Documents) == 0 {
		errs = append(errs, errors.New("documents: there is nothing to read; name files, folders or globs"))
	}
	plan.Analyzers = chooseAnalyzers(p, &errs)
	errs = append(errs,
		knownNames("tables", p.Tables, tableFormats()),
		knownNames("figures", p.Figures, figureFormats()),
		knownNames("preset", []string{p.Preset}, ink.Presets()))
	book, err := LoadCodebook(ctx, p)
	if err != nil {
		errs = append(errs, err)
	} else {
		plan.Book = book
		for _, id := range p.Options.Concepts {
			if _, ok := book.Lookup(id); !ok {
				errs = append(errs, fmt.Errorf("concepts: the codebook %s has no concept %q%s", book.Name, id, config.Hint(id, conceptIDs(book))))
			}
		}
	}
	if p.List != "" {
		plan.List, err = loadList(ctx, p)
		errs = append(errs, err)
		if !slices.ContainsFunc(plan.Analyzers, func(a analyzers.Analyzer) bool { return a.Info().Name == readsList }) {
			errs = append(errs, errors.New("reference_list: "+readsList+", which alone reads it, is not among the analyzers; name it or leave the list out"))
		}
	}
	plan.Found, err = source.Find(p.Documents, source.Options{Stdin: env.Stdin, Dir: p.Dir, FS: p.FS, Follow: p.Follow, Extensions: format.Extensions(), Written: isReport})
	if err != nil {
		errs = append(errs, err)
	} else if len(p.Documents) > 0 && len(plan.Found.Items) == 0 && len(plan.Found.Failures) == 0 {
		errs = append(errs, nothingToRead(p.Documents, plan.Found.Skipped))
	}
	plan.IDs = source.IDs(plan.Found.Items)
	if len(plan.IDs) > 0 {
		errs = append(errs, plan.knownSides())
	}
	if err := errors.Join(errs...); err != nil {
		return nil, &UsageError{err}
	}
	for _, a := range plan.Analyzers {
		plan.Needs = plan.Needs.Or(analyzers.NeedsOf(a, p.Options))
	}
	if plan.Needs.Resamples && p.Options.Resample == analyzers.BySentence { // hits by sentence are not counted otherwise
		plan.Needs = plan.Needs.Or(analyzers.Needs{Positions: true, Sequence: true})
	}
	if plan.Needs.Variants {
		if plan.Variation, err = variation.New(book, p.Options.Overlap); err != nil {
			return nil, &UsageError{err}
		}
	}
	plan.Out = cmp.Or(p.Out, filepath.Join(p.Dir, "reports", p.Name))
	return plan, nil
}

// Forecast says which work of prose, "tags" or "entities", a run has before it,
// and how long that may take: "up to about 2 min (28 MB at 0.4 MB/s a core,
// 2 cores); texts in the cache take none". Both are empty if it is less than 5 s.
func Forecast(p *Plan, env Env) (stage, says string) {
	env.defaults()
	rate := 0
	switch {
	case p.Needs.Entities:
		stage, rate = "entities", tokenize.EntityRate
	case p.tags():
		stage, rate = "tags", tokenize.TagRate
	default:
		return "", ""
	}
	var size int64
	for _, it := range p.Found.Items {
		size += max(0, it.Measure())
	}
	// More workers than processors are no faster, and a file is often one worker's.
	cores := max(1, min(env.Workers, runtime.GOMAXPROCS(0), len(p.Found.Items)))
	lasts := time.Duration(float64(size) / float64(rate*cores) * float64(time.Second))
	if lasts < 5*time.Second {
		return "", ""
	}
	says = fmt.Sprintf("up to about %s (%s MB at %.2g MB/s a core, %s)", roughly(lasts), result.Whole(max(1, (size+500_000)/1_000_000)), float64(rate)/1e6, plural(cores, "core"))
	if env.Cache != nil {
		says += "; texts in the cache take none"
	}
	return stage, says
}

// roughly writes a duration as people say it: "40 s", "2 min", "3 h".
func roughly(d time.Duration) string {
	switch {
	case d < 90*time.Second:
		return fmt.Sprintf("%.0f s", d.Seconds())
	case d < 90*time.Minute:
		return fmt.Sprintf("%.0f min", d.Minutes())
	}
	return fmt.Sprintf("%.0f h", d.Hours())
}

// knownSides returns an error for each side that is no document, as far as the
// ids are known before the texts are read: a table of texts has ids of its own.
func (p *Plan) knownSides() error {
	if slices.ContainsFunc(p.Found.Items, func(it source.Item) bool { return format.HasRecords(it.Path, p.Project.Format) }) {
		return nil
	}
	var errs []error
	check := func(key, spec string) {
		if spec != "" && spec != "rest" && spec != analyzers.Rest && !strings.Contains(spec, ":") && !slices.Contains(p.IDs, spec) {
			errs = append(errs, fmt.Errorf("%s: no document is called %q%s; KEY:VALUE names several, such as group:%s", key, spec, config.Hint(spec, p.IDs), spec))
		}
	}
	check("target", p.Project.Target)
	for _, s := range p.Project.Options.Scores {
		check("scores", s.Document)
	}
	for _, name := range p.Project.Options.Poles {
		check("poles", name)
	}
	for _, r := range p.Project.References {
		check("reference", r)
	}
	return errors.Join(errs...)
}

// nothingToRead says which formats are read and what was passed over.
func nothingToRead(documents []string, skipped []corpus.Failure) error {
	const most = 5
	msg := fmt.Sprintf("documents: no file that can be read in %s; formats: %s", strings.Join(documents, ", "), strings.Join(format.Extensions(), " "))
	for _, f := range skipped[:min(most, len(skipped))] {
		msg += "\n  skipped " + f.Message
	}
	if n := len(skipped) - most; n > 0 {
		msg += fmt.Sprintf("\n  and %d more", n)
	}
	return errors.New(msg)
}

// isReport reports whether this is the manifest of a report.
func isReport(record []byte) bool {
	_, err := manifest.Parse(record)
	return err == nil
}

// tags reports whether words are tagged.
func (p *Plan) tags() bool { return p.Needs.Tags || p.Book.NeedsTags() }

// tallyOptions returns what the analyzers' needs ask to be counted.
func (p *Plan) tallyOptions() tally.Options {
	o := tally.Options{
		Words: p.Needs.Words, Positions: p.Needs.Positions, Quotes: p.Needs.Quotes, Entities: p.Needs.Entities,
		Sections: p.Needs.Sections, Sequence: p.Needs.Sequence, Text: p.Needs.Text,
		Window: p.Project.Options.Window, Context: max(p.Project.Options.Width, 120),
	}
	if p.Needs.Units {
		o.Units = []tally.Unit{p.Project.Options.Unit}
	}
	return o
}

// everyAnalyzer stands for all analyzers.
const everyAnalyzer = "all"

// listsHits is the analyzer that evidence: no leaves out.
const listsHits = "evidence"

func chooseAnalyzers(p config.Project, errs *[]error) []analyzers.Analyzer {
	var out []analyzers.Analyzer
	var known []string
	names := p.Analyzers
	every := slices.Equal(names, []string{everyAnalyzer})
	if !p.Evidence && slices.Contains(names, listsHits) {
		*errs = append(*errs, errors.New("analyzers: evidence is named, but evidence: no leaves it out; take away one of the two"))
	}
	for _, a := range catalog.All() {
		info := a.Info()
		known = append(known, info.Name)
		wanted := info.Default && (p.Evidence || info.Name != listsHits)
		if len(names) == 0 && wanted || slices.Contains(names, info.Name) || every && (p.Evidence || info.Name != listsHits) {
			out = append(out, a)
		}
	}
	if !every {
		*errs = append(*errs, knownNames("analyzers", names, known))
	}
	return out
}

// figureFormats returns the names of the formats of figures.
func figureFormats() []string {
	names, _ := ink.Formats()
	return names
}

// tableFormats returns the names and extensions of the table formats.
func tableFormats() []string {
	var out []string
	for _, f := range tables.All() {
		out = appendNew(appendNew(out, f.Name), f.Ext)
	}
	return out
}

func knownNames(key string, names, known []string) error {
	var errs []error
	for _, n := range names {
		if !slices.Contains(known, n) {
			errs = append(errs, fmt.Errorf("%s: %q is unknown; one of %s%s", key, n, strings.Join(known, ", "), config.Hint(n, known)))
		}
	}
	return errors.Join(errs...)
}

func conceptIDs(b *codebook.Codebook) []string {
	out := make([]string, len(b.Concepts))
	for i := range b.Concepts {
		out[i] = b.Concepts[i].ID
	}
	return out
}

// LoadCodebook reads the codebook that a project names: a shipped one, or a
// file.
func LoadCodebook(ctx context.Context, p config.Project) (*codebook.Codebook, error) {
	if data, ok := codebook.Builtin(p.Codebook); ok {
		return codebook.Parse("builtin:"+p.Codebook, data)
	}
	name := p.Codebook
	if !strings.ContainsAny(name, "./\\") && path.Ext(name) == "" {
		return nil, fmt.Errorf("codebook: no shipped codebook is called %q; one of %s, or a path such as ./%s.yaml", name, strings.Join(codebook.BuiltinNames(), ", "), name)
	}
	data, err := readOne(ctx, name, source.Options{Dir: p.Dir, FS: p.FS})
	if err != nil {
		return nil, fmt.Errorf("codebook: %w", err)
	}
	shown := name // in messages, from where the user stands
	if p.FS == nil && p.Dir != "" && !filepath.IsAbs(name) {
		shown = filepath.ToSlash(filepath.Join(p.Dir, name))
	}
	b, err := codebook.Parse(shown, data)
	if err != nil {
		return nil, err
	}
	b.Path = name
	return b, nil
}

// readsList is the analyzer that a frequency list is for.
const readsList = "keyness"

// loadList reads the frequency list that a project names.
func loadList(ctx context.Context, p config.Project) (*wordlist.List, error) {
	data, err := readOne(ctx, p.List, source.Options{Dir: p.Dir, FS: p.FS})
	if err != nil {
		return nil, fmt.Errorf("reference_list: %w", err)
	}
	return wordlist.Parse(p.List, data, p.ListTotal)
}

// readOne reads one named file through source, which refuses what is no
// regular file.
func readOne(ctx context.Context, name string, o source.Options) ([]byte, error) {
	arg := name
	if strings.Contains(name, "=") && !filepath.IsAbs(name) {
		arg = "./" + name // not LABEL=PATH
	}
	found, err := source.Find([]string{arg}, o)
	if err != nil {
		return nil, err
	}
	for _, f := range found.Failures {
		return nil, errors.New(f.Message)
	}
	if len(found.Items) != 1 || found.Items[0].Path != path.Clean(name) {
		return nil, fmt.Errorf("%s: is not one file; name the file itself", name)
	}
	file, err := found.Items[0].Read(ctx)
	return file.Data, err
}

// LoadProject reads a project file.
func LoadProject(ctx context.Context, name string) (config.Project, error) {
	data, err := readOne(ctx, filepath.ToSlash(name), source.Options{})
	if err != nil {
		return config.Project{}, err
	}
	p, err := config.Parse(name, data)
	if err != nil {
		return config.Project{}, err
	}
	p.Path, p.Dir = name, filepath.Dir(name)
	return p, nil
}
