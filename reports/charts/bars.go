package charts

import (
	"math"

	"concordat/reports/charts/ink"

	"gonum.org/v1/plot/vg"
)

const (
	gutter    = 4 // between a label and the data
	edge      = 1 // free at the page's edges
	maxRows   = 120
	maxGroups = 12
)

// barRow is one bar: where it belongs, its value and its interval.
type barRow struct {
	row, group int
	v, lo, hi  float64
}

// bars draws grouped horizontal bars: Y are the rows from the top, X the
// values, Low and High their intervals, Group the bars within a row.
type bars struct{}

// Info describes the chart.
func (bars) Info() Info {
	return Info{"bars", "Grouped bars", "a value for each row and group, with intervals", []string{"X", "Y"}}
}

func (bars) lay(j *job) (ink.Sheet, error) {
	labels, values, group, err := j.rowsOfGroups()
	if err != nil {
		return ink.Sheet{}, err
	}
	names, styles := j.groups(distinct(group))
	names = j.capped(names, maxGroups, "groups")
	rows := j.capped(distinct(labels), maxRows, "rows")
	low, high := j.optional(j.fig.Low), j.optional(j.fig.High)
	lo, hi := j.barRange(values, low, high)

	rowOf, groupOf := indices(rows), indices(names)
	var data []barRow
	for i, v := range values {
		r, ok := rowOf[labels[i]]
		g, shown := groupOf[group[i]]
		if ok && shown && !math.IsNaN(v) {
			data = append(data, barRow{r, g, v, low[i], high[i]})
		}
	}

	page, wide := j.labelColumn(rows, .4, j.th.Widths[0], j.th.Widths[1])
	thick := vg.Length(6.2)
	if len(names) > 3 {
		thick = 4.6
	}
	bs, height := j.bands(rows, wide, vg.Length(len(names))*(thick+.8)+4.2)
	axis, x0, x1 := j.axis(lo, hi, edge+wide+gutter, page-edge)
	var legend ink.Legend
	if j.fig.Group != "" {
		legend = j.legend(names, styles, false, page-2*edge)
	}
	foot := axis.Height(j.th) + edge
	sheet := ink.Sheet{Width: page, Height: foot + height + legend.Height + edge + 1}
	area := ink.Box{X0: x0, Y0: foot, X1: x1, Y1: foot + height}
	sheet.Draw = func(p *ink.Pen) {
		p.Legend(legend, x0, page-edge, sheet.Height-edge)
		p.Plot(area, [2]float64{lo, hi}, [2]float64{0, float64(height)}, func(x, _ func(float64) vg.Length) {
			p.Grid(axis, x, area)
			for _, d := range data {
				y := bs[d.row].middle(area) + (vg.Length(len(names))/2-vg.Length(d.group))*(thick+.8) - .4
				p.Bar(styles[names[d.group]], ink.Box{X0: x(0), Y0: y - thick, X1: x(d.v), Y1: y})
				interval(p, x, d, hi, y-thick/2)
			}
			zero := max(lo, min(hi, 0))
			p.Line(p.Ink, p.Thin, nil, vg.Point{X: x(zero), Y: area.Y0}, vg.Point{X: x(zero), Y: area.Y1})
			p.XAxis(axis, x, area)
		})
		for _, b := range bs {
			p.Lines(x0-gutter, b.middle(area), b.lines, ink.Style{H: 1})
		}
	}
	return sheet, nil
}

// barRange returns the range of the axis: it holds zero, every bar, and every
// interval that does not dwarf the bars.
func (j *job) barRange(values, low, high []float64) (lo, hi float64) {
	least, most, ok := extremes(values)
	if !ok {
		return 0, 1
	}
	lo, hi = min(0, least), max(0, most)
	ilo, ihi, ok := extremes(low, high)
	if ok {
		lo, hi = min(lo, ilo), max(hi, ihi)
	}
	if top := 3 * most; most > 0 && hi > top {
		hi = top
		j.note("clipped", "intervals beyond %s are cut off at an arrow", ink.Number(top, 1))
	}
	if lo == hi {
		return 0, 1
	}
	hi = ink.Round(0, hi, 10)
	if lo < 0 {
		lo = -ink.Round(0, -lo, 10)
	}
	return lo, hi
}

// interval draws an interval with a white rim, which keeps it visible on a
// dark bar, and an arrow head where it goes on beyond the axis.
func interval(p *ink.Pen, x func(float64) vg.Length, d barRow, hi float64, y vg.Length) {
	if math.IsNaN(d.lo) || math.IsNaN(d.hi) {
		return
	}
	a, b := vg.Point{X: x(min(d.lo, hi)), Y: y}, vg.Point{X: x(min(d.hi, hi)), Y: y}
	p.Line(ink.White, 1.2, nil, a, b)
	p.Line(p.Ink, .6, nil, a, b)
	if d.hi > hi {
		p.Line(p.Ink, .6, nil, vg.Point{X: b.X - 2, Y: y + 1.6}, b, vg.Point{X: b.X - 2, Y: y - 1.6})
	}
}

// indices returns the place of each name.
func indices(names []string) map[string]int {
	out := make(map[string]int, len(names))
	for i, n := range names {
		out[n] = i
	}
	return out
}

// rowsOfGroups returns the columns of a chart with a row for each Y, a value X
// and, if the figure has one, a Group.
func (j *job) rowsOfGroups() (labels []string, values []float64, group []string, err error) {
	if labels, err = j.texts("Y", j.fig.Y); err != nil {
		return nil, nil, nil, err
	}
	if values, err = j.numbers("X", j.fig.X); err != nil {
		return nil, nil, nil, err
	}
	group = make([]string, j.rows)
	if j.fig.Group != "" {
		if group, err = j.texts("Group", j.fig.Group); err != nil {
			return nil, nil, nil, err
		}
	}
	return labels, values, group, nil
}
