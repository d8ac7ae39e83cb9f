package ink

import (
	"bytes"
	"image"
	"image/color"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/image/tiff"
	xlzw "golang.org/x/image/tiff/lzw"
	"gonum.org/v1/plot/vg"
	"pgregory.net/rapid"
)

// What is written is read back by the library whose encoder it replaces.
func TestLZWReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		// A generated text repeated with a step, so that the table fills up and starts again.
		word := rapid.SliceOfN(rapid.Byte(), 1, 40).Draw(t, "word")
		var data []byte
		for i := range rapid.IntRange(0, 3000).Draw(t, "times") {
			data = append(data, word...)
			data = append(data, byte(i*i>>3))
		}
		var got bytes.Buffer
		if _, err := got.ReadFrom(xlzw.NewReader(bytes.NewReader(lzwEncode(data)), xlzw.MSB, 8)); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got.Bytes(), data) {
			t.Fatalf("%d bytes read back, %d written, or others", got.Len(), len(data))
		}
	})
}

// A TIFF has the pixels that were drawn, their resolution and no alpha.
func TestTIFF(t *testing.T) {
	for _, size := range []image.Point{{1, 1}, {37, 5}, {700, 90}} {
		img := image.NewRGBA(image.Rectangle{Max: size})
		for y := range size.Y {
			for x := range size.X {
				img.Set(x, y, color.NRGBA{uint8(x * 7), uint8(y * 5), uint8(x ^ y), 255})
			}
		}
		data, err := encodeTIFF(img, 600, Meta{Title: "Größe", Creator: "concordat"})
		if err != nil {
			t.Fatal(err)
		}
		back, err := tiff.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		if back.Bounds().Size() != size {
			t.Fatalf("%v, want %v", back.Bounds(), size)
		}
		for y := range size.Y {
			for x := range size.X {
				r, g, b, a := back.At(x, y).RGBA()
				wr, wg, wb, _ := img.At(x, y).RGBA()
				if r != wr || g != wg || b != wb || a != 0xFFFF {
					t.Fatalf("pixel %d, %d of %v differs", x, y, size)
				}
			}
		}
		if !bytes.Contains(data, []byte("Gr??e\x00")) || !bytes.Contains(data, []byte{0x58, 0x02, 0, 0, 1, 0, 0, 0}) {
			t.Error("no title or no resolution of 600 dpi")
		}
	}
	if _, err := encodeTIFF(image.NewRGBA(image.Rectangle{}), 300, Meta{}); err == nil {
		t.Error("a picture without pixels has a TIFF")
	}
}

// A picture with every kind of stroke and hostile text compiles. It needs pdflatex.
func TestTeXCompiles(t *testing.T) {
	latex, err := exec.LookPath("pdflatex")
	if err != nil {
		t.Skip("pdflatex is not installed")
	}
	ty := newType(t)
	th, err := NewTheme("default")
	if err != nil {
		t.Fatal(err)
	}
	s := Sheet{Width: 200, Height: 100, Draw: func(p *Pen) {
		for i, text := range []string{`50% & $x_1^2 #~{}\ | "q"`, "χ² ≥ −1, “Größe”, naïve – Łódź", "←→ ±0.5 × 3 …"} {
			p.Text(10, vg.Length(20+25*i), text, Style{Bold: i == 1, Italic: i == 2, Halo: 1})
		}
		p.Mark(th.Series(0), vg.Point{X: 150, Y: 50}, 4)
		p.Line(p.Ink, 1, []vg.Length{3, 2}, vg.Point{X: 1, Y: 1}, vg.Point{X: 199, Y: 99})
	}}
	dir := t.TempDir()
	fig, err := s.Encode("tex", th, ty, Meta{Title: "50% %", Date: time.Unix(0, 0)}, 300)
	if err != nil {
		t.Fatal(err)
	}
	article := "\\documentclass{article}\\usepackage[T1]{fontenc}\\usepackage{textcomp,pgf}\\usepackage[scaled]{helvet}\\begin{document}\\input{figure}\\end{document}\n"
	for name, data := range map[string][]byte{"figure.tex": fig, "article.tex": []byte(article)} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(latex, "-interaction=nonstopmode", "-halt-on-error", "article")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil || strings.Contains(string(out), "Missing character") {
		t.Fatalf("pdflatex: %v\n%s", err, out)
	}
}
