// Package similarity is the analyzer of how alike documents and groups are in
// what they name, or in the words that they use.
package similarity

import (
	"context"
	"fmt"
	"math"

	"concordat/analyzers"
	"concordat/analyzers/result"
	"concordat/analyzers/stats"
	"concordat/analyzers/stats/distance"
)

// name is the analyzer's and its table's, and the beginning of its figures'.
const name = "similarity"

// limit is the number of documents, and of groups, up to which all pairs of
// them have rows.
const limit = 30

type analyzer struct{}

// New returns the analyzer.
func New() analyzers.Analyzer { return analyzer{} }

// Demand says that profiles of words need them in their paragraphs.
func (analyzer) Demand(o analyzers.Options) analyzers.Needs { return o.ProfileNeeds() }

// Info describes the analyzer.
func (analyzer) Info() analyzers.Info {
	return analyzers.Info{
		Name:  name,
		Title: "Similarity",
		Doc: "How alike every two documents, and every two groups, are in the concepts that they name or the words that they use: " +
			"cosine, Jaccard, Jensen–Shannon, Hellinger, Bhattacharyya, Burrows's Delta and cosine Delta, with intervals that allow for what noise adds.",
		Output: []string{name, name + "-document", name + "-group", name + "-side"},
		References: []result.Reference{
			{Key: "jaccard1912", Text: "Jaccard, P. (1912). The distribution of the flora in the alpine zone. New Phytologist 11(2), 37–50.", DOI: "10.1111/j.1469-8137.1912.tb05611.x"},
			{Key: "lin1991", Text: "Lin, J. (1991). Divergence measures based on the Shannon entropy. IEEE Transactions on Information Theory 37(1), 145–151.", DOI: "10.1109/18.61115"},
			{Key: "endres2003", Text: "Endres, D. M. and Schindelin, J. E. (2003). A new metric for probability distributions. IEEE Transactions on Information Theory 49(7), 1858–1860.", DOI: "10.1109/TIT.2003.813506"},
			{Key: "hellinger1909", Text: "Hellinger, E. (1909). Neue Begründung der Theorie quadratischer Formen von unendlichvielen Veränderlichen. Journal für die reine und angewandte Mathematik 136, 210–271.", DOI: "10.1515/crll.1909.136.210"},
			{Key: "bhattacharyya1946", Text: "Bhattacharyya, A. (1946). On a measure of divergence between two multinomial populations. Sankhyā 7(4), 401–406."},
			{Key: "burrows2002", Text: "Burrows, J. (2002). “Delta”: a measure of stylistic difference and a guide to likely authorship. Literary and Linguistic Computing 17(3), 267–287.", DOI: "10.1093/llc/17.3.267"},
			{Key: "smith2011", Text: "Smith, P. W. H. and Aldridge, W. (2011). Improving authorship attribution: optimizing Burrows' Delta method. Journal of Quantitative Linguistics 18(1), 63–88.", DOI: "10.1080/09296174.2011.533591"},
			{Key: "davison1997", Text: "Davison, A. C. and Hinkley, D. V. (1997). Bootstrap Methods and their Application. Cambridge University Press.", DOI: "10.1017/CBO9780511802843"},
		},
	}
}

// pair is two profiles, a before b.
type pair struct {
	a, b                         int
	both, either                 int64 // features
	cosine, jaccard              float64
	divergence                   float64
	hellinger, coefficient       float64
	delta, cosineDelta           float64
	cosineLow, cosineHigh        float64
	divergenceLow                float64
	divergenceHigh, excess       float64 // excess: what resampling adds to the divergence
	drawn                        bool    // it has intervals
	paragraphsA, paragraphsB, of int
}

// set is profiles side by side with all pairs of them.
type set struct {
	*analyzers.Profiles
	pairs []pair
}

// Analyze measures all pairs of documents, and of groups.
func (analyzer) Analyze(ctx context.Context, in *analyzers.Input) (*result.Result, error) {
	r := &result.Result{Analyzer: name}
	var sets []set
	for _, p := range in.Profiles(limit) {
		s := set{p, measure(p)}
		if err := s.draw(ctx, in.Options.Level); err != nil {
			return nil, err
		}
		sets = append(sets, s)
	}
	r.Tables = []*result.Table{table(in, sets)}
	if n, ok := in.Missing(name, limit); ok {
		r.Notes = append(r.Notes, n)
	}
	for _, s := range sets {
		r.Notes = append(r.Notes, s.Notes(name)...)
		if f := heatmap(s); f != nil {
			r.Figures = append(r.Figures, f)
		}
	}
	if len(sets) > 0 {
		r.Methods = methods(in, sets[0])
		r.Findings = findings(in, sets[0])
	}
	return r, nil
}

// measure returns all pairs of profiles.
func measure(p *analyzers.Profiles) []pair {
	delta, cosineDelta := distance.Of("delta", p.Rates), distance.Of("cosine-delta", p.Rates)
	var out []pair
	for a := range p.Sides {
		for b := a + 1; b < len(p.Sides); b++ {
			x, y := p.Rates[a], p.Rates[b]
			w := pair{a: a, b: b, cosine: distance.Cosine(x, y), jaccard: distance.Jaccard(x, y), divergence: distance.JensenShannon(x, y),
				hellinger: distance.Hellinger(x, y), coefficient: distance.Bhattacharyya(x, y), delta: delta[a][b], cosineDelta: cosineDelta[a][b],
				cosineLow: math.NaN(), cosineHigh: math.NaN(), divergenceLow: math.NaN(), divergenceHigh: math.NaN(), excess: math.NaN()}
			for k := range x {
				if x[k] > 0 && y[k] > 0 {
					w.both++
				}
				if x[k] > 0 || y[k] > 0 {
					w.either++
				}
			}
			out = append(out, w)
		}
	}
	return out
}

// draw gives the pairs their intervals: both profiles are resampled by
// paragraphs. Resamples in which one of the two has no count are left out.
// Cost: pairs·resamples·features.
func (s *set) draw(ctx context.Context, level float64) error {
	d, err := s.Draw(ctx)
	if err != nil || d == nil {
		return err
	}
	rows := make([][][]float64, d.Len()) // by resample, side and feature
	n := d.Len()
	cosines, divergences := make([]float64, 0, n), make([]float64, 0, n)
	for i := range rows {
		rows[i] = s.NewRows()
		d.Resample(i, rows[i])
	}
	for k := range s.pairs {
		if err := ctx.Err(); err != nil {
			return err
		}
		w := &s.pairs[k]
		w.paragraphsA, w.paragraphsB = d.Blocks(w.a), d.Blocks(w.b)
		if w.paragraphsA < 2 || w.paragraphsB < 2 || math.IsNaN(w.divergence) {
			continue
		}
		cosines, divergences = cosines[:0], divergences[:0]
		sum := 0.0
		for i := range rows {
			x, y := rows[i][w.a], rows[i][w.b]
			if v := distance.JensenShannon(x, y); !math.IsNaN(v) {
				cosines, divergences = append(cosines, distance.Cosine(x, y)), append(divergences, v)
				sum += v
			}
		}
		if len(cosines) == 0 {
			continue
		}
		w.drawn = true
		w.excess = sum/float64(len(divergences)) - w.divergence
		w.cosineLow, w.cosineHigh = within(stats.Basic(w.cosine, cosines, level))
		w.divergenceLow, w.divergenceHigh = within(stats.Basic(w.divergence, divergences, level))
	}
	return nil
}

// within cuts an interval to [0, 1].
func within(lo, hi float64) (float64, float64) {
	return math.Max(0, math.Min(1, lo)), math.Max(0, math.Min(1, hi))
}

func methods(in *analyzers.Input, s set) []string {
	out := []string{fmt.Sprintf("Profiles are the relative frequencies of %s, per 10,000 tokens. Cosine weighs frequent features most; Jaccard (1912) compares only which are present; "+
		"the Jensen–Shannon divergence (Lin 1991) in bits, its root, which is a metric (Endres and Schindelin 2003), the Hellinger (1909) distance and the coefficient of Bhattacharyya (1946) compare proportions. "+
		"Delta is the mean absolute difference of z-scores (Burrows 2002) over the features that vary, and cosine Delta is 1 − the cosine of z-scores (Smith and Aldridge 2011); their means and standard deviations (with n − 1) are those of the documents, or groups, that are set side by side, so that their values hold in this set only.", s.Says())}
	for _, w := range s.pairs {
		if w.drawn {
			return append(out, fmt.Sprintf("Intervals of cosine and Jensen–Shannon divergence are basic %s bootstrap intervals (Davison and Hinkley 1997), paragraphs resampled within each document (%s). "+
				"Percentile intervals would not do: noise can only add to a divergence, and resampling adds it once more.", in.Options.Percent(), s.Resamples()))
		}
	}
	return append(out, "Intervals by resampling paragraphs (basic bootstrap, Davison and Hinkley 1997) are not given: there are fewer than two paragraphs, or it was not counted which words stand in which.")
}

// findings names the pairs that are most and least alike among those with
// enough counts: with the target if there is one.
func findings(in *analyzers.Input, s set) []result.Finding {
	target, ok := in.Target()
	at := -1
	for i, o := range s.Sides {
		if ok && len(target.Documents) == len(o.Documents) && len(o.Documents) > 0 && target.Documents[0] == o.Documents[0] {
			at = i
		}
	}
	var told []pair
	for _, w := range s.pairs {
		if w.drawn && s.Sum(w.a) >= analyzers.Thin && s.Sum(w.b) >= analyzers.Thin && (at < 0 || w.a == at || w.b == at) {
			told = append(told, w)
		}
	}
	if len(told) < 2 {
		return nil
	}
	most, least := told[0], told[0]
	for _, w := range told {
		if w.divergence < most.divergence {
			most = w
		}
		if w.divergence > least.divergence {
			least = w
		}
	}
	say := func(w pair) string {
		return fmt.Sprintf("%s bits [%s, %s]", result.Number(w.divergence, 2), result.Number(w.divergenceLow, 2), result.Number(w.divergenceHigh, 2))
	}
	what := "concepts"
	if in.Options.Profile == "words" {
		what = "frequent words"
	}
	head := fmt.Sprintf("By the proportions of their %s (Jensen–Shannon divergence with %s interval: 0 = the same, 1 = nothing in common)", what, in.Options.Percent())
	if at < 0 {
		return []result.Finding{{Text: fmt.Sprintf("%s, the %ss most alike are %s and %s, %s, the least alike %s and %s, %s.", head, s.Of,
			s.Sides[most.a].Name, s.Sides[most.b].Name, say(most), s.Sides[least.a].Name, s.Sides[least.b].Name, say(least))}}
	}
	other := func(w pair) string { return s.Sides[w.a+w.b-at].Name }
	return []result.Finding{{Text: fmt.Sprintf("%s, %s is nearest to %s, %s, and furthest from %s, %s.", head, s.Sides[at].Name, other(most), say(most), other(least), say(least))}}
}
