package lint

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"concordat/corpus"
	"concordat/corpus/codebook"
	"concordat/corpus/match"
	"concordat/corpus/tokenize"

	"pgregory.net/rapid"
)

func parse(t *testing.T, src string) *codebook.Codebook {
	t.Helper()
	b, err := codebook.Parse("f.yaml", []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func document(t *testing.T, body string) *corpus.Document {
	t.Helper()
	tok, err := tokenize.New(tokenize.Options{Sentences: tokenize.SentencesRule})
	if err != nil {
		t.Fatal(err)
	}
	text := &corpus.Text{ID: "text", Body: []byte(body), Blocks: []corpus.Block{{Span: corpus.Span{End: uint32(len(body))}}}}
	d, err := tok.Document(context.Background(), text, corpus.NewLexicon())
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func show(r Report) string {
	var b strings.Builder
	for _, f := range r.Findings {
		fmt.Fprintf(&b, "%d:%d %s %s %s [%s] %s\n", f.Line, f.Column, f.Severity, f.Code, f.Concept, f.Pattern, f.Message)
	}
	return b.String()
}

// check runs a check and compares its findings, without the remarks on missing
// definitions and examples unless the codebook is about them.
func compare(t *testing.T, src, want string, docs ...*corpus.Document) Report {
	t.Helper()
	r, err := Check(context.Background(), parse(t, src), docs)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, line := range strings.Split(strings.TrimSpace(show(r)), "\n") {
		if !strings.Contains(line, " info no-") {
			lines = append(lines, line)
		}
	}
	if got := strings.Join(lines, "\n"); got != strings.TrimSpace(want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	return r
}

func TestExamples(t *testing.T) {
	r := compare(t, `concepts:
  peace:
    patterns: [peaceful]
    examples: [Peaceful uses., A state of war., Disarmament is good.]
    counterexamples: [A peaceful day., War., Disarm now.]
    concepts:
      disarmament:
        patterns: [disarm*]
        counterexamples: [Peaceful.]
`, `
4:32 error example-missed peace [] example gives no hit: "A state of war."
5:23 error counterexample-hit peace [peaceful] counter-example gives a hit, "peaceful" by pattern "peaceful": "A peaceful day."
5:46 error counterexample-hit peace [disarm*] counter-example gives a hit, "Disarm" by pattern "disarm*": "Disarm now."
`)
	if r.ExamplesRun != 7 || r.ExamplesFailed != 3 || r.Patterns != 2 || r.Concepts != 2 || r.Count(Error) != 3 {
		t.Errorf("%+v", r)
	}
}

func TestMissing(t *testing.T) {
	r, err := Check(context.Background(), parse(t, `concepts:
  empty:
  heading:
    concepts:
      bare: [word]
      full:
        definition: x
        patterns: [peace]
        examples: [Peace.]
        counterexamples: [War.]
`), nil)
	want := `2:3 warning empty-concept empty [] concept has neither patterns nor concepts below it
3:3 info no-definition heading [] concept has no definition
5:7 info no-counterexample bare [] concept has no counter-example
5:7 info no-definition bare [] concept has no definition
5:7 info no-example bare [] concept has no example
`
	if err != nil || show(r) != want {
		t.Errorf("got %v\n%s", err, show(r))
	}
}

func TestDuplicates(t *testing.T) {
	compare(t, `concepts:
  a: [multi-stakeholder, Multi stakeholder, "(x y|z)", "(x-y|z)"]
  b: [multi-stakeholder]
`, `
2:26 warning duplicate-pattern a [Multi stakeholder] pattern says the same as "multi-stakeholder" in line 2
2:56 warning duplicate-pattern a [(x-y|z)] pattern says the same as "(x y|z)" in line 2
3:7 info duplicate-pattern b [multi-stakeholder] concept "a" has the same pattern in line 2
`)
}

func TestShadowedBySyntax(t *testing.T) {
	compare(t, `concepts:
  a: [sovereignty, sovereign*, state sovereignty, sovereign near/3 state]
  b: [cyber*, UN, un, CYBER, cyberspace treaty]
`, `
2:7 warning shadowed-pattern a [sovereignty] pattern is superfluous: "sovereign*" finds all that it finds
2:51 warning shadowed-pattern a [sovereign near/3 state] pattern is superfluous: "sovereign*" finds all that it finds
3:15 warning shadowed-pattern b [UN] pattern is superfluous: "un" finds all that it finds
3:23 warning shadowed-pattern b [CYBER] pattern is superfluous: "cyber*" finds all that it finds
`)
}

func TestInDocuments(t *testing.T) {
	doc := document(t, "Cyber security matters, and cyber security lasts, cyber security. "+strings.Repeat("Peace here and there for us. ", 200))
	r := compare(t, `concepts:
  a: [cyber security, security, missile*, peace]
`, `
2:23 info shadowed-pattern a [security] each of the 3 matches of the pattern is taken by other patterns of the concept, such as "cyber security"
2:33 info dead-pattern a [missile*] pattern finds nothing in the documents
2:43 warning broad-pattern a [peace] pattern has 200 hits in 1209 words, more than 2 in 100
`, doc)
	if r.Documents != 1 || r.Tokens != 1209 {
		t.Errorf("%+v", r)
	}
}

func TestBroad(t *testing.T) {
	compare(t, `concepts:
  a: [un*, "(peace|wa*)", sta*, the, =IT, "of peace"]
`, `
2:7 warning broad-pattern a [un*] pattern has a word with only 2 fixed letters: "un*"
2:12 warning broad-pattern a [(peace|wa*)] pattern has a word with only 2 fixed letters: "wa*"
2:33 warning function-word a [the] "the" alone is a word of grammar and stands everywhere
`)
	compare(t, "language: de\nconcepts:\n  a: [die, the]\n", "")
}

func TestNotesAndErrors(t *testing.T) {
	compare(t, "concepts:\n  a: [\"x, y\"]\n", `2:8 info barrier a [] punctuation may stand before "y"`)
	tagged := parse(t, "concepts:\n  a: [lemma:be]\n")
	if _, err := Check(context.Background(), tagged, []*corpus.Document{document(t, "It is.")}); err == nil {
		t.Error("documents without tags pass")
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Check(ctx, parse(t, "concepts:\n  a: [x]\n"), []*corpus.Document{document(t, "x")}); err == nil {
		t.Error("a cancelled check ends without error")
	}
}

// TestFits: a glob that covers another matches every word which that matches.
func TestFits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		letters := rapid.StringOfN(rapid.SampledFrom([]rune("ab*?")), 0, 5, -1)
		wide, narrow := letters.Draw(t, "wide"), letters.Draw(t, "narrow")
		word := rapid.StringOfN(rapid.SampledFrom([]rune("ab")), 0, 6, -1).Draw(t, "word")
		if fits(wide, narrow) && fits(narrow, word) && !fits(wide, word) {
			t.Fatalf("%q covers %q, but not its word %q", wide, narrow, word)
		}
		if fits(wide, word) != matches(wide, word) {
			t.Fatalf("%q and %q: %v", wide, word, fits(wide, word))
		}
	})
}

// matches is the definition of a glob.
func matches(glob, word string) bool {
	switch {
	case glob == "":
		return word == ""
	case glob[0] == '*':
		return matches(glob[1:], word) || word != "" && matches(glob, word[1:])
	}
	return word != "" && (glob[0] == '?' || glob[0] == word[0]) && matches(glob[1:], word[1:])
}

// TestCovers: what is said to be covered by syntax finds nothing that the
// other does not find, in random texts.
func TestCovers(t *testing.T) {
	word := rapid.SampledFrom([]string{"a", "ab", "a*", "*b", "?b", "AB", "*", "(a|ab)", "(a|)", "{0,1}", "ab-a"})
	pattern := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(word, 1, 3).Draw(t, "words"), " ")
	})
	rapid.Check(t, func(t *rapid.T) {
		var rules []codebook.Rule
		for range 2 {
			src := pattern.Draw(t, "pattern")
			r, _, err := codebook.ParsePattern(src, codebook.PatternOptions{})
			if err != nil {
				return // not every drawing is a pattern
			}
			rules = append(rules, r)
		}
		if !covers(spell(rules[0].Sequence), spell(rules[1].Sequence)) {
			return
		}
		body := strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "ab", "AB", "abb", "ab-a"}), 0, 8).Draw(t, "text"), " ")
		wide, narrow := ends(t, rules[0], body), ends(t, rules[1], body)
		for at := range narrow {
			if wide[at] < narrow[at] {
				t.Fatalf("%s is said to cover %s, but not in %q at %d", rules[0], rules[1], body, at)
			}
		}
	})
}

func TestSeverity(t *testing.T) {
	if got := fmt.Sprint(Error, Warning, Info); got != "error warning info" {
		t.Error(got)
	}
}

// TestBuiltin: the shipped codebooks pass their own examples.
func TestBuiltin(t *testing.T) {
	for _, name := range codebook.BuiltinNames() {
		data, _ := codebook.Builtin(name)
		b, err := codebook.Parse("builtin:"+name, data)
		if err != nil {
			t.Fatal(err)
		}
		r, err := Check(context.Background(), b, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range r.Findings {
			if f.Severity == Error {
				t.Errorf("%s:%d:%d: %s: %s", name, f.Line, f.Column, f.Concept, f.Message)
			} else if os.Getenv("LINT_SHOW") != "" {
				t.Logf("%s:%d:%d: %s %s %s %s", name, f.Line, f.Column, f.Severity, f.Code, f.Concept, f.Message)
			}
		}
	}
}

// ends returns, by token, where the longest match of a rule there ends.
func ends(t *rapid.T, r codebook.Rule, body string) map[uint32]uint32 {
	book := &codebook.Codebook{Concepts: []codebook.Concept{{ID: "x", Parent: codebook.None, End: 1, Patterns: []codebook.Pattern{{Rule: r}}}}}
	p, err := match.Compile(book, match.Options{Policy: codebook.OverlapAll})
	if err != nil {
		t.Fatal(err)
	}
	text := &corpus.Text{Body: []byte(body), Blocks: []corpus.Block{{Span: corpus.Span{End: uint32(len(body))}}}}
	d := &corpus.Document{Text: text, Lexicon: corpus.NewLexicon()}
	d.Tokens = tokenize.Words(nil, text.Body, text.Blocks, d.Lexicon)
	if n := uint32(len(d.Tokens)); n > 0 {
		d.Sentences = []corpus.Sentence{{End: n}}
	}
	coding, err := p.NewMatcher().Code(d)
	if err != nil {
		t.Fatal(err)
	}
	out := make(map[uint32]uint32)
	for _, h := range coding.Hits {
		out[h.First] = max(out[h.First], h.End)
	}
	return out
}
