package keyness

import (
	"cmp"
	"fmt"
	"slices"

	"concordat/analyzers"
	"concordat/analyzers/result"
)

// known says how many of the words that tell a side from the other are shown.
func known(limit, all int, side string) string {
	switch {
	case all == 0:
		return "No word is known to be more frequent in " + side + " at that level, so that side is empty."
	case all == 1:
		return "The only word of " + side + " is shown."
	case all <= limit:
		return "All " + result.Whole(all) + " of " + side + " are shown."
	}
	return fmt.Sprintf("The first %s of %s of %s are shown.", result.Whole(limit), result.Counted(all, "word"), side)
}

// figure shows the words with the greatest conservative log ratio on either
// side; nil if no word has one. The bar is that bound and not the log ratio itself: it is
// finite for words of one side only, and it is what ranks them.
func figure(in *analyzers.Input, c analyzers.Comparison, family family) *result.Figure {
	words := family.items
	n := max(in.Options.Top/2, 1)
	var shown []item
	var all [2]int // words with such a ratio: target, reference
	for _, w := range words {
		if w.conservative == 0 {
			break
		}
		side := 0
		if w.conservative < 0 {
			side = 1
		}
		all[side]++
		if all[side] <= n {
			shown = append(shown, w)
		}
	}
	if len(shown) == 0 {
		return nil
	}
	for i := range shown {
		shown[i].describe(in.Options, family.kinds)
	}
	slices.SortStableFunc(shown, func(x, y item) int { return cmp.Compare(y.conservative, x.conservative) })
	side := func(w *item) string {
		if w.conservative > 0 {
			return w.target
		}
		return w.reference
	}
	first := &shown[0]
	caption := fmt.Sprintf("Words that tell %s (%s, %s) from %s (%s, %s), by their conservative log ratio: the bound nearer to zero of the exact %s interval of the log ratio, at a level for all %s together (Bonferroni); 1 is at least twice as often. %s %s Beside the bars the signed G², log-likelihood statistic of four cells: below 0 the word is rarer in the target. Tokens are taken as independent. Left out are %s.%s%s",
		c.Target.Spoken(), result.Counted(len(c.Target.Documents), "document"), result.Counted(first.A, "token"),
		c.Reference.Spoken(), result.Counted(len(c.Reference.Documents), "document"), result.Counted(first.B, "token"),
		in.Options.Percent(), result.Counted(len(words), "tested word"),
		known(n, all[0], c.Target.Spoken()), known(n, all[1], c.Reference.Spoken()), excluded(in), in.FirstOnly(), in.Legend(c.Target, c.Reference))
	data := &result.Table{
		Name: "keyness_bars", Title: "Key words", Caption: caption, Place: result.Hidden,
		Columns: []result.Column{
			result.Texts("word", "Word", "folded word form", each(shown, func(w *item) string { return w.key })),
			result.Texts("side", "Side", "side in which the word is more frequent", each(shown, side)),
			result.Ints("target_count", "Count, target", "occurrences", "occurrences in the target", each(shown, func(w *item) int64 { return w.a })),
			result.Ints("reference_count", "Count, reference", "occurrences", "occurrences in the reference", each(shown, func(w *item) int64 { return w.b })),
			result.Floats("lrc", "Conservative log ratio", "doublings", 2, "bound of the exact interval of log_ratio nearer to 0", each(shown, func(w *item) float64 { return w.conservative })),
			result.Floats("log_ratio", "Log ratio", "doublings", 2, "log2 of the ratio of the rates; missing where one side has none", each(shown, func(w *item) float64 { return w.ratio })),
			result.Floats("g2", "signed G²", "", 1, "log-likelihood statistic of four cells; positive = more in the target", each(shown, func(w *item) float64 { return w.g2 })),
		},
	}
	for i := range shown {
		if shown[i].a == 0 || shown[i].b == 0 {
			data.Notes = []result.Note{{Code: "one-sided", Message: "words of one side only have an infinite log ratio, left empty", Table: data.Name, Row: -1}}
		}
	}
	return &result.Figure{
		Name: "keyness", Title: "Words that tell " + c.Target.Spoken() + " from " + c.Reference.Spoken(), Caption: caption,
		Kind: "keyness", Data: data, X: "lrc", Label: "word", Group: "side", Size: "g2",
		XLabel: "Conservative log ratio (doublings)",
	}
}
