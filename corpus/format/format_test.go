package format

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"concordat/corpus"

	"pgregory.net/rapid"
)

func blocks(t corpus.Text) []string {
	var out []string
	for _, b := range t.Blocks {
		kind := [...]string{"P", "H", "I", "C"}[b.Kind]
		if b.Level > 0 {
			kind += fmt.Sprint(b.Level)
		}
		out = append(out, kind+"|"+strings.ReplaceAll(t.Slice(b.Span), "\n", "/"))
	}
	return out
}

func one(t *testing.T, name, data string) corpus.Text {
	t.Helper()
	texts, failures := Read(File{Path: name, ID: "x", Data: []byte(data)}, Options{})
	if len(texts) != 1 || len(failures) != 0 {
		t.Fatalf("%d texts, failures %+v", len(texts), failures)
	}
	checkLaws(t, texts)
	return texts[0]
}

func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\n got %q\nwant %q", what, got, want)
	}
}

func TestMarkdown(t *testing.T) {
	x := one(t, "a.md", "---\ntitle: \"Peace: a plan\"\nactor: China\nyear: 2017\nkind: strategy # note\nlanguage: en\ngroup: east\nversion: 1.10\ntags: [cyber, \"peace\"]\nempty:\n---\n"+`# Peace & *plans* #

A **bold** claim with a [link](http://a.b/c_(d)), an ![image](x.png), ~~a lapse~~,
`+"`code_here`"+` and snake_case, 2 * 3, \*stars\*, &amp; &eacute;[^1] <b>tags</b>.
See [the name][ref] and [brackets] and <https://un.org>.

Second level
------------

* one
  goes on
- two
1. three

> quoted
> words

`+"```go\nx := *y\n```"+`

| State | Year |
|-------|------|
| China | 2017 |

a | b
--|--
c | d

***

<!-- a
comment --> After it.

[ref]: https://example.org
[^1]: The note.
`)
	equal(t, "blocks", blocks(x), []string{
		"H1|Peace & plans",
		"P|A bold claim with a link, an image, a lapse,/code_here and snake_case, 2 * 3, *stars*, & é tags./See the name and [brackets] and https://un.org.",
		"H2|Second level",
		"I|one/  goes on", "I|two", "I|three",
		"P|quoted/ words",
		"P|x := *y",
		"C|State", "C|Year", "C|China", "C|2017", "C|a", "C|b", "C|c", "C|d",
		"P|After it.",
		"P|The note.",
	})
	equal(t, "title", x.Title, "Peace: a plan")
	equal(t, "language", x.Language, "en")
	equal(t, "meta", x.Meta, corpus.Meta{Actor: "China", Year: 2017, Kind: "strategy", Group: "east", Other: []corpus.Field{{Name: "version", Value: "1.10"}, {Name: "tags", Value: "cyber, peace"}}})
	equal(t, "title without front matter", one(t, "a.md", "Intro\n\n# The *Title*\n\ntext").Title, "The Title")
	equal(t, "a rule is no front matter", blocks(one(t, "a.md", "---\ntext\n")), []string{"P|text"})
}

func TestMarkdownFrontMatterErrors(t *testing.T) {
	for front, want := range map[string]string{
		"year: twenty":                      `line 2: the year "twenty"`,
		"a: 1\nb: {c: d}":                   `line 3: the value of "b"`,
		"a: 1\na: 2":                        `"a"`,
		"- a\n- b":                          "no list of names",
		"a: [" + "[":                        "front matter",
		strings.Repeat("[", 200):            "brackets",
		"a: &x 1\nb: *x":                    "line 2",
		"a: " + strings.Repeat("x", 70_000): "64 KiB",
	} {
		texts, failures := Read(File{Path: "a.md", ID: "x", Data: []byte("---\n" + front + "\n---\ntext")}, Options{})
		if len(texts) != 0 || len(failures) != 1 || failures[0].Class != "metadata" || !strings.Contains(failures[0].Message, want) {
			t.Errorf("%.30q: %d texts, %+v", front, len(texts), failures)
		}
	}
}

func TestHTML(t *testing.T) {
	x := one(t, "a.html", `<!doctype html><html lang="en-GB"><head><meta charset="UTF-8"><title>A &amp; B
 title</title><style>p{}</style><script>if (a<b) "<p>"</script></head>
<body><nav><ul><li>Home</ul></nav><h1>Head <em>line</em></h1><p>One&nbsp;two<b>three</b>
 four<br>five &eacute;<p>Six<ul><li>a<li><p>b</p></ul><svg><text>no</text></svg>
<table><tr><th>S<td>Y<tr><td>China<td>2017</table>tail<div>in <div>deep</div> out</div>
<h2>Next<h3>After</h3><noscript>no</noscript><template>no</template></body></html>`)
	equal(t, "blocks", blocks(x), []string{
		"H1|Head line", "P|One\u00a0twothree four/five é", "P|Six", "I|a", "I|b", "C|S", "C|Y", "C|China", "C|2017",
		"P|tail", "P|in", "P|deep", "P|out", "H2|Next", "H3|After",
	})
	equal(t, "title", x.Title, "A & B title")
	equal(t, "language", x.Language, "en-GB")
	deep := one(t, "a.html", strings.Repeat("<div>", 100_000)+"text")
	equal(t, "deep nesting", blocks(deep), []string{"P|text"})
	open := one(t, "a.html", "<p>read<nav>unread")
	equal(t, "open nav", blocks(open), []string{"P|read"})
	if len(open.Warnings) != 1 || open.Warnings[0].Code != "unclosed-element" {
		t.Errorf("warnings %v", open.Warnings)
	}
}

func TestHTMLCharset(t *testing.T) {
	for data, class := range map[string]string{
		`<meta charset=utf-8>é`:         "",
		`<meta charset=windows-1252>e`:  "",
		`<meta charset=windows-1252>é`:  "encoding",
		"\xef\xbb\xbf<meta charset=x>é": "",
		`<meta http-equiv=Content-Type content="text/html; charset=iso-8859-1">é`: "encoding",
	} {
		_, failures := Read(File{Path: "a.htm", ID: "x", Data: []byte(data)}, Options{})
		if got := firstClass(failures); got != class {
			t.Errorf("%q: %q, want %q", data, got, class)
		}
	}
}

func firstClass(failures []corpus.Failure) string {
	if len(failures) == 0 {
		return ""
	}
	return failures[0].Class
}

func TestTables(t *testing.T) {
	for ext, sep := range map[string]string{".csv": ",", ".tsv": "\t"} {
		data := strings.ReplaceAll("ID,Text,Actor,YEAR,place,\nfr15,\"One, two.\n\nThree \"\"four\"\".\",France,2015,Paris,x\n,Second.,,,,\n", ",", sep)
		texts, failures := Read(File{Path: "d/a" + ext, ID: "a", Data: []byte(data)}, Options{})
		if len(failures) != 0 || len(texts) != 2 {
			t.Fatalf("%s: %v %+v", ext, texts, failures)
		}
		checkLaws(t, texts)
		a, b := texts[0], texts[1]
		equal(t, "ids", []string{a.ID, b.ID}, []string{"fr15", "a:2"})
		equal(t, "blocks", blocks(a), []string{"P|One" + sep + " two.", "P|Three \"four\"."})
		equal(t, "meta", a.Meta, corpus.Meta{Actor: "France", Year: 2015, Other: []corpus.Field{{Name: "place", Value: "Paris"}, {Name: "column_6", Value: "x"}}})
		equal(t, "records", []int{a.Origin.Record, b.Origin.Record}, []int{1, 2})
	}
}

func TestTableFailures(t *testing.T) {
	for _, c := range []struct {
		name, data string
		o          Options
		texts      int
		class      string
		want       string
	}{
		{"no text column", "id,texts\na,b\n", Options{}, 0, "column", `no text column "text" (did you mean "texts"?); the columns are id, texts`},
		{"named column", "id,body\na,b\n", Options{TextColumn: "Body"}, 1, "", ""},
		{"no id column", "text\nb\n", Options{IDColumn: "key"}, 0, "column", `no id column "key"`},
		{"two of a name", "text,Text\na,b\n", Options{}, 0, "table", `line 1: two columns are called "Text"`},
		{"too few fields", "id,text\na,one\nb\nc,three\n", Options{}, 2, "table", "line 3: not as many fields"},
		{"bare quote", "id,text\na,5\" gun\nb,two\n", Options{}, 1, "table", "line 2: a quote within a field"},
		{"open quote", "id,text\na,one\nb,\"two\n", Options{}, 1, "table", "line 3: a quote that is not closed"},
		{"long quote", "id,text\na,\"" + strings.Repeat("x", maxField+2) + "\"\n", Options{}, 0, "table", "line 2: a quote opens a field longer than 16 MiB"},
		{"long field", "id,text\na," + strings.Repeat("x", maxField+2) + "\nb,two\n", Options{}, 1, "table", `line 2: column "text" is longer than 16 MiB`},
		{"same id", "id,text\na,one\na,two\n", Options{}, 1, "duplicate-id", `line 3: the id "a" is taken by line 2`},
		{"bad year", "id,text,year\na,one,MMXX\nb,two,2020\n", Options{}, 1, "metadata", `line 2: the year "MMXX"`},
		{"long id", "id,text\n" + strings.Repeat("x", maxName+1) + ",one\nb,two\n", Options{}, 1, "id", "line 2: the id has 1001 bytes"},
		{"longest id", "id,text\n" + strings.Repeat("x", maxName) + ",one\n", Options{}, 1, "", ""},
		{"long group", "group,text\n" + strings.Repeat("x", maxName+1) + ",one\nb,two\n", Options{}, 1, "metadata", "line 2: the group has 1001 bytes"},
		{"long other", "note,text\n" + strings.Repeat("x", 5*maxName) + ",one\n", Options{}, 1, "", ""},
		{"many columns", "text" + strings.Repeat(",x", maxColumns) + "\n", Options{}, 0, "table", "line 1: 1001 columns, more than 1000"},
		{"long names", strings.Repeat("é", 5000) + ",b\na,b\n", Options{}, 0, "column", "no text column \"text\"; the columns are éé"},
		{"empty text", "id,text\na,one\nb,…\n", Options{}, 1, "empty", "a.csv record 2: there is no letter or digit"},
	} {
		texts, failures := Read(File{Path: "a.csv", ID: "a", Data: []byte(c.data), SHA256: "s"}, c.o)
		if len(texts) != c.texts || firstClass(failures) != c.class {
			t.Errorf("%s: %d texts, %+v", c.name, len(texts), failures)
			continue
		}
		if c.class != "" && (!strings.Contains(failures[0].Message, c.want) || failures[0].SHA256 != "s" || failures[0].Bytes != int64(len(c.data))) {
			t.Errorf("%s: %+v", c.name, failures[0])
		}
		if c.class != "" && (len(failures[0].Message) > 2*maxMessage || !utf8.ValidString(failures[0].Message)) {
			t.Errorf("%s: a message of %d bytes", c.name, len(failures[0].Message))
		}
	}
}

// TestLongTitle: a title taken from the text itself is cut, not refused.
func TestLongTitle(t *testing.T) {
	long := strings.Repeat("é", 5000)
	for name, data := range map[string]string{"a.md": "# " + long + "\n\nWords.\n", "a.html": "<title>" + long + "</title><p>Words."} {
		texts, failures := Read(File{Path: name, ID: "a", Data: []byte(data)}, Options{})
		if len(texts) != 1 || texts[0].Title != long[:maxName]+"…" {
			t.Errorf("%s: %v, %.40v", name, failures, texts)
		}
	}
}

func TestManyKeys(t *testing.T) {
	var b strings.Builder
	b.WriteString(`{"text":"x"`)
	for i := range maxColumns {
		fmt.Fprintf(&b, `,"k%d":1`, i)
	}
	texts, failures := Read(File{Path: "a.jsonl", ID: "a", Data: []byte(b.String() + "}\n{\"text\":\"y\"}\n")}, Options{})
	if len(texts) != 1 || firstClass(failures) != "json" || !strings.Contains(failures[0].Message, "line 1: 1001 keys") {
		t.Errorf("%d texts, %v", len(texts), failures)
	}
}

func TestJSONL(t *testing.T) {
	data := `{"id":"a","text":"One.\n\nTwo.","year":2015,"actor":"France","n":{"x": 1.0},"none":null}

{"text":"Three.","year":"2016"}
{"text":"x","text":"y"}
{"text":"x","n":{"k":1,"k":2}}
{"txt":"x"}
{"text":5}
[1]
{"text":"cut
{"id":"a","text":"again"}
{"text":"\ud800 half"}
`
	texts, failures := Read(File{Path: "a.jsonl", ID: "f", Data: []byte(data)}, Options{})
	checkLaws(t, texts)
	if len(texts) != 3 {
		t.Fatalf("%d texts", len(texts))
	}
	equal(t, "first", blocks(texts[0]), []string{"P|One.", "P|Two."})
	equal(t, "meta", texts[0].Meta, corpus.Meta{Actor: "France", Year: 2015, Other: []corpus.Field{{Name: "n", Value: `{"x":1.0}`}}})
	equal(t, "second", []string{texts[1].ID, texts[1].Meta.Get("year")}, []string{"f:2", "2016"})
	if len(texts[2].Warnings) != 1 || texts[2].Warnings[0].Code != "replaced-characters" {
		t.Errorf("warnings %v", texts[2].Warnings)
	}
	var got []string
	for _, f := range failures {
		got = append(got, f.Class+" "+strings.TrimPrefix(f.Message, "a.jsonl: "))
	}
	for i, want := range []string{
		`json line 4: the key "text" stands twice`, `json line 5: the key "k" stands twice`,
		`column line 6: no key "text" with the text (did you mean "txt"?)`, `json line 7: the value of "text" is not a string`,
		"json line 8: not an object", "json line 9: ", `duplicate-id line 10: the id "a" is taken by line 1`,
	} {
		if i >= len(got) || !strings.HasPrefix(got[i], want) {
			t.Errorf("failure %d of %q is not %q", i, got, want)
		}
	}
}

func TestDecode(t *testing.T) {
	for _, c := range []struct{ in, text, charset, class, want string }{
		{"plain é", "plain é", "utf-8", "", ""},
		{"\xef\xbb\xbfmarked", "marked", "utf-8-bom", "", ""},
		{"\xff\xfea\x00=\xd8\x00\xde", "a😀", "utf-16le", "", ""},
		{"\xfe\xff\x00a\xd8=\xde\x00", "a😀", "utf-16be", "", ""},
		{"\xff\xfe=\xd8a\x00", "", "", "encoding", "byte 2: half a character"},
		{"\xff\xfea", "", "", "encoding", "cut off"},
		{"\xff\xfe\x00\x00a\x00\x00\x00", "", "", "encoding", "iconv -f UTF-32LE -t UTF-8"},
		{"t\x00e\x00x\x00t\x00 \x00", "", "", "encoding", "iconv -f UTF-16LE"},
		{"a b\nc \x00 d", "", "", "binary", "byte 6 is NUL"},
		{"one\ntwo \xff", "", "", "encoding", "byte 8 (line 2) is not UTF-8"},
		{"%PDF-1.7\n", "", "", "binary", "a PDF"},
		{"PK\x03\x04", "", "", "binary", "a ZIP file"},
	} {
		text, charset, err := Decode([]byte(c.in))
		var e *Error
		switch {
		case c.class == "" && (err != nil || string(text) != c.text || charset != c.charset):
			t.Errorf("%q: %q %q %v", c.in, text, charset, err)
		case c.class != "" && (!errors.As(err, &e) || e.Class != c.class || !strings.Contains(e.Message, c.want)):
			t.Errorf("%q: %v, want %s %q", c.in, err, c.class, c.want)
		}
	}
}

// The names of the real files say their encoding. UTF-8 is read, and so is
// UTF-16 with a mark; nothing else is, and the failure has a remedy.
func TestDecodeRealFiles(t *testing.T) {
	names, err := filepath.Glob(filepath.Join(shared(t), "dirty", "encodings", "*"))
	if err != nil || len(names) == 0 {
		t.Skip("no dirty/encodings")
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		_, charset, err := Decode(data)
		marked := strings.HasPrefix(string(data), "\xff\xfe") || strings.HasPrefix(string(data), "\xfe\xff")
		readable := marked || strings.Contains(name, "UTF-8")
		if readable != (err == nil) || !readable && !strings.Contains(err.Error(), "iconv -f ") {
			t.Errorf("%s: %q, %v", filepath.Base(name), charset, err)
		}
	}
}

func TestRead(t *testing.T) {
	for _, c := range []struct{ path, data, format, class string }{
		{"-", "text", "", ""},
		{"a.TXT", "text", "", ""},
		{"a.doc", "text", "", "format"},
		{"a", "text", "", "format"},
		{"a.doc", "text", "plain", ""},
		{"a.txt", "text", "prose", "format"},
		{"a.txt", " \n…", "", "empty"},
		{"a.md", "---\nyear: 1\n---\n", "", "empty"},
	} {
		texts, failures := Read(File{Path: c.path, ID: "x", Data: []byte(c.data)}, Options{Format: c.format})
		if firstClass(failures) != c.class || len(texts)+len(failures) != 1 {
			t.Errorf("%+v: %v %+v", c, texts, failures)
		}
	}
	long := one(t, "a.txt", strings.Repeat("word ", 500_000))
	if len(long.Blocks) != 3 || len(long.Warnings) != 1 || long.Warnings[0].Code != "cut-paragraph" {
		t.Errorf("%d blocks, %v", len(long.Blocks), long.Warnings)
	}
}

// Plain text and tables never change a letter of what they read.
func TestPlainBodyIsTheFile(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		data := "a" + scrapText().Draw(t, "data")
		texts, _ := Read(File{Path: "a.txt", ID: "x", Data: []byte(data)}, Options{})
		if len(texts) == 1 && string(texts[0].Body) != data {
			t.Fatalf("%q became %q", data, texts[0].Body)
		}
	})
}

func TestIndex(t *testing.T) {
	x, err := ParseIndex("c/index.tsv", []byte("path\ttitle\tyear\tlicence\ns/a.txt\tA \"\"\t\t\n"))
	if err == nil {
		t.Errorf("a bare quote passed: %v", x)
	}
	x, err = ParseIndex("c/index.tsv", []byte("path\ttitle\tactor\tyear\tlicence\n./s/a.txt\t\"The \"\"A\"\"\"\tUK\t2016\tfree\ns\\b.txt\tB\t\t\t\n"))
	if err != nil || x.Len() != 2 {
		t.Fatal(x, err)
	}
	text := corpus.Text{ID: "a", Origin: corpus.Origin{Path: "c/s/a.txt"}, Meta: corpus.Meta{Actor: "own"}}
	if !x.Apply(&text) {
		t.Fatal("not found")
	}
	equal(t, "title", text.Title, `The "A"`)
	equal(t, "meta", text.Meta, corpus.Meta{Actor: "own", Year: 2016, Other: []corpus.Field{{Name: "licence", Value: "free"}}})
	for path, want := range map[string]bool{"c/s/b.txt": true, "./c/s/b.txt": true, "s/b.txt": false, "c/x.txt": false, "other/c/s/b.txt": false} {
		if got := x.Apply(&corpus.Text{Origin: corpus.Origin{Path: path}}); got != want {
			t.Errorf("%s: %v", path, got)
		}
	}
	here, err := ParseIndex("index.csv", []byte("id,year\nUS 2003,2003\n"))
	if err != nil || !here.Apply(&corpus.Text{ID: "US 2003"}) {
		t.Error("by id:", here, err)
	}
}

func TestIndexErrors(t *testing.T) {
	_, err := ParseIndex("c/index.csv", []byte("file,year\na.txt,x\nb.txt,2000\n./b.txt,2001\nc.txt\n"))
	want := []string{
		"c/index.csv: line 5: not as many fields as the header line has",
		`c/index.csv: line 2: the year "x" is not a number from 1 to 9999; a date belongs in a column of another name`,
		`c/index.csv: line 4: "./b.txt" is already in line 3`,
	}
	if err == nil || err.Error() != strings.Join(want, "\n") {
		t.Errorf("%v", err)
	}
	for data, want := range map[string]string{"title\nx\n": "call one of them path", "": "no header", "path\n\xff": "UTF-8"} {
		if _, err := ParseIndex("index.tsv", []byte(data)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", data, err)
		}
	}
}

func TestRealIndex(t *testing.T) {
	name := filepath.ToSlash(shared(t)) + "/index.tsv"
	data, err := os.ReadFile(filepath.FromSlash(name))
	if err != nil {
		t.Skip(err)
	}
	x, err := ParseIndex(name, data)
	if err != nil || x.Len() < 200 {
		t.Fatal(x.Len(), err)
	}
	text := corpus.Text{Origin: corpus.Origin{Path: filepath.ToSlash(filepath.Dir(name)) + "/strategies/uk_2016.txt"}}
	if !x.Apply(&text) || text.Meta.Year != 2016 || text.Title == "" {
		t.Errorf("%+v", text)
	}
}

func TestCatalog(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range All() {
		info := f.Info()
		if info.Name == "" || info.Title == "" || info.Doc == "" || len(info.Extensions) == 0 || seen[info.Name] {
			t.Errorf("%+v", info)
		}
		seen[info.Name] = true
		for _, e := range info.Extensions {
			if seen[e] || e != strings.ToLower(e) || e[0] != '.' {
				t.Errorf("extension %q", e)
			}
			seen[e] = true
		}
	}
	equal(t, "extensions", strings.Join(Extensions(), " "), ".txt .text .md .markdown .html .htm .csv .tsv .jsonl .ndjson")
}

// TestStrayNUL: one NUL in a long text is read as a space and said; more than
// one in a thousand bytes make the file binary.
func TestStrayNUL(t *testing.T) {
	long := strings.Repeat("States are sovereign. ", 100)
	texts, failures := Read(File{Path: "a.txt", ID: "a", Data: []byte(long + "Net\x00works.")}, Options{})
	if len(failures) > 0 || len(texts) != 1 {
		t.Fatalf("%v", failures)
	}
	if !strings.HasSuffix(string(texts[0].Body), "Net works.") {
		t.Errorf("%q", texts[0].Body[len(long):])
	}
	if w := texts[0].Warnings; len(w) != 1 || w[0].Code != "nul-bytes" || !strings.HasSuffix(w[0].Message, ": 1") {
		t.Errorf("%v", w)
	}
	_, failures = Read(File{Path: "a.txt", ID: "a", Data: []byte(long + "\x00\x00\x00")}, Options{})
	if len(failures) != 1 || failures[0].Class != "binary" {
		t.Errorf("%v", failures)
	}
}

// TestHasRecords: the catalog itself says which formats hold several texts.
func TestHasRecords(t *testing.T) {
	for _, c := range []struct {
		path, format string
		want         bool
	}{{"a.csv", "", true}, {"a.NDJSON", "", true}, {"a.txt", "jsonl", true}, {"a.csv", "plain", false}, {"a.md", "", false}, {"-", "", false}, {"a.pdf", "", false}} {
		if got := HasRecords(c.path, c.format); got != c.want {
			t.Errorf("HasRecords(%q, %q) = %v", c.path, c.format, got)
		}
	}
}
