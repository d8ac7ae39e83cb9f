package sensitivity

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"concordat/analyzers"
	"concordat/analyzers/result"
)

// column returns one value of every row.
func column[R, T any](rows []R, f func(R) T) []T {
	out := make([]T, len(rows))
	for i, r := range rows {
		out[i] = f(r)
	}
	return out
}

// line is a finding with how it fares.
type line struct {
	*finding
	choice, pattern, document standing
	values                    []float64 // of the choices, ascending
}

func ratio(s *spec) float64       { return s.estimate.ratio }
func verdict(s *spec) string      { return s.estimate.verdict }
func npmi(s *spec) float64        { return s.association.npmi }
func pairVerdict(s *spec) string  { return s.association.verdict }
func (s standing) lost() int64    { return int64(s.n - s.sameVerdict) }
func (l *line) own() *spec        { return &l.specs[0] }
func (l *line) median() float64   { return finite(quantile(l.values, 2)) }
func (l *line) smallest() float64 { return finite(quantile(l.values, 0)) }
func (l *line) greatest() float64 { return finite(quantile(l.values, 4)) }

// quantile returns the q-th quarter of ascending values: the lowest, the median, the highest.
func quantile(v []float64, q int) float64 {
	n := len(v)
	if n == 0 {
		return math.NaN()
	}
	if q == 2 && n%2 == 0 {
		return (v[n/2-1] + v[n/2]) / 2
	}
	return v[(n-1)*q/4]
}

// lines sums up findings.
func lines(found []*finding, value func(*spec) float64, verdict func(*spec) string) []line {
	out := make([]line, len(found))
	for i, f := range found {
		l := line{finding: f, choice: f.stand("choice", value, verdict), pattern: f.stand("pattern", value, verdict), document: f.stand("document", value, verdict)}
		for k := range f.specs {
			if v := value(&f.specs[k]); f.specs[k].kind() == "choice" && !math.IsNaN(v) {
				l.values = append(l.values, v)
			}
		}
		slices.Sort(l.values)
		out[i] = l
	}
	return out
}

// hangs says what a finding hangs on, "" for nothing that was tried.
func (l *line) hangs(own string) string {
	if own == unclear {
		return "unclear in the run itself"
	}
	var on []string
	for _, k := range []struct {
		what string
		s    standing
	}{{"choices", l.choice}, {"one pattern", l.pattern}, {"one document", l.document}} {
		if k.s.sameVerdict < k.s.n {
			on = append(on, k.what)
		}
	}
	return strings.Join(on, ", ")
}

// fates are the columns that say how findings fare, the same for both tables.
func fates(in *analyzers.Input, rows []line, unit string, value func(*spec) float64, verdict func(*spec) string) []result.Column {
	what := func(s *spec) string {
		if s == nil {
			return ""
		}
		return s.describe(in)
	}
	at := func(s *spec) float64 {
		if s == nil {
			return math.NaN()
		}
		return finite(value(s))
	}
	of := func(s *spec) string {
		if s == nil {
			return ""
		}
		return verdict(s)
	}
	num := func(f func(*line) float64) []float64 { return column(rows, func(l line) float64 { return f(&l) }) }
	whole := func(f func(*line) int) []int64 { return column(rows, func(l line) int64 { return int64(f(&l)) }) }
	text := func(f func(*line) string) []string { return column(rows, func(l line) string { return f(&l) }) }
	return []result.Column{
		result.Texts("verdict", "Verdict", "What the run's own specification says of the finding.", text(func(l *line) string { return verdict(l.own()) })),
		result.Ints("choices", "Choices", "specifications", "Specifications that combine the declared choices, the run's own included.", whole(func(l *line) int { return l.choice.n })),
		result.Ints("choices_same_sign", "Same sign", "specifications", "Of these, how many have an estimate of the same sign as the run's.", whole(func(l *line) int { return l.choice.sameSign })),
		result.Ints("choices_same_verdict", "Same verdict", "specifications", "Of these, how many give the run's verdict.", whole(func(l *line) int { return l.choice.sameVerdict })),
		result.Floats("choices_min", "Lowest", unit, 2, "Smallest estimate over the choices; missing where it is infinite.", num((*line).smallest)),
		result.Detail(result.Floats("choices_median", "Median", unit, 2, "Median estimate over the choices.", num((*line).median))),
		result.Floats("choices_max", "Highest", unit, 2, "Greatest estimate over the choices; missing where it is infinite.", num((*line).greatest)),
		result.Detail(result.Texts("weakest_choice", "Weakest choice", "The specification that speaks least for the finding: one that loses the verdict before one that keeps it, then the smallest estimate in the run's direction.", text(func(l *line) string { return what(l.choice.weakest) }))),
		result.Detail(result.Floats("weakest_choice_estimate", "Estimate, weakest choice", unit, 2, "Its estimate; missing if it is infinite or undefined.", num(func(l *line) float64 { return at(l.choice.weakest) }))),
		result.Detail(result.Texts("weakest_choice_verdict", "Verdict, weakest choice", "Its verdict.", text(func(l *line) string { return of(l.choice.weakest) }))),
		result.Ints("patterns", "Patterns", "patterns", "Patterns with a match that bear on the finding, each left out in turn.", whole(func(l *line) int { return l.pattern.n })),
		result.Ints("patterns_needed", "Patterns needed", "patterns", "Of these, how many change the verdict when they alone are left out.", column(rows, func(l line) int64 { return l.pattern.lost() })),
		result.Texts("weakest_pattern", "Pattern", "The pattern without which least speaks for the finding.", text(func(l *line) string { return what(l.pattern.weakest) })),
		result.Floats("weakest_pattern_estimate", "Without it", unit, 2, "The estimate without it; missing if it is infinite or undefined.", num(func(l *line) float64 { return at(l.pattern.weakest) })),
		result.Detail(result.Texts("weakest_pattern_verdict", "Verdict without it", "The verdict without that pattern.", text(func(l *line) string { return of(l.pattern.weakest) }))),
		result.Detail(result.Ints("documents", "Documents", "documents", "Documents left out in turn; 0 where no side has several, or where they are too many.", whole(func(l *line) int { return l.document.n }))),
		result.Ints("documents_needed", "Documents needed", "documents", "Of these, how many change the verdict when they alone are left out.", column(rows, func(l line) int64 { return l.document.lost() })),
		result.Detail(result.Texts("weakest_document", "Document", "The document without which least speaks for the finding.", text(func(l *line) string { return what(l.document.weakest) }))),
		result.Detail(result.Floats("weakest_document_estimate", "Estimate without it", unit, 2, "The estimate without it.", num(func(l *line) float64 { return at(l.document.weakest) }))),
		result.Texts("hangs_on", "Hangs on", "What changes the verdict: choices, one pattern, one document; empty = nothing that was tried.", text(func(l *line) string { return l.hangs(verdict(l.own())) })),
	}
}

func table(in *analyzers.Input, found []*finding) *result.Table {
	rows, labels := lines(found, ratio, verdict), analyzers.Labels(in.Book)
	text := func(f func(*line) string) []string { return column(rows, func(l line) string { return f(&l) }) }
	num := func(f func(*line) float64) []float64 { return column(rows, func(l line) float64 { return f(&l) }) }
	whole := func(f func(*line) int64) []int64 { return column(rows, func(l line) int64 { return f(&l) }) }
	t := &result.Table{
		Name: name, Title: "What the comparisons hang on",
		Caption: fmt.Sprintf("Each row is one headline concept of one comparison. The log ratio of the run, with its %s interval (percentile bootstrap over paragraphs; exact, with hits taken as independent, where a side has no hit or nothing varies), and how it fares under %s, without each pattern and without each document. more, less: the interval lies above or below 0.%s",
			in.Options.Percent(), combinations(in), in.LegendOfAll()),
		Columns: []result.Column{
			result.Texts("concept", "Concept id", "Id of the concept in the codebook.", text(func(l *line) string { return in.Book.Concepts[l.concept].ID })),
			result.Texts("label", "Concept", "Label of the concept.", text(func(l *line) string { return labels[l.concept] })),
			result.Texts("target", "Target", "Name of the target.", text(func(l *line) string { return l.comparison.Target.Name })),
			result.Texts("reference", "Reference", "Name of the reference.", text(func(l *line) string { return l.comparison.Reference.Name })),
			result.Ints("target_hits", "Hits, target", "hits", "Hits in the target.", whole(func(l *line) int64 { return l.own().estimate.a })),
			result.Ints("reference_hits", "Hits, reference", "hits", "Hits in the reference.", whole(func(l *line) int64 { return l.own().estimate.b })),
			result.Floats("log_ratio", "Log ratio", "doublings", 2, "log2 of the ratio of the rates per token; missing where a side has no hit.", num(func(l *line) float64 { return finite(l.own().estimate.ratio) })),
			result.Floats("ci_low", "Low", "doublings", 2, "Lower bound of its interval; missing where it has none.", num(func(l *line) float64 { return l.own().estimate.low })),
			result.Floats("ci_high", "High", "doublings", 2, "Upper bound of its interval; missing where it has none.", num(func(l *line) float64 { return l.own().estimate.high })),
		},
	}
	t.Columns = append(t.Columns, fates(in, rows, "doublings", ratio, verdict)...)
	return gaps(t, oneSided+", and a bound is missing where the interval has none; no pattern or document is named where none was left out")
}

// combinations says how many specifications the choices make, and of what.
func combinations(in *analyzers.Input) string {
	return fmt.Sprintf("%s (overlap policies, hyphenated compounds in parts or whole, case of abbreviations kept or folded, per tokens, sentences or paragraphs)",
		result.Counted(len(in.Variants)*denominators, "combination")+" of choices")
}

// each is a specification with its finding.
type each struct {
	*finding
	*spec
}

// flat lists the specifications of findings.
func flat(found []*finding) []each {
	out := []each{}
	for _, f := range found {
		for i := range f.specs {
			out = append(out, each{f, &f.specs[i]})
		}
	}
	return out
}

// declared are the columns that say what a specification is.
func declared(in *analyzers.Input, rows []each) []result.Column {
	text := func(f func(each) string) []string { return column(rows, f) }
	choice := func(k int) []string {
		return text(func(e each) string {
			a, b, c := choices(in, e.variant)
			return [...]string{a, b, c}[k]
		})
	}
	return []result.Column{
		result.Texts("specification", "Specification", "What it has otherwise than the run.", text(func(e each) string { return e.describe(in) })),
		result.Texts("kind", "Kind", "choice = a combination of choices; pattern, document = the run without that one.", text(func(e each) string { return e.kind() })),
		result.Detail(result.Texts("overlap", "Overlap", "Overlap policy: concept, codebook, all, exclusive.", choice(0))),
		result.Detail(result.Texts("hyphens", "Hyphens", "Hyphenated compounds in parts, or whole.", choice(1))),
		result.Detail(result.Texts("case", "Case", "auto = words of capitals keep their case; fold = every word folds; exact = none does.", choice(2))),
	}
}

func specTable(in *analyzers.Input, found []*finding) *result.Table {
	rows := flat(found)
	num := func(f func(each) float64) []float64 { return column(rows, f) }
	whole := func(f func(each) int64) []int64 { return column(rows, f) }
	text := func(f func(each) string) []string { return column(rows, f) }
	t := &result.Table{
		Name: specifications, Title: "The comparisons under every specification", Brief: max(in.Options.Top, 0),
		Caption: fmt.Sprintf("Each row is one headline concept of one comparison under one specification; the first of each concept is the run's own. Log ratios with %s intervals.%s", in.Options.Percent(), in.LegendOfAll()),
		Columns: []result.Column{
			result.Texts("concept", "Concept", "Id of the concept.", text(func(e each) string { return in.Book.Concepts[e.concept].ID })),
			result.Texts("target", "Target", "Name of the target.", text(func(e each) string { return e.comparison.Target.Name })),
			result.Texts("reference", "Reference", "Name of the reference.", text(func(e each) string { return e.comparison.Reference.Name })),
		},
	}
	t.Columns = append(t.Columns, declared(in, rows)...)
	t.Columns = append(t.Columns,
		result.Detail(result.Texts("denominator", "Denominator", "What the hits are divided by.", text(func(e each) string { return denominator(e.per) }))),
		result.Ints("target_hits", "Hits, target", "hits", "Hits in the target.", whole(func(e each) int64 { return e.estimate.a })),
		result.Detail(result.Ints("target_denominator", "Denominator, target", "", "Tokens, sentences or paragraphs of the target.", whole(func(e each) int64 { return e.estimate.A }))),
		result.Ints("reference_hits", "Hits, reference", "hits", "Hits in the reference.", whole(func(e each) int64 { return e.estimate.b })),
		result.Detail(result.Ints("reference_denominator", "Denominator, reference", "", "Tokens, sentences or paragraphs of the reference.", whole(func(e each) int64 { return e.estimate.B }))),
		result.Floats("log_ratio", "Log ratio", "doublings", 2, "log2 of the ratio of the rates; missing where a side has no hit.", num(func(e each) float64 { return finite(e.estimate.ratio) })),
		result.Floats("ci_low", "Low", "doublings", 2, "Lower bound of its interval; missing where it has none.", num(func(e each) float64 { return e.estimate.low })),
		result.Floats("ci_high", "High", "doublings", 2, "Upper bound of its interval; missing where it has none.", num(func(e each) float64 { return e.estimate.high })),
		result.Detail(result.Texts("ci_method", "Interval", "bootstrap = percentile over paragraphs; exact = Clopper and Pearson, hits taken as independent; empty = none.", text(func(e each) string { return e.estimate.method }))),
		result.Texts("verdict", "Verdict", "more, less, or unclear where the interval has 0 in it.", text(func(e each) string { return e.estimate.verdict })),
	)
	return gaps(t, oneSided+", and a bound is missing where the interval has none")
}

func pairTable(in *analyzers.Input, x *examination) *result.Table {
	rows, labels := lines(x.found, npmi, pairVerdict), analyzers.Labels(in.Book)
	text := func(f func(*line) string) []string { return column(rows, func(l line) string { return f(&l) }) }
	num := func(f func(*line) float64) []float64 { return column(rows, func(l line) float64 { return f(&l) }) }
	whole := func(f func(*line) int64) []int64 { return column(rows, func(l line) int64 { return f(&l) }) }
	own := func(l *line) *association { return &l.own().association }
	t := &result.Table{
		Name: pairsName, Title: "What the ties between concepts hang on",
		Caption: fmt.Sprintf("Each row is a pair of frequent concepts that stands together in a %s of all documents significantly more or less often than independent concepts would (Fisher, q ≤ %v by Benjamini and Hochberg over %s), not by sharing words; and how it fares under %s of overlap policy, hyphens, case and unit, without each pattern and without each document, adjusted anew each time.",
			ownUnit(in), alpha, result.Counted(x.family, "pair"), result.Counted(len(in.Variants)*len(unitsOf(in)), "combination")),
		Columns: []result.Column{
			result.Texts("concept_a", "Concept A", "Id of the concept that stands first in the codebook or is the more frequent.", text(func(l *line) string { return in.Book.Concepts[l.concept].ID })),
			result.Texts("concept_b", "Concept B", "Id of the other concept.", text(func(l *line) string { return in.Book.Concepts[l.other].ID })),
			result.Texts("label_a", "Label A", "Label of concept A.", text(func(l *line) string { return labels[l.concept] })),
			result.Texts("label_b", "Label B", "Label of concept B.", text(func(l *line) string { return labels[l.other] })),
			result.Ints("both", "Both", "units", "Units with a hit of each.", whole(func(l *line) int64 { return own(l).both })),
			result.Ints("a", "A", "units", "Units with concept A.", whole(func(l *line) int64 { return own(l).a })),
			result.Ints("b", "B", "units", "Units with concept B.", whole(func(l *line) int64 { return own(l).b })),
			result.Detail(result.Ints("n", "N", "units", "All units.", whole(func(l *line) int64 { return own(l).n }))),
			result.Floats("expected", "Expected", "units", 2, "Joint count if the two were independent.", num(func(l *line) float64 { return own(l).expected })),
			result.Floats("npmi", "NPMI", "", 2, "Normalised pointwise mutual information, −1 to 1.", num(func(l *line) float64 { return own(l).npmi })),
			result.Floats("q_bh", "q", "", -1, "Fisher's p adjusted over the family.", num(func(l *line) float64 { return own(l).q })),
		},
	}
	t.Columns = append(t.Columns, fates(in, rows, "", npmi, pairVerdict)...)
	return gaps(t, notTested+"; no pattern or document is named where none was left out")
}

func pairSpecTable(in *analyzers.Input, x *examination) *result.Table {
	rows := flat(x.found)
	num := func(f func(each) float64) []float64 { return column(rows, f) }
	whole := func(f func(each) int64) []int64 { return column(rows, f) }
	text := func(f func(each) string) []string { return column(rows, f) }
	t := &result.Table{
		Name: pairsSpecs, Title: "The ties between concepts under every specification", Brief: max(in.Options.Top, 0),
		Caption: "Each row is one headline pair of concepts under one specification, over all documents; the first of each pair is the run's own.",
		Columns: []result.Column{
			result.Texts("concept_a", "Concept A", "Id of the one concept.", text(func(e each) string { return in.Book.Concepts[e.concept].ID })),
			result.Texts("concept_b", "Concept B", "Id of the other.", text(func(e each) string { return in.Book.Concepts[e.other].ID })),
		},
	}
	t.Columns = append(t.Columns, declared(in, rows)...)
	t.Columns = append(t.Columns,
		result.Detail(result.Texts("unit", "Unit", "Unit in which the two stand together.", text(func(e each) string { return e.unit.String() }))),
		result.Ints("both", "Both", "units", "Units with a hit of each.", whole(func(e each) int64 { return e.association.both })),
		result.Detail(result.Ints("a", "A", "units", "Units with concept A.", whole(func(e each) int64 { return e.association.a }))),
		result.Detail(result.Ints("b", "B", "units", "Units with concept B.", whole(func(e each) int64 { return e.association.b }))),
		result.Detail(result.Ints("n", "N", "units", "All units.", whole(func(e each) int64 { return e.association.n }))),
		result.Floats("expected", "Expected", "units", 2, "Joint count if the two were independent.", num(func(e each) float64 { return e.association.expected })),
		result.Floats("npmi", "NPMI", "", 2, "Normalised pointwise mutual information, −1 to 1.", num(func(e each) float64 { return e.association.npmi })),
		result.Floats("q_bh", "q", "", -1, "Fisher's p adjusted over all pairs of the specification.", num(func(e each) float64 { return e.association.q })),
		result.Texts("verdict", "Verdict", "together, apart, or unclear where q is above 0.05.", text(func(e each) string { return e.association.verdict })),
	)
	return gaps(t, notTested)
}

// Why numbers are missing.
const (
	oneSided  = "a log ratio is missing where a side has no hit under the specification"
	notTested = "numbers are missing where a concept has no hit under the specification"
)

// gaps adds to a table why some of its numbers are missing, if any are.
func gaps(t *result.Table, why string) *result.Table {
	for i := range t.Columns {
		c := &t.Columns[i]
		for k := range c.Len() {
			if c.Absent(k) {
				t.Notes = append(t.Notes, result.Note{Code: "missing", Message: why, Table: t.Name, Row: -1})
				return t
			}
		}
	}
	return t
}

// magnitude is how far an estimate surely is from 0.
func magnitude(e estimate) float64 {
	switch e.verdict {
	case more:
		return e.low
	case less:
		return -e.high
	}
	return 0
}

// robust orders findings by how far they surely are from 0.
func robust(a, b line) int {
	return cmp.Compare(magnitude(b.own().estimate), magnitude(a.own().estimate))
}
