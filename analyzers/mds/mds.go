// Package mds is the analyzer that maps documents and groups: classical
// multidimensional scaling of the distances between their profiles.
package mds

import (
	"context"
	"fmt"
	"math"

	"concordat/analyzers"
	"concordat/analyzers/result"
	"concordat/analyzers/stats/cluster"
	"concordat/analyzers/stats/distance"
)

// name is the analyzer's, its first table's and its first figure's.
const name = "mds"

const (
	limit      = 30 // documents, and groups, up to which they are mapped
	dimensions = 3  // coordinates that are given
)

type analyzer struct{}

// New returns the analyzer.
func New() analyzers.Analyzer { return analyzer{} }

// Demand says that profiles of words need words.
func (analyzer) Demand(o analyzers.Options) analyzers.Needs { return o.ProfileNeeds() }

// Info describes the analyzer.
func (analyzer) Info() analyzers.Info {
	return analyzers.Info{
		Name:  name,
		Title: "Multidimensional scaling",
		Doc: "A map of documents, and of groups, on which those alike in the concepts that they name, or the words that they use, are near each other: classical scaling, " +
			"with its eigenvalues and how much of the distances the map keeps.",
		Output: []string{name, name + "_groups", name + "_eigenvalues"},
		References: []result.Reference{
			{Key: "torgerson1952", Text: "Torgerson, W. S. (1952). Multidimensional scaling: I. Theory and method. Psychometrika 17(4), 401–419.", DOI: "10.1007/BF02288916"},
			{Key: "gower1966", Text: "Gower, J. C. (1966). Some distance properties of latent root and vector methods used in multivariate analysis. Biometrika 53(3–4), 325–338.", DOI: "10.1093/biomet/53.3-4.325"},
			{Key: "mardia1979", Text: "Mardia, K. V., Kent, J. T. and Bibby, J. M. (1979). Multivariate Analysis. Academic Press."},
		},
	}
}

// chart is the map of profiles.
type chart struct {
	*analyzers.Profiles // those with counts
	cluster.Map
}

// Analyze maps the documents, and the groups.
func (analyzer) Analyze(_ context.Context, in *analyzers.Input) (*result.Result, error) {
	r := &result.Result{Analyzer: name}
	note := func(code, format string, args ...any) {
		r.Notes = append(r.Notes, result.Note{Code: code, Table: name, Row: -1, Message: fmt.Sprintf(format, args...)})
	}
	if n, ok := in.Missing(name, limit); ok {
		r.Notes = append(r.Notes, n)
	}
	var charts []chart
	for _, p := range in.Profiles(limit) {
		r.Notes = append(r.Notes, p.Notes(name)...)
		c := chart{Profiles: p.Counted()}
		var ok bool
		if c.Map, ok = cluster.Torgerson(distance.Of(in.Options.Distance, c.Rates), dimensions); !ok || len(c.Sides) < 2 {
			note("undefined", "the %ss have no map: fewer than two have counts, or the distance %s is not defined between some of them (Delta needs three)", p.Of, in.Options.Distance)
			continue
		}
		charts = append(charts, c)
		if n, share := c.negative(); n > 0 {
			note("not-euclidean", "%s of %s eigenvalues of the %ss are negative, with %s of the sum of all magnitudes: no map, in however many dimensions, keeps these distances (%s) exactly",
				result.Whole(n), result.Whole(len(c.Eigenvalues)), p.Of, result.Number(100*share, 1)+"%", in.Options.Distance)
		}
	}
	r.Tables = []*result.Table{points(in, charts), eigenvalues(charts)}
	for _, c := range charts {
		if f, series := c.figure(in); f != nil {
			r.Figures, r.Series = append(r.Figures, f), append(r.Series, series...)
		}
	}
	if len(charts) > 0 {
		r.Methods = []string{fmt.Sprintf("The map is the classical scaling (Torgerson 1952; Gower 1966) of the distances (%s) between profiles, the relative frequencies of %s. The fit of the first k dimensions is the sum of their eigenvalues over that of the magnitudes of all, and over that of the positive ones (Mardia, Kent and Bibby 1979), as GOF of cmdscale in R. "+
			"Directions are arbitrary; in each dimension the coordinate of greatest magnitude is made positive.", in.Options.Distance, charts[0].Says())}
	}
	return r, nil
}

// negative returns how many eigenvalues are negative beyond rounding, and
// their share of the sum of magnitudes.
func (c chart) negative() (n int, share float64) {
	const rounding = 1e-9
	sum := 0.0
	for _, v := range c.Eigenvalues {
		sum += math.Abs(v)
		if v < -rounding*c.Eigenvalues[0] {
			n++
			share -= v
		}
	}
	return n, share / sum
}

// at returns a coordinate, NaN beyond the positive eigenvalues.
func (c chart) at(side, dimension int) float64 {
	if dimension >= len(c.Points[side]) {
		return math.NaN()
	}
	return c.Points[side][dimension]
}

// points lists the coordinates.
func points(in *analyzers.Input, charts []chart) *result.Table {
	var of, names []string
	var counts []int64
	var dims [dimensions][]float64
	absent := false
	for _, c := range charts {
		for i, s := range c.Sides {
			of, names, counts = append(of, c.Of), append(names, s.Name), append(counts, int64(c.Sum(i)))
			for d := range dims {
				v := c.at(i, d)
				dims[d], absent = append(dims[d], v), absent || math.IsNaN(v)
			}
		}
	}
	t := &result.Table{Name: name, Title: "Map of documents and groups", Columns: []result.Column{
		result.Texts("of", "Of", "What is mapped: document, group, or side of a comparison.", of),
		result.Texts("name", "Name", "Id of the document, or name of the group.", names),
		result.Ints("counts", "Counts", in.Options.ProfileUnit(), "Counts of all features in it.", counts),
		result.Floats("dim1", "Dimension 1", "", 3, "Coordinate in the first dimension, in the unit of the distance; mean 0.", dims[0]),
		result.Floats("dim2", "Dimension 2", "", 3, "Coordinate in the second dimension.", dims[1]),
		result.Detail(result.Floats("dim3", "Dimension 3", "", 3, "Coordinate in the third dimension.", dims[2])),
	}}
	t.Caption = fmt.Sprintf("Coordinates by classical scaling of the distances (%s)", in.Options.Distance)
	if len(charts) > 0 {
		t.Caption += " between profiles, the rates of " + charts[0].Says()
	}
	t.Caption += ". Directions are arbitrary; the greatest magnitude in each dimension is positive."
	for _, c := range charts {
		if all, positive := c.Fit(2); !math.IsNaN(all) {
			t.Caption += fmt.Sprintf(" Fit of two dimensions for the %ss: %s of all eigenvalues, %s of the positive ones.", c.Of, result.Number(all, 2), result.Number(positive, 2))
		}
	}
	if absent {
		t.Notes = []result.Note{{Code: "fewer-dimensions", Table: name, Row: -1, Message: "there are fewer positive eigenvalues than dimensions"}}
	}
	return t
}

// eigenvalues lists the eigenvalues with the fit up to each.
func eigenvalues(charts []chart) *result.Table {
	var of []string
	var dim []int64
	var values, all, positive []float64
	absent := false
	for _, c := range charts {
		for d, v := range c.Eigenvalues {
			a, p := c.Fit(d + 1)
			of, dim = append(of, c.Of), append(dim, int64(d+1))
			values, all, positive = append(values, v), append(all, a), append(positive, p)
			absent = absent || math.IsNaN(a)
		}
	}
	t := &result.Table{Name: name + "_eigenvalues", Title: "Eigenvalues of the map", Caption: "Eigenvalues of the doubly centred matrix of squared distances, falling, and how much of the distances the dimensions up to each keep. Negative ones are what no Euclidean map has.", Columns: []result.Column{
		result.Texts("of", "Of", "What is mapped: document, group, or side of a comparison.", of),
		result.Ints("dimension", "Dimension", "", "Number of the dimension.", dim),
		result.Floats("eigenvalue", "Eigenvalue", "", 4, "Sum of squared coordinates in the dimension; negative = not Euclidean.", values),
		result.Floats("fit_all", "Fit of all", "", 3, "Positive eigenvalues up to here over the sum of the magnitudes of all: 0 to 1.", all),
		result.Floats("fit_positive", "Fit of positive", "", 3, "The same over the sum of the positive ones.", positive),
	}}
	if absent {
		t.Notes = []result.Note{{Code: "undefined", Table: t.Name, Row: -1, Message: "all distances are 0, so that there is no fit"}}
	}
	return t
}
