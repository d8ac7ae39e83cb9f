package layout

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"concordat/corpus"

	"pgregory.net/rapid"
)

// show writes blocks as K|text, with line ends within a block as /.
func show(body string) []string {
	var out []string
	for _, b := range Blocks([]byte(body)) {
		kind := [...]string{"P", "H", "I", "C"}[b.Kind]
		if b.Level > 0 {
			kind += fmt.Sprint(b.Level)
		}
		out = append(out, kind+"|"+strings.NewReplacer("\r\n", "/", "\n", "/").Replace(body[b.Start:b.End]))
	}
	return out
}

// wrapped is enough text to make the layout a wrapped one, 40 runes wide.
const wrapped = "The members of the assembly have met and\nthey have talked at length about what is\nto be done with the networks that all of\nthem need and that none of them commands\nby itself, as everyone in the hall knows\nwell.\n"

const wrappedShown = "P|The members of the assembly have met and/they have talked at length about what is/to be done with the networks that all of/them need and that none of them commands/by itself, as everyone in the hall knows/well."

func TestBlocks(t *testing.T) {
	for _, c := range []struct {
		name, in string
		want     []string
	}{
		{"empty", "", nil},
		{"white space", " \n\t\n\u00a0\f", nil},
		{"empty line", "one two\n\nthree four", []string{"P|one two", "P|three four"}},
		{"empty line of spaces", "one two\r\n \t\r\nthree four", []string{"P|one two", "P|three four"}},
		{"form feed", "one two\fthree four", []string{"P|one two", "P|three four"}},
		{"paragraph separator", "one two\u2029three four", []string{"P|one two", "P|three four"}},
		{"white space at the borders", "  one two  \n", []string{"P|one two"}},
		{"before a small letter", "One sentence that\nis wrapped.", []string{"P|One sentence that/is wrapped."}},
		{"after an open word", "A letter from the\nSecretary to the\nAssembly.", []string{"P|A letter from the/Secretary to the/Assembly."}},
		{"a line is a paragraph", "A first one.\nA second one.\nA third one.", []string{"P|A first one.", "P|A second one.", "P|A third one."}},
		{"a heading among paragraphs", "Goals, vision\nThis is the first.\nThis is the second.\nMeans\nThis is the third.", []string{"H|Goals, vision", "P|This is the first.", "P|This is the second.", "H|Means", "P|This is the third."}},
		{"a heading at the end heads nothing", "This is the first.\nThis is the second.\nThis is the third.\nThe End", []string{"P|This is the first.", "P|This is the second.", "P|This is the third.", "P|The End"}},
		{"a long line without an end goes on", strings.Repeat("Word ", 40) + "\n12/34 Others follow it.\nThe next.\nThe last.", []string{"P|" + strings.Repeat("Word ", 40) + "/12/34 Others follow it.", "P|The next.", "P|The last."}},
		{"wrapped", wrapped, []string{wrappedShown}},
		{"wrapped, a short line ends it", wrapped + wrapped, []string{wrappedShown, wrappedShown}},
		{"wrapped, capitals within", wrapped + "This was said by the deputy of the High\nRepresentative of the Union for the\nForeign Affairs, who came late.", []string{wrappedShown, "P|This was said by the deputy of the High/Representative of the Union for the/Foreign Affairs, who came late."}},
		{"wrapped, an abbreviation", wrapped + "It was the view of the U.S.\nGovernment that they met.", []string{wrappedShown, "P|It was the view of the U.S./Government that they met."}},
		{"wrapped, a heading in title case", wrapped + "The Road Ahead\n" + wrapped, []string{wrappedShown, "H|The Road Ahead", wrappedShown}},
		{"wrapped, a heading in capitals", wrapped + "THE ROAD AHEAD\nAND BEYOND\n" + wrapped, []string{wrappedShown, "H|THE ROAD AHEAD/AND BEYOND", wrappedShown}},
		{"wrapped, a numbered heading", wrapped + "2.1. The Road Ahead\n" + wrapped, []string{wrappedShown, "H2|2.1. The Road Ahead", wrappedShown}},
		{"wrapped, bullets", wrapped + "• the one thing that is long enough to\nneed two lines\n• the other", []string{wrappedShown, "I|• the one thing that is long enough to/need two lines", "I|• the other"}},
		{"wrapped, numbers", wrapped + "They agreed on:\n1. peace;\n2. trade; and\n3. talks.", []string{wrappedShown, "P|They agreed on:", "I|1. peace;", "I|2. trade; and", "I|3. talks."}},
		{"wrapped, a number within", wrapped + "This they have agreed upon in Article\n5. It was late and so they went to their\nrooms.", []string{wrappedShown, "P|This they have agreed upon in Article/5. It was late and so they went to their/rooms."}},
		{"wrapped, a year within", wrapped + "This they have agreed upon in the year\n2003. It was late and so they went home\nat last.", []string{wrappedShown, "P|This they have agreed upon in the year/2003. It was late and so they went home/at last."}},
		{"wrapped, a dash within", wrapped + "They have the whole of the capability\n– from the biggest company to the single\ncitizen.", []string{wrappedShown, "P|They have the whole of the capability/– from the biggest company to the single/citizen."}},
		{"wrapped, a lone bullet", wrapped + "•\nThe one\n•\nThe other", []string{wrappedShown, "I|•/The one", "I|•/The other"}},
		{"wrapped, indented", "  The first line of the whole paragraph is\nindented and it goes on over so many of\nthem as there may be until it must stop.\n  The second is indented in the same way\nand goes on too, but not as far as that.", []string{"P|The first line of the whole paragraph is/indented and it goes on over so many of/them as there may be until it must stop.", "P|The second is indented in the same way/and goes on too, but not as far as that."}},
		{"a lone number before an empty line", "We shall:\n\n(a)\n\nact at once;\n\n(b)\n\nact well.", []string{"P|We shall:", "I|(a)//act at once;", "I|(b)//act well."}},
		{"empty lines within sentences", strings.Repeat("This is a sentence which goes on\n\nafter the empty line. Then\n\nAnother.\n\n", 5), slices.Repeat([]string{"P|This is a sentence which goes on//after the empty line. Then", "P|Another."}, 5)},
		{"an address is no heading", "This is the first.\nThis is the second.\nMr. President\nThis is the third.", []string{"P|This is the first.", "P|This is the second.", "P|Mr. President", "P|This is the third."}},
		{"no case", "各国应当尊重。\n国际社会应当合作。\n共同体。", []string{"P|各国应当尊重。", "P|国际社会应当合作。", "P|共同体。"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := show(c.in); fmt.Sprintf("%q", got) != fmt.Sprintf("%q", c.want) {
				t.Errorf("\n got %s\nwant %s", strings.Join(got, "\n     "), strings.Join(c.want, "\n     "))
			}
		})
	}
}

func TestRunningHeadsStandAlone(t *testing.T) {
	var b strings.Builder
	for i := range 8 {
		fmt.Fprintf(&b, "The members of the assembly have met and\nthey have talked at length about all the\n%d A Strategy for Networks\nthings that they share with one another.\n", i)
	}
	heads := 0
	for _, s := range show(b.String()) {
		if strings.HasSuffix(s, "A Strategy for Networks") && strings.HasPrefix(s, "P|") && !strings.Contains(s, "/") {
			heads++
		}
	}
	if heads != 8 {
		t.Errorf("%d running heads of 8:\n%s", heads, strings.Join(show(b.String()), "\n"))
	}
}

func TestLines(t *testing.T) {
	for _, c := range []struct {
		in     string
		mark   mark
		levels uint8
		number int32
		close  closing
		joins  bool
	}{
		{"1. One", markNumber, 1, 1, closeNone, false},
		{"3.13. Terrorist groups", markNumber, 2, 13, closeNone, false},
		{"4.Work with industry", markNumber, 1, 4, closeNone, false},
		{"(iv) the fourth;", markNumber, 1, 4, closeColon, false},
		{"c) the third,", markNumber, 1, 3, closeComma, false},
		{"(12) recitals.", markNumber, 1, 12, closeFull, false},
		{"A. Annex", markNumber, 1, 1, closeNone, false},
		{"a lone letter", markNone, 0, 0, closeNone, false},
		{"2003. The year", markNone, 0, 0, closeNone, false},
		{"2.4 per cent", markNumber, 2, 4, closeNone, false},
		{"U.S. policy", markNone, 0, 0, closeNone, false},
		{"• one", markBullet, 0, 0, closeNone, false},
		{"-5 degrees", markNone, 0, 0, closeNone, false},
		{"he said “no.”", markNone, 0, 0, closeFull, false},
		{"a high impact.12", markNone, 0, 0, closeFull, false},
		{"a rate of 2.4", markNone, 0, 0, closeNone, false},
		{"of the", markNone, 0, 0, closeNone, true},
		{"it is cyber-", markNone, 0, 0, closeNone, true},
		{"the U.S.", markNone, 0, 0, closeNone, true},
	} {
		l := lineOf(c.in)
		if l.mark != c.mark || l.levels != c.levels || l.number != c.number || l.close != c.close || l.joins != c.joins {
			t.Errorf("%q: mark %d levels %d number %d close %d joins %v", c.in, l.mark, l.levels, l.number, l.close, l.joins)
		}
	}
}

// lineOf reads a line that stands alone.
func lineOf(text string) line {
	var l line
	l.read([]byte(text))
	return l
}

// A text cut at a size limit gives blocks that still cover it.
func TestLongTextsAreTakenInParts(t *testing.T) {
	body := []byte(strings.Repeat("The first one.\nThe second one.\n\n", 600_000)) // 19 MB
	blocks := Blocks(body)
	if len(blocks) != 1_200_000 {
		t.Fatalf("%d blocks", len(blocks))
	}
	for i, b := range blocks {
		if want := [2]string{"The first one.", "The second one."}[i%2]; string(body[b.Start:b.End]) != want {
			t.Fatalf("block %d is %q", i, body[b.Start:b.End])
		}
	}
}

// A rule that were quadratic in hostile lines would miss this bound by far.
func TestBlocksAreLinear(t *testing.T) {
	for _, unit := range []string{"a\n", "AB CD\n", "1.\n", "x", " ", "Word one two\nlower.\n", "\n", "• ", "(", ".", "Aa Bb\nCc dd\n"} {
		body := []byte(strings.Repeat(unit, 40_000))
		start := time.Now()
		Blocks(body)
		if d := time.Since(start); d > 10*time.Second {
			t.Errorf("%q: %v", unit, d)
		}
	}
}

func TestBlocksHoldEmptyLinesOnlyWhereTheyMay(t *testing.T) {
	line := rapid.SampledFrom([]string{"The one.", "and two", "THREE", "• four", "5. Five", "of the", "Six Seven", "八。", ""})
	rapid.Check(t, func(t *rapid.T) {
		body := strings.Join(rapid.SliceOfN(line, 0, 30).Draw(t, "lines"), rapid.SampledFrom([]string{"\n", "\r\n"}).Draw(t, "end"))
		last := uint32(0)
		for _, b := range Blocks([]byte(body)) {
			text := body[b.Start:b.End]
			if b.Start < last || strings.TrimSpace(text) != text || text == "" {
				t.Fatalf("block %v %q in %q", b, text, body)
			}
			if strings.Contains(strings.ReplaceAll(text, "\r", ""), "\n\n") { // no line here is a lone number or long
				t.Fatalf("an empty line in %q", text)
			}
			last = b.End
		}
	})
}

// shared returns the folder of real texts beside the repository.
func shared(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		c := filepath.Join(filepath.Dir(dir), "shared", "corpus")
		if info, err := os.Stat(c); err == nil && info.IsDir() {
			return c
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Skip("no folder shared/corpus beside the repository")
		}
		dir = up
	}
}

func read(t testing.TB, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.FromSlash(name))
	if err != nil {
		t.Skip(err)
	}
	return string(data)
}

// In the essay, each line is a paragraph and four short ones are headings.
func TestEssay(t *testing.T) {
	body := read(t, shared(t)+"/commentary/china_cooperation_proposal_2017.txt")
	blocks := Blocks([]byte(body))
	lines := strings.Split(strings.TrimSpace(body), "\n")
	if len(blocks) != len(lines) {
		t.Fatalf("%d blocks of %d lines", len(blocks), len(lines))
	}
	var heads []int
	for i, b := range blocks {
		if got := body[b.Start:b.End]; got != strings.TrimSpace(lines[i]) {
			t.Errorf("block %d: %.60q", i, got)
		}
		if b.Kind == corpus.Heading {
			heads = append(heads, i)
		}
	}
	if fmt.Sprint(heads) != "[0 5 13 21]" {
		t.Errorf("headings are lines %v", heads)
	}
}

// On real texts, few blocks may end within a sentence: a block cut wrongly
// begins with a small letter, unless it is an item or follows a running head.
func TestFewSentencesAreCut(t *testing.T) {
	dir := shared(t)
	for _, c := range []struct {
		pattern string
		most    float64 // share of line ends that are wrong cuts
	}{
		{"strategies/us_2003.txt", 0.001},
		{"strategies/uk_2016.txt", 0.001},
		{"strategies/us_dod_2015.txt", 0.001},
		{"strategies/us_2009_review.txt", 0.001},
		{"un-general-debate/*.txt", 0.0005},
	} {
		names, err := filepath.Glob(filepath.Join(dir, filepath.FromSlash(c.pattern)))
		if err != nil || len(names) == 0 {
			t.Skip(c.pattern, "is not there")
		}
		ends, cuts := 0, 0
		for _, name := range names {
			e, k := cutSentences(t, read(t, name))
			ends, cuts = ends+e, cuts+k
		}
		t.Logf("%s: %d of %d line ends cut a sentence", c.pattern, cuts, ends)
		if float64(cuts) > c.most*float64(ends) {
			t.Errorf("%s: %d of %d line ends cut a sentence", c.pattern, cuts, ends)
		}
	}
}

// cutSentences counts line ends without an empty line, and those among them
// where a block without closing punctuation ends before a small letter. Blocks
// beside a running head are cut by the page, not by the rules.
func cutSentences(t *testing.T, body string) (ends, cuts int) {
	ends = strings.Count(body, "\n") - strings.Count(body, "\n\n")
	blocks := Blocks([]byte(body))
	times := map[string]int{}
	for _, b := range blocks {
		times[string(unnumbered([]byte(body[b.Start:b.End])))]++
	}
	for i := 1; i < len(blocks); i++ {
		a, b := blocks[i-1], blocks[i]
		if strings.ContainsAny(body[a.End:b.Start], "\f") || strings.Count(body[a.End:b.Start], "\n") > 1 {
			continue
		}
		first, second := body[a.Start:a.End], body[b.Start:b.End]
		before, after := lineOf(first), lineOf(second)
		if times[string(unnumbered([]byte(first)))] >= repeats {
			continue
		}
		if before.close < closeColon && after.first == firstSmall && after.mark == markNone {
			cuts++
			t.Logf("%.60q | %.60q", first[max(0, len(first)-60):], second)
		}
	}
	return ends, cuts
}
