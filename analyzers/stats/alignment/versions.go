package alignment

import (
	"cmp"
	"slices"
)

// Fate is what became of paragraphs in a later version of a text.
type Fate uint8

// The fates.
const (
	Unchanged Fate = iota // every word stayed, in its place
	Reworded              // one paragraph stands for one, with other words
	Moved                 // one stands for one, but elsewhere; its words may have changed too
	Split                 // one became several that stand side by side
	Merged                // several that stood side by side became one
	Removed
	Inserted
)

// Pairing is one or several paragraphs of the old version and those of the new
// one that stand for them. Old is empty for Inserted, New for Removed; an empty
// span says where the paragraphs would stand.
type Pairing struct {
	Fate     Fate
	Old, New Span
}

// Thresholds of Versions.
const (
	alike     = 0.5 // Dice coefficient of two paragraphs that may stand for one another
	contained = 0.6 // share of a paragraph's words that another must have taken in
	leastPart = 4   // words of a paragraph that can be taken in, or common to two of which one moved
	common    = 64  // paragraphs in which a word may stand that leads to candidates
)

// Versions aligns the paragraphs of two versions of a text, given as their
// words. Two paragraphs may stand for one another if their Dice coefficient,
//
//	2·common / (words of the old + words of the new),
//
// over words with their repetitions, is at least ½ and two words are common, or
// if they are equal. Of all such pairs those in the same order in both versions
// that have the most words in common, weighted by the coefficient, stay in their
// place; of what is left the pairs most alike, equal or with four common words,
// have moved; and a paragraph beside a pair, at least three fifths of whose words
// are in what the other side has beyond its partner, was split off or merged.
// What remains was removed or inserted. Pairings are in the order of the new
// version, removed paragraphs where they stood. Exchanging the versions
// exchanges the fates. Cost: the words, times 64 at most, and n log n for n
// candidates.
//
// Source: Needleman and Wunsch 1970, doi:10.1016/0022-2836(70)90057-4 (order);
// Dice 1945, doi:10.2307/1932409 (coefficient); the rest is the house's.
func Versions[T cmp.Ordered](old, new [][]T) []Pairing {
	if slices.CompareFunc(old, new, slices.Compare[[]T]) > 0 { // one way for both, so that ties fall alike
		out := Versions(new, old)
		for i, p := range out {
			out[i] = Pairing{reversed(p.Fate), p.New, p.Old}
		}
		return inOrder(out)
	}
	v := versions[T]{old: old, new: new, byOld: filled(len(old)), byNew: filled(len(new))}
	v.candidates()
	chain := InOrder(v.matches)
	stays := make(map[int]bool, len(chain))
	for _, m := range chain {
		v.pair(m)
		stays[m.A] = true
	}
	slices.SortStableFunc(v.matches, func(x, y Match) int { return cmp.Compare(y.Weight, x.Weight) })
	for _, m := range v.matches {
		if v.byOld[m.A] < 0 && v.byNew[m.B] < 0 && v.mayMove(m) {
			v.pair(m)
		}
	}
	return inOrder(v.pairings(stays))
}

func filled(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = -1
	}
	return out
}

// reversed is the fate read backwards.
func reversed(f Fate) Fate {
	switch f {
	case Split:
		return Merged
	case Merged:
		return Split
	case Removed:
		return Inserted
	case Inserted:
		return Removed
	}
	return f
}

// versions is the working memory of Versions.
type versions[T cmp.Ordered] struct {
	old, new     [][]T
	byOld, byNew []int // partners, −1 = none
	matches      []Match
}

func (v *versions[T]) pair(m Match) { v.byOld[m.A], v.byNew[m.B] = m.B, m.A }

// mayMove reports whether two paragraphs have enough in common to be one out of
// its place, where their neighbours do not speak for it.
func (v *versions[T]) mayMove(m Match) bool {
	old, new := v.old[m.A], v.new[m.B]
	return slices.Equal(old, new) || shared(old, bag(new)) >= leastPart
}

// bag counts the words of a paragraph.
func bag[T comparable](words []T) map[T]int {
	out := make(map[T]int, len(words))
	for _, w := range words {
		out[w]++
	}
	return out
}

// shared returns how many words are in a bag, with their repetitions.
func shared[T comparable](words []T, in map[T]int) int {
	n := 0
	seen := make(map[T]int, len(words))
	for _, w := range words {
		if seen[w]++; seen[w] <= in[w] {
			n++
		}
	}
	return n
}

// candidates lists the pairs that may stand for one another. Only pairs with a
// word in common that is in few paragraphs of the new version are looked at, or
// equal ones.
func (v *versions[T]) candidates() {
	places := map[T][]int{} // by word: the paragraphs of the new version
	bags := make([]map[T]int, len(v.new))
	for j, words := range v.new {
		bags[j] = bag(words)
		for w := range bags[j] {
			places[w] = append(places[w], j)
		}
	}
	for i, words := range v.old {
		tried := make(map[int]bool)
		for _, w := range words {
			if at := places[w]; len(at) <= common {
				for _, j := range at {
					tried[j] = true
				}
			} else {
				for _, j := range at {
					tried[j] = tried[j] || slices.Equal(words, v.new[j])
				}
			}
		}
		for j := range len(v.new) {
			if !tried[j] {
				continue
			}
			n := shared(words, bags[j])
			dice := 2 * float64(n) / float64(len(words)+len(v.new[j]))
			if dice >= alike && (n >= 2 || slices.Equal(words, v.new[j])) {
				v.matches = append(v.matches, Match{i, j, max(1, int64(1000*float64(n)*dice))})
			}
		}
	}
}

// takenIn reports whether a paragraph went into a group of others: whether most
// of its words are in what the group's other side has beyond the group's own.
func takenIn[T comparable](part []T, own, whole [][]T) bool {
	if len(part) < leastPart {
		return false
	}
	left := bag(slices.Concat(whole...))
	for _, w := range slices.Concat(own...) {
		left[w]--
	}
	return float64(shared(part, left)) >= contained*float64(len(part))
}

// pairings turns partners into pairings; stays has the old paragraphs that kept
// their place.
func (v *versions[T]) pairings(stays map[int]bool) []Pairing {
	var out []Pairing
	taken, given := make([]bool, len(v.old)), make([]bool, len(v.new))
	for i, j := range v.byOld {
		if j < 0 {
			continue
		}
		p := Pairing{Reworded, Span{i, i + 1}, Span{j, j + 1}}
		taken[i], given[j] = true, true
		grow := func(side *Span, all [][]T, partner []int, done []bool, whole [][]T) bool {
			from := *side
			for side.First > 0 && partner[side.First-1] < 0 && !done[side.First-1] && takenIn(all[side.First-1], all[side.First:side.End], whole) {
				side.First--
				done[side.First] = true
			}
			for side.End < len(all) && partner[side.End] < 0 && !done[side.End] && takenIn(all[side.End], all[side.First:side.End], whole) {
				done[side.End] = true
				side.End++
			}
			return *side != from
		}
		switch {
		case slices.Equal(v.old[i], v.new[j]):
			p.Fate = Unchanged
			if !stays[i] {
				p.Fate = Moved
			}
		case grow(&p.Old, v.old, v.byOld, taken, v.new[j:j+1]):
			p.Fate = Merged
		case grow(&p.New, v.new, v.byNew, given, v.old[i:i+1]):
			p.Fate = Split
		case !stays[i]:
			p.Fate = Moved
		}
		out = append(out, p)
	}
	for i, done := range taken {
		if !done {
			out = append(out, Pairing{Fate: Removed, Old: Span{i, i + 1}})
		}
	}
	for j, done := range given {
		if !done {
			out = append(out, Pairing{Fate: Inserted, New: Span{j, j + 1}})
		}
	}
	return out
}

// inOrder sorts pairings by the new version, puts what was removed where it
// stood and gives empty spans their place.
func inOrder(all []Pairing) []Pairing {
	slices.SortFunc(all, func(x, y Pairing) int { return cmp.Compare(x.Old.First, y.Old.First) })
	// A removed paragraph stands after the partner of the one before it.
	at := 0
	for i := range all {
		p := &all[i]
		switch {
		case p.Fate == Inserted:
		case p.Fate == Removed:
			p.New = Span{at, at}
		case p.Fate != Moved:
			at = p.New.End
		}
	}
	slices.SortStableFunc(all, func(x, y Pairing) int {
		return cmp.Or(cmp.Compare(x.New.First, y.New.First), cmp.Compare(x.New.Len(), y.New.Len()))
	})
	last := 0
	for i := range all {
		if p := &all[i]; p.Fate == Inserted {
			p.Old = Span{last, last}
		} else if p.Fate != Moved {
			last = p.Old.End
		}
	}
	return all
}
