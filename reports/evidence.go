package reports

import (
	"cmp"
	"slices"

	"concordat/analyzers/result"
	"concordat/reports/html"
)

// pageQuotes is how many quotations of a concept the page shows at most.
const pageQuotes = 25

// quotable reports whether a table lists hits with their quotations.
func quotable(t *result.Table) bool {
	if t.Place != result.Evidence {
		return false
	}
	for _, name := range []string{"id", "document", "concept", "left", "match", "right"} {
		if c := t.Column(name); c == nil || c.Type != result.Text {
			return false
		}
	}
	return true
}

// evidence returns the concepts of a list of hits, those with the most hits
// first, each with some of its quotations.
func evidence(t *result.Table, labels map[string]string) []html.Concept {
	concept, document := t.Column("concept").Texts, t.Column("document").Texts
	rows := make(map[string][]int)
	var ids []string
	for r, id := range concept {
		if rows[id] == nil {
			ids = append(ids, id)
		}
		rows[id] = append(rows[id], r)
	}
	slices.SortStableFunc(ids, func(a, b string) int {
		return cmp.Or(len(rows[b])-len(rows[a]), cmp.Compare(a, b))
	})
	var out []html.Concept
	for _, id := range ids {
		shown, documents := spread(rows[id], document, pageQuotes)
		c := html.Concept{ID: id, Label: cmp.Or(labels[id], id), Hits: len(rows[id]), Documents: documents}
		for _, r := range shown {
			q := html.Quote{
				ID: t.Column("id").Texts[r], Document: document[r],
				Left: t.Column("left").Texts[r], Match: t.Column("match").Texts[r], Right: t.Column("right").Texts[r],
			}
			if s := t.Column("section"); s != nil && s.Type == result.Text {
				q.Section = s.Texts[r]
			}
			c.Quotes = append(c.Quotes, q)
		}
		out = append(out, c)
	}
	return out
}

// spread chooses at most n of the rows so that every document has its turn
// before any has a second one, and returns them in their order, with the
// number of documents among all rows.
func spread(rows []int, document []string, n int) (chosen []int, documents int) {
	turn := make(map[string]int)
	type row struct{ row, turn int }
	var queue []row
	for _, r := range rows {
		queue = append(queue, row{r, turn[document[r]]})
		turn[document[r]]++
	}
	slices.SortStableFunc(queue, func(a, b row) int { return a.turn - b.turn })
	for _, q := range queue[:min(n, len(queue))] {
		chosen = append(chosen, q.row)
	}
	slices.Sort(chosen)
	return chosen, len(turn)
}

// conceptLabels returns the label of each concept, from any table that has
// both columns.
func conceptLabels(r *Report) map[string]string {
	labels := make(map[string]string)
	for _, s := range r.Sections {
		if s.Result == nil {
			continue
		}
		for _, t := range s.Result.Tables {
			ids, names := t.Column("concept"), t.Column("label")
			if ids == nil || names == nil || ids.Type != result.Text || names.Type != result.Text {
				continue
			}
			for i := range min(len(ids.Texts), len(names.Texts)) {
				labels[ids.Texts[i]] = names.Texts[i]
			}
		}
	}
	return labels
}
