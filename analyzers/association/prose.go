package association

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"concordat/analyzers"
	"concordat/analyzers/result"
)

// table returns the table of all sides.
func (k *counter) table(sides []*side) *result.Table {
	t := &result.Table{Name: name, Title: "What stands together", Brief: max(k.in.Options.Top, 0), Columns: k.columns(sides)}
	o := k.in.Options
	t.Caption = fmt.Sprintf("One row a pair of two concepts, of a concept and a word, or of two words, in that order within each document or set, the clearest attraction (largest G²) first. %s "+
		"Pairs of concepts have a row if they stand together at least once, or never although at least %d were to be expected; pairs with words if at least %s of each and of both. "+
		"Listed are at most %s pairs of concepts and %s of each other kind a document or set, those with the largest G² either way. "+
		"p by Fisher's exact test, two-sided, adjusted over all pairs of a kind in the same document or set that were asked about.",
		k.definition(), thinCell, result.Whole(k.choice.Least), result.Whole(boundMost), result.Whole(listedMost))
	for _, s := range sides[:min(1, len(sides))] {
		t.Caption += " " + k.sizes(s)
	}
	if o.Top > 0 && t.Rows() > o.Top {
		t.Caption += " People's formats show the first rows; the data files have all, with every measure."
	}
	empty := 0
	for i := range t.Columns {
		if slices.ContainsFunc(t.Columns[i].Floats, math.IsNaN) {
			empty++
		}
	}
	if empty > 0 {
		t.Notes = append(t.Notes, result.Note{Code: "undefined", Row: -1, Table: name,
			Message: "a measure is empty where it is infinite or not defined: logarithms of a joint count of 0, odds ratios with an empty cell, and whatever needs a unit without one of the two where there is none"})
	}
	return t
}

// definition says what stands together means, in a sentence or two.
func (k *counter) definition() string {
	phrase := k.unit.Phrase(k.in.Options.Window)
	if !k.unit.Moving() {
		return fmt.Sprintf("Two stand together if both are in one %s; a hit belongs to the %s of its first token, and hits of a parent include its descendants'.", phrase, phrase)
	}
	return fmt.Sprintf("B stands with A, the node, if it begins in a %s, within the paragraph; tokens near several nodes count once, and the node's own words are left out of all counts. Hits of a parent include its descendants'.", phrase)
}

// sizes says how many pairs of one side were tested.
func (k *counter) sizes(s *side) string {
	var parts []string
	for kind, f := range s.families {
		parts = append(parts, fmt.Sprintf("%s %s (%s listed)", result.Whole(f.size), kindNames()[kind], result.Whole(len(f.pairs))))
	}
	return fmt.Sprintf("In %s the families of tests are: %s.", s.title, strings.Join(parts, ", "))
}

// notes returns what to mind about the rows.
func (k *counter) notes(sides []*side) []result.Note {
	var out []result.Note
	add := func(code, format string, args ...any) {
		out = append(out, result.Note{Code: code, Message: fmt.Sprintf(format, args...), Table: name, Row: -1})
	}
	all, thin, same, cut, capped := 0, 0, 0, 0, ""
	for _, s := range sides {
		for _, f := range s.families {
			cut += f.told - len(f.pairs)
			for i := range f.pairs {
				all++
				if f.pairs[i].expected < thinCell {
					thin++
				}
				if f.pairs[i].sameWords() {
					same++
				}
			}
		}
		if s.paired < s.eligible && capped == "" {
			capped = fmt.Sprintf("in %s %s words are frequent enough, and the %s most frequent of them were paired with each other", s.title, result.Whole(s.eligible), result.Whole(s.paired))
		}
	}
	if thin > 0 {
		add("thin-cell", "in %s of %s rows the expected count is below %d: there G², χ² and their kin are only rough guides; judge by p_fisher and its q", result.Whole(thin), result.Whole(all), thinCell)
	}
	if same > 0 {
		add("same-words", "in %s of %s rows most of what is together has the two concepts on the same words (same_words): such a tie is of the codebook's making", result.Whole(same), result.Whole(all))
	}
	if cut > 0 {
		add("rows-left-out", "pairs with weaker evidence that are not listed: %s; their tests are in the families", result.Whole(cut))
	}
	if capped != "" {
		add("words-left-out", "%s; with concepts all were paired", capped)
	}
	if names := k.conditional(); names != "" {
		add("conditional", "concepts that have hits only where the codebook finds other words nearby: %s; their ties with those words are of the codebook's making", names)
	}
	if all > 0 {
		add("dependence", "the tests take units as independent; those of one text are not, so p and q are lower than they should be")
	}
	if k.unit.Moving() && all > 0 {
		add("repeated-window", "tokens in one window are counted one by one, so a passage that repeats a word counts it several times")
	}
	if len(k.in.Tally.Documents) > 1 && all > 0 {
		add("pooled", "an association over several documents can come from differences between the documents; read it beside those within each")
	}
	if len(k.in.Tally.Documents) > limit {
		add("not-every-document", "with more than %d documents only all together, the groups and the sides of the comparisons have rows", limit)
	}
	return out
}

// conditional names the concepts with hits that ask for other words nearby.
func (k *counter) conditional() string {
	var names []string
	for c, hits := range k.in.Totals(k.in.Whole()).Hits {
		if hits > 0 && analyzers.Conditional(k.in.Book, c) {
			names = append(names, k.labels[c])
		}
	}
	return strings.Join(names, ", ")
}

func (k *counter) methods(s *side) []string {
	o := k.in.Options
	window := ""
	if k.unit.Moving() {
		window = " The counts are those of surface co-occurrence (Evert 2008): of all tokens outside the node's own words, those in some window of it, those at which the other begins, and those that are both."
	}
	words := "words without a letter and words of a single letter"
	if o.Stopwords {
		words += ", and function words (" + analyzers.StopwordsVersion + ")"
	}
	return []string{
		k.definition() + window + " A concept was not paired with its own ancestors or descendants; with a word it stands together where the word occurs outside the concept's hits.",
		fmt.Sprintf("Words and concepts paired with words have a margin of at least %s (min_count) and are listed from a joint count of as many; left out are %s. With each other only the %s most frequent words were paired.",
			result.Whole(k.choice.Least), words, result.Whole(wordsMost)),
		k.sizes(s) + " Significance is by Fisher's exact test (Fisher 1922), two-sided and one-sided, adjusted by Benjamini and Hochberg (1995) and by Benjamini and Yekutieli (2001) over all pairs of a kind in a document or set whose margins allow a test; a pair whose joint count is too small to be listed enters the family with a p of 1, which can only raise the others.",
		fmt.Sprintf("Strength is given as lift with its log-normal %s interval, the conditional odds ratio with its exact interval (Cornfield 1956), the odds ratio discounted by a half (Haldane 1956), PMI (Church and Hanks 1990), NPMI (Bouma 2009), MI² and MI³ (Daille 1994), local MI (Evert 2008), Dice (Dice 1945), logDice (Rychlý 2008), Jaccard (Jaccard 1901), cosine (Ochiai 1957), minimum sensitivity (Pedersen 1998), ΔP in both directions (Gries 2013), φ (Yule 1912) and association strength (van Eck and Waltman 2009).", o.Percent()),
		"Evidence is given as signed G² of four cells (Dunning 1993), uncorrected and divided by Williams's q (Williams 1976), simple log-likelihood (Evert 2008), χ² uncorrected, with the correction of Yates (Yates 1934) and with Williams's, t (Church and others 1991) and z (Berry-Rogghe 1973). Nothing was added to empty cells but where the name says so.",
	}
}
