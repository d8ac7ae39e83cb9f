//go:build !windows

package flock

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// Try locks a file without waiting, until it is closed or its process ends. The
// error is ErrBusy if another process has it, errors.ErrUnsupported where
// there are no locks.
func Try(file *os.File) error {
	err := unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	switch {
	case errors.Is(err, unix.EWOULDBLOCK):
		return ErrBusy
	case errors.Is(err, unix.ENOLCK):
		return errors.ErrUnsupported
	}
	return err
}
