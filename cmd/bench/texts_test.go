package main

import (
	"encoding/json"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"
	"unicode/utf8"

	"concordat/corpus/codebook"

	"pgregory.net/rapid"
)

func TestCutSentences(t *testing.T) {
	for text, want := range map[string][]string{
		"We met. They spoke! Why? Nobody knows.": {"We met.", "They spoke!", "Why?", "Nobody knows."},
		"The U.N. works, e.g. here":              {"The U.N. works, e.g. here"},
		"Été comme hiver. Économie":              {"Été comme hiver.", "Économie"},
		"no end":                                 {"no end"},
	} {
		if got := slices.Collect(cutSentences(text)); !slices.Equal(got, want) {
			t.Errorf("%q gives %q", text, got)
		}
	}
}

// speeches returns sentences of different lengths, some with curly quotes.
func speeches(t testing.TB) []string {
	t.Helper()
	words := strings.Fields("nations security council “development” peace assembly the of their cooperation sovereignty members’ international obligations")
	random := rand.New(rand.NewPCG(1, 2))
	var text strings.Builder
	for i := range 300 {
		text.WriteString("Delegates")
		for range 3 + i%9 {
			text.WriteString(" " + words[random.IntN(len(words))])
		}
		text.WriteString(". ")
	}
	s, err := sentencesOf(fstest.MapFS{"a/b.txt": {Data: []byte(text.String())}, "a/c.md": {Data: []byte("Not a text of this kind at all.")}})
	if err != nil {
		t.Fatal(err)
	}
	if len(s) < 250 {
		t.Fatalf("only %d sentences", len(s))
	}
	return s
}

// wordsBelow returns the words of a corpus' documents in order.
func wordsBelow(t *testing.T, dir string, c corpus) (words []string, documents int) {
	t.Helper()
	err := fs.WalkDir(os.DirFS(filepath.Join(dir, c.Name)), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(filepath.Join(dir, c.Name, name))
		if err != nil {
			return err
		}
		if packing(c.Packing) != records {
			words = append(words, strings.Fields(string(b))...)
			documents++
			return nil
		}
		for line := range strings.Lines(string(b)) {
			var r struct{ ID, Text string }
			if err := json.Unmarshal([]byte(line), &r); err != nil {
				return err
			}
			words = append(words, strings.Fields(r.Text)...)
			documents++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return words, documents
}

// TestPackingsHaveTheSameWords: one file, many files and records are the same
// words in the same order, as many documents as are said, and the same bytes
// each time.
func TestPackingsHaveTheSameWords(t *testing.T) {
	sentences, dir := speeches(t), t.TempDir()
	var first []string
	for _, s := range []spec{
		{Name: "one", Bytes: 60_000, Packing: oneFile}, {Name: "files", Bytes: 60_000, Packing: files, Document: 1000},
		{Name: "long", Bytes: 60_000, Packing: files, Document: 20_000}, {Name: "records", Bytes: 60_000, Packing: records, Document: 1000},
	} {
		c, err := s.build(dir, sentences)
		if err != nil {
			t.Fatal(err)
		}
		words, documents := wordsBelow(t, dir, c)
		if first == nil {
			first = words
		}
		if !slices.Equal(words, first) || int64(len(words)) != c.Words {
			t.Errorf("%s has %d words, said %d, the first has %d", s.Name, len(words), c.Words, len(first))
		}
		want := 1
		if s.Document > 0 {
			want = int(s.Bytes / s.Document)
		}
		if documents != c.Documents || documents != want {
			t.Errorf("%s has %d documents, said %d, want %d", s.Name, documents, c.Documents, want)
		}
		if _, err := os.Stat(c.path(dir)); err != nil {
			t.Error(err)
		}
		again, err := s.build(t.TempDir(), sentences)
		if err != nil {
			t.Fatal(err)
		}
		kept, err := s.build(dir, nil) // without sentences it can only be kept
		if err != nil {
			t.Fatal(err)
		}
		if again != c || kept != c {
			t.Errorf("%s: %+v, again %+v, kept %+v", s.Name, c, again, kept)
		}
	}
	if len(first) < 5000 {
		t.Errorf("only %d words", len(first))
	}
}

// TestDealerDealsAll: each sentence once before any comes again.
func TestDealerDealsAll(t *testing.T) {
	d := newDealer([]string{"a", "b", "c", "d"})
	var rounds []string
	for range 3 {
		var round []string
		for range 4 {
			round = append(round, d.next())
		}
		rounds = append(rounds, strings.Join(round, ""))
		if slices.Sort(round); strings.Join(round, "") != "abcd" {
			t.Errorf("dealt %v", round)
		}
	}
	if rounds[0] == rounds[1] && rounds[1] == rounds[2] {
		t.Error("every round has the same order")
	}
}

// TestScripts: each writing has its letters, and the same words stay the same
// words.
func TestScripts(t *testing.T) {
	const text = `The "delegates" don't agree - the Délégués’ view: peace, not war.`
	want := map[string]string{
		"ASCII":        `The "delegates" don't agree - the Delegues' view: peace, not war.`,
		"accented":     "Ţĥé \"ďéłéğáţéş\" ďöñ'ţ áğřéé - ţĥé Ďéłéğüéş' víéŵ: péáçé, ñöţ ŵář.",
		"curly quotes": "“The ”delegates” don’t” agree – the Delegues’ view: peace, not war.",
	}
	for _, s := range scripts {
		got := s.write(text)
		if w, ok := want[s.name]; ok && got != w {
			t.Errorf("%s: %s", s.name, got)
		}
		if !utf8.ValidString(got) || s.write(text) != got || writings(s.name)(text) != got {
			t.Errorf("%s: %q", s.name, got)
		}
		ascii := strings.IndexFunc(got, func(r rune) bool { return r < utf8.RuneSelf && unicode.IsLetter(r) }) >= 0
		if s.name != "accented" && ascii != (s.name == "ASCII" || s.name == "curly quotes") {
			t.Errorf("%s: ASCII letters: %t: %s", s.name, ascii, got)
		}
	}
	for name, script := range map[string]*unicode.RangeTable{"Cyrillic": unicode.Cyrillic, "Chinese": unicode.Han} {
		for _, r := range writings(name)(text) {
			if unicode.IsLetter(r) && !unicode.Is(script, r) {
				t.Errorf("%s has the letter %c", name, r)
			}
		}
	}
	if chinese("peace, war") != chinese("Peace, WAR") || !strings.Contains(chinese("we want peace now"), chinese("peace")) {
		t.Error("a word is not always the same characters")
	}
	if len([]rune(accents)) != 26 || len([]rune(cyrillic)) != 26 {
		t.Error("an alphabet does not have a letter for each of 26")
	}
}

// TestCoinedWordsDiffer: different numbers are different words of letters.
func TestCoinedWordsDiffer(t *testing.T) {
	seen := map[string]bool{}
	for n := range uint64(200_000) {
		w := coined(n)
		if seen[w] || len(w) < 6 {
			t.Fatalf("%d gives %q", n, w)
		}
		seen[w] = true
	}
	c := &coiner{more: 50}
	types := map[string]bool{}
	for range 4000 {
		for w := range strings.FieldsSeq(c.rewrite("delegates of peaceful nations speak")) {
			types[w] = true
		}
	}
	if len(types) != 5+50 {
		t.Errorf("%d types, want 55", len(types))
	}
}

// TestPatternsAreInTheTexts: as many as wanted, all different, the smaller list
// the beginning of the greater, and each from a sentence.
func TestPatternsAreInTheTexts(t *testing.T) {
	sentences := speeches(t)
	many, err := patternsOf(sentences, 200)
	if err != nil {
		t.Fatal(err)
	}
	few, err := patternsOf(sentences, 20)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(each(many[:20], pattern.String), each(few, pattern.String)) {
		t.Error("the smaller list is not the beginning of the greater")
	}
	all := " " + strings.ToLower(strings.Join(sentences, " \n ")) + " "
	seen := map[string]bool{}
	wild, longest := 0, 0
	for _, p := range many {
		if seen[p.String()] || !p.usable() || !strings.Contains(all, " "+p.phrase()+" ") {
			t.Errorf("pattern %s of %q", p, p.phrase())
		}
		stem, ok := strings.CutSuffix(p.String(), "*")
		if ok {
			wild++
		}
		if !strings.HasPrefix(p.phrase(), stem) || ok != (p.stem > 0) {
			t.Errorf("pattern %s is not of %q", p, p.phrase())
		}
		seen[p.String()], longest = true, max(longest, len(p.words))
	}
	if wild < 20 || wild > 80 || longest < 4 {
		t.Errorf("%d of 200 with a wildcard, the longest of %d words", wild, longest)
	}
	if _, err := patternsOf([]string{"Delegates"}, 50); err == nil || !strings.Contains(err.Error(), "only") {
		t.Errorf("too few phrases: %v", err)
	}
}

// TestCodebooksAreRead: every codebook is one that concordat reads, with all
// patterns.
func TestCodebooksAreRead(t *testing.T) {
	sentences := sharedSentences(t)
	dir := t.TempDir()
	if err := writePatterns(dir, sentences); err != nil {
		t.Fatal(err)
	}
	want := map[string]int{}
	for _, n := range patternCounts {
		want[codebookFile(n, "")] = n
	}
	for _, s := range scripts {
		want[codebookFile(usual, s.name)] = usual
	}
	for name, n := range want {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		book, err := codebook.Parse(name, b)
		if err != nil {
			t.Fatal(err)
		}
		patterns := 0
		for _, c := range book.Concepts {
			patterns += len(c.Patterns)
		}
		if patterns != n {
			t.Errorf("%s has %d patterns, want %d", name, patterns, n)
		}
	}
}

// sharedSentences returns the sentences beside the repository.
func sharedSentences(t *testing.T) []string {
	t.Helper()
	root, err := moduleRoot()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(root, "..", "shared", "corpus", "bulk", "S70_2015")
	if _, err := os.Stat(dir); err != nil {
		t.Skip("the shared corpus is not beside the repository")
	}
	s, err := sentencesOf(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestCutSentencesKeepsAll: the pieces are the line without spaces at the cuts.
func TestCutSentencesKeepsAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		line := rapid.StringOf(rapid.SampledFrom([]rune("aB. ?É’\n"))).Draw(t, "line")
		got := strings.Join(slices.Collect(cutSentences(line)), "")
		if strip := func(s string) string { return strings.Join(strings.Fields(s), "") }; strip(got) != strip(line) {
			t.Fatalf("%q became %q", line, got)
		}
	})
}
