package match_test

import (
	"cmp"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"concordat/corpus"
	"concordat/corpus/codebook"
	"concordat/corpus/match"
)

// Each alternative is what coding with that policy, or with a codebook that
// lacks the pattern, gives.
func TestAlternativesAreCodings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := drawBook(t)
		own := rapid.SampledFrom([]codebook.Overlap{codebook.OverlapConcept, codebook.OverlapCodebook, codebook.OverlapAll, codebook.OverlapExclusive}).Draw(t, "own")
		doc := document(t, drawBody(t))
		p, err := match.Compile(b, match.Options{Policy: own})
		if err != nil {
			t.Skip(err)
		}
		a, err := p.NewMatcher().Alternatives(doc)
		if err != nil {
			t.Fatal(err)
		}
		for _, policy := range policies {
			if want := hitsWith(t, b, policy, doc); !slices.Equal(a.Policies[policy], want) {
				t.Fatalf("%stext %q, policy %d\ngot  %v\nwant %v", sources(b), doc.Body, policy, a.Policies[policy], want)
			}
		}
		if namesConcepts(b) {
			return // a pattern that is left out stays as a condition
		}
		base := hitsWith(t, b, own, doc)
		for c := range b.Concepts {
			for i := range b.Concepts[c].Patterns {
				want := hitsWithout(t, b, own, doc, c, i)
				got := slices.Clone(base)
				for _, w := range a.Without {
					if int(w.Concept) == c && int(w.Pattern) == i {
						got = slices.DeleteFunc(got, func(h match.Hit) bool { return slices.Contains(w.Lost, h) })
						got = append(got, w.Gained...)
					}
				}
				slices.SortFunc(got, inOrder)
				if !slices.Equal(got, want) {
					t.Fatalf("%stext %q without pattern %d of concept %d\ngot  %v\nwant %v", sources(b), doc.Body, i, c, got, want)
				}
			}
		}
	})
}

func inOrder(a, b match.Hit) int {
	return cmp.Or(cmp.Compare(a.First, b.First), cmp.Compare(b.End, a.End), cmp.Compare(a.Concept, b.Concept), cmp.Compare(a.Pattern, b.Pattern))
}

func hitsWith(t *rapid.T, b *codebook.Codebook, policy codebook.Overlap, doc *corpus.Document) []match.Hit {
	p, err := match.Compile(b, match.Options{Policy: policy})
	if err != nil {
		t.Fatal(err)
	}
	coding, err := p.NewMatcher().Code(doc)
	if err != nil {
		t.Fatal(err)
	}
	return coding.Hits
}

// hitsWithout codes with a codebook from which a pattern was cut, and gives the
// patterns behind it their old numbers.
func hitsWithout(t *rapid.T, b *codebook.Codebook, policy codebook.Overlap, doc *corpus.Document, concept, pattern int) []match.Hit {
	less := *b
	less.Concepts = slices.Clone(b.Concepts)
	less.Concepts[concept].Patterns = slices.Delete(slices.Clone(b.Concepts[concept].Patterns), pattern, pattern+1)
	hits := hitsWith(t, &less, policy, doc)
	for i := range hits {
		if int(hits[i].Concept) == concept && int(hits[i].Pattern) >= pattern {
			hits[i].Pattern++
		}
	}
	slices.SortFunc(hits, inOrder)
	return hits
}

func namesConcepts(b *codebook.Codebook) bool {
	var names func(r *codebook.Rule) bool
	names = func(r *codebook.Rule) bool {
		return r != nil && (r.Op == codebook.OpConcept || names(r.A) || names(r.B))
	}
	for c := range b.Concepts {
		for i := range b.Concepts[c].Patterns {
			if names(&b.Concepts[c].Patterns[i].Rule) {
				return true
			}
		}
	}
	return false
}

// A pattern that is left out gives way to another of its concept.
func TestAlternativesByHand(t *testing.T) {
	b := book(t, concept{id: "state", patterns: []string{"united states", "states"}}, concept{id: "team", patterns: []string{"manchester united"}})
	p, err := match.Compile(b, match.Options{})
	if err != nil {
		t.Fatal(err)
	}
	a, err := p.NewMatcher().Alternatives(document(t, "the united states\nthe states"))
	if err != nil {
		t.Fatal(err)
	}
	want := []match.Without{
		{Concept: 0, Pattern: 0, Lost: []match.Hit{{First: 1, End: 3}}, Gained: []match.Hit{{Pattern: 1, First: 2, End: 3}}},
		{Concept: 0, Pattern: 1, Lost: []match.Hit{{Pattern: 1, First: 4, End: 5}}},
	}
	if !reflect.DeepEqual(a.Without, want) {
		t.Errorf("got  %+v\nwant %+v", a.Without, want)
	}
}
