package charts

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"concordat/analyzers/result"
	"concordat/reports/charts/ink"

	"gonum.org/v1/plot/vg"
)

// biplotFigure is a map of six documents and of concepts, with the made-up
// numbers of a correspondence analysis.
func biplotFigure() *result.Figure {
	var kind, label []string
	var x, y, mass []float64
	add := func(k, l string, a, b, m float64) {
		kind, label = append(kind, k), append(label, l)
		x, y, mass = append(x, a), append(y, b), append(mass, m)
	}
	for _, d := range []struct {
		l    string
		a, b float64
	}{{"EU 2020", -.21, .58}, {"UN 2015", .36, .42}, {"CN 2017", .92, .31}, {"UK 2022", -.61, .03}, {"US 2018", -.83, -.22}, {"RU 2016", .41, -.62}} {
		add("Document", d.l, d.a, d.b, 5)
	}
	for i, c := range []struct {
		l    string
		a, b float64
	}{{"data protection", -.33, .77}, {"privacy", -.38, .69}, {"human rights", -.12, .64}, {"multi-stakeholder", -.27, .49}, {"international rules", .31, .52},
		{"norms", .24, .47}, {"governance", .78, .44}, {"shared future", 1.18, .41}, {"cooperation", .52, .37}, {"development", .61, .29}, {"peace", .66, .18},
		{"sovereignty", 1.12, .12}, {"non-interference", 1.05, .02}, {"resilience", -.49, .17}, {"innovation", -.55, .11}, {"cybercrime", -.38, .05}, {"security", .02, -.06},
		{"infrastructure", -.22, -.12}, {"partners", -.69, -.08}, {"allies", -.74, -.12}, {"defence", -.42, -.21}, {"adversaries", -1.02, -.26}, {"deterrence", -.94, -.31},
		{"attribution", -.81, -.36}, {"malicious", -.88, -.41}, {"military", .22, -.55}, {"information space", .55, -.71}, {"propaganda", .47, -.79}} {
		add("Concept", c.l, c.a, c.b, 4-float64(i)*.1)
	}
	return &result.Figure{Name: "correspondence", Title: "Biplot", Kind: "map", X: "dim1", Y: "dim2", Label: "name", Group: "of", Size: "mass",
		XLabel: "Dimension 1 (46.2% of inertia)", YLabel: "Dimension 2 (23.8% of inertia)",
		Data: &result.Table{Name: "biplot", Columns: []result.Column{textColumn("of", kind...), textColumn("name", label...),
			floatColumn("dim1", 3, x...), floatColumn("dim2", 3, y...), floatColumn("mass", 3, mass...)}}}
}

// mdsFigure is a map of points of one kind in a wide and low cloud.
func mdsFigure() *result.Figure {
	var label []string
	var x, y []float64
	for i := 2; i < 26; i++ { // the middle of the cloud would be too dense for names
		a := float64(i) * 2.4
		label, x, y = append(label, fmt.Sprintf("speech_%d", 1970+i)), append(x, .02*float64(i)*math.Cos(a)), append(y, .006*float64(i)*math.Sin(a))
	}
	return &result.Figure{Name: "mds", Title: "Map", Kind: "map", X: "dim1", Y: "dim2", Label: "name", XLabel: "Dimension 1", YLabel: "Dimension 2",
		Data: &result.Table{Name: "mds", Columns: []result.Column{textColumn("name", label...), floatColumn("dim1", 3, x...), floatColumn("dim2", 3, y...)}}}
}

// forestFigure is 18 positions with intervals, two of them references.
func forestFigure() *result.Figure {
	var id, role []string
	var x, lo, hi []float64
	for i := range 18 {
		v := -1.6 + .19*float64(i)
		h := .08 + .02*float64(i*7%5)
		id, role = append(id, fmt.Sprintf("strategy_%d", 2003+i)), append(role, "virgin")
		x, lo, hi = append(x, v), append(lo, v-h), append(hi, v+h)
	}
	role[1], role[16] = "reference", "reference"
	return &result.Figure{Name: "positions", Title: "Positions", Kind: "forest", X: "position", Y: "document", Low: "low", High: "high", Group: "role", XLabel: "Position, with 95% intervals",
		Data: &result.Table{Name: "positions", Columns: []result.Column{textColumn("document", id...), textColumn("role", role...), floatColumn("position", 2, x...), floatColumn("low", 2, lo...), floatColumn("high", 2, hi...)}}}
}

// ratioFigure is rate ratios of two documents against a third, with intervals
// that are open or beyond measure.
func ratioFigure() *result.Figure {
	var concept, of []string
	var x, lo, hi []float64
	for i, r := range rates {
		for d, n := range twoSeries {
			v := r.a / r.b
			if d == 1 {
				v = r.b / (r.a + 2)
			}
			concept, of = append(concept, r.name), append(of, n)
			x, lo, hi = append(x, v), append(lo, v/(1.3+.1*float64(i))), append(hi, v*(1.3+.1*float64(i)))
		}
	}
	lo[3], hi[10] = nan, nan
	return &result.Figure{Name: "ratios", Title: "Rate ratios", Kind: "forest", X: "ratio", Y: "concept", Low: "low", High: "high", Group: "of", XLog: true, XLabel: "Rate ratio, with 95% intervals",
		Data: &result.Table{Name: "ratios", Columns: []result.Column{textColumn("concept", concept...), textColumn("of", of...), floatColumn("ratio", 2, x...), floatColumn("low", 2, lo...), floatColumn("high", 2, hi...)}}}
}

// dendrogramFigure is a tree of 15 documents of four groups.
func dendrogramFigure() *result.Figure {
	leaves := []string{"China 2016 (security)", "China 2017 (cooperation)", "SCO 2015 (code of conduct)", "Russia 2016", "Russia 2021", "UN GGE 2015", "UN GGE 2021",
		"European Union 2013", "European Union 2020", "France 2018", "Japan 2018", "United Kingdom 2016", "United Kingdom 2022", "United States 2018", "United States 2023"}
	above := []string{"1", "1", "2", "3", "3", "5", "5", "7", "7", "8", "9", "10", "10", "11", "11"}
	var node, parent, group []string
	var height, support []float64
	for i, l := range leaves {
		g := "United States and allies"
		switch {
		case i < 5:
			g = "Shanghai Cooperation"
		case i < 7:
			g = "United Nations"
		}
		node, parent, group = append(node, l), append(parent, above[i]), append(group, g)
		height, support = append(height, 0), append(support, nan)
	}
	for _, m := range []struct {
		name, parent    string
		height, support float64
	}{{"1", "2", .21, .97}, {"2", "4", .38, .71}, {"3", "4", .18, .99}, {"4", "6", .58, .62}, {"5", "6", .16, 1}, {"6", "14", .74, .43}, {"7", "8", .23, .93}, {"8", "9", .33, .58}, {"9", "13", .47, .8},
		{"10", "12", .19, .9}, {"11", "12", .27, .66}, {"12", "13", .44, .5}, {"13", "14", .69, .77}, {"14", "", 1.12, 1}} {
		node, parent, group = append(node, m.name), append(parent, m.parent), append(group, "")
		height, support = append(height, m.height), append(support, m.support)
	}
	return &result.Figure{Name: "clustering", Title: "Dendrogram", Kind: "dendrogram", X: "height", Y: "node", Size: "support", Group: "group", XLabel: "Merge height (Ward, cosine distance)",
		Data: &result.Table{Name: "tree", Columns: []result.Column{textColumn("node", node...), textColumn("parent", parent...), textColumn("group", group...), floatColumn("height", 3, height...), floatColumn("support", 2, support...)}}}
}

// TestMapHasOneScale: a unit is as long on both axes, whatever the cloud's form.
func TestMapHasOneScale(t *testing.T) {
	for _, f := range []*result.Figure{biplotFigure(), mdsFigure(), revalued(biplotFigure(), func(v float64) float64 { return v * 1e250 }), firstRows(mdsFigure(), 1)} {
		j, _, err := layOut(f, nil, "")
		if err != nil {
			t.Fatal(err)
		}
		points, _, err := j.points()
		if err != nil {
			t.Fatal(err)
		}
		g := j.frame(points, 300)
		across, up := (g.x[1]-g.x[0])/float64(g.area.X1), (g.y[1]-g.y[0])/float64(g.area.Y1)
		if math.Abs(across-up) > 1e-9*across {
			t.Errorf("%s: %g and %g in a point", f.Name, across, up)
		}
		for _, q := range points {
			if q.x <= g.x[0] || q.x >= g.x[1] || q.y <= g.y[0] || q.y >= g.y[1] {
				t.Errorf("%s: %s is outside", f.Name, q.name)
			}
		}
	}
}

// TestMapHidesNames: of a heap of points in one place some names are hidden,
// which a note says; a point without a place is named.
func TestMapHidesNames(t *testing.T) {
	f := manyRows(revalued(biplotFigure(), func(v float64) float64 { return v * 0 }), 9)
	f.Data.Columns[2].Floats[3] = nan
	_, notes := render(t, f, options, "svg")
	said := fmt.Sprint(notes)
	if !strings.Contains(said, "points without room for their names") || !strings.Contains(said, "points without a place (1): UK 2022") {
		t.Error(said)
	}
}

// TestDendrogram: leaves keep their order, a merge stands in the middle of what
// it joins, support below a half and of the root is not written, and a circle of
// parents is no hang.
func TestDendrogram(t *testing.T) {
	f := dendrogramFigure()
	j, sheet, err := layOut(f, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	var written []string
	for _, p := range sheet.Texts(j.th, j.ty) {
		written = append(written, p.Text)
	}
	all := "|" + strings.Join(written, "|") + "|"
	for _, want := range []string{"|97|", "|50|", "|China 2017 (cooperation)|"} {
		if !strings.Contains(all, want) {
			t.Errorf("%s is not written: %s", want, all)
		}
	}
	for _, no := range []string{"|43|", "|14|"} {
		if strings.Contains(all, no) {
			t.Errorf("%s is written: %s", no, all)
		}
	}
	nodes, roots, err := j.tree()
	if err != nil || len(roots) != 1 || nodes[roots[0]].name != "14" {
		t.Fatalf("roots %v, %v", roots, err)
	}
	// the axis falls to the leaves: the lower of two merges is nearer to them
	if a, b := placeOf(sheet.Texts(j.th, j.ty), "97"), placeOf(sheet.Texts(j.th, j.ty), "71"); a <= b {
		t.Errorf("a merge at .21 stands at %v, one at .38 at %v", a, b)
	}
	if a, b := placeOf(sheet.Texts(j.th, j.ty), "0.0"), placeOf(sheet.Texts(j.th, j.ty), "1.0"); a <= b {
		t.Errorf("height 0 stands at %v, 1 at %v", a, b)
	}
	leaves := j.leaves(nodes, roots)
	for i, k := range leaves {
		if k != i {
			t.Errorf("leaf %d is row %d", i, k)
		}
		nodes[k].y = vg.Length(i)
	}
	settle(nodes, roots[0])
	if y := nodes[15+3].y; y != (vg.Length(.5+2)/2+3.5)/2 {
		t.Errorf("merge 4 stands at %v", y)
	}
	circle := &result.Figure{Name: "circle", Kind: "dendrogram", X: "h", Y: "node", Data: &result.Table{Name: "circle", Columns: []result.Column{
		textColumn("node", "a", "b", "c"), textColumn("parent", "b", "c", "a"), floatColumn("h", 1, 0, 1, 2)}}}
	for _, preset := range ink.Presets() {
		checkTexts(t, circle, preset)
	}
}

// placeOf returns how far from the left a text stands.
func placeOf(texts []ink.Placed, text string) vg.Length {
	for _, p := range texts {
		if p.Text == text {
			return p.Corners[0].X
		}
	}
	return -1
}

// TestForestNumbers: the numbers at the right are those of the table, also where
// an interval is cut off.
func TestForestNumbers(t *testing.T) {
	f := forestFigure()
	f.Data.Columns[3].Floats[0], f.Data.Columns[4].Floats[0], f.Data.Columns[4].Floats[2] = -400, 400, nan
	files, notes := render(t, f, options, "svg")
	for _, want := range []string{"−1.60 [−400.00, 400.00]", "−1.22 [−1.38, –]"} {
		if !strings.Contains(string(files["svg"]), want) {
			t.Errorf("%s is not written", want)
		}
	}
	if !strings.Contains(fmt.Sprint(notes), "cut off at an arrow") {
		t.Error(notes)
	}
}
