// Package alignment finds what two sequences of words have in common: passages
// that one has from the other, word by word or with small changes, and what
// became of the words of a text in a later version.
package alignment

import (
	"cmp"
	"slices"
)

// Span is a half-open range of a sequence.
type Span struct{ First, End int }

// Len returns the number of words.
func (s Span) Len() int { return s.End - s.First }

// has reports whether a word lies in the span.
func (s Span) has(i int) bool { return s.First <= i && i < s.End }

// Anchor is a place where the same words begin in both sequences.
type Anchor struct{ A, B int }

// Passage is a stretch of a and one of b that read alike: a local alignment.
type Passage struct {
	A, B  Span
	Same  int // words that are the same in both, in their order
	Score int // Same less the words that were replaced, left out or put in
}

// Options say what counts as a passage.
type Options struct {
	Seed  int // words in a row that must be the same somewhere in a passage, at least 1
	Least int // words that must be the same in all
	Drop  int // how far the score may fall before an extension ends
	Band  int // by how many words the two sides may shift against each other
}

// Usual returns the options of the house: seeds of five words, or of least if
// that is fewer, and gaps in which the score falls by at most eight.
func Usual(least int) Options {
	return Options{Seed: max(1, min(5, least)), Least: least, Drop: 8, Band: 8}
}

// Seeds returns every anchor of n equal words in a row, by a, then b. Cost:
// linear, and the number of anchors, which is the product of the lengths at
// worst.
func Seeds[T comparable](a, b []T, n int) []Anchor {
	if n < 1 || len(a) < n || len(b) < n {
		return nil
	}
	first := map[T][]int{}
	for j := 0; j+n <= len(b); j++ {
		first[b[j]] = append(first[b[j]], j)
	}
	var out []Anchor
	for i := 0; i+n <= len(a); i++ {
		for _, j := range first[a[i]] {
			if slices.Equal(a[i:i+n], b[j:j+n]) {
				out = append(out, Anchor{i, j})
			}
		}
	}
	return out
}

// run is a stretch of equal words.
type run struct{ a, b, n int }

// runs joins anchors of n words on one diagonal that touch or overlap.
func runs(anchors []Anchor, n int) []run {
	anchors = slices.Clone(anchors)
	slices.SortFunc(anchors, func(x, y Anchor) int {
		return cmp.Or(cmp.Compare(x.A-x.B, y.A-y.B), cmp.Compare(x.A, y.A))
	})
	var out []run
	for _, at := range anchors {
		if k := len(out) - 1; k >= 0 && out[k].a-out[k].b == at.A-at.B && at.A <= out[k].a+out[k].n {
			out[k].n = max(out[k].n, at.A+n-out[k].a)
			continue
		}
		out = append(out, run{at.A, at.B, n})
	}
	return out
}

// Passages returns the passages that go through the anchors, which are places
// where o.Seed words are the same. Each run of anchors is extended to both sides
// as far as the score pays,
//
//	score = same − replaced − left out − put in
//
// within a band, until it has fallen by more than o.Drop below its best. Longer
// runs go first, and one whose words are in passages already on both sides is
// passed over: what a text repeats is not set against every repetition. A
// passage has at least o.Least words that are the same. Passages are in the
// order of a, then b, and may overlap. The result is the same with the two sides
// exchanged. Cost: for each run its passage's length times the band, and the
// number of passages.
//
// Source: Smith and Waterman 1981, doi:10.1016/0022-2836(81)90087-5 (the score of
// a local alignment); Altschul et al. 1997, doi:10.1093/nar/25.17.3389 (seeds,
// extension with gaps until the score drops).
func Passages[T cmp.Ordered](a, b []T, anchors []Anchor, o Options) []Passage {
	if slices.Compare(a, b) > 0 { // one way for both, so that ties fall alike
		turned := make([]Anchor, len(anchors))
		for i, at := range anchors {
			turned[i] = Anchor{at.B, at.A}
		}
		out := Passages(b, a, turned, o)
		for i, p := range out {
			out[i].A, out[i].B = p.B, p.A
		}
		sortPassages(out)
		return out
	}
	all := runs(anchors, o.Seed)
	slices.SortFunc(all, func(x, y run) int {
		return cmp.Or(cmp.Compare(y.n, x.n), cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b))
	})
	var out []Passage
	e := newExtension[T](o)
	for _, r := range all {
		inA := slices.ContainsFunc(out, func(p Passage) bool { return p.A.has(r.a) && p.A.has(r.a+r.n-1) })
		inB := slices.ContainsFunc(out, func(p Passage) bool { return p.B.has(r.b) && p.B.has(r.b+r.n-1) })
		if inA && inB {
			continue
		}
		if p := e.through(a, b, r); p.Same >= o.Least {
			out = append(out, p)
		}
	}
	sortPassages(out)
	return slices.Compact(out)
}

func sortPassages(ps []Passage) {
	slices.SortFunc(ps, func(x, y Passage) int {
		return cmp.Or(cmp.Compare(x.A.First, y.A.First), cmp.Compare(x.B.First, y.B.First), cmp.Compare(x.A.End, y.A.End), cmp.Compare(x.B.End, y.B.End))
	})
}

// extension is the working memory of extending runs.
type extension[T comparable] struct {
	Options
	row, next []cell
}

// cell is the best way to a pair of words: its score and how many words are the
// same on it.
type cell struct{ score, same int32 }

// lost is a cell that no way leads to.
var lost = cell{score: -1 << 30}

// better reports whether a is a better way than b.
func (a cell) better(b cell) bool {
	return a.score > b.score || a.score == b.score && a.same > b.same
}

func (a cell) less(cost int32) cell { return cell{a.score - cost, a.same} }

func newExtension[T comparable](o Options) *extension[T] {
	width := 2*max(o.Band, 0) + 1
	return &extension[T]{Options: o, row: make([]cell, width), next: make([]cell, width)}
}

// through extends a run to both sides.
func (e *extension[T]) through(a, b []T, r run) Passage {
	da, db, right := e.extend(len(a)-r.a-r.n, len(b)-r.b-r.n, func(i, j int) bool { return a[r.a+r.n+i] == b[r.b+r.n+j] })
	la, lb, left := e.extend(r.a, r.b, func(i, j int) bool { return a[r.a-1-i] == b[r.b-1-j] })
	return Passage{
		A: Span{r.a - la, r.a + r.n + da}, B: Span{r.b - lb, r.b + r.n + db},
		Same: r.n + int(left.same+right.same), Score: r.n + int(left.score+right.score),
	}
}

// extend returns how many of n words of a and m of b the best extension takes,
// and its cell. Row i of the table holds the ways that have taken i words of a;
// place k of it those that have taken i+k−band of b.
func (e *extension[T]) extend(n, m int, same func(i, j int) bool) (da, db int, best cell) {
	band := len(e.row) / 2
	row, next := e.row, e.next
	for k := range row {
		row[k] = lost
		if j := k - band; j >= 0 && j <= m && j <= e.Drop {
			row[k] = cell{score: int32(-j)}
		}
	}
	for i := 1; i <= n; i++ {
		alive := false
		for k := range next {
			c, j := lost, i+k-band
			if j >= 0 && j <= m {
				if k+1 < len(row) { // a word of a is left out
					c = row[k+1].less(1)
				}
				if k > 0 && next[k-1].less(1).better(c) { // a word of b is put in
					c = next[k-1].less(1)
				}
				if j > 0 {
					d := row[k].less(1)
					if same(i-1, j-1) {
						d = cell{row[k].score + 1, row[k].same + 1}
					}
					if d.better(c) {
						c = d
					}
				}
				if int(best.score-c.score) > e.Drop {
					c = lost
				}
				if c.better(best) {
					best, da, db = c, i, j
				}
				alive = alive || c != lost
			}
			next[k] = c
		}
		if !alive {
			break
		}
		row, next = next, row
	}
	return da, db, best
}
