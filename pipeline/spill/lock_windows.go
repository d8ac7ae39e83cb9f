package spill

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// tryLock locks a file without waiting. The system ends the lock when its
// process dies.
func tryLock(file *os.File) error {
	at := windows.Overlapped{OffsetHigh: 1}
	err := windows.LockFileEx(windows.Handle(file.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &at)
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
		return errBusy
	}
	return err
}
