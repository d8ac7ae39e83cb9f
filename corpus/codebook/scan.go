package codebook

import (
	"strconv"
	"strings"
	"unicode"
)

// Limits of one pattern. They keep a hostile codebook from exploding and are
// far above what a person writes.
const (
	maxPattern      = 4000 // characters of a pattern
	maxRegex        = 1000 // characters of one /regex/
	maxNesting      = 50   // parentheses inside parentheses
	maxGap          = 100  // tokens of a gap
	maxDistance     = 1000 // tokens of near and before
	maxAlternatives = 1000 // spellings of one word with parentheses in it
)

// nodeKind says what a node of a raw word is.
type nodeKind uint8

const (
	nodeText nodeKind = iota
	nodeGroup
	nodeGap
	nodeRegex
)

// node is a stretch of a pattern as written.
type node struct {
	kind     nodeKind
	text     string // text with its escapes, or the expression of a regex
	exact    bool   // of a regex: =/…/
	min, max int
	alts     [][]rawWord
	col      int // 1-based, in characters
}

// rawWord is a run of nodes without white space between them.
type rawWord []node

func (w rawWord) col() int { return w[0].col }

// plain returns the text of a word that is nothing but text.
func (w rawWord) plain() (string, bool) {
	if len(w) == 1 && w[0].kind == nodeText {
		return w[0].text, true
	}
	return "", false
}

// scanner cuts a pattern into raw words.
type scanner struct {
	src []rune
	pos int
}

func (s *scanner) done() bool { return s.pos >= len(s.src) }

func (s *scanner) errorf(pos int, hint, format string, args ...any) error {
	return patternError(pos+1, hint, format, args...)
}

// words reads up to the end, or inside parentheses up to the next | or ).
func (s *scanner) words(depth int) ([]rawWord, error) {
	var out []rawWord
	for {
		for !s.done() && unicode.IsSpace(s.src[s.pos]) {
			s.pos++
		}
		if s.done() {
			return out, nil
		}
		switch c := s.src[s.pos]; {
		case (c == '|' || c == ')') && depth > 0:
			return out, nil
		case c == '|':
			return nil, s.errorf(s.pos, `put alternatives in parentheses, as in (a|b), or write \| for the character`, `"|" outside parentheses`)
		case c == ')':
			return nil, s.errorf(s.pos, `write \) for the character`, `")" has no "(" before it`)
		}
		w, err := s.word(depth)
		if err != nil {
			return nil, err
		}
		out = append(out, w)
	}
}

func (s *scanner) word(depth int) (rawWord, error) {
	var w rawWord
	for !s.done() {
		var n node
		var err error
		switch c := s.src[s.pos]; {
		case unicode.IsSpace(c) || c == '|' || c == ')':
			return w, nil
		case c == '}':
			return nil, s.errorf(s.pos, `write \} for the character`, `"}" has no "{" before it`)
		case c == '{':
			if len(w) > 0 {
				return w, nil
			}
			n, err = s.gap()
			return rawWord{n}, err
		case len(w) == 0 && s.opensRegex():
			n, err = s.regex()
			return rawWord{n}, err
		case c == '(':
			n, err = s.group(depth)
		default:
			n, err = s.text()
		}
		if err != nil {
			return nil, err
		}
		w = append(w, n)
	}
	return w, nil
}

// text reads up to white space or a character that ends a text.
func (s *scanner) text() (node, error) {
	start := s.pos
	for !s.done() {
		c := s.src[s.pos]
		if unicode.IsSpace(c) || strings.ContainsRune("(){}|", c) {
			break
		}
		if c == '\\' {
			if s.pos+1 >= len(s.src) {
				return node{}, s.errorf(s.pos, `write \\ for the character`, `"\" at the end has nothing to protect`)
			}
			s.pos++
		}
		s.pos++
	}
	return node{kind: nodeText, text: string(s.src[start:s.pos]), col: start + 1}, nil
}

func (s *scanner) group(depth int) (node, error) {
	start := s.pos
	if depth >= maxNesting {
		return node{}, s.errorf(start, "", "more than %d parentheses inside each other", maxNesting)
	}
	n := node{kind: nodeGroup, col: start + 1}
	for {
		s.pos++ // over the ( or |
		alt, err := s.words(depth + 1)
		if err != nil {
			return node{}, err
		}
		n.alts = append(n.alts, alt)
		if s.done() {
			return node{}, s.errorf(start, `write \( for the character`, `"(" has no ")" after it`)
		}
		if s.src[s.pos] == ')' {
			s.pos++
			break
		}
	}
	if len(n.alts) == 1 && len(n.alts[0]) == 0 {
		return node{}, s.errorf(start, "", "nothing between the parentheses")
	}
	return n, nil
}

// gap reads {min,max}, {n} or {,max}.
func (s *scanner) gap() (node, error) {
	const hint = `write {0,3} for a gap of none to three words`
	start := s.pos
	for !s.done() && s.src[s.pos] != '}' {
		s.pos++
	}
	if s.done() {
		return node{}, s.errorf(start, hint, `"{" has no "}" after it`)
	}
	s.pos++
	body := string(s.src[start+1 : s.pos-1])
	low, high, two := strings.Cut(body, ",")
	if !two {
		high = low
	} else if strings.TrimSpace(low) == "" {
		low = "0"
	}
	lo, errLow := strconv.Atoi(strings.TrimSpace(low))
	hi, errHigh := strconv.Atoi(strings.TrimSpace(high))
	switch {
	case errLow != nil || errHigh != nil || lo < 0:
		return node{}, s.errorf(start, hint, "gap {%s} is not two whole numbers", body)
	case lo > hi:
		return node{}, s.errorf(start, "", "gap {%s} has its larger number first", body)
	case hi == 0:
		return node{}, s.errorf(start, "leave it out", "gap {%s} is no gap", body)
	case hi > maxGap:
		return node{}, s.errorf(start, "near/N asks for words further apart", "gap {%s} is longer than %d words", body, maxGap)
	}
	return node{kind: nodeGap, min: lo, max: hi, col: start + 1}, nil
}

// opensRegex reports whether a /regex/ or =/regex/ starts here: a slash with
// something other than white space after it. A lone slash is a barrier.
func (s *scanner) opensRegex() bool {
	p := s.pos
	if s.src[p] == '=' {
		p++
	}
	return p+1 < len(s.src) && s.src[p] == '/' && !unicode.IsSpace(s.src[p+1])
}

func (s *scanner) regex() (node, error) {
	start := s.pos
	n := node{kind: nodeRegex, col: start + 1}
	if s.src[s.pos] == '=' {
		n.exact = true
		s.pos++
	}
	s.pos++
	var b strings.Builder
	for {
		if s.done() {
			return node{}, s.errorf(start, `write \/ for the character`, `"/" opens a regular expression that no "/" closes`)
		}
		c := s.src[s.pos]
		s.pos++
		if c == '/' {
			break
		}
		if c == '\\' && !s.done() {
			if s.src[s.pos] != '/' {
				b.WriteRune(c)
			}
			c = s.src[s.pos]
			s.pos++
		}
		b.WriteRune(c)
	}
	if !s.done() && !unicode.IsSpace(s.src[s.pos]) && !strings.ContainsRune("|)", s.src[s.pos]) {
		return node{}, s.errorf(s.pos, "put a space after the closing /", "a regular expression stands for one whole word")
	}
	n.text = b.String()
	return n, nil
}
