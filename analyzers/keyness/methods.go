package keyness

import (
	"fmt"
	"math"
	"strings"

	"concordat/analyzers"
	"concordat/analyzers/result"
)

// references returns the publications behind the measures.
func references() []result.Reference {
	return []result.Reference{
		{Key: "hardie2014", Text: "Hardie, A. (2014). Log Ratio: an informal introduction. ESRC Centre for Corpus Approaches to Social Science, Lancaster."},
		{Key: "evert2022", Text: "Evert, S. (2022). Measuring keyness. Digital Humanities 2022, Tokyo."},
		{Key: "clopper1934", Text: "Clopper, C. J. and Pearson, E. S. (1934). The use of confidence or fiducial limits illustrated in the case of the binomial. Biometrika 26(4), 404–413.", DOI: "10.1093/biomet/26.4.404"},
		{Key: "dunn1961", Text: "Dunn, O. J. (1961). Multiple comparisons among means. Journal of the American Statistical Association 56(293), 52–64.", DOI: "10.1080/01621459.1961.10482090"},
		{Key: "dunning1993", Text: "Dunning, T. (1993). Accurate methods for the statistics of surprise and coincidence. Computational Linguistics 19(1), 61–74."},
		{Key: "benjamini1995", Text: "Benjamini, Y. and Hochberg, Y. (1995). Controlling the false discovery rate. Journal of the Royal Statistical Society B 57(1), 289–300.", DOI: "10.1111/j.2517-6161.1995.tb02031.x"},
		{Key: "katz1978", Text: "Katz, D., Baptista, J., Azen, S. P. and Pike, M. C. (1978). Obtaining confidence intervals for the risk ratio in cohort studies. Biometrics 34(3), 469–474.", DOI: "10.2307/2530610"},
		{Key: "damerau1993", Text: "Damerau, F. J. (1993). Generating and evaluating domain-oriented multi-word terms from texts. Information Processing and Management 29(4), 433–447.", DOI: "10.1016/0306-4573(93)90039-G"},
		{Key: "gabrielatos2011", Text: "Gabrielatos, C. and Marchi, A. (2011). Keyness: matching metrics to definitions. Corpus Linguistics in the South 1, Portsmouth."},
		{Key: "pojanapunya2018", Text: "Pojanapunya, P. and Watson Todd, R. (2018). Log-likelihood and odds ratio: keyness statistics for different purposes of keyword analysis. Corpus Linguistics and Linguistic Theory 14(1), 133–167.", DOI: "10.1515/cllt-2015-0030"},
		{Key: "kilgarriff2009", Text: "Kilgarriff, A. (2009). Simple maths for keywords. Corpus Linguistics 2009, Liverpool."},
		{Key: "johnston2006", Text: "Johnston, J. E., Berry, K. J. and Mielke, P. W. (2006). Measures of effect size for chi-squared and likelihood-ratio goodness-of-fit tests. Perceptual and Motor Skills 103(2), 412–414.", DOI: "10.2466/pms.103.2.412-414"},
		{Key: "wilson2013", Text: "Wilson, A. (2013). Embracing Bayes factors for key item analysis in corpus linguistics. In Bieswanger, M. and Koll-Stobbe, A. (eds), New Approaches to the Study of Linguistic Variability, Lang, 3–11."},
		{Key: "monroe2008", Text: "Monroe, B. L., Colaresi, M. P. and Quinn, K. M. (2008). Fightin’ Words: lexical feature selection and evaluation for identifying the content of political conflict. Political Analysis 16(4), 372–403.", DOI: "10.1093/pan/mpn018"},
		{Key: "rayson2000", Text: "Rayson, P. and Garside, R. (2000). Comparing corpora using frequency profiling. Proceedings of the Workshop on Comparing Corpora, ACL, 1–6.", DOI: "10.3115/1117729.1117730"},
		{Key: "pearson1900", Text: "Pearson, K. (1900). On the criterion that a given system of deviations from the probable in the case of a correlated system of variables is such that it can be reasonably supposed to have arisen from random sampling. Philosophical Magazine 50(302), 157–175.", DOI: "10.1080/14786440009463897"},
		{Key: "yates1934", Text: "Yates, F. (1934). Contingency tables involving small numbers and the χ² test. Supplement to the Journal of the Royal Statistical Society 1(2), 217–235.", DOI: "10.2307/2983604"},
		{Key: "williams1976", Text: "Williams, D. A. (1976). Improved likelihood ratio tests for complete contingency tables. Biometrika 63(1), 33–37.", DOI: "10.1093/biomet/63.1.33"},
		{Key: "holm1979", Text: "Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics 6(2), 65–70."},
		{Key: "fisher1935", Text: "Fisher, R. A. (1935). The logic of inductive inference. Journal of the Royal Statistical Society 98(1), 39–82.", DOI: "10.2307/2342435"},
		{Key: "egbert2019", Text: "Egbert, J. and Biber, D. (2019). Incorporating text dispersion into keyword analyses. Corpora 14(1), 77–104.", DOI: "10.3366/cor.2019.0162"},
	}
}

// excludedWords says which words the word lists leave out whatever their number.
func excludedWords(in *analyzers.Input) string {
	if !in.Options.Stopwords {
		return "a word without a letter or of a single letter"
	}
	return fmt.Sprintf("a word without a letter, of a single letter or among %s function words (%s)", result.Whole(len(stopwords)), stopwordsVersion)
}

// excluded says what the word lists leave out.
func excluded(in *analyzers.Input) string {
	if !in.Options.Stopwords {
		return "words without a letter, words of a single letter, and words that occur fewer than " + result.Whole(least(in)) + " times"
	}
	return fmt.Sprintf("words without a letter, words of a single letter, words that occur fewer than %s times, and %s function words (%s)",
		result.Whole(least(in)), result.Whole(len(stopwords)), stopwordsVersion)
}

// compared names what is compared: "folded word forms, 2-grams and concepts".
func compared(in *analyzers.Input, all []*feature) string {
	var parts []string
	for _, f := range all {
		switch f.kind {
		case "words":
			parts = append(parts, "folded word forms")
		case "ngrams":
			parts = append(parts, fmt.Sprintf("%d-grams of them within sentences", gramLength(in)))
		case "tags":
			parts = append(parts, "parts of speech")
		default:
			parts = append(parts, f.kind)
		}
	}
	if n := len(parts); n > 1 {
		parts = append(parts[:n-2], parts[n-2]+" and "+parts[n-1])
	}
	return strings.Join(parts, ", ")
}

func simpleMaths(o analyzers.Options) float64 {
	if o.SimpleMaths > 0 {
		return o.SimpleMaths
	}
	return 1
}

func methods(in *analyzers.Input, all []*feature) []string {
	out := []string{
		fmt.Sprintf("Keyness compares %s of target and reference by their relative frequencies. The word lists leave out %s; totals count everything.", compared(in, all), excluded(in)),
		fmt.Sprintf("They are ranked by the conservative log ratio (Evert 2022): the bound nearer to zero of the exact %s interval (Clopper and Pearson 1934) of the log ratio (Hardie 2014), at a level for all tested items of a comparison together (Bonferroni; Dunn 1961). G² is the signed log-likelihood statistic of four cells, without correction (Dunning 1993), its p-values adjusted by Benjamini and Hochberg (1995) over the same items. Nothing is added to zero counts. Tokens are taken as independent, so intervals and p-values understate the uncertainty.", in.Options.Percent()),
		fmt.Sprintf("Data files have further measures of the same counts. Effect sizes: the log ratio's interval by Katz, Baptista, Azen and Pike (1978), relative risk (Damerau 1993), %%DIFF (Gabrielatos and Marchi 2011), the sample odds ratio (Pojanapunya and Watson Todd 2018), simple maths with %g added to rates per million (Kilgarriff 2009), ELL (Johnston, Berry and Mielke 2006), and differences of log odds with their z under Dirichlet priors (Monroe, Colaresi and Quinn 2008), one flat with %g for each kind, one worth %d tokens in proportion to all documents of the run. Tests: G² of two cells (Rayson and Garside 2000) with the BIC of Wilson (2013), χ² of Pearson (1900), that with the correction of Yates (1934), both statistics with that of Williams (1976), and p adjusted by Holm (1979).",
			simpleMaths(in.Options), flatPrior, informativePrior),
		fmt.Sprintf("Text dispersion keyness (Egbert and Biber 2019) counts the documents with an item instead of its occurrences: G² of four cells, the p-value of Fisher’s exact test (Fisher 1935), adjusted as above, and the log ratio with its conservative bound. It is computed where both sides have at least %d documents.", enoughDocuments),
	}
	if in.List != nil {
		out = append(out, fmt.Sprintf("Words are also compared with a frequency list. %s The list's SHA-256 is %s.", describeList(in.List), in.List.SHA256))
	}
	return out
}

// notes returns the cautions about a table.
func (s *sheet) notes(in *analyzers.Input, table string) []result.Note {
	var notes []result.Note
	say := func(code, message string) {
		notes = append(notes, result.Note{Code: code, Message: message, Table: table, Row: -1})
	}
	add := func(n int, code, message string) {
		if n > 0 {
			say(code, fmt.Sprintf(message, result.Whole(n)))
		}
	}
	count := func(is func(*item) bool) int {
		n := 0
		for i := range s.items {
			if is(&s.items[i]) {
				n++
			}
		}
		return n
	}
	if len(in.Comparisons) == 0 && s.list == nil {
		say("no-comparison", "there is nothing to compare: keyness needs a target and a reference")
	}
	for _, c := range s.cautions {
		say(c.code, c.message)
	}
	add(s.emptySides(in), "no-tokens", "comparisons with a side without tokens: %s; they have no rows")
	add(count(func(w *item) bool { return w.a == 0 || w.b == 0 }), "one-sided",
		"rows that occur on one side only: %s; their log ratio is infinite and left empty, the conservative log ratio (lrc) is finite")
	add(count(func(w *item) bool { return w.p == 0 }), "p-underflow", "rows whose p-value is below 1e-308 and written as 0: %s; see log10_p")
	add(count(thin), "thin-cell", "rows with fewer than 5 occurrences to expect on one side: %s; their G² and χ² only approximate a chi-square distribution, the exact interval and lrc hold")
	add(count(func(w *item) bool { return math.IsNaN(w.ell) }), "no-ell", "rows without ELL, since the smaller expected count is 1 or less: %s")
	add(count(func(w *item) bool { return w.ofTarget < enoughDocuments || w.ofReference < enoughDocuments }), "few-documents",
		"rows with fewer than 5 documents on a side, or in a list that does not say: %s; text dispersion keyness (td) is not computed for them")
	add(s.dropped, "not-listed", "tested "+s.nouns()+" that are not listed, since their conservative log ratio is 0 and "+result.Whole(maxListed)+" others rank before them: %s")
	if s.list != nil {
		s.cutoff(say, add, count)
	}
	return notes
}

// thin reports whether a count to expect is below 5.
func thin(w *item) bool {
	n := float64(w.a + w.most)
	return n*math.Min(float64(w.A), float64(w.B))/(float64(w.A)+float64(w.B)) < 5
}

// emptySides returns the number of comparisons of which a side has no tokens.
func (s *sheet) emptySides(in *analyzers.Input) int {
	if s.list != nil {
		return 0
	}
	tokens := func(d analyzers.Side) (n int64) {
		for _, i := range d.Documents {
			n += in.Tally.Documents[i].Tokens
		}
		return n
	}
	empty := 0
	for _, c := range in.Comparisons {
		if tokens(c.Target) == 0 || tokens(c.Reference) == 0 {
			empty++
		}
	}
	return empty
}

// cutoff says what a frequency list leaves open.
func (s *sheet) cutoff(say func(code, message string), add func(int, string, string), count func(func(*item) bool) int) {
	l := s.list
	lacking := count(func(w *item) bool { return w.lacking })
	switch {
	case lacking == 0:
	case l.Minimum > 1:
		add(lacking, "below-cut-off", fmt.Sprintf("rows of words that the list %s lacks: %%s; it takes up words from %s occurrences on, so their lrc, tests, lower bounds and simple maths are those of %s in the list, which is the least that can be said",
			l.Name, result.Whole(l.Minimum), result.Counted(l.Minimum-1, "occurrence")))
	case l.Minimum == 0 && l.Least > 1:
		add(lacking, "cut-off-unknown", fmt.Sprintf("rows of words that the list %s lacks: %%s; they are counted as 0 there. But the rarest word that it has occurs %s times: if it was cut off, say so with a row (minimum),N, or do not rely on these rows",
			l.Name, result.Whole(l.Least)))
	default:
		add(lacking, "not-in-list", "rows of words that the list "+l.Name+" lacks: %s; they are counted as 0 there")
	}
	add(count((*item).undecided), "undecided", "rows of words that may be as frequent in the list as in the target, since it is cut off: %s; they have no measures")
	add(l.Merged, "merged", "rows of the list "+l.Name+" whose word stood there already in another form and were added to it: %s; how many documents such words have is unknown")
	add(l.Phrases, "no-single-word", "rows of the list "+l.Name+" that are no single word by the rules of this program and can meet none: %s; they count in its total only. Where it divides words otherwise, as don’t into two, frequencies differ for that reason alone")
	if l.Documents == 0 {
		say("no-documents", "the list "+l.Name+" does not say how many documents it is of")
	}
}
