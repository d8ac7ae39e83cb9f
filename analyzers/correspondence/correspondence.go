// Package correspondence is the analyzer of which documents and groups name
// which concepts more than others do, on a few axes: correspondence analysis.
package correspondence

import (
	"context"
	"fmt"
	"math"

	"concordat/analyzers"
	"concordat/analyzers/result"
	"concordat/analyzers/stats"
	"concordat/analyzers/stats/correspondence"
)

// name is the analyzer's and its first table's, and the beginning of the others'.
const name = "correspondence"

const (
	axes = 3  // that have coordinates in the tables
	few  = 3  // groups from which on they, and not the documents, make the axes
	half = .5 // of the inertia of an axis: a row with more makes it
)

type analyzer struct{}

// New returns the analyzer.
func New() analyzers.Analyzer { return analyzer{} }

// Demand says that profiles of words need them in their paragraphs.
func (analyzer) Demand(o analyzers.Options) analyzers.Needs { return o.ProfileNeeds() }

// Info describes the analyzer.
func (analyzer) Info() analyzers.Info {
	return analyzers.Info{
		Name:  name,
		Title: "Correspondence analysis",
		Doc: "Which documents or groups name which concepts, or use which words, more than the others do: the axes along which the table of counts departs from independence, " +
			"with the place, the contribution and the quality of every row and column.",
		Output: []string{name, name + "_rows", name + "_columns"},
		References: []result.Reference{
			{Key: "benzecri1973", Text: "Benzécri, J.-P. (1973). L'analyse des données. Tome II: L'analyse des correspondances. Dunod."},
			{Key: "greenacre2017", Text: "Greenacre, M. (2017). Correspondence Analysis in Practice. 3rd edition. Chapman and Hall/CRC.", DOI: "10.1201/9781315369983"},
			{Key: "lebart2007", Text: "Lebart, L. (2007). Which bootstrap for principal axes methods? In: Selected Contributions in Data Analysis and Classification, 581–588. Springer.", DOI: "10.1007/978-3-540-73560-1_55"},
		},
	}
}

// point is a row or a column of the table.
type point struct {
	of            string // what it is
	key, label    string
	active        bool
	counts        float64
	mass, inertia float64 // NaN of supplementary ones
	principal     []float64
	standard      []float64 // nil of supplementary ones
	contribution  []float64 // nil of supplementary ones
	quality       []float64
	low, high     []float64 // by axis; nil without resamples
}

// plane is an analysis with its points.
type plane struct {
	correspondence.Analysis
	active        *analyzers.Profiles
	rows, columns []point
}

// Analyze analyses the table of documents, or of groups, and features.
func (analyzer) Analyze(ctx context.Context, in *analyzers.Input) (*result.Result, error) {
	r := &result.Result{Analyzer: name}
	p, others := rowsOf(in)
	pl := plane{active: p}
	var ok bool
	if pl.Analysis, ok = correspondence.Analyze(p.Counts); !ok {
		r.Notes = []result.Note{{Code: "undefined", Table: name, Row: -1, Message: "fewer than two " + p.Of + "s, or fewer than two features, have counts: there is nothing to analyse"}}
	} else {
		if err := pl.place(ctx, in, others); err != nil {
			return nil, err
		}
		r.Notes = notes(in, &pl)
		r.Methods = methods(in, &pl)
	}
	r.Tables = []*result.Table{axesTable(&pl), rowsTable(in, &pl), columnsTable(in, &pl)}
	if f := pl.figure(in); f != nil {
		r.Figures = []*result.Figure{f}
	}
	return r, nil
}

// rowsOf returns the active rows, which make the axes, and the supplementary
// ones: the groups if they are at least three with counts, and the documents;
// else the documents, and the groups.
func rowsOf(in *analyzers.Input) (active, others *analyzers.Profiles) {
	docs, groups := in.Each(), in.ProfilesOf("group", in.Groups)
	if len(groups.Counted().Sides) >= few {
		return groups, docs
	}
	return docs, groups
}

// place makes the points.
func (pl *plane) place(ctx context.Context, in *analyzers.Input, others *analyzers.Profiles) error {
	for i, s := range pl.active.Sides {
		if pl.Rows.Masses[i] > 0 {
			w := activePoint(pl.Rows, i)
			w.of, w.key, w.label, w.counts = pl.active.Of, s.Name, s.Name, pl.active.Sum(i)
			if err := pl.draw(ctx, in, &w, pl.active.Only(i)); err != nil {
				return err
			}
			pl.rows = append(pl.rows, w)
		}
	}
	for i, s := range others.Sides {
		if others.Sum(i) == 0 {
			continue
		}
		w := point{of: others.Of, key: s.Name, label: s.Name, counts: others.Sum(i), mass: math.NaN(), inertia: math.NaN()}
		w.principal, w.quality = pl.Row(others.Counts[i])
		pl.rows = append(pl.rows, w)
	}
	of := "concept"
	if in.Options.Profile == "words" {
		of = "word"
	}
	for j, f := range pl.active.Features {
		if pl.Columns.Masses[j] > 0 {
			w := activePoint(pl.Columns, j)
			w.of, w.key, w.label, w.counts = of, f.Key, f.Label, pl.Columns.Masses[j]*pl.N
			pl.columns = append(pl.columns, w)
		}
	}
	if of == "concept" {
		pl.parents(in)
	}
	return nil
}

func activePoint(p correspondence.Points, i int) point {
	return point{active: true, mass: p.Masses[i], inertia: p.Inertias[i], principal: p.Principal[i], standard: p.Standard[i], contribution: p.Contributions[i], quality: p.Qualities[i]}
}

// parents adds, as supplementary columns, the concepts with others below them:
// their hits rolled up, as other analyzers count them.
func (pl *plane) parents(in *analyzers.Input) {
	labels := analyzers.Labels(in.Book)
	var totals []analyzers.Totals
	for _, s := range pl.active.Sides {
		totals = append(totals, in.Totals(s))
	}
	for c := range in.Book.Concepts {
		if int(in.Book.Concepts[c].End) <= c+1 {
			continue
		}
		counts, sum := make([]float64, len(totals)), 0.0
		for i, t := range totals {
			counts[i] = float64(t.Hits[c])
			sum += counts[i]
		}
		if sum == 0 {
			continue
		}
		w := point{of: "concept with those below it", key: in.Book.Concepts[c].ID, label: labels[c], counts: sum, mass: math.NaN(), inertia: math.NaN()}
		if w.principal, w.quality = pl.Column(counts); len(w.principal) > 0 && math.IsNaN(w.principal[0]) {
			continue
		}
		pl.columns = append(pl.columns, w)
	}
}

// draw gives a row its intervals by the partial bootstrap: its resamples, as
// supplementary rows, in the axes as they are.
func (pl *plane) draw(ctx context.Context, in *analyzers.Input, w *point, p *analyzers.Profiles) error {
	d, err := p.Draw(ctx)
	if err != nil || d == nil || d.Blocks(0) < 2 {
		return err
	}
	k := min(axes, len(pl.Principal))
	places := make([][]float64, k)
	row := p.NewRows()
	for i := range d.Len() {
		d.Resample(i, row)
		for a, v := range pl.at(row[0], k) {
			if !math.IsNaN(v) {
				places[a] = append(places[a], v)
			}
		}
	}
	for _, v := range places {
		lo, hi := stats.Percentile(v, in.Options.Level)
		w.low, w.high = append(w.low, lo), append(w.high, hi)
	}
	return nil
}

// at returns the first k coordinates of a supplementary row.
func (pl *plane) at(row []float64, k int) []float64 {
	sum, out := 0.0, make([]float64, k)
	for j, n := range row {
		if n > 0 && pl.Columns.Masses[j] > 0 {
			sum += n
			for a := range out {
				out[a] += n * pl.Columns.Standard[j][a]
			}
		}
	}
	for a := range out {
		out[a] /= sum
	}
	return out
}

func notes(in *analyzers.Input, pl *plane) []result.Note {
	out := pl.active.Notes(name)
	note := func(code, format string, args ...any) {
		out = append(out, result.Note{Code: code, Table: name, Row: -1, Message: fmt.Sprintf(format, args...)})
	}
	if len(pl.Principal) == 0 {
		note("independent", "all rows have the same profile: there is no axis")
	}
	if len(pl.Principal) == 1 {
		note("one-axis", "two rows, or two columns, have a single axis: the second is missing")
	}
	for k := range min(2, len(pl.Principal)) {
		for _, w := range pl.rows {
			if c := axisOf(w.contribution, k); c > half && len(pl.Rows.Masses) > 2 {
				note("one-row-axis", "axis %s is made by one row, %s, which has %s%% of its inertia: it shows how that one differs from the others", result.Whole(k+1), w.key, result.Number(100*c, 0))
			}
		}
	}
	still := 0
	for _, w := range pl.rows {
		if w.active && w.low == nil {
			still++
		}
	}
	if still > 0 {
		note("no-interval", "%ss without intervals, since they have a single paragraph or their words by paragraph were not counted: %s", pl.active.Of, result.Whole(still))
	}
	return out
}

func methods(in *analyzers.Input, pl *plane) []string {
	o := in.Options
	extra := "documents where groups are active, groups where documents are"
	if o.Profile != "words" {
		extra += ", and concepts with those below them rolled up"
	}
	return []string{
		fmt.Sprintf("The table of %ss by %s was analysed by correspondence analysis (Benzécri 1973; Greenacre 2017): %s rows and %s columns with counts, N = %s, χ² = %s with %s degrees of freedom, total inertia %s. No p-value is given, since the counts within a text are not independent.",
			pl.active.Of, pl.active.Says(), result.Whole(len(pl.active.Counted().Sides)), result.Whole(pl.activeColumns()), result.Number(pl.N, 0), result.Number(pl.ChiSquare, 1), result.Whole(pl.DF), result.Number(pl.Inertia, 3)),
		fmt.Sprintf("Supplementary rows and columns have no part in the axes: %s. Intervals of the active rows are %s percentile intervals of the partial bootstrap (Lebart 2007): their paragraphs resampled (%s) and placed in the axes as they are, so that they say nothing of how sure the axes are. The direction of an axis is arbitrary; the row of greatest magnitude is made positive.",
			extra, o.Percent(), pl.active.Only(0).Resamples()),
	}
}

func (pl *plane) activeColumns() (n int) {
	for _, w := range pl.columns {
		if w.active {
			n++
		}
	}
	return n
}
