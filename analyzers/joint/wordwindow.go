package joint

// conceptsNear counts pairs of a concept and a word in windows.
func (s *wordSums) conceptsNear(f *Family) {
	var n near
	for a := range int32(len(s.book.Concepts)) {
		var ofA, own int64
		for _, d := range s.documents {
			l := s.layout(d)
			types := l.doc.Sequence
			n.of(s.Counter, l, l.of(a), visits{
				inside: func(t uint32) {
					own++
					s.count(types.Types[t]).own++
				},
				close: func(t uint32, first bool) {
					c := s.count(types.Types[t])
					c.met++
					if first {
						ofA++
						c.both++
					}
				},
			})
		}
		s.emit(f, a, ofA, s.units-own)
	}
}

// wordsNear counts pairs of words in windows.
func (s *wordSums) wordsNear(f *Family) {
	n := len(s.chosen)
	c := s.crossed()
	f.Size = int64(n) * int64(n-1)
	if s.unit == Window {
		f.Size /= 2
	}
	for i, a := range s.chosen {
		for j, b := range s.chosen {
			k := int64(c.both[i*n+j])
			later := s.margins[a] > s.margins[b] || s.margins[a] == s.margins[b] && i > j
			if i == j || k < s.Least || s.unit == Window && later {
				continue
			}
			f.Pairs = append(f.Pairs, Pair{
				A: int32(a), B: int32(b), Both: k, OfA: c.near[i], OfB: s.margins[b], N: s.units - s.margins[a], Met: int64(c.met[i*n+j]),
			})
		}
	}
}

// crossing is what chosen words have near each other: by node and collocate
// the occurrences of the collocate near the node and the pairs of occurrences, and by
// node the tokens near it that are not itself.
type crossing struct {
	both, met []int32
	near      []int64
}

// crossed counts every window, from the side of the collocate: each token looks
// at the nodes around it. A word is no collocate of its own, but met has the
// pairs of its occurrences too.
func (s *wordSums) crossed() crossing {
	n := len(s.chosen)
	c := crossing{make([]int32, n*n), make([]int32, n*n), make([]int64, n)}
	stamps, at := make([]int, n), 0
	for _, d := range s.documents {
		l := s.layout(d)
		for _, p := range l.units {
			types := l.doc.Sequence.Types[p.first:p.end]
			for i, t := range types {
				at++
				v := s.places[t]
				look := func(from, to int) {
					for _, o := range types[max(from, 0):min(to, len(types))] {
						u := s.places[o]
						if u < 0 {
							continue
						}
						if v >= 0 {
							c.met[int(u)*n+int(v)]++
						}
						if o == t || stamps[u] == at {
							continue
						}
						stamps[u] = at
						c.near[u]++
						if v >= 0 {
							c.both[int(u)*n+int(v)]++
						}
					}
				}
				if s.unit != Left { // nodes stand before what is on their right
					look(i-int(s.span), i)
				}
				if s.unit != Right {
					look(i+1, i+1+int(s.span))
				}
			}
		}
	}
	return c
}
