package tally

import (
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"concordat/corpus"
	"concordat/corpus/codebook"
	"concordat/corpus/format"
	"concordat/corpus/match"
	"concordat/corpus/tokenize"
)

// shared returns a folder of the corpus that stands beside the repository.
func shared(tb testing.TB, folder string) string {
	tb.Helper()
	dir, err := os.Getwd()
	if err != nil {
		tb.Fatal(err)
	}
	for {
		up := filepath.Dir(dir)
		found := filepath.Join(up, "shared", "corpus", folder)
		if _, err := os.Stat(found); err == nil {
			return found
		}
		if up == dir {
			tb.Skip("no folder shared/corpus beside the repository")
		}
		dir = up
	}
}

// coded returns the texts of a shared folder, coded with the shipped codebook,
// and the number of their bytes.
func coded(tb testing.TB, folder string) (*codebook.Codebook, []*match.Coding, int64) {
	tb.Helper()
	data, ok := codebook.Builtin("cyberspace-governance")
	if !ok {
		tb.Fatal("no codebook")
	}
	book, err := codebook.Parse("builtin:cyberspace-governance", data)
	if err != nil {
		tb.Fatal(err)
	}
	program, err := match.Compile(book, match.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	tok, err := tokenize.New(tokenize.Options{Sentences: tokenize.SentencesRule})
	if err != nil {
		tb.Fatal(err)
	}
	matcher, lexicon := program.NewMatcher(), corpus.NewLexicon()
	var all []*match.Coding
	size := int64(0)
	err = filepath.WalkDir(shared(tb, folder), func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		body, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		texts, _ := format.Read(format.File{Path: path, ID: filepath.Base(path), Data: []byte(strings.ToValidUTF8(string(body), "?"))}, format.Options{Format: "plain"})
		for i := range texts {
			d, err := tok.Document(tb.Context(), &texts[i], lexicon)
			if err != nil {
				return err
			}
			c, err := matcher.Code(d)
			if err != nil {
				return err
			}
			all = append(all, &c)
			size += int64(len(d.Body))
		}
		return nil
	})
	if err != nil {
		tb.Fatal(err)
	}
	return book, all, size
}

var (
	plain  = Options{Words: true, Positions: true, Units: []Unit{Sentence}}
	quoted = Options{Words: true, Positions: true, Units: []Unit{Sentence}, Quotes: true, Context: 120}
)

// The texts that states and others wrote are counted as at first, whatever the
// counter counted before.
func TestOfAgreesOnCorpus(t *testing.T) {
	folders := []string{"strategies", "commentary", "us-national-security-strategies", "bulk/S70_2015", "dirty"}
	if testing.Short() {
		folders = folders[:2]
	}
	every := Options{Words: true, Positions: true, Quotes: true, Units: []Unit{Sentence, Paragraph, Window}, Window: 10, Context: 120}
	for _, f := range folders {
		book, codings, _ := coded(t, f)
		k, reusing, ref := new(Counter), new(Counter), new(refCounter)
		reuse := every
		reuse.Reuse = true
		for i, c := range codings {
			want := ref.Of(c, book, i, every)
			if got := k.Of(c, book, i, every); !reflect.DeepEqual(got, want) {
				t.Fatalf("%s: counted\n%.2000v\nwant\n%.2000v", c.Document.ID, got, want)
			}
			if got := reusing.Of(c, book, i, reuse); !reflect.DeepEqual(got, want) {
				t.Fatalf("%s: reusing memory counted\n%.2000v\nwant\n%.2000v", c.Document.ID, got, want)
			}
		}
	}
}

func BenchmarkOf(b *testing.B) {
	book, codings, size := coded(b, "bulk/S70_2015")
	hits := 0
	for _, c := range codings {
		hits += len(c.Hits)
	}
	reference, k := new(refCounter), new(Counter)
	reuse := func(o Options) Options { o.Reuse = true; return o }
	for _, v := range []struct {
		name string
		of   func(*match.Coding, *codebook.Codebook, int, Options) Tally
		o    Options
	}{
		{"reference", reference.Of, plain}, {"plain", k.Of, plain}, {"reuse", k.Of, reuse(plain)},
		{"reference-quotes", reference.Of, quoted}, {"quotes", k.Of, quoted}, {"reuse-quotes", k.Of, reuse(quoted)},
	} {
		b.Run(v.name, func(b *testing.B) {
			b.SetBytes(size)
			b.ReportAllocs()
			for b.Loop() {
				n := 0
				for i, c := range codings {
					n += int(v.of(c, book, i, v.o).Documents[0].Hits)
				}
				if n != hits {
					b.Fatalf("%d hits, want %d", n, hits)
				}
			}
			b.ReportMetric(float64(hits), "hits")
		})
	}
}
