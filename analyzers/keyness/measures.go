package keyness

import (
	"cmp"
	"math"
	"slices"

	"concordat/analyzers"
	"concordat/analyzers/stats"
	"concordat/analyzers/stats/keywords"
)

// The priors of Fightin' Words: what a flat one gives each kind, and what an
// informative one has in all, in tokens.
const (
	flatPrior        = 0.01
	informativePrior = 500
)

// enoughDocuments is from how many documents a side on text dispersion is computed.
const enoughDocuments = 5

// item is a word, or whatever is compared, in one comparison.
type item struct {
	key, label  string // the word, or a concept's id and label
	a, A, b, B  int64  // occurrences in target and reference, and what they are parts of
	lacking     bool   // a frequency list lacks it
	most        int64  // b, or where the list lacks it the occurrences that its cut-off allows
	inTarget    int64  // documents of the target with an occurrence
	ofTarget    int64  // documents of the target
	inReference int64  // −1 = unknown
	ofReference int64
	// mostDocuments is inReference, or where the list lacks the item the
	// documents that its cut-off allows.
	mostDocuments int64
	share         float64 // relative frequency in all documents, of an informative prior

	target, reference            string // names of the sides
	conservative, g2, p, q, holm float64
	texts                        texts
	rateTarget, rateReference    float64
	ratio, low, high             float64
	katzLow, katzHigh            float64
	percent, risk, odds, simple  float64
	two, chi2, yates             float64
	williams, williamsChi2       float64
	bic, ell, log10              float64
	flat, flatZ                  float64 // Fightin' Words: δ and z
	informed, informedZ          float64
}

// texts is text dispersion keyness: documents with the item counted on both sides.
type texts struct{ g2, p, q, ratio, conservative float64 }

// family is what is tested together.
type family struct {
	target, reference analyzers.Side
	items             []item
	kinds             int // as in feature
}

// rank completes what all items need and sorts them by the size of the
// conservative log ratio, then of G², then by key.
func (f *family) rank(level float64) {
	n := len(f.items)
	ps, ofTexts := make([]float64, n), make([]float64, n)
	for i := range f.items {
		w := &f.items[i]
		w.target, w.reference = f.target.Name, f.reference.Name
		w.test(level, n)
		ps[i], ofTexts[i] = w.p, w.texts.p
	}
	qs, holm, textQs := stats.BenjaminiHochberg(ps), stats.Holm(ps), stats.BenjaminiHochberg(ofTexts)
	for i := range f.items {
		f.items[i].q, f.items[i].holm, f.items[i].texts.q = qs[i], holm[i], textQs[i]
	}
	slices.SortFunc(f.items, func(x, y item) int {
		return cmp.Or(
			cmp.Compare(math.Abs(y.conservative), math.Abs(x.conservative)),
			cmp.Compare(math.Abs(y.g2), math.Abs(x.g2)),
			cmp.Compare(x.key, y.key))
	})
}

// undecided reports whether a list lacks a word that its cut-off allows to be as
// frequent there as in the target: then there is no difference to speak of.
func (w *item) undecided() bool {
	_, ok := keywords.Below(w.a, w.A, w.most, w.B)
	return w.lacking && !ok
}

// test computes what ranks and tests an item of a family of n.
func (w *item) test(level float64, n int) {
	w.g2, w.p = 0, 1
	if !w.undecided() {
		w.conservative = stats.ConservativeLogRatio(w.a, w.A, w.most, w.B, level, n)
		w.g2 = stats.FromCorpora(w.a, w.A, w.most, w.B).G2()
		w.p = stats.ChiSquareP(w.g2)
	}
	w.texts = w.ofTexts(level, n)
}

// ofTexts computes text dispersion keyness, which needs documents on both sides.
func (w *item) ofTexts(level float64, n int) texts {
	nan := math.NaN()
	t := texts{nan, nan, nan, nan, nan}
	if w.ofTarget < enoughDocuments || w.ofReference < enoughDocuments || w.mostDocuments < 0 {
		return t
	}
	t.ratio = finite(stats.LogRatio(w.inTarget, w.ofTarget, w.inReference, w.ofReference))
	if _, ok := keywords.Below(w.inTarget, w.ofTarget, w.mostDocuments, w.ofReference); w.lacking && !ok {
		t.g2, t.p, t.conservative = 0, 1, 0
		return t
	}
	table := stats.FromCorpora(w.inTarget, w.ofTarget, w.mostDocuments, w.ofReference)
	t.g2 = table.G2()
	t.p = table.FisherP()
	t.conservative = stats.ConservativeLogRatio(w.inTarget, w.ofTarget, w.mostDocuments, w.ofReference, level, n)
	return t
}

// describe works out what only a listed item needs, in a family of some kinds.
func (w *item) describe(o analyzers.Options, kinds int) {
	w.rateTarget = stats.Per * float64(w.a) / float64(w.A)
	w.rateReference = stats.Per * float64(w.b) / float64(w.B)
	w.ratio = finite(stats.LogRatio(w.a, w.A, w.b, w.B))
	low, _ := stats.LogRatioExactCI(w.a, w.A, w.most, w.B, o.Level)
	_, high := stats.LogRatioExactCI(w.a, w.A, w.b, w.B, o.Level)
	w.low, w.high = finite(low), finite(high)
	w.katzLow, w.katzHigh = stats.LogRatioCI(w.a, w.A, w.b, w.B, o.Level)
	w.percent = stats.PercentDiff(w.a, w.A, w.b, w.B)
	w.risk = finite(keywords.RelativeRisk(w.a, w.A, w.b, w.B))
	w.odds = finite(stats.FromCorpora(w.a, w.A, w.b, w.B).OddsRatio())
	w.log10 = stats.LogChiSquareP(w.g2) / math.Ln10
	w.simple = keywords.SimpleMaths(w.a, w.A, w.most, w.B, simpleMaths(o))
	w.flat, w.flatZ = keywords.FightingWords(w.a, w.A, w.most, w.B, flatPrior, flatPrior*float64(kinds))
	w.informed, w.informedZ = keywords.FightingWords(w.a, w.A, w.most, w.B, informativePrior*w.share, informativePrior)
	if w.undecided() {
		nan := math.NaN()
		w.two, w.chi2, w.yates, w.williams, w.williamsChi2, w.bic, w.ell = nan, nan, nan, nan, nan, nan, nan
		w.simple, w.flat, w.flatZ, w.informed, w.informedZ = nan, nan, nan, nan, nan
		return
	}
	table := stats.FromCorpora(w.a, w.A, w.most, w.B)
	correction := keywords.WilliamsQ(table)
	w.two = keywords.TwoCellG2(w.a, w.A, w.most, w.B)
	w.chi2, w.yates = table.ChiSquare(), table.Yates()
	w.williams, w.williamsChi2 = w.g2/correction, w.chi2/correction
	w.bic = stats.BIC(w.two, w.A+w.B)
	w.ell = keywords.ELL(w.a, w.A, w.most, w.B)
}

// finite turns infinities into missing values.
func finite(v float64) float64 {
	if math.IsInf(v, 0) {
		return math.NaN()
	}
	return v
}
