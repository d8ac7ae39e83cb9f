package lint

import (
	"strings"
	"unicode"

	"concordat/corpus/codebook"
	"concordat/corpus/tokenize"
)

const (
	fewLetters  = 3    // a glob with fewer letters than these is too broad
	tooOften    = 0.02 // hits a token above which a pattern is too broad …
	enough      = 1000 // … in documents of so many tokens or more
	someMatches = 3    // fewer say nothing about whether a pattern is superfluous
	spellings   = 64   // of a pattern, beyond which no other is compared with it
)

// concepts reports what is missing.
func (c *check) concepts() {
	for i := range c.book.Concepts {
		con := &c.book.Concepts[i]
		heading := int(con.End) > i+1 && len(con.Patterns) == 0
		if !heading && len(con.Patterns) == 0 {
			c.find(Warning, "empty-concept", i, nil, "concept has neither patterns nor concepts below it")
			continue
		}
		if con.Definition == "" {
			c.find(Info, "no-definition", i, nil, "concept has no definition")
		}
		if heading {
			continue
		}
		if len(con.Examples) == 0 {
			c.find(Info, "no-example", i, nil, "concept has no example")
		}
		if len(con.CounterExamples) == 0 {
			c.find(Info, "no-counterexample", i, nil, "concept has no counter-example")
		}
	}
}

// duplicates reports patterns that say the same: a mistake inside a concept,
// and worth knowing between concepts.
func (c *check) duplicates() {
	type first struct {
		concept int
		pattern *codebook.Pattern
	}
	firsts := make(map[string][]first)
	for i := range c.book.Concepts {
		con := &c.book.Concepts[i]
		for k := range con.Patterns {
			p := &con.Patterns[k]
			key := meaning(p.Rule).String()
			for _, f := range firsts[key] {
				if f.concept == i {
					c.reported[p] = true
					c.find(Warning, "duplicate-pattern", i, p, "pattern says the same as %q in line %d", f.pattern.Source, f.pattern.Line)
				} else {
					c.find(Info, "duplicate-pattern", i, p, "concept %q has the same pattern in line %d", c.book.Concepts[f.concept].ID, f.pattern.Line)
				}
			}
			if !c.reported[p] {
				firsts[key] = append(firsts[key], first{i, p})
			}
		}
	}
}

// meaning returns the rule without what makes no difference to its hits: a
// space and a hyphen match the same.
func meaning(r codebook.Rule) codebook.Rule {
	if r.A != nil && r.B != nil {
		a, b := meaning(*r.A), meaning(*r.B)
		r.A, r.B = &a, &b
	}
	r.Sequence = spaced(r.Sequence)
	return r
}

func spaced(es []codebook.Element) []codebook.Element {
	out := make([]codebook.Element, len(es))
	for i, e := range es {
		e.Join = codebook.JoinSpace
		if e.Kind == codebook.Alternatives {
			alts := make([][]codebook.Element, len(e.Alts))
			for k, alt := range e.Alts {
				alts[k] = spaced(alt)
			}
			e.Alts = alts
		}
		out[i] = e
	}
	return out
}

// patterns reports patterns that are superfluous, dead or too broad.
func (c *check) patterns() {
	english := c.book.Language == "" || strings.HasPrefix(strings.ToLower(c.book.Language), "en")
	for i := range c.book.Concepts {
		con := &c.book.Concepts[i]
		forms := make([][][]codebook.Element, len(con.Patterns))
		for k := range con.Patterns {
			forms[k] = spell(spine(&con.Patterns[k].Rule))
		}
		for k := range con.Patterns {
			p := &con.Patterns[k]
			c.shadowed(i, k, forms)
			if u := c.uses[i][k]; c.report.Documents > 0 && u.documents == 0 {
				c.find(Info, "dead-pattern", i, p, "pattern finds nothing in the documents")
			} else if share := float64(u.documents) / float64(max(c.report.Tokens, 1)); share > tooOften && c.report.Tokens >= enough {
				c.find(Warning, "broad-pattern", i, p, "pattern has %d hits in %d words, more than 2 in 100", u.documents, c.report.Tokens)
			}
			if p.Rule.Op == codebook.OpSequence {
				c.broad(i, p, forms[k], english)
			}
		}
	}
}

func (c *check) shadowed(concept, k int, forms [][][]codebook.Element) {
	con := &c.book.Concepts[concept]
	p := &con.Patterns[k]
	if c.reported[p] {
		return
	}
	for j := range con.Patterns {
		q := &con.Patterns[j]
		if j == k || q.Rule.Op != codebook.OpSequence || c.reported[q] || !covers(forms[j], forms[k]) {
			continue
		}
		c.reported[p] = true
		c.find(Warning, "shadowed-pattern", concept, p, "pattern is superfluous: %q finds all that it finds", q.Source)
		return
	}
	if u := c.uses[concept][k]; u.matches >= someMatches && u.hits == 0 && u.taker != "" {
		c.find(Info, "shadowed-pattern", concept, p, "each of the %d matches of the pattern is taken by other patterns of the concept, such as %q", u.matches, u.taker)
	}
}

// broad looks at the spellings of one word.
func (c *check) broad(concept int, p *codebook.Pattern, forms [][]codebook.Element, english bool) {
	for _, form := range forms {
		if len(form) != 1 {
			continue
		}
		switch e := form[0]; {
		case e.Kind == codebook.Glob && letters(e.Text) < fewLetters:
			c.find(Warning, "broad-pattern", concept, p, "pattern has a word with only %d fixed letters: %q", letters(e.Text), e.String())
			return
		case english && e.Kind == codebook.Literal && !e.Exact && functionWord(e.Text):
			c.find(Warning, "function-word", concept, p, "%q alone is a word of grammar and stands everywhere", e.Text)
			return
		}
	}
}

func letters(s string) int {
	n := 0
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			n++
		}
	}
	return n
}

// spine returns the sequence whose matches are the hits of a rule; nil if a
// concept stands there.
func spine(r *codebook.Rule) []codebook.Element {
	for r.A != nil {
		r = r.A
	}
	return r.Sequence
}

// spell writes the alternatives of a sequence out; nil if they are too many,
// or if there is no sequence.
func spell(es []codebook.Element) [][]codebook.Element {
	out := [][]codebook.Element{nil}
	for _, e := range es {
		choices := [][]codebook.Element{{e}}
		if e.Kind == codebook.Alternatives {
			choices = nil
			for _, alt := range e.Alts {
				if len(alt) == 0 {
					choices = append(choices, nil)
					continue
				}
				more := spell(alt)
				if more == nil || e.Allow != 0 {
					return nil
				}
				choices = append(choices, more...)
			}
		}
		if len(out)*len(choices) > spellings {
			return nil
		}
		var next [][]codebook.Element
		for _, a := range out {
			for _, b := range choices {
				next = append(next, append(append([]codebook.Element{}, a...), b...))
			}
		}
		out = next
	}
	if len(es) == 0 {
		return nil
	}
	return out
}

// covers reports whether every match of the spellings bs is one of the
// spellings as. It may miss some cases, but never says so wrongly.
func covers(as, bs [][]codebook.Element) bool {
	for _, b := range bs {
		some := false
		for _, a := range as {
			some = some || coversSequence(a, b)
		}
		if !some {
			return false
		}
	}
	return len(as) > 0 && len(bs) > 0
}

func coversSequence(a, b []codebook.Element) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if i > 0 && a[i].Allow&b[i].Allow != b[i].Allow || !coversElement(a[i], b[i]) {
			return false
		}
	}
	return true
}

func coversElement(a, b codebook.Element) bool {
	if a.Exact && !b.Exact {
		return false
	}
	if b.Exact && !a.Exact && (b.Kind == codebook.Literal || b.Kind == codebook.Glob) {
		b.Text = tokenize.FoldString(b.Text)
	}
	switch a.Kind {
	case codebook.Any:
		return b.Kind != codebook.Gaps
	case codebook.Gaps:
		return b.Kind == codebook.Gaps && a.Min <= b.Min && b.Max <= a.Max
	case codebook.Glob:
		return (b.Kind == codebook.Literal || b.Kind == codebook.Glob) && fits(a.Text, b.Text)
	case codebook.TagGlob:
		return b.Kind == codebook.TagGlob && fits(a.Text, b.Text)
	}
	return a.Kind == b.Kind && a.Text == b.Text
}

// fits reports whether a glob matches all that another glob, or a word, matches.
func fits(glob, text string) bool {
	t := []rune(text)
	// reach[j] says that the globs' first i characters can match the first j of text.
	reach := make([]bool, len(t)+1)
	reach[0] = true
	for _, c := range glob {
		next := make([]bool, len(t)+1)
		if c == '*' {
			on := false
			for j := range next {
				on = on || reach[j]
				next[j] = on
			}
		} else {
			for j, x := range t {
				next[j+1] = reach[j] && (c == x || c == '?' && x != '*')
			}
		}
		reach = next
	}
	return reach[len(t)]
}
