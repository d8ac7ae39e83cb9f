package validation

import (
	"bytes"
	"encoding/binary"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"path"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"concordat/reports/workbook"
)

// File is a sheet as it came back.
type File struct {
	Name string // with its path
	Data []byte
}

// Coder is what one coder, or those who settled disagreements, gave.
type Coder struct {
	Name       string
	Settled    bool // a sheet of settled disagreements: no coder
	codes      map[string]float64
	comments   map[string]string
	texts      map[string]passage
	Unreadable bool // some of its texts are not in UTF-8
}

// row is a row of a sheet with the line it begins on.
type row struct {
	line  int
	cells []string
}

// most is how many errors of one sheet are said.
const most = 10

// ReadSheet reads a coder's sheet, as CSV (commas, semicolons or tabs; UTF-8 or
// UTF-16 with or without a byte order mark; any line ends) or as a workbook.
// Rows and columns may stand in any order. All that is wrong with it is said at once,
// with the line.
func ReadSheet(f File, k *Key, partial bool) (*Coder, error) {
	rows, err := f.rows()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name, err)
	}
	at := func(name string) int {
		return slices.IndexFunc(rows[0].cells, func(c string) bool { return strings.EqualFold(strings.TrimSpace(c), name) })
	}
	c := &Coder{Name: coderName(f.Name), codes: map[string]float64{}, comments: map[string]string{}, texts: map[string]passage{}}
	id, code := at(colUnit), at(colCode)
	if code < 0 {
		code = at(colAdjudicated)
		c.Settled = code >= 0
	}
	if id < 0 || code < 0 {
		return nil, fmt.Errorf("%s:%d: there is no column %q and %q (or %q); the first row must be the heads", f.Name, rows[0].line, colUnit, colCode, colAdjudicated)
	}
	r := reading{file: f, key: k, coder: c, partial: partial || c.Settled, id: id, code: code, comment: at(colComment)}
	r.text = [3]int{at("before"), at("text"), at("after")}
	r.lines, r.known = map[string]int{}, map[string]bool{}
	for _, u := range k.Units {
		r.known[u.ID] = true
	}
	for _, row := range rows[1:] {
		r.enter(row)
	}
	return c, r.finish()
}

// reading is a sheet being read.
type reading struct {
	file              File
	key               *Key
	coder             *Coder
	partial           bool
	id, code, comment int
	text              [3]int
	known             map[string]bool // units of the key
	lines             map[string]int  // unit → its line
	blank, foreign    int
	errs              []error
}

func (r *reading) wrong(line int, format string, args ...any) {
	r.errs = append(r.errs, fmt.Errorf("%s:%d: %s", r.file.Name, line, fmt.Sprintf(format, args...)))
}

func (r *reading) enter(x row) {
	cell := func(i int) string {
		if i < 0 || i >= len(x.cells) {
			return ""
		}
		return strings.TrimSpace(x.cells[i])
	}
	if !slices.ContainsFunc(x.cells, func(s string) bool { return strings.TrimSpace(s) != "" }) {
		return
	}
	id := cell(r.id)
	if !r.known[id] {
		r.foreign++
		r.wrong(x.line, "the key has no unit %q; the column %s must stay as it was", id, colUnit)
		return
	}
	if first, twice := r.lines[id]; twice {
		r.wrong(x.line, "unit %s stands in line %d already", id, first)
		return
	}
	r.lines[id] = x.line
	text := passage{before: cell(r.text[0]), text: cell(r.text[1]), after: cell(r.text[2])}
	if utf8.ValidString(text.before + text.text + text.after) {
		r.coder.texts[id] = text
	} else {
		r.coder.Unreadable = true
	}
	if s := strings.ToValidUTF8(cell(r.comment), "\uFFFD"); s != "" {
		r.coder.comments[id] = s
	}
	switch s := cell(r.code); s {
	case "1":
		r.coder.codes[id] = 1
	case "0":
		r.coder.codes[id] = 0
	case "?":
		r.coder.codes[id] = math.NaN()
	case "":
		if r.blank++; !r.partial {
			r.wrong(x.line, "unit %s has no code; enter 1, 0 or ?, or score what is there with --partial", id)
		}
	default:
		r.wrong(x.line, "unit %s has the code %q; it must be 1, 0 or ?", id, s)
	}
}

func (r *reading) finish() error {
	if r.foreign > 0 && len(r.lines) == 0 {
		return fmt.Errorf("%s: none of its units is in the key, which is that of another sample; name the right one with --key", r.file.Name)
	}
	if !r.partial {
		var missing []string
		for _, u := range r.key.Units {
			if r.lines[u.ID] == 0 {
				missing = append(missing, u.ID)
			}
		}
		if n := len(missing); n > 0 {
			names := strings.Join(missing[:min(n, 3)], ", ")
			if n > 3 {
				names += fmt.Sprintf(" and %d more", n-3)
			}
			r.errs = append(r.errs, fmt.Errorf("%s: units of the key are missing: %s; put the rows back, or score what is there with --partial", r.file.Name, names))
		}
	}
	if n := len(r.errs) - most; n > 0 {
		r.errs = append(r.errs[:most], fmt.Errorf("%s: and %d more errors", r.file.Name, n))
	}
	return errors.Join(r.errs...)
}

// coderName returns the name of the coder of a sheet: that of the file.
func coderName(name string) string {
	base := path.Base(strings.ReplaceAll(name, `\`, "/"))
	return strings.TrimSuffix(base, path.Ext(base))
}

// rows returns the rows of a sheet, the heads first.
func (f File) rows() ([]row, error) {
	if bytes.HasPrefix(f.Data, []byte("PK\x03\x04")) {
		sheets, err := workbook.Read(f.Data)
		if err != nil {
			return nil, err
		}
		for _, s := range sheets {
			if len(s.Rows) > 0 && slices.Contains(s.Rows[0], colUnit) {
				out := make([]row, len(s.Rows))
				for i, cells := range s.Rows {
					out[i] = row{i + 1, cells}
				}
				return out, nil
			}
		}
		return nil, fmt.Errorf("no sheet of the workbook has a column %q in its first row", colUnit)
	}
	text, err := decoded(f.Data)
	if err != nil {
		return nil, err
	}
	var out []row
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord = separator(text), -1
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("as CSV: %w", err)
		}
		line, _ := r.FieldPos(0)
		out = append(out, row{line, cells})
	}
	if len(out) == 0 {
		return nil, errors.New("the sheet is empty")
	}
	return out, nil
}

// decoded returns a text without its byte order mark. Bytes that are neither
// UTF-16 with a mark nor UTF-8 are left as they are: ids and codes are ASCII in every
// encoding that a spreadsheet writes.
func decoded(data []byte) (string, error) {
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}):
		order = binary.LittleEndian
	case bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		order = binary.BigEndian
	default:
		return strings.TrimPrefix(string(data), "\uFEFF"), nil
	}
	if len(data)%2 != 0 {
		return "", errors.New("the text is UTF-16 and ends within a character; save it again")
	}
	units := make([]uint16, 0, len(data)/2)
	for i := 2; i < len(data); i += 2 {
		units = append(units, order.Uint16(data[i:]))
	}
	return string(utf16.Decode(units)), nil
}

// separator returns what parts the cells of a CSV text: whichever of comma,
// semicolon and tab is most frequent in its first line.
func separator(text string) rune {
	head, _, _ := strings.Cut(text, "\n")
	best, n := ',', 0
	for _, c := range ",;\t" {
		if k := strings.Count(head, string(c)); k > n {
			best, n = c, k
		}
	}
	return best
}
