package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"concordat/analyzers/result"
	"concordat/pipeline"
	"concordat/reports/manifest"
	"concordat/reports/tables"

	"github.com/spf13/cobra"
)

func (a *app) showCommand() *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:   "show HIT | [SCOPE/]CONCEPT | [SCOPE/]CONCEPT+CONCEPT",
		Short: "Show the quotations behind a number",
		Long: `Show the quotation behind a hit (its id stands in every evidence table), or all
quotations behind a cell: CONCEPT for all documents, SCOPE/CONCEPT for some. SCOPE
is a document, a group or a side of a comparison as the tables call it, or (all);
where there are several targets, each with its (rest), (rest of TARGET). What is
shown is exactly what the cell counts; behind a 0 there is nothing.

CONCEPT+CONCEPT shows what is behind a joint count of the table cooccurrence: the
sentences (or paragraphs, as the report has them) with a hit of both.

The report is the one in --report, or the newest below ./reports that has what
is asked for.`,
		Example: `  concordat show china-2017/sovereignty
  concordat show '(rest)/sovereignty'
  concordat show china-2017/sovereignty+human-rights
  concordat show h0f3c5a1b2c3d --report reports/sample`,
		Args: takes(1, 1),
		RunE: func(_ *cobra.Command, args []string) error {
			dirs, err := from(dir)
			if err != nil {
				return err
			}
			dir, found, err := look(args[0], dirs)
			if err != nil {
				return err
			}
			return a.quotations(dir, args[0], found)
		},
	}
	cmd.ValidArgsFunction = func(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return completeQuestion(cmd, args, dir, typed), cobra.ShellCompDirectiveNoFileComp
	}
	cmd.Flags().StringVar(&dir, "report", "", "`folder` of the report (default: the newest below ./reports that answers)")
	return cmd
}

// completeQuestion completes what can be asked of the newest report; after a
// plus sign, the second concept.
func completeQuestion(cmd *cobra.Command, args []string, dir, typed string) []cobra.Completion {
	dirs, err := from(dir)
	if err != nil || len(args) > 0 {
		return nil
	}
	r, err := readRecord(dirs[0])
	if err != nil {
		return nil
	}
	if first, second, ok := strings.Cut(typed, "+"); ok && !strings.Contains(second, "/") {
		return matching(cmd, args, first+"+", second, names(r.concepts))
	}
	return matching(cmd, args, "", typed, names(r.questions()))
}

// from returns the reports to look into: the one that is named, or all below
// ./reports.
func from(dir string) ([]string, error) {
	if dir != "" {
		return []string{dir}, nil
	}
	return reportsBelow("reports")
}

// reportsBelow returns the reports in a folder, the newest first.
func reportsBelow(parent string) ([]string, error) {
	entries, err := os.ReadDir(parent)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	type report struct{ dir, created string }
	var found []report
	for _, e := range entries {
		dir := filepath.Join(parent, e.Name())
		data, err := os.ReadFile(filepath.Join(dir, manifest.FileName))
		if err != nil {
			continue // no report
		}
		if m, err := manifest.Parse(data); err == nil {
			found = append(found, report{dir, m.Created})
		}
	}
	if len(found) == 0 {
		return nil, usagef("no report below %s; make one with `concordat run`, or name its folder with --report", parent)
	}
	slices.SortStableFunc(found, func(a, b report) int { return strings.Compare(b.created, a.created) })
	dirs := make([]string, len(found))
	for i, r := range found {
		dirs[i] = r.dir
	}
	return dirs, nil
}

// look returns what is behind a question in the first of the reports that
// knows what it names; a report without evidence knows nothing. The error, if
// none does, is about the first.
func look(text string, dirs []string) (dir string, found quoted, err error) {
	for _, dir := range dirs {
		r, wrong := readRecord(dir)
		if wrong == nil {
			if found, wrong = r.answer(text); wrong == nil {
				return r.dir, found, nil
			}
		}
		var usage *pipeline.UsageError
		if !errors.As(wrong, &usage) {
			return "", quoted{}, wrong // a broken report is not passed over
		}
		if err == nil {
			err = wrong
		}
	}
	return "", quoted{}, err
}

// quotations prints what is behind a question.
func (a *app) quotations(dir, text string, found quoted) error {
	if a.json {
		fields := map[string]any{"report": dir, "question": text, "hits": list(found.hits)}
		if found.unit != "" {
			fields["unit"], fields["units"] = found.unit, unitsJSON(found.units)
		}
		return a.answer("show", fields)
	}
	var err error
	if found.unit != "" {
		err = a.printUnits(found)
	} else {
		err = a.printHits(found.hits)
	}
	if err != nil || a.quiet {
		return err
	}
	n := result.Counted(len(found.hits), "hit")
	if found.unit != "" {
		n = result.Counted(len(found.units), found.unit) + " with " + n
	}
	a.say("%s in %s", n, dir)
	return nil
}

func (a *app) printHits(hits []hit) error {
	for i := range hits {
		h := &hits[i]
		place := h.Document + fmt.Sprintf(", sentence %d", h.Sentence) + section(h)
		if _, err := fmt.Fprintf(a.stdout, "%s  %s  %s\n%s\n", h.ID, clean(place), particulars(h), a.indented(a.quotation(h))); err != nil {
			return err
		}
	}
	return nil
}

// printUnits prints each unit of a joint count with its hits below it.
func (a *app) printUnits(found quoted) error {
	for _, unit := range found.units {
		number := unit[0].Sentence
		if found.unit == "paragraph" {
			number = unit[0].Paragraph
		}
		var b strings.Builder
		fmt.Fprintf(&b, "%s\n", clean(fmt.Sprintf("%s, %s %d%s", unit[0].Document, found.unit, number, section(&unit[0]))))
		for i := range unit {
			fmt.Fprintf(&b, "  %s  %s\n%s\n", unit[i].ID, particulars(&unit[i]), a.indented(a.quotation(&unit[i])))
		}
		if _, err := io.WriteString(a.stdout, b.String()); err != nil {
			return err
		}
	}
	return nil
}

// unitsJSON returns the units of a joint count as a part of an answer.
func unitsJSON(units [][]hit) []map[string]any {
	out := make([]map[string]any, len(units))
	for i, unit := range units {
		ids := make([]string, len(unit))
		for j := range unit {
			ids[j] = unit[j].ID
		}
		out[i] = map[string]any{"document": unit[0].Document, "sentence": unit[0].Sentence, "paragraph": unit[0].Paragraph, "hits": ids}
	}
	return out
}

// section returns the heading of a hit as the end of its place.
func section(h *hit) string {
	if h.Section == "" {
		return ""
	}
	return ", “" + h.Section + "”"
}

// particulars returns where a hit is in the text and what found it.
func particulars(h *hit) string {
	return fmt.Sprintf("bytes %d–%d  %s (%s)", h.Start, h.End, clean(h.Concept), clean(h.Pattern))
}

// quotation returns a hit between the words around it.
func (a *app) quotation(h *hit) string {
	return tables.Visible(h.Left) + a.marked(h.Match) + tables.Visible(h.Right)
}

// marked sets a hit off from its context: in brackets, or bold on a terminal,
// word by word, so that lines can break between them.
func (a *app) marked(match string) string {
	match = tables.Visible(match)
	if a.bold(match) == match {
		return "[" + match + "]"
	}
	words := strings.Split(match, " ")
	for i, w := range words {
		words[i] = a.bold(w)
	}
	return strings.Join(words, " ")
}

// indented returns a quotation below its head, wrapped to the terminal.
func (a *app) indented(quote string) string {
	const indent = "    "
	lines := []string{strings.TrimSpace(quote)}
	if w := a.columns(); w > 0 {
		lines = wrap(quote, w-len(indent))
	}
	return indent + strings.Join(lines, "\n"+indent)
}
