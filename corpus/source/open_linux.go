package source

import (
	"errors"
	"io"
	"io/fs"
	"syscall"
)

// descriptor is an open file without what os.File adds for files that block:
// a fifth of the time of reading a small file.
type descriptor int

// openFile opens a file and returns at once also for a FIFO, so that fstat can
// tell what was opened even if the name changed its meaning since it was found.
func openFile(name string) (handle, error) {
	fd, err := again(func() (int, error) {
		return syscall.Open(name, syscall.O_RDONLY|syscall.O_NONBLOCK|syscall.O_CLOEXEC, 0)
	})
	if err != nil {
		return nil, err
	}
	return descriptor(fd), nil
}

// Read reads as much as the system gives at once.
func (d descriptor) Read(b []byte) (int, error) {
	if len(b) == 0 {
		return 0, nil
	}
	n, err := again(func() (int, error) { return syscall.Read(int(d), b[:min(len(b), 1<<30)]) })
	switch {
	case err != nil:
		return 0, err
	case n == 0:
		return 0, io.EOF
	}
	return n, nil
}

// Close closes the file.
func (d descriptor) Close() error { return syscall.Close(int(d)) }

func (d descriptor) state() (state, error) {
	var st syscall.Stat_t
	if _, err := again(func() (int, error) { return 0, syscall.Fstat(int(d), &st) }); err != nil {
		return state{}, err
	}
	return state{mode: kind(st.Mode), size: st.Size, changed: st.Mtim.Nano()}, nil
}

// sizeOf asks for the size of a file and makes no fs.FileInfo of the answer.
func sizeOf(name string) int64 {
	var st syscall.Stat_t
	if _, err := again(func() (int, error) { return 0, syscall.Stat(name, &st) }); err != nil || kind(st.Mode) != 0 {
		return unknown
	}
	return st.Size
}

// kind returns the type bits of a mode, none for a regular file.
func kind(mode uint32) fs.FileMode {
	switch mode & syscall.S_IFMT {
	case syscall.S_IFREG:
		return 0
	case syscall.S_IFDIR:
		return fs.ModeDir
	case syscall.S_IFIFO:
		return fs.ModeNamedPipe
	case syscall.S_IFSOCK:
		return fs.ModeSocket
	case syscall.S_IFCHR, syscall.S_IFBLK:
		return fs.ModeDevice
	}
	return fs.ModeIrregular
}

// again repeats a call that a signal interrupted.
func again(call func() (int, error)) (int, error) {
	for {
		n, err := call()
		if !errors.Is(err, syscall.EINTR) {
			return n, err
		}
	}
}
