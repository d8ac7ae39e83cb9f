// Package correspondence analyses a table of counts: which rows and which
// columns depart from independence together, as points of one low space.
package correspondence

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// Analysis is the correspondence analysis of a table of counts with total N.
// Rows and columns without counts are left out: their numbers are NaN, their
// masses 0.
type Analysis struct {
	N         float64
	ChiSquare float64   // Pearson's statistic of independence
	DF        int       // its degrees of freedom, (rows − 1)(columns − 1)
	Inertia   float64   // total inertia, ChiSquare/N
	Principal []float64 // principal inertias λ, one an axis, falling; they sum to Inertia
	Rows      Points
	Columns   Points
}

// Points are the rows, or the columns, in all axes. Per point and axis they
// have numbers [point][axis].
type Points struct {
	Masses        []float64   // shares of N
	Distances     []float64   // squared χ² distances of the profiles to the mean profile
	Inertias      []float64   // mass·distance as a share of the total inertia; NaN if that is 0
	Standard      [][]float64 // standard coordinates: weighted mean 0 and variance 1 in each axis
	Principal     [][]float64 // principal coordinates: standard ones times √λ; their distances are χ² distances
	Contributions [][]float64 // shares mass·coordinate²/λ in the inertia of the axis: they sum to 1 over the points
	Qualities     [][]float64 // cos², shares coordinate²/distance in the point's own distance: they sum to 1 over the axes; NaN at distance 0
}

// Analyze decomposes the standardised residuals
//
//	sᵢⱼ = (pᵢⱼ − rᵢcⱼ)/√(rᵢcⱼ) = Σₖ uᵢₖ·√λₖ·vⱼₖ
//
// p being the counts over their sum N, r and c the row and column masses. Rows
// have the standard coordinates u/√r, columns v/√c. There are at most
// min(rows, columns) − 1 axes; those whose inertia is within rounding of 0 are
// left out. Signs are fixed: in each axis the principal coordinate of greatest
// magnitude among the rows is positive, of equal ones the first. Where two
// inertias are equal their axes are arbitrary. ok is false if fewer than two
// rows or two columns have counts, or a count is negative or NaN. Cost: rows·columns·min(rows, columns).
//
// Source: Benzécri 1973, L'Analyse des données; Greenacre 2017, Correspondence
// Analysis in Practice, 3rd ed., appendix A.
func Analyze(counts [][]float64) (a Analysis, ok bool) {
	r, c, ok := a.masses(counts)
	if !ok {
		return Analysis{}, false
	}
	rows, columns := present(r), present(c)
	if len(rows) < 2 || len(columns) < 2 {
		return Analysis{}, false
	}
	a.DF = (len(rows) - 1) * (len(columns) - 1)
	s := mat.NewDense(len(rows), len(columns), nil)
	for i, y := range rows {
		for j, x := range columns {
			e := r[y] * c[x]
			v := (counts[y][x]/a.N - e) / math.Sqrt(e)
			s.Set(i, j, v)
			a.Inertia += v * v
		}
	}
	a.ChiSquare = a.Inertia * a.N
	var svd mat.SVD
	if !svd.Factorize(s, mat.SVDThin) {
		return Analysis{}, false
	}
	var u, v mat.Dense
	svd.UTo(&u)
	svd.VTo(&v)
	values := svd.Values(nil)
	// Residuals are differences of shares of 1, so rounding is relative to 1.
	const rounding = 1e-12
	for k := 0; k < min(len(rows), len(columns))-1 && values[k] > rounding; k++ {
		a.Principal = append(a.Principal, values[k]*values[k])
	}
	a.Rows = place(r, rows, &u, values, len(a.Principal))
	a.Columns = place(c, columns, &v, values, len(a.Principal))
	for k := range a.Principal {
		if negative(a.Rows.Principal, k) {
			flip(a.Rows, k)
			flip(a.Columns, k)
		}
	}
	a.Rows.measure(a.Inertia, a.Principal, func(i, j int) float64 { return counts[i][j] / a.N / r[i] }, c)
	a.Columns.measure(a.Inertia, a.Principal, func(j, i int) float64 { return counts[i][j] / a.N / c[j] }, r)
	return a, true
}

// masses sums the table.
func (a *Analysis) masses(counts [][]float64) (r, c []float64, ok bool) {
	if len(counts) == 0 {
		return nil, nil, false
	}
	r, c = make([]float64, len(counts)), make([]float64, len(counts[0]))
	for i, row := range counts {
		for j, n := range row {
			if !(n >= 0) {
				return nil, nil, false
			}
			r[i] += n
			c[j] += n
			a.N += n
		}
	}
	for i := range r {
		r[i] /= a.N
	}
	for j := range c {
		c[j] /= a.N
	}
	return r, c, a.N > 0
}

func present(masses []float64) (kept []int) {
	for i, m := range masses {
		if m > 0 {
			kept = append(kept, i)
		}
	}
	return kept
}

// place gives the points that were kept their coordinates from singular vectors.
func place(masses []float64, kept []int, vectors *mat.Dense, values []float64, axes int) Points {
	p := Points{Masses: masses, Standard: missing(len(masses), axes), Principal: missing(len(masses), axes)}
	for at, i := range kept {
		for k := range axes {
			p.Standard[i][k] = vectors.At(at, k) / math.Sqrt(masses[i])
			p.Principal[i][k] = p.Standard[i][k] * values[k]
		}
	}
	return p
}

// missing returns rows of NaN.
func missing(n, m int) [][]float64 {
	out := make([][]float64, n)
	for i := range out {
		out[i] = make([]float64, m)
		for k := range out[i] {
			out[i][k] = math.NaN()
		}
	}
	return out
}

// negative reports whether the first coordinate of greatest magnitude in an axis
// is negative; magnitudes within rounding of each other are equal.
func negative(points [][]float64, axis int) bool {
	most, sign := 0.0, false
	for _, p := range points {
		if v := p[axis]; math.Abs(v) > most*(1+1e-9) {
			most, sign = math.Abs(v), v < 0
		}
	}
	return sign
}

func flip(p Points, axis int) {
	for i := range p.Standard {
		p.Standard[i][axis] *= -1
		p.Principal[i][axis] *= -1
	}
}

// measure fills distances, inertias, contributions and qualities; profile has
// the share of each point's counts in each point of the other side, whose masses
// are mean.
func (p *Points) measure(total float64, inertias []float64, profile func(point, other int) float64, mean []float64) {
	n := len(p.Masses)
	p.Distances, p.Inertias = make([]float64, n), make([]float64, n)
	p.Contributions, p.Qualities = missing(n, len(inertias)), missing(n, len(inertias))
	for i, mass := range p.Masses {
		if mass == 0 {
			p.Distances[i], p.Inertias[i] = math.NaN(), math.NaN()
			continue
		}
		p.Distances[i] = distance(func(j int) float64 { return profile(i, j) }, mean)
		p.Inertias[i] = math.NaN()
		if len(inertias) > 0 {
			p.Inertias[i] = mass * p.Distances[i] / total
		}
		for k, l := range inertias {
			f := p.Principal[i][k]
			p.Contributions[i][k] = mass * f * f / l
			p.Qualities[i][k] = quality(f, p.Distances[i])
		}
	}
}

// distance returns the squared χ² distance of a profile to the mean profile.
func distance(profile func(int) float64, mean []float64) float64 {
	d := 0.0
	for j, m := range mean {
		if m > 0 {
			e := profile(j) - m
			d += e * e / m
		}
	}
	return d
}

// quality returns the share of an axis in a squared distance.
func quality(coordinate, distance float64) float64 {
	const rounding = 1e-24 // of squares of shares
	if distance <= rounding {
		return math.NaN()
	}
	return math.Min(coordinate*coordinate/distance, 1)
}

// Row places a supplementary row, which had no part in the axes, by its counts
// in the columns: its principal coordinates are the means, weighted by its
// counts, of the columns' standard coordinates. qualities are the shares of
// the axes in its squared χ² distance, which may sum to less than 1. Counts in
// columns that were left out do not matter. NaN if there are no others.
//
// Source: Greenacre 2017, Correspondence Analysis in Practice, chapter 12.
func (a Analysis) Row(counts []float64) (principal, qualities []float64) {
	return supplement(counts, a.Columns, len(a.Principal))
}

// Column is Row for a supplementary column.
func (a Analysis) Column(counts []float64) (principal, qualities []float64) {
	return supplement(counts, a.Rows, len(a.Principal))
}

func supplement(counts []float64, other Points, axes int) (principal, qualities []float64) {
	sum := 0.0
	for j, n := range counts {
		if other.Masses[j] > 0 {
			sum += n
		}
	}
	principal, qualities = make([]float64, axes), make([]float64, axes)
	d := distance(func(j int) float64 { return counts[j] / sum }, other.Masses)
	for k := range axes {
		for j, n := range counts {
			if other.Masses[j] > 0 {
				principal[k] += n / sum * other.Standard[j][k]
			}
		}
		qualities[k] = quality(principal[k], d)
	}
	return principal, qualities
}
