// Package progress tells a waiting person how far a run is: a bar a stage on a
// terminal, a plain line a stage elsewhere, JSON lines for programs.
package progress

import (
	"encoding/json"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
)

// Sink is told of the stages of a run. Its methods may be called by several
// goroutines, but stages follow one another.
type Sink interface {
	// Start begins a stage of so many steps; 0 = unknown.
	Start(stage string, total int)
	// Step ends one step.
	Step()
	// End ends the stage with what came of it: "12 texts, 1 failure".
	End(outcome string)
}

// Silent returns a sink that says nothing.
func Silent() Sink { return silent{} }

type silent struct{}

func (silent) Start(string, int) {}
func (silent) Step()             {}
func (silent) End(string)        {}

// Plain returns a sink that writes one line a stage, when it ends.
func Plain(w io.Writer) Sink { return &plain{w: w} }

type plain struct {
	w     io.Writer
	stage string
}

func (p *plain) Start(stage string, _ int) { p.stage = stage }
func (p *plain) Step()                     {}
func (p *plain) End(outcome string)        { fmt.Fprintf(p.w, "%-9s %s\n", p.stage, outcome) }

// JSON returns a sink that writes one JSON object a stage, when it ends.
func JSON(w io.Writer) Sink { return &jsonLines{enc: json.NewEncoder(w)} }

type jsonLines struct {
	enc   *json.Encoder
	stage string
	total int
}

func (j *jsonLines) Start(stage string, total int) { j.stage, j.total = stage, total }
func (j *jsonLines) Step()                         {}
func (j *jsonLines) End(outcome string) {
	// A progress line that cannot be written must not end the run.
	_ = j.enc.Encode(map[string]any{"stage": j.stage, "total": j.total, "outcome": outcome})
}

// delay is how long a stage may take before its bar is shown.
const delay = 300 * time.Millisecond

// Terminal returns a sink that draws a bar for each stage that takes longer
// than 0.3 s, and one line for each stage that has ended.
func Terminal(w io.Writer) Sink { return &terminal{w: w} }

type terminal struct {
	w     io.Writer
	mu    sync.Mutex
	stage string
	total int
	done  int
	begun time.Time
	bars  *mpb.Progress
	bar   *mpb.Bar
}

func (t *terminal) Start(stage string, total int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.stage, t.total, t.done, t.begun = stage, total, 0, time.Now()
	t.bars, t.bar = nil, nil
}

func (t *terminal) Step() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.done++
	if t.bar == nil {
		if t.total == 0 || time.Since(t.begun) < delay {
			return
		}
		t.bars = mpb.New(mpb.WithOutput(t.w), mpb.WithWidth(40))
		t.bar = t.bars.AddBar(int64(t.total), mpb.BarRemoveOnComplete(),
			mpb.PrependDecorators(decor.Name(fmt.Sprintf("%-9s ", t.stage))),
			mpb.AppendDecorators(decor.CountersNoUnit("%d / %d"), decor.OnComplete(decor.AverageETA(decor.ET_STYLE_GO, decor.WCSyncSpace), "")))
	}
	t.bar.SetCurrent(int64(t.done))
}

func (t *terminal) End(outcome string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.bar != nil {
		t.bar.Abort(true)
		t.bars.Wait()
	}
	fmt.Fprintf(t.w, "%-9s %s\n", t.stage, outcome)
}
