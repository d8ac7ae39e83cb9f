package codebook

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	yamlparser "github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// Limits of a codebook file. The YAML parser is quadratic in depth and in the
// number of keys.
const (
	maxFile  = 1 << 20 // bytes
	maxDepth = 100     // levels of YAML
	maxKeys  = 10_000
)

// source is a codebook file as text.
type source struct {
	lines    []string
	star     string // stands for * while the text goes through the YAML parser
	problems []Problem
}

func (s *source) problem(line, column int, hint, format string, args ...any) {
	s.problems = append(s.problems, Problem{
		Line: line, Column: column, Hint: hint,
		Message: fmt.Sprintf(format, args...),
		Excerpt: excerpt(s.lines, line, column),
	})
}

func (s *source) problemAt(t *token.Token, hint, format string, args ...any) {
	line, column := place(t)
	s.problem(line, column, hint, format, args...)
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
// In YAML a * before a word asks for an alias. No codebook has aliases, and
// patterns like *ing are written bare, so a letter takes the place of every *
// until the text is read.
func (s *source) tree(data []byte) ast.Node {
	if len(data) > maxFile {
		s.problem(1, 1, "cut it into several codebooks", "file has %d bytes, more than %d", len(data), maxFile)
		return nil
	}
	data = bytes.TrimPrefix(data, []byte("\uFEFF"))
	data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
	data = bytes.ReplaceAll(data, []byte("\r"), []byte("\n"))
	s.lines = strings.Split(string(data), "\n")
	for i, line := range s.lines {
		column := utf8.RuneCountInString(line[:validPrefix(line)]) + 1
		switch at := validPrefix(line); {
		case at == len(line):
		case line[at] == 0:
			s.problem(i+1, column, "", "a NUL byte: this is no text file")
			return nil
		default:
			s.problem(i+1, column, "save the file as UTF-8", "byte 0x%02X is not UTF-8", line[at])
			return nil
		}
	}
	star, _ := wildcards(string(data))
	s.star = string(star)
	tokens := lexer.Tokenize(strings.ReplaceAll(string(data), "*", s.star))
	if t, limit := tooMuch(tokens); t != nil {
		s.problemAt(t, "", "%s", limit)
		return nil
	}
	file, err := parseTokens(tokens)
	if err != nil {
		s.syntax(err)
		return nil
	}
	for i, doc := range file.Docs {
		if d, ok := doc.Body.(*ast.DirectiveNode); ok {
			s.problemAt(d.GetToken(), "leave the line out", "a YAML directive")
			return nil
		}
		if i > 0 {
			s.problemAt(doc.Start, "write one codebook a file", "a second document")
			return nil
		}
	}
	if len(file.Docs) == 0 || file.Docs[0].Body == nil {
		s.problem(1, 1, "a codebook has at least concepts:", "file is empty")
		return nil
	}
	return file.Docs[0].Body
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

func (s *source) syntax(err error) {
	var e yaml.Error
	if !errors.As(err, &e) {
		s.problem(1, 1, "", "%v", err)
		return
	}
	message := strings.NewReplacer(s.star, "*", "\t", `\t`).Replace(e.GetMessage())
	hint := ""
	switch {
	case strings.Contains(message, "tab character"), strings.Contains(message, `'\t'`):
		hint = "indent with spaces"
	case strings.Contains(message, "mapping value"), strings.Contains(message, "reserved character"),
		strings.Contains(message, "not allowed"), strings.Contains(message, "unexpected"), strings.Contains(message, "must be specified"):
		hint = `mind the indentation, and quote a text with : # { } [ ] , or @: "…"`
	}
	s.problemAt(e.GetToken(), hint, "%s", message)
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

// entry is a key of a mapping with its value.
type entry struct {
	key   text
	value ast.Node
}

// text is a scalar: in a codebook every one is text, also no and 2016.
type text struct {
	string
	line, column int
}

// scalar returns the text of a node. what names it in the problem that it
// reports otherwise.
func (s *source) scalar(n ast.Node, what string) (text, bool) {
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
			s.problem(line, column, "write one, or leave the key out", "%s has no value", what)
			return text{}, false
		}
		value = t.Value
	case *ast.AnchorNode, *ast.AliasNode:
		s.problem(line, column, `quote it: "& …"`, "%s begins with &, which in YAML names an anchor", what)
		return text{}, false
	case *ast.TagNode:
		s.problem(line, column, `quote it: "! …"`, "%s begins with !, which in YAML names a type", what)
		return text{}, false
	case *ast.MappingNode, *ast.MappingValueNode, *ast.MappingKeyNode:
		if m, ok := v.(*ast.MappingNode); ok && !m.IsFlowStyle && len(m.Values) > 0 {
			line, column = place(m.Values[0].Key.GetToken()) // not the colon
		}
		s.problem(line, column, `a text with : or { at its start is quoted: "…"`, "%s is a mapping where a text belongs", what)
		return text{}, false
	case *ast.SequenceNode:
		s.problem(line, column, "", "%s is a list where a text belongs", what)
		return text{}, false
	default:
		value = t.Value
	}
	return text{strings.ReplaceAll(value, s.star, "*"), line, column}, true
}

// mapping returns the entries of a mapping in their order, without those whose
// key is no text or stands there twice.
func (s *source) mapping(n ast.Node, what string) ([]entry, bool) {
	var values []*ast.MappingValueNode
	switch v := n.(type) {
	case *ast.MappingNode:
		values = v.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{v}
	default:
		s.problemAt(n.GetToken(), "write key: value lines", "%s is no mapping", what)
		return nil, false
	}
	lines := make(map[string]int, len(values))
	entries := make([]entry, 0, len(values))
	for _, v := range values {
		key, ok := s.scalar(v.Key, "key")
		if !ok {
			continue
		}
		if line, twice := lines[key.string]; twice {
			s.problem(key.line, key.column, "", "key %q stands already in line %d", key.string, line)
			continue
		}
		lines[key.string] = key.line
		entries = append(entries, entry{key, v.Value})
	}
	return entries, true
}

// list returns the texts of a sequence.
func (s *source) list(n ast.Node, what string) []text {
	seq, ok := n.(*ast.SequenceNode)
	if !ok {
		if t, ok := s.scalar(n, what); ok {
			s.problem(t.line, t.column, "write ["+t.string+"]", "%s is a text where a list belongs", what)
		}
		return nil
	}
	out := make([]text, 0, len(seq.Values))
	for _, v := range seq.Values {
		if t, ok := s.scalar(v, "an entry of "+what); ok {
			out = append(out, t)
		}
	}
	return out
}

// Problem is one thing that is wrong in a codebook file.
type Problem struct {
	Line, Column int // 1-based, in characters
	Message      string
	Excerpt      string // the line, and a caret below the column; "" where there is no line to show
	Hint         string // the remedy, where there is one clear one
}

// Errors is everything that is wrong in a codebook file, in the order of the lines.
type Errors struct {
	Name     string // of the file
	Problems []Problem
}

// Error returns every problem: place and message, then the excerpt and the hint.
func (e *Errors) Error() string {
	var b strings.Builder
	for i, p := range e.Problems {
		if i > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "%s:%d:%d: %s", e.Name, p.Line, p.Column, p.Message)
		if p.Excerpt != "" {
			b.WriteString("\n    " + strings.ReplaceAll(p.Excerpt, "\n", "\n    "))
		}
		if p.Hint != "" {
			b.WriteString("\n    hint: " + p.Hint)
		}
	}
	return b.String()
}

// excerpt returns the line with a caret below the column, cut to what fits a
// terminal.
func excerpt(lines []string, line, column int) string {
	const width = 100
	if line < 1 || line > len(lines) {
		return ""
	}
	rs := []rune(strings.TrimRight(lines[line-1], "\r"))
	at := min(max(column-1, 0), len(rs))
	start := max(0, at-width*2/3)
	end := min(len(rs), start+width)
	var text, caret strings.Builder
	for i, r := range rs[start:end] {
		if r < ' ' {
			r = ' '
		}
		text.WriteRune(r)
		if start+i < at {
			caret.WriteByte(' ')
		}
	}
	if strings.TrimSpace(text.String()) == "" {
		return ""
	}
	return strings.TrimRight(text.String(), " ") + "\n" + caret.String() + "^"
}

// suggest returns "did you mean …?" for the name nearest to what was written,
// "" if none is near.
func suggest(written string, names []string) string {
	best, least := "", len([]rune(written))/3+1
	for _, n := range names {
		if d := distance(written, n); d <= least && (best == "" || d < least) {
			best, least = n, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("did you mean %q?", best)
}

// distance returns the Levenshtein distance in characters.
func distance(a, b string) int {
	as, bs := []rune(a), []rune(b)
	row := make([]int, len(bs)+1)
	for j := range row {
		row[j] = j
	}
	for i, x := range as {
		prev := row[0]
		row[0] = i + 1
		for j, y := range bs {
			cost := 1
			if x == y {
				cost = 0
			}
			prev, row[j+1] = row[j+1], min(prev+cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(bs)]
}
