package alignment

import (
	"cmp"
	"slices"
)

// Match says that item A of one list may stand for item B of another, and how
// much that is worth.
type Match struct {
	A, B   int
	Weight int64
}

// InOrder returns the matches of greatest total weight that rise in both lists,
// so that no item is matched twice and none cross: the global alignment of two
// lists whose gaps cost nothing. Chains of equal weight are told apart by the
// places of their matches alone. Matches of weight ≤ 0 are passed over. Cost: n
// log n for n matches.
//
// Source: Needleman and Wunsch 1970, doi:10.1016/0022-2836(70)90057-4, for the
// matches that are worth anything only, as in Hunt and Szymanski 1977,
// doi:10.1145/359581.359603.
func InOrder(matches []Match) []Match {
	all := slices.DeleteFunc(slices.Clone(matches), func(m Match) bool { return m.Weight <= 0 })
	slices.SortFunc(all, func(x, y Match) int { return cmp.Or(cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B)) })
	most := -1
	for _, m := range all {
		most = max(most, m.B)
	}
	// best, a Fenwick tree by B, has the heaviest chain that ends at or before
	// each place of the second list; total and before by match.
	best := make([]int, most+2)
	total, before := make([]int64, len(all)), make([]int, len(all))
	weight := func(i int) int64 {
		if i == 0 {
			return 0
		}
		return total[i-1]
	}
	enter := func(i int) {
		for k := all[i].B + 1; k < len(best); k += k & -k {
			if weight(i+1) > weight(best[k]) {
				best[k] = i + 1
			}
		}
	}
	last := 0
	for i := 0; i < len(all); {
		end := i
		for end < len(all) && all[end].A == all[i].A {
			chain := 0
			for k := all[end].B; k > 0; k -= k & -k {
				if weight(best[k]) > weight(chain) {
					chain = best[k]
				}
			}
			before[end], total[end] = chain, weight(chain)+all[end].Weight
			end++
		}
		for ; i < end; i++ {
			enter(i)
			if total[i] > weight(last) {
				last = i + 1
			}
		}
	}
	var out []Match
	for ; last > 0; last = before[last-1] {
		out = append(out, all[last-1])
	}
	slices.Reverse(out)
	return out
}
