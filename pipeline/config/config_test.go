package config

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"concordat/analyzers"
	"concordat/analyzers/tally"
	"concordat/corpus/codebook"
	"concordat/corpus/strict"
)

func TestParseReadsEveryKey(t *testing.T) {
	p, err := Parse("project.yaml", []byte(`
name: study
title: A study
documents: [texts, "china=a.txt"]
codebook: book.yaml
target: group:strategies
reference: [rest, us]
analyzers: [frequency]
overlap: exclusive
unit: window
association: left
window: 20
level: 0.9
resamples: 5_000
seed: 18446744073709551615
min_count: 3
top: 7
concepts: sovereignty
concordance: peace
width: 50
parts: 20
diversity_window: 500
reuse_words: 12
scores: {china-2017: -1, "group:eu": 0.5}
poles: [china-2017, us-2018]
scaling: concepts
edges: disparity
actors: actor
profile: words
profile_words: 200
distance: delta
linkage: average
stopwords: no
keyness_features: [words, ngrams]
ngram: 3
simple_maths: 100
reference_list: lists/bnc.tsv
reference_total: 96_134_547
sentences: rule
format: csv
text_column: body
id_column: key
follow: yes
max_failures: 20%
tables: [csv]
figures: [svg]
preset: nature
resample: document
interval: bca
anonymous: yes
evidence: no
raw_cells: yes
excel_bom: yes
out: elsewhere
`))
	if err != nil {
		t.Fatal(err)
	}
	want := Default()
	want.Name, want.Title, want.Documents, want.Codebook = "study", "A study", []string{"texts", "china=a.txt"}, "book.yaml"
	want.Target, want.References, want.Analyzers = "group:strategies", []string{"rest", "us"}, []string{"frequency"}
	o := &want.Options
	o.Association = "left"
	o.Overlap, o.Unit, o.Window, o.Level, o.Resamples, o.Seed = codebook.OverlapExclusive, tally.Window, 20, 0.9, 5000, 1<<64-1
	o.Resample, o.BCa = analyzers.ByDocument, true
	o.MinCount, o.Top, o.Concepts, o.Query, o.Width, o.Parts, o.Stopwords = 3, 7, []string{"sovereignty"}, "peace", 50, 20, false
	o.DiversityWindow, o.ReuseWords = 500, 12
	o.Scores = []analyzers.Score{{Document: "china-2017", Value: -1}, {Document: "group:eu", Value: .5}}
	o.Poles, o.Scaling, o.Edges, o.Actors = []string{"china-2017", "us-2018"}, "concepts", "disparity", "actor"
	o.Profile, o.ProfileWords, o.Distance, o.Linkage = "words", 200, "delta", "average"
	o.Features, o.NGram, o.SimpleMaths = []string{"words", "ngrams"}, 3, 100
	want.List, want.ListTotal = "lists/bnc.tsv", 96134547
	want.Sentences, want.Format, want.TextColumn, want.IDColumn, want.Follow, want.MaxFailures = "rule", "csv", "body", "key", true, 20
	want.Tables, want.Figures, want.Preset = []string{"csv"}, []string{"svg"}, "nature"
	want.Anonymous, want.RawCells, want.ExcelBOM, want.Out = true, true, true, "elsewhere"
	want.Evidence = false
	if !reflect.DeepEqual(p, want) {
		t.Errorf("got  %+v\nwant %+v", p, want)
	}
	if err := p.Check(); err != nil {
		t.Error(err)
	}
	// A key that the test above leaves out would be a key without a test.
	for _, k := range Keys() {
		if k.Doc == "" || !strings.Contains(fmt.Sprintf("%+v", k), k.Name) {
			t.Errorf("key %q has no documentation", k.Name)
		}
	}
	if n := len(Keys()); n != 53 {
		t.Errorf("%d keys, this test has 53", n)
	}
}

func TestParseReportsEveryProblemWithItsPlace(t *testing.T) {
	_, err := Parse("p.yaml", []byte("name: x\ntargett: a\nunit: paragrph\nlevel: high\nresamples: many\nseed: -1\nmax_failures: lots\nname: y\nreference_total: most\n"))
	var es *strict.Errors
	if !errors.As(err, &es) {
		t.Fatalf("error is %T: %v", err, err)
	}
	for _, want := range []string{
		`p.yaml:2:1: a project has no key "targett"`, `did you mean "target"?`,
		`p.yaml:3:7: unit: unknown value "paragrph"`, `did you mean "paragraph"?`,
		`p.yaml:4:8: level: "high" is no number`,
		`p.yaml:5:12: resamples: "many" is no whole number`,
		`p.yaml:6:7: seed: "-1" is no whole number from 0`,
		`p.yaml:7:15: max_failures: "lots" is no percentage`,
		`p.yaml:9:18: reference_total: "most" is no whole number from 1`,
		`p.yaml:8:1: key "name" stands already in line 1`,
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("no %q in\n%v", want, err)
		}
	}
}

func TestCheckReportsEveryWrongValue(t *testing.T) {
	p := Default()
	p.Name, p.References, p.Sentences, p.MaxFailures = "a/b", []string{"rest"}, "quick", 101
	o := &p.Options
	o.Association = "chapter"
	o.Level, o.Resamples, o.Window, o.MinCount, o.Top, o.Parts, o.Width = 1, 10, 1, 0, 0, 1, 5
	o.DiversityWindow, o.ReuseWords = 1, 4
	o.Poles, o.Scaling, o.Edges, o.Actors = []string{"a"}, "word", "all", "state"
	o.Profile, o.ProfileWords, o.Distance, o.Linkage = "letters", 1, "far", "chain"
	o.NGram, o.SimpleMaths, o.Features, p.ListTotal = 5, 0, []string{"word"}, 10
	err := p.Check()
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{"level: 1", "resamples: 10", "window: 1", `association: "chapter"`, "min_count: 0", "top: 0", "parts: 1", "width: 5", "diversity_window: 1", "reuse_words: 4", "poles: name two", `scaling: "word"`, `edges: "all"`, `actors: "state"`, "profile_words: 1", `profile: "letters"`, `distance: "far"`, `linkage: "chain"`, "max_failures: 101", "ngram: 5", "simple_maths: 0", `keyness_features: "word" is unknown`, `did you mean "words"?`, "reference_total: there is no reference_list", `sentences: "quick"`, "reference: there is no target", `name: "a/b"`} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("no %q in\n%v", want, err)
		}
	}
	p = Default()
	p.Name = "fine"
	if err := p.Check(); err != nil {
		t.Errorf("the defaults are wrong: %v", err)
	}
}

func TestScoresAsAList(t *testing.T) {
	p, err := Parse("p.yaml", []byte("scores: [a=1, b=c=-0.25]\n"))
	if want := []analyzers.Score{{Document: "a", Value: 1}, {Document: "b=c", Value: -.25}}; err != nil || !reflect.DeepEqual(p.Options.Scores, want) {
		t.Errorf("%+v, %v", p.Options.Scores, err)
	}
	for _, s := range p.Options.Scores {
		if again, err := ParseScore(ScoreText(s)); err != nil || again != s {
			t.Errorf("%+v reads back as %+v, %v", s, again, err)
		}
	}
	for text, want := range map[string]string{
		"scores: [a]\n": `"a" is not ID=SCORE`, "scores: {a: left}\n": `p.yaml:1:13: scores: "left" is no number`, "scores: {a: NaN}\n": "is no number",
	} {
		if _, err := Parse("p.yaml", []byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestCheckName(t *testing.T) {
	for _, name := range []string{"", ".", "..", ".hidden", "a/b", `a\b`, "a:b", "a\x00b", strings.Repeat("x", 101)} {
		if CheckName(name) == nil {
			t.Errorf("%q may name a folder", name)
		}
	}
	for _, name := range []string{"sample", "China 2017", "网络主权"} {
		if err := CheckName(name); err != nil {
			t.Error(err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("name: x\ndocuments: [a, b]\nunit: window\n")
	f.Add("documents: {a: b}\n")
	f.Add("seed: 99999999999999999999\nlevel: NaN\n")
	f.Fuzz(func(t *testing.T, s string) {
		p, err := Parse("p.yaml", []byte(s))
		if err != nil {
			var es *strict.Errors
			if !errors.As(err, &es) || len(es.Problems) == 0 {
				t.Fatalf("an error without a place: %v", err)
			}
			return
		}
		if p.Codebook == "" && !strings.Contains(s, "codebook") {
			t.Fatal("a default is lost")
		}
	})
}

func TestPutResampling(t *testing.T) {
	o := Default().Options
	for r, resample := range Resamples() {
		for i, interval := range Intervals() {
			if err := PutResampling(&o, resample, interval); err != nil {
				t.Fatal(err)
			}
			if int(o.Resample) != r || o.Resample.String() != resample || o.BCa != (i == 1) || Interval(o) != interval {
				t.Errorf("%s, %s: %+v", resample, interval, o)
			}
		}
	}
	for _, c := range [][2]string{{"paragraf", "bca"}, {"sentence", "bc"}, {"", ""}} {
		before := o
		if err := PutResampling(&o, c[0], c[1]); err == nil || !reflect.DeepEqual(o, before) {
			t.Errorf("%q: error %v, options %+v", c, err, o)
		}
	}
}
