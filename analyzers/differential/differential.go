// Package differential is the analyzer of ties that differ: which concepts stand
// with a concept more often on one side of a comparison than on the other.
package differential

import (
	"context"

	"concordat/analyzers"
	"concordat/analyzers/result"
)

// name is the analyzer's and its table's.
const name = "differential"

// figureName is the name of the figure.
const figureName = name + "_pairs"

type analyzer struct{}

// New returns the analyzer.
func New() analyzers.Analyzer { return analyzer{} }

// Info describes the analyzer.
func (analyzer) Info() analyzers.Info {
	return analyzers.Info{
		Name:  name,
		Title: "Differential co-occurrence",
		Doc: "Which concepts stand with a concept more often on one side of a comparison than on the other, and in one year than in the year before: " +
			"counts and shares of both sides, the odds ratio with its exact interval, Fisher's exact test with the false discovery rate, and a bootstrap interval over paragraphs.",
		Needs:  analyzers.Needs{Words: true, Positions: true, Sections: true, Sequence: true},
		Output: []string{name, figureName},
		References: []result.Reference{
			{Key: "wiegand2017", Text: "Wiegand, V., Hennessey, A., Tench, C. R. and Mahlberg, M. (2017). Comparing co-occurrences between corpora, 38th ICAME conference, Charles University. Prague."},
			{Key: "fisher1922", Text: "Fisher, R. A. (1922). On the interpretation of χ² from contingency tables, and the calculation of P. Journal of the Royal Statistical Society 85(1), 87–94.", DOI: "10.2307/2340521"},
			{Key: "cornfield1956", Text: "Cornfield, J. (1956). A statistical problem arising from retrospective studies. Proceedings of the Third Berkeley Symposium on Mathematical Statistics and Probability 4, 135–148."},
			{Key: "woolf1955", Text: "Woolf, B. (1955). On estimating the relation between blood group and disease. Annals of Human Genetics 19(4), 251–253.", DOI: "10.1111/j.1469-1809.1955.tb01348.x"},
			{Key: "benjamini1995", Text: "Benjamini, Y. and Hochberg, Y. (1995). Controlling the false discovery rate. Journal of the Royal Statistical Society B 57(1), 289–300.", DOI: "10.1111/j.2517-6161.1995.tb02031.x"},
			{Key: "benjamini2001", Text: "Benjamini, Y. and Yekutieli, D. (2001). The control of the false discovery rate in multiple testing under dependency. Annals of Statistics 29(4), 1165–1188.", DOI: "10.1214/aos/1013699998"},
			{Key: "davison1997", Text: "Davison, A. C. and Hinkley, D. V. (1997). Bootstrap Methods and their Application. Cambridge University Press.", DOI: "10.1017/CBO9780511802843"},
			{Key: "zou2008", Text: "Zou, G. Y. and Donner, A. (2008). Construction of confidence limits about effect measures: a general approach. Statistics in Medicine 27(10), 1693–1702.", DOI: "10.1002/sim.3095"},
		},
	}
}

// Analyze tests every comparison and every two periods.
func (analyzer) Analyze(ctx context.Context, in *analyzers.Input) (*result.Result, error) {
	k := newCounter(in)
	var tested []*comparison
	for _, c := range comparisons(in) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		one := k.compare(c)
		k.resample(one)
		tested = append(tested, one)
	}
	r := &result.Result{Analyzer: name, Tables: []*result.Table{k.table(tested)}, Notes: k.notes(tested), Methods: k.methods(tested)}
	if f := k.figure(tested); f != nil {
		r.Figures = []*result.Figure{f}
	}
	r.Findings = k.findings(tested)
	return r, nil
}
