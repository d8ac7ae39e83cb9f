package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

// record is all of one run of the benchmark: what the page is made from. It
// names no host and no path.
type record struct {
	Date     string    `json:"date"` // YYYY-MM-DD, UTC
	Revision string    `json:"revision"`
	Modified bool      `json:"modified,omitempty"` // files differed from the revision
	Machine  machine   `json:"machine"`
	Programs []program `json:"programs"`
	Missing  []string  `json:"missing,omitempty"` // peers that are not installed
	Effort   effort    `json:"effort"`
	// Sentences is the way of breaking sentences that was asked for; "" = the
	// program's default.
	Sentences string `json:"sentences,omitempty"`
	// Trial says that the texts were smaller than their names tell.
	Trial bool `json:"trial,omitempty"`
	// FloorMB is the peak memory of the benchmark itself, below which that of
	// the programs cannot be seen.
	FloorMB float64  `json:"floor_mb"`
	Corpora []corpus `json:"corpora"`
	Series  []series `json:"series"`
}

// machine is what the times depend on.
type machine struct {
	CPU      string  `json:"cpu"`
	Cores    int     `json:"cores"`
	MemoryGB float64 `json:"memory_gb"` // 1 GB = 2^30 bytes
	OS       string  `json:"os"`
	Kernel   string  `json:"kernel"`
	Go       string  `json:"go"`
	Load     float64 `json:"load"` // mean number of running processes, in the minute before
}

// program is a peer and what it says of its version.
type program struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// here describes this machine, as Linux tells it; what is not told is empty.
func here() machine {
	m := machine{Cores: runtime.NumCPU(), OS: runtime.GOOS, Go: runtime.Version()}
	m.CPU = field("/proc/cpuinfo", "model name", ":")
	if name := field("/etc/os-release", "PRETTY_NAME", "="); name != "" {
		m.OS = strings.Trim(name, `"`)
	}
	if kb, err := strconv.ParseFloat(strings.TrimSuffix(field("/proc/meminfo", "MemTotal", ":"), " kB"), 64); err == nil {
		m.MemoryGB = rounded(kb/(1<<20), 1)
	}
	if b, err := os.ReadFile("/proc/loadavg"); err == nil {
		first, _, _ := strings.Cut(string(b), " ")
		if load, err := strconv.ParseFloat(first, 64); err == nil {
			m.Load = load
		}
	}
	if b, err := os.ReadFile("/proc/sys/kernel/osrelease"); err == nil {
		m.Kernel = strings.TrimSpace(string(b))
	}
	return m
}

// field returns the first value of a key in a file of lines.
func field(file, key, separator string) string {
	b, err := os.ReadFile(file)
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(b)) {
		if k, v, ok := strings.Cut(line, separator); ok && strings.TrimSpace(k) == key {
			return strings.TrimSpace(v)
		}
	}
	return ""
}

// ownPeak is the peak memory of this process in MB, as Linux tells it.
func ownPeak() float64 {
	kb, err := strconv.ParseFloat(strings.TrimSuffix(field("/proc/self/status", "VmHWM", ":"), " kB"), 64)
	if err != nil {
		return 0
	}
	return rounded(kb/1024, 1)
}

// revision returns the commit that is checked out below root, and whether the
// files that git knows differ from it.
func revision(root string) (commit string, modified bool, err error) {
	git := func(args ...string) (string, error) {
		x := exec.Command("git", args...)
		x.Dir = root
		out, err := x.Output()
		return strings.TrimSpace(string(out)), err
	}
	if commit, err = git("rev-parse", "HEAD"); err != nil {
		return "", false, fmt.Errorf("git rev-parse HEAD: %w: the record needs the revision", err)
	}
	changed, err := git("status", "--porcelain", "--untracked-files=no")
	if err != nil {
		return "", false, fmt.Errorf("git status: %w", err)
	}
	return commit, changed != "", nil
}

// countTokens notes of each corpus how many running words concordat counted.
func (r *record) countTokens() {
	for i := range r.Corpora {
		for _, s := range r.Series {
			for _, a := range s.Arms {
				if a.command.sheets != "" && a.Corpus == r.Corpora[i].Name && a.Answer > 0 {
					r.Corpora[i].Tokens = a.Answer
				}
			}
		}
	}
}

// moduleRoot is the folder at or above the working directory with go.mod.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", errors.New("no go.mod at or above the working directory: run it inside the repository")
		}
		dir = up
	}
}

// Where the records are, and the page made from the newest of them.
const (
	recordFolder = "pipeline/testdata/bench"
	pageFile     = "PERFORMANCE.md"
)

// runLines are the runs of an indented record.
var runLines = regexp.MustCompile(`\{\s*"round": [^}]*\}`)

// marshal writes a record as JSON, one run of a program a line.
func (r *record) marshal() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	if err := e.Encode(r); err != nil {
		return nil, err
	}
	return runLines.ReplaceAllFunc(b.Bytes(), func(run []byte) []byte {
		return []byte(strings.Join(strings.Fields(string(run)), " "))
	}), nil
}

// newest reads the newest record of a folder; nil if there is none.
func newest(fsys fs.FS, folder string) (*record, error) {
	names, err := fs.Glob(fsys, path.Join(folder, "????-??-??.json"))
	if err != nil || len(names) == 0 {
		return nil, err
	}
	name := slices.Max(names)
	b, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, err
	}
	var r record
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&r); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return &r, nil
}
