// Package frame selects, sorts, groups, joins and pivots result tables. It is
// the only importer of gota.
//
// gota decides which rows go where; the values themselves never pass through
// it. It is given keys and row numbers, with explicit types, and gives row
// numbers back, with which the rows are gathered from the table. So no number
// is rounded, no text "NaN" or "007" changes, and no order depends on a map.
package frame

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"concordat/analyzers/result"

	"github.com/go-gota/gota/dataframe"
	"github.com/go-gota/gota/series"
)

// The columns of every data frame in this package.
const (
	keyColumn   = "key"
	rowColumn   = "row"
	otherColumn = "other" // row numbers of the second table of a join
)

// Select returns a table with the named columns only, in that order.
func Select(t *result.Table, names ...string) (*result.Table, error) {
	cols, err := find(t, names)
	if err != nil {
		return nil, err
	}
	out := *t
	out.Columns = nil
	for _, c := range cols {
		out.Columns = append(out.Columns, *c)
	}
	return &out, nil
}

// Key is one criterion of SortBy.
type Key struct {
	Column     string
	Descending bool
}

// SortBy returns a table with its rows sorted by the keys, the first key
// first. Texts compare by bytes, missing values come last, and rows that are
// equal keep their order.
func SortBy(t *result.Table, keys ...Key) (out *result.Table, err error) {
	defer catch(t, &err)
	order := numbers(t.Rows())
	// gota v0.12.0 sorts wrongly by three keys and more, but stably by one:
	// so by one at a time, the last key first.
	for _, k := range slices.Backward(keys) {
		cols, err := find(t, []string{k.Column})
		if err != nil {
			return nil, err
		}
		df := dataframe.New(sortable(cols[0], order), series.New(order, series.Int, rowColumn))
		if order, err = rows(df.Arrange(dataframe.Order{Colname: keyColumn, Reverse: k.Descending}), rowColumn); err != nil {
			return nil, fmt.Errorf("table %s: %w", t.Name, err)
		}
	}
	return gather(t, order), nil
}

// Top returns a table with the first n rows, all of them if there are fewer.
func Top(t *result.Table, n int) *result.Table {
	return gather(t, numbers(min(max(n, 0), t.Rows())))
}

// GroupSum returns one row for every combination of values of the by columns,
// in order of first appearance, with the sums of the named number columns.
// Missing values count as nothing; a sum of missing values only is missing.
func GroupSum(t *result.Table, by, sums []string) (out *result.Table, err error) {
	defer catch(t, &err)
	keys, err := find(t, by)
	if err != nil {
		return nil, err
	}
	values, err := find(t, sums)
	if err != nil {
		return nil, err
	}
	groups, err := group(keys, t.Rows())
	if err != nil {
		return nil, fmt.Errorf("table %s: %w", t.Name, err)
	}
	first := make([]int, len(groups))
	for i, g := range groups {
		first[i] = g[0]
	}
	grouped := *t
	grouped.Columns, grouped.Notes = nil, slices.Clone(t.Notes)
	for _, c := range keys {
		grouped.Columns = append(grouped.Columns, take(c, first))
	}
	for i := range grouped.Notes {
		grouped.Notes[i].Row = -1
	}
	for _, c := range values {
		if c.Type == result.Text {
			return nil, fmt.Errorf("table %s: column %s is text and has no sum", t.Name, c.Name)
		}
		grouped.Columns = append(grouped.Columns, sum(c, groups))
	}
	return &grouped, nil
}

// Join returns, for every row of left in its order and every row of right with
// the same values in the key columns, one row with the columns of left and
// those of right that left does not have. Rows of left without partner are
// left out. Cost: rows of left times rows of right; it is for small tables.
func Join(left, right *result.Table, keys ...string) (out *result.Table, err error) {
	defer catch(left, &err)
	leftKeys, err := find(left, keys)
	if err != nil {
		return nil, err
	}
	rightKeys, err := find(right, keys)
	if err != nil {
		return nil, err
	}
	out = &result.Table{Name: left.Name, Title: left.Title, Caption: left.Caption, Place: left.Place, Brief: left.Brief}
	var pairs dataframe.DataFrame
	if left.Rows() > 0 && right.Rows() > 0 {
		a := dataframe.New(joined(leftKeys, left.Rows()), series.New(numbers(left.Rows()), series.Int, rowColumn))
		b := dataframe.New(joined(rightKeys, right.Rows()), series.New(numbers(right.Rows()), series.Int, otherColumn))
		pairs = a.InnerJoin(b, keyColumn)
	} else {
		pairs = dataframe.New(series.New([]int{}, series.Int, rowColumn), series.New([]int{}, series.Int, otherColumn))
	}
	mine, err := rows(pairs, rowColumn)
	if err != nil {
		return nil, fmt.Errorf("tables %s and %s: %w", left.Name, right.Name, err)
	}
	theirs, err := rows(pairs, otherColumn)
	if err != nil {
		return nil, fmt.Errorf("tables %s and %s: %w", left.Name, right.Name, err)
	}
	out.Columns, out.Notes = gather(left, mine).Columns, append(tableNotes(left), tableNotes(right)...)
	for i := range right.Columns {
		if c := &right.Columns[i]; left.Column(c.Name) == nil {
			out.Columns = append(out.Columns, take(c, theirs))
		}
	}
	return out, nil
}

// numbers returns 0 … n−1.
func numbers(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// find returns the named columns or an error that names the missing one.
func find(t *result.Table, names []string) ([]*result.Column, error) {
	out := make([]*result.Column, len(names))
	for i, name := range names {
		if out[i] = t.Column(name); out[i] == nil {
			return nil, fmt.Errorf("table %s has no column %q", t.Name, name)
		}
	}
	return out, nil
}

// group returns the row numbers of each combination of values, ascending, the
// groups in order of first appearance.
func group(keys []*result.Column, n int) ([][]int, error) {
	if n == 0 {
		return nil, nil
	}
	df := dataframe.New(joined(keys, n), series.New(numbers(n), series.Int, rowColumn))
	groups := df.GroupBy(keyColumn)
	if groups.Err != nil {
		return nil, groups.Err
	}
	var out [][]int
	for _, g := range groups.GetGroups() {
		in, err := rows(g, rowColumn)
		if err != nil {
			return nil, err
		}
		slices.Sort(in)
		out = append(out, in)
	}
	slices.SortFunc(out, func(a, b []int) int { return a[0] - b[0] }) // gota's own order is a map's
	return out, nil
}

// rows reads row numbers out of a data frame.
func rows(df dataframe.DataFrame, column string) ([]int, error) {
	if df.Err != nil {
		return nil, df.Err
	}
	return df.Col(column).Int()
}

// joined returns the values of the key columns as one text a row. Each value
// stands after its length, so that ("a", "bc") and ("ab", "c") differ, and no
// key can be the text that gota takes for a missing value.
func joined(keys []*result.Column, n int) series.Series {
	texts := make([]string, n)
	for r := range texts {
		var b strings.Builder
		for _, c := range keys {
			cell := c.Cell(r)
			b.WriteString(strconv.Itoa(len(cell)) + ":" + cell)
		}
		texts[r] = b.String()
	}
	return series.New(texts, series.String, keyColumn)
}

// sortable returns a column's values in the given order of rows, for sorting.
func sortable(c *result.Column, order []int) series.Series {
	values := make([]any, len(order))
	for i, r := range order {
		switch {
		case c.Absent(r):
			values[i] = nil
		case c.Type == result.Int:
			values[i] = int(c.Ints[r])
		case c.Type == result.Float:
			values[i] = c.Floats[r]
		default:
			values[i] = "=" + c.Texts[r] // no text "NaN" goes missing
		}
	}
	return series.New(values, [...]series.Type{result.Text: series.String, result.Int: series.Int, result.Float: series.Float}[c.Type], keyColumn)
}

// catch turns a panic of gota into an error.
func catch(t *result.Table, err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("table %s: gota: %v", t.Name, r)
	}
}
