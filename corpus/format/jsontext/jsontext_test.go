package jsontext

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// check holds Parse to encoding/json: a line is taken if it is a valid object
// whose keys differ, and has the values that encoding/json finds in it.
func check(t interface{ Fatalf(string, ...any) }, o *Object, line []byte) {
	err := o.Parse(line)
	valid := json.Valid(line) && line[0] == '{'
	if err != nil {
		if valid && !strings.Contains(err.Error(), "stands twice") {
			t.Fatalf("%q is valid: %v", line, err)
		}
		return
	}
	if !valid {
		t.Fatalf("%q is taken", line)
	}
	var want map[string]json.RawMessage
	if err := json.Unmarshal(line, &want); err != nil || len(want) != len(o.Names) || len(want) != len(o.Values) {
		t.Fatalf("%q has %d keys, %d of them different: %v", line, len(o.Names), len(want), err)
	}
	for i, name := range o.Names {
		v := o.Values[i]
		if !bytes.Equal(v.Raw, want[name]) {
			t.Fatalf("%q: %q is %q, want %q", line, name, v.Raw, want[name])
		}
		var s string
		if v.Raw[0] == '"' {
			if err := json.Unmarshal(v.Raw, &s); err != nil || v.Scalar() != s || v.Escaped != bytes.Contains(v.Raw, []byte(`\`)) {
				t.Fatalf("%q: %q reads %q, want %q", line, v.Raw, v.Scalar(), s)
			}
		}
	}
}

func TestParse(t *testing.T) {
	scraps := []string{`{"`, `":`, `"}`, `{`, `}`, `[`, `]`, `:`, `,`, `"`, `\`, `\u00`, `\ud83d`, `\ude00`, `\n`, `1`, `0`, `-`, `.5`, `e+`, `E`, `true`, `false`, `null`, `"a"`, `"b":`, " ", "\t", "\x00", "\x1f", "é", "\u00a0", "seven more bytes"}
	var o Object // its memory is used again
	rapid.Check(t, func(t *rapid.T) {
		check(t, &o, []byte("{"+strings.Join(rapid.SliceOfN(rapid.SampledFrom(scraps), 0, 14).Draw(t, "scraps"), "")))
	})
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{`{"a":1}`, `{"a":"\ud83d\ude00\/","b":[{"c":null}]}`, `{"a":-0.5e+9,"a":{}}`, `{"a":"b"} x`, ``, `[1]`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		if utf8.Valid(line) {
			check(t, new(Object), line)
		}
	})
}
