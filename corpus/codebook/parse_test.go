package codebook

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"concordat/corpus/strict"
)

func TestParse(t *testing.T) {
	data, err := os.ReadFile("testdata/mini.yaml")
	if err != nil {
		t.Fatal(err)
	}
	b, err := Parse("testdata/mini.yaml", data)
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	fmt.Fprintln(&got, b.Name, b.Version, b.Language, b.Description, b.License, b.Case, b.WholeHyphen, b.Path, len(b.SHA256))
	for i, c := range b.Concepts {
		fmt.Fprintf(&got, "%d %s|%s|%s|parent %d depth %d end %d priority %d at %d:%d\n",
			i, c.ID, c.Label, c.Definition, c.Parent, c.Depth, c.End, c.Priority, c.Line, c.Column)
		for _, p := range c.Patterns {
			fmt.Fprintf(&got, "  %s = %s at %d:%d\n", p.Source, p.Rule, p.Line, p.Column)
		}
		for _, e := range append(c.Examples, c.CounterExamples...) {
			fmt.Fprintf(&got, "  %s at %d:%d\n", e.Text, e.Line, e.Column)
		}
	}
	want := `mini 1.10 en A codebook for tests. CC0-1.0 0 false testdata/mini.yaml 64
0 sovereignty|Sovereignty|The state's claim to authority.|parent -1 depth 0 end 3 priority 2 at 12:3
  sovereign* = sovereign* at 14:16
  equal (footing|participation) = equal (footing|participation) at 14:28
  The state is sovereign: it decides. at 15:16
  Equal pay is a right. at 16:23
1 horizontal-sovereignty|Horizontal sovereignty||parent 0 depth 1 end 2 priority 0 at 19:7
  horizontal sovereignty = horizontal sovereignty at 21:13
  concept:no near/5 *ing = concept:no near/5 *ing at 22:13
2 vertical|Vertical sovereignty||parent 0 depth 1 end 3 priority 0 at 23:7
3 no|No||parent -1 depth 0 end 4 priority 0 at 25:3
  *ing = *ing at 25:8
  no = no at 25:14
  2016 = 2016 at 25:18
  true = true at 25:24
  1.50 = 1.50 at 25:30
  null = null at 25:36
4 leer|Leer||parent -1 depth 0 end 5 priority 0 at 26:3
`
	if got.String() != want {
		t.Errorf("got\n%s\nwant\n%s", got.String(), want)
	}
	if ref := b.Concepts[1].Patterns[1].Rule.A; ref.Op != OpConcept || ref.Ref != 3 {
		t.Errorf("concept:no is %+v", ref)
	}
	if id, ok := b.Lookup("no"); !ok || id != 3 {
		t.Errorf("Lookup(no) = %d %v", id, ok)
	}
}

// TestParseLineEnds: a byte order mark and the line ends of other systems
// change the digest only.
func TestParseLineEnds(t *testing.T) {
	const src = "concepts:\n  a:\n    patterns: [x y]\n    definition: é\n"
	want, err := Parse("f.yaml", []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{"\uFEFF" + src, strings.ReplaceAll(src, "\n", "\r\n"), strings.ReplaceAll(src, "\n", "\r")} {
		got, err := Parse("f.yaml", []byte(s))
		if err != nil {
			t.Fatalf("%q: %v", s, err)
		}
		if got.SHA256 == want.SHA256 {
			t.Errorf("%q: same digest", s)
		}
		got.SHA256 = want.SHA256
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%q: got %+v, want %+v", s, got, want)
		}
	}
	if want.Name != "f" {
		t.Errorf("name %q, want the file's", want.Name)
	}
}

func TestParseErrors(t *testing.T) {
	deep := "concepts:\n"
	for i := range 35 {
		deep += strings.Repeat("  ", i+1) + fmt.Sprintf("c%d:\n", i)
		deep += strings.Repeat("  ", i+1) + " concepts:\n"
	}
	tests := []struct {
		name, src string
		want      []string // line:column: message (hint)
	}{
		{"empty", "", []string{`1:1: file is empty`}},
		{"comment", "# nothing\n", []string{`1:1: file is empty`}},
		{"text", "hello", []string{`1:1: the file is no mapping (write key: value lines)`}},
		{"no concepts", "name: x\n", []string{`1:1: file has no concepts`}},
		{"none", "concepts: {}\n", []string{`1:1: concepts: has no concept`}},
		{"every problem", "nme: x\ncase: upper\nconcepts:\n  a: [*, \"(b\", \"é {x} c\"]\n  a: [b]\n  b c: [d]\n  d: e\n  e:\n    pattern: [x]\n    parent: a\n    priority: high\n    label:\n", []string{
			`1:1: a codebook has no key "nme" (did you mean "name"?)`,
			`2:7: case: unknown value "upper" (write auto or fold or exact)`,
			`4:7: concept "a": pattern "*" matches every word (add a word)`,
			`4:11: concept "a": "(" has no ")" after it (write \( for the character)`,
			`4:19: concept "a": gap {x} is not two whole numbers (write {0,3} for a gap of none to three words)`,
			`5:3: key "a" stands already in line 4`,
			`6:3: concept id "b c": an id is a text without white space (write b-c, and the name under label:)`,
			`7:6: concept "d" is a text (write [e] for a list of patterns)`,
			`9:5: a concept has no key "pattern" (did you mean "patterns"?)`,
			`10:5: a concept has no key "parent" (put the concept under concepts: of its parent)`,
			`11:15: priority "high" is no whole number (write a whole number; smaller wins)`,
			`12:10: label has no value (write one, or leave the key out)`,
		}},
		{"id twice", "concepts:\n  a:\n    concepts:\n      b: [x]\n  b: [y]\n", []string{`5:3: concept "b" stands already in line 4 (ids are unique in the file)`}},
		{"types", "name: [x]\nversion: {a: b}\nconcepts:\n  a:\n    patterns: x\n    examples:\n      - a: b\n      - \"\"\n", []string{
			`1:7: name is a list where a text belongs`,
			`2:10: version is a mapping where a text belongs (a text with : or { at its start is quoted: "…")`,
			`5:15: patterns is a text where a list belongs (write [x])`,
			`7:9: an entry of examples is a mapping where a text belongs (a text with : or { at its start is quoted: "…")`,
			`8:9: an entry of examples is empty`,
		}},
		{"anchor", "name: &x y\nconcepts:\n  a: [!b c]\n", []string{
			`1:7: name begins with &, which in YAML names an anchor (quote it: "& …")`,
			`3:7: an entry of patterns begins with !, which in YAML names a type (quote it: "! …")`,
		}},
		{"reference", "concepts:\n  peace: [x]\n  war: [x unless concept:peas]\n", []string{`3:18: concept "war": the codebook has no concept "peas" (did you mean "peace"?)`}},
		{"cycle", "concepts:\n  a: [concept:b]\n  b: [concept:c near/2 x]\n  c:\n    concepts:\n      d: [concept:a]\n", []string{
			`6:11: concept "d": concept:a leads back to the concept itself (name other concepts, and not those above it)`,
		}},
		{"own parent", "concepts:\n  a:\n    concepts:\n      b: [x near/2 concept:a]\n", []string{
			`4:20: concept "b": concept:a leads back to the concept itself (name other concepts, and not those above it)`,
		}},
		{"documents", "concepts:\n  a: [x]\n---\nconcepts:\n", []string{`3:1: a second document (write one codebook a file)`}},
		{"directive", "%YAML 1.2\n---\nconcepts:\n", []string{`1:1: a YAML directive (leave the line out)`}},
		{"NUL", "concepts:\n  a: [é\x00]\n", []string{`2:8: a NUL byte: this is no text file`}},
		{"UTF-8", "concepts:\n  a: [é\xff]\n", []string{`2:8: byte 0xFF is not UTF-8 (save the file as UTF-8)`}},
		{"too long", strings.Repeat("#\n", 1<<21) + "a", []string{`1:1: file has 4194305 bytes, more than 4194304 (cut it into several)`}},
		{"brackets", strings.Repeat("[", 1000), []string{`1:101: more than 100 levels`}},
		{"dashes", strings.Repeat("- ", 1000), []string{`1:201: more than 100 levels`}},
		{"keys", "concepts:\n" + strings.Repeat("  ? a\n", 20000), []string{`10001:3: more than 10000 keys`}},
		{"tree", deep, []string{`66:67: concept "c32" is more than 32 levels deep`}},
		{"tab", "concepts:\n\ta: [x]\n", []string{`2:1: found character '\t' that cannot start any token (indent with spaces)`}},
		{"colon", "concepts:\n  a:\n    definition: this: that\n", []string{`3:17: mapping value is not allowed in this context (mind the indentation, and quote a text with : # { } [ ] , or @: "…")`}},
		{"bracket", "concepts:\n  a: [*x, y\n", []string{`2:6: sequence end token ']' not found`}},
		{"brace in a list", "concepts:\n  a: [x {0,3} y]\n", []string{`2:9: ',' or ']' must be specified (mind the indentation, and quote a text with : # { } [ ] , or @: "…")`}},
	}
	for _, tt := range tests {
		_, err := Parse("f.yaml", []byte(tt.src))
		var es *strict.Errors
		if !errors.As(err, &es) {
			t.Errorf("%s: got %v", tt.name, err)
			continue
		}
		var got []string
		for _, p := range es.Problems {
			s := fmt.Sprintf("%d:%d: %s", p.Line, p.Column, p.Message)
			if p.Hint != "" {
				s += " (" + p.Hint + ")"
			}
			got = append(got, s)
		}
		if g, w := strings.Join(got, "\n"), strings.Join(tt.want, "\n"); g != w {
			t.Errorf("%s:\n got %s\nwant %s", tt.name, g, w)
		}
	}
}

func TestErrorsText(t *testing.T) {
	_, err := Parse("codebook.yaml", []byte("concepts:\n  peace:\n    patterns: [\"*\"]\n\tx"))
	if err == nil {
		t.Fatal("no error")
	}
	_, err = Parse("codebook.yaml", []byte("concepts:\n  peace:\n    patterns: [war, \"*\"]\n    lable: x\n"))
	want := `codebook.yaml:3:22: concept "peace": pattern "*" matches every word
        patterns: [war, "*"]
                         ^
    hint: add a word
codebook.yaml:4:5: a concept has no key "lable"
        lable: x
        ^
    hint: did you mean "label"?`
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}

func TestParseNotes(t *testing.T) {
	b, err := Parse("f.yaml", []byte("concepts:\n  peace: [peace unless war, \"x, y\"]\n  war: [war near/3 peace, \\peace near/2 z]\n"))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, n := range b.Notes {
		got = append(got, fmt.Sprintf("%d:%d %s %s %s", n.Line, n.Column, n.Concept, n.Code, n.Message))
	}
	want := []string{
		`2:24 peace word "war" is read as the word; write concept:war for the concept`,
		`2:30 peace barrier punctuation may stand before "y"`,
		`3:20 war word "peace" is read as the word; write concept:peace for the concept`,
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
}

func TestBuiltin(t *testing.T) {
	names := BuiltinNames()
	for _, name := range names {
		data, ok := Builtin(name)
		if !ok {
			t.Fatalf("%s is listed but not there", name)
		}
		b, err := Parse("builtin:"+name, data)
		if err != nil {
			t.Errorf("%v", err)
		} else if b.Name != name {
			t.Errorf("%s is named %q inside", name, b.Name)
		}
	}
	for _, name := range []string{"", "README", "none", "../builtin/" + strings.Join(names, "")} {
		if _, ok := Builtin(name); ok {
			t.Errorf("Builtin(%q) gives something", name)
		}
	}
}

func FuzzParse(f *testing.F) {
	mini, err := os.ReadFile("testdata/mini.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(mini)
	for _, s := range []string{
		"", "concepts:\n  a: [*x, \"y\\t\", 'z''s']\n", "concepts: {a: [b], c: {patterns: [d]}}", "concepts:\n  a:\n    definition: |\n      x\n      *y\n",
		"&a b: *a", "? a\n: b", "a: !!binary x", "---\n---\n", "%YAML 1.2\n---\n", "<<: {a: b}", "concepts:\n  a: [x near/5 concept:b]\n  b: [concept:a]",
		"a: \"\\x00\"\n", "\xff", "[[[[", "- - -", "a:\n\t- b", "\uFEFFconcepts:\r\n  a: [b]\r\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := Parse("f.yaml", data)
		if err != nil {
			var es *strict.Errors
			if !errors.As(err, &es) || len(es.Problems) == 0 || b != nil {
				t.Fatalf("%v", err)
			}
			lines := bytes.Count(data, []byte("\n")) + bytes.Count(data, []byte("\r")) + 1
			for _, p := range es.Problems {
				if p.Line < 1 || p.Column < 1 || p.Line > lines+1 || p.Message == "" {
					t.Fatalf("%+v", p)
				}
			}
			return
		}
		for i, c := range b.Concepts {
			if c.Parent >= ConceptID(i) || int(c.End) > len(b.Concepts) || c.End <= ConceptID(i) || c.ID == "" {
				t.Fatalf("%+v", c)
			}
			if c.Parent != None && (b.Concepts[c.Parent].End < c.End || b.Concepts[c.Parent].Depth != c.Depth-1) {
				t.Fatalf("%+v", c)
			}
		}
	})
}
