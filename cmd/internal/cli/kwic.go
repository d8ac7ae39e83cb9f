package cli

import (
	"context"
	"fmt"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"concordat/analyzers/result"
	"concordat/pipeline"
	"concordat/pipeline/config"

	"github.com/mattn/go-runewidth"
	"github.com/spf13/cobra"
)

func (a *app) kwicCommand() *cobra.Command {
	var c choices
	var width int
	cmd := &cobra.Command{
		Use:   "kwic CONCEPT|PATTERN PATH…",
		Short: "Show a concept or a pattern in its context",
		Long: `Show every hit of a concept, or of a pattern in the codebook's pattern language
(` + "`concordat help patterns`" + `), in its context, one line each. What is a
concept's id is taken as the concept.`,
		Example: `  concordat kwic sovereignty essay.txt
  concordat kwic 'community of shared (destiny|future)' texts/
  concordat kwic 'security near/5 development' essay.txt`,
		Args: takes(2, math.MaxInt),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, query := cmd.Context(), args[0]
			p, err := c.project(ctx, args[1:])
			if err != nil {
				return err
			}
			if width < 0 {
				return usagef("width: %d characters of context is less than 0", width)
			}
			context := width
			if width == 0 && !a.json {
				context = a.lineWidth() / 2
			}
			t, failures, err := pipeline.Concordance(ctx, p, query, context, a.env())
			if err != nil {
				return pointed(query, err)
			}
			if a.json {
				raw, err := tableJSON(t)
				if err != nil {
					return err
				}
				if err := a.answer("kwic", map[string]any{"query": query, "table": raw, "failures": failuresJSON(failures)}); err != nil {
					return err
				}
				return a.partly(failures)
			}
			if err := a.lines(t, width); err != nil {
				return err
			}
			if err := a.counted(ctx, p, query, t.Rows()); err != nil {
				return err
			}
			return a.partly(failures)
		},
	}
	c.readFlags(cmd)
	cmd.Flags().IntVar(&width, "width", 0, "`characters` of context on either side (default: as the terminal has room)")
	cmd.ValidArgsFunction = completeFirst(conceptNames)
	return cmd
}

// counted says how many hits there were; without any, which concept may have
// been meant.
func (a *app) counted(ctx context.Context, p config.Project, query string, n int) error {
	switch {
	case a.quiet:
	case n > 0:
		a.say("%s", result.Counted(n, "hit"))
	default:
		book, err := pipeline.LoadCodebook(ctx, p)
		if err != nil {
			return err
		}
		if _, ok := book.Lookup(query); ok {
			a.say("no hit of the concept %q", query)
			return nil
		}
		ids := make([]string, len(book.Concepts))
		for i := range book.Concepts {
			ids[i] = book.Concepts[i].ID
		}
		a.say("no hit of the pattern %q%s", query, config.Hint(query, ids))
	}
	return nil
}

// lineWidth is how wide a line of a concordance may be.
func (a *app) lineWidth() int {
	if w := a.columns(); w > 0 {
		return w
	}
	return 100
}

// lines writes a concordance with the hits below one another. Without a width
// the context takes the room that the line has.
func (a *app) lines(t *result.Table, width int) error {
	const widest = 24 // of names and of hits, beyond which they do not count
	doc, left, match, right := t.Column("document"), t.Column("left"), t.Column("match"), t.Column("right")
	name, hit := 0, 0
	for i := range t.Rows() {
		name = max(name, min(widest, runewidth.StringWidth(clean(doc.Texts[i]))))
		hit = max(hit, min(widest, runewidth.StringWidth(clean(match.Texts[i]))))
	}
	side := (a.lineWidth() - name - len(gap) - hit) / 2
	if width > 0 {
		side = width
	}
	for i := range t.Rows() {
		id := runewidth.FillRight(runewidth.Truncate(clean(doc.Texts[i]), widest, "…"), name)
		before := runewidth.FillLeft(last(clean(left.Texts[i]), side), side)
		after := strings.TrimRight(runewidth.Truncate(clean(right.Texts[i]), side, ""), " ")
		if _, err := fmt.Fprintf(a.stdout, "%s%s%s%s%s\n", id, gap, before, a.bold(clean(match.Texts[i])), after); err != nil {
			return err
		}
	}
	return nil
}

// last returns the end of a text that fits a width. It never begins with a
// mark that belongs to the letter before.
func last(s string, width int) string {
	room := runewidth.StringWidth(s) - width
	for s != "" {
		r, n := utf8.DecodeRuneInString(s)
		if room <= 0 && !unicode.Is(unicode.M, r) {
			break
		}
		room -= runewidth.RuneWidth(r)
		s = s[n:]
	}
	return s
}
