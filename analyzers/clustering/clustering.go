// Package clustering is the analyzer of which documents, and which groups,
// belong together by what they name or the words that they use.
package clustering

import (
	"context"
	"fmt"
	"math"
	"slices"

	"concordat/analyzers"
	"concordat/analyzers/result"
	"concordat/analyzers/stats/cluster"
	"concordat/analyzers/stats/distance"
)

// name is the analyzer's and its first table's, and the beginning of the others'.
const name = "clustering"

// limit is the number of documents, and of groups, up to which they are clustered.
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
		Title: "Clustering",
		Doc: "Which documents, and which groups, belong together: agglomerative clustering of their profiles of concepts or words (Ward, average, complete or single linkage), " +
			"how well the tree keeps the distances, and in how many resamples of the paragraphs each cluster is found again.",
		Output: []string{name, name + "_groups", name + "_order", name + "_fit"},
		References: []result.Reference{
			{Key: "endres2003", Text: "Endres, D. M. and Schindelin, J. E. (2003). A new metric for probability distributions. IEEE Transactions on Information Theory 49(7), 1858–1860.", DOI: "10.1109/TIT.2003.813506"},
			{Key: "lance1967", Text: "Lance, G. N. and Williams, W. T. (1967). A general theory of classificatory sorting strategies: 1. Hierarchical systems. The Computer Journal 9(4), 373–380.", DOI: "10.1093/comjnl/9.4.373"},
			{Key: "murtagh2014", Text: "Murtagh, F. and Legendre, P. (2014). Ward's hierarchical agglomerative clustering method: which algorithms implement Ward's criterion? Journal of Classification 31(3), 274–295.", DOI: "10.1007/s00357-014-9161-z"},
			{Key: "sokal1962", Text: "Sokal, R. R. and Rohlf, F. J. (1962). The comparison of dendrograms by objective methods. Taxon 11(2), 33–40.", DOI: "10.2307/1217208"},
			{Key: "felsenstein1985", Text: "Felsenstein, J. (1985). Confidence limits on phylogenies: an approach using the bootstrap. Evolution 39(4), 783–791.", DOI: "10.1111/j.1558-5646.1985.tb00420.x"},
		},
	}
}

// tree is a clustering of profiles.
type tree struct {
	*analyzers.Profiles // those with counts
	cluster.Tree
	members   [][]int
	support   *cluster.Support // nil if nothing was resampled
	fits      []float64        // cophenetic correlation by linkage
	euclidean bool             // the distances are
	single    int              // profiles of one paragraph
}

// Analyze clusters the documents, and the groups.
func (analyzer) Analyze(ctx context.Context, in *analyzers.Input) (*result.Result, error) {
	r := &result.Result{Analyzer: name}
	note := func(code, format string, args ...any) {
		r.Notes = append(r.Notes, result.Note{Code: code, Table: name, Row: -1, Message: fmt.Sprintf(format, args...)})
	}
	if n, ok := in.Missing(name, limit); ok {
		r.Notes = append(r.Notes, n)
	}
	var trees []*tree
	for _, p := range in.Profiles(limit) {
		t, err := grow(ctx, in, p.Counted())
		if err != nil {
			return nil, err
		}
		r.Notes = append(r.Notes, p.Notes(name)...)
		if t == nil {
			note("undefined", "the %ss have no clustering: fewer than two have counts, or the distance %s is not defined between some of them (Delta needs three)", p.Of, in.Options.Distance)
			continue
		}
		trees = append(trees, t)
		if linkage(in) == cluster.Ward && !t.euclidean {
			note("not-euclidean", "the distances (%s) of the %ss have no points in a Euclidean space, so that Ward's heights are no growth of variance; jensen-shannon and hellinger have", in.Options.Distance, p.Of)
		}
		if t.single > 0 {
			note("one-paragraph", "%ss of a single paragraph, which resampling cannot change, so that the support of clusters with them is too high: %s", p.Of, result.Whole(t.single))
		}
		if t.support == nil {
			note("no-support", "the words of the %ss were not counted by paragraph, so that clusters have no support", p.Of)
		}
	}
	r.Tables = []*result.Table{merges(in, trees), order(in, trees), fit(in, trees)}
	for _, t := range trees {
		if f, series := t.figure(in); f != nil {
			r.Figures, r.Series = append(r.Figures, f), append(r.Series, series...)
		}
	}
	if len(trees) > 0 {
		r.Methods = methods(in, trees[0])
	}
	return r, nil
}

// linkage returns the linkage of the options.
func linkage(in *analyzers.Input) cluster.Linkage {
	return cluster.Linkage(max(0, slices.Index(cluster.Linkages(), in.Options.Linkage)))
}

// grow clusters profiles; nil if they have no clustering. Cost: resamples·(n²·features + n³).
func grow(ctx context.Context, in *analyzers.Input, p *analyzers.Profiles) (*tree, error) {
	d := distance.Of(in.Options.Distance, p.Rates)
	l := linkage(in)
	grown, ok := cluster.Agglomerate(d, l)
	if !ok || len(p.Sides) < 2 {
		return nil, nil
	}
	t := &tree{Profiles: p, Tree: grown, members: grown.Members(), euclidean: euclidean(d)}
	for k := range cluster.Linkages() {
		other, _ := cluster.Agglomerate(d, cluster.Linkage(k))
		t.fits = append(t.fits, other.CopheneticCorrelation(d))
	}
	draws, err := p.Draw(ctx)
	if err != nil || draws == nil {
		return t, err
	}
	for i := range p.Sides {
		if draws.Blocks(i) < 2 {
			t.single++
		}
	}
	t.support = cluster.NewSupport(grown)
	rows := p.NewRows()
	for i := range draws.Len() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		draws.Resample(i, rows)
		if again, ok := cluster.Agglomerate(distance.Of(in.Options.Distance, rows), l); ok {
			t.support.Enter(again)
		}
	}
	return t, nil
}

// euclidean reports whether distances have points in a Euclidean space, but for rounding.
func euclidean(d [][]float64) bool {
	m, ok := cluster.Torgerson(d, 1)
	const rounding = 1e-9
	return ok && (len(m.Eigenvalues) == 0 || m.Eigenvalues[len(m.Eigenvalues)-1] >= -rounding*m.Eigenvalues[0])
}

// supported returns the share of resamples with the cluster of merge m; NaN
// without resamples.
func (t *tree) supported(m int) float64 {
	if t.support == nil || t.support.Trees == 0 {
		return math.NaN()
	}
	return float64(t.support.Found[m]) / float64(t.support.Trees)
}

func methods(in *analyzers.Input, t *tree) []string {
	o := in.Options
	return []string{
		fmt.Sprintf("Documents and groups are clustered agglomeratively by their profiles, the relative frequencies of %s; distance: %s (jensen-shannon is the root of the Jensen–Shannon divergence: Endres and Schindelin 2003), linkage: %s, by the recurrence of Lance and Williams (1967), Ward's in the form of Ward.D2 (Murtagh and Legendre 2014). "+
			"Merges, heights and the order of the leaves are those of hclust in R, also where distances are equal. The cophenetic correlation (Sokal and Rohlf 1962) says how well the tree keeps the distances.", t.Says(), o.Distance, o.Linkage),
		fmt.Sprintf("The support of a cluster is the share of resamples (%s) in which the same documents are a cluster, as Felsenstein (1985) has it, with paragraphs resampled within each document. It is no probability that the cluster is real.", t.Resamples()),
	}
}
