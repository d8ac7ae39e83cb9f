package spill

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"
)

// few is the length up to which comparing beats distributing.
const few = 48

// sortPairs sorts slots by their keys.
func sortPairs(s []slot) { radix(s, 56, 0) }

// radix sorts slots by the bits of their keys from those of a byte at shift
// down to the bit low, in place: the American flag sort of McIlroy, Bostic and
// McIlroy 1993, "Engineering radix sort", Computing Systems 6(1).
func radix(s []slot, shift, low int) {
	var count, end [256]int
	for ; len(s) > few; shift -= 8 {
		count = [256]int{}
		for i := range s {
			count[byte(s[i].key>>shift)]++
		}
		if count[byte(s[0].key>>shift)] < len(s) {
			break
		}
		if shift == low {
			return // all alike
		}
	}
	if len(s) <= few {
		insertion(s, low)
		return
	}
	sum := 0
	for b, n := range count {
		count[b] = sum // where the bucket's next slot goes
		sum += n
		end[b] = sum
	}
	for b := range count {
		for count[b] < end[b] {
			x := s[count[b]]
			for to := byte(x.key >> shift); int(to) != b; to = byte(x.key >> shift) {
				x, s[count[to]] = s[count[to]], x
				count[to]++
			}
			s[count[b]] = x
			count[b]++
		}
	}
	if shift == low {
		return
	}
	start := 0
	for _, e := range end {
		if e-start > 1 {
			radix(s[start:e], shift-8, low)
		}
		start = e
	}
}

// insertion sorts a few slots by their keys from the bit low upwards.
func insertion(s []slot, low int) {
	for i := 1; i < len(s); i++ {
		x := s[i]
		j := i
		for ; j > 0 && s[j-1].key>>low > x.key>>low; j-- {
			s[j] = s[j-1]
		}
		s[j] = x
	}
}

// sortRefs sorts slots by their keys in the arena, all of which are alike in
// their first depth bytes. The next four bytes stand in the slot, so that the
// arena is read once for each four: the caching radix sort of Ng and Kakehi
// 2007, "Cache efficient radix sort for string sorting", IEICE Transactions
// E90-A(2).
func sortRefs(s []slot, a *arena, depth int) {
	for len(s) > 1 {
		for i := range s {
			place := uint32(s[i].key)
			s[i].key = uint64(prefix4(a.key(place), depth))<<32 | uint64(place)
		}
		if len(s) <= few {
			insertRefs(s, a, depth)
			return
		}
		radix(s, 56, 32)
		depth += 4
		if s[0].key>>32 == s[len(s)-1].key>>32 {
			s = ended(s, a, depth) // one group: no need to recurse
			continue
		}
		for start := 0; start < len(s); {
			end := start + 1
			for end < len(s) && s[end].key>>32 == s[start].key>>32 {
				end++
			}
			if end-start > 1 {
				sortRefs(ended(s[start:end], a, depth), a, depth)
			}
			start = end
		}
		return
	}
}

// insertRefs sorts a few slots by the four bytes in them, and where these are
// alike by their keys from a depth on.
func insertRefs(s []slot, a *arena, depth int) {
	for i := 1; i < len(s); i++ {
		x := s[i]
		j := i
		for ; j > 0; j-- {
			y := s[j-1]
			if y.key>>32 < x.key>>32 || y.key>>32 == x.key>>32 &&
				bytes.Compare(a.key(uint32(y.key))[depth:], a.key(uint32(x.key))[depth:]) < 0 {
				break
			}
			s[j] = y
		}
		s[j] = x
	}
}

// ended moves those of a group of slots forward whose keys end before depth,
// and returns the others. The group is alike up to there but for its ends,
// where zeros stand for what is missing: the shorter key comes first.
func ended(s []slot, a *arena, depth int) []slot {
	done := 0
	for i := range s {
		if len(a.key(uint32(s[i].key))) <= depth {
			s[i], s[done] = s[done], s[i]
			done++
		}
	}
	slices.SortFunc(s[:done], func(x, y slot) int {
		return cmp.Compare(len(a.key(uint32(x.key))), len(a.key(uint32(y.key))))
	})
	return s[done:]
}

// prefix4 returns the four bytes of a key from a place on, zeros beyond its end.
func prefix4(key []byte, from int) uint32 {
	if from+4 <= len(key) {
		return binary.BigEndian.Uint32(key[from:])
	}
	var p uint32
	for i := from; i < from+4; i++ {
		p <<= 8
		if i < len(key) {
			p |= uint32(key[i])
		}
	}
	return p
}

// prefix8 returns the first eight bytes of a key, zeros beyond its end.
func prefix8(key []byte) uint64 {
	if len(key) >= 8 {
		return binary.BigEndian.Uint64(key)
	}
	var p uint64
	for i, b := range key {
		p |= uint64(b) << (56 - 8*i)
	}
	return p
}

// top keeps the k records that come first in falling order of count, with
// equal counts in the order of keys: a heap with the last of them at its root.
type top struct {
	k    int
	rows []row
}

type row struct {
	key []byte
	n   int64
}

// after reports whether x comes after y in the list.
func (x row) after(y row) bool {
	if x.n != y.n {
		return x.n < y.n
	}
	return bytes.Compare(x.key, y.key) > 0
}

// offer takes a record if it is among the first k. Room for a key of longest
// bytes is made once and used again.
func (t *top) offer(key []byte, n int64, longest int) {
	x := row{key, n}
	if len(t.rows) < t.k {
		x.key = append(make([]byte, 0, longest), key...)
		t.rows = append(t.rows, x)
		for i := len(t.rows) - 1; i > 0 && t.rows[i].after(t.rows[(i-1)/2]); i = (i - 1) / 2 {
			t.rows[i], t.rows[(i-1)/2] = t.rows[(i-1)/2], t.rows[i]
		}
		return
	}
	if x.after(t.rows[0]) {
		return
	}
	t.rows[0] = row{append(t.rows[0].key[:0], key...), n}
	for i := 0; ; {
		last, left := i, 2*i+1
		for child := left; child <= left+1 && child < len(t.rows); child++ {
			if t.rows[child].after(t.rows[last]) {
				last = child
			}
		}
		if last == i {
			return
		}
		t.rows[i], t.rows[last] = t.rows[last], t.rows[i]
		i = last
	}
}
