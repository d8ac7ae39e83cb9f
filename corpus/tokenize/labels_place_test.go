package tokenize

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"concordat/corpus"
)

// closingMarks are the marks that may end a sentence.
const closingMarks = ".!?…"

// place names the class of the place before token i by the characters about it
// alone, whatever a segmenter says of it. second says that the token before is
// the first of its block.
func place(d *corpus.Document, i int, second bool) string {
	prev, next := d.Tokens[i-1], d.Tokens[i]
	gap := string(d.Body[prev.End:next.Start])
	dotted := d.Body[prev.End-1] == '.'
	if dotted {
		gap = "." + gap
	}
	mark := strings.IndexAny(gap, closingMarks)
	if mark < 0 {
		return "no mark"
	}
	last := strings.LastIndexAny(gap, closingMarks)
	_, size := utf8.DecodeRuneInString(gap[last:])
	after := gap[last+size:]
	tail, opening := after, ""
	space := strings.IndexFunc(after, unicode.IsSpace)
	if space >= 0 {
		tail, opening = after[:space], strings.TrimSpace(after[space:])
	}
	r, _ := utf8.DecodeRune(d.Body[next.Start:])
	small := unicode.IsLower(r)
	dots := strings.Count(gap, ".") + 3*strings.Count(gap, "…")
	switch {
	case dots > 4:
		return "leaders"
	case space < 0:
		return "no space"
	case strings.ContainsAny(tail, ",;:-–—/"):
		return "mark goes on"
	case dots > 1:
		return "ellipsis"
	case strings.ContainsAny(gap, "!?") && small:
		return "question, small"
	case strings.ContainsAny(gap, "!?"):
		return "question"
	case prev.Kind == corpus.Number && strings.Contains(string(d.Body[prev.Start:prev.End]), "."):
		return "outline number"
	case second || prev.End-prev.Start <= 3 && strings.Contains(string(d.Body[d.Tokens[i-2].End:prev.Start]), "\n"):
		return "first of line"
	case dotted:
		return "abbreviation"
	case prev.End-prev.Start == 1 && prev.Kind == corpus.Word:
		return "initial"
	case small && strings.Contains(after, "\n"):
		return "small, next line"
	case small:
		return "small"
	case prev.Kind == corpus.URL || next.Kind == corpus.URL:
		return "address"
	case tail != "":
		return "closed"
	case opening != "":
		return "opened"
	case next.Kind == corpus.Number:
		return "number"
	}
	return "plain"
}

func TestPlace(t *testing.T) {
	for text, want := range map[string]string{
		"states agree":                  "no mark",
		"The goals ....... seven":       "leaders",
		"They signed.The rest":          "no space",
		"They saw us, etc., and left":   "mark goes on",
		"We waited... Then":             "ellipsis",
		"We waited… Then":               "ellipsis",
		"Who knows? asked the minister": "question, small",
		"Who knows? The minister":       "question",
		"In part 2.1. The goals":        "outline number",
		"Goals. The":                    "first of line",
		"They are\n2. The":              "first of line",
		"In the U.S. The":               "abbreviation",
		"In annex A. The":               "initial",
		"They left.\nand the":           "small, next line",
		"They left. and the":            "small",
		"See https://un.org. The":       "address",
		"They “left.” The":              "closed",
		"They left. “The":               "opened",
		"They left. 5 came":             "number",
		"They left. The":                "plain",
	} {
		tokens := documents(t, Options{Sentences: SentencesRule}, together(text))[0]
		i := len(tokens.Tokens) - 1
		for i > 1 && !strings.ContainsAny(text[tokens.Tokens[i-1].End-1:tokens.Tokens[i].Start], closingMarks) {
			i--
		}
		if got := place(tokens, i, i == 1); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
