package cli

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"concordat/analyzers/result"
	"concordat/pipeline"

	"github.com/spf13/cobra"
)

func (a *app) planCommand() *cobra.Command {
	var c choices
	cmd := &cobra.Command{
		Use:   "plan [PROJECT | PATH…]",
		Short: "Print what a run would do, and do nothing",
		Long: `Print everything that is decided about a run: the files that are read, the
codebook, every option with its value, the analyzers with the tables and figures
they make, and where the report goes. Nothing is analysed and nothing is written.`,
		Example: `  concordat plan myproject/project.yaml
  concordat plan essay.txt strategies/ --json`,
		RunE: func(cmd *cobra.Command, args []string) error {
			p, err := c.project(cmd.Context(), args)
			if err != nil {
				return err
			}
			plan, err := pipeline.NewPlan(cmd.Context(), p, a.env())
			if err != nil {
				return err
			}
			return a.showPlan(plan, a.env())
		},
	}
	c.readFlags(cmd)
	c.runFlags(cmd)
	return cmd
}

func (a *app) showPlan(plan *pipeline.Plan, env pipeline.Env) error {
	d := pipeline.Decisions(plan)
	if a.json {
		files := make([]map[string]string, len(plan.Found.Items))
		for i, it := range plan.Found.Items {
			files[i] = map[string]string{"path": it.Path, "id": plan.IDs[i]}
		}
		return a.answer("plan", map[string]any{
			"name": plan.Project.Name, "seed": plan.Project.Options.Seed, "decisions": d, "files": files,
			"failures": failuresJSON(plan.Found.Failures), "skipped": failuresJSON(plan.Found.Skipped), "out": filepath.ToSlash(plan.Out),
		})
	}
	var b strings.Builder
	row := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%-12s %s\n", name, clean(value))
		}
	}
	rows := func(name string, n int, value func(i int) string) {
		for i := range n {
			row(name, value(i))
			name = ""
		}
	}
	row("report", filepath.ToSlash(plan.Out))
	row("codebook", fmt.Sprintf("%s %s, %d concepts", plan.Book.Name, plan.Book.Version, len(plan.Book.Concepts)))
	row("overlap", d.Overlap)
	row("sentences", d.Sentences)
	row("unit", d.Unit)
	row("association", d.Association)
	row("intervals", fmt.Sprintf("%.4g %% %s, %d resamples by %s, seed %d", 100*d.Level, d.Interval, d.Resamples, d.Resample, plan.Project.Options.Seed))
	row("compares", pipeline.Rule(plan))
	if l := plan.List; l != nil {
		row("list", fmt.Sprintf("%s, %s of %s", l.Path, result.Counted(len(l.Words), "word"), result.Counted(l.Tokens, "token")))
	}
	row("tables", strings.Join(d.Tables, ", "))
	row("figures", strings.Join(d.Figures, ", ")+", preset "+d.Preset)
	row(pipeline.Forecast(plan, env))
	found := plan.Found
	rows("analyzers", len(plan.Analyzers), func(i int) string {
		info := plan.Analyzers[i].Info()
		return info.Name + ": " + strings.Join(info.Output, ", ")
	})
	rows("files", len(found.Items), func(i int) string { return plan.IDs[i] + " " + found.Items[i].Path })
	rows("metadata", len(found.Index), func(i int) string { return found.Index[i].Path })
	rows("fails", len(found.Failures), func(i int) string { return found.Failures[i].Message })
	rows("skipped", len(found.Skipped), func(i int) string { return found.Skipped[i].Message })
	_, err := io.WriteString(a.stdout, b.String())
	return err
}
