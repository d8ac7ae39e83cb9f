package ink

import (
	"fmt"
	"image/color"
	"slices"
	"strings"
	"unicode"

	"codeberg.org/go-fonts/liberation/liberationsansbold"
	"codeberg.org/go-fonts/liberation/liberationsansbolditalic"
	"codeberg.org/go-fonts/liberation/liberationsansitalic"
	"codeberg.org/go-fonts/liberation/liberationsansregular"
	xfont "golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
)

const typeface = "LiberationSans"

// Heights of Liberation Sans as shares of its size: capitals, and how far
// glyphs reach above and below the baseline.
const (
	capitals  = 0.688
	above     = 0.74
	below     = 0.215
	linePitch = 1.14
)

// Style is how a piece of text is set.
type Style struct {
	Size   vg.Length
	Colour color.NRGBA
	Bold   bool
	Italic bool
	H      float64   // 0 starts at the point, 0.5 is centred, 1 ends there
	V      float64   // 0 baseline, 0.5 middle of the capitals, 1 their top
	Turn   float64   // radians, anticlockwise about the point
	Halo   vg.Length // width of a white rim
}

// Type sets and measures text in Liberation Sans, whose widths are Arial's,
// and remembers the characters that it has no glyph for. One Type serves one
// figure at a time.
type Type struct {
	faces   [4]*opentype.Font // regular, bold, italic, bold italic
	buf     sfnt.Buffer
	missing map[rune]bool
}

// NewType reads the embedded fonts.
func NewType() (*Type, error) {
	t := &Type{missing: map[rune]bool{}}
	for i, ttf := range [][]byte{liberationsansregular.TTF, liberationsansbold.TTF, liberationsansitalic.TTF, liberationsansbolditalic.TTF} {
		f, err := opentype.Parse(ttf)
		if err != nil {
			return nil, fmt.Errorf("embedded font %d: %w", i, err)
		}
		t.faces[i] = f
	}
	return t, nil
}

// Missing returns the characters that were measured or set and that the font
// has no glyph for, in code point order.
func (t *Type) Missing() []rune {
	out := make([]rune, 0, len(t.missing))
	for r := range t.missing {
		out = append(out, r)
	}
	slices.Sort(out)
	return out
}

// face returns the font face of a style.
func (t *Type) face(s Style) font.Face {
	f := font.Face{Font: font.Font{Typeface: typeface, Size: s.Size}, Face: t.faces[0]}
	i := 0
	if s.Bold {
		i, f.Font.Weight = i+1, xfont.WeightBold
	}
	if s.Italic {
		i, f.Font.Style = i+2, xfont.StyleItalic
	}
	f.Face = t.faces[i]
	return f
}

// run is a stretch of text that one face can set, or that none can.
type run struct {
	face    font.Face
	text    string
	width   vg.Length
	unknown bool // no glyphs: SVG leaves it to the reader's fonts, PDF and PNG draw boxes
}

func (t *Type) runs(s string, style Style) []run {
	f := t.face(style)
	var out []run
	for _, r := range Clean(s) {
		g, err := f.Face.GlyphIndex(&t.buf, r)
		unknown := (err != nil || g == 0) && !unicode.IsSpace(r)
		if unknown {
			t.missing[r] = true
		}
		if n := len(out); n > 0 && out[n-1].unknown == unknown {
			out[n-1].text += string(r)
		} else {
			out = append(out, run{face: f, text: string(r), unknown: unknown})
		}
	}
	for i := range out {
		if !out[i].unknown {
			out[i].width = f.Width(out[i].text)
			continue
		}
		for _, r := range out[i].text {
			out[i].width += advance(r, style.Size)
		}
	}
	return out
}

// advance is the width kept for a character without a glyph: the full square
// of East Asian scripts, or an average letter.
func advance(r rune, size vg.Length) vg.Length {
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return size
	}
	if unicode.Is(unicode.Mn, r) {
		return 0
	}
	return size * 0.6
}

// Clean makes a label fit to be set on one line: valid UTF-8 in composed form,
// white space as single spaces, and neither control nor formatting characters,
// which would make invalid XML or turn the direction of what follows.
func Clean(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), r == 0xFFFE, r == 0xFFFF:
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	return norm.NFC.String(strings.Join(strings.Fields(s), " "))
}

// Width returns how wide s is when set in one line.
func (t *Type) Width(s string, style Style) vg.Length {
	var w vg.Length
	for _, r := range t.runs(s, style) {
		w += r.width
	}
	return w
}

// Widest returns the width of the widest of the texts.
func (t *Type) Widest(texts []string, style Style) vg.Length {
	var w vg.Length
	for _, s := range texts {
		w = max(w, t.Width(s, style))
	}
	return w
}

// Pitch returns the distance from one baseline to the next.
func (s Style) Pitch() vg.Length { return s.Size * linePitch }

// Wrap breaks s into at most lines lines no wider than wide. It breaks at
// spaces and after hyphens and slashes, and inside a word that is wider than a
// line. What does not fit is cut with an ellipsis; cut tells so.
func (t *Type) Wrap(s string, style Style, wide vg.Length, lines int) (out []string, cut bool) {
	s = Clean(s)
	if t.Width(s, style) <= wide {
		return []string{s}, false
	}
	line := ""
	for _, piece := range t.pieces(s, style, wide) {
		if line != "" && t.Width(line+piece, style) > wide {
			out = append(out, strings.TrimSpace(line))
			line = ""
		}
		line += piece
	}
	out = append(out, strings.TrimSpace(line))
	if lines = max(lines, 1); len(out) > lines {
		rest := strings.Join(out[lines-1:], " ")
		out = append(out[:lines-1], t.Cut(rest, style, wide))
		cut = true
	}
	return out, cut
}

// pieces splits s into stretches between which a line may break. Spaces stay
// at the end of their stretch, and are not counted in a line's width since
// measuring trims them.
func (t *Type) pieces(s string, style Style, wide vg.Length) []string {
	var out []string
	start := 0
	for i, r := range s {
		if r == ' ' || r == '-' || r == '/' || r == '–' {
			out = append(out, s[start:i+len(string(r))])
			start = i + len(string(r))
		}
	}
	out = append(out, s[start:])
	var fit []string
	for _, piece := range out {
		for t.Width(piece, style) > wide {
			n := t.prefix(piece, style, wide)
			if n == len(piece) {
				break
			}
			fit = append(fit, piece[:n])
			piece = piece[n:]
		}
		if piece != "" {
			fit = append(fit, piece)
		}
	}
	return fit
}

// prefix returns the length in bytes of the longest prefix of s that is no
// wider than wide, and of at least one character with its combining marks.
func (t *Type) prefix(s string, style Style, wide vg.Length) int {
	n := 0
	for i := 0; i < len(s); {
		next := i + norm.NFC.NextBoundaryInString(s[i:], true)
		if n > 0 && t.Width(s[:next], style) > wide {
			break
		}
		n, i = next, next
	}
	return n
}

// Cut returns s, or its beginning with an ellipsis where s is wider than wide.
func (t *Type) Cut(s string, style Style, wide vg.Length) string {
	s = Clean(s)
	if t.Width(s, style) <= wide {
		return s
	}
	n := t.prefix(s, style, wide-t.Width("…", style))
	return strings.TrimRight(s[:n], " ,-/") + "…"
}
