package tokenize

import (
	"bufio"
	"cmp"
	"crypto/sha256"
	"fmt"
	"maps"
	"math"
	"math/big"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"concordat/analyzers/stats"
	"concordat/corpus"
	"concordat/corpus/format/layout"
)

// folders are the folders of the shared corpus that the labels are drawn from,
// each with the least share of breaks within blocks that the rule and prose
// must have in common. Why it is below 99.5 %, and who is right where they
// differ, stands in testdata/SENTENCES.md.
var folders = []struct {
	name  string
	least float64
}{
	{"strategies", 0.979},
	{"commentary", 0.981},
	{"us-national-security-strategies", 0.988},
	{"un-general-debate", 0.988},
	{"bulk", 0.984},
}

// pinned is what the segmenters get right of each sample, so that any change of
// either is seen. A has only places where the two differed when it was drawn.
var pinned = map[string]score{
	"A": {all: 272, prose: 48, rule: 227, proseOnly: 44, ruleOnly: 223},
	"B": {all: 517, prose: 502, rule: 511, ruleOnly: 9},
	"C": {all: 164, prose: 159, rule: 159},
}

// placeLabel is one line of testdata/breaks.tsv.
type placeLabel struct {
	file, sum string // sum is the beginning of the file's SHA-256
	offset    uint32 // of the token after the place
	label     string // break, none or unclear
	sample    string
	class     string
}

// answer is what the segmenters say of a place, and its class.
type answer struct {
	prose, rule bool
	class       string
}

// score counts right answers.
type score struct {
	all, prose, rule    int
	proseOnly, ruleOnly int // right where the other is wrong
}

func (s *score) add(want bool, a answer) {
	s.all++
	prose, rule := a.prose == want, a.rule == want
	switch {
	case prose && rule:
		s.prose++
		s.rule++
	case prose:
		s.prose++
		s.proseOnly++
	case rule:
		s.rule++
		s.ruleOnly++
	}
}

func (s score) String() string {
	rate := func(k int) string {
		lo, hi := stats.Wilson(int64(k), int64(s.all), 0.95)
		return fmt.Sprintf("%d of %d = %.2f %% [%.2f, %.2f]", k, s.all, 100*float64(k)/float64(s.all), 100*lo, 100*hi)
	}
	return fmt.Sprintf("prose %s, rule %s; only prose right %d, only rule right %d, p = %.2g",
		rate(s.prose), rate(s.rule), s.proseOnly, s.ruleOnly, mcnemar(s.proseOnly, s.ruleOnly))
}

// mcnemar returns the two-sided exact probability of a split of discordant pairs
// at least as uneven as b to c if either way were as likely; 1 if there are none.
//
// Source: McNemar 1947, doi:10.1007/BF02295996, with the binomial distribution.
func mcnemar(b, c int) float64 {
	n := int64(b + c)
	tail := new(big.Int)
	for k := range int64(min(b, c) + 1) {
		tail.Add(tail, new(big.Int).Binomial(n, k))
	}
	p, _ := new(big.Rat).SetFrac(tail, new(big.Int).Lsh(big.NewInt(1), uint(n))).Float64()
	return min(1, 2*p)
}

func TestMcNemar(t *testing.T) {
	// binom.test(b, b + c)$p.value in R.
	for _, c := range []struct {
		b, c int
		want float64
	}{{0, 0, 1}, {0, 2, 0.5}, {5, 5, 1}, {1, 9, 0.021484375}, {10, 0, 0.001953125}} {
		if got := mcnemar(c.b, c.c); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("mcnemar(%d, %d) = %v, want %v", c.b, c.c, got, c.want)
		}
	}
}

// TestLabels compares the two segmenters with what a reader says, and with one
// another.
func TestLabels(t *testing.T) {
	if testing.Short() {
		t.Skip("divides 35 MB by prose")
	}
	labels := readLabels(t)
	answers := map[string]map[uint32]answer{}
	for _, l := range labels {
		if answers[l.file] == nil {
			answers[l.file] = map[uint32]answer{}
		}
		answers[l.file][l.offset] = answer{}
	}
	read := 0
	for _, f := range folders {
		t.Run(f.name, func(t *testing.T) {
			texts := shared(t, f.name)
			checkSums(t, labels, texts)
			read++
			both, all := compareBreaks(t, texts, answers)
			t.Logf("%d of %d breaks within blocks are the same: %.4f", both, all, float64(both)/float64(all))
			if float64(both) < f.least*float64(all) {
				t.Errorf("%d of %d breaks within blocks are the same, want at least %v; read testdata/SENTENCES.md", both, all, f.least)
			}
		})
	}
	if read < len(folders) {
		t.Skip("the labels need every folder as it was labelled")
	}
	scoreLabels(t, labels, answers)
}

// scoreLabels compares the answers with the labels.
func scoreLabels(t *testing.T, labels []placeLabel, answers map[string]map[uint32]answer) {
	t.Helper()
	scores := map[string]score{} // by sample, by sample and folder, and by class
	for _, l := range labels {
		a := answers[l.file][l.offset]
		if a.class != l.class {
			t.Errorf("%s:%d: the place is of class %q, it was of %q: the tokens or blocks have changed", l.file, l.offset, a.class, l.class)
		}
		if l.label == "unclear" {
			continue
		}
		folder, _, _ := strings.Cut(l.file, "/")
		for _, key := range []string{l.sample, l.sample + " " + folder, "class " + l.class} {
			s := scores[key]
			s.add(l.label == "break", a)
			scores[key] = s
		}
	}
	for _, key := range slices.Sorted(maps.Keys(scores)) {
		s := scores[key]
		t.Logf("%s: %v", key, s)
		if want, ok := pinned[key]; ok && s != want {
			t.Errorf("sample %s: %v, pinned is %v", key, s, want)
		}
		if s.rule < s.prose && !strings.HasPrefix(key, "class ") {
			t.Errorf("sample %s: the rule is right %d times, prose %d times", key, s.rule, s.prose)
		}
	}
}

// readLabels returns the labels of testdata/breaks.tsv.
func readLabels(t *testing.T) []placeLabel {
	t.Helper()
	f, err := os.Open("testdata/breaks.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []placeLabel
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		if strings.HasPrefix(lines.Text(), "#") {
			continue
		}
		c := strings.Split(lines.Text(), "\t")
		if len(c) != 6 {
			t.Fatalf("breaks.tsv:%d: %d columns, want 6", n, len(c))
		}
		offset, err := strconv.ParseUint(c[2], 10, 32)
		if err != nil {
			t.Fatalf("breaks.tsv:%d: %v", n, err)
		}
		l := placeLabel{c[0], c[1], uint32(offset), c[3], c[4], c[5]}
		if !slices.Contains([]string{"break", "none", "unclear"}, l.label) || pinned[l.sample].all == 0 {
			t.Fatalf("breaks.tsv:%d: label %q of sample %q", n, l.label, l.sample)
		}
		out = append(out, l)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	if !slices.IsSortedFunc(out, func(a, b placeLabel) int {
		return cmp.Or(cmp.Compare(a.sample, b.sample), cmp.Compare(a.file, b.file), cmp.Compare(a.offset, b.offset))
	}) {
		t.Error("breaks.tsv is not in the order of sample, file, offset")
	}
	return out
}

// checkSums skips the test if a text is not the one that was labelled.
func checkSums(t *testing.T, labels []placeLabel, texts []*corpus.Text) {
	t.Helper()
	sums := map[string]string{}
	for _, text := range texts {
		sums[text.ID] = fmt.Sprintf("%x", sha256.Sum256(text.Body))
	}
	for _, l := range labels {
		if sum, ok := sums[l.file]; ok && !strings.HasPrefix(sum, l.sum) {
			t.Skipf("%s is not the file that was labelled: SHA-256 %.12s, want %s", l.file, sum, l.sum)
		}
	}
}

// batch is how many texts are divided at once.
const batch = 64

// compareBreaks returns how many breaks within the blocks of the texts the two
// segmenters share and how many either makes, and fills in the answers that are
// asked for. Blocks are those of plain text, as in the program.
func compareBreaks(t *testing.T, texts []*corpus.Text, answers map[string]map[uint32]answer) (both, all int) {
	t.Helper()
	for _, text := range texts {
		text.Blocks = layout.Blocks(text.Body)
	}
	differ := map[string][2]int{} // by class: only prose breaks, only the rule
	for part := range slices.Chunk(texts, batch) {
		prose := documents(t, Options{Sentences: SentencesProse}, part...)
		ruled := documents(t, Options{Sentences: SentencesRule}, part...)
		for k, d := range prose {
			p, r := firsts(d), firsts(ruled[k])
			wanted := answers[d.ID]
			i := 0
			for _, b := range d.Blocks {
				for first := i; i < len(d.Tokens) && d.Tokens[i].Start < b.End; i++ {
					a := answer{p[i], r[i], "start of a block"}
					if i > first {
						a.class = place(d, i, i-1 == first)
						switch {
						case a.prose && a.rule:
							both++
							all++
						case a.prose || a.rule:
							all++
							n := differ[a.class]
							if a.rule {
								n[1]++
							} else {
								n[0]++
							}
							differ[a.class] = n
						}
					}
					if _, ok := wanted[d.Tokens[i].Start]; ok {
						wanted[d.Tokens[i].Start] = a
					}
				}
			}
		}
	}
	for _, c := range slices.Sorted(maps.Keys(differ)) {
		t.Logf("%-16s only prose breaks %d, only the rule %d", c, differ[c][0], differ[c][1])
	}
	return both, all
}

// firsts says of each token whether a sentence begins with it.
func firsts(d *corpus.Document) []bool {
	out := make([]bool, len(d.Tokens))
	for _, s := range d.Sentences {
		out[s.First] = true
	}
	return out
}
