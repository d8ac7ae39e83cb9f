// Package keyness is the analyzer of key words and key concepts: those that
// tell a target from a reference.
package keyness

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"

	"concordat/analyzers"
	"concordat/analyzers/result"
	"concordat/analyzers/stats"
	"concordat/analyzers/tally"
	"concordat/corpus"
)

type analyzer struct{}

// New returns the analyzer.
func New() analyzers.Analyzer { return analyzer{} }

// Info describes the analyzer.
func (analyzer) Info() analyzers.Info {
	return analyzers.Info{
		Name:  "keyness",
		Title: "Keyness",
		Doc: "Which words and concepts tell a target from a reference: effect size (log ratio and its conservative bound) and " +
			"significance (G² with a false discovery rate) side by side, ranked by the conservative effect size.",
		Needs:  analyzers.Needs{Words: true},
		Output: []string{"keyness_words", "keyness_concepts", "keyness"},
		References: []result.Reference{
			{Key: "hardie2014", Text: "Hardie, A. (2014). Log Ratio: an informal introduction. ESRC Centre for Corpus Approaches to Social Science, Lancaster."},
			{Key: "evert2022", Text: "Evert, S. (2022). Measuring keyness. Digital Humanities 2022, Tokyo."},
			{Key: "clopper1934", Text: "Clopper, C. J. and Pearson, E. S. (1934). The use of confidence or fiducial limits illustrated in the case of the binomial. Biometrika 26(4), 404–413.", DOI: "10.1093/biomet/26.4.404"},
			{Key: "dunning1993", Text: "Dunning, T. (1993). Accurate methods for the statistics of surprise and coincidence. Computational Linguistics 19(1), 61–74."},
			{Key: "benjamini1995", Text: "Benjamini, Y. and Hochberg, Y. (1995). Controlling the false discovery rate. Journal of the Royal Statistical Society B 57(1), 289–300.", DOI: "10.1111/j.2517-6161.1995.tb02031.x"},
		},
		Default: true,
	}
}

// Analyze ranks words and concepts in every comparison.
func (analyzer) Analyze(ctx context.Context, in *analyzers.Input) (*result.Result, error) {
	out := &result.Result{Analyzer: "keyness"}
	words, concepts := list{kind: "words"}, list{kind: "concepts"}
	ranked := make([][]item, 0, len(in.Comparisons))
	for i, c := range in.Comparisons {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		ws := rank(countWords(in, c), c, in.Options.Level)
		words.add(ws)
		ranked = append(ranked, ws)
		concepts.add(rank(countConcepts(in, c), c, in.Options.Level))
		if i > 0 {
			continue
		}
		out.Series = []string{c.Target.Name, c.Reference.Name}
		out.Methods = methods(in)
		if f := figure(in, c, ws); f != nil {
			out.Figures = []*result.Figure{f}
		}
	}
	out.Findings = findings(in, ranked)
	out.Tables = []*result.Table{words.table(in), concepts.table(in)}
	return out, nil
}

// item is a word or a concept in one comparison.
type item struct {
	key, label                string // the word, or a concept's id and label
	target, reference         string
	a, A, b, B                int64 // occurrences and tokens of target and reference
	inTarget, inReference     int64 // documents with an occurrence
	conservative, g2          float64
	p, q                      float64
	ratio, low, high          float64
	percent                   float64
	rateTarget, rateReference float64
}

// rank completes the items and sorts them by the size of the conservative log ratio,
// then of G², then by key. All of them are one family of tests.
func rank(items []item, c analyzers.Comparison, level float64) []item {
	ps := make([]float64, len(items))
	for i := range items {
		w := &items[i]
		w.target, w.reference = c.Target.Name, c.Reference.Name
		w.conservative = stats.ConservativeLogRatio(w.a, w.A, w.b, w.B, level, len(items))
		w.g2 = stats.FromCorpora(w.a, w.A, w.b, w.B).G2()
		w.p = stats.ChiSquareP(w.g2)
		ps[i] = w.p
	}
	for i, q := range stats.BenjaminiHochberg(ps) {
		items[i].q = q
	}
	slices.SortFunc(items, func(x, y item) int {
		return cmp.Or(
			cmp.Compare(math.Abs(y.conservative), math.Abs(x.conservative)),
			cmp.Compare(math.Abs(y.g2), math.Abs(x.g2)),
			cmp.Compare(x.key, y.key))
	})
	return items
}

// describe works out what only a listed item needs.
func (w *item) describe(level float64) {
	w.rateTarget = stats.Per * float64(w.a) / float64(w.A)
	w.rateReference = stats.Per * float64(w.b) / float64(w.B)
	w.ratio = finite(stats.LogRatio(w.a, w.A, w.b, w.B))
	low, high := stats.LogRatioExactCI(w.a, w.A, w.b, w.B, level)
	w.low, w.high = finite(low), finite(high)
	w.percent = stats.PercentDiff(w.a, w.A, w.b, w.B)
}

// finite turns infinities into missing values.
func finite(v float64) float64 {
	if math.IsInf(v, 0) {
		return math.NaN()
	}
	return v
}

// tokens returns the tokens of both sides; ok says that neither is empty.
func tokens(in *analyzers.Input, c analyzers.Comparison) (target, reference int64, ok bool) {
	for _, i := range c.Target.Documents {
		target += in.Tally.Documents[i].Tokens
	}
	for _, i := range c.Reference.Documents {
		reference += in.Tally.Documents[i].Tokens
	}
	return target, reference, target > 0 && reference > 0
}

// countWords returns the words that are listed: those with a letter, but not of
// one letter, that occur often enough in both sides together and, if asked, are
// no function words.
func countWords(in *analyzers.Input, c analyzers.Comparison) []item {
	A, B, ok := tokens(in, c)
	if !ok || in.Tally.Words == nil {
		return nil
	}
	n := in.Tally.Words.Len()
	sum := func(documents []int) (counts, present []int64) {
		counts, present = make([]int64, n), make([]int64, n)
		for _, i := range documents {
			for _, w := range in.Tally.Documents[i].Words {
				counts[w.Type] += w.N
				present[w.Type]++
			}
		}
		return counts, present
	}
	a, inTarget := sum(c.Target.Documents)
	b, inReference := sum(c.Reference.Documents)
	var items []item
	for i := range n {
		word := in.Tally.Words.Word(corpus.TypeID(i))
		if a[i]+b[i] < least(in) || in.Options.Stopwords && stopwords[word] || tally.Letter(word) || !strings.ContainsFunc(word, unicode.IsLetter) {
			continue
		}
		items = append(items, item{key: word, a: a[i], A: A, b: b[i], B: B, inTarget: inTarget[i], inReference: inReference[i]})
	}
	return items
}

// least returns the smallest count of a listed word.
func least(in *analyzers.Input) int64 { return int64(max(in.Options.MinCount, 1)) }

// countConcepts returns the concepts with a hit on either side. One with more
// hits than a side has tokens, which takes patterns that match the same words
// over and over, is no share of the tokens and is left out.
func countConcepts(in *analyzers.Input, c analyzers.Comparison) []item {
	t, r := in.Totals(c.Target), in.Totals(c.Reference)
	if t.Tokens == 0 || r.Tokens == 0 {
		return nil
	}
	var items []item
	for i := range in.Book.Concepts {
		if t.Hits[i]+r.Hits[i] == 0 || t.Hits[i] > t.Tokens || r.Hits[i] > r.Tokens {
			continue
		}
		items = append(items, item{
			key: in.Book.Concepts[i].ID, label: in.Book.Concepts[i].Label,
			a: t.Hits[i], A: t.Tokens, b: r.Hits[i], B: r.Tokens, inTarget: t.Present[i], inReference: r.Present[i],
		})
	}
	return items
}

// excluded says what the word lists leave out.
func excluded(in *analyzers.Input) string {
	if !in.Options.Stopwords {
		return "words without a letter, words of a single letter, and words that occur fewer than " + result.Whole(least(in)) + " times"
	}
	return fmt.Sprintf("words without a letter, words of a single letter, words that occur fewer than %s times, and %s function words (%s)",
		result.Whole(least(in)), result.Whole(len(stopwords)), stopwordsVersion)
}

func methods(in *analyzers.Input) []string {
	return []string{
		fmt.Sprintf("Keyness compares folded word forms and concepts of target and reference by their relative frequencies. The lists leave out %s; totals count every token.", excluded(in)),
		fmt.Sprintf("They are ranked by the conservative log ratio (Evert 2022): the bound nearer to zero of the exact %s interval (Clopper and Pearson 1934) of the log ratio (Hardie 2014), at a level for all tested items of a comparison together (Bonferroni). G² is the signed log-likelihood statistic of four cells, without correction (Dunning 1993), its p-values adjusted by Benjamini and Hochberg (1995) over the same items. Nothing is added to zero counts. Tokens are taken as independent, so intervals and p-values understate the uncertainty.", in.Options.Percent()),
	}
}

// findings names the words with the greatest conservative log ratio: on either
// side of the only comparison, or of the target of each of several. Each is
// given in favour of its side: swapping the sides only changes its sign.
func findings(in *analyzers.Input, ranked [][]item) []result.Finding {
	const scale = "with their conservative log ratio (1 = at least twice as often)"
	if len(ranked) == 1 {
		var out []result.Finding
		t, r := in.Prose(in.Comparisons[0].Target), in.Prose(in.Comparisons[0].Reference)
		if more := top(ranked[0], 1, 5); more != "" {
			out = append(out, result.Finding{Text: fmt.Sprintf("Words that most set %s apart from %s, %s: %s.", t, r, scale, more)})
		}
		if less := top(ranked[0], -1, 5); less != "" {
			out = append(out, result.Finding{Text: fmt.Sprintf("Words that most set %s apart from %s, %s: %s.", r, t, scale, less)})
		}
		return out
	}
	var parts []string
	for i, words := range ranked {
		if more := top(words, 1, 3); more != "" {
			parts = append(parts, fmt.Sprintf("%s from %s: %s", in.Comparisons[i].Target.Spoken(), in.Comparisons[i].Reference.Spoken(), more))
		}
	}
	if len(parts) == 0 {
		return nil
	}
	return []result.Finding{{Text: fmt.Sprintf("Words that most set each target apart, %s: %s.", scale, strings.Join(parts, "; "))}}
}

// top names the first n words of one side: of the target for sign 1, of the
// reference for sign −1.
func top(words []item, sign float64, n int) string {
	const visible = 0.05 // prints as 0.1 and not as nothing
	var parts []string
	for _, w := range words {
		if len(parts) < n && w.conservative*sign >= visible {
			parts = append(parts, fmt.Sprintf("“%s” (%s)", w.key, result.Number(math.Abs(w.conservative), 1)))
		}
	}
	return strings.Join(parts, ", ")
}
