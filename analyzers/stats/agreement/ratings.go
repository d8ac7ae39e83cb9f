// Package agreement says how far coders agree with one another, and how far a
// machine's decisions agree with theirs: coefficients of reliability, and the
// accuracy of a coding that was checked on a sample of known design.
package agreement

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// Ratings are the codes that coders gave: a row a unit, a column a coder, all
// rows equally long. NaN is no code. A unit with fewer than two codes says
// nothing of agreement.
type Ratings [][]float64

// Pairable returns how many units have two codes or more, and how many codes
// those units have.
func (r Ratings) Pairable() (units, codes int) {
	for _, row := range r {
		if m := coded(row); m > 1 {
			units, codes = units+1, codes+m
		}
	}
	return units, codes
}

// coded returns how many codes a unit has.
func coded(row []float64) int {
	n := 0
	for _, v := range row {
		if !math.IsNaN(v) {
			n++
		}
	}
	return n
}

// values returns the distinct codes, ascending; with pairable, only of units
// with two codes or more.
func (r Ratings) values(pairable bool) []float64 {
	var out []float64
	for _, row := range r {
		if pairable && coded(row) < 2 {
			continue
		}
		for _, v := range row {
			if !math.IsNaN(v) && !slices.Contains(out, v) {
				out = append(out, v)
			}
		}
	}
	slices.Sort(out)
	return out
}

// table counts, unit by unit, how often each value was given.
func (r Ratings) table(values []float64) [][]int {
	out := make([][]int, len(r))
	for i, row := range r {
		out[i] = make([]int, len(values))
		for _, v := range row {
			if k, ok := slices.BinarySearch(values, v); ok {
				out[i][k]++
			}
		}
	}
	return out
}

// Percent returns the share of pairs of codes of the same unit that are equal,
// the mean over units with two codes or more:
//
//	(1/n) Σ_u Σ_k r_uk (r_uk − 1) / (r_u (r_u − 1))
//
// r_uk is how many coders gave unit u the code k, r_u how many coded it. From 0
// to 1. It makes no allowance for chance. NaN if no unit has two codes.
//
// Source: Gwet 2014, Handbook of Inter-Rater Reliability, 4th ed., section 5.3.
func Percent(r Ratings) float64 {
	return percent(r.table(r.values(false)))
}

func percent(table [][]int) float64 {
	sum, n := 0.0, 0
	for _, row := range table {
		all, equal := 0, 0
		for _, k := range row {
			all, equal = all+k, equal+k*(k-1)
		}
		if all > 1 {
			sum, n = sum+float64(equal)/float64(all*(all-1)), n+1
		}
	}
	return sum / float64(n)
}

// shares returns, for each value, the mean over units of the share of its
// codes.
func shares(table [][]int) []float64 {
	var out []float64
	n := 0
	for _, row := range table {
		if out == nil {
			out = make([]float64, len(row))
		}
		all := 0
		for _, k := range row {
			all += k
		}
		if all == 0 {
			continue
		}
		n++
		for k, c := range row {
			out[k] += float64(c) / float64(all)
		}
	}
	for k := range out {
		out[k] /= float64(n)
	}
	return out
}

// beyond returns agreement beyond chance, (po − pe)/(1 − pe); NaN if chance
// alone would give full agreement.
func beyond(po, pe float64) float64 {
	if !(pe < 1) {
		return math.NaN()
	}
	return (po - pe) / (1 - pe)
}

// Pi returns Scott's π of two coders, and its form for any number of coders
// some of whom may have left units out, Fleiss' κ: agreement beyond what coders
// would reach who drew every code from the shares that all of them gave together:
//
//	(po − Σ_k π_k²) / (1 − Σ_k π_k²)
//
// po is Percent, π_k the share of code k. 1 is full agreement, 0 that of
// chance, negative below. NaN if all codes are the same or no unit has two.
//
// Source: Scott 1955, doi:10.1086/266577; Fleiss 1971, doi:10.1037/h0031619;
// with missing codes Gwet 2014, section 2.4.
func Pi(r Ratings) float64 {
	table := r.table(r.values(false))
	pe := 0.0
	for _, p := range shares(table) {
		pe += p * p
	}
	return beyond(percent(table), pe)
}

// AC1 returns Gwet's coefficient, in which chance agrees only on the units that
// are hard to code, so that it does not fall where nearly all codes are the same:
//
//	pe = Σ_k π_k (1 − π_k) / (q − 1)
//
// q is how many codes there are in the coding scheme, at least those given. Otherwise as Pi.
// NaN if q < 2 or no unit has two codes.
//
// Source: Gwet 2008, doi:10.1348/000711006X126600.
func AC1(r Ratings, q int) float64 {
	table := r.table(r.values(false))
	pi := shares(table)
	q = max(q, len(pi))
	if q < 2 {
		return math.NaN()
	}
	pe := 0.0
	for _, p := range pi {
		pe += p * (1 - p)
	}
	return beyond(percent(table), pe/float64(q-1))
}

// Kappa returns Cohen's κ of two coders with its asymptotic standard error:
// agreement beyond what they would reach by drawing each from the shares of their own
// codes:
//
//	κ = (po − pe)/(1 − pe), pe = Σ_k p_k. p_.k
//	var κ = (A + B − C) / (n (1 − pe)²)
//	A = Σ_k p_kk (1 − (p_k. + p_.k)(1 − κ))²
//	B = (1 − κ)² Σ_{j≠k} p_jk (p_.j + p_k.)²
//	C = (κ − pe (1 − κ))²
//
// p_jk is the share of the n units to which the first coder gave j and the
// second k. Units that one of them left out are not counted. NaN if there is no
// unit or both gave one and the same code throughout. If they agree throughout, the standard
// error is 0, which says nothing of other units.
//
// Source: Cohen 1960, doi:10.1177/001316446002000104; the standard error is
// that of Fleiss, Cohen and Everitt 1969, doi:10.1037/h0028106.
func Kappa(a, b []float64) (kappa, se float64, n int) {
	var both Ratings
	for i := range a {
		if !math.IsNaN(a[i]) && !math.IsNaN(b[i]) {
			both = append(both, []float64{a[i], b[i]})
		}
	}
	if len(both) == 0 {
		return math.NaN(), math.NaN(), 0
	}
	values := both.values(false)
	q := len(values)
	p := make([]float64, q*q)
	for _, row := range both {
		j, _ := slices.BinarySearch(values, row[0])
		k, _ := slices.BinarySearch(values, row[1])
		p[j*q+k] += 1 / float64(len(both))
	}
	rows, columns := make([]float64, q), make([]float64, q)
	po := 0.0
	for j := range q {
		po += p[j*q+j]
		for k := range q {
			rows[j] += p[j*q+k]
			columns[k] += p[j*q+k]
		}
	}
	pe := 0.0
	for k := range q {
		pe += rows[k] * columns[k]
	}
	if q < 2 {
		return math.NaN(), math.NaN(), len(both)
	}
	if kappa = beyond(po, pe); kappa > 1-1e-12 {
		return 1, 0, len(both)
	}
	v := -sq(kappa - pe*(1-kappa))
	for j := range q {
		for k := range q {
			if j == k {
				v += p[j*q+j] * sq(1-(rows[j]+columns[j])*(1-kappa))
			} else {
				v += p[j*q+k] * sq((1-kappa)*(columns[j]+rows[k]))
			}
		}
	}
	return kappa, math.Sqrt(max(v, 0)/float64(len(both))) / (1 - pe), len(both)
}

// Normal returns how many standard errors an interval at a level such as 0.95
// reaches to either side: 1.96.
func Normal(level float64) float64 { return distuv.UnitNormal.Quantile((1 + level) / 2) }

func sq(x float64) float64 { return x * x }
