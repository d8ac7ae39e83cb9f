package sensitivity

import (
	"fmt"
	"slices"
	"strings"

	"concordat/analyzers"
	"concordat/analyzers/result"
)

// notes says what was not examined, and what could not be.
func notes(in *analyzers.Input, found []*finding, x *examination) []result.Note {
	var out []result.Note
	add := func(table, code, format string, args ...any) {
		out = append(out, result.Note{Code: code, Message: fmt.Sprintf(format, args...), Table: table, Row: -1})
	}
	if n := len(in.Comparisons); n > mostComparisons {
		add(name, "first-comparisons", "examined are the first %d of %s comparisons; name a target and a reference to examine another", mostComparisons, result.Whole(n))
	}
	if len(in.Comparisons) == 0 {
		add(name, "no-comparison", "there is nothing to compare: a comparison needs a target and a reference")
	}
	tooMany := len(x.documents) > mostLeftOut
	for _, c := range in.Comparisons[:min(mostComparisons, len(in.Comparisons))] {
		tooMany = tooMany || len(c.Target.Documents)+len(c.Reference.Documents) > mostLeftOut
	}
	if tooMany {
		add("", "documents-not-left-out", "with more than %d documents none is left out in turn: a single one hardly weighs", mostLeftOut)
	}
	if o := in.Options; len(found) > 0 && (o.Resample != analyzers.ByParagraph || o.BCa) {
		add(name, "paragraphs-drawn", "however the bootstrap of the run is elsewhere (options resample and bca), the intervals here are percentile intervals over paragraphs, that of the run's own row too: its verdict may differ from what the comparison has")
	}
	single := 0
	for _, f := range found {
		if s := f.stand("pattern", ratio, verdict); s.n == 1 {
			single++
		}
	}
	if single > 0 {
		add(name, "one-pattern", "rows whose concept has matches of one pattern only: %s; they hang on it by nature", result.Whole(single))
	}
	if len(x.found) == 0 && x.family > 0 {
		add(pairsName, "no-pairs", "none of %s of frequent concepts is significant in the run itself", result.Counted(x.family, "pair"))
	}
	return out
}

// told are the sentences for the head of the report.
func told(in *analyzers.Input, found []*finding) []result.Finding {
	rows := lines(found, ratio, verdict)
	clear, hold, pattern := 0, 0, 0
	var hanging []string
	labels := analyzers.Labels(in.Book)
	rows = slices.DeleteFunc(rows, func(l line) bool { return verdict(l.own()) == unclear })
	slices.SortStableFunc(rows, robust)
	for i := range rows {
		l := &rows[i]
		clear++
		if l.hangs(verdict(l.own())) == "" {
			hold++
		}
		if l.pattern.lost() > 0 {
			pattern++
			if len(hanging) < 3 {
				hanging = append(hanging, fmt.Sprintf("“%s” on “%s”", labels[l.concept], l.pattern.weakest.describe(in)))
			}
		}
	}
	if clear == 0 {
		return nil
	}
	s := fmt.Sprintf("Of %s whose interval excludes 0, %s keep that under every choice and without any one pattern or document; %s on one pattern",
		result.Counted(clear, "headline difference"), result.Whole(hold), hang(pattern))
	if len(hanging) > 0 {
		if more := pattern - len(hanging); more > 0 {
			hanging = append(hanging, fmt.Sprintf("and %s more", result.Whole(more)))
		}
		s += " (" + strings.Join(hanging, ", ") + ")"
	}
	return []result.Finding{{Text: s + "."}}
}

func hang(n int) string {
	if n == 1 {
		return "1 hangs"
	}
	return result.Whole(n) + " hang"
}

func methods(in *analyzers.Input) []string {
	return []string{
		fmt.Sprintf("What the findings hang on was examined as a specification curve (Simonsohn, Simmons and Nelson 2020): the headline comparisons under all %s, and the headline pairs of concepts with %s instead of denominators; then, by the run's own choices, without each pattern that has a match and without each document in turn. How much such choices can move results is shown by Denny and Spirling (2018).",
			combinations(in), result.Counted(len(unitsOf(in)), "unit")),
		"All specifications share the resamples of paragraphs, so they differ by the choices alone. Overlaps are settled anew without a pattern: another pattern of the concept may then count. As a condition of other patterns (concept:ID) a pattern that is left out stays.",
		"A finding keeps its verdict if the interval of the log ratio still excludes 0 on the same side; a pair, if its adjusted p is still at most 0.05 and the deviation has the same sign. The specifications are neither independent nor equally sensible, so their shares are no probabilities.",
	}
}
