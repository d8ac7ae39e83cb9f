// Package figures describes a figure beside its numbers, so that it can be drawn
// again, in another look, from its CSV file and its description alone: without
// the texts, which often must not be passed on.
package figures

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"

	"concordat/analyzers/result"
	"concordat/reports/tables"
)

// Ending is how the file of a description is called, after the figure's name.
const Ending = ".figure.json"

// schema marks a description; its version rises when a reader could break.
const (
	schema        = "concordat/figure"
	schemaVersion = 1
)

// description is the file.
type description struct {
	Schema        string   `json:"schema"`
	SchemaVersion int      `json:"schema_version"`
	Figure        figure   `json:"figure"`
	Series        []string `json:"series"` // names of groups in the order of their colours
	Table         string   `json:"table"`
	Columns       []column `json:"columns"`
	// Apostrophes are the cells before which the CSV file has an apostrophe that
	// is not of the text.
	Apostrophes []cell `json:"apostrophes,omitempty"`
}

type cell struct {
	Column string `json:"column"`
	Row    int    `json:"row"` // 0-based
}

// figure is result.Figure as the file has it. The compiler sees to it that no
// field is forgotten: the one is converted into the other.
type figure struct {
	Name    string        `json:"name"`
	Title   string        `json:"title"`
	Caption string        `json:"caption"`
	Kind    string        `json:"kind"`
	Data    *result.Table `json:"-"`
	X       string        `json:"x,omitempty"`
	Y       string        `json:"y,omitempty"`
	Low     string        `json:"low,omitempty"`
	High    string        `json:"high,omitempty"`
	Group   string        `json:"group,omitempty"`
	Label   string        `json:"label,omitempty"`
	Size    string        `json:"size,omitempty"`
	XLabel  string        `json:"x_label,omitempty"`
	YLabel  string        `json:"y_label,omitempty"`
	XLog    bool          `json:"x_log,omitempty"`
	YLog    bool          `json:"y_log,omitempty"`
}

// column is result.Column without its values, likewise.
type column struct {
	Name    string      `json:"name"`
	Label   string      `json:"label"`
	Unit    string      `json:"unit,omitempty"`
	Digits  int         `json:"digits"`
	Doc     string      `json:"doc"`
	Type    result.Type `json:"type"` // 0 text, 1 whole number, 2 number
	Texts   []string    `json:"-"`
	Ints    []int64     `json:"-"`
	Floats  []float64   `json:"-"`
	Missing []bool      `json:"-"`
	Detail  bool        `json:"detail,omitempty"`
}

// Describe returns the description of a figure whose CSV file is written with
// raw cells or not. Series are the names of groups in the order of their colours.
func Describe(f *result.Figure, series []string, raw bool) ([]byte, error) {
	d := description{Schema: schema, SchemaVersion: schemaVersion, Figure: figure(*f), Series: series, Table: f.Data.Name}
	if series == nil {
		d.Series = []string{}
	}
	for i := range f.Data.Columns {
		c := &f.Data.Columns[i]
		d.Columns = append(d.Columns, column(*c))
		for r, text := range c.Texts {
			if !raw && tables.Defuse(text) != text {
				d.Apostrophes = append(d.Apostrophes, cell{c.Name, r})
			}
		}
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(d)
	return b.Bytes(), err
}

// Read returns the figure that a description and its CSV file hold, and the
// names of groups in the order of their colours.
func Read(about, data []byte) (*result.Figure, []string, error) {
	var d description
	if err := json.Unmarshal(about, &d); err != nil {
		return nil, nil, err
	}
	if d.Schema != schema || d.SchemaVersion < 1 || d.SchemaVersion > schemaVersion {
		return nil, nil, fmt.Errorf("schema %q, version %d: not a description of a figure that this concordat reads", d.Schema, d.SchemaVersion)
	}
	if d.Columns == nil {
		return nil, nil, fmt.Errorf("the description has no columns")
	}
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\uFEFF")))).ReadAll()
	if err != nil {
		return nil, nil, err
	}
	t := &result.Table{Name: d.Table, Title: d.Figure.Title, Caption: d.Figure.Caption}
	if len(rows) == 0 || len(rows[0]) != len(d.Columns) {
		return nil, nil, fmt.Errorf("the CSV file has not the %d columns of its description", len(d.Columns))
	}
	apostrophes := make(map[cell]bool)
	for _, c := range d.Apostrophes {
		apostrophes[c] = true
	}
	for i, c := range d.Columns {
		if rows[0][i] != c.Name {
			return nil, nil, fmt.Errorf("column %d of the CSV file is %q, not %q as described", i+1, rows[0][i], c.Name)
		}
		filled := result.Column(c)
		for r, row := range rows[1:] {
			text := row[i]
			if apostrophes[cell{c.Name, r}] {
				text = strings.TrimPrefix(text, "'")
			}
			if err := appendCell(&filled, text); err != nil {
				return nil, nil, fmt.Errorf("row %d of the CSV file, %s: %w", r+2, c.Name, err)
			}
		}
		t.Columns = append(t.Columns, filled)
	}
	f := result.Figure(d.Figure)
	f.Data = t
	return &f, d.Series, nil
}

// appendCell adds a value as data files have it to a column.
func appendCell(c *result.Column, text string) error {
	switch c.Type {
	case result.Text:
		c.Texts = append(c.Texts, text)
	case result.Int:
		var n int64
		if text == "" && c.Missing == nil {
			c.Missing = make([]bool, len(c.Ints))
		}
		if text != "" {
			var err error
			if n, err = strconv.ParseInt(text, 10, 64); err != nil {
				return fmt.Errorf("%q is no whole number", text)
			}
		}
		c.Ints = append(c.Ints, n)
		if c.Missing != nil {
			c.Missing = append(c.Missing, text == "")
		}
	case result.Float:
		v := math.NaN()
		if text != "" {
			var err error
			if v, err = strconv.ParseFloat(text, 64); err != nil {
				return fmt.Errorf("%q is no number", text)
			}
		}
		c.Floats = append(c.Floats, v)
	default:
		return fmt.Errorf("type %d is unknown", c.Type)
	}
	return nil
}
