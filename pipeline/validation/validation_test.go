package validation

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"concordat/reports/workbook"
)

// tiny returns a sample of two concepts: of the first 4 of 8 hits, 2 of 4 near
// misses and 2 of 20 others, of the second the same.
func tiny(t *testing.T) *Sample {
	t.Helper()
	s := &Sample{Key: Key{SchemaVersion: schemaVersion, Kind: keyKind, Seed: 1, PerConcept: 8, Strata: ByDocument}}
	for _, id := range []string{"peace", "war"} {
		c := Concept{ID: id, Label: strings.ToUpper(id[:1]) + id[1:], Definition: "The word " + id + ".", Groups: []Group{{"east", 16, 6}, {"west", 16, 2}}}
		for _, x := range []Stratum{{"all", ClassHit, 8, 4}, {"all", ClassNear, 4, 2}, {"all", ClassOther, 20, 2}} {
			c.Strata = append(c.Strata, x)
			for i := range x.Drawn {
				s.Units = append(s.Units, Unit{
					ID: fmt.Sprintf("u%s%s%d", id[:1], x.Class[:1], i), Concept: id, Document: "d", Start: uint32(len(s.Units)), End: uint32(len(s.Units)) + 1,
					Class: x.Class, Stratum: x.Name, Machine: x.Class == ClassHit, Probability: float64(x.Drawn) / float64(x.Size),
				})
				s.texts = append(s.texts, passage{before: "=before", text: fmt.Sprintf("-Text “%d”, of %s; with; semicolons.", i, id), after: "after\ttab"})
			}
		}
		s.Concepts = append(s.Concepts, c)
	}
	if err := s.arrange(); err != nil {
		t.Fatal(err)
	}
	return s
}

// table is a sheet as rows of cells.
type table [][]string

func sheetOf(t *testing.T, s *Sample, coder int, codes map[string]string) table {
	t.Helper()
	var b bytes.Buffer
	if err := s.WriteCSV(&b, coder, true); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(b.String(), "\uFEFF"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	code := slices.Index(rows[0], colCode)
	for _, row := range rows[1:] {
		row[code] = codes[row[0]]
	}
	return rows
}

func (rows table) csv(comma rune, crlf bool) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Comma, w.UseCRLF = comma, crlf
	if err := w.WriteAll(rows); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// perfect are codes that say what the machine does.
func perfect(s *Sample) map[string]string {
	out := map[string]string{}
	for _, u := range s.Units {
		out[u.ID] = "0"
		if u.Machine {
			out[u.ID] = "1"
		}
	}
	return out
}

var usual = ScoreOptions{Seed: 1, Resamples: 200, Level: .95}

// A coder's sheet says nothing of what the machine decided: it has the columns
// that it should have, and where a hit stands does not depend on its being one.
func TestSheetsAreBlind(t *testing.T) {
	s := tiny(t)
	heads, rows := s.rows(1, true)
	if want := []string{"unit_id", "concept", "label", "definition", "document", "before", "text", "after", "code", "comment"}; !slices.Equal(heads, want) {
		t.Errorf("heads %v", heads)
	}
	if hidden, _ := s.rows(1, false); slices.Contains(hidden, "document") {
		t.Error("the document is not hidden")
	}
	for _, row := range rows {
		if row[8] != "" || row[9] != "" {
			t.Errorf("%v is coded", row)
		}
	}
	machine := map[string]bool{}
	for _, u := range s.Units {
		machine[u.ID] = u.Machine
	}
	const seeds = 2000 // the mean place of hits among 8 is 3.5
	sum, orders := 0, map[string]bool{}
	for seed := range uint64(seeds) {
		s.Seed = seed
		_, rows := s.rows(1, false)
		order := ""
		for i, row := range rows[:8] {
			if order += row[0]; machine[row[0]] {
				sum += i
			}
		}
		orders[order] = true
	}
	mean := float64(sum) / (4 * seeds)
	// The mean place of 4 of 8 has the variance (8+1)(8−4)/(12·4).
	if math.Abs(mean-3.5) > 4.5*math.Sqrt(.75/seeds) || len(orders) < seeds*9/10 {
		t.Errorf("hits stand at %.3f on average, in %d orders", mean, len(orders))
	}
	s.Seed = 1
	_, one := s.rows(1, true)
	_, two := s.rows(2, true)
	if reflect.DeepEqual(one, two) {
		t.Error("two coders have one order")
	}
}

func TestFormulasAreNeutralised(t *testing.T) {
	s := tiny(t)
	var b bytes.Buffer
	if err := s.WriteXLSX(&b, 1, true); err != nil {
		t.Fatal(err)
	}
	sheets, err := workbook.Read(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	for _, rows := range []table{sheetOf(t, s, 1, nil), sheets[0].Rows} {
		if before := rows[1][5]; before != "'=before" {
			t.Errorf("before: %q", before)
		}
		if text := rows[1][6]; !strings.HasPrefix(text, "'-Text") {
			t.Errorf("text: %q", text)
		}
	}
	if len(sheets) != 2 || sheets[1].Name != "instructions" || len(sheets[1].Rows) < 4 {
		t.Errorf("sheets %+v", sheets)
	}
}

// However a spreadsheet saves a sheet, it is read as the same.
func TestSheetsAsTheyComeBack(t *testing.T) {
	s := tiny(t)
	rows := sheetOf(t, s, 1, perfect(s))
	want, err := ReadSheet(File{"a.csv", rows.csv(',', false)}, &s.Key, false)
	if err != nil || len(want.codes) != 16 {
		t.Fatal(want, err)
	}
	turned := slices.Clone(rows)
	slices.Reverse(turned[1:])
	var narrow table
	for _, row := range rows {
		narrow = append(narrow, []string{row[8], row[7], row[6], row[5], row[0]})
	}
	var book bytes.Buffer
	sheet := workbook.Sheet{Name: "Tabelle1", Rows: rows[1:]}
	for _, h := range rows[0] {
		sheet.Columns = append(sheet.Columns, workbook.Column{Name: h, Width: 10})
	}
	if err := workbook.Write(&book, []workbook.Sheet{{Name: "notes", Columns: []workbook.Column{{Name: "mine", Width: 9}}}, sheet}); err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{
		"semicolons, CRLF, mark":   append([]byte("\uFEFF"), rows.csv(';', true)...),
		"tabs":                     rows.csv('\t', false),
		"UTF-16":                   wide(string(rows.csv('\t', true))),
		"sorted otherwise":         turned.csv(';', true),
		"fewer columns, turned":    narrow.csv(',', false),
		"blank rows":               append(rows.csv(';', true), []byte("\r\n;;;;;;;;;\r\n")...),
		"capital heads":            bytes.Replace(rows.csv(',', false), []byte("unit_id"), []byte("Unit_ID"), 1),
		"a workbook, second sheet": book.Bytes(),
	} {
		got, err := ReadSheet(File{"a.csv", data}, &s.Key, false)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: read as %+v", name, got)
		}
	}
	// A code page other than UTF-8 has ids and codes all the same.
	latin := bytes.ReplaceAll(rows.csv(';', true), []byte("“"), []byte{0x93})
	got, err := ReadSheet(File{"a.csv", latin}, &s.Key, false)
	if err != nil || !reflect.DeepEqual(got.codes, want.codes) || !got.Unreadable {
		t.Errorf("windows-1252: %v, %v", got, err)
	}
}

// wide returns a text as UTF-16 with a byte order mark.
func wide(s string) []byte {
	out := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(s)) {
		out = append(out, byte(u), byte(u>>8))
	}
	return out
}

// What is wrong with a sheet is said with its line, all at once.
func TestWrongSheets(t *testing.T) {
	s := tiny(t)
	good := sheetOf(t, s, 1, perfect(s))
	alter := func(change func(rows table) table) []byte {
		rows := make(table, len(good))
		for i := range good {
			rows[i] = slices.Clone(good[i])
		}
		return change(rows).csv(',', false)
	}
	for name, c := range map[string]struct {
		data []byte
		want []string
	}{
		"unknown codes": {alter(func(r table) table { r[2][8], r[4][8] = "yes", "2"; return r }), []string{"a.csv:3: unit " + good[2][0] + ` has the code "yes"; it must be 1, 0 or ?`, "a.csv:5: "}},
		"no code":       {alter(func(r table) table { r[3][8] = " "; return r }), []string{"a.csv:4: unit " + good[3][0] + " has no code", "--partial"}},
		"changed id":    {alter(func(r table) table { r[1][0] = "u000"; return r }), []string{`a.csv:2: the key has no unit "u000"`, "units of the key are missing: " + good[1][0]}},
		"missing":       {alter(func(r table) table { return r[:9] }), []string{"units of the key are missing: ", "and 5 more"}},
		"twice":         {alter(func(r table) table { return append(r, r[1]) }), []string{"a.csv:18: unit " + good[1][0] + " stands in line 2 already"}},
		"other key": {alter(func(r table) table {
			for i := range r[1:] {
				r[i+1][0] = fmt.Sprint("x", i)
			}
			return r
		}), []string{"none of its units is in the key, which is that of another sample"}},
		"no heads": {alter(func(r table) table { return r[1:] }), []string{`a.csv:1: there is no column "unit_id" and "code"`}},
		"empty":    {nil, []string{"a.csv: the sheet is empty"}},
		"no table": {[]byte("\"unit_id"), []string{"a.csv: as CSV"}},
		"half":     {wide("unit_id\tcode\n")[:9], []string{"UTF-16"}},
	} {
		_, err := ReadSheet(File{"a.csv", c.data}, &s.Key, false)
		for _, want := range c.want {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v\nwant %s", name, err, want)
			}
		}
	}
	many := alter(func(r table) table {
		for i := range r[1:] {
			r[i+1][8] = "x"
		}
		return r
	})
	if _, err := ReadSheet(File{"a.csv", many}, &s.Key, false); err == nil || strings.Count(err.Error(), "\n") != most || !strings.Contains(err.Error(), "and 6 more errors") {
		t.Errorf("many errors: %v", err)
	}
}

func TestKeyRoundTrip(t *testing.T) {
	s := tiny(t)
	var b bytes.Buffer
	if _, err := s.Key.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	text := b.String()
	k, err := ParseKey("k.json", b.Bytes())
	if err != nil || !reflect.DeepEqual(*k, s.Key) {
		t.Fatalf("%v\n%s", err, text)
	}
	for what, change := range map[string][2]string{
		"a decision":    {`"machine":true`, `"machine":false`},
		"a probability": {`"probability":0.5`, `"probability":0.25`},
		"a size":        {`"size": 8`, `"size": 9`},
		"a unit":        {`"id":"uph0"`, `"id":"uph1"`},
		"a key":         {`"kind"`, `"sort"`},
		"the kind":      {keyKind, "concordat/manifest"},
		"the version":   {`"schema_version": 1`, `"schema_version": 2`},
	} {
		if !strings.Contains(text, change[0]) {
			t.Fatalf("%s: the key has no %s", what, change[0])
		}
		if _, err := ParseKey("k.json", []byte(strings.Replace(text, change[0], change[1], 1))); err == nil || !strings.HasPrefix(err.Error(), "k.json: ") {
			t.Errorf("%s was changed: %v", what, err)
		}
	}
	for sheet, want := range map[string]string{"a/sheet.csv": "a/sheet.key.json", "sheet-coder2.xlsx": "sheet.key.json", "x-coder1/anna": "x-coder1/anna.key.json"} {
		if got := KeyName(sheet); got != want {
			t.Errorf("KeyName(%s) = %s", sheet, got)
		}
	}
}

// scoreOf scores sheets of codes.
func scoreOf(t *testing.T, s *Sample, coders ...map[string]string) *Score {
	t.Helper()
	var files []File
	for i, codes := range coders {
		files = append(files, File{fmt.Sprintf("c%d.csv", i+1), sheetOf(t, s, i+1, codes).csv(';', true)})
	}
	score, err := NewScore(&s.Key, files, usual)
	if err != nil {
		t.Fatal(err)
	}
	return score
}

func (s *Score) at(table, column string, row int) float64 {
	for _, t := range s.Result.Tables {
		if t.Name == table {
			if c := t.Column(column); c.Ints != nil {
				return float64(c.Ints[row])
			}
			return t.Column(column).Floats[row]
		}
	}
	return math.NaN()
}

// With codes by hand: of peace, one of four hits is false (2 of 8 of the
// corpus), one of two near misses has it (2 of 4), none of the others.
func TestScoreByHand(t *testing.T) {
	s := tiny(t)
	codes := perfect(s)
	codes["uph0"], codes["upn1"] = "0", "1"
	score := scoreOf(t, s, codes, codes)
	for column, want := range map[string]float64{
		"true_positives": 3, "false_positives": 1, "false_negatives": 1, "true_negatives": 3, "coded": 8, "left_out": 0,
		"precision": 6. / 8, "recall": 6. / 8, "f1": 2 * 6. / (8 + 6 + 2), "precision_sample": .75, "specificity": 22. / 24,
	} {
		if got := score.at("validation_accuracy", column, 0); math.Abs(got-want) > 1e-12 {
			t.Errorf("%s = %v, want %v", column, got, want)
		}
	}
	for column, want := range map[string]float64{"sentences": 32, "hit_sentences": 8, "share_found": .25, "share_corrected": .25} {
		if got := score.at("validation_prevalence", column, 0); math.Abs(got-want) > 1e-12 {
			t.Errorf("%s = %v, want %v", column, got, want)
		}
	}
	// East: (6/16 + 22/24 − 1)/(3/4 + 22/24 − 1).
	if got, want := score.at("validation_groups", "share_corrected", 0), (6./16+22./24-1)/(3./4+22./24-1); math.Abs(got-want) > 1e-12 {
		t.Errorf("share of the east %v, want %v", got, want)
	}
	if got := score.at("validation_accuracy", "precision", 2); math.Abs(got-14./16) > 1e-12 {
		t.Errorf("precision of all %v", got)
	}
	if n := score.at("validation_agreement", "alpha", 0); n != 1 {
		t.Errorf("α %v", n)
	}
	if below := score.Below(Threshold{Precision: .8, Alpha: .8}); len(below) != 1 || below[0] != "peace: precision 0.750 is less than 0.8" {
		t.Errorf("below: %q", below)
	}
	if below := score.Below(Threshold{}); below != nil {
		t.Errorf("below nothing: %q", below)
	}
}

// Ties are left out, three coders have a majority, and a sheet of settled disagreements
// decides ties only.
func TestGold(t *testing.T) {
	s := tiny(t)
	a, b, c := perfect(s), perfect(s), perfect(s)
	a["uph0"], a["uph1"], a["uph2"] = "0", "0", "?"
	b["uph2"], b["uph3"] = "?", "?"
	score := scoreOf(t, s, a, b)
	if got := score.at("validation_accuracy", "left_out", 0); got != 3 {
		t.Errorf("%v left out of two coders, want 3: two ties and what nobody could tell", got)
	}
	if got := score.at("validation_accuracy", "coded", 0); got != 5 {
		t.Errorf("%v coded", got)
	}
	var talk table
	for _, tab := range score.Result.Tables {
		if tab.Name != "validation_disagreements" {
			continue
		}
		talk = append(talk, []string{"unit_id", "adjudicated"})
		for i, id := range tab.Column("unit_id").Texts {
			talk = append(talk, []string{id, map[string]string{"uph0": "1", "uph1": "0", "uph3": "0"}[id]})
			if text := tab.Column("text").Texts[i]; !strings.Contains(text, "Text “") {
				t.Errorf("the text is %q", text)
			}
		}
	}
	if len(talk) != 5 {
		t.Fatalf("to talk about: %v", talk)
	}
	files := []File{
		{"a.csv", sheetOf(t, s, 1, a).csv(',', false)}, {"b.csv", sheetOf(t, s, 2, b).csv(',', false)}, {"settled.csv", talk.csv(';', true)},
	}
	settled, err := NewScore(&s.Key, files, usual)
	if err != nil {
		t.Fatal(err)
	}
	// uph0 is settled as 1, uph1 as 0; uph3, 1 by one coder, is no tie and stays.
	if tp, fp, left := settled.at("validation_accuracy", "true_positives", 0), settled.at("validation_accuracy", "false_positives", 0), settled.at("validation_accuracy", "left_out", 0); tp != 2 || fp != 1 || left != 1 {
		t.Errorf("settled: %v true, %v false, %v left out", tp, fp, left)
	}
	talk[1][1] = map[string]string{"1": "0", "0": "1", "": "1"}[talk[1][1]]
	if _, err := NewScore(&s.Key, append(files, File{"other.csv", talk.csv(',', false)}), usual); err == nil || !strings.Contains(err.Error(), "was settled otherwise") {
		t.Errorf("settled in two ways: %v", err)
	}
	if _, err := NewScore(&s.Key, files[2:], usual); err == nil || !strings.Contains(err.Error(), "no coder's sheet") {
		t.Errorf("no coder: %v", err)
	}
	if _, err := NewScore(&s.Key, []File{files[0], files[0]}, usual); err == nil || !strings.Contains(err.Error(), "named twice") {
		t.Errorf("one sheet twice: %v", err)
	}
	if three := scoreOf(t, s, a, b, c); three.at("validation_accuracy", "left_out", 0) != 0 {
		t.Errorf("%v left out of three coders", three.at("validation_accuracy", "left_out", 0))
	}
}

// A sheet that is half done is scored with --partial only, and one coder has
// no agreement.
func TestPartialAndAlone(t *testing.T) {
	s := tiny(t)
	codes := perfect(s)
	for _, id := range []string{"uph0", "upn0", "upo0", "upo1"} {
		delete(codes, id)
	}
	file := File{"a.csv", sheetOf(t, s, 1, codes).csv(',', false)}
	if _, err := NewScore(&s.Key, []File{file}, usual); err == nil {
		t.Error("a sheet that is half done is scored")
	}
	o := usual
	o.Partial = true
	score, err := NewScore(&s.Key, []File{file}, o)
	if err != nil {
		t.Fatal(err)
	}
	// No other sentence of peace was coded: recall is not known.
	if p, r := score.at("validation_accuracy", "precision", 0), score.at("validation_accuracy", "recall", 0); p != 1 || !math.IsNaN(r) {
		t.Errorf("precision %v, recall %v", p, r)
	}
	for _, tab := range score.Result.Tables {
		if tab.Name == "validation_agreement" || tab.Name == "validation_pairs" {
			t.Errorf("one coder has the table %s", tab.Name)
		}
	}
	if below := score.Below(Threshold{Recall: .5, Alpha: .5}); !slices.Contains(below, "peace: recall is not defined, and must be 0.5 or more") || !slices.Contains(below, "war: α is not defined, and must be 0.5 or more") {
		t.Errorf("below: %q", below)
	}
}
