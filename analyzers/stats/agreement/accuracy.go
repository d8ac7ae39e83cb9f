package agreement

import (
	"math"
	"slices"

	"concordat/analyzers/stats"

	"gonum.org/v1/gonum/stat/distuv"
)

// Stratum is a part of a population from which units were drawn at random,
// each with the same chance, and coded by people.
type Stratum struct {
	Hit     bool   // the machine found the concept in every unit of it, otherwise in none
	Class   string // strata of one class have the same Hit and may be joined where one is too thin
	Size    int64  // units in the population
	Coded   int64  // units drawn that have a decision of the coders
	Present int64  // of these, units in which they found the concept
}

// census reports whether every unit was coded, so that nothing is estimated.
func (s *Stratum) census() bool { return s.Coded == s.Size }

// joined returns the strata without those of size 0, and those of a class
// joined that have fewer than two coded units and are no census: of one unit no
// variance can be told. Each is joined to the next of its class, the last to
// the one before.
func joined(strata []Stratum) []Stratum {
	var out []Stratum
	var classes []string
	for _, s := range strata {
		if s.Size > 0 && !slices.Contains(classes, s.Class) {
			classes = append(classes, s.Class)
		}
	}
	for _, class := range classes {
		first := len(out)
		var open *Stratum // too thin so far
		for _, s := range strata {
			if s.Class != class || s.Size == 0 {
				continue
			}
			if open != nil {
				s.Size, s.Coded, s.Present = s.Size+open.Size, s.Coded+open.Coded, s.Present+open.Present
				open = nil
			}
			if s.Coded < 2 && !s.census() {
				open = &s
				continue
			}
			out = append(out, s)
		}
		if open != nil && len(out) > first {
			last := &out[len(out)-1]
			last.Size, last.Coded, last.Present = last.Size+open.Size, last.Coded+open.Coded, last.Present+open.Present
		} else if open != nil {
			out = append(out, *open)
		}
	}
	return out
}

// Totals are a population sorted by what the machine and people say of it, as
// estimated from a sample.
type Totals struct {
	Hits, Others  float64 // units in which the machine found the concept, and did not: known
	True, Missing float64 // of these, units in which people find it: true positives, false negatives
}

// Precision returns the share of the machine's hits that people confirm: true
// positives over hits. NaN without hits.
func (t Totals) Precision() float64 { return t.True / t.Hits }

// Recall returns the share of what people find that the machine found, its
// sensitivity: true positives over true positives and false negatives. NaN if people find
// nothing.
func (t Totals) Recall() float64 { return t.True / (t.True + t.Missing) }

// F1 returns the harmonic mean of precision and recall, 2·TP/(2·TP + FP + FN).
// 0 if no hit is true; NaN if there is neither a hit nor anything that people find.
//
// Source: van Rijsbergen 1979, Information Retrieval, 2nd ed., chapter 7.
func (t Totals) F1() float64 { return 2 * t.True / (t.Hits + t.True + t.Missing) }

// Specificity returns the share of the units without the concept in which the
// machine found nothing. NaN if every unit has it.
func (t Totals) Specificity() float64 {
	return (t.Others - t.Missing) / (t.Others - t.Missing + t.Hits - t.True)
}

// Apparent returns the share of units in which the machine found the concept.
func (t Totals) Apparent() float64 { return t.Hits / (t.Hits + t.Others) }

// Prevalence returns the share of units in which people find the concept. It
// is what RoganGladen makes of Apparent, Recall and Specificity of the same
// population.
func (t Totals) Prevalence() float64 { return (t.True + t.Missing) / (t.Hits + t.Others) }

// RoganGladen returns the share of units that have a property, from the share q
// in which a test found it and the test's sensitivity and specificity:
//
//	(q + specificity − 1) / (sensitivity + specificity − 1)
//
// Where it falls outside 0 … 1, which chance can bring about, it is clipped,
// and clipped says so. NaN if the test is no better than a guess: sensitivity +
// specificity ≤ 1.
//
// Source: Rogan and Gladen 1978, doi:10.1093/oxfordjournals.aje.a112510.
func RoganGladen(q, sensitivity, specificity float64) (share float64, clipped bool) {
	if !(sensitivity+specificity-1 > 1e-12) || math.IsNaN(q) {
		return math.NaN(), false
	}
	share = (q + specificity - 1) / (sensitivity + specificity - 1)
	in := min(max(share, 0), 1)
	return in, math.Abs(in-share) > 1e-12
}

// Accuracy is what a sample says of a machine's decisions.
type Accuracy struct {
	Totals              // the estimates
	Replicates []Totals // resampled
	// Cautious are the same resamples but for the classes in Fixed, whose coded
	// units are all of one kind and cannot vary when resampled: their share is
	// drawn from Jeffreys' distribution.
	Cautious []Totals
	Fixed    []string
}

// Of estimates, from the strata of a sample, how the machine's decisions and
// those of people agree in the population: each stratum's share of units with the
// concept times its size, summed, which is the Horvitz–Thompson estimate of a
// stratified random sample. Totals that rest on a class without a coded unit
// are NaN.
//
// The replicates are the rescaled bootstrap: from the n units coded of a
// stratum of N, n − 1 are drawn with replacement, and a replicate of its share p is
//
//	p + √(1 − n/N) (p* − p)
//
// so that its variance is the textbook's, (1 − n/N) p (1 − p)/(n − 1); nothing
// varies in a stratum that was coded in full. Where all coded units of a class
// have the concept, or none has it, resampling claims certainty: in the cautious
// replicates the share among its N − n units that nobody coded is drawn from
// Jeffreys' distribution, Beta(k + ½, n − k + ½).
//
// Source: Horvitz and Thompson 1952, doi:10.1080/01621459.1952.10483446; Rao
// and Wu 1988, doi:10.1080/01621459.1988.10478591; Brown, Cai and DasGupta 2001,
// doi:10.1214/ss/1009213286.
func Of(strata []Stratum, s *stats.Stream, resamples int) Accuracy {
	var out Accuracy
	var classes [][]Stratum
	for _, x := range joined(strata) {
		if n := len(classes); n == 0 || classes[n-1][0].Class != x.Class {
			classes = append(classes, nil)
		}
		last := &classes[len(classes)-1]
		*last = append(*last, x)
	}
	out.Replicates, out.Cautious = make([]Totals, resamples), make([]Totals, resamples)
	for _, class := range classes {
		hit, size, present := class[0].Hit, 0.0, 0.0
		for _, x := range class {
			size += float64(x.Size)
			present += float64(x.Size) * float64(x.Present) / float64(x.Coded)
		}
		out.Totals.add(hit, size, present)
		draw := resample(class, s)
		var cautious func() float64
		if draw == nil {
			draw, cautious = func() float64 { return present }, jeffreys(class, s)
			out.Fixed = append(out.Fixed, class[0].Class)
		}
		for b := range resamples {
			drawn := draw()
			out.Replicates[b].add(hit, size, drawn)
			if cautious != nil {
				drawn = cautious()
			}
			out.Cautious[b].add(hit, size, drawn)
		}
	}
	return out
}

// add adds a class of so many units, so many of them with the concept.
func (t *Totals) add(hit bool, size, present float64) {
	if hit {
		t.Hits, t.True = t.Hits+size, t.True+present
	} else {
		t.Others, t.Missing = t.Others+size, t.Missing+present
	}
}

// Plus returns the totals of two populations together.
func (t Totals) Plus(o Totals) Totals {
	return Totals{t.Hits + o.Hits, t.Others + o.Others, t.True + o.True, t.Missing + o.Missing}
}

// Plus returns the accuracy of two concepts together, drawn independently of
// each other, with as many replicates.
func (a Accuracy) Plus(o Accuracy) Accuracy {
	if a.Replicates == nil {
		return o
	}
	n := len(a.Replicates)
	out := Accuracy{Totals: a.Totals.Plus(o.Totals), Fixed: slices.Concat(a.Fixed, o.Fixed), Replicates: make([]Totals, n), Cautious: make([]Totals, n)}
	for b := range n {
		out.Replicates[b] = a.Replicates[b].Plus(o.Replicates[b])
		out.Cautious[b] = a.Cautious[b].Plus(o.Cautious[b])
	}
	return out
}

// resample returns what draws a class's units with the concept anew; nil if
// its coded units are all of one kind and there are others that nobody coded.
func resample(class []Stratum, s *stats.Stream) func() float64 {
	var coded, present int64
	census := true
	for i := range class {
		coded, present = coded+class[i].Coded, present+class[i].Present
		census = census && class[i].census()
	}
	if !census && (present == 0 || present == coded) && coded > 0 {
		return nil
	}
	return func() float64 {
		sum := 0.0
		for i := range class {
			x := &class[i]
			n := x.Coded
			p := float64(x.Present) / float64(n)
			if !x.census() {
				k := 0
				for range n - 1 {
					if s.IntN(int(n)) < int(x.Present) {
						k++
					}
				}
				p += math.Sqrt(1-float64(n)/float64(x.Size)) * (float64(k)/float64(n-1) - p)
			}
			sum += float64(x.Size) * p
		}
		return sum
	}
}

// jeffreys returns what draws a class's units with the concept where the coded
// ones are all of one kind.
func jeffreys(class []Stratum, s *stats.Stream) func() float64 {
	var size, coded, present float64
	for i := range class {
		size, coded, present = size+float64(class[i].Size), coded+float64(class[i].Coded), present+float64(class[i].Present)
	}
	beta := distuv.Beta{Alpha: present + 0.5, Beta: coded - present + 0.5}
	return func() float64 { return present + (size-coded)*beta.Quantile(s.Float64()) }
}

// Interval returns a measure of the estimates with the percentile interval of
// the replicates at a level such as 0.95, widened to hold the estimate and, where
// a class is in Fixed, the interval of the cautious replicates: neither the
// certainty of the ones nor the doubt of the others is left out. Replicates for
// which the measure is not defined are left out. Without bounds (NaN) if the
// estimate is NaN or more than half of the replicates have none.
func (a *Accuracy) Interval(measure func(Totals) float64, level float64) stats.Interval {
	out := stats.Interval{Value: measure(a.Totals), Low: math.NaN(), High: math.NaN()}
	if math.IsNaN(out.Value) {
		return out
	}
	lo, hi := out.Value, out.Value
	for _, replicates := range [][]Totals{a.Replicates, a.Cautious} {
		var x []float64
		for _, t := range replicates {
			if v := measure(t); !math.IsNaN(v) {
				x = append(x, v)
			}
		}
		if len(x) == 0 || 2*len(x) < len(replicates) {
			return out
		}
		l, h := stats.Percentile(x, level)
		lo, hi = min(lo, l), max(hi, h)
		if a.Fixed == nil {
			break
		}
	}
	out.Low, out.High, out.Method = lo, hi, stats.MethodBootstrap
	return out
}
