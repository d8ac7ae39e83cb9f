package flow_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"concordat/pipeline/flow"
)

// numbers is a source of the numbers below n that notes what is delivered.
type numbers struct {
	n, next int
	got     []int
	held    atomic.Int64 // inputs that were taken and not delivered
	most    int64
	fail    int // input for which Next fails, 0 = none
	refuse  int // output that Deliver refuses, 0 = none
}

func (s *numbers) Next(context.Context) (int, error) {
	if s.next == s.n {
		return 0, io.EOF
	}
	s.next++
	if s.next == s.fail {
		return 0, errors.New("no input")
	}
	s.most = max(s.most, s.held.Add(1))
	return s.next, nil
}

func (s *numbers) Deliver(_ context.Context, out int) error {
	s.held.Add(-1)
	if s.refuse != 0 && out == -s.refuse {
		return fmt.Errorf("%d is refused", out)
	}
	s.got = append(s.got, out)
	return nil
}

func stage(do func(i, in int) (int, error)) flow.Stage[int, int] {
	return flow.Stage[int, int]{Name: "test", Worker: func() (func(context.Context, int, int) (int, error), error) {
		return func(_ context.Context, i, in int) (int, error) { return do(i, in) }, nil
	}}
}

func negative(_, in int) (int, error) { return -in, nil }

// Outputs come in the order of the inputs, none twice, none lost, and no more
// inputs are held than there are workers.
func TestLineKeepsOrder(t *testing.T) {
	for _, workers := range []int{1, 2, 8} {
		s := &numbers{n: 500}
		uneven := stage(func(i, in int) (int, error) {
			if i%7 == 0 {
				time.Sleep(100 * time.Microsecond)
			}
			return -in, nil
		})
		if err := flow.Line(context.Background(), workers, uneven, s); err != nil {
			t.Fatal(err)
		}
		want := make([]int, 500)
		for i := range want {
			want[i] = -i - 1
		}
		if !slices.Equal(s.got, want) {
			t.Errorf("%d workers: %v", workers, s.got)
		}
		if s.most > int64(workers) {
			t.Errorf("%d workers held %d inputs", workers, s.most)
		}
	}
}

// The first error in the order of the inputs ends a line, wherever it arises,
// and everything before it is delivered.
func TestLineErrors(t *testing.T) {
	boom := stage(func(_, in int) (int, error) {
		if in == 40 || in == 41 {
			return 0, fmt.Errorf("boom %d", in)
		}
		return -in, nil
	})
	for _, workers := range []int{1, 3} {
		s := &numbers{n: 100}
		if err := flow.Line(context.Background(), workers, boom, s); err == nil || workers == 1 && err.Error() != "boom 40" {
			t.Errorf("%d workers: %v", workers, err)
		}
		if len(s.got) > 39 || workers == 1 && len(s.got) != 39 {
			t.Errorf("%d workers: %d delivered", workers, len(s.got))
		}
		s = &numbers{n: 100, fail: 50}
		if err := flow.Line(context.Background(), workers, stage(negative), s); err == nil || err.Error() != "no input" {
			t.Errorf("%d workers: %v", workers, err)
		}
		s = &numbers{n: 100, refuse: 30}
		if err := flow.Line(context.Background(), workers, stage(negative), s); err == nil || err.Error() != "-30 is refused" {
			t.Errorf("%d workers: %v", workers, err)
		}
		if len(s.got) != 29 {
			t.Errorf("%d workers: %d delivered before one is refused", workers, len(s.got))
		}
	}
}

// A panic is a defect of the program and names its stage and input.
func TestPanics(t *testing.T) {
	broken := stage(func(i, in int) (int, error) {
		if in == 3 {
			panic("broken")
		}
		return -in, nil
	})
	var d *flow.Defect
	err := flow.Line(context.Background(), 2, broken, &numbers{n: 5})
	if !errors.As(err, &d) || d.Stage != "test" || d.Input != "input 3" {
		t.Errorf("%v", err)
	}
	_, err = flow.Each(context.Background(), 2, broken, []int{1, 2, 3}, func() {})
	if !errors.As(err, &d) || d.Value != "broken" {
		t.Errorf("%v", err)
	}
}

// A cancelled run ends with its cause, also while workers wait for their turn.
func TestLineIsCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	slow := stage(func(i, in int) (int, error) {
		if i == 0 {
			cancel()
			time.Sleep(time.Millisecond)
		}
		return -in, nil
	})
	if err := flow.Line(ctx, 4, slow, &numbers{n: 1000}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// A worker that cannot start is an error.
func TestWorkersThatCannotStart(t *testing.T) {
	s := flow.Stage[int, int]{Name: "test", Worker: func() (func(context.Context, int, int) (int, error), error) {
		return nil, errors.New("no tokenizer")
	}}
	if err := flow.Line(context.Background(), 2, s, &numbers{n: 5}); err == nil || err.Error() != "no tokenizer" {
		t.Errorf("%v", err)
	}
	if _, err := flow.Each(context.Background(), 2, s, []int{1}, func() {}); err == nil || err.Error() != "no tokenizer" {
		t.Errorf("%v", err)
	}
}
