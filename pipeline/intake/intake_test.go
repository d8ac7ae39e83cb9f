package intake_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"concordat/corpus"
	"concordat/corpus/format"
	"concordat/corpus/source"
	"concordat/pipeline/intake"
)

// write makes a folder of files and returns its path.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// open begins the intake of a folder.
func open(t *testing.T, dir string) *intake.Intake {
	t.Helper()
	found, err := source.Find([]string{"."}, source.Options{Dir: dir, Extensions: format.Extensions()})
	if err != nil {
		t.Fatal(err)
	}
	in, err := intake.New(context.Background(), found, source.IDs(found.Items), intake.Options{Digest: true, List: true})
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// batches takes everything that an intake gives out, and what do is called with.
func batches(t *testing.T, in *intake.Intake, buf *[]byte, do func(*corpus.Text)) (taken []intake.Taken) {
	t.Helper()
	for {
		b, err := in.Next(context.Background())
		if errors.Is(err, io.EOF) {
			return taken
		}
		if err != nil {
			t.Fatal(err)
		}
		files, err := b.Read(context.Background(), buf, func(text *corpus.Text) error {
			do(text)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		taken = append(taken, files...)
	}
}

// keeper is a Keeper of which texts are never dropped.
type keeper func(*corpus.Text) error

func (k keeper) Keep(_ int, text *corpus.Text) error { return k(text) }

func (k keeper) Drop() {}

// Every text comes once, in the order of the files, whatever the batches, with
// or without a buffer.
func TestTextsComeInOrder(t *testing.T) {
	files := map[string]string{}
	var want []string
	for i := range 150 {
		name := fmt.Sprintf("t%03d", i)
		files[name+".txt"] = strings.Repeat("States govern "+name+". ", 1+i*17%40)
		want = append(want, name)
	}
	dir := write(t, files)
	for _, buf := range []*[]byte{nil, new([]byte)} {
		in := open(t, dir)
		var ids, kept []string
		taken := batches(t, in, buf, func(text *corpus.Text) {
			ids = append(ids, text.ID)
			if string(text.Body) != files[text.ID+".txt"] {
				t.Errorf("%s is %q", text.ID, text.Body)
			}
		})
		for _, f := range taken {
			if err := in.Enter(f, keeper(func(text *corpus.Text) error {
				kept = append(kept, text.ID)
				return nil
			})); err != nil {
				t.Fatal(err)
			}
		}
		if !slices.Equal(ids, want) || !slices.Equal(kept, want) {
			t.Errorf("%v, kept %v", ids, kept)
		}
		r := in.Finish()
		if r.Texts != 150 || len(r.Failures) != 0 || len(r.Files) != 150 || r.Files[7].Path != "t007.txt" || len(r.Files[7].SHA256) != 64 {
			t.Errorf("%d texts, %d failures, %d files", r.Texts, len(r.Failures), len(r.Files))
		}
	}
}

// Of two texts with one id the first stays; a file that gives nothing has its
// failure; metadata of the sidecar table are there when a text is kept.
func TestEnter(t *testing.T) {
	in := open(t, write(t, map[string]string{
		"a.txt":     "States govern.",
		"b.jsonl":   `{"id":"a","text":"Another."}` + "\n" + `{"id":"c","text":"A third."}` + "\n" + `{"id":"(all)","text":"A fourth."}` + "\n",
		"d.txt":     "caf\xe9 and states",
		"e.txt":     "",
		"index.tsv": "id\tyear\tactor\na\t2017\tChina\n",
	}))
	var kept []string
	for _, f := range batches(t, in, nil, func(*corpus.Text) {}) {
		if err := in.Enter(f, keeper(func(text *corpus.Text) error {
			kept = append(kept, fmt.Sprint(text.ID, text.Meta.Year, text.Meta.Actor))
			return nil
		})); err != nil {
			t.Fatal(err)
		}
	}
	r := in.Finish()
	if want := []string{"a2017China", "c0"}; !slices.Equal(kept, want) || r.Texts != 2 {
		t.Errorf("kept %v, want %v", kept, want)
	}
	var classes []string
	for _, f := range r.Failures {
		classes = append(classes, f.Document+" "+f.Class)
	}
	if want := []string{"a duplicate-id", "(all) reserved-id", "d.txt encoding", "e.txt empty"}; !slices.Equal(classes, want) {
		t.Errorf("%q, want %q", classes, want)
	}
	var statuses []string
	for _, f := range r.Files {
		statuses = append(statuses, f.Path+" "+f.Status)
	}
	if want := []string{"a.txt used", "b.jsonl used", "d.txt encoding", "e.txt empty", "index.tsv index"}; !slices.Equal(statuses, want) {
		t.Errorf("%q, want %q", statuses, want)
	}
}

// An error of who keeps the texts ends the intake.
func TestErrorsOfTheKeeper(t *testing.T) {
	in := open(t, write(t, map[string]string{"a.txt": "States govern."}))
	full := errors.New("full")
	for _, f := range batches(t, in, nil, func(*corpus.Text) {}) {
		if err := in.Enter(f, keeper(func(*corpus.Text) error { return full })); !errors.Is(err, full) {
			t.Errorf("%v", err)
		}
	}
	in = open(t, write(t, map[string]string{"a.txt": "States govern."}))
	b, err := in.Next(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Read(context.Background(), nil, func(*corpus.Text) error { return full }); !errors.Is(err, full) {
		t.Errorf("%v", err)
	}
}
