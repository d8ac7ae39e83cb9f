package ink

import (
	"image/color"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Box is an upright rectangle; X0 ≤ X1 and Y0 ≤ Y1.
type Box struct{ X0, Y0, X1, Y1 vg.Length }

// Overlap returns the area that two boxes share.
func (b Box) Overlap(o Box) vg.Length {
	w := min(b.X1, o.X1) - max(b.X0, o.X0)
	h := min(b.Y1, o.Y1) - max(b.Y0, o.Y0)
	if w <= 0 || h <= 0 {
		return 0
	}
	return w * h
}

// path returns the outline of the box.
func (b Box) path() vg.Path {
	return polygon(vg.Point{X: b.X0, Y: b.Y0}, vg.Point{X: b.X1, Y: b.Y0}, vg.Point{X: b.X1, Y: b.Y1}, vg.Point{X: b.X0, Y: b.Y1})
}

// Pen draws on one canvas in one theme.
type Pen struct {
	*Theme
	*Type
	canvas vg.Canvas
}

// NewPen returns a pen for a canvas.
func NewPen(c vg.Canvas, th *Theme, ty *Type) *Pen {
	return &Pen{Theme: th, Type: ty, canvas: c}
}

// setter is a canvas that sets haloed text, and text of unknown glyphs, itself.
type setter interface {
	setText(r run, at vg.Point, halo vg.Length)
}

// Text sets s in one line at (x, y), in the manner of style. A zero colour is
// ink, a zero size is the theme's base size.
func (p *Pen) Text(x, y vg.Length, s string, style Style) {
	if style.Size == 0 {
		style.Size = p.Base
	}
	if style.Colour == (color.NRGBA{}) {
		style.Colour = p.Ink
	}
	rs := p.runs(s, style)
	var w vg.Length
	for _, r := range rs {
		w += r.width
	}
	if w == 0 {
		return
	}
	c := p.canvas
	c.Push()
	defer c.Pop()
	c.Translate(vg.Point{X: x, Y: y})
	if style.Turn != 0 {
		c.Rotate(style.Turn)
	}
	at := vg.Point{X: -w * vg.Length(style.H), Y: -style.Size * capitals * vg.Length(style.V)}
	if _, ok := c.(setter); !ok && style.Halo > 0 {
		p.halo(rs, at, style.Halo)
	}
	c.SetColor(style.Colour)
	for _, r := range rs {
		p.set(r, at, style.Halo)
		at.X += r.width
	}
}

// set puts one run on the canvas; runes without a glyph become boxes, unless
// the canvas leaves them to the fonts of whoever reads it.
func (p *Pen) set(r run, at vg.Point, halo vg.Length) {
	if s, ok := p.canvas.(setter); ok {
		s.setText(r, at, halo)
		return
	}
	if !r.unknown {
		p.canvas.FillString(r.face, at, r.text)
		return
	}
	p.canvas.SetLineDash(nil, 0)
	p.canvas.SetLineWidth(p.Thin)
	size := r.face.Font.Size
	for _, c := range r.text {
		w := advance(c, size)
		if w > 0 {
			p.canvas.Stroke(Box{at.X + .08*size, at.Y, at.X + w - .08*size, at.Y + capitals*size}.path())
		}
		at.X += w
	}
}

func (p *Pen) halo(rs []run, at vg.Point, width vg.Length) {
	p.canvas.SetColor(White)
	p.canvas.SetLineDash(nil, 0)
	p.canvas.SetLineWidth(2 * width)
	for _, r := range rs {
		if !r.unknown {
			p.canvas.Stroke(glyphs(r.face, at, r.text))
		}
		at.X += r.width
	}
}

// Lines sets a block of lines whose middle, in height, is y.
func (p *Pen) Lines(x, y vg.Length, lines []string, style Style) {
	if style.Size == 0 {
		style.Size = p.Base
	}
	style.V = .5
	y += style.Pitch() * vg.Length(len(lines)-1) / 2
	for _, l := range lines {
		p.Text(x, y, l, style)
		y -= style.Pitch()
	}
}

// Line draws a polyline.
func (p *Pen) Line(c color.NRGBA, width vg.Length, dash []vg.Length, points ...vg.Point) {
	var path vg.Path
	path.Move(points[0])
	for _, q := range points[1:] {
		path.Line(q)
	}
	p.canvas.SetColor(c)
	p.canvas.SetLineWidth(width)
	p.canvas.SetLineDash(dash, 0)
	p.canvas.Stroke(path)
	p.canvas.SetLineDash(nil, 0)
}

// Strokes draws separate straight lines as one shape, which keeps files small.
func (p *Pen) Strokes(c color.NRGBA, width vg.Length, lines [][2]vg.Point) {
	var path vg.Path
	for _, l := range lines {
		path.Move(l[0])
		path.Line(l[1])
	}
	p.outline(c, width, path)
}

// Area fills the polygon through the points.
func (p *Pen) Area(c color.NRGBA, points ...vg.Point) {
	if len(points) < 3 {
		return
	}
	var path vg.Path
	path.Move(points[0])
	for _, q := range points[1:] {
		path.Line(q)
	}
	path.Close()
	p.canvas.SetColor(c)
	p.canvas.Fill(path)
}

// Fill paints a box.
func (p *Pen) Fill(c color.NRGBA, b Box) {
	p.canvas.SetColor(c)
	p.canvas.Fill(b.path())
}

// Frame draws the outline of a box.
func (p *Pen) Frame(c color.NRGBA, width vg.Length, b Box) { p.outline(c, width, b.path()) }

func (p *Pen) outline(c color.NRGBA, width vg.Length, path vg.Path) {
	p.canvas.SetColor(c)
	p.canvas.SetLineDash(nil, 0)
	p.canvas.SetLineWidth(width)
	p.canvas.Stroke(path)
}

// Bar paints a box as an area of a series: its colour, or its hatch.
func (p *Pen) Bar(s Series, b Box) {
	b = Box{min(b.X0, b.X1), min(b.Y0, b.Y1), max(b.X0, b.X1), max(b.Y0, b.Y1)}
	if b.X1-b.X0 < 0.01 || b.Y1-b.Y0 < 0.01 {
		return
	}
	if s.Hatch == Solid {
		p.Fill(s.Colour, b)
		return
	}
	c := rgb(0x333333)
	if !p.Grey {
		c = darkened(s.Colour)
	}
	p.Fill(White, b)
	switch s.Hatch {
	case Diagonal:
		p.hatch(c, b, false)
	case Crossed:
		p.hatch(c, b, false)
		p.hatch(c, b, true)
	case Dotted:
		p.dots(c, b)
	}
	p.Frame(c, p.Thin, b)
}

const (
	hatchStep = 2.2
	hatchLine = 0.35
)

// hatch draws parallel lines at 45°, clipped to the box by hand.
func (p *Pen) hatch(c color.NRGBA, b Box, down bool) {
	h := b.Y1 - b.Y0
	var lines [][2]vg.Point
	for x := b.X0 - h + hatchStep/2; x < b.X1; x += hatchStep {
		xa, ya, xb, yb := x, b.Y0, x+h, b.Y1
		if xa < b.X0 {
			xa, ya = b.X0, ya+b.X0-xa
		}
		if xb > b.X1 {
			xb, yb = b.X1, yb-(xb-b.X1)
		}
		if down {
			ya, yb = b.Y0+b.Y1-ya, b.Y0+b.Y1-yb
		}
		lines = append(lines, [2]vg.Point{{X: xa, Y: ya}, {X: xb, Y: yb}})
	}
	p.Strokes(c, hatchLine, lines)
}

func (p *Pen) dots(c color.NRGBA, b Box) {
	p.canvas.SetColor(c)
	for y := b.Y0 + 1.2; y < b.Y1-.5; y += 2 {
		for x := b.X0 + 1.2; x < b.X1-.5; x += 2 {
			p.canvas.Fill(circle(vg.Point{X: x, Y: y}, .35))
		}
	}
}

// Mark draws the point mark of a series with a white rim, which keeps marks
// that overlap apart. A mark of radius r has about the area of a disc of r.
func (p *Pen) Mark(s Series, at vg.Point, r vg.Length) {
	shape := s.Shape
	path := circle(at, r)
	switch shape {
	case Diamond, OpenDiamond:
		d := r * 1.25
		path = polygon(vg.Point{X: at.X, Y: at.Y + d}, vg.Point{X: at.X + d, Y: at.Y}, vg.Point{X: at.X, Y: at.Y - d}, vg.Point{X: at.X - d, Y: at.Y})
	case Square:
		d := r * .89
		path = Box{at.X - d, at.Y - d, at.X + d, at.Y + d}.path()
	case Triangle:
		d := r * 1.35
		path = polygon(vg.Point{X: at.X, Y: at.Y + d}, vg.Point{X: at.X + d*.87, Y: at.Y - d*.5}, vg.Point{X: at.X - d*.87, Y: at.Y - d*.5})
	}
	if shape == Ring || shape == OpenDiamond {
		p.canvas.SetColor(White)
		p.canvas.Fill(path)
		p.outline(s.Colour, .8, path)
		return
	}
	p.canvas.SetColor(s.Colour)
	p.canvas.Fill(path)
	p.outline(White, hatchLine, path)
}

// Plot hands a gonum plot's transforms from data to the page to draw. The data
// area is exactly area; axes are drawn by XAxis.
func (p *Pen) Plot(area Box, x, y [2]float64, draw func(x, y func(float64) vg.Length)) {
	g := plot.New()
	g.HideAxes()
	g.X.Padding, g.Y.Padding = 0, 0
	g.BackgroundColor = nil
	g.X.Min, g.X.Max, g.Y.Min, g.Y.Max = x[0], x[1], y[0], y[1]
	g.Add(plotter(draw))
	g.Draw(canvasOf(p.canvas, area))
}

// plotter makes a function a plot.Plotter.
type plotter func(x, y func(float64) vg.Length)

// Plot implements plot.Plotter.
func (f plotter) Plot(c draw.Canvas, g *plot.Plot) {
	x, y := g.Transforms(&c)
	f(x, y)
}

func canvasOf(c vg.Canvas, b Box) draw.Canvas {
	return draw.Canvas{Canvas: c, Rectangle: vg.Rectangle{Min: vg.Point{X: b.X0, Y: b.Y0}, Max: vg.Point{X: b.X1, Y: b.Y1}}}
}

func polygon(ps ...vg.Point) vg.Path {
	var p vg.Path
	p.Move(ps[0])
	for _, q := range ps[1:] {
		p.Line(q)
	}
	p.Close()
	return p
}

// circle returns a circle as four Bézier curves: the back ends of gonum draw
// arcs each in its own way.
func circle(at vg.Point, r vg.Length) vg.Path {
	const k = 0.5522847498 // 4/3·tan(π/8)
	var p vg.Path
	pt := func(x, y vg.Length) vg.Point { return vg.Point{X: at.X + r*x, Y: at.Y + r*y} }
	p.Move(pt(1, 0))
	p.CubeTo(pt(1, k), pt(k, 1), pt(0, 1))
	p.CubeTo(pt(-k, 1), pt(-1, k), pt(-1, 0))
	p.CubeTo(pt(-1, -k), pt(-k, -1), pt(0, -1))
	p.CubeTo(pt(k, -1), pt(1, -k), pt(1, 0))
	p.Close()
	return p
}
