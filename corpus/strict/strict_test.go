package strict

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// TestExcerpt: a long line is cut around the column, tabs count one.
func TestExcerpt(t *testing.T) {
	long := strings.Repeat("é", 300) + "X" + strings.Repeat("y", 300)
	text, caret, _ := strings.Cut(excerpt([]string{long}, 1, 301), "\n")
	if n := len([]rune(text)); n > 100 || []rune(text)[len(caret)-1] != 'X' {
		t.Errorf("%q\n%q", text, caret)
	}
	if got := excerpt([]string{"\tab"}, 1, 2); got != " ab\n ^" {
		t.Errorf("%q", got)
	}
	if got := excerpt([]string{""}, 1, 1) + excerpt(nil, 3, 1); got != "" {
		t.Errorf("%q", got)
	}
}

func TestSuggest(t *testing.T) {
	for _, tt := range []struct{ written, want string }{
		{"patern", `did you mean "patterns"?`},
		{"counter-examples", `did you mean "counterexamples"?`},
		{"x", ""},
		{"colour", ""},
	} {
		if got := Suggest(tt.written, []string{"label", "patterns", "examples", "counterexamples"}); got != tt.want {
			t.Errorf("%s: %s", tt.written, got)
		}
	}
}

// problems reads a file and returns what is wrong with it.
func problems(t *testing.T, data string) string {
	t.Helper()
	f, n := Read("f.yaml", []byte(data), "file")
	if n != nil {
		if entries, ok := f.Mapping(n, "the file"); ok {
			for _, e := range entries {
				if IsList(e.Value) {
					f.List(e.Value, e.Key.Value)
				} else {
					f.Scalar(e.Value, e.Key.Value)
				}
			}
		}
	}
	err := f.Err()
	var es *Errors
	if err != nil && (!errors.As(err, &es) || !strings.HasPrefix(err.Error(), "f.yaml:")) {
		t.Fatalf("%v", err)
	}
	var out []string
	if es != nil {
		for _, p := range es.Problems {
			out = append(out, fmt.Sprintf("%d:%d: %s", p.Line, p.Column, p.Message))
		}
	}
	return strings.Join(out, "\n")
}

func TestProblems(t *testing.T) {
	for _, tt := range []struct{ data, want string }{
		{"a: [*x, no, 2016, ~]\n*: 1\n", ""},
		{"", "1:1: file is empty"},
		{"- a\n", "1:1: the file is no mapping"},
		{"a: b\na: c\nb:\n", "2:1: key \"a\" stands already in line 1\n3:2: b has no value"},
		{"a: &x b\nc: !y z\n", "1:4: a begins with &, which in YAML names an anchor\n2:4: c begins with !, which in YAML names a type"},
		{"a: b\n---\n", "2:1: a second document"},
		{"a: b\n---\nc: d\n", "2:1: a second document"},
		{"a:\n  b: c\nd: {e: f}\n", "2:3: a is a mapping where a text belongs\n3:4: d is a mapping where a text belongs"},
		{"a: \x00", "1:4: a NUL byte: this is no text file"},
		{"é\xff", "1:2: byte 0xFF is not UTF-8"},
		{strings.Repeat("[", 200), "1:101: more than 100 levels"},
		{strings.Repeat("{a: ", 200), "1:401: more than 100 levels"},
		{strings.Repeat("? a\n", 10001), "10001:1: more than 10000 keys"},
	} {
		if got := problems(t, tt.data); got != tt.want {
			t.Errorf("%.40q:\n got %s\nwant %s", tt.data, got, tt.want)
		}
	}
}
