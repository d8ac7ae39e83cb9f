package analyzers

import (
	"cmp"
	"slices"

	"concordat/corpus/codebook"
)

// All is the name of all documents taken together.
const All = "(all)"

// Labels returns what figures print for every concept: its label, followed by
// its id in brackets where another concept has the same label.
func Labels(book *codebook.Codebook) []string {
	labels := make([]string, len(book.Concepts))
	seen := map[string]int{}
	for i := range book.Concepts {
		labels[i] = cmp.Or(book.Concepts[i].Label, book.Concepts[i].ID)
		seen[labels[i]]++
	}
	for i, l := range labels {
		if seen[l] > 1 && l != book.Concepts[i].ID {
			labels[i] = l + " [" + book.Concepts[i].ID + "]"
		}
	}
	return labels
}

// Kin reports whether one of two concepts is the other's ancestor, or both are one.
func Kin(book *codebook.Codebook, a, b int) bool {
	a, b = min(a, b), max(a, b)
	return b < int(book.Concepts[a].End) || a == b
}

// Choose returns the concepts of a figure, by index: those that
// Options.Concepts names, in that order, or else at most n of those with
// patterns of their own, by falling weight, ties in the order of the codebook;
// unless kin is set, these leave out the ancestors and descendants of one
// another. Weight is by concept; a concept of weight 0 is never chosen.
func (in *Input) Choose(weight []int64, n int, kin bool) []int {
	var order, chosen []int
	for _, id := range in.Options.Concepts {
		if c, ok := in.Book.Lookup(id); ok && weight[c] > 0 && !slices.Contains(chosen, int(c)) {
			chosen = append(chosen, int(c))
		}
	}
	if len(in.Options.Concepts) > 0 {
		return chosen
	}
	for c := range in.Book.Concepts {
		if len(in.Book.Concepts[c].Patterns) > 0 && weight[c] > 0 {
			order = append(order, c)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(weight[b], weight[a]) })
	for _, c := range order {
		related := func(o int) bool { return !kin && Kin(in.Book, o, c) }
		if len(chosen) < n && !slices.ContainsFunc(chosen, related) {
			chosen = append(chosen, c)
		}
	}
	return chosen
}

// Sides returns what a long table reports on, each once: All first if there
// are several documents, then every document if they are at most limit, and
// otherwise the sides of the comparisons. A side of one document has the
// document's id for a name.
func (in *Input) Sides(limit int) []Side {
	docs := in.Tally.Documents
	var sides []Side
	add := func(s Side) {
		if len(s.Documents) == 1 {
			s.Name = docs[s.Documents[0]].ID
		}
		same := func(o Side) bool { return slices.Equal(o.Documents, s.Documents) }
		if len(s.Documents) > 0 && !slices.ContainsFunc(sides, same) {
			sides = append(sides, s)
		}
	}
	if len(docs) > 1 {
		whole := Side{Name: All}
		for i := range docs {
			whole.Documents = append(whole.Documents, i)
		}
		add(whole)
	}
	if len(docs) <= limit {
		for i := range docs {
			add(Side{Documents: []int{i}})
		}
		return sides
	}
	for _, c := range in.Comparisons {
		add(c.Target)
		add(c.Reference)
	}
	return sides
}
