package sensitivity

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"concordat/analyzers"
	"concordat/analyzers/result"
)

// curve draws the specification curve of the finding that stands out: of those
// that the run has as clear, the first that the options name, or the one whose
// rates differ most. nil if there is none with an estimate.
func curve(in *analyzers.Input, found []*finding) *result.Figure {
	rows := lines(found, ratio, verdict)
	rows = slices.DeleteFunc(rows, func(l line) bool {
		return verdict(l.own()) == unclear || math.IsNaN(finite(l.own().estimate.ratio))
	})
	if len(in.Options.Concepts) == 0 {
		slices.SortStableFunc(rows, func(a, b line) int {
			return cmp.Compare(b.own().estimate.apart(), a.own().estimate.apart())
		})
	}
	if len(rows) == 0 {
		return nil
	}
	l := &rows[0]
	var shown []*spec
	left := 0
	for i := range l.specs {
		s := &l.specs[i]
		switch {
		case s.kind() != "choice":
		case math.IsNaN(finite(s.estimate.ratio)):
			left++
		default:
			shown = append(shown, s)
		}
	}
	slices.SortStableFunc(shown, func(a, b *spec) int { return cmp.Compare(a.estimate.ratio, b.estimate.ratio) })
	num := func(f func(*spec) float64) []float64 { return column(shown, f) }
	text := func(f func(*spec) string) []string { return column(shown, f) }
	choice := func(k int) []string {
		return text(func(s *spec) string {
			a, b, c := choices(in, s.variant)
			return [...]string{a, b, c}[k]
		})
	}
	c := l.comparison
	hidden := ""
	if left > 0 {
		hidden = fmt.Sprintf(" Not drawn: %s whose log ratio is infinite, since a side has no hit.", result.Counted(left, "specification"))
	}
	caption := fmt.Sprintf("“%s” in %s against %s under every combination of choices, in the order of the log ratio, with %s intervals (percentile bootstrap over paragraphs, %s resamples, seed %s). Grey band: the run's own choices. A filled mark: the interval excludes 0 as it does in the run. Below: the choices of each specification; a choice that changes no hit anywhere still makes one. %s of %s keep the verdict. Of the clear findings this is the one whose rates differ most, or the first concept that the options name.%s%s",
		analyzers.Labels(in.Book)[l.concept], in.Prose(c.Target), in.Prose(c.Reference), in.Options.Percent(), result.Whole(in.Options.Resamples), result.Whole(in.Options.Seed),
		result.Whole(l.choice.sameVerdict), result.Counted(l.choice.n, "specification"), hidden, in.Legend(c.Target, c.Reference))
	t := &result.Table{
		Name: name + "_curve", Title: "Specification curve", Caption: caption, Place: result.Hidden,
		Columns: []result.Column{
			result.Texts("own", "Own", "“this run” = the run's own specification.", text(func(s *spec) string {
				if s == l.own() {
					return "this run"
				}
				return ""
			})),
			result.Texts("verdict", "Verdict", "more, less, or unclear where the interval has 0 in it.", text(verdict)),
			result.Texts("overlap", "Overlap", "Overlap policy.", choice(0)),
			result.Texts("hyphens", "Hyphens", "Hyphenated compounds in parts, or whole.", choice(1)),
			result.Texts("case", "Case", "Case of words in capitals kept (auto) or folded.", choice(2)),
			result.Texts("denominator", "Per", "What hits are divided by.", text(func(s *spec) string { return denominator(s.per) })),
			result.Ints("target_hits", "Hits, target", "hits", "Hits in the target.", column(shown, func(s *spec) int64 { return s.estimate.a })),
			result.Ints("reference_hits", "Hits, reference", "hits", "Hits in the reference.", column(shown, func(s *spec) int64 { return s.estimate.b })),
			result.Floats("log_ratio", "Log ratio", "doublings", 2, "log2 of the ratio of the rates.", num(func(s *spec) float64 { return s.estimate.ratio })),
			result.Floats("ci_low", "Low", "doublings", 2, "Lower bound; missing where it has none.", num(func(s *spec) float64 { return s.estimate.low })),
			result.Floats("ci_high", "High", "doublings", 2, "Upper bound; missing where it has none.", num(func(s *spec) float64 { return s.estimate.high })),
		},
	}
	return &result.Figure{
		Name: name, Title: "Specification curve of " + analyzers.Labels(in.Book)[l.concept], Caption: caption, Kind: "specifications",
		Y: "log_ratio", Low: "ci_low", High: "ci_high", Group: "verdict", Label: "own",
		YLabel: "Log ratio (doublings), with " + in.Options.Percent() + " intervals", Data: gaps(t, "a bound is missing where the interval has none"),
	}
}

// apart is how far the two rates are from each other.
func (e estimate) apart() float64 {
	return math.Abs(float64(e.a)/float64(e.A) - float64(e.b)/float64(e.B))
}
