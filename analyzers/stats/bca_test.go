package stats

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// The numbers from R 4.2.2 (boot 1.3-28.1) in this file are of
//
//	x <- c(1,0,2,0,3,0,5,1); n <- c(10,20,30,40,50,60,70,20)
//	t <- sapply(1:8, function(j) sum(x[-j])/sum(n[-j])*1e4); l <- 7*(mean(t)-t)
//	sum(l^2)/8^2; sum(l^3)/8^3; sum(l^3)/(6*sum(l^2)^1.5)
//
// (boot's empinf takes the estimate for the mean of t; Efron and Tibshirani 1993,
// 14.15, take the mean, as here) and, with the first five as one stratum and the last three as another, whose
// weight is kept when one is left out, of
//
//	l <- (m-1)*(mean(left_out)-left_out); sum(l^2/m^2); sum(l^3/m^3)
var (
	bcaCounts = []int32{1, 0, 2, 0, 3, 0, 5, 1}
	bcaSizes  = []int32{10, 20, 30, 40, 50, 60, 70, 20}
)

// cellsOf returns the counts as cells of item 0.
func cellsOf(counts []int32) (cells []Cell) {
	for b, c := range counts {
		if c > 0 {
			cells = append(cells, Cell{int32(b), 0, c})
		}
	}
	return cells
}

// influencesOf returns the influences of blocks in documents that end at cuts.
func influencesOf(counts, sizes []int32, cuts ...int) Influence {
	var size, total int64
	for i := range counts {
		size, total = size+int64(sizes[i]), total+int64(counts[i])
	}
	return Influences(size, []int64{total}, func(yield func([]int32, []Cell) bool) {
		from := 0
		for _, to := range append(cuts, len(counts)) {
			if !yield(sizes[from:to], cellsOf(counts[from:to])) {
				return
			}
			from = to
		}
	})[0]
}

func TestInfluences(t *testing.T) {
	one := influencesOf(bcaCounts, bcaSizes)
	near(t, "second, one stratum", one.Second, 20448.7075800866, 1e-9)
	near(t, "third, one stratum", one.Third, -209064.6796326, 1e-9)
	near(t, "acceleration, one stratum", one.Acceleration(), -0.011916003446, 1e-9)
	two := influencesOf(bcaCounts, bcaSizes, 5)
	near(t, "second, two strata", two.Second, 19887.8798310843, 1e-9)
	near(t, "third, two strata", two.Third, -214908.2755783615, 1e-9)
	near(t, "acceleration, two strata", two.Acceleration(), -0.012770831014, 1e-9)
	// Blocks without tokens are not there; a document of one block does not vary.
	gaps := influencesOf([]int32{1, 0, 0, 2, 0, 3, 0, 5, 1, 0}, []int32{10, 20, 0, 30, 40, 50, 60, 70, 20, 0})
	near(t, "second, with empty blocks", gaps.Second, one.Second, 1e-12)
	if v := influencesOf([]int32{3, 4}, []int32{10, 10}, 1); v != (Influence{}) || v.Acceleration() != 0 {
		t.Errorf("documents of one block have the influence %v", v)
	}
}

// Efron and Tibshirani 1993, 14.3: the variance of the spatial test data (A) has
// the acceleration 0.061; with it and z₀ = 0.146 the bounds of a 90 % interval
// are the percentiles 0.110 and 0.985 (p. 187; digits from R).
func TestAccelerationPublished(t *testing.T) {
	data := []float64{48, 36, 20, 29, 42, 42, 20, 42, 22, 41, 45, 14, 6, 0, 33, 28, 34, 4, 32, 24, 47, 41, 24, 26, 30, 41}
	variance := func(x []float64) float64 {
		mean, v := 0.0, 0.0
		for _, a := range x {
			mean += a / float64(len(x))
		}
		for _, a := range x {
			v += (a - mean) * (a - mean) / float64(len(x))
		}
		return v
	}
	var left []float64
	for i := range data {
		left = append(left, variance(slices.Concat(data[:i], data[i+1:])))
	}
	var v Influence
	v.Enter(left)
	half(t, "acceleration", v.Acceleration(), .06124012, 8)
	low, high, ok := bcaLevels(0.5*math.Erfc(-.146/math.Sqrt2), .061, .90)
	near(t, "lower level", low, .109856182556, 1e-9)
	near(t, "upper level", 1-high, .984477013084, 1e-9)
	if !ok {
		t.Error("the levels are defined")
	}
}

// R's boot.ci with 9,999 replicates of the data above: percentile 133.3 to 642.9,
// BCa 115.4 to 625.0, of other draws; the bounds lie on a coarse grid.
func TestBCaAgainstBoot(t *testing.T) {
	r := drawnOnce(1, 9999, 1, "boot", bcaSizes, cellsOf(bcaCounts))
	percentile := r.Rate(0, .95)
	with := r.Accelerated([]Influence{influencesOf(bcaCounts, bcaSizes)})
	bca := with.Rate(0, .95)
	if percentile.Method != MethodBootstrap || bca.Method != MethodBCa || bca.Value != percentile.Value {
		t.Fatalf("%+v, %+v", percentile, bca)
	}
	for _, c := range []struct{ got, want float64 }{{percentile.Low, 133.3}, {percentile.High, 642.9}, {bca.Low, 115.4}, {bca.High, 625}} {
		if math.Abs(c.got-c.want) > 12 {
			t.Errorf("bound %v, boot has %v", c.got, c.want)
		}
	}
	d := NewDraws(1, 9999)
	d.Draw(1, "boot", bcaSizes, cellsOf(bcaCounts))
	if got := d.AcceleratedRates(.95, with.influences, nil)[0]; got != bca {
		t.Errorf("a document alone has %+v, as a side %+v", got, bca)
	}
}

// With z₀ = a = 0 the interval is the percentile interval; it follows a monotone
// change of scale; and where it is not defined it says so.
func TestBCaLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := 2*rapid.IntRange(1, 300).Draw(t, "half of n") + 1
		x := make([]float64, n) // apart from one another on every scale
		for i, v := range rapid.SliceOfNDistinct(rapid.IntRange(-3000, 3000), n, n, rapid.ID).Draw(t, "x") {
			x[i] = float64(v) / 1000
		}
		level := rapid.SampledFrom([]float64{.5, .8, .9, .95, .99}).Draw(t, "level")
		median := slices.Sorted(slices.Values(x))[n/2]
		lo, hi, ok := BCa(x, median, 0, level)
		if l, h := Percentile(x, level); !ok || lo != l || hi != h {
			t.Fatalf("[%v, %v], percentile [%v, %v]", lo, hi, l, h)
		}
		estimate, a := rapid.SampledFrom(x).Draw(t, "estimate"), rapid.Float64Range(-.2, .2).Draw(t, "a")
		lo, hi, ok = BCa(x, estimate, a, level)
		if ok && lo > hi {
			t.Fatalf("[%v, %v]", lo, hi)
		}
		scaled := make([]float64, n)
		for i, v := range x {
			scaled[i] = math.Exp(v)
		}
		l, h, again := BCa(scaled, math.Exp(estimate), a, level)
		if again != ok || ok && (l != math.Exp(lo) || h != math.Exp(hi)) {
			t.Fatalf("[%v, %v] became [%v, %v]", lo, hi, l, h)
		}
	})
	for name, c := range map[string]struct {
		x           []float64
		estimate, a float64
	}{"no replicates": {nil, 1, 0}, "all above": {[]float64{2, 3}, 1, 0}, "all below": {[]float64{2, 3}, 4, 0}, "turned": {[]float64{1, 2, 3}, 2, 0.9}} {
		if lo, hi, ok := BCa(c.x, c.estimate, c.a, .95); ok || !math.IsNaN(lo) || !math.IsNaN(hi) {
			t.Errorf("%s: [%v, %v] %v", name, lo, hi, ok)
		}
	}
}

// The intervals of a difference and of a log ratio swap and change their sign
// with the sides, whatever their method.
func TestAcceleratedSides(t *testing.T) {
	side := func(id string, counts, sizes []int32) *Replicates {
		return drawnOnce(1, 1999, 1, id, sizes, cellsOf(counts)).Accelerated([]Influence{influencesOf(counts, sizes)})
	}
	a, b := side("a", bcaCounts, bcaSizes), side("b", []int32{4, 1, 2, 2, 0, 6}, []int32{30, 30, 20, 80, 40, 90})
	for name, of := range map[string]func(a, b *Replicates) Interval{
		"difference": func(a, b *Replicates) Interval { return a.Difference(b, 0, .95) },
		"log ratio":  func(a, b *Replicates) Interval { return a.LogRatio(b, 0, .95) },
	} {
		v, w := of(a, b), of(b, a)
		if v.Method != MethodBCa || !(v.Low < v.Value && v.Value < v.High) {
			t.Errorf("%s: %+v", name, v)
		}
		if math.Abs(v.Value+w.Value) > 1e-9 || math.Abs(v.Low+w.High) > 1e-9 || math.Abs(v.High+w.Low) > 1e-9 {
			t.Errorf("%s: %+v, the other way %+v", name, v, w)
		}
	}
	none := side("none", []int32{0, 0}, []int32{50, 60})
	if v := a.LogRatio(none, 0, .95); !math.IsNaN(v.Value) || v.Method != MethodExact || math.IsNaN(v.Low) || !math.IsNaN(v.High) {
		t.Errorf("nothing in the reference: %+v", v)
	}
	plain := resampled(1999, "a", bcaSizes, bcaCounts)
	other := resampled(1999, "b", []int32{30, 30, 20, 80, 40, 90}, []int32{4, 1, 2, 2, 0, 6})
	if v := plain.LogRatio(other, 0, .95); v.Method != MethodBootstrap || v.Low >= v.High {
		t.Errorf("percentile: %+v", v)
	}
}

// ratioSE is RatioSE of documents of one item that end at cuts.
func ratioSE(counts, sizes []int32, cuts ...int) float64 {
	var size, total int64
	for i := range counts {
		size, total = size+int64(sizes[i]), total+int64(counts[i])
	}
	return RatioSE(size, []int64{total}, func(yield func([]int32, []Cell) bool) {
		from := 0
		for _, to := range append(cuts, len(counts)) {
			if !yield(sizes[from:to], cellsOf(counts[from:to])) {
				return
			}
			from = to
		}
	})[0]
}

// From R, the data above: 1e4*sqrt(8/7*sum((e-mean(e))^2))/sum(n) with
// e <- x-sum(x)/sum(n)*n, and the sum over the two strata.
func TestRatioSE(t *testing.T) {
	near(t, "one stratum", ratioSE(bcaCounts, bcaSizes), 141.8248416685, 1e-9)
	near(t, "two strata", ratioSE(bcaCounts, bcaSizes, 5), 157.9732748143, 1e-9)
	if v := ratioSE(nil, nil); !math.IsNaN(v) {
		t.Errorf("without tokens %v", v)
	}
}

// The bootstrap's standard deviation is the analytic standard error, but for the
// factor √((m−1)/m) and what the ratio adds: with m = 200 blocks below 3 %.
func TestBootstrapIsAnalytic(t *testing.T) {
	const m, n = 200, 20_000
	sizes, counts := make([]int32, m), make([]int32, m)
	for i := range sizes {
		sizes[i], counts[i] = int32(40+i*i%97), int32(i*i%7/2)
	}
	rates := resampled(n, "analytic", sizes, counts).rates(0, nil)
	mean, square := 0.0, 0.0
	for _, x := range rates {
		mean += x / n
	}
	for _, x := range rates {
		square += (x - mean) * (x - mean) / n
	}
	if got, want := math.Sqrt(square), ratioSE(counts, sizes); math.Abs(got/want-1) > .03 {
		t.Errorf("bootstrap %v, analytic %v", got, want)
	}
	if got, want := math.Sqrt(influencesOf(counts, sizes).Second), ratioSE(counts, sizes); math.Abs(got/want-1) > .01 {
		t.Errorf("jackknife %v, analytic %v", got, want)
	}
}

// R's binom.test.
func TestClopperPearson(t *testing.T) {
	for _, c := range []struct {
		k, n         int64
		level, l, h_ float64
	}{{81, 263, .95, .25273674558527, .36762192260135}, {0, 20, .95, 0, .16843347098309}, {5, 5, .90, .54928027165306, 1}} {
		lo, hi := ClopperPearson(c.k, c.n, c.level)
		half(t, fmt.Sprintf("low of %d/%d", c.k, c.n), lo, c.l, 12)
		half(t, fmt.Sprintf("high of %d/%d", c.k, c.n), hi, c.h_, 12)
	}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(1, 100_000).Draw(t, "n")
		k := rapid.Int64Range(0, n).Draw(t, "k")
		lo, hi := ClopperPearson(k, n, .95)
		l, h := ClopperPearson(n-k, n, .95)
		if p := float64(k) / float64(n); !(0 <= lo && lo <= p && p <= hi && hi <= 1) || math.Abs(l-(1-hi)) > 1e-9 || math.Abs(h-(1-lo)) > 1e-9 {
			t.Fatalf("%d/%d: [%v, %v], its complement [%v, %v]", k, n, lo, hi, l, h)
		}
	})
	if lo, _ := ClopperPearson(2, 1, .95); !math.IsNaN(lo) {
		t.Error("more successes than trials")
	}
}

// R's p.adjust(p, "BY") on the p-values of Benjamini and Hochberg 1995.
func TestBenjaminiYekutieli(t *testing.T) {
	p := []float64{.0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .0459, .3240, .4262, .5719, .6528, .7590, 1}
	want := []float64{.00497734349, .00995468698, .03152317544, .11821190788, .20008920829, .21189262285, .21189262285, .21402577006, .25384451798, 1, 1, 1, 1, 1, 1}
	_, by := FalseDiscovery(p, 0)
	for i, q := range by {
		near(t, "BY", q, want[i], 1e-9)
	}
}
