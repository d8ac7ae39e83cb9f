// Package charts draws figures: one file a chart kind, one line in the catalog.
// What is drawn is a view of a result table; nothing is computed here but
// places on paper.
package charts

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"concordat/analyzers/result"
	"concordat/reports/charts/ink"

	"gonum.org/v1/plot/vg"
)

// Options are how figures are written.
type Options struct {
	Preset    string    // "default", "nature", "greyscale", "plos", "elsevier", "cambridge"; "" is "default"
	Anonymous bool      // leave out who made the file
	Creator   string    // the program and its version
	Date      time.Time // the date inside PDF files; the same for the same run
	DPI       int       // resolution of PNG, 0 = 300
}

// Info is what a catalog says of a chart. Columns are the roles of a figure
// that its data must fill.
type Info struct {
	Kind, Title, Doc string
	Columns          []string
}

// Chart is one kind of figure.
type Chart struct {
	Info
	kind kind
}

// kind is what a chart's file holds.
type kind interface {
	Info() Info
	lay(*job) (ink.Sheet, error)
}

// All returns the chart kinds, in the order of lists.
func All() []Chart {
	return []Chart{
		chart(bars{}),
		chart(dumbbell{}),
		chart(heatmap{}),
		chart(triangle{}),
		chart(keyness{}),
		chart(strips{}),
		chart(network{}),
		chart(curves{}),
		chart(specifications{}),
		chart(plane{}),
		chart(forest{}),
		chart(dendrogram{}),
	}
}

func chart(k kind) Chart { return Chart{Info: k.Info(), kind: k} }

// Render draws the figure in each of the formats ("pdf", "svg", "png") and
// returns the files by format. Series are the names of groups in the order of
// their colours, so that a document keeps its colour in every figure. The
// notes tell what the picture does not show: hidden or shortened labels, rows
// left out, clipped values, characters without a glyph.
//
// The same figure gives the same bytes. Values that cannot be drawn, such as
// infinities, are an error.
func Render(f *result.Figure, formats []string, series []string, o Options) (files map[string][]byte, notes []result.Note, err error) {
	if f == nil || f.Data == nil {
		return nil, nil, errors.New("a figure without data cannot be drawn")
	}
	defer func() { // the drawing libraries panic on what they do not expect
		if p := recover(); p != nil {
			files, notes, err = nil, nil, fmt.Errorf("figure %q: the drawing library gave up: %v", f.Name, p)
		}
	}()
	j, sheet, err := layOut(f, series, o.Preset)
	if err != nil {
		return nil, nil, fmt.Errorf("figure %q: %w", f.Name, err)
	}
	meta := ink.Meta{Title: f.Title, Doc: f.Caption, Creator: o.Creator, Date: o.Date.UTC()}
	if o.Anonymous {
		meta.Creator = ""
	}
	dpi := o.DPI
	if dpi <= 0 {
		dpi = 300
	}
	files = map[string][]byte{}
	for _, format := range formats {
		if files[format], err = sheet.Encode(format, j.th, j.ty, meta, dpi); err != nil {
			return nil, nil, fmt.Errorf("figure %q: %w", f.Name, err)
		}
	}
	j.noteText()
	if low := sheet.DPI(dpi); low < dpi && slices.Contains(formats, "png") {
		j.note("low-resolution", "the PNG has %d dpi instead of %d, since the figure is huge: use PDF or SVG, or show fewer rows", low, dpi)
	}
	if sheet.Height > j.th.MaxHeight {
		j.note("tall-figure", "the figure is %.0f mm high; the %s preset prints up to %.0f mm: show fewer rows", millimetres(sheet.Height), j.th.Preset, millimetres(j.th.MaxHeight))
	}
	return files, j.notes, nil
}

// layOut places everything of a figure on its page.
func layOut(f *result.Figure, series []string, preset string) (*job, ink.Sheet, error) {
	th, err := ink.NewTheme(preset)
	if err != nil {
		return nil, ink.Sheet{}, err
	}
	ty, err := ink.NewType()
	if err != nil {
		return nil, ink.Sheet{}, err
	}
	j := &job{fig: f, series: series, th: th, ty: ty}
	if err := j.check(); err != nil {
		return nil, ink.Sheet{}, err
	}
	var kinds []string
	for _, c := range All() {
		if c.Kind == f.Kind {
			sheet, err := c.kind.lay(j)
			return j, sheet, err
		}
		kinds = append(kinds, c.Kind)
	}
	return nil, ink.Sheet{}, fmt.Errorf("chart kind %q is unknown: use one of %s", f.Kind, strings.Join(kinds, ", "))
}

func millimetres(l vg.Length) float64 { return float64(l / vg.Millimeter) }

// job is one figure being laid out.
type job struct {
	fig    *result.Figure
	series []string
	th     *ink.Theme
	ty     *ink.Type
	rows   int
	cut    []string // labels that are not shown whole
	notes  []result.Note
}

func (j *job) note(code, format string, args ...any) {
	n := result.Note{Code: code, Message: fmt.Sprintf("figure %s: ", j.fig.Name) + fmt.Sprintf(format, args...), Row: -1}
	if n.Table = j.fig.Data.Name; !slices.Contains(j.notes, n) {
		j.notes = append(j.notes, n)
	}
}

// noteText notes labels that are cut and characters that the picture shows as
// boxes.
func (j *job) noteText() {
	if len(j.cut) > 0 {
		j.note("label-cut", "labels cut short (%d): %s", len(j.cut), listed(j.cut))
	}
	missing := j.ty.Missing()
	if len(missing) == 0 {
		return
	}
	const most = 40
	more := ""
	if len(missing) > most {
		more = fmt.Sprintf(" and %d more", len(missing)-most)
		missing = missing[:most]
	}
	j.note("missing-glyphs", "the font has no glyph for %s%s: boxes in PDF and PNG; in SVG the reader's fonts decide", string(missing), more)
}

// listed names the first few of the names.
func listed(names []string) string {
	const most, long = 8, 60
	var out []string
	for _, n := range names[:min(most, len(names))] {
		if len(n) > long {
			n = strings.ToValidUTF8(n[:long], "") + "…"
		}
		out = append(out, n)
	}
	if len(names) > most {
		out = append(out, "…")
	}
	return strings.Join(out, "; ")
}

// limit is the largest value that the axes can hold without overflow.
const limit = 1e300

// check refuses a table that cannot be drawn at all.
func (j *job) check() error {
	for i, c := range j.fig.Data.Columns {
		n := max(len(c.Texts), len(c.Ints), len(c.Floats))
		if i == 0 {
			j.rows = n
		}
		if n != j.rows {
			return fmt.Errorf("column %q has %d values where the others have %d", c.Name, n, j.rows)
		}
		for row, v := range c.Floats {
			if math.IsInf(v, 0) || math.Abs(v) > limit {
				return fmt.Errorf("column %q, row %d: %g cannot be drawn: leave it missing", c.Name, row+1, v)
			}
		}
	}
	if j.rows == 0 {
		return errors.New("its data has no rows")
	}
	return nil
}

// column returns the named column, or nil.
func (j *job) column(name string) *result.Column {
	for i := range j.fig.Data.Columns {
		if c := &j.fig.Data.Columns[i]; name != "" && c.Name == name {
			return c
		}
	}
	return nil
}

// texts returns a column as labels; role says in errors what it is for.
func (j *job) texts(role, name string) ([]string, error) {
	c := j.column(name)
	if c == nil {
		return nil, fmt.Errorf("column %q for %s is not in its data", name, role)
	}
	out := make([]string, j.rows)
	for i := range out {
		out[i] = cell(c, i)
	}
	return out, nil
}

// longest is how many characters of a label are looked at.
const longest = 300

// cell returns a value as people read it; "" where it is missing.
func cell(c *result.Column, row int) string {
	switch {
	case c.Texts != nil:
		s := ink.Clean(c.Texts[row])
		if len(s) > longest {
			s = strings.TrimRightFunc(strings.ToValidUTF8(s[:longest], ""), unicode.IsSpace) + "…"
		}
		return s
	case c.Ints != nil:
		if c.Missing != nil && c.Missing[row] {
			return ""
		}
		return ink.Number(float64(c.Ints[row]), 0)
	}
	if math.IsNaN(c.Floats[row]) {
		return ""
	}
	return near(c.Floats[row], decimals(c))
}

// near writes a number so that a true zero, "0", differs from what is only
// rounded to it: "<0.1" or ">−0.1".
func near(v float64, dec int) string {
	s := ink.Number(v, dec)
	switch least := math.Pow10(-dec); {
	case v == 0:
		return "0"
	case math.Abs(v) >= least || strings.Trim(s, "−0.") != "" && math.Abs(v) >= least/2:
		return s
	case v < 0:
		return ">−" + ink.Number(least, dec)
	default:
		return "<" + ink.Number(least, dec)
	}
}

// decimals returns how many decimals the values of a column are printed with.
func decimals(c *result.Column) int {
	if c == nil || c.Digits < 0 || c.Type == result.Text {
		return 2
	}
	return min(c.Digits, 6)
}

// numbers returns a column as values, NaN where one is missing. A column of
// text is read as numbers; what is none is missing.
func (j *job) numbers(role, name string) ([]float64, error) {
	c := j.column(name)
	if c == nil {
		return nil, fmt.Errorf("column %q for %s is not in its data", name, role)
	}
	out := make([]float64, j.rows)
	for i := range out {
		out[i] = math.NaN()
		switch {
		case c.Floats != nil:
			out[i] = c.Floats[i]
		case c.Ints != nil:
			if c.Missing == nil || !c.Missing[i] {
				out[i] = float64(c.Ints[i])
			}
		default:
			if v, err := strconv.ParseFloat(c.Texts[i], 64); err == nil && math.Abs(v) <= limit {
				out[i] = v
			}
		}
	}
	return out, nil
}

// optional returns a column as values, all missing where there is none.
func (j *job) optional(name string) []float64 {
	if v, err := j.numbers("", name); err == nil {
		return v
	}
	out := make([]float64, j.rows)
	for i := range out {
		out[i] = math.NaN()
	}
	return out
}

// label returns what people call the values of a column.
func (j *job) label(name string) string {
	c := j.column(name)
	if c == nil || c.Label == "" {
		return j.fig.XLabel
	}
	return c.Label
}

// distinct returns the different values in order of first appearance.
func distinct(values []string) []string {
	var out []string
	seen := map[string]bool{}
	for _, v := range values {
		if !seen[v] {
			seen[v] = true
			out = append(out, v)
		}
	}
	return out
}

// capped returns the first most of the names and notes how many are left out.
func (j *job) capped(names []string, most int, what string) []string {
	if len(names) <= most {
		return names
	}
	j.note("rows-hidden", "the first %d of %d %s are drawn; the table has all", most, len(names), what)
	return names[:most]
}

// groups returns the names in the order of the series, others after them, and
// how each is drawn. Where no name is a series the colours start anew.
func (j *job) groups(names []string) ([]string, map[string]ink.Series) {
	order := map[string]int{}
	for _, s := range j.series {
		if s = ink.Clean(s); !has(order, s) {
			order[s] = len(order)
		}
	}
	known := slices.ContainsFunc(names, func(s string) bool { return has(order, s) })
	if !known {
		order = map[string]int{}
	}
	styles := map[string]ink.Series{}
	for _, s := range names {
		if !has(order, s) {
			order[s] = len(order)
		}
		styles[s] = j.th.Series(order[s])
	}
	sorted := slices.Clone(names)
	slices.SortStableFunc(sorted, func(a, b string) int { return order[a] - order[b] })
	return sorted, styles
}

func has(m map[string]int, k string) bool { _, ok := m[k]; return ok }

// band is one row of a chart: its wrapped label and its place from the top.
type band struct {
	lines       []string
	top, height vg.Length
}

// bands stacks rows from the top: each as high as its label needs, and at least
// least. It returns them and the whole height.
func (j *job) bands(labels []string, wide, least vg.Length) ([]band, vg.Length) {
	style := ink.Style{Size: j.th.Base}
	out := make([]band, len(labels))
	var top vg.Length
	for i, l := range labels {
		lines := j.wrap(l, style, wide, 3)
		h := max(least, vg.Length(len(lines))*style.Pitch()+2.5)
		out[i] = band{lines: lines, top: top, height: h}
		top += h
	}
	return out, top
}

// middle is the height of a band's middle in an area.
func (b band) middle(area ink.Box) vg.Length { return area.Y1 - b.top - b.height/2 }

// wrap wraps a label and notes when it had to be cut.
func (j *job) wrap(s string, style ink.Style, wide vg.Length, lines int) []string {
	out, cut := j.ty.Wrap(s, style, wide, lines)
	if cut {
		j.shortened(s)
	}
	return out
}

// fits notes when a text that is set in one line will be cut.
func (j *job) fits(s string, style ink.Style, wide vg.Length) {
	if j.ty.Width(s, style) > wide {
		j.shortened(s)
	}
}

// legend is a legend of the groups, no wider than wide.
func (j *job) legend(names []string, styles map[string]ink.Series, point bool, wide vg.Length) ink.Legend {
	entries := make([]ink.Entry, len(names))
	for i, n := range names {
		entries[i] = ink.Entry{Name: n, Series: styles[n], Point: point}
	}
	l, cut := ink.NewLegend(j.th, j.ty, wide, entries)
	for _, n := range cut {
		j.shortened(n)
	}
	return l
}

// shortened remembers a label that is cut.
func (j *job) shortened(s string) {
	if !slices.Contains(j.cut, s) {
		j.cut = append(j.cut, s)
	}
}

// labelColumn returns the first of the widths of which the labels take no more
// than share, and the width that they take; in the last they are wrapped.
func (j *job) labelColumn(labels []string, share vg.Length, widths ...vg.Length) (page, wide vg.Length) {
	widest := j.ty.Widest(labels, ink.Style{Size: j.th.Base})
	for _, page = range widths {
		if widest <= page*share {
			return page, widest
		}
	}
	return page, page * share
}

// axis fits the figure's axis between left and right; see titled.
func (j *job) axis(lo, hi float64, left, right vg.Length) (a ink.Axis, x0, x1 vg.Length) {
	return j.titled(j.fig.XLabel, lo, hi, left, right)
}

// titled fits an axis with a title between left and right so that its tick
// labels stay inside, and returns it with where the data begin and end.
func (j *job) titled(title string, lo, hi float64, left, right vg.Length) (a ink.Axis, x0, x1 vg.Length) {
	x0, x1 = left, right
	for range 3 {
		a = ink.NewAxis(j.th, j.ty, lo, hi, x1-x0, 6, ink.Clean(title))
		x0, x1 = max(left, edge+a.Overhang), right-a.Overhang-1
	}
	a = ink.NewAxis(j.th, j.ty, lo, hi, x1-x0, 6, ink.Clean(title))
	return a, x0, x1
}

// extremes returns the least and the greatest of the values that are there.
func extremes(sets ...[]float64) (lo, hi float64, found bool) {
	for _, set := range sets {
		for _, v := range set {
			switch {
			case math.IsNaN(v):
			case !found:
				lo, hi, found = v, v, true
			default:
				lo, hi = min(lo, v), max(hi, v)
			}
		}
	}
	return lo, hi, found
}
