package cli

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"concordat/pipeline"
	"concordat/pipeline/config"
	"concordat/reports/manifest"

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
			rows, err := evidence(dir, args[0])
			if err != nil {
				return err
			}
			return a.quotations(dir, args[0], rows)
		},
	}
	cmd.Flags().StringVar(&dir, "report", "", "folder of the report (default: the newest below ./reports)")
	return cmd
}

// newestReport returns the report below a folder whose manifest is the newest.
func newestReport(parent string) (string, error) {
	entries, err := os.ReadDir(parent)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
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
		return "", &pipeline.UsageError{Err: fmt.Errorf("no report below %s; make one with `concordat run`, or name its folder with --report", parent)}
	}
	return best, nil
}

// evidence reads the rows of a report's hits.csv that a question is about.
func evidence(dir, question string) ([]map[string]string, error) {
	f, err := os.Open(filepath.Join(dir, "evidence", "hits.csv"))
	if err != nil {
		return nil, &pipeline.UsageError{Err: fmt.Errorf("%w; the report has no evidence: run it with the analyzer evidence", err)}
	}
	defer f.Close()
	r := csv.NewReader(f)
	head, err := r.Read()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name(), err)
	}
	head[0] = strings.TrimPrefix(head[0], "\uFEFF")
	var out []map[string]string
	docs, concepts := map[string]bool{}, map[string]bool{}
	for {
		rec, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name(), err)
		}
		row := make(map[string]string, len(head))
		for i, h := range head {
			row[h] = rec[i]
		}
		docs[row["document"]] = true
		ids := append(strings.Fields(row["counts_for"]), row["concept"])
		for _, id := range ids {
			concepts[id] = true
		}
		if answers(question, row, ids) {
			out = append(out, row)
		}
	}
	if len(out) == 0 {
		return nil, nothing(dir, question, docs, concepts)
	}
	return out, nil
}

// answers reports whether a row of evidence is behind what is asked for.
func answers(question string, row map[string]string, ids []string) bool {
	if hitID.MatchString(question) {
		return row["id"] == question
	}
	if slices.Contains(ids, question) {
		return true
	}
	for _, id := range ids { // ids of documents may have slashes
		if row["document"]+"/"+id == question {
			return true
		}
	}
	return false
}

// nothing is the error for a question without an answer.
func nothing(dir, question string, docs, concepts map[string]bool) error {
	var known []string
	for d := range docs {
		for c := range concepts {
			known = append(known, d+"/"+c)
		}
	}
	for c := range concepts {
		known = append(known, c)
	}
	slices.Sort(known)
	return &pipeline.UsageError{Err: fmt.Errorf("%s: no hit behind %q%s", filepath.ToSlash(dir), question, config.Hint(question, known))}
}

func (a *app) quotations(dir, question string, rows []map[string]string) error {
	if a.json {
		return a.answer("show", map[string]any{"report": filepath.ToSlash(dir), "question": question, "hits": rows})
	}
	for _, row := range rows {
		place := row["document"] + ", sentence " + row["sentence"]
		if row["section"] != "" {
			place += ", “" + row["section"] + "”"
		}
		match := clean(row["match"])
		if a.colour() {
			match = "\x1b[1m" + match + "\x1b[0m"
		} else {
			match = "[" + match + "]"
		}
		if _, err := fmt.Fprintf(a.stdout, "%s  %s  bytes %s–%s  %s (%s)\n    %s %s %s\n", row["id"], clean(place), row["start"], row["end"],
			clean(row["concept"]), clean(row["pattern"]), clean(row["left"]), match, clean(row["right"])); err != nil {
			return err
		}
	}
	a.say("%d hits in %s", len(rows), filepath.ToSlash(dir))
	return nil
}
