package cache

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"testing"
	"time"
)

// A child process of these tests: it puts and publishes without end, or holds
// a draft.
const (
	childDir  = "CONCORDAT_TEST_CACHE"
	childTask = "CONCORDAT_TEST_TASK"
)

func TestMain(m *testing.M) {
	dir := os.Getenv(childDir)
	if dir == "" {
		os.Exit(m.Run())
	}
	if err := child(dir, os.Getenv(childTask)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

func child(dir, task string) error {
	if task == "hold" {
		c := Open(dir, Options{})
		c.Put(key(1), value(1))
		fmt.Println("ready")
		time.Sleep(time.Minute)
		return c.Close()
	}
	if task == "limited" {
		return limited(dir)
	}
	first, err := strconv.Atoi(task)
	if err != nil {
		return err
	}
	for i := 0; ; i++ {
		c := Open(dir, Options{})
		for n := first; n < first+40; n++ {
			if _, ok := c.Get(key(n), nil); !ok || rand.IntN(3) == 0 {
				c.Put(key(n), value(n))
			}
		}
		if err := c.Close(); err != nil {
			return err
		}
		if i == 0 {
			fmt.Println("ready")
		}
	}
}

// start starts a child and waits until it is at work.
func start(t *testing.T, dir, task string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childDir+"="+dir, childTask+"="+task)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || line != "ready\n" {
		t.Fatalf("the child says %q, %v", line, err)
	}
	return cmd
}

// kill ends a child without warning. A child that had ended by itself had an
// error.
func kill(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	if err := cmd.Process.Kill(); err != nil {
		t.Errorf("the child ended by itself: %v", err)
	}
	_ = cmd.Wait() // killed
}

// age makes every file of a folder older.
func age(t *testing.T, dir string, by time.Duration) {
	t.Helper()
	packs, drafts, err := list(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range append(packs, drafts...) {
		then := f.time.Add(-by)
		if err := os.Chtimes(filepath.Join(dir, f.name), then, then); err != nil {
			t.Fatal(err)
		}
	}
}

// TestKill kills several writers at once at any instant, again and again: no
// value is wrong, what was published stays, and the debris goes.
func TestKill(t *testing.T) {
	dir := t.TempDir()
	store(t, dir, Options{}, 1000, 1050)
	for range 8 {
		var children []*exec.Cmd
		for i := range 3 {
			children = append(children, start(t, dir, fmt.Sprint(i*20)))
		}
		time.Sleep(time.Duration(rand.IntN(20)) * time.Millisecond)
		for _, c := range children {
			kill(t, c)
		}
		// Each child had published its 40 numbers once.
		if n := found(t, dir, 0, 80); n != 80 {
			t.Fatalf("%d of 80 entries", n)
		}
	}
	if n := found(t, dir, 1000, 1050); n != 50 {
		t.Errorf("%d of 50 old entries", n)
	}
	age(t, dir, 2*grace)
	store(t, dir, Options{}, 2000, 2001)
	if _, drafts := packsOf(t, dir); len(drafts) != 0 {
		t.Errorf("debris: %v", drafts)
	}
}

// TestCrashBeforeRename: a draft is nothing to other runs, even when only its
// rename is missing, and goes in time.
func TestCrashBeforeRename(t *testing.T) {
	dir := t.TempDir()
	d, err := newDraft(dir, DefaultMaxBytes)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.add(key(1), value(1), checksum(value(1))); err != nil {
		t.Fatal(err)
	}
	if _, err := d.finish(); err != nil {
		t.Fatal(err)
	}
	if err := d.file.Close(); err != nil {
		t.Fatal(err)
	}
	if n := found(t, dir, 1, 2); n != 0 {
		t.Error("a draft was read")
	}
	age(t, dir, 2*grace)
	store(t, dir, Options{}, 1, 2)
	if packs, drafts := packsOf(t, dir); len(packs) != 1 || len(drafts) != 0 {
		t.Errorf("%v, %v", packs, drafts)
	}
}

// TestSweep: a draft stays as long as its run lives, however old, and goes
// afterwards, unless it may be a run that is just beginning.
func TestSweep(t *testing.T) {
	dir := t.TempDir()
	foreign := []string{"concordat.draft", "concordat-12.draft.txt", "notes.txt", "concordat-1-0123.pack"}
	for _, name := range foreign {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	holder := start(t, dir, "hold")
	_, held := packsOf(t, dir)
	if len(held) != 1 {
		t.Fatalf("drafts %v", held)
	}
	age(t, dir, 48*time.Hour)
	store(t, dir, Options{}, 0, 1)
	if _, err := Clean(dir); err != nil {
		t.Fatal(err)
	}
	if _, drafts := packsOf(t, dir); !slices.Equal(drafts, held) {
		t.Errorf("drafts %v while their run lives, want %v", drafts, held)
	}
	kill(t, holder)
	now := time.Now()
	if err := os.Chtimes(filepath.Join(dir, held[0]), now, now); err != nil {
		t.Fatal(err)
	}
	store(t, dir, Options{}, 0, 1)
	if _, drafts := packsOf(t, dir); !slices.Equal(drafts, held) {
		t.Errorf("drafts %v in their first minute, want %v", drafts, held)
	}
	age(t, dir, 2*grace)
	store(t, dir, Options{}, 1, 2)
	if _, drafts := packsOf(t, dir); len(drafts) != 0 {
		t.Errorf("drafts %v after their run died", drafts)
	}
	for _, name := range foreign {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Errorf("a foreign file is gone: %v", err)
		}
	}
}

// TestBoundOfFolder: the packs have no more bytes than they may, and those
// that went unused longest go first.
func TestBoundOfFolder(t *testing.T) {
	dir := t.TempDir()
	const most = 100_000
	// Each of these runs puts 20 entries of about 1,040 bytes: four have room.
	for run := range 4 {
		store(t, dir, Options{MaxBytes: most}, 1040+run*1100, 1060+run*1100)
		age(t, dir, time.Hour)
	}
	if n := found(t, dir, 1040, 1041); n != 1 { // the first is used again
		t.Fatal("the first run's entries are gone too early")
	}
	age(t, dir, time.Hour)
	store(t, dir, Options{MaxBytes: most}, 1040+4*1100, 1060+4*1100)
	for run, want := range []int{20, 0, 20, 20, 20} {
		if n := found(t, dir, 1040+run*1100, 1060+run*1100); n != want {
			t.Errorf("run %d: %d entries, want %d", run, n, want)
		}
	}
	if u, err := Inspect(dir); err != nil || u.Bytes > most || u.Entries != 80 || u.Packs != 4 {
		t.Errorf("usage %+v, %v", u, err)
	}

	// One run alone keeps what there is room for.
	store(t, dir, Options{MaxBytes: most}, 10*1100, 11*1100)
	if u, err := Inspect(dir); err != nil || u.Bytes > most || u.Entries < 100 {
		t.Errorf("usage %+v, %v", u, err)
	}
}

// TestJoin: small packs do not pile up; nothing that was found before is lost,
// and each key is kept once. Large packs stay as they are.
func TestJoin(t *testing.T) {
	dir := t.TempDir()
	o := Options{MaxBytes: 64 * 20_000} // a pack of 20 kB is large
	store(t, dir, o, 0, 200)
	large, _ := packsOf(t, dir)
	for run := range 60 {
		// Each run puts the two entries of the one before again.
		store(t, dir, o, 2000+run*2, 2000+run*2+4)
		packs, _, err := list(dir)
		if err != nil {
			t.Fatal(err)
		}
		small := slices.DeleteFunc(packs, func(f file) bool { return f.size >= 20_000 })
		if len(small) > mostSmall {
			t.Fatalf("%d small packs after %d runs", len(small), run+1)
		}
		if n := found(t, dir, 2000, 2000+run*2+4); n != run*2+4 {
			t.Fatalf("%d of %d entries after %d runs", n, run*2+4, run+1)
		}
	}
	if packs, _ := packsOf(t, dir); !slices.Contains(packs, large[0]) {
		t.Error("the large pack was joined")
	}
	if n := found(t, dir, 0, 200); n != 200 {
		t.Errorf("%d of 200 entries of the large pack", n)
	}
}

// TestJoinAgain: two runs that join the same packs make the same file, whatever
// the order, and one that is among them stays. A damaged entry does not.
func TestJoinAgain(t *testing.T) {
	var joined []string
	for range 2 {
		dir := t.TempDir()
		for run := range 5 {
			store(t, dir, Options{}, run*10, run*10+15)
		}
		packs, _, err := list(dir)
		if err != nil {
			t.Fatal(err)
		}
		rand.Shuffle(len(packs), func(i, j int) { packs[i], packs[j] = packs[j], packs[i] })
		if err := join(dir, packs); err != nil {
			t.Fatal(err)
		}
		now, drafts := packsOf(t, dir)
		if len(now) != 1 || len(drafts) != 0 {
			t.Fatalf("%v, %v", now, drafts)
		}
		joined = append(joined, now[0])
		// Nothing new: the file stays.
		if packs, _, err = list(dir); err != nil {
			t.Fatal(err)
		}
		if err := join(dir, packs); err != nil {
			t.Fatal(err)
		}
		if again, _ := packsOf(t, dir); !slices.Equal(again, now) {
			t.Fatalf("joined again: %v, want %v", again, now)
		}
		if u, err := Inspect(dir); err != nil || u.Entries != 55 {
			t.Errorf("usage %+v, %v", u, err)
		}
		if n := found(t, dir, 0, 55); n != 55 {
			t.Errorf("%d of 55 entries", n)
		}
	}
	if joined[0] != joined[1] {
		t.Errorf("two names: %v", joined)
	}
}

// TestSpecialFiles: a pipe, a folder or a link by the name of a pack is left
// alone, and hangs nobody.
func TestSpecialFiles(t *testing.T) {
	dir := t.TempDir()
	name := ours + "00112233445566778899aabbccddeeff.pack"
	if err := os.Mkdir(filepath.Join(dir, name), 0o700); err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS != "windows" {
		if err := os.Symlink("/dev/zero", filepath.Join(dir, ours+"ffeeddccbbaa99887766554433221100.pack")); err != nil {
			t.Fatal(err)
		}
	}
	store(t, dir, Options{}, 0, 10)
	if n := found(t, dir, 0, 10); n != 10 {
		t.Errorf("%d of 10 entries", n)
	}
	if u, err := Clean(dir); err != nil || u.Packs != 1 || u.Entries != 10 {
		t.Errorf("cleaned %+v, %v", u, err)
	}
	if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
		t.Error(err)
	}
}

// TestOtherFormat: packs of another format are not read, but bounded and
// cleaned.
func TestOtherFormat(t *testing.T) {
	dir := t.TempDir()
	other := filepath.Join(dir, "concordat-999-00112233445566778899aabbccddeeff.pack")
	if err := os.WriteFile(other, make([]byte, 5000), 0o600); err != nil {
		t.Fatal(err)
	}
	age(t, dir, time.Hour)
	store(t, dir, Options{MaxBytes: 10_000}, 1000, 1002)
	if u, err := Inspect(dir); err != nil || u.Packs != 2 || u.Entries != 2 {
		t.Errorf("usage %+v, %v", u, err)
	}
	store(t, dir, Options{MaxBytes: 8_000}, 1002, 1004)
	if _, err := os.Stat(other); err == nil {
		t.Error("a pack of another format is not bounded")
	}
}

// TestClean: afterwards there is nothing, and a second time nothing is freed.
func TestClean(t *testing.T) {
	dir := t.TempDir()
	if u, err := Clean(filepath.Join(dir, "missing")); err != nil || u != (Usage{}) {
		t.Errorf("a missing folder: %+v, %v", u, err)
	}
	store(t, dir, Options{}, 0, 100)
	before, err := Inspect(dir)
	if err != nil || before.Packs != 1 || before.Entries != 100 {
		t.Fatalf("usage %+v, %v", before, err)
	}
	reader := Open(dir, Options{})
	if _, ok := reader.Get(key(5), nil); !ok {
		t.Fatal("missing")
	}
	if runtime.GOOS != "windows" { // which removes no open file
		if freed, err := Clean(dir); err != nil || freed != before {
			t.Errorf("freed %+v, %v; want %+v", freed, err, before)
		}
		if _, ok := reader.Get(key(6), nil); !ok {
			t.Error("a run that was reading lost its pack")
		}
	}
	if err := reader.Close(); err != nil {
		t.Error(err)
	}
	if _, err := Clean(dir); err != nil {
		t.Error(err)
	}
	if u, err := Inspect(dir); err != nil || u != (Usage{}) {
		t.Errorf("afterwards %+v, %v", u, err)
	}
}
