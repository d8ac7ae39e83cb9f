package ink

import (
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
)

// Ticks is a plot.Ticker with round steps (1, 2, 2.5 or 5 times a power of
// ten), at most N intervals, thousands separators and a true minus sign.
type Ticks struct{ N int }

var _ plot.Ticker = Ticks{}

// Ticks returns the ticks from lo to hi; nil where there is no range between.
func (t Ticks) Ticks(lo, hi float64) []plot.Tick {
	step := niceStep(lo, hi, t.N)
	if step == 0 {
		return nil
	}
	dec := 0
	for s := step; dec < 12 && math.Abs(s-math.Round(s)) > 1e-9*s; s *= 10 {
		dec++
	}
	var out []plot.Tick
	first := math.Ceil(lo/step - 1e-9)
	for i := 0.0; i <= float64(t.N)+1; i++ {
		v := (first + i) * step
		if v > hi+1e-9*step {
			break
		}
		out = append(out, plot.Tick{Value: v, Label: Number(v, dec)})
	}
	return out
}

// niceStep returns the smallest round step that makes at most n intervals.
func niceStep(lo, hi float64, n int) float64 {
	raw := (hi - lo) / float64(max(n, 1))
	if !(raw > 1e-300) || math.IsInf(raw, 0) {
		return 0
	}
	m := math.Pow(10, math.Floor(math.Log10(raw)))
	for _, k := range []float64{1, 2, 2.5, 5} {
		if raw <= k*m*1.0001 {
			return k * m
		}
	}
	return 10 * m
}

// Round returns hi moved up to the next round number, so that an axis from lo
// ends on a tick.
func Round(lo, hi float64, n int) float64 {
	step := niceStep(lo, hi, n)
	if step == 0 {
		return lo + 1
	}
	return math.Ceil(hi/step-1e-9) * step
}

// Number writes v with dec decimals, thousands separators and a
// true minus sign: without decimals from a million on, in powers of ten from
// 1e9 on and below 1e−6.
func Number(v float64, dec int) string {
	a := math.Abs(v)
	var s string
	switch {
	case a >= 1e9 || a != 0 && a < 1e-6:
		mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(a, 'e', 2, 64), "e")
		power, err := strconv.Atoi(exponent)
		if err != nil {
			return strconv.FormatFloat(v, 'g', -1, 64)
		}
		s = strings.TrimRight(strings.TrimRight(mantissa, "0"), ".") + "e" + strings.Replace(strconv.Itoa(power), "-", "−", 1)
	default:
		if a >= 1e6 {
			dec = 0
		}
		s = strconv.FormatFloat(a, 'f', dec, 64)
		if strings.Trim(s, "0.") == "" {
			v = 0
		}
		if i := strings.IndexByte(s+".", '.'); i > 3 {
			for j := i - 3; j > 0; j -= 3 {
				s = s[:j] + "," + s[j:]
			}
		}
	}
	if v < 0 {
		s = "−" + s
	}
	return s
}

// Axis is a horizontal axis under a plot: where its ticks are and what is
// written below them.
type Axis struct {
	Lo, Hi float64
	Title  []string
	ticks  []plot.Tick
	// Overhang is how far tick labels reach beyond the ends of the axis.
	Overhang vg.Length
}

const tickLength = 2.2

// NewAxis fits an axis from lo to hi into wide points: as many ticks as have
// room, at most n intervals, and the title wrapped to at most three lines.
func NewAxis(th *Theme, ty *Type, lo, hi float64, wide vg.Length, n int, title string) Axis {
	a := Axis{Lo: lo, Hi: hi}
	style := Style{Size: th.Small}
	for ; n >= 1; n-- {
		a.ticks = Ticks{N: n}.Ticks(lo, hi)
		var taken vg.Length
		for _, t := range a.ticks {
			taken = max(taken, ty.Width(t.Label, style)+4)
		}
		if len(a.ticks) < 2 {
			break
		}
		step := (a.ticks[1].Value - a.ticks[0].Value) / (hi - lo)
		if taken <= wide*vg.Length(step) {
			break
		}
	}
	for _, t := range a.ticks {
		x := wide * vg.Length((t.Value-lo)/(hi-lo))
		w := ty.Width(t.Label, style) / 2
		a.Overhang = max(a.Overhang, w-x, x+w-wide)
	}
	if title != "" {
		a.Title, _ = ty.Wrap(title, Style{Size: th.Base}, wide, 3)
	}
	return a
}

// Height returns how much room the axis takes below the data.
func (a Axis) Height(th *Theme) vg.Length {
	h := vg.Length(tickLength+1.5) + th.Small*(capitals+below)
	if n := len(a.Title); n > 0 {
		h += 2.5 + vg.Length(n)*Style{Size: th.Base}.Pitch()
	}
	return h
}

// Grid draws a line through the data area at every tick.
func (p *Pen) Grid(a Axis, x func(float64) vg.Length, area Box) {
	if !p.Theme.Grid {
		return
	}
	for _, t := range a.ticks {
		p.Line(p.Rule, p.Hair, nil, vg.Point{X: x(t.Value), Y: area.Y0}, vg.Point{X: x(t.Value), Y: area.Y1})
	}
}

// XAxis draws the axis along the lower edge of the data area.
func (p *Pen) XAxis(a Axis, x func(float64) vg.Length, area Box) {
	y := area.Y0
	p.Line(p.Ink, p.Thin, nil, vg.Point{X: area.X0, Y: y}, vg.Point{X: area.X1, Y: y})
	for _, t := range a.ticks {
		at := x(t.Value)
		p.Line(p.Ink, p.Thin, nil, vg.Point{X: at, Y: y}, vg.Point{X: at, Y: y - tickLength})
		p.Text(at, y-tickLength-1.5, t.Label, Style{Size: p.Small, H: .5, V: 1})
	}
	y -= tickLength + 1.5 + p.Small*(capitals+below) + 2.5
	for _, l := range a.Title {
		p.Text((area.X0+area.X1)/2, y, l, Style{H: .5, V: 1})
		y -= Style{Size: p.Base}.Pitch()
	}
}

// Entry is one key of a legend.
type Entry struct {
	Name   string
	Series Series
	Point  bool // a mark instead of a small bar
}

// Legend is a row of keys above a plot, wrapped into more rows where it must.
type Legend struct {
	rows   [][]Entry
	wide   vg.Length
	Height vg.Length
}

const (
	keyGap     = 10 // between one key and the next
	barKey     = 9.5
	pointKey   = 7
	legendRow  = 1.45 // line pitch, in text sizes
	legendFoot = 2.5
)

// NewLegend arranges the entries in rows no wider than wide; names that are
// wider are cut, and returned as they were.
func NewLegend(th *Theme, ty *Type, wide vg.Length, entries []Entry) (l Legend, cut []string) {
	style := Style{Size: th.Base}
	var x vg.Length
	for _, e := range entries {
		short := ty.Cut(e.Name, style, wide-e.key())
		if short != Clean(e.Name) {
			cut = append(cut, e.Name)
		}
		e.Name = short
		w := e.key() + ty.Width(e.Name, style)
		if len(l.rows) == 0 || x+keyGap+w > wide {
			l.rows = append(l.rows, nil)
			x = -keyGap
		}
		l.rows[len(l.rows)-1] = append(l.rows[len(l.rows)-1], e)
		x += keyGap + w
		l.wide = max(l.wide, x)
	}
	if len(l.rows) > 0 {
		l.Height = vg.Length(len(l.rows))*th.Base*legendRow + legendFoot
	}
	return l, cut
}

func (e Entry) key() vg.Length {
	if e.Point {
		return pointKey
	}
	return barKey
}

// Legend draws the legend with its top at y: from x on where it has room
// before right, else further to the left.
func (p *Pen) Legend(l Legend, x, right, y vg.Length) {
	x = max(0, min(x, right-l.wide))
	y -= p.Base * legendRow / 2
	for _, row := range l.rows {
		at := x
		for _, e := range row {
			if e.Point {
				p.Mark(e.Series, vg.Point{X: at + 2.5, Y: y}, 2.2)
			} else {
				p.Bar(e.Series, Box{at, y - 2.4, at + 7, y + 2.4})
			}
			p.Text(at+e.key(), y, e.Name, Style{V: .5})
			at += e.key() + keyGap + p.Width(e.Name, Style{Size: p.Base})
		}
		y -= p.Base * legendRow
	}
}
