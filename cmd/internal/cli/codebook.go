package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
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
--strict, that there is a warning. With --codebook all arguments are texts.`,
		Example: `  concordat codebook check
  concordat codebook check mybook.yaml texts/`,
		RunE: func(cmd *cobra.Command, args []string) error {
			p := config.Default()
			p.Name = "check"
			name, texts, err := bookOf(cmd, args)
			if err != nil {
				return err
			}
			p.Codebook = filepath.ToSlash(name)
			for _, text := range texts {
				p.Documents = append(p.Documents, filepath.ToSlash(text))
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
	bookFlag(cmd)
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
			p.Name = "explain"
			if err := errors.Join(c.put(&p), p.Check()); err != nil {
				return &pipeline.UsageError{Err: err}
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

// bookFlag adds to a command whose first argument is a codebook the flag by
// which other commands name it.
func bookFlag(cmd *cobra.Command) {
	cmd.Flags().String("codebook", config.DefaultCodebook, "shipped codebook, or a `file`, instead of the argument")
	complete(cmd, "codebook", completeFiles(inFamily("codebooks")))
	cmd.ValidArgsFunction = completeFiles(firstOnly(inFamily("codebooks")))
}

// bookOf returns the codebook that a command names, by its flag or its first
// argument, and the other arguments.
func bookOf(cmd *cobra.Command, args []string) (name string, others []string, err error) {
	flag := cmd.Flag("codebook")
	switch {
	case flag.Changed && len(args) > 0 && (isYAML(args[0]) || slices.Contains(codebook.BuiltinNames(), args[0])):
		return "", nil, usagef("there are two codebooks, --codebook %s and %s; name one", flag.Value, args[0])
	case flag.Changed || len(args) == 0:
		return flag.Value.String(), args, nil
	}
	return args[0], args[1:], nil
}

// book reads the codebook that a command names.
func book(ctx context.Context, name string) (*codebook.Codebook, error) {
	p := config.Default()
	p.Codebook = filepath.ToSlash(name)
	b, err := pipeline.LoadCodebook(ctx, p)
	if err != nil {
		return nil, &pipeline.UsageError{Err: err}
	}
	return b, nil
}

func (a *app) codebookList() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "list [CODEBOOK]",
		Short: "List the concepts of a codebook as a tree",
		Example: `  concordat codebook list
  concordat codebook list mybook.yaml --json`,
		Args: takes(0, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			name, others, err := bookOf(cmd, args)
			if err != nil {
				return err
			}
			if len(others) > 0 {
				return usagef("there are two codebooks, --codebook %s and %s; name one", name, others[0])
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
	bookFlag(cmd)
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
