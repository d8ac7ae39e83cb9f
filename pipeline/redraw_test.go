package pipeline

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"concordat/pipeline/drawing"
	"concordat/reports/charts"
)

// TestRedrawSameBytes: every figure of a report is drawn again from its own CSV
// file and description with the bytes that stand in the report, in every format.
func TestRedrawSameBytes(t *testing.T) {
	p, err := Sample()
	if err != nil {
		t.Fatal(err)
	}
	p.Out, p.Options.Resamples, p.Analyzers = filepath.Join(t.TempDir(), "sample"), 100, []string{"all"}
	p.Figures, p.Tables, p.Preset, p.Anonymous = []string{"pdf", "svg", "tex"}, []string{"csv"}, "nature", true
	plan, err := NewPlan(t.Context(), p, Env{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Run(t.Context(), plan, Env{}); err != nil {
		t.Fatal(err)
	}
	report := os.DirFS(p.Out)
	all, err := drawing.Describe(report)
	if err != nil || len(all) < 10 {
		t.Fatalf("%d figures, %v", len(all), err)
	}
	numbers, err := fs.Glob(report, "figures/*.csv")
	if err != nil || len(numbers) != len(all) {
		t.Errorf("%d figures are described, %d have numbers (%v)", len(all), len(numbers), err)
	}
	for _, f := range all {
		files, _, err := drawing.Redraw(report, f, p.Figures, charts.Options{Creator: ToolName + " " + Version()})
		if err != nil {
			t.Fatal(err)
		}
		for format, data := range files {
			want, err := fs.ReadFile(report, "figures/"+f.Name+"."+format)
			if err != nil || !bytes.Equal(data, want) {
				t.Errorf("%s.%s is drawn otherwise (%v)", f.Name, format, err)
			}
		}
	}
	other, _, err := drawing.Redraw(report, all[0], []string{"svg"}, charts.Options{Preset: "greyscale"})
	if same, _ := fs.ReadFile(report, "figures/"+all[0].Name+".svg"); err != nil || bytes.Equal(other["svg"], same) {
		t.Errorf("another preset changes nothing (%v)", err)
	}
}
