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

// sampler gives the replicates of sides and remembers the last few.
type sampler struct {
	drawn  *analyzers.Bootstrap
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
	r, err := s.drawn.Side(ctx, side)
	if err != nil {
		return nil, err
	}
	s.recent = append(s.recent, sample{side.Documents, r})
	if len(s.recent) > held {
		s.recent = s.recent[1:]
	}
	return r, nil
}
