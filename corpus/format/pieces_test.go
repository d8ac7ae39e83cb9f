package format

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"

	"concordat/corpus"

	"pgregory.net/rapid"
)

// pieces reads data in pieces of some length and puts them together.
func pieces(t interface{ Fatalf(string, ...any) }, f File, usual int) (texts []corpus.Text, failures []corpus.Failure, n int) {
	p, err := Split(f, bytes.NewReader(f.Data), Options{})
	if err != nil {
		t.Fatalf("%v", err)
	}
	p.of.usual, p.SHA256 = usual, f.SHA256
	r := bytes.NewReader(f.Data)
	var all []*Piece
	for all = append(all, p); p.More; all = append(all, p) {
		if p, _, err = p.Next(r, nil); err != nil {
			t.Fatalf("%v", err)
		}
	}
	for i := range all {
		all[len(all)-1-i].Read() // in whatever order
	}
	for _, p := range all {
		stays, fs := p.Settle()
		if len(stays) != len(p.Texts) || len(fs) > 0 && p.More {
			t.Fatalf("%d texts of which %v stay, %d failures", len(p.Texts), stays, len(fs))
		}
		for i, text := range p.Texts {
			if stays[i] {
				texts = append(texts, text)
			}
		}
		failures = append(failures, fs...)
	}
	return texts, failures, len(all) - 1
}

// sameInPieces holds the pieces to what Read says of the whole file.
func sameInPieces(t interface{ Fatalf(string, ...any) }, data []byte, usual int) (n int) {
	f := File{Path: "x.jsonl", ID: "x", Data: data, SHA256: "digest"}
	texts, failures, n := pieces(t, f, usual)
	f.Data = bytes.Clone(data)
	wantTexts, wantFailures := Read(f, Options{})
	if len(failures)+len(wantFailures) > 0 && !reflect.DeepEqual(failures, wantFailures) {
		t.Fatalf("%q by %d\n got %+v\nwant %+v", data, usual, failures, wantFailures)
	}
	if len(texts) != len(wantTexts) {
		t.Fatalf("%q by %d: %d texts, want %d", data, usual, len(texts), len(wantTexts))
	}
	for i := range texts {
		if got, want := fmt.Sprintf("%+v", texts[i]), fmt.Sprintf("%+v", wantTexts[i]); got != want {
			t.Fatalf("%q by %d\n got %s\nwant %s", data, usual, got, want)
		}
	}
	return n
}

func TestPiecesAreRead(t *testing.T) {
	lines := hostileLines()[:120]
	var sorted strings.Builder
	for i := range 300 {
		fmt.Fprintf(&sorted, "{\"id\":%d,\"text\":\"States govern %d.\"}\n", i%290, i)
	}
	for name, data := range map[string]string{
		"lines": strings.Join(lines, "\n"), "windows": strings.Join(lines, "\r\n") + "\r\n", "marked": "\ufeff" + strings.Join(lines, "\n"),
		"clashes": sorted.String(), "one": `{"text":"a"}`, "blank": " \n\n\r\n", "a mark alone": "\ufeff", "blank at the end": sorted.String() + strings.Repeat("\n", 50),
		"broken": sorted.String() + "\xff", "NULs": strings.Replace(sorted.String(), "govern", "go\x00vern", 5), "too many NULs": sorted.String() + strings.Repeat("\x00", 90), "a PDF": "%PDF-1\n" + sorted.String(),
	} {
		t.Run(name, func(t *testing.T) {
			for _, usual := range []int{1, 2, 3, 10, 100, 1000, 1 << 20} {
				if n := sameInPieces(t, []byte(data), usual); name == "clashes" && n < len(data)/usual/40 {
					t.Errorf("%d pieces of %d bytes", n, usual)
				}
			}
		})
	}
}

func TestRandomPiecesAreRead(t *testing.T) {
	scraps := append([]string{"\n", "\n", "\r\n", "", " ", "\x00", "\xff", "\u00a0"}, hostileLines()[:120]...)
	rapid.Check(t, func(t *rapid.T) {
		data := strings.Join(rapid.SliceOfN(rapid.SampledFrom(scraps), 1, 12).Draw(t, "scraps"), rapid.SampledFrom([]string{"\n", "\n", "\r\n", ""}).Draw(t, "end"))
		if !isWide([]byte(data)) {
			sameInPieces(t, []byte(data), rapid.IntRange(1, 300).Draw(t, "usual"))
		}
	})
}

// A file that is no longer what it was when it was surveyed ends in an error.
func TestPiecesOfAChangedFile(t *testing.T) {
	data := strings.Repeat("{\"text\":\"a\"}\n", 20)
	for _, other := range []string{data[:len(data)-1], strings.Replace(data, "a", "b", 1), ""} {
		p, err := Split(File{Path: "x.jsonl"}, strings.NewReader(data), Options{})
		if err != nil {
			t.Fatal(err)
		}
		p.of.usual = 50
		for r := strings.NewReader(other); err == nil && p.More; {
			p, _, err = p.Next(r, nil)
		}
		if err == nil || err.Error() != "x.jsonl: changed while it was read; run again when nothing writes to it" {
			t.Errorf("%v", err)
		}
	}
	p, err := Split(File{Path: "x.jsonl"}, strings.NewReader(data), Options{})
	for r := strings.NewReader(data + data); err == nil && p.More; { // what was added later is no part of it
		p, _, err = p.Next(r, nil)
	}
	if err != nil {
		t.Error(err)
	}
}

func TestSplitLeavesOthersWhole(t *testing.T) {
	for _, f := range []File{{Path: "x.csv", Data: []byte("text\na\n")}, {Path: "x.jsonl", Data: []byte("\xff\xfe{\x00")}} {
		if _, err := Split(f, bytes.NewReader(f.Data), Options{}); !errors.Is(err, ErrWhole) {
			t.Errorf("%s: %v", f.Path, err)
		}
	}
	broken := errors.New("broken")
	if _, err := Split(File{Path: "x.jsonl"}, io.MultiReader(strings.NewReader("{}"), failing{broken}), Options{}); !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
}

// failing is a reader that fails.
type failing struct{ error }

func (f failing) Read([]byte) (int, error) { return 0, f.error }
