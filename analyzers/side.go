package analyzers

import (
	"slices"
	"strconv"
	"strings"

	"concordat/analyzers/result"
	"concordat/analyzers/stats"
)

// Totals are sums over the documents of a side.
type Totals struct {
	Documents int
	Tokens    int64
	Hits      []int64 // by concept
	Present   []int64 // documents with a hit, by concept
}

// Totals sums the documents of a side.
func (in *Input) Totals(s Side) Totals {
	n := len(in.Book.Concepts)
	t := Totals{Documents: len(s.Documents), Hits: make([]int64, n), Present: make([]int64, n)}
	for _, i := range s.Documents {
		d := &in.Tally.Documents[i]
		t.Tokens += d.Tokens
		for _, c := range d.Concepts {
			t.Hits[c.Concept] += c.Hits
			if c.Hits > 0 {
				t.Present[c.Concept]++
			}
		}
	}
	return t
}

// Per10k returns the hits of a concept per 10,000 tokens; 0 without tokens.
func (t Totals) Per10k(concept int) float64 {
	if t.Tokens == 0 {
		return 0
	}
	return stats.Per * float64(t.Hits[concept]) / float64(t.Tokens)
}

// Percent returns the level of intervals as captions have it: "95%".
func (o Options) Percent() string {
	return strconv.FormatFloat(100*o.Level, 'g', 6, 64) + "%"
}

// Bootstrap describes the intervals for captions and methods.
func (o Options) Bootstrap() string {
	kind, drawn := "percentile", "paragraphs resampled within each document"
	if o.BCa {
		kind = "BCa"
	}
	switch o.Resample {
	case BySentence:
		drawn = "sentences resampled within each document"
	case ByDocument:
		drawn = "documents resampled where there are " + strconv.Itoa(EnoughDocuments) + " or more, otherwise paragraphs within each document"
	}
	return o.Percent() + " " + kind + " bootstrap intervals, " + drawn + " (" +
		result.Whole(o.Resamples) + " resamples, seed " + result.Whole(o.Seed) + ")"
}

// Reasons says for methods why the bootstrap draws what it draws, and how its
// intervals are made; one citation of Efron 1987 is in it.
func (o Options) Reasons() string {
	why := "Paragraphs and not tokens or sentences are drawn, since what stands in one paragraph is not independent; documents are taken as given, so the intervals say what these texts would give again, not what other documents would."
	switch o.Resample {
	case BySentence:
		why = "Sentences are drawn, as the run's options ask: neighbouring sentences are taken as independent, so the intervals tend to be too narrow."
	case ByDocument:
		why = "Documents are drawn where a side has " + strconv.Itoa(EnoughDocuments) + " or more, as the run's options ask: the intervals say what other documents of the same kind would give; sides of fewer documents have intervals over their paragraphs."
	}
	how := " The bounds are percentiles of the resamples; the option interval has bias-corrected and accelerated ones (BCa, Efron 1987) instead."
	if o.BCa {
		how = " The bounds are bias-corrected and accelerated (BCa, Efron 1987), with the acceleration of a jackknife over what is drawn, documents being strata; where they are not defined (all resamples on one side of the estimate) percentiles stand in, and the column ci_method says so."
	}
	return why + how
}

// Target returns the side that is the target of every comparison; ok is false
// if there are none or several.
func (in *Input) Target() (s Side, ok bool) {
	for i, c := range in.Comparisons {
		if i > 0 && !slices.Equal(c.Target.Documents, s.Documents) {
			return Side{}, false
		}
		s = c.Target
	}
	return s, len(in.Comparisons) > 0
}

// Prose names a side in a sentence that stands alone: a side of several
// documents with their number, and by the name of the group that it is.
func (in *Input) Prose(s Side) string {
	n := len(s.Documents)
	switch {
	case n == 1:
		return s.Name
	case n == len(in.Tally.Documents) && n > 0:
		return allDocuments(n)
	}
	for _, g := range in.Groups {
		if slices.Equal(g.Documents, s.Documents) {
			s.Name = g.Name
		}
	}
	return s.Spoken() + " (" + result.Counted(n, "document") + ")"
}

// allDocuments names all of n documents, two or more.
func allDocuments(n int) string {
	if n == 2 {
		return "both documents"
	}
	return "all " + result.Whole(n) + " documents"
}

// Spoken returns the name of a side in a sentence: "the rest" for Rest.
func (s Side) Spoken() string {
	if s.Name == Rest {
		return "the rest"
	}
	return s.Name
}

// Legend says what the names of sides stand for, a sentence that follows
// others: the titles of single documents, and what a side is that has all the
// documents that a side before it has not. "" where there is nothing to say.
func (in *Input) Legend(sides ...Side) string {
	var parts []string
	for i, s := range sides {
		if what := in.describe(s, sides[:i]); what != "" {
			if part := s.Name + " = " + what; !slices.Contains(parts, part) {
				parts = append(parts, part)
			}
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return " Names: " + strings.Join(parts, "; ") + "."
}

// explained is how many comparisons a caption explains the names of.
const explained = 3

// LegendOfAll is the Legend of the sides of all comparisons. Where they are
// many it says only what their references have in common.
func (in *Input) LegendOfAll() string {
	var sides []Side
	rest := ""
	for _, c := range in.Comparisons {
		sides = append(sides, c.Target)
		switch {
		case !in.ambiguous(c.Reference):
			sides = append(sides, c.Reference)
		case complement(c.Target.Documents, c.Reference.Documents, len(in.Tally.Documents)):
			rest = " In each row " + c.Reference.Name + " = all documents but those of the target."
		}
	}
	if len(in.Comparisons) > explained {
		return rest
	}
	return rest + in.Legend(sides...)
}

// describe says what the name of a side stands for after others; "" where the
// name says it.
func (in *Input) describe(s Side, before []Side) string {
	if len(s.Documents) == 1 {
		d := &in.Tally.Documents[s.Documents[0]]
		switch {
		case d.Title != "" && d.Title != s.Name:
			return "“" + shorten(d.Title) + "”"
		case d.ID != s.Name:
			return d.ID
		}
		return ""
	}
	for _, g := range in.Groups {
		if slices.Equal(g.Documents, s.Documents) {
			if g.Name != s.Name {
				return "group " + g.Name
			}
			return ""
		}
	}
	for _, o := range before {
		if complement(o.Documents, s.Documents, len(in.Tally.Documents)) {
			return "all documents but those of " + o.Name
		}
	}
	return ""
}

// longest is how many characters of a title a legend has.
const longest = 120

// shorten cuts a title that is longer than a legend has room for.
func shorten(title string) string {
	if r := []rune(title); len(r) > longest {
		return strings.TrimSpace(string(r[:longest-1])) + "…"
	}
	return title
}

// complement reports whether two ascending lists part n documents between them.
func complement(a, b []int, n int) bool {
	all := slices.Sorted(slices.Values(slices.Concat(a, b)))
	if len(all) != n {
		return false
	}
	for i, d := range all {
		if d != i {
			return false
		}
	}
	return len(a) > 0 && len(b) > 0
}

// FirstOnly says in a caption that a figure shows the first of several
// comparisons, a sentence that follows others; "" where there is only one.
func (in *Input) FirstOnly() string {
	if n := len(in.Comparisons); n > 1 {
		return " This is the first of " + result.Whole(n) + " comparisons; the table has them all."
	}
	return ""
}
