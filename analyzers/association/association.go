// Package association is the analyzer of what stands together: two concepts, a
// concept and a word, two words, in units or in windows around the one.
package association

import (
	"context"

	"concordat/analyzers"
	"concordat/analyzers/result"
)

// name is the analyzer's and its table's.
const name = "association"

// profileName is the name of the table of one row a concept.
const profileName = name + "_profile"

// limit is the number of documents up to which each has rows of its own.
const limit = 12

type analyzer struct{}

// New returns the analyzer.
func New() analyzers.Analyzer { return analyzer{} }

// Info describes the analyzer.
func (analyzer) Info() analyzers.Info {
	return analyzers.Info{
		Name:  name,
		Title: "Association",
		Doc: "What stands together more often than chance would have it, concepts with concepts, concepts with words and words with words, in sentences, paragraphs, sections, " +
			"documents or windows around the one: counts, expected counts, every usual measure by its name, exact tests and the false discovery rate.",
		Needs:  analyzers.Needs{Words: true, Positions: true, Sections: true, Sequence: true},
		Output: []string{name, profileName},
		References: []result.Reference{
			{Key: "evert2008", Text: "Evert, S. (2008). Corpora and collocations, in Lüdeling, A. and Kytö, M. (eds). Corpus Linguistics: An International Handbook 2, 1212–1248.", DOI: "10.1515/9783110213881.2.1212"},
			{Key: "dunning1993", Text: "Dunning, T. (1993). Accurate methods for the statistics of surprise and coincidence. Computational Linguistics 19(1), 61–74."},
			{Key: "fisher1922", Text: "Fisher, R. A. (1922). On the interpretation of χ² from contingency tables, and the calculation of P. Journal of the Royal Statistical Society 85(1), 87–94.", DOI: "10.2307/2340521"},
			{Key: "cornfield1956", Text: "Cornfield, J. (1956). A statistical problem arising from retrospective studies. Proceedings of the Third Berkeley Symposium on Mathematical Statistics and Probability 4, 135–148."},
			{Key: "haldane1956", Text: "Haldane, J. B. S. (1956). The estimation and significance of the logarithm of a ratio of frequencies. Annals of Human Genetics 20(4), 309–311.", DOI: "10.1111/j.1469-1809.1955.tb01285.x"},
			{Key: "benjamini1995", Text: "Benjamini, Y. and Hochberg, Y. (1995). Controlling the false discovery rate. Journal of the Royal Statistical Society B 57(1), 289–300.", DOI: "10.1111/j.2517-6161.1995.tb02031.x"},
			{Key: "benjamini2001", Text: "Benjamini, Y. and Yekutieli, D. (2001). The control of the false discovery rate in multiple testing under dependency. Annals of Statistics 29(4), 1165–1188.", DOI: "10.1214/aos/1013699998"},
			{Key: "church1990", Text: "Church, K. W. and Hanks, P. (1990). Word association norms, mutual information, and lexicography. Computational Linguistics 16(1), 22–29."},
			{Key: "bouma2009", Text: "Bouma, G. (2009). Normalized (pointwise) mutual information in collocation extraction. Proceedings of GSCL, 31–40."},
			{Key: "daille1994", Text: "Daille, B. (1994). Approche mixte pour l'extraction automatique de terminologie, thèse. Université Paris 7."},
			{Key: "rychly2008", Text: "Rychlý, P. (2008). A lexicographer-friendly association score. Proceedings of RASLAN, 6–9."},
			{Key: "dice1945", Text: "Dice, L. R. (1945). Measures of the amount of ecologic association between species. Ecology 26(3), 297–302.", DOI: "10.2307/1932409"},
			{Key: "jaccard1901", Text: "Jaccard, P. (1901). Étude comparative de la distribution florale dans une portion des Alpes et des Jura. Bulletin de la Société vaudoise des sciences naturelles 37, 547–579."},
			{Key: "ochiai1957", Text: "Ochiai, A. (1957). Zoogeographical studies on the soleoid fishes found in Japan and its neighbouring regions II. Bulletin of the Japanese Society of Scientific Fisheries 22(9), 526–530.", DOI: "10.2331/suisan.22.526"},
			{Key: "pedersen1998", Text: "Pedersen, T. (1998). Dependent bigram identification. Proceedings of AAAI-98, 1197."},
			{Key: "gries2013", Text: "Gries, S. Th. (2013). 50-something years of work on collocations. International Journal of Corpus Linguistics 18(1), 137–165.", DOI: "10.1075/ijcl.18.1.09gri"},
			{Key: "yule1912", Text: "Yule, G. U. (1912). On the methods of measuring association between two attributes. Journal of the Royal Statistical Society 75(6), 579–652.", DOI: "10.2307/2340126"},
			{Key: "vaneck2009", Text: "van Eck, N. J. and Waltman, L. (2009). How to normalize cooccurrence data. Journal of the American Society for Information Science and Technology 60(8), 1635–1651.", DOI: "10.1002/asi.21075"},
			{Key: "williams1976", Text: "Williams, D. A. (1976). Improved likelihood ratio tests for complete contingency tables. Biometrika 63(1), 33–37.", DOI: "10.1093/biomet/63.1.33"},
			{Key: "yates1934", Text: "Yates, F. (1934). Contingency tables involving small numbers and the χ² test. Supplement to the Journal of the Royal Statistical Society 1(2), 217–235.", DOI: "10.2307/2983604"},
			{Key: "church1991", Text: "Church, K. W., Gale, W., Hanks, P. and Hindle, D. (1991). Using statistics in lexical analysis. In Zernik, U. (ed.), Lexical Acquisition, 115–164."},
			{Key: "berry1973", Text: "Berry-Rogghe, G. L. M. (1973). The computation of collocations and their relevance in lexical studies. In Aitken, A. J., Bailey, R. W. and Hamilton-Smith, N. (eds), The Computer and Literary Studies, 103–112."},
		},
	}
}

// Analyze counts and tests the pairs of every side.
func (analyzer) Analyze(ctx context.Context, in *analyzers.Input) (*result.Result, error) {
	k := newCounter(in)
	var sides []*side
	var profiles []profile
	for _, s := range in.Sides(limit) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		one := k.side(s)
		profiles = append(profiles, one.profiles...)
		sides = append(sides, one)
	}
	r := &result.Result{Analyzer: name, Tables: []*result.Table{k.table(sides), k.profileTable(profiles)}}
	r.Notes = k.notes(sides)
	if len(sides) > 0 {
		r.Methods = k.methods(sides[0])
	}
	return r, nil
}
