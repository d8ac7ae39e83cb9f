package spread

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// near fails unless got is within half a unit of the last of so many decimals.
func near(t *testing.T, what string, got, want float64, decimals int) {
	t.Helper()
	if math.IsNaN(got) || math.Abs(got-want) > 0.5001*math.Pow10(-decimals) {
		t.Errorf("%s = %.12f, want %.*f", what, got, decimals, want)
	}
}

// Gries's toy corpus: tlda for a and q, scattertext's test_Dispersion.py for b,
// and what R 4.2.2 makes of tlda's formulas:
//
//	s <- c(9,10,10,10,11); w <- s/sum(s); a <- c(1,2,3,4,5); q <- c(0,0,0,2,0)
//	dp <- function(v) sum(abs(v/sum(v)-w))/2; eg <- function(v) dp(v)/(1-min(w[v>0]))
//	kl <- function(v) {t <- v/sum(v); sum(ifelse(t>0, t*log2(t/w), 0))}
//	kl(q)/(1+kl(q)); 1-exp(-kl(q)); 1-2^-kl(q)
func TestToyCorpus(t *testing.T) {
	sizes := []int64{9, 10, 10, 10, 11}
	a, b, q := []int64{1, 2, 3, 4, 5}, []int64{2, 2, 2, 2, 2}, []int64{0, 0, 0, 2, 0}
	near(t, "D(a)", JuillandD(a, sizes), .785150453, 9)
	near(t, "D raw(a)", JuillandRaw(a, sizes), .764297740, 9)
	near(t, "D2(a)", CarrollD2(a, sizes), .937921303, 9)
	near(t, "S(a)", RosengrenS(a, sizes), .949816342, 9)
	near(t, "DP(a)", DP(a, sizes), .18, 12)
	near(t, "DPnorm(a)", DPNorm(a, sizes), .219512195, 9)
	near(t, "DP of 2020(a)", DPEgbert(a, sizes), .219512195122, 12)
	near(t, "KL(a)", KLDivergence(a, sizes), .136971729, 9)
	near(t, "DA(a)", BurchDA(a, sizes), .6974500345, 10)
	k := Scale(KLDivergence(a, sizes))
	near(t, "KL odds(a)", k.Odds, .1204706554, 10)
	near(t, "KL natural(a)", k.Natural, .1280051224, 10)
	near(t, "KL binary(a)", k.Binary, .0905739275, 10)
	near(t, "D(b)", JuillandD(b, sizes), .968091, 6)
	near(t, "D raw(b)", JuillandRaw(b, sizes), 1, 12)
	near(t, "D2(b)", CarrollD2(b, sizes), .998740, 6)
	near(t, "S(b)", RosengrenS(b, sizes), .998997, 6)
	near(t, "DP(b)", DP(b, sizes), .02, 12)
	near(t, "DPnorm(b)", DPNorm(b, sizes), .024390, 6)
	near(t, "KL(b)", KLDivergence(b, sizes), .002900, 6)
	// All in one part that is not the smallest: only the form of 2020 is 1.
	near(t, "DP(q)", DP(q, sizes), .8, 12)
	near(t, "DPnorm(q)", DPNorm(q, sizes), .975609756098, 12)
	near(t, "DP of 2020(q)", DPEgbert(q, sizes), 1, 12)
	k = Scale(KLDivergence(q, sizes))
	near(t, "KL odds(q)", k.Odds, .698970004336, 12)
	near(t, "KL natural(q)", k.Natural, .901915712642, 12)
	near(t, "KL binary(q)", k.Binary, .8, 12)
	if d, da := JuillandD(q, sizes), BurchDA(q, sizes); d != 0 || da != 0 {
		t.Errorf("all in one part: D %v and DA %v, want 0 and no trace of rounding", d, da)
	}
	if Range(a) != 5 || Range([]int64{0, 3}) != 1 {
		t.Error("range counts the parts with an occurrence")
	}
}

// Every measure stays in its range, is at its even end where counts follow
// sizes, and passes over empty parts; the three forms of DP do not cross.
func TestLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 12).Draw(t, "n")
		sizes := rapid.SliceOfN(rapid.Int64Range(1, 1000), n, n).Draw(t, "sizes")
		counts := rapid.SliceOfN(rapid.Int64Range(0, 50), n, n).Draw(t, "counts")
		counts[0]++
		const slack = 1e-9
		for name, m := range map[string]func(c, s []int64) float64{
			"DP": DP, "DPNorm": DPNorm, "DPEgbert": DPEgbert, "D": JuillandD, "D raw": JuillandRaw, "D2": CarrollD2, "S": RosengrenS, "DA": BurchDA,
			"KL": func(c, s []int64) float64 { return Scale(KLDivergence(c, s)).Odds },
		} {
			v := m(counts, sizes)
			if !(v >= -slack && v <= 1+slack) {
				t.Fatalf("%s = %v", name, v)
			}
			if w := m(append(counts[:n:n], 0), append(sizes[:n:n], 0)); w != v {
				t.Fatalf("%s changed from %v to %v with an empty part", name, v, w)
			}
			even, want := m(sizes, sizes), 1.0
			switch name {
			case "DP", "DPNorm", "DPEgbert", "KL":
				want = 0
			case "D raw": // of the counts, whatever the sizes
				same := slices.Repeat([]int64{7}, n)
				even = m(same, sizes)
			}
			if math.Abs(even-want) > 1e-6 {
				t.Fatalf("%s of an even spread = %v", name, even)
			}
		}
		if dp, norm, egbert := DP(counts, sizes), DPNorm(counts, sizes), DPEgbert(counts, sizes); dp > norm || norm > egbert+slack {
			t.Fatalf("DP %v, DPnorm %v, DP of 2020 %v", dp, norm, egbert)
		}
		none := make([]int64, n)
		for name, v := range map[string]float64{
			"DP": DP(none, sizes), "KL": KLDivergence(none, sizes), "S": RosengrenS(none, sizes), "DPEgbert": DPEgbert(none, sizes),
			"D raw": JuillandRaw(none, sizes), "per part": PerPart(none), "one part": DPEgbert([]int64{3}, []int64{9}),
		} {
			if !math.IsNaN(v) {
				t.Fatalf("%s of an item that does not occur, or of one part, is %v", name, v)
			}
		}
	})
}

// The example of https://www.sketchengine.eu/documentation/average-reduced-frequency:
// a word at 0, 11, 13, 16 and 56 of 60 tokens. Its twelve reduced frequencies are
// 3 eight times and 2 four times. The burstiness of its distances is from R.
func TestAlong(t *testing.T) {
	at := []int64{0, 11, 13, 16, 56}
	near(t, "ARF", ARF(at, 60), 32./12, 12)
	near(t, "burstiness", Burstiness(at, 60), .366380356449, 12)
	near(t, "Goh and Barabási", GohBarabasi(at, 60), .089277382810, 12)
	near(t, "per part", PerPart([]int64{1, 2, 3, 4, 5, 0, 0, 0}), 3, 12)
	near(t, "residual idf", ResidualIDF([]int64{1, 2, 3, 4, 5, 0, 0, 0}), .437901038052, 12)
	if !math.IsNaN(Burstiness([]int64{3}, 9)) || !math.IsNaN(GohBarabasi(nil, 9)) || !math.IsNaN(ARF(nil, 0)) || ARF(nil, 9) != 0 {
		t.Error("too few occurrences have no burstiness, none have the ARF 0")
	}
	// Once in 60: one part, wherever it begins.
	near(t, "ARF of one", ARF([]int64{59}, 60), 1, 12)
}

// ARF is its definition: the mean number of parts with the item over all places
// where the first part may begin.
func TestARFIsItsDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := rapid.IntRange(1, 8).Draw(t, "f")
		v := rapid.IntRange(1, 12).Draw(t, "v")
		n := f * v
		at := rapid.SliceOfNDistinct(rapid.Int64Range(0, int64(n-1)), f, f, rapid.ID).Draw(t, "at")
		slices.Sort(at)
		want := 0.0
		for shift := range v {
			parts := map[int]bool{}
			for _, p := range at {
				parts[((int(p)+n-shift)%n)/v] = true
			}
			want += float64(len(parts)) / float64(v)
		}
		if got := ARF(at, int64(n)); math.Abs(got-want) > 1e-9 {
			t.Fatalf("ARF of %v in %d = %v, want %v", at, n, got, want)
		}
	})
}

// Burstiness is −1 at equal distances, 1 in one place, in between otherwise, and
// does not see where the text begins.
func TestBurstinessLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := rapid.IntRange(2, 30).Draw(t, "f")
		size := rapid.Int64Range(int64(f), 5000).Draw(t, "size")
		at := rapid.SliceOfN(rapid.Int64Range(0, size-1), f, f).Draw(t, "at")
		slices.Sort(at)
		b := Burstiness(at, size)
		if !(b >= -1-1e-9 && b <= 1+1e-9) {
			t.Fatalf("burstiness %v of %v in %d", b, at, size)
		}
		turned := make([]int64, f)
		for i, p := range at {
			turned[i] = (p + size/3) % size
		}
		slices.Sort(turned)
		if math.Abs(Burstiness(turned, size)-b) > 1e-9 || math.Abs(ARF(turned, size)-ARF(at, size)) > 1e-9 {
			t.Fatal("where the text begins shows")
		}
		even, one := make([]int64, f), make([]int64, f)
		for i := range even {
			even[i] = int64(i * 7)
		}
		if e, o := Burstiness(even, int64(7*f)), Burstiness(one, size); math.Abs(e+1) > 1e-9 || math.Abs(o-1) > 1e-6 {
			t.Fatalf("equal distances %v, one place %v", e, o)
		}
	})
}

// By chance Burstiness is near 0 on the mean also where occurrences are few, and
// the parameter of Goh and Barabási is not: ten occurrences in 100,000 tokens.
func TestBurstinessByChance(t *testing.T) {
	const trials, f, size = 20_000, 10, 100_000
	state := uint64(1)
	ours, theirs := 0.0, 0.0
	for range trials {
		at := make([]int64, f)
		for i := range at {
			state = state*6364136223846793005 + 1442695040888963407
			at[i] = int64((state >> 33) % size)
		}
		slices.Sort(at)
		ours += Burstiness(at, size) / trials
		theirs += GohBarabasi(at, size) / trials
	}
	if math.Abs(ours) > 0.04 || theirs > -0.07 {
		t.Errorf("by chance %v, and %v in the form of 2008", ours, theirs)
	}
}
