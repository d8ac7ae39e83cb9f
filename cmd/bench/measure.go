package main

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// command is a program with its arguments and what its environment adds.
type command struct {
	args []string
	env  []string
	// sheets is the folder that concordat writes, removed before each run; "" =
	// another program, which prints the number that it counts.
	sheets string
}

// run is one run of a program.
type run struct {
	Round   int     `json:"round"`
	Seconds float64 `json:"seconds"`
	CPU     float64 `json:"cpu_seconds"` // user and system, of all threads
	PeakMB  float64 `json:"peak_mb"`     // greatest resident memory, 1 MB = 2^20 bytes
}

// do runs the command once and returns what it took and what it printed.
func (c command) do() (run, string, error) {
	if c.sheets != "" {
		if err := os.RemoveAll(c.sheets); err != nil {
			return run{}, "", err
		}
	}
	var out, complaint bytes.Buffer
	x := exec.Command(c.args[0], c.args[1:]...)
	x.Env = append(os.Environ(), c.env...)
	x.Stdout, x.Stderr = &out, &complaint
	start := time.Now()
	err := x.Run()
	took := time.Since(start)
	if err != nil {
		said, _, _ := strings.Cut(strings.TrimSpace(complaint.String()), "\n")
		return run{}, "", fmt.Errorf("%s: %w: %s", strings.Join(c.args, " "), err, said)
	}
	cpu := x.ProcessState.UserTime() + x.ProcessState.SystemTime()
	return run{
		Seconds: rounded(took.Seconds(), 6),
		CPU:     rounded(cpu.Seconds(), 6),
		PeakMB:  rounded(peak(x.ProcessState.SysUsage()), 1),
	}, out.String(), nil
}

// number is the first whole number of an answer.
var number = regexp.MustCompile(`\d+`)

// answer returns what the command counted when it printed this: the running
// words in concordat's sheet of documents, or the number that another program
// prints. −1 where there is none.
func (c command) answer(printed string) int64 {
	if c.sheets == "" {
		n, err := strconv.ParseInt(number.FindString(printed), 10, 64)
		if err != nil {
			return -1
		}
		return n
	}
	f, err := os.Open(filepath.Join(c.sheets, "documents.csv"))
	if err != nil {
		return -1
	}
	defer f.Close()
	return total(f, "tokens")
}

// total returns the sum of a column of a CSV file, −1 where there is none.
func total(r io.Reader, column string) int64 {
	rows := csv.NewReader(r)
	head, err := rows.Read()
	at := slices.Index(head, column)
	if err != nil || at < 0 {
		return -1
	}
	var sum int64
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return sum
		}
		if err != nil {
			return -1
		}
		n, err := strconv.ParseInt(row[at], 10, 64)
		if err != nil {
			return -1
		}
		sum += n
	}
}

// peak returns the greatest resident memory in MB, of a Linux Rusage, and 0 of
// anything else: the field is found by name, since not every system has it.
//
// A child begins as a copy of its parent, so that no peak is less than the
// memory of this program: it must stay small, and the record says how small.
func peak(usage any) float64 {
	v := reflect.Indirect(reflect.ValueOf(usage))
	if v.Kind() == reflect.Struct {
		if f := v.FieldByName("Maxrss"); f.IsValid() {
			return float64(f.Int()) / 1024
		}
	}
	return 0
}

func rounded(v float64, digits int) float64 {
	p := math.Pow10(digits)
	return math.Round(v*p) / p
}

// estimate is a median with an interval that needs no assumption about how the
// values are distributed.
type estimate struct {
	Median     float64 `json:"median"`
	Low        float64 `json:"low"`
	High       float64 `json:"high"`
	Confidence float64 `json:"confidence"`
	N          int     `json:"n"`
}

// confidence is what an interval has at least, if there are values enough.
const confidence = .95

// median returns the median of the values and the interval between the k-th
// smallest and the k-th largest of them, for the greatest k with which it
// covers the true median with a probability of at least 95 %:
//
//	1 − 2·P(B < k), B ~ Binomial(n, ½)
//
// With five values or fewer it is the range of all values, with the lower
// probability that Confidence tells. All is 0 without values.
//
// Source: Thompson 1936, "On confidence ranges for the median and other
// expectation distributions for populations of unknown distribution form",
// doi:10.1214/aoms/1177732502.
func median(values []float64) estimate {
	n := len(values)
	if n == 0 {
		return estimate{}
	}
	x := slices.Sorted(slices.Values(values))
	e := estimate{Median: (x[(n-1)/2] + x[n/2]) / 2, N: n}
	tail, term := 0.0, math.Pow(.5, float64(n)) // P(B < k), P(B = k)
	for k := 0; k < (n+1)/2; k++ {
		tail += term
		if k > 0 && 1-2*tail < confidence {
			break
		}
		e.Low, e.High, e.Confidence = x[k], x[n-1-k], max(0, 1-2*tail)
		term *= float64(n-k) / float64(k+1)
	}
	return e
}

// arm is one of the things that a series compares.
type arm struct {
	Name string `json:"name"`
	// Group and X place the arm in the curves of the series; X is 0 where
	// there are none.
	Group string  `json:"group,omitempty"`
	X     float64 `json:"x,omitempty"`
	// Base is the arm by which times are divided, of the same round; "" = none.
	Base    string   `json:"base,omitempty"`
	Corpus  string   `json:"corpus"`
	Runs    []run    `json:"runs"`
	Seconds estimate `json:"seconds"`
	PeakMB  float64  `json:"peak_mb"` // greatest of the runs
	Ratio   estimate `json:"ratio,omitzero"`
	Answer  int64    `json:"answer"`           // what the program counted, of concordat the running words; −1 = it does not say
	Failed  string   `json:"failed,omitempty"` // why there are no runs

	command command
	rounds  int
}

// series is a set of arms that are run in turn, round by round.
type series struct {
	Name  string `json:"name"`
	Title string `json:"title"`
	Arms  []arm  `json:"arms"`
}

// effort says how often the arms of a series run.
type effort struct {
	Rounds     int     `json:"rounds"`
	SlowRounds int     `json:"slow_rounds"`
	SlowFrom   float64 `json:"slow_from_seconds"` // from here on an arm has only the slow rounds
}

// measure runs the arms: once to warm up, which tells the slow ones, and then
// in rounds, forwards and backwards by turns, so that what changes in the
// machine falls on all arms alike. What fails is recorded and left out.
func (s *series) measure(e effort, log io.Writer) {
	for i := range s.Arms {
		a := &s.Arms[i]
		first, printed, err := a.command.do()
		a.Answer, a.rounds = a.command.answer(printed), e.Rounds
		switch {
		case err != nil:
			a.Failed, a.rounds = failure(err), 0
			fmt.Fprintf(log, "%s: %v\n", s.Name, err)
		case first.Seconds > e.SlowFrom:
			a.rounds = min(e.Rounds, e.SlowRounds)
		}
	}
	order := make([]int, len(s.Arms))
	for i := range order {
		order[i] = i
	}
	for round := range e.Rounds {
		for _, i := range order {
			a := &s.Arms[i]
			if round >= a.rounds {
				continue
			}
			r, _, err := a.command.do()
			if err != nil {
				a.Failed, a.rounds = failure(err), 0
				fmt.Fprintf(log, "%s: %v\n", s.Name, err)
				continue
			}
			r.Round = round
			a.Runs = append(a.Runs, r)
		}
		slices.Reverse(order)
	}
	s.conclude()
}

// failure is an error as a record has it: without the paths of the machine.
func failure(err error) string {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.Error()
	}
	return "it could not be started"
}

// conclude computes what follows from the runs.
func (s *series) conclude() {
	for i := range s.Arms {
		a := &s.Arms[i]
		a.Seconds = median(each(a.Runs, func(r run) float64 { return r.Seconds })).rounded()
		a.PeakMB = 0
		for _, r := range a.Runs {
			a.PeakMB = max(a.PeakMB, r.PeakMB)
		}
		a.Ratio = estimate{}
		if base := s.arm(a.Base); base != nil && len(a.Runs) > 0 && len(base.Runs) > 0 {
			a.Ratio = median(ratios(a.Runs, base.Runs)).rounded()
		}
	}
}

// arm returns the arm of a name, or nil.
func (s *series) arm(name string) *arm {
	if i := slices.IndexFunc(s.Arms, func(a arm) bool { return a.Name == name }); i >= 0 {
		return &s.Arms[i]
	}
	return nil
}

// ratios divides the times of runs by those of the other's runs of the same
// rounds.
func ratios(runs, by []run) []float64 {
	var out []float64
	for _, r := range runs {
		i, ok := slices.BinarySearchFunc(by, r.Round, func(b run, round int) int { return cmp.Compare(b.Round, round) })
		if ok && by[i].Seconds > 0 {
			out = append(out, r.Seconds/by[i].Seconds)
		}
	}
	return out
}

// rounded returns the estimate without the digits that no measurement has.
func (e estimate) rounded() estimate {
	e.Median, e.Low, e.High = rounded(e.Median, 6), rounded(e.Low, 6), rounded(e.High, 6)
	e.Confidence = rounded(e.Confidence, 4)
	return e
}
