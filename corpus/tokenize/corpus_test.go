package tokenize

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"concordat/corpus"
)

// shared returns the texts of folders of the corpus that stands beside the
// repository, in path order.
func shared(tb testing.TB, folders ...string) []*corpus.Text {
	tb.Helper()
	dir, err := os.Getwd()
	if err != nil {
		tb.Fatal(err)
	}
	root := ""
	for root == "" {
		if _, err := os.Stat(filepath.Join(dir, "shared", "corpus")); err == nil {
			root = filepath.Join(dir, "shared", "corpus")
		}
		if dir == filepath.Dir(dir) {
			break
		}
		dir = filepath.Dir(dir)
	}
	if root == "" {
		tb.Skip("no folder shared/corpus beside the repository")
	}
	var texts []*corpus.Text
	for _, f := range folders {
		err := filepath.WalkDir(filepath.Join(root, f), func(path string, d fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".txt") {
				return err
			}
			body, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			rel, err := filepath.Rel(root, path)
			texts = append(texts, paragraphs(rel, strings.ToValidUTF8(string(body), "\uFFFD")))
			return err
		})
		if err != nil {
			tb.Fatal(err)
		}
	}
	return texts
}

// paragraphs returns a text whose blocks are divided by blank lines.
func paragraphs(id, body string) *corpus.Text {
	t := &corpus.Text{ID: id, Body: []byte(body)}
	at := 0
	for _, p := range strings.SplitAfter(body, "\n\n") {
		if strings.TrimSpace(p) != "" {
			t.Blocks = append(t.Blocks, corpus.Block{Span: corpus.Span{Start: uint32(at), End: uint32(at + len(p))}})
		}
		at += len(p)
	}
	return t
}

func bytesOf(texts []*corpus.Text) (n int64) {
	for _, t := range texts {
		n += int64(len(t.Body))
	}
	return n
}

// TestWordsAllocate: new types may cost, running words may not.
func TestWordsAllocate(t *testing.T) {
	text := shared(t, "commentary/china_cooperation_proposal_2017.txt")[0]
	lex := corpus.NewLexicon()
	dst := Words(nil, text.Body, text.Blocks, lex)
	n := testing.AllocsPerRun(10, func() { dst = Words(dst[:0], text.Body, text.Blocks, lex) })
	if n > 2 {
		t.Errorf("%v allocations for %d words of known types", n, len(dst))
	}
	fresh := testing.AllocsPerRun(5, func() {
		l := corpus.NewLexicon()
		dst = Words(dst[:0], text.Body, text.Blocks, l)
	})
	if fresh > float64(lex.Len())/10+50 {
		t.Errorf("%v allocations for %d types", fresh, lex.Len())
	}
}

func BenchmarkProse(b *testing.B) {
	texts := shared(b, "bulk/S70_2015")
	b.SetBytes(bytesOf(texts))
	tok, err := New(Options{})
	if err != nil {
		b.Fatal(err)
	}
	lexicons := make([]*corpus.Lexicon, len(texts))
	for i := range lexicons {
		lexicons[i] = corpus.NewLexicon()
	}
	for b.Loop() {
		docs, err := tok.Documents(b.Context(), texts, lexicons)
		if err != nil {
			b.Fatal(err)
		}
		n := 0
		for _, d := range docs {
			n += len(d.Sentences)
		}
		b.ReportMetric(float64(n), "sentences")
	}
}
