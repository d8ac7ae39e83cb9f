package validation

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"concordat/analyzers/result"
	"concordat/corpus"
	"concordat/corpus/codebook"
)

// The ways of dividing hits into strata.
const (
	ByGroup    = "group"
	ByDocument = "document"
	ByNone     = "none"
)

// leastPerConcept is the smallest sample of a concept: two units of each of
// three classes, since of one no variance can be told, and no fewer hits than others.
const leastPerConcept = 8

// Check reports what is wrong with the choices of a sample.
func (o Options) Check() error {
	var errs []error
	if o.PerConcept < leastPerConcept {
		errs = append(errs, fmt.Errorf("per-concept: %d units are too few to say anything of hits, near misses and other sentences; draw %d or more", o.PerConcept, leastPerConcept))
	}
	if !slices.Contains([]string{"", ByGroup, ByDocument, ByNone}, o.By) {
		errs = append(errs, fmt.Errorf("strata: %q is none of %s, %s, %s", o.By, ByGroup, ByDocument, ByNone))
	}
	return errors.Join(errs...)
}

// source is a document of the corpus.
type source struct {
	id, group, sha256 string
}

// Population gathers the classes of all documents, in the order of the corpus.
type Population struct {
	o         Options
	book      *codebook.Codebook
	chosen    []codebook.ConceptID
	documents []source
	sentences []int64 // by document
	parts     []*Part // of the text whose parts are coming in
	concepts  []classified
}

// classified is a concept's part of the population.
type classified struct {
	hits  map[int]*pool // by document
	other [len(classes)]pool
}

// NewPopulation returns an empty population.
func NewPopulation(book *codebook.Codebook, o Options) *Population {
	w := NewWorker(book, o)
	p := &Population{o: o, book: book, chosen: w.chosen, concepts: make([]classified, len(w.chosen))}
	for i := range p.concepts {
		p.concepts[i].hits = map[int]*pool{}
	}
	return p
}

// Add adds what a worker made of a text, or of a part of one.
func (p *Population) Add(text *corpus.Text, part *Part) {
	p.parts = append(p.parts, part)
	if text.More {
		return
	}
	ordinal := len(p.documents)
	p.documents = append(p.documents, source{text.ID, text.Meta.Group, text.Origin.SHA256})
	p.sentences = append(p.sentences, 0)
	for _, part := range p.parts {
		p.sentences[ordinal] += part.sentences
		for slot := range part.pools {
			for k := range part.pools[slot] {
				from := part.pools[slot][k]
				for i := range from.least {
					from.least[i].document = ordinal
				}
				to := &p.concepts[slot].other[k]
				if k == 0 {
					if p.concepts[slot].hits[ordinal] == nil {
						p.concepts[slot].hits[ordinal] = new(pool)
					}
					to = p.concepts[slot].hits[ordinal]
				}
				to.merge(from, p.o.PerConcept)
			}
		}
	}
	p.parts = p.parts[:0]
}

// Drop forgets the parts of a text that cannot be used.
func (p *Population) Drop() { p.parts = p.parts[:0] }

// stratum is a part of a class from which units are drawn.
type stratum struct {
	name, class string
	pool
	drawn int
}

// Draw draws the sample.
func (p *Population) Draw() (*Sample, error) {
	by := p.o.By
	grouped := slices.ContainsFunc(p.documents, func(d source) bool { return d.group != "" })
	if by == "" {
		if by = ByDocument; grouped {
			by = ByGroup
		}
	}
	s := &Sample{Key: Key{
		SchemaVersion: schemaVersion, Kind: keyKind, Seed: p.o.Seed, PerConcept: p.o.PerConcept, Strata: by,
		Codebook: BookRecord{p.book.Name, p.book.Version, p.book.SHA256},
	}}
	for slot, id := range p.chosen {
		c := &p.book.Concepts[id]
		strata := p.strata(slot, by)
		if len(p.o.Concepts) == 0 && (len(strata) == 0 || strata[0].class != ClassHit) {
			s.Empty = append(s.Empty, c.ID)
			continue
		}
		concept := Concept{ID: c.ID, Label: c.Label, Definition: definition(p.book, id), Groups: p.groups(slot, grouped)}
		for _, x := range strata {
			concept.Strata = append(concept.Strata, Stratum{Name: x.name, Class: x.class, Size: x.size, Drawn: int64(x.drawn)})
			for _, from := range x.least[:x.drawn] {
				s.Units = append(s.Units, p.unit(c, &x, from))
				s.texts = append(s.texts, *from.passage)
			}
		}
		s.Concepts = append(s.Concepts, concept)
	}
	if len(s.Units) == 0 {
		return nil, errors.New("the codebook has no hit in these documents, so that there is nothing to validate; name concepts with --concept to draw sentences without one")
	}
	return s, s.arrange()
}

// definition returns what coders go by: a concept's definition and, since its
// hits are also those of the concepts below it, their labels.
func definition(b *codebook.Codebook, id codebook.ConceptID) string {
	c := &b.Concepts[id]
	var below []string
	for i := id + 1; i < c.End; i++ {
		below = append(below, b.Concepts[i].Label)
	}
	if below == nil {
		return c.Definition
	}
	return strings.TrimSpace(c.Definition + " It includes: " + strings.Join(below, "; ") + ".")
}

// unit returns a drawn sentence as the key has it.
func (p *Population) unit(c *codebook.Concept, x *stratum, from candidate) Unit {
	d := p.documents[from.document]
	u := Unit{
		Concept: c.ID, Document: d.id, SHA256: d.sha256, Start: from.start, End: from.end,
		Class: x.class, Stratum: x.name, Machine: x.class == ClassHit, Probability: float64(x.drawn) / float64(x.size),
	}
	sum := sha256.Sum256([]byte("validate\x00" + d.id + "\x00" + d.sha256 + "\x00" + strconv.FormatUint(uint64(u.Start), 10) + "\x00" +
		strconv.FormatUint(uint64(u.End), 10) + "\x00" + c.ID + "\x00" + p.book.SHA256 + "\x00" + strconv.FormatUint(p.o.Seed, 10)))
	u.ID = "u" + hex.EncodeToString(sum[:6])
	return u
}

// groups returns how many sentences, and how many with a hit, each group has.
func (p *Population) groups(slot int, grouped bool) []Group {
	if !grouped {
		return nil
	}
	var out []Group
	for i, d := range p.documents {
		k := slices.IndexFunc(out, func(g Group) bool { return g.Name == d.group })
		if k < 0 {
			k, out = len(out), append(out, Group{Name: d.group})
		}
		out[k].Sentences += p.sentences[i]
		if h := p.concepts[slot].hits[i]; h != nil {
			out[k].Hits += h.size
		}
	}
	slices.SortFunc(out, func(a, b Group) int { return cmp.Compare(a.Name, b.Name) })
	return out
}

// strata returns the strata of a concept, hits first, with how many units are
// drawn from each: half of the units from hits, or all hits if there are
// fewer; of the others half from near misses.
func (p *Population) strata(slot int, by string) []stratum {
	c := &p.concepts[slot]
	hits := p.hitStrata(slot, by)
	var all int64
	for i := range hits {
		all += hits[i].size
	}
	near, other := c.other[1].size, c.other[2].size
	budget := int64(p.o.PerConcept)
	fromHits := min(all, (budget+1)/2)
	if rest := near + other; rest < budget-fromHits {
		fromHits = min(all, budget-rest)
	}
	rest := min(near+other, budget-fromHits)
	fromNear := min(near, rest/2)
	fromOther := min(other, rest-fromNear)
	fromNear = rest - fromOther
	out := allocate(hits, fromHits, p.o.PerConcept)
	for k, n := range [...]int64{1: fromNear, 2: fromOther} {
		if n > 0 {
			out = append(out, stratum{name: "all", class: classes[k], pool: c.other[k], drawn: int(n)})
		}
	}
	return out
}

// hitStrata returns a concept's hits by what divides them, in the order of the names.
func (p *Population) hitStrata(slot int, by string) []stratum {
	var out []stratum
	for i, d := range p.documents {
		h := p.concepts[slot].hits[i]
		if h == nil || h.size == 0 {
			continue
		}
		name := "all"
		switch by {
		case ByGroup:
			name = cmp.Or(d.group, "(no group)")
		case ByDocument:
			name = d.id
		}
		k := slices.IndexFunc(out, func(s stratum) bool { return s.name == name })
		if k < 0 {
			k, out = len(out), append(out, stratum{name: name, class: ClassHit})
		}
		out[k].merge(*h, p.o.PerConcept)
	}
	slices.SortFunc(out, func(a, b stratum) int { return cmp.Compare(a.name, b.name) })
	return out
}

// pooled is the name of what strata that are too small for two units become.
const pooled = "(others)"

// allocate draws n units from strata of one class in proportion to their
// sizes. Strata whose share is less than two units are made one, with the
// smallest of the rest if that is too small as well.
func allocate(strata []stratum, n int64, most int) []stratum {
	var all int64
	for i := range strata {
		all += strata[i].size
	}
	thin := func(s *stratum) bool { return s.size*n < 2*all }
	if n < all {
		var rest []stratum
		small := stratum{name: pooled, class: ClassHit}
		joined := 0
		bySize := slices.Clone(strata)
		slices.SortStableFunc(bySize, func(a, b stratum) int { return cmp.Compare(a.size, b.size) })
		for _, s := range bySize {
			if thin(&s) || joined > 0 && thin(&small) {
				small.merge(s.pool, most)
				joined++
				continue
			}
			rest = append(rest, s)
		}
		slices.SortFunc(rest, func(a, b stratum) int { return cmp.Compare(a.name, b.name) })
		if joined > 0 {
			rest = append(rest, small)
		}
		if len(rest) == 1 {
			rest[0].name = "all"
		}
		strata = rest
	}
	left := n
	for i := range strata {
		strata[i].drawn = int(strata[i].size * n / max(all, 1))
		left -= int64(strata[i].drawn)
	}
	order := make([]int, len(strata)) // the largest remainder first
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Compare(strata[b].size*n%all, strata[a].size*n%all)
	})
	for _, i := range order[:left] {
		strata[i].drawn++
	}
	return strata
}

// Allocation returns what was drawn of what, a row a concept.
func (s *Sample) Allocation() *result.Table {
	n := len(s.Concepts)
	ids, labels := make([]string, n), make([]string, n)
	sizes := [len(classes)][]int64{}
	drawn := [len(classes)][]int64{}
	for k := range classes {
		sizes[k], drawn[k] = make([]int64, n), make([]int64, n)
	}
	for i, c := range s.Concepts {
		ids[i], labels[i] = c.ID, c.Label
		for _, x := range c.Strata {
			k := slices.Index(classes[:], x.Class)
			sizes[k][i] += x.Size
			drawn[k][i] += x.Drawn
		}
	}
	t := &result.Table{
		Name: "validation_sample", Title: "Sentences drawn for coding",
		Caption: fmt.Sprintf("A row is a concept. Sentences of the corpus and how many of them were drawn (seed %d), by class: hits, near misses (no hit, but beside one or with a word of the concept's patterns), and the others.", s.Seed),
		Columns: []result.Column{
			result.Texts("concept", "Concept", "Id of the concept.", ids),
			result.Texts("label", "Label", "Label of the concept.", labels),
		},
	}
	for k, name := range [...]string{"hits", "near", "others"} {
		t.Columns = append(t.Columns,
			result.Ints(name, classes[k]+" sentences", "sentences", "Sentences of the class in the corpus.", sizes[k]),
			result.Ints(name+"_drawn", classes[k]+" drawn", "sentences", "Sentences of the class that were drawn.", drawn[k]))
	}
	return t
}
