package charts

import (
	"math"
	"slices"
	"strings"
	"testing"

	"concordat/analyzers/result"

	"pgregory.net/rapid"
)

// TestRulers: the ticks that a reader expects, each with its true number.
func TestRulers(t *testing.T) {
	for name, c := range map[string]struct {
		log    bool
		values []float64
		want   string
	}{
		"decades":           {true, []float64{1, 10, 100, 1000}, "1 10 100 1,000"},
		"below one":         {true, []float64{.004, .05, 3}, "0.01 0.1 1"},
		"two doublings":     {true, []float64{1.2, 5.5}, "2 5"},
		"less than a power": {true, []float64{27, 210}, "50 100 200"},
		"a narrow range":    {true, []float64{30, 36}, "30 35"},
		"many decades":      {true, []float64{1, 1e12}, "1 1,000 1,000,000 1e9 1e12"},
		"linear from zero":  {false, []float64{1, 2}, "0.0 0.5 1.0 1.5 2.0"},
		"both sides":        {false, []float64{-2, 2}, "−2 −1 0 1 2"},
		"nothing":           {true, []float64{nan}, "0.0 0.2 0.4 0.6 0.8 1.0"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := strings.Join(newRuler(c.log, 5, c.values).labels(), " "); got != c.want {
				t.Errorf("ticks %s, want %s", got, c.want)
			}
		})
	}
}

// TestRulersHoldTheirValues: every value and every tick is within the span, and
// greater values stand further along.
func TestRulersHoldTheirValues(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		log := rapid.Bool().Draw(t, "log")
		value := rapid.Float64Range(-1e6, 1e6)
		if log {
			value = rapid.OneOf(rapid.Float64Range(1e-6, 1e6), rapid.SampledFrom([]float64{5e-324, limit}))
		}
		values := rapid.SliceOfN(value, 1, 9).Draw(t, "values")
		r := newRuler(log, 5, values)
		slices.Sort(values)
		for _, v := range values {
			if at := r.place(v); !(at >= r.span[0] && at <= r.span[1]) {
				t.Fatalf("%g stands at %g, outside %v", v, at, r.span)
			}
		}
		for i, tick := range r.ticks {
			if at := r.place(tick.Value); !(at >= r.span[0]-1e-9*math.Abs(r.span[0]) && at <= r.span[1]+1e-9*math.Abs(r.span[1])) {
				t.Fatalf("tick %g stands at %g, outside %v", tick.Value, at, r.span)
			}
			if i > 0 && tick.Value <= r.ticks[i-1].Value {
				t.Fatalf("tick %g after %g", tick.Value, r.ticks[i-1].Value)
			}
		}
	})
}

// TestCurvesSayWhatALogarithmHides: a value of zero is left out with a note.
func TestCurvesSayWhatALogarithmHides(t *testing.T) {
	f := curvesFigure(2)
	f.Data.Columns[2].Floats[0] = 0
	_, notes := render(t, f, options, "svg")
	if !slices.ContainsFunc(notes, func(n result.Note) bool {
		return n.Code == "rows-hidden" && strings.Contains(n.Message, "logarithmic")
	}) {
		t.Errorf("no note: %v", notes)
	}
	if _, notes = render(t, linear(f), options, "svg"); len(notes) > 0 {
		t.Errorf("a linear axis holds zero: %v", notes)
	}
}
