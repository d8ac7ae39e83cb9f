package cli

import (
	"path/filepath"
	"testing"
)

func TestSize(t *testing.T) {
	for n, want := range map[int64]string{
		0: "0 bytes", 1: "1 byte", 1023: "1023 bytes", 1024: "1.0 KiB", 1536: "1.5 KiB", 1<<20 - 1: "1.0 MiB",
		1 << 20: "1.0 MiB", 12_900_000: "12.3 MiB", 1 << 30: "1.0 GiB", 1<<40 - 1: "1.0 TiB", 5 << 50: "5120.0 TiB",
	} {
		if got := size(n); got != want {
			t.Errorf("size(%d) = %q, want %q", n, got, want)
		}
	}
}

// TestCacheFolder: the variable goes before the user's cache folder.
func TestCacheFolder(t *testing.T) {
	dir := t.TempDir()
	t.Setenv(cacheVariable, dir)
	if got, err := cacheFolder(); err != nil || got != dir {
		t.Errorf("%q, %v; want %q", got, err, dir)
	}
	t.Setenv(cacheVariable, "relative")
	if got, err := cacheFolder(); err != nil || !filepath.IsAbs(got) {
		t.Errorf("%q, %v; want an absolute path", got, err)
	}
	t.Setenv(cacheVariable, "")
	if got, err := cacheFolder(); err == nil && filepath.Base(got) != "concordat" {
		t.Errorf("%q in the user's cache folder", got)
	}
}
