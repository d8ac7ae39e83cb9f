package charts

import (
	"math"

	"concordat/reports/charts/ink"

	"gonum.org/v1/plot/vg"
)

// keyword is one bar: a word, its effect and the evidence for it.
type keyword struct {
	lines    []string
	effect   float64
	evidence string
}

// keyness draws words (Label) as bars of effect size (X) on the side that they
// tell from the other, with the evidence (Size) as a number at the end. Group
// names the sides, the target first: it is the right side.
type keyness struct{}

// Info describes the chart.
func (keyness) Info() Info {
	return Info{"keyness", "Keyness", "words on the side that they tell from the other", []string{"X", "Label", "Size"}}
}

func (keyness) lay(j *job) (ink.Sheet, error) {
	labels, err := j.texts("Label", j.fig.Label)
	if err != nil {
		return ink.Sheet{}, err
	}
	effects, err := j.numbers("X", j.fig.X)
	if err != nil {
		return ink.Sheet{}, err
	}
	evidence, err := j.texts("Size", j.fig.Size)
	if err != nil {
		return ink.Sheet{}, err
	}
	right, left := j.sides(effects)
	_, styles := j.groups([]string{right, left})
	page, half := j.halves(labels)
	words := j.keywords(labels, effects, evidence, half-gutter-2)
	lo, hi, from, to := j.span(words, page, half)
	lines := make([]string, len(words))
	bs, _ := j.bands(lines, half, 13)
	var height vg.Length
	for i, w := range words {
		bs[i].top, bs[i].height = height, max(13, vg.Length(len(w.lines))*ink.Style{Size: j.th.Base}.Pitch()+3)
		height += bs[i].height
	}
	axis, x0, x1 := j.titled(numbersTitle(j.fig.XLabel, j.label(j.fig.Size)), lo, hi, from, to)
	foot, head := axis.Height(j.th)+edge, j.th.Base*1.6
	bold := ink.Style{Size: j.th.Base, Bold: true}
	room := half - 20
	if lo >= 0 || hi <= 0 { // one side has the whole width, and the other no room for its name
		room = x1 - x0 - 20
		if lo >= 0 {
			left = ""
		} else {
			right = ""
		}
	}
	j.fits(left, bold, room)
	j.fits(right, bold, room)
	sheet := ink.Sheet{Width: page, Height: foot + height + head + edge + 1}
	area := ink.Box{X0: x0, Y0: foot, X1: x1, Y1: foot + height}
	sheet.Draw = func(p *ink.Pen) {
		p.Plot(area, [2]float64{lo, hi}, [2]float64{0, 1}, func(x, _ func(float64) vg.Length) {
			p.Grid(axis, x, area)
			for i, w := range words {
				style := styles[right]
				if w.effect < 0 {
					style = styles[left]
				}
				drawKeyword(p, x, bs[i].middle(area), w, style)
			}
			p.Line(p.Ink, p.Thin, nil, vg.Point{X: x(0), Y: area.Y0}, vg.Point{X: x(0), Y: area.Y1})
			p.XAxis(axis, x, area)
			y := sheet.Height - edge - p.Base*.8
			if left != "" {
				p.Text(x(0)-6, y, "← "+p.Cut(left, bold, room), ink.Style{H: 1, V: .5, Bold: true, Colour: p.Written(styles[left].Colour)})
			}
			if right != "" {
				p.Text(x(0)+6, y, p.Cut(right, bold, room)+" →", ink.Style{V: .5, Bold: true, Colour: p.Written(styles[right].Colour)})
			}
		})
	}
	return sheet, nil
}

// numbersTitle returns the title of an axis with what the numbers beside the
// bars are.
func numbersTitle(title, numbers string) string {
	if title == "" {
		return "Numbers: " + numbers
	}
	return title + "; numbers: " + numbers
}

// span returns the range of the effects, with room for the numbers beyond the
// bars, and where it begins and ends on the page. Where all words are on one
// side it starts at zero, and the words stand outside of it.
func (j *job) span(words []keyword, page, half vg.Length) (lo, hi float64, from, to vg.Length) {
	from, to = edge+4, page-edge-4
	wide, left, right := half, false, false
	var names vg.Length
	for _, w := range words {
		names = max(names, j.ty.Widest(w.lines, ink.Style{Size: j.th.Base})+3)
		left, right = left || w.effect < 0, right || w.effect > 0
	}
	if left != right {
		wide = to - from - names
	}
	reach := 0.0
	for _, w := range words {
		room := wide - j.ty.Width(w.evidence, ink.Style{Size: j.th.Small}) - 5
		reach = max(reach, math.Abs(w.effect)*float64(wide/room))
	}
	if reach < 1e-9 { // nothing to see, and too small for an axis
		return -1, 1, from, to
	}
	switch {
	case !left:
		return 0, reach, from + names, to
	case !right:
		return -reach, 0, from, to - names
	}
	return -reach, reach, from, to
}

// sides returns the names of the right and the left side; "" is unknown.
func (j *job) sides(effects []float64) (right, left string) {
	group, err := j.texts("Group", j.fig.Group)
	if err != nil {
		return "", ""
	}
	names := distinct(group)
	if len(names) > 1 {
		return names[0], names[1]
	}
	if lo, _, ok := extremes(effects); ok && lo < 0 {
		return "", names[0]
	}
	return names[0], ""
}

// halves returns the first page whose half holds every word on one line.
func (j *job) halves(labels []string) (page, half vg.Length) {
	widest := j.ty.Widest(labels, ink.Style{Size: j.th.Base})
	for _, page = range j.th.Widths[:2] {
		if half = page/2 - 10; widest+gutter+2 <= half {
			break
		}
	}
	return page, half
}

func (j *job) keywords(labels []string, effects []float64, evidence []string, wide vg.Length) []keyword {
	var out []keyword
	for i, l := range labels {
		if len(out) == maxRows {
			j.note("rows-hidden", "the first %d of %d words are drawn; the table has all", maxRows, len(labels))
			break
		}
		k := keyword{lines: j.wrap(l, ink.Style{Size: j.th.Base}, wide, 2), effect: effects[i], evidence: evidence[i]}
		if math.IsNaN(k.effect) {
			j.note("clipped", "words without an effect size have no bar")
			k.effect = 0
		}
		out = append(out, k)
	}
	return out
}

// drawKeyword draws a bar with its number at the end, and the word on the other
// side of zero.
func drawKeyword(p *ink.Pen, x func(float64) vg.Length, y vg.Length, w keyword, style ink.Series) {
	p.Bar(style, ink.Box{X0: x(0), Y0: y - 4.4, X1: x(w.effect), Y1: y + 4.4})
	side := vg.Length(1)
	word, number := ink.Style{H: 1, Halo: .8}, ink.Style{Size: p.Small, V: .5, Colour: p.Mute, Halo: .8}
	if w.effect < 0 {
		side = -1
		word.H, number.H = 0, 1
	}
	p.Lines(x(0)-side*3, y, w.lines, word)
	p.Text(x(w.effect)+side*2.5, y, w.evidence, number)
}
