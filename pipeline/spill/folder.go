package spill

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"

	"concordat/reports/flock"
)

// folder is a private temporary folder with the runs of one counter. A lock
// in it tells other processes that its owner lives.
type folder struct {
	path string
	lock *os.File
	made uint32 // runs made so far
	// step is called before each change on disk and each read, and can fail
	// there: the seam for injected faults.
	step func(what string) error
}

// ours matches the names of the folders that this package makes, and of those
// that a dead run was just sweeping.
var ours = regexp.MustCompile(`^concordat-spill-[0-9a-f]{16}(\.swept)?$`)

const (
	folderPrefix = "concordat-spill-"
	lockName     = "lock"
	sweptEnding  = ".swept"
)

// newFolder makes a folder below dir, or below the system's folder for
// temporary files if dir is "". What dead processes left there is removed.
func newFolder(dir string, step func(string) error) (*folder, error) {
	if dir == "" {
		dir = os.TempDir()
	}
	f := &folder{path: dir, step: step}
	if err := step("make a folder"); err != nil {
		return nil, f.trouble(err)
	}
	sweep(dir)
	var last error
	for range 100 {
		path := filepath.Join(dir, folderPrefix+suffix())
		if err := os.Mkdir(path, 0o700); err != nil {
			return nil, f.trouble(err)
		}
		lock, err := claim(filepath.Join(path, lockName), os.O_EXCL)
		if err == nil {
			f.path, f.lock = path, lock
			return f, nil
		}
		// Another process took the folder, still without a lock, for a dead
		// one's: it is left to that process.
		if !errors.Is(err, flock.ErrBusy) && !errors.Is(err, fs.ErrExist) && !errors.Is(err, fs.ErrNotExist) {
			return nil, f.trouble(errors.Join(err, os.RemoveAll(path)))
		}
		last = err
	}
	return nil, f.trouble(last)
}

// claim makes or opens a lock's file and locks it. File systems that have no
// locks give a file that is not locked: nobody sweeps there.
func claim(path string, flags int) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|flags, 0o600)
	if err != nil {
		return nil, err
	}
	err = flock.Try(file)
	if errors.Is(err, errors.ErrUnsupported) && flags&os.O_EXCL != 0 {
		return file, nil
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	// Who removes the folder holds its lock: then ours is worth nothing.
	mine, err := file.Stat()
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	now, err := os.Lstat(path)
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	if !os.SameFile(mine, now) {
		return nil, errors.Join(flock.ErrBusy, file.Close())
	}
	return file, nil
}

// sweep removes the folders below dir whose owners are dead. It is a service
// to the disk; what cannot be removed (another user's) stays.
func sweep(dir string) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return // making a folder there will say why
	}
	for _, e := range entries {
		if !e.IsDir() || !ours.MatchString(e.Name()) {
			continue
		}
		path := filepath.Join(dir, e.Name())
		lock, err := claim(filepath.Join(path, lockName), 0)
		if err != nil {
			continue
		}
		// The new name keeps an owner who has made the folder but not yet its
		// lock from using it. Windows renames no folder with an open file.
		swept := path
		if filepath.Ext(path) != sweptEnding {
			swept = path + sweptEnding
			err = os.Rename(path, swept)
		}
		_ = lock.Close()
		if err != nil {
			err = os.Rename(path, swept)
		}
		if err == nil {
			_ = os.RemoveAll(swept)
		}
	}
}

// suffix returns 16 random hexadecimal digits.
func suffix() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand's promise
	return hex.EncodeToString(b[:])
}

// create makes the file of the next run.
func (f *folder) create() (*os.File, uint32, error) {
	f.made++
	if err := f.step("create a run"); err != nil {
		return nil, 0, f.trouble(err)
	}
	file, err := os.OpenFile(f.run(f.made), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, 0, f.trouble(err)
	}
	return file, f.made, nil
}

// open opens a run.
func (f *folder) open(number uint32) (*os.File, error) {
	if err := f.step("open a run"); err != nil {
		return nil, f.trouble(err)
	}
	file, err := os.Open(f.run(number))
	if err != nil {
		return nil, f.trouble(err)
	}
	return file, nil
}

// remove removes a run that was merged into another.
func (f *folder) remove(number uint32) error {
	if err := f.step("remove a run"); err != nil {
		return f.trouble(err)
	}
	if err := os.Remove(f.run(number)); err != nil {
		return f.trouble(err)
	}
	return nil
}

func (f *folder) run(number uint32) string {
	return filepath.Join(f.path, strconv.FormatUint(uint64(number), 10))
}

// close removes the folder with all that is in it. The lock ends first, since
// Windows removes no open file; who sweeps meanwhile removes the same.
func (f *folder) close() error {
	if err := errors.Join(f.lock.Close(), os.RemoveAll(f.path)); err != nil {
		return f.trouble(err)
	}
	return nil
}

// trouble says where the disk refused, and what helps.
func (f *folder) trouble(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		err = fmt.Errorf("%s: %w", p.Op, p.Err) // the folder is named anyhow
	}
	return fmt.Errorf("temporary files in %s: %w; give counting more memory (--memory), or set TMPDIR to a folder on a disk with more room", f.path, err)
}

// watched is a run's file whose errors say what helps.
type watched struct {
	file   *os.File
	folder *folder
}

func (w watched) Read(p []byte) (int, error) {
	err := w.folder.step("read")
	n := 0
	if err == nil {
		n, err = w.file.Read(p)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		err = w.folder.trouble(err)
	}
	return n, err
}

func (w watched) Write(p []byte) (int, error) {
	err := w.folder.step("write")
	n := 0
	if err == nil {
		n, err = w.file.Write(p)
	}
	if err != nil {
		err = w.folder.trouble(err)
	}
	return n, err
}
