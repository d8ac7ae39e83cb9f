// Package match finds the hits of a codebook in a document.
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
	// counts this hit: the union of a subtree counts no token twice.
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
