package charts

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"concordat/analyzers/result"
	"concordat/reports/charts/ink"

	"gonum.org/v1/plot/vg"
	"pgregory.net/rapid"
)

// checkTexts fails where a text leaves the page or covers another.
func checkTexts(t rapid.TB, f *result.Figure, preset string) {
	t.Helper()
	j, sheet, err := layOut(f, twoSeries, preset)
	if err != nil {
		t.Fatalf("%s: %v", f.Kind, err)
	}
	texts := sheet.Texts(j.th, j.ty)
	const slack = 0.05
	for i, a := range texts {
		for _, c := range a.Corners {
			if !(c.X >= -slack && c.Y >= -slack && c.X <= sheet.Width+slack && c.Y <= sheet.Height+slack) {
				t.Errorf("%s %s: %q leaves the page %.1f × %.1f: %.1f", f.Kind, preset, a.Text, sheet.Width, sheet.Height, a.Corners)
				break
			}
		}
		for _, b := range texts[:i] {
			if depth(a, b) > slack {
				t.Errorf("%s %s: %q at %.1f covers %q at %.1f", f.Kind, preset, a.Text, a.Corners, b.Text, b.Corners)
			}
		}
	}
	if len(texts) == 0 {
		t.Errorf("%s: nothing is written", f.Kind)
	}
}

// depth is how far two boxes, which may be turned, lie in each other: by the
// separating axis theorem 0 if a line parts them.
func depth(a, b ink.Placed) vg.Length {
	least := vg.Length(math.Inf(1))
	for _, p := range []ink.Placed{a, b} {
		for i := range 2 {
			edge := p.Corners[i+1].Sub(p.Corners[i])
			long := vg.Length(math.Hypot(float64(edge.X), float64(edge.Y)))
			if long == 0 {
				return 0
			}
			axis := vg.Point{X: -edge.Y / long, Y: edge.X / long}
			alo, ahi := shadow(a, axis)
			blo, bhi := shadow(b, axis)
			least = min(least, min(ahi, bhi)-max(alo, blo))
		}
	}
	return least
}

func shadow(p ink.Placed, axis vg.Point) (lo, hi vg.Length) {
	for i, c := range p.Corners {
		if v := c.X*axis.X + c.Y*axis.Y; i == 0 {
			lo, hi = v, v
		} else {
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	return lo, hi
}

func TestDepthKnowsOverlap(t *testing.T) {
	square := func(x, y vg.Length) ink.Placed {
		return ink.Placed{Corners: [4]vg.Point{{X: x, Y: y}, {X: x + 2, Y: y}, {X: x + 2, Y: y + 2}, {X: x, Y: y + 2}}}
	}
	if d := depth(square(0, 0), square(1, 1)); d != 1 {
		t.Errorf("depth = %v, want 1", d)
	}
	if d := depth(square(0, 0), square(3, 0)); d > 0 {
		t.Errorf("depth of separate boxes = %v", d)
	}
}

func TestTextsOfOrdinaryFigures(t *testing.T) {
	for name, f := range ordinary() {
		for _, preset := range ink.Presets() {
			t.Run(name+"/"+preset, func(t *testing.T) { checkTexts(t, f, preset) })
		}
	}
}

// relabelled returns the figure with every text passed through change.
func relabelled(f *result.Figure, change func(string) string) *result.Figure {
	g, data := *f, *f.Data
	data.Columns = slices.Clone(f.Data.Columns)
	for i := range data.Columns {
		c := &data.Columns[i]
		if c.Texts == nil || c.Name == "clear" {
			continue
		}
		c.Texts = slices.Clone(c.Texts)
		for k, s := range c.Texts {
			c.Texts[k] = change(s)
		}
	}
	g.Data, g.XLabel, g.YLabel = &data, change(f.XLabel), change(f.YLabel)
	return &g
}

// revalued returns the figure with every number passed through change.
func revalued(f *result.Figure, change func(float64) float64) *result.Figure {
	g, data := *f, *f.Data
	data.Columns = slices.Clone(f.Data.Columns)
	for i := range data.Columns {
		c := &data.Columns[i]
		c.Floats = slices.Clone(c.Floats)
		for k, v := range c.Floats {
			c.Floats[k] = change(v)
		}
		c.Ints = slices.Clone(c.Ints)
		for k, v := range c.Ints {
			c.Ints[k] = int64(max(-1e15, min(1e15, change(float64(v)))))
		}
	}
	g.Data = &data
	return &g
}

// firstRows returns the figure with the first n rows of its data.
func firstRows(f *result.Figure, n int) *result.Figure {
	g, data := *f, *f.Data
	data.Columns = slices.Clone(f.Data.Columns)
	for i := range data.Columns {
		c := &data.Columns[i]
		switch {
		case c.Texts != nil:
			c.Texts = c.Texts[:n]
		case c.Ints != nil:
			c.Ints = c.Ints[:n]
		default:
			c.Floats = c.Floats[:n]
		}
	}
	g.Data = &data
	return &g
}

// manyRows repeats the data of a figure with new names.
func manyRows(f *result.Figure, times int) *result.Figure {
	g, data := *f, *f.Data
	data.Columns = slices.Clone(f.Data.Columns)
	for i := range data.Columns {
		c := &data.Columns[i]
		texts, floats, ints := c.Texts, c.Floats, c.Ints
		named := c.Name == f.Label || c.Name == f.Y || f.Kind == "network" && c.Name == f.X || f.Kind == "triangle" && c.Name == f.X
		for k := 1; k < times; k++ {
			for _, s := range texts {
				if named {
					s = fmt.Sprintf("%s %d", s, k)
				}
				c.Texts = append(slices.Clip(c.Texts), s)
			}
			c.Floats = append(slices.Clip(c.Floats), floats...)
			c.Ints = append(slices.Clip(c.Ints), ints...)
		}
	}
	g.Data = &data
	return &g
}

// unusual are changes that make figures hard to lay out.
func unusual() map[string]func(*result.Figure) *result.Figure {
	return map[string]func(*result.Figure) *result.Figure{
		"long": func(f *result.Figure) *result.Figure {
			return relabelled(f, func(s string) string {
				return s + " as understood by the delegations to the general debate of the assembly, " + s
			})
		},
		"unbroken": func(f *result.Figure) *result.Figure {
			return relabelled(f, func(s string) string { return s + strings.Repeat("Donaudampfschifffahrt", 12) })
		},
		"cjk": func(f *result.Figure) *result.Figure {
			return relabelled(f, func(s string) string { return "网络空间命运共同体" + s })
		},
		"cyrillic": func(f *result.Figure) *result.Figure {
			return relabelled(f, func(s string) string {
				return "Суверенитет " + s + " и международное право"
			})
		},
		"beyond the basic plane": func(f *result.Figure) *result.Figure {
			return relabelled(f, func(s string) string { return "🕊️" + s + "𠀀" })
		},
		"hostile": func(f *result.Figure) *result.Figure {
			return relabelled(f, func(s string) string { return "\x00<script>&\"" + s + "\u202e\xff\r\n" })
		},
		"one row":   func(f *result.Figure) *result.Figure { return firstRows(f, 1) },
		"two rows":  func(f *result.Figure) *result.Figure { return firstRows(f, 2) },
		"many rows": func(f *result.Figure) *result.Figure { return manyRows(f, 9) },
		"zero":      func(f *result.Figure) *result.Figure { return revalued(f, func(float64) float64 { return 0 }) },
		"missing":   func(f *result.Figure) *result.Figure { return revalued(f, func(float64) float64 { return nan }) },
		"huge": func(f *result.Figure) *result.Figure {
			return revalued(f, func(v float64) float64 { return v * 1e297 })
		},
		"tiny": func(f *result.Figure) *result.Figure {
			return revalued(f, func(v float64) float64 { return v * 1e-290 })
		},
		"thousands": func(f *result.Figure) *result.Figure {
			return revalued(f, func(v float64) float64 { return v * 12345 })
		},
		"negative": func(f *result.Figure) *result.Figure { return revalued(f, func(v float64) float64 { return -v }) },
	}
}

func TestTextsOfUnusualFigures(t *testing.T) {
	figures, changes := ordinary(), unusual()
	for _, change := range slices.Sorted(maps.Keys(changes)) {
		for _, name := range slices.Sorted(maps.Keys(figures)) {
			t.Run(change+"/"+name, func(t *testing.T) {
				f := changes[change](figures[name])
				for _, preset := range []string{"default", "plos"} {
					checkTexts(t, f, preset)
				}
				if _, _, err := Render(f, []string{"pdf", "svg"}, twoSeries, options); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

// TestTextsOfRandomFigures draws bars, dumbbells, heat maps and triangles of
// random names and values.
func TestTextsOfRandomFigures(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom([]string{"bars", "dumbbell", "heatmap", "triangle", "keyness", "strips", "network", "curves", "map", "forest", "dendrogram"}).Draw(t, "kind")
		n := rapid.IntRange(1, 14).Draw(t, "rows")
		name := rapid.StringOfN(rapid.SampledFrom([]rune("aim ÄЖ漢-W,")), 1, 40, -1)
		value := rapid.OneOf(rapid.Float64Range(-50, 200), rapid.SampledFrom([]float64{0, nan, limit, -limit, 5e-324, -1e-300, 1e9, .1}))
		var a, b, c []string
		var v, w []float64
		for range n {
			a, b = append(a, name.Draw(t, "a")), append(b, name.Draw(t, "b"))
			c = append(c, rapid.SampledFrom([]string{"one", "the other"}).Draw(t, "side"))
			v, w = append(v, value.Draw(t, "v")), append(w, value.Draw(t, "w"))
		}
		f := &result.Figure{Name: "random", Kind: kind, XLabel: name.Draw(t, "title"),
			Data: &result.Table{Name: "random", Columns: []result.Column{textColumn("a", a...), textColumn("b", b...), textColumn("c", c...), floatColumn("v", 1, v...), floatColumn("w", 1, w...)}}}
		switch kind {
		case "bars":
			f.X, f.Y, f.Group, f.Low, f.High = "v", "a", "c", "v", "w"
		case "strips":
			f.X, f.Y, f.Group = "v", "a", "c"
		case "dumbbell":
			f.X, f.Label, f.Group = "v", "a", "c"
		case "keyness":
			f.X, f.Label, f.Group, f.Size = "v", "a", "c", "w"
		case "heatmap":
			f.X, f.Y, f.Size = "b", "a", "v"
		case "curves":
			f.X, f.Y, f.Group, f.Low, f.High = "w", "v", "a", "v", "w"
			f.XLog, f.YLog = n%2 == 0, n%3 == 0
			f.YLabel = f.XLabel
		case "map":
			f.X, f.Y, f.Label, f.Group, f.YLabel = "v", "w", "a", "c", f.XLabel
		case "forest":
			f.X, f.Y, f.Group, f.Low, f.High, f.XLog = "v", "a", "c", "v", "w", n%2 == 0
		case "dendrogram":
			f.X, f.Y, f.Size, f.Group = "v", "a", "w", "c"
			f.Data.Columns[1].Name = "parent"
		default:
			f.X, f.Y, f.Size = "b", "a", "v"
			f.Data.Columns[0].Texts[0], f.Data.Columns[1].Texts[0] = "first", "second"
		}
		checkTexts(t, f, "default")
		if _, _, err := Render(f, []string{"svg", "pdf"}, nil, options); err != nil {
			t.Error(err)
		}
	})
}

// TestKeynessSideOfZeros: a side whose words all have effect 0 has no half of
// the page, and so no name there.
func TestKeynessSideOfZeros(t *testing.T) {
	for _, effects := range [][]float64{{1, 0}, {0, -1}, {0, 0}, {1, -1}} {
		checkTexts(t, &result.Figure{Name: "zeros", Kind: "keyness", X: "v", Label: "a", Group: "c", Size: "w",
			Data: &result.Table{Name: "zeros", Columns: []result.Column{
				textColumn("a", "x", "y"), textColumn("c", "one", "the other"), floatColumn("v", 1, effects...), floatColumn("w", 1, effects...),
			}}}, "default")
	}
}
