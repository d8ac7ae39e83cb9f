package html

import (
	"bytes"
	_ "embed" // for the template and the style
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"html/template"
	"regexp"
	"strconv"
	"strings"

	"concordat/reports/tables"
)

//go:embed page.tmpl
var pageSource string

//go:embed page.css
var styleSource string

// Render writes the page. Every text is escaped for its place by
// html/template; control characters and those that turn the direction of
// writing are shown, not obeyed.
func Render(p *Page) ([]byte, error) {
	t, err := template.New("page").Funcs(template.FuncMap{
		"show":    tables.Visible,
		"anchor":  Anchor,
		"image":   image,
		"width":   width,
		"known":   p.known(),
		"style":   func() template.CSS { return template.CSS(styleSource) }, // our own file
		"count":   Count,
		"comma":   Comma,
		"doiLink": func(doi string) string { return "https://doi.org/" + doi },
	}).Parse(pageSource)
	if err != nil {
		return nil, fmt.Errorf("page template: %w", err)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, p); err != nil {
		return nil, fmt.Errorf("page: %w", err)
	}
	return b.Bytes(), nil
}

// known returns a function that says whether the page has evidence of a concept.
func (p *Page) known() func(string) bool {
	ids := make(map[string]bool, len(p.Concepts))
	for _, c := range p.Concepts {
		ids[c.ID] = true
	}
	return func(id string) bool { return ids[id] }
}

// Own returns how many hits are of the concept itself, not of its parts.
func (c Concept) Own() int {
	n := c.Hits
	for _, p := range c.Parts {
		n -= p.Hits
	}
	return n
}

// Anchor returns an id as a fragment of an address: letters, digits and
// hyphens stay, every other byte becomes _ and two hexadecimal digits.
func Anchor(id string) string {
	var b strings.Builder
	for _, c := range []byte(id) {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' {
			b.WriteByte(c)
		} else {
			b.WriteString("_" + hex.EncodeToString([]byte{c}))
		}
	}
	return b.String()
}

// image returns a picture as an address with the picture in it. As an <img>
// it can run no script and load nothing.
func image(svg []byte) template.URL {
	return template.URL("data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString(svg)) // base64 only: safe
}

var svgWidth = regexp.MustCompile(`<svg[^>]*\swidth="([0-9.]+)(mm|pt|px)?"`)

// width returns how wide a figure is shown, in CSS pixels: 1.6 times its size
// in print, because screens are further away than paper; 0 if it says no size.
func width(svg []byte) int {
	m := svgWidth.FindSubmatch(svg[:min(len(svg), 2000)])
	if m == nil {
		return 0
	}
	w, err := strconv.ParseFloat(string(m[1]), 64)
	if err != nil || w > 10_000 {
		return 0
	}
	perInch := map[string]float64{"mm": 25.4, "pt": 72, "px": 96, "": 96}[string(m[2])]
	return int(w / perInch * 96 * 1.6)
}

// Count returns a number with its noun, which takes an s unless there is one.
func Count(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return Comma(n) + " " + noun
}

// Comma returns a number with commas from five figures on.
func Comma(n int) string {
	s := strconv.Itoa(n)
	if len(s) > 4 {
		for i := len(s) - 3; i > 0; i -= 3 {
			s = s[:i] + "," + s[i:]
		}
	}
	return s
}
