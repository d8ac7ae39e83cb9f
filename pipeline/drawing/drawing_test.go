package drawing_test

import (
	"bytes"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"concordat/analyzers/result"
	"concordat/pipeline/drawing"
	"concordat/reports/charts"
	"concordat/reports/manifest"
)

var (
	built = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	tool  = manifest.Tool{Name: "concordat", Version: "1", Go: "go1", Modules: []manifest.Module{{Path: "b", Version: "1"}, {Path: "a", Version: "1"}}}
)

func look() drawing.Look {
	return drawing.Look{Formats: []string{"pdf", "svg"}, Series: []string{"a", "b"}, Options: charts.Options{Creator: "test", Date: built}}
}

// figure is a dot plot of two concepts in two documents. The label has a
// character without a glyph, so that its drawing has a caution.
func figure(rate float64) *result.Figure {
	data := &result.Table{
		Name: "data", Title: "D", Caption: "D.", Place: result.Hidden,
		Columns: []result.Column{
			result.Texts("concept", "Concept", "C.", []string{"peace", "peace", "war \U000F1234", "war \U000F1234"}),
			result.Texts("document", "Document", "D.", []string{"a", "b", "a", "b"}),
			result.Floats("per_10k", "Rate", "", 1, "R.", []float64{rate, 2, 3, 4}),
			result.Floats("ci_low", "Low", "", 1, "L.", []float64{0.5, 1, math.NaN(), 3}),
			result.Floats("ci_high", "High", "", 1, "H.", []float64{2, 3, 4, 5}),
		},
		Notes: []result.Note{{Code: "n", Message: "a bound is missing", Row: -1}},
	}
	return &result.Figure{Name: "rates", Title: "Rates", Caption: "Rates.", Kind: "bars", Data: data, X: "per_10k", Y: "concept", Low: "ci_low", High: "ci_high", Group: "document", XLabel: "Rate"}
}

func draw(t *testing.T, last *drawing.Last, f *result.Figure, l drawing.Look) drawing.Drawn {
	t.Helper()
	d, err := last.Draw(f, l)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// report returns the folder of a report with a drawing in it, written a day
// after the program was built.
func report(t *testing.T, d drawing.Drawn) fstest.MapFS {
	t.Helper()
	fsys := fstest.MapFS{}
	var outputs []manifest.Output
	for format, data := range d.Files {
		path := "figures/rates." + format
		fsys[path] = &fstest.MapFile{Data: data}
		outputs = append(outputs, manifest.Output{Path: path, Bytes: int64(len(data)), SHA256: manifest.Digest(data)})
	}
	m, err := manifest.Build(manifest.Manifest{Tool: tool, Figures: []manifest.Figure{d.Record}}, outputs)
	if err != nil {
		t.Fatal(err)
	}
	fsys[manifest.FileName] = &fstest.MapFile{Data: m, ModTime: built.AddDate(0, 0, 1)}
	return fsys
}

// What is used again is what drawing would give, cautions and all.
func TestAgain(t *testing.T) {
	first := draw(t, nil, figure(1), look())
	if first.Again || len(first.Files) != 2 || len(first.Notes) == 0 {
		t.Fatalf("drawn: again %v, %d files, notes %v", first.Again, len(first.Files), first.Notes)
	}
	again := draw(t, drawing.Open(report(t, first), tool, built), figure(1), look())
	if !again.Again {
		t.Fatal("the same figure was drawn again")
	}
	for format, data := range first.Files {
		if !bytes.Equal(data, again.Files[format]) {
			t.Errorf("%s is not what was drawn", format)
		}
	}
	if !reflect.DeepEqual(first.Notes, again.Notes) || !reflect.DeepEqual(first.Record, again.Record) {
		t.Errorf("notes %v, want %v", again.Notes, first.Notes)
	}
}

// Whatever may change a picture has it drawn.
func TestDrawnAnew(t *testing.T) {
	first := draw(t, nil, figure(1), look())
	whole := func() *drawing.Last { return drawing.Open(report(t, first), tool, built) }
	tampered := report(t, first)
	tampered["figures/rates.svg"].Data = []byte(strings.ReplaceAll(string(first.Files["svg"]), "peace", "peaces"))
	missing := report(t, first)
	delete(missing, "figures/rates.pdf")
	old := report(t, first)
	old[manifest.FileName].ModTime = built
	other, elsewhere := tool, tool
	other.Version = "2"
	elsewhere.Modules = slices.Clone(tool.Modules[:1])
	broken := report(t, first)
	broken[manifest.FileName].Data = []byte("{}")
	changed := func(change func(*result.Figure)) *result.Figure {
		f := figure(1)
		change(f)
		return f
	}
	seen := func(change func(*drawing.Look)) drawing.Look {
		l := look()
		change(&l)
		return l
	}
	for name, c := range map[string]struct {
		last   *drawing.Last
		figure *result.Figure
		look   drawing.Look
	}{
		"a number":           {whole(), figure(math.Nextafter(1, 2)), look()},
		"a caption":          {whole(), changed(func(f *result.Figure) { f.Caption = "Other." }), look()},
		"a label":            {whole(), changed(func(f *result.Figure) { f.Data.Columns[0].Texts[0] = "war" }), look()},
		"the axis":           {whole(), changed(func(f *result.Figure) { f.XLog = true }), look()},
		"the colours":        {whole(), figure(1), seen(func(l *drawing.Look) { l.Series = []string{"b", "a"} })},
		"the preset":         {whole(), figure(1), seen(func(l *drawing.Look) { l.Preset = "greyscale" })},
		"another format":     {whole(), figure(1), seen(func(l *drawing.Look) { l.Formats = []string{"svg"} })},
		"the creator":        {whole(), figure(1), seen(func(l *drawing.Look) { l.Creator = "test 2" })},
		"a tampered file":    {drawing.Open(tampered, tool, built), figure(1), look()},
		"a missing file":     {drawing.Open(missing, tool, built), figure(1), look()},
		"an older report":    {drawing.Open(old, tool, built), figure(1), look()},
		"an unknown age":     {drawing.Open(report(t, first), tool, time.Time{}), figure(1), look()},
		"another version":    {drawing.Open(report(t, first), other, built), figure(1), look()},
		"other modules":      {drawing.Open(report(t, first), elsewhere, built), figure(1), look()},
		"no manifest":        {drawing.Open(fstest.MapFS{}, tool, built), figure(1), look()},
		"another's manifest": {drawing.Open(broken, tool, built), figure(1), look()},
	} {
		got := draw(t, c.last, c.figure, c.look)
		if got.Again {
			t.Errorf("%s: the old files were used", name)
		}
		want := draw(t, nil, c.figure, c.look)
		for format, data := range want.Files {
			if !bytes.Equal(data, got.Files[format]) {
				t.Errorf("%s: %s is not what is drawn", name, format)
			}
		}
	}
}
