package reuse

import (
	"cmp"
	"context"
	"math"
	"slices"

	"concordat/analyzers"
	"concordat/analyzers/stats/alignment"
	"concordat/corpus"
)

// index has where the same seeds stand.
type index struct {
	seeds    []seed     // of the pairs that are aligned, pair by pair
	spreads  [][]uint16 // by document and token: documents with the seed that begins there, 0 = one
	formulas int        // distinct seeds in too many documents
	full     bool       // there were more seeds than are tried
}

// seed is a place of the same words in two documents.
type seed struct {
	a, b int32 // documents
	at   alignment.Anchor
}

// occurrence is a place of a sequence of words.
type occurrence struct {
	hash    uint64
	doc, at int32
}

// same reports whether the words at two places are the same.
func (o occurrence) same(p occurrence, words [][]corpus.TypeID, n int) bool {
	return slices.Equal(words[o.doc][o.at:int(o.at)+n], words[p.doc][p.at:int(p.at)+n])
}

// newIndex finds the seeds of all pairs. Cost: sorting all places, and the seeds.
func newIndex(ctx context.Context, in *analyzers.Input, s *scope) (*index, error) {
	x := &index{spreads: make([][]uint16, len(in.Tally.Documents))}
	if s.skipped || len(s.compared) < 2 {
		return x, nil
	}
	words := make([][]corpus.TypeID, len(in.Tally.Documents))
	wanted := map[uint64]bool{} // seeds of the target; unused if all pairs are aligned
	for _, d := range s.compared {
		words[d] = in.Tally.Documents[d].Sequence.Types
		if s.target != nil && s.target[d] {
			hashes(words[d], s.options.Seed, func(_ int, h uint64) { wanted[h] = true })
		}
	}
	var all []occurrence
	for _, d := range s.compared {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		hashes(words[d], s.options.Seed, func(at int, h uint64) {
			if s.target == nil || wanted[h] {
				all = append(all, occurrence{h, int32(d), int32(at)})
			}
		})
	}
	slices.SortFunc(all, func(p, q occurrence) int {
		return cmp.Or(cmp.Compare(p.hash, q.hash), cmp.Compare(p.doc, q.doc), cmp.Compare(p.at, q.at))
	})
	for len(all) > 0 {
		end := 1
		for end < len(all) && all[end].hash == all[0].hash && all[end].same(all[0], words, s.options.Seed) {
			end++
		}
		x.enter(s, words, all[:end])
		all = all[end:]
	}
	slices.SortFunc(x.seeds, func(p, q seed) int {
		return cmp.Or(cmp.Compare(p.a, q.a), cmp.Compare(p.b, q.b), cmp.Compare(p.at.A, q.at.A), cmp.Compare(p.at.B, q.at.B))
	})
	return x, nil
}

// hashes calls do for every sequence of n words.
func hashes(words []corpus.TypeID, n int, do func(at int, hash uint64)) {
	for i := 0; i+n <= len(words); i++ {
		h := uint64(0)
		for _, w := range words[i : i+n] {
			h = (h ^ uint64(w)) * 0x9e3779b97f4a7c15 // 2⁶⁴ divided by the golden ratio
			h ^= h >> 29
		}
		do(i, h)
	}
}

// enter enters the places of one sequence, by document.
func (x *index) enter(s *scope, words [][]corpus.TypeID, places []occurrence) {
	docs := 1
	for i := 1; i < len(places); i++ {
		if places[i].doc != places[i-1].doc {
			docs++
		}
	}
	if docs < 2 {
		return
	}
	var tried []occurrence
	in := 0 // places in the document so far
	for i, p := range places {
		if x.spreads[p.doc] == nil {
			x.spreads[p.doc] = make([]uint16, len(words[p.doc]))
		}
		x.spreads[p.doc][p.at] = uint16(min(docs, math.MaxUint16))
		if i > 0 && places[i-1].doc == p.doc {
			in++
		} else {
			in = 0
		}
		if in < repeats {
			tried = append(tried, p)
		}
	}
	if s.target == nil && docs > spread {
		x.formulas++
		return
	}
	for i, p := range tried {
		for _, q := range tried[i+1:] {
			a, _, ok := s.pairs(int(p.doc), int(q.doc))
			if !ok {
				continue
			}
			if len(x.seeds) == mostSeeds {
				x.full = true
				return
			}
			from, to := p, q
			if a != int(p.doc) {
				from, to = q, p
			}
			x.seeds = append(x.seeds, seed{from.doc, to.doc, alignment.Anchor{A: int(from.at), B: int(to.at)}})
		}
	}
}

// documents returns in how many documents the sequences of a passage stand that
// begin in a span: the median, which words of its own or a formula within do not
// move.
func (x *index) documents(doc int, in alignment.Span, n int) int {
	var all []int
	for i := in.First; i+n <= in.End; i++ {
		docs := 1
		if x.spreads[doc] != nil {
			docs = max(1, int(x.spreads[doc][i]))
		}
		all = append(all, docs)
	}
	if len(all) == 0 {
		return 1
	}
	slices.Sort(all)
	return all[len(all)/2]
}
