package source

import (
	"context"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"
	"syscall"
)

// walking is what stays the same in one walk.
type walking struct {
	root string // real name of the folder the user named: links do not lead out of it
}

// walk takes the texts of a folder and its folders. above holds the folders
// on the way down, this one last, to see a link that leads back.
func (f *finder) walk(w walking, dir, real string, above []fs.FileInfo) {
	entries, err := f.tree.readDir(dir)
	if err != nil {
		f.found.Failures = append(f.found.Failures, systemFailure(dir, "find", err))
		return
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") {
			continue
		}
		name := child(dir, e.Name())
		mode := e.Type()
		key := ""
		if !f.once || mode.IsDir() {
			key = child(real, e.Name())
		}
		if mode&fs.ModeSymlink != 0 {
			m, k, ok := f.follow(w, name)
			if !ok {
				continue
			}
			mode, key = m, k
		}
		if mode.IsDir() {
			f.enter(w, name, key, above)
			continue
		}
		f.take(name, key, mode)
	}
}

// child returns the name of an entry of a folder whose name is clean.
func child(dir, entry string) string {
	switch {
	case dir == ".":
		return entry
	case strings.HasSuffix(dir, "/"):
		return dir + entry
	}
	return dir + "/" + entry
}

// enter walks into a folder unless it is one of those above.
func (f *finder) enter(w walking, name, real string, above []fs.FileInfo) {
	info, err := f.tree.stat(name)
	if err != nil {
		f.found.Failures = append(f.found.Failures, systemFailure(name, "find", err))
		return
	}
	if slices.ContainsFunc(above, func(a fs.FileInfo) bool { return f.tree.same(a, info) }) {
		f.found.Failures = append(f.found.Failures, fail(name, "find", "link-loop", "is a link to a folder that holds it; remove it"))
		return
	}
	if f.isReport(name) {
		f.found.Skipped = append(f.found.Skipped, fail(name, "find", "report", "is a report, not a text; name it itself to have it read"))
		return
	}
	if len(f.wants) > 0 && f.wants[strings.ToLower(path.Ext(name))] {
		f.found.Skipped = append(f.found.Skipped, fail(name, "find", "directory", "is a folder with the name of a text; the texts in it are read"))
	}
	f.walk(w, name, real, append(slices.Clip(above), info))
}

// isReport reports whether a folder is one that the program wrote: what a run
// in the current folder made is not what the next run is about.
func (f *finder) isReport(dir string) bool {
	if f.o.Written == nil {
		return false
	}
	name := path.Join(dir, "manifest.json")
	if info, err := f.tree.lstat(name); err != nil || !info.Mode().IsRegular() {
		return false
	}
	m, err := f.item(name, unknown).Read(context.Background())
	return err == nil && f.o.Written(m.Data)
}

// take enters one entry of a folder that is not a folder.
func (f *finder) take(name, key string, mode fs.FileMode) {
	ext := strings.ToLower(path.Ext(name))
	switch class, what := irregular(mode); {
	case class != "":
		f.found.Failures = append(f.found.Failures, fail(name, "find", class, what))
	case isIndex(path.Base(name)):
		f.addIndex(name)
	case len(f.wants) > 0 && !f.wants[ext]:
		f.found.Skipped = append(f.found.Skipped, fail(name, "find", "extension", "no format reads this kind of file; name the file itself to have it tried"))
	default:
		f.add(f.item(name, unknown), key)
	}
}

// follow looks behind a link in a folder and reports whether it is to be
// taken, and as what.
func (f *finder) follow(w walking, name string) (mode fs.FileMode, key string, ok bool) {
	info, err := f.tree.stat(name)
	if err != nil {
		f.found.Failures = append(f.found.Failures, linkFailure(name, err))
		return 0, "", false
	}
	if !f.o.Follow {
		f.found.Skipped = append(f.found.Skipped, fail(name, "find", "link", "is a symbolic link, which is not followed inside a folder; name it itself or ask for links to be followed"))
		return 0, "", false
	}
	key = f.tree.real(name)
	if key != w.root && !strings.HasPrefix(key, strings.TrimSuffix(w.root, "/")+"/") {
		f.found.Skipped = append(f.found.Skipped, fail(name, "find", "link-outside", "is a link that leads out of the folder; name its target itself"))
		return 0, "", false
	}
	return info.Mode().Type(), key, true
}

// expand returns the sorted names that a glob matches. An element ** stands
// for any number of folders; hidden names match only a pattern that begins with a dot.
func (f *finder) expand(pattern string) []string {
	base, rest := "", strings.Split(pattern, "/")
	if rest[0] == "" {
		base, rest = "/", rest[1:]
	}
	var out []string
	f.match(base, rest, &out)
	slices.Sort(out)
	return slices.Compact(out)
}

func (f *finder) match(dir string, rest []string, out *[]string) {
	if len(rest) == 0 {
		if dir != "" {
			*out = append(*out, dir)
		}
		return
	}
	head := rest[0]
	if !strings.ContainsAny(head, "*?[") {
		if name := path.Join(dir, head); f.exists(name) {
			f.match(name, rest[1:], out)
		}
		return
	}
	if head == "**" {
		f.match(dir, rest[1:], out) // no folder
	}
	where := dir
	if where == "" {
		where = "."
	}
	entries, err := f.tree.readDir(where)
	if err != nil {
		return // a file, or a folder that may not be read: no match below it
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") && !strings.HasPrefix(head, ".") {
			continue
		}
		name := path.Join(dir, e.Name())
		if head == "**" {
			if e.IsDir() {
				if !f.isReport(name) {
					f.match(name, rest, out)
				}
			} else if len(rest) == 1 {
				*out = append(*out, name)
			}
			continue
		}
		if ok, err := path.Match(head, e.Name()); err == nil && ok && (len(rest) == 1 || f.isDir(name)) {
			f.match(name, rest[1:], out)
		}
	}
}

func isLoop(err error) bool { return errors.Is(err, syscall.ELOOP) }
