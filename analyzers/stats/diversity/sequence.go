package diversity

import (
	"math"

	"concordat/analyzers/stats"
)

// Windows returns the number of types in every window of size consecutive
// words, by the window's first word; nil if the text is shorter or size is
// below 1. Cost: linear.
func Windows(w Words, size int) []int32 {
	if size < 1 || len(w) < size {
		return nil
	}
	counts := make([]int32, w.types())
	out := make([]int32, 0, len(w)-size+1)
	types := int32(0)
	for i, id := range w {
		if counts[id]++; counts[id] == 1 {
			types++
		}
		if i >= size {
			old := w[i-size]
			if counts[old]--; counts[old] == 0 {
				types--
			}
		}
		if i >= size-1 {
			out = append(out, types)
		}
	}
	return out
}

// MATTR returns the moving-average type–token ratio: the mean TTR of all windows
// of size consecutive words. 1/size to 1; higher is more varied. It does not
// depend on length, but on the size, which must be the same wherever texts are
// compared. NaN for a text shorter than a window: shrinking the window, for it or
// for all texts, would give another measure.
//
// Source: Covington and McFall 2010, Journal of Quantitative Linguistics 17(2),
// 94–100, doi:10.1080/09296171003643098.
func MATTR(w Words, size int) float64 {
	windows := Windows(w, size)
	sum := int64(0)
	for _, types := range windows {
		sum += int64(types)
	}
	return float64(sum) / (float64(len(windows)) * float64(size))
}

// MSTTR returns the mean segmental type–token ratio: the mean TTR of the text's
// segments of size words side by side; what is left at its end is not used.
// 1/size to 1; higher is more varied. NaN for a text shorter than a segment.
//
// Source: Johnson 1944, Psychological Monographs 56(2), doi:10.1037/h0093508.
func MSTTR(w Words, size int) float64 {
	windows := Windows(w, size)
	sum, segments := int64(0), 0
	for i := 0; i < len(windows); i += size {
		sum += int64(windows[i])
		segments++
	}
	return float64(sum) / (float64(segments) * float64(size))
}

// Blocks of the bootstrap of MATTR: windows that begin within blockWindows times
// the window's size are drawn together, from leastBlocks blocks on.
const (
	blockWindows = 3
	leastBlocks  = 10
)

// Enough returns the least number of words for which MATTRInterval has an
// interval.
func Enough(size int) int { return leastBlocks*blockWindows*size + size - 1 }

// MATTRInterval returns the percentile interval of MATTR at a level such as
// 0.95, by n resamples of the blocks of windows that begin in the same stretch
// of three times size words; windows after the last whole stretch are a
// smaller block. Windows that overlap share words, so single windows cannot be
// drawn; with blocks three times as long as the overlap the standard error is
// understated by about 6 % (√(1 − 1/9), for a dependence that falls in a
// straight line over the overlap). NaN for fewer than Enough words, and for n
// below 1. Cost: linear, and n times the number of blocks.
//
// Source: Carlstein 1986, The Annals of Statistics 14(3), 1171–1179,
// doi:10.1214/aos/1176350057 (blocks side by side).
func MATTRInterval(w Words, size, n int, level float64, stream *stats.Stream) (low, high float64) {
	if size < 1 || len(w) < Enough(size) || n < 1 {
		return math.NaN(), math.NaN()
	}
	type block struct{ types, windows int64 }
	var blocks []block
	for i, types := range Windows(w, size) {
		if i%(blockWindows*size) == 0 {
			blocks = append(blocks, block{})
		}
		b := &blocks[len(blocks)-1]
		b.types += int64(types)
		b.windows++
	}
	means := make([]float64, n)
	for r := range means {
		var sum block
		for range blocks {
			b := blocks[stream.IntN(len(blocks))]
			sum.types += b.types
			sum.windows += b.windows
		}
		means[r] = float64(sum.types) / (float64(sum.windows) * float64(size))
	}
	return stats.Percentile(means, level)
}

// Closing says when a factor of MTLD is complete.
type Closing uint8

// The closings. Published programs differ; the two differ wherever the running
// type–token ratio meets the threshold exactly, as 18/25 meets 0.72.
const (
	AtThreshold    Closing = iota // TTR ≤ threshold
	BelowThreshold                // TTR < threshold
)

// Lengths are the MTLD of a text read forward, backward, and their mean.
type Lengths struct{ Forward, Backward, Mean float64 }

// MTLD returns the measure of textual lexical diversity, the mean number of
// consecutive words that keep a type–token ratio above a threshold, 0.72 by
// custom. The text is read word by word; when the TTR since the last factor
// reaches the threshold, a factor is complete and the count begins anew. What is
// left at the end is a partial factor (1 − TTR)/(1 − threshold):
//
//	N / (factors + partial)
//
// In words, from 1 up; higher is more varied. The mean is of both directions.
// It depends little on length from about 100 words on. NaN without words and
// where no word occurs twice, since no part of a factor is then complete. Cost:
// linear.
//
// Source: McCarthy and Jarvis 2010, Behavior Research Methods 42(2), 381–392,
// doi:10.3758/BRM.42.2.381.
func MTLD(w Words, threshold float64, closing Closing) Lengths {
	l := Lengths{Forward: oneWay(w, threshold, closing), Backward: oneWay(w.reversed(), threshold, closing)}
	l.Mean = (l.Forward + l.Backward) / 2
	return l
}

// oneWay reads the words in their order.
func oneWay(w Words, threshold float64, closing Closing) float64 {
	last := make([]int32, w.types()) // by type: the factor in which it was last seen, from 1
	factors, types, tokens := int32(0), 0, 0
	ttr := 1.0
	for _, id := range w {
		if last[id] != factors+1 {
			last[id] = factors + 1
			types++
		}
		tokens++
		ttr = float64(types) / float64(tokens)
		if ttr < threshold || closing == AtThreshold && ttr == threshold {
			factors++
			types, tokens, ttr = 0, 0, 1
		}
	}
	parts := float64(factors) + (1-ttr)/(1-threshold)
	if parts == 0 {
		return math.NaN()
	}
	return float64(len(w)) / parts
}
