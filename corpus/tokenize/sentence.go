package tokenize

import "concordat/corpus"

func rule(dst []uint32, body []byte, blocks []corpus.Block, tokens []corpus.Token) []uint32 {
	return dst
}
