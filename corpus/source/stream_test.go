package source

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"testing/iotest"
)

// The buffer is used again, and the digest is there only if it is asked for.
func TestReadInto(t *testing.T) {
	lay(t, "a.txt", "b.txt")
	write(t, "long.txt", strings.Repeat("word ", 300_000))
	f := mustFind(t, Options{}, "long.txt", "a.txt", "b.txt")
	var buf []byte
	for i, it := range f.Items {
		var file File
		var err error
		before := cap(buf)
		file, buf, err = it.ReadInto(t.Context(), buf, i == 1)
		want, e := os.ReadFile(it.Path)
		if err != nil || e != nil || !bytes.Equal(file.Data, want) || file.Bytes != int64(len(want)) || file.Path != it.Path {
			t.Fatalf("%s: %d bytes, %v, %v", it.Path, len(file.Data), err, e)
		}
		if (file.SHA256 != "") != (i == 1) {
			t.Errorf("%s: digest %q", it.Path, file.SHA256)
		}
		if i > 0 && (cap(buf) != before || &buf[:1][0] != &file.Data[0]) {
			t.Errorf("%s: the buffer was not used", it.Path)
		}
	}
}

// A failure does not lose the buffer.
func TestReadIntoKeepsTheBuffer(t *testing.T) {
	lay(t, "a.txt")
	write(t, "void.txt", "")
	f := mustFind(t, Options{}, "a.txt", "void.txt")
	if err := os.Remove("a.txt"); err != nil {
		t.Fatal(err)
	}
	for _, it := range f.Items {
		if _, buf, err := it.ReadInto(t.Context(), make([]byte, 0, 100), false); err == nil || cap(buf) < 100 {
			t.Errorf("%s: %v, room %d", it.Path, err, cap(buf))
		}
	}
}

// A stream may turn out short enough to be read whole, with the limit of that.
func TestAll(t *testing.T) {
	lay(t, "a.txt")
	it := mustFind(t, Options{}, "a.txt").Items[0]
	f, _, err := open(t, it).All(nil)
	want, e := it.Read(t.Context())
	if err != nil || e != nil {
		t.Fatal(err, e)
	}
	equal(t, "file", f, want)
	it.max = 16
	_, _, err = open(t, it).All(nil)
	var x *Error
	if !errors.As(err, &x) || x.Failure.Class != "too-large" || x.Failure.Bytes != 17 {
		t.Errorf("%v", err)
	}
}

// The size is known for what was named, and never wrong.
func TestItemSize(t *testing.T) {
	lay(t, "d/a.txt", "b.txt")
	for _, it := range mustFind(t, Options{Stdin: strings.NewReader("x")}, "d", "b.txt", "-").Items {
		want := map[string]int64{"d/a.txt": -1, "b.txt": 17, "-": -1}[it.Path]
		if it.Size != want {
			t.Errorf("%s: %d bytes, want %d", it.Path, it.Size, want)
		}
	}
}

func open(t *testing.T, it Item) *Stream {
	t.Helper()
	s, err := it.Open(t.Context(), true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestOpen(t *testing.T) {
	text := strings.Repeat("The states have agreed.\n", 50_000)
	lay(t)
	write(t, "a.txt", text)
	f := mustFind(t, Options{Stdin: strings.NewReader(text)}, "a.txt", "-")
	for i, it := range f.Items {
		s := open(t, it)
		if want := [2]int64{int64(len(text)), -1}[i]; s.Size != want {
			t.Errorf("%s: size %d, want %d", it.Path, s.Size, want)
		}
		if err := iotest.TestReader(s, []byte(text)); err != nil {
			t.Errorf("%s: %v", it.Path, err)
		}
		sum := sha256.Sum256([]byte(text))
		equal(t, "digest", s.SHA256, hex.EncodeToString(sum[:]))
	}
}

// class reads a stream to its end and returns the class of its error.
func class(t *testing.T, s *Stream) string {
	t.Helper()
	_, err := io.Copy(io.Discard, s)
	_, again := s.Read(make([]byte, 1))
	var e *Error
	if !errors.As(err, &e) || !errors.Is(again, err) || s.SHA256 != "" {
		t.Errorf("%v, then %v, digest %q", err, again, s.SHA256)
		return ""
	}
	return e.Failure.Class
}

// What Read refuses, a stream refuses too, before the first byte or at the end.
func TestOpenRefuses(t *testing.T) {
	lay(t, "a.txt", "d/b.txt")
	write(t, "void.txt", "")
	item := func(o Options, arg string) Item { return mustFind(t, o, arg).Items[0] }
	for want, it := range map[string]Item{
		"too-large": item(Options{MaxBytes: 16}, "a.txt"),
		"directory": {Path: "d", origin: &origin{tree: disk{}, maxStream: 100}},
		"vanished":  {Path: "none", origin: &origin{tree: disk{}, maxStream: 100}},
		"no-stdin":  item(Options{}, "-"),
	} {
		_, err := it.Open(t.Context(), false)
		var e *Error
		if !errors.As(err, &e) || e.Failure.Class != want {
			t.Errorf("%v, want class %s", err, want)
		}
	}
	for want, it := range map[string]Item{
		"empty":     item(Options{}, "void.txt"),
		"too-large": item(Options{Stdin: strings.NewReader("12345"), MaxBytes: 4}, "-"),
		"io":        item(Options{Stdin: io.MultiReader(strings.NewReader("a"), broken{})}, "-"),
	} {
		equal(t, "class", class(t, open(t, it)), want)
	}
	done, cancel := context.WithCancel(context.Background())
	s, err := item(Options{}, "a.txt").Open(done, false)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	cancel()
	if _, err := io.ReadAll(s); !errors.Is(err, context.Canceled) {
		t.Error("cancelled:", err)
	}
}

// A file that grows, shrinks or is written over while it is read is told at
// the end, as the same error.
func TestOpenOfWhatChanges(t *testing.T) {
	for name, change := range map[string]func(*os.File) error{
		"grows":   func(f *os.File) error { _, err := f.Seek(0, io.SeekEnd); return errors.Join(err, put(f, "more")) },
		"shrinks": func(f *os.File) error { return f.Truncate(6) },
	} {
		t.Run(name, func(t *testing.T) {
			lay(t, "x.txt")
			s := open(t, mustFind(t, Options{}, "x.txt").Items[0])
			if _, err := io.ReadFull(s, make([]byte, 5)); err != nil {
				t.Fatal(err)
			}
			f, err := os.OpenFile("x.txt", os.O_RDWR, 0)
			if err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(change(f), f.Close()); err != nil {
				t.Fatal(err)
			}
			equal(t, "class", class(t, s), "changed-during-read")
		})
	}
	g := &growing{MapFS: fstest.MapFS{"x.txt": {Data: []byte("words")}}}
	it := mustFind(t, Options{FS: g}, "x.txt").Items[0]
	g.times = 1
	equal(t, "another time", class(t, open(t, it)), "changed-during-read")
}

func put(f *os.File, text string) error {
	_, err := f.WriteString(text)
	return err
}

// A large file is refused as a whole and read piece by piece, unless the user
// has set a limit.
func TestLimits(t *testing.T) {
	lay(t, "a.txt")
	for limit, want := range map[int64][2]int64{0: {DefaultMaxBytes, MaxStreamBytes}, 7: {7, 7}} {
		it := mustFind(t, Options{MaxBytes: limit}, "a.txt").Items[0]
		equal(t, "limits", [2]int64{it.max, it.maxStream}, want)
	}
	f, err := os.Create("huge.txt")
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(f.Truncate(DefaultMaxBytes+1), f.Close()); err != nil {
		t.Skip("no file with a hole here: ", err)
	}
	it := mustFind(t, Options{}, "huge.txt").Items[0]
	wantClass(t, it, "too-large")
	equal(t, "size", open(t, it).Size, int64(DefaultMaxBytes+1))
}
