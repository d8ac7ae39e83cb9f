package analyzertest

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"concordat/analyzers"
	"concordat/analyzers/result"
)

// fake is an analyzer that does what a test wants.
type fake struct{ r *result.Result }

func (f fake) Info() analyzers.Info {
	return analyzers.Info{Name: "fake", Title: "Fake", Doc: "A fake.", Output: []string{"fake"}}
}

func (f fake) Analyze(_ context.Context, in *analyzers.Input) (*result.Result, error) {
	if in == nil {
		return nil, errors.New("no input")
	}
	return f.r, nil
}

func sound() *result.Result {
	data := &result.Table{Name: "fake", Title: "T", Caption: "C.", Columns: []result.Column{
		result.Texts("word", "Word", "The word.", []string{"a"}),
		result.Floats("rate", "Rate", "", 1, "The rate.", []float64{1}),
	}}
	return &result.Result{Analyzer: "fake", Tables: []*result.Table{data},
		Figures: []*result.Figure{{Name: "fake", Title: "T", Caption: "C.", Kind: "bars", Data: data, X: "rate", Y: "word"}}}
}

func TestContractAcceptsSoundResult(t *testing.T) { Contract(t, fake{sound()}) }

func TestCheckResultFindsBreaches(t *testing.T) {
	for want, breakIt := range map[string]func(*result.Result){
		"is of \"other\"":     func(r *result.Result) { r.Analyzer = "other" },
		"two tables":          func(r *result.Result) { r.Tables = append(r.Tables, r.Tables[0]) },
		"not in Info.Output":  func(r *result.Result) { r.Tables[0].Name = "secret" },
		"infinite":            func(r *result.Result) { r.Tables[0].Columns[1].Floats[0] = math.Inf(1) },
		"no column \"none\"":  func(r *result.Result) { r.Figures[0].Size = "none" },
		"unknown kind":        func(r *result.Result) { r.Figures[0].Kind = "pie" },
		"no data":             func(r *result.Result) { r.Figures[0].Data = nil },
		"two figures":         func(r *result.Result) { r.Figures = append(r.Figures, r.Figures[0]) },
		"points at row 4":     func(r *result.Result) { r.Notes = []result.Note{{Code: "c", Message: "m", Table: "fake", Row: 4}} },
		"without code":        func(r *result.Result) { r.Notes = []result.Note{{Row: -1}} },
		"a number is missing": func(r *result.Result) { r.Methods = []string{"The rate is NaN."} },
	} {
		r := sound()
		breakIt(r)
		if got := CheckResult(fake{}.Info(), r); !slices.ContainsFunc(got, func(s string) bool { return strings.Contains(s, want) }) {
			t.Errorf("want a problem with %q, got %q", want, got)
		}
	}
}

func TestReferencesAreCited(t *testing.T) {
	info := analyzers.Info{References: []result.Reference{{Key: "evert2022", Text: "Evert, S. (2022). Measuring keyness."}}}
	for methods, want := range map[string]int{"Ranked as by Evert (2022).": 0, "Ranked as by Evert.": 1, "Done in 2022.": 1} {
		if got := checkCited(info, &result.Result{Methods: []string{methods}}); len(got) != want {
			t.Errorf("%q: problems %q, want %d", methods, got, want)
		}
	}
}

func TestInputIsWhatItSays(t *testing.T) {
	d := Sample().Tally.Documents
	if len(d) != 3 || d[0].Paragraphs != 4 || d[0].Hits == 0 || d[1].Hits == 0 || d[2].Sentences != 3 || d[2].Tokens != 6 {
		t.Errorf("%+v", d[2])
	}
	// "cyber" is a hit of security and of its child; security counts the token once.
	for _, c := range Input("Cyber attack.").Tally.Documents[0].Concepts {
		if want := map[int32]int64{2: 2, 3: 2, 4: 1}[c.Concept]; c.Hits != want {
			t.Errorf("concept %d has %d hits, want %d", c.Concept, c.Hits, want)
		}
	}
}
