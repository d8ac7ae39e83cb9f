package cli

import (
	"concordat/pipeline"

	"github.com/spf13/cobra"
)

func (a *app) corpusCommand() *cobra.Command {
	var c choices
	cmd := &cobra.Command{
		Use:   "corpus [PATH…]",
		Short: "List the documents with their sizes and warnings",
		Long: `Read texts and list them: id, title, language, tokens, types, sentences,
paragraphs, and what should be known of each before its numbers are trusted.`,
		Example: `  concordat corpus
  concordat corpus texts/ --json`,
		RunE: func(cmd *cobra.Command, args []string) error {
			p, err := c.project(cmd.Context(), args)
			if err != nil {
				return err
			}
			p.Analyzers = []string{"documents"}
			p.Target, p.References = "", nil
			results, failures, err := pipeline.Results(cmd.Context(), p, a.env())
			if err != nil {
				return err
			}
			if err := a.print(tableOf(results, "documents"), "document", "title", "language", "year", "tokens", "types", "sentences", "paragraphs", "coverage", "warnings"); err != nil {
				return err
			}
			for _, f := range failures {
				a.say("failed: %s", clean(f.Message))
			}
			if len(failures) > 0 {
				return status(statusPartly)
			}
			return nil
		},
	}
	c.readFlags(cmd)
	return cmd
}
