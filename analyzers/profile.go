package analyzers

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"concordat/analyzers/result"
	"concordat/analyzers/stats"
	"concordat/analyzers/tally"
	"concordat/corpus"
)

// Feature is one thing that profiles count: a concept or a word.
type Feature struct {
	Key, Label string // a concept's id and label; the word in both
}

// Profiles are the counts of the same features in several documents or groups
// that are set side by side. The features are concepts or words, by
// Options.Profile: the concepts with a hit in any document of the run, in the
// order of the codebook; or the most frequent words of all documents, function
// words included.
//
// A hit counts once, for the concept whose pattern found it, and not at all if
// a hit of a concept below it shares a word with it: that one says it more
// exactly. So nothing is counted again for the ancestors of a concept.
type Profiles struct {
	Of       string // what each is: "document", "group" or "side"
	Sides    []Side
	Features []Feature
	Counts   [][]float64 // by side, then feature
	Rates    [][]float64 // the same per 10,000 tokens; 0 without tokens
	Tokens   []int64     // by side

	in    *Input
	items []int32 // by concept or type: its place in Features, −1 = none
}

// byWords reports whether profiles are of words.
func (o Options) byWords() bool { return o.Profile == "words" }

// ProfileNeeds returns what profiles must have counted.
func (o Options) ProfileNeeds() Needs {
	return Needs{Words: o.byWords(), Sequence: o.byWords()}
}

// Profiles returns what can be set side by side: the documents and the groups, if
// they are at least two and at most limit; if neither are, the sides of the
// comparisons.
func (in *Input) Profiles(limit int) []*Profiles {
	var out []*Profiles
	add := func(of string, sides []Side) {
		if n := len(sides); n >= 2 && n <= limit {
			out = append(out, in.ProfilesOf(of, sides))
		}
	}
	add("document", in.each())
	add("group", in.Groups)
	if len(out) == 0 {
		var sides []Side
		for _, c := range in.Comparisons {
			for _, s := range []Side{c.Target, c.Reference} {
				if !in.ambiguous(s) && !slices.ContainsFunc(sides, func(o Side) bool { return o.Name == s.Name }) {
					sides = append(sides, s)
				}
			}
		}
		add("side", sides)
	}
	return out
}

// each returns every document as a side.
func (in *Input) each() []Side {
	out := make([]Side, len(in.Tally.Documents))
	for i := range out {
		out[i] = Side{Name: in.Tally.Documents[i].ID, Documents: []int{i}}
	}
	return out
}

// Each returns the profiles of the documents, however many they are.
func (in *Input) Each() *Profiles { return in.ProfilesOf("document", in.each()) }

// ProfilesOf returns the profiles of sides; of names what they are.
func (in *Input) ProfilesOf(of string, sides []Side) *Profiles {
	p := &Profiles{Of: of, Sides: sides, in: in}
	if in.Options.byWords() {
		p.words()
	} else {
		p.concepts()
	}
	for _, s := range sides {
		counts, tokens := make([]float64, len(p.Features)), int64(0)
		for _, i := range s.Documents {
			d := &in.Tally.Documents[i]
			tokens += d.Tokens
			p.count(d, func(item int32, n int64) { counts[item] += float64(n) })
		}
		rates := slices.Clone(counts)
		perToken(rates, tokens)
		p.Counts, p.Rates, p.Tokens = append(p.Counts, counts), append(p.Rates, rates), append(p.Tokens, tokens)
	}
	return p
}

// perToken turns counts into rates per 10,000 tokens.
func perToken(counts []float64, tokens int64) {
	for k := range counts {
		if tokens > 0 {
			counts[k] *= stats.Per / float64(tokens)
		}
	}
}

// count calls add with the features of a document and their counts.
func (p *Profiles) count(d *tally.Document, add func(item int32, n int64)) {
	if p.in.Options.byWords() {
		for _, w := range d.Words {
			if item := p.items[w.Type]; item >= 0 {
				add(item, w.N)
			}
		}
		return
	}
	for _, c := range d.Concepts {
		if c.Own > 0 {
			add(p.items[c.Concept], c.Own)
		}
	}
}

// choose makes things features, in their order.
func (p *Profiles) choose(things int, chosen []int, feature func(thing int) Feature) {
	p.items = slices.Repeat([]int32{-1}, things)
	for k, thing := range chosen {
		p.items[thing] = int32(k)
		p.Features = append(p.Features, feature(thing))
	}
}

func (p *Profiles) concepts() {
	book := p.in.Book
	hit := make([]bool, len(book.Concepts))
	for i := range p.in.Tally.Documents {
		for _, c := range p.in.Tally.Documents[i].Concepts {
			hit[c.Concept] = hit[c.Concept] || c.Own > 0
		}
	}
	var chosen []int
	for c, some := range hit {
		if some {
			chosen = append(chosen, c)
		}
	}
	labels := Labels(book)
	p.choose(len(hit), chosen, func(c int) Feature { return Feature{book.Concepts[c].ID, labels[c]} })
}

func (p *Profiles) words() {
	lexicon := p.in.Tally.Words
	if lexicon == nil {
		return
	}
	counts := make([]int64, lexicon.Len())
	for i := range p.in.Tally.Documents {
		for _, w := range p.in.Tally.Documents[i].Words {
			counts[w.Type] += w.N
		}
	}
	var types []int
	words := make([]string, len(counts))
	for t := range words {
		words[t] = lexicon.Word(corpus.TypeID(t))
	}
	for t, n := range counts {
		if n > 0 && strings.ContainsFunc(words[t], unicode.IsLetter) {
			types = append(types, t)
		}
	}
	slices.SortFunc(types, func(a, b int) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(words[a], words[b]))
	})
	types = types[:min(len(types), max(p.in.Options.ProfileWords, 1))]
	p.choose(len(counts), types, func(t int) Feature { return Feature{words[t], words[t]} })
}

// Sum returns the counts of all features of a side.
func (p *Profiles) Sum(side int) float64 {
	sum := 0.0
	for _, n := range p.Counts[side] {
		sum += n
	}
	return sum
}

// Counted returns the profiles that have counts.
func (p *Profiles) Counted() *Profiles {
	out := *p
	out.Sides, out.Counts, out.Rates, out.Tokens = nil, nil, nil, nil
	for i, s := range p.Sides {
		if p.Sum(i) > 0 {
			out.Sides, out.Counts, out.Rates, out.Tokens = append(out.Sides, s), append(out.Counts, p.Counts[i]), append(out.Rates, p.Rates[i]), append(out.Tokens, p.Tokens[i])
		}
	}
	return &out
}

// Only returns the profile of one side.
func (p *Profiles) Only(side int) *Profiles {
	out := *p
	out.Sides, out.Counts, out.Rates, out.Tokens = p.Sides[side:side+1], p.Counts[side:side+1], p.Rates[side:side+1], p.Tokens[side:side+1]
	return &out
}

// Names returns the names of the sides.
func (p *Profiles) Names() []string {
	out := make([]string, len(p.Sides))
	for i, s := range p.Sides {
		out[i] = s.Name
	}
	return out
}

// Says says what the features are, for captions and methods: a part of a
// sentence.
func (p *Profiles) Says() string {
	if p.in.Options.byWords() {
		return fmt.Sprintf("the %s most frequent words of all documents, function words included", result.Whole(len(p.Features)))
	}
	return fmt.Sprintf("%s with hits, each hit counted once, for the concept whose pattern found it, and not if a hit of a concept below it shares words with it (nothing is rolled up)",
		result.Counted(len(p.Features), "concept"))
}

// ProfileUnit is what profiles count, in the plural.
func (o Options) ProfileUnit() string {
	if o.byWords() {
		return "tokens"
	}
	return "hits"
}

// Thin is how many counts a profile needs at least for its distances and their
// intervals to be more than rough: simulated profiles of 60 features and
// some 60 counts had intervals that held the true value in less than half of
// the cases, of 300 in five of six or more.
const Thin = 100

// Notes returns what to mind about all that is made of the profiles; table is
// the table it stands in.
func (p *Profiles) Notes(table string) []result.Note {
	var thin, none []string
	for i, s := range p.Sides {
		switch n := p.Sum(i); {
		case n == 0:
			none = append(none, s.Name)
		case n < Thin:
			thin = append(thin, fmt.Sprintf("%s (%s)", s.Name, result.Number(n, 0)))
		}
	}
	var out []result.Note
	if r := p.in.Options.Resample; r != ByParagraph {
		out = append(out, result.Note{Code: "paragraphs-drawn", Table: table, Row: -1, Message: fmt.Sprintf(
			"resampling is by %s elsewhere in this run, but profiles are always resampled by paragraphs within each document", r)})
	}
	if len(none) > 0 {
		out = append(out, result.Note{Code: "no-counts", Table: table, Row: -1, Message: fmt.Sprintf("without %s, so that nothing can be said of them: %s", p.in.Options.ProfileUnit(), strings.Join(none, ", "))})
	}
	if len(thin) > 0 {
		out = append(out, result.Note{Code: "few-counts", Table: table, Row: -1, Message: fmt.Sprintf(
			"fewer than %d %s: %s; noise makes them look more distant than they are, and their intervals are too narrow", Thin, p.in.Options.ProfileUnit(), strings.Join(thin, ", "))})
	}
	return out
}

// Missing says what cannot be set side by side, a note about the whole result
// of an analyzer; ok is false if everything can.
func (in *Input) Missing(table string, limit int) (n result.Note, ok bool) {
	docs := len(in.Tally.Documents)
	switch {
	case docs < 2:
		return result.Note{Code: "one-document", Table: table, Row: -1, Message: "fewer than two documents: nothing to set side by side"}, true
	case docs > limit && len(in.Groups) > limit:
		return result.Note{Code: "too-many", Table: table, Row: -1, Message: fmt.Sprintf(
			"more than %d documents and more than %d groups: only the sides of the comparisons are set side by side", limit, limit)}, true
	case docs > limit && len(in.Groups) > 0:
		return result.Note{Code: "not-every-document", Table: table, Row: -1, Message: fmt.Sprintf(
			"more than %d documents: only the groups are set side by side", limit)}, true
	case docs > limit:
		return result.Note{Code: "too-many", Table: table, Row: -1, Message: fmt.Sprintf(
			"more than %d documents and no groups: only the sides of the comparisons are set side by side; give the documents groups in an index table", limit)}, true
	}
	return result.Note{}, false
}

// ProfileDraws are the resamples of profiles: paragraphs drawn with
// replacement inside each document, the same draws as those of Bootstrap.
type ProfileDraws struct {
	sums []*stats.Replicates // by side
	n    int
}

// Draw draws the profiles. It is nil if it is not known which words stand in
// which paragraph. So many numbers are held that with many sides, features and
// resamples there may be fewer resamples than asked for: see Len and Resamples.
func (p *Profiles) Draw(ctx context.Context) (*ProfileDraws, error) {
	o := p.in.Options
	n := p.resamples()
	out := &ProfileDraws{n: n}
	of := make([][]int, len(p.in.Tally.Documents))
	for s, side := range p.Sides {
		out.sums = append(out.sums, stats.NewReplicates(len(p.Features), n))
		for _, i := range side.Documents {
			of[i] = append(of[i], s)
		}
	}
	d := stats.NewDraws(len(p.Features), n)
	for i, sides := range of {
		if len(sides) == 0 {
			continue
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		doc := &p.in.Tally.Documents[i]
		if o.byWords() && doc.Sequence == nil {
			return nil, nil
		}
		d.Draw(o.Seed, doc.ID, sizesOf(doc), p.cells(doc))
		for _, s := range sides {
			out.sums[s].Enter(d)
		}
	}
	for _, r := range out.sums {
		r.Settle()
	}
	return out, nil
}

// resamples returns how many resamples Draw makes.
func (p *Profiles) resamples() int {
	return min(max(p.in.Options.Resamples, 1), max(100, held/max(1, len(p.Sides)*len(p.Features))))
}

// Resamples says how many resamples Draw makes, and with which seed, for texts:
// "2,000 resamples, seed 1".
func (p *Profiles) Resamples() string {
	n, asked, cut := p.resamples(), max(p.in.Options.Resamples, 1), ""
	if n < asked {
		cut = fmt.Sprintf(" and not the %s asked for, which would be too many numbers to hold", result.Whole(asked))
	}
	return fmt.Sprintf("%s resamples%s, seed %s", result.Whole(n), cut, result.Whole(p.in.Options.Seed))
}

// sizesOf returns the tokens of the paragraphs; a document whose paragraphs
// were not counted is one.
func sizesOf(doc *tally.Document) []int32 {
	if len(doc.Stretches) == 0 {
		return []int32{int32(doc.Tokens)}
	}
	sizes := make([]int32, len(doc.Stretches))
	for i, s := range doc.Stretches {
		sizes[i] = s.Tokens
	}
	return sizes
}

// cells returns the counts of features by paragraph.
func (p *Profiles) cells(doc *tally.Document) []stats.Cell {
	var cells []stats.Cell
	switch {
	case len(doc.Stretches) == 0:
		p.count(doc, func(item int32, n int64) { cells = append(cells, stats.Cell{Item: item, Count: int32(n)}) })
	case p.in.Options.byWords():
		counts := make([]int32, len(p.Features))
		types := doc.Sequence.Types
		for b, s := range doc.Stretches {
			clear(counts)
			for _, t := range types[:s.Tokens] {
				if item := p.items[t]; item >= 0 {
					counts[item]++
				}
			}
			types = types[s.Tokens:]
			for item, n := range counts {
				if n > 0 {
					cells = append(cells, stats.Cell{Block: int32(b), Item: int32(item), Count: n})
				}
			}
		}
	default:
		for _, c := range doc.Cells {
			if c.Own > 0 {
				cells = append(cells, stats.Cell{Block: c.Paragraph, Item: p.items[c.Concept], Count: c.Own})
			}
		}
	}
	return cells
}

// Len returns the number of resamples.
func (d *ProfileDraws) Len() int { return d.n }

// Blocks returns how many paragraphs of a side were drawn from.
func (d *ProfileDraws) Blocks(side int) int { return d.sums[side].Blocks }

// Resample writes the rates of resample i per 10,000 tokens into rows, by side
// and feature.
func (d *ProfileDraws) Resample(i int, rows [][]float64) {
	for s, r := range d.sums {
		perToken(rows[s], r.Resample(i, rows[s]))
	}
}

// NewRows returns rows that Resample can write into.
func (p *Profiles) NewRows() [][]float64 {
	rows := make([][]float64, len(p.Sides))
	for i := range rows {
		rows[i] = make([]float64, len(p.Features))
	}
	return rows
}

// GroupsOf returns the group of each side that is one document, for the marks
// of charts: "several" where it is in more than one, "none" where it is in none;
// and these in the order of their colours, that of the groups. Both are nil where
// marks would tell nothing, or could not be told apart: if not every side is one
// document, and if fewer than two or more than six groups have any of them, or
// no group has two.
func (in *Input) GroupsOf(sides []Side) (of, series []string) {
	const most = 6 // forms of a mark
	const several, none = "several", "none"
	sizes := map[string]int{}
	two := false
	for _, s := range sides {
		if len(s.Documents) != 1 {
			return nil, nil
		}
		group := none
		for _, g := range in.Groups {
			switch {
			case !slices.Contains(g.Documents, s.Documents[0]):
			case group == none:
				group = g.Name
			default:
				group = several
			}
		}
		of = append(of, group)
		sizes[group]++
		two = two || sizes[group] > 1
	}
	if len(sizes) < 2 || len(sizes) > most || !two {
		return nil, nil
	}
	for _, g := range in.Groups {
		series = append(series, g.Name)
	}
	series = slices.DeleteFunc(append(series, several, none), func(name string) bool { return sizes[name] == 0 })
	return of, series
}
