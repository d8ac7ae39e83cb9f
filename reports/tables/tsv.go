package tables

import (
	"io"
	"strconv"
	"strings"

	"concordat/analyzers/result"
)

// writeTSV writes a table as the media type text/tab-separated-values has it: a
// header of column names, then a row a line, numbers with full precision,
// missing values empty. The format has no quotation marks, so a tab or a line
// end inside a text is written as one space; CSV and JSON keep them. Readers
// that take quotation marks for syntax must be told not to: quote = "" in R,
// quoting=3 in pandas. Text cells that a spreadsheet would run as a formula get
// a leading apostrophe unless o.RawCells is set.
//
// Source: P. Lindner 1993, registration of text/tab-separated-values at IANA.
func writeTSV(w io.Writer, t *result.Table, o Options) error {
	out, numbers := newSink(w), make([]floats, len(t.Columns))
	if o.ExcelBOM {
		out.buf = append(out.buf, byteOrderMark...)
	}
	for i := range t.Columns {
		if i > 0 {
			out.buf = append(out.buf, '\t')
		}
		out.buf = append(out.buf, inLine(t.Columns[i].Name)...)
	}
	out.buf = append(out.buf, '\n')
	for r := range t.Rows() {
		for i := range t.Columns {
			if i > 0 {
				out.buf = append(out.buf, '\t')
			}
			switch c := &t.Columns[i]; {
			case c.Absent(r):
			case c.Type == result.Int:
				out.buf = strconv.AppendInt(out.buf, c.Ints[r], 10)
			case c.Type == result.Float:
				out.buf = numbers[i].append(out.buf, c.Floats[r])
			case o.RawCells:
				out.buf = append(out.buf, inLine(c.Texts[r])...)
			default:
				out.buf = append(out.buf, inLine(Defuse(c.Texts[r]))...)
			}
		}
		out.buf = append(out.buf, '\n')
		out.pour()
	}
	return out.end()
}

// lineEnds are the tab and every character that some reader ends a line at
// (the list of Unicode Standard Annex #14, classes BK, CR, LF and NL).
const lineEnds = "\t\n\v\f\r\u0085\u2028\u2029"

// inLine returns text with tabs and line ends as spaces.
func inLine(s string) string {
	if !strings.ContainsAny(s, lineEnds) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(lineEnds, r) {
			return ' '
		}
		return r
	}, strings.ReplaceAll(s, "\r\n", "\n"))
}
