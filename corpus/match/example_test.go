package match_test

import (
	"context"
	"fmt"

	"concordat/corpus"
	"concordat/corpus/codebook"
	"concordat/corpus/match"
	"concordat/corpus/tokenize"
)

// The hits of a codebook in a sentence. The comma is a barrier, and the hyphen
// of the text is the space of the pattern.
func Example() {
	book, err := codebook.Parse("book.yaml", []byte(`
concepts:
  states: [United States]
  model: [multi stakeholder*]
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	body := []byte("Once united, states defend the multi-stakeholder model.")
	text := &corpus.Text{ID: "example", Body: body, Blocks: []corpus.Block{{Span: corpus.Span{End: uint32(len(body))}}}}
	tokenizer, err := tokenize.New(tokenize.Options{Sentences: tokenize.SentencesRule})
	if err != nil {
		fmt.Println(err)
		return
	}
	doc, err := tokenizer.Document(context.Background(), text, corpus.NewLexicon())
	if err != nil {
		fmt.Println(err)
		return
	}
	program, err := match.Compile(book, match.Options{Policy: codebook.OverlapConcept})
	if err != nil {
		fmt.Println(err)
		return
	}
	coding, err := program.NewMatcher().Code(doc)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, h := range coding.Hits {
		span := corpus.Span{Start: doc.Tokens[h.First].Start, End: doc.Tokens[h.End-1].End}
		fmt.Printf("%s at byte %d: %q\n", book.Concepts[h.Concept].ID, span.Start, doc.Slice(span))
	}
	// Output: model at byte 31: "multi-stakeholder"
}
