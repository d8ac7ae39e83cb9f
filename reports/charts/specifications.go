package charts

import (
	"fmt"
	"math"
	"slices"

	"concordat/analyzers/result"
	"concordat/reports/charts/ink"

	"gonum.org/v1/plot/vg"
)

const (
	curveOf   = 120 // height of the estimates
	choiceRow = 7.6 // height of a row of choices
	choiceGap = 5   // between two families of choices
	specDot   = 1.7
	// labelShare is how much of the page the choices and their values take at most.
	labelShare = .4
)

// specifications draws a specification curve: every row of the table is one
// specification, from left to right, with its estimate (Y) and interval (Low,
// High) above, and below, for each column of text but Group and Label, a mark in
// the row of its value. Group says what is concluded from it; a row whose Label
// is not empty is ringed and named, as the run's own.
//
// Source: Simonsohn, Simmons and Nelson 2020, doi:10.1038/s41562-020-0912-z.
type specifications struct{}

// Info describes the chart.
func (specifications) Info() Info {
	return Info{"specifications", "Specification curve", "estimates under every combination of choices, and which choices each has made", []string{"Y", "Low", "High", "Group", "Label"}}
}

// family is one choice with its values.
type family struct {
	name   string
	values []string
	at     []int // by specification: the place of its value
}

func (specifications) lay(j *job) (ink.Sheet, error) {
	ys, err := j.numbers("Y", j.fig.Y)
	if err != nil {
		return ink.Sheet{}, err
	}
	group, err := j.texts("Group", j.fig.Group)
	if err != nil {
		return ink.Sheet{}, err
	}
	named, err := j.texts("Label", j.fig.Label)
	if err != nil {
		return ink.Sheet{}, err
	}
	lows, highs := j.optional(j.fig.Low), j.optional(j.fig.High)
	families, err := j.families()
	if err != nil {
		return ink.Sheet{}, err
	}
	if len(distinct(group)) > 3 {
		return ink.Sheet{}, fmt.Errorf("a specification curve has up to three conclusions, column %q has %d", j.fig.Group, len(distinct(group)))
	}
	first := group[max(0, slices.IndexFunc(named, func(n string) bool { return n != "" }))]
	names, styles := distinct(append([]string{first}, group...)), map[string]ink.Series{}
	for i, n := range names { // no documents: shapes of one colour, that of the named row filled
		styles[n] = []ink.Series{{Colour: j.th.Ink}, {Colour: j.th.Mute, Shape: ink.Ring}, {Colour: j.th.Mute, Shape: ink.OpenDiamond}}[min(i, 2)]
	}
	base, small, bold := ink.Style{Size: j.th.Base}, ink.Style{Size: j.th.Small}, ink.Style{Size: j.th.Small, Bold: true}
	page := j.th.Widths[1]
	y := newRuler(false, 5, ys, lows, highs, beyond(ys, lows, highs))
	left := max(j.ty.Widest(y.labels(), small)+tickRoom, 20)
	var below vg.Length
	rows := 0
	for _, f := range families {
		left = max(left, min(j.ty.Widest(f.values, small)+j.ty.Width(f.name, bold)+8, page*labelShare))
		below += vg.Length(len(f.values))*j.choiceRow() + choiceGap
		rows += len(f.values)
	}
	left += edge + gutter
	for _, f := range families { // noted while the page is laid out; drawing only cuts
		room := left - gutter - edge
		names := min(j.ty.Widest(f.values, small), room*.65)
		j.fits(f.name, bold, room-names-4)
		for _, v := range f.values {
			j.fits(v, small, names)
		}
	}
	right := page - edge - 2
	legend := j.legend(names, styles, true, right-edge)
	title := j.wrap(j.fig.YLabel, base, page-2*edge, 2)
	above := block(title, base) + legend.Height + 3
	area := ink.Box{X0: left, Y0: edge + below + choiceGap, X1: right}
	area.Y1 = area.Y0 + curveOf
	sheet := ink.Sheet{Width: page, Height: area.Y1 + j.th.Base*1.6 + above + edge}
	span := [2]float64{-.5, float64(j.rows) - .5}
	if j.rows == 1 {
		span = [2]float64{-1, 1}
	}
	sheet.Draw = func(p *ink.Pen) {
		p.Legend(legend, left, right, sheet.Height-edge)
		p.Lines(edge, sheet.Height-edge-legend.Height-3-block(title, base)/2, title, base)
		p.Plot(area, span, y.span, func(across, up func(float64) vg.Length) {
			drawHeights(p, area, y, up)
			for i, v := range ys {
				drawSpecification(p, area, across(float64(i)), v, lows[i], highs[i], up, styles[group[i]], named[i])
			}
			j.drawNamed(p, area, named, across)
			top := area.Y0 - choiceGap
			for _, f := range families {
				top = j.drawFamily(p, f, left, right, top, across)
			}
		})
	}
	return sheet, nil
}

// beyond returns values past the estimates where a bound is missing, so that an
// interval without an end is seen to go on.
func beyond(ys, lows, highs []float64) []float64 {
	lo, hi, ok := extremes(ys, lows, highs)
	var out []float64
	const share = .06
	for i, v := range ys {
		if ok && !math.IsNaN(v) && math.IsNaN(highs[i]) {
			out = append(out, hi+share*(hi-min(lo, 0)))
		}
		if ok && !math.IsNaN(v) && math.IsNaN(lows[i]) {
			out = append(out, lo-share*(max(hi, 0)-lo))
		}
	}
	return out
}

// choiceRow is the height of a row of choices, enough for its text.
func (j *job) choiceRow() vg.Length { return max(choiceRow, j.th.Small*1.25) }

// families gathers the choices. A choice that all specifications share says nothing and is left out.
func (j *job) families() ([]family, error) {
	var out []family
	for i := range j.fig.Data.Columns {
		c := &j.fig.Data.Columns[i]
		if c.Type != result.Text || c.Name == j.fig.Group || c.Name == j.fig.Label {
			continue
		}
		values, err := j.texts("a choice", c.Name)
		if err != nil {
			return nil, err
		}
		f := family{name: ink.Clean(c.Label), values: distinct(values)}
		if len(f.values) < 2 {
			continue
		}
		if len(f.values) > maxGroups {
			j.note("rows-hidden", "the choice %q is not drawn: it has %d values; the table has them", c.Name, len(f.values))
			continue
		}
		place := indices(f.values)
		for _, v := range values {
			f.at = append(f.at, place[v])
		}
		out = append(out, f)
	}
	return out, nil
}

// drawHeights draws the vertical axis with lines at its ticks, and zero.
func drawHeights(p *ink.Pen, area ink.Box, y ruler, up func(float64) vg.Length) {
	for _, t := range y.ticks {
		v := up(t.Value)
		if p.Theme.Grid {
			p.Line(p.Rule, p.Hair, nil, vg.Point{X: area.X0, Y: v}, vg.Point{X: area.X1, Y: v})
		}
		p.Line(p.Ink, p.Thin, nil, vg.Point{X: area.X0 - tick, Y: v}, vg.Point{X: area.X0, Y: v})
		p.Text(area.X0-tickRoom, v, t.Label, ink.Style{Size: p.Small, H: 1, V: .5})
	}
	p.Line(p.Ink, p.Thin, nil, vg.Point{X: area.X0, Y: area.Y1}, vg.Point{X: area.X0, Y: area.Y0})
	if y.span[0] <= 0 && y.span[1] >= 0 {
		p.Line(p.Ink, p.Thin, nil, vg.Point{X: area.X0, Y: up(0)}, vg.Point{X: area.X1, Y: up(0)})
	}
}

// drawSpecification draws one estimate. A bound that is missing reaches the end
// of the plot; without an estimate there is nothing to draw.
func drawSpecification(p *ink.Pen, area ink.Box, x vg.Length, v, low, high float64, up func(float64) vg.Length, s ink.Series, name string) {
	if math.IsNaN(v) {
		return
	}
	if name != "" {
		p.Line(p.Rule, 3, nil, vg.Point{X: x, Y: area.Y0}, vg.Point{X: x, Y: area.Y1})
	}
	if !math.IsNaN(low) || !math.IsNaN(high) {
		from, to := area.Y0, area.Y1
		if !math.IsNaN(low) {
			from = up(low)
		}
		if !math.IsNaN(high) {
			to = up(high)
		}
		p.Line(ink.Tint(s.Colour, .55), .7, nil, vg.Point{X: x, Y: from}, vg.Point{X: x, Y: to})
	}
	p.Mark(s, vg.Point{X: x, Y: up(v)}, specDot)
}

// drawNamed writes the names of named specifications above the plot.
func (j *job) drawNamed(p *ink.Pen, area ink.Box, named []string, across func(float64) vg.Length) {
	for i, n := range named {
		if n == "" {
			continue
		}
		n = p.Cut(n, ink.Style{Size: p.Small}, area.X1-area.X0)
		wide := p.Width(n, ink.Style{Size: p.Small})
		x := min(max(across(float64(i)), area.X0+wide/2), area.X1-wide/2)
		p.Text(x, area.Y1+p.Base*.75, n, ink.Style{Size: p.Small, H: .5, V: .5})
		break // one is the run's own
	}
}

// drawFamily draws the rows of a choice from a height downwards and returns
// where the next begins.
func (j *job) drawFamily(p *ink.Pen, f family, left, right, top vg.Length, across func(float64) vg.Length) vg.Length {
	row := j.choiceRow()
	bold := ink.Style{Size: p.Small, Bold: true, V: .5}
	small := ink.Style{Size: p.Small}
	room := left - gutter - edge
	names := min(p.Widest(f.values, small), room*.65)
	p.Text(edge, top-row/2, p.Cut(f.name, bold, room-names-4), bold)
	for k, v := range f.values {
		y := top - row*(vg.Length(k)+.5)
		if k%2 == 0 {
			p.Fill(p.Band, ink.Box{X0: left, Y0: y - row/2, X1: right, Y1: y + row/2})
		}
		p.Text(left-gutter, y, p.Cut(v, small, names), ink.Style{Size: p.Small, H: 1, V: .5})
		for i, at := range f.at {
			if at == k {
				x := across(float64(i))
				p.Line(p.Ink, .9, nil, vg.Point{X: x, Y: y - row*.3}, vg.Point{X: x, Y: y + row*.3})
			}
		}
	}
	return top - row*vg.Length(len(f.values)) - choiceGap
}
