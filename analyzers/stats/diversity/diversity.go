// Package diversity measures how varied the vocabulary of a text is, from its
// words in their order or from how often each occurs.
package diversity

import "math"

// Words is a text as numbers: equal words have equal numbers, from 0 in the
// order of first occurrence.
type Words []int32

// Number turns words of any kind into Words.
func Number[T comparable](words []T) Words {
	ids := make(map[T]int32)
	out := make(Words, len(words))
	for i, w := range words {
		id, ok := ids[w]
		if !ok {
			id = int32(len(ids))
			ids[w] = id
		}
		out[i] = id
	}
	return out
}

// types returns the number of distinct words.
func (w Words) types() int {
	most := int32(-1)
	for _, id := range w {
		most = max(most, id)
	}
	return int(most) + 1
}

// reversed returns the words from the last to the first.
func (w Words) reversed() Words {
	out := make(Words, len(w))
	for i, id := range w {
		out[len(w)-1-i] = id
	}
	return out
}

// Class is how many types have the same number of occurrences.
type Class struct{ Occurrences, Types int64 }

// Spectrum is a frequency spectrum: classes by rising occurrences.
type Spectrum []Class

// Spectrum counts the words.
func (w Words) Spectrum() Spectrum {
	counts := make([]int64, w.types())
	most := int64(0)
	for _, id := range w {
		counts[id]++
		most = max(most, counts[id])
	}
	types := make([]int64, most+1)
	for _, n := range counts {
		types[n]++
	}
	var s Spectrum
	for n, v := range types {
		if n > 0 && v > 0 {
			s = append(s, Class{int64(n), v})
		}
	}
	return s
}

// N returns the number of running words.
func (s Spectrum) N() (n int64) {
	for _, c := range s {
		n += c.Occurrences * c.Types
	}
	return n
}

// V returns the number of types.
func (s Spectrum) V() (v int64) {
	for _, c := range s {
		v += c.Types
	}
	return v
}

// squares returns the sum of the squared occurrences of all types, in words².
func (s Spectrum) squares() (m float64) {
	for _, c := range s {
		m += float64(c.Types) * float64(c.Occurrences) * float64(c.Occurrences)
	}
	return m
}

// TTR returns the type–token ratio, the share of distinct words:
//
//	V / N
//
// V types and N tokens. Above 0 to 1; higher is more varied. It falls with the
// length of a text whatever its vocabulary, so texts of different lengths cannot
// be compared by it. NaN without words.
//
// Source: Johnson 1944, Psychological Monographs 56(2), doi:10.1037/h0093508.
func TTR(s Spectrum) float64 { return float64(s.V()) / float64(s.N()) }

// Guiraud returns the root type–token ratio R:
//
//	V / √N
//
// V types and N tokens. Above 0, without bound; higher is more varied. It
// depends on length, first rising and then falling. NaN without words.
//
// Source: Guiraud 1954, Les caractères statistiques du vocabulaire, Paris: PUF.
func Guiraud(s Spectrum) float64 { return float64(s.V()) / math.Sqrt(float64(s.N())) }

// CTTR returns Carroll's corrected type–token ratio:
//
//	V / √(2N)
//
// V types and N tokens. It is Guiraud's R divided by √2 and depends on length as
// that does. NaN without words.
//
// Source: Carroll 1964, Language and Thought, Englewood Cliffs: Prentice-Hall, p. 54.
func CTTR(s Spectrum) float64 { return float64(s.V()) / math.Sqrt(2*float64(s.N())) }

// Herdan returns Herdan's C, the logarithmic type–token ratio:
//
//	ln V / ln N
//
// V types and N tokens; the base of the logarithms does not matter. 0 to 1;
// higher is more varied. It depends on length. NaN for fewer than two words.
//
// Source: Herdan 1960, Type-token Mathematics, The Hague: Mouton, p. 26.
func Herdan(s Spectrum) float64 {
	if s.N() < 2 {
		return math.NaN()
	}
	return math.Log(float64(s.V())) / math.Log(float64(s.N()))
}

// Maas returns Maas's a², with natural logarithms:
//
//	(ln N − ln V) / (ln N)²
//
// V types and N tokens. 0 to 1/ln N; lower is more varied. It depends on length
// less than TTR does. The base of the logarithms matters: quanteda's “Maas” is
// √(a²·ln 10), the root of the same with decimal logarithms. NaN for fewer than
// two words.
//
// Source: Maas 1972, Zeitschrift für Literaturwissenschaft und Linguistik 2(8),
// 73–79.
func Maas(s Spectrum) float64 {
	n := math.Log(float64(s.N()))
	if s.N() < 2 {
		return math.NaN()
	}
	return (n - math.Log(float64(s.V()))) / (n * n)
}

// YuleK returns Yule's characteristic K, how much a vocabulary repeats itself:
//
//	10⁴ · (Σf² − N) / N²
//
// f are the occurrences of each type, N tokens. 0 (no word twice) to below
// 10⁴; lower is more varied. Its expectation hardly depends on length. NaN
// without words.
//
// Source: Yule 1944, The Statistical Study of Literary Vocabulary, Cambridge
// University Press, p. 47.
func YuleK(s Spectrum) float64 {
	n := float64(s.N())
	return 1e4 * (s.squares() - n) / (n * n)
}

// YuleI returns Yule's I as it is used today, how little a vocabulary repeats
// itself:
//
//	V² / (Σf² − V)
//
// f are the occurrences of each type, V types. Above 0, without bound; higher is
// more varied. It depends on length. NaN without words and where no word
// occurs twice.
//
// Source: Oakes 1998, Statistics for Corpus Linguistics, Edinburgh University
// Press, p. 204.
func YuleI(s Spectrum) float64 {
	v := float64(s.V())
	if d := s.squares() - v; d > 0 {
		return v * v / d
	}
	return math.NaN()
}

// Simpson returns Simpson's D, the probability that two tokens drawn without
// replacement are of one type:
//
//	Σ f/N · (f − 1)/(N − 1)
//
// f are the occurrences of each type, N tokens. 0 to 1; lower is more varied.
// Its expectation does not depend on length. NaN for fewer than two words.
//
// Source: Simpson 1949, Nature 163, 688, doi:10.1038/163688a0.
func Simpson(s Spectrum) float64 {
	n := float64(s.N())
	if n < 2 {
		return math.NaN()
	}
	return (s.squares() - n) / (n * (n - 1))
}

// HDD returns the hypergeometric diversity, the expected type–token ratio of
// draw words drawn from the text without replacement:
//
//	Σ (1 − P(type is not drawn)) / draw, P = Π_{i<draw} (N − f − i)/(N − i)
//
// f are the occurrences of each type, N tokens; draw is 42 by custom. 1/draw
// to 1; higher is more varied. It does not depend on length but on the size of
// the draw. NaN for fewer words than are drawn, and for a draw below 1. Cost:
// draw times the classes of the spectrum.
//
// Source: McCarthy and Jarvis 2007, Language Testing 24(4), 459–488,
// doi:10.1177/0265532207080767.
func HDD(s Spectrum, draw int) float64 {
	n := s.N()
	if draw < 1 || n < int64(draw) {
		return math.NaN()
	}
	sum := 0.0
	for _, c := range s {
		none := 1.0
		for i := range int64(draw) {
			none *= float64(max(n-c.Occurrences-i, 0)) / float64(n-i)
		}
		sum += float64(c.Types) * (1 - none)
	}
	return sum / float64(draw)
}
