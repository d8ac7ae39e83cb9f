// Package reports turns results into the files of a report: tables, figures,
// evidence, methods, and the same report as a page and as Markdown. It knows
// tables and figures, nothing of documents; it writes nothing to disk.
package reports

import (
	"concordat/analyzers/result"
	"concordat/reports/manifest"
	"concordat/reports/paper"
)

// File is one file of a report before it is written.
type File = manifest.File

// Tool is the program that made the report.
type Tool = manifest.Tool

// Report is everything that a run has to say.
type Report struct {
	Name     string // of its folder
	Title    string
	Subtitle string
	Tool     Tool
	Facts    [][2]string // name and value of what is known of the run, for the head: documents, tokens …
	Methods  []string    // sentences about the whole run, before the analyzers' own
	Notes    []result.Note
	Sections []Section      // in reading order
	Failures []Failure      // documents that could not be used
	Codebook paper.Codebook // the appendix of the paper kit; without a name there is no kit
	Sources  []paper.Source // the texts, for its references
}

// Section is one analyzer's part of a report.
type Section struct {
	Name       string // of the analyzer
	Title      string
	Doc        string // what it answers, in a few sentences
	References []result.Reference
	Result     *result.Result
}

// Failure is one document or file that could not be used.
type Failure struct {
	Document string // path or id
	Stage    string // "read", "decode" …
	Class    string // lower case with hyphens: "encoding"
	Message  string // what, where and the remedy
	Bytes    int64
	SHA256   string // "" where the bytes were not read
}

// Options are the choices of a rendering. The zero value gives every format.
type Options struct {
	TableFormats  []string // names of reports/tables; nil = csv, markdown, latex, json
	FigureFormats []string // nil = pdf, svg, png
	Preset        string   // look of the figures
	ExcelBOM      bool     // CSV files begin with a byte order mark
	RawCells      bool     // CSV cells that look like formulas stay as they are
	Anonymous     bool     // no names in the metadata of figures
}

// Draw draws a figure in o.FigureFormats and returns its files by format, with
// cautions about what it had to leave out. Series are the names of groups in
// the order of their colours, the same in every figure. No files mean that
// there is nothing to draw.
type Draw func(f *result.Figure, series []string, o Options) (map[string][]byte, []result.Note, error)
