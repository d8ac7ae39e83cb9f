package pipeline_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"concordat/pipeline"
	"concordat/pipeline/cache"
	"concordat/pipeline/config"
)

const taggedBook = `name: tagged
version: "1"
concepts:
  govern:
    label: Governing
    patterns: [lemma:govern, "tag:JJ lemma:nation"]
  security:
    label: Security
    patterns: [security]
`

// asksProse returns a project whose tags, entities and sentences are prose's,
// with a few texts, two of which have the same words.
func asksProse(t *testing.T) config.Project {
	t.Helper()
	dir := t.TempDir()
	files := map[string]string{"book.yaml": taggedBook}
	for i := range 12 {
		files[fmt.Sprintf("texts/t%02d.txt", i)] = fmt.Sprintf("The %d nations governed in Geneva. We govern security.\n\nSmall nations met Barack Obama! It rests. The governors said nothing.\n", i/2)
	}
	for name, text := range files {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	p := config.Default()
	p.Name, p.Dir, p.Documents, p.Codebook, p.Sentences = "said", dir, []string{"texts"}, "./book.yaml", "prose"
	p.Analyzers, p.Tables, p.Figures = []string{"frequency", "entities", "evidence", "documents"}, []string{"csv"}, []string{"svg"}
	p.Options.Resamples = 100
	return p
}

// remembered makes a report with a cache in a folder, and returns what the cache did.
func remembered(t *testing.T, p config.Project, dir string, workers int) (map[string][]byte, cache.Stats) {
	t.Helper()
	c := cache.Open(dir, cache.Options{})
	_, files := runIn(t, p, pipeline.Env{Workers: workers, Now: clock, Command: []string{"concordat", "run"}, Cache: c})
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	return files, c.Stats()
}

// TestCacheChangesNothing: the bytes of a report are the same without a cache,
// with an empty, a full and a damaged one, with one worker or eight; with a full
// one nothing is computed.
func TestCacheChangesNothing(t *testing.T) {
	p, dir := asksProse(t), t.TempDir()
	_, want := run(t, p, 2)
	for name, holds := range map[string]string{"tables/entities.csv": "Geneva", "tables/frequency.csv": "govern"} {
		if !strings.Contains(string(want[name]), holds) {
			t.Fatalf("%s: prose was not asked:\n%s", name, want[name])
		}
	}
	cold, s := remembered(t, p, dir, 8)
	sameFiles(t, "cold", want, cold)
	if s.Hits != 0 || s.Stored != 6 {
		t.Errorf("cold: %+v, want the 6 different texts stored", s)
	}
	for _, workers := range []int{1, 8} {
		warm, s := remembered(t, p, dir, workers)
		sameFiles(t, "warm", want, warm)
		if s.Hits != 12 || s.Misses != 0 || s.Stored != 0 {
			t.Errorf("warm: %+v, want 12 hits and nothing computed", s)
		}
	}
	packs, err := filepath.Glob(filepath.Join(dir, "*.pack"))
	if err != nil || len(packs) != 1 {
		t.Fatalf("packs %v, %v", packs, err)
	}
	data, err := os.ReadFile(packs[0])
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(data)/2; i += 40 {
		data[i] ^= 0x55
	}
	if err := os.WriteFile(packs[0], data, 0o600); err != nil {
		t.Fatal(err)
	}
	damaged, s := remembered(t, p, dir, 8)
	sameFiles(t, "damaged", want, damaged)
	if s.Misses == 0 {
		t.Errorf("damaged: %+v, but nothing was missed", s)
	}
}

// TestCacheGrows: what a second run asks beyond the first is added, and a third
// that asks for both computes nothing.
func TestCacheGrows(t *testing.T) {
	both, dir := asksProse(t), t.TempDir()
	tags := both
	tags.Analyzers = []string{"frequency"}
	if _, s := remembered(t, tags, dir, 2); s.Stored != 6 {
		t.Errorf("tags: %+v", s)
	}
	_, want := run(t, both, 2)
	got, s := remembered(t, both, dir, 2)
	if sameFiles(t, "entities after tags", want, got); s.Hits != 12 || s.Stored != 6 {
		t.Errorf("entities after tags: %+v, want all found and more stored", s)
	}
	if got, s = remembered(t, both, dir, 2); s.Stored != 0 {
		t.Errorf("both again: %+v", s)
	}
	sameFiles(t, "both again", want, got)
}

// TestForecast: who waits is told so beforehand, and who does not is not.
func TestForecast(t *testing.T) {
	p := asksProse(t)
	plan, err := pipeline.NewPlan(context.Background(), p, pipeline.Env{})
	if err != nil {
		t.Fatal(err)
	}
	if stage, says := pipeline.Forecast(plan, pipeline.Env{}); stage != "" || says != "" {
		t.Errorf("a few words: %q %q", stage, says)
	}
	big := filepath.Join(p.Dir, "texts", "big.txt")
	if err := os.WriteFile(big, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		size      int64
		entities  bool
		stage, is string
	}{
		{1_300_000, false, "", ""},
		{30_000_000, false, "tags", "up to about 43 s (30 MB at 0.7 MB/s a core, 1 core)"},
		{3_000_000, true, "entities", "up to about 60 s (3 MB at 0.05 MB/s a core, 1 core)"},
		{3_000_000_000, true, "entities", "up to about 17 h (3000 MB at 0.05 MB/s a core, 1 core)"},
	} {
		if err := os.Truncate(big, c.size); err != nil {
			t.Fatal(err)
		}
		if p.Analyzers = []string{"frequency"}; c.entities {
			p.Analyzers = []string{"entities"}
		}
		plan, err := pipeline.NewPlan(context.Background(), p, pipeline.Env{})
		if err != nil {
			t.Fatal(err)
		}
		stage, says := pipeline.Forecast(plan, pipeline.Env{Workers: 1})
		if stage != c.stage || says != c.is {
			t.Errorf("%d bytes: %q %q, want %q %q", c.size, stage, says, c.stage, c.is)
		}
		if _, says = pipeline.Forecast(plan, pipeline.Env{Workers: 1, Cache: cache.Open(t.TempDir(), cache.Options{})}); c.is != "" && !strings.HasSuffix(says, "; texts in the cache take none") {
			t.Errorf("with a cache: %q", says)
		}
	}
}
