// Package match finds the hits of a codebook in a document.
//
// A pattern is matched inside one sentence. A token is read as its folded
// type, without a possessive ending, as an abbreviation without its full stops
// and, if it is a hyphenated compound, as the sequence of its parts: a pattern
// can begin and end inside a compound, its hit then covers the whole word.
// For * and gaps a part counts like a token, as multi-stakeholder stands for
// multi stakeholder; distances in near and before count whole tokens. Exact words
// are compared with the text as written. Lemmas and tags are those of prose.
//
// Two neighbouring literals, or a literal and a glob develop* of three letters
// or more, are also found written as one word. A literal is also found as the
// parts of one compound, a glob only if three letters of it stand in the last
// of them (cooperat* in co-operation, but antic* not in anti-corruption), and a
// literal as two tokens of three letters or more with only space between.
//
// Of the matches of one pattern that start in one token the longest counts, read
// in the plainest way. Inside a concept the longest hit comes first, then the
// leftmost, then the earlier pattern, and no token belongs to two hits, but
// under the policy all every pattern has its own hit, even on the same tokens.
package match

import (
	"slices"

	"concordat/corpus"
	"concordat/corpus/codebook"
)

// Form says by which equivalence a hit came about.
type Form uint8

// The forms of a hit, as bits; 0 = the words as the pattern has them.
const (
	FormPart       Form = 1 << iota // from a part of a hyphenated compound
	FormHyphen                      // the pattern's space is a hyphen in the text, or the other way round
	FormSolid                       // written as one word where the pattern has two, or the other way round
	FormPossessive                  // a possessive ending was passed over
	FormFolded                      // curly quotes, dashes, soft hyphens or compatibility forms were folded
)

// Hit is one stretch of tokens [First, End) that one pattern of one concept matched.
type Hit struct {
	Concept codebook.ConceptID
	Pattern int32 // index into the concept's patterns
	First   uint32
	End     uint32
	Form    Form
	// Up has bit k set if the concept's ancestor k steps up (0 = its parent)
	// counts this hit: the union of a subtree counts no token twice. An ancestor
	// counts all of its own hits, then those below it that share no token with
	// a hit counted before: the longest first, then the leftmost. So a parent
	// can have fewer hits than a child, several of whose hits lie in a longer one.
	Up uint32
}

// Policies says what each overlap policy would have given: hits of concepts
// themselves, without roll-up.
type Policies struct {
	Concept, Codebook, All, Exclusive int64
}

// Coding is a document with its hits under the run's policy, in the order of
// their first token, then longer first, then concept.
type Coding struct {
	Document *corpus.Document
	Hits     []Hit
	Policies Policies
	Covered  int64 // tokens inside any hit
}

// Alternatives is what a document would have given under every overlap policy,
// and under the run's own without each pattern in turn.
type Alternatives struct {
	Policies [4][]Hit  // by codebook.Overlap, each in the order of Coding.Hits
	Without  []Without // by concept, then pattern: those that matched something
}

// Without is what leaving one pattern out does: the hits that are lost and those
// that come in their place, in the order of Coding.Hits. A hit that ancestors
// count otherwise is lost and gained. As a condition of other patterns
// (concept:ID) the pattern stays.
type Without struct {
	Concept      codebook.ConceptID
	Pattern      int32 // index into the concept's patterns
	Lost, Gained []Hit
}

// Alternatives codes a document in every way that the overlap policies allow and
// without each pattern. Errors are those of Code. Cost: that of coding it, and
// in each sentence of settling its candidates once for each pattern among them.
func (m *Matcher) Alternatives(doc *corpus.Document) (Alternatives, error) {
	var a Alternatives
	var policies [len(a.Policies)]Program
	var codings [len(a.Policies)]Coding
	for i := range policies {
		policies[i] = *m.p
		policies[i].policy = codebook.Overlap(i)
	}
	without := map[int32]*Without{} // by index of the pattern in the program
	var base, less Coding
	var rest []candidate
	err := m.each(doc, 0, func(cs []candidate, _, _ uint32) {
		for i := range policies {
			m.settler.settle(&policies[i], &codings[i], cs)
		}
		base.Hits = base.Hits[:0]
		m.settler.settle(m.p, &base, cs)
		for i, c := range cs {
			n := m.p.firstOf[c.concept] + c.pattern
			same := func(o candidate) bool { return o.concept == c.concept && o.pattern == c.pattern }
			if slices.ContainsFunc(cs[:i], same) {
				continue
			}
			rest, less.Hits = append(rest[:0], cs...), less.Hits[:0]
			m.settler.settle(m.p, &less, slices.DeleteFunc(rest, same))
			w := without[n]
			if w == nil {
				w = &Without{Concept: c.concept, Pattern: c.pattern}
				without[n] = w
			}
			w.Lost = appendMissing(w.Lost, base.Hits, less.Hits)
			w.Gained = appendMissing(w.Gained, less.Hits, base.Hits)
		}
	})
	for i := range codings {
		a.Policies[i] = codings[i].Hits
	}
	for n := range int32(len(m.p.patterns)) {
		if w := without[n]; w != nil {
			a.Without = append(a.Without, *w)
		}
	}
	return a, err
}

// appendMissing appends the hits that another list, in the same order, lacks.
func appendMissing(to, hits, other []Hit) []Hit {
	for _, h := range hits {
		for len(other) > 0 && compareHits(other[0], h) < 0 {
			other = other[1:]
		}
		if len(other) == 0 || other[0] != h {
			to = append(to, h)
		}
	}
	return to
}
