package tokenize

import "concordat/corpus"

// tagNames are the tags of the Penn Treebank, as prose gives them; the index is
// the corpus.Tag and 0 is no tag. New names are added at the end: the numbers
// are kept in caches.
var tagNames = [...]string{
	"", "CC", "CD", "DT", "EX", "FW", "IN", "JJ", "JJR", "JJS", "LS", "MD", "NN", "NNP", "NNPS",
	"NNS", "PDT", "POS", "PRP", "PRP$", "RB", "RBR", "RBS", "RP", "SYM", "TO", "UH", "VB", "VBD",
	"VBG", "VBN", "VBP", "VBZ", "WDT", "WP", "WP$", "WRB",
}

// tagNumbers is tagNames the other way round.
var tagNumbers = func() map[string]corpus.Tag {
	m := make(map[string]corpus.Tag, len(tagNames))
	for i, name := range tagNames {
		m[name] = corpus.Tag(i)
	}
	return m
}()

// TagName returns the Penn Treebank name of a tag, "" of 0 and of unknown ones.
func TagName(t corpus.Tag) string {
	if int(t) >= len(tagNames) {
		return ""
	}
	return tagNames[t]
}

// TagOf returns the tag with a Penn Treebank name, 0 if there is none.
func TagOf(name string) corpus.Tag { return tagNumbers[name] }
