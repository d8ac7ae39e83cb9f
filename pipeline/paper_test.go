package pipeline

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The paper kit of the sample compiles as it stands, with every figure, table
// and citation found. It needs pdflatex and bibtex of TeX Live.
func TestPaperOfTheSampleCompiles(t *testing.T) {
	for _, program := range []string{"pdflatex", "bibtex"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("%s is not installed: apt-get install texlive-latex-extra texlive-fonts-recommended", program)
		}
	}
	p, err := Sample()
	if err != nil {
		t.Fatal(err)
	}
	p.Out, p.Options.Resamples, p.Analyzers = filepath.Join(t.TempDir(), "sample"), 200, []string{"all"}
	p.Figures, p.Tables = []string{"pdf", "svg"}, []string{"tex", "csv"}
	plan, err := NewPlan(t.Context(), p, Env{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Run(t.Context(), plan, Env{}); err != nil {
		t.Fatal(err)
	}
	latex := []string{"pdflatex", "-interaction=nonstopmode", "-halt-on-error", "paper"}
	for _, args := range [][]string{latex, {"bibtex", "paper"}, latex, latex} {
		cmd := exec.Command(args[0], args[1:]...)
		cmd.Dir = filepath.Join(p.Out, "paper")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", args, err, out[max(0, len(out)-4000):])
		}
	}
	log, err := os.ReadFile(filepath.Join(p.Out, "paper", "paper.log"))
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"There were undefined", "Missing character", "File not found", "multiply-defined labels"} {
		if i := bytes.Index(log, []byte(bad)); i >= 0 {
			t.Errorf("%s", strings.TrimSpace(string(log[max(0, i-200):min(len(log), i+300)])))
		}
	}
}
