// Package analyzers is the contract of every analyzer: what it needs, what it
// is given and what it gives back.
package analyzers

import (
	"context"

	"concordat/analyzers/result"
	"concordat/analyzers/tally"
	"concordat/corpus/codebook"
	"concordat/corpus/wordlist"
)

// Needs says what an analyzer wants counted. The plan unites the needs of the
// chosen analyzers; nothing else is computed.
type Needs struct {
	Words     bool // type frequencies
	Positions bool // where each hit stands
	Quotes    bool // every hit with its quotation
	Units     bool // co-occurrence in Options.Unit
	Entities  bool // named entities, by prose: slow
	Sections  bool // where sections begin
	Sequence  bool // the words in their order: 4 bytes a token
	Text      bool // the text itself, for quoting from it: much memory
	Variants  bool // the hits under every other choice of coding and without each pattern, Input.Variants
	Resamples bool // the bootstrap, Input.Bootstrap
	Tags      bool // with Sequence, the part of speech of every word, by prose: slow
}

// Or returns what either of two wants.
func (n Needs) Or(o Needs) Needs {
	return Needs{
		Words: n.Words || o.Words, Positions: n.Positions || o.Positions, Quotes: n.Quotes || o.Quotes,
		Units: n.Units || o.Units, Entities: n.Entities || o.Entities, Sections: n.Sections || o.Sections,
		Sequence: n.Sequence || o.Sequence, Text: n.Text || o.Text, Variants: n.Variants || o.Variants,
		Resamples: n.Resamples || o.Resamples, Tags: n.Tags || o.Tags,
	}
}

// Info describes an analyzer: what `list`, the documentation and the report print.
type Info struct {
	Name       string // folder, table, project-file key and command-line word
	Title      string
	Doc        string // what it answers, in a few sentences
	Needs      Needs
	Output     []string // names of its tables and figures
	References []result.Reference
	Default    bool // part of a run that names no analyzers
}

// Analyzer turns counts into results. Analyze reads its input only and gives
// the same result for the same input.
type Analyzer interface {
	Info() Info
	Analyze(ctx context.Context, in *Input) (*result.Result, error)
}

// Demanding is an analyzer that needs more than its Info says where the options
// ask for more.
type Demanding interface {
	Demand(o Options) Needs
}

// NeedsOf returns what an analyzer needs under the options.
func NeedsOf(a Analyzer, o Options) Needs {
	n := a.Info().Needs
	if d, ok := a.(Demanding); ok {
		n = n.Or(d.Demand(o))
	}
	return n
}

// Options are the choices that analyzers read. DefaultOptions gives the defaults.
type Options struct {
	Level     float64          // of intervals: 0.95
	Resamples int              // of the bootstrap, and draws of permutation tests: 2000
	Resample  Resample         // what the bootstrap draws: paragraph
	BCa       bool             // bias-corrected and accelerated intervals instead of percentile: false
	Seed      uint64           // of the bootstrap and of permutation tests: 1
	Unit      tally.Unit       // of co-occurrence: sentence
	Window    int              // tokens, for the window unit: 10
	MinCount  int              // smallest count that lists and tests show: 5 for words, 1 for concepts
	Top       int              // rows and bars in figures: 20
	Concepts  []string         // concepts that figures show; empty = chosen by frequency
	Query     string           // of the concordance: a concept id or a pattern; empty = no concordance
	Width     int              // characters of context on either side of a concordance line: 60
	Parts     int              // equal parts of a document for dispersion: 10
	Overlap   codebook.Overlap // policy under which hits were found: concept
	Stopwords bool             // leave function words out of word lists (not of totals): true

	Profile      string // what profiles of documents count, concepts or words: concepts
	ProfileWords int    // most frequent words in profiles of words: 150
	Distance     string // of profiles in clusterings and maps, of distance.Names: jensen-shannon
	Linkage      string // of clusterings, of cluster.Linkages: ward

	DiversityWindow int // words in a window of MATTR and in a segment of MSTTR: 100
	ReuseWords      int // least number of words that a reused passage shares: 8

	Scores      []Score  // of the reference documents of wordscores, by the documents' order; nil = none
	Poles       []string // two documents, the first to have the smaller position in wordfish; nil = none
	Scaling     string   // what wordscores and wordfish count: "words" ("" too) or "concepts"
	Features    []string // that keyness compares, of words, ngrams, lemmas, tags and concepts: words and concepts
	NGram       int      // words of an n-gram: 2
	SimpleMaths float64  // what simple maths adds to frequencies per million: 1
	Edges       string   // of the concept network: "significant" ("" too) or "disparity"
	Actors      string   // of the two-mode network: "document", "actor" or "group"; "" = groups if there are any, or else actors, or else documents

	Association string // unit in which association and differential look for pairs, of joint.Units; "" = as Unit
}

// Score is the position of a reference document.
type Score struct {
	Document string // an id; in a project also KEY:VALUE, for all documents with that metadata
	Value    float64
}

// DefaultOptions returns the defaults.
func DefaultOptions() Options {
	o := Options{Level: 0.95, Resamples: 2000, Seed: 1, Window: 10, MinCount: 5, Top: 20, Width: 60, Parts: 10, Stopwords: true, DiversityWindow: 100, ReuseWords: 8}
	o.Profile, o.ProfileWords, o.Distance, o.Linkage = "concepts", 150, "jensen-shannon", "ward"
	o.Features, o.NGram, o.SimpleMaths = []string{"words", "concepts"}, 2, 1
	return o
}

// Side is one side of a comparison: a document or a group of documents.
type Side struct {
	Name      string
	Documents []int // indices into Tally.Documents, ascending
}

// Comparison is one target against one reference.
type Comparison struct {
	Target, Reference Side
}

// Variant is a choice of how hits are found.
type Variant struct {
	Overlap     codebook.Overlap
	Case        codebook.CaseMode
	WholeHyphen bool
}

// Input is everything that analyzers see. It is read-only.
type Input struct {
	Book        *codebook.Codebook
	Tally       tally.Tally
	Groups      []Side         // a side each, in order of first appearance; nil if no document names a group
	Comparisons []Comparison   // decided by the plan
	List        *wordlist.List // of another corpus, to compare words with; nil = none
	Options     Options
	Variants    []Variant  // those of Tally.Documents' Variants, the run's own first; nil unless asked for
	Bootstrap   *Bootstrap // of this input, read by Resampled; nil = made by whoever needs it
}
