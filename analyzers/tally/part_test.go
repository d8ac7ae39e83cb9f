package tally

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"concordat/corpus"
	"concordat/corpus/codebook"
	"concordat/corpus/match"

	"pgregory.net/rapid"
)

// cutAt cuts a coding at borders of blocks: part i begins with block cuts[i-1].
// The parts' words are of the lexicons that of returns.
func cutAt(c *match.Coding, cuts []int, lexicon func() *corpus.Lexicon) []*match.Coding {
	d := c.Document
	var out []*match.Coding
	cuts = append(append([]int{0}, cuts...), len(d.Blocks))
	token, sentence, hit := 0, 0, 0
	for i, from := range cuts[:len(cuts)-1] {
		to := cuts[i+1]
		base, end := uint32(0), uint32(len(d.Body))
		if i > 0 {
			base = d.Blocks[from].Start
		}
		if to < len(d.Blocks) {
			end = d.Blocks[to].Start
		}
		text := *d.Text
		text.Body, text.Base, text.Part, text.More = d.Body[base:end], base, i, to < len(d.Blocks)
		text.Blocks = slices.Clone(d.Blocks[from:to])
		for j := range text.Blocks {
			text.Blocks[j].Start -= base
			text.Blocks[j].End -= base
		}
		part := &corpus.Document{Text: &text, Lexicon: lexicon(), Tagged: d.Tagged}
		out = append(out, &match.Coding{Document: part})
		first := token
		for ; token < len(d.Tokens) && d.Tokens[token].Start < end; token++ {
			t := d.Tokens[token]
			t.Type = part.Lexicon.Intern([]byte(d.Lexicon.Word(t.Type)))
			t.Start, t.End = t.Start-base, t.End-base
			part.Tokens = append(part.Tokens, t)
		}
		for ; sentence < len(d.Sentences) && int(d.Sentences[sentence].Block) < to; sentence++ {
			s := d.Sentences[sentence]
			part.Sentences = append(part.Sentences, corpus.Sentence{First: s.First - uint32(first), End: s.End - uint32(first), Block: s.Block - uint32(from)})
		}
		for ; hit < len(c.Hits) && int(c.Hits[hit].First) < token; hit++ {
			h := c.Hits[hit]
			h.First, h.End = h.First-uint32(first), h.End-uint32(first)
			out[i].Hits = append(out[i].Hits, h)
		}
		for _, e := range d.Entities {
			if int(e.First) >= first && int(e.First) < token {
				part.Entities = append(part.Entities, corpus.Entity{First: e.First - uint32(first), End: e.End - uint32(first), Label: e.Label})
			}
		}
	}
	if len(out) == 1 {
		out[0].Document.More = false
	}
	out[0].Covered, out[0].Policies = c.Covered, c.Policies
	return out
}

// randomCuts draws where a document is cut.
func randomCuts(t *rapid.T, c *match.Coding) []int {
	n := len(c.Document.Blocks)
	if n < 2 {
		return nil
	}
	cuts := rapid.SliceOfNDistinct(rapid.IntRange(1, n-1), rapid.IntRange(0, 1).Draw(t, "least"), min(3, n-1), rapid.ID).Draw(t, "cuts")
	slices.Sort(cuts)
	return cuts
}

// without returns a document without what its parts cannot know: the context of
// quotations and runs of letters across a border. Both are checked apart.
func without(d Document) Document {
	d.Letters = 0
	d.Quotes = slices.Clone(d.Quotes)
	for i := range d.Quotes {
		d.Quotes[i].Left, d.Quotes[i].Right = "", ""
	}
	return d
}

// randomOptions draws what is counted.
func randomOptions(t *rapid.T) Options {
	o := everything
	o.Words = rapid.Bool().Draw(t, "words")
	o.Quotes = rapid.Bool().Draw(t, "quotes")
	o.Sections = rapid.Bool().Draw(t, "sections")
	o.Text = o.Words && rapid.Bool().Draw(t, "text")
	return o
}

// The tally of a text is that of its parts, in one lexicon.
func TestJoinIsTheWhole(t *testing.T) {
	b := book(-1, 0, 1, 0, -1)
	rapid.Check(t, func(t *rapid.T) {
		lexicon := corpus.NewLexicon()
		c := coding(t, "d", b, lexicon)
		c.Document.Warnings = []corpus.Warning{{Code: "c", Message: "m"}}
		for _, s := range c.Document.Sentences {
			c.Document.Entities = append(c.Document.Entities, corpus.Entity{First: s.First, End: s.End, Label: "ORG"})
		}
		c.Covered, c.Policies = 7, match.Policies{All: 5}
		o := randomOptions(t)
		want := Of(c, b, 3, o).Documents[0]
		parts := cutAt(c, randomCuts(t, c), func() *corpus.Lexicon { return lexicon })
		var docs []Document
		letters := int64(0)
		k := new(Counter)
		for _, p := range parts {
			one := k.Of(p, b, 3, o).Documents[0]
			letters += one.Letters
			docs = append(docs, one)
		}
		before := fmt.Sprint(docs)
		got := Join(docs)
		if got.Letters != letters {
			t.Fatalf("%d letters, those of the parts are %d", got.Letters, letters)
		}
		if !reflect.DeepEqual(without(got), without(want)) {
			t.Fatalf("joined\n%+v\nwant\n%+v", got, want)
		}
		for i, q := range got.Quotes {
			if w := want.Quotes[i]; !strings.HasSuffix(w.Left, q.Left) || !strings.HasPrefix(w.Right, q.Right) {
				t.Fatalf("context %q … %q, in the whole %q … %q", q.Left, q.Right, w.Left, w.Right)
			}
		}
		if fmt.Sprint(docs) != before {
			t.Fatal("joining changed the parts")
		}
	})
}

// shuffled draws documents in parts, counted by workers with lexicons of their
// own, and returns them in some order, with the tally of the whole documents.
func shuffled(t *rapid.T, b *codebook.Codebook, o Options) (all []Tally, whole Tally) {
	lexicons, counters := []*corpus.Lexicon{corpus.NewLexicon(), corpus.NewLexicon()}, make([]Counter, 2)
	var documents []Tally
	for i := range rapid.IntRange(0, 4).Draw(t, "documents") {
		c := coding(t, fmt.Sprint(i), b, corpus.NewLexicon())
		documents = append(documents, Of(c, b, i, o))
		for _, p := range cutAt(c, randomCuts(t, c), func() *corpus.Lexicon { return lexicons[rapid.IntRange(0, 1).Draw(t, "worker")] }) {
			all = append(all, counters[slices.Index(lexicons, p.Document.Lexicon)].Of(p, b, i, o))
		}
	}
	return rapid.Permutation(all).Draw(t, "order"), Merge(documents...)
}

// Merge joins parts, whatever is merged first and in whatever lexicons.
func TestMergeJoinsParts(t *testing.T) {
	b := book(-1, 0, -1)
	rapid.Check(t, func(t *rapid.T) {
		all, whole := shuffled(t, b, randomOptions(t))
		cut := 0
		if len(all) > 0 {
			cut = rapid.IntRange(0, len(all)).Draw(t, "shard")
		}
		strip := func(x Tally) Tally {
			x.Documents = slices.Clone(x.Documents)
			for i := range x.Documents {
				x.Documents[i] = without(x.Documents[i])
			}
			return x
		}
		equal(t, "joined", strip(Merge(all...)), strip(whole))
		equal(t, "shards", strip(Merge(Merge(all[cut:]...), Merge(all[:cut]...))), strip(whole))
		left := Tally{}
		for _, x := range all {
			left = Merge(left, x)
		}
		equal(t, "one by one", strip(left), strip(whole))
	})
}

// sumOf adds up a merged tally from the definition of Total.
func sumOf(b *codebook.Codebook, o Options, whole Tally) (t Total, words map[string]WordTotal) {
	t.Concepts, words = make([]ConceptTotal, len(b.Concepts)), map[string]WordTotal{}
	for i := range whole.Documents {
		d := &whole.Documents[i]
		t.Documents++
		t.Tokens += d.Tokens
		t.Sentences += d.Sentences
		t.Paragraphs += d.Paragraphs
		t.Hits += d.Hits
		t.Covered += d.Covered
		for j := range d.Forms {
			t.Forms[j] += d.Forms[j]
		}
		for j := range d.Policies {
			t.Policies[j] += d.Policies[j]
		}
		for _, c := range d.Concepts {
			s := t.Concepts[c.Concept]
			t.Concepts[c.Concept] = ConceptTotal{s.Hits + c.Hits, s.Tokens + c.Tokens, s.Sentences + c.Sentences, s.Paragraphs + c.Paragraphs, s.Documents + 1}
		}
		for _, w := range d.Words {
			s := words[whole.Words.Word(w.Type)]
			words[whole.Words.Word(w.Type)] = WordTotal{s.N + w.N, s.Documents + 1}
		}
	}
	return t, words
}

// unitsOf adds up what stands together in a merged tally.
func unitsOf(o Options, whole Tally) []Cooccurrence {
	var out []Cooccurrence
	for i, u := range o.Units {
		co := Cooccurrence{Unit: u}
		margins, pairs := map[int32]int64{}, map[[2]int32]Pair{}
		for _, d := range whole.Documents {
			co.Units += d.Cooccurrences[i].Units
			for _, m := range d.Cooccurrences[i].Margins {
				margins[m.Concept] += m.N
			}
			for _, p := range d.Cooccurrences[i].Pairs {
				s := pairs[[2]int32{p.A, p.B}]
				pairs[[2]int32{p.A, p.B}] = Pair{p.A, p.B, s.N + p.N, s.Shared + p.Shared}
			}
		}
		for c, n := range margins {
			co.Margins = append(co.Margins, Margin{c, n})
		}
		for _, p := range pairs {
			co.Pairs = append(co.Pairs, p)
		}
		slices.SortFunc(co.Margins, func(a, b Margin) int { return cmp.Compare(a.Concept, b.Concept) })
		slices.SortFunc(co.Pairs, func(a, b Pair) int { return cmp.Or(cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B)) })
		out = append(out, co)
	}
	return out
}

// A total is the sum over the documents, whatever was added where and when.
func TestTotalIsTheSum(t *testing.T) {
	b := book(-1, 0, -1, -1)
	rapid.Check(t, func(t *rapid.T) {
		o := randomOptions(t)
		all, whole := shuffled(t, b, o)
		totals := []*Total{NewTotal(b, o), NewTotal(b, o), NewTotal(b, o)}
		for _, x := range all {
			totals[rapid.IntRange(0, 2).Draw(t, "total")].Add(&x.Documents[0], x.Words)
		}
		got := totals[0]
		got.Merge(totals[1])
		got.Merge(totals[2])
		want, words := sumOf(b, o, whole)
		plain := Total{Documents: got.Documents, Tokens: got.Tokens, Sentences: got.Sentences, Paragraphs: got.Paragraphs,
			Hits: got.Hits, Covered: got.Covered, Policies: got.Policies, Forms: got.Forms, Concepts: got.Concepts}
		if !reflect.DeepEqual(plain, want) {
			t.Fatalf("total\n%+v\nwant\n%+v", plain, want)
		}
		if units := unitsOf(o, whole); !reflect.DeepEqual(got.Cooccurrences(), units) {
			t.Fatalf("together\n%+v\nwant\n%+v", got.Cooccurrences(), units)
		}
		counted := map[string]WordTotal{}
		for i, w := range got.WordCounts {
			counted[got.Words.Word(corpus.TypeID(i))] = w
		}
		if !reflect.DeepEqual(counted, words) {
			t.Fatalf("words\n%v\nwant\n%v", counted, words)
		}
		if len(got.open) != 0 {
			t.Fatalf("%d documents are still open", len(got.open))
		}
	})
}

// A section goes on through parts without a heading.
func TestJoinSections(t *testing.T) {
	b := book(-1)
	c := &match.Coding{Document: document("d", "# Peace\n\none\n\ntwo\n\n# Law\n\nthree", corpus.NewLexicon())}
	for i := range uint32(5) {
		c.Hits = append(c.Hits, match.Hit{First: i, End: i + 1})
	}
	var docs []Document
	for _, p := range cutAt(c, []int{1, 2}, corpus.NewLexicon) {
		docs = append(docs, Of(p, b, 0, everything).Documents[0])
	}
	var got []string
	for _, q := range Join(docs).Quotes {
		got = append(got, q.Section)
	}
	if want := []string{"# Peace", "# Peace", "# Peace", "# Law", "# Law"}; !slices.Equal(got, want) {
		t.Errorf("sections %q, want %q", got, want)
	}
}
