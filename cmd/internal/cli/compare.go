package cli

import (
	"errors"
	"path/filepath"
	"strings"

	"concordat/analyzers/result"
	"concordat/pipeline"
	"concordat/pipeline/config"

	"github.com/spf13/cobra"
)

func (a *app) compareCommand() *cobra.Command {
	var c choices
	var force bool
	cmd := &cobra.Command{
		Use:   "compare A B",
		Short: "Compare two documents side by side",
		Long: `Compare two documents, or two folders, side by side: the rates of the concepts
with their difference, its interval and the log ratio. The table goes to
standard output; the report with figures and quotations to reports/A-and-B.`,
		Example: `  concordat compare china_2017.txt us_2018.txt
  concordat compare essay.txt strategies/ --concept sovereignty,deterrence`,
		Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			p := config.Default()
			p.Documents = []string{filepath.ToSlash(args[0]), filepath.ToSlash(args[1])}
			p.Target, p.References = sideOf(args[0]), []string{sideOf(args[1])}
			p.Name = stem(args[0]) + "-and-" + stem(args[1])
			p.Analyzers = []string{"documents", "frequency", "comparison", "keyness", "dispersion", "evidence"}
			if err := c.apply(&p); err != nil {
				return err
			}
			env := a.env()
			env.Force = force
			plan, err := pipeline.NewPlan(ctx, p, env)
			if err != nil {
				return err
			}
			out, err := pipeline.Run(ctx, plan, env)
			if err != nil {
				return err
			}
			t := tableOf(out.Results, "comparison")
			if t == nil {
				return errors.New("the comparison gave no table; is one of the two empty?")
			}
			if len(p.Options.Concepts) > 0 {
				t = onlyConcepts(t, p.Options.Concepts)
			}
			if err := a.print(t, "concept", "target_hits", "reference_hits", "target_per_10k", "reference_per_10k", "difference", "ci_low", "ci_high", "log_ratio", "q_bh"); err != nil {
				return err
			}
			if !a.quiet && !a.json {
				a.summary(out)
				a.say("report: %s", filepath.ToSlash(filepath.Join(out.Dir, "index.html")))
			}
			if len(out.Failures) > 0 {
				return status(statusPartly)
			}
			return nil
		},
	}
	c.readFlags(cmd)
	c.runFlags(cmd)
	cmd.Flags().BoolVar(&force, "force", false, "replace a report whose files were edited since concordat wrote them")
	return cmd
}

// sideOf returns the side of a comparison that an argument stands for: the
// document that ID=PATH names, or all that was read from the path.
func sideOf(arg string) string {
	if label, _, ok := strings.Cut(arg, "="); ok {
		return label
	}
	return "path:" + filepath.ToSlash(arg)
}

// tableOf returns a table of a run by its name, nil if there is none.
func tableOf(results []*result.Result, name string) *result.Table {
	for _, r := range results {
		for _, t := range r.Tables {
			if t.Name == name {
				return t
			}
		}
	}
	return nil
}

// onlyConcepts returns the rows of the named concepts.
func onlyConcepts(t *result.Table, ids []string) *result.Table {
	want := make(map[string]bool, len(ids))
	for _, id := range ids {
		want[id] = true
	}
	concept := t.Column("concept")
	return t.Where(func(row int) bool { return want[concept.Texts[row]] })
}
