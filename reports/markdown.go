package reports

import (
	"strings"

	"concordat/reports/html"
	"concordat/reports/tables"
)

// markdown returns the page as Markdown, with pictures in the given format.
func markdown(p *html.Page, picture string) []byte {
	var b strings.Builder
	b.WriteString("# " + esc(p.Title) + "\n")
	if p.Subtitle != "" {
		b.WriteString("\n*" + esc(p.Subtitle) + "*\n")
	}
	if len(p.Facts) > 0 {
		b.WriteString("\n")
	}
	for _, f := range p.Facts {
		b.WriteString("- **" + esc(f.Name) + ":** " + esc(f.Value) + "\n")
	}
	if len(p.Findings)+len(p.Notes) > 0 {
		b.WriteString("\n## Findings\n")
	}
	if len(p.Findings) > 0 {
		b.WriteString("\n")
	}
	for _, f := range p.Findings {
		b.WriteString("- " + esc(f) + "\n")
	}
	writeNotes(&b, p.Notes)
	for _, s := range p.Sections {
		writeSection(&b, s, picture)
	}
	if len(p.Concepts) > 0 {
		writeConcepts(&b, p)
	}
	if p.Failures != nil {
		b.WriteString("\n## Documents not used\n\nThese could not be read or processed. No number in this report includes them.\n")
		writeTable(&b, *p.Failures)
	}
	writeMethods(&b, p, "##")
	b.WriteString("\n## Provenance\n\n")
	for _, f := range p.Provenance {
		b.WriteString("- **" + esc(f.Name) + ":** " + esc(f.Value) + "\n")
	}
	return []byte(b.String())
}

// methods returns methods.md: the methods and their references, to be pasted
// into a paper.
func methods(p *html.Page) []byte {
	var b strings.Builder
	writeMethods(&b, p, "#")
	return []byte(strings.TrimPrefix(b.String(), "\n"))
}

func esc(s string) string { return tables.EscapeMarkdown(s) }

func writeMethods(b *strings.Builder, p *html.Page, level string) {
	if len(p.Methods) > 0 {
		b.WriteString("\n" + level + " Methods\n")
	}
	for _, m := range p.Methods {
		b.WriteString("\n" + esc(m) + "\n")
	}
	if len(p.References) == 0 {
		return
	}
	b.WriteString("\n" + level + "# References\n\n")
	for _, r := range p.References {
		b.WriteString("- " + esc(r.Text))
		if r.DOI != "" {
			b.WriteString(" doi:" + esc(r.DOI))
		}
		b.WriteString("\n")
	}
}

func writeNotes(b *strings.Builder, notes []string) {
	for _, n := range notes {
		b.WriteString("\n*Note:* " + esc(n) + "\n")
	}
}

func writeLinks(b *strings.Builder, links []html.Link) {
	var texts []string
	for _, l := range links {
		texts = append(texts, "["+esc(l.Text)+"]("+l.Path+")")
	}
	if len(texts) > 0 {
		b.WriteString("\n" + strings.Join(texts, " · ") + "\n")
	}
}

func writeSection(b *strings.Builder, s html.Section, picture string) {
	b.WriteString("\n## " + esc(s.Title) + "\n")
	if s.Doc != "" {
		b.WriteString("\n" + esc(s.Doc) + "\n")
	}
	writeNotes(b, s.Notes)
	for _, f := range s.Figures {
		path := "figures/" + strings.TrimPrefix(f.ID, "figure-") + "." + picture
		b.WriteString("\n![" + esc(f.Title) + "](" + path + ")\n\n**" + esc(f.Title) + ".** " + esc(f.Caption) + "\n")
		writeLinks(b, f.Links)
	}
	for _, t := range s.Tables {
		writeTable(b, t)
	}
}

func writeTable(b *strings.Builder, t html.Table) {
	b.WriteString("\n**" + esc(t.Title) + ".** " + esc(t.Caption) + "\n\n")
	head, rule := "|", "|"
	for _, c := range t.Columns {
		head += " " + esc(c.Label) + " |"
		if c.Number {
			rule += " ---: |"
		} else {
			rule += " --- |"
		}
	}
	b.WriteString(head + "\n" + rule + "\n")
	for _, row := range t.Rows {
		b.WriteString("|")
		for _, cell := range row {
			b.WriteString(" " + strings.Repeat("\u2003", cell.Depth) + esc(cell.Text) + " |")
		}
		b.WriteString("\n")
	}
	if len(t.Rows) < t.Total {
		b.WriteString("\nThe first " + html.Comma(len(t.Rows)) + " of " + html.Comma(t.Total) + " rows.\n")
	}
	writeNotes(b, t.Notes)
	writeLinks(b, t.Links)
}

// markdownQuotes is how many quotations of a concept Markdown shows, which
// cannot fold them away.
const markdownQuotes = 3

func writeConcepts(b *strings.Builder, p *html.Page) {
	b.WriteString("\n## Evidence\n\nThe words behind the numbers. All of them are in [" + p.More + "](" + p.More + ").\n")
	for _, c := range p.Concepts {
		b.WriteString("\n### " + esc(c.Label) + "\n\n" + html.Count(c.Hits, "hit") + " in " + html.Count(c.Documents, "document") + "." + parts(c) + "\n\n")
		for _, q := range c.Quotes[:min(len(c.Quotes), markdownQuotes)] {
			b.WriteString("- “" + esc(q.Left) + "**" + esc(strings.TrimSpace(q.Match)) + "**" + esc(q.Right) + "” (" + esc(q.Document) + ")\n")
		}
	}
}

// parts says which concepts' hits a concept counts.
func parts(c html.Concept) string {
	var texts []string
	for _, p := range c.Parts {
		texts = append(texts, esc(p.Label)+" ("+html.Comma(p.Hits)+")")
	}
	if texts == nil {
		return ""
	}
	return " It counts the hits of " + strings.Join(texts, ", ") + "."
}
