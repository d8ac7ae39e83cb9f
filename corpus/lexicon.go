package corpus

// Lexicon numbers types: distinct folded words. IDs ascend in the order in
// which the types were first met, so they follow the documents, never timing.
// A Lexicon is used by one goroutine at a time.
//
// It is an open-addressed table of ids with linear probing, at most half full:
// a word that is known costs one hash of its bytes and, nearly always, one
// comparison.
type Lexicon struct {
	words []string
	slots []slot // a power of two
}

// slot is a place of the table: a part of the word's hash, so that other words
// are passed over without looking at them, and its id + 1; 0 = free.
type slot struct {
	hash uint32
	id   uint32
}

// firstSlots is the size of a new table: a text of some thousand words never grows it.
const firstSlots = 1 << 11

// NewLexicon returns an empty lexicon.
func NewLexicon() *Lexicon { return &Lexicon{slots: make([]slot, firstSlots)} }

// Intern returns the number of a folded word and enters it if it is new. The
// bytes are copied only then.
func (l *Lexicon) Intern(folded []byte) TypeID {
	h := hash(folded)
	mask := uint64(len(l.slots) - 1)
	for i := h & mask; ; i = (i + 1) & mask {
		s := l.slots[i]
		if s.id == 0 {
			break
		}
		if s.hash == uint32(h>>32) && l.words[s.id-1] == string(folded) {
			return TypeID(s.id - 1)
		}
	}
	l.words = append(l.words, string(folded))
	if 2*len(l.words) > len(l.slots) {
		l.grow()
	} else {
		l.place(h, uint32(len(l.words)))
	}
	return TypeID(len(l.words) - 1)
}

// grow doubles the table.
func (l *Lexicon) grow() {
	l.slots = make([]slot, 2*len(l.slots))
	for i, w := range l.words {
		l.place(hash(w), uint32(i+1))
	}
}

// place enters an id + 1 at the first free slot of a hash.
func (l *Lexicon) place(h uint64, id uint32) {
	mask := uint64(len(l.slots) - 1)
	i := h & mask
	for l.slots[i].id != 0 {
		i = (i + 1) & mask
	}
	l.slots[i] = slot{uint32(h >> 32), id}
}

// Lookup returns the number of a folded word.
func (l *Lexicon) Lookup(folded string) (TypeID, bool) {
	h := hash(folded)
	mask := uint64(len(l.slots) - 1)
	for i := h & mask; l.slots[i].id != 0; i = (i + 1) & mask {
		if s := l.slots[i]; s.hash == uint32(h>>32) && l.words[s.id-1] == folded {
			return TypeID(s.id - 1), true
		}
	}
	return 0, false
}

// Word returns the folded word of an id.
func (l *Lexicon) Word(id TypeID) string { return l.words[id] }

// Len returns the number of types.
func (l *Lexicon) Len() int { return len(l.words) }

// hash is the same in every run. It takes eight bytes at a time and multiplies,
// which is quick for words; the last steps spread it over all bits.
//
// Source: the finalizer of splitmix64, Steele, Lea and Flood 2014, "Fast
// splittable pseudorandom number generators", doi:10.1145/2660193.2660195.
func hash[T string | []byte](w T) uint64 {
	const k = 0x9e3779b97f4a7c15
	h := uint64(len(w)) * k
	i := 0
	for ; i+8 <= len(w); i += 8 {
		x := uint64(w[i]) | uint64(w[i+1])<<8 | uint64(w[i+2])<<16 | uint64(w[i+3])<<24 |
			uint64(w[i+4])<<32 | uint64(w[i+5])<<40 | uint64(w[i+6])<<48 | uint64(w[i+7])<<56
		h = (h ^ x) * k
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
