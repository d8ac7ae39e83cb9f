package charts

import (
	"fmt"
	"math"

	"concordat/analyzers/result"
	"concordat/reports/charts/ink"

	"gonum.org/v1/plot/vg"
)

// covered is how near two marks may be before one hides the other: then the
// reference is drawn larger, around the target.
const covered = 1.6

// pair is one row of a dumbbell chart; a side that is missing is NaN.
type pair struct {
	sides      [2]float64
	difference string
	clear      string
}

// dumbbell draws two values a row: Label are the rows from the top, X the
// values, Group the two sides with the target first. The columns difference
// and clear, where there are any, become a column of numbers at the right.
type dumbbell struct{}

// Info describes the chart.
func (dumbbell) Info() Info {
	return Info{"dumbbell", "Dumbbell", "two values for each row and what lies between them", []string{"X", "Group", "Label"}}
}

func (dumbbell) lay(j *job) (ink.Sheet, error) {
	labels, err := j.texts("Label", j.fig.Label)
	if err != nil {
		return ink.Sheet{}, err
	}
	values, err := j.numbers("X", j.fig.X)
	if err != nil {
		return ink.Sheet{}, err
	}
	group, err := j.texts("Group", j.fig.Group)
	if err != nil {
		return ink.Sheet{}, err
	}
	sides := distinct(group)
	if len(sides) > 2 {
		return ink.Sheet{}, fmt.Errorf("a dumbbell has two sides, column %q has %d", j.fig.Group, len(sides))
	}
	_, styles := j.groups(sides)
	rows := j.capped(distinct(labels), maxRows, "rows")
	pairs := j.pairs(labels, rows, group, sides, values)

	lo, hi, ok := extremes(values)
	if lo, hi = min(0, lo), max(0, hi); !ok || lo == hi {
		lo, hi = 0, 1
	}
	hi = ink.Round(0, hi, 8)
	if lo < 0 {
		lo = -ink.Round(0, -lo, 8)
	}
	page, wide := j.labelColumn(rows, .4, j.th.Widths[0], j.th.Widths[1])
	small := ink.Style{Size: j.th.Small}
	var column vg.Length
	for _, p := range pairs {
		column = max(column, j.ty.Width(p.difference, small))
	}
	head := ink.Style{Size: j.th.Small, Bold: true}
	if column > 0 {
		column = max(column, j.ty.Width("Diff.", head))
	}
	star := j.ty.Width("*", small) + 1
	right := page - edge
	if column > 0 {
		right -= column + star + 6
	}
	axis, x0, x1 := j.axis(lo, hi, edge+wide+gutter, right)
	bs, height := j.bands(rows, wide, 13.8)
	legend := j.legend(sides, styles, true, right-edge)
	foot := axis.Height(j.th) + edge
	sheet := ink.Sheet{Width: page, Height: foot + height + legend.Height + edge + 1}
	area := ink.Box{X0: x0, Y0: foot, X1: x1, Y1: foot + height}
	sheet.Draw = func(p *ink.Pen) {
		p.Legend(legend, x0, right, sheet.Height-edge)
		end := page - edge - star
		if column > 0 {
			p.Text(end, sheet.Height-edge-p.Base*.725, "Diff.", ink.Style{Size: p.Small, H: 1, V: .5, Bold: true})
		}
		p.Plot(area, [2]float64{lo, hi}, [2]float64{0, 1}, func(x, _ func(float64) vg.Length) {
			for i, d := range pairs {
				y := bs[i].middle(area)
				drawPair(p, area, x, y, d, styles[sides[0]], styles[sides[len(sides)-1]])
				p.Lines(x0-gutter, y, bs[i].lines, ink.Style{H: 1})
				p.Text(end, y, d.difference, ink.Style{Size: p.Small, H: 1, V: .5})
				p.Text(end+.5, y, d.clear, ink.Style{Size: p.Small, V: .5})
			}
			p.XAxis(axis, x, area)
		})
	}
	return sheet, nil
}

// drawPair draws the line of a row, the bar between its values and its marks.
func drawPair(p *ink.Pen, area ink.Box, x func(float64) vg.Length, y vg.Length, d pair, target, reference ink.Series) {
	at := func(v float64) vg.Point { return vg.Point{X: x(v), Y: y} }
	if p.Theme.Grid {
		p.Line(p.Rule, p.Hair, nil, vg.Point{X: area.X0, Y: y}, vg.Point{X: area.X1, Y: y})
	}
	a, b := d.sides[0], d.sides[1]
	if !math.IsNaN(a) && !math.IsNaN(b) && a != b {
		p.Line(ink.Tint(p.Ink, .5), 1.2, nil, at(a), at(b))
	}
	under, over := vg.Length(2.5), vg.Length(2.5)
	if gap := x(a) - x(b); gap > -covered && gap < covered { // not so if one is missing
		under, over = 3.7, 1.7
	}
	if !math.IsNaN(b) {
		p.Mark(reference, at(b), under)
	}
	if !math.IsNaN(a) {
		p.Mark(target, at(a), over)
	}
}

// pairs gathers the rows of the table by label.
func (j *job) pairs(labels, rows, group, sides []string, values []float64) []pair {
	out := make([]pair, len(rows))
	for i := range out {
		out[i].sides = [2]float64{math.NaN(), math.NaN()}
	}
	difference, clear := j.column("difference"), j.column("clear")
	rowOf := indices(rows)
	for i, l := range labels {
		r, ok := rowOf[l]
		if !ok {
			continue
		}
		side := 0
		if group[i] != sides[0] {
			side = 1
		}
		out[r].sides[side] = values[i]
		if difference != nil {
			out[r].difference = signed(difference, i)
		}
		if clear != nil && cell(clear, i) == "*" {
			out[r].clear = "*"
		}
	}
	return out
}

// signed writes a difference with its sign.
func signed(c *result.Column, row int) string {
	s := cell(c, row)
	if c.Floats != nil && c.Floats[row] > 0 && s[0] != '<' {
		return "+" + s
	}
	return s
}
