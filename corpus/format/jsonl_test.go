package format

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"concordat/corpus"

	"pgregory.net/rapid"
)

// sameAsRefLines holds the reader of JSON lines to the reference.
func sameAsRefLines(t interface{ Fatalf(string, ...any) }, data []byte) {
	in := Input{ID: "x", Path: "x.jsonl", Data: data, Options: Options{TextColumn: "text", IDColumn: "id"}}
	texts, failures, err := jsonl{}.Read(in)
	in.Data = bytes.Clone(data)
	wantTexts, wantFailures, wantErr := refLines(in)
	if !reflect.DeepEqual(err, wantErr) || !reflect.DeepEqual(failures, wantFailures) {
		t.Fatalf("%q\n got %v %+v\nwant %v %+v", data, err, failures, wantErr, wantFailures)
	}
	if len(texts) != len(wantTexts) {
		t.Fatalf("%q: %d texts, want %d", data, len(texts), len(wantTexts))
	}
	for i, got := range texts {
		want := wantTexts[i]
		if !bytes.Equal(got.Body, want.Body) {
			t.Fatalf("%q\n got %q\nwant %q", data, got.Body, want.Body)
		}
		got.Body, want.Body = nil, nil
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("%q\n got %+v\nwant %+v", data, got, want)
		}
	}
}

// hostileLines are records of every kind that is taken or refused in another way.
func hostileLines() []string {
	lines := []string{
		`{"text":"a","text":"b"}`, `{"text":"a","\u0074ext":"b"}`, `{"text":"a","x":{"y":1,"y":2}}`, `{"text":"a","x":[[{"y":1,"y":2}],{"z":1,"z":1}]}`,
		`{"text":"a","x":{"y":1},"z":{"y":1}}`, `{"text":"a","\ud800":1,"\udc00":2}`, `{"text":"a","text":"b"`, `{"text":"a","a":1,"a":2,"b":01}`,
		`{"text":null}`, `{"text":1}`, `{"text":{}}`, `{"text":true}`, `{"Text":"a","TEXT":"b"}`, `{"txet":"a"}`, `{}`, `{ }`, `[]`, `null`, `"a"`, `1`, `{`, `}`, `{"`, `{"a`, `{"a"`, `{"a":`, `{"a":}`, `{"text":"a",}`, `{,}`, `{"a" "b"}`, `{"a":1 "b":2}`, `{1:2}`,
		`{"text":"\u00e9\ud83d\ude00\/\\\"\b\f\n\r\t"}`, `{"text":"\ud83d"}`, `{"text":"\ud83dx"}`, `{"text":"\ude00\ud83d"}`, `{"text":"\ud83d\ud83d\ude00"}`, `{"text":"\ud83d\u0041"}`, `{"text":"\ud83d\n"}`, `{"text":"\ufffd"}`, `{"text":"\ufffd` + "\ufffd" + `"}`, `{"text":"a ` + "\ufffd" + `"}`,
		`{"text":"\u12"}`, `{"text":"\u12g4"}`, `{"text":"\uABCD\uabcd"}`, `{"text":"\x"}`, `{"text":"\"}`, `{"text":"\`, `{"text":"\u`, `{"text":"\U0041"}`, `{"text":"a\u0000b"}`, "{\"text\":\"a\tb\"}", "{\"text\":\"a\x7fb\"}", "{\"text\":\"a\x1fb\"}", "{\"text\":\"a\\\x01\"}",
		`{"text":"a","n":-0,"m":1.50e+10,"k":1E400,"l":123456789012345678901234567890}`, `{"text":"a","n":01}`, `{"text":"a","n":-}`, `{"text":"a","n":1.}`, `{"text":"a","n":.5}`, `{"text":"a","n":1e}`, `{"text":"a","n":1e+}`, `{"text":"a","n":+1}`, `{"text":"a","n":-01}`, `{"text":"a","n":0x1}`, `{"text":"a","n":1`, `{"text":"a","n":NaN}`,
		`{"text":"a","n":tru}`, `{"text":"a","n":truee}`, `{"text":"a","n":True}`, `{"text":"a","n":null,"m":false}`, `{"text":"a","n":nul`, `{"text":"a","n": [ 1 , { "b" : [ ] , "c" : "\u0041 <" } ] }`, `{"text":"a","n":[1,]}`, `{"text":"a","n":[,]}`, `{"text":"a","n":[1 2]}`, `{"text":"a","n":[}`, `{"text":"a","n":{]}`, `{"text":"a","n":[`,
		" \t{ \"text\" : \"a\" \r, \"year\" : 2017 } \r", "\u00a0{\"text\":\"a\"}\u2028", "{\u00a0\"text\":\"a\"}", `{"text":"a"} x`, `{"text":"a"}{"text":"b"}`, "\ufeff{\"text\":\"a\"}", `{"text":"a","year":"x"}`, `{"text":"a","year":2017,"title":"\u0054","other":"\ud800"}`, `{"id":"i","text":"a"}`, `{"id":"i","text":"b"}`, `{"id":" i ","text":"c"}`, `{"id":5,"text":"c"}`, `{"id":"j","text":"a","year":0}`, `{"id":"j","text":"b"}`, `{"id":"k","text":""}`, `{"id":"k","text":"a"}`, `{"id":"x:3","text":"a"}`, `{"":"a","text":"b"}`,
		`{"id":"` + strings.Repeat("i", maxName+1) + `","text":"a"}`, `{"id":"` + strings.Repeat("i", maxName) + `","text":"a"}`, `{"id":"` + strings.Repeat("i", maxName) + `","text":"a"}`,
		"", " ", "\r", "\u00a0", "\v",
	}
	for _, depth := range []int{9_999, 10_000} {
		lines = append(lines, `{"text":"a","x":`+strings.Repeat("[", depth)+strings.Repeat("]", depth)+`}`, `{"text":"a","x":`+strings.Repeat(`{"y":`, depth)+`1`+strings.Repeat("}", depth)+`}`)
	}
	for _, n := range []int{15, 16, 17, 18, maxColumns, maxColumns + 1} {
		for _, again := range []string{"", `,"key3":0`, `,"key` + fmt.Sprint(n-2) + `":0`} {
			var b strings.Builder
			b.WriteString(`{"text":"a"`)
			for i := range n - 1 {
				fmt.Fprintf(&b, `,"key%d":%d`, i, i)
			}
			lines = append(lines, b.String()+again+"}", `{"text":"a","x":`+strings.Replace(b.String(), `"text"`, `"t"`, 1)+again+"}}")
		}
	}
	return lines
}

func TestLinesAreThoseOfTheReference(t *testing.T) {
	lines := hostileLines()
	for _, l := range lines {
		sameAsRefLines(t, []byte(l))
	}
	for _, end := range []string{"\n", "\r\n", "\n\n"} {
		sameAsRefLines(t, []byte(strings.Join(lines, end)))
	}
	for cut := range len(lines[0]) {
		sameAsRefLines(t, []byte(lines[0][:cut]))
	}
}

// Strings with every byte at every place of a word of eight.
func TestEveryByteOfAString(t *testing.T) {
	for c := range 128 {
		for at := range 17 {
			s := strings.Repeat("x", at) + string(rune(c)) + strings.Repeat("é", 9)
			sameAsRefLines(t, []byte(`{"text":"`+s+`","k":"`+s+`"}`))
			sameAsRefLines(t, []byte(`{"text":"\`+s+`"}`))
		}
	}
}

func TestRandomLinesAreThoseOfTheReference(t *testing.T) {
	scraps := append([]string{`{"text":"`, `","id":"`, `"}`, `{`, `}`, `[`, `]`, `:`, `,`, `"`, `\`, `\u00`, `\ud83d`, `\ude00`, `\n`, `1`, `0`, `-`, `.`, `e`, `true`, `null`, `"a"`, `"year"`, ` `, "\n", "é", "\ufffd", "\x01", "word word word"}, hostileLines()[:20]...)
	rapid.Check(t, func(t *rapid.T) {
		sameAsRefLines(t, []byte(strings.Join(rapid.SliceOfN(rapid.SampledFrom(scraps), 0, 20).Draw(t, "scraps"), "")))
	})
}

// FuzzLines holds the reader to the reference on whatever is UTF-8.
func FuzzLines(f *testing.F) {
	for _, l := range hostileLines() {
		if len(l) < 200 {
			f.Add([]byte(l))
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if utf8.Valid(data) {
			sameAsRefLines(t, data)
		}
	})
}

func BenchmarkLines(b *testing.B) {
	body := strings.Repeat("States govern the sea together, and “as they are”. ", 24)
	for _, c := range []struct{ name, end string }{{"plain", ""}, {"escaped", `\n\"a\u00e9\"`}} {
		var data []byte
		for i := range 800 {
			data = fmt.Appendf(data, "{\"id\":\"d%06d\",\"text\":\"%s%s\",\"year\":2017}\n", i, body, c.end)
		}
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			r := recordReader{in: Input{ID: "x", Data: data, Options: Options{TextColumn: "text", IDColumn: "id"}}}
			for b.Loop() {
				for line := range bytes.Lines(data) {
					if err := r.o.Parse(bytes.TrimSpace(line)); err != nil {
						b.Fatal(err)
					}
					r.room = r.room[:0]
					if body, _, ok := r.body(r.o.Values[1]); !ok || len(body) == 0 {
						b.Fatal("no body")
					}
				}
			}
		})
	}
}

// refLines is jsonl.Read with encoding/json throughout. Empty lines are passed over.
func refLines(in Input) ([]corpus.Text, []corpus.Failure, error) {
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
		t, err := refRecord(in.Options, records, object, number, line)
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

func refRecord(o Options, r records, object []byte, number, line int) (corpus.Text, error) {
	fields, err := refMembers(object)
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
		value, err := refScalar(f.Value)
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

// refMembers returns the keys and the raw values of an object in their order. Two
// equal keys, at any depth, are an error: JSON leaves open which counts.
func refMembers(object []byte) ([]corpus.Field, error) {
	if object[0] != '{' {
		return nil, errors.New("not an object")
	}
	if err := refDistinctKeys(object); err != nil {
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

// refDistinctKeys reads the whole line once and compares the keys of each object.
func refDistinctKeys(object []byte) error {
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

// refScalar returns a value as metadata: a string as it is, null as nothing, all
// else as JSON.
func refScalar(raw string) (string, error) {
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
