package reports

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"concordat/analyzers/result"
	"concordat/reports/datapackage"
	"concordat/reports/figures"
	"concordat/reports/html"
	"concordat/reports/manifest"
	"concordat/reports/networks"
	"concordat/reports/paper"
	"concordat/reports/tables"
)

// Render returns the files of a report in the order of their paths. The same
// report gives the same bytes: it reads no clock, and nothing depends on the
// order of a map. Tables are made as they are written; several may be at once.
func Render(r *Report, o Options, draw Draw) ([]File, error) {
	formats, err := o.complete()
	if err != nil {
		return nil, err
	}
	w := &writer{report: r, options: o, draw: draw, formats: formats, taken: make(map[string]bool), shown: make(map[*result.Table]func() shown)}
	w.options.FigureFormats = slices.Clone(o.FigureFormats)
	if w.options.FigureFormats == nil {
		w.options.FigureFormats = []string{"pdf", "svg", "png"}
	}
	if !slices.Contains(w.options.FigureFormats, "svg") {
		w.options.FigureFormats = append(w.options.FigureFormats, "svg") // the page shows it
	}
	page, err := w.page()
	if err != nil {
		return nil, fmt.Errorf("report %s: %w", r.Name, err)
	}
	if err := w.failures(page); err != nil {
		return nil, err
	}
	w.paper(page.Methods)
	w.add("methods.md", methods(page))
	w.add("report.md", markdown(page, w.picture()))
	w.describe()
	w.sort()
	for _, f := range append(w.files, File{Path: "manifest.json"}) {
		page.Files = append(page.Files, html.Link{Text: f.Path, Path: f.Path})
	}
	index, err := html.Render(page)
	if err != nil {
		return nil, err
	}
	w.add("index.html", index)
	w.sort()
	return w.files, nil
}

// complete returns the table formats, or an error that names the unknown one.
func (o Options) complete() ([]tables.Format, error) {
	names := o.TableFormats
	if names == nil {
		names = []string{"csv", "markdown", "latex", "json"}
	}
	var formats []tables.Format
	for _, name := range names {
		f, ok := tables.Lookup(name)
		if !ok {
			var all []string
			for _, f := range tables.All() {
				all = append(all, f.Name)
			}
			return nil, fmt.Errorf("table format %q: there are %s", name, strings.Join(all, ", "))
		}
		if !slices.ContainsFunc(formats, func(g tables.Format) bool { return g.Name == f.Name }) {
			formats = append(formats, f)
		}
	}
	return formats, nil
}

// writer collects the files of one report.
type writer struct {
	report  *Report
	options Options
	draw    Draw
	formats []tables.Format
	shown   map[*result.Table]func() shown
	files   []File
	taken   map[string]bool // names of tables and figures, with their folder
	kit     paper.Kit       // for the folder paper
	csv     []datapackage.Resource
}

func (w *writer) add(path string, data []byte) {
	w.files = append(w.files, File{Path: path, Data: data})
}

func (w *writer) sort() {
	slices.SortFunc(w.files, func(a, b File) int { return cmp.Compare(a.Path, b.Path) })
}

// shown is what people see of a table.
type shown struct {
	ranked  *result.Table // tables.Ranked
	printed *result.Table // tables.Printed
}

// show returns what people see of a table, made once, when it is asked for.
func (w *writer) show(t *result.Table) func() shown {
	if w.shown[t] == nil {
		w.shown[t] = sync.OnceValue(func() shown {
			ranked := tables.Ranked(t)
			return shown{ranked, tables.Printed(ranked)}
		})
	}
	return w.shown[t]
}

// data adds a file of a table in one format.
func (w *writer) data(path string, t *result.Table, f tables.Format) {
	show, o := w.show(t), tables.Options{RawCells: w.options.RawCells, ExcelBOM: w.options.ExcelBOM}
	w.files = append(w.files, File{Path: path, Write: func(to io.Writer) error {
		t := t
		if f.People {
			t = show().printed
		}
		if err := f.Write(to, t, o); err != nil {
			return fmt.Errorf("table %s as %s: %w", t.Name, f.Name, err)
		}
		return nil
	}})
}

// claim returns an error if two results give one file.
func (w *writer) claim(path string) error {
	if w.taken[path] {
		return fmt.Errorf("two results are both %s", path)
	}
	w.taken[path] = true
	return nil
}

// picture returns the figure format that Markdown shows.
func (w *writer) picture() string {
	if slices.Contains(w.options.FigureFormats, "png") {
		return "png"
	}
	return "svg"
}

// table writes a table in all formats of its place and returns links to them.
func (w *writer) table(t *result.Table) ([]html.Link, error) {
	if err := t.Check(); err != nil {
		return nil, err
	}
	folder, formats := "tables/", w.formats
	switch t.Place {
	case result.Hidden:
		return nil, nil
	case result.Evidence:
		folder, formats = "evidence/", nil
		for _, name := range []string{"csv", "jsonl"} {
			if f, ok := tables.Lookup(name); ok {
				formats = append(formats, f)
			}
		}
	}
	if err := w.claim(folder + t.Name); err != nil {
		return nil, err
	}
	var links []html.Link
	for _, f := range formats {
		path := folder + t.Name + "." + f.Ext
		w.data(path, t, f)
		if f.Name == "csv" {
			w.csv = append(w.csv, datapackage.Resource{Path: path, Title: t.Title, Caption: t.Caption, Table: t})
		}
		links = append(links, html.Link{Text: strings.ToUpper(f.Ext), Path: path})
	}
	return links, nil
}

// networks writes the networks of a result in every format and returns links to
// them, to stand beside their nodes, their edges or else the first table, by what
// people see.
func (w *writer) networks(r *result.Result) (map[*result.Table][]html.Link, error) {
	beside := make(map[*result.Table][]html.Link)
	for _, n := range r.Networks {
		if err := n.Check(); err != nil {
			return nil, err
		}
		if err := w.claim("network/" + n.Name); err != nil {
			return nil, err
		}
		table := n.Nodes
		for _, t := range append([]*result.Table{n.Nodes, n.Edges}, r.Tables...) {
			if t.Place == result.Tables {
				table = t
				break
			}
		}
		for _, f := range networks.All() {
			path := "network/" + n.Name + "." + f.Ext
			w.files = append(w.files, File{Path: path, Write: func(to io.Writer) error {
				if err := f.Write(to, n); err != nil {
					return fmt.Errorf("network %s as %s: %w", n.Name, f.Name, err)
				}
				return nil
			}})
			beside[table] = append(beside[table], html.Link{Text: f.Title, Path: path})
		}
	}
	return beside, nil
}

// figure draws a figure and writes it with its caption and its numbers. It
// returns nil if there is nothing to draw, and the cautions of the drawing.
func (w *writer) figure(f *result.Figure, series []string) (*html.Figure, []string, error) {
	if f.Data == nil {
		return nil, nil, fmt.Errorf("figure %s has no data", f.Name)
	}
	if err := f.Data.Check(); err != nil {
		return nil, nil, fmt.Errorf("figure %s: %w", f.Name, err)
	}
	if err := w.claim("figures/" + f.Name); err != nil {
		return nil, nil, err
	}
	drawn, notes, err := w.draw(f, series, w.options)
	if err != nil {
		return nil, nil, fmt.Errorf("figure %s: %w", f.Name, err)
	}
	cautions := messages(notes)
	if len(drawn) == 0 {
		return nil, cautions, nil
	}
	out := &html.Figure{ID: "figure-" + f.Name, Title: f.Title, Caption: f.Caption, SVG: drawn["svg"]}
	if out.SVG == nil {
		return nil, nil, fmt.Errorf("figure %s: was not drawn as svg, which the page shows", f.Name)
	}
	base := "figures/" + f.Name
	for _, ext := range w.options.FigureFormats {
		if data, ok := drawn[ext]; ok {
			w.add(base+"."+ext, data)
			out.Links = append(out.Links, html.Link{Text: strings.ToUpper(ext), Path: base + "." + ext})
		}
	}
	data, err := tables.CSV(f.Data, tables.Options{RawCells: w.options.RawCells, ExcelBOM: w.options.ExcelBOM})
	if err != nil {
		return nil, nil, fmt.Errorf("figure %s: %w", f.Name, err)
	}
	w.add(base+".csv", data)
	about, err := figures.Describe(f, w.series(), w.options.RawCells)
	if err != nil {
		return nil, nil, fmt.Errorf("figure %s: %w", f.Name, err)
	}
	w.add(base+figures.Ending, about)
	w.csv = append(w.csv, datapackage.Resource{Path: base + ".csv", Title: f.Title, Caption: f.Caption, Table: f.Data})
	w.kit.Figures = append(w.kit.Figures, paper.Float{Name: f.Name, Title: f.Title, Caption: f.Caption,
		TeX: first(drawn, base, "pdf", "png"), Web: first(drawn, base, "svg", "png")})
	w.add(base+".caption.md", []byte("**"+tables.EscapeMarkdown(f.Title)+".** "+tables.EscapeMarkdown(f.Caption)+"\n"))
	out.Links = append(out.Links, html.Link{Text: "numbers (CSV)", Path: base + ".csv"})
	return out, cautions, nil
}

// series returns the names of groups in the order of their colours, the same in
// every figure of the report.
func (w *writer) series() []string {
	var out []string
	for _, s := range w.report.Sections {
		if s.Result == nil {
			continue
		}
		for _, name := range s.Result.Series {
			if !slices.Contains(out, name) {
				out = append(out, name)
			}
		}
	}
	return out
}

// first returns the file of a figure in the first of some formats that there is.
func first(drawn map[string][]byte, base string, formats ...string) string {
	for _, f := range formats {
		if _, ok := drawn[f]; ok {
			return base + "." + f
		}
	}
	return ""
}

// paperRows is up to how many rows a table goes whole into a Quarto document.
const paperRows = 200

// float adds a table to the paper kit.
func (w *writer) float(t *result.Table) {
	if t.Place != result.Tables || w.report.Codebook.Name == "" {
		return
	}
	printed := w.show(t)().printed
	f := paper.Float{Name: t.Name, Title: t.Title, Caption: printed.Caption, Notes: messages(printed.Notes)}
	for _, format := range w.formats {
		switch path := "tables/" + t.Name + "." + format.Ext; {
		case format.Name == "latex":
			f.TeX = path
		case format.Name == "markdown" && printed.Rows() <= paperRows:
			f.Web = path
		}
	}
	if printed.Rows() > 0 {
		w.kit.Tables = append(w.kit.Tables, f)
	}
}

// paper writes the paper kit.
func (w *writer) paper(methods []string) {
	r := w.report
	if r.Codebook.Name == "" {
		return
	}
	k := &w.kit
	k.Title, k.Program, k.Methods, k.Codebook, k.Sources = r.Title, strings.TrimSpace(r.Tool.Name+" "+r.Tool.Version), methods, r.Codebook, r.Sources
	k.Cited = cited(r)
	for _, f := range paper.Files(k) {
		w.add("paper/"+f.Path, f.Data)
	}
}

// failures writes failures.csv, if any document failed, and shows it.
func (w *writer) failures(page *html.Page) error {
	if len(w.report.Failures) == 0 {
		return nil
	}
	var document, stage, class, message, digest []string
	var size []int64
	for _, f := range w.report.Failures {
		document, stage, class = append(document, f.Document), append(stage, f.Stage), append(class, f.Class)
		message, digest, size = append(message, f.Message), append(digest, f.SHA256), append(size, f.Bytes)
	}
	t := &result.Table{
		Name: "failures", Title: "Documents not used", Caption: "One row a document or file that could not be used.", Brief: 50,
		Columns: []result.Column{
			result.Texts("document", "document", "Path or id of the document.", document),
			result.Texts("stage", "stage", "The step at which it failed.", stage),
			result.Texts("class", "class", "The kind of failure.", class),
			result.Texts("message", "message", "What went wrong, and what to do.", message),
			result.Ints("bytes", "size", "bytes", "Size of the file; 0 where it is not known.", size),
			result.Texts("sha256", "SHA-256", "Digest of the file; empty where it was not read.", digest),
		},
	}
	data, err := tables.CSV(t, tables.Options{RawCells: w.options.RawCells, ExcelBOM: w.options.ExcelBOM})
	if err != nil {
		return err
	}
	w.add("failures.csv", data)
	w.csv = append(w.csv, datapackage.Resource{Path: "failures.csv", Title: t.Title, Caption: t.Caption, Table: t})
	shown := *t
	shown.Columns = t.Columns[:5]
	view := w.viewTable(&shown, []html.Link{{Text: "CSV", Path: "failures.csv"}})
	page.Failures = &view
	return nil
}

// describe writes datapackage.json, if there is a CSV file to describe.
func (w *writer) describe() {
	if len(w.csv) == 0 {
		return
	}
	r := w.report
	p := &datapackage.Package{Name: r.Name, Title: r.Title, Tool: r.Tool, Resources: w.csv, Description: packageDoc}
	if !w.options.RawCells {
		p.Description += " " + defusedDoc
	}
	for _, s := range r.Sources {
		p.Sources = append(p.Sources, datapackage.Source{Title: cmp.Or(s.Title, s.ID), URL: s.URL, SHA256: s.SHA256})
	}
	if b := r.Codebook; b.Name != "" {
		p.Sources = append(p.Sources, datapackage.Source{Title: "Codebook " + b.Name, Version: b.Version, SHA256: b.SHA256})
	}
	w.files = append(w.files, File{Path: datapackage.FileName, From: func(others []manifest.Output) ([]byte, error) {
		return datapackage.Build(p, others)
	}})
}

// What a data package says of itself.
const (
	packageDoc = "The tables, the numbers of the figures and the quotations of one report. manifest.json has the inputs, the options and the seed of the run."
	defusedDoc = "An apostrophe before = + - or @ at the start of a text is not of the text: it keeps spreadsheets from running it."
)

// messages returns the texts of notes, each once.
func messages(notes []result.Note) []string {
	var out []string
	for _, n := range notes {
		if !slices.Contains(out, n.Message) {
			out = append(out, n.Message)
		}
	}
	return out
}
