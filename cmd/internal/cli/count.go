package cli

import (
	"bytes"
	"fmt"
	"io"

	"concordat/analyzers/counts"
	"concordat/pipeline"

	"github.com/spf13/cobra"
)

func (a *app) countCommand() *cobra.Command {
	var c choices
	var sheets []string
	cmd := &cobra.Command{
		Use:   "count [PROJECT | PATH…]",
		Short: "Count, and conclude nothing: whole numbers as CSV",
		Long: `Count the concepts of a codebook in texts, and write no report: whole numbers
for R or Python, or a first look at a corpus of any size. Documents are counted
as they are read and none is kept, so that memory does not grow with the corpus.

Without --sheet the concepts are listed. With one, it goes to standard output as
CSV. With --out, the sheets go into a folder, a file each, by default all that
are not marked: list sheets says what there is.`,
		Example: `  concordat count speeches/
  concordat count speeches/ --sheet words > words.csv
  concordat count speeches/ --out counts`,
		RunE: func(cmd *cobra.Command, args []string) error {
			p, err := c.project(cmd.Context(), args)
			if err != nil {
				return err
			}
			p.Target, p.References = "", nil
			p.Analyzers = []string{"documents"}
			plan, err := pipeline.NewPlan(cmd.Context(), p, a.env())
			if err != nil {
				return err
			}
			switch {
			case c.flags.Changed("out"):
				if len(sheets) == 0 {
					sheets = ordinarySheets()
				}
				return a.countInto(cmd, plan, sheets)
			case len(sheets) > 1:
				return usagef("--sheet: %d sheets do not fit into one standard output; add --out FOLDER", len(sheets))
			case len(sheets) == 1:
				t, err := pipeline.Total(cmd.Context(), plan, a.env(), sheets, func(string) (io.Writer, error) { return a.stdout, nil })
				if err != nil {
					return err
				}
				return a.partly(t.Reading.Failures)
			}
			return a.countConcepts(cmd, plan)
		},
	}
	c.readFlags(cmd)
	c.countFlags(cmd)
	cmd.Flags().StringSliceVar(&sheets, "sheet", nil, "`names` of the tables to count and write: see list sheets")
	complete(cmd, "sheet", completeList(inFamily("sheets")))
	return cmd
}

// ordinarySheets returns the names of the sheets that need not be asked for.
func ordinarySheets() []string {
	var out []string
	for _, s := range pipeline.Sheets() {
		if !s.Own {
			out = append(out, s.Name)
		}
	}
	return out
}

// countConcepts lists the concepts with their counts.
func (a *app) countConcepts(cmd *cobra.Command, plan *pipeline.Plan) error {
	var csv bytes.Buffer
	t, err := pipeline.Total(cmd.Context(), plan, a.env(), []string{"concepts"}, func(string) (io.Writer, error) { return &csv, nil })
	if err != nil {
		return err
	}
	table := counts.Concepts(plan.Book, t.Total)
	if a.json {
		raw, err := tableJSON(table)
		if err != nil {
			return err
		}
		return a.answer("count", map[string]any{
			"documents": t.Documents, "tokens": t.Tokens, "sentences": t.Sentences, "hits": t.Hits,
			"table": raw, "failures": failuresJSON(t.Reading.Failures),
		})
	}
	if err := a.print(table, nil, []string{"concept", "hits", "hit_tokens", "sentences", "paragraphs", "documents"}, "hit_tokens", "paragraphs"); err != nil {
		return err
	}
	return a.partly(t.Reading.Failures)
}

// countInto writes sheets into a folder.
func (a *app) countInto(cmd *cobra.Command, plan *pipeline.Plan, sheets []string) error {
	t, err := pipeline.CountInto(cmd.Context(), plan, a.env(), sheets)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(a.stdout, plan.Out); err != nil {
		return err
	}
	return a.partly(t.Reading.Failures)
}
