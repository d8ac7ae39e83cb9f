// Package corpus holds the nouns of the house: texts, tokens, sentences,
// documents and the lexicon. It knows nothing of files, statistics or pictures.
package corpus

// Span is a half-open byte range [Start, End) of a text's body.
type Span struct {
	Start, End uint32
}

// Len returns the number of bytes in the span.
func (s Span) Len() int { return int(s.End) - int(s.Start) }

// Contains reports whether t lies inside s. An empty t at a border counts as inside.
func (s Span) Contains(t Span) bool { return s.Start <= t.Start && t.End <= s.End }
