// Package wordfish is the analyzer of Wordfish: it places documents on the line
// on which their words, or concepts, differ most.
package wordfish

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
const name = "wordfish"

const (
	sigma      = 3   // standard deviation of the prior of β, as in austin and quanteda
	starts     = 12  // of the search for the mode
	climbs     = 3   // of them that are taken to it
	sharing    = 2   // documents that a feature must be in
	mostTexts  = 400 // documents: the fit grows with their square
	mostCells  = 8_000_000
	overspread = 1.5 // dispersion from which the note speaks
	leans      = 0.1 // change of a position, by doubling σ, from which the note speaks
	rests      = 1   // the same from which there is no scale: it would be the prior's
)

type analyzer struct{}

// New returns the analyzer.
func New() analyzers.Analyzer { return analyzer{} }

// Info describes the analyzer.
func (analyzer) Info() analyzers.Info {
	return analyzers.Info{
		Name:  name,
		Title: "Wordfish",
		Doc: "On which line documents differ most by their words or concepts, without positions given beforehand: a Poisson scaling model at its mode, with standard errors from the information matrix, " +
			"and which features make the line. What the line means is for the reader to find out; the option poles fixes its direction.",
		Needs:  analyzers.Needs{Words: true},
		Output: []string{name, name + "_features", name + "_fit"},
		References: []result.Reference{
			{Key: "slapin2008", Text: "Slapin, J. B. and Proksch, S.-O. (2008). A scaling model for estimating time-series party positions from texts. American Journal of Political Science 52(3), 705–722.", DOI: "10.1111/j.1540-5907.2008.00338.x"},
			{Key: "mccullagh1989", Text: "McCullagh, P. and Nelder, J. A. (1989). Generalized Linear Models. Chapman and Hall, London."},
			{Key: "lowe2013", Text: "Lowe, W. and Benoit, K. (2013). Validating estimates of latent traits from textual data using human judgment as a benchmark. Political Analysis 21(3), 298–313.", DOI: "10.1093/pan/mpt002"},
		},
	}
}

// Analyze fits the model to the documents with counts.
func (analyzer) Analyze(_ context.Context, in *analyzers.Input) (*result.Result, error) {
	m, left := matrix(in)
	f, why := fit(in, m)
	if why != "" {
		return &result.Result{Analyzer: name, Notes: []result.Note{{Code: "no-scale", Message: "no scale: " + why, Row: -1}},
			Methods: []string{"Wordfish (Slapin and Proksch 2008; dispersion as in McCullagh and Nelder 1989; see Lowe and Benoit 2013) was asked for, but placed no document: " + why + "."}}, nil
	}
	turned := direct(in, m, f)
	s := &scale{in: in, m: m, f: f, turned: turned, left: left}
	r := &result.Result{Analyzer: name, Tables: []*result.Table{s.positions(), s.features(), s.fit()}, Notes: s.notes(), Methods: s.methods()}
	drawn, series := s.figure()
	r.Figures, r.Series = []*result.Figure{drawn}, series
	return r, nil
}

// scale is a fit with what it was made from.
type scale struct {
	in     *analyzers.Input
	m      *analyzers.Matrix
	f      *scaling.Fish
	turned bool     // poles fixed the direction
	left   []string // documents without counts
}

// matrix returns the counts that are fitted, and the documents that have none.
func matrix(in *analyzers.Input) (*analyzers.Matrix, []string) {
	least := int64(1)
	if in.Options.Scaling != analyzers.ConceptFeatures {
		least = int64(max(in.Options.MinCount, 1))
	}
	enough := func(total, documents int64) bool { return total >= least && documents >= sharing }
	m := in.Matrix(in.Options.Scaling).Where(func([]int64) bool { return true }, enough)
	// A document that has none of them is left out, which can take a feature below the bounds.
	for {
		n, k := len(m.Documents), len(m.Keys)
		m = m.Where(func(row []int64) bool { return slices.ContainsFunc(row, func(n int64) bool { return n > 0 }) }, enough)
		if len(m.Documents) == n && len(m.Keys) == k {
			break
		}
	}
	var left []string
	for i := range in.Tally.Documents {
		if !slices.Contains(m.Documents, i) {
			left = append(left, in.Tally.Documents[i].ID)
		}
	}
	return m, left
}

// fit fits the model, or says why it cannot.
func fit(in *analyzers.Input, m *analyzers.Matrix) (*scaling.Fish, string) {
	switch n := len(m.Documents); {
	case n < 3:
		return nil, fmt.Sprintf("a line needs three documents that share %s with others, and there are %s", noun(in), result.Whole(n))
	case n > mostTexts:
		return nil, fmt.Sprintf("%s documents are more than the %s that are fitted; scale a part of them", result.Whole(n), result.Whole(mostTexts))
	case n*len(m.Keys) > mostCells:
		return nil, fmt.Sprintf("%s documents by %s %s are more than %s counts; raise min_count", result.Whole(n), result.Whole(len(m.Keys)), noun(in), result.Whole(mostCells))
	}
	f, err := scaling.Wordfish(m.Counts, scaling.FishOptions{Sigma: sigma, Starts: starts, Climbs: climbs, Seed: in.Options.Seed})
	if err != nil {
		return nil, err.Error()
	}
	if !(f.Shift <= rests) {
		return nil, "with another prior the positions are others: the counts do not identify them, as where features separate documents"
	}
	if slices.ContainsFunc(f.SE, math.IsNaN) {
		return nil, "the information matrix has no inverse, so the data do not identify the positions"
	}
	return f, ""
}

// direct turns the scale so that the first pole has the smaller position, and
// reports whether there are poles that tell.
func direct(in *analyzers.Input, m *analyzers.Matrix, f *scaling.Fish) bool {
	if len(in.Options.Poles) != 2 {
		return false
	}
	var at [2]float64
	for k, pole := range in.Options.Poles {
		i := slices.IndexFunc(m.Documents, func(d int) bool { return in.Tally.Documents[d].ID == pole })
		if i < 0 {
			return false
		}
		at[k] = f.Theta[i]
	}
	if at[0] > at[1] {
		f.Turn()
	}
	return at[0] != at[1]
}

// noun names the features.
func noun(in *analyzers.Input) string {
	if in.Options.Scaling == analyzers.ConceptFeatures {
		return "concepts"
	}
	return "words"
}

// positions lists the documents.
func (s *scale) positions() *result.Table {
	n := len(s.m.Documents)
	ids, tokens, types := make([]string, n), make([]int64, n), make([]int64, n)
	low, high := make([]float64, n), make([]float64, n)
	for i, d := range s.m.Documents {
		ids[i] = s.in.Tally.Documents[d].ID
		for _, k := range s.m.Counts[i] {
			tokens[i] += k
			types[i] += min(1, k)
		}
		low[i], high[i] = scaling.Interval(s.f.Theta[i], s.f.SE[i], s.in.Options.Level)
	}
	level := s.in.Options.Percent()
	return &result.Table{Name: name, Title: "Positions by Wordfish", Caption: fmt.Sprintf("One row a document, in the order of the run: its position on the line on which the %s of %s differ most, by %s %s. "+
		"Positions have mean 0 and standard deviation 1 over these documents, so they can be compared with one another and with no other run. %s Intervals are %s, from the information matrix, for independent Poisson counts. %s",
		noun(s.in), result.Counted(n, "document"), result.Whole(len(s.m.Keys)), noun(s.in), s.direction(), level, s.spread()),
		Columns: []result.Column{
			result.Texts("document", "Document", "Id of the document.", ids),
			result.Floats("theta", "Position θ", "standard deviations", 3, "Position, mean 0 and standard deviation (n − 1) 1 over the documents.", slices.Clone(s.f.Theta)),
			result.Floats("se", "SE", "standard deviations", 3, "Standard error of theta, from the inverse of the observed information of all parameters.", slices.Clone(s.f.SE)),
			result.Floats("theta_low", "Low", "standard deviations", 3, "Lower bound of theta, "+level+", theta − z·se.", low),
			result.Floats("theta_high", "High", "standard deviations", 3, "Upper bound of theta, "+level+", theta + z·se.", high),
			result.Detail(result.Floats("alpha", "α", "ln", 3, "How much the document says of these features, log scale; 0 for the first document.", slices.Clone(s.f.Alpha))),
			result.Ints("count", "Count", "occurrences", "Occurrences of the fitted features in the document.", tokens),
			result.Detail(result.Ints("features", "Features", "features", "Different fitted features in the document.", types)),
		}}
}

// direction says what the sign of a position means.
func (s *scale) direction() string {
	if s.turned {
		return fmt.Sprintf("The direction is fixed: %s lies below %s.", s.in.Options.Poles[0], s.in.Options.Poles[1])
	}
	return "The direction is arbitrary: the document farthest from 0 was made positive (the option poles fixes it)."
}

// spread says whether counts vary as the model has it.
func (s *scale) spread() string {
	return fmt.Sprintf("Where one or more is expected the counts vary %s times as much as Poisson counts would (Pearson’s X² by degrees of freedom; McCullagh and Nelder 1989).", result.Number(s.f.Dispersion, 1))
}

// features lists what makes the line, the steepest first.
func (s *scale) features() *result.Table {
	order := make([]int, len(s.m.Keys))
	totals, documents := make([]int64, len(order)), make([]int64, len(order))
	for k := range order {
		order[k] = k
		for _, row := range s.m.Counts {
			totals[k] += row[k]
			documents[k] += min(1, row[k])
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(math.Abs(s.f.Beta[b]), math.Abs(s.f.Beta[a])), cmp.Compare(s.m.Keys[a], s.m.Keys[b]))
	})
	n := len(order)
	keys, labels, beta, psi := make([]string, n), make([]string, n), make([]float64, n), make([]float64, n)
	count, in := make([]int64, n), make([]int64, n)
	for i, k := range order {
		keys[i], labels[i], beta[i], psi[i], count[i], in[i] = s.m.Keys[k], s.m.Labels[k], s.f.Beta[k], s.f.Psi[k], totals[k], documents[k]
	}
	return &result.Table{Name: name + "_features", Title: "What makes the line of Wordfish", Brief: max(s.in.Options.Top, 0),
		Caption: fmt.Sprintf("One row one of the %s, the steepest slope first. A slope β above 0 is of %s used more by documents of large θ, below 0 more by those of small θ: per standard deviation of θ the rate changes by the factor e^β. "+
			"Rare %s have the steepest slopes and say the least by themselves: read the counts beside them.", noun(s.in), noun(s.in), noun(s.in)),
		Columns: []result.Column{
			result.Texts("feature", "Feature", "Folded word form, or id of the concept.", keys),
			result.Texts("feature_label", "Label", "What it is called: the word, or the concept's label.", labels),
			result.Floats("beta", "Slope β", "ln per standard deviation", 3, "Change of the log rate per standard deviation of θ; mean 0 over the features.", beta),
			result.Floats("psi", "ψ", "ln", 3, "How common the feature is, log scale, at θ = 0 in the first document's size.", psi),
			result.Ints("count", "Count", "occurrences", "Occurrences in the documents.", count),
			result.Ints("documents", "Documents", "documents", "Documents that have it.", in),
		}}
}

// fit has one row: how the fit went.
func (s *scale) fit() *result.Table {
	one := func(v int) []int64 { return []int64{int64(v)} }
	f := s.f
	return &result.Table{Name: name + "_fit", Title: "Fit of Wordfish", Caption: fmt.Sprintf("The fit of the model: one row. Converged when no derivative of the penalised log-likelihood is above %.0e times the greatest total of a document or feature, or a thousand times that where rounding hides further gains.", scaling.Tolerance),
		Columns: []result.Column{
			result.Ints("documents", "Documents", "documents", "Documents fitted.", one(len(s.m.Documents))),
			result.Ints("features", "Features", "features", "Features fitted.", one(len(s.m.Keys))),
			result.Floats("log_likelihood", "Log-likelihood", "", 3, "Σ(y·ln λ − λ), without Σ ln y!.", []float64{f.LogLikelihood}),
			result.Floats("penalised", "Penalised", "", 3, "log_likelihood less the penalty of the prior of β.", []float64{f.Objective}),
			result.Floats("sigma", "σ of the prior", "", 0, "Standard deviation of the normal prior of β, mean 0.", []float64{sigma}),
			result.Floats("shift", "Shift", "standard deviations", 4, "The largest change of a position if σ is doubled: how far the prior places them.", []float64{f.Shift}),
			result.Floats("gradient", "Largest derivative", "", -1, "At the mode: 0 but for rounding.", []float64{f.Gradient}),
			result.Ints("steps", "Newton steps", "steps", "Of the best start, after alternating; the last with the whole matrix of second derivatives.", one(f.Steps)),
			result.Ints("starts", "Starts", "starts", "One from correspondence analysis, the others of chance, by the seed.", one(f.Starts)),
			result.Ints("climbs", "Climbs", "starts", "Starts, the best after a few alternations, that were taken to a mode.", one(f.Climbs)),
			result.Ints("reached", "Reached", "starts", "Climbs that ended at the same maximum, the greatest found, with the same positions.", one(f.Reached)),
			result.Floats("dispersion", "Dispersion", "", 2, "How much counts vary beside Poisson counts, where one or more is expected (McCullagh and Nelder 1989): 1 as much; above it standard errors are too small by about its root.", []float64{f.Dispersion}),
		}}
}

// notes returns what to mind about the positions.
func (s *scale) notes() []result.Note {
	var out []result.Note
	add := func(code, message string) {
		out = append(out, result.Note{Code: code, Message: message, Table: name, Row: -1})
	}
	add("meaning", "the line is that of the greatest difference, which may be one of genre, length of sentence, language or time and not of position: read the steepest features before you name it")
	if s.f.Dispersion > overspread {
		add("overdispersed", fmt.Sprintf("the counts vary %s times as much as the model has it, so standard errors are too small by a factor of about %s", result.Number(s.f.Dispersion, 1), result.Number(math.Sqrt(s.f.Dispersion), 1)))
	}
	if s.f.Reached < s.f.Climbs {
		add("local-maxima", fmt.Sprintf("%s of %s climbs ended at the greatest maximum found; there may be a greater one", result.Whole(s.f.Reached), result.Whole(s.f.Climbs)))
	}
	if s.f.Shift > leans {
		add("prior", fmt.Sprintf("with twice the prior's standard deviation a position moves by up to %s standard deviations: the prior holds a part of the scale", result.Number(s.f.Shift, 2)))
	}
	if len(s.left) > 0 {
		add("left-out", fmt.Sprintf("documents without any of the fitted %s have no position: %s", noun(s.in), strings.Join(s.left, ", ")))
	}
	if len(s.in.Options.Poles) == 2 && !s.turned {
		add("no-direction", "the poles do not fix the direction: one of them has no position, or both have the same")
	}
	if len(s.m.Documents) < 10 {
		add("few-documents", fmt.Sprintf("%s documents: positions are relative to so few that each moves the others", result.Whole(len(s.m.Documents))))
	}
	return out
}

func (s *scale) methods() []string {
	what := fmt.Sprintf("words with a letter, web and mail addresses aside, folded and not lemmatised, that occur at least %s times and in at least %d documents", result.Whole(max(s.in.Options.MinCount, 1)), sharing)
	if noun(s.in) == "concepts" {
		what = fmt.Sprintf("concepts without concepts below them that have hits in at least %d documents", sharing)
	}
	return []string{
		fmt.Sprintf("Wordfish (Slapin and Proksch 2008) fits counts of features j in documents i as Poisson with ln λ = α_i + ψ_j + β_j·θ_i, identified by θ of mean 0 and standard deviation 1, α of the first document 0 and β of mean 0. Features were %s %s.", result.Whole(len(s.m.Keys)), what),
		fmt.Sprintf("β has a normal prior of mean 0 and standard deviation %d on the scale of standardised θ; nothing else has one. The mode was found by Newton's method on all parameters together, its steps by conjugate gradients, from the best %s of %s starts (seed %s) after alternating, of which %s ended at the greatest penalised log-likelihood, %s, with no derivative above %.1e. "+
			"With twice the prior's standard deviation no position moves by more than %s. Standard errors are from the inverse of the whole observed information; they are larger than those that hold the features' parameters fixed. %s %s "+
			"A scale found without positions needs validation by other evidence (Lowe and Benoit 2013).",
			sigma, result.Whole(s.f.Climbs), result.Whole(s.f.Starts), result.Whole(s.in.Options.Seed), result.Whole(s.f.Reached), result.Number(s.f.Objective, 3), s.f.Gradient, result.Number(s.f.Shift, 3), s.spread(), s.direction()),
	}
}

// figure draws the positions in their order; it returns the names of the groups too.
func (s *scale) figure() (*result.Figure, []string) {
	const most = 40
	n := len(s.m.Documents)
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(s.f.Theta[a], s.f.Theta[b]) })
	caption := fmt.Sprintf("Positions of %s by Wordfish over %s %s, from the smallest to the largest; mean 0, standard deviation 1. %s Intervals are %s, from the information matrix, for independent Poisson counts. %s",
		result.Counted(n, "document"), result.Whole(len(s.m.Keys)), noun(s.in), s.direction(), s.in.Options.Percent(), s.spread())
	caption += " Where an interval is narrower than the mark, the mark covers it; the numbers are at the right."
	if n > most { // a row stands for those that are left out
		order = slices.Concat(order[:most/2], []int{-1}, order[n-most/2:])
		caption += fmt.Sprintf(" Not shown are the %s in the middle; the table has them.", result.Counted(n-most, "document"))
	}
	var ids []string
	var theta, low, high []float64
	for _, i := range order {
		if i < 0 {
			ids, theta = append(ids, "… ("+result.Counted(n-most, "document")+")"), append(theta, math.NaN())
			low, high = append(low, math.NaN()), append(high, math.NaN())
			continue
		}
		lo, hi := scaling.Interval(s.f.Theta[i], s.f.SE[i], s.in.Options.Level)
		ids, theta = append(ids, s.in.Tally.Documents[s.m.Documents[i]].ID), append(theta, s.f.Theta[i])
		low, high = append(low, lo), append(high, hi)
	}
	data := &result.Table{Name: name, Title: "Positions by Wordfish", Place: result.Hidden, Columns: []result.Column{
		result.Texts("document", "Document", "Id of the document.", ids),
		result.Floats("theta", "Position θ", "standard deviations", 2, "Position.", theta),
		result.Floats("low", "Low", "", 2, "Lower bound.", low),
		result.Floats("high", "High", "", 2, "Upper bound.", high),
	}}
	if n > most {
		data.Notes = []result.Note{{Code: "middle", Table: name, Row: most / 2, Message: "the row stands for the documents in the middle, which the table has"}}
	}
	f := &result.Figure{Name: name, Title: data.Title, Kind: "forest", Data: data, X: "theta", Y: "document", Low: "low", High: "high",
		XLabel: "Position θ (standard deviations), with " + s.in.Options.Percent() + " intervals"}
	groups, series := s.groups(order)
	if groups != nil {
		data.Columns = append(data.Columns, result.Texts("group", "Group", "Group of the document.", groups))
		f.Group = "group"
		caption += " Marks and colours are those of the documents' groups, which have no part in the scale."
	}
	data.Caption, f.Caption = caption, caption
	return f, series
}

// groups returns the groups of the documents, by row of the figure, and their
// order; nil if they have none. The row that is no document has that of the first.
func (s *scale) groups(order []int) (of, series []string) {
	sides := make([]analyzers.Side, len(order))
	for i, k := range order {
		sides[i].Documents = []int{s.m.Documents[max(0, k)]}
		if k < 0 {
			sides[i] = sides[0]
		}
	}
	return s.in.GroupsOf(sides)
}
