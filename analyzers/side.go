package analyzers

import (
	"strconv"

	"concordat/analyzers/result"
	"concordat/analyzers/stats"
)

// Totals are sums over the documents of a side.
type Totals struct {
	Documents int
	Tokens    int64
	Hits      []int64 // by concept
	Present   []int64 // documents with a hit, by concept
}

// Totals sums the documents of a side.
func (in *Input) Totals(s Side) Totals {
	n := len(in.Book.Concepts)
	t := Totals{Documents: len(s.Documents), Hits: make([]int64, n), Present: make([]int64, n)}
	for _, i := range s.Documents {
		d := &in.Tally.Documents[i]
		t.Tokens += d.Tokens
		for _, c := range d.Concepts {
			t.Hits[c.Concept] += c.Hits
			if c.Hits > 0 {
				t.Present[c.Concept]++
			}
		}
	}
	return t
}

// Per10k returns the hits of a concept per 10,000 tokens; 0 without tokens.
func (t Totals) Per10k(concept int) float64 {
	if t.Tokens == 0 {
		return 0
	}
	return stats.Per * float64(t.Hits[concept]) / float64(t.Tokens)
}

// Replicates returns the bootstrap of the hits of a side: paragraphs are drawn
// with replacement inside each of its documents.
func (in *Input) Replicates(s Side) *stats.Replicates {
	r := stats.NewReplicates(len(in.Book.Concepts), in.Options.Resamples)
	for _, i := range s.Documents {
		in.Resample(r, i)
	}
	return r
}

// Resample adds the bootstrap of one document to r. A document whose
// paragraphs were not counted is one block.
func (in *Input) Resample(r *stats.Replicates, document int) {
	d := &in.Tally.Documents[document]
	sizes := make([]int32, len(d.Stretches))
	for i, s := range d.Stretches {
		sizes[i] = s.Tokens
	}
	cells := make([]stats.Cell, len(d.Cells))
	for i, c := range d.Cells {
		cells[i] = stats.Cell{Block: c.Paragraph, Item: c.Concept, Count: c.Hits}
	}
	if len(sizes) == 0 {
		sizes, cells = []int32{int32(d.Tokens)}, nil
		for _, c := range d.Concepts {
			cells = append(cells, stats.Cell{Item: c.Concept, Count: int32(c.Hits)})
		}
	}
	r.Resample(in.Options.Seed, d.ID, sizes, cells)
}

// Percent returns the level of intervals as captions have it: "95%".
func (o Options) Percent() string {
	return strconv.FormatFloat(100*o.Level, 'g', 6, 64) + "%"
}

// Bootstrap describes the intervals for captions and methods.
func (o Options) Bootstrap() string {
	return o.Percent() + " percentile bootstrap intervals, paragraphs resampled within each document (" +
		result.Whole(o.Resamples) + " resamples, seed " + result.Whole(o.Seed) + ")"
}
