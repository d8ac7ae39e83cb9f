// Package tagger tags words with prose's model, mending two faults of prose.
//
// Prose adds up the scores of tags in the order of Go's maps and takes the
// first of the greatest, so that tags with equal scores, or scores that only
// rounding parts, change from run to run: of 400,000 words of speeches a few.
// Here scores are added in one order, and of equals the tag that is first by name
// wins. And prose keeps one token for all occurrences of a word in a text, so
// that each of them ends up with the tag of the last one; here every word has its
// own.
package tagger

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/jdkato/prose/v2"
	"github.com/mingrammer/commonregex"
)

// Tagger has the weights of prose's averaged perceptron. It is only read and may
// be shared.
type Tagger struct {
	classes []string // names of tags, ascending
	fixed   map[string]string
	weights map[string][]weight // by feature
}

// weight is what a feature adds to the score of a tag.
type weight struct {
	class int
	value float64
}

// New reads the weights of a model. The error is that of a version of prose that
// keeps them elsewhere.
func New(m *prose.Model) (_ *Tagger, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("tagger: the model is not that of prose 2.0.0: %v", r)
		}
	}()
	perceptron := reflect.ValueOf(m).Elem().FieldByName("tagger").Elem().FieldByName("model").Elem()
	t := &Tagger{fixed: map[string]string{}, weights: map[string][]weight{}}
	classes := perceptron.FieldByName("classes")
	for i := range classes.Len() {
		t.classes = append(t.classes, classes.Index(i).String())
	}
	slices.Sort(t.classes)
	for all := perceptron.FieldByName("tagMap").MapRange(); all.Next(); {
		t.fixed[all.Key().String()] = all.Value().String()
	}
	for all := perceptron.FieldByName("weights").MapRange(); all.Next(); {
		var ws []weight
		for some := all.Value().MapRange(); some.Next(); {
			class, ok := slices.BinarySearch(t.classes, some.Key().String())
			if !ok {
				return nil, fmt.Errorf("tagger: the model weighs %q, which is no tag of its own", some.Key().String())
			}
			ws = append(ws, weight{class, some.Value().Float()})
		}
		slices.SortFunc(ws, func(a, b weight) int { return a.class - b.class })
		t.weights[all.Key().String()] = ws
	}
	if len(t.classes) == 0 || len(t.weights) == 0 {
		return nil, errors.New("tagger: the model is empty")
	}
	return t, nil
}

// The words that prose tags without its model.
var (
	none = regexp.MustCompile(`^(?:0|\*[\w?]\*|\*\-\d{1,3}|\*[A-Z]+\*\-\d{1,3}|\*)$`)
	kept = regexp.MustCompile(`^\-[A-Z]{3}\-$`)
)

// Tags returns the tag of every word of a sentence, as prose's tagger would give
// them but for the two faults and for emoticons, which it has a list of. The
// cost is that of fourteen look-ups a word.
func (t *Tagger) Tags(words []string) []string {
	context := make([]string, 0, len(words)+4)
	context = append(context, "-START-", "-START2-")
	for _, w := range words {
		context = append(context, normalized(w))
	}
	context = append(context, "-END-", "-END2-")
	tags := make([]string, len(words))
	scores, scored := make([]float64, len(t.classes)), make([]bool, len(t.classes))
	var key []byte
	last, before := "-START-", "-START2-"
	for i, w := range words {
		tag, known := outside(w)
		if !known {
			tag, known = t.fixed[w]
		}
		if !known {
			clear(scores)
			clear(scored)
			key = t.score(scores, scored, key, context, i, w, last, before)
			tag = t.best(scores, scored)
		}
		tags[i] = tag
		last, before = tag, last
	}
	return tags
}

// outside returns the tag of a word that the model is not asked about.
func outside(w string) (tag string, ok bool) {
	switch {
	case w == "":
		return "", true
	case w == "-":
		return "-", true
	case strings.Contains(w, ".") && commonregex.LinkRegex.MatchString(w),
		strings.Contains(w, "@") && (w[0] == '@' || commonregex.EmailRegex.MatchString(w)):
		return "NN", true
	case (w[0] == '0' || w[0] == '*') && none.MatchString(w):
		return "-NONE-", true
	case w[0] == '-' && kept.MatchString(w):
		return w, true
	}
	return "", false
}

// score adds up the weights of the features of word i: its ending and first
// letter, the two tags before it, and the words around it. It returns the
// buffer of the keys.
func (t *Tagger) score(scores []float64, scored []bool, key []byte, context []string, i int, w, last, before string) []byte {
	i += 2
	suffix := func(s string) string { return s[len(s)-min(len(s), 3):] }
	for _, feature := range [...][3]string{
		{"bias"},
		{"i suffix", suffix(w)},
		{"i pref1", string(rune(w[0]))},
		{"i-1 tag", last},
		{"i-2 tag", before},
		{"i tag+i-2 tag", last, before},
		{"i word", context[i]},
		{"i-1 tag+i word", last, context[i]},
		{"i-1 word", context[i-1]},
		{"i-1 suffix", suffix(context[i-1])},
		{"i-2 word", context[i-2]},
		{"i+1 word", context[i+1]},
		{"i+1 suffix", suffix(context[i+1])},
		{"i+2 word", context[i+2]},
	} {
		key = append(key[:0], feature[0]...)
		if feature[0] != "bias" {
			key = append(append(key, ' '), feature[1]...)
		}
		if feature[0] == "i tag+i-2 tag" || feature[0] == "i-1 tag+i word" {
			key = append(append(key, ' '), feature[2]...)
		}
		for _, w := range t.weights[string(key)] {
			scores[w.class] += w.value
			scored[w.class] = true
		}
	}
	return key
}

// best returns the tag with the greatest score, the first of several by name.
func (t *Tagger) best(scores []float64, scored []bool) string {
	at := -1
	for c, ok := range scored {
		if ok && (at < 0 || scores[c] > scores[at]) {
			at = c
		}
	}
	if at < 0 {
		return ""
	}
	return t.classes[at]
}

// normalized is a word as the features of its neighbours have it.
func normalized(w string) string {
	switch _, err := strconv.Atoi(w); {
	case w == "":
		return w
	case strings.Contains(w, "-") && w[0] != '-':
		return "!HYPHEN"
	case err == nil && len(w) == 4:
		return "!YEAR"
	case w[0] >= '0' && w[0] <= '9':
		return "!DIGITS"
	}
	return strings.ToLower(w)
}
