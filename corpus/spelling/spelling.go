// Package spelling finds the name that a misspelt one was meant to be.
package spelling

import "strings"

// Nearest returns the name that differs least from what was written, letter
// case aside, and "" if none is near: more than a third of the letters and one
// more are wrong. A name that holds what was written, or is held by it, counts
// as two letters away if both have three letters or more. Of two equally near
// names the first is taken.
func Nearest(written string, names []string) string {
	w := []rune(strings.ToLower(written))
	best, least := "", len(w)/3+2
	for _, n := range names {
		l := strings.ToLower(n)
		d := distance(w, []rune(l))
		if d > 2 && len(w) > 2 && len(l) > 2 && (strings.Contains(l, string(w)) || strings.Contains(string(w), l)) {
			d = 2
		}
		if d < least {
			best, least = n, d
		}
	}
	return best
}

// distance returns the Levenshtein distance in characters.
func distance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, x := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j, y := range b {
			cost := diagonal
			if x != y {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
