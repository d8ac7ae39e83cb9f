package joint

import (
	"slices"

	"concordat/analyzers/tally"
)

// near walks the tokens near the hits of one concept in a document.
type near struct {
	stamps []uint32 // by token: the walk that met it last, twice that + 1 inside a hit
	walk   uint32
}

// visits is what a walk tells.
type visits struct {
	inside func(token uint32)             // once for each token of a hit
	close  func(token uint32, first bool) // for each hit and each token near it that is in none; first the first time
}

// of walks the hits of a concept, which are in order. Cost: the tokens of the
// hits and of their windows.
func (n *near) of(k *Counter, l *layout, hits []tally.Position, v visits) {
	for len(n.stamps) < int(l.tokens) {
		n.stamps = append(n.stamps, 0)
	}
	n.walk++
	met, covered := 2*n.walk, 2*n.walk+1
	for _, h := range hits {
		for t := h.Token; t < min(h.End, l.tokens); t++ {
			if n.stamps[t] != covered {
				n.stamps[t] = covered
				v.inside(t)
			}
		}
	}
	for _, h := range hits {
		p := l.units[l.unitOf(h.Token)]
		step := func(from, to uint32) {
			for t := from; t < to; t++ {
				if s := n.stamps[t]; s != covered {
					n.stamps[t] = met
					v.close(t, s != met)
				}
			}
		}
		if k.unit != Right {
			step(max(p.first, h.Token-min(h.Token, k.span)), h.Token)
		}
		if k.unit != Left {
			step(min(h.End, p.end), min(h.End+k.span, p.end))
		}
	}
}

// meets reports whether one of the tokens [from, to) is inside a hit of the
// present walk.
func (n *near) meets(from, to uint32) bool {
	return slices.Contains(n.stamps[from:min(int(to), len(n.stamps))], 2*n.walk+1)
}

// occurs returns by concept the tokens at which a hit begins, and all tokens.
func (k *Counter) occurs(documents []int) (starts []int64, tokens int64) {
	starts = make([]int64, len(k.book.Concepts))
	for _, d := range documents {
		l := k.layout(d)
		tokens += int64(l.tokens)
		for _, c := range l.begins {
			starts[c]++
		}
	}
	return starts, tokens
}

// conceptsNear counts pairs of concepts in windows.
func (k *Counter) conceptsNear(documents []int) Family {
	out := Family{Nodes: make([]int64, len(k.book.Concepts))}
	starts, tokens := k.occurs(documents)
	var n near
	both, met, own, same := make([]int64, len(starts)), make([]int64, len(starts)), make([]int64, len(starts)), make([]int64, len(starts))
	for a := range starts {
		if starts[a] == 0 {
			continue
		}
		clear(both)
		clear(met)
		clear(own)
		clear(same)
		var ofA, ownTokens int64
		for _, d := range documents {
			l := k.layout(d)
			n.of(k, l, l.of(int32(a)), visits{
				inside: func(t uint32) {
					ownTokens++
					for _, b := range l.at(t) {
						own[b]++
					}
				},
				close: func(t uint32, first bool) {
					if first {
						ofA++
					}
					for i, b := range l.at(t) {
						met[b]++
						if first {
							both[b]++
							if n.meets(t, l.ends[int(l.starts[t])+i]) {
								same[b]++
							}
						}
					}
				},
			})
		}
		out.Nodes[a] = ofA
		for b := range starts {
			if p := (Pair{
				A: int32(a), B: int32(b), Both: both[b], OfA: ofA, OfB: starts[b] - own[b], N: tokens - ownTokens, Met: met[b], Same: same[b],
			}); !k.kin(p.A, p.B) && p.OfA > 0 && p.OfB > 0 {
				out.Pairs = append(out.Pairs, p)
			}
		}
	}
	out.Size = int64(len(out.Pairs))
	return out
}

// blocksNear counts pairs in windows, block by block.
func (k *Counter) blocksNear(l *layout, pairs []Pair, of map[int32][]int32, enter func(block, tokens uint32), raise func(item int32)) {
	type event struct {
		a     int32
		token uint32
	}
	byBlock := make([][]event, len(l.units))
	var n near
	for a := range int32(len(k.book.Concepts)) {
		if len(of[a]) == 0 {
			continue
		}
		n.of(k, l, l.of(a), visits{inside: func(uint32) {}, close: func(t uint32, first bool) {
			if first {
				u := l.unitOf(t)
				byBlock[u] = append(byBlock[u], event{a, t})
			}
		}})
	}
	for i, u := range l.units {
		enter(u.block, u.end-u.first)
		for _, e := range byBlock[i] {
			raise(int32(len(pairs)) + e.a)
			for _, p := range of[e.a] {
				for _, b := range l.at(e.token) {
					if b == pairs[p].B {
						raise(p)
					}
				}
			}
		}
	}
}
