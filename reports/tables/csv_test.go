package tables_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"math"
	"strings"
	"testing"

	"concordat/analyzers/result"
	"concordat/reports/tables"

	"pgregory.net/rapid"
)

// What is written is, byte for byte, what the standard library's writer makes
// of the same cells.
func TestCSVIsTheStandardLibrarys(t *testing.T) {
	cell := rapid.StringOf(rapid.SampledFrom([]rune("ab ,;\"'\n\r\t=+-@.\\é\u00a0\u2028＝ 9")))
	rapid.Check(t, func(r *rapid.T) {
		n := rapid.IntRange(0, 20).Draw(r, "rows")
		texts := rapid.SliceOfN(cell, n, n).Draw(r, "texts")
		floats := rapid.SliceOfN(rapid.Float64(), n, n).Draw(r, "floats")
		ints := rapid.SliceOfN(rapid.Int64(), n, n).Draw(r, "ints")
		missing := rapid.SliceOfN(rapid.Bool(), n, n).Draw(r, "missing")
		count := result.Ints("n", "n", "", "", ints)
		count.Missing = missing
		table := &result.Table{Columns: []result.Column{
			result.Texts("a,b", "a", "", texts), count, result.Floats("x", "x", "", 2, "", floats), result.Texts("", "b", "", texts),
		}}
		got, err := tables.CSV(table, tables.Options{RawCells: true})
		if err != nil {
			r.Fatal(err)
		}
		var want bytes.Buffer
		w := csv.NewWriter(&want)
		write := func(cells ...string) {
			if err := w.Write(cells); err != nil {
				r.Fatal(err)
			}
		}
		write("a,b", "n", "x", "")
		for i := range n {
			var cells []string
			for c := range table.Columns {
				cells = append(cells, table.Columns[c].Cell(i))
			}
			write(cells...)
		}
		w.Flush()
		if !bytes.Equal(got, want.Bytes()) {
			r.Fatalf("got\n%q, want\n%q", got, want.Bytes())
		}
	})
}

// failing is a writer that fails after so many bytes.
type failing struct{ left int }

var errFull = errors.New("no space")

func (f *failing) Write(b []byte) (int, error) {
	if len(b) > f.left {
		return 0, errFull
	}
	f.left -= len(b)
	return len(b), nil
}

// A writer's error reaches the caller, however long ago it was.
func TestRowsKeepTheError(t *testing.T) {
	rows := tables.NewRows(&failing{left: 100_000}, tables.Options{}, "text")
	for range 10_000 {
		rows.Text(strings.Repeat("x", 50))
		rows.End()
	}
	if err := rows.Flush(); !errors.Is(err, errFull) {
		t.Errorf("%v", err)
	}
}

// BenchmarkCSV writes a long table of numbers and texts.
func BenchmarkCSV(b *testing.B) {
	const n = 20_000
	texts, ints, floats := make([]string, n), make([]int64, n), make([]float64, n)
	for i := range n {
		texts[i], ints[i], floats[i] = "multi-stakeholder governance, as \"we\" say", int64(i), math.Sqrt(float64(i))
	}
	t := &result.Table{Columns: []result.Column{
		result.Texts("a", "a", "", texts), result.Ints("n", "n", "", "", ints), result.Floats("x", "x", "", 2, "", floats),
	}}
	b.ReportAllocs()
	for b.Loop() {
		data, err := tables.CSV(t, tables.Options{})
		if err != nil || bytes.Count(data, []byte("\n")) != n+1 {
			b.Fatal(err, len(data))
		}
		b.SetBytes(int64(len(data)))
	}
}
