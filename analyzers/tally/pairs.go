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
	sorter   pairSorter
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

// grow makes the table twice as large.
func (p *pairs) grow() {
	p.slots, p.shift = make([]int32, 2*len(p.slots)), p.shift-1
	for i := range p.list {
		p.slots[p.slot(p.list[i].A, p.list[i].B)] = int32(i + 1)
	}
}

// appendTo appends the pairs in order: by the first concept, then the second.
func (p *pairs) appendTo(to []Pair) []Pair {
	first := len(to)
	to = slices.Grow(to, len(p.list))
	for i := range p.list {
		to = append(to, p.list[i].Pair)
	}
	p.sorter.sort(to[first:], p.concepts)
	return to
}

// pairSums adds up lists of pairs. What comes in is gathered and now and then
// merged into the sums, which is quicker than to look each pair up, since their
// places are all over memory.
type pairSums struct {
	concepts int
	sums     []Pair // in order
	recent   []Pair // not yet in sums
	sorter   pairSorter
}

// minRecent is how many pairs are gathered at least before they are merged.
const minRecent = 1 << 14

// add adds a list of pairs.
func (s *pairSums) add(all []Pair) {
	for len(all) > 0 {
		most := max(minRecent, len(s.sums)/3)
		n := min(len(all), most-len(s.recent))
		s.recent = append(s.recent, all[:n]...)
		if all = all[n:]; len(s.recent) == most {
			s.merge()
		}
	}
}

// all returns the sums, in order. They are valid until the next call of add.
func (s *pairSums) all() []Pair {
	s.merge()
	return s.sums
}

// merge adds what was gathered to the sums: from the back, so that it needs no
// room but that for pairs that are new.
func (s *pairSums) merge() {
	s.sorter.sort(s.recent, s.concepts)
	recent := s.recent
	i, j := len(s.sums)-1, len(recent)-1
	s.sums = slices.Grow(s.sums, len(recent))[:len(s.sums)+len(recent)]
	k := len(s.sums) // s.sums[k:] and s.sums[:i+1] are what has been and what is to be merged
	for ; j >= 0; j-- {
		key := recent[j].key()
		for i >= 0 && s.sums[i].key() > key {
			k--
			s.sums[k] = s.sums[i]
			i--
		}
		switch {
		case k < len(s.sums) && s.sums[k].key() == key:
		case i >= 0 && s.sums[i].key() == key:
			k--
			s.sums[k] = s.sums[i]
			i--
		default:
			k--
			s.sums[k] = Pair{A: recent[j].A, B: recent[j].B}
		}
		s.sums[k].N += recent[j].N
		s.sums[k].Shared += recent[j].Shared
	}
	s.sums = s.sums[:i+1+copy(s.sums[i+1:], s.sums[k:])]
	s.recent = recent[:0]
}

// key orders pairs as comparePairs does.
func (p *Pair) key() uint64 { return uint64(p.A)<<32 | uint64(p.B) }

// pairSorter keeps the memory of sorting.
type pairSorter struct {
	spare  []Pair
	counts []int32 // by concept
}

// sort orders pairs of so many concepts by the first, then the second. Its cost
// is linear unless there are few.
func (s *pairSorter) sort(ps []Pair, concepts int) {
	if len(ps) < concepts {
		slices.SortFunc(ps, comparePairs)
		return
	}
	s.spare, s.counts = sized(s.spare, len(ps)), sized(s.counts, concepts)
	s.pass(s.spare, ps, 0)
	s.pass(ps, s.spare, 32)
}

// pass writes pairs in the order of one of their concepts, which begins at a bit
// of the key, and leaves those with the same as they stand.
func (s *pairSorter) pass(to, from []Pair, bit uint8) {
	clear(s.counts)
	for i := range from {
		s.counts[uint32(from[i].key()>>bit)]++
	}
	n := int32(0)
	for c, k := range s.counts {
		s.counts[c] = n
		n += k
	}
	for i := range from {
		c := uint32(from[i].key() >> bit)
		to[s.counts[c]] = from[i]
		s.counts[c]++
	}
}
