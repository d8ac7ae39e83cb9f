package cli

import (
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"
	"pgregory.net/rapid"
)

// someFlags are of every kind: recorded or not, with a value or without, with
// a short form or without.
func someFlags() *pflag.FlagSet {
	f := pflag.NewFlagSet("run", pflag.ContinueOnError)
	f.StringP("out", "o", "", "")
	f.IntP("workers", "j", 0, "")
	f.BoolP("quiet", "q", false, "")
	f.Bool("json", false, "")
	f.Bool("force", false, "")
	f.BoolP("anonymous", "a", false, "")
	f.StringP("title", "t", "", "")
	return f
}

// TestRecorded: every spelling of a flag that is not recorded goes with its
// value, and nothing else does.
func TestRecorded(t *testing.T) {
	for in, want := range map[string]string{
		"run":                                 "run",
		"-q run a.txt --json -j 8":            "run a.txt",
		"run --out x a --workers=3 b --force": "run a b",
		"run -ox -j8 -o=x -o x a":             "run a",
		"run --quiet=false --json=true a":     "run a",
		"run -qj 4 a -qox b -q=false c":       "run a b c",
		"run --title -q a":                    "run --title -q a",
		"run --title=-q -t -o a":              "run --title=-q -t -o a",
		"run -qt x -aqo x a -aq":              "run -t x -a a -a",
		"run -tqo x":                          "run -tqo x",
		"run - -- -q --out x":                 "run - -- -q --out x",
	} {
		if got := strings.Join(recorded(someFlags(), strings.Fields(in)), " "); got != want {
			t.Errorf("%s: recorded %q, want %q", in, got, want)
		}
	}
}

// TestRecordedReads: what is recorded gives the recorded flags the same values
// and leaves the others as they are by default, with the same arguments.
func TestRecordedReads(t *testing.T) {
	words := []string{"run", "x", "-q", "-j", "-o", "-t", "-a", "-ox", "-j3", "-o=x", "-qa", "-aq", "-qj", "-aqo", "-qt", "-tqo", "-q=false",
		"--out", "--out=x", "--workers", "--workers=2", "--json", "--force", "--quiet=true", "--title", "--title=-q", "--anonymous", "2", "-", "--"}
	rapid.Check(t, func(t *rapid.T) {
		args := rapid.SliceOfN(rapid.SampledFrom(words), 0, 8).Draw(t, "args")
		all, kept := someFlags(), someFlags()
		if all.Parse(args) != nil {
			return // such a run does not begin
		}
		left := recorded(all, args)
		if err := kept.Parse(left); err != nil {
			t.Fatalf("%q became %q: %v", args, left, err)
		}
		if !slices.Equal(all.Args(), kept.Args()) {
			t.Fatalf("%q became %q: the arguments differ", args, left)
		}
		all.VisitAll(func(f *pflag.Flag) {
			want := f.Value.String()
			if slices.Contains(unrecorded, f.Name) {
				want = f.DefValue
			}
			if got := kept.Lookup(f.Name).Value.String(); got != want {
				t.Fatalf("%q became %q: %s is %q, want %q", args, left, f.Name, got, want)
			}
		})
	})
}
