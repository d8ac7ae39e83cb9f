// Package cli is the command line: one file a command. Results go to standard
// output, everything else to standard error.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strconv"
	"time"

	"concordat/pipeline"
	"concordat/pipeline/cache"
	"concordat/pipeline/progress"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// The exit statuses.
const (
	statusDone        = 0   // all done
	statusError       = 1   // nothing published
	statusUsage       = 2   // usage, configuration or codebook, or nothing to read
	statusPartly      = 3   // published, but some documents failed
	statusCheck       = 4   // a check failed
	statusDefect      = 70  // a fault of concordat
	statusInterrupted = 130 // SIGINT
	statusTerminated  = 143 // SIGTERM
)

// status is an error that only carries an exit status: what there is to say
// has been said.
type status int

// Error returns the status as text.
func (s status) Error() string { return fmt.Sprintf("exit status %d", int(s)) }

// app is one run of the program.
type app struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	command        []string  // the arguments, without what changes no result
	now            time.Time // of the manifest; zero = the clock
	json           bool
	quiet          bool
	workers        int
	noCache        bool
	cache          *cache.Cache // nil until a command reads texts
}

// Main runs the program and returns its exit status.
func Main(args []string, stdin io.Reader, stdout, stderr io.Writer) (code int) {
	defer func() {
		if v := recover(); v != nil {
			fmt.Fprintf(stderr, "concordat: defect: %v\nplease report it with this trace:\n%s", v, debug.Stack())
			code = statusDefect
		}
	}()
	ctx, stop := context.WithCancelCause(context.Background())
	defer stop(nil)
	defer watch(stop)()
	a := &app{stdout: stdout, stderr: stderr}
	a.stdin = &reader{ctx: ctx, r: stdin, begin: func() {
		if isTerminal(stdin) && !a.quiet {
			a.say("reading standard input; end it with Ctrl-D (on Windows Ctrl-Z and Enter)")
		}
	}}
	root := a.root(args)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	a.closeCache()
	return a.status(ctx, err)
}

// status prints an error, if there is something left to say, and returns the
// exit status it stands for. A run that ended before its interruption was
// noticed has the status of what it did.
func (a *app) status(ctx context.Context, err error) int {
	if err == nil {
		return statusDone
	}
	var only status
	if errors.As(err, &only) {
		return int(only)
	}
	var sig signalled
	if errors.As(context.Cause(ctx), &sig) && (errors.Is(err, context.Canceled) || errors.As(err, &sig)) {
		a.say("concordat: %v; nothing was published", sig)
		return sig.status()
	}
	a.say("concordat: %s", cleanLines(err.Error()))
	var defect *pipeline.Defect
	var usage *pipeline.UsageError
	switch {
	case errors.As(err, &defect):
		return statusDefect
	case errors.As(err, &usage):
		return statusUsage
	}
	return statusError
}

// env returns what a run is given of the world.
func (a *app) env() pipeline.Env {
	e := pipeline.Env{Stdin: a.stdin, Workers: a.workers, Command: append([]string{pipeline.ToolName}, a.command...), Now: a.now, Built: built(), Cache: a.openCache()}
	switch {
	case a.quiet:
	case a.json:
		e.Progress = progress.JSON(a.stderr)
	case isTerminal(a.stderr):
		e.Progress = progress.Terminal(a.stderr)
	default:
		e.Progress = progress.Plain(a.stderr)
	}
	return e
}

// built returns when this program was built, as far as its file tells.
func built() time.Time {
	name, err := os.Executable()
	if err != nil {
		return time.Time{}
	}
	info, err := os.Stat(name)
	if err != nil {
		return time.Time{}
	}
	return info.ModTime()
}

// readClock takes the time of the manifest from SOURCE_DATE_EPOCH if that is
// set, so that a report can be made the same twice:
// https://reproducible-builds.org/specs/source-date-epoch/.
func (a *app) readClock() error {
	s := os.Getenv("SOURCE_DATE_EPOCH")
	if s == "" {
		return nil
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return usagef("SOURCE_DATE_EPOCH: %q is no number of seconds since 1970; mend or unset it", s)
	}
	a.now = time.Unix(n, 0)
	return nil
}

// isTerminal reports whether a stream is a terminal that can move its cursor.
func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd())) && os.Getenv("TERM") != "dumb"
}

// bold marks a text on a terminal that may be coloured: https://no-color.org.
func (a *app) bold(s string) string {
	if isTerminal(a.stdout) && os.Getenv("NO_COLOR") == "" {
		return "\x1b[1m" + s + "\x1b[0m"
	}
	return s
}

// columns returns the width of the terminal that standard output is, 0 if it
// is none.
func (a *app) columns() int {
	f, ok := a.stdout.(*os.File)
	if !ok {
		return 0
	}
	w, _, err := term.GetSize(int(f.Fd()))
	if err != nil || w == 0 {
		return 0
	}
	return max(w, 40)
}

// say writes a line to standard error.
func (a *app) say(format string, args ...any) { fmt.Fprintf(a.stderr, format+"\n", args...) }

// root returns the command tree for some arguments. A member is one file and one line here.
func (a *app) root(args []string) *cobra.Command {
	root := &cobra.Command{
		Use:           "concordat",
		Short:         "Find, count and compare the concepts of policy texts",
		Long:          about,
		Example:       firstSteps,
		Version:       pipeline.Tool().Version,
		SilenceErrors: true, SilenceUsage: true,
		Args: noSuchCommand,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			a.command = recorded(cmd.Flags(), args)
			return a.readClock()
		},
		RunE: func(*cobra.Command, []string) error { return a.greet() },
	}
	root.SetIn(a.stdin)
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	root.SetFlagErrorFunc(flagError)
	root.SetUsageTemplate(usageTemplate)
	root.SetHelpTemplate(helpTemplate)
	root.SetVersionTemplate(versionLine())
	f := root.PersistentFlags()
	f.SortFlags = false
	f.BoolVar(&a.json, "json", false, "answer as one JSON document")
	f.BoolVarP(&a.quiet, "quiet", "q", false, "say nothing on standard error but errors")
	f.IntVarP(&a.workers, "workers", "j", 0, "`number` of workers, 0 = one a processor; results do not depend on it")
	f.BoolVar(&a.noCache, "no-cache", false, "neither read nor keep what was computed from texts; results do not depend on it")
	root.AddCommand(
		a.runCommand(),
		a.compareCommand(),
		a.sensitivityCommand(),
		a.countCommand(),
		a.kwicCommand(),
		a.showCommand(),
		a.corpusCommand(),
		a.codebookCommand(),
		a.validateCommand(),
		a.planCommand(),
		a.initCommand(),
		a.figuresCommand(),
		a.verifyCommand(),
		a.listCommand(),
		a.cacheCommand(),
		a.versionCommand(),
	)
	root.AddCommand(topics()...)
	root.SetHelpCommand(helpCommand())
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	usageErrors(root)
	return root
}
