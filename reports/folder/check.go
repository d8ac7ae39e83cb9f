package folder

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"concordat/reports/manifest"
)

// mayReplace returns nil if there is nothing at dir, an empty folder, or a
// report of concordat with no file that concordat did not write and, unless
// forced, none that was edited since.
func (p *publisher) mayReplace(dir string) error {
	info, err := os.Lstat(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return errors.New("is not a folder; choose another place with --out")
	}
	if empty, err := isEmpty(dir); err != nil || empty {
		return err
	}
	data, err := os.ReadFile(filepath.Join(dir, manifest.FileName))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	m, parseErr := manifest.Parse(data)
	if err != nil || parseErr != nil {
		return errors.New("the folder exists and was not written by concordat; choose another one with --out")
	}
	diffs, err := manifest.VerifyEach(os.DirFS(dir), m, p.Each)
	if err != nil {
		return err
	}
	for _, d := range diffs {
		switch {
		case d.State == manifest.Foreign:
			return fmt.Errorf("%s was not written by concordat; move it out of the report, or choose another folder with --out", d.Path)
		case d.State == manifest.Changed && !p.Force:
			return fmt.Errorf("%s was changed since concordat wrote it; keep a copy and use --force, or choose another folder with --out", d.Path)
		}
	}
	return nil
}

// stamp is what a file system says of a file. Whoever edits a file changes it.
type stamp struct {
	mode     fs.FileMode
	size     int64
	modified int64 // nanoseconds
}

// snapshot returns the stamps of everything below dir, those that can be seen.
func snapshot(dir string) map[string]stamp {
	stamps := map[string]stamp{}
	_ = filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return nil // mayReplace says what is wrong with it
		}
		if info, err := d.Info(); err == nil {
			stamps[name] = stamp{info.Mode(), info.Size(), info.ModTime().UnixNano()}
		}
		return nil
	})
	return stamps
}

// isEmpty reports whether dir is a folder without entries; false if it does not exist.
func isEmpty(dir string) (bool, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil && len(entries) == 0, err
}

// debris matches the endings of hidden siblings that a dead run left.
var debris = regexp.MustCompile(`^\.(partial|old)-[0-9a-f]{16}$`)

// sweep removes what a dead run left beside the report. The lock is held, so
// no living run owns it. A report that was set aside and never replaced comes back.
func (p *publisher) sweep() error {
	entries, err := os.ReadDir(p.parent)
	if err != nil {
		return err
	}
	for _, e := range entries {
		ending, ours := strings.CutPrefix(e.Name(), "."+p.name)
		if !ours || !e.IsDir() || !debris.MatchString(ending) {
			continue
		}
		left, full := filepath.Join(p.parent, e.Name()), filepath.Join(p.parent, p.name)
		_, err := os.Lstat(full)
		if strings.HasPrefix(ending, ".old-") && errors.Is(err, fs.ErrNotExist) {
			err = p.do("bring back the old report", func() error { return os.Rename(left, full) })
		} else {
			err = p.do("sweep", func() error { return os.RemoveAll(left) })
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// reserved matches the names that Windows keeps for devices.
var reserved = regexp.MustCompile(`(?i)^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?$`)

// checkPaths returns an error if a path of the sorted files is not one that
// every common file system takes, on every system alike, or if two are one.
func checkPaths(files []manifest.File) error {
	seen := make(map[string]string, len(files))
	for _, f := range files {
		if !fs.ValidPath(f.Path) || f.Path == "." {
			return fmt.Errorf("file %q: not a path inside the report", f.Path)
		}
		for part := range strings.SplitSeq(f.Path, "/") {
			if len(part) > 200 || reserved.MatchString(part) || strings.HasSuffix(part, ".") || strings.HasSuffix(part, " ") ||
				strings.ContainsFunc(part, func(r rune) bool { return r < ' ' || r == 0x7F || strings.ContainsRune(`<>:"\|?*`, r) }) {
				return fmt.Errorf("file %q: %q cannot be a file name on every system", f.Path, part)
			}
		}
		folded := strings.ToLower(f.Path)
		if other, twice := seen[folded]; twice {
			return fmt.Errorf("files %q and %q are one on systems that ignore case", other, f.Path)
		}
		seen[folded] = f.Path
	}
	return nil
}
