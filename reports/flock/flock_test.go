package flock_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"concordat/reports/flock"
)

// A file is locked once at a time, also within one process, until it is closed.
func TestTry(t *testing.T) {
	name := filepath.Join(t.TempDir(), "lock")
	open := func() *os.File {
		f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	first, second := open(), open()
	if err := flock.Try(first); errors.Is(err, errors.ErrUnsupported) {
		t.Skip("this file system has no locks")
	} else if err != nil {
		t.Fatal(err)
	}
	if err := flock.Try(second); !errors.Is(err, flock.ErrBusy) {
		t.Errorf("locked twice: %v", err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if err := flock.Try(second); err != nil {
		t.Errorf("still locked: %v", err)
	}
	if err := second.Close(); err != nil {
		t.Error(err)
	}
}
