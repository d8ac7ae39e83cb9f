package charts

import (
	"math"

	"concordat/reports/charts/ink"

	"gonum.org/v1/plot/vg"
)

const (
	forestRow  = 7.8 // height of an estimate
	forestDot  = 1.9
	forestPlot = 105 // least width of the plot
	forestWide = 3   // an interval may reach so many ranges of the estimates beyond them
)

// forest draws an estimate (X) with its interval (Low, High) for each row (Y),
// from the top, on a line with zero, and writes the numbers at the right. With
// XLog the values are ratios: the axis is logarithmic and has a line at 1.
// Group gives the marks their form and colour; a row may have one of each group.
// A bound that is missing reaches the end of the plot, if the other is there.
type forest struct{}

// Info describes the chart.
func (forest) Info() Info {
	return Info{"forest", "Forest plot", "an estimate with its interval for each row, and the numbers", []string{"X", "Y", "Low", "High"}}
}

// estimate is one mark of a forest plot.
type estimate struct {
	v, lo, hi float64
	style     ink.Series
	text      string
}

func (forest) lay(j *job) (ink.Sheet, error) {
	rows, all, legendOf, err := j.estimates()
	if err != nil {
		return ink.Sheet{}, err
	}
	base, small := ink.Style{Size: j.th.Base}, ink.Style{Size: j.th.Small}
	var values, bounds []float64
	var texts []string
	most := 1
	for _, es := range all {
		most = max(most, len(es))
		for _, e := range es {
			values, bounds, texts = append(values, e.v), append(bounds, e.lo, e.hi), append(texts, e.text)
		}
	}
	x := j.forestRuler(values, bounds)
	numbers := j.ty.Widest(texts, small) + gutter + 2
	page, wide := j.labelColumn(rows, .34, j.th.Widths[0], j.th.Widths[1])
	if page-wide-numbers < forestPlot {
		page = j.th.Widths[1]
	}
	left, right := edge+wide+gutter, page-edge-numbers
	overhang := x.thin(j, right-left) / 2
	left, right = max(left, edge+overhang), right-max(0, overhang-gutter)
	bs, height := j.bands(rows, wide, vg.Length(most)*max(forestRow, j.th.Small*1.2)+1)
	legend := legendOf(page - 2*edge)
	title := j.wrap(j.fig.XLabel, base, right-left, 3)
	foot := edge + block(title, base) + j.th.Small*1.3 + underTicks(j.th)
	area := ink.Box{X0: left, Y0: foot, X1: right, Y1: foot + height}
	sheet := ink.Sheet{Width: page, Height: area.Y1 + legend.Height + edge + 2}
	sheet.Draw = func(p *ink.Pen) {
		p.Legend(legend, left, page-edge, sheet.Height-edge)
		p.Lines((left+right)/2, edge+block(title, base)/2, title, ink.Style{Size: p.Base, H: .5})
		p.Plot(area, x.span, [2]float64{0, float64(height)}, func(across, _ func(float64) vg.Length) {
			drawForest(p, area, x, bs, page, across)
			for i, b := range bs {
				step := b.height / vg.Length(len(all[i])+1)
				if len(all[i]) > 1 {
					step = max(forestRow, p.Small*1.2)
				}
				for k, e := range all[i] {
					y := b.middle(area) + step*(vg.Length(len(all[i])-1)/2-vg.Length(k))
					drawEstimate(p, area, x, e, y, across)
					p.Text(page-edge-1.5, y, e.text, ink.Style{Size: p.Small, H: 1, V: .5})
				}
			}
		})
		for _, b := range bs {
			p.Lines(edge+wide, b.middle(area), b.lines, ink.Style{H: 1})
		}
	}
	return sheet, nil
}

// estimates gathers the rows from the top with their estimates, in the order of
// the groups, and a function that makes the legend.
func (j *job) estimates() (rows []string, all [][]estimate, legend func(vg.Length) ink.Legend, err error) {
	labels, values, group, err := j.rowsOfGroups()
	if err != nil {
		return nil, nil, nil, err
	}
	names, styles := j.groups(distinct(group))
	names = j.capped(names, maxGroups, "groups")
	rows = j.capped(distinct(labels), maxRows, "rows")
	low, high := j.optional(j.fig.Low), j.optional(j.fig.High)
	all = make([][]estimate, len(rows))
	rowOf := indices(rows)
	for _, g := range names {
		seen := map[int]bool{}
		for i, v := range values {
			r, ok := rowOf[labels[i]]
			if !ok || group[i] != g {
				continue
			}
			if seen[r] {
				j.note("rows-hidden", "the row %q has several estimates of one group; the first is drawn", listed(labels[i:i+1]))
				continue
			}
			seen[r] = true
			e := estimate{v: v, lo: low[i], hi: high[i], style: styles[g], text: j.written(v, low[i], high[i])}
			if j.fig.XLog && v <= 0 {
				e.v = math.NaN()
				j.note("rows-hidden", "values that are not above 0 have no place on a logarithmic axis; their numbers are at the right")
			}
			if j.fig.XLog && e.lo <= 0 {
				e.lo = math.NaN() // without end on this axis
			}
			if j.fig.XLog && e.hi <= 0 {
				e.hi = math.NaN()
			}
			all[r] = append(all[r], e)
		}
	}
	return rows, all, func(wide vg.Length) ink.Legend {
		if len(names) < 2 {
			return ink.Legend{}
		}
		return j.legend(names, styles, true, wide)
	}, nil
}

// written is an estimate with its interval, as articles write it.
func (j *job) written(v, low, high float64) string {
	dec := decimals(j.column(j.fig.X))
	number := func(v float64) string {
		if math.IsNaN(v) {
			return "–"
		}
		if s := ink.Number(v, dec); v != 0 {
			return s
		}
		return "0"
	}
	if math.IsNaN(v) && math.IsNaN(low) && math.IsNaN(high) {
		return "" // the label says what the row is
	}
	if math.IsNaN(low) && math.IsNaN(high) {
		return number(v)
	}
	return number(v) + " [" + number(low) + ", " + number(high) + "]"
}

// forestRuler is the axis: it holds its line of no effect, every estimate, and
// every interval that does not dwarf the estimates.
func (j *job) forestRuler(values, bounds []float64) ruler {
	const n = 5
	if j.fig.XLog {
		if _, _, ok := extremes(values); !ok {
			return newRuler(false, n)
		}
		return newRuler(true, n, values, bounds, []float64{1})
	}
	if lo, hi, ok := extremes(values); ok {
		lo, hi = min(lo, 0), max(hi, 0)
		if beyond := forestWide * (hi - lo); beyond > 0 {
			for i, v := range bounds {
				bounds[i] = max(lo-beyond, min(hi+beyond, v)) // NaN stays
				if bounds[i] != v && !math.IsNaN(v) {
					j.note("clipped", "intervals that dwarf the estimates are cut off at an arrow; their numbers are at the right")
				}
			}
		}
	}
	return newRuler(false, n, values, bounds)
}

// drawForest draws the axis, and what is behind the estimates.
func drawForest(p *ink.Pen, area ink.Box, x ruler, bs []band, page vg.Length, across func(float64) vg.Length) {
	for i, b := range bs {
		if i%2 == 1 && p.Theme.Grid {
			y := area.Y1 - b.top
			p.Fill(p.Band, ink.Box{X0: area.X0, Y0: y - b.height, X1: page - edge, Y1: y})
		}
	}
	for _, t := range x.ticks {
		v := across(x.place(t.Value))
		if p.Theme.Grid {
			p.Line(p.Rule, p.Hair, nil, vg.Point{X: v, Y: area.Y0}, vg.Point{X: v, Y: area.Y1})
		}
		p.Line(p.Ink, p.Thin, nil, vg.Point{X: v, Y: area.Y0 - tick}, vg.Point{X: v, Y: area.Y0})
		p.Text(v, area.Y0-underTicks(p.Theme), t.Label, ink.Style{Size: p.Small, H: .5, V: 1})
	}
	none := 0.0
	if x.log {
		none = 1
	}
	if at := x.place(none); at >= x.span[0] && at <= x.span[1] {
		p.Line(p.Mute, p.Thin, []vg.Length{2, 1.5}, vg.Point{X: across(at), Y: area.Y0}, vg.Point{X: across(at), Y: area.Y1})
	}
	p.Line(p.Ink, p.Thin, nil, vg.Point{X: area.X0, Y: area.Y0}, vg.Point{X: area.X1, Y: area.Y0})
}

// drawEstimate draws an interval, with an arrow head where it goes on, and its
// estimate.
func drawEstimate(p *ink.Pen, area ink.Box, x ruler, e estimate, y vg.Length, across func(float64) vg.Length) {
	if math.IsNaN(e.v) {
		return
	}
	if !math.IsNaN(e.lo) || !math.IsNaN(e.hi) {
		c := p.Written(e.style.Colour)
		end := func(v float64, at vg.Length, side vg.Length) vg.Length {
			if !math.IsNaN(v) {
				if x := across(x.place(v)); (x-at)*side <= .01 {
					return x
				}
			}
			p.Line(c, .8, nil, vg.Point{X: at - 2*side, Y: y + 1.6}, vg.Point{X: at, Y: y}, vg.Point{X: at - 2*side, Y: y - 1.6})
			return at
		}
		from, to := end(e.lo, area.X0, -1), end(e.hi, area.X1, 1)
		p.Line(c, .8, nil, vg.Point{X: from, Y: y}, vg.Point{X: to, Y: y})
	}
	p.Mark(e.style, vg.Point{X: across(x.place(e.v)), Y: y}, forestDot)
}
