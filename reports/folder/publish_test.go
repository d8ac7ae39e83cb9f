package folder

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"concordat/reports/manifest"
)

// TestWriteError: a file that cannot be made ends the run, and the old report
// stays, whether files are written one after the other or all at once.
func TestWriteError(t *testing.T) {
	broken := errors.New("broken")
	for name, each := range map[string]func(int, func(int) error) error{"in turn": nil, "at once": atOnce} {
		parent := t.TempDir()
		dir := filepath.Join(parent, "r")
		publish(t, dir, "old")
		files, record := report("new")
		files = append(files, manifest.File{Path: "tables/long.csv", Write: func(w io.Writer) error {
			if _, err := io.WriteString(w, "the first rows"); err != nil {
				return err
			}
			return broken
		}})
		if err := Publish(dir, files, record, Options{Each: each}); !errors.Is(err, broken) {
			t.Errorf("%s: %v", name, err)
		}
		if got := names(t, parent); whole(t, dir) != "old" || !slices.Equal(got, []string{"r"}) {
			t.Errorf("%s: report %q, beside it %q", name, whole(t, dir), got)
		}
	}
}

// atOnce is an Each of as many goroutines as there is to do.
func atOnce(n int, do func(int) error) error {
	errs := make([]error, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { errs[i] = do(i) })
	}
	wg.Wait()
	return errors.Join(errs...)
}

// TestAtOnce: a report whose files are written and checked at once is the same.
func TestAtOnce(t *testing.T) {
	dir, other := filepath.Join(t.TempDir(), "r"), filepath.Join(t.TempDir(), "r")
	publish(t, other, "new")
	for _, version := range []string{"old", "new"} {
		files, record := report(version)
		if err := Publish(dir, files, record, Options{Each: atOnce}); err != nil {
			t.Fatal(err)
		}
		if got := whole(t, dir); got != version {
			t.Errorf("version %q, want %q", got, version)
		}
	}
	a, b := listing(t, dir), listing(t, other)
	if strings.ReplaceAll(a, dir, "") != strings.ReplaceAll(b, other, "") {
		t.Errorf("%s\nis not\n%s", a, b)
	}
	if err := os.WriteFile(filepath.Join(dir, "index.html"), []byte("edited"), 0o644); err != nil {
		t.Fatal(err)
	}
	files, record := report("next")
	if err := Publish(dir, files, record, Options{Each: atOnce}); err == nil || !strings.Contains(err.Error(), "index.html was changed") {
		t.Errorf("an edited report was replaced: %v", err)
	}
}

// TestChangedMeanwhile: what is put into the old report, or edited there, while
// the new one is written is seen.
func TestChangedMeanwhile(t *testing.T) {
	for name, want := range map[string]string{"notes.txt": "notes.txt was not written", "index.html": "index.html was changed"} {
		dir := filepath.Join(t.TempDir(), "r")
		publish(t, dir, "old")
		files, record := report("new")
		p := publisher{step: func(what string) error {
			if what != "write index.html" {
				return nil
			}
			return os.WriteFile(filepath.Join(dir, name), []byte("mine"), 0o644)
		}}
		if err := p.publish(dir, files, record); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", name, err)
		}
		if data, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(data) != "mine" {
			t.Errorf("%s is %q, %v", name, data, err)
		}
	}
}
