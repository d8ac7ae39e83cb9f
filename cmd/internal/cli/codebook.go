package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"concordat/corpus/codebook"
	"concordat/pipeline"
	"concordat/pipeline/config"

	"github.com/spf13/cobra"
)

func (a *app) codebookCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "codebook",
		Short: "Check, list and explain codebooks",
		Long: `Check a codebook against its own examples and against texts, list its concepts,
or explain which of its patterns match a text, and which do not and why.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.codebookList())
	return cmd
}

// book reads the codebook that a command names.
func book(ctx context.Context, name string) (*codebook.Codebook, error) {
	p := config.Default()
	p.Codebook = filepath.ToSlash(name)
	b, _, err := pipeline.LoadCodebook(ctx, p)
	if err != nil {
		return nil, &pipeline.UsageError{Err: err}
	}
	return b, nil
}

func (a *app) codebookList() *cobra.Command {
	var name string
	cmd := &cobra.Command{
		Use:   "list [CODEBOOK]",
		Short: "List the concepts of a codebook as a tree",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			name = config.DefaultCodebook
			if len(args) > 0 {
				name = args[0]
			}
			b, err := book(cmd.Context(), name)
			if err != nil {
				return err
			}
			if a.json {
				return a.listConcepts(b)
			}
			rows := make([][]string, len(b.Concepts))
			for i := range b.Concepts {
				c := &b.Concepts[i]
				rows[i] = []string{strings.Repeat("  ", c.Depth) + c.ID, c.Label, fmt.Sprint(len(c.Patterns)), c.Definition}
			}
			return a.grid([]string{"concept", "label", "patterns", "definition"}, []bool{false, false, true, false}, rows)
		},
	}
	return cmd
}

func (a *app) listConcepts(b *codebook.Codebook) error {
	type concept struct {
		ID         string   `json:"id"`
		Label      string   `json:"label"`
		Parent     string   `json:"parent"`
		Definition string   `json:"definition"`
		Patterns   []string `json:"patterns"`
	}
	out := make([]concept, len(b.Concepts))
	for i := range b.Concepts {
		c := &b.Concepts[i]
		out[i] = concept{ID: c.ID, Label: c.Label, Definition: c.Definition, Patterns: []string{}}
		if c.Parent != codebook.None {
			out[i].Parent = b.Concepts[c.Parent].ID
		}
		for _, p := range c.Patterns {
			out[i].Patterns = append(out[i].Patterns, p.Source)
		}
	}
	return a.answer("codebook", map[string]any{"name": b.Name, "version": b.Version, "sha256": b.SHA256, "concepts": out})
}
