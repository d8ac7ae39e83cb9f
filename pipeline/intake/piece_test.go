package intake_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"concordat/corpus"
	"concordat/corpus/format"
	"concordat/corpus/source"
	"concordat/pipeline/intake"
)

// many returns about n bytes of records; some cannot be used, and some have the
// id of another.
func many(n int) string {
	var b strings.Builder
	for i := 0; b.Len() < n; i++ {
		switch {
		case i%1000 == 17:
			b.WriteString("\n{\"text\":\n")
		case i%1000 == 18:
			fmt.Fprintf(&b, "{\"id\":\"r%d\",\"text\":\"…\"}\n", i)
		case i%1000 == 19:
			fmt.Fprintf(&b, "{\"id\":\"r%d\",\"text\":\"Another.\"}\n", i/2)
		default:
			fmt.Fprintf(&b, "{\"id\":\"r%d\",\"text\":\"Record %d: %s\",\"year\":2017}\n", i, i, strings.Repeat("states govern ", i%200))
		}
	}
	return b.String()
}

// A long file of records comes in pieces, and gives what it gives as a whole.
func TestLongFilesOfRecords(t *testing.T) {
	data := many(6 << 20)
	dir := write(t, map[string]string{"a.txt": "Before.", "b.jsonl": data, "r5.txt": "States.", "c.jsonl": data[:5<<20] + "\xff", "d.txt": "After."})
	texts, failures := format.Read(format.File{Path: "b.jsonl", ID: "b", Data: []byte(data)}, format.Options{})
	for _, buf := range []*[]byte{nil, new([]byte)} {
		in := open(t, dir)
		bodies := map[string]string{}
		taken := batches(t, in, buf, func(text *corpus.Text) {
			if _, twice := bodies[text.ID]; !twice { // of two the first is kept
				bodies[text.ID] = string(text.Body)
			}
		})
		var kept []string
		ends := 0
		for _, f := range taken {
			if f.Ends() {
				ends++
			}
			if err := in.Enter(f, keeper(func(text *corpus.Text) error {
				kept = append(kept, text.ID)
				return nil
			})); err != nil {
				t.Fatal(err)
			}
		}
		want := []string{"a"}
		for _, text := range texts {
			want = append(want, text.ID)
			if bodies[text.ID] != string(text.Body) {
				t.Errorf("%s is %q, want %q", text.ID, bodies[text.ID], text.Body)
			}
		}
		if want = append(want, "d"); !slices.Equal(kept, want) || ends != 5 {
			t.Errorf("%d texts kept, want %d; %d files end", len(kept), len(want), ends)
		}
		r := in.Finish()
		if len(r.Files) != 5 || r.Files[1].Bytes != int64(len(data)) || len(r.Files[1].SHA256) != 64 || len(r.Files[1].Documents) != len(texts) || r.Files[2].Status != "encoding" {
			t.Fatalf("%d files", len(r.Files))
		}
		for i := range failures {
			failures[i].Bytes, failures[i].SHA256 = r.Files[1].Bytes, r.Files[1].SHA256
		}
		if got := r.Failures[:len(r.Failures)-2]; !reflect.DeepEqual(got, failures) {
			t.Errorf("%d failures, want %d", len(got), len(failures))
		}
		for i, class := range []string{"encoding", "duplicate-id"} {
			if f := r.Failures[len(failures)+i]; f.Class != class {
				t.Errorf("%+v, want %s", f, class)
			}
		}
	}
}

// A file that is no longer what it was when its first record was entered ends
// the run: what was counted of it cannot be taken back.
func TestFilesOfRecordsThatChange(t *testing.T) {
	dir := write(t, map[string]string{"a.jsonl": many(6 << 20)})
	in := open(t, dir)
	if _, err := in.Next(context.Background()); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "a.jsonl"), []byte(strings.ToUpper(many(6<<20))), 0o644); err != nil {
		t.Fatal(err)
	}
	var err error
	for err == nil {
		_, err = in.Next(context.Background())
	}
	if !strings.Contains(err.Error(), "a.jsonl: changed while it was read") {
		t.Error(err)
	}
	if err := in.Close(); err != nil {
		t.Error(err)
	}
}

// What cannot be read in pieces is read as a whole.
func TestLongFilesOfRecordsReadWhole(t *testing.T) {
	table := "id,text\n" + strings.Repeat("x,States govern the sea together.\n", 150_000)
	dir := write(t, map[string]string{"a.csv": table})
	found, err := source.Find([]string{"a.csv"}, source.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	in, err := intake.New(context.Background(), found, []string{"a"}, intake.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range batches(t, in, nil, func(*corpus.Text) {}) {
		if err := in.Enter(f, keeper(func(*corpus.Text) error { return nil })); err != nil {
			t.Fatal(err)
		}
	}
	if r := in.Finish(); r.Texts != 1 || len(r.Failures) != 149_999 {
		t.Errorf("%d texts, %d failures", r.Texts, len(r.Failures))
	}
}
