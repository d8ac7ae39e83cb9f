package scaling

import (
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
	Reached       int     // starts that ended at the same maximum
	Dispersion    float64 // Pearson's X² over its degrees of freedom: 1 if counts are Poisson
	Shift         float64 // the largest change of a position if the prior is taken away
}

// The criterion of convergence: a start has converged when no derivative of the
// penalised log-likelihood is above Tolerance times the greatest total of a
// document or feature, and it stops without having converged after MostSteps.
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
// The mode is found by alternating and then by joint Newton steps with the whole
// matrix of second derivatives, from several starts, of which the best is kept.
// SE is from the inverse of the observed information of all parameters together,
// the prior's included, under the constraints; errors that hold the features'
// parameters fixed, as some programs print, are smaller. They take counts as
// independent and Poisson: where Dispersion is above 1, they are too small by
// about its root.
//
// It is an error if there are fewer than three documents, not more cells than
// parameters, a document or a feature without counts, documents that share no
// feature with the others, if no start converges, or if from the mode on, the
// prior taken away, β grows without end, as where features separate documents:
// then the prior alone would hold the scale. Shift says how much it does.
// Cost: starts · steps · documents² · features.
//
// Source: Slapin and Proksch 2008, doi:10.1111/j.1540-5907.2008.00338.x.
func Wordfish(counts [][]int64, o FishOptions) (*Fish, error) {
	base, err := newModel(counts, o.Sigma)
	if err != nil {
		return nil, err
	}
	var best *model
	var ends []*model
	for start := range max(o.Starts, 1) {
		m := base.copy()
		m.begin(start, o.Seed)
		if m.climb() {
			ends = append(ends, m)
			if best == nil || m.objective > best.objective+1e-7*(1+math.Abs(m.objective)) {
				best = m
			}
		}
	}
	if best == nil {
		return nil, errDiverges()
	}
	f := best.fish()
	f.Starts = max(o.Starts, 1)
	if f.Shift, err = best.bare(); err != nil {
		return nil, err
	}
	for _, m := range ends {
		if math.Abs(m.objective-best.objective) <= 1e-6*(1+math.Abs(best.objective))+1e-6 {
			f.Reached++
		}
	}
	return f, nil
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
	m.objective = m.value()
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

// steepest is the slope beyond which β is taken to grow without end: from one
// document to another a standard deviation away a count then changes e²⁰-fold.
const steepest = 20

func errDiverges() error {
	return fmt.Errorf("the likelihood has no maximum that %d steps reach: features separate documents, and β grows without end", MostSteps)
}

// bare returns how far the mode moves without the prior.
func (m *model) bare() (shift float64, err error) {
	if m.precision == 0 {
		return 0, nil
	}
	b := m.copy()
	b.precision = 0
	b.restore(m.parameters())
	b.objective = b.value()
	if !b.newton() {
		return 0, errDiverges()
	}
	for i := range m.th {
		shift = math.Max(shift, math.Abs(b.th[i]-m.th[i]))
	}
	return shift, nil
}

// climb goes to the mode and reports whether it is there.
func (m *model) climb() bool {
	for range 15 {
		m.alternate()
	}
	return m.newton()
}

// newton is climb from near the mode.
func (m *model) newton() bool {
	damping := 0.0
	for m.steps = 0; m.steps < MostSteps; m.steps++ {
		s := m.system()
		m.gradient = s.largest
		if s.largest <= Tolerance*m.greatest {
			m.information = s
			return !slices.ContainsFunc(m.beta, func(b float64) bool { return math.Abs(b) > steepest })
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
	pearson := 0.0
	for k, l := range m.lambda {
		pearson += (m.y[k] - l) * (m.y[k] - l) / l
	}
	f.Dispersion = pearson / float64(m.n*m.m-2*(m.n+m.m)+4)
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
