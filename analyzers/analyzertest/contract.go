package analyzertest

import (
	"context"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"concordat/analyzers"
	"concordat/analyzers/result"
	"concordat/corpus/codebook"
)

// Contract checks what every analyzer promises: complete information, sound
// tables, figures that are views of their data, the same result every time,
// an input that stays as it was, and neither error nor panic where there is
// little or nothing to count.
func Contract(t *testing.T, a analyzers.Analyzer) {
	t.Helper()
	t.Run("info", func(t *testing.T) { report(t, checkInfo(a.Info())) })
	for _, c := range cases() {
		t.Run(c.name, func(t *testing.T) {
			in, untouched := c.make(), c.make()
			first, err := a.Analyze(context.Background(), in)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(in, untouched) {
				t.Error("the analyzer changed its input")
			}
			again, err := a.Analyze(context.Background(), untouched)
			if err != nil {
				t.Fatal(err)
			}
			// Compared as text, where a missing value equals itself.
			if text(first) != text(again) {
				t.Error("two runs on one input differ")
			}
			report(t, CheckResult(a.Info(), first))
			if c.name == "sample" {
				report(t, checkCited(a.Info(), first))
			}
		})
	}
}

func report(t *testing.T, problems []string) {
	t.Helper()
	for _, p := range problems {
		t.Error(p)
	}
}

// text writes out a result with everything it points to.
func text(r *result.Result) string {
	var b strings.Builder
	for _, t := range r.Tables {
		fmt.Fprintf(&b, "%+v\n", *t)
	}
	for _, f := range r.Figures {
		fmt.Fprintf(&b, "%+v\n%+v\n", f.Caption, *f.Data)
	}
	for _, n := range r.Networks {
		fmt.Fprintf(&b, "%+v\n%+v\n%+v\n", n.Caption, *n.Nodes, *n.Edges)
	}
	fmt.Fprintf(&b, "%+v %v %v %v", r.Notes, r.Methods, r.Findings, r.Series)
	return b.String()
}

type inputCase struct {
	name string
	make func() *analyzers.Input
}

// cases returns inputs from the ordinary to the empty, each made anew at every call.
func cases() []inputCase {
	texts := func(ts ...string) func() *analyzers.Input {
		return func() *analyzers.Input { return Input(ts...) }
	}
	many := slices.Repeat([]string{"Peace and sovereignty of states.\n\nSecurity is peace. China."}, 14)
	return []inputCase{
		{"sample", Sample},
		{"many documents", texts(many...)},
		{"no documents", texts()},
		{"one empty document", texts("")},
		{"empty documents", texts("", "", "")},
		{"one empty of two", texts("Peace and security. Peace.", "")},
		{"no hits", texts("Nothing to see. Nothing at all.")},
		{"one word", texts("Peace.")},
		{"one paragraph", texts("Sovereignty and peace. Cyber attack on China.")},
		{"always together", texts("Sovereignty of states. Sovereignty of states.")},
		{"empty codebook", func() *analyzers.Input {
			in := Input("Nothing.", "Nothing at all.")
			in.Book = &codebook.Codebook{}
			return in
		}},
		{"only uncounted", func() *analyzers.Input {
			in := Sample()
			for i := range in.Tally.Documents {
				d := &in.Tally.Documents[i]
				d.Words, d.Cooccurrences, d.Positions, d.Quotes, d.Entities = nil, nil, nil, nil, nil
				d.Sections, d.Sequence, d.Variants, d.Omissions = nil, nil, nil, nil
			}
			in.Tally.Words = nil
			return in
		}},
		{"options of zero", func() *analyzers.Input {
			in := Sample()
			in.Options = analyzers.Options{}
			return in
		}},
	}
}

var word = regexp.MustCompile(`^[a-z]+$`)

func checkInfo(info analyzers.Info) (problems []string) {
	complain := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	if !word.MatchString(info.Name) {
		complain("the name %q is not one lower-case word", info.Name)
	}
	if info.Title == "" || len(info.Output) == 0 {
		complain("title or output is empty")
	}
	if !strings.HasSuffix(info.Doc, ".") {
		complain("the doc is no sentence: %q", info.Doc)
	}
	for _, r := range info.References {
		if r.Key == "" || r.Text == "" || strings.HasPrefix(r.DOI, "http") {
			complain("incomplete reference %+v", r)
		}
	}
	return problems
}

// year finds the year in the text of a reference.
var year = regexp.MustCompile(`\((\d{4})\)`)

// checkCited tells of references whose first author and year no sentence on
// methods gives together.
func checkCited(info analyzers.Info, r *result.Result) (problems []string) {
	methods := strings.Join(r.Methods, " ")
	for _, ref := range info.References {
		author, _, _ := strings.Cut(ref.Text, ",")
		found := year.FindStringSubmatch(ref.Text)
		if found == nil || !regexp.MustCompile(regexp.QuoteMeta(author)+`[^.;]{0,40}`+found[1]).MatchString(methods) {
			problems = append(problems, fmt.Sprintf("the methods do not cite %s", ref.Text))
		}
	}
	return problems
}

// Kinds are the kinds of figure that charts draw.
var kinds = []string{"bars", "dumbbell", "heatmap", "triangle", "keyness", "strips", "network", "specifications", "curves", "map", "forest", "dendrogram"}

// leak finds numbers that are none in a sentence.
var leak = regexp.MustCompile(`\bNaN\b|[+-]?\bInf\b|%!`)

// CheckResult returns what a result breaks of the promises of package result,
// a sentence each.
func CheckResult(info analyzers.Info, r *result.Result) (problems []string) {
	complain := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	if r == nil {
		return []string{"the result is nil"}
	}
	if r.Analyzer != info.Name {
		complain("the result is of %q, not of %q", r.Analyzer, info.Name)
	}
	rows := map[string]int{}
	for _, t := range r.Tables {
		if err := t.Check(); err != nil {
			complain("%v", err)
		}
		if _, twice := rows[t.Name]; twice {
			complain("two tables named %s", t.Name)
		}
		if !slices.Contains(info.Output, t.Name) {
			complain("table %s is not in Info.Output", t.Name)
		}
		rows[t.Name] = t.Rows()
	}
	seen := map[string]bool{}
	for _, f := range r.Figures {
		if seen[f.Name] {
			complain("two figures named %s", f.Name)
		}
		seen[f.Name] = true
		if !slices.Contains(info.Output, f.Name) {
			complain("figure %s is not in Info.Output", f.Name)
		}
		problems = append(problems, checkFigure(f)...)
	}
	for _, n := range r.Networks {
		if err := n.Check(); err != nil {
			complain("%v", err)
		}
	}
	for _, n := range r.Notes {
		if n.Code == "" || n.Message == "" {
			complain("a note without code or message: %+v", n)
		}
		if size, ok := rows[n.Table]; n.Table != "" && (!ok || n.Row < -1 || n.Row >= size) {
			complain("note %s points at row %d of table %q", n.Code, n.Row, n.Table)
		}
	}
	for _, s := range sentencesOf(r) {
		if leak.MatchString(s) {
			complain("a number is missing in %q", s)
		}
	}
	return problems
}

func checkFigure(f *result.Figure) (problems []string) {
	complain := func(format string, args ...any) {
		problems = append(problems, "figure "+f.Name+": "+fmt.Sprintf(format, args...))
	}
	if f.Name == "" || f.Title == "" || f.Caption == "" {
		complain("name, title or caption is empty")
	}
	if !slices.Contains(kinds, f.Kind) {
		complain("unknown kind %q", f.Kind)
	}
	if f.Data == nil || f.Data.Rows() == 0 {
		complain("no data; leave the figure out instead")
		return problems
	}
	if err := f.Data.Check(); err != nil {
		complain("%v", err)
	}
	for _, name := range []string{f.X, f.Y, f.Low, f.High, f.Group, f.Label, f.Size} {
		if name != "" && f.Data.Column(name) == nil {
			complain("no column %q in its data", name)
		}
	}
	return problems
}

// sentencesOf returns everything in a result that people read as prose.
func sentencesOf(r *result.Result) []string {
	all := slices.Clone(r.Methods)
	for _, f := range r.Findings {
		all = append(all, f.Text)
	}
	for _, f := range r.Figures {
		all = append(all, f.Caption)
	}
	for _, n := range r.Networks {
		all = append(all, n.Caption)
	}
	for _, n := range r.Notes {
		all = append(all, n.Message)
	}
	for _, t := range r.Tables {
		all = append(all, t.Caption)
		for _, n := range t.Notes {
			all = append(all, n.Message)
		}
	}
	return all
}
