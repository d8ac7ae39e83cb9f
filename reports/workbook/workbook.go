// Package workbook writes and reads workbooks of spreadsheets (Office Open XML,
// .xlsx), for sheets that people fill in.
package workbook

import (
	"bytes"
	"errors"
	"fmt"
	"io"
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
}

// Sheet is one spreadsheet: heads that stay in sight, and below them rows of
// texts, which are wrapped. No cell is ever a formula.
type Sheet struct {
	Name    string
	Columns []Column
	Rows    [][]string
}

// The limits of the format.
const (
	maxRows = 1 << 20
	maxCell = 32767 // UTF-16 units
)

// Write writes sheets as a workbook, the first one in front. The bytes follow
// from the sheets alone.
func Write(w io.Writer, sheets []Sheet) (err error) {
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	head, err := f.NewStyle(&excelize.Style{
		Font:      &excelize.Font{Bold: true},
		Fill:      excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E7E6E6"}},
		Alignment: &excelize.Alignment{Vertical: "top", WrapText: true},
	})
	if err != nil {
		return err
	}
	body, err := f.NewStyle(&excelize.Style{Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}})
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
		if err := s.write(f, head, body); err != nil {
			return fmt.Errorf("sheet %s: %w", s.Name, err)
		}
	}
	return f.Write(w)
}

func (s *Sheet) write(f *excelize.File, head, body int) error {
	if len(s.Rows) >= maxRows {
		return fmt.Errorf("%d rows are more than a spreadsheet holds; write CSV", len(s.Rows))
	}
	for i, c := range s.Columns {
		letter, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		if err := errors.Join(
			f.SetColWidth(s.Name, letter, letter, c.Width),
			f.SetCellStr(s.Name, letter+"1", c.Name),
			f.SetCellStyle(s.Name, letter+"1", letter+"1", head),
		); err != nil {
			return err
		}
		if len(s.Rows) == 0 {
			continue
		}
		below := fmt.Sprintf("%s2:%s%d", letter, letter, len(s.Rows)+1)
		if err := f.SetCellStyle(s.Name, letter+"2", fmt.Sprintf("%s%d", letter, len(s.Rows)+1), body); err != nil {
			return err
		}
		if c.Choices != nil {
			v := excelize.NewDataValidation(true)
			v.Sqref = below
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
			if n := len(utf16.Encode([]rune(row[i]))); n > maxCell {
				return fmt.Errorf("row %d, %s: %d characters are more than a cell holds; write CSV", r+2, c.Name, n)
			}
			if err := f.SetCellStr(s.Name, fmt.Sprintf("%s%d", letter, r+2), row[i]); err != nil {
				return err
			}
		}
	}
	if err := s.heights(f); err != nil {
		return err
	}
	return errors.Join(
		f.SetPanes(s.Name, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}),
		s.print(f),
	)
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
