package config

import (
	"slices"

	"concordat/analyzers"
)

// Resamples are the names of what the bootstrap draws, by analyzers.Resample.
func Resamples() []string { return []string{"paragraph", "sentence", "document"} }

// Intervals are the names of the kinds of bootstrap intervals; the second is
// Options.BCa.
func Intervals() []string { return []string{"percentile", "bca"} }

// Interval returns the name of the kind of intervals that options ask for.
func Interval(o analyzers.Options) string {
	if o.BCa {
		return Intervals()[1]
	}
	return Intervals()[0]
}

// PutResampling puts what the names of Resamples and Intervals stand for into
// options.
func PutResampling(o *analyzers.Options, resample, interval string) error {
	r, i := slices.Index(Resamples(), resample), slices.Index(Intervals(), interval)
	switch {
	case r < 0:
		return unknown("resample", resample, Resamples())
	case i < 0:
		return unknown("interval", interval, Intervals())
	}
	o.Resample, o.BCa = analyzers.Resample(r), i == 1
	return nil
}
