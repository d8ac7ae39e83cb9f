package reuse

import (
	"cmp"
	"context"
	"slices"
	"sort"

	"concordat/analyzers"
	"concordat/analyzers/stats/alignment"
	"concordat/analyzers/stats/distance"
	"concordat/analyzers/tally"
)

// passage is a passage of a pair.
type passage struct {
	alignment.Passage
	documents int
	formula   bool
}

// pair is two documents with passages in common.
type pair struct {
	a, b     int // documents
	passages []passage
	inA, inB covered
	concepts overlap // of all hits
	outside  overlap // of those outside of passages
}

// align aligns every pair that has seeds, and keeps those with passages.
func align(ctx context.Context, in *analyzers.Input, s *scope, x *index) ([]pair, error) {
	var out []pair
	own := ownConcepts(in)
	for seeds := x.seeds; len(seeds) > 0; {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		p := pair{a: int(seeds[0].a), b: int(seeds[0].b)}
		var anchors []alignment.Anchor
		for len(seeds) > 0 && int(seeds[0].a) == p.a && int(seeds[0].b) == p.b {
			anchors = append(anchors, seeds[0].at)
			seeds = seeds[1:]
		}
		a, b := &in.Tally.Documents[p.a], &in.Tally.Documents[p.b]
		for _, found := range alignment.Passages(a.Sequence.Types, b.Sequence.Types, anchors, s.options) {
			docs := x.documents(p.a, found.A, s.options.Seed)
			p.passages = append(p.passages, passage{found, docs, docs >= s.formula})
		}
		if len(p.passages) == 0 {
			continue
		}
		for _, q := range p.passages {
			p.inA, p.inB = append(p.inA, q.A), append(p.inB, q.B)
		}
		p.inA, p.inB = p.inA.union(), p.inB.union()
		p.concepts = compare(profile(a, own, nil), profile(b, own, nil))
		p.outside = compare(profile(a, own, p.inA), profile(b, own, p.inB))
		out = append(out, p)
	}
	slices.SortStableFunc(out, func(p, q pair) int {
		return cmp.Compare(q.inA.words()+q.inB.words(), p.inA.words()+p.inB.words())
	})
	return out, nil
}

// covered is a set of words: spans that ascend and do not touch.
type covered []alignment.Span

// union joins spans in any order.
func (c covered) union() covered {
	c = slices.Clone(c)
	slices.SortFunc(c, func(x, y alignment.Span) int {
		return cmp.Or(cmp.Compare(x.First, y.First), cmp.Compare(x.End, y.End))
	})
	var out covered
	for _, s := range c {
		if k := len(out) - 1; k >= 0 && s.First <= out[k].End {
			out[k].End = max(out[k].End, s.End)
			continue
		}
		out = append(out, s)
	}
	return out
}

// words returns how many words are covered.
func (c covered) words() (n int64) {
	for _, s := range c {
		n += int64(s.Len())
	}
	return n
}

// has reports whether a word is covered.
func (c covered) has(token uint32) bool {
	i := sort.Search(len(c), func(i int) bool { return c[i].End > int(token) })
	return i < len(c) && c[i].First <= int(token)
}

// ownConcepts tells by concept whether it has patterns of its own: headings of
// the codebook would count the hits below them twice.
func ownConcepts(in *analyzers.Input) []bool {
	out := make([]bool, len(in.Book.Concepts))
	for i := range out {
		out[i] = len(in.Book.Concepts[i].Patterns) > 0
	}
	return out
}

// profile counts the hits of each concept that do not begin in what is covered.
func profile(d *tally.Document, own []bool, without covered) []int64 {
	out := make([]int64, len(own))
	for _, p := range d.Positions {
		if own[p.Concept] && !without.has(p.Token) {
			out[p.Concept]++
		}
	}
	return out
}

// overlap is what two profiles have in common.
type overlap struct {
	shared int64   // concepts with hits in both
	cosine float64 // NaN if one has no hits
}

func compare(a, b []int64) overlap {
	o := overlap{}
	x, y := make([]float64, len(a)), make([]float64, len(b))
	for i := range a {
		x[i], y[i] = float64(a[i]), float64(b[i])
		if a[i] > 0 && b[i] > 0 {
			o.shared++
		}
	}
	o.cosine = distance.Cosine(x, y)
	return o
}

// stretches counts the coded stretches of a document, each once however many
// concepts count it, and those that begin in what is covered.
func stretches(d *tally.Document, in covered) (all, inside int64) {
	seen := make([][2]uint32, 0, len(d.Positions))
	for _, p := range d.Positions {
		seen = append(seen, [2]uint32{p.Token, p.End})
	}
	slices.SortFunc(seen, func(x, y [2]uint32) int { return cmp.Or(cmp.Compare(x[0], y[0]), cmp.Compare(x[1], y[1])) })
	for _, s := range slices.Compact(seen) {
		all++
		if in.has(s[0]) {
			inside++
		}
	}
	return all, inside
}
