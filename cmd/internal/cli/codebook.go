package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"concordat/analyzers/result"
	"concordat/corpus"
	"concordat/corpus/codebook"
	"concordat/corpus/lint"
	"concordat/corpus/match"
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
	}
	cmd.AddCommand(a.codebookCheck(), a.codebookList(), a.codebookExplain())
	return cmd
}

func (a *app) codebookCheck() *cobra.Command {
	var strict bool
	cmd := &cobra.Command{
		Use:   "check [CODEBOOK [PATH…]]",
		Short: "Run a codebook's examples and look for patterns that do no work",
		Long: `Run every example and counter-example of a codebook, and look for patterns that
are duplicate, shadowed by another, or too broad. With texts, also for patterns
that find nothing in them. Status 4 means that an example failed or, with
--strict, that there is a warning.`,
		Example: `  concordat codebook check
  concordat codebook check mybook.yaml texts/`,
		RunE: func(cmd *cobra.Command, args []string) error {
			p := config.Default()
			p.Name = "check"
			if len(args) > 0 {
				p.Codebook = filepath.ToSlash(args[0])
				for _, arg := range args[1:] {
					p.Documents = append(p.Documents, filepath.ToSlash(arg))
				}
			}
			b, r, failures, err := pipeline.CheckCodebook(cmd.Context(), p, a.env())
			if err != nil {
				return err
			}
			if err := a.findings(b, r, failures); err != nil {
				return err
			}
			failed := a.partly(failures)
			if r.Count(lint.Error) > 0 || strict && r.Count(lint.Warning) > 0 {
				return status(statusCheck)
			}
			return failed
		},
	}
	cmd.ValidArgsFunction = completeFiles(firstOnly(inFamily("codebooks")))
	cmd.Flags().BoolVar(&strict, "strict", false, "status 4 for warnings as well")
	return cmd
}

func (a *app) findings(b *codebook.Codebook, r lint.Report, failures []corpus.Failure) error {
	if a.json {
		items := make([]map[string]any, len(r.Findings))
		for i, f := range r.Findings {
			items[i] = map[string]any{
				"severity": f.Severity.String(), "code": f.Code, "concept": f.Concept, "pattern": f.Pattern,
				"message": f.Message, "line": f.Line, "column": f.Column,
			}
		}
		return a.answer("codebook-check", map[string]any{
			"codebook": b.Name, "version": b.Version, "concepts": r.Concepts, "patterns": r.Patterns,
			"examples_run": r.ExamplesRun, "examples_failed": r.ExamplesFailed, "documents": r.Documents, "tokens": r.Tokens, "findings": items, "failures": failuresJSON(failures),
		})
	}
	for _, f := range r.Findings {
		about := f.Concept
		if f.Pattern != "" {
			about += fmt.Sprintf(" %q", f.Pattern)
		}
		if _, err := fmt.Fprintf(a.stdout, "%s:%d:%d: %s: %s: %s (%s)\n", b.Path, f.Line, f.Column, f.Severity, clean(about), clean(f.Message), f.Code); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(a.stdout, "%s %s: %s, %s; %d examples and counter-examples, %d failed; %s, %s\n",
		b.Name, b.Version, result.Counted(r.Concepts, "concept"), result.Counted(r.Patterns, "pattern"), r.ExamplesRun, r.ExamplesFailed,
		result.Counted(r.Count(lint.Error), "error"), result.Counted(r.Count(lint.Warning), "warning"))
	return err
}

func (a *app) codebookExplain() *cobra.Command {
	var c choices
	cmd := &cobra.Command{
		Use:   "explain TEXT",
		Short: "Say which patterns match a text, and which do not and why",
		Example: `  concordat codebook explain "They signed the UN Charter; states are sovereign."
  concordat codebook explain "United, states the announcer" --codebook mybook.yaml`,
		Args: takes(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			p := config.Default()
			if err := c.apply(&p); err != nil {
				return err
			}
			b, doc, ex, err := pipeline.Explain(cmd.Context(), p, args[0])
			if err != nil {
				return err
			}
			return a.explain(b, doc, ex)
		},
	}
	c.codeFlags(cmd)
	return cmd
}

func (a *app) explain(b *codebook.Codebook, doc *corpus.Document, ex []match.Explanation) error {
	rows := make([][]string, len(ex))
	items := make([]map[string]any, len(ex))
	for i, e := range ex {
		con := &b.Concepts[e.Concept]
		text := doc.Slice(corpus.Span{Start: doc.Tokens[e.First].Start, End: doc.Tokens[e.End-1].End})
		rows[i] = []string{text, con.ID, con.Patterns[e.Pattern].Source, e.Outcome.String(), e.Why}
		items[i] = map[string]any{
			"match": text, "start": doc.Tokens[e.First].Start, "end": doc.Tokens[e.End-1].End, "concept": con.ID,
			"pattern": con.Patterns[e.Pattern].Source, "outcome": e.Outcome.String(), "why": e.Why,
		}
	}
	if a.json {
		return a.answer("explain", map[string]any{"codebook": b.Name, "matches": items})
	}
	if len(rows) == 0 {
		_, err := fmt.Fprintln(a.stdout, "no pattern matches, and none misses by punctuation, case or the end of a sentence alone")
		return err
	}
	return a.write(grid{head: []string{"match", "concept", "pattern", "outcome", "why"}, right: make([]bool, 5), cells: rows, wrap: "why"})
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
	return &cobra.Command{
		Use:   "list [CODEBOOK]",
		Short: "List the concepts of a codebook as a tree",
		Example: `  concordat codebook list
  concordat codebook list mybook.yaml --json`,
		Args:              takes(0, 1),
		ValidArgsFunction: completeFiles(firstOnly(inFamily("codebooks"))),
		RunE: func(cmd *cobra.Command, args []string) error {
			name := config.DefaultCodebook
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
			return a.write(grid{head: []string{"concept", "label", "patterns", "definition"}, right: []bool{false, false, true, false}, cells: rows})
		},
	}
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
