package validation

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// Whatever coders enter, the tables keep their promises, and no number leaves its range.
func TestAnyCodes(t *testing.T) {
	s := tiny(t)
	rapid.Check(t, func(r *rapid.T) {
		var files []File
		for i := range rapid.IntRange(1, 3).Draw(r, "coders") {
			rows := table{{"unit_id", "code"}}
			for _, u := range s.Units {
				rows = append(rows, []string{u.ID, rapid.SampledFrom([]string{"1", "0", "?", ""}).Draw(r, "code")})
			}
			files = append(files, File{fmt.Sprint("c", i), rows.csv(',', false)})
		}
		o := ScoreOptions{Seed: 1, Resamples: 100, Level: .9, Partial: true}
		score, err := NewScore(&s.Key, files, o)
		if err != nil {
			r.Fatal(err)
		}
		for _, name := range []string{"precision", "recall", "f1", "specificity", "precision_low", "recall_high"} {
			for row := range score.Result.Tables[0].Rows() {
				if v := score.at("validation_accuracy", name, row); v < 0 || v > 1+1e-12 {
					r.Fatalf("%s = %v", name, v)
				}
			}
		}
	})
}

// Strata are drawn from in proportion, two units at least, and no unit is lost.
func TestAllocate(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		var in []stratum
		var all int64
		for i := range rapid.IntRange(1, 12).Draw(r, "strata") {
			size := int64(rapid.IntRange(1, 300).Draw(r, "size"))
			in = append(in, stratum{name: fmt.Sprint(i), class: ClassHit, pool: pool{size: size}})
			all += size
		}
		n := min(all, int64(rapid.IntRange(4, 60).Draw(r, "n")))
		var drawn, size int64
		for _, s := range allocate(in, n, 60) {
			drawn, size = drawn+int64(s.drawn), size+s.size
			if int64(s.drawn) > s.size || s.drawn < 2 && int64(s.drawn) < s.size {
				r.Fatalf("%d of %d drawn from %s", s.drawn, s.size, s.name)
			}
			if share := float64(s.size) * float64(n) / float64(all); math.Abs(float64(s.drawn)-share) >= 1 {
				r.Fatalf("%d drawn from %s, its share is %.2f", s.drawn, s.name, share)
			}
		}
		if drawn != n || size != all {
			r.Fatalf("%d of %d drawn, want %d of %d", drawn, size, n, all)
		}
	})
}
