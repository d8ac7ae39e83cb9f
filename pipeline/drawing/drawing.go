// Package drawing draws the figures of a report, and takes from the report that
// stands in its place those about which nothing has changed.
package drawing

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"concordat/analyzers/result"
	"concordat/reports/charts"
	"concordat/reports/manifest"
)

// Look is everything about figures that the figures themselves do not say.
type Look struct {
	Formats []string // "svg" among them
	Series  []string // names of groups in the order of their colours
	charts.Options
}

// Drawn is a figure as files by format, with the cautions of its drawing; no
// files mean that there is nothing to draw.
type Drawn struct {
	Files map[string][]byte
	Notes []result.Note
	// Record is what the manifest keeps, so that the next run can use the files.
	Record manifest.Figure
	Again  bool // the files are those of the last report
}

// Last is a report whose figures may be used again. A nil Last has none.
type Last struct {
	report fs.FS
	m      *manifest.Manifest
}

// Open returns the report of a folder, nil if it is no report of this very
// program: one of the same version, written after the program was built. A
// zero time stands for a program of unknown age.
func Open(report fs.FS, tool manifest.Tool, built time.Time) *Last {
	info, err := fs.Stat(report, manifest.FileName)
	if err != nil || built.IsZero() || !info.ModTime().After(built) {
		return nil
	}
	data, err := fs.ReadFile(report, manifest.FileName)
	if err != nil {
		return nil
	}
	m, err := manifest.Parse(data)
	if err != nil || m.Tool.Name != tool.Name || m.Tool.Version != tool.Version || m.Tool.Go != tool.Go || !sameModules(m.Tool.Modules, tool.Modules) {
		return nil
	}
	return &Last{report, m}
}

// sameModules compares modules in any order.
func sameModules(a, b []manifest.Module) bool {
	byPath := func(a, b manifest.Module) int { return cmp.Compare(a.Path, b.Path) }
	return slices.Equal(slices.SortedFunc(slices.Values(a), byPath), slices.SortedFunc(slices.Values(b), byPath))
}

// Draw returns a figure: that of the last report if it was drawn from the same
// data in the same look and its files are as they were written, or else a new
// one. Both are the same bytes.
func (l *Last) Draw(f *result.Figure, look Look) (Drawn, error) {
	digest := specification(f, look)
	if d, ok := l.take(f.Name, digest, look.Formats); ok {
		return d, nil
	}
	files, notes, err := charts.Render(f, look.Formats, look.Series, look.Options)
	if err != nil {
		return Drawn{}, err
	}
	d := Drawn{Files: files, Notes: notes, Record: manifest.Figure{Name: f.Name, Digest: digest}}
	for _, n := range notes {
		d.Record.Notes = append(d.Record.Notes, manifest.Note{Code: n.Code, Message: n.Message, Table: n.Table})
	}
	return d, nil
}

// take returns a figure of the last report.
func (l *Last) take(name, digest string, formats []string) (d Drawn, ok bool) {
	if l == nil {
		return d, false
	}
	i := slices.IndexFunc(l.m.Figures, func(f manifest.Figure) bool { return f.Name == name })
	if i < 0 || l.m.Figures[i].Digest != digest {
		return d, false
	}
	d = Drawn{Files: map[string][]byte{}, Record: l.m.Figures[i], Again: true}
	for _, n := range d.Record.Notes {
		d.Notes = append(d.Notes, result.Note{Code: n.Code, Message: n.Message, Table: n.Table, Row: -1})
	}
	for _, format := range formats {
		path := "figures/" + name + "." + format
		k, found := slices.BinarySearchFunc(l.m.Outputs, path, func(o manifest.Output, path string) int { return cmp.Compare(o.Path, path) })
		if !found {
			return d, false
		}
		data, err := fs.ReadFile(l.report, path)
		if err != nil || manifest.Digest(data) != l.m.Outputs[k].SHA256 {
			return d, false
		}
		d.Files[format] = data
	}
	return d, true
}

// specification returns the SHA-256 of everything that a figure is drawn from,
// texts in quotation marks and numbers in full, so that two figures never read
// the same.
func specification(f *result.Figure, look Look) string {
	figure, data := *f, result.Table{}
	if f.Data != nil {
		data = *f.Data
	}
	figure.Data = nil
	look.Date = look.Date.UTC()
	h := sha256.New()
	fmt.Fprintf(h, "%#v\n%#v\n%#v\n", figure, data, look)
	return hex.EncodeToString(h.Sum(nil))
}
