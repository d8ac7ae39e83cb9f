package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"io/fs"
	"maps"
	"math/bits"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestMedianOfKnownNumbers: the orders and probabilities of the tables of the
// sign test, such as Conover 1999, Practical Nonparametric Statistics, 3.2.
func TestMedianOfKnownNumbers(t *testing.T) {
	for n, want := range map[int]struct{ low, high, confidence float64 }{
		1: {1, 1, 0}, 2: {1, 2, .5}, 5: {1, 5, .9375}, 6: {1, 6, .9688}, 8: {1, 8, .9922}, 9: {2, 8, .9609}, 11: {2, 10, .9883}, 12: {3, 10, .9614}, 20: {6, 15, .9586},
	} {
		var x []float64
		for i := n; i > 0; i-- {
			x = append(x, float64(i))
		}
		e := median(x).rounded()
		if e.Low != want.low || e.High != want.high || e.Confidence != want.confidence || e.Median != float64(n+1)/2 || e.N != n {
			t.Errorf("n = %d: %+v, want %+v", n, e, want)
		}
	}
	if e := median(nil); e != (estimate{}) {
		t.Errorf("nothing gives %+v", e)
	}
}

// TestMedianCovers counts over all outcomes of n fair coins, each a value above
// or below the true median, how many intervals hold it.
func TestMedianCovers(t *testing.T) {
	for n := 1; n <= 12; n++ {
		held := 0
		var confidence float64
		for outcome := range uint(1 << n) {
			x := make([]float64, n)
			for i := range x {
				x[i] = -1 - float64(i)
				if outcome>>i&1 == 1 {
					x[i] = 1 + float64(i)
				}
			}
			e := median(x)
			confidence = e.Confidence
			if e.Low < 0 && e.High > 0 {
				held++
			}
			if bits.OnesCount(outcome) == n && e.Low < 0 {
				t.Fatal("an interval leaves the values")
			}
		}
		if got := float64(held) / float64(int(1)<<n); rounded(got, 9) != rounded(confidence, 9) {
			t.Errorf("n = %d: covers with probability %g, says %g", n, got, confidence)
		}
	}
}

// TestRoundsAlternate: one run of each to warm up, then A B B A, slow programs
// less often, and ratios of the same rounds only.
func TestRoundsAlternate(t *testing.T) {
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("there is no sh to run")
	}
	log := filepath.Join(t.TempDir(), "log")
	call := func(name, more string) command {
		return command{args: []string{"sh", "-c", "printf " + name + " >>" + log + "; " + more + "echo 17 words"}}
	}
	s := series{Arms: []arm{
		{Name: "a", command: call("a", "")},
		{Name: "b", Base: "a", command: call("b", "sleep 0.2; ")},
		{Name: "c", Base: "a", command: call("c", "exit 3; ")},
	}}
	var said strings.Builder
	s.measure(effort{Rounds: 4, SlowRounds: 2, SlowFrom: .15}, &said)
	got, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != "abc"+"ab"+"ba"+"a"+"a" {
		t.Errorf("order %s", got)
	}
	a, b, c := s.Arms[0], s.Arms[1], s.Arms[2]
	if len(a.Runs) != 4 || len(b.Runs) != 2 || b.Ratio.N != 2 || b.Ratio.Median <= 1 || a.Ratio.N != 0 {
		t.Errorf("runs %v and %v, ratio %+v", a.Runs, b.Runs, b.Ratio)
	}
	if a.Answer != 17 || b.Runs[0].Seconds < .2 || a.PeakMB <= 0 && here().Kernel != "" {
		t.Errorf("answer %d, %v s, %v MB", a.Answer, b.Runs[0].Seconds, a.PeakMB)
	}
	if c.Failed != "exit status 3" || len(c.Runs) != 0 || !strings.Contains(said.String(), "exit status 3") {
		t.Errorf("a failure gives %+v; said %q", c, said.String())
	}
}

func TestRatiosAreOfTheSameRound(t *testing.T) {
	a := []run{{Round: 0, Seconds: 6}, {Round: 2, Seconds: 9}, {Round: 3, Seconds: 1}}
	b := []run{{Round: 0, Seconds: 3}, {Round: 1, Seconds: 100}, {Round: 2, Seconds: 3}}
	if got := ratios(a, b); !slices.Equal(got, []float64{2, 3}) {
		t.Errorf("ratios %v", got)
	}
}

func TestTotalOfASheet(t *testing.T) {
	for text, want := range map[string]int64{
		"document,tokens\n\"a, b\",12\nc,30\n": 42, "tokens\n": 0, "words\n1\n": -1, "": -1, "tokens\nx\n": -1,
	} {
		if got := total(strings.NewReader(text), "tokens"); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
}

// madeUp is a record with numbers that were not measured.
func madeUp() *record {
	l := &lab{corpora: map[string]corpus{}, peers: peers("python3")}
	r := &record{
		Date: "2017-03-01", Revision: "0123456789abcdef0123456789abcdef01234567",
		Machine:  machine{CPU: "A processor", Cores: 2, MemoryGB: 16, OS: "A system", Kernel: "6.1", Go: "go1.26"},
		Programs: []program{{"wc -w", "wc 9.1"}}, Missing: []string{"quanteda"},
		Effort: effort{Rounds: 11, SlowRounds: 5, SlowFrom: 5}, FloorMB: 12.5,
	}
	for i, s := range specs(1e6, false) {
		c := corpus{Name: s.Name, Packing: string(s.Packing), Bytes: s.Bytes, Documents: 1, Words: s.Bytes / 6, Tokens: s.Bytes / 6, SHA256: strings.Repeat("0a", 32)}
		if s.Document > 0 {
			c.Documents = int(s.Bytes / s.Document)
		}
		if strings.HasPrefix(s.Writing, "types") {
			c.Types = 27_000 + 60_000*(i%3)
		}
		l.corpora[c.Name] = c
		r.Corpora = append(r.Corpora, c)
	}
	r.Series = l.series()
	for i := range r.Series {
		for k := range r.Series[i].Arms {
			a := &r.Series[i].Arms[k]
			a.Answer = 1000
			if k == 3 && r.Series[i].Name == "patterns" {
				a.Failed = "exit status 2"
				continue
			}
			size := float64(l.corpora[a.Corpus].Bytes) / 1e8
			for n := range 11 {
				a.Runs = append(a.Runs, run{Round: n, Seconds: rounded(size*(.3+.1*float64(k))+.003*float64(n*7%11), 6), CPU: 1, PeakMB: 30 + size})
			}
		}
		r.Series[i].conclude()
	}
	return r
}

// TestPageOfAMadeUpRecord compares the page with a golden file, and draws all
// its figures.
func TestPageOfAMadeUpRecord(t *testing.T) {
	made, err := madeUp().page()
	if err != nil {
		t.Fatal(err)
	}
	golden := filepath.Join("testdata", "page.md")
	if *update {
		if err := os.WriteFile(golden, made[pageFile], 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(made[pageFile], want) {
		t.Errorf("the page differs from %s: look at it, then run with -update", golden)
	}
	for name := range made {
		if base := filepath.Base(name); strings.HasSuffix(base, ".svg") && !strings.Contains(string(want), name) {
			t.Errorf("the page does not show %s", name)
		}
	}
	again, err := madeUp().page()
	if err != nil {
		t.Fatal(err)
	}
	if !maps.EqualFunc(made, again, bytes.Equal) {
		t.Error("the same record gives another page")
	}
}

// TestCommittedPage: the page and its files are what the newest record gives.
func TestCommittedPage(t *testing.T) {
	root, err := moduleRoot()
	if err != nil {
		t.Fatal(err)
	}
	repository := os.DirFS(root)
	r, err := newest(repository, recordFolder)
	if err != nil {
		t.Fatal(err)
	}
	if r == nil {
		if _, err := fs.Stat(repository, pageFile); err == nil {
			t.Errorf("%s has no record in %s", pageFile, recordFolder)
		}
		return
	}
	if r.Trial {
		t.Error("the newest record is a trial")
	}
	made, err := r.page()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range slices.Sorted(maps.Keys(made)) {
		if b, err := fs.ReadFile(repository, name); err != nil || !bytes.Equal(b, made[name]) {
			t.Errorf("%s is not what the record gives: go run ./cmd/bench page", name)
		}
	}
}

// TestRecordReadsBack: what is written is read as it was, a run a line, and
// names neither folders nor commands.
func TestRecordReadsBack(t *testing.T) {
	r := madeUp()
	b, err := r.marshal()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, name := range []string{"2017-03-01.json", "2016-12-31.json"} {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o644); err != nil {
			t.Fatal(err)
		}
		b = []byte("{}")
	}
	back, err := newest(os.DirFS(dir), ".")
	if err != nil {
		t.Fatal(err)
	}
	text, err := r.marshal()
	if err != nil {
		t.Fatal(err)
	}
	again, err := back.marshal()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(text, again) || !json.Valid(text) {
		t.Error("the record changes when it is read")
	}
	if !bytes.Contains(text, []byte(`{ "round": 1, "seconds": `)) {
		t.Error("a run is not on a line of its own")
	}
	if home, err := os.Getwd(); err != nil || bytes.Contains(text, []byte(home)) {
		t.Error("the record names a folder")
	}
}

func TestVerdicts(t *testing.T) {
	for _, c := range []struct {
		low, median, high float64
		want              string
	}{
		{.5, .55, .6, "kept"}, {.61, .7, .8, "missed"},
		{.5, .55, .7, "kept by the median, not by the interval"}, {.5, .65, .7, "missed by the median, not by the interval"},
	} {
		if got := verdict(estimate{Low: c.low, Median: c.median, High: c.high, N: 11}, .6); got != c.want {
			t.Errorf("%v: %s, want %s", c, got, c.want)
		}
	}
	r := madeUp()
	for _, p := range promises {
		if s := r.series(p.series); s == nil || s.arm(p.arm) == nil {
			t.Errorf("no series measures the promise %+v", p)
		}
	}
}

// TestArmsHaveNames: an arm is found by its name, and so is its base.
func TestArmsHaveNames(t *testing.T) {
	for _, s := range madeUp().Series {
		seen := map[string]bool{}
		for _, a := range s.Arms {
			if a.Name == "" || seen[a.Name] || a.Base == a.Name || a.Base != "" && s.arm(a.Base) == nil {
				t.Errorf("series %s: arm %q with base %q", s.Name, a.Name, a.Base)
			}
			seen[a.Name] = true
		}
	}
}

func TestUsage(t *testing.T) {
	for _, c := range []struct {
		args   []string
		status int
		want   string
	}{
		{[]string{"-shared", filepath.Join(t.TempDir(), "none")}, 2, "the texts to shuffle are not at"},
		{[]string{"-scale", "2"}, 2, "-scale"}, {[]string{"-rounds", "0"}, 2, "rounds"}, {[]string{"more"}, 2, `unknown argument "more"`}, {[]string{"-x"}, 2, "-x"},
		{[]string{"page", t.TempDir()}, 2, "there is no record"}, {[]string{"corpora", "-shared", t.TempDir()}, 2, "has no texts"},
	} {
		var out, complaint strings.Builder
		if got := bench(c.args, &out, &complaint); got != c.status || !strings.Contains(complaint.String(), c.want) {
			t.Errorf("bench %q: status %d, said %q; want %d and %q", c.args, got, complaint.String(), c.status, c.want)
		}
	}
	all := []series{{Name: "a"}, {Name: "b"}}
	if err := choose(&all, "c"); err == nil || !strings.Contains(err.Error(), `"c" is unknown: use some of a,b`) {
		t.Errorf("choose: %v", err)
	}
	if err := choose(&all, "b"); err != nil || len(all) != 1 || all[0].Name != "b" {
		t.Errorf("choose left %v, %v", all, err)
	}
}

// TestMachineHere: what Linux tells is read.
func TestMachineHere(t *testing.T) {
	m := here()
	if _, err := os.Stat("/proc/meminfo"); err != nil {
		t.Skip("this system has no /proc")
	}
	if m.MemoryGB <= 0 || m.Cores < 1 || m.OS == "" || m.Kernel == "" || ownPeak() <= 0 {
		t.Errorf("%+v, own peak %v", m, ownPeak())
	}
	if _, err := time.Parse(time.DateOnly, madeUp().Date); err != nil {
		t.Error(err)
	}
}

// TestMedianIsInItsInterval for any values.
func TestMedianIsInItsInterval(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.SliceOfN(rapid.Float64Range(-1e3, 1e3), 1, 40).Draw(t, "x")
		e := median(x)
		if !(e.Low <= e.Median && e.Median <= e.High) || !slices.Contains(x, e.Low) || !slices.Contains(x, e.High) {
			t.Fatalf("%+v", e)
		}
	})
}
