package scaling

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// The quick sums, gradient and products are those of the matrix of all λ, on
// counts of which many are 0 and at slopes as steep as rare features have.
func TestQuickSumsAreTheExactOnes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		counts := drawFish(t)
		for i := range counts {
			for j := range counts[i] {
				if (i+j)%3 == 0 && j > 0 { // feature 0 joins all documents
					counts[i][j] = 0
				}
			}
		}
		sigma := rapid.SampledFrom([]float64{math.Inf(1), 3, .5}).Draw(t, "sigma")
		m, err := newModel(counts, sigma)
		if err != nil {
			t.Skip(err)
		}
		m = m.copy()
		m.begin(rapid.IntRange(0, 3).Draw(t, "start"), 1)
		steep := rapid.SampledFrom([]float64{.1, 1, 12}).Draw(t, "steep")
		for j := range m.beta {
			m.beta[j] = steep * math.Sin(float64(7*j+1))
		}
		exact := m.value()
		s := m.system()
		q, ok := m.quick()
		if !ok {
			t.Fatal("no sums")
		}
		same := func(what string, got, want, scale float64) {
			t.Helper()
			if !(math.Abs(got-want) <= 1e-11*scale) {
				t.Fatalf("%s is %v, exactly %v", what, got, want)
			}
		}
		total, most := 1+math.Abs(exact), 1.0
		for _, l := range m.lambda {
			total, most = total+l, math.Max(most, l)
		}
		same("objective", q.value(), exact, total)
		p := q.picture()
		same("largest derivative", p.largest, s.largest, 20*total)
		for j := range m.m {
			for i := range m.n {
				one := make([]float64, m.m)
				one[j] = 1
				l := q.overFeatures(one)[0][i]
				same("λ", l, m.lambda[i*m.m+j], 10*m.lambda[i*m.m+j])
			}
		}
		if steep > 1 {
			return // differences of great numbers, which agree to what rounding leaves
		}
		a, _ := s.fixed(m, 0)
		for k := range s.size {
			same("gradient", p.g[k], s.g[k], total*100)
			unit := make([]float64, s.size)
			unit[k] = 1
			of := p.product(unit)
			for b := range of {
				want := a.At(k, b)
				for _, c := range p.gauge { // the two weigh the gauges by weights of their own
					want += (p.weight - weight(s, m)) * c[k] * c[b]
				}
				same("second derivative", of[b], want, total*100)
			}
		}
	})
}

func weight(s *system, m *model) float64 { _, w := s.fixed(m, 0); return w }

// A count table as texts have it, most of it 0: the quick climb ends where the
// exact derivatives end too, whatever the start.
func TestQuickClimbEndsAtTheMode(t *testing.T) {
	counts := sparseTable()
	m, err := newModel(counts, 3)
	if err != nil {
		t.Fatal(err)
	}
	for start := range 4 {
		quick, exact := m.copy(), m.copy()
		for _, c := range []*model{quick, exact} {
			c.begin(start, 1)
			c.near(trial)
		}
		if !quick.run() || !exact.climb() {
			t.Fatalf("start %d does not end", start)
		}
		steps := quick.steps
		if !quick.climb() || quick.steps > steps+1 {
			t.Errorf("start %d: the exact derivatives take %d steps more", start, quick.steps-steps)
		}
		if math.Abs(quick.objective-exact.objective) > 1e-9*math.Abs(exact.objective) {
			continue // another maximum
		}
		for i := range quick.th {
			if d := math.Abs(math.Abs(quick.th[i]) - math.Abs(exact.th[i])); d > 1e-6 {
				t.Errorf("start %d: θ %v and %v", start, quick.th[i], exact.th[i])
			}
		}
	}
}

// sparseTable returns counts of 30 documents and 200 features, most of them 0.
func sparseTable() [][]int64 {
	counts := make([][]int64, 30)
	for i := range counts {
		theta := float64(i)/10 - 1.45
		for j := range 200 {
			rate := math.Exp(-1.5 + 2*math.Cos(float64(j)) + 1.2*math.Sin(float64(3*j))*theta)
			k := int64(math.Floor(rate + math.Mod(float64(i*37+j*61)*.618, 1)))
			if j%30 == i { // no feature without counts
				k++
			}
			counts[i] = append(counts[i], k)
		}
	}
	return counts
}
