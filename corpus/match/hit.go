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
