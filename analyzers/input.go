package analyzers

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"concordat/analyzers/result"
	"concordat/corpus/codebook"
)

// All is the name of all documents taken together.
const All = "(all)"

// Rest is the name of the documents that are not in a target.
const Rest = "(rest)"

// IsWord reports whether a folded type is a word of the language, as measures of
// vocabulary and readability have it: it has a letter and is no web or mail
// address.
func IsWord(word string) bool {
	return strings.ContainsFunc(word, unicode.IsLetter) && !strings.ContainsAny(word, "@/") && !strings.HasPrefix(word, "www.")
}

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

// Chosen says in a caption how Choose chose without kin, and what a concept
// includes; sentences that follow others. Shown is how many it chose of weight.
func (in *Input) Chosen(weight []int64, shown int) string {
	if len(in.Options.Concepts) > 0 {
		return " The concepts are those that the run's options name; a concept includes those below it."
	}
	hit := -shown
	for _, w := range weight {
		if w > 0 {
			hit++
		}
	}
	s := " A concept includes those below it; where one is shown, those above and below it are not, nor are headings of the codebook without patterns of their own."
	if hit > 0 {
		s += " Concepts with hits that are not shown for these reasons or as less frequent: " + result.Whole(hit) + "."
	}
	return s
}

// Sides returns what a long table reports on, each once: All first if there
// are several documents, then every document if they are at most limit, then
// the groups and the sides of the comparisons. A side of one document has the
// document's id for a name. A name that stands for other documents in another
// comparison, as Rest does where each is compared with the rest, is left
// out: its rows could not be told apart.
func (in *Input) Sides(limit int) []Side {
	docs := in.Tally.Documents
	var sides []Side
	add := func(s Side) {
		if len(s.Documents) == 1 {
			s.Name = docs[s.Documents[0]].ID
		}
		taken := func(o Side) bool { return slices.Equal(o.Documents, s.Documents) || o.Name == s.Name }
		if len(s.Documents) > 0 && !slices.ContainsFunc(sides, taken) {
			sides = append(sides, s)
		}
	}
	if len(docs) > 1 {
		add(in.Whole())
	}
	if len(docs) <= limit {
		for i := range docs {
			add(Side{Documents: []int{i}})
		}
	}
	for _, g := range in.Groups {
		add(g)
	}
	for _, c := range in.Comparisons {
		for _, s := range []Side{c.Target, c.Reference} {
			if len(s.Documents) == 1 || !in.ambiguous(s) {
				add(s)
			}
		}
	}
	return sides
}

// Whole returns all documents as one side, named All.
func (in *Input) Whole() Side {
	whole := Side{Name: All}
	for i := range in.Tally.Documents {
		whole.Documents = append(whole.Documents, i)
	}
	return whole
}

// ambiguous reports whether the name of a side stands for other documents in
// some comparison.
func (in *Input) ambiguous(s Side) bool {
	other := func(o Side) bool { return o.Name == s.Name && !slices.Equal(o.Documents, s.Documents) }
	return slices.ContainsFunc(in.Comparisons, func(c Comparison) bool { return other(c.Target) || other(c.Reference) })
}

// Conditional reports whether a concept, with those below it, has hits only
// where other words stand nearby: its ties with those words are of the
// codebook's making.
func Conditional(book *codebook.Codebook, concept int) bool {
	some := false
	for c := concept; c < max(int(book.Concepts[concept].End), concept+1); c++ {
		for _, p := range book.Concepts[c].Patterns {
			if !asks(&p.Rule) {
				return false
			}
			some = true
		}
	}
	return some
}

// asks reports whether a rule has a hit only where other words stand nearby.
func asks(r *codebook.Rule) bool {
	switch r.Op {
	case codebook.OpNear, codebook.OpBefore, codebook.OpSentence:
		return true
	}
	return r.A != nil && asks(r.A)
}
