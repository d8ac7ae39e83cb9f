package cli

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// signalled is why a run was interrupted.
type signalled struct{ sig os.Signal }

// Error says what happened to the run.
func (s signalled) Error() string {
	if s.sig == syscall.SIGTERM {
		return "terminated"
	}
	return "interrupted"
}

// status is the exit status of a program that the signal ended.
func (s signalled) status() int {
	if s.sig == syscall.SIGTERM {
		return statusTerminated
	}
	return statusInterrupted
}

// watch cancels the run at the first SIGINT or SIGTERM; the second ends the
// program at once. Nothing is published half: see reports/folder.
func watch(stop context.CancelCauseFunc) (done func()) {
	ch := make(chan os.Signal, 2)
	signal.Notify(ch, os.Interrupt, syscall.SIGTERM)
	quit := make(chan struct{})
	go func() {
		for n := 0; ; n++ {
			select {
			case sig := <-ch:
				if n > 0 {
					os.Exit(signalled{sig}.status())
				}
				stop(signalled{sig})
			case <-quit:
				return
			}
		}
	}()
	return func() { signal.Stop(ch); close(quit) }
}

// reader reads standard input until the run is interrupted: a read of a
// terminal or a pipe that gives nothing would otherwise hold the run.
type reader struct {
	ctx   context.Context
	r     io.Reader
	begin func() // called once, before the first read
}

// Read returns the context's error as soon as it is done. A read that is
// abandoned keeps its own buffer, and the program ends soon after.
func (r *reader) Read(p []byte) (int, error) {
	if r.begin != nil {
		r.begin()
		r.begin = nil
	}
	type read struct {
		n   int
		err error
	}
	buf := make([]byte, len(p))
	done := make(chan read, 1)
	go func() {
		n, err := r.r.Read(buf)
		done <- read{n, err}
	}()
	select {
	case <-r.ctx.Done():
		return 0, r.ctx.Err()
	case got := <-done:
		return copy(p, buf[:got.n]), got.err
	}
}
