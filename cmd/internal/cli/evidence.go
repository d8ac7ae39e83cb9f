package cli

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"concordat/reports/manifest"
)

// record is what a report keeps of its numbers' quotations.
type record struct {
	dir       string // with forward slashes
	hits      []hit  // in the order of the texts
	documents []string
	concepts  []string
	complete  bool // concepts has also those without a hit
	sides     []side
	unit      string // of co-occurrence
}

// side is what the name of a group, or of a side of a comparison, stands for.
type side struct {
	Name      string   `json:"name"`
	Documents []string `json:"documents"`
}

// hit is a row of a report's evidence, as far as it is shown here.
type hit struct {
	ID        string `json:"id"`
	Document  string `json:"document"`
	Start     int64  `json:"start"`
	End       int64  `json:"end"`
	Sentence  int64  `json:"sentence"`
	Paragraph int64  `json:"paragraph"`
	Section   string `json:"section"`
	Concept   string `json:"concept"`
	Pattern   string `json:"pattern"`
	Match     string `json:"match"`
	Left      string `json:"left"`
	Right     string `json:"right"`
	Form      string `json:"form"`
	CountsFor string `json:"counts_for"` // ids of the concepts above, with blanks between
}

// concepts returns the ids of the concepts that count a hit.
func (h *hit) concepts() []string { return append(strings.Fields(h.CountsFor), h.Concept) }

// counts reports whether a concept counts a hit.
func (h *hit) counts(concept string) bool { return slices.Contains(h.concepts(), concept) }

// evidenceFile is read rather than hits.csv, whose cells may have an
// apostrophe that keeps spreadsheets from running them: here a text is itself.
const evidenceFile = "evidence/hits.jsonl"

// readRecord reads what a report keeps. What is no report, or one without
// evidence, is a usage error.
func readRecord(dir string) (*record, error) {
	r := &record{dir: filepath.ToSlash(dir)}
	m, err := r.manifest()
	if err != nil {
		return nil, err
	}
	options := struct {
		Unit     string
		Sides    []side
		Evidence bool
	}{Evidence: true}
	if err := json.Unmarshal(m.Options, &options); err != nil {
		return nil, r.broken(manifest.FileName, err.Error())
	}
	if !options.Evidence {
		return nil, usagef("%s was made without evidence, so its numbers have nothing behind them to show; run it again with --evidence, or evidence: yes in the project file", r.dir)
	}
	if err := r.readHits(); err != nil {
		return nil, err
	}
	r.unit, r.sides = options.Unit, options.Sides
	if r.concepts, err = r.counted(); err != nil {
		return nil, err
	}
	r.complete = r.concepts != nil
	for _, in := range m.Inputs {
		r.documents = append(r.documents, in.Documents...)
	}
	for i := range r.hits {
		r.documents = append(r.documents, r.hits[i].Document)
		r.concepts = append(r.concepts, r.hits[i].concepts()...)
	}
	r.documents, r.concepts = distinct(r.documents), distinct(r.concepts)
	return r, nil
}

// distinct sorts texts and leaves each once.
func distinct(s []string) []string {
	slices.Sort(s)
	return slices.Compact(s)
}

// read returns a file of the report.
func (r *record) read(name string) ([]byte, error) {
	return os.ReadFile(filepath.Join(filepath.FromSlash(r.dir), filepath.FromSlash(name)))
}

// broken is the error for a file that is not as concordat wrote it.
func (r *record) broken(name, how string) error {
	return fmt.Errorf("%s/%s: %s; somebody changed the file: see `concordat verify %s --digests`, or run the report again", r.dir, name, how, r.dir)
}

func (r *record) manifest() (*manifest.Manifest, error) {
	data, err := r.read(manifest.FileName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, usagef("%s is no report; name its folder with --report", r.dir)
	}
	if err != nil {
		return nil, err
	}
	m, err := manifest.Parse(data)
	if err != nil {
		return nil, usagef("%s/%w", r.dir, err)
	}
	return m, nil
}

func (r *record) readHits() error {
	data, err := r.read(evidenceFile)
	if errors.Is(err, fs.ErrNotExist) {
		return usagef("%s has no %s; run it with the analyzer evidence", r.dir, evidenceFile)
	}
	if err != nil {
		return err
	}
	line := 0
	for row := range bytes.Lines(data) {
		line++
		var h hit
		if err := json.Unmarshal(row, &h); err != nil || h.ID == "" {
			return r.broken(evidenceFile, fmt.Sprintf("line %d is no hit", line))
		}
		r.hits = append(r.hits, h)
	}
	return nil
}

// counted returns the concepts that were counted, also those without a hit,
// from the table of frequencies; nil if the report has it in no format that is
// read here.
func (r *record) counted() ([]string, error) {
	for _, form := range []struct {
		name string
		rows func([]byte) ([][]any, error)
	}{{"tables/frequency.json", jsonRows}, {"tables/frequency.csv", csvRows}} {
		data, err := r.read(form.name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		rows, err := form.rows(data)
		if err != nil {
			return nil, r.broken(form.name, err.Error())
		}
		column := -1
		if len(rows) > 0 {
			column = slices.Index(rows[0], any("concept"))
		}
		if column < 0 {
			return nil, r.broken(form.name, "it has no column concept")
		}
		concepts := []string{}
		for _, row := range rows[1:] {
			if column < len(row) {
				concepts = append(concepts, fmt.Sprint(row[column]))
			}
		}
		return concepts, nil
	}
	return nil, nil
}

// jsonRows returns the rows of a JSON table below the names of its columns.
func jsonRows(data []byte) ([][]any, error) {
	var t struct {
		Columns []struct{ Name string }
		Rows    [][]any
	}
	if err := json.Unmarshal(data, &t); err != nil {
		return nil, err
	}
	head := make([]any, len(t.Columns))
	for i, c := range t.Columns {
		head[i] = c.Name
	}
	return append([][]any{head}, t.Rows...), nil
}

// csvRows returns the rows of a CSV table, its head the first.
func csvRows(data []byte) ([][]any, error) {
	records, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff")))).ReadAll()
	rows := make([][]any, len(records))
	for i, cells := range records {
		for _, c := range cells {
			rows[i] = append(rows[i], c)
		}
	}
	return rows, err
}
