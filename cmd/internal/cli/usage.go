package cli

import (
	"os"
	"strconv"
	"strings"
	"time"

	"concordat/pipeline"
	"concordat/pipeline/config"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// clock returns the time of the manifest: that of SOURCE_DATE_EPOCH if it is
// set, so that a report can be made the same twice.
func clock() time.Time {
	if s := os.Getenv("SOURCE_DATE_EPOCH"); s != "" {
		if n, err := strconv.ParseInt(s, 10, 64); err == nil {
			return time.Unix(n, 0)
		}
	}
	return time.Now()
}

// flagError makes a usage error of a wrong flag, with the flag that may have
// been meant.
func flagError(cmd *cobra.Command, err error) error {
	msg := err.Error()
	if name, ok := strings.CutPrefix(msg, "unknown flag: --"); ok {
		var known []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) { known = append(known, f.Name) })
		cmd.InheritedFlags().VisitAll(func(f *pflag.Flag) { known = append(known, f.Name) })
		msg += config.Hint(name, known)
	}
	return &pipeline.UsageError{Err: usageText(msg + "; `" + cmd.CommandPath() + " --help` lists the flags")}
}

type usageText string

// Error returns the text.
func (u usageText) Error() string { return string(u) }

// usageErrors makes the errors of argument checks usage errors, down the tree.
func usageErrors(cmd *cobra.Command) {
	if check := cmd.Args; check != nil {
		cmd.Args = func(c *cobra.Command, args []string) error {
			if err := check(c, args); err != nil {
				return &pipeline.UsageError{Err: usageText(err.Error() + "; usage: " + c.UseLine())}
			}
			return nil
		}
	}
	for _, sub := range cmd.Commands() {
		usageErrors(sub)
	}
}
