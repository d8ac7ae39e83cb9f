//go:build linux

package main

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// coined writes a text of sentences of coined words, whose pairs are many times
// more than the memory that the tests below allow.
func coined(t *testing.T, sentences int) string {
	t.Helper()
	random := rand.New(rand.NewPCG(5, 6))
	path := filepath.Join(t.TempDir(), "coined.txt")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	b := bufio.NewWriter(file)
	for range sentences {
		fmt.Fprint(b, "A")
		for range 24 {
			fmt.Fprintf(b, " w%x", random.IntN(60_000))
		}
		fmt.Fprint(b, ".\n\n")
	}
	if err := errors.Join(b.Flush(), file.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestMemoryIsKept is the promise of --memory: what does not fit goes to disk,
// the process stays below the number given, also where the system would kill
// it above, and the result is the same.
func TestMemoryIsKept(t *testing.T) {
	if testing.Short() {
		t.Skip("millions of word pairs")
	}
	text := coined(t, 8_000) // 2.4 million pairs, nearly all different
	const limit = 150 << 20
	// Only digests are kept: the peak of a child begins with that of its parent.
	count := func(memory string) (digest string, bytes, peak int64) {
		t.Helper()
		// -d limits what a process may map of memory that is its own: somewhat
		// more than it uses, since the runtime gives memory back and keeps its place.
		data := "unlimited"
		if memory != "2GiB" {
			data = fmt.Sprint((limit + limit/2) >> 10)
		}
		cmd := exec.Command("sh", "-c", `ulimit -d "$1" && shift && exec "$@"`, "sh", data,
			program(t), "count", text, "--sheet", "word-pairs", "--memory", memory, "-q", "--workers", "2")
		var stderr strings.Builder
		cmd.Stderr, cmd.Env = &stderr, append(os.Environ(), "TMPDIR="+t.TempDir())
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		sum := sha256.New()
		bytes, err = io.Copy(sum, out)
		if err := errors.Join(err, cmd.Wait()); err != nil {
			t.Fatalf("--memory %s: %v: %s", memory, err, stderr.String())
		}
		return hex.EncodeToString(sum.Sum(nil)), bytes, cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss << 10
	}
	got, n, peak := count("150MiB")
	if peak > limit {
		t.Errorf("%d MiB of memory, %d are allowed", peak>>20, int64(limit)>>20)
	}
	if want, m, _ := count("2GiB"); got != want || n < 20_000_000 {
		t.Errorf("%d bytes with little memory, %d with much, and not the same", n, m)
	}
}
