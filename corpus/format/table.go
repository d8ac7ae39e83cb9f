package format

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"

	"concordat/corpus"
	"concordat/corpus/format/layout"
	"concordat/corpus/spelling"
)

const maxField = 16 << 20 // bytes of one field of a table

// table reads a table of texts: a record is a text, its columns are named in
// the first line.
type table struct {
	name  string
	comma rune
}

// Info describes the table.
func (t table) Info() Info {
	title := "Comma-separated table of texts"
	if t.comma == '\t' {
		title = "Tab-separated table of texts"
	}
	return Info{
		Name: t.name, Title: title, Extensions: []string{"." + t.name}, Records: true,
		Doc: "each record is a text: one column is its body, one its id, the others its metadata",
	}
}

// rows is a table as read: every record has as many fields as the header.
type rows struct {
	header  []string
	records [][]string
	numbers []int // of each record, from 1; those that could not be read count
	lines   []int // on which each record begins
	errs    []error
}

// readRows reads a table with CSV's quoting, whatever separates its fields. A
// record that cannot be read is an *Error with its line, and the rest is read.
func readRows(data []byte, comma rune) (rows, error) {
	if err := closedQuotes(data); err != nil {
		return rows{}, err
	}
	r := csv.NewReader(bytes.NewReader(data))
	r.Comma = comma
	head, err := r.Read()
	if errors.Is(err, io.EOF) {
		return rows{}, errorf("empty", "the table has no header line")
	}
	if err != nil {
		return rows{}, tableError(err)
	}
	if len(head) > maxColumns {
		return rows{}, errorf("table", "line 1: %d columns, more than %d; keep those with the text, the id and the metadata", len(head), maxColumns)
	}
	t := rows{}
	for i, h := range head {
		h = strings.TrimSpace(h)
		if h == "" {
			h = "column_" + strconv.Itoa(i+1)
		}
		if slices.ContainsFunc(t.header, func(s string) bool { return strings.EqualFold(s, h) }) {
			return rows{}, errorf("table", "line 1: two columns are called %q", h)
		}
		t.header = append(t.header, h)
	}
	for n := 1; ; n++ {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return t, nil
		}
		if err != nil {
			t.errs = append(t.errs, tableError(err))
			continue
		}
		line, _ := r.FieldPos(0)
		if i := slices.IndexFunc(record, func(f string) bool { return len(f) > maxField }); i >= 0 {
			t.errs = append(t.errs, errorf("table", "line %d: column %q is longer than 16 MiB", line, t.header[i]))
			continue
		}
		t.records = append(t.records, record)
		t.numbers = append(t.numbers, n)
		t.lines = append(t.lines, line)
	}
}

// closedQuotes refuses a quote that is not closed within the longest field,
// before the rest of the file is taken for one. Doubled quotes close and open.
func closedQuotes(data []byte) error {
	line, open, since := 1, -1, 0
	for i, c := range data {
		switch {
		case c == '\n':
			line++
		case c == '"' && open < 0:
			open, since = i, line
		case c == '"':
			open = -1
		}
		if open >= 0 && i-open > maxField {
			return errorf("table", "line %d: a quote opens a field longer than 16 MiB; is it closed?", since)
		}
	}
	return nil
}

func tableError(err error) error {
	var pe *csv.ParseError
	if !errors.As(err, &pe) {
		return errorf("table", "%v", err)
	}
	what := pe.Err.Error()
	switch {
	case errors.Is(err, csv.ErrFieldCount):
		what = "not as many fields as the header line has"
	case errors.Is(err, csv.ErrBareQuote):
		what = `a quote within a field that is not quoted; quote the field and double the quote`
	case errors.Is(err, csv.ErrQuote):
		what = fmt.Sprintf("a quote that is not closed, or text after one that is (line %d)", pe.Line)
	}
	return errorf("table", "line %d: %s", pe.StartLine, what)
}

// Read returns one text a record.
func (t table) Read(in Input) ([]corpus.Text, []corpus.Failure, error) {
	rows, err := readRows(in.Data, t.comma)
	if err != nil {
		return nil, nil, err
	}
	text := column(rows.header, in.Options.TextColumn)
	if text < 0 {
		return nil, nil, noColumn("text", in.Options.TextColumn, rows.header)
	}
	id := column(rows.header, in.Options.IDColumn)
	if id < 0 && in.Options.IDColumn != defaultID {
		return nil, nil, noColumn("id", in.Options.IDColumn, rows.header)
	}
	var texts []corpus.Text
	var failures []corpus.Failure
	for _, err := range rows.errs {
		failures = append(failures, failure(in.Path, err))
	}
	records := newRecords(in)
	for i, record := range rows.records {
		fields := make([]corpus.Field, 0, len(record))
		name := ""
		for k, value := range record {
			switch k {
			case text:
			case id:
				name = value
			default:
				fields = append(fields, corpus.Field{Name: rows.header[k], Value: value})
			}
		}
		t, err := records.text(name, rows.numbers[i], rows.lines[i], []byte(record[text]), fields)
		if err != nil {
			failures = append(failures, failure(in.Path, err))
			continue
		}
		texts = append(texts, t)
	}
	return texts, failures, nil
}

// named fills in the names of columns that are not given.
func (o Options) named() Options {
	o.TextColumn, o.IDColumn = cmp.Or(o.TextColumn, defaultText), cmp.Or(o.IDColumn, defaultID)
	return o
}

// records makes texts of the records of one file.
type records struct {
	in   Input
	seen map[string]int // id → line
}

func newRecords(in Input) records { return records{in, map[string]int{}} }

// text returns the text of a record.
func (r records) text(id string, number, line int, body []byte, fields []corpus.Field) (corpus.Text, error) {
	id, err := recordID(r.in, id, number, line)
	if err != nil {
		return corpus.Text{}, err
	}
	if first, dup := r.seen[id]; dup {
		return corpus.Text{}, idTaken(id, line, first)
	}
	r.seen[id] = line
	return recordText(id, number, line, body, fields)
}

// recordID returns the id of a record. Without one of its own it is called by
// the file's id and its number.
func recordID(in Input, id string, number, line int) (string, error) {
	id = strings.TrimSpace(id)
	if id == "" {
		id = in.ID + ":" + strconv.Itoa(number)
	}
	if len(id) > maxName {
		return "", errorf("id", "line %d: the id has %d bytes, more than %d; shorten it, or name the column of the ids with --id-column", line, len(id), maxName)
	}
	return id, nil
}

func idTaken(id string, line, first int) error {
	return errorf("duplicate-id", "line %d: the id %q is taken by line %d", line, id, first)
}

// recordText returns the text of a record.
func recordText(id string, number, line int, body []byte, fields []corpus.Field) (corpus.Text, error) {
	t := corpus.Text{ID: id, Body: body, Blocks: layout.Blocks(body), Origin: corpus.Origin{Record: number}}
	for _, f := range fields {
		if err := setField(&t, f.Name, f.Value); err != nil {
			return corpus.Text{}, errorf("metadata", "line %d: %v", line, err)
		}
	}
	return t, nil
}

// column returns the place of a name in a header, exact or but for case; -1 without.
func column(header []string, name string) int {
	if i := slices.Index(header, name); i >= 0 {
		return i
	}
	return slices.IndexFunc(header, func(h string) bool { return strings.EqualFold(h, name) })
}

func noColumn(what, name string, header []string) error {
	return errorf("column", "no %s column %q%s; the columns are %s", what, name, didYouMean(name, header), strings.Join(header, ", "))
}

// didYouMean returns a hint at the nearest of some names, "" if none is near.
func didYouMean(name string, names []string) string {
	if n := spelling.Nearest(name, names); n != "" {
		return fmt.Sprintf(" (did you mean %q?)", n)
	}
	return ""
}

// Index is a table of metadata beside the texts: index.tsv or index.csv.
type Index struct {
	folder string
	byPath bool // its key is a path relative to its folder, otherwise an id
	rows   map[string][]corpus.Field
}

// keyColumns name the text of a line, the first that is there.
var keyColumns = []string{"path", "file", "document", "id"}

// ParseIndex reads an index by its name, which gives its folder and by its
// extension its separator. One column says which text a line is about: path or
// file, relative to the index's folder, or document or id. The other columns
// are metadata as in a table of texts. All problems are joined, each with its line.
func ParseIndex(name string, data []byte) (Index, error) {
	text, _, err := Decode(data)
	if err != nil {
		return Index{}, fmt.Errorf("%s: %w", name, err)
	}
	comma := '\t'
	if strings.EqualFold(path.Ext(name), ".csv") {
		comma = ','
	}
	rows, err := readRows(text, comma)
	if err != nil {
		return Index{}, fmt.Errorf("%s: %w", name, err)
	}
	key := -1
	for _, k := range keyColumns {
		if key = column(rows.header, k); key >= 0 {
			break
		}
	}
	if key < 0 {
		return Index{}, fmt.Errorf("%s: no column says which text a line is about; call one of them path: %s", name, strings.Join(rows.header, ", "))
	}
	kind := strings.ToLower(rows.header[key])
	x := Index{folder: path.Dir(name), byPath: kind == "path" || kind == "file", rows: map[string][]corpus.Field{}}
	lines, errs := map[string]int{}, rows.errs
	for i, record := range rows.records {
		k := x.key(record[key])
		if strings.TrimSpace(record[key]) == "" {
			errs = append(errs, errorf("index", "line %d: the column %q is empty", rows.lines[i], rows.header[key]))
			continue
		}
		if first, dup := lines[k]; dup {
			errs = append(errs, errorf("index", "line %d: %q is already in line %d", rows.lines[i], record[key], first))
			continue
		}
		lines[k] = rows.lines[i]
		var trial corpus.Text
		fields := make([]corpus.Field, 0, len(record))
		for c, value := range record {
			if c == key {
				continue
			}
			if err := setField(&trial, rows.header[c], value); err != nil {
				errs = append(errs, errorf("index", "line %d: %v", rows.lines[i], err))
			}
			fields = append(fields, corpus.Field{Name: rows.header[c], Value: value})
		}
		x.rows[k] = fields
	}
	for i, err := range errs {
		errs[i] = fmt.Errorf("%s: %w", name, err)
	}
	return x, errors.Join(errs...)
}

func (x Index) key(s string) string {
	s = nfc(strings.TrimSpace(s))
	if x.byPath {
		s = path.Clean(strings.ReplaceAll(s, `\`, "/"))
	}
	return s
}

// Len returns the number of texts that the index describes.
func (x Index) Len() int { return len(x.rows) }

// Apply fills in what a text does not say of itself from the index's line for
// it, and reports whether there is one. Of several indexes the first applied has precedence.
func (x Index) Apply(t *corpus.Text) bool {
	k := nfc(t.ID)
	if x.byPath {
		k = path.Clean(nfc(t.Origin.Path))
		if x.folder != "." {
			var inside bool
			if k, inside = strings.CutPrefix(k, strings.TrimSuffix(nfc(x.folder), "/")+"/"); !inside {
				return false
			}
		}
	}
	fields, ok := x.rows[k]
	for _, f := range fields {
		// ParseIndex has tried every value, so that none can be refused here;
		// one that were would only leave its field empty.
		if err := setField(t, f.Name, f.Value); err != nil {
			t.Warnings = append(t.Warnings, corpus.Warning{Code: "metadata", Message: err.Error()})
		}
	}
	return ok
}
