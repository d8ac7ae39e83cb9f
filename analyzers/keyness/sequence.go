package keyness

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"concordat/analyzers"
	"concordat/analyzers/result"
	"concordat/analyzers/tally"
	"concordat/corpus"
	"concordat/corpus/tokenize"
)

// words of an n-gram that Options allow; 2 where they say nothing.
func gramLength(in *analyzers.Input) int { return max(in.Options.NGram, 2) }

// newNGrams returns the runs of n words within a sentence, whatever punctuation
// stands between them. Those that begin or end with a word that word lists leave
// out are counted, but not listed. All places where a run begins are sorted by
// its words, so equal ones stand together and nothing but the places is kept.
func newNGrams(in *analyzers.Input) *feature {
	f := &feature{kind: "ngrams", least: least(in)}
	n, at := gramLength(in), 0
	var words []corpus.TypeID // of all documents, one after the other
	var starts []uint32       // in words
	var ends []int            // by document: in words
	for i := range in.Tally.Documents {
		d := &in.Tally.Documents[i]
		if d.Sequence == nil && d.Tokens > 0 {
			f.caution("not-counted", "the order of the words was not kept")
			return f
		}
		before := len(starts)
		if d.Sequence != nil {
			words = append(words, d.Sequence.Types...)
			for _, size := range d.Sequence.Sentences {
				for k := range int(size) - n + 1 {
					starts = append(starts, uint32(at+k))
				}
				at += int(size)
			}
		}
		ends = append(ends, len(words))
		f.sizes = append(f.sizes, int64(len(starts)-before))
	}
	gram := func(start uint32) []corpus.TypeID { return words[start : int(start)+n] }
	slices.SortFunc(starts, func(x, y uint32) int { return cmp.Or(slices.Compare(gram(x), gram(y)), cmp.Compare(x, y)) })
	f.counts = make([][]tally.Word, len(ends))
	ok := edges(in)
	for len(starts) > 0 {
		g, same := gram(starts[0]), 1
		for same < len(starts) && slices.Equal(gram(starts[same]), g) {
			same++
		}
		f.kinds++
		if int64(same) >= f.least && ok[g[0]] && ok[g[n-1]] {
			f.gram(in.Tally.Words, g, starts[:same], ends)
		}
		starts = starts[same:]
	}
	return f
}

// edges reports for every type whether an n-gram that begins or ends with it is listed.
func edges(in *analyzers.Input) []bool {
	if in.Tally.Words == nil {
		return nil
	}
	takes := content(in)
	ok := make([]bool, in.Tally.Words.Len())
	for i := range ok {
		ok[i] = takes(in.Tally.Words.Word(corpus.TypeID(i)))
	}
	return ok
}

// gram enters an n-gram with all places where it stands, ascending.
func (f *feature) gram(lexicon *corpus.Lexicon, g []corpus.TypeID, places []uint32, ends []int) {
	id := corpus.TypeID(len(f.keys))
	parts := make([]string, len(g))
	for i, t := range g {
		parts[i] = lexicon.Word(t)
	}
	f.keys, f.listed = append(f.keys, strings.Join(parts, " ")), append(f.listed, true)
	doc := 0
	for _, p := range places {
		for int(p) >= ends[doc] {
			doc++
		}
		if k := len(f.counts[doc]); k > 0 && f.counts[doc][k-1].Type == id {
			f.counts[doc][k-1].N++
			continue
		}
		f.counts[doc] = append(f.counts[doc], tally.Word{Type: id, N: 1})
	}
}

// newLemmas returns the lemmas of the words by their tags.
func newLemmas(in *analyzers.Input) *feature {
	f := &feature{kind: "lemmas", least: least(in), takes: content(in)}
	lemmas := map[string]corpus.TypeID{}
	type tagged struct {
		word corpus.TypeID
		tag  corpus.Tag
	}
	known := map[tagged]corpus.TypeID{}
	f.tagged(in, func(word corpus.TypeID, tag corpus.Tag) corpus.TypeID {
		id, ok := known[tagged{word, tag}]
		if ok {
			return id
		}
		lemma := tokenize.Lemma(in.Tally.Words.Word(word), tag)
		if id, ok = lemmas[lemma]; !ok {
			id = corpus.TypeID(len(f.keys))
			lemmas[lemma] = id
			f.enter(lemma)
		}
		known[tagged{word, tag}] = id
		return id
	})
	f.kinds = len(f.keys)
	return f
}

// newTags returns the parts of speech. Words without one are counted, not listed.
func newTags(in *analyzers.Input) *feature {
	f := &feature{kind: "tags", least: 1, takes: func(tag string) bool { return tag != "" }}
	for tag := corpus.Tag(0); tag == 0 || tokenize.TagName(tag) != ""; tag++ {
		f.enter(tokenize.TagName(tag))
		f.labels = append(f.labels, tagLabels[tokenize.TagName(tag)])
	}
	f.tagged(in, func(_ corpus.TypeID, tag corpus.Tag) corpus.TypeID { return corpus.TypeID(tag) })
	f.kinds = len(f.keys)
	return f
}

// tagged counts what id makes of the words and tags of every document.
func (f *feature) tagged(in *analyzers.Input, id func(corpus.TypeID, corpus.Tag) corpus.TypeID) {
	var untagged, foreign, tokens int64
	for i := range in.Tally.Documents {
		d := &in.Tally.Documents[i]
		if d.Tokens > 0 && (d.Sequence == nil || d.Sequence.Tags == nil) {
			*f = feature{kind: f.kind}
			f.caution("not-tagged", "the words were not tagged")
			return
		}
		if d.Language != "" && d.Language != "en" {
			foreign++
		}
		var counts []int64
		if d.Sequence != nil {
			for k, t := range d.Sequence.Types {
				tag := d.Sequence.Tags[k]
				if tag == 0 {
					untagged++
				}
				at := int(id(t, tag))
				for at >= len(counts) {
					counts = append(counts, make([]int64, max(at+1-len(counts), len(f.keys)-len(counts)))...)
				}
				counts[at]++
			}
		}
		var some []tally.Word
		for at, n := range counts {
			if n > 0 {
				some = append(some, tally.Word{Type: corpus.TypeID(at), N: n})
			}
		}
		tokens += d.Tokens
		f.sizes, f.counts = append(f.sizes, d.Tokens), append(f.counts, some)
	}
	if untagged > 0 {
		f.caution("untagged", fmt.Sprintf("words that got no part of speech: %s of %s; each is its own lemma", result.Whole(untagged), result.Whole(tokens)))
	}
	if foreign > 0 {
		f.caution("other-language", "parts of speech and lemmas are those of English; documents that are said to be in another language: "+result.Whole(foreign))
	}
}

// tagLabels are the meanings of the tags, after Santorini 1990, "Part-of-speech
// tagging guidelines for the Penn Treebank project".
var tagLabels = map[string]string{
	"CC": "conjunction, coordinating", "CD": "number, cardinal", "DT": "determiner", "EX": "existential there",
	"FW": "foreign word", "IN": "preposition or subordinating conjunction", "JJ": "adjective",
	"JJR": "adjective, comparative", "JJS": "adjective, superlative", "LS": "list item marker", "MD": "modal verb",
	"NN": "noun, singular or mass", "NNP": "proper noun, singular", "NNPS": "proper noun, plural", "NNS": "noun, plural",
	"PDT": "predeterminer", "POS": "possessive ending", "PRP": "pronoun, personal", "PRP$": "pronoun, possessive",
	"RB": "adverb", "RBR": "adverb, comparative", "RBS": "adverb, superlative", "RP": "particle", "SYM": "symbol",
	"TO": "to", "UH": "interjection", "VB": "verb, base form", "VBD": "verb, past tense",
	"VBG": "verb, gerund or present participle", "VBN": "verb, past participle", "VBP": "verb, present, not third person singular",
	"VBZ": "verb, present, third person singular", "WDT": "wh-determiner", "WP": "wh-pronoun",
	"WP$": "wh-pronoun, possessive", "WRB": "wh-adverb",
}
