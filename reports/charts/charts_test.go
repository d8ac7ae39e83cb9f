package charts

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"flag"
	"image/png"
	"io"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"concordat/analyzers/result"
	"concordat/reports/charts/ink"

	"gonum.org/v1/plot/vg"
)

var (
	update   = flag.Bool("update", false, "write the golden files anew")
	pictures = flag.String("pictures", "", "write every picture into this folder, to be looked at")
)

var options = Options{Creator: "concordat test", Date: time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC)}

func TestGoldenSVG(t *testing.T) {
	figures := ordinary()
	for _, name := range slices.Sorted(maps.Keys(figures)) {
		t.Run(name, func(t *testing.T) {
			files, notes, err := Render(figures[name], []string{"svg"}, twoSeries, options)
			if err != nil {
				t.Fatal(err)
			}
			if len(notes) > 0 && name != "heatmap-many" {
				t.Errorf("notes on an ordinary figure: %v", notes)
			}
			golden := filepath.Join("testdata", name+".svg")
			if *update {
				if err := os.WriteFile(golden, files["svg"], 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(want, files["svg"]) {
				t.Errorf("the picture differs from %s: look at it, then run with -update", golden)
			}
		})
	}
}

// TestPictures writes the figures for eyes: go test -run Pictures -pictures DIR.
func TestPictures(t *testing.T) {
	if *pictures == "" {
		t.Skip("no folder given: -pictures DIR")
	}
	figures := ordinary()
	for change, do := range unusual() {
		for name, f := range ordinary() {
			figures[change+"-"+name] = do(f)
		}
	}
	for name, f := range figures {
		for _, preset := range []string{"default", "nature", "greyscale", "plos"} {
			if preset != "default" && strings.Contains(name, "-") {
				continue
			}
			o := options
			o.Preset = preset
			files, notes, err := Render(f, []string{"pdf", "svg", "png"}, twoSeries, o)
			if err != nil {
				t.Fatal(err)
			}
			for _, n := range notes {
				t.Log(name, preset, n)
			}
			for format, b := range files {
				if err := os.WriteFile(filepath.Join(*pictures, name+"-"+preset+"."+format), b, 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

func render(t *testing.T, f *result.Figure, o Options, formats ...string) (map[string][]byte, []result.Note) {
	t.Helper()
	files, notes, err := Render(f, formats, twoSeries, o)
	if err != nil {
		t.Fatal(err)
	}
	return files, notes
}

func TestSameFigureSameBytes(t *testing.T) {
	figures := ordinary()
	first := map[string]map[string][]byte{}
	low := options
	low.DPI = 60 // the drawing is the same, the picture smaller
	for name, f := range figures {
		first[name], _ = render(t, f, low, "pdf", "svg", "png")
	}
	var wg sync.WaitGroup
	for range 3 {
		for name, f := range figures {
			wg.Go(func() {
				again, _, err := Render(f, []string{"png", "svg", "pdf"}, twoSeries, low)
				if err != nil {
					t.Error(err)
				}
				for format, b := range again {
					if !bytes.Equal(b, first[name][format]) {
						t.Errorf("%s.%s differs from the first time", name, format)
					}
				}
			})
		}
	}
	wg.Wait()
}

func TestPNGHasItsResolutionAndTexts(t *testing.T) {
	files, _ := render(t, barsFigure(2), options, "png")
	img, err := png.Decode(bytes.NewReader(files["png"]))
	if err != nil {
		t.Fatal(err)
	}
	if w := img.Bounds().Dx(); w != 1051 { // 89 mm at 300 dpi
		t.Errorf("width %d pixels, want 1051", w)
	}
	i := bytes.Index(files["png"], []byte("pHYs"))
	if i < 0 {
		t.Fatal("no resolution")
	}
	if per := binary.BigEndian.Uint32(files["png"][i+4:]); per != 11811 {
		t.Errorf("%d pixels a metre, want 11811", per)
	}
	for _, want := range []string{"Concept frequency", "concordat test"} {
		if !bytes.Contains(files["png"], []byte(want)) {
			t.Errorf("%q is not in the PNG", want)
		}
	}
	if _, _, _, a := img.At(0, 0).RGBA(); a != 0xFFFF {
		t.Error("the PNG is transparent")
	}
}

func TestAnonymousLeavesOutTheCreator(t *testing.T) {
	o := options
	o.Creator, o.Anonymous = "Jane Roe's concordat", true
	files, _ := render(t, barsFigure(2), o, "pdf", "svg", "png")
	for format, b := range files {
		if bytes.Contains(b, []byte("Roe")) || bytes.Contains(b, []byte("R\x00o\x00e")) {
			t.Errorf("%s names its creator", format)
		}
	}
}

func TestPDFIsReadable(t *testing.T) {
	f := relabelled(barsFigure(2), func(s string) string { return s + " – Größe 🕊" })
	files, notes := render(t, f, options, "pdf")
	for _, want := range []string{"%PDF-1.", "/ToUnicode", "D:20200102030405", "/FontFile2", "%%EOF"} {
		if !bytes.Contains(files["pdf"], []byte(want)) {
			t.Errorf("%q is not in the PDF", want)
		}
	}
	if len(files["pdf"]) > 200_000 {
		t.Errorf("%d bytes: the fonts are not subsets", len(files["pdf"]))
	}
	if !slices.ContainsFunc(notes, func(n result.Note) bool { return n.Code == "missing-glyphs" && strings.Contains(n.Message, "🕊") }) {
		t.Errorf("the dove is not noted: %v", notes)
	}
}

// TestSVGIsXMLWithItsTexts reads the SVG back: it must be well formed with any
// label, and hold every label as text.
func TestSVGIsXMLWithItsTexts(t *testing.T) {
	f := relabelled(barsFigure(2), func(s string) string { return "\x01<b>&\"'" + s + "\u202e 主权" })
	f.Title, f.Caption = "<title>\x02", "]]>&"
	files, _ := render(t, f, options, "svg")
	d := xml.NewDecoder(bytes.NewReader(files["svg"]))
	var all strings.Builder
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if c, ok := token.(xml.CharData); ok {
			all.Write(c)
		}
	}
	for _, want := range []string{"<b>&\"'Peace", "主权", "<title>"} {
		if !strings.Contains(all.String(), want) {
			t.Errorf("%q is not in the SVG", want)
		}
	}
	if !bytes.Contains(files["svg"], []byte(`width="89mm"`)) || !bytes.Contains(files["svg"], []byte("textLength=")) {
		t.Error("no size in millimetres or no textLength")
	}
}

// TestHugeFiguresKeepWithinMemory: the resolution gives way, and a note says so.
func TestHugeFiguresKeepWithinMemory(t *testing.T) {
	o := options
	o.DPI = 20_000
	files, notes := render(t, firstRows(barsFigure(1), 1), o, "svg")
	if len(files) != 1 || len(notes) != 0 {
		t.Errorf("without a PNG the resolution says nothing: %v", notes)
	}
	s := ink.Sheet{Width: 250, Height: 250}
	if low := s.DPI(o.DPI); low >= o.DPI || s.Width.Dots(float64(low))*s.Height.Dots(float64(low)) > 50e6 {
		t.Errorf("%d dpi", low)
	}
	if s.DPI(300) != 300 {
		t.Error("an ordinary figure loses resolution")
	}
}

func TestErrors(t *testing.T) {
	with := func(change func(*result.Figure)) *result.Figure {
		f := barsFigure(2)
		change(f)
		return f
	}
	for name, c := range map[string]struct {
		f    *result.Figure
		want string
	}{
		"nil":      {nil, "without data"},
		"no data":  {&result.Figure{Kind: "bars"}, "without data"},
		"no rows":  {firstRows(barsFigure(2), 0), "no rows"},
		"kind":     {with(func(f *result.Figure) { f.Kind = "pie" }), `"pie" is unknown: use one of bars`},
		"column":   {with(func(f *result.Figure) { f.X = "rate" }), `column "rate" for X`},
		"infinite": {with(func(f *result.Figure) { f.Data.Columns[2].Floats[3] = inf }), `column "per_1k", row 4`},
		"too big":  {with(func(f *result.Figure) { f.Data.Columns[2].Floats[3] = -1.1e300 }), `row 4`},
		"ragged":   {with(func(f *result.Figure) { f.Data.Columns[0].Texts = f.Data.Columns[0].Texts[:3] }), "values where the others"},
		"sides":    {with(func(f *result.Figure) { f.Kind, f.Label, f.Group = "dumbbell", "label", "label" }), "two sides"},
		"one name": {triangleFigureOf("a", "a"), "no pair of different names"},
	} {
		t.Run(name, func(t *testing.T) {
			files, _, err := Render(c.f, []string{"svg"}, nil, options)
			if err == nil || !strings.Contains(err.Error(), c.want) || files != nil {
				t.Errorf("error %v, want %q", err, c.want)
			}
		})
	}
	o := options
	o.Preset = "vogue"
	if _, _, err := Render(barsFigure(1), []string{"svg"}, nil, o); err == nil || !strings.Contains(err.Error(), "vogue") {
		t.Errorf("preset: %v", err)
	}
	if _, _, err := Render(barsFigure(1), []string{"gif"}, nil, options); err == nil || !strings.Contains(err.Error(), `"gif"`) {
		t.Errorf("format: %v", err)
	}
}

func TestNotesTellWhatIsNotShown(t *testing.T) {
	long := relabelled(barsFigure(2), func(s string) string { return strings.Repeat(s+" and ", 20) })
	wild := barsFigure(2)
	wild.Data.Columns[4].Floats[0] = 5000
	for code, f := range map[string]*result.Figure{
		"label-cut": long, "clipped": wild, "rows-hidden": manyRows(dumbbellFigure(), 20),
		"tall-figure": manyRows(dumbbellFigure(), 8), "numbers-hidden": revalued(heatmapFigure(16), func(v float64) float64 { return v * 1e5 }),
	} {
		_, notes := render(t, f, options, "svg")
		if !slices.ContainsFunc(notes, func(n result.Note) bool { return n.Code == code && n.Row == -1 && n.Table != "" }) {
			t.Errorf("no note %q: %v", code, notes)
		}
	}
}

// TestDocumentsKeepTheirColours: a document has the colour of its place in the
// series, whatever else a figure shows.
func TestDocumentsKeepTheirColours(t *testing.T) {
	th, err := ink.NewTheme("default")
	if err != nil {
		t.Fatal(err)
	}
	j := &job{th: th, series: []string{"a", "b", "c"}}
	order, styles := j.groups([]string{"new", "c", "a"})
	if !slices.Equal(order, []string{"a", "c", "new"}) {
		t.Errorf("order %v", order)
	}
	if styles["c"] != th.Series(2) || styles["a"] != th.Series(0) || styles["new"] != th.Series(3) {
		t.Error("colours do not follow the series")
	}
	if _, styles = j.groups([]string{"x"}); styles["x"] != th.Series(0) {
		t.Error("other groups do not start with the first colour")
	}
}

// TestNearZero: a true zero is told apart from what is only rounded to it.
func TestNearZero(t *testing.T) {
	for _, c := range []struct {
		v    float64
		dec  int
		want string
	}{
		{0, 1, "0"}, {math.Copysign(0, -1), 1, "0"}, {.04, 1, "<0.1"}, {-.04, 1, ">−0.1"}, {.06, 1, "0.1"}, {-.06, 1, "−0.1"},
		{1e-300, 2, "<0.01"}, {.5, 0, "<1"}, {-12345, 1, "−12,345.0"}, {1e12, 1, "1e12"},
	} {
		if got := near(c.v, c.dec); got != c.want {
			t.Errorf("near(%v, %d) = %q, want %q", c.v, c.dec, got, c.want)
		}
	}
	for v, want := range map[float64]string{-1: "−1", 1: "1", -.001: ">−.01", .004: "<.01", -.32: "−.32", 0: "0"} {
		if got := association(v); got != want {
			t.Errorf("association(%v) = %q, want %q", v, got, want)
		}
	}
}

// TestColoursOfSmallValues: what is next to nothing is next to white, and what
// is never together does not make the rest pale.
func TestColoursOfSmallValues(t *testing.T) {
	th, err := ink.NewTheme("default")
	if err != nil {
		t.Fatal(err)
	}
	j := &job{th: th, fig: &result.Figure{Size: "v", Data: &result.Table{Columns: []result.Column{floatColumn("v", 2, 0)}}}}
	of := func(v ...float64) *grid {
		g := &grid{cells: [][]float64{v}}
		g.lo, g.hi, _ = extremes(v)
		return g
	}
	if s := j.associations(of(-.01, 0, .004)); s.tone(-.01) == th.Diverging(-1) || s.tone(.2) != th.Diverging(1) || s.ticks[0].Label != "−0.2" {
		t.Errorf("tiny values have strong colours: %v", s.ticks)
	}
	s := j.associations(of(-1, .4, nan))
	if s.tone(-1) != th.Diverging(-1) || s.tone(.4) != th.Diverging(1) || s.ticks[0].Label != "≤−0.4" || s.ticks[4].Label != "0.4" {
		t.Errorf("−1 stretches the scale or is not in its key: %v", s.ticks)
	}
	if s := j.associations(of(-1, 1)); s.ticks[0].Label != "≤−0.2" || s.ticks[4].Label != "≥0.2" {
		t.Errorf("key %v", s.ticks)
	}
	if s := j.associations(of(-300, 1)); s.tone(1) == th.Diverging(1) || s.ticks[0].Label != "−300" {
		t.Errorf("other numbers are cut at 1: %v", s.ticks)
	}
	if s := j.scale(of(0, .001)); s.tone(.001) == th.Sequential(1) || s.tone(.2) != th.Sequential(1) {
		t.Errorf("one-sided key %v", s.ticks)
	}
}

// TestPageFollowsContent: a heat map of two columns is no wider than it needs,
// though its long heads stand at an angle.
func TestPageFollowsContent(t *testing.T) {
	f := ordinary()["heatmap-two"]
	j, sheet, err := layOut(f, nil, "default")
	if err != nil {
		t.Fatal(err)
	}
	var right vg.Length
	for _, p := range sheet.Texts(j.th, j.ty) {
		for _, c := range p.Corners {
			right = max(right, c.X)
		}
	}
	if blank := sheet.Width - right; blank > 12 {
		t.Errorf("%.0f of %.0f points at the right are blank", blank, sheet.Width)
	}
}

func TestCatalog(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range All() {
		if c.Kind == "" || c.Title == "" || c.Doc == "" || len(c.Columns) == 0 || seen[c.Kind] {
			t.Errorf("catalog entry %+v", c.Info)
		}
		seen[c.Kind] = true
	}
	for _, f := range ordinary() {
		delete(seen, f.Kind)
	}
	if len(seen) > 0 {
		t.Errorf("kinds without a test figure: %v", seen)
	}
}
