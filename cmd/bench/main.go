// Command bench measures concordat against other programs and against itself:
// how long it takes and how much memory it needs, for texts, documents,
// codebooks, vocabularies and scripts of growing size. It is for developers.
//
//	go run ./cmd/bench         measures everything and writes a record: half an hour of a quiet machine
//	go run ./cmd/bench page    makes PERFORMANCE.md from the newest record
//
// It runs on Linux, since it pins programs to a processor with taskset.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

func main() { os.Exit(bench(os.Args[1:], os.Stdout, os.Stderr)) }

// errUsage is what was asked for wrongly, or cannot be measured here.
var errUsage = errors.New("")

// bench runs the program and returns its exit status: 0 done, 1 an error,
// 2 usage or something missing.
func bench(args []string, stdout, stderr io.Writer) int {
	root, err := moduleRoot()
	if err == nil {
		switch {
		case len(args) > 0 && args[0] == "page":
			err = writePage(root, args[1:])
		case len(args) > 0 && args[0] == "corpora":
			err = makeCorpora(args[1:], stdout, stderr)
		default:
			err = measureAll(root, args, stderr)
		}
	}
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return 0
	case errors.Is(err, errUsage):
		fmt.Fprintf(stderr, "bench: %v\n", err)
		return 2
	}
	fmt.Fprintf(stderr, "bench: %v\n", err)
	return 1
}

// options are the flags.
type options struct {
	work, out, shared, python string
	only, way                 string
	scale                     float64
	huge                      bool
	effort                    effort
}

// flags reads the flags of measuring, which making the corpora shares.
func flags(name string, args []string, stderr io.Writer) (options, error) {
	var o options
	f := flag.NewFlagSet(name, flag.ContinueOnError)
	f.SetOutput(stderr)
	f.StringVar(&o.work, "work", filepath.Join(os.TempDir(), "concordat-bench"), "folder for the texts, about 3 GB, which may be kept for the next time")
	f.StringVar(&o.out, "out", "", "folder of the record; by default "+recordFolder+", of a trial or of some series the work folder")
	f.StringVar(&o.shared, "shared", "", "folder with the sentences; by default ../shared/corpus/bulk beside the repository")
	f.StringVar(&o.python, "python", "/usr/bin/python3", "Python with scikit-learn")
	f.StringVar(&o.only, "series", "", "measure only these series, separated by commas")
	f.StringVar(&o.way, "sentences", "", "way of breaking sentences, where it is not the question; by default concordat's own")
	f.Float64Var(&o.scale, "scale", 1, "size of the texts; less than 1 is a trial, whose record does not count")
	f.BoolVar(&o.huge, "huge", false, "measure 10 GB too")
	f.IntVar(&o.effort.Rounds, "rounds", 11, "rounds of each series")
	f.IntVar(&o.effort.SlowRounds, "slow-rounds", 5, "rounds of a slow program")
	f.Float64Var(&o.effort.SlowFrom, "slow", 5, "seconds from which on a program is slow")
	if err := f.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return o, err
		}
		return o, fmt.Errorf("%w%w", errUsage, err)
	}
	if f.NArg() > 0 {
		return o, fmt.Errorf("%wunknown argument %q: see -help", errUsage, f.Arg(0))
	}
	if o.scale <= 0 || o.scale > 1 || o.effort.Rounds < 1 || o.effort.SlowRounds < 1 {
		return o, fmt.Errorf("%w-scale is above 0 and at most 1, rounds are at least 1", errUsage)
	}
	return o, nil
}

func (o options) mega() int64 { return max(1, int64(o.scale*1e6)) }

// makeCorpora makes the texts and the codebooks in the work folder and prints
// what they are, as JSON. It is a process of its own: see peak.
func makeCorpora(args []string, stdout, stderr io.Writer) error {
	o, err := flags("bench corpora", args, stderr)
	if err != nil {
		return err
	}
	sentences, err := sentencesOf(os.DirFS(o.shared))
	if err != nil {
		return err
	}
	if len(sentences) == 0 {
		return fmt.Errorf("%w%s has no texts: name a folder of .txt files with -shared", errUsage, o.shared)
	}
	if err := writePatterns(o.work, sentences); err != nil {
		return err
	}
	var made []corpus
	for _, s := range specs(o.mega(), o.huge) {
		fmt.Fprintf(stderr, "corpus %s\n", s.Name)
		c, err := s.build(o.work, sentences)
		if err != nil {
			return err
		}
		made = append(made, c)
	}
	return json.NewEncoder(stdout).Encode(made)
}

// measureAll makes what is measured, measures it and writes the record.
func measureAll(root string, args []string, stderr io.Writer) error {
	o, err := flags("bench", args, stderr)
	if err != nil {
		return err
	}
	if o.shared == "" {
		o.shared = filepath.Join(root, "..", "shared", "corpus", "bulk")
	}
	if _, err := os.Stat(o.shared); err != nil {
		return fmt.Errorf("%wthe texts to shuffle are not at %s: name a folder of .txt files with -shared", errUsage, o.shared)
	}
	if _, err := exec.LookPath("taskset"); err != nil {
		return fmt.Errorf("%wtaskset is not installed: it keeps programs on one core (Debian: util-linux)", errUsage)
	}
	l := &lab{dir: o.work, python: o.python, huge: o.huge, way: o.way, corpora: map[string]corpus{}}
	r := &record{Date: time.Now().UTC().Format(time.DateOnly), Machine: here(), Effort: o.effort, Sentences: o.way, Trial: o.scale < 1}
	if r.Revision, r.Modified, err = revision(root); err != nil {
		return err
	}
	if err := l.prepare(root, o, r, stderr); err != nil {
		return err
	}
	all := l.series()
	if err := choose(&all, o.only); err != nil {
		return err
	}
	var name string
	for i := range all {
		fmt.Fprintf(stderr, "%s series %s\n", time.Now().Format(time.TimeOnly), all[i].Name)
		all[i].measure(o.effort, stderr)
		r.Series, r.FloorMB = all[:i+1], ownPeak()
		r.countTokens()
		if name, err = r.write(o.folder(root)); err != nil { // what is measured is kept if the rest is not
			return err
		}
	}
	fmt.Fprintf(stderr, "wrote %s\n", name)
	return nil
}

// prepare builds the program, makes the texts and looks for the peers.
func (l *lab) prepare(root string, o options, r *record, stderr io.Writer) error {
	if err := os.MkdirAll(l.dir, 0o755); err != nil {
		return err
	}
	l.program = l.path("concordat")
	build := exec.Command("go", "build", "-o", l.program, "./cmd/concordat")
	build.Dir, build.Stderr = root, stderr
	if err := build.Run(); err != nil {
		return fmt.Errorf("go build ./cmd/concordat: %w", err)
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	var out bytes.Buffer
	again := exec.Command(self, "corpora", "-work", o.work, "-shared", o.shared,
		fmt.Sprintf("-scale=%g", o.scale), fmt.Sprintf("-huge=%t", o.huge))
	again.Dir, again.Stdout, again.Stderr = root, &out, stderr
	if err := again.Run(); err != nil {
		return fmt.Errorf("making the texts: %w", err)
	}
	if err := json.Unmarshal(out.Bytes(), &r.Corpora); err != nil {
		return err
	}
	for _, c := range r.Corpora {
		l.corpora[c.Name] = c
	}
	found, missing := l.find()
	r.Missing = missing
	for _, p := range l.peers {
		r.Programs = append(r.Programs, program{p.title, found[p.title]})
	}
	if err := l.unpack(); err != nil {
		return err
	}
	// Gigabytes on their way to the disk would slow the first series.
	if err := exec.Command("sync").Run(); err != nil {
		return fmt.Errorf("sync: %w", err)
	}
	return nil
}

// choose keeps the series that are named, or all.
func choose(all *[]series, names string) error {
	if names == "" {
		return nil
	}
	known := each(*all, func(s series) string { return s.Name })
	wanted := strings.Split(names, ",")
	for _, n := range wanted {
		if !slices.Contains(known, n) {
			return fmt.Errorf("%wseries %q is unknown: use some of %s", errUsage, n, strings.Join(known, ","))
		}
	}
	*all = slices.DeleteFunc(*all, func(s series) bool { return !slices.Contains(wanted, s.Name) })
	return nil
}

// folder is where the record goes: only that of all series on texts of full
// size goes to the repository by itself.
func (o options) folder(root string) string {
	switch {
	case o.out != "":
		return o.out
	case o.scale < 1, o.only != "":
		return o.work
	}
	return filepath.Join(root, filepath.FromSlash(recordFolder))
}

// write writes the record into a folder and returns its name there.
func (r *record) write(dir string) (string, error) {
	b, err := r.marshal()
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	name := filepath.Join(dir, r.Date+".json")
	return name, os.WriteFile(name, b, 0o644)
}

// writePage makes the page from the newest record of the repository or, given a
// folder, from that of the folder, such as a trial's, into it.
func writePage(root string, args []string) error {
	from := recordFolder
	if len(args) > 0 {
		root, from = args[0], "."
	}
	r, err := newest(os.DirFS(root), from)
	if err != nil {
		return err
	}
	if r == nil {
		return fmt.Errorf("%wthere is no record in %s: go run ./cmd/bench makes one", errUsage, filepath.Join(root, from))
	}
	made, err := r.page()
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(made)) {
		to := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(to, made[name], 0o644); err != nil {
			return err
		}
	}
	return nil
}
