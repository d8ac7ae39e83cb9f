package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"concordat/cmd/internal/cli"
	"concordat/reports/reporttest"
)

// TestReadmeFigure: the picture in the README is the one that its first
// command makes.
func TestReadmeFigure(t *testing.T) {
	out := filepath.Join(t.TempDir(), "sample")
	var stderr bytes.Buffer
	if status := cli.Main([]string{"run", "--quiet", "--out", out}, nil, &bytes.Buffer{}, &stderr); status != 0 {
		t.Fatalf("exit status %d\n%s", status, &stderr)
	}
	svg, err := os.ReadFile(filepath.Join(out, "figures", "comparison.svg"))
	if err != nil {
		t.Fatal(err)
	}
	reporttest.Golden(t, "comparison.svg", svg)
}
