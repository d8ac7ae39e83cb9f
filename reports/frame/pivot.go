package frame

import (
	"fmt"
	"math"
	"strconv"

	"concordat/analyzers/result"
)

// NoValue is the code of the note on a pivoted table with empty places.
const NoValue = "no-value"

// Pivot returns a table crosswise: one row for every combination of values of
// the by columns, one column for every value of the across column, both in
// order of first appearance, and the number of the value column where they
// meet. The new columns are named c1, c2 … and labelled with the values that
// they stand for. Where nothing meets the value is missing, and a note says
// so. Two numbers for one place are an error.
func Pivot(t *result.Table, by []string, across, value string) (out *result.Table, err error) {
	defer catch(t, &err)
	keys, err := find(t, by)
	if err != nil {
		return nil, err
	}
	named, err := find(t, []string{across, value})
	if err != nil {
		return nil, err
	}
	heads, values := named[0], named[1]
	if values.Type == result.Text {
		return nil, fmt.Errorf("table %s: column %s is text; only numbers go crosswise", t.Name, value)
	}
	lines, err := group(keys, t.Rows())
	if err != nil {
		return nil, fmt.Errorf("table %s: %w", t.Name, err)
	}
	stacks, err := group([]*result.Column{heads}, t.Rows())
	if err != nil {
		return nil, fmt.Errorf("table %s: %w", t.Name, err)
	}
	line, first := make([]int, t.Rows()), make([]int, len(lines))
	for i, rows := range lines {
		first[i] = rows[0]
		for _, r := range rows {
			line[r] = i
		}
	}
	pivoted := &result.Table{Name: t.Name, Title: t.Title, Caption: t.Caption, Place: t.Place, Brief: t.Brief, Notes: tableNotes(t)}
	for _, c := range keys {
		pivoted.Columns = append(pivoted.Columns, take(c, first))
	}
	holes := false
	for i, rows := range stacks {
		from := make([]int, len(lines)) // the row of t for each line, −1 = none
		for l := range from {
			from[l] = -1
		}
		for _, r := range rows {
			if from[line[r]] >= 0 {
				return nil, fmt.Errorf("table %s: rows %d and %d are both for %s %q", t.Name, from[line[r]], r, across, heads.Cell(r))
			}
			from[line[r]] = r
		}
		c, hole := place(values, from)
		c.Name, c.Label = "c"+strconv.Itoa(i+1), heads.Print(rows[0])
		if c.Label == "" {
			c.Label = "–"
		}
		pivoted.Columns = append(pivoted.Columns, c)
		holes = holes || hole
	}
	if holes {
		pivoted.Notes = append(pivoted.Notes, result.Note{Code: NoValue, Message: "An empty cell has no value in the long table.", Table: t.Name, Row: -1})
	}
	return pivoted, nil
}

// place returns a number column with the values at the given rows, missing at
// −1, and whether any is missing for that reason.
func place(c *result.Column, from []int) (result.Column, bool) {
	out := *c
	out.Ints, out.Floats, out.Missing = nil, nil, nil
	hole := false
	for _, r := range from {
		hole = hole || r < 0
		missing := r < 0 || c.Absent(r)
		if c.Type == result.Int {
			var v int64
			if !missing {
				v = c.Ints[r]
			}
			out.Ints = append(out.Ints, v)
			out.Missing = append(out.Missing, missing)
			continue
		}
		v := math.NaN()
		if !missing {
			v = c.Floats[r]
		}
		out.Floats = append(out.Floats, v)
	}
	return out, hole
}
