package keyness

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"concordat/analyzers"
	"concordat/analyzers/analyzertest"
	"concordat/analyzers/result"
	"concordat/analyzers/stats"
	"concordat/corpus"
	"concordat/corpus/tokenize"
	"concordat/corpus/wordlist"
)

func note(t *result.Table, code string) string {
	for _, n := range t.Notes {
		if n.Code == code {
			return n.Message
		}
	}
	return ""
}

func table(t *testing.T, r *result.Result, name string) *result.Table {
	t.Helper()
	for _, x := range r.Tables {
		if x.Name == name {
			return x
		}
	}
	t.Fatalf("no table %s", name)
	return nil
}

// N-grams are counted as one does by hand: within sentences, every place, and
// the totals count those that are not listed.
func TestNGramsBrute(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sentence := rapid.SliceOfN(rapid.SampledFrom([]string{"peace", "war", "state", "the", "n"}), 1, 8)
		texts := rapid.SliceOfN(rapid.SliceOfN(sentence, 1, 6), 2, 3).Draw(t, "texts")
		n := rapid.IntRange(2, 4).Draw(t, "n")
		joined := make([]string, len(texts))
		counts, sizes := make([]map[string]int64, len(texts)), make([]int64, len(texts))
		for i, sentences := range texts {
			counts[i] = map[string]int64{}
			for _, s := range sentences {
				joined[i] += strings.Join(s, " ") + ". "
				for k := 0; k+n <= len(s); k++ {
					sizes[i]++
					counts[i][strings.Join(s[k:k+n], " ")]++
				}
			}
		}
		in := analyzertest.Input(joined...)
		in.Options.NGram, in.Options.MinCount = n, 1
		f := newNGrams(in)
		kinds := map[string]bool{}
		for i := range texts {
			if f.sizes[i] != sizes[i] {
				t.Fatalf("text %d has %d n-grams, want %d", i, f.sizes[i], sizes[i])
			}
			got := map[string]int64{}
			for _, w := range f.counts[i] {
				got[f.keys[w.Type]] += w.N
			}
			for gram, want := range counts[i] {
				kinds[gram] = true
				words := strings.Fields(gram)
				if first, last := words[0], words[n-1]; first == "the" || first == "n" || last == "the" || last == "n" {
					want = 0
				}
				if got[gram] != want {
					t.Fatalf("%q occurs %d times in text %d, want %d", gram, got[gram], i, want)
				}
			}
		}
		if f.kinds != len(kinds) {
			t.Fatalf("%d kinds, want %d", f.kinds, len(kinds))
		}
	})
}

func TestNGramTable(t *testing.T) {
	in := sides()
	in.Options.Features, in.Options.NGram = []string{"ngrams"}, 3
	r := analyze(t, in)
	grams := table(t, r, "keyness_ngrams")
	want := []string{"peace peace common", "state peace peace", "state state peace", "state state state", "state war war", "war war common"}
	if got := slices.Sorted(slices.Values(grams.Column("ngram").Texts)); !slices.Equal(got, want) {
		t.Errorf("3-grams %q", got)
	}
	if n := grams.Column("target_size").Ints[0]; n != 30*6 || !strings.Contains(grams.Caption, "(6)") || grams.Column("ngram").Label != "3-gram" {
		t.Errorf("%d 3-grams; %s", n, grams.Caption)
	}
	if len(r.Tables) != 1 || r.Figures != nil {
		t.Error("only 3-grams were asked for")
	}
}

// tag gives every word of the input a tag.
func tag(in *analyzers.Input, of func(word string) string) {
	for i := range in.Tally.Documents {
		s := in.Tally.Documents[i].Sequence
		s.Tags = make([]corpus.Tag, len(s.Types))
		for k, t := range s.Types {
			s.Tags[k] = tokenize.TagOf(of(in.Tally.Words.Word(t)))
		}
	}
}

func TestLemmasAndTags(t *testing.T) {
	in := analyzertest.Input(strings.Repeat("states govern state governed. ", 20), strings.Repeat("state governing laws laws. ", 20))
	tag(in, func(word string) string {
		return map[string]string{"states": "NNS", "state": "NN", "laws": "NNS", "governed": "VBD", "governing": "VBG"}[word]
	})
	in.Tally.Documents[1].Language = "fr"
	in.Options.Features = []string{"tags", "lemmas"}
	r := analyze(t, in)
	lemmas := table(t, r, "keyness_lemmas")
	at := slices.Index(lemmas.Column("lemma").Texts, "govern")
	if at < 0 || lemmas.Column("target_count").Ints[at] != 40 || lemmas.Column("reference_count").Ints[at] != 20 {
		t.Errorf("lemmas %q", lemmas.Column("lemma").Texts)
	}
	if lemmas.Rows() != 3 || note(lemmas, "untagged") != "words that got no part of speech: 20 of 160; each is its own lemma" || note(lemmas, "other-language") == "" {
		t.Errorf("%d lemmas, notes %v", lemmas.Rows(), lemmas.Notes)
	}
	tags := table(t, r, "keyness_tags")
	at = slices.Index(tags.Column("tag").Texts, "NNS")
	if tags.Rows() != 4 || tags.Column("reference_count").Ints[at] != 40 || tags.Column("target_size").Ints[at] != 80 || tags.Column("label").Texts[at] != "noun, plural" {
		t.Errorf("tags %q", tags.Column("tag").Texts)
	}
	for tag := corpus.Tag(1); tokenize.TagName(tag) != ""; tag++ {
		if tagLabels[tokenize.TagName(tag)] == "" {
			t.Errorf("%s has no label", tokenize.TagName(tag))
		}
	}
	in = sides()
	in.Options.Features = []string{"lemmas", "tags"}
	for _, x := range analyze(t, in).Tables {
		if x.Rows() != 0 || note(x, "not-tagged") == "" {
			t.Errorf("%s of words without tags: %v", x.Name, x.Notes)
		}
	}
}

func TestDemand(t *testing.T) {
	for _, c := range []struct {
		features []string
		want     analyzers.Needs
	}{
		{nil, analyzers.Needs{Words: true}},
		{[]string{"words", "ngrams"}, analyzers.Needs{Words: true, Sequence: true}},
		{[]string{"tags"}, analyzers.Needs{Words: true, Sequence: true, Tags: true}},
	} {
		if got := analyzers.NeedsOf(New(), analyzers.Options{Features: c.features}); got != c.want {
			t.Errorf("%q needs %+v", c.features, got)
		}
	}
}

// Texts with the word are counted where both sides have five, and not otherwise.
func TestTextDispersion(t *testing.T) {
	texts := []string{}
	for i := range 12 {
		text := "state world state world state world. "
		if i < 5 || i == 11 {
			text += strings.Repeat("peace ", 5) + ". "
		}
		texts = append(texts, text)
	}
	in := analyzertest.Input(texts...)
	side := func(name string, docs ...int) analyzers.Side { return analyzers.Side{Name: name, Documents: docs} }
	in.Comparisons = []analyzers.Comparison{{Target: side("a", 0, 1, 2, 3, 4, 5), Reference: side("b", 6, 7, 8, 9, 10, 11)}}
	words := analyze(t, in).Tables[0]
	at := slices.Index(words.Column("word").Texts, "peace")
	if words.Column("documents_target").Ints[at] != 5 || words.Column("target_documents").Ints[at] != 6 || words.Column("documents_reference").Ints[at] != 1 {
		t.Fatal("wrong numbers of documents")
	}
	table := stats.Contingency{O11: 5, O12: 1, O21: 1, O22: 5}
	if got := words.Column("td_g2").Floats[at]; got != table.G2() {
		t.Errorf("G² of documents %v, want %v", got, table.G2())
	}
	if got := words.Column("td_p").Floats[at]; math.Abs(got-0.0800865800865) > 1e-12 { // R: fisher.test(matrix(c(5, 1, 1, 5), 2))
		t.Errorf("p of documents %v", got)
	}
	if got := words.Column("td_log_ratio").Floats[at]; math.Abs(got-math.Log2(5)) > 1e-12 {
		t.Errorf("log ratio of documents %v", got)
	}
	if got, want := words.Column("td_lrc").Floats[at], stats.ConservativeLogRatio(5, 6, 1, 6, .95, 3); got != want {
		t.Errorf("lrc of documents %v, want %v", got, want)
	}
	in.Comparisons[0].Reference = side("b", 6, 7, 8, 11)
	words = analyze(t, in).Tables[0]
	if !math.IsNaN(words.Column("td_g2").Floats[0]) || !math.IsNaN(words.Column("td_q_bh").Floats[0]) || note(words, "few-documents") == "" {
		t.Errorf("text dispersion of four documents; notes %v", words.Notes)
	}
}

func parse(t *testing.T, text string) *wordlist.List {
	t.Helper()
	l, err := wordlist.Parse("national.csv", []byte(text), 0)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// Words against a list that begins at ten occurrences: what it lacks is
// compared as if it had nine.
func TestList(t *testing.T) {
	in := analyzertest.Input(strings.Repeat("peace state cyberspace cyberspace the. ", 50)+"rarity rarity rarity rarity rarity. ", "Nothing to see. ")
	in.List = parse(t, "word,frequency,documents\npeace,1000,90\nstate,20000,99\nsea,5000,50\nthe,60000,100\n(total),1000000,100\n(minimum),10\n")
	r := analyze(t, in)
	words := table(t, r, "keyness_list")
	row := func(word string) func(column string) float64 {
		i := slices.Index(words.Column("word").Texts, word)
		if i < 0 {
			t.Fatalf("no %s among %q", word, words.Column("word").Texts)
		}
		return func(column string) float64 {
			if c := words.Column(column); c.Type == result.Float {
				return c.Floats[i]
			}
			return float64(words.Column(column).Ints[i])
		}
	}
	const A, B = 255, 1000000
	// m = 5: peace, state, cyberspace, rarity and, of the list only, sea.
	peace, missing, sea := row("peace"), row("cyberspace"), row("sea")
	if got, want := peace("lrc"), stats.ConservativeLogRatio(50, A, 1000, B, .95, 5); got != want || peace("reference_count") != 1000 || peace("reference_size") != B {
		t.Errorf("peace: lrc %v, want %v", got, want)
	}
	if got, want := missing("lrc"), stats.ConservativeLogRatio(100, A, 9, B, .95, 5); got != want || missing("reference_count") != 0 || !math.IsNaN(missing("log_ratio")) {
		t.Errorf("cyberspace: lrc %v, want %v", got, want)
	}
	low, _ := stats.LogRatioExactCI(100, A, 9, B, .95)
	if missing("log_ratio_low") != low || !math.IsNaN(missing("log_ratio_high")) || missing("g2") != stats.FromCorpora(100, A, 9, B).G2() {
		t.Error("the interval and G² of cyberspace are not those of nine occurrences")
	}
	if sea("target_count") != 0 || sea("lrc") > 0 || sea("g2") >= 0 {
		t.Errorf("sea: lrc %v, G² %v", sea("lrc"), sea("g2"))
	}
	for _, code := range []string{"below-cut-off", "few-documents", "one-sided"} {
		if note(words, code) == "" {
			t.Errorf("no note %s among %v", code, words.Notes)
		}
	}
	if !strings.Contains(words.Caption, "national (4 words, 1,000,000 tokens, 100 documents)") || !strings.Contains(strings.Join(r.Methods, " "), in.List.SHA256) {
		t.Error(words.Caption)
	}
	in.List.Minimum = 0
	words = table(t, analyze(t, in), "keyness_list")
	if row("cyberspace")("lrc") != stats.ConservativeLogRatio(100, A, 0, B, .95, 5) || note(words, "cut-off-unknown") == "" {
		t.Errorf("a list without a minimum: notes %v", words.Notes)
	}
	in.List.Minimum = 100000
	words = table(t, analyze(t, in), "keyness_list")
	if v := row("rarity"); v("lrc") != 0 || v("g2") != 0 || v("p") != 1 || !math.IsNaN(v("chi2")) || note(words, "undecided") == "" {
		t.Errorf("what may be as frequent in the list differs: %v", words.Notes)
	}
	for _, n := range words.Notes {
		if strings.Contains(n.Message, "%!") {
			t.Error(n.Message)
		}
	}
}

// One document has nothing to be compared with but the list.
func TestListOfOneDocument(t *testing.T) {
	in := analyzertest.Input(strings.Repeat("peace state. ", 50))
	in.List = parse(t, "word,frequency\npeace,1000\nPeace,2\nNew York,6\n(total),1000000\n")
	r := analyze(t, in)
	words := table(t, r, "keyness_list")
	if words.Rows() != 2 || words.Column("target").Texts[0] != "d0" || words.Column("reference").Texts[0] != "national" {
		t.Errorf("%d rows, %s", words.Rows(), words.Caption)
	}
	if c := words.Column("documents_reference"); !c.Absent(0) || note(words, "merged") == "" || note(words, "no-single-word") == "" || note(words, "no-documents") == "" {
		t.Errorf("notes %v", words.Notes)
	}
	if problems := analyzertest.CheckResult(New().Info(), r); len(problems) > 0 {
		t.Error(problems)
	}
}

// Every measure is finite or missing with a note, for whatever counts; swapping
// the sides turns the signed ones over.
func TestMeasuresLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.Int64Range(1, 1e9)
		w := item{key: "x", A: size.Draw(t, "A"), B: size.Draw(t, "B")}
		w.a, w.b = rapid.Int64Range(0, w.A).Draw(t, "a"), rapid.Int64Range(0, w.B).Draw(t, "b")
		if w.a+w.b == 0 {
			w.a = 1
		}
		w.most, w.share = w.b, float64(w.a+w.b)/float64(w.A+w.B)/2
		w.ofTarget, w.ofReference = rapid.Int64Range(1, 50).Draw(t, "texts"), rapid.Int64Range(1, 50).Draw(t, "other texts")
		w.inTarget, w.inReference = min(w.a, w.ofTarget), min(w.b, w.ofReference)
		w.mostDocuments = w.inReference
		back := w
		back.a, back.A, back.b, back.B, back.most = w.b, w.B, w.a, w.A, w.a
		back.inTarget, back.ofTarget, back.inReference, back.ofReference, back.mostDocuments = w.inReference, w.ofReference, w.inTarget, w.ofTarget, w.inTarget
		made := func(w item) *result.Table {
			f := family{items: []item{w}, kinds: 7}
			f.rank(.95)
			s := sheet{kind: "words", noun: "word"}
			s.add(f, analyzers.DefaultOptions())
			return s.table(&analyzers.Input{Options: analyzers.DefaultOptions()})
		}
		there, again := made(w), made(back)
		if err := there.Check(); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"log_ratio", "lrc", "g2", "g2_two_cell", "g2_williams", "fw_delta", "fw_z", "fw_flat_delta", "fw_flat_z", "td_log_ratio", "td_lrc", "td_g2"} {
			x, y := there.Column(name).Floats[0], again.Column(name).Floats[0]
			if math.IsNaN(x) != math.IsNaN(y) || math.Abs(x+y) > 1e-9*math.Max(1, math.Abs(x)) {
				t.Fatalf("%s %v, swapped %v", name, x, y)
			}
		}
		for _, name := range []string{"chi2", "chi2_yates", "chi2_williams", "bic", "ell", "p", "log10_p"} {
			x, y := there.Column(name).Floats[0], again.Column(name).Floats[0]
			if math.IsNaN(x) != math.IsNaN(y) || math.Abs(x-y) > 1e-9*math.Max(1, math.Abs(x)) {
				t.Fatalf("%s %v, swapped %v", name, x, y)
			}
		}
		if math.IsNaN(there.Column("lrc").Floats[0]) || math.IsNaN(there.Column("g2").Floats[0]) {
			t.Fatal("a row without lrc and G² is lost")
		}
	})
}

func ExampleNew() {
	in := analyzertest.Input(strings.Repeat("peace state. ", 50), strings.Repeat("war state. ", 50))
	r, err := New().Analyze(context.Background(), in)
	if err != nil {
		panic(err)
	}
	words := r.Tables[0]
	for i, w := range words.Column("word").Texts {
		fmt.Println(w, words.Column("lrc").Print(i), words.Column("g2").Print(i))
	}
	// Output:
	// peace 3.31 86.3
	// war −3.31 −86.3
	// state 0.00 0.0
}
