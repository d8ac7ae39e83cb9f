package format

import (
	"bytes"
	stdhtml "html"
	"strings"
	"unicode/utf8"

	"concordat/corpus"
)

// markdown reads Markdown: the body is the text without its markup, as far as
// CommonMark's rules for lines go; references are kept by their words.
type markdown struct{}

// Info describes Markdown.
func (markdown) Info() Info {
	return Info{
		Name: "markdown", Title: "Markdown", Extensions: []string{".md", ".markdown"},
		Doc: "the text without markup; YAML front matter gives title, actor, year, kind, language and group",
	}
}

const maxInline = 2000 // bytes of a link's text or address, so that no scan is quadratic

// Read returns one text. Its title is that of the front matter, otherwise the
// first heading of level 1.
func (markdown) Read(in Input) ([]corpus.Text, []corpus.Failure, error) {
	t := corpus.Text{ID: in.ID}
	rest, err := frontMatter(in.Data, &t)
	if err != nil {
		return nil, nil, err
	}
	m := &marked{}
	m.read(rest)
	t.Body, t.Blocks = m.body, m.blocks
	for _, b := range t.Blocks {
		if t.Title == "" && b.Kind == corpus.Heading && b.Level == 1 {
			t.Title = collapse(t.Body[b.Start:b.End])
		}
	}
	return []corpus.Text{t}, nil, nil
}

// marked is one Markdown text on its way into blocks.
type marked struct {
	builder
	text    []byte // of the block at hand, lines joined by line ends
	kind    corpus.BlockKind
	fence   string // what closes the code block that is open
	comment bool   // inside <!-- -->
	table   bool   // the line before was a row
}

func (m *marked) read(data []byte) {
	for len(data) > 0 {
		var l []byte
		l, data = cutLine(data)
		if m.fence != "" {
			m.code(l)
			continue
		}
		next, _ := cutLine(data)
		m.line(m.withoutComments(l), next)
	}
	m.flush()
}

// code takes a line of a code block as it stands.
func (m *marked) code(l []byte) {
	if t := strings.TrimSpace(string(l)); strings.HasPrefix(t, m.fence) && strings.Trim(t, m.fence[:1]) == "" {
		m.fence = ""
		m.add(m.text, corpus.Paragraph, 0)
		m.text = m.text[:0]
		return
	}
	m.text = append(append(m.text, l...), '\n')
}

func (m *marked) line(l, next []byte) {
	quoted := false
	for s := bytes.TrimLeft(l, " \t"); len(s) > 0 && s[0] == '>'; s = bytes.TrimLeft(l, " \t") {
		l, quoted = s[1:], true
	}
	s := bytes.TrimSpace(l)
	if len(s) == 0 {
		m.flush()
		m.table = false
		return
	}
	switch level, title := atx(s); {
	case level > 0:
		m.flush()
		m.add(inline(title), corpus.Heading, uint8(level))
		return
	case fenceOf(s) != "":
		m.flush()
		m.fence = fenceOf(s)
		return
	case len(m.text) > 0 && m.kind == corpus.Paragraph && underline(s) > 0 && !quoted:
		m.add(inline(m.text), corpus.Heading, uint8(underline(s)))
		m.text = m.text[:0]
		return
	case rule(s), definition(s):
		m.flush()
		return
	case s[0] == '|' || bytes.IndexByte(s, '|') >= 0 && (m.table || tableRule(next) && len(m.text) == 0):
		m.flush()
		m.table = true
		m.row(s)
		return
	}
	if n := itemMark(s); n > 0 && (len(m.text) == 0 || !isDigitByte(s[0]) || m.kind == corpus.Item) {
		m.flush()
		m.kind = corpus.Item
		l = s[n:]
	}
	m.text = append(append(m.text, l...), '\n')
}

// row takes a line of a table: each field is a cell.
func (m *marked) row(s []byte) {
	if tableRule(s) {
		return
	}
	start := 0
	for i := 0; i <= len(s); i++ {
		if i == len(s) || s[i] == '|' && (i == 0 || s[i-1] != '\\') {
			m.add(inline(s[start:i]), corpus.Cell, 0)
			start = i + 1
		}
	}
}

func (m *marked) flush() {
	m.add(inline(m.text), m.kind, 0)
	m.text, m.kind = m.text[:0], corpus.Paragraph
}

// withoutComments removes HTML comments, which may span lines.
func (m *marked) withoutComments(l []byte) []byte {
	if !m.comment && !bytes.Contains(l, []byte("<!--")) {
		return l
	}
	var out []byte
	for len(l) > 0 {
		sign := "<!--"
		if m.comment {
			sign = "-->"
		}
		i := bytes.Index(l, []byte(sign))
		if i < 0 {
			if !m.comment {
				out = append(out, l...)
			}
			break
		}
		if !m.comment {
			out = append(out, l[:i]...)
		}
		l = l[i+len(sign):]
		m.comment = !m.comment
	}
	return out
}

// cutLine returns the first line without its end, and the rest.
func cutLine(b []byte) (line, rest []byte) {
	line, rest, _ = bytes.Cut(b, []byte("\n"))
	return bytes.TrimSuffix(line, []byte("\r")), rest
}

// atx returns the level and text of a heading like "## Title ##", level 0 for
// another line.
func atx(s []byte) (level int, title []byte) {
	for level < len(s) && s[level] == '#' {
		level++
	}
	if level == 0 || level > 6 || level < len(s) && s[level] != ' ' && s[level] != '\t' {
		return 0, nil
	}
	title = bytes.TrimSpace(s[level:])
	if t := bytes.TrimRight(title, "#"); len(t) == 0 || t[len(t)-1] == ' ' {
		title = t
	}
	return level, title
}

// underline returns the level of the heading that a line of = or - makes of the
// text above it, 0 if it is none.
func underline(s []byte) int {
	switch {
	case len(bytes.Trim(s, "=")) == 0:
		return 1
	case len(bytes.Trim(s, "-")) == 0:
		return 2
	}
	return 0
}

func fenceOf(s []byte) string {
	for _, c := range []string{"`", "~"} {
		n := len(s) - len(bytes.TrimLeft(s, c))
		if n >= 3 && !bytes.Contains(s[n:], []byte("`")) {
			return strings.Repeat(c, n)
		}
	}
	return ""
}

// rule recognises ***, - - - and ___.
func rule(s []byte) bool {
	t := bytes.ReplaceAll(s, []byte(" "), nil)
	return len(t) >= 3 && bytes.ContainsAny(t[:1], "*-_") && len(bytes.Trim(t, string(t[:1]))) == 0
}

func tableRule(s []byte) bool {
	return bytes.IndexByte(s, '-') >= 0 && bytes.IndexByte(s, '|') >= 0 && len(bytes.Trim(s, "|-: \t")) == 0
}

// definition recognises [name]: address, the target of a link. A footnote's
// text, [^1]: words, is none.
func definition(s []byte) bool {
	i := bytes.Index(s, []byte("]:"))
	return s[0] == '[' && i > 1 && s[1] != '^' && len(bytes.Fields(s[i+2:])) >= 1 &&
		(bytes.Contains(s[i:], []byte("/")) || bytes.Contains(s[i:], []byte("#")))
}

// itemMark returns the length of "- ", "* ", "+ ", "12. " or "3) ", 0 without.
func itemMark(s []byte) int {
	n := 0
	for n < len(s) && n < 9 && isDigitByte(s[n]) {
		n++
	}
	switch {
	case n > 0 && n < len(s) && (s[n] == '.' || s[n] == ')'):
	case n == 0 && bytes.IndexByte([]byte("-*+"), s[0]) >= 0:
	default:
		return 0
	}
	if n++; n < len(s) && s[n] != ' ' && s[n] != '\t' {
		return 0
	}
	return n
}

func isDigitByte(c byte) bool { return c >= '0' && c <= '9' }

// inline removes the markup within a block: emphasis marks go, links and
// images keep their text, code its letters, entities become characters.
func inline(s []byte) []byte {
	out := make([]byte, 0, len(s))
	shut := brackets(s)
	for i := 0; i < len(s); {
		n, keep := 1, s[i:i+1]
		switch c := s[i]; c {
		case '\\':
			if i+1 < len(s) && (s[i+1] < '0' || s[i+1] > '9') && s[i+1] < utf8.RuneSelf && !letter(s[i+1]) {
				n, keep = 2, s[i+1:i+2]
			}
		case '`':
			n, keep = codeSpan(s[i:])
		case '*', '~', '_':
			n, keep = emphasis(s, i)
		case '!':
			if i+1 < len(s) && s[i+1] == '[' {
				if k, text := link(s[i+1:], shut[i+1]-i-1); k > 0 {
					n, keep = k+1, inline(text)
				}
			}
		case '[':
			if k, text := link(s[i:], shut[i]-i); k > 0 {
				n, keep = k, inline(text)
			}
		case '<':
			n, keep = tag(s[i:])
		case '&':
			n, keep = entity(s[i:])
		}
		out = append(out, keep...)
		i += n
	}
	return out
}

func letter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// codeSpan returns the length of `code` and the code; the backticks alone if they are not closed.
func codeSpan(s []byte) (int, []byte) {
	n := len(s) - len(bytes.TrimLeft(s, "`"))
	area := s[n:min(len(s), n+maxInline)]
	for from := 0; ; {
		k := bytes.Index(area[from:], s[:n])
		if k < 0 {
			return n, s[:n]
		}
		end := from + k
		run := len(area[end:]) - len(bytes.TrimLeft(area[end:], "`"))
		if run == n {
			return n + end + n, area[:end]
		}
		from = end + run
	}
}

// emphasis returns the run of *, _ or ~ at s[i] and what is kept of it: nothing
// if it can open or close emphasis, all if it stands between spaces, is a
// single ~, or is a _ within a word.
func emphasis(s []byte, i int) (int, []byte) {
	n := 1
	for i+n < len(s) && s[i+n] == s[i] {
		n++
	}
	run := s[i : i+n]
	before := i == 0 || bytes.IndexByte([]byte(" \t\r\n"), s[i-1]) >= 0
	after := i+n == len(s) || bytes.IndexByte([]byte(" \t\r\n"), s[i+n]) >= 0
	inWord := i > 0 && i+n < len(s) && wordByte(s[i-1]) && wordByte(s[i+n])
	if before && after || s[i] == '~' && n != 2 || s[i] == '_' && inWord {
		return n, run
	}
	return n, nil
}

func wordByte(c byte) bool { return letter(c) || isDigitByte(c) || c >= utf8.RuneSelf }

// brackets returns, for each [ of a text that is closed, where its ] is. One
// pass for all, since a text may be nothing but brackets.
func brackets(s []byte) map[int]int {
	var open []int
	shut := map[int]int{}
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '[':
			open = append(open, i)
		case ']':
			if n := len(open); n > 0 {
				shut[open[n-1]] = i
				open = open[:n-1]
			}
		}
	}
	return shut
}

// link returns the length of [text](address), [text][name] or [^note] and its
// text; 0 if s begins with none. Plain [text] is no link. The ] of s is at end.
func link(s []byte, end int) (int, []byte) {
	if end <= 0 || end > maxInline {
		return 0, nil
	}
	if s[1] == '^' {
		n := end + 1
		if n < len(s) && s[n] == ':' {
			n++ // the note itself, whose words follow
		}
		return n, nil
	}
	text, after := s[1:end], s[end+1:]
	if len(after) == 0 {
		return 0, nil
	}
	switch after[0] {
	case '(':
		if k := closing(after, '(', ')'); k >= 0 {
			return end + 1 + k + 1, text
		}
	case '[':
		if k := closing(after, '[', ']'); k >= 0 {
			return end + 1 + k + 1, text
		}
	}
	return 0, nil
}

// closing returns where the bracket that s begins with is closed, -1 if it is
// not within reach.
func closing(s []byte, open, shut byte) int {
	depth := 0
	for i := 0; i < min(len(s), maxInline); i++ {
		switch s[i] {
		case '\\':
			i++
		case open:
			depth++
		case shut:
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// tag returns the length of an HTML tag, of which nothing is kept, or of
// <address>, of which the address is.
func tag(s []byte) (int, []byte) {
	end := bytes.IndexByte(s[:min(len(s), maxInline)], '>')
	if end < 2 || !letter(s[1]) && s[1] != '/' {
		return 1, s[:1]
	}
	inner := s[1:end]
	if !bytes.ContainsAny(inner, " \t\n") && bytes.ContainsAny(inner, ":@") {
		return end + 1, inner
	}
	if bytes.EqualFold(inner, []byte("br")) || bytes.EqualFold(inner, []byte("br/")) || bytes.EqualFold(inner, []byte("br /")) {
		return end + 1, []byte("\n")
	}
	return end + 1, nil
}

// entity returns the length of &amp; and its like, and the character.
func entity(s []byte) (int, []byte) {
	end := bytes.IndexByte(s[:min(len(s), 34)], ';')
	if end < 2 {
		return 1, s[:1]
	}
	text := string(s[:end+1])
	if plain := stdhtml.UnescapeString(text); plain != text {
		return end + 1, []byte(plain)
	}
	return 1, s[:1]
}
