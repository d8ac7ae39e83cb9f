package reports

import (
	"cmp"
	"slices"
	"strings"

	"concordat/analyzers/result"
	"concordat/reports/html"
)

// longText is the length in bytes from which the page gives texts room.
const longText = 24

// deepest is the depth in a tree beyond which names are indented no further.
const deepest = 8

// pageRows is how many rows of a table the page shows at most.
const pageRows = 200

// page writes all tables and figures and returns the report for reading.
func (w *writer) page() (*html.Page, error) {
	r := w.report
	p := &html.Page{Title: r.Title, Subtitle: r.Subtitle, Notes: messages(r.Notes), Methods: paragraphs(r), References: references(r)}
	for _, f := range r.Facts {
		p.Facts = append(p.Facts, html.Fact{Name: f[0], Value: f[1]})
	}
	p.Provenance = provenance(r.Tool)
	labels := conceptLabels(r)
	for _, s := range r.Sections {
		if s.Result == nil {
			continue
		}
		for _, f := range s.Result.Findings {
			p.Findings = append(p.Findings, f.Text)
		}
		section := html.Section{ID: "analysis-" + s.Name, Title: s.Title, Doc: s.Doc, Notes: messages(s.Result.Notes)}
		for _, f := range s.Result.Figures {
			figure, cautions, err := w.figure(f, s.Result.Series)
			if err != nil {
				return nil, err
			}
			for _, c := range cautions {
				if !slices.Contains(section.Notes, c) {
					section.Notes = append(section.Notes, c)
				}
			}
			if figure != nil {
				section.Figures = append(section.Figures, *figure)
			}
		}
		beside, err := w.networks(s.Result)
		if err != nil {
			return nil, err
		}
		for _, t := range s.Result.Tables {
			links, err := w.table(t)
			if err != nil {
				return nil, err
			}
			links = append(links, beside[t]...)
			switch {
			case t.Place == result.Tables:
				views, err := w.views(t, links)
				if err != nil {
					return nil, err
				}
				section.Tables = append(section.Tables, views...)
			case quotable(t):
				p.Concepts, p.More = evidence(t, labels), links[0].Path
				p.Cautions, section.Notes = section.Notes, nil
			}
		}
		if len(section.Figures)+len(section.Tables) > 0 || len(section.Notes) > 0 {
			p.Sections = append(p.Sections, section)
		}
	}
	return p, nil
}

// views returns a table as the page shows it: crosswise first, where that
// makes sense, then its first rows.
func (w *writer) views(t *result.Table, links []html.Link) ([]html.Table, error) {
	var out []html.Table
	cross, err := crosswise(t)
	if err != nil {
		return nil, err
	}
	if cross != nil {
		view := w.viewTable(cross, links)
		view.ID += "-crosswise"
		out = append(out, view)
	}
	return append(out, w.viewTable(t, links)), nil
}

// viewTable returns the part of a table that people read: its printed columns,
// its first rows.
func (w *writer) viewTable(t *result.Table, links []html.Link) html.Table {
	seen := w.show(t)()
	ranked, printed := seen.ranked, seen.printed
	rows := min(printed.Rows(), pageRows)
	if t.Brief > 0 {
		rows = min(rows, t.Brief)
	}
	out := html.Table{
		ID: "table-" + t.Name, Title: t.Title, Caption: printed.Caption, Total: printed.Rows(), Notes: messages(printed.Notes), Links: links,
		Rows: make([][]html.Cell, rows),
	}
	depth := ranked.Column("depth") // a tree, as long as its rows keep their order
	if depth != nil && (depth.Type != result.Int || t.Lead != "" || t.Column("concept_a") != nil) {
		depth = nil
	}
	for i := range printed.Columns {
		c := &printed.Columns[i]
		out.Columns = append(out.Columns, html.Column{
			Label: c.Label, Unit: unit(c), Doc: c.Doc, Number: c.Type != result.Text, Right: c.Name == "left" && c.Type == result.Text,
			Wide: slices.ContainsFunc(c.Texts, func(s string) bool { return len(s) > longText }),
		})
		from := conceptBehind(ranked, c.Name)
		for r := range rows {
			cell := html.Cell{Text: c.Print(r)}
			if from != nil {
				cell.Concept = from.Texts[r]
			}
			if depth != nil && from != nil && !depth.Absent(r) {
				cell.Depth = int(max(0, min(depth.Ints[r], deepest)))
			}
			out.Rows[r] = append(out.Rows[r], cell)
		}
	}
	return out
}

// unit returns a column's unit, "" if its label says it already.
func unit(c *result.Column) string {
	if strings.Contains(strings.ToLower(c.Label), strings.ToLower(c.Unit)) {
		return ""
	}
	return c.Unit
}

// conceptBehind returns the column of concept ids that a column's cells stand
// for: itself if it holds ids, the ids beside it if it holds their labels; nil
// for every other column.
func conceptBehind(t *result.Table, name string) *result.Column {
	switch {
	case name == "label":
		name = "concept"
	case name == "concept", name == "concept_a", name == "concept_b":
	case strings.HasPrefix(name, "label_"):
		name = "concept_" + strings.TrimPrefix(name, "label_")
	default:
		return nil
	}
	if c := t.Column(name); c != nil && c.Type == result.Text {
		return c
	}
	return nil
}

// paragraphs returns the methods: one paragraph for the run, one an analyzer.
// What several analyzers say word for word is said once.
func paragraphs(r *Report) []string {
	var out []string
	said := map[string]bool{}
	add := func(sentences []string) {
		var fresh []string
		for _, s := range sentences {
			if !said[s] {
				said[s] = true
				fresh = append(fresh, s)
			}
		}
		if len(fresh) > 0 {
			out = append(out, strings.Join(fresh, " "))
		}
	}
	add(r.Methods)
	for _, s := range r.Sections {
		if s.Result != nil {
			add(s.Result.Methods)
		}
	}
	return out
}

// references returns the publications of all sections, each once, in the order
// of their texts.
func references(r *Report) []html.Reference {
	byKey := make(map[string]result.Reference)
	for _, s := range r.Sections {
		for _, ref := range s.References {
			byKey[ref.Key] = ref
		}
	}
	var out []html.Reference
	for _, ref := range byKey {
		out = append(out, html.Reference{Text: ref.Text, DOI: ref.DOI})
	}
	slices.SortFunc(out, func(a, b html.Reference) int {
		return cmp.Or(cmp.Compare(a.Text, b.Text), cmp.Compare(a.DOI, b.DOI))
	})
	return out
}

// provenance returns what made the report.
func provenance(t Tool) []html.Fact {
	var out []html.Fact
	if t.Name != "" {
		out = append(out, html.Fact{Name: "Program", Value: strings.TrimSpace(t.Name + " " + t.Version)})
	}
	if t.Go != "" {
		out = append(out, html.Fact{Name: "Compiler", Value: t.Go})
	}
	var modules []string
	for _, m := range t.Modules {
		modules = append(modules, m.Path+" "+m.Version)
	}
	if len(modules) > 0 {
		slices.Sort(modules)
		out = append(out, html.Fact{Name: "Modules", Value: strings.Join(modules, ", ")})
	}
	return append(out, html.Fact{
		Name:  "Record",
		Value: "manifest.json has the inputs, options and seed of this run, and a digest of every file in this folder.",
	})
}
