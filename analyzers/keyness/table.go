package keyness

import (
	"fmt"
	"strings"

	"concordat/analyzers"
	"concordat/analyzers/result"
	"concordat/corpus/wordlist"
)

// maxListed is how many rows a comparison has at least, if so many items were tested:
// those after them are listed only if their conservative log ratio is not 0.
const maxListed = 1000

// sheet is the rows of one table.
type sheet struct {
	kind     string // the end of the table's name
	noun     string // one of what is compared: "word", "2-gram"
	list     *wordlist.List
	cautions []caution
	targets  []string // by family
	items    []item
	tested   []int // by family
	dropped  int   // tested, but not listed
}

// nounOf returns what one of a kind is called.
func nounOf(in *analyzers.Input, kind string) string {
	switch kind {
	case "ngrams":
		return fmt.Sprintf("%d-gram", gramLength(in))
	case "tags":
		return "part of speech"
	}
	return strings.TrimSuffix(kind, "s")
}

// nouns is the plural of noun.
func (s *sheet) nouns() string {
	if s.kind == "tags" {
		return "parts of speech"
	}
	return s.noun + "s"
}

// unit is what rates are rates of: "tokens", "2-grams".
func (s *sheet) unit() string {
	if s.kind == "ngrams" {
		return s.nouns()
	}
	return "tokens"
}

// add lists the ranked items of one comparison.
func (s *sheet) add(f family, o analyzers.Options) {
	s.targets, s.tested = append(s.targets, f.target.Name), append(s.tested, len(f.items))
	n := len(f.items)
	for n > maxListed && f.items[n-1].conservative == 0 {
		n--
	}
	s.dropped += len(f.items) - n
	for i := range f.items[:n] {
		f.items[i].describe(o, f.kinds)
	}
	s.items = append(s.items, f.items[:n]...)
}

// families says how many items were tested in each comparison.
func (s *sheet) families() string {
	parts := make([]string, len(s.tested))
	for i, n := range s.tested {
		parts[i] = result.Whole(n)
		if len(s.tested) > 1 {
			parts[i] += " for " + s.targets[i]
		}
	}
	if len(parts) == 0 {
		return "none"
	}
	return strings.Join(parts, ", ")
}

// leaves says what a table leaves out, and what its totals count.
func (s *sheet) leaves(in *analyzers.Input) string {
	switch s.kind {
	case "concepts":
		return "Left out are concepts without a hit on either side. The hits of a concept include those of the concepts below it."
	case "tags":
		return "Parts of speech are tags of the Penn Treebank, given by a program; totals count every token."
	case "ngrams":
		return fmt.Sprintf("A %s is a run of %d words within a sentence, whatever punctuation stands between them. Left out are those that begin or end with %s, and those that occur fewer than %s times; totals count every %s.",
			s.noun, gramLength(in), excludedWords(in), result.Whole(least(in)), s.noun)
	case "lemmas":
		return "Lemmas are made by rules of the words and their parts of speech, which a program gives. Left out are " + excluded(in) + "; totals count every token."
	case "list":
		return "Left out are " + excluded(in) + " in both together; totals count every token. " + describeList(s.list)
	}
	return "Left out are " + excluded(in) + "; totals count every token."
}

// describeList says what a frequency list is.
func describeList(l *wordlist.List) string {
	s := fmt.Sprintf("The reference is the frequency list %s (%s, %s", l.Name, result.Counted(len(l.Words), "word"), result.Counted(l.Tokens, "token"))
	if l.Documents > 0 {
		s += ", " + result.Counted(l.Documents, "document")
	}
	s += "). "
	if l.Minimum > 1 {
		return s + fmt.Sprintf("It has words from %s occurrences on: one that it lacks is counted as 0, and its measures are those of %s, the most that it may have there.", result.Whole(l.Minimum), result.Counted(l.Minimum-1, "occurrence"))
	}
	return s + "A word that it lacks is counted as 0."
}

// caption says what a row is.
func (s *sheet) caption(in *analyzers.Input) string {
	subject := fmt.Sprintf("Each row is one of the %s in one comparison (%s)", s.nouns(), result.Counted(len(s.tested), "comparison"))
	legend := in.LegendOfAll()
	switch {
	case s.kind == "list" && len(s.targets) == 1:
		subject = fmt.Sprintf("Each row is a word of %s (target) or of the frequency list %s (reference)", s.targets[0], s.list.Name)
	case s.kind == "list":
		subject = fmt.Sprintf("Each row is a word of a target or of the frequency list %s (reference)", s.list.Name)
	case len(in.Comparisons) == 1:
		c := in.Comparisons[0]
		subject = fmt.Sprintf("Each row is one of the %s, compared between %s (target, %s) and %s (reference, %s)", s.nouns(),
			c.Target.Spoken(), result.Counted(len(c.Target.Documents), "document"), c.Reference.Spoken(), result.Counted(len(c.Reference.Documents), "document"))
	}
	return fmt.Sprintf("%s, ranked by the size of the conservative log ratio (lrc), then of G²; where lrc is 0, a difference is not shown. Log ratios have exact %s intervals; lrc and q hold for all tested %s of the comparison together (%s). %s are taken as independent. %s%s",
		subject, in.Options.Percent(), s.nouns(), s.families(), capital(s.unit()), s.leaves(in), legend)
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// each returns one value of every item: a column.
func each[T any](items []item, f func(*item) T) []T {
	out := make([]T, len(items))
	for i := range items {
		out[i] = f(&items[i])
	}
	return out
}

func (s *sheet) table(in *analyzers.Input) *result.Table {
	t := &result.Table{Name: "keyness_" + s.kind, Title: "Key " + s.nouns(), Caption: s.caption(in), Brief: in.Options.Top}
	if s.list != nil {
		t.Title = "Key words against the list " + s.list.Name
	}
	t.Columns = append(t.Columns, s.names(len(s.tested) < 2)...)
	t.Columns = append(t.Columns, s.leading()...)
	for _, c := range append(s.measures(in.Options), s.documents()...) {
		t.Columns = append(t.Columns, result.Detail(c))
	}
	t.Notes = s.notes(in, t.Name)
	return t
}

func (s *sheet) text(name, label, doc string, f func(*item) string) result.Column {
	return result.Texts(name, label, doc, each(s.items, f))
}

func (s *sheet) whole(name, label, unit, doc string, f func(*item) int64) result.Column {
	return result.Ints(name, label, unit, doc, each(s.items, f))
}

func (s *sheet) number(name, label, unit string, digits int, doc string, f func(*item) float64) result.Column {
	return result.Floats(name, label, unit, digits, doc, each(s.items, f))
}

// names returns the columns that name a row; those of the sides say nothing
// where there is one comparison, which the caption names.
func (s *sheet) names(one bool) []result.Column {
	key := func(w *item) string { return w.key }
	label := func(w *item) string { return w.label }
	var out []result.Column
	switch s.kind {
	case "concepts":
		out = append(out, s.text("concept", "Concept id", "id of the concept in the codebook", key), s.text("label", "Concept", "label of the concept", label))
	case "tags":
		out = append(out, s.text("tag", "Tag", "part of speech, a tag of the Penn Treebank", key), s.text("label", "Part of speech", "what the tag stands for", label))
	case "lemmas":
		out = append(out, s.text("lemma", "Lemma", "base form of the word", key))
	case "ngrams":
		out = append(out, s.text("ngram", capital(s.noun), "folded word forms that follow each other in a sentence", key))
	default:
		out = append(out, s.text("word", "Word", "folded word form", key))
	}
	sides := []result.Column{
		s.text("target", "Target", "name of the target", func(w *item) string { return w.target }),
		s.text("reference", "Reference", "name of the reference", func(w *item) string { return w.reference }),
	}
	for _, c := range sides {
		if one {
			c = result.Detail(c)
		}
		out = append(out, c)
	}
	return out
}

// leading returns the columns that people see.
func (s *sheet) leading() []result.Column {
	count, unit := "occurrences", s.unit()
	if s.kind == "concepts" {
		count = "hits"
	}
	per := "per 10,000 " + unit
	return []result.Column{
		s.whole("target_count", "Count, target", count, count+" in the target", func(w *item) int64 { return w.a }),
		s.whole("reference_count", "Count, reference", count, count+" in the reference", func(w *item) int64 { return w.b }),
		s.number("target_per_10k", "Rate, target", per, 1, count+" "+per+" of the target", func(w *item) float64 { return w.rateTarget }),
		s.number("reference_per_10k", "Rate, reference", per, 1, count+" "+per+" of the reference", func(w *item) float64 { return w.rateReference }),
		s.number("log_ratio", "Log ratio", "doublings", 2, "log2 of the ratio of the rates: 1 = twice as often in the target; missing where one side has none", func(w *item) float64 { return w.ratio }),
		s.number("lrc", "Conservative log ratio", "doublings", 2, "bound of the exact interval of log_ratio nearer to 0, at a level for all tested items of the comparison together; 0 if it covers 0", func(w *item) float64 { return w.conservative }),
		s.number("g2", "G²", "", 1, "log-likelihood statistic of four cells, uncorrected; positive = more in the target", func(w *item) float64 { return w.g2 }),
		s.number("q_bh", "q", "", -1, "p adjusted by Benjamini and Hochberg over the tested items of the comparison", func(w *item) float64 { return w.q }),
	}
}

// measures returns the columns of the other measures, for data files.
func (s *sheet) measures(o analyzers.Options) []result.Column {
	unit := s.unit()
	prior := fmt.Sprintf("a prior of %d %s in proportion to all documents", informativePrior, unit)
	flat := fmt.Sprintf("a flat prior of %g for each kind", flatPrior)
	return []result.Column{
		s.whole("target_size", "Size, target", unit, unit+" of the target", func(w *item) int64 { return w.A }),
		s.whole("reference_size", "Size, reference", unit, unit+" of the reference", func(w *item) int64 { return w.B }),
		s.number("log_ratio_low", "Low, log ratio", "doublings", 2, "lower bound of log_ratio, exact (Clopper and Pearson); missing where it has none", func(w *item) float64 { return w.low }),
		s.number("log_ratio_high", "High, log ratio", "doublings", 2, "upper bound of log_ratio, exact (Clopper and Pearson); missing where it has none", func(w *item) float64 { return w.high }),
		s.number("log_ratio_katz_low", "Low, log ratio (Katz)", "doublings", 2, "lower bound of log_ratio by Katz's method; missing where one side has none", func(w *item) float64 { return w.katzLow }),
		s.number("log_ratio_katz_high", "High, log ratio (Katz)", "doublings", 2, "upper bound of log_ratio by Katz's method; missing where one side has none", func(w *item) float64 { return w.katzHigh }),
		s.number("relative_risk", "Relative risk", "", 2, "ratio of the rates, 2 to the power of log_ratio; missing where the reference has none", func(w *item) float64 { return w.risk }),
		s.number("percent_diff", "% difference", "%", 0, "difference of the rates in per cent of the reference's; missing where the reference has none", func(w *item) float64 { return w.percent }),
		s.number("odds_ratio", "Odds ratio", "", 2, "ratio of the odds, of the sample; missing where the reference has none", func(w *item) float64 { return w.odds }),
		s.number("simple_maths", "Simple maths", "", 2, fmt.Sprintf("ratio of the rates per million after %g was added to both (Kilgarriff); above 1 = more in the target", simpleMaths(o)), func(w *item) float64 { return w.simple }),
		s.number("ell", "ELL", "", -1, "effect size for log-likelihood, of g2_two_cell, 0 to 1; missing where an expected count is 1 or less", func(w *item) float64 { return w.ell }),
		s.number("bic", "BIC", "", 1, "g2_two_cell less the logarithm of both sizes together (Wilson): above 10 very strong evidence of a difference, below 0 evidence against one", func(w *item) float64 { return w.bic }),
		s.number("fw_delta", "Log odds, prior", "", 2, "difference of the log odds (natural logarithm) under "+prior+" (Monroe, Colaresi and Quinn)", func(w *item) float64 { return w.informed }),
		s.number("fw_z", "z, prior", "", 2, "fw_delta in standard deviations; positive = more in the target", func(w *item) float64 { return w.informedZ }),
		s.number("fw_flat_delta", "Log odds, flat prior", "", 2, "difference of the log odds (natural logarithm) under "+flat, func(w *item) float64 { return w.flat }),
		s.number("fw_flat_z", "z, flat prior", "", 2, "fw_flat_delta in standard deviations; positive = more in the target", func(w *item) float64 { return w.flatZ }),
		s.number("g2_two_cell", "G², two cells", "", 1, "log-likelihood statistic of the two cells with the item (Rayson and Garside); positive = more in the target", func(w *item) float64 { return w.two }),
		s.number("g2_williams", "G², Williams", "", 1, "g2 divided by Williams's correction; positive = more in the target", func(w *item) float64 { return w.williams }),
		s.number("chi2", "χ²", "", 1, "Pearson's chi-square, uncorrected; has no sign", func(w *item) float64 { return w.chi2 }),
		s.number("chi2_yates", "χ², Yates", "", 1, "chi-square with Yates's correction for continuity; has no sign", func(w *item) float64 { return w.yates }),
		s.number("chi2_williams", "χ², Williams", "", 1, "chi2 divided by Williams's correction; has no sign", func(w *item) float64 { return w.williamsChi2 }),
		s.number("p", "p", "", -1, "p-value of g2, chi-square with one degree of freedom; "+unit+" taken as independent", func(w *item) float64 { return w.p }),
		s.number("log10_p", "log10 p", "", 1, "logarithm to base 10 of p, also where p is too small to be written", func(w *item) float64 { return w.log10 }),
		s.number("p_holm", "p, Holm", "", -1, "p adjusted by Holm over the tested items of the comparison", func(w *item) float64 { return w.holm }),
	}
}

// documents returns the columns of text dispersion, for data files.
func (s *sheet) documents() []result.Column {
	const need = "; missing where a side has fewer than 5 documents"
	present := s.whole("documents_reference", "Documents, reference", "documents", "documents of the reference with an occurrence; missing where a list does not say", func(w *item) int64 { return max(w.inReference, 0) })
	size := s.whole("reference_documents", "All documents, reference", "documents", "documents of the reference that are not empty; missing where a list does not say", func(w *item) int64 { return w.ofReference })
	if s.list != nil {
		present.Missing = each(s.items, func(w *item) bool { return w.inReference < 0 || w.ofReference == 0 })
		size.Missing = each(s.items, func(w *item) bool { return w.ofReference == 0 })
	}
	return []result.Column{
		s.whole("documents_target", "Documents, target", "documents", "documents of the target with an occurrence", func(w *item) int64 { return w.inTarget }),
		present,
		s.whole("target_documents", "All documents, target", "documents", "documents of the target that are not empty", func(w *item) int64 { return w.ofTarget }),
		size,
		s.number("td_log_ratio", "Log ratio, documents", "doublings", 2, "log2 of the ratio of the shares of documents with an occurrence; missing where one side has none"+need, func(w *item) float64 { return w.texts.ratio }),
		s.number("td_lrc", "Conservative log ratio, documents", "doublings", 2, "as lrc, of documents with an occurrence, which are taken as if they were few among many: cautious, and 0 for few documents"+need, func(w *item) float64 { return w.texts.conservative }),
		s.number("td_g2", "G², documents", "", 1, "text dispersion keyness (Egbert and Biber): log-likelihood statistic of documents with and without an occurrence, four cells; positive = more in the target"+need, func(w *item) float64 { return w.texts.g2 }),
		s.number("td_p", "p, documents", "", -1, "p-value of the same four cells by Fisher's exact test, two-sided, since documents are few"+need, func(w *item) float64 { return w.texts.p }),
		s.number("td_q_bh", "q, documents", "", -1, "td_p adjusted by Benjamini and Hochberg over the tested items of the comparison"+need, func(w *item) float64 { return w.texts.q }),
	}
}
