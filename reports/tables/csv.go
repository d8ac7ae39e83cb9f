package tables

import (
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"concordat/analyzers/result"
)

const byteOrderMark = "\uFEFF"

// CSV writes a table after RFC 4180, with \n at the ends of lines: a header of
// column names, then a row a line, numbers with full precision, missing values
// empty. Text cells that a spreadsheet would run as a formula get a leading
// apostrophe unless o.RawCells is set.
func CSV(t *result.Table, o Options) ([]byte, error) {
	return inMemory(func(w io.Writer) error { return writeCSV(w, t, o) })
}

func writeCSV(w io.Writer, t *result.Table, o Options) error {
	names := make([]string, len(t.Columns))
	for i := range t.Columns {
		names[i] = t.Columns[i].Name
	}
	rows, numbers := NewRows(w, o, names...), make([]floats, len(names))
	for r := range t.Rows() {
		for i := range t.Columns {
			switch c := &t.Columns[i]; {
			case c.Absent(r):
				rows.Empty()
			case c.Type == result.Int:
				rows.Int(c.Ints[r])
			case c.Type == result.Float:
				rows.cell()
				rows.buf = numbers[i].append(rows.buf, c.Floats[r])
			default:
				rows.Text(c.Texts[r])
			}
		}
		rows.End()
	}
	return rows.Flush()
}

// Rows writes a table as CSV does, cell by cell and row by row, for tables that
// are never in memory as a whole. An error of the writer is kept and returned
// by Flush; nothing is written after it.
type Rows struct {
	sink
	raw   bool
	begun bool // the row has a cell
}

// NewRows begins a table with its header.
func NewRows(w io.Writer, o Options, columns ...string) *Rows {
	r := &Rows{sink: newSink(w), raw: true}
	if o.ExcelBOM {
		r.buf = append(r.buf, byteOrderMark...)
	}
	for _, c := range columns {
		r.Text(c)
	}
	r.End()
	r.raw = o.RawCells
	return r
}

// cell begins a cell.
func (r *Rows) cell() {
	if r.begun {
		r.buf = append(r.buf, ',')
	}
	r.begun = true
}

// Empty writes a missing value.
func (r *Rows) Empty() { r.cell() }

// Int writes a whole number.
func (r *Rows) Int(n int64) {
	r.cell()
	r.buf = strconv.AppendInt(r.buf, n, 10)
}

// Float writes a number as Column.Cell prints it: the shortest text that reads
// back as the same number; NaN is a missing value.
func (r *Rows) Float(v float64) {
	r.cell()
	r.buf = appendFloat(r.buf, v)
}

// Text writes a text, in quotation marks where the format asks for them.
func (r *Rows) Text(s string) {
	r.cell()
	if !r.raw {
		s = Defuse(s)
	}
	if !needsQuotes(s) {
		r.buf = append(r.buf, s...)
		return
	}
	r.buf = append(r.buf, '"')
	for i := strings.IndexByte(s, '"'); i >= 0; i = strings.IndexByte(s, '"') {
		r.buf = append(append(r.buf, s[:i]...), `""`...)
		s = s[i+1:]
	}
	r.buf = append(append(r.buf, s...), '"')
}

// End ends the row.
func (r *Rows) End() {
	r.buf = append(r.buf, '\n')
	r.begun = false
	r.pour()
}

// Flush writes what is left and returns the first error of the writer.
func (r *Rows) Flush() error {
	r.write()
	return r.err
}

// needsQuotes reports whether a text must stand in quotation marks: it has a
// comma, a quotation mark or a line end, begins with white space, or is \.,
// which some databases take for the end of the data.
func needsQuotes(s string) bool {
	if s == "" {
		return false
	}
	if s == `\.` || strings.ContainsAny(s, ",\"\r\n") {
		return true
	}
	first, _ := utf8.DecodeRuneInString(s)
	return unicode.IsSpace(first)
}

// formulaStarts are the characters with which spreadsheets begin a formula,
// and those that they skip before looking; full-width forms count in East
// Asian locales.
//
// Source: OWASP, "CSV Injection".
const formulaStarts = "=+-@\t\r\n＝＋－＠"

// Defuse returns text with an apostrophe before it if a spreadsheet would run it
// as a formula.
func Defuse(s string) string {
	if first, _ := utf8.DecodeRuneInString(s); s != "" && strings.ContainsRune(formulaStarts, first) {
		return "'" + s
	}
	return s
}
