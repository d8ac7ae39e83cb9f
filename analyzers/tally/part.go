package tally

import (
	"cmp"
	"slices"
)

// Seam is what joining a part to the one before it must know.
type Seam struct {
	Unasked bool   // its words are there only so that types can be counted: Options.Words is false
	Opening int    // quotations before its first heading, or all of them if it has none
	Headed  bool   // it has a heading; known only with quotations
	Section string // its last heading, as in Quote.Section
}

// part reports whether a document is one part of several.
func (d *Document) part() bool { return d.Part > 0 || d.More }

// Join returns the tally of a document from those of all its parts, in order,
// with words of one lexicon; Merge joins parts with lexicons of their own. The
// parts are not changed.
//
// It is the tally of the text in one piece, but for what reaches over the
// borders of parts: the context of a quotation and a run of single letters end
// there.
func Join(parts []Document) Document {
	if len(parts) == 0 {
		return Document{}
	}
	if len(parts) == 1 && !parts[0].part() {
		return parts[0]
	}
	all := make([]source, len(parts))
	for i := range parts {
		all[i].doc = &parts[i]
	}
	doc := joined(all)
	var places []int32 // by type: its place in words + 1
	words := []Word{}
	for i := range parts {
		for _, w := range parts[i].Words {
			if n := int(w.Type) + 1; n > len(places) {
				places = append(places, make([]int32, max(n, 2*len(places))-len(places))...)
			}
			if places[w.Type] == 0 {
				words = append(words, Word{Type: w.Type})
				places[w.Type] = int32(len(words))
			}
			words[places[w.Type]-1].N += w.N
		}
	}
	doc.Types = int64(len(words))
	for i := range parts {
		if parts[i].Sequence != nil {
			doc.Sequence = doc.Sequence.with(parts[i].Sequence, nil)
		}
	}
	if !parts[0].Seam.Unasked {
		doc.Words = words
	}
	return doc
}

// joined joins all but the words and the number of types.
func joined(parts []source) Document {
	doc := *parts[0].doc
	doc.Part, doc.More, doc.Seam = 0, false, Seam{}
	doc.Words, doc.Warnings = nil, slices.Clone(doc.Warnings)
	doc.Concepts, doc.Stretches, doc.Cells, doc.Positions = nil, nil, nil, nil
	doc.Sections, doc.Sequence = nil, nil
	doc.Omissions = nil
	if doc.Variants != nil {
		doc.Variants = make([][]Position, len(doc.Variants))
	}
	doc.Cooccurrences, doc.Quotes, doc.Entities = nil, nil, nil
	var before Document // the sizes of the parts before; Types is not among them
	section := ""
	for i, s := range parts {
		part := s.doc
		for _, c := range part.Cells {
			c.Paragraph += int32(before.Paragraphs)
			doc.Cells = append(doc.Cells, c)
		}
		doc.addPositions(part, before.Tokens)
		for j, q := range part.Quotes {
			q.Sentence += int32(before.Sentences)
			q.Paragraph += int32(before.Paragraphs)
			q.Token += uint32(before.Tokens)
			if j < part.Seam.Opening {
				q.Section = section
			}
			doc.Quotes = append(doc.Quotes, q)
		}
		if part.Seam.Headed {
			section = part.Seam.Section
		}
		for _, s := range part.Sections {
			if s.First == 0 && !part.Stretches[0].Heading && len(doc.Sections) > 0 {
				continue // it goes on with the section that is open
			}
			s.First += int32(before.Paragraphs)
			doc.Sections = append(doc.Sections, s)
		}
		doc.Concepts = append(doc.Concepts, part.Concepts...)
		doc.Stretches = append(doc.Stretches, part.Stretches...)
		doc.Entities = append(doc.Entities, part.Entities...)
		before.addSizes(part)
		if i > 0 {
			doc.Tagged = doc.Tagged || part.Tagged
			for _, w := range part.Warnings {
				if !slices.Contains(doc.Warnings, w) {
					doc.Warnings = append(doc.Warnings, w)
				}
			}
		}
	}
	doc.Tokens, doc.Letters, doc.Sentences, doc.Paragraphs = 0, 0, 0, 0
	doc.Hits, doc.Covered, doc.Policies, doc.Forms = 0, 0, [4]int64{}, [5]int64{}
	doc.addSizes(&before)
	doc.Concepts = summed(doc.Concepts, func(a, b Count) int { return cmp.Compare(a.Concept, b.Concept) }, func(to *Count, c Count) {
		to.Hits += c.Hits
		to.Tokens += c.Tokens
		to.Sentences += c.Sentences
		to.Paragraphs += c.Paragraphs
		to.Own += c.Own
	})
	doc.Entities = summed(doc.Entities, compareEntities, addEntity)
	doc.sortPositions()
	for i := range parts[0].doc.Cooccurrences {
		doc.Cooccurrences = append(doc.Cooccurrences, joinedUnit(parts, i))
	}
	return doc
}

// addPositions adds where the hits of a part stand, so many tokens further on.
func (d *Document) addPositions(part *Document, by int64) {
	d.Positions = appendMoved(d.Positions, part.Positions, by)
	for v := range d.Variants {
		d.Variants[v] = appendMoved(d.Variants[v], part.Variants[v], by)
	}
	for _, o := range part.Omissions {
		o.Lost, o.Gained = appendMoved(nil, o.Lost, by), appendMoved(nil, o.Gained, by)
		d.Omissions = append(d.Omissions, o)
	}
}

// sortPositions puts what addPositions added into its order.
func (d *Document) sortPositions() {
	slices.SortStableFunc(d.Positions, comparePositions)
	for _, v := range d.Variants {
		slices.SortStableFunc(v, comparePositions)
	}
	d.Omissions = summed(d.Omissions,
		func(a, b Omission) int {
			return cmp.Or(cmp.Compare(a.Concept, b.Concept), cmp.Compare(a.Pattern, b.Pattern))
		},
		func(to *Omission, o Omission) {
			to.Lost, to.Gained = append(to.Lost, o.Lost...), append(to.Gained, o.Gained...)
		})
	for _, o := range d.Omissions {
		slices.SortStableFunc(o.Lost, comparePositions)
		slices.SortStableFunc(o.Gained, comparePositions)
	}
}

// appendMoved appends positions, so many tokens further on.
func appendMoved(to, ps []Position, by int64) []Position {
	for _, p := range ps {
		to = append(to, Position{p.Concept, p.Token + uint32(by), p.End + uint32(by)})
	}
	return to
}

// addSizes adds what is a plain number of both.
func (d *Document) addSizes(part *Document) {
	d.Tokens += part.Tokens
	d.Letters += part.Letters
	d.Sentences += part.Sentences
	d.Paragraphs += part.Paragraphs
	d.Hits += part.Hits
	d.Covered += part.Covered
	for i, n := range part.Policies {
		d.Policies[i] += n
	}
	for i, n := range part.Forms {
		d.Forms[i] += n
	}
}

// joinedUnit joins what stands together in the unit at an index. No unit lies
// in two parts, since no block does.
func joinedUnit(parts []source, index int) Cooccurrence {
	co := Cooccurrence{Unit: parts[0].doc.Cooccurrences[index].Unit}
	var pairs pairSums
	for _, s := range parts {
		u := s.doc.Cooccurrences[index]
		co.Units += u.Units
		co.Margins = append(co.Margins, u.Margins...)
		for _, p := range u.Pairs {
			pairs.concepts = max(pairs.concepts, int(p.B)+1)
		}
	}
	for _, s := range parts {
		pairs.add(s.doc.Cooccurrences[index].Pairs)
	}
	co.Margins = summed(co.Margins,
		func(a, b Margin) int { return cmp.Compare(a.Concept, b.Concept) },
		func(to *Margin, m Margin) { to.N += m.N })
	co.Pairs = pairs.all()
	return co
}

// comparePairs orders pairs of concepts by the first, then the second.
func comparePairs(a, b Pair) int { return cmp.Compare(a.key(), b.key()) }

// summed orders a list and adds up what is equal, in place; nil if it is empty.
func summed[T any](list []T, compare func(a, b T) int, add func(to *T, from T)) []T {
	slices.SortFunc(list, compare)
	out := list[:0]
	for _, x := range list {
		if n := len(out); n > 0 && compare(out[n-1], x) == 0 {
			add(&out[n-1], x)
			continue
		}
		out = append(out, x)
	}
	if len(out) == 0 {
		return nil
	}
	return out
}
