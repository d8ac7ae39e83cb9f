// Package cli is the command line: one file a command. Results go to standard
// output, everything else to standard error.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"concordat/pipeline"
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
	args           []string
	json           bool
	quiet          bool
	workers        int
}

// Main runs the program and returns its exit status.
func Main(args []string, stdin io.Reader, stdout, stderr io.Writer) (code int) {
	a := &app{stdin: stdin, stdout: stdout, stderr: stderr, args: args}
	defer func() {
		if v := recover(); v != nil {
			fmt.Fprintf(stderr, "concordat: defect: %v\nplease report it with this trace:\n%s", v, debug.Stack())
			code = statusDefect
		}
	}()
	ctx, stop := context.WithCancelCause(context.Background())
	defer stop(nil)
	done := a.watch(stop)
	defer done()
	root := a.root()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	return a.status(ctx, err)
}

// signalled is why a run was interrupted.
type signalled struct{ sig os.Signal }

// Error names the signal.
func (s signalled) Error() string { return "interrupted by " + s.sig.String() }

// watch cancels the run at the first SIGINT or SIGTERM; the second ends the
// program at once. Nothing is published half: see reports/folder.
func (a *app) watch(stop context.CancelCauseFunc) func() {
	ch := make(chan os.Signal, 2)
	signal.Notify(ch, os.Interrupt, syscall.SIGTERM)
	quit := make(chan struct{})
	go func() {
		for n := 0; ; n++ {
			select {
			case s := <-ch:
				if n > 0 {
					os.Exit(code(s))
				}
				stop(signalled{s})
			case <-quit:
				return
			}
		}
	}()
	return func() { signal.Stop(ch); close(quit) }
}

func code(s os.Signal) int {
	if s == syscall.SIGTERM {
		return statusTerminated
	}
	return statusInterrupted
}

// status prints an error, if there is something left to say, and returns the
// exit status it stands for.
func (a *app) status(ctx context.Context, err error) int {
	var sig signalled
	if errors.As(context.Cause(ctx), &sig) {
		fmt.Fprintln(a.stderr, "concordat: "+sig.Error()+"; nothing was published")
		return code(sig.sig)
	}
	if err == nil {
		return statusDone
	}
	var only status
	if errors.As(err, &only) {
		return int(only)
	}
	fmt.Fprintln(a.stderr, "concordat: "+err.Error())
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
	e := pipeline.Env{Stdin: a.stdin, Workers: a.workers, Command: append([]string{pipeline.ToolName}, a.args...), Now: clock()}
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

// isTerminal reports whether a writer is a terminal that can move its cursor.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd())) && os.Getenv("TERM") != "dumb"
}

// colour reports whether standard output may be coloured: https://no-color.org.
func (a *app) colour() bool {
	return isTerminal(a.stdout) && os.Getenv("NO_COLOR") == ""
}

// columns returns the width of the terminal, 100 where there is none.
func (a *app) columns() int {
	if f, ok := a.stdout.(*os.File); ok {
		if w, _, err := term.GetSize(int(f.Fd())); err == nil && w > 40 {
			return w
		}
	}
	return 100
}

// root returns the command tree. A member is one file and one line here.
func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "concordat",
		Short: "Find, count and compare the concepts of policy texts",
		Long: `concordat finds the concepts of a codebook in policy texts, counts and compares
them with intervals, and writes tables, figures and the quotations behind every
number into a reports folder. It works offline and sends nothing anywhere.`,
		Example: `  concordat run                              the sample corpus, into reports/sample
  concordat run essay.txt strategies/        your texts
  concordat compare a.txt b.txt              two documents side by side
  concordat kwic sovereignty essay.txt       a concept in its context
  concordat init myproject                   a project to edit`,
		SilenceErrors: true, SilenceUsage: true,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetIn(a.stdin)
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	root.CompletionOptions.HiddenDefaultCmd = false
	root.SetFlagErrorFunc(flagError)
	f := root.PersistentFlags()
	f.BoolVar(&a.json, "json", false, "answer as one JSON document")
	f.BoolVarP(&a.quiet, "quiet", "q", false, "no progress on standard error")
	f.IntVarP(&a.workers, "workers", "j", 0, "number of workers, 0 = one a processor; results do not depend on it")
	root.AddCommand(
		a.runCommand(),
		a.compareCommand(),
		a.kwicCommand(),
		a.showCommand(),
		a.corpusCommand(),
		a.codebookCommand(),
		a.planCommand(),
		a.initCommand(),
		a.verifyCommand(),
		a.listCommand(),
		a.versionCommand(),
	)
	usageErrors(root)
	return root
}
