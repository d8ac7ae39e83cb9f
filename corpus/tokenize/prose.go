package tokenize

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"sync"
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
func proseSentences(ctx context.Context, docs []*corpus.Document, found []notes) error {
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
	p.divide(found)
	return nil
}

// divide makes the sentences of the documents, of which found has the notes.
func (p *proseBatch) divide(found []notes) {
	for i, d := range p.docs {
		var breaks []uint32
		if p.ruled[i] {
			breaks = rule(nil, d, &found[i])
		} else {
			breaks = indices(d.Tokens, p.breaks[i])
		}
		d.Sentences = sentences(nil, d, &found[i], breaks)
	}
}

// indices returns, of ascending byte offsets, the first tokens that start there
// or after.
func indices(tokens []corpus.Token, offsets []uint32) []uint32 {
	var out []uint32
	i := 0
	for _, at := range offsets {
		for i < len(tokens) && tokens[i].Start < at {
			i++
		}
		if n := len(out); i < len(tokens) && (n == 0 || out[n-1] < uint32(i)) {
			out = append(out, uint32(i))
		}
	}
	return out
}

// proseBatch is the text of many blocks as prose gets it.
type proseBatch struct {
	docs   []*corpus.Document
	breaks [][]uint32 // by document: where prose ends a sentence
	ruled  []bool     // by document: prose failed on it, so the rule divides it
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

// recovered leaves the documents of the batch to the rule.
func (p *proseBatch) recovered(err error) {
	for _, m := range p.marks {
		if p.ruled[m.doc] {
			continue
		}
		d := p.docs[m.doc]
		p.ruled[m.doc] = true
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

// model is prose's tagger and entity finder: 0.3 seconds, loaded once and only if
// a text is tagged. It is only read afterwards.
var model = sync.OnceValue(func() *prose.Model { return prose.ModelFromData("en") })

// maxUntagged is the share of words without a tag above which a text gets a warning.
const maxUntagged = 0.01

// annotate adds tags and entities, a sentence at a time, so that they depend on
// the sentence only. Prose gets the house's words and the punctuation between
// them with spaces around each, which makes the alignment certain: its own
// tokenizer drops words and rewrites quotation marks. What is lost even so
// (rare; also where prose panics) stays without a tag, and the text gets a
// warning if that is more than a hundredth of its words.
//
// Prose settles ties between tags in the order of a Go map. So the tag of a
// word can differ between runs where two tags have the same score; on 20,000
// random texts that was so in 9. Counts must not rest on tags alone.
func (t *Tokenizer) annotate(ctx context.Context, d *corpus.Document) error {
	untagged := 0
	var chunks []chunk
	for _, s := range d.Sentences {
		if err := ctx.Err(); err != nil {
			return err
		}
		chunks = chunksOf(chunks[:0], d, s)
		tokens, entities, err := proseTags(chunks, t.options.Entities)
		if err != nil {
			untagged += int(s.End - s.First)
			continue
		}
		owners := align(chunks, tokens)
		for i, owner := range owners {
			if owner >= 0 && d.Tokens[owner].Tag == 0 {
				d.Tokens[owner].Tag = TagOf(tokens[i].Tag)
			}
		}
		for i := s.First; i < s.End; i++ {
			if d.Tokens[i].Tag == 0 {
				untagged++
			}
		}
		d.Entities = appendEntities(d.Entities, entities, tokens, owners)
	}
	d.Tagged = true
	if float64(untagged) > maxUntagged*float64(len(d.Tokens)) {
		d.Warnings = append(d.Warnings, corpus.Warning{
			Code:    "untagged-words",
			Message: fmt.Sprintf("%d of %d words have no part-of-speech tag; patterns with tag: or lemma: do not find them", untagged, len(d.Tokens)),
		})
	}
	return nil
}

// chunk is a piece of a sentence without white space: a token of the house, or
// punctuation (token −1).
type chunk struct {
	text  string
	token int
}

// chunksOf appends the words and punctuation of a sentence, which ends with
// punctuation in any case: prose forgets an entity at the end of its text. Runs
// of one mark are a single chunk, since prose is quadratic in them.
func chunksOf(dst []chunk, d *corpus.Document, s corpus.Sentence) []chunk {
	for i := s.First; i < s.End; i++ {
		t := d.Tokens[i]
		if i > s.First {
			dst = appendPunctuation(dst, d.Body[d.Tokens[i-1].End:t.Start])
		}
		// Only the surface: prose's features look at capitals.
		word := strings.Map(surfaceRune, string(d.Body[t.Start:t.End]))
		dst = append(dst, chunk{word, int(i)})
	}
	end := d.Blocks[s.Block].End
	if int(s.End) < len(d.Tokens) {
		end = min(end, d.Tokens[s.End].Start)
	}
	n := len(dst)
	if dst = appendPunctuation(dst, d.Body[d.Tokens[s.End-1].End:end]); len(dst) == n {
		dst = append(dst, chunk{".", -1})
	}
	return dst
}

func appendPunctuation(dst []chunk, gap []byte) []chunk {
	prev := rune(-1)
	for len(gap) > 0 {
		r, size := utf8.DecodeRune(gap)
		gap = gap[size:]
		if r == prev || unicode.IsSpace(r) || r == utf8.RuneError {
			continue
		}
		prev = r
		if r = surfaceRune(r); r >= 0 {
			dst = append(dst, chunk{string(r), -1})
		}
	}
	return dst
}

// surfaceRune writes a character as prose's model knows it.
func surfaceRune(r rune) rune {
	switch {
	case ignorable(r), unicode.IsSpace(r), r == utf8.RuneError:
		return -1
	case isApostrophe(r), r == 'ʼ':
		return '\''
	case isHyphen(r):
		return '-'
	case r == '“', r == '”', r == '„', r == '«', r == '»':
		return '"'
	}
	return r
}

// proseTags returns prose's tokens and entities of the chunks. An error is a
// panic of prose.
func proseTags(chunks []chunk, entities bool) (tokens []prose.Token, found []prose.Entity, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	var text strings.Builder
	for _, c := range chunks {
		text.WriteString(c.text)
		text.WriteByte(' ')
	}
	doc, err := prose.NewDocument(text.String(), prose.UsingModel(model()), prose.WithSegmentation(false), prose.WithExtraction(entities))
	if err != nil {
		return nil, nil, err
	}
	return doc.Tokens(), doc.Entities(), nil
}

// lookAhead is how many chunks prose may have lost in a row.
const lookAhead = 16

// align returns, for each of prose's tokens, the house's token that it is a piece
// of, −1 if none. Prose's tokens are pieces of the chunks in their order, but
// some pieces are missing ('s, n't).
func align(chunks []chunk, tokens []prose.Token) []int {
	owners := make([]int, len(tokens))
	k, rest := 0, ""
	if len(chunks) > 0 {
		rest = chunks[0].text
	}
	for i, t := range tokens {
		owners[i] = -1
		if after, ok := strings.CutPrefix(rest, t.Text); ok && rest != "" {
			rest, owners[i] = after, chunks[k].token
			continue
		}
		for j := k + 1; j < len(chunks) && j <= k+lookAhead; j++ {
			if after, ok := strings.CutPrefix(chunks[j].text, t.Text); ok {
				k, rest, owners[i] = j, after, chunks[j].token
				break
			}
		}
	}
	return owners
}

// appendEntities appends prose's entities, which are runs of its tokens joined
// by spaces, as ranges of the house's tokens. One without any word is left out.
func appendEntities(dst []corpus.Entity, entities []prose.Entity, tokens []prose.Token, owners []int) []corpus.Entity {
	at := 0
	for _, e := range entities {
		words := strings.Split(e.Text, " ")
		for i := at; i+len(words) <= len(tokens); i++ {
			if !runs(tokens[i:], words) {
				continue
			}
			first, end := -1, -1
			for _, owner := range owners[i : i+len(words)] {
				if owner >= 0 && first < 0 {
					first = owner
				}
				end = max(end, owner+1)
			}
			if n := len(dst); first >= 0 && (n == 0 || int(dst[n-1].End) <= first) {
				dst = append(dst, corpus.Entity{First: uint32(first), End: uint32(end), Label: e.Label})
			}
			at = i + len(words)
			break
		}
	}
	return dst
}

// runs reports whether tokens begin with words.
func runs(tokens []prose.Token, words []string) bool {
	for i, w := range words {
		if tokens[i].Text != w {
			return false
		}
	}
	return true
}
