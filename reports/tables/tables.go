// Package tables writes result tables as files, one file of this package a
// format. Data formats (CSV, TSV, JSON, JSON lines, XLSX) have full precision; formats
// for people (Markdown, LaTeX) have the digits that each column declares.
package tables

import (
	"bytes"
	"io"
	"math"
	"strconv"

	"concordat/analyzers/result"
)

// Options are the choices that the formats read.
type Options struct {
	RawCells bool // CSV, TSV: write text cells as they are, even those that a spreadsheet takes for a formula
	ExcelBOM bool // CSV, TSV: begin with a byte order mark, so that Excel reads UTF-8
}

// Format is one way to write a table.
type Format struct {
	Name string // as users ask for it: "csv"
	Ext  string // of its files, without the dot
	Doc  string // what it is for, in one sentence
	// People says that it writes the part of a table that Printed returns.
	People bool
	// Write writes the file, a function of the table and the options only.
	Write func(io.Writer, *result.Table, Options) error
}

// All lists every format.
func All() []Format {
	return []Format{
		{"csv", "csv", "Comma-separated values with full precision, for R, Python and spreadsheets.", false, writeCSV},
		{"tsv", "tsv", "Tab-separated values with full precision; tabs and line ends in texts are spaces, nothing is quoted.", false, writeTSV},
		{"markdown", "md", "A Markdown table with printed digits, for notes and Quarto.", true, writeMarkdown},
		{"latex", "tex", `A bare LaTeX tabular for \input into a table of your own; needs booktabs only.`, true, writeLaTeX},
		{"json", "json", "One JSON document with full precision and the definition of every column.", false, writeJSON},
		{"jsonl", "jsonl", "One JSON object a row, for streaming.", false, writeJSONLines},
		{"xlsx", "xlsx", "A workbook: numbers in full precision shown with their digits, and sheets with the definition of every column and the notes.", false, writeXLSX},
	}
}

// inMemory returns what is written to a writer.
func inMemory(write func(io.Writer) error) ([]byte, error) {
	var b bytes.Buffer
	err := write(&b)
	return b.Bytes(), err
}

// sink is bytes on their way to a writer. An error of the writer is kept, and
// nothing is written after it.
type sink struct {
	w   io.Writer
	buf []byte
	err error
}

// sinkSize is from how many bytes on a sink writes what it has.
const sinkSize = 64 << 10

func newSink(w io.Writer) sink {
	return sink{w: w, buf: make([]byte, 0, sinkSize+sinkSize/4)}
}

// pour writes what there is if it is much.
func (s *sink) pour() {
	if len(s.buf) >= sinkSize {
		s.write()
	}
}

func (s *sink) write() {
	if s.err == nil {
		_, s.err = s.w.Write(s.buf)
	}
	s.buf = s.buf[:0]
}

// end writes what is left and returns the first error.
func (s *sink) end() error {
	s.write()
	return s.err
}

// appendFloat appends a number as Column.Cell prints it; NaN as nothing.
func appendFloat(out []byte, v float64) []byte {
	switch a := math.Abs(v); {
	case v != v:
		return out
	case v == 0:
		return append(out, '0') // also for −0
	case a < 1e-5 || a >= 1e15:
		return strconv.AppendFloat(out, v, 'e', -1, 64)
	}
	return strconv.AppendFloat(out, v, 'f', -1, 64)
}

// floats prints the numbers of one column. Shortest digits are dear, and a
// number is often that of a row just before.
type floats struct {
	last float64
	text []byte
}

func (f *floats) append(out []byte, v float64) []byte {
	if v != f.last || f.text == nil {
		f.last, f.text = v, appendFloat(f.text[:0], v)
	}
	return append(out, f.text...)
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
