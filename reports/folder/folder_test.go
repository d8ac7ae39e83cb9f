package folder

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"concordat/reports/manifest"
)

// A child process of the crash tests: it publishes version "new" and kills
// itself at one step, or publishes without end.
const (
	childDir  = "CONCORDAT_TEST_FOLDER"
	childStep = "CONCORDAT_TEST_STEP"
)

func TestMain(m *testing.M) {
	dir := os.Getenv(childDir)
	if dir == "" {
		os.Exit(m.Run())
	}
	deadly, err := strconv.Atoi(os.Getenv(childStep))
	if err != nil {
		for i := 0; ; i++ {
			files, record := report(fmt.Sprint("endless", i))
			if err := Publish(dir, files, record, Options{}); err != nil {
				fmt.Fprintln(os.Stderr, err)
				os.Exit(1)
			}
		}
	}
	files, record := report("new")
	n := 0
	p := publisher{step: func(string) error {
		if n++; n == deadly {
			self, err := os.FindProcess(os.Getpid())
			if err == nil {
				err = self.Kill()
			}
			time.Sleep(time.Minute)
			return err
		}
		return nil
	}}
	if err := p.publish(dir, files, record); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// report returns a small report whose every file has the version in it.
func report(version string) ([]manifest.File, manifest.Manifest) {
	files := []manifest.File{
		{Path: "tables/frequency.csv", Data: []byte(version + ",1\n")},
		{Path: "index.html", Data: bytes.Repeat([]byte(version), 1000)},
		{Path: "figures/a/deep.svg", Write: func(w io.Writer) error {
			_, err := io.WriteString(w, version)
			return err
		}},
		{Path: "only-" + version + ".txt", Data: nil},
	}
	return files, manifest.Manifest{Name: version}
}

func publish(t *testing.T, dir, version string) {
	t.Helper()
	files, record := report(version)
	if err := Publish(dir, files, record, Options{}); err != nil {
		t.Fatal(err)
	}
}

// whole returns the version of the report at dir, "" if there is none, and
// ends the test if it is torn.
func whole(t *testing.T, dir string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, manifest.FileName))
	if errors.Is(err, os.ErrNotExist) {
		if _, err := os.Stat(dir); err == nil {
			t.Fatalf("%s has no manifest", dir)
		}
		return ""
	}
	if err != nil {
		t.Fatal(err)
	}
	m, err := manifest.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	if diffs, err := manifest.Verify(os.DirFS(dir), m); err != nil || len(diffs) > 0 {
		t.Fatalf("torn report: %v, %v", diffs, err)
	}
	return m.Name
}

func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

func TestPublishAndReplace(t *testing.T) {
	parent := filepath.Join(t.TempDir(), "made", "on", "the", "way")
	dir := filepath.Join(parent, "sample")
	for _, version := range []string{"one", "two", "two"} {
		publish(t, dir, version)
		if got := whole(t, dir); got != version {
			t.Errorf("version %q, want %q", got, version)
		}
		if got := names(t, parent); !slices.Equal(got, []string{"sample"}) {
			t.Errorf("beside the report: %q", got)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "only-one.txt")); !errors.Is(err, os.ErrNotExist) {
		t.Error("a file of the first version is still there")
	}
}

func TestEmptyFolderIsUsed(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "empty")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	publish(t, dir, "one")
	whole(t, dir)
}

// TestRefuses: what concordat did not write is never touched.
func TestRefuses(t *testing.T) {
	put := func(name, text string) func(string) error {
		return func(dir string) error {
			path := filepath.Join(dir, name)
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				return err
			}
			return os.WriteFile(path, []byte(text), 0o644)
		}
	}
	for name, c := range map[string]struct {
		published bool
		force     bool
		prepare   func(dir string) error
		want      string
	}{
		"a foreign folder":        {false, true, put("thesis.tex", "x"), "not written by concordat"},
		"a foreign manifest":      {false, true, put("manifest.json", `{"files":[]}`), "not written by concordat"},
		"a file":                  {false, true, func(dir string) error { return os.WriteFile(dir, nil, 0o644) }, "not a folder"},
		"a foreign file":          {true, true, put("notes.txt", "x"), "notes.txt was not written by concordat"},
		"a foreign folder inside": {true, true, put("my/notes.txt", "x"), "my was not written by concordat"},
		"an edited file":          {true, false, put("index.html", "edited"), "index.html was changed"},
		"a symbolic link": {false, true, func(dir string) error {
			target := dir + "-target"
			if err := os.Mkdir(target, 0o755); err != nil {
				return err
			}
			return os.Symlink(target, dir)
		}, "not a folder"},
	} {
		t.Run(name, func(t *testing.T) {
			parent := t.TempDir()
			dir := filepath.Join(parent, "r")
			if c.published {
				publish(t, dir, "old")
			}
			if err := c.prepare(dir); err != nil {
				t.Skip(err)
			}
			before := listing(t, parent)
			files, record := report("new")
			err := Publish(dir, files, record, Options{Force: c.force})
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "--out") {
				t.Errorf("got %v, want an error with %q and the remedy", err, c.want)
			}
			if after := listing(t, parent); after != before {
				t.Errorf("before:\n%s\nafter:\n%s", before, after)
			}
		})
	}
}

// listing returns every path below dir with its contents.
func listing(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		fmt.Fprintln(&b, path, d.Type())
		if d.Type().IsRegular() {
			data, err := os.ReadFile(path)
			fmt.Fprintf(&b, "%q\n", data)
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestForceReplacesEdited(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "r")
	publish(t, dir, "old")
	if err := os.WriteFile(filepath.Join(dir, "index.html"), []byte("edited"), 0o644); err != nil {
		t.Fatal(err)
	}
	files, record := report("new")
	if err := Publish(dir, files, record, Options{Force: true}); err != nil || whole(t, dir) != "new" {
		t.Error(err)
	}
}

func TestPaths(t *testing.T) {
	for _, path := range []string{
		"", ".", "..", "../x", "/x", "a/../../x", "a//b", `a\b`, "C:x", "con", "tables/NUL.csv", "lpt1.txt", "com¹", "x.", "x ", "a\x00b", "a\nb", "a?b",
		strings.Repeat("n", 201),
	} {
		dir := filepath.Join(t.TempDir(), "r")
		err := Publish(dir, []manifest.File{{Path: path}}, manifest.Manifest{}, Options{})
		if err == nil || !strings.Contains(err.Error(), "file") {
			t.Errorf("path %q: %v", path, err)
		}
		if _, err := os.Stat(dir); err == nil {
			t.Errorf("path %q was published", path)
		}
	}
	for _, pair := range [][2]string{{"a.csv", "A.csv"}, {"a", "a"}} {
		if err := Publish(filepath.Join(t.TempDir(), "r"), []manifest.File{{Path: pair[0]}, {Path: pair[1]}}, manifest.Manifest{}, Options{}); err == nil {
			t.Errorf("%q are one file on some systems", pair)
		}
	}
	if err := Publish(t.TempDir(), nil, manifest.Manifest{Options: []byte("{")}, Options{}); err == nil {
		t.Error("a manifest that is no JSON was written")
	}
	if err := Publish("/", nil, manifest.Manifest{}, Options{}); err == nil {
		t.Error("the root was accepted")
	}
}

// TestFaults lets every step in turn fail as a full disk does, once with an
// old report there and once without, until a run meets no fault. Each time the
// folder is the old report, whole, or the new one, and nothing is left beside it.
func TestFaults(t *testing.T) {
	for _, old := range []string{"", "old"} {
		for deadly := 1; ; deadly++ {
			parent := t.TempDir()
			dir := filepath.Join(parent, "r")
			if old != "" {
				publish(t, dir, old)
			}
			files, record := report("new")
			n := 0
			p := publisher{step: func(string) error {
				if n++; n == deadly {
					return syscall.ENOSPC
				}
				return nil
			}}
			err := p.publish(dir, files, record)
			got := whole(t, dir)
			if n < deadly {
				if err != nil || got != "new" {
					t.Fatalf("without a fault: %v, %q", err, got)
				}
				if deadly < 15 {
					t.Fatalf("only %d steps", deadly)
				}
				break
			}
			if err == nil && got == "new" { // the old report's removal failed: the next run sweeps
				publish(t, dir, "next")
				got, err = old, syscall.ENOSPC
			}
			if got != old || !errors.Is(err, syscall.ENOSPC) {
				t.Errorf("fault %d: %v, report %q, want %q", deadly, err, got, old)
			}
			if left := names(t, parent); len(left) > 1 || len(left) == 1 && left[0] != "r" {
				t.Errorf("fault %d left %q", deadly, left)
			}
		}
	}
}

func child(dir, step string) *exec.Cmd {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childDir+"="+dir, childStep+"="+step)
	return cmd
}

// TestKilledAtEveryStep kills a process at each step in turn.
func TestKilledAtEveryStep(t *testing.T) {
	if testing.Short() {
		t.Skip("starts some fifty processes")
	}
	for _, old := range []string{"", "old"} {
		for deadly := 1; ; deadly++ {
			parent := t.TempDir()
			dir := filepath.Join(parent, "r")
			foreign := filepath.Join(parent, ".r.partial-mine")
			if err := os.Mkdir(foreign, 0o755); err != nil {
				t.Fatal(err)
			}
			if old != "" {
				publish(t, dir, old)
			}
			err := child(dir, strconv.Itoa(deadly)).Run()
			if got := whole(t, dir); got != old && got != "new" {
				t.Fatalf("killed at step %d: report %q", deadly, got)
			}
			publish(t, dir, "next")
			if left := names(t, parent); !slices.Equal(left, []string{".r.partial-mine", "r"}) || whole(t, dir) != "next" {
				t.Errorf("after a kill at step %d and another run: %q", deadly, left)
			}
			if err == nil {
				break
			}
		}
	}
}

// TestKilledAtRandom kills a process that publishes without end.
func TestKilledAtRandom(t *testing.T) {
	if testing.Short() {
		t.Skip("starts processes")
	}
	parent := t.TempDir()
	dir := filepath.Join(parent, "r")
	random := rand.New(rand.NewPCG(1, 2))
	for range 12 {
		cmd := child(dir, "none")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(random.IntN(60_000)) * time.Microsecond)
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		if err := cmd.Wait(); err == nil || strings.Contains(err.Error(), "exit status") {
			t.Fatalf("the child ended by itself: %v", err)
		}
		whole(t, dir)
	}
	publish(t, dir, "last")
	if left := names(t, parent); !slices.Equal(left, []string{"r"}) {
		t.Errorf("left %q", left)
	}
}

// TestTwoAtOnce: while one run writes, a second into the same folder gets an
// error at once, and one into another folder does not.
func TestTwoAtOnce(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "r")
	files, record := report("first")
	asked := false
	p := publisher{step: func(what string) error {
		if what != "create index.html" {
			return nil
		}
		asked = true
		err := Publish(dir, files, record, Options{})
		if err == nil || !strings.Contains(err.Error(), "process "+strconv.Itoa(os.Getpid())) {
			t.Errorf("the second run got %v", err)
		}
		return Publish(filepath.Join(parent, "r2"), files, record, Options{})
	}}
	if err := p.publish(dir, files, record); err != nil || !asked || whole(t, dir) != "first" || whole(t, filepath.Join(parent, "r2")) != "first" {
		t.Errorf("%v, asked %v", err, asked)
	}
}

// TestSetAside is the way of systems that cannot exchange folders.
func TestSetAside(t *testing.T) {
	for deadly := range 4 {
		parent := t.TempDir()
		dir, stage, old := filepath.Join(parent, "r"), filepath.Join(parent, "stage"), filepath.Join(parent, ".r.old-0123456789abcdef")
		publish(t, dir, "old")
		publish(t, stage, "new")
		n := 0
		p := publisher{parent: parent, name: "r", step: func(string) error {
			if n++; n == deadly {
				return syscall.ENOSPC
			}
			return nil
		}}
		err := p.setAside(stage, dir, old)
		want := "new"
		if deadly == 1 || deadly == 2 {
			want = "old"
		}
		if got := whole(t, dir); got != want || (err == nil) != (want == "new") {
			t.Errorf("fault %d: %v, report %q", deadly, err, got)
		}
	}
	// A run that died between the two renames: the old report comes back.
	parent := t.TempDir()
	publish(t, filepath.Join(parent, ".r.old-0123456789abcdef"), "old")
	p := publisher{parent: parent, name: "r", step: func(string) error { return nil }}
	if err := p.sweep(); err != nil || whole(t, filepath.Join(parent, "r")) != "old" {
		t.Error(err)
	}
}

func TestReadOnlyParent(t *testing.T) {
	if runtime.GOOS == "windows" || os.Geteuid() == 0 {
		t.Skip("needs a user whom permissions stop")
	}
	parent := t.TempDir()
	if err := os.Chmod(parent, 0o555); err != nil {
		t.Fatal(err)
	}
	files, record := report("new")
	if err := Publish(filepath.Join(parent, "r"), files, record, Options{}); !errors.Is(err, os.ErrPermission) {
		t.Errorf("got %v", err)
	}
}
