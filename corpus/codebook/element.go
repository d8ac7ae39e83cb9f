package codebook

import (
	"regexp"
	"strings"
	"unicode"

	"concordat/corpus"
	"concordat/corpus/tokenize"
)

// barriers are the characters that end a word with parentheses in it:
// sovereign(ty|s), and … is one word and a comma.
const barriers = ",;:[]–—"

// unglue cuts a word with parentheses at its barriers, so that what is left
// together is one word in several spellings.
func unglue(w rawWord) []rawWord {
	if len(w) == 1 {
		return []rawWord{w}
	}
	var out []rawWord
	var cur rawWord
	flush := func() {
		if len(cur) > 0 {
			out = append(out, cur)
			cur = nil
		}
	}
	for i, n := range w {
		if n.kind != nodeText || i == 0 && hasPrefix(n.text) {
			cur = append(cur, n)
			continue
		}
		rest, col := []rune(n.text), n.col
		for len(rest) > 0 {
			inside := !strings.ContainsRune(barriers, rest[0])
			k := 0
			for k < len(rest) && inside == !strings.ContainsRune(barriers, rest[k]) {
				if rest[k] == '\\' && k+1 < len(rest) {
					k++
				}
				k++
			}
			piece := node{kind: nodeText, text: string(rest[:k]), col: col}
			if !inside {
				flush()
			}
			cur = append(cur, piece)
			if !inside {
				flush()
			}
			rest, col = rest[k:], col+k
		}
	}
	flush()
	return out
}

func hasPrefix(text string) bool {
	return strings.HasPrefix(text, "lemma:") || strings.HasPrefix(text, "tag:")
}

// glued adds a word with parentheses in it, sovereign(ty|s), as one
// alternative for each spelling.
func (p *parser) glued(q *sequence, w rawWord) error {
	spellings, err := spell(w)
	if err != nil {
		return err
	}
	n := node{kind: nodeGroup, col: w.col()}
	for _, words := range spellings {
		var alt []rawWord
		for _, t := range words {
			if t != "" {
				alt = append(alt, rawWord{{kind: nodeText, text: t, col: w.col()}})
			}
		}
		n.alts = append(n.alts, alt)
	}
	return p.group(q, n)
}

// spell returns the spellings of a word with parentheses in it, each as the
// words it consists of: cyber(space|net work) gives cyberspace, and cybernet
// and work.
func spell(w rawWord) ([][]string, error) {
	out := [][]string{{""}}
	for _, n := range w {
		choices := [][]string{{n.text}}
		if n.kind == nodeGroup {
			choices = nil
			for _, alt := range n.alts {
				more, err := spellWords(alt, n.col)
				if err != nil {
					return nil, err
				}
				choices = append(choices, more...)
			}
		}
		if len(out)*len(choices) > maxAlternatives {
			return nil, patternError(w.col(), "cut it into several patterns", "word has more than %d spellings", maxAlternatives)
		}
		out = product(out, choices, false)
	}
	return out, nil
}

func spellWords(words []rawWord, col int) ([][]string, error) {
	out := [][]string{{""}}
	for i, w := range words {
		for _, n := range w {
			if n.kind == nodeGap || n.kind == nodeRegex {
				return nil, patternError(n.col, "put a space beside the parentheses", "a gap or regular expression inside a word")
			}
		}
		more, err := spell(w)
		if err != nil {
			return nil, err
		}
		if len(out)*len(more) > maxAlternatives {
			return nil, patternError(col, "cut it into several patterns", "word has more than %d spellings", maxAlternatives)
		}
		out = product(out, more, i > 0)
	}
	return out, nil
}

// product joins every a with every b: as one word, or with a space between.
func product(as, bs [][]string, space bool) [][]string {
	out := make([][]string, 0, len(as)*len(bs))
	for _, a := range as {
		for _, b := range bs {
			ab := append([]string{}, a...)
			if !space {
				ab[len(ab)-1] += b[0]
				b = b[1:]
			}
			out = append(out, append(ab, b...))
		}
	}
	return out
}

func (p *parser) regex(n node) (Element, error) {
	if len([]rune(n.text)) > maxRegex {
		return Element{}, patternError(n.col, "", "regular expression is longer than %d characters", maxRegex)
	}
	re, err := regexp.Compile("^(?:" + n.text + ")$")
	if err != nil {
		return Element{}, patternError(n.col, "", "regular expression: %s", strings.TrimPrefix(err.Error(), "error parsing regexp: "))
	}
	if re.MatchString("") {
		return Element{}, patternError(n.col, "write + in place of *, for instance", "regular expression matches the empty word")
	}
	return Element{Kind: Regex, Text: n.text, Exact: n.exact || p.o.Case == CaseExact}, nil
}

// text adds what one written word stands for.
func (p *parser) text(q *sequence, raw string, col int) error {
	switch {
	case strings.HasPrefix(raw, "lemma:"):
		return p.lemma(q, raw[len("lemma:"):], col)
	case strings.HasPrefix(raw, "tag:"):
		return p.tag(q, raw[len("tag:"):], col)
	case strings.HasPrefix(raw, "concept:"):
		return patternError(col, "write concept:ID alone, or beside near, before, &, unless", "concept: inside a sequence of words")
	}
	exact := p.o.Case == CaseExact
	if strings.HasPrefix(raw, "=") {
		raw, exact = raw[1:], true
	}
	words, trailing := split(p.mask(raw))
	for _, w := range words {
		if w.glued && p.unmask(w.folded) == "*" {
			continue // beside a script in which every letter is a word, * may be nothing
		}
		es, err := p.compound(w, exact, col)
		if err != nil {
			return err
		}
		q.pending |= w.gap
		q.add(es...)
	}
	if trailing != 0 {
		q.pending |= trailing
		q.pendingCol = col
	}
	return nil
}

// compound turns one running word into its elements: one, or one for each part
// between hyphens.
func (p *parser) compound(w word, exact bool, col int) ([]Element, error) {
	auto := p.o.Case == CaseAuto
	exact = exact || auto && p.capitals(w.surface)
	parts := []word{w}
	if !p.o.WholeHyphen {
		parts = w.parts()
	}
	es := make([]Element, len(parts))
	for i, part := range parts {
		e := Element{Kind: Literal, Text: part.folded}
		if exact || auto && p.capitals(part.surface) {
			e.Text, e.Exact = part.surface, true
		}
		if i > 0 {
			e.Join = JoinHyphen
		}
		if strings.ContainsRune(e.Text, p.star) || strings.ContainsRune(e.Text, p.one) {
			if strings.ContainsAny(e.Text, "*?") {
				return nil, patternError(col, "", `\* or \? in a word that has * or ?`)
			}
			e.Kind, e.Text = Glob, p.unmask(e.Text)
			if e.Text == "*" {
				e = Element{Kind: Any, Join: e.Join}
			}
		}
		es[i] = e
	}
	return es, nil
}

func (p *parser) lemma(q *sequence, raw string, col int) error {
	words, trailing := split(p.mask(raw))
	if len(words) != 1 || words[0].gap != 0 || trailing != 0 || strings.ContainsAny(words[0].folded, string([]rune{p.star, p.one})) {
		return patternError(col, "write lemma:govern", "lemma: takes one word, without * and ?")
	}
	q.add(Element{Kind: Lemma, Text: words[0].folded})
	return nil
}

func (p *parser) tag(q *sequence, raw string, col int) error {
	raw = strings.ToUpper(raw)
	for _, c := range raw {
		if (c < 'A' || c > 'Z') && c != '$' && c != '*' && c != '?' {
			raw = ""
		}
	}
	if raw == "" {
		return patternError(col, "write tag:NN*, for instance", "tag: takes a part-of-speech tag: letters, $, * and ?")
	}
	q.add(Element{Kind: TagGlob, Text: collapse(raw)})
	return nil
}

// capitals reports whether s has two letters or more, all of them capitals.
func (p *parser) capitals(s string) bool {
	n := 0
	for _, r := range s {
		if !unicode.IsLetter(r) || r == p.star || r == p.one {
			continue
		}
		if !unicode.IsUpper(r) || unicode.ToLower(r) == r {
			return false
		}
		n++
	}
	return n >= 2
}

// wildcards returns two letters that src does not have. They go through the
// tokenizer in place of * and ?, so that a word with wildcards is cut and
// folded as a word.
func wildcards(src string) (star, one rune) {
	const first = 'ꔀ' // U+A500: Vai, a script of letters without case
	found := make([]rune, 0, 2)
	for r := rune(first); len(found) < 2; r++ {
		if !strings.ContainsRune(src, r) {
			found = append(found, r)
		}
	}
	return found[0], found[1]
}

// mask takes the escapes off and puts the stand-ins in place of * and ?.
func (p *parser) mask(raw string) string {
	if !strings.ContainsAny(raw, `\*?`) {
		return raw
	}
	var b strings.Builder
	escaped := false
	for _, r := range raw {
		switch {
		case escaped:
			escaped = false
		case r == '\\':
			escaped = true
			continue
		case r == '*':
			r = p.star
		case r == '?':
			r = p.one
		}
		b.WriteRune(r)
	}
	return b.String()
}

func (p *parser) unmask(s string) string {
	s = strings.ReplaceAll(s, string(p.star), "*")
	return collapse(strings.ReplaceAll(s, string(p.one), "?"))
}

// collapse writes a run of stars as one.
func collapse(glob string) string {
	for strings.Contains(glob, "**") {
		glob = strings.ReplaceAll(glob, "**", "*")
	}
	return glob
}

func unescape(raw string) string {
	var b strings.Builder
	escaped := false
	for _, r := range raw {
		if r == '\\' && !escaped {
			escaped = true
			continue
		}
		escaped = false
		b.WriteRune(r)
	}
	return b.String()
}

// minTokens returns the fewest tokens that a sequence matches.
func minTokens(es []Element) int {
	n := 0
	for _, e := range es {
		switch e.Kind {
		case Gaps:
			n += e.Min
		case Alternatives:
			least := minTokens(e.Alts[0])
			for _, a := range e.Alts[1:] {
				least = min(least, minTokens(a))
			}
			n += least
		default:
			n++
		}
	}
	return n
}

// everyWord reports whether some reading of the sequence fits any words at all.
func everyWord(es []Element) bool {
	for _, e := range es {
		switch e.Kind {
		case Any, Gaps:
		case Glob, TagGlob:
			if strings.Trim(e.Text, "*") != "" && e.Text != "?*" && e.Text != "*?" {
				return false
			}
		case Alternatives:
			some := false
			for _, a := range e.Alts {
				some = some || len(a) == 0 || everyWord(a)
			}
			if !some {
				return false
			}
		default:
			return false
		}
	}
	return len(es) > 0
}

// checkGaps refuses gaps that can be the first or the last of a match, where
// they would only make the hit longer.
func checkGaps(es []Element, col int) error {
	const hint = "put a word on either side of it"
	if first, _ := gapAtEdge(es, false); first {
		return patternError(col, hint, "a gap with no word before it")
	}
	if last, _ := gapAtEdge(es, true); last {
		return patternError(col, hint, "a gap with no word after it")
	}
	return nil
}

// gapAtEdge reports whether a reading of the sequence starts (or ends) with a
// gap, and whether one is empty.
func gapAtEdge(es []Element, end bool) (gap, empty bool) {
	for i := range es {
		e := es[i]
		if end {
			e = es[len(es)-1-i]
		}
		switch e.Kind {
		case Gaps:
			return true, false
		case Alternatives:
			pass := false
			for _, alt := range e.Alts {
				g, none := gapAtEdge(alt, end)
				gap, pass = gap || g, pass || none
			}
			if gap || !pass {
				return gap, false
			}
		default:
			return false, false
		}
	}
	return false, true
}

// word is one running word of a pattern.
type word struct {
	surface string     // as written
	folded  string     // as the lexicon has it
	gap     corpus.Gap // punctuation before it
	glued   bool       // nothing at all stands before or after it
}

// split cuts text into running words exactly as a text is cut. trailing is the
// punctuation after the last word.
func split(text string) (words []word, trailing corpus.Gap) {
	if letters(text) {
		return []word{{surface: text, folded: strings.ToLower(text)}}, 0
	}
	return cut(text)
}

// cut is split of any text.
func cut(text string) (words []word, trailing corpus.Gap) {
	// The words around make the punctuation at both ends stand between words.
	const before, after = "a ", " a"
	body := []byte(before + text + after)
	block := corpus.Block{Span: corpus.Span{End: uint32(len(body))}}
	lex := corpus.NewLexicon()
	tokens := tokenize.Words(nil, body, []corpus.Block{block}, lex)
	last := len(tokens) - 1
	for i := 1; i < last; i++ {
		t := tokens[i]
		words = append(words, word{
			surface: string(body[t.Start:t.End]),
			folded:  strings.Clone(lex.Word(t.Type)), // it lives longer than the lexicon
			gap:     t.Gap,
			glued:   tokens[i-1].End == t.Start || tokens[i+1].Start == t.End,
		})
	}
	return words, tokens[last].Gap
}

// letters reports whether text is ASCII letters and nothing else: one word,
// whatever stands around it.
func letters(text string) bool {
	for i := range len(text) {
		if c := text[i] | 0x20; c < 'a' || c > 'z' {
			return false
		}
	}
	return text != ""
}

// parts cuts a hyphenated compound at its hyphens, and leaves any other word
// whole.
func (w word) parts() []word {
	folded := tokenize.Parts(w.folded)
	surfaces := strings.FieldsFunc(w.surface, func(r rune) bool { return r == '-' || r == '‐' || r == '‑' })
	if len(folded) == 0 || len(surfaces) != len(folded) {
		return []word{w}
	}
	out := make([]word, len(folded))
	for i := range out {
		out[i] = word{surface: surfaces[i], folded: folded[i]}
	}
	return out
}
