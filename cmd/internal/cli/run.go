package cli

import (
	"context"
	"fmt"
	"path/filepath"

	"concordat/pipeline"

	"github.com/spf13/cobra"
)

func (a *app) runCommand() *cobra.Command {
	var c choices
	var force bool
	cmd := &cobra.Command{
		Use:   "run [PROJECT.yaml | PATH…]",
		Short: "Analyse texts and write a report",
		Long: `Analyse texts and write a report into reports/NAME, beside the project file or
in the current folder. PATH is a file, a folder, a glob, - for standard input,
or ID=PATH. With nothing, the embedded sample corpus is analysed.

The report appears whole or not at all. A folder that concordat did not write is
never touched.`,
		Example: `  concordat run
  concordat run myproject/project.yaml
  concordat run essay.txt strategies/ 'speeches/*.txt' --codebook cyberspace-governance
  concordat run china=texts/a.txt us=texts/b.txt --target china --reference us`,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			p, err := c.project(ctx, args)
			if err != nil {
				return err
			}
			env := a.env()
			env.Force = force
			plan, err := pipeline.NewPlan(ctx, p, env)
			if err != nil {
				return err
			}
			return a.run(ctx, plan, env)
		},
	}
	c.readFlags(cmd)
	c.runFlags(cmd)
	cmd.Flags().BoolVar(&force, "force", false, "replace a report whose files were edited since concordat wrote them")
	return cmd
}

// run carries a plan out and says what came of it.
func (a *app) run(ctx context.Context, plan *pipeline.Plan, env pipeline.Env) error {
	out, err := pipeline.Run(ctx, plan, env)
	if err != nil {
		return err
	}
	if err := a.outcome(out); err != nil {
		return err
	}
	if len(out.Failures) > 0 {
		return status(statusPartly)
	}
	return nil
}

// outcome writes where the report is, to standard output, and what a person
// should know of it, to standard error.
func (a *app) outcome(out *pipeline.Outcome) error {
	page := filepath.ToSlash(filepath.Join(out.Dir, "index.html"))
	if a.json {
		return a.answer("run", map[string]any{
			"report": filepath.ToSlash(out.Dir), "page": page, "documents": len(out.Documents), "tokens": out.Tokens,
			"hits": out.Hits, "files": out.Files, "failures": out.Failures, "findings": out.Findings, "notes": out.Notes,
		})
	}
	if !a.quiet {
		a.summary(out)
	}
	_, err := fmt.Fprintln(a.stdout, page)
	return err
}

func (a *app) summary(out *pipeline.Outcome) {
	const most = 5
	say := func(format string, args ...any) { fmt.Fprintf(a.stderr, format+"\n", args...) }
	for _, f := range out.Findings[:min(3, len(out.Findings))] {
		say("  %s", clean(f))
	}
	for _, n := range out.Notes[:min(most, len(out.Notes))] {
		say("note: %s", clean(n.Message))
	}
	if n := len(out.Notes); n > most {
		say("note: and %d more notes in the report", n-most)
	}
	for _, f := range out.Failures[:min(most, len(out.Failures))] {
		say("failed: %s", clean(f.Message))
	}
	if n := len(out.Failures); n > most {
		say("failed: and %d more, see failures.csv", n-most)
	}
}
