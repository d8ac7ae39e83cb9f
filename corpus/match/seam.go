package match

import "concordat/corpus"

func lemma(word string, _ corpus.Tag) string { return word }
