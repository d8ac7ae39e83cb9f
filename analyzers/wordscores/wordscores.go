// Package wordscores is the analyzer of Wordscores: it places documents on a
// line between reference documents whose positions are given.
package wordscores

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"concordat/analyzers"
	"concordat/analyzers/result"
	"concordat/analyzers/stats/scaling"
)

// name is the analyzer's, its table's and its figure's.
const name = "wordscores"

type analyzer struct{}

// New returns the analyzer.
func New() analyzers.Analyzer { return analyzer{} }

// Info describes the analyzer.
func (analyzer) Info() analyzers.Info {
	return analyzers.Info{
		Name:  name,
		Title: "Wordscores",
		Doc: "Where documents stand between reference documents whose positions the option scores gives, by the words or concepts they share with them: " +
			"raw scores with standard errors and intervals, both customary rescalings, how much of each document has a score, and the scores of the words. Without scores it says nothing.",
		Needs:  analyzers.Needs{Words: true},
		Output: []string{name, name + "_features"},
		References: []result.Reference{
			{Key: "laver2003", Text: "Laver, M., Benoit, K. and Garry, J. (2003). Extracting policy positions from political texts using words as data. American Political Science Review 97(2), 311–331.", DOI: "10.1017/S0003055403000698"},
			{Key: "martin2008", Text: "Martin, L. W. and Vanberg, G. (2008). A robust transformation procedure for interpreting political text. Political Analysis 16(1), 93–100.", DOI: "10.1093/pan/mpm010"},
			{Key: "lowe2008", Text: "Lowe, W. (2008). Understanding Wordscores. Political Analysis 16(4), 356–371.", DOI: "10.1093/pan/mpn004"},
		},
	}
}

// Analyze scores every document that has a feature of the references.
func (analyzer) Analyze(_ context.Context, in *analyzers.Input) (*result.Result, error) {
	s, why := newScale(in)
	if why != "" {
		return &result.Result{Analyzer: name, Notes: []result.Note{{Code: "no-scale", Message: why, Row: -1}},
			Methods: []string{"Wordscores (Laver, Benoit and Garry 2003, with the rescaling of Martin and Vanberg 2008; see Lowe 2008) was asked for, but placed no document: " + why + "."}}, nil
	}
	r := &result.Result{Analyzer: name, Tables: []*result.Table{s.table(in), s.features(in)}, Methods: methods(in), Notes: s.notes()}
	if f := s.figure(in); f != nil {
		r.Figures = []*result.Figure{f}
	}
	return r, nil
}

// row is one document on the scale.
type row struct {
	document  string
	reference bool
	given     float64 // NaN for virgin documents
	score     scaling.Score
}

// scale is what the references make of the documents.
type scale struct {
	matrix     *analyzers.Matrix
	words      []float64 // scores by feature
	rows       []row     // in the documents' order
	lbg, mv    scaling.Linear
	references []int // rows of matrix
}

// newScale scores the documents; if it cannot, it says why.
func newScale(in *analyzers.Input) (*scale, string) {
	s := &scale{matrix: in.Matrix(in.Options.Scaling)}
	given := map[string]float64{}
	for _, g := range in.Options.Scores {
		given[g.Document] = g.Value
	}
	if len(given) == 0 {
		return s, "no reference documents: give documents of known position scores (scores: {ID: -1, ID: 1} in a project file, or --score ID=-1,ID=1); positions are never guessed"
	}
	var counts [][]int64
	var scores []float64
	for i, d := range s.matrix.Documents {
		if v, ok := given[in.Tally.Documents[d].ID]; ok {
			s.references, counts, scores = append(s.references, i), append(counts, s.matrix.Counts[i]), append(scores, v)
		}
	}
	if len(scores) < 2 || slices.Min(scores) == slices.Max(scores) {
		return s, "a line needs two reference documents with different scores; give scores to documents near both ends"
	}
	for k, c := range counts {
		if !slices.ContainsFunc(c, func(n int64) bool { return n > 0 }) {
			return s, fmt.Sprintf("the reference document %s has none of the %s that are counted; take its score away", in.Tally.Documents[s.matrix.Documents[s.references[k]]].ID, noun(in))
		}
	}
	s.words = scaling.WordScores(counts, scores)
	s.score(in, given)
	return s, ""
}

// score places every document and works out the rescalings.
func (s *scale) score(in *analyzers.Input, given map[string]float64) {
	var virgin, raw, scores []float64
	for i, d := range s.matrix.Documents {
		r := row{document: in.Tally.Documents[d].ID, given: math.NaN(), score: scaling.ScoreText(s.matrix.Counts[i], s.words)}
		if v, ok := given[r.document]; ok {
			r.reference, r.given = true, v
			raw, scores = append(raw, r.score.Raw), append(scores, v)
		} else if r.score.Scored > 0 {
			virgin = append(virgin, r.score.Raw)
		}
		s.rows = append(s.rows, r)
	}
	s.lbg, s.mv = scaling.LBG(virgin, scores), scaling.MartinVanberg(raw, scores)
}

// noun names the features.
func noun(in *analyzers.Input) string {
	if in.Options.Scaling == analyzers.ConceptFeatures {
		return "concepts"
	}
	return "words"
}

// share returns part of whole in percent; NaN if there is nothing.
func share(part, whole float64) float64 {
	if whole == 0 {
		return math.NaN()
	}
	return 100 * part / whole
}

// table lists every document.
func (s *scale) table(in *analyzers.Input) *result.Table {
	level := in.Options.Percent()
	number := func(name, label, unit string, digits int, doc string, of func(r row) float64) result.Column {
		v := make([]float64, len(s.rows))
		for i, r := range s.rows {
			v[i] = of(r)
		}
		return result.Floats(name, label, unit, digits, doc, v)
	}
	whole := func(name, label, unit, doc string, of func(r row) int64) result.Column {
		v := make([]int64, len(s.rows))
		for i, r := range s.rows {
			v[i] = of(r)
		}
		return result.Ints(name, label, unit, doc, v)
	}
	documents, roles := make([]string, len(s.rows)), make([]string, len(s.rows))
	for i, r := range s.rows {
		documents[i], roles[i] = r.document, "virgin"
		if r.reference {
			roles[i] = "reference"
		}
	}
	// The LBG rescaling is of virgin documents only.
	lbg := func(v func(scaling.Linear, row) float64) func(row) float64 {
		return func(r row) float64 {
			if r.reference {
				return math.NaN()
			}
			return v(s.lbg, r)
		}
	}
	of := func(l scaling.Linear, r row) (lo, hi float64) {
		return scaling.Interval(l.Value(r.score.Raw), l.SE(r.score.SE), in.Options.Level)
	}
	low := func(l scaling.Linear, r row) float64 { lo, _ := of(l, r); return lo }
	high := func(l scaling.Linear, r row) float64 { _, hi := of(l, r); return hi }
	value := func(l scaling.Linear, r row) float64 { return l.Value(r.score.Raw) }
	same := scaling.Linear{Slope: 1}
	t := &result.Table{Name: name, Title: "Positions by Wordscores", Columns: []result.Column{
		result.Texts("document", "Document", "Id of the document.", documents),
		result.Texts("role", "Role", "reference = its position was given; virgin = its position was estimated.", roles),
		number("given", "Given", "", 2, "Score that was given to a reference document; empty for virgin documents.", func(r row) float64 { return r.given }),
		number("raw", "Raw score", "", 4, "Mean score of the document's scored features, within the range of the given scores and drawn towards their middle.", func(r row) float64 { return r.score.Raw }),
		number("se", "SE", "", 4, "Standard error of raw (Laver, Benoit and Garry 2003), features taken as independent.", func(r row) float64 { return r.score.SE }),
		number("raw_low", "Low", "", 4, "Lower bound of raw, "+level+", raw − z·se.", func(r row) float64 { return low(same, r) }),
		number("raw_high", "High", "", 4, "Upper bound of raw, "+level+", raw + z·se.", func(r row) float64 { return high(same, r) }),
		number("lbg", "LBG", "", 3, "Rescaled as by Laver, Benoit and Garry (2003): mean of the virgin raw scores kept, their spread that of the given scores; depends on which documents are scored together; empty for references.", lbg(value)),
		result.Detail(number("lbg_se", "SE, LBG", "", 4, "Standard error of lbg: se times the slope, without the shift.", lbg(func(l scaling.Linear, r row) float64 { return l.SE(r.score.SE) }))),
		result.Detail(number("lbg_low", "Low, LBG", "", 3, "Lower bound of lbg, "+level+".", lbg(low))),
		result.Detail(number("lbg_high", "High, LBG", "", 3, "Upper bound of lbg, "+level+".", lbg(high))),
		number("mv", "MV", "", 3, "Rescaled as by Martin and Vanberg (2008): the references with the lowest and the highest score stand where their scores are; beyond them is possible.", func(r row) float64 { return value(s.mv, r) }),
		result.Detail(number("mv_se", "SE, MV", "", 4, "Standard error of mv: se times the slope, without the shift.", func(r row) float64 { return s.mv.SE(r.score.SE) })),
		number("mv_low", "Low, MV", "", 3, "Lower bound of mv, "+level+".", func(r row) float64 { return low(s.mv, r) }),
		number("mv_high", "High, MV", "", 3, "Upper bound of mv, "+level+".", func(r row) float64 { return high(s.mv, r) }),
		whole("scored", "Scored", "occurrences", "Occurrences of features that a reference has, the n of the standard error.", func(r row) int64 { return r.score.Scored }),
		result.Detail(whole("total", "Total", "occurrences", "Occurrences of all features.", func(r row) int64 { return r.score.Total })),
		number("scored_percent", "Scored %", "% of occurrences", 1, "scored/total: how much of the document the scale sees; empty for a document without features.", func(r row) float64 { return share(float64(r.score.Scored), float64(r.score.Total)) }),
		number("types_percent", "Scored types %", "% of types", 1, "Different features with a score, of all different features of the document; empty for a document without features.", func(r row) float64 { return share(float64(r.score.Types), float64(r.score.All)) }),
	}}
	t.Caption = fmt.Sprintf("One row a document, in the order of the run: its position on the line that the scores given to %s span, by their %s. "+
		"Raw scores can be compared with each other only; the rescaled ones with the given scores. Intervals are %s and of sampling %s from a fixed scale: they do not say how sure the reference scores are, and take occurrences as independent, so they are too narrow.",
		result.Counted(len(s.references), "reference document"), noun(in), level, noun(in))
	for i, r := range s.rows {
		if r.score.Scored == 0 {
			t.Notes = append(t.Notes, result.Note{Code: "nothing-scored", Table: name, Row: i, Message: "the document shares no feature with the references, so it has no position"})
		}
	}
	t.Notes = append(t.Notes, s.missing()...)
	return t
}

// missing says why columns have empty cells.
func (s *scale) missing() []result.Note {
	out := []result.Note{{Code: "roles", Table: name, Row: -1, Message: "given is empty for virgin documents, and lbg for references, whose spread it takes from their given scores"}}
	if math.IsNaN(s.lbg.Slope) {
		out = append(out, result.Note{Code: "lbg-undefined", Table: name, Row: -1, Message: "the LBG rescaling needs two virgin documents whose raw scores differ"})
	}
	if math.IsNaN(s.mv.Slope) {
		out = append(out, result.Note{Code: "mv-undefined", Table: name, Row: -1, Message: "the Martin–Vanberg rescaling is not defined: the references at both ends have the same raw score"})
	}
	return out
}

// features lists the features with a score.
func (s *scale) features(in *analyzers.Input) *result.Table {
	var order []int
	total, given := make([]int64, len(s.words)), make([]int64, len(s.words))
	for k, w := range s.words {
		for _, row := range s.matrix.Counts {
			total[k] += row[k]
		}
		for _, r := range s.references {
			given[k] += s.matrix.Counts[r][k]
		}
		if !math.IsNaN(w) && total[k] >= int64(max(in.Options.MinCount, 1)) {
			order = append(order, k)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(s.words[a], s.words[b]), cmp.Compare(given[b], given[a]), cmp.Compare(s.matrix.Keys[a], s.matrix.Keys[b]))
	})
	n := len(order)
	keys, labels, scores := make([]string, n), make([]string, n), make([]float64, n)
	in1, references, virgin := make([]int64, n), make([]int64, n), make([]int64, n)
	for i, k := range order {
		keys[i], labels[i], scores[i] = s.matrix.Keys[k], s.matrix.Labels[k], s.words[k]
		references[i] = given[k]
		for _, r := range s.references {
			in1[i] += min(1, s.matrix.Counts[r][k])
		}
		virgin[i] = total[k] - references[i]
	}
	left := len(slices.DeleteFunc(slices.Clone(s.words), math.IsNaN)) - n
	return &result.Table{Name: name + "_features", Title: "Scores of " + noun(in), Brief: max(in.Options.Top, 0),
		Caption: fmt.Sprintf("One row one of the %s with a score that occur at least %s times in all documents; the lowest scores first, of equal ones the most frequent in the references. A score is the mean of the reference documents' scores, each weighted by its share of the relative frequencies; "+
			"a word of one reference only has that reference's score. With a score, but not listed as rarer: %s; they count for the positions.", noun(in), result.Whole(max(in.Options.MinCount, 1)), result.Whole(left)),
		Columns: []result.Column{
			result.Texts("feature", "Feature", "Folded word form, or id of the concept.", keys),
			result.Texts("feature_label", "Label", "What it is called: the word, or the concept's label.", labels),
			result.Floats("score", "Score", "", 3, "Score of the feature, within the range of the given scores.", scores),
			result.Ints("references_with", "References with", "documents", "Reference documents that have it.", in1),
			result.Ints("reference_count", "Count, references", "occurrences", "Occurrences in the reference documents.", references),
			result.Ints("virgin_count", "Count, virgin", "occurrences", "Occurrences in the virgin documents.", virgin),
		}}
}

// thin is the share of occurrences, in percent, below which a scale sees little of a document.
const thin = 50

// notes returns what to mind about the positions.
func (s *scale) notes() []result.Note {
	var few []string
	for _, r := range s.rows {
		if p := share(float64(r.score.Scored), float64(r.score.Total)); p < thin {
			few = append(few, r.document)
		}
	}
	out := []result.Note{{Code: "lower-bound", Row: -1, Table: name, Message: "standard errors take occurrences as independent draws and the reference scores as known; the true uncertainty is greater"}}
	if len(few) > 0 {
		out = append(out, result.Note{Code: "little-overlap", Row: -1, Table: name, Message: fmt.Sprintf("less than %d %% of these documents has a score, so their positions rest on a part of them: %s", thin, strings.Join(few, ", "))})
	}
	return out
}

// figure draws the positions on the scale of the given scores.
func (s *scale) figure(in *analyzers.Input) *result.Figure {
	const most = 40
	var shown []row
	for _, r := range s.rows {
		if r.score.Scored > 0 {
			shown = append(shown, r)
		}
	}
	linear, axis := s.mv, "Position, Martin–Vanberg rescaling"
	if math.IsNaN(s.mv.Slope) {
		linear, axis = scaling.Linear{Slope: 1}, "Raw score"
	}
	slices.SortStableFunc(shown, func(a, b row) int { return cmp.Compare(linear.Value(a.score.Raw), linear.Value(b.score.Raw)) })
	all := len(shown)
	left := max(0, all-most)
	if left > 0 { // the middle tells least; a row stands for it
		gap := row{document: "… (" + result.Counted(left, "document") + ")", score: scaling.Score{Raw: math.NaN(), SE: math.NaN()}}
		shown = slices.Concat(shown[:most/2], []row{gap}, shown[len(shown)-most/2:])
	}
	if len(shown) == 0 {
		return nil
	}
	var names, roles []string
	var values, lows, highs []float64
	for _, r := range shown {
		lo, hi := scaling.Interval(linear.Value(r.score.Raw), linear.SE(r.score.SE), in.Options.Level)
		names, roles = append(names, r.document), append(roles, map[bool]string{true: "reference", false: "virgin"}[r.reference])
		values, lows, highs = append(values, linear.Value(r.score.Raw)), append(lows, lo), append(highs, hi)
	}
	caption := fmt.Sprintf("Positions of %s by Wordscores over %s, from the lowest to the highest, on the line between the references, whose scores were given; %s intervals of sampling %s, too narrow since these are not independent. The references' given scores: %s.",
		result.Counted(all, "document"), noun(in), in.Options.Percent(), noun(in), given(in))
	caption += " Where an interval is narrower than the mark, the mark covers it; the numbers are at the right."
	if left > 0 {
		caption += fmt.Sprintf(" Not shown are the %s in the middle; the table has them.", result.Counted(left, "document"))
	}
	data := &result.Table{Name: name, Title: "Positions by Wordscores", Caption: caption, Place: result.Hidden, Columns: []result.Column{
		result.Texts("document", "Document", "Id of the document.", names),
		result.Texts("role", "Role", "reference or virgin.", roles),
		result.Floats("position", axis, "", 2, "Position.", values),
		result.Floats("low", "Low", "", 2, "Lower bound.", lows),
		result.Floats("high", "High", "", 2, "Upper bound.", highs),
	}}
	if left > 0 {
		data.Notes = []result.Note{{Code: "middle", Table: name, Row: most / 2, Message: "the row stands for the documents in the middle, which the table has"}}
	}
	return &result.Figure{Name: name, Title: data.Title, Caption: caption, Kind: "forest", Data: data, X: "position", Y: "document", Low: "low", High: "high", Group: "role",
		XLabel: axis + ", with " + in.Options.Percent() + " intervals"}
}

// given lists the scores that were given, shortened where they are many.
func given(in *analyzers.Input) string {
	const most = 8
	var parts []string
	for _, g := range in.Options.Scores {
		parts = append(parts, fmt.Sprintf("%s %s", g.Document, result.Number(g.Value, 2)))
	}
	if left := len(parts) - most; left > 0 {
		parts = append(parts[:most], fmt.Sprintf("and %s more", result.Whole(left)))
	}
	return strings.Join(parts, ", ")
}

func methods(in *analyzers.Input) []string {
	counted := "all running words with a letter, web and mail addresses aside, folded and not lemmatised"
	if noun(in) == "concepts" {
		counted = "the hits of the concepts without concepts below them"
	}
	return []string{fmt.Sprintf("Wordscores (Laver, Benoit and Garry 2003) scores each of the %s by the reference documents that use it and each document by the mean of its scored %s; counted were %s. "+
		"Standard errors are those of the article; intervals are the score ± z standard errors at %s. Raw scores are rescaled in two ways: LBG, as in the article, over the virgin documents, and by Martin and Vanberg (2008), with the references of the extreme scores at their own scores "+
		"(the mean raw score, if several references have one). A rescaling multiplies the standard error by its slope; its shift is no part of it. Scores say how like the references a document's vocabulary is (Lowe 2008), whatever the likeness is due to.", noun(in), noun(in), counted, in.Options.Percent()),
		fmt.Sprintf("Given scores: %s.", given(in))}
}
