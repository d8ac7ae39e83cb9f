// Package frequency is the analyzer of relative frequencies: how often each
// concept is named in each document and in all of them.
package frequency

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"concordat/analyzers"
	"concordat/analyzers/result"
)

// Cautions of a row: below these numbers an interval is rough.
const (
	fewHits       = 5
	fewParagraphs = 5
	fewTokens     = 1000
)

type analyzer struct{}

// New returns the analyzer.
func New() analyzers.Analyzer { return analyzer{} }

// Info describes the analyzer.
func (analyzer) Info() analyzers.Info {
	return analyzers.Info{
		Name:  "frequency",
		Title: "Concept frequencies",
		Doc: "How often each concept is named in each document: hits, the rate per 10,000 tokens with its interval, " +
			"and the sentences and paragraphs it touches; the same for all documents together and for every group. Concepts without a hit are listed too.",
		Output: []string{"frequency", "frequency_total", "frequency_group", "concepts-by-document"},
		References: []result.Reference{
			{Key: "efron1979", Text: "Efron, B. (1979). Bootstrap methods: another look at the jackknife. The Annals of Statistics 7(1), 1–26.", DOI: "10.1214/aos/1176344552"},
			{Key: "efron1987", Text: "Efron, B. (1987). Better bootstrap confidence intervals. Journal of the American Statistical Association 82(397), 171–185.", DOI: "10.1080/01621459.1987.10478410"},
			{Key: "cochran1977", Text: "Cochran, W. G. (1977). Sampling Techniques, 3rd edition. Wiley, New York."},
			{Key: "wilson1927", Text: "Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. Journal of the American Statistical Association 22, 209–212.", DOI: "10.1080/01621459.1927.10502953"},
		},
		Needs:   analyzers.Needs{Resamples: true},
		Default: true,
	}
}

// Analyze counts nothing itself: it turns the tally and its bootstrap into rates.
func (analyzer) Analyze(ctx context.Context, in *analyzers.Input) (*result.Result, error) {
	drawn, err := in.Resampled(ctx)
	if err != nil {
		return nil, err
	}
	all, err := drawn.Side(ctx, in.Whole())
	if err != nil {
		return nil, err
	}
	byDocument := newRows(len(in.Tally.Documents) * len(in.Book.Concepts))
	for i := range in.Tally.Documents {
		byDocument.document(in, i, drawn.Document(i))
	}
	out := &result.Result{
		Analyzer: "frequency",
		Tables:   []*result.Table{documentTable(in, byDocument), totalTable(in, all)},
		Methods:  methods(in, byDocument),
	}
	if len(in.Groups) > 1 {
		t, err := groupTable(ctx, in, drawn)
		if err != nil {
			return nil, err
		}
		out.Tables = append(out.Tables, t)
	}
	if sides := series(in); len(sides) > 0 {
		f, err := bars(ctx, in, drawn, sides)
		if err != nil {
			return nil, err
		}
		if f != nil {
			out.Figures = append(out.Figures, f)
			out.Findings = findings(in, f, sides[0])
			for _, s := range sides {
				out.Series = append(out.Series, s.Name)
			}
		}
	}
	if f := heatmap(in); f != nil {
		out.Figures = append(out.Figures, f)
	}
	return out, nil
}

func methods(in *analyzers.Input, r *rows) []string {
	var tokens int64
	for i := range in.Tally.Documents {
		tokens += in.Tally.Documents[i].Tokens
	}
	return []string{
		fmt.Sprintf("Relative frequencies are hits per 10,000 tokens, in %s of %s; the hits of a concept include those of the concepts below it, no token twice.",
			result.Counted(len(in.Tally.Documents), "document"), result.Counted(tokens, "token")),
		fmt.Sprintf("They are given with %s (Efron 1979); where that cannot vary (no hits, or one paragraph: %s of %s rates), with Wilson's (1927) interval over tokens, which takes tokens as independent.",
			in.Options.Bootstrap(), result.Whole(r.wilson), result.Whole(len(r.texts))),
		in.Options.Reasons(),
		"As a check frequency_total has the standard error of a rate without a bootstrap (column se): that of a ratio of sums over what is drawn, by linearization (Cochran 1977).",
	}
}

// maxSeries is how many series a chart tells apart by colour alone.
const maxSeries = 3

// series returns the sides that the bars show: the target with the references
// it is compared with, or else, where there is no target or are several, the
// groups if they are few, or else the documents if they are, or else all
// documents together.
func series(in *analyzers.Input) []analyzers.Side {
	var sides []analyzers.Side
	add := func(s analyzers.Side) {
		same := func(o analyzers.Side) bool { return o.Name == s.Name }
		if len(sides) < maxSeries && len(s.Documents) > 0 && !slices.ContainsFunc(sides, same) {
			sides = append(sides, s)
		}
	}
	if target, ok := in.Target(); ok {
		add(target)
		for _, c := range in.Comparisons {
			add(c.Reference)
		}
		return sides
	}
	if len(in.Groups) <= maxSeries {
		for _, g := range in.Groups {
			add(g)
		}
	}
	if n := len(in.Tally.Documents); len(sides) == 0 && n <= maxSeries {
		for i := range n {
			add(analyzers.Side{Name: in.Tally.Documents[i].ID, Documents: []int{i}})
		}
	}
	if len(sides) == 0 {
		whole := in.Whole()
		whole.Name = "all documents"
		add(whole)
	}
	return sides
}

// findings says which concepts the first series of the bars names most; of
// those with few hits it says nothing.
func findings(in *analyzers.Input, f *result.Figure, side analyzers.Side) []result.Finding {
	labels, names := f.Data.Column("concept").Texts, f.Data.Column("document").Texts
	hits := f.Data.Column("hits").Ints
	value, low, high := f.Data.Column("per_10k").Floats, f.Data.Column("ci_low").Floats, f.Data.Column("ci_high").Floats
	var rows []int
	for i := range names {
		if names[i] == side.Name && hits[i] >= fewHits {
			rows = append(rows, i)
		}
	}
	slices.SortStableFunc(rows, func(a, b int) int { return cmp.Compare(value[b], value[a]) })
	var parts []string
	for _, i := range rows[:min(3, len(rows))] {
		parts = append(parts, fmt.Sprintf("“%s” %s [%s, %s]", labels[i], result.Number(value[i], 1), result.Number(low[i], 1), result.Number(high[i], 1)))
	}
	if len(parts) == 0 {
		return nil
	}
	most := "Named most"
	if len(in.Options.Concepts) > 0 {
		most = "Of the concepts chosen, named most"
	}
	return []result.Finding{{Text: fmt.Sprintf("%s in %s, per 10,000 tokens with %s intervals: %s.",
		most, in.Prose(side), in.Options.Percent(), strings.Join(parts, "; "))}}
}
