package tex

import "testing"

func TestEscape(t *testing.T) {
	for in, want := range map[string]string{
		`50% & $x_1^2 #~{}\`: `50\% \& \$x\_1\textasciicircum{}2 \#\textasciitilde{}\{\}\textbackslash{}`,
		"χ² ≥ −1, “Größe”":   `$\chi$\textsuperscript{2} $\geq$ $-$1, “Größe”`,
		"a--b---c":           "a-{}-b-{}-{}-c",
		"":                   "",
	} {
		if got := Escape(in); got != want {
			t.Errorf("Escape(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestNeedsUnicode(t *testing.T) {
	for s, want := range map[string]bool{"Größe – “x” Łódź €": false, "主权": true, "Суверенитет": true, "": false, "ế": true} {
		if got := NeedsUnicode(s); got != want {
			t.Errorf("NeedsUnicode(%q) = %v", s, got)
		}
	}
}
