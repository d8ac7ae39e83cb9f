package cli

import (
	"errors"

	"concordat/pipeline"

	"github.com/spf13/cobra"
)

func (a *app) sensitivityCommand() *cobra.Command {
	var c choices
	var force bool
	cmd := &cobra.Command{
		Use:   "sensitivity [PROJECT | PATH…]",
		Short: "Say what the findings hang on",
		Long: `Repeat the headline comparisons of a run, and its pairs of concepts, under every
declared choice: overlap policy, hyphens, case, denominator and unit; then
without each pattern and without each document in turn. The table goes to
standard output: which findings keep their verdict, and which hang on one
pattern. The report, with every specification and the specification curve, goes
to reports/NAME-sensitivity. PROJECT and PATH are those of run.`,
		Example: `  concordat sensitivity myproject
  concordat sensitivity essay.txt strategies/ --concept sovereignty,deterrence
  concordat run essay.txt strategies/ --analyzers comparison,sensitivity`,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, env := cmd.Context(), a.env()
			env.Force = force
			p, err := c.project(ctx, args)
			if err != nil {
				return err
			}
			p.Analyzers = []string{"sensitivity"} // it is the answer
			p.Name += "-sensitivity"
			plan, err := pipeline.NewPlan(ctx, p, env)
			if err != nil {
				return err
			}
			out, err := pipeline.Run(ctx, plan, env)
			if err != nil {
				return err
			}
			return a.hanging(out)
		},
	}
	c.readFlags(cmd)
	c.runFlags(cmd)
	if err := cmd.Flags().MarkHidden("analyzers"); err != nil {
		panic(err) // the flag is there: runFlags made it
	}
	cmd.Flags().BoolVar(&force, "force", false, "replace a report whose files were edited since concordat wrote them")
	return cmd
}

// hanging answers with what the findings of a run hang on.
func (a *app) hanging(out *pipeline.Outcome) error {
	t := tableOf(out.Results, "sensitivity")
	if t == nil {
		return errors.New("the run gave no table of sensitivity; is there a text on both sides?")
	}
	if a.json {
		raw, err := tableJSON(t)
		if err != nil {
			return err
		}
		fields := outcomeJSON(out)
		fields["table"] = raw
		if err := a.answer("sensitivity", fields); err != nil {
			return err
		}
		return a.partly(out.Failures)
	}
	rows := make([]int, t.Rows())
	for i := range rows {
		rows[i] = i
	}
	shown := []string{"concept", "target", "reference", "log_ratio", "ci_low", "ci_high", "verdict", "choices", "choices_same_verdict", "patterns_needed", "documents_needed", "hangs_on"}
	if err := a.print(t, rows, shown, "ci_high", "ci_low", "documents_needed"); err != nil {
		return err
	}
	a.summary(out)
	if !a.quiet {
		a.say("report: %s", page(out))
	}
	return a.partly(out.Failures)
}
