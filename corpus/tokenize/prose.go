package tokenize

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/jdkato/prose/v2"

	"concordat/corpus"
	"concordat/corpus/tokenize/record"
	"concordat/corpus/tokenize/tagger"
)

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

// model is prose's entity finder and the tagger with its weights: loaded once and
// only if a text is tagged. Both are only read afterwards.
var model = sync.OnceValue(func() (m struct {
	*prose.Model
	*tagger.Tagger
}) {
	var err error
	m.Model = prose.ModelFromData("en")
	if m.Tagger, err = tagger.New(m.Model); err != nil {
		panic(err) // another version of prose was built in, which the tests see
	}
	return m
})

// maxUntagged is the share of words without a tag above which a text gets a warning.
const maxUntagged = 0.01

// The speed of prose on one core, in bytes a second: what says beforehand how
// long a run may take. Measured on every 67th sentence of 28 MB of speeches and
// strategies: 0.05 to 0.06 MB/s on a busy machine; tags on 2.5 MB of speeches, 0.8 to
// 0.9 MB in a second of the processor.
const (
	TagRate    = 700_000 // of tags alone
	EntityRate = 50_000  // of entities, with which tags come
)

// annotate adds tags and entities, a sentence at a time, so that they depend on
// the sentence only, and only to the sentences that need them. Prose gets the
// house's words and the punctuation between them with spaces around each, which
// makes the alignment certain: its own tokenizer drops words and rewrites
// quotation marks. What is lost even so (rare; also where prose panics) stays
// without a tag, and the text gets a warning if that is more than a hundredth of
// the words that need one.
//
// Prose's tags change from run to run where two have the same score, and so the
// words are tagged by package tagger, which has prose's weights and one answer.
// Prose tags anew where it looks for entities, so that of these a few may differ
// between runs.
func (t *Tokenizer) annotate(ctx context.Context, d *corpus.Document, m *memo) error {
	tags, err := t.tagged(d)
	if err != nil {
		return fmt.Errorf("%s: %w", d.ID, err)
	}
	known := m.Sentences
	if !fits(d, known) {
		known = nil
	}
	var all []record.Sentence
	words, untagged := 0, 0
	for i, s := range d.Sentences {
		var said *record.Sentence
		if len(known) > 0 && known[0].Index == uint32(i) {
			said, known = &known[0], known[1:]
		}
		entities := t.options.Entities && mayName(d, s)
		if (tags[i] || entities) && (said == nil || entities && !said.Sought) {
			if err := ctx.Err(); err != nil {
				return err
			}
			said = t.ask(d, i, entities)
			m.news = true
		}
		if said == nil {
			continue
		}
		all = append(all, *said)
		if tags[i] {
			words += len(said.Tags)
			untagged += setTags(d.Tokens[s.First:s.End], said.Tags)
		}
		if entities {
			d.Entities = appendEntities(d.Entities, s.First, said.Entities)
		}
	}
	m.Sentences = all
	d.Tagged = t.options.Tags
	if float64(untagged) > maxUntagged*float64(words) {
		d.Warnings = append(d.Warnings, corpus.Warning{
			Code:    "untagged-words",
			Message: fmt.Sprintf("%d of %d words have no part-of-speech tag; patterns with tag: or lemma: do not find them", untagged, words),
		})
	}
	return nil
}

// tagged reports for each sentence whether its tags are wanted.
func (t *Tokenizer) tagged(d *corpus.Document) ([]bool, error) {
	if t.options.Tags && t.options.Matter != nil {
		return t.options.Matter(d)
	}
	return slices.Repeat([]bool{t.options.Tags}, len(d.Sentences)), nil
}

// mayName reports whether a sentence may hold a name: it has a capital, and not
// only that of a first word which begins sentences ("The", "We"). Of 8,423
// entities that prose finds in every 29th sentence of the shared corpus (UN
// speeches, strategies, commentary) this loses 35, 0.4 %, all of them a first
// word such as "And" or "Such" that prose takes for a place; it spares 32 % of the
// sentences. To spare every sentence whose only capital is that of its first
// word would lose 461, 5.5 %, and among them China and Ukraine.
func mayName(d *corpus.Document, s corpus.Sentence) bool {
	for i := s.First; i < s.End; i++ {
		t := d.Tokens[i]
		for k, r := range string(d.Body[t.Start:t.End]) {
			if (unicode.IsUpper(r) || unicode.IsTitle(r)) && (i > s.First || k > 0 || !starters[d.Lexicon.Word(t.Type)]) {
				return true
			}
		}
	}
	return false
}

// fits reports whether sentences of a record are those of a document.
func fits(d *corpus.Document, said []record.Sentence) bool {
	for _, r := range said {
		if int(r.Index) >= len(d.Sentences) {
			return false
		}
		s := d.Sentences[r.Index]
		if len(r.Tags) != int(s.End-s.First) || slices.ContainsFunc(r.Tags, func(b byte) bool { return int(b) >= len(tagNames) }) {
			return false
		}
	}
	return true
}

// setTags gives tokens their tags and returns how many have none.
func setTags(tokens []corpus.Token, tags []byte) (untagged int) {
	for i, tag := range tags {
		tokens[i].Tag = corpus.Tag(tag)
		if tag == 0 {
			untagged++
		}
	}
	return untagged
}

// appendEntities appends the entities of the sentence that begins at a token.
func appendEntities(dst []corpus.Entity, first uint32, said []record.Entity) []corpus.Entity {
	for _, e := range said {
		dst = append(dst, corpus.Entity{First: first + e.First, End: first + e.End, Label: e.Label})
	}
	return dst
}

// ask asks prose about sentence i: its tags, and also its entities if they are
// wanted.
func (t *Tokenizer) ask(d *corpus.Document, i int, entities bool) *record.Sentence {
	s := d.Sentences[i]
	said := &record.Sentence{Index: uint32(i), Tags: make([]byte, s.End-s.First), Sought: entities}
	t.chunks = chunksOf(t.chunks[:0], d, s)
	by := model()
	tokens, found, err := proseTokens(t.chunks, by.Model, entities)
	if err != nil {
		return said
	}
	owners := align(t.chunks, tokens)
	words := make([]string, len(tokens))
	for k := range tokens {
		words[k] = tokens[k].Text
	}
	tags := by.Tags(words)
	for k, owner := range owners {
		if owner >= 0 && said.Tags[owner] == 0 {
			said.Tags[owner] = byte(TagOf(tags[k]))
		}
	}
	said.Entities = entitiesOf(found, tokens, owners)
	return said
}

// chunk is a piece of a sentence without white space: a token of the house, by
// its place in the sentence, or punctuation (token −1).
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
		dst = append(dst, chunk{word, int(i - s.First)})
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

// proseTokens returns prose's tokens and entities of the chunks. An error is a
// panic of prose.
func proseTokens(chunks []chunk, m *prose.Model, entities bool) (tokens []prose.Token, found []prose.Entity, err error) {
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
	doc, err := prose.NewDocument(text.String(), prose.UsingModel(m), prose.WithSegmentation(false), prose.WithTagging(false), prose.WithExtraction(entities))
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

// entitiesOf returns prose's entities, which are runs of its tokens joined by
// spaces, as ranges of the sentence's tokens. One without any word is left out.
func entitiesOf(entities []prose.Entity, tokens []prose.Token, owners []int) []record.Entity {
	var out []record.Entity
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
			if n := len(out); first >= 0 && (n == 0 || int(out[n-1].End) <= first) {
				out = append(out, record.Entity{First: uint32(first), End: uint32(end), Label: e.Label})
			}
			at = i + len(words)
			break
		}
	}
	return out
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
