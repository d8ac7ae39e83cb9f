// Package ink is the drawing of the house: colours and sizes, text that is
// measured before it is set, marks, axes, legends, and canvases that write PDF,
// SVG and PNG the same way every time. It knows shapes, nothing of data.
//
// All lengths are in points (1/72 inch) and y grows upwards.
package ink

import (
	"fmt"
	"image/color"
	"math"
	"strings"

	"gonum.org/v1/plot/vg"
)

// Hatch is how an area is filled, so that it can be told apart without colour.
type Hatch uint8

// The fillings of an area.
const (
	Solid Hatch = iota
	Open
	Diagonal
	Crossed
	Dotted
)

// Shape is the form of a point mark.
type Shape uint8

// The forms of a point mark.
const (
	Disc Shape = iota
	Diamond
	Square
	Triangle
	Ring
	OpenDiamond
)

// Series is how one group is drawn in every figure of a report: its colour,
// and the second channel that survives a black-and-white copy.
type Series struct {
	Colour color.NRGBA
	Hatch  Hatch
	Shape  Shape
}

// Theme holds the sizes and colours of a preset. A Theme is only read after
// NewTheme made it, so that one may serve several figures at a time.
type Theme struct {
	Preset    string
	Widths    [3]vg.Length // one column, one and a half, two columns
	MaxHeight vg.Length    // the highest figure that the journal prints
	Small     vg.Length    // ticks and numbers in cells
	Base      vg.Length    // labels and axis titles
	Hair      vg.Length
	Thin      vg.Length
	Grey      bool // no hue carries meaning
	Grid      bool // grid lines behind the data
	Coloured  bool // text may take the colour of its series
	Patterns  bool // hatches are allowed

	Ink, Mute, Rule, Band color.NRGBA

	series   []color.NRGBA
	seq, div []color.NRGBA
}

// millimetres converts a length in mm to points.
func millimetres(v float64) vg.Length { return vg.Length(v) * vg.Millimeter }

func widths(a, b, c float64) [3]vg.Length {
	return [3]vg.Length{millimetres(a), millimetres(b), millimetres(c)}
}

func rgb(h uint32) color.NRGBA {
	return color.NRGBA{R: uint8(h >> 16), G: uint8(h >> 8), B: uint8(h), A: 255}
}

func rgbs(hs ...uint32) []color.NRGBA {
	out := make([]color.NRGBA, len(hs))
	for i, h := range hs {
		out[i] = rgb(h)
	}
	return out
}

// White is the paper.
var White = rgb(0xFFFFFF)

// house is the default theme. The colours are those of Okabe and Ito 2008,
// "Color Universal Design", in an order in which the first two also differ in
// lightness, so that they stay apart in a black-and-white copy.
func house() *Theme {
	return &Theme{
		Preset: "default", Widths: widths(89, 136, 183), MaxHeight: millimetres(240),
		Small: 6, Base: 7, Hair: 0.25, Thin: 0.5,
		Grid: true, Coloured: true, Patterns: true,
		Ink: rgb(0x1A1A1A), Mute: rgb(0x595959), Rule: rgb(0xDDDDDD), Band: rgb(0xF4F4F4),
		series: rgbs(0x0072B2, 0xE69F00, 0x009E73, 0xCC79A7, 0xD55E00, 0x56B4E9),
		seq:    rgbs(0xF7FBFF, 0xC6DBEF, 0x6BAED6, 0x2171B5, 0x08306B),
		div:    rgbs(0x0072B2, 0x9CC9E3, 0xFFFFFF, 0xF3CF80, 0xE69F00),
	}
}

// presets are what the journals ask for, as changes of the house theme.
// Sources: Nature research figure guide; Elsevier artwork sizing; PLOS figure
// guidelines; Cambridge journals artwork guide.
var presets = []struct {
	name   string
	change func(*Theme)
}{
	{"default", func(*Theme) {}},
	{"nature", func(t *Theme) {
		t.Grid, t.Coloured, t.Patterns = false, false, false
		t.MaxHeight = millimetres(170)
	}},
	{"greyscale", func(t *Theme) {
		t.Grey, t.Coloured = true, false
		t.series = rgbs(0x262626, 0xA6A6A6, 0x6B6B6B, 0xC9C9C9, 0x474747, 0x8A8A8A)
		t.seq = rgbs(0xFFFFFF, 0xD9D9D9, 0x969696, 0x4D4D4D, 0x1A1A1A)
		t.div = rgbs(0x333333, 0x9A9A9A, 0xFFFFFF, 0x9A9A9A, 0x333333)
	}},
	{"plos", func(t *Theme) {
		t.Widths, t.MaxHeight = widths(89, 132, 190.5), millimetres(222.3)
		t.Small, t.Base = 8, 8.5
	}},
	{"elsevier", func(t *Theme) {
		t.Widths = widths(90, 140, 190)
		t.Small, t.Base = 7, 7
	}},
	{"cambridge", func(*Theme) {}},
}

// Presets returns the names of the presets, the default first.
func Presets() []string {
	var out []string
	for _, p := range presets {
		out = append(out, p.name)
	}
	return out
}

// NewTheme returns the theme of a preset; "" is the default.
func NewTheme(preset string) (*Theme, error) {
	if preset == "" {
		preset = "default"
	}
	for _, p := range presets {
		if p.name == preset {
			t := house()
			t.Preset = preset
			p.change(t)
			return t, nil
		}
	}
	return nil, fmt.Errorf("figure preset %q is unknown: use one of %s", preset, strings.Join(Presets(), ", "))
}

// Series returns how group i, from 0, is drawn. Three groups are told apart by
// colour alone; from the fourth on a hatch is added where the preset allows it.
// Twelve groups differ; then they repeat.
func (t *Theme) Series(i int) Series {
	n := len(t.series)
	s := Series{Colour: t.series[i%n], Shape: Shape(i % (int(OpenDiamond) + 1))}
	switch again := i/n%2 == 1; {
	case t.Grey:
		s.Hatch = []Hatch{Solid, Diagonal, Dotted, Crossed, Open, Solid}[i%n]
	case !t.Patterns && again:
		s.Colour = mix(White, s.Colour, .5)
	case t.Patterns && again:
		s.Hatch = []Hatch{Diagonal, Crossed, Dotted, Crossed, Dotted, Diagonal}[i%n]
	case t.Patterns:
		s.Hatch = []Hatch{Solid, Solid, Solid, Diagonal, Crossed, Dotted}[i%n]
	}
	return s
}

// Sequential returns the colour of v in 0…1 on the one-sided scale.
func (t *Theme) Sequential(v float64) color.NRGBA { return ramp(t.seq, v) }

// Diverging returns the colour of v in −1…1 on the two-sided scale; 0 is white.
func (t *Theme) Diverging(v float64) color.NRGBA { return ramp(t.div, (v+1)/2) }

// Written returns the colour for text or thin strokes of a series: its colour
// darkened until the contrast on white is 4.5:1, or plain ink where the preset
// has no coloured text.
//
// Source: W3C 2018, Web Content Accessibility Guidelines 2.1, 1.4.3.
func (t *Theme) Written(c color.NRGBA) color.NRGBA {
	if !t.Coloured {
		return t.Ink
	}
	return darkened(c)
}

// Tint returns c mixed with white: 1 is c, 0 is white.
func Tint(c color.NRGBA, share float64) color.NRGBA { return mix(White, c, share) }

// Readable returns black or white, whichever reads better on the background.
func Readable(background color.NRGBA) color.NRGBA {
	l := luminance(background)
	if (l+.05)/.05 >= 1.05/(l+.05) {
		return rgb(0x111111)
	}
	return White
}

func darkened(c color.NRGBA) color.NRGBA {
	for range 40 {
		if 1.05/(luminance(c)+.05) >= 4.5 {
			break
		}
		c = mix(c, rgb(0), .06)
	}
	return c
}

func mix(a, b color.NRGBA, share float64) color.NRGBA {
	f := func(x, y uint8) uint8 { return uint8(math.Round(float64(x) + (float64(y)-float64(x))*share)) }
	return color.NRGBA{R: f(a.R, b.R), G: f(a.G, b.G), B: f(a.B, b.B), A: 255}
}

func ramp(stops []color.NRGBA, v float64) color.NRGBA {
	v = max(0, min(1, v)) * float64(len(stops)-1)
	i := int(v)
	if i >= len(stops)-1 {
		return stops[len(stops)-1]
	}
	return mix(stops[i], stops[i+1], v-float64(i))
}

// luminance is the relative luminance of WCAG 2.1, 0 black to 1 white.
func luminance(c color.NRGBA) float64 {
	f := func(b uint8) float64 {
		v := float64(b) / 255
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	return .2126*f(c.R) + .7152*f(c.G) + .0722*f(c.B)
}
