package tables

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strings"

	"concordat/analyzers/result"
)

// Printed returns a table with the rows and columns that people read; data
// files have them all. The rows are those of Ranked. Left out are details,
// columns without a value, digests, the ids of concepts whose labels are there
// (the label takes the id's place), and texts that are the same in every row,
// which a note gives.
func Printed(t *result.Table) *result.Table {
	t = Ranked(t)
	out := *t
	out.Columns, out.Notes = nil, slices.Clone(t.Notes)
	var same []string
	for i := range t.Columns {
		c := &t.Columns[i]
		switch {
		case isLabel(c.Name) && t.Column(idOf(c.Name)) != nil:
			continue // stands where its id was
		case t.Column(labelOf(c.Name)) != nil:
			c = t.Column(labelOf(c.Name))
		}
		if c.Detail || t.Rows() > 0 && empty(c) || digests(c) {
			continue
		}
		if len(out.Columns) > 0 && t.Rows() > 1 && constant(c) {
			same = append(same, c.Label+": "+c.Texts[0])
			continue
		}
		out.Columns = append(out.Columns, *c)
	}
	if same != nil {
		out.Notes = append(out.Notes, result.Note{Code: "same", Message: "In every row: " + strings.Join(same, "; ") + ".", Table: t.Name, Row: -1})
	}
	return &out
}

// Ranked returns a table with its rows in the order of the magnitude of its
// column Lead, the greatest first and equal ones as they were, without those
// where it is 0 or missing; the caption says so. Without a Lead, or where it
// would leave no row, it returns the table as it is.
func Ranked(t *result.Table) *result.Table {
	lead := t.Column(t.Lead)
	if t.Lead == "" || lead == nil || lead.Type == result.Text {
		return t
	}
	size := func(row int) float64 {
		if lead.Type == result.Int {
			return math.Abs(float64(lead.Ints[row]))
		}
		return math.Abs(lead.Floats[row])
	}
	var rows []int
	for r := range t.Rows() {
		if !lead.Absent(r) && size(r) != 0 {
			rows = append(rows, r)
		}
	}
	if len(rows) == 0 {
		return t
	}
	slices.SortStableFunc(rows, func(a, b int) int { return cmp.Compare(size(b), size(a)) })
	out := *t
	out.Lead, out.Columns, out.Notes = "", make([]result.Column, len(t.Columns)), nil
	for i := range t.Columns {
		out.Columns[i] = reordered(t.Columns[i], rows)
	}
	for _, n := range t.Notes {
		if n.Row >= 0 {
			if n.Row = slices.Index(rows, n.Row); n.Row < 0 {
				continue
			}
		}
		out.Notes = append(out.Notes, n)
	}
	out.Caption = strings.TrimSpace(out.Caption + " " + ranking(lead.Label, t.Rows()-len(rows)))
	return &out
}

// ranking is the sentence that a caption adds for ranked rows.
func ranking(label string, left int) string {
	s := "Rows are ordered by the size of “" + label + "”"
	switch left {
	case 0:
		return s + "."
	case 1:
		return s + "; 1 row where it is 0 or missing is in the data files only."
	}
	return s + "; " + result.Whole(left) + " rows where it is 0 or missing are in the data files only."
}

// reordered returns a column with the given rows in their order.
func reordered(c result.Column, rows []int) result.Column {
	texts, ints, floats, missing := c.Texts, c.Ints, c.Floats, c.Missing
	c.Texts, c.Ints, c.Floats, c.Missing = nil, nil, nil, nil
	for _, r := range rows {
		switch c.Type {
		case result.Text:
			c.Texts = append(c.Texts, texts[r])
		case result.Int:
			c.Ints = append(c.Ints, ints[r])
		case result.Float:
			c.Floats = append(c.Floats, floats[r])
		}
		if missing != nil {
			c.Missing = append(c.Missing, missing[r])
		}
	}
	return c
}

// The names of columns come in pairs: concept and label, concept_a and label_a.
const (
	idName    = "concept"
	labelName = "label"
)

func isLabel(name string) bool { return name == labelName || strings.HasPrefix(name, labelName+"_") }

// idOf returns the name of the column with the ids of a column of labels.
func idOf(label string) string { return idName + strings.TrimPrefix(label, labelName) }

// labelOf returns the name of the column with the labels of a column of ids,
// "" for any other column.
func labelOf(id string) string {
	if id == idName || strings.HasPrefix(id, idName+"_") {
		return labelName + strings.TrimPrefix(id, idName)
	}
	return ""
}

// empty reports whether a column has no value at all.
func empty(c *result.Column) bool {
	for r := range c.Len() {
		if c.Cell(r) != "" {
			return false
		}
	}
	return true
}

var digest = regexp.MustCompile(`^[0-9a-f]{64}$`)

// digests reports whether a column holds digests, which nobody reads.
func digests(c *result.Column) bool {
	found := false
	for _, s := range c.Texts {
		if s != "" && !digest.MatchString(s) {
			return false
		}
		found = found || s != ""
	}
	return found
}

// constant reports whether a column has one text in all rows.
func constant(c *result.Column) bool {
	return c.Type == result.Text && !slices.ContainsFunc(c.Texts, func(s string) bool { return s != c.Texts[0] })
}
