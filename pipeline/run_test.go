package pipeline_test

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"concordat/analyzers/result"
	"concordat/corpus"
	"concordat/pipeline"
	"concordat/pipeline/config"
	"concordat/pipeline/intake"
	"concordat/reports/manifest"
)

// clock is the time in the manifests of tests.
var clock = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// run makes a report of a project in a new folder and returns its files.
func run(t *testing.T, p config.Project, workers int) (string, map[string][]byte) {
	t.Helper()
	return runIn(t, p, pipeline.Env{Workers: workers, Now: clock, Command: []string{"concordat", "run"}})
}

// runIn is run in a certain environment.
func runIn(t *testing.T, p config.Project, env pipeline.Env) (string, map[string][]byte) {
	t.Helper()
	p.Out = filepath.Join(t.TempDir(), "report")
	plan, err := pipeline.NewPlan(context.Background(), p, env)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := pipeline.Run(context.Background(), plan, env); err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	err = fs.WalkDir(os.DirFS(p.Out), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files[name], err = os.ReadFile(filepath.Join(p.Out, name))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return p.Out, files
}

func sameFiles(t *testing.T, what string, a, b map[string][]byte) {
	t.Helper()
	for name, data := range a {
		other, ok := b[name]
		if !ok {
			t.Errorf("%s: %s is missing", what, name)
		} else if !bytes.Equal(data, other) {
			t.Errorf("%s: %s differs", what, name)
		}
	}
	for name := range b {
		if _, ok := a[name]; !ok {
			t.Errorf("%s: %s is new", what, name)
		}
	}
}

// TestBytesDoNotDependOnWorkersOrTime is promise P23 on the sample, figures
// included: one worker or eight, today or tomorrow, here or in Tokyo.
func TestBytesDoNotDependOnWorkersOrTime(t *testing.T) {
	p, err := pipeline.Sample()
	if err != nil {
		t.Fatal(err)
	}
	p.Options.Resamples = 200
	_, one := run(t, p, 1)
	if len(one) < 40 {
		t.Fatalf("the report has only %d files", len(one))
	}
	_, eight := run(t, p, 8)
	sameFiles(t, "8 workers", one, eight)
	t.Setenv("TZ", "Asia/Tokyo")
	t.Setenv("LANG", "de_DE.UTF-8")
	_, again := run(t, p, 2)
	sameFiles(t, "another time zone and language", one, again)
}

// TestOrderOfFilesDoesNotChangeCounts reads the same texts in another order:
// what is said of each document and of all together stays the same.
func TestOrderOfFilesDoesNotChangeCounts(t *testing.T) {
	p, err := pipeline.Sample()
	if err != nil {
		t.Fatal(err)
	}
	p.Analyzers = []string{"frequency"}
	p.Figures = []string{"svg"}
	p.Options.Resamples = 200
	p.Documents = []string{"texts/china-2017.md", "texts/us-2011.md"}
	_, ab := run(t, p, 2)
	p.Documents = []string{"texts/us-2011.md", "texts/china-2017.md"}
	_, ba := run(t, p, 2)
	if !bytes.Equal(ab["tables/frequency_total.csv"], ba["tables/frequency_total.csv"]) {
		t.Error("frequency_total.csv depends on the order of the files")
	}
	if bytes.Equal(ab["tables/frequency.csv"], ba["tables/frequency.csv"]) {
		t.Error("frequency.csv does not keep the order of the files")
	}
}

func TestVerifyRunsAgainAndFindsEveryChange(t *testing.T) {
	p, err := pipeline.Sample()
	if err != nil {
		t.Fatal(err)
	}
	p.Analyzers = []string{"documents", "frequency"}
	p.Options.Resamples = 200
	dir, files := run(t, p, 2)
	env := pipeline.Env{Now: clock}
	v, err := pipeline.Verify(context.Background(), os.DirFS(dir), pipeline.VerifyOptions{Dir: dir}, env)
	if err != nil {
		t.Fatal(err)
	}
	if !v.Reran || len(v.Differences)+len(v.Rerun) > 0 {
		t.Fatalf("a fresh report does not verify: %+v", v)
	}
	table := filepath.Join(dir, "tables", "frequency.csv")
	forged := bytes.Replace(files["tables/frequency.csv"], []byte("sovereignty"), []byte("Sovereignty"), 1)
	if err := os.WriteFile(table, forged, 0o644); err != nil {
		t.Fatal(err)
	}
	v, err = pipeline.Verify(context.Background(), os.DirFS(dir), pipeline.VerifyOptions{DigestsOnly: true}, env)
	if err != nil {
		t.Fatal(err)
	}
	want := manifest.Difference{Path: "tables/frequency.csv", State: manifest.Changed}
	if len(v.Differences) != 1 || v.Differences[0] != want {
		t.Errorf("one changed letter: %v", v.Differences)
	}
}

// TestReportMovesWithItsTexts: a folder with project, texts and report verifies
// where it was moved to, and says nothing of where it was.
func TestReportMovesWithItsTexts(t *testing.T) {
	old := filepath.Join(t.TempDir(), "secretplace")
	for name, text := range map[string]string{
		"project.yaml": "name: study\ndocuments: [texts, b.txt]\ncodebook: book.yaml\nanalyzers: [documents, frequency, evidence]\nresamples: 100\nfigures: [svg]\n",
		"book.yaml":    "name: book\nconcepts:\n  sovereignty: [sovereign*]\n",
		"texts/a.txt":  "States are sovereign.\n\nSovereignty matters to states.\n",
		"b.txt":        "Nothing of the kind is here.\n",
		"c.pdf":        "passed over",
	} {
		p := filepath.Join(old, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	ctx, env := context.Background(), pipeline.Env{Now: clock}
	p, err := pipeline.LoadProject(ctx, filepath.Join(old, "project.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	p.Documents = append(p.Documents, ".")
	plan, err := pipeline.NewPlan(ctx, p, env)
	if err != nil {
		t.Fatal(err)
	}
	out, err := pipeline.Run(ctx, plan, env)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(out.Notes, func(n result.Note) bool { return n.Code == "skipped" && strings.Contains(n.Message, "c.pdf") }) {
		t.Errorf("nothing is said of the skipped file: %v", out.Notes)
	}
	moved := filepath.Join(t.TempDir(), "elsewhere")
	if err := os.Rename(old, moved); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(moved, "reports", "study")
	v, err := pipeline.Verify(ctx, os.DirFS(dir), pipeline.VerifyOptions{Dir: dir}, env)
	if err != nil || !v.Reran || len(v.Rerun)+len(v.Differences) > 0 {
		t.Fatalf("%v %+v", err, v)
	}
	err = fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(dir, name))
		if bytes.Contains(data, []byte("secretplace")) {
			t.Errorf("%s says where the project was", name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	v, err = pipeline.Verify(ctx, os.DirFS(dir), pipeline.VerifyOptions{Dir: dir, Base: t.TempDir()}, env)
	if err != nil || v.Reran || !strings.Contains(v.NoRerun, "texts") {
		t.Errorf("another base: %v %+v", err, v)
	}
}

// TestReservedIDs: a text must not have the name of all documents or of the rest.
func TestReservedIDs(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"(all).txt", "(rest).txt", "rest.txt"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("States are sovereign."), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	p := config.Default()
	p.Name, p.Documents = "r", []string{filepath.ToSlash(dir)}
	plan, err := pipeline.NewPlan(context.Background(), p, pipeline.Env{})
	if err != nil {
		t.Fatal(err)
	}
	texts, r, err := pipeline.Read(context.Background(), plan, pipeline.Env{})
	if err != nil {
		t.Fatal(err)
	}
	if r.Texts != 1 || len(texts) != 1 || texts[0].ID != "rest" || len(r.Failures) != 2 || r.Failures[0].Class != "reserved-id" {
		t.Errorf("%d texts, failures %v", r.Texts, r.Failures)
	}
}

// TestIndexThatNamesNoText: metadata that reach no text must not be lost in silence.
func TestIndexThatNamesNoText(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"a.txt": "States are sovereign.", "index.tsv": "path\tyear\nb.txt\t2017\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	p := config.Default()
	p.Name, p.Dir, p.Documents = "r", dir, []string{"."}
	read := func() ([]corpus.Text, *intake.Reading) {
		plan, err := pipeline.NewPlan(context.Background(), p, pipeline.Env{})
		if err != nil {
			t.Fatal(err)
		}
		texts, r, err := pipeline.Read(context.Background(), plan, pipeline.Env{})
		if err != nil {
			t.Fatal(err)
		}
		return texts, r
	}
	if _, r := read(); len(r.Notes) != 1 || r.Notes[0].Code != "unused-index" || !strings.Contains(r.Notes[0].Message, "1 line") {
		t.Errorf("%v", r.Notes)
	}
	if err := os.WriteFile(filepath.Join(dir, "index.tsv"), []byte("path\tyear\na.txt\t2017\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if texts, r := read(); len(r.Notes) != 0 || texts[0].Meta.Year != 2017 {
		t.Errorf("%v %+v", r.Notes, texts[0].Meta)
	}
}

// TestFiguresAgain: a second run of the same project uses the pictures of the
// first, one whose numbers changed does not, and verify draws them all anew.
func TestFiguresAgain(t *testing.T) {
	p, err := pipeline.Sample()
	if err != nil {
		t.Fatal(err)
	}
	p.Options.Resamples, p.Analyzers, p.Figures, p.Tables = 100, []string{"frequency"}, []string{"svg"}, []string{"csv"}
	p.Out = filepath.Join(t.TempDir(), "report")
	env := pipeline.Env{Now: clock, Built: clock}
	again := func() {
		t.Helper()
		plan, err := pipeline.NewPlan(t.Context(), p, env)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := pipeline.Run(t.Context(), plan, env); err != nil {
			t.Fatal(err)
		}
	}
	read := func(name string) []byte {
		t.Helper()
		data, err := os.ReadFile(filepath.Join(p.Out, name))
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	again()
	const picture = "figures/frequency.svg"
	first, record := read(picture), read(manifest.FileName)
	again()
	if !bytes.Equal(read(picture), first) || !bytes.Equal(read(manifest.FileName), record) {
		t.Error("the second run is not the first")
	}
	// A forged picture with a manifest that agrees to it is the only way to see
	// from outside that it was used.
	forged := bytes.Replace(first, []byte("</svg>"), []byte("<!----></svg>"), 1)
	record = bytes.ReplaceAll(record, []byte(manifest.Digest(first)), []byte(manifest.Digest(forged)))
	record = bytes.ReplaceAll(record, fmt.Appendf(nil, `"bytes": %d`, len(first)), fmt.Appendf(nil, `"bytes": %d`, len(forged)))
	for name, data := range map[string][]byte{picture: forged, manifest.FileName: record} {
		if err := os.WriteFile(filepath.Join(p.Out, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	again()
	if !bytes.Equal(read(picture), forged) {
		t.Error("the picture was drawn again though nothing changed")
	}
	v, err := pipeline.Verify(t.Context(), os.DirFS(p.Out), pipeline.VerifyOptions{Dir: p.Out}, env)
	if err != nil {
		t.Fatal(err)
	}
	if !v.Reran || !slices.ContainsFunc(v.Rerun, func(d manifest.Difference) bool { return d.Path == picture }) {
		t.Errorf("verify did not draw: %+v", v)
	}
	p.Options.Seed++
	again()
	if got := read(picture); bytes.Equal(got, forged) || bytes.Equal(got, first) {
		t.Error("the picture is that of another seed")
	}
}
