package agreement

import (
	"math"

	"concordat/analyzers/stats"
)

// Metric says how far apart two codes are.
type Metric uint8

// The metrics of Krippendorff's α, by the level of measurement of the codes.
// For codes that take two values only, all four give the same α.
const (
	Nominal  Metric = iota // equal or not
	Ordinal                // by how many codes lie between the two ranks
	Interval               // by the square of their difference
	Ratio                  // by the square of their difference relative to their sum
)

// Metrics returns the names of the metrics in their order.
func Metrics() []string { return []string{"nominal", "ordinal", "interval", "ratio"} }

// Alpha returns Krippendorff's α, for any number of coders, codes left out, and
// a level of measurement:
//
//	α = 1 − Do/De = 1 − (n − 1) Σ_c<k o_ck δ²_ck / Σ_c<k n_c n_k δ²_ck
//	o_ck = Σ_u (pairs c–k in unit u) / (m_u − 1)
//
// n_c is how often code c stands in units with two codes or more, n their sum,
// m_u the codes of unit u, and δ²_ck the distance: 1 if c ≠ k; (n_c/2 + n_c+1 +
// … + n_k/2)²; (c − k)²; ((c − k)/(c + k))². 1 is full agreement, 0 that of
// codes dealt out by chance, negative a system in disagreement. NaN if all codes
// are the same, since there is nothing to agree about, or no unit has two. Cost:
// units · codes².
//
// Source: Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability",
// https://repository.upenn.edu/asc_papers/43; Krippendorff 2019, Content
// Analysis, 4th ed., chapter 12.
func Alpha(r Ratings, m Metric) float64 {
	values := r.values(true)
	return alpha(r.table(values), values, m)
}

func alpha(table [][]int, values []float64, m Metric) float64 {
	q := len(values)
	o, n, total := make([]float64, q*q), make([]float64, q), 0.0
	for _, row := range table {
		all := 0
		for _, k := range row {
			all += k
		}
		if all < 2 {
			continue
		}
		for c, a := range row {
			n[c] += float64(a)
			total += float64(a)
			for k := c + 1; k < q; k++ {
				o[c*q+k] += float64(a*row[k]) / float64(all-1)
			}
		}
	}
	observed, expected := 0.0, 0.0
	for c := range q {
		for k := c + 1; k < q; k++ {
			d := distance(values, n, c, k, m)
			observed += o[c*q+k] * d
			expected += n[c] * n[k] * d
		}
	}
	if expected == 0 {
		return math.NaN()
	}
	return 1 - (total-1)*observed/expected
}

// distance returns δ² of the values with the indexes c < k.
func distance(values, n []float64, c, k int, m Metric) float64 {
	switch m {
	case Ordinal:
		sum := (n[c] + n[k]) / 2
		for g := c + 1; g < k; g++ {
			sum += n[g]
		}
		return sq(sum)
	case Interval:
		return sq(values[c] - values[k])
	case Ratio:
		if values[c]+values[k] == 0 {
			return 0
		}
		return sq((values[c] - values[k]) / (values[c] + values[k]))
	}
	return 1
}

// AlphaInterval returns α with the percentile interval of resampled units, at
// a level such as 0.95. Resamples whose codes are all the same have no α and are
// left out; lost says how many of the resamples that is. Without bounds (NaN) if α is
// NaN or 1, since coders who agree throughout do so in every resample, if fewer than two
// units have two codes, or if more than half of the resamples are lost.
//
// Source: Zapf, Castell, Morawietz and Karch 2016, doi:10.1186/s12874-016-0200-9.
func AlphaInterval(r Ratings, m Metric, level float64, s *stats.Stream, resamples int) (out stats.Interval, lost int) {
	values := r.values(true)
	var table [][]int
	for i, row := range r.table(values) {
		if coded(r[i]) > 1 {
			table = append(table, row)
		}
	}
	out = stats.Interval{Value: alpha(table, values, m), Low: math.NaN(), High: math.NaN()}
	if !(out.Value < 1) || len(table) < 2 {
		return out, 0
	}
	drawn := make([][]int, len(table))
	var replicates []float64
	for range resamples {
		for i := range drawn {
			drawn[i] = table[s.IntN(len(table))]
		}
		if a := alpha(drawn, values, m); !math.IsNaN(a) {
			replicates = append(replicates, a)
		}
	}
	lost = resamples - len(replicates)
	if 2*lost > resamples {
		return out, lost
	}
	out.Low, out.High = stats.Percentile(replicates, level)
	out.Low, out.High = min(out.Low, out.Value), max(out.High, out.Value)
	out.Method = stats.MethodBootstrap
	return out, lost
}
