package match_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"concordat/corpus"
	"concordat/corpus/codebook"
	"concordat/corpus/match"
	"concordat/corpus/tokenize"
)

// shared returns the path of a folder of the shared corpus, beside the repository.
func shared(t testing.TB, folder string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		up := filepath.Dir(dir)
		found := filepath.Join(up, "shared", "corpus", folder)
		if _, err := os.Stat(found); err == nil {
			return found
		}
		if up == dir {
			t.Skip("no shared/corpus beside the repository")
		}
		dir = up
	}
}

// speeches returns the first texts of the bulk corpus as one document of
// about size bytes, cut into sentences of about 25 tokens.
func speeches(t testing.TB, size int) *corpus.Document {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(shared(t, "bulk"), "*", "*.txt"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Skip("no texts in shared/corpus/bulk")
	}
	slices.Sort(files)
	var body []byte
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if body = append(append(body, data...), '\n'); len(body) >= size {
			break
		}
	}
	body = []byte(strings.ToValidUTF8(string(body), "?"))
	text := &corpus.Text{ID: "speeches", Body: body, Blocks: []corpus.Block{{Span: corpus.Span{End: uint32(len(body))}}}}
	doc := &corpus.Document{Text: text, Lexicon: corpus.NewLexicon()}
	doc.Tokens = tokenize.Words(nil, body, text.Blocks, doc.Lexicon)
	for i := 0; i < len(doc.Tokens); i += 25 {
		doc.Sentences = append(doc.Sentences, corpus.Sentence{First: uint32(i), End: uint32(min(i+25, len(doc.Tokens)))})
	}
	return doc
}

// sampled returns a codebook of n patterns of one to four words each that
// stand in the document; a third of them end in a star.
func sampled(doc *corpus.Document, n int) *codebook.Codebook {
	b := &codebook.Codebook{Path: "sampled"}
	for i := range 60 {
		b.Concepts = append(b.Concepts, codebook.Concept{ID: fmt.Sprint("c", i), Parent: codebook.None, End: codebook.ConceptID(i + 1)})
	}
	seen := map[string]bool{}
	for at, made := 0, 0; made < n; at += len(doc.Tokens)/(2*n) + 1 {
		i := at % (len(doc.Tokens) - 4)
		var es []codebook.Element
		var src []string
		for k := range made%4 + 1 {
			w := doc.Lexicon.Word(doc.Tokens[i+k].Type)
			if k > 0 && doc.Tokens[i+k].Gap != 0 || strings.ContainsAny(w, "-.'’") || len(es) == 0 && len(w) < 5 {
				es = nil
				break
			}
			e := codebook.Element{Kind: codebook.Literal, Text: w}
			if k == made%4 && made%3 == 0 && len(w) > 6 {
				e = codebook.Element{Kind: codebook.Glob, Text: w[:6] + "*"}
			}
			es, src = append(es, e), append(src, e.Text)
		}
		key := strings.Join(src, " ")
		if es == nil || seen[key] || strings.ContainsFunc(key, func(r rune) bool { return r > 'z' }) {
			continue
		}
		seen[key] = true
		c := &b.Concepts[made%len(b.Concepts)]
		c.Patterns = append(c.Patterns, codebook.Pattern{Source: key, Rule: codebook.Rule{Sequence: es}})
		made++
	}
	return b
}

// plainly counts the places at which the patterns stand word by word.
func plainly(doc *corpus.Document, b *codebook.Codebook) int {
	byStart := map[string][][]codebook.Element{}
	for _, c := range b.Concepts {
		for _, p := range c.Patterns {
			stem := strings.TrimSuffix(p.Rule.Sequence[0].Text, "*")
			stem = stem[:min(5, len(stem))]
			byStart[stem] = append(byStart[stem], p.Rule.Sequence)
		}
	}
	n := 0
	for _, s := range doc.Sentences {
		for i := s.First; i < s.End; i++ {
			w := doc.Lexicon.Word(doc.Tokens[i].Type)
			for _, es := range byStart[w[:min(5, len(w))]] {
				if stands(doc, es, i, s.End) {
					n++
				}
			}
		}
	}
	return n
}

func stands(doc *corpus.Document, es []codebook.Element, i, end uint32) bool {
	for k, e := range es {
		at := i + uint32(k)
		if at >= end || k > 0 && doc.Tokens[at].Gap != 0 {
			return false
		}
		w := doc.Lexicon.Word(doc.Tokens[at].Type)
		stem, glob := strings.CutSuffix(e.Text, "*")
		if w != e.Text && !(glob && strings.HasPrefix(w, stem)) {
			return false
		}
	}
	return true
}

// benchmarked returns a document of 4 MB of speeches and codebooks by name.
func benchmarked(b *testing.B) (*corpus.Document, []*codebook.Codebook) {
	doc := speeches(b, 4<<20)
	books := []*codebook.Codebook{shipped(b)}
	books[0].Name = "shipped"
	for _, n := range []int{30, 300, 3_000, 30_000} {
		bk := sampled(doc, n)
		bk.Name = fmt.Sprint(n, "-patterns")
		books = append(books, bk)
	}
	return doc, books
}

// BenchmarkCode measures one matcher that knows the words, with the filter and
// by trying every sequence. The sampled patterns' hits in which no equivalence
// had a part must be those of plainly.
func BenchmarkCode(b *testing.B) {
	doc, books := benchmarked(b)
	for i, bk := range books {
		p, err := match.Compile(bk, match.Options{Policy: codebook.OverlapAll})
		if err != nil {
			b.Fatal(err)
		}
		m := p.NewMatcher()
		var coding match.Coding
		if err := m.CodeInto(doc, &coding); err != nil {
			b.Fatal(err)
		}
		hits := len(coding.Hits)
		if i > 0 {
			if got, want := plainHits(coding), plainly(doc, bk); got != want {
				b.Fatalf("%s: %d plain hits, want %d", bk.Name, got, want)
			}
		}
		run := func(name string, code func() error) {
			b.Run(bk.Name+"/"+name, func(b *testing.B) {
				b.SetBytes(int64(len(doc.Body)))
				b.ReportAllocs()
				for b.Loop() {
					if err := code(); err != nil || len(coding.Hits) != hits {
						b.Fatalf("%d hits, %v, want %d", len(coding.Hits), err, hits)
					}
				}
				b.ReportMetric(float64(hits)/float64(len(doc.Tokens)), "hits/token")
			})
		}
		run("filter", func() error { return m.CodeInto(doc, &coding) })
		run("trial", func() (err error) {
			coding, err = m.CodeByTrial(doc)
			return err
		})
	}
}

// plainHits counts the hits in which no equivalence had a part.
func plainHits(c match.Coding) int {
	n := 0
	for _, h := range c.Hits {
		if h.Form&^match.FormFolded == 0 {
			n++
		}
	}
	return n
}

// BenchmarkFirstCode is BenchmarkCode with a matcher that has met no word yet.
func BenchmarkFirstCode(b *testing.B) {
	doc, books := benchmarked(b)
	for _, bk := range books {
		b.Run(bk.Name, func(b *testing.B) {
			p, err := match.Compile(bk, match.Options{})
			if err != nil {
				b.Fatal(err)
			}
			b.SetBytes(int64(len(doc.Body)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := p.NewMatcher().Code(doc); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkCompile measures the preparation of a codebook.
func BenchmarkCompile(b *testing.B) {
	_, books := benchmarked(b)
	for _, bk := range books {
		b.Run(bk.Name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := match.Compile(bk, match.Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
