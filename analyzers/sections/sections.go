// Package sections says how often concepts are named in each section of a
// document, as its headings part it.
package sections

import (
	"context"
	"fmt"
	"math"
	"strconv"

	"concordat/analyzers"
	"concordat/analyzers/result"
	"concordat/analyzers/stats"
	"concordat/analyzers/tally"
)

const (
	name = "sections"
	list = "sections_list"

	enough        = 100 // tokens from which on a section has rates
	fewHits       = 5
	fewParagraphs = 5
)

type analyzer struct{}

// New returns the analyzer.
func New() analyzers.Analyzer { return analyzer{} }

// Info describes the analyzer.
func (analyzer) Info() analyzers.Info {
	return analyzers.Info{
		Name:   name,
		Title:  "Concepts by section",
		Doc:    "How often each concept is named in the sections of each document, as its headings part it: hits and rate with interval, beside the rate in the whole document. Sections of fewer than 100 tokens are listed and have no rates.",
		Needs:  analyzers.Needs{Sections: true},
		Output: []string{name, list},
		References: []result.Reference{
			{Key: "efron1979", Text: "Efron, B. (1979). Bootstrap methods: another look at the jackknife. The Annals of Statistics 7(1), 1–26.", DOI: "10.1214/aos/1176344552"},
			{Key: "wilson1927", Text: "Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. Journal of the American Statistical Association 22, 209–212.", DOI: "10.1080/01621459.1927.10502953"},
		},
	}
}

// section is one section of a document.
type section struct {
	document, number int
	tally.Section
	end                int // the paragraph after its last
	tokens, sentences  int64
	hits               []int64 // by concept
	rates              []stats.Interval
	items              []int32
	unseen             stats.Interval
	measured, fewParts bool
}

// Analyze measures the sections of the documents that have more than one.
func (analyzer) Analyze(ctx context.Context, in *analyzers.Input) (*result.Result, error) {
	var all []section
	undivided := 0
	draws := in.NewDraws()
	for i := range in.Tally.Documents {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		own := divide(in, i)
		if len(own) < 2 {
			undivided++
			continue
		}
		for k := range own {
			own[k].measure(in, draws)
		}
		all = append(all, own...)
	}
	o := in.Options
	o.Resample = analyzers.ByParagraph
	r := &result.Result{Analyzer: name, Tables: []*result.Table{table(in, o, all), listed(in, o, all, undivided)}}
	r.Methods = []string{
		fmt.Sprintf("Sections begin at headings, whatever their level, and include the heading; what stands before the first is a section without title. "+
			"The rates of a section of %d tokens or more have %s (Efron 1979), the paragraphs being those of the section; where these cannot vary, Wilson's (1927) interval over tokens stands in.", enough, o.Bootstrap()),
	}
	return r, nil
}

// divide parts a document into its sections.
func divide(in *analyzers.Input, document int) []section {
	d := &in.Tally.Documents[document]
	out := make([]section, len(d.Sections))
	of := make([]int, len(d.Stretches)) // section by paragraph
	for k, s := range d.Sections {
		end := len(d.Stretches)
		if k+1 < len(d.Sections) {
			end = int(d.Sections[k+1].First)
		}
		out[k] = section{document: document, number: k, Section: s, end: end, hits: make([]int64, len(in.Book.Concepts))}
		for p := int(s.First); p < end; p++ {
			of[p] = k
			out[k].tokens += int64(d.Stretches[p].Tokens)
			out[k].sentences += int64(d.Stretches[p].Sentences)
		}
	}
	if len(out) == 0 {
		return nil
	}
	for _, c := range d.Cells {
		out[of[c.Paragraph]].hits[c.Concept] += int64(c.Hits)
	}
	return out
}

// measure gives a section its rates.
func (s *section) measure(in *analyzers.Input, draws *stats.Draws) {
	if s.measured = s.tokens >= enough; !s.measured {
		return
	}
	d := &in.Tally.Documents[s.document]
	var sizes []int32
	var cells []stats.Cell
	for p := int(s.First); p < s.end; p++ {
		sizes = append(sizes, d.Stretches[p].Tokens)
	}
	for _, c := range d.Cells {
		if c.Paragraph >= s.First && int(c.Paragraph) < s.end {
			cells = append(cells, stats.Cell{Block: c.Paragraph - s.First, Item: c.Concept, Count: c.Hits})
		}
	}
	draws.Draw(in.Options.Seed, d.ID+"\x00section "+strconv.Itoa(s.number), sizes, cells)
	level := in.Options.Level
	if in.Options.BCa {
		by := stats.Influences(s.tokens, s.hits, func(yield func([]int32, []stats.Cell) bool) { yield(sizes, cells) })
		s.rates = draws.AcceleratedRates(level, by, nil)
	} else {
		s.rates = draws.Rates(level, nil)
	}
	s.items = append(s.items, draws.Items...)
	s.unseen = stats.Unseen(s.tokens, level)
	s.fewParts = draws.Blocks < fewParagraphs
}

// title is the section's heading, or what it is.
func (s *section) title() string {
	if s.Title == "" {
		return "(before the first heading)"
	}
	return s.Title
}

// row is one concept in one section.
type row struct {
	*section
	concept int
	stats.Interval
	whole float64 // rate in the document
}

func (w row) caution() string {
	switch {
	case w.hits[w.concept] < fewHits && w.fewParts:
		return "few-hits few-paragraphs"
	case w.hits[w.concept] < fewHits:
		return "few-hits"
	case w.fewParts:
		return "few-paragraphs"
	}
	return ""
}

// table has a row for each concept with a hit in a section that has rates.
func table(in *analyzers.Input, o analyzers.Options, all []section) *result.Table {
	var rows []row
	missing := 0
	for k := range all {
		s := &all[k]
		d := &in.Tally.Documents[s.document]
		whole := make([]float64, len(in.Book.Concepts))
		for _, c := range d.Concepts {
			whole[c.Concept] = stats.Per * float64(c.Hits) / float64(d.Tokens)
		}
		for i, c := range s.items {
			if math.IsNaN(s.rates[i].Low) {
				missing++
			}
			rows = append(rows, row{s, int(c), s.rates[i], whole[c]})
		}
	}
	labels := analyzers.Labels(in.Book)
	const per = "per 10,000 tokens"
	t := &result.Table{
		Name: name, Title: "Concepts by section", Brief: max(in.Options.Top, 0), Lead: "hits",
		Caption: fmt.Sprintf("Each row is one concept with a hit in one section of a document (sections of %d tokens or more, of documents with two or more): hits, and hits per 10,000 tokens of the section with %s, paragraphs being those of the section, beside the rate in the whole document. A concept without a row in such a section has no hit there; table %s gives the upper bound of its rate. The hits of a concept include those of the concepts below it.",
			enough, o.Bootstrap(), list),
		Columns: []result.Column{
			result.Texts("document", "Document", "id of the document", each(rows, func(w row) string { return in.Tally.Documents[w.document].ID })),
			result.Ints("section", "Section", "", "number of the section in the document, from 1", each(rows, func(w row) int64 { return int64(w.number + 1) })),
			result.Texts("title", "Title", "heading of the section", each(rows, func(w row) string { return w.title() })),
			result.Texts("concept", "Concept id", "id of the concept in the codebook", each(rows, func(w row) string { return in.Book.Concepts[w.concept].ID })),
			result.Texts("label", "Concept", "label of the concept", each(rows, func(w row) string { return labels[w.concept] })),
			result.Ints("hits", "Hits", "hits", "hits in the section, of the concept and of those below it, no token twice", each(rows, func(w row) int64 { return w.hits[w.concept] })),
			result.Ints("tokens", "Tokens", "tokens", "tokens of the section, the denominator of per_10k", each(rows, func(w row) int64 { return w.tokens })),
			result.Floats("per_10k", "Per 10,000 tokens", per, 1, "hits per 10,000 tokens of the section", each(rows, func(w row) float64 { return w.Value })),
			result.Floats("ci_low", "Low", per, 1, "lower bound of the interval of per_10k", each(rows, func(w row) float64 { return w.Low })),
			result.Floats("ci_high", "High", per, 1, "upper bound of the interval of per_10k", each(rows, func(w row) float64 { return w.High })),
			result.Detail(result.Texts("ci_method", "Interval", "method of the interval: bootstrap = percentile bootstrap; bca = bias-corrected and accelerated bootstrap; wilson = score interval over tokens, where the bootstrap cannot vary", each(rows, func(w row) string { return w.Method }))),
			result.Floats("document_per_10k", "In the document", per, 1, "hits per 10,000 tokens of the whole document, the section included", each(rows, func(w row) float64 { return w.whole })),
			result.Detail(result.Texts("caution", "Caution", "what makes the row rough: few-hits (1 to 4), few-paragraphs (under 5 in the section)", each(rows, row.caution))),
		},
	}
	rough := 0
	for _, w := range rows {
		if w.caution() != "" {
			rough++
		}
	}
	add := func(n int, code, message string) {
		if n > 0 {
			t.Notes = append(t.Notes, result.Note{Code: code, Message: fmt.Sprintf(message, result.Whole(n)), Table: name, Row: -1})
		}
	}
	add(rough, "rough", "rows with one to four hits, or of a section of fewer than five paragraphs: %s; their intervals are rough (column caution)")
	add(missing, "no-interval", "rows with more hits than tokens in one paragraph: %s; they have no interval")
	return t
}

// each returns one value of every row: a column.
func each[R, T any](rows []R, f func(R) T) []T {
	out := make([]T, len(rows))
	for i := range rows {
		out[i] = f(rows[i])
	}
	return out
}

// listed has a row for each section of a document with two or more.
func listed(in *analyzers.Input, o analyzers.Options, all []section, undivided int) *result.Table {
	short := 0
	for k := range all {
		if !all[k].measured {
			short++
		}
	}
	unseen := each(all, func(s section) float64 {
		if !s.measured {
			return math.NaN()
		}
		return s.unseen.High
	})
	t := &result.Table{
		Name: list, Title: "Sections", Brief: max(in.Options.Top, 0),
		Caption: fmt.Sprintf("Each row is one section of a document with two or more (%s): from a heading, whatever its level, to the next. Rates are computed from %d tokens on.", result.Counted(len(all), "section"), enough),
		Columns: []result.Column{
			result.Texts("document", "Document", "id of the document", each(all, func(s section) string { return in.Tally.Documents[s.document].ID })),
			result.Ints("section", "Section", "", "number of the section in the document, from 1", each(all, func(s section) int64 { return int64(s.number + 1) })),
			result.Texts("title", "Title", "heading of the section", each(all, func(s section) string { return s.title() })),
			result.Detail(result.Ints("level", "Level", "", "level of the heading, 1 = top; 0 = unknown, or no heading", each(all, func(s section) int64 { return int64(s.Level) }))),
			result.Detail(result.Ints("first_paragraph", "First paragraph", "", "number of its first paragraph in the document, from 1: that of the heading", each(all, func(s section) int64 { return int64(s.First) + 1 }))),
			result.Ints("paragraphs", "Paragraphs", "paragraphs", "paragraphs with words, the heading included", each(all, func(s section) int64 { return int64(s.end) - int64(s.First) })),
			result.Ints("sentences", "Sentences", "sentences", "sentences", each(all, func(s section) int64 { return s.sentences })),
			result.Ints("tokens", "Tokens", "tokens", "tokens, those of the heading included", each(all, func(s section) int64 { return s.tokens })),
			result.Ints("concepts", "Concepts", "concepts", "concepts with a hit, parents of such included", each(all, func(s section) (n int64) {
				for _, h := range s.hits {
					if h > 0 {
						n++
					}
				}
				return n
			})),
			result.Floats("unseen_high", "Upper bound, unseen", "per 10,000 tokens", 1, "upper bound of the rate of a concept without a hit in the section ("+o.Percent()+", Wilson); missing below "+strconv.Itoa(enough)+" tokens", unseen),
		},
	}
	add := func(n int, code, message string) {
		if n > 0 {
			t.Notes = append(t.Notes, result.Note{Code: code, Message: fmt.Sprintf(message, result.Whole(n)), Table: list, Row: -1})
		}
	}
	add(short, "short-sections", "sections of fewer than 100 tokens: %s; they have no rates")
	add(undivided, "no-sections", "documents without headings, or with one that begins them: %s; they are not listed")
	return t
}
