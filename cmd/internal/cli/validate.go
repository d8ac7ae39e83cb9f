package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"concordat/analyzers/result"
	"concordat/corpus"
	"concordat/pipeline"
	"concordat/pipeline/config"
	"concordat/pipeline/validation"

	"github.com/spf13/cobra"
)

func (a *app) validateCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "validate",
		Short: "Check a codebook against people: draw sentences, score their codes",
		Long: `Check what a codebook finds against what people find. "sample" draws sentences,
with and without hits, for two or more coders who do not know which is which;
"score" reads their sheets and says how precise and how complete the codebook is
in this corpus, and how far the coders agree with one another.`,
		Example: `  concordat validate sample texts/ --concept sovereignty,deterrence --out sheet.xlsx
  concordat validate score sheet-coder1.xlsx sheet-coder2.xlsx --out reports/validation`,
	}
	cmd.AddCommand(a.validateSample(), a.validateScore())
	return cmd
}

// sampling are the flags of a sample that are not about reading texts.
type sampling struct {
	validation.Options
	coders int
	out    string
	hide   bool
}

func (a *app) validateSample() *cobra.Command {
	var c choices
	s := sampling{Options: validation.Options{PerConcept: 60, Seed: 1}, coders: 2}
	cmd := &cobra.Command{
		Use:   "sample [PROJECT | PATH…] --out SHEET",
		Short: "Draw sentences for coders, blind, with a key apart",
		Long: `Draw sentences for people to code. For each concept half of them have a hit and
half have none; of these, half are near misses (beside a hit in the text, or with
a word of the concept's patterns), as far as there are any. Every sentence of the corpus has a known chance of
being drawn. A sheet has the sentence with those around it, the definition, and a
column to enter 1, 0 or ?; nothing in it tells a hit from another sentence, and
each coder has an order of their own. As .xlsx it has the instructions, and the
choices to pick from; CSV that a spreadsheet saves again is read as well.

What the machine decided is in the key, SHEET.key.json: coders must not get it.
Sheets that exist are never overwritten.`,
		Example: `  concordat validate sample texts/ --concept sovereignty,deterrence --out sheet.xlsx
  concordat validate sample texts/ --codebook my.yaml --per-concept 100 --coders 3 --out sheet.csv`,
		RunE: func(cmd *cobra.Command, args []string) error {
			p, err := c.project(cmd.Context(), args)
			if err != nil {
				return err
			}
			return a.sample(cmd, p, &s)
		},
	}
	c.readFlags(cmd)
	f := cmd.Flags()
	f.StringVarP(&s.out, "out", "o", "", "`file` for the sheets, .csv or .xlsx")
	f.StringSliceVar(&s.Concepts, "concept", nil, "`ids` of the concepts to validate (default: all that have a hit)")
	f.IntVar(&s.PerConcept, "per-concept", s.PerConcept, "`number` of sentences to draw for each concept")
	f.IntVar(&s.coders, "coders", s.coders, "`number` of coders, a sheet each")
	f.StringVar(&s.By, "strata", "", "`what` divides hits: group, document or none (default: groups if there are any, otherwise documents)")
	f.Uint64Var(&s.Seed, "seed", s.Seed, "`number` that fixes what is drawn and in which order")
	f.BoolVar(&s.hide, "hide-documents", false, "do not say in the sheet which document a sentence is from")
	complete(cmd, "concept", completeList(conceptNames))
	complete(cmd, "strata", completeOne(names([]string{validation.ByGroup, validation.ByDocument, validation.ByNone})))
	return cmd
}

// maxCoders bounds how many sheets are written.
const maxCoders = 50

func (a *app) sample(cmd *cobra.Command, p config.Project, s *sampling) error {
	ext := strings.ToLower(filepath.Ext(s.out))
	switch {
	case s.out == "":
		return usagef("--out is missing: name the file for the sheets, such as --out sheet.xlsx")
	case ext != ".csv" && ext != ".xlsx":
		return usagef("--out: %q is neither .csv nor .xlsx", s.out)
	case s.coders < 1 || s.coders > maxCoders:
		return usagef("--coders: %d is not between 1 and %d", s.coders, maxCoders)
	}
	stem := strings.TrimSuffix(s.out, filepath.Ext(s.out))
	sheets, key := validation.SheetNames(stem, filepath.Ext(s.out), s.coders), validation.KeyName(s.out)
	for _, name := range append(slices.Clone(sheets), key) {
		if _, err := os.Lstat(name); !errors.Is(err, fs.ErrNotExist) {
			return usagef("%s exists, and coded sheets are never overwritten; choose another --out, or remove it", name)
		}
	}
	drawn, failures, err := pipeline.SampleUnits(cmd.Context(), p, s.Options, a.env())
	if err != nil {
		return err
	}
	if err := s.write(drawn, sheets, key, ext); err != nil {
		return err
	}
	return a.drawn(drawn, sheets, key, failures)
}

// write writes the sheets and the key, all or none.
func (s *sampling) write(drawn *validation.Sample, sheets []string, key, ext string) (err error) {
	var made []string
	defer func() {
		if err != nil {
			for _, name := range made {
				err = errors.Join(err, os.Remove(name))
			}
		}
	}()
	create := func(name string, write func(io.Writer) error) error {
		f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if err != nil {
			return err
		}
		made = append(made, name)
		return errors.Join(write(f), f.Close())
	}
	if err := os.MkdirAll(filepath.Dir(key), 0o755); err != nil {
		return err
	}
	for i, name := range sheets {
		write := drawn.WriteCSV
		if ext == ".xlsx" {
			write = drawn.WriteXLSX
		}
		if err := create(name, func(w io.Writer) error { return write(w, i+1, !s.hide) }); err != nil {
			return err
		}
	}
	return create(key, func(w io.Writer) error {
		_, err := drawn.Key.WriteTo(w)
		return err
	})
}

// drawn says what was drawn and where it is.
func (a *app) drawn(s *validation.Sample, sheets []string, key string, failures []corpus.Failure) error {
	t := s.Allocation()
	if a.json {
		raw, err := tableJSON(t)
		if err != nil {
			return err
		}
		err = a.answer("validate-sample", map[string]any{
			"units": len(s.Units), "sheets": slashed(sheets), "key": filepath.ToSlash(key), "without_hits": list(s.Empty), "table": raw, "failures": failuresJSON(failures),
		})
		if err != nil {
			return err
		}
		return a.partly(failures)
	}
	if err := a.print(t, nil, []string{"concept", "hits", "hits_drawn", "near", "near_drawn", "others", "others_drawn"}); err != nil {
		return err
	}
	if !a.quiet {
		a.say("%s to code in %s", result.Counted(len(s.Units), "sentence"), strings.Join(slashed(sheets), ", "))
		a.say("key: %s; coders must not see it", filepath.ToSlash(key))
		if n := len(s.Empty); n > 0 {
			a.say("note: concepts without a hit, left out unless named by --concept: %d", n)
		}
	}
	return a.partly(failures)
}

func slashed(names []string) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = filepath.ToSlash(n)
	}
	return out
}

func (a *app) validateScore() *cobra.Command {
	p := config.Default()
	o := validation.ScoreOptions{Seed: p.Options.Seed, Resamples: p.Options.Resamples, Level: p.Options.Level}
	var least validation.Threshold
	cmd := &cobra.Command{
		Use:   "score SHEET…",
		Short: "Read coded sheets: precision, recall, agreement",
		Long: `Read the sheets that coders filled in, one each, and say how well the codebook
does in the corpus they were drawn from: precision, recall and F1 with intervals,
the share of sentences with a concept as found and as corrected, and how far the
coders agree. A sentence counts as the majority has it; ties are left out, or
settled by a sheet with a column "adjudicated": fill in
evidence/validation_disagreements.csv of --out and name it beside the others.

Sheets are .xlsx, or CSV as a spreadsheet saves it, in any order of rows and
columns. The key is looked for beside the first sheet.

With --min-precision, --min-recall or --min-alpha the status is 4 if any concept has less.`,
		Example: `  concordat validate score sheet-coder1.xlsx sheet-coder2.xlsx
  concordat validate score anna.csv ben.csv settled.csv --key sheet.key.json --out reports/validation
  concordat validate score anna.csv ben.csv --key sheet.key.json --min-precision 0.8 --min-alpha 0.667`,
		Args: takes(1, math.MaxInt),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Sheets = slashed(args)
			if o.Key = filepath.ToSlash(o.Key); o.Key == "" {
				o.Key = validation.KeyName(o.Sheets[0])
			}
			for _, x := range []float64{least.Precision, least.Recall, least.Alpha} {
				if !(x >= 0 && x <= 1) {
					return usagef("a threshold is between 0 and 1, and there is %v", x)
				}
			}
			s, inputs, err := pipeline.Score(cmd.Context(), o, "")
			if err != nil {
				return err
			}
			if cmd.Flags().Changed("out") {
				if err := pipeline.PublishScore(s, inputs, p, a.env()); err != nil {
					return err
				}
			}
			return a.scored(s, filepath.ToSlash(p.Out), s.Below(least))
		},
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVar(&o.Key, "key", "", "`file` of the key (default: SHEET.key.json beside the first sheet)")
	f.StringVarP(&p.Out, "out", "o", "", "`folder` for the tables")
	f.StringSliceVar(&p.Tables, "tables", p.Tables, "`names` of the formats of tables")
	f.BoolVar(&o.Partial, "partial", false, "score what is coded so far; other units are left out")
	f.Float64Var(&o.Level, "level", o.Level, "`confidence` of every interval")
	f.IntVar(&o.Resamples, "resamples", o.Resamples, "`number` of resamples behind intervals")
	f.Uint64Var(&o.Seed, "seed", o.Seed, "`number` that fixes the resamples")
	f.Float64Var(&least.Precision, "min-precision", 0, "`share` that every concept's precision must reach")
	f.Float64Var(&least.Recall, "min-recall", 0, "`share` that every concept's recall must reach")
	f.Float64Var(&least.Alpha, "min-alpha", 0, "`value` that every concept's α must reach")
	f.BoolVar(&p.RawCells, "raw-cells", false, "write CSV and TSV cells that look like formulas as they are")
	f.BoolVar(&p.ExcelBOM, "excel-bom", false, "begin CSV and TSV files with a byte order mark")
	complete(cmd, "tables", completeList(inFamily("tables")))
	return cmd
}

// scored says what coders' sheets say.
func (a *app) scored(s *validation.Score, out string, below []string) error {
	if a.json {
		all := map[string]any{}
		for _, t := range s.Result.Tables {
			raw, err := tableJSON(t)
			if err != nil {
				return err
			}
			all[t.Name] = raw
		}
		err := a.answer("validate-score", map[string]any{
			"coders": s.Coders, "units": len(s.Key.Units), "tables": all, "methods": s.Result.Methods, "report": out, "below": list(below), "notes": notesJSON(s.Result.Notes),
		})
		if err != nil {
			return err
		}
	} else if err := a.printScore(s, out); err != nil {
		return err
	}
	for _, b := range below {
		a.say("check: %s", clean(b))
	}
	if len(below) > 0 {
		return status(statusCheck)
	}
	return nil
}

func (a *app) printScore(s *validation.Score, out string) error {
	columns := map[string][]string{
		"validation_accuracy":   {"concept", "coded", "true_positives", "false_positives", "false_negatives", "true_negatives", "precision", "recall", "f1"},
		"validation_prevalence": {"concept", "sentences", "hit_sentences", "share_found", "share_corrected"},
		"validation_agreement":  {"concept", "units", "percent", "alpha", "pi", "ac1"},
		"validation_pairs":      {"concept", "coder_a", "coder_b", "both", "only_a", "only_b", "neither", "kappa", "kappa_se"},
	}
	first := true
	for _, t := range s.Result.Tables {
		names, ok := columns[t.Name]
		if !ok {
			continue
		}
		if !first {
			if _, err := fmt.Fprintln(a.stdout); err != nil {
				return err
			}
		}
		first = false
		if err := a.write(estimates(t, names)); err != nil {
			return err
		}
	}
	if a.quiet {
		return nil
	}
	const most = 10 // of several for each concept
	var notes []string
	for _, t := range s.Result.Tables {
		for _, n := range t.Notes {
			if slices.Contains([]string{"validation_accuracy", "validation_agreement"}, t.Name) {
				notes = append(notes, n.Message)
			}
		}
		if t.Name == "validation_disagreements" {
			a.say("note: %s to talk about", result.Counted(t.Rows(), "sentence"))
		}
	}
	for _, n := range notes[:min(most, len(notes))] {
		a.say("note: %s", clean(n))
	}
	if n := len(notes) - most; n > 0 {
		a.say("note: and %d more, which stand below the tables of --out", n)
	}
	for _, n := range s.Result.Notes {
		a.say("note: %s", clean(n.Message))
	}
	if out != "" {
		a.say("tables: %s", out)
	}
	return nil
}

// estimates returns columns of a table as a grid; a value that has bounds is
// one cell with them.
func estimates(t *result.Table, columns []string) grid {
	g := grid{cells: make([][]string, t.Rows())}
	for _, name := range columns {
		c, low, high := t.Column(name), t.Column(name+"_low"), t.Column(name+"_high")
		head := name
		if short := c.Label; len(name) > len("precision") && c.Type != result.Text {
			head = short
		}
		g.head, g.right = append(g.head, head), append(g.right, c.Type != result.Text)
		for r := range t.Rows() {
			cell := c.Print(r)
			if low != nil && cell != "" && low.Print(r) != "" {
				cell += " [" + low.Print(r) + ", " + high.Print(r) + "]"
			}
			g.cells[r] = append(g.cells[r], cell)
		}
	}
	return g
}
