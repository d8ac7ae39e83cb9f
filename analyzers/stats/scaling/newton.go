package scaling

import (
	"math"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"
)

// firstAxis sets θ to the documents' standard coordinates on the first axis of
// correspondence analysis, as good a start as any linear method gives.
func (m *model) firstAxis(whole float64) {
	gram := mat.NewSymDense(m.n, nil)
	residuals := make([][]float64, m.n)
	for i := range m.n {
		residuals[i] = make([]float64, m.m)
		for j := range m.m {
			e := m.rows[i] * m.cols[j] / whole
			residuals[i][j] = (m.y[i*m.m+j] - e) / math.Sqrt(e)
		}
		for k := range i + 1 {
			dot := 0.0
			for j := range m.m {
				dot += residuals[i][j] * residuals[k][j]
			}
			gram.SetSym(i, k, dot)
		}
	}
	var eigen mat.EigenSym
	if !eigen.Factorize(gram, true) {
		for i := range m.th {
			m.th[i] = float64(i)
		}
		return
	}
	var vectors mat.Dense
	eigen.VectorsTo(&vectors)
	for i := range m.th {
		m.th[i] = vectors.At(i, m.n-1) / math.Sqrt(m.rows[i]/whole) // the largest eigenvalue stands last
	}
}

// regression is gradient and curvature of a Poisson regression with one slope.
type regression struct{ g0, g1, h00, h01, h11 float64 }

// step moves an intercept and a slope by one Newton step, with a ridge on the
// slope. Steps that are too long are cut.
func (r *regression) step(intercept, slope *float64, ridge float64) {
	g1, h11 := r.g1-ridge**slope, r.h11+ridge+1e-9*r.h00
	det := r.h00*h11 - r.h01*r.h01
	if !(det > 1e-12*r.h00*h11) {
		return
	}
	d0, d1 := (h11*r.g0-r.h01*g1)/det, (r.h00*g1-r.h01*r.g0)/det
	const longest = 1
	if size := math.Max(math.Abs(d0), math.Abs(d1)); size > longest {
		d0, d1 = d0*longest/size, d1*longest/size
	}
	*intercept += d0
	*slope += d1
}

// system is the second-order picture of the objective at a point: what is left
// of it for the documents' parameters (α_1, θ_1, α_2, …) once those of the
// features are solved for.
type system struct {
	size    int // 2 · documents
	schur   blas64.Symmetric
	g       []float64    // reduced gradient
	gq      []float64    // gradient of (ψ_j, β_j)
	w       []float64    // C_j L_j⁻ᵀ: a row for each parameter of documents, two columns for each feature
	l       [][3]float64 // by feature: the Cholesky factor of its block
	largest float64      // derivative by size
}

// system computes first and second derivatives. Cost: documents² · features.
func (m *model) system() *system {
	n2 := 2 * m.n
	s := &system{size: n2, g: make([]float64, n2), gq: make([]float64, 2*m.m), w: make([]float64, 2*m.m*n2), l: make([][3]float64, m.m)}
	s.schur = blas64.Symmetric{N: n2, Stride: n2, Data: make([]float64, n2*n2), Uplo: blas.Lower}
	mean, sd := moments(m.th)
	squares := 0.0
	for _, b := range m.beta {
		squares += b * b * m.precision
	}
	spread := float64(m.n - 1)
	for i := range m.n {
		var a, at, tt, ga, gt float64
		for j := range m.m {
			l, r, b := m.lambda[i*m.m+j], m.y[i*m.m+j]-m.lambda[i*m.m+j], m.beta[j]
			a, at, tt = a+l, at+l*b, tt+l*b*b
			ga, gt = ga+r, gt+r*b
		}
		s.g[2*i], s.g[2*i+1] = ga, gt-(m.th[i]-mean)/spread*squares
		s.schur.Data[2*i*n2+2*i] = a
		s.schur.Data[(2*i+1)*n2+2*i] = at
		s.schur.Data[(2*i+1)*n2+2*i+1] = tt
		for k := range i + 1 { // the prior joins all θ through their spread
			d := -squares / spread / float64(m.n)
			if k == i {
				d += squares / spread
			}
			s.schur.Data[(2*i+1)*n2+2*k+1] += d
		}
	}
	for j := range m.m {
		m.feature(s, j, mean, sd)
	}
	for _, g := range [][]float64{s.g, s.gq} {
		for _, v := range g {
			s.largest = math.Max(s.largest, math.Abs(v))
		}
	}
	// S = A − Σ_j C_j D_j⁻¹ C_jᵀ, and the gradient likewise.
	w := blas64.General{Rows: n2, Cols: 2 * m.m, Stride: 2 * m.m, Data: s.w}
	const strip = 256 // columns at once, which stay in a second-level cache
	for from := 0; from < w.Cols; from += strip {
		part := blas64.General{Rows: n2, Cols: min(strip, w.Cols-from), Stride: w.Stride, Data: s.w[from:]}
		blas64.Syrk(blas.NoTrans, -1, part, 1, s.schur)
	}
	u := make([]float64, 2*m.m)
	for j, l := range s.l {
		u[2*j], u[2*j+1] = forward(l, s.gq[2*j], s.gq[2*j+1])
	}
	blas64.Gemv(blas.NoTrans, -1, w, blas64.Vector{N: 2 * m.m, Inc: 1, Data: u}, 1, blas64.Vector{N: n2, Inc: 1, Data: s.g})
	return s
}

// feature enters the derivatives of one feature.
func (m *model) feature(s *system, j int, mean, sd float64) {
	var p, pt, tt, g0, g1 float64
	for i := range m.n {
		l, t := m.lambda[i*m.m+j], m.th[i]
		r := m.y[i*m.m+j] - l
		p, pt, tt = p+l, pt+l*t, tt+l*t*t
		g0, g1 = g0+r, g1+r*t
	}
	b := m.beta[j]
	s.gq[2*j], s.gq[2*j+1] = g0, g1-sd*sd*m.precision*b
	tt += sd * sd * m.precision
	l := factor(p, pt, tt)
	s.l[j] = l
	for i := range m.n {
		x, t := m.lambda[i*m.m+j], m.th[i]
		r := m.y[i*m.m+j] - x
		cross := x*b*t - r + 2*(t-mean)/float64(m.n-1)*b*m.precision
		of, th := s.w[4*i*m.m+2*j:], s.w[(4*i+2)*m.m+2*j:] // of α_i and of θ_i
		of[0], of[1] = forward(l, x, x*t)
		th[0], th[1] = forward(l, x*b, cross)
	}
}

// forward solves L·u = (a, b).
func forward(l [3]float64, a, b float64) (u, v float64) {
	u = a / l[0]
	return u, (b - l[1]*u) / l[2]
}

// backward solves Lᵀ·u = (a, b).
func backward(l [3]float64, a, b float64) (u, v float64) {
	v = b / l[2]
	return (a - l[1]*v) / l[0], v
}

// gauges returns the orthonormal directions of documents' parameters along which
// the objective does not change, since those of features take them up: α or θ
// moved as a whole, θ stretched, and α along θ.
func (m *model) gauges() [][]float64 {
	var out [][]float64
	for _, of := range []func(i int) (a, t float64){
		func(int) (float64, float64) { return 1, 0 },
		func(int) (float64, float64) { return 0, 1 },
		func(i int) (float64, float64) { return 0, m.th[i] },
		func(i int) (float64, float64) { return m.th[i], 0 },
	} {
		v := make([]float64, 2*m.n)
		length := 0.0
		for i := range m.n {
			v[2*i], v[2*i+1] = of(i)
			length = math.Hypot(length, math.Hypot(v[2*i], v[2*i+1]))
		}
		for k := range v {
			v[k] /= length
		}
		out = append(out, v)
	}
	return out
}

// fixed returns the reduced matrix with what it says nothing of held fast by a
// weight, and the weight.
func (s *system) fixed(m *model, damping float64) (*mat.SymDense, float64) {
	out := mat.NewSymDense(s.size, nil)
	weight := 0.0
	for k := range s.size {
		weight += s.schur.Data[k*s.size+k] / float64(s.size)
	}
	weight = math.Max(weight, 1e-6*m.greatest)
	gauges := m.gauges()
	if m.precision > 0 {
		gauges = gauges[:3] // the prior tells α along θ from β
	}
	for a := range s.size {
		for b := range a + 1 {
			v := s.schur.Data[a*s.size+b]
			for _, c := range gauges {
				v += weight * c[a] * c[b]
			}
			if a == b {
				v += damping * weight
			}
			out.SetSym(a, b, v)
		}
	}
	return out, weight
}

// step goes up by one Newton step, damped as far as it takes to rise. It
// reports whether it did.
func (m *model) step(s *system, damping *float64) bool {
	before, from := m.objective, m.parameters()
	for range 30 {
		a, _ := s.fixed(m, *damping)
		var chol mat.Cholesky
		if chol.Factorize(a) {
			var d mat.VecDense
			if err := chol.SolveVecTo(&d, mat.NewVecDense(s.size, s.g)); err == nil {
				// The matrix is positive, so the direction rises; a long step may overshoot.
				for length := 1.0; length > 1e-3; length /= 4 {
					if m.move(s, d.RawVector().Data, length) && m.objective > before-1e-12*math.Abs(before) {
						*damping /= 10
						if *damping < 1e-8 {
							*damping = 0
						}
						return true
					}
					m.restore(from)
				}
			}
		}
		*damping = math.Max(*damping*10, 1e-6)
	}
	m.objective = m.value()
	return false
}

// move moves the documents' parameters by d and the features' as they follow,
// or a part of the way.
func (m *model) move(s *system, d []float64, length float64) bool {
	wd := make([]float64, 2*m.m)
	w := blas64.General{Rows: s.size, Cols: 2 * m.m, Stride: 2 * m.m, Data: s.w}
	blas64.Gemv(blas.Trans, 1, w, blas64.Vector{N: s.size, Inc: 1, Data: d}, 0, blas64.Vector{N: 2 * m.m, Inc: 1, Data: wd})
	for i := range m.n {
		m.alpha[i] += length * d[2*i]
		m.th[i] += length * d[2*i+1]
	}
	for j, l := range s.l {
		u, v := forward(l, s.gq[2*j], s.gq[2*j+1])
		p, b := backward(l, u-wd[2*j], v-wd[2*j+1])
		m.psi[j] += length * p
		m.beta[j] += length * b
	}
	m.normalise()
	m.objective = m.value()
	return !math.IsInf(m.objective, 0)
}

// parameters returns a copy of all parameters; restore puts them back.
func (m *model) parameters() []float64 {
	out := append([]float64{}, m.alpha...)
	out = append(out, m.th...)
	out = append(out, m.psi...)
	return append(out, m.beta...)
}

func (m *model) restore(p []float64) {
	for _, dst := range [][]float64{m.alpha, m.th, m.psi, m.beta} {
		copy(dst, p)
		p = p[len(dst):]
	}
}

// errors returns the standard errors of θ: the root of the diagonal of the
// inverse on the directions in which mean and spread of θ stay as they are; NaN
// where the information is not positive.
func (s *system) errors(m *model) []float64 {
	out := make([]float64, m.n)
	a, weight := s.fixed(m, 0)
	var chol mat.Cholesky
	var inverse mat.SymDense
	ok := chol.Factorize(a)
	if ok {
		ok = chol.InverseTo(&inverse) == nil
	}
	gauges := m.gauges()[:3]
	for i := range out {
		k := 2*i + 1
		if !ok {
			out[i] = math.NaN()
			continue
		}
		v := inverse.At(k, k)
		for _, c := range gauges {
			v -= c[k] * c[k] / weight
		}
		out[i] = math.Sqrt(v)
	}
	return out
}
