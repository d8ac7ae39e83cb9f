package folder

import (
	"errors"
	"os"
)

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
