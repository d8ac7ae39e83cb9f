package tally

import "slices"

// pairs counts pairs of concepts. Up to maxTriangle concepts a pair is found at
// its place in a triangle, beyond that in a hash table; the pairs themselves
// stand in a list, so that a document costs as much as it has pairs, whatever
// the codebook has.
type pairs struct {
	concepts int
	triangle []int32 // by place: where in list the pair is, + 1; 0 = not met
	met      numbers // places
	hashed   map[uint64]int32
	list     []pair
	places   []uint32
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
	if p.dense() {
		for i := range p.list {
			at := uint32(p.place(p.list[i].A, p.list[i].B))
			p.triangle[at] = 0
			p.met.remove([]uint32{at})
		}
	}
	clear(p.hashed)
	p.list, p.concepts = p.list[:0], concepts
	if !p.dense() {
		if p.hashed == nil {
			p.hashed = map[uint64]int32{}
		}
		return
	}
	if n := concepts * (concepts - 1) / 2; n > len(p.triangle) {
		p.triangle = make([]int32, n)
		p.met.grow(n)
	}
}

func (p *pairs) dense() bool { return p.concepts <= maxTriangle }

// place returns the place of a pair in the triangle, a < b, in the order of pairs.
func (p *pairs) place(a, b int32) int {
	return int(a)*(2*p.concepts-int(a)-3)/2 + int(b) - 1
}

// of returns the record of a pair, a < b, which is valid until the next call.
func (p *pairs) of(a, b int32) *pair {
	if p.dense() {
		at := p.place(a, b)
		if p.triangle[at] == 0 {
			p.list = append(p.list, pair{Pair: Pair{A: a, B: b}})
			p.triangle[at] = int32(len(p.list))
			p.met.add(uint32(at))
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

// appendTo appends the pairs in order.
func (p *pairs) appendTo(to []Pair) []Pair {
	if p.dense() {
		p.places = p.met.appendTo(p.places[:0])
		for _, at := range p.places {
			to = append(to, p.list[p.triangle[at]-1].Pair)
		}
		return to
	}
	first := len(to)
	for i := range p.list {
		to = append(to, p.list[i].Pair)
	}
	slices.SortFunc(to[first:], comparePairs)
	return to
}
