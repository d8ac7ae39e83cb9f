package spill

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// childDir tells the test binary to be a child that spills there and dies.
const childDir = "CONCORDAT_TEST_SPILL"

func TestMain(m *testing.M) {
	dir := os.Getenv(childDir)
	if dir == "" {
		os.Exit(m.Run())
	}
	c := New(context.Background(), Options{Dir: dir})
	for i := range uint32(100_000) {
		if err := c.AddPair(i, i, 1); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	self, err := os.FindProcess(os.Getpid())
	if err == nil {
		err = self.Kill()
	}
	time.Sleep(time.Minute)
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// TestSweep: what a killed process left is removed by the next that spills
// there; what a living one has, and what others have, is not.
func TestSweep(t *testing.T) {
	dir := t.TempDir()
	living, want, err := spilled(context.Background(), t, dir, fine)
	if err != nil {
		t.Fatal(err)
	}
	foreign := []string{"concordat-spill-notes", "concordat-spill-0123456789abcdef.old", "other"}
	for _, name := range foreign {
		if err := os.Mkdir(filepath.Join(dir, name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), childDir+"="+dir)
	if out, err := child.CombinedOutput(); err == nil || len(out) > 0 {
		t.Fatalf("the child ended by itself: %v %s", err, out)
	}
	dead := folders(t, dir)
	if len(dead) != 2 {
		t.Fatalf("%v: want the folders of the living and of the dead", dead)
	}
	// One that died between making its folder and its lock, and one that died while sweeping.
	for _, name := range []string{"concordat-spill-0123456789abcdef", "concordat-spill-fedcba9876543210.swept"} {
		if err := os.MkdirAll(filepath.Join(dir, name, "1"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	next, _, err := spilled(context.Background(), t, dir, fine)
	if err != nil {
		t.Fatal(err)
	}
	if left := folders(t, dir); len(left) != 2 || !strings.Contains(strings.Join(left, " "), filepath.Base(living.folders[0].path)) {
		t.Errorf("%v: want the folders of two living counters", left)
	}
	if got := collect(t, living.Each); len(got) != len(want) {
		t.Errorf("the living counter has %d keys, want %d", len(got), len(want))
	}
	for _, c := range []*Counter{living, next} {
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if left := folders(t, dir); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	for _, name := range foreign {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
}

// folders returns the names of this package's folders below dir.
func folders(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		if ours.MatchString(e.Name()) {
			out = append(out, e.Name())
		}
	}
	return out
}

func TestNoFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "absent")
	_, _, err := spilled(context.Background(), t, dir, fine)
	if err == nil || !strings.Contains(err.Error(), "temporary files in "+dir+": mkdir: ") {
		t.Errorf("error %v", err)
	}
}
