package reports_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"concordat/analyzers/result"
	"concordat/reports"
	"concordat/reports/html"
	"concordat/reports/manifest"
	"concordat/reports/reporttest"

	xhtml "golang.org/x/net/html"
)

const picture = `<svg xmlns="http://www.w3.org/2000/svg" width="89mm" height="40mm"><title>bars</title></svg>`

// draw stands in for reports/charts.
func draw(f *result.Figure, _ []string, o reports.Options) (map[string][]byte, []result.Note, error) {
	if f.Data.Rows() == 0 {
		return nil, []result.Note{{Code: "empty", Message: "There is nothing to draw in " + f.Name + "."}}, nil
	}
	out := map[string][]byte{}
	for _, format := range o.FigureFormats {
		out[format] = []byte(picture)
	}
	return out, []result.Note{{Code: "cut", Message: "Two labels were left out."}}, nil
}

// sample is a report with two documents, three concepts and everything a report has.
func sample() *reports.Report {
	frequency := &result.Table{
		Name: "frequency", Title: "Concept frequencies", Caption: "One row a document and concept.", Brief: 4,
		Columns: []result.Column{
			result.Texts("document", "document", "The document.", []string{"china-2017", "china-2017", "us-2011", "us-2011", "us-2011"}),
			result.Texts("concept", "concept", "Id of the concept.", []string{"sovereignty", "peace", "sovereignty", "peace", "rights"}),
			result.Texts("label", "label", "The concept.", []string{"Sovereignty", "Peace", "Sovereignty", "Peace", "Rights & freedoms"}),
			result.Ints("hits", "hits", "", "Occurrences.", []int64{3, 1, 0, 1, 12345}),
			result.Floats("per_10k", "per 10,000 tokens", "", 1, "Rate.", []float64{75.25, 25.0833, 0, 30, 1.5}),
		},
		Notes: []result.Note{{Code: "few-tokens", Message: "us-2011 has fewer than 1,000 tokens.", Table: "frequency", Row: -1}},
	}
	hits := &result.Table{
		Name: "hits", Title: "Hits", Caption: "One row a hit.", Place: result.Evidence,
		Columns: []result.Column{
			result.Texts("id", "id", "Id.", []string{"h1", "h2", "h3", "h4", "h5"}),
			result.Texts("document", "document", "D.", []string{"china-2017", "china-2017", "china-2017", "us-2011", "us-2011"}),
			result.Texts("concept", "concept", "C.", []string{"sovereignty", "peace", "sovereignty", "peace", "sovereignty"}),
			result.Texts("left", "left", "L.", []string{"respects the ", "=keeps ", "on ", "for ", ""}),
			result.Texts("match", "match", "M.", []string{"sovereignty", "peace", "sovereignty", "peace", "sovereign"}),
			result.Texts("right", "right", "R.", []string{" of <b>others</b>", "", " and\u202Emore", " *now*", " states"}),
			result.Texts("counts_for", "counts for", "U.", []string{"order", "", "order", "", "order top"}),
		},
	}
	figure := &result.Figure{Name: "frequency-bars", Title: "Rates by document", Caption: "Bars are rates per 10,000 tokens.", Kind: "bars", Data: frequency}
	empty := &result.Figure{Name: "none", Title: "None", Caption: "Nothing.", Kind: "bars", Data: &result.Table{
		Name: "none", Title: "N", Caption: "N.", Place: result.Hidden, Columns: []result.Column{result.Texts("a", "a", "A.", nil)},
	}}
	ref := result.Reference{Key: "gries2008", Text: "Gries, S. Th. (2008). Dispersions and adjusted frequencies in corpora.", DOI: "10.1075/ijcl.13.4.02gri"}
	return &reports.Report{
		Name: "sample", Title: "Who says sovereignty?", Subtitle: "Two documents",
		Tool:    reports.Tool{Name: "concordat", Version: "v0.1.0", Go: "go1.26", Modules: []manifest.Module{{Path: "gonum.org/v1/plot", Version: "v0.17.0"}}},
		Facts:   [][2]string{{"Documents", "2"}, {"Tokens", "7,210"}},
		Methods: []string{"Two documents with 7,210 tokens were read.", "The codebook has 3 concepts."},
		Notes:   []result.Note{{Code: "n", Message: "The documents differ in length by a factor of 5.2."}},
		Sections: []reports.Section{
			{Name: "frequency", Title: "Frequency", Doc: "How often each concept occurs.", References: []result.Reference{ref}, Result: &result.Result{
				Analyzer: "frequency", Tables: []*result.Table{frequency}, Figures: []*result.Figure{figure, empty},
				Methods: []string{"Rates are per 10,000 tokens."}, Findings: []result.Finding{{Text: "Sovereignty is named 3 times."}},
			}},
			{Name: "evidence", Title: "Evidence", References: []result.Reference{ref}, Result: &result.Result{Tables: []*result.Table{hits}}},
			{Name: "absent", Title: "Absent"},
		},
		Failures: []reports.Failure{{Document: "-cmd|' /C calc'!A0.txt", Stage: "decode", Class: "encoding", Message: "byte 7 is not UTF-8; convert it", Bytes: 12, SHA256: "ab"}},
	}
}

func render(t *testing.T, r *reports.Report, o reports.Options) map[string]string {
	t.Helper()
	files, err := reports.Render(r, o, draw)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.IsSortedFunc(files, func(a, b reports.File) int { return strings.Compare(a.Path, b.Path) }) {
		t.Error("the files are not sorted")
	}
	out := map[string]string{}
	_, err = manifest.WriteAll(files, inTurn, func(f reports.File) (manifest.Output, error) {
		if _, twice := out[f.Path]; twice {
			t.Errorf("%s is there twice", f.Path)
		}
		var b strings.Builder
		o, err := f.Into(&b)
		out[f.Path] = b.String()
		return o, err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func inTurn(n int, do func(i int) error) error {
	for i := range n {
		if err := do(i); err != nil {
			return err
		}
	}
	return nil
}

func TestRender(t *testing.T) {
	files := render(t, sample(), reports.Options{})
	var names []string
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	want := strings.Fields(`datapackage.json evidence/hits.csv evidence/hits.jsonl failures.csv figures/frequency-bars.caption.md figures/frequency-bars.csv figures/frequency-bars.figure.json
		figures/frequency-bars.pdf figures/frequency-bars.png figures/frequency-bars.svg index.html methods.md report.md
		tables/frequency.csv tables/frequency.json tables/frequency.md tables/frequency.tex`)
	if !slices.Equal(names, want) {
		t.Errorf("files\n%v\nwant\n%v", names, want)
	}
	for _, name := range []string{"index.html", "report.md", "methods.md", "failures.csv", "datapackage.json", "figures/frequency-bars.figure.json", "evidence/hits.csv", "figures/frequency-bars.caption.md"} {
		reporttest.Golden(t, strings.ReplaceAll(name, "/", "-"), []byte(files[name]))
	}
	if files["figures/frequency-bars.csv"] != files["tables/frequency.csv"] {
		t.Error("the plotted numbers are not the table's")
	}
}

func TestSameReportSameBytes(t *testing.T) {
	first := render(t, sample(), reports.Options{})
	for range 5 {
		if again := render(t, sample(), reports.Options{}); !maps.Equal(first, again) {
			t.Fatal("a file differs")
		}
	}
}

// TestLinks: every link of the page leads to a file of the report or to a
// place on the page, and every picture is in the page.
func TestLinks(t *testing.T) {
	files := render(t, sample(), reports.Options{})
	files["manifest.json"] = ""
	ids, links, pictures := map[string]bool{}, []string{}, 0
	walk(t, files["index.html"], func(n xhtml.Token) {
		for _, a := range n.Attr {
			switch {
			case a.Key == "id":
				if ids[a.Val] {
					t.Errorf("two elements have the id %q", a.Val)
				}
				ids[a.Val] = true
			case a.Key == "href":
				links = append(links, a.Val)
			case a.Key == "src":
				data, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(a.Val, "data:image/svg+xml;base64,"))
				if err != nil || string(data) != picture {
					t.Errorf("src %q: %v", a.Val, err)
				}
				pictures++
			case strings.HasPrefix(a.Key, "on"):
				t.Errorf("%s has %s", n.Data, a.Key)
			}
		}
	})
	for _, l := range links {
		place, inside := strings.CutPrefix(l, "#")
		_, isFile := files[l]
		if inside && !ids[place] || !inside && !isFile && !strings.HasPrefix(l, "https://doi.org/") {
			t.Errorf("the link %q leads nowhere", l)
		}
	}
	if pictures != 1 || !slices.Contains(links, "#evidence-sovereignty") || slices.Contains(links, "#evidence-rights") {
		t.Errorf("%d pictures; links %q", pictures, links)
	}
}

// walk calls f for every start tag of a page.
func walk(t *testing.T, page string, f func(xhtml.Token)) {
	t.Helper()
	z := xhtml.NewTokenizer(strings.NewReader(page))
	for {
		switch z.Next() {
		case xhtml.ErrorToken:
			if !errors.Is(z.Err(), io.EOF) {
				t.Fatal(z.Err())
			}
			return
		case xhtml.StartTagToken, xhtml.SelfClosingTagToken:
			f(z.Token())
		}
	}
}

// TestHostileTexts puts markup into every text of a report: the page must have
// the same elements as without.
func TestHostileTexts(t *testing.T) {
	const evil = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>{{.}}](javascript:alert(1))|\x00\u202E"
	tags := func(r *reports.Report) map[string]int {
		counts := map[string]int{}
		walk(t, render(t, r, reports.Options{})["index.html"], func(n xhtml.Token) { counts[n.Data]++ })
		return counts
	}
	r := sample()
	r.Title, r.Subtitle = r.Title+evil, r.Subtitle+evil
	r.Facts[0] = [2]string{"Documents" + evil, "2" + evil}
	r.Methods[0] += evil
	r.Notes[0].Message += evil
	r.Tool.Version += evil
	r.Failures[0].Message += evil
	s := &r.Sections[0]
	s.Title, s.Doc, s.Name = s.Title+evil, s.Doc+evil, s.Name+evil
	s.References = []result.Reference{{Key: "gries2008", Text: evil, DOI: evil}}
	r.Sections[1].References = nil
	res := s.Result
	res.Findings[0].Text += evil
	res.Figures[0].Title += evil
	res.Figures[0].Caption += evil
	for _, tab := range []*result.Table{res.Tables[0], r.Sections[1].Result.Tables[0]} {
		tab.Title, tab.Caption = tab.Title+evil, tab.Caption+evil
		for i := range tab.Columns {
			tab.Columns[i].Label += evil
			tab.Columns[i].Doc += evil
			tab.Columns[i].Unit += evil + "unit"
			for j := range tab.Columns[i].Texts {
				if tab.Columns[i].Name == "counts_for" {
					continue // a list of ids, parted by spaces
				}
				tab.Columns[i].Texts[j] += evil
			}
		}
	}
	want, got := tags(sample()), tags(r)
	delete(want, "small") // the units, which only the hostile report has
	delete(got, "small")
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("elements\n%v\nwant\n%v", got, want)
	}
	files := render(t, r, reports.Options{})
	for _, name := range []string{"index.html", "report.md", "methods.md"} {
		if strings.ContainsAny(files[name], "\x00\u202E") || strings.Contains(files[name], "<script>") {
			t.Errorf("%s obeys the text", name)
		}
	}
}

func TestRenderRefuses(t *testing.T) {
	boom := errors.New("boom")
	for want, c := range map[string]struct {
		change func(*reports.Report)
		o      reports.Options
		draw   reports.Draw
	}{
		`table format "ods"`:   {o: reports.Options{TableFormats: []string{"ods"}}},
		"two results are both": {change: func(r *reports.Report) { r.Sections = append(r.Sections, r.Sections[0]) }},
		"is infinite":          {change: func(r *reports.Report) { r.Sections[0].Result.Tables[0].Columns[4].Floats[0] = math.Inf(1) }},
		"has no data":          {change: func(r *reports.Report) { r.Sections[0].Result.Figures[0].Data = nil }},
		"figure frequency-bars: boom": {draw: func(*result.Figure, []string, reports.Options) (map[string][]byte, []result.Note, error) {
			return nil, nil, boom
		}},
		"not drawn as svg": {draw: func(*result.Figure, []string, reports.Options) (map[string][]byte, []result.Note, error) {
			return map[string][]byte{"png": nil}, nil, nil
		}},
	} {
		r, d := sample(), reports.Draw(draw)
		if c.change != nil {
			c.change(r)
		}
		if c.draw != nil {
			d = c.draw
		}
		if _, err := reports.Render(r, c.o, d); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want an error with %q", err, want)
		}
	}
}

// TestDegenerate: reports of nothing are reports too.
func TestDegenerate(t *testing.T) {
	empty := sample()
	tab := empty.Sections[0].Result.Tables[0]
	for i := range tab.Columns {
		tab.Columns[i].Texts, tab.Columns[i].Ints, tab.Columns[i].Floats = nil, nil, nil
	}
	empty.Sections[1].Result.Tables = nil
	for name, r := range map[string]*reports.Report{"nothing": {Name: "none", Title: "None"}, "no rows": empty} {
		files := render(t, r, reports.Options{FigureFormats: []string{"png"}, TableFormats: []string{"csv", "CSV"[:0] + "csv"}})
		if files["index.html"] == "" || files["report.md"] == "" {
			t.Errorf("%s: %d files", name, len(files))
		}
	}
}

func TestOptions(t *testing.T) {
	files := render(t, sample(), reports.Options{TableFormats: []string{"csv"}, FigureFormats: []string{"png"}, ExcelBOM: true, RawCells: true})
	if _, ok := files["tables/frequency.tex"]; ok {
		t.Error("LaTeX was not asked for")
	}
	if _, ok := files["figures/frequency-bars.pdf"]; ok {
		t.Error("PDF was not asked for")
	}
	if !strings.HasPrefix(files["tables/frequency.csv"], "\uFEFFdocument,") || !strings.Contains(files["evidence/hits.csv"], ",=keeps ,") {
		t.Errorf("%q", files["evidence/hits.csv"])
	}
}

// TestQuotations: of very many hits the page shows 25 a concept, from every
// document, and says how many there are; the evidence files have them all.
func TestQuotations(t *testing.T) {
	r := sample()
	hits := r.Sections[1].Result.Tables[0]
	for i := range hits.Columns {
		c := &hits.Columns[i]
		c.Texts = nil
		for j := range 1000 {
			switch c.Name {
			case "id":
				c.Texts = append(c.Texts, fmt.Sprintf("h%d", j))
			case "document":
				c.Texts = append(c.Texts, fmt.Sprintf("doc%d", j/100)) // a hundred hits a document
			case "concept":
				c.Texts = append(c.Texts, "peace")
			case "counts_for":
				c.Texts = append(c.Texts, "")
			default:
				c.Texts = append(c.Texts, c.Name)
			}
		}
	}
	files := render(t, r, reports.Options{})
	page := files["index.html"]
	for _, want := range []string{"1000 hits in 10 documents", "25 of 1000 hits shown", `id="hit-h900"`, `id="hit-h902"`} {
		if want != `id="hit-h902"` == !strings.Contains(page, want) {
			t.Errorf("%q: wrong", want)
		}
	}
	if n := strings.Count(page, "<mark>"); n != 25 {
		t.Errorf("%d quotations", n)
	}
	lines := strings.Split(strings.TrimSpace(files["evidence/hits.jsonl"]), "\n")
	var last struct{ ID string }
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &last); err != nil || len(lines) != 1000 || last.ID != "h999" {
		t.Errorf("%d lines, last %v, %v", len(lines), last, err)
	}
}

// TestContextIsCut: long contexts are cut at words, and stay whole in the files.
func TestContextIsCut(t *testing.T) {
	r := sample()
	hits := r.Sections[1].Result.Tables[0]
	hits.Column("left").Texts[0] = "far " + strings.Repeat("wörter ", 40)
	hits.Column("right").Texts[0] = strings.Repeat(" wörter", 40) + " far"
	hits.Column("left").Texts[1] = strings.Repeat("主权", 100)
	r.Sections[1].Result.Notes = []result.Note{{Code: "c", Message: "Mind the quotations."}}
	files := render(t, r, reports.Options{})
	page := files["index.html"]
	if strings.Contains(page, "far") || !strings.Contains(page, "… wörter") || !strings.Contains(page, "wörter …") ||
		!strings.Contains(page, strings.Repeat("主权", 100)) || strings.Contains(page, "\uFFFD") {
		t.Error("contexts are cut wrongly")
	}
	if !strings.Contains(files["evidence/hits.csv"], "far wörter") {
		t.Error("the evidence file has lost context")
	}
	if strings.Count(page, "Mind the quotations.") != 1 || strings.Contains(page, "There is nothing to show.") {
		t.Error("the caution about the evidence stands in the wrong place")
	}
}

// TestConceptsAreIndented: where a table says how deep its concepts lie, the
// page and the Markdown show the tree, unless the rows have another order.
func TestConceptsAreIndented(t *testing.T) {
	r := sample()
	tab := r.Sections[0].Result.Tables[0]
	tab.Columns = append(tab.Columns, result.Ints("depth", "Depth", "", "Depth.", []int64{0, 1, 0, 1, 2}))
	const page, text = "<span class=\"in\" style=\"padding-left: 1em\"><a href=\"#evidence-peace\">", "| \u2003Peace |"
	files := render(t, r, reports.Options{})
	if !strings.Contains(files["index.html"], page) || !strings.Contains(files["report.md"], text) {
		t.Error("the concepts are not indented")
	}
	tab.Lead = "hits"
	files = render(t, r, reports.Options{})
	if strings.Contains(files["index.html"], "padding-left: 1em") || strings.Contains(files["report.md"], "\u2003") {
		t.Error("ranked rows are indented as if they were a tree")
	}
	first, then := strings.Index(files["report.md"], "| us-2011 | Rights"), strings.Index(files["report.md"], "| china-2017 | Sovereignty")
	if first < 0 || then < first || !strings.Contains(files["index.html"], "ordered by the size of “hits”; 1 row where") {
		t.Error("the page does not rank the rows")
	}
}

// TestCaptionsStandOutside: a table may scroll sideways, its caption may not.
func TestCaptionsStandOutside(t *testing.T) {
	page := render(t, sample(), reports.Options{})["index.html"]
	caption, scroll := strings.Index(page, `id="table-frequency-caption"`), strings.Index(page, `<table aria-labelledby="table-frequency-caption">`)
	if caption < 0 || scroll < caption || strings.Contains(page, "<caption") || !strings.Contains(page[caption:scroll], "</p>\n<div class=\"scroll\"") {
		t.Error("the caption of a table is inside of what scrolls")
	}
}

func TestAnchorsDiffer(t *testing.T) {
	seen := map[string]string{}
	for _, id := range []string{"a", "a b", "a_b", "a.b", "A", "主权", "a_20b", "", "a-b"} {
		a := html.Anchor(id)
		if other, twice := seen[a]; twice {
			t.Errorf("%q and %q are both %q", id, other, a)
		}
		seen[a] = id
	}
}
