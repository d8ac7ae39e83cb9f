package main

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"concordat/reports/manifest"
)

// program returns the path of the program, which TestMain puts first on PATH.
func program(t *testing.T) string {
	t.Helper()
	name, err := exec.LookPath("concordat")
	if err != nil {
		t.Fatal(err)
	}
	return name
}

// need returns the path of a tool of the system, and skips the test where the
// machine has none or does not let it be used as the arguments try.
func need(t *testing.T, tool string, try ...string) string {
	t.Helper()
	name, err := exec.LookPath(tool)
	if err != nil {
		t.Skipf("%s is not installed", tool)
	}
	if out, err := exec.Command(name, try...).CombinedOutput(); err != nil {
		t.Skipf("%s cannot be used here: %v: %s", tool, err, out)
	}
	return name
}

// texts makes a folder with a small corpus in it and returns the folder.
func texts(t *testing.T, n int) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "in"), 0o755); err != nil {
		t.Fatal(err)
	}
	for i := range n {
		text := fmt.Sprintf("Cyberspace sovereignty is a principle of text %d.\n\nThe multilateral process protects privacy.\n", i)
		if err := os.WriteFile(filepath.Join(dir, "in", fmt.Sprintf("d%04d.txt", i)), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// small are the arguments of a run that makes a small report in out.
func small(out, title string) []string {
	return []string{"run", "in", "-q", "--out", out, "--title", title, "--analyzers", "documents,frequency", "--tables", "csv", "--figures", "svg", "--resamples", "100"}
}

// start runs a command in a folder and returns its exit status, -1 if a signal
// ended it, and what it wrote to standard error.
func start(t *testing.T, dir, name string, args ...string) (int, string) {
	t.Helper()
	var stderr bytes.Buffer
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Stderr = dir, &stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), stderr.String()
}

// report returns the title of the report in a folder, "" if there is none. A
// report that is not whole fails the test.
func report(t *testing.T, dir string) string {
	t.Helper()
	if _, err := os.Lstat(dir); errors.Is(err, os.ErrNotExist) {
		return ""
	}
	data, err := os.ReadFile(filepath.Join(dir, manifest.FileName))
	if err != nil {
		t.Fatalf("a folder without its manifest: %v", err)
	}
	m, err := manifest.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	if diffs, err := manifest.Verify(os.DirFS(dir), m); err != nil || len(diffs) > 0 {
		t.Fatalf("the report is torn: %v, %v", diffs, err)
	}
	for i, arg := range m.Command {
		if arg == "--title" {
			return m.Command[i+1]
		}
	}
	return "?"
}

// beside returns the names beside a report that are neither it nor its inputs.
func beside(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		if n := e.Name(); n != "r" && n != "in" {
			out = append(out, n)
		}
	}
	return out
}

// TestP1KilledAtAnySystemCall is promise P1: the process is killed, or the disk
// is full or broken, at a system call of a run over an older report; that
// report, or the new one, is there in full, and a run that could not write says
// so and leaves nothing behind.
func TestP1KilledAtAnySystemCall(t *testing.T) {
	strace := need(t, "strace", "-f", "-qq", "-o", os.DevNull, "-e", "trace=none", "true")
	bin, dir := program(t), texts(t, 3)
	if code, stderr := start(t, dir, bin, small("r", "old")...); code != 0 {
		t.Fatalf("status %d: %s", code, stderr)
	}
	limit := 6 * time.Second
	if testing.Short() {
		limit = 3 * time.Second
	}
	random, begun := rand.New(rand.NewPCG(1, 2)), time.Now()
	calls := []string{"write", "openat", "fsync", "renameat,renameat2", "mkdirat", "close", "unlinkat,rmdir", "fstat,newfstatat"}
	killed, refused, last := 0, 0, "old"
	for n := 0; time.Since(begun) < limit; n++ {
		call := calls[n%len(calls)]
		fault := []string{"signal=KILL", "error=ENOSPC", "error=EIO"}[n/len(calls)%3]
		deep := 12 // how often a thread makes the call in the last part of a run
		if call == "write" || call == "openat" || call == "close" {
			deep = 40
		}
		inject := fmt.Sprintf("%s:%s:when=%d", call, fault, 1+random.IntN(deep))
		title := fmt.Sprint("new", n)
		args := append([]string{"-f", "-qq", "-o", os.DevNull, "-e", "trace=" + call, "-e", "inject=" + inject, bin}, small("r", title)...)
		code, stderr := start(t, dir, strace, args...)
		got := report(t, filepath.Join(dir, "r"))
		if got != last && got != title {
			t.Fatalf("%s: report %q, want %q or %q", inject, got, last, title)
		}
		if code == 0 && got != title {
			t.Errorf("%s: status 0, but the report is %q", inject, got)
		}
		last = got
		if fault == "signal=KILL" {
			if code < 0 || code == 128+int(syscall.SIGKILL) {
				killed++
			}
			continue
		}
		if strings.Contains(stderr, "goroutine ") && !strings.Contains(stderr, "runtime: netpoll") {
			t.Fatalf("%s: status %d, a trace:\n%s", inject, code, stderr)
		}
		if code == 1 {
			refused++
			// Threads are counted apart, and the message may be another one's n-th write.
			if lost := call == "write" && stderr == ""; !lost && !strings.HasPrefix(stderr, "concordat: ") {
				t.Errorf("%s: status 1 and %q", inject, stderr)
			}
		}
	}
	t.Logf("%d killed, %d refused, over older reports", killed, refused)
	if killed == 0 || refused == 0 {
		t.Errorf("%d runs were killed and %d could not write: the faults did not reach them", killed, refused)
	}
	if code, stderr := start(t, dir, bin, small("r", "last")...); code != 0 || report(t, filepath.Join(dir, "r")) != "last" {
		t.Errorf("after all: status %d, %s", code, stderr)
	}
	if left := beside(t, dir); len(left) > 0 {
		t.Errorf("left %q", left)
	}
}

// wantRefused wants a run that could not write to end with status 1, to name
// the path and the cause, and to leave the old report and nothing beside it.
func wantRefused(t *testing.T, where, what string, code int, stderr, cause string) {
	t.Helper()
	if code != 1 || !strings.Contains(stderr, cause) || !strings.Contains(stderr, where) || strings.Contains(stderr, "goroutine ") {
		t.Errorf("%s: status %d, want 1 and a message with %q and %q:\n%s", what, code, cause, where, stderr)
	}
}

// TestP4NoRoom is promise P4: on a disk without room, without inodes or
// mounted read-only the run fails, says where and why, and leaves the old
// report and nothing else.
func TestP4NoRoom(t *testing.T) {
	unshare := need(t, "unshare", "-m", "sh", "-c", "mount -t tmpfs none /tmp")
	bin, dir := program(t), texts(t, 40)
	script := func(options, before string) string {
		return `disk="$PWD/disk"; mkdir -p "$disk"; mount -t tmpfs -o ` + options + ` none "$disk" || exit 99
run() { "$0" run in -q --out "$disk/r" --title "$1" --analyzers documents,frequency --tables csv --figures svg --resamples 100; }
` + before + `
run new; code=$?
ls -A "$disk" >&2
[ ! -e "$disk/r" ] || "$0" verify --digests "$disk/r" >/dev/null || exit 98
exit $code`
	}
	for _, c := range []struct{ name, options, before, cause, left string }{
		{"no room", "size=64k", "", "no space left on device", ""},
		{"no room for a second", "size=1300k", "run old || exit 97; head -c 900k /dev/zero >\"$disk/ballast\"", "no space left on device", "ballast\nr\n"},
		{"no inodes", "nr_inodes=5", "", "no space left on device", ""},
		{"read-only", "size=2m", "run old || exit 97; mount -o remount,ro none \"$disk\" || exit 99", "read-only file system", "r\n"},
	} {
		code, stderr := start(t, dir, unshare, "-m", "sh", "-c", script(c.options, c.before), bin)
		wantRefused(t, "disk/", c.name, code, stderr, c.cause)
		_, after, _ := strings.Cut(stderr, c.cause)
		if _, after, _ = strings.Cut(after, "\n"); after != c.left {
			t.Errorf("%s: left %q, want %q", c.name, after, c.left)
		}
	}
}

// TestP4FileTooLarge: a limit on the size of files is an error, not a crash.
func TestP4FileTooLarge(t *testing.T) {
	sh := need(t, "sh", "-c", "ulimit -f 8")
	bin, dir := program(t), texts(t, 40)
	args := append([]string{"-c", `ulimit -f 8; exec "$0" "$@"`, bin}, small("r", "new")...)
	code, stderr := start(t, dir, sh, args...)
	wantRefused(t, "report r", "ulimit -f", code, stderr, "file too large")
	if report(t, filepath.Join(dir, "r")) != "" || len(beside(t, dir)) > 0 {
		t.Errorf("left %q", beside(t, dir))
	}
}

// TestP4NoPermission: a folder that may not be written to, and a text that may
// not be read, for a user whom permissions stop.
func TestP4NoPermission(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only the superuser can become another user")
	}
	setpriv := need(t, "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "true")
	dir := texts(t, 20)
	closed, open := filepath.Join(dir, "closed"), filepath.Join(dir, "open")
	for name, mode := range map[string]os.FileMode{closed: 0o755, open: 0o777, filepath.Join(dir, "bin"): 0o755} {
		if err := os.Mkdir(name, mode); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(program(t))
	if err != nil {
		t.Fatal(err)
	}
	bin := filepath.Join(dir, "bin", "concordat")
	if err := os.WriteFile(bin, data, 0o755); err != nil {
		t.Fatal(err)
	}
	for up := dir; up != filepath.Dir(up) && strings.HasPrefix(up, os.TempDir()) && up != os.TempDir(); up = filepath.Dir(up) {
		if err := os.Chmod(up, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(os.Chmod(open, 0o777), os.Chmod(filepath.Join(dir, "in", "d0003.txt"), 0)); err != nil {
		t.Fatal(err)
	}
	as := []string{"--reuid=65534", "--regid=65534", "--clear-groups", bin}
	code, stderr := start(t, dir, setpriv, append(as, small("closed/r", "new")...)...)
	wantRefused(t, "closed/", "a closed folder", code, stderr, "permission denied")
	code, stderr = start(t, dir, setpriv, append(as, small("open/r", "new")...)...)
	failures, err := os.ReadFile(filepath.Join(open, "r", "failures.csv"))
	if code != 3 || err != nil || !strings.Contains(string(failures), "in/d0003.txt,") || !strings.Contains(string(failures), ",unreadable,") {
		t.Errorf("a closed text: status %d, %s\n%s", code, stderr, failures)
	}
}

// TestP4StandardOutputFull: an answer that cannot be written is an error.
func TestP4StandardOutputFull(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("needs /dev/full")
	}
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip(err)
	}
	defer full.Close()
	for _, args := range [][]string{{"list", "analyzers"}, {"list", "analyzers", "--json"}, {"version"}, {"codebook", "list"}, {"corpus", "in"}, {"plan", "in"}} {
		var stderr bytes.Buffer
		cmd := exec.Command(program(t), args...)
		cmd.Dir, cmd.Stdout, cmd.Stderr = texts(t, 1), full, &stderr
		if err := cmd.Run(); cmd.ProcessState.ExitCode() != 1 || !strings.Contains(stderr.String(), "no space left") {
			t.Errorf("%q: %v, %s", args, err, stderr.String())
		}
	}
}
