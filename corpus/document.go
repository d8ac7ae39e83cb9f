package corpus

// TypeID numbers a type (a distinct folded word) in a Lexicon, from 0.
type TypeID uint32

// Kind says what a running word is.
type Kind uint8

// The kinds of token.
const (
	Word   Kind = iota // has a letter
	Number             // digits, with their inner punctuation: 1,594 or 2.4
	URL                // a web address, an e-mail address
	Symbol             // a run of other word characters, e.g. emoji; rare
)

// Gap says what stands between a token and the one before it, as bits. What
// is not white space is a barrier to patterns unless they allow it.
type Gap uint8

// The punctuation of a gap. Quotation marks, apostrophes and full stops inside
// a sentence are no barrier and are not recorded, but GapOther is one.
const (
	GapComma Gap = 1 << iota
	GapSemicolon
	GapColon
	GapBracket
	GapDash
	GapOther // any other symbol or punctuation: / | * • …
)

// Tag is a part-of-speech tag as an index into the tag names of the tokenizer
// package; 0 = not tagged.
type Tag uint8

// Token is one running word: Body[Start:End] is the word as written. Folding
// happens on its type, never in the text. 16 bytes.
type Token struct {
	Start, End uint32
	Type       TypeID
	Kind       Kind
	Gap        Gap
	Tag        Tag
	_          uint8
}

// Span returns the token's byte range.
func (t Token) Span() Span { return Span{t.Start, t.End} }

// Sentence is a range of tokens [First, End) in one block.
type Sentence struct {
	First, End uint32
	Block      uint32 // index into Text.Blocks
}

// Entity is a named entity: a range of tokens [First, End) and its label
// (GPE, PERSON, ORG …).
type Entity struct {
	First, End uint32
	Label      string
}

// Document is a text after tokenizing. It is complete once made: tokens
// ascend and do not overlap, and the sentences partition them.
type Document struct {
	*Text
	Tokens    []Token
	Sentences []Sentence
	Entities  []Entity // nil unless they were asked for
	Lexicon   *Lexicon // of the types in Tokens
	Tagged    bool     // tokens carry part-of-speech tags
}

// SentenceOf returns the index of the sentence that holds token i, by binary search.
func (d *Document) SentenceOf(i uint32) int {
	lo, hi := 0, len(d.Sentences)
	for lo < hi {
		m := (lo + hi) / 2
		if d.Sentences[m].End <= i {
			lo = m + 1
		} else {
			hi = m
		}
	}
	return lo
}

// Section returns the text of the nearest heading at or above a block, "" if
// there is none.
func (d *Document) Section(block uint32) string {
	for i := int(block); i >= 0; i-- {
		if b := d.Blocks[i]; b.Kind == Heading {
			return string(d.Body[b.Start:b.End])
		}
	}
	return ""
}
