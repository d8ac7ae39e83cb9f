package pipeline_test

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"concordat/pipeline"
	"concordat/pipeline/config"
	"concordat/reports/manifest"
)

// clock is the time in the manifests of tests.
var clock = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// run makes a report of a project in a new folder and returns its files.
func run(t *testing.T, p config.Project, workers int) (string, map[string][]byte) {
	t.Helper()
	p.Out = filepath.Join(t.TempDir(), "report")
	env := pipeline.Env{Workers: workers, Now: clock, Command: []string{"concordat", "run"}}
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
	v, err := pipeline.Verify(context.Background(), os.DirFS(dir), true, env)
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
	v, err = pipeline.Verify(context.Background(), os.DirFS(dir), false, env)
	if err != nil {
		t.Fatal(err)
	}
	want := manifest.Difference{Path: "tables/frequency.csv", State: manifest.Changed}
	if len(v.Differences) != 1 || v.Differences[0] != want {
		t.Errorf("one changed letter: %v", v.Differences)
	}
}
