package tokenize_test

import (
	"fmt"

	"concordat/corpus"
	"concordat/corpus/tokenize"
)

// Words are byte ranges of the body, which is never changed; folding happens
// on their types.
func ExampleWords() {
	body := []byte("The U.S. and China’s co-operation, 1,594 words.")
	lexicon := corpus.NewLexicon()
	block := corpus.Block{Span: corpus.Span{End: uint32(len(body))}}
	for _, t := range tokenize.Words(nil, body, []corpus.Block{block}, lexicon) {
		fmt.Printf("%d %s → %s\n", t.Start, body[t.Start:t.End], lexicon.Word(t.Type))
	}
	// Output:
	// 0 The → the
	// 4 U.S. → u.s.
	// 9 and → and
	// 13 China’s → china's
	// 23 co-operation → co-operation
	// 37 1,594 → 1,594
	// 43 words → words
}
