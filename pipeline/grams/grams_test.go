package grams_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"concordat/corpus"
	"concordat/corpus/tokenize"
	"concordat/pipeline/grams"

	"pgregory.net/rapid"
)

// document tokenizes a text of one paragraph.
func document(t interface{ Fatal(...any) }, text string, lexicon *corpus.Lexicon) *corpus.Document {
	tok, err := tokenize.New(tokenize.Options{Sentences: tokenize.SentencesRule})
	if err != nil {
		t.Fatal(err)
	}
	body := []byte(text)
	d, err := tok.Document(context.Background(), &corpus.Text{
		ID: "t", Body: body, Blocks: []corpus.Block{{Span: corpus.Span{End: uint32(len(body))}}},
	}, lexicon)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestByHand(t *testing.T) {
	c, err := grams.New(context.Background(), grams.Options{N: 2, Pairs: true, Memory: 4 << 20}, 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Worker().Add(document(t, "States, in peace, trust states. Peace is in states.", corpus.NewLexicon())); err != nil {
		t.Fatal(err)
	}
	if err := c.Finish(); err != nil {
		t.Fatal(err)
	}
	var got []string
	if err := c.NGrams(func(g []byte, n int64) error { got = append(got, fmt.Sprint(string(g), n)); return nil }); err != nil {
		t.Fatal(err)
	}
	want := []string{"in peace1", "in states1", "is in1", "peace is1", "peace trust1", "states in1", "trust states1"}
	if !slices.Equal(got, want) {
		t.Errorf("bigrams %v, want %v", got, want)
	}
	got = nil
	if err := c.Pairs(func(a, b string, n int64) error { got = append(got, fmt.Sprint(a, "+", b, n)); return nil }); err != nil {
		t.Fatal(err)
	}
	want = []string{"in+peace2", "in+states2", "peace+states2", "in+is1", "in+trust1", "is+peace1", "is+states1", "peace+trust1", "states+trust1"}
	if !slices.Equal(got, want) {
		t.Errorf("pairs %v, want %v", got, want)
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
}

// Any texts over any counters give what maps of strings give, in memory or not.
func TestCountsAreThoseOfMaps(t *testing.T) {
	word := rapid.SampledFrom([]string{"state", "peace", "of", "the", "cyber", "order", "x", "multi-stakeholder"})
	rapid.Check(t, func(r *rapid.T) {
		n := rapid.IntRange(1, grams.MaxN).Draw(r, "n")
		texts := rapid.SliceOfN(rapid.Map(rapid.SliceOfN(word, 0, 30), func(w []string) string { return strings.Join(w, " ") }), 0, 8).Draw(r, "texts")
		ngrams, pairs := map[string]int64{}, map[string]int64{}
		workers := make([]*grams.Worker, rapid.IntRange(1, 3).Draw(r, "workers"))
		lexicons := make([]*corpus.Lexicon, len(workers))
		c, err := grams.New(context.Background(), grams.Options{N: n, Pairs: true, Memory: 1 << 20}, len(workers))
		if err != nil {
			r.Fatal(err)
		}
		for i := range workers {
			workers[i], lexicons[i] = c.Worker(), corpus.NewLexicon()
		}
		for i, text := range texts {
			w := i % len(workers)
			if err := workers[w].Add(document(r, text, lexicons[w])); err != nil {
				r.Fatal(err)
			}
			words := strings.Fields(text)
			for k := 0; k+n <= len(words); k++ {
				ngrams[strings.Join(words[k:k+n], " ")]++
			}
			slices.Sort(words)
			words = slices.Compact(words)
			for k, a := range words {
				for _, b := range words[k+1:] {
					pairs[a+" "+b]++
				}
			}
		}
		if err := c.Finish(); err != nil {
			r.Fatal(err)
		}
		gotN, gotP := map[string]int64{}, map[string]int64{}
		last := int64(1 << 62)
		if err := c.NGrams(func(g []byte, n int64) error {
			if n > last {
				r.Fatalf("%q %d after %d", g, n, last)
			}
			last = n
			gotN[string(g)] += n
			return nil
		}); err != nil {
			r.Fatal(err)
		}
		if err := c.Pairs(func(a, b string, n int64) error { gotP[a+" "+b] += n; return nil }); err != nil {
			r.Fatal(err)
		}
		if !maps.Equal(gotN, ngrams) || !maps.Equal(gotP, pairs) {
			r.Fatalf("%v, want %v; %v, want %v", gotN, ngrams, gotP, pairs)
		}
		if err := c.Close(); err != nil {
			r.Fatal(err)
		}
	})
}

// A list of a thousand different words is no sentence whose pairs are wanted.
func TestLongSentencesArePassedOver(t *testing.T) {
	c, err := grams.New(context.Background(), grams.Options{Pairs: true, Memory: 4 << 20}, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	var b strings.Builder
	for i := range grams.MaxPairWords + 1 {
		fmt.Fprintf(&b, "w%d ", i)
	}
	if err := c.Worker().Add(document(t, b.String(), corpus.NewLexicon())); err != nil || c.Passed() != 1 {
		t.Errorf("%d passed over, %v", c.Passed(), err)
	}
	if err := c.Finish(); err != nil {
		t.Fatal(err)
	}
	if err := c.Pairs(func(a, b string, _ int64) error { return fmt.Errorf("%s %s", a, b) }); err != nil {
		t.Errorf("a pair: %v", err)
	}
	if _, err := grams.New(context.Background(), grams.Options{N: grams.MaxN + 1}, 1); err == nil {
		t.Error("n-grams of seven words are counted")
	}
}
