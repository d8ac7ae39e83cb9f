package paper

import (
	"fmt"
	"strconv"
	"strings"

	"concordat/reports/tables"
)

// quarto returns the paper as a Quarto document.
func quarto(k *Kit, b *bibliography) []byte {
	var out strings.Builder
	fmt.Fprintf(&out, "---\ntitle: %s\nformat: html\nbibliography: references.bib\n", strconv.Quote(tables.Visible(k.Title)))
	if keys := b.keys(); len(keys) > 0 {
		out.WriteString("nocite: |\n  @" + strings.Join(keys, ", @") + "\n")
	}
	out.WriteString("---\n\n## Methods\n")
	for _, m := range k.Methods {
		out.WriteString("\n" + tables.EscapeMarkdown(m) + "\n")
	}
	head := "\n## Figures\n"
	for _, f := range k.Figures {
		if f.Web == "" {
			continue
		}
		fmt.Fprintf(&out, "%s\n![%s](%s){#fig-%s}\n", head, tables.EscapeMarkdown(sentence(f.Title)+" "+f.Caption), up+f.Web, label(f.Name))
		head = ""
	}
	head = "\n## Tables\n"
	for _, f := range k.Tables {
		if f.Web == "" {
			continue
		}
		fmt.Fprintf(&out, "%s\n::: {#tbl-%s}\n\n{{< include %s >}}\n\n%s\n\n:::\n", head, label(f.Name), up+f.Web, tables.EscapeMarkdown(sentence(f.Title)))
		head = ""
	}
	out.WriteString("\n## References\n\n::: {#refs}\n:::\n")
	return []byte(out.String())
}

// label makes a name fit to be referred to: Quarto wants hyphens.
func label(name string) string { return strings.ReplaceAll(name, "_", "-") }
