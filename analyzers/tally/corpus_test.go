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
		var all []Tally
		reuse := every
		reuse.Reuse = true
		for i, c := range codings {
			want := ref.Of(c, book, i, every)
			if got := k.Of(c, book, i, every); !reflect.DeepEqual(got, want) {
				t.Fatalf("%s: counted\n%.2000v\nwant\n%.2000v", c.Document.ID, got, want)
			}
			all = append(all, want)
			if got := reusing.Of(c, book, i, reuse); !reflect.DeepEqual(got, want) {
				t.Fatalf("%s: reusing memory counted\n%.2000v\nwant\n%.2000v", c.Document.ID, got, want)
			}
		}
		if !reflect.DeepEqual(Merge(all...), refMerge(all...)) {
			t.Fatalf("%s: merging gives another tally than at first", f)
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

// A document costs no memory if the last one's may be used again, but for the
// strings of its quotations.
func TestOfAllocates(t *testing.T) {
	b := book(-1, 0, -1)
	d := document("d", strings.Repeat("# Peace now\n\nOne two, three four. Five six.\n\n", 20), corpus.NewLexicon())
	c := &match.Coding{Document: d}
	for i := range uint32(80) {
		c.Hits = append(c.Hits, match.Hit{Concept: codebook.ConceptID(i % 3), First: i, End: i + 1 + i%2, Up: i % 3 & 1})
	}
	k, o := new(Counter), everything
	o.Entities, o.Quotes, o.Reuse = false, false, true
	total := NewTotal(b, o)
	count := func() {
		one := k.Of(c, b, 0, o)
		total.Add(&one.Documents[0], one.Words)
	}
	count()
	if n := testing.AllocsPerRun(50, count); n > 0 {
		t.Errorf("%v allocations for counting and adding", n)
	}
	o.Quotes = true
	count()
	// the text, the names, and the text of a heading for each of its sections
	if n := testing.AllocsPerRun(50, count); n > 2+20 {
		t.Errorf("%v allocations with %d quotations", n, len(c.Hits))
	}
}

func BenchmarkTotal(b *testing.B) {
	book, codings, size := coded(b, "bulk/S70_2015")
	var all []Tally
	tokens, pairs := int64(0), 0 // pairs of a document and a type
	for i, c := range codings {
		one := Of(c, book, i, plain)
		all = append(all, one)
		tokens += one.Documents[0].Tokens
		pairs += len(one.Documents[0].Words)
	}
	check := func(b *testing.B, got int64) {
		if got != tokens {
			b.Fatalf("%d tokens, want %d", got, tokens)
		}
	}
	b.Run("add", func(b *testing.B) {
		b.SetBytes(size)
		b.ReportAllocs()
		total := NewTotal(book, plain)
		for b.Loop() {
			before := total.Tokens
			for i := range all {
				total.Add(&all[i].Documents[0], all[i].Words)
			}
			check(b, total.Tokens-before)
		}
		b.ReportMetric(float64(pairs), "pairs")
	})
	for name, merge := range map[string]func(...Tally) Tally{"merge": Merge, "merge-reference": refMerge} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(size)
			b.ReportAllocs()
			for b.Loop() {
				n := int64(0)
				for _, d := range merge(all...).Documents {
					n += d.Tokens
				}
				check(b, n)
			}
		})
	}
}
