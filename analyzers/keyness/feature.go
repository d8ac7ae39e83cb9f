package keyness

import (
	"strings"
	"unicode"

	"concordat/analyzers"
	"concordat/analyzers/tally"
	"concordat/corpus"
	"concordat/corpus/wordlist"
)

// feature is a kind of thing that is counted on both sides and compared.
type feature struct {
	kind     string                // the end of its table's name
	keys     []string              // by id
	labels   []string              // by id; nil if the keys say it
	listed   []bool                // by id: what is not is counted, but neither tested nor listed
	takes    func(key string) bool // decides what is listed
	kinds    int                   // how many different ones there are, listed or not
	least    int64                 // count on both sides together from which one is tested
	sizes    []int64               // by document: what its counts are parts of
	counts   [][]tally.Word        // by document
	cautions []caution             // about the counts
}

// caution is a note about a feature.
type caution struct{ code, message string }

// side is what the documents of a side have of a feature.
type side struct {
	size      int64
	documents int64   // that are not empty
	counts    []int64 // by id
	present   []int64 // by id: documents with an occurrence
}

// sum adds up documents.
func (f *feature) sum(documents []int) side {
	s := side{counts: make([]int64, len(f.keys)), present: make([]int64, len(f.keys))}
	for _, d := range documents {
		s.size += f.sizes[d]
		if f.sizes[d] > 0 {
			s.documents++
		}
		for _, w := range f.counts[d] {
			s.counts[w.Type] += w.N
			s.present[w.Type]++
		}
	}
	return s
}

// compare returns what is tested in a comparison: all that is listed and occurs
// often enough. Something that occurs more often than its side has tokens, which
// takes patterns that match the same words over and over, is no share of them
// and is left out. whole is the sum of all documents.
func (f *feature) compare(c analyzers.Comparison, whole side) family {
	t, r := f.sum(c.Target.Documents), f.sum(c.Reference.Documents)
	out := family{kinds: f.kinds, target: c.Target, reference: c.Reference}
	if t.size == 0 || r.size == 0 {
		return out
	}
	for id, key := range f.keys {
		a, b := t.counts[id], r.counts[id]
		if a+b < f.least || !f.listed[id] || a > t.size || b > r.size {
			continue
		}
		w := item{
			key: key, a: a, A: t.size, b: b, B: r.size, most: b,
			inTarget: t.present[id], ofTarget: t.documents,
			inReference: r.present[id], mostDocuments: r.present[id], ofReference: r.documents,
			share: float64(whole.counts[id]) / float64(whole.size),
		}
		if f.labels != nil {
			w.label = f.labels[id]
		}
		out.items = append(out.items, w)
	}
	return out
}

// against returns what is tested when a side is set against a frequency list:
// the words of either. A word that the list lacks may occur there up to once
// less than the list's minimum. whole is the sum of all documents.
func (f *feature) against(s analyzers.Side, list *wordlist.List, whole side) family {
	t := f.sum(s.Documents)
	out := family{kinds: f.kinds, target: s, reference: analyzers.Side{Name: list.Name}}
	if t.size == 0 {
		return out
	}
	add := func(w item, n int64) {
		w.A, w.B, w.ofTarget, w.ofReference = t.size, list.Tokens, t.documents, list.Documents
		w.share = float64(n+w.b) / (float64(whole.size) + float64(list.Tokens))
		if w.a+w.b >= f.least {
			out.items = append(out.items, w)
		}
	}
	known := make(map[string]bool, len(f.keys))
	for id, key := range f.keys {
		known[key] = true
		w := item{key: key, a: t.counts[id], inTarget: t.present[id]}
		entry, has := list.Lookup(key)
		switch {
		case has:
			w.b, w.most, w.inReference, w.mostDocuments = entry.N, entry.N, entry.Documents, entry.Documents
		case w.a == 0:
			continue // it is of other documents
		default:
			w.lacking, w.most = true, max(list.Minimum-1, 0)
			w.mostDocuments = min(w.most, list.Documents)
		}
		if f.listed[id] {
			add(w, whole.counts[id])
		}
	}
	for _, entry := range list.Words {
		if known[entry.Form] {
			continue
		}
		out.kinds++
		if f.takes(entry.Form) {
			add(item{key: entry.Form, b: entry.N, most: entry.N, inReference: entry.Documents, mostDocuments: entry.Documents}, 0)
		}
	}
	return out
}

// newWords returns the words.
func newWords(in *analyzers.Input) *feature {
	f := &feature{kind: "words", least: least(in), takes: content(in)}
	if in.Tally.Words == nil {
		f.caution("not-counted", "words were not counted")
		return f
	}
	f.kinds = in.Tally.Words.Len()
	for i := range f.kinds {
		f.enter(in.Tally.Words.Word(corpus.TypeID(i)))
	}
	for i := range in.Tally.Documents {
		d := &in.Tally.Documents[i]
		f.sizes, f.counts = append(f.sizes, d.Tokens), append(f.counts, d.Words)
	}
	return f
}

// newConcepts returns the concepts: hits among tokens.
func newConcepts(in *analyzers.Input) *feature {
	f := &feature{kind: "concepts", least: 1, takes: func(string) bool { return true }, kinds: len(in.Book.Concepts) + 1}
	for i := range in.Book.Concepts {
		f.enter(in.Book.Concepts[i].ID)
		f.labels = append(f.labels, in.Book.Concepts[i].Label)
	}
	for i := range in.Tally.Documents {
		d := &in.Tally.Documents[i]
		var hits []tally.Word
		for _, c := range d.Concepts {
			if c.Hits > 0 {
				hits = append(hits, tally.Word{Type: corpus.TypeID(c.Concept), N: c.Hits})
			}
		}
		f.sizes, f.counts = append(f.sizes, d.Tokens), append(f.counts, hits)
	}
	return f
}

// enter gives a key the next id.
func (f *feature) enter(key string) {
	f.keys = append(f.keys, key)
	f.listed = append(f.listed, f.takes(key))
}

func (f *feature) caution(code, message string) {
	f.cautions = append(f.cautions, caution{code, message})
}

// least returns the smallest count of a listed word.
func least(in *analyzers.Input) int64 { return int64(max(in.Options.MinCount, 1)) }

// content returns whether a word is listed: it has a letter, but is not of one
// letter, and is, if these are left out, no function word.
func content(in *analyzers.Input) func(word string) bool {
	return func(word string) bool {
		return !(in.Options.Stopwords && stopwords[word]) && !tally.Letter(word) && strings.ContainsFunc(word, unicode.IsLetter)
	}
}
