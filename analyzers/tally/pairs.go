package tally

import "slices"

// pairs counts pairs of concepts. Up to maxTriangle concepts a pair is found at
// its place in a triangle, beyond that in a hash table; the pairs themselves
// stand in a list, so that a document costs as much as it has pairs, whatever
// the codebook has.
type pairs struct {
	triangle []int32 // by pair: its place in list + 1, 0 = not met
	hashed   map[uint64]int32
	list     []pair
	keys     []uint64
	dense    bool
}

// pair is what is known of one pair.
type pair struct {
	Pair
	last int64 // unit in which Shared was raised last, 1-based
}

// maxTriangle is for how many concepts there is a triangle: 4.5 MB at most.
const maxTriangle = 1500

// reset forgets all pairs and makes room for those of so many concepts.
func (p *pairs) reset(concepts int) {
	p.forget()
	p.dense = concepts <= maxTriangle
	if !p.dense {
		if p.hashed == nil {
			p.hashed = map[uint64]int32{}
		}
		return
	}
	if n := concepts * (concepts - 1) / 2; n > len(p.triangle) {
		p.triangle = make([]int32, n)
	}
}

// forget empties the table.
func (p *pairs) forget() {
	if p.dense {
		for i := range p.list {
			p.triangle[place(p.list[i].A, p.list[i].B)] = 0
		}
	}
	clear(p.hashed)
	p.list = p.list[:0]
}

// place returns the place of a pair in the triangle, a < b.
func place(a, b int32) int { return int(b)*(int(b)-1)/2 + int(a) }

// of returns the record of a pair, a < b, which is valid until the next call.
func (p *pairs) of(a, b int32) *pair {
	if p.dense {
		at := place(a, b)
		if p.triangle[at] == 0 {
			p.list = append(p.list, pair{Pair: Pair{A: a, B: b}})
			p.triangle[at] = int32(len(p.list))
		}
		return &p.list[p.triangle[at]-1]
	}
	key := uint64(a)<<32 | uint64(b)
	at := p.hashed[key]
	if at == 0 {
		p.list = append(p.list, pair{Pair: Pair{A: a, B: b}})
		at = int32(len(p.list))
		p.hashed[key] = at
	}
	return &p.list[at-1]
}

// appendTo appends the pairs in order, nothing if there are none.
func (p *pairs) appendTo(to []Pair) []Pair {
	p.keys = p.keys[:0]
	for i := range p.list {
		p.keys = append(p.keys, uint64(p.list[i].A)<<32|uint64(p.list[i].B))
	}
	slices.Sort(p.keys)
	to = slices.Grow(to, len(p.keys))
	for _, key := range p.keys {
		to = append(to, p.of(int32(key>>32), int32(uint32(key))).Pair)
	}
	return to
}
