package format

import (
	"bytes"
	"fmt"
	"slices"
	"unicode/utf8"

	"concordat/corpus"
	"concordat/corpus/format/jsontext"
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
	o    jsontext.Object
	room []byte // for bodies without their escapes
}

// record makes a text of one line.
func (r *recordReader) record(line []byte, at place) entry {
	e := entry{line: at.lines}
	if err := r.o.Parse(line); err != nil {
		e.err = errorf("json", "line %d: %v", at.lines, err)
		return e
	}
	names := r.o.Names
	if len(names) > maxColumns {
		e.err = errorf("json", "line %d: %d keys, more than %d; keep those with the text, the id and the metadata", at.lines, len(names), maxColumns)
		return e
	}
	text, id := column(names, r.in.Options.TextColumn), column(names, r.in.Options.IDColumn)
	if text < 0 {
		e.err = errorf("column", "line %d: no key %q with the text%s", at.lines, r.in.Options.TextColumn, didYouMean(r.in.Options.TextColumn, names))
		return e
	}
	body, halved, ok := r.body(r.o.Values[text])
	if !ok {
		e.err = errorf("json", "line %d: the value of %q is not a string", at.lines, names[text])
		return e
	}
	name := ""
	var fields []corpus.Field
	for i, v := range r.o.Values {
		switch i {
		case text:
		case id:
			name = v.Scalar()
		default:
			fields = append(fields, corpus.Field{Name: names[i], Value: v.Scalar()})
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
func (r *recordReader) body(v jsontext.Value) (body []byte, halved, ok bool) {
	if v.Raw[0] != '"' {
		return nil, false, string(v.Raw) == "null"
	}
	raw := v.Raw[1 : len(v.Raw)-1]
	if !v.Escaped {
		return slices.Clip(raw), false, true
	}
	if cap(r.room)-len(r.room) < len(raw) {
		r.room = make([]byte, 0, max(len(raw), min(len(r.in.Data), roomBytes)))
	}
	start := len(r.room)
	r.room, halved = jsontext.Unescape(r.room, raw)
	return slices.Clip(r.room[start:]), halved, true
}

// roomBytes is how much room is made for bodies at a time.
const roomBytes = 256 << 10
