package spelling

import (
	"testing"

	"pgregory.net/rapid"
)

func TestNearest(t *testing.T) {
	names := []string{"patterns", "definition", "sovereignty", "cyber-sovereignty", "UN"}
	for _, c := range []struct{ written, want string }{
		{"paterns", "patterns"},
		{"Definiton", "definition"},
		{"soverignty", "sovereignty"},
		{"sovereign", "sovereignty"},
		{"un", "UN"},
		{"weather", ""},
		{"", ""},
	} {
		if got := Nearest(c.written, names); got != c.want {
			t.Errorf("Nearest(%q) = %q, want %q", c.written, got, c.want)
		}
	}
}

func TestDistance(t *testing.T) {
	if d := distance([]rune("kitten"), []rune("sitting")); d != 3 { // the example of Wagner and Fischer's algorithm
		t.Errorf("distance %d, want 3", d)
	}
}

// TestDistanceIsAMetric checks the laws of a distance: nothing but the word
// itself is at 0, it is the same both ways, and no detour is shorter.
func TestDistanceIsAMetric(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SliceOfN(rapid.RuneFrom([]rune("abé")), 0, 6)
		a, b, c := word.Draw(t, "a"), word.Draw(t, "b"), word.Draw(t, "c")
		if d := distance(a, b); (d == 0) != (string(a) == string(b)) || d != distance(b, a) {
			t.Fatalf("distance(%q, %q) = %d, and %d the other way", string(a), string(b), d, distance(b, a))
		}
		if distance(a, c) > distance(a, b)+distance(b, c) {
			t.Fatalf("%q to %q is nearer by way of %q", string(a), string(c), string(b))
		}
	})
}
