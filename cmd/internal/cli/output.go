package cli

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"concordat/analyzers/result"
	"concordat/corpus"
	"concordat/reports/tables"
)

// schemaVersion is that of every JSON answer; it rises when a reader could break.
const schemaVersion = 1

// answer writes one JSON document to standard output.
func (a *app) answer(kind string, fields map[string]any) error {
	doc := map[string]any{"schema_version": schemaVersion, "kind": kind}
	for k, v := range fields {
		doc[k] = v
	}
	e := json.NewEncoder(a.stdout)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(doc)
}

// tableJSON returns a table as a part of an answer.
func tableJSON(t *result.Table) (json.RawMessage, error) {
	return tables.JSON(t, tables.Options{})
}

// failuresJSON returns failures as a part of an answer.
func failuresJSON(fs []corpus.Failure) []map[string]any {
	out := make([]map[string]any, len(fs))
	for i, f := range fs {
		out[i] = map[string]any{"document": f.Document, "stage": f.Stage, "class": f.Class, "message": f.Message}
	}
	return out
}

// notesJSON returns notes as a part of an answer.
func notesJSON(ns []result.Note) []map[string]any {
	out := make([]map[string]any, len(ns))
	for i, n := range ns {
		out[i] = map[string]any{"code": n.Code, "message": n.Message, "table": n.Table, "row": nil}
		if n.Row >= 0 {
			out[i]["row"] = n.Row
		}
	}
	return out
}

// list returns a list that JSON writes as [] if it is empty.
func list[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

// partly says which documents failed, and returns the status for it.
func (a *app) partly(fs []corpus.Failure) error {
	const most = 5
	if len(fs) == 0 {
		return nil
	}
	for _, f := range fs[:min(most, len(fs))] {
		a.say("failed: %s", clean(f.Message))
	}
	if n := len(fs) - most; n > 0 {
		a.say("failed: and %d more", n)
	}
	return status(statusPartly)
}

// print writes columns of a table; rows says which rows in which order, nil
// stands for all. On a terminal that is too narrow, texts are cut and the
// columns in spare are left out, the last first.
func (a *app) print(t *result.Table, rows []int, columns []string, spare ...string) error {
	if rows == nil {
		for r := range t.Rows() {
			rows = append(rows, r)
		}
	}
	g := grid{cells: make([][]string, len(rows)), spare: spare}
	for _, name := range columns {
		c := t.Column(name)
		if c == nil {
			return fmt.Errorf("table %s has no column %q", t.Name, name)
		}
		g.head, g.right = append(g.head, c.Name), append(g.right, c.Type != result.Text)
		for k, r := range rows {
			g.cells[k] = append(g.cells[k], c.Print(r))
		}
	}
	return a.write(g)
}

// clean makes a text fit for a terminal: control characters and those that
// turn the direction of writing are shown, not obeyed. An indent stays.
func clean(s string) string {
	body := strings.TrimLeft(s, " ")
	return s[:len(s)-len(body)] + tables.Visible(body)
}

// cleanLines makes an error's text of several lines fit for a terminal. A line
// without such characters stays as it is, so that a caret stays in its place.
func cleanLines(s string) string {
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		if strings.ContainsFunc(l, func(r rune) bool { return unicode.Is(unicode.C, r) }) {
			lines[i] = clean(l)
		}
	}
	return strings.Join(lines, "\n")
}

// columnsWith returns the names of those columns that say something in some row.
func columnsWith(t *result.Table, names ...string) []string {
	return slices.DeleteFunc(names, func(name string) bool {
		c := t.Column(name)
		if c == nil {
			return true
		}
		for r := range t.Rows() {
			if c.Print(r) != "" {
				return false
			}
		}
		return t.Rows() > 0
	})
}
