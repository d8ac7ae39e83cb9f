package tokenize

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/jdkato/prose/v2"

	"concordat/corpus"
)

const (
	// maxBatch is how many bytes go to prose's segmenter at once. It loads its
	// model at every call, 12 ms, and is linear on what sanitise gives it.
	maxBatch = 1 << 20
	// maxRun is the longest run of one punctuation character that prose sees:
	// its time is quadratic in them.
	maxRun = 64
	// divider stands between blocks. Prose always ends a sentence after a lone
	// question mark, whatever stands on either side, so what it says of a
	// block does not depend on the blocks around it.
	divider = " ? "
)

// proseSentences divides documents into sentences by prose's segmenter, a
// batch of blocks at a time. Where prose fails, the rule divides the documents
// of that batch and they get a warning.
func proseSentences(ctx context.Context, docs []*corpus.Document) error {
	p := proseBatch{docs: docs, breaks: make([][]uint32, len(docs)), ruled: make([]bool, len(docs))}
	for i, d := range docs {
		for _, b := range d.Blocks {
			if !bytes.ContainsAny(d.Body[b.Start:b.End], ".!?") {
				continue // one sentence
			}
			if len(p.text)+b.Len() > maxBatch {
				if err := ctx.Err(); err != nil {
					return err
				}
				p.segment()
			}
			p.add(i, b.Span)
		}
	}
	p.segment()
	for i, d := range docs {
		d.Sentences = sentences(d, p.breaks[i])
	}
	return nil
}

// proseBatch is the text of many blocks as prose gets it.
type proseBatch struct {
	docs   []*corpus.Document
	breaks [][]uint32 // by document: where prose ends a sentence
	ruled  []bool     // by document: prose failed on it
	text   []byte
	marks  []mark
}

// mark says that text[at:] comes from offset src of document doc, byte for
// byte up to the next mark, in a block that ends at end.
type mark struct {
	at, doc  int
	src, end uint32
}

// add appends a block: white space as single spaces, long runs of punctuation
// cut to maxRun.
func (p *proseBatch) add(doc int, block corpus.Span) {
	b := p.docs[doc].Body[block.Start:block.End]
	sync := true
	run, prev := 0, rune(-1)
	for i := 0; i < len(b); {
		r, size := rune(b[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRune(b[i:])
		}
		if unicode.IsSpace(r) {
			r = ' '
		}
		if r == prev {
			run++
		} else {
			run, prev = 1, r
		}
		if run > 1 && (r == ' ' || run > maxRun && strings.ContainsRune(`.!?("`, r)) {
			i += size
			sync = true
			continue
		}
		if sync {
			p.marks = append(p.marks, mark{len(p.text), doc, block.Start + uint32(i), block.End})
		}
		n := len(p.text)
		p.text = utf8.AppendRune(p.text, r)
		sync = len(p.text)-n != size
		i += size
	}
	p.text = append(p.text, divider...)
}

// segment divides the batch and empties it.
func (p *proseBatch) segment() {
	if len(p.text) == 0 {
		return
	}
	ends, err := proseEnds(string(p.text))
	if err != nil {
		p.recovered(err)
	}
	k := 0
	for _, end := range ends {
		for k+1 < len(p.marks) && p.marks[k+1].at <= end {
			k++
		}
		m := p.marks[k]
		if src := m.src + uint32(end-m.at); src < m.end && !p.ruled[m.doc] {
			p.breaks[m.doc] = append(p.breaks[m.doc], src)
		}
	}
	p.text, p.marks = p.text[:0], p.marks[:0]
}

// recovered divides the documents of the batch by the rule.
func (p *proseBatch) recovered(err error) {
	for _, m := range p.marks {
		if p.ruled[m.doc] {
			continue
		}
		d := p.docs[m.doc]
		p.ruled[m.doc] = true
		p.breaks[m.doc] = rule(nil, d)
		d.Warnings = append(d.Warnings, corpus.Warning{
			Code:    "prose-recovered",
			Message: fmt.Sprintf("sentences are by the house's rule, since prose could not divide this text: %v", err),
		})
	}
}

// proseEnds returns the byte offsets in text at which prose's sentences end. An
// error is a panic of prose, or sentences that are no pieces of the text.
func proseEnds(text string) (ends []int, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	doc, err := prose.NewDocument(text, prose.WithTokenization(false), prose.WithTagging(false), prose.WithExtraction(false))
	if err != nil {
		return nil, err
	}
	at := 0
	for _, s := range doc.Sentences() {
		at += len(text[at:]) - len(strings.TrimLeftFunc(text[at:], unicode.IsSpace))
		if !strings.HasPrefix(text[at:], s.Text) {
			return nil, fmt.Errorf("sentence at byte %d is not a piece of the text", at)
		}
		at += len(s.Text)
		ends = append(ends, at)
	}
	return ends, nil
}

func (t *Tokenizer) annotate(ctx context.Context, d *corpus.Document) error { return nil }
