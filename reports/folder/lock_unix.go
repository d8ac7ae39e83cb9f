//go:build !windows

package folder

import (
	"errors"
	"os"
)

// release removes the lock's file while the lock is still held, then ends it.
func (l *lock) release() error {
	return errors.Join(os.Remove(l.file.Name()), l.file.Close())
}
