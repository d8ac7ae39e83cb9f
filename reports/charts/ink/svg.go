package ink

import (
	"bytes"
	"fmt"
	"html"
	"image"
	"image/color"
	"math"
	"strconv"
	"strings"

	xfont "golang.org/x/image/font"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
)

// svgCanvas writes SVG with y pointing down and text as text. Every text has a
// textLength, so that alignment holds where another font is substituted.
type svgCanvas struct {
	out   bytes.Buffer
	w, h  vg.Length
	stack []svgState
}

// svgState is the drawing state; turn is a matrix a b c d e f with y up.
type svgState struct {
	colour color.NRGBA
	line   vg.Length
	dash   string
	turn   [6]float64
}

const (
	svgFonts      = `'Liberation Sans',Arimo,Arial,Helvetica,sans-serif`
	svgOtherFonts = `'Noto Sans CJK SC','Noto Sans','PingFang SC','Microsoft YaHei',sans-serif`
)

func newSVG(w, h vg.Length, m Meta) *svgCanvas {
	c := &svgCanvas{w: w, h: h, stack: []svgState{{line: 1, colour: rgb(0), turn: [6]float64{1, 0, 0, 1, 0, 0}}}}
	fmt.Fprintf(&c.out, `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" width="%smm" height="%smm" viewBox="0 0 %s %s" role="img" fill="none" stroke-linejoin="round" font-family="%s">
<title>%s</title>
<desc>%s</desc>
`, short(w.Points()/72*25.4), short(h.Points()/72*25.4), short(w.Points()), short(h.Points()), svgFonts,
		html.EscapeString(Clean(m.Title)), html.EscapeString(Clean(m.Doc)))
	if m.Creator != "" {
		fmt.Fprintf(&c.out, "<metadata>%s</metadata>\n", html.EscapeString(Clean(m.Creator)))
	}
	c.out.WriteString("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n")
	return c
}

// short writes v with at most three decimals.
func short(v float64) string {
	s := strings.TrimRight(strings.TrimRight(strconv.FormatFloat(v, 'f', 3, 64), "0"), ".")
	if s == "-0" {
		return "0"
	}
	return s
}

func (c *svgCanvas) top() *svgState { return &c.stack[len(c.stack)-1] }

// Size implements vg.CanvasSizer.
func (c *svgCanvas) Size() (vg.Length, vg.Length) { return c.w, c.h }

// SetLineWidth implements vg.Canvas.
func (c *svgCanvas) SetLineWidth(w vg.Length) { c.top().line = w }

// SetLineDash implements vg.Canvas.
func (c *svgCanvas) SetLineDash(dash []vg.Length, _ vg.Length) {
	parts := make([]string, len(dash))
	for i, v := range dash {
		parts[i] = short(v.Points())
	}
	c.top().dash = strings.Join(parts, " ")
}

// SetColor implements vg.Canvas.
func (c *svgCanvas) SetColor(k color.Color) { c.top().colour = opaque(k) }

// Rotate implements vg.Canvas.
func (c *svgCanvas) Rotate(r float64) {
	s, k := math.Sincos(r)
	c.apply([6]float64{k, s, -s, k, 0, 0})
}

// Translate implements vg.Canvas.
func (c *svgCanvas) Translate(p vg.Point) {
	c.apply([6]float64{1, 0, 0, 1, float64(p.X), float64(p.Y)})
}

// Scale implements vg.Canvas.
func (c *svgCanvas) Scale(x, y float64) { c.apply([6]float64{x, 0, 0, y, 0, 0}) }

// Push implements vg.Canvas.
func (c *svgCanvas) Push() { c.stack = append(c.stack, *c.top()) }

// Pop implements vg.Canvas.
func (c *svgCanvas) Pop() { c.stack = c.stack[:len(c.stack)-1] }

func (c *svgCanvas) apply(n [6]float64) { c.top().turn = multiply(c.top().turn, n) }

// multiply returns the matrix that first does n, then m.
func multiply(m, n [6]float64) [6]float64 {
	return [6]float64{
		m[0]*n[0] + m[2]*n[1], m[1]*n[0] + m[3]*n[1], m[0]*n[2] + m[2]*n[3], m[1]*n[2] + m[3]*n[3],
		m[0]*n[4] + m[2]*n[5] + m[4], m[1]*n[4] + m[3]*n[5] + m[5],
	}
}

func (c *svgCanvas) page(p vg.Point) (x, y float64) {
	m := c.top().turn
	return m[0]*float64(p.X) + m[2]*float64(p.Y) + m[4], float64(c.h) - (m[1]*float64(p.X) + m[3]*float64(p.Y) + m[5])
}

func (c *svgCanvas) data(p vg.Path) string {
	var b strings.Builder
	put := func(command string, ps ...vg.Point) {
		b.WriteString(command)
		for i, q := range ps {
			if i > 0 {
				b.WriteByte(' ')
			}
			x, y := c.page(q)
			b.WriteString(short(x) + "," + short(y))
		}
	}
	for _, k := range p {
		switch k.Type {
		case vg.MoveComp:
			put("M", k.Pos)
		case vg.LineComp:
			put("L", k.Pos)
		case vg.CurveComp:
			put([]string{"", "Q", "C"}[len(k.Control)], append(append([]vg.Point{}, k.Control...), k.Pos)...)
		case vg.CloseComp:
			b.WriteByte('Z')
		}
	}
	return b.String()
}

// Stroke implements vg.Canvas.
func (c *svgCanvas) Stroke(p vg.Path) {
	s := c.top()
	if s.line <= 0 || len(p) == 0 {
		return
	}
	dash := ""
	if s.dash != "" {
		dash = ` stroke-dasharray="` + s.dash + `"`
	}
	fmt.Fprintf(&c.out, "<path d=\"%s\" stroke=\"%s\" stroke-width=\"%s\"%s/>\n", c.data(p), hex(s.colour), short(s.line.Points()), dash)
}

// Fill implements vg.Canvas.
func (c *svgCanvas) Fill(p vg.Path) {
	if len(p) > 0 {
		fmt.Fprintf(&c.out, "<path d=\"%s\" fill=\"%s\"/>\n", c.data(p), hex(c.top().colour))
	}
}

// FillString implements vg.Canvas.
func (c *svgCanvas) FillString(f font.Face, at vg.Point, s string) {
	c.setText(run{face: f, text: s, width: f.Width(s)}, at, 0)
}

func (c *svgCanvas) setText(r run, at vg.Point, halo vg.Length) {
	if r.text == "" {
		return
	}
	s := c.top()
	x, y := c.page(at)
	more := ""
	if a := math.Atan2(s.turn[1], s.turn[0]); math.Abs(a) > 1e-9 {
		more += fmt.Sprintf(` transform="rotate(%s %s %s)"`, short(-a*180/math.Pi), short(x), short(y))
	}
	if r.face.Font.Weight >= xfont.WeightSemiBold {
		more += ` font-weight="bold"`
	}
	if r.face.Font.Style != xfont.StyleNormal {
		more += ` font-style="italic"`
	}
	if r.unknown {
		more += ` font-family="` + svgOtherFonts + `"`
	}
	if halo > 0 {
		more += fmt.Sprintf(` paint-order="stroke" stroke="#fff" stroke-width="%s"`, short(2*halo.Points()))
	}
	if strings.HasPrefix(r.text, " ") || strings.HasSuffix(r.text, " ") {
		more += ` xml:space="preserve"`
	}
	fmt.Fprintf(&c.out, "<text x=\"%s\" y=\"%s\" font-size=\"%s\" fill=\"%s\" textLength=\"%s\" lengthAdjust=\"spacingAndGlyphs\"%s>%s</text>\n",
		short(x), short(y), short(r.face.Font.Size.Points()), hex(s.colour), short(r.width.Points()), more, html.EscapeString(r.text))
}

// DrawImage implements vg.Canvas; no figure of the house holds a raster.
func (c *svgCanvas) DrawImage(vg.Rectangle, image.Image) {}

func (c *svgCanvas) bytes() []byte {
	c.out.WriteString("</svg>\n")
	return c.out.Bytes()
}

func hex(c color.NRGBA) string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

// opaque converts any colour; the house draws without transparency, which
// formats treat in different ways.
func opaque(k color.Color) color.NRGBA {
	if k == nil {
		return rgb(0)
	}
	return color.NRGBAModel.Convert(k).(color.NRGBA)
}
