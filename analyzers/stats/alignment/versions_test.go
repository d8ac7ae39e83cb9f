package alignment

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// split turns a text into paragraphs of words.
func split(text string) (out [][]string) {
	for _, p := range strings.Split(text, "|") {
		out = append(out, strings.Fields(p))
	}
	return out
}

// told writes pairings as old>new, with the fates' first letters.
func told(ps []Pairing) string {
	span := func(s Span) string {
		if s.Len() == 1 {
			return fmt.Sprint(s.First)
		}
		if s.Len() == 0 {
			return "-"
		}
		return fmt.Sprintf("%d..%d", s.First, s.End-1)
	}
	var out []string
	for _, p := range ps {
		out = append(out, fmt.Sprintf("%s%s>%s", []string{"=", "~", "m", "s", "j", "x", "+"}[p.Fate], span(p.Old), span(p.New)))
	}
	return strings.Join(out, " ")
}

// TestVersionsByHand has revisions whose truth is known since they were made.
func TestVersionsByHand(t *testing.T) {
	const old = "purpose and scope | to comply with the charter of the united nations and universally recognised norms | not to use networks to carry out hostile activities or acts of aggression | to cooperate in combating criminal and terrorist activities that use technologies | to bolster bilateral regional and international cooperation"
	for name, c := range map[string]struct{ new, want string }{
		"nothing changed": {old, "=0>0 =1>1 =2>2 =3>3 =4>4"},
		"one reworded":    {strings.Replace(old, "recognised norms", "recognised norms governing international relations", 1), "=0>0 ~1>1 =2>2 =3>3 =4>4"},
		"one removed":     {strings.Replace(old, " not to use networks to carry out hostile activities or acts of aggression |", "", 1), "=0>0 =1>1 x2>- =3>2 =4>3"},
		"one inserted":    {strings.Replace(old, "| not to", "| states must play an equal role | not to", 1), "=0>0 =1>1 +->2 =2>3 =3>4 =4>5"},
		"the last moved to the front": {"to bolster bilateral regional and international cooperation | " + strings.Replace(old, " | to bolster bilateral regional and international cooperation", "", 1),
			"m4>0 =0>1 =1>2 =2>3 =3>4"},
		"one split":    {strings.Replace(old, "united nations and", "united nations | and of", 1), "=0>0 s1>1..2 =2>3 =3>4 =4>5"},
		"two merged":   {strings.Replace(old, " | to cooperate", " and to cooperate", 1), "=0>0 =1>1 j2..3>2 =4>3"},
		"another text": {"all of this is new | and nothing like it", "x0>- x1>- x2>- x3>- x4>- +->0 +->1"},
		"no text":      {"", "x0>- x1>- x2>- x3>- x4>- +->0"},
	} {
		if got := told(Versions(split(old), split(c.new))); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	if got := Versions[string](nil, nil); len(got) != 0 {
		t.Errorf("%v", got)
	}
}

// paragraphs draws a text whose paragraphs are of words from one range.
func paragraphs(t *rapid.T, name string, from int32, most int) [][]int32 {
	return rapid.SliceOfN(rapid.SliceOfN(rapid.Int32Range(from, from+8), 1, 12), 0, most).Draw(t, name)
}

// revised draws a text that keeps, changes, loses, swaps and gains paragraphs.
func revised(t *rapid.T, old [][]int32) (out [][]int32) {
	for _, p := range old {
		switch rapid.IntRange(0, 5).Draw(t, "change") {
		case 0:
		case 1:
			p = slices.Clone(p)
			p[rapid.IntRange(0, len(p)-1).Draw(t, "word")] = 100
			out = append(out, p)
		case 2:
			k := rapid.IntRange(0, len(p)).Draw(t, "break")
			out = append(out, p[:k], p[k:])
		case 3:
			out = append([][]int32{p}, out...)
		case 4:
			out = append(append(out, p), paragraphs(t, "inserted", 50, 1)...)
		default:
			out = append(out, p)
		}
	}
	return slices.DeleteFunc(out, func(p []int32) bool { return len(p) == 0 })
}

// TestVersionsLaws: every paragraph has one fate, a fate is what it says, and
// reading backwards gives the same pairs.
func TestVersionsLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		old := paragraphs(t, "old", 0, 8)
		new := revised(t, old)
		ps := Versions(old, new)
		seenOld, seenNew := make([]int, len(old)), make([]int, len(new))
		for _, p := range ps {
			for i := p.Old.First; i < p.Old.End; i++ {
				seenOld[i]++
			}
			for j := p.New.First; j < p.New.End; j++ {
				seenNew[j]++
			}
			n, m := p.Old.Len(), p.New.Len()
			ok := map[Fate]bool{Unchanged: n == 1 && m == 1, Reworded: n == 1 && m == 1, Moved: n == 1 && m == 1, Split: n == 1 && m > 1, Merged: n > 1 && m == 1, Removed: n == 1 && m == 0, Inserted: n == 0 && m == 1}
			if !ok[p.Fate] || p.Fate == Unchanged && !slices.Equal(old[p.Old.First], new[p.New.First]) || p.Fate == Reworded && slices.Equal(old[p.Old.First], new[p.New.First]) {
				t.Fatalf("%s", told(ps))
			}
		}
		if slices.ContainsFunc(slices.Concat(seenOld, seenNew), func(n int) bool { return n != 1 }) {
			t.Fatalf("%s leaves out or repeats paragraphs", told(ps))
		}
		back := map[string]bool{}
		for _, p := range Versions(new, old) {
			back[told([]Pairing{{reversed(p.Fate), p.New, p.Old}})] = true
		}
		for _, p := range ps {
			if one := told([]Pairing{p}); !back[one] && slices.CompareFunc(old, new, slices.Compare[[]int32]) != 0 {
				t.Fatalf("%s is not there backwards: %v", one, back)
			}
		}
		if slices.ContainsFunc(Versions(old, old), func(p Pairing) bool { return p.Fate != Unchanged || p.Old != p.New }) {
			t.Fatalf("a text against itself: %s", told(Versions(old, old)))
		}
	})
}

// TestVersionsJoin: two texts without a word in common, one after the other,
// are revised as each alone. Paragraphs are of different lengths and words, so
// that no two ways are equally good.
func TestVersionsJoin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := func(from int32) (old, new [][]int32) {
			for i := range int32(rapid.IntRange(0, 5).Draw(t, "paragraphs")) {
				p := make([]int32, 6<<i)
				for k := range p {
					p[k] = from + 200*i + int32(k)
				}
				old = append(old, p)
			}
			return old, revised(t, old)
		}
		a, a2 := text(1000)
		b, b2 := text(3000)
		for i, p := range b2 { // words that a revision put in are the text's own
			b2[i] = slices.Clone(p)
			for k, w := range p {
				if w < 1000 {
					b2[i][k] = w + 5000
				}
			}
		}
		count := func(ps []Pairing) (n [7]int) {
			for _, p := range ps {
				n[p.Fate]++
			}
			return n
		}
		x, y := count(Versions(a, a2)), count(Versions(b, b2))
		for i := range x {
			x[i] += y[i]
		}
		if got := count(Versions(slices.Concat(a, b), slices.Concat(a2, b2))); got != x {
			t.Fatalf("together %v, apart %v", got, x)
		}
	})
}
