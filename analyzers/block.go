package analyzers

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"concordat/analyzers/stats"
	"concordat/analyzers/tally"
)

// Resample is what the bootstrap draws.
type Resample uint8

// What is drawn. Paragraphs are the default: words and sentences within a
// paragraph are about one thing, so to draw them takes them for more independent than
// they are, and documents are mostly too few to be drawn.
const (
	ByParagraph Resample = iota // paragraphs within each document
	BySentence                  // sentences within each document
	ByDocument                  // whole documents of a side of EnoughDocuments or more
)

// EnoughDocuments is from how many documents on those of a side are drawn or
// permuted as wholes. From fewer the few ways to draw them, not the texts,
// would make the interval.
const EnoughDocuments = 5

// String returns the name in project files.
func (r Resample) String() string {
	switch r {
	case ByParagraph:
		return "paragraph"
	case BySentence:
		return "sentence"
	case ByDocument:
		return "document"
	}
	return "resample " + strconv.Itoa(int(r))
}

// Drawn returns what the bootstrap of a side draws: paragraphs instead of
// documents if it has too few of these.
func (in *Input) Drawn(s Side) Resample {
	if in.Options.Resample == ByDocument && len(s.Documents) < EnoughDocuments {
		return ByParagraph
	}
	return in.Options.Resample
}

// Blocks returns the blocks of a side: their sizes in tokens, and the hits of
// every concept in them, each block and concept once. Blocks of documents are in the order
// of their ids, those within a document in that of the text. A document whose
// paragraphs or sentences were not counted is one block.
func (in *Input) Blocks(s Side, by Resample) (sizes []int32, cells []stats.Cell) {
	documents := s.Documents
	if by == ByDocument {
		documents = slices.SortedFunc(slices.Values(documents), func(a, b int) int {
			return cmp.Compare(in.Tally.Documents[a].ID, in.Tally.Documents[b].ID)
		})
	}
	for _, i := range documents {
		own, of := blocksOf(&in.Tally.Documents[i], by)
		for _, c := range of {
			c.Block += int32(len(sizes))
			cells = append(cells, c)
		}
		sizes = append(sizes, own...)
	}
	return sizes, cells
}

// blocksOf returns the blocks of one document.
func blocksOf(d *tally.Document, by Resample) (sizes []int32, cells []stats.Cell) {
	if by == BySentence && d.Sequence != nil && d.Tokens > 0 {
		return sentencesOf(d)
	}
	if by != ByDocument && len(d.Stretches) > 0 {
		sizes, cells = make([]int32, len(d.Stretches)), make([]stats.Cell, len(d.Cells))
		for i, s := range d.Stretches {
			sizes[i] = s.Tokens
		}
		for i, c := range d.Cells {
			cells[i] = stats.Cell{Block: c.Paragraph, Item: c.Concept, Count: c.Hits}
		}
		return sizes, cells
	}
	for _, c := range d.Concepts {
		cells = append(cells, stats.Cell{Item: c.Concept, Count: int32(c.Hits)})
	}
	return []int32{int32(d.Tokens)}, cells
}

// sentencesOf returns the sentences of a document. A hit belongs to the one of
// its first token.
func sentencesOf(d *tally.Document) (sizes []int32, cells []stats.Cell) {
	ends := make([]uint32, len(d.Sequence.Sentences))
	end := uint32(0)
	for i, n := range d.Sequence.Sentences {
		end += n
		sizes, ends[i] = append(sizes, int32(n)), end
	}
	sentence, concept := 0, int32(-1)
	for _, p := range d.Positions { // by concept, then token
		if p.Concept != concept {
			sentence, concept = 0, p.Concept
		}
		for ends[sentence] <= p.Token {
			sentence++
		}
		c := stats.Cell{Block: int32(sentence), Item: p.Concept, Count: 1}
		if n := len(cells); n > 0 && cells[n-1].Block == c.Block && cells[n-1].Item == c.Item {
			cells[n-1].Count++
		} else {
			cells = append(cells, c)
		}
	}
	return sizes, cells
}

// stream names the draws of a side's documents: they follow from which these are.
func (in *Input) stream(s Side) string {
	ids := make([]string, len(s.Documents))
	for k, i := range s.Documents {
		ids[k] = in.Tally.Documents[i].ID
	}
	slices.Sort(ids)
	return "documents\x00" + strings.Join(ids, "\x00")
}

// influences returns what the blocks of a side do to its rates, by concept.
func (in *Input) influences(s Side, by Resample) []stats.Influence {
	sums := in.Totals(s)
	return stats.Influences(sums.Tokens, sums.Hits, in.strata(s, by))
}

// RatioSE returns the standard errors of a side's rates per 10,000 tokens, by
// concept, without a bootstrap: what it would draw are the blocks.
func (in *Input) RatioSE(s Side) []float64 {
	sums := in.Totals(s)
	return stats.RatioSE(sums.Tokens, sums.Hits, in.strata(s, in.Drawn(s)))
}

// strata gives the blocks of a side document by document, or its documents as
// blocks of one stratum.
func (in *Input) strata(s Side, by Resample) func(yield func([]int32, []stats.Cell) bool) {
	return func(yield func([]int32, []stats.Cell) bool) {
		if by == ByDocument {
			yield(in.Blocks(s, by))
			return
		}
		for _, i := range s.Documents {
			if !yield(blocksOf(&in.Tally.Documents[i], by)) {
				return
			}
		}
	}
}
