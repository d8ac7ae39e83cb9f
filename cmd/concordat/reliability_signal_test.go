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
	"sync"
	"syscall"
	"testing"
	"time"
)

// running is the program at work in a process of its own.
type running struct {
	cmd    *exec.Cmd
	stderr bytes.Buffer
	begun  time.Time
}

func launch(t *testing.T, dir string, args ...string) *running {
	t.Helper()
	r := &running{cmd: exec.Command(program(t), args...), begun: time.Now()}
	r.cmd.Dir, r.cmd.Stderr = dir, &r.stderr
	if err := r.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return r
}

// end waits for the program and returns its exit status and how long it ran on
// after a moment.
func (r *running) end(t *testing.T, since time.Time) (code int, after time.Duration) {
	t.Helper()
	err := r.cmd.Wait()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return r.cmd.ProcessState.ExitCode(), time.Since(since)
}

// TestP5Signals is promise P5: at whatever moment SIGINT or SIGTERM comes, the
// program ends within two seconds with 130 or 143, and the folder has the old
// report or, if the run was done, the new one.
func TestP5Signals(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such signals")
	}
	dir := texts(t, 60)
	var full time.Duration
	for range 2 { // the second takes the first one's figures, as those below do
		whole := launch(t, dir, "run", "in", "-q", "--out", "r", "--title", "old")
		code, after := whole.end(t, whole.begun)
		if full = after; code != 0 {
			t.Fatalf("status %d: %s", code, whole.stderr.String())
		}
	}
	// The handler is in place some time after the process is: on a busy machine,
	// as long after as a command takes that does nothing.
	ready := 30 * time.Millisecond
	for range 3 {
		nothing := launch(t, dir, "version")
		_, after := nothing.end(t, nothing.begun)
		ready = max(ready, 2*after)
	}
	random, last, interrupted := rand.New(rand.NewPCG(3, 4)), "old", 0
	for i := range 10 {
		sig, want := syscall.SIGINT, 130
		if i%2 == 1 {
			sig, want = syscall.SIGTERM, 143
		}
		title := fmt.Sprint("new", i)
		r := launch(t, dir, "run", "in", "-q", "--out", "r", "--title", title)
		delay := ready + time.Duration(random.Int64N(int64(full)))
		time.Sleep(delay)
		if err := r.cmd.Process.Signal(sig); err != nil && !errors.Is(err, os.ErrProcessDone) {
			t.Fatal(err)
		}
		code, after := r.end(t, time.Now())
		got := report(t, filepath.Join(dir, "r"))
		switch {
		case code == want && got == last && strings.Contains(r.stderr.String(), "nothing was published"):
			interrupted++
		case code == 0 && got == title:
			last = got
		default:
			t.Errorf("%v after %v: status %d, report %q, %s", sig, delay, code, got, r.stderr.String())
		}
		if after > 2*time.Second {
			t.Errorf("%v after %v: ended %v later", sig, delay, after)
		}
	}
	if interrupted == 0 {
		t.Error("no signal came in time")
	}
	if left := beside(t, dir); len(left) > 0 {
		t.Errorf("left %q", left)
	}
}

// TestP5SecondSignal: the program waits for standard input, which never ends;
// the first signal ends it, and if not, the second.
func TestP5SecondSignal(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such signals")
	}
	r := &running{cmd: exec.Command(program(t), "run", "-", "-q", "--out", "r"), begun: time.Now()}
	r.cmd.Dir, r.cmd.Stderr = t.TempDir(), &r.stderr
	stdin, err := r.cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer stdin.Close()
	if err := r.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(200 * time.Millisecond)
	first := time.Now()
	for range 2 {
		if err := r.cmd.Process.Signal(os.Interrupt); err != nil && !errors.Is(err, os.ErrProcessDone) {
			t.Fatal(err)
		}
		time.Sleep(50 * time.Millisecond)
	}
	if code, after := r.end(t, first); code != 130 || after > 2*time.Second {
		t.Errorf("status %d after %v: %s", code, after, r.stderr.String())
	}
	if left := beside(t, r.cmd.Dir); len(left) > 0 {
		t.Errorf("left %q", left)
	}
}

// TestP6ManyAtOnce is promise P6: of runs into one folder at the same time each
// either publishes or says that another is writing, and the folder is whole.
func TestP6ManyAtOnce(t *testing.T) {
	dir := texts(t, 5)
	var wg sync.WaitGroup
	codes, said := make([]int, 6), make([]string, 6)
	for i := range codes {
		r := launch(t, dir, small("r", fmt.Sprint("run", i))...)
		wg.Add(1)
		go func() {
			defer wg.Done()
			codes[i], _ = r.end(t, r.begun)
			said[i] = r.stderr.String()
		}()
	}
	wg.Wait()
	published := 0
	for i, code := range codes {
		switch {
		case code == 0:
			published++
		case code != 1 || !strings.Contains(said[i], "is writing it") || !strings.Contains(said[i], "--out"):
			t.Errorf("run %d: status %d, %s", i, code, said[i])
		}
	}
	if published == 0 || !strings.HasPrefix(report(t, filepath.Join(dir, "r")), "run") {
		t.Errorf("%d published", published)
	}
	if left := beside(t, dir); len(left) > 0 {
		t.Errorf("left %q", left)
	}
}

// TestP6ForeignFolder: a folder, a file or a link that concordat did not make
// is refused and left as it is, with --force as well.
func TestP6ForeignFolder(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("links need a privilege on Windows")
	}
	dir := texts(t, 2)
	for _, step := range []error{
		os.Mkdir(filepath.Join(dir, "thesis"), 0o755),
		os.WriteFile(filepath.Join(dir, "thesis", "chapter.txt"), []byte("years of work"), 0o644),
		os.WriteFile(filepath.Join(dir, "file"), []byte("mine"), 0o644),
		os.Symlink("thesis", filepath.Join(dir, "link")),
	} {
		if step != nil {
			t.Fatal(step)
		}
	}
	for _, out := range []string{"thesis", "file", "link", "in", "."} {
		for _, force := range []string{"--force=false", "--force"} {
			code, stderr := start(t, dir, program(t), append(small(out, "new"), force)...)
			if code != 1 || !strings.Contains(stderr, "--out") {
				t.Errorf("%s %s: status %d, %s", out, force, code, stderr)
			}
		}
	}
	chapter, err := os.ReadFile(filepath.Join(dir, "thesis", "chapter.txt"))
	mine, err2 := os.ReadFile(filepath.Join(dir, "file"))
	if string(chapter) != "years of work" || string(mine) != "mine" || err != nil || err2 != nil {
		t.Errorf("%q %q %v %v", chapter, mine, err, err2)
	}
	if left := beside(t, dir); strings.Join(left, " ") != "file link thesis" {
		t.Errorf("left %q", left)
	}
}

// TestP22NoNetwork is promise P22: no command opens a socket, and a run without
// a network gives the same bytes.
func TestP22NoNetwork(t *testing.T) {
	strace := need(t, "strace", "-f", "-qq", "-o", os.DevNull, "-e", "trace=none", "true")
	dir := texts(t, 3)
	log := filepath.Join(t.TempDir(), "log")
	for _, args := range [][]string{small("r", "traced"), {"verify", "r"}, {"compare", "in/d0000.txt", "in/d0001.txt"}, {"version"}, {"codebook", "check"}} {
		code, stderr := start(t, dir, strace, append([]string{"-f", "-qq", "-o", log, "-e", "trace=network", program(t)}, args...)...)
		if code != 0 {
			t.Errorf("%q: status %d, %s", args, code, stderr)
		}
		calls, err := os.ReadFile(log)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(calls)) {
			if strings.Contains(line, "(AF_") || strings.Contains(line, "socket(") || strings.Contains(line, "connect(") {
				t.Errorf("%q: %s", args, line)
			}
		}
	}
}

// TestP26TerminalObeysNothing: no control character of a file's name or of a
// text reaches the terminal, whether a command succeeds or not.
func TestP26TerminalObeysNothing(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such names")
	}
	const evil = "\x1b[31mred\x07\u202e"
	dir := t.TempDir()
	for name, data := range map[string]string{
		"in/a" + evil + ".txt": evil + " cyberspace sovereignty " + evil, "in/b" + evil + ".txt": "r\xe9gime", "in/c" + evil + ".txt": "r\xe9gime",
	} {
		if err := os.MkdirAll(filepath.Join(dir, "in"), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, args := range [][]string{
		{"run", "in"}, {"run", "in", "--max-failures", "100", "--analyzers", "documents", "--resamples", "100"}, {"corpus", "in"}, {"plan", "in"},
		{"kwic", "sovereignty", "in"}, {"kwic", evil, "in"}, {"compare", "in/a" + evil + ".txt", "in/b" + evil + ".txt"}, {"run", "in/" + evil}, {"run", evil + ".yaml"},
		{"run", "in", "--codebook", "./" + evil}, {"run", "in", "--target", evil}, {"verify", evil}, {"show", evil}, {evil}, {"run", "--" + evil}, {"list", evil},
		{"codebook", "explain", evil + " sovereignty"},
	} {
		cmd := exec.Command(program(t), args...)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		var exit *exec.ExitError
		if err != nil && !errors.As(err, &exit) {
			t.Fatal(err)
		}
		if i := bytes.IndexAny(out, "\x1b\x07\u202e"); i >= 0 || len(out) == 0 {
			t.Errorf("%q: %q", args, out[max(0, i-40):min(len(out), max(0, i)+20)])
		}
	}
}

// TestP26BrowserRunsNothing opens a hostile report in a browser, if the
// variable CONCORDAT_BROWSER names one: no script of a text may change the page.
func TestP26BrowserRunsNothing(t *testing.T) {
	browser := os.Getenv("CONCORDAT_BROWSER")
	if browser == "" {
		t.Skip("CONCORDAT_BROWSER names no Chromium to open the report in")
	}
	dir := t.TempDir()
	evil := `"><script>document.title='OWNED'</script><img src=x onerror="document.title='OWNED'"><svg onload="document.title='OWNED'">`
	text := "id,title,text\na,\"" + strings.ReplaceAll(evil, `"`, `""`) + "\",\"" + strings.ReplaceAll(evil, `"`, `""`) + " cyberspace sovereignty\"\n"
	if err := os.Mkdir(filepath.Join(dir, "in"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "in", "a.csv"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	if code, stderr := start(t, dir, program(t), "run", "in", "-q", "--out", "r", "--title", evil); code != 0 {
		t.Fatalf("status %d: %s", code, stderr)
	}
	page := filepath.Join(dir, "r", "index.html")
	dump, err := exec.Command(browser, "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir="+filepath.Join(dir, "profile"),
		"--virtual-time-budget=3000", "--dump-dom", "file://"+page).Output()
	if err != nil {
		t.Fatalf("%s: %v", browser, err)
	}
	if !bytes.Contains(dump, []byte("sovereignty")) || bytes.Contains(dump, []byte("<title>OWNED")) {
		t.Errorf("the page ran a script, or was not shown: %.300s", dump)
	}
}
