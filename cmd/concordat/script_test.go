package main

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"concordat/cmd/internal/cli"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain makes the test binary answer to the name concordat too, so that
// scripts run the program as a process of its own without a build.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"concordat": func() { os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) },
	})
}

// TestScript runs the scripts of testdata/script: each is named by what it
// shows, and brings the texts it needs.
func TestScript(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("COLUMNS", "")
			env.Setenv("CONCORDAT_CACHE", filepath.Join(env.WorkDir, ".cache"))
			env.Setenv("SOURCE_DATE_EPOCH", "1700000000")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status": status,
			"edit":   edit,
			"json":   oneDocument,
			"lines":  atMost,
		},
	})
}

// status runs a command that must end with a certain exit status:
//
//	status 2 concordat run nowhere
func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N program [args...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		got = exit.ExitCode()
	case err != nil:
		ts.Fatalf("%v", err)
	}
	if got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
}

// edit replaces what a regular expression matches in a file; it must match:
//
//	edit reports/x/report.md '\d+ texts' '11 texts'
func edit(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: edit FILE REGEXP REPLACEMENT")
	}
	pattern, err := regexp.Compile(args[1])
	ts.Check(err)
	old := ts.ReadFile(args[0])
	if !pattern.MatchString(old) {
		ts.Fatalf("%s has no match for %s", args[0], args[1])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(pattern.ReplaceAllString(old, args[2])), 0o644))
}

// oneDocument checks that standard output is one JSON document with a version.
func oneDocument(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: json")
	}
	var doc struct {
		SchemaVersion int `json:"schema_version"`
		Kind          string
	}
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &doc))
	if doc.SchemaVersion != 1 || doc.Kind == "" {
		ts.Fatalf("schema_version %d, kind %q", doc.SchemaVersion, doc.Kind)
	}
}

// atMost checks that a file has no more than so many lines:
//
//	lines stdout 20
func atMost(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: lines FILE N")
	}
	most, err := strconv.Atoi(args[1])
	ts.Check(err)
	if n := strings.Count(ts.ReadFile(args[0]), "\n"); n > most {
		ts.Fatalf("%s has %d lines, more than %d", args[0], n, most)
	}
}
