package pipeline_test

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"concordat/pipeline"
	"concordat/pipeline/config"
)

// degenerate are corpora at the edge of what statistics can say.
var degenerate = map[string]struct {
	files map[string]string
	hits  bool // whether there are any
}{
	"zero hits":            {map[string]string{"c/a.txt": "Bread and butter.\n\nMilk.", "c/b.txt": "The cat sat there."}, false},
	"zero hits, one text":  {map[string]string{"c/a.txt": "Bread and butter."}, false},
	"one hit":              {map[string]string{"c/a.txt": "Sovereignty."}, true},
	"one word each":        {map[string]string{"c/a.txt": "Sovereignty", "c/b.txt": "bread"}, true},
	"one document":         {map[string]string{"c/a.txt": good(1)}, true},
	"one sentence":         {map[string]string{"c/a.txt": "Cyberspace sovereignty and privacy are principles of the United Nations."}, true},
	"no letters":           {map[string]string{"c/a.txt": "1 2 3\n\n4,000.5 % 7", "c/b.txt": good(1)}, true},
	"no letters at all":    {map[string]string{"c/a.txt": "1 2 3\n\n4,000.5 % 7"}, false},
	"no document of words": {map[string]string{"c/a.txt": "…", "c/b.txt": good(1)}, true},
	"identical":            {map[string]string{"c/a.txt": good(1), "c/b.txt": good(1)}, true},
	"identical, three":     {map[string]string{"c/a.txt": good(1), "c/b.txt": good(1), "c/c.txt": good(1)}, true},
	"function words only":  {map[string]string{"c/a.txt": "The of and to in. It is that was for.", "c/b.txt": "And the and the and."}, false},
	"all covered":          {map[string]string{"c/a.txt": "Sovereignty sovereignty sovereignty.", "c/b.txt": "Privacy privacy."}, true},
	"one concept only":     {map[string]string{"c/a.txt": strings.Repeat("Privacy. ", 400), "c/b.txt": strings.Repeat("Privacy. ", 300)}, true},
	"disjoint": {map[string]string{
		"c/a.txt": strings.Repeat("Privacy of citizens. ", 80), "c/b.txt": strings.Repeat("The arms race in deterrence. ", 80),
	}, true},
	"one long, one tiny": {map[string]string{"c/a.txt": strings.Repeat(good(1), 400), "c/b.txt": "No."}, true},
	"headings only":      {map[string]string{"c/a.md": "# Sovereignty\n\n## Privacy\n\n### Peace\n", "c/b.md": "# Rules\n"}, true},
	"one group has no document that can be read": {map[string]string{
		"c/index.tsv": "path\tgroup\na.txt\teast\nb.txt\twest\n", "c/a.txt": good(1), "c/b.txt": "",
	}, true},
	"groups of one": {map[string]string{
		"c/index.tsv": "path\tgroup\na.txt\teast\nb.txt\twest\nc.txt\tnorth\n", "c/a.txt": good(1), "c/b.txt": "Bread.", "c/c.txt": "Milk.",
	}, true},
	"other scripts": {map[string]string{"c/a.txt": "网络主权是国家主权在网络空间的延伸。", "c/b.txt": "Суверенитет государства в киберпространстве."}, false},
}

// TestP27DegenerateCorpora is promise P27: whatever a corpus lacks, the report
// is whole and valid, no number is NaN or infinite, no figure is empty, and it
// verifies.
func TestP27DegenerateCorpora(t *testing.T) {
	for _, name := range slices.Sorted(maps.Keys(degenerate)) {
		t.Run(name, func(t *testing.T) {
			c := degenerate[name]
			out, files := done(t, lay(t, c.files), full("c"))
			if (out.Hits > 0) != c.hits {
				t.Errorf("%d hits", out.Hits)
			}
			noEmptyFigure(t, files)
			v, err := pipeline.Verify(context.Background(), os.DirFS(out.Dir), pipeline.VerifyOptions{DigestsOnly: true}, pipeline.Env{Now: clock})
			if err != nil || len(v.Differences) > 0 {
				t.Errorf("the report does not verify: %+v, %v", v, err)
			}
		})
	}
}

// noEmptyFigure wants each figure to be about some number that is not zero,
// and each to be there in full.
func noEmptyFigure(t *testing.T, files map[string][]byte) {
	t.Helper()
	for name := range files {
		stem, isFigure := strings.CutSuffix(name, ".svg")
		if !isFigure {
			continue
		}
		for _, ext := range []string{".csv", ".caption.md"} {
			if len(files[stem+ext]) == 0 {
				t.Errorf("%s has no %s", name, ext)
			}
		}
		some := false
		for _, r := range records(t, files, stem+".csv") {
			for _, cell := range r {
				n, err := strconv.ParseFloat(cell, 64)
				some = some || err == nil && n != 0
			}
		}
		if !some {
			t.Errorf("%s shows nothing but zeros", name)
		}
	}
}

// TestP27DegenerateCodebooks: the same for a codebook with one concept, with
// one that has no pattern, and with a pattern that matches nearly every word.
func TestP27DegenerateCodebooks(t *testing.T) {
	const head = "name: tiny\nversion: 1.0.0\nlanguage: en\nconcepts:\n"
	for name, concepts := range map[string]string{
		"one concept":  "  only:\n    label: Only\n    patterns: [sovereignty]\n",
		"no hit":       "  only:\n    label: Only\n    patterns: [xylophone]\n",
		"every word":   "  only:\n    label: Only\n    patterns: [the, \"*tion*\", \"*s\", of, and, is, \"*e\", \"*y\"]\n",
		"parent alone": "  top:\n    label: Top\n    concepts:\n      low:\n        label: Low\n        patterns: [privacy]\n",
	} {
		t.Run(name, func(t *testing.T) {
			dir := lay(t, map[string]string{"c/a.txt": good(1), "c/b.txt": good(2), "book.yaml": head + concepts})
			p := full("c")
			p.Codebook = "./book.yaml"
			_, files := done(t, dir, p)
			noEmptyFigure(t, files)
		})
	}
}

// TestP27DegenerateChoices: extreme but allowed choices of a user.
func TestP27DegenerateChoices(t *testing.T) {
	dir := lay(t, map[string]string{"c/a.txt": good(1), "c/b.txt": good(2), "c/c.txt": "Bread and butter."})
	for name, choose := range map[string]func(*config.Project){
		"one bar":              func(p *config.Project) { p.Options.Top = 1 },
		"a million bars":       func(p *config.Project) { p.Options.Top = 1_000_000 },
		"a million parts":      func(p *config.Project) { p.Options.Parts = 1_000_000 },
		"wide windows":         func(p *config.Project) { p.Options.Window, p.Options.Width = 1_000_000, 1_000_000 },
		"rare words only":      func(p *config.Project) { p.Options.MinCount = 1_000_000 },
		"level of nearly 1":    func(p *config.Project) { p.Options.Level = 0.999999999 },
		"level of nearly 0":    func(p *config.Project) { p.Options.Level = 1e-9 },
		"against no hit":       func(p *config.Project) { p.Target, p.References = "c", []string{"a"} },
		"concept without hits": func(p *config.Project) { p.Options.Concepts = []string{"arms-race"} },
	} {
		t.Run(name, func(t *testing.T) {
			p := full("c")
			choose(&p)
			_, files := done(t, dir, p)
			noEmptyFigure(t, files)
		})
	}
}

// TestRunsDoNotWriteBesideTheirReport: a run leaves nothing in the folder of
// its inputs or beside its report.
func TestRunsDoNotWriteBesideTheirReport(t *testing.T) {
	dir := lay(t, map[string]string{"c/a.txt": good(1)})
	before := listing(t, dir)
	out, _ := done(t, dir, quick("c"))
	if after := listing(t, dir); !slices.Equal(before, after) {
		t.Errorf("before %q, after %q", before, after)
	}
	beside, err := os.ReadDir(filepath.Dir(out.Dir))
	if err != nil || len(beside) != 1 {
		t.Errorf("beside the report: %v, %v", beside, err)
	}
}
