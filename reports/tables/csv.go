package tables

import (
	"bytes"
	"encoding/csv"
	"strings"
	"unicode/utf8"

	"concordat/analyzers/result"
)

const byteOrderMark = "\uFEFF"

// CSV writes a table after RFC 4180, with \n at the ends of lines: a header of
// column names, then a row a line, numbers with full precision, missing values
// empty. Text cells that a spreadsheet would run as a formula get a leading
// apostrophe unless o.RawCells is set.
func CSV(t *result.Table, o Options) ([]byte, error) {
	var b bytes.Buffer
	if o.ExcelBOM {
		b.WriteString(byteOrderMark)
	}
	b.Grow(size(t))
	w := csv.NewWriter(&b)
	record := make([]string, len(t.Columns))
	for i := range t.Columns {
		record[i] = t.Columns[i].Name
	}
	if err := w.Write(record); err != nil {
		return nil, err
	}
	for r := range t.Rows() {
		for i := range t.Columns {
			c := &t.Columns[i]
			record[i] = c.Cell(r)
			if c.Type == result.Text && !o.RawCells {
				record[i] = defuse(record[i])
			}
		}
		if err := w.Write(record); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// formulaStarts are the characters with which spreadsheets begin a formula,
// and those that they skip before looking; full-width forms count in East
// Asian locales.
//
// Source: OWASP, "CSV Injection".
const formulaStarts = "=+-@\t\r\n＝＋－＠"

// defuse puts an apostrophe before text that a spreadsheet would run.
func defuse(s string) string {
	if first, _ := utf8.DecodeRuneInString(s); s != "" && strings.ContainsRune(formulaStarts, first) {
		return "'" + s
	}
	return s
}
