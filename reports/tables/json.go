package tables

import (
	"bytes"
	"encoding/json"
	"strconv"

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
func JSON(t *result.Table, _ Options) ([]byte, error) {
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
	out, err := json.MarshalIndent(head, "", "  ")
	if err != nil {
		return nil, err
	}
	// A row a line: indented rows would put every number on a line of its own.
	out = append(bytes.TrimSuffix(out, []byte("\n}")), ",\n  \"rows\": ["...)
	for r := range t.Rows() {
		if r > 0 {
			out = append(out, ',')
		}
		out = append(out, "\n    ["...)
		for i := range t.Columns {
			if i > 0 {
				out = append(out, ", "...)
			}
			out = appendValue(out, &t.Columns[i], r)
		}
		out = append(out, ']')
	}
	if t.Rows() > 0 {
		out = append(out, "\n  "...)
	}
	return append(out, "]\n}\n"...), nil
}

// JSONLines writes a table as one object a line, keyed by column name in the
// columns' order. Values are as in JSON.
func JSONLines(t *result.Table, _ Options) ([]byte, error) {
	var out []byte
	for r := range t.Rows() {
		out = append(out, '{')
		for i := range t.Columns {
			if i > 0 {
				out = append(out, ',')
			}
			out = strconv.AppendQuote(out, t.Columns[i].Name)
			out = append(out, ':')
			out = appendValue(out, &t.Columns[i], r)
		}
		out = append(out, "}\n"...)
	}
	return out, nil
}

// appendValue appends the JSON form of one cell.
func appendValue(out []byte, c *result.Column, row int) []byte {
	switch {
	case c.Absent(row):
		return append(out, "null"...)
	case c.Type == result.Text:
		text, err := json.Marshal(c.Cell(row))
		if err != nil { // cannot happen: a string always marshals
			return append(out, "null"...)
		}
		return append(out, text...)
	}
	return append(out, c.Cell(row)...)
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
