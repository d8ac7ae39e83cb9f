package tally

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"concordat/corpus"
	"concordat/corpus/codebook"
	"concordat/corpus/match"

	"pgregory.net/rapid"
)

// document builds a document from text: blocks by blank lines, a block that
// begins with # is a heading, sentences end at a word that ends in a full stop.
func document(id, text string, lex *corpus.Lexicon) *corpus.Document {
	d := &corpus.Document{Text: &corpus.Text{ID: id, Body: []byte(text)}, Lexicon: lex}
	at := 0
	for _, block := range strings.SplitAfter(text, "\n\n") {
		kind := corpus.Paragraph
		if strings.HasPrefix(block, "#") {
			kind = corpus.Heading
		}
		d.Blocks = append(d.Blocks, corpus.Block{Span: corpus.Span{Start: uint32(at), End: uint32(at + len(block))}, Kind: kind})
		first, offset := len(d.Tokens), at
		for _, w := range strings.Fields(block) {
			offset += strings.Index(text[offset:], w)
			word := strings.Trim(w, "#*.,")
			if word != "" {
				start := offset + strings.Index(w, word)
				d.Tokens = append(d.Tokens, corpus.Token{
					Start: uint32(start), End: uint32(start + len(word)), Type: lex.Intern([]byte(strings.ToLower(word))),
				})
			}
			if strings.HasSuffix(w, ".") && len(d.Tokens) > first {
				d.Sentences = append(d.Sentences, corpus.Sentence{First: uint32(first), End: uint32(len(d.Tokens)), Block: uint32(len(d.Blocks) - 1)})
				first = len(d.Tokens)
			}
			offset += len(w)
		}
		if len(d.Tokens) > first {
			d.Sentences = append(d.Sentences, corpus.Sentence{First: uint32(first), End: uint32(len(d.Tokens)), Block: uint32(len(d.Blocks) - 1)})
		}
		at += len(block)
	}
	return d
}

// book builds a codebook from parents, a parent before its children and depth first.
func book(parents ...int) *codebook.Codebook {
	b := &codebook.Codebook{}
	for i, p := range parents {
		c := codebook.Concept{ID: fmt.Sprintf("c%d", i), Label: fmt.Sprintf("C%d", i), Parent: codebook.ConceptID(p)}
		c.Patterns = []codebook.Pattern{{Source: "x"}, {Source: "y"}}
		if p >= 0 {
			c.Depth = b.Concepts[p].Depth + 1
		}
		b.Concepts = append(b.Concepts, c)
	}
	for i := range b.Concepts {
		e := i + 1
		for e < len(b.Concepts) && b.Concepts[e].Depth > b.Concepts[i].Depth {
			e++
		}
		b.Concepts[i].End = codebook.ConceptID(e)
	}
	return b
}

var everything = Options{Words: true, Positions: true, Quotes: true, Entities: true,
	Units: []Unit{Sentence, Paragraph, Window}, Window: 4, Context: 12}

// inOrder is everything with the words in order.
var inOrder = func() Options {
	o := everything
	o.Sections, o.Text = true, true
	return o
}()

func TestOfByHand(t *testing.T) {
	// 0 governs 1 and 2; 3 stands alone.
	b := book(-1, 0, 0, -1)
	d := document("d", "# Peace now\n\nOne two, three\n four. Five six.\n\n***\n\nSeven eight nine ten eleven.", corpus.NewLexicon())
	d.Entities = []corpus.Entity{{First: 4, End: 6, Label: "ORG"}, {First: 2, End: 3, Label: "GPE"}, {First: 4, End: 6, Label: "ORG"}}
	c := &match.Coding{Document: d, Covered: 5, Policies: match.Policies{Concept: 4, Codebook: 3, All: 9, Exclusive: 2}, Hits: []match.Hit{
		{Concept: 1, First: 3, End: 5, Up: 1},                                               // two three
		{Concept: 2, First: 4, End: 5, Up: 0},                                               // three, not counted by 0 since 1 covers it
		{Concept: 3, Pattern: 1, First: 6, End: 7, Form: match.FormPart | match.FormFolded}, // five
		{Concept: 0, First: 8, End: 9},                                                      // seven
		{Concept: 3, Pattern: 0, First: 12, End: 13, Form: match.FormPossessive | match.FormHyphen | match.FormSolid}, // eleven
	}}
	got := Of(c, b, 7, inOrder)
	doc := got.Documents[0]
	if doc.Ordinal != 7 || doc.Tokens != 13 || doc.Types != 13 || doc.Sentences != 4 || doc.Paragraphs != 3 || doc.Hits != 5 || doc.Covered != 5 {
		t.Errorf("sizes: %+v", doc)
	}
	want := func(what string, got, want any) {
		t.Helper()
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s\n got %v\nwant %v", what, got, want)
		}
	}
	want("policies", doc.Policies, [4]int64{4, 3, 9, 2})
	want("forms", doc.Forms, [5]int64{1, 1, 1, 1, 1})
	want("stretches", doc.Stretches, []Stretch{{2, 1, true}, {6, 2, false}, {5, 1, false}})
	want("concepts", doc.Concepts, []Count{{0, 2, 3, 2, 2, 1}, {1, 1, 2, 1, 1, 1}, {2, 1, 1, 1, 1, 1}, {3, 2, 2, 2, 2, 2}})
	want("cells", doc.Cells, []Cell{{1, 0, 1, 0}, {1, 1, 1, 1}, {1, 2, 1, 1}, {1, 3, 1, 1}, {2, 0, 1, 1}, {2, 3, 1, 1}})
	want("positions", doc.Positions, []Position{{0, 3, 5}, {0, 8, 9}, {1, 3, 5}, {2, 4, 5}, {3, 6, 7}, {3, 12, 13}})
	want("sections", doc.Sections, []Section{{"# Peace now", 0, 0}})
	want("sentence lengths", doc.Sequence.Sentences, []uint32{2, 4, 2, 5})
	want("co-occurrence", doc.Cooccurrences, []Cooccurrence{
		{Sentence, 4, []Margin{{0, 2}, {1, 1}, {2, 1}, {3, 2}}, []Pair{{0, 3, 1, 0}, {1, 2, 1, 1}}},
		{Paragraph, 3, []Margin{{0, 2}, {1, 1}, {2, 1}, {3, 2}}, []Pair{{0, 3, 2, 0}, {1, 2, 1, 1}, {1, 3, 1, 0}, {2, 3, 1, 0}}},
		// windows: peace now | one two three four | five six | seven … ten | eleven
		{Window, 5, []Margin{{0, 2}, {1, 1}, {2, 1}, {3, 2}}, []Pair{{1, 2, 1, 1}}},
	})
	want("entities", doc.Entities, []Entity{{"One", "GPE", 1}, {"three four", "ORG", 2}})
	q := doc.Quotes[0]
	want("quotation", []string{q.Left, q.Match, q.Right, q.Section}, []string{"now One ", "two, three", " four. Five", "# Peace now"})
	want("place", []int{int(q.Start), int(q.End), int(q.Sentence), int(q.Paragraph), int(q.Token)}, []int{17, 27, 2, 2, 3})
	want("ancestors", [][]int32{q.Up, doc.Quotes[1].Up}, [][]int32{{0}, nil})
	last := doc.Quotes[4]
	want("forms of a hit", last.Forms(), []string{"hyphen", "solid", "possessive"})
	want("forms of a plain hit", len(q.Forms()), 0)
	// of d, 17, 27, c1 and x with NUL between them, by Python's hashlib
	want("id", q.ID, "h3a06b99ac946")
	want("words of the merged tally", Merge(got).Words.Word(4), "three")
}

// coding draws a document with random hits.
func coding(t *rapid.T, name string, b *codebook.Codebook, lex *corpus.Lexicon) *match.Coding {
	least := rapid.SampledFrom([]int{0, 30}).Draw(t, "least") // left alone, rapid draws short texts
	words := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c", "ä", "e.", "f.", "g,", "\n\n", "\n\n# h", "\n\n# g \n\n"}), least, 60).Draw(t, "words")
	d := document(name, strings.Join(words, " "), lex)
	c := &match.Coding{Document: d}
	for n := rapid.IntRange(0, 12).Draw(t, "hits"); n > 0 && len(d.Tokens) > 0; n-- {
		s := d.Sentences[rapid.IntRange(0, len(d.Sentences)-1).Draw(t, "sentence")]
		first := rapid.Uint32Range(s.First, s.End-1).Draw(t, "first")
		concept := rapid.IntRange(0, len(b.Concepts)-1).Draw(t, "concept")
		c.Hits = append(c.Hits, match.Hit{
			Concept: codebook.ConceptID(concept), Pattern: int32(rapid.IntRange(0, 1).Draw(t, "pattern")),
			First: first, End: rapid.Uint32Range(first+1, s.End).Draw(t, "end"),
			Form: match.Form(rapid.IntRange(0, 31).Draw(t, "form")),
			Up:   uint32(rapid.IntRange(0, 1<<b.Concepts[concept].Depth-1).Draw(t, "up")),
		})
	}
	slices.SortStableFunc(c.Hits, func(x, y match.Hit) int {
		if x.First != y.First {
			return int(x.First) - int(y.First)
		}
		if x.End != y.End {
			return int(y.End) - int(x.End)
		}
		return int(x.Concept) - int(y.Concept)
	})
	return c
}

// counts reports whether concept a counts hit h, by the definition of Hit.Up.
func counts(b *codebook.Codebook, h match.Hit, a int) bool {
	if int(h.Concept) == a {
		return true
	}
	p := b.Concepts[h.Concept].Parent
	for k := 0; p != codebook.None; k++ {
		if int(p) == a {
			return h.Up>>k&1 == 1
		}
		p = b.Concepts[p].Parent
	}
	return false
}

// unitOf returns a key of the unit of a token, straight from the definition.
func unitOf(d *corpus.Document, token uint32, u Unit, window int) [2]int {
	s := d.Sentences[d.SentenceOf(token)]
	switch u {
	case Sentence:
		return [2]int{int(s.First)}
	case Paragraph:
		return [2]int{int(s.Block)}
	}
	n := 0
	for i := uint32(0); i < token; i++ {
		if d.Sentences[d.SentenceOf(i)].Block == s.Block {
			n++
		}
	}
	return [2]int{int(s.Block), n / window}
}

// TestOfAgainstDefinitions recounts random codings with sets, one concept at a time.
func TestOfAgainstDefinitions(t *testing.T) {
	b := book(-1, 0, 1, 0, -1, 4, -1)
	k := new(Counter)
	lex := corpus.NewLexicon()
	rapid.Check(t, func(t *rapid.T) {
		c := coding(t, "d", b, lex)
		d := c.Document
		got := k.Of(c, b, 0, inOrder).Documents[0]
		if again := Of(c, b, 0, inOrder).Documents[0]; !reflect.DeepEqual(again, got) {
			t.Fatalf("a fresh counter gives %+v, a used one %+v", again, got)
		}
		if want := withRunning(new(refCounter).Of(c, b, 0, everything).Documents[0], d); !reflect.DeepEqual(want, got) {
			t.Fatalf("the reference gives %+v, want %+v", want, got)
		}
		var concepts []Count
		for a := range b.Concepts {
			n, own := int64(0), int64(0)
			tokens, sentences, blocks := map[uint32]bool{}, map[int]bool{}, map[uint32]bool{}
			for i, h := range c.Hits {
				if !counts(b, h, a) {
					continue
				}
				n++
				if int(h.Concept) == a && refOwn(b, c.Hits, i) {
					own++
				}
				for i := h.First; i < h.End; i++ {
					tokens[i] = true
				}
				s := d.SentenceOf(h.First)
				sentences[s] = true
				blocks[d.Sentences[s].Block] = true
			}
			if n > 0 {
				concepts = append(concepts, Count{int32(a), n, int64(len(tokens)), int64(len(sentences)), int64(len(blocks)), own})
			}
		}
		if !reflect.DeepEqual(got.Concepts, concepts) {
			t.Fatalf("concepts %v, want %v", got.Concepts, concepts)
		}
		for _, co := range got.Cooccurrences {
			checkUnits(t, b, c, co)
		}
		types := map[corpus.TypeID]int64{}
		for _, tok := range d.Tokens {
			types[tok.Type]++
		}
		if int(got.Types) != len(types) || len(got.Words) != len(types) {
			t.Fatalf("%d types, want %d", got.Types, len(types))
		}
		for _, w := range got.Words {
			if types[w.Type] != w.N {
				t.Fatalf("word %d: %d, want %d", w.Type, w.N, types[w.Type])
			}
		}
		checkSums(t, got)
		checkQuotes(t, d, got)
	})
}

func checkUnits(t *rapid.T, b *codebook.Codebook, c *match.Coding, co Cooccurrence) {
	units := map[[2]int]bool{}
	for i := range c.Document.Tokens {
		units[unitOf(c.Document, uint32(i), co.Unit, everything.Window)] = true
	}
	if co.Units != int64(len(units)) {
		t.Fatalf("%s: %d units, want %d", co.Unit, co.Units, len(units))
	}
	with := make([]map[[2]int]bool, len(b.Concepts))
	for a := range with {
		with[a] = map[[2]int]bool{}
		for _, h := range c.Hits {
			if counts(b, h, a) {
				with[a][unitOf(c.Document, h.First, co.Unit, everything.Window)] = true
			}
		}
	}
	var margins []Margin
	var pairs []Pair
	for a := range with {
		if len(with[a]) > 0 {
			margins = append(margins, Margin{int32(a), int64(len(with[a]))})
		}
		for z := a + 1; z < len(with); z++ {
			kin := false
			for p := b.Concepts[z].Parent; p != codebook.None; p = b.Concepts[p].Parent {
				kin = kin || int(p) == a
			}
			n := int64(0)
			for u := range with[a] {
				if with[z][u] {
					n++
				}
			}
			if n > 0 && !kin {
				pairs = append(pairs, Pair{int32(a), int32(z), n, int64(len(sharing(b, c, co.Unit, a, z)))})
			}
		}
	}
	if !reflect.DeepEqual(co.Margins, margins) || !reflect.DeepEqual(co.Pairs, pairs) {
		t.Fatalf("%s: margins %v pairs %v, want %v %v", co.Unit, co.Margins, co.Pairs, margins, pairs)
	}
}

// sharing returns the units in which a hit of a and a hit of z overlap.
func sharing(b *codebook.Codebook, c *match.Coding, u Unit, a, z int) map[[2]int]bool {
	units := map[[2]int]bool{}
	for _, x := range c.Hits {
		for _, y := range c.Hits {
			unit := unitOf(c.Document, x.First, u, everything.Window)
			if counts(b, x, a) && counts(b, y, z) && x.First < y.End && y.First < x.End &&
				unit == unitOf(c.Document, y.First, u, everything.Window) {
				units[unit] = true
			}
		}
	}
	return units
}

// checkSums checks that cells, positions and stretches add up to the counts.
func checkSums(t *rapid.T, d Document) {
	hits, positions, own := map[int32]int64{}, map[int32]int64{}, map[int32]int64{}
	for _, c := range d.Cells {
		hits[c.Concept] += int64(c.Hits)
		own[c.Concept] += int64(c.Own)
	}
	for _, p := range d.Positions {
		positions[p.Concept]++
	}
	for _, c := range d.Concepts {
		if own[c.Concept] != c.Own || c.Own > c.Hits {
			t.Fatalf("concept %d: %d own hits of %d, %d in cells", c.Concept, c.Own, c.Hits, own[c.Concept])
		}
		if hits[c.Concept] != c.Hits || positions[c.Concept] != c.Hits {
			t.Fatalf("concept %d: %d hits, %d in cells, %d positions", c.Concept, c.Hits, hits[c.Concept], positions[c.Concept])
		}
	}
	tokens, sentences := int64(0), int64(0)
	for _, s := range d.Stretches {
		tokens += int64(s.Tokens)
		sentences += int64(s.Sentences)
	}
	if tokens != d.Tokens || sentences != d.Sentences || int(d.Paragraphs) != len(d.Stretches) {
		t.Fatalf("stretches hold %d tokens and %d sentences of %d and %d", tokens, sentences, d.Tokens, d.Sentences)
	}
}

// checkQuotes checks that a quotation reads as the text around its span, from
// and to a border of words.
func checkQuotes(t *rapid.T, d *corpus.Document, got Document) {
	for _, q := range got.Quotes {
		whole := q.Left + q.Match + q.Right
		if strings.Contains(whole, "\n") || strings.Contains(whole, "  ") {
			t.Fatalf("white space is left in %q", whole)
		}
		block := d.Sentences[q.Sentence-1].Block
		if want := strings.Join(strings.Fields(d.Section(block)), " "); q.Section != want {
			t.Fatalf("section %q, want %q", q.Section, want)
		}
		text := strings.Join(strings.Fields(string(d.Body)), " ")
		if !strings.Contains(text, strings.TrimSpace(whole)) {
			t.Fatalf("%q is not in %q", whole, text)
		}
		if len(q.Left) > everything.Context || len(q.Right) > everything.Context {
			t.Fatalf("the context of %+v is too long", q)
		}
		for _, w := range strings.Fields(q.Left + " " + q.Right) {
			if w = strings.Trim(w, "#.,"); w != "" && !slices.Contains(strings.Fields("a b c ä e f g h"), w) {
				t.Fatalf("%q is no whole word in %+v", w, q)
			}
		}
	}
}

// TestMergeLaws splits documents over workers, each with its own lexicon and
// its own order of work, and expects the tally of the whole.
func TestMergeLaws(t *testing.T) {
	b := book(-1, 0, -1)
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 6).Draw(t, "documents")
		workers := rapid.IntRange(1, 3).Draw(t, "workers")
		lexicons, counters, parts := make([]*corpus.Lexicon, workers), make([]Counter, workers), make([][]Tally, workers)
		for w := range lexicons {
			lexicons[w] = corpus.NewLexicon()
		}
		all := make([]Tally, n)
		for _, i := range rapid.Permutation(index(n)).Draw(t, "order") {
			w := rapid.IntRange(0, workers-1).Draw(t, "worker")
			c := coding(t, fmt.Sprint(i), b, lexicons[w])
			parts[w] = append(parts[w], counters[w].Of(c, b, i, everything))
			again := document(c.Document.ID, string(c.Document.Body), corpus.NewLexicon())
			all[i] = Of(&match.Coding{Document: again, Hits: c.Hits}, b, i, everything)
		}
		whole := Merge(all...)
		shards := make([]Tally, workers)
		for w := range parts {
			shards[w] = Merge(parts[w]...)
		}
		equal(t, "split", Merge(shards...), whole)
		slices.Reverse(shards)
		equal(t, "commutative", Merge(shards...), whole)
		left := Tally{}
		for _, s := range shards {
			left = Merge(left, s)
		}
		equal(t, "associative", left, whole)
		equal(t, "identity", Merge(Tally{}, whole, Tally{}), whole)
		equal(t, "idempotent form", Merge(whole), whole)
	})
}

func index(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

func equal(t *rapid.T, law string, got, want Tally) {
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("%s:\n got %+v\nwant %+v", law, got, want)
	}
}

func TestUnitString(t *testing.T) {
	if s := fmt.Sprint(Sentence, Paragraph, Window, Unit(9)); s != "sentence paragraph window unit 9" {
		t.Error(s)
	}
}

func lettersOf(text string) int64 {
	c := &match.Coding{Document: document("d", text, corpus.NewLexicon())}
	return Of(c, book(), 0, Options{}).Documents[0].Letters
}

// TestLetters counts the letters of words that were spaced out, and no words of
// one letter that stand alone or in pairs.
func TestLetters(t *testing.T) {
	for text, want := range map[string]int64{
		"N a t i o n a l  S t r a t e g y of peace": 16,
		"a b of c d e of f g h i":                   7,
		"J. S. Mill, I and a king":                  0,
		"и в мире, à y aller":                       0,
		"н а ш мир":                                 3,
		"国 家 安 全":                                   0, // words, not letters
		"1 2 3 4":                                   0,
		"":                                          0,
	} {
		if got := lettersOf(text); got != want {
			t.Errorf("%q has %d, want %d", text, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "é", "of"}), 0, 20).Draw(t, "words")
		want := int64(0)
		for _, run := range strings.Split(" "+strings.Join(words, " ")+" ", "of") {
			if n := len(strings.Fields(run)); n >= 3 {
				want += int64(n)
			}
		}
		if got := lettersOf(strings.Join(words, " ")); got != want {
			t.Fatalf("%q has %d, want %d", words, got, want)
		}
	})
}

// TestCollapse compares with the definition by regular expression.
func TestCollapse(t *testing.T) {
	spaces := regexp.MustCompile(`[\s\x0b\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]+`)
	rapid.Check(t, func(t *rapid.T) {
		s := string(rapid.SliceOf(rapid.SampledFrom([]rune(" \n\t\v\r\u00a0\u2003\u3000ab主é\u200b"))).Draw(t, "text"))
		if got, want := collapse([]byte(s)), spaces.ReplaceAllString(s, " "); got != want {
			t.Fatalf("%q gave %q, want %q", s, got, want)
		}
	})
}
