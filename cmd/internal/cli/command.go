package cli

import (
	"slices"
	"strings"

	"github.com/spf13/pflag"
)

// unrecorded are the flags that change no byte of a report, only where it goes
// and what is said meanwhile: two runs that differ in them have one manifest.
var unrecorded = []string{"workers", "out", "json", "quiet", "force", "watch", "no-cache"}

// recorded returns the arguments of a command without the flags that are not
// recorded and their values, in whichever spelling. The arguments are such as
// the command's flags have been read from.
func recorded(flags *pflag.FlagSet, args []string) []string {
	out := []string{}
	for i := 0; i < len(args); i++ {
		arg := args[i]
		if arg == "--" {
			return append(out, args[i:]...)
		}
		if len(arg) < 2 || arg[0] != '-' {
			out = append(out, arg)
			continue
		}
		keep := keepShort
		if strings.HasPrefix(arg, "--") {
			keep = keepLong
		}
		kept, open := keep(flags, arg)
		if kept != "" {
			out = append(out, kept)
		}
		if open != nil && i+1 < len(args) {
			i++
			if isRecorded(open) {
				out = append(out, args[i])
			}
		}
	}
	return out
}

func isRecorded(f *pflag.Flag) bool { return f == nil || !slices.Contains(unrecorded, f.Name) }

// keepLong returns a long flag, "" if it is not recorded, and the flag if its
// value is the next argument.
func keepLong(flags *pflag.FlagSet, arg string) (kept string, open *pflag.Flag) {
	name, _, valued := strings.Cut(arg[2:], "=")
	f := flags.Lookup(name)
	if isRecorded(f) {
		kept = arg
	}
	if f != nil && f.NoOptDefVal == "" && !valued {
		open = f
	}
	return kept, open
}

// keepShort returns those of the short flags in one argument that are
// recorded, "" if none is, and the last if its value is the next argument.
func keepShort(flags *pflag.FlagSet, arg string) (kept string, open *pflag.Flag) {
	for start, end := 1, 0; start < len(arg); start = end {
		end = start + 1
		f := flags.ShorthandLookup(arg[start:end])
		switch {
		case f == nil || strings.HasPrefix(arg[end:], "="):
			end = len(arg)
		case f.NoOptDefVal == "" && end == len(arg):
			open = f
		case f.NoOptDefVal == "":
			end = len(arg) // the rest is its value
		}
		if isRecorded(f) {
			kept += arg[start:end]
		}
	}
	if kept != "" {
		kept = "-" + kept
	}
	return kept, open
}
