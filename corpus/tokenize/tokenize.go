// Package tokenize makes documents of texts: words, sentences and, only if
// they are asked for, part-of-speech tags and named entities.
//
// Words follow the word boundaries of Unicode Standard Annex 29, with the
// choices of the house; see Words. The body of a text is never changed:
// folding happens on a token's type.
package tokenize

import (
	"context"
	"fmt"
	"math"

	"concordat/corpus"
)

// Version changes whenever the same text may give other tokens, sentences or
// tags; it is part of cache keys and manifests.
const Version = "1"

// Sentence segmenters.
const (
	SentencesProse = "prose" // prose's segmenter, the default
	SentencesRule  = "rule"  // the house's own rule: no model, several times faster
)

// Options says what is computed beside words.
type Options struct {
	Tags      bool   // part-of-speech tags, by prose: about 0.4 MB/s on one core
	Entities  bool   // named entities, by prose: under 0.1 MB/s on one core
	Sentences string // SentencesProse, also if empty, or SentencesRule
}

// Tokenizer makes documents. It is used by one goroutine at a time; the
// models are read-only and shared by all of them.
type Tokenizer struct {
	options Options
}

// New returns a tokenizer with the options.
func New(o Options) (*Tokenizer, error) {
	switch o.Sentences {
	case "":
		o.Sentences = SentencesProse
	case SentencesProse, SentencesRule:
	default:
		return nil, fmt.Errorf("sentences: %q is unknown; use %q or %q", o.Sentences, SentencesProse, SentencesRule)
	}
	return &Tokenizer{options: o}, nil
}

// Document tokenizes one text into types of lex. Cautions are appended to the
// text's warnings. For many short texts Documents is faster.
func (t *Tokenizer) Document(ctx context.Context, text *corpus.Text, lex *corpus.Lexicon) (*corpus.Document, error) {
	docs, err := t.Documents(ctx, []*corpus.Text{text}, []*corpus.Lexicon{lex})
	if err != nil {
		return nil, err
	}
	return docs[0], nil
}

// Documents tokenizes several texts, each into types of the lexicon at the same
// index. The result is that of Document one by one: texts only share the
// 12 milliseconds which prose needs to load its segmenter at every call, so
// give it texts of about a megabyte together.
func (t *Tokenizer) Documents(ctx context.Context, texts []*corpus.Text, lexicons []*corpus.Lexicon) ([]*corpus.Document, error) {
	if len(texts) != len(lexicons) {
		return nil, fmt.Errorf("tokenize: %d texts but %d lexicons", len(texts), len(lexicons))
	}
	docs := make([]*corpus.Document, len(texts))
	for i, text := range texts {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := check(text); err != nil {
			return nil, err
		}
		docs[i] = &corpus.Document{
			Text:    text,
			Tokens:  Words(make([]corpus.Token, 0, len(text.Body)/6+8), text.Body, text.Blocks, lexicons[i]),
			Lexicon: lexicons[i],
		}
	}
	if err := t.segment(ctx, docs); err != nil {
		return nil, err
	}
	if t.options.Tags || t.options.Entities {
		for _, d := range docs {
			if err := t.annotate(ctx, d); err != nil {
				return nil, err
			}
		}
	}
	return docs, nil
}

// check refuses what a format must not hand over: offsets would be wrong.
func check(text *corpus.Text) error {
	if uint64(len(text.Body)) > math.MaxUint32 {
		return fmt.Errorf("%s: text has %d bytes, more than 4 GiB; split it", text.ID, len(text.Body))
	}
	end := uint32(0)
	for i, b := range text.Blocks {
		if b.Start < end || b.End < b.Start || int(b.End) > len(text.Body) {
			return fmt.Errorf("%s: block %d [%d,%d) overlaps another or leaves the text", text.ID, i, b.Start, b.End)
		}
		end = b.End
	}
	return nil
}

// segment divides the tokens of documents into sentences.
func (t *Tokenizer) segment(ctx context.Context, docs []*corpus.Document) error {
	if t.options.Sentences == SentencesProse {
		return proseSentences(ctx, docs)
	}
	for _, d := range docs {
		d.Sentences = sentences(d, rule(nil, d))
	}
	return nil
}
