// Package tables writes result tables as files, one file of this package a
// format. Data formats (CSV, JSON, JSON lines) have full precision; formats
// for people (Markdown, LaTeX) have the digits that each column declares.
package tables

import "concordat/analyzers/result"

// Options are the choices that the formats read.
type Options struct {
	RawCells bool // CSV: write text cells as they are, even those that a spreadsheet takes for a formula
	ExcelBOM bool // CSV: begin with a byte order mark, so that Excel reads UTF-8
}

// Format is one way to write a table.
type Format struct {
	Name string // as users ask for it: "csv"
	Ext  string // of its files, without the dot
	Doc  string // what it is for, in one sentence
	// Write returns the file. It is a function of its arguments only.
	Write func(*result.Table, Options) ([]byte, error)
}

// All lists every format.
func All() []Format {
	return []Format{
		{"csv", "csv", "Comma-separated values with full precision, for R, Python and spreadsheets.", CSV},
		{"markdown", "md", "A Markdown table with printed digits, for notes and Quarto.", Markdown},
		{"latex", "tex", `A bare LaTeX tabular for \input into a table of your own; needs booktabs only.`, LaTeX},
		{"json", "json", "One JSON document with full precision and the definition of every column.", JSON},
		{"jsonl", "jsonl", "One JSON object a row, for streaming.", JSONLines},
	}
}

// size returns about how many bytes the data of a table take, so that long
// lists of quotations are not copied again and again while they are written.
func size(t *result.Table) int {
	n := 0
	for i := range t.Columns {
		c := &t.Columns[i]
		n += c.Len() * 8 // separators, and most numbers
		for _, s := range c.Texts {
			n += len(s)
		}
	}
	return n
}

// Lookup returns the format with the name or the file extension.
func Lookup(name string) (Format, bool) {
	for _, f := range All() {
		if f.Name == name || f.Ext == name {
			return f, true
		}
	}
	return Format{}, false
}
