package mds

import (
	"context"
	"math"
	"strings"
	"testing"

	"concordat/analyzers"
	"concordat/analyzers/analyzertest"
	"concordat/analyzers/result"
	"concordat/analyzers/stats/distance"
)

func TestContract(t *testing.T) { analyzertest.Contract(t, New()) }

func analyze(t testing.TB, in *analyzers.Input) *result.Result {
	t.Helper()
	r, err := New().Analyze(context.Background(), in)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Three points lie in a plane, so that the map keeps their distances.
func TestThree(t *testing.T) {
	in := analyzertest.Input("Peace peace states.", "Peace. States. States.", "Attack. Peace. Peace.")
	r := analyze(t, in)
	x, y := r.Tables[0].Column("dim1").Floats, r.Tables[0].Column("dim2").Floats
	d := distance.Of("jensen-shannon", in.Profiles(limit)[0].Rates)
	for i := range d {
		for j := range d {
			if got := math.Hypot(x[i]-x[j], y[i]-y[j]); math.Abs(got-d[i][j]) > 1e-9 {
				t.Errorf("distance of %d and %d is %v, want %v", i, j, got, d[i][j])
			}
		}
	}
	e := r.Tables[1]
	if v := e.Column("fit_all").Floats; len(v) != 3 || math.Abs(v[1]-1) > 1e-12 || v[0] > v[1] {
		t.Errorf("fit %v", v)
	}
	if len(r.Tables[0].Notes) != 1 || !math.IsNaN(r.Tables[0].Column("dim3").Floats[0]) {
		t.Error("three points have no third dimension")
	}
}

// Cosine distances of profiles are not Euclidean, which is noted.
func TestNegative(t *testing.T) {
	in := analyzertest.Input("Peace peace states.", "Peace. States. States.", "Attack. Peace. Peace.", "States. Attack. Sovereignty.")
	in.Options.Distance = "cosine"
	for _, n := range analyze(t, in).Notes {
		if n.Code == "not-euclidean" && strings.Contains(n.Message, "1 of 4 eigenvalues") {
			return
		}
	}
	t.Error("no note on the negative eigenvalue")
}
