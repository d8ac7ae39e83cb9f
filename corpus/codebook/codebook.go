// Package codebook reads codebooks: trees of concepts, each with patterns,
// examples and counter-examples.
package codebook

import (
	"embed"
	"fmt"
	"slices"
	"strings"
)

// ConceptID is the index of a concept in Codebook.Concepts.
type ConceptID int32

// None is the ConceptID of no concept: the parent of a top concept.
const None ConceptID = -1

// CaseMode says how words match the case of a text.
type CaseMode uint8

// The case modes.
const (
	CaseAuto  CaseMode = iota // all-capitals words of two or more letters match exactly, others fold
	CaseFold                  // every word folds
	CaseExact                 // every word matches exactly
)

// Overlap is a policy for hits that share tokens. Inside one concept a token
// always belongs to one hit; the policy is about different concepts.
type Overlap uint8

// The overlap policies.
const (
	OverlapConcept   Overlap = iota // concepts are independent of each other
	OverlapCodebook                 // a hit inside one longer hit is dropped
	OverlapAll                      // every match of every pattern counts, also inside a concept
	OverlapExclusive                // a token belongs to one concept, in priority order
)

// Codebook is a tree of concepts in depth-first order: a parent stands before
// its children, and a concept's descendants follow it without a gap.
type Codebook struct {
	Name        string
	Version     string
	Language    string
	Description string
	License     string
	Case        CaseMode
	WholeHyphen bool // hyphens: whole; patterns do not look inside hyphenated compounds
	Concepts    []Concept
	Path        string // as the user named it; "builtin:NAME" for a shipped one
	SHA256      string // of the file's bytes
	Notes       []Note
}

// Concept is one entry of a codebook.
type Concept struct {
	ID              string // unique in the codebook; [a-z0-9] words joined by hyphens, or any text without white space
	Label           string // what tables and figures print
	Definition      string
	Parent          ConceptID // None for a top concept
	Depth           int       // 0 for a top concept
	End             ConceptID // one past the last descendant: descendants are (own index, End)
	Priority        int       // for OverlapExclusive: smaller wins; file order breaks ties
	Patterns        []Pattern
	Examples        []Example
	CounterExamples []Example
	Line, Column    int
}

// Example is a sentence that must (or, as a counter-example, must not) give a
// hit of the concept itself or of one of its descendants.
type Example struct {
	Text         string
	Line, Column int
}

// Pattern is one pattern of a concept.
type Pattern struct {
	Source       string // as written
	Rule         Rule
	Line, Column int
}

// Op is the operator of a rule.
type Op uint8

// The operators.
const (
	OpSequence       Op = iota // Sequence: consecutive elements
	OpConcept                  // Ref: the hits of another concept
	OpNear                     // A within N tokens of B, in either order; the hit is A
	OpBefore                   // A at most N tokens before B; the hit is A
	OpSentence                 // A in a sentence that also has B; the hit is A
	OpUnless                   // A unless a match of B overlaps it; the hit is A
	OpUnlessSentence           // A unless its sentence has B; the hit is A
)

// Rule is a pattern as a tree. In rules the hit is A's match: B is the
// condition. A and B do not share tokens.
//
//	near/N    the gap between A and B is at most N tokens, same sentence
//	before/N  as near, and A stands first
//	in sentence  B anywhere in A's sentence
//	unless       A is dropped if a match of B overlaps it ("security unless social security")
//	unless … in sentence  A is dropped if B is anywhere in its sentence
type Rule struct {
	Op       Op
	N        int
	A, B     *Rule
	Ref      ConceptID // of OpConcept, None as long as it is not resolved
	Concept  string    // of OpConcept, the id as written
	Sequence []Element
}

// ElementKind says what an element of a sequence matches.
type ElementKind uint8

// The kinds of element.
const (
	Literal      ElementKind = iota // Text, folded unless Exact
	Glob                            // Text with * and ?
	Any                             // a lone *: exactly one token
	Gaps                            // {Min,Max}: so many tokens
	Regex                           // Text: an RE2 expression for one whole token, case-insensitive unless it says otherwise
	Lemma                           // Text: the lemma of a token
	TagGlob                         // Text: a glob over part-of-speech tags
	Alternatives                    // Alts: one of the sequences
)

// Join says how an element is tied to the one before it.
type Join uint8

// The ways of joining two elements.
const (
	JoinSpace  Join = iota // written with a space: space, hyphen and solid forms match
	JoinHyphen             // written with a hyphen: the same three forms match
)

// Element is one part of a sequence.
type Element struct {
	Kind     ElementKind
	Text     string // folded with tokenize.Fold unless Exact
	Exact    bool   // match the case as written
	Min, Max int
	Alts     [][]Element
	Join     Join
	Allow    uint8 // corpus.Gap bits that may stand before the element: those written in the pattern
}

// Note is a remark about a codebook that is not an error.
type Note struct {
	Code         string // "barrier": punctuation in a pattern; "word": a word that is also a concept's id
	Message      string
	Concept      string
	Line, Column int
}

// Lookup returns the concept with the id.
func (b *Codebook) Lookup(id string) (ConceptID, bool) {
	for i := range b.Concepts {
		if b.Concepts[i].ID == id {
			return ConceptID(i), true
		}
	}
	return None, false
}

// Reread returns the codebook with its patterns read under another case mode and
// another rule for hyphens. It is an error if a pattern cannot be read so.
func (b *Codebook) Reread(c CaseMode, wholeHyphen bool) (*Codebook, error) {
	out := *b
	out.Case, out.WholeHyphen = c, wholeHyphen
	out.Concepts = slices.Clone(b.Concepts)
	for i := range out.Concepts {
		ps := slices.Clone(out.Concepts[i].Patterns)
		for k := range ps {
			rule, _, err := ParsePattern(ps[k].Source, PatternOptions{Case: c, WholeHyphen: wholeHyphen, Book: b})
			if err != nil {
				return nil, fmt.Errorf("%s:%d:%d: concept %q: %w", b.Path, ps[k].Line, ps[k].Column, out.Concepts[i].ID, err)
			}
			ps[k].Rule = rule
		}
		out.Concepts[i].Patterns = ps
	}
	return &out, nil
}

// NeedsTags reports whether a pattern uses lemma: or tag:.
func (b *Codebook) NeedsTags() bool {
	for i := range b.Concepts {
		for j := range b.Concepts[i].Patterns {
			if b.Concepts[i].Patterns[j].Rule.needsTags() {
				return true
			}
		}
	}
	return false
}

func (r *Rule) needsTags() bool {
	if r == nil {
		return false
	}
	return elementsNeedTags(r.Sequence) || r.A.needsTags() || r.B.needsTags()
}

func elementsNeedTags(es []Element) bool {
	for i := range es {
		if es[i].Kind == Lemma || es[i].Kind == TagGlob {
			return true
		}
		for _, a := range es[i].Alts {
			if elementsNeedTags(a) {
				return true
			}
		}
	}
	return false
}

//go:embed builtin
var builtin embed.FS

// Builtin returns the bytes of a shipped codebook by its name, for Parse.
func Builtin(name string) ([]byte, bool) {
	if strings.ContainsAny(name, `/\`) {
		return nil, false
	}
	data, err := builtin.ReadFile("builtin/" + name + ".yaml")
	return data, err == nil
}

// BuiltinNames returns the names of the shipped codebooks in alphabetical order.
func BuiltinNames() []string {
	entries, err := builtin.ReadDir("builtin")
	if err != nil {
		return nil // the folder is compiled in
	}
	var names []string
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), ".yaml"); ok {
			names = append(names, name)
		}
	}
	return names
}
