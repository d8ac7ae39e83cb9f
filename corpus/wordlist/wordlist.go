// Package wordlist reads frequency lists: how often each word occurs in a corpus
// that is not at hand, such as a national corpus.
package wordlist

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"concordat/corpus"
	"concordat/corpus/strict"
	"concordat/corpus/tokenize"
)

// List is a frequency list of a corpus.
type List struct {
	Name      string // of the file without folder and extension
	Path      string // as the user named it
	Bytes     int64  // of the file
	SHA256    string // of the file, lower-case hex
	Words     []Word // by form
	Tokens    int64  // of the corpus, more than the words have if the list was cut off
	Documents int64  // of the corpus; 0 = the list does not say
	Minimum   int64  // smallest frequency that the list takes up; 0 = the list does not say
	Least     int64  // smallest frequency that is in it
	Merged    int    // rows whose word, once folded, stood there already
	Phrases   int    // rows that are no single word here, as "New York": no type can meet them
}

// Word is one word of a list.
type Word struct {
	Form      string // folded as types are
	N         int64  // occurrences
	Documents int64  // with an occurrence; −1 = unknown
}

// Lookup returns the word with a folded form.
func (l *List) Lookup(form string) (Word, bool) {
	i, ok := slices.BinarySearchFunc(l.Words, form, func(w Word, s string) int { return cmp.Compare(w.Form, s) })
	if !ok {
		return Word{}, false
	}
	return l.Words[i], true
}

// The names of columns, in lower case, and of the rows that are no words.
const (
	totalRow   = "(total)"
	minimumRow = "(minimum)"
)

func columns() [3][]string {
	return [3][]string{
		{"word", "type", "form", "token"},
		{"frequency", "freq", "count", "n"},
		{"documents", "docs", "texts", "range"},
	}
}

// Parse reads a list in UTF-8: rows of values with commas or tabs between, the
// first of which names the columns word, frequency and, if there are any,
// documents; other columns are passed over, and so are lines that begin with
// "# ". A row "(total)" has the size of the corpus, a row "(minimum)" the
// smallest frequency that the list takes up. total is the size of the corpus
// where no row has it, 0 = the row must be there. Words are folded as types are;
// rows that become one word are added up, and how many documents that word has
// is then unknown.
//
// Everything that is wrong is reported at once, as a *strict.Errors; name is
// used in messages.
func Parse(name string, data []byte, total int64) (*List, error) {
	sum := sha256.Sum256(data)
	base := path.Base(strings.ReplaceAll(name, "\\", "/"))
	r := &reader{
		errs: strict.Errors{Name: name},
		list: &List{
			Name: strings.TrimSuffix(base, path.Ext(base)), Path: name, Bytes: int64(len(data)), SHA256: hex.EncodeToString(sum[:]),
			Tokens: total,
		},
		lexicon: corpus.NewLexicon(), at: map[string]int{},
	}
	r.read(bytes.TrimPrefix(data, []byte("\ufeff")))
	r.finish()
	if len(r.errs.Problems) > 0 {
		return nil, &r.errs
	}
	return r.list, nil
}

// most is how many problems are told one by one.
const most = 20

type reader struct {
	errs    strict.Errors
	more    int // problems beyond most
	list    *List
	column  [3]int // of word, frequency, documents; −1 = none
	lexicon *corpus.Lexicon
	at      map[string]int // place of a form in list.Words
	seen    int64          // sum of the frequencies
	widest  int64          // greatest number of documents of a word
	rowed   bool           // there was a row (total)
	tokens  []corpus.Token
	invalid bool // the file cannot be read on
}

func (r *reader) problem(line, column int, hint, format string, args ...any) {
	if len(r.errs.Problems) == most {
		r.more++
		return
	}
	r.errs.Problems = append(r.errs.Problems, strict.Problem{Line: line, Column: column, Message: fmt.Sprintf(format, args...), Hint: hint})
}

// read reads the rows.
func (r *reader) read(data []byte) {
	if i := invalid(data); i >= 0 {
		line := 1 + bytes.Count(data[:i], []byte{'\n'})
		r.problem(line, 1, "save the list as UTF-8", "not valid UTF-8")
		r.invalid = true
		return
	}
	if tabbed(data) {
		r.tabs(string(data))
	} else {
		r.commas(data)
	}
}

// invalid returns the offset of the first byte that is not UTF-8, −1 if all is.
func invalid(data []byte) int {
	for i := 0; i < len(data); {
		c, size := utf8.DecodeRune(data[i:])
		if c == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

// tabbed reports whether the first row has tabs between its values.
func tabbed(data []byte) bool {
	for line := range bytes.Lines(data) {
		if !comment(string(line)) {
			return bytes.ContainsRune(line, '\t')
		}
	}
	return false
}

// comment reports whether a line is passed over. "#" alone may be a word.
func comment(line string) bool {
	return strings.TrimSpace(line) == "" || strings.HasPrefix(line, "# ")
}

// tabs reads rows with tabs between the values, which stand as they are:
// a quotation mark can be a word.
func (r *reader) tabs(data string) {
	first, n := true, 0
	for line := range strings.Lines(data) {
		n++
		if comment(line) {
			continue
		}
		fields := strings.Split(strings.TrimRight(line, "\r\n"), "\t")
		place := func(field int) int {
			at := 1
			for _, f := range fields[:field] {
				at += utf8.RuneCountInString(f) + 1
			}
			return at
		}
		if !r.row(&first, n, fields, place) {
			return
		}
	}
}

// commas reads rows with commas between the values.
func (r *reader) commas(data []byte) {
	c := csv.NewReader(bytes.NewReader(data))
	c.FieldsPerRecord, c.ReuseRecord = -1, true
	first := true
	for {
		fields, err := c.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		var wrong *csv.ParseError
		if errors.As(err, &wrong) {
			r.problem(wrong.Line, wrong.Column, `write a quotation mark inside a value twice: "a ""word"""`, "%v", wrong.Err)
			r.invalid = true
			return
		}
		if err != nil { // bytes in memory give no other
			r.problem(1, 1, "", "%v", err)
			return
		}
		line, _ := c.FieldPos(0)
		if len(fields) == 1 && comment(fields[0]) || strings.HasPrefix(fields[0], "# ") {
			continue
		}
		place := func(field int) int {
			_, column := c.FieldPos(field)
			return column
		}
		if !r.row(&first, line, fields, place) {
			return
		}
	}
}

// row reads one row, the first of which names the columns; it reports whether
// those after it can be read.
func (r *reader) row(first *bool, line int, fields []string, place func(field int) int) bool {
	if *first {
		*first = false
		return r.head(line, fields)
	}
	value := func(c int) (string, int) {
		i := r.column[c]
		if i < 0 || i >= len(fields) {
			return "", 1
		}
		return strings.TrimSpace(fields[i]), place(i)
	}
	word, at := value(0)
	count, where := value(1)
	if word == "" {
		r.problem(line, at, "", "the row has no word")
		return true
	}
	n, ok := whole(count)
	if !ok || n < 1 {
		hint := "frequencies are occurrences in the whole corpus, not shares or rates"
		r.problem(line, where, hint, "the frequency of %q is %q, no whole number from 1", word, count)
		return true
	}
	documents := int64(-1)
	if text, where := value(2); text != "" {
		if documents, ok = whole(text); !ok || documents < 1 || documents > n && word != totalRow {
			r.problem(line, where, "", "%q is in %q documents, which is no whole number from 1 to its frequency", word, text)
			return true
		}
	}
	switch {
	case word == totalRow:
		r.total(line, n, documents)
	case word == minimumRow:
		r.list.Minimum = n
	case strings.HasPrefix(word, "(") && strings.HasSuffix(word, ")") && len(word) > 2:
		r.problem(line, at, strict.Suggest(word, []string{totalRow, minimumRow}), "%s is no row that is known; there are %s and %s", word, totalRow, minimumRow)
	default:
		r.word(word, n, documents)
	}
	return true
}

// head reads the names of the columns.
func (r *reader) head(line int, fields []string) bool {
	for c, names := range columns() {
		r.column[c] = slices.IndexFunc(fields, func(f string) bool {
			return slices.Contains(names, strings.ToLower(strings.TrimSpace(f)))
		})
	}
	for c, what := range []string{"word", "frequency"} {
		if r.column[c] < 0 {
			r.problem(line, 1, "begin the file with a row that names them: word,frequency,documents", "no column %s among %q", what, fields)
			r.invalid = true
		}
	}
	return !r.invalid
}

func (r *reader) total(line int, n, documents int64) {
	if r.rowed {
		r.problem(line, 1, "", "there are two rows %s", totalRow)
		return
	}
	r.rowed, r.list.Tokens, r.list.Documents = true, n, max(documents, 0)
}

// word enters a row.
func (r *reader) word(word string, n, documents int64) {
	l := r.list
	r.seen = min(r.seen+n, tooMuch)
	r.widest = max(r.widest, documents)
	if l.Least == 0 || n < l.Least {
		l.Least = n
	}
	body := []byte(word)
	r.tokens = tokenize.Words(r.tokens[:0], body, []corpus.Block{{Span: corpus.Span{End: uint32(len(body))}}}, r.lexicon)
	if len(r.tokens) != 1 || r.tokens[0].Start != 0 || int(r.tokens[0].End) != len(body) {
		l.Phrases++
		return
	}
	form := r.lexicon.Word(r.tokens[0].Type)
	i, ok := r.at[form]
	if !ok {
		r.at[form] = len(l.Words)
		l.Words = append(l.Words, Word{form, n, documents})
		return
	}
	l.Merged++
	l.Words[i].N = min(l.Words[i].N+n, tooMuch)
	l.Words[i].Documents = -1
}

// finish checks the list as a whole and sorts it.
func (r *reader) finish() {
	l := r.list
	switch {
	case r.invalid || len(r.errs.Problems) > 0:
	case r.seen == 0:
		r.problem(1, 1, "", "the list has no words")
	case l.Tokens == 0:
		r.problem(1, 1, "add a row (total),N or say reference_total: N", "how many tokens the whole corpus has is not said")
	case r.seen > l.Tokens:
		r.problem(1, 1, "the total counts every token of the corpus", "the words have %d tokens together, more than the total of %d", r.seen, l.Tokens)
	case l.Documents > 0 && r.widest > l.Documents:
		r.problem(1, 1, "", "a word is in %d documents, more than the total of %d", r.widest, l.Documents)
	case l.Minimum > l.Least:
		r.problem(1, 1, "", "the list says that it takes up words from %d occurrences on, but has one with %d", l.Minimum, l.Least)
	}
	if l.Minimum == 1 && r.seen < l.Tokens*9/10 && len(r.errs.Problems) == 0 && !r.invalid {
		r.problem(1, 1, "say from how many occurrences on words are listed, or give the whole list",
			"the list says that it has every word (%s 1), but its words are %d of the %d tokens", minimumRow, r.seen, l.Tokens)
	}
	if r.more > 0 {
		r.errs.Problems = append(r.errs.Problems, strict.Problem{Line: 1, Column: 1, Message: fmt.Sprintf("and %d more", r.more)})
	}
	slices.SortFunc(l.Words, func(a, b Word) int { return cmp.Compare(a.Form, b.Form) })
}

// whole reads a whole number, which may have commas between groups of three.
func whole(s string) (int64, bool) {
	if groups := strings.Split(s, ","); len(groups) > 1 {
		for i, g := range groups {
			if len(g) != 3 && (i > 0 || len(g) == 0 || len(g) > 3) {
				return 0, false
			}
		}
		s = strings.Join(groups, "")
	}
	if strings.Trim(s, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil && n <= limit
}

// The greatest number in a list, and what sums of them are cut to, which no
// total reaches.
const (
	limit   = 1 << 50
	tooMuch = 1 << 60
)
