package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"concordat/pipeline/config"
	"concordat/reports/manifest"
	"concordat/reports/tables"

	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/spf13/cobra"
)

// hitID is how the id of a hit looks.
var hitID = regexp.MustCompile(`^[0-9a-f]{12}$`)

func (a *app) showCommand() *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:   "show HIT | DOCUMENT/CONCEPT | CONCEPT",
		Short: "Show the quotations behind a number",
		Long: `Show the quotation behind a hit (its id stands in every evidence table), or all
quotations behind a cell: DOCUMENT/CONCEPT for one document, CONCEPT for all. What
is shown for a cell is exactly what its hits column counts.

The report is the one in --report, or the newest below ./reports.`,
		Example: `  concordat show china-2017/sovereignty
  concordat show 0f3c5a1b2c3d --report reports/sample`,
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if dir == "" {
				var err error
				if dir, err = newestReport("reports"); err != nil {
					return err
				}
			}
			question := args[0]
			all, err := evidence(dir)
			if err != nil {
				return err
			}
			hits := behind(question, all)
			switch {
			case len(hits) > 0:
				return a.quotations(dir, question, hits)
			case hitID.MatchString(question):
				return usagef("%s: no hit has the id %s; ids change when the texts or the codebook do", filepath.ToSlash(dir), question)
			}
			return usagef("%s: no hit behind %q%s", filepath.ToSlash(dir), question, config.Hint(question, questions(all)))
		},
	}
	cmd.ValidArgsFunction = completeFirst(func(*cobra.Command, []string) ([]item, error) {
		from := dir
		if from == "" {
			var err error
			if from, err = newestReport("reports"); err != nil {
				return nil, err
			}
		}
		hits, err := evidence(from)
		return items(questions(hits)), err
	})
	cmd.Flags().StringVar(&dir, "report", "", "`folder` of the report (default: the newest below ./reports)")
	return cmd
}

// newestReport returns the report below a folder whose manifest is the newest.
func newestReport(parent string) (string, error) {
	entries, err := os.ReadDir(parent)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	best, created := "", ""
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(parent, e.Name(), manifest.FileName))
		if err != nil {
			continue // not a report
		}
		if m, err := manifest.Parse(data); err == nil && m.Created > created {
			best, created = filepath.Join(parent, e.Name()), m.Created
		}
	}
	if best == "" {
		return "", usagef("no report below %s; make one with `concordat run`, or name its folder with --report", parent)
	}
	return best, nil
}

// hit is a row of a report's evidence, as far as it is shown here.
type hit struct {
	ID        string `json:"id"`
	Document  string `json:"document"`
	Start     int64  `json:"start"`
	End       int64  `json:"end"`
	Sentence  int64  `json:"sentence"`
	Paragraph int64  `json:"paragraph"`
	Section   string `json:"section"`
	Concept   string `json:"concept"`
	Pattern   string `json:"pattern"`
	Match     string `json:"match"`
	Left      string `json:"left"`
	Right     string `json:"right"`
	Form      string `json:"form"`
	CountsFor string `json:"counts_for"` // ids of the concepts above, with blanks between
}

// evidenceFile is read rather than hits.csv, whose cells may have an
// apostrophe that keeps spreadsheets from running them: here a text is itself.
const evidenceFile = "evidence/hits.jsonl"

// evidence reads every hit of a report.
func evidence(dir string) ([]hit, error) {
	name := filepath.Join(dir, filepath.FromSlash(evidenceFile))
	data, err := os.ReadFile(name)
	shown := filepath.ToSlash(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if _, gone := os.Stat(filepath.Join(dir, manifest.FileName)); gone != nil {
			return nil, usagef("%s is no report; name its folder with --report", shown)
		}
		return nil, usagef("%s has no %s; run it with the analyzer evidence", shown, evidenceFile)
	case err != nil:
		return nil, err
	}
	var hits []hit
	line := 0
	for record := range bytes.Lines(data) {
		line++
		var h hit
		if err := json.Unmarshal(record, &h); err != nil || h.ID == "" {
			return nil, fmt.Errorf("%s/%s: line %d is no hit; somebody changed the file: see `concordat verify %s --digests`, or run the report again", shown, evidenceFile, line, shown)
		}
		hits = append(hits, h)
	}
	return hits, nil
}

// concepts returns the ids of the concepts that count a hit.
func (h *hit) concepts() []string { return append(strings.Fields(h.CountsFor), h.Concept) }

// behind returns the hits that a question is about.
func behind(question string, hits []hit) []hit {
	var out []hit
	for _, h := range hits {
		if h.answers(question) {
			out = append(out, h)
		}
	}
	return out
}

// answers reports whether a hit is behind what is asked for.
func (h *hit) answers(question string) bool {
	if hitID.MatchString(question) {
		return h.ID == question
	}
	ids := h.concepts()
	if slices.Contains(ids, question) {
		return true
	}
	for _, id := range ids { // ids of documents may have slashes
		if h.Document+"/"+id == question {
			return true
		}
	}
	return false
}

// questions returns everything that can be asked of hits but their ids, sorted.
func questions(hits []hit) []string {
	seen := map[string]bool{}
	for _, h := range hits {
		for _, id := range h.concepts() {
			seen[id], seen[h.Document+"/"+id] = true, true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

func (a *app) quotations(dir, question string, hits []hit) error {
	dir = filepath.ToSlash(dir)
	if a.json {
		return a.answer("show", map[string]any{"report": dir, "question": question, "hits": hits})
	}
	for _, h := range hits {
		place := fmt.Sprintf("%s, sentence %d", h.Document, h.Sentence)
		if h.Section != "" {
			place += ", “" + h.Section + "”"
		}
		quote := tables.Visible(h.Left) + a.marked(h.Match) + tables.Visible(h.Right)
		if _, err := fmt.Fprintf(a.stdout, "%s  %s  bytes %d–%d  %s (%s)\n%s\n", h.ID, clean(place), h.Start, h.End,
			clean(h.Concept), clean(h.Pattern), a.indented(quote)); err != nil {
			return err
		}
	}
	if !a.quiet {
		noun := "hits"
		if len(hits) == 1 {
			noun = "hit"
		}
		a.say("%d %s in %s", len(hits), noun, dir)
	}
	return nil
}

// marked sets a hit off from its context: in brackets, or bold on a terminal.
func (a *app) marked(match string) string {
	match = tables.Visible(match)
	if b := a.bold(match); b != match {
		return b
	}
	return "[" + match + "]"
}

// indented returns a quotation below its head, wrapped to the terminal.
func (a *app) indented(quote string) string {
	const indent = "    "
	quote = strings.TrimSpace(quote)
	if w := a.columns(); w > 0 {
		quote = text.WrapSoft(quote, w-len(indent))
	}
	lines := strings.Split(quote, "\n")
	for i, l := range lines {
		lines[i] = indent + strings.TrimRight(l, " ")
	}
	return strings.Join(lines, "\n")
}
