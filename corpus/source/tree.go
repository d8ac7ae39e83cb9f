package source

import (
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// tree is what the search needs of a file system. Names have forward slashes.
type tree interface {
	lstat(name string) (fs.FileInfo, error)
	stat(name string) (fs.FileInfo, error)
	size(name string) int64                     // of a regular file, otherwise unknown
	readDir(name string) ([]fs.DirEntry, error) // sorted by name
	open(name string) (handle, error)           // never blocks, whatever it opens
	real(name string) string                    // one name for one file; name itself if that cannot be told
	same(a, b fs.FileInfo) bool
}

// handle is an open file.
type handle interface {
	io.ReadCloser
	state() (state, error)
}

// state is what tells whether a file can be read and whether it has changed.
type state struct {
	mode    fs.FileMode // its type
	size    int64
	changed int64 // when its content did, in nanoseconds
}

// file is the handle of what an fs.FS or the package os opened.
type file struct{ fs.File }

func (f file) state() (state, error) {
	info, err := f.Stat()
	if err != nil {
		return state{}, err
	}
	return state{info.Mode().Type(), info.Size(), info.ModTime().UnixNano()}, nil
}

// disk is the machine's file system, relative names taken from a folder.
type disk struct{ dir string }

func (d disk) path(name string) string {
	p := filepath.FromSlash(name)
	if d.dir == "" || filepath.IsAbs(p) {
		return p
	}
	return filepath.Join(d.dir, p)
}

func (d disk) lstat(name string) (fs.FileInfo, error)     { return os.Lstat(d.path(name)) }
func (d disk) stat(name string) (fs.FileInfo, error)      { return os.Stat(d.path(name)) }
func (d disk) readDir(name string) ([]fs.DirEntry, error) { return os.ReadDir(d.path(name)) }
func (d disk) same(a, b fs.FileInfo) bool                 { return os.SameFile(a, b) }

func (d disk) open(name string) (handle, error) { return openFile(d.path(name)) }

func (d disk) real(name string) string {
	abs, err := filepath.Abs(d.path(name))
	if err != nil {
		return name
	}
	if r, err := filepath.EvalSymlinks(abs); err == nil {
		abs = r
	}
	return filepath.ToSlash(abs)
}

func (d disk) size(name string) int64 { return sizeOf(d.path(name)) }

// sealed is a file system in which nothing can be linked, such as the
// embedded sample.
type sealed struct{ fs.FS }

// inside makes a name one of an fs.FS, whose root is ".".
func inside(name string) string { return path.Join(".", strings.TrimLeft(path.Clean(name), "/")) }

func (s sealed) lstat(name string) (fs.FileInfo, error)     { return fs.Stat(s.FS, inside(name)) }
func (s sealed) stat(name string) (fs.FileInfo, error)      { return fs.Stat(s.FS, inside(name)) }
func (s sealed) readDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(s.FS, inside(name)) }
func (s sealed) real(name string) string                    { return inside(name) }
func (s sealed) same(fs.FileInfo, fs.FileInfo) bool         { return false }

func (s sealed) size(name string) int64 { return sizeIn(s.stat(name)) }

// sizeIn returns the size that the answer of stat has.
func sizeIn(info fs.FileInfo, err error) int64 {
	if err != nil || !info.Mode().IsRegular() {
		return unknown
	}
	return info.Size()
}

func (s sealed) open(name string) (handle, error) {
	f, err := s.FS.Open(inside(name))
	if err != nil {
		return nil, err
	}
	return file{f}, nil
}
