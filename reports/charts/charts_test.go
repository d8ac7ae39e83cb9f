package charts

import (
	"bytes"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
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
	for name, f := range ordinary() {
		for _, preset := range []string{"default", "nature", "greyscale", "plos"} {
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
