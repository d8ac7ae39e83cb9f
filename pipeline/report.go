package pipeline

import (
	"cmp"
	"fmt"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"

	"concordat/analyzers"
	"concordat/analyzers/result"
	"concordat/corpus"
	"concordat/corpus/codebook"
	"concordat/corpus/lint"
	"concordat/corpus/tokenize"
	"concordat/pipeline/config"
	"concordat/pipeline/intake"
	"concordat/pipeline/validation"
	"concordat/reports"
	"concordat/reports/manifest"
	"concordat/reports/paper"
)

// ToolName is the program's name.
const ToolName = "concordat"

// version is the released version of the program.
const version = "0.1.0"

// Version returns the program's version.
func Version() string { return version }

// Tool returns the program, its Go version and the modules it is built with.
func Tool() manifest.Tool {
	t := manifest.Tool{Name: ToolName, Version: version, Go: runtime.Version()}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, d := range info.Deps {
			t.Modules = append(t.Modules, manifest.Module{Path: d.Path, Version: d.Version})
		}
	}
	return t
}

// Decision is everything a run was told, as the manifest keeps it: enough to
// run it again.
type Decision struct {
	Project     string   `json:"project"` // name of the project file, "builtin:sample", or ""
	Title       string   `json:"title"`
	Base        string   `json:"base"` // from the report to the folder that relative names start from
	Documents   []string `json:"documents"`
	Codebook    string   `json:"codebook"`
	Target      string   `json:"target"`
	References  []string `json:"references"`
	Analyzers   []string `json:"analyzers"`
	Evidence    bool     `json:"evidence"`
	Overlap     string   `json:"overlap"`
	Unit        string   `json:"unit"`
	Association string   `json:"association"`
	Window      int      `json:"window"`
	Level       float64  `json:"level"`
	Resamples   int      `json:"resamples"`
	Resample    string   `json:"resample"`
	Interval    string   `json:"interval"`
	MinCount    int      `json:"min_count"`
	Top         int      `json:"top"`
	Concepts    []string `json:"concepts"`
	Concordance string   `json:"concordance"`
	Width       int      `json:"width"`
	Parts       int      `json:"parts"`
	Stopwords   bool     `json:"stopwords"`
	Diversity   int      `json:"diversity_window"`
	Reuse       int      `json:"reuse_words"`
	Scores      []string `json:"scores,omitempty"` // ID=SCORE
	Poles       []string `json:"poles,omitempty"`
	Scaling     string   `json:"scaling"`
	Edges       string   `json:"edges"`
	Actors      string   `json:"actors,omitempty"`
	Profile     string   `json:"profile"`
	Words       int      `json:"profile_words"`
	Distance    string   `json:"distance"`
	Linkage     string   `json:"linkage"`
	Features    []string `json:"keyness_features"`
	SimpleMaths float64  `json:"simple_maths"`
	List        string   `json:"reference_list"`
	ListTotal   int64    `json:"reference_total"`
	Sentences   string   `json:"sentences"`
	Tokenizer   string   `json:"tokenizer"`
	Format      string   `json:"format"`
	TextColumn  string   `json:"text_column"`
	IDColumn    string   `json:"id_column"`
	Follow      bool     `json:"follow"`
	MaxFailures int      `json:"max_failures"`
	Tables      []string `json:"tables"`
	Figures     []string `json:"figures"`
	Preset      string   `json:"preset"`
	Anonymous   bool     `json:"anonymous"`
	RawCells    bool     `json:"raw_cells"`
	ExcelBOM    bool     `json:"excel_bom"`
	Sheets      []string `json:"sheets,omitempty"` // of a count, which makes no report
	NGram       int      `json:"ngram,omitempty"`  // words of an n-gram: of keyness, or of a count
	Sides       []Side   `json:"sides,omitempty"`  // of the comparisons, and groups: what their names stand for

	Validation *validation.ScoreOptions `json:"validation,omitempty"` // of sheets that were scored, which makes no report
}

// Side is a name in the tables that stands for several documents.
type Side struct {
	Name      string   `json:"name"`
	Documents []string `json:"documents"`
}

// base returns the way from a plan's report up to the folder that relative names
// start from, so that a project can be moved with the report in it; "" if the
// report stands outside that folder, since the way would name places of the machine.
func base(p *Plan) string {
	if p.Project.FS != nil {
		return ""
	}
	from, err1 := filepath.Abs(p.Out)
	to, err2 := filepath.Abs(p.Project.Dir)
	if err1 != nil || err2 != nil {
		return ""
	}
	rel, err := filepath.Rel(from, to)
	if err != nil || strings.Trim(filepath.ToSlash(rel), "./") != "" {
		return ""
	}
	return filepath.ToSlash(rel)
}

// projectName returns what a manifest says of a project's path.
func projectName(name string) string {
	if name == "" || name == samplePath {
		return name
	}
	return filepath.Base(name)
}

// sides returns what the names of comparisons and groups stand for.
func sides(in *analyzers.Input) []Side {
	var out []Side
	add := func(s analyzers.Side) {
		ids := make([]string, len(s.Documents))
		for i, d := range s.Documents {
			ids[i] = in.Tally.Documents[d].ID
		}
		if slices.ContainsFunc(out, func(o Side) bool { return o.Name == s.Name && slices.Equal(o.Documents, ids) }) {
			return
		}
		out = append(out, Side{s.Name, ids})
	}
	for _, c := range in.Comparisons {
		add(c.Target)
		add(c.Reference)
	}
	for _, g := range in.Groups {
		add(g)
	}
	return out
}

// Decisions returns what a plan decided.
func Decisions(p *Plan) Decision {
	c, o := p.Project, p.Project.Options
	names := make([]string, len(p.Analyzers))
	for i, a := range p.Analyzers {
		names[i] = a.Info().Name
	}
	var scores []string
	for _, s := range o.Scores {
		scores = append(scores, config.ScoreText(s))
	}
	return Decision{
		Scores: scores, Poles: o.Poles, Scaling: cmp.Or(o.Scaling, config.Scalings()[0]), Edges: cmp.Or(o.Edges, config.EdgeRules()[0]), Actors: o.Actors,
		Project: projectName(c.Path), Title: c.Title, Base: base(p), Documents: c.Documents, Codebook: c.Codebook, Target: c.Target,
		References: c.References, Analyzers: names, Evidence: c.Evidence, Overlap: config.Overlaps()[o.Overlap], Unit: config.Units()[o.Unit], Association: o.Association,
		Window: o.Window, Level: o.Level, Resamples: o.Resamples, Resample: o.Resample.String(), Interval: config.Interval(o), MinCount: o.MinCount, Top: o.Top, Concepts: o.Concepts,
		Concordance: o.Query, Width: o.Width, Parts: o.Parts, Stopwords: o.Stopwords, Diversity: o.DiversityWindow, Reuse: o.ReuseWords, Sentences: c.Sentences,
		Tokenizer: tokenize.Version, Format: c.Format, TextColumn: c.TextColumn, IDColumn: c.IDColumn, Follow: c.Follow,
		MaxFailures: c.MaxFailures, Tables: c.Tables, Figures: c.Figures, Preset: c.Preset, Anonymous: c.Anonymous,
		RawCells: c.RawCells, ExcelBOM: c.ExcelBOM, Profile: o.Profile, Words: o.ProfileWords, Distance: o.Distance, Linkage: o.Linkage,
		Features: o.Features, NGram: o.NGram, SimpleMaths: o.SimpleMaths, List: c.List, ListTotal: c.ListTotal,
	}
}

// project is the inverse of Decisions.
func (d Decision) project(name string, seed uint64) (config.Project, error) {
	p := config.Default()
	p.Name, p.Path, p.Title, p.Documents, p.Codebook = name, d.Project, d.Title, d.Documents, d.Codebook
	p.Target, p.References, p.Analyzers, p.Evidence = d.Target, d.References, d.Analyzers, d.Evidence
	o := &p.Options
	var err error
	if o.Overlap, err = config.ParseOverlap(d.Overlap); err != nil {
		return p, err
	}
	if o.Unit, err = config.ParseUnit(d.Unit); err != nil {
		return p, err
	}
	if err = config.PutResampling(o, cmp.Or(d.Resample, o.Resample.String()), cmp.Or(d.Interval, config.Interval(*o))); err != nil {
		return p, err
	}
	if d.Tokenizer != tokenize.Version {
		return p, fmt.Errorf("the report was made with tokenizer %s, this program has %s; use the version that made it", d.Tokenizer, tokenize.Version)
	}
	o.Association = d.Association
	o.Window, o.Level, o.Resamples, o.MinCount, o.Top = d.Window, d.Level, d.Resamples, d.MinCount, d.Top
	o.Concepts, o.Query, o.Width, o.Parts, o.Stopwords, o.Seed = d.Concepts, d.Concordance, d.Width, d.Parts, d.Stopwords, seed
	o.DiversityWindow, o.ReuseWords = d.Diversity, d.Reuse
	for _, text := range d.Scores {
		s, err := config.ParseScore(text)
		if err != nil {
			return p, err
		}
		o.Scores = append(o.Scores, s)
	}
	o.Poles, o.Scaling, o.Edges, o.Actors = d.Poles, d.Scaling, d.Edges, d.Actors
	o.Profile, o.ProfileWords, o.Distance, o.Linkage = d.Profile, d.Words, d.Distance, d.Linkage
	p.Sentences, p.Format, p.TextColumn, p.IDColumn, p.Follow = d.Sentences, d.Format, d.TextColumn, d.IDColumn, d.Follow
	p.MaxFailures, p.Tables, p.Figures, p.Preset = d.MaxFailures, d.Tables, d.Figures, d.Preset
	p.Anonymous, p.RawCells, p.ExcelBOM = d.Anonymous, d.RawCells, d.ExcelBOM
	p.List, p.ListTotal = d.List, d.ListTotal
	if len(d.Sheets) == 0 && d.NGram > 0 { // which a count and older manifests do not say of keyness
		o.Features, o.NGram, o.SimpleMaths = d.Features, d.NGram, d.SimpleMaths
	}
	return p, nil
}

// noEvidence is said of a report whose numbers do not open.
const noEvidence = "hits are not listed, as evidence: no (or --evidence=false) asks for: the numbers of this report cannot be opened to their quotations; run it again with evidence: yes before you rely on them"

func bookRecord(p *Plan) map[string]any {
	patterns := 0
	for i := range p.Book.Concepts {
		patterns += len(p.Book.Concepts[i].Patterns)
	}
	return map[string]any{
		"name": p.Book.Name, "version": p.Book.Version, "path": p.Book.Path, "sha256": p.Book.SHA256,
		"concepts": len(p.Book.Concepts), "patterns": patterns,
	}
}

// report puts together what the reports package renders.
func report(p *Plan, reading *intake.Reading, in *analyzers.Input, results []*result.Result, check lint.Report) *reports.Report {
	r := &reports.Report{
		Name:  p.Project.Name,
		Title: p.Project.Title,
		Tool:  reports.Tool{Name: ToolName, Version: version, Go: runtime.Version()},
	}
	if r.Title == "" {
		r.Title = p.Project.Name
	}
	var tokens int64
	for i := range in.Tally.Documents {
		tokens += in.Tally.Documents[i].Tokens
	}
	patterns := 0
	for i := range p.Book.Concepts {
		patterns += len(p.Book.Concepts[i].Patterns)
	}
	r.Facts = [][2]string{
		{"Documents", result.Whole(int64(len(in.Tally.Documents)))},
		{"Tokens", result.Whole(tokens)},
		{"Codebook", fmt.Sprintf("%s %s, %s, %s", p.Book.Name, p.Book.Version, plural(len(p.Book.Concepts), "concept"), plural(patterns, "pattern"))},
		{"Comparison", comparisonFact(in.Comparisons)},
	}
	if l := p.List; l != nil {
		r.Facts = append(r.Facts, [2]string{"Reference list", fmt.Sprintf("%s, %s of %s", l.Name, plural(len(l.Words), "word"), result.Counted(l.Tokens, "token"))})
	}
	r.Facts = append(r.Facts, [][2]string{
		{"Seed", strconv.FormatUint(p.Project.Options.Seed, 10)},
	}...)
	r.Methods = []string{
		fmt.Sprintf("The analysis was done with %s %s (%s).", ToolName, version, runtime.Version()),
		fmt.Sprintf("Concepts are those of the codebook %s, version %s (%s, %s; SHA-256 %s), with the overlap policy %q.",
			p.Book.Name, p.Book.Version, plural(len(p.Book.Concepts), "concept"), plural(patterns, "pattern"), p.Book.SHA256, config.Overlaps()[p.Project.Options.Overlap]),
	}
	sentence, caution := validated(check)
	r.Methods = append(r.Methods, sentence)
	if caution != "" {
		r.Notes = append(r.Notes, result.Note{Code: "codebook-check", Message: caution, Row: -1})
	}
	for i, a := range p.Analyzers {
		info := a.Info()
		r.Sections = append(r.Sections, reports.Section{Name: info.Name, Title: info.Title, Doc: info.Doc, References: info.References, Result: results[i]})
	}
	if !p.Project.Evidence {
		r.Notes = append(r.Notes, result.Note{Code: "no-evidence", Message: noEvidence, Row: -1})
	}
	r.Notes = append(r.Notes, reading.Notes...)
	if n := skippedNote(reading.Skipped); n.Message != "" {
		r.Notes = append(r.Notes, n)
	}
	r.Codebook, r.Sources = appendix(p.Book), sources(in)
	for _, f := range reading.Failures {
		r.Failures = append(r.Failures, reports.Failure(f))
	}
	return r
}

// appendix returns a codebook as a paper lists it.
func appendix(b *codebook.Codebook) paper.Codebook {
	out := paper.Codebook{Name: b.Name, Version: b.Version, Description: b.Description, License: b.License, SHA256: b.SHA256}
	for i := range b.Concepts {
		c := &b.Concepts[i]
		x := paper.Concept{ID: c.ID, Label: cmp.Or(c.Label, c.ID), Definition: c.Definition, Depth: c.Depth}
		for _, p := range c.Patterns {
			x.Patterns = append(x.Patterns, p.Source)
		}
		out.Concepts = append(out.Concepts, x)
	}
	return out
}

// sources returns the texts as a bibliography lists them.
func sources(in *analyzers.Input) []paper.Source {
	var out []paper.Source
	for i := range in.Tally.Documents {
		d := &in.Tally.Documents[i]
		s := paper.Source{ID: d.ID, Title: d.Title, Actor: d.Meta.Actor, Language: d.Language, Year: d.Meta.Year, Path: d.Origin.Path, SHA256: d.Origin.SHA256}
		for _, f := range d.Meta.Other {
			if strings.EqualFold(f.Name, "url") || strings.EqualFold(f.Name, "source") {
				s.URL = f.Value
			}
		}
		out = append(out, s)
	}
	return out
}

// skippedNote says what was passed over on purpose: nobody should learn from a
// small number of documents that half a folder was left out.
// Reports are not spoken of: the second run of a project would differ from the
// first by the first one's report.
func skippedNote(skipped []corpus.Failure) result.Note {
	skipped = slices.DeleteFunc(slices.Clone(skipped), func(f corpus.Failure) bool { return f.Class == "report" })
	if len(skipped) == 0 {
		return result.Note{}
	}
	const most = 5
	names := make([]string, 0, most)
	for _, f := range skipped[:min(most, len(skipped))] {
		names = append(names, f.Document+" ("+f.Class+")")
	}
	msg := plural(len(skipped), "file") + " passed over: " + strings.Join(names, ", ")
	if n := len(skipped) - most; n > 0 {
		msg += fmt.Sprintf(" and %s more", result.Whole(n))
	}
	return result.Note{Code: "skipped", Message: msg + "; the manifest lists them all", Row: -1}
}

func comparisonFact(cs []analyzers.Comparison) string {
	switch len(cs) {
	case 0:
		return "none; name a target and a reference to compare"
	case 1:
		return cs[0].Target.Name + " against " + cs[0].Reference.Name
	}
	names := make([]string, len(cs))
	for i, c := range cs {
		names[i] = c.Target.Name + " against " + c.Reference.Name
	}
	return strings.Join(names, "; ")
}

// plural returns a number with its noun: "1 text", "2 texts".
func plural(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return result.Whole(n) + " " + noun
}

func appendNew(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}
