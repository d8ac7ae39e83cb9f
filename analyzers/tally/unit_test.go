package tally

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"concordat/corpus"
	"concordat/corpus/codebook"
	"concordat/corpus/match"

	"pgregory.net/rapid"
)

// A counter goes from a codebook of many concepts to one of few and back.
func TestManyConcepts(t *testing.T) {
	parents := make([]int, 1600)
	for i := range parents {
		if parents[i] = i - 1; i%3 == 0 { // trees of three generations
			parents[i] = -1
		}
	}
	many, few := book(parents...), book(parents[:60]...)
	k, lexicon := new(Counter), corpus.NewLexicon()
	rapid.Check(t, func(t *rapid.T) {
		b := many
		if rapid.Bool().Draw(t, "few") {
			b = few
		}
		c := coding(t, "d", b, lexicon)
		got, want := k.Of(c, b, 0, everything), new(refCounter).Of(c, b, 0, everything)
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("counted\n%+v\nwant\n%+v", got, want)
		}
		total := NewTotal(b, everything)
		total.Add(&got.Documents[0], got.Words)
		if co := total.Cooccurrences(); !reflect.DeepEqual(co, want.Documents[0].Cooccurrences) {
			t.Fatalf("total\n%+v\nwant\n%+v", co, want.Documents[0].Cooccurrences)
		}
	})
}

// Pairs are counted, come in order and are then forgotten, be they few or many
// and from few concepts or many.
func TestPairs(t *testing.T) {
	var p pairs
	rapid.Check(t, func(t *rapid.T) {
		concepts := rapid.SampledFrom([]int32{2, 30, 5000}).Draw(t, "concepts")
		p.reset(int(concepts))
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		counted := map[Pair]int64{}
		for range rapid.SampledFrom([]int{0, 1, 20, 1000, 20000}).Draw(t, "units") {
			a := rng.Int32N(concepts - 1)
			pair := Pair{A: a, B: a + 1 + rng.Int32N(concepts-1-a)}
			counted[pair]++
			p.of(pair.A, pair.B).N++
		}
		want := []Pair{}
		for pair, n := range counted {
			want = append(want, Pair{A: pair.A, B: pair.B, N: n, Shared: n})
		}
		slices.SortFunc(want, comparePairs)
		for i := range want {
			p.of(want[i].A, want[i].B).Shared = want[i].N
		}
		if got := p.appendTo([]Pair{}); !slices.Equal(got, want) {
			t.Fatalf("%v, want %v", got, want)
		}
		p.reset(int(concepts))
		if i := slices.IndexFunc(p.slots, func(at int32) bool { return at != 0 }); i >= 0 || len(p.appendTo(nil)) > 0 {
			t.Fatalf("slot %d is left", i)
		}
	})
}

// Lists of pairs are added up, in whatever pieces they come and however often
// the sums are asked for meanwhile.
func TestPairSums(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		concepts := rapid.SampledFrom([]int32{2, 30, 5000}).Draw(t, "concepts")
		s := pairSums{concepts: int(concepts)}
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		sum := map[[2]int32]Pair{}
		for range rapid.IntRange(0, 5).Draw(t, "lists") {
			list := make([]Pair, rapid.SampledFrom([]int{0, 1, 100, minRecent, 3 * minRecent}).Draw(t, "pairs"))
			for i := range list {
				a := rng.Int32N(concepts - 1)
				b := a + 1 + rng.Int32N(concepts-1-a)
				n := rng.Int64N(100)
				list[i] = Pair{A: a, B: b, N: n, Shared: n / 2}
				was := sum[[2]int32{a, b}]
				sum[[2]int32{a, b}] = Pair{A: a, B: b, N: was.N + n, Shared: was.Shared + n/2}
			}
			s.add(list)
			if rapid.Bool().Draw(t, "asked") {
				s.all()
			}
		}
		got := s.all()
		if !slices.IsSortedFunc(got, comparePairs) || len(got) != len(sum) {
			t.Fatalf("%d pairs, or out of order; want %d", len(got), len(sum))
		}
		for _, p := range got {
			if want := sum[[2]int32{p.A, p.B}]; p != want {
				t.Fatalf("%+v, want %+v", p, want)
			}
		}
	})
}

// A set of numbers gives them back in order, once each, and is then empty.
func TestNumbers(t *testing.T) {
	var s numbers
	s.grow(1 << 20)
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.SliceOf(rapid.Uint32Range(0, 1<<20-1)).Draw(t, "numbers")
		for _, i := range want {
			s.add(i)
		}
		slices.Sort(want)
		want = slices.Compact(want)
		got := s.appendTo(nil)
		s.remove(got)
		if !slices.Equal(got, want) {
			t.Fatalf("%v, want %v", got, want)
		}
		if left := s.appendTo(nil); left != nil {
			t.Fatalf("%v is left", left)
		}
	})
}

// Any stretches read as the body with runs of white space as single spaces,
// though what they share is there once.
func TestExcerpts(t *testing.T) {
	words := []string{"peace", "a", "sécurité", "主权", "“law”", "  ", "\n", "\r\n\t", "\u00a0", "\u2003", "\u3000 ", "\u200b", " ", " ", "\x85", "\xe2\x80", "\xc2"}
	var e excerpts
	rapid.Check(t, func(t *rapid.T) {
		body := strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 0, 60).Draw(t, "body"), "")
		var borders []int
		for i := range body {
			borders = append(borders, i)
		}
		borders = append(borders, len(body))
		e.reset([]byte(body))
		lo := 0
		type stretch struct{ from, to, at, end int }
		var all []stretch
		for range rapid.IntRange(0, 6).Draw(t, "stretches") {
			lo = rapid.IntRange(lo, len(borders)-1).Draw(t, "lo")
			hi := rapid.IntRange(lo, len(borders)-1).Draw(t, "hi")
			s := stretch{from: borders[lo], to: borders[hi]}
			e.reach(s.from, s.to)
			s.at, s.end = e.place(s.from), e.place(s.to)
			all = append(all, s)
		}
		for _, s := range all {
			got, want := string(e.text[s.at:s.end]), refCollapse([]byte(body[s.from:s.to]))
			if strings.Trim(got, " ") != strings.Trim(want, " ") {
				t.Fatalf("%q of %q reads %q, want %q", body[s.from:s.to], body, got, want)
			}
		}
		if utf8.ValidString(body) && len(e.text) > len(body) {
			t.Fatalf("%d bytes of a body of %d", len(e.text), len(body))
		}
	})
}

// FuzzCollapse compares with the first, slow way.
func FuzzCollapse(f *testing.F) {
	for _, s := range []string{"", "a  b", " one two three\n\nfour ", "“Peace”\u00a0\u2003and\r\n\tlaw", "\xe2\x80 \xc2", strings.Repeat("word ", 20)} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if got, want := collapse(b), refCollapse(b); got != want {
			t.Fatalf("%q gave %q, want %q", b, got, want)
		}
	})
}

// refOwn asks every other hit.
func refOwn(book *codebook.Codebook, hits []match.Hit, i int) bool {
	for _, o := range hits {
		below := false
		for a := book.Concepts[o.Concept].Parent; a != codebook.None; a = book.Concepts[a].Parent {
			below = below || a == hits[i].Concept
		}
		if below && o.First < hits[i].End && hits[i].First < o.End {
			return false
		}
	}
	return true
}

func (k *refCounter) own(book *codebook.Codebook, hits []match.Hit, i int) {
	if refOwn(book, hits, i) {
		k.cell.own[hits[i].Concept]++
		k.concepts[hits[i].Concept].count.Own++
	}
}

// Words that were counted ahead change nothing, nor do those of a document that
// was given up.
func TestAhead(t *testing.T) {
	b := book(-1, 0, -1)
	lex := corpus.NewLexicon()
	k := new(Counter)
	rapid.Check(t, func(t *rapid.T) {
		c := coding(t, "d", b, lex)
		want := Of(c, b, 0, everything)
		if rapid.Bool().Draw(t, "given up") {
			k.Ahead(c.Document, true)
		}
		part, first := *c.Document, true
		for range rapid.IntRange(0, 3).Draw(t, "pieces") {
			part.Tokens = c.Document.Tokens[:rapid.IntRange(0, len(c.Document.Tokens)).Draw(t, "tokens")]
			if len(part.Tokens) < k.vocabulary.at && !first {
				continue
			}
			k.Ahead(&part, first)
			first = false
		}
		if first {
			k.Ahead(&corpus.Document{Text: c.Document.Text, Lexicon: lex}, true)
		}
		if got := k.Of(c, b, 0, everything); !reflect.DeepEqual(got, want) {
			t.Fatalf("counted\n%.2000v\nwant\n%.2000v", got, want)
		}
	})
}
