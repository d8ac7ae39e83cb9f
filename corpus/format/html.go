package format

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"concordat/corpus"

	nethtml "golang.org/x/net/html"
)

// html reads web pages by their tokens. No tree is built, so that no nesting,
// however deep, is refused or costly.
type html struct{}

// Info describes HTML.
func (html) Info() Info {
	return Info{
		Name: "html", Title: "HTML page", Extensions: []string{".html", ".htm"},
		Doc: "the page's text without navigation and scripts; headings, list items and table cells keep their kind",
	}
}

const (
	maxNode    = 64 << 20 // bytes of one token of a page
	maxNesting = 512      // elements whose kind is remembered
)

// dropped are the elements whose content is no running text.
var dropped = map[string]bool{
	"script": true, "style": true, "nav": true, "template": true, "noscript": true,
	"svg": true, "math": true, "iframe": true, "object": true, "textarea": true, "select": true,
}

// blockLevel are the elements that begin and end a block and say no more.
var blockLevel = map[string]bool{
	"p": true, "div": true, "section": true, "article": true, "blockquote": true, "pre": true, "main": true,
	"header": true, "footer": true, "aside": true, "address": true, "figure": true, "figcaption": true,
	"caption": true, "tr": true, "hr": true, "body": true,
	"form": true, "fieldset": true, "legend": true, "details": true, "summary": true, "button": true, "head": true, "html": true,
}

// blockKinds are the elements that say what the blocks in them are. Lists and
// tables are among them so that their end closes what is open in them.
var blockKinds = map[string]corpus.Block{
	"h1": {Kind: corpus.Heading, Level: 1}, "h2": {Kind: corpus.Heading, Level: 2}, "h3": {Kind: corpus.Heading, Level: 3},
	"h4": {Kind: corpus.Heading, Level: 4}, "h5": {Kind: corpus.Heading, Level: 5}, "h6": {Kind: corpus.Heading, Level: 6},
	"li": {Kind: corpus.Item}, "dt": {Kind: corpus.Item}, "dd": {Kind: corpus.Item},
	"td": {Kind: corpus.Cell}, "th": {Kind: corpus.Cell},
	"ul": {}, "ol": {}, "dl": {}, "table": {},
}

// page is one page on its way into a text.
type page struct {
	builder
	text     []byte
	open     []string       // elements of blockKinds, outermost first
	count    map[string]int // of each name in open
	skipping string         // the dropped element that is open
	depth    int            // of skipping in itself
	inTitle  bool
	title    []byte
	language string
	charset  string
}

// Read returns one text.
func (html) Read(in Input) ([]corpus.Text, []corpus.Failure, error) {
	z := nethtml.NewTokenizer(bytes.NewReader(in.Data))
	z.SetMaxBuf(maxNode)
	p := &page{count: map[string]int{}}
	for {
		kind := z.Next()
		if kind == nethtml.ErrorToken {
			if err := z.Err(); !errors.Is(err, io.EOF) {
				return nil, nil, errorf("html", "%v: a tag or text longer than 64 MiB", err)
			}
			break
		}
		p.token(z, kind)
	}
	p.flush()
	if c := strings.ToLower(p.charset); c != "" && c != "utf-8" && c != "utf8" && in.Charset == "utf-8" && !ascii(in.Data) {
		return nil, nil, errorf("encoding", "the page says that it is in %s, but its bytes are UTF-8; correct its meta charset, or convert it with iconv -f %s -t UTF-8 if they are not", c, c)
	}
	t := corpus.Text{ID: in.ID, Title: collapse(p.title), Language: p.language, Body: p.body, Blocks: p.blocks}
	if p.skipping != "" {
		t.Warnings = append(t.Warnings, corpus.Warning{
			Code: "unclosed-element", Message: "what follows the <" + p.skipping + "> that is never closed was not read",
		})
	}
	return []corpus.Text{t}, nil, nil
}

func (p *page) token(z *nethtml.Tokenizer, kind nethtml.TokenType) {
	switch kind {
	case nethtml.TextToken:
		switch {
		case p.skipping != "":
		case p.inTitle:
			p.title = append(p.title, z.Text()...)
		default:
			p.write(z.Text())
		}
	case nethtml.StartTagToken, nethtml.SelfClosingTagToken:
		raw, attrs := z.TagName()
		p.start(z, string(raw), attrs, kind == nethtml.SelfClosingTagToken)
	case nethtml.EndTagToken:
		raw, _ := z.TagName()
		p.end(string(raw))
	}
}

func (p *page) start(z *nethtml.Tokenizer, name string, attrs, closed bool) {
	switch {
	case p.skipping != "":
		if name == p.skipping && !closed {
			p.depth++
		}
	case dropped[name]:
		if !closed || name != "svg" && name != "math" { // only these can close themselves
			p.skipping, p.depth = name, 1
		}
	case name == "title":
		p.inTitle = len(p.title) == 0
	case name == "br":
		p.text = append(p.text, '\n')
	case name == "html" || name == "meta":
		p.attributes(z, name, attrs)
	case remembered(name):
		p.flush()
		if n := len(p.open); n > 0 && blockKinds[name].Kind != corpus.Paragraph && blockKinds[p.open[n-1]].Kind == blockKinds[name].Kind {
			p.pop() // <li>, <td> and <h2> close their like
		}
		if len(p.open) < maxNesting {
			p.open = append(p.open, name)
			p.count[name]++
		}
	case blockLevel[name]:
		p.flush()
	}
}

func (p *page) end(name string) {
	switch {
	case p.skipping != "":
		if name == p.skipping {
			if p.depth--; p.depth == 0 {
				p.skipping = ""
			}
		}
	case name == "title":
		p.inTitle = false
	case remembered(name):
		p.flush()
		for was := p.count[name]; was > 0 && p.count[name] == was; {
			p.pop()
		}
	case blockLevel[name]:
		p.flush()
	}
}

func remembered(name string) bool {
	_, ok := blockKinds[name]
	return ok
}

// pop forgets the innermost open element.
func (p *page) pop() {
	last := len(p.open) - 1
	p.count[p.open[last]]--
	p.open = p.open[:last]
}

// attributes reads the language and the charset that a page says it has.
func (p *page) attributes(z *nethtml.Tokenizer, name string, more bool) {
	for more {
		var key, value []byte
		key, value, more = z.TagAttr()
		switch k := string(key); {
		case name == "html" && k == "lang":
			p.language = strings.TrimSpace(string(value))
		case name == "meta" && k == "charset":
			p.charset = strings.TrimSpace(string(value))
		case name == "meta" && k == "content":
			if _, c, ok := strings.Cut(strings.ToLower(string(value)), "charset="); ok && p.charset == "" {
				p.charset = strings.Trim(c, " \"';")
			}
		}
	}
}

// write appends text with runs of ASCII white space as one space.
func (p *page) write(text []byte) {
	for _, c := range text {
		switch c {
		case ' ', '\t', '\n', '\r', '\f':
			if n := len(p.text); n > 0 && p.text[n-1] != ' ' && p.text[n-1] != '\n' {
				p.text = append(p.text, ' ')
			}
		default:
			p.text = append(p.text, c)
		}
	}
}

func (p *page) flush() {
	var b corpus.Block
	if n := len(p.open); n > 0 {
		b = blockKinds[p.open[n-1]]
	}
	p.add(p.text, b.Kind, b.Level)
	p.text = p.text[:0]
}

// builder writes the body of a text whose markup is removed, block by block.
// Between blocks stands an empty line.
type builder struct {
	body   []byte
	blocks []corpus.Block
}

// add enters a block unless it is only white space. White space at the borders goes.
func (w *builder) add(text []byte, kind corpus.BlockKind, level uint8) {
	text = text[:trimEnd(text)]
	text = text[skipSpace(text):]
	if len(text) == 0 {
		return
	}
	if len(w.body) > 0 {
		w.body = append(w.body, "\n\n"...)
	}
	start := len(w.body)
	w.body = append(w.body, text...)
	w.blocks = append(w.blocks, corpus.Block{
		Span: corpus.Span{Start: uint32(start), End: uint32(len(w.body))},
		Kind: kind, Level: level,
	})
}

func collapse(b []byte) string { return strings.Join(strings.Fields(string(b)), " ") }

func ascii(b []byte) bool {
	for _, c := range b {
		if c >= 0x80 {
			return false
		}
	}
	return true
}
