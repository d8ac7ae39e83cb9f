//go:build !windows

package spill

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// tryLock locks a file without waiting. The system ends the lock when its
// process dies.
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
