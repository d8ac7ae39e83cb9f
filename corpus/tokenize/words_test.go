package tokenize

import (
	"strings"
	"testing"

	"concordat/corpus"
)

// one returns a body as a single paragraph.
func one(s string) []corpus.Block {
	return []corpus.Block{{Span: corpus.Span{Start: 0, End: uint32(len(s))}}}
}

// surfaces returns the words of s as written, separated by |.
func surfaces(s string) string {
	var out []string
	for _, t := range Words(nil, []byte(s), one(s), corpus.NewLexicon()) {
		out = append(out, s[t.Start:t.End])
	}
	return strings.Join(out, "|")
}

func TestWords(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"The rule of law.", "The|rule|of|law"},
		{"multi-stakeholder, pre- and post-war", "multi-stakeholder|pre|and|post-war"},
		{"multi‐stakeholder non\u2011aligned", "multi‐stakeholder|non\u2011aligned"},
		{"2016-2018 COVID-19 5-year A-1-b", "2016|2018|COVID-19|5-year|A-1-b"},
		{"long-\nterm and long-\r\n term", "long-\nterm|and|long-\r\n term"},
		{"pre-\nand post-war, EU-\nChina, 5-\nyear", "pre|and|post-war|EU|China|5|year"},
		{"govern\u00ad\nance co\u00adoperate\u00ad", "govern\u00ad\nance|co\u00adoperate"},
		{"China's ’tis don’t states' 1980's", "China's|tis|don’t|states|1980's"},
		{"the U.S. and U.K.; e.g. the i.e.", "the|U.S.|and|U.K.|e.g.|the|i.e."},
		{"U.S.-led U.S.'s U.S U.S.A.F. J. Smith", "U.S.-led|U.S.'s|U.S|U.S.A.F.|J|Smith"},
		{"U.S.Government law.The J.Smith a Ph.D. in", "U.S.|Government|law|The|J|Smith|a|Ph.D.|in"},
		{"1,594 2.4 3.5% 21st 1.2.3, 5, No.5", "1,594|2.4|3.5|21st|1.2.3|5|No|5"},
		{"see https://un.org/a_(b)/c?d=e,f). Then", "see|https://un.org/a_(b)/c?d=e,f|Then"},
		{"www.itu.int, john.smith@un.org. a_b@c.com un.org/x!", "www.itu.int|john.smith@un.org|a_b@c.com|un.org/x"},
		{"and/or A/RES/70/237 a:b snake_case _em_ __", "and|or|A|RES|70|237|a|b|snake_case|em"},
		{"note¹ x² H₂O ½ ①②", "note|x|H|O|½|①②"},
		{"网络主权 ひら カタカナー ไทย", "网|络|主|权|ひ|ら|カタカナー|ไ|ท|ย"},
		{"naïve cafe\u0301 ΟΔΟΣ Ⅷ", "naïve|cafe\u0301|ΟΔΟΣ|Ⅷ"},
		{"ok 👍🏽👨\u200d👩\u200d👧 🇨🇳🇺🇸 ☎\ufe0f ☎ ✓", "ok|👍🏽|👨\u200d👩\u200d👧|🇨🇳|🇺🇸|☎\ufe0f"},
		{"cyber\u200bspace \u0301x", "cyber\u200bspace|x"},
		{"China–EU word--word war — peace", "China|EU|word|word|war|peace"},
		{"ﬁrst ＵＮ l·l", "ﬁrst|ＵＮ|l·l"},
	} {
		if got := surfaces(c.in); got != c.want {
			t.Errorf("%q\n got %s\nwant %s", c.in, got, c.want)
		}
	}
}

func TestGaps(t *testing.T) {
	const dash, other = corpus.GapDash, corpus.GapOther
	for _, c := range []struct {
		in   string
		want []corpus.Gap
	}{
		{"(a, b", []corpus.Gap{0, corpus.GapComma}},
		{"a; b: c", []corpus.Gap{0, corpus.GapSemicolon, corpus.GapColon}},
		{"a (b) [c]", []corpus.Gap{0, corpus.GapBracket, corpus.GapBracket}},
		{"a – b — c - d--e", []corpus.Gap{0, dash, dash, dash, dash}},
		{"pre- and -5 a - b", []corpus.Gap{0, 0, 0, 0, dash}},
		{"2016-2018", []corpus.Gap{0, dash}},
		{"“a” ‘b’ \"c\" d. e! f? g' h", []corpus.Gap{0, 0, 0, 0, 0, 0, 0, 0}},
		{"a/b | c • d… e ... f", []corpus.Gap{0, other, other, other, other, other}},
		{"a), (b", []corpus.Gap{0, corpus.GapBracket | corpus.GapComma}},
		{"a¹ b", []corpus.Gap{0, 0}},
	} {
		toks := Words(nil, []byte(c.in), one(c.in), corpus.NewLexicon())
		if len(toks) != len(c.want) {
			t.Errorf("%q: %d tokens, want %d", c.in, len(toks), len(c.want))
			continue
		}
		for i, tok := range toks {
			if tok.Gap != c.want[i] {
				t.Errorf("%q: gap before %q is %06b, want %06b", c.in, c.in[tok.Start:tok.End], tok.Gap, c.want[i])
			}
		}
	}
}

func TestKinds(t *testing.T) {
	const s = "law 1,594 21st un.org 👍 ½ 2.4 U.S. COVID-19"
	want := []corpus.Kind{corpus.Word, corpus.Number, corpus.Word, corpus.URL, corpus.Symbol, corpus.Number, corpus.Number, corpus.Word, corpus.Word}
	for i, tok := range Words(nil, []byte(s), one(s), corpus.NewLexicon()) {
		if tok.Kind != want[i] {
			t.Errorf("%q is of kind %d, want %d", s[tok.Start:tok.End], tok.Kind, want[i])
		}
	}
}
