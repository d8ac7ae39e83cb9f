package format

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

	"concordat/corpus"
)

// jsonl reads JSON lines: an object a line is a text.
type jsonl struct{}

// Info describes JSON lines.
func (jsonl) Info() Info {
	return Info{
		Name: "jsonl", Title: "JSON lines", Extensions: []string{".jsonl", ".ndjson"}, Records: true,
		Doc: "each line is an object and a text: one key is its body, one its id, the others its metadata",
	}
}

// Read returns one text a line. Empty lines are passed over.
func (jsonl) Read(in Input) ([]corpus.Text, []corpus.Failure, error) {
	var texts []corpus.Text
	var failures []corpus.Failure
	seen := map[string]int{}
	end := readLines(in, place{}, func(e *entry) {
		if err := e.settle(seen); err != nil {
			failures = append(failures, failure(in.Path, err))
			return
		}
		texts = append(texts, e.text)
	})
	if end.record == 0 {
		return nil, nil, noObject()
	}
	return texts, failures, nil
}

func noObject() error { return errorf("empty", "there is no object in it") }

// place is how much of a file lies before some line of it.
type place struct{ lines, record int }

// pass returns the place after some whole lines.
func (p place) pass(data []byte) place {
	for len(data) > 0 {
		var line []byte
		line, data, _ = bytes.Cut(data, []byte("\n"))
		p.lines++
		if !blank(line) {
			p.record++
		}
	}
	return p
}

// blank reports whether a line holds nothing but white space.
func blank(line []byte) bool { return skipSpace(line) == len(line) }

// entry is what became of a record.
type entry struct {
	id   string // the id it claims, "" if it comes to none
	line int
	text corpus.Text
	err  error // an *Error: there is no text
}

// settle reports why there is no text, after a look at the ids of the records
// before.
func (e *entry) settle(seen map[string]int) error {
	if e.id == "" {
		return e.err
	}
	if first, dup := seen[e.id]; dup {
		return idTaken(e.id, e.line, first)
	}
	seen[e.id] = e.line
	return e.err
}

// readLines calls do with each record of some whole lines, of a file or, with
// the place where they begin, of a part of one. It returns the place after them.
func readLines(in Input, at place, do func(*entry)) place {
	r := recordReader{in: in}
	for rest := in.Data; len(rest) > 0; {
		var line []byte
		line, rest, _ = bytes.Cut(rest, []byte("\n"))
		at.lines++
		if line = bytes.TrimSpace(line); len(line) > 0 {
			at.record++
			e := r.record(line, at)
			do(&e)
		}
	}
	return at
}

// recordReader reads objects and keeps, from one to the next, what they share.
type recordReader struct {
	in   Input
	o    object
	room []byte // for bodies without their escapes
}

// record makes a text of one line.
func (r *recordReader) record(line []byte, at place) entry {
	e := entry{line: at.lines}
	if err := r.o.parse(line); err != nil {
		e.err = errorf("json", "line %d: %v", at.lines, err)
		return e
	}
	names := r.o.keys.names
	if len(names) > maxColumns {
		e.err = errorf("json", "line %d: %d keys, more than %d; keep those with the text, the id and the metadata", at.lines, len(names), maxColumns)
		return e
	}
	text, id := column(names, r.in.Options.TextColumn), column(names, r.in.Options.IDColumn)
	if text < 0 {
		e.err = errorf("column", "line %d: no key %q with the text%s", at.lines, r.in.Options.TextColumn, didYouMean(r.in.Options.TextColumn, names))
		return e
	}
	body, halved, ok := r.body(r.o.values[text])
	if !ok {
		e.err = errorf("json", "line %d: the value of %q is not a string", at.lines, names[text])
		return e
	}
	name := ""
	var fields []corpus.Field
	for i, v := range r.o.values {
		switch i {
		case text:
		case id:
			name = v.scalar()
		default:
			fields = append(fields, corpus.Field{Name: names[i], Value: v.scalar()})
		}
	}
	if name, e.err = recordID(r.in, name, at.record, at.lines); e.err != nil {
		return e
	}
	e.id = name
	e.text, e.err = recordText(name, at.record, at.lines, body, fields)
	if e.err == nil && halved && !bytes.ContainsRune(line, utf8.RuneError) {
		e.text.Warnings = append(e.text.Warnings, corpus.Warning{
			Code: "replaced-characters", Message: fmt.Sprintf("line %d has half a character as \\u escape; it reads as U+FFFD", at.lines),
		})
	}
	return e
}

// body returns the text that a value is, or false for what is none. Without
// escapes it is a part of the line, and of the file.
func (r *recordReader) body(v value) (body []byte, halved, ok bool) {
	if v.raw[0] != '"' {
		return nil, false, string(v.raw) == "null"
	}
	raw := v.raw[1 : len(v.raw)-1]
	if !v.escaped {
		return slices.Clip(raw), false, true
	}
	if cap(r.room)-len(r.room) < len(raw) {
		r.room = make([]byte, 0, max(len(raw), min(len(r.in.Data), roomBytes)))
	}
	start := len(r.room)
	r.room, halved = unescape(r.room, raw)
	return slices.Clip(r.room[start:]), halved, true
}

// roomBytes is how much room is made for bodies at a time.
const roomBytes = 256 << 10

// value is a value of an object as it is written, a string with its quotes.
type value struct {
	raw     []byte
	escaped bool // a string with a backslash
}

// scalar returns a value as metadata: a string as it is, null as nothing, all
// else as JSON.
func (v value) scalar() string {
	switch v.raw[0] {
	case 'n':
		return ""
	case '"':
		return text(v.raw[1:len(v.raw)-1], v.escaped)
	case '{', '[':
		var b bytes.Buffer
		if json.Compact(&b, v.raw) == nil { // it is valid
			return b.String()
		}
	}
	return string(v.raw)
}

// text returns what stands between the quotes of a string.
func text(raw []byte, escaped bool) string {
	if !escaped {
		return string(raw)
	}
	out, _ := unescape(make([]byte, 0, len(raw)), raw)
	return string(out)
}

// unescape appends a string without its escapes, which are valid, and reports
// whether one of them stands for U+FFFD, as half a surrogate pair does. What is
// appended is never longer than the string.
func unescape(out, raw []byte) (_ []byte, replaced bool) {
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

// object is an object as read: its keys, and a value for each.
type object struct {
	keys   keys
	values []value
	before []string // the keys of the last object, likely those of the next
}

// parse reads a line. Two equal keys, at any depth, are an error: JSON leaves
// open which counts. The values are parts of the line.
func (o *object) parse(line []byte) error {
	if line[0] != '{' {
		return errors.New("not an object")
	}
	o.before = append(o.before[:0], o.keys.names...)
	o.keys = keys{names: o.keys.names[:0]}
	o.values = o.values[:0]
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
func (s *scanner) object(into *object) bool {
	s.i++
	if s.depth++; s.depth > maxDepth {
		return false
	}
	var inner keys
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
		if into == nil {
			s.enter(&inner, text(raw, escaped))
		} else {
			s.enter(&into.keys, into.name(raw, escaped))
		}
		if escaped, ok = s.value(); !ok {
			return false
		}
		if into != nil {
			into.values = append(into.values, value{s.b[start:s.i], escaped})
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
	return true
}

// name returns a key, which is made a string only where the last object had
// another in its place.
func (o *object) name(raw []byte, escaped bool) string {
	if i := len(o.keys.names); i < len(o.before) && !escaped && o.before[i] == string(raw) {
		return o.before[i]
	}
	return text(raw, escaped)
}

func (s *scanner) enter(k *keys, name string) {
	if k.add(name) && !s.twice {
		s.key, s.twice = name, true
	}
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
