package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"concordat/analyzers/result"
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
	var wrong *pflag.InvalidValueError
	if errors.As(err, &wrong) {
		return usagef("--%s: %q is no %s", wrong.GetFlag().Name, wrong.GetValue(), kind(wrong.GetFlag().Value.Type()))
	}
	var known []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { known = append(known, "--"+f.Name) })
	hint := ""
	var missing *pflag.NotExistError
	if errors.As(err, &missing) {
		hint = config.Hint("--"+missing.GetSpecifiedName(), known)
	}
	return usagef("%w%s; `%s --help` lists the flags", err, hint, cmd.CommandPath())
}

// kind names a type of flag as people do.
func kind(typ string) string {
	switch typ {
	case "int", "uint64":
		return "whole number"
	case "float64":
		return "number, such as 0.95"
	case "bool":
		return "true or false"
	}
	return typ
}

// takes refuses fewer or more arguments than a command takes; a most of 0 is
// none.
func takes(least, most int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch n := len(args); {
		case n < least && least == most:
			return fmt.Errorf("%s takes %s, and there are %d", cmd.Name(), result.Counted(least, "argument"), n)
		case n < least:
			return fmt.Errorf("%s takes %s or more, and there are %d", cmd.Name(), result.Counted(least, "argument"), n)
		case n > most && most == 0:
			return fmt.Errorf("%s takes no argument, and there is %q", cmd.Name(), args[0])
		case n > most:
			return fmt.Errorf("%s takes %s, and there is %q as well", cmd.Name(), result.Counted(most, "argument"), args[most])
		}
		return nil
	}
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
		if err := takes(1, 1)(cmd, args); err != nil {
			return err
		}
		if slices.Contains(known, args[0]) {
			return nil
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
	if !errors.As(err, &pe) || pe.Column < 1 || strings.TrimSpace(pattern) == "" {
		return err
	}
	before := []rune(pattern)
	before = before[:min(pe.Column-1, len(before))]
	return &pipeline.UsageError{Err: fmt.Errorf("%w\n    %s\n    %s^", err,
		tables.Visible(pattern), strings.Repeat(" ", runewidth.StringWidth(tables.Visible(string(before)))))}
}
