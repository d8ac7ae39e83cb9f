package correspondence

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"concordat/analyzers"
	"concordat/analyzers/result"
)

const (
	mapRows = 40  // in the map, those with the greatest part in its inertia
	poor    = .25 // quality below which the plane says little of a point
	named   = 8   // points of poor quality that the caption names
)

// weight is what a point has of the inertia of the plane, in percent.
func (pl *plane) weight(w point) float64 {
	first, second := pl.Principal[0], pl.Principal[1]
	return 100 * (first*axisOf(w.contribution, 0) + second*axisOf(w.contribution, 1)) / (first + second)
}

// chosen returns the active points with the greatest part in the plane, at most
// most, and how many there are.
func (pl *plane) chosen(points []point, most int) (out []point, all int) {
	out = slices.DeleteFunc(slices.Clone(points), func(w point) bool { return !w.active })
	all = len(out)
	slices.SortStableFunc(out, func(a, b point) int { return cmp.Compare(pl.weight(b), pl.weight(a)) })
	return out[:min(most, all)], all
}

// figure is the symmetric map of the first two axes; nil if there are not two.
func (pl *plane) figure(in *analyzers.Input) *result.Figure {
	if len(pl.Principal) < 2 {
		return nil
	}
	rows, allRows := pl.chosen(pl.rows, mapRows)
	columns, allColumns := pl.chosen(pl.columns, max(1, in.Options.Top))
	points := slices.Concat(rows, columns)
	number := func(name, label, unit string, digits int, doc string, of func(point) float64) result.Column {
		return result.Floats(name, label, unit, digits, doc, floats(points, of))
	}
	quality := func(w point) float64 { return w.quality[0] + w.quality[1] }
	share := func(k int) string { return result.Number(100*pl.Principal[k]/pl.Inertia, 1) + "%" }
	noun := columns[0].of
	caption := fmt.Sprintf("Correspondence analysis of %s by %s: symmetric map of the first two axes, which have %s and %s of the total inertia of %s (N = %s). "+
		"Rows and columns both stand at their principal coordinates, on one scale: distances between %ss, and between %ss, are χ² distances as far as the plane shows them; a distance between a %s and a %s has no meaning, only that they lie in the same direction from the origin, where the mean profile is. ",
		result.Counted(allRows, rows[0].of), result.Counted(allColumns, noun), share(0), share(1), result.Number(pl.Inertia, 3), result.Number(pl.N, 0), rows[0].of, noun, rows[0].of, noun)
	if len(rows) < allRows || len(columns) < allColumns {
		caption += fmt.Sprintf("Shown are %s and %s, those with the greatest part in the inertia of the plane; the tables have all. ", some(len(rows), allRows, rows[0].of), some(len(columns), allColumns, noun))
	}
	for k := range 2 {
		for _, w := range pl.rows {
			if c := axisOf(w.contribution, k); c > half && allRows > 2 {
				caption += fmt.Sprintf("Axis %d is made by %s, which has %s of its inertia. ", k+1, w.label, result.Number(100*c, 0)+"%")
			}
		}
	}
	var weak []string
	for _, w := range points {
		if q := quality(w); !(q >= poor) {
			weak = append(weak, w.label)
		}
	}
	if n := len(weak); n > named {
		weak = append(weak[:named], fmt.Sprintf("and %s more", result.Whole(n-named)))
	}
	if len(weak) > 0 {
		caption += fmt.Sprintf("The plane says little (quality below %s) of: %s. ", result.Number(poor, 2), strings.Join(weak, ", "))
	}
	caption += "Supplementary points and intervals are not drawn; the tables have them. A point without a name had no room for it; its name is in the figure's data."
	data := &result.Table{Name: name, Title: "Map of the correspondence analysis", Caption: caption, Place: result.Hidden, Columns: []result.Column{
		result.Texts("of", "Of", "What the point is.", texts(points, func(w point) string { return strings.ToUpper(w.of[:1]) + w.of[1:] })),
		result.Texts("name", "Name", "Id of the document, name of the group, label of the concept, or the word.", texts(points, func(w point) string { return w.label })),
		number("dim1", "Dimension 1", "", 3, "Principal coordinate in the first axis.", func(w point) float64 { return w.principal[0] }),
		number("dim2", "Dimension 2", "", 3, "Principal coordinate in the second axis.", func(w point) float64 { return w.principal[1] }),
		number("plane_percent", "Part in the plane", "%", 1, "Its part in the inertia of both axes among the points of its kind; whose is greatest is named first.", pl.weight),
		number("quality", "Quality", "", 2, "cos² of the two axes together.", quality),
	}}
	if slices.ContainsFunc(points, func(w point) bool { return math.IsNaN(quality(w)) }) {
		data.Notes = []result.Note{{Code: "missing", Table: name, Row: -1, Message: "a point at the mean profile has no quality"}}
	}
	return &result.Figure{Name: name, Title: data.Title, Caption: caption, Kind: "map", Data: data, X: "dim1", Y: "dim2", Label: "name", Group: "of", Size: "plane_percent",
		XLabel: "Dimension 1 (" + share(0) + " of inertia)", YLabel: "Dimension 2 (" + share(1) + " of inertia)"}
}

// some says how many of all.
func some(n, all int, noun string) string {
	if n == all {
		return "all " + result.Counted(n, noun)
	}
	return result.Whole(n) + " of " + result.Counted(all, noun)
}
