package ink

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"math"
	"strings"

	"concordat/reports/tex"

	xfont "golang.org/x/image/font"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
)

// texCanvas writes a PGF picture for \input. Unlike gonum's vgtex it escapes
// text, sets it in the document's sans-serif family, keeps bold and italic,
// closes paths and has a bounding box of the figure's size.
type texCanvas struct {
	out     bytes.Buffer
	w, h    vg.Length
	meta    Meta
	stack   []texState
	foreign bool // a letter that pdflatex has no font for without help
}

type texState struct {
	colour color.NRGBA
	line   vg.Length
	dash   string
}

func newTeX(w, h vg.Length, m Meta) *texCanvas {
	c := &texCanvas{w: w, h: h, meta: m, stack: []texState{{colour: rgb(0), line: 1, dash: "{}{0bp}"}}}
	c.put(`\begingroup\begin{pgfpicture}`)
	c.put(`\pgfpathrectangle{\pgfpointorigin}{%s}\pgfusepath{use as bounding box}`, texPoint(vg.Point{X: w, Y: h}))
	c.put(`\pgfsetroundjoin`)
	return c
}

// put writes a line; the percent sign keeps its end from being a space.
func (c *texCanvas) put(format string, args ...any) { fmt.Fprintf(&c.out, format+"%%\n", args...) }

func (c *texCanvas) top() *texState { return &c.stack[len(c.stack)-1] }

// Size implements vg.CanvasSizer.
func (c *texCanvas) Size() (vg.Length, vg.Length) { return c.w, c.h }

// SetLineWidth implements vg.Canvas.
func (c *texCanvas) SetLineWidth(w vg.Length) { c.top().line = w }

// SetLineDash implements vg.Canvas.
func (c *texCanvas) SetLineDash(dash []vg.Length, offset vg.Length) {
	var b strings.Builder
	for _, v := range dash {
		fmt.Fprintf(&b, "{%sbp}", short(v.Points()))
	}
	c.top().dash = fmt.Sprintf("{%s}{%sbp}", b.String(), short(offset.Points()))
}

// SetColor implements vg.Canvas.
func (c *texCanvas) SetColor(k color.Color) { c.top().colour = opaque(k) }

// Rotate implements vg.Canvas.
func (c *texCanvas) Rotate(r float64) { c.put(`\pgftransformrotate{%s}`, short(r*180/math.Pi)) }

// Translate implements vg.Canvas.
func (c *texCanvas) Translate(p vg.Point) { c.put(`\pgftransformshift{%s}`, texPoint(p)) }

// Scale implements vg.Canvas.
func (c *texCanvas) Scale(x, y float64) {
	c.put(`\pgftransformxscale{%.6f}\pgftransformyscale{%.6f}`, x, y)
}

// Push implements vg.Canvas.
func (c *texCanvas) Push() {
	c.stack = append(c.stack, *c.top())
	c.put(`\begin{pgfscope}`)
}

// Pop implements vg.Canvas.
func (c *texCanvas) Pop() {
	c.stack = c.stack[:len(c.stack)-1]
	c.put(`\end{pgfscope}`)
}

func texPoint(p vg.Point) string {
	return fmt.Sprintf(`\pgfqpoint{%sbp}{%sbp}`, short(p.X.Points()), short(p.Y.Points()))
}

func (c *texCanvas) colour() string {
	k := c.top().colour
	return fmt.Sprintf(`\definecolor{ink}{RGB}{%d,%d,%d}\pgfsetcolor{ink}`, k.R, k.G, k.B)
}

func (c *texCanvas) path(p vg.Path) {
	var cur vg.Point
	for _, k := range p {
		switch k.Type {
		case vg.MoveComp:
			c.put(`\pgfpathmoveto{%s}`, texPoint(k.Pos))
		case vg.LineComp:
			c.put(`\pgfpathlineto{%s}`, texPoint(k.Pos))
		case vg.CurveComp:
			a, b := cubic(cur, k)
			c.put(`\pgfpathcurveto{%s}{%s}{%s}`, texPoint(a), texPoint(b), texPoint(k.Pos))
		case vg.CloseComp:
			c.put(`\pgfpathclose`)
			continue
		}
		cur = k.Pos
	}
}

// Stroke implements vg.Canvas.
func (c *texCanvas) Stroke(p vg.Path) {
	s := c.top()
	if s.line <= 0 || len(p) == 0 {
		return
	}
	c.put(`\begin{pgfscope}%s\pgfsetlinewidth{%sbp}\pgfsetdash%s`, c.colour(), short(s.line.Points()), s.dash)
	c.path(p)
	c.put(`\pgfusepath{stroke}\end{pgfscope}`)
}

// Fill implements vg.Canvas.
func (c *texCanvas) Fill(p vg.Path) {
	if len(p) == 0 {
		return
	}
	c.put(`\begin{pgfscope}%s`, c.colour())
	c.path(p)
	c.put(`\pgfusepath{fill}\end{pgfscope}`)
}

// FillString implements vg.Canvas. The text is centred in the box that it was
// given, since the document's own font may be a little wider or narrower.
func (c *texCanvas) FillString(f font.Face, at vg.Point, s string) {
	if strings.TrimSpace(s) == "" {
		return
	}
	style := ""
	if f.Font.Weight >= xfont.WeightSemiBold {
		style += `\bfseries`
	}
	if f.Font.Style != xfont.StyleNormal {
		style += `\itshape`
	}
	at.X += f.Width(s) / 2
	s = tex.Escape(s)
	c.foreign = c.foreign || tex.NeedsUnicode(s)
	size := f.Font.Size.Points()
	c.put(`\begin{pgfscope}%s\pgftext[base,at={%s}]{\fontsize{%sbp}{%sbp}\sffamily%s\selectfont %s}\end{pgfscope}`,
		c.colour(), texPoint(at), short(size), short(1.2*size), style, s)
}

// DrawImage implements vg.Canvas; no figure of the house holds a raster.
func (c *texCanvas) DrawImage(vg.Rectangle, image.Image) {}

func (c *texCanvas) bytes() []byte {
	var head bytes.Buffer
	line := func(format string, args ...any) { fmt.Fprintf(&head, "%% "+format+"\n", args...) }
	line("%s", Clean(c.meta.Title))
	if c.meta.Creator != "" {
		line("%s", Clean(c.meta.Creator))
	}
	line(`\usepackage{pgf} and \usepackage[scaled]{helvet} in the preamble, then \input this file at its own size.`)
	if c.foreign {
		line("It has letters beyond the Latin script: compile with XeLaTeX or LuaLaTeX and a font that has them.")
	}
	c.put(`\end{pgfpicture}\endgroup`)
	return append(head.Bytes(), c.out.Bytes()...)
}
