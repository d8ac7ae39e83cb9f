package pipeline_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"concordat/corpus/codebook"
	"concordat/pipeline"
	"concordat/pipeline/config"
	"concordat/pipeline/validation"
)

// sampled draws a sample.
func sampled(t *testing.T, p config.Project, o validation.Options, workers int) *validation.Sample {
	t.Helper()
	s, failures, err := pipeline.SampleUnits(context.Background(), p, o, pipeline.Env{Workers: workers})
	if err != nil || len(failures) > 0 {
		t.Fatal(err, failures)
	}
	return s
}

// bytesOf returns the key and two sheets of a sample.
func bytesOf(t *testing.T, s *validation.Sample) []byte {
	t.Helper()
	var b bytes.Buffer
	if _, err := s.Key.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	for coder := 1; coder <= 2; coder++ {
		if err := s.WriteCSV(&b, coder, true); err != nil {
			t.Fatal(err)
		}
		if err := s.WriteXLSX(&b, coder, coder == 1); err != nil {
			t.Fatal(err)
		}
	}
	return b.Bytes()
}

// The machine's decisions are those that the tables count: for each concept as
// many sentences have a hit, under two overlap policies, in a corpus of which one
// text comes in parts.
func TestSampleClassesAreWhatIsCounted(t *testing.T) {
	dir, _ := speeches(t)
	for _, policy := range []codebook.Overlap{codebook.OverlapConcept, codebook.OverlapExclusive} {
		p := config.Default()
		p.Name, p.Documents, p.Options.Overlap = "x", []string{dir}, policy
		p.Analyzers = []string{"documents"}
		plan, err := pipeline.NewPlan(context.Background(), p, pipeline.Env{})
		if err != nil {
			t.Fatal(err)
		}
		whole, _, err := pipeline.Count(context.Background(), plan, pipeline.Env{})
		if err != nil {
			t.Fatal(err)
		}
		hits, all := map[string]int64{}, int64(0)
		for _, d := range whole.Documents {
			all += d.Sentences
			for _, c := range d.Concepts {
				hits[plan.Book.Concepts[c.Concept].ID] += c.Sentences
			}
		}
		s := sampled(t, p, validation.Options{PerConcept: 20, Seed: 1}, 2)
		seen := map[string]bool{}
		for _, c := range s.Concepts {
			var hit, sentences int64
			for _, x := range c.Strata {
				sentences += x.Size
				if x.Class == validation.ClassHit {
					hit += x.Size
				}
			}
			if hit != hits[c.ID] || sentences != all {
				t.Errorf("policy %d, %s: %d of %d sentences have a hit, counted %d of %d", policy, c.ID, hit, sentences, hits[c.ID], all)
			}
			seen[c.ID] = true
		}
		for id, n := range hits {
			if n > 0 && !seen[id] || n == 0 && seen[id] {
				t.Errorf("policy %d: %s has %d sentences with a hit and is in the sample: %t", policy, id, n, seen[id])
			}
		}
	}
}

// Workers and the order in which files are named change no byte, seeds change
// what is drawn, and each coder has an order of their own.
func TestSampleIsOfItsSeed(t *testing.T) {
	dir, _ := speeches(t)
	p := config.Default()
	p.Name, p.Documents = "x", []string{dir}
	o := validation.Options{PerConcept: 20, Seed: 1, By: validation.ByDocument, Concepts: []string{"sovereignty", "security", "multi-stakeholder"}}
	one := sampled(t, p, o, 1)
	for _, workers := range []int{2, 8} {
		if !bytes.Equal(bytesOf(t, one), bytesOf(t, sampled(t, p, o, workers))) {
			t.Errorf("%d workers draw otherwise than one", workers)
		}
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(files)
	turned := p
	turned.Documents = files
	if other := sampled(t, turned, o, 2); !slices.Equal(one.Units, other.Units) {
		t.Error("documents in another order are drawn from otherwise")
	}
	o.Seed = 2
	if other := sampled(t, p, o, 2); slices.Equal(one.Units, other.Units) {
		t.Error("another seed draws the same")
	}
}

// A sentence of the sheet is that of the document at the bytes of the key, also
// in a text that comes in parts.
func TestSampleSpans(t *testing.T) {
	dir, texts := speeches(t)
	p := config.Default()
	p.Name, p.Documents = "x", []string{dir}
	s := sampled(t, p, validation.Options{PerConcept: 40, Seed: 3, Concepts: []string{"security", "peace"}}, 2)
	var b bytes.Buffer
	if err := s.WriteCSV(&b, 1, true); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(b.String(), "\uFEFF"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	far := 0
	for _, row := range rows[1:] {
		u := s.Units[slices.IndexFunc(s.Units, func(u validation.Unit) bool { return u.ID == row[0] })]
		if want := strings.Join(strings.Fields(texts[u.Document][u.Start:u.End]), " "); row[6] != want {
			t.Errorf("%s: %q, in the document %q", u.ID, row[6], want)
		}
		if u.Start > 1<<20 {
			far++
		}
	}
	if far == 0 {
		t.Error("no unit is from the second part of the long text")
	}
}

// Every sentence is drawn as often as its probability says: over 150 seeds, units
// are drawn within 4.5 standard errors of n/N, and each sentence of a class at some time.
func TestSampleProbabilities(t *testing.T) {
	p := config.Default()
	p.Name, p.Documents, p.Codebook = "x", []string{"../corpus/sample/texts"}, "testdata/validation/book.yaml"
	const seeds = 150
	times := map[string]int{}
	chance := map[string]float64{}
	sizes := map[string]int64{}
	for seed := range uint64(seeds) {
		s := sampled(t, p, validation.Options{PerConcept: 12, Seed: seed, By: validation.ByNone, Concepts: []string{"sovereignty"}}, 2)
		for _, x := range s.Concepts[0].Strata {
			sizes[x.Class] = x.Size
		}
		for _, u := range s.Units {
			name := u.Class + " " + u.Document + " " + string(rune(u.Start))
			times[name]++
			chance[name] = u.Probability
		}
	}
	drawn := map[string]int64{}
	for name, n := range times {
		class, _, _ := strings.Cut(name, " ")
		drawn[class]++
		p := chance[name]
		if math.Abs(float64(n)-seeds*p) > 4.5*math.Sqrt(seeds*p*(1-p)) {
			t.Errorf("%s was drawn %d times, expected %.1f", name, n, seeds*p)
		}
	}
	if drawn["hit"] != sizes[validation.ClassHit] || drawn["near"] != sizes[validation.ClassNear] {
		t.Errorf("drawn at some time: %v of %v", drawn, sizes)
	}
}

// coded are the codes of two readings of 120 sentences, which were drawn from
// the shared corpus with the codebook beside them, each in its own order and
// without sight of the key.
func TestCodedByHand(t *testing.T) {
	p := config.Default()
	p.Name, p.Codebook = "x", "testdata/validation/book.yaml"
	p.Documents = []string{shared(t, "commentary/china_cooperation_proposal_2017.txt"), shared(t, "strategies")}
	s := sampled(t, p, validation.Options{PerConcept: 40, Seed: 1, By: validation.ByDocument, Concepts: []string{"sovereignty", "multi-stakeholder", "deterrence"}}, 2)
	var files []validation.File
	for i, name := range []string{"one", "two"} {
		data, err := os.ReadFile("testdata/validation/" + name + ".csv")
		if err != nil {
			t.Fatal(err)
		}
		checkTexts(t, s, i+1, data)
		files = append(files, validation.File{Name: name + ".csv", Data: data})
	}
	score, err := validation.NewScore(&s.Key, files, validation.ScoreOptions{Seed: 1, Resamples: 2000, Level: .95})
	if err != nil {
		t.Fatal(err)
	}
	// By hand from the codes: 20 hits a concept. Sovereignty: 3 of the 9 hits
	// drawn of 49 in small documents are false, 49/3 of 107. Deterrence: one of 10 near misses
	// of 321 has it. α of multi-stakeholder: one unit of 40 apart, 39 ones of 80.
	want := map[string][3]float64{
		"sovereignty":       {1 - 49./3/107, 1, 1},
		"multi-stakeholder": {1, 1, 1 - 79*1/(39.*41)},
		"deterrence":        {1, 125 / (125 + 32.1), 1},
	}
	for _, x := range score.Result.Tables[0].Column("concept").Texts {
		if x == "(all)" {
			continue
		}
		at := func(table, column string) float64 {
			for _, tab := range score.Result.Tables {
				if tab.Name == table {
					return tab.Column(column).Floats[slices.Index(tab.Column("concept").Texts, x)]
				}
			}
			return math.NaN()
		}
		got := [3]float64{at("validation_accuracy", "precision"), at("validation_accuracy", "recall"), at("validation_agreement", "alpha")}
		for i, what := range []string{"precision", "recall", "α"} {
			if math.Abs(got[i]-want[x][i]) > 1e-12 {
				t.Errorf("%s: %s %v, by hand %v", x, what, got[i], want[x][i])
			}
		}
	}
}

// checkTexts checks that the sentences are those that were coded.
func checkTexts(t *testing.T, s *validation.Sample, coder int, coded []byte) {
	t.Helper()
	var b bytes.Buffer
	if err := s.WriteCSV(&b, coder, false); err != nil {
		t.Fatal(err)
	}
	now, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(b.String(), "\uFEFF"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	then, err := csv.NewReader(bytes.NewReader(coded)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(now) != len(then) {
		t.Fatalf("%d rows were coded, %d are drawn", len(then), len(now))
	}
	for i := range now[1:] {
		sum := sha256.Sum256([]byte(now[i+1][5]))
		if now[i+1][0] != then[i+1][0] || hex.EncodeToString(sum[:8]) != then[i+1][1] {
			t.Fatalf("row %d was %v and is %s: sentences, ids or their order have changed", i+2, then[i+1], now[i+1][0])
		}
	}
}
