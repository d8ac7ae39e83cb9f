// Package config reads project files: what to read, which codebook to use and
// which choices to make. A project is complete once it is read: every default
// is filled in.
package config

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"slices"
	"strconv"
	"strings"

	"concordat/analyzers"
	"concordat/analyzers/joint"
	"concordat/analyzers/stats/cluster"
	"concordat/analyzers/stats/distance"
	"concordat/analyzers/tally"
	"concordat/corpus/codebook"
	"concordat/corpus/strict"
)

// DefaultCodebook is the shipped codebook that a run uses unless told otherwise.
const DefaultCodebook = "cyberspace-governance"

// Project is everything that a user decides about a run.
type Project struct {
	Name        string
	Title       string
	Path        string   // of the project file as the user named it, "" = none
	Dir         string   // folder that relative paths start from, "" = the current one
	FS          fs.FS    // not nil: documents and codebook are read from it (the sample)
	Documents   []string // paths, folders, globs, "-", "ID=PATH"
	Codebook    string   // name of a shipped codebook, or a path
	Target      string   // id, "KEY:VALUE" or ""; see Side
	References  []string // ids, "KEY:VALUE", "rest"
	Analyzers   []string // names; empty = the default ones
	Options     analyzers.Options
	List        string // path of a frequency list of another corpus, "" = none
	ListTotal   int64  // tokens of that corpus, 0 = the list says it
	Evidence    bool   // list every hit with its quotation, so that numbers open
	Sentences   string // "prose" or "rule"
	Format      string // name of a format for all documents, "" = by extension
	TextColumn  string // of tables of texts
	IDColumn    string
	Follow      bool // follow symbolic links inside folders
	MaxFailures int  // percent of documents that may fail before nothing is published
	Tables      []string
	Figures     []string
	Preset      string // of figures
	Anonymous   bool   // no names of persons or tools in the figures' metadata
	RawCells    bool   // no apostrophe before cells that a spreadsheet would run
	ExcelBOM    bool   // byte order mark at the head of CSV files
	Out         string // folder of the report, "" = reports/NAME beside the project file
}

// Default returns a project with every default and nothing to read.
func Default() Project {
	return Project{
		Codebook:    DefaultCodebook,
		Options:     analyzers.DefaultOptions(),
		Evidence:    true,
		Sentences:   "rule",
		MaxFailures: 5,
		Tables:      []string{"csv", "md", "tex", "json"},
		Figures:     []string{"pdf", "svg", "png"},
		Preset:      "default",
	}
}

// Overlaps are the names of the overlap policies, by policy.
func Overlaps() []string { return []string{"concept", "codebook", "all", "exclusive"} }

// Units are the names of the co-occurrence units, by unit.
func Units() []string { return []string{"sentence", "paragraph", "window"} }

// Profiles are the names of what a profile of a document may count.
func Profiles() []string { return []string{"concepts", "words"} }

// Features are the names of what keyness can compare, in the order of its tables.
func Features() []string { return []string{"words", "ngrams", "lemmas", "tags", "concepts"} }

// ParseOverlap returns the policy of a name.
func ParseOverlap(name string) (codebook.Overlap, error) {
	i := slices.Index(Overlaps(), name)
	if i < 0 {
		return 0, unknown("overlap policy", name, Overlaps())
	}
	return codebook.Overlap(i), nil
}

// ParseUnit returns the unit of a name.
func ParseUnit(name string) (tally.Unit, error) {
	i := slices.Index(Units(), name)
	if i < 0 {
		return 0, unknown("unit", name, Units())
	}
	return tally.Unit(i), nil
}

// Scalings are the names of what scaling analyzers count, the default first.
func Scalings() []string { return []string{"words", "concepts"} }

// EdgeRules are the names of the rules that choose the edges of a concept
// network, the default first.
func EdgeRules() []string { return []string{"significant", "disparity"} }

// ActorKinds are the names of what the actors of a two-mode network are.
func ActorKinds() []string { return []string{"document", "actor", "group"} }

// ParseScore reads "ID=SCORE".
func ParseScore(text string) (analyzers.Score, error) {
	i := strings.LastIndexByte(text, '=')
	if i < 1 {
		return analyzers.Score{}, fmt.Errorf("scores: %q is not ID=SCORE; write china-2017=-1", text)
	}
	v, err := strconv.ParseFloat(strings.TrimSpace(text[i+1:]), 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		return analyzers.Score{}, fmt.Errorf("scores: %q is no number, in %q; write it with a point: -1, 0.5", text[i+1:], text)
	}
	return analyzers.Score{Document: strings.TrimSpace(text[:i]), Value: v}, nil
}

// ScoreText is the inverse of ParseScore.
func ScoreText(s analyzers.Score) string {
	return s.Document + "=" + strconv.FormatFloat(s.Value, 'g', -1, 64)
}

// Check returns everything about a project that cannot be right, joined.
// Names of analyzers, formats and presets are for the plan, which knows them.
func (p *Project) Check() error {
	var errs []error
	bad := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	o := p.Options
	if !(o.Level > 0 && o.Level < 1) { // also NaN
		bad("level: %v is not between 0 and 1; 0.95 is customary", o.Level)
	}
	if o.Resamples < 100 || o.Resamples > 1_000_000 {
		bad("resamples: %d is not from 100 to 1,000,000; 2,000 is the default", o.Resamples)
	}
	if _, ok := joint.Parse(o.Association); !ok && o.Association != "" {
		errs = append(errs, unknown("association", o.Association, joint.Units()))
	}
	if o.Window < 2 {
		bad("window: %d tokens hold no pair; use 2 or more", o.Window)
	}
	if o.MinCount < 1 {
		bad("min_count: %d is less than 1", o.MinCount)
	}
	if o.Top < 1 {
		bad("top: %d is less than 1", o.Top)
	}
	if o.Parts < 2 {
		bad("parts: %d; dispersion needs 2 or more", o.Parts)
	}
	if o.DiversityWindow < 2 {
		bad("diversity_window: %d; a window of fewer than 2 words has nothing to vary, 100 is the default", o.DiversityWindow)
	}
	if o.ReuseWords < 5 {
		bad("reuse_words: %d; fewer than 5 words in common are found everywhere, 8 is the default", o.ReuseWords)
	}
	if n := len(o.Poles); n != 0 && (n != 2 || o.Poles[0] == o.Poles[1]) {
		bad("poles: name two documents, the one with the smaller position first; there are %d names", n)
	}
	for _, c := range []struct {
		key, value string
		known      []string
	}{{"scaling", o.Scaling, Scalings()}, {"edges", o.Edges, EdgeRules()}, {"actors", o.Actors, ActorKinds()}} {
		if c.value != "" && !slices.Contains(c.known, c.value) {
			errs = append(errs, unknown(c.key, c.value, c.known))
		}
	}
	if o.ProfileWords < 2 {
		bad("profile_words: %d; a profile has 2 words or more, 150 is the default", o.ProfileWords)
	}
	for _, k := range []struct {
		key, value string
		names      []string
	}{{"profile", o.Profile, Profiles()}, {"distance", o.Distance, distance.Names()}, {"linkage", o.Linkage, cluster.Linkages()}} {
		if !slices.Contains(k.names, k.value) {
			errs = append(errs, unknown(k.key, k.value, k.names))
		}
	}
	if o.Width < 10 {
		bad("width: %d characters of context is less than 10", o.Width)
	}
	errs = append(errs, p.checkKeyness())
	if p.MaxFailures < 0 || p.MaxFailures > 100 {
		bad("max_failures: %d is not from 0 to 100 percent", p.MaxFailures)
	}
	if !slices.Contains([]string{"rule", "prose"}, p.Sentences) {
		errs = append(errs, unknown("sentences", p.Sentences, []string{"rule", "prose"}))
	}
	if p.Target == "" && len(p.References) > 0 {
		bad("reference: there is no target to compare with %s; add target", strings.Join(p.References, ", "))
	}
	if err := CheckName(p.Name); err != nil {
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// checkKeyness returns what cannot be right about the choices of keyness.
func (p *Project) checkKeyness() error {
	var errs []error
	bad := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	o := p.Options
	if o.NGram < 2 || o.NGram > 4 {
		bad("ngram: %d is not from 2 to 4 words", o.NGram)
	}
	if !(o.SimpleMaths > 0) || o.SimpleMaths > 1e6 {
		bad("simple_maths: %v is not above 0 and up to 1,000,000; 1, 10, 100 and 1,000 are customary", o.SimpleMaths)
	}
	for _, f := range o.Features {
		if !slices.Contains(Features(), f) {
			errs = append(errs, unknown("keyness_features", f, Features()))
		}
	}
	if p.ListTotal < 0 {
		bad("reference_total: %d is no number of tokens", p.ListTotal)
	}
	if p.ListTotal != 0 && p.List == "" {
		bad("reference_total: there is no reference_list that it could be the total of")
	}
	return errors.Join(errs...)
}

// CheckName returns an error if a name cannot be the name of a report's folder.
func CheckName(name string) error {
	if name == "" || name == "." || name == ".." || strings.ContainsAny(name, "/\\\x00:*?\"<>|") || strings.HasPrefix(name, ".") || len(name) > 100 {
		return fmt.Errorf("name: %q cannot name a folder; use letters, digits and hyphens", name)
	}
	return nil
}

func unknown(what, name string, known []string) error {
	return fmt.Errorf("%s: %q is unknown; one of %s%s", what, name, strings.Join(known, ", "), Hint(name, known))
}

// Hint returns "; did you mean …?" for a name that is not among the known
// ones, "" if none is near.
func Hint(name string, known []string) string {
	if s := strict.Suggest(name, known); s != "" {
		return "; " + s
	}
	return ""
}
