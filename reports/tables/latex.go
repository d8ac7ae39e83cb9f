package tables

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"concordat/analyzers/result"
	"concordat/reports/tex"
)

const (
	// latexRows is how many rows fit a printed page; the rest is in the data files.
	latexRows = 40
	// latexWide is the length in characters from which a text column wraps.
	latexWide = 40
	// latexPage is the width that a table should keep to, in points: 16 cm.
	latexPage = 455
)

// latexSizes are the ways to set a table, the roomiest first: the points that
// a character takes on average, and those between one column and the next.
var latexSizes = []struct {
	command         string
	character, next float64
}{
	{`\small`, 5, 12},
	{`\footnotesize\setlength{\tabcolsep}{4pt}`, 4.4, 8},
	{`\footnotesize\setlength{\tabcolsep}{2.5pt}`, 4.4, 5},
	{`\scriptsize\setlength{\tabcolsep}{2.5pt}`, 4, 5},
}

// writeLaTeX writes the printed part of a table as a bare tabular for \input, with
// numbers to the right, which stands in any float of the author's choice, of
// one column or two, upright or turned. It needs the booktabs package only.
// Comments at the head have the lines to wrap it with, the title, the caption,
// a label and the notes. Of more than 40 rows the first 40 are printed, and a
// comment says so.
func writeLaTeX(w io.Writer, t *result.Table, _ Options) error {
	t = Printed(t)
	rows := min(t.Rows(), latexRows)
	head := latexHead(t, rows)
	size, share, fits := latexSize(t, rows, head)
	var body strings.Builder
	body.WriteString("\\begingroup" + size + "%\n")
	body.WriteString("\\begin{tabular}{" + latexColumns(t, rows, share) + "}\n\\toprule\n")
	body.WriteString(latexUnits(t))
	for _, line := range head {
		writeLaTeXRow(&body, line)
	}
	body.WriteString("\\midrule\n")
	cells := make([]string, len(t.Columns))
	for r := range rows {
		for i := range t.Columns {
			cells[i] = t.Columns[i].Print(r)
		}
		writeLaTeXRow(&body, cells)
	}
	body.WriteString("\\bottomrule\n\\end{tabular}%\n\\endgroup%\n")
	remarks := latexRemarks(t, rows, fits)
	if tex.NeedsUnicode(remarks + body.String()) {
		remarks += "% Has characters that pdfLaTeX cannot set: use XeLaTeX or LuaLaTeX with a font that has them.\n"
	}
	_, err := io.WriteString(w, remarks+body.String())
	return err
}

// latexRemarks returns the comments at the head of a table.
func latexRemarks(t *result.Table, rows int, fits bool) string {
	var b strings.Builder
	b.WriteString("% " + Visible(t.Title) + "\n")
	b.WriteString("% Preamble: \\usepackage{booktabs}. In the text (table* spans two columns, sidewaystable of rotating turns it):\n")
	b.WriteString("%   \\begin{table*}\n%   \\centering\n")
	fmt.Fprintf(&b, "%%   \\caption{%s}\n%%   \\label{tab:%s}\n", escapeLaTeX(sentence(t.Title)+" "+t.Caption), t.Name)
	fmt.Fprintf(&b, "%%   \\input{tables/%s.tex}\n%%   \\end{table*}\n", t.Name)
	for _, n := range t.Notes {
		b.WriteString("% Note: " + escapeLaTeX(n.Message) + "\n")
	}
	if more := t.Rows() - rows; more > 0 {
		fmt.Fprintf(&b, "%% The first %d of %d rows; all of them are in %s.csv.\n", rows, t.Rows(), t.Name)
	}
	if !fits {
		b.WriteString("% Wider than 16 cm: leave out columns, or turn it in a sidewaystable.\n")
	}
	return b.String()
}

// latexSize returns the first way to set a table in which it fits an upright
// page, or the narrowest and false; and what share of the line each column
// that wraps takes, which is what the others leave.
func latexSize(t *result.Table, rows int, head [][]string) (command string, share float64, fits bool) {
	letters, wrapped := 0, 0
	for i := range t.Columns {
		if wraps(&t.Columns[i], rows) {
			wrapped++
			continue
		}
		room := 0
		for _, line := range head {
			room = max(room, columns(line[i]))
		}
		for r := range rows {
			room = max(room, columns(t.Columns[i].Print(r)))
		}
		letters += room
	}
	const least, most = .15, .35
	for _, s := range latexSizes {
		command = s.command
		left := 1 - (float64(letters)*s.character+float64(len(t.Columns))*s.next)/latexPage
		share = max(least, min(most, left/float64(max(wrapped, 1))))
		if left >= least*float64(wrapped) {
			return command, share, true
		}
	}
	return command, share, false
}

// wraps reports whether a column has texts that need several lines.
func wraps(c *result.Column, rows int) bool {
	return c.Type == result.Text && slices.ContainsFunc(c.Texts[:rows], func(s string) bool { return columns(s) > latexWide })
}

// latexUnits returns the line above the header with the units of neighbouring
// columns that share one, "" if there are none. A unit that a label says
// already is left out.
func latexUnits(t *result.Table) string {
	var line, rules []string
	found := false
	for i := 0; i < len(t.Columns); {
		unit, end := t.Columns[i].Unit, i+1
		for unit != "" && end < len(t.Columns) && t.Columns[end].Unit == unit {
			end++
		}
		said := slices.ContainsFunc(t.Columns[i:end], func(c result.Column) bool {
			return strings.Contains(strings.ToLower(c.Label), strings.ToLower(unit))
		})
		if said || end == i+1 {
			line = append(line, slices.Repeat([]string{""}, end-i)...)
		} else {
			line = append(line, fmt.Sprintf("\\multicolumn{%d}{c}{%s}", end-i, escapeLaTeX(unit)))
			rules = append(rules, fmt.Sprintf("\\cmidrule(lr){%d-%d}", i+1, end))
			found = true
		}
		i = end
	}
	if !found {
		return ""
	}
	return strings.Join(line, " & ") + " \\\\\n" + strings.Join(rules, "") + "\n"
}

// writeLaTeXRow writes one line of a tabular.
func writeLaTeXRow(b *strings.Builder, cells []string) {
	for i, text := range cells {
		if i > 0 {
			b.WriteString(" & ")
		} else if strings.HasPrefix(text, "[") || strings.HasPrefix(text, "*") {
			b.WriteString("{}") // else the \\ before would take it for its argument
		}
		b.WriteString(escapeLaTeX(text))
	}
	b.WriteString(" \\\\\n")
}

// latexHead returns the lines of the header: each label is broken at spaces to
// the width of the column's cells, or wider where that would make more than
// two lines, and stands at the bottom.
func latexHead(t *result.Table, rows int) [][]string {
	broken, height := make([][]string, len(t.Columns)), 0
	for i := range t.Columns {
		c := &t.Columns[i]
		room := 0
		for r := range rows {
			room = max(room, columns(c.Print(r)))
		}
		broken[i] = breakLines(c.Label, room)
		for len(broken[i]) > 2 {
			room++
			broken[i] = breakLines(c.Label, room)
		}
		height = max(height, len(broken[i]))
	}
	head := make([][]string, height)
	for l := range head {
		head[l] = make([]string, len(t.Columns))
		for i, lines := range broken {
			if at := l - (height - len(lines)); at >= 0 {
				head[l][i] = lines[at]
			}
		}
	}
	return head
}

// breakLines breaks a text at spaces into lines no wider than room, as far as
// its words allow.
func breakLines(s string, room int) []string {
	var lines []string
	for _, word := range strings.Fields(s) {
		if n := len(lines); n > 0 && columns(lines[n-1])+1+columns(word) <= room {
			lines[n-1] += " " + word
		} else {
			lines = append(lines, word)
		}
	}
	return lines
}

// latexColumns returns the column letters: text to the left, wrapped to a share
// of the line where it is long, numbers to the right.
func latexColumns(t *result.Table, rows int, share float64) string {
	var b strings.Builder
	for i := range t.Columns {
		switch c := &t.Columns[i]; {
		case c.Type != result.Text:
			b.WriteByte('r')
		case wraps(c, rows):
			fmt.Fprintf(&b, "p{%.2f\\linewidth}", share)
		default:
			b.WriteByte('l')
		}
	}
	return b.String()
}

// sentence ends a title with a full stop, unless it has an ending already.
func sentence(s string) string {
	if s == "" || strings.ContainsAny(s[len(s)-1:], ".?!") {
		return s
	}
	return s + "."
}

// escapeLaTeX returns text that LaTeX prints as it is.
func escapeLaTeX(s string) string { return tex.Escape(Visible(s)) }
