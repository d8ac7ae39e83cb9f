package tables_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"concordat/analyzers/result"
	"concordat/reports/reporttest"
	"concordat/reports/tables"

	"pgregory.net/rapid"
)

// hostile is a table with everything that a format may trip over.
func hostile() *result.Table {
	missing := result.Ints("n", "hits", "", "Occurrences.", []int64{12345, -3, 0, 7, 2017})
	missing.Missing = []bool{false, false, true, false, false}
	return &result.Table{
		Name: "hostile", Title: "Rates & <b>signs</b> 100%", Caption: `One row a concept_id; $10,000 in {braces} ~ "quoted" | piped.`,
		Columns: []result.Column{
			result.Texts("concept", "concept", "The concept.", []string{
				"=HYPERLINK(\"http://x\")", "a|b <script>alert(1)</script> \\textbf{x}_y", "主权 суверенитет", "two\nlines\x00\x07", "\u202Egnp.exe *star* [x]",
			}),
			missing,
			result.Floats("per_10k", "per 10,000", "tokens", 1, "Rate.", []float64{1.0 / 3, -12345.678, math.NaN(), 1e-12, 0}),
			result.Floats("p", "p", "", -1, "Test.", []float64{1e-12, 0.0479, math.NaN(), 0.5, 1}),
		},
		Notes: []result.Note{{Code: "zero-tokens", Message: "no tokens in a_b & c: no rate", Row: 2}},
	}
}

func inMemory(f tables.Format, t *result.Table) ([]byte, error) {
	var b bytes.Buffer
	err := f.Write(&b, t, tables.Options{})
	return b.Bytes(), err
}

// written returns a table in the format of a name.
func written(name string, t *result.Table) ([]byte, error) {
	f, ok := tables.Lookup(name)
	if !ok {
		return nil, fmt.Errorf("no format %s", name)
	}
	return inMemory(f, t)
}

func TestGolden(t *testing.T) {
	for _, f := range tables.All() {
		got, err := inMemory(f, hostile())
		if err != nil {
			t.Fatal(err)
		}
		if f.Name != "xlsx" { // whose golden file is not its bytes
			reporttest.Golden(t, "hostile."+f.Ext, got)
		}
		again, err := inMemory(f, hostile())
		if err != nil || !bytes.Equal(got, again) {
			t.Errorf("%s: two writes differ (%v)", f.Name, err)
		}
		if f.Doc == "" || strings.HasSuffix(f.Doc, " ") {
			t.Errorf("%s has no doc", f.Name)
		}
		byExt, ok := tables.Lookup(f.Ext)
		if byName, ok2 := tables.Lookup(f.Name); !ok || !ok2 || byExt.Name != byName.Name {
			t.Errorf("Lookup(%q) and Lookup(%q) differ", f.Ext, f.Name)
		}
	}
	if _, ok := tables.Lookup("ods"); ok {
		t.Error("Lookup(ods) found something")
	}
}

func oneCell(text string) *result.Table {
	return &result.Table{Name: "t", Title: "T", Caption: "C", Columns: []result.Column{
		result.Texts("text", "text", "A text.", []string{text}),
		result.Floats("x", "x", "", 2, "A number.", []float64{-1.5}),
	}}
}

// The starts of OWASP's "CSV Injection".
func TestCSVFormulas(t *testing.T) {
	for text, want := range map[string]string{
		"=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t=1", "\r=1": "'\r=1", "\n=1": "'\n=1",
		"＝1": "'＝1", "＋1": "'＋1", "－1": "'－1", "＠x": "'＠x",
		"plain": "plain", "a=b": "a=b", "'=1": "'=1", "": "", " =1": " =1", "–dash": "–dash", "主权": "主权",
	} {
		got := readCSV(t, oneCell(text), tables.Options{})
		if got[1][0] != strings.ReplaceAll(want, "\r\n", "\n") {
			t.Errorf("cell %q was written as %q, want %q", text, got[1][0], want)
		}
		if got[1][1] != "-1.5" {
			t.Errorf("a negative number must stay a number, got %q", got[1][1])
		}
		if raw := readCSV(t, oneCell(text), tables.Options{RawCells: true}); raw[1][0] != text {
			t.Errorf("raw cell %q was written as %q", text, raw[1][0])
		}
	}
}

func TestCSVByteOrderMark(t *testing.T) {
	with, err := tables.CSV(oneCell("x"), tables.Options{ExcelBOM: true})
	if err != nil || !bytes.HasPrefix(with, []byte("\xEF\xBB\xBFtext,x\n")) {
		t.Errorf("got %q, %v", with, err)
	}
}

func readCSV(t interface{ Fatal(...any) }, tab *result.Table, o tables.Options) [][]string {
	data, err := tables.CSV(tab, o)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// TestReadsBack draws tables and reads them back from CSV, JSON and JSON lines
// with the readers of the standard library.
func TestReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 6).Draw(t, "n")
		// The CSV reader turns \r\n into \n, so no carriage returns here.
		texts := rapid.SliceOfN(rapid.StringOf(rapid.RuneFrom([]rune("ab ,\"'=\n\t|<&主\u202E;"))), n, n).Draw(t, "texts")
		ints := rapid.SliceOfN(rapid.Int64(), n, n).Draw(t, "ints")
		floats := rapid.SliceOfN(rapid.Float64(), n, n).Draw(t, "floats")
		tab := &result.Table{Name: "t", Title: "T", Caption: "C", Columns: []result.Column{
			result.Texts("text", "t", "T.", texts), result.Ints("n", "n", "", "N.", ints), result.Floats("x", "x", "", 2, "X.", floats),
		}}
		rows := readCSV(t, tab, tables.Options{RawCells: true})
		if len(rows) != n+1 {
			t.Fatalf("%d rows, want %d", len(rows), n+1)
		}
		data, err := tables.JSON(tab, tables.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var doc struct{ Rows [][]any }
		dec := json.NewDecoder(bytes.NewReader(data))
		dec.UseNumber()
		if err := dec.Decode(&doc); err != nil || len(doc.Rows) != n {
			t.Fatalf("%v, %d rows in %s", err, len(doc.Rows), data)
		}
		lines, err := written("jsonl", tab)
		if err != nil {
			t.Fatal(err)
		}
		dec = json.NewDecoder(bytes.NewReader(lines))
		dec.UseNumber()
		for r := range n {
			var line map[string]any
			if err := dec.Decode(&line); err != nil {
				t.Fatal(err)
			}
			for _, got := range [][3]string{
				{rows[r+1][0], rows[r+1][1], rows[r+1][2]},
				{doc.Rows[r][0].(string), doc.Rows[r][1].(json.Number).String(), doc.Rows[r][2].(json.Number).String()},
				{line["text"].(string), line["n"].(json.Number).String(), line["x"].(json.Number).String()},
			} {
				x, err := strconv.ParseFloat(got[2], 64)
				if err != nil || got[0] != texts[r] || got[1] != strconv.FormatInt(ints[r], 10) || x != floats[r] {
					t.Fatalf("row %d: got %q, want %q %d %v", r, got, texts[r], ints[r], floats[r])
				}
			}
		}
	})
}

// TestJSONTextsAgree: any text, valid UTF-8 or not, reads back as encoding/json
// would have it.
func TestJSONTextsAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringOf(rapid.RuneFrom([]rune("a\"\\\x00\x1f\n\t\r\u2028\u2029\uFFFD主<&>"))),
			rapid.Custom(func(t *rapid.T) string { return string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")) })).Draw(t, "text")
		line, err := written("jsonl", oneCell(text))
		if err != nil {
			t.Fatal(err)
		}
		standard, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		var want string
		var got struct{ Text string }
		if err := errors.Join(json.Unmarshal(standard, &want), json.Unmarshal(line, &got)); err != nil || got.Text != want {
			t.Fatalf("%q was written as %s (%v), want %s", text, line, err, standard)
		}
		if !utf8.Valid(line) || bytes.Count(line, []byte("\n")) != 1 || bytes.Contains(line, []byte("\u2028")) {
			t.Fatalf("%q", line)
		}
	})
}

// TestMarkdownLaw: whatever the cells hold, a Markdown table has one line a
// row, as many unescaped pipes as its columns need, and no HTML.
func TestMarkdownLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		grid := tables.MarkdownGrid(oneCell(text), 1)
		lines := strings.Split(strings.TrimSuffix(grid, "\n"), "\n")
		if len(lines) != 3 {
			t.Fatalf("%q: %d lines", grid, len(lines))
		}
		pipes := 0
		for i := 0; i < len(lines[2]); i++ {
			switch lines[2][i] {
			case '\\':
				i++
			case '|':
				pipes++
			}
		}
		if pipes != 3 || strings.ContainsAny(grid, "<>\x00\r\t") {
			t.Fatalf("%q", grid)
		}
	})
}

// TestLaTeXLaw: whatever the cells hold, braces balance, and every special
// character stands escaped or is our own.
func TestLaTeXLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.RuneFrom([]rune(`a\{}$&#%_~^"<>|[*-−主`+"\n\x00"))).Draw(t, "text")
		if strings.Trim(text, "\n") == "" {
			text = "["
		}
		data, err := written("latex", oneCell(text))
		if err != nil {
			t.Fatal(err)
		}
		row := strings.Split(strings.Split(string(data), "\\midrule\n")[1], "\n\\bottomrule")[0]
		depth, ampersands := 0, 0
		for i := 0; i < len(row); i++ {
			switch row[i] {
			case '\\':
				i++
			case '{':
				depth++
			case '}':
				depth--
			case '&':
				ampersands++
			case '#', '%', '_', '~', '^':
				t.Fatalf("%q is not escaped in %q", row[i], row)
			}
			if depth < 0 {
				t.Fatalf("braces of %q", row)
			}
		}
		if depth != 0 || ampersands != 1 || strings.Contains(row, "\n") || strings.Contains(row, "--") || strings.HasPrefix(row, "[") {
			t.Fatalf("%q", row)
		}
	})
}

func TestLaTeXLongAndForeign(t *testing.T) {
	texts := make([]string, 57)
	for i := range texts {
		texts[i] = "row" + strconv.Itoa(i)
	}
	texts[3] = strings.Repeat("long words ", 6)
	tab := &result.Table{Name: "long", Title: "Long", Caption: "C.", Columns: []result.Column{result.Texts("text", "text", "T.", texts)}}
	data, err := written("latex", tab)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"row39 \\\\", "The first 40 of 57 rows; all of them are in long.csv.", "p{0.35\\linewidth}", "\n%   \\label{tab:long}\n", "\n\\begingroup\\small%\n\\begin{tabular}"} {
		if !strings.Contains(string(data), want) {
			t.Errorf("no %q in\n%s", want, data)
		}
	}
	if strings.Contains(string(data), "row40") || strings.Contains(string(data), "XeLaTeX") {
		t.Errorf("row 40 or the XeLaTeX hint is there:\n%s", data)
	}
	for i := range 8 { // eight columns of 20 characters
		tab.Columns = append(tab.Columns, result.Texts("c"+strconv.Itoa(i), "much too wide", "C.", slices.Repeat([]string{strings.Repeat("x", 19) + strconv.Itoa(i), "y"}, 57)[:57]))
	}
	wide, err := written("latex", tab)
	if err != nil || strings.Contains(string(data), "Wider than") || !strings.Contains(string(wide), "Wider than") || !strings.Contains(string(wide), " & much too wide & ") {
		t.Errorf("the hint for wide tables is wrong (%v) in\n%s", err, wide)
	}
	tab.Columns[0].Texts[0] = "主权"
	if data, err = written("latex", tab); err != nil || !strings.Contains(string(data), "XeLaTeX") {
		t.Errorf("no XeLaTeX hint (%v)", err)
	}
}

// TestLaTeXIsBare: outside of comments there is nothing but a tabular, so that
// any float can hold it, and its title, caption and notes stand in comments.
func TestLaTeXIsBare(t *testing.T) {
	data, err := written("latex", hostile())
	if err != nil {
		t.Fatal(err)
	}
	var body []string
	for line := range strings.Lines(string(data)) {
		if !strings.HasPrefix(line, "%") {
			body = append(body, line)
		}
	}
	text := strings.Join(body, "")
	if !strings.HasPrefix(text, "\\begingroup") || !strings.HasSuffix(text, "\\end{tabular}%\n\\endgroup%\n") || strings.Count(text, "\\begin{") != 1 {
		t.Errorf("more than a tabular:\n%s", text)
	}
	for _, never := range []string{"caption", "\\label", "no rate", "\\centering"} {
		if strings.Contains(text, never) {
			t.Errorf("%q is outside of the comments", never)
		}
	}
}

// TestLaTeXUnits: columns side by side that share a unit have it once, above
// them, unless a label says it.
func TestLaTeXUnits(t *testing.T) {
	number := func(label, unit string) result.Column {
		return result.Floats("x", label, unit, 1, "X.", []float64{1})
	}
	tab := &result.Table{Name: "t", Title: "T", Caption: "C", Columns: []result.Column{
		result.Texts("a", "a", "A.", []string{"a"}), number("Rate", "per 10%"), number("Low", "per 10%"), number("lone", "doublings"),
		number("Hits, one", "hits"), number("Hits, other", "hits"), number("p", ""), number("q", ""),
	}}
	data, err := written("latex", tab)
	const want = "\\toprule\n & \\multicolumn{2}{c}{per 10\\%} &  &  &  &  &  \\\\\n\\cmidrule(lr){2-3}\n"
	if err != nil || !strings.Contains(string(data), want) {
		t.Errorf("%v, no %q in\n%s", err, want, data)
	}
}

// TestRanked: people read the rows by magnitude, without those that say
// nothing; data files have all rows and columns in their order.
func TestRanked(t *testing.T) {
	n := result.Ints("n", "n", "", "N.", []int64{1, 2, 3, 4, 5})
	n.Missing = []bool{false, true, false, false, false}
	secret := result.Texts("method", "method", "M.", []string{"u", "v", "w", "x", "y"})
	secret.Detail = true
	tab := &result.Table{Name: "t", Title: "T", Caption: "C.", Lead: "d", Columns: []result.Column{
		result.Texts("a", "a", "A.", []string{"zero", "less", "none", "more", "tie"}), n, secret,
		result.Floats("d", "Difference", "", 1, "D.", []float64{0, -2, math.NaN(), 3, 2}),
	}, Notes: []result.Note{{Code: "c", Message: "gone", Row: 2}, {Code: "c", Message: "stays", Row: 3}, {Code: "c", Message: "all", Row: -1}}}
	if err := tab.Check(); err != nil {
		t.Fatal(err)
	}
	got := tables.Printed(tab)
	if a := got.Columns[0].Texts; !slices.Equal(a, []string{"more", "less", "tie"}) || len(got.Columns) != 3 || got.Columns[1].Print(1) != "" || got.Columns[1].Print(0) != "4" {
		t.Errorf("rows %q, columns %v", a, got.Columns)
	}
	if want := "C. Rows are ordered by the size of “Difference”; 2 rows where it is 0 or missing are in the data files only."; got.Caption != want {
		t.Errorf("caption %q", got.Caption)
	}
	if len(got.Notes) != 2 || got.Notes[0].Row != 0 || got.Notes[1].Row != -1 {
		t.Errorf("notes %v", got.Notes)
	}
	if again := tables.Printed(got); again.Caption != got.Caption || again.Rows() != 3 {
		t.Error("a printed table changes when it is printed again")
	}
	for _, f := range []string{"markdown", "latex"} {
		format, _ := tables.Lookup(f)
		data, err := inMemory(format, tab)
		if err != nil || strings.Contains(string(data), "zero") || strings.Contains(string(data), "method") || strings.Index(string(data), "more") > strings.Index(string(data), "less") {
			t.Errorf("%s: %v\n%s", f, err, data)
		}
	}
	csv := readCSV(t, tab, tables.Options{})
	if len(csv) != 6 || len(csv[0]) != 4 || csv[1][0] != "zero" {
		t.Errorf("data files must have everything in order: %q", csv)
	}
	tab.Columns[3].Floats = make([]float64, 5)
	if got := tables.Printed(tab); got.Rows() != 5 || got.Caption != "C." {
		t.Errorf("where no row says anything all stay: %d, %q", got.Rows(), got.Caption)
	}
}

func TestVisible(t *testing.T) {
	for in, want := range map[string]string{
		"plain text": "plain text", "a\u202Eb": "a[U+202E]b", "a\x00b": "a␀b", "a \n\t b": "a b", "a\u0085b": "a[U+0085]b",
		"a\xffb": "a\uFFFDb", "主\u200Fx": "主[U+200F]x", "\x7f": "␡", "soft\u00ADhyphen": "soft\u00ADhyphen",
	} {
		if got := tables.Visible(in); got != want {
			t.Errorf("Visible(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestEmptyTable(t *testing.T) {
	tab := &result.Table{Name: "none", Title: "None", Caption: "C.", Columns: []result.Column{result.Texts("text", "text", "T.", nil)}}
	for _, f := range tables.All() {
		data, err := inMemory(f, tab)
		if err != nil {
			t.Errorf("%s: %v", f.Name, err)
		}
		if f.Name != "xlsx" {
			reporttest.Golden(t, "empty."+f.Ext, data)
		}
	}
}

func TestPrinted(t *testing.T) {
	sha := strings.Repeat("0a", 32)
	missing := result.Ints("year", "year", "", "Y.", []int64{0, 0})
	missing.Missing = []bool{true, true}
	tab := &result.Table{Name: "t", Title: "T", Caption: "C", Columns: []result.Column{
		result.Texts("document", "document", "D.", []string{"d", "d"}),
		result.Texts("concept_a", "id a", "A.", []string{"x", "y"}),
		result.Texts("unit", "unit", "U.", []string{"sentence", "sentence"}),
		result.Texts("concept_b", "id b", "B.", []string{"y", "z"}),
		result.Ints("n", "n", "", "N.", []int64{7, 7}),
		missing,
		result.Texts("group", "group", "G.", []string{"", ""}),
		result.Texts("sha256", "digest", "S.", []string{sha, ""}),
		result.Texts("label_a", "A", "A.", []string{"X", "Y"}),
		result.Texts("label_b", "B", "B.", []string{"Y", "Z"}),
	}}
	names := func(t *result.Table) (out []string) {
		for i := range t.Columns {
			out = append(out, t.Columns[i].Name)
		}
		return out
	}
	got := tables.Printed(tab)
	if n := strings.Join(names(got), " "); n != "document label_a label_b n" {
		t.Errorf("columns %s", n)
	}
	if len(got.Notes) != 1 || got.Notes[0].Message != "In every row: unit: sentence." || len(tab.Notes) != 0 || len(tab.Columns) != 10 {
		t.Errorf("notes %v", got.Notes)
	}
	csv := readCSV(t, tab, tables.Options{})
	if len(csv[0]) != 10 {
		t.Error("data files must have every column")
	}
	bare := &result.Table{Name: "t", Columns: []result.Column{result.Texts("a", "a", "A.", nil), result.Ints("n", "n", "", "N.", nil)}}
	if got := tables.Printed(bare); len(got.Columns) != 2 || got.Notes != nil {
		t.Errorf("an empty table keeps its columns, has %q", names(got))
	}
}

// TestLongCellDoesNotWidenEveryRow: with 500 rows and one cell of 1 MB the
// aligned table has little more than that.
func TestLongCellDoesNotWidenEveryRow(t *testing.T) {
	texts := slices.Repeat([]string{"x"}, 500)
	texts[7] = strings.Repeat("y", 1<<20)
	tab := &result.Table{Name: "t", Columns: []result.Column{result.Texts("a", "a", "A.", texts)}}
	if n := len(tables.MarkdownGrid(tab, tab.Rows())); n > 1<<20+500*200 {
		t.Errorf("%d bytes", n)
	}
}
