package pipeline_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"concordat/pipeline"
	"concordat/pipeline/config"
)

// quick is a project that draws little: for tests about what is read.
func quick(documents ...string) config.Project {
	p := config.Default()
	p.Name, p.Documents = "test", documents
	p.Options.Resamples = 100
	p.Analyzers = []string{"documents", "frequency", "evidence"}
	p.Figures = []string{"svg"}
	return p
}

// full is a project with every default analyzer.
func full(documents ...string) config.Project {
	p := quick(documents...)
	p.Analyzers = nil
	return p
}

// lay writes files into a new folder, in the order of the names given, and
// returns the folder.
func lay(t *testing.T, files map[string]string, names ...string) string {
	t.Helper()
	dir := t.TempDir()
	put := func(name string) {
		at := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(files[name]), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range names {
		put(name)
	}
	if len(names) == 0 {
		for name := range files {
			put(name)
		}
	}
	return dir
}

// attempt runs a project whose documents are below dir, from there.
func attempt(t *testing.T, dir string, p config.Project, workers int) (*pipeline.Outcome, map[string][]byte, error) {
	t.Helper()
	t.Chdir(dir)
	p.Out = filepath.Join(t.TempDir(), "report")
	env := pipeline.Env{Workers: workers, Now: clock, Command: []string{"concordat", "run"}}
	plan, err := pipeline.NewPlan(context.Background(), p, env)
	if err != nil {
		return nil, nil, err
	}
	out, err := pipeline.Run(context.Background(), plan, env)
	if err != nil {
		return nil, nil, err
	}
	return out, written(t, p.Out), nil
}

// written returns the files of a report.
func written(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files[name], err = os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// done is attempt where nothing may go wrong.
func done(t *testing.T, dir string, p config.Project) (*pipeline.Outcome, map[string][]byte) {
	t.Helper()
	out, files, err := attempt(t, dir, p, 2)
	if err != nil {
		t.Fatal(err)
	}
	wellFormed(t, files)
	return out, files
}

// records reads a table of a report.
func records(t *testing.T, files map[string][]byte, name string) []map[string]string {
	t.Helper()
	data, ok := files[name]
	if !ok {
		t.Fatalf("the report has no %s", name)
	}
	rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil || len(rows) == 0 {
		t.Fatalf("%s: %d rows, %v", name, len(rows), err)
	}
	var out []map[string]string
	for _, r := range rows[1:] {
		m := map[string]string{}
		for i, h := range rows[0] {
			m[h] = r[i]
		}
		out = append(out, m)
	}
	return out
}

// noNumber returns what Go prints for a number that is none, "" if the data
// have no such thing as a word of its own.
func noNumber(data []byte) string {
	for _, bad := range []string{"NaN", "Inf", "∞"} {
		rest := data
		for {
			before, after, found := bytes.Cut(rest, []byte(bad))
			if !found {
				break
			}
			l, _ := utf8.DecodeLastRune(before)
			r, _ := utf8.DecodeRune(after)
			if !unicode.IsLetter(l) && !unicode.IsLetter(r) {
				return bad
			}
			rest = after
		}
	}
	return ""
}

// wellFormed holds a report to what every report promises, whatever was read:
// each file can be parsed, no number is NaN or infinite, no figure is empty
// or without its numbers, and control characters are nowhere.
func wellFormed(t *testing.T, files map[string][]byte) {
	t.Helper()
	for name, data := range files {
		switch path.Ext(name) {
		case ".csv":
			rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			if strings.HasPrefix(name, "figures/") && len(rows) < 2 {
				t.Errorf("%s: a figure of nothing", name)
			}
			checkCells(t, name, rows)
			continue
		case ".json":
			if !json.Valid(data) {
				t.Errorf("%s: not JSON", name)
			}
		case ".jsonl":
			for i, l := range bytes.Split(bytes.TrimSuffix(data, []byte("\n")), []byte("\n")) {
				if len(data) > 0 && !json.Valid(l) {
					t.Errorf("%s:%d: not JSON", name, i+1)
				}
			}
		case ".svg":
			checkSVG(t, name, data)
		case ".pdf", ".png":
			continue
		}
		if m := noNumber(data); m != "" {
			t.Errorf("%s: %q is no number", name, m)
		}
		if i := bytes.IndexFunc(data, isControl); i >= 0 {
			t.Errorf("%s: control character %q at byte %d", name, data[i], i)
		}
	}
}

func isControl(r rune) bool { return r < ' ' && r != '\n' && r != '\t' || r == 0x7F }

// checkCells looks for numbers that are none in whole cells, since a
// quotation may well say NaN.
func checkCells(t *testing.T, name string, rows [][]string) {
	t.Helper()
	for i, r := range rows {
		for j, cell := range r {
			if len(cell) < 6 && noNumber([]byte(cell)) != "" {
				t.Errorf("%s row %d column %s: %q is no number", name, i, rows[0][j], cell)
			}
		}
	}
}

// checkSVG reads a picture as a strict reader of XML does and wants marks in it.
func checkSVG(t *testing.T, name string, data []byte) {
	t.Helper()
	marks := 0
	for d := xml.NewDecoder(bytes.NewReader(data)); ; {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		if e, ok := tok.(xml.StartElement); ok {
			switch e.Name.Local {
			case "script", "foreignObject", "image", "a":
				t.Errorf("%s has an element %s", name, e.Name.Local)
			case "path", "rect", "circle", "line", "polygon", "polyline":
				marks++
			}
		}
	}
	if marks < 3 {
		t.Errorf("%s: only %d marks", name, marks)
	}
	if bytes.Contains(data, []byte("NaN")) || bytes.Contains(data, []byte("Inf")) {
		t.Errorf("%s: a coordinate is no number", name)
	}
}

// good is a document with hits, its number in it.
func good(i int) string {
	return fmt.Sprintf("Document %d\n\nCyberspace sovereignty is the principle of text %d. The United Nations and the multilateral process protect privacy.\n\nHuman rights and the digital divide concern %d states.\n", i, i, i)
}

// bad are the classes of documents that cannot be used, each with a file of it.
var bad = map[string][]struct{ name, data string }{
	"empty":    {{"void.txt", ""}, {"space.txt", " \n\t\n"}, {"points.txt", "... --- !!!\n"}, {"void.html", "<html><body></body></html>"}, {"void.csv", ""}},
	"encoding": {{"latin1.txt", "La s\xe9curit\xe9 et la souverainet\xe9 num\xe9rique"}, {"utf16.txt", "\xff\xfea\x00b\x00c"}, {"cut.txt", "sovereignty \xe2\x80"}},
	"binary":   {{"nul.txt", "a\x00b\x00\x00\x00\x00c"}, {"paper.txt", "%PDF-1.7 something"}, {"word.txt", "PK\x03\x04 something"}},
	"column":   {{"column.csv", "id,words\na,b\n"}},
	"table":    {{"quote.csv", "id,text\na,\"never closed\n"}, {"twice.tsv", "text\ttext\na\tb\n"}},
	"json":     {{"line.jsonl", "{\"text\": \n"}, {"list.jsonl", "[1,2]\n"}},
	"metadata": {{"year.md", "---\nyear: soon\n---\nSovereignty.\n"}, {"deep.md", "---\na: " + strings.Repeat("[", 5000) + "\n---\nSovereignty.\n"}},
}

// TestP12BadDocumentsDoNotHarmGoodOnes is promise P12: among 2,000 documents
// 20 bad ones of every class are each a row with its reason, and every count
// is that of the run without them.
func TestP12BadDocumentsDoNotHarmGoodOnes(t *testing.T) {
	const goods, each = 2000, 20
	n := goods
	if testing.Short() {
		n = 300
	}
	files := map[string]string{}
	for i := range n {
		files[fmt.Sprintf("c/g%04d.txt", i)] = good(i)
	}
	p := quick("c")
	p.MaxFailures, p.Tables = 60, []string{"csv"}
	clean, cleanFiles := done(t, lay(t, files), p)
	want := map[string]string{}
	for class, samples := range bad {
		for i := range each {
			s := samples[i%len(samples)]
			name := fmt.Sprintf("c/bad%02d-%s", i, s.name)
			files[name], want[name] = s.data, class
		}
	}
	dirty, dirtyFiles := done(t, lay(t, files), p)
	if len(clean.Documents) != n || len(dirty.Documents) != n || dirty.Tokens != clean.Tokens || dirty.Hits != clean.Hits || clean.Hits == 0 {
		t.Errorf("%d documents, %d tokens, %d hits; without the bad ones %d, %d, %d",
			len(dirty.Documents), dirty.Tokens, dirty.Hits, len(clean.Documents), clean.Tokens, clean.Hits)
	}
	for _, name := range []string{"tables/documents.csv", "tables/frequency.csv", "tables/frequency_total.csv", "evidence/hits.csv"} {
		if !bytes.Equal(cleanFiles[name], dirtyFiles[name]) {
			t.Errorf("%s is not that of the clean run", name)
		}
	}
	rows := records(t, dirtyFiles, "failures.csv")
	for _, r := range rows {
		name, _, _ := strings.Cut(r["document"], " record ")
		if want[name] != r["class"] || !strings.Contains(r["message"], name) {
			t.Errorf("%v, want class %q", r, want[name])
		}
		delete(want, name)
	}
	for name, class := range want {
		t.Errorf("%s of class %s has no row", name, class)
	}
	p.MaxFailures = 5
	if _, _, err := attempt(t, ".", p, 2); err == nil || !strings.Contains(err.Error(), "--max-failures") {
		t.Errorf("with the usual limit: %v", err)
	}
}
