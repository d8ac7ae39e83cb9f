package progress

import (
	"bytes"
	"encoding/json"
	"strings"
	"sync"
	"testing"
)

// drive runs two stages as a pipeline does, with steps from several goroutines.
func drive(s Sink) {
	s.Start("read", 40)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 10 {
				s.Step()
			}
		})
	}
	wg.Wait()
	s.End("40 texts, 0 failures")
	s.Start("publish", 0)
	s.End("3 files")
}

func TestPlainIsOneLineAStage(t *testing.T) {
	var b bytes.Buffer
	drive(Plain(&b))
	if want := "read      40 texts, 0 failures\npublish   3 files\n"; b.String() != want {
		t.Errorf("got %q, want %q", b.String(), want)
	}
}

func TestJSONIsOneObjectAStage(t *testing.T) {
	var b bytes.Buffer
	drive(JSON(&b))
	lines := strings.Split(strings.TrimSpace(b.String()), "\n")
	if len(lines) != 2 {
		t.Fatalf("%d lines: %s", len(lines), b.String())
	}
	var got struct {
		Stage, Outcome string
		Total          int
	}
	if err := json.Unmarshal([]byte(lines[0]), &got); err != nil || got.Stage != "read" || got.Total != 40 || got.Outcome != "40 texts, 0 failures" {
		t.Errorf("%v %+v", err, got)
	}
}

// TestTerminalEndsWithTheLines: a quick stage draws no bar, and what stays on
// the screen is the same as elsewhere.
func TestTerminalEndsWithTheLines(t *testing.T) {
	var b bytes.Buffer
	drive(Terminal(&b))
	if want := "read      40 texts, 0 failures\npublish   3 files\n"; b.String() != want {
		t.Errorf("got %q, want %q", b.String(), want)
	}
}

func TestSilentSaysNothing(t *testing.T) { drive(Silent()) }
