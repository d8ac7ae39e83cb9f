package correspondence

import (
	"fmt"
	"math"

	"concordat/analyzers"
	"concordat/analyzers/result"
)

// axesTable lists the axes.
func axesTable(pl *plane) *result.Table {
	n := len(pl.Principal)
	number, total, chi, df := make([]int64, n), make([]float64, n), make([]float64, n), make([]int64, n)
	share, sum, singular := make([]float64, n), make([]float64, n), make([]float64, n)
	so := 0.0
	for k, l := range pl.Principal {
		so += l
		number[k], total[k], chi[k], df[k] = int64(k+1), pl.Inertia, pl.ChiSquare, int64(pl.DF)
		share[k], sum[k], singular[k] = 100*l/pl.Inertia, 100*so/pl.Inertia, math.Sqrt(l)
	}
	t := &result.Table{Name: name, Title: "Axes of the correspondence analysis", Columns: []result.Column{
		result.Ints("axis", "Axis", "", "Number of the axis, by falling inertia.", number),
		result.Floats("inertia", "Principal inertia", "", 4, "Weighted mean of the squared coordinates in the axis, λ: 0 to 1.", append([]float64{}, pl.Principal...)),
		result.Floats("percent", "Share", "%", 1, "Share of the total inertia.", share),
		result.Floats("cumulative_percent", "Cumulative", "%", 1, "Share of all axes up to this one.", sum),
		result.Detail(result.Floats("singular_value", "Singular value", "", 4, "Square root of the principal inertia.", singular)),
		result.Detail(result.Floats("total_inertia", "Total inertia", "", 4, "χ² over N, the sum of the principal inertias; the same in every row.", total)),
		result.Detail(result.Floats("chi2", "χ²", "", 2, "Pearson's statistic of independence of rows and columns; the same in every row.", chi)),
		result.Detail(result.Ints("df", "Degrees of freedom", "", "Of χ²: (rows − 1)(columns − 1); the same in every row.", df)),
	}}
	t.Caption = "One row an axis; empty where nothing can be analysed."
	if n > 0 {
		t.Caption = fmt.Sprintf("Correspondence analysis of %ss by %s: total inertia %s, χ² = %s with %s degrees of freedom, N = %s (no p-value: counts within a text are not independent).",
			pl.active.Of, pl.active.Says(), result.Number(pl.Inertia, 3), result.Number(pl.ChiSquare, 1), result.Whole(pl.DF), result.Number(pl.N, 0))
	}
	return t
}

// floats builds a column of numbers.
func floats(points []point, of func(point) float64) []float64 {
	v := make([]float64, len(points))
	for i, w := range points {
		v[i] = of(w)
	}
	return v
}

// axisOf returns the number of an axis, NaN if there is none.
func axisOf(v []float64, axis int) float64 {
	if axis >= len(v) {
		return math.NaN()
	}
	return v[axis]
}

func texts(points []point, of func(point) string) []string {
	v := make([]string, len(points))
	for i, w := range points {
		v[i] = of(w)
	}
	return v
}

// role says whether a point made the axes.
func role(w point) string {
	if w.active {
		return "active"
	}
	return "supplementary"
}

// numbers returns the columns that rows and columns have in common.
func numbers(unit string, points []point) []result.Column {
	counts := make([]int64, len(points))
	for i, w := range points {
		counts[i] = int64(math.Round(w.counts))
	}
	out := []result.Column{
		result.Texts("role", "Role", "active = it made the axes; supplementary = it is placed in them afterwards.", texts(points, role)),
		result.Ints("counts", "Counts", unit, "Its counts in the table.", counts),
		result.Floats("mass", "Mass", "", 4, "Share of all counts; of active ones only.", floats(points, func(w point) float64 { return w.mass })),
		result.Floats("inertia_percent", "Inertia", "%", 1, "Share of the total inertia: mass times squared χ² distance to the mean profile.", floats(points, func(w point) float64 { return 100 * w.inertia })),
		result.Floats("quality", "Quality", "", 2, "cos² of the first two axes together: 1 = the plane shows the point as it is, 0 = not at all.", floats(points, func(w point) float64 {
			if math.IsNaN(axisOf(w.quality, 1)) {
				return axisOf(w.quality, 0)
			}
			return w.quality[0] + w.quality[1]
		})),
	}
	for k := range axes {
		nth := []string{"first", "second", "third"}[k]
		column := func(c result.Column, detail bool) {
			c.Detail = detail || k == axes-1
			out = append(out, c)
		}
		column(result.Floats(fmt.Sprintf("dim%d", k+1), fmt.Sprintf("Dimension %d", k+1), "", 3, "Principal coordinate in the "+nth+" axis.", floats(points, func(w point) float64 { return axisOf(w.principal, k) })), false)
		column(result.Floats(fmt.Sprintf("contribution%d_percent", k+1), fmt.Sprintf("Contribution %d", k+1), "%", 1, "Share in the inertia of the "+nth+" axis; of active ones only.", floats(points, func(w point) float64 { return 100 * axisOf(w.contribution, k) })), false)
		column(result.Floats(fmt.Sprintf("cos2_%d", k+1), fmt.Sprintf("cos² %d", k+1), "", 3, "Share of the "+nth+" axis in the squared χ² distance of the point.", floats(points, func(w point) float64 { return axisOf(w.quality, k) })), true)
		column(result.Floats(fmt.Sprintf("standard%d", k+1), fmt.Sprintf("Standard %d", k+1), "", 3, "Standard coordinate in the "+nth+" axis (weighted variance 1); of active ones only.", floats(points, func(w point) float64 { return axisOf(w.standard, k) })), true)
	}
	return out
}

// why says why numbers are missing.
func why(t *result.Table) {
	t.Notes = []result.Note{{Code: "missing", Table: t.Name, Row: -1,
		Message: "supplementary points have no mass, inertia, contributions and standard coordinates; with fewer than three axes those that there are not are missing; a point at the mean profile has no quality; intervals need two paragraphs"}}
}

// rowsTable lists the rows.
func rowsTable(in *analyzers.Input, pl *plane) *result.Table {
	t := &result.Table{Name: name + "_rows", Title: "Rows of the correspondence analysis", Columns: []result.Column{
		result.Texts("of", "Of", "What it is: document or group.", texts(pl.rows, func(w point) string { return w.of })),
		result.Texts("name", "Name", "Id of the document, or name of the group.", texts(pl.rows, func(w point) string { return w.key })),
	}}
	t.Columns = append(t.Columns, numbers(in.Options.ProfileUnit(), pl.rows)...)
	for k := range axes {
		low := result.Floats(fmt.Sprintf("dim%d_low", k+1), "low", "", 3, fmt.Sprintf("Lower bound of the partial bootstrap interval of dim%d at %s.", k+1, in.Options.Percent()), floats(pl.rows, func(w point) float64 { return axisOf(w.low, k) }))
		high := result.Floats(fmt.Sprintf("dim%d_high", k+1), "high", "", 3, "Upper bound of that interval.", floats(pl.rows, func(w point) float64 { return axisOf(w.high, k) }))
		t.Columns = append(t.Columns, result.Detail(low), result.Detail(high))
	}
	t.Caption = fmt.Sprintf("Active rows make the axes; supplementary ones are placed in them. Distances between rows are χ² distances; a row stands on the side of the columns of which it has more than the mean row. Intervals in the data files: %s partial bootstrap, paragraphs resampled, axes as they are.", in.Options.Percent())
	why(t)
	return t
}

// columnsTable lists the columns.
func columnsTable(in *analyzers.Input, pl *plane) *result.Table {
	t := &result.Table{Name: name + "_columns", Title: "Columns of the correspondence analysis", Lead: "contribution1_percent", Brief: max(in.Options.Top, 0), Columns: []result.Column{
		result.Texts("of", "Of", "What it is: a concept by its own hits, a concept with those below it, or a word.", texts(pl.columns, func(w point) string { return w.of })),
		result.Texts("key", "Id", "Id of the concept, or the word.", texts(pl.columns, func(w point) string { return w.key })),
		result.Texts("label", "Label", "Label of the concept.", texts(pl.columns, func(w point) string { return w.label })),
	}}
	t.Columns = append(t.Columns, numbers(in.Options.ProfileUnit(), pl.columns)...)
	t.Caption = "Active columns make the axes; concepts with those below them, rolled up, are supplementary. Coordinates are principal ones; a rare column can lie far out and still contribute little."
	why(t)
	return t
}
