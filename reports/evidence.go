package reports

import (
	"cmp"
	"slices"
	"strings"

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

// coded is what a list of hits says of one concept.
type coded struct {
	own       []int          // rows of its own hits
	parts     map[string]int // hits of the concepts below it, by id
	hits      int            // both together
	documents map[string]bool
}

// tallyHits returns what a list of hits says of each concept, and their ids,
// those with the most hits first. The column counts_for, if it is there, names
// the further concepts that count a hit.
func tallyHits(t *result.Table) (map[string]*coded, []string) {
	concepts, document := make(map[string]*coded), t.Column("document").Texts
	var ids []string
	count := func(id string, row int) *coded {
		c := concepts[id]
		if c == nil {
			c = &coded{parts: make(map[string]int), documents: make(map[string]bool)}
			concepts[id] = c
			ids = append(ids, id)
		}
		c.hits++
		c.documents[document[row]] = true
		return c
	}
	up := t.Column("counts_for")
	for r, id := range t.Column("concept").Texts {
		c := count(id, r)
		c.own = append(c.own, r)
		if up == nil || up.Type != result.Text {
			continue
		}
		for _, parent := range strings.Fields(up.Texts[r]) {
			count(parent, r).parts[id]++
		}
	}
	slices.SortFunc(ids, func(a, b string) int {
		return cmp.Or(concepts[b].hits-concepts[a].hits, cmp.Compare(a, b))
	})
	return concepts, ids
}

// evidence returns the concepts of a list of hits, those with the most hits
// first, each with some of its quotations.
func evidence(t *result.Table, labels map[string]string) []html.Concept {
	concepts, ids := tallyHits(t)
	var out []html.Concept
	for _, id := range ids {
		from := concepts[id]
		c := html.Concept{ID: id, Label: cmp.Or(labels[id], id), Hits: from.hits, Documents: len(from.documents)}
		for part, n := range from.parts {
			c.Parts = append(c.Parts, html.Part{ID: part, Label: cmp.Or(labels[part], part), Hits: n})
		}
		slices.SortFunc(c.Parts, func(a, b html.Part) int { return cmp.Or(b.Hits-a.Hits, cmp.Compare(a.ID, b.ID)) })
		for _, r := range spread(from.own, t.Column("document").Texts, pageQuotes) {
			c.Quotes = append(c.Quotes, quote(t, r))
		}
		out = append(out, c)
	}
	return out
}

// quote returns one row of a list of hits.
func quote(t *result.Table, row int) html.Quote {
	text := func(name string) string {
		if c := t.Column(name); c != nil && c.Type == result.Text {
			return c.Texts[row]
		}
		return ""
	}
	return html.Quote{
		ID: text("id"), Document: text("document"), Section: text("section"),
		Left: before(text("left")), Match: text("match"), Right: after(text("right")),
	}
}

// pageContext is how many bytes of context the page shows on either side.
const pageContext = 160

// before returns the end of a context, from the beginning of a word on.
func before(s string) string {
	if len(s) <= pageContext {
		return s
	}
	cut := s[len(s)-pageContext:]
	if i := strings.IndexByte(cut, ' '); i >= 0 && i < len(cut)-1 {
		return "… " + cut[i+1:]
	}
	return s // a script without spaces: better too long than cut in a character
}

// after returns the beginning of a context up to a word.
func after(s string) string {
	if len(s) <= pageContext {
		return s
	}
	if i := strings.LastIndexByte(s[:pageContext], ' '); i > 0 {
		return s[:i] + " …"
	}
	return s
}

// spread chooses at most n of the rows so that every document has its turn
// before any has a second one, and returns them in their order.
func spread(rows []int, document []string, n int) []int {
	turn := make(map[string]int)
	type row struct{ row, turn int }
	var queue []row
	for _, r := range rows {
		queue = append(queue, row{r, turn[document[r]]})
		turn[document[r]]++
	}
	slices.SortStableFunc(queue, func(a, b row) int { return a.turn - b.turn })
	var chosen []int
	for _, q := range queue[:min(n, len(queue))] {
		chosen = append(chosen, q.row)
	}
	slices.Sort(chosen)
	return chosen
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
