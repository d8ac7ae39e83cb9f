package differential

import (
	"fmt"
	"slices"

	"concordat/analyzers"
)

// maxYears is up to how many years each is compared with the one before it.
const maxYears = 12

// The kinds of comparisons.
const (
	sides   = "sides"
	periods = "periods"
)

// two is what is compared, and why.
type two struct {
	analyzers.Comparison
	by string // sides or periods
}

// comparisons returns those of the plan, and those of the years that documents
// name: of every year with the one before it among them or, if there are more than
// maxYears, of the later with the earlier half of the text.
func comparisons(in *analyzers.Input) []two {
	var out []two
	for _, c := range in.Comparisons {
		out = append(out, two{c, sides})
	}
	years := years(in)
	if len(years) > maxYears {
		years = halves(in, years)
	}
	for i := 1; i < len(years); i++ {
		out = append(out, two{analyzers.Comparison{Target: years[i].side(), Reference: years[i-1].side()}, periods})
	}
	return out
}

// span is the documents of some years.
type span struct {
	first, last int
	documents   []int
}

func (s span) side() analyzers.Side {
	name := fmt.Sprint(s.first)
	if s.last != s.first {
		name = fmt.Sprintf("%d–%d", s.first, s.last)
	}
	return analyzers.Side{Name: name, Documents: s.documents}
}

// years returns the documents of each year, by year; those without one are left out.
func years(in *analyzers.Input) []span {
	var out []span
	for i := range in.Tally.Documents {
		y := in.Tally.Documents[i].Meta.Year
		if y == 0 {
			continue
		}
		at, found := slices.BinarySearchFunc(out, y, func(s span, y int) int { return s.first - y })
		if !found {
			out = slices.Insert(out, at, span{first: y, last: y})
		}
		out[at].documents = append(out[at].documents, i)
	}
	return out
}

// halves joins years to two spans, as equal in their tokens as whole years allow.
func halves(in *analyzers.Input, years []span) []span {
	tokens := make([]int64, len(years)+1) // before each
	for i, y := range years {
		tokens[i+1] = tokens[i]
		for _, d := range y.documents {
			tokens[i+1] += in.Tally.Documents[d].Tokens
		}
	}
	cut, total := 1, tokens[len(years)]
	uneven := func(i int) int64 { return max(2*tokens[i]-total, total-2*tokens[i]) }
	for i := 2; i < len(years); i++ {
		if uneven(i) < uneven(cut) {
			cut = i
		}
	}
	join := func(ys []span) span {
		s := span{first: ys[0].first, last: ys[len(ys)-1].last}
		for _, y := range ys {
			s.documents = append(s.documents, y.documents...)
		}
		slices.Sort(s.documents)
		return s
	}
	return []span{join(years[:cut]), join(years[cut:])}
}
