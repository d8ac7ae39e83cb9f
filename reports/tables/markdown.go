package tables

import (
	"strings"

	"concordat/analyzers/result"
)

// Markdown writes the printed part of a table as a pipe table, aligned so that
// it reads well as plain text too, under its title and above its caption and
// notes.
func Markdown(t *result.Table, _ Options) ([]byte, error) {
	t = Printed(t)
	var b strings.Builder
	b.WriteString("**" + EscapeMarkdown(t.Title) + "**\n\n")
	b.WriteString(MarkdownGrid(t, t.Rows()))
	b.WriteString("\n" + EscapeMarkdown(t.Caption) + "\n")
	for _, n := range t.Notes {
		b.WriteString("\n*Note:* " + EscapeMarkdown(n.Message) + "\n")
	}
	return []byte(b.String()), nil
}

// maxAligned is how wide a column is filled up with spaces: one long cell must
// not make every row as long.
const maxAligned = 100

// MarkdownGrid returns the first rows of a table as an aligned pipe table,
// numbers to the right.
func MarkdownGrid(t *result.Table, rows int) string {
	rows = min(rows, t.Rows())
	grid := make([][]string, rows+1)
	widths := make([]int, len(t.Columns))
	for r := range grid {
		grid[r] = make([]string, len(t.Columns))
		for i := range t.Columns {
			text := t.Columns[i].Label
			if r > 0 {
				text = t.Columns[i].Print(r - 1)
			}
			grid[r][i] = EscapeMarkdown(text)
			widths[i] = max(widths[i], min(columns(grid[r][i]), maxAligned), 3)
		}
	}
	var b strings.Builder
	for r, cells := range grid {
		for i, cell := range cells {
			fill := strings.Repeat(" ", max(0, widths[i]-columns(cell)))
			if t.Columns[i].Type == result.Text {
				b.WriteString("| " + cell + fill + " ")
			} else {
				b.WriteString("| " + fill + cell + " ")
			}
		}
		b.WriteString("|\n")
		if r == 0 {
			writeRule(&b, t, widths)
		}
	}
	return b.String()
}

// writeRule writes the line under the header that says how columns align.
func writeRule(b *strings.Builder, t *result.Table, widths []int) {
	for i, w := range widths {
		if t.Columns[i].Type == result.Text {
			b.WriteString("| " + strings.Repeat("-", w) + " ")
		} else {
			b.WriteString("| " + strings.Repeat("-", w-1) + ": ")
		}
	}
	b.WriteString("|\n")
}

// EscapeMarkdown returns text that Markdown shows as it is: one line, no
// markup, no HTML. An underscore inside a word is no markup and stays.
func EscapeMarkdown(s string) string {
	s = Visible(s)
	if !strings.ContainsAny(s, "<>&_\\`*[]|~$") {
		return s
	}
	var b strings.Builder
	for i, r := range s {
		switch r {
		case '<':
			b.WriteString("&lt;")
			continue
		case '>':
			b.WriteString("&gt;")
			continue
		case '&':
			b.WriteString("&amp;")
			continue
		case '_':
			if i > 0 && i+1 < len(s) && isWord(s[i-1]) && isWord(s[i+1]) {
				break
			}
			b.WriteByte('\\')
		case '\\', '`', '*', '[', ']', '|', '~', '$':
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// isWord reports whether a byte is a letter or digit of ASCII, or part of a
// longer character.
func isWord(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}
