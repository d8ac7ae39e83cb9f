package folder

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"concordat/reports/flock"
)

// lock is the right to write one report. The system ends it when its process
// dies, so it can never be left over.
type lock struct {
	file *os.File
	held bool // false on file systems that have no locks
}

// acquire locks a file, which it makes, or returns an error at once if
// another run has it.
func acquire(path string) (*lock, error) {
	for {
		file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
		if err != nil {
			return nil, err
		}
		err = flock.Try(file)
		if errors.Is(err, flock.ErrBusy) {
			owner := "another run"
			if text, err := os.ReadFile(path); err == nil && len(text) > 0 {
				owner += " (process " + strings.TrimSpace(string(text)) + ")"
			}
			return nil, errors.Join(fmt.Errorf("%s is writing it; wait for it, or choose another folder with --out", owner), file.Close())
		}
		if errors.Is(err, errors.ErrUnsupported) {
			return &lock{file: file}, nil
		}
		if err != nil {
			return nil, errors.Join(fmt.Errorf("lock %s: %w", path, err), file.Close())
		}
		// Another run may have removed this file between our opening and
		// locking it: then the lock is worth nothing.
		ours, err := file.Stat()
		if err != nil {
			return nil, errors.Join(err, file.Close())
		}
		now, err := os.Stat(path)
		if err == nil && os.SameFile(ours, now) {
			l := &lock{file, true}
			if err := l.sign(); err != nil {
				return nil, errors.Join(err, l.release())
			}
			return l, nil
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, errors.Join(err, file.Close())
		}
		if err := file.Close(); err != nil {
			return nil, err
		}
	}
}

// sign writes the process's number into the lock, for others' error messages.
func (l *lock) sign() error {
	if err := l.file.Truncate(0); err != nil {
		return err
	}
	_, err := l.file.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	return err
}
