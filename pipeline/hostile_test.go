package pipeline_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// evils are what a hostile document is called or says: formulas, markup,
// escapes of every format that concordat writes, and paths.
var evils = []string{
	`=HYPERLINK("http://evil.example","x")`, `+1+cmd|' /C calc'!A0`, `-2+3`, `@SUM(1)`, "\t=1", `＝1+1`,
	`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `</style></svg><script>alert(2)</script>`, `javascript:alert(3)`, `]]><!--`, `{{.}}${x}`,
	`[a](javascript:alert(4))`, `|a|b|`, "`code`", `\write18{rm}\input{/etc/passwd}`, `100% & $5 #1 _x ^y ~z {`, `%0A`,
	`../../outside`, `/etc/passwd`, `..\..\x`, `con`, `nul.txt`, `a/b/../../..`, `.`, `..`, `~`, `-rf`,
	"\u202egnp.exe", "\x1b[31mred", "\u2028line", "\ufeffmark", "e\u0301", "网络主权", "العربية", "🛰️",
	strings.Repeat("n", 300), strings.Repeat("主权", 60),
}

// hostileCorpus is a table of texts each of which has an evil id, title and
// group and says the evil before and after a hit.
func hostileCorpus(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	rows := [][]string{{"id", "title", "group", "actor", "text"}}
	for i, e := range evils {
		text := fmt.Sprintf("%s cyberspace sovereignty %s\n\n%s\n\nThe United Nations, human rights and privacy %s.", e, e, e, e)
		rows = append(rows, []string{e, e, evils[(i+1)%5], e, text})
	}
	if err := w.WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// listing returns the names of everything below a folder.
func listing(t *testing.T, dir string) []string {
	t.Helper()
	var out []string
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, _ fs.DirEntry, err error) error {
		out = append(out, name)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestP25P26HostileNames are promises P25 and P26 from the document to the
// report: whatever a document is called and says, no table runs a formula, no
// page runs a script or loads anything, no LaTeX a command, and no id becomes
// a path.
func TestP25P26HostileNames(t *testing.T) {
	dir := lay(t, map[string]string{"in/c.csv": hostileCorpus(t), "in/plain.txt": good(1)})
	before := listing(t, dir)
	p := full("in")
	p.Title = evils[7]
	out, files := done(t, dir, p)
	if len(out.Documents) != len(evils)+1 {
		for _, f := range out.Failures {
			t.Log(f)
		}
		t.Errorf("%d documents, want %d", len(out.Documents), len(evils)+1)
	}
	if after := listing(t, dir); !slices.Equal(before, after) {
		t.Errorf("the run wrote beside its report: %q", after)
	}
	for name, data := range files {
		if strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789_-./") != "" || strings.Contains(name, "..") {
			t.Errorf("a document named the file %q", name)
		}
		switch path.Ext(name) {
		case ".csv":
			noFormula(t, name, data)
		case ".tex":
			for _, command := range []string{`\write18`, `\input{/`} {
				if bytes.Contains(data, []byte(command)) {
					t.Errorf("%s runs %s", name, command)
				}
			}
		case ".md":
			shown := escaped.ReplaceAll(data, nil)
			for _, raw := range []string{"<script", "<img", "</style", "](javascript", "`code`"} {
				if bytes.Contains(shown, []byte(raw)) {
					t.Errorf("%s has %s", name, raw)
				}
			}
		case ".html", ".svg":
			harmless(t, name, data)
		}
		if ext := path.Ext(name); ext == ".html" || ext == ".svg" || ext == ".md" || ext == ".tex" {
			for _, steer := range []string{"\u202e", "\u2028", "\x1b"} {
				if bytes.Contains(data, []byte(steer)) {
					t.Errorf("%s has the control character %q", name, steer)
				}
			}
		}
	}
	if page := string(files["index.html"]); !strings.Contains(page, `http-equiv="Content-Security-Policy"`) || !strings.Contains(page, "default-src 'none'") {
		t.Error("index.html has no content security policy")
	}
}

// escaped matches what Markdown shows as it is.
var escaped = regexp.MustCompile(`\\.`)

// noFormula wants every cell that begins as a formula does to be a number.
func noFormula(t *testing.T, name string, data []byte) {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	for _, r := range rows {
		for i, cell := range r {
			if _, err := strconv.ParseFloat(cell, 64); err == nil || cell == "" {
				continue
			}
			if first := []rune(cell)[0]; strings.ContainsRune("=+-@\t\r\n＝＋－＠", first) {
				t.Errorf("%s column %s: a spreadsheet runs %q", name, rows[0][i], cell)
			}
		}
	}
}

// harmless reads a page as a browser does and wants no element that acts, no
// handler, and no address that is not inside the report or a publication's.
func harmless(t *testing.T, name string, data []byte) {
	t.Helper()
	for z := html.NewTokenizer(bytes.NewReader(data)); ; {
		if z.Next() == html.ErrorToken {
			return
		}
		tok := z.Token()
		if tok.Type != html.StartTagToken && tok.Type != html.SelfClosingTagToken {
			continue
		}
		if slices.Contains([]string{"script", "iframe", "object", "embed", "form", "base", "frame", "audio", "video"}, tok.Data) {
			t.Errorf("%s has an element %s", name, tok)
		}
		for _, a := range tok.Attr {
			value := strings.ToLower(strings.TrimSpace(a.Val))
			switch {
			case strings.HasPrefix(a.Key, "on"), a.Key == "srcset", a.Key == "action":
				t.Errorf("%s: %s", name, tok)
			case (a.Key == "href" || a.Key == "src") && strings.Contains(value, ":"):
				image := a.Key == "src" && strings.HasPrefix(value, "data:image/")
				publication := a.Key == "href" && tok.Data == "a" && strings.HasPrefix(value, "https://doi.org/")
				if !image && !publication {
					t.Errorf("%s: %.200s", name, tok)
				}
			case (a.Key == "href" || a.Key == "src") && (strings.HasPrefix(value, "//") || strings.Contains(value, "..")):
				t.Errorf("%s: %.200s", name, tok)
			case a.Key == "style" && strings.Contains(value, "url("):
				t.Errorf("%s: %.200s", name, tok)
			}
		}
	}
}

// TestP26HostileFileNames: the same for names of files, which become ids.
func TestP26HostileFileNames(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows takes few of these names")
	}
	files := map[string]string{}
	for i, e := range evils {
		e = strings.Map(func(r rune) rune {
			if strings.ContainsRune(`/\:*?"<>|`, r) || r < ' ' {
				return '_'
			}
			return r
		}, e)
		if len(e) > 200 {
			e = e[:198]
		}
		files[fmt.Sprintf("in/%s%d.txt", strings.TrimLeft(e, "."), i)] = good(i)
	}
	dir := lay(t, files)
	broken := filepath.Join(dir, "in", "bad\xff\xfename.txt")
	if err := os.WriteFile(broken, []byte(good(0)), 0o644); err != nil {
		t.Log("this file system takes no such name:", err)
	} else {
		files["in/bad"] = ""
	}
	p := full("in")
	out, report := done(t, dir, p)
	if len(out.Documents) != len(files) {
		t.Errorf("%d documents of %d files: %v", len(out.Documents), len(files), out.Failures)
	}
	for name, data := range report {
		switch path.Ext(name) {
		case ".csv":
			noFormula(t, name, data)
		case ".html", ".svg":
			harmless(t, name, data)
		}
	}
}
