package codebook

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"concordat/corpus"
)

// PatternOptions says how a pattern is read.
type PatternOptions struct {
	Case        CaseMode
	WholeHyphen bool // hyphenated words stay one element
	// Book resolves the concepts that a rule names: one that it does not have
	// is an error. Without a book they stay unresolved: Ref is None.
	Book *Codebook
}

// PatternError says what is wrong with a pattern, and where.
type PatternError struct {
	Column  int // 1-based, in characters of the pattern
	Message string
	Hint    string // the remedy, where there is one clear one
}

// Error returns the column, the message and the hint in one line.
func (e *PatternError) Error() string {
	s := "column " + strconv.Itoa(e.Column) + ": " + e.Message
	if e.Hint != "" {
		s += " (" + e.Hint + ")"
	}
	return s
}

func patternError(col int, hint, format string, args ...any) error {
	return &PatternError{Column: col, Message: fmt.Sprintf(format, args...), Hint: hint}
}

// ParsePattern reads one pattern. The notes are about what the pattern does
// that its writer may not expect; their columns count characters of src from
// 1. An error is a *PatternError.
//
// A pattern is words separated by spaces. In a word * is any run of characters
// and ? exactly one; a lone * is exactly one word. (a|b c|) are alternatives,
// also inside a word and also empty, {0,3} a gap of words, =UN a word with its
// case, /re/ a word by a regular expression (RE2), lemma:govern and tag:NN* a
// word by its lemma or part of speech. One rule may stand between two such
// sequences: A near/5 B, A before/3 B, A & B in sentence, A unless B,
// A unless B in sentence. concept:ID stands for a sequence and means the hits of
// that concept; an id alone is a word. A backslash takes the next character as
// it is.
func ParsePattern(src string, o PatternOptions) (Rule, []Note, error) {
	p := &parser{o: o}
	r, err := p.pattern(src)
	if err != nil {
		return Rule{}, nil, err
	}
	return *r, p.notes, nil
}

// parser turns raw words into a rule.
type parser struct {
	o       PatternOptions
	concept string // that the pattern belongs to, if it does
	notes   []Note
	refs    []reference
	star    rune // stands for * and …
	one     rune // … for ? while a word goes through the tokenizer
}

// reference is a place in a rule that names a concept.
type reference struct {
	rule *Rule
	col  int
}

func (p *parser) note(col int, code, format string, args ...any) {
	p.notes = append(p.notes, Note{Code: code, Message: fmt.Sprintf(format, args...), Column: col})
}

func (p *parser) pattern(src string) (*Rule, error) {
	s := &scanner{src: []rune(src)}
	if len(s.src) > maxPattern {
		return nil, patternError(1, "cut it into several patterns", "pattern is longer than %d characters", maxPattern)
	}
	p.star, p.one = wildcards(src)
	words, err := s.words(0)
	if err != nil {
		return nil, err
	}
	if len(words) == 0 {
		return nil, patternError(1, "", "pattern is empty")
	}
	r, err := p.rule(src, words)
	if err != nil {
		return nil, err
	}
	return r, p.resolve()
}

// rule reads operand, or operand operator operand.
func (p *parser) rule(src string, words []rawWord) (*Rule, error) {
	i := slices.IndexFunc(words, isOperator)
	if i < 0 {
		return p.operand(src, words)
	}
	op, n, err := operator(words[i])
	if err != nil {
		return nil, err
	}
	name, col := words[i][0].text, words[i].col()
	left, right := words[:i], words[i+1:]
	right, inSentence := cutInSentence(right)
	switch {
	case op == OpSentence && !inSentence:
		return nil, patternError(col, "write A & B in sentence", `"&" without "in sentence"`)
	case op == OpUnless && inSentence:
		op = OpUnlessSentence
	case inSentence && op != OpSentence:
		return nil, patternError(col, `leave out "in sentence"`, "%s never looks beyond the sentence", name)
	}
	if len(left) == 0 {
		whole := "A " + name + " B"
		if op == OpSentence || op == OpUnlessSentence {
			whole += " in sentence"
		}
		return nil, patternError(col, "a rule needs something on its left: "+whole+`; for the word itself write \`+name, "nothing before %q", name)
	}
	if len(right) == 0 {
		return nil, patternError(col, `for the word itself write \`+name, "nothing after %q", name)
	}
	a, err := p.operand(src, left)
	if err != nil {
		return nil, err
	}
	b, err := p.operand(src, right)
	if err != nil {
		return nil, err
	}
	p.noteWord(left)
	p.noteWord(right)
	return &Rule{Op: op, N: n, A: a, B: b, Ref: None}, nil
}

// noteWord says so if an operand is one word that is also the id of a concept.
func (p *parser) noteWord(words []rawWord) {
	id, plain := words[0].plain()
	if len(words) > 1 || !plain || p.o.Book == nil || id == p.concept {
		return
	}
	if _, ok := p.o.Book.Lookup(id); ok {
		p.note(words[0].col(), "word", "%q is read as the word; write concept:%s for the concept", id, id)
	}
}

// isOperator reports whether a word is &, unless, near/N or before/N.
func isOperator(w rawWord) bool {
	t, ok := w.plain()
	if !ok {
		return false
	}
	name, n, slash := strings.Cut(t, "/")
	if !slash {
		return t == "&" || t == "unless"
	}
	return (name == "near" || name == "before") && n != "" && strings.Trim(n, "0123456789") == ""
}

func operator(w rawWord) (Op, int, error) {
	name, digits, _ := strings.Cut(w[0].text, "/")
	switch name {
	case "&":
		return OpSentence, 0, nil
	case "unless":
		return OpUnless, 0, nil
	}
	op := OpNear
	if name == "before" {
		op = OpBefore
	}
	n, err := strconv.Atoi(digits)
	if err != nil || n > maxDistance {
		return 0, 0, patternError(w.col(), "", "%s is further than %d words", w[0].text, maxDistance)
	}
	return op, n, nil
}

// cutInSentence takes the words "in sentence" off the end.
func cutInSentence(words []rawWord) ([]rawWord, bool) {
	if n := len(words); n >= 2 {
		a, _ := words[n-2].plain()
		b, _ := words[n-1].plain()
		if a == "in" && b == "sentence" {
			return words[:n-2], true
		}
	}
	return words, false
}

// operand reads a sequence or a reference to a concept.
func (p *parser) operand(src string, words []rawWord) (*Rule, error) {
	col := words[0].col()
	first, plain := words[0].plain()
	if id, ok := strings.CutPrefix(first, "concept:"); plain && ok {
		if len(words) > 1 || id == "" {
			return nil, patternError(col, "write concept:ID alone, or beside near, before, &, unless", "concept: names one concept")
		}
		r := &Rule{Op: OpConcept, Ref: None, Concept: unescape(id)}
		p.refs = append(p.refs, reference{rule: r, col: col})
		return r, nil
	}
	elements, err := p.sequence(words, true)
	if err != nil {
		return nil, err
	}
	switch {
	case minTokens(elements) == 0:
		return nil, patternError(col, "leave no way without a word", "pattern %q can match nothing at all", src)
	case everyWord(elements):
		return nil, patternError(col, "add a word", "pattern %q matches every word", src)
	}
	return &Rule{Op: OpSequence, Ref: None, Sequence: elements}, nil
}

// sequence turns words into elements. At an end that is open nothing follows,
// so a barrier there says nothing and is dropped with a note.
func (p *parser) sequence(words []rawWord, open bool) ([]Element, error) {
	q := sequence{elements: make([]Element, 0, len(words))}
	for _, whole := range words {
		if isOperator(whole) {
			name := whole[0].text
			return nil, patternError(whole.col(), `for the word itself write \`+name, "%q: a pattern has one rule, outside parentheses", name)
		}
		for _, w := range unglue(whole) {
			if err := p.element(&q, w); err != nil {
				return nil, err
			}
		}
	}
	col := words[0].col()
	if len(q.elements) == 0 {
		return nil, patternError(col, "", "there is no word in the pattern")
	}
	if open && q.elements[0].Allow != 0 {
		p.note(col, "barrier", "punctuation before the first word says nothing and is passed over")
		q.elements[0].Allow = 0
	}
	if q.pending != 0 {
		if !open {
			return nil, patternError(q.pendingCol, "put it after the parentheses", "punctuation at the end of an alternative")
		}
		p.note(q.pendingCol, "barrier", "punctuation after the last word says nothing and is passed over")
	}
	for i := range q.elements {
		if q.elements[i].Allow != 0 {
			p.note(col, "barrier", "punctuation may stand before %q", q.elements[i].String())
		}
	}
	if open {
		return q.elements, checkGaps(q.elements, col)
	}
	return q.elements, nil
}

// sequence gathers elements; pending is the punctuation since the last one.
type sequence struct {
	elements   []Element
	pending    corpus.Gap
	pendingCol int
}

func (q *sequence) add(es ...Element) {
	if len(es) == 0 {
		return
	}
	es[0].Allow |= uint8(q.pending)
	q.pending = 0
	q.elements = append(q.elements, es...)
}

func (p *parser) element(q *sequence, w rawWord) error {
	if len(w) > 1 {
		return p.glued(q, w)
	}
	switch n := w[0]; n.kind {
	case nodeGap:
		q.add(Element{Kind: Gaps, Min: n.min, Max: n.max})
	case nodeRegex:
		e, err := p.regex(n)
		if err != nil {
			return err
		}
		q.add(e)
	case nodeGroup:
		return p.group(q, n)
	default:
		return p.text(q, n.text, n.col)
	}
	return nil
}

// group adds alternatives; parentheses around a single one say nothing.
func (p *parser) group(q *sequence, n node) error {
	alts := make([][]Element, len(n.alts))
	for i, words := range n.alts {
		if len(words) == 0 {
			continue
		}
		es, err := p.sequence(words, false)
		if err != nil {
			return err
		}
		alts[i] = es
	}
	if len(alts) == 1 {
		p.note(n.col, "group", `parentheses around a single alternative say nothing; a bracket of the text is written \(`)
		q.add(alts[0]...)
		return nil
	}
	q.add(Element{Kind: Alternatives, Alts: alts})
	return nil
}
