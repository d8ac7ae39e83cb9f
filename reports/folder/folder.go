// Package folder puts a report's folder in its place whole or not at all.
//
// The files are written into a hidden sibling, .NAME.partial-*, are synced to
// disk, and one rename puts the sibling where the report belongs. Whoever is
// interrupted leaves the old report as it was; the next run sweeps the debris.
package folder

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"

	"concordat/reports/manifest"
)

// Options are the choices of Publish.
type Options struct {
	// Force replaces a report even if its files were edited after concordat
	// wrote them. Files that concordat did not write are never touched.
	Force bool
	// Each does something for every i below n, at the same time where it can,
	// and returns the first error. Files are written, and those of the report
	// that stands there read, through it. nil = one after the other.
	Each func(n int, do func(i int) error) error
}

// Publish writes a report's files and its manifest.json, m with the outputs
// that were written, as the folder dir. A folder that concordat wrote before is
// replaced; any other is refused and left alone, and so is every change if
// something fails. Of two runs into one folder at once the second gets an error.
func Publish(dir string, files []manifest.File, m manifest.Manifest, o Options) error {
	p := publisher{Options: o, step: func(string) error { return nil }}
	return p.publish(dir, files, m)
}

// Open returns what stands in the folder of a report, if anything, for reading.
func Open(dir string) fs.FS { return os.DirFS(dir) }

// inTurn is the Each of one goroutine.
func inTurn(n int, do func(i int) error) error {
	for i := range n {
		if err := do(i); err != nil {
			return err
		}
	}
	return nil
}

// publisher is one call of Publish.
type publisher struct {
	Options
	// step is called before each change on disk and can stop there: the seam
	// for injected faults.
	step func(what string) error

	parent, name string // of the report's folder
}

func (p *publisher) publish(dir string, files []manifest.File, m manifest.Manifest) (err error) {
	if p.Each == nil {
		p.Each = inTurn
	}
	files, err = arrange(files)
	if err != nil {
		return err
	}
	full, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	p.parent, p.name = filepath.Dir(full), filepath.Base(full)
	if full == p.parent {
		return fmt.Errorf("%s: the root of a file system cannot be a report; choose a folder with --out", dir)
	}
	defer func() {
		if err != nil {
			err = fmt.Errorf("report %s: %w", dir, err)
		}
	}()
	if err := p.do("make the parent folder", func() error { return os.MkdirAll(p.parent, 0o755) }); err != nil {
		return err
	}
	lock, err := acquire(p.path(".lock"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.release()) }()
	if lock.held {
		if err := p.sweep(); err != nil {
			return err
		}
	}
	before := snapshot(full)
	if err := p.mayReplace(full); err != nil {
		return err
	}
	stage := p.path(".partial-" + suffix())
	if err := p.write(stage, files, m); err != nil {
		return errors.Join(err, os.RemoveAll(stage))
	}
	// Writing took a while: somebody may have put a file there, or edited one.
	if !maps.Equal(before, snapshot(full)) {
		if err := p.mayReplace(full); err != nil {
			return errors.Join(err, os.RemoveAll(stage))
		}
	}
	if err := p.swap(stage, full); err != nil {
		return errors.Join(err, os.RemoveAll(stage))
	}
	return syncFolder(p.parent)
}

// path returns the hidden sibling .NAME followed by an ending.
func (p *publisher) path(ending string) string {
	return filepath.Join(p.parent, "."+p.name+ending)
}

// do announces a change and makes it.
func (p *publisher) do(what string, change func() error) error {
	if err := p.step(what); err != nil {
		return err
	}
	return change()
}

// write makes the folder stage with all files, the manifest last, and syncs it.
// Everything goes through an os.Root, so that no path leads out of it.
func (p *publisher) write(stage string, files []manifest.File, m manifest.Manifest) (err error) {
	if err := p.do("make "+stage, func() error { return os.Mkdir(stage, 0o755) }); err != nil {
		return err
	}
	root, err := os.OpenRoot(stage)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, root.Close()) }()
	folders := map[string]bool{".": true}
	for _, f := range files {
		if d := path.Dir(f.Path); !folders[d] {
			if err := p.do("make "+d, func() error { return root.MkdirAll(filepath.FromSlash(d), 0o755) }); err != nil {
				return err
			}
			for ; !folders[d]; d = path.Dir(d) {
				folders[d] = true
			}
		}
	}
	outputs, err := manifest.WriteAll(files, p.Each, func(f manifest.File) (manifest.Output, error) { return p.writeFile(root, f) })
	if err != nil {
		return err
	}
	record, err := manifest.Build(m, outputs)
	if err != nil {
		return err
	}
	if _, err := p.writeFile(root, manifest.File{Path: manifest.FileName, Data: record}); err != nil {
		return err
	}
	for d := range folders { // in any order: nothing depends on it
		if err := syncFolder(filepath.Join(stage, filepath.FromSlash(d))); err != nil {
			return err
		}
	}
	return nil
}

// writeFile writes one new file and waits until it is on disk.
func (p *publisher) writeFile(root *os.Root, f manifest.File) (o manifest.Output, err error) {
	if err := p.step("create " + f.Path); err != nil {
		return o, err
	}
	file, err := root.OpenFile(filepath.FromSlash(f.Path), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return o, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	err = p.do("write "+f.Path, func() (err error) {
		o, err = f.Into(file)
		return err
	})
	if err != nil {
		return o, err
	}
	return o, p.do("sync "+f.Path, file.Sync)
}

// swap puts the complete folder stage in the place of full. Where the system
// can exchange two folders at once there is a whole report at every moment;
// elsewhere the old one is set aside first, and sweep brings it back if the
// run dies between the two renames.
func (p *publisher) swap(stage, full string) error {
	if empty, err := isEmpty(full); err != nil {
		return err
	} else if empty { // Windows renames onto nothing only
		if err := p.do("remove the empty folder", func() error { return os.Remove(full) }); err != nil {
			return err
		}
	}
	if _, err := os.Lstat(full); errors.Is(err, fs.ErrNotExist) {
		return p.do("rename", func() error { return os.Rename(stage, full) })
	}
	if err := p.step("exchange"); err != nil {
		return err
	}
	old := stage
	if err := exchange(stage, full); err != nil {
		old = p.path(".old-" + suffix())
		if err := p.setAside(stage, full, old); err != nil {
			return err
		}
	}
	// The new report is in its place: what is left of the old one is debris,
	// which the next run sweeps, and no reason to say that this run went wrong.
	if p.step("remove the old report") == nil {
		_ = os.RemoveAll(old)
	}
	return nil
}

// setAside replaces full by stage in two renames.
func (p *publisher) setAside(stage, full, old string) error {
	if err := p.do("set the old report aside", func() error { return os.Rename(full, old) }); err != nil {
		return err
	}
	if err := p.do("rename", func() error { return os.Rename(stage, full) }); err != nil {
		return errors.Join(err, os.Rename(old, full))
	}
	return nil
}

// suffix returns 16 random hexadecimal digits.
func suffix() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand's promise
	return hex.EncodeToString(b[:])
}

// syncFolder waits until a folder's entries are on disk. Windows has no such
// call and does it by itself.
func syncFolder(dir string) (err error) {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	return d.Sync()
}

// arrange returns the files in the order of their paths without the manifest,
// or an error if a path is unfit for some file system.
func arrange(files []manifest.File) ([]manifest.File, error) {
	sorted := slices.Clone(files)
	sorted = slices.DeleteFunc(sorted, func(f manifest.File) bool { return f.Path == manifest.FileName })
	slices.SortFunc(sorted, func(a, b manifest.File) int {
		if a.Path < b.Path {
			return -1
		}
		return 1
	})
	return sorted, checkPaths(sorted)
}
