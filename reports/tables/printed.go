package tables

import (
	"regexp"
	"slices"
	"strings"

	"concordat/analyzers/result"
)

// Printed returns a table with the columns that people read, in the rows'
// order; data files have them all. Left out are columns without a value,
// digests, the ids of concepts whose labels are there (the label takes the
// id's place), and texts that are the same in every row, which a note gives.
func Printed(t *result.Table) *result.Table {
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
		case t.Rows() > 0 && empty(c), digests(c):
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
