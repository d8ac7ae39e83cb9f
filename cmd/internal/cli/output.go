package cli

import (
	"encoding/json"
	"fmt"
	"strings"

	"concordat/analyzers/result"
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

// print writes the columns of a table that people need in a terminal, or with
// --json the whole table.
func (a *app) print(t *result.Table, columns ...string) error {
	if a.json {
		b, err := tables.JSON(t, tables.Options{})
		if err != nil {
			return err
		}
		_, err = a.stdout.Write(b)
		return err
	}
	var cols []*result.Column
	if len(columns) == 0 {
		for i := range t.Columns {
			cols = append(cols, &t.Columns[i])
		}
	}
	for _, name := range columns {
		c := t.Column(name)
		if c == nil {
			return fmt.Errorf("table %s has no column %q", t.Name, name)
		}
		cols = append(cols, c)
	}
	head := make([]string, len(cols))
	right := make([]bool, len(cols))
	for i, c := range cols {
		head[i], right[i] = c.Name, c.Type != result.Text
	}
	rows := make([][]string, t.Rows())
	for r := range rows {
		for _, c := range cols {
			rows[r] = append(rows[r], c.Print(r))
		}
	}
	return a.grid(head, right, rows)
}

// grid writes rows under a head. Wide characters are aligned; control
// characters of a hostile text never reach the terminal.
func (a *app) grid(head []string, right []bool, rows [][]string) error {
	t := table.NewWriter()
	style := table.StyleDefault
	style.Options = table.OptionsNoBordersAndSeparators
	style.Format.Header = text.FormatDefault
	style.Box.PaddingLeft, style.Box.PaddingRight = "", "  "
	t.SetStyle(style)
	line := make(table.Row, len(head))
	configs := make([]table.ColumnConfig, len(head))
	for i, h := range head {
		line[i] = h
		configs[i] = table.ColumnConfig{Number: i + 1}
		if right[i] {
			configs[i].Align, configs[i].AlignHeader = text.AlignRight, text.AlignRight
		}
	}
	t.AppendHeader(line)
	t.SetColumnConfigs(configs)
	for _, r := range rows {
		line := make(table.Row, len(r))
		for i, cell := range r {
			line[i] = clean(cell)
		}
		t.AppendRow(line)
	}
	for _, l := range strings.Split(t.Render(), "\n") {
		if _, err := fmt.Fprintln(a.stdout, strings.TrimRight(l, " ")); err != nil {
			return err
		}
	}
	return nil
}

// clean makes a text fit for a terminal: control characters and those that
// turn the direction of writing are shown, not obeyed.
func clean(s string) string {
	indent := len(s) - len(strings.TrimLeft(s, " "))
	return s[:indent] + tables.Visible(s)
}
