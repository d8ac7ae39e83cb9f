package charts

import (
	"image/color"
	"math"

	"concordat/reports/charts/ink"

	"gonum.org/v1/plot/vg"
)

const maxPanels = 12

// strip is one concept in one document: where it occurs, in percent, and the
// numbers at the end of its row.
type strip struct {
	at    []float64
	n, dp string
}

// strips draws where something occurs in each document: Y are the rows, X the
// positions in percent of the document, Group the documents, each a panel. The
// columns n and dp, where there are any, become numbers at the right.
type strips struct{}

// Info describes the chart.
func (strips) Info() Info {
	return Info{"strips", "Dispersion strips", "where in each document something occurs", []string{"X", "Y"}}
}

func (strips) lay(j *job) (ink.Sheet, error) {
	labels, positions, group, err := j.rowsOfGroups()
	if err != nil {
		return ink.Sheet{}, err
	}
	documents, styles := j.groups(distinct(group))
	documents = j.capped(documents, maxPanels, "documents")
	rows := j.capped(distinct(labels), maxRows, "rows")
	data := j.strips(labels, rows, group, documents, positions)

	across := min(len(documents), 2)
	page := j.th.Widths[2]
	if across == 1 {
		page = j.th.Widths[1]
	}
	_, wide := j.labelColumn(rows, .24, page)
	n, dp := j.numberColumns(data)
	const gap = 9
	each := (page - 2*edge - wide - gutter - gap*vg.Length(across-1)) / vg.Length(across)
	bs, height := j.bands(rows, wide, 13)
	x0 := edge + wide + gutter
	axis := ink.NewAxis(j.th, j.ty, 0, 100, each-n-dp-10, 4, ink.Clean(j.fig.XLabel))
	head := j.th.Base*1.5 + j.th.Small*1.5
	foot := axis.Height(j.th) + 1
	panel := head + height + foot
	down := (len(documents) + across - 1) / across
	sheet := ink.Sheet{Width: page, Height: vg.Length(down)*panel + vg.Length(down-1)*8 + 2*edge}
	bold := ink.Style{Size: j.th.Base, Bold: true}
	for _, name := range documents {
		j.fits(name, bold, each)
	}
	sheet.Draw = func(p *ink.Pen) {
		for d, name := range documents {
			left := x0 + vg.Length(d%across)*(each+gap)
			top := sheet.Height - edge - vg.Length(d/across)*(panel+8)
			area := ink.Box{X0: left, Y0: top - head - height, X1: left + each - n - dp - 10, Y1: top - head}
			p.Text(left, top-p.Base*.7, p.Cut(name, bold, each), ink.Style{V: .5, Bold: true})
			if d%across == 0 {
				for _, b := range bs {
					p.Lines(left-gutter, b.middle(area), b.lines, ink.Style{H: 1})
				}
			}
			nx, dx := area.X1+n+3, area.X1+n+dp+10
			if n > 0 {
				p.Text(nx, area.Y1+2.5, "n", ink.Style{Size: p.Small, Italic: true, H: 1})
			}
			if dp > 0 {
				p.Text(dx, area.Y1+2.5, "DP", ink.Style{Size: p.Small, Italic: true, H: 1})
			}
			p.Plot(area, [2]float64{0, 100}, [2]float64{0, 1}, func(x, _ func(float64) vg.Length) {
				for i, b := range bs {
					y, s := b.middle(area), data[d][i]
					drawStrip(p, x, y, s.at, p.Written(styles[name].Colour))
					p.Text(nx, y, s.n, ink.Style{Size: p.Small, H: 1, V: .5})
					p.Text(dx, y, s.dp, ink.Style{Size: p.Small, H: 1, V: .5})
				}
				area.Y0--
				p.XAxis(axis, x, area)
			})
		}
	}
	return sheet, nil
}

// drawStrip draws a grey band with a stroke at every position.
func drawStrip(p *ink.Pen, x func(float64) vg.Length, y vg.Length, at []float64, c color.NRGBA) {
	const half = 4.7
	p.Fill(p.Band, ink.Box{X0: x(0), Y0: y - half, X1: x(100), Y1: y + half})
	// strokes closer than a quarter of their width look like one
	step := p.Thin / 4
	seen := map[int]bool{}
	var lines [][2]vg.Point
	for _, v := range at {
		if place := int(x(v) / step); !seen[place] {
			seen[place] = true
			lines = append(lines, [2]vg.Point{{X: x(v), Y: y - half}, {X: x(v), Y: y + half}})
		}
	}
	p.Strokes(c, p.Thin, lines)
}

// strips gathers the positions by document and row.
func (j *job) strips(labels, rows, group, documents []string, positions []float64) [][]strip {
	out := make([][]strip, len(documents))
	for d := range out {
		out[d] = make([]strip, len(rows))
	}
	rowOf, documentOf := indices(rows), indices(documents)
	n, dp := j.column("n"), j.column("dp")
	for i, v := range positions {
		r, ok := rowOf[labels[i]]
		d, shown := documentOf[group[i]]
		if !ok || !shown {
			continue
		}
		s := &out[d][r]
		if n != nil && s.n == "" {
			s.n = cell(n, i)
		}
		if dp != nil && s.dp == "" {
			s.dp = cell(dp, i)
		}
		if math.IsNaN(v) {
			continue
		}
		if v < 0 || v > 100 {
			j.note("clipped", "positions outside 0 to 100 per cent are drawn at the edge")
			v = max(0, min(100, v))
		}
		s.at = append(s.at, v)
	}
	return out
}

// numberColumns returns how wide the columns n and dp are; 0 = not there.
func (j *job) numberColumns(data [][]strip) (n, dp vg.Length) {
	style := ink.Style{Size: j.th.Small}
	for _, d := range data {
		for _, s := range d {
			n, dp = max(n, j.ty.Width(s.n, style)), max(dp, j.ty.Width(s.dp, style))
		}
	}
	if n > 0 {
		n += 2
	}
	if dp > 0 {
		dp = max(dp, j.ty.Width("DP", ink.Style{Size: j.th.Small, Italic: true})) + 2
	}
	return n, dp
}
