package drawing

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"time"

	"concordat/analyzers/result"
	"concordat/reports/charts"
	"concordat/reports/figures"
	"concordat/reports/manifest"
)

// Date is the date inside PDF files. It is a constant: a date of the clock would
// make the same figure two files.
func Date() time.Time { return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC) }

// Described is a figure that a report holds, with the names of groups in the
// order of their colours.
type Described struct {
	*result.Figure
	Series []string
}

// Describe returns the figures of a report in the order of their names, read
// from their own CSV files and descriptions: the texts are not needed.
func Describe(report fs.FS) ([]Described, error) {
	found, err := fs.Glob(report, "figures/*"+figures.Ending)
	if err != nil {
		return nil, err
	}
	var out []Described
	for _, name := range found {
		about, err := fs.ReadFile(report, name)
		if err != nil {
			return nil, err
		}
		base := strings.TrimSuffix(name, figures.Ending)
		data, err := fs.ReadFile(report, base+".csv")
		if err != nil {
			return nil, err
		}
		f, series, err := figures.Read(about, data)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if f.Name != path.Base(base) {
			return nil, fmt.Errorf("%s: the figure is called %q", name, f.Name)
		}
		out = append(out, Described{f, series})
	}
	return out, nil
}

// Redraw draws one of the figures of a report. An empty preset is that of the
// report, and a figure of an anonymous report is anonymous; then, with the
// creator of the report, the bytes are those of the report.
func Redraw(report fs.FS, f Described, formats []string, o charts.Options) (map[string][]byte, []result.Note, error) {
	data, err := fs.ReadFile(report, manifest.FileName)
	if err != nil {
		return nil, nil, fmt.Errorf("%w; name the folder of a report", err)
	}
	m, err := manifest.Parse(data)
	if err != nil {
		return nil, nil, err
	}
	var was struct {
		Preset    string `json:"preset"`
		Anonymous bool   `json:"anonymous"`
	}
	if err := json.Unmarshal(m.Options, &was); err != nil {
		return nil, nil, fmt.Errorf("%s: options: %w", manifest.FileName, err)
	}
	if o.Preset == "" {
		o.Preset = was.Preset
	}
	o.Anonymous, o.Date = o.Anonymous || was.Anonymous, Date()
	return charts.Render(f.Figure, formats, f.Series, o)
}
