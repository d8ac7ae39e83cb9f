package main

import (
	"bufio"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

const watchedBook = `name: book
version: 1.0.0
concepts:
  peace:
    label: Peace
    definition: Peace.
    patterns: [peace]
`

// TestWatch edits a codebook and a document under a watch: each change is one
// more round, a codebook with an error is said with its place and ends nothing,
// and Ctrl-C ends it with status 130 and the last report.
func TestWatch(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a process cannot be interrupted by another on Windows")
	}
	dir := t.TempDir()
	put := func(name, text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Join(dir, filepath.Dir(name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	put("project.yaml", "name: study\ndocuments: .\ncodebook: book.yaml\nresamples: 100\nfigures: svg\ntables: csv\nanalyzers: frequency\n")
	put("book.yaml", watchedBook)
	put("texts/a.txt", "Peace and security.\n\nPeace.")

	cmd := exec.Command("concordat", "run", ".", "--watch")
	cmd.Dir = dir
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	guard := time.AfterFunc(time.Minute, func() { _ = cmd.Process.Kill() })
	defer guard.Stop()
	lines := bufio.NewReader(stderr)
	// round returns what is said until the watch waits for a change.
	round := func() string {
		t.Helper()
		var said strings.Builder
		for {
			line, err := lines.ReadString('\n')
			if err != nil {
				t.Fatalf("the watch ended: %v after\n%s", err, said.String())
			}
			if strings.HasPrefix(line, "watching ") {
				return said.String()
			}
			said.WriteString(line)
		}
	}
	expect := func(said string, wants ...string) {
		t.Helper()
		for _, want := range wants {
			if !strings.Contains(said, want) {
				t.Errorf("said\n%s\nwithout %q", said, want)
			}
		}
	}
	hits := func(concept, want string) {
		t.Helper()
		data, err := os.ReadFile(filepath.Join(dir, "reports/study/tables/frequency_total.csv"))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(data), "\n"+concept+",") == (want != "") || want != "" && !strings.Contains(string(data), "\n"+concept+","+want) {
			t.Errorf("%s is not %q in\n%s", concept, want, data)
		}
	}

	expect(round(), "numbers after ", "report after ")
	hits("peace", "Peace,0,2,")
	hits("security", "")

	put("book.yaml", watchedBook+"    pattern: [x]\n")
	said := round()
	expect(said, "book.yaml:8:5: ")
	if strings.Contains(said, "report after") {
		t.Error("a broken codebook was run")
	}
	hits("peace", "Peace,0,2,")

	put("book.yaml", watchedBook+"  security:\n    label: Security\n    definition: Security.\n    patterns: [security]\n")
	expect(round(), "changed   book.yaml\n", "report after ")
	hits("security", "Security,0,1,")

	put("texts/b.txt", "Peace again.")
	expect(round(), "changed   texts/b.txt (new)\n")
	hits("peace", "Peace,0,3,")

	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	rest, err := io.ReadAll(lines)
	if err != nil {
		t.Fatal(err)
	}
	var exit *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &exit) || exit.ExitCode() != 130 {
		t.Errorf("exit: %v, want status 130", err)
	}
	if want := "watching ended; the report is that of the last round that was published\n"; string(rest) != want {
		t.Errorf("said %q at the end, want %q", rest, want)
	}
	hits("peace", "Peace,0,3,")
}
