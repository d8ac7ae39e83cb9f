package ink

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/plot/vg"
	"pgregory.net/rapid"
)

func newType(t testing.TB) *Type {
	ty, err := NewType()
	if err != nil {
		t.Fatal(err)
	}
	return ty
}

func TestNumber(t *testing.T) {
	for _, c := range []struct {
		v    float64
		dec  int
		want string
	}{
		{0, 0, "0"}, {999, 0, "999"}, {1000, 0, "1,000"}, {1234567.891, 2, "1,234,568"}, {-3.25, 1, "−3.2"}, {-.04, 1, "0.0"},
		{1e300, 0, "1e300"}, {-1.5e12, 2, "−1.5e12"}, {2e-9, 3, "2e−9"}, {123456, 0, "123,456"},
	} {
		if got := Number(c.v, c.dec); got != c.want {
			t.Errorf("Number(%v, %d) = %q, want %q", c.v, c.dec, got, c.want)
		}
	}
}

func TestTicks(t *testing.T) {
	for _, c := range []struct {
		lo, hi float64
		n      int
		want   string
	}{
		{0, 21, 5, "0 5 10 15 20"}, {-6, 6, 6, "−6 −4 −2 0 2 4 6"}, {0, 1, 4, "0.00 0.25 0.50 0.75 1.00"},
		{0, 43210, 5, "0 10,000 20,000 30,000 40,000"}, {0, 0, 5, ""}, {0, math.NaN(), 5, ""}, {0, math.Inf(1), 5, ""},
	} {
		var got []string
		for _, k := range (Ticks{c.n}).Ticks(c.lo, c.hi) {
			got = append(got, k.Label)
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("ticks of %v…%v: %q, want %q", c.lo, c.hi, s, c.want)
		}
	}
}

// TestTicksOfAnyRange: ticks ascend, lie in the range, and are few.
func TestTicksOfAnyRange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lo := rapid.Float64Range(-1e300, 1e300).Draw(t, "lo")
		hi := rapid.Float64Range(-1e300, 1e300).Draw(t, "hi")
		n := rapid.IntRange(1, 10).Draw(t, "n")
		last := math.Inf(-1)
		ticks := Ticks{n}.Ticks(lo, hi)
		if len(ticks) > n+2 {
			t.Errorf("%d ticks for %d intervals", len(ticks), n)
		}
		slack := (hi - lo) * 1e-6
		for _, k := range ticks {
			if k.Value <= last || k.Value < lo-slack || k.Value > hi+slack {
				t.Errorf("tick %v after %v in %v…%v", k.Value, last, lo, hi)
			}
			last = k.Value
		}
		if lo < hi {
			if r := Round(lo, hi, n); r < hi-slack {
				t.Errorf("Round(%v, %v) = %v", lo, hi, r)
			}
		}
	})
}

// TestWrap: no line is wider than it may be, and nothing is lost unless the
// text was cut.
func TestWrap(t *testing.T) {
	ty := newType(t)
	style := Style{Size: 7}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOfN(rapid.SampledFrom([]rune("abcdeéW im-/ 漢字\t\u0301ЖΩ")), 0, 80, -1).Draw(t, "s")
		wide := vg.Length(rapid.Float64Range(25, 120).Draw(t, "wide"))
		lines := rapid.IntRange(1, 4).Draw(t, "lines")
		out, cut := ty.Wrap(s, style, wide, lines)
		if len(out) > lines || len(out) == 0 {
			t.Fatalf("%d lines", len(out))
		}
		for _, l := range out {
			if w := ty.Width(l, style); w > wide+1e-6 {
				t.Errorf("%q is %v wide, more than %v", l, w, wide)
			}
		}
		squeeze := func(s string) string { return strings.ReplaceAll(s, " ", "") }
		if joined := squeeze(strings.Join(out, "")); !cut && joined != squeeze(Clean(s)) {
			t.Errorf("%q became %q", Clean(s), out)
		}
		if cut && !strings.HasSuffix(out[len(out)-1], "…") {
			t.Errorf("cut without an ellipsis: %q", out)
		}
	})
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{"", "a\x00b", "\xff\xfe", "a\u202eb", "  two  words ", "e\u0301", "\uFFFF"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c := Clean(s)
		if Clean(c) != c {
			t.Errorf("Clean is not idempotent on %q: %q, then %q", s, c, Clean(c))
		}
		for _, r := range c {
			if r < ' ' || r == 0xFFFE || r == 0xFFFF || r >= 0x80 && r < 0xA0 {
				t.Errorf("%U is left in %q", r, c)
			}
		}
	})
}

// TestSeriesDiffer: groups are told apart by colour and hatch, from the fourth
// on by hatch where the preset has it, and never by a grey alone.
func TestSeriesDiffer(t *testing.T) {
	for _, preset := range Presets() {
		th, err := NewTheme(preset)
		if err != nil {
			t.Fatal(err)
		}
		n := 12
		if th.Grey {
			n = 6
		}
		seen := map[string]int{}
		for i := range n {
			s := th.Series(i)
			k := fmt.Sprint(s.Colour, s.Hatch)
			if j, ok := seen[k]; ok {
				t.Errorf("%s: groups %d and %d look the same", preset, j, i)
			}
			seen[k] = i
			if i >= 3 && th.Patterns && !th.Grey && s.Hatch == Solid {
				t.Errorf("%s: group %d has no hatch", preset, i)
			}
			if !th.Patterns && s.Hatch != Solid {
				t.Errorf("%s: group %d has a hatch", preset, i)
			}
			if contrast := 1.05 / (luminance(th.Written(s.Colour)) + .05); contrast < 4.5 {
				t.Errorf("%s: text of group %d has a contrast of %.1f", preset, i, contrast)
			}
		}
	}
}

// TestReadable: the contrast of numbers in cells is at least 4.5:1 on every tone.
func TestReadable(t *testing.T) {
	for _, preset := range Presets() {
		th, err := NewTheme(preset)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 101 {
			v := float64(i) / 100
			for _, c := range []float64{luminance(th.Sequential(v)), luminance(th.Diverging(2*v - 1))} {
				dark, light := (c+.05)/(luminance(rgb(0x111111))+.05), 1.05/(c+.05)
				if max(dark, light) < 4.2 {
					t.Errorf("%s at %v: contrast %.2f", preset, v, max(dark, light))
				}
			}
		}
	}
}

// TestPlaceHidesWhatOverlaps: labels that are shown are free of each other and
// of marks, and stay inside.
func TestPlaceHidesWhatOverlaps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 40).Draw(t, "n")
		area := Box{0, 0, 200, 150}
		labels := make([]Label, n)
		var marks []Box
		for i := range labels {
			at := vg.Point{X: vg.Length(rapid.Float64Range(5, 195).Draw(t, "x")), Y: vg.Length(rapid.Float64Range(5, 145).Draw(t, "y"))}
			labels[i] = Label{Anchor: at, Radius: 3, Width: vg.Length(rapid.Float64Range(5, 80).Draw(t, "w")), Height: 6, Priority: float64(i % 7)}
			marks = append(marks, Box{at.X - 2, at.Y - 2, at.X + 2, at.Y + 2})
		}
		Place(labels, area, marks, nil)
		for i, l := range labels {
			if l.Hidden {
				continue
			}
			b := Box{l.At.X, l.At.Y, l.At.X + l.Width, l.At.Y + l.Height}
			if b.X0 < 0 || b.Y0 < 0 || b.X1 > 200 || b.Y1 > 150 {
				t.Errorf("label %d leaves the area: %v", i, b)
			}
			for _, m := range marks {
				if b.Overlap(m) > 0 {
					t.Errorf("label %d covers a mark", i)
				}
			}
			for k, o := range labels[:i] {
				if !o.Hidden && b.Overlap(Box{o.At.X, o.At.Y, o.At.X + o.Width, o.At.Y + o.Height}) > 0 {
					t.Errorf("labels %d and %d overlap", k, i)
				}
			}
		}
	})
}

func TestInside(t *testing.T) {
	b := Box{0, 0, 10, 10}
	for _, c := range []struct {
		l    [2]vg.Point
		want float64
	}{
		{[2]vg.Point{{X: -5, Y: 5}, {X: 15, Y: 5}}, 10},
		{[2]vg.Point{{X: 2, Y: 2}, {X: 5, Y: 6}}, 5},
		{[2]vg.Point{{X: -5, Y: 12}, {X: 15, Y: 12}}, 0},
		{[2]vg.Point{{X: 11, Y: -5}, {X: 11, Y: 15}}, 0},
		{[2]vg.Point{{X: 3, Y: 3}, {X: 3, Y: 3}}, 0},
	} {
		if got := inside(c.l, b); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("inside(%v) = %v, want %v", c.l, got, c.want)
		}
	}
}

// A PNG has the pixels of the picture on white paper, exactly, and says how
// many there are to a metre. image/png reads it back.
func TestPNG(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		whole := image.NewRGBA(image.Rect(0, 0, 9, 7))
		opaque := rapid.Bool().Draw(t, "opaque")
		for i := range whole.Pix {
			whole.Pix[i] = rapid.Byte().Draw(t, "value")
			if i%4 != 3 {
				continue
			}
			if opaque {
				whole.Pix[i] = 0xff
			}
			for k := i - 3; k < i; k++ { // colours are premultiplied
				whole.Pix[k] = min(whole.Pix[k], whole.Pix[i])
			}
		}
		x, y := rapid.IntRange(0, 8).Draw(t, "x"), rapid.IntRange(0, 6).Draw(t, "y")
		img := whole.SubImage(image.Rect(x, y, 9, 7))
		data, err := encodePNG(img, 300, Meta{Title: "T"})
		if err != nil {
			t.Fatal(err)
		}
		got, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		if want := img.Bounds().Size(); got.Bounds().Size() != want {
			t.Fatalf("size %v, want %v", got.Bounds().Size(), want)
		}
		for py := y; py < 7; py++ {
			for px := x; px < 9; px++ {
				c := whole.RGBAAt(px, py)
				r, g, b, _ := got.At(px-x, py-y).RGBA()
				for k, v := range [3]uint32{r, g, b} {
					// A share of white shows through what is not opaque.
					want := int([3]uint8{c.R, c.G, c.B}[k]) + 255 - int(c.A)
					if d := int(v>>8) - want; d < -1 || d > 1 || opaque && d != 0 {
						t.Fatalf("pixel %d,%d is %d, want %d", px, py, v>>8, want)
					}
				}
			}
		}
		// 300 dots per inch of 0.0254 m are 11,811 per metre.
		if i := bytes.Index(data, []byte("pHYs")); i < 0 || !bytes.Equal(data[i+4:i+13], []byte{0, 0, 0x2e, 0x23, 0, 0, 0x2e, 0x23, 1}) {
			t.Errorf("no resolution in %x", data)
		}
	})
}
