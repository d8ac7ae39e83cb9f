//go:build !windows

package folder

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// tryLock locks a file without waiting.
func tryLock(file *os.File) error {
	err := unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	switch {
	case errors.Is(err, unix.EWOULDBLOCK):
		return errBusy
	case errors.Is(err, unix.ENOLCK):
		return errors.ErrUnsupported
	}
	return err
}

// release removes the lock's file while the lock is still held, then ends it.
func (l *lock) release() error {
	return errors.Join(os.Remove(l.file.Name()), l.file.Close())
}
