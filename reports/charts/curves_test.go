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

// TestYears: round years without commas, from the first to the last.
func TestYears(t *testing.T) {
	for want, values := range map[string][]float64{
		"2005 2010 2015 2020":                     {2003, 2024},
		"2010 2011 2012 2013":                     {2010, 2013},
		"2016":                                    {2016, 2016},
		"1800 1850 1900 1950 2000":                {1789, 2024, 1900},
		"0.0 0.2 0.4 0.6 0.8 1.0":                 {nan},
		"2012 2014 2016 2018 2020 2022":           {2011, 2023},
		"1990 1995 2000 2005 2010 2015 2020 2025": {1987, 2025},
		"2000 2001 2002 2003 2004 2005 2006 2007": {2000, 2007},
	} {
		r := newYears(8, values)
		if got := strings.Join(r.labels(), " "); got != want && values[0] == values[0] {
			t.Errorf("of %v: %s, want %s", values, got, want)
		}
		for _, v := range values {
			if v < r.span[0] || v > r.span[1] {
				t.Errorf("%v lies outside %v", v, r.span)
			}
		}
	}
}

// TestBandsAndLines: over years intervals are bands, so no upright lines.
func TestBandsAndLines(t *testing.T) {
	f := linear(curvesFigure(2))
	bands := *f
	bands.X = "year"
	data := *f.Data
	data.Columns = slices.Clone(f.Data.Columns)
	for i := range data.Columns {
		if c := &data.Columns[i]; c.Name == "megabytes" {
			c.Name = "year"
			c.Floats = slices.Clone(c.Floats)
			for k := range c.Floats {
				c.Floats[k] = 2010 + float64(k%4)
			}
		}
	}
	bands.Data = &data
	shapes := func(f *result.Figure) (filled int, svg string) {
		files, notes := render(t, f, options, "svg")
		if len(notes) > 0 {
			t.Errorf("notes %v", notes)
		}
		for _, b := range files {
			svg = string(b)
		}
		return strings.Count(svg, `Z" fill="`), svg
	}
	plain, _ := shapes(f)
	banded, svg := shapes(&bands)
	if banded != plain+2 || !strings.Contains(svg, ">2010<") {
		t.Errorf("%d filled shapes with bands, %d without; want two more, and years", banded, plain)
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
