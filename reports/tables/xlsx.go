package tables

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"concordat/analyzers/result"
	"concordat/reports/workbook"
)

// writeXLSX writes a table as a workbook of three sheets, each with a head that
// stays in sight. "table" has every row and column: numbers are numbers, in
// full precision, shown with the digits that their column declares, and texts
// are texts whatever they look like. "columns" has what each column means, "notes" the
// title, the caption and the cautions, with the row of "table" each is about.
//
// A cell holds 32,767 UTF-16 units; a longer text is cut, and a note says where.
// XML has no control characters; their pictures (U+2400 …) stand for them.
func writeXLSX(w io.Writer, t *result.Table, _ Options) error {
	data := workbook.Sheet{Name: "table", Flat: true, Rows: make([][]string, t.Rows())}
	notes := workbook.Sheet{Name: "notes", Columns: []workbook.Column{
		{Name: "row", Width: 8, Format: "0"}, {Name: "code", Width: 18}, {Name: "note", Width: 100},
	}, Rows: [][]string{{"", "table", cellText(t.Name)}, {"", "title", cellText(t.Title)}, {"", "caption", cellText(t.Caption)}}}
	for _, n := range t.Notes {
		row := ""
		if n.Row >= 0 {
			row = strconv.Itoa(n.Row + 2) // as the spreadsheet counts, below the head
		}
		notes.Rows = append(notes.Rows, []string{row, cellText(n.Code), cellText(n.Message)})
	}
	for r := range data.Rows {
		data.Rows[r] = make([]string, len(t.Columns))
	}
	for i := range t.Columns {
		c := &t.Columns[i]
		wide := utf8.RuneCountInString(c.Name)
		for r := range data.Rows {
			wide = max(wide, shownWidth(c, r))
			if c.Type != result.Text {
				data.Rows[r][i] = c.Cell(r)
				continue
			}
			text := cellText(c.Texts[r])
			if n := workbook.Units(text); n > workbook.MaxCell {
				text = cutCell(text)
				notes.Rows = append(notes.Rows, []string{strconv.Itoa(r + 2), "cut",
					fmt.Sprintf("%s: %s characters are more than a cell holds; the end is cut, and the CSV file has all", c.Name, result.Whole(n))})
			}
			data.Rows[r][i] = text
		}
		data.Columns = append(data.Columns, workbook.Column{Name: cellText(c.Name), Width: float64(min(wide, widest) + 2), Format: numberFormat(c)})
	}
	return workbook.Write(w, []workbook.Sheet{data, definitions(t), notes})
}

// widest is the greatest width of a column, in characters.
const widest = 60

// shownWidth returns how many characters wide row r of a column is, up to widest.
func shownWidth(c *result.Column, r int) int {
	if c.Type == result.Text {
		s := c.Texts[r]
		if len(s) > 4*widest {
			return widest
		}
		return columns(s)
	}
	return utf8.RuneCountInString(c.Print(r))
}

// definitions returns the sheet that says what each column is.
func definitions(t *result.Table) workbook.Sheet {
	s := workbook.Sheet{Name: "columns", Columns: []workbook.Column{
		{Name: "name", Width: 24}, {Name: "label", Width: 28}, {Name: "unit", Width: 16}, {Name: "type", Width: 10}, {Name: "definition", Width: 90},
	}}
	for i := range t.Columns {
		c := &t.Columns[i]
		s.Rows = append(s.Rows, []string{cellText(c.Name), cellText(c.Label), cellText(c.Unit), typeName(c.Type), cellText(c.Doc)})
	}
	return s
}

// numberFormat returns the number format that shows a column with its digits;
// "" for texts. Small p-values are shown as powers of ten: a spreadsheet has no
// way to write "<0.0001".
func numberFormat(c *result.Column) string {
	switch {
	case c.Type == result.Text:
		return ""
	case c.Type == result.Float && c.Digits < 0:
		return "[<0.0001]0.0E+00;0.0000"
	case c.Type == result.Float && c.Digits > 0:
		return "0." + strings.Repeat("0", c.Digits)
	}
	return "0"
}

// cellText returns a text as XML can hold it.
func cellText(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r < ' ' && r != '\t' && r != '\n':
			return '␀' + r
		case r == 0xFFFE || r == 0xFFFF:
			return utf8.RuneError
		}
		return r
	}, strings.ReplaceAll(s, "\r\n", "\n"))
}

// cutCell returns as much of a text as a cell holds, with an ellipsis.
func cutCell(s string) string {
	n := 1 // the ellipsis
	for i, r := range s {
		if n += workbook.Units(string(r)); n > workbook.MaxCell {
			return s[:i] + "…"
		}
	}
	return s
}
