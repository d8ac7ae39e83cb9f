package diversity

import (
	"math"
	"slices"
	"strings"
	"testing"

	"concordat/analyzers/stats"

	"pgregory.net/rapid"
)

// readme is the text in the README of the Python package LexicalRichness,
// lower-cased, without digits and punctuation: 57 words, 39 types.
const readme = `measure of textual lexical diversity computed as the mean length of sequential words in a text that maintains a minimum threshold ttr score
iterates over words until ttr scores falls below a threshold then increase factor counter by and start over mccarthy and jarvis pg recommends a
factor threshold in the range of mccarthy mccarthy and jarvis`

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s = %.12g, want %.12g", what, got, want)
	}
}

// TestReadme checks the numbers that LexicalRichness prints in its README and
// those of the formulas in R 4.2 on the same words.
func TestReadme(t *testing.T) {
	w := Number(strings.Fields(readme))
	s := w.Spectrum()
	if s.N() != 57 || s.V() != 39 {
		t.Fatalf("%d words, %d types", s.N(), s.V())
	}
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"TTR", TTR(s), .684210526}, {"Guiraud", Guiraud(s), 5.165676193}, {"CTTR", CTTR(s), 3.652684665},
		{"Herdan", Herdan(s), .906137816}, {"Maas", Maas(s), .023215680},
		{"Yule K", YuleK(s), 153.893505694}, {"Yule I", YuleI(s), 22.367647059}, {"Simpson", Simpson(s), .015664160},
		{"HD-D", HDD(s, 42), .746870332},
		{"MSTTR", MSTTR(w, 25), .88}, {"MATTR", MATTR(w, 25), .835151515},
		{"MTLD", MTLD(w, .72, AtThreshold).Mean, 46.792263610},
		{"MTLD forward", MTLD(w, .72, AtThreshold).Forward, 57},
		{"MTLD backward", MTLD(w, .72, AtThreshold).Backward, 36.584527221},
		{"MTLD below", MTLD(w, .72, BelowThreshold).Mean, 48.009463722},
	} {
		near(t, c.name, c.got, c.want, 1e-9)
	}
	// quanteda 4 gives √((log10 N − log10 V)/log10² N) as Maas.
	n, v := math.Log10(57), math.Log10(39)
	near(t, "quanteda's Maas", math.Sqrt(Maas(s)*math.Ln10), math.Sqrt((n-v)/(n*n)), 1e-12)
}

// TestQuanteda checks windows and segments against the tests of quanteda.textstats.
func TestQuanteda(t *testing.T) {
	w := Number(strings.Fields("one one two one one two one"))
	for size, want := range map[int]float64{2: 5. / 6, 3: 2. / 3, 4: 1. / 2} {
		near(t, "MATTR", MATTR(w, size), want, 1e-12)
	}
	w = Number(strings.Fields("apple orange apple orange pear pear apple orange"))
	for size, want := range map[int]float64{2: .875, 3: 2. / 3, 4: .625} {
		near(t, "MSTTR", MSTTR(w, size), want, 1e-12)
	}
}

// TestYuleStJohn checks the Latin St John, chapter 1 (755 words, 331 types). The
// article printed 113.091583, which is not what the formula gives; the number
// here is the formula's, from R 4.2.
func TestYuleStJohn(t *testing.T) {
	s := Spectrum{{1, 212}, {2, 51}, {3, 26}, {4, 13}, {5, 6}, {6, 6}, {7, 3}, {8, 4}, {10, 1}, {11, 1}, {13, 3}, {16, 1}, {17, 1}, {19, 1}, {21, 1}, {59, 1}}
	if s.N() != 755 || s.V() != 331 {
		t.Fatalf("%d words, %d types", s.N(), s.V())
	}
	near(t, "Yule K", YuleK(s), 112.766983904, 1e-9)
}

func TestEdges(t *testing.T) {
	for name, w := range map[string]Words{"none": {}, "one": {0}} {
		s := w.Spectrum()
		for measure, v := range map[string]float64{"Herdan": Herdan(s), "Maas": Maas(s), "Yule I": YuleI(s), "Simpson": Simpson(s),
			"HD-D": HDD(s, 42), "MATTR": MATTR(w, 2), "MSTTR": MSTTR(w, 2), "MTLD": MTLD(w, .72, AtThreshold).Mean} {
			if !math.IsNaN(v) {
				t.Errorf("%s of %s = %v", measure, name, v)
			}
		}
	}
	if v := TTR(Words{}.Spectrum()); !math.IsNaN(v) {
		t.Errorf("TTR of nothing = %v", v)
	}
	if lo, _ := MATTRInterval(make(Words, Enough(5)-1), 5, 100, .95, stats.NewStream(1)); !math.IsNaN(lo) {
		t.Errorf("an interval of too few words: %v", lo)
	}
	// A word again and again: TTR ½ closes every factor at its second word.
	near(t, "MTLD of one type", MTLD(make(Words, 10), .72, AtThreshold).Mean, 2, 0)
}

// slowly is MTLD as the article tells it, with a set of words.
func slowly(w Words, threshold float64, closing Closing) float64 {
	factors := 0.0
	seen, n := map[int32]bool{}, 0
	ttr := 1.0
	for _, id := range w {
		seen[id], n = true, n+1
		ttr = float64(len(seen)) / float64(n)
		if ttr < threshold || ttr == threshold && closing == AtThreshold {
			factors++
			seen, n, ttr = map[int32]bool{}, 0, 1
		}
	}
	return float64(len(w)) / (factors + (1-ttr)/(1-threshold))
}

// TestAgainstDefinitions compares everything that is made fast with its definition.
func TestAgainstDefinitions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := Number(rapid.SliceOfN(rapid.IntRange(0, 9), 1, 60).Draw(t, "words"))
		size := rapid.IntRange(1, 12).Draw(t, "size")
		distinct := func(w Words) int {
			w = slices.Clone(w)
			slices.Sort(w)
			return len(slices.Compact(w))
		}
		sum, n := 0.0, 0.0
		for i := 0; i+size <= len(w); i++ {
			sum, n = sum+float64(distinct(w[i:i+size]))/float64(size), n+1
		}
		if got := MATTR(w, size); math.Abs(got-sum/n) > 1e-12 || (n == 0) != math.IsNaN(got) {
			t.Fatalf("MATTR %v, want %v", got, sum/n)
		}
		for _, c := range []Closing{AtThreshold, BelowThreshold} {
			got := MTLD(w, .72, c)
			back := slices.Clone(w)
			slices.Reverse(back)
			for _, p := range [][2]float64{{got.Forward, slowly(w, .72, c)}, {got.Backward, slowly(back, .72, c)}} {
				if math.Abs(p[0]-p[1]) > 1e-9 && !math.IsInf(p[1], 1) {
					t.Fatalf("MTLD %v, want %v", p[0], p[1])
				}
			}
		}
		// HD-D by the definition: the mean TTR of draws; of two words it is 1 − D/2.
		s := w.Spectrum()
		if got := HDD(s, 2); len(w) > 1 && math.Abs(got-(1-Simpson(s)/2)) > 1e-12 {
			t.Fatalf("HD-D(2) %v, want %v", got, 1-Simpson(s)/2)
		}
		if got := HDD(s, len(w)); math.Abs(got-TTR(s)) > 1e-12 {
			t.Fatalf("HD-D of all words %v, want TTR %v", got, TTR(s))
		}
		// Renaming the words changes nothing.
		renamed := make([]int32, len(w))
		for i, id := range w {
			renamed[i] = 7 * (20 - id)
		}
		if !slices.Equal(Number(renamed), w) {
			t.Fatal("renamed words are other words")
		}
	})
}

// TestIntervalCovers draws texts of independent words, whose true MATTR is
// known, and counts how often the interval has it. 400 intervals at 90 % that
// held what they promise would miss 40 ± 12 (two standard errors); the
// understatement of the blocks adds a few.
func TestIntervalCovers(t *testing.T) {
	const size, types, words, trials = 10, 20, 800, 400
	truth := types * (1 - math.Pow(1-1./types, size)) / size
	missed := 0
	for i := range trials {
		draw := stats.NewStream(uint64(i), "text")
		ids := make([]int, words)
		for k := range ids {
			ids[k] = draw.IntN(types)
		}
		w := Number(ids)
		lo, hi := MATTRInterval(w, size, 200, .9, stats.NewStream(uint64(i), "bootstrap"))
		if m := MATTR(w, size); !(lo <= m && m <= hi) {
			t.Fatalf("%v outside of [%v, %v]", m, lo, hi)
		}
		if truth < lo || truth > hi {
			missed++
		}
	}
	if missed < 25 || missed > 75 {
		t.Errorf("%d of %d intervals miss the truth", missed, trials)
	}
}
