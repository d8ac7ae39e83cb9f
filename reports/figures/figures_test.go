package figures_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"concordat/analyzers/result"
	"concordat/reports/figures"
	"concordat/reports/tables"

	"pgregory.net/rapid"
)

// TestReadsBack: what a description and a CSV file hold is the very figure,
// missing values, apostrophes and all.
func TestReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 5).Draw(t, "n")
		texts := rapid.SliceOfN(rapid.StringOf(rapid.RuneFrom([]rune("ab ,\"'=+\n\t主"))), n, n).Draw(t, "texts")
		count := result.Ints("n", "n", "tokens", "N.", rapid.SliceOfN(rapid.Int64(), n, n).Draw(t, "ints"))
		if n > 0 && rapid.Bool().Draw(t, "missing") {
			count.Missing = make([]bool, n)
			count.Missing[n-1], count.Ints[n-1] = true, 0
		}
		x := result.Detail(result.Floats("x", "x", "", -1, "X.", rapid.SliceOfN(rapid.OneOf(rapid.Float64(), rapid.Just(math.NaN())), n, n).Draw(t, "floats")))
		f := &result.Figure{Name: "a-b", Title: "T <&>", Caption: "C.", Kind: "bars", X: "x", Label: "text", Group: "n", XLabel: "X (x)", YLog: true,
			Data: &result.Table{Name: "t", Title: "T <&>", Caption: "C.", Columns: []result.Column{result.Texts("text", "t", "T.", texts), count, x}}}
		o := tables.Options{RawCells: rapid.Bool().Draw(t, "raw"), ExcelBOM: rapid.Bool().Draw(t, "bom")}
		about, err := figures.Describe(f, []string{"b", "a"}, o.RawCells)
		if err != nil {
			t.Fatal(err)
		}
		data, err := tables.CSV(f.Data, o)
		if err != nil {
			t.Fatal(err)
		}
		got, series, err := figures.Read(about, data)
		if err != nil {
			t.Fatal(err)
		}
		want, has := *f, *got
		want.Data, has.Data = nil, nil
		if has != want || !slices.Equal(series, []string{"b", "a"}) {
			t.Fatalf("%+v, %v", has, series)
		}
		for i := range f.Data.Columns {
			a, b := f.Data.Columns[i], got.Data.Columns[i]
			for r := range n {
				if a.Cell(r) != b.Cell(r) || a.Absent(r) != b.Absent(r) {
					t.Fatalf("column %s, row %d: %q, want %q", a.Name, r, b.Cell(r), a.Cell(r))
				}
			}
			a.Texts, a.Ints, a.Floats, a.Missing = nil, nil, nil, nil
			b.Texts, b.Ints, b.Floats, b.Missing = nil, nil, nil, nil
			if fmt.Sprintf("%#v", a) != fmt.Sprintf("%#v", b) {
				t.Fatalf("%#v\n%#v", a, b)
			}
		}
	})
}

func TestReadRefuses(t *testing.T) {
	f := &result.Figure{Name: "a", Kind: "bars", Data: &result.Table{Name: "t", Columns: []result.Column{
		result.Texts("a", "A", "A.", nil), result.Ints("n", "N", "", "N.", nil), result.Floats("x", "X", "", 1, "X.", nil)}}}
	about, err := figures.Describe(f, nil, false)
	if err != nil {
		t.Fatal(err)
	}
	for data, want := range map[string]string{
		"":                    "3 columns",
		"a,n\n":               "3 columns",
		"a,m,x\n":             `column 2 of the CSV file is "m", not "n"`,
		"a,n,x\n,1.5,1\n":     `row 2 of the CSV file, n: "1.5" is no whole number`,
		"a,n,x\n,1,1\n,1,k\n": `row 3 of the CSV file, x: "k" is no number`,
	} {
		if _, _, err := figures.Read(about, []byte(data)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", data, err, want)
		}
	}
	for _, bad := range []string{"", "{}", `{"schema": "concordat/figure", "schema_version": 99}`, `{"schema": "concordat/figure", "schema_version": 1}`} {
		if _, _, err := figures.Read([]byte(bad), []byte("a,n,x\n")); err == nil {
			t.Errorf("%s was read", bad)
		}
	}
}
