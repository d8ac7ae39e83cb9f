package scaling

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// near fails unless got is within a tolerance, relative or absolute, of want.
func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if math.IsNaN(got) || math.Abs(got-want) > tolerance*math.Max(1, math.Abs(want)) {
		t.Errorf("%s = %.12g, want %.12g", what, got, want)
	}
}

// lbg returns the table of Laver, Benoit and Garry 2003, Table 1: five references
// with scores, and the virgin text.
func lbg() (references [][]int64, scores []float64, virgin []int64) {
	place := func(first int) []int64 {
		row := make([]int64, 37)
		copy(row[first-1:], []int64{2, 3, 10, 22, 45, 78, 115, 146, 158, 146, 115, 78, 45, 22, 10, 3, 2})
		return row
	}
	for _, first := range []int{1, 6, 11, 16, 21} {
		references = append(references, place(first))
	}
	return references, []float64{-1.5, -.75, 0, .75, 1.5}, place(8)
}

// Laver, Benoit and Garry 2003, Table 1, and what R 4.2 and the tests of quanteda
// and austin make of it. The article prints .018 for the standard error, a
// slip that austin's test notes: its formula gives .0119.
func TestLaverBenoitGarry(t *testing.T) {
	references, given, virgin := lbg()
	scores := WordScores(references, given)
	for w, want := range map[int]float64{1: -1.5, 6: -1.48125, 7: -1.480932, 8: -1.451923, 9: -1.408333, 10: -1.323298, 11: -1.184615,
		12: -1.036990, 13: -.880597, 14: -.75, 15: -.619403, 16: -.450758, 17: -.299242, 18: -.130597, 19: 0} {
		near(t, "score of a word", scores[w-1], want, 5e-7)
		near(t, "score of its mirror", scores[37-w], -want, 5e-7)
	}
	var raw []float64
	for _, row := range references {
		raw = append(raw, ScoreText(row, scores).Raw)
	}
	near(t, "R1", raw[0], -1.3179313364, 1e-10)
	near(t, "R2", raw[1], -.7395598000, 1e-10)
	near(t, "R3", raw[2], 0, 1e-10)
	v := ScoreText(virgin, scores)
	near(t, "V1", v.Raw, -.4480590766, 1e-10)
	near(t, "se", v.SE, .011897667, 1e-9)
	lo, hi := Interval(v.Raw, v.SE, .95)
	near(t, "low", lo, -.4713780751, 1e-9) // austin's test has ∓.95·se, −.4593619
	near(t, "high", hi, -.4247400780, 1e-9)
	if v.Scored != 1000 || v.Total != 1000 || v.Types != 17 || v.All != 17 {
		t.Errorf("%+v", v)
	}
	all := LBG(append([]float64{v.Raw}, raw...), given) // as quanteda's test has it, over all six texts
	near(t, "LBG", all.Value(v.Raw), -.529671491, 1e-8)
	near(t, "LBG se", all.SE(v.SE), all.Slope*.011897667, 1e-8) // no shift in it
	mv := MartinVanberg(raw, given)
	near(t, "Martin–Vanberg", mv.Value(v.Raw), -.509957231, 1e-9)
	near(t, "Martin–Vanberg of R1", mv.Value(raw[0]), -1.5, 1e-12)
	near(t, "Martin–Vanberg of R5", mv.Value(raw[4]), 1.5, 1e-12)
	near(t, "Martin–Vanberg se", mv.SE(v.SE), 3/(2*1.3179313364)*.011897667, 1e-8)
}

func TestWordscoresAtTheEdges(t *testing.T) {
	if s := WordScores(nil, nil); s != nil {
		t.Errorf("%v", s)
	}
	scores := WordScores([][]int64{{2, 0, 0}, {0, 0, 0}}, []float64{1, -1})
	if scores[0] != 1 || !math.IsNaN(scores[1]) {
		t.Errorf("%v", scores)
	}
	if v := ScoreText([]int64{0, 3, 1}, scores); !math.IsNaN(v.Raw) || !math.IsNaN(v.SE) || v.Scored != 0 || v.Total != 4 || v.All != 2 {
		t.Errorf("%+v", v)
	}
	for name, l := range map[string]Linear{
		"one virgin": LBG([]float64{1}, []float64{0, 1}), "no difference": LBG([]float64{1, 1}, []float64{0, 1}), "one reference": LBG([]float64{1, 2}, []float64{0}),
		"equal scores": MartinVanberg([]float64{1, 2}, []float64{3, 3}), "equal raw scores": MartinVanberg([]float64{1, 1}, []float64{0, 3}), "none": MartinVanberg(nil, nil),
	} {
		if !math.IsNaN(l.Value(1)) || !math.IsNaN(l.SE(1)) {
			t.Errorf("%s: %+v", name, l)
		}
	}
}

// drawTable draws references, their scores and a virgin text.
func drawTable(t *rapid.T) (references [][]int64, given []float64, virgin []int64) {
	n := rapid.IntRange(1, 8).Draw(t, "features")
	row := rapid.SliceOfN(rapid.Int64Range(0, 30), n, n)
	for range rapid.IntRange(2, 4).Draw(t, "references") {
		references = append(references, row.Draw(t, "reference"))
		given = append(given, float64(rapid.IntRange(-3, 3).Draw(t, "score")))
	}
	return references, given, row.Draw(t, "virgin")
}

// Turning the scale round turns every score round and no error; moving it moves
// them; a text of a single scored word has its score and no error; everything lies
// between the extreme references.
func TestWordscoresKeepTheirLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		references, given, virgin := drawTable(t)
		scores := WordScores(references, given)
		turned, moved := make([]float64, len(given)), make([]float64, len(given))
		lo, hi := math.Inf(1), math.Inf(-1)
		for r, a := range given {
			turned[r], moved[r] = -a, a+10
			lo, hi = math.Min(lo, a), math.Max(hi, a)
		}
		v := ScoreText(virgin, scores)
		u, m := ScoreText(virgin, WordScores(references, turned)), ScoreText(virgin, WordScores(references, moved))
		if v.Scored == 0 {
			return
		}
		if math.Abs(u.Raw+v.Raw) > 1e-9 || math.Abs(u.SE-v.SE) > 1e-9 || math.Abs(m.Raw-v.Raw-10) > 1e-9 || math.Abs(m.SE-v.SE) > 1e-7 {
			t.Fatalf("%+v, turned %+v, moved %+v", v, u, m)
		}
		if v.Raw < lo-1e-9 || v.Raw > hi+1e-9 || v.SE < 0 || v.Scored > v.Total || v.Types > v.All {
			t.Fatalf("%+v", v)
		}
		for w := range scores {
			if one := make([]int64, len(scores)); !math.IsNaN(scores[w]) {
				one[w] = 7
				if s := ScoreText(one, scores); math.Abs(s.Raw-scores[w]) > 1e-12 || s.SE > 1e-7 {
					t.Fatalf("%v of %v", s, scores[w])
				}
			}
		}
	})
}

// The rescaled virgin scores have the mean of the raw ones and the spread of the
// references' scores.
func TestLBGKeepsMeanAndSpread(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.SliceOfN(rapid.Float64Range(-5, 5), 2, 8).Draw(t, "raw")
		given := rapid.SliceOfN(rapid.Float64Range(-5, 5), 2, 5).Draw(t, "given")
		mean, sd := moments(x)
		if sd < 1e-3 {
			return
		}
		l := LBG(x, given)
		y := make([]float64, len(x))
		for i := range x {
			y[i] = l.Value(x[i])
		}
		_, want := moments(given)
		if m, s := moments(y); math.Abs(m-mean) > 1e-8*math.Max(1, want) || math.Abs(s-want) > 1e-8*math.Max(1, want) {
			t.Fatalf("mean %v and sd %v, want %v and %v", m, s, mean, want)
		}
	})
}
