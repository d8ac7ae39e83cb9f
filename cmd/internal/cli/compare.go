package cli

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"concordat/analyzers/result"
	"concordat/pipeline"
	"concordat/pipeline/config"

	"github.com/spf13/cobra"
)

func (a *app) compareCommand() *cobra.Command {
	var c choices
	var force, revision bool
	cmd := &cobra.Command{
		Use:   "compare A B",
		Short: "Compare two documents side by side",
		Long: `Compare two documents, or two folders, side by side: the rates of the concepts
with their difference, its interval and the log ratio. The table goes to
standard output; the report with figures and quotations to reports/A-and-B. A
text is compared with the others of its own folder if that is B.

With --revision A is an earlier version of B: paragraphs are aligned, and the
table says which hits of each concept were kept, rephrased, lost and gained. The
report, reports/A-to-B, shows every paragraph with its deletions and insertions.`,
		Example: `  concordat compare china_2017.txt us_2018.txt
  concordat compare essay.txt strategies/ --concept sovereignty,deterrence
  concordat compare --revision code_2011.txt code_2015.txt`,
		Args: takes(2, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			a0, _, labelled := strings.Cut(args[0], "=")
			if a1, _, both := strings.Cut(args[1], "="); labelled && both && a0 == a1 {
				return usagef("both texts are called %q; give them different ids", a0)
			}
			p := config.Default()
			p.Documents = []string{filepath.ToSlash(args[0]), filepath.ToSlash(args[1])}
			p.Target, p.References = sideOf(args[0]), []string{referenceOf(args[0], args[1])}
			p.Title = stem(args[0]) + " against " + stem(args[1])
			p.Name = stem(args[0]) + "-and-" + stem(args[1])
			if revision {
				asRevision(&p, args[0], args[1])
			}
			if err := c.apply(ctx, &p); err != nil {
				return err
			}
			if revision {
				withRevision(&p)
			}
			if len(p.Analyzers) > 0 && !slices.Contains(p.Analyzers, "comparison") {
				p.Analyzers = append(p.Analyzers, "comparison") // it is the answer
			}
			env := a.env()
			env.Force = force
			plan, err := pipeline.NewPlan(ctx, p, env)
			if err != nil {
				return err
			}
			if n := len(plan.IDs); revision && n != 2 {
				return usagef("--revision compares two versions of one text, and %s read; name the two files", result.Counted(n, "text")+isOrAre(n))
			}
			out, err := pipeline.Run(ctx, plan, env)
			if err != nil {
				return err
			}
			if revision {
				return a.revised(out, p.Options.Concepts)
			}
			t := tableOf(out.Results, "comparison")
			if t == nil {
				return errors.New("the comparison gave no table; is there a text on both sides?")
			}
			return a.compared(out, t, p.Options.Concepts)
		},
	}
	c.readFlags(cmd)
	c.runFlags(cmd)
	cmd.Flags().BoolVar(&revision, "revision", false, "B is a later version of A: show what it changed")
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

// referenceOf returns the side of the second argument: beside a first that
// lies in it, the rest of it.
func referenceOf(a, b string) string {
	if _, name, ok := strings.Cut(a, "="); ok {
		a = name
	}
	if rel, err := filepath.Rel(b, a); err == nil && filepath.IsLocal(rel) && rel != "." {
		return "rest"
	}
	return sideOf(b)
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

// compared answers with the table of a comparison: the concepts that are asked
// for, or else those that either side names, with what the target names more
// at the top and what the reference names more at the bottom.
func (a *app) compared(out *pipeline.Outcome, t *result.Table, concepts []string) error {
	if a.json {
		raw, err := tableJSON(t)
		if err != nil {
			return err
		}
		fields := outcomeJSON(out)
		fields["table"] = raw
		if err := a.answer("compare", fields); err != nil {
			return err
		}
		return a.partly(out.Failures)
	}
	rows := compareRows(t, concepts)
	if t.Rows() > 0 {
		if _, err := fmt.Fprintf(a.stdout, "target: %s · reference: %s\n", clean(t.Column("target").Texts[0]), clean(t.Column("reference").Texts[0])); err != nil {
			return err
		}
	}
	if err := a.print(t, rows, []string{"concept", "target_hits", "reference_hits", "target_per_10k", "reference_per_10k", "difference", "ci_low", "ci_high", "log_ratio", "q_bh"}, "reference_per_10k", "target_per_10k", "log_ratio", "q_bh"); err != nil {
		return err
	}
	a.summary(out)
	if !a.quiet {
		a.say("rates and differences are per 10,000 tokens")
		if n := t.Rows() - len(rows); n > 0 && len(concepts) == 0 {
			a.say("concepts without a hit in either are left out: %d", n)
		}
		a.say("report: %s", page(out))
	}
	return a.partly(out.Failures)
}

// compareRows returns the rows of a comparison to show, in their order.
func compareRows(t *result.Table, concepts []string) []int {
	concept, target, reference, difference := t.Column("concept"), t.Column("target_hits"), t.Column("reference_hits"), t.Column("difference")
	var rows []int
	for r := range t.Rows() {
		if slices.Contains(concepts, concept.Texts[r]) || len(concepts) == 0 && target.Ints[r]+reference.Ints[r] > 0 {
			rows = append(rows, r)
		}
	}
	slices.SortStableFunc(rows, func(a, b int) int { return cmp.Compare(difference.Floats[b], difference.Floats[a]) })
	return rows
}
