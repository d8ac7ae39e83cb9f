package charts

import (
	"cmp"
	"math"
	"slices"

	"concordat/reports/charts/ink"

	"gonum.org/v1/plot/vg"
)

const (
	supportFrom = .5 // least support that is written
	leafRow     = 8.5
)

// dendrogram draws a tree: each row of the table is a node, named by Y, below
// the node that its column parent names, at the height X; what is no node's
// parent is a leaf, and leaves stand in the order of the rows. Size is the
// support of a node, from 0 to 1: from one half on it is written beside it in
// percent, but for the root, which always has it. Group gives the leaves marks.
type dendrogram struct{}

// Info describes the chart.
func (dendrogram) Info() Info {
	return Info{"dendrogram", "Dendrogram", "a tree of clusters by the height of their merges, with support", []string{"X", "Y", "Size"}}
}

// treeNode is a node of a dendrogram. Rows of leaves count from the top.
type treeNode struct {
	name, group     string
	parent          int // −1: none
	children        []int
	height, support float64
	first           int        // row of its first leaf in the table
	leaf            int        // its row in the picture, −1 of merges
	x, y            vg.Length  // on paper
	number          *treeLabel // of its support
}

// treeLabel is a number beside a node, with its lower left corner.
type treeLabel struct {
	text string
	at   vg.Point
}

func (dendrogram) lay(j *job) (ink.Sheet, error) {
	nodes, roots, err := j.tree()
	if err != nil {
		return ink.Sheet{}, err
	}
	leaves := j.leaves(nodes, roots)
	labels, groups := make([]string, len(leaves)), make([]string, len(leaves))
	lo, hi := 0.0, 0.0
	for i, k := range leaves {
		labels[i], groups[i] = nodes[k].name, nodes[k].group
	}
	for _, n := range nodes {
		lo, hi = min(lo, n.height), max(hi, n.height)
	}
	if hi-lo < 1e-290 {
		hi = 1
	}
	hi, lo = ink.Round(0, hi, 10), -ink.Round(0, -lo, 10)*boolean(lo < 0)
	page, wide := j.labelColumn(labels, .38, j.th.Widths[0], j.th.Widths[1])
	names, styles := j.groups(distinct(groups))
	mark := vg.Length(0)
	var legend ink.Legend
	if j.fig.Group != "" && len(names) > 1 && len(names) <= maxGroups {
		legend, mark = j.legend(names, styles, true, page-2*edge), 6
	}
	bs, height := j.bands(labels, wide, leafRow)
	axis, x0, x1 := j.axis(lo, hi, edge, page-edge-wide-gutter-mark)
	foot := axis.Height(j.th) + edge + 1
	sheet := ink.Sheet{Width: page, Height: foot + height + legend.Height + edge + 1}
	area := ink.Box{X0: x0, Y0: foot, X1: x1, Y1: foot + height}
	for i, k := range leaves {
		nodes[k].y = bs[i].middle(area)
	}
	// the library's axes only rise to the right; this one falls to the leaves
	across := func(h float64) vg.Length { return x1 - (x1-x0)*vg.Length((h-lo)/(hi-lo)) }
	for i := range nodes {
		nodes[i].x = across(nodes[i].height)
	}
	for _, r := range roots {
		settle(nodes, r)
	}
	j.placeSupport(nodes, area)
	sheet.Draw = func(p *ink.Pen) {
		p.Legend(legend, x0, page-edge, sheet.Height-edge)
		p.Plot(area, [2]float64{lo, hi}, [2]float64{0, 1}, func(_, _ func(float64) vg.Length) {
			p.Strokes(p.Ink, .7, branches(nodes, area))
			for _, k := range leaves {
				if mark > 0 {
					p.Mark(styles[nodes[k].group], vg.Point{X: x1 + gutter + 1, Y: nodes[k].y}, 2)
				}
			}
			lower := area
			lower.Y0--
			p.XAxis(axis, across, lower)
		})
		for _, n := range nodes {
			if n.number != nil {
				p.Text(n.number.at.X, n.number.at.Y, n.number.text, ink.Style{Size: p.Small, Colour: p.Mute, Halo: .6})
			}
		}
		for i := range leaves {
			p.Lines(x1+gutter+mark, bs[i].middle(area), bs[i].lines, ink.Style{})
		}
	}
	return sheet, nil
}

func boolean(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// tree reads the nodes and returns the roots. Of nodes of one name the first
// counts; a circle of parents is opened at its first node.
func (j *job) tree() (nodes []treeNode, roots []int, err error) {
	names, err := j.texts("Y", j.fig.Y)
	if err != nil {
		return nil, nil, err
	}
	parents, err := j.texts("the node above", "parent")
	if err != nil {
		return nil, nil, err
	}
	heights, err := j.numbers("X", j.fig.X)
	if err != nil {
		return nil, nil, err
	}
	group := make([]string, j.rows)
	if j.fig.Group != "" {
		if group, err = j.texts("Group", j.fig.Group); err != nil {
			return nil, nil, err
		}
	}
	support := j.optional(j.fig.Size)
	at := map[string]int{}
	var above []string
	for i, n := range names {
		if has(at, n) {
			j.note("rows-hidden", "nodes of one name are drawn once: %s", listed(names[i:i+1]))
			continue
		}
		at[n] = len(nodes)
		h := heights[i]
		if math.IsNaN(h) {
			h = 0
			j.note("rows-hidden", "nodes without a height are drawn at 0")
		}
		nodes, above = append(nodes, treeNode{name: n, group: group[i], parent: -1, height: h, support: support[i], leaf: -1}), append(above, parents[i])
	}
	for i := range nodes {
		p, ok := at[above[i]]
		for up := p; ok && up >= 0; up = nodes[up].parent {
			ok = up != i // no circle
		}
		if ok {
			nodes[i].parent = p
			nodes[p].children = append(nodes[p].children, i)
		} else {
			roots = append(roots, i)
		}
	}
	for _, r := range roots {
		arrange(nodes, r)
	}
	return nodes, roots, nil
}

// arrange sorts the children of each node below k by the row of their first
// leaf, so that leaves keep their order as far as no branches cross.
func arrange(nodes []treeNode, k int) {
	n := &nodes[k]
	if len(n.children) == 0 {
		n.first = k
		return
	}
	for _, c := range n.children {
		arrange(nodes, c)
	}
	slices.SortStableFunc(n.children, func(a, b int) int { return cmp.Compare(nodes[a].first, nodes[b].first) })
	n.first = nodes[n.children[0]].first
}

// leaves returns the leaves from the top, no more than a page holds: what is
// below them then is left out of the tree.
func (j *job) leaves(nodes []treeNode, roots []int) (out []int) {
	all := 0
	var walk func(k int) bool
	walk = func(k int) bool {
		n := &nodes[k]
		if len(n.children) == 0 {
			all++
			if all <= maxRows {
				n.leaf = len(out)
				out = append(out, k)
			}
			return all <= maxRows
		}
		n.children = slices.DeleteFunc(n.children, func(c int) bool { return !walk(c) })
		return len(n.children) > 0
	}
	for _, r := range roots {
		walk(r)
	}
	if all > maxRows {
		j.note("rows-hidden", "the first %d of %d leaves are drawn; the table has all", maxRows, all)
	}
	return out
}

// settle puts each merge below k in the middle of the outermost that it joins.
func settle(nodes []treeNode, k int) {
	n := &nodes[k]
	for _, c := range n.children {
		settle(nodes, c)
	}
	if len(n.children) > 0 {
		n.y = (nodes[n.children[0]].y + nodes[n.children[len(n.children)-1]].y) / 2
	}
}

// branches returns the lines of the tree: of each merge a bar across, and a
// stem to each that it joins; the root has a short one.
func branches(nodes []treeNode, area ink.Box) (lines [][2]vg.Point) {
	for _, n := range nodes {
		if len(n.children) == 0 {
			continue
		}
		first, last := nodes[n.children[0]].y, nodes[n.children[len(n.children)-1]].y
		lines = append(lines, [2]vg.Point{{X: n.x, Y: first}, {X: n.x, Y: last}})
		for _, c := range n.children {
			lines = append(lines, [2]vg.Point{{X: n.x, Y: nodes[c].y}, {X: nodes[c].x, Y: nodes[c].y}})
		}
		if n.parent < 0 {
			lines = append(lines, [2]vg.Point{{X: n.x, Y: n.y}, {X: max(area.X0, n.x-3), Y: n.y}})
		}
	}
	return lines
}

// placeSupport places the numbers of support: before the node above or below
// its stem, or behind it, where no line runs; where there is no such place, above
// the stem across a line; and nowhere across another number.
func (j *job) placeSupport(nodes []treeNode, area ink.Box) {
	style := ink.Style{Size: j.th.Small}
	lines := branches(nodes, area)
	var taken []ink.Box
	hidden := 0
	for i := range nodes {
		n := &nodes[i]
		if len(n.children) == 0 || n.parent < 0 || !(n.support >= supportFrom && n.support <= 1) {
			continue
		}
		text := ink.Number(100*n.support, 0)
		w, h := j.ty.Width(text, style), style.Size*textHigh
		const clear = 1.1
		best, cost := ink.Box{}, math.Inf(1)
		for k, at := range []vg.Point{{X: n.x - clear - w, Y: n.y + clear}, {X: n.x - clear - w, Y: n.y - clear - h}, {X: n.x + clear, Y: n.y - h/2}} {
			b := ink.Box{X0: at.X, Y0: at.Y, X1: at.X + w, Y1: at.Y + h}
			c := float64(k) * .1
			for _, l := range lines {
				if crosses(l, b) {
					c++
				}
			}
			if slices.ContainsFunc(taken, func(o ink.Box) bool { return o.Overlap(b) > 0 }) || b.X0 < 0 || b.Y0 < area.Y0 || b.Y1 > area.Y1 || b.X1 > area.X1 {
				continue
			}
			if c < cost {
				best, cost = b, c
			}
		}
		if math.IsInf(cost, 1) {
			hidden++
			continue
		}
		taken = append(taken, best)
		n.number = &treeLabel{text, vg.Point{X: best.X0, Y: best.Y0 + style.Size*textDeep}}
	}
	if hidden > 0 {
		j.note("labels-hidden", "numbers of support without room (%d); the table has all", hidden)
	}
}

// crosses tells whether an upright or level line runs through a box.
func crosses(l [2]vg.Point, b ink.Box) bool {
	return min(l[0].X, l[1].X) < b.X1 && max(l[0].X, l[1].X) > b.X0 && min(l[0].Y, l[1].Y) < b.Y1 && max(l[0].Y, l[1].Y) > b.Y0
}
