// Package grams counts word n-grams and pairs of words, of which there can be
// more than memory holds: what does not fit goes to disk (package spill).
package grams

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"concordat/corpus"
	"concordat/pipeline/spill"
)

// MaxN is the longest n-gram.
const MaxN = 6

// MaxPairWords is how many different words a sentence may have for its pairs
// to be counted: their number is quadratic, and no sentence that is one has so
// many. Long lists without a full stop and garbled text do.
const MaxPairWords = 500

// Options say what is counted.
type Options struct {
	N      int    // words of an n-gram, 1 to MaxN; 0 = none
	Pairs  bool   // pairs of words in a sentence
	Memory int64  // bytes that all workers together may use
	Dir    string // for what does not fit, "" = the system's temporary folder
}

// Counts are the n-grams and pairs of a corpus. Each worker counts its
// documents apart, by the numbers that its own lexicon gives the words; Finish
// numbers them anew in the order of the words' bytes. So what comes out
// depends neither on the workers nor on the memory.
type Counts struct {
	options Options
	ctx     context.Context // ends long calls
	share   int64           // of the memory, for one counter of a worker
	workers []*Worker

	words         []string // sorted; their places are the numbers in keys
	ngrams, pairs *spill.Counter
}

// New prepares the counting with so many workers at most. Close it in the end.
func New(ctx context.Context, o Options, workers int) (*Counts, error) {
	if o.N < 0 || o.N > MaxN {
		return nil, fmt.Errorf("n-grams of %d words: use 1 to %d", o.N, MaxN)
	}
	c := &Counts{options: o, ctx: ctx, share: o.Memory / 2 / int64(max(workers, 1))}
	if o.N > 0 && o.Pairs {
		c.share /= 2
	}
	return c, nil
}

// counter returns an empty counter, nil if it is not wanted.
func (c *Counts) counter(wanted bool, memory int64) *spill.Counter {
	if !wanted {
		return nil
	}
	return spill.New(c.ctx, spill.Options{Memory: memory, Dir: c.options.Dir})
}

// Worker counts the documents of one goroutine, which share a lexicon.
type Worker struct {
	n             int
	lexicon       *corpus.Lexicon
	ngrams, pairs *spill.Counter
	passed        int64
	key           []byte
	types         []corpus.TypeID
}

// Worker returns a further worker. It is not called by two goroutines at once.
func (c *Counts) Worker() *Worker {
	w := &Worker{n: c.options.N, ngrams: c.counter(c.options.N > 0, c.share), pairs: c.counter(c.options.Pairs, c.share)}
	c.workers = append(c.workers, w)
	return w
}

var errLexicon = errors.New("the documents of a worker have different lexicons")

// Add counts the n-grams and pairs of a document or a part of one. They never
// cross a sentence; the punctuation in it is passed over.
func (w *Worker) Add(d *corpus.Document) error {
	if w.lexicon == nil {
		w.lexicon = d.Lexicon
	}
	if d.Lexicon != w.lexicon {
		return errLexicon
	}
	for _, s := range d.Sentences {
		w.types = w.types[:0]
		for _, t := range d.Tokens[s.First:s.End] {
			w.types = append(w.types, t.Type)
		}
		if w.ngrams != nil {
			if err := w.addNGrams(); err != nil {
				return err
			}
		}
		if w.pairs != nil {
			if err := w.addPairs(); err != nil {
				return err
			}
		}
	}
	return nil
}

// addNGrams counts the stretches of n types of a sentence.
func (w *Worker) addNGrams() error {
	n := w.n
	if n == 2 {
		for i := 1; i < len(w.types); i++ {
			if err := w.ngrams.AddPair(uint32(w.types[i-1]), uint32(w.types[i]), 1); err != nil {
				return err
			}
		}
		return nil
	}
	w.key = w.key[:0]
	for _, t := range w.types {
		w.key = binary.BigEndian.AppendUint32(w.key, uint32(t))
	}
	for i := 0; i+4*n <= len(w.key); i += 4 {
		if err := w.ngrams.Add(w.key[i:i+4*n], 1); err != nil {
			return err
		}
	}
	return nil
}

// addPairs counts the pairs of different types of a sentence, each once.
func (w *Worker) addPairs() error {
	slices.Sort(w.types)
	w.types = slices.Compact(w.types)
	if len(w.types) > MaxPairWords {
		w.passed++
		return nil
	}
	for i, a := range w.types {
		for _, b := range w.types[i+1:] {
			if err := w.pairs.AddPair(uint32(a), uint32(b), 1); err != nil {
				return err
			}
		}
	}
	return nil
}

// Finish ends the counting and puts what the workers have together.
func (c *Counts) Finish() error {
	for _, w := range c.workers {
		for id := range w.size() {
			c.words = append(c.words, w.lexicon.Word(corpus.TypeID(id)))
		}
	}
	slices.Sort(c.words)
	c.words = slices.Compact(c.words)
	memory := c.options.Memory / 2
	if c.options.N > 0 && c.options.Pairs {
		memory /= 2
	}
	c.ngrams, c.pairs = c.counter(c.options.N > 0, memory), c.counter(c.options.Pairs, memory)
	for _, w := range c.workers {
		numbers := make([]uint32, w.size())
		for id := range numbers {
			at, _ := slices.BinarySearch(c.words, w.lexicon.Word(corpus.TypeID(id)))
			numbers[id] = uint32(at)
		}
		if err := errors.Join(move(w.ngrams, c.ngrams, numbers, false), move(w.pairs, c.pairs, numbers, true)); err != nil {
			return err
		}
	}
	return nil
}

// size returns the number of types of a worker, 0 if it had no document.
func (w *Worker) size() int {
	if w.lexicon == nil {
		return 0
	}
	return w.lexicon.Len()
}

// move adds what a worker has counted to the whole, with the words numbered
// anew, and closes it. Of a pair without an order the smaller number comes first.
func move(from, to *spill.Counter, numbers []uint32, unordered bool) error {
	if from == nil {
		return nil
	}
	var key []byte
	err := from.Each(func(old []byte, n int64) error {
		key = key[:0]
		for i := 0; i < len(old); i += 4 {
			key = binary.BigEndian.AppendUint32(key, numbers[binary.BigEndian.Uint32(old[i:])])
		}
		if unordered && bytes.Compare(key[:4], key[4:]) > 0 {
			key = append(key[4:8:8], key[:4]...)
		}
		return to.Add(key, n)
	})
	return errors.Join(err, from.Close())
}

// NGrams calls yield with every n-gram, its words joined by spaces, by falling
// count, then in the order of the words. The bytes are valid during the call.
func (c *Counts) NGrams(yield func(gram []byte, n int64) error) error {
	var gram []byte
	return c.ngrams.ByCount(0, func(key []byte, n int64) error {
		gram = gram[:0]
		for i := 0; i < len(key); i += 4 {
			if i > 0 {
				gram = append(gram, ' ')
			}
			gram = append(gram, c.words[binary.BigEndian.Uint32(key[i:])]...)
		}
		return yield(gram, n)
	})
}

// Pairs calls yield with every pair of words that stand together in a sentence,
// and the number of such sentences, by falling number, then in the order of
// the words; a comes before b.
func (c *Counts) Pairs(yield func(a, b string, n int64) error) error {
	return c.pairs.ByCount(0, func(key []byte, n int64) error {
		return yield(c.words[binary.BigEndian.Uint32(key)], c.words[binary.BigEndian.Uint32(key[4:])], n)
	})
}

// Passed returns the number of sentences that were passed over for pairs, since
// they have more than MaxPairWords different words.
func (c *Counts) Passed() (n int64) {
	for _, w := range c.workers {
		n += w.passed
	}
	return n
}

// Close removes what is on disk. Closing twice is no error.
func (c *Counts) Close() error {
	all := []*spill.Counter{c.ngrams, c.pairs}
	for _, w := range c.workers {
		all = append(all, w.ngrams, w.pairs)
	}
	var errs []error
	for _, s := range all {
		if s != nil {
			errs = append(errs, s.Close())
		}
	}
	return errors.Join(errs...)
}
