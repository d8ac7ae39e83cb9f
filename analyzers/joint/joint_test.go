package joint

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"concordat/analyzers/analyzertest"
	"concordat/analyzers/tally"
	"concordat/corpus"
	"concordat/corpus/codebook"

	"pgregory.net/rapid"
)

// of returns a tally of one document of words in one sentence, without hits.
func of(text string) *tally.Tally {
	t := &tally.Tally{Words: corpus.NewLexicon(), Documents: []tally.Document{{Sequence: &tally.Sequence{}}}}
	d := &t.Documents[0]
	for _, w := range strings.Fields(text) {
		d.Sequence.Types = append(d.Sequence.Types, t.Words.Intern([]byte(w)))
	}
	n := len(d.Sequence.Types)
	d.Sequence.Sentences = []uint32{uint32(n)}
	d.Stretches = []tally.Stretch{{Tokens: int32(n), Sentences: 1}}
	return t
}

func all(n int) []bool { return slices.Repeat([]bool{true}, n) }

// The example of quanteda's issue 2113 with distinct unordered pairs of
// positions. quanteda prints 2 for EE, which it counts from both ends.
func TestPairsOfPositions(t *testing.T) {
	text := of("A B C D E C E A D F E B A C E D")
	k := NewCounter(&codebook.Codebook{}, text, Right, 2)
	s := &wordSums{Counter: k, Choice: Choice{all(text.Words.Len()), 1, 100}, documents: []int{0}, margins: make([]int64, text.Words.Len())}
	s.measure()
	for i := range s.margins {
		s.eligible = append(s.eligible, corpus.TypeID(i))
	}
	s.pick()
	c := s.crossed()
	got := map[string]int32{}
	for i, a := range s.chosen {
		for j, b := range s.chosen {
			pair := []string{text.Words.Word(a), text.Words.Word(b)}
			slices.Sort(pair)
			if n := c.met[i*len(s.chosen)+j]; n > 0 {
				got[strings.Join(pair, "")] += n
			}
		}
	}
	want := map[string]int32{"AB": 2, "AC": 3, "AD": 1, "AE": 3, "AF": 1, "BC": 2, "BD": 1, "BE": 1, "BF": 1, "CD": 3, "CE": 4, "DE": 4, "DF": 1, "EE": 1, "EF": 1}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	// All three C have an E within 2: with E as the node, its three collocates C.
	for _, p := range NewCounter(&codebook.Codebook{}, text, Left, 2).Words([]int{0}, Choice{all(text.Words.Len()), 1, 100}).Words.Pairs {
		right := text.Words.Word(corpus.TypeID(p.A)) == "E" && text.Words.Word(corpus.TypeID(p.B)) == "C"
		if right && (p.Both != 3 || p.OfB != 3 || p.N != 12) {
			t.Errorf("node E, collocate C: %+v", p)
		}
	}
	for _, p := range NewCounter(&codebook.Codebook{}, text, Window, 2).Words([]int{0}, Choice{all(text.Words.Len()), 1, 100}).Words.Pairs {
		a, b := text.Words.Word(corpus.TypeID(p.A)), text.Words.Word(corpus.TypeID(p.B))
		if a == "C" && b == "E" && (p.Both != 3 || p.Met != 4 || p.OfB != 4 || p.N != 13) {
			t.Errorf("node C, collocate E: %+v", p)
		}
		if a == "E" && b == "C" {
			t.Errorf("the more frequent word is the node: %+v", p)
		}
	}
}

// In sentences and paragraphs pairs are those that counting has.
func TestUnitsAreThoseOfCounting(t *testing.T) {
	in := analyzertest.Sample()
	for unit, counted := range map[Unit]tally.Unit{Sentence: tally.Sentence, Paragraph: tally.Paragraph} {
		in.Options.Unit = counted
		for d := range in.Tally.Documents {
			together := in.Tally.Documents[d].Cooccurrences[counted]
			got := NewCounter(in.Book, &in.Tally, unit, 10).Concepts([]int{d})
			var pairs []tally.Pair
			for _, p := range got.Pairs {
				if p.N != together.Units || p.OfA != margin(together.Margins, p.A) || p.OfB != margin(together.Margins, p.B) {
					t.Errorf("%s: %+v, counted %+v", unit, p, together)
				}
				if p.Both > 0 {
					pairs = append(pairs, tally.Pair{A: p.A, B: p.B, N: p.Both, Shared: p.Same})
				}
			}
			if !slices.Equal(pairs, together.Pairs) {
				t.Errorf("%s of document %d: %v, counted %v", unit, d, pairs, together.Pairs)
			}
		}
	}
}

func margin(ms []tally.Margin, concept int32) int64 {
	for _, m := range ms {
		if m.Concept == concept {
			return m.N
		}
	}
	return 0
}

// random draws a codebook and documents of a few words with hits anywhere.
func random(t *rapid.T) (*codebook.Codebook, *tally.Tally) {
	book := &codebook.Codebook{}
	for i := range 4 {
		book.Concepts = append(book.Concepts, codebook.Concept{ID: fmt.Sprint(i), Parent: codebook.None, End: codebook.ConceptID(i + 1)})
	}
	if rapid.Bool().Draw(t, "kin") {
		book.Concepts[1].Parent, book.Concepts[0].End = 0, 2
	}
	out := &tally.Tally{Words: corpus.NewLexicon()}
	for i := range 5 {
		out.Words.Intern([]byte{byte('v' + i)})
	}
	for range rapid.IntRange(1, 3).Draw(t, "documents") {
		d := tally.Document{Sequence: &tally.Sequence{}}
		for range rapid.IntRange(0, 5).Draw(t, "paragraphs") {
			var s tally.Stretch
			for range rapid.IntRange(1, 3).Draw(t, "sentences") {
				n := rapid.IntRange(1, 6).Draw(t, "tokens")
				d.Sequence.Sentences = append(d.Sequence.Sentences, uint32(n))
				s.Sentences++
				s.Tokens += int32(n)
			}
			if len(d.Stretches) == 0 || rapid.Bool().Draw(t, "section") {
				d.Sections = append(d.Sections, tally.Section{First: int32(len(d.Stretches))})
			}
			d.Stretches = append(d.Stretches, s)
			for range s.Tokens {
				d.Sequence.Types = append(d.Sequence.Types, corpus.TypeID(rapid.IntRange(0, 4).Draw(t, "type")))
			}
		}
		if n := len(d.Sequence.Types); n > 0 {
			for range rapid.IntRange(0, 12).Draw(t, "hits") {
				first := uint32(rapid.IntRange(0, n-1).Draw(t, "first"))
				end := min(uint32(n), first+uint32(rapid.IntRange(1, 4).Draw(t, "length")))
				d.Positions = append(d.Positions, tally.Position{Concept: int32(rapid.IntRange(0, 3).Draw(t, "concept")), Token: first, End: end})
			}
			slices.SortFunc(d.Positions, func(a, b tally.Position) int {
				return cmp.Or(cmp.Compare(a.Concept, b.Concept), cmp.Compare(a.Token, b.Token))
			})
		}
		out.Documents = append(out.Documents, d)
	}
	return book, out
}

// item is a concept, or a type as 100 + its number.
type item int

// occurrences returns the tokens at which an item begins in a document, each once,
// and whether each token is inside it.
func occurrences(d *tally.Document, x item) (at []int, inside []bool) {
	n := len(d.Sequence.Types)
	begins := make([]bool, n)
	inside = make([]bool, n)
	for i, t := range d.Sequence.Types {
		if x >= 100 && int(t) == int(x-100) {
			begins[i], inside[i] = true, true
		}
	}
	for _, p := range d.Positions {
		if x < 100 && p.Concept == int32(x) {
			begins[p.Token] = true
			for i := p.Token; i < p.End; i++ {
				inside[i] = true
			}
		}
	}
	for i, b := range begins {
		if b {
			at = append(at, i)
		}
	}
	return at, inside
}

// divided returns the unit of every token of a document, and how many there are.
func divided(d *tally.Document, unit Unit) (of []int, n int) {
	sentence, section := 0, -1
	for p, s := range d.Stretches {
		if slices.ContainsFunc(d.Sections, func(c tally.Section) bool { return int(c.First) == p }) {
			section++
		}
		for range s.Sentences {
			for range d.Sequence.Sentences[sentence] {
				of = append(of, map[Unit]int{Sentence: sentence, Paragraph: p, Section: section, Document: 0}[unit])
			}
			sentence++
		}
	}
	return of, map[Unit]int{Sentence: sentence, Paragraph: len(d.Stretches), Section: section + 1, Document: 1}[unit]
}

// bruteUnits counts a pair in units by their definition.
func bruteUnits(t *tally.Tally, unit Unit, a, b item) (p Pair) {
	for i := range t.Documents {
		d := &t.Documents[i]
		of, n := divided(d, unit)
		p.N += int64(n)
		hasA, hasB := make([]bool, n), make([]bool, n)
		atA, insideA := occurrences(d, a)
		atB, _ := occurrences(d, b)
		for _, x := range atA {
			hasA[of[x]] = true
		}
		for _, x := range atB {
			if a >= 100 || b < 100 || !insideA[x] {
				hasB[of[x]] = true
			}
		}
		same := make([]bool, n)
		if a < 100 && b < 100 {
			for _, x := range d.Positions {
				for _, y := range d.Positions {
					if x.Concept == int32(a) && y.Concept == int32(b) && of[x.Token] == of[y.Token] && x.Token < y.End && y.Token < x.End {
						same[of[x.Token]] = true
					}
				}
			}
		}
		for u := range n {
			p.OfA += count(hasA[u])
			p.OfB += count(hasB[u])
			p.Both += count(hasA[u] && hasB[u])
			p.Same += count(same[u])
		}
	}
	return p
}

// bruteWindows counts a pair in windows by their definition.
func bruteWindows(t *tally.Tally, unit Unit, span int, a, b item) (p Pair) {
	for i := range t.Documents {
		d := &t.Documents[i]
		paragraph, _ := divided(d, Paragraph)
		_, insideA := occurrences(d, a)
		atB, _ := occurrences(d, b)
		var nodes []tally.Position
		for _, h := range d.Positions {
			if a < 100 && h.Concept == int32(a) {
				nodes = append(nodes, h)
			}
		}
		if a >= 100 {
			at, _ := occurrences(d, a)
			for _, x := range at {
				nodes = append(nodes, tally.Position{Token: uint32(x), End: uint32(x + 1)})
			}
		}
		for j := range paragraph {
			if insideA[j] {
				continue
			}
			p.N++
			near := 0
			for _, h := range nodes {
				if paragraph[h.Token] != paragraph[j] {
					continue
				}
				before, after := int(h.Token)-j, j-int(h.End)+1
				if unit != Right && before >= 1 && before <= span || unit != Left && after >= 1 && after <= span {
					near++
				}
			}
			isB := slices.Contains(atB, j)
			p.OfA += count(near > 0)
			p.OfB += count(isB)
			p.Both += count(isB && near > 0)
			p.Same += count(isB && near > 0 && b < 100 && slices.ContainsFunc(d.Positions, func(h tally.Position) bool {
				return h.Concept == int32(b) && int(h.Token) == j && slices.Contains(insideA[h.Token:h.End], true)
			}))
			if isB {
				p.Met += int64(near)
			}
		}
	}
	return p
}

func count(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// Every count is that of its definition, and no joint count exceeds a margin.
func TestBruteForce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		book, text := random(t)
		unit := Unit(rapid.IntRange(0, len(Units())-1).Draw(t, "unit"))
		span := rapid.IntRange(1, 7).Draw(t, "span")
		least := int64(rapid.IntRange(1, 3).Draw(t, "least"))
		most := rapid.IntRange(0, 6).Draw(t, "most")
		allowed := all(5)
		allowed[rapid.IntRange(0, 4).Draw(t, "left out")] = false
		k := NewCounter(book, text, unit, span)
		var documents []int
		for i := range text.Documents {
			documents = append(documents, i)
		}
		brute := func(a, b item) Pair {
			if unit.Moving() {
				return bruteWindows(text, unit, span, a, b)
			}
			return bruteUnits(text, unit, a, b)
		}
		check := func(p Pair, a, b item) {
			want := brute(a, b)
			want.A, want.B = p.A, p.B
			if p != want {
				t.Fatalf("%s, span %d: %d with %d is %+v, want %+v", unit, span, a, b, p, want)
			}
			if p.Both > min(p.OfA, p.OfB) || max(p.OfA, p.OfB) > p.N || p.OfA+p.OfB-p.Both > p.N {
				t.Fatalf("%s: %+v is no table", unit, p)
			}
		}
		concepts := k.Concepts(documents)
		listed := map[[2]int32]bool{}
		for _, p := range concepts.Pairs {
			check(p, item(p.A), item(p.B))
			listed[[2]int32{p.A, p.B}] = true
		}
		for a := range int32(4) {
			for b := range int32(4) {
				p := brute(item(a), item(b))
				want := !k.kin(a, b) && p.OfA > 0 && p.OfB > 0 && (unit.Moving() || a < b)
				if listed[[2]int32{a, b}] != want {
					t.Fatalf("%s: %d with %d is listed: %v", unit, a, b, !want)
				}
			}
		}
		for a, n := range concepts.Nodes {
			if n != occurs(k, documents, a) {
				t.Fatalf("%s: %d of concept %d", unit, n, a)
			}
		}
		checkBlocks(t, k, documents, concepts.Pairs)

		words := k.Words(documents, Choice{allowed, least, most})
		for _, p := range words.Concepts.Pairs {
			check(p, item(p.A), item(p.B)+100)
		}
		for _, p := range words.Words.Pairs {
			check(p, item(p.A)+100, item(p.B)+100)
		}
		size, pairs := int64(0), 0
		for a := range 4 {
			for w := range 5 {
				p := brute(item(a), item(w+100))
				if allowed[w] && p.OfA >= least && p.OfB >= least && occurs(k, documents, a) >= least {
					size++
					pairs += int(count(p.Both >= least))
				}
			}
		}
		if words.Concepts.Size != size || len(words.Concepts.Pairs) != pairs {
			t.Fatalf("%s: %d of %d pairs with words, want %d of %d", unit, len(words.Concepts.Pairs), words.Concepts.Size, pairs, size)
		}
		if words.Paired != min(most, words.Eligible) {
			t.Fatalf("%d words of %d are paired", words.Paired, words.Eligible)
		}
		checkWords(t, unit, words, brute, allowed, least)
	})
}

// occurs returns the margin of a concept by which it is asked about.
func occurs(k *Counter, documents []int, a int) int64 {
	p := bruteUnits(k.tally, Sentence, item(a), item(a))
	if k.unit.Moving() {
		return bruteWindows(k.tally, k.unit, int(k.span), item(a), 0).OfA
	}
	p = bruteUnits(k.tally, k.unit, item(a), item(a))
	return p.OfA
}

// checkWords looks for every pair of words when all are paired.
func checkWords(t *rapid.T, unit Unit, words Words, brute func(a, b item) Pair, allowed []bool, least int64) {
	if words.Paired < words.Eligible {
		return
	}
	listed := map[[2]int32]bool{}
	for _, p := range words.Words.Pairs {
		listed[[2]int32{p.A, p.B}] = true
	}
	for a := range 5 {
		for b := range 5 {
			p := brute(item(a+100), item(b+100))
			// In windows a node that is too rare is not asked about either.
			rare := brute(item(b+100), item(a+100)).OfB < least
			want := a != b && allowed[a] && allowed[b] && p.Both >= least && !rare
			there := listed[[2]int32{int32(a), int32(b)}]
			if unit == Left || unit == Right {
				if there != want {
					t.Fatalf("%s: %d with %d is listed: %v", unit, a, b, there)
				}
			} else if want && unit != Window && there == listed[[2]int32{int32(b), int32(a)}] {
				t.Fatalf("%s: %d with %d is listed not once", unit, a, b)
			}
		}
	}
}

// checkBlocks sums the blocks of every document.
func checkBlocks(t *rapid.T, k *Counter, documents []int, pairs []Pair) {
	both, ofA := make([]int64, len(pairs)), make([]int64, 4)
	for _, d := range documents {
		b := k.Blocks(d, pairs)
		tokens := int32(0)
		for _, n := range b.Sizes {
			tokens += n
		}
		if int(tokens) != len(k.tally.Documents[d].Sequence.Types) {
			t.Fatalf("blocks of %d tokens", tokens)
		}
		for i, c := range b.Cells {
			if i > 0 && b.Cells[i-1].Block > c.Block || int(c.Block) >= len(b.Sizes) {
				t.Fatalf("cells out of order: %+v", b.Cells)
			}
			if int(c.Item) < len(pairs) {
				both[c.Item] += int64(c.Count)
			} else {
				ofA[int(c.Item)-len(pairs)] += int64(c.Count)
			}
		}
	}
	for i, p := range pairs {
		if both[i] != p.Both || ofA[p.A] != p.OfA {
			t.Fatalf("blocks of %+v sum to %d of %d", p, both[i], ofA[p.A])
		}
	}
}

// A document without its words in order counts as empty.
func TestWithoutSequence(t *testing.T) {
	in := analyzertest.Sample()
	for i := range in.Tally.Documents {
		in.Tally.Documents[i].Sequence = nil
	}
	for u := range Units() {
		k := NewCounter(in.Book, &in.Tally, Unit(u), 5)
		if got := k.Concepts([]int{0, 1, 2}); len(got.Pairs) != 0 {
			t.Errorf("%s: %+v", Unit(u), got)
		}
		if got := k.Words([]int{0, 1}, Choice{all(in.Tally.Words.Len()), 1, 10}); got.Eligible != 0 || len(got.Concepts.Pairs)+len(got.Words.Pairs) != 0 {
			t.Errorf("%s: %+v", Unit(u), got)
		}
	}
}

func TestNames(t *testing.T) {
	for u, want := range map[tally.Unit]Unit{tally.Sentence: Sentence, tally.Paragraph: Paragraph, tally.Window: Window} {
		if Choose("", u) != want || Choose("section", u) != Section {
			t.Errorf("%s is %s", u, Choose("", u))
		}
	}
	if got := Left.Phrase(5) + ", " + Document.Phrase(5) + ", " + Right.Counted() + ", " + Section.Counted(); got != "window of 5 tokens to the left of the node, document, tokens, sections" {
		t.Error(got)
	}
	for i, name := range Units() {
		if u, ok := Parse(name); !ok || u != Unit(i) || u.String() != name {
			t.Errorf("%s is %v", name, u)
		}
	}
	if _, ok := Parse("chapter"); ok {
		t.Error("a chapter is no unit")
	}
}
