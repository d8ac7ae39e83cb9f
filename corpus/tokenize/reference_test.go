package tokenize

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/words"
	"pgregory.net/rapid"

	"concordat/corpus"
)

// reference returns the words of Unicode Standard Annex 29 that have a letter or digit.
func reference(body []byte) []corpus.Span {
	var out []corpus.Span
	for w := words.FromBytes(body); w.Next(); {
		for _, r := range string(w.Value()) {
			if unicode.In(r, unicode.L, unicode.Nd, unicode.Nl) {
				out = append(out, corpus.Span{Start: uint32(w.Start()), End: uint32(w.End())})
				break
			}
		}
	}
	return out
}

// choice names the documented choice of the house that explains why its tokens in
// a stretch differ from the annex's words; "" if none does.
func choice(house []corpus.Token, annex []corpus.Span, body []byte) string {
	for _, t := range house {
		s := string(body[t.Start:t.End])
		switch {
		case t.Kind == corpus.URL:
			return "address"
		case t.Kind == corpus.Symbol:
			return "emoji"
		case strings.ContainsAny(s, "-‐\u2011\ufe63\uff0d"):
			return "hyphen"
		case strings.ContainsRune(s, '\u00ad'):
			return "soft hyphen at the end of a line"
		case strings.HasSuffix(s, "."):
			return "abbreviation"
		case strings.ContainsAny(s, "'’‘"):
			return "apostrophe beside a digit"
		case strings.ContainsAny(s, "\u200b"):
			return "zero-width space"
		case strings.ContainsAny(s, "ﾞﾟ"):
			return "half-width voicing mark at the start"
		case t.Kind == corpus.Number && !unicode.IsDigit([]rune(s)[0]):
			return "number sign"
		}
	}
	for _, w := range annex {
		s := string(body[w.Start:w.End])
		r, _ := utf8.DecodeLastRuneInString(s)
		switch {
		case strings.ContainsAny(s, ".․﹒．"):
			return "full stop between letters"
		case strings.ContainsAny(s, ":;，；：︓︔﹐﹔⁄‧·"):
			return "colon or semicolon"
		case strings.ContainsRune(s, '_'):
			return "underscore at the border"
		case ignorable(r), unicode.IsMark(r):
			return "ignorable character at the end"
		case strings.IndexFunc(s, func(r rune) bool { return classOf(r) == clOther || classOf(r) == clEmoji }) >= 0:
			return "symbol that the annex counts as a letter"
		}
	}
	return ""
}

// compare counts the words on which the house and the annex agree and, by
// choice, the stretches on which they do not.
func compare(body []byte) (same int, choices map[string]int, unexplained []string) {
	choices = map[string]int{}
	house := Words(nil, body, one(string(body)), corpus.NewLexicon())
	annex := reference(body)
	i, j := 0, 0
	for i < len(house) || j < len(annex) {
		if i < len(house) && j < len(annex) && house[i].Span() == annex[j] {
			same++
			i++
			j++
			continue
		}
		// The stretch of words that overlap one another.
		i0, j0, end := i, j, uint32(0)
		for first := true; first || i < len(house) && house[i].Start < end || j < len(annex) && annex[j].Start < end; first = false {
			if j == len(annex) || i < len(house) && house[i].Start <= annex[j].Start {
				end = max(end, house[i].End)
				i++
			} else {
				end = max(end, annex[j].End)
				j++
			}
		}
		c := choice(house[i0:i], annex[j0:j], body)
		if c == "" {
			var s []string
			for _, t := range house[i0:i] {
				s = append(s, string(body[t.Start:t.End]))
			}
			s = append(s, "≠")
			for _, w := range annex[j0:j] {
				s = append(s, string(body[w.Start:w.End]))
			}
			unexplained = append(unexplained, strings.Join(s, "|"))
		}
		choices[c]++
	}
	return same, choices, unexplained
}

// Every difference from the annex must be one of the house's choices.
func TestWordsFollowUnicode(t *testing.T) {
	total, choices := 0, map[string]int{}
	for _, text := range shared(t, "strategies", "commentary", "us-national-security-strategies", "dirty", "bulk/S70_2015") {
		same, c, unexplained := compare(text.Body)
		total += same
		for k, n := range c {
			choices[k] += n
		}
		for _, u := range unexplained {
			t.Errorf("%s: %q", text.ID, u)
		}
	}
	t.Logf("%d words the same; differences: %v", total, choices)
	n := 0
	for _, c := range choices {
		n += c
	}
	if total < 500_000 || n > total/20 {
		t.Errorf("%d words the same and %d differences; want half a million and at most a twentieth", total, n)
	}
}

func TestWordsFollowUnicodeRandom(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		body := []byte(strings.ToValidUTF8(texture().Draw(r, "text"), ""))
		if _, _, unexplained := compare(body); len(unexplained) > 0 {
			r.Fatalf("%q: %q", body, unexplained)
		}
	})
}

// Every letter and digit of Unicode, between others and beside itself; of the
// large blocks of Han and Hangul one in sixteen.
func TestEveryLetter(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if !unicode.In(r, unicode.L, unicode.Nd, unicode.Nl) || r%16 != 0 && unicode.In(r, unicode.Ideographic, unicode.Hangul) {
			continue
		}
		for _, s := range []string{"a" + string(r) + "b", string(r) + string(r)} {
			if _, _, unexplained := compare([]byte(s)); len(unexplained) > 0 {
				t.Errorf("%U: %q", r, unexplained)
			}
		}
	}
}
