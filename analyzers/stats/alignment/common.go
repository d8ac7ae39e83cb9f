package alignment

// Common returns a longest common subsequence of a and b as pairs of places,
// ascending in both: the words that a revision kept, if a is what was and b what
// is. If the rest between two kept words, or at an end, cannot be aligned within
// limit changes, what is common in it is not looked for; limit ≤ 0 sets none.
// Cost: the length times the number of changes, the square of limit at most for
// each rest.
//
// Source: Myers 1986, Algorithmica 1, 251–266, doi:10.1007/BF01840446 (the
// divide-and-conquer form of section 4b).
func Common[T comparable](a, b []T, limit int) []Anchor {
	c := comparison[T]{a: a, b: b, limit: limit}
	c.compare(Span{0, len(a)}, Span{0, len(b)})
	return c.out
}

// comparison is the working memory of Common.
type comparison[T comparable] struct {
	a, b              []T
	limit             int
	forward, backward []int
	out               []Anchor
}

// compare appends what is common in two spans.
func (c *comparison[T]) compare(a, b Span) {
	for a.First < a.End && b.First < b.End && c.a[a.First] == c.b[b.First] {
		c.out = append(c.out, Anchor{a.First, b.First})
		a.First++
		b.First++
	}
	tail := 0
	for a.First < a.End && b.First < b.End && c.a[a.End-1] == c.b[b.End-1] {
		tail++
		a.End--
		b.End--
	}
	if a.Len() > 0 && b.Len() > 0 {
		if x, y, ok := c.middle(a, b); ok {
			c.compare(Span{a.First, x}, Span{b.First, y})
			c.compare(Span{x, a.End}, Span{y, b.End})
		}
	}
	for i := range tail {
		c.out = append(c.out, Anchor{a.End + i, b.End + i})
	}
}

// middle returns a place on a shortest way through two spans that begin and end
// with different words, at about half of its changes; ok is false if there is
// nothing in common, or too much is changed.
func (c *comparison[T]) middle(a, b Span) (x, y int, ok bool) {
	n, m := a.Len(), b.Len()
	most := (n + m + 1) / 2
	size := 2*most + 2
	if len(c.forward) < size {
		c.forward, c.backward = make([]int, size), make([]int, size)
	}
	f, r := c.forward[:size], c.backward[:size]
	clear(f)
	clear(r)
	delta := n - m
	for d := 0; d <= most; d++ {
		if c.limit > 0 && 2*d > c.limit {
			return 0, 0, false
		}
		for k := -d; k <= d; k += 2 {
			i := reach(f, k, d, most)
			for i < n && i-k < m && i >= 0 && i-k >= 0 && c.a[a.First+i] == c.b[b.First+i-k] {
				i++
			}
			f[k+most] = i
			if back := delta - k; delta%2 != 0 && back >= -(d-1) && back <= d-1 && i+r[back+most] >= n {
				return c.split(a, b, i, i-k)
			}
		}
		for k := -d; k <= d; k += 2 {
			i := reach(r, k, d, most)
			for i < n && i-k < m && i >= 0 && i-k >= 0 && c.a[a.End-1-i] == c.b[b.End-1-(i-k)] {
				i++
			}
			r[k+most] = i
			if forth := delta - k; delta%2 == 0 && forth >= -d && forth <= d && i+f[forth+most] >= n {
				return c.split(a, b, n-i, m-(i-k))
			}
		}
	}
	return 0, 0, false
}

// reach returns how far a way of d changes to diagonal k comes before it slides.
func reach(v []int, k, d, most int) int {
	switch {
	case d == 0:
		return 0
	case k == -d || k != d && v[k-1+most] < v[k+1+most]:
		return v[k+1+most]
	}
	return v[k-1+most] + 1
}

// split turns a place in the spans into one of the sequences; it must part them.
func (c *comparison[T]) split(a, b Span, i, j int) (x, y int, ok bool) {
	if i < 0 || j < 0 || i > a.Len() || j > b.Len() || i+j == 0 || i+j == a.Len()+b.Len() {
		return 0, 0, false
	}
	return a.First + i, b.First + j, true
}

// Kind is what became of words.
type Kind uint8

// The kinds of Edit.
const (
	Kept    Kind = iota
	Dropped      // only in a
	Added        // only in b
)

// Edit is a stretch of words with what became of them. B is empty for Dropped,
// A for Added.
type Edit struct {
	Kind Kind
	A, B Span
}

// Edits turns the common words of two sequences of n and m words into edits from
// the first to the last word; of two at one place what was dropped stands first.
func Edits(common []Anchor, n, m int) []Edit {
	var out []Edit
	add := func(e Edit) {
		if k := len(out) - 1; k >= 0 && out[k].Kind == e.Kind {
			out[k].A.End, out[k].B.End = e.A.End, e.B.End
			return
		}
		out = append(out, e)
	}
	i, j := 0, 0
	gap := func(a, b int) {
		if a > i {
			add(Edit{Dropped, Span{i, a}, Span{j, j}})
		}
		if b > j {
			add(Edit{Added, Span{a, a}, Span{j, b}})
		}
	}
	for _, at := range common {
		gap(at.A, at.B)
		i, j = at.A+1, at.B+1
		add(Edit{Kept, Span{at.A, i}, Span{at.B, j}})
	}
	gap(n, m)
	return out
}
