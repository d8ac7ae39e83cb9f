package pipeline

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"sync/atomic"
)

// Stage is one step on the way of a document. Workers make what one goroutine
// needs for it (a tokenizer, a matcher) and return the step itself.
type Stage[In, Out any] struct {
	Name   string
	Worker func() (func(ctx context.Context, i int, in In) (Out, error), error)
}

// Defect is a panic that was recovered: a fault of concordat, not of the data.
type Defect struct {
	Stage string
	Input string
	Value any
	Stack []byte
}

// Error says where the defect showed and how to report it.
func (d *Defect) Error() string {
	return fmt.Sprintf("defect in stage %s at %s: %v\nplease report it with this trace:\n%s", d.Stage, d.Input, d.Value, d.Stack)
}

// each runs a stage on every input, on so many workers, and returns the
// outputs in the order of the inputs. The first error in that order ends it;
// what one input may do wrong without ending a run is part of Out. tick is
// called after each input.
func each[In, Out any](ctx context.Context, workers int, s Stage[In, Out], in []In, tick func()) ([]Out, error) {
	out := make([]Out, len(in))
	errs := make([]error, len(in))
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var next atomic.Int64
	var wg sync.WaitGroup
	start := make([]error, max(1, min(workers, len(in))))
	for w := range start {
		wg.Add(1)
		go func() {
			defer wg.Done()
			do, err := s.Worker()
			if err != nil {
				start[w] = err
				cancel()
				return
			}
			for {
				i := int(next.Add(1) - 1)
				if i >= len(in) || ctx.Err() != nil {
					return
				}
				out[i], errs[i] = protect(ctx, s.Name, do, i, in[i])
				if errs[i] != nil {
					cancel()
				}
				tick()
			}
		}()
	}
	wg.Wait()
	for _, err := range append(start, errs...) {
		if err != nil {
			return nil, err
		}
	}
	return out, context.Cause(ctx)
}

// protect turns a panic into a Defect.
func protect[In, Out any](ctx context.Context, stage string, do func(context.Context, int, In) (Out, error), i int, in In) (out Out, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &Defect{Stage: stage, Input: fmt.Sprintf("input %d", i+1), Value: v, Stack: debug.Stack()}
		}
	}()
	return do(ctx, i, in)
}
