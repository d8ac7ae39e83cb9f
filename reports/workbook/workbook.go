// Package workbook writes and reads workbooks of spreadsheets (Office Open XML,
// .xlsx), for sheets that people fill in and tables that they go on with.
package workbook

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// Column is a column of a sheet.
type Column struct {
	Name    string   // its head
	Width   float64  // in characters
	Choices []string // what may be entered below the head; nil = anything
	// Format is the number format of a column of numbers, "0.00"; its rows have
	// them as data files do, "" where one is missing. A column without one
	// holds texts.
	Format string
}

// Sheet is one spreadsheet: heads that stay in sight, and below them rows of
// texts and numbers. No cell is ever a formula.
type Sheet struct {
	Name    string
	Columns []Column
	Rows    [][]string
	// Flat sheets have rows of one line, and their texts stay texts when
	// somebody edits them. Otherwise texts wrap and rows are as high as they need.
	Flat bool
}

// The limits of the format.
const (
	maxRows = 1 << 20
	// MaxCell is how many UTF-16 units a cell holds.
	MaxCell = 32767
)

// asText is the number format "@", which keeps a text that looks like a number
// or a formula a text even when it is edited.
const asText = "@"

// Write writes sheets as a workbook, the first one in front. The bytes follow
// from the sheets alone.
func Write(w io.Writer, sheets []Sheet) (err error) {
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	// The library would name its author.
	if err := f.SetDocProps(&excelize.DocProperties{Creator: "concordat"}); err != nil {
		return err
	}
	styles := &styles{f: f, cells: make(map[string]int)}
	styles.head, err = f.NewStyle(&excelize.Style{
		Font:      &excelize.Font{Bold: true},
		Fill:      excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E7E6E6"}},
		Alignment: &excelize.Alignment{Vertical: "top", WrapText: true},
	})
	if err != nil {
		return err
	}
	styles.wrapped, err = f.NewStyle(&excelize.Style{Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}})
	if err != nil {
		return err
	}
	for i, s := range sheets {
		if i == 0 {
			err = f.SetSheetName("Sheet1", s.Name)
		} else {
			_, err = f.NewSheet(s.Name)
		}
		if err != nil {
			return err
		}
		if err := s.write(f, styles); err != nil {
			return fmt.Errorf("sheet %s: %w", s.Name, err)
		}
	}
	return f.Write(w)
}

// styles are the looks of the cells of a workbook.
type styles struct {
	f             *excelize.File
	head, wrapped int
	cells         map[string]int // of one line, by number format
}

// of returns the style of a column's cells.
func (s *styles) of(c *Column, flat bool) (int, error) {
	format := c.Format
	switch {
	case format == "" && !flat:
		return s.wrapped, nil
	case format == "":
		format = asText
	}
	if id, ok := s.cells[format]; ok {
		return id, nil
	}
	id, err := s.f.NewStyle(&excelize.Style{CustomNumFmt: &format, Alignment: &excelize.Alignment{Vertical: "top"}})
	s.cells[format] = id
	return id, err
}

func (s *Sheet) write(f *excelize.File, styles *styles) error {
	if len(s.Rows) >= maxRows {
		return fmt.Errorf("%d rows are more than a spreadsheet holds; write CSV", len(s.Rows))
	}
	for i := range s.Columns {
		if err := s.column(f, styles, i); err != nil {
			return err
		}
	}
	if !s.Flat {
		if err := s.heights(f); err != nil {
			return err
		}
	}
	return errors.Join(
		f.SetPanes(s.Name, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}),
		s.print(f),
	)
}

// column writes column i with its head.
func (s *Sheet) column(f *excelize.File, styles *styles, i int) error {
	c := &s.Columns[i]
	letter, err := excelize.ColumnNumberToName(i + 1)
	if err != nil {
		return err
	}
	if err := errors.Join(
		f.SetColWidth(s.Name, letter, letter, c.Width),
		f.SetCellStr(s.Name, letter+"1", c.Name),
		f.SetCellStyle(s.Name, letter+"1", letter+"1", styles.head),
	); err != nil {
		return err
	}
	if len(s.Rows) == 0 {
		return nil
	}
	style, err := styles.of(c, s.Flat)
	if err != nil {
		return err
	}
	last := fmt.Sprintf("%s%d", letter, len(s.Rows)+1)
	if err := f.SetCellStyle(s.Name, letter+"2", last, style); err != nil {
		return err
	}
	if c.Choices != nil {
		v := excelize.NewDataValidation(true)
		v.Sqref = letter + "2:" + last
		if err := v.SetDropList(c.Choices); err != nil {
			return err
		}
		v.SetError(excelize.DataValidationErrorStyleStop, c.Name, fmt.Sprintf("Only %q, please.", c.Choices))
		if err := f.AddDataValidation(s.Name, v); err != nil {
			return err
		}
	}
	for r, row := range s.Rows {
		if i >= len(row) || row[i] == "" {
			continue
		}
		if err := s.cell(f, c, letter, r, row[i]); err != nil {
			return err
		}
	}
	return nil
}

// cell writes what row r has in a column.
func (s *Sheet) cell(f *excelize.File, c *Column, letter string, r int, value string) error {
	at := fmt.Sprintf("%s%d", letter, r+2)
	if c.Format != "" {
		if _, err := strconv.ParseFloat(value, 64); err != nil {
			return fmt.Errorf("row %d, %s: %q is no number", r+2, c.Name, value)
		}
		return f.SetCellDefault(s.Name, at, value)
	}
	if n := Units(value); n > MaxCell {
		return fmt.Errorf("row %d, %s: %d characters are more than a cell holds; write CSV", r+2, c.Name, n)
	}
	return f.SetCellStr(s.Name, at, escape(value))
}

// escape returns a text whose parts like _x0041_, which the format reads as a
// character, are read as they stand. The library means to, and does not.
//
// Source: ECMA-376 part 1, 22.9.2.19 (ST_Xstring).
func escape(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	var b strings.Builder
	for i := range len(s) {
		b.WriteByte(s[i])
		if s[i] == '_' && i+6 < len(s) && s[i+1] == 'x' && s[i+6] == '_' {
			if _, err := strconv.ParseUint(s[i+2:i+6], 16, 16); err == nil {
				b.WriteString("x005F_")
			}
		}
	}
	return b.String()
}

// Units returns the length of a text as the limit of a cell counts it.
func Units(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}

// The height of a line of text, and the most that a row can have, in points.
const lineHeight, maxHeight = 15, 409

// heights makes rows as high as their wrapped texts need: not every program does
// it by itself.
func (s *Sheet) heights(f *excelize.File) error {
	for r, row := range s.Rows {
		lines := 1
		for i, c := range s.Columns {
			if i >= len(row) {
				break
			}
			n := 0
			for _, l := range strings.Split(row[i], "\n") {
				n += 1 + int(float64(utf8.RuneCountInString(l))/max(0.8*c.Width, 1)) // words do not fill a line
			}
			lines = max(lines, n)
		}
		if err := f.SetRowHeight(s.Name, r+2, min(float64(lines)*lineHeight, maxHeight)); err != nil {
			return err
		}
	}
	return nil
}

// print sets a sheet across the paper, as wide as a page.
func (s *Sheet) print(f *excelize.File) error {
	across, yes, pages := "landscape", true, 0
	wide := 1
	return errors.Join(
		f.SetSheetProps(s.Name, &excelize.SheetPropsOptions{FitToPage: &yes}),
		f.SetPageLayout(s.Name, &excelize.PageLayoutOptions{Orientation: &across, FitToWidth: &wide, FitToHeight: &pages}),
	)
}

// maxUnzipped bounds what a workbook may be once it is unpacked.
const maxUnzipped = 512 << 20

// Read returns the sheets of a workbook, each with all its rows as they are
// shown, the first among them, and no columns. A row may be shorter than others. A broken
// workbook is an error.
func Read(data []byte) (sheets []Sheet, err error) {
	defer func() { // the reader of the format was not made for hostile files
		if v := recover(); v != nil {
			sheets, err = nil, fmt.Errorf("the workbook is broken: %v", v)
		}
	}()
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{UnzipSizeLimit: maxUnzipped, UnzipXMLSizeLimit: maxUnzipped})
	if err != nil {
		return nil, fmt.Errorf("no workbook (.xlsx): %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	for _, name := range f.GetSheetList() {
		rows, err := f.GetRows(name)
		if err != nil {
			return nil, fmt.Errorf("sheet %s: %w", name, err)
		}
		sheets = append(sheets, Sheet{Name: name, Rows: rows})
	}
	return sheets, nil
}
