package ink

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/draw"
	"math"
	"strings"
	"time"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgimg"
)

// Meta is what a file says about itself beside the drawing.
type Meta struct {
	Title   string
	Doc     string    // alternative text: what can be seen
	Creator string    // the program; empty for anonymous review
	Date    time.Time // written into the PDF; never the clock's
}

// Sheet is a figure that is laid out: its size and how to draw it.
type Sheet struct {
	Width, Height vg.Length
	Draw          func(*Pen)
}

// format is a file format of figures.
type format struct {
	name   string // and the extension
	doc    string
	encode func(Sheet, *Theme, *Type, Meta, int) ([]byte, error)
}

// formats is the catalog of file formats.
func formats() []format {
	return []format{
		{"pdf", "vector, fonts embedded as subsets, text can be searched", func(s Sheet, th *Theme, ty *Type, m Meta, _ int) ([]byte, error) {
			c := newPDF(s.Width, s.Height, m)
			s.Draw(NewPen(c, th, ty))
			return c.bytes()
		}},
		{"svg", "vector, text as text", func(s Sheet, th *Theme, ty *Type, m Meta, _ int) ([]byte, error) {
			c := newSVG(s.Width, s.Height, m)
			s.Draw(NewPen(c, th, ty))
			return c.bytes(), nil
		}},
		{"png", "pixels, with their resolution", func(s Sheet, th *Theme, ty *Type, m Meta, dpi int) ([]byte, error) {
			return encodePNG(s.pixels(th, ty, s.DPI(dpi)), s.DPI(dpi), m)
		}},
		{"tif", "pixels of twice that resolution, RGB without alpha, LZW, as journals ask for", func(s Sheet, th *Theme, ty *Type, m Meta, dpi int) ([]byte, error) {
			return encodeTIFF(s.pixels(th, ty, s.DPI(2*dpi)), s.DPI(2*dpi), m)
		}},
		{"tex", "PGF for \\input, text in the article's own fonts", func(s Sheet, th *Theme, ty *Type, m Meta, _ int) ([]byte, error) {
			c := newTeX(s.Width, s.Height, m)
			s.Draw(NewPen(c, th, ty))
			return c.bytes(), nil
		}},
	}
}

// Formats returns the names of the formats that Encode writes, each with what it is.
func Formats() (names, docs []string) {
	for _, f := range formats() {
		names, docs = append(names, f.name), append(docs, f.doc)
	}
	return names, docs
}

// Encode draws the sheet in one format; dpi is the wanted resolution of PNG, see
// DPI. The same sheet gives the same bytes.
func (s Sheet) Encode(format string, th *Theme, ty *Type, m Meta, dpi int) ([]byte, error) {
	for _, f := range formats() {
		if f.name == format {
			return f.encode(s, th, ty, m, dpi)
		}
	}
	names, _ := Formats()
	return nil, fmt.Errorf("figure format %q is unknown: use one of %s", format, strings.Join(names, ", "))
}

// pixels draws the sheet at a resolution.
func (s Sheet) pixels(th *Theme, ty *Type, dpi int) image.Image {
	c := vgimg.NewWith(vgimg.UseWH(s.Width, s.Height), vgimg.UseDPI(dpi), vgimg.UseBackgroundColor(White))
	s.Draw(NewPen(c, th, ty))
	return c.Image()
}

// maxPixels bounds the memory of one picture to about 400 MB.
const maxPixels = 50e6

// DPI returns the resolution at which the sheet is drawn as pixels: the wanted
// one, or a lower one that keeps a huge sheet within memory.
func (s Sheet) DPI(want int) int {
	pixels := s.Width.Dots(float64(want)) * s.Height.Dots(float64(want))
	if pixels <= maxPixels {
		return want
	}
	return max(1, int(float64(want)*math.Sqrt(maxPixels/pixels)))
}

// encodePNG writes an image without alpha, with its resolution and texts.
func encodePNG(img image.Image, dpi int, m Meta) ([]byte, error) {
	flat := onWhite(img)
	size := flat.Rect.Size()
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, uint32(size.X)), uint32(size.Y))
	perMetre := uint32(math.Round(float64(dpi) / 0.0254))
	density := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, perMetre), perMetre)
	pixels, err := deflated(flat)
	if err != nil {
		return nil, err
	}
	out := chunk([]byte("\x89PNG\r\n\x1a\n"), "IHDR", append(head, 8, 2, 0, 0, 0)) // 8 bits each of red, green and blue
	out = chunk(out, "pHYs", append(density, 1))
	out = text(out, "Title", m.Title)
	out = text(out, "Description", m.Doc)
	out = text(out, "Software", m.Creator)
	return chunk(chunk(out, "IDAT", pixels), "IEND", nil), nil
}

// onWhite returns a picture without transparency.
func onWhite(img image.Image) *image.RGBA {
	if flat, ok := img.(*image.RGBA); ok && flat.Opaque() {
		return flat
	}
	flat := image.NewRGBA(img.Bounds())
	draw.Draw(flat, flat.Rect, image.White, image.Point{}, draw.Src)
	draw.Draw(flat, flat.Rect, img, img.Bounds().Min, draw.Over)
	return flat
}

// deflated returns the pixels of a PNG as they are, without the filters of
// image/png: areas of one colour, which figures are made of, become no smaller by
// them, and choosing them takes most of the time. Files are within some per
// cent of what image/png makes.
func deflated(flat *image.RGBA) ([]byte, error) {
	var b bytes.Buffer
	z, err := zlib.NewWriterLevel(&b, zlib.BestSpeed)
	if err != nil {
		return nil, err
	}
	row := make([]byte, 1+3*flat.Rect.Dx()) // the filter, none, and the pixels
	for y := flat.Rect.Min.Y; y < flat.Rect.Max.Y; y++ {
		from, to := flat.Pix[flat.PixOffset(flat.Rect.Min.X, y):], row[1:]
		for ; len(to) > 0; from, to = from[4:], to[3:] {
			to[0], to[1], to[2] = from[0], from[1], from[2]
		}
		if _, err := z.Write(row); err != nil {
			return nil, err
		}
	}
	err = z.Close()
	return b.Bytes(), err
}

// text appends an international text chunk, which is UTF-8, unlike tEXt.
func text(out []byte, key, value string) []byte {
	if value = Clean(value); value == "" {
		return out
	}
	return chunk(out, "iTXt", []byte(key+"\x00\x00\x00\x00\x00"+value))
}

func chunk(out []byte, kind string, data []byte) []byte {
	out = binary.BigEndian.AppendUint32(out, uint32(len(data)))
	start := len(out)
	out = append(append(out, kind...), data...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[start:]))
}

// Placed is a text as it stands on the page.
type Placed struct {
	Text    string
	Corners [4]vg.Point // of the box that its glyphs may touch, anticlockwise
}

// Texts returns every text of the sheet in drawing order, so that it can be
// checked that none leaves the page or covers another.
func (s Sheet) Texts(th *Theme, ty *Type) []Placed {
	r := &recorder{stack: [][6]float64{{1, 0, 0, 1, 0, 0}}}
	s.Draw(NewPen(r, th, ty))
	return r.texts
}

// recorder is a canvas that keeps texts and forgets shapes.
type recorder struct {
	stack [][6]float64
	texts []Placed
}

func (r *recorder) top() *[6]float64 { return &r.stack[len(r.stack)-1] }

// SetLineWidth implements vg.Canvas.
func (r *recorder) SetLineWidth(vg.Length) {}

// SetLineDash implements vg.Canvas.
func (r *recorder) SetLineDash([]vg.Length, vg.Length) {}

// SetColor implements vg.Canvas.
func (r *recorder) SetColor(color.Color) {}

// Rotate implements vg.Canvas.
func (r *recorder) Rotate(a float64) {
	s, c := math.Sincos(a)
	*r.top() = multiply(*r.top(), [6]float64{c, s, -s, c, 0, 0})
}

// Translate implements vg.Canvas.
func (r *recorder) Translate(p vg.Point) {
	*r.top() = multiply(*r.top(), [6]float64{1, 0, 0, 1, float64(p.X), float64(p.Y)})
}

// Scale implements vg.Canvas.
func (r *recorder) Scale(x, y float64) { *r.top() = multiply(*r.top(), [6]float64{x, 0, 0, y, 0, 0}) }

// Push implements vg.Canvas.
func (r *recorder) Push() { r.stack = append(r.stack, *r.top()) }

// Pop implements vg.Canvas.
func (r *recorder) Pop() { r.stack = r.stack[:len(r.stack)-1] }

// Stroke implements vg.Canvas.
func (r *recorder) Stroke(vg.Path) {}

// Fill implements vg.Canvas.
func (r *recorder) Fill(vg.Path) {}

// DrawImage implements vg.Canvas.
func (r *recorder) DrawImage(vg.Rectangle, image.Image) {}

// FillString implements vg.Canvas.
func (r *recorder) FillString(f font.Face, at vg.Point, s string) {
	r.setText(run{face: f, text: s, width: f.Width(s)}, at, 0)
}

func (r *recorder) setText(t run, at vg.Point, _ vg.Length) {
	size, m := t.face.Font.Size, *r.top()
	p := Placed{Text: t.text}
	for i, q := range [4]vg.Point{{X: 0, Y: -below * size}, {X: t.width, Y: -below * size}, {X: t.width, Y: above * size}, {X: 0, Y: above * size}} {
		x, y := float64(at.X+q.X), float64(at.Y+q.Y)
		p.Corners[i] = vg.Point{X: vg.Length(m[0]*x + m[2]*y + m[4]), Y: vg.Length(m[1]*x + m[3]*y + m[5])}
	}
	r.texts = append(r.texts, p)
}
