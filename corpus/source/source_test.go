package source

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"concordat/corpus"

	"pgregory.net/rapid"
)

// lay writes files below a new folder and makes it the working folder.
func lay(t *testing.T, names ...string) {
	t.Helper()
	t.Chdir(t.TempDir())
	for _, n := range names {
		write(t, n, "the text of "+n)
	}
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func paths(items []Item) []string {
	out := []string{}
	for _, it := range items {
		s := it.Path
		if it.Label != "" {
			s = it.Label + "=" + s
		}
		out = append(out, s)
	}
	return out
}

func classes(rows []corpus.Failure) map[string]string {
	out := map[string]string{}
	for _, r := range rows {
		out[r.Document] = r.Class
	}
	return out
}

func mustFind(t *testing.T, o Options, args ...string) Found {
	t.Helper()
	f, err := Find(args, o)
	if err != nil {
		t.Fatalf("Find(%q): %v", args, err)
	}
	return f
}

func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\n got %v\nwant %v", what, got, want)
	}
}

func TestFindNames(t *testing.T) {
	lay(t, "a/x.txt", "a/b/y.md", "a/b/c/z.txt", "a/.hidden.txt", "a/.git/w.txt", "a/pic.png", "top.txt", "[odd].txt", "k=v.txt", "two=parts/q.txt")
	o := Options{Extensions: []string{".txt", ".md"}}
	for _, c := range []struct{ args, want []string }{
		{[]string{"a"}, []string{"a/b/c/z.txt", "a/b/y.md", "a/x.txt"}},
		{[]string{"a/"}, []string{"a/b/c/z.txt", "a/b/y.md", "a/x.txt"}},
		{[]string{"top.txt", "a/x.txt"}, []string{"top.txt", "a/x.txt"}},
		{[]string{"./top.txt", "top.txt", "a/../top.txt"}, []string{"top.txt"}},
		{[]string{"a/x.txt", "a"}, []string{"a/x.txt", "a/b/c/z.txt", "a/b/y.md"}},
		{[]string{"a/*.txt"}, []string{"a/x.txt"}},
		{[]string{"a/**"}, []string{"a/b/c/z.txt", "a/b/y.md", "a/pic.png", "a/x.txt"}},
		{[]string{"**/*.txt"}, []string{"[odd].txt", "a/b/c/z.txt", "a/x.txt", "k=v.txt", "top.txt", "two=parts/q.txt"}},
		{[]string{"a/**/z.txt"}, []string{"a/b/c/z.txt"}},
		{[]string{"a/?.txt"}, []string{"a/x.txt"}},
		{[]string{"a/b*"}, []string{"a/b/c/z.txt", "a/b/y.md"}},
		{[]string{"[odd].txt"}, []string{"[odd].txt"}},
		{[]string{"k=v.txt"}, []string{"k=v.txt"}},
		{[]string{"two=parts/q.txt"}, []string{"two=parts/q.txt"}},
		{[]string{"US=top.txt"}, []string{"US=top.txt"}},
		{[]string{"US=t*.txt"}, []string{"US=top.txt"}},
		{[]string{"US=k=v.txt"}, []string{"US=k=v.txt"}},
		{[]string{"top.txt", "US=top.txt"}, []string{"US=top.txt"}},
		{[]string{"a/pic.png"}, []string{"a/pic.png"}},
		{[]string{"-", "-"}, []string{"-"}},
		{[]string{"IN=-"}, []string{"IN=-"}},
	} {
		equal(t, strings.Join(c.args, " "), paths(mustFind(t, o, c.args...).Items), c.want)
	}
	equal(t, "skipped", classes(mustFind(t, o, "a").Skipped), map[string]string{"a/pic.png": "extension"})
}

func TestFindSaysEveryArgumentThatNamesNothing(t *testing.T) {
	lay(t, "a/x.txt", "b/y.txt", "strategy.txt")
	f, err := Find([]string{"stratgy.txt", "a", "no/*.txt", "L=b", "L=*/*.txt", "[z", "", "A=a/x.txt", "B=a/x.txt"}, Options{})
	if err == nil {
		t.Fatal("no error")
	}
	lines := strings.Split(err.Error(), "\n")
	for i, want := range []string{
		`stratgy.txt: no such file or folder; did you mean "strategy.txt"?`,
		"no/*.txt: the pattern matches nothing",
		"L=b: a label names one text, but b is a folder; name a file in it",
		"L=*/*.txt: a label names one text, but the pattern matches 2 names",
		`[z: no such file, and as a pattern "[z" has an unclosed [`,
		`"": an empty argument names nothing`,
		`a/x.txt: labelled both "A" and "B"; a text has one label`,
	} {
		if i >= len(lines) || lines[i] != want {
			t.Fatalf("line %d of\n%v\nis not %q", i, err, want)
		}
	}
	equal(t, "the rest", paths(f.Items), []string{"A=a/x.txt"})
}

func TestFindIndex(t *testing.T) {
	lay(t, "c/index.tsv", "c/s/x.txt", "c/s/index.csv", "c/s/t/y.txt", "z/only.txt", "index.csv")
	equal(t, "walked", paths(mustFind(t, Options{}, "c").Index), []string{"c/s/index.csv", "c/index.tsv", "index.csv"})
	equal(t, "folder's parent", paths(mustFind(t, Options{}, "c/s").Index), []string{"c/s/index.csv", "c/index.tsv"})
	equal(t, "file's folder and the one above", paths(mustFind(t, Options{}, "c/s/x.txt").Index), []string{"c/s/index.csv", "c/index.tsv"})
	equal(t, "not further", paths(mustFind(t, Options{}, "c/s/t/y.txt").Index), []string{"c/s/index.csv"})
	equal(t, "not a text", paths(mustFind(t, Options{}, "c/s/*").Items), []string{"c/s/t/y.txt", "c/s/x.txt"})
	equal(t, "unless named", paths(mustFind(t, Options{}, "c/index.tsv").Items), []string{"c/index.tsv"})
}

func TestFindLinks(t *testing.T) {
	lay(t, "in/real.txt", "in/sub/s.txt", "out/far.txt")
	for name, target := range map[string]string{
		"in/link.txt": "real.txt", "in/loopa": "loopb", "in/loopb": "loopa", "in/dangling.txt": "nothing",
		"in/sub/up": "..", "in/escape": "../out", "named.txt": "out/far.txt",
	} {
		if err := os.Symlink(target, name); err != nil {
			t.Skip("no symbolic links here: ", err)
		}
	}
	bad := map[string]string{"in/loopa": "link-loop", "in/loopb": "link-loop", "in/dangling.txt": "dangling-link"}
	f := mustFind(t, Options{}, "in")
	equal(t, "items", paths(f.Items), []string{"in/real.txt", "in/sub/s.txt"})
	equal(t, "failures", classes(f.Failures), bad)
	equal(t, "skipped", classes(f.Skipped), map[string]string{"in/link.txt": "link", "in/sub/up": "link", "in/escape": "link"})

	f = mustFind(t, Options{Follow: true}, "in")
	equal(t, "followed: one file is one text", paths(f.Items), []string{"in/link.txt", "in/sub/s.txt"})
	bad["in/sub/up"] = "link-loop"
	equal(t, "followed: failures", classes(f.Failures), bad)
	equal(t, "followed: skipped", classes(f.Skipped), map[string]string{"in/escape": "link-outside"})

	f = mustFind(t, Options{}, "named.txt", "out/far.txt", "in/dangling.txt")
	equal(t, "a named link is followed, once", paths(f.Items), []string{"named.txt"})
	equal(t, "a named dangling link", classes(f.Failures), map[string]string{"in/dangling.txt": "dangling-link"})
}

func TestFindFolderNamedLikeAText(t *testing.T) {
	lay(t, "d/x.txt/y.txt")
	f := mustFind(t, Options{Extensions: []string{".txt"}}, "d")
	equal(t, "items", paths(f.Items), []string{"d/x.txt/y.txt"})
	equal(t, "skipped", classes(f.Skipped), map[string]string{"d/x.txt": "directory"})
}

func TestUnreadable(t *testing.T) {
	if runtime.GOOS == "windows" || os.Geteuid() == 0 {
		t.Skip("permissions do not bind here")
	}
	lay(t, "d/x.txt", "d/locked/y.txt")
	for _, n := range []string{"d/x.txt", "d/locked"} {
		if err := os.Chmod(n, 0); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() {
		if err := os.Chmod("d/locked", 0o755); err != nil {
			t.Error(err)
		}
	})
	f := mustFind(t, Options{}, "d")
	equal(t, "failures", classes(f.Failures), map[string]string{"d/locked": "unreadable"})
	wantClass(t, f.Items[0], "unreadable")
}

func wantClass(t *testing.T, it Item, class string) {
	t.Helper()
	_, err := it.Read(context.Background())
	var e *Error
	if !errors.As(err, &e) || e.Failure.Class != class || e.Failure.Document != it.Path {
		t.Errorf("%s: %v, want class %s", it.Path, err, class)
	}
}

func TestRead(t *testing.T) {
	lay(t, "a.txt", "void.txt")
	write(t, "void.txt", "")
	f := mustFind(t, Options{}, "L=a.txt", "void.txt")
	got, err := f.Items[0].Read(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte("the text of a.txt"))
	equal(t, "file", got, File{Path: "a.txt", Label: "L", Data: []byte("the text of a.txt"), SHA256: hex.EncodeToString(sum[:]), Bytes: 17})
	wantClass(t, f.Items[1], "empty")
	wantClass(t, mustFind(t, Options{MaxBytes: 16}, "a.txt").Items[0], "too-large")
	if _, err := mustFind(t, Options{MaxBytes: 17}, "a.txt").Items[0].Read(context.Background()); err != nil {
		t.Error("at the limit:", err)
	}
	if err := os.Remove("a.txt"); err != nil {
		t.Fatal(err)
	}
	wantClass(t, f.Items[0], "vanished")
	done, cancel := context.WithCancel(context.Background())
	cancel()
	write(t, "a.txt", "text")
	if _, err := f.Items[0].Read(done); !errors.Is(err, context.Canceled) {
		t.Error("cancelled:", err)
	}
}

func TestReadStdin(t *testing.T) {
	text := strings.Repeat("word ", 700_000)
	f, err := mustFind(t, Options{Stdin: strings.NewReader(text)}, "-").Items[0].Read(context.Background())
	if err != nil || string(f.Data) != text || f.Path != "-" {
		t.Errorf("%d bytes, %v", len(f.Data), err)
	}
	wantClass(t, mustFind(t, Options{Stdin: strings.NewReader("12345"), MaxBytes: 4}, "-").Items[0], "too-large")
	wantClass(t, mustFind(t, Options{}, "-").Items[0], "no-stdin")
	wantClass(t, mustFind(t, Options{Stdin: strings.NewReader("")}, "-").Items[0], "empty")
	wantClass(t, mustFind(t, Options{Stdin: io.MultiReader(strings.NewReader("a"), broken{})}, "-").Items[0], "io")
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("input/output error") }

// growing is a file system whose file grows during the first reads.
type growing struct {
	fstest.MapFS
	times int
}

type grown struct {
	fs.File
	g     *growing
	asked bool
}

type later struct{ fs.FileInfo }

func (l later) ModTime() time.Time { return l.FileInfo.ModTime().Add(time.Second) }

func (g *growing) Open(name string) (fs.File, error) {
	f, err := g.MapFS.Open(name)
	return &grown{File: f, g: g}, err
}

func (f *grown) Stat() (fs.FileInfo, error) {
	info, err := f.File.Stat()
	if f.asked && f.g.times > 0 {
		f.g.times--
		return later{info}, err
	}
	f.asked = true
	return info, err
}

func TestReadChanging(t *testing.T) {
	for times, class := range []string{"", "", "changed-during-read"} {
		g := &growing{MapFS: fstest.MapFS{"x.txt": {Data: []byte("words")}}}
		it := mustFind(t, Options{FS: g}, "x.txt").Items[0]
		g.times = times
		if class != "" {
			wantClass(t, it, class)
			continue
		}
		if f, err := it.Read(context.Background()); err != nil || string(f.Data) != "words" {
			t.Errorf("changed %d times: %q, %v", times, f.Data, err)
		}
	}
}

func TestFindFS(t *testing.T) {
	fsys := fstest.MapFS{"s/a.txt": {Data: []byte("a")}, "s/b.md": {Data: []byte("b")}, "s/index.tsv": {Data: []byte("path\n")}}
	f := mustFind(t, Options{FS: fsys}, "s", "/s/a.txt", "s/*.md")
	equal(t, "items", paths(f.Items), []string{"s/a.txt", "s/b.md"})
	equal(t, "index", paths(f.Index), []string{"s/index.tsv"})
	equal(t, "root", paths(mustFind(t, Options{FS: fsys}, "/").Items), []string{"/s/a.txt", "/s/b.md"})
	if got, err := f.Items[1].Read(context.Background()); err != nil || !bytes.Equal(got.Data, []byte("b")) {
		t.Error(got, err)
	}
}

func TestIDs(t *testing.T) {
	for _, c := range []struct{ in, want []string }{
		{[]string{"x/a.txt", "x/b.txt"}, []string{"a", "b"}},
		{[]string{"x/a.txt", "y/a.txt"}, []string{"x/a", "y/a"}},
		{[]string{"p/x/a.txt", "q/x/a.txt", "q/y/a.txt"}, []string{"p/x/a", "q/x/a", "y/a"}},
		{[]string{"a.txt", "a.md"}, []string{"a.txt", "a.md"}},
		{[]string{"x/a.txt", "x/a.md", "y/a.txt"}, []string{"x/a.txt", "a.md", "y/a"}},
		{[]string{"A=x/1.txt", "y/A.txt"}, []string{"A", "y/A"}},
		{[]string{"-", "stdin.txt"}, []string{"stdin", "stdin.txt"}},
		{[]string{"../a.txt", "a.txt"}, []string{"../a", "a"}},
		{[]string{"version 1.2 draft"}, []string{"version 1.2 draft"}},
		{[]string{".txt"}, []string{".txt"}},
		{[]string{"cafe\u0301.txt"}, []string{"caf\u00e9"}},
		{[]string{"bad\xff.txt"}, []string{"bad\ufffd"}},
	} {
		var items []Item
		for _, s := range c.in {
			label, p, ok := strings.Cut(s, "=")
			if !ok {
				label, p = "", s
			}
			items = append(items, Item{Path: p, Label: label})
		}
		equal(t, "IDs", IDs(items), c.want)
	}
}

func TestIDsAreUniqueButForLabels(t *testing.T) {
	part := rapid.SampledFrom([]string{"a", "b", "A", "a.txt", "..", ".", "stdin", "a~2", "x.md", "é", "e\u0301"})
	rapid.Check(t, func(t *rapid.T) {
		items := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Item {
			if rapid.IntRange(0, 4).Draw(t, "labelled") == 0 {
				return Item{Path: "p", Label: part.Draw(t, "label")}
			}
			return Item{Path: strings.Join(rapid.SliceOfN(part, 1, 3).Draw(t, "parts"), "/")}
		}), 0, 12).Draw(t, "items")
		seen := map[string]bool{}
		for i, id := range IDs(items) {
			if items[i].Label != "" && id == clean(items[i].Label) {
				seen[id] = true
				continue
			}
			if id == "" || seen[id] {
				t.Fatalf("id %d %q of %v", i, id, items)
			}
			seen[id] = true
		}
	})
}

func TestFindPassesReportsOver(t *testing.T) {
	lay(t, "a.md", "reports/r/index.html", "reports/r/tables/t.csv", "other/b.md")
	write(t, "reports/r/manifest.json", "written")
	write(t, "other/manifest.json", "mine")
	o := Options{Written: func(m []byte) bool { return string(m) == "written" }, Extensions: []string{".md", ".csv", ".html"}}
	f := mustFind(t, o, ".")
	equal(t, "a walk", paths(f.Items), []string{"a.md", "other/b.md"})
	equal(t, "skipped", classes(f.Skipped), map[string]string{"reports/r": "report", "other/manifest.json": "extension"})
	equal(t, "a pattern", paths(mustFind(t, o, "**/*.*").Items), []string{"a.md", "other/b.md", "other/manifest.json"})
	equal(t, "named", paths(mustFind(t, o, "reports/r/tables").Items), []string{"reports/r/tables/t.csv"})
	equal(t, "without the question", len(mustFind(t, Options{Extensions: o.Extensions}, ".").Items), 4)
}

// TestDir: relative names start from Dir and stay as they are named.
func TestDir(t *testing.T) {
	lay(t, "project/texts/a.txt", "project/index.tsv", "project/b.txt")
	f := mustFind(t, Options{Dir: "project"}, "texts", "b.txt", "*.txt")
	equal(t, "paths", paths(f.Items), []string{"texts/a.txt", "b.txt"})
	equal(t, "index", paths(f.Index), []string{"index.tsv"})
	file, err := f.Items[0].Read(t.Context())
	if err != nil || file.Path != "texts/a.txt" {
		t.Errorf("%v %v", file.Path, err)
	}
	if _, err := Find([]string{"texts/a.txt"}, Options{}); err == nil {
		t.Error("found without Dir")
	}
}
