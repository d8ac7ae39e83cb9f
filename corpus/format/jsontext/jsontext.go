// Package jsontext reads one JSON object strictly, in one pass, and copies nothing
// of it that is not asked for.
package jsontext

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math/bits"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Value is a value of an object.
type Value struct {
	Raw     []byte // as it is written, a string with its quotes
	Escaped bool   // a string with a backslash
}

// Scalar returns a value as metadata: a string as it is, null as nothing, all
// else as JSON.
func (v Value) Scalar() string {
	switch v.Raw[0] {
	case 'n':
		return ""
	case '"':
		return text(v.Raw[1:len(v.Raw)-1], v.Escaped)
	case '{', '[':
		var b bytes.Buffer
		if json.Compact(&b, v.Raw) == nil { // it is valid
			return b.String()
		}
	}
	return string(v.Raw)
}

// text returns what stands between the quotes of a string.
func text(raw []byte, escaped bool) string {
	if !escaped {
		return string(raw)
	}
	out, _ := Unescape(make([]byte, 0, len(raw)), raw)
	return string(out)
}

// Unescape appends what stands between the quotes of a valid string without its
// escapes, and reports whether one of them stands for U+FFFD, as half a surrogate pair does. What is
// appended is never longer than the string.
func Unescape(out, raw []byte) (_ []byte, replaced bool) {
	for {
		i := bytes.IndexByte(raw, '\\')
		if i < 0 {
			return append(out, raw...), replaced
		}
		out = append(out, raw[:i]...)
		c := raw[i+1]
		raw = raw[i+2:]
		if c != 'u' {
			if k := strings.IndexByte("bfnrt", c); k >= 0 {
				c = "\b\f\n\r\t"[k]
			}
			out = append(out, c)
			continue
		}
		r := unit(raw)
		raw = raw[4:]
		if utf16.IsSurrogate(r) {
			low := rune(utf8.RuneError)
			if len(raw) >= 6 && raw[0] == '\\' && raw[1] == 'u' {
				low = unit(raw[2:])
			}
			if r = utf16.DecodeRune(r, low); r != utf8.RuneError {
				raw = raw[6:]
			}
		}
		replaced = replaced || r == utf8.RuneError
		out = utf8.AppendRune(out, r)
	}
}

// unit returns the number of four hexadecimal digits.
func unit(b []byte) (r rune) {
	n, err := strconv.ParseUint(string(b[:4]), 16, 16)
	if err != nil {
		return utf8.RuneError
	}
	return rune(n)
}

// Object is an object as read. Parse uses its memory again.
type Object struct {
	Names  []string // of the keys, in their order
	Values []Value  // of each key, parts of the line
	before []string // the names of the last object, likely those of the next
}

// Parse reads a line that begins with an object and holds no more. Two
// equal keys, at any depth, are an error: JSON leaves open which counts. After
// an error Names and Values mean nothing.
func (o *Object) Parse(line []byte) error {
	if len(line) == 0 || line[0] != '{' {
		return errors.New("not an object")
	}
	o.before = append(o.before[:0], o.Names...)
	o.Values = o.Values[:0]
	s := scanner{b: line}
	if !s.object(o) || s.peek() != 0 || s.i < len(line) {
		var v any
		if err := json.Unmarshal(line, &v); err != nil {
			return err // which says what is wrong with it, and where
		}
		return errors.New("not valid JSON")
	}
	if s.twice {
		return fmt.Errorf("the key %q stands twice in one object", s.key)
	}
	return nil
}

// keys are the names in one object. A few are compared one by one.
type keys struct {
	names []string
	many  map[string]bool
}

const fewKeys = 16

// add adds a name and reports whether it is there already.
func (k *keys) add(name string) (twice bool) {
	if len(k.names) == fewKeys {
		k.many = make(map[string]bool, 2*fewKeys)
		for _, n := range k.names {
			k.many[n] = true
		}
	}
	if k.many != nil {
		twice = k.many[name]
		k.many[name] = true
	} else {
		twice = slices.Contains(k.names, name)
	}
	k.names = append(k.names, name)
	return twice
}

// maxDepth is how deep values may lie in each other, as in encoding/json.
const maxDepth = 10_000

// scanner reads JSON strictly by RFC 8259, in one pass. Its methods begin at the
// first byte of what they read, end behind it and report whether it is valid.
type scanner struct {
	b     []byte
	i     int
	depth int
	key   string // the first that stands twice in one object
	twice bool
}

// peek passes white space and returns the byte that follows, 0 at the end.
func (s *scanner) peek() byte {
	for ; s.i < len(s.b); s.i++ {
		switch c := s.b[s.i]; c {
		case ' ', '\t', '\r', '\n':
		default:
			return c
		}
	}
	return 0
}

// object reads an object; into is nil for one within another value.
func (s *scanner) object(into *Object) bool {
	s.i++
	if s.depth++; s.depth > maxDepth {
		return false
	}
	var k keys
	if into != nil {
		k.names = into.Names[:0]
	}
	for first := true; ; first = false {
		c := s.peek()
		if c == '}' && first {
			break
		}
		if c != '"' {
			return false
		}
		raw, escaped, ok := s.str()
		if !ok || s.peek() != ':' {
			return false
		}
		s.i++
		s.peek()
		start := s.i
		if name := into.name(len(k.names), raw, escaped); k.add(name) && !s.twice {
			s.key, s.twice = name, true
		}
		if escaped, ok = s.value(); !ok {
			return false
		}
		if into != nil {
			into.Values = append(into.Values, Value{s.b[start:s.i], escaped})
		}
		if c = s.peek(); c != ',' {
			if c != '}' {
				return false
			}
			break
		}
		s.i++
	}
	s.i++
	s.depth--
	if into != nil {
		into.Names = k.names
	}
	return true
}

// name returns key i, which is made a string only where the last object had
// another in its place.
func (o *Object) name(i int, raw []byte, escaped bool) string {
	if o != nil && i < len(o.before) && !escaped && o.before[i] == string(raw) {
		return o.before[i]
	}
	return text(raw, escaped)
}

// value also reports whether it is a string with escapes.
func (s *scanner) value() (escaped, ok bool) {
	if s.i == len(s.b) {
		return false, false
	}
	switch c := s.b[s.i]; c {
	case '"':
		_, escaped, ok = s.str()
		return escaped, ok
	case '{':
		return false, s.object(nil)
	case '[':
		return false, s.array()
	case 't':
		return false, s.word("true")
	case 'f':
		return false, s.word("false")
	case 'n':
		return false, s.word("null")
	}
	return false, s.number()
}

func (s *scanner) array() bool {
	s.i++
	if s.depth++; s.depth > maxDepth {
		return false
	}
	if s.peek() != ']' {
		for {
			s.peek()
			if _, ok := s.value(); !ok {
				return false
			}
			c := s.peek()
			if c == ']' {
				break
			}
			if c != ',' {
				return false
			}
			s.i++
		}
	}
	s.i++
	s.depth--
	return true
}

func (s *scanner) word(w string) bool {
	ok := bytes.HasPrefix(s.b[s.i:], []byte(w))
	s.i += len(w)
	return ok
}

func (s *scanner) number() bool {
	s.sign("-")
	if s.i < len(s.b) && s.b[s.i] == '0' {
		s.i++
	} else if !s.digits() {
		return false
	}
	if s.sign(".") && !s.digits() {
		return false
	}
	if s.sign("eE") {
		s.sign("+-")
		return s.digits()
	}
	return true
}

// sign passes one byte if it is one of some.
func (s *scanner) sign(of string) bool {
	if s.i == len(s.b) || strings.IndexByte(of, s.b[s.i]) < 0 {
		return false
	}
	s.i++
	return true
}

// digits passes digits, and reports whether there was one.
func (s *scanner) digits() bool {
	start := s.i
	for s.i < len(s.b) && s.b[s.i]-'0' <= 9 {
		s.i++
	}
	return s.i > start
}

// str reads a string and returns what stands between its quotes.
func (s *scanner) str() (raw []byte, escaped, ok bool) {
	s.i++
	start := s.i
	for {
		s.i += ordinary(s.b[s.i:])
		rest := s.b[s.i:]
		switch {
		case len(rest) < 2 && (len(rest) == 0 || rest[0] != '"'), rest[0] < ' ':
			return nil, false, false
		case rest[0] == '"':
			s.i++
			return s.b[start : s.i-1], escaped, true
		case rest[1] == 'u':
			if len(rest) < 6 || slices.ContainsFunc(rest[2:6], notHex) {
				return nil, false, false
			}
			s.i += 6
		case strings.IndexByte(`"\/bfnrt`, rest[1]) < 0:
			return nil, false, false
		default:
			s.i += 2
		}
		escaped = true
	}
}

func notHex(c byte) bool { return c-'0' > 9 && (c|0x20)-'a' > 5 }

// ordinary returns how many bytes come before the first quote, backslash or
// control character. Eight are looked at together: in a difference of words the
// lowest byte that borrows is the first that is sought.
func ordinary(b []byte) int {
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	i := 0
	for ; i+8 <= len(b); i += 8 {
		w := binary.LittleEndian.Uint64(b[i:])
		quote, back := w^('"'*ones), w^('\\'*ones)
		if found := ((w-' '*ones)&^w | (quote-ones)&^quote | (back-ones)&^back) & tops; found != 0 {
			return i + bits.TrailingZeros64(found)/8
		}
	}
	for ; i < len(b) && b[i] >= ' ' && b[i] != '"' && b[i] != '\\'; i++ {
	}
	return i
}
