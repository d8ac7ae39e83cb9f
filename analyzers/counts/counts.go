// Package counts makes tables of a Total: whole numbers, nothing concluded from
// them, for whoever computes elsewhere or wants to check.
package counts

import (
	"cmp"
	"slices"

	"concordat/analyzers/result"
	"concordat/analyzers/tally"
	"concordat/corpus"
	"concordat/corpus/codebook"
)

// Concepts has a row a concept, in the order of the codebook.
func Concepts(book *codebook.Codebook, t *tally.Total) *result.Table {
	n := len(book.Concepts)
	id, label := make([]string, n), make([]string, n)
	var hits, tokens, sentences, paragraphs, documents []int64
	for c := range book.Concepts {
		id[c], label[c] = book.Concepts[c].ID, book.Concepts[c].Label
		s := t.Concepts[c]
		hits, tokens = append(hits, s.Hits), append(tokens, s.Tokens)
		sentences, paragraphs, documents = append(sentences, s.Sentences), append(paragraphs, s.Paragraphs), append(documents, s.Documents)
	}
	return &result.Table{
		Name: "concepts", Title: "Concepts", Caption: "One row a concept of the codebook; its hits include those of the concepts below it, no token twice.",
		Columns: []result.Column{
			result.Texts("concept", "concept", "Id of the concept.", id),
			result.Texts("label", "label", "Its label.", label),
			result.Ints("hits", "hits", "", "Hits of the concept.", hits),
			result.Ints("hit_tokens", "tokens in hits", "tokens", "Tokens inside those hits.", tokens),
			result.Ints("sentences", "sentences", "", "Sentences with a hit.", sentences),
			result.Ints("paragraphs", "paragraphs", "", "Paragraphs with a hit.", paragraphs),
			result.Ints("documents", "documents", "", "Documents with a hit.", documents),
		},
	}
}

// Cooccurrences has a row a pair of concepts that stand together in a unit, by
// falling joint count, then in the order of the codebook.
func Cooccurrences(book *codebook.Codebook, t *tally.Total) *result.Table {
	var unit, a, b []string
	var joint, same, inA, inB, units []int64
	for _, co := range t.Cooccurrences() {
		margin := make([]int64, len(book.Concepts))
		for _, m := range co.Margins {
			margin[m.Concept] = m.N
		}
		n := len(co.Pairs)
		unit, a, b = slices.Grow(unit, n), slices.Grow(a, n), slices.Grow(b, n)
		joint, same, inA, inB, units = slices.Grow(joint, n), slices.Grow(same, n), slices.Grow(inA, n), slices.Grow(inB, n), slices.Grow(units, n)
		slices.SortStableFunc(co.Pairs, func(x, y tally.Pair) int { return cmp.Compare(y.N, x.N) })
		for _, p := range co.Pairs {
			unit = append(unit, co.Unit.String())
			a, b = append(a, book.Concepts[p.A].ID), append(b, book.Concepts[p.B].ID)
			joint, same = append(joint, p.N), append(same, p.Shared)
			inA, inB, units = append(inA, margin[p.A]), append(inB, margin[p.B]), append(units, co.Units)
		}
	}
	return &result.Table{
		Name: "cooccurrence", Title: "Co-occurrence", Caption: "One row a pair of concepts with a hit in the same unit; a concept and its ancestors are no pair.",
		Columns: []result.Column{
			result.Texts("unit", "unit", "The unit: sentence, paragraph or window.", unit),
			result.Texts("concept_a", "concept A", "Id of the one concept.", a),
			result.Texts("concept_b", "concept B", "Id of the other.", b),
			result.Ints("joint", "joint", "units", "Units with both.", joint),
			result.Ints("same_words", "on the same words", "units", "Those of them in which a hit of the one shares a token with a hit of the other.", same),
			result.Ints("units_a", "units with A", "units", "Units with the one.", inA),
			result.Ints("units_b", "units with B", "units", "Units with the other.", inB),
			result.Ints("units", "units", "units", "All units.", units),
		},
	}
}

// Words has a row a word, by falling count, then in the order of the words'
// bytes. Words are folded, as types are.
func Words(t *tally.Total) *result.Table {
	order := make([]corpus.TypeID, len(t.WordCounts))
	for i := range order {
		order[i] = corpus.TypeID(i)
	}
	slices.SortFunc(order, func(a, b corpus.TypeID) int {
		if c := cmp.Compare(t.WordCounts[b].N, t.WordCounts[a].N); c != 0 {
			return c // words are far away in memory
		}
		return cmp.Compare(t.Words.Word(a), t.Words.Word(b))
	})
	words, n, documents := make([]string, len(order)), make([]int64, len(order)), make([]int64, len(order))
	for i, id := range order {
		words[i], n[i], documents[i] = t.Words.Word(id), t.WordCounts[id].N, t.WordCounts[id].Documents
	}
	return &result.Table{
		Name: "words", Title: "Words", Caption: "One row a word in small letters, with all its occurrences.",
		Columns: []result.Column{
			result.Texts("word", "word", "The word, folded.", words),
			result.Ints("count", "count", "tokens", "Its occurrences.", n),
			result.Ints("documents", "documents", "", "Documents with the word.", documents),
		},
	}
}
