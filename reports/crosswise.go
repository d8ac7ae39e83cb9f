package reports

import (
	"fmt"

	"concordat/analyzers/result"
	"concordat/reports/frame"
)

const (
	crossDocuments = 12 // columns that fit a page
	crossConcepts  = 20 // rows
)

// crosswise returns a table of rates by document and concept as one row a
// concept and one column a document, the concepts with the most hits first;
// nil if the table has no such columns, or several rows for one place, or too
// many documents, or one only, where the long table says the same.
func crosswise(t *result.Table) (*result.Table, error) {
	rate := t.Column("per_10k")
	for _, name := range []string{"document", "concept", "hits"} {
		if t.Column(name) == nil {
			return nil, nil
		}
	}
	if rate == nil || rate.Type != result.Float || t.Column("document").Type != result.Text {
		return nil, nil
	}
	by := []string{"concept"}
	if t.Column("label") != nil {
		by = append(by, "label")
	}
	documents, places := make(map[string]bool), make(map[[2]string]bool)
	for r := range t.Rows() {
		documents[t.Column("document").Cell(r)] = true
		if len(documents) > crossDocuments {
			return nil, nil
		}
		places[[2]string{t.Column("document").Cell(r), t.Column("concept").Cell(r)}] = true
	}
	if len(documents) < 2 || len(places) < t.Rows() {
		return nil, nil
	}
	totals, err := frame.GroupSum(t, []string{"concept"}, []string{"hits"})
	if err != nil {
		return nil, err
	}
	if totals, err = frame.SortBy(totals, frame.Key{Column: "hits", Descending: true}); err != nil {
		return nil, err
	}
	wide, err := frame.Pivot(t, by, "document", "per_10k")
	if err != nil {
		return nil, err
	}
	// The join keeps the order of the totals.
	out, err := frame.Join(frame.Top(totals, crossConcepts), wide, "concept")
	if err != nil {
		return nil, err
	}
	hits := out.Column("hits")
	hits.Label, hits.Doc = "all hits", "Occurrences in all documents together."
	if out, err = frame.Select(out, order(out)...); err != nil {
		return nil, err
	}
	for i := range out.Columns {
		out.Columns[i].Unit = "" // the caption says it once
	}
	out.Name, out.Title = t.Name, t.Title+": documents side by side"
	out.Caption = fmt.Sprintf("%s by document, for the %d concepts with the most hits of %d.", upper(rate.Label), out.Rows(), totals.Rows())
	out.Brief, out.Notes = 0, nil // the notes stand under the long table
	for _, n := range wide.Notes {
		if n.Code == frame.NoValue {
			out.Notes = append(out.Notes, n)
		}
	}
	return out, nil
}

// order returns the names of the columns with the total last.
func order(t *result.Table) []string {
	var names []string
	for i := range t.Columns {
		if name := t.Columns[i].Name; name != "hits" {
			names = append(names, name)
		}
	}
	return append(names, "hits")
}

// upper returns a text with its first letter, if it is one of ASCII, as a capital.
func upper(s string) string {
	if s != "" && s[0] >= 'a' && s[0] <= 'z' {
		return string(s[0]-'a'+'A') + s[1:]
	}
	return s
}
