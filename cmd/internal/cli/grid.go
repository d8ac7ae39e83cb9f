package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/mattn/go-runewidth"
)

// grid is rows of cells under a head. The first column names its row: it is
// never narrowed.
type grid struct {
	head  []string
	right []bool // aligned to the right: numbers
	cells [][]string
	wrap  string   // the column whose texts are wrapped where there is no room; others are cut
	spare []string // columns to leave out where there is no room, the last first
}

// gap stands between columns.
const gap = "  "

// write writes a grid to standard output. Wide characters are aligned; control
// characters of a hostile text never reach the terminal. Off a terminal every
// cell is written whole; on one, a row is made to fit.
func (a *app) write(g grid) error {
	for _, row := range g.cells {
		for i := range row {
			row[i] = clean(row[i])
		}
	}
	widths := g.widths()
	if w := a.columns(); w > 0 {
		for len(g.spare) > 0 && g.least(widths) > w {
			g.leaveOut(g.spare[len(g.spare)-1])
			g.spare = g.spare[:len(g.spare)-1]
			widths = g.widths()
		}
		g.fit(widths, w)
	}
	t := table.NewWriter()
	style := table.StyleDefault
	style.Options = table.OptionsNoBordersAndSeparators
	style.Format.Header = text.FormatDefault
	style.Box.PaddingLeft, style.Box.PaddingRight = "", gap
	t.SetStyle(style)
	configs := make([]table.ColumnConfig, len(g.head))
	for i := range g.head {
		configs[i] = table.ColumnConfig{Number: i + 1, WidthMax: widths[i], WidthMaxEnforcer: text.WrapSoft}
		if g.head[i] != g.wrap {
			configs[i].WidthMaxEnforcer = func(s string, w int) string { return runewidth.Truncate(s, w, "…") }
		}
		if g.right[i] {
			configs[i].Align, configs[i].AlignHeader = text.AlignRight, text.AlignRight
		}
	}
	t.SetColumnConfigs(configs)
	t.AppendHeader(tableRow(g.head))
	for _, row := range g.cells {
		t.AppendRow(tableRow(row))
	}
	for _, l := range strings.Split(t.Render(), "\n") {
		if _, err := fmt.Fprintln(a.stdout, strings.TrimRight(l, " ")); err != nil {
			return err
		}
	}
	return nil
}

func tableRow(cells []string) table.Row {
	row := make(table.Row, len(cells))
	for i, c := range cells {
		row[i] = c
	}
	return row
}

// widths returns the width of each column's widest cell.
func (g *grid) widths() []int {
	widths := make([]int, len(g.head))
	for _, row := range append([][]string{g.head}, g.cells...) {
		for i, cell := range row {
			widths[i] = max(widths[i], runewidth.StringWidth(cell))
		}
	}
	return widths
}

// leastText is how far a column of texts is narrowed.
const leastText = 16

// least returns the width of a row whose texts are as narrow as they become.
func (g *grid) least(widths []int) int {
	sum := len(gap) * (len(widths) - 1)
	for i, w := range widths {
		if i > 0 && !g.right[i] {
			w = min(w, leastText)
		}
		sum += w
	}
	return sum
}

// leaveOut removes a column.
func (g *grid) leaveOut(name string) {
	i := slices.Index(g.head, name)
	if i < 0 {
		return
	}
	g.head, g.right = slices.Delete(g.head, i, i+1), slices.Delete(g.right, i, i+1)
	for r, row := range g.cells {
		g.cells[r] = slices.Delete(row, i, i+1)
	}
}

// fit narrows the widest column of texts, one character after another, until
// a row has no more than total characters or no column can give way.
func (g *grid) fit(widths []int, total int) {
	sum := len(gap) * (len(widths) - 1)
	for _, w := range widths {
		sum += w
	}
	for ; sum > total; sum-- {
		widest := 0
		for i, w := range widths {
			if i > 0 && !g.right[i] && w > leastText && (widest == 0 || w > widths[widest]) {
				widest = i
			}
		}
		if widest == 0 {
			return
		}
		widths[widest]--
	}
}

// wrap breaks a text at blanks into lines of a width. Escapes of colour take
// no room, and must not reach over a blank.
func wrap(s string, width int) []string {
	var lines []string
	line, used := "", 0
	for _, word := range strings.Fields(s) {
		w := text.StringWidthWithoutEscSequences(word)
		switch {
		case used == 0:
			line, used = word, w
		case used+1+w <= width:
			line, used = line+" "+word, used+1+w
		default:
			lines = append(lines, line)
			line, used = word, w
		}
	}
	return append(lines, line)
}
