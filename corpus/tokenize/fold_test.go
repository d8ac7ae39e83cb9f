package tokenize

import (
	"slices"
	"testing"
)

func TestFold(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"Sovereignty", "sovereignty"},
		{"China’s", "china's"},
		{"CHINAʼS", "china's"},
		{"multi‐stakeholder", "multi-stakeholder"},
		{"multi\u2011Stakeholder", "multi-stakeholder"},
		{"co\u00adoperate", "cooperate"},
		{"co\u00ad\noperate", "cooperate"},
		{"long-\n term", "long-term"},
		{"cyber\u200bspace", "cyberspace"},
		{"ﬁrst", "first"},
		{"ＵＮ", "un"},
		{"cafe\u0301", "café"},
		{"CAFÉ", "café"},
		{"ΟΔΟΣ", "οδοσ"},
		{"οδος", "οδοσ"},
		{"U.S.", "u.s."},
		{"½", "1/2"},
		{"\u212a", "k"}, // Kelvin sign
		{"straße", "straße"},
	} {
		if got := FoldString(c.in); got != c.want {
			t.Errorf("%q folds to %q, want %q", c.in, got, c.want)
		}
	}
	if got := string(Fold([]byte("x"), []byte("É"))); got != "xé" {
		t.Errorf("Fold appends to give %q, want xé", got)
	}
}

func TestParts(t *testing.T) {
	for in, want := range map[string][]string{
		"multi-stakeholder": {"multi", "stakeholder"},
		"u.s.-led":          {"u.s.", "led"},
		"a-b-c":             {"a", "b", "c"},
		"law":               nil,
		"-":                 nil,
		"a-":                nil,
		"http://a-b.org/":   nil,
	} {
		if got := Parts(in); !slices.Equal(got, want) {
			t.Errorf("Parts(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestPossessive(t *testing.T) {
	for in, want := range map[string]string{
		"china's": "china", "u.s.'s": "u.s.", "1980's": "1980",
		"it's": "", "let's": "", "states": "", "'s": "", "don't": "",
	} {
		if got, ok := Possessive(in); ok != (want != "") || ok && got != want || !ok && got != in {
			t.Errorf("Possessive(%q) = %q, %v", in, got, ok)
		}
	}
}

func TestUndotted(t *testing.T) {
	for in, want := range map[string]string{
		"u.s.": "us", "u.s": "us", "e.g.": "eg", "u.s.s.r.": "ussr", "ph.d.": "phd", "é.u.": "éu",
		"us": "", "2.4": "", "u.": "", "u": "", ".u.s": "", "u..s": "", "un.org": "",
	} {
		if got, ok := Undotted(in); ok != (want != "") || ok && got != want || !ok && got != in {
			t.Errorf("Undotted(%q) = %q, %v", in, got, ok)
		}
	}
}
