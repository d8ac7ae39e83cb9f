package cli

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"concordat/analyzers/result"
	"concordat/corpus"
	"concordat/reports/tables"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
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
// stands for all.
func (a *app) print(t *result.Table, rows []int, columns ...string) error {
	if rows == nil {
		for r := range t.Rows() {
			rows = append(rows, r)
		}
	}
	head := make([]string, len(columns))
	right := make([]bool, len(columns))
	cells := make([][]string, len(rows))
	for i, name := range columns {
		c := t.Column(name)
		if c == nil {
			return fmt.Errorf("table %s has no column %q", t.Name, name)
		}
		head[i], right[i] = c.Name, c.Type != result.Text
		for k, r := range rows {
			cells[k] = append(cells[k], c.Print(r))
		}
	}
	return a.grid(head, right, cells)
}

// grid writes rows under a head. Wide characters are aligned; control
// characters of a hostile text never reach the terminal. On a terminal, texts
// are wrapped so that a row fits its width.
func (a *app) grid(head []string, right []bool, rows [][]string) error {
	t := table.NewWriter()
	style := table.StyleDefault
	style.Options = table.OptionsNoBordersAndSeparators
	style.Format.Header = text.FormatDefault
	style.Box.PaddingLeft, style.Box.PaddingRight = "", gap
	t.SetStyle(style)
	lines := make([]table.Row, len(rows))
	widths := make([]int, len(head))
	for i, h := range head {
		widths[i] = text.StringWidth(h)
	}
	for r, row := range rows {
		lines[r] = make(table.Row, len(row))
		for i, cell := range row {
			cell = clean(cell)
			lines[r][i] = cell
			widths[i] = max(widths[i], text.StringWidth(cell))
		}
	}
	if w := a.columns(); w > 0 {
		fit(widths, right, w)
	}
	configs := make([]table.ColumnConfig, len(head))
	first := make(table.Row, len(head))
	for i, h := range head {
		first[i] = h
		configs[i] = table.ColumnConfig{Number: i + 1, WidthMax: widths[i], WidthMaxEnforcer: text.WrapSoft}
		if right[i] {
			configs[i].Align, configs[i].AlignHeader = text.AlignRight, text.AlignRight
		}
	}
	t.AppendHeader(first)
	t.SetColumnConfigs(configs)
	t.AppendRows(lines)
	for _, l := range strings.Split(t.Render(), "\n") {
		if _, err := fmt.Fprintln(a.stdout, strings.TrimRight(l, " ")); err != nil {
			return err
		}
	}
	return nil
}

// gap stands between columns.
const gap = "  "

// fit narrows the widest columns of texts, one step after another, until a
// row has no more than total characters or no column of texts is wide.
func fit(widths []int, right []bool, total int) {
	const least = 12
	sum := len(gap) * (len(widths) - 1)
	for _, w := range widths {
		sum += w
	}
	for ; sum > total; sum-- {
		widest := -1
		for i, w := range widths {
			if !right[i] && w > least && (widest < 0 || w > widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			return
		}
		widths[widest]--
	}
}

// clean makes a text fit for a terminal: control characters and those that
// turn the direction of writing are shown, not obeyed. An indent stays.
func clean(s string) string {
	body := strings.TrimLeft(s, " ")
	return s[:len(s)-len(body)] + tables.Visible(body)
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
