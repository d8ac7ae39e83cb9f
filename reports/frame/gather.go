package frame

import (
	"math"

	"concordat/analyzers/result"
)

// gather returns a table with the given rows in the given order. Notes about a
// row go with it; notes about rows that are left out are dropped.
func gather(t *result.Table, order []int) *result.Table {
	out := *t
	out.Columns = make([]result.Column, len(t.Columns))
	for i := range t.Columns {
		out.Columns[i] = take(&t.Columns[i], order)
	}
	out.Notes = nil
	place := make(map[int]int, len(order))
	for to, from := range order {
		place[from] = to
	}
	for _, n := range t.Notes {
		if n.Row >= 0 {
			to, kept := place[n.Row]
			if !kept {
				continue
			}
			n.Row = to
		}
		out.Notes = append(out.Notes, n)
	}
	return &out
}

// take returns a column with the values at the given rows.
func take(c *result.Column, order []int) result.Column {
	out := *c
	out.Texts, out.Ints, out.Floats, out.Missing = nil, nil, nil, nil
	for _, r := range order {
		switch c.Type {
		case result.Text:
			out.Texts = append(out.Texts, c.Texts[r])
		case result.Int:
			out.Ints = append(out.Ints, c.Ints[r])
		case result.Float:
			out.Floats = append(out.Floats, c.Floats[r])
		}
		if c.Missing != nil {
			out.Missing = append(out.Missing, c.Missing[r])
		}
	}
	return out
}

// sum returns a number column with one sum a group of rows.
func sum(c *result.Column, groups [][]int) result.Column {
	out := *c
	out.Ints, out.Floats, out.Missing = nil, nil, nil
	for _, rows := range groups {
		var whole int64
		var real float64
		missing := true
		for _, r := range rows {
			if c.Absent(r) {
				continue
			}
			missing = false
			if c.Type == result.Int {
				whole += c.Ints[r]
			} else {
				real += c.Floats[r]
			}
		}
		if c.Type == result.Int {
			out.Ints = append(out.Ints, whole)
			out.Missing = append(out.Missing, missing)
			continue
		}
		if missing {
			real = math.NaN()
		}
		out.Floats = append(out.Floats, real)
	}
	return out
}

// tableNotes returns a table's notes as notes about the whole table.
func tableNotes(t *result.Table) []result.Note {
	var out []result.Note
	for _, n := range t.Notes {
		n.Row = -1
		out = append(out, n)
	}
	return out
}
