package sample

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
)

// texts returns the bodies of the sample texts by file name, without front matter.
func texts(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := fs.WalkDir(FS, "texts", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := FS.ReadFile(name)
		if err != nil {
			return err
		}
		_, rest, _ := strings.Cut(string(data), "---\n")
		front, body, ok := strings.Cut(rest, "---\n")
		if !ok {
			t.Errorf("%s has no front matter", name)
		}
		for _, want := range []string{"title: ", "actor: ", "year: ", "kind: ", "group: ", "language: en", "Written for concordat in its own words. A summary and not the document itself"} {
			if !strings.Contains(front, want) {
				t.Errorf("%s: no %q in its front matter", name, want)
			}
		}
		out[name] = body
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func words(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

func TestSizes(t *testing.T) {
	all := texts(t)
	if len(all) < 8 || len(all) > 12 {
		t.Errorf("%d texts", len(all))
	}
	for name, body := range all {
		if n := len(strings.Fields(body)); n < 500 || n > 1200 {
			t.Errorf("%s has %d words", name, n)
		}
	}
}

// run is how many words in a row the sample must not share with a real text.
const run = 9

// TestNothingIsCopied looks for runs of words that a sample text shares with
// the real texts beside the repository.
func TestNothingIsCopied(t *testing.T) {
	root := filepath.Join("..", "..", "..", "shared", "corpus")
	if _, err := os.Stat(root); err != nil {
		t.Skipf("the shared corpus is not beside this repository: %v", err)
	}
	ours := map[string]string{} // run of words → file
	for name, body := range texts(t) {
		w := words(body)
		for i := run; i <= len(w); i++ {
			ours[strings.Join(w[i-run:i], " ")] = name
		}
	}
	read := 0
	for _, folder := range []string{"commentary", "strategies", "un-general-debate", "us-national-security-strategies"} {
		err := filepath.WalkDir(filepath.Join(root, folder), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || filepath.Ext(path) != ".txt" {
				return err
			}
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			read++
			w := words(string(data))
			for i := run; i <= len(w); i++ {
				if name, copied := ours[strings.Join(w[i-run:i], " ")]; copied {
					t.Errorf("%s shares %q with %s", name, strings.Join(w[i-run:i], " "), filepath.Base(path))
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if read < 100 {
		t.Errorf("only %d real texts were read", read)
	}
}
