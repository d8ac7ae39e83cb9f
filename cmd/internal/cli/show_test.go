package cli

import (
	"bytes"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"concordat/reports/manifest"
)

// sampleReport analyses the sample corpus and returns its report's folder.
func sampleReport(t *testing.T, args ...string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "sample")
	var stderr bytes.Buffer
	args = append([]string{"run", "-q", "-o", dir, "--resamples", "100", "--figures", "svg"}, args...)
	if code := Main(args, strings.NewReader(""), &bytes.Buffer{}, &stderr); code != statusDone {
		t.Fatalf("exit status %d: %s", code, &stderr)
	}
	return dir
}

// cells calls f for each row of a table of a report, with the cells by column.
func cells(t *testing.T, r *record, table string, f func(map[string]string)) {
	t.Helper()
	data, err := r.read("tables/" + table + ".csv")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csvRows(data)
	if err != nil || len(rows) < 2 {
		t.Fatalf("%s has %d rows, %v", table, len(rows), err)
	}
	for _, row := range rows[1:] {
		by := map[string]string{}
		for i, c := range row {
			by[rows[0][i].(string)] = c.(string)
		}
		f(by)
	}
}

// opens checks that a question is answered by as many hits, or units, as a
// table has.
func opens(t *testing.T, r *record, text, want string) {
	t.Helper()
	found, err := r.answer(text)
	if err != nil {
		t.Errorf("%s: %v", text, err)
		return
	}
	n := len(found.hits)
	if found.unit != "" {
		n = len(found.units)
	}
	if strconv.Itoa(n) != want {
		t.Errorf("%s: %d, and the table has %s", text, n, want)
	}
}

// TestNumbersOpen: behind every count of the sample's tables stand as many
// quotations, and behind every joint count as many units.
func TestNumbersOpen(t *testing.T) {
	for _, unit := range []string{"sentence", "paragraph"} {
		r, err := readRecord(sampleReport(t, "--unit", unit, "--analyzers", "frequency,comparison,cooccurrence,evidence"))
		if err != nil {
			t.Fatal(err)
		}
		zeros, joint, sides := 0, 0, 0
		cells(t, r, "frequency", func(row map[string]string) {
			if row["hits"] == "0" {
				zeros++
			}
			opens(t, r, row["document"]+"/"+row["concept"], row["hits"])
		})
		cells(t, r, "frequency_total", func(row map[string]string) {
			opens(t, r, row["concept"], row["hits"])
			opens(t, r, "(all)/"+row["concept"], row["hits"])
		})
		cells(t, r, "comparison", func(row map[string]string) {
			sides++
			opens(t, r, row["target"]+"/"+row["concept"], row["target_hits"])
			opens(t, r, row["reference"]+"/"+row["concept"], row["reference_hits"])
		})
		cells(t, r, "cooccurrence", func(row map[string]string) {
			joint++
			opens(t, r, row["document"]+"/"+row["concept_a"]+"+"+row["concept_b"], row["both"])
			if joint == 1 {
				opens(t, r, row["concept_b"]+"+"+row["concept_a"], row["both"])
			}
		})
		if zeros == 0 || joint < 1000 || sides == 0 {
			t.Errorf("%s: %d zeros, %d joint counts, %d comparisons were opened", unit, zeros, joint, sides)
		}
	}
}

// small is a report of two texts and a group of both; a hit of peace counts for
// its parent, order.
func small() *record {
	return &record{
		dir: "reports/x", documents: []string{"texts/a", "b+c"}, concepts: []string{"=UN/EU", "none", "order", "peace", "war"}, complete: true, unit: "sentence",
		sides: []side{{"(rest)", []string{"b+c"}}, {"both", []string{"texts/a", "b+c"}}, {"twice", []string{"b+c"}}, {"twice", []string{"texts/a"}}, {"nobody", nil}},
		hits: []hit{
			{ID: "h000000000001", Document: "texts/a", Sentence: 1, Paragraph: 1, Concept: "peace", CountsFor: "order"},
			{ID: "h000000000002", Document: "texts/a", Sentence: 1, Paragraph: 1, Concept: "war"},
			{ID: "h000000000003", Document: "texts/a", Sentence: 2, Paragraph: 1, Concept: "war"},
			{ID: "h000000000004", Document: "b+c", Sentence: 2, Paragraph: 1, Concept: "peace", CountsFor: "order"},
			{ID: "h000000000005", Document: "b+c", Sentence: 3, Paragraph: 1, Concept: "=UN/EU"},
			{ID: "h000000000006", Document: "b+c", Sentence: 3, Paragraph: 1, Concept: "war"},
			{ID: "h000000000007", Document: "b+c", Sentence: 3, Paragraph: 1, Concept: "war"},
		},
	}
}

// TestAnswer: what is behind a question, by the last digits of the hits' ids;
// units of a joint count are parted by a stroke.
func TestAnswer(t *testing.T) {
	for question, want := range map[string]string{
		"h000000000003":         "3",
		"peace":                 "14",
		"order":                 "14",
		"none":                  "",
		"texts/a/order":         "1",
		"texts/a/=UN/EU":        "",
		"b+c/=UN/EU":            "5",
		"(all)/war":             "2367",
		"(rest)/war":            "67",
		"both/war":              "2367",
		"(rest of texts/a)/war": "67",
		"(rest of (rest))/war":  "23",
		"(rest of (all))/war":   "",
		"(rest of nobody)/war":  "2367",
		"nobody/war":            "",
		"peace+war":             "12",
		"war+order":             "12",
		"b+c/peace+war":         "",
		"=UN/EU+war":            "567",
		"(rest)/war+=UN/EU":     "567",
		"none+war":              "",
	} {
		r := small()
		found, err := r.answer(question)
		if err != nil {
			t.Errorf("%s: %v", question, err)
			continue
		}
		if got := digits(found.hits); got != want {
			t.Errorf("%s: hits %q, want %q", question, got, want)
		}
	}
	r := small()
	r.unit = "paragraph"
	found, err := r.answer("peace+war")
	if err != nil || len(found.units) != 2 || digits(found.units[0]) != "123" || digits(found.units[1]) != "467" {
		t.Errorf("paragraphs: %+v, %v", found.units, err)
	}
}

func digits(hits []hit) string {
	s := ""
	for _, h := range hits {
		s += h.ID[len(h.ID)-1:]
	}
	return s
}

// TestUnanswered: what a report does not have is said with what it has.
func TestUnanswered(t *testing.T) {
	for question, want := range map[string]string{
		"h00000000000f":         "no hit has the id",
		"pease":                 `no concept is called "pease"; did you mean "peace"?`,
		"texts/a/pease":         `no concept is called "pease"; did you mean "peace"?`,
		"texts/b/peace":         `no document and no side is called "texts/b"; did you mean "texts/a"?`,
		"rest/peace":            `no document and no side is called "rest"; did you mean "(rest)"?`,
		"text/a/peas":           `no document and no side is called "text/a"; did you mean "texts/a"?; no concept is called "peas"`,
		"both":                  "ask for one in it: both/CONCEPT",
		"twice/peace":           "stands for other documents in each comparison",
		"(rest)/peace":          `"(rest)" stands for other documents in each comparison; write (rest of TARGET)`,
		"(rest of twice)/peace": "stands for other documents in each comparison; name",
		"(rest of d)/peace":     `no document and no side is called "(rest of d)"`,
		"peace+peace":           "two different concepts",
		"peace+order":           "one of the two is above the other",
		"peace+war+order":       "3 concepts; a joint count is of two",
		"b+c/":                  `no concept is called ""`,
		"":                      `no concept is called ""`,
	} {
		r := small()
		r.sides = append(r.sides, side{"(rest)", []string{"texts/a"}})
		_, err := r.answer(question)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", question, err, want)
		}
	}
	r := small()
	r.unit = "window"
	if _, err := r.answer("peace+war"); err == nil || !strings.Contains(err.Error(), "--unit sentence or paragraph") {
		t.Errorf("windows: %v", err)
	}
	r.complete = false
	if _, err := r.answer("law"); err == nil || !strings.Contains(err.Error(), `there is no hit of "law"`) {
		t.Errorf("without a table of frequencies: %v", err)
	}
}

// TestQuestions: what completion offers has an answer with a hit.
func TestQuestions(t *testing.T) {
	r := small()
	r.sides = r.sides[:2]
	all := r.questions()
	for _, text := range all {
		if found, err := r.answer(text); err != nil || len(found.hits) == 0 {
			t.Errorf("%s: %d hits, %v", text, len(found.hits), err)
		}
	}
	for _, want := range []string{"war", "(all)/war", "both/order", "(rest)/=UN/EU", "texts/a/peace"} {
		if !strings.Contains(strings.Join(all, "\n")+"\n", want+"\n") {
			t.Errorf("%s is not offered", want)
		}
	}
}

// TestCounted: the concepts come from either format of the table, or from
// none.
func TestCounted(t *testing.T) {
	dir := sampleReport(t, "--analyzers", "frequency,evidence", "--tables", "csv", "--excel-bom")
	r, err := readRecord(dir)
	if err != nil || !r.complete || len(r.concepts) < 100 {
		t.Errorf("from CSV: %d concepts, %v", len(r.concepts), err)
	}
	other, err := readRecord(sampleReport(t, "--analyzers", "frequency,evidence", "--tables", "json"))
	if err != nil || !other.complete || strings.Join(other.concepts, " ") != strings.Join(r.concepts, " ") {
		t.Errorf("from JSON: %d concepts, %v", len(other.concepts), err)
	}
	if r, err = readRecord(sampleReport(t, "--analyzers", "evidence")); err != nil || r.complete || len(r.concepts) == 0 {
		t.Errorf("from hits: %+v, %v", r, err)
	}
	if _, err := readRecord(filepath.Join(dir, "tables")); err == nil || !strings.Contains(err.Error(), "is no report") {
		t.Errorf("no %s: %v", manifest.FileName, err)
	}
}
