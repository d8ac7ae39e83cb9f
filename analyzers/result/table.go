package result

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// Texts returns a column of text.
func Texts(name, label, doc string, v []string) Column {
	return Column{Name: name, Label: label, Doc: doc, Type: Text, Texts: v}
}

// Ints returns a column of whole numbers.
func Ints(name, label, unit, doc string, v []int64) Column {
	return Column{Name: name, Label: label, Unit: unit, Doc: doc, Type: Int, Ints: v}
}

// Floats returns a column of numbers that are printed with digits decimals;
// digits = -1 is for p-values.
func Floats(name, label, unit string, digits int, doc string, v []float64) Column {
	return Column{Name: name, Label: label, Unit: unit, Digits: digits, Doc: doc, Type: Float, Floats: v}
}

// Detail returns the column as one for data files only.
func Detail(c Column) Column {
	c.Detail = true
	return c
}

// Len returns the number of values of the column.
func (c *Column) Len() int {
	switch c.Type {
	case Int:
		return len(c.Ints)
	case Float:
		return len(c.Floats)
	}
	return len(c.Texts)
}

// Absent reports whether value i is missing.
func (c *Column) Absent(i int) bool {
	switch c.Type {
	case Int:
		return c.Missing != nil && c.Missing[i]
	case Float:
		return math.IsNaN(c.Floats[i])
	}
	return false
}

// Cell returns value i as data files have it: the shortest text that reads
// back as the same number, a hyphen for the minus sign, "" if it is missing.
func (c *Column) Cell(i int) string {
	if c.Absent(i) {
		return ""
	}
	switch c.Type {
	case Int:
		return strconv.FormatInt(c.Ints[i], 10)
	case Float:
		v := c.Floats[i]
		if v == 0 {
			return "0" // also for −0
		}
		if a := math.Abs(v); a < 1e-5 || a >= 1e15 {
			return strconv.FormatFloat(v, 'e', -1, 64)
		}
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return c.Texts[i]
}

// smallestP is the p-value below which Print gives a bound instead of digits.
const smallestP = 0.0001

// Print returns value i as people read it: Digits decimals, a true minus sign
// (U+2212), commas from five figures before the point on, "" if it is
// missing. With Digits = -1 two significant digits, and "<0.0001" below that.
// What is not 0 but would be printed as 0 is a bound: "<0.05", or ">−0.05".
func (c *Column) Print(i int) string {
	if c.Absent(i) {
		return ""
	}
	switch c.Type {
	case Int:
		return Whole(c.Ints[i])
	case Float:
		if c.Digits < 0 {
			return printP(c.Floats[i])
		}
		return printNear(c.Floats[i], c.Digits)
	}
	return c.Texts[i]
}

// printNear prints a number, and a bound instead of digits that are all 0
// where the number is not.
func printNear(v float64, digits int) string {
	s := Number(v, digits)
	if v == 0 || strings.Trim(s, "0.") != "" {
		return s
	}
	half := math.Pow10(-digits) / 2
	switch bound := strconv.FormatFloat(half, 'f', digits+1, 64); {
	case math.Abs(v) >= half: // a tie, which went to the even digit 0
		return Number(v, digits+1)
	case v < 0:
		return ">−" + bound
	default:
		return "<" + bound
	}
}

// printP prints a p-value with two significant digits.
func printP(p float64) string {
	if p >= 0 && p < smallestP {
		return "<" + strconv.FormatFloat(smallestP, 'f', -1, 64)
	}
	decimals := 1
	for a := math.Abs(p); a < 0.995 && decimals < 5; a *= 10 {
		decimals++
		if a >= 0.0995 {
			break
		}
	}
	return typeset(strconv.FormatFloat(p, 'f', decimals, 64))
}

// typeset turns a plain decimal number into the form of print: a true minus
// sign, none before a number that rounds to zero, and commas between groups
// of three where there are five figures or more, so that years stay whole.
func typeset(s string) string {
	s, negative := strings.CutPrefix(s, "-")
	if strings.Trim(s, "0.") == "" {
		negative = false
	}
	whole, fraction, point := strings.Cut(s, ".")
	if len(whole) > 4 {
		for i := len(whole) - 3; i > 0; i -= 3 {
			whole = whole[:i] + "," + whole[i:]
		}
	}
	if point {
		whole += "." + fraction
	}
	if negative {
		return "−" + whole
	}
	return whole
}

// Rows returns the number of rows: the length of the first column, 0 without columns.
func (t *Table) Rows() int {
	if len(t.Columns) == 0 {
		return 0
	}
	return t.Columns[0].Len()
}

// Column returns the column with the name, nil if there is none.
func (t *Table) Column(name string) *Column {
	for i := range t.Columns {
		if t.Columns[i].Name == name {
			return &t.Columns[i]
		}
	}
	return nil
}

// Where returns a table of the rows for which keep is true, in their order,
// with the same columns and without notes about single rows.
func (t *Table) Where(keep func(row int) bool) *Table {
	out := *t
	out.Columns = make([]Column, len(t.Columns))
	out.Notes = nil
	for _, n := range t.Notes {
		if n.Row < 0 {
			out.Notes = append(out.Notes, n)
		}
	}
	for i, c := range t.Columns {
		texts, ints, floats, missing := c.Texts, c.Ints, c.Floats, c.Missing
		c.Texts, c.Ints, c.Floats, c.Missing = nil, nil, nil, nil
		for r := range t.Rows() {
			if !keep(r) {
				continue
			}
			switch c.Type {
			case Text:
				c.Texts = append(c.Texts, texts[r])
			case Int:
				c.Ints = append(c.Ints, ints[r])
				if missing != nil {
					c.Missing = append(c.Missing, missing[r])
				}
			case Float:
				c.Floats = append(c.Floats, floats[r])
			}
		}
		out.Columns[i] = c
	}
	return &out
}

var (
	tableName  = regexp.MustCompile(`^[a-z][a-z0-9]*([_-][a-z0-9]+)*$`)
	columnName = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)
)

// Check reports the first breach of what Table, Column and Note promise:
// names, labels and definitions are there, columns are equally long and have
// values of their own type only, no number is infinite, a missing float has a
// note on the table, Lead names numbers, and notes point at rows that exist.
func (t *Table) Check() error {
	if !tableName.MatchString(t.Name) {
		return fmt.Errorf("table %q: the name must be lower-case words joined by _ or -", t.Name)
	}
	if t.Title == "" || t.Caption == "" {
		return fmt.Errorf("table %s: title or caption is empty", t.Name)
	}
	if len(t.Columns) == 0 {
		return fmt.Errorf("table %s: no columns", t.Name)
	}
	seen := make(map[string]bool, len(t.Columns))
	for i := range t.Columns {
		c := &t.Columns[i]
		if seen[c.Name] {
			return fmt.Errorf("table %s: two columns named %q", t.Name, c.Name)
		}
		seen[c.Name] = true
		if err := c.check(); err != nil {
			return fmt.Errorf("table %s: %w", t.Name, err)
		}
		if c.Len() != t.Rows() {
			return fmt.Errorf("table %s: column %s has %d values, the first column %d", t.Name, c.Name, c.Len(), t.Rows())
		}
		if len(t.Notes) == 0 && c.hasNaN() {
			return fmt.Errorf("table %s: column %s has missing values and no note says why", t.Name, c.Name)
		}
	}
	if c := t.Column(t.Lead); t.Lead != "" && (c == nil || c.Type == Text) {
		return fmt.Errorf("table %s: Lead %q is not a column of numbers", t.Name, t.Lead)
	}
	for _, n := range t.Notes {
		if n.Code == "" || n.Message == "" {
			return fmt.Errorf("table %s: a note without code or message", t.Name)
		}
		if n.Row < -1 || n.Row >= t.Rows() {
			return fmt.Errorf("table %s: note %s points at row %d of %d", t.Name, n.Code, n.Row, t.Rows())
		}
	}
	return nil
}

// check reports the first breach of a column's own promises.
func (c *Column) check() error {
	if !columnName.MatchString(c.Name) {
		return fmt.Errorf("column %q: the name must be lower-case words joined by _", c.Name)
	}
	if c.Label == "" || c.Doc == "" {
		return fmt.Errorf("column %s: label or doc is empty", c.Name)
	}
	if c.Type > Float {
		return fmt.Errorf("column %s: unknown type %d", c.Name, c.Type)
	}
	if c.Type != Text && c.Texts != nil || c.Type != Int && c.Ints != nil || c.Type != Float && c.Floats != nil {
		return fmt.Errorf("column %s: has values of more than its own type", c.Name)
	}
	if c.Missing != nil && (c.Type != Int || len(c.Missing) != len(c.Ints)) {
		return fmt.Errorf("column %s: Missing must be as long as Ints, and is for Ints only", c.Name)
	}
	for i, v := range c.Floats {
		if math.IsInf(v, 0) {
			return fmt.Errorf("column %s: row %d is infinite", c.Name, i)
		}
	}
	return nil
}

func (c *Column) hasNaN() bool {
	for _, v := range c.Floats {
		if math.IsNaN(v) {
			return true
		}
	}
	return false
}
