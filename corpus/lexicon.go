package corpus

import (
	"math/bits"
	"slices"
	"strings"
)

// Lexicon numbers types: distinct folded words. IDs ascend in the order in
// which the types were first met, so they follow the documents, never timing.
// A Lexicon is used by one goroutine at a time.
//
// It has two open-addressed tables with linear probing, each at most three quarters full. A
// word of 1 to 16 bytes whose last is not 0, which is nearly every word, is
// two numbers and known by comparing them; every other word is known by its
// hash and its bytes. So a word is in one table only, whoever enters it.
type Lexicon struct {
	words  []string // by id
	short  []shortSlot
	shorts int
	long   []longSlot
	longs  int
	arena  strings.Builder // the bytes of the newest words
}

// shortSlot is a place of the table of short words: the bytes of the word, the
// first one lowest, filled up with zeros. 32 bytes: two share a line of the
// processor's cache and none lies across two. lo = hi = 0: free.
type shortSlot struct {
	lo, hi uint64
	id     TypeID
	_      [3]uint32
}

// longSlot is a place of the table of the other words: a part of the word's
// hash, so that other words are passed over without looking at them, and its
// id + 1; 0 = free.
type longSlot struct {
	hash uint32
	id   uint32
}

// The sizes of new tables, powers of two, and the bytes that are taken for new
// words at a time: a few at first, since many lexicons are of one pattern.
const (
	firstShort = 1 << 3
	firstLong  = 1 << 1
	firstArena = 1 << 6
	lastArena  = 1 << 13
)

// NewLexicon returns an empty lexicon.
func NewLexicon() *Lexicon {
	return &Lexicon{short: make([]shortSlot, firstShort), long: make([]longSlot, firstLong)}
}

// Grow makes room for n types in all, as most of them are words of a language:
// of up to 16 bytes.
func (l *Lexicon) Grow(n int) {
	size := len(l.short)
	for 4*n > 3*size {
		size *= 2
	}
	if size > len(l.short) {
		l.resize(size)
	}
	l.words = slices.Grow(l.words, max(n-len(l.words), 0))
}

// Intern returns the number of a folded word and enters it if it is new. The
// bytes are copied only then.
func (l *Lexicon) Intern(folded []byte) TypeID {
	if lo, hi, ok := pack(folded); ok {
		return l.InternShort(lo, hi)
	}
	h := hash(folded)
	i, found := findLong(l, h, folded)
	if found {
		return TypeID(l.long[i].id - 1)
	}
	id := l.add(folded)
	l.long[i] = longSlot{uint32(h >> 32), uint32(id + 1)}
	if l.longs++; 2*l.longs > len(l.long) {
		l.growLong()
	}
	return id
}

// InternShort is Intern of a word of 1 to 16 bytes that is given as two numbers:
// its first eight bytes, the first one lowest, and the rest, both filled up with
// zeros. Its last byte is not 0.
func (l *Lexicon) InternShort(lo, hi uint64) TypeID {
	i := hashShort(lo, hi)
	for {
		s := &l.short[i&uint64(len(l.short)-1)]
		if s.lo == lo && s.hi == hi {
			return s.id
		}
		if s.lo|s.hi == 0 {
			return l.addShort(lo, hi)
		}
		i++
	}
}

// Short is a short word as InternShort takes it, and what FindShort says of it.
type Short struct {
	Lo, Hi uint64
	Type   TypeID
	Known  bool // Type is its number; if not, InternShort gives it
}

// FindShort looks up the numbers of many short words. It enters none and looks
// at one place for each, where nearly every word stands, so that it has no
// branch for a word: the processor then waits for the memory of many words
// at once, and not for each in turn.
func (l *Lexicon) FindShort(words []Short) {
	short := l.short
	if len(short) == 0 {
		return
	}
	for i := range words {
		w := &words[i]
		s := &short[hashShort(w.Lo, w.Hi)&uint64(len(short)-1)]
		w.Type, w.Known = s.id, (s.lo^w.Lo)|(s.hi^w.Hi) == 0
	}
}

// addShort enters a new short word.
func (l *Lexicon) addShort(lo, hi uint64) TypeID {
	var b [16]byte
	for i := range 8 {
		b[i], b[8+i] = byte(lo>>(8*i)), byte(hi>>(8*i))
	}
	n := 16 - bits.LeadingZeros64(hi)/8
	if hi == 0 {
		n = 8 - bits.LeadingZeros64(lo)/8
	}
	id := l.add(b[:n])
	l.placeShort(lo, hi, id)
	if l.shorts++; 4*l.shorts > 3*len(l.short) {
		l.resize(2 * len(l.short))
	}
	return id
}

// placeShort enters a short word at the first free slot of its hash.
func (l *Lexicon) placeShort(lo, hi uint64, id TypeID) {
	mask := uint64(len(l.short) - 1)
	i := hashShort(lo, hi) & mask
	for l.short[i].lo|l.short[i].hi != 0 {
		i = (i + 1) & mask
	}
	l.short[i] = shortSlot{lo: lo, hi: hi, id: id}
}

// resize makes the table of short words anew, of another size. The words first
// seen, which are the most frequent, get the first places.
func (l *Lexicon) resize(size int) {
	l.short = make([]shortSlot, size)
	for id, w := range l.words {
		if lo, hi, ok := pack(w); ok {
			l.placeShort(lo, hi, TypeID(id))
		}
	}
}

// growLong doubles the table of the other words.
func (l *Lexicon) growLong() {
	l.long = make([]longSlot, 2*len(l.long))
	for id, w := range l.words {
		if _, _, ok := pack(w); !ok {
			h := hash(w)
			i, _ := findLong(l, h, w)
			l.long[i] = longSlot{uint32(h >> 32), uint32(id + 1)}
		}
	}
}

// add appends a word. Many words share one piece of memory, to which a
// strings.Builder only ever appends.
func (l *Lexicon) add(folded []byte) TypeID {
	if l.arena.Cap()-l.arena.Len() < len(folded) {
		size := min(max(2*l.arena.Cap(), firstArena), lastArena)
		l.arena.Reset()
		l.arena.Grow(max(size, len(folded)))
	}
	n := l.arena.Len()
	l.arena.Write(folded)
	l.words = append(l.words, l.arena.String()[n:])
	return TypeID(len(l.words) - 1)
}

// Lookup returns the number of a folded word.
func (l *Lexicon) Lookup(folded string) (TypeID, bool) {
	lo, hi, ok := pack(folded)
	if !ok {
		i, found := findLong(l, hash(folded), folded)
		if !found {
			return 0, false
		}
		return TypeID(l.long[i].id - 1), true
	}
	mask := uint64(len(l.short) - 1)
	for i := hashShort(lo, hi) & mask; ; i = (i + 1) & mask {
		switch s := &l.short[i]; {
		case s.lo == lo && s.hi == hi:
			return s.id, true
		case s.lo|s.hi == 0:
			return 0, false
		}
	}
}

// findLong returns the slot of a word that is not short, or the free one where
// it would be entered, and whether it is there.
func findLong[T string | []byte](l *Lexicon, h uint64, w T) (int, bool) {
	mask := uint64(len(l.long) - 1)
	for i := h & mask; ; i = (i + 1) & mask {
		switch s := l.long[i]; {
		case s.id == 0:
			return int(i), false
		case s.hash == uint32(h>>32) && l.words[s.id-1] == string(w):
			return int(i), true
		}
	}
}

// Word returns the folded word of an id.
func (l *Lexicon) Word(id TypeID) string { return l.words[id] }

// Len returns the number of types.
func (l *Lexicon) Len() int { return len(l.words) }

// pack returns a short word as two numbers; ok is false if it is none.
func pack[T string | []byte](w T) (lo, hi uint64, ok bool) {
	n := len(w)
	if n == 0 || n > 16 || w[n-1] == 0 {
		return 0, 0, false
	}
	if n < 8 {
		for i := range n {
			lo |= uint64(w[i]) << (8 * i)
		}
		return lo, 0, true
	}
	return eight(w[:8]), eight(w[n-8:]) >> (8 * (16 - n)), true // both have all bytes between
}

// eight returns the first eight bytes of w, the first one lowest.
func eight[T string | []byte](w T) uint64 {
	return uint64(w[0]) | uint64(w[1])<<8 | uint64(w[2])<<16 | uint64(w[3])<<24 |
		uint64(w[4])<<32 | uint64(w[5])<<40 | uint64(w[6])<<48 | uint64(w[7])<<56
}

// hashShort is the hash of a short word: a product, whose high bits depend on
// all bits of the word, folded onto its low bits.
func hashShort(lo, hi uint64) uint64 {
	h := (lo ^ bits.RotateLeft64(hi, 29)*0xc2b2ae3d27d4eb4f) * 0x9e3779b97f4a7c15
	return h ^ h>>32
}

// hash is the hash of the other words, the same in every run. It takes eight
// bytes at a time and multiplies; the last steps spread it over all bits.
//
// Source: the finalizer of splitmix64, Steele, Lea and Flood 2014, "Fast
// splittable pseudorandom number generators", doi:10.1145/2660193.2660195.
func hash[T string | []byte](w T) uint64 {
	const k = 0x9e3779b97f4a7c15
	h := uint64(len(w)) * k
	i := 0
	for ; i+8 <= len(w); i += 8 {
		h = (h ^ eight(w[i:])) * k
		h ^= h >> 32
	}
	var x uint64
	for ; i < len(w); i++ {
		x = x<<8 | uint64(w[i])
	}
	h = (h ^ x) * k
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}
