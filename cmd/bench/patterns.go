package main

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

const (
	perConcept  = 10 // patterns of a concept
	mostWords   = 6  // of a pattern
	contentWord = 5  // letters with which a pattern begins and ends at least
	leastStem   = 4  // letters before a wildcard

	alone       = 3   // of the lengths are 1
	commonWords = 500 // that are no pattern of one word
)

// pattern is a phrase of the texts, whose last word may end in a wildcard.
type pattern struct {
	words []string
	stem  int // bytes of the last word before the wildcard, 0 = none
}

// String writes the pattern as a codebook has it.
func (p pattern) String() string {
	if p.stem == 0 {
		return p.phrase()
	}
	last := len(p.words) - 1
	return strings.Join(append(p.words[:last:last], p.words[last][:p.stem]+"*"), " ")
}

// phrase is the phrase that the pattern comes from, for programs without
// wildcards.
func (p pattern) phrase() string { return strings.Join(p.words, " ") }

// patternsOf draws n different phrases of one to six words from the sentences:
// as long as those of codebooks, with words of some length at both ends, a
// quarter with a wildcard. Alone stand words that are not among the most
// common, and only in the first patterns: a codebook of thousands of entries
// grows by phrases, not by ever more of the words that every sentence has. So
// about one token in fifty is in a hit of the first 300. The first patterns are
// the same for every n.
func patternsOf(sentences []string, n int) ([]pattern, error) {
	random := rand.New(rand.NewPCG(seed, 1))
	lengths := []int{1, 1, 1, 2, 2, 2, 3, 3, 4, 5, mostWords} // how often each is wanted
	seen, common := map[string]bool{}, mostCommon(sentences, commonWords)
	var out []pattern
	for tries := 0; len(out) < n; tries++ {
		if tries > 1000*n {
			return nil, fmt.Errorf("%d sentences have only %d different phrases, not %d", len(sentences), len(out), n)
		}
		words := strings.Fields(strings.ToLower(sentences[random.IntN(len(sentences))]))
		if len(out) == usual && lengths[0] == 1 {
			lengths = lengths[alone:]
		}
		size := lengths[random.IntN(len(lengths))]
		if len(words) < size {
			continue
		}
		at := random.IntN(len(words) - size + 1)
		if size == 1 && common[words[at]] {
			continue
		}
		p := pattern{words: words[at : at+size : at+size]}
		if wild := random.IntN(4) == 0; wild {
			last := p.words[size-1]
			p.stem = max(leastStem, len(last)-1-random.IntN(3))
		}
		if p.usable() && !seen[p.String()] {
			seen[p.String()] = true
			out = append(out, p)
		}
	}
	return out, nil
}

// mostCommon returns the n most frequent words of the sentences, ties in
// alphabetical order.
func mostCommon(sentences []string, n int) map[string]bool {
	counts := map[string]int{}
	for _, s := range sentences {
		for _, w := range strings.Fields(strings.ToLower(s)) {
			counts[w]++
		}
	}
	words := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
	out := map[string]bool{}
	for _, w := range words[:min(n, len(words))] {
		out[w] = true
	}
	return out
}

// usable reports whether every program can search for the pattern: plain
// letters, no function word at its ends, and no operator of a codebook.
func (p pattern) usable() bool {
	for i, w := range p.words {
		if w == "unless" || strings.Trim(w, "abcdefghijklmnopqrstuvwxyz") != "" {
			return false
		}
		if ends := i == 0 || i == len(p.words)-1; ends && len(w) < contentWord {
			return false
		}
	}
	return p.stem < len(p.words[len(p.words)-1])
}

// codebookText writes patterns as a codebook file.
func codebookText(name string, patterns []string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "name: %s\nversion: 1.0.0\nlanguage: en\nconcepts:\n", name)
	for i, p := range patterns {
		if i%perConcept == 0 {
			fmt.Fprintf(&b, "  c%05d:\n    label: Concept %d\n    patterns:\n", i/perConcept+1, i/perConcept+1)
		}
		b.WriteString("    - " + p + "\n")
	}
	return b.String()
}

const (
	phrasesFile = "phrases.txt" // for programs without codebooks
	usual       = 300           // patterns where their number is not the question
)

// patternCounts are the sizes of the codebooks.
var patternCounts = []int{30, 300, 3000, 30000}

// codebookFile names the codebook of n patterns in a writing.
func codebookFile(n int, writing string) string {
	if writing = strings.ReplaceAll(strings.ToLower(writing), " ", "-"); writing != "" {
		writing = "-" + writing
	}
	return fmt.Sprintf("codebook-%d%s.yaml", n, writing)
}

// each returns what do makes of each item.
func each[In, Out any](items []In, do func(In) Out) []Out {
	out := make([]Out, len(items))
	for i, v := range items {
		out[i] = do(v)
	}
	return out
}

// writePatterns writes every codebook, and the phrases for other programs, into
// the work folder.
func writePatterns(dir string, sentences []string) error {
	most, err := patternsOf(sentences, patternCounts[len(patternCounts)-1])
	if err != nil {
		return err
	}
	out := map[string]string{}
	for _, n := range patternCounts {
		out[codebookFile(n, "")] = codebookText(fmt.Sprintf("bench-%d", n), each(most[:n], pattern.String))
	}
	phrases := each(most[:usual], pattern.phrase)
	for _, s := range scripts {
		out[codebookFile(usual, s.name)] = codebookText("bench-script", each(phrases, s.write))
	}
	out[phrasesFile] = strings.Join(phrases, "\n") + "\n"
	for name, text := range out {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}
