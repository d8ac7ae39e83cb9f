package match_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"concordat/corpus"
	"concordat/corpus/codebook"
	"concordat/corpus/match"
	"concordat/corpus/tokenize"
)

// shipped returns the codebook that comes with the program.
func shipped(t testing.TB) *codebook.Codebook {
	t.Helper()
	data, ok := codebook.Builtin("cyberspace-governance")
	if !ok {
		t.Fatal("no codebook cyberspace-governance")
	}
	b, err := codebook.Parse("builtin", data)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// coined returns a codebook of n patterns of every kind around n-grams of one
// to six words that stand in the document, in a tree of concepts. The same
// document and n give the same codebook.
func coined(t testing.TB, doc *corpus.Document, n int) *codebook.Codebook {
	t.Helper()
	b := &codebook.Codebook{Path: "coined"}
	for i := range 40 { // every fourth is a top concept, of which the next three are children
		c := codebook.Concept{ID: fmt.Sprint("c", i), Parent: codebook.None, End: codebook.ConceptID(i + 1), Priority: i % 3}
		if i%4 == 0 {
			c.End += 3
		} else {
			c.Parent, c.Depth = codebook.ConceptID(i-i%4), 1
		}
		b.Concepts = append(b.Concepts, c)
	}
	draw := rand.New(rand.NewPCG(1, uint64(n)))
	for made := 0; made < n; {
		ws := gram(doc, draw)
		if ws == nil {
			continue
		}
		c := draw.IntN(len(b.Concepts))
		src := varied(ws, made, draw)
		ring := made%48 == 1 && c/4 == 9 // the last family would name the first
		if made%48 == 1 {
			src += fmt.Sprintf(" near/5 concept:c%d", (c/4*4+4+draw.IntN(4))%40)
		}
		rule, _, err := codebook.ParsePattern(src, codebook.PatternOptions{Book: b})
		if err != nil {
			t.Fatalf("pattern %q: %v", src, err)
		}
		if !ring {
			b.Concepts[c].Patterns = append(b.Concepts[c].Patterns, codebook.Pattern{Source: src, Rule: rule})
			made++
		}
	}
	return b
}

// gram returns one to six words of letters alone that follow each other in a
// document, as written; nil where there are none.
func gram(doc *corpus.Document, draw *rand.Rand) []string {
	n := draw.IntN(6) + 1
	at := draw.IntN(len(doc.Tokens) - n)
	var ws []string
	for i := range n {
		w := doc.Slice(doc.Tokens[at+i].Span())
		if i > 0 && doc.Tokens[at+i].Gap != 0 || strings.ContainsFunc(w, func(r rune) bool { return !unicode.IsLetter(r) }) {
			return nil
		}
		ws = append(ws, w)
	}
	if n == 1 && len(ws[0]) < 5 || ws[0] == "unless" || slices.ContainsFunc(ws[1:], func(w string) bool { return w == "unless" }) {
		return nil
	}
	return ws
}

// varied writes words as a pattern of one of many kinds.
func varied(ws []string, kind int, draw *rand.Rand) string {
	last := len(ws) - 1
	i := draw.IntN(len(ws))
	for j, w := range ws {
		if kind%16 != 3 || j != i {
			ws[j] = strings.ToLower(w)
		}
	}
	stem := ws[last][:min(len(ws[last]), 6)]
	if strings.ContainsFunc(stem, func(r rune) bool { return r > unicode.MaxASCII }) {
		stem = "state"
	}
	other := []string{"united nations", "nation*", "weapons", "solidarity", "treaties"}[draw.IntN(5)]
	switch kind % 16 {
	case 0, 1:
		ws[last] = stem + "*"
	case 2:
		return strings.Join(ws, "-")
	case 3:
		ws[i] = "=" + ws[i]
	case 4:
		ws[i] = "(" + ws[i] + "|" + other + ")"
	case 5:
		ws[i] = "(|" + other + ") " + ws[i]
	case 6:
		ws[i] += " {0,3} " + other
	case 7:
		return strings.Join(ws, " ") + " near/8 " + other
	case 8:
		return strings.Join(ws, " ") + " unless " + other + " " + ws[0]
	case 9:
		return strings.Join(ws, " ") + " unless " + other + " in sentence"
	case 10:
		ws[i] += " * " + other
	case 11:
		return strings.Join(ws, "")
	}
	return strings.Join(ws, " ")
}

// agree fails unless Code gives what trying every sequence gives.
func agree(t interface {
	Helper()
	Fatalf(string, ...any)
	Fatal(...any)
}, p *match.Program, m *match.Matcher, doc *corpus.Document,
) match.Coding {
	t.Helper()
	if _, err := m.Code(doc); err != nil {
		t.Fatal(err)
	}
	got, err := m.Code(doc) // of words that it knows by now
	if err != nil {
		t.Fatal(err)
	}
	want, err := p.NewMatcher().CodeByTrial(doc)
	if err != nil {
		t.Fatal(err)
	}
	if got.Policies != want.Policies || got.Covered != want.Covered || !slices.Equal(got.Hits, want.Hits) {
		for i, h := range want.Hits {
			if i >= len(got.Hits) || got.Hits[i] != h {
				t.Fatalf("%s: hit %d is not %+v (%q): %d hits, want %d", doc.ID, i, h,
					doc.Body[doc.Tokens[h.First].Start:doc.Tokens[h.End-1].End], len(got.Hits), len(want.Hits))
			}
		}
		t.Fatalf("%s: %d hits, %+v, %d tokens covered; want %d, %+v, %d", doc.ID,
			len(got.Hits), got.Policies, got.Covered, len(want.Hits), want.Policies, want.Covered)
	}
	return got
}

// TestFilterLosesNothing codes the shared corpus with and without the filter,
// with the shipped codebook and with coined ones under every policy.
func TestFilterLosesNothing(t *testing.T) {
	all := readShared(t)
	doc := speeches(t, 4<<20)
	start := func(n int) []*corpus.Document { return []*corpus.Document{speeches(t, n)} }
	var some []*corpus.Document
	for i := 0; i < len(all); i += 10 {
		some = append(some, all[i])
	}
	tests := []struct {
		name string
		book *codebook.Codebook
		docs []*corpus.Document
	}{
		{"shipped", shipped(t), all},
		{"300", coined(t, doc, 300), some},
		{"3000", coined(t, doc, 3_000), start(1 << 19)},
		{"30000", coined(t, doc, 30_000), start(1 << 17)},
	}
	for i, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if testing.Short() && i != 1 {
				t.Skip("long")
			}
			policy := codebook.Overlap(i % 4)
			p, err := match.Compile(tt.book, match.Options{Policy: policy})
			if err != nil {
				t.Fatal(err)
			}
			m, hits := p.NewMatcher(), 0
			for _, d := range tt.docs {
				hits += len(agree(t, p, m, d).Hits)
			}
			if hits < 1_000 {
				t.Errorf("only %d hits: the test shows little", hits)
			}
			t.Log(hits, "hits")
		})
	}
}

// readShared returns the texts of the shared corpus, dirty ones as well, that
// share a lexicon; every line is a block.
func readShared(t testing.TB) []*corpus.Document {
	t.Helper()
	var docs []*corpus.Document
	lex := corpus.NewLexicon()
	err := filepath.WalkDir(filepath.Dir(shared(t, "bulk")), func(path string, d os.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		body := strings.ToValidUTF8(string(data[:min(len(data), 1<<20)]), "?")
		one := lines(body, lex)
		one.ID = filepath.Base(path)
		docs = append(docs, one)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return docs
}

// lines makes a document of a text in which every line is a block and, in
// pieces of 60 tokens at most, a sentence.
func lines(body string, lex *corpus.Lexicon) *corpus.Document {
	text := &corpus.Text{Body: []byte(body)}
	at := 0
	for line := range strings.Lines(body) {
		if strings.TrimSpace(line) != "" {
			text.Blocks = append(text.Blocks, corpus.Block{Span: corpus.Span{Start: uint32(at), End: uint32(at + len(line))}})
		}
		at += len(line)
	}
	doc := &corpus.Document{Text: text, Lexicon: lex}
	doc.Tokens = tokenize.Words(nil, text.Body, text.Blocks, lex)
	first := 0
	for b, block := range text.Blocks {
		end := first
		for end < len(doc.Tokens) && doc.Tokens[end].Start < block.End {
			end++
		}
		for ; first < end; first = min(first+60, end) {
			doc.Sentences = append(doc.Sentences, corpus.Sentence{First: uint32(first), End: uint32(min(first+60, end)), Block: uint32(b)})
		}
	}
	return doc
}

// tag puts lemmas and tags into some sequences of a codebook.
func tag(t *rapid.T, es []codebook.Element) {
	for i := range es {
		for _, alt := range es[i].Alts {
			tag(t, alt)
		}
		switch rapid.IntRange(0, 5).Draw(t, "tagged") {
		case 0:
			es[i].Kind, es[i].Exact, es[i].Text = codebook.Lemma, false, rapid.SampledFrom(literals).Draw(t, "lemma")
		case 1:
			es[i].Kind, es[i].Exact, es[i].Text = codebook.TagGlob, false, rapid.SampledFrom([]string{"NN*", "JJ"}).Draw(t, "tag")
		}
	}
}

func tagRule(t *rapid.T, r *codebook.Rule) {
	if r != nil {
		tag(t, r.Sequence)
		tagRule(t, r.A)
		tagRule(t, r.B)
	}
}

// TestCandidates states that the filter loses nothing of patterns with lemmas
// and tags, be it often made to forget, and that the hits are the same without
// the tags of the sentences that Candidates does not name.
func TestCandidates(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := drawBook(t)
		for i := range b.Concepts {
			for j := range b.Concepts[i].Patterns {
				tagRule(t, &b.Concepts[i].Patterns[j].Rule)
			}
		}
		p, err := match.Compile(b, match.Options{Policy: codebook.OverlapAll})
		if err != nil {
			t.Skip(err)
		}
		m := p.NewMatcher()
		m.ForgetOften(rapid.SampledFrom([]int{0, 10, 1 << 20}).Draw(t, "nodes"))
		for range 3 {
			doc := document(t, drawBody(t))
			may, err := m.Candidates(doc)
			if err != nil {
				t.Fatal(err)
			}
			doc.Tagged = true
			for i := range doc.Tokens {
				doc.Tokens[i].Tag = tokenize.TagOf(rapid.SampledFrom([]string{"NN", "NNS", "JJ"}).Draw(t, "tag"))
			}
			want := agree(t, p, m, doc)
			for i, s := range doc.Sentences {
				for j := s.First; j < s.End && !may[i]; j++ {
					doc.Tokens[j].Tag = 0
				}
			}
			got, err := m.Code(doc)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(got.Hits, want.Hits) {
				t.Fatalf("%stext %q, candidates %v: without the tags of others %+v, want %+v", sources(b), doc.Body, may, got.Hits, want.Hits)
			}
		}
	})
}

// TestCandidatesAreFew shows which sentences need tags.
func TestCandidatesAreFew(t *testing.T) {
	b := book(t, concept{id: "k", patterns: []string{"tag:JJ peace", "cyber lemma:attack", "war", "tag:VB* {0,2} of law"}})
	p, err := match.Compile(b, match.Options{})
	if err != nil {
		t.Fatal(err)
	}
	got, err := p.NewMatcher().Candidates(document(t, "lasting peace\nwar and war\ncyber\ncyber attacks\nthe law of peace\ncyber-attack war"))
	if want := []bool{true, false, true, true, true, true}; err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
	plain, err := match.Compile(book(t, concept{id: "k", patterns: []string{"war"}}), match.Options{})
	if err != nil || plain.NeedsTags() || !p.NeedsTags() {
		t.Errorf("NeedsTags: %v, %v", plain.NeedsTags(), err)
	}
	if got, err := plain.NewMatcher().Candidates(document(t, "war")); err != nil || got[0] {
		t.Errorf("candidates of a codebook without tags: %v, %v", got, err)
	}
}

// TestForgetting shows that the filter may forget at any time.
func TestForgetting(t *testing.T) {
	doc := speeches(t, 1<<18)
	p, err := match.Compile(coined(t, doc, 500), match.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, nodes := range []int{0, 7, 100, 1_000} {
		m := p.NewMatcher()
		m.ForgetOften(nodes)
		agree(t, p, m, doc)
	}
}

// TestHalvesOfKnownWords shows that a word cut in two is found in every place
// of a pattern, also by a matcher that knows all words of the text.
func TestHalvesOfKnownWords(t *testing.T) {
	b := book(t, concept{id: "k", patterns: []string{"digital sovereignty", "sovereignty of states", "sovereignty", "for digital sovereignty"}})
	p, err := match.Compile(b, match.Options{Policy: codebook.OverlapAll})
	if err != nil {
		t.Fatal(err)
	}
	m, doc := p.NewMatcher(), document(t, "for digital sover eignty of states")
	for range 3 {
		c, err := m.Code(doc)
		if err != nil {
			t.Fatal(err)
		}
		got := strings.Join(shown(b, c), "|")
		want := "k:for digital sover eignty solid|k:digital sover eignty solid|k:sover eignty of states solid|k:sover eignty solid"
		if got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

// TestWork bounds what coding costs: of a text that the matcher knows no step
// is worked out again, few sequences are run to see whether they match, and
// nothing is allocated but by rules.
func TestWork(t *testing.T) {
	doc := speeches(t, 1<<20)
	for _, n := range []int{30, 300, 3_000} {
		p, err := match.Compile(sampled(doc, n), match.Options{})
		if err != nil {
			t.Fatal(err)
		}
		m := p.NewMatcher()
		var c match.Coding
		code := func() {
			if err := m.CodeInto(doc, &c); err != nil {
				t.Fatal(err)
			}
		}
		code()
		before, known := m.Tried()
		code()
		after, still := m.Tried()
		runs := after - before
		t.Logf("%d patterns: %d tokens, %d hits, %d runs", n, len(doc.Tokens), len(c.Hits), runs)
		if still != known {
			t.Errorf("%d patterns: %d more steps for the same text", n, still-known)
		}
		if runs > len(doc.Tokens)/50 || len(c.Hits) < n {
			t.Errorf("%d patterns: %d runs for %d tokens and %d hits", n, runs, len(doc.Tokens), len(c.Hits))
		}
		if allocs := testing.AllocsPerRun(1, code); allocs > float64(runs+10) {
			t.Errorf("%d patterns: %v allocations for %d hits", n, allocs, len(c.Hits))
		}
	}
}

// TestCodeInto shows that a coding can be used again.
func TestCodeInto(t *testing.T) {
	b := book(t, concept{id: "k", patterns: []string{"peace", "peace and war"}})
	p, err := match.Compile(b, match.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var c match.Coding
	for _, body := range []string{"peace and war, peace", "nothing", "war\npeace"} {
		doc, m := document(t, body), p.NewMatcher()
		want, err := m.Code(doc)
		if err != nil {
			t.Fatal(err)
		}
		if err := m.CodeInto(doc, &c); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(c.Hits, want.Hits) || c.Policies != want.Policies || c.Covered != want.Covered || c.Document != doc {
			t.Errorf("%q: %+v, want %+v", body, c, want)
		}
	}
	doc, m := document(t, "Peace and war.\n\nNothing.\n\nWar. Peace and war, peace. Peace."), p.NewMatcher()
	want, err := m.Code(doc)
	if err != nil || len(want.Hits) != 4 {
		t.Fatalf("%d hits, %v", len(want.Hits), err)
	}
	for cut := range len(doc.Sentences) { // while it is made
		part := *doc
		part.Sentences = doc.Sentences[:cut]
		part.Tokens = doc.Tokens[:doc.Sentences[cut].First]
		for _, d := range []*corpus.Document{&part, doc} {
			from := 0
			if d == doc {
				from = cut
			}
			if err := m.CodeFrom(d, from, &c); err != nil {
				t.Fatal(err)
			}
		}
		if !slices.Equal(c.Hits, want.Hits) || c.Policies != want.Policies || c.Covered != want.Covered {
			t.Errorf("in two pieces, cut at %d: %+v, want %+v", cut, c, want)
		}
	}
	long := document(t, strings.Repeat("peace and war ", 100))
	m = p.NewMatcher()
	if n := testing.AllocsPerRun(10, func() {
		if err := m.CodeInto(long, &c); err != nil {
			t.Fatal(err)
		}
	}); n > 2 {
		t.Errorf("%v allocations for a document whose words are known", n)
	}
}
