// Package strict reads YAML files that people write by hand: every scalar is
// text, duplicate keys, aliases and second documents are errors, and every
// problem of a file is reported at once, by line and column, with an excerpt
// and the remedy.
package strict

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	yamlparser "github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// Limits of a file. The YAML parser is quadratic in depth and in the number of
// keys.
const (
	maxFile  = 4 << 20 // bytes: a codebook of a hundred thousand patterns
	maxDepth = 100     // levels of YAML
	maxKeys  = 10_000
)

// Node is a node of a file's tree.
type Node = ast.Node

// File is a file that is being read.
type File struct {
	name     string
	what     string
	lines    []string
	star     string // stands for * while the text goes through the YAML parser
	problems []Problem
}

// Read parses a file. The node is that of its one document, nil if there is a
// problem with the file as a whole. what names the kind of file in messages.
func Read(name string, data []byte, what string) (*File, Node) {
	f := &File{name: name, what: what}
	return f, f.tree(data)
}

// Err returns everything that is wrong as an *Errors, in the order of the
// lines; nil if nothing is.
func (f *File) Err() error {
	if len(f.problems) == 0 {
		return nil
	}
	slices.SortStableFunc(f.problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return &Errors{Name: f.name, Problems: f.problems}
}

// Line returns a line of the file, 1-based; "" if there is none.
func (f *File) Line(n int) string {
	if n < 1 || n > len(f.lines) {
		return ""
	}
	return f.lines[n-1]
}

// Into reads a text value.
func (f *File) Into(dst *string, e Entry) {
	if t, ok := f.Scalar(e.Value, e.Key.Value); ok {
		*dst = t.Value
	}
}

// Choice reads one of the names and returns its index, 0 if it is none.
func (f *File) Choice(e Entry, names ...string) int {
	t, ok := f.Scalar(e.Value, e.Key.Value)
	if !ok {
		return 0
	}
	i := slices.Index(names, t.Value)
	if i < 0 {
		hint := cmp.Or(Suggest(t.Value, names), "write "+strings.Join(names, " or "))
		f.Problem(t.Line, t.Column, hint, "%s: unknown value %q", e.Key.Value, t.Value)
		return 0
	}
	return i
}

// Unknown reports a key that has no meaning there.
func (f *File) Unknown(key Text, where string, known []string) {
	hint := cmp.Or(Suggest(key.Value, known), "keys are "+strings.Join(known, ", "))
	f.Problem(key.Line, key.Column, hint, "%s has no key %q", where, key.Value)
}

// Problem enters one thing that is wrong.
func (f *File) Problem(line, column int, hint, format string, args ...any) {
	f.problems = append(f.problems, Problem{
		Line: line, Column: column, Hint: hint,
		Message: fmt.Sprintf(format, args...),
		Excerpt: excerpt(f.lines, line, column),
	})
}

func (f *File) problemAt(t *token.Token, hint, format string, args ...any) {
	line, column := place(t)
	f.Problem(line, column, hint, format, args...)
}

// place returns where a token stands.
func place(t *token.Token) (line, column int) {
	if t == nil || t.Position == nil {
		return 1, 1
	}
	return max(t.Position.Line, 1), max(t.Position.Column, 1)
}

// tree reads the one document of a file; nil if there is a problem.
//
// In YAML a * before a word asks for an alias. No file of ours has aliases, and
// patterns like *ing are written bare, so a letter takes the place of every *
// until the text is read.
func (f *File) tree(data []byte) Node {
	if len(data) > maxFile {
		f.Problem(1, 1, "cut it into several", "file has %d bytes, more than %d", len(data), maxFile)
		return nil
	}
	data = bytes.TrimPrefix(data, []byte("\uFEFF"))
	data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
	data = bytes.ReplaceAll(data, []byte("\r"), []byte("\n"))
	f.lines = strings.Split(string(data), "\n")
	for i, line := range f.lines {
		column := utf8.RuneCountInString(line[:validPrefix(line)]) + 1
		switch at := validPrefix(line); {
		case at == len(line):
		case line[at] == 0:
			f.Problem(i+1, column, "", "a NUL byte: this is no text file")
			return nil
		default:
			f.Problem(i+1, column, "save the file as UTF-8", "byte 0x%02X is not UTF-8", line[at])
			return nil
		}
	}
	f.star = string(absent(string(data)))
	tokens := lexer.Tokenize(strings.ReplaceAll(string(data), "*", f.star))
	if t, limit := tooMuch(tokens); t != nil {
		f.problemAt(t, "", "%s", limit)
		return nil
	}
	file, err := parseTokens(tokens)
	if err != nil {
		f.syntax(err)
		return nil
	}
	for i, doc := range file.Docs {
		if d, ok := doc.Body.(*ast.DirectiveNode); ok {
			f.problemAt(d.GetToken(), "leave the line out", "a YAML directive")
			return nil
		}
		if i > 0 {
			f.problemAt(doc.Start, "write one "+f.what+" a file", "a second document")
			return nil
		}
	}
	if len(file.Docs) == 0 || file.Docs[0].Body == nil {
		f.Problem(1, 1, "", "file is empty")
		return nil
	}
	return file.Docs[0].Body
}

// absent returns a letter of the private use area that the text does not have.
func absent(text string) rune {
	star := '\uE000'
	for strings.ContainsRune(text, star) {
		star++
	}
	return star
}

// validPrefix returns the length of the start of line that is UTF-8 without NUL.
func validPrefix(line string) int {
	for i, r := range line {
		if r == 0 {
			return i
		}
		if r == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(line[i:]); size == 1 {
				return i
			}
		}
	}
	return len(line)
}

// parseTokens parses; a panic of the parser is an error.
func parseTokens(tokens token.Tokens) (file *ast.File, err error) {
	defer func() {
		if r := recover(); r != nil {
			file, err = nil, fmt.Errorf("this is no YAML: %v", r)
		}
	}()
	return yamlparser.Parse(tokens, 0, yamlparser.AllowDuplicateMapKey())
}

func (f *File) syntax(err error) {
	var e yaml.Error
	if !errors.As(err, &e) {
		f.Problem(1, 1, "", "%v", err)
		return
	}
	message := strings.NewReplacer(f.star, "*", "\t", `\t`).Replace(e.GetMessage())
	hint := ""
	switch {
	case strings.Contains(message, "tab character"), strings.Contains(message, `'\t'`):
		hint = "indent with spaces"
	case strings.Contains(message, "mapping value"), strings.Contains(message, "reserved character"),
		strings.Contains(message, "not allowed"), strings.Contains(message, "unexpected"), strings.Contains(message, "must be specified"):
		hint = `mind the indentation, and quote a text with : # { } [ ] , or @: "…"`
	}
	f.problemAt(e.GetToken(), hint, "%s", message)
}

// tooMuch returns the first token beyond the limits, and which limit that is.
// A level is one of brackets, of indentation, or of several dashes in a line.
func tooMuch(tokens token.Tokens) (*token.Token, string) {
	flow, keys := 0, 0
	var columns []int
	for _, t := range tokens {
		column := t.Position.Column
		if t.Type == token.MappingValueType || t.Type == token.MappingKeyType {
			keys++
		}
		switch t.Type {
		case token.SequenceStartType, token.MappingStartType:
			flow++
		case token.SequenceEndType, token.MappingEndType:
			flow = max(flow-1, 0)
		case token.MappingValueType:
			if t.Prev != nil {
				column = t.Prev.Position.Column
			}
			fallthrough
		case token.SequenceEntryType, token.MappingKeyType:
			for len(columns) > 0 && columns[len(columns)-1] >= column {
				columns = columns[:len(columns)-1]
			}
			if flow == 0 {
				columns = append(columns, column)
			}
		}
		switch {
		case flow+len(columns) > maxDepth:
			return t, fmt.Sprintf("more than %d levels", maxDepth)
		case keys > maxKeys:
			return t, fmt.Sprintf("more than %d keys", maxKeys)
		}
	}
	return nil, ""
}

// Entry is a key of a mapping with its value.
type Entry struct {
	Key   Text
	Value Node
}

// Text is a scalar with its place: every one is text, also no and 2016.
type Text struct {
	Value        string
	Line, Column int // 1-based, in characters
}

// Scalar returns the text of a node. what names it in the problem that it
// reports otherwise.
func (f *File) Scalar(n Node, what string) (Text, bool) {
	t := n.GetToken()
	line, column := place(t)
	value := ""
	switch v := n.(type) {
	case *ast.StringNode:
		value = v.Value
	case *ast.LiteralNode:
		value = strings.TrimRight(v.Value.Value, "\n")
	case *ast.NullNode:
		if t.Type == token.ImplicitNullType {
			if t.Prev != nil {
				line, column = place(t.Prev) // the colon: the value has no place
			}
			f.Problem(line, column, "write one, or leave the key out", "%s has no value", what)
			return Text{}, false
		}
		value = t.Value
	case *ast.AnchorNode, *ast.AliasNode:
		f.Problem(line, column, `quote it: "& …"`, "%s begins with &, which in YAML names an anchor", what)
		return Text{}, false
	case *ast.TagNode:
		f.Problem(line, column, `quote it: "! …"`, "%s begins with !, which in YAML names a type", what)
		return Text{}, false
	case *ast.MappingNode, *ast.MappingValueNode, *ast.MappingKeyNode:
		if m, ok := v.(*ast.MappingNode); ok && !m.IsFlowStyle && len(m.Values) > 0 {
			line, column = place(m.Values[0].Key.GetToken()) // not the colon
		}
		f.Problem(line, column, `a text with : or { at its start is quoted: "…"`, "%s is a mapping where a text belongs", what)
		return Text{}, false
	case *ast.SequenceNode:
		f.Problem(line, column, "", "%s is a list where a text belongs", what)
		return Text{}, false
	default:
		value = t.Value
	}
	return Text{strings.ReplaceAll(value, f.star, "*"), line, column}, true
}

// Mapping returns the entries of a mapping in their order, without those whose
// key is no text or stands there twice.
func (f *File) Mapping(n Node, what string) ([]Entry, bool) {
	var values []*ast.MappingValueNode
	switch v := n.(type) {
	case *ast.MappingNode:
		values = v.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{v}
	default:
		f.problemAt(n.GetToken(), "write key: value lines", "%s is no mapping", what)
		return nil, false
	}
	lines := make(map[string]int, len(values))
	entries := make([]Entry, 0, len(values))
	for _, v := range values {
		key, ok := f.Scalar(v.Key, "key")
		if !ok {
			continue
		}
		if line, twice := lines[key.Value]; twice {
			f.Problem(key.Line, key.Column, "", "key %q stands already in line %d", key.Value, line)
			continue
		}
		lines[key.Value] = key.Line
		entries = append(entries, Entry{key, v.Value})
	}
	return entries, true
}

// List returns the texts of a sequence.
func (f *File) List(n Node, what string) []Text {
	seq, ok := n.(*ast.SequenceNode)
	if !ok {
		if t, ok := f.Scalar(n, what); ok {
			f.Problem(t.Line, t.Column, "write ["+t.Value+"]", "%s is a text where a list belongs", what)
		}
		return nil
	}
	out := make([]Text, 0, len(seq.Values))
	for _, v := range seq.Values {
		if t, ok := f.Scalar(v, "an entry of "+what); ok {
			out = append(out, t)
		}
	}
	return out
}

// IsList reports whether a node is a list.
func IsList(n Node) bool {
	_, ok := n.(*ast.SequenceNode)
	return ok
}

// IsMapping reports whether a node is a mapping.
func IsMapping(n Node) bool {
	switch n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		return true
	}
	return false
}

// IsEmpty reports whether a key has no value at all.
func IsEmpty(n Node) bool {
	_, ok := n.(*ast.NullNode)
	return ok && n.GetToken().Type == token.ImplicitNullType
}
