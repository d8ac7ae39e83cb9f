// Package diversity is the analyzer of vocabularies: how varied the words of
// each document are.
package diversity

import (
	"context"
	"fmt"

	"concordat/analyzers"
	"concordat/analyzers/result"
	"concordat/analyzers/stats"
	"concordat/analyzers/stats/diversity"
	"concordat/corpus"
)

// name is the analyzer's and its table's.
const name = "diversity"

// Customary sizes.
const (
	draw      = 42   // words that HD-D draws
	threshold = 0.72 // TTR at which a factor of MTLD closes
	short     = 100  // words below which MTLD is rough
)

type analyzer struct{}

// New returns the analyzer.
func New() analyzers.Analyzer { return analyzer{} }

// Info describes the analyzer.
func (analyzer) Info() analyzers.Info {
	return analyzers.Info{
		Name:  name,
		Title: "Lexical diversity",
		Doc: "How varied the vocabulary of each document is: measures that do not depend on its length (MATTR with an interval, MTLD, HD-D, Yule's K, " +
			"Simpson's D) and, for comparison with the literature only, those that do (TTR and its kin).",
		Needs:  analyzers.Needs{Sequence: true},
		Output: []string{name},
		References: []result.Reference{
			{Key: "covington2010", Text: "Covington, M. A. and McFall, J. D. (2010). Cutting the Gordian knot: the moving-average type–token ratio (MATTR). Journal of Quantitative Linguistics 17(2), 94–100.", DOI: "10.1080/09296171003643098"},
			{Key: "mccarthy2007", Text: "McCarthy, P. M. and Jarvis, S. (2007). vocd: a theoretical and empirical evaluation. Language Testing 24(4), 459–488.", DOI: "10.1177/0265532207080767"},
			{Key: "mccarthy2010", Text: "McCarthy, P. M. and Jarvis, S. (2010). MTLD, vocd-D, and HD-D: a validation study of sophisticated approaches to lexical diversity assessment. Behavior Research Methods 42(2), 381–392.", DOI: "10.3758/BRM.42.2.381"},
			{Key: "yule1944", Text: "Yule, G. U. (1944). The Statistical Study of Literary Vocabulary. Cambridge University Press."},
			{Key: "simpson1949", Text: "Simpson, E. H. (1949). Measurement of diversity. Nature 163, 688.", DOI: "10.1038/163688a0"},
			{Key: "johnson1944", Text: "Johnson, W. (1944). Studies in language behavior: I. A program of research. Psychological Monographs 56(2), 1–15.", DOI: "10.1037/h0093508"},
			{Key: "maas1972", Text: "Maas, H.-D. (1972). Über den Zusammenhang zwischen Wortschatzumfang und Länge eines Textes. Zeitschrift für Literaturwissenschaft und Linguistik 2(8), 73–79."},
			{Key: "carlstein1986", Text: "Carlstein, E. (1986). The use of subseries values for estimating the variance of a general statistic from a stationary sequence. The Annals of Statistics 14(3), 1171–1179.", DOI: "10.1214/aos/1176350057"},
		},
	}
}

// Analyze measures every document whose words were counted.
func (analyzer) Analyze(ctx context.Context, in *analyzers.Input) (*result.Result, error) {
	var rows []row
	plain := wordTypes(in.Tally.Words)
	for i := range in.Tally.Documents {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		d := &in.Tally.Documents[i]
		var words []corpus.TypeID
		if d.Sequence != nil {
			for _, t := range d.Sequence.Types {
				if plain[t] {
					words = append(words, t)
				}
			}
		}
		if len(words) > 0 {
			rows = append(rows, measure(in.Options, d.ID, diversity.Number(words)))
		}
	}
	r := &result.Result{Analyzer: name, Tables: []*result.Table{table(in, rows)}}
	if len(rows) > 0 {
		r.Methods = methods(in)
	}
	return r, nil
}

// wordTypes tells by type which are words, not numbers or addresses.
func wordTypes(l *corpus.Lexicon) []bool {
	if l == nil {
		return nil
	}
	out := make([]bool, l.Len())
	for i := range out {
		out[i] = analyzers.IsWord(l.Word(corpus.TypeID(i)))
	}
	return out
}

// row is one document.
type row struct {
	document           string
	words, types       int64
	mattr, low, high   float64
	msttr              float64
	mtld, below        diversity.Lengths
	hdd, k, i, simpson float64
	ttr, root, cttr    float64
	herdan, maas       float64
}

func measure(o analyzers.Options, document string, w diversity.Words) row {
	s := w.Spectrum()
	r := row{
		document: document, words: s.N(), types: s.V(),
		mattr: diversity.MATTR(w, o.DiversityWindow), msttr: diversity.MSTTR(w, o.DiversityWindow),
		mtld: diversity.MTLD(w, threshold, diversity.AtThreshold), below: diversity.MTLD(w, threshold, diversity.BelowThreshold),
		hdd: diversity.HDD(s, draw), k: diversity.YuleK(s), i: diversity.YuleI(s), simpson: diversity.Simpson(s),
		ttr: diversity.TTR(s), root: diversity.Guiraud(s), cttr: diversity.CTTR(s), herdan: diversity.Herdan(s), maas: diversity.Maas(s),
	}
	r.low, r.high = diversity.MATTRInterval(w, o.DiversityWindow, o.Resamples, o.Level, stats.NewStream(o.Seed, name, document))
	return r
}

func methods(in *analyzers.Input) []string {
	size := result.Whole(in.Options.DiversityWindow)
	return []string{
		fmt.Sprintf("Lexical diversity was measured on the running words with at least one letter, web and mail addresses aside, folded as for counting and not lemmatised. "+
			"MATTR is the mean type–token ratio of all windows of %s words (Covington and McFall 2010), left empty for a shorter document; its %s intervals are percentile bootstrap intervals (%s resamples, seed %s) "+
			"over blocks of the windows that begin in the same stretch of %s words, since windows that overlap are not independent (Carlstein 1986), and are given from %s words on.",
			size, in.Options.Percent(), result.Whole(in.Options.Resamples), result.Whole(in.Options.Seed), result.Whole(3*in.Options.DiversityWindow), result.Whole(diversity.Enough(in.Options.DiversityWindow))),
		"MTLD (McCarthy and Jarvis 2010) closes a factor when the running type–token ratio is at or below 0.72; mtld_below closes it below 0.72 only, as some programs do; both are means of reading forward and backward. " +
			"HD-D draws 42 words (McCarthy and Jarvis 2007). Yule's K (Yule 1944) is 10⁴(Σf² − N)/N², Simpson's D (Simpson 1949) the probability that two words drawn without replacement are one type.",
		fmt.Sprintf("TTR, Guiraud's R, Carroll's CTTR, Herdan's C and Yule's I change with the length of a text; MSTTR (Johnson 1944) has segments of %s words. "+
			"Maas's a² (Maas 1972) is with natural logarithms; quanteda prints √(a²·ln 10).", size),
	}
}
