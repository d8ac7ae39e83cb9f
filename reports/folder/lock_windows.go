package folder

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// tryLock locks a file without waiting. The locked byte lies far behind the
// process number, so that others can read that.
func tryLock(file *os.File) error {
	at := windows.Overlapped{OffsetHigh: 1}
	err := windows.LockFileEx(windows.Handle(file.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &at)
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
		return errBusy
	}
	return err
}

// release ends the lock and removes its file. Windows removes no open file, so
// the file stays if another run is just trying it: that one removes it.
func (l *lock) release() error {
	if err := l.file.Close(); err != nil {
		return err
	}
	_ = os.Remove(l.file.Name())
	return nil
}

// exchange is not there: Windows cannot swap two folders at once.
func exchange(string, string) error { return errors.ErrUnsupported }
