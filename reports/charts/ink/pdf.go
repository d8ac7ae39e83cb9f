package ink

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"math"
	"strings"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
)

// pdfCanvas writes PDF through fpdf. Unlike gonum's vgpdf it embeds subsets of
// Unicode TrueType fonts, so that every script is right and can be searched;
// it takes the date from its caller and writes no temporary files.
type pdfCanvas struct {
	doc   *fpdf.Fpdf
	w, h  vg.Length
	fonts map[string]bool
	stack []pdfState
}

type pdfState struct {
	colour color.NRGBA
	line   vg.Length
}

func newPDF(w, h vg.Length, m Meta) *pdfCanvas {
	d := fpdf.NewCustom(&fpdf.InitType{UnitStr: "pt", Size: fpdf.SizeType{Wd: w.Points(), Ht: h.Points()}})
	d.SetCatalogSort(true)
	d.SetCreationDate(m.Date)
	d.SetModificationDate(m.Date)
	d.SetTitle(basic(m.Title), true)
	d.SetSubject(basic(m.Doc), true)
	d.SetCreator(basic(m.Creator), true)
	d.SetMargins(0, 0, 0)
	d.SetAutoPageBreak(false, 0)
	d.AddPage()
	c := &pdfCanvas{doc: d, w: w, h: h, fonts: map[string]bool{}, stack: []pdfState{{colour: rgb(0), line: 1}}}
	c.raw("1 j") // round joins, as in the other formats
	return c
}

// basic replaces what fpdf cannot write: it panics beyond the basic plane.
func basic(s string) string {
	return strings.Map(func(r rune) rune {
		if r > 0xFFFF {
			return '\uFFFD'
		}
		return r
	}, Clean(s))
}

func (c *pdfCanvas) raw(format string, args ...any) { c.doc.RawWriteStr(fmt.Sprintf(format, args...)) }
func (c *pdfCanvas) top() *pdfState                 { return &c.stack[len(c.stack)-1] }

// Size implements vg.CanvasSizer.
func (c *pdfCanvas) Size() (vg.Length, vg.Length) { return c.w, c.h }

// SetLineWidth implements vg.Canvas.
func (c *pdfCanvas) SetLineWidth(w vg.Length) {
	c.top().line = w
	c.raw("%.3f w", w.Points())
}

// SetLineDash implements vg.Canvas.
func (c *pdfCanvas) SetLineDash(dash []vg.Length, offset vg.Length) {
	parts := make([]string, len(dash))
	for i, v := range dash {
		parts[i] = short(v.Points())
	}
	c.raw("[%s] %.3f d", strings.Join(parts, " "), offset.Points())
}

// SetColor implements vg.Canvas.
func (c *pdfCanvas) SetColor(k color.Color) {
	c.top().colour = opaque(k)
	c.restate()
}

// restate writes the colour and line width again, which fpdf does not track
// across Push and Pop.
func (c *pdfCanvas) restate() {
	n := c.top().colour
	c.doc.SetTextColor(int(n.R), int(n.G), int(n.B))
	r, g, b := float64(n.R)/255, float64(n.G)/255, float64(n.B)/255
	c.raw("%.4f %.4f %.4f rg %.4f %.4f %.4f RG %.3f w", r, g, b, r, g, b, c.top().line.Points())
}

// Rotate implements vg.Canvas.
func (c *pdfCanvas) Rotate(r float64) {
	s, k := math.Sincos(r)
	c.raw("%.6f %.6f %.6f %.6f 0 0 cm", k, s, -s, k)
}

// Translate implements vg.Canvas.
func (c *pdfCanvas) Translate(p vg.Point) { c.raw("1 0 0 1 %.3f %.3f cm", p.X.Points(), p.Y.Points()) }

// Scale implements vg.Canvas.
func (c *pdfCanvas) Scale(x, y float64) { c.raw("%.6f 0 0 %.6f 0 0 cm", x, y) }

// Push implements vg.Canvas.
func (c *pdfCanvas) Push() {
	c.stack = append(c.stack, *c.top())
	c.raw("q")
}

// Pop implements vg.Canvas.
func (c *pdfCanvas) Pop() {
	c.stack = c.stack[:len(c.stack)-1]
	c.raw("Q")
	c.restate()
}

func (c *pdfCanvas) path(p vg.Path) {
	var cur vg.Point
	for _, k := range p {
		switch k.Type {
		case vg.MoveComp:
			c.raw("%.3f %.3f m", k.Pos.X.Points(), k.Pos.Y.Points())
		case vg.LineComp:
			c.raw("%.3f %.3f l", k.Pos.X.Points(), k.Pos.Y.Points())
		case vg.CurveComp:
			a, b := cubic(cur, k)
			c.raw("%.3f %.3f %.3f %.3f %.3f %.3f c", a.X.Points(), a.Y.Points(), b.X.Points(), b.Y.Points(), k.Pos.X.Points(), k.Pos.Y.Points())
		case vg.CloseComp:
			c.raw("h")
			continue
		}
		cur = k.Pos
	}
}

// cubic returns the control points of a curve from a point on, as those of a
// cubic one: PDF and PGF have no other.
func cubic(from vg.Point, k vg.PathComp) (a, b vg.Point) {
	a, b = k.Control[0], k.Control[len(k.Control)-1]
	if len(k.Control) == 1 {
		a, b = from.Add(a.Sub(from).Scale(2.0/3)), k.Pos.Add(b.Sub(k.Pos).Scale(2.0/3))
	}
	return a, b
}

// Stroke implements vg.Canvas.
func (c *pdfCanvas) Stroke(p vg.Path) {
	if c.top().line > 0 && len(p) > 0 {
		c.path(p)
		c.raw("S")
	}
}

// Fill implements vg.Canvas.
func (c *pdfCanvas) Fill(p vg.Path) {
	if len(p) > 0 {
		c.path(p)
		c.raw("f")
	}
}

// FillString implements vg.Canvas.
func (c *pdfCanvas) FillString(f font.Face, at vg.Point, s string) {
	name := f.Name()
	if !c.fonts[name] {
		var ttf bytes.Buffer
		if _, err := f.Face.WriteSourceTo(nil, &ttf); err != nil {
			c.doc.SetError(fmt.Errorf("font %s: %w", name, err))
			return
		}
		c.doc.AddUTF8FontFromBytes(name, "", ttf.Bytes())
		c.fonts[name] = true
	}
	c.doc.SetFont(name, "", f.Font.Size.Points())
	c.doc.Text(at.X.Points(), (c.h - at.Y).Points(), s)
}

// DrawImage implements vg.Canvas; no figure of the house holds a raster.
func (c *pdfCanvas) DrawImage(vg.Rectangle, image.Image) {}

func (c *pdfCanvas) bytes() ([]byte, error) {
	var b bytes.Buffer
	err := c.doc.Output(&b)
	return b.Bytes(), err
}

// glyphs returns the outlines of s set at a point, for halos.
func glyphs(f font.Face, at vg.Point, s string) vg.Path {
	var p vg.Path
	var buf sfnt.Buffer
	upm := f.Face.UnitsPerEm()
	ppem := fixed.Int26_6(upm) << 6
	scale := f.Font.Size / vg.Length(upm) / 64
	var previous sfnt.GlyphIndex
	for i, r := range s {
		g, err := f.Face.GlyphIndex(&buf, r)
		if err != nil {
			continue
		}
		if i > 0 {
			if k, err := f.Face.Kern(&buf, previous, g, ppem, 0); err == nil {
				at.X += scale * vg.Length(k)
			}
		}
		point := func(a fixed.Point26_6) vg.Point {
			return vg.Point{X: at.X + scale*vg.Length(a.X), Y: at.Y - scale*vg.Length(a.Y)}
		}
		// a glyph without outlines, such as the space, has nothing to rim
		if segments, err := f.Face.LoadGlyph(&buf, g, ppem, nil); err == nil {
			trace(&p, segments, point)
		}
		if a, err := f.Face.GlyphAdvance(&buf, g, ppem, 0); err == nil {
			at.X += scale * vg.Length(a)
		}
		previous = g
	}
	return p
}

func trace(p *vg.Path, segments sfnt.Segments, point func(fixed.Point26_6) vg.Point) {
	for i, s := range segments {
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			if i > 0 {
				p.Close()
			}
			p.Move(point(s.Args[0]))
		case sfnt.SegmentOpLineTo:
			p.Line(point(s.Args[0]))
		case sfnt.SegmentOpQuadTo:
			p.QuadTo(point(s.Args[0]), point(s.Args[1]))
		case sfnt.SegmentOpCubeTo:
			p.CubeTo(point(s.Args[0]), point(s.Args[1]), point(s.Args[2]))
		}
	}
	if len(segments) > 0 {
		p.Close()
	}
}
