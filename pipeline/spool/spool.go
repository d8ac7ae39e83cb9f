// Package spool holds output that is written long before it is wanted: in
// memory as long as it is short, in a temporary file from then on.
package spool

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
)

// inMemory is how many bytes a Spool keeps in memory.
const inMemory = 4 << 20

// Spool is written once and then read any number of times. The zero Spool is
// empty and ready. Close must be called in the end.
type Spool struct {
	mem  []byte
	file *os.File
	size int64
}

// Write adds bytes at the end.
func (s *Spool) Write(b []byte) (int, error) {
	if s.file == nil && len(s.mem)+len(b) > inMemory {
		if err := s.spill(); err != nil {
			return 0, err
		}
	}
	if s.file == nil {
		s.mem = append(s.mem, b...)
		s.size += int64(len(b))
		return len(b), nil
	}
	n, err := s.file.Write(b)
	s.size += int64(n)
	return n, located(err)
}

// spill moves what there is to a file. Where an open file can be removed it has
// no name from the beginning, so that no run leaves one behind.
func (s *Spool) spill() error {
	file, err := os.CreateTemp("", "concordat-*.spool")
	if err != nil {
		return located(err)
	}
	if runtime.GOOS != "windows" {
		err = os.Remove(file.Name())
	}
	if err == nil {
		_, err = file.Write(s.mem)
	}
	if err != nil {
		return located(errors.Join(err, file.Close()))
	}
	s.mem, s.file = nil, file
	return nil
}

// located says what can be done about an error of the temporary file.
func located(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("temporary file in %s: %w; make room there, or set TMPDIR to another folder", os.TempDir(), err)
}

// Size returns the number of bytes written.
func (s *Spool) Size() int64 { return s.size }

// WriteTo writes everything to w. It can be called again.
func (s *Spool) WriteTo(w io.Writer) (int64, error) {
	if s.file == nil {
		n, err := w.Write(s.mem)
		return int64(n), err
	}
	n, err := io.Copy(w, io.NewSectionReader(s.file, 0, s.size))
	if err == nil && n != s.size {
		err = located(io.ErrUnexpectedEOF)
	}
	return n, err
}

// Close forgets what was written. Closing twice is no error.
func (s *Spool) Close() error {
	file := s.file
	s.mem, s.file, s.size = nil, nil, 0
	if file == nil {
		return nil
	}
	err := file.Close()
	if runtime.GOOS == "windows" {
		err = errors.Join(err, os.Remove(file.Name()))
	}
	return err
}
