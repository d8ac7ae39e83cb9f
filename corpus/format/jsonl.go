package format

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
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
	records := newRecords(in)
	number := 0
	rest := in.Data
	for line := 1; len(rest) > 0; line++ {
		var object []byte
		object, rest, _ = bytes.Cut(rest, []byte("\n"))
		if object = bytes.TrimSpace(object); len(object) == 0 {
			continue
		}
		number++
		t, err := record(in.Options, records, object, number, line)
		if err != nil {
			failures = append(failures, failure(in.Path, err))
			continue
		}
		texts = append(texts, t)
	}
	if number == 0 {
		return nil, nil, errorf("empty", "there is no object in it")
	}
	return texts, failures, nil
}

func record(o Options, r records, object []byte, number, line int) (corpus.Text, error) {
	fields, err := members(object)
	if err != nil {
		return corpus.Text{}, errorf("json", "line %d: %v", line, err)
	}
	if len(fields) > maxColumns {
		return corpus.Text{}, errorf("json", "line %d: %d keys, more than %d; keep those with the text, the id and the metadata", line, len(fields), maxColumns)
	}
	var keys []string
	for _, f := range fields {
		keys = append(keys, f.Name)
	}
	at := column(keys, o.TextColumn)
	if at < 0 {
		return corpus.Text{}, errorf("column", "line %d: no key %q with the text%s", line, o.TextColumn, didYouMean(o.TextColumn, keys))
	}
	var body string
	if err := json.Unmarshal([]byte(fields[at].Value), &body); err != nil {
		return corpus.Text{}, errorf("json", "line %d: the value of %q is not a string", line, keys[at])
	}
	id, name := column(keys, o.IDColumn), ""
	var rest []corpus.Field
	for i, f := range fields {
		value, err := scalar(f.Value)
		if err != nil {
			return corpus.Text{}, errorf("json", "line %d: key %q: %v", line, f.Name, err)
		}
		switch i {
		case at:
		case id:
			name = value
		default:
			rest = append(rest, corpus.Field{Name: f.Name, Value: value})
		}
	}
	t, err := r.text(name, number, line, []byte(body), rest)
	if err == nil && strings.ContainsRune(body, utf8.RuneError) && !bytes.ContainsRune(object, utf8.RuneError) {
		t.Warnings = append(t.Warnings, corpus.Warning{
			Code: "replaced-characters", Message: fmt.Sprintf("line %d has half a character as \\u escape; it reads as U+FFFD", line),
		})
	}
	return t, err
}

// members returns the keys and the raw values of an object in their order. Two
// equal keys, at any depth, are an error: JSON leaves open which counts.
func members(object []byte) ([]corpus.Field, error) {
	if object[0] != '{' {
		return nil, errors.New("not an object")
	}
	if err := distinctKeys(object); err != nil {
		return nil, err
	}
	d := json.NewDecoder(bytes.NewReader(object))
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	var out []corpus.Field
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, err
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return nil, err
		}
		out = append(out, corpus.Field{Name: fmt.Sprint(key), Value: string(value)})
	}
	return out, nil
}

// distinctKeys reads the whole line once and compares the keys of each object.
func distinctKeys(object []byte) error {
	type level struct {
		keys map[string]bool // nil in an array
		key  bool            // a key comes next
	}
	if !json.Valid(object) {
		var v any
		return json.Unmarshal(object, &v) // which says what is wrong with it
	}
	d := json.NewDecoder(bytes.NewReader(object))
	d.UseNumber()
	var open []level
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch token {
		case json.Delim('{'):
			open = append(open, level{map[string]bool{}, true})
			continue
		case json.Delim('['):
			open = append(open, level{})
			continue
		case json.Delim('}'), json.Delim(']'):
			open = open[:len(open)-1]
		}
		if len(open) == 0 {
			continue
		}
		top := &open[len(open)-1]
		if key, ok := token.(string); ok && top.keys != nil && top.key {
			if top.keys[key] {
				return fmt.Errorf("the key %q stands twice in one object", key)
			}
			top.keys[key], top.key = true, false
			continue
		}
		top.key = true
	}
}

// scalar returns a value as metadata: a string as it is, null as nothing, all
// else as JSON.
func scalar(raw string) (string, error) {
	if raw == "null" {
		return "", nil
	}
	if raw[0] != '"' {
		var b bytes.Buffer
		err := json.Compact(&b, []byte(raw))
		return b.String(), err
	}
	var s string
	err := json.Unmarshal([]byte(raw), &s)
	return s, err
}
