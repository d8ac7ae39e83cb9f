package paper

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"concordat/analyzers/catalog"
	"concordat/analyzers/result"
)

// kit has hostile texts in every place.
func kit() *Kit {
	const bad = `50% & $x_1^2 #~{}\ | "q" <b> χ² ≥ −1`
	return &Kit{
		Title: bad, Program: "concordat 0.1.0",
		Tables:  []Float{{Name: "t_a", Title: bad, Caption: bad, TeX: "tables/t_a.tex", Web: "tables/t_a.md", Notes: []string{bad}}, {Name: "none", Title: "Not written"}},
		Methods: []string{bad, "Digest " + strings.Repeat("0123abcd", 8) + "."},
		Codebook: Codebook{Name: "b_1", Version: "1", Description: bad, License: "CC BY 4.0", SHA256: strings.Repeat("0123abcd", 8), Concepts: []Concept{
			{ID: "a_b", Label: bad, Definition: bad, Patterns: []string{bad, "(a|b)* {0,3} c"}}, {ID: "c", Label: "C", Depth: 1}}},
		Sources: []Source{{ID: "x y", Title: bad, Actor: bad, Year: 2017, SHA256: "ab"}, {ID: "x-y"}, {ID: "主权"}},
		Cited:   []result.Reference{{Key: "dunning1993", Text: "Dunning, T. (1993). Accurate methods for the statistics of surprise and coincidence. Computational Linguistics 19(1), 61–74."}},
	}
}

func file(t *testing.T, files []File, name string) string {
	t.Helper()
	i := slices.IndexFunc(files, func(f File) bool { return f.Path == name })
	if i < 0 {
		t.Fatalf("no file %s", name)
	}
	return string(files[i].Data)
}

func TestKit(t *testing.T) {
	files := Files(kit())
	for name, wants := range map[string][]string{
		"tables.tex":     {`\label{tab:t_a}`, `\input{../tables/t_a.tex}`, `50\% \& \$x\_1`, `\emph{Note.}`},
		"paper.tex":      {`\input{tables}`, `\input{codebook}`, `\bibliography{references}`},
		"codebook.tex":   {`\texttt{a\_b}`, `\hspace*{2em}\textbf{C}`, "No patterns of its own", `0123abcd\allowbreak{}0123abcd`},
		"references.bib": {"@article{dunning1993,", "journal = {Computational Linguistics}", "pages = {61–74}", "@misc{text-x-y,", "@misc{text-x-y-2,", "@misc{text,"},
		"paper.qmd":      {"{{< include ../tables/t_a.md >}}", "{#tbl-t-a}", `title: "50% & $x_1`, "@dunning1993"},
		"methods.tex":    {`\nocite{`, `0123abcd\allowbreak{}`},
	} {
		text := file(t, files, name)
		for _, want := range wants {
			if !strings.Contains(text, want) {
				t.Errorf("no %q in %s:\n%s", want, name, text)
			}
		}
	}
	if strings.Contains(file(t, files, "tables.tex"), "Not written") || strings.Contains(file(t, files, "paper.tex"), `\input{figures}`) {
		t.Error("what was not written is set")
	}
	if !strings.Contains(file(t, files, "paper.tex"), "xelatex") {
		t.Error("nothing is said of characters that pdfLaTeX lacks")
	}
}

func TestParse(t *testing.T) {
	for text, want := range map[string]string{
		"Benjamini, Y. and Hochberg, Y. (1995). Controlling the false discovery rate. Journal of the Royal Statistical Society B 57(1), 289–300.": "article Benjamini, Y. and Hochberg, Y.|Controlling the false discovery rate|Journal of the Royal Statistical Society B|1995|57|1|289–300|",
		"Evert, S. (2022). Measuring keyness. Digital Humanities 2022, Tokyo.":                                                                    "misc Evert, S.|Measuring keyness|Digital Humanities 2022, Tokyo|2022|",
		"Simonsohn, U., Simmons, J. P. and Nelson, L. D. (2020). Specification curve analysis. Nature Human Behaviour 4, 1208–1214.":              "article Simonsohn, U. and Simmons, J. P. and Nelson, L. D.|Specification curve analysis|Nature Human Behaviour|2020|4||1208–1214|",
		"W3C (2018). Guidelines.": "misc {W3C}|Guidelines||2018|",
		"Nobody knows":            "misc Nobody knows|",
	} {
		kind, fields := parse(result.Reference{Text: text})
		got := kind + " "
		for _, f := range fields {
			if f[0] != "doi" {
				got += f[1] + "|"
			}
		}
		if got != want {
			t.Errorf("%q\n got %q\nwant %q", text, got, want)
		}
	}
}

// Every reference of an analyzer has an author, a title and a year of its own.
func TestReferencesOfAnalyzers(t *testing.T) {
	for _, a := range catalog.All() {
		for _, r := range a.Info().References {
			_, fields := parse(r)
			has := map[string]string{}
			for _, f := range fields {
				has[f[0]] = f[1]
			}
			if has["author"] == "" || has["title"] == "" || has["year"] == "" || has["journal"]+has["howpublished"] == "" {
				t.Errorf("%s: %s has no author, title, year and place; write: Family, G. and Other, H. (2000). Title. Journal 1(2), 3–4.\n%q", a.Info().Name, r.Key, fields)
			}
		}
	}
}

// The kit compiles with hostile texts. It needs pdflatex and bibtex.
func TestKitCompiles(t *testing.T) {
	for _, program := range []string{"pdflatex", "bibtex"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("%s is not installed", program)
		}
	}
	k := kit()
	k.Sources = k.Sources[:2] // the third needs XeLaTeX
	dir := t.TempDir()
	write := func(name, data string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("tables/t_a.tex", "\\begin{tabular}{ll}\\toprule a & b \\\\ \\bottomrule\\end{tabular}\n")
	for _, f := range Files(k) {
		write("paper/"+f.Path, string(f.Data))
	}
	for _, args := range [][]string{{"pdflatex", "-interaction=nonstopmode", "-halt-on-error", "paper"}, {"bibtex", "paper"}, {"pdflatex", "-interaction=nonstopmode", "-halt-on-error", "paper"}} {
		cmd := exec.Command(args[0], args[1:]...)
		cmd.Dir = filepath.Join(dir, "paper")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", args, err, out)
		}
	}
}
