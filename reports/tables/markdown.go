package tables

import (
	"io"
	"strings"

	"concordat/analyzers/result"
)

// writeMarkdown writes the printed part of a table as a pipe table, aligned so that
// it reads well as plain text too, under its title and above its caption and
// notes.
func writeMarkdown(w io.Writer, t *result.Table, _ Options) error {
	t = Printed(t)
	out := newSink(w)
	out.buf = append(out.buf, "**"+EscapeMarkdown(t.Title)+"**\n\n"...)
	writeGrid(&out, t, t.Rows())
	out.buf = append(out.buf, "\n"+EscapeMarkdown(t.Caption)+"\n"...)
	for _, n := range t.Notes {
		out.buf = append(out.buf, "\n*Note:* "+EscapeMarkdown(n.Message)+"\n"...)
	}
	return out.end()
}

// maxAligned is how wide a column is filled up with spaces: one long cell must
// not make every row as long.
const maxAligned = 100

// MarkdownGrid returns the first rows of a table as an aligned pipe table,
// numbers to the right.
func MarkdownGrid(t *result.Table, rows int) string {
	b, _ := inMemory(func(w io.Writer) error { // memory has no errors
		out := newSink(w)
		writeGrid(&out, t, rows)
		return out.end()
	})
	return string(b)
}

func writeGrid(out *sink, t *result.Table, rows int) {
	rows = min(rows, t.Rows())
	columns := make([]gridColumn, len(t.Columns))
	for i := range columns {
		columns[i].take(&t.Columns[i], rows)
	}
	for r := range rows + 1 {
		for i := range columns {
			out.buf = columns[i].append(out.buf, r)
		}
		out.buf = append(out.buf, "|\n"...)
		out.pour()
		if r > 0 {
			continue
		}
		for i := range columns { // how columns align
			c := &columns[i]
			out.buf = append(out.buf, "| "...)
			out.buf = appendRepeated(out.buf, '-', c.width-1)
			if c.right {
				out.buf = append(out.buf, ": "...)
			} else {
				out.buf = append(out.buf, "- "...)
			}
		}
		out.buf = append(out.buf, "|\n"...)
	}
}

// gridColumn is a column of a grid: its cells one after the other, the head
// first, with where each ends and how wide it is.
type gridColumn struct {
	cells  []byte
	ends   []int
	widths []int
	width  int // of the column
	right  bool
}

func (g *gridColumn) take(c *result.Column, rows int) {
	g.right, g.width = c.Type != result.Text, 3
	g.ends, g.widths = make([]int, 0, rows+1), make([]int, 0, rows+1)
	last, escaped := "", "" // texts come in runs
	for r := range rows + 1 {
		text := c.Label
		if r > 0 {
			text = c.Print(r - 1)
		}
		if text != last {
			last, escaped = text, EscapeMarkdown(text)
		}
		g.cells = append(g.cells, escaped...)
		w := columns(escaped)
		g.ends, g.widths = append(g.ends, len(g.cells)), append(g.widths, w)
		g.width = max(g.width, min(w, maxAligned))
	}
}

// append appends the cell of a row, filled up to the column's width.
func (g *gridColumn) append(out []byte, row int) []byte {
	from, fill := 0, g.width-g.widths[row]
	if row > 0 {
		from = g.ends[row-1]
	}
	out = append(out, "| "...)
	if g.right {
		out = appendRepeated(out, ' ', fill)
	}
	out = append(out, g.cells[from:g.ends[row]]...)
	if !g.right {
		out = appendRepeated(out, ' ', fill)
	}
	return append(out, ' ')
}

func appendRepeated(out []byte, b byte, n int) []byte {
	for range n {
		out = append(out, b)
	}
	return out
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
