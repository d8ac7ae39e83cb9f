package charts

import (
	"image/color"
	"math"
	"strconv"
	"strings"

	"concordat/reports/charts/ink"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
)

const (
	maxColumns = 40
	keyWide    = 6   // of a colour key
	keyLeast   = 62  // its least height
	keyMost    = 150 // how long it may become for the sake of its title
	turned     = .25 // of half a turn: heads that have no room upright
	headLong   = 90  // longest head that is set at an angle
)

// grid is a table of values by row and column name; NaN is missing.
type grid struct {
	rows, columns []string
	cells         [][]float64
	lo, hi        float64
}

// heatmap draws a value (Size) for each row (Y) and column (X). The scale is
// the square root where no value is negative, so that small values differ too;
// else it is two-sided.
type heatmap struct{}

// Info describes the chart.
func (heatmap) Info() Info {
	return Info{"heatmap", "Heat map", "a value for each row and column, as colour and number", []string{"X", "Y", "Size"}}
}

func (heatmap) lay(j *job) (ink.Sheet, error) {
	g, err := j.grid()
	if err != nil {
		return ink.Sheet{}, err
	}
	dec := decimals(j.column(j.fig.Size))
	s := j.scale(g)
	small := ink.Style{Size: j.th.Small}
	keyRoom := vg.Length(9+keyWide+3.5) + j.ty.Widest(s.labels(), small) + 4 + j.th.Small*1.3

	page, wide, cellWide, heads := j.columns(g, keyRoom)
	x0 := edge + wide + gutter
	bs, height := j.bands(g.rows, wide, 15.2)
	if least := max(keyLeast, min(keyMost, j.ty.Width(s.title, small)+4)); height < least { // room for the key's title
		spare := (least - height) / vg.Length(len(bs))
		for i := range bs {
			bs[i].top += vg.Length(i) * spare
			bs[i].height += spare
		}
		height = least
	}
	j.fits(s.title, small, height)
	top := j.headRoom(g.columns, heads)
	foot := edge + .6*j.th.Small // half of the lowest number of the key
	sheet := ink.Sheet{Width: page, Height: top + height + edge + foot}
	area := ink.Box{X0: x0, Y0: foot, X1: x0 + cellWide*vg.Length(len(g.columns)), Y1: foot + height}
	number := func(v float64) string { return near(v, dec) }
	numbers := j.numbersFit(g, number, cellWide-2.5)
	sheet.Draw = func(p *ink.Pen) {
		p.Plot(area, [2]float64{0, float64(len(g.columns))}, [2]float64{0, 1}, func(x, _ func(float64) vg.Length) {
			for c, name := range g.columns {
				drawHead(p, x(float64(c)+.5), area.Y1, name, heads, c)
			}
			for r, b := range bs {
				y := b.middle(area)
				p.Lines(x0-gutter, y, b.lines, ink.Style{H: 1})
				for c, v := range g.cells[r] {
					box := ink.Box{X0: x(float64(c)) + .3, Y0: y - b.height/2 + .3, X1: x(float64(c+1)) - .3, Y1: y + b.height/2 - .3}
					drawCell(p, box, v, s, numbers, number(v))
				}
			}
		})
		drawKey(p, s, ink.Box{X0: area.X1 + 9, Y0: area.Y0, X1: area.X1 + 9 + keyWide, Y1: area.Y1}, area.X1+keyRoom)
	}
	return sheet, nil
}

// grid gathers X, Y and Size into rows and columns in order of appearance.
func (j *job) grid() (*grid, error) {
	columns, err := j.texts("X", j.fig.X)
	if err != nil {
		return nil, err
	}
	rows, err := j.texts("Y", j.fig.Y)
	if err != nil {
		return nil, err
	}
	values, err := j.numbers("Size", j.fig.Size)
	if err != nil {
		return nil, err
	}
	g := &grid{rows: j.capped(distinct(rows), maxRows, "rows"), columns: j.capped(distinct(columns), maxColumns, "columns")}
	g.fill(rows, columns, values)
	return g, nil
}

// fill puts every value in its cell; a later row of the table wins.
func (g *grid) fill(rows, columns []string, values []float64) {
	g.cells = make([][]float64, len(g.rows))
	for i := range g.cells {
		g.cells[i] = make([]float64, len(g.columns))
		for k := range g.cells[i] {
			g.cells[i][k] = math.NaN()
		}
	}
	rowOf, columnOf := indices(g.rows), indices(g.columns)
	for i, v := range values {
		r, ok := rowOf[rows[i]]
		c, shown := columnOf[columns[i]]
		if ok && shown {
			g.cells[r][c] = v
		}
	}
	g.lo, g.hi, _ = extremes(g.cells...)
}

// columns chooses the width of a column and of the page, which ends where its
// content does, and wraps the heads over at most three lines without breaking
// a word; nil heads are set at an angle.
func (j *job) columns(g *grid, keyRoom vg.Length) (page, wide, each vg.Length, heads [][]string) {
	style := ink.Style{Size: j.th.Base}
	n := vg.Length(len(g.columns))
	var word vg.Length
	for _, h := range g.columns {
		word = max(word, j.ty.Widest(strings.Fields(h), style))
	}
	for _, page = range j.th.Widths {
		wide = min(j.ty.Widest(g.rows, style), page*.38)
		each = min((page-2*edge-wide-gutter-keyRoom)/n, 60)
		if heads = j.heads(g.columns, style, word, each-3); heads != nil {
			break
		}
	}
	sides := 2*edge + wide + gutter
	if heads != nil {
		return sides + each*n + keyRoom, wide, each, heads
	}
	// the last head leans over the key, or beyond it
	lean := min(j.ty.Widest(g.columns, style), headLong)*.7072 + 6
	each = min(each, (page-sides-max(keyRoom, lean))/(n-.5), (page-sides-keyRoom)/n)
	return sides + max(each*n+keyRoom, each*(n-.5)+lean), wide, each, nil
}

// heads wraps column heads; nil if one does not fit.
func (j *job) heads(names []string, style ink.Style, word, wide vg.Length) [][]string {
	if word > wide {
		return nil
	}
	out := make([][]string, len(names))
	for i, n := range names {
		lines, cut := j.ty.Wrap(n, style, wide, 3)
		if cut {
			return nil
		}
		out[i] = lines
	}
	return out
}

// headRoom returns how much room the column heads take above the cells.
func (j *job) headRoom(names []string, heads [][]string) vg.Length {
	style := ink.Style{Size: j.th.Base}
	if heads == nil {
		var wide vg.Length
		for _, n := range names {
			short := j.ty.Cut(n, style, headLong)
			if wide = max(wide, j.ty.Width(short, style)); short != n {
				j.shortened(n)
			}
		}
		return wide*.7072 + j.th.Base*.5 + 4
	}
	n := 0
	for _, h := range heads {
		n = max(n, len(h))
	}
	return vg.Length(n)*style.Pitch() + 4
}

func drawHead(p *ink.Pen, x, y vg.Length, name string, heads [][]string, c int) {
	style := ink.Style{Size: p.Base}
	if heads == nil {
		p.Text(x, y+4, p.Cut(name, style, headLong), ink.Style{Turn: math.Pi * turned, V: .3})
		return
	}
	p.Lines(x, y+3.5+vg.Length(len(heads[c]))*style.Pitch()/2, heads[c], ink.Style{H: .5})
}

// drawCell paints a cell and, if there is room, its number; a missing value is
// an empty frame.
func drawCell(p *ink.Pen, b ink.Box, v float64, sc scale, number bool, s string) {
	if math.IsNaN(v) {
		p.Frame(p.Rule, p.Hair, b)
		return
	}
	tone := sc.tone(v)
	p.Fill(tone, b)
	if !number {
		return
	}
	p.Text((b.X0+b.X1)/2, (b.Y0+b.Y1)/2, s, ink.Style{Size: p.Small, H: .5, V: .5, Colour: ink.Readable(tone)})
}

// numbersFit tells whether all numbers have room in their cells.
func (j *job) numbersFit(g *grid, number func(float64) string, wide vg.Length) bool {
	style := ink.Style{Size: j.th.Small}
	for _, row := range g.cells {
		for _, v := range row {
			if !math.IsNaN(v) && j.ty.Width(number(v), style) > wide {
				j.note("numbers-hidden", "the cells have no room for their numbers; the table has them")
				return false
			}
		}
	}
	return true
}

// scale turns values into colours: share gives the place of a value on the
// key from 0 to 1.
type scale struct {
	ticks []plot.Tick
	share func(float64) float64
	tone  func(float64) color.NRGBA
	at    func(float64) color.NRGBA // colour at a place of the key
	title string
}

// scale makes the colour scale of a grid.
func (j *job) scale(g *grid) scale {
	title, least := j.label(j.fig.Size), leastSpan(decimals(j.column(j.fig.Size)))
	if g.lo < 0 {
		return j.twoSided(max(-g.lo, g.hi, least), title)
	}
	hi := ink.Round(0, max(g.hi, least), 10)
	s := scale{title: strings.TrimSpace(title + " (√ scale)"), at: j.th.Sequential}
	s.share = func(v float64) float64 { return math.Sqrt(max(0, v) / hi) }
	s.tone = func(v float64) color.NRGBA { return j.th.Sequential(s.share(v)) }
	s.ticks = rootTicks(hi, s.share)
	return s
}

// leastSpan returns the least value that may have the full colour of a scale:
// 20 units of the last printed decimal, so that colour never makes much of
// differences that the numbers hardly show. It is 0.2 where there are two.
func leastSpan(dec int) float64 { return 20 / math.Pow10(dec) }

// rootTicks returns zero and those of 1, 2 and 5 times a power of ten up to hi
// that are far enough apart on a square root scale.
func rootTicks(hi float64, share func(float64) float64) []plot.Tick {
	const apart = .13
	var out []plot.Tick
	last := math.Inf(1)
	for p := math.Floor(math.Log10(hi)); share(math.Pow(10, p)) >= apart/2; p-- {
		for _, k := range []float64{5, 2, 1} {
			v := k * math.Pow(10, p)
			if at := share(v); v <= hi && last-at >= apart && at >= apart {
				out = append(out, plot.Tick{Value: v, Label: ink.Number(v, max(0, int(-p)))})
				last = at
			}
		}
	}
	return append(out, plot.Tick{Value: 0, Label: "0"})
}

// twoSided is the scale from −most to most, white at zero.
func (j *job) twoSided(most float64, title string) scale {
	if most = ink.Round(0, most, 10); most <= 0 {
		most = 1
	}
	s := scale{title: title}
	dec := 0
	for v := most; dec < 3 && math.Abs(v-math.Round(v)) > 1e-9; v *= 10 {
		dec++
	}
	for _, v := range []float64{-most, -most / 2, 0, most / 2, most} {
		label := ink.Number(v, dec)
		if v == 0 {
			label = "0"
		}
		if exact, err := strconv.ParseFloat(strings.Replace(label, "−", "-", 1), 64); err == nil && math.Abs(exact-v) > 1e-9*most {
			label = "" // half of the end is no round number
		}
		s.ticks = append(s.ticks, plot.Tick{Value: v, Label: label})
	}
	s.share = func(v float64) float64 { return v/most/2 + .5 }
	s.tone = func(v float64) color.NRGBA { return j.th.Diverging(v / most) }
	s.at = func(v float64) color.NRGBA { return j.th.Diverging(2*v - 1) }
	return s
}

func (s scale) labels() []string {
	out := make([]string, len(s.ticks))
	for i, t := range s.ticks {
		out[i] = t.Label
	}
	return out
}

// keySteps is how many tones a colour key is painted with. Each is painted
// through to the far end, since neighbours would show seams.
const keySteps = 64

// drawKey draws an upright colour key with its title along the right edge.
func drawKey(p *ink.Pen, s scale, b ink.Box, right vg.Length) {
	h := b.Y1 - b.Y0
	for i := range keySteps {
		p.Fill(s.at((float64(i)+.5)/keySteps), ink.Box{X0: b.X0, Y0: b.Y0 + h*vg.Length(i)/keySteps, X1: b.X1, Y1: b.Y1})
	}
	p.Frame(p.Ink, p.Hair, b)
	for _, t := range s.ticks {
		y := b.Y0 + h*vg.Length(s.share(t.Value))
		p.Line(p.Ink, p.Thin, nil, vg.Point{X: b.X1, Y: y}, vg.Point{X: b.X1 + 2, Y: y})
		p.Text(b.X1+3.5, y, t.Label, ink.Style{Size: p.Small, V: .5})
	}
	style := ink.Style{Size: p.Small, H: .5, V: 0, Turn: math.Pi / 2}
	p.Text(right-p.Small*.25, (b.Y0+b.Y1)/2, p.Cut(s.title, ink.Style{Size: p.Small}, h), style)
}
