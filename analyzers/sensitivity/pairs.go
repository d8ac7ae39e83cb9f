package sensitivity

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"concordat/analyzers"
	"concordat/analyzers/stats"
	"concordat/analyzers/tally"
)

// The verdicts of a pair.
const (
	joined = "together" // significantly more often in one unit than independent concepts would be
	apart  = "apart"    // less often
)

// alpha is the false discovery rate of the verdicts of pairs.
const alpha = 0.05

// unitSpec is a unit of co-occurrence, with the tokens of a window.
type unitSpec struct {
	unit   tally.Unit
	window int // 0 unless it is one
}

// String returns the unit as tables have it: "window of 10".
func (u unitSpec) String() string {
	if u.unit == tally.Window {
		return fmt.Sprintf("window of %d", u.window)
	}
	return u.unit.String()
}

// ownUnit returns the run's own unit.
func ownUnit(in *analyzers.Input) unitSpec {
	if in.Options.Unit == tally.Window {
		return unitSpec{tally.Window, max(in.Options.Window, 2)}
	}
	return unitSpec{unit: in.Options.Unit}
}

// unitsOf returns the units that are tried, the run's own first: sentences,
// paragraphs, and windows of half, once and twice the run's.
func unitsOf(in *analyzers.Input) []unitSpec {
	w := max(in.Options.Window, 2)
	out := []unitSpec{ownUnit(in)}
	for _, u := range []unitSpec{{unit: tally.Sentence}, {unit: tally.Paragraph}, {tally.Window, max(w/2, 2)}, {tally.Window, w}, {tally.Window, 2 * w}} {
		if !slices.Contains(out, u) {
			out = append(out, u)
		}
	}
	return out
}

// association is how two concepts stand together under one specification.
type association struct {
	both, a, b, n int64
	expected      float64
	npmi, p, q    float64
	verdict       string
}

// grid is how a document divides into units of one kind.
type grid struct {
	of []int32 // by token: its unit
	n  int64
}

// divide divides a document into units.
func divide(d *tally.Document, u unitSpec) grid {
	g := grid{of: make([]int32, 0, d.Tokens)}
	run := func(tokens int) {
		for range tokens {
			g.of = append(g.of, int32(g.n))
		}
		g.n++
	}
	switch u.unit {
	case tally.Sentence:
		for _, s := range d.Sequence.Sentences {
			run(int(s))
		}
	case tally.Paragraph:
		for _, s := range d.Stretches {
			run(int(s.Tokens))
		}
	case tally.Window:
		for _, s := range d.Stretches {
			for rest := int(s.Tokens); rest > 0; rest -= u.window {
				run(min(rest, u.window))
			}
		}
	}
	return g
}

// counts is what the units of some documents have of the pairs of the concepts under examination.
type counts struct {
	units   int64
	margins []int64 // by place
	both    []int64 // by pair
}

func (x *examination) counts() *counts {
	return &counts{margins: make([]int64, len(x.chosen)), both: make([]int64, len(x.pairs))}
}

// add adds other counts, times sign.
func (c *counts) add(o *counts, sign int64) {
	c.units += sign * o.units
	for i := range o.margins {
		c.margins[i] += sign * o.margins[i]
	}
	for i := range o.both {
		c.both[i] += sign * o.both[i]
	}
}

// examination is the pairs of a run under all specifications.
type examination struct {
	*layout
	documents []int
	pairs     [][2]int // of places
	shared    []int64  // by pair: units of the run's own kind in which hits of both have a token in common
	fisher    map[[4]int64]float64
	found     []*finding
	family    int
}

// examinePairs repeats the headline pairs over all documents together.
func examinePairs(ctx context.Context, in *analyzers.Input) (*examination, error) {
	whole := in.Whole()
	totals := in.Totals(whole)
	x := &examination{documents: whole.Documents, fisher: map[[4]int64]float64{}}
	x.layout = newLayout(in, in.Choose(totals.Hits, max(in.Options.Top, len(in.Options.Concepts)), false)).withAll(whole.Documents)
	for a := range x.chosen {
		for b := a + 1; b < len(x.chosen); b++ {
			if !analyzers.Kin(in.Book, x.chosen[a], x.chosen[b]) {
				x.pairs = append(x.pairs, [2]int{a, b})
			}
		}
	}
	x.shared = make([]int64, len(x.pairs))
	if len(x.pairs) == 0 || len(in.Variants) == 0 || slices.ContainsFunc(in.Tally.Documents, func(d tally.Document) bool { return d.Sequence == nil }) {
		return x, nil
	}
	return x, x.run(ctx)
}

// run counts and tests.
func (x *examination) run(ctx context.Context) error {
	units := unitsOf(x.in)
	sums := make([][]*counts, x.variants) // by variant, unit
	for v := range sums {
		for range units {
			sums[v] = append(sums[v], x.counts())
		}
	}
	changes := make([]*counts, len(x.drops))
	for i := range changes {
		changes[i] = x.counts()
	}
	var own []*counts // by document
	for _, i := range x.documents {
		if err := ctx.Err(); err != nil {
			return err
		}
		d := &x.in.Tally.Documents[i]
		for k, u := range units {
			g := divide(d, u)
			for v := range sums {
				c := x.count(g, d.Variants[v])
				sums[v][k].add(c, 1)
				if v == 0 && k == 0 {
					own = append(own, c)
					x.share(g, d.Variants[0])
				}
			}
			if k == 0 {
				x.omit(g, d, changes)
			}
		}
	}
	x.conclude(units, sums, changes, own)
	return nil
}

// count counts the units of a document with each concept and with each pair.
func (x *examination) count(g grid, ps []tally.Position) *counts {
	c := x.counts()
	c.units = g.n
	lists := make([][]int32, len(x.chosen))
	x.each(ps, func(place int, ps []tally.Position) {
		for _, p := range ps {
			if u := g.of[p.Token]; len(lists[place]) == 0 || lists[place][len(lists[place])-1] != u {
				lists[place] = append(lists[place], u)
			}
		}
	})
	for place, list := range lists {
		c.margins[place] = int64(len(list))
	}
	for i, p := range x.pairs {
		c.both[i] = common(lists[p[0]], lists[p[1]])
	}
	return c
}

// common returns how many numbers two ascending lists have in common.
func common(a, b []int32) (n int64) {
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			a = a[1:]
		case a[0] > b[0]:
			b = b[1:]
		default:
			n++
			a, b = a[1:], b[1:]
		}
	}
	return n
}

// share notes in how many units hits of both concepts have a token in common.
func (x *examination) share(g grid, ps []tally.Position) {
	lists := make([][]tally.Position, len(x.chosen))
	x.each(ps, func(place int, ps []tally.Position) { lists[place] = ps })
	for i, p := range x.pairs {
		a, b, last := lists[p[0]], lists[p[1]], int32(-1)
		for len(a) > 0 && len(b) > 0 {
			if a[0].Token < b[0].End && b[0].Token < a[0].End {
				if u := g.of[max(a[0].Token, b[0].Token)]; u != last {
					x.shared[i]++
					last = u
				}
			}
			if a[0].End <= b[0].End {
				a = a[1:]
			} else {
				b = b[1:]
			}
		}
	}
}

// omit adds what leaving out each pattern changes in a document.
func (x *examination) omit(g grid, d *tally.Document, changes []*counts) {
	for _, o := range d.Omissions {
		touched := map[int]bool{}
		x.each(slices.Concat(o.Lost, o.Gained), func(place int, _ []tally.Position) { touched[place] = true })
		if len(touched) == 0 {
			continue
		}
		less := without(d.Variants[0], o)
		change := x.count(g, less)
		change.add(x.count(g, d.Variants[0]), -1)
		for i, dr := range x.drops {
			if dr.concept == o.Concept && dr.pattern == o.Pattern {
				changes[i].add(change, 1)
			}
		}
	}
}

// without returns positions less those that an omission loses, with those it gains.
func without(ps []tally.Position, o tally.Omission) []tally.Position {
	lost := o.Lost
	out := make([]tally.Position, 0, len(ps))
	compare := func(a, b tally.Position) int {
		return cmp.Or(cmp.Compare(a.Concept, b.Concept), cmp.Compare(a.Token, b.Token), cmp.Compare(a.End, b.End))
	}
	gone := map[tally.Position]int{}
	for _, p := range lost {
		gone[p]++
	}
	for _, p := range ps {
		if gone[p] > 0 {
			gone[p]--
			continue
		}
		out = append(out, p)
	}
	out = append(out, o.Gained...)
	slices.SortFunc(out, compare)
	return out
}

// test returns the associations of all pairs under one specification.
func (x *examination) test(c *counts) []association {
	out := make([]association, len(x.pairs))
	ps := make([]float64, len(x.pairs))
	for i, p := range x.pairs {
		t := &out[i]
		*t = association{both: c.both[i], a: c.margins[p[0]], b: c.margins[p[1]], n: c.units, npmi: math.NaN(), p: math.NaN(), expected: math.NaN(), verdict: unclear}
		ps[i] = math.NaN()
		if t.a == 0 || t.b == 0 {
			continue
		}
		table := stats.FromMargins(t.both, t.a, t.b, t.n)
		key := [4]int64{t.both, t.a, t.b, t.n}
		fisher, known := x.fisher[key]
		if !known {
			fisher = table.FisherP()
			x.fisher[key] = fisher
		}
		t.expected, t.npmi, t.p, ps[i] = table.Expected(), finite(table.NPMI()), fisher, fisher
	}
	for i, q := range stats.BenjaminiHochberg(ps) {
		t := &out[i]
		t.q = q
		switch {
		case !(q <= alpha):
		case float64(t.both) > t.expected:
			t.verdict = joined
		default:
			t.verdict = apart
		}
	}
	return out
}

// conclude tests every pair under every specification and keeps the headline ones.
func (x *examination) conclude(units []unitSpec, sums [][]*counts, changes []*counts, own []*counts) {
	all := make([]*finding, len(x.pairs))
	for i, p := range x.pairs {
		all[i] = &finding{concept: x.chosen[p[0]], other: x.chosen[p[1]]}
	}
	add := func(c *counts, s spec, concerns func(pair [2]int) bool) {
		for i, a := range x.test(c) {
			if concerns == nil || concerns(x.pairs[i]) {
				s.association = a
				all[i].specs = append(all[i].specs, s)
			}
		}
	}
	for v := range sums {
		for k, u := range units {
			add(sums[v][k], spec{variant: v, unit: u}, nil)
		}
	}
	for i := range x.drops {
		d := &x.drops[i]
		// A pattern that bears on several concepts is left out once for a pair of them.
		bears := func(place int) bool {
			_, ok := slices.BinarySearchFunc(x.drops, drop{place, d.concept, d.pattern}, compareDrops)
			return ok
		}
		c := x.counts()
		c.add(sums[0][0], 1)
		c.add(changes[i], 1)
		add(c, spec{unit: units[0], omitted: d}, func(pair [2]int) bool {
			return pair[0] == d.place || pair[1] == d.place && !bears(pair[0])
		})
	}
	if n := len(x.documents); n > 1 && n <= mostLeftOut {
		for k, i := range x.documents {
			c := x.counts()
			c.add(sums[0][0], 1)
			c.add(own[k], -1)
			add(c, spec{unit: units[0], document: i + 1}, nil)
		}
	}
	for i, f := range all {
		a := f.specs[0].association
		if !math.IsNaN(a.p) {
			x.family++
		}
		if a.verdict != unclear && 2*x.shared[i] <= a.both {
			x.found = append(x.found, f)
		}
	}
	slices.SortStableFunc(x.found, func(a, b *finding) int {
		return cmp.Compare(a.specs[0].association.p, b.specs[0].association.p)
	})
	x.found = x.found[:min(len(x.found), max(x.in.Options.Top, 1))]
}
