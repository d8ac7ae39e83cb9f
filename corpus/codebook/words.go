package codebook

import (
	"strings"

	"concordat/corpus"
	"concordat/corpus/tokenize"
)

// word is one running word of a pattern.
type word struct {
	surface string     // as written
	folded  string     // as the lexicon has it
	gap     corpus.Gap // punctuation before it
	glued   bool       // nothing at all stands before or after it
}

// split cuts text into running words exactly as a text is cut. trailing is the
// punctuation after the last word.
func split(text string) (words []word, trailing corpus.Gap) {
	// The words around make the punctuation at both ends stand between words.
	const before, after = "a ", " a"
	body := []byte(before + text + after)
	block := corpus.Block{Span: corpus.Span{End: uint32(len(body))}}
	lex := corpus.NewLexicon()
	tokens := tokenize.Words(nil, body, []corpus.Block{block}, lex)
	last := len(tokens) - 1
	for i := 1; i < last; i++ {
		t := tokens[i]
		words = append(words, word{
			surface: string(body[t.Start:t.End]),
			folded:  lex.Word(t.Type),
			gap:     t.Gap,
			glued:   tokens[i-1].End == t.Start || tokens[i+1].Start == t.End,
		})
	}
	return words, tokens[last].Gap
}

// parts cuts a hyphenated compound at its hyphens, and leaves any other word
// whole.
func (w word) parts() []word {
	folded := tokenize.Parts(w.folded)
	surfaces := strings.FieldsFunc(w.surface, func(r rune) bool { return r == '-' || r == '‐' || r == '‑' })
	if len(folded) == 0 || len(surfaces) != len(folded) {
		return []word{w}
	}
	out := make([]word, len(folded))
	for i := range out {
		out[i] = word{surface: surfaces[i], folded: folded[i]}
	}
	return out
}
