package cli

import (
	"context"
	"fmt"
	"path/filepath"

	"concordat/pipeline"
	"concordat/pipeline/config"

	"github.com/spf13/cobra"
)

func (a *app) runCommand() *cobra.Command {
	var c choices
	var force, watch bool
	cmd := &cobra.Command{
		Use:   "run [PROJECT | PATH…]",
		Short: "Analyse texts and write a report",
		Long: `Analyse texts and write a report into reports/NAME, beside the project file or
in the current folder. PATH is a file, a folder, a glob, - for standard input,
or ID=PATH. PROJECT is a project file, or a folder that has a project.yaml. With
nothing, the embedded sample corpus is analysed.

The report appears whole or not at all. A folder that concordat did not write is
never touched.

With --watch it runs again whenever the project file, the codebook or a document
changes, until Ctrl-C: edit a concept, save, and read the new numbers. With
--evidence=false a round is faster, and its numbers do not open.`,
		Example: `  concordat run
  concordat run myproject
  concordat run essay.txt strategies/ 'speeches/*.txt' --codebook cyberspace-governance
  concordat run china=texts/a.txt us=texts/b.txt --target china --reference us
  concordat run myproject --watch --evidence=false`,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, env := cmd.Context(), a.env()
			env.Force = force
			decide := func() (p config.Project, plan *pipeline.Plan, err error) {
				if p, err = c.project(ctx, args); err == nil {
					plan, err = pipeline.NewPlan(ctx, p, env)
				}
				return p, plan, err
			}
			if watch {
				return a.watchRuns(ctx, args, decide, env)
			}
			_, plan, err := decide()
			if err != nil {
				return err
			}
			return a.run(ctx, plan, env)
		},
	}
	c.readFlags(cmd)
	c.runFlags(cmd)
	cmd.Flags().BoolVar(&force, "force", false, "replace a report whose files were edited since concordat wrote them")
	cmd.Flags().BoolVar(&watch, "watch", false, "run again whenever the project, the codebook or a document changes")
	return cmd
}

// run carries a plan out and says what came of it.
func (a *app) run(ctx context.Context, plan *pipeline.Plan, env pipeline.Env) error {
	out, err := pipeline.Run(ctx, plan, env)
	if err != nil {
		return err
	}
	if a.json {
		if err := a.answer("run", outcomeJSON(out)); err != nil {
			return err
		}
		return a.partly(out.Failures)
	}
	a.summary(out)
	if _, err := fmt.Fprintln(a.stdout, page(out)); err != nil {
		return err
	}
	return a.partly(out.Failures)
}

// page returns the path of the report's page.
func page(out *pipeline.Outcome) string {
	return filepath.ToSlash(filepath.Join(out.Dir, "index.html"))
}

// outcomeJSON returns what came of a run as the parts of an answer.
func outcomeJSON(out *pipeline.Outcome) map[string]any {
	return map[string]any{
		"report": filepath.ToSlash(out.Dir), "page": page(out), "documents": len(out.Documents), "tokens": out.Tokens,
		"hits": out.Hits, "files": out.Files, "failures": failuresJSON(out.Failures), "findings": list(out.Findings), "notes": notesJSON(out.Notes),
	}
}

// summary writes to standard error what a person should know of a run.
func (a *app) summary(out *pipeline.Outcome) {
	const findings, notes = 3, 5
	if a.quiet {
		return
	}
	for _, f := range out.Findings[:min(findings, len(out.Findings))] {
		a.say("  %s", clean(f))
	}
	for _, n := range out.Notes[:min(notes, len(out.Notes))] {
		about := ""
		if n.Table != "" {
			about = n.Table + ": "
		}
		a.say("note: %s%s", about, clean(n.Message))
	}
	if n := len(out.Notes) - notes; n > 0 {
		a.say("note: and %d more in the report", n)
	}
}
