package scaling

import (
	"math"
	"slices"
)

// quick climbs without the matrix of all λ. Since
//
//	λ_ij = e^α_i · e^ψ_j · e^(β_j·θ_i),
//
// every sum of λ over documents is one function of β, and every sum over features
// one of θ. Slopes are put into boxes whose middle c is so near that
// |β − c|·|θ| ≤ ½, and e^((β−c)θ) is written as a power series, of which the
// first 15 terms leave less than 1e-16 of it. A sweep then costs
// boxes · documents + features, not documents · features, and the counts come in
// where they are not 0 only. What it ends at is judged by the exact derivatives.
type quick struct {
	*model
	box     []int       // by feature
	off     []float64   // by feature: β less the middle of its box
	middle  []float64   // by box
	e       [][]float64 // by box, then document: e^(cθ)
	ea, ep  []float64   // e^α by document, e^ψ by feature
	mean    float64     // of θ
	variety float64     // variance of θ
}

// terms is the length of the power series.
const terms = 14

// orders is how many powers of θ or β a sum may be weighted by.
const orders = 3

// sparse are the counts that are not 0, by document.
type sparse struct {
	from    []int // by document, its first; one more at the end
	feature []int32
	count   []float64
}

func newSparse(counts [][]int64) *sparse {
	s := &sparse{from: []int{0}}
	for _, row := range counts {
		for j, k := range row {
			if k != 0 {
				s.feature, s.count = append(s.feature, int32(j)), append(s.count, float64(k))
			}
		}
		s.from = append(s.from, len(s.count))
	}
	return s
}

// toFeatures returns Σ_i y_ij·v_i by feature.
func (s *sparse) toFeatures(v []float64, features int) []float64 {
	out := make([]float64, features)
	for i, x := range v {
		for k := s.from[i]; k < s.from[i+1]; k++ {
			out[s.feature[k]] += s.count[k] * x
		}
	}
	return out
}

// toDocuments returns Σ_j y_ij·v_j by document.
func (s *sparse) toDocuments(v []float64) []float64 {
	out := make([]float64, len(s.from)-1)
	for i := range out {
		for k := s.from[i]; k < s.from[i+1]; k++ {
			out[i] += s.count[k] * v[s.feature[k]]
		}
	}
	return out
}

// quick returns the sums at the parameters of now. False if they are beyond all
// counts.
func (m *model) quick() (*quick, bool) {
	q := &quick{model: m, box: make([]int, m.m), off: make([]float64, m.m), ea: make([]float64, m.n), ep: make([]float64, m.m)}
	var sd float64
	q.mean, sd = moments(m.th)
	q.variety = sd * sd
	reach := 1e-3
	for i, t := range m.th {
		reach = math.Max(reach, math.Abs(t))
		q.ea[i] = math.Exp(m.alpha[i])
	}
	at := make([]float64, m.m) // the number of the box on the line of all boxes
	for j, b := range m.beta {
		at[j] = math.Round(b * reach)
		q.ep[j] = math.Exp(m.psi[j])
		if !(math.Abs(at[j]) < 1e9) {
			return nil, false
		}
	}
	used := slices.Clone(at)
	slices.Sort(used)
	used = slices.Compact(used)
	for _, k := range used {
		c := k / reach
		row := make([]float64, m.n)
		for i, t := range m.th {
			row[i] = math.Exp(c * t)
		}
		q.middle, q.e = append(q.middle, c), append(q.e, row)
	}
	for j := range at {
		q.box[j], _ = slices.BinarySearch(used, at[j])
		q.off[j] = m.beta[j] - q.middle[q.box[j]]
	}
	return q, true
}

// overDocuments returns Σ_i v_i·θ_i^q·λ_ij by feature, for powers q from 0 up to
// most.
func (q *quick) overDocuments(v []float64, most int) (out [orders][]float64) {
	for o := range most + 1 {
		out[o] = make([]float64, q.m)
	}
	series := make([][terms + orders]float64, len(q.middle)) // moments of θ about the middle of a box
	for b := range series {
		for i, t := range q.th {
			x := v[i] * q.ea[i] * q.e[b][i]
			for k := range terms + most + 1 {
				series[b][k] += x
				x *= t
			}
		}
	}
	for j, d := range q.off {
		s := &series[q.box[j]]
		for o := range most + 1 {
			sum := s[terms+o]
			for k := terms; k > 0; k-- {
				sum = s[k-1+o] + sum*d*inverse[k]
			}
			out[o][j] = sum * q.ep[j]
		}
	}
	return out
}

// overFeatures returns Σ_j v_j·β_j^q·λ_ij by document, for powers q of 0, 1 and 2.
func (q *quick) overFeatures(v []float64) (out [orders][]float64) {
	for o := range out {
		out[o] = make([]float64, q.n)
	}
	series := make([][terms + 1]float64, len(q.middle)) // coefficients of powers of θ
	for j, d := range q.off {
		s, x := &series[q.box[j]], v[j]*q.ep[j]
		for k := range s {
			s[k] += x
			x *= d * inverse[k+1]
		}
	}
	for b, c := range q.middle {
		s := &series[b]
		for i, t := range q.th {
			var p, p1, p2 float64 // the series, its derivative, half its second derivative
			for k := terms; k >= 0; k-- {
				p2 = p2*t + p1
				p1 = p1*t + p
				p = p*t + s[k]
			}
			x := q.ea[i] * q.e[b][i]
			out[0][i] += x * p
			out[1][i] += x * (c*p + p1)
			out[2][i] += x * (c*c*p + 2*c*p1 + 2*p2)
		}
	}
	return out
}

// inverse holds 1/k.
var inverse = func() (out [terms + 2]float64) {
	for k := 1; k < len(out); k++ {
		out[k] = 1 / float64(k)
	}
	return out
}()

// ones returns n ones.
func ones(n int) []float64 { return slices.Repeat([]float64{1}, n) }

// value returns the penalised log-likelihood; −Inf if a λ is beyond all
// counts.
func (q *quick) value() float64 {
	v, squares := 0.0, 0.0
	for _, l := range q.overFeatures(ones(q.m))[0] {
		v -= l
	}
	for i, y := range q.counts.toDocuments(q.beta) {
		v += q.rows[i]*q.alpha[i] + y*q.th[i]
	}
	for j, c := range q.cols {
		v += c * q.psi[j]
		squares += q.beta[j] * q.beta[j]
	}
	v -= q.variety * q.precision / 2 * squares
	if math.IsNaN(v) {
		return math.Inf(-1)
	}
	return v
}

// quickly sets the objective by the quick sums.
func (m *model) quickly() {
	m.objective = math.Inf(-1)
	if q, ok := m.quick(); ok {
		m.objective = q.value()
	}
}

// alternate improves the features' parameters for given documents, then the
// documents' for given features, each by one Newton step of its own Poisson
// regression: either is a concave problem by itself.
func (m *model) alternate() {
	q, ok := m.quick()
	if !ok {
		return
	}
	l, y := q.overDocuments(ones(m.n), 2), m.counts.toFeatures(m.th, m.m)
	for j := range m.m {
		r := regression{m.cols[j] - l[0][j], y[j] - l[1][j], l[0][j], l[1][j], l[2][j]}
		r.step(&m.psi[j], &m.beta[j], q.variety*m.precision)
	}
	if q, ok = m.quick(); !ok {
		return
	}
	l, y = q.overFeatures(ones(m.m)), m.counts.toDocuments(m.beta)
	for i := range m.n {
		r := regression{m.rows[i] - l[0][i], y[i] - l[1][i], l[0][i], l[1][i], l[2][i]}
		r.step(&m.alpha[i], &m.th[i], 0)
	}
	m.normalise()
}

// picture is the second-order picture of the objective at a point, as system is,
// but as products with vectors.
type picture struct {
	*quick
	g       []float64    // reduced gradient
	g0, g1  []float64    // gradient of ψ and β
	a       [][3]float64 // by document: its block
	d       [][3]float64 // by feature: the Cholesky factor of its block
	squares float64      // Σβ²/σ²
	gauge   [][]float64
	weight  float64
	largest float64 // derivative by size
}

// picture computes first derivatives and blocks.
func (q *quick) picture() *picture {
	p := &picture{quick: q, g: make([]float64, 2*q.n), a: make([][3]float64, q.n), d: make([][3]float64, q.m), g0: make([]float64, q.m), g1: make([]float64, q.m)}
	for _, b := range q.beta {
		p.squares += b * b * q.precision
	}
	l, y := q.overFeatures(ones(q.m)), q.counts.toDocuments(q.beta)
	for i := range q.n {
		p.a[i] = [3]float64{l[0][i], l[1][i], l[2][i] + p.squares/float64(q.n)}
		p.g[2*i] = q.rows[i] - l[0][i]
		p.g[2*i+1] = y[i] - l[1][i] - (q.th[i]-q.mean)/float64(q.n-1)*p.squares
		p.weight += (l[0][i] + l[2][i]) / float64(2*q.n)
	}
	l, y = q.overDocuments(ones(q.n), 2), q.counts.toFeatures(q.th, q.m)
	for j, b := range q.beta {
		ridge := q.variety * q.precision
		p.g0[j], p.g1[j] = q.cols[j]-l[0][j], y[j]-l[1][j]-ridge*b
		p.d[j] = factor(l[0][j], l[1][j], l[2][j]+ridge)
	}
	for _, g := range [][]float64{p.g, p.g0, p.g1} {
		for _, v := range g {
			p.largest = math.Max(p.largest, math.Abs(v))
		}
	}
	p.gauge = q.gauges()
	if q.precision > 0 {
		p.gauge = p.gauge[:3]
	}
	z0, z1 := p.solve(p.g0, p.g1)
	for k, v := range p.back(z0, z1) {
		p.g[k] -= v
	}
	return p
}

// solve returns D⁻¹ (a, b).
func (p *picture) solve(a, b []float64) (z0, z1 []float64) {
	z0, z1 = make([]float64, p.m), make([]float64, p.m)
	for j, l := range p.d {
		u, v := forward(l, a[j], b[j])
		z0[j], z1[j] = backward(l, u, v)
	}
	return z0, z1
}

// across returns Cᵀv, for a direction of documents what it asks of features.
func (p *picture) across(v []float64) (q0, q1 []float64) {
	a, t := make([]float64, p.n), make([]float64, p.n)
	stretch := 0.0
	for i := range p.n {
		a[i], t[i] = v[2*i], v[2*i+1]
		stretch += 2 * (p.th[i] - p.mean) / float64(p.n-1) * t[i] * p.precision
	}
	la, lt, y := p.overDocuments(a, 1), p.overDocuments(t, 1), p.counts.toFeatures(t, p.m)
	q0, q1 = make([]float64, p.m), make([]float64, p.m)
	for j, b := range p.beta {
		q0[j] = la[0][j] + b*lt[0][j]
		q1[j] = la[1][j] + b*lt[1][j] + lt[0][j] - y[j] + stretch*b
	}
	return q0, q1
}

// back returns C(z0, z1), for a direction of features what it asks of documents.
func (p *picture) back(z0, z1 []float64) []float64 {
	l0, l1, y := p.overFeatures(z0), p.overFeatures(z1), p.counts.toDocuments(z1)
	stretch := 0.0
	for j, b := range p.beta {
		stretch += b * z1[j] * p.precision
	}
	out := make([]float64, 2*p.n)
	for i, t := range p.th {
		out[2*i] = l0[0][i] + t*l1[0][i]
		out[2*i+1] = l0[1][i] + t*l1[1][i] + l1[0][i] - y[i] + 2*(t-p.mean)/float64(p.n-1)*stretch
	}
	return out
}

// product returns the reduced matrix, held fast along the gauges, times v.
func (p *picture) product(v []float64) []float64 {
	z0, z1 := p.solve(p.across(v))
	out := p.back(z0, z1)
	middle := 0.0
	for i := range p.n {
		middle += v[2*i+1] / float64(p.n)
	}
	for i, a := range p.a {
		x, t := v[2*i], v[2*i+1]
		tt := a[2] - p.squares/float64(p.n)
		out[2*i] = a[0]*x + a[1]*t - out[2*i]
		out[2*i+1] = a[1]*x + tt*t + p.squares/float64(p.n-1)*(t-middle) - out[2*i+1]
	}
	for _, c := range p.gauge {
		along := p.weight * dot(c, v)
		for k := range out {
			out[k] += along * c[k]
		}
	}
	return out
}

// ascent returns a direction that rises: nearly Newton's, by conjugate gradients
// with the documents' blocks for a guide, and cut short where the matrix is not
// positive.
func (p *picture) ascent() []float64 {
	guide := make([][3]float64, p.n)
	for i, a := range p.a {
		guide[i] = factor(a[0], a[1], a[2])
	}
	guided := func(r []float64) []float64 {
		out := make([]float64, len(r))
		for i, l := range guide {
			u, v := forward(l, r[2*i], r[2*i+1])
			out[2*i], out[2*i+1] = backward(l, u, v)
		}
		return out
	}
	d, r := make([]float64, 2*p.n), slices.Clone(p.g)
	z := guided(r)
	s, size := slices.Clone(z), dot(r, z)
	enough := size * 1e-8
	for k := 0; k < 2*len(d) && size > enough; k++ {
		hs := p.product(s)
		curvature := dot(s, hs)
		if !(curvature > 0) {
			if k == 0 {
				return s
			}
			break
		}
		step := size / curvature
		for i := range d {
			d[i] += step * s[i]
			r[i] -= step * hs[i]
		}
		z = guided(r)
		before := size
		size = dot(r, z)
		for i := range s {
			s[i] = z[i] + size/before*s[i]
		}
	}
	return d
}

// run goes up by steps that are nearly Newton's and reports whether it came to
// a mode, by the quick sums.
func (m *model) run() bool {
	m.quickly()
	for m.steps = 0; m.steps < MostSteps; m.steps++ {
		q, ok := m.quick()
		if !ok {
			return false
		}
		p := q.picture()
		if p.largest <= Tolerance*m.greatest {
			return true
		}
		d := p.ascent()
		before, from := m.objective, m.parameters()
		q0, q1 := p.across(d)
		for j := range q0 {
			q0[j], q1[j] = p.g0[j]-q0[j], p.g1[j]-q1[j]
		}
		z0, z1 := p.solve(q0, q1)
		rose := false
		for length := 1.0; length > 1e-3 && !rose; length /= 4 {
			for i := range m.n {
				m.alpha[i] += length * d[2*i]
				m.th[i] += length * d[2*i+1]
			}
			for j := range m.m {
				m.psi[j] += length * z0[j]
				m.beta[j] += length * z1[j]
			}
			m.normalise()
			m.quickly()
			if rose = m.objective > before-1e-12*math.Abs(before); !rose {
				m.restore(from)
			}
		}
		if !rose {
			m.objective = before
			return false
		}
	}
	return false
}

// factor returns the Cholesky factor of a block.
func factor(a, b, c float64) [3]float64 {
	l := [3]float64{math.Sqrt(a), b / math.Sqrt(a), 0}
	l[2] = math.Sqrt(math.Max(c-l[1]*l[1], 1e-14*c))
	return l
}

func dot(a, b []float64) float64 {
	sum := 0.0
	for k, x := range a {
		sum += x * b[k]
	}
	return sum
}
