package charts

import (
	"cmp"
	"math"
	"slices"

	"concordat/reports/charts/ink"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
)

const (
	maxPoints  = 2000
	manyPoints = 35 // from which on a map is as wide as the page
	fewPoints  = 10 // up to which, if their names are short, it is one column wide
	shortName  = 60
	maxNames   = 150 // names that are placed: the time is quadratic in them
	mapDot     = 2
	nameMost   = 120 // width of a name
	leader     = 4.5 // from mark to name, from which on a line joins the two
)

// plane draws named points in two dimensions, X and Y, with the same scale on
// both axes, so that distances can be read. Group says of what kind a point is.
// Size, where the figure has one, says whose name is placed first, and sets the
// names of the first kind in bold; it does not change the marks. A name without
// a place is hidden and noted.
type plane struct{}

// Info describes the chart.
func (plane) Info() Info {
	return Info{"map", "Map", "named points in two dimensions of one scale, as a biplot or from multidimensional scaling", []string{"X", "Y", "Label"}}
}

// mapPoint is one point of a map.
type mapPoint struct {
	x, y, weight float64
	name, group  string
}

// frame is the part of the plane that a map shows.
type frame struct {
	x, y [2]float64
	axis ink.Axis
	up   []plot.Tick // of the vertical axis
	area ink.Box     // on paper, from the axes' corner at 0
}

func (plane) lay(j *job) (ink.Sheet, error) {
	points, names, err := j.points()
	if err != nil {
		return ink.Sheet{}, err
	}
	names, styles := j.groups(names)
	page := j.th.Widths[1]
	switch n := len(points); {
	case n > manyPoints:
		page = j.th.Widths[2]
	case n <= fewPoints && j.ty.Widest(namesOf(points), ink.Style{Size: j.th.Base}) < shortName:
		page = j.th.Widths[0]
	}
	var legend ink.Legend
	if len(names) > 1 {
		legend = j.legend(names, styles, true, page-2*edge)
	}
	base, small := ink.Style{Size: j.th.Base}, ink.Style{Size: j.th.Small}
	var f frame
	var title []string
	left, right := vg.Length(edge), page-edge-1
	for range 4 { // the axes' numbers and the room that they leave depend on each other
		f = j.frame(points, right-left)
		title = j.wrap(j.fig.YLabel, base, f.area.Y1, 2)
		labels := make([]string, len(f.up))
		for i, t := range f.up {
			labels[i] = t.Label
		}
		left = max(left, edge+block(title, base)+2+max(j.ty.Widest(labels, small)+tickRoom, f.axis.Overhang))
		right = min(right, page-edge-1-f.axis.Overhang)
	}
	f = j.frame(points, right-left)
	foot := f.axis.Height(j.th) + edge
	high := f.area.Y1
	f.area = ink.Box{X0: left, Y0: foot, X1: right, Y1: foot + high}
	sheet := ink.Sheet{Width: page, Height: f.area.Y1 + legend.Height + edge + 2}
	labels, fonts := j.pointNames(points, f, styles)
	sheet.Draw = func(p *ink.Pen) {
		p.Legend(legend, left, page-edge, sheet.Height-edge)
		for i, l := range title {
			p.Text(edge+vg.Length(i)*base.Pitch(), (f.area.Y0+f.area.Y1)/2, l, ink.Style{H: .5, V: 1, Turn: math.Pi / 2})
		}
		p.Plot(f.area, f.x, f.y, func(x, y func(float64) vg.Length) {
			drawPlane(p, f, x, y)
			for _, l := range labels {
				if line, ok := leaderOf(l); ok && !l.Hidden {
					p.Line(ink.Tint(p.Mute, .6), p.Hair, nil, line[0], line[1])
				}
			}
			for i := range points { // the first, which weigh most, on top
				q := points[len(points)-1-i]
				p.Mark(styles[q.group], vg.Point{X: x(q.x), Y: y(q.y)}, mapDot)
			}
		})
		for i, l := range labels {
			if !l.Hidden {
				p.Text(l.At.X, l.At.Y+fonts[i].Size*textDeep, points[i].name, fonts[i])
			}
		}
	}
	return sheet, nil
}

func namesOf(points []mapPoint) []string {
	out := make([]string, len(points))
	for i, q := range points {
		out[i] = q.name
	}
	return out
}

// points gathers the points, those of greatest weight first, and the kinds in
// the order of the table.
func (j *job) points() ([]mapPoint, []string, error) {
	xs, err := j.numbers("X", j.fig.X)
	if err != nil {
		return nil, nil, err
	}
	ys, err := j.numbers("Y", j.fig.Y)
	if err != nil {
		return nil, nil, err
	}
	labels, err := j.texts("Label", j.fig.Label)
	if err != nil {
		return nil, nil, err
	}
	group := make([]string, j.rows)
	if j.fig.Group != "" {
		if group, err = j.texts("Group", j.fig.Group); err != nil {
			return nil, nil, err
		}
	}
	names := j.capped(distinct(group), maxGroups, "groups")
	shown := indices(names)
	weights := j.optional(j.fig.Size)
	var out []mapPoint
	var missing []string
	for i := range xs {
		switch {
		case !has(shown, group[i]):
		case math.IsNaN(xs[i]) || math.IsNaN(ys[i]):
			missing = append(missing, labels[i])
		default:
			out = append(out, mapPoint{xs[i], ys[i], weights[i], labels[i], group[i]})
		}
	}
	if len(missing) > 0 {
		j.note("rows-hidden", "points without a place (%d): %s", len(missing), listed(missing))
	}
	slices.SortStableFunc(out, func(a, b mapPoint) int {
		first := 0
		if j.fig.Size != "" { // the first kind before all others
			first = cmp.Compare(min(1, shown[a.group]), min(1, shown[b.group]))
		}
		return cmp.Or(first, cmp.Compare(b.weight, a.weight))
	})
	if len(out) > maxPoints {
		j.note("rows-hidden", "the first %d of %d points are drawn; the table has all", maxPoints, len(out))
		out = out[:maxPoints]
	}
	return out, names, nil
}

// frame fits the points and the origin into wide points of paper, with one
// scale for both axes.
func (j *job) frame(points []mapPoint, wide vg.Length) frame {
	const (
		flat, steep = .5, .76 // height of the plot, in widths
		beside      = .09     // free at both sides for names, of the extent
		around      = .06
		least       = 1e-280
	)
	lo, hi := [2]float64{}, [2]float64{}
	for _, q := range points {
		lo, hi = [2]float64{min(lo[0], q.x), min(lo[1], q.y)}, [2]float64{max(hi[0], q.x), max(hi[1], q.y)}
	}
	across, up := (hi[0]-lo[0])*(1+2*beside), (hi[1]-lo[1])*(1+2*around)
	if max(across, up) < least {
		across, up = 1, 1
	}
	high := max(flat, min(steep, up/max(across, least))) * float64(wide)
	scale := max(across/float64(wide), up/high) // data in a point
	var f frame
	for k, long := range [2]float64{float64(wide), high} {
		middle, half := lo[k]/2+hi[k]/2, scale*long/2
		span := [2]float64{middle - half, middle + half}
		if k == 0 {
			f.x = span
		} else {
			f.y = span
		}
	}
	f.axis = ink.NewAxis(j.th, j.ty, f.x[0], f.x[1], wide, 6, ink.Clean(j.fig.XLabel))
	n := max(2, int(math.Round(6*high/float64(wide))))
	for _, t := range (ink.Ticks{N: n}).Ticks(f.y[0], f.y[1]) {
		// a number at the corner would run into that of the other axis
		if at := vg.Length((t.Value-f.y[0])/(f.y[1]-f.y[0])) * vg.Length(high); at > j.th.Small {
			f.up = append(f.up, t)
		}
	}
	f.area = ink.Box{X1: wide, Y1: vg.Length(high)}
	return f
}

// pointNames places the names of the points.
func (j *job) pointNames(points []mapPoint, f frame, styles map[string]ink.Series) ([]ink.Label, []ink.Style) {
	n := min(len(points), maxNames)
	labels, fonts := make([]ink.Label, n), make([]ink.Style, n)
	marks := make([]ink.Box, len(points))
	for i := range points {
		q := &points[i]
		at := vg.Point{
			X: f.area.X0 + (f.area.X1-f.area.X0)*vg.Length((q.x-f.x[0])/(f.x[1]-f.x[0])),
			Y: f.area.Y0 + (f.area.Y1-f.area.Y0)*vg.Length((q.y-f.y[0])/(f.y[1]-f.y[0])),
		}
		marks[i] = ink.Box{X0: at.X - mapDot, Y0: at.Y - mapDot, X1: at.X + mapDot, Y1: at.Y + mapDot}
		if i >= n {
			continue
		}
		s := ink.Style{Size: j.th.Small, Halo: .8, Colour: j.th.Written(styles[q.group].Colour)}
		if j.fig.Size != "" && q.group == points[0].group {
			s.Bold, s.Size = true, j.th.Base
		}
		if short := j.ty.Cut(q.name, s, nameMost); short != q.name {
			j.shortened(q.name)
			q.name = short
		}
		fonts[i] = s
		labels[i] = ink.Label{Anchor: at, Radius: mapDot, Width: j.ty.Width(q.name, s), Height: s.Size * textHigh, Priority: float64(n - i)}
	}
	ink.Place(labels, f.area, marks, nil)
	hideLost(labels, marks)
	var hidden []string
	for i, q := range points {
		if i >= n || labels[i].Hidden {
			hidden = append(hidden, q.name)
		}
	}
	if len(hidden) > 0 {
		j.note("labels-hidden", "points without room for their names (%d): %s", len(hidden), listed(hidden))
	}
	return labels, fonts
}

// drawPlane draws the axes, and lines through the origin.
func drawPlane(p *ink.Pen, f frame, x, y func(float64) vg.Length) {
	a := f.area
	p.Line(p.Rule, p.Thin, nil, vg.Point{X: a.X0, Y: y(0)}, vg.Point{X: a.X1, Y: y(0)})
	p.Line(p.Rule, p.Thin, nil, vg.Point{X: x(0), Y: a.Y0}, vg.Point{X: x(0), Y: a.Y1})
	p.Line(p.Ink, p.Thin, nil, vg.Point{X: a.X0, Y: a.Y0}, vg.Point{X: a.X0, Y: a.Y1})
	for _, t := range f.up {
		p.Line(p.Ink, p.Thin, nil, vg.Point{X: a.X0 - tick, Y: y(t.Value)}, vg.Point{X: a.X0, Y: y(t.Value)})
		p.Text(a.X0-tickRoom, y(t.Value), t.Label, ink.Style{Size: p.Small, H: 1, V: .5})
	}
	p.XAxis(f.axis, x, a)
}

// hideLost hides names that a line must join to their marks, if it runs through
// another name or mark: whose they are could not be told.
func hideLost(labels []ink.Label, marks []ink.Box) {
	for i := range labels {
		line, ok := leaderOf(labels[i])
		if !ok || labels[i].Hidden {
			continue
		}
		for k, m := range marks {
			if k == i {
				continue
			}
			lost := crossesBox(line, m)
			if k < len(labels) && !labels[k].Hidden {
				lost = lost || crossesBox(line, textBox(labels[k]))
			}
			labels[i].Hidden = labels[i].Hidden || lost
		}
	}
}

func textBox(l ink.Label) ink.Box {
	return ink.Box{X0: l.At.X, Y0: l.At.Y, X1: l.At.X + l.Width, Y1: l.At.Y + l.Height}
}

// leaderOf returns the line that joins a name to its mark, if it stands so far
// away that it needs one.
func leaderOf(l ink.Label) ([2]vg.Point, bool) {
	near := within(l.Anchor, textBox(l))
	v := near.Sub(l.Anchor)
	return [2]vg.Point{l.Anchor, near}, math.Hypot(float64(v.X), float64(v.Y)) > float64(l.Radius)+leader
}

// crossesBox tells whether a line runs through a box, looking at points along it.
func crossesBox(l [2]vg.Point, b ink.Box) bool {
	const steps = 24
	for k := range steps + 1 {
		q := l[0].Add(l[1].Sub(l[0]).Scale(vg.Length(k) / steps))
		if q.X > b.X0 && q.X < b.X1 && q.Y > b.Y0 && q.Y < b.Y1 {
			return true
		}
	}
	return false
}
