//go:build !windows

package cache

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// limited is the task of a child that may write no file of more than 300 kB,
// which fails as a full disk does, in the midst of its puts.
func limited(dir string) error {
	signal.Ignore(syscall.SIGXFSZ)
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 300_000, Max: 300_000}); err != nil {
		return err
	}
	c := Open(dir, Options{})
	for n := range 2000 {
		c.Put(key(n), value(n))
	}
	if _, ok := c.Get(key(5000), nil); !ok {
		return errors.New("what was there before is gone")
	}
	err := c.Close()
	if !errors.Is(err, syscall.EFBIG) {
		return fmt.Errorf("close: %w", err)
	}
	fmt.Println(err)
	return nil
}

// TestFullDiskOfRun: a run that cannot write goes on, says so once, leaves
// nothing behind and the rest as it was.
func TestFullDiskOfRun(t *testing.T) {
	dir := t.TempDir()
	store(t, dir, Options{}, 5000, 5010)
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childDir+"="+dir, childTask+"=limited")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if s := string(out); strings.Count(s, "\n") != 1 || !strings.Contains(s, "nothing but time is lost") {
		t.Errorf("said %q", s)
	}
	if packs, drafts := packsOf(t, dir); len(packs) != 1 || len(drafts) != 0 {
		t.Errorf("left %v, %v", packs, drafts)
	}
	if n := found(t, dir, 5000, 5010); n != 10 {
		t.Errorf("%d of 10 entries", n)
	}
}

// TestUnwritableFolder: a folder that cannot be written is read all the same.
func TestUnwritableFolder(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("nothing is forbidden to root")
	}
	dir := filepath.Join(t.TempDir(), "cache")
	store(t, dir, Options{}, 0, 10)
	if err := os.Chmod(dir, 0o500); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := os.Chmod(dir, 0o700); err != nil {
			t.Error(err)
		}
	}()
	if n := found(t, dir, 0, 10); n != 10 {
		t.Errorf("%d of 10 entries", n)
	}
	c := Open(dir, Options{})
	c.Put(key(11), value(11))
	if err := c.Close(); !errors.Is(err, os.ErrPermission) {
		t.Errorf("error %v", err)
	}
}
