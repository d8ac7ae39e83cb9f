//go:build !linux

package source

import (
	"os"
	"runtime"
	"syscall"
)

// openFile opens a file and returns at once also for a FIFO, so that fstat can
// tell what was opened even if the name changed its meaning since it was found.
func openFile(name string) (handle, error) {
	flag := os.O_RDONLY
	if runtime.GOOS != "windows" {
		flag |= syscall.O_NONBLOCK
	}
	f, err := os.OpenFile(name, flag, 0)
	if err != nil {
		return nil, err
	}
	return file{f}, nil
}

func sizeOf(name string) int64 { return sizeIn(os.Stat(name)) }
