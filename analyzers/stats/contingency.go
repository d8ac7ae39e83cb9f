// Package stats holds the statistics of the house as pure functions on
// numbers. It knows nothing of documents, tables or pictures.
//
// Throughout, 0·ln 0 = 0, NaN means undefined, and an infinite value means
// that the limit is infinite: nothing is added to a zero cell in silence.
package stats

import "math"

// Contingency is a 2×2 table of counts. Rows are the first variable (concept
// A present, absent; target, reference), columns the second (concept B
// present, absent; the word, any other word). Counts are at least 0.
type Contingency struct {
	O11, O12 float64
	O21, O22 float64
}

// FromMargins returns the table of n units of which a have the first concept,
// b the second and both have the two.
func FromMargins(both, a, b, n int64) Contingency {
	return Contingency{
		O11: float64(both), O12: float64(a - both),
		O21: float64(b - both), O22: float64(n - a - b + both),
	}
}

// FromCorpora returns the table of a type that occurs a times among the A
// tokens of the target and b times among the B tokens of the reference.
func FromCorpora(a, A, b, B int64) Contingency {
	return Contingency{
		O11: float64(a), O12: float64(A - a),
		O21: float64(b), O22: float64(B - b),
	}
}

// N returns the grand total.
func (c Contingency) N() float64 { return c.O11 + c.O12 + c.O21 + c.O22 }

// margins returns row and column sums.
func (c Contingency) margins() (r1, r2, c1, c2 float64) {
	return c.O11 + c.O12, c.O21 + c.O22, c.O11 + c.O21, c.O12 + c.O22
}

// Expected returns E11 = R1·C1/N, the joint count to expect if the two
// variables were independent; NaN for an empty table.
func (c Contingency) Expected() float64 {
	r1, _, c1, _ := c.margins()
	return r1 * c1 / c.N()
}

// determinant returns O11·O22 − O12·O21 without cancellation (Kahan's
// difference of products). Divided by N it is O−E of the first cell.
func (c Contingency) determinant() float64 {
	w := c.O12 * c.O21
	return math.FMA(c.O11, c.O22, -w) + math.FMA(-c.O12, c.O21, w)
}

// G2 returns the signed log-likelihood ratio statistic of all four cells:
//
//	±2 Σ O·ln(O/E)
//
// positive if O11 exceeds its expectation, negative if it falls short, 0 if
// the two are independent or a margin is 0. Its absolute value is compared
// with chi-square with one degree of freedom (ChiSquareP); no correction for
// continuity is applied.
//
// Source: Dunning 1993, Computational Linguistics 19(1), 61–74.
func (c Contingency) G2() float64 {
	n := c.N()
	if n == 0 {
		return 0
	}
	r1, r2, c1, c2 := c.margins()
	d := c.determinant() / n
	// ln(O/E) = ln(1 + (O−E)/E) keeps its digits where O is close to E.
	term := func(o, row, col, diff float64) float64 {
		if o == 0 {
			return 0
		}
		return o * math.Log1p(diff*n/(row*col))
	}
	sum := term(c.O11, r1, c1, d) + term(c.O12, r1, c2, -d) + term(c.O21, r2, c1, -d) + term(c.O22, r2, c2, d)
	return math.Copysign(math.Max(0, 2*sum), d)
}

// SimpleLL returns the signed simple log-likelihood of the first cell alone:
// ±2(O·ln(O/E) − (O−E)); sign as in G2. NaN for an empty table.
//
// Source: Evert 2009, "Corpora and collocations", in Lüdeling and Kytö,
// Corpus Linguistics, 1212–1248.
func (c Contingency) SimpleLL() float64 {
	o, e := c.O11, c.Expected()
	v := -(o - e)
	if o > 0 {
		v += o * math.Log(o/e)
	}
	return math.Copysign(2*v, o-e)
}

// ChiSquare returns Pearson's chi-square, N(ad−bc)²/ΠRC, at least 0, without
// correction for continuity. NaN if a margin is 0.
//
// Source: Pearson 1900, doi:10.1080/14786440009463897.
func (c Contingency) ChiSquare() float64 { return c.chiSquare(0) }

// Yates returns Pearson's chi-square with Yates's correction for continuity:
// |ad−bc| is lowered by N/2, not below 0. NaN if a margin is 0.
//
// Source: Yates 1934, doi:10.2307/2983604.
func (c Contingency) Yates() float64 { return c.chiSquare(c.N() / 2) }

func (c Contingency) chiSquare(correction float64) float64 {
	r1, r2, c1, c2 := c.margins()
	d := math.Max(0, math.Abs(c.determinant())-correction)
	return (d / r1) * (d / r2) * c.N() / c1 / c2
}

// Lift returns how many times more often the two stand together than if they
// were independent, O11/E11: 1 = independent, 0 = never together. NaN if
// E11 is 0.
func (c Contingency) Lift() float64 { return c.O11 / c.Expected() }

// PMI returns the pointwise mutual information log₂(O11/E11), in bits; −Inf
// if the two are never together, NaN if E11 is 0. It favours rare pairs and has
// no p-value.
//
// Source: Church and Hanks 1990, Computational Linguistics 16(1), 22–29.
func (c Contingency) PMI() float64 { return math.Log2(c.Lift()) }

// NPMI returns the normalised pointwise mutual information
// PMI/(−log₂(O11/N)), from −1 (never together) over 0 (independent) to 1
// (only together). NaN if E11 is 0 or O11 is N.
//
// Source: Bouma 2009, Proceedings of GSCL, 31–40.
func (c Contingency) NPMI() float64 {
	if c.O11 == 0 && c.Expected() > 0 {
		return -1
	}
	return c.PMI() / -math.Log2(c.O11/c.N())
}

// MI3 returns log₂(O11³/E11), which favours rare pairs less than PMI; −Inf if
// the two are never together, NaN if E11 is 0.
//
// Source: Daille 1994, Université Paris 7.
func (c Contingency) MI3() float64 { return c.PMI() + 2*math.Log2(c.O11) }

// TScore returns (O11−E11)/√O11; −Inf if O11 is 0 and E11 is not.
//
// Source: Church, Gale, Hanks and Hindle 1991, in Zernik, Lexical Acquisition.
func (c Contingency) TScore() float64 { return (c.O11 - c.Expected()) / math.Sqrt(c.O11) }

// ZScore returns (O11−E11)/√E11; NaN if E11 is 0.
//
// Source: Berry-Rogghe 1973, in Aitken, Bailey and Hamilton-Smith, The Computer and Literary Studies.
func (c Contingency) ZScore() float64 {
	e := c.Expected()
	return (c.O11 - e) / math.Sqrt(e)
}

// Dice returns 2·O11/(R1+C1), from 0 (never together) to 1 (only together).
// NaN if neither occurs.
//
// Source: Dice 1945, doi:10.2307/1932409.
func (c Contingency) Dice() float64 {
	r1, _, c1, _ := c.margins()
	return 2 * c.O11 / (r1 + c1)
}

// LogDice returns 14 + log₂(Dice): at most 14; one less is half as strongly
// tied. It does not depend on N. −Inf if the two are never together.
//
// Source: Rychlý 2008, Proceedings of RASLAN, 6–9.
func (c Contingency) LogDice() float64 { return 14 + math.Log2(c.Dice()) }

// Jaccard returns O11/(R1+C1−O11), the share of the units with either that
// have both, from 0 to 1. NaN if neither occurs.
//
// Source: Jaccard 1901, Bulletin de la Société vaudoise des sciences naturelles 37, 547–579.
func (c Contingency) Jaccard() float64 {
	r1, _, c1, _ := c.margins()
	return c.O11 / (r1 + c1 - c.O11)
}

// MinSensitivity returns min(O11/R1, O11/C1), from 0 to 1. NaN if a margin
// is 0.
//
// Source: Pedersen 1998, AAAI-98.
func (c Contingency) MinSensitivity() float64 {
	r1, _, c1, _ := c.margins()
	return math.Min(c.O11/r1, c.O11/c1)
}

// DeltaP returns O11/R1 − O21/R2: by how much the first variable raises the
// share of the second, from −1 to 1. NaN if a row is empty.
//
// Source: Gries 2013, doi:10.1075/ijcl.18.1.09gri.
func (c Contingency) DeltaP() float64 {
	r1, r2, _, _ := c.margins()
	return c.O11/r1 - c.O21/r2
}

// Phi returns the correlation of the two variables, (ad−bc)/√ΠRC, from −1 to
// 1. NaN if a margin is 0.
//
// Source: Yule 1912, doi:10.2307/2340126.
func (c Contingency) Phi() float64 {
	r1, r2, c1, c2 := c.margins()
	return c.determinant() / math.Sqrt(r1*r2) / math.Sqrt(c1*c2)
}

// OddsRatio returns the sample odds ratio O11·O22/(O12·O21): 1 = independent,
// 0 or +Inf where a cell is empty, NaN where a row or column is.
func (c Contingency) OddsRatio() float64 { return c.O11 * c.O22 / (c.O12 * c.O21) }
