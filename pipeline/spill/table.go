package spill

import (
	"encoding/binary"
	"errors"
	"math"
	"math/bits"
	"math/rand/v2"
)

// slot is one key with its count. A key of 8 bytes stands in key, big-endian,
// and n is its count. Any other key stands in the arena: then key has 32 bits
// of its hash (of its prefix, once sorting has begun) over its place, and n is
// its count with a minus. An n of 0 is a free slot.
type slot struct {
	key uint64
	n   int64
}

const (
	slotBytes = 16
	minSlots  = 1 << 10 // of a table's first size
	growth    = 4       // from one size to the next

	// The arena comes in chunks, and a key begins at a multiple of 4 bytes, so
	// that 32 bits address 16 GiB.
	chunkBits = 16
	chunkSize = 1 << chunkBits
	alignBits = 2
	keyHeader = 2 // bytes of a key's length
)

var (
	errFull     = errors.New("the table is full")
	errOverflow = errors.New("a count is greater than 2⁶³−1, which no number of occurrences can be; look for a wrong weight")
)

// table is a hash table with linear probing (Knuth, TAOCP vol. 3, 6.4,
// algorithm L) over an arena of keys. It is filled to 3/4 at most.
type table struct {
	slots       []slot
	used, limit int // slots that are taken, that may be
	seed        uint64
	arena       arena
	share       int64 // bytes that slots and arena may take
	held        int64 // bytes that they took, with the slots that growing left behind
}

// arena holds keys one after the other, each with its length before it.
type arena struct {
	chunks [][]byte
	used   int // chunks in use; the last of them is free from next on
	next   int
}

// newTable returns a table that takes no memory before the first key. The seed
// is random so that nobody can write a text whose keys collide; no result
// depends on it.
func newTable(share int64) table {
	return table{slots: make([]slot, 1), seed: rand.Uint64(), share: share}
}

// mix spreads 64 bits over 64 bits by a multiplication of 128.
func mix(x, y uint64) uint64 {
	hi, lo := bits.Mul64(x, y)
	return hi ^ lo
}

const (
	mulA = 0x9e3779b97f4a7c15 // 2⁶⁴ divided by the golden ratio
	mulB = 0xd6e8feb86659fd93
)

// at returns the slot where the search for a hash begins. Any length will do,
// not only powers of two, so that a table can fill its share.
func (t *table) at(hash uint64) int {
	i, _ := bits.Mul64(hash, uint64(len(t.slots)))
	return int(i)
}

// hash reads a key by 8 bytes; the last 8 may overlap those before.
func (t *table) hash(key []byte) uint64 {
	h := t.seed ^ uint64(len(key))*mulB
	rest := key
	for len(rest) > 8 {
		h = mix(h^binary.LittleEndian.Uint64(rest), mulA)
		rest = rest[8:]
	}
	var last uint64
	switch {
	case len(key) >= 8:
		last = binary.LittleEndian.Uint64(key[len(key)-8:])
	case len(key) >= 4:
		last = uint64(binary.LittleEndian.Uint32(key))<<32 | uint64(binary.LittleEndian.Uint32(key[len(key)-4:]))
	default:
		for _, b := range key {
			last = last<<8 | uint64(b)
		}
	}
	return mix(mix(h^last, mulA), mulB)
}

// addPair counts the key of the 8 bytes of k. It returns errFull if there is
// no room for a new key; nothing is counted then.
func (t *table) addPair(k uint64, n int64) error {
	slots := t.slots
	for i := t.at(mix(k^t.seed, mulA)); ; {
		s := &slots[i]
		if s.key == k && s.n > 0 {
			if s.n > math.MaxInt64-n {
				return errOverflow
			}
			s.n += n
			return nil
		}
		if s.n == 0 {
			if t.used >= t.limit {
				return errFull
			}
			*s = slot{k, n}
			t.used++
			return nil
		}
		if i++; i == len(slots) {
			i = 0
		}
	}
}

// add counts any key, like addPair.
func (t *table) add(key []byte, n int64) error {
	if len(key) == 8 {
		return t.addPair(binary.BigEndian.Uint64(key), n)
	}
	h := t.hash(key)
	tag := h << 32 // the low bits: the high ones chose the slot
	slots := t.slots
	for i := t.at(h); ; {
		s := &slots[i]
		if s.n < 0 && (s.key^tag)>>32 == 0 && string(t.arena.key(uint32(s.key))) == string(key) {
			if s.n < n-math.MaxInt64 {
				return errOverflow
			}
			s.n -= n
			return nil
		}
		if s.n == 0 {
			if t.used >= t.limit {
				return errFull
			}
			place, ok := t.store(key)
			if !ok {
				return errFull
			}
			*s = slot{tag | uint64(place), -n}
			t.used++
			return nil
		}
		if i++; i == len(slots) {
			i = 0
		}
	}
}

// key returns the key at a place of the arena.
func (a *arena) key(place uint32) []byte {
	chunk := a.chunks[place>>(chunkBits-alignBits)]
	at := int(place<<alignBits) & (chunkSize - 1)
	size := int(binary.LittleEndian.Uint16(chunk[at:]))
	return chunk[at+keyHeader : at+keyHeader+size]
}

// bytes returns how much of the arena is in use.
func (a *arena) bytes() int64 {
	if a.used == 0 {
		return 0
	}
	return int64(a.used-1)<<chunkBits + int64(a.next)
}

// store puts a key into the arena; false if the share is used up.
func (t *table) store(key []byte) (place uint32, ok bool) {
	a := &t.arena
	size := keyHeader + len(key)
	if a.used == 0 || a.next+size > chunkSize {
		if a.used == len(a.chunks) {
			if t.held+chunkSize > t.share || a.used == 1<<(32-chunkBits+alignBits) {
				return 0, false
			}
			a.chunks = append(a.chunks, make([]byte, chunkSize))
			t.held += chunkSize
		}
		a.used++
		a.next = 0
	}
	last := a.used - 1
	chunk := a.chunks[last][a.next:]
	binary.LittleEndian.PutUint16(chunk, uint16(len(key)))
	copy(chunk[keyHeader:], key)
	place = uint32(last<<(chunkBits-alignBits) | a.next>>alignBits)
	a.next += (size + 1<<alignBits - 1) >> alignBits << alignBits
	return place, true
}

// grow gives the table more slots; false if its share does not allow that or
// if more slots would not help, because the arena is full. The sizes are the
// largest one, at the present length of keys, divided by powers of 4: so all
// smaller tables, which are garbage, are a third of it.
func (t *table) grow() bool {
	if t.used < t.limit {
		return false
	}
	perSlot := int64(slotBytes * growth)
	if t.used > 0 { // 4/3 of 16 bytes, and 3/4 of a key
		perSlot = slotBytes*growth/(growth-1) + 1 + t.arena.bytes()*3/4/int64(t.used)
	}
	size := t.share / perSlot
	for size/growth >= max(minSlots, 2*int64(len(t.slots))) {
		size /= growth
	}
	if size < int64(len(t.slots))*3/2 || t.held+size*slotBytes > t.share {
		return false
	}
	old := t.slots
	t.slots = make([]slot, size)
	t.held += size * slotBytes
	t.limit = int(size * 3 / 4)
	for _, s := range old {
		if s.n != 0 {
			t.put(s)
		}
	}
	return true
}

// put places a slot of a smaller table.
func (t *table) put(s slot) {
	h := s.key ^ t.seed
	if s.n > 0 {
		h = mix(h, mulA)
	} else {
		h = t.hash(t.arena.key(uint32(s.key)))
	}
	i := t.at(h)
	for t.slots[i].n != 0 {
		if i++; i == len(t.slots) {
			i = 0
		}
	}
	t.slots[i] = s
}

// lopsided reports whether the table is full though it uses little of its
// share: the keys have become longer, or shorter, since it grew.
func (t *table) lopsided() bool {
	return int64(t.used)*slotBytes*4/3+t.arena.bytes() < t.share/4
}

// reset empties the table and keeps its memory.
func (t *table) reset() {
	clear(t.slots)
	t.used, t.arena.used, t.arena.next = 0, 0, 0
}

// part is a table in the order of its keys.
type part struct {
	pairs []slot // keys of 8 bytes
	refs  []slot // keys in the arena; key has the place in its low 32 bits, n is positive
	arena *arena
	bytes int64 // of memory
}

// sort orders the table in its own memory. It is no hash table afterwards,
// until it is reset.
func (t *table) sort() part {
	w := 0
	for _, s := range t.slots {
		if s.n != 0 {
			t.slots[w] = s
			w++
		}
	}
	all, pairs := t.slots[:w], 0
	for i, s := range all {
		if s.n > 0 {
			all[i], all[pairs] = all[pairs], s
			pairs++
		}
	}
	p := part{all[:pairs:pairs], all[pairs:], &t.arena, t.held}
	for i := range p.refs {
		p.refs[i].n = -p.refs[i].n
	}
	sortPairs(p.pairs)
	sortRefs(p.refs, p.arena, 0)
	return p
}
