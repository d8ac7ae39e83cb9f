package cli

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"concordat/analyzers/result"
	"concordat/pipeline"

	"github.com/mattn/go-runewidth"
	"github.com/spf13/cobra"
)

func (a *app) kwicCommand() *cobra.Command {
	var c choices
	var width int
	cmd := &cobra.Command{
		Use:   "kwic CONCEPT|PATTERN PATH…",
		Short: "Show a concept or a pattern in its context",
		Long: `Show every hit of a concept, or of a pattern in the codebook's pattern language,
in its context, one line each. What is a concept's id is taken as the concept.`,
		Example: `  concordat kwic sovereignty essay.txt
  concordat kwic 'community of shared (destiny|future)' texts/
  concordat kwic 'security near/5 development' essay.txt`,
		Args: cobra.MinimumNArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			p, err := c.project(cmd.Context(), args[1:])
			if err != nil {
				return err
			}
			env := a.env()
			t, failures, err := pipeline.Concordance(cmd.Context(), p, args[0], width, env)
			if err != nil {
				return err
			}
			if a.json {
				err = a.print(t)
			} else {
				err = a.lines(t)
			}
			if err != nil {
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
	cmd.Flags().IntVar(&width, "width", 0, "characters of context on either side (default: the terminal's width)")
	return cmd
}

// lines writes a concordance with the hits below one another.
func (a *app) lines(t *result.Table) error {
	doc, left, match, right := t.Column("document"), t.Column("left"), t.Column("match"), t.Column("right")
	if t.Rows() == 0 {
		a.say("no hit")
		return nil
	}
	name := 0
	for i := range t.Rows() {
		name = max(name, min(24, runewidth.StringWidth(clean(doc.Texts[i]))))
	}
	side := (a.columns() - name - 24) / 2
	for i := range t.Rows() {
		l, m, r := clean(left.Texts[i]), clean(match.Texts[i]), clean(right.Texts[i])
		if a.colour() {
			m = "\x1b[1m" + m + "\x1b[0m"
		}
		id := runewidth.FillRight(runewidth.Truncate(clean(doc.Texts[i]), 24, "…"), name)
		if _, err := fmt.Fprintf(a.stdout, "%s  %s %s %s\n", id, runewidth.FillLeft(last(l, side), side), m, first(r, side)); err != nil {
			return err
		}
	}
	a.say("%d hits", t.Rows())
	return nil
}

// last returns the end of a text that fits the width.
func last(s string, width int) string {
	for runewidth.StringWidth(s) > width {
		_, n := utf8.DecodeRuneInString(s)
		s = s[n:]
	}
	return s
}

func first(s string, width int) string {
	return strings.TrimRight(runewidth.Truncate(s, width, ""), " ")
}

// say writes a line to standard error.
func (a *app) say(format string, args ...any) { fmt.Fprintf(a.stderr, format+"\n", args...) }
