package ink

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/plot/vg"
)

// Label is a text that belongs to a point and may stand anywhere near it.
type Label struct {
	Anchor        vg.Point
	Radius        vg.Length // of the mark to keep clear of
	Width, Height vg.Length // of the text
	Priority      float64   // the highest is placed first
	At            vg.Point  // result: lower left corner
	Hidden        bool      // result: there was no free place
}

func (l *Label) box(at vg.Point) Box {
	const pad = 0.8
	return Box{at.X - pad, at.Y - pad, at.X + l.Width + pad, at.Y + l.Height + pad}
}

// spot is a candidate place of a label; cost grows with its distance.
type spot struct {
	at   vg.Point
	cost float64
}

// Costs of a place: outside the area, on a mark, on another label, on a line.
const (
	costOutside = 1000
	costMark    = 40
	costLabel   = 60
	costLine    = 1.5
	costAlong   = 0.25 // a point that a line runs under the label
	costLines   = 20   // of all lines together, so that no number of them hides a label
	hiddenFrom  = 40   // a place that costs this much overlaps something
)

// Place finds a place for every label inside area, clear of marks, of each
// other and, where it can, of lines: each tries spots on growing rings, the
// cheapest wins, and passes repeat until nothing moves. Where no spot is free
// the label is hidden. It uses no randomness and costs O(labels² · spots).
func Place(labels []Label, area Box, marks []Box, lines [][2]vg.Point) {
	order := make([]int, len(labels))
	spots := make([][]spot, len(labels))
	for i := range order {
		order[i] = i
		spots[i] = labels[i].spots()
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(labels[b].Priority, labels[a].Priority) })
	fixed := make([][]float64, len(labels)) // the part of the cost that no label changes
	for i := range labels {
		for _, s := range spots[i] {
			fixed[i] = append(fixed[i], s.cost+obstacles(labels[i].box(s.at), area, marks, lines))
		}
	}
	placed := make([]bool, len(labels))
	for range 12 {
		moved := false
		for _, i := range order {
			best, at := math.Inf(1), vg.Point{}
			for k, s := range spots[i] {
				if fixed[i][k] >= best {
					continue
				}
				if v := fixed[i][k] + crowd(labels, placed, i, labels[i].box(s.at)); v < best-1e-9 {
					best, at = v, s.at
				}
			}
			moved = moved || !placed[i] || labels[i].At != at
			labels[i].At, labels[i].Hidden, placed[i] = at, best >= hiddenFrom, true
		}
		if !moved {
			break
		}
	}
	hideOverlaps(labels, order)
}

// hideOverlaps hides the less important of two labels that still overlap.
func hideOverlaps(labels []Label, order []int) {
	for k, i := range order {
		for _, j := range order[:k] {
			if !labels[i].Hidden && !labels[j].Hidden && labels[i].box(labels[i].At).Overlap(labels[j].box(labels[j].At)) > 0 {
				labels[i].Hidden = true
			}
		}
	}
}

func obstacles(b, area Box, marks []Box, lines [][2]vg.Point) float64 {
	v := 0.0
	if b.X0 < area.X0 || b.Y0 < area.Y0 || b.X1 > area.X1 || b.Y1 > area.Y1 {
		v += costOutside
	}
	for _, m := range marks {
		if o := b.Overlap(m); o > 0 {
			v += costMark + 3*float64(o)
		}
	}
	crossed := 0.0
	for _, l := range lines {
		if long := inside(l, b); long > 0 {
			crossed += costLine + costAlong*long
		}
	}
	return v + min(crossed, costLines)
}

func crowd(labels []Label, placed []bool, i int, b Box) float64 {
	v := 0.0
	for j := range labels {
		if j == i || !placed[j] || labels[j].Hidden {
			continue
		}
		if o := b.Overlap(labels[j].box(labels[j].At)); o > 0 {
			v += costLabel + 6*float64(o)
		}
	}
	return v
}

// spots returns the places of a label: right, left, above and below are
// preferred, near before far.
func (l *Label) spots() []spot {
	const rings, gap, ring = 4, 1.4, 3.2
	var out []spot
	for r := range rings {
		d := l.Radius + gap + vg.Length(r)*ring
		n := 8 + 8*min(r, 2)
		for k := range n {
			sin, cos := math.Sincos(2 * math.Pi * float64(k) / float64(n))
			x := l.Anchor.X + vg.Length(cos)*(d+l.Width/2)
			y := l.Anchor.Y + vg.Length(sin)*(d+l.Height/2)
			if math.Abs(cos) > .9 {
				y = l.Anchor.Y + vg.Length(sin)*d // beside the mark, not above it
			}
			taste := 1.2
			switch {
			case k == 0:
				taste = 0
			case math.Abs(sin) < .01:
				taste = .5
			case math.Abs(cos) < .01:
				taste = .7
			}
			out = append(out, spot{vg.Point{X: x - l.Width/2, Y: y - l.Height/2}, taste + 4*float64(r)})
		}
	}
	return out
}

// inside returns how long a line runs within the box.
//
// Source: Liang and Barsky 1984, "A new concept and method for line clipping",
// doi:10.1145/357332.357333.
func inside(l [2]vg.Point, b Box) float64 {
	t0, t1 := 0.0, 1.0
	d := l[1].Sub(l[0])
	for _, side := range [4][2]vg.Length{{-d.X, l[0].X - b.X0}, {d.X, b.X1 - l[0].X}, {-d.Y, l[0].Y - b.Y0}, {d.Y, b.Y1 - l[0].Y}} {
		p, q := side[0], side[1]
		switch {
		case p == 0 && q < 0:
			return 0
		case p < 0:
			t0 = max(t0, float64(q/p))
		case p > 0:
			t1 = min(t1, float64(q/p))
		}
	}
	return max(0, t1-t0) * math.Hypot(float64(d.X), float64(d.Y))
}
