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
			t := tableOf(results, "documents")
			if a.json {
				raw, err := tableJSON(t)
				if err != nil {
					return err
				}
				if err := a.answer("corpus", map[string]any{"table": raw, "failures": failuresJSON(failures)}); err != nil {
					return err
				}
				return a.partly(failures)
			}
			if err := a.print(t, nil, columnsWith(t, "document", "title", "language", "year", "tokens", "types", "sentences", "paragraphs", "hits", "coverage", "warnings"),
				"coverage", "hits", "types", "paragraphs", "sentences"); err != nil {
				return err
			}
			return a.partly(failures)
		},
	}
	c.readFlags(cmd)
	return cmd
}
