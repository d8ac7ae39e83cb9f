package stats

import (
	"math"
	"testing"
)

// drawn returns the replicates of one document, item 0 a part of item 1 in every block.
func drawnShares(id string, parts, wholes []int32) *Replicates {
	sizes := make([]int32, len(parts))
	var cells []Cell
	for b := range parts {
		sizes[b] = 100
		cells = append(cells, Cell{int32(b), 0, parts[b]}, Cell{int32(b), 1, wholes[b]})
	}
	d, r := NewDraws(2, 4000), NewReplicates(2, 4000)
	d.Draw(7, id, sizes, cells)
	r.Enter(d)
	return r
}

// The standard error of a ratio of sums over n blocks drawn with replacement is
// by the delta method √(Σ(kᵢ − s·nᵢ)²)/Σnᵢ (Cochran 1977, 6.4, without the
// correction n/(n−1), which the bootstrap has not).
func TestShareAgainstDeltaMethod(t *testing.T) {
	var parts, wholes []int32
	for i := range int32(60) {
		wholes = append(wholes, 2+i*i%7)
		parts = append(parts, min(2+i*i%7, i%4))
	}
	r := drawnShares("a", parts, wholes)
	s := r.Share(0, 1, .95)
	sum, squares := 0.0, 0.0
	for i := range parts {
		sum += float64(wholes[i])
		d := float64(parts[i]) - s.Value*float64(wholes[i])
		squares += d * d
	}
	se := math.Sqrt(squares) / sum
	if s.Method != MethodBootstrap || math.Abs((s.High-s.Low)/2/1.96/se-1) > .06 {
		t.Errorf("%+v, the delta method gives ±%v", s, 1.96*se)
	}
	// A difference with itself under another name is 0, and √2 as wide.
	d := r.ShareDifference(drawnShares("b", parts, wholes), 0, 1, .95)
	if d.Value != 0 || d.Method != MethodBootstrap || math.Abs((d.High-d.Low)/(s.High-s.Low)/math.Sqrt2-1) > .06 {
		t.Errorf("%+v beside %+v", d, s)
	}
}

func TestShareEdges(t *testing.T) {
	never := drawnShares("a", []int32{0, 0, 0}, []int32{3, 4, 5})
	if s := never.Share(0, 1, .95); s.Value != 0 || s.Method != MethodWilson || s.Low != 0 || math.Abs(s.High-.24249401) > 1e-7 {
		t.Errorf("never: %+v", s)
	}
	some := drawnShares("b", []int32{1, 2, 0, 1}, []int32{3, 4, 5, 2})
	if d := never.ShareDifference(some, 0, 1, .95); d.Method != MethodCombined || !(d.Low < d.Value && d.Value < d.High) || d.Value != -4./14 {
		t.Errorf("never less some: %+v", d)
	}
	none := drawnShares("c", []int32{0, 0}, []int32{0, 0})
	if d := some.ShareDifference(none, 0, 1, .95); d.Method != MethodNone || !math.IsNaN(d.Value) || !math.IsNaN(d.High) {
		t.Errorf("nothing on one side: %+v", d)
	}
	// The whole is in one of many blocks, which a third of the resamples lack.
	rare := drawnShares("d", []int32{1, 0, 0, 0, 0, 0, 0, 0}, []int32{2, 0, 0, 0, 0, 0, 0, 0})
	if s := rare.Share(0, 1, .95); s.Method != MethodWilson {
		t.Errorf("rare: %+v", s)
	}
}
