package cli

import (
	"errors"
	"fmt"
	"strings"

	"concordat/corpus/codebook"
	"concordat/pipeline"
	"concordat/pipeline/config"
	"concordat/reports/tables"

	"github.com/mattn/go-runewidth"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func usagef(format string, args ...any) error {
	return &pipeline.UsageError{Err: fmt.Errorf(format, args...)}
}

// flagError makes a usage error of a wrong flag, with the flag that may have
// been meant.
func flagError(cmd *cobra.Command, err error) error {
	var known []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { known = append(known, "--"+f.Name) })
	hint := ""
	var missing *pflag.NotExistError
	if errors.As(err, &missing) {
		hint = config.Hint("--"+missing.GetSpecifiedName(), known)
	}
	return usagef("%w%s; `%s --help` lists the flags", err, hint, cmd.CommandPath())
}

// noSuchCommand refuses what is no subcommand, with the one that may have
// been meant.
func noSuchCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var known []string
	for _, sub := range cmd.Commands() {
		known = append(known, sub.Name())
	}
	hint := config.Hint(args[0], known)
	if hint == "" {
		hint = fmt.Sprintf("; `%s --help` lists them", cmd.CommandPath())
	}
	path := strings.TrimPrefix(cmd.CommandPath()+" ", cmd.Root().Name()+" ") + args[0]
	return usagef("there is no command %q%s", path, hint)
}

// oneOf refuses what is not among the arguments that a command knows.
func oneOf(known []string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != 1 {
			return fmt.Errorf("accepts 1 arg(s), received %d", len(args))
		}
		for _, k := range known {
			if args[0] == k {
				return nil
			}
		}
		return fmt.Errorf("%q is none of %s%s", args[0], strings.Join(known, ", "), config.Hint(args[0], known))
	}
}

// usageErrors makes the errors of argument checks usage errors, down the tree.
func usageErrors(cmd *cobra.Command) {
	if cmd.HasSubCommands() {
		cmd.Args = noSuchCommand
		if !cmd.Runnable() {
			cmd.RunE = func(c *cobra.Command, _ []string) error { return c.Help() }
		}
	} else if check := cmd.Args; check != nil {
		cmd.Args = func(c *cobra.Command, args []string) error {
			if err := check(c, args); err != nil {
				return usagef("%w; usage: %s", err, c.UseLine())
			}
			return nil
		}
	}
	for _, sub := range cmd.Commands() {
		usageErrors(sub)
	}
}

// pointed adds to an error of a pattern given as an argument the pattern, with
// a caret below the place.
func pointed(pattern string, err error) error {
	var pe *codebook.PatternError
	if !errors.As(err, &pe) || pe.Column < 1 {
		return err
	}
	before := []rune(pattern)
	before = before[:min(pe.Column-1, len(before))]
	return &pipeline.UsageError{Err: fmt.Errorf("%w\n    %s\n    %s^", err,
		tables.Visible(pattern), strings.Repeat(" ", runewidth.StringWidth(tables.Visible(string(before)))))}
}
