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
)

// TestInterrupt interrupts runs at two moments: while standard input gives
// nothing, and in the midst of the bootstrap. Status 130, the old report as it
// was, and nothing beside it.
func TestInterrupt(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a process cannot be interrupted by another on Windows")
	}
	const report = "reports/sample/index.html"
	for _, c := range []struct{ name, until, args string }{
		{"reading", "", "run - --name sample"},
		{"computing", "count ", "run --resamples 1000000 --figures svg"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			first := exec.Command("concordat", strings.Fields("run -q --resamples 100 --figures svg --analyzers documents")...)
			first.Dir = dir
			if out, err := first.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			before, err := os.ReadFile(filepath.Join(dir, report))
			if err != nil {
				t.Fatal(err)
			}

			cmd := exec.Command("concordat", strings.Fields(c.args)...)
			cmd.Dir = dir
			stdin, err := cmd.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			defer stdin.Close()
			stderr, err := cmd.StderrPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			lines := bufio.NewReader(stderr)
			if c.until == "" {
				// The run has begun to read once it has taken this.
				if _, err := stdin.Write(make([]byte, 1<<20)); err != nil {
					t.Fatal(err)
				}
			}
			for c.until != "" {
				line, err := lines.ReadString('\n')
				if err != nil {
					t.Fatalf("the run ended before %q: %v", c.until, err)
				}
				if strings.HasPrefix(line, c.until) {
					break
				}
			}
			if err := cmd.Process.Signal(os.Interrupt); err != nil {
				t.Fatal(err)
			}
			said, err := io.ReadAll(lines)
			if err != nil {
				t.Fatal(err)
			}
			var exit *exec.ExitError
			if err := cmd.Wait(); !errors.As(err, &exit) || exit.ExitCode() != 130 {
				t.Errorf("exit: %v, want status 130", err)
			}
			if want := "concordat: interrupted; nothing was published\n"; !strings.HasSuffix(string(said), want) {
				t.Errorf("said %q, want %q at the end", said, want)
			}
			after, err := os.ReadFile(filepath.Join(dir, report))
			if err != nil || string(after) != string(before) {
				t.Errorf("the old report is not as it was: %v", err)
			}
			entries, err := os.ReadDir(filepath.Join(dir, "reports"))
			if err != nil || len(entries) != 1 {
				t.Errorf("reports has %v, %v; want the old report alone", entries, err)
			}
		})
	}
}
