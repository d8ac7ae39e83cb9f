package tables_test

import (
	"bytes"
	"strings"
	"testing"

	"concordat/analyzers/result"
	"concordat/reports/tables"

	"pgregory.net/rapid"
)

func writtenTSV(t interface{ Fatal(...any) }, tab *result.Table, o tables.Options) string {
	f, _ := tables.Lookup("tsv")
	var b bytes.Buffer
	if err := f.Write(&b, tab, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestTSVLaw: whatever the cells hold, a row is one line and a cell lies
// between two tabs, and what it holds is the text but for tabs and line ends.
func TestTSVLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.SampledFrom([]rune("ab \"'\t\n\r\v\f\u0085\u2028\u2029=+主,"))).Draw(t, "text")
		got := writtenTSV(t, oneCell(text), tables.Options{RawCells: true})
		lines := strings.FieldsFunc(got, func(r rune) bool { return strings.ContainsRune("\n\v\f\r\u0085\u2028\u2029", r) })
		if len(lines) != 2 || lines[0] != "text\tx" || !strings.HasSuffix(got, "\n") {
			t.Fatalf("%q", got)
		}
		cells := strings.Split(lines[1], "\t")
		if len(cells) != 2 || cells[1] != "-1.5" || strings.Join(strings.Fields(cells[0]), " ") != strings.Join(strings.Fields(text), " ") {
			t.Fatalf("%q was written as %q", text, got)
		}
	})
}

func TestTSVCells(t *testing.T) {
	for text, want := range map[string]string{
		"=1+1": "'=1+1", "\t=1": "' =1", "a\r\nb": "a b", "a\tb\nc": "a b c", `say "no"`: `say "no"`, "": "", "＝1": "'＝1",
	} {
		if got := writtenTSV(t, oneCell(text), tables.Options{}); got != "text\tx\n"+want+"\t-1.5\n" {
			t.Errorf("%q was written as %q", text, got)
		}
	}
	if got := writtenTSV(t, oneCell("=1"), tables.Options{RawCells: true, ExcelBOM: true}); got != "\uFEFFtext\tx\n=1\t-1.5\n" {
		t.Errorf("%q", got)
	}
}
