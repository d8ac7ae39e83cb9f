// Package readability is the analyzer of how hard the English of each document
// is to read, by the classical formulas.
package readability

import (
	"context"
	"fmt"
	"math"
	"strings"
	"unicode"

	"concordat/analyzers"
	"concordat/analyzers/result"
	"concordat/analyzers/stats"
	"concordat/analyzers/stats/readability"
	"concordat/analyzers/tally"
	"concordat/corpus"
)

// name is the analyzer's and its table's.
const name = "readability"

// Sizes that count.
const (
	longWord     = 7  // letters from which a word is long
	polysyllabic = 3  // syllables from which a word is complex
	sample       = 30 // sentences that SMOG asks for
	fewBlocks    = 5  // paragraphs below which there is no interval
)

type analyzer struct{}

// New returns the analyzer.
func New() analyzers.Analyzer { return analyzer{} }

// Info describes the analyzer.
func (analyzer) Info() analyzers.Info {
	return analyzers.Info{
		Name:  name,
		Title: "Readability",
		Doc: "How hard the English of each document is to read: length of sentences and words, and the formulas of Flesch, Flesch–Kincaid, Gunning (FOG), McLaughlin (SMOG), " +
			"Coleman–Liau, Smith–Senter (ARI), Björnsson (LIX) and Anderson (RIX). Dale–Chall is left out, since its word list is not free.",
		Needs:  analyzers.Needs{Sequence: true},
		Output: []string{name},
		References: []result.Reference{
			{Key: "flesch1948", Text: "Flesch, R. (1948). A new readability yardstick. Journal of Applied Psychology 32(3), 221–233.", DOI: "10.1037/h0057532"},
			{Key: "kincaid1975", Text: "Kincaid, J. P., Fishburne, R. P., Rogers, R. L. and Chissom, B. S. (1975). Derivation of new readability formulas for Navy enlisted personnel. Research Branch Report 8-75."},
			{Key: "gunning1952", Text: "Gunning, R. (1952). The Technique of Clear Writing. McGraw-Hill."},
			{Key: "mclaughlin1969", Text: "McLaughlin, G. H. (1969). SMOG grading: a new readability formula. Journal of Reading 12(8), 639–646."},
			{Key: "coleman1975", Text: "Coleman, M. and Liau, T. L. (1975). A computer readability formula designed for machine scoring. Journal of Applied Psychology 60(2), 283–284.", DOI: "10.1037/h0076540"},
			{Key: "smith1967", Text: "Smith, E. A. and Senter, R. J. (1967). Automated readability index. AMRL-TR-66-220."},
			{Key: "bjornsson1968", Text: "Björnsson, C. H. (1968). Läsbarhet. Liber."},
			{Key: "anderson1983", Text: "Anderson, J. (1983). Lix and Rix: variations on a little-known readability index. Journal of Reading 26(6), 490–496."},
			{Key: "efron1979", Text: "Efron, B. (1979). Bootstrap methods: another look at the jackknife. The Annals of Statistics 7(1), 1–26.", DOI: "10.1214/aos/1176344552"},
		},
	}
}

// Analyze measures every document in English whose words were counted.
func (analyzer) Analyze(ctx context.Context, in *analyzers.Input) (*result.Result, error) {
	var rows []row
	var foreign, empty, unsaid []string
	words := newLexicon(in.Tally.Words)
	for i := range in.Tally.Documents {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		d := &in.Tally.Documents[i]
		if !english(d.Language) || !latin(d, in.Tally.Words) {
			foreign = append(foreign, d.ID)
			continue
		}
		blocks := words.paragraphs(d)
		if len(blocks) == 0 {
			empty = append(empty, d.ID)
			continue
		}
		if d.Language == "" {
			unsaid = append(unsaid, d.ID)
		}
		rows = append(rows, measure(in.Options, d.ID, blocks))
	}
	t := table(in, rows)
	note := func(code, message string, names []string) {
		if len(names) > 0 {
			t.Notes = append(t.Notes, result.Note{Code: code, Table: name, Row: -1, Message: result.Counted(len(names), "document") + " " + message + ": " + few(names)})
		}
	}
	note("not-english", "in another language than English, for which formulas and syllables were not made, left out", foreign)
	note("no-sentences", "without sentences outside of headings, or whose words were not counted, left out", empty)
	note("language-unsaid", "whose language is not given, taken to be English", unsaid)
	r := &result.Result{Analyzer: name, Tables: []*result.Table{t}}
	if len(rows) > 0 {
		r.Methods = methods(in)
	}
	if f := bars(in, rows); f != nil {
		r.Figures = []*result.Figure{f}
	}
	return r, nil
}

// latin reports whether most words of a document are in Latin letters, as those
// of an English text are, whatever language it was said to be in.
func latin(d *tally.Document, l *corpus.Lexicon) bool {
	var letters, all int64
	for _, w := range d.Words {
		all += w.N
		for _, r := range l.Word(w.Type) {
			if unicode.Is(unicode.Latin, r) {
				letters += w.N
				break
			}
		}
	}
	return 2*letters >= all
}

func english(language string) bool {
	l := strings.ToLower(language)
	return l == "" || l == "en" || l == "eng" || strings.HasPrefix(l, "en-") || strings.HasPrefix(l, "en_")
}

// lexicon is what a word of each type adds to the counts.
type lexicon []readability.Counts

func newLexicon(l *corpus.Lexicon) lexicon {
	if l == nil {
		return nil
	}
	out := make(lexicon, l.Len())
	for i := range out {
		out[i] = countWord(l.Word(corpus.TypeID(i)))
	}
	return out
}

// countWord counts one word; nothing if it is a number or an address.
func countWord(w string) (c readability.Counts) {
	if !analyzers.IsWord(w) {
		return c
	}
	for _, r := range w {
		if unicode.IsLetter(r) {
			c.Letters++
		}
	}
	c.Words = 1
	c.Syllables = int64(readability.Syllables(w))
	if c.Letters >= longWord {
		c.Long = 1
	}
	if c.Syllables >= polysyllabic {
		c.Many = 1
	}
	for _, part := range readability.Parts(w) {
		if readability.Syllables(part) >= polysyllabic {
			c.Complex = 1
		}
	}
	return c
}

// paragraphs counts each paragraph that is no heading and has a sentence with a
// word.
func (l lexicon) paragraphs(d *tally.Document) (out []readability.Counts) {
	if d.Sequence == nil {
		return nil
	}
	token, sentence := 0, 0
	for _, p := range d.Stretches {
		var sum readability.Counts
		for range p.Sentences {
			one := readability.Counts{}
			for range d.Sequence.Sentences[sentence] {
				one = one.Add(l[d.Sequence.Types[token]])
				token++
			}
			if one.Words > 0 {
				one.Sentences = 1
				sum = sum.Add(one)
			}
			sentence++
		}
		if sum.Sentences > 0 && !p.Heading {
			out = append(out, sum)
		}
	}
	return out
}

// row is one document.
type row struct {
	document          string
	paragraphs        int
	counts            readability.Counts
	easeLow, easeUp   float64
	gradeLow, gradeUp float64
}

// measure sums the paragraphs of a document and resamples them.
func measure(o analyzers.Options, document string, blocks []readability.Counts) row {
	nan := math.NaN()
	r := row{document: document, paragraphs: len(blocks), easeLow: nan, easeUp: nan, gradeLow: nan, gradeUp: nan}
	for _, b := range blocks {
		r.counts = r.counts.Add(b)
	}
	if len(blocks) < fewBlocks || o.Resamples < 1 {
		return r
	}
	stream := stats.NewStream(o.Seed, name, document)
	ease, grade := make([]float64, o.Resamples), make([]float64, o.Resamples)
	for i := range ease {
		var sum readability.Counts
		for range blocks {
			sum = sum.Add(blocks[stream.IntN(len(blocks))])
		}
		ease[i], grade[i] = readability.Flesch(sum), readability.FleschKincaid(sum)
	}
	r.easeLow, r.easeUp = stats.Percentile(ease, o.Level)
	r.gradeLow, r.gradeUp = stats.Percentile(grade, o.Level)
	return r
}

func methods(in *analyzers.Input) []string {
	return []string{
		fmt.Sprintf("Readability was measured on tokens with at least one letter, web and mail addresses aside, outside of headings; list items and table cells that end no sentence count as sentences. "+
			"Syllables are counted by rules with a dictionary of exceptions, which are right for about 97 of 100 word forms they were not made with. %s percentile intervals resample the paragraphs of a document (Efron 1979; %s resamples, seed %s) "+
			"and hold what the syllables get wrong to be right.", in.Options.Percent(), result.Whole(in.Options.Resamples), result.Whole(in.Options.Seed)),
		"The formulas are the reading ease of Flesch (1948), the grade of Kincaid, Fishburne, Rogers and Chissom (1975), Gunning's FOG index (Gunning 1952; proper names and verbs in -ed and -es are not left out), " +
			"SMOG (McLaughlin 1969), Coleman–Liau (Coleman and Liau 1975), ARI (Smith and Senter 1967), LIX (Björnsson 1968) and RIX (Anderson 1983). " +
			"Grades are years of American schooling as each author calibrated them; the formulas see the length of sentences and words, not sense.",
	}
}

// few names the first of some documents.
func few(names []string) string {
	const most = 5
	s := strings.Join(names[:min(most, len(names))], ", ")
	if n := len(names) - most; n > 0 {
		s += " and " + result.Whole(n) + " more"
	}
	return s
}
