package cli

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"unicode"

	"concordat/analyzers/counts"
	"concordat/pipeline"
	"concordat/pipeline/grams"

	"github.com/spf13/cobra"
)

func (a *app) countCommand() *cobra.Command {
	var c choices
	var o pipeline.TotalOptions
	cmd := &cobra.Command{
		Use:   "count [PROJECT | PATH…]",
		Short: "Count, and conclude nothing: whole numbers as CSV",
		Long: `Count the concepts of a codebook in texts, and write no report: whole numbers
for R or Python, or a first look at a corpus of any size. Documents are counted
as they are read and none is kept, so that memory does not grow with the corpus.

Without --sheet the concepts are listed. With one, it goes to standard output as
CSV. With --out, the sheets go into a folder, a file each, by default those that
"concordat list sheets" marks.`,
		Example: `  concordat count speeches/
  concordat count speeches/ --sheet words > words.csv
  concordat count speeches/ --out counts`,
		RunE: func(cmd *cobra.Command, args []string) error {
			p, err := c.project(cmd.Context(), args)
			if err != nil {
				return err
			}
			p.Target, p.References = "", nil
			p.Analyzers = []string{"documents"}
			plan, err := pipeline.NewPlan(cmd.Context(), p, a.env())
			if err != nil {
				return err
			}
			defer runtime.KeepAlive(thrifty(cmp.Or(o.Memory, pipeline.DefaultMemory)))
			switch {
			case c.flags.Changed("out"):
				if len(o.Sheets) == 0 {
					o.Sheets = ordinarySheets()
				}
				return a.countInto(cmd, plan, o)
			case len(o.Sheets) > 1:
				return usagef("--sheet: %d sheets do not fit into one standard output; add --out FOLDER", len(o.Sheets))
			case len(o.Sheets) == 1:
				t, err := pipeline.Total(cmd.Context(), plan, a.env(), o, func(string) (io.Writer, error) { return a.stdout, nil })
				if err != nil {
					return err
				}
				return a.totalled(t)
			}
			return a.countConcepts(cmd, plan)
		},
	}
	c.readFlags(cmd)
	c.countFlags(cmd)
	f := cmd.Flags()
	f.StringSliceVar(&o.Sheets, "sheet", nil, "`names` of the tables to count and write: see list sheets")
	f.IntVar(&o.N, "ngram", 2, "`words` of an n-gram, at most 6")
	f.Var((*byteSize)(&o.Memory), "memory", "`size` of what the run may use, such as 512MiB; what does not fit goes to disk")
	complete(cmd, "sheet", completeList(inFamily("sheets")))
	return cmd
}

// thrifty has garbage collected early, and returns what must be kept until the
// run ends. Nothing of a document stays, so that little memory costs little time,
// but for the first megabytes, while words are met that are new: there would be a
// collection at every other one. So a piece of memory that nobody uses, and that the
// system therefore never gives, counts as if it were used.
func thrifty(limit int64) []byte {
	debug.SetGCPercent(40)
	debug.SetMemoryLimit(limit)
	return make([]byte, 12<<20)
}

// ordinarySheets returns the names of the sheets that need not be asked for.
func ordinarySheets() []string {
	var out []string
	for _, s := range pipeline.Sheets() {
		if !s.Own {
			out = append(out, s.Name)
		}
	}
	return out
}

// countConcepts lists the concepts with their counts.
func (a *app) countConcepts(cmd *cobra.Command, plan *pipeline.Plan) error {
	var csv bytes.Buffer
	t, err := pipeline.Total(cmd.Context(), plan, a.env(), pipeline.TotalOptions{Sheets: []string{"concepts"}}, func(string) (io.Writer, error) { return &csv, nil })
	if err != nil {
		return err
	}
	table := counts.Concepts(plan.Book, t.Total)
	if a.json {
		raw, err := tableJSON(table)
		if err != nil {
			return err
		}
		return a.answer("count", map[string]any{
			"documents": t.Documents, "tokens": t.Tokens, "sentences": t.Sentences, "hits": t.Hits,
			"table": raw, "failures": failuresJSON(t.Reading.Failures),
		})
	}
	if err := a.print(table, nil, []string{"concept", "hits", "hit_tokens", "sentences", "paragraphs", "documents"}, "hit_tokens", "paragraphs"); err != nil {
		return err
	}
	return a.partly(t.Reading.Failures)
}

// countInto writes sheets into a folder.
func (a *app) countInto(cmd *cobra.Command, plan *pipeline.Plan, o pipeline.TotalOptions) error {
	t, err := pipeline.CountInto(cmd.Context(), plan, a.env(), o)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(a.stdout, filepath.ToSlash(plan.Out)); err != nil {
		return err
	}
	return a.totalled(t)
}

// totalled says what should be known of a count.
func (a *app) totalled(t *pipeline.Totals) error {
	if t.Passed > 0 && !a.quiet {
		a.say("note: sentences passed over for word pairs, since they have more than %d different words: %d", grams.MaxPairWords, t.Passed)
	}
	return a.partly(t.Reading.Failures)
}

// byteSize is a flag for a number of bytes with its unit.
type byteSize int64

// Set reads "512MiB", "2 GB" or a plain number of bytes.
func (b *byteSize) Set(s string) error {
	number := strings.TrimRightFunc(s, unicode.IsLetter)
	n, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	factor, ok := byteUnits[strings.ToLower(s[len(number):])]
	if err != nil || !ok || !(n > 0) || n*factor >= math.MaxInt64 {
		return fmt.Errorf("%q is no size; write it like 512MiB or 2GB", s)
	}
	*b = byteSize(n * factor)
	return nil
}

// String returns the size in bytes, "" for none.
func (b *byteSize) String() string {
	if *b == 0 {
		return ""
	}
	return strconv.FormatInt(int64(*b), 10)
}

// Type names the flag's value in messages.
func (b *byteSize) Type() string { return "size" }

var byteUnits = map[string]float64{
	"": 1, "b": 1, "kb": 1e3, "mb": 1e6, "gb": 1e9, "tb": 1e12,
	"k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30, "tib": 1 << 40,
}
