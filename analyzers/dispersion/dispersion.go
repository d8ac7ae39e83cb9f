// Package dispersion says where in a text concepts stand, and how evenly they
// are spread over it and over the documents.
package dispersion

import (
	"context"
	"fmt"
	"math"

	"concordat/analyzers"
	"concordat/analyzers/result"
	"concordat/analyzers/stats/spread"
)

// name is the analyzer's, its table's and its figure's.
const name = "dispersion"

// limit is the number of documents up to which each has rows of its own.
const limit = 12

type analyzer struct{}

// New returns the analyzer.
func New() analyzers.Analyzer { return analyzer{} }

// Info describes the analyzer.
func (analyzer) Info() analyzers.Info {
	return analyzers.Info{
		Name:  name,
		Title: "Dispersion of concepts",
		Doc: "Where in a text each concept stands, and how evenly it is spread over equal parts of a document, over its sections or over the documents " +
			"(deviation of proportions in three forms, Juilland's D, Carroll's D2, Rosengren's S, Kullback–Leibler divergence, D_A, average reduced frequency, burstiness): " +
			"a frequency that one passage makes is told from one that runs through the text.",
		Needs:   analyzers.Needs{Positions: true, Sections: true},
		Output:  []string{name},
		Default: true,
		References: []result.Reference{
			{Key: "gries2008", Text: "Gries, S. Th. (2008). Dispersions and adjusted frequencies in corpora. International Journal of Corpus Linguistics 13(4), 403–437.", DOI: "10.1075/ijcl.13.4.02gri"},
			{Key: "lijffijt2012", Text: "Lijffijt, J. and Gries, S. Th. (2012). Correction to Stefan Th. Gries' “Dispersions and adjusted frequencies in corpora”. International Journal of Corpus Linguistics 17(1), 147–149.", DOI: "10.1075/ijcl.17.1.08lij"},
			{Key: "egbert2020", Text: "Egbert, J., Burch, B. and Biber, D. (2020). Lexical dispersion and corpus design. International Journal of Corpus Linguistics 25(1), 89–115.", DOI: "10.1075/ijcl.18010.egb"},
			{Key: "juilland1964", Text: "Juilland, A. and Chang-Rodríguez, E. (1964). Frequency Dictionary of Spanish Words, Mouton. The Hague.", DOI: "10.1515/9783112415467"},
			{Key: "gries2020", Text: "Gries, S. Th. (2020). Analyzing dispersion. In Paquot, M. and Gries, S. Th. (eds), A Practical Handbook of Corpus Linguistics, Springer, 99–118.", DOI: "10.1007/978-3-030-46216-1_5"},
			{Key: "carroll1970", Text: "Carroll, J. B. (1970). An alternative to Juilland's usage coefficient for lexical frequencies. Computer Studies in the Humanities and Verbal Behavior 3(2), 61–65."},
			{Key: "rosengren1971", Text: "Rosengren, I. (1971). The quantitative concept of language and its relation to the structure of frequency dictionaries. Études de linguistique appliquée 1, 103–127."},
			{Key: "burch2017", Text: "Burch, B., Egbert, J. and Biber, D. (2017). Measuring and interpreting lexical dispersion in corpus linguistics. Journal of Research Design and Statistics in Linguistics and Communication Science 3(2), 189–216.", DOI: "10.1558/jrds.33066"},
			{Key: "savicky2002", Text: "Savický, P. and Hlaváčová, J. (2002). Measures of word commonness. Journal of Quantitative Linguistics 9(3), 215–231.", DOI: "10.1076/jqul.9.3.215.14124"},
			{Key: "goh2008", Text: "Goh, K.-I. and Barabási, A.-L. (2008). Burstiness and memory in complex systems. EPL 81, 48002.", DOI: "10.1209/0295-5075/81/48002"},
			{Key: "kim2016", Text: "Kim, E.-K. and Jo, H.-H. (2016). Measuring burstiness for finite event sequences. Physical Review E 94, 032311.", DOI: "10.1103/PhysRevE.94.032311"},
			{Key: "church1995", Text: "Church, K. W. and Gale, W. A. (1995). Poisson mixtures. Natural Language Engineering 1(2), 163–190.", DOI: "10.1017/S1351324900000139"},
		},
	}
}

// Analyze measures every concept with a hit in every document that the table
// has, over equal parts and over sections, and over all documents.
func (analyzer) Analyze(_ context.Context, in *analyzers.Input) (*result.Result, error) {
	var rows []row
	for _, s := range in.Sides(limit) {
		switch {
		case len(s.Documents) == 1:
			rows = append(rows, within(in, s.Documents[0])...)
			rows = append(rows, bySection(in, s.Documents[0])...)
		default:
			rows = append(rows, across(in, s)...)
		}
	}
	r := &result.Result{Analyzer: name, Tables: []*result.Table{table(in, rows)}, Notes: notes(in, rows)}
	if len(rows) > 0 {
		r.Methods = methods(in)
	}
	if f := strips(in, rows); f != nil {
		r.Figures = []*result.Figure{f}
	}
	return r, nil
}

func methods(in *analyzers.Input) []string {
	return []string{
		fmt.Sprintf("Dispersion is measured within a document over %s parts of equal numbers of tokens, and over its sections where there are two or more, and over several documents with a part for each. "+
			"A hit belongs to the part of its first token; hits of a parent concept include its descendants'. With f hits, v of them in a part with the share s of the tokens:", result.Whole(parts(in))),
		"dp is Gries's (2008) deviation of proportions, ½Σ|v/f − s|; dp_norm divides it by 1 − min s (Lijffijt and Gries 2012), dp_egbert by 1 − min s of the parts with a hit (Egbert, Burch and Biber 2020, who print 1 − this value). All three are 0 for a spread as even as the tokens are and rise towards 1.",
		"The other measures of parts are 1 for an even spread: juilland_d = 1 − V/√(n−1), V being the coefficient of variation of the rates in the n parts (Gries 2020), or of the counts whatever the sizes in juilland_raw (Juilland and Chang-Rodríguez 1964); carroll_d2, the relative entropy of the rates (Carroll 1970); rosengren_s = (Σ√(s·v))²/f (Rosengren 1971); burch_da, from the mean difference of the rates of two parts (Burch, Egbert and Biber 2017). kl is Σ(v/f)·log₂((v/f)/s) in bits, 0 for an even spread (Gries 2020), and kl_odds, kl_natural and kl_binary put it on a scale to 1.",
		"Along a document, taken as a ring: arf is the average reduced frequency (Savický and Hlaváčová 2002); burstiness that of Goh and Barabási (2008) in the form of Kim and Jo (2016), which allows for few hits: −1 = at equal distances, about 0 = as by chance, 1 = all in one place. Over documents per_part is hits in documents with a hit (Church and Gale 1995).",
	}
}

// parts returns the number of parts that a document is divided into.
func parts(in *analyzers.Input) int { return max(in.Options.Parts, 1) }

// Kinds of parts.
const (
	ofTokens    = "equal parts"
	ofSections  = "sections"
	ofDocuments = "documents"
)

// row is one concept in one document or set of documents.
type row struct {
	document             string
	kind                 string // of parts
	concept              int
	hits, tokens         int64
	parts, with          int64
	dp, norm, egbert     float64
	d, raw, d2, s, da    float64
	kl                   float64
	scaled               spread.Scaled
	arf, burst, goh, per float64
}

// measure fills a row from the counts in parts and the parts' sizes in tokens.
func measure(document, kind string, concept int, counts, sizes []int64) row {
	nan := math.NaN()
	r := row{
		document: document, kind: kind, concept: concept, with: int64(spread.Range(counts)),
		dp: spread.DP(counts, sizes), norm: spread.DPNorm(counts, sizes), egbert: spread.DPEgbert(counts, sizes),
		d: spread.JuillandD(counts, sizes), raw: spread.JuillandRaw(counts, sizes), d2: spread.CarrollD2(counts, sizes),
		s: spread.RosengrenS(counts, sizes), da: spread.BurchDA(counts, sizes), kl: spread.KLDivergence(counts, sizes),
		arf: nan, burst: nan, goh: nan, per: nan,
	}
	r.scaled = spread.Scale(r.kl)
	if kind == ofDocuments {
		r.per = spread.PerPart(counts)
	}
	for i := range counts {
		r.hits += counts[i]
		r.tokens += sizes[i]
		if sizes[i] > 0 {
			r.parts++
		}
	}
	return r
}

// within measures the concepts of one document over its equal parts: token t
// of n belongs to part ⌊t·k/n⌋ of k.
func within(in *analyzers.Input, document int) (rows []row) {
	d := &in.Tally.Documents[document]
	k, n := int64(parts(in)), d.Tokens
	sizes := make([]int64, k)
	for p := range k {
		sizes[p] = ceil((p+1)*n, k) - ceil(p*n, k)
	}
	counts := make([]int64, k)
	var at []int64
	for i, pos := range d.Positions {
		counts[int64(pos.Token)*k/n]++
		at = append(at, int64(pos.Token))
		if i+1 == len(d.Positions) || d.Positions[i+1].Concept != pos.Concept {
			r := measure(d.ID, ofTokens, int(pos.Concept), counts, sizes)
			r.arf, r.burst, r.goh = spread.ARF(at, n), spread.Burstiness(at, n), spread.GohBarabasi(at, n)
			rows = append(rows, r)
			clear(counts)
			at = at[:0]
		}
	}
	return rows
}

// bySection measures the concepts of one document over its sections; nil if
// it has fewer than two.
func bySection(in *analyzers.Input, document int) (rows []row) {
	d := &in.Tally.Documents[document]
	if len(d.Sections) < 2 {
		return nil
	}
	sizes := make([]int64, len(d.Sections))
	of := make([]int, len(d.Stretches)) // section by paragraph
	section := 0
	for p, s := range d.Stretches {
		for section+1 < len(d.Sections) && int(d.Sections[section+1].First) <= p {
			section++
		}
		of[p] = section
		sizes[section] += int64(s.Tokens)
	}
	counts := make([][]int64, len(in.Book.Concepts))
	for _, c := range d.Cells {
		if counts[c.Concept] == nil {
			counts[c.Concept] = make([]int64, len(sizes))
		}
		counts[c.Concept][of[c.Paragraph]] += int64(c.Hits)
	}
	for c, n := range counts {
		if n != nil {
			rows = append(rows, measure(d.ID, ofSections, c, n, sizes))
		}
	}
	return rows
}

func ceil(a, b int64) int64 { return (a + b - 1) / b }

// across measures the concepts of several documents with a part for each.
func across(in *analyzers.Input, s analyzers.Side) (rows []row) {
	counts := make([][]int64, len(in.Book.Concepts))
	sizes := make([]int64, len(s.Documents))
	for i, doc := range s.Documents {
		d := &in.Tally.Documents[doc]
		sizes[i] = d.Tokens
		for _, c := range d.Concepts {
			if counts[c.Concept] == nil {
				counts[c.Concept] = make([]int64, len(s.Documents))
			}
			counts[c.Concept][i] = c.Hits
		}
	}
	for c, n := range counts {
		if n != nil {
			rows = append(rows, measure(s.Name, ofDocuments, c, n, sizes))
		}
	}
	return rows
}
