package cache

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"concordat/reports/flock"
)

const (
	// mostSmall is how many small packs stay apart: Close makes one of more.
	mostSmall = 16
	// smallShare and smallBytes say what a small pack is: less than that share of
	// the cache's bound, and so little that joining mostSmall takes a second.
	smallShare = 64
	smallBytes = 64 << 20

	// grace is the age at which an unlocked draft is debris. It is more than
	// lies between making and locking one, or between its end and its rename.
	grace = time.Minute
	// staleAge is that age on file systems without locks.
	staleAge = 24 * time.Hour
)

// The names of the files. No other file in the folder is touched.
var (
	packName  = regexp.MustCompile(`^concordat-\d+-[0-9a-f]{32}\.pack$`)
	draftName = regexp.MustCompile(`^concordat-\d+\.draft$`)
)

// ours begins the name of a pack of this version's format. Others only count,
// and age.
var ours = fmt.Sprintf("concordat-%d-", formatVersion)

// file is one file of a cache.
type file struct {
	name string
	size int64
	time time.Time // when a run last used it
}

// list returns the packs in a folder, the latest used first, and the drafts.
// A folder that is missing has none.
func list(dir string) (packs, drafts []file, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, nil, err
	}
	for _, e := range entries {
		isPack := packName.MatchString(e.Name())
		if !e.Type().IsRegular() || !isPack && !draftName.MatchString(e.Name()) {
			continue
		}
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		f := file{e.Name(), info.Size(), info.ModTime()}
		if isPack {
			packs = append(packs, f)
		} else {
			drafts = append(drafts, f)
		}
	}
	slices.SortFunc(packs, func(a, b file) int { return cmp.Or(b.time.Compare(a.time), strings.Compare(a.name, b.name)) })
	return packs, drafts, nil
}

// openPack is a pack in a folder.
type openPack struct {
	pack
	name string
	file *os.File
	used atomic.Bool // whether Get found something in it
}

// openOne opens a pack.
func openOne(dir, name string) (*openPack, error) {
	f, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	p, err := readPack(f, info.Size())
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &openPack{pack: p, name: name, file: f}, nil
}

// openPacks opens the packs in a folder, the latest used first, and returns the
// names of those that are damaged. What cannot be read is passed over.
func openPacks(dir string) (packs []*openPack, damaged []string) {
	files, _, err := list(dir)
	if err != nil {
		return nil, nil
	}
	for _, f := range files {
		if !strings.HasPrefix(f.name, ours) {
			continue
		}
		p, err := openOne(dir, f.name)
		switch {
		case err == nil:
			packs = append(packs, p)
		case errors.Is(err, errDamaged):
			damaged = append(damaged, f.name)
		}
	}
	return packs, damaged
}

// draft is a pack in the making, which no other run reads. It is locked: the
// system ends the lock when the process dies, and so tells debris from work.
type draft struct {
	packWriter
	dir  string
	file *os.File
}

// newDraft makes the folder, if it is missing, and a draft of so many bytes at
// most in it.
func newDraft(dir string, most int64) (*draft, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	f, err := os.CreateTemp(dir, "concordat-*.draft") // for the user alone: 0600
	if err != nil {
		return nil, err
	}
	if err := flock.Try(f); err != nil && !errors.Is(err, errors.ErrUnsupported) {
		return nil, errors.Join(fmt.Errorf("lock %s: %w", f.Name(), err), f.Close(), os.Remove(f.Name()))
	}
	return &draft{newPackWriter(f, most), dir, f}, nil
}

// discard removes a draft.
func (d *draft) discard() error { return errors.Join(d.file.Close(), os.Remove(d.file.Name())) }

// publish makes a pack of a draft, or removes it if it is empty or an error
// comes in between. It does not wait for the disk: a pack that a power cut
// tears is damaged, and damage costs no more than the waiting would.
func (d *draft) publish() (published string, err error) {
	if len(d.entries) == 0 {
		return "", d.discard()
	}
	digest, err := d.finish()
	if err != nil {
		return "", errors.Join(err, d.discard())
	}
	name := ours + digest + ".pack"
	err = d.file.Close() // first, since Windows renames no open file
	if err == nil {
		err = os.Rename(d.file.Name(), filepath.Join(d.dir, name))
	}
	if err != nil {
		return "", errors.Join(err, remove(d.dir, []string{filepath.Base(d.file.Name())}))
	}
	return name, nil
}

// remove removes files that may be gone already.
func remove(dir string, names []string) error {
	var errs []error
	for _, name := range names {
		if err := os.Remove(filepath.Join(dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// touch marks packs as used now. Where that cannot be done they are dropped
// earlier, which is no error.
func touch(dir string, names []string) {
	for _, name := range names {
		now := time.Now()
		_ = os.Chtimes(filepath.Join(dir, name), now, now)
	}
}

// tidy sweeps what dead runs left, drops the packs that went unused longest
// until the others have at most so many bytes, and joins small ones.
func tidy(dir string, most int64) error {
	packs, drafts, err := list(dir)
	if err != nil {
		return err
	}
	_, err = sweep(dir, drafts)
	var sum int64
	for i, p := range packs {
		if sum += p.size; sum > most {
			err = errors.Join(err, remove(dir, names(packs[i:])))
			packs = packs[:i]
			break
		}
	}
	small := slices.DeleteFunc(packs, func(f file) bool {
		return !strings.HasPrefix(f.name, ours) || f.size >= min(most/smallShare, smallBytes)
	})
	if len(small) > mostSmall {
		err = errors.Join(err, join(dir, small))
	}
	return err
}

func names(files []file) []string {
	out := make([]string, len(files))
	for i, f := range files {
		out[i] = f.name
	}
	return out
}

// sweep removes the drafts of dead runs, and returns them.
func sweep(dir string, drafts []file) (swept []file, err error) {
	for _, f := range drafts {
		dead, e := isDead(filepath.Join(dir, f.name), time.Since(f.time))
		if e == nil && dead {
			e = remove(dir, []string{f.name})
			swept = append(swept, f)
		}
		err = errors.Join(err, e)
	}
	return swept, err
}

// isDead reports whether the run that wrote a draft, which has not changed for
// some time, has ended.
func isDead(path string, age time.Duration) (bool, error) {
	if age < grace {
		return false, nil
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
		return false, nil // gone, or another user's
	}
	if err != nil {
		return false, err
	}
	defer f.Close()
	switch err := flock.Try(f); {
	case err == nil:
		return true, nil
	case errors.Is(err, flock.ErrBusy):
		return false, nil
	case errors.Is(err, errors.ErrUnsupported):
		return age > staleAge, nil
	default:
		return false, fmt.Errorf("lock %s: %w", path, err)
	}
}
