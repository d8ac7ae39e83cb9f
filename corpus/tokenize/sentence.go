package tokenize

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"concordat/corpus"
)

// sentences appends to dst the sentences of a document, which end with its blocks
// and before breaks, ascending token indices as the rule or prose found them.
// Two kinds of break are always passed over, since both segmenters make them
// and they are clearly wrong:
//
//   - after an abbreviation, unless the next word is one that begins sentences:
//     "Mr. President", "U.S. Government", "No. 5", "J. Smith";
//   - after a number or letter that is the whole sentence or a number that begins
//     a line, "1. Principles", and after outline numbers: "Aims 6.3.1. The".
//
// And an ideographic full stop, question or exclamation mark always ends one.
func sentences(dst []corpus.Sentence, d *corpus.Document, n *notes, breaks []uint32) []corpus.Sentence {
	return divide(dst, d, n, 0, 0, breaks)
}

// divide is sentences of the blocks from one on, the first of whose stops is
// given too. Those before are divided, and nothing stands in the way of any.
func divide(dst []corpus.Sentence, d *corpus.Document, n *notes, block, stop int, breaks []uint32) []corpus.Sentence {
	var wide []uint32
	if n.wide {
		wide = n.stops[stop:]
	}
	for b := block; b < len(n.starts); b++ {
		first, end := n.starts[b], uint32(len(d.Tokens))
		if b+1 < len(n.starts) {
			end = n.starts[b+1]
		}
		breaks, wide = after(breaks, first), after(wide, first)
		sentence := corpus.Sentence{First: first, Block: uint32(b)}
		for {
			i := end
			found := len(breaks) > 0 && breaks[0] < end
			if found {
				i = breaks[0]
			}
			if len(wide) > 0 && wide[0] < i {
				i, found = wide[0], false
			}
			if i == end {
				break
			}
			breaks, wide = after(breaks, i), after(wide, i)
			if found && !abbreviated(d, int(i)) && !enumerates(d, int(i)-1, i-1 == sentence.First || listed(d, int(i)-1)) ||
				n.wide && bytes.ContainsAny(d.Body[d.Tokens[i-1].End:d.Tokens[i].Start], wideEnds) {
				sentence.End = i
				dst = append(dst, sentence)
				sentence.First = i
			}
		}
		if sentence.First < end {
			sentence.End = end
			dst = append(dst, sentence)
		}
	}
	return dst
}

// after returns ascending indices without those up to i.
func after(indices []uint32, i uint32) []uint32 {
	for len(indices) > 0 && indices[0] <= i {
		indices = indices[1:]
	}
	return indices
}

// wideEnds end a sentence in texts that write no space after it.
const wideEnds = "。！？"

// abbreviated reports whether token i follows an abbreviation's full stop that
// does not end a sentence.
func abbreviated(d *corpus.Document, i int) bool {
	prev, next := d.Tokens[i-1], d.Tokens[i]
	gap := d.Body[prev.End:next.Start]
	dotted := d.Body[prev.End-1] == '.'
	if !dotted && (len(gap) == 0 || gap[0] != '.') || noAbbreviation(d.Body[prev.Start:prev.End]) {
		return false
	}
	word := d.Lexicon.Word(prev.Type)
	if bytes.IndexByte(gap, '!') >= 0 || bytes.IndexByte(gap, '?') >= 0 {
		return false
	}
	r, _ := utf8.DecodeRune(d.Body[next.Start:])
	initial := len(word) == 1 && prev.Kind == corpus.Word
	switch {
	case isNumbered(word) && (unicode.IsDigit(r) || next.End-next.Start == 1):
		return true
	case !dotted && !initial && !isAbbreviation(word):
		return false
	}
	if !unicode.IsUpper(r) {
		return true
	}
	capitals := next.End-next.Start > 1 && unicode.IsUpper(rune(d.Body[next.Start+1]))
	return !starters[d.Lexicon.Word(next.Type)] || capitals
}

// longest is how many letters an abbreviation has at most.
const longest = 6

// noAbbreviation reports the words of two or more plain letters, as written,
// that abbreviate nothing: nearly all that stand before a full stop. It spares to
// look up their types, whose words are all over memory.
func noAbbreviation(written []byte) bool {
	var small [longest]byte
	for i, c := range written {
		if asciiBits[c] != bitLetter {
			return false
		}
		if i < longest {
			small[i] = lower[c]
		}
	}
	if len(written) > longest {
		return true
	}
	word := string(small[:len(written)])
	return len(word) > 1 && !isNumbered(word) && !isAbbreviation(word)
}

// enumerates reports whether token i is an outline number of three levels, or,
// as the first of its sentence, any number or letter of a list.
func enumerates(d *corpus.Document, i int, first bool) bool {
	t := d.Tokens[i]
	if t.Kind == corpus.Number && bytes.Count(d.Body[t.Start:t.End], []byte(".")) > 1 {
		return true
	}
	return first && (t.Kind == corpus.Number || t.End-t.Start == 1 || romans[d.Lexicon.Word(t.Type)])
}

// listed reports whether token i is a number of one or two digits that begins
// a line, as those of lists do.
func listed(d *corpus.Document, i int) bool {
	t := d.Tokens[i]
	return i > 0 && t.Kind == corpus.Number && t.End-t.Start <= 2 &&
		bytes.IndexByte(d.Body[d.Tokens[i-1].End:t.Start], '\n') >= 0
}

// isNumbered reports the abbreviations that are ones only before a number or
// letter: "no." also ends sentences, as does "art.".
func isNumbered(word string) bool {
	switch word {
	case "no", "nos", "art", "arts", "sec", "secs", "ch", "chap", "vol", "vols", "p", "pp", "para", "paras",
		"fig", "figs", "res", "doc", "add", "rev", "ed", "pt", "eq", "tab", "op", "app":
		return true
	}
	return false
}

// isAbbreviation reports the words that a full stop abbreviates.
func isAbbreviation(word string) bool {
	switch word {
	case "mr", "mrs", "ms", "dr", "prof", "messrs", "mme", "mlle", "gen", "col", "lt", "sgt", "capt", "maj",
		"adm", "cmdr", "gov", "sen", "rep", "reps", "hon", "pres", "amb", "st", "mt", "ft", "jr", "sr", "vs", "cf", "viz",
		"etc", "al", "inc", "corp", "ltd", "co", "cos", "bros", "dept", "univ", "assn", "est", "approx", "ibid", "cit",
		"eds", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "tel", "ave", "blvd":
		return true
	}
	return false
}

// set makes a set of words.
func set(words ...string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[w] = true
	}
	return m
}

var (
	starters = set("the", "a", "an", "this", "these", "those", "that", "it", "he", "she", "they", "we", "i", "you", "there",
		"their", "his", "her", "its", "our", "my", "in", "on", "at", "for", "if", "as", "but", "and", "however", "although",
		"though", "such", "when", "while", "since", "after", "before", "with", "by", "to", "from", "many", "most", "some",
		"all", "both", "not", "nor", "so", "thus", "therefore", "moreover", "furthermore", "indeed", "instead", "even",
		"among", "according", "despite", "during", "through", "what", "how", "why", "who", "where", "nevertheless",
		"meanwhile", "similarly", "because", "is", "are", "yet", "one", "each", "every", "another", "also")
	romans = set("ii", "iii", "iv", "vi", "vii", "viii", "ix", "xi", "xii", "xiii", "xiv", "xv", "xvi", "xvii", "xviii", "xix", "xx")
)

// rule appends to dst the tokens before which a sentence ends by the house's
// rule, which looks at the characters between two tokens and at the words on
// either side: a full stop, question or exclamation mark, with the quotation
// marks and brackets that close there, then white space. A full stop needs a
// line end or a next word that does not begin with a small letter, an ellipsis a
// capital. White space may be missing before a capital: see tight. The rule is
// linear, and a block's sentences do not depend on what stands around it.
//
// It is right more often than prose on breaks that were labelled by reading:
// testdata/SENTENCES.md has the numbers and every class of disagreement.
func rule(dst []uint32, d *corpus.Document, stops []uint32) []uint32 {
	for _, i := range stops {
		prev, next := d.Tokens[i-1], d.Tokens[i]
		from, to := prev.End, next.Start
		var ends bool
		if c := d.Body[to]; to-from == 2 && d.Body[from] == '.' && d.Body[from+1] == ' ' && d.Body[from-1] != '.' && c < utf8.RuneSelf {
			ends = c < 'a' // what stopped says, nearly always: a letter or digit stands there
		} else {
			ends = stopped(d.Body, from, to) && !torn(d.Body, prev, next) || tight(d, prev, next)
		}
		if ends {
			dst = append(dst, i)
		}
	}
	return dst
}

// torn reports whether the two tokens are an address that a line end divides.
func torn(body []byte, prev, next corpus.Token) bool {
	r, _ := utf8.DecodeRune(body[next.Start:])
	return prev.Kind == corpus.URL && unicode.IsLower(r)
}

// tight reports whether a sentence ends between two tokens although no white
// space stands there: after one mark, if a word in small letters or a closing
// bracket or quotation mark stands before it, and a capitalised word or the
// number of a note after it: "law.The", "law.”The", "law.12 The".
func tight(d *corpus.Document, prev, next corpus.Token) bool {
	body := d.Body
	if prev.End == next.Start || prev.End-prev.Start < 2 || prev.Kind == corpus.URL {
		return false
	}
	r, _ := utf8.DecodeLastRune(body[prev.Start:prev.End])
	before, marks := unicode.IsLower(r), 0
	for gap := body[prev.End:next.Start]; len(gap) > 0; {
		r, size := utf8.DecodeRune(gap)
		gap = gap[size:]
		switch r {
		case '.', '!', '?':
			marks++
		case ')', ']', '"', '\'', '”', '’':
			before = true
		default:
			return false
		}
	}
	if marks != 1 || !before {
		return false
	}
	if next.Kind == corpus.Number {
		return next.End-next.Start <= 3 && note(body[next.End:blockEnd(d, next.Start)])
	}
	r, size := utf8.DecodeRune(body[next.Start:])
	r2, _ := utf8.DecodeRune(body[int(next.Start)+size:])
	return next.Kind == corpus.Word && unicode.IsUpper(r) && (unicode.IsLower(r2) || unicode.IsSpace(r2))
}

// blockEnd returns the end of the block that holds byte at.
func blockEnd(d *corpus.Document, at uint32) uint32 {
	i, _ := slices.BinarySearchFunc(d.Blocks, at+1, func(b corpus.Block, at uint32) int { return cmp.Compare(b.End, at) })
	return d.Blocks[i].End
}

// note reports whether what follows the number of a note in its block is the
// rest of a list of such numbers, white space, and the beginning of a sentence,
// if anything.
func note(rest []byte) bool {
	after := bytes.TrimLeft(rest, ", \r\n\t0123456789")
	r, _ := utf8.DecodeRune(after)
	return len(after) == 0 || len(after) < len(rest) && (unicode.IsUpper(r) || r == '“')
}

// stopped reports whether a sentence ends between a token that ends at from and
// one that starts at to.
func stopped(body []byte, from, to uint32) bool {
	dots, marks := 0, 0 // full stops; question and exclamation marks
	closed, spaced, line := false, false, false
	if body[from-1] == '.' {
		dots = 1
	}
	for i := from; i < to; {
		r, size := utf8.DecodeRune(body[i:])
		i += uint32(size)
		any := dots+marks > 0
		switch {
		case r == '.':
			dots++
			spaced = false
		case r == '…':
			dots += 3
			spaced = false
		case r == '!' || r == '?':
			marks++
			spaced = false
		case unicode.IsSpace(r):
			spaced = any
			line = line || any && r == '\n'
		case any && !spaced && (r == '*' || gapOf(r) == 0 || gapOf(r) == corpus.GapBracket):
			closed = true
		case any && !spaced:
			dots, marks = 0, 0 // "etc.,": the sentence goes on
		}
	}
	if dots+marks == 0 || !spaced {
		return false
	}
	r, _ := utf8.DecodeRune(body[to:])
	switch {
	case marks > 0:
		return !closed || !unicode.IsLower(r)
	case dots > 1:
		return unicode.IsUpper(r)
	}
	return line || !unicode.IsLower(r)
}

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
// batch of blocks at a time, but for what memos remember. Where prose fails on a
// block, the rule divides its document, which gets a warning.
func proseSentences(ctx context.Context, docs []*corpus.Document, memos []memo, found []notes) error {
	p := proseBatch{docs: docs, breaks: make([][]uint32, len(docs)), ruled: make([]bool, len(docs)), ask: proseEnds}
	for i, d := range docs {
		if memos[i].Divided {
			p.breaks[i] = memos[i].Breaks
			continue
		}
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
	for i := range memos {
		if m := &memos[i]; !m.Divided && !p.ruled[i] {
			m.Divided, m.Breaks, m.news = true, p.breaks[i], true
		}
	}
	return nil
}

// divide makes the sentences of the documents, of which found has the notes.
func (p *proseBatch) divide(found []notes) {
	for i, d := range p.docs {
		var breaks []uint32
		if p.ruled[i] {
			breaks = rule(nil, d, found[i].stops)
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
	blocks []int // where blocks begin in text
	ask    func(text string) (ends []int, err error)
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
	p.blocks = append(p.blocks, len(p.text))
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
	p.ends(string(p.text), p.blocks, p.marks)
	p.text, p.blocks, p.marks = p.text[:0], p.blocks[:0], p.marks[:0]
}

// ends notes where the sentences of some blocks of the batch end. Where prose
// fails they are halved until the block is found that it fails on: what it says
// of one must not depend on those it came with. The marks from the first of the
// blocks on are given, and those from the block after the last are returned.
func (p *proseBatch) ends(text string, blocks []int, marks []mark) []mark {
	first, end := blocks[0], len(text)
	ends, err := p.ask(text[first:])
	if n := len(blocks) / 2; err != nil && n > 0 {
		return p.ends(text, blocks[n:], p.ends(text[:blocks[n]], blocks[:n], marks))
	}
	if err != nil {
		p.recovered(marks[0].doc, err)
	}
	for _, at := range ends {
		at += first
		for len(marks) > 1 && marks[1].at <= at {
			marks = marks[1:]
		}
		m := marks[0]
		if src := m.src + uint32(at-m.at); src < m.end && !p.ruled[m.doc] {
			p.breaks[m.doc] = append(p.breaks[m.doc], src)
		}
	}
	for len(marks) > 0 && marks[0].at < end {
		marks = marks[1:]
	}
	return marks
}

// recovered leaves a document to the rule.
func (p *proseBatch) recovered(doc int, err error) {
	if p.ruled[doc] {
		return
	}
	d := p.docs[doc]
	p.ruled[doc] = true
	d.Warnings = append(d.Warnings, corpus.Warning{
		Code:    "prose-recovered",
		Message: fmt.Sprintf("sentences are by the house's rule, since prose could not divide this text: %v", err),
	})
}
