package tables_test

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"concordat/analyzers/result"
	"concordat/reports/reporttest"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

// fatal is what tests and properties have in common.
type fatal interface{ Fatal(...any) }

// opened writes a table as a workbook and opens it.
func opened(t fatal, tab *result.Table) *excelize.File {
	data, err := written("xlsx", tab)
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// raw returns the rows of a sheet as they are stored.
func raw(t fatal, f *excelize.File, sheet string) [][]string {
	rows, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// numberFormat returns the number format of a cell.
func numberFormat(f *excelize.File, sheet, at string) (string, error) {
	id, err := f.GetCellStyle(sheet, at)
	if err != nil {
		return "", err
	}
	style, err := f.GetStyle(id)
	if err != nil || style.CustomNumFmt == nil {
		return "general", err
	}
	return *style.CustomNumFmt, nil
}

// The golden file has what a reader finds in the workbook, cell by cell, with
// its type, number format and value: the bytes of the archive hang on the
// version of the compressor.
func TestXLSXGolden(t *testing.T) {
	f := opened(t, hostile())
	var b strings.Builder
	for _, sheet := range f.GetSheetList() {
		for r, row := range raw(t, f, sheet) {
			for c, stored := range row {
				at, err := excelize.CoordinatesToCellName(c+1, r+1)
				if err != nil {
					t.Fatal(err)
				}
				kind, err1 := f.GetCellType(sheet, at)
				format, err2 := numberFormat(f, sheet, at)
				formula, err3 := f.GetCellFormula(sheet, at)
				if err1 != nil || err2 != nil || err3 != nil || formula != "" {
					t.Fatal(err1, err2, err3, formula)
				}
				name := map[excelize.CellType]string{excelize.CellTypeUnset: "number", excelize.CellTypeSharedString: "text"}[kind]
				if stored != "" {
					fmt.Fprintf(&b, "%s %s %s %s %q\n", sheet, at, name, format, stored)
				}
			}
		}
	}
	reporttest.Golden(t, "hostile.xlsx.txt", []byte(b.String()))
}

// TestXLSXReadsBack: texts, whatever they look like, are texts, and numbers the
// very numbers, shown as their column declares.
func TestXLSXReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 5).Draw(t, "n")
		texts := rapid.SliceOfN(rapid.OneOf(
			rapid.SampledFrom([]string{"=1+1", "0123", "1e5", "TRUE", "+1", "@x", "'a", "_x0041_", "x_x000D_y", "2024-01-01", "1/2", " lead", "trail\n", "#N/A", "<b>&amp;"}),
			rapid.StringOf(rapid.RuneFrom([]rune("ab <&\"'=\n\t主😀é_x0")))), n, n).Draw(t, "texts")
		ints := rapid.SliceOfN(rapid.Int64Range(-1<<53, 1<<53), n, n).Draw(t, "ints")
		floats := rapid.SliceOfN(rapid.Float64(), n, n).Draw(t, "floats")
		f := opened(t, &result.Table{Name: "t", Title: "T", Caption: "C", Columns: []result.Column{
			result.Texts("text", "t", "T.", texts), result.Ints("n", "n", "", "N.", ints), result.Floats("x", "x", "", 2, "X.", floats),
		}})
		rows := raw(t, f, "table")
		if len(rows) != n+1 || !slices.Equal(rows[0], []string{"text", "n", "x"}) {
			t.Fatalf("%q", rows)
		}
		for r, row := range rows[1:] {
			x, err := strconv.ParseFloat(row[2], 64)
			if err != nil || row[0] != texts[r] || row[1] != strconv.FormatInt(ints[r], 10) || x != floats[r] {
				t.Fatalf("row %d: %q, want %q %d %v", r, row, texts[r], ints[r], floats[r])
			}
			if kind, err := f.GetCellType("table", "A"+strconv.Itoa(r+2)); err != nil || kind != excelize.CellTypeSharedString && texts[r] != "" {
				t.Fatalf("%q is of type %v (%v)", texts[r], kind, err)
			}
		}
	})
}

// A text that no cell holds is cut, with a note that says so.
func TestXLSXLimits(t *testing.T) {
	long := strings.Repeat("😀", 20_000)
	tab := &result.Table{Name: "t", Title: "T", Caption: "C", Columns: []result.Column{
		result.Texts("text", "t", "T.", []string{"short", long}), result.Floats("p", "p", "", -1, "P.", []float64{0.25, 3e-7}),
	}}
	f := opened(t, tab)
	rows, notes := raw(t, f, "table"), raw(t, f, "notes")
	if got := rows[2][0]; !strings.HasSuffix(got, "😀…") || len([]rune(got)) != 32767/2+1 || rows[2][1] != "3e-07" {
		t.Errorf("cut to %d characters, %q", len([]rune(got)), rows[2][1])
	}
	if last := notes[len(notes)-1]; last[0] != "3" || last[1] != "cut" || !strings.HasPrefix(last[2], "text: 40,000 characters") {
		t.Errorf("%q", last)
	}
	if panes, err := f.GetPanes("table"); err != nil || !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("the head does not stay: %+v, %v", panes, err)
	}
	wide, err := f.GetColWidth("table", "A")
	if err != nil || wide != 62 {
		t.Errorf("width %v, %v", wide, err)
	}
	tab.Columns[0].Texts[1], tab.Columns[1].Floats[0] = "b", math.NaN()
	if rows := raw(t, opened(t, tab), "table"); len(rows[1]) != 1 {
		t.Errorf("a missing number is %q", rows[1])
	}
}
