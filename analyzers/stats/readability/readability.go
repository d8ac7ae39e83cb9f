// Package readability has the classical formulas for the readability of English
// texts, from counts of words, sentences, syllables and letters, and a count of
// syllables.
package readability

import "math"

// Counts is what the formulas are made of.
type Counts struct {
	Words     int64 // running words with a letter
	Sentences int64
	Letters   int64 // letters in the words
	Syllables int64
	Long      int64 // words of seven letters or more
	Complex   int64 // words of three syllables or more; a hyphenated compound only if one of its parts has so many
	Many      int64 // words of three syllables or more, a hyphenated compound as a whole
}

// Add returns the sum of two counts.
func (c Counts) Add(o Counts) Counts {
	return Counts{
		c.Words + o.Words, c.Sentences + o.Sentences, c.Letters + o.Letters, c.Syllables + o.Syllables,
		c.Long + o.Long, c.Complex + o.Complex, c.Many + o.Many,
	}
}

// Formula is a measure of readability.
type Formula func(Counts) float64

func ratio(a, b int64) float64 { return float64(a) / float64(b) }

// defined returns v where there are words and sentences, NaN elsewhere.
func (c Counts) defined(v float64) float64 {
	if c.Words == 0 || c.Sentences == 0 {
		return math.NaN()
	}
	return v
}

// SentenceLength returns words per sentence. NaN without sentences or words, as
// are all measures here.
func SentenceLength(c Counts) float64 { return c.defined(ratio(c.Words, c.Sentences)) }

// WordLength returns letters per word.
func WordLength(c Counts) float64 { return c.defined(ratio(c.Letters, c.Words)) }

// LongShare returns the share of words of seven letters or more, in per cent.
func LongShare(c Counts) float64 { return c.defined(100 * ratio(c.Long, c.Words)) }

// Flesch returns the reading ease:
//
//	206.835 − 1.015·words/sentences − 84.6·syllables/words
//
// About 0 to 100, without bounds; higher is easier.
//
// Source: Flesch 1948, Journal of Applied Psychology 32(3), 221–233,
// doi:10.1037/h0057532.
func Flesch(c Counts) float64 {
	return c.defined(206.835 - 1.015*ratio(c.Words, c.Sentences) - 84.6*ratio(c.Syllables, c.Words))
}

// FleschKincaid returns the school grade:
//
//	0.39·words/sentences + 11.8·syllables/words − 15.59
//
// In years of American schooling; higher is harder.
//
// Source: Kincaid, Fishburne, Rogers and Chissom 1975, Derivation of New
// Readability Formulas for Navy Enlisted Personnel, Research Branch Report 8-75.
func FleschKincaid(c Counts) float64 {
	return c.defined(0.39*ratio(c.Words, c.Sentences) + 11.8*ratio(c.Syllables, c.Words) - 15.59)
}

// FOG returns Gunning's index:
//
//	0.4·(words/sentences + 100·complex/words)
//
// complex are words of three syllables or more; compounds of short words are
// not, as Gunning has it, but proper names and verbs made long by -ed and -es,
// which he leaves out too, are. In years of schooling; higher is harder.
//
// Source: Gunning 1952, The Technique of Clear Writing, New York: McGraw-Hill.
func FOG(c Counts) float64 {
	return c.defined(0.4 * (ratio(c.Words, c.Sentences) + 100*ratio(c.Complex, c.Words)))
}

// SMOG returns McLaughlin's grade:
//
//	1.0430·√(30·many/sentences) + 3.1291
//
// many are words of three syllables or more, hyphenated compounds as one. In
// years of schooling; higher is harder. It was made for samples of 30 sentences
// and is rough for fewer.
//
// Source: McLaughlin 1969, Journal of Reading 12(8), 639–646.
func SMOG(c Counts) float64 {
	return c.defined(1.0430*math.Sqrt(30*ratio(c.Many, c.Sentences)) + 3.1291)
}

// ColemanLiau returns the grade, without syllables:
//
//	0.0588·L − 0.296·S − 15.8
//
// L letters and S sentences per 100 words. In years of schooling; higher is harder.
//
// Source: Coleman and Liau 1975, Journal of Applied Psychology 60(2), 283–284,
// doi:10.1037/h0076540.
func ColemanLiau(c Counts) float64 {
	return c.defined(0.0588*100*ratio(c.Letters, c.Words) - 0.296*100*ratio(c.Sentences, c.Words) - 15.8)
}

// ARI returns the automated readability index:
//
//	4.71·letters/words + 0.5·words/sentences − 21.43
//
// In years of schooling; higher is harder. The authors count the strokes of a
// typewriter, digits among them; here words without a letter are left out.
//
// Source: Smith and Senter 1967, Automated Readability Index, AMRL-TR-66-220.
func ARI(c Counts) float64 {
	return c.defined(4.71*ratio(c.Letters, c.Words) + 0.5*ratio(c.Words, c.Sentences) - 21.43)
}

// LIX returns Björnsson's index, made for several languages:
//
//	words/sentences + 100·long/words
//
// long are words of seven letters or more. About 20 (easy) to 60 (very hard).
//
// Source: Björnsson 1968, Läsbarhet, Stockholm: Liber.
func LIX(c Counts) float64 {
	return c.defined(ratio(c.Words, c.Sentences) + 100*ratio(c.Long, c.Words))
}

// RIX returns Anderson's index, long words per sentence:
//
//	long/sentences
//
// long are words of seven letters or more. 0 upwards; higher is harder.
//
// Source: Anderson 1983, Journal of Reading 26(6), 490–496.
func RIX(c Counts) float64 { return c.defined(ratio(c.Long, c.Sentences)) }
