//go:build unix

package pipeline_test

import (
	"net"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"
)

// TestP7DevicesAreNeverRead is promise P7: a named pipe, a socket and a device
// in a folder are rows, never block the run, and the texts beside them count.
func TestP7DevicesAreNeverRead(t *testing.T) {
	dir := lay(t, map[string]string{"c/a.txt": good(1), "c/folder.txt/b.txt": good(2)})
	if err := syscall.Mkfifo(filepath.Join(dir, "c", "pipe.txt"), 0o644); err != nil {
		t.Skip("no FIFO here: ", err)
	}
	t.Chdir(dir) // the name of a socket may not be long
	l, err := net.Listen("unix", "c/sock.txt")
	if err != nil {
		t.Skip("no socket here: ", err)
	}
	defer l.Close()
	want := map[string]string{"c/pipe.txt": "fifo", "c/sock.txt": "socket"}
	p := quick("c")
	if runtime.GOOS == "linux" {
		want["/dev/zero"] = "device"
		p.Documents = append(p.Documents, "/dev/zero")
	}
	p.MaxFailures = 100
	within(t, 20*time.Second, func() {
		out, files := done(t, dir, p)
		if len(out.Documents) != 2 {
			t.Errorf("%d documents", len(out.Documents))
		}
		same(t, "failures", classes(t, files), want)
	})
	// An index of metadata, a codebook and a project can be pipes as well.
	if err := syscall.Mkfifo(filepath.Join(dir, "c", "index.tsv"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(filepath.Join(dir, "book.yaml"), 0o644); err != nil {
		t.Fatal(err)
	}
	within(t, 20*time.Second, func() {
		if _, _, err := attempt(t, dir, p, 2); err != nil {
			t.Errorf("an index that is a pipe: %v", err)
		}
		p.Codebook = "./book.yaml"
		if _, _, err := attempt(t, dir, p, 2); err == nil {
			t.Error("a codebook that is a pipe was read")
		}
	})
}

// TestP4UnreadableDocument is the part of promise P4 about what is read: a
// document that may not be read is a row.
func TestP4UnreadableDocument(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("permissions do not stop the superuser")
	}
	dir := lay(t, map[string]string{"c/a.txt": good(1), "c/closed.txt": good(2)})
	if err := os.Chmod(filepath.Join(dir, "c", "closed.txt"), 0); err != nil {
		t.Fatal(err)
	}
	_, files := done(t, dir, quick("c"))
	same(t, "failures", classes(t, files), map[string]string{"c/closed.txt": "unreadable"})
}
