package format

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"concordat/corpus"
	"concordat/corpus/format/layout"
)

// joined reads a stream to its end and puts its parts together again.
func joined(t interface{ Fatalf(string, ...any) }, f File, r io.Reader) ([]corpus.Text, []corpus.Failure, int) {
	s := NewStream(f, r, Options{})
	var whole corpus.Text
	var buf []byte
	for parts := 0; ; parts++ {
		var part corpus.Text
		var err error
		part, buf, err = s.Next(buf)
		switch {
		case errors.Is(err, io.EOF):
			return []corpus.Text{whole}, nil, parts
		case err != nil:
			if _, _, again := s.Next(nil); !errors.Is(again, err) {
				t.Fatalf("after %v comes %v", err, again)
			}
			return nil, []corpus.Failure{s.Failure(err)}, parts
		}
		if err := Lay(&part); err != nil {
			t.Fatalf("part %d: %v", parts, err)
		}
		if part.Part != parts || int(part.Base) != len(whole.Body) || len(part.Body) > 2*layout.PartSize {
			t.Fatalf("part %d is called %d, at %d of %d bytes, with %d bytes", parts, part.Part, part.Base, len(whole.Body), len(part.Body))
		}
		for _, b := range part.Blocks {
			b.Start, b.End = b.Start+part.Base, b.End+part.Base
			whole.Blocks = append(whole.Blocks, b)
		}
		whole.Body = append(whole.Body, part.Body...)
		whole.ID, whole.Origin, whole.Warnings = part.ID, part.Origin, part.Warnings
		if len(part.Warnings) > 0 && part.More {
			t.Fatalf("part %d: warnings %v before the last part", parts, part.Warnings)
		}
	}
}

// sameAsRead holds a stream to what Read says of the whole file.
func sameAsRead(t interface{ Fatalf(string, ...any) }, data []byte, r io.Reader) (parts int) {
	f := File{Path: "x.txt", ID: "x", SHA256: "digest"}
	texts, failures, parts := joined(t, f, r)
	f.Data = data
	wantTexts, wantFailures := Read(f, Options{})
	if !reflect.DeepEqual(failures, wantFailures) {
		t.Fatalf("failures\n got %+v\nwant %+v", failures, wantFailures)
	}
	if len(texts) != len(wantTexts) {
		t.Fatalf("%d texts, want %d", len(texts), len(wantTexts))
	}
	if len(texts) == 0 {
		return parts
	}
	got, want := texts[0], wantTexts[0]
	if !bytes.Equal(got.Body, want.Body) {
		t.Fatalf("another body: %d bytes, want %d", len(got.Body), len(want.Body))
	}
	if !slices.Equal(got.Blocks, want.Blocks) {
		t.Fatalf("other blocks: %d, want %d", len(got.Blocks), len(want.Blocks))
	}
	got.Body, got.Blocks, want.Body, want.Blocks = nil, nil, nil, nil
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("another text\n got %+v\nwant %+v", got, want)
	}
	return parts
}

const (
	paragraph = "The states have agreed upon the norms, “as they are”, of conduct in the use of networks.\n"
	kib       = 1 << 10
	mib       = 1 << 20
)

// long returns at least n bytes of repetitions.
func long(unit string, n int) string { return strings.Repeat(unit, n/len(unit)+1) }

// hostile has long texts of every kind that is cut or refused in another way.
func hostile() map[string]string {
	text := long(paragraph, 3*mib)
	return map[string]string{
		"empty":                        "",
		"white space":                  long(" \n", 3*mib),
		"no words":                     long("…\n", 3*mib),
		"short":                        "word",
		"lines":                        text,
		"paragraphs":                   long(paragraph+paragraph+"\n", 3*mib),
		"windows":                      strings.ReplaceAll(long(paragraph+paragraph+"\n", 3*mib), "\n", "\r\n"),
		"old mac":                      strings.ReplaceAll(text, "\n", "\r"),
		"separators":                   strings.ReplaceAll(text, "\n", "\u2029"),
		"one line":                     long("word ", 4*mib),
		"one word":                     long("é", 4*mib),
		"one word of three":            "a" + long("网", 4*mib),
		"a long line":                  text + long("word ", 3*mib) + "\n" + text,
		"a line of a part and a half":  text + long("word ", 3*mib/2) + "\n" + text,
		"spaces":                       "word" + long(" ", 4*mib) + "word",
		"spaces with a line end":       "word" + long(" ", 2*mib) + "\n" + long(" ", 2*mib) + "word" + long("x", 3*mib),
		"exactly a part":               text[:mib],
		"a part and a byte":            text[:mib] + "x",
		"two parts":                    long("x", 2*mib)[:2*mib],
		"two parts and a byte":         long("x", 2*mib)[:2*mib+1],
		"a mark":                       "\xef\xbb\xbf" + text,
		"a mark alone":                 "\xef\xbb\xbf",
		"NULs":                         strings.Replace(text, "norms", "nor\x00s", 1000),
		"too many NULs":                text + long("\x00", mib),
		"broken at the end":            text + "\xff",
		"broken at the beginning":      "a\xe2\x80\n" + text,
		"broken, and too many NULs":    "\xff" + text + long("\x00", mib),
		"unmarked UTF-16":              long("w\x00o\x00", 3*mib),
		"cut off":                      text + "\xe2\x80",
		"latin-1":                      long("l'\xe9tat et la souverainet\xe9\n", 3*mib),
		"ISO-2022-JP":                  long("\x1b$B9q2H\x1b(B\n", 3*mib),
		"an escape":                    text + "\x1b[0m\n" + text,
		"a PDF":                        "%PDF-1.7\n" + text,
		"a marked ZIP":                 "\xef\xbb\xbfPK\x03\x04" + text,
		"continuation bytes":           long("\x80", 3*mib),
		"a part of nothing":            text + long(" ", 3*mib) + "\n" + text,
		"a line that goes on in space": long("word ", 4*mib) + long("\t", 3*mib) + "\v" + long("x", 3*mib),
	}
}

func TestStreamIsRead(t *testing.T) {
	for name, data := range hostile() {
		t.Run(name, func(t *testing.T) {
			parts := sameAsRead(t, []byte(data), strings.NewReader(data))
			if len(data) <= mib && parts > 1 || len(data) > 2*mib && parts == 1 {
				t.Errorf("%d parts of %d bytes", parts, len(data))
			}
			if len(data) < mib {
				sameAsRead(t, []byte(data), iotest.DataErrReader(strings.NewReader(data)))
			}
		})
	}
}

// ragged reads as few or many bytes as it likes.
type ragged struct {
	r    io.Reader
	dice *rand.Rand
}

func (r ragged) Read(b []byte) (int, error) {
	most := []int{1, 7, 4 * kib, 100 * kib, 3 * mib}[r.dice.IntN(5)]
	return r.r.Read(b[:min(len(b), 1+r.dice.IntN(most))])
}

// The size of the reads decides nothing.
func TestStreamAtAnySizeOfReads(t *testing.T) {
	data := long(paragraph, mib) + long("word ", 5*mib/2) + long(paragraph+"\n", mib)
	if parts := sameAsRead(t, []byte(data), iotest.OneByteReader(strings.NewReader(data))); parts < 4 {
		t.Errorf("%d parts", parts)
	}
	for seed := range uint64(8) {
		sameAsRead(t, []byte(data), ragged{strings.NewReader(data), rand.New(rand.NewPCG(seed, 0))})
	}
}

// TestStreamOfRandomTexts puts long stretches of all kinds side by side.
func TestStreamOfRandomTexts(t *testing.T) {
	units := []string{paragraph, paragraph + "\n", paragraph + "\r\n\r\n", "wrapped words that\ngo on and on\n", "word ", "é", "网", " ", "\u2003", "\r", "\f", "\n", "…", "\v ", "\u2028x", "x\x00" + strings.Repeat("y", 5000)}
	for seed := range uint64(15) {
		dice := rand.New(rand.NewPCG(seed, 1))
		var b strings.Builder
		for range 1 + dice.IntN(5) {
			size := []int{1, 100, mib - 1, mib, mib + mib/2, 2 * mib}[dice.IntN(6)]
			b.WriteString(long(units[dice.IntN(len(units))], size))
		}
		if dice.IntN(10) == 0 {
			b.WriteString("\xe9")
		}
		t.Run(fmt.Sprint(seed), func(t *testing.T) { sameAsRead(t, []byte(b.String()), strings.NewReader(b.String())) })
	}
}

// FuzzStream holds the stream of any bytes, repeated until they make several
// parts, to what Read says.
func FuzzStream(f *testing.F) {
	for _, s := range []string{paragraph, "word ", "a\x00b\n", "\xef\xbb\xbfa\n", "\xff", "é", " \r", "\x1b$B9q\x1b(B", "%PDF-"} {
		f.Add([]byte(s), uint16(1))
		f.Add([]byte(s), uint16(60_000))
	}
	f.Fuzz(func(t *testing.T, data []byte, times uint16) {
		if isWide(data) || len(data) > 4*kib {
			return
		}
		all := bytes.Repeat(data, min(int(times), 1+3*mib/(len(data)+1)))
		sameAsRead(t, all, ragged{bytes.NewReader(all), rand.New(rand.NewPCG(uint64(times), 0))})
	})
}

// TestStreamOfRealTexts puts all speeches into one file.
func TestStreamOfRealTexts(t *testing.T) {
	for _, pattern := range []string{"un-general-debate/*.txt", "strategies/*.txt"} {
		names, err := filepath.Glob(filepath.Join(shared(t), filepath.FromSlash(pattern)))
		if err != nil || len(names) == 0 {
			t.Skip(pattern, " is not there")
		}
		var all []byte
		for _, n := range names {
			data, err := os.ReadFile(n)
			if err != nil {
				t.Fatal(err)
			}
			all = append(append(all, data...), '\n')
		}
		if parts := sameAsRead(t, all, bytes.NewReader(all)); parts < len(all)/mib {
			t.Errorf("%s: %d parts of %d bytes", pattern, parts, len(all))
		}
	}
}

func TestStreamOfWideText(t *testing.T) {
	for _, head := range []string{"\xff\xfea\x00", "\xfe\xff\x00a", "\xff\xfe\x00\x00", "\x00\x00\xfe\xff"} {
		s := NewStream(File{Path: "x.txt", ID: "x"}, strings.NewReader(head), Options{})
		if _, _, err := s.Next(nil); !errors.Is(err, ErrWhole) {
			t.Errorf("%q: %v", head, err)
		}
		if data, err := io.ReadAll(s.Whole()); err != nil || string(data) != head {
			t.Errorf("%q: whole %q, %v", head, data, err)
		}
	}
}

// The error of the reader is passed on as it is, and stays.
func TestStreamOfBrokenReader(t *testing.T) {
	broken := errors.New("changed while it was read")
	s := NewStream(File{Path: "x.txt", ID: "x"}, io.MultiReader(strings.NewReader(long(paragraph, 2*mib)), iotest.ErrReader(broken)), Options{})
	if _, _, err := s.Next(nil); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		for err := error(nil); !errors.Is(err, broken); _, _, err = s.Next(nil) {
			if err != nil {
				t.Fatal(err)
			}
		}
	}
}

// endless gives n bytes of a text.
type endless struct{ n int }

func (e *endless) Read(b []byte) (int, error) {
	if e.n <= 0 {
		return 0, io.EOF
	}
	n := 0
	for n < len(b) {
		n += copy(b[n:], paragraph)
	}
	e.n -= n
	return n, nil
}

// A stream takes the memory of a few parts, however long the text is.
func TestStreamIsFlat(t *testing.T) {
	s := NewStream(File{Path: "x.txt", ID: "x"}, &endless{n: 64 * mib}, Options{})
	var buf []byte
	for parts := 0; ; parts++ {
		var err error
		if _, buf, err = s.Next(buf); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if cap(s.buf) > 2*mib+kib || cap(buf) > 3*mib {
			t.Fatalf("part %d: %d and %d bytes of room", parts, cap(s.buf), cap(buf))
		}
	}
}

func TestStreams(t *testing.T) {
	for _, c := range []struct {
		path, format string
		want         bool
	}{{"a.txt", "", true}, {"a.TEXT", "", true}, {"-", "", true}, {"a.md", "", false}, {"a.md", "plain", true}, {"a.txt", "csv", false}, {"a.pdf", "", false}} {
		if got := Streams(c.path, Options{Format: c.format}); got != c.want {
			t.Errorf("Streams(%q, %q) = %v", c.path, c.format, got)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	for name, folder := range map[string]string{"lines": "bulk/S70_2015", "wrapped": "strategies"} {
		b.Run(name, func(b *testing.B) {
			var files []File
			size := int64(0)
			names, err := filepath.Glob(filepath.Join(shared(b), filepath.FromSlash(folder), "*.txt"))
			if err != nil || len(names) == 0 {
				b.Skip(folder, " is not there")
			}
			for i, n := range names {
				data, err := os.ReadFile(n)
				if err != nil {
					b.Fatal(err)
				}
				files = append(files, File{Path: "x.txt", ID: fmt.Sprint(i), Data: data})
				size += int64(len(data))
			}
			b.SetBytes(size)
			b.ReportAllocs()
			for b.Loop() {
				for _, f := range files {
					if texts, _ := Read(f, Options{}); len(texts) != 1 {
						b.Fatal(f.Path)
					}
				}
			}
		})
	}
}

// BenchmarkStream reads a long text of a paragraph a line part by part.
func BenchmarkStream(b *testing.B) {
	b.SetBytes(64 * mib)
	for b.Loop() {
		s := NewStream(File{Path: "x.txt", ID: "x"}, &endless{n: 64 * mib}, Options{})
		var buf []byte
		for {
			var t corpus.Text
			var err error
			if t, buf, err = s.Next(buf); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				b.Fatal(err)
			}
			if err := Lay(&t); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// BenchmarkReadSmall reads one of very many small files.
func BenchmarkReadSmall(b *testing.B) {
	f := File{Path: "x.txt", ID: "x", Data: []byte(long(paragraph+paragraph, 1200))}
	b.SetBytes(int64(len(f.Data)))
	b.ReportAllocs()
	for b.Loop() {
		if texts, _ := Read(f, Options{}); len(texts) != 1 {
			b.Fatal("no text")
		}
	}
}
