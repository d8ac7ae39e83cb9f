package tables

import (
	"bytes"
	"encoding/json"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"concordat/analyzers/result"
)

// schemaVersion is of the JSON form; it rises when a reader could break.
const schemaVersion = 1

type jsonColumn struct {
	Name  string `json:"name"`
	Label string `json:"label"`
	Unit  string `json:"unit"`
	Type  string `json:"type"` // "text", "integer", "number"
	Doc   string `json:"doc"`
}

type jsonNote struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Row     *int   `json:"row"` // 0-based, null = the whole table
}

// JSON writes a table as one document: what it is, its columns with their
// definitions, its rows as arrays in the columns' order, its notes. Numbers
// have full precision, missing values are null, texts are as they are.
func JSON(t *result.Table, o Options) ([]byte, error) {
	return inMemory(func(w io.Writer) error { return writeJSON(w, t, o) })
}

func writeJSON(w io.Writer, t *result.Table, _ Options) error {
	head := struct {
		SchemaVersion int          `json:"schema_version"`
		Name          string       `json:"name"`
		Title         string       `json:"title"`
		Caption       string       `json:"caption"`
		Columns       []jsonColumn `json:"columns"`
		Notes         []jsonNote   `json:"notes"`
	}{schemaVersion, t.Name, t.Title, t.Caption, []jsonColumn{}, []jsonNote{}}
	for i := range t.Columns {
		c := &t.Columns[i]
		head.Columns = append(head.Columns, jsonColumn{c.Name, c.Label, c.Unit, typeName(c.Type), c.Doc})
	}
	for _, n := range t.Notes {
		note := jsonNote{Code: n.Code, Message: n.Message}
		if n.Row >= 0 {
			note.Row = &n.Row
		}
		head.Notes = append(head.Notes, note)
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(head); err != nil {
		return err
	}
	out, numbers := newSink(w), make([]floats, len(t.Columns))
	// A row a line: indented rows would put every number on a line of its own.
	out.buf = append(append(out.buf, bytes.TrimSuffix(b.Bytes(), []byte("\n}\n"))...), ",\n  \"rows\": ["...)
	for r := range t.Rows() {
		if r > 0 {
			out.buf = append(out.buf, ',')
		}
		out.buf = append(out.buf, "\n    ["...)
		for i := range t.Columns {
			if i > 0 {
				out.buf = append(out.buf, ", "...)
			}
			out.buf = numbers[i].appendValue(out.buf, &t.Columns[i], r)
		}
		out.buf = append(out.buf, ']')
		out.pour()
	}
	if t.Rows() > 0 {
		out.buf = append(out.buf, "\n  "...)
	}
	out.buf = append(out.buf, "]\n}\n"...)
	return out.end()
}

// writeJSONLines writes a table as one object a line, keyed by column name in the
// columns' order. Values are as in JSON.
func writeJSONLines(w io.Writer, t *result.Table, _ Options) error {
	out, numbers := newSink(w), make([]floats, len(t.Columns))
	keys := make([][]byte, len(t.Columns)) // with what parts them
	for i := range keys {
		keys[i] = append(strconv.AppendQuote([]byte{','}, t.Columns[i].Name), ':')
		if i == 0 {
			keys[i][0] = '{'
		}
	}
	for r := range t.Rows() {
		for i := range t.Columns {
			out.buf = numbers[i].appendValue(append(out.buf, keys[i]...), &t.Columns[i], r)
		}
		out.buf = append(out.buf, "}\n"...)
		out.pour()
	}
	return out.end()
}

// appendValue appends the JSON form of one cell of the column.
func (f *floats) appendValue(out []byte, c *result.Column, row int) []byte {
	switch {
	case c.Absent(row):
		return append(out, "null"...)
	case c.Type == result.Text:
		return appendText(out, c.Texts[row])
	case c.Type == result.Int:
		return strconv.AppendInt(out, c.Ints[row], 10)
	}
	return f.append(out, c.Floats[row])
}

// appendText appends a text as a JSON string. Bytes that are not UTF-8 become
// U+FFFD. It is here because encoding/json takes four times as long, which
// lists of quotations feel, and writes & and < as escapes.
func appendText(out []byte, s string) []byte {
	const digits = "0123456789abcdef"
	out = append(out, '"')
	from := 0 // s[:from] is written
	for i, r := range s {
		if r >= ' ' && r != '"' && r != '\\' && r != utf8.RuneError && r != '\u2028' && r != '\u2029' {
			continue
		}
		out = append(out, s[from:i]...)
		from = i + 1
		switch {
		case r == '"' || r == '\\':
			out = append(out, '\\', byte(r))
		case r == '\n':
			out = append(out, `\n`...)
		case r == '\t':
			out = append(out, `\t`...)
		case r < ' ':
			out = append(out, '\\', 'u', '0', '0', digits[r>>4], digits[r&15])
		case r == utf8.RuneError:
			out = append(out, "\uFFFD"...)
			if strings.HasPrefix(s[i:], "\uFFFD") {
				from = i + 3
			}
		default: // line ends to JavaScript, in which JSON may be pasted
			out = append(out, `\u202`...)
			out = append(out, digits[r&15])
			from = i + 3
		}
	}
	out = append(out, s[from:]...)
	return append(out, '"')
}

func typeName(t result.Type) string {
	switch t {
	case result.Int:
		return "integer"
	case result.Float:
		return "number"
	}
	return "text"
}
