package main

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"
)

// seed starts every shuffle, so that the same sentences give the same bytes.
const seed = 2017

// version of the generators: texts that another one left are made anew.
const version = 1

const (
	paragraph = 5    // sentences
	shortest  = 20   // bytes of a sentence
	longest   = 2000 // bytes of a sentence
)

// sentencesOf returns the sentences of every .txt file below a folder, in the
// order of its names. The rule is a simple one: the texts that are made of them
// need sentences of ordinary words and lengths, not the best boundaries.
func sentencesOf(fsys fs.FS) ([]string, error) {
	var out []string
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(name) != ".txt" {
			return err
		}
		b, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		for line := range strings.Lines(string(b)) {
			for s := range cutSentences(line) {
				if len(s) >= shortest && len(s) <= longest && utf8.ValidString(s) {
					out = append(out, s)
				}
			}
		}
		return nil
	})
	return out, err
}

// cutSentences yields the pieces of a line that end with a full stop, a
// question or an exclamation mark before a space and a capital letter.
func cutSentences(line string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		start := 0
		for i := 0; i+2 < len(line); i++ {
			if !strings.ContainsRune(".?!", rune(line[i])) || line[i+1] != ' ' {
				continue
			}
			if r, _ := utf8.DecodeRuneInString(line[i+2:]); unicode.IsUpper(r) {
				if !yield(strings.TrimSpace(line[start : i+1])) {
					return
				}
				start = i + 2
			}
		}
		yield(strings.TrimSpace(line[start:]))
	}
}

// packing is how the same sentences lie in files.
type packing string

// The packings.
const (
	oneFile packing = "one file"
	files   packing = "files"
	records packing = "records of one JSON lines file"
)

// spec says what one corpus is made of.
type spec struct {
	Name     string
	Bytes    int64 // of sentences; their paragraphs add white space
	Packing  packing
	Document int64 // bytes of sentences in a document, on average
	Writing  string
	Version  int
}

// corpus is a corpus as it is made. A record holds it without its path.
type corpus struct {
	Name      string `json:"name"`
	Packing   string `json:"packing"`
	Bytes     int64  `json:"bytes"`
	Documents int    `json:"documents"`
	Words     int64  `json:"words"`  // between white space, as wc counts them
	Tokens    int64  `json:"tokens"` // running words, as concordat counts them; 0 = it did not
	Types     int    `json:"types,omitempty"`
	SHA256    string `json:"sha256"` // of the files' bytes in the order of their names
}

// dealer hands out the sentences in random order, each once, and then again in
// another order.
type dealer struct {
	sentences []string
	order     []int
	at        int
	random    *rand.Rand
}

func newDealer(sentences []string) *dealer {
	return &dealer{sentences: sentences, random: rand.New(rand.NewPCG(seed, 0))}
}

func (d *dealer) next() string {
	if d.at == len(d.order) {
		d.order, d.at = d.random.Perm(len(d.sentences)), 0
	}
	d.at++
	return d.sentences[d.order[d.at-1]]
}

// folderSize is how many files a folder holds.
const folderSize = 1000

// writer writes the documents of one corpus.
type writer struct {
	dir  string
	spec spec
	info corpus
	sum  interface {
		Write([]byte) (int, error)
		Sum([]byte) []byte
	}
	file  *os.File
	out   *bufio.Writer
	types map[string]bool // nil = not counted
}

// build writes a corpus below dir, unless it is there from before, and returns
// what it is. Nothing unfinished bears its name.
func (s spec) build(dir string, sentences []string) (corpus, error) {
	s.Version = version
	want, err := json.Marshal(s)
	if err != nil {
		return corpus{}, err
	}
	card := filepath.Join(dir, s.Name+".json")
	var known struct {
		Spec   json.RawMessage
		Corpus corpus
	}
	if b, err := os.ReadFile(card); err == nil && json.Unmarshal(b, &known) == nil && string(known.Spec) == string(want) {
		return known.Corpus, nil
	}
	part := filepath.Join(dir, s.Name+".part")
	if err := errors.Join(os.RemoveAll(part), os.RemoveAll(filepath.Join(dir, s.Name))); err != nil {
		return corpus{}, err
	}
	w := &writer{dir: part, spec: s, info: corpus{Name: s.Name, Packing: string(s.Packing)}, sum: sha256.New()}
	if strings.HasPrefix(s.Writing, "types") {
		w.types = map[string]bool{}
	}
	if err := w.write(newDealer(sentences)); err != nil {
		return corpus{}, fmt.Errorf("%s: %w", s.Name, err)
	}
	if err := os.Rename(part, filepath.Join(dir, s.Name)); err != nil {
		return corpus{}, err
	}
	known.Spec, known.Corpus = want, w.info
	b, err := json.Marshal(known)
	if err != nil {
		return corpus{}, err
	}
	return w.info, os.WriteFile(card, b, 0o644)
}

// write deals sentences to documents until there are enough bytes. Documents
// end where the sentences pass the next multiple of their size, so that every
// packing has the same sentences and, on average, documents of the right size.
func (w *writer) write(d *dealer) error {
	rewrite := writings(w.spec.Writing)
	var text strings.Builder
	var done, inText int64
	for done < w.spec.Bytes {
		s := rewrite(d.next())
		done += int64(len(s)) + 1
		text.WriteString(s)
		inText++
		full := w.spec.Document > 0 && done/w.spec.Document > (done-int64(len(s))-1)/w.spec.Document
		switch {
		case full || done >= w.spec.Bytes:
			text.WriteByte('\n')
			if err := w.document(text.String(), full || done >= w.spec.Bytes); err != nil {
				return err
			}
			text.Reset()
			inText = 0
		case inText%paragraph != 0:
			text.WriteByte(' ')
		default:
			text.WriteString("\n\n")
			if w.spec.Packing == oneFile { // a text of a gigabyte is not kept
				if err := w.document(text.String(), false); err != nil {
					return err
				}
				text.Reset()
			}
		}
	}
	w.info.Types = len(w.types)
	w.info.SHA256 = hex.EncodeToString(w.sum.Sum(nil))
	return w.close()
}

// document writes a text, or a piece of it where more of it follows.
func (w *writer) document(text string, last bool) error {
	w.count(text)
	if w.spec.Packing == records {
		line, err := json.Marshal(map[string]string{"id": fmt.Sprintf("d%06d", w.info.Documents+1), "text": text})
		if err != nil {
			return err
		}
		text = string(line) + "\n"
	}
	if w.file == nil {
		if err := w.open(); err != nil {
			return err
		}
	}
	w.info.Bytes += int64(len(text))
	if _, err := w.sum.Write([]byte(text)); err != nil {
		return err
	}
	if _, err := w.out.WriteString(text); err != nil {
		return err
	}
	if !last {
		return nil
	}
	w.info.Documents++
	if w.spec.Packing == files {
		return w.close()
	}
	return nil
}

// count counts the words of a text and, if wanted, the types.
func (w *writer) count(text string) {
	for word := range strings.FieldsSeq(text) {
		w.info.Words++
		if w.types != nil {
			if word = strings.ToLower(strings.TrimFunc(word, unicode.IsPunct)); !w.types[word] && word != "" {
				w.types[strings.Clone(word)] = true
			}
		}
	}
}

func (w *writer) open() error {
	name := "text.txt"
	switch w.spec.Packing {
	case records:
		name = "texts.jsonl"
	case files:
		name = filepath.Join(fmt.Sprintf("%04d", w.info.Documents/folderSize), fmt.Sprintf("d%06d.txt", w.info.Documents+1))
	}
	name = filepath.Join(w.dir, name)
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	w.file, w.out = f, bufio.NewWriterSize(f, 1<<16)
	return nil
}

func (w *writer) close() error {
	if w.file == nil {
		return nil
	}
	err := errors.Join(w.out.Flush(), w.file.Close())
	w.file = nil
	return err
}

// path is what a corpus' readers are given: its only file, or its folder.
func (c corpus) path(dir string) string {
	switch packing(c.Packing) {
	case oneFile:
		return filepath.Join(dir, c.Name, "text.txt")
	case records:
		return filepath.Join(dir, c.Name, "texts.jsonl")
	}
	return filepath.Join(dir, c.Name)
}
