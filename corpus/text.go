package corpus

import "strconv"

// Text is one text as read. The body is valid UTF-8 and is never changed after
// the format made it: every offset in the house is a byte offset into it.
type Text struct {
	ID       string // unique in a run; data, never a path to write to
	Title    string
	Language string // BCP 47 tag as given by the user ("en"); "" = unknown
	Body     []byte // read-only
	Blocks   []Block
	Meta     Meta
	Origin   Origin
	Warnings []Warning

	// A long text comes in parts, one Text each with the same ID; no block lies
	// in two of them. All zero for a text in one piece.
	Base uint32 // offset of Body in the whole text
	Part int    // number of the part, from 0
	More bool   // further parts follow
}

// Slice returns the bytes of a span as a string.
func (t *Text) Slice(s Span) string { return string(t.Body[s.Start:s.End]) }

// Origin says where a text came from.
type Origin struct {
	Path    string // as the user named it, with forward slashes
	Record  int    // 1-based record in a table of texts, 0 = the whole file
	Format  string // name of the format that read it
	Charset string // encoding of the file: "utf-8", "utf-16le" …
	Bytes   int64  // size of the file
	SHA256  string // of the file's bytes, lower-case hex
}

// BlockKind says what a block of a text is.
type BlockKind uint8

// The kinds of block. The zero value is an ordinary paragraph.
const (
	Paragraph BlockKind = iota
	Heading             // a title line; its words count, and it names the section below it
	Item                // an item of a list
	Cell                // a cell of a table
)

// Block is one stretch of a body that words, sentences and patterns never
// cross: a paragraph, a heading, a list item or a table cell. The blocks of a
// text ascend, do not overlap and cover every byte that is not white space.
type Block struct {
	Span
	Kind  BlockKind
	Level uint8 // of a heading, 1 = top; 0 = unknown or not a heading
}

// Warning is a caution about one text: the work was done, mind this.
type Warning struct {
	Code    string // stable, lower case with hyphens: "replaced-bytes"
	Message string
}

// Failure is one text or file that could not be used.
type Failure struct {
	Document string // path or id
	Stage    string // "find", "read", "decode", "tokenize", "match"
	Class    string // stable, lower case with hyphens: "encoding", "fifo", "empty"
	Message  string // what, where and the remedy
	Bytes    int64  // size where it is known, otherwise 0
	SHA256   string // where the bytes were read
}

func itoa(n int) string { return strconv.Itoa(n) }
