package charts

import (
	"errors"
	"math"
	"strings"

	"concordat/reports/charts/ink"

	"gonum.org/v1/plot/vg"
)

const (
	diagonalLong = 110 // longest name along the diagonal
	barLong      = 62  // of the colour key
)

// triangle draws a value (Size) for each pair of names (X, Y) below the
// diagonal, the names in order of first appearance.
type triangle struct{}

// Info describes the chart.
func (triangle) Info() Info {
	return Info{"triangle", "Triangle", "a value for each pair of names", []string{"X", "Y", "Size"}}
}

func (triangle) lay(j *job) (ink.Sheet, error) {
	g, err := j.pairGrid()
	if err != nil {
		return ink.Sheet{}, err
	}
	n := len(g.rows)
	s := j.associations(g)
	style := ink.Style{Size: j.th.Base}
	diagonal := make([]string, n-1)
	for i := range diagonal {
		if diagonal[i] = j.ty.Cut(g.rows[i], style, diagonalLong); i == 0 && diagonal[i] != g.rows[i] {
			j.shortened(g.rows[i])
		}
	}
	page, wide, cellWide := j.triangleWidth(g, diagonal)
	bs, height := j.bands(g.rows[1:], wide, min(cellWide*1.06, 22))
	x0 := edge + wide + gutter
	area := ink.Box{X0: x0, Y0: edge + 1, X1: x0 + cellWide*vg.Length(n-1), Y1: edge + 1 + height}

	// the names rise at 45° from the top of their columns; the key goes into
	// the free corner at the upper right if no name reaches it
	foot := func(i int) vg.Point {
		return vg.Point{X: area.X0 + cellWide*(vg.Length(i)+.5) - 1, Y: area.Y1 - bs[i].top + 3}
	}
	keyLong := max(barLong, j.ty.Width(s.title, ink.Style{Size: j.th.Small}))
	keyHigh := 2*j.th.Small*1.3 + keyWide + 8
	keyLeft := page - edge - keyLong - max(9, j.ty.Widest(s.labels(), ink.Style{Size: j.th.Small})/2+1)
	var top, taken vg.Length
	for i, d := range diagonal {
		reach := j.ty.Width(d, style) * .7072
		end := foot(i).Y + reach + j.th.Base*.6
		top = max(top, end)
		if foot(i).X+reach > keyLeft-8 {
			taken = max(taken, end)
		}
	}
	top = max(top, taken+keyHigh+4)
	sheet := ink.Sheet{Width: page, Height: top + edge}
	numbers := j.numbersFit(g, association, cellWide-1)
	sheet.Draw = func(p *ink.Pen) {
		p.Plot(area, [2]float64{0, float64(n - 1)}, [2]float64{0, 1}, func(x, _ func(float64) vg.Length) {
			for r, b := range bs {
				y := b.middle(area)
				p.Lines(x0-gutter, y, b.lines, ink.Style{H: 1})
				for c := range r + 1 {
					if v := g.cells[r+1][c]; !math.IsNaN(v) {
						box := ink.Box{X0: x(float64(c)) + .3, Y0: y - b.height/2 + .3, X1: x(float64(c+1)) - .3, Y1: y + b.height/2 - .3}
						drawCell(p, box, v, s, numbers, association(v))
					}
				}
			}
		})
		for i, d := range diagonal {
			p.Text(foot(i).X, foot(i).Y, d, ink.Style{Turn: math.Pi / 4})
		}
		drawBar(p, s, vg.Point{X: keyLeft + (keyLong-barLong)/2, Y: sheet.Height - edge - p.Small*1.3 - keyWide})
	}
	return sheet, nil
}

// weighedPairs returns the columns of a chart with a value Size for each pair X, Y.
func (j *job) weighedPairs() (a, b []string, values []float64, err error) {
	if a, err = j.texts("X", j.fig.X); err != nil {
		return nil, nil, nil, err
	}
	if b, err = j.texts("Y", j.fig.Y); err != nil {
		return nil, nil, nil, err
	}
	values, err = j.numbers("Size", j.fig.Size)
	return a, b, values, err
}

// pairGrid gathers the pairs into a square whose lower half is filled.
func (j *job) pairGrid() (*grid, error) {
	a, b, values, err := j.weighedPairs()
	if err != nil {
		return nil, err
	}
	both := make([]string, 0, 2*j.rows)
	for i := range a {
		both = append(both, a[i], b[i])
	}
	names := j.capped(distinct(both), maxColumns, "names")
	if len(names) < 2 {
		return nil, errors.New("no pair of different names is in its data")
	}
	at := indices(names)
	for i := range a { // the later name is the row
		if at[a[i]] > at[b[i]] {
			a[i], b[i] = b[i], a[i]
		}
	}
	g := &grid{rows: names, columns: names}
	g.fill(b, a, values)
	return g, nil
}

// triangleWidth chooses the page and the width of a cell: the first page whose
// cells hold their numbers, with room for the last name along the diagonal.
func (j *job) triangleWidth(g *grid, diagonal []string) (page, wide, each vg.Length) {
	style := ink.Style{Size: j.th.Base}
	var need vg.Length
	for _, row := range g.cells {
		for _, v := range row {
			if !math.IsNaN(v) {
				need = max(need, j.ty.Width(association(v), ink.Style{Size: j.th.Small})+3)
			}
		}
	}
	k := vg.Length(len(diagonal))
	for _, page = range j.th.Widths {
		wide = min(j.ty.Widest(g.rows[1:], style), page*.36)
		room := page - 2*edge - wide - gutter
		each = min(room/k, 28)
		for i, d := range diagonal {
			reach := j.ty.Width(d, style)*.7072 + 3
			each = min(each, (room-reach)/(vg.Length(i)+.5))
		}
		if each >= need {
			break
		}
	}
	return page, wide, max(each, 4)
}

// association writes a value within −1…1 without its leading zero, and the
// ends of the range, which mean never and always, without decimals.
func association(v float64) string {
	if math.Abs(v) == 1 {
		return ink.Number(v, 0)
	}
	s := near(v, 2)
	if math.Abs(v) < 1 {
		s = strings.Replace(s, "0.", ".", 1)
	}
	return s
}

// associations makes the colour scale of a triangle. A pair that is never or
// only together, −1 or 1 by definition, has the full colour but does not
// stretch the scale of the others; the key says so.
func (j *job) associations(g *grid) scale {
	most, lowest, highest := 0.0, false, false
	for _, row := range g.cells {
		for _, v := range row {
			switch {
			case v == -1:
				lowest = true
			case v == 1:
				highest = true
			case !math.IsNaN(v):
				most = max(most, math.Abs(v))
			}
		}
	}
	s := j.twoSided(max(most, leastSpan(2)), j.label(j.fig.Size))
	if first, last := &s.ticks[0], &s.ticks[len(s.ticks)-1]; last.Value < 1 {
		if lowest {
			first.Label = "≤" + first.Label
		}
		if highest {
			last.Label = "≥" + last.Label
		}
	}
	return s
}

// drawBar draws a lying colour key with its title above and its ticks below.
func drawBar(p *ink.Pen, s scale, at vg.Point) {
	for i := range keySteps {
		p.Fill(s.at((float64(i)+.5)/keySteps), ink.Box{X0: at.X + barLong*vg.Length(i)/keySteps, Y0: at.Y, X1: at.X + barLong, Y1: at.Y + keyWide})
	}
	p.Frame(p.Ink, p.Hair, ink.Box{X0: at.X, Y0: at.Y, X1: at.X + barLong, Y1: at.Y + keyWide})
	p.Text(at.X+barLong/2, at.Y+keyWide+2.5, s.title, ink.Style{Size: p.Small, H: .5})
	var last vg.Length = -100
	for _, t := range s.ticks {
		x := at.X + barLong*vg.Length(s.share(t.Value))
		p.Line(p.Ink, p.Thin, nil, vg.Point{X: x, Y: at.Y}, vg.Point{X: x, Y: at.Y - 2})
		if w := p.Width(t.Label, ink.Style{Size: p.Small}); x-w/2 > last+2 {
			p.Text(x, at.Y-3.5, t.Label, ink.Style{Size: p.Small, H: .5, V: 1})
			last = x + w/2
		}
	}
}
