package format

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"concordat/corpus"

	"pgregory.net/rapid"
)

// scraps are what hostile and ordinary files are made of.
var scraps = []string{
	"word", "The", "sovereignty", "état", "网络主权", "UN", "a", ".", "!", ",", ":", ";", "-", "–", "•", "* ", "- ", "1. ", "2.3 ", "(a) ",
	"\n", "\n", "\n", "\r\n", "\r", "\n\n", "\f", "\t", " ", " ", "  ", "\u00a0", "\u2028", "\u2029", "\u0085", "\u200b", "\ufeff", "\u00ad",
	"#", "# ", "## ", "```", "`", "*", "**", "_", "~~", "[", "](", ")", "[^1]", "![", "> ", "|", "|--|", "---", "---\n", "===", "title: x", "year: 2017\n",
	"<p>", "</p>", "<li>", "<ul>", "</ul>", "<td>", "<h2>", "</h2>", "<nav>", "</nav>", "<script>", "</script>", "<title>", "<!--", "-->", "<br>", "<", ">", "&amp;", "&#0;", "&",
	"\"", "\"\"", "text", "id", "{", "}", "{\"text\":\"", "\"}", "\\", "\\u0041", "\\ud800", "\x1b", "\u202e", "é",
}

func scrapText() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(scraps), 0, 60).Draw(t, "scraps"), "")
	})
}

// checkLaws holds what a format made to the promises of the package. It is
// written apart from checkBlocks: a byte is covered or white space.
func checkLaws(t interface{ Fatalf(string, ...any) }, texts []corpus.Text) {
	ids := map[string]bool{}
	for _, x := range texts {
		if !utf8.Valid(x.Body) {
			t.Fatalf("%s: the body is not UTF-8: %q", x.ID, x.Body)
		}
		if ids[x.ID] || x.ID == "" {
			t.Fatalf("id %q is empty or stands twice", x.ID)
		}
		ids[x.ID] = true
		covered := make([]bool, len(x.Body))
		last := 0
		for _, b := range x.Blocks {
			if int(b.Start) < last || b.End <= b.Start || int(b.End) > len(x.Body) {
				t.Fatalf("%s: block %v after %d of %d bytes", x.ID, b, last, len(x.Body))
			}
			last = int(b.End)
			if s := x.Slice(b.Span); strings.TrimFunc(s, unicode.IsSpace) != s || !utf8.ValidString(s) {
				t.Fatalf("%s: block %q", x.ID, s)
			}
			for i := b.Start; i < b.End; i++ {
				covered[i] = true
			}
		}
		for i, r := range string(x.Body) {
			if !unicode.IsSpace(r) && !covered[i] {
				t.Fatalf("%s: byte %d of %q is in no block", x.ID, i, x.Body)
			}
		}
	}
}

func TestLawsHoldForEveryFormat(t *testing.T) {
	for _, f := range All() {
		for _, ext := range f.Info().Extensions {
			t.Run(ext, func(t *testing.T) {
				rapid.Check(t, func(t *rapid.T) {
					data := scrapText().Draw(t, "data")
					head := rapid.SampledFrom([]string{"", "text\n", "id,text\n", "id\ttext\n", "{\"text\":\"a\"}\n"}).Draw(t, "head")
					texts, failures := Read(File{Path: "x" + ext, ID: "x", Data: []byte(head + data), SHA256: "d"}, Options{})
					checkLaws(t, texts)
					for _, x := range texts {
						if x.Origin.Path != "x"+ext || x.Origin.Format != f.Info().Name || x.Origin.Bytes != int64(len(head+data)) || x.Origin.SHA256 != "d" {
							t.Fatalf("origin %+v", x.Origin)
						}
					}
					for _, r := range failures {
						if r.Class == "" || r.Class == "defect" || r.Stage == "" || !strings.HasPrefix(r.Message, "x"+ext) {
							t.Fatalf("failure %+v", r)
						}
					}
					if len(texts) == 0 && len(failures) == 0 && head == "" && strings.TrimSpace(data) != "" && ext == ".txt" {
						t.Fatalf("%q vanished", data)
					}
				})
			})
		}
	}
}

func fuzzFormat(f *testing.F, ext string, seeds ...string) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		texts, failures := Read(File{Path: "x" + ext, ID: "x", Data: data}, Options{})
		checkLaws(t, texts)
		for _, r := range failures {
			if r.Class == "defect" {
				t.Fatal(r.Message)
			}
		}
	})
}

func FuzzPlain(f *testing.F) {
	fuzzFormat(f, ".txt", "A heading\nA sentence that is\nwrapped here.\n\n• one\n• two\f3. x", "\u2028a\u2029 \u00a0b", "12\n1.\n(a)\n")
}

func FuzzMarkdown(f *testing.F) {
	fuzzFormat(f, ".md", "---\ntitle: x\nyear: 2017\n---\n# H\n\n* a\n  b\n\n> q\n\n| a | b |\n|---|---|\n", "```\ncode\n```\n[a](b) ![c](d) **e** `f`", "---\na: [[[\n---\n", "<!-- x\n--> y")
}

func FuzzHTML(f *testing.F) {
	fuzzFormat(f, ".html", "<html lang=en><title>T</title><h1>a</h1><p>b<br>c<ul><li>d<li>e</ul><table><td>f", "<nav>x", "<meta charset=latin1>é", "a<!-- b")
}

func FuzzCSV(f *testing.F) {
	fuzzFormat(f, ".csv", "id,text,year\na,\"b\n\nc\",2017\n", "text\n\"x", "text,Text\n", "id,text\n,a\n,b\na,c\na,d\n")
}

func FuzzTSV(f *testing.F) { fuzzFormat(f, ".tsv", "id\ttext\na\tb\n", "text\n5\" gun\n") }

func FuzzJSONL(f *testing.F) {
	fuzzFormat(f, ".jsonl", "{\"id\":\"a\",\"text\":\"b\",\"year\":2017}\n", "{\"text\":\"\\ud800\"}", "{\"text\":\"a\",\"text\":\"b\"}", "{\"text\":\"a\",\"x\":[{\"y\":1,\"y\":2}]}", "[]\n{}\nnull")
}

func FuzzDecode(f *testing.F) {
	for _, s := range []string{"text", "\xef\xbb\xbftext", "\xff\xfea\x00", "\xfe\xff\x00a", "\xff\xfe\x00\xd8", "caf\xe9", "a\x00b\x00c\x00d\x00e\x00", "%PDF-1", "\x1b$B"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		text, charset, err := Decode(data)
		if err != nil {
			if text != nil || err.Error() == "" {
				t.Fatalf("%q with %v", text, err)
			}
			return
		}
		if !utf8.Valid(text) || strings.ContainsRune(string(text), 0) {
			t.Fatalf("%q", text)
		}
		if charset == "utf-8" && string(text) != string(data) {
			t.Fatalf("%q became %q", data, text)
		}
	})
}

func FuzzParseIndex(f *testing.F) {
	f.Add([]byte("path\tyear\na.txt\t2017\n"), true)
	f.Add([]byte("file,actor\n\"a\",\"b \"\"c\"\"\"\n"), false)
	f.Add([]byte("id\tyear\na\tx\na\t1\n"), true)
	f.Fuzz(func(t *testing.T, data []byte, tab bool) {
		name := "d/index.csv"
		if tab {
			name = "d/index.tsv"
		}
		x, err := ParseIndex(name, data)
		if err != nil {
			return
		}
		for k := range x.rows {
			text := corpus.Text{ID: k, Origin: corpus.Origin{Path: "d/" + k}}
			if ok := x.Apply(&text); !ok && k != "." && !strings.HasPrefix(k, "..") && !strings.HasPrefix(k, "/") {
				t.Fatalf("%q is not found again", k)
			}
			if len(text.Warnings) > 0 {
				t.Fatal(text.Warnings)
			}
		}
	})
}

// shared returns the folder of real texts beside the repository.
func shared(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if c := filepath.Join(filepath.Dir(dir), "shared", "corpus"); isFolder(c) {
			return c
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Skip("no folder shared/corpus beside the repository")
		}
		dir = up
	}
}

func isFolder(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}
