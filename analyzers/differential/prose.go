package differential

import (
	"fmt"

	"concordat/analyzers"
	"concordat/analyzers/joint"
	"concordat/analyzers/result"
)

// definition says what stands together means, in a sentence.
func (k *counter) definition() string {
	phrase := k.unit.Phrase(k.in.Options.Window)
	if !k.unit.Moving() {
		return fmt.Sprintf("Two stand together if both are in one %s; hits of a parent include its descendants'.", phrase)
	}
	return fmt.Sprintf("B stands with A, the node, if it begins in a %s, within the paragraph; tokens near several nodes count once. Hits of a parent include its descendants'.", phrase)
}

// blocks names what the bootstrap resamples.
func (k *counter) blocks() string {
	switch k.unit {
	case joint.Section:
		return "sections of each document"
	case joint.Document:
		return "documents"
	}
	return "paragraphs of each document"
}

// tested says which test was made, a sentence that follows others.
func (k *counter) tested() string {
	if !k.tests() {
		return " Documents are not tested."
	}
	return " p by Fisher's exact test, two-sided, adjusted over all compared pairs of the same comparison."
}

// notes returns what to mind about the rows.
func (k *counter) notes(all []*comparison) []result.Note {
	var out []result.Note
	add := func(code, format string, args ...any) {
		out = append(out, result.Note{Code: code, Message: fmt.Sprintf(format, args...), Table: name, Row: -1})
	}
	n, thin, same, cut, asked := 0, 0, 0, 0, false
	for _, c := range all {
		cut += c.size - len(c.pairs)
		for i := range c.pairs {
			p := &c.pairs[i]
			n++
			if p.thin() {
				thin++
			}
			if p.sameWords() {
				same++
			}
			asked = asked || k.conditional(p.a) || k.conditional(p.b)
		}
	}
	switch {
	case len(all) == 0:
		add("nothing-to-compare", "there is neither a comparison nor a second year")
	case n == 0:
		add("no-pairs", "no two concepts stand together %s or more on two sides", result.Counted(k.least, "time"))
	}
	if n > 0 {
		add("dependence", "the exact test and interval take units as independent; those of one text are not, so p and q are lower than they should be. Believe a difference that the bootstrap interval bears out too")
	}
	if o := k.in.Options; n > 0 && (o.BCa || o.Resample != analyzers.ByParagraph && k.unit != joint.Document) {
		add("percentile", "however the bootstrap of the run is elsewhere (options resample and bca), the intervals of the difference are percentile intervals and %s were drawn", k.blocks())
	}
	if n > 0 {
		add("frequency", "two sides can differ in a pair because B is more frequent on one of them altogether: compare the lifts, or take log2_tie_ratio, before speaking of a tie that differs")
	}
	if n > 0 && !k.tests() {
		add("no-test", "the units are documents, which are no sample of units: they have shares and a bootstrap interval, and no p-values")
	}
	if thin > 0 {
		add("thin-cell", "in %s of %s rows a cell is expected to hold fewer than %d: the exact test holds, but the odds ratio and the difference are unsteady", result.Whole(thin), result.Whole(n), thinCell)
	}
	if same > 0 {
		add("same-words", "in %s of %s rows most of what is together has the two on the same words (same_words): such a tie is of the codebook's making; figure and findings leave it out", result.Whole(same), result.Whole(n))
	}
	if asked {
		add("conditional", "concepts that have hits only where the codebook finds other words nearby owe ties to it; figure and findings leave them out")
	}
	if cut > 0 {
		add("rows-left-out", "pairs with greater p that are not listed: %s; their tests are in the families", result.Whole(cut))
	}
	return out
}

func (k *counter) methods(all []*comparison) []string {
	o := k.in.Options
	out := []string{
		k.definition() + " A concept was not paired with its own ancestors or descendants.",
		fmt.Sprintf("For an ordered pair of concepts A and B the share of A's %s that have B too was compared between the two sides of every comparison, as Wiegand and others (2017) compare co-occurrences between corpora: "+
			"joint and remaining counts of both sides make a table of four cells, given with its conditional odds ratio and exact %s interval (Cornfield 1956) on a logarithmic scale of base 2. "+
			"Compared were pairs with a joint count of at least %s (min_count) on both sides together where A is on both, a choice that depends on the margins only. Since a share rises also with the frequency of B, beside them stand how many times more often B is where A is than on the side as a whole (lift), and the ratio of the odds ratios of A and B on the two sides with its interval (Woolf 1955).", k.unit.Counted(), o.Percent(), result.Whole(k.least)),
		fmt.Sprintf("Significance is by Fisher's exact test (Fisher 1922), two-sided, adjusted by Benjamini and Hochberg (1995) and by Benjamini and Yekutieli (2001) over all pairs of a comparison.%s Where documents are the units there is no test.", k.sizes(all)),
		fmt.Sprintf("The difference of the two shares has a percentile interval from a bootstrap of blocks (Davison and Hinkley 1997): %s were drawn with replacement, both sides anew each time (%s resamples, seed %s); where one side cannot vary, the interval joins those of the two sides (Zou and Donner 2008).",
			k.blocks(), result.Whole(o.Resamples), result.Whole(o.Seed)),
	}
	years := 0
	for _, c := range all {
		if c.by == periods {
			years++
		}
	}
	if years > 0 {
		out = append(out, fmt.Sprintf("Of documents with a year, each year was compared with the one before it; beyond %d years the later with the earlier half of the text.", maxYears))
	}
	return out
}

// enough is how many units with A both sides of a finding have at least.
const enough = 20

// findings tells of the clearest difference of the first comparison that is one
// of the tie too: the bootstrap bears it out, and so does the ratio of the odds
// ratios, on which the frequency of B has no bearing.
func (k *counter) findings(all []*comparison) []result.Finding {
	if len(all) == 0 || all[0].by != sides {
		return nil
	}
	c := all[0]
	for i := range c.pairs {
		p := &c.pairs[i]
		more := p.difference.Low > 0 && p.tie[1] > 0
		less := p.difference.High < 0 && p.tie[2] < 0
		if !k.clear(p) || !k.own(p) || min(p.target.ofA, p.reference.ofA) < enough || !more && !less {
			continue
		}
		counted := func(x count) string {
			return fmt.Sprintf("%s of %s %s (%s%%; lift %s)", result.Whole(x.both), result.Whole(x.ofA), k.unit.Counted(), result.Number(100*x.share(), 1), result.Number(x.lift(), 1))
		}
		where := "with"
		if k.unit.Moving() {
			where = "near"
		}
		return []result.Finding{{Text: fmt.Sprintf("The tie that differs most clearly between %s and %s: of what stands %s “%s”, “%s” is in %s in the former and in %s in the latter.",
			k.in.Prose(c.Target), k.in.Prose(c.Reference), where, k.labels[p.a], k.labels[p.b], counted(p.target), counted(p.reference))}}
	}
	return nil
}
