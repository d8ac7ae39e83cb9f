package tables

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"concordat/analyzers/result"
)

const (
	// latexRows is how many rows fit a printed page; the rest is in the data files.
	latexRows = 40
	// latexWide is the length in characters from which a text column wraps.
	latexWide = 40
	// latexColumnsWide is how many columns fit a page with their usual spacing.
	latexColumnsWide = 6
	// latexPage is how many characters of \footnotesize fit the width of a page.
	latexPage = 90
)

// LaTeX writes the printed part of a table as a table environment for \input,
// with \caption, \label {tab:NAME}, numbers to the right and notes below. It
// needs the booktabs package only. Of more than 40 rows the first 40 are
// printed, and a note says so.
func LaTeX(t *result.Table, _ Options) ([]byte, error) {
	t = Printed(t)
	rows := min(t.Rows(), latexRows)
	var body strings.Builder
	body.WriteString("\\begin{table}[htbp]\n\\centering\n")
	if len(t.Columns) > latexColumnsWide {
		body.WriteString("\\footnotesize\\setlength{\\tabcolsep}{3pt}\n")
	} else {
		body.WriteString("\\small\n")
	}
	fmt.Fprintf(&body, "\\caption{%s}\n\\label{tab:%s}\n", escapeLaTeX(sentence(t.Title)+" "+t.Caption), t.Name)
	body.WriteString("\\begin{tabular}{" + latexColumns(t, rows) + "}\n\\toprule\n")
	head := latexHead(t, rows)
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
	body.WriteString("\\bottomrule\n\\end{tabular}\n")
	if notes := latexNotes(t, rows); len(notes) > 0 {
		body.WriteString("\n\\medskip\n\\begin{minipage}{\\linewidth}\\footnotesize\n")
		for _, note := range notes {
			body.WriteString(escapeLaTeX(note) + "\\par\n")
		}
		body.WriteString("\\end{minipage}\n")
	}
	body.WriteString("\\end{table}\n")

	remarks := "% " + strings.ReplaceAll(Visible(t.Title), "%", "") + "\n% Preamble: \\usepackage{booktabs}\n"
	if printedWidth(t, rows, head) > latexPage {
		remarks += "% Wider than an upright page: leave out columns, or make it a sidewaystable of the rotating package.\n"
	}
	if needsUnicode(body.String()) {
		remarks += "% Has characters that pdfLaTeX cannot set: use XeLaTeX or LuaLaTeX with a font that has them.\n"
	}
	return []byte(remarks + body.String()), nil
}

// printedWidth returns the width of a table in characters, with a space
// between columns.
func printedWidth(t *result.Table, rows int, head [][]string) int {
	total := 0
	for i := range t.Columns {
		room := 0
		for _, line := range head {
			room = max(room, columns(line[i]))
		}
		for r := range rows {
			room = max(room, min(columns(t.Columns[i].Print(r)), latexWide))
		}
		total += room + 1
	}
	return total
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
// the width of the column's cells, and stands at the bottom.
func latexHead(t *result.Table, rows int) [][]string {
	broken, height := make([][]string, len(t.Columns)), 0
	for i := range t.Columns {
		c := &t.Columns[i]
		room := 0
		for r := range rows {
			room = max(room, columns(c.Print(r)))
		}
		for _, word := range strings.Fields(c.Label) {
			if n := len(broken[i]); n > 0 && columns(broken[i][n-1])+1+columns(word) <= room {
				broken[i][n-1] += " " + word
			} else {
				broken[i] = append(broken[i], word)
			}
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

// latexColumns returns the column letters: text to the left, wrapped where it
// is long, numbers to the right.
func latexColumns(t *result.Table, rows int) string {
	letters, wide := make([]string, len(t.Columns)), 0
	for i := range t.Columns {
		c := &t.Columns[i]
		letters[i] = "r"
		if c.Type == result.Text {
			letters[i] = "l"
			if slices.ContainsFunc(c.Texts[:rows], func(s string) bool { return columns(s) > latexWide }) {
				letters[i] = "p"
				wide++
			}
		}
	}
	wrapped := fmt.Sprintf("p{%.2f\\linewidth}", max(0.15, min(0.35, 0.6/float64(max(wide, 1)))))
	return strings.ReplaceAll(strings.Join(letters, ""), "p", wrapped)
}

// latexNotes returns the notes below a table.
func latexNotes(t *result.Table, rows int) []string {
	var notes []string
	for _, n := range t.Notes {
		notes = append(notes, "Note: "+n.Message)
	}
	if more := t.Rows() - rows; more > 0 {
		notes = append(notes, fmt.Sprintf("The first %d of %d rows; all of them are in %s.csv.", rows, t.Rows(), t.Name))
	}
	return notes
}

// sentence ends a title with a full stop, unless it has an ending already.
func sentence(s string) string {
	if s == "" || strings.ContainsAny(s[len(s)-1:], ".?!") {
		return s
	}
	return s + "."
}

// latexChars are the characters that LaTeX reads as markup, and those of
// statistics that its default encoding does not have.
var latexChars = map[rune]string{
	'\\': `\textbackslash{}`, '{': `\{`, '}': `\}`, '$': `\$`, '&': `\&`, '#': `\#`, '%': `\%`, '_': `\_`,
	'~': `\textasciitilde{}`, '^': `\textasciicircum{}`, '<': `\textless{}`, '>': `\textgreater{}`, '|': `\textbar{}`,
	'"': `{''}`, '−': `$-$`, '×': `$\times$`, '·': `$\cdot$`, '±': `$\pm$`, '≤': `$\leq$`, '≥': `$\geq$`,
	'≠': `$\neq$`, '≈': `$\approx$`, '∞': `$\infty$`, '√': `$\surd$`, '∩': `$\cap$`, '∪': `$\cup$`, '→': `$\rightarrow$`,
	'α': `$\alpha$`, 'β': `$\beta$`, 'κ': `$\kappa$`, 'λ': `$\lambda$`, 'ρ': `$\rho$`, 'σ': `$\sigma$`, 'χ': `$\chi$`,
	'²': `\textsuperscript{2}`, '³': `\textsuperscript{3}`, '₁': `$_1$`, '₂': `$_2$`, '\u00A0': `~`, '\u202F': `\,`,
}

// escapeLaTeX returns text that LaTeX prints as it is.
func escapeLaTeX(s string) string {
	var b strings.Builder
	for _, r := range Visible(s) {
		if to, ok := latexChars[r]; ok {
			b.WriteString(to)
		} else {
			b.WriteRune(r)
		}
	}
	out := b.String()
	for strings.Contains(out, "--") { // LaTeX makes a dash of two hyphens
		out = strings.ReplaceAll(out, "--", "-{}-")
	}
	return out
}

// latexPunctuation is what pdfLaTeX prints beyond Latin letters.
const latexPunctuation = "–—‘’‚“”„†‡•…‰‹›€™"

// needsUnicode reports whether pdfLaTeX lacks a character of s.
func needsUnicode(s string) bool {
	for _, r := range s {
		if r < 0x100 || unicode.Is(unicode.Latin, r) && r < 0x180 || strings.ContainsRune(latexPunctuation, r) {
			continue
		}
		return true
	}
	return false
}
