package mds

import (
	"context"
	"slices"
	"strings"
	"testing"

	"concordat/analyzers"
	"concordat/analyzers/analyzertest"
)

// The map of documents is marked by their groups, in the groups' order; a map of
// two groups has one dimension and is not drawn.
func TestFigure(t *testing.T) {
	in := analyzertest.Input("Peace. Peace. Attack.", "Peace. Attack.", "Sovereignty. Peace.", "Sovereignty. Sovereignty. Attack.")
	in.Groups = []analyzers.Side{{Name: "y", Documents: []int{2, 3}}, {Name: "x", Documents: []int{0, 1}}}
	r, err := New().Analyze(context.Background(), in)
	if err != nil || len(r.Figures) != 1 {
		t.Fatal(err, len(r.Figures))
	}
	f := r.Figures[0]
	if got := f.Data.Column("group").Texts; !slices.Equal(got, []string{"x", "x", "y", "y"}) || !slices.Equal(r.Series, []string{"y", "x"}) {
		t.Errorf("%q, series %q", got, r.Series)
	}
	if !slices.Equal(f.Data.Column("dim1").Floats, r.Tables[0].Column("dim1").Floats[:4]) || !strings.Contains(f.XLabel, "% of all eigenvalues") {
		t.Errorf("%v, %s", f.Data.Column("dim1").Floats, f.XLabel)
	}
}
