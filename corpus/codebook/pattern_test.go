package codebook

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"concordat/corpus"

	"pgregory.net/rapid"
)

func lit(s string) Element   { return Element{Kind: Literal, Text: s} }
func exact(s string) Element { return Element{Kind: Literal, Text: s, Exact: true} }
func glob(s string) Element  { return Element{Kind: Glob, Text: s} }
func gaps(lo, hi int) Element {
	return Element{Kind: Gaps, Min: lo, Max: hi}
}
func alts(as ...[]Element) Element { return Element{Kind: Alternatives, Alts: as} }
func seq(es ...Element) []Element  { return es }
func hyphen(e Element) Element     { e.Join = JoinHyphen; return e }
func allow(g corpus.Gap, e Element) Element {
	e.Allow = uint8(g)
	return e
}
func words(s string) []Element {
	var es []Element
	for _, w := range strings.Fields(s) {
		es = append(es, lit(w))
	}
	return es
}

func TestParsePatternSequences(t *testing.T) {
	any := Element{Kind: Any}
	tests := []struct {
		src  string
		want []Element
		text string // canonical; "" if as written
	}{
		{"sovereign", words("sovereign"), ""},
		{"  Shared   Destiny ", words("shared destiny"), "shared destiny"},
		{"sovereign*", seq(glob("sovereign*")), ""},
		{"*ing", seq(glob("*ing")), ""},
		{"***ing", seq(glob("*ing")), "*ing"},
		{"wom?n", seq(glob("wom?n")), ""},
		{"Federal * of *", seq(lit("federal"), any, lit("of"), any), "federal * of *"},
		{"shared (destiny|future)", seq(lit("shared"), alts(words("destiny"), words("future"))), ""},
		{"(a|b c|d)", seq(alts(words("a"), words("b c"), words("d"))), ""},
		{"(a|(b|c) d) e", seq(alts(words("a"), seq(alts(words("b"), words("c")), lit("d"))), lit("e")), ""},
		{"(cyber|) security", seq(alts(words("cyber"), nil), lit("security")), ""},
		{"(security)", words("security"), "security"},
		{"(cyber|)security", seq(alts(words("cybersecurity"), words("security"))), "(cybersecurity|security)"},
		{"sovereign(ty|s)", seq(alts(words("sovereignty"), words("sovereigns"))), "(sovereignty|sovereigns)"},
		{"(inter|multi)-national", seq(alts(seq(lit("inter"), hyphen(lit("national"))), seq(lit("multi"), hyphen(lit("national"))))), "(inter-national|multi-national)"},
		{"cyber(space|net work)", seq(alts(words("cyberspace"), words("cybernet work"))), "(cyberspace|cybernet work)"},
		{"=(UN|EU)", seq(alts(seq(exact("UN")), seq(exact("EU")))), "(=UN|=EU)"},
		{"(a|b), c", seq(alts(words("a"), words("b")), allow(corpus.GapComma, lit("c"))), "(a|b) , c"},
		{"respect {0,3} sovereignty", seq(lit("respect"), gaps(0, 3), lit("sovereignty")), ""},
		{"respect {2} sovereignty", seq(lit("respect"), gaps(2, 2), lit("sovereignty")), "respect {2,2} sovereignty"},
		{"respect {,2}sovereignty", seq(lit("respect"), gaps(0, 2), lit("sovereignty")), "respect {0,2} sovereignty"},
		{"open (and {0,2}|) internet", seq(lit("open"), alts(seq(lit("and"), gaps(0, 2)), nil), lit("internet")), "open (and {0,2}|) internet"},
		{"UN", seq(exact("UN")), "=UN"},
		{"Un", words("un"), "un"},
		{"U.S.", seq(exact("U.S.")), "=U.S."},
		{"u.s.", words("u.s."), ""},
		{"G7", words("g7"), "g7"},
		{"CERT*", seq(Element{Kind: Glob, Text: "CERT*", Exact: true}), "=CERT*"},
		{"=Internet", seq(exact("Internet")), ""},
		{"COVID-19", seq(exact("COVID"), hyphen(exact("19"))), "=COVID-19"},
		{"US-led", seq(exact("US"), hyphen(lit("led"))), "US-led"},
		{"=US-led", seq(exact("US"), hyphen(exact("led"))), ""},
		{"multi-stakeholder", seq(lit("multi"), hyphen(lit("stakeholder"))), ""},
		{"Multi‑Stake*", seq(lit("multi"), hyphen(glob("stake*"))), "multi-stake*"},
		{"*-based", seq(any, hyphen(lit("based"))), ""},
		{"China’s", words("china's"), "china's"},
		{"2016", words("2016"), ""},
		{"1,594", words("1,594"), `1\,594`},
		{"and/or", seq(lit("and"), allow(corpus.GapOther, lit("or"))), `and \| or`},
		{"peace, security", seq(lit("peace"), allow(corpus.GapComma, lit("security"))), "peace , security"},
		{"peace – security", seq(lit("peace"), allow(corpus.GapDash, lit("security"))), ""},
		{"peace [security", seq(lit("peace"), allow(corpus.GapBracket, lit("security"))), `peace \( security`},
		{"peace", words("peace"), ""},
		{"/[a-z]+ware/", seq(Element{Kind: Regex, Text: "[a-z]+ware"}), ""},
		{`/a(b|c)\/d +/ e`, seq(Element{Kind: Regex, Text: "a(b|c)/d +"}, lit("e")), ""},
		{"=/Cyber.+/", seq(Element{Kind: Regex, Text: "Cyber.+", Exact: true}), ""},
		{"(/x+/|y)", seq(alts(seq(Element{Kind: Regex, Text: "x+"}), words("y"))), ""},
		{"lemma:Govern the", seq(Element{Kind: Lemma, Text: "govern"}, lit("the")), "lemma:govern the"},
		{"lemma:(govern|rule)", seq(alts(seq(Element{Kind: Lemma, Text: "govern"}), seq(Element{Kind: Lemma, Text: "rule"}))), "(lemma:govern|lemma:rule)"},
		{"tag:nn** power", seq(Element{Kind: TagGlob, Text: "NN*"}, lit("power")), "tag:NN* power"},
		{`\unless peace`, words("unless peace"), ""},
		{"in sentence", words("in sentence"), `in \sentence`},
		{"near here", words("near here"), ""},
		{"near/far", seq(lit("near"), allow(corpus.GapOther, lit("far"))), `near \| far`},
		{"网络*", words("网 络"), "网 络"},
	}
	for _, tt := range tests {
		r, _, err := ParsePattern(tt.src, PatternOptions{})
		if err != nil {
			t.Errorf("%q: %v", tt.src, err)
			continue
		}
		if !reflect.DeepEqual(r, Rule{Op: OpSequence, Ref: None, Sequence: tt.want}) {
			t.Errorf("%q:\n got %+v\nwant %+v", tt.src, r.Sequence, tt.want)
		}
		want := tt.text
		if want == "" {
			want = tt.src
		}
		if got := r.String(); got != want {
			t.Errorf("%q prints %q, want %q", tt.src, got, want)
		}
		roundTrip(t, tt.src, PatternOptions{})
	}
}

func TestParsePatternRules(t *testing.T) {
	s := func(text string) *Rule { return &Rule{Op: OpSequence, Ref: None, Sequence: words(text)} }
	c := func(id string) *Rule { return &Rule{Op: OpConcept, Ref: None, Concept: id} }
	tests := []struct {
		src  string
		want Rule
	}{
		{"security near/5 state", Rule{Op: OpNear, N: 5, A: s("security"), B: s("state"), Ref: None}},
		{"a b before/0 c d", Rule{Op: OpBefore, N: 0, A: s("a b"), B: s("c d"), Ref: None}},
		{"a & b in sentence", Rule{Op: OpSentence, A: s("a"), B: s("b"), Ref: None}},
		{"security unless social security", Rule{Op: OpUnless, A: s("security"), B: s("social security"), Ref: None}},
		{"a unless b in sentence", Rule{Op: OpUnlessSentence, A: s("a"), B: s("b"), Ref: None}},
		{`a unless b in \sentence`, Rule{Op: OpUnless, A: s("a"), B: s("b in sentence"), Ref: None}},
		{"concept:peace near/3 concept:x-y", Rule{Op: OpNear, N: 3, A: c("peace"), B: c("x-y"), Ref: None}},
		{"concept:peace", *c("peace")},
	}
	for _, tt := range tests {
		r, notes, err := ParsePattern(tt.src, PatternOptions{})
		if err != nil {
			t.Errorf("%q: %v", tt.src, err)
			continue
		}
		if !reflect.DeepEqual(r, tt.want) || len(notes) != 0 {
			t.Errorf("%q: got %+v %v", tt.src, r, notes)
		}
		if got := r.String(); got != tt.src {
			t.Errorf("%q prints %q", tt.src, got)
		}
	}
}

func TestParsePatternModes(t *testing.T) {
	tests := []struct {
		src  string
		o    PatternOptions
		want []Element
	}{
		{"UN Charter", PatternOptions{Case: CaseFold}, words("un charter")},
		{"UN Charter", PatternOptions{Case: CaseExact}, seq(exact("UN"), exact("Charter"))},
		{"=UN Charter", PatternOptions{Case: CaseFold}, seq(exact("UN"), lit("charter"))},
		{"multi-stakeholder", PatternOptions{WholeHyphen: true}, words("multi-stakeholder")},
		{"multi-*", PatternOptions{WholeHyphen: true}, seq(glob("multi-*"))},
		{"/x+/", PatternOptions{Case: CaseExact}, seq(Element{Kind: Regex, Text: "x+", Exact: true})},
	}
	for _, tt := range tests {
		r, _, err := ParsePattern(tt.src, tt.o)
		if err != nil || !reflect.DeepEqual(r.Sequence, tt.want) {
			t.Errorf("%q %+v: got %+v %v", tt.src, tt.o, r.Sequence, err)
		}
		roundTrip(t, tt.src, tt.o)
	}
}

func TestParsePatternErrors(t *testing.T) {
	tests := []struct{ src, want string }{
		{"", `1: pattern is empty`},
		{" \t", `1: pattern is empty`},
		{"*", `1: pattern "*" matches every word (add a word)`},
		{"* *", `1: pattern "* *" matches every word (add a word)`},
		{"?*", `1: pattern "?*" matches every word (add a word)`},
		{"(a|*)", `1: pattern "(a|*)" matches every word (add a word)`},
		{"* (a|)", `1: pattern "* (a|)" matches every word (add a word)`},
		{"tag:*", `1: pattern "tag:*" matches every word (add a word)`},
		{"(a|)", `1: pattern "(a|)" can match nothing at all (leave no way without a word)`},
		{"...", `1: there is no word in the pattern`},
		{"a (b|...)", `6: there is no word in the pattern`},
		{"(a", `1: "(" has no ")" after it (write \( for the character)`},
		{"x (a|(b)", `3: "(" has no ")" after it (write \( for the character)`},
		{"a)", `2: ")" has no "(" before it (write \) for the character)`},
		{"a|b", `2: "|" outside parentheses (put alternatives in parentheses, as in (a|b), or write \| for the character)`},
		{"a ()", `3: nothing between the parentheses`},
		{"a {0,3}", `1: a gap with no word after it (put a word on either side of it)`},
		{"{1,2} a", `1: a gap with no word before it (put a word on either side of it)`},
		{"(a|) {1,2} b", `1: a gap with no word before it (put a word on either side of it)`},
		{"a (b {1,2}|)", `1: a gap with no word after it (put a word on either side of it)`},
		{"a {x} b", `3: gap {x} is not two whole numbers (write {0,3} for a gap of none to three words)`},
		{"a {3,1} b", `3: gap {3,1} has its larger number first`},
		{"a {0,0} b", `3: gap {0,0} is no gap (leave it out)`},
		{"a {0,101} b", `3: gap {0,101} is longer than 100 words (near/N asks for words further apart)`},
		{"a {1,2", `3: "{" has no "}" after it (write {0,3} for a gap of none to three words)`},
		{"a }", `3: "}" has no "{" before it (write \} for the character)`},
		{`a \`, `3: "\" at the end has nothing to protect (write \\ for the character)`},
		{"/a", `1: "/" opens a regular expression that no "/" closes (write \/ for the character)`},
		{"/a/b", `4: a regular expression stands for one whole word (put a space after the closing /)`},
		{"/a*/", `1: regular expression matches the empty word (write + in place of *, for instance)`},
		{"x /a(/", "3: regular expression: missing closing ): `^(?:a()$`"},
		{"a near/5", `3: nothing after "near/5" (for the word itself write \near/5)`},
		{"unless b", `1: nothing before "unless" (a rule needs something on its left: A unless B; for the word itself write \unless)`},
		{"near/5 peace", `1: nothing before "near/5" (a rule needs something on its left: A near/5 B; for the word itself write \near/5)`},
		{"& b in sentence", `1: nothing before "&" (a rule needs something on its left: A & B in sentence; for the word itself write \&)`},
		{"a & b", `3: "&" without "in sentence" (write A & B in sentence)`},
		{"a near/5 b in sentence", `3: near/5 never looks beyond the sentence (leave out "in sentence")`},
		{"a near/5 b unless c", `12: "unless": a pattern has one rule, outside parentheses (for the word itself write \unless)`},
		{"(a unless b)", `4: "unless": a pattern has one rule, outside parentheses (for the word itself write \unless)`},
		{"a near/5000 b", `3: near/5000 is further than 1000 words`},
		{"a concept:b", `3: concept: inside a sequence of words (write concept:ID alone, or beside near, before, &, unless)`},
		{"concept:a b", `1: concept: names one concept (write concept:ID alone, or beside near, before, &, unless)`},
		{"lemma:gov*", `1: lemma: takes one word, without * and ? (write lemma:govern)`},
		{"é lemma:", `3: lemma: takes one word, without * and ? (write lemma:govern)`},
		{"tag:N-N", `1: tag: takes a part-of-speech tag: letters, $, * and ? (write tag:NN*, for instance)`},
		{"(a,|b) c", `2: punctuation at the end of an alternative (put it after the parentheses)`},
		{strings.Repeat("(", 60), `51: more than 50 parentheses inside each other`},
		{strings.Repeat("(a|b)", 12), `1: word has more than 1000 spellings (cut it into several patterns)`},
		{"/" + strings.Repeat("a", 1001) + "/", `1: regular expression is longer than 1000 characters`},
		{strings.Repeat("a ", 2001), `1: pattern is longer than 4000 characters (cut it into several patterns)`},
	}
	for _, tt := range tests {
		_, _, err := ParsePattern(tt.src, PatternOptions{})
		var pe *PatternError
		if !errors.As(err, &pe) {
			t.Errorf("%.40q: got %v, want %s", tt.src, err, tt.want)
		} else if got := err.Error(); got != "column "+tt.want {
			t.Errorf("%.40q:\n got %s\nwant column %s", tt.src, got, tt.want)
		}
	}
}

func TestParsePatternNotes(t *testing.T) {
	tests := []struct{ src, want string }{
		{"peace, security", `barrier 1 punctuation may stand before "security"`},
		{"peace,", `barrier 1 punctuation after the last word says nothing and is passed over`},
		{", peace", `barrier 1 punctuation before the first word says nothing and is passed over`},
	}
	for _, tt := range tests {
		_, notes, err := ParsePattern(tt.src, PatternOptions{})
		if err != nil || len(notes) != 1 {
			t.Fatalf("%q: %v %v", tt.src, notes, err)
		}
		if got := fmt.Sprint(notes[0].Code, " ", notes[0].Column, " ", notes[0].Message); got != tt.want {
			t.Errorf("%q: got %s", tt.src, got)
		}
	}
}

// roundTrip checks the law of String: what it prints means the same.
func roundTrip(t interface {
	Helper()
	Errorf(string, ...any)
}, src string, o PatternOptions) {
	t.Helper()
	r, _, err := ParsePattern(src, o)
	if err != nil {
		return
	}
	again, _, err := ParsePattern(r.String(), o)
	if err != nil {
		t.Errorf("%q prints %q: %v", src, r.String(), err)
	} else if !reflect.DeepEqual(r, again) {
		t.Errorf("%q prints %q:\n got %+v\nwant %+v", src, r.String(), again, r)
	}
}

// TestRoundTrip draws patterns from the grammar.
func TestRoundTrip(t *testing.T) {
	var sequence func(depth int) *rapid.Generator[string]
	wordOf := rapid.SampledFrom([]string{
		"peace", "UN", "U.S.", "=It", "=US-led", "EU-wide", "multi-stake*", "*-based", "*", "w?m", "=C*", "China's", "2016", "1,594",
		"unless\\", `\unless`, "in", "sentence", "near", "and/or", "/x+y/", `=/a\/b/`, "lemma:govern", "tag:NN*", "co-op", "é", "網",
		"a,", "b;", "– c", "[d", "http://a.org/x-y", "e.g.",
	})
	sequence = func(depth int) *rapid.Generator[string] {
		return rapid.Custom(func(t *rapid.T) string {
			var out []string
			for range rapid.IntRange(1, 4).Draw(t, "n") {
				switch k := rapid.IntRange(0, 9).Draw(t, "kind"); {
				case k == 0 && depth < 3:
					as := rapid.SliceOfN(sequence(depth+1), 1, 3).Draw(t, "alts")
					out = append(out, "("+strings.Join(as, "|")+rapid.SampledFrom([]string{")", "|)"}).Draw(t, "end"))
				case k == 1:
					out = append(out, "{0,3}")
				default:
					out = append(out, wordOf.Draw(t, "word"))
				}
			}
			return strings.Join(out, rapid.SampledFrom([]string{" ", " ", ""}).Draw(t, "glue"))
		})
	}
	rapid.Check(t, func(t *rapid.T) {
		src := sequence(0).Draw(t, "a")
		if op := rapid.SampledFrom([]string{"", " near/3 ", " before/2 ", " unless ", " & "}).Draw(t, "op"); op != "" {
			src += op + sequence(0).Draw(t, "b") + rapid.SampledFrom([]string{"", " in sentence"}).Draw(t, "in")
		}
		o := PatternOptions{
			Case:        CaseMode(rapid.IntRange(0, 2).Draw(t, "case")),
			WholeHyphen: rapid.Bool().Draw(t, "whole"),
		}
		roundTrip(t, src, o)
	})
}

func FuzzParsePattern(f *testing.F) {
	for _, s := range []string{
		"sovereign*", "shared (destiny|future)", "a {0,3} b", "=UN", `/x\/y+/`, "lemma:govern", "tag:NN*", "a near/5 b", "a & b in sentence",
		"a unless b in sentence", "concept:peace unless x", "multi-stake*", "US-led", `\*\(`, "(a|(b|))c-d", "a, b; [c] – d/e", "U.S.", "网络*", "½ ﬁ",
	} {
		f.Add(s, uint8(0), false)
	}
	f.Fuzz(func(t *testing.T, src string, mode uint8, whole bool) {
		r, notes, err := ParsePattern(src, PatternOptions{Case: CaseMode(mode % 3), WholeHyphen: whole})
		n := len([]rune(src)) + 1
		if err != nil {
			var pe *PatternError
			if !errors.As(err, &pe) || pe.Column < 1 || pe.Column > n {
				t.Fatalf("%q: %v", src, err)
			}
			return
		}
		for _, note := range notes {
			if note.Column < 1 || note.Column > n {
				t.Fatalf("%q: note at column %d", src, note.Column)
			}
		}
		o := PatternOptions{Case: CaseMode(mode % 3), WholeHyphen: whole}
		// Folding takes some rare characters apart: ½ is one word, and 1/2 are two.
		if n == len(src)+1 {
			roundTrip(t, src, o)
		} else {
			_ = r.String()
		}
	})
}

// TestGroupOfOne: "Directive (EU)" looks like a bracket of the text and is none.
func TestGroupOfOne(t *testing.T) {
	for src, want := range map[string]int{"Directive (EU)": 1, "Directive (EU|EC)": 0, `Directive \(EU\)`: 0, "(a b) c": 1} {
		_, notes, err := ParsePattern(src, PatternOptions{})
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, note := range notes {
			if note.Code == "group" {
				n++
			}
		}
		if n != want {
			t.Errorf("%s: %d notes, want %d: %v", src, n, want, notes)
		}
	}
}

// A word of ASCII letters is cut and folded as the tokenizer does it.
func TestSplitOfLetters(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[A-Za-z]{1,40}`).Draw(t, "word")
		got, gap := split(text)
		want, wantGap := cut(text)
		if !slices.Equal(got, want) || gap != wantGap {
			t.Fatalf("%q: %+v, %v; want %+v, %v", text, got, gap, want, wantGap)
		}
	})
}
