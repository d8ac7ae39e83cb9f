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

// A long text comes in parts, in order, whole; its size need not be known. What
// is wrong at its end drops it and nothing else.
func TestLongTexts(t *testing.T) {
	long := strings.Repeat("States govern the sea together.\n\n", 200_000) // 6.6 MB
	in := open(t, write(t, map[string]string{
		"a.txt": "Before.", "b.txt": long, "c.txt": "Between.", "d.txt": long + "\xff\xfe", "e.txt": "After.",
	}))
	var k parts
	body := map[string]string{}
	for _, f := range batches(t, in, new([]byte), func(text *corpus.Text) {
		body[text.ID] += string(text.Body)
		if len(text.Blocks) == 0 {
			t.Errorf("part %d of %s has no blocks", text.Part, text.ID)
		}
	}) {
		if err := in.Enter(f, &k); err != nil {
			t.Fatal(err)
		}
	}
	if err := in.Close(); err != nil {
		t.Error(err)
	}
	if body["b"] != long {
		t.Errorf("the parts have %d bytes of %d", len(body["b"]), len(long))
	}
	if got := strings.Join(k.kept, " "); got != "a b0+ b1+ b2+ b3+ b4+ b5+ b6 c e" {
		t.Errorf("kept %s", got)
	}
	r := in.Finish()
	if r.Texts != 4 || len(r.Failures) != 1 || r.Failures[0].Class != "encoding" || r.Files[1].Bytes != int64(len(long)) || len(r.Files[1].SHA256) != 64 {
		t.Errorf("%d texts, %v, %+v", r.Texts, r.Failures, r.Files[1])
	}
}

// Of two long texts with one id the second is a failure, once.
func TestLongTextsOfOneID(t *testing.T) {
	long := strings.Repeat("States govern the sea together.\n\n", 200_000)
	dir := write(t, map[string]string{"a.txt": long, "b.txt": long})
	found, err := source.Find([]string{"x=a.txt", "x=b.txt"}, source.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	in, err := intake.New(context.Background(), found, source.IDs(found.Items), intake.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var k parts
	for _, f := range batches(t, in, nil, func(*corpus.Text) {}) {
		if err := in.Enter(f, &k); err != nil {
			t.Fatal(err)
		}
	}
	if got := strings.Join(k.kept, " "); got != "x0+ x1+ x2+ x3+ x4+ x5+ x6" {
		t.Errorf("kept %s", got)
	}
	if r := in.Finish(); r.Texts != 1 || len(r.Failures) != 1 || r.Failures[0].Class != "duplicate-id" {
		t.Errorf("%d texts, %v", r.Texts, r.Failures)
	}
}

// parts keeps the names of texts and of their parts.
type parts struct{ kept []string }

func (k *parts) Keep(_ int, text *corpus.Text) error {
	name := text.ID
	if text.Part > 0 || text.More {
		name += fmt.Sprint(text.Part)
	}
	if text.More {
		name += "+"
	}
	k.kept = append(k.kept, name)
	return nil
}

func (k *parts) Drop() {
	for len(k.kept) > 0 && strings.HasSuffix(k.kept[len(k.kept)-1], "+") {
		k.kept = k.kept[:len(k.kept)-1]
	}
}

// TestBatch: batches are as large as they are asked to be, and hold the same files
// in the same order.
func TestBatch(t *testing.T) {
	files := map[string]string{}
	for i := range 10 {
		files[fmt.Sprintf("t%d.txt", i)] = strings.Repeat("law ", 250) // 1 kB each
	}
	dir := write(t, files)
	for batch, want := range map[int64][]int{0: {10}, 1: {1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, 2500: {3, 3, 3, 1}} {
		found, err := source.Find([]string{"."}, source.Options{Dir: dir, Extensions: format.Extensions()})
		if err != nil {
			t.Fatal(err)
		}
		in, err := intake.New(context.Background(), found, source.IDs(found.Items), intake.Options{Batch: batch})
		if err != nil {
			t.Fatal(err)
		}
		var sizes []int
		var ids []string
		for {
			b, err := in.Next(context.Background())
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			taken, err := b.Read(context.Background(), nil, func(text *corpus.Text) error {
				ids = append(ids, text.ID)
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			sizes = append(sizes, len(taken))
		}
		if !slices.Equal(sizes, want) || len(ids) != 10 || !slices.IsSorted(ids) {
			t.Errorf("batches of %d bytes: %v files, want %v; texts %v", batch, sizes, want, ids)
		}
	}
}
