package tokenize

import (
	"context"

	"concordat/corpus"
)

func proseSentences(ctx context.Context, docs []*corpus.Document) error {
	for _, d := range docs {
		d.Sentences = sentences(d, rule(nil, d.Body, d.Blocks, d.Tokens))
	}
	return nil
}
func (t *Tokenizer) annotate(ctx context.Context, d *corpus.Document) error { return nil }
