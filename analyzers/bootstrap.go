package analyzers

import (
	"context"
	"slices"

	"concordat/analyzers/stats"
)

// Bootstrap is the bootstrap of a run, every document drawn once: the rates of
// the documents, and the replicates of all documents together, the groups and
// the sides of the comparisons. Paragraphs (or sentences) are drawn with
// replacement inside each document; sides whose documents are drawn as wholes are
// drawn when they are asked for. It is read-only once Settle has been called.
type Bootstrap struct {
	in    *Input
	rates []DocumentRates // by document
	parts []part          // the first is all documents
	of    [][]int         // by document: the parts it is in
}

// DocumentRates are the relative frequencies in one document.
type DocumentRates struct {
	Paragraphs int              // with tokens, or sentences: what was drawn
	Concepts   []int32          // with a hit, ascending
	Rates      []stats.Interval // of Concepts
	Unseen     stats.Interval   // of every other concept
}

// part is a set of documents whose replicates are added up.
type part struct {
	documents []int
	sum       *stats.Replicates
}

// held is how many numbers the sums of a bootstrap may have; sides beyond that
// are drawn again when they are asked for.
const held = 32 << 20

// NewBootstrap returns the bootstrap of an input, into which every document is
// still to be entered.
func (in *Input) NewBootstrap() *Bootstrap {
	b := &Bootstrap{in: in, rates: make([]DocumentRates, len(in.Tally.Documents)), of: make([][]int, len(in.Tally.Documents))}
	b.add(in.Whole().Documents)
	for _, c := range in.Comparisons {
		b.side(c.Target.Documents)
		b.side(c.Reference.Documents)
	}
	for _, g := range in.Groups {
		b.side(g.Documents)
	}
	return b
}

// side adds the part that a side needs: its documents, or all the others where
// these are fewer. A side of one document is drawn when it is asked for.
func (b *Bootstrap) side(documents []int) {
	if b.in.Drawn(Side{Documents: documents}) == ByDocument {
		return
	}
	if 2*len(documents) > len(b.rates) {
		documents = b.others(documents)
	}
	if len(documents) > 1 && b.part(documents) == nil {
		b.add(documents)
	}
}

func (b *Bootstrap) add(documents []int) {
	in := b.in
	each := (len(in.Book.Concepts) + 1) * max(in.Options.Resamples, 1)
	if (len(b.parts)+1)*each > held {
		return
	}
	for _, i := range documents {
		b.of[i] = append(b.of[i], len(b.parts))
	}
	b.parts = append(b.parts, part{documents, in.noReplicates()})
}

// part returns the sum of a set of documents, nil if there is none.
func (b *Bootstrap) part(documents []int) *stats.Replicates {
	for _, p := range b.parts {
		if slices.Equal(p.documents, documents) {
			return p.sum
		}
	}
	return nil
}

// others returns the documents that are not among some.
func (b *Bootstrap) others(documents []int) []int {
	var out []int
	for i := range b.rates {
		if _, in := slices.BinarySearch(documents, i); !in {
			out = append(out, i)
		}
	}
	return out
}

// Drawn is a document that has been drawn, with its rates. It is what its draws
// are, so it must be entered before they are used again.
type Drawn struct {
	document int
	draws    *stats.Draws
	rates    DocumentRates
}

// Draw draws a document.
func (in *Input) Draw(d *stats.Draws, document int) Drawn {
	in.draw(d, document)
	level, rates := in.Options.Level, make([]stats.Interval, 0, len(d.Items))
	if in.Options.BCa {
		one := Side{Documents: []int{document}}
		rates = d.AcceleratedRates(level, in.influences(one, in.Drawn(one)), rates)
	} else {
		rates = d.Rates(level, rates)
	}
	return Drawn{document, d, DocumentRates{
		Paragraphs: d.Blocks, Concepts: slices.Clone(d.Items), Rates: rates, Unseen: stats.Unseen(d.Size, level),
	}}
}

// NewDraws returns what Draw draws with; every goroutine needs its own.
func (in *Input) NewDraws() *stats.Draws {
	return stats.NewDraws(len(in.Book.Concepts), in.Options.Resamples)
}

func (in *Input) noReplicates() *stats.Replicates {
	return stats.NewReplicates(len(in.Book.Concepts), in.Options.Resamples)
}

// draw draws the blocks of a document.
func (in *Input) draw(d *stats.Draws, document int) {
	doc := &in.Tally.Documents[document]
	sizes, cells := blocksOf(doc, in.Drawn(Side{Documents: []int{document}}))
	d.Draw(in.Options.Seed, doc.ID, sizes, cells)
}

// Enter enters a document: each once, in any order, not several at a time.
func (b *Bootstrap) Enter(d Drawn) {
	b.rates[d.document] = d.rates
	for _, p := range b.of[d.document] {
		b.parts[p].sum.Enter(d.draws)
	}
}

// Settle ends the entering.
func (b *Bootstrap) Settle() {
	for _, p := range b.parts {
		p.sum.Settle()
	}
}

// Document returns the rates of a document.
func (b *Bootstrap) Document(i int) *DocumentRates { return &b.rates[i] }

// Side returns the replicates of a side; they are not to be changed. A side of
// more than half of the documents is the whole less the others, which whole
// numbers make exact. Cost: nothing or two sums for what was entered as a part,
// else the draws of the side's documents; for BCa intervals also
// blocks·concepts.
func (b *Bootstrap) Side(ctx context.Context, s Side) (*stats.Replicates, error) {
	by := b.in.Drawn(s)
	var r *stats.Replicates
	var err error
	if by == ByDocument {
		r = b.documents(s)
	} else if r, err = b.within(ctx, s); err != nil {
		return nil, err
	}
	if b.in.Options.BCa {
		r = r.Accelerated(b.in.influences(s, by))
	}
	return r, nil
}

// documents draws the documents of a side.
func (b *Bootstrap) documents(s Side) *stats.Replicates {
	d, r := b.in.NewDraws(), b.in.noReplicates()
	sizes, cells := b.in.Blocks(s, ByDocument)
	d.Draw(b.in.Options.Seed, b.in.stream(s), sizes, cells)
	r.Enter(d)
	r.Settle()
	return r
}

// within returns the sum of the draws within the documents of a side.
func (b *Bootstrap) within(ctx context.Context, s Side) (*stats.Replicates, error) {
	if r := b.part(s.Documents); r != nil {
		return r, nil
	}
	if 2*len(s.Documents) <= len(b.rates) || len(b.parts) == 0 {
		return b.sum(ctx, s.Documents)
	}
	rest, err := b.within(ctx, Side{Documents: b.others(s.Documents)})
	if err != nil {
		return nil, err
	}
	r := b.in.noReplicates()
	r.Add(b.parts[0].sum)
	r.Subtract(rest)
	return r, nil
}

// sum draws documents anew.
func (b *Bootstrap) sum(ctx context.Context, documents []int) (*stats.Replicates, error) {
	d, r := b.in.NewDraws(), b.in.noReplicates()
	for _, i := range documents {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		b.in.draw(d, i)
		r.Enter(d)
	}
	r.Settle()
	return r, nil
}

// Resampled returns the bootstrap that the input was given, or makes it.
func (in *Input) Resampled(ctx context.Context) (*Bootstrap, error) {
	if in.Bootstrap != nil {
		return in.Bootstrap, nil
	}
	b, d := in.NewBootstrap(), in.NewDraws()
	for i := range in.Tally.Documents {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		b.Enter(in.Draw(d, i))
	}
	b.Settle()
	return b, nil
}
