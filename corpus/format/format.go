// Package format makes texts of a file's bytes. One format is one file and one
// line in the catalog.
//
// What every format promises: the body is valid UTF-8; the blocks ascend, do
// not overlap, begin and end with a byte that is not white space, and cover
// every such byte. A file that is not UTF-8 or marked UTF-16 is a failure that
// names the likely encoding and is never decoded by guess.
package format

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"concordat/corpus"
	"concordat/corpus/format/layout"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"golang.org/x/text/unicode/norm"
)

// Info describes a format.
type Info struct {
	Name       string   // one word, as in Origin.Format
	Title      string   // for lists
	Extensions []string // lower case, with the dot
	Doc        string   // one sentence: what becomes of what
	Records    bool     // a file holds several texts, with ids of their own
}

// Format reads one kind of file. Read returns the texts in the order of the
// file, and what of it could not be used. The error is for the file as a whole.
type Format interface {
	Info() Info
	Read(in Input) ([]corpus.Text, []corpus.Failure, error)
}

// Input is what a format works on.
type Input struct {
	ID      string // the id of the file's text; tables of texts add the record's to it
	Path    string // for messages
	Charset string // as Decode named it
	Data    []byte // valid UTF-8 without byte order mark or NUL; may become the body
	Options Options
}

// Options says how tables of texts are read.
type Options struct {
	Format     string // name of a format for all files, "" = by extension
	TextColumn string // name of the column or key with the text, "" = "text"
	IDColumn   string // name of the column or key with the id, "" = "id"
}

// File is a file as the source read it.
type File struct {
	Path   string // with forward slashes; "-" is standard input and read as plain text
	ID     string
	Data   []byte
	SHA256 string
}

// Error is why a file or a record cannot be used.
type Error struct {
	Class   string // as in corpus.Failure
	Message string // without the path
}

// Error returns the message.
func (e *Error) Error() string { return e.Message }

func errorf(class, f string, args ...any) error {
	return &Error{Class: class, Message: fmt.Sprintf(f, args...)}
}

const (
	defaultText = "text"
	defaultID   = "id"

	maxBody  = math.MaxUint32  // offsets are 32 bits
	maxBlock = layout.PartSize // a longer paragraph is cut at white space
	maxFront = 64 << 10        // bytes of front matter
	maxFlow  = 100             // brackets and braces in it; goccy/go-yaml is quadratic in their depth

	// An id, a title or a group stands in every row about its text; a column
	// is compared with every other. What is longer is a text in the wrong place.
	maxName    = 1000 // bytes of an id, a title and the other known metadata
	maxColumns = 1000 // of a table, and keys of an object
	maxMessage = 1000 // bytes of a message, which may quote the file
)

// Read decodes a file and makes texts of it. Each text has its id, origin and
// checked blocks; each failure has the path, the size and the digest.
func Read(f File, o Options) ([]corpus.Text, []corpus.Failure) {
	texts, failures, origin, strays, err := read(f, o)
	if err != nil {
		failures = append(failures, failure(f.Path, err))
	}
	kept := texts[:0]
	for _, t := range texts {
		origin.Record = t.Origin.Record
		t.Origin = origin
		t.Warnings = append(t.Warnings, strayWarning(strays)...)
		if err := finish(&t); err != nil {
			failures = append(failures, failure(where(f.Path, t.Origin.Record), err))
			continue
		}
		kept = append(kept, t)
	}
	for i := range failures {
		failures[i].Bytes, failures[i].SHA256 = int64(len(f.Data)), f.SHA256
	}
	return kept, failures
}

func read(f File, o Options) (texts []corpus.Text, failures []corpus.Failure, origin corpus.Origin, strays int64, err error) {
	origin = corpus.Origin{Path: f.Path, Bytes: int64(len(f.Data)), SHA256: f.SHA256}
	format, err := choose(f.Path, o.Format)
	if err != nil {
		return nil, nil, origin, 0, err
	}
	origin.Format = format.Info().Name
	data, charset, strays, err := decode(f.Data)
	if err != nil {
		return nil, nil, origin, 0, err
	}
	origin.Charset = charset
	texts, failures, err = format.Read(Input{ID: f.ID, Path: f.Path, Charset: charset, Data: data, Options: o.named()})
	return texts, failures, origin, strays, err
}

// strayWarning says how many NUL bytes became spaces, if any did.
func strayWarning(n int64) []corpus.Warning {
	if n == 0 {
		return nil
	}
	return []corpus.Warning{{Code: "nul-bytes", Message: fmt.Sprintf("NUL bytes in the file, read as spaces: %d", n)}}
}

// HasRecords reports whether the format of a file, by its name or by the
// extension of the path, holds several texts. What no format reads holds none.
func HasRecords(file, name string) bool {
	f, err := choose(file, name)
	return err == nil && f.Info().Records
}

// choose returns the format by its name, or by the extension of a path.
func choose(file, name string) (Format, error) {
	ext := strings.ToLower(path.Ext(file))
	if name == "" && file == "-" {
		ext = ".txt"
	}
	key := ext
	if name != "" {
		key = name
	}
	if f, ok := byName[key]; ok && strings.HasPrefix(key, ".") == (name == "") {
		return f, nil
	}
	if name != "" {
		return nil, errorf("format", "no format is called %q; one of %s", name, strings.Join(names(), ", "))
	}
	if ext == "" {
		return nil, errorf("format", "the name has no extension to tell the format by; rename it, for example to .txt")
	}
	return nil, errorf("format", "no format reads %q; %s are read", ext, strings.Join(Extensions(), " "))
}

func where(path string, record int) string {
	if record == 0 {
		return path
	}
	return path + " record " + strconv.Itoa(record)
}

// failure makes a row of an error; doc is the path, with the record if there is one.
func failure(doc string, err error) corpus.Failure {
	class := "read"
	var e *Error
	if errors.As(err, &e) {
		class = e.Class
	}
	stage := "read"
	if class == "encoding" || class == "binary" {
		stage = "decode"
	}
	return corpus.Failure{Document: doc, Stage: stage, Class: class, Message: doc + ": " + clip(err.Error(), maxMessage)}
}

// finish checks a text and cuts blocks that are too long.
func finish(t *corpus.Text) error {
	if int64(len(t.Body)) > maxBody {
		return tooLarge()
	}
	if bytes.IndexByte(t.Body, 0) >= 0 {
		return errorf("binary", "there is a NUL character in it: this is no text")
	}
	if !hasWords(t.Body) {
		return noWords()
	}
	if err := checkBlocks(t.Body, t.Blocks); err != nil {
		return err
	}
	t.Title = clip(t.Title, maxName) // only one taken from the text itself can be longer
	cuts := cutLines(t.Body, t.Blocks)
	blocks, more := cutLong(t.Body, t.Blocks)
	t.Blocks = blocks
	t.Warnings = append(t.Warnings, cutWarning(cuts+more)...)
	return nil
}

func tooLarge() error { return errorf("too-large", "its text has more than 4 GiB; split it") }

func noWords() error { return errorf("empty", "there is no letter or digit in it") }

// cutWarning says in how many places long paragraphs were cut, if in any.
func cutWarning(n int) []corpus.Warning {
	if n == 0 {
		return nil
	}
	return []corpus.Warning{{Code: "cut-paragraph", Message: fmt.Sprintf("paragraphs longer than 1 MiB were cut in %d places", n)}}
}

// clip returns the beginning of s of at most about n bytes, with an ellipsis
// where it was cut.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "…"
}

func hasWords(b []byte) bool {
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsNumber(r) {
			return true
		}
		b = b[n:]
	}
	return false
}

// checkBlocks holds every format to the law of blocks. A breach is a defect of
// the format, not of the file, and still must not end a run.
func checkBlocks(body []byte, blocks []corpus.Block) error {
	at := 0
	for i, b := range blocks {
		s, e := int(b.Start), int(b.End)
		if s < at || e <= s || e > len(body) {
			return errorf("defect", "block %d [%d, %d) is out of order; please report this file", i, s, e)
		}
		if gap := skipSpace(body[at:s]); gap < s-at {
			return errorf("defect", "byte %d is in no block; please report this file", at+gap)
		}
		if skipSpace(body[s:e]) > 0 || trimEnd(body[s:e]) < e-s {
			return errorf("defect", "block %d [%d, %d) has white space at its border; please report this file", i, s, e)
		}
		at = e
	}
	if gap := skipSpace(body[at:]); gap < len(body)-at {
		return errorf("defect", "byte %d is in no block; please report this file", at+gap)
	}
	return nil
}

func cutLong(body []byte, blocks []corpus.Block) (out []corpus.Block, cuts int) {
	if !slices.ContainsFunc(blocks, func(b corpus.Block) bool { return b.Len() > maxBlock }) {
		return blocks, 0
	}
	for _, b := range blocks {
		for b.Len() > maxBlock {
			s := int(b.Start)
			end := s + maxBlock
			for !utf8.RuneStart(body[end]) {
				end--
			}
			if k := lastSpace(body[s:end]); k > 0 {
				end = s + k
			}
			head := b
			head.End = uint32(s + trimEnd(body[s:end]))
			out = append(out, head)
			b.Start = uint32(end + skipSpace(body[end:b.End]))
			cuts++
		}
		out = append(out, b)
	}
	return out, cuts
}

// cutLines returns in how many places a line lies in two blocks, as only the
// border of two parts of a text can leave it.
func cutLines(body []byte, blocks []corpus.Block) int {
	if len(body) <= layout.PartSize {
		return 0
	}
	n := 0
	for i := 1; i < len(blocks); i++ {
		if !endsLine(body[blocks[i-1].End:blocks[i].Start]) {
			n++
		}
	}
	return n
}

// endsLine reports whether white space holds the end of a line.
func endsLine(space []byte) bool {
	return bytes.IndexByte(space, '\n') >= 0 || bytes.ContainsAny(space, "\v\f\r\u0085\u2028\u2029")
}

// lastSpace returns the offset of the last white space in b, -1 if there is none.
func lastSpace(b []byte) int {
	return bytes.LastIndexFunc(b, unicode.IsSpace)
}

// skipSpace returns the number of bytes of white space that b begins with.
func skipSpace(b []byte) int {
	for i := 0; i < len(b); {
		if b[i] > ' ' && b[i] < utf8.RuneSelf {
			return i
		}
		r, n := utf8.DecodeRune(b[i:])
		if !unicode.IsSpace(r) {
			return i
		}
		i += n
	}
	return len(b)
}

// trimEnd returns the length of b without the white space it ends with.
func trimEnd(b []byte) int {
	for len(b) > 0 {
		if c := b[len(b)-1]; c > ' ' && c < utf8.RuneSelf {
			break
		}
		r, n := utf8.DecodeLastRune(b)
		if !unicode.IsSpace(r) {
			break
		}
		b = b[:len(b)-n]
	}
	return len(b)
}

// setField puts one metadata value where it belongs: the known names, in any
// case, to their fields, all others to Meta.Other. An empty value says nothing,
// and a value that is there is never replaced.
func setField(t *corpus.Text, name, value string) error {
	value = strings.TrimSpace(value)
	if value == "" {
		return nil
	}
	var to *string
	switch strings.ToLower(name) {
	case "title":
		to = &t.Title
	case "language", "lang":
		to = &t.Language
	case "actor":
		to = &t.Meta.Actor
	case "kind":
		to = &t.Meta.Kind
	case "group":
		to = &t.Meta.Group
	case "year":
		if t.Meta.Year != 0 {
			return nil
		}
		y, err := strconv.Atoi(value)
		if err != nil || y < 1 || y > 9999 {
			return errorf("metadata", "the year %q is not a number from 1 to 9999; a date belongs in a column of another name", value)
		}
		t.Meta.Year = y
		return nil
	default:
		if !slices.ContainsFunc(t.Meta.Other, func(f corpus.Field) bool { return f.Name == name }) {
			t.Meta.Other = append(t.Meta.Other, corpus.Field{Name: name, Value: value})
		}
		return nil
	}
	if len(value) > maxName {
		return errorf("metadata", "the %s has %d bytes, more than %d; shorten it, or rename its column if it is something else", strings.ToLower(name), len(value), maxName)
	}
	if *to == "" {
		*to = value
	}
	return nil
}

// frontMatter reads what stands between a first line --- and the next --- or
// ..., and returns what follows. A --- without a second is a rule.
func frontMatter(data []byte, t *corpus.Text) ([]byte, error) {
	head, rest := cutLine(data)
	if string(head) != "---" {
		return data, nil
	}
	start := len(data) - len(rest)
	for len(rest) > 0 {
		at := len(data) - len(rest)
		var l []byte
		l, rest = cutLine(rest)
		if s := string(bytes.TrimRight(l, " \t")); s == "---" || s == "..." {
			return rest, metadata(data[start:at], t)
		}
	}
	return data, nil
}

// metadata reads front matter: one flat mapping of names to values or lists of values.
func metadata(front []byte, t *corpus.Text) error {
	if len(front) > maxFront {
		return errorf("metadata", "the front matter is longer than 64 KiB")
	}
	if bytes.Count(front, []byte("["))+bytes.Count(front, []byte("{")) > maxFlow {
		return errorf("metadata", "the front matter has more than %d brackets; it may be names and values only", maxFlow)
	}
	file, err := parser.ParseBytes(front, 0)
	if err != nil {
		return errorf("metadata", "front matter: %s", strings.TrimSpace(err.Error()))
	}
	if len(file.Docs) == 0 || file.Docs[0].Body == nil {
		return nil
	}
	var pairs []*ast.MappingValueNode
	switch n := file.Docs[0].Body.(type) {
	case *ast.MappingNode:
		pairs = n.Values
	case *ast.MappingValueNode:
		pairs = []*ast.MappingValueNode{n}
	case *ast.CommentGroupNode:
		return nil
	default:
		return errorf("metadata", "line 2: the front matter is no list of names and values")
	}
	seen := map[string]bool{}
	for _, p := range pairs {
		line := p.Key.GetToken().Position.Line + 1 // the first line is ---
		key := p.Key.GetToken().Value
		if seen[key] {
			return errorf("metadata", "line %d: %q stands twice in the front matter", line, key)
		}
		seen[key] = true
		value, ok := frontValue(p.Value)
		if !ok {
			return errorf("metadata", "line %d: the value of %q is neither a text nor a list of texts", line, key)
		}
		if err := setField(t, key, value); err != nil {
			return errorf("metadata", "line %d: %v", line, err)
		}
	}
	return nil
}

func frontValue(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case nil, *ast.NullNode:
		return "", true
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return n.Value.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return n.GetToken().Value, true // as written: 1.10 stays 1.10
	case *ast.SequenceNode:
		var parts []string
		for _, v := range n.Values {
			if _, nested := v.(*ast.SequenceNode); nested {
				return "", false
			}
			s, ok := frontValue(v)
			if !ok {
				return "", false
			}
			parts = append(parts, s)
		}
		return strings.Join(parts, ", "), true
	}
	return "", false
}

// nfc compares names whose accents may be written in two ways.
func nfc(s string) string { return norm.NFC.String(s) }
