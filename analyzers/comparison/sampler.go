package comparison

import (
	"context"
	"slices"

	"concordat/analyzers"
	"concordat/analyzers/stats"
)

// held is how many sides' replicates are kept: those of a comparison of each
// document with one reference need only the reference's.
const held = 4

// sampler gives the replicates of sides. A side of more than half of the
// documents is the whole less the others, which whole numbers make exact, so that
// comparing every document with all the others costs one pass over them.
type sampler struct {
	in     *analyzers.Input
	whole  *stats.Replicates // of all documents; nil until it is needed
	recent []sample
}

type sample struct {
	documents  []int
	replicates *stats.Replicates
}

// side returns the replicates of a side; they are not to be changed.
func (s *sampler) side(ctx context.Context, side analyzers.Side) (*stats.Replicates, error) {
	for _, r := range s.recent {
		if slices.Equal(r.documents, side.Documents) {
			return r.replicates, nil
		}
	}
	r, err := s.make(ctx, side.Documents)
	if err != nil {
		return nil, err
	}
	s.recent = append(s.recent, sample{side.Documents, r})
	if len(s.recent) > held {
		s.recent = s.recent[1:]
	}
	return r, nil
}

func (s *sampler) make(ctx context.Context, documents []int) (*stats.Replicates, error) {
	n := len(s.in.Tally.Documents)
	if 2*len(documents) <= n {
		return s.sum(ctx, documents)
	}
	var others, all []int
	for i := range n {
		all = append(all, i)
		if _, in := slices.BinarySearch(documents, i); !in {
			others = append(others, i)
		}
	}
	if s.whole == nil {
		whole, err := s.sum(ctx, all)
		if err != nil {
			return nil, err
		}
		s.whole = whole
	}
	rest, err := s.sum(ctx, others)
	if err != nil {
		return nil, err
	}
	r := s.empty()
	r.Add(s.whole)
	r.Subtract(rest)
	return r, nil
}

func (s *sampler) sum(ctx context.Context, documents []int) (*stats.Replicates, error) {
	r := s.empty()
	for _, i := range documents {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		s.in.Resample(r, i)
	}
	return r, nil
}

func (s *sampler) empty() *stats.Replicates {
	return stats.NewReplicates(len(s.in.Book.Concepts), s.in.Options.Resamples)
}
