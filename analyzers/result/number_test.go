package result

import "testing"

func TestNumber(t *testing.T) {
	for _, c := range []struct {
		v      float64
		digits int
		want   string
	}{
		{1234.5, 1, "1234.5"}, {12345.678, 1, "12,345.7"}, {-1234567, 0, "−1,234,567"}, {-0.04, 1, "0.0"}, {-0.06, 1, "−0.1"},
	} {
		if got := Number(c.v, c.digits); got != c.want {
			t.Errorf("Number(%v, %d) = %q, want %q", c.v, c.digits, got, c.want)
		}
	}
	if got := Whole(uint64(1<<64 - 1)); got != "18,446,744,073,709,551,615" {
		t.Errorf("Whole of the greatest seed = %q", got)
	}
	if got := Whole(-98765); got != "−98,765" {
		t.Errorf("Whole(-98765) = %q", got)
	}
	if a, b := Counted(1, "document"), Counted(20000, "document"); a != "1 document" || b != "20,000 documents" {
		t.Errorf("counted %q and %q", a, b)
	}
}
