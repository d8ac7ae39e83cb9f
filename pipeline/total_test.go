package pipeline_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"concordat/analyzers/tally"
	"concordat/corpus"
	"concordat/pipeline"
	"concordat/pipeline/config"
)

// speeches writes texts, one of them long, as files and returns their folder
// and the texts by id.
func speeches(t *testing.T) (string, map[string]string) {
	t.Helper()
	random := rand.New(rand.NewPCG(11, 12))
	said := []string{
		"States are sovereign in cyberspace.", "The United Nations Charter applies, and so does international law!",
		"We call for a community of shared future.", "Multi-stakeholder governance is welcome; multilateral governance more so.",
		"Is deterrence peace?", "Cyber attacks on critical infrastructure harm development, security and human rights.",
		"Mr. President, the U.S. Government said “no”.", "Peace comes first",
	}
	texts := map[string]string{}
	for i := range 60 {
		n := 3 + random.IntN(60)
		if i == 30 {
			n = 90_000 // 5 MB: it comes in parts
		}
		var b strings.Builder
		for range n {
			b.WriteString(said[random.IntN(len(said))])
			b.WriteString([]string{" ", " ", "\n\n"}[random.IntN(3)])
		}
		texts[fmt.Sprintf("s%02d", i)] = strings.TrimSpace(b.String()) + "."
	}
	dir := t.TempDir()
	for id, text := range texts {
		if err := os.WriteFile(filepath.Join(dir, id+".txt"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir, texts
}

// sheets counts and returns every sheet.
func sheets(t *testing.T, workers int, paths ...string) map[string]string {
	t.Helper()
	p := config.Default()
	p.Name, p.Documents = "count", paths
	env := pipeline.Env{Workers: workers}
	plan, err := pipeline.NewPlan(context.Background(), p, env)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, s := range pipeline.Sheets() {
		names = append(names, s.Name)
	}
	written := map[string]*bytes.Buffer{}
	_, err = pipeline.Total(context.Background(), plan, env, pipeline.TotalOptions{Sheets: names, N: 3, Memory: 1 << 20}, func(name string) (io.Writer, error) {
		written[name] = new(bytes.Buffer)
		return written[name], nil
	})
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for name, b := range written {
		out[name] = b.String()
	}
	return out
}

// Counts are the same bytes with any number of workers and in any packing.
func TestCountsDependOnTheTextsAlone(t *testing.T) {
	dir, texts := speeches(t)
	want := sheets(t, 1, dir)
	same := func(what string, got map[string]string) {
		t.Helper()
		for name, w := range want {
			if got[name] != w {
				t.Errorf("%s: sheet %s differs: %d bytes, %d", what, name, len(got[name]), len(w))
			}
		}
	}
	for _, workers := range []int{2, 8} {
		same(fmt.Sprint(workers, " workers"), sheets(t, workers, dir))
	}
	ids := make([]string, 0, len(texts))
	for id := range texts {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	var lines bytes.Buffer
	enc := json.NewEncoder(&lines)
	for _, id := range ids {
		if err := enc.Encode(map[string]string{"id": id, "text": texts[id]}); err != nil {
			t.Fatal(err)
		}
	}
	packed := filepath.Join(t.TempDir(), "all.jsonl")
	if err := os.WriteFile(packed, lines.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	same("one file of records", sheets(t, 2, packed))
}

// What Total sums up is what a run counts document by document.
func TestTotalIsTheSumOfTheDocuments(t *testing.T) {
	dir, _ := speeches(t)
	p := config.Default()
	p.Name, p.Documents = "count", []string{dir}
	plan, err := pipeline.NewPlan(context.Background(), p, pipeline.Env{})
	if err != nil {
		t.Fatal(err)
	}
	whole, _, err := pipeline.Count(context.Background(), plan, pipeline.Env{})
	if err != nil {
		t.Fatal(err)
	}
	total, err := pipeline.Total(context.Background(), plan, pipeline.Env{}, pipeline.TotalOptions{Sheets: []string{"words", "cooccurrence"}},
		func(string) (io.Writer, error) { return io.Discard, nil })
	if err != nil {
		t.Fatal(err)
	}
	want := tally.NewTotal(plan.Book, tally.Options{Words: true, Units: []tally.Unit{tally.Sentence}})
	for i := range whole.Documents {
		want.Add(&whole.Documents[i], whole.Words)
	}
	if total.Documents != 60 || total.Tokens != want.Tokens || total.Sentences != want.Sentences || total.Hits != want.Hits || total.Hits == 0 {
		t.Errorf("%d documents, %d tokens, %d sentences, %d hits; want %d, %d, %d", total.Documents, total.Tokens, total.Sentences, total.Hits, want.Tokens, want.Sentences, want.Hits)
	}
	if !slices.Equal(total.Concepts, want.Concepts) {
		t.Errorf("concepts\n%v, want\n%v", total.Concepts, want.Concepts)
	}
	for id, w := range want.WordCounts {
		got, ok := total.Words.Lookup(want.Words.Word(corpus.TypeID(id)))
		if !ok || total.WordCounts[got] != w {
			t.Errorf("%q: %v", want.Words.Word(corpus.TypeID(id)), w)
		}
	}
	a, b := total.Cooccurrences(), want.Cooccurrences()
	if len(a) != 1 || len(b) != 1 || a[0].Units != b[0].Units || !slices.Equal(a[0].Pairs, b[0].Pairs) || len(a[0].Pairs) == 0 {
		t.Errorf("pairs\n%v, want\n%v", a, b)
	}
}

// n-grams cannot be taken back: a text that is counted and then not used is an error.
func TestNGramsAreOfUsedTextsOnly(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"a.jsonl": `{"id":"x","text":"One text."}` + "\n", "b.jsonl": `{"id":"x","text":"Another text."}` + "\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	count := func(path string) error {
		p := config.Default()
		p.Name, p.Documents = "count", []string{path}
		plan, err := pipeline.NewPlan(context.Background(), p, pipeline.Env{})
		if err != nil {
			t.Fatal(err)
		}
		_, err = pipeline.Total(context.Background(), plan, pipeline.Env{}, pipeline.TotalOptions{Sheets: []string{"ngrams"}, N: 2},
			func(string) (io.Writer, error) { return io.Discard, nil })
		return err
	}
	if err := count(dir); err == nil || !strings.Contains(err.Error(), `the id "x" is already`) {
		t.Errorf("%v", err)
	}
	// A long text that turns out at its end not to be UTF-8 is named.
	long := filepath.Join(t.TempDir(), "long.txt")
	if err := os.WriteFile(long, []byte(strings.Repeat("States govern the sea.\n\n", 250_000)+"\xff\xfe"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := count(long); err == nil || !strings.Contains(err.Error(), "long could not be read to its end") {
		t.Errorf("%v", err)
	}
}
