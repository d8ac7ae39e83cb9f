package source

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"concordat/corpus"
	"concordat/corpus/spelling"
)

// finder is one search.
type finder struct {
	o Options
	*origin
	wants map[string]bool // extensions in lower case; empty = all
	found Found
	once  bool           // no file can be found twice
	at    map[string]int // real name → place in found.Items; empty if once
	index map[string]bool
}

// Find looks up what the user named. Each argument is a file, a folder (taken
// recursively, without hidden names), a glob of path.Match with ** for any
// number of folders, "-" for standard input, or LABEL=PATH for one file. A name
// that exists as it is written is taken so, whatever characters it has.
//
// An index.tsv or index.csv is looked for in every walked folder and, for what
// is named, in its folder and the one above; it is listed apart. The error
// joins one line for each argument that names nothing; the rest is still found.
func Find(args []string, o Options) (Found, error) {
	from := &origin{tree: disk{o.Dir}, stdin: o.Stdin, max: o.MaxBytes, maxStream: o.MaxBytes}
	f := &finder{o: o, origin: from, at: map[string]int{}, index: map[string]bool{}, wants: map[string]bool{}}
	if o.MaxBytes <= 0 {
		f.max, f.maxStream = DefaultMaxBytes, MaxStreamBytes
	}
	if o.FS != nil {
		f.tree = sealed{o.FS}
	}
	f.once = len(args) == 1 && args[0] != Stdin && !o.Follow && f.isDir(slash(args[0]))
	for _, e := range o.Extensions {
		f.wants[strings.ToLower(e)] = true
	}
	var errs []error
	for _, arg := range args {
		if err := f.argument(arg); err != nil {
			errs = append(errs, err)
		}
	}
	slices.SortFunc(f.found.Index, func(a, b Item) int {
		if d := strings.Count(b.Path, "/") - strings.Count(a.Path, "/"); d != 0 {
			return d
		}
		return strings.Compare(a.Path, b.Path)
	})
	return f.found, errors.Join(errs...)
}

func (f *finder) argument(arg string) error {
	if arg == "" {
		return errors.New(`"": an empty argument names nothing`)
	}
	name, label := slash(arg), ""
	if arg != Stdin && !f.exists(name) {
		if l, p, ok := strings.Cut(arg, "="); ok && l != "" && p != "" && !strings.ContainsAny(l, `/\*?[`) {
			name, label = slash(p), l
		}
	}
	first := len(f.found.Items)
	switch {
	case name == Stdin:
		f.add(f.item(Stdin, unknown), Stdin)
		return f.label(Stdin, label)
	case f.exists(name):
		if label != "" && f.isDir(name) {
			return fmt.Errorf("%s: a label names one text, but %s is a folder; name a file in it", arg, name)
		}
		if err := f.named(name, label); err != nil {
			return err
		}
	case strings.ContainsAny(name, "*?["):
		if err := f.glob(arg, name, label); err != nil {
			return err
		}
	default:
		return fmt.Errorf("%s: no such file or folder%s", arg, f.nearest(name))
	}
	byPath := func(a, b Item) int { return strings.Compare(a.Path, b.Path) }
	if items := f.found.Items[first:]; !slices.IsSortedFunc(items, byPath) {
		slices.SortStableFunc(items, byPath)
	}
	for i := first; i < len(f.found.Items) && !f.once; i++ {
		f.at[f.found.Items[i].key] = i
	}
	return nil
}

func (f *finder) glob(arg, pattern, label string) error {
	elements := strings.Split(pattern, "/")
	for _, e := range elements {
		if _, err := path.Match(e, ""); err != nil {
			return fmt.Errorf("%s: no such file, and as a pattern %q has an unclosed [", arg, e)
		}
	}
	matches := f.expand(pattern)
	if len(matches) == 0 {
		return fmt.Errorf("%s: the pattern matches nothing", arg)
	}
	if label != "" && (len(matches) > 1 || f.isDir(matches[0])) {
		return fmt.Errorf("%s: a label names one text, but the pattern matches %d names", arg, len(matches))
	}
	deep := slices.Contains(elements, "**")
	for _, m := range matches {
		switch {
		case deep && f.isDir(m): // its files are matches themselves
		case isIndex(path.Base(m)):
			f.addIndex(m)
		default:
			if err := f.named(m, label); err != nil {
				return err
			}
		}
	}
	return nil
}

// named takes a file or a folder that the user named; a link is followed.
func (f *finder) named(name, label string) error {
	info, err := f.tree.stat(name)
	if err != nil {
		f.found.Failures = append(f.found.Failures, linkFailure(name, err))
		return nil
	}
	real := f.tree.real(name)
	if info.IsDir() {
		f.indexAbove(name)
		f.walk(walking{root: real}, name, real, []fs.FileInfo{info})
		return nil
	}
	if class, what := irregular(info.Mode()); class != "" {
		f.found.Failures = append(f.found.Failures, fail(name, "find", class, what))
		return nil
	}
	f.indexAbove(name)
	f.indexAbove(path.Dir(name))
	f.add(f.item(name, info.Size()), real)
	return f.label(real, label)
}

// add enters an item unless its file is already there.
func (f *finder) add(it Item, key string) {
	if f.once {
		f.found.Items = append(f.found.Items, it)
		return
	}
	it.key = key
	if _, dup := f.at[key]; !dup {
		f.at[key] = len(f.found.Items)
		f.found.Items = append(f.found.Items, it)
	}
}

// label names the item of a key, whichever mention brought it in.
func (f *finder) label(key, label string) error {
	it := &f.found.Items[f.at[key]]
	switch {
	case label == "" || it.Label == label:
		return nil
	case it.Label != "":
		return fmt.Errorf("%s: labelled both %q and %q; a text has one label", it.Path, it.Label, label)
	}
	it.Label = label
	return nil
}

// unknown is the size of a file that only opening it would tell.
const unknown = -1

func (f *finder) item(name string, size int64) Item {
	return Item{Path: name, Size: size, origin: f.origin}
}

func isIndex(base string) bool {
	l := strings.ToLower(base)
	return l == "index.tsv" || l == "index.csv"
}

// indexAbove looks for an index in the folder that holds name, as far as the
// name as written tells which folder that is.
func (f *finder) indexAbove(name string) {
	dir := path.Dir(name)
	if name == "." || path.Base(name) == ".." {
		return
	}
	for _, base := range []string{"index.csv", "index.tsv"} {
		name := path.Join(dir, base)
		if info, err := f.tree.stat(name); err == nil && info.Mode().IsRegular() {
			f.addIndex(name)
		}
	}
}

func (f *finder) addIndex(name string) {
	if key := f.tree.real(name); !f.index[key] {
		f.index[key] = true
		f.found.Index = append(f.found.Index, f.item(name, unknown))
	}
}

// nearest returns a hint at the name in the same folder that differs least, "" if
// none is near.
func (f *finder) nearest(name string) string {
	entries, err := f.tree.readDir(path.Dir(name))
	if err != nil {
		return ""
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = e.Name()
	}
	if n := spelling.Nearest(path.Base(name), names); n != "" {
		return fmt.Sprintf("; did you mean %q?", path.Join(path.Dir(name), n))
	}
	return ""
}

func (f *finder) exists(name string) bool {
	_, err := f.tree.lstat(name)
	return err == nil || errors.Is(err, fs.ErrPermission)
}

func (f *finder) isDir(name string) bool {
	info, err := f.tree.stat(name)
	return err == nil && info.IsDir()
}

func slash(arg string) string { return path.Clean(filepath.ToSlash(arg)) }

func linkFailure(name string, err error) corpus.Failure {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fail(name, "find", "dangling-link", "is a link to nothing; mend or remove it")
	case isLoop(err):
		return fail(name, "find", "link-loop", "is a link that leads back to itself; mend or remove it")
	}
	return systemFailure(name, "find", err)
}
