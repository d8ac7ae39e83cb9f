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

	"concordat/analyzers/result"
	"concordat/pipeline"
	"concordat/pipeline/config"
	"concordat/reports/manifest"
	"concordat/reports/tables"

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

The report is the one in --report, or the newest below ./reports that has
them.`,
		Example: `  concordat show china-2017/sovereignty
  concordat show 0f3c5a1b2c3d --report reports/sample`,
		Args: takes(1, 1),
		RunE: func(_ *cobra.Command, args []string) error {
			dirs, err := from(dir)
			if err != nil {
				return err
			}
			found, hits, err := look(args[0], dirs)
			if err != nil {
				return err
			}
			return a.quotations(found, args[0], hits)
		},
	}
	cmd.ValidArgsFunction = completeFirst(func(*cobra.Command, []string) ([]item, error) {
		dirs, err := from(dir)
		if err != nil {
			return nil, err
		}
		hits, err := evidence(dirs[0])
		return items(questions(hits)), err
	})
	cmd.Flags().StringVar(&dir, "report", "", "`folder` of the report (default: the newest below ./reports that answers)")
	return cmd
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

// look returns the hits behind a question in the first of the reports that has
// any; a report without evidence has none. The error, if none has, is about
// the first.
func look(question string, dirs []string) (dir string, hits []hit, err error) {
	for _, dir := range dirs {
		all, wrong := evidence(dir)
		var none *pipeline.UsageError
		if wrong != nil && !errors.As(wrong, &none) {
			return "", nil, wrong // a broken report is not passed over
		}
		if wrong == nil {
			if hits := behind(question, all); len(hits) > 0 {
				return dir, hits, nil
			}
			wrong = nothing(dir, question, all)
		}
		if err == nil {
			err = wrong
		}
	}
	return "", nil, err
}

// nothing is the error for a question without an answer.
func nothing(dir, question string, all []hit) error {
	if hitID.MatchString(question) {
		return usagef("%s: no hit has the id %s; ids change when the texts or the codebook do", filepath.ToSlash(dir), question)
	}
	return usagef("%s: no hit behind %q%s", filepath.ToSlash(dir), question, config.Hint(question, questions(all)))
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
		a.say("%s in %s", result.Counted(len(hits), "hit"), dir)
	}
	return nil
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
