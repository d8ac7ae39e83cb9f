package match

import (
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"concordat/corpus/codebook"
	"concordat/corpus/tokenize"
)

// minHalf is the fewest letters of each half of a word that a text may have
// cut in two: information is not "in formation".
const minHalf = 3

// word is one element of the patterns that is judged by the letters of a
// word alone: a literal, a glob or a regular expression. Equal elements of all
// patterns share one.
type word struct {
	kind   codebook.ElementKind
	text   string // as the element has it; of a regular expression with its anchors
	exact  bool   // compared with the word as written
	pair   bool   // two elements as one word; never found cut in two again
	folded string // of a glob: text folded
	undot  string // of an exact abbreviation: text without its full stops
	re     *regexp.Regexp
	starts []int32 // sequences that it can start
	calls  []int32 // sequences that any token may start, but not in a sentence without one of their words
}

// vocabulary holds the words of all patterns, to be looked up by the readings
// of a type.
type vocabulary struct {
	list     []word
	numbers  map[wordKey]int32
	literals map[string][]int32 // folded text → literals
	prefixed map[string][]int32 // folded beginning → globs
	free     []int32            // globs that begin with a wildcard
	regexes  []int32
	halves   map[string][]half // first half of a literal → how it goes on
	rests    map[string]bool   // second halves
	shortest int               // bytes of the shortest beginning in prefixed
	lengths  map[string][]int  // the first bytes of beginnings, as many as shortest → their lengths, ascending
	longest  int               // bytes of the longest literal or beginning
	whole    bool              // compounds are not looked into
}

type wordKey struct {
	kind        codebook.ElementKind
	text        string
	exact, pair bool
}

// half says that a type can be the first half of a literal, and what the next
// token must be.
type half struct {
	word int32
	rest string
}

func (v *vocabulary) init(whole bool) {
	v.whole = whole
	v.numbers = make(map[wordKey]int32)
	v.literals = make(map[string][]int32)
	v.prefixed = make(map[string][]int32)
	v.halves = make(map[string][]half)
	v.rests = make(map[string]bool)
}

// add returns the number of an element's word.
func (v *vocabulary) add(e *codebook.Element) (int32, error) {
	if e.Text == "" {
		return 0, fmt.Errorf("an element has no text")
	}
	w := word{kind: e.Kind, text: e.Text, exact: e.Exact}
	if e.Kind == codebook.Regex {
		re, sensitive, err := compileRegex(e)
		if err != nil {
			return 0, err
		}
		w.text, w.re, w.exact = re.String(), re, sensitive
	}
	return v.enter(w), nil
}

func (v *vocabulary) enter(w word) int32 {
	key := wordKey{w.kind, w.text, w.exact, w.pair}
	if n, ok := v.numbers[key]; ok {
		return n
	}
	n := int32(len(v.list))
	v.numbers[key] = n
	v.list = append(v.list, w)
	return n
}

// flagOff finds a group that turns case folding off.
var flagOff = regexp.MustCompile(`\(\?[a-zA-Z]*-[a-zA-Z]*i`)

// compileRegex anchors a regular expression to the whole word. Case is ignored
// unless the element or the expression says otherwise; it must not match the
// empty word.
func compileRegex(e *codebook.Element) (re *regexp.Regexp, sensitive bool, err error) {
	flags := "i"
	if e.Exact {
		flags = ""
	}
	re, err = regexp.Compile("^(?" + flags + ":" + e.Text + ")$")
	if err != nil {
		return nil, false, fmt.Errorf("regular expression: %w", err)
	}
	if re.MatchString("") {
		return nil, false, fmt.Errorf("regular expression /%s/ matches the empty word: ask for a character", e.Text)
	}
	return re, e.Exact || flagOff.MatchString(e.Text), nil
}

// addSolid returns the number of the word that two neighbouring words make
// when they are written as one. The first must be a literal; the second a
// literal, or a glob of a beginning of at least three letters and one star.
// Both or neither must be exact, and two numbers are never one.
func (v *vocabulary) addSolid(first, second int32) (int32, bool) {
	a, b := &v.list[first], &v.list[second]
	if a.kind != codebook.Literal || a.exact != b.exact || !hasLetter(a.text) && !hasLetter(b.text) {
		return 0, false
	}
	if b.kind != codebook.Literal {
		stem, ok := b.stem()
		if !ok || letters(stem) < minHalf {
			return 0, false
		}
	}
	return v.enter(word{kind: b.kind, text: a.text + b.text, exact: a.exact, pair: true}), true
}

// stem returns the beginning before the star of a glob like develop*.
func (w *word) stem() (string, bool) {
	stem, ok := strings.CutSuffix(w.text, "*")
	return stem, ok && w.kind == codebook.Glob && stem != "" && !strings.ContainsAny(stem, "*?")
}

// finish builds the tables by which the words are looked up.
func (v *vocabulary) finish() {
	for i := range v.list {
		n, w := int32(i), &v.list[i]
		switch w.kind {
		case codebook.Literal:
			v.addLiteral(n, w)
		case codebook.Glob:
			w.folded = w.text
			if w.exact {
				w.folded = foldGlob(w.text)
			}
			beginning := w.folded[:strings.IndexAny(w.folded+"*", "*?")]
			if beginning == "" {
				v.free = append(v.free, n)
				continue
			}
			v.prefixed[beginning] = append(v.prefixed[beginning], n)
			v.longest = max(v.longest, len(beginning))
		case codebook.Regex:
			v.regexes = append(v.regexes, n)
		}
	}
	v.shortest, v.lengths = math.MaxInt, make(map[string][]int)
	for b := range v.prefixed {
		v.shortest = min(v.shortest, len(b))
	}
	for _, b := range slices.Sorted(maps.Keys(v.prefixed)) {
		v.lengths[b[:v.shortest]] = append(v.lengths[b[:v.shortest]], len(b))
	}
	for first, all := range v.lengths {
		slices.Sort(all)
		v.lengths[first] = slices.Compact(all)
	}
}

// beginnings returns the lengths of the beginnings that s may have, ascending.
// Most words begin as no glob does, and one look says so.
func (v *vocabulary) beginnings(s string) []int {
	if len(s) < v.shortest {
		return nil
	}
	return v.lengths[s[:v.shortest]]
}

func (v *vocabulary) addLiteral(n int32, w *word) {
	folded := w.text
	if w.exact {
		folded = tokenize.FoldString(w.text)
	}
	v.literals[folded] = append(v.literals[folded], n)
	v.longest = max(v.longest, len(folded))
	if w.exact {
		if u, ok := tokenize.Undotted(folded); ok {
			w.undot = strings.ReplaceAll(w.text, ".", "")
			v.literals[u] = append(v.literals[u], n)
		}
	}
	if w.pair {
		return
	}
	for i := range folded {
		if utf8.RuneStart(folded[i]) && letters(folded[:i]) >= minHalf && letters(folded[i:]) >= minHalf {
			v.halves[folded[:i]] = append(v.halves[folded[:i]], half{n, folded[i:]})
			v.rests[folded[i:]] = true
		}
	}
}

// foldGlob folds the words of a glob and leaves its wildcards.
func foldGlob(glob string) string {
	var b strings.Builder
	for glob != "" {
		i := strings.IndexAny(glob, "*?")
		if i < 0 {
			i = len(glob)
		}
		b.WriteString(tokenize.FoldString(glob[:i]))
		if i < len(glob) {
			b.WriteByte(glob[i])
			i++
		}
		glob = glob[i:]
	}
	return b.String()
}

// letters returns the number of letters in s.
func letters(s string) int {
	n := 0
	for _, r := range s {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}

// globMatch reports whether a glob of * (any run of characters, also none) and
// ? (exactly one) matches all of s. Linear in the product of their lengths.
func globMatch(glob, s string) bool {
	star, mark := -1, 0
	g, i := 0, 0
	for i < len(s) {
		if g < len(glob) && glob[g] == '*' {
			star, mark = g, i
			g++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if g < len(glob) {
			want, width := utf8.DecodeRuneInString(glob[g:])
			if want == '?' || want == r {
				g += width
				i += size
				continue
			}
		}
		if star < 0 {
			return false
		}
		_, skip := utf8.DecodeRuneInString(s[mark:])
		mark += skip
		g, i = star+1, mark
	}
	for g < len(glob) && glob[g] == '*' {
		g++
	}
	return g == len(glob)
}

// typeInfo is all that the patterns have to say of one type. A type is read as
// a whole and, if it is a compound, as the sequence of its parts.
type typeInfo struct {
	parts  int      // 1, or the number of parts of a compound
	mark   mark     // the same for the filter
	edges  []edge   // the words of patterns that a reading of it is
	halves []half   // literals of which it is the first half
	texts  []string // of the parts, for lemmas; nil if it is no compound
}

// mark is all that a scan needs to know of a type: the number of its class and
// what a token of it can be, in four bytes.
type mark uint32

const (
	mayStart mark = 1 << 31 // it can start a sequence
	mayHalve mark = 1 << 30 // it can be the first half of a literal
	mayEnd   mark = 1 << 29 // it can be the second half of a literal
	mayCall  mark = 1 << 28 // it calls for sequences that any token may start
	isPlain  mark = 1 << 27 // not a compound; each of its words is the type itself, whatever the case
	isNew    mark = 1 << 26 // the type has not been looked at

	isEvent  = mayStart | mayHalve | mayCall | isNew
	classOf  = isNew - 1
	newcomer = isNew | mayEnd | 1 // of a class that may be any
)

// edge says that the parts [from, to) of a type can be read as a word of the patterns.
type edge struct {
	word     int32
	from, to uint16
	form     Form
	exact    bool  // to be compared with the word as written, at piece
	piece    piece // where the reading stands in the type
}

// piece is a stretch [start, end) of a type's bytes without the bytes strip.
type piece struct {
	start, end int32
	strip      byte // '.' of an abbreviation, '-' of a compound, or 0
}

// maxParts bounds the parts of a compound; longer ones are read as a whole.
const maxParts = 64

// describe works out what the patterns have to say of a type. It writes over
// info, but for the memory of its edges, which it uses.
func (v *vocabulary) describe(info *typeInfo, folded string) {
	*info = typeInfo{parts: 1, edges: info.edges[:0]}
	var parts []string
	if !v.whole {
		if parts = tokenize.Parts(folded); len(parts) < 2 || len(parts) > maxParts {
			parts = nil
		}
	}
	info.parts = max(1, len(parts))
	v.read(info, folded, 0, 0, info.parts)
	at := 0
	starts := make([]int, len(parts))
	for i, part := range parts {
		at += strings.Index(folded[at:], part)
		starts[i] = at
		v.read(info, part, at, i, i+1)
		at += len(part)
	}
	for i := range parts {
		v.readJoined(info, parts[i:], starts[i:], i)
	}
	info.texts = parts
	info.halves = v.halves[folded]
}

// isRest reports whether a type can be the second half of a literal.
func (v *vocabulary) isRest(folded string) bool {
	short, ok := tokenize.Possessive(folded)
	return v.rests[folded] || ok && v.rests[short]
}

// read adds the edges of one reading, s at byte at of the type, and of the
// same without a possessive ending and without the stops of an abbreviation.
func (v *vocabulary) read(info *typeInfo, s string, at, from, to int) {
	e := edge{from: uint16(from), to: uint16(to), piece: piece{start: int32(at), end: int32(at + len(s))}}
	v.readAs(info, s, e)
	if u, ok := tokenize.Undotted(s); ok {
		e.piece.strip = '.'
		v.readAs(info, u, e)
		e.piece.strip = 0
	}
	if short, ok := tokenize.Possessive(s); ok {
		e.form, e.piece.end = FormPossessive, int32(at+len(short))
		v.readAs(info, short, e)
		if u, ok := tokenize.Undotted(short); ok {
			e.piece.strip = '.'
			v.readAs(info, u, e)
		}
	}
}

// readAs adds an edge for every word that s matches. For exact words that is
// only a candidate: the token as written decides.
func (v *vocabulary) readAs(info *typeInfo, s string, e edge) {
	add := func(n int32) {
		e.word, e.exact = n, v.list[n].exact
		info.edges = append(info.edges, e)
	}
	for _, n := range v.literals[s] {
		add(n)
	}
	for _, length := range v.beginnings(s) {
		if length > len(s) {
			break
		}
		for _, n := range v.prefixed[s[:length]] {
			if globMatch(v.list[n].folded, s) {
				add(n)
			}
		}
	}
	for _, n := range v.free {
		if globMatch(v.list[n].folded, s) {
			add(n)
		}
	}
	for _, n := range v.regexes {
		if w := &v.list[n]; w.exact || w.re.MatchString(s) {
			add(n)
		}
	}
}

// readJoined adds the edges of two or more parts that together make a word
// which the patterns have in one: a literal, or a glob develop* of which at
// least three letters stand in the last of these parts. parts and starts begin
// at part number from.
func (v *vocabulary) readJoined(info *typeInfo, parts []string, starts []int, from int) {
	joined := parts[0]
	for i := 1; i < len(parts) && len(joined) <= v.longest; i++ {
		before := len(joined)
		joined += parts[i]
		e := edge{from: uint16(from), to: uint16(from + i + 1), form: FormSolid,
			piece: piece{int32(starts[0]), int32(starts[i] + len(parts[i])), '-'}}
		v.readCut(info, joined, before, e)
		if short, ok := tokenize.Possessive(parts[i]); ok {
			e.form |= FormPossessive
			e.piece.end = int32(starts[i] + len(short))
			v.readCut(info, joined[:before]+short, before, e)
		}
	}
}

func (v *vocabulary) readCut(info *typeInfo, s string, before int, e edge) {
	for _, n := range v.literals[s] {
		if w := &v.list[n]; !w.pair {
			e.word, e.exact = n, w.exact
			info.edges = append(info.edges, e)
		}
	}
	for _, length := range v.beginnings(s) {
		if length > len(s) {
			break
		}
		if length <= before {
			continue
		}
		for _, n := range v.prefixed[s[:length]] {
			w := &v.list[n]
			if _, ok := w.stem(); ok && !w.pair && letters(s[before:length]) >= minHalf {
				e.word, e.exact = n, w.exact
				info.edges = append(info.edges, e)
			}
		}
	}
}

// index enters a sequence with the words that can start it. If any token may
// start it, it is entered with the words of which one must stand in the
// sentence, if there are such words.
func (p *Program) index(number int32) {
	states := p.sequences[number].states
	free := func(s step) bool { return s.kind != stepWord }
	if !slices.ContainsFunc(states[0].steps, free) {
		for _, s := range states[0].steps {
			w := &p.words.list[s.word]
			w.starts = appendNew(w.starts, number)
		}
		return
	}
	reached := make([]bool, len(states))
	reached[0] = true
	var needed []int32
	for todo := []int32{0}; len(todo) > 0; {
		at := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if states[at].accept {
			p.anywhere = append(p.anywhere, number)
			return
		}
		for _, s := range states[at].steps {
			if !free(s) {
				needed = append(needed, s.word)
			} else if !reached[s.to] {
				reached[s.to] = true
				todo = append(todo, s.to)
			}
		}
	}
	for _, n := range needed {
		w := &p.words.list[n]
		w.calls = appendNew(w.calls, number)
	}
}

// appendNew appends a number that is at least the last one, once.
func appendNew(to []int32, n int32) []int32 {
	if len(to) > 0 && to[len(to)-1] == n {
		return to
	}
	return append(to, n)
}
