package result

import "strconv"

// Number returns v as captions, notes and sentences have it: digits decimals, a
// true minus sign, commas from five figures before the point on.
func Number(v float64, digits int) string {
	return typeset(strconv.FormatFloat(v, 'f', digits, 64))
}

// Whole returns n as captions, notes and sentences have it.
func Whole[T ~int | ~int32 | ~int64 | ~uint64](n T) string {
	if n < 0 {
		return typeset(strconv.FormatInt(int64(n), 10))
	}
	return typeset(strconv.FormatUint(uint64(n), 10))
}

// Counted returns n with its noun: "1 document", "20 documents".
func Counted[T ~int | ~int32 | ~int64](n T, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return Whole(n) + " " + noun + "s"
}
