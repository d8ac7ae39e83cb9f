package charts

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"concordat/reports/charts/ink"

	"gonum.org/v1/plot/vg"
)

const (
	maxNodes   = 60
	discMost   = 11.5 // radius of the most frequent node
	discLeast  = 1.8
	strokeMost = 2.2 // width of the strongest line
	strokeThin = 0.3
	textHigh   = 0.95 // of a name, in sizes, with what hangs below its line
	textDeep   = 0.21
)

// node is a disc of a network.
type node struct {
	name, group string
	hits        float64
	at          vg.Point
}

// link is a line of a network.
type link struct {
	a, b   int
	weight float64
	within bool // both ends are of one group
}

// net is a network being laid out.
type net struct {
	nodes  []node
	links  []link
	groups []string
	kind   string // what the groups are: "Branch"
	styles map[string]ink.Series
	legend []string // of the lines' colours
	most   float64  // greatest number of hits
	lo, hi float64  // of the weights
}

// network draws pairs (X, Y) as lines as strong as Size, between discs whose
// area follows the columns source_hits and target_hits and whose colour
// follows source_group and target_group; a line that has a line_group has its
// colour. The label of source_group says what the groups are ("Branch of A").
// Distance has no scale.
type network struct{}

// Info describes the chart.
func (network) Info() Info {
	return Info{"network", "Network", "pairs as lines between discs, sized by frequency", []string{"X", "Y", "Size"}}
}

func (network) lay(j *job) (ink.Sheet, error) {
	g, err := j.net()
	if err != nil {
		return ink.Sheet{}, err
	}
	sheet := ink.Sheet{Width: j.th.Widths[2], Height: 112 * vg.Millimeter}
	switch n := len(g.nodes); {
	case n <= 2:
		sheet = ink.Sheet{Width: j.th.Widths[1], Height: 45 * vg.Millimeter}
	case n <= 8:
		sheet = ink.Sheet{Width: j.th.Widths[1], Height: 80 * vg.Millimeter}
	}
	keyWide := j.ty.Widest(g.groups, ink.Style{Size: j.th.Small}) + 12
	for _, v := range g.numbers() {
		keyWide = max(keyWide, 2*discMost+6+j.ty.Width(v, ink.Style{Size: j.th.Small}))
	}
	keyWide = max(66, min(keyWide, sheet.Width*.28))
	title := j.wrap(cmp.Or(j.label(j.fig.Size), "Association"), ink.Style{Size: j.th.Base, Bold: true}, keyWide, 3)
	if len(g.groups) > 1 && !j.th.Grey {
		g.legend = j.wrap("A line inside a "+strings.ToLower(g.kind)+" has its colour; all others are grey.", ink.Style{Size: j.th.Small}, keyWide, 5)
	}
	sheet.Height = max(sheet.Height, g.keyHeight(j.th, len(title)))
	page := ink.Box{X0: edge, Y0: edge, X1: sheet.Width - 2*edge - keyWide - 8, Y1: sheet.Height - edge}
	area := ink.Box{X0: page.X0 + 30, Y0: page.Y0 + 14, X1: page.X1 - 30, Y1: page.Y1 - 14}
	fit(g, stress(len(g.nodes), g.distances()), area)
	g.separate(area)
	labels, styles := j.nodeLabels(g, page)
	sheet.Draw = func(p *ink.Pen) {
		p.Plot(page, [2]float64{float64(page.X0), float64(page.X1)}, [2]float64{float64(page.Y0), float64(page.Y1)}, func(_, _ func(float64) vg.Length) {
			g.draw(p)
		})
		for i, l := range labels {
			if !l.Hidden {
				p.Text(l.At.X, l.At.Y+styles[i].Size*textDeep, g.nodes[i].name, styles[i])
			}
		}
		g.drawKeys(p, vg.Point{X: page.X1 + 8, Y: sheet.Height - 8}, keyWide, title)
	}
	return sheet, nil
}

// net gathers nodes and links, the strongest links first, until the page is full.
func (j *job) net() (*net, error) {
	a, b, weights, err := j.weighedPairs()
	if err != nil {
		return nil, err
	}
	hits := [2][]float64{j.optional("source_hits"), j.optional("target_hits")}
	groups := [2][]string{make([]string, j.rows), make([]string, j.rows)}
	for k, name := range []string{"source_group", "target_group"} {
		if j.column(name) != nil {
			if groups[k], err = j.texts("Group", name); err != nil {
				return nil, err
			}
		}
	}
	lines := make([]string, j.rows)
	if j.column("line_group") != nil {
		if lines, err = j.texts("Group", "line_group"); err != nil {
			return nil, err
		}
	}
	order := make([]int, j.rows)
	for i := range order {
		order[i] = i
		if math.IsNaN(weights[i]) {
			weights[i] = 0
		}
	}
	slices.SortStableFunc(order, func(p, q int) int { return cmp.Compare(weights[q], weights[p]) })

	g := &net{}
	at := map[string]int{}
	left := 0
	for _, i := range order {
		ends := [2]string{a[i], b[i]}
		fresh := 0
		for k, e := range ends {
			if !has(at, e) && (k == 0 || e != ends[0]) {
				fresh++
			}
		}
		if len(g.nodes)+fresh > maxNodes {
			left++
			continue
		}
		for k, e := range ends {
			if !has(at, e) {
				at[e] = len(g.nodes)
				g.nodes = append(g.nodes, node{name: e, group: groups[k][i]})
			}
			if n := &g.nodes[at[e]]; hits[k][i] > n.hits {
				n.hits = hits[k][i]
			}
		}
		if ends[0] != ends[1] {
			g.links = append(g.links, link{at[a[i]], at[b[i]], weights[i], lines[i] != ""})
		}
	}
	if left > 0 {
		j.note("rows-hidden", "the %d weakest links are not drawn, since %d nodes fill the page", left, maxNodes)
	}
	g.finish(j, append(groups[0], groups[1]...))
	return g, nil
}

// finish finds the groups, their colours and the ranges of hits and weights.
func (g *net) finish(j *job, names []string) {
	used := map[string]bool{}
	for _, n := range g.nodes {
		used[n.group] = true
		g.most = max(g.most, n.hits)
	}
	names = slices.DeleteFunc(distinct(names), func(s string) bool { return !used[s] })
	g.groups, g.styles = j.groups(names)
	g.kind = "Branch"
	if c := j.column("source_group"); c != nil && strings.Contains(c.Label, " of ") {
		g.kind, _, _ = strings.Cut(c.Label, " of ")
	}
	slices.Reverse(g.links) // weak lines lie below strong ones
	for i, l := range g.links {
		if i == 0 {
			g.lo, g.hi = l.weight, l.weight
		}
		g.lo, g.hi = min(g.lo, l.weight), max(g.hi, l.weight)
	}
}

// radius returns the radius of a disc whose area follows the hits.
func (g *net) radius(hits float64) vg.Length {
	if g.most <= 0 {
		return 4
	}
	return max(discLeast, discMost*vg.Length(math.Sqrt(max(0, hits)/g.most)))
}

// share returns the place of a weight between the weakest and the strongest.
func (g *net) share(w float64) float64 {
	if g.hi <= g.lo {
		return .5
	}
	return (w - g.lo) / (g.hi - g.lo)
}

func (g *net) stroke(w float64) vg.Length {
	return strokeThin + (strokeMost-strokeThin)*vg.Length(g.share(w))
}

// distances returns the wanted distance of each pair: along the links, a
// strong link being short.
func (g *net) distances() [][]float64 {
	n := len(g.nodes)
	const apart = 4 // pairs that nothing joins
	d := make([][]float64, n)
	for i := range d {
		d[i] = make([]float64, n)
		for k := range d[i] {
			if i != k {
				d[i][k] = apart
			}
		}
	}
	for _, l := range g.links {
		long := 1.2 - .5*g.share(l.weight)
		d[l.a][l.b], d[l.b][l.a] = long, long
	}
	for k := range n {
		for i := range n {
			for m := range n {
				d[i][m] = min(d[i][m], d[i][k]+d[k][m])
			}
		}
	}
	return d
}

// stress places n points so that their distances are as wanted, weighted by
// 1/d², starting on a circle: no randomness. O(n²) a round.
//
// Source: Gansner, Koren and North 2005, "Graph drawing by stress
// majorization", doi:10.1007/978-3-540-31843-9_25.
func stress(n int, d [][]float64) [][2]float64 {
	x := make([][2]float64, n)
	for i := range x {
		s, c := math.Sincos(2 * math.Pi * float64(i) / float64(n))
		x[i] = [2]float64{c, s}
	}
	for range 300 {
		next := make([][2]float64, n)
		for i := range n {
			var sx, sy, sw float64
			for k := range n {
				if i == k {
					continue
				}
				w := 1 / (d[i][k] * d[i][k])
				dx, dy := x[i][0]-x[k][0], x[i][1]-x[k][1]
				long := max(math.Hypot(dx, dy), 1e-6)
				sx += w * (x[k][0] + d[i][k]*dx/long)
				sy += w * (x[k][1] + d[i][k]*dy/long)
				sw += w
			}
			if sw > 0 {
				next[i] = [2]float64{sx / sw, sy / sw}
			}
		}
		x = next
	}
	return x
}

// fit stretches the layout to the area.
func fit(g *net, x [][2]float64, area ink.Box) {
	var xs, ys []float64
	for _, q := range x {
		xs, ys = append(xs, q[0]), append(ys, q[1])
	}
	place := func(v float64, all []float64, from, to vg.Length) vg.Length {
		lo, hi, _ := extremes(all)
		if hi-lo < 1e-6 {
			return (from + to) / 2
		}
		return from + (to-from)*vg.Length((v-lo)/(hi-lo))
	}
	for i := range g.nodes {
		g.nodes[i].at = vg.Point{X: place(xs[i], xs, area.X0, area.X1), Y: place(ys[i], ys, area.Y0, area.Y1)}
	}
}

// separate pushes discs apart until none touches another, within the area.
func (g *net) separate(area ink.Box) {
	for range 200 {
		moved := false
		for i := range g.nodes {
			for k := range i {
				a, b := &g.nodes[i], &g.nodes[k]
				need := g.radius(a.hits) + g.radius(b.hits) + 9
				v := a.at.Sub(b.at)
				long := vg.Length(math.Hypot(float64(v.X), float64(v.Y)))
				if long >= need {
					continue
				}
				if long < .01 {
					v, long = vg.Point{X: 0, Y: 1}, 1
				}
				push := v.Scale((need - long) / long / 2)
				a.at, b.at = within(a.at.Add(push), area), within(b.at.Sub(push), area)
				moved = true
			}
		}
		if !moved {
			return
		}
	}
}

func within(p vg.Point, b ink.Box) vg.Point {
	return vg.Point{X: max(b.X0, min(b.X1, p.X)), Y: max(b.Y0, min(b.Y1, p.Y))}
}

// nodeLabels places the names of the nodes; those of the frequent are bold.
func (j *job) nodeLabels(g *net, page ink.Box) ([]ink.Label, []ink.Style) {
	labels, styles := make([]ink.Label, len(g.nodes)), make([]ink.Style, len(g.nodes))
	var marks []ink.Box
	for i := range g.nodes {
		n := &g.nodes[i]
		r := g.radius(n.hits)
		s := ink.Style{Size: j.th.Small, Halo: 1}
		if n.hits >= .4*g.most && g.most > 0 {
			s = ink.Style{Size: j.th.Base, Bold: true, Halo: 1}
		}
		if short := j.ty.Cut(n.name, s, 120); short != n.name {
			j.shortened(n.name)
			n.name = short
		}
		styles[i] = s
		labels[i] = ink.Label{Anchor: n.at, Radius: r + .6, Width: j.ty.Width(n.name, s), Height: s.Size * textHigh, Priority: n.hits}
		marks = append(marks, ink.Box{X0: n.at.X - .8*r, Y0: n.at.Y - .8*r, X1: n.at.X + .8*r, Y1: n.at.Y + .8*r})
	}
	var lines [][2]vg.Point
	for _, l := range g.links {
		lines = append(lines, [2]vg.Point{g.nodes[l.a].at, g.nodes[l.b].at})
	}
	ink.Place(labels, page, marks, lines)
	var hidden []string
	for i, l := range labels {
		if l.Hidden {
			hidden = append(hidden, g.nodes[i].name)
		}
	}
	if len(hidden) > 0 {
		j.note("labels-hidden", "nodes without room for their names (%d): %s", len(hidden), listed(hidden))
	}
	return labels, styles
}

// draw draws the links, then the discs.
func (g *net) draw(p *ink.Pen) {
	for _, l := range g.links {
		a, b := g.nodes[l.a], g.nodes[l.b]
		c := ink.Tint(p.Mute, .35+.45*g.share(l.weight))
		if l.within && !p.Grey {
			c = ink.Tint(g.styles[a.group].Colour, .45+.4*g.share(l.weight))
		}
		p.Line(c, g.stroke(l.weight), nil, a.at, b.at)
	}
	for _, n := range g.nodes {
		p.Mark(g.mark(p, n.group), n.at, g.radius(n.hits))
	}
}

// mark is a disc, unless shape must stand in for colour.
func (g *net) mark(p *ink.Pen, group string) ink.Series {
	s := g.styles[group]
	if !p.Grey {
		s.Shape = ink.Disc
	}
	return s
}

// Rows of the keys, in points.
const (
	keyHead = 10
	keyRow  = 8.8
	keyPart = 5
)

// sizes returns up to three frequencies for the key: rounded, the greatest
// first.
func (g *net) sizes() []float64 {
	var out []float64
	for _, share := range []float64{1, .4, .1} {
		v := g.most * share
		if v < 1 {
			break
		}
		m := math.Pow(10, math.Floor(math.Log10(v)))
		if v = math.Floor(v/m) * m; !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

// weights returns the weights for the key, the weakest first.
func (g *net) weights() []float64 {
	if len(g.links) == 0 {
		return nil
	}
	if g.hi <= g.lo {
		return []float64{g.lo}
	}
	return []float64{g.lo, (g.lo + g.hi) / 2, g.hi}
}

// numbers returns the numbers of the keys as they are written.
func (g *net) numbers() []string {
	var out []string
	for _, v := range g.sizes() {
		out = append(out, ink.Number(v, 0))
	}
	for _, v := range g.weights() {
		out = append(out, ink.Number(v, 2))
	}
	return out
}

// named tells whether the groups have names to show.
func (g *net) named() bool { return len(g.groups) > 1 || len(g.groups) == 1 && g.groups[0] != "" }

// keyHeight returns how high the page must be for the keys.
func (g *net) keyHeight(th *ink.Theme, titleLines int) vg.Length {
	h := 18 + vg.Length(titleLines)*th.Base*1.2 + 3*keyRow + vg.Length(len(g.legend))*th.Small*1.2
	if g.named() {
		h += keyHead + keyPart + keyRow*vg.Length(len(g.groups))
	}
	if sizes := g.sizes(); len(sizes) > 0 {
		h += keyHead + keyPart + 8
		for _, v := range sizes {
			h += max(2*g.radius(v)+3, keyRow)
		}
	}
	return h
}

// drawKeys draws what colour, area and width mean, downwards from a point.
func (g *net) drawKeys(p *ink.Pen, at vg.Point, wide vg.Length, title []string) {
	small, bold := ink.Style{Size: p.Small, V: .5}, ink.Style{Bold: true, V: .5}
	if g.named() {
		p.Text(at.X, at.Y, g.kind, bold)
		at.Y -= keyHead
		for _, name := range g.groups {
			p.Mark(g.mark(p, name), vg.Point{X: at.X + 4, Y: at.Y}, 2.6)
			p.Text(at.X+11, at.Y, p.Cut(cmp.Or(name, "none"), small, wide-11), small)
			at.Y -= keyRow
		}
		at.Y -= keyPart
	}
	if sizes := g.sizes(); len(sizes) > 0 {
		p.Text(at.X, at.Y, "Hits", bold)
		at.Y -= keyHead - 3
		for _, v := range sizes {
			half := max(g.radius(v)+1.5, keyRow/2)
			at.Y -= half
			p.Mark(ink.Series{Colour: p.Mute, Shape: ink.Ring}, vg.Point{X: at.X + discMost + .5, Y: at.Y}, g.radius(v))
			p.Text(at.X+2*discMost+5, at.Y, ink.Number(v, 0), small)
			at.Y -= half
		}
		at.Y -= keyPart + 3
	}
	if len(g.links) == 0 {
		return
	}
	for _, l := range title {
		p.Text(at.X, at.Y, l, bold)
		at.Y -= p.Base * 1.2
	}
	at.Y -= 2
	for _, w := range g.weights() {
		p.Line(p.Mute, g.stroke(w), nil, vg.Point{X: at.X, Y: at.Y}, vg.Point{X: at.X + 2*discMost, Y: at.Y})
		p.Text(at.X+2*discMost+5, at.Y, ink.Number(w, 2), small)
		at.Y -= keyRow
	}
	for _, l := range g.legend {
		p.Text(at.X, at.Y, l, small)
		at.Y -= p.Small * 1.2
	}
}
