package workbook

import (
	"archive/zip"
	"bytes"
	"io"
	"reflect"
	"strings"
	"testing"
)

func demo() []Sheet {
	return []Sheet{
		{Name: "units", Columns: []Column{{Name: "unit_id", Width: 14}, {Name: "text", Width: 60}, {Name: "code", Width: 8, Choices: []string{"1", "0", "?"}}}, Rows: [][]string{
			{"u1", "=1+1", ""}, {"u2", "Zwei Sätze & <mehr> \"主权\"", "1"}, {"u3", "line\nbreak", "?"},
		}},
		{Name: "instructions", Columns: []Column{{Name: "How to code", Width: 90}}, Rows: [][]string{{"Read the sentence."}}},
	}
}

func written(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, demo()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestRoundTrip(t *testing.T) {
	got, err := Read(written(t))
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"unit_id", "text", "code"}, {"u1", "=1+1"}, {"u2", "Zwei Sätze & <mehr> \"主权\"", "1"}, {"u3", "line\nbreak", "?"}}
	if len(got) != 2 || got[0].Name != "units" || got[1].Name != "instructions" || !reflect.DeepEqual(got[0].Rows, want) {
		t.Errorf("read %+v", got)
	}
}

// The same sheets are the same bytes, and the parts that make the sheet usable
// are there: a frozen head, the choices, wrapped text, and no formula.
func TestBytesAndParts(t *testing.T) {
	data := written(t)
	if !bytes.Equal(data, written(t)) {
		t.Error("two workbooks of the same sheets differ")
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		parts[f.Name] = string(b)
	}
	sheet := parts["xl/worksheets/sheet1.xml"]
	for _, want := range []string{`state="frozen"`, `ySplit="1"`, `sqref="C2:C4"`, `"1,0,?"`, `type="list"`, `ht="30"`, `orientation="landscape"`} {
		if !strings.Contains(strings.ReplaceAll(sheet, "&#34;", `"`), want) {
			t.Errorf("the sheet has no %s:\n%s", want, sheet)
		}
	}
	if strings.Contains(sheet, "<f>") {
		t.Error("a cell is a formula")
	}
	if !strings.Contains(parts["xl/styles.xml"], `wrapText=`) {
		t.Error("no style wraps text")
	}
}

// A text that looks like an escape of the format is read as it was written.
func TestEscapes(t *testing.T) {
	texts := []string{"_x0041_", "_x0041_x0042_", "x_x000D_", "_x00G1_", "_x", "__x0041__"}
	s := Sheet{Name: "x", Columns: []Column{{Name: "a", Width: 5}}}
	for _, text := range texts {
		s.Rows = append(s.Rows, []string{text})
	}
	var b bytes.Buffer
	if err := Write(&b, []Sheet{s}); err != nil {
		t.Fatal(err)
	}
	got, err := Read(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	for i, text := range texts {
		if got[0].Rows[i+1][0] != text {
			t.Errorf("%q is read as %q", text, got[0].Rows[i+1][0])
		}
	}
}

// Numbers are stored as they were written, and what is no number is an error.
func TestNumbers(t *testing.T) {
	s := Sheet{Name: "x", Flat: true, Columns: []Column{{Name: "a", Width: 5, Format: "0.0"}}, Rows: [][]string{{"0.3333333333333333"}, {""}}}
	var b bytes.Buffer
	if err := Write(&b, []Sheet{s}); err != nil {
		t.Fatal(err)
	}
	if got, err := Read(b.Bytes()); err != nil || len(got[0].Rows) < 2 || got[0].Rows[1][0] != "0.3" {
		t.Errorf("read %v, %v", got, err)
	}
	s.Rows[1][0] = "=1"
	if err := Write(io.Discard, []Sheet{s}); err == nil || !strings.Contains(err.Error(), `row 3, a: "=1" is no number`) {
		t.Errorf("a formula among numbers: %v", err)
	}
}

func TestTooMuch(t *testing.T) {
	s := []Sheet{{Name: "x", Columns: []Column{{Name: "a", Width: 5}}, Rows: [][]string{{strings.Repeat("x", MaxCell+1)}}}}
	if err := Write(io.Discard, s); err == nil || !strings.Contains(err.Error(), "row 2, a") {
		t.Errorf("a cell that is too long: %v", err)
	}
}

func TestBroken(t *testing.T) {
	data := written(t)
	for _, bad := range [][]byte{nil, []byte("unit_id,code\n"), data[:len(data)/2]} {
		if _, err := Read(bad); err == nil {
			t.Errorf("%d broken bytes are no error", len(bad))
		}
	}
}

// No bytes make Read panic.
func FuzzRead(f *testing.F) {
	var b bytes.Buffer
	if err := Write(&b, demo()); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Fuzz(func(t *testing.T, data []byte) { _, _ = Read(data) })
}
