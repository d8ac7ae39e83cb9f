//go:build unix

package source

import (
	"net"
	"os"
	"runtime"
	"syscall"
	"testing"
	"time"
)

// within fails the test if do hangs, as reading a FIFO would.
func within(t *testing.T, do func()) {
	t.Helper()
	done := make(chan struct{})
	go func() { defer close(done); do() }()
	select {
	case <-done:
	case <-time.After(5 * time.Second):
		t.Fatal("hangs")
	}
}

func TestWhatIsNotAFileIsNeverRead(t *testing.T) {
	lay(t, "d/good.txt")
	if err := syscall.Mkfifo("d/pipe.txt", 0o644); err != nil {
		t.Skip("no FIFO here: ", err)
	}
	l, err := net.Listen("unix", "d/sock.txt")
	if err != nil {
		t.Skip("no socket here: ", err)
	}
	defer l.Close()
	within(t, func() {
		f := mustFind(t, Options{}, "d")
		equal(t, "items", paths(f.Items), []string{"d/good.txt"})
		want := map[string]string{"d/pipe.txt": "fifo", "d/sock.txt": "socket"}
		equal(t, "in a folder", classes(f.Failures), want)
		f = mustFind(t, Options{}, "d/pipe.txt", "d/sock.txt")
		equal(t, "named", classes(f.Failures), want)
		if runtime.GOOS == "linux" {
			equal(t, "device", classes(mustFind(t, Options{}, "/dev/null").Failures), map[string]string{"/dev/null": "device"})
		}
	})
}

// A file that has become a FIFO since it was found must not hang the reading.
func TestReadOfWhatHasBecomeAFIFO(t *testing.T) {
	lay(t, "x.txt")
	it := mustFind(t, Options{}, "x.txt").Items[0]
	if err := os.Remove("x.txt"); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo("x.txt", 0o644); err != nil {
		t.Skip("no FIFO here: ", err)
	}
	within(t, func() { wantClass(t, it, "fifo") })
}
