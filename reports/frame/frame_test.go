package frame_test

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"concordat/analyzers/result"
	"concordat/reports/frame"

	"pgregory.net/rapid"
)

// words are texts that data frame libraries like to change.
var words = []string{"", "a", "ab", "b", "NaN", "NA", "007", "<nil>", "1e5", "a_b", "主权", "true", "\"", "2:ab"}

// table draws a table with two text columns, whole numbers and real ones, some missing.
func table(t *rapid.T) *result.Table {
	n := rapid.IntRange(0, 12).Draw(t, "rows")
	text := rapid.SliceOfN(rapid.SampledFrom(words), n, n)
	ints := result.Ints("n", "n", "hits", "N.", rapid.SliceOfN(rapid.Int64Range(-3, 1<<60), n, n).Draw(t, "n"))
	ints.Missing = rapid.SliceOfN(rapid.Bool(), n, n).Draw(t, "missing")
	floats := rapid.SliceOfN(rapid.SampledFrom([]float64{math.NaN(), 1.0 / 3, -1e-12, 0, 2, 1e300}), n, n).Draw(t, "x")
	out := &result.Table{Name: "t", Title: "T", Caption: "C", Columns: []result.Column{
		result.Texts("doc", "document", "D.", text.Draw(t, "doc")), result.Texts("con", "concept", "C.", text.Draw(t, "con")),
		ints, result.Floats("x", "x", "", 2, "X.", floats),
	}, Notes: []result.Note{{Code: "all", Message: "m", Row: -1}}}
	if n > 0 {
		row := rapid.IntRange(0, n-1).Draw(t, "note")
		out.Notes = append(out.Notes, result.Note{Code: "row", Message: out.Columns[0].Texts[row] + "/" + out.Columns[1].Texts[row], Row: row})
	}
	return out
}

// lines returns a table's cells, one line a row.
func lines(t *result.Table) []string {
	var out []string
	for r := range t.Rows() {
		var cells []string
		for i := range t.Columns {
			cells = append(cells, t.Columns[i].Cell(r))
		}
		out = append(out, fmt.Sprintf("%q", cells))
	}
	return out
}

func TestSortByAgreesWithNaive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tab := table(t)
		var keys []frame.Key
		for range rapid.IntRange(0, 4).Draw(t, "keys") {
			keys = append(keys, frame.Key{
				Column:     rapid.SampledFrom([]string{"doc", "con", "n", "x"}).Draw(t, "key"),
				Descending: rapid.Bool().Draw(t, "descending"),
			})
		}
		got, err := frame.SortBy(tab, keys...)
		if err != nil {
			t.Fatal(err)
		}
		order := make([]int, tab.Rows())
		for i := range order {
			order[i] = i
		}
		slices.SortStableFunc(order, func(a, b int) int {
			for _, k := range keys {
				if c := naive(tab.Column(k.Column), a, b, k.Descending); c != 0 {
					return c
				}
			}
			return 0
		})
		before, after := lines(tab), lines(got)
		for i, r := range order {
			if after[i] != before[r] {
				t.Fatalf("row %d is %s, want %s", i, after[i], before[r])
			}
		}
		for _, n := range got.Notes {
			if n.Row >= 0 && got.Columns[0].Texts[n.Row]+"/"+got.Columns[1].Texts[n.Row] != n.Message {
				t.Fatalf("the note %+v went to another row", n)
			}
		}
		if len(got.Notes) != len(tab.Notes) {
			t.Fatalf("notes %v", got.Notes)
		}
	})
}

// naive compares two cells; missing ones come last either way.
func naive(c *result.Column, a, b int, descending bool) int {
	if c.Absent(a) || c.Absent(b) {
		switch {
		case c.Absent(a) && c.Absent(b):
			return 0
		case c.Absent(a):
			return 1
		}
		return -1
	}
	var order int
	switch c.Type {
	case result.Int:
		order = cmp.Compare(c.Ints[a], c.Ints[b])
	case result.Float:
		order = cmp.Compare(c.Floats[a], c.Floats[b])
	default:
		order = cmp.Compare(c.Texts[a], c.Texts[b])
	}
	if descending {
		return -order
	}
	return order
}

func TestGroupSumAgreesWithNaive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tab := table(t)
		for i := range tab.Columns[2].Ints { // keep the sums inside int64
			tab.Columns[2].Ints[i] >>= 8
		}
		by := rapid.SampledFrom([][]string{{"doc"}, {"doc", "con"}, {"con", "doc"}, {"n"}}).Draw(t, "by")
		got, err := frame.GroupSum(tab, by, []string{"n", "x"}[len(by)%2:])
		if err != nil {
			t.Fatal(err)
		}
		sums, counts := map[string]float64{}, map[string]int{}
		var seen []string
		for r := range tab.Rows() {
			var key []string
			for _, name := range by {
				key = append(key, tab.Column(name).Cell(r))
			}
			k := fmt.Sprintf("%q", key)
			if _, ok := sums[k]; !ok {
				sums[k] = 0
				seen = append(seen, k)
			}
			if x := tab.Column("x").Floats[r]; !math.IsNaN(x) {
				sums[k] += x
				counts[k]++
			}
		}
		if got.Rows() != len(seen) {
			t.Fatalf("%d groups, want %d", got.Rows(), len(seen))
		}
		for r, k := range seen {
			var key []string
			for i := range by {
				key = append(key, got.Columns[i].Cell(r))
			}
			if fmt.Sprintf("%q", key) != k {
				t.Fatalf("group %d is %q, want %s", r, key, k)
			}
			x := got.Column("x").Floats[r]
			if counts[k] == 0 && !math.IsNaN(x) || counts[k] > 0 && x != sums[k] {
				t.Fatalf("sum of %s is %v, want %v of %d", k, x, sums[k], counts[k])
			}
		}
	})
}

func TestGroupSumIsExact(t *testing.T) {
	tab := &result.Table{Name: "t", Columns: []result.Column{
		result.Texts("k", "k", "K.", []string{"a", "b", "a"}), result.Ints("n", "n", "", "N.", []int64{1<<53 + 1, 5, 1 << 53}),
	}}
	got, err := frame.GroupSum(tab, []string{"k"}, []string{"n"})
	if err != nil || got.Columns[1].Cell(0) != "18014398509481985" || got.Columns[1].Cell(1) != "5" {
		t.Errorf("%v, %v", lines(got), err)
	}
}

func TestJoinAgreesWithNaive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		left, right := table(t), table(t)
		right.Columns[2].Name, right.Columns[3].Name = "m", "y"
		keys := rapid.SampledFrom([][]string{{"doc"}, {"doc", "con"}}).Draw(t, "keys")
		got, err := frame.Join(left, right, keys...)
		if err != nil {
			t.Fatal(err)
		}
		var want []string
		for a := range left.Rows() {
			for b := range right.Rows() {
				same := true
				for _, k := range keys {
					same = same && left.Column(k).Texts[a] == right.Column(k).Texts[b]
				}
				if !same {
					continue
				}
				var cells []string
				for i := range left.Columns {
					cells = append(cells, left.Columns[i].Cell(a))
				}
				want = append(want, fmt.Sprintf("%q", append(cells, right.Columns[2].Cell(b), right.Columns[3].Cell(b))))
			}
		}
		if l := lines(got); !slices.Equal(l, want) {
			t.Fatalf("got\n%s\nwant\n%s", strings.Join(l, "\n"), strings.Join(want, "\n"))
		}
	})
}

// TestPivotLosesNothing: every number of the long table stands where its row
// and its column meet, and everything else is missing.
func TestPivotLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tab := table(t)
		value := rapid.SampledFrom([]string{"n", "x"}).Draw(t, "value")
		got, err := frame.Pivot(tab, []string{"con"}, "doc", value)
		places, twice := map[[2]string]string{}, false
		for r := range tab.Rows() {
			p := [2]string{tab.Column("con").Texts[r], tab.Column("doc").Texts[r]}
			_, again := places[p]
			twice = twice || again
			places[p] = tab.Column(value).Cell(r)
		}
		if twice != (err != nil) {
			t.Fatalf("two numbers in one place: %v; error: %v", twice, err)
		}
		if err != nil {
			return
		}
		found := 0
		for r := range got.Rows() {
			for i := 1; i < len(got.Columns); i++ {
				c := &got.Columns[i]
				label := c.Label
				if label == "–" {
					label = ""
				}
				want, ok := places[[2]string{got.Columns[0].Texts[r], label}]
				if c.Cell(r) != want {
					t.Fatalf("row %d, column %s: %q, want %q", r, label, c.Cell(r), want)
				}
				if ok {
					found++
				}
			}
		}
		if found != len(places) {
			t.Fatalf("%d numbers, want %d", found, len(places))
		}
		for _, n := range got.Notes {
			if n.Row != -1 {
				t.Fatalf("note %+v", n)
			}
		}
	})
}

func TestSelectAndTop(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tab := table(t)
		got, err := frame.Select(tab, "x", "doc")
		if err != nil || len(got.Columns) != 2 || got.Columns[0].Name != "x" || got.Rows() != tab.Rows() {
			t.Fatalf("%v, %v", got, err)
		}
		n := rapid.IntRange(-2, 15).Draw(t, "n")
		if top := lines(frame.Top(tab, n)); !slices.Equal(top, lines(tab)[:max(0, min(n, tab.Rows()))]) {
			t.Fatalf("Top(%d) = %v", n, top)
		}
	})
}

func TestErrorsNameTheColumn(t *testing.T) {
	tab := &result.Table{Name: "t", Columns: []result.Column{result.Texts("a", "a", "A.", []string{"x"})}}
	for name, call := range map[string]func() (*result.Table, error){
		"select": func() (*result.Table, error) { return frame.Select(tab, "none") },
		"sort":   func() (*result.Table, error) { return frame.SortBy(tab, frame.Key{Column: "none"}) },
		"group":  func() (*result.Table, error) { return frame.GroupSum(tab, []string{"none"}, nil) },
		"sums":   func() (*result.Table, error) { return frame.GroupSum(tab, []string{"a"}, []string{"none"}) },
		"join":   func() (*result.Table, error) { return frame.Join(tab, tab, "none") },
		"pivot":  func() (*result.Table, error) { return frame.Pivot(tab, []string{"a"}, "a", "none") },
	} {
		if _, err := call(); err == nil || !strings.Contains(err.Error(), "none") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := frame.GroupSum(tab, []string{"a"}, []string{"a"}); err == nil {
		t.Error("texts have no sum")
	}
	if _, err := frame.Pivot(tab, []string{"a"}, "a", "a"); err == nil {
		t.Error("texts do not go crosswise")
	}
}
