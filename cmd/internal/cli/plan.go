package cli

import (
	"fmt"
	"path/filepath"
	"strings"

	"concordat/pipeline"

	"github.com/spf13/cobra"
)

func (a *app) planCommand() *cobra.Command {
	var c choices
	cmd := &cobra.Command{
		Use:   "plan [PROJECT.yaml | PATH…]",
		Short: "Print what a run would do, and do nothing",
		Long: `Print everything that is decided about a run: the files that are read, the
codebook, every option with its value, the analyzers with the tables and figures
they make, and where the report goes. Nothing is analysed and nothing is written.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			p, err := c.project(cmd.Context(), args)
			if err != nil {
				return err
			}
			plan, err := pipeline.NewPlan(cmd.Context(), p, a.env())
			if err != nil {
				return err
			}
			return a.showPlan(plan)
		},
	}
	c.readFlags(cmd)
	c.runFlags(cmd)
	return cmd
}

func (a *app) showPlan(plan *pipeline.Plan) error {
	d := pipeline.Decisions(plan)
	if a.json {
		files := make([]map[string]string, len(plan.Found.Items))
		for i, it := range plan.Found.Items {
			files[i] = map[string]string{"path": it.Path, "id": plan.IDs[i]}
		}
		return a.answer("plan", map[string]any{
			"name": plan.Project.Name, "seed": plan.Project.Options.Seed, "decisions": d, "files": files,
			"failures": plan.Found.Failures, "skipped": plan.Found.Skipped, "out": filepath.ToSlash(plan.Out),
		})
	}
	row := func(name string, value any) { fmt.Fprintf(a.stdout, "%-12s %v\n", name, value) }
	row("report", filepath.ToSlash(plan.Out))
	row("codebook", fmt.Sprintf("%s %s, %d concepts", plan.Book.Name, plan.Book.Version, len(plan.Book.Concepts)))
	row("overlap", d.Overlap)
	row("sentences", d.Sentences)
	row("unit", d.Unit)
	row("intervals", fmt.Sprintf("%v %%, %d resamples, seed %d", 100*d.Level, d.Resamples, plan.Project.Options.Seed))
	target := d.Target
	if target == "" {
		target = "(chosen after reading)"
	}
	row("target", target)
	row("reference", strings.Join(d.References, ", "))
	row("tables", strings.Join(d.Tables, ", "))
	row("figures", strings.Join(d.Figures, ", ")+", preset "+d.Preset)
	for i, an := range plan.Analyzers {
		name := ""
		if i == 0 {
			name = "analyzers"
		}
		row(name, an.Info().Name+": "+strings.Join(an.Info().Output, ", "))
	}
	for i, it := range plan.Found.Items {
		name := ""
		if i == 0 {
			name = "files"
		}
		row(name, clean(plan.IDs[i]+"  "+it.Path))
	}
	for _, it := range plan.Found.Index {
		row("metadata", clean(it.Path))
	}
	for _, f := range plan.Found.Failures {
		row("fails", clean(f.Message))
	}
	for _, f := range plan.Found.Skipped {
		row("skipped", clean(f.Message))
	}
	return nil
}
