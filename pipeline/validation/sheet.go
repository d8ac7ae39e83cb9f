package validation

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"

	"concordat/analyzers/stats"
	"concordat/reports/tables"
	"concordat/reports/workbook"
)

// Sample is what was drawn: the key, and what coders read.
type Sample struct {
	Key
	Empty []string // concepts without a hit, which were left out
	texts []passage
}

// arrange puts units and texts in the order of concepts, then of ids.
func (s *Sample) arrange() error {
	place := make(map[string]int, len(s.Concepts))
	for i, c := range s.Concepts {
		place[c.ID] = i
	}
	order := make([]int, len(s.Units))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		x, y := &s.Units[a], &s.Units[b]
		return cmp.Or(cmp.Compare(place[x.Concept], place[y.Concept]), cmp.Compare(x.ID, y.ID))
	})
	units, texts := make([]Unit, len(order)), make([]passage, len(order))
	for i, from := range order {
		units[i], texts[i] = s.Units[from], s.texts[from]
		if i > 0 && units[i].ID == units[i-1].ID {
			return fmt.Errorf("two units have the id %s; choose another --seed", units[i].ID)
		}
	}
	s.Units, s.texts = units, texts
	return nil
}

// The columns of a sheet. What is read back are the id, the code and the comment.
const (
	colUnit    = "unit_id"
	colCode    = "code"
	colComment = "comment"
	// In a sheet of disagreements, what the coders settled on.
	colAdjudicated = "adjudicated"
)

// coderMark stands in the name of a coder's sheet before the number.
const coderMark = "-coder"

// SheetNames returns the names of the coders' sheets for a name such as
// sheet.csv: the name itself for one coder, sheet-coder1.csv … for more.
func SheetNames(stem, ext string, coders int) []string {
	if coders == 1 {
		return []string{stem + ext}
	}
	out := make([]string, coders)
	for i := range out {
		out[i] = stem + coderMark + strconv.Itoa(i+1) + ext
	}
	return out
}

// order returns the units as a coder gets them: concept by concept, shuffled in each.
func (s *Sample) order(coder int) []int {
	out := make([]int, len(s.Units))
	for i := range out {
		out[i] = i
	}
	for first := 0; first < len(out); {
		end := first
		concept := s.Units[first].Concept
		for end < len(out) && s.Units[end].Concept == concept {
			end++
		}
		stream := stats.NewStream(s.Seed, "validate-order", concept, strconv.Itoa(coder))
		part := out[first:end]
		for i := len(part) - 1; i > 0; i-- { // Fisher and Yates
			j := stream.IntN(i + 1)
			part[i], part[j] = part[j], part[i]
		}
		first = end
	}
	return out
}

// rows returns the heads of a sheet and its rows for a coder, counted from 1.
// Nothing in them says what the machine decided.
func (s *Sample) rows(coder int, documents bool) (heads []string, rows [][]string) {
	heads = []string{colUnit, "concept", "label", "definition"}
	if documents {
		heads = append(heads, "document")
	}
	heads = append(heads, "before", "text", "after", colCode, colComment)
	concepts := make(map[string]*Concept, len(s.Concepts))
	for i := range s.Concepts {
		concepts[s.Concepts[i].ID] = &s.Concepts[i]
	}
	for _, i := range s.order(coder) {
		u, x := &s.Units[i], &s.texts[i]
		c := concepts[u.Concept]
		row := []string{u.ID, c.ID, c.Label, c.Definition}
		if documents {
			row = append(row, u.Document)
		}
		row = append(row, x.before, x.text, x.after, "", "")
		for k := range row {
			row[k] = tables.Visible(row[k])
		}
		rows = append(rows, row)
	}
	return heads, rows
}

// WriteCSV writes a coder's sheet as CSV that Excel and LibreOffice read as
// UTF-8. What a spreadsheet would run as a formula begins with an apostrophe.
func (s *Sample) WriteCSV(w io.Writer, coder int, documents bool) error {
	heads, rows := s.rows(coder, documents)
	out := tables.NewRows(w, tables.Options{ExcelBOM: true}, heads...)
	for _, row := range rows {
		for _, cell := range row {
			out.Text(cell)
		}
		out.End()
	}
	return out.Flush()
}

// widths are those of a workbook's columns, in characters.
var widths = map[string]float64{
	colUnit: 18, "concept": 18, "label": 18, "definition": 40, "document": 22, "before": 40, "text": 60, "after": 40, colCode: 7, colComment: 30,
}

// WriteXLSX writes a coder's sheet as a workbook with the instructions on a
// sheet of its own.
func (s *Sample) WriteXLSX(w io.Writer, coder int, documents bool) error {
	heads, rows := s.rows(coder, documents)
	units := workbook.Sheet{Name: "units", Rows: rows}
	for _, h := range heads {
		c := workbook.Column{Name: h, Width: widths[h]}
		if h == colCode {
			c.Choices = codes()
		}
		units.Columns = append(units.Columns, c)
	}
	for _, row := range rows {
		for k := range row {
			row[k] = tables.Defuse(row[k]) // it may be saved as CSV
		}
	}
	how := workbook.Sheet{Name: "instructions", Columns: []workbook.Column{{Name: "How to code", Width: 100}}}
	for _, line := range Instructions() {
		how.Rows = append(how.Rows, []string{line})
	}
	return workbook.Write(w, []workbook.Sheet{units, how})
}

// codes are what may be entered.
func codes() []string { return []string{"1", "0", "?"} }

// Instructions are what coders are told.
func Instructions() []string {
	return []string{
		"Each row is a sentence (text), with the sentences before and after it, and one concept with its definition.",
		"Code 1 if the sentence itself speaks of the concept as the definition has it, 0 if it does not, ? if you cannot tell even with the sentences around it.",
		"The sentences before and after are there to understand the text; what only they speak of is not coded.",
		"Go by the definition and by what is meant, not by single words: a sentence can speak of a concept without its usual words, and use the words without speaking of it.",
		"Code every row, alone, without talking to other coders and without looking texts up. Say in the comment what made you hesitate.",
		"Leave the column unit_id as it is. Rows may be sorted, columns may be hidden; save as .xlsx or .csv.",
	}
}
