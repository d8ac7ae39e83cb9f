package charts

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"concordat/reports/charts/ink"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
)

const (
	curveHigh = 142 // of the data area, where the names need no more
	curveDot  = 2.1 // radius of a point's mark
	curveKey  = 6.5 // room of the mark before a name
	curveGap  = 10  // between the data area and the names
)

// curvePoint is one point of a curve with its interval, NaN where it has none.
type curvePoint struct{ x, y, lo, hi float64 }

// curve is one series from left to right, and its name beside its end.
type curve struct {
	style  ink.Series
	points []curvePoint
	name   []string
}

// curves draws how Y grows with X: a line with a mark at each point for each
// Group, its name beside its end, Low and High as intervals. Axes are linear
// and hold zero, or logarithmic where the figure says so with XLog and YLog. Over
// a column named year the axis has the years alone, and intervals are bands.
type curves struct{}

// Info describes the chart.
func (curves) Info() Info {
	return Info{"curves", "Curves", "how a value grows with another, on linear or logarithmic axes", []string{"X", "Y"}}
}

func (curves) lay(j *job) (ink.Sheet, error) {
	all, err := j.curves()
	if err != nil {
		return ink.Sheet{}, err
	}
	page, column := j.nameCurves(all)
	base, small := ink.Style{Size: j.th.Base}, ink.Style{Size: j.th.Small}
	var xs, ys, lows, highs []float64
	for _, c := range all {
		for _, p := range c.points {
			xs, ys = append(xs, p.x), append(ys, p.y)
			lows, highs = append(lows, p.lo), append(highs, p.hi)
		}
	}
	high := max(curveHigh, stacked(all, base))
	y := newRuler(j.fig.YLog, int(high/22), ys, lows, highs)
	left := edge + j.ty.Widest(y.labels(), small) + tickRoom
	x := newRuler(j.fig.XLog, 6, xs)
	overYears := j.fig.X == "year" && !j.fig.XLog
	if overYears {
		x = newYears(8, xs)
	}
	right := page - edge - column
	overhang := x.thin(j, right-left) / 2
	left, right = max(left, edge+overhang), min(right, page-edge-overhang)

	xTitle := j.wrap(j.fig.XLabel, base, right-left, 3)
	yTitle := j.wrap(j.fig.YLabel, base, page-2*edge, 3)
	below, above := block(xTitle, base), block(yTitle, base)
	foot := edge + below + j.th.Small*1.3 + underTicks(j.th)
	area := ink.Box{X0: left, Y0: foot, X1: right, Y1: foot + high}
	sheet := ink.Sheet{Width: page, Height: area.Y1 + above + j.th.Small*.7 + edge}
	sheet.Draw = func(p *ink.Pen) {
		p.Lines(edge, sheet.Height-edge-above/2, yTitle, base)
		p.Lines((left+right)/2, edge+below/2, xTitle, ink.Style{Size: p.Base, H: .5})
		p.Plot(area, x.span, y.span, func(across, up func(float64) vg.Length) {
			at := func(a, b float64) vg.Point { return vg.Point{X: across(x.place(a)), Y: up(y.place(b))} }
			if overYears {
				for _, c := range all {
					drawBand(c, at, func(edge ...vg.Point) { p.Area(ink.Tint(c.style.Colour, bandTint), edge...) })
				}
				for _, c := range all { // so that a band under another one can be followed
					drawBand(c, at, func(edge ...vg.Point) { p.Line(ink.Tint(c.style.Colour, edgeTint), p.Hair, nil, edge...) })
				}
			}
			drawRulers(p, area, x, y, at)
			drawNames(p, area, all, at)
			for _, c := range all {
				drawCurve(p, c, !overYears, at)
			}
		})
	}
	return sheet, nil
}

// curves gathers the points by group, from left to right.
func (j *job) curves() ([]curve, error) {
	xs, err := j.numbers("X", j.fig.X)
	if err != nil {
		return nil, err
	}
	ys, err := j.numbers("Y", j.fig.Y)
	if err != nil {
		return nil, err
	}
	group := make([]string, j.rows)
	if j.fig.Group != "" {
		if group, err = j.texts("Group", j.fig.Group); err != nil {
			return nil, err
		}
	}
	names, styles := j.groups(distinct(group))
	names = j.capped(names, maxGroups, "groups")
	all := make([]curve, len(names))
	for i, n := range names {
		all[i].style = styles[n]
		all[i].name = []string{n}
	}
	of := indices(names)
	low, high := j.optional(j.fig.Low), j.optional(j.fig.High)
	for i, v := range ys {
		g, shown := of[group[i]]
		if !shown || math.IsNaN(v) || math.IsNaN(xs[i]) {
			continue
		}
		if j.fig.XLog && xs[i] <= 0 || j.fig.YLog && v <= 0 {
			j.note("rows-hidden", "values that are not above 0 have no place on a logarithmic axis; the table has all")
			continue
		}
		if j.fig.YLog && (low[i] <= 0 || high[i] <= 0) {
			low[i], high[i] = math.NaN(), math.NaN()
		}
		all[g].points = append(all[g].points, curvePoint{xs[i], v, low[i], high[i]})
	}
	for _, c := range all {
		slices.SortStableFunc(c.points, func(a, b curvePoint) int { return cmp.Compare(a.x, b.x) })
	}
	return all, nil
}

// nameCurves wraps the names and returns the page's width and how much of it
// they take at the right. A figure without groups has none.
func (j *job) nameCurves(all []curve) (page, column vg.Length) {
	var names []string
	for _, c := range all {
		names = append(names, c.name...)
	}
	if j.fig.Group == "" {
		for i := range all {
			all[i].name = nil
		}
		return j.th.Widths[0], 0
	}
	page, wide := j.labelColumn(names, .25, j.th.Widths[0], j.th.Widths[1])
	for i := range all {
		all[i].name = j.wrap(all[i].name[0], ink.Style{Size: j.th.Base}, wide, 3)
	}
	return page, curveGap + curveKey + wide
}

// block is how high a block of lines is.
func block(lines []string, style ink.Style) vg.Length {
	return vg.Length(len(lines)) * style.Pitch()
}

// stacked is how high all the names are, one below the other.
func stacked(all []curve, style ink.Style) vg.Length {
	var high vg.Length
	for _, c := range all {
		high += block(c.name, style)
	}
	return high
}

// drawCurve draws a line, the intervals of its points as upright lines if they
// are to be, and their marks.
func drawCurve(p *ink.Pen, c curve, upright bool, at func(x, y float64) vg.Point) {
	var path []vg.Point
	for _, d := range c.points {
		path = append(path, at(d.x, d.y))
	}
	if len(path) > 1 {
		p.Line(c.style.Colour, 1, nil, path...)
	}
	for _, d := range c.points {
		if upright && !math.IsNaN(d.lo) && !math.IsNaN(d.hi) {
			p.Line(ink.White, 1.4, nil, at(d.x, d.lo), at(d.x, d.hi))
			p.Line(p.Ink, .6, nil, at(d.x, d.lo), at(d.x, d.hi))
		}
	}
	for _, q := range path {
		p.Mark(c.style, q, curveDot)
	}
}

// How strong the colours of a band and of its edge are.
const bandTint, edgeTint = .2, .6

// drawBand draws the intervals of a curve's points as one band around which edge
// goes, interrupted where a point has none.
func drawBand(c curve, at func(x, y float64) vg.Point, draw func(edge ...vg.Point)) {
	var low, high []vg.Point
	flush := func() {
		if len(low) > 1 {
			slices.Reverse(high)
			draw(append(low, high...)...)
		}
		low, high = nil, nil
	}
	for _, d := range c.points {
		if math.IsNaN(d.lo) || math.IsNaN(d.hi) {
			flush()
			continue
		}
		low, high = append(low, at(d.x, d.lo)), append(high, at(d.x, d.hi))
	}
	flush()
}

// drawNames writes the names at the right, each as near to the end of its curve
// as the others let it, with a thin line to a curve that ends elsewhere.
func drawNames(p *ink.Pen, area ink.Box, all []curve, at func(x, y float64) vg.Point) {
	style := ink.Style{Size: p.Base}
	end := func(c curve) vg.Point {
		if len(c.points) == 0 {
			return vg.Point{X: area.X1, Y: area.Y0}
		}
		last := c.points[len(c.points)-1]
		return at(last.x, last.y)
	}
	var named []curve
	for _, c := range all {
		if len(c.name) > 0 {
			named = append(named, c)
		}
	}
	slices.SortStableFunc(named, func(a, b curve) int { return cmp.Compare(end(b).Y, end(a).Y) })
	left := area.X1 + curveGap
	room, free := stacked(named, style), area.Y1
	for _, c := range named {
		high := block(c.name, style)
		// not above the name before, and with room for those that follow
		y := max(min(end(c).Y, free-high/2), area.Y0+room-high/2)
		room -= high
		free = y - high/2
		if e := end(c); len(c.points) > 0 {
			p.Line(ink.Tint(c.style.Colour, .6), p.Hair, nil, e, vg.Point{X: area.X1 + 2, Y: e.Y}, vg.Point{X: left, Y: y})
		}
		p.Mark(c.style, vg.Point{X: left + 2, Y: y}, curveDot)
		p.Lines(left+curveKey, y, c.name, ink.Style{Colour: p.Written(c.style.Colour)})
	}
}

const (
	tick     = 2.2
	tickRoom = tick + 1.8
)

// underTicks is how far below the data the numbers stand: clear of the lowest
// one beside them.
func underTicks(th *ink.Theme) vg.Length { return 1.5 + th.Small*.55 }

// ruler is an axis of a chart whose axes may be logarithmic.
type ruler struct {
	log   bool
	span  [2]float64 // on paper: of logarithms if log
	ticks []plot.Tick
}

// place returns where a value stands in the span.
func (s ruler) place(v float64) float64 {
	if s.log {
		return math.Log10(v)
	}
	return v
}

func (s ruler) labels() []string {
	var out []string
	for _, t := range s.ticks {
		out = append(out, t.Label)
	}
	return out
}

// newRuler returns the scale that holds the values, with about n intervals.
// Without values it is linear from 0 to 1.
func newRuler(log bool, n int, values ...[]float64) ruler {
	lo, hi, ok := extremes(values...)
	if !ok {
		lo, hi, log = 0, 1, false
	}
	if !log {
		top, bottom := 0.0, 0.0
		if hi > 0 {
			top = ink.Round(0, hi, n)
		}
		if lo < 0 {
			bottom = -ink.Round(0, -lo, n)
		}
		if top-bottom < 1e-290 {
			top = bottom + 1
		}
		return ruler{span: [2]float64{bottom, top}, ticks: ink.Ticks{N: n}.Ticks(bottom, top)}
	}
	const least = .15 // decades, so that one value has an axis
	a, b := math.Log10(lo), math.Log10(hi)
	pad := max(.04*(b-a), least/2-(b-a)/2, .02)
	return ruler{log: true, span: [2]float64{a - pad, b + pad}, ticks: logTicks(a-pad, b+pad, n)}
}

// newYears returns the linear scale from the first to the last year, with ticks
// at round years, at most n intervals, and no commas in them.
func newYears(n int, values []float64) ruler {
	lo, hi, ok := extremes(values)
	if !ok {
		return newRuler(false, n)
	}
	if hi-lo < 1 {
		lo, hi = lo-.5, hi+.5
	}
	pad := .015 * (hi - lo) // so that marks are clear of the axis
	out := ruler{span: [2]float64{lo - pad, hi + pad}}
	step := max(1, math.Ceil((hi-lo)/float64(n)))
	for _, round := range []float64{1, 2, 5, 10, 20, 50, 100, 200, 500, 1000} {
		if round >= step {
			step = round
			break
		}
	}
	for v := math.Ceil(lo/step) * step; v <= hi; v += step {
		out.ticks = append(out.ticks, plot.Tick{Value: v, Label: strconv.FormatFloat(v, 'f', -1, 64)})
	}
	return out
}

// logTicks returns round values between two powers of ten: powers of ten where
// there are several, else 1, 2 and 5 times them, else round steps.
func logTicks(a, b float64, n int) []plot.Tick {
	step := max(1, math.Ceil((b-a)/float64(max(n, 1))))
	for _, multiples := range [][]float64{{1}, {1, 2, 5}} {
		var out []plot.Tick
		for k := math.Ceil(a/step)*step - step; k <= b; k += step {
			for _, m := range multiples {
				v := m * math.Pow(10, k)
				if l := math.Log10(v); l >= a && l <= b {
					out = append(out, plot.Tick{Value: v, Label: ink.Number(v, max(0, int(math.Ceil(-k))))})
				}
			}
		}
		if len(out) >= 3 || len(multiples) > 1 && len(out) > 1 {
			return out
		}
	}
	out := ink.Ticks{N: 4}.Ticks(math.Pow(10, a), math.Pow(10, b))
	return slices.DeleteFunc(out, func(t plot.Tick) bool { return math.Log10(t.Value) < a || math.Log10(t.Value) > b })
}

// thin leaves out tick labels that would touch in so much room, keeping their
// marks, and returns how wide the widest label is.
func (s *ruler) thin(j *job, wide vg.Length) vg.Length {
	style := ink.Style{Size: j.th.Small}
	end := vg.Length(math.Inf(-1))
	var widest vg.Length
	for i, t := range s.ticks {
		w := j.ty.Width(t.Label, style)
		at := wide * vg.Length((s.place(t.Value)-s.span[0])/(s.span[1]-s.span[0]))
		if at-w/2 < end+3 {
			s.ticks[i].Label = ""
			continue
		}
		end, widest = at+w/2, max(widest, w)
	}
	return widest
}

// drawRulers draws both axes with their ticks, and lines at the heights of the
// vertical one.
func drawRulers(p *ink.Pen, area ink.Box, x, y ruler, at func(x, y float64) vg.Point) {
	corner := [2]float64{x.value(0), y.value(0)}
	for _, t := range y.ticks {
		v := at(corner[0], t.Value).Y
		if p.Theme.Grid {
			p.Line(p.Rule, p.Hair, nil, vg.Point{X: area.X0, Y: v}, vg.Point{X: area.X1, Y: v})
		}
		p.Line(p.Ink, p.Thin, nil, vg.Point{X: area.X0 - tick, Y: v}, vg.Point{X: area.X0, Y: v})
		p.Text(area.X0-tickRoom, v, t.Label, ink.Style{Size: p.Small, H: 1, V: .5})
	}
	for _, t := range x.ticks {
		v := at(t.Value, corner[1]).X
		p.Line(p.Ink, p.Thin, nil, vg.Point{X: v, Y: area.Y0 - tick}, vg.Point{X: v, Y: area.Y0})
		p.Text(v, area.Y0-underTicks(p.Theme), t.Label, ink.Style{Size: p.Small, H: .5, V: 1})
	}
	p.Line(p.Ink, p.Thin, nil, vg.Point{X: area.X0, Y: area.Y1}, vg.Point{X: area.X0, Y: area.Y0}, vg.Point{X: area.X1, Y: area.Y0})
}

// value is the value at one end of the scale.
func (s ruler) value(end int) float64 {
	if s.log {
		return math.Pow(10, s.span[end])
	}
	return s.span[end]
}
