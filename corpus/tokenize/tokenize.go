// Package tokenize makes documents of texts: words, sentences and, only if
// they are asked for, part-of-speech tags and named entities.
//
// Words follow the word boundaries of Unicode Standard Annex 29, with the
// choices of the house; see Words. The body of a text is never changed:
// folding happens on a token's type.
package tokenize

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"slices"

	"concordat/corpus"
	"concordat/corpus/tokenize/record"
)

// Version changes whenever the same text may give other tokens, sentences or
// tags; it is part of cache keys and manifests.
const Version = "2"

// Sentence segmenters.
const (
	SentencesProse = "prose" // prose's segmenter
	SentencesRule  = "rule"  // the house's own rule, the default: right more often, and many times faster
)

// Options says what is computed beside words.
type Options struct {
	Tags      bool   // part-of-speech tags, by prose: see TagRate
	Entities  bool   // named entities, by prose: see EntityRate
	Sentences string // SentencesRule, also if empty, or SentencesProse

	// Matter reports for each sentence of a document, which has all but tags and
	// entities, whether its tags matter; the words of the others get none. nil
	// stands for all sentences.
	Matter func(*corpus.Document) ([]bool, error)

	// Memory keeps what prose said; nil = nothing is kept. Words and the house's
	// own sentences are always made: to read them would hardly be faster.
	Memory Memory

	// Reuse says that the documents that a Tokenizer makes are only looked at
	// until its next call: their Document values, tokens and sentences are then
	// made in the same memory again, and nothing is allocated for a document
	// whose words are known.
	Reuse bool

	// Piece, if it is not nil, is called with a document on its way, as soon as
	// some more of its blocks have all their tokens and sentences, of which from
	// is the first: what has to read them then finds them in the processor's
	// cache, which those of a long text exceed many times. The document has what
	// was made so far, and that stays as it is. from is 0 only in the first call or
	// as long as there are no sentences; of every document there is one call at
	// least. How it is cut depends on the text alone. What prose is asked about
	// comes in one piece. An error ends Documents.
	Piece func(d *corpus.Document, from int) error
}

// Memory keeps what prose said of texts, for tokenizers of this Version. What it
// gives back is checked, and its absence changes nothing but time.
type Memory interface {
	// Recall returns the record that was kept of some content under some
	// options, if there is one. The record is the caller's.
	Recall(content []byte, options string) (rec []byte, ok bool)
	// Keep keeps a record in the place of that which Recall gave, if it gave one:
	// it has all that the other had.
	Keep(content []byte, options string, rec []byte)
}

// Tokenizer makes documents, in memory of its own: it is used by one goroutine
// at a time. The models are read-only and shared by all of them.
type Tokenizer struct {
	options Options
	scanner scanner
	notes   notes    // of the document last scanned
	breaks  []uint32 // scratch: where the rule ends sentences
	chunks  []chunk  // scratch: of the sentence that prose is asked about
	memory  memory   // of the documents, if it is used again
	piece   int      // bytes: pieceBytes but in tests
}

// memory holds the documents of one call, one after the other.
type memory struct {
	docs      []corpus.Document
	refs      []*corpus.Document
	tokens    []corpus.Token
	sentences []corpus.Sentence
}

// New returns a tokenizer with the options.
func New(o Options) (*Tokenizer, error) {
	switch o.Sentences {
	case "":
		o.Sentences = SentencesRule
	case SentencesProse, SentencesRule:
	default:
		return nil, fmt.Errorf("sentences: %q is unknown; use %q or %q", o.Sentences, SentencesProse, SentencesRule)
	}
	return &Tokenizer{options: o, piece: pieceBytes}, nil
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
	m := &t.memory
	m.docs, m.refs = slices.Grow(m.docs[:0], len(texts)), slices.Grow(m.refs[:0], len(texts))
	m.tokens, m.sentences = m.tokens[:0], m.sentences[:0]
	var found []notes // for prose, which gets all documents at once
	for i, text := range texts {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := check(text); err != nil {
			return nil, err
		}
		m.docs = append(m.docs, corpus.Document{Text: text, Lexicon: lexicons[i]})
		d := &m.docs[i]
		m.refs = append(m.refs, d)
		if err := t.pieces(d); err != nil {
			return nil, err
		}
		if t.options.Sentences == SentencesProse {
			found = append(found, notes{slices.Clone(t.notes.starts), slices.Clone(t.notes.stops), t.notes.wide})
		}
	}
	docs := m.refs
	if t.asksProse() {
		if err := t.prose(ctx, found); err != nil {
			return nil, err
		}
		if t.options.Piece != nil {
			for _, d := range docs {
				if err := t.options.Piece(d, 0); err != nil {
					return nil, err
				}
			}
		}
	}
	if !t.options.Reuse {
		t.memory = memory{} // they are the caller's
	}
	return docs, nil
}

// asksProse reports whether prose is asked for anything.
func (t *Tokenizer) asksProse() bool {
	return t.options.Sentences == SentencesProse || t.options.Tags || t.options.Entities
}

// memo is what is known of what prose said of a document.
type memo struct {
	record.Record
	content []byte
	news    bool // it has more than was recalled
}

// prose adds to the documents of this call what prose says of them, of which
// found has the notes if it divides them into sentences.
func (t *Tokenizer) prose(ctx context.Context, found []notes) error {
	docs := t.memory.refs
	memos := make([]memo, len(docs))
	if t.options.Memory != nil {
		for i, d := range docs {
			t.recall(d.Text, &memos[i])
		}
	}
	if t.options.Sentences == SentencesProse {
		if err := proseSentences(ctx, docs, memos, found); err != nil {
			return err
		}
	}
	for i, d := range docs {
		m := &memos[i]
		if t.options.Tags || t.options.Entities {
			if err := t.annotate(ctx, d, m); err != nil {
				return err
			}
		}
		if t.options.Memory != nil && m.news {
			t.options.Memory.Keep(m.content, t.options.Sentences, record.Append(nil, &m.Record))
		}
	}
	return nil
}

// recall looks up what prose said of a text. It depends on the body and on where
// its blocks lie, and what it says of sentences on who divided them.
func (t *Tokenizer) recall(text *corpus.Text, m *memo) {
	sum := sha256.Sum256(text.Body)
	m.content = slices.Grow(sum[:], 4*len(text.Blocks))
	at := uint32(0)
	for _, b := range text.Blocks {
		m.content = binary.AppendUvarint(m.content, uint64(b.Start-at))
		m.content = binary.AppendUvarint(m.content, uint64(b.End-b.Start))
		at = b.End
	}
	rec, ok := t.options.Memory.Recall(m.content, t.options.Sentences)
	if !ok {
		return
	}
	said, err := record.Decode(rec)
	if err != nil {
		return
	}
	if n := len(said.Breaks); n == 0 || uint64(said.Breaks[n-1]) < uint64(len(text.Body)) {
		m.Record = *said
	}
}

// pieceBytes is how much text is a piece, at least: its tokens, sentences and
// bytes, about four times as much, and the most frequent words stay together in
// the second level of a processor's cache.
const pieceBytes = 32 << 10

// pieces finds the tokens of a document, notes what its sentences need and,
// unless prose does so, divides it into sentences, some blocks at a time. Where
// memory that is used again has to grow, the documents before keep the old.
func (t *Tokenizer) pieces(d *corpus.Document) error {
	m := &t.memory
	if !t.options.Reuse {
		m.tokens, m.sentences = nil, nil
	}
	m.tokens = slices.Grow(m.tokens, len(d.Body)/6+8)
	tokens, sentences := len(m.tokens), len(m.sentences)
	t.notes = notes{starts: t.notes.starts[:0], stops: t.notes.stops[:0]}
	t.scanner.notes = &t.notes
	t.scanner.begin(m.tokens, d.Body, d.Lexicon)
	blocks := d.Blocks
	for first := true; first || len(blocks) > 0; first = false {
		n := 0
		for size := 0; n < len(blocks) && size < t.piece; n++ {
			size += blocks[n].Len()
		}
		block, stop := len(t.notes.starts), len(t.notes.stops)
		m.tokens = t.scanner.blocks(blocks[:n])
		blocks = blocks[n:]
		d.Tokens = m.tokens[tokens:len(m.tokens):len(m.tokens)]
		if t.options.Sentences == SentencesProse {
			continue
		}
		from := len(m.sentences)
		t.breaks = rule(t.breaks[:0], d, t.notes.stops[stop:])
		m.sentences = divide(m.sentences, d, &t.notes, block, stop, t.breaks)
		d.Sentences = m.sentences[sentences:len(m.sentences):len(m.sentences)]
		if t.options.Piece != nil && !t.asksProse() {
			if err := t.options.Piece(d, from-sentences); err != nil {
				return err
			}
		}
	}
	return nil
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
