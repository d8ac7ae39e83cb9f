package scaling

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"

	"concordat/analyzers/stats"
)

// FishOptions are the choices of Wordfish.
type FishOptions struct {
	Sigma  float64 // standard deviation of the prior of β; +Inf = none
	Starts int     // at least 1: the first from correspondence analysis, the others of chance
	Climbs int     // of the starts, the best after some alternations, that go to the mode; 0 = all
	Seed   uint64  // of the starts of chance
}

// Fish is a Wordfish scale.
type Fish struct {
	Theta []float64 // by document: its position, mean 0, standard deviation (n − 1) 1
	SE    []float64 // by document: the standard error of its position
	Alpha []float64 // by document: how much it says, the first 0
	Psi   []float64 // by feature: how common it is
	Beta  []float64 // by feature: how it leans, mean 0; above 0 to documents of large θ

	LogLikelihood float64 // without Σ ln y!, which does not depend on the parameters
	Objective     float64 // the same less the penalty of the prior
	Gradient      float64 // the largest derivative at the mode, in counts
	Steps         int     // of Newton's method, in the best start
	Starts        int
	Climbs        int     // starts that were taken to a mode
	Reached       int     // climbs that ended at the same, greatest maximum
	Dispersion    float64 // how much counts vary beside Poisson counts, 1 if they are
	Shift         float64 // the largest change of a position if σ is doubled; 0 without a prior
}

// The criterion of convergence: a start has converged when no derivative of the
// penalised log-likelihood is above Tolerance times the greatest total of a
// document or feature, or above a thousand times that where rounding hides what
// could still be gained; it stops without having converged after MostSteps.
const (
	Tolerance = 1e-9
	MostSteps = 100
)

// Wordfish fits the Poisson scaling model to counts[i][j], how often document i
// has feature j:
//
//	y_ij ~ Poisson(λ_ij),  ln λ_ij = α_i + ψ_j + β_j·θ_i
//
// identified by θ of mean 0 and standard deviation (n − 1) 1, α_1 = 0 and β of
// mean 0 (a common slope of all features is one of α and θ and says nothing of
// what is said). The last is also where the prior β_j ~ N(0, σ²) draws them; it is
// on the scale of standardised θ and keeps β finite for features that only the
// outermost documents have. There is no prior on the others. The sign of θ is
// arbitrary: the document farthest from 0 is positive, and Turn turns it.
//
// The mode is found by alternating from several starts and then, from the best
// of them, by joint Newton steps on all parameters; the greatest maximum is kept,
// once the exact derivatives confirm it. The likelihood has several: many starts
// are no luxury.
// SE is from the inverse of the observed information of all parameters together,
// the prior's included, under the constraints; errors that hold the features'
// parameters fixed, as some programs print, are smaller. They take counts as
// independent and Poisson: where Dispersion is above 1, they are too small by
// about its root.
//
// It is an error if there are fewer than three documents, not more cells than
// parameters, a document or a feature without counts, documents that share no
// feature with the others, or if no start converges, as without a prior where
// features separate documents and β grows without end. With a prior there is
// always a mode, and Shift says how far the prior and not the counts place it.
// Cost: documents² · features, once, and for each of the starts and steps that
// of the counts above 0.
//
// Source: Slapin and Proksch 2008, doi:10.1111/j.1540-5907.2008.00338.x.
func Wordfish(counts [][]int64, o FishOptions) (*Fish, error) {
	base, err := newModel(counts, o.Sigma)
	if err != nil {
		return nil, err
	}
	var begun []*model
	for start := range max(o.Starts, 1) {
		m := base.copy()
		m.begin(start, o.Seed)
		m.near(trial)
		begun = append(begun, m)
	}
	slices.SortStableFunc(begun, func(a, b *model) int { return cmp.Compare(b.objective, a.objective) })
	if o.Climbs > 0 {
		begun = begun[:min(o.Climbs, len(begun))]
	}
	var ends []*model
	for _, m := range begun {
		m.near(alternations)
		if m.run() || m.climb() {
			ends = append(ends, m)
		}
	}
	best := greatest(ends)
	if best == nil {
		return nil, errDiverges()
	}
	f := best.fish()
	f.Starts, f.Climbs, f.Shift = max(o.Starts, 1), len(begun), best.shift()
	for _, m := range ends {
		if best.same(m) {
			f.Reached++
		}
	}
	return f, nil
}

// dispersion returns how much counts y vary beside Poisson counts of means λ:
//
//	Σ (y − λ)²/λ over the cells with λ ≥ 1, divided by their number times ν/N
//
// ν degrees of freedom of N cells. Cells where less than one was expected are
// left out: one count where nearly none was expected outweighs all others, and
// such cells are most of a table of words. 1 if the counts are Poisson; NaN if
// there is no such cell.
//
// Source: McCullagh and Nelder 1989, Generalized Linear Models, 4.5.2 (X²/ν).
func dispersion(y, lambda []float64, freedom int) float64 {
	pearson, cells := 0.0, 0
	for k, l := range lambda {
		if l >= 1 {
			d := y[k] - l
			pearson += d * d / l
			cells++
		}
	}
	return pearson / (float64(cells) * float64(freedom) / float64(len(y)))
}

// Turn turns the scale round.
func (f *Fish) Turn() {
	for i := range f.Theta {
		f.Theta[i] = -f.Theta[i]
	}
	for j := range f.Beta {
		f.Beta[j] = -f.Beta[j]
	}
}

// model is a fit on its way.
type model struct {
	n, m        int       // documents, features
	y           []float64 // by document, then feature
	counts      *sparse   // the same
	rows, cols  []float64 // sums
	precision   float64   // 1/σ²
	alpha, th   []float64
	psi, beta   []float64
	lambda      []float64
	objective   float64
	gradient    float64
	steps       int
	greatest    float64 // of the sums
	information *system // at the last step
}

// newModel checks what can be checked before a fit.
func newModel(counts [][]int64, sigma float64) (*model, error) {
	n := len(counts)
	if n < 3 {
		return nil, fmt.Errorf("%d documents with counts; a scale needs 3 or more", n)
	}
	m := &model{n: n, m: len(counts[0]), precision: 1 / (sigma * sigma)}
	if n*m.m <= 2*(n+m.m)-4 {
		return nil, fmt.Errorf("%d documents and %d features have fewer cells than the model has parameters", n, m.m)
	}
	m.counts = newSparse(counts)
	m.y, m.rows, m.cols = make([]float64, n*m.m), make([]float64, n), make([]float64, m.m)
	for i, row := range counts {
		for j, k := range row {
			m.y[i*m.m+j] = float64(k)
			m.rows[i] += float64(k)
			m.cols[j] += float64(k)
		}
	}
	for _, sums := range [][]float64{m.rows, m.cols} {
		for _, s := range sums {
			if s == 0 {
				return nil, errors.New("a document or a feature has no counts")
			}
			m.greatest = math.Max(m.greatest, s)
		}
	}
	if !m.connected() {
		return nil, errors.New("some documents share no feature with the others")
	}
	return m, nil
}

// connected reports whether shared features join all documents.
func (m *model) connected() bool {
	document, feature := make([]bool, m.n), make([]bool, m.m)
	document[0] = true
	for queue, seen := []int{0}, 1; len(queue) > 0; queue = queue[1:] {
		for j := range m.m {
			if feature[j] || m.y[queue[0]*m.m+j] == 0 {
				continue
			}
			feature[j] = true
			for i := range m.n {
				if !document[i] && m.y[i*m.m+j] > 0 {
					document[i] = true
					seen++
					queue = append(queue, i)
				}
			}
		}
		if seen == m.n {
			return true
		}
	}
	return false
}

// copy returns a model of the same counts with parameters of its own.
func (m *model) copy() *model {
	out := *m
	out.alpha, out.th = make([]float64, m.n), make([]float64, m.n)
	out.psi, out.beta = make([]float64, m.m), make([]float64, m.m)
	out.lambda = make([]float64, len(m.y))
	return &out
}

// begin sets the parameters of a start: sizes as they are, positions from the
// first axis of correspondence analysis or of chance, no slopes yet.
func (m *model) begin(start int, seed uint64) {
	whole := 0.0
	for i, r := range m.rows {
		m.alpha[i] = math.Log(r)
		whole += r
	}
	for j, c := range m.cols {
		m.psi[j] = math.Log(c / whole)
	}
	if start == 0 {
		m.firstAxis(whole)
	} else {
		s := stats.NewStream(seed, "wordfish", strconv.Itoa(start))
		for i := range m.th {
			// Box and Muller 1958: one normal deviate of two uniform ones.
			m.th[i] = math.Sqrt(-2*math.Log(s.Float64())) * math.Cos(2*math.Pi*s.Float64())
		}
	}
	m.normalise()
}

// normalise puts the parameters on the identified scale, which changes no λ and
// never lowers the objective.
func (m *model) normalise() {
	mean, sd := moments(m.th)
	if !(sd > 0) {
		return
	}
	middle := 0.0
	for j := range m.beta {
		m.psi[j] += m.beta[j] * mean
		m.beta[j] *= sd
		middle += m.beta[j] / float64(m.m)
	}
	for i := range m.th {
		m.th[i] = (m.th[i] - mean) / sd
		m.alpha[i] += middle * m.th[i]
	}
	first := m.alpha[0]
	for i := range m.alpha {
		m.alpha[i] -= first
	}
	for j := range m.beta {
		m.beta[j] -= middle
		m.psi[j] += first
	}
}

// value computes λ and returns the objective; −Inf if a λ is beyond all counts.
func (m *model) value() float64 {
	v := m.likelihood()
	_, sd := moments(m.th)
	squares := 0.0
	for _, b := range m.beta {
		squares += b * b
	}
	v -= sd * sd * m.precision / 2 * squares
	if math.IsNaN(v) {
		return math.Inf(-1)
	}
	return v
}

// likelihood computes λ and returns Σ (y·η − λ).
func (m *model) likelihood() float64 {
	v := 0.0
	for i := range m.n {
		row, lambda := m.y[i*m.m:][:m.m], m.lambda[i*m.m:][:m.m]
		sum := 0.0
		for j := range row {
			eta := m.alpha[i] + m.psi[j] + m.beta[j]*m.th[i]
			lambda[j] = math.Exp(eta)
			sum += row[j]*eta - lambda[j]
		}
		v += sum
	}
	return v
}

// steepest is the slope beyond which β without a prior is taken to grow without
// end: from one document to another a standard deviation away a count then
// changes e²⁰-fold.
const steepest = 20

func errDiverges() error {
	return fmt.Errorf("the likelihood has no maximum that %d steps reach: features separate documents, and β grows without end", MostSteps)
}

// shift returns how far the mode moves if σ is doubled; NaN if it is not found.
func (m *model) shift() float64 {
	if m.precision == 0 {
		return 0
	}
	b := m.copy()
	b.precision /= 4
	b.restore(m.parameters())
	if !b.run() && !b.climb() {
		return math.NaN()
	}
	most := 0.0
	for i := range m.th {
		most = math.Max(most, math.Abs(b.th[i]-m.th[i]))
	}
	return most
}

// How often parameters are improved by turns: before the starts are compared, and
// again before Newton's method, which needs to be near a mode.
const (
	trial        = 6
	alternations = 10
)

// near goes towards a mode.
func (m *model) near(times int) {
	for range times {
		m.alternate()
	}
	m.quickly()
}

// climb goes on to the mode and reports whether it is there.
func (m *model) climb() bool {
	damping, already := 0.0, m.steps
	m.objective = m.value()
	defer func() { m.steps += already }()
	for m.steps = 0; m.steps < MostSteps; m.steps++ {
		s := m.system()
		m.gradient = s.largest
		if s.largest <= Tolerance*m.greatest {
			m.information = s
			return m.precision > 0 || !slices.ContainsFunc(m.beta, func(b float64) bool { return math.Abs(b) > steepest })
		}
		if !m.step(s, &damping) {
			// Rounding can hide the last gains: at the mode all the same if nearly flat.
			m.information = s
			return s.largest <= 1e3*Tolerance*m.greatest
		}
	}
	return false
}

// fish returns the fit.
func (m *model) fish() *Fish {
	f := &Fish{Theta: m.th, Alpha: m.alpha, Psi: m.psi, Beta: m.beta, Gradient: m.gradient, Steps: m.steps}
	f.SE = m.information.errors(m)
	f.LogLikelihood, f.Objective = m.likelihood(), m.objective
	f.Dispersion = dispersion(m.y, m.lambda, m.n*m.m-2*(m.n+m.m)+4)
	far := 0
	for i, t := range m.th {
		if math.Abs(t) > math.Abs(m.th[far]) {
			far = i
		}
	}
	if m.th[far] < 0 {
		f.Turn()
	}
	return f
}

// greatest returns the end with the greatest objective that the exact derivatives
// confirm as a mode, and the first of those that are as good; nil if there is none.
func greatest(ends []*model) *model {
	left := slices.Clone(ends)
	for len(left) > 0 {
		best := 0
		for k, m := range left {
			if m.objective > left[best].objective+even*(1+math.Abs(m.objective)) {
				best = k
			}
		}
		if left[best].climb() {
			return left[best]
		}
		left = slices.Delete(left, best, best+1)
	}
	return nil
}

// even is how far two objectives may be apart, as a part of them, and be equal
// but for rounding; apart how far positions at one maximum may be.
const even, apart = 1e-10, 1e-3

// same reports whether two ends are one maximum, seen from either side.
func (m *model) same(o *model) bool {
	if math.Abs(m.objective-o.objective) > 10*even*(1+math.Abs(m.objective)) {
		return false
	}
	sign := math.Copysign(1, dot(m.th, o.th))
	for i := range m.th {
		if math.Abs(m.th[i]-sign*o.th[i]) > apart {
			return false
		}
	}
	return true
}
