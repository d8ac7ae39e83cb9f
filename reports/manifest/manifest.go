// Package manifest records what a run read, decided and wrote, with digests,
// so that anybody can check later that a report is whole and unchanged.
package manifest

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// FileName is where a report keeps its manifest.
const FileName = "manifest.json"

// schema marks a folder as written by concordat; its number rises when a
// reader could break.
const (
	schema        = "concordat/manifest"
	schemaVersion = 1
)

// File is one file of a report before it is written: its bytes, or how they are
// made, the same at every call, for files that are never in memory as a whole.
type File struct {
	Path  string // inside the report, with forward slashes
	Data  []byte
	Write func(io.Writer) error // nil = Data
	// From makes the bytes of a file that describes the others, of what the
	// manifest says of them, in the order of their paths. nil = Data or Write.
	From func(others []Output) ([]byte, error)
}

// WriteAll writes files by way of write, for every i below n through each, and
// returns what the manifest says of them in their order. Files that are made
// From the others come last and are not among each other's others; so the
// manifest knows every file, and nothing turns in a circle.
func WriteAll(files []File, each func(n int, do func(i int) error) error, write func(File) (Output, error)) ([]Output, error) {
	outputs := make([]Output, len(files))
	put := func(which []int) error {
		return each(len(which), func(k int) (err error) {
			outputs[which[k]], err = write(files[which[k]])
			return err
		})
	}
	var first, last []int
	for i, f := range files {
		if f.From == nil {
			first = append(first, i)
		} else {
			last = append(last, i)
		}
	}
	if err := put(first); err != nil || last == nil {
		return outputs, err
	}
	var others []Output
	for _, i := range first {
		others = append(others, outputs[i])
	}
	slices.SortFunc(others, func(a, b Output) int { return cmp.Compare(a.Path, b.Path) })
	files = slices.Clone(files)
	for _, i := range last {
		data, err := files[i].From(others)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", files[i].Path, err)
		}
		files[i] = File{Path: files[i].Path, Data: data}
	}
	return outputs, put(last)
}

// Into writes the file and returns what the manifest says of it. One that is
// made From others has no bytes of its own: WriteAll writes it.
func (f File) Into(w io.Writer) (Output, error) {
	if f.From != nil {
		return Output{}, fmt.Errorf("%s is made from the other files", f.Path)
	}
	h := sha256.New()
	out := counted{w: io.MultiWriter(h, w)}
	var err error
	if f.Write != nil {
		err = f.Write(&out)
	} else {
		_, err = out.Write(f.Data)
	}
	return Output{f.Path, out.n, hex.EncodeToString(h.Sum(nil))}, err
}

// counted is a writer that counts its bytes.
type counted struct {
	w io.Writer
	n int64
}

// Write writes and counts.
func (c *counted) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}

// Module is a Go module built into the tool.
type Module struct {
	Path    string `json:"path"`
	Version string `json:"version"`
}

// Tool is the program that wrote a report.
type Tool struct {
	Name    string   `json:"name"`
	Version string   `json:"version"`
	Go      string   `json:"go"` // version of the Go compiler and library
	Modules []Module `json:"modules"`
}

// Input is one file that a run read.
type Input struct {
	Path      string   `json:"path"` // as the user named it
	Bytes     int64    `json:"bytes"`
	SHA256    string   `json:"sha256"` // lower-case hex, "" if it could not be read
	Documents []string `json:"documents"`
	Status    string   `json:"status"` // "used", or the class of its failure
}

// Output is one file that a run wrote.
type Output struct {
	Path   string `json:"path"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// Figure is a figure that a run drew: the digest of all it was drawn from, and
// what its drawing had to leave out.
type Figure struct {
	Name   string `json:"name"`
	Digest string `json:"digest"`
	Notes  []Note `json:"notes,omitempty"`
}

// Note is a caution of a drawing.
type Note struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Table   string `json:"table"`
}

// Manifest is the record of one run. Created is its only clock.
type Manifest struct {
	Schema        string          `json:"schema"`
	SchemaVersion int             `json:"schema_version"`
	Name          string          `json:"name"`
	Created       string          `json:"created"` // RFC 3339, UTC
	Tool          Tool            `json:"tool"`
	Command       []string        `json:"command"`
	Seed          uint64          `json:"seed"`
	Options       json.RawMessage `json:"options"`
	Codebook      json.RawMessage `json:"codebook"`
	Figures       []Figure        `json:"figures,omitempty"` // by name
	Inputs        []Input         `json:"inputs"`
	Outputs       []Output        `json:"outputs"`
}

// Build returns the bytes of manifest.json for a run and the files it wrote. It
// fills in the schema and the outputs, and sorts figures, inputs, outputs and modules.
func Build(m Manifest, outputs []Output) ([]byte, error) {
	m.Schema, m.SchemaVersion = schema, schemaVersion
	m.Outputs = orEmpty(slices.Clone(outputs))
	slices.SortFunc(m.Outputs, func(a, b Output) int { return cmp.Compare(a.Path, b.Path) })
	m.Figures = slices.Clone(m.Figures)
	slices.SortFunc(m.Figures, func(a, b Figure) int { return cmp.Compare(a.Name, b.Name) })
	m.Inputs = slices.Clone(m.Inputs)
	slices.SortStableFunc(m.Inputs, func(a, b Input) int { return cmp.Compare(a.Path, b.Path) })
	for i := range m.Inputs {
		m.Inputs[i].Documents = orEmpty(m.Inputs[i].Documents)
	}
	m.Inputs, m.Command = orEmpty(m.Inputs), orEmpty(m.Command)
	m.Tool.Modules = orEmpty(slices.Clone(m.Tool.Modules))
	slices.SortFunc(m.Tool.Modules, func(a, b Module) int { return cmp.Compare(a.Path, b.Path) })
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(m); err != nil {
		return nil, fmt.Errorf("%s: %w", FileName, err)
	}
	return b.Bytes(), nil
}

// orEmpty returns an empty list for none, so that JSON has [] and never null.
func orEmpty[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

// Digest returns the SHA-256 of data in lower-case hex.
func Digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// Parse reads manifest.json. It refuses what concordat did not write, a newer
// schema, and outputs whose paths lead out of the folder, repeat or are not sorted.
func Parse(data []byte) (*Manifest, error) {
	var m Manifest
	if err := json.Unmarshal(data, &m); err != nil {
		return nil, fmt.Errorf("%s: %w", FileName, err)
	}
	if m.Schema != schema {
		return nil, fmt.Errorf("%s: not a manifest of concordat: its schema is %q", FileName, m.Schema)
	}
	if m.SchemaVersion < 1 || m.SchemaVersion > schemaVersion {
		return nil, fmt.Errorf("%s: schema version %d; this concordat reads up to %d: use a newer one", FileName, m.SchemaVersion, schemaVersion)
	}
	for i, o := range m.Outputs {
		if !fs.ValidPath(o.Path) || o.Path == "." || strings.Contains(o.Path, `\`) {
			return nil, fmt.Errorf("%s: output %q is no path inside the report", FileName, o.Path)
		}
		if i > 0 && m.Outputs[i-1].Path >= o.Path {
			return nil, fmt.Errorf("%s: output %q is out of order", FileName, o.Path)
		}
	}
	return &m, nil
}

// State says how a file differs from the manifest.
type State string

// The states.
const (
	Missing State = "missing"
	Changed State = "changed"
	Foreign State = "not written by concordat"
)

// Difference is one file that is not as the manifest has it.
type Difference struct {
	Path  string
	State State
}

// Verify compares a report's folder with its manifest: every output must be
// there with its size and digest, and nothing else. The differences are in
// the order of their paths. Folders without files are foreign too.
func Verify(fsys fs.FS, m *Manifest) ([]Difference, error) {
	return VerifyEach(fsys, m, func(n int, do func(i int) error) error {
		for i := range n {
			if err := do(i); err != nil {
				return err
			}
		}
		return nil
	})
}

// VerifyEach is Verify that reads files through each, which does something for
// every i below n and may do so at the same time.
func VerifyEach(fsys fs.FS, m *Manifest, each func(n int, do func(i int) error) error) ([]Difference, error) {
	outputs, folders := make(map[string]Output, len(m.Outputs)), make(map[string]bool)
	for _, o := range m.Outputs {
		outputs[o.Path] = o
		for d := path.Dir(o.Path); d != "."; d = path.Dir(d) {
			folders[d] = true
		}
	}
	var diffs []Difference
	var found []Output
	var entries []fs.DirEntry
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name == "." || name == FileName && d.Type().IsRegular() {
			return nil
		}
		if d.IsDir() {
			if !folders[name] {
				diffs = append(diffs, Difference{name, Foreign})
				return fs.SkipDir
			}
			return nil
		}
		o, ok := outputs[name]
		if !ok {
			diffs = append(diffs, Difference{name, Foreign})
			return nil
		}
		delete(outputs, name)
		found, entries = append(found, o), append(entries, d)
		return nil
	})
	if err != nil {
		return nil, err
	}
	same := make([]bool, len(found))
	err = each(len(found), func(i int) (err error) {
		same[i], err = found[i].same(fsys, entries[i])
		return err
	})
	if err != nil {
		return nil, err
	}
	for i, o := range found {
		if !same[i] {
			diffs = append(diffs, Difference{o.Path, Changed})
		}
	}
	for name := range outputs {
		diffs = append(diffs, Difference{name, Missing})
	}
	slices.SortFunc(diffs, func(a, b Difference) int { return cmp.Compare(a.Path, b.Path) })
	return diffs, nil
}

// same reports whether the file still is what was written. Only a regular file
// of the right size is read.
func (o Output) same(fsys fs.FS, d fs.DirEntry) (bool, error) {
	if !d.Type().IsRegular() {
		return false, nil
	}
	info, err := d.Info()
	if err != nil || info.Size() != o.Bytes {
		return false, err
	}
	f, err := fsys.Open(o.Path)
	if err != nil {
		return false, err
	}
	h := sha256.New()
	_, err = io.Copy(h, f)
	err = errors.Join(err, f.Close())
	return err == nil && hex.EncodeToString(h.Sum(nil)) == o.SHA256, err
}
