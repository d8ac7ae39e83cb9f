package result

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestPrint(t *testing.T) {
	for _, c := range []struct {
		v      float64
		digits int
		want   string
	}{
		{0, 2, "0.00"}, {math.Copysign(0, -1), 2, "0.00"}, {-1.25, 1, "−1.2"}, {2017, 0, "2017"},
		{12345.678, 1, "12,345.7"}, {-1234567, 0, "−1,234,567"}, {math.NaN(), 3, ""},
		{0.0499, 1, "<0.05"}, {-0.0499, 1, ">−0.05"}, {0.05, 1, "0.1"}, {-0.001, 2, ">−0.005"}, {1e-300, 3, "<0.0005"},
		{0.4, 0, "<0.5"}, {0.5, 0, "0.5"}, {-0.5, 0, "−0.5"}, {0.6, 0, "1"},
		{1, -1, "1.0"}, {0.999, -1, "1.0"}, {0.5, -1, "0.50"}, {0.0479, -1, "0.048"},
		{0.0312, -1, "0.031"}, {0.00123, -1, "0.0012"}, {0.000123, -1, "0.00012"}, {0.0000999, -1, "<0.0001"},
		{1e-300, -1, "<0.0001"}, {0, -1, "<0.0001"}, {0.0999, -1, "0.10"},
	} {
		col := Floats("x", "x", "", c.digits, "x", []float64{c.v})
		if got := col.Print(0); got != c.want {
			t.Errorf("Print(%v) with %d digits = %q, want %q", c.v, c.digits, got, c.want)
		}
	}
	ints := Ints("x", "x", "", "x", []int64{2017, -98765, 7})
	ints.Missing = []bool{false, false, true}
	for i, want := range []string{"2017", "−98,765", ""} {
		if got := ints.Print(i); got != want {
			t.Errorf("Print(%d) = %q, want %q", i, got, want)
		}
	}
	for i, want := range []string{"2017", "-98765", ""} {
		if got := ints.Cell(i); got != want {
			t.Errorf("Cell(%d) = %q, want %q", i, got, want)
		}
	}
}

func TestCellReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.Float64().Draw(t, "v")
		col := Floats("x", "x", "", 2, "x", []float64{v})
		back, err := strconv.ParseFloat(col.Cell(0), 64)
		if err != nil || back != v {
			t.Fatalf("%v was written as %q and read as %v, %v", v, col.Cell(0), back, err)
		}
	})
}

func good() *Table {
	return &Table{Name: "words", Title: "Words", Caption: "One row a word.", Columns: []Column{
		Texts("word", "word", "The word.", []string{"a", "b"}),
		Ints("n", "n", "", "Occurrences.", []int64{1, 2}),
		Floats("per_10k", "per 10,000", "tokens", 1, "Rate.", []float64{1, 2}),
	}}
}

func TestCheck(t *testing.T) {
	if err := good().Check(); err != nil {
		t.Fatal(err)
	}
	for want, breakIt := range map[string]func(*Table){
		"name":           func(t *Table) { t.Name = "Words!" },
		"caption":        func(t *Table) { t.Caption = "" },
		"no columns":     func(t *Table) { t.Columns = nil },
		"two columns":    func(t *Table) { t.Columns[1].Name = "word" },
		"lower-case":     func(t *Table) { t.Columns[1].Name = "N" },
		"label or doc":   func(t *Table) { t.Columns[1].Doc = "" },
		"unknown type":   func(t *Table) { t.Columns[1].Type = 9 },
		"own type":       func(t *Table) { t.Columns[1].Texts = []string{"a", "b"} },
		"Missing":        func(t *Table) { t.Columns[1].Missing = []bool{true} },
		"infinite":       func(t *Table) { t.Columns[2].Floats[1] = math.Inf(-1) },
		"has 3 values":   func(t *Table) { t.Columns[2].Floats = []float64{1, 2, 3} },
		"no note":        func(t *Table) { t.Columns[2].Floats[0] = math.NaN() },
		"without code":   func(t *Table) { t.Notes = []Note{{Message: "m", Row: -1}} },
		"points at row":  func(t *Table) { t.Notes = []Note{{Code: "c", Message: "m", Row: 2}} },
		"row -2 of 2":    func(t *Table) { t.Notes = []Note{{Code: "c", Message: "m", Row: -2}} },
		"Lead \"word\"":  func(t *Table) { t.Lead = "word" },
		"Lead \"gone\"":  func(t *Table) { t.Lead = "gone" },
		"title or capti": func(t *Table) { t.Title = "" },
	} {
		tab := good()
		breakIt(tab)
		if err := tab.Check(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Check() = %v, want an error with %q", err, want)
		}
	}
	withNote := good()
	withNote.Columns[2].Floats[0] = math.NaN()
	withNote.Notes = []Note{{Code: "zero-tokens", Message: "no tokens", Row: 0}}
	if err := withNote.Check(); err != nil {
		t.Error(err)
	}
}

func TestColumnAndRows(t *testing.T) {
	tab := good()
	if tab.Rows() != 2 || (&Table{}).Rows() != 0 {
		t.Error("Rows is wrong")
	}
	if c := tab.Column("n"); c == nil || c.Ints[1] != 2 {
		t.Error("Column(n) is wrong")
	}
	if tab.Column("none") != nil {
		t.Error("Column(none) must be nil")
	}
}
