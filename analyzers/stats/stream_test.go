package stats

import (
	"math"
	"testing"
)

// The first numbers of SplitMix64 with the state 1234567 are those that
// Steele, Lea and Flood's algorithm gives; they stand as a test in many
// libraries, such as https://rosettacode.org/wiki/Pseudo-random_numbers/Splitmix64.
func TestStreamIsSplitMix64(t *testing.T) {
	s := NewStream(1234567)
	for i, want := range []uint64{6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821} {
		if got := s.At(uint64(i)); got != want {
			t.Errorf("At(%d) = %d, want %d", i, got, want)
		}
	}
	for _, want := range []uint64{6457827717110365317, 3203168211198807973} {
		if got := s.Uint64(); got != want {
			t.Errorf("Uint64 = %d, want %d", got, want)
		}
	}
}

func TestStreamsOfNamesAreApart(t *testing.T) {
	seen := map[uint64]bool{}
	for _, names := range [][]string{{}, {"a"}, {"b"}, {"a", "b"}, {"b", "a"}, {"ab"}, {""}, {"", ""}} {
		x := NewStream(1, names...).Uint64()
		if seen[x] {
			t.Errorf("the stream of %q begins as another does", names)
		}
		seen[x] = true
	}
}

// Whole numbers are equally likely and fractions have the mean and variance of
// the uniform distribution, within four standard errors.
func TestStreamIsUniform(t *testing.T) {
	const n, k = 60_000, 6
	s := NewStream(3, "uniform")
	var counts [k]int
	sum, squares := 0.0, 0.0
	for range n {
		counts[s.IntN(k)]++
		x := s.Float64()
		if x <= 0 || x >= 1 {
			t.Fatalf("Float64 = %v", x)
		}
		sum, squares = sum+x, squares+x*x
	}
	for i, c := range counts {
		if math.Abs(float64(c)-n/k) > 4*math.Sqrt(n*(1.0/k)*(1-1.0/k)) {
			t.Errorf("%d came %d times of %d", i, c, n)
		}
	}
	mean := sum / n
	if math.Abs(mean-0.5) > 4*math.Sqrt(1.0/12/n) || math.Abs(squares/n-mean*mean-1.0/12) > 0.002 {
		t.Errorf("mean %v, variance %v", mean, squares/n-mean*mean)
	}
}
