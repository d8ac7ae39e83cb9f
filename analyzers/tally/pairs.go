package tally

import "slices"

// pairs counts pairs of concepts. They stand in a list, in the order in which
// they were met, and an open-addressed table with linear probing, at most half
// full, says where: so a document costs as much as it has pairs, whatever the
// codebook has.
type pairs struct {
	concepts int
	list     []pair
	slots    []int32 // index into list + 1; 0 = free
	shift    uint8   // 64 minus the bits of an index into slots

	order, byB []int32 // scratch: indices into list
	counts     []int32 // scratch: by concept
}

// pair is what is known of one pair.
type pair struct {
	Pair
	last int64 // unit in which Shared was raised last, 1-based
}

// firstSlots is the binary logarithm of the size of a new table.
const firstSlots = 6

// reset forgets all pairs; those to come are of so many concepts.
func (p *pairs) reset(concepts int) {
	p.concepts = concepts
	if p.slots == nil {
		p.slots, p.shift = make([]int32, 1<<firstSlots), 64-firstSlots
	}
	if 16*len(p.list) > len(p.slots) {
		clear(p.slots)
	} else {
		for i := range slices.Backward(p.list) { // no pair is passed on the way to an earlier one
			p.slots[p.slot(p.list[i].A, p.list[i].B)] = 0
		}
	}
	p.list = p.list[:0]
}

// slot returns the place in the table of a pair, or the free one where it
// would be entered.
func (p *pairs) slot(a, b int32) uint64 {
	mask := uint64(len(p.slots) - 1)
	for i := (uint64(a)<<32 | uint64(b)) * 0x9e3779b97f4a7c15 >> p.shift; ; i = (i + 1) & mask {
		at := p.slots[i]
		if at == 0 || p.list[at-1].A == a && p.list[at-1].B == b {
			return i
		}
	}
}

// of returns the record of a pair, a < b, which is valid until the next call.
func (p *pairs) of(a, b int32) *pair {
	i := p.slot(a, b)
	if at := p.slots[i]; at != 0 {
		return &p.list[at-1]
	}
	p.list = append(p.list, pair{Pair: Pair{A: a, B: b}})
	n := len(p.list)
	p.slots[i] = int32(n)
	if 2*n > len(p.slots) {
		p.grow()
	}
	return &p.list[n-1]
}

// grow makes the table four times as large.
func (p *pairs) grow() {
	p.slots, p.shift = make([]int32, 4*len(p.slots)), p.shift-2
	for i := range p.list {
		p.slots[p.slot(p.list[i].A, p.list[i].B)] = int32(i + 1)
	}
}

// add adds what another list has.
func (p *pairs) add(all []Pair) {
	for _, from := range all {
		to := p.of(from.A, from.B)
		to.N += from.N
		to.Shared += from.Shared
	}
}

// appendTo appends the pairs in order: by the first concept, then the second.
func (p *pairs) appendTo(to []Pair) []Pair {
	to = slices.Grow(to, len(p.list))
	if len(p.list) < p.concepts {
		first := len(to)
		for i := range p.list {
			to = append(to, p.list[i].Pair)
		}
		slices.SortFunc(to[first:], comparePairs)
		return to
	}
	p.order, p.byB = sized(p.order, len(p.list)), sized(p.byB, len(p.list))
	for i := range p.order {
		p.order[i] = int32(i)
	}
	p.sort(p.byB, p.order, func(of *pair) int32 { return of.B })
	p.sort(p.order, p.byB, func(of *pair) int32 { return of.A })
	for _, i := range p.order {
		to = append(to, p.list[i].Pair)
	}
	return to
}

// sort writes indices into the list in the order of a concept of their pairs,
// and leaves those of the same concept as they stand. Its cost is linear.
func (p *pairs) sort(to, from []int32, concept func(of *pair) int32) {
	p.counts = sized(p.counts, p.concepts)
	clear(p.counts)
	for _, i := range from {
		p.counts[concept(&p.list[i])]++
	}
	n := int32(0)
	for c, k := range p.counts {
		p.counts[c] = n
		n += k
	}
	for _, i := range from {
		c := concept(&p.list[i])
		to[p.counts[c]] = i
		p.counts[c]++
	}
}
