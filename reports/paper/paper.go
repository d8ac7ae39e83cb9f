// Package paper writes the kit with which a report goes into an article: its
// figures, tables, methods, codebook and references as LaTeX that compiles as
// it stands, and the same for Quarto.
package paper

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"concordat/analyzers/result"
	"concordat/reports/tables"
	"concordat/reports/tex"
)

// Kit is what goes into a paper. Paths are relative to the report's folder, of
// which the kit is the folder paper.
type Kit struct {
	Title    string
	Program  string // name and version
	Figures  []Float
	Tables   []Float
	Methods  []string // paragraphs
	Codebook Codebook
	Sources  []Source
	Cited    []result.Reference // behind the methods
}

// Float is a figure or a table.
type Float struct {
	Name, Title, Caption string
	TeX                  string   // file for LaTeX; "" = none was written
	Web                  string   // file for Quarto; "" = none was written
	Notes                []string // below a table
}

// Codebook is the appendix that lists every concept.
type Codebook struct {
	Name, Version, Description, License, SHA256 string
	Concepts                                    []Concept
}

// Concept is one entry of a codebook.
type Concept struct {
	ID, Label, Definition string
	Depth                 int
	Patterns              []string
}

// Source is a text that was analysed.
type Source struct {
	ID, Title, Actor, Language, Path, URL, SHA256 string
	Year                                          int // 0 = unknown
}

// File is one file of the kit; its path is relative to the kit.
type File struct {
	Path string
	Data []byte
}

// Files returns the files of the kit. The same kit gives the same bytes.
func Files(k *Kit) []File {
	b := newBibliography(k)
	return []File{
		{"codebook.tex", codebookTeX(&k.Codebook)},
		{"figures.tex", figuresTeX(k.Figures)},
		{"methods.tex", methodsTeX(k, b)},
		{"paper.qmd", quarto(k, b)},
		{"paper.tex", paperTeX(k)},
		{"references.bib", b.file()},
		{"tables.tex", tablesTeX(k.Tables)},
	}
}

// escape returns text for LaTeX, with nothing that hides or turns words.
func escape(s string) string { return tex.Escape(tables.Visible(s)) }

// up is the way from the kit to the report.
const up = "../"

func figuresTeX(floats []Float) []byte {
	var b strings.Builder
	b.WriteString("% The figures at their printed size, shrunk only where the line is shorter. \\input after the preamble of paper.tex.\n")
	for _, f := range floats {
		if f.TeX == "" {
			continue
		}
		fmt.Fprintf(&b, "\n\\begin{figure}[tp]\n\\centering\n\\concordatfit{\\includegraphics{%s}}\n\\caption{%s}\n\\label{fig:%s}\n\\end{figure}\n",
			up+f.TeX, escape(sentence(f.Title)+" "+f.Caption), f.Name)
	}
	return []byte(b.String())
}

func tablesTeX(floats []Float) []byte {
	var b strings.Builder
	b.WriteString("% The tables, each shrunk to the line where it is wider. \\input after the preamble of paper.tex.\n")
	for _, f := range floats {
		if f.TeX == "" {
			continue
		}
		fmt.Fprintf(&b, "\n\\begin{table}[tp]\n\\centering\n\\caption{%s}\n\\label{tab:%s}\n\\concordatfit{\\input{%s}}\n", escape(sentence(f.Title)+" "+f.Caption), f.Name, up+f.TeX)
		for _, n := range f.Notes {
			fmt.Fprintf(&b, "\n\\smallskip\\parbox{\\linewidth}{\\footnotesize\\emph{Note.} %s}\n", escape(sentence(capital(n))))
		}
		b.WriteString("\\end{table}\n\\clearpage\n")
	}
	return []byte(b.String())
}

func methodsTeX(k *Kit, b *bibliography) []byte {
	var out strings.Builder
	out.WriteString("% Every number in these paragraphs is from the run.\n")
	for _, m := range k.Methods {
		out.WriteString("\n" + digest.ReplaceAllStringFunc(escape(m), inEights) + "\n")
	}
	if keys := b.keys(); len(keys) > 0 {
		out.WriteString("\n\\nocite{" + strings.Join(keys, ",") + "}\n")
	}
	return []byte(out.String())
}

func codebookTeX(c *Codebook) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "%% Appendix: every concept of the codebook with its definition and patterns.\n\n\\noindent Codebook \\emph{%s}, version %s (SHA-256 \\texttt{%s}).", escape(c.Name), escape(c.Version), inEights(escape(c.SHA256)))
	if c.Description != "" {
		b.WriteString(" " + escape(sentence(c.Description)))
	}
	if c.License != "" {
		b.WriteString(" Licence: " + escape(sentence(c.License)))
	}
	b.WriteString(" A concept counts its own hits and those of the concepts indented below it, no word twice.\n\n\\begingroup\\small\\raggedright\n")
	for _, x := range c.Concepts {
		fmt.Fprintf(&b, "\n\\par\\smallskip\\noindent\\hangindent=%dem\\hspace*{%dem}\\textbf{%s} (\\texttt{%s})", x.Depth*2+1, x.Depth*2, escape(x.Label), escape(x.ID))
		if x.Definition != "" {
			b.WriteString(" " + escape(sentence(x.Definition)))
		}
		if len(x.Patterns) == 0 {
			b.WriteString(" \\emph{No patterns of its own.}\n")
			continue
		}
		b.WriteString(" \\emph{Patterns:}")
		for i, p := range x.Patterns {
			if i > 0 {
				b.WriteString(";")
			}
			b.WriteString(" \\texttt{" + breakable(escape(p)) + "}")
		}
		b.WriteString(".\n")
	}
	b.WriteString("\n\\par\\endgroup\n")
	return []byte(b.String())
}

// digest finds SHA-256 digests, which no line is long enough for.
var digest = regexp.MustCompile(`\b[0-9a-f]{64}\b`)

// inEights lets a digest break after every eighth character.
func inEights(s string) string {
	var b strings.Builder
	for i, r := range s {
		if i > 0 && i%8 == 0 {
			b.WriteString(`\allowbreak{}`)
		}
		b.WriteRune(r)
	}
	return b.String()
}

// breakable lets a pattern break after the bars between its alternatives.
func breakable(s string) string {
	return strings.ReplaceAll(s, `\textbar{}`, `\textbar{}\allowbreak{}`)
}

// sentence ends a text with a full stop unless it has an ending.
func sentence(s string) string {
	s = strings.TrimSpace(s)
	if s == "" || strings.ContainsAny(s[len(s)-1:], ".?!") {
		return s
	}
	return s + "."
}

// capital begins a text with a capital.
func capital(s string) string {
	for i, r := range s {
		return strings.ToUpper(string(r)) + s[i+len(string(r)):]
	}
	return s
}

// preamble is what the pieces need. concordatfit shrinks what is wider than the
// line and leaves everything else at its size.
const preamble = `\documentclass[11pt]{article}
\usepackage{iftex}
\ifPDFTeX
  \usepackage[T1]{fontenc}
  \usepackage[utf8]{inputenc}
  \usepackage{textcomp}
  \IfFileExists{lmodern.sty}{\usepackage{lmodern}}{}
\fi
\usepackage[a4paper,margin=25mm]{geometry}
\usepackage{booktabs}
\usepackage{graphicx}
\usepackage{pgf}
\usepackage[scaled]{helvet}
\usepackage[round]{natbib}
\usepackage{url}
\newsavebox{\concordatbox}
\newcommand{\concordatfit}[1]{%
  \sbox{\concordatbox}{#1}%
  \ifdim\wd\concordatbox>\linewidth\resizebox{\linewidth}{!}{\usebox{\concordatbox}}\else\usebox{\concordatbox}\fi}
`

func paperTeX(k *Kit) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "%% Made by %s. Compile here: pdflatex paper, bibtex paper, pdflatex paper twice.\n", tables.Visible(k.Program))
	if k.foreign() {
		b.WriteString("% It has characters that pdfLaTeX cannot set: use xelatex or lualatex with a font that has them.\n")
	}
	b.WriteString(preamble)
	if k.foreign() {
		b.WriteString("\\ifPDFTeX\\else\\usepackage{fontspec}\\fi % \\setmainfont{...}\n")
	}
	fmt.Fprintf(&b, "\\title{%s}\n\\author{}\n\\date{}\n\\begin{document}\n\\maketitle\n\n\\section{Methods}\n\\input{methods}\n", escape(k.Title))
	if slices.ContainsFunc(k.Figures, hasTeX) {
		b.WriteString("\n\\section{Figures}\n\\input{figures}\n\\clearpage\n")
	}
	if slices.ContainsFunc(k.Tables, hasTeX) {
		b.WriteString("\n\\section{Tables}\n\\input{tables}\n")
	}
	b.WriteString("\n\\appendix\n\\section{Codebook}\n\\input{codebook}\n\n\\bibliographystyle{plainnat}\n\\bibliography{references}\n\\end{document}\n")
	return []byte(b.String())
}

func hasTeX(f Float) bool { return f.TeX != "" }

// foreign reports whether the kit has characters that pdfLaTeX lacks.
func (k *Kit) foreign() bool {
	all := []string{k.Title, k.Codebook.Name, k.Codebook.Description}
	all = append(all, k.Methods...)
	for _, f := range slices.Concat(k.Figures, k.Tables) {
		all = append(all, f.Title, f.Caption)
		all = append(all, f.Notes...)
	}
	for _, c := range k.Codebook.Concepts {
		all = append(all, c.Label, c.Definition)
		all = append(all, c.Patterns...)
	}
	for _, s := range k.Sources {
		all = append(all, s.ID, s.Title, s.Actor)
	}
	return slices.ContainsFunc(all, func(s string) bool { return tex.NeedsUnicode(escape(s)) })
}
