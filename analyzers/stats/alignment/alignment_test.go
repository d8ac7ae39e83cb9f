package alignment

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func words(t *rapid.T, name string, types, most int) []int32 {
	return rapid.SliceOfN(rapid.Int32Range(0, int32(types-1)), 0, most).Draw(t, name)
}

// smithWaterman is the score of the best local alignment, by the whole table.
func smithWaterman(a, b []int32) int {
	best := 0
	row := make([]int, len(b)+1)
	for i := range a {
		next := make([]int, len(b)+1)
		for j := range b {
			d := row[j] - 1
			if a[i] == b[j] {
				d = row[j] + 1
			}
			next[j+1] = max(0, d, row[j+1]-1, next[j]-1)
			best = max(best, next[j+1])
		}
		row = next
	}
	return best
}

// TestExtensionIsSmithWaterman: without limits the best extension of all seeds
// of one word is the best local alignment.
func TestExtensionIsSmithWaterman(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := words(t, "a", 4, 25), words(t, "b", 4, 25)
		e := newExtension[int32](Options{Seed: 1, Drop: 1000, Band: 60})
		best := 0
		for _, r := range runs(Seeds(a, b, 1), 1) {
			p := e.through(a, b, r)
			best = max(best, p.Score)
			if lcs := longest(a[p.A.First:p.A.End], b[p.B.First:p.B.End]); p.Same > lcs || p.Score > p.Same {
				t.Fatalf("%+v, but only %d words are common", p, lcs)
			}
		}
		if want := smithWaterman(a, b); best != want {
			t.Fatalf("best extension %d, Smith–Waterman %d", best, want)
		}
	})
}

// TestLimitsOnlyLose: with the limits of the house no passage scores more than
// the best local alignment, and every long exact match lies in a passage.
func TestLimitsOnlyLose(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := words(t, "a", 3, 60), words(t, "b", 3, 60)
		o := Usual(6)
		anchors := Seeds(a, b, o.Seed)
		ps := Passages(a, b, anchors, o)
		most := smithWaterman(a, b)
		for _, p := range ps {
			if p.Same < o.Least || p.Score > most || p.A.First < 0 || p.A.End > len(a) || p.B.First < 0 || p.B.End > len(b) || a[p.A.First] != b[p.B.First] || a[p.A.End-1] != b[p.B.End-1] {
				t.Fatalf("%+v", p)
			}
		}
		for _, r := range runs(anchors, o.Seed) {
			inA := slices.ContainsFunc(ps, func(p Passage) bool { return p.A.has(r.a) && p.A.has(r.a+r.n-1) })
			inB := slices.ContainsFunc(ps, func(p Passage) bool { return p.B.has(r.b) && p.B.has(r.b+r.n-1) })
			if r.n >= o.Least && !(inA && inB) {
				t.Fatalf("%d equal words at %d and %d are in no passage", r.n, r.a, r.b)
			}
		}
		var turned []Anchor
		for _, at := range anchors {
			turned = append(turned, Anchor{at.B, at.A})
		}
		swapped := Passages(b, a, turned, o)
		for i, p := range swapped {
			swapped[i].A, swapped[i].B = p.B, p.A
		}
		sortPassages(swapped)
		if !slices.Equal(a, b) && !slices.Equal(ps, swapped) {
			t.Fatalf("one way %v, the other %v", ps, swapped)
		}
	})
}

// TestPassageThroughChanges has a passage with a word replaced, one left out and
// one put in, between other words.
func TestPassageThroughChanges(t *testing.T) {
	a := strings.Fields("x1 x2 we shall promote the important role of the united nations in encouraging cooperation and the peaceful settlement of disputes x3 x4")
	b := strings.Fields("y1 y2 y3 we will promote the important role of united nations in encouraging wider cooperation and the peaceful settlement of disputes y4")
	o := Usual(8)
	got := Passages(a, b, Seeds(a, b, o.Seed), o)
	want := Passage{A: Span{2, 21}, B: Span{3, 22}, Same: 17, Score: 14}
	if len(got) != 1 || got[0] != want {
		t.Fatalf("%+v, want %+v", got, want)
	}
}

func TestSeedsAreAllEqualStretches(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := words(t, "a", 3, 20), words(t, "b", 3, 20)
		n := rapid.IntRange(1, 4).Draw(t, "n")
		var want []Anchor
		for i := 0; i+n <= len(a); i++ {
			for j := 0; j+n <= len(b); j++ {
				if slices.Equal(a[i:i+n], b[j:j+n]) {
					want = append(want, Anchor{i, j})
				}
			}
		}
		if got := Seeds(a, b, n); !slices.Equal(got, want) {
			t.Fatalf("%v, want %v", got, want)
		}
	})
}

// longest is the length of a longest common subsequence, by the whole table.
func longest(a, b []int32) int {
	row := make([]int, len(b)+1)
	for i := range a {
		next := make([]int, len(b)+1)
		for j := range b {
			next[j+1] = max(next[j], row[j+1])
			if a[i] == b[j] {
				next[j+1] = row[j] + 1
			}
		}
		row = next
	}
	return row[len(b)]
}

// TestCommonIsLongest compares with the table, and the edits with both texts.
func TestCommonIsLongest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		types := rapid.IntRange(1, 6).Draw(t, "types")
		a, b := words(t, "a", types, 40), words(t, "b", types, 40)
		limit := rapid.SampledFrom([]int{0, 0, 4}).Draw(t, "limit")
		got := Common(a, b, limit)
		last := Anchor{-1, -1}
		for _, at := range got {
			if at.A <= last.A || at.B <= last.B || a[at.A] != b[at.B] {
				t.Fatalf("%v", got)
			}
			last = at
		}
		if want := longest(a, b); limit == 0 && len(got) != want {
			t.Fatalf("%d words in common, want %d: %v", len(got), want, got)
		}
		var was, is []int32
		for i, e := range Edits(got, len(a), len(b)) {
			if e.Kind == Kept && !slices.Equal(a[e.A.First:e.A.End], b[e.B.First:e.B.End]) || e.A.Len()+e.B.Len() == 0 ||
				e.Kind == Dropped && e.B.Len() > 0 || e.Kind == Added && e.A.Len() > 0 {
				t.Fatalf("edit %d: %+v", i, e)
			}
			was, is = append(was, a[e.A.First:e.A.End]...), append(is, b[e.B.First:e.B.End]...)
		}
		if !slices.Equal(was, a) || !slices.Equal(is, b) {
			t.Fatalf("the edits of %v and %v are of %v and %v", a, b, was, is)
		}
	})
}

func TestCommonOfEqualAndDifferent(t *testing.T) {
	a := strings.Fields("states shall respect sovereignty")
	if got := Common(a, a, 1); len(got) != 4 {
		t.Errorf("%v", got)
	}
	if got := Common(a, strings.Fields("nothing in common here"), 0); got != nil {
		t.Errorf("%v", got)
	}
}

// TestInOrderIsNeedlemanWunsch compares the total weight with the whole table.
func TestInOrderIsNeedlemanWunsch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, m := rapid.IntRange(0, 9).Draw(t, "n"), rapid.IntRange(0, 9).Draw(t, "m")
		table := make([][]int64, n)
		var all []Match
		for i := range table {
			table[i] = make([]int64, m)
			for j := range table[i] {
				if w := rapid.Int64Range(-1, 4).Draw(t, "w"); w != 0 {
					table[i][j] = w
					all = append(all, Match{i, j, w})
				}
			}
		}
		all = rapid.Permutation(all).Draw(t, "order")
		best := make([][]int64, n+1)
		for i := range best {
			best[i] = make([]int64, m+1)
			for j := range best[i] {
				if i > 0 && j > 0 {
					best[i][j] = max(best[i-1][j], best[i][j-1], best[i-1][j-1]+table[i-1][j-1])
				}
			}
		}
		got, sum, last := InOrder(all), int64(0), Match{-1, -1, 0}
		for _, x := range got {
			if x.A <= last.A || x.B <= last.B {
				t.Fatalf("%v cross", got)
			}
			sum, last = sum+x.Weight, x
		}
		if sum != best[n][m] {
			t.Fatalf("weight %d, want %d: %v", sum, best[n][m], got)
		}
	})
}
