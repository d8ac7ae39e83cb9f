// Package flow runs steps on several workers. What comes out does not depend on
// how many they are: outputs are in the order of the inputs.
package flow

import (
	"context"
	"errors"
	"fmt"
	"io"
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

// Each runs a stage on every input, on so many workers, and returns the
// outputs in the order of the inputs. The first error in that order ends it;
// what one input may do wrong without ending a run is part of Out. tick is
// called after each input.
func Each[In, Out any](ctx context.Context, workers int, s Stage[In, Out], in []In, tick func()) ([]Out, error) {
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
				errs[i] = protect(s.Name, i, func() (err error) {
					out[i], err = do(ctx, i, in[i])
					return err
				})
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

// Source gives the inputs of a line one after the other and takes the outputs
// in the same order. Neither method is called by two goroutines at once, but
// each by any, and one while the other runs.
type Source[In, Out any] interface {
	// Next returns the next input, io.EOF if there is none.
	Next(ctx context.Context) (In, error)
	// Deliver takes an output, in the goroutine of the worker that made it
	// and before that worker goes on: what belongs to the worker may be used.
	Deliver(ctx context.Context, out Out) error
}

// Line runs a stage on the inputs of a source. Unlike Each it never holds more
// inputs and outputs than there are workers, so that what streams through it
// may be of any size: a worker whose output is not due yet waits. The first
// error in the order of the inputs ends it.
func Line[In, Out any](ctx context.Context, workers int, s Stage[In, Out], from Source[In, Out]) error {
	l := &line[In, Out]{stage: s, from: from, failed: -1}
	l.due.L = &l.turn
	ctx, l.cancel = context.WithCancel(ctx)
	defer l.cancel()
	stop := context.AfterFunc(ctx, func() {
		l.turn.Lock()
		defer l.turn.Unlock()
		l.due.Broadcast()
	})
	defer stop()
	var wg sync.WaitGroup
	for range max(1, workers) {
		wg.Add(1)
		go func() {
			defer wg.Done()
			l.work(ctx)
		}()
	}
	wg.Wait()
	if l.err != nil {
		return l.err
	}
	return context.Cause(ctx)
}

// line is one run of Line.
type line[In, Out any] struct {
	stage  Stage[In, Out]
	from   Source[In, Out]
	cancel func()

	source sync.Mutex // held while Next runs
	taken  int        // inputs taken so far
	ended  bool

	turn      sync.Mutex // held while Deliver runs
	due       sync.Cond
	delivered int
	failed    int // input of err, -1 = none
	err       error
}

// work is the life of one worker.
func (l *line[In, Out]) work(ctx context.Context) {
	do, err := l.stage.Worker()
	if err != nil {
		l.fail(0, err)
		return
	}
	for {
		i, in, err := l.take(ctx)
		if errors.Is(err, io.EOF) {
			return
		}
		var out Out
		if err == nil {
			err = protect(l.stage.Name, i, func() (err error) {
				out, err = do(ctx, i, in)
				return err
			})
		}
		if err == nil {
			err = l.hand(ctx, i, out)
		}
		if err != nil {
			l.fail(i, err)
			return
		}
	}
}

// take returns the next input and its number.
func (l *line[In, Out]) take(ctx context.Context) (i int, in In, err error) {
	l.source.Lock()
	defer l.source.Unlock()
	if err := ctx.Err(); l.ended || err != nil {
		return l.taken, in, io.EOF
	}
	i = l.taken
	err = protect(l.stage.Name, i, func() (err error) {
		in, err = l.from.Next(ctx)
		return err
	})
	if err != nil {
		l.ended = true
		return i, in, err
	}
	l.taken++
	return i, in, nil
}

// hand delivers output i once all before it are delivered.
func (l *line[In, Out]) hand(ctx context.Context, i int, out Out) error {
	l.turn.Lock()
	defer l.turn.Unlock()
	for l.delivered != i && ctx.Err() == nil {
		l.due.Wait()
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	err := protect(l.stage.Name, i, func() error { return l.from.Deliver(ctx, out) })
	l.delivered++
	l.due.Broadcast()
	return err
}

// fail keeps the error of the first input and stops the others.
func (l *line[In, Out]) fail(i int, err error) {
	l.turn.Lock()
	defer l.turn.Unlock()
	// A worker that was stopped because another failed has nothing to say.
	if stopped := errors.Is(err, context.Canceled) && l.err != nil; !stopped && (l.failed < 0 || i < l.failed) {
		l.failed, l.err = i, err
	}
	l.cancel()
}

// protect turns a panic into a Defect.
func protect(stage string, i int, do func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &Defect{Stage: stage, Input: fmt.Sprintf("input %d", i+1), Value: v, Stack: debug.Stack()}
		}
	}()
	return do()
}
