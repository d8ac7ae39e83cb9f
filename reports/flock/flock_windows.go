package flock

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// Try locks a file without waiting, until it is closed or its process ends. The
// error is ErrBusy if another process has it. The locked byte lies behind 4 GiB:
// the lock of Windows keeps others from reading what it covers.
func Try(file *os.File) error {
	at := windows.Overlapped{OffsetHigh: 1}
	err := windows.LockFileEx(windows.Handle(file.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &at)
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
		return ErrBusy
	}
	return err
}
