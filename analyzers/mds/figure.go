package mds

import (
	"fmt"
	"math"

	"concordat/analyzers"
	"concordat/analyzers/result"
)

// figure is the map in the first two dimensions, nil if there are not two, and
// the names of its groups.
func (c chart) figure(in *analyzers.Input) (*result.Figure, []string) {
	if math.IsNaN(c.at(0, 1)) {
		return nil, nil
	}
	called := name
	if c.Of != "document" {
		called = name + "_groups"
	}
	n := len(c.Sides)
	var names []string
	var dims [2][]float64
	for i, s := range c.Sides {
		names = append(names, s.Name)
		for d := range dims {
			dims[d] = append(dims[d], c.at(i, d))
		}
	}
	first, _ := c.Fit(1)
	all, positive := c.Fit(2)
	share := func(v float64) string { return result.Number(100*v, 1) + "%" }
	caption := fmt.Sprintf("Map of %s by classical scaling of the distances (%s) between their profiles, the rates of %s. Both axes have one scale, the unit of the distance; directions and the sides of the axes are arbitrary. "+
		"The plane keeps %s of the sum of the magnitudes of all eigenvalues, and %s of that of the positive ones: points that are near each other in it may yet differ in other dimensions. A point without a name had no room for it; its name is in the figure's data.",
		result.Counted(n, c.Of), in.Options.Distance, c.Says(), share(all), share(positive))
	data := &result.Table{Name: called, Title: "Map of the " + c.Of + "s", Place: result.Hidden, Columns: []result.Column{
		result.Texts("name", "Name", "Id of the document, or name of the group.", names),
		result.Floats("dim1", "Dimension 1", "", 3, "Coordinate in the first dimension.", dims[0]),
		result.Floats("dim2", "Dimension 2", "", 3, "Coordinate in the second dimension.", dims[1]),
	}}
	f := &result.Figure{Name: called, Title: data.Title, Kind: "map", Data: data, X: "dim1", Y: "dim2", Label: "name",
		XLabel: "Dimension 1 (" + share(first) + " of all eigenvalues)", YLabel: "Dimension 2 (" + share(all-first) + " of all eigenvalues)"}
	groups, series := in.GroupsOf(c.Sides)
	if groups != nil {
		data.Columns = append(data.Columns, result.Texts("group", "Group", "Group of the document.", groups))
		f.Group = "group"
		caption += " Marks and colours are those of the documents' groups, which have no part in the map."
	}
	data.Caption, f.Caption = caption, caption
	return f, series
}
